"""Waiting for what another process or thread does, however busy the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

Seen = TypeVar("Seen")

#: Seconds that anything may take before it counts as never happening.
PATIENCE: Final = 300.0


def until(look: Callable[[], Seen], what: str) -> Seen:
    """Return what a look at something gives, once it gives something.

    Args:
        look: Returns something false for as long as there is nothing to see.
        what: What is waited for, for the message if it never comes.
    """
    deadline = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.02)
    return seen
