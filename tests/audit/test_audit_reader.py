"""The quick reader of stored values gives what openpyxl gives, or leaves the file to it."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from pycog.audit.grid import Grid, Stored
from pycog.audit.quick_grids import quick_grids
from pycog.audit.stored_grids import READING, formula_places, read_grids, slow_grids
from pycog.errors import RefusedFile
from pycog.xlsx.package import Package
from tests.paths import ROOT
from tests.reports.network import network_folder as made

ODD = ROOT / "tests" / "refresh" / "fidelity" / "classeurs"
#: Files that openpyxl opens without finding their sheets.
MISSED = {"noms-strict", "strict", "strict-1904", "zip-barres-inverses", "zip-casse"}
#: Files whose cells are out of order or twice: the quick reader leaves them to openpyxl.
DECLINED = {
    "cellules-en-double", "lignes-en-desordre", "lignes-en-desordre-debordement",
    "lignes-en-desordre-prefixe", "lignes-en-double", "lignes-en-double-prefixe",
    "references-nulles",
}  # fmt: skip
FILES = sorted(
    [*ROOT.glob("workbooks/*/*.xlsx"), *(p for p in ODD.glob("*.xlsx") if p.stem not in MISSED)]
)


def plain(grids: list[Grid]) -> list[tuple[object, ...]]:
    return [(grid.name, grid.cells, grid.hidden, grid.merged) for grid in grids]


def test_there_are_files_to_compare() -> None:
    assert len(FILES) > 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_readers_agree(path: Path) -> None:
    try:
        package = Package.open(path, READING)
    except RefusedFile:
        return  # neither reader sees it
    quick = quick_grids(package)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            slow = slow_grids(package)
        except RefusedFile:
            # openpyxl does not open every file that is sound: none is read by it alone.
            assert quick is not None or path.stem in DECLINED
            return
        if quick is None:
            assert path.stem in DECLINED
            return
        assert plain(quick) == plain(slow)
        # Kinds too: 1 is not 1.0 nor TRUE.
        assert repr([sorted(grid.cells.items()) for grid in quick]) == repr(
            [sorted(grid.cells.items()) for grid in slow]
        )
        assert formula_places(quick, package) == formula_places(slow, package)


def test_looks_that_tell_a_table() -> None:
    book, out = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B2"], sheet["C2"], sheet["D2"] = "Total", 14, 15, 16
    sheet["A1"].font = Font(bold=True)
    sheet["B2"].number_format = '#,##0\\ "k€"'
    sheet["C2"].number_format = "#,##0.00\\ [$€-40C]"
    sheet["D2"].number_format = '#,##0.0,,"M€"'
    sheet.merge_cells("A1:C1")
    book.create_sheet("Cachée").sheet_state = "veryHidden"
    book.save(out)
    package = Package(Path("essai.xlsx"), out.getvalue())
    for grids in (read_grids(package), slow_grids(package)):
        first = grids[0]
        assert first.merged == ((0, 0, 0, 2),)
        assert first.cells[0, 0] == Stored("Total", bold=True)
        assert [first.cells[1, column].money for column in (1, 2, 3)] == ["k€", "€", "€"]
    assert [grid.concealed for grid in read_grids(package)] == [False, True]


@pytest.mark.parametrize("name", sorted(MISSED))
def test_sheets_that_openpyxl_misses_are_read(name: str) -> None:
    grids = read_grids(Package.open(ODD / f"{name}.xlsx", READING))
    assert grids[0].cells


def filled(rows: str) -> Package:
    """Return a workbook whose sheet has the given rows as XML."""
    book, out = Workbook(), BytesIO()
    book.save(out)

    def put(xml: str) -> str:
        return re.sub(r"<sheetData.*?(/>|</sheetData>)", f"<sheetData>{rows}</sheetData>", xml)

    data = made.with_parts(out.getvalue(), {"xl/worksheets/sheet1.xml": put})
    return Package(Path("essai.xlsx"), data)


def test_kinds_of_cells() -> None:
    package = filled(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1.5E-3</v></c>'
        '<c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#N/A</v></c>'
        '<c r="E1" t="str"><f>""</f><v></v></c><c r="F1"><f>1+1</f></c>'
        '<c r="G1" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c>'
        '<c r="H1" t="d"><v>2013-02-01</v></c></row>'
        '<row r="3" hidden="1"><c><v>7</v></c><c><v>8</v></c></row>'
    )
    (grid,) = quick_grids(package) or []
    assert grid.cells == {
        (0, 0): Stored(1),
        (0, 1): Stored(0.0015),
        (0, 2): Stored(True),
        (0, 3): Stored("#N/A", error=True),
        (0, 4): Stored(""),
        (0, 6): Stored("a b"),
        (0, 7): Stored("2013-02-01"),
        (2, 0): Stored(7),
        (2, 1): Stored(8),
    }
    assert grid.hidden == frozenset({2})
    assert grid.formulas == frozenset({(0, 4), (0, 5)})


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="inconnu"><v>1</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
    ],
)
def test_what_is_odd_is_left_to_openpyxl(rows: str) -> None:
    package = filled(rows)
    assert quick_grids(package) is None
    assert plain(read_grids(package)) == plain(slow_grids(package))


@pytest.mark.parametrize("value", ["zz", "NaN"])
def test_what_nobody_can_read_is_refused(value: str) -> None:
    with pytest.raises(RefusedFile) as refused:
        read_grids(filled(f'<row r="1"><c r="A1"><v>{value}</v></c></row>'))
    assert refused.value.code == "classeur-illisible"
    assert "(ValueError)" in refused.value.message


def test_a_shared_text_that_is_not_there_is_refused() -> None:
    with pytest.raises(RefusedFile) as refused:
        read_grids(filled('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'))
    assert refused.value.code == "classeur-illisible"


def test_large_sheets_are_read_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    package = Package.open(FILES[0], READING)
    whole = quick_grids(package)
    monkeypatch.setattr("pycog.audit.quick_grids._WHOLE_BYTES", 0)
    assert quick_grids(package) == whole
