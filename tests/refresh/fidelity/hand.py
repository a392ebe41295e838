"""Packages written by hand, for what no library writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'

#: 1 over 4 in C1, stored as 9; doubled in D1 by a formula of Excel's own.
ROW = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>4</v></c>'
    '<c r="C1"><f>_xldudf_COG_RATE(A1,B1)</f><v>9</v></c>'
    '<c r="D1"><f>C1*2</f><v>18</v></c></row>'
)
#: What a refresh must give there.
RATE = {"C1": 0.25, "D1": 0.5}

#: Indented by sheet: relation id, kind, target and, for links outside, the mode.
Relation = tuple[str, str, str]


def sheet(rows: str = ROW, *, before: str = "", after: str = "", space: str = "") -> str:
    """Return a worksheet part; ``space`` declares more namespaces."""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"{space}>{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def relations(entries: Sequence[Relation], base: str = OFFICE) -> str:
    """Return a relations part; kinds with a scheme are taken whole, ``!`` marks links outside."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{kind if "://" in kind else f"{base}/{kind}"}" '
        f'Target="{target.removeprefix("!")}"'
        + (' TargetMode="External"/>' if target.startswith("!") else "/>")
        for key, kind, target in entries
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def parts(
    *sheets: str,
    names: Sequence[str] = (),
    states: Mapping[int, str] | None = None,
    before: str = "",
    after: str = "",
    book_relations: Sequence[Relation] = (),
    sheet_relations: Sequence[Relation] = (),
    more: Mapping[str, tuple[str, str]] | None = None,
    main_type: str = f"{KIND}sheet.main+xml",
    strings: Sequence[str] = (),
) -> dict[str, bytes]:
    """Return the parts of a workbook.

    Args:
        sheets: Worksheet parts; one with :data:`ROW` when left out.
        names: Their names; ``Feuil1``, ``Feuil2``… when left out.
        states: ``hidden`` or ``veryHidden``, by number from 1.
        before: XML of the workbook part before its sheets.
        after: XML of the workbook part after its sheets.
        book_relations: More relations of the workbook part.
        sheet_relations: Relations of the first sheet.
        more: Other parts: content type (empty for a default one) and body by name.
        main_type: Content type of the workbook part.
        strings: Shared strings, as the XML inside ``<si>``.
    """
    bodies = sheets or (sheet(),)
    shown = names or [f"Feuil{number}" for number in range(1, len(bodies) + 1)]
    numbered = range(1, len(bodies) + 1)
    overrides = {"/xl/workbook.xml": main_type, "/xl/styles.xml": f"{KIND}styles+xml"}
    overrides |= {f"/xl/worksheets/sheet{n}.xml": f"{KIND}worksheet+xml" for n in numbered}
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbered]
    links.append(("rId90", "styles", "styles.xml"))
    if strings:
        links.append(("rId91", "sharedStrings", "sharedStrings.xml"))
        overrides["/xl/sharedStrings.xml"] = f"{KIND}sharedStrings+xml"
    overrides |= {f"/{name}": kind for name, (kind, _) in (more or {}).items() if kind}
    tabs = "".join(
        f'<sheet name="{name}" sheetId="{n}"'
        + (f' state="{states[n]}"' if states and n in states else "")
        + f' r:id="rId{n}"/>'
        for n, name in zip(numbered, shown, strict=True)
    )
    found = {
        "[Content_Types].xml": content_types(overrides),
        "_rels/.rels": relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}'
        f"<sheets>{tabs}</sheets>{after}</workbook>",
        "xl/_rels/workbook.xml.rels": relations([*links, *book_relations]),
        "xl/styles.xml": STYLES,
    }
    found |= {f"xl/worksheets/sheet{n}.xml": body for n, body in zip(numbered, bodies, strict=True)}
    if sheet_relations:
        found["xl/worksheets/_rels/sheet1.xml.rels"] = relations(sheet_relations)
    if strings:
        items = "".join(f"<si>{item}</si>" for item in strings)
        found["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{items}</sst>'
    found |= {name: body for name, (_, body) in (more or {}).items()}
    return {name: body.encode() for name, body in found.items()}


def content_types(overrides: Mapping[str, str]) -> str:
    """Return the part that tells what the others are."""
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "bin": "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings",
        "vml": "application/vnd.openxmlformats-officedocument.vmlDrawing",
        "png": "image/png",
    }
    lines = "".join(
        f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in defaults.items()
    ) + "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{lines}</Types>'


STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
    '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
    'xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)
