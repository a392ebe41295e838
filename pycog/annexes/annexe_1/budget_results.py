"""The sheets of annex 1 that compare and state: conformity, statement of carry-overs."""

from __future__ import annotations

from typing import Any, Final

from pycog.annexes.annexe_1.budget_layout import (
    CONFORMITY,
    FIRST,
    HEADER,
    MOVE_AUTHORISED,
    MOVE_BASE,
    MOVE_CARRIABLE,
    MOVE_EXECUTED,
    STATEMENT,
    VERSIONS,
    YEAR_COLUMN,
    YEAR_ROW,
    BudgetLayout,
    filled,
    sheet,
)
from pycog.annexes.annexe_1.budget_moves import budget_amount, budget_view, carryover_view
from pycog.annexes.kit.page import Book, Look, Page, cell, span
from pycog.annexes.kit.styles import COUNT, GREEN, RED
from pycog.budget.carryover_statement import statement
from pycog.budget.conformity import HEADINGS
from pycog.conventions.facts.budget_rules import CARRYOVER_APPROVAL, no_rule
from pycog.conventions.facts.budget_rules import CONFORMITY as RULE_OF_CONFORMITY
from pycog.conventions.facts.budget_rules import STATEMENT as STATED

_SMALL: Final[dict[str, Any]] = {"text_wrap": True, "font_size": 9, "indent": 1}
_CENTRE: Final[dict[str, Any]] = {"align": "center"}
_TAB: Final = "#4F74B3"
_VERDICT: Final = 62
#: Columns of the amounts voted, and of the answer that the formula gives beside them.
_AMOUNT: Final = 3
_ANSWER: Final = _AMOUNT + 3
#: First column of the detailed statement of carry-overs.
_STATED: Final = 6


