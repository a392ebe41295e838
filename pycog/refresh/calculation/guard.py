"""Keeps a good value from being replaced by an error of the engine's own making.

An error may be right: a divisor became zero, a text stands where a number was. It is
believed where something independent of the engine says so: a cell that the formula reads
holds it, or the formula is made of what the engine calculates beyond doubt.
"""

from __future__ import annotations

from collections.abc import Iterator

from pycog.errors import CellError
from pycog.refresh.calculation.differences import Comparison, Differing
from pycog.refresh.calculation.engine import UNSURE
from pycog.refresh.calculation.functions import DATABASE
from pycog.refresh.calculation.functions.coercion import Fault, number_in
from pycog.refresh.calculation.patterns import pattern_of
from pycog.refresh.calculation.state import Recalculation
from pycog.values import Scalar
from pycog.xlsx.dependencies import Area, Cell, Members

OPEN_CIRCLE = "la formule se lit elle-même dans une branche que pycog ne peut pas écarter"
BEYOND = "pycog n'arrive pas à calculer cette formule"

_MOST_ROUNDS = 12
_MOST_READ = 20_000
#: Functions that do not read all of their arguments, or find out by themselves what to read.
_CHOOSING = {
    "IF", "CHOOSE", "IFS", "SWITCH", "IFERROR", "IFNA", "SUMIF", "SUMIFS", "INDEX", "OFFSET",
    "INDIRECT", "VLOOKUP", "HLOOKUP", "LOOKUP", "XLOOKUP", "CELL", "AND", "OR",
}  # fmt: skip
#: Functions whose errors are Excel's, as far as the formulas that pass the translation go.
_SURE = {
    "SUM", "AVERAGE", "MIN", "MAX", "COUNT", "COUNTA", "PRODUCT", "MEDIAN", "IF", "AND", "OR",
    "NOT", "IFERROR", "IFNA", "ROUND", "ROUNDUP", "ROUNDDOWN", "ABS", "INT", "MOD", "SQRT", "LN",
    "EXP", "POWER", "VLOOKUP", "HLOOKUP", "MATCH", "INDEX", "LEFT", "RIGHT", "MID", "LEN", "FIND",
    "SEARCH", "SUMIF", "SUMIFS", "COUNTIF", "COUNTIFS", "AVERAGEIF", "AVERAGEIFS", "DATE", "YEAR",
    "MONTH", "DAY", "LARGE", "SMALL", "SUMPRODUCT", "ISNUMBER", "ISTEXT", "ISBLANK", "ISERROR",
    "ISNA", "CEILING", "FLOOR", "TRUNC", "QUOTIENT", "MAXIFS", "MINIFS", "LOOKUP", "RANK", "REPT",
    "CONCATENATE", "DATEVALUE", "MROUND", "SUBSTITUTE", "REPLACE", "WEEKDAY",
    "VALUE", "TEXT", "STDEV", "VAR", "AGGREGATE", "SUBTOTAL", "MODE", "MODE.SNGL",
    "CEILING.MATH", "FLOOR.MATH", "DAYS", "EDATE", "EOMONTH", "ISOWEEKNUM", "NUMBERVALUE", "TIME",
    "YEARFRAC", "NA", "RANK.EQ", "RANK.AVG", *DATABASE,
}  # fmt: skip
_LOOKING = {"VLOOKUP", "HLOOKUP"}


def may_be_open(result: Recalculation, cell: Cell) -> bool:
    """Tell whether a formula of a circle may not read itself after all, and has a value."""
    engine = result.engine
    assert engine is not None
    formula = (engine.formula(*cell) or "").removeprefix("=")
    pattern = pattern_of(formula)
    return not pattern.ours and bool(set(pattern.functions) & _CHOOSING)


def settle(result: Recalculation, *, proven: bool) -> Iterator[set[Cell]]:
    """Give, round by round, the cells whose good value is kept against an error.

    Args:
        result: The calculated workbook.
        proven: Whether native formulas that are still calculated gave Excel's value back
            when they were calculated from what it had.
    """
    for _ in range(_MOST_ROUNDS):
        engine = result.engine
        assert engine is not None
        if not any(update.errors for update in result.updates.values()):
            return
        look = Comparison(result, engine)
        look.look(only_errors=True)
        suspects = {
            cell: found
            for cell, found in look.every.items()
            if _is_worse(found) and not _is_evident(look, cell, found, proven=proven)
        }
        if not suspects:
            return
        members = Members(suspects)
        roots = {
            cell
            for cell, found in suspects.items()
            if not any(members.meet(one, but=cell) for one in look.areas(cell, found) or ())
        }
        chosen = roots or set(suspects)
        for cell in chosen:
            result.natives.kept.setdefault(cell, BEYOND)
        yield chosen


def _is_worse(found: Differing) -> bool:
    if not isinstance(found.calculated, CellError):
        return False
    if isinstance(found.stored, CellError):
        return found.stored.kind != found.calculated.kind
    return found.stored is not None or found.calculated.code == UNSURE


def _is_evident(look: Comparison, cell: Cell, found: Differing, *, proven: bool) -> bool:
    """Tell whether an error is right for a reason that is not the engine's word."""
    error = found.calculated
    assert isinstance(error, CellError)
    if error.code == UNSURE or error.kind == "#NAME?":
        return False
    pattern = pattern_of(found.formula)
    if pattern.ours and not pattern.native:
        return True
    areas = look.areas(cell, found)
    if areas is not None and _reads_error(look, areas, error.kind, cell):
        return True
    names = set(pattern.functions)
    if error.kind == "#REF!":
        return "#REF!" in found.formula or (names <= _SURE and bool(names & _LOOKING))
    if pattern.ours or (proven and cell not in look.filled):
        return True
    if not names <= _SURE:
        return False
    if error.kind == "#VALUE!":
        return areas is not None and not _reads_french_number(look, areas)
    return True


def _reads_error(look: Comparison, areas: list[Area], kind: str, cell: Cell) -> bool:
    for one in areas:
        for value, place in _values(look, one):
            if isinstance(value, CellError) and value.kind == kind and place != cell:
                return value.code != UNSURE
    return False


def _reads_french_number(look: Comparison, areas: list[Area]) -> bool:
    """Tell whether a text that is read may be a number to a French Excel."""
    for one in areas:
        for value, _ in _values(look, one):
            if isinstance(value, str) and value:
                try:
                    if number_in(value) is not None:
                        return True
                except Fault:
                    return True
    return False


def _values(look: Comparison, one: Area) -> Iterator[tuple[Scalar, Cell]]:
    top, left, bottom, right = one.range
    last = look.last_row(one.sheet)
    bottom = max(top, min(bottom, last))
    if (bottom - top + 1) * (right - left + 1) > _MOST_READ:
        return
    if (top, left) == (bottom, right):
        yield look.engine.value(one.sheet, top, left), (one.sheet, top, left)
        return
    for row, line in enumerate(look.engine.block(one.sheet, top, left, bottom, right), start=top):
        for column, value in enumerate(line, start=left):
            yield value, (one.sheet, row, column)


__all__ = ["BEYOND", "OPEN_CIRCLE", "may_be_open", "settle"]
