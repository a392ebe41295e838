"""What Excel keeps around the cells: links, connections, pivots, slicers, controls, threads."""

from __future__ import annotations

from tests.refresh.fidelity.case import case, zipped
from tests.refresh.fidelity.hand import (
    HEAD,
    KIND,
    MAIN,
    OFFICE,
    RATE,
    ROW,
    parts,
    relations,
    sheet,
)
from tests.refresh.fidelity.hand_xml import strictly

_MICROSOFT = "http://schemas.microsoft.com/office"
_EXT = f"{_MICROSOFT}/spreadsheetml/2009/9/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SPACES = f' xmlns:x14="{_EXT}" xmlns:xm="{_MICROSOFT}/excel/2006/main"'


def extension(uri: str, body: str) -> str:
    """Return an extension list with one entry."""
    return f'<extLst><ext uri="{{{uri}}}" xmlns:x14="{_EXT}">{body}</ext></extLst>'


@case("lien-externe.xlsx", {"A1": 14, "A2": 3.25, "A3": 10})
def external_link() -> bytes:
    """Formulas that read another workbook, whose values Excel stored here."""
    rows = (
        '<row r="1"><c r="A1"><f>[1]Données!A1*B1</f><v>10</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f>\'[1]Données\'!$A$2+COG_RATE(1,4)</f><v>9</v></c></row>'
        '<row r="3"><c r="A3"><f>SUM([1]Données!A1:A2)</f><v>5</v></c></row>'
    )
    stored = (
        '<sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>7</v></cell></row>'
        '<row r="2"><cell r="A2"><v>3</v></cell></row></sheetData></sheetDataSet>'
    )
    found = parts(
        sheet(rows),
        after='<externalReferences><externalReference r:id="rId70"/></externalReferences>',
        book_relations=[("rId70", "externalLink", "externalLinks/externalLink1.xml")],
        more={
            "xl/externalLinks/externalLink1.xml": (
                f"{KIND}externalLink+xml",
                f'{HEAD}<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1">'
                f'<sheetNames><sheetName val="Données"/></sheetNames>{stored}</externalBook>'
                "</externalLink>",
            ),
            "xl/externalLinks/_rels/externalLink1.xml.rels": (
                "",
                relations([("rId1", "externalLinkPath", "!autre.xlsx")]),
            ),
        },
    )
    return zipped(found.items())


@case("connexion-de-donnees.xlsx", RATE)
def connection() -> bytes:
    """A data connection and its query table."""
    table = f'{HEAD}<queryTable xmlns="{MAIN}" name="budget" connectionId="1" autoFormatId="16"/>'
    found = parts(
        book_relations=[("rId71", "connections", "connections.xml")],
        sheet_relations=[("rId1", "queryTable", "../queryTables/queryTable1.xml")],
        more={
            "xl/connections.xml": (
                f"{KIND}connections+xml",
                f'{HEAD}<connections xmlns="{MAIN}"><connection id="1" name="budget" type="6" '
                'refreshedVersion="8" background="1" saveData="1"><textPr codePage="65001" '
                'sourceFile="budget.csv" decimal="," thousands=" " semicolon="1"><textFields>'
                "<textField/></textFields></textPr></connection></connections>",
            ),
            "xl/queryTables/queryTable1.xml": (f"{KIND}queryTable+xml", table),
        },
    )
    return zipped(found.items())


