"""Holds Excel's own results against the engine's, and decides which of them stand.

Excel is the reference for its own functions. Where a workbook bears the marks of a
calculation finished by Excel (``trust.py``), a native formula whose inputs did not
change keeps the value that Excel gave it, and so do those that read it; a different
result of the engine is a disagreement to report. A formula is calculated anew when
something it reads changed (a COG_ result, a clock, a formula that had no value), and
the whole workbook is when a plain sum shows that an entry changed without Excel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pycog.errors import CellError
from pycog.refresh.calculation.differences import Comparison
from pycog.refresh.calculation.engine import Engine
from pycog.refresh.calculation.expansion import Expansion
from pycog.refresh.calculation.formula_inputs import is_number
from pycog.refresh.calculation.patterns import pattern_of
from pycog.refresh.calculation.state import Recalculation
from pycog.refresh.report import Disagreement
from pycog.values import Scalar
from pycog.xlsx import cells, formulas
from pycog.xlsx.dependencies import Area, Cell, Members, Readers, written_areas
from pycog.xlsx.sheet_reading import shared_strings
from pycog.xlsx.sheet_scan import FormulaCell, find_cells, formula_text

#: A sum that is further off than this cannot be explained by the order of additions.
_PROOF = 1e-9
#: Rounds of pinning before all that is left without a changed input is pinned at once.
_MOST_ROUNDS = 8
NOT_FOUND_AGAIN = "le moteur de pycog ne retrouve pas le résultat d'Excel pour cette formule"


def settle(
    result: Recalculation,
    changed: set[Cell],
    *,
    proofs: bool = False,
    seen: Comparison | None = None,
) -> Iterator[set[Cell]]:
    """Decide, round by round, which native formulas keep Excel's value.

    Each round gives the cells to pin; the caller pins them, calculates what depends on
    them and comes back. Findings are put in ``result.natives``.

    Args:
        result: The calculated workbook.
        changed: Cells that are known to have changed; what depends on them is calculated.
        proofs: Whether a plain sum that no longer adds up shows that cells changed: they
            are added to ``changed``, and ``natives.doubt`` says so.
        seen: What has been looked at already.
    """
    natives = result.natives
    round_number = 0
    while True:
        assert result.engine is not None
        look = seen if seen is not None else Comparison(result, result.engine)
        if seen is None:
            look.look()
        unexplained = look.unexplained(changed)
        if not unexplained:
            return
        roots = unexplained if round_number >= _MOST_ROUNDS else look.roots(unexplained)
        round_number += 1
        if proofs and not result.info.iterative and not result.info.as_displayed:
            stale = _stale(look, roots) - changed
            if stale:
                seen = look
                changed |= stale
                natives.changed |= stale
                first = min(cell for cell in stale if cell in look.native)
                natives.doubt = natives.doubt or (
                    f"une donnée a changé sans qu'Excel recalcule ({_shown(first)} n'est plus "
                    "le résultat de sa formule) ; ce qui en dépend a été recalculé"
                )
                continue
        look.tell_apart()
        natives.disagreements += _disagreements(
            look, sorted(filter(roots.__contains__, look.native))
        )
        for cell in roots:
            stored, calculated, _ = look.native[cell]
            natives.stored[cell] = stored
            if isinstance(stored, str):
                natives.texts.append((stored, calculated))
        natives.noise |= set(filter(look.is_noise, roots))
        seen = None
        yield roots


def _stale(look: Comparison, roots: set[Cell]) -> set[Cell]:
    """Return the sums that no longer add up, with the entries that they read."""
    sums = set(roots)
    for column, alike in look.columns.items():
        if not pattern_of(column.form.text).plain:
            sums.difference_update(alike)
    proving = {cell for cell in sums if _proves_a_change(look, cell)}
    found: set[Cell] = set()
    for cell in proving - _arrays(look.result, proving):
        found.add(cell)
        for one in look.reads(cell) or ():
            top, left, bottom, right = one.range
            bottom = min(bottom, max(top, look.last_row(one.sheet)))
            found |= {
                place
                for row in range(top, bottom + 1)
                for column in range(left, right + 1)
                if look.engine.formula(*(place := (one.sheet, row, column))) is None
                and look.result.anchor(place) is None
            }
    return found


def _arrays(result: Recalculation, cells: set[Cell]) -> set[Cell]:
    """Return those among some cells that are array formulas."""
    return {
        (sheet, *place)
        for sheet, places in _by_sheet(cells).items()
        for place, element in result.scans[sheet].elements_at(places)
        if b"array" in element
    }


def _by_sheet(cells: Iterable[Cell]) -> dict[str, set[tuple[int, int]]]:
    """Return row and column of cells by sheet."""
    places: dict[str, set[tuple[int, int]]] = {}
    for sheet, row, column in cells:
        places.setdefault(sheet, set()).add((row, column))
    return places


def speaks_french(result: Recalculation) -> bool:
    """Tell whether Excel's own texts have the decimal comma where the engine has a point."""
    return any(
        isinstance(stored, str)
        and isinstance(calculated, str)
        and stored != calculated
        and stored == calculated.replace(".", ",")
        for stored, calculated in result.natives.texts
    )


