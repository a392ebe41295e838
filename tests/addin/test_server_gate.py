"""What the server asks of a request before it reads it, and what browsers may keep."""

from __future__ import annotations

import asyncio
import gzip
import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from addin import security
from addin.settings import Settings
from tests.addin import asking
from tests.addin.loops import complete
from tests.addin.server import Server, serving
from tests.addin.test_server_security import AGENT, PROVIDER

DEEP = "[" * 100_000
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server where one signs on."""
    folder = tmp_path_factory.mktemp("connexion")
    (folder / "auth" / "essai").mkdir(parents=True)
    (folder / "auth" / "essai" / "__init__.py").write_text(PROVIDER, encoding="utf-8")
    settings = {"PYTHONPATH": str(folder), "XLWINGS_AUTH_PROVIDERS": '["essai"]'}
    with serving(env=settings) as running:
        yield running


def raw(url: str, head: str, body: bytes = b"") -> str:
    """Send bytes and return the beginning of the answer, without ending the request."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=30) as line:
        line.sendall(head.encode() + b"\r\n\r\n" + body)
        pieces = []
        while piece := line.recv(4096):
            pieces.append(piece)
        return b"".join(pieces).decode()


@pytest.mark.parametrize(
    "path",
    ["/cog/lot", "/cog/controler", "/cog/demander", "/cog/equiper", "/cog/equiper/retirer",
     "/cog/verifier", "/cog/sceller", "/cog/scenarios",
     "/cog/fichier", "/cog/fichier/feuille", "/cog/fichier/recalculer", "/cog/fichier/equiper",
     "/cog/fichier/retirer",
     "/xlwings/custom-scripts-call/x"],
)  # fmt: skip
def test_who_it_is_is_asked_before_the_body_is_there(guarded: Server, path: str) -> None:
    # 19 MB are announced and one byte is sent: the answer does not wait for the rest.
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    answer = raw(guarded.url, f"{head}Content-Length: 19000000", b"{")
    assert " 401 " in answer.splitlines()[0]
    assert "Connexion refus" in answer


def test_who_is_known_is_asked_once(guarded: Server) -> None:
    answer = asking.post(f"{guarded.url}/cog/lot", json={"calls": []}, headers=AGENT)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path", ["/cog/lot", "/cog/demander", "/cog/equiper", "/xlwings/custom-scripts-call/cog_figer"]
)
def test_what_is_nested_too_deep_is_refused_in_french(server_url: str, path: str) -> None:
    answer = asking.post(f"{server_url}{path}", content=DEEP, headers=JSON)
    assert answer.status_code == 400
    assert "n'est pas lisible" in answer.text