@case("commentaires-en-fil.xlsx", RATE)
def threaded_comments() -> bytes:
    """A threaded comment, the person who wrote it, and the old note that stands in for it."""
    threads = f"{_MICROSOFT}/spreadsheetml/2018/threadedcomments"
    person, thread = (
        "{11111111-2222-4333-8444-555555555555}",
        "{AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE}",
    )
    shape = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:'
        'excel"><v:shape id="_x0000_s1025" type="#_x0000_t202" style="visibility:hidden">'
        "<x:ClientData "
        'ObjectType="Note"><x:Row>0</x:Row><x:Column>2</x:Column></x:ClientData></v:shape></xml>'
    )
    found = parts(
        sheet(after='<legacyDrawing r:id="rId3"/>'),
        book_relations=[
            ("rId72", f"{_MICROSOFT}/2017/10/relationships/person", "persons/person.xml")
        ],
        sheet_relations=[
            ("rId1", "comments", "../comments1.xml"),
            (
                "rId2",
                f"{_MICROSOFT}/2017/10/relationships/threadedComment",
                "../threadedComments/threadedComment1.xml",
            ),
            ("rId3", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ],
        more={
            "xl/comments1.xml": (
                f"{KIND}comments+xml",
                f'{HEAD}<comments xmlns="{MAIN}"><authors><author>tc={thread}</author></authors>'
                '<commentList><comment ref="C1" authorId="0"><text><t>[Commentaire en fil]</t>'
                "</text>"
                "</comment></commentList></comments>",
            ),
            "xl/threadedComments/threadedComment1.xml": (
                "application/vnd.ms-excel.threadedcomments+xml",
                f'{HEAD}<ThreadedComments xmlns="{threads}"><threadedComment ref="C1" '
                f'dT="2020-01-01T00:00:00.00" personId="{person}" id="{thread}"><text>À vérifier'
                "</text></threadedComment></ThreadedComments>",
            ),
            "xl/persons/person.xml": (
                "application/vnd.ms-excel.person+xml",
                f'{HEAD}<personList xmlns="{threads}"><person displayName="Agent" id="{person}" '
                'userId="agent" providerId="None"/></personList>',
            ),
            "xl/drawings/vmlDrawing1.vml": ("", shape),
        },
    )
    return zipped(found.items())


#: Two columns of data and the pivot table that sums them.
_SOURCE = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Groupe</t></is></c><c r="B1" t="inlineStr"><is><t>'
    'Montant</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Personnel</t></is></c>'
    '<c r="B2"><f>_xldudf_COG_RATE(1,4)*100</f><v>9</v></c></row>'
)


def _pivot(rows: str, after: str = "", book_after: str = "", **more: object) -> dict[str, bytes]:
    cache = "pivotCache/pivotCacheDefinition1.xml"
    extra = more.get("more", {})
    assert isinstance(extra, dict)
    return parts(
        sheet(rows, after=after),
        after=f'<pivotCaches><pivotCache cacheId="1" r:id="rId73"/></pivotCaches>{book_after}',
        book_relations=[
            ("rId73", "pivotCacheDefinition", cache),
            *more.get("book_relations", []),
        ],
        sheet_relations=[
            ("rId1", "pivotTable", "../pivotTables/pivotTable1.xml"),
            *more.get("sheet_relations", []),
        ],
        more={
            f"xl/{cache}": (
                f"{KIND}pivotCacheDefinition+xml",
                f'{HEAD}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" '
                'recordCount="1"><cacheSource type="worksheet"><worksheetSource '
                'ref="A1:B2" sheet="Feuil1"/></cacheSource><cacheFields count="2"><cacheField '
                'name="Groupe" numFmtId="0"><sharedItems count="1"><s v="Personnel"/></sharedItems>'
                '</cacheField><cacheField name="Montant" numFmtId="0"><sharedItems '
                'containsSemiMixedTypes="0" containsString="0" containsNumber="1" minValue="9" '
                'maxValue="9"/></cacheField></cacheFields></pivotCacheDefinition>',
            ),
            "xl/pivotCache/pivotCacheRecords1.xml": (
                f"{KIND}pivotCacheRecords+xml",
                f'{HEAD}<pivotCacheRecords xmlns="{MAIN}" count="1"><r><x v="0"/><n v="9"/></r>'
                "</pivotCacheRecords>",
            ),
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": (
                "",
                relations([("rId1", "pivotCacheRecords", "pivotCacheRecords1.xml")]),
            ),
            "xl/pivotTables/pivotTable1.xml": (
                f"{KIND}pivotTable+xml",
                f'{HEAD}<pivotTableDefinition xmlns="{MAIN}" name="TCD" cacheId="1" '
                'dataCaption="Valeurs" updatedVersion="8" createdVersion="8"><location ref="E1:F3" '
                'firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
                '<pivotField axis="axisRow" showAll="0"><items count="2"><item x="0"/><item '
                't="default"/></items></pivotField><pivotField dataField="1" showAll="0"/>'
                '</pivotFields><rowFields count="1"><field x="0"/></rowFields><rowItems count="2">'
                '<i><x/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems>'
                '<dataFields count="1"><dataField name="Somme" fld="1" baseField="0" baseItem="0"/>'
                "</dataFields></pivotTableDefinition>",
            ),
            "xl/pivotTables/_rels/pivotTable1.xml.rels": (
                "",
                relations([("rId1", "pivotCacheDefinition", f"../{cache}")]),
            ),
            **extra,
        },
    )


