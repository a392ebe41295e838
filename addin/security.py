"""What every request and every answer passes: sizes, patience, headers, who may frame us.

xlwings Server sends the headers that the OWASP Secure Headers Project recommends, less a
content security policy, which depends on the pages. It also leaves requests unlimited.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware

from addin.caching import ASK_AGAIN, FOR_EVER, STATIC, digest
from addin.exposure import providers
from addin.settings import LARGEST_REQUEST, settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

logger: Final = logging.getLogger("pycog.demandes")

#: Scripts and the pane are sent the sheets that they read.
_LARGEST_SHEETS: Final = 4 * LARGEST_REQUEST
_CALLS: Final = ("/cog/lot", "/xlwings/custom-functions-call")
#: Where Microsoft serves office.js, for servers that are told to have it from there.
_OFFICE: Final = "https://appsforoffice.microsoft.com"
#: Where a browser signs on.
_ENTRA: Final = "https://login.microsoftonline.com"
#: Seconds that a client may take to send a request.
PATIENCE: Final = 30.0

#: Where Excel on the web frames the pane, from the outermost page to the innermost.
_FRAMES: Final = (
    "https://*.officeapps.live.com", "https://*.office.com", "https://*.office.net",
    "https://*.sharepoint.com", "https://*.microsoft365.com", "https://*.cloud.microsoft",
)  # fmt: skip
_PAGES: Final = "; ".join(
    (
        "default-src 'self'",
        # Nothing but our own files: no inline script, no evaluated text.
        "script-src 'self'",
        "style-src 'self'",
        # Bootstrap draws its marks with data: images.
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        f"frame-ancestors 'self' {' '.join(_FRAMES)}",
    )
)
#: The help pages run no script and are read in a browser window of their own.
_HELP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_POLICY: Final = "content-security-policy"
#: Excel on the web reads the list of functions, and the shortcuts, from its own pages.
_EXCEL_ON_THE_WEB: Final = re.compile(r"https://([a-z0-9-]+\.)*officeapps\.live\.com")
_METADATA: Final = re.compile(
    r".*/(xlwings/custom-functions-(meta|code)(\.json|\.js)?|static/([0-9a-f]+/)?raccourcis\.json)"
)
_LOOPBACK: Final = {"localhost", "127.0.0.1", "[::1]"}
#: What is asked of the process itself, by whatever name a supervisor knows it.
_HEALTH: Final = "/sante"
_COMPRESSED_FROM: Final = 1_000


class Refused(Protocol):
    """Why a request goes no further."""

    @property
    def status(self) -> int:
        """Status of the answer."""

    @property
    def message(self) -> str:
        """French text of the answer."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Further headers of the answer."""


#: Tells from its headers whether a request is refused.
SignedOn = Callable[[Scope], Awaitable[Refused | None]]


