"""What every request and every answer passes: sizes, patience, headers, who may frame us.

xlwings Server sends the headers that the OWASP Secure Headers Project recommends, less a
content security policy, which depends on the pages. It also leaves requests unlimited.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders

from addin.settings import LARGEST_REQUEST

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

logger: Final = logging.getLogger("pycog.demandes")

#: Scripts and the pane are sent the sheets that they read.
_LARGEST_SHEETS: Final = 4 * LARGEST_REQUEST
_CALLS: Final = ("/cog/lot", "/xlwings/custom-functions-call")
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
#: Excel on the web reads the list of functions from its own pages.
_EXCEL_ON_THE_WEB: Final = re.compile(r"https://([a-z0-9-]+\.)*officeapps\.live\.com")
_METADATA: Final = re.compile(r".*/xlwings/custom-functions-(meta|code)(\.json|\.js)?")
_LOOPBACK: Final = {"localhost", "127.0.0.1", "[::1]"}


class Guard:
    """Wraps an application: limits what comes in, completes the headers of what goes out."""

    def __init__(self, application: Application, patience: float = PATIENCE) -> None:
        self._application = application
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        started = time.perf_counter()
        path: str = scope["path"]

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(scope, MutableHeaders(raw=message["headers"]))
                _log(scope, message["status"], time.perf_counter() - started)
            await send(message)

        if _leaves_its_folder(path):
            await _refuse(complete, 404, "Cette adresse n'existe pas sur ce serveur.")
            return
        if scope["method"] not in {"POST", "PUT", "PATCH"}:
            await self._application(scope, receive, complete)
            return
        body = await self._read(scope, receive, complete)
        if body is not None:
            await self._application(scope, _replay(body, receive), complete)

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


async def _refuse(send: Send, status: int, message: str) -> None:
    body = message.encode()
    headers: Iterable[tuple[bytes, bytes]] = [
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


def _add_headers(scope: Scope, headers: MutableHeaders) -> None:
    # A header set by XLWINGS_CUSTOM_HEADERS stays.
    if _POLICY not in headers:
        headers[_POLICY] = _HELP if re.search(r"/aide(/|$)", scope["path"]) else _PAGES
    headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"
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
