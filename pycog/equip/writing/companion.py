"""The sheet « COG - résultats »: what the officer's own cells give, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.equip.model import Correspondence
from pycog.equip.writing.budget_rows import control_total_columns, write_budgets
from pycog.equip.writing.controls import Controls
from pycog.equip.writing.indicator_rows import write_indicators
from pycog.equip.writing.milestone_rows import write_milestones
from pycog.equip.writing.planned import TITLE, WRAPPED, Cell, PlannedSheet
from pycog.equip.writing.scorecard_rows import write_scorecards
from pycog.equip.writing.year_rows import by_year

if TYPE_CHECKING:
    from pycog.conventions import Convention

#: Name of the sheet, where it is free.
RESULTS: Final = "COG - résultats"
#: How its title starts.
TITLES: Final = "Résultats – "
_WIDTHS: Final = (20, 9, 42, 8, 16, 15, 12, 13, 16, 16, 28, 38)
_NOTE: Final = (
    "Chaque ligne lit les cellules de vos feuilles : rien n'y est saisi, rien n'y est à saisir. "
    "Une cellule vide, « n.d. » ou illisible reste « Non renseigné »."
)


def plan_results(
    found: Correspondence, convention: Convention, controls: Controls, name: str = RESULTS
) -> PlannedSheet:
    """Return the companion sheet of a workbook.

    Args:
        found: The map of the workbook.
        convention: Its agreement.
        controls: Takes in what was typed and is recomputed.
        name: Name of the sheet.
    """
    sheet = PlannedSheet(name, _WIDTHS)
    sheet.add((Cell(f"{TITLES}{convention.short_title}", TITLE),))
    sheet.add((Cell(_NOTE),))
    yearly = by_year(found)
    write_indicators(sheet, yearly, convention, controls)
    write_budgets(sheet, yearly, convention, controls)
    control_total_columns(found, controls)
    write_scorecards(sheet, found, convention)
    write_milestones(sheet, found, convention)
    controls.write(sheet)
    _write_waiting(sheet, found)
    return sheet


def _write_waiting(sheet: PlannedSheet, found: Correspondence) -> None:
    """List what is left out until the officer has answered."""
    waiting = [
        (table, row)
        for table in found.tables
        for row in table.rows
        if row.subject is not None and not row.accepted
    ]
    if not waiting:
        return
    sheet.row += 1
    sheet.heading(("En attente de votre réponse", "N°", "Libellé"))
    for table, row in waiting:
        sheet.add(
            (
                Cell(table.sheet),
                Cell(row.number),
                Cell(row.label, WRAPPED),
                Cell("À confirmer dans « Correspondances » : rien n'en est calculé."),
            )
        )
