"""The same cells in every XML dress: encodings, prefixes, comments, missing references."""

from __future__ import annotations

import codecs
import re

from tests.refresh.fidelity.case import case, zipped
from tests.refresh.fidelity.hand import MAIN, OFFICE, RATE, ROW, parts, sheet

SHEET = "xl/worksheets/sheet1.xml"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
#: A dynamic array of two stored values that now has three, after an empty styled cell.
GROWING = (
    '<row r="1"><c r="A1"><v>0.25</v></c><c r="B1"><v>0.25</v></c><c r="C1"><v>0.5</v></c></row>'
    '<row r="2" spans="1:2"><c r="A2" cm="1"><f t="array" ref="A2:B2">'
    '_xldudf_COG_TRAJECTORY(100,A1:C1)</f><v>1</v></c><c r="B2"><v>2</v></c>'
    '<c r="E2" t="inlineStr"><is><t>témoin</t></is></c></row>'
)
GROWN = {"A2": 125, "B2": 150, "C2": 200, "E2": "témoin"}


def book(body: str | bytes, **options: object) -> bytes:
    """Return a workbook whose only sheet is ``body``."""
    found = parts(sheet(), **options)
    found[SHEET] = body.encode() if isinstance(body, str) else body
    return zipped(found.items())


def prefixed(text: str, prefix: str = "x") -> str:
    """Put a namespace prefix on every element of the main namespace."""
    head, root = text.split("?>", 1)
    root = re.sub(r"<(/?)(?=[a-zA-Z]+[\s/>])", rf"<\1{prefix}:", root)
    return f"{head}?>" + root.replace(f'xmlns="{MAIN}"', f'xmlns:{prefix}="{MAIN}"')


@case("xml-bom.xlsx", RATE)
def byte_order_mark() -> bytes:
    """Every part starts with a UTF-8 byte-order mark."""
    found = {name: codecs.BOM_UTF8 + body for name, body in parts().items()}
    return zipped(found.items())


@case("xml-utf16le.xlsx", RATE | {"E1": "né à Sète, 12 €"})
def utf16_little() -> bytes:
    """A sheet in UTF-16, little-endian with its mark, with accents and a euro sign."""
    text = _with_text(sheet()).replace("UTF-8", "UTF-16")
    return book(codecs.BOM_UTF16_LE + text.encode("utf-16-le"))


@case("xml-utf16be.xlsx", RATE | {"E1": "né à Sète, 12 €"})
def utf16_big_everywhere() -> bytes:
    """Every part in UTF-16, big-endian: the engine's copy is written anew."""
    found = parts(_with_text(sheet()))
    texts = {name: body.decode().replace("UTF-8", "UTF-16") for name, body in found.items()}
    return zipped(
        (name, codecs.BOM_UTF16_BE + text.encode("utf-16-be")) for name, text in texts.items()
    )


@case("xml-latin1.xlsx", RATE | {"E1": "né à Sète, 12 €", "F1": "12 €"})
def latin1() -> bytes:
    """A sheet in ISO-8859-1: a calculated euro sign has to be a numeric reference."""
    text = _with_text(sheet()).replace("UTF-8", "ISO-8859-1").replace("€", "&#8364;")
    formula = '<c r="F1" t="str"><f>"12 "&amp;UNICHAR(8364)</f><v>-</v></c></row>'
    return book(text.replace("</row>", formula, 1).encode("latin-1"))


def _with_text(text: str) -> str:
    cell = '<c r="E1" t="inlineStr"><is><t>né à Sète, 12 €</t></is></c>'
    return text.replace("</row>", f"{cell}</row>", 1)


@case("xml-sans-declaration.xlsx", RATE)
def no_declaration() -> bytes:
    """A sheet without XML declaration."""
    return book(sheet().split("?>\r\n", 1)[1])


@case("xml-prefixe.xlsx", RATE)
def prefix() -> bytes:
    """Namespace prefixes: x:c, x:f, x:v."""
    return book(prefixed(sheet()))


@case("xml-prefixe-debordement.xlsx", GROWN)
def prefix_and_growing_array() -> bytes:
    """A dynamic array that grows in a prefixed sheet: the new cell takes the prefix."""
    return book(prefixed(sheet(GROWING, before='<dimension ref="A1:E2"/>')))


@case("xml-prefixe-partout.xlsx", RATE)
def prefix_in_the_workbook() -> bytes:
    """Prefixes in the workbook part too."""
    found = parts(prefixed(sheet()))
    found["xl/workbook.xml"] = prefixed(found["xl/workbook.xml"].decode(), "ss").encode()
    return zipped(found.items())


@case("xml-commentaires.xlsx", RATE)
def comments() -> bytes:
    """XML comments between and inside cells, one of which looks like a formula cell."""
    text = sheet().replace("<row", '<!-- <c r="A9"><f>1+1</f><v>2</v></c> --><row', 1)
    return book(text.replace("<f>C1*2</f>", "<f>C1*2</f><!-- double -->"))


