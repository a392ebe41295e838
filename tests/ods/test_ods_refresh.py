"""An OpenDocument workbook gets its values and keeps every other byte."""

from __future__ import annotations

import re
import zipfile

import pytest

from pycog.refresh import refresh_file
from pycog.refresh.options import Options
from tests.ods.made import (
    EMPTY,
    body_of,
    content,
    formula,
    number,
    row,
    sheet,
    text,
    unknown,
    written,
    zipped,
)

SUFFIXES = (".ods", ".fods")


def refreshed(path, host, **options):
    report = refresh_file(path, host, options=Options(prove=True, **options))
    assert report.refused is None, report.refused
    return report


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_our_formulas_and_what_reads_them_are_calculated(tmp_path, host, suffix):
    # 81 for 90 is 90 %; twice that is 1.8.
    path = written(
        tmp_path / f"a{suffix}",
        sheet(
            "F",
            row(number(0.81), number(0.9), unknown("cog_attainment([.A1];[.B1])")),
            row(formula("[.C1]*2")),
        ),
    )
    before = body_of(path)
    report = refreshed(path, host)
    assert [(one.cell, one.after) for one in report.changes] == [("C1", 0.9), ("A2", 1.8)]
    after = body_of(path)
    assert 'office:value-type="float" office:value="0.9" calcext:value-type="float"' in after
    assert 'office:value="1.8"' in after
    cell = r"<table:table-cell[^>]*table:formula=[^>]*?(?:/>|>.*?</table:table-cell>)"
    assert re.sub(cell, "", after) == re.sub(cell, "", before)
    assert refreshed(path, host).changed == 0


def test_every_other_part_is_the_same_byte_for_byte(tmp_path, host):
    path = written(tmp_path / "a.ods", sheet("F", row(number(2), formula("[.A1]*3", "5"))))
    with zipfile.ZipFile(path) as archive:
        before = {info.filename: archive.read(info) for info in archive.infolist()}
    report = refreshed(path, host)
    assert [(one.cell, one.before, one.after) for one in report.changes] == [("B1", 5, 6)]
    with zipfile.ZipFile(path) as archive:
        after = {info.filename: archive.read(info) for info in archive.infolist()}
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {"content.xml"}


def test_what_libreoffice_calculates_otherwise_is_kept_and_listed(tmp_path, host):
    # LibreOffice counts what holds the word anywhere where the option says so: 2, and not 1.
    counted = formula('COUNTIF([.A1:.B1];"oui")', "2")
    path = written(tmp_path / "a.ods", sheet("F", row(text("oui"), text("oui ?"), counted)))
    report = refreshed(path, host)
    assert report.changed == 0
    assert [(one.cell, one.stored, one.calculated) for one in report.disagreements] == [
        ("C1", 2, 1)
    ]
    assert report.program == "LibreOffice"


def test_notes_drawings_and_styles_of_a_cell_stay(tmp_path, host):
    note = (
        '<office:annotation draw:style-name="gr1"><dc:creator>Une agente</dc:creator>'
        "<text:p>à vérifier</text:p></office:annotation>"
    )
    box = "<draw:text-box><text:p>vu</text:p></draw:text-box>"
    drawn = f'<draw:frame draw:name="x">{box}</draw:frame>'
    cell = (
        '<table:table-cell table:style-name="euro" table:formula="of:=[.A1]*2" '
        'office:value-type="float" office:value="1" calcext:value-type="float">'
        f"{note}<text:p>1</text:p>{drawn}</table:table-cell>"
    )
    path = tmp_path / "a.ods"
    path.write_bytes(zipped(content(sheet("F", row(number(617.25), cell))), generator="x"))
    refreshed(path, host)
    after = body_of(path)
    assert f"{note}<text:p>1 234,50 €</text:p>{drawn}" in after.replace("\u202f", " ")
    assert 'table:style-name="euro" table:formula="of:=[.A1]*2" office:value-type="float"' in after


def test_a_cell_without_a_value_gets_one_and_keeps_its_element(tmp_path, host):
    path = written(
        tmp_path / "a.ods",
        sheet("F", row(number(0.5), formula("[.A1]", extra=' table:style-name="pct"'))),
    )
    refreshed(path, host)
    expected = (
        'office:value-type="percentage" office:value="0.5" calcext:value-type="percentage">'
        "<text:p>50,0 %</text:p></table:table-cell>"
    )
    assert expected in body_of(path)


def test_repeated_cells_and_rows_are_read_where_they_are(tmp_path, host):
    path = written(
        tmp_path / "a.ods",
        sheet(
            "F",
            row(number(3, times=4)),
            row(number(2), extra=' table:number-rows-repeated="3"'),
            row(EMPTY, formula("SUM([.A1:.D1])+SUM([.A2:.A4])")),
            row(
                '<table:table-cell table:number-columns-repeated="16384"/>',
                extra=' table:number-rows-repeated="1048500"',
            ),
        ),
    )
    report = refreshed(path, host)
    # 4 × 3 + 3 × 2.
    assert [(one.cell, one.after) for one in report.changes] == [("B5", 18)]


