"""Tells a target of an annex that is in force from one that an amendment replaced."""

from __future__ import annotations

from msgspec.structs import replace

from pycog.conventions.facts.convention import Convention
from pycog.errors import CellError, InvalidInput
from pycog.targets import Target, parse_target
from pycog.values import Scalar, display, fold


def same_target(found: Scalar, printed: Target) -> bool:
    """Tell whether a cell holds a printed target, as text or typed anew as a number."""
    if isinstance(found, CellError):
        return False
    if _plain(display(found)) == _plain(printed.text):
        return True
    if isinstance(found, bool) or not isinstance(found, int | float):
        return False
    # Typed anew as a number: 98 % is 0.98.
    return printed.kind in {"rate", "count"} and found == printed.value


def is_superseded(convention: Convention, number: str, year: int, found: Scalar) -> bool:
    """Tell whether a target of an annex is one that an amendment replaced.

    Args:
        convention: The agreement.
        number: Number of the indicator.
        year: The year.
        found: The target as it stands in the annex.
    """
    printed = convention.indicators[number].targets[year]
    if not printed.amendment or _means(found, printed.target):
        return False
    before = [convention.original.indicators[number].targets[year].target]
    before += [
        one.target
        for one in convention.amendments
        if one.indicator == number and str(year) in one.columns and one.target is not None
    ]
    return any(_means(found, target) for target in before)


def _means(found: Scalar, printed: Target) -> bool:
    """Tell whether a cell means a printed target, however it is written (« 90 % », « 90% »)."""
    if same_target(found, printed) or not isinstance(found, str):
        return same_target(found, printed)
    try:
        return replace(parse_target(found), text=printed.text) == printed
    except InvalidInput:
        return False


def _plain(text: str) -> str:
    return fold(text.replace("\n", " ")).rstrip(" :.*")
