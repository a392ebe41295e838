"""Budget execution, line by line and year by year, and the totals added up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.equip.model import Column, Correspondence, Row, Subject, Table
from pycog.equip.writing import cell_formulas as figures
from pycog.equip.writing.controls import Control, Controls, amount_tolerance
from pycog.equip.writing.planned import (
    CENTERED,
    RATE,
    WRAPPED,
    Cell,
    Live,
    PlannedSheet,
    amount_look,
)
from pycog.equip.writing.year_rows import Spot, Spots

if TYPE_CHECKING:
    from pycog.conventions import BudgetLine, Convention

_HEADINGS: Final = (
    "Feuille", "Fonds", "Ligne", "Année", "Autorisé", "Exécuté", "Taux d'exécution", "Disponible",
    "Statut", "Base imprimée", "Source", "Remarque",
)  # fmt: skip
_ADDED: Final = ("base", "voté", "exécuté")

_APART: Final = "Exécuté et autorisé ne se rapportent pas : vérifier montants et unités"


def write_budgets(
    sheet: PlannedSheet, found: Correspondence, convention: Convention, controls: Controls
) -> None:
    """Write every accepted line of the budgets, one line for each executed year."""
    tables = found.of_kind("budget")
    spots = Spots(tables)
    lines = [
        (table, row, subject, year)
        for table in tables
        for row, subject in table.accepted()
        for year in sorted(table.years("exécuté"))
        if _line(convention, subject) is not None and row.role != "titre"
    ]
    if lines:
        sheet.row += 1
        sheet.heading(_HEADINGS)
    for table, row, subject, year in lines:
        rows = parts_of(table, subject, convention)
        allowed = authorised(spots, table, row, subject, year)
        _write(sheet, (table, row, subject), (year, allowed), rows, controls)
    for table in tables:
        _control_totals(table, convention, controls)


def _line(convention: Convention, subject: Subject) -> BudgetLine | None:
    fund = convention.funds.get(subject.frame)
    return fund.line(subject.key) if fund is not None else None


def authorised(spots: Spots, table: Table, row: Row, subject: Subject, year: int) -> Spot | None:
    """Return where a year's authorised amount stands: the voted budget, else its base.

    Args:
        spots: Where the figures of the budgets stand.
        table: The table of what was spent.
        row: Its row.
        subject: The line.
        year: The year.
    """
    return spots.of(table, row, subject, "voté", year) or spots.of(
        table, row, subject, "base", year
    )


def _factor(column: Column, like: Column | None) -> float:
    """Return what the amounts of a column are multiplied by to be in the unit of another."""
    if like is None or column.unit not in figures.EUROS or like.unit not in figures.EUROS:
        return 1
    return figures.EUROS[column.unit] / figures.EUROS[like.unit]


def parts_of(table: Table, subject: Subject, convention: Convention) -> list[Row]:
    """Return the rows that a total adds up, none unless all of them stand in its table."""
    places = {one.identity: row for row, one in table.accepted()}
    line = _line(convention, subject)
    parts = line.parts if line is not None else ()
    keys = [("ligne", subject.frame, key) for key in parts]
    return [places[key] for key in keys] if all(key in places for key in keys) else []


def _printed(table: Table, subject: Subject, year: int, allowed: Spot | None) -> str:
    """Return the call that gives the printed amount, in the unit of the table."""
    column = allowed.column if allowed else table.years("exécuté")[year]
    unit = f",,{figures.quoted(column.unit)}" if column.unit in figures.EUROS else ""
    line = f"{figures.quoted(subject.key)},{year},{figures.quoted(subject.frame)}"
    return f"COG_BUDGET({line}{unit})"


def _amounts(
    table: Table, row: Row, subject: Subject, year: int, allowed: Spot | None
) -> tuple[Live, Live]:
    """Return what reads the authorised and the executed amount, in one unit."""
    executed = table.years("exécuté")[year]
    spent = figures.place(table.sheet, row.index, executed.index)
    if allowed is None or allowed.is_replaced:
        amount = figures.guarded(_printed(table, subject, year, allowed))
    else:
        amount = figures.amount(allowed.reference)
    return amount, figures.amount(spent, _factor(executed, allowed.column if allowed else None))


def own_rate(
    table: Table, row: Row, subject: Subject, year: int, authorised_at: Spot | None
) -> Live:
    """Return the rate of execution on the officer's cells alone.

    Args:
        table: The table of what was spent.
        row: Its row.
        subject: The line.
        year: The year.
        authorised_at: Where the authorised amount stands, ``None`` where it is the printed one.
    """
    allowed, scaled = _amounts(table, row, subject, year, authorised_at)
    return figures.guarded(f"COG_EXECUTION({scaled},{allowed})")


def _write(
    sheet: PlannedSheet,
    found: tuple[Table, Row, Subject],
    credit: tuple[int, Spot | None],
    rows: list[Row],
    controls: Controls,
) -> None:
    (table, row, subject), (year, base) = found, credit
    executed = table.years("exécuté")[year]
    spent = figures.place(table.sheet, row.index, executed.index)
    allowed, scaled = _amounts(table, row, subject, year, base)
    look = amount_look((base.column if base else executed).unit)
    e, f = f"E{sheet.row}", f"F{sheet.row}"
    rate = f"COG_EXECUTION({f},{e})"
    failed = figures.failed(
        rate, "Exécuté et autorisé ne se rapportent pas : vérifier montants et unités"
    )
    remark = Live(f"IF(ISERROR({rate}),{failed},{_sum_told(table, executed, rows, spent)})")
    available = figures.guarded(f"COG_AVAILABLE({e},{f})")
    if base is not None and base.is_replaced:
        remark = figures.replaced_told(base.reference, remark)
    sheet.add(
        (
            Cell(table.sheet, WRAPPED),
            Cell(subject.frame),
            Cell(row.label or subject.label, WRAPPED),
            Cell(year, CENTERED),
            Cell(allowed, look),
            Cell(scaled, look),
            Cell(figures.guarded(rate), RATE),
            Cell(Live(f'IF(OR({e}="",{f}=""),"",{available})'), look),
            Cell(Live(_status(e, f, rate)), CENTERED),
            Cell(figures.guarded(_printed(table, subject, year, base)), look),
            Cell(figures.guarded(f"COG_SOURCE({figures.quoted(subject.label)})"), WRAPPED),
            Cell(remark, WRAPPED),
        )
    )
    own = own_rate(table, row, subject, year, base)
    for column in table.columns:
        if (column.role, column.year) == ("taux", year) and column.accepted:
            again = Live(f"G{sheet.row - 1}")
            controls.add(
                Control(table.sheet, row.index, column.index, row.label, year, again, "taux", own)
            )


def _sum_told(table: Table, column: Column, rows: list[Row], spent: str) -> str:
    """Return what says that a total is not the sum of its lines, so that no rate hides it."""
    again = figures.total(figures.place(table.sheet, row.index, column.index) for row in rows)
    if again is None:
        return '""'
    said = '"Ce total n\'est pas la somme de ses lignes : voir le contrôle des totaux"'
    slack = amount_tolerance(column.unit)
    return f'IFERROR(IF(ABS({spent}-({again}))>{slack},{said},""),"")'


def _status(e: str, f: str, rate: str) -> str:
    return f'IF(OR({e}="",{f}="",ISERROR({rate})),"Non renseigné","Renseigné")'


def control_total_columns(found: Correspondence, controls: Controls) -> None:
    """Add up again every column that is the total of others: all funds, several years, quarters.

    Args:
        found: The map of the workbook.
        controls: Takes the totals in; those that it has already are left out.
    """
    known = {(one.sheet, one.row, one.column) for one in controls.found}
    for one in found.added_up():
        for row, label in one.rows:
            cells = (figures.place(one.sheet, row, part) for part in one.parts)
            again = figures.total(cells, one.scale)
            if again is None or (one.sheet, row, one.index) in known:
                continue
            what = f"des {one.over}, {one.role}".rstrip(", ")
            at = (one.sheet, row, one.index, label, one.year)
            controls.add(Control(*at, again, "total", again, what, one.unit))


def _control_totals(table: Table, convention: Convention, controls: Controls) -> None:
    """Add up again every total whose lines all stand in the table."""
    for row, subject in table.accepted():
        rows = parts_of(table, subject, convention)
        if not rows:
            continue
        for column in table.columns:
            if column.role not in _ADDED or not column.accepted:
                continue
            again = figures.total(
                figures.place(table.sheet, one.index, column.index) for one in rows
            )
            if again is not None:
                at = (table.sheet, row.index, column.index, row.label, column.year)
                controls.add(Control(*at, again, "total", again, column.role, column.unit))
