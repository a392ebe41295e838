"""Who an Entra ID token stands for: stricter than xlwings Server, and with fewer journeys.

xlwings Server 1.20 remembers for an hour that a token was good, so that an expired one goes on
working; it takes tokens without an expiry, identity tokens and tokens of programs; and it asks
for the keys of Entra ID anew at each request while these cannot be reached.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from fastapi import HTTPException
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from xlwings_server.auth import entraid
from xlwings_server.config import settings as server_settings
from xlwings_server.models import User

logger: Final = logging.getLogger("pycog.connexion")

#: Scope without which a token is not one that Excel asked for in the name of a person.
SCOPE: Final = "access_as_user"
#: Set to ``1`` to accept programs, which have roles and no person behind them.
PROGRAMS: Final = "PYCOG_ENTRA_PROGRAMMES"
#: Seconds by which clocks may differ.
_LEEWAY: Final = 60
#: Seconds after which the keys are asked for anew, and between two attempts at least.
_FRESH: Final = 24 * 3600.0
_PAUSE: Final = 300.0
#: Longer than any token that Entra ID issues.
_LONGEST: Final = 16 * 1024
_TENANT: Final = re.compile(r"https://login\.microsoftonline\.com/([0-9a-fA-F-]{36})/v2\.0")

_UNREACHABLE: Final = (
    "Le serveur ne peut pas vérifier les connexions : les clés d'Entra ID sont inaccessibles. "
    "Réessayez dans quelques minutes ; si cela dure, prévenez votre administrateur."
)


class Keys:
    """The public keys of Entra ID: kept when they cannot be had anew, one journey at a time."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[Mapping[str, Any] | None]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._known: KeySet | None = None
        self._asked = float("-inf")
        self._journey = asyncio.Lock()

    async def with_id(self, key_id: object) -> KeySet:
        """Return the keys, fetched where there are none, they are old, or one is unknown.

        Args:
            key_id: Which key a token says that it was signed with.

        Raises:
            HTTPException: 503, there are none and they cannot be had.
        """
        if self._wanted(key_id):
            async with self._journey:
                # Another request may have come back with them meanwhile.
                if self._wanted(key_id):
                    await self._renew()
        if self._known is None:
            raise HTTPException(503, _UNREACHABLE, headers={"Retry-After": str(int(_PAUSE))})
        return self._known

    def _wanted(self, key_id: object) -> bool:
        age = self._clock() - self._asked
        if self._known is None or age > _FRESH:
            return age > _PAUSE
        return age > _PAUSE and all(key.kid != key_id for key in self._known.keys)

    async def _renew(self) -> None:
        self._asked = self._clock()
        try:
            found = await self._fetch()
            if found is None:
                raise ValueError("no keys")
            self._known = KeySet.import_key_set(dict(found))  # type: ignore[arg-type]
        except Exception as error:
            logger.warning("clés d'Entra ID inaccessibles : %r", error)


async def _fetched() -> Mapping[str, Any] | None:
    """Return the keys that the administrator put on the machine, else those of Entra ID."""
    given: Mapping[str, Any] | None = await entraid.jwks.get_jwks_json()
    return given or await entraid.get_jwks_json_default()


_keys: Keys | None = None


def keys() -> Keys:
    """Return the keys of this process."""
    global _keys
    if _keys is None:
        _keys = Keys(_fetched)
    return _keys


async def validate_token(token_string: str) -> User:
    """Return the person that a token stands for; each request is checked anew.

    Raises:
        HTTPException: 401, the token is none, has expired, is for somebody else or of another
            kind; 503, it cannot be checked.
    """
    kind, _, token = token_string.partition(" ")
    if kind.lower() != "bearer" or not token or len(token) > _LONGEST:
        raise _refused("no bearer token")
    try:
        decoded = jwt.decode(token, await keys().with_id(_key_id(token)), algorithms=["RS256"])
        claims = dict(decoded.claims)
        _check_claims(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise _refused(repr(error)) from None
    return User(claims=claims, sso_token=token)


def _key_id(token: str) -> object:
    """Return the key that an unchecked token names; it only decides whether to look for keys."""
    from joserfc.jws import extract_compact

    return extract_compact(token.encode("ascii")).headers().get("kid")


def _check_claims(claims: Mapping[str, Any]) -> None:
    version, client = claims.get("ver"), server_settings.auth_entraid_client_id
    if version not in {"1.0", "2.0"}:
        raise ValueError(f"version {version!r}")
    audience = client if version == "2.0" else f"api://{client}"
    JWTClaimsRegistry(
        leeway=_LEEWAY,
        aud={"essential": True, "value": audience},
        iss={"essential": True},
        exp={"essential": True},
    ).validate(dict(claims))
    _check_issuer(claims, str(version))
    if claims.get("idtyp") == "app" or "scp" not in claims:
        # Identity tokens say who somebody is; they give no right to call this service.
        if claims.get("idtyp") != "app" or os.environ.get(PROGRAMS) != "1":
            raise ValueError("neither a person's access token nor an allowed program's")
    elif SCOPE not in str(claims["scp"]).split():
        raise ValueError(f"scope {claims['scp']!r}")
    if not isinstance(claims.get("roles", []), list):
        raise ValueError("roles are no list")


def _check_issuer(claims: Mapping[str, Any], version: str) -> None:
    tenant = str(server_settings.auth_entraid_tenant_id)
    expected = {
        "1.0": f"https://sts.windows.net/{tenant}/",
        "2.0": f"https://login.microsoftonline.com/{tenant}/v2.0",
    }[version]
    if claims["iss"] == expected:
        return
    other = _TENANT.fullmatch(str(claims["iss"]))
    if not server_settings.auth_entraid_multitenant or not other:
        raise ValueError(f"issuer {claims['iss']!r}")
    if other[1] != claims.get("tid"):
        raise ValueError("issuer and tenant differ")


def _refused(why: str) -> HTTPException:
    logger.info("jeton refusé : %s", why[:300])
    return HTTPException(401)