@pytest.mark.parametrize("body", ["[]", '"x"', "{", "", "3"])
def test_what_is_no_object_is_refused_in_french(server_url: str, body: str) -> None:
    answer = asking.post(f"{server_url}/cog/demander", content=body, headers=JSON)
    assert answer.status_code in {400, 422}
    assert "n'est pas lisible" in answer.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(server_url: str, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    for path in ("/cog/lot", "/cog/demander", "/cog/rapports", "/cog/equiper"):
        answer = asking.post(f"{server_url}{path}", content="{}", headers=headers)
        assert answer.status_code == 415, path


@pytest.mark.parametrize("origin", ["https://exemple.fr", "null", "https://localhost.exemple.fr"])
def test_another_page_cannot_call(server_url: str, origin: str) -> None:
    answer = asking.post(f"{server_url}/cog/lot", json={"calls": []}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "complément" in answer.text


def test_our_own_page_can(server_url: str) -> None:
    answer = asking.post(
        f"{server_url}/cog/lot", json={"calls": []}, headers={"Origin": server_url}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["exemple.fr", "localhost.exemple.fr", "[::1", "a b", "x@y"])
def test_another_name_is_refused(server_url: str, host: str) -> None:
    for path in ("/taskpane.html", "/manifest", "/aide"):
        answer = asking.get(f"{server_url}{path}", headers={"Host": host})
        assert answer.status_code == 400, path
        assert "exemple.fr" not in answer.text


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [
        ("cog.exemple.fr", "/outils/taskpane.html", 200),
        ("COG.exemple.fr:8443", "/outils/taskpane.html", 200),
        ("autre.exemple.fr", "/outils/taskpane.html", 400),
        # A supervisor asks by the address of a container.
        ("172.17.0.2", "/outils/sante", 200),
    ],
)
def test_a_public_address_has_one_name(
    monkeypatch: pytest.MonkeyPatch, host: str, path: str, expected: int
) -> None:
    public = Settings("https://cog.exemple.fr:8443/outils", 30.0)
    monkeypatch.setattr(security, "settings", lambda: public)
    transport = httpx.ASGITransport(security.Guard(_plain))

    async def asked() -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return (await client.get(path, headers={"Host": host})).status_code

    assert complete(asked()) == expected


def links(server_url: str) -> list[str]:
    page = asking.get(f"{server_url}/taskpane.html").text
    return [link for link in re.findall(r'(?:src|href)="([^"]+)"', page) if "/static/" in link]


def test_files_of_the_pane_are_kept_for_ever_and_compressed(server_url: str) -> None:
    found = links(server_url)
    assert len(found) > 10
    for link in found:
        answer = asking.get(f"{server_url}{link}", headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        if link.endswith((".js", ".css")) and len(answer.content) > 1_000:
            assert answer.headers["content-encoding"] == "gzip", link


def test_an_icon_keeps_its_address_and_is_asked_for_again(server_url: str) -> None:
    icon = f"{server_url}/static/images/icones/cog-32.png"
    answer = asking.get(icon)
    assert answer.headers["cache-control"] == "no-cache"
    again = asking.get(icon, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_file_that_is_not_there_is_not_kept(server_url: str) -> None:
    folder = links(server_url)[0].split("/")[2]
    answer = asking.get(f"{server_url}/static/{folder}/js/absent.js")
    assert answer.status_code == 404
    assert "max-age=31536000" not in answer.headers["cache-control"]


def test_the_code_of_the_functions_is_compressed_and_always_asked_for(server_url: str) -> None:
    answer = asking.get(f"{server_url}/xlwings/custom-functions-code.js")
    assert answer.headers["content-encoding"] == "gzip"
    assert "no-store" in answer.headers["cache-control"]
    assert len(gzip.compress(answer.content)) < len(answer.content) / 3


def test_office_js_comes_from_microsoft_where_the_administrator_says_so() -> None:
    with serving(env={"XLWINGS_CDN_OFFICEJS": "true"}) as server:
        answer = asking.get(f"{server.url}/taskpane.html")
    place = "https://appsforoffice.microsoft.com"
    assert f'src="{place}/lib/1/hosted/office.js"' in answer.text
    assert f"script-src 'self' {place};" in answer.headers["content-security-policy"]


# ---- a head that never ends ----


async def _plain(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    await asyncio.sleep(0.6)
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"7")]}
    )
    await send({"type": "http.response.body", "body": b"bonjour"})


async def _with_server(use: Any) -> None:
    import uvicorn

    from addin.patience import PatientProtocol

    hasty = type("Hasty", (PatientProtocol,), {"LIMIT": 0.3})
    config = uvicorn.Config(_plain, port=0, http=hasty, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    try:
        while not server.started:
            await asyncio.sleep(0.01)
        await use(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await running


@pytest.mark.parametrize("begun", [b"", b"GET /", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "])
def test_half_a_head_is_not_waited_for(begun: bytes) -> None:
    async def half(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        assert await asyncio.wait_for(reader.read(), 20) == b""
        writer.close()

    complete(_with_server(half))


def test_a_whole_head_has_its_answer_however_long_it_takes_and_the_next_its_own() -> None:
    async def whole(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = await asyncio.wait_for(reader.readuntil(b"bonjour"), 20)
            assert answer.startswith(b"HTTP/1.1 200")
        writer.write(b"GET / HTTP/1.1\r\nHo")
        await asyncio.wait_for(reader.read(), 20)
        assert reader.at_eof()
        writer.close()

    complete(_with_server(whole))
