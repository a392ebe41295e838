"""The budget report of annex 1: both funds, the groups and their chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.annexe_1.budget_additions import (
    LISTED,
    property_cell,
    property_count,
    property_sum,
    updates_to_review,
)
from pycog.annexes.annexe_1.budget_layout import (
    BOARD,
    NO_RULE,
    YEAR_COLUMN,
    YEAR_ROW,
    BudgetLayout,
)
from pycog.annexes.annexe_1.budget_moves import report_table, transfer_verdicts
from pycog.annexes.annexe_1.budget_results import statement_cell
from pycog.annexes.kit.page import Book, Look, Page, cell
from pycog.annexes.kit.styles import (
    CHART_GRID,
    CHART_TITLE,
    COUNT,
    EVOLUTION,
    GREEN,
    GREY,
    NAVY,
    ORANGE,
    RATE,
    RED,
)
from pycog.budget.credits import EVALUATIVE
from pycog.budget.report import BudgetReport, report
from pycog.conventions.facts.budget_rules import CARRYOVER_APPROVAL, FOLLOW_UP

if TYPE_CHECKING:
    from pycog.budget.lines import ReportLine

_FIRST: Final = 5
_WIDTHS: Final = (44, 15, 13, 13, 15, 15, 15, 11, 11, 11, 50, 14)
#: Column of the verdicts; the updating of the personnel credits stands after it.
_VERDICT: Final = 10
_SMALL: Final[dict[str, Any]] = {"text_wrap": True, "font_size": 9, "indent": 1}
_AUTHORISED, _EXECUTED, _AVAILABLE = 4, 5, 6
_CHARTED: Final = (
    ("Autorisé", _AUTHORISED, "#C9D7EE"),
    ("Exécuté", _EXECUTED, NAVY),
    ("Disponible", _AVAILABLE, "#8FAADC"),
)


def write_board(book: Book, layout: BudgetLayout, title: str, source: str) -> Page:
    """Add the budget report of the chosen year; return its sheet."""
    page = book.page(BOARD)
    page.columns(_WIDTHS)
    page.title(
        title,
        "Choisir l'exercice dans la cellule jaune. Tout le reste est calculé à partir des "
        "registres, dans l'ordre et les mots de l'annexe.",
        legend=("input", "computed", "total"),
    )
    _selector(page, layout)
    _alerts(page, layout)
    row, groups = _FIRST, []
    for fund in layout.convention.funds:
        empty = report(layout.convention, fund, layout.years[0], ())
        page.value(row, 0, empty.title, "heading")
        for column in range(1, len(_WIDTHS)):
            page.value(row, column, None, "heading")
        page.block(
            row + 1,
            0,
            f'COG_BUDGET_REPORT({report_table(layout)},{layout.year},"{fund}")',
            _looks(layout, empty),
        )
        page.sheet.set_row(row + 1, 34)
        groups += _groups(empty, row + 2)
        page.sheet.set_row(row + 2 + len(empty.lines), 42)
        _fit(page, row + 2, len(empty.lines))
        row += len(empty.lines) + 4
    row = _properties(page, layout, row)
    last = _chart(page, layout, row, groups)
    _verdicts(page, (_FIRST, _VERDICT, row, _VERDICT))
    page.quiet((_FIRST, 0), (last, len(_WIDTHS) - 1))
    page.sheet.freeze_panes(_FIRST, 1)
    page.printing(
        heading=title, source=source, repeat=None, area=(last, len(_WIDTHS) - 1), one_page=True
    )
    return page


def _selector(page: Page, layout: BudgetLayout) -> None:
    page.value(YEAR_ROW, 0, "Exercice :", "text", align="right", bold=True)
    page.value(YEAR_ROW, YEAR_COLUMN, layout.years[0], "input", COUNT, align="center", bold=True)
    page.sheet.data_validation(
        YEAR_ROW,
        YEAR_COLUMN,
        YEAR_ROW,
        YEAR_COLUMN,
        {
            "validate": "list",
            "source": list(layout.years),
            "error_title": "Exercice",
            "error_message": f"Choisissez un exercice de {layout.years[0]} à {layout.years[-1]}.",
        },
    )


def _alerts(page: Page, layout: BudgetLayout) -> None:
    """Say beside the year whether the registers need a second look."""
    page.value(YEAR_ROW, 4, "Virements à revoir :", "text", align="right")
    count = f'COUNTIF({transfer_verdicts()},"Ligne*")'
    page.formula(YEAR_ROW, 5, count, "computed", COUNT, align="center")
    page.value(YEAR_ROW, 7, "État des reports :", "text", align="right")
    verdict = f'IF({statement_cell(layout)}="Conforme","Conforme","À revoir")'
    if layout.says(CARRYOVER_APPROVAL):
        page.formula(YEAR_ROW, 8, verdict, "computed", align="center")
    else:
        page.value(YEAR_ROW, 8, NO_RULE, "computed", align="center")
    page.value(YEAR_ROW, _VERDICT, "Actualisations à revoir :", "text", align="right")
    page.formula(YEAR_ROW, _VERDICT + 1, updates_to_review(), "computed", COUNT, align="center")


def _looks(layout: BudgetLayout, empty: BudgetReport) -> list[list[Look]]:
    """Return the look of every cell of a report: headings, lines, problems."""
    money, gap = layout.money(empty.fund), layout.money(empty.fund, gap=True)
    numbers = (money, money, gap, money, money, money, RATE, EVOLUTION, EVOLUTION)
    looks = [[Look("header")] * len(_WIDTHS)]
    for line in empty.lines:
        kind = {"titre": "heading", "sous-total": "total", "total": "total"}.get(
            line.role, "computed"
        )
        indent = {"indent": 2, "italic": True} if line.role == "dont" else {}
        looks.append(
            [
                Look(kind, extra=indent),
                *(Look(kind, number) for number in numbers),
                Look(kind, extra=_SMALL),
                Look(kind, money),
            ]
        )
    problems = [Look("heading")] * len(_WIDTHS)
    problems[_VERDICT] = Look("heading", extra=_SMALL)
    return [*looks, problems]


def _fit(page: Page, first: int, height: int) -> None:
    """Make rows high enough for the verdicts that are already known."""
    for row in range(first, first + height):
        found = page.book.values.get((BOARD, cell(row, _VERDICT)))
        if isinstance(found, str):
            page.height(row, ((_WIDTHS[_VERDICT], found),))


def _groups(empty: BudgetReport, first: int) -> list[tuple[str, int]]:
    """Return the name and the row of each group of a fund: ceilings, evaluative credits."""
    return [
        (_name(empty, line), first + place)
        for place, line in enumerate(empty.lines)
        if line.ceiling or (line.role == "total" and line.nature == EVALUATIVE)
    ]


def _name(empty: BudgetReport, line: ReportLine) -> str:
    if line.nature == EVALUATIVE:
        return "Crédits évaluatifs"
    return line.label if line.role == "ligne" else empty.fund


#: Stands for the number format of the amounts of the agreement.
_MONEY: Final = "montant"
#: Columns of the property operations, under those of the report.
_PROPERTY: Final = (
    ("Opération", 0, ""), ("Autorisé", _AUTHORISED, _MONEY), ("Exécuté", _EXECUTED, _MONEY),
    ("Disponible", _AVAILABLE, _MONEY), ("Taux d'exécution", 7, RATE),
    ("Observations", _VERDICT, ""),
)  # fmt: skip


def _properties(page: Page, layout: BudgetLayout, row: int) -> int:
    """Write the property operations of the year; return the next row."""
    heading_text = f"Opérations immobilières{layout.wording.place(FOLLOW_UP)}"
    for column in range(len(_WIDTHS)):
        text = heading_text if column == 0 else None
        page.value(row, column, text, "heading")
    for column in range(len(_WIDTHS)):
        page.value(row + 1, column, None, "header")
    page.sheet.set_row(row + 1, 34)
    for heading, column, _ in _PROPERTY:
        page.value(row + 1, column, heading, "header")
    for rank in range(1, LISTED + 1):
        for column in range(len(_WIDTHS)):
            page.value(row + 1 + rank, column, None, "computed")
        for heading, column, kind in _PROPERTY:
            number = layout.money() if kind == _MONEY else kind
            look = {} if number else _SMALL if column else {"indent": 1}
            page.formula(
                row + 1 + rank, column, property_cell(heading, rank), "computed", number, **look
            )
    total = row + LISTED + 2
    for column in range(len(_WIDTHS)):
        page.value(total, column, None, "total")
    page.value(total, 0, "Total des opérations immobilières", "total")
    for heading, column in (("Autorisé", _AUTHORISED), ("Exécuté", _EXECUTED)):
        page.formula(total, column, property_sum(layout, heading), "total", layout.money())
    more = "Les opérations au-delà de la huitième ne sont que dans la feuille « Immobilier »."
    counted = property_count(layout)
    said = f'IF({counted}>{LISTED},"{more}",IF({counted}=0,"Aucune opération saisie",""))'
    page.formula(total, _VERDICT, said, "total", **_SMALL)
    return total + 2


def _chart(page: Page, layout: BudgetLayout, row: int, groups: list[tuple[str, int]]) -> int:
    """Write the groups side by side and their chart; return the last row covered."""
    page.headers(row, ("Groupe", *(name for name, _, _ in _CHARTED)), height=20)
    for place, (name, line) in enumerate(groups, start=row + 1):
        page.value(place, 0, name, "printed")
        for column, (_, taken, _) in enumerate(_CHARTED, start=1):
            formula = f"N({cell(line, taken)})"
            page.formula(place, column, formula, "computed", layout.money())
    last, euros = row + len(groups), layout.wording.unit == "€"
    chart = page.book.chart({"type": "column"})
    for column, (_, _, color) in enumerate(_CHARTED, start=1):
        chart.add_series(
            {
                "name": [BOARD, row, column],
                "categories": [BOARD, row + 1, 0, last, 0],
                "values": [BOARD, row + 1, column, last, column],
                "fill": {"color": color},
                "border": {"color": NAVY, "width": 0.5},
                "gap": 70,
            }
        )
    chart.set_title(
        {
            "name": "Crédits autorisés, exécutés et disponibles par groupe",
            "name_font": CHART_TITLE,
        }
    )
    chart.set_y_axis(
        {
            "name": "milliers d'euros" if euros else layout.wording.unit,
            "name_font": {"size": 9, "bold": False},
            "num_format": "#,##0," if euros else "#,##0",
            "major_gridlines": CHART_GRID,
            "line": {"none": True},
        }
    )
    chart.set_x_axis({"label_position": "low"})
    chart.set_legend({"position": "right", "font": {"size": 9}})
    chart.set_size({"width": 900, "height": 340})
    page.sheet.insert_chart(
        row,
        4,
        chart,
        {
            "x_offset": 16,
            "object_position": 2,
            "description": "Colonnes : crédits autorisés, exécutés et disponibles de chaque groupe "
            "pour l'exercice choisi. Les mêmes montants sont dans le tableau à gauche.",
        },
    )
    return row + 18


def _verdicts(page: Page, area: tuple[int, int, int, int]) -> None:
    book = page.book.workbook
    for criteria, value, look in (
        ("containing", "Dépassement", {"bg_color": RED, "bold": True}),
        ("begins with", "Ajustement", {"bg_color": ORANGE}),
        ("begins with", "Prévision", {"bg_color": ORANGE}),
        ("begins with", "Conforme", {"bg_color": GREEN}),
        ("begins with", "Exécuté incomplet", {"font_color": GREY, "italic": True}),
    ):
        page.sheet.conditional_format(
            *area,
            {"type": "text", "criteria": criteria, "value": value, "format": book.add_format(look)},
        )