def write_conformity(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the sheet that compares the budgets of the chosen year with the convention."""
    page = book.page(CONFORMITY)
    page.sheet.set_tab_color(_TAB)
    page.columns((8, 44, 15, 15, 15, 14, 11, _VERDICT))
    page.title(
        f"{title} – conformité des budgets à la COG",
        "Budgets de l'exercice choisi, ligne par ligne. Le budget primitif est comparé à la base "
        "COG actualisée, un budget rectificatif au montant autorisé (base, report, virements, "
        "actualisation).",
        legend=("computed", "printed", "total"),
    )
    _chosen_year(page, layout)
    for version, name in enumerate(VERSIONS):
        _budget(page, layout, version, name)
    last = _head(layout, len(VERSIONS)) - 3
    page.quiet((FIRST, 0), (last, _AMOUNT + len(HEADINGS)))
    page.sheet.freeze_panes(HEADER - 1, 2)
    page.printing(
        heading=f"{title} – conformité",
        source=source,
        repeat=None,
        area=(last, _AMOUNT + len(HEADINGS)),
        one_page=True,
    )


def _head(layout: BudgetLayout, version: int) -> int:
    """Return the row of the headings of a budget."""
    return HEADER + version * (len(layout.lines) + len(layout.convention.funds) + 3)


def _budget(page: Page, layout: BudgetLayout, version: int, name: str) -> None:
    """Write one budget, the comparison and its verdict by fund."""
    head = _head(layout, version)
    first, last = head + 1, head + len(layout.lines)
    page.value(head - 1, 0, f"Budget {name[:1].lower()}{name[1:]}", "heading")
    for column in range(1, _AMOUNT + 1 + len(HEADINGS)):
        page.value(head - 1, column, None, "heading")
    page.headers(head, ("Fonds", "Ligne", "Base COG", "Voté"))
    for row, line in enumerate(layout.lines, start=first):
        page.value(row, 0, line.fund, "printed", **_CENTRE)
        page.value(row, 1, line.label, "printed", indent=1 if line.role == "dont" else 0)
        base = layout.chosen(MOVE_BASE, line, layout.year)
        page.formula(row, _AMOUNT - 1, filled(base), "computed", layout.money(line.fund))
        amount = budget_amount(layout, version, line)
        page.formula(row, _AMOUNT, filled(amount), "computed", layout.money(line.fund))
    heads = [Look("header") for _ in HEADINGS]
    looks = [
        [
            Look("computed", layout.money(line.fund)),
            Look("computed", layout.money(line.fund, gap=True)),
            Look("computed", extra=_CENTRE),
            Look("computed", extra=_SMALL),
        ]
        for line in layout.lines
    ]
    formula = f"COG_CONFORMITY({budget_view(layout, version)},{layout.year})"
    if not layout.says(RULE_OF_CONFORMITY):
        _told(page, layout, head, RULE_OF_CONFORMITY)
        return
    page.block(head, _AMOUNT + 1, formula, [heads, *looks])
    funds, amounts, answers = (
        span((first, column), (last, column), fixed=True) for column in (0, _AMOUNT, _ANSWER)
    )
    for row, fund in enumerate(layout.convention.funds, start=last + 1):
        page.value(row, _ANSWER - 1, f"{fund} conforme :", "text", align="right", bold=True)
        typed = f'COUNTIFS({funds},"{fund}",{amounts},">=0")=0'
        against = f'COUNTIFS({funds},"{fund}",{answers},"Non")=0'
        formula = f'IF({typed},"",IF({against},"Oui","Non"))'
        page.formula(row, _ANSWER, formula, "total", **_CENTRE)
    _colour(page, (first, _ANSWER, last + len(layout.convention.funds), _ANSWER))


def _told(page: Page, layout: BudgetLayout, row: int, kind: str, column: int = _AMOUNT + 1) -> None:
    """Say in the place of a result that the agreement gives no rule for it."""
    page.value(row, column, no_rule(layout.convention.short_title, kind).message, "text", **_SMALL)


def conformity_cell(layout: BudgetLayout, version: int, fund: str) -> str:
    """Return the cell that says whether a budget of the chosen year conforms."""
    place = list(layout.convention.funds).index(fund)
    row = _head(layout, version) + len(layout.lines) + 1 + place
    return f"{sheet(CONFORMITY)}{cell(row, _ANSWER, fixed=True)}"


def _colour(page: Page, area: tuple[int, int, int, int]) -> None:
    for text, color in (("Oui", GREEN), ("Non", RED)):
        page.sheet.conditional_format(
            *area,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{text}"',
                "format": page.book.workbook.add_format({"bg_color": color}),
            },
        )


def _chosen_year(page: Page, layout: BudgetLayout) -> None:
    page.value(YEAR_ROW, YEAR_COLUMN - 1, "Exercice :", "text", align="right", bold=True)
    page.formula(YEAR_ROW, YEAR_COLUMN, layout.year, "computed", COUNT, align="left", bold=True)


def write_statement(book: Book, layout: BudgetLayout, title: str, source: str) -> None:
    """Add the sheet of carry-overs: what may be carried, and the detailed statement."""
    page = book.page(STATEMENT)
    page.sheet.set_tab_color(_TAB)
    page.columns((8, 44, 17, 17, 17, 2, 8, 40, 17, 17, 56))
    page.title(
        f"{title} – état des reports",
        "Exercice choisi : N. À gauche, ce que les crédits de N-1 ont laissé à reporter ; à "
        "droite, l'état détaillé des reports inscrits, de N-1 en N"
        f"{layout.wording.place(STATED)}.",
        legend=("computed", "printed", "total"),
    )
    _chosen_year(page, layout)
    page.sheet.set_row(HEADER, 32)
    for column, heading in enumerate(
        ("Fonds", "Ligne ou groupe", "Autorisé en N-1", "Exécuté en N-1", "Reportable en N")
    ):
        page.value(HEADER, column, heading, "header")
    row = HEADER
    previous = f"({layout.year}-1)"
    for row, line in enumerate(filter(layout.stands_for_unspent, layout.lines), start=FIRST):
        page.value(row, 0, line.fund, "printed", **_CENTRE)
        page.value(row, 1, line.label, "printed")
        for column, kept in enumerate((MOVE_AUTHORISED, MOVE_EXECUTED, MOVE_CARRIABLE), start=2):
            found = layout.chosen(kept, line, previous)
            # Before the first year nothing stands in the sheet of moves.
            formula = f'IF({previous}<{layout.years[0]},"",IFERROR(IF({found}="","",{found}),""))'
            kind = "total" if kept == MOVE_CARRIABLE else "computed"
            page.formula(row, column, formula, kind, layout.money(line.fund))
    end = _statement(page, layout)
    last = max(row, end)
    page.quiet((FIRST, 0), (last, 10))
    page.sheet.freeze_panes(FIRST, 0)
    page.printing(
        heading=f"{title} – état des reports",
        source=source,
        repeat=None,
        area=(last, 10),
        one_page=True,
    )


def statement_cell(layout: BudgetLayout) -> str:
    """Return the cell that says what is wrong with the carry-overs into the chosen year."""
    if not layout.says(CARRYOVER_APPROVAL):
        return f"{sheet(STATEMENT)}{cell(HEADER, _STATED, fixed=True)}"
    row = HEADER + len(statement(layout.convention, [[]]).lines) + 1
    return f"{sheet(STATEMENT)}{cell(row, _STATED + 4, fixed=True)}"


def _statement(page: Page, layout: BudgetLayout) -> int:
    """Write the detailed statement; return its last row."""
    if not layout.says(CARRYOVER_APPROVAL):
        _told(page, layout, HEADER, CARRYOVER_APPROVAL, _STATED)
        return HEADER
    empty = statement(layout.convention, [[]])
    looks = [[Look("header")] * 5]
    for line in empty.lines:
        kind, label = ("computed", "computed") if line.key else ("total", "total")
        indent = {"indent": 1} if line.detail else {}
        looks.append(
            [
                Look(kind, extra=_CENTRE),
                Look(label, extra=indent),
                Look(kind, layout.money(line.fund)),
                Look(kind, layout.money(line.fund)),
                Look(kind, extra=_SMALL),
            ]
        )
    looks.append([Look("heading")] * 4 + [Look("heading", extra=_SMALL)])
    # Nothing is carried into the first year: its statement has no year before.
    year = f'IF({layout.year}>{layout.years[0]},{layout.year}-1,"")'
    page.block(HEADER, _STATED, f"COG_CARRYOVER_STATEMENT({carryover_view()},{year})", looks)
    row = HEADER + len(looks) - 1
    found = page.book.values.get((page.name, cell(row, _STATED + 4)))
    page.height(row, ((56, found if isinstance(found, str) else ""),))
    return row
