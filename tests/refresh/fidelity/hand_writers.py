"""Packages in the form that Excel, Google Sheets, ClosedXML, EPPlus and POI give them."""

from __future__ import annotations

from tests.refresh.fidelity.case import case, zipped
from tests.refresh.fidelity.hand import HEAD, KIND, MAIN, OFFICE, parts, sheet
from tests.refresh.fidelity.hand_xml import prefixed

_ARRAYS = "http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"
METADATA = (
    f'{HEAD}<metadata xmlns="{MAIN}" xmlns:xda="{_ARRAYS}"><metadataTypes count="1"><metadataType '
    'name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1" '
    'splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" coerce="1" '
    'cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst><ext '
    'uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" '
    'fCollapsed="0"/></ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" '
    'v="0"/></bk></cellMetadata></metadata>'
)
_EXCEL_BEFORE = (
    '<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="27328"/>'
    '<workbookPr defaultThemeVersion="166925"/><bookViews><workbookView activeTab="0"/></bookViews>'
)
_METADATA_PART = {"xl/metadata.xml": (f"{KIND}sheetMetadata+xml", METADATA)}
_METADATA_LINK = [("rId60", "sheetMetadata", "metadata.xml")]


@case(
    "excel-365.xlsx",
    {"A1": "Réalisé", "C2": 0.25, "D2": "Non atteint", "E2": 125, "F2": 150, "G2": 200, "H2": 475},
)
def excel() -> bytes:
    """As Excel 365 saves an annex: shared strings, calculation chain, calls of an add-in as
    dynamic arrays (cm), a spill that has to grow, its metadata part."""
    rows = (
        '<row r="1" spans="1:8" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c>'
        '<c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2" spans="1:8" x14ac:dyDescent="0.25"><c r="A2"><v>1</v></c><c r="B2"><v>4</v></c>'
        '<c r="C2" cm="1"><f t="array" ref="C2">_xldudf_COG_RATE(A2,B2)</f><v>9</v></c>'
        '<c r="D2" t="str" cm="1"><f t="array" ref="D2">_xldudf_COG_STATUS(C2,"90%")</f>'
        "<v>Atteint</v></c>"
        '<c r="E2" cm="1"><f t="array" ref="E2:F2">_xldudf_COG_TRAJECTORY(100,A3:C3)</f><v>1</v>'
        '</c><c r="F2"><v>2</v></c><c r="H2"><f>SUM(E2:G2)</f><v>3</v></c></row>'
        '<row r="3" spans="1:8" x14ac:dyDescent="0.25"><c r="A3"><v>0.25</v></c>'
        '<c r="B3"><v>0.25</v></c><c r="C3"><v>0.5</v></c></row>'
    )
    body = sheet(
        rows,
        before='<sheetPr codeName="Feuil1"/><dimension ref="A1:H3"/><sheetViews><sheetView '
        'tabSelected="1" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15" '
        'x14ac:dyDescent="0.25"/>',
        after='<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" '
        'footer="0.3"/>',
        space=' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'mc:Ignorable="x14ac" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"',
    )
    chain = "".join(f'<c r="{cell}" i="1"/>' for cell in ("H2", "E2", "D2", "C2"))
    found = parts(
        body,
        before=_EXCEL_BEFORE,
        after='<calcPr calcId="191029"/>',
        strings=["<t>Réalisé</t>", "<r><rPr><b/></rPr><t>Cible </t></r><r><t>de l'année</t></r>"],
        book_relations=[*_METADATA_LINK, ("rId61", "calcChain", "calcChain.xml")],
        more={
            **_METADATA_PART,
            "xl/calcChain.xml": (
                f"{KIND}calcChain+xml",
                f'{HEAD}<calcChain xmlns="{MAIN}">{chain}</calcChain>',
            ),
        },
    )
    return zipped(found.items())


