"""Indicators, year by year: target, actual, attainment, gap, status and source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.equip.model import Correspondence, Row, Subject, Table
from pycog.equip.writing import figures
from pycog.equip.writing.controls import Control, Controls
from pycog.equip.writing.planned import NUMBER, PLAIN, RATE, WRAPPED, Cell, Live, PlannedSheet

if TYPE_CHECKING:
    from pycog.conventions import Convention
    from pycog.conventions.facts.models import Indicator

_HEADINGS: Final = (
    "Feuille", "N°", "Indicateur", "Année", "Objectif", "Réalisé", "Taux d'atteinte", "Écart",
    "Statut", "Objectif imprimé", "Source", "Remarque",
)  # fmt: skip


def write_indicators(
    sheet: PlannedSheet, found: Correspondence, convention: Convention, controls: Controls
) -> None:
    """Write every accepted indicator of a workbook, one line for each year."""
    lines = [
        (table, row, subject, indicator, year)
        for table in found.of_kind("indicateurs")
        for row, subject in table.accepted()
        if (indicator := convention.indicators.get(subject.key)) is not None
        for year in sorted(table.years("réalisé"))
    ]
    if not lines:
        return
    sheet.row += 1
    sheet.heading(_HEADINGS)
    for table, row, subject, indicator, year in lines:
        _write(sheet, (table, row, subject), indicator, year, controls)


def is_rate(indicator: Indicator) -> bool:
    """Tell whether an indicator is a rate, from its unit and its printed targets."""
    if indicator.unit.strip().startswith("%"):
        return True
    return any(printed.target.is_ratio for printed in indicator.targets.values())


def _write(
    sheet: PlannedSheet,
    found: tuple[Table, Row, Subject],
    indicator: Indicator,
    year: int,
    controls: Controls,
) -> None:
    table, row, subject = found
    line, rated = sheet.row, is_rate(indicator)
    look = RATE if rated else NUMBER
    e, f = f"E{line}", f"F{line}"
    typed = table.years("réalisé")[year]
    reference = figures.place(table.sheet, row.index, typed.index)
    reading = figures.reading_at(table, row.index, typed.index)
    own = f",,{figures.quoted(indicator.direction)}" if indicator.direction == "baisse" else ""
    status = f"COG_STATUS({f},{e}{own})"
    key = figures.quoted(subject.key)
    sheet.add(
        (
            Cell(table.sheet),
            Cell(subject.key),
            Cell(row.label or subject.label, WRAPPED),
            Cell(year),
            Cell(_target(table, row, year, key, rated=rated), look),
            Cell(figures.actual(reference, typed, reading, is_rate=rated), look),
            Cell(Live(f'IFERROR(COG_ATTAINMENT({f},{e}{own}),"")'), RATE),
            Cell(Live(f'IFERROR(COG_GAP({f},{e}),"")'), look),
            Cell(Live(f'IFERROR({status},"Non renseigné")')),
            Cell(Live(f'IFERROR(COG_TARGET_TEXT({key},{year}),"")')),
            Cell(Live(f'IFERROR(COG_SOURCE({figures.quoted("indicateur " + subject.key)}),"")')),
            Cell(figures.unread(reference, f, status), PLAIN),
        )
    )
    for column in table.columns:
        if (column.role, column.year) == ("statut", year) and column.accepted:
            again = Live(f"I{line}")
            controls.add(
                Control(table.sheet, row.index, column.index, row.label, year, again, "statut")
            )


def _target(table: Table, row: Row, year: int, key: str, *, rated: bool) -> Live:
    """Return the formula of the target: the officer's own, else the printed one."""
    column = table.years("objectif").get(year)
    if column is None:
        return Live(f'IFERROR(COG_TARGET_TEXT({key},{year}),"")')
    reference = figures.place(table.sheet, row.index, column.index)
    reading = figures.reading_at(table, row.index, column.index)
    return figures.target(reference, column, reading, is_rate=rated)
