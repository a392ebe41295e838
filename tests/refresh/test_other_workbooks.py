"""Formulas that read another workbook use the values stored here, or keep their own."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.refresh.calculation.test_values_written import cached

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
STORED = (
    '<sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>7</v></cell></row>'
    '<row r="2"><cell r="A2"><v>3</v></cell></row></sheetData></sheetDataSet>'
)


def link(path: Path, stored: str) -> None:
    """Add to a workbook the part that Excel writes for a link to ``autre.xlsx``."""
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    name = "xl/externalLinks/externalLink1.xml"
    for part, mark, new in (
        ("[Content_Types].xml", "</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/>'),
        (
            "xl/workbook.xml",
            "<calcPr",
            '<externalReferences><externalReference r:id="rId99"/></externalReferences>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{OFFICE}/externalLink" '
            'Target="externalLinks/externalLink1.xml"/>',
        ),
    ):
        parts[part] = parts[part].replace(mark.encode(), new.encode() + mark.encode())
    parts[name] = (
        f'{HEAD}<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1">'
        f'<sheetNames><sheetName val="Données"/></sheetNames>{stored}</externalBook></externalLink>'
    ).encode()
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="autre.xlsx" '
        'TargetMode="External"/></Relationships>'
    ).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, body in parts.items():
            package.writestr(part, body)


@pytest.fixture
def linked(make):
    def fill(book, sheet):
        sheet.write_number("B1", 2)
        sheet.write_formula("A1", "=[1]Données!A1*B1", None, 10)
        sheet.write_formula("A2", "='[1]Données'!$A$2+COG_RATE(1,4)", None, 9)
        sheet.write_formula("A3", "=SUM([1]Données!A1:A2)", None, 5)
        sheet.write_formula("A4", "=[1]!Taux*2", None, 6)
        sheet.write_formula("A5", "=A4+1", None, 0)

    return make(fill)


def test_stored_values_are_used(linked, refresh):
    link(linked, STORED)
    report = refresh(linked)
    values = cached(linked)
    assert [values[cell] for cell in ("A1", "A2", "A3", "A5")] == [14, 3.25, 10, 7]
    assert [(cell.cell, cell.function) for cell in report.frozen] == [("A4", "[1]!Taux")]


@pytest.mark.parametrize("part", ["sans valeurs", "sans partie"])
def test_without_stored_values_the_cells_keep_theirs(linked, refresh, part):
    if part == "sans valeurs":
        link(linked, "")
    report = refresh(linked)
    values = cached(linked)
    assert [values[f"A{row}"] for row in range(1, 6)] == [10, 9, 5, 6, 7]
    assert [cell.cell for cell in report.frozen] == ["A1", "A2", "A3", "A4"]
    assert report.frozen[0].reason == (
        "lit un autre classeur ([1]Données!A1) dont les valeurs ne sont pas ici"
    )