@case("tableau-croise.xlsx", {"B2": 25, "C2": 3})
def pivot_table() -> bytes:
    """A pivot table with its cache; what it shows and GETPIVOTDATA stay as Excel left them."""
    rows = _SOURCE.replace(
        "</row>",
        '<c r="E1" t="inlineStr"><is><t>Étiquettes</t></is></c></row>',
        1,
    )
    head, _, tail = rows.rpartition("</row>")
    cells = (
        '<c r="C2"><f>GETPIVOTDATA("Montant",$E$1)</f><v>3</v></c><c r="E2" t="inlineStr"><is><t>'
        'Personnel</t></is></c><c r="F2"><v>9</v></c></row>'
    )
    return zipped(_pivot(f"{head}{cells}{tail}").items())


@case("segments.xlsx", {"B2": 25})
def slicers() -> bytes:
    """A slicer on a pivot table, with its cache and its extension lists."""
    found = _pivot(
        _SOURCE,
        after=extension(
            "A8765BA9-456A-4dab-B4F3-ACF838C121DE",
            '<x14:slicerList><x14:slicer r:id="rId2"/></x14:slicerList>',
        ),
        book_after=extension(
            "BBE1A952-AA13-448e-AADC-164F8A28A991",
            '<x14:slicerCaches><x14:slicerCache r:id="rId74"/></x14:slicerCaches>',
        ),
        book_relations=[
            (
                "rId74",
                f"{_MICROSOFT}/2007/relationships/slicerCache",
                "slicerCaches/slicerCache1.xml",
            )
        ],
        sheet_relations=[
            ("rId2", f"{_MICROSOFT}/2007/relationships/slicer", "../slicers/slicer1.xml")
        ],
        more={
            "xl/slicers/slicer1.xml": (
                "application/vnd.ms-excel.slicer+xml",
                f'{HEAD}<slicers xmlns="{_EXT}"><slicer name="Groupe" cache="Segment_Groupe" '
                'caption="Groupe" rowHeight="241300"/></slicers>',
            ),
            "xl/slicerCaches/slicerCache1.xml": (
                "application/vnd.ms-excel.slicerCache+xml",
                f'{HEAD}<slicerCacheDefinition xmlns="{_EXT}" name="Segment_Groupe" '
                'sourceName="Groupe"><pivotTables><pivotTable tabId="1" name="TCD"/></pivotTables>'
                '<data><tabular pivotCacheId="1"><items count="1"><i x="0" s="1"/></items>'
                "</tabular></data></slicerCacheDefinition>",
            ),
        },
    )
    return zipped(found.items())


