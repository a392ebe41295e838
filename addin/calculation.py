"""Computes outside the event loop, within a time limit that holds.

The server answers other users, and says that it is alive, while formulas compute: the
work is done by a few threads. Python cannot kill a thread, but it can raise an exception
inside one; a thread that passes its limit gets one, and another takes its place.
"""

from __future__ import annotations

import asyncio
import ctypes
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")

#: Threads of one process. They share one interpreter: more would not compute faster, but
#: a long request must not hold up the short ones behind it.
THREADS: Final = 4


class Stopped(BaseException):
    """Raised inside a calculation that has passed its limit; ordinary handlers let it pass."""


class _Calculator:
    """A thread with an event loop of its own, which does one thing at a time."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="calcul", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            self._loop.run_forever()
        except Stopped:
            pass  # The calculation was given up, and this thread with it.
        finally:
            self._loop.close()

    async def run(self, work: Coroutine[Any, Any, T], limit: float) -> T:
        future = asyncio.run_coroutine_threadsafe(_until_stopped(work), self._loop)
        return await asyncio.wait_for(asyncio.wrap_future(future), limit)

    def abandon(self) -> None:
        """Stop the calculation wherever it is; the thread ends."""
        number = self._thread.ident
        self._loop.call_soon_threadsafe(self._loop.stop)
        if number is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(number), ctypes.py_object(Stopped)
            )

    def close(self) -> None:
        """End the thread once it is idle."""
        self._loop.call_soon_threadsafe(self._loop.stop)


async def _until_stopped(work: Coroutine[Any, Any, T]) -> T:
    try:
        return await work
    except Stopped:
        raise asyncio.CancelledError from None  # Nobody waits for the result any more.


class Calculators:
    """A few threads that compute; made in the event loop that uses them."""

    def __init__(self, count: int = THREADS) -> None:
        self._idle: asyncio.LifoQueue[_Calculator] = asyncio.LifoQueue()
        for _ in range(count):
            self._idle.put_nowait(_Calculator())

    async def run(self, work: Callable[[], Coroutine[Any, Any, T]], limit: float) -> T:
        """Run ``work`` in a thread that is free.

        Args:
            work: Makes the coroutine to run.
            limit: Seconds it may take, waiting for a free thread not counted.

        Raises:
            TimeoutError: It took longer; it no longer runs.
        """
        calculator = await self._idle.get()
        try:
            return await calculator.run(work(), limit)
        except (TimeoutError, asyncio.CancelledError):
            calculator.abandon()
            calculator = _Calculator()
            raise
        finally:
            self._idle.put_nowait(calculator)

    def close(self) -> None:
        """End the threads that are idle."""
        while not self._idle.empty():
            self._idle.get_nowait().close()