def sort_out(result: Recalculation) -> None:
    """Tell the results that only Excel can bring up to date from mere disagreements."""
    natives = result.natives
    changed = {
        (sheet, change.row, change.column)
        for sheet, update in result.updates.items()
        for change in update.changes()
    } | natives.changed
    if not changed or not natives.pinned:
        return
    listed = {(one.sheet, one.cell): one for one in natives.disagreements}
    waiting = set(natives.pinned) - set(natives.kept)
    areas = {cell: _areas_of(result, cell) for cell in waiting}
    grew = True
    while grew and waiting:
        members = Members(changed)
        found = {
            cell
            for cell in waiting
            if areas[cell] is None or any(members.meet(one) for one in areas[cell] or ())
        }
        grew = bool(found)
        changed |= found
        waiting -= found
        for cell in found:
            listed.pop((cell[0], cells.address(*cell[1:])), None)
            natives.kept[cell] = NOT_FOUND_AGAIN
    natives.disagreements = list(listed.values())


def _areas_of(result: Recalculation, cell: Cell) -> list[Area] | None:
    """Return what the formula of a pinned cell reads, ``None`` if that is not written out."""
    text = _written(result, [cell]).get(cell)
    return areas_read(Expansion(result.info, cell[0]), cell, text) if text else None


def areas_read(expansion: Expansion, cell: Cell, text: str) -> list[Area] | None:
    """Return what a formula reads, names and tables included.

    Args:
        expansion: The names and tables of its sheet.
        cell: Where the formula stands.
        text: The formula without its equals sign.

    Returns:
        The areas; ``None`` where they are only known once it is calculated.
    """
    try:
        expanded, _ = expansion.expand(text, cell[1], cell[2])
    except formulas.Unsupported:
        return None
    pattern = pattern_of(expanded)
    if pattern.anywhere:
        return None
    return [*written_areas(expanded, cell[0]), *_named(expanded, expansion)]


def _named(formula: str, expansion: Expansion) -> Iterator[Area]:
    for token in formulas.tokens(formula):
        if token.subkind == "range" and token.text.lower() in expansion.areas:
            yield expansion.areas[token.text.lower()]


def settle_only_ours(result: Recalculation) -> Iterator[set[Cell]]:
    """Give the native formulas to leave alone because no COG_ formula feeds them."""
    engine = result.engine
    assert engine is not None
    if not any(map(len, result.updates.values())):
        return
    tainted = _fed_by_ours(result, engine)
    while True:
        assert result.engine is not None
        look = Comparison(result, result.engine, tainted)
        look.look()
        # A clock is not ours: what it feeds is left alone as well.
        left = (set(look.native) | look.ours) - tainted
        if not left:
            return
        yield left


