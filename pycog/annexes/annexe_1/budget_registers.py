"""The sheets of annex 1 where an officer types: Excel tables, with their checks beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.annexe_1.budget_layout import (
    BUDGET_TABLE,
    BUDGETS,
    CARRYOVER_HEADINGS,
    CARRYOVER_TABLE,
    CARRYOVERS,
    DECISION_HEADINGS,
    DECISION_TABLE,
    DECISIONS,
    EXECUTED,
    EXECUTED_TABLE,
    FIRST,
    FUND_HEADING,
    HEADER,
    LINE_HEADING,
    REGISTER_ROWS,
    TRANSFER_HEADINGS,
    TRANSFER_TABLE,
    TRANSFERS,
    VERSIONS,
    YEAR_COLUMN,
    YEAR_ROW,
    BudgetLayout,
    sheet,
)
from pycog.annexes.annexe_1.budget_moves import (
    CHECK_BESIDE,
    YEAR_BESIDE,
    balance_view,
    line_list,
    transfer_view,
)
from pycog.annexes.annexe_1.budget_results import conformity_cell
from pycog.annexes.kit.page import Book, Look, Page, cell, span
from pycog.annexes.kit.styles import AMOUNT, COUNT, DATE, GREEN, GREY, ORANGE, RED
from pycog.budget.approval import CALENDARS, COUNTS, DELAY
from pycog.budget.transfers import HEADINGS as TRANSFER_RESULTS

if TYPE_CHECKING:
    from pycog.values import Scalar

_LAST: Final = FIRST + REGISTER_ROWS - 1
_WRAP: Final[dict[str, Any]] = {"text_wrap": True, "indent": 1}
_SMALL: Final[dict[str, Any]] = {"text_wrap": True, "font_size": 9, "indent": 1}
_CENTRE: Final[dict[str, Any]] = {"align": "center"}
_TEXT: Final = Look("input", extra=_WRAP)
_DAY: Final = Look("input", DATE, _CENTRE)
_MONEY: Final = Look("input", AMOUNT)
_YES_NO: Final = Look("input", extra=_CENTRE)
_TAB: Final = "#F2C744"
_EARLIEST: Final = dt.date(1996, 1, 1)
#: Where the parameters of the tacit approval stand.
_PARAMETER_COLUMN: Final = 4
_DAYS, _CALENDAR, _COUNTS, _ON = 0, 1, 2, 3


def write_transfers(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the register of transfers and, beside it, the check of the chosen year."""
    page = _page(book, TRANSFERS, (12, 27, 27, 14, 30, 20, 20, 2, 9, 2, 34, 14, 14, 76))
    page.title(
        f"{title} – virements de crédits",
        "Un virement par ligne. À droite, le contrôle des virements de l'exercice choisi dans le "
        "tableau de bord ; les autres exercices sont grisés.",
        legend=("input", "computed"),
    )
    _chosen_year(page, layout)
    # A mention is free text; a day typed there is shown as one.
    mention = Look("input", DATE, {**_WRAP, "align": "left"})
    looks = (_DAY, _TEXT, _TEXT, _MONEY, _TEXT, mention, mention)
    page.table(HEADER, TRANSFER_TABLE, TRANSFER_HEADINGS, REGISTER_ROWS, looks)
    page.sheet.set_row(HEADER, 46)
    page.value(HEADER, YEAR_BESIDE, "Exercice", "header")
    for row in range(FIRST, _LAST + 1):
        page.formula(row, YEAR_BESIDE, _year_of(layout, row), "computed", COUNT, align="center")
    start = CHECK_BESIDE
    formula = f"COG_TRANSFER_CHECK({transfer_view()},{balance_view(layout)},{layout.year})"
    page.block(HEADER, start, formula, _checked(REGISTER_ROWS))
    last = start + len(TRANSFER_RESULTS) - 1
    for row in range(FIRST, _LAST + 1):
        # Room for two lines: the height does not follow what a recalculation writes.
        page.sheet.set_row(row, 28)
    _verdicts(page, (FIRST, last, _LAST, last))
    _grey_other_years(page, f"$I{FIRST + 1}", len(TRANSFER_HEADINGS) - 1)
    _lists(page, layout, (1, 2), len(layout.spent))
    _amounts(page, 3)
    _dates(page, 0)
    _finish(page, title, "virements", source, (_LAST, last))


