"""Columns of which Excel's results stand: judged together, with what each cell alone would give."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pycog.ods import open_package
from pycog.refresh import Options, refresh_file
from pycog.refresh.calculation.column_engine import ColumnEngine
from pycog.refresh.calculation.evaluation import Calculator
from pycog.refresh.calculation.functions.coercion import in_french
from pycog.xlsx.cells import stored_value
from pycog.xlsx.sheet_reading import read_sheets
from pycog.xlsx.structure import read_workbook
from tests.refresh.calculation.random_columns import ROWS, workbook
from udfs.hosts.engine import EngineHost

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
#: What Excel leaves in a workbook that it has calculated.
MARKS = (
    (rb"<fileVersion[^>]*/>", b'<fileVersion appName="xl" lastEdited="7" rupBuild="1"/>'),
    (rb"<calcPr[^>]*/>", b'<calcPr calcId="191029"/>'),
)
_STORED = re.compile(rb'(<c r="([L-P])\d+"(?: [cv]m="\d+")?><f[^>]*>[^<]*</f><v>)([^<]*)(?=</v>)')
_ENTRY = re.compile(rb'(<c r="[A-E]\d+"(?: s="\d+")?><v>)([^<]*)(?=</v></c>)')
QUICK = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def of_excel(folder: Path, seed: int) -> Path:
    """Make a workbook that Excel is said to have calculated, with some other results and entries.

    One in three has totals below its columns, which the engine calculates.
    """
    random, first, path = Random(seed), folder / "fresh.xlsx", folder / "excel.xlsx"
    first.write_bytes(workbook(seed))
    refresh_file(first, EngineHost())
    shares = {letter.encode(): random.choice([0, 0, 0.05, 0.4, 1]) for letter in "LMNOP"}
    entries, totals = random.choice([0, 0, 0.1]), random.random() < 1 / 3

    def other(match: re.Match[bytes]) -> bytes:
        if random.random() >= shares[match[2]]:
            return match[0]
        number = float(match[3])
        gap = random.choice([1, 0.5, -3, number * 1e-13, number * 2e-12, 1e-9])
        return match[1] + repr(number + gap).encode()

    def entered(match: re.Match[bytes]) -> bytes:
        changes = random.random() < entries
        return match[1] + (repr(float(match[2]) + 0.25).encode() if changes else match[2])

    with zipfile.ZipFile(first) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            body = old.read(info)
            if info.filename == SHEET:
                if not totals:
                    body = re.sub(rb'<row r="%d".*?</row>' % (ROWS + 3), b"", body)
                body = _ENTRY.sub(entered, _STORED.sub(other, body))
            for pattern, mark in MARKS if info.filename == BOOK else ():
                body = re.sub(pattern, mark, body)
            new.writestr(info, body)
    return path


def refreshed(path: Path, monkeypatch: pytest.MonkeyPatch, *, by_columns: bool) -> object:
    """Refresh and return all that is said of the workbook, and its bytes."""
    output = path.with_name("out.xlsx")
    with monkeypatch.context() as patch:
        if not by_columns:
            patch.setattr(Calculator, "run", lambda self, held=(), *_: self.run_whole(held))
        report = refresh_file(path, EngineHost(), output=output)
    assert report.refused is None
    said = (report.disagreements, report.to_recalculate, report.doubt, report.errors)
    return said, report.changes, output.read_bytes()


@QUICK
@given(seed=st.integers(0, 1_000_000))
def test_columns_are_judged_as_their_cells_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
):
    path = of_excel(tmp_path, seed)
    together = refreshed(path, monkeypatch, by_columns=True)
    assert together == refreshed(path, monkeypatch, by_columns=False)


@QUICK
@given(seed=st.integers(0, 1_000_000))
def test_what_reads_no_held_cell_keeps_its_values(tmp_path: Path, seed: int):
    path = of_excel(tmp_path, seed)
    package = open_package(path, Options())
    info = read_workbook(package)
    scans = read_sheets(package, info)
    random = Random(seed)
    cells = [
        ((name, cell.row, cell.column), stored_value(cell.attributes, cell.value))
        for name, scanned in scans.items()
        for cell in scanned.cells()
    ]
    held = dict(random.sample(cells, random.randint(1, len(cells) // 2)))
    with in_french(False):
        _, before = Calculator(package, info, scans, EngineHost(), None, compares=True).run()
        for like in (before, None):
            calculator = Calculator(package, info, scans, EngineHost(), None)
            _, engine = calculator.run(held, held if like else {}, like)
            values = {cell: engine.raw(*cell) for cell, _ in cells}
            if like is not None:
                expected = values
    assert values == expected


def test_columns_are_not_calculated_twice(tmp_path: Path):
    """The column of which nothing is held is taken over, the one that reads it is not."""
    path = tmp_path / "a.xlsx"
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Suivi")
    for row in range(1, 101):
        sheet.write_number(f"A{row}", row)
        sheet.write_dynamic_array_formula(f"B{row}", f"=_xldudf_COG_GAP(A{row},50)")
        sheet.write_formula(f"C{row}", f"=A{row}*2")
        sheet.write_formula(f"D{row}", f"=C{row}+B{row}")
    book.close()
    package = open_package(path, Options())
    info = read_workbook(package)
    scans = read_sheets(package, info)
    calculator = Calculator(package, info, scans, EngineHost(), None)
    with in_french(False):
        _, before = calculator.run()
        calculator.host = host = EngineHost()
        called: list[object] = []
        gap = host.callables()["COG_GAP"]

        def counted(*values: object) -> object:
            called.append(values)
            return gap(*values)

        host._callbacks._made["COG_GAP"] = counted
        _, engine = calculator.run({("Suivi", 5, 3)}, {("Suivi", 5, 3): 7.0}, before)
    assert isinstance(engine, ColumnEngine)
    assert called == []
    for row in range(1, 101):
        doubled = 7.0 if row == 5 else 2.0 * row
        assert engine.value("Suivi", row, 3) == doubled
        assert engine.value("Suivi", row, 2) == row - 50
        assert engine.value("Suivi", row, 4) == doubled + row - 50
