"""Compares the cells of a workbook with those that were sealed, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from pycog.seal.cell_states import (
    FILLED,
    rank_of,
    same_entry,
    same_result,
    same_value,
    state_of,
)
from pycog.seal.new_sheet_names import renamed_since, with_new_names
from pycog.seal.plain_formulas import same_formula
from pycog.seal.seal_sheet import formula_shown, value_shown
from pycog.seal.sealed_content import Cells, CellState, Content
from pycog.seal.unsettled_cells import (
    moving_cells,
    uncalculated_cells,
    unverifiable_cells,
)
from pycog.values import excerpt

if TYPE_CHECKING:
    from pycog.refresh.calculation.engine import Engine
    from pycog.refresh.calculation.state import Recalculation

#: Formulas that tell the version of pycog, no figure of the workbook.
_VERSION: Final = "COG_VERSION("
_KINDS: Final = {
    "saisie": "saisie",
    "formule": "formule",
    "valeur": "valeur recalculée",
    "enregistrée": "valeur enregistrée",
    "nom": "nom défini",
    "classeur": "classeur",
    "feuille": "feuille",
}
_NATURES: Final = {"n": "un nombre", "s": "un texte", "b": "un booléen", "e": "une erreur"}
_NONE: Final = CellState("", "")


@dataclass(frozen=True, slots=True)
class CellDifference:
    """Something that is not as it was sealed.

    Attributes:
        kind: ``"saisie"`` for what was typed, ``"formule"``, ``"valeur"`` for what a formula
            gives when calculated anew, ``"enregistrée"`` for what the file shows of it,
            ``"nom"``, ``"feuille"`` or ``"classeur"``.
        sheet: Sheet of the cell.
        place: Its address, or the name.
        before: What was sealed, as shown.
        after: What is there now, as shown.
        why: More on it, in French.
    """

    kind: str
    sheet: str
    place: str
    before: str
    after: str
    why: str = ""

    def __str__(self) -> str:
        """Return it as a French sentence."""
        where = "!".join(filter(None, (self.sheet, self.place)))
        why = f" ({self.why})" if self.why else ""
        before, after = excerpt(self.before) or "rien", excerpt(self.after) or "rien"
        start = f"{_KINDS[self.kind]} {where}".rstrip()
        return f"{start} : {before} → {after}{why}"


@dataclass(slots=True)
class Compared:
    """What a comparison found.

    Attributes:
        found: What differs, sheet by sheet.
        renamed: Sealed name → present name of the sheets that were renamed.
        absent: How many values the file does not hold, or holds as a program other than Excel
            calculated them.
        moved: How many values are those of another day.
    """

    found: list[CellDifference] = field(default_factory=list)
    renamed: Mapping[str, str] = field(default_factory=dict)
    absent: int = 0
    moved: int = 0


def compare_cells(
    content: Content, cells: Cells, again: Recalculation | None, *, by_another: bool
) -> Compared:
    """Compare what was sealed with what stands in a workbook.

    Args:
        content: What was sealed.
        cells: What stands in the workbook.
        again: The workbook calculated anew, ``None`` to compare what is stored only.
        by_another: Whether a program other than Excel saved it, which calculates some formulas
            otherwise and ours not at all: what it stores is no evidence.
    """
    look = _Look(content, cells, None if again is None else again.engine, by_another=by_another)
    renamed = look.result.renamed
    for sheet in sorted({*content.cells, *cells}.difference(renamed.values())):
        before, after = content.cells.get(sheet), cells.get(renamed.get(sheet, sheet))
        if sheet in renamed:
            look.result.found.append(
                CellDifference("feuille", renamed[sheet], "", sheet, renamed[sheet], "renommée")
            )
        if before is None or after is None:
            if before or after:
                there, gone = ("présente", "") if before else ("", "ajoutée")
                look.result.found.append(CellDifference("feuille", sheet, "", there, gone))
            continue
        found = [
            one
            for place in {**before, **after}
            if (one := look.at(sheet, place, before.get(place, _NONE), after.get(place, _NONE)))
        ]
        # They are told where they stand now.
        told = [replace(one, sheet=renamed.get(sheet, sheet)) for one in found]
        look.result.found += sorted(told, key=lambda one: rank_of(one.place))
    return look.result


class _Look:
    """One comparison while it goes on."""

    def __init__(
        self,
        content: Content,
        cells: Cells,
        engine: Engine | None,
        *,
        by_another: bool,
    ) -> None:
        self.result = Compared(renamed=renamed_since(content.cells, cells))
        self._engine = engine
        self._moving = moving_cells(content)
        self._by_another = by_another
        self._uncalculated = uncalculated_cells(content, cells)
        self._unverifiable = unverifiable_cells(content, cells, by_another=by_another)

    def at(self, sheet: str, place: str, was: CellState, now: CellState) -> CellDifference | None:
        """Compare one cell."""
        if self.result.renamed and was.formula:
            was = was._replace(formula=with_new_names(was.formula, self.result.renamed))
        if was[:3] != now[:3]:
            found = _difference(sheet, place, was, now)
            if found is not None:
                return found
        if was.formula and _VERSION not in was.formula:
            return self._value(sheet, place, was) or self._stored(sheet, place, was, now)
        return None

    def _value(self, sheet: str, place: str, was: CellState) -> CellDifference | None:
        """Tell whether a formula gives another value."""
        if self._engine is None or was.is_kept or was.formula == FILLED:
            return None
        row, column = rank_of(place)
        if (sheet, row, column) in self._unverifiable:
            return None
        now = self.result.renamed.get(sheet, sheet)
        fresh = state_of(self._engine.value(now, row, column))
        if same_result(was[:2], fresh):
            return None
        return CellDifference("valeur", sheet, place, value_shown(was), _shown(fresh))

    def _stored(
        self, sheet: str, place: str, was: CellState, now: CellState
    ) -> CellDifference | None:
        """Tell whether the file shows another value than was sealed."""
        if now.kind and same_value(was[:2], now[:2]):
            return None
        row, column = rank_of(place)
        there = (self.result.renamed.get(sheet, sheet), row, column)
        if not now.kind or self._by_another or there in self._uncalculated:
            self.result.absent += 1
            return None
        if (sheet, row, column) in self._moving:
            self.result.moved += 1
            return None
        why = "ce que le fichier affiche n'est pas ce que sa formule donne" if self._engine else ""
        return CellDifference("enregistrée", sheet, place, value_shown(was), _shown(now[:2]), why)


def _difference(sheet: str, place: str, was: CellState, now: CellState) -> CellDifference | None:
    """Tell whether something else was typed, or another formula written."""
    if not same_formula(was.formula, now.formula):
        old = formula_shown(was.formula) or value_shown(was)
        new = formula_shown(now.formula) or value_shown(now)
        if not was.formula and was.text == "" and now.formula == FILLED:
            return None  # an array formula now fills more cells: its own values tell
        kind = "formule" if was.formula else "saisie"
        return CellDifference(
            kind, sheet, place, old if was != _NONE else "", new if now != _NONE else ""
        )
    if was.formula or same_entry(was, now):
        return None
    why = "lue par des formules COG_" if was.is_read else ""
    old, new = (value_shown(one) if one.text else "" for one in (was, now))
    if old and new and was.kind != now.kind:
        why = f"{_NATURES.get(now.kind, 'autre')} au lieu d'{_NATURES.get(was.kind, 'autre')}"
    return CellDifference("saisie", sheet, place, old, new, why)


def _shown(value: tuple[str, str]) -> str:
    return value_shown(CellState(*value))
