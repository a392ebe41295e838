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
    TRANSFER_TABLE,
    TRANSFERS,
    VERSIONS,
    YEAR_COLUMN,
    YEAR_ROW,
    BudgetLayout,
    register_page,
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
from pycog.annexes.kit.page import Book, Look, Page, cell, quoted, span
from pycog.annexes.kit.styles import COUNT, DATE, GREEN, GREY, ORANGE, RED
from pycog.budget.approval import CALENDARS, COUNTS
from pycog.budget.transfer_register import HEADINGS as TRANSFER_RESULTS
from pycog.conventions.facts.budget_rules import BUDGET_APPROVAL, CARRYOVER_USE
from pycog.conventions.facts.budget_rules import CONFORMITY as RULE_OF_CONFORMITY

if TYPE_CHECKING:
    from pycog.values import Scalar

_LAST: Final = FIRST + REGISTER_ROWS - 1
_WRAP: Final[dict[str, Any]] = {"text_wrap": True, "indent": 1}
_SMALL: Final[dict[str, Any]] = {"text_wrap": True, "font_size": 9, "indent": 1}
_CENTRE: Final[dict[str, Any]] = {"align": "center"}
_TEXT: Final = Look("input", extra=_WRAP)
_DAY: Final = Look("input", DATE, _CENTRE)
_YES_NO: Final = Look("input", extra=_CENTRE)
_NUMBERS: Final = {2: "deux", 3: "trois", 4: "quatre"}
_VOWELS: Final = frozenset("aeiouéèêh")
_EARLIEST: Final = dt.date(1996, 1, 1)
#: Where the parameters of the tacit approval stand.
_PARAMETER_COLUMN: Final = 4
_DAYS, _CALENDAR, _COUNTS, _ON = 0, 1, 2, 3


def write_transfers(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the register of transfers and, beside it, the check of the chosen year."""
    page = register_page(book, TRANSFERS, (12, 27, 27, 14, 30, 20, 20, 2, 9, 2, 34, 14, 14, 76))
    page.title(
        f"{title} – virements de crédits",
        "Un virement par ligne. À droite, le contrôle des virements de l'exercice choisi dans le "
        "tableau de bord ; les autres exercices sont grisés.",
        legend=("input", "computed"),
    )
    _chosen_year(page, layout)
    # A mention is free text; a day typed there is shown as one.
    mention = Look("input", DATE, {**_WRAP, "align": "left"})
    looks = (_DAY, _TEXT, _TEXT, Look("input", layout.money()), _TEXT, mention, mention)
    page.table(HEADER, TRANSFER_TABLE, layout.transfer_headings, REGISTER_ROWS, looks)
    page.sheet.set_row(HEADER, 46)
    page.value(HEADER, YEAR_BESIDE, "Exercice", "header")
    for row in range(FIRST, _LAST + 1):
        page.formula(row, YEAR_BESIDE, _year_of(layout, row), "computed", COUNT, align="center")
    start = CHECK_BESIDE
    formula = f"COG_TRANSFER_CHECK({transfer_view()},{balance_view(layout)},{layout.year})"
    page.block(HEADER, start, formula, _checked(layout))
    last = start + len(TRANSFER_RESULTS) - 1
    for row in range(FIRST, _LAST + 1):
        # Room for two lines: the height does not follow what a recalculation writes.
        page.sheet.set_row(row, 28)
    _verdicts(page, (FIRST, last, _LAST, last))
    _grey_other_years(page, f"$I{FIRST + 1}", len(layout.transfer_headings) - 1)
    _lists(page, layout, (1, 2), len(layout.spent))
    _amounts(page, layout, 3)
    _dates(page, 0)
    _finish(page, title, "virements", source, (_LAST, last))


def _checked(layout: BudgetLayout) -> list[list[Look]]:
    heads = [Look("header") for _ in TRANSFER_RESULTS]
    money = Look("computed", layout.money())
    line = [Look("computed", extra=_SMALL), money, money, Look("computed", extra=_SMALL)]
    return [heads, *([line] * REGISTER_ROWS)]


def _year_of(layout: BudgetLayout, row: int) -> str:
    """Return the year of a transfer, "?" where its date does not tell one of the convention."""
    day, first, last = cell(row, 0), layout.years[0], layout.years[-1]
    year = f"YEAR(COG_DUE({day}))"
    known = f'IFERROR(IF(AND({year}>={first},{year}<={last}),{year},"?"),"?")'
    return f'IF(COUNTA({span((row, 0), (row, len(layout.transfer_headings) - 1))})=0,"",{known})'


def write_carryovers(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the register of carry-overs and, beside it, how each is approved."""
    page = register_page(book, CARRYOVERS, (12, 32, 32, 14, 32, 10, 14, 14, 2, 34, 16))
    page.title(
        f"{title} – reports de crédits",
        "Une ligne par report : l'exercice N-1 dont les crédits viennent, la ligne d'origine et la "
        "ligne ou le groupe de destination en N.",
        legend=("input", "computed"),
    )
    _chosen_year(page, layout)
    money = Look("input", layout.money())
    looks = (Look("input", COUNT, _CENTRE), _TEXT, _TEXT, money, _TEXT, _YES_NO, _DAY, _DAY)
    page.table(HEADER, CARRYOVER_TABLE, CARRYOVER_HEADINGS, REGISTER_ROWS, looks)
    page.sheet.set_row(HEADER, 46)
    start = len(CARRYOVER_HEADINGS) + 1
    page.value(HEADER, start, "Approbation par l'État", "header")
    page.value(HEADER, start + 1, "Approbation réputée acquise le", "header")
    for row in range(FIRST, _LAST + 1):
        sides, given = f"{cell(row, 1)},{cell(row, 2)}", cell(row, start)
        page.formula(row, start, f"COG_CARRYOVER_APPROVAL({sides})", "computed", **_SMALL)
        formula = _acquired(layout, given, cell(row, 7))
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
    _amounts(page, layout, 3)
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
            "error_message": _non_recurring(layout),
        },
    )
    _dates(page, 6)
    _dates(page, 7)
    _finish(page, title, "reports", source, (_LAST, start + 1))


