"""Who makes a request: found out from its headers, before anything of its body is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from fastapi import HTTPException, Request
from starlette.datastructures import Headers
from xlwings_server import dependencies
from xlwings_server.models import User

from addin.incidents import internal_error

#: What a refused user reads, instead of the English of the auth providers.
REFUSALS: Final = {
    401: "Connexion refusée : le serveur ne reconnaît pas votre session. Reconnectez-vous à Excel "
    "avec votre compte professionnel, puis recalculez.",
    403: "Accès refusé : votre compte n'a pas le rôle demandé par ce serveur. Adressez-vous à "
    "votre administrateur.",
}
#: Where the scope of a request keeps who makes it.
_USER: Final = "pycog.user"


class Refusal(NamedTuple):
    """Why a request goes no further."""

    status: int
    message: str
    headers: Mapping[str, str]


async def signed_on(scope: Any) -> Refusal | None:
    """Find out who makes a request and keep it in its scope; return why it is refused, if so."""
    try:
        scope[_USER] = await _user(scope)
    except HTTPException as error:
        message = REFUSALS.get(error.status_code, str(error.detail))
        return Refusal(error.status_code, message, error.headers or {})
    except Exception as error:
        return Refusal(500, internal_error("la connexion", error, "l'heure").message, {})
    return None


async def known(request: Request) -> User:
    """Return who makes a request; takes the place of xlwings Server's own dependency.

    Raises:
        HTTPException: 401 or 403.
    """
    found: User | None = request.scope.get(_USER)
    return found if found is not None else await _user(request.scope)


async def _user(scope: Any) -> User:
    headers = Headers(scope=scope)
    user = await dependencies.authenticate(
        headers.get("authorization", ""), headers.get("auth-provider")
    )
    return await dependencies.get_user(Request(scope), user)
