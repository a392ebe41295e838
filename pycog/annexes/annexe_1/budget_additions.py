"""The registers of annex 1 for what is added to the budget: updatings, property operations."""

from __future__ import annotations

from typing import Any, Final

from pycog.annexes.annexe_1.budget_layout import (
    FIRST,
    HEADER,
    PROPERTIES,
    PROPERTY_HEADINGS,
    PROPERTY_TABLE,
    SHORT_ROWS,
    UPDATE_HEADINGS,
    UPDATE_TABLE,
    UPDATES,
    BudgetLayout,
    register_page,
    sheet,
)
from pycog.annexes.annexe_1.budget_moves import line_list
from pycog.annexes.kit.page import Book, Look, Page, cell, quoted, span
from pycog.annexes.kit.styles import COUNT, GREEN, ORANGE, RATE
from pycog.budget.updating import UPDATED, admitted_reasons, update_reasons
from pycog.conventions.facts.budget_rules import FOLLOW_UP, UPDATING

_LAST: Final = FIRST + SHORT_ROWS - 1
_CENTRE: Final[dict[str, Any]] = {"align": "center"}
_TEXT: Final = Look("input", extra={"text_wrap": True, "indent": 1})
_YEAR: Final = Look("input", COUNT, _CENTRE)
_NO_REASON: Final = "aucun motif n'est admis"
_NUMBERS: Final = {2: "deux", 3: "trois", 4: "quatre"}
#: Column of the check of an updating; first column beside the property operations.
_BESIDE: Final = len(UPDATE_HEADINGS) + 1
#: Operations of one year that the budget report lists.
LISTED: Final = 8