def _acquired(layout: BudgetLayout, given: str, received: str) -> str:
    """Return the formula of the day of an approval that comes after a delay."""
    formula, budgets = quoted(""), layout.wording.approval
    for rule in reversed(layout.wording.delayed):
        days, *others = _parameters().split(",")
        if budgets is None or budgets.days != rule.days:
            days = str(rule.days)
        day = f"COG_APPROVAL_DATE({received},{','.join((days, *others))})"
        word = layout.wording.first_word(rule)
        formula = f"IF(LEFT({given},{len(word)})={quoted(word)},{day},{formula})"
    return formula


def _non_recurring(layout: BudgetLayout) -> str:
    place = layout.wording.place(CARRYOVER_USE)
    why = f" : un report finance une dépense non pérenne{place}" if place else ""
    return f"Répondez par Oui ou par Non{why}."


def write_executed(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the table of executed amounts, a column a year."""
    years = layout.years
    page = register_page(book, EXECUTED, (8, 44, *(15,) * len(years)))
    page.title(
        f"{title} – montants exécutés",
        f"Montants exécutés de chaque exercice, {layout.wording.in_unit}. {_detailed(layout)}"
        "Vide : pas encore connu.",
        legend=("input", "printed"),
    )
    headings = (FUND_HEADING, LINE_HEADING, *(f"Exécuté {year}" for year in years))
    _line_table(page, layout, EXECUTED_TABLE, headings)
    _finish(page, title, "exécution", source, (layout.last_line_row, len(headings) - 1))


def _detailed(layout: BudgetLayout) -> str:
    """Say how the lines with "dont" lines are typed."""
    whole = [line for line in layout.lines if layout.details(line)]
    if not whole:
        return ""
    if len(whole) == 1:
        count = _NUMBERS.get(len(layout.details(whole[0])), "")
        name = whole[0].label.lower()
        article = "l'" if name[:1] in _VOWELS else "la ligne "
        return f"Pour {article}{name}, saisir le total ou ses {count} lignes « dont ». "
    return "Pour une ligne détaillée, saisir le total ou ses lignes « dont ». "


def write_budgets(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the table of the budgets that the council voted, a column a budget."""
    names = [f"{version} {year}" for year in layout.years for version in VERSIONS]
    page = register_page(book, BUDGETS, (8, 44, *(14,) * len(names)))
    page.title(
        f"{title} – budgets votés",
        f"Montants votés par le conseil, budget par budget, {layout.wording.in_unit}. Un budget "
        "entier se saisit ligne par ligne ; la feuille « Conformité » le compare à la COG.",
        legend=("input", "printed"),
    )
    headings = (FUND_HEADING, LINE_HEADING, *names)
    _line_table(page, layout, BUDGET_TABLE, headings)
    _finish(page, title, "budgets votés", source, (layout.last_line_row, len(headings) - 1))


def _line_table(page: Page, layout: BudgetLayout, name: str, headings: Sequence[str]) -> None:
    """Write a table with one row per line and one column per year or budget."""
    content: list[list[Scalar]] = [[line.fund, layout.name(line)] for line in layout.lines]
    looks = [
        Look("printed", extra=_CENTRE),
        Look("printed"),
        *[Look("input", layout.money())] * (len(headings) - 2),
    ]
    page.table(HEADER, name, headings, len(layout.lines), looks, content)
    page.sheet.set_row(HEADER, 32)
    for column in range(2, len(headings)):
        _amounts(page, layout, column, last=layout.last_line_row)


def write_decisions(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the table of votes and receptions, with the approval of each budget."""
    page = register_page(book, DECISIONS, (11, 17, 9, 13, 17, 2, 12, 17, 50))
    page.title(
        f"{title} – approbation des budgets",
        "Dates de vote et de réception par l'État. L'approbation est réputée acquise après le "
        f"délai si le budget est conforme à la COG{layout.wording.place(BUDGET_APPROVAL)}.",
        legend=("input", "computed", "printed"),
    )
    below = HEADER + _ON + 3
    _write_parameters(page, layout)
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
        if not layout.says(RULE_OF_CONFORMITY):
            chosen = '""'
        page.formula(row, start, chosen, "computed", align="center")
        parameters = _parameters()
        if layout.wording.approval is None:
            parameters += f",{quoted(layout.convention.id)},{quoted(fund)}"
        day = f"COG_APPROVAL_DATE({received},{parameters})"
        formula = f'IF({conform}="Non","",{day})'
        page.formula(row, start + 1, formula, "computed", DATE, align="center")
        on = cell(HEADER + _ON, _PARAMETER_COLUMN, fixed=True)
        status = f"COG_APPROVAL_STATUS({received},{on},{conform},{parameters})"
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
        one_page=True,
    )


def _write_parameters(page: Page, layout: BudgetLayout) -> None:
    """Write what the source leaves open about the delay, as cells to change."""
    rule = layout.wording.approval
    page.value(HEADER - 1, 0, f"Paramètres du délai ({layout.wording.delay})", "heading")
    for column in range(1, _PARAMETER_COLUMN + 1):
        page.value(HEADER - 1, column, None, "heading")
    parameters: tuple[tuple[str, Scalar, str], ...] = (
        ("Délai, en jours", rule.days if rule else None, COUNT),
        ("Jours comptés", (rule.calendar if rule else "") or CALENDARS[0], ""),
        (
            "Approbation dès le dernier jour du délai",
            (rule.last_day if rule else "") or COUNTS[0],
            "",
        ),
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


def _amounts(page: Page, layout: BudgetLayout, column: int, *, last: int = _LAST) -> None:
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
            "error_message": layout.wording.typed,
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
    page.printing(
        heading=f"{title} – {what}", source=source, repeat=(HEADER, HEADER), area=last, labels=2
    )