@case("excel-valeurs-enrichies.xlsx", {"A1": 0.25, "A2": 0.5, "B1": "#N/A"})
def rich_values() -> bytes:
    """Formatted numbers and errors with a message are rich values (vm): a new value drops the
    mark, an unchanged one keeps it."""
    rows = (
        '<row r="1"><c r="A1" cm="1" vm="1"><f t="array" ref="A1">_xldudf_COG_RATE(1,4)</f>'
        '<v>9</v></c><c r="B1" t="e" cm="1" vm="2"><f t="array" ref="B1">'
        '_xldudf_COG_ATTAINMENT(1,"cf. COG CNAMTS")</f><v>#N/A</v></c></row>'
        '<row r="2"><c r="A2" cm="1" vm="1"><f t="array" ref="A2">_xldudf_COG_RATE(1,2)</f>'
        "<v>0.5</v></c></row>"
    )
    found = parts(
        sheet(rows),
        before=_EXCEL_BEFORE,
        after='<calcPr calcId="191029"/>',
        book_relations=_METADATA_LINK,
        more=_METADATA_PART,
    )
    return zipped(found.items())


@case("excel-formules-partagees.xlsx", {"B1": 0.25, "B2": 0.5, "B3": 0.75, "C3": 1.5})
def shared_formulas() -> bytes:
    """A column filled down is one shared formula; one cell repeats its text."""
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">'
        '_xldudf_COG_RATE(A1,4)</f><v>9</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2">'
        '<f t="shared" si="0"/><v>9</v></c></row><row r="3"><c r="A3"><v>3</v></c><c r="B3">'
        '<f t="shared" si="0"/><v>9</v></c><c r="C3"><f ca="1">B3*2</f><v>18</v></c></row>'
    )
    return zipped(parts(sheet(rows), before=_EXCEL_BEFORE).items())


@case("excel-metadonnees-bloque.xlsx", {"A2": "#VALUE!", "C2": "occupée", "A3": "#VALUE!"})
def blocked() -> bytes:
    """A dynamic array whose way is blocked: an error, and the cell in the way stays."""
    rows = (
        '<row r="1"><c r="A1"><v>0.25</v></c><c r="B1"><v>0.25</v></c><c r="C1"><v>0.5</v></c>'
        '</row><row r="2"><c r="A2" cm="1"><f t="array" ref="A2:B2">'
        '_xldudf_COG_TRAJECTORY(100,A1:C1)</f><v>1</v></c><c r="B2"><v>2</v></c><c r="C2" t="s">'
        '<v>0</v></c></row><row r="3"><c r="A3"><f>A2+1</f><v>2</v></c></row>'
    )
    found = parts(
        sheet(rows),
        before=_EXCEL_BEFORE,
        strings=["<t>occupée</t>"],
        book_relations=_METADATA_LINK,
        more=_METADATA_PART,
    )
    return zipped(found.items())


@case("google-sheets.xlsx", {"A2": "taux", "B2": 0.25, "C2": 0.5, "D2": "Atteint"})
def google() -> bytes:
    """As Google Sheets exports: no calculation chain, styles on every cell, an array formula of
    one cell, several namespaces on the root, unknown functions as plain names."""
    rows = (
        '<row r="2"><c r="A2" s="1" t="s"><v>0</v></c><c r="B2" s="1" t="str">'
        "<f>COG_RATE(1,4)</f><v>#NAME?</v></c>"
        '<c r="C2" s="1"><f t="array" ref="C2">SUM(B2*{1;1})</f><v>0</v></c>'
        '<c r="D2" s="1" t="str"><f>COG_STATUS(0.95,"90%")</f><v>#NAME?</v></c></row>'
    )
    space = "".join(
        f' xmlns:{key}="http://schemas.{where}"'
        for key, where in (
            ("mx", "microsoft.com/office/mac/excel/2008/main"),
            ("mc", "openxmlformats.org/markup-compatibility/2006"),
            ("mv", "microsoft.com/office/mac/excel/2008/main/urn"),
        )
    )
    body = sheet(
        rows, before='<sheetFormatPr customHeight="1" defaultColWidth="12.63"/>', space=space
    )
    found = parts(body, strings=["<t>taux</t>"], before="<workbookPr/>")
    return zipped(found.items())


@case("closedxml.xlsx", {"A1": "taux", "B1": 0.25, "C1": "25", "D1": True})
def closedxml() -> bytes:
    """As ClosedXML writes: every element with the prefix x, values before nothing else, types
    on every cell."""
    rows = (
        '<row r="1" spans="1:4"><c r="A1" s="0" t="s"><v>0</v></c><c r="B1" s="0" t="n">'
        '<f>_xldudf_COG_RATE(1,4)</f><v>9</v></c><c r="C1" s="0" t="str"><f>TEXT(B1*100,"0")</f>'
        '<v>900</v></c><c r="D1" s="0" t="b"><f>B1&lt;1</f><v>0</v></c></row>'
    )
    found = parts(sheet(rows, before='<dimension ref="A1:D1"/>'), strings=["<t>taux</t>"])
    dressed = {
        name: prefixed(body.decode()).encode()
        if name.startswith("xl/") and not name.endswith(".rels")
        else body
        for name, body in found.items()
    }
    return zipped(dressed.items())