class Guard:
    """Wraps an application: limits what comes in, completes the headers of what goes out.

    Args:
        application: What answers.
        patience: Seconds that a client may take to send a request.
        signed_on: Who makes a request is found out before its body is read; nobody is asked
            without it.
    """

    def __init__(
        self,
        application: Application,
        patience: float = PATIENCE,
        signed_on: SignedOn | None = None,
    ) -> None:
        self._application = application
        self._files = GZipMiddleware(application, minimum_size=_COMPRESSED_FROM)
        self._patience = patience
        self._signed_on = signed_on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        started = time.perf_counter()
        path: str = scope["path"]

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(scope, MutableHeaders(raw=message["headers"]), message["status"])
                _log(scope, message["status"], time.perf_counter() - started)
            await send(message)

        if _leaves_its_folder(path):
            await _refuse(complete, 404, "Cette adresse n'existe pas sur ce serveur.")
        elif not _is_for_us(scope):
            await _refuse(complete, 400, _another_name())
        elif scope["method"] in {"POST", "PUT", "PATCH"}:
            await self._take(scope, receive, complete)
        elif _is_file(path):
            await self._files(_with_digest(scope), receive, complete)
        else:
            await self._application(scope, receive, complete)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request with a body, once it is known to come from the add-in's user."""
        if refusal := _foreign(scope):
            await _refuse(send, *refusal)
            return
        refused = await self._signed_on(scope) if self._signed_on else None
        if refused:
            await _refuse(send, refused.status, refused.message, refused.headers)
            return
        body = await self._read(scope, receive, send)
        if body is not None:
            await self._application(scope, _replay(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> bytes | None:
        """Return the body of a request, ``None`` where it was refused or the client has gone."""
        most = LARGEST_REQUEST if scope["path"].endswith(_CALLS) else _LARGEST_SHEETS
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > most:
            await _refuse(send, 413, _too_large(most))
            return None
        pieces: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._patience):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    pieces.append(message.get("body", b""))
                    size += len(pieces[-1])
                    if size > most:
                        await _refuse(send, 413, _too_large(most))
                        return None
                    if not message.get("more_body"):
                        return b"".join(pieces)
        except TimeoutError:
            await _refuse(send, 408, "La demande arrive trop lentement. Vérifiez votre connexion.")
            return None


def _leaves_its_folder(path: str) -> bool:
    """Tell whether a path could name a file outside the folder of static files.

    xlwings Server 1.20 looks a file up in the project's folder without checking that it
    stays inside: ``/static/%2e%2e/config.py`` answered with that file.
    """
    return ".." in path.split("/") or any(mark in path for mark in ("\\", ":", "\0"))


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def _base() -> str:
    """Return the path of the public address, empty for most."""
    return urlsplit(settings().url).path


def _is_file(path: str) -> bool:
    """Tell whether a path names a static file, or the code of the functions, as long as one."""
    return path.startswith(f"{_base()}{STATIC}/") or _METADATA.fullmatch(path) is not None


def _with_digest(scope: Scope) -> Scope:
    """Return the scope of a static file under the address that it has today."""
    prefix = f"{_base()}{STATIC}/"
    path: str = scope["path"]
    if not path.startswith(prefix) or path.startswith(f"{prefix}{digest()}/"):
        return scope
    path = f"{prefix}{digest()}/{path.removeprefix(prefix)}"
    return {**scope, "path": path, "raw_path": path.encode()}


def _is_for_us(scope: Scope) -> bool:
    """Tell whether a request names this server: another name would come back in its pages."""
    known = urlsplit(settings().url).hostname
    if known is None or scope["path"] == f"{_base()}{_HEALTH}":
        return True
    given = _host(Headers(scope=scope).get("host", ""))
    return given == known or f"[{given}]" in _LOOPBACK or given in _LOOPBACK


def _host(authority: str) -> str:
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def _another_name() -> str:
    return (
        f"Ce serveur répond à l'adresse {settings().url}. Servez-vous de celle-là, ou relancez "
        "pycog serve avec --url suivi de l'adresse voulue."
    )


def _foreign(scope: Scope) -> tuple[int, str] | None:
    """Return why a request cannot come from the pane, so that no other page can send it."""
    headers = Headers(scope=scope)
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return 415, "Le complément envoie du JSON (Content-Type: application/json)."
    origin = headers.get("origin")
    if origin is None or _host(urlsplit(origin).netloc) == _host(headers.get("host", "")):
        return None
    return 403, "Cette demande vient d'une page qui n'est pas celle du complément."


async def _refuse(
    send: Send, status: int, message: str, more: Mapping[str, str] | None = None
) -> None:
    body = message.encode()
    headers: Iterable[tuple[bytes, bytes]] = [
        *((name.lower().encode(), value.encode()) for name, value in (more or {}).items()),
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        # What is still on its way would be read as the next request.
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})


def _too_large(most: int) -> str:
    return (
        f"La demande dépasse {most // 1024 // 1024} Mo. Donnez des plages bornées, par exemple "
        "A1:A5000, plutôt que des colonnes entières."
    )


def _pages() -> str:
    """Return the policy of the pane and the page."""
    policy = _PAGES
    if settings().office_from_microsoft:
        policy = policy.replace("script-src 'self'", f"script-src 'self' {_OFFICE}")
    if "entraid" in providers():
        # The page signs on by itself; the pane is signed on by Office.
        policy += f"; connect-src 'self' {_ENTRA}"
    return policy


def _add_headers(scope: Scope, headers: MutableHeaders, status: int) -> None:
    # A header set by XLWINGS_CUSTOM_HEADERS stays.
    if _POLICY not in headers:
        headers[_POLICY] = _HELP if re.search(r"/aide(/|$)", scope["path"]) else _pages()
    headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"
    if status < 400 and scope["path"].startswith(f"{_base()}{STATIC}/"):
        fixed = scope["path"].startswith(f"{_base()}{STATIC}/{digest()}/")
        headers["cache-control"] = FOR_EVER if fixed else ASK_AGAIN
    if Headers(scope=scope).get("host", "").rsplit(":", 1)[0] in _LOOPBACK:
        # It would bind every other program that answers on this machine's own name.
        del headers["strict-transport-security"]
    origin = Headers(scope=scope).get("origin", "")
    reading = scope["method"] == "GET" and _METADATA.fullmatch(scope["path"])
    if reading and _EXCEL_ON_THE_WEB.fullmatch(origin):
        headers["access-control-allow-origin"] = origin
        headers.add_vary_header("Origin")


def _log(scope: Scope, status: int, seconds: float) -> None:
    """Log what was refused, and the scripts; calls of formulas have lines of their own."""
    if status >= 400 or "/custom-scripts-call/" in scope["path"]:
        logger.info(
            "%s %r statut=%d durée=%.1f ms",
            scope["method"],
            scope["path"][:200],
            status,
            seconds * 1000,
        )
