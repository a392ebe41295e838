"""Cells and rows that stand out of order, twice or nowhere, and what is written between them."""

from __future__ import annotations

from tests.refresh.fidelity.case import case, zipped
from tests.refresh.fidelity.hand import KIND, MAIN, RATE, ROW, parts, sheet
from tests.refresh.fidelity.hand_xml import GROWN, book, prefixed

#: The first row of :data:`ROW` with its cells from right to left, below a second one.
_REVERSED = (
    '<row r="3"><c r="B3"><f>A3+C1</f><v>0</v></c><c r="A3"><v>2</v></c></row>'
    '<row r="1"><c r="D1"><f>C1*2</f><v>18</v></c><c r="B1"><v>4</v></c>'
    '<c r="C1"><f>_xldudf_COG_RATE(A1,B1)</f><v>9</v></c><c r="A1"><v>1</v></c></row>'
)
_TWICE = (
    f'{ROW}<row r="2"><c r="A2"><v>5</v></c></row>'
    '<row r="1"><c r="E1"><f>D1+A2</f><v>0</v></c></row>'
)


@case("lignes-en-desordre.xlsx", RATE | {"B3": 2.25})
def disorder() -> bytes:
    """Rows from the last to the first, cells from right to left."""
    return book(sheet(_REVERSED))


@case("lignes-en-desordre-prefixe.xlsx", RATE | {"B3": 2.25})
def disorder_with_prefix() -> bytes:
    """The same under a namespace prefix, which only the exact reader knows."""
    return book(prefixed(sheet(_REVERSED)))


@case("lignes-en-desordre-debordement.xlsx", GROWN | {"A4": 3})
def disorder_and_growing_array() -> bytes:
    """A dynamic array that grows in a row given before the one above it."""
    rows = (
        '<row r="4"><c r="A4"><f>1+2</f><v>0</v></c></row>'
        '<row r="2" spans="1:2"><c r="A2" cm="1"><f t="array" ref="A2:B2">'
        '_xldudf_COG_TRAJECTORY(100,A1:C1)</f><v>1</v></c><c r="B2"><v>2</v></c>'
        '<c r="E2" t="inlineStr"><is><t>témoin</t></is></c></row>'
        '<row r="1"><c r="A1"><v>0.25</v></c><c r="B1"><v>0.25</v></c><c r="C1"><v>0.5</v></c>'
        "</row>"
    )
    return book(sheet(rows))


@case("lignes-en-double.xlsx", RATE | {"E1": 5.5})
def rows_twice() -> bytes:
    """The first row in two pieces, another one between them."""
    return book(sheet(_TWICE))


@case("lignes-en-double-prefixe.xlsx", RATE | {"E1": 5.5})
def rows_twice_with_prefix() -> bytes:
    """The same under a namespace prefix."""
    return book(prefixed(sheet(_TWICE)))


@case("cellules-en-double.xlsx", RATE | {"A1": 1, "B1": 4})
def cells_twice() -> bytes:
    """Cells given twice: once without content, before or after, and once with the same."""
    row = (
        ROW.replace('<c r="A1">', '<c r="A1" s="1"/><c r="A1">')
        .replace('<c r="C1">', '<c r="B1" s="1"/><c r="C1">')
        .replace('<c r="D1">', '<c r="B1"><v>4</v></c><c r="D1">')
    )
    return book(prefixed(sheet(row)))


@case("references-nulles.xlsx", RATE | {"E1": 0.75})
def no_such_cell() -> bytes:
    """References "0" for a row, a cell, the sheet's extent and a shared formula's range."""
    row = ROW.replace('r="B1"', 'r="0"').replace('<row r="1">', '<row r="0">')
    shared = '<c r="E1"><f t="shared" ref="0" si="0">C1+D1</f><v>0</v></c></row>'
    return book(sheet(row.replace("</row>", shared), before='<dimension ref="0"/>'))


@case("formules-sans-texte.xlsx", RATE | {"E1": 0.125, "F1": 1})
def textless() -> bytes:
    """Cells marked as volatile formulas without a text: values, as Excel reads them."""
    row = ROW.replace('<c r="A1"><v>', '<c r="A1"><f ca="1"/><v>')
    cells = '<c r="E1"><f>A1/8</f><v>0</v></c><c r="F1"><f ca="1"></f><v>1</v></c></row>'
    return book(sheet(row.replace("</row>", cells)))


@case(
    "espaces-dans-les-cellules.xlsx",
    {"A1": 2, "B1": 4, "C1": 0.5, "D1": "Atteint", "E1": 1, "F1": 5},
)
def white_space() -> bytes:
    """Spaces and line breaks around formulas and values whose type changes, or appear."""
    row = (
        '<row r="1">\n <c r="A1"> <v>2</v> </c>\n <c r="B1"> <v>4</v>\n </c>\n'
        ' <c r="C1" t="str"> <f>_xldudf_COG_RATE(A1,B1)</f> <v>vide</v> </c>'
        ' <c r="D1">\n  <f>_xldudf_COG_STATUS(C1,"50%")</f>\n  <v>0</v>\n </c>'
        ' <c r="E1"> <f>C1*2</f> </c> <c r="F1" t="e"> <f>A1+3</f>\t<v>#N/A</v>\t</c> </row>'
    )
    return book(sheet(row))


