"""Workbooks written by openpyxl: no stored values at all."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from tests.refresh.fidelity.case import Value, case, unzipped, zipped

Fill = Callable[[openpyxl.Workbook], None]
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def saved(name: str, expected: Mapping[str, Value]) -> Callable[[Fill], Fill]:
    """Register a workbook that a function fills; its dates are fixed afterwards."""

    def register(fill: Fill) -> Fill:
        def make() -> bytes:
            book, out = openpyxl.Workbook(), io.BytesIO()
            page = book.active
            assert page is not None
            page.title = "Feuil1"
            page["A1"], page["B1"], page["C1"] = 1, 4, "=_xldudf_COG_RATE(A1,B1)"
            fill(book)
            book.save(out)
            found = unzipped(out.getvalue())
            core = "docProps/core.xml"
            found[core] = _DATES.sub(rb"\g<1>2020-01-01T00:00:00Z", found[core])
            return zipped(found.items())

        make.__doc__ = fill.__doc__
        case(name, {"C1": 0.25, **expected})(make)
        return fill

    return register


@saved("op-simple.xlsx", {"D1": 0.5, "D2": "Atteint"})
def simple(book: openpyxl.Workbook) -> None:
    """Formulas without values."""
    page = book["Feuil1"]
    page["D1"], page["D2"] = "=C1*2", '=_xldudf_COG_STATUS(0.95,"90%")'
    page["D1"].font = Font(bold=True)


@saved("op-matricielle.xlsx", {"D1": 2, "D2": 4, "D3": 6, "E1": 12})
def array(book: openpyxl.Workbook) -> None:
    """An array formula whose other cells are not written."""
    page = book["Feuil1"]
    page["A2"], page["A3"] = 2, 3
    page["D1"] = ArrayFormula("D1:D3", "=A1:A3*2")
    page["E1"] = "=SUM(D1:D3)"


@saved("op-objets.xlsx", {"D1": 0.25})
def objects(book: openpyxl.Workbook) -> None:
    """A chart, a comment, a list, a colour scale, merged cells."""
    page = book["Feuil1"]
    page["D1"] = "=C1"
    chart = BarChart()
    chart.add_data(Reference(page, min_col=1, max_col=3, min_row=1))
    page.add_chart(chart, "F2")  # type: ignore[call-arg]
    page["A1"].comment = Comment("Réalisé", "Agent")
    choice = DataValidation(type="list", formula1='"oui,non"')
    choice.add("A5")
    page.add_data_validation(choice)
    page.conditional_formatting.add(
        "A1:C1",
        ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="0000FF"),
    )
    page.merge_cells("A7:C7")


@saved("op-tableau-et-nom.xlsx", {"C4": 0.25, "C5": 0.5, "E1": 0.75, "E2": 0.5})
def table_and_name(book: openpyxl.Workbook) -> None:
    """A table and a name with our function."""
    page = book["Feuil1"]
    for row in (["Réalisé", "Prévu", "Taux"], [1, 4, None], [2, 4, None]):
        page.append(row) if page.max_row > 1 else _put(page, 3, row)
    for row in (4, 5):
        page[f"C{row}"] = (
            "=_xldudf_COG_RATE(Suivi[[#This Row],[Réalisé]],Suivi[[#This Row],[Prévu]])"
        )
    page.add_table(Table(displayName="Suivi", ref="A3:C5"))
    page["E1"], page["E2"] = "=SUM(Suivi[Taux])", "=Part"
    book.defined_names["Part"] = DefinedName("Part", attr_text="_xldudf_COG_RATE(2,4)")


def _put(page: object, number: int, row: list[object]) -> None:
    for column, value in enumerate(row, start=1):
        page.cell(number, column, value)


@saved("op-feuilles.xlsx", {"Deux!A1": 0.5})
def sheets(book: openpyxl.Workbook) -> None:
    """A hidden sheet, a chart sheet and a name scoped to a sheet."""
    two = book.create_sheet("Deux")
    two["A1"] = "=Part*2"
    two.defined_names["Part"] = DefinedName("Part", attr_text="Feuil1!$C$1")
    two.sheet_state = "hidden"
    page = book.create_chartsheet("Graphique")
    chart = BarChart()
    chart.add_data(Reference(book["Feuil1"], min_col=1, max_col=3, min_row=1))
    page.add_chart(chart)
