"""Workbooks written by XlsxWriter, close to what Excel writes."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zlib
from collections.abc import Callable, Mapping

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.refresh.fidelity.case import Value, case

Fill = Callable[[Workbook, Worksheet], None]


def written(name: str, expected: Mapping[str, Value], **options: object) -> Callable[[Fill], Fill]:
    """Register a workbook that a function fills."""

    def register(fill: Fill) -> Fill:
        def make() -> bytes:
            out = io.BytesIO()
            book = xlsxwriter.Workbook(out, options)
            book.set_properties({"created": dt.datetime(2020, 1, 1), "author": "pycog"})
            page = book.add_worksheet("Feuil1")
            page.write_row("A1", [1, 4])
            page.write_formula("C1", "=_xldudf_COG_RATE(A1,B1)", None, 9)
            fill(book, page)
            book.close()
            return out.getvalue()

        make.__doc__ = fill.__doc__
        case(name, {"C1": 0.25, **expected})(make)
        return fill

    return register


@written("xw-simple.xlsx", {"D1": "Non atteint"})
def simple(book: Workbook, page: Worksheet) -> None:
    """A call stored as a dynamic array of one cell, as the add-in of Excel leaves it."""
    page.write_dynamic_array_formula("D1", '=_xldudf_COG_STATUS(C1,"90%")', None, "Atteint")


@written("xw-graphiques.xlsx", {"A3": 0.5})
def charts(book: Workbook, page: Worksheet) -> None:
    """An embedded chart and a chart sheet, whose cached points are not refreshed values."""
    page.write_formula("A3", "=C1*2", None, 18)
    for kind in ("column", "pie"):
        chart = book.add_chart({"type": kind})
        chart.add_series({"values": "=Feuil1!$A$1:$C$1"})
        page.insert_chart("E5" if kind == "column" else "E25", chart)
    sheet = book.add_chartsheet("Graphique")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Feuil1!$A$1:$C$1"})
    sheet.set_chart(chart)


def _picture() -> io.BytesIO:
    """Return a PNG of one blue pixel."""
    chunks = (
        (b"IHDR", struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0\0\xff")),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


@written("xw-images.xlsx", {})
def pictures(book: Workbook, page: Worksheet) -> None:
    """A picture, a background, a picture in the header, a text box."""
    page.insert_image("E3", "pixel.png", {"image_data": _picture()})
    page.set_background(_picture())
    page.set_header("&L&G", {"image_left": "pixel.png", "image_data_left": _picture()})
    page.insert_textbox("E8", "À lire")


@written("xw-commentaires.xlsx", {})
def notes(book: Workbook, page: Worksheet) -> None:
    """Notes on a formula cell and on a plain one, links, a button."""
    page.write_comment("C1", "Taux de l'exercice", {"author": "Agent"})
    page.write_comment("A1", "Réalisé")
    page.write_url("A3", "https://www.securite-sociale.fr/", string="Site")
    page.write_url("A4", "internal:Feuil1!C1", string="Taux")
    page.insert_button("E3", {"caption": "Calculer"})


@written("xw-formats-conditionnels.xlsx", {"C2": 0.75})
def conditional(book: Workbook, page: Worksheet) -> None:
    """Data bars and icons with extensions, data validations of every sort."""
    page.write_formula("C2", "=_xldudf_COG_RATE(3,4)", None, 9)
    page.conditional_format("C1:C2", {"type": "data_bar", "data_bar_2010": True})
    page.conditional_format("A1:B1", {"type": "icon_set", "icon_style": "3_flags"})
    page.conditional_format("A1:B1", {"type": "formula", "criteria": "=$C$1>0.5"})
    page.data_validation("A5", {"validate": "list", "source": ["oui", "non"]})
    page.data_validation("A6", {"validate": "decimal", "criteria": ">", "value": "=C1"})


@written("xw-sparklines.xlsx", {})
def sparklines(book: Workbook, page: Worksheet) -> None:
    """Sparklines beside the values."""
    page.add_sparkline("D1", {"range": "Feuil1!A1:C1", "markers": True})


@written("xw-tableau.xlsx", {"D4": 0.25, "D5": 0.5, "D6": 0.75, "F4": 0.75, "F5": "Taux"})
def table(book: Workbook, page: Worksheet) -> None:
    """A table with structured references, [#This Row] and a total row."""
    columns = [
        {"header": "Groupe"},
        {"header": "Réalisé", "total_function": "sum"},
        {"header": "Prévu"},
        {"header": "Taux", "formula": "=_xldudf_COG_RATE(Budget[@[Réalisé]],Budget[@[Prévu]])"},
    ]
    rows = [["Personnel", 1, 4], ["Fonctionnement", 2, 4]]
    page.add_table("A3:D6", {"data": rows, "columns": columns, "total_row": True, "name": "Budget"})
    page.write_formula("D6", "=SUM(Budget[Taux])", None, 9)
    page.write_formula("F4", "=SUM(Budget[Réalisé])/4", None, 9)
    page.write_formula("F5", "=Budget[[#Headers],[Taux]]", None, "-")


@written("xw-noms.xlsx", {"D1": 0.5, "D2": 0.75, "Autre!A1": 1})
def names(book: Workbook, page: Worksheet) -> None:
    """Names of the workbook and of one sheet that hold our functions, one hiding the other."""
    other = book.add_worksheet("Autre")
    book.define_name("Taux", "=_xldudf_COG_RATE(2,4)")
    book.define_name("Autre!Taux", "=_xldudf_COG_RATE(4,4)")
    book.define_name("Suite", "=Taux+C1x")
    book.define_name("C1x", "=Feuil1!$C$1")
    page.write_formula("D1", "=Taux", None, 9)
    page.write_formula("D2", "=Suite", None, 9)
    other.write_formula("A1", "=Taux", None, 9)


def _trajectory(page: Worksheet, stored: str, changes: list[float]) -> None:
    page.write_row("A3", changes)
    last = "ABCD"[len(changes) - 1]
    page.write_dynamic_array_formula(stored, f"=_xldudf_COG_TRAJECTORY(100,A3:{last}3)", None, 9)


@written("xw-debordement-stable.xlsx", {"A4": 125, "B4": 150, "A5": 275})
def keeps(book: Workbook, page: Worksheet) -> None:
    """A dynamic array that fills what it filled, read whole by another formula."""
    _trajectory(page, "A4:B4", [0.25, 0.25])
    page.write_formula("A5", "=SUM(A4#)", None, 9)


@written("xw-debordement-grandit.xlsx", {"A4": 125, "B4": 150, "C4": 200, "D4": 200, "A5": 675})
def grows(book: Workbook, page: Worksheet) -> None:
    """A dynamic array that grows, over an empty cell with a style."""
    _trajectory(page, "A4:B4", [0.25, 0.25, 0.5, 0])
    page.write_blank("C4", None, book.add_format({"bold": True}))
    page.write_formula("A5", "=SUM(A4:D4)", None, 9)


@written("xw-debordement-retrecit.xlsx", {"A4": 125, "B4": 150, "C4": None, "D4": None, "A5": 2})
def shrinks(book: Workbook, page: Worksheet) -> None:
    """A dynamic array that shrinks: the cells it leaves are emptied and keep their style."""
    _trajectory(page, "A4:D4", [0.25, 0.25])
    page.write_number("C4", 9, book.add_format({"bold": True}))
    page.write_formula("A5", "=COUNT(A4:D4)", None, 9)


@written("xw-debordement-bloque.xlsx", {"A4": "#VALUE!", "C4": "occupée"})
def blocked(book: Workbook, page: Worksheet) -> None:
    """A dynamic array whose way is blocked by a text."""
    _trajectory(page, "A4:B4", [0.25, 0.25, 0.5])
    page.write_string("C4", "occupée")


@written("xw-debordement-vers-le-bas.xlsx", {"E1": 125, "E2": 150, "E3": 200, "A9": "bas"})
def grows_down(book: Workbook, page: Worksheet) -> None:
    """A dynamic array that reaches rows that the file does not have."""
    page.write_column("D1", [0.25, 0.25, 0.5])
    page.write_dynamic_array_formula("E1", "=_xldudf_COG_TRAJECTORY(100,D1:D3)", None, 9)
    page.write_string("A9", "bas")


@written("xw-matricielles.xlsx", {"D1": 2, "D2": 4, "D3": "#N/A", "E1": 5})
def classic_arrays(book: Workbook, page: Worksheet) -> None:
    """Classic array formulas: a range larger than the result, and one cell."""
    page.write_column("A2", [2, 3])
    page.write_array_formula("D1:D3", "{=A1:A2*2}", None, 9)
    page.write_array_formula("E1", "{=SUM(A1:A2*{1;2})}", None, 9)


@written("xw-dates-1904.xlsx", {"A3": 1, "B3": 2}, date_1904=True)
def dates_1904(book: Workbook, page: Worksheet) -> None:
    """Dates counted from 1904."""
    style = book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_datetime("A3", dt.datetime(1904, 1, 2), style)
    page.write_formula("B3", "=A3+1", style, 9)


@written("xw-textes-en-ligne.xlsx", {"A3": "texte", "B3": "texte riche"}, constant_memory=True)
def inline(book: Workbook, page: Worksheet) -> None:
    """Texts in their cells, rich text among them."""
    page.write_string("A3", "texte")
    page.write_rich_string("B3", "texte ", book.add_format({"bold": True}), "riche")


@written("xw-textes-riches.xlsx", {"A3": "texte riche", "B3": "texte riche !"})
def rich(book: Workbook, page: Worksheet) -> None:
    """Rich shared text that a formula reads."""
    page.write_rich_string("A3", "texte ", book.add_format({"bold": True}), "riche")
    page.write_formula("B3", '=A3&" !"', None, "-")


@written("xw-feuilles-cachees.xlsx", {"Cachée!A1": 0.5, "Très cachée!A1": 1})
def hidden(book: Workbook, page: Worksheet) -> None:
    """Hidden and very hidden sheets with formulas."""
    one, two = book.add_worksheet("Cachée"), book.add_worksheet("Très cachée")
    one.write_formula("A1", "=Feuil1!C1*2", None, 9)
    two.write_formula("A1", "='Cachée'!A1*2", None, 9)
    one.hide()
    two.very_hidden()


@written("xw-mise-en-page.xlsx", {"A3": 0.25})
def layout(book: Workbook, page: Worksheet) -> None:
    """Protection, filters, outlines, frozen panes, print areas, merged cells, properties."""
    page.write_formula("A3", "=C1", None, 9)
    page.protect("secret")
    page.autofilter("A5:C9")
    page.set_row(6, None, None, {"level": 1, "hidden": True})
    page.freeze_panes(1, 1)
    page.print_area("A1:C9")
    page.repeat_rows(0)
    page.merge_range("A4:C4", "Titre")
    page.ignore_errors({"number_stored_as_text": "A1:C9"})
    book.set_custom_property("Convention", "COG 2012-2015")


@written("xw-sans-valeurs.xlsx", {"D1": 0.5, "D2": "Atteint", "D3": False})
def no_caches(book: Workbook, page: Worksheet) -> None:
    """Formulas without stored values, which openpyxl and others leave."""
    page.write_formula("D1", "=C1*2", None, "")
    page.write_formula("D2", '=COG_STATUS(0.95,"90%")', None, "")
    page.write_formula("D3", "=D1>1", None, "")


@written("xw-calcul-manuel.xlsx", {"D1": 0.5})
def manual(book: Workbook, page: Worksheet) -> None:
    """Manual calculation: a refresh is asked for, so it calculates; the mode stays."""
    book.set_calc_mode("manual")
    page.write_formula("D1", "=C1*2", None, 9)


@written("xw-erreurs.xlsx", {"D1": "#DIV/0!", "D2": "#N/A", "D3": "repli", "D4": True})
def errors(book: Workbook, page: Worksheet) -> None:
    """Errors, booleans and what catches them."""
    page.write_formula("D1", "=1/(C1-0.25)", None, 9)
    page.write_formula("D2", '=COG_ATTAINMENT(1,"cf. COG CNAMTS")', None, 9)
    page.write_formula("D3", '=IFERROR(D2,"repli")', None, 9)
    page.write_formula("D4", "=ISNA(D2)", None, 9)


@written("xw-longue.xlsx", {"C2500": 0.5, "D2500": 1})
def long(book: Workbook, page: Worksheet) -> None:
    """A long sheet: 2 500 rows with two formulas each."""
    for row in range(2, 2501):
        page.write_row(row - 1, 0, [2, 4])
        page.write_formula(row - 1, 2, f"=_xldudf_COG_RATE(A{row},B{row})", None, 9)
        page.write_formula(row - 1, 3, f"=C{row}*2", None, 9)


@written("xw-controles.xlsx", {"D1": 0.25})
def checkboxes(book: Workbook, page: Worksheet) -> None:
    """The cell check boxes of recent Excel, which are a style with a feature property bag."""
    page.insert_checkbox("A3", True)
    page.write_formula("D1", "=IF(A3,C1,0)", None, 9)
