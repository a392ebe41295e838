"""A table with its formulas, and what a formula gives in the place of another.

What is reported of a cell rests on four things: its neighbours' formula can be computed there,
it gives what the neighbours hold, the cell's own would not do for them, and both find figures
where they read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.audit.addition import is_sum
from pycog.audit.blocks import Block, Line
from pycog.audit.formula_shapes import shape
from pycog.audit.formula_values import Unknown, Values, areas, parsed
from pycog.audit.grid import Place, shown
from pycog.audit.sums import Difference
from pycog.errors import InvalidInput
from pycog.xlsx.french import to_french
from pycog.xlsx.relative_forms import Written

_NOISE: Final = 1e-9


@dataclass(frozen=True)
class Rule:
    """The formula of the neighbours of a cell.

    Attributes:
        formula: As one of them has it.
        peers: Where they stand.
    """

    formula: Written
    peers: tuple[Place, ...]


class FormulaTable:
    """A table with its formulas.

    Args:
        block: The table.
        values: The stored values of the workbook.

    Attributes:
        forms: Its cells with a formula, and what this reads from where it stands.
    """

    def __init__(self, block: Block, values: Values) -> None:
        self.block, self.values, self.sheet = block, values, block.grid.name
        self.forms: dict[Place, str] = {
            at: self.written(at).form
            for line in block.lines
            for column in block.across
            if (at := block.at(line, column)) in block.grid.written
        }

    def written(self, at: Place) -> Written:
        """Return the formula of a cell that has one."""
        return self.block.grid.written[at]

    def number(self, at: Place) -> float | None:
        """Return the stored figure of a cell; texts are none."""
        stored = self.block.grid.cells.get(at)
        return None if stored is None or stored.text else stored.number

    def is_typed(self, at: Place) -> bool:
        """Tell whether a cell holds a figure and no formula."""
        return self.number(at) is not None and at not in (self.block.grid.formulas or ())

    def shape(self, at: Place) -> str:
        """Return what the formula of a cell does, see :func:`pycog.audit.formula_shapes.shape`."""
        return shape(self.written(at).text)

    def given(self, formula: Written, at: Place) -> float | None:
        """Return what a formula gives when copied to a cell."""
        text = formula.at(at)
        return None if text is None else self.values.value(text, self.sheet)

    def holds(self, formula: Written, at: Place) -> bool:
        """Tell whether a formula, copied to a cell, gives what the cell holds."""
        given, number = self.given(formula, at), self.number(at)
        return given is not None and number is not None and same_figure(given, number)


def same_figure(one: float, other: float) -> bool:
    """Tell whether two figures are equal, the noise of binary numbers aside."""
    return abs(one - other) <= _NOISE * max(1.0, abs(one), abs(other))


def broken(table: FormulaTable, line: Line, column: Line, rule: Rule) -> Iterator[Difference]:
    """Yield the cell where a line meets a column, if it breaks the rule of its neighbours."""
    block = table.block
    at = block.at(line, column)
    printed, expected = table.number(at), table.given(rule.formula, at)
    if printed is None or expected is None or not _reads_alike(table, at, rule):
        return
    if not all(table.holds(rule.formula, peer) for peer in rule.peers):
        return
    if _feeds(table, at, rule):
        return  # what starts a chain is typed: the others take up where the one before ended
    own = block.grid.written.get(at)
    if own is not None:
        if not table.holds(own, at) or same_figure(printed, expected):
            return
        # Where its own formula would do for the others too, the two say the same.
        telling = _telling(table, at, rule)
        if 3 * sum(table.holds(own, peer) for peer in telling) > len(telling):
            return
    elif is_sum(printed, [expected], rounded=block.scaled):
        return
    yield Difference(
        "formule",
        at,
        printed,
        expected,
        _parts(table, at, rule),
        _reading(table, line, column, rule),
    )


def _parts(table: FormulaTable, at: Place, rule: Rule) -> tuple[Place, ...]:
    """Return the cells of the sheet that the neighbours' formula would read."""
    node = parsed(rule.formula.at(at) or "")
    read = areas(node, table.sheet) if node is not None else []
    return tuple(
        place for one in read if one.sheet == table.sheet.lower() for place in one.places()
    )


def _feeds(table: FormulaTable, at: Place, rule: Rule) -> bool:
    """Tell whether the neighbours' formula would read what is computed from its own cell."""
    node = parsed(rule.formula.at(at) or "")
    read = areas(node, table.sheet) if node is not None else []
    for one in read:
        written = table.block.grid.written.get((one.top, one.left))
        if not one.single or written is None or one.sheet != table.sheet.lower():
            continue
        inner = parsed(written.at((one.top, one.left)) or "")
        try:
            if inner and any(at in part.places() for part in areas(inner, table.sheet)):
                return True
        except Unknown:
            return True
    return False


def _telling(table: FormulaTable, at: Place, rule: Rule) -> Sequence[Place]:
    """Return the neighbours whose formula reads figures and zeros where it would here."""
    here = _blanks(table, rule.formula, at)
    alike = [peer for peer in rule.peers if _blanks(table, rule.formula, peer) == here]
    return alike or rule.peers


def _reads_alike(table: FormulaTable, at: Place, rule: Rule) -> bool:
    """Tell whether the neighbours' formula finds figures where it would read, as it does there."""
    blanks = [_blanks(table, rule.formula, peer) for peer in rule.peers]
    here = _blanks(table, rule.formula, at)
    known = [one for one in blanks if one is not None]
    if here is None or len(known) < len(blanks):
        return False
    return all(any(one[place] for one in known) for place, blank in enumerate(here) if blank)


def _blanks(table: FormulaTable, formula: Written, at: Place) -> list[bool] | None:
    """Tell for each operand whether it is blank or zero; ``None`` where one is a text."""
    text = formula.at(at)
    node = parsed(text) if text else None
    if node is None:
        return None
    found = []
    try:
        for one in areas(node, table.sheet):
            stored = [table.values.stored(one.sheet, place) for place in one.places()]
            if one.single and stored[0] is not None and stored[0].text:
                return None
            found.append(all(each is None or not each.number for each in stored))
    except Unknown:
        return None
    return found


def _reading(table: FormulaTable, line: Line, column: Line, rule: Rule) -> str:
    at = table.block.at(line, column)
    own = table.block.grid.written.get(at)
    where = ", ".join(shown(peer) for peer in rule.peers[:3])
    more = " et les autres" if len(rule.peers) > 3 else ""
    told = f"la formule est {_french(own.at(at))}" if own else "le montant est saisi"
    would = "donneraient" if len(rule.peers) > 1 else "donnerait"
    return (
        f"{table.block.name(line, column)} : {told}, alors que {where}{more} {would} ici "
        f"{_french(rule.formula.at(at))}."
    )


def _french(text: str | None) -> str:
    try:
        return f"« {to_french('=' + (text or ''))} »"
    except InvalidInput:
        return f"« ={text} »"