def test_equal_cells_of_a_matrix_are_told_apart_when_they_differ(tmp_path, host):
    matrix = ' table:number-matrix-columns-spanned="3" table:number-matrix-rows-spanned="1"'
    path = tmp_path / "a.ods"
    cells = row(
        formula("[.A2:.C2]*2", "0", extra=matrix),
        number(0, times=2),
    )
    body = content(sheet("F", cells, row(number(1), number(2), number(3))))
    path.write_bytes(zipped(body, generator="x"))
    report = refreshed(path, host)
    assert [(one.cell, one.after) for one in report.changes] == [("A1", 2), ("B1", 4), ("C1", 6)]
    assert "number-columns-repeated" not in body_of(path)


def test_texts_errors_truth_values_and_dates_have_their_types(tmp_path, host):
    dated = (
        '<table:table-cell office:value-type="date" office:date-value="2012-12-16">'
        "<text:p>16/12/12</text:p></table:table-cell>"
    )
    next_day = (
        '<table:table-cell table:formula="of:=[.A1]+1" office:value-type="date" '
        'office:date-value="2012-12-16"><text:p>16/12/12</text:p></table:table-cell>'
    )
    path = tmp_path / "a.ods"
    cells = row(
        dated,
        next_day,
        formula('"  deux  lignes"&[.G1]'),
        formula("1/0"),
        formula("1=1"),
        formula("[.Z9]"),
        text("<text:span>a</text:span><text:s/>b"),
    )
    path.write_bytes(zipped(content(sheet("F", cells)), generator="x"))
    refreshed(path, host)
    after = body_of(path)
    assert (
        'office:date-value="2012-12-17" calcext:value-type="date"><text:p>17/12/2012</text:p>'
        in after
    )
    assert '<text:p><text:s text:c="2"/>deux <text:s text:c="1"/>lignesa b</text:p>' in after
    assert 'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>' in after
    assert 'office:boolean-value="true" calcext:value-type="boolean"><text:p>VRAI</text:p>' in after


def test_a_blank_is_no_zero(tmp_path, host):
    path = written(
        tmp_path / "a.ods",
        sheet(
            "F",
            row(
                EMPTY,
                unknown('cog_status([.A1];"<5%")'),
                number(0),
                unknown('cog_status([.C1];"<5%")'),
            ),
        ),
    )
    refreshed(path, host)
    found = re.findall(r"<text:p>([^<]*)</text:p></table:table-cell>", body_of(path))
    assert found == ["Non renseigné", "0", "Atteint"]


def test_a_formula_that_only_libreoffice_has_is_kept_and_listed(tmp_path, host):
    path = written(
        tmp_path / "a.ods",
        sheet(
            "F",
            row(
                number(1),
                formula("ORG.LIBREOFFICE.RAWSUBTRACT([.A1];1)", "0"),
                formula("SUM([F.A1:G.A1])", "7"),
            ),
        ),
        sheet("G", row(number(6))),
    )
    report = refreshed(path, host)
    assert report.changed == 0
    assert {one.cell for one in report.frozen} == {"B1", "C1"}
    assert all("Excel" not in one.reason for one in report.frozen)


def test_names_and_the_convention_of_the_workbook_count(tmp_path, host):
    names = (
        '<table:named-expressions><table:named-range table:name="Cible" '
        'table:base-cell-address="$F.$A$1" table:cell-range-address="$F.$A$1"/>'
        '<table:named-expression table:name="COG_CONVENTION" table:base-cell-address="$F.$A$1" '
        'table:expression="&quot;camieg-2012-2015&quot;"/></table:named-expressions>'
    )
    path = tmp_path / "a.ods"
    cells = row(number(4), formula("Cible*2"), unknown("cog_target(2;2013)"))
    path.write_bytes(zipped(content(sheet("F", cells), after=names), generator="x"))
    report = refreshed(path, host)
    # COG CAMIEG 2012-2015, annex 4: indicator 2, 90 % in 2013.
    assert {one.cell: one.after for one in report.changes} == {"B1": 8, "C1": 0.9}


def test_tables_inside_changes_and_charts_are_no_sheets(tmp_path, host):
    tracked = (
        '<table:tracked-changes><table:cell-content-change table:id="ct1"><table:previous>'
        '<table:change-track-table-cell office:value-type="float" office:value="1"/>'
        "</table:previous></table:cell-content-change></table:tracked-changes>"
    )
    chart = (
        "<table:shapes><draw:frame><draw:object><office:document><office:body>"
        f"<office:spreadsheet>{sheet('local-table', row(number(99)))}</office:spreadsheet>"
        "</office:body></office:document></draw:object></draw:frame></table:shapes>"
    )
    one = sheet("F", row(number(1), formula("SUM([.A1:.A9])"))).replace(
        "<table:table-column/>", f"{chart}<table:table-column/>"
    )
    path = written(tmp_path / "a.ods", one, settings=tracked)
    report = refreshed(path, host)
    assert [(change.sheet, change.cell, change.after) for change in report.changes] == [
        ("F", "B1", 1)
    ]
