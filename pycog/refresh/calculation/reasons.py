"""Finds the French reason behind each error value of a calculated workbook.

The engine keeps no message, so the call that gave the error is looked at again:
its arguments are read from the calculated cells and our function tells why.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pycog.errors import CellError, PycogError, native_reason
from pycog.refresh.calculation.engine import Engine, plain
from pycog.refresh.calculation.state import Recalculation
from pycog.refresh.host import FunctionHost
from pycog.refresh.report import ErrorCell
from pycog.values import Block, CellValue
from pycog.xlsx import cells, formulas

#: How the reason of an error starts that comes from a cell that the formula reads.
REPEATED = "reprend l'erreur de "
#: Formulas calculated again at most, to find a reason; each costs milliseconds.
_MOST_CALCULATED = 200


def error_cells(result: Recalculation) -> list[ErrorCell]:
    """Return every formula cell whose value is an error, with its reason."""
    if result.engine is None:
        return []
    finder = ReasonFinder(result.engine)
    return [
        ErrorCell(
            sheet,
            cells.address(error.row, error.column),
            f"={error.formula}",
            error.value.kind,
            error.value.message or finder.reason(sheet, error.formula, error.value.kind),
        )
        for sheet, error in _errors(result)
    ]


class _Error(Struct, frozen=True):
    row: int
    column: int
    formula: str
    value: CellError


def _errors(result: Recalculation) -> Iterator[tuple[str, _Error]]:
    engine = result.engine
    assert engine is not None
    for sheet, update in result.updates.items():
        for row, column, text, value in update.errors:
            formula = text or (engine.formula(sheet, row, column) or "").removeprefix("=")
            yield sheet, _Error(row, column, formula, value)


class ReasonFinder:
    """Explains errors of one calculated workbook."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.host: FunctionHost = engine.host
        self._left = _MOST_CALCULATED

    def reason(self, sheet: str, formula: str, kind: str) -> str:
        """Return why a formula of a sheet gives an error of a kind."""
        try:
            return (
                self._from_precedent(sheet, formula)
                or self._from_call(sheet, formula)
                or self._from_calculation(sheet, formula, kind)
                or native_reason(kind)
            )
        except (formulas.Unsupported, PycogError):
            return native_reason(kind)

    def _from_precedent(self, sheet: str, formula: str) -> str | None:
        for token in formulas.tokens(formula):
            place = formulas.cell_reference(token.text) if token.subkind == "range" else None
            if place is None:
                continue
            where, row, column = place
            if isinstance(self.engine.value(where or sheet, row, column), CellError):
                return f"{REPEATED}{token.text.replace('$', '')}"
        return None

    def _from_call(self, sheet: str, formula: str) -> str | None:
        call = formulas.split_call(formula)
        name = formulas.our_name(call[0]) if call else None
        if call is None or name is None:
            return None
        if name not in self.engine.functions:
            return f"fonction {name} inconnue de cette version de pycog"
        arguments = [argument_value(self.engine, sheet, text) for text in call[1]]
        return _message(self.host.show(name, *arguments).value)

    def _from_calculation(self, sheet: str, formula: str, kind: str) -> str | None:
        if "COG_" not in formula.upper() or self._left <= 0:
            return None
        self._left -= 1
        self.engine.evaluate_elsewhere(formula, sheet)
        for name, arguments in reversed(self.host.errors):
            value = self.host.show(name, *map(plain, arguments)).value
            if isinstance(value, CellError) and value.kind == kind and value.message:
                return value.message
        return None


def argument_value(engine: Engine, sheet: str, text: str) -> CellValue:
    """Return the calculated value of an argument as written in a formula of a sheet.

    Raises:
        PycogError: The argument is no formula.
    """
    found = formulas.tokens(text) if text else []
    if not found:
        return None
    if len(found) == 1:
        token = found[0]
        if token.subkind == "number":
            return float(token.text)
        if token.subkind == "text":
            return token.text[1:-1].replace('""', '"')
        place = formulas.cell_reference(token.text)
        if place is not None:
            return engine.value(place[0] or sheet, place[1], place[2])
    return engine.evaluate_elsewhere(text, sheet)


def _message(value: CellValue) -> str | None:
    if isinstance(value, CellError):
        return value.message or None
    if isinstance(value, list):
        return next(_block_messages(value), None)
    return None


def _block_messages(block: Block) -> Iterator[str]:
    for line in block:
        for value in line:
            if isinstance(value, CellError) and value.message:
                yield value.message
