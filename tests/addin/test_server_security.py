"""Sign-on, roles, headers, what other sites may read, and what the log says."""

from __future__ import annotations

import base64
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from pycog.errors import CellError
from tests.addin import asking
from tests.addin.excel import call, post_batch, post_one, results
from tests.addin.server import Server, serving
from tests.seal.annex import annex, verify
from tests.waiting import PATIENCE

PROVIDER = '''\
"""A sign-on for tests: two tokens, one of them without the role."""

from fastapi import HTTPException
from xlwings_server.models import User

USERS = {
    "jeton-agent": User(id="1", name="Agent\\nComptable", roles=["COG"]),
    "jeton-visiteur": User(id="2", name="Visiteur\\n2026 INFO faux", roles=[]),
}


async def validate_token(token_string: str) -> User:
    if token_string not in USERS:
        raise HTTPException(401, f"unknown token {token_string}")
    return USERS[token_string]
'''
AGENT = {"Authorization": "jeton-agent"}
VISITOR = {"Authorization": "jeton-visiteur"}
ATTAINMENT = call("COG_ATTAINMENT", [0.77, "90%"])


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server where one signs on and needs the role COG."""
    folder: Path = tmp_path_factory.mktemp("connexion")
    (folder / "auth" / "essai").mkdir(parents=True)
    (folder / "auth" / "essai" / "__init__.py").write_text(PROVIDER, encoding="utf-8")
    settings = {
        "PYTHONPATH": str(folder),
        "XLWINGS_AUTH_PROVIDERS": '["essai"]',
        "XLWINGS_AUTH_REQUIRED_ROLES": '["COG"]',
    }
    with serving(env=settings) as running:
        yield running


def test_who_signs_on_and_has_the_role_gets_values(guarded: Server) -> None:
    answer = post_batch(guarded.url, [ATTAINMENT], headers=AGENT)
    assert results(answer) == [0.8555555555555555]
    assert post_one(guarded.url, "COG_ATTAINMENT", 0.77, "90%", headers=AGENT).status_code == 200


def test_a_seal_names_the_account_and_no_name_that_was_typed(
    guarded: Server, tmp_path: Path
) -> None:
    content = base64.b64encode(annex(tmp_path / "annexe.xlsx").read_bytes()).decode()
    asked = {"name": "annexe.xlsx", "content": content, "author": "Un autre"}
    answer = asking.post(f"{guarded.url}/cog/sceller", json=asked, headers=AGENT)
    assert answer.status_code == 200, answer.text
    path = tmp_path / "copie.xlsx"
    path.write_bytes(base64.b64decode(answer.json()["content"]))
    assert verify(path).headline.endswith("par Agent Comptable ; intact")
    assert asking.post(f"{guarded.url}/cog/sceller", json=asked, headers=VISITOR).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Authorization": "faux"}, {"Authorization": "é" * 9}])
def test_a_wrong_token_is_refused_in_french(guarded: Server, headers: dict[str, str]) -> None:
    sent = {name: value.encode() for name, value in headers.items()}
    for answer in (
        post_batch(guarded.url, [ATTAINMENT], headers=sent),
        post_one(guarded.url, "COG_ATTAINMENT", 0.77, "90%", headers=sent),
        asking.get(f"{guarded.url}/cog/annexes", headers=sent),
        asking.post(f"{guarded.url}/cog/equiper", json={}, headers=sent),
        asking.post(f"{guarded.url}/cog/equiper/retirer", json={}, headers=sent),
    ):
        assert answer.status_code == 401
        assert answer.text.startswith("Connexion refusée")
        assert "faux" not in answer.text


def test_a_missing_role_is_refused_in_french(guarded: Server) -> None:
    for answer in (
        post_batch(guarded.url, [ATTAINMENT], headers=VISITOR),
        post_one(guarded.url, "COG_ATTAINMENT", 0.77, "90%", headers=VISITOR),
    ):
        assert answer.status_code == 403
        assert answer.text.startswith("Accès refusé")


def test_a_name_writes_no_line_of_its_own_into_the_log(guarded: Server) -> None:
    assert post_batch(guarded.url, [ATTAINMENT], headers=VISITOR).status_code == 403
    lines = guarded.logged().splitlines()
    assert any(r"Visiteur\n2026 INFO faux" in line for line in lines)
    assert not any(line.startswith("2026 INFO faux") for line in lines)


def test_help_and_health_need_no_sign_on(guarded: Server) -> None:
    for path in ("/sante", "/aide", "/aide/COG_TRL", "/xlwings/custom-functions-meta.json"):
        assert asking.get(f"{guarded.url}{path}").status_code == 200


def test_the_log_says_who_and_what_but_no_value(guarded: Server) -> None:
    secret = "MONTANT-SECRET-4217"
    calls = [call("COG_ATTAINMENT", [secret, "90%"]), call("COG_TARGET", [secret, 2012])]
    shown = results(post_batch(guarded.url, calls, headers=AGENT))
    assert all(isinstance(value, CellError) and secret in value.message for value in shown)
    asking.get(f"{guarded.url}/xlwings/alert", params={"prompt": secret})
    log = guarded.logged()
    line = next(line for line in log.splitlines() if "COG_TARGET" in line)
    assert r"utilisateur='Agent\nComptable'" in line
    assert "appels=2 calculés=2" in line
    assert "COG_ATTAINMENT 1 #VALUE! nombre-illisible" in line
    assert "COG_TARGET 1 #N/A indicateur-inconnu" in line
    assert "ms" in line
    assert secret not in log
    assert "jeton-agent" not in log


@pytest.mark.parametrize(
    "path", ["/sante", "/aide", "/aide/COG_TRL", "/taskpane.html", "/static/css/style.css"]
)
def test_every_answer_carries_the_security_headers(server_url: str, path: str) -> None:
    headers = asking.get(f"{server_url}{path}").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy if path.startswith("/aide") else "'self'" in policy
    # Excel on the web could not show the pane in its frame.
    assert "x-frame-options" not in headers
    # It would hold for every other program on this machine's name.
    assert "strict-transport-security" not in headers
    assert "server" not in headers


def test_a_name_of_its_own_keeps_https(server_url: str) -> None:
    headers = asking.get(f"{server_url}/sante", headers={"Host": "cog.exemple.fr"}).headers
    assert "max-age" in headers["strict-transport-security"]


@pytest.mark.parametrize("path", ["meta.json", "code.js"])
@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://excel.officeapps.live.com", True),
        ("https://fr1-excel.officeapps.live.com", True),
        ("http://excel.officeapps.live.com", False),
        ("https://excel.officeapps.live.com.exemple.fr", False),
        ("https://exemple.fr", False),
        ("null", False),
    ],
)
def test_only_excel_on_the_web_may_read_the_functions_from_elsewhere(
    server_url: str, path: str, origin: str, allowed: bool
) -> None:
    answer = asking.get(f"{server_url}/xlwings/custom-functions-{path}", headers={"Origin": origin})
    assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)


@pytest.mark.parametrize(
    "path", ["/cog/lot", "/cog/equiper", "/xlwings/custom-functions-call", "/sante", "/aide"]
)
def test_no_other_address_answers_other_sites(server_url: str, path: str) -> None:
    origin = {"Origin": "https://excel.officeapps.live.com"}
    asked = asking.options(
        f"{server_url}{path}", headers={**origin, "Access-Control-Request-Method": "POST"}
    )
    for answer in (asked, asking.get(f"{server_url}{path}", headers=origin)):
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["docs", "openapi.json", "redoc", "static/%2e%2e/serving.py", "static/%2E%2E%2Fserving.py",
     "static/js/%2e%2e/%2e%2e/serving.py", "static/%5c..%5cserving.py", "static/C:/serving.py",
     "static//etc/hostname", "static/%2fetc/hostname", "aide/%2e%2e/serving.py"],
)  # fmt: skip
def test_nothing_but_the_add_in_is_served(server_url: str, path: str) -> None:
    host, port = server_url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
    try:
        # Unlike a browser, it sends the path as it stands.
        connection.request("GET", f"/{path}")
        assert connection.getresponse().status == 404
    finally:
        connection.close()
