"""Explains one call of a formula: arguments, arithmetic, source, assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final, cast

from msgspec import Struct

from pycog.assumptions import Assumption, assumption
from pycog.default_convention import default
from pycog.errors import CellError, PycogError
from pycog.values import CellValue, Scalar, Shown, display, is_blank
from udfs.arguments import CONVENTION
from udfs.catalogue import Argument, Formula

#: Arguments that are years.
_YEARS: Final = frozenset({"campaign", "year"})


class CallExplanation(Struct, frozen=True):
    """Where the result of one call comes from, in French.

    Attributes:
        name: Excel name of the function.
        arguments: (label, value as shown) of each argument given.
        shown: The result as shown.
        reason: Why the result is an error, empty when it is none.
        arithmetic: The calculation with its numbers put in, empty for a look-up.
        source: Document and section of the rule.
        assumptions: What the source leaves open and was decided.
    """

    name: str
    arguments: tuple[tuple[str, str], ...]
    shown: str
    reason: str
    arithmetic: str
    source: str
    assumptions: tuple[Assumption, ...]


def explain_call(formula: Formula, shown: Shown, values: Sequence[CellValue]) -> CallExplanation:
    """Explain the result of a formula for the given values."""
    error = shown.value if isinstance(shown.value, CellError) else None
    arithmetic = ""
    if formula.explain is not None and error is None and not formula.spreads(*values):
        arithmetic = formula.explain(*_as_given(formula, values))
    return CallExplanation(
        formula.name,
        (
            *(
                (argument.label, _given(argument, value))
                for argument, value in zip(formula.arguments, values, strict=False)
            ),
            *_meant(formula, values),
        ),
        show(shown.value, shown.kind),
        error.message if error else "",
        arithmetic,
        formula.source_of(*_as_given(formula, values)),
        tuple(map(assumption, formula.assumptions_used(*values))) if error is None else (),
    )


def _meant(formula: Formula, values: Sequence[CellValue]) -> Iterator[tuple[str, str]]:
    """Yield the convention that is meant where the call names none, if somebody chose it."""
    place = next(
        (at for at, one in enumerate(formula.arguments) if one.name == CONVENTION.name), None
    )
    if place is None:
        return
    if place < len(values) and not (
        isinstance(values[place], list) or is_blank(cast(Scalar, values[place]))
    ):
        return
    with suppress(PycogError):  # the result says already what is wrong with it
        meant = default()
        if meant.is_chosen:
            yield f"{CONVENTION.label} par défaut", str(meant)


def _given(argument: Argument, value: CellValue) -> str:
    """Show an argument; a year has no thousands."""
    if argument.name in _YEARS and isinstance(value, int | float) and float(value).is_integer():
        return str(int(value))
    return show(value)


def show(value: CellValue, kind: str = "number") -> str:
    """Show a cell value, ranges row by row."""
    if isinstance(value, list):
        return " | ".join(" ; ".join(display(cell, kind) for cell in line) for line in value)
    return display(value, kind)


def _as_given(formula: Formula, values: Sequence[CellValue]) -> list[CellValue]:
    return [
        value if isinstance(value, list) or not argument.whole else [[value]]
        for argument, value in zip(formula.arguments, values, strict=False)
    ]