def write_updates(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the register of updatings and, beside it, whether each is admitted."""
    page = register_page(book, UPDATES, (12, 32, 15, 32, 44, 2, 60))
    page.title(
        f"{title} – actualisation{_of(layout)}",
        f"Une actualisation par ligne{layout.wording.place(UPDATING)}. {_counted(layout)} : elles "
        "s'ajoutent à la base de l'exercice.",
        legend=("input", "computed"),
    )
    looks = (_YEAR, _TEXT, Look("input", layout.money()), _TEXT, _TEXT)
    page.table(HEADER, UPDATE_TABLE, UPDATE_HEADINGS, SHORT_ROWS, looks)
    page.value(HEADER, _BESIDE, "Contrôle", "header")
    for row in range(FIRST, _LAST + 1):
        page.formula(row, _BESIDE, _admitted(layout, row), "computed", text_wrap=True, font_size=9)
    checks = (FIRST, _BESIDE, _LAST, _BESIDE)
    for criteria, color in (("begins with", GREEN), ("not containing", ORANGE)):
        page.sheet.conditional_format(
            *checks,
            {
                "type": "text",
                "criteria": criteria,
                "value": UPDATED,
                "format": page.book.workbook.add_format({"bg_color": color}),
            },
        )
    _years(page, layout)
    _list(page, 1, f"={line_list(layout, len(layout.spent))}", "Ligne budgétaire")
    _list(page, 3, list(update_reasons(layout.rules)) or [_NO_REASON], "Motif")
    _amounts(page, layout, 2)
    _finish(page, f"{title} – actualisations", source, _BESIDE)


def _of(layout: BudgetLayout) -> str:
    """Return what is updated, as a title says it: the one group that is, or nothing."""
    groups = _updated_groups(layout)
    return f" des dépenses de {groups[0]}" if len(groups) == 1 else ""


def _updated_groups(layout: BudgetLayout) -> list[str]:
    rules = layout.rules.of(UPDATING)
    return list(dict.fromkeys(rule.origin for rule in rules if rule.allowed))


def _counted(layout: BudgetLayout) -> str:
    """Say which updatings count."""
    groups, reasons = _updated_groups(layout), admitted_reasons(layout.rules)
    if not groups:
        return "La convention n'en admet aucune"
    if len(groups) == 1:
        whose = f"celles du {groups[0]}"
    else:
        whose = f"celles des groupes {', '.join(groups)}"
    many = _NUMBERS.get(len(reasons), str(len(reasons)))
    motives = f"les {many} motifs admis" if len(reasons) > 1 else "le motif admis"
    return f"Seules comptent {whose}, pour {motives}"


def _admitted(layout: BudgetLayout, row: int) -> str:
    """Return the formula that says whether an updating is counted, or what it lacks."""
    year, line, amount, reason = (cell(row, column) for column in range(4))
    given = span((row, 0), (row, len(UPDATE_HEADINGS) - 1))
    within = f"AND(N({year})>={layout.years[0]},N({year})<={layout.years[-1]})"
    known = update_reasons(layout.rules) or (_NO_REASON,)
    reasons = ",".join(f"{reason}={quoted(one)}" for one in known)
    listed = f"COUNTIF({line_list(layout, len(layout.spent))},{line})=0"
    verdict = f'IFERROR(COG_UPDATE_ALLOWED({line},{reason}),"Ligne ou motif à revoir")'
    checks = (
        (f"COUNTA({given})=0", '""'),
        (f"NOT({within})", quoted("Exercice à choisir dans la liste")),
        (listed, quoted("Ligne à choisir dans la liste")),
        (f"N({amount})<=0", quoted("Montant à saisir, positif")),
        (f"NOT(OR({reasons}))", quoted("Motif à choisir dans la liste")),
    )
    return "".join(f"IF({wrong},{said}," for wrong, said in checks) + verdict + ")" * len(checks)


def updates_to_review() -> str:
    """Return the formula that counts the updatings that are not admitted."""
    checks = span((FIRST, _BESIDE), (_LAST, _BESIDE), fixed=True)
    column = f"{sheet(UPDATES)}{checks}"
    return f'COUNTIF({column},"?*")-COUNTIF({column},{quoted(UPDATED)})'


def write_properties(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the register of property operations, with what is left of each."""
    page = register_page(book, PROPERTIES, (12, 46, 15, 15, 50, 2, 15, 11, 9))
    page.title(
        f"{title} – opérations immobilières",
        "Une opération par ligne et par exercice. Le suivi du budget porte aussi une information "
        f"sur ces opérations{layout.wording.place(FOLLOW_UP)} ; la COG n'en imprime aucun "
        "montant.",
        legend=("input", "computed"),
    )
    money = layout.money()
    looks = (_YEAR, _TEXT, Look("input", money), Look("input", money), _TEXT)
    page.table(HEADER, PROPERTY_TABLE, PROPERTY_HEADINGS, SHORT_ROWS, looks)
    for place, heading in enumerate(("Disponible", "Taux d'exécution", "Rang")):
        page.value(HEADER, _BESIDE + place, heading, "header")
    for row in range(FIRST, _LAST + 1):
        year, authorised, executed = cell(row, 0), cell(row, 2), cell(row, 3)
        left = f"COG_AVAILABLE({authorised},{executed})"
        page.formula(row, _BESIDE, left, "computed", money)
        rate = f'IF(N({authorised})>0,COG_EXECUTION({executed},{authorised}),"")'
        page.formula(row, _BESIDE + 1, rate, "computed", RATE)
        above = span((FIRST, 0), (row, 0))
        rank = f'IF({year}={layout.year},COUNTIF({above},{layout.year}),"")'
        page.formula(row, _BESIDE + 2, rank, "computed", COUNT, align="center")
    _years(page, layout)
    for column in (2, 3):
        _amounts(page, layout, column)
    _finish(page, f"{title} – opérations immobilières", source, _BESIDE + 2)


def property_cell(column: str, rank: int) -> str:
    """Return the formula of a cell of the operation of a rank in the chosen year.

    Args:
        column: Heading of the register, or ``"Disponible"`` or ``"Taux d'exécution"``.
        rank: From 1.
    """
    beside = {"Disponible": _BESIDE, "Taux d'exécution": _BESIDE + 1}
    place = beside.get(column, -1)
    at = place if place >= 0 else PROPERTY_HEADINGS.index(column)
    cells, ranks = (
        f"{sheet(PROPERTIES)}{span((FIRST, where), (_LAST, where), fixed=True)}"
        for where in (at, _BESIDE + 2)
    )
    found = f"INDEX({cells},MATCH({rank},{ranks},0))"
    return f'IFERROR(IF({found}="","",{found}),"")'


def property_sum(layout: BudgetLayout, column: str) -> str:
    """Return the formula of the sum of a column of the register over the chosen year."""
    table = PROPERTY_TABLE
    return f"SUMIFS({table}[{column}],{table}[Exercice],{layout.year})"


def property_count(layout: BudgetLayout) -> str:
    """Return the formula of the number of operations of the chosen year."""
    return f"COUNTIFS({PROPERTY_TABLE}[Exercice],{layout.year})"


def _years(page: Page, layout: BudgetLayout) -> None:
    _list(page, 0, list(layout.years), "Exercice")


def _list(page: Page, column: int, source: str | list[Any], what: str) -> None:
    page.sheet.data_validation(
        FIRST,
        column,
        _LAST,
        column,
        {
            "validate": "list",
            "source": source,
            "error_type": "stop",
            "error_title": what,
            "error_message": "Choisissez dans la liste : les sommes ne lisent que ses valeurs.",
        },
    )


def _amounts(page: Page, layout: BudgetLayout, column: int) -> None:
    page.sheet.data_validation(
        FIRST,
        column,
        _LAST,
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


def _finish(page: Page, heading: str, source: str, last: int) -> None:
    page.sheet.set_row(HEADER, 32)
    page.quiet((FIRST, 0), (_LAST, last))
    page.sheet.freeze_panes(FIRST, 0)
    page.printing(heading=heading, source=source, repeat=(HEADER, HEADER), area=(_LAST, last))