def _checked(height: int) -> list[list[Look]]:
    heads = [Look("header") for _ in TRANSFER_RESULTS]
    line = [
        Look("computed", extra=_SMALL), Look("computed", AMOUNT), Look("computed", AMOUNT),
        Look("computed", extra=_SMALL),
    ]  # fmt: skip
    return [heads, *([line] * height)]


def _year_of(layout: BudgetLayout, row: int) -> str:
    """Return the year of a transfer, "?" where its date does not tell one of the convention."""
    day, first, last = cell(row, 0), layout.years[0], layout.years[-1]
    year = f"YEAR(COG_DUE({day}))"
    known = f'IFERROR(IF(AND({year}>={first},{year}<={last}),{year},"?"),"?")'
    return f'IF(COUNTA({span((row, 0), (row, len(TRANSFER_HEADINGS) - 1))})=0,"",{known})'


def write_carryovers(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the register of carry-overs and, beside it, how each is approved."""
    page = _page(book, CARRYOVERS, (12, 32, 32, 14, 32, 10, 14, 14, 2, 34, 16))
    page.title(
        f"{title} – reports de crédits",
        "Une ligne par report : l'exercice N-1 dont les crédits viennent, la ligne d'origine et la "
        "ligne ou le groupe de destination en N.",
        legend=("input", "computed"),
    )
    _chosen_year(page, layout)
    looks = (Look("input", COUNT, _CENTRE), _TEXT, _TEXT, _MONEY, _TEXT, _YES_NO, _DAY, _DAY)
    page.table(HEADER, CARRYOVER_TABLE, CARRYOVER_HEADINGS, REGISTER_ROWS, looks)
    page.sheet.set_row(HEADER, 46)
    start = len(CARRYOVER_HEADINGS) + 1
    page.value(HEADER, start, "Approbation par l'État", "header")
    page.value(HEADER, start + 1, "Approbation réputée acquise le", "header")
    for row in range(FIRST, _LAST + 1):
        sides, given = f"{cell(row, 1)},{cell(row, 2)}", cell(row, start)
        page.formula(row, start, f"COG_CARRYOVER_APPROVAL({sides})", "computed", **_SMALL)
        day = f"COG_APPROVAL_DATE({cell(row, 7)},{_parameters()})"
        formula = f'IF(LEFT({given},9)="Implicite",{day},"")'
        page.formula(row, start + 1, formula, "computed", DATE, align="center")
    _grey_other_years(page, f"$A{FIRST + 1}+1", len(CARRYOVER_HEADINGS) - 1)
    _lists(page, layout, (1, 2), len(layout.movable))
    page.sheet.data_validation(
        FIRST,
        0,
        _LAST,
        0,
        {
            "validate": "list",
            "source": list(layout.years),
            "error_type": "warning",
            "error_title": "Exercice reporté",
            "error_message": "Choisissez l'exercice dont les crédits viennent.",
        },
    )
    _amounts(page, 3)
    page.sheet.data_validation(
        FIRST,
        5,
        _LAST,
        5,
        {
            "validate": "list",
            "source": ["Oui", "Non"],
            "error_type": "warning",
            "error_title": "Dépense non pérenne",
            "error_message": "Répondez par Oui ou par Non : un report finance une dépense non "
            "pérenne (annexe 1, 1.2.3.2).",
        },
    )
    _dates(page, 6)
    _dates(page, 7)
    _finish(page, title, "reports", source, (_LAST, start + 1))


def write_executed(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the table of executed amounts, a column a year."""
    years = layout.years
    page = _page(book, EXECUTED, (8, 44, *(15,) * len(years)))
    page.title(
        f"{title} – montants exécutés",
        "Montants exécutés de chaque exercice, en euros. Pour l'investissement, saisir le total ou "
        "ses deux lignes « dont ». Vide : pas encore connu.",
        legend=("input", "printed"),
    )
    headings = (FUND_HEADING, LINE_HEADING, *(f"Exécuté {year}" for year in years))
    _line_table(page, layout, EXECUTED_TABLE, headings)
    _finish(page, title, "exécution", source, (layout.last_line_row, len(headings) - 1))


def write_budgets(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the table of the budgets that the council voted, a column a budget."""
    names = [f"{version} {year}" for year in layout.years for version in VERSIONS]
    page = _page(book, BUDGETS, (8, 44, *(14,) * len(names)))
    page.title(
        f"{title} – budgets votés",
        "Montants votés par le conseil, budget par budget, en euros. Un budget entier se saisit "
        "ligne par ligne ; la feuille « Conformité » le compare à la COG.",
        legend=("input", "printed"),
    )
    headings = (FUND_HEADING, LINE_HEADING, *names)
    _line_table(page, layout, BUDGET_TABLE, headings)
    _finish(page, title, "budgets votés", source, (layout.last_line_row, len(headings) - 1))


def _line_table(page: Page, layout: BudgetLayout, name: str, headings: Sequence[str]) -> None:
    """Write a table with one row per line and one column per year or budget."""
    content: list[list[Scalar]] = [[line.fund, line.label] for line in layout.lines]
    looks = [Look("printed", extra=_CENTRE), Look("printed"), *[_MONEY] * (len(headings) - 2)]
    page.table(HEADER, name, headings, len(layout.lines), looks, content)
    page.sheet.set_row(HEADER, 32)
    for column in range(2, len(headings)):
        _amounts(page, column, last=layout.last_line_row)


def write_decisions(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the table of votes and receptions, with the approval of each budget."""
    page = _page(book, DECISIONS, (11, 17, 9, 13, 17, 2, 12, 17, 50))
    page.title(
        f"{title} – approbation des budgets",
        "Dates de vote et de réception par l'État. L'approbation est réputée acquise après le "
        "délai si le budget est conforme à la COG (annexe 1, 1.2.1 et 2.1.2).",
        legend=("input", "computed", "printed"),
    )
    below = HEADER + _ON + 3
    _write_parameters(page)
    content: list[list[Scalar]] = [
        [year, VERSIONS[version], fund] for year, version, fund in layout.decisions()
    ]
    printed = Look("printed", COUNT, _CENTRE)
    looks = (printed, Look("printed"), printed, _DAY, _DAY)
    page.table(below, DECISION_TABLE, DECISION_HEADINGS, len(content), looks, content)
    page.sheet.set_row(below, 32)
    start = len(DECISION_HEADINGS) + 1
    for place, heading in enumerate(("Conforme", "Approbation acquise le", "Situation")):
        page.value(below, start + place, heading, "header")
    for row, (_, version, fund) in enumerate(layout.decisions(), start=below + 1):
        received, conform = cell(row, 4), cell(row, start)
        verdict = conformity_cell(layout, version, fund)
        chosen = f'IF({cell(row, 0)}={layout.year},{verdict},"")'
        page.formula(row, start, chosen, "computed", align="center")
        day = f"COG_APPROVAL_DATE({received},{_parameters()})"
        formula = f'IF({conform}="Non","",{day})'
        page.formula(row, start + 1, formula, "computed", DATE, align="center")
        on = cell(HEADER + _ON, _PARAMETER_COLUMN, fixed=True)
        status = f"COG_APPROVAL_STATUS({received},{on},{conform},{_parameters()})"
        page.formula(row, start + 2, status, "computed", **_SMALL)
    last = below + len(content)
    _dates(page, 3, first=below + 1, last=last)
    _dates(page, 4, first=below + 1, last=last)
    page.quiet((HEADER, 0), (last, start + 2))
    page.sheet.freeze_panes(below + 1, 0)
    page.printing(
        heading=f"{title} – approbations",
        source=source,
        repeat=None,
        area=(last, start + 2),
        pages_high=1,
    )


def _write_parameters(page: Page) -> None:
    """Write what the source leaves open about the delay, as cells to change."""
    page.value(HEADER - 1, 0, "Paramètres du délai (la COG dit « 20 jours » sans plus)", "heading")
    for column in range(1, _PARAMETER_COLUMN + 1):
        page.value(HEADER - 1, column, None, "heading")
    parameters: tuple[tuple[str, Scalar, str], ...] = (
        ("Délai, en jours", DELAY, COUNT),
        ("Jours comptés", CALENDARS[0], ""),
        ("Approbation dès le dernier jour du délai", COUNTS[0], ""),
        ("Situation au", None, DATE),
    )
    for place, (label, value, number) in enumerate(parameters):
        row = HEADER + place
        page.value(row, 0, label, "text")
        page.value(row, _PARAMETER_COLUMN, value, "input", number, align="center")
    for place, choices in ((_CALENDAR, CALENDARS), (_COUNTS, COUNTS)):
        page.sheet.data_validation(
            HEADER + place,
            _PARAMETER_COLUMN,
            HEADER + place,
            _PARAMETER_COLUMN,
            {
                "validate": "list",
                "source": list(choices),
                "error_title": "Choix",
                "error_message": f"Choisissez {' ou '.join(choices)}.",
            },
        )


def _parameters() -> str:
    """Return delay, calendar and count of the last day, from any sheet."""
    return ",".join(
        f"{sheet(DECISIONS)}{cell(HEADER + place, _PARAMETER_COLUMN, fixed=True)}"
        for place in (_DAYS, _CALENDAR, _COUNTS)
    )


def _page(book: Book, name: str, widths: Sequence[float]) -> Page:
    page = book.page(name)
    page.sheet.set_tab_color(_TAB)
    page.columns(widths)
    return page


def _chosen_year(page: Page, layout: BudgetLayout) -> None:
    page.value(YEAR_ROW, YEAR_COLUMN - 1, "Exercice :", "text", align="right", bold=True)
    page.formula(YEAR_ROW, YEAR_COLUMN, layout.year, "computed", COUNT, align="center", bold=True)


def _lists(page: Page, layout: BudgetLayout, columns: Sequence[int], lines: int) -> None:
    """Offer the printed lines only: the sums look for them by their label."""
    source = f"={line_list(layout, lines)}"
    for column in columns:
        page.sheet.data_validation(
            FIRST,
            column,
            _LAST,
            column,
            {
                "validate": "list",
                "source": source,
                "error_type": "stop",
                "error_title": "Ligne budgétaire",
                "error_message": "Choisissez une ligne de la liste : le libellé doit être celui de "
                "l'annexe.",
            },
        )


def _amounts(page: Page, column: int, *, last: int = _LAST) -> None:
    page.sheet.data_validation(
        FIRST,
        column,
        last,
        column,
        {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_type": "warning",
            "error_title": "Montant attendu",
            "error_message": "Saisissez un montant en euros, positif, par exemple 120000.",
        },
    )


def _dates(page: Page, column: int, *, first: int = FIRST, last: int = _LAST) -> None:
    page.sheet.data_validation(
        first,
        column,
        last,
        column,
        {
            "validate": "date",
            "criteria": ">=",
            "value": _EARLIEST,
            "error_type": "warning",
            "error_title": "Date attendue",
            "error_message": "Saisissez une date complète, par exemple 15/11/2012.",
        },
    )


def _grey_other_years(page: Page, year: str, last: int) -> None:
    grey = page.book.workbook.add_format({"font_color": GREY, "italic": True})
    chosen = cell(YEAR_ROW, YEAR_COLUMN, fixed=True)
    page.sheet.conditional_format(
        FIRST,
        0,
        _LAST,
        last,
        {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({year}),{year}<>{chosen})",
            "format": grey,
        },
    )


def _verdicts(page: Page, area: tuple[int, int, int, int]) -> None:
    book = page.book.workbook
    for criteria, value, look in (
        ("begins with", "Conforme", {"bg_color": GREEN}),
        ("begins with", "Ligne", {"bg_color": RED}),
        ("containing", "sans règle", {"bg_color": ORANGE}),
    ):
        page.sheet.conditional_format(
            *area,
            {"type": "text", "criteria": criteria, "value": value, "format": book.add_format(look)},
        )


def _finish(page: Page, title: str, what: str, source: str, last: tuple[int, int]) -> None:
    page.quiet((FIRST, 0), last)
    page.sheet.freeze_panes(FIRST, 0)
    page.printing(heading=f"{title} – {what}", source=source, repeat=(HEADER, HEADER), area=last)
