"""Every host gives the same value, to the last bit: Python, the workbook refresh, the command."""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from pycog.errors import CellError
from pycog.refresh import refresh_file
from pycog.values import CellValue
from pycog.xlsx import cells
from pycog.xlsx.sheet_scan import find_cells, scan
from tests.udfs.literal_calls import evaluate
from tests.udfs.validation import load_cases
from udfs.hosts.engine import EngineHost

CASES = load_cases()
STEP = 60  # Columns between two cases, room enough for any of their blocks.


def bits(value: object) -> object:
    """Return a value in which two floats are equal only to the last bit."""
    if isinstance(value, list):
        rows = [[bits(cell) for cell in line] for line in value]
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows
    if isinstance(value, CellError):
        return value.kind
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return struct.pack(">d", float(value))
    return value


def shape(value: CellValue) -> tuple[int, int]:
    """Return rows and columns of a result."""
    return (len(value), len(value[0])) if isinstance(value, list) else (1, 1)


@pytest.fixture(scope="module")
def in_python() -> dict[str, CellValue]:
    """Results of the catalogue called from Python."""
    return {case.id: evaluate(case.formula).value for case in CASES}


@pytest.fixture(scope="module")
def in_workbook(tmp_path_factory, in_python) -> dict[str, CellValue]:
    """Results read from the bytes of a refreshed workbook."""
    path = tmp_path_factory.mktemp("hosts") / "cas.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Cas")
    places = {}
    row = 0
    for case in CASES:
        height, width = shape(in_python[case.id])
        places[case.id] = (row, height, width)
        formula = re.sub(r"\bCOG_", "_xldudf_COG_", case.formula)
        sheet.write_dynamic_array_formula(row, 0, row + height - 1, width - 1, formula)
        row += height + 1
    book.close()
    report = refresh_file(path, EngineHost())
    assert report.refused is None, report.refused
    assert report.cog_formulas == len(CASES)
    stored = read_all(path)
    return {
        name: [[stored.get((top + i + 1, j + 1)) for j in range(width)] for i in range(height)]
        for name, (top, height, width) in places.items()
    }


def read_all(path: Path) -> dict[tuple[int, int], object]:
    """Read every cell of the first sheet, exactly as stored."""
    part = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    everywhere = {(row, column) for row in range(1, 3000) for column in range(1, STEP)}
    found = find_cells(part, everywhere) | {
        (cell.row, cell.column): cell for cell in scan(part).cells()
    }
    return {place: cells.stored_value(cell.attributes, cell.value) for place, cell in found.items()}


@pytest.fixture(scope="module")
def on_command_line() -> dict[str, object]:
    """Results of one ``pycog eval --json -`` for all cases."""
    process = subprocess.run(
        [sys.executable, "-m", "pycog", "eval", "--json", "-"],
        input="\n".join(case.formula for case in CASES),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    lines = [json.loads(line) for line in process.stdout.splitlines()]
    assert [line["formula"] for line in lines] == [case.formula for case in CASES]
    return {
        case.id: line["error"]["type"] if line["error"] else line["value"]
        for case, line in zip(CASES, lines, strict=True)
    }


def test_there_is_something_to_compare(in_python):
    assert sum(isinstance(value, float) for value in in_python.values()) > 50
    assert any(isinstance(value, list) for value in in_python.values())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_refreshed_workbook_agrees(case, in_python, in_workbook):
    assert bits(in_workbook[case.id]) == bits(in_python[case.id])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_command_agrees(case, in_python, on_command_line):
    assert bits(on_command_line[case.id]) == bits(in_python[case.id])
