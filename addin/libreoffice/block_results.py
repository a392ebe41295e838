"""Results of several cells, which Python can hand to Calc in one way only.

A method that may give a number, a text or several cells returns UNO's ``any``; Python's bridge
puts rows of cells into it under a type that Calc does not take. A *volatile result*, made for
values that change by themselves, carries a value whose type can be named.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import uno
import unohelper
from com.sun.star.sheet import ResultEvent, XVolatileResult

#: Blocks that are kept: Calc asks again for the same object when it calculates anew.
_KEPT: Final = 512


class _Block(unohelper.Base, XVolatileResult):
    """Several cells; they never change, so a listener hears of them once."""

    def __init__(self, rows: tuple[tuple[float | str, ...], ...]) -> None:
        self._rows = rows

    def addResultListener(self, listener: Any) -> None:
        """Tell the listener at once."""
        event = ResultEvent()
        event.Source = self
        event.Value = uno.Any("[][]any", self._rows)
        listener.modified(event)

    def removeResultListener(self, listener: Any) -> None:
        """Nothing is kept of it."""


@lru_cache(maxsize=_KEPT)
def block_result(rows: tuple[tuple[float | str, ...], ...]) -> Any:
    """Return several cells in the form that Calc takes, the same object for the same cells."""
    return _Block(rows)
