"""Columns filled down are calculated as wholes, with the engine's results to the last bit."""

from __future__ import annotations

import struct
from collections.abc import Collection
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from pycog.ods import open_package
from pycog.refresh import Options, refresh_file
from pycog.refresh.calculation import engine as engine_module
from pycog.refresh.calculation.column_engine import ColumnEngine
from pycog.refresh.calculation.column_values import remembered
from pycog.refresh.calculation.engine import Engine
from pycog.refresh.calculation.evaluation import Calculator
from pycog.refresh.calculation.functions.coercion import in_french
from pycog.xlsx.dependencies import Cell
from pycog.xlsx.row_forms import find_forms
from pycog.xlsx.sheet_reading import read_sheets
from pycog.xlsx.sheet_scan import SheetScan
from pycog.xlsx.structure import read_workbook
from tests.refresh.calculation.random_columns import workbook
from udfs.hosts.engine import EngineHost

ROWS = 40


def calculated(
    path: Path, *, by_columns: bool, held: Collection[Cell] = ()
) -> tuple[dict[str, SheetScan], Engine]:
    package = open_package(path, Options())
    info = read_workbook(package)
    scans = read_sheets(package, info)
    calculator = Calculator(package, info, scans, EngineHost(), None)
    with in_french(False):
        run = calculator.run if by_columns else calculator.run_whole
        return scans, run(held)[1]


def exactly(value: object) -> object:
    """Tell values apart by their type and, but for the sign of zero, by every bit."""
    if type(value) is float:
        return "number", struct.pack(">d", value or 0.0)
    return type(value), str(value)


def assert_alike(path: Path, held: Collection[Cell] = ()) -> bool:
    """Compare with the engine; return whether columns were calculated as wholes."""
    scans, engine = calculated(path, by_columns=True, held=held)
    _, whole = calculated(path, by_columns=False, held=held)
    for sheet, scanned in scans.items():
        for cell in scanned.cells():
            place = sheet, cell.row, cell.column
            found, expected = engine.raw(*place), whole.raw(*place)
            assert exactly(found) == exactly(expected), (cell.formula, found, expected)
            assert engine.value(*place) == whole.value(*place)
            assert (engine.formula(*place) is None) == (whole.formula(*place) is None)
    return isinstance(engine, ColumnEngine)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 1_000_000))
def test_the_engine_finds_the_same(tmp_path: Path, seed: int):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(seed))
    assert_alike(path)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 1_000_000))