@case("xml-cdata.xlsx", RATE | {"E1": "a<b"})
def cdata() -> bytes:
    """CDATA sections in a formula, a value and a text."""
    text = sheet().replace("<f>C1*2</f><v>18</v>", "<f><![CDATA[C1*2]]></f><v><![CDATA[18]]></v>")
    cell = '<c r="E1" t="str"><f><![CDATA[IF(C1<1,"a<b","c")]]></f><v>c</v></c></row>'
    return book(text.replace("</row>", cell))


@case("xml-entites.xlsx", {"C1": 0.25, "D1": "R&D <x>"})
def entities() -> bytes:
    """Numeric references and predefined entities in formulas and values."""
    formula = "<f>IF(C1&#60;1,&quot;R&amp;amp;D &lt;x&gt;&quot;,&#34;&#34;)</f>"
    row = ROW.replace("<f>C1*2</f><v>18</v>", formula.replace("&amp;amp;", "&amp;"))
    return book(sheet(row.replace('<c r="D1">', '<c r="D1" t="str">')))


@case("xml-sans-references.xlsx", RATE)
def no_references() -> bytes:
    """Rows and cells without r: their place is their rank."""
    return book(re.sub(r'(<(?:row|c)) r="\w+"', r"\1", sheet()))


@case("xml-sans-references-debordement.xlsx", GROWN)
def no_references_and_growing_array() -> bytes:
    """A dynamic array that grows among cells without r, beside one that has it."""
    rows = re.sub(r'<(row|c) r="(?!E)\w+"', r"<\1", GROWING)
    return book(sheet(rows))


@case("xml-apostrophes.xlsx", RATE)
def single_quotes() -> bytes:
    """Attributes in single quotes, in another order, with spaces."""
    text = sheet().replace('<c r="C1">', "<c  s = '1' r = 'C1' >").replace("<v>9</v>", "<v >9</v >")
    return book(text.replace('<row r="1">', "<row spans='1:4' r='1'>"))


@case("xml-indente.xlsx", RATE)
def indented() -> bytes:
    """A sheet indented over many lines."""
    text = re.sub(r"(<(?:row|c|f|sheetData)[ >])", r"\n    \1", sheet())
    return book(text.replace("</c>", "\n    </c>").replace("</row>", "\n  </row>\n"))


@case("xml-valeurs-vides.xlsx", RATE | {"E1": "", "F1": 3})
def empty_values() -> bytes:
    """Formulas with <v/>, <v></v> and no value at all."""
    row = ROW.replace("<v>9</v>", "<v/>").replace("<v>18</v>", "<v></v>")
    cells = '<c r="E1" t="str"><f>""</f><v/></c><c r="F1"><f>A1+2</f></c></row>'
    return book(sheet(row.replace("</row>", cells)))


@case("strict.xlsx", RATE | {"E1": "texte", "F1": 44562, "G1": 44563})
def strict() -> bytes:
    """Strict OOXML, with a date written in full and a formula that counts from it."""
    cells = (
        '<c r="E1" t="s"><v>0</v></c><c r="F1" s="2" t="d"><v>2022-01-01</v></c>'
        '<c r="G1"><f>F1+1</f><v>0</v></c></row>'
    )
    found = parts(sheet(ROW.replace("</row>", cells)), strings=["<t>texte</t>"])
    return zipped((name, strictly(body)) for name, body in found.items())


@case("strict-1904.xlsx", {"A2": 1, "B2": 125, "C2": 150, "D2": 200})
def strict_1904() -> bytes:
    """Strict OOXML, dates from 1904, a dynamic array that grows."""
    rows = GROWING.split("<row", 2)[1]
    found = parts(
        sheet(
            f"<row{rows}"
            '<row r="2"><c r="A2"><f>DATE(1904,1,2)</f></c><c r="B2" cm="1"><f t="array" ref="B2">'
            "_xldudf_COG_TRAJECTORY(100,A1:C1)</f><v>1</v></c></row>"
        ),
        before='<workbookPr date1904="1"/>',
    )
    return zipped((name, strictly(body)) for name, body in found.items())


def strictly(body: bytes) -> bytes:
    """Return a part in the namespaces of Strict OOXML."""
    for usual, name in STRICT.items():
        body = body.replace(usual.encode(), name.encode())
    return body


@case("dates-en-lettres.xlsx", {"A1": 44562, "B1": 44592, "C1": 30})
def dates_as_text() -> bytes:
    """Dates of type d in an ordinary workbook, one of them the stored result of a formula."""
    row = (
        '<row r="1"><c r="A1" s="2" t="d"><v>2022-01-01T00:00:00</v></c>'
        '<c r="B1" s="2" t="d"><f>A1+30</f><v>2022-01-31</v></c><c r="C1"><f>B1-A1</f></c></row>'
    )
    return book(sheet(row))


@case("espaces-et-controles.xlsx", {"A1": "  bords  ", "B1": "a\nb", "C1": 0.25})
def spaces() -> bytes:
    """Texts with spaces at their edges and line breaks, calculated anew."""
    row = (
        '<row r="1"><c r="A1" t="str"><f>"  bords"&amp;"  "</f><v>x</v></c>'
        '<c r="B1" t="str"><f>"a"&amp;CHAR(10)&amp;"b"</f><v>x</v></c>'
        '<c r="C1"><f>_xldudf_COG_RATE(1,4)</f></c></row>'
    )
    return book(sheet(row))
