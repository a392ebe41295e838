"""What was typed beside what is recomputed: totals, rates and statuses, side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pycog.equip.writing import cell_formulas as figures
from pycog.equip.writing.planned import (
    AMOUNT,
    CENTERED,
    PLAIN,
    RATE,
    WRAPPED,
    Cell,
    Live,
    PlannedSheet,
)
from pycog.xlsx.added_styles import Look
from pycog.xlsx.cells import address

_HEADINGS = (
    "Feuille", "Cellule", "Libellé", "Année", "Saisi", "Recalculé", "Écart", "Constat", "Contrôle",
)  # fmt: skip
#: A rate typed with one decimal may be half of one off; an amount is rounded to its unit.
RATE_TOLERANCE, AMOUNT_TOLERANCE = "0.00050001", "0.5"


class Control(NamedTuple):
    """One cell that was typed, or added up by a formula of the officer.

    Attributes:
        sheet: Its sheet.
        row: Zero-based row.
        column: Zero-based column.
        label: Label of its row.
        year: Year of its column.
        recomputed: Formula of what it should be.
        kind: ``"total"``, ``"taux"`` or ``"statut"``.
        own: The same on the officer's cells alone, to take the place of what was typed.
        role: What its column holds, where totals of several columns of a year are controlled.
    """

    sheet: str
    row: int
    column: int
    label: str
    year: int | None
    recomputed: Live
    kind: str
    own: Live
    role: str = ""


@dataclass(slots=True)
class Controls:
    """Controls as they are found, written together under the results."""

    found: list[Control] = field(default_factory=list)

    def add(self, control: Control) -> None:
        """Take a control in."""
        self.found.append(control)

    def write(self, sheet: PlannedSheet) -> None:
        """Write the controls, under their heading."""
        if not self.found:
            return
        sheet.row += 1
        sheet.heading(_HEADINGS)
        for control in self.found:
            _write(sheet, control)


def _write(sheet: PlannedSheet, control: Control) -> None:
    reference = figures.place(control.sheet, control.row, control.column)
    typed, recomputed = f"E{sheet.row}", f"F{sheet.row}"
    look: Look = {"total": AMOUNT, "taux": RATE}.get(control.kind, PLAIN)
    value = figures.kept_blank(reference)
    if control.kind == "taux":  # "97,8 %" typed as text is the rate that it shows
        text = f'IF(ISTEXT({reference}),IFERROR(COG_PARSE({reference}),""),{reference})'
        value = figures.kept_blank(reference, text)
    if control.kind == "statut":
        said = f'IF({typed}={recomputed},"Conforme","Différent")'
        gap, found = Live('""'), Live(f'IF(OR({typed}="",{recomputed}=""),"",{said})')
    else:
        tolerance = RATE_TOLERANCE if control.kind == "taux" else AMOUNT_TOLERANCE
        gap = figures.difference(typed, recomputed)
        found = figures.verdict(typed, recomputed, tolerance)
    sheet.add(
        (
            Cell(control.sheet, WRAPPED),
            Cell(address(control.row + 1, control.column + 1)),
            Cell(control.label, WRAPPED),
            Cell(control.year or "", CENTERED),
            Cell(Live(f'IFERROR({value},"Erreur")'), look),
            Cell(control.recomputed, look),
            None if control.kind == "statut" else Cell(gap, look),
            Cell(found, CENTERED),
            Cell({"total": "Total", "taux": "Taux saisi", "statut": "Statut saisi"}[control.kind]),
        )
    )
