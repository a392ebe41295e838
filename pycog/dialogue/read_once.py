"""Keeps what was read of a workbook as long as it is open."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def read_once(read: Callable[[K], V]) -> Callable[[K], V]:
    """Make a function keep what it gave for the last thing that it was asked about.

    Questions of one command or request share it. What was read may be closed: it is not held. A
    reading that ended in an error is begun again.

    Args:
        read: Reads a workbook, or what was read of one.
    """
    last: list[tuple[weakref.ref[K], V]] = []

    @functools.wraps(read)
    def kept(thing: K) -> V:
        for held, found in last:
            if held() is thing:
                return found
        found = read(thing)
        last[:] = [(weakref.ref(thing), found)]
        return found

    return kept