def _fed_by_ours(result: Recalculation, engine: Engine) -> set[Cell]:
    """Return our formulas and every formula that depends on one."""
    readers, ours = Readers(result.fills()), set()
    for sheet, scanned in result.scans.items():
        for found in scanned.cells():
            cell = (sheet, found.row, found.column)
            if cell in result.frozen:
                continue
            formula = (engine.formula(*cell) or "").removeprefix("=")
            if pattern_of(formula).ours:
                ours.add(cell)
            else:
                readers.add(cell, engine.reads(*cell, formula))
    return ours | readers.reached(ours)


def stored_values(result: Recalculation, roots: Iterable[Cell]) -> dict[Cell, Scalar]:
    """Return the stored values of formulas and of the cells that they fill in the file."""
    fills, wanted = result.fills(stored=True), set(roots)
    values: dict[Cell, Scalar] = {}
    for sheet, places in _by_sheet(wanted).items():
        scanned = result.scans[sheet]
        for one in scanned.cells_at(places):
            values[sheet, one.row, one.column] = _stored(result, one)
        children = {
            place[1:] for cell in wanted if cell[0] == sheet for place in fills.get(cell, ())
        }
        found = find_cells(scanned.part, children) if children else {}
        for place in children:
            values[sheet, *place] = _stored(result, found[place]) if place in found else None
    return values


def _stored(result: Recalculation, cell: FormulaCell) -> Scalar:
    value = cells.stored_value(cell.attributes, cell.value)
    kind = cells.TYPE.search(cell.attributes)
    if kind is None or kind[1] != b"s" or not isinstance(value, str):
        return value
    texts = shared_strings(result.package, result.info)
    return texts[int(value)] if value.isdecimal() and int(value) < len(texts) else None


def outdated(result: Recalculation) -> set[Cell]:
    """Return the cells kept at a stored value although something they read changed."""
    if not result.frozen:
        return set()
    changed = Members(
        (sheet, change.row, change.column)
        for sheet, update in result.updates.items()
        for change in update.changes()
    )
    moved = any(map(len, result.updates.values()))

    def reads_a_change(cell: Cell) -> bool:
        text = formula_text(result.frozen[cell].cell.formula)
        areas = areas_read(Expansion(result.info, cell[0]), cell, text) if text else None
        # A data table calculates other formulas anew: what it reads is not written in it.
        return moved if areas is None else any(map(changed.meet, areas))

    return {cell for cell in result.frozen if reads_a_change(cell)}


def _disagreements(look: Comparison, roots: Iterable[Cell]) -> Iterator[Disagreement]:
    found = [cell for cell in roots if not look.is_noise(cell)]
    # A column filled down knows its formulas as they are written; a group writes one of them.
    known = {
        cell for column, alike in look.columns.items() if not column.form.member for cell in alike
    }
    written = _written(look.result, [cell for cell in found if cell not in known])
    for cell in found:
        differing = look.native[cell]
        yield Disagreement(
            cell[0],
            cells.address(*cell[1:]),
            differing.stored,
            differing.calculated,
            f"={written.get(cell) or differing.formula}",
        )


def _written(result: Recalculation, wanted: Iterable[Cell]) -> dict[Cell, str]:
    """Return formulas as the file writes them; the engine reformats them."""
    return {
        (sheet, *place): formula_text(element)
        for sheet, places in _by_sheet(wanted).items()
        for place, element in result.scans[sheet].elements_at(places)
    }


def _proves_a_change(look: Comparison, cell: Cell) -> bool:
    """Tell whether a stored result cannot come from the inputs that stand in the file."""
    stored, calculated, formula = look.native[cell]
    if not (is_number(stored) and is_number(calculated)) or not pattern_of(formula).plain:
        return False
    inputs = look.inputs.values(look.reads(cell))
    if inputs is None or any(isinstance(value, bool | CellError) for value in inputs):
        return False
    scale = max([abs(stored), abs(calculated), *(abs(v) for v in inputs if is_number(v))])
    return abs(stored - calculated) > _PROOF * scale


def _shown(cell: Cell) -> str:
    return f"{cell[0]}!{cells.address(*cell[1:])}"