@case("espaces-dans-les-cellules-remplies.xlsx", {"A2": 125, "B2": 150, "C2": "fin"})
def white_space_in_filled_cells() -> bytes:
    """Spaces inside cells that an array formula fills."""
    rows = (
        '<row r="1"><c r="A1"><v>0.25</v></c><c r="B1"><v>0.25</v></c></row>'
        '<row r="2"><c r="A2"> <f t="array" ref="A2:B2">_xldudf_COG_TRAJECTORY(100,A1:B1)</f> '
        '<v>1</v> </c><c r="B2" t="str"> <v>x</v> </c>'
        '<c r="C2" t="inlineStr"> <is><t>fin</t></is> </c></row>'
    )
    return book(sheet(rows))


@case("quinze-chiffres.xlsx", RATE | {"E1": 0.9, "F1": 1 / 3, "G1": 0.333333333333})
def fifteen_digits() -> bytes:
    """Results stored with 15 digits, as LibreOffice does: they are not written anew.

    0.3 × 3 is 0.8999999999999999 in binary; a result stored with 12 digits is another one.
    """
    cells = (
        '<c r="E1"><f>0.3*3</f><v>0.9</v></c>'
        '<c r="F1"><f>_xldudf_COG_RATE(1,3)</f><v>0.333333333333333</v></c>'
        '<c r="G1"><f>_xldudf_COG_RATE(1,3)</f><v>0.333333333333</v></c></row>'
    )
    return book(sheet(ROW.replace("</row>", cells)))


@case("liens-par-chemin.xlsx", RATE | {"A2": 10, "B2": 11, "C2": 12, "D2": 13, "E2": 46})
def links_by_path() -> bytes:
    """Other workbooks named by their paths, as other programs write them: stored values stay."""
    links = [
        "'file:///C:/suivi/[autre.xlsx]Feuil1'!A1",
        "['file:///C:/suivi/autre.xlsx']Feuil1!A1",
        "'[autre.xlsx]Feuil 1'!$A$1",
        "'file:///home/suivi/autre.ods'#$Feuil1.A1",
    ]
    cells = "".join(
        f'<c r="{letter}2"><f>{link}</f><v>{value}</v></c>'
        for letter, link, value in zip("ABCD", links, (10, 11, 12, 13), strict=True)
    )
    total = '<c r="E2"><f>SUM(A2:D2)</f><v>0</v></c>'
    return book(sheet(f'{ROW}<row r="2">{cells}{total}</row>'))


@case("titres-disparus.xlsx", RATE | {"E1": 4.25})
def lost_names() -> bytes:
    """Print titles, areas and filters whose sheet or cells are gone."""
    lost = [
        ("_xlnm.Print_Titles", "0", "Disparue!$1:$2"),
        ("_xlnm.Print_Area", "0", "#REF!$A$1:#REF!"),
        ("_xlnm._FilterDatabase", "0", "Feuil1!$A$0:$B$0"),
    ]
    names = "".join(
        f'<definedName name="{name}" localSheetId="{scope}">{text}</definedName>'
        for name, scope, text in lost
    )
    kept = '<definedName name="Base">Feuil1!$B$1</definedName>'
    row = ROW.replace("</row>", '<c r="E1"><f>Base+C1</f><v>0</v></c></row>')
    found = parts(sheet(row), after=f"<definedNames>{names}{kept}</definedNames>")
    return zipped(found.items())


@case("tableau-dollars.xlsx", RATE | {"A6": 12, "B6": 0.25})
def absolute_table() -> bytes:
    """A table whose range is written with dollars, and one whose range is lost."""
    kind = f"{KIND}table+xml"
    rows = (
        '<row r="3"><c r="A3" t="inlineStr"><is><t>Actes</t></is></c>'
        '<c r="B3" t="inlineStr"><is><t>Base</t></is></c></row>'
        '<row r="4"><c r="A4"><v>5</v></c><c r="B4"><v>4</v></c></row>'
        '<row r="5"><c r="A5"><v>7</v></c><c r="B5"><v>8</v></c></row>'
        '<row r="6"><c r="A6"><f>SUM(Suivi[Actes])</f><v>0</v></c>'
        '<c r="B6"><f>_xldudf_COG_RATE(1,MIN(Suivi[Base]))</f><v>0</v></c></row>'
    )
    tables = "".join(f'<tablePart r:id="rId{number}"/>' for number in (1, 2))
    found = parts(
        sheet(ROW + rows, after=f'<tableParts count="2">{tables}</tableParts>'),
        sheet_relations=[(f"rId{n}", "table", f"../tables/table{n}.xml") for n in (1, 2)],
        more={
            "xl/tables/table1.xml": (kind, _table(1, "Suivi", "$A$3:$B$5")),
            "xl/tables/table2.xml": (kind, _table(2, "Perdu", "#REF!")),
        },
    )
    return zipped(found.items())


def _table(number: int, name: str, area: str) -> str:
    return (
        f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{area}" '
        f'totalsRowShown="0"><tableColumns count="2"><tableColumn id="1" name="Actes"/>'
        '<tableColumn id="2" name="Base"/></tableColumns></table>'
    )
