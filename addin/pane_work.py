"""Does what the pane asks for: within a time limit, and only while the pane waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from addin import reporting
from addin.calls import pane_calculators
from addin.incidents import internal_error
from addin.pane_words import for_pane
from addin.settings import LARGEST_ANSWER, settings
from pycog.errors import PycogError
from pycog.values import format_number

T = TypeVar("T")

#: Nobody reads it: the one who asked has gone.
_LEFT: Final = 499
_MEGABYTE: Final = 1024 * 1024
_TOO_DEEP: Final = (
    "Ce qui est demandé a trop d'éléments les uns dans les autres, par exemple les parenthèses "
    "d'une formule. Partagez la formule en plusieurs cellules."
)


class PaneAnswer(JSONResponse):
    """An answer to the pane, refused where it is larger than what the pane can show."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of an answer.

        Raises:
            HTTPException: 400, more than ``LARGEST_ANSWER``.
        """
        made = super().render(content)
        if len(made) > LARGEST_ANSWER:
            raise HTTPException(
                400,
                f"La réponse compte {format_number(len(made) / _MEGABYTE, 1)} Mo ; la limite est "
                f"de {LARGEST_ANSWER // _MEGABYTE} Mo. Travaillez sur un classeur plus petit : "
                "supprimez les feuilles qui ne servent pas, ou partagez-le en deux.",
            )
        return made


async def short(request: Request, work: Callable[[], T], what: tuple[str, str]) -> T:
    """Do work that takes no longer than a formula may.

    Args:
        request: What asks for it.
        work: What is done.
        what: What works and what it was given, in French, for an unexpected exception.

    Raises:
        HTTPException: 400 with the message.
    """
    limit = settings().time_limit
    late = (
        f"La demande a dépassé la limite de {format_number(limit)} s et a été arrêtée. Travaillez "
        "sur une feuille plus petite, ou réessayez quand le serveur est moins occupé."
    )
    return await _within(request, work, limit, what, late)


async def long(request: Request, work: Callable[[], T], what: tuple[str, str], late: str) -> T:
    """Do work on a whole workbook, which may take as long as a report.

    Args:
        request, work, what: As for :func:`short`.
        late: What is said where it takes longer; the seconds stand in its braces.

    Raises:
        HTTPException: 400 with the message.
    """
    limit = reporting.TIMES * settings().time_limit
    return await _within(request, work, limit, what, late.format(format_number(limit)))


async def in_a_process(
    request: Request, work: Callable[[threading.Event], T], what: tuple[str, str]
) -> T:
    """Do work that starts a process of its own and keeps its own time.

    Args:
        request, what: As for :func:`short`.
        work: Receives what is set when nobody waits for it any more; it then ends at once.

    Raises:
        HTTPException: 400 with the message; 409 where workbooks must be recalculated.
    """
    left = threading.Event()

    async def run() -> T:
        return await run_in_threadpool(_answered, lambda: work(left), what)

    return await _while_connected(request, run(), left.set)


async def _within(
    request: Request, work: Callable[[], T], limit: float, what: tuple[str, str], late: str
) -> T:
    async def run() -> T:
        return _answered(work, what)

    try:
        return await _while_connected(request, pane_calculators().run(run, limit))
    except TimeoutError as error:
        raise HTTPException(400, late) from error


def _answered(work: Callable[[], T], what: tuple[str, str]) -> T:
    """Return what the work gives; its errors become the answer.

    Raises:
        HTTPException: 400 or 409 with the message, also of an unexpected exception.
    """
    try:
        return work()
    except reporting.StaleError as error:
        raise HTTPException(409, for_pane(error.message)) from error
    except PycogError as error:
        raise HTTPException(400, for_pane(error.message)) from error
    except RecursionError as error:
        raise HTTPException(400, _TOO_DEEP) from error
    except Exception as error:
        raise HTTPException(400, internal_error(what[0], error, what[1]).message) from error


async def _while_connected(
    request: Request, work: Awaitable[T], leave: Callable[[], None] = lambda: None
) -> T:
    """Wait for some work unless whoever asked for it goes away; then it is stopped.

    Args:
        request: What asks for it.
        work: What is waited for.
        leave: Called before the work is cancelled, for work that does not notice it.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise HTTPException(_LEFT, "La demande a été abandonnée.")
    finally:
        gone.cancel()
        if not task.done():
            leave()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, HTTPException):
                await task


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
