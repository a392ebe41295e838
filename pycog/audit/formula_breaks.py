"""Finds the formula that differs from those of its neighbours, and gives another result.

Twelve columns add up six lines and one adds up five; nine lines divide by the budget and one
by the year before. A difference of formulas alone says little: one is reported only where the
neighbours' formula can be computed in its place and gives another figure, where its own
formula would not do for the neighbours, and where nothing tells that it may be meant so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from pycog.audit.addition import is_deducted
from pycog.audit.blocks import Block, Line
from pycog.audit.counted_twice import faults
from pycog.audit.formula_neighbours import FormulaTable, Rule, broken, same_figure
from pycog.audit.formula_shapes import added_places, shape
from pycog.audit.formula_values import Unknown, Values, areas, parsed
from pycog.audit.grid import Place, normal
from pycog.audit.sums import Difference, close
from pycog.xlsx.relative_forms import Written

#: Largest tables that are looked into.
_WIDEST, _LONGEST = 60, 600
#: Fewest neighbours that make a rule of a formula.
_ENOUGH: Final = 3
#: What a formula reads in a fixed row or column.
_FIXED: Final = re.compile(r"R\d+C(\d+|\[-?\d+\])|R\[-?\d+\]C\d+")
#: Lines of one section, whatever they count.
_OF_ONE_KIND: Final = frozenset({"ligne", "taux", "part", "identifiant"})
#: Headings of columns that a sum of lines need not give.
_NOT_ADDED: Final = frozenset(
    {"taux", "part", "moyenne", "evolution", "poids", "identifiant", "controle"}
)


def check_breaks(block: Block, values: Values) -> list[Difference]:
    """Report the cells of a table whose formula breaks that of their neighbours.

    Args:
        block: The table, seen by its rows.
        values: The stored values of the workbook.
    """
    grid = block.grid
    if not grid.written or len(block.across) > _WIDEST or len(block.lines) > _LONGEST:
        return []
    table = FormulaTable(block, values)
    told = [*_beside(table, block.lines), *_below(table), *_mean_of_rates(table)]
    totals = [one for one in block.across if one.role == "total"]
    told += _beside(FormulaTable(block.flipped(), values), totals, faults_only=True)
    found = {one.at: one for one in reversed(told)}
    # What reads another wrong figure cannot be judged by it.
    return [one for one in found.values() if not found.keys() & set(one.parts)]


# -- along a line: the same total in several columns ------------------------------------


def _beside(
    table: FormulaTable, lines: Sequence[Line], *, faults_only: bool = False
) -> Iterator[Difference]:
    """Yield the cells of some lines whose formula breaks that of the columns beside them.

    Args:
        table: The table.
        lines: The lines that are looked at.
        faults_only: Whether a formula must show a fault by itself, such as a forgotten line.
    """
    block = table.block
    for line in lines:
        places = {column.place: block.at(line, column) for column in block.across}
        counts = Counter(table.forms[at] for at in places.values() if at in table.forms)
        if not counts:
            continue
        for column in block.across:
            at = places[column.place]
            own = table.forms.get(at)
            if table.number(at) is None or (own is None and not table.is_typed(at)):
                continue
            usual = max(counts, key=lambda form: (counts[form], form != own))
            if usual == own or (own is not None and counts[own] > 1):
                continue
            peers = [
                other
                for other in block.across
                if other is not column and table.forms.get(places[other.place]) == usual
            ]
            alike = [
                (other, agreed)
                for other in peers
                if (agreed := _agreement(table, line, column, other)) is not None
            ]
            if alike and (not faults_only or own is not None):
                yield from _beside_one(table, line, column, peers, alike, faults_only)


def _agreement(table: FormulaTable, line: Line, one: Line, other: Line) -> int | None:
    """Return on how many other lines two columns have the same formula.

    ``None`` where they differ anywhere: they are then of different kinds.
    """
    block, agreed = table.block, 0
    for row in block.lines:
        if row.place == line.place:
            continue
        first, second = block.at(row, one), block.at(row, other)
        forms = table.forms.get(first), table.forms.get(second)
        if forms == (None, None):
            continue
        if None in forms and None in (table.number(first), table.number(second)):
            continue
        if forms[0] != forms[1]:
            return None
        agreed += 1
    return agreed


def _beside_one(
    table: FormulaTable,
    line: Line,
    column: Line,
    peers: Sequence[Line],
    alike: Sequence[tuple[Line, int]],
    faults_only: bool,
) -> Iterator[Difference]:
    block = table.block
    at = block.at(line, column)
    most = max(agreed for _, agreed in alike)
    rule = Rule(
        table.written(block.at(line, alike[0][0])),
        tuple(block.at(line, other) for other in peers),
    )
    kind = shape(rule.formula.text)
    if at not in table.forms:
        if kind not in {"somme", "lien"} or column.role in _NOT_ADDED or not most:
            return
        if len(peers) < 2 and most < 2:
            return
    else:
        if not _comparable(table.shape(at), kind, line):
            return
        if len(alike) < 2 and not most and not _is_total_of_amounts(line, column, alike[0][0]):
            return
        if (len(peers) < 2 or faults_only) and not _only_own_fault(table, at, rule):
            return
    yield from broken(table, line, column, rule)


def _is_total_of_amounts(line: Line, one: Line, other: Line) -> bool:
    """Tell whether two columns of amounts meet a total, which adds up the same lines of both."""
    return line.role == "total" and one.role == other.role == "ligne"


def _comparable(own: str, usual: str, line: Line) -> bool:
    """Tell whether two formulas do the same kind of thing, so that one may be a slip."""
    if own == "moyenne" and usual == "moyenne":
        return not _says_mean(line.label)
    return bool(own) and own != "moyenne" and (own == usual or {own, usual} <= _ALIKE)


_ALIKE: Final = frozenset({"somme", "produit", "lien"})


def _says_mean(label: str) -> bool:
    return "moyen" in normal(label) or "median" in normal(label)


def _only_own_fault(table: FormulaTable, at: Place, rule: Rule) -> bool:
    """Tell whether one of two formulas has a fault that the other has not."""
    other = rule.formula.at(at)
    if other is None:
        return False
    own = faults(table.block, table.written(at).text, other)
    return own and not faults(table.block, other, table.written(at).text)


# -- down a column: the same formula on every line --------------------------------------


def _below(table: FormulaTable) -> Iterator[Difference]:
    for column in table.block.across:
        for section in _sections(table.block):
            yield from _below_one(table, column, section)


def _sections(block: Block) -> Iterator[list[Line]]:
    """Yield the lines between titles and totals."""
    section: list[Line] = []
    for line in block.lines:
        if line.role in {"titre", "total"}:
            yield section
            section = []
        elif line.role in _OF_ONE_KIND:
            section.append(line)
    yield section


def _below_one(table: FormulaTable, column: Line, section: Sequence[Line]) -> Iterator[Difference]:
    block = table.block
    places = {line.place: block.at(line, column) for line in section}
    filled = [
        line
        for line in section
        if table.number(places[line.place]) is not None
        and not _adds_lines(table, places[line.place], section)
    ]
    counts = Counter(
        table.forms[places[line.place]] for line in filled if places[line.place] in table.forms
    )
    if not counts or len(filled) < _ENOUGH:
        return
    usual, count = counts.most_common(1)[0]
    if "R[-1]" in usual and table.is_typed(places[filled[0].place]):
        filled = filled[1:]  # what starts a chain is typed
    odd = [line for line in filled if table.forms.get(places[line.place]) != usual]
    if len(odd) != 1 or count != len(filled) - 1:
        return
    (line,) = odd
    at = places[line.place]
    first = next(one for one in filled if one is not line)
    totals = [
        block.at(total, column)
        for total in block.lines
        if total.role == "total" and table.forms.get(block.at(total, column)) == usual
    ]
    peers = (*(places[one.place] for one in filled if one is not line), *totals)
    rule = Rule(table.written(places[first.place]), peers)
    if at not in table.forms:
        if table.is_typed(at) and len(peers) >= _ENOUGH and _tells(table, line, column, rule):
            yield from broken(table, line, column, rule)
        return
    own, kind = table.shape(at), shape(rule.formula.text)
    if not _comparable(own, kind, line) or own == "moyenne" or is_deducted(line.label):
        return
    if len(peers) < _ENOUGH and not _same_cells(table, at, rule):
        return
    if _other_whole(table, at, rule) or _turned_round(table, at, rule):
        return
    if _picks(table, at, rule):
        return
    yield from broken(table, line, column, rule)


def _adds_lines(table: FormulaTable, at: Place, section: Sequence[Line]) -> bool:
    """Tell whether a cell adds up other lines of its column: a total without the word."""
    rows = {line.place for line in section}
    if at not in table.forms:
        return False
    try:
        cells = added_places(table.written(at).at(at) or "", table.sheet)
    except Unknown:
        return False
    return len(cells) > 1 and all(row in rows and column == at[1] for row, column in cells)


def _picks(table: FormulaTable, at: Place, rule: Rule) -> bool:
    """Tell whether a formula takes one figure of those that the others add up.

    What is there at the end of a year is that of its last month.
    """
    own, usual = (parsed(text or "") for text in (table.written(at).at(at), rule.formula.at(at)))
    if own is None or usual is None or own.inner.kind != "range":
        return False
    try:
        (one,) = areas(own, table.sheet)
        return any(
            not other.single and set(one.places()) < set(other.places())
            for other in areas(usual, table.sheet)
        )
    except Unknown:
        return True


def _tells(table: FormulaTable, line: Line, column: Line, rule: Rule) -> bool:
    """Tell whether a figure may not be typed among formulas: a rate, a copy of another sheet."""
    at = table.block.at(line, column)
    kind = shape(rule.formula.text)
    if kind == "lien":
        return _same_label(table, line, rule.formula.at(at))
    stored = table.block.grid.cells[at]
    given = table.given(rule.formula, at)
    rate = kind == "quotient" and given is not None
    return (
        rate
        and (stored.percent or column.role in {"taux", "part"})
        and not close(stored, given or 0.0)
    )


def _same_label(table: FormulaTable, line: Line, text: str | None) -> bool:
    """Tell whether what a formula reads in another sheet has the label of its own line."""
    node = parsed(text) if text else None
    if node is None or not line.label:
        return False
    wanted = normal(line.label)
    try:
        return all(
            any(
                normal(stored.text) == wanted
                for stored in table.values.grid(one.sheet).row(one.top).values()
            )
            for one in areas(node, table.sheet)
        )
    except Unknown:
        return False


def _same_cells(table: FormulaTable, at: Place, rule: Rule) -> bool:
    """Tell whether two formulas read the same cells and only differ by a sign."""
    texts = (table.written(at).at(at), rule.formula.at(at))
    nodes = [parsed(text) for text in texts if text]
    try:
        read = [areas(node, table.sheet) for node in nodes if node is not None]
    except Unknown:
        return False
    return len(read) == 2 and read[0] == read[1] and len(read[0]) > 2


def _other_whole(table: FormulaTable, at: Place, rule: Rule) -> bool:
    """Tell whether two formulas differ only by fixed cells: shares of different wholes."""
    own, usual = table.forms[at], rule.formula.form
    return _without_fixed(own) == _without_fixed(usual)


def _without_fixed(form: str) -> str:
    return _FIXED.sub("", form)


def _turned_round(table: FormulaTable, at: Place, rule: Rule) -> bool:
    """Tell whether a difference is taken the other way: in receipts as against expenditure."""
    given, number = table.given(rule.formula, at), table.number(at)
    return given is not None and number is not None and same_figure(given, -number)


# -- the rate of a total ----------------------------------------------------------------


def _mean_of_rates(table: FormulaTable) -> Iterator[Difference]:
    """Report a total that adds up or averages rates, where it divides sums in other columns."""
    block = table.block
    for place, line in enumerate(block.lines):
        if line.role != "total" or _says_mean(line.label):
            continue
        above = [one for one in block.lines[:place] if one.role == "ligne"]
        rated: list[tuple[Line, Written, bool]] = []
        for column in block.across:
            forms = {table.forms.get(block.at(one, column)) for one in above}
            at = block.at(line, column)
            if len(above) < _ENOUGH or len(forms) != 1 or None in forms or at not in table.forms:
                continue
            rule = table.written(block.at(above[0], column))
            if shape(rule.text) == "quotient":
                rated.append((column, rule, table.forms[at] == rule.form))
        follows = any(same for _, _, same in rated)
        for column, rule, same in rated:
            at = block.at(line, column)
            wrong = not same and table.shape(at) in {"somme", "moyenne"}
            if follows and wrong and not _says_mean(column.label) and "$" not in rule.text:
                peers = tuple(block.at(one, column) for one in above)
                yield from broken(table, line, column, Rule(rule, peers))
