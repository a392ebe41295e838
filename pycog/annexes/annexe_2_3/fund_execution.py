"""The sheet where executed amounts are typed beside the printed bases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_2_3.fund_table import (
    FIRST,
    HEADER,
    FundTable,
    expect_amount,
    kind_of,
    write_label,
)
from pycog.annexes.kit.page import Book, Page, cell, quoted
from pycog.annexes.kit.styles import RATE

if TYPE_CHECKING:
    from pycog.conventions import BudgetLine

NAME: Final = "Exécution"
#: Columns of one year: base, executed, rate.
_GROUP = 3


def executed_column(group: int) -> int:
    """Column of the executed amounts of a year, counted from the first of the convention."""
    return 2 + group * _GROUP


def write_execution(book: Book, table: FundTable, title: str, source: str) -> None:
    """Add the sheet: per year the base, the executed amount and the execution rate."""
    page = book.page(NAME)
    groups = len(table.convention.years) + 1
    last = groups * _GROUP
    page.columns((40, *((13.5, 13.5, 9.5) * groups)))
    page.title(
        f"{title} – exécution",
        f"Saisir les montants exécutés, {table.typed[0]}, dans les cellules jaunes. Le taux "
        "d'exécution rapporte l'exécuté à la base de l'annexe.",
    )
    page.headers(HEADER, ("", *_headings(table)), height=46)
    for line in table.fund.lines:
        if write_label(page, table.rows[line.key], line, width=last + 1):
            _line(page, table, line)
    _balance(page, table, groups)
    _validate(page, table, groups)
    page.quiet((FIRST, 1), (table.bottom_row, last))
    page.sheet.freeze_panes(FIRST, 1)
    page.printing(
        heading=f"{title} – exécution",
        source=source,
        repeat=(HEADER, HEADER),
        area=(table.bottom_row, last),
    )


def _headings(table: FundTable) -> list[str]:
    first, last, unit = table.convention.years[0], table.convention.years[-1], table.in_unit
    years = [
        (f"Base COG {year}{unit}", f"Exécuté {year}{unit}", f"Taux d'exécution {year}")
        for year in table.convention.years
    ]
    period = f"{first}-{last}"
    whole = (
        f"Total COG\n{period}{unit}",
        f"Total exécuté\n{period}{unit}",
        f"Taux d'exécution {period}",
    )
    return [text for group in (*years, whole) for text in group]


def _base(table: FundTable, row: int, group: int, *, blank: bool) -> str:
    """Return the reference to the base; an empty cell stays empty instead of becoming 0."""
    reference = f"{table.fund.id}!{cell(row, table.first_column + group)}"
    return f"IF({reference}={quoted('')},{quoted('')},{reference})" if blank else reference


def _line(page: Page, table: FundTable, line: BudgetLine) -> None:
    row, years = table.rows[line.key], len(table.convention.years)
    kind = "total" if line.role in {"total", "sous-total"} else "computed"
    for group, period in enumerate(table.periods[table.first_column - 1 :]):
        base, executed, rate = (1 + group * _GROUP + place for place in range(_GROUP))
        blank = line.amounts[period] is None
        page.formula(row, base, _base(table, row, group, blank=blank), kind, table.money)
        if group == years:
            cells = ",".join(cell(row, 2 + year * _GROUP) for year in range(years))
            page.formula(row, executed, _sum(cells), kind, table.money)
        elif line.parts:
            formula = _sum(table.addresses(line.parts, executed))
            page.formula(row, executed, formula, kind_of(line, live=True), table.money)
        else:
            page.value(row, executed, None, "input", table.money, bold=kind == "total")
        formula = f"COG_EXECUTION({cell(row, executed)},{cell(row, base)})"
        page.formula(row, rate, formula, kind, RATE)


def _sum(cells: str) -> str:
    """Sum what is typed; nothing typed gives nothing, not zero."""
    return f'IF(COUNT({cells})=0,"",SUM({cells}))'


def _balance(page: Page, table: FundTable, groups: int) -> None:
    if table.balanced is None:
        return
    last = groups * _GROUP
    heading, revenue, balance = table.revenue_row - 1, table.revenue_row, table.balance_row
    page.value(heading, 0, "Équilibre (absent de l'annexe)", "heading")
    for column in range(1, last + 1):
        page.value(heading, column, None, "heading")
    page.value(revenue, 0, "Total des recettes", "total")
    page.value(balance, 0, "Solde (recettes − dépenses brutes)", "total")
    keys = [line.key for line in table.revenue]
    spent_row = table.rows[table.balanced]
    for group in range(groups):
        base, executed, rate = (1 + group * _GROUP + place for place in range(_GROUP))
        for column in (base, executed):
            page.formula(revenue, column, _sum(table.addresses(keys, column)), "total", table.money)
            received, spent = cell(revenue, column), cell(spent_row, column)
            formula = f'IF(COUNT({received},{spent})<2,"",{received}-{spent})'
            page.formula(balance, column, formula, "total", table.money)
        formula = f"COG_EXECUTION({cell(revenue, executed)},{cell(revenue, base)})"
        page.formula(revenue, rate, formula, "total", RATE)
        page.value(balance, rate, None, "total")


def _validate(page: Page, table: FundTable, groups: int) -> None:
    """Warn, without blocking, when what is typed is not a positive amount."""
    for line in table.fund.lines:
        if line.role == "titre" or line.parts:
            continue
        for group in range(groups - 1):
            place = (table.rows[line.key], 2 + group * _GROUP)
            expect_amount(page, table, place)
