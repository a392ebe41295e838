"""Dated measures: when each is due, when the officer says it was done, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.equip.model import DATED, DONE_ON, DUE_ON, Correspondence, Row, Table
from pycog.equip.writing import cell_formulas as figures
from pycog.equip.writing.planned import CENTERED, WRAPPED, Cell, Live, PlannedSheet
from pycog.xlsx.added_styles import Look

if TYPE_CHECKING:
    from pycog.conventions import Convention, Milestone

_HEADINGS: Final = (
    "Feuille", "Fiche", "Mesure", "Année", "Échéance imprimée", "Date limite", "Réalisée le",
    "Situation au", "Situation", "Votre échéance", "Source", "Remarque",
)  # fmt: skip
_DAY: Final = Look(number="dd/mm/yyyy", align="center")
_UNREAD: Final = "La date de réalisation ne se lit pas : écrire un jour, par exemple 25/11/2012"
_NEVER: Final = "Aucune colonne ne dit quand la mesure est réalisée"


def write_milestones(sheet: PlannedSheet, found: Correspondence, convention: Convention) -> None:
    """Write every accepted measure of the tables of dated measures."""
    known = {one.key: one for one in convention.milestones}
    lines = [
        (table, row, known[subject.key])
        for table in found.of_kind(DATED)
        for row, subject in table.accepted()
        if subject.key in known
    ]
    if not lines:
        return
    sheet.row += 1
    sheet.heading(_HEADINGS)
    for table, row, milestone in lines:
        _write(sheet, table, row, milestone)


def _write(sheet: PlannedSheet, table: Table, row: Row, milestone: Milestone) -> None:
    line = sheet.row
    done, typed = _place(table, row, DONE_ON), _place(table, row, DUE_ON)
    call = f"COG_MILESTONE_STATUS(F{line},{done},H{line})"
    remark: Live | str = _NEVER
    if done:
        doubt = figures.quoted(milestone.doubt)
        remark = Live(f"IF(ISERROR({call}),{figures.failed(call, _UNREAD)},{doubt})")
    due = f"COG_DUE({figures.quoted(milestone.reading or milestone.printed)})"
    sheet.add(
        (
            Cell(table.sheet, WRAPPED),
            Cell("" if milestone.sheet is None else str(milestone.sheet)),
            Cell(milestone.what, WRAPPED),
            Cell(milestone.due.last.year, CENTERED),
            Cell(milestone.printed, WRAPPED),
            Cell(figures.guarded(due), _DAY),
            Cell(Live(figures.kept_blank(done)), _DAY) if done else None,
            Cell(Live("TODAY()"), _DAY) if done else None,
            Cell(figures.guarded(call, '"Non renseigné"'), WRAPPED) if done else None,
            Cell(Live(figures.kept_blank(typed, _as_typed(typed))), _DAY) if typed else None,
            Cell(milestone.citation, WRAPPED),
            Cell(remark, WRAPPED),
        )
    )


def _as_typed(reference: str) -> str:
    """Return what shows a due date as it was typed: a bare year is no day of 1905."""
    return f'IF(ISNUMBER({reference}),IF({reference}<3000,{reference}&"",{reference}),{reference})'


def _place(table: Table, row: Row, role: str) -> str:
    column = table.column(role)
    return "" if column is None else figures.place(table.sheet, row.index, column.index)
