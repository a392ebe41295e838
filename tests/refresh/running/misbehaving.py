"""Functions that hang, fall or eat memory, for workbooks that ask for it.

``COG_RATE(666, n)`` does mischief number ``n``; any other call is the real one.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable, Mapping
from typing import Any

from udfs.hosts.engine import EngineHost


def hang() -> None:
    """Sleep for longer than any test."""
    time.sleep(3600)


def spin() -> None:
    """Keep the processor busy for ever."""
    while True:
        pass


def crash() -> None:
    """Read where nothing may be read."""
    ctypes.string_at(0)


def be_killed() -> None:
    """End as the system ends a process when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    """End the process without a word."""
    os._exit(7)


def devour() -> None:
    """Ask for more memory than there may be."""
    pieces = []
    while True:
        pieces.append(bytearray(32 << 20))


MISCHIEF: dict[str, Callable[[], None]] = {
    "attend": hang,
    "tourne": spin,
    "plante": crash,
    "tue": be_killed,
    "sort": leave,
    "memoire": devour,
}


class MisbehavingHost(EngineHost):
    """The real functions, but for one call."""

    def callables(self) -> Mapping[str, Callable[..., Any]]:
        """Return the callbacks, ``COG_RATE`` with its mischief."""
        found = dict(super().callables())
        real, acts = found["COG_RATE"], list(MISCHIEF.values())

        def rate(*args: Any) -> Any:
            if args[0] == 666:
                try:
                    acts[int(args[1])]()
                except MemoryError as shortage:
                    self.interruption = shortage
            return real(*args)

        found["COG_RATE"] = rate
        return found


class HeavyHost(MisbehavingHost):
    """Holds much memory from the start."""

    def __init__(self) -> None:
        super().__init__()
        self.ballast = b"x" * (240 << 20)
