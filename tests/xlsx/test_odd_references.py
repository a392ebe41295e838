"""References, ranges, tables, names and extents as no program should write them: read to an end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pycog.refresh import refresh_file
from pycog.xlsx import cells
from pycog.xlsx.cells import column_letters
from pycog.xlsx.package import Package
from pycog.xlsx.plain_sheets import mended, mended_like
from pycog.xlsx.sheet_reading import read_sheets
from pycog.xlsx.sheet_scan import array_range, find_cells, scan
from pycog.xlsx.structure import read_workbook, split_range
from tests.refresh.fidelity.case import zipped
from tests.refresh.fidelity.hand import KIND, MAIN, ROW, parts, sheet
from tests.refresh.fidelity.hand_xml import SHEET, prefixed

_SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

odd = st.one_of(
    st.sampled_from(
        ["", "0", "-1", "A0", "$A$1", "$A$1:$B$4", "B4:A1", "A:B", "1:2", "A1:", ":A1", "A1:B2:C3",
         "#REF!", "#REF!A1", "Feuil1!A1:B2", "'L''été'!$A$1", "XFD1048576", "XFE1", "A1048577",
         "a1:b2", "é1", "A٣", "A1:XFD1048576", "99999999999999999999", "AAAA1", " A1 ", "A 1"]
    ),
    st.text(st.sampled_from("A$1:0Z!#é -٣\u00b2"), max_size=10),
    st.text(max_size=8),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("$A$1:$B$4", (1, 1, 4, 2)),
        ("B4:A1", (1, 1, 4, 2)),
        ("c7", (7, 3, 7, 3)),
        ("Feuil1!$A$2:B3", (2, 1, 3, 2)),
        ("XFD1048576", (1048576, 16384, 1048576, 16384)),
        ("A0", None),
        ("XFE1", None),
        ("A1048577", None),
        ("A:B", None),
        ("A1:", None),
        ("A1:B2:C3", None),
        ("#REF!", None),
        ("A٣", None),
    ],
)
def test_ranges_as_files_write_them(text, area):
    assert cells.area_of(text) == area
    assert split_range(text) == (area or (0, 0, 0, 0))


@given(odd)
def test_any_reference_is_read_or_none(text):
    area = cells.area_of(text)
    if area is not None:
        top, left, bottom, right = area
        assert 1 <= top <= bottom <= 1048576 and 1 <= left <= right <= 16384
        assert cells.area_of(f"{cells.address(top, left)}:{cells.address(bottom, right)}") == area
    array_range(f'<f t="array" ref="{text}">1</f>'.encode("utf-8", "replace"))


@given(st.integers(-20_000, 20_000))
def test_letters_of_any_number_end(number):
    letters = cells.column_letters(number)
    assert cells.column_number(letters) == max(number, 0)


def _attribute(text: str) -> str:
    """Return a text that XML allows between quotes."""
    return re.sub("[^\t -\ud7ff\ue000-\ufffd]|[&<>\"']", "?", text)


def _table(area: str, counts: str) -> str:
    return (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="{area}" '
        f'headerRowCount="{counts}" totalsRowCount="{counts}"><autoFilter ref="{area}">'
        '<filterColumn colId="0"/></autoFilter><tableColumns count="2">'
        '<tableColumn id="1" name="a"/><tableColumn id="2" name="b"/></tableColumns></table>'
    )


def _book(draw) -> bytes:
    """Return a workbook with an odd reference everywhere one may stand."""
    row = ROW.replace('r="B1"', f'r="{_attribute(draw(odd))}"')
    if draw(st.booleans()):
        row = row.replace('<row r="1">', f'<row r="{_attribute(draw(odd))}">')
    kind = draw(st.sampled_from(["shared", "array", "dataTable"]))
    row += (
        f'<row r="7"><c r="A7"><f t="{kind}" si="0" ref="{_attribute(draw(odd))}">'
        '1+SUM(T[a])</f><v>1</v></c><c r="B7"><f>SUM(Nom)</f><v>1</v></c></row>'
    )
    text = sheet(
        row,
        before=f'<dimension ref="{_attribute(draw(odd))}"/>',
        after=f'<autoFilter ref="{_attribute(draw(odd))}"><filterColumn colId="0"/></autoFilter>'
        f'<mergeCells count="1"><mergeCell ref="{_attribute(draw(odd))}"/></mergeCells>'
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
    )
    scope = _attribute(draw(odd))
    names = (
        f'<definedNames><definedName name="Nom">{_attribute(draw(odd))}</definedName>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{scope}">'
        f"{_attribute(draw(odd))}</definedName></definedNames>"
    )
    found = parts(
        text,
        after=names,
        sheet_relations=[("rId1", "table", "../tables/table1.xml")],
        more={
            "xl/tables/table1.xml": (
                f"{KIND}table+xml",
                _table(_attribute(draw(odd)), _attribute(draw(odd))),
            )
        },
    )
    if draw(st.booleans()):
        found[SHEET] = prefixed(text).encode()
    return zipped(found.items())


@settings(max_examples=120, suppress_health_check=_SHARED, deadline=20_000)
@given(data=st.data())
def test_odd_references_anywhere_end_in_values_or_a_refusal(tmp_path, host, data):
    path = tmp_path / "a.xlsx"
    path.write_bytes(_book(data.draw))
    before = path.read_bytes()
    report = refresh_file(path, host)
    if report.refused is not None:
        assert report.refused.code != "erreur-interne", report.refused.message
        assert path.read_bytes() == before


def test_names_of_sheets_that_are_gone_are_left_out(tmp_path):
    names = "".join(
        f'<definedName name="N{number}" localSheetId="{scope}">Feuil1!$A$1</definedName>'
        for number, scope in enumerate(["0", "7", "-1", "x", ""])
    )
    data = zipped(parts(sheet(), after=f"<definedNames>{names}</definedNames>").items())
    info = read_workbook(Package(Path("a.xlsx"), data))
    assert [(name.name, name.scope) for name in info.names] == [("N0", "Feuil1")]


ROWS = (
    '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="b"><v>1</v></c></row>'
    '<row r="5"><c r="B5" s="1"/><c r="C5"><v>2.5</v></c></row>'
)
FILLED = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    '<row r="2"><c r="A2"><v>3</v></c></row>'
)


@pytest.mark.parametrize(
    ("part", "usual"),
    [
        (prefixed(sheet(ROWS)), ROWS),
        ("\ufeff" + sheet(ROWS), ROWS),
        (re.sub(r'<c r="\w+"', "<c", sheet(FILLED)), FILLED),
        (re.sub(r'<(row|c) r="\w+"', r"<\1", sheet(FILLED)), FILLED),
        (prefixed(re.sub(r'<(row|c) r="\w+"', r"<\1", sheet(FILLED))), FILLED),
        (sheet(FILLED.replace('<c r="B1">', "<c>")), FILLED),
        (sheet(FILLED.replace('<c r="A2">', "<c>")), FILLED),
        (sheet(ROWS.replace('<c r="C5">', "<c>")), ROWS),
    ],
)
def test_sheets_without_formulas_are_restated_whole(part, usual):
    mending = mended(part.encode())
    assert mending is not None and mending.returns
    plain = mending.usual
    assert usual.encode() in plain.replace(b'"\t', b'"')  # a reference that was added is marked
    assert mended_like(part.encode(), mending) == plain
    assert scan(plain).count == 0


CALCULATED = (
    '<row r="1"><c r="A1"><v>2</v></c><c r="B1" s="1"><f>A1*2</f><v>0</v></c></row>'
    '<row r="2"><c r="A2" t="str"><f>"&lt;c r=" &amp; A1</f><v>?</v></c></row>'
)


@pytest.mark.parametrize(
    "part",
    [
        prefixed(sheet(CALCULATED)),
        re.sub(r'<c r="\w+"', "<c", sheet(CALCULATED)),
        sheet(CALCULATED).replace('<c r="B1"', "<c"),
        prefixed(sheet(CALCULATED)).replace('<x:c r="A1"', "<x:c").replace('<x:c r="A2"', "<x:c"),
        prefixed(re.sub(r'<(row|c) r="\w+"', r"<\1", sheet(CALCULATED))),
        prefixed(sheet(CALCULATED)).replace(
            "</x:worksheet>",
            '<x:extLst><x:ext uri="{1}"><a:b xmlns:a="urn:a"><a:c r="A1"/></a:b></x:ext></x:extLst>'
            "</x:worksheet>",
        ),
    ],
)
def test_a_mended_sheet_is_written_in_its_own_form(tmp_path, host, part):
    found = parts(sheet())
    found[SHEET] = part.encode()
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(found.items()))
    package = Package.open(path)
    scanned = read_sheets(package, read_workbook(package))["Feuil1"]
    assert scanned.mending is not None and scanned.count == 2
    report = refresh_file(path, host)
    assert report.refused is None and report.changed == 2
    wanted = part.replace("<v>0</v>", "<v>4</v>").replace("<x:v>0</x:v>", "<x:v>4</x:v>")
    wanted = wanted.replace(">?<", ">&lt;c r=2<")
    assert Package.open(path).read(SHEET).decode() == wanted


def test_a_sheet_of_another_form_is_not_taken_for_one_like_it():
    whole, partly = sheet(FILLED), sheet(FILLED.replace('<c r="B1">', "<c>"))
    mending = mended(prefixed(whole).encode())
    assert mending is not None
    assert mended_like(prefixed(whole).encode(), mending) == mending.usual
    assert mended_like(whole.encode(), mending) is None
    assert mended_like(partly.encode(), mending) is None


def test_rows_of_many_layouts_and_sizes_get_their_references(tmp_path, host):
    # More rows than are read at a time, with gaps, and references on some cells of some rows.
    rows, wanted = [], {}
    for row in range(1, 9_001):
        line, column = [], 0
        for place in range(row % 7 + 1):
            given = (row + place) % 3 == 0
            column += 1 + (given and row % 5 == 0)
            letters = column_letters(column)
            reference = f' r="{letters}{row}"' if given else ""
            wanted[row, column] = row * 100 + column
            line.append(f'<c{reference} s="0"><v>{row * 100 + column}</v></c>')
        rows.append(f'<row r="{row}">{"".join(line)}</row>')
    total = '<row r="9001"><c><f>SUM(A1:Z9000)</f><v>0</v></c></row>'
    part = sheet("".join(rows) + total)
    assert len(part) > 1 << 20
    mending = mended(part.encode())
    assert mending is not None and mending.returns
    found = find_cells(mending.usual, wanted)
    assert {place: float(cell.value or 0) for place, cell in found.items()} == wanted
    content = parts(sheet())
    content[SHEET] = part.encode()
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(content.items()))
    assert refresh_file(path, host).changed == 1
    after = part.replace("<v>0</v></c></row>", f"<v>{sum(wanted.values())}</v></c></row>")
    assert Package.open(path).read(SHEET).decode() == after


def test_a_sheet_with_two_forms_is_read_exactly():
    # Elements without the prefix would come back with it.
    body = prefixed(sheet(CALCULATED)).replace('<x:c r="A1">', '<note xmlns="urn:b"/><x:c r="A1">')
    mending = mended(body.encode())
    assert mending is not None and not mending.returns


@pytest.mark.parametrize(
    "part",
    [
        sheet(FILLED.replace("<v>1</v>", "<v>1<!-- note --></v>")),
        sheet(FILLED.replace("<v>1</v>", "<v>1<![CDATA[1]]></v>")),
        sheet(FILLED.replace('<row r="2">', "<row>")),
        sheet(FILLED.replace('<c r="A1">', "<c s='0' r='A1'>").replace('<c r="B1">', "<c>")),
        sheet(FILLED.replace('<c r="A1">', '<c r="A1"\t>').replace('<c r="B1">', "<c>")),
        sheet(FILLED.replace('<c r="A1">', '<c r="a1">').replace('<c r="B1">', "<c>")),
        sheet(FILLED).replace("UTF-8", "klingon"),
        "<a/>",
    ],
)
def test_what_is_not_quick_is_left_to_the_exact_reader(part):
    assert mended(part.encode()) is None


def test_a_restated_sheet_feeds_the_formulas_of_another(tmp_path, host):
    formula = '<row r="1"><c r="A1"><f>SUM(Feuil1!A1:B2)</f><v>0</v></c></row>'
    found = parts(sheet(), sheet(formula))
    found[SHEET] = re.sub(r'<(x:c|x:row) r="\w+"', r"<\1", prefixed(sheet(FILLED))).encode()
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(found.items()))
    package = Package.open(path)
    scans = read_sheets(package, read_workbook(package))
    assert scans["Feuil1"].is_restated and scans["Feuil1"].exact is None
    report = refresh_file(path, host)
    assert report.refused is None
    assert [(change.cell, change.after) for change in report.changes] == [("A1", 6.0)]


def test_cells_are_found_in_their_rows_only():
    rows = "".join(
        f'<row r="{number}"><c r="A{number}"><v>{number}</v></c><c r="B{number}" s="1"/></row>'
        for number in range(1, 500)
    )
    part = sheet(f'{rows}<row r="500"/><row spans="1:2" r="501"><c r="A501"/></row>').encode()
    few = {(1, 1), (12, 2), (112, 1), (500, 1), (501, 1), (600, 1)}
    found = find_cells(part, few)
    assert {place: cell.value for place, cell in found.items()} == {
        (1, 1): b"1",
        (12, 2): None,
        (112, 1): b"112",
        (501, 1): None,
    }
    many = {(number, 1) for number in range(1, 400)}
    assert set(find_cells(part, many)) == many
    assert find_cells(part, set()) == {}


def test_an_array_that_grows_where_cells_have_no_references(tmp_path, host):
    # Its new cells stand beyond a gap, which only references tell.
    cells = (
        '<row r="1"><c r="A1"><v>3</v></c><c r="B1" cm="1"><f t="array" ref="B1">_xlfn.SEQUENCE(A1)'
        "</f><v>1</v></c></row>"
        '<row r="2"><c r="A2"><v>7</v></c></row><row r="3"></row>'
    )
    part = re.sub(r'<x:c r="\w+"', "<x:c", prefixed(sheet(cells)))
    found = parts(sheet())
    found[SHEET] = part.encode()
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(found.items()))
    report = refresh_file(path, host)
    assert report.refused is None, report.refused
    package = Package.open(path)
    scanned = read_sheets(package, read_workbook(package))["Feuil1"]
    values = find_cells(scanned.part, {(1, 2), (2, 1), (2, 2), (3, 2)})
    assert {place: cell.value for place, cell in values.items()} == {
        (1, 2): b"1",
        (2, 1): b"7",
        (2, 2): b"2",
        (3, 2): b"3",
    }


def test_a_cell_that_would_stand_where_another_does_is_told(tmp_path, host):
    # The cell without a reference follows A1, and another one says that it is B1.
    rows = '<row r="1"><c r="A1"><v>1</v></c><c><v>2</v></c><c r="B1"><f>A1*2</f></c></row>'
    found = parts(sheet(rows))
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(found.items()))
    report = refresh_file(path, host)
    assert report.refused is not None and "B1 y est deux fois" in report.refused.message


def test_a_long_sheet_is_read_quickly_wherever_its_pieces_end():
    row = '<row r="{0}"><c r="A{0}"><v>{1}</v></c><c r="B{0}"><f>A{0}</f><v>1</v></c></row>'
    for length in range(1, 40):
        rows = "".join(row.format(n, "1" * length) for n in range(1, 17_000))
        part = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        assert scan(part.encode()).count == 16_999
