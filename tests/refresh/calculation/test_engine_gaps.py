"""Where the engine differs from Excel: every cell is right, or kept and listed; none is wrong."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import openpyxl
import pytest

from pycog.refresh import FileReport, Options, refresh_file
from tests.refresh.gaps import collection
from tests.refresh.gaps.case import Case, Value, workbook

CLOCK = dt.datetime(2014, 1, 1, 12, tzinfo=dt.UTC)  # serial 41 640


def _same(found: object, wanted: Value) -> bool:
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, int | float) and isinstance(wanted, int | float):
        return math.isclose(found, wanted, rel_tol=1e-14, abs_tol=1e-15 if wanted else 0)
    return ("" if found is None else found) == wanted


def _listed(report: FileReport) -> set[tuple[str, str]]:
    kept = (*report.frozen, *report.to_recalculate, *report.disagreements)
    return {(one.sheet, one.cell) for one in kept}


@pytest.mark.parametrize("one", collection.CASES, ids=lambda one: one.title)
def test_every_cell_is_excels_or_kept_and_listed(one: Case, host, tmp_path: Path) -> None:
    path = tmp_path / "cas.xlsx"
    path.write_bytes(workbook(one))
    report = refresh_file(path, host, options=Options(clock=CLOCK))
    assert report.refused is None, report.refused
    listed = _listed(report)
    book = openpyxl.load_workbook(path, data_only=True)
    formulas = {
        (s, a)
        for s, cells in one.sheets.items()
        for a, v in cells.items()
        if isinstance(v, str) and v[:1] in "=*{"
    }
    for place, wanted in one.expected.items():
        sheet, _, address = place.rpartition("!")
        sheet = sheet or next((s for s, a in formulas if a == address), book.sheetnames[0])
        found = book[sheet][address].value
        if place in one.kept:
            assert (sheet, address) in listed, f"{place} is kept without a word"
            assert _same(found, one.stored.get(f"{sheet}!{address}", 0)), (place, found)
        else:
            assert _same(found, wanted), (place, found, wanted)


def test_the_cases_cover_what_is_said_to_be_left_to_excel() -> None:
    """Fewer than one cell in twenty is left to Excel, and none is both."""
    cells = sum(len(one.expected) for one in collection.CASES)
    kept = sum(len(one.kept) for one in collection.CASES)
    assert cells > 400
    assert kept * 20 < cells
    assert all(set(one.kept) <= set(one.expected) for one in collection.CASES)
