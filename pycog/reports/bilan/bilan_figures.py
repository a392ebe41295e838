"""Figures with the formulas that give them, in file syntax."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pycog.annexes.kit.page import quoted
from pycog.errors import CellError
from pycog.reports.documents.figure import EMPTY, Figure
from pycog.values import Scalar, display, is_blank

#: A number of more than 24 digits, in groups of three.
_ENDLESS: Final = re.compile(r"(?<!\d)\d{1,3}(?: \d{3}){8,}(?!\d)")


def literal(value: Scalar) -> str:
    """Return a cell value as a constant of a formula; blank is the empty text.

    An error is written as its text: as an argument it is then refused with a reason, where
    the error itself would spread over a whole range.
    """
    if value is None or (not isinstance(value, CellError) and is_blank(value)):
        return '""'
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        text = repr(float(value)).upper()
        return text.removesuffix(".0")
    return quoted(value.kind if isinstance(value, CellError) else value)


def column(values: Sequence[Scalar]) -> str:
    """Return values as a constant array of one column."""
    return f"{{{';'.join(map(literal, values))}}}"


def call(name: str, *arguments: Scalar) -> str:
    """Return a call of one of our functions; trailing blanks are left out."""
    texts = ["" if argument is None else literal(argument) for argument in arguments]
    while texts and not texts[-1]:
        texts.pop()
    return f"{name}({','.join(texts)})"


def figure(value: Scalar, kind: str, formula: str) -> Figure:
    """Return a figure, or :data:`EMPTY` for nothing."""
    if value is None or value == "":
        return EMPTY
    shown = display(value, kind)
    return Figure(value, shown if isinstance(value, str) else legible(shown), kind, formula)


def legible(text: str) -> str:
    """Return a text of ours with endless numbers as Excel shows them, ``1E+300``.

    >>> legible("1" + " 000" * 100 + " %")
    '1E+300 %'
    """
    return _ENDLESS.sub(lambda found: _scientific(found[0]), text)


def _scientific(number: str) -> str:
    return f"{float(number.replace(' ', '')):.6G}".replace(".", ",")


def constant(value: Scalar, kind: str) -> Figure:
    """Return a figure that was typed or counted elsewhere."""
    return figure(value, kind, literal(value))


def signed(value: float | None, kind: str, formula: str) -> Figure:
    """Return a difference, with its sign; of rates in points."""
    if value is None:
        return EMPTY
    shown = legible(display(value, "points" if kind in {"rate", "evolution"} else kind))
    if shown == "1 points" or shown == "-1 points":
        shown = shown.removesuffix("s")
    return Figure(value, f"+{shown}" if value > 0 else shown.replace("-", "−", 1), kind, formula)
