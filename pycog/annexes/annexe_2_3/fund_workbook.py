"""Builds the workbook of one fund: the annex, its execution, its checks (annexes 2 and 3)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_2_3.fund_controls import write_controls
from pycog.annexes.annexe_2_3.fund_execution import write_execution
from pycog.annexes.annexe_2_3.fund_landing import write_landing
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
from pycog.annexes.kit.readme import Readme, write_readme
from pycog.annexes.kit.styles import CHART_GRID, CHART_TITLE, EVOLUTION, SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pycog.annexes.kit.filling import Filling
    from pycog.annexes.kit.page import Values
    from pycog.conventions import BudgetLine, Convention, Fund


#: Natures of expenditure.
_SPENT: Final = ("limitatif", "évaluatif")


def build_fund(
    convention: Convention, fund: Fund, values: Values, filling: Filling | None = None
) -> bytes:
    """Return the workbook of a fund."""
    table = FundTable(convention, fund)
    title = f"{fund.annex.capitalize()} – {fund.title}"
    book = Book(title, "Budget pluriannuel, exécution et contrôles", values, filling)
    source = f"{convention.short_title}, {fund.annex}"
    write_readme(book, _readme(table, title, source))
    page = book.page(fund.id)
    _write_annex(page, table, title, source)
    page.sheet.activate()
    write_execution(book, table, title, source)
    write_landing(book, table, title, source)
    write_controls(book, table, title, source)
    return book.content()


def _write_annex(page: Page, table: FundTable, title: str, source: str) -> None:
    """The printed table, with live totals, evolutions and balance, and its chart."""
    last = table.evolution_column
    page.columns((LABEL_WIDTH, *(AMOUNT_WIDTH for _ in table.periods), 12))
    page.title(
        title,
        "Le tableau de l'annexe, ligne à ligne. Totaux, évolutions et équilibre sont recalculés ; "
        "la feuille « Contrôles » les compare aux totaux imprimés.",
        legend=("computed", "printed", "total"),
    )
    page.headers(HEADER, ("", *table.headings))
    for line in table.fund.lines:
        row = table.rows[line.key]
        if write_label(page, row, line, width=last + 1):
            _amounts(page, table, line, row)
            _evolution(page, table, line, row)
    _balance(page, table)
    page.quiet((FIRST, 1), (table.bottom_row, last))
    page.sheet.freeze_panes(FIRST, 1)
    chart_row = table.bottom_row + 2
    _chart(page, table, chart_row)
    page.printing(
        heading=title, source=source, repeat=None, area=(chart_row + 17, last), one_page=True
    )


def _amounts(page: Page, table: FundTable, line: BudgetLine, row: int) -> None:
    total = len(table.periods)
    years = span((row, table.first_column), (row, total - 1))
    for column, period in enumerate(table.periods, start=1):
        kind = kind_of(line, live=True)
        if column == total:
            kind = "total" if kind in {"total", "printed_total"} else "computed"
            page.formula(row, column, f"SUM({years})", kind, table.money)
        elif line.parts:
            formula = f"SUM({table.addresses(line.parts, column)})"
            page.formula(row, column, formula, kind, table.money)
        else:
            page.value(row, column, line.amounts[period], kind, table.money)


def _evolution(page: Page, table: FundTable, line: BudgetLine, row: int) -> None:
    """Compute the evolution where the annex prints one; elsewhere write what it prints."""
    printed = line.printed.get("evolution", "")
    column = table.evolution_column
    kind = "total" if line.role in {"total", "sous-total"} else "computed"
    if printed_rate(printed) is None or table.base_column is None:
        page.value(row, column, printed or None, kind_of(line, live=False), align="right")
        return
    last_year = column - 2
    formula = f"COG_EVOLUTION({cell(row, table.base_column)},{cell(row, last_year)})"
    page.formula(row, column, formula, kind, EVOLUTION)


def _balance(page: Page, table: FundTable) -> None:
    """Revenue, and revenue minus expenditure: two lines that the annex leaves to the reader."""
    if table.balanced is None:
        return
    last = table.evolution_column
    page.value(table.revenue_row - 1, 0, "Équilibre (absent de l'annexe)", "heading")
    for column in range(1, last + 1):
        page.value(table.revenue_row - 1, column, None, "heading")
    page.value(table.revenue_row, 0, "Total des recettes", "total")
    page.value(table.balance_row, 0, "Solde (recettes − dépenses brutes)", "total")
    keys = [line.key for line in table.revenue]
    for column in range(1, last):
        formula = f"SUM({table.addresses(keys, column)})"
        page.formula(table.revenue_row, column, formula, "total", table.money)
        spent = cell(table.rows[table.balanced], column)
        formula = f"{cell(table.revenue_row, column)}-{spent}"
        page.formula(table.balance_row, column, formula, "total", table.money)
    page.value(table.revenue_row, last, None, "total")
    page.value(table.balance_row, last, None, "total")


def charted(table: FundTable) -> list[BudgetLine]:
    """Return the lines whose amounts, stacked, make the gross expenditure of a fund.

    Limitative credits are shown line by line, evaluative ones as one amount.
    """
    by_key = {line.key: line for line in table.fund.lines}

    def expand(line: BudgetLine) -> list[BudgetLine]:
        is_total = line.role in {"total", "sous-total"}
        if not is_total or not line.parts or line.nature == "évaluatif":
            return [line]
        return [found for key in line.parts for found in expand(by_key[key])]

    if table.gross is None:
        return [line for line in table.fund.lines if not line.parts and line.nature in _SPENT]
    return expand(by_key[table.gross])


def _largest(table: FundTable, lines: Sequence[BudgetLine]) -> float:
    """Return the highest column of the chart, or of the total that it shows."""
    shown = [table.gross] if table.gross else [line.key for line in lines]
    return max((max(table.amounts(key), default=0.0) for key in shown), default=0.0)


def _chart(page: Page, table: FundTable, row: int) -> None:
    chart = page.book.chart({"type": "column", "subtype": "stacked"})
    first, last = 1, len(table.periods) - 1
    name = table.fund.id
    lines = charted(table)
    for color, line in zip(itertools.cycle(SERIES), lines, strict=False):
        place = table.rows[line.key]
        chart.add_series(
            {
                "name": [name, place, 0],
                "categories": [name, HEADER, first, HEADER, last],
                "values": [name, place, first, place, last],
                "fill": {"color": color},
                "border": {"color": "#FFFFFF", "width": 0.5},
                "gap": 60,
            }
        )
    euros = table.fund.unit == "€"
    millions = euros and _largest(table, lines) >= 5_000_000
    axis = "millions d'euros" if millions else "milliers d'euros" if euros else table.fund.unit
    scaled = "#,##0,," if millions else "#,##0," if euros else "#,##0"
    chart.set_title(
        {
            "name": f"{table.fund.id} : dépenses par nature et par an",
            "name_font": CHART_TITLE,
            "overlay": False,
        }
    )
    chart.set_y_axis(
        {
            "name": axis,
            "name_font": {"size": 9, "bold": False},
            "num_format": scaled,
            "major_gridlines": CHART_GRID,
            "line": {"none": True},
        }
    )
    chart.set_x_axis({"num_font": {"size": 9}})
    chart.set_legend({"position": "right", "font": {"size": 9}})
    chart.set_size({"width": 1040, "height": 330})
    page.sheet.insert_chart(
        row,
        0,
        chart,
        {
            "x_offset": 8,
            "y_offset": 4,
            "object_position": 2,
            "description": f"Colonnes empilées : dépenses du {name} par nature, de "
            f"{table.periods[0]} à {table.periods[-2]}. Les mêmes montants sont dans le tableau "
            "au-dessus.",
        },
    )


def _changes(table: FundTable) -> Iterator[str]:
    """Yield what amendments changed, with the original amount."""
    signed = table.convention.original.funds[table.fund.id]
    for line in table.fund.lines:
        was = signed.line(line.key)
        for period, amendment in line.amended.items():
            before = was.printed.get(period, "") if was else ""
            yield (
                f"Ligne « {line.label} », {period} : {line.printed[period]} au lieu de "
                f"{before or 'rien'} ({amendment})."
            )


def _readme(table: FundTable, title: str, source: str) -> Readme:
    fund, years = table.fund, table.convention.years
    return Readme(
        title=title,
        purpose=(
            f"Le tableau pluriannuel du {fund.id} de la convention "
            f"({fund.annex}), dans l'ordre et les mots du document imprimé.",
            "Les totaux, sous-totaux, évolutions, taux d'exécution et contrôles sont des formules "
            "vivantes, recalculées et vérifiées.",
            *_changes(table),
        ),
        steps=(
            f"Ouvrir la feuille « Exécution » et saisir les montants exécutés de {years[0]} à "
            f"{years[-1]}, {table.typed[0]}, dans les cellules jaunes : totaux et taux d'exécution "
            "se calculent.",
            "Laisser vide ce qui n'est pas encore connu : une cellule vide n'est pas un zéro.",
            "En cours d'année, saisir dans la feuille « Atterrissage » l'exercice, le mois atteint "
            "et l'exécuté à date : elle prévoit la fin d'année et la compare à l'autorisé.",
            "Lire la feuille « Contrôles » : elle signale les totaux imprimés qui ne sont pas la "
            "somme de leurs lignes.",
        ),
        sheets=(
            (
                fund.id,
                "Le tableau de l'annexe avec totaux, évolutions et solde recalculés ; "
                "graphique des dépenses par nature et par an.",
            ),
            ("Exécution", "Base et exécuté de chaque année, taux d'exécution, solde exécuté."),
            (
                "Atterrissage",
                "Fin d'année prévue d'après l'exécuté à date, contre l'autorisé : ce qui dépasse, "
                "ce qui peut encore être engagé.",
            ),
            (
                "Contrôles",
                "Le tableau tel qu'imprimé, chaque total comparé à la somme de ses lignes.",
            ),
        ),
        source=source,
        amounts=table.typed[0],
    )