@case("controles-de-formulaire.xlsx", RATE)
def form_controls() -> bytes:
    """A check box of the form tools, linked to a cell: control properties, VML, drawing."""
    shape = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:'
        'excel"><v:shape id="_x0000_s1025" type="#_x0000_t201"><x:ClientData ObjectType="Checkbox">'
        "<x:FmlaLink>$E$1</x:FmlaLink></x:ClientData></v:shape></xml>"
    )
    after = (
        '<legacyDrawing r:id="rId1"/><controls><control shapeId="1025" r:id="rId2" '
        'name="Case à cocher 1"/></controls>'
    )
    found = parts(
        sheet(after=after),
        sheet_relations=[
            ("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
            ("rId2", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
        ],
        more={
            "xl/drawings/vmlDrawing1.vml": ("", shape),
            "xl/ctrlProps/ctrlProp1.xml": (
                "application/vnd.ms-excel.controlproperties+xml",
                f'{HEAD}<formControlPr xmlns="{_EXT}" objectType="CheckBox" fmlaLink="$E$1"/>',
            ),
        },
    )
    return zipped(found.items())


@case("formes.xlsx", RATE)
def shapes() -> bytes:
    """A drawn shape with text, and a printer's settings."""
    drawing = (
        f'{HEAD}<xdr:wsDr xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main">'
        "<xdr:twoCellAnchor><xdr:from><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1"
        "</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>6</xdr:col><xdr:colOff>0"
        '</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp macro="" '
        'textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="Flèche"/><xdr:cNvSpPr/></xdr:nvSpPr>'
        '<xdr:spPr><a:prstGeom prst="rightArrow"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody>'
        "<a:bodyPr/><a:p><a:r><a:t>À signer</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    found = parts(
        sheet(after='<pageSetup paperSize="9" r:id="rId2"/><drawing r:id="rId1"/>'),
        sheet_relations=[
            ("rId1", "drawing", "../drawings/drawing1.xml"),
            ("rId2", "printerSettings", "../printerSettings/printerSettings1.bin"),
        ],
        more={
            "xl/drawings/drawing1.xml": (
                "application/vnd.openxmlformats-officedocument.drawing+xml",
                drawing,
            ),
            "xl/printerSettings/printerSettings1.bin": ("", "P\0D\0F\0"),
        },
    )
    return zipped(found.items())


@case("extensions-mfc.xlsx", RATE)
def extended_formats() -> bytes:
    """Conditional formats that live in the extension list: a data bar and an icon set whose
    limits are formulas, beside a plain one that cites one of our functions."""
    rule = (
        '<conditionalFormatting sqref="C1"><cfRule type="expression" dxfId="0" priority="2">'
        "<formula>_xldudf_COG_RATE(A1,B1)&gt;0.2</formula></cfRule></conditionalFormatting>"
    )
    formats = (
        '<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="'
        f'{_MICROSOFT}/excel/2006/main"><x14:cfRule type="dataBar" id="{{0}}"><x14:dataBar '
        'minLength="0" maxLength="100"><x14:cfvo type="autoMin"/><x14:cfvo type="formula"><xm:f>'
        "$B$1</xm:f></x14:cfvo></x14:dataBar></x14:cfRule><xm:sqref>C1:D1</xm:sqref>"
        "</x14:conditionalFormatting></x14:conditionalFormattings>"
    )
    body = sheet(
        after=rule + extension("78C0D931-6437-407d-A8EE-F0AAD7539E65", formats), space=_SPACES
    )
    found = parts(body)
    found["xl/styles.xml"] = found["xl/styles.xml"].replace(
        b"</cellStyles>", b'</cellStyles><dxfs count="1"><dxf><font><b/></font></dxf></dxfs>'
    )
    return zipped(found.items())


@case("sparklines-extension.xlsx", RATE)
def sparklines() -> bytes:
    """Sparklines in the extension list, whose ranges look like formulas to a careless reader."""
    group = (
        '<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        "<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Feuil1!A1:D1</xm:f><xm:sqref>E1"
        "</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>"
    )
    after = extension("05C60535-1F16-4fd2-B633-F4F36F0B64E0", group)
    return zipped(parts(sheet(after=after, space=_SPACES)).items())


@case("xml-personnalise.xlsx", RATE)
def custom_xml() -> bytes:
    """Custom XML parts with their properties."""
    found = parts(
        book_relations=[("rId75", "customXml", "../customXml/item1.xml")],
        more={
            "customXml/item1.xml": ("", '<?xml version="1.0"?><cog année="2022">annexe</cog>'),
            "customXml/itemProps1.xml": (
                "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
                f'{HEAD}<ds:datastoreItem ds:itemID="{{0A}}" xmlns:ds="http://schemas.openxmlformats'
                '.org/officeDocument/2006/customXml"/>',
            ),
            "customXml/_rels/item1.xml.rels": (
                "",
                relations([("rId1", "customXmlProps", "itemProps1.xml")]),
            ),
        },
    )
    return zipped(found.items())


@case("feuille-graphique.xlsx", {**RATE, "Suite!A1": 0.5})
def chart_sheet() -> bytes:
    """A chart sheet between two worksheets; names are scoped by the rank of every sheet."""
    chart = (
        f'{HEAD}<chartsheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        "</chartsheet>"
    )
    found = parts(
        sheet(),
        sheet('<row r="1"><c r="A1"><f>Part</f><v>9</v></c></row>'),
        names=["Feuil1", "Suite"],
        after='<definedNames><definedName name="Part" localSheetId="0">99</definedName>'
        '<definedName name="Part" localSheetId="2">_xldudf_COG_RATE(1,2)</definedName>'
        "</definedNames>",
        book_relations=[("rId76", "chartsheet", "chartsheets/sheet1.xml")],
        more={
            "xl/chartsheets/sheet1.xml": (f"{KIND}chartsheet+xml", chart),
            "xl/chartsheets/_rels/sheet1.xml.rels": ("", relations([])),
        },
    )
    found["xl/workbook.xml"] = found["xl/workbook.xml"].replace(
        b'<sheet name="Suite"',
        b'<sheet name="Graphique" sheetId="9" r:id="rId76"/><sheet name="Suite"',
    )
    return zipped(found.items())


@case("noms-strict.xlsx", {"A1": 0.25, "B1": 0.5, "C1": 7})
def names_strict() -> bytes:
    """Names of the workbook and of the sheet that hold our functions, in Strict OOXML."""
    rows = (
        '<row r="1"><c r="A1"><f>Taux</f><v>9</v></c><c r="B1"><f>Double</f><v>9</v></c>'
        '<c r="C1"><f>IF(Local,7,8)</f><v>9</v></c></row>'
    )
    names = (
        '<definedNames><definedName name="Double">Taux*2</definedName><definedName name="Local" '
        'localSheetId="0">_xldudf_COG_RATE(1,1)=1</definedName><definedName name="Taux">'
        "_xldudf_COG_RATE(1,4)</definedName></definedNames>"
    )
    found = parts(sheet(rows), after=names)
    return zipped((name, strictly(body)) for name, body in found.items())


@case("iteratif.xlsx", {"A1": 0.25, "B1": 10, "C1": 5})
def iterative() -> bytes:
    """Iterative calculation: B1 and C1 point at each other and converge."""
    rows = (
        '<row r="1"><c r="A1"><f>_xldudf_COG_RATE(1,4)</f><v>9</v></c>'
        '<c r="B1"><f>5+C1</f><v>10</v></c><c r="C1"><f>B1/2</f><v>5</v></c></row>'
    )
    calculation = '<calcPr iterate="1" iterateCount="100" iterateDelta="1E-9"/>'
    return zipped(parts(sheet(rows), after=calculation).items())


@case("manuel-et-inconnues.xlsx", {"A1": 0.25, "B1": 42, "C1": 43, "D1": 5})
def manual() -> bytes:
    """Manual calculation; a function of another add-in and a data table keep their value."""
    rows = (
        '<row r="1"><c r="A1"><f>_xldudf_COG_RATE(1,4)</f><v>9</v></c><c r="B1">'
        "<f>AUTRE.FONCTION(1)</f><v>42</v></c>"
        '<c r="C1"><f>B1+1</f><v>1</v></c><c r="D1"><f t="dataTable" ref="D1:D2" '
        'dt2D="0" dtr="0" r1="A1"/><v>5</v></c></row><row r="2"><c r="D2"><v>6</v></c></row>'
    )
    return zipped(parts(sheet(rows), after='<calcPr calcMode="manual" calcOnSave="0"/>').items())


@case("feuilles-cachees.xlsx", {"L'année!C1": 0.25, "Cachée!A1": 0.5, "Très cachée!A1": 1})
def hidden() -> bytes:
    """Hidden and very hidden sheets that hold formulas; a sheet name with an apostrophe."""
    found = parts(
        sheet(),
        sheet("<row r=\"1\"><c r=\"A1\"><f>'L''année'!C1*2</f><v>9</v></c></row>"),
        sheet('<row r="1"><c r="A1"><f>Cachée!A1*2</f><v>9</v></c></row>'),
        names=["L'année", "Cachée", "Très cachée"],
        states={2: "hidden", 3: "veryHidden"},
    )
    return zipped(found.items())


@case("tres-dispersee.xlsx", {"A1": 0.25, "XFD1048576": 0.5})
def sparse() -> bytes:
    """Two formulas at the two ends of a sheet."""
    rows = (
        '<row r="1"><c r="A1"><f>_xldudf_COG_RATE(1,4)</f><v>9</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><f>A1*2</f><v>9</v></c></row>'
    )
    return zipped(parts(sheet(rows)).items())


@case("matricielle-sans-cellules.xlsx", {"C1": 2, "C2": 4, "C3": 6, "D2": 0.5})
def array_without_cells() -> bytes:
    """A classic array formula whose other cells are not in the file, as some writers leave it."""
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><f t="array" ref="C1:C3">A1:A3*2</f></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="D2"><f>_xldudf_COG_RATE(A2,C2)</f></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c></row>'
    )
    return zipped(parts(sheet(rows)).items())


@case("tout-a-jour.xlsx", RATE)
def fresh() -> bytes:
    """A workbook whose values are right already: not one byte is written."""
    row = ROW.replace("<v>9</v>", "<v>0.25</v>").replace("<v>18</v>", "<v>0.5</v>")
    return zipped(parts(sheet(row)).items())
