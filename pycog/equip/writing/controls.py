"""What was typed beside what is recomputed: totals, rates and statuses, side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pycog.attainment import STATUSES
from pycog.equip.writing import cell_formulas as figures
from pycog.equip.writing.planned import (
    CENTERED,
    PLAIN,
    RATE,
    WRAPPED,
    Cell,
    Live,
    PlannedSheet,
    amount_look,
)
from pycog.xlsx.added_styles import Look
from pycog.xlsx.cells import address

_HEADINGS = (
    "Feuille", "Cellule", "Libellé", "Année", "Saisi", "Recalculé", "Écart", "Constat", "Contrôle",
)  # fmt: skip
#: A rate typed with one decimal may be half of one off; an amount is rounded to its unit.
RATE_TOLERANCE: Final = "0.00050001"
_AMOUNT_TOLERANCES: Final = {"M€": "0.05"}


def amount_tolerance(unit: str) -> str:
    """Return the gap that rounding explains: millions are written with a decimal at least.

    Args:
        unit: Unit of the amounts, ``""`` where nothing tells it.
    """
    return _AMOUNT_TOLERANCES.get(unit, "0.5")


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
        unit: Unit of its amount, ``""`` for anything else.
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
    unit: str = ""


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
    look: Look = {"total": amount_look(control.unit), "taux": RATE}.get(control.kind, PLAIN)
    value = figures.kept_blank(reference)
    if control.kind == "taux":  # "97,8 %" typed as text is the rate that it shows
        text = f'IF(ISTEXT({reference}),IFERROR(COG_PARSE({reference}),""),{reference})'
        value = figures.kept_blank(reference, text)
    if control.kind == "statut":
        # « OK » or a colour is another vocabulary: it contradicts nothing.
        known = ",".join(f'{typed}="{status}"' for status in STATUSES)
        said = f'IF({typed}={recomputed},"Conforme",IF(OR({known}),"Différent","À vérifier"))'
        gap, found = Live('""'), Live(f'IF(OR({typed}="",{recomputed}=""),"",{said})')
    else:
        rated = control.kind == "taux"
        tolerance = RATE_TOLERANCE if rated else amount_tolerance(control.unit)
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