def test_the_engine_finds_the_same_where_cells_keep_their_stored_value(tmp_path: Path, seed: int):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(seed))
    scans, _ = calculated(path, by_columns=False)
    cells = [(name, cell.row, cell.column) for name, one in scans.items() for cell in one.cells()]
    assert_alike(path, Random(seed).sample(cells, len(cells) // 3))


def test_held_cells_are_read_by_their_columns(tmp_path: Path):
    path = book_of(tmp_path / "a.xlsx", "A#*2", "E#+1")
    text = "<f>A5*2</f><v></v>"
    package = open_package(path, Options())
    part = read_workbook(package).sheets[0].part
    body = package.read(part).decode()
    assert body.count(text) == 1 or body.count("<f>A5*2</f><v/>") == 1
    for before in (text, "<f>A5*2</f><v/>"):
        body = body.replace(before, "<f>A5*2</f><v>77</v>")
    path.write_bytes(package.pack({part: body.encode()}))
    assert assert_alike(path, [("Sheet", 5, 5)])
    _, engine = calculated(path, by_columns=True, held=[("Sheet", 5, 5)])
    assert engine.value("Sheet", 5, 6) == 78.0
    assert engine.formula("Sheet", 5, 5) is None


def book_of(path: Path, *formulas: str, rows: int = ROWS, first: int = 2) -> Path:
    """Write a sheet with 1, 2, 3… in column A, 0.5 in B, texts in C and formulas from E on."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(first, first + rows):
        sheet.cell(row, 1, row - first + 1)
        sheet.cell(row, 2, 0.5)
        sheet.cell(row, 3, "90%" if row % 2 else "<5%")
        for place, formula in enumerate(formulas):
            sheet.cell(row, 5 + place, "=" + formula.replace("#", str(row)))
    book.save(path)
    return path


@pytest.mark.parametrize(
    "formulas",
    [
        ("A#+B#", "ROUND(E#*3,1)", 'IF(F#>=10,"oui","non")'),
        ("_xldudf_COG_ATTAINMENT(B#,C#)", "MIN(E#,1)*A#"),
        ("SUM(A#:B#)", "E#/2", "IFERROR(F#/(A#-1),-1)"),
    ],
)
def test_columns_are_calculated_as_wholes(tmp_path: Path, formulas: tuple[str, ...]):
    path = book_of(tmp_path / "a.xlsx", *formulas)
    assert assert_alike(path)


@pytest.mark.parametrize(
    "formula",
    [
        "TODAY()-A#",  # changes by itself
        "SUM(A$2:A#)",  # grows with the row
        "A#/(A#-3)",  # an error in one cell
        "C#*2",  # a text in arithmetic
        "E#+1",  # reads itself
        "PROPRE(A#)",  # not known
        'INDIRECT("A"&A#)',
    ],
)
def test_the_rest_is_left_to_the_engine(tmp_path: Path, formula: str):
    path = book_of(tmp_path / "a.xlsx", formula, "A#*2", "F#+1")
    assert_alike(path)


def test_totals_read_columns_and_columns_beside_totals_are_the_engines(tmp_path: Path):
    own = ("A#*2", "E#+B#", "E#-$E$60", "G#+1", "A#*3", "A#*4")
    path = book_of(tmp_path / "a.xlsx", *own, rows=16)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["E60"] = "=SUM(E2:E17)"
    sheet["F60"] = "=E60+F17"
    book.save(path)
    assert assert_alike(path)
    _, engine = calculated(path, by_columns=True)
    assert engine.value("Sheet", 60, 5) == 2 * sum(range(1, 17))
    assert engine.value("Sheet", 60, 6) == 272 + 32.5
    assert engine.value("Sheet", 3, 7) == 4 - 272


def test_it_becomes_the_engine_where_a_cell_is_pinned(tmp_path: Path):
    path = book_of(tmp_path / "a.xlsx", "A#*2", "E#+1")
    _, engine = calculated(path, by_columns=True)
    assert isinstance(engine, ColumnEngine)
    assert engine.formula("Sheet", 5, 6) == "=E5+1"
    reads = engine.reads("Sheet", 5, 6)
    assert reads is not None and [one.range for one in reads] == [(5, 5, 5, 5)]
    engine.pin("Sheet", 5, 5, 100.0)
    engine.evaluate_again()
    assert engine.value("Sheet", 5, 6) == 101.0
    assert engine.value("Sheet", 6, 6) == 11.0
    assert engine.raw_block("Sheet", 5, 5, 6, 6) == [[100.0, 101.0], [10.0, 11.0]]


def test_a_block_read_from_it_holds_the_other_cells_too(tmp_path: Path):
    path = book_of(tmp_path / "a.xlsx", "A#*2", "E#+1")
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["E1"] = "Double"
    book.save(path)
    _, engine = calculated(path, by_columns=True)
    assert isinstance(engine, ColumnEngine)
    assert engine.block("Sheet", 1, 3, 3, 6) == [
        [None, None, "Double", None],
        ["<5%", None, 2.0, 3.0],
        ["90%", None, 4.0, 5.0],
    ]


def test_a_group_of_which_one_cell_has_the_text_is_calculated(tmp_path: Path):
    path = book_of(tmp_path / "a.xlsx", "A#*2", "E#+1")
    package = open_package(path, Options())
    part = read_workbook(package).sheets[0].part
    text = package.read(part).decode()
    text = text.replace("<f>A2*2</f>", '<f t="shared" ref="E2:E41" si="0">A2*2</f>')
    for row in range(3, ROWS + 2):
        text = text.replace(f"<f>A{row}*2</f>", '<f t="shared" si="0"/>')
    path.write_bytes(package.pack({part: text.encode()}))
    assert assert_alike(path)
    report = refresh_file(path, EngineHost())
    assert report.refused is None, report.refused
    assert load_workbook(path, data_only=True)["Sheet"]["E41"].value == 2 * ROWS


def test_an_error_value_leaves_its_own_column_to_the_engine(tmp_path: Path):
    own = ("A#*2", "1/(E#-8)", "F#+1", "E#+1", "H#+1", "I#+1")
    path = book_of(tmp_path / "a.xlsx", *own, rows=16)
    assert assert_alike(path)
    _, engine = calculated(path, by_columns=True)
    assert isinstance(engine, ColumnEngine)
    assert str(engine.value("Sheet", 5, 6)) == "#DIV/0!"
    assert str(engine.value("Sheet", 5, 7)) == "#DIV/0!"
    assert engine.value("Sheet", 5, 8) == 9.0


def test_an_error_value_is_told_as_ever(tmp_path: Path):
    path = book_of(tmp_path / "a.xlsx", "A#*2", "1/(E#-8)")
    report = refresh_file(path, EngineHost())
    assert report.refused is None, report.refused
    assert [(one.cell, one.kind) for one in report.errors] == [("F5", "#DIV/0!")]


def test_the_engine_is_spared_where_no_formula_remains(tmp_path: Path, monkeypatch):
    path = book_of(tmp_path / "a.xlsx", "A#+B#", "_xldudf_COG_ATTAINMENT(B#,C#)", "E#*F#")
    monkeypatch.setattr(engine_module.fz.Workbook, "from_bytes", _none)
    report = refresh_file(path, EngineHost())
    assert report.refused is None, report.refused
    assert report.changed == 3 * ROWS
    shown = load_workbook(path, data_only=True).active
    assert [shown.cell(3, column).value for column in (5, 6, 7)] == [
        2.5,
        0.5 / 0.9,
        2.5 * 0.5 / 0.9,
    ]


@pytest.mark.parametrize("first", ["raw", "raw_block", "formula", "spill"])
def test_an_engine_that_is_asked_late_and_cannot_read_is_replaced(
    tmp_path: Path, monkeypatch, first: str
):
    path = book_of(tmp_path / "a.xlsx", "A#+B#", "E#*2")
    _, engine = calculated(path, by_columns=True)
    assert isinstance(engine, ColumnEngine)
    load, asked = engine_module.fz.Workbook.from_bytes, list[bytes]()

    def refusing_once(data: bytes, **settings: object) -> object:
        asked.append(data)
        if len(asked) == 1:
            raise OSError("load failed")
        return load(data, **settings)

    monkeypatch.setattr(engine_module.fz.Workbook, "from_bytes", refusing_once)
    block = [[2.0, 0.5, "90%", None, 2.5]]
    found = {
        "raw": lambda: engine.raw("Sheet", 3, 1) == 2.0,
        "raw_block": lambda: engine.raw_block("Sheet", 3, 1, 3, 5) == block,
        "formula": lambda: engine.formula("Sheet", 3, 1) is None,
        "spill": lambda: engine.spill("Sheet", 3, 1) is None,
    }
    assert found[first]()
    assert len(asked) == 2
    assert all(one() for one in found.values())
    assert engine.raw("Sheet", 3, 5) == 2.5


def _none(*_: object, **__: object) -> None:
    raise AssertionError("the engine was asked")


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=30), st.lists(st.integers(1, 5), max_size=12)
)
def test_forms_do_not_depend_on_how_a_sheet_is_parted(kinds: list[int], sizes: list[int]):
    texts = ("<f>A%d*2</f>", "<f>A%d+B$1</f>", "<f>5</f>", "<f>A%d*3</f>")
    cells = []
    for row, kind in enumerate(kinds, start=1):
        for letters in ("D", "F") if row % 7 else ("D",):
            text = texts[kind].replace("%d", str(row)).encode()
            cells.append((letters.encode(), b"%d" % row, text))
    pieces, start = list[Any](), 0
    for size in [*sizes, len(cells)]:
        end = start + size
        while 0 < end < len(cells) and cells[end][1] == cells[end - 1][1]:
            end += 1  # whole rows
        if cells[start:end]:
            pieces.append(tuple(map(list, zip(*cells[start:end], strict=True))))
        start = end
    found = find_forms(pieces)
    alone: list[Any] = [tuple([part] for part in cell) for cell in cells]
    single = find_forms(alone)
    assert [(one.column, one.text, list(one.rows)) for one in found.forms] == [
        (one.column, one.text, list(one.rows)) for one in single.forms
    ]
    assert (found.shapes, found.examples, found.others) == (
        single.shapes,
        single.examples,
        single.others,
    )


def test_forms_are_told_apart_by_all_but_the_row():
    def element(row: int, factor: int = 2) -> tuple[bytes, bytes, bytes]:
        return b"D", b"%d" % row, b"<f>A%d*%d</f>" % (row, factor)

    cells = [element(8), element(9), element(10), element(11, 3), element(12)]
    pieces: list[Any] = [tuple(map(list, zip(*cells, strict=True)))]
    found = find_forms(pieces)
    assert [(form.text, list(form.rows)) for form in found.forms] == [
        ("A8*2", [8, 9, 10, 12]),
        ("A11*3", [11]),
    ]
    assert found.shapes == {b"<f>A0*0</f>": 2, b"<f>A00*0</f>": 3}
    assert found.box == (8, 4, 12, 4)


def test_what_a_function_gave_is_remembered_for_values_of_the_same_kind_only():
    asked: list[tuple[object, ...]] = []

    def function(*values: object) -> float:
        asked.append(values)
        return float(len(asked))

    call = remembered(function)
    assert call(0.5, "90%") == call(0.5, "90%") == 1.0
    assert [call(1.0), call(True), call("1"), call(1.0)] == [2.0, 3.0, 4.0, 2.0]
    # Neither the sign of a zero nor an error value is a key.
    assert [call(0.0), call(-0.0), call({"kind": "Div"}), call({"kind": "Div"})] == [5, 6, 7, 8]
