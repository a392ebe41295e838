"""Has the engine find again what Excel had found, before its word is taken for anything.

In a workbook that bears Excel's marks every native result was calculated by Excel from the
values that stand in the file, those of our functions included. The engine is given these
values and calculates the natives: where it does not find Excel's result again it is not
trusted for that cell, whatever the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from pycog.refresh.calculation import native
from pycog.refresh.calculation.differences import Comparison
from pycog.refresh.calculation.engine import Engine
from pycog.refresh.calculation.evaluation import Calculator, update_all
from pycog.refresh.calculation.expansion import Expansion
from pycog.refresh.calculation.patterns import pattern_of
from pycog.refresh.calculation.state import Recalculation
from pycog.values import Scalar
from pycog.xlsx.cells import stored_value
from pycog.xlsx.dependencies import Cell
from pycog.xlsx.row_forms import Form
from pycog.xlsx.sheet_scan import SheetScan, formula_text, shared_index

#: What a formula holds, in capitals, that may call one of ours or tell the time.
_MOVING = (b"COG_", b"TODAY(", b"NOW(", b"RAND")

_BLOT = bytes.maketrans(b"123456789", b"000000000")


def settle(result: Recalculation, calculator: Calculator) -> bool:
    """Find the natives that the engine does not find again; ``result.natives`` lists them.

    Returns:
        Whether the result has been calculated with what was found; otherwise its caller is to
        do it.
    """
    assert result.engine is not None
    look = Comparison(result, result.engine)
    look.look()
    if not look.native and not result.natives.pinned:
        return False
    moving = _moving(result)
    again = _as_it_is(result, calculator, moving, look) or _held(result, calculator, moving)
    natives, found = result.natives, again.natives
    ours = moving.cells()
    own = natives.pinned | ours
    natives.pinned |= found.pinned - own - found.noise
    natives.disagreements += found.disagreements
    natives.texts += found.texts
    natives.stored |= found.stored
    natives.changed |= found.changed
    natives.doubt = found.doubt
    if found.pinned & ours or found.noise:
        return False  # the engine has cells at their stored value that are to be calculated
    for name in ("engine", "children", "updates", "arrays", "circles", "opened"):
        setattr(result, name, getattr(again, name))
    return True


def _held(result: Recalculation, calculator: Calculator, moving: _Moving) -> Recalculation:
    """Replay with our functions at their stored value."""
    held = moving.cells() | result.natives.pinned
    copy, engine = calculator.run(held, moving.others, result.engine)
    again = _another(result, engine)
    again.frozen, again.children = copy.frozen, copy.children
    again.natives.pinned |= held
    update_all(again)
    for _ in _rounds(again, calculator):
        pass
    return again


def _as_it_is(
    result: Recalculation, calculator: Calculator, moving: _Moving, look: Comparison
) -> Recalculation | None:
    """Replay with our functions calculated, ``None`` unless they give what is stored.

    To the natives this is the same, and spares two calculations.
    """
    spread = any(result.children.values()) or any(one.resized for one in result.arrays.values())
    if result.natives.pinned or result.circles or spread or not _stand(result, moving):
        return None
    again = _another(result, result.engine)
    again.frozen, again.updates = result.frozen, dict(result.updates)
    again.arrays, again.opened = dict(result.arrays), dict(result.opened)
    for calculated in _rounds(again, calculator, look):
        if calculated.circles or not _stand(calculated, moving):
            return None
    return again


def _another(result: Recalculation, engine: Engine | None) -> Recalculation:
    return Recalculation(result.package, result.info, engine, result.scans)


def _rounds(
    again: Recalculation, calculator: Calculator, look: Comparison | None = None
) -> Iterator[Recalculation]:
    """Pin what the engine does not find again, round by round, and calculate anew."""
    for roots in native.settle(again, again.natives.changed, proofs=True, seen=look):
        again.natives.pinned |= roots
        copy, again.engine = calculator.run(
            again.natives.pinned, again.natives.stored, again.engine
        )
        again.children = copy.children
        update_all(again)
        yield again


class _Moving(Struct, frozen=True):
    """Formulas whose value may change by itself, and those of ours.

    Attributes:
        columns: Columns filled down with them, by sheet, each of their values stored as calculated.
        others: The stored values of all others.
    """

    columns: Sequence[tuple[str, Form]]
    others: Mapping[Cell, Scalar]

    def cells(self) -> set[Cell]:
        """Return where they are."""
        found = set(self.others)
        for sheet, form in self.columns:
            found.update((sheet, row, form.column) for row in form.rows)
        return found


def _stand(result: Recalculation, moving: _Moving) -> bool:
    """Tell whether formulas have their stored value to the last bit."""
    engine = result.engine
    assert engine is not None
    if any(form.column in result.updates[sheet].inexact for sheet, form in moving.columns):
        return False
    return all(
        type(value := engine.value(*cell)) is type(stored) and value == stored
        for cell, stored in moving.others.items()
    )


def _moving(result: Recalculation) -> _Moving:
    """Return the formulas whose value may change by itself, and those of ours."""
    columns: list[tuple[str, Form]] = []
    others: dict[Cell, Scalar] = {}
    for sheet, scanned in result.scans.items():
        names = Expansion(result.info, sheet)
        shapes = _moving_shapes(scanned, names)
        if not shapes:
            continue
        found = [] if names.inlined else list(_whole_columns(result, sheet, shapes))
        if sum(len(form.rows) for form in found) == sum(scanned.shapes[one] for one in shapes):
            columns += [(sheet, form) for form in found]
        else:
            others |= _one_by_one(result, sheet, shapes, names)
    return _Moving(columns, others)


def _moving_shapes(scanned: SheetScan, names: Expansion) -> set[bytes]:
    """Return the shapes of formulas that may be looked for."""
    moving = [
        name.encode().upper()
        for name, text in names.inlined.items()
        if any(word in text.upper().encode() for word in _MOVING)
    ]
    shapes = {
        shape
        for shape in scanned.shapes
        if any(word in shape.upper() for word in (*_MOVING, *moving))
    }
    shared = {shape for shape in scanned.shapes if b"shared" in shape}
    return shapes | shared if shapes & shared else shapes


def _whole_columns(result: Recalculation, sheet: str, shapes: Collection[bytes]) -> Iterator[Form]:
    """Give columns filled down with formulas of some shapes that are stored as calculated."""
    update, engine = result.updates[sheet], result.engine
    assert engine is not None
    frozen = {column for name, _, column in result.frozen if name == sheet}
    for form in result.scans[sheet].forms.forms:
        if form.member or form.column in frozen or form.column in update.inexact:
            continue
        if any(shape in shapes for shape, _, count in form.shapes() if count):
            text = engine.formula(sheet, form.rows[0], form.column) or ""
            pattern = pattern_of(text.removeprefix("="))
            if pattern.ours or pattern.clock:
                yield form


def _one_by_one(
    result: Recalculation, sheet: str, shapes: Collection[bytes], names: Expansion
) -> dict[Cell, Scalar]:
    """Return the stored values of formulas of some shapes."""
    engine, found = result.engine, dict[Cell, Scalar]()
    assert engine is not None
    groups: set[int | None] = set()
    known: dict[bytes, bool] = {}
    for cell in result.scans[sheet].cells(shapes):
        place, index = (sheet, cell.row, cell.column), shared_index(cell.formula)
        stored = stored_value(cell.attributes, cell.value)
        if place in result.frozen or stored is None:
            continue
        if not formula_text(cell.formula):
            if index in groups and index is not None:
                found[place] = stored
            continue
        shape = cell.formula.translate(_BLOT)
        if shape not in known or names.inlined:
            pattern = pattern_of((engine.formula(*place) or "").removeprefix("="))
            known[shape] = pattern.ours or pattern.clock
        if known[shape]:
            found[place] = stored
            groups.add(index)
    return found
