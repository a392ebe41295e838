"""The sheet that compares every printed total with the sum of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.annexe_2_3.fund_table import (
    AMOUNT_WIDTH,
    FIRST,
    HEADER,
    LABEL_WIDTH,
    FundTable,
    kind_of,
    printed_rate,
    write_label,
)
from pycog.annexes.kit.page import Book, Page, cell, span
from pycog.annexes.kit.styles import COUNT, EVOLUTION, GREEN, RED

if TYPE_CHECKING:
    from pycog.conventions import BudgetLine

_NAME = "Contrôles"
_GOOD = "Conforme"
_VERDICT: Final[dict[str, Any]] = {"text_wrap": True, "align": "center", "font_size": 9}
_VERDICT_WIDTH = 30


def write_controls(book: Book, table: FundTable, title: str, source: str) -> None:
    """Add the sheet: the table as printed, and beside and below it the verdicts."""
    page = book.page(_NAME)
    evolution = table.evolution_column
    years_check, evolution_check = evolution + 1, evolution + 3
    page.columns((LABEL_WIDTH, *(AMOUNT_WIDTH for _ in table.periods), 12, _VERDICT_WIDTH, 12, 13))
    page.title(
        f"{title} – contrôle des totaux imprimés",
        "Le tableau tel qu'imprimé. Chaque total est comparé à la somme de ses lignes, à droite "
        "par année, en dessous par colonne.",
        legend=("computed", "printed", "printed_total"),
    )
    page.headers(
        HEADER,
        ("", *table.headings, "Somme des années", "Évolution recalculée", "Contrôle évolution"),
        height=34,
    )
    for line in table.fund.lines:
        if write_label(page, table.rows[line.key], line, width=evolution_check + 1):
            _printed(page, table, line)
            _row_checks(page, table, line)
    end = _column_checks(page, table)
    last, start = table.last_row, table.last_row + 3
    _colour(page, (FIRST, years_check), (last, evolution_check))
    _colour(page, (start, 1), (end, len(table.periods)))
    areas = (
        span((FIRST, years_check), (last, years_check)),
        span((FIRST, evolution_check), (last, evolution_check)),
        span((start, 1), (end, len(table.periods))),
    )
    _summary(page, areas)
    page.quiet((FIRST, 1), (end, evolution_check))
    page.sheet.freeze_panes(FIRST, 1)
    page.printing(
        heading=f"{title} – contrôles",
        source=source,
        repeat=(HEADER, HEADER),
        area=(end, evolution_check),
        one_page=True,
    )


def _printed(page: Page, table: FundTable, line: BudgetLine) -> None:
    row, kind = table.rows[line.key], kind_of(line, live=False)
    for column, period in enumerate(table.periods, start=1):
        page.value(row, column, line.amounts[period], kind, table.money)
    printed = line.printed.get("evolution", "")
    rate = printed_rate(printed)
    value = rate if rate is not None else (printed or None)
    page.value(row, table.evolution_column, value, kind, EVOLUTION, align="right")


def _row_checks(page: Page, table: FundTable, line: BudgetLine) -> None:
    """Check a line: its years against its total, its evolution against the recomputed one."""
    row, total, evolution = table.rows[line.key], len(table.periods), table.evolution_column
    parts = span((row, table.first_column), (row, total - 1))
    page.formula(
        row, evolution + 1, f"COG_CHECK_TOTAL({parts},{cell(row, total)})", "computed", **_VERDICT
    )
    _fit_height(page, row, [evolution + 1], width=_VERDICT_WIDTH)
    printed = line.printed.get("evolution", "")
    start = table.base_column
    if not printed or start is None or not line.amounts[table.periods[start - 1]]:
        page.value(row, evolution + 2, None, "computed")
        page.value(row, evolution + 3, None, "computed")
        return
    formula = f"COG_EVOLUTION({cell(row, start)},{cell(row, total - 1)})"
    page.formula(row, evolution + 2, formula, "computed", EVOLUTION)
    if table.moved_evolution(line):
        page.value(row, evolution + 3, "Modifié par avenant", "computed", **_VERDICT)
        return
    if printed_rate(printed) is None:
        page.value(row, evolution + 3, f"« {printed} » imprimé", "computed", **_VERDICT)
        return
    same = f"ROUND({cell(row, evolution + 2)},4)=ROUND({cell(row, evolution)},4)"
    formula = f'IF({same},"{_GOOD}","Écart")'
    page.formula(row, evolution + 3, formula, "computed", **_VERDICT)


def _column_checks(page: Page, table: FundTable) -> int:
    """Check each total, column by column; return the last row written."""
    row = table.last_row + 2
    page.value(row, 0, "Contrôle des totaux imprimés, par colonne", "heading")
    for column in range(1, table.evolution_column):
        page.value(row, column, None, "heading")
    labels = {line.key: line.label for line in table.fund.lines}
    checks = [(line.key, line.label, line.parts) for line in table.fund.lines if line.parts]
    revenue = tuple(line.key for line in table.revenue)
    if table.balanced is not None:
        checks.append((table.balanced, f"Recettes = {labels[table.balanced].lower()}", revenue))
    for key, label, parts in checks:
        row += 1
        page.value(row, 0, label, "printed", indent=1, text_wrap=True)
        for column in range(1, len(table.periods) + 1):
            cells = table.addresses(parts, column)
            # The formula takes one range; cells that do not touch are summed first.
            cells = f"SUM({cells})" if "," in cells else cells
            formula = f"COG_CHECK_TOTAL({cells},{cell(table.rows[key], column)})"
            page.formula(row, column, formula, "computed", **_VERDICT)
        _fit_height(page, row, range(1, len(table.periods) + 1), width=AMOUNT_WIDTH)
    return row


def _fit_height(page: Page, row: int, columns: range | list[int], *, width: float) -> None:
    """Make the row high enough for its longest verdict, once the verdicts are known."""
    verdicts = (page.book.values.get((page.name, cell(row, column))) for column in columns)
    page.height(row, [(width, verdict) for verdict in verdicts if isinstance(verdict, str)])


def _summary(page: Page, areas: tuple[str, ...]) -> None:
    """Count the verdicts above the table."""
    row = HEADER - 2
    good = "+".join(f'COUNTIF({area},"{_GOOD}")' for area in areas)
    bad = "+".join(f'COUNTIF({area},"Écart*")' for area in areas)
    page.value(row, 0, "Contrôles effectués :", "text", align="right", bold=True)
    page.formula(row, 1, f"{good}+{bad}", "computed", COUNT, align="center", bold=True)
    page.value(row, 2, "dont écarts :", "text", align="right", bold=True)
    page.formula(row, 3, bad, "computed", COUNT, align="center", bold=True)


def _colour(page: Page, first: tuple[int, int], last: tuple[int, int]) -> None:
    book = page.book.workbook
    good = book.add_format({"bg_color": GREEN})
    bad = book.add_format({"bg_color": RED, "bold": True})
    area = (*first, *last)
    page.sheet.conditional_format(
        *area, {"type": "text", "criteria": "begins with", "value": "Écart", "format": bad}
    )
    page.sheet.conditional_format(
        *area, {"type": "text", "criteria": "begins with", "value": _GOOD, "format": good}
    )
