"""Indicators, year by year: target, actual, attainment, gap, status and source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pycog.equip.model import Correspondence, Row, Subject, Table
from pycog.equip.writing import cell_formulas as figures
from pycog.equip.writing.controls import Control, Controls
from pycog.equip.writing.planned import (
    CENTERED,
    NUMBER,
    RATE,
    TARGET_NUMBER,
    TARGET_RATE,
    WRAPPED,
    WRAPPED_CENTERED,
    Cell,
    Live,
    PlannedSheet,
)
from pycog.equip.writing.year_rows import Spot, Spots

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
    spots = Spots(found.of_kind("indicateurs"))
    lines = [
        (table, row, subject, indicator, year)
        for table in found.of_kind("indicateurs")
        for row, subject in table.accepted()
        if (indicator := convention.indicators.get(subject.key)) is not None
        for year in sorted(table.years("réalisé"))
        if year in indicator.targets or spots.of(table, row, subject, "objectif", year)
    ]
    if not lines:
        return
    sheet.row += 1
    sheet.heading(_HEADINGS)
    for table, row, subject, indicator, year in lines:
        typed = spots.of(table, row, subject, "objectif", year)
        _write(sheet, (table, row, subject), indicator, (year, typed), controls)


def is_rate(indicator: Indicator) -> bool:
    """Tell whether an indicator is a rate, from its unit and its printed targets."""
    if indicator.unit.strip().startswith("%"):
        return True
    return any(printed.target.is_ratio for printed in indicator.targets.values())


def is_level(indicator: Indicator, year: int) -> bool:
    """Tell whether the results of a year are shown as numbers: the sheets bought, not a rate.

    A printed variation is a rate in its own year only; the other years give the level itself.
    """
    if not is_rate(indicator):
        return True
    if indicator.unit.strip().startswith("%"):
        return False
    kinds = {one.target.kind for one in indicator.targets.values() if one.target.is_ratio}
    own = indicator.targets.get(year)
    return kinds == {"change"} and (own is None or not own.target.is_ratio)


class Measure(NamedTuple):
    """The formulas of one indicator in one year.

    Attributes:
        reference: The officer's cell of the result.
        actual: What reads it.
        target: What reads the target: the officer's own, else the printed one.
        rated: Whether they are rates.
        direction: Arguments that say that less is better, ``""`` where more is.
    """

    reference: str
    actual: Live
    target: Live
    rated: bool
    direction: str

    def attainment(self, actual: str = "", target: str = "") -> Live:
        """Return the formula of the attainment, nothing where there is none."""
        cells = f"{actual or self.actual},{target or self.target}{self.direction}"
        return figures.guarded(f"COG_ATTAINMENT({cells})")

    def compared(self, actual: str = "", target: str = "") -> str:
        """Return the call that compares both, which may fail."""
        return f"COG_STATUS({actual or self.actual},{target or self.target}{self.direction})"

    def status(self, actual: str = "", target: str = "") -> Live:
        """Return the formula of the status; « Non renseigné » where it cannot be told."""
        return figures.guarded(self.compared(actual, target), '"Non renseigné"')


def measure(
    table: Table, row: Row, indicator: Indicator, year: int, target: Spot | None
) -> Measure:
    """Return the formulas of an indicator in a year for which the table has results.

    Args:
        table: The table.
        row: Its row.
        indicator: The indicator.
        year: The year.
        target: Where the officer's own target stands, ``None`` where it is the printed one.
    """
    rated, typed = is_rate(indicator), table.years("réalisé")[year]
    reference = figures.place(table.sheet, row.index, typed.index)
    reading = figures.reading_at(table, row.index, typed.index)
    return Measure(
        reference,
        figures.actual(reference, typed, reading, is_rate=rated),
        _target(target, year, figures.quoted(indicator.number), rated=rated),
        rated,
        f",,{figures.quoted(indicator.direction)}" if indicator.direction == "baisse" else "",
    )


def _write(
    sheet: PlannedSheet,
    found: tuple[Table, Row, Subject],
    indicator: Indicator,
    aim: tuple[int, Spot | None],
    controls: Controls,
) -> None:
    (table, row, subject), (year, typed) = found, aim
    line, own = sheet.row, measure(table, row, indicator, year, typed)
    level = is_level(indicator, year)
    look, target_look = (NUMBER, TARGET_NUMBER) if level else (RATE, TARGET_RATE)
    e, f = f"E{line}", f"F{line}"
    key = figures.quoted(subject.key)
    source = figures.quoted(f"indicateur {subject.key}")
    remark = figures.unread(own.reference, f, own.compared(f, e))
    if typed and typed.is_replaced:
        remark = figures.replaced_told(typed.reference, remark)
    sheet.add(
        (
            Cell(table.sheet, WRAPPED),
            Cell(subject.key),
            Cell(row.label or subject.label, WRAPPED),
            Cell(year, CENTERED),
            Cell(own.target, target_look),
            Cell(own.actual, target_look),
            Cell(own.attainment(f, e), RATE),
            Cell(figures.guarded(f"COG_GAP({f},{e})"), look),
            Cell(own.status(f, e), CENTERED),
            Cell(figures.guarded(f"COG_TARGET_TEXT({key},{year})"), WRAPPED_CENTERED),
            Cell(figures.guarded(f"COG_SOURCE({source})"), WRAPPED),
            Cell(remark, WRAPPED),
        )
    )
    for column in table.columns:
        if (column.role, column.year) == ("statut", year) and column.accepted:
            at = (table.sheet, row.index, column.index, row.label, year)
            controls.add(Control(*at, Live(f"I{line}"), "statut", own.status()))


def _target(typed: Spot | None, year: int, key: str, *, rated: bool) -> Live:
    """Return the formula of the target: the officer's own, else the printed one."""
    if typed is None or typed.is_replaced:
        return figures.guarded(f"COG_TARGET_TEXT({key},{year})")
    return figures.target(typed.reference, typed.column, typed.reading, is_rate=rated)
