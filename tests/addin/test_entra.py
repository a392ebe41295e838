"""Which tokens of Entra ID open the server: only a person's, only today's, only for us."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.addin.loops import complete
from tests.paths import ROOT

CLIENT = "11111111-1111-4111-8111-111111111111"
TENANT = "22222222-2222-4222-8222-222222222222"
KEY = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
#: The same in every process that collects the tests.
YESTERDAY = 1_700_000_000
IN_A_CENTURY = 5_000_000_000
OTHER = RSAKey.generate_key(2048, {"kid": "k2", "use": "sig"})


@pytest.fixture(scope="module")
def entra(tmp_path_factory: pytest.TempPathFactory) -> Any:
    patch = pytest.MonkeyPatch()
    patch.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
    patch.setenv("XLWINGS_PROJECT_DIR", str(ROOT / "addin"))
    patch.setenv("XLWINGS_SECRET_KEY", "x" * 32)
    module = importlib.import_module("addin.entra")
    patch.setattr(
        module,
        "server_settings",
        SimpleNamespace(
            auth_entraid_client_id=CLIENT,
            auth_entraid_tenant_id=TENANT,
            auth_entraid_multitenant=False,
        ),
    )
    yield module
    patch.undo()


class Source:
    """Where the keys come from; it may fail."""

    def __init__(self, *keys: RSAKey) -> None:
        self.keys = list(keys)
        self.journeys = 0
        self.broken = False

    async def fetch(self) -> Mapping[str, Any] | None:
        self.journeys += 1
        await asyncio.sleep(0)
        if self.broken:
            raise OSError("unreachable")
        return {"keys": [key.as_dict(private=False) for key in self.keys]}


@pytest.fixture
def source(entra: Any, monkeypatch: pytest.MonkeyPatch) -> Source:
    given = Source(KEY)
    monkeypatch.setattr(entra, "_keys", entra.Keys(given.fetch))
    return given


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {
        "aud": CLIENT,
        "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        "exp": now + 3600,
        "nbf": now - 10,
        "iat": now - 10,
        "ver": "2.0",
        "oid": "o",
        "tid": TENANT,
        "name": "Agent Dupont",
        "roles": ["COG"],
        "scp": "access_as_user",
        **changes,
    }
    return {name: value for name, value in good.items() if value is not None}


def token(key: RSAKey = KEY, **changes: Any) -> str:
    return "Bearer " + jwt.encode({"alg": "RS256", "kid": key.kid}, claims(**changes), key)


def status(entra: Any, sent: str) -> int:
    """Return 200 where a token is taken, else the status of the refusal."""
    try:
        complete(entra.validate_token(sent))
    except entra.HTTPException as error:
        return int(error.status_code)
    return 200


def test_a_persons_token_gives_the_person(entra: Any, source: Source) -> None:
    user = complete(entra.validate_token(token()))
    assert (user.name, user.roles) == ("Agent Dupont", ["COG"])


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": YESTERDAY},
        {"exp": None},
        {"exp": "demain"},
        {"nbf": IN_A_CENTURY},
        {"aud": "33333333-0000-4000-8000-000000000000"},
        {"aud": None},
        {"iss": "https://login.microsoftonline.com/33333333-0000-4000-8000-000000000000/v2.0"},
        {"iss": None},
        {"ver": None},
        {"scp": None},
        {"scp": "User.Read"},
        {"scp": None, "idtyp": "app"},
        {"roles": "COG"},
    ],
    ids=str,
)
def test_any_other_is_refused(entra: Any, source: Source, changes: dict[str, Any]) -> None:
    assert status(entra, token(**changes)) == 401


@pytest.mark.parametrize(
    "sent", ["", "Bearer ", "Bearer a.b.c", "Basic x", "Bearer " + "x" * 20_000, "Bearer é.é.é"]
)
def test_what_is_no_token_is_refused(entra: Any, source: Source, sent: str) -> None:
    assert status(entra, sent) == 401


def test_a_foreign_key_is_refused(entra: Any, source: Source) -> None:
    forged = jwt.encode({"alg": "RS256", "kid": "k1"}, claims(), OTHER)
    assert status(entra, f"Bearer {forged}") == 401
    assert status(entra, token(OTHER)) == 401


def test_an_expired_token_is_refused_though_it_was_good(entra: Any, source: Source) -> None:
    # The leeway for clocks is a minute.
    short = token(exp=int(time.time()) - 58)
    assert status(entra, short) == 200
    time.sleep(3)
    assert status(entra, short) == 401


def test_programs_are_taken_where_the_administrator_says_so(
    entra: Any, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = token(scp=None, idtyp="app", name=None)
    assert status(entra, program) == 401
    monkeypatch.setenv(entra.PROGRAMS, "1")
    assert status(entra, program) == 200
    # An identity token stays none of them.
    assert status(entra, token(scp=None)) == 401


def test_without_keys_it_says_so_and_does_not_ask_again_at_once(entra: Any, source: Source) -> None:
    source.broken = True

    async def several() -> list[Any]:
        return await asyncio.gather(
            *(entra.validate_token(token()) for _ in range(20)), return_exceptions=True
        )

    answers = complete(several())
    assert {error.status_code for error in answers} == {503}
    assert "Entra ID" in answers[0].detail and "administrateur" in answers[0].detail
    assert source.journeys == 1
    assert status(entra, token()) == 503 and source.journeys == 1


def test_keys_are_kept_when_they_cannot_be_had_anew(entra: Any) -> None:
    source, now = Source(KEY), [0.0]
    keys = entra.Keys(source.fetch, lambda: now[0])
    assert complete(keys.with_id("k1")).keys[0].kid == "k1"
    source.broken, now[0] = True, 25 * 3600.0
    assert complete(keys.with_id("k1")).keys[0].kid == "k1"
    assert source.journeys == 2


def test_a_new_key_is_fetched_but_not_at_every_request(entra: Any) -> None:
    source, now = Source(KEY), [0.0]
    keys = entra.Keys(source.fetch, lambda: now[0])
    complete(keys.with_id("k1"))
    source.keys.append(OTHER)
    for _ in range(5):
        complete(keys.with_id("k2"))
    assert source.journeys == 1
    now[0] = 301.0
    for _ in range(5):
        found = complete(keys.with_id("k2"))
    assert [key.kid for key in found.keys] == ["k1", "k2"]
    assert source.journeys == 2