@case("epplus.xlsx", {"A1": "taux", "B1": 0.25, "C1": 0.5, "D1": "oui"})
def epplus() -> bytes:
    """As EPPlus writes: a byte-order mark, formulas without stored values, the part of shared
    strings named in absolute relations."""
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>_xldudf_COG_RATE(1,4)</f></c>'
        '<c r="C1"><f>B1*2</f><v /></c><c r="D1" t="str"><f>IF(C1=0.5,"oui","non")</f></c></row>'
    )
    found = parts(sheet(rows), strings=["<t>taux</t>"])
    links = found["xl/_rels/workbook.xml.rels"]
    found["xl/_rels/workbook.xml.rels"] = links.replace(b'Target="', b'Target="/xl/')
    return zipped((name, b"\xef\xbb\xbf" + body) for name, body in found.items())


@case("poi.xlsx", {"A1": "taux", "B1": 0.25, "C1": 0.5})
def poi() -> bytes:
    """As Apache POI streams: texts in their cells, descriptors after the data, no spans."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    body = (
        f'{head}<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetViews><sheetView '
        'workbookViewId="0" tabSelected="true"/></sheetViews><sheetFormatPr '
        'defaultRowHeight="15.0"/><sheetData>\n<row r="1">\n<c r="A1" t="inlineStr"><is><t>taux'
        '</t></is></c><c r="B1"><f>_xldudf_COG_RATE(1,4)</f><v>9.0</v></c>'
        '<c r="C1" t="n"><f>B1*2</f><v>18.0</v></c></row>\n</sheetData></worksheet>'
    )
    return zipped(parts(body, after='<calcPr calcId="0" fullCalcOnLoad="true"/>').items())


@case("texte-partage-en-resultat.xlsx", {"A1": "texte", "B1": "Atteint", "C1": 0.25})
def shared_result() -> bytes:
    """Formula results stored as shared and inline strings, which unusual writers do."""
    rows = (
        '<row r="1"><c r="A1" t="s"><f>"tex"&amp;"te"</f><v>0</v></c><c r="B1" t="inlineStr">'
        '<f>_xldudf_COG_STATUS(0.95,"90%")</f><is><t>Non atteint</t></is></c>'
        '<c r="C1"><f>_xldudf_COG_RATE(1,4)</f></c></row>'
    )
    return zipped(parts(sheet(rows), strings=["<t>texte</t>"]).items())


@case("complement-web.xlsx", {"C1": 0.25, "D1": 0.5})
def web_extension() -> bytes:
    """A workbook that names the add-in of its functions (task pane and web extension parts)."""
    kind = "http://schemas.microsoft.com/office/2011/relationships/webextension"
    we = "http://schemas.microsoft.com/office/webextensions"
    found = parts(
        more={
            "xl/webextensions/taskpanes.xml": (
                "application/vnd.ms-office.webextensiontaskpanes+xml",
                f'{HEAD}<wetp:taskpanes xmlns:wetp="{we}/taskpanes/2010/11"><wetp:taskpane '
                'dockstate="right" visibility="0" width="350" row="4"><wetp:webextensionref '
                f'xmlns:r="{OFFICE}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>',
            ),
            "xl/webextensions/webextension1.xml": (
                "application/vnd.ms-office.webextension+xml",
                f'{HEAD}<we:webextension xmlns:we="{we}/webextension/2010/11" '
                'id="{635BF0CD-42CC-4174-B8D2-6D375C9A759E}"><we:reference id="cog" '
                'version="1.0.0.0" store="developer" storeType="Registry"/></we:webextension>',
            ),
            "xl/webextensions/_rels/taskpanes.xml.rels": (
                "",
                f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                f'relationships"><Relationship Id="rId1" Type="{kind}" '
                'Target="webextension1.xml"/></Relationships>',
            ),
        }
    )
    found["_rels/.rels"] = found["_rels/.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId2" Type="{kind}taskpanes" Target="xl/webextensions/taskpanes.xml"/>'
        "</Relationships>".encode(),
    )
    return zipped(found.items())
