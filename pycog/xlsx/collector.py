"""Spares the cycle collector walks over the many small objects of a large sheet."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

#: Objects made before the young ones are looked through; Python's own number is 700.
_YOUNG = 50_000


def spare_collector() -> None:
    """Have young objects of this process looked through less often: modules make no cycles."""
    gc.set_threshold(_YOUNG)


def end_without_collecting() -> None:
    """Spare a process that ends the walks over all that it made: its memory goes at once."""
    gc.freeze()


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Have no cycles collected for a while; reading and calculating a workbook makes few."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
