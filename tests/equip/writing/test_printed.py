"""The sheets that pycog adds can be read and printed: heights of rows, page, titles, numbers."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook


@pytest.fixture(name="book")
def _book(annex, run):
    _, done = run(annex)
    return load_workbook(io.BytesIO(done.data), data_only=True)


@pytest.mark.parametrize(
    ("name", "titles"), [("COG - résultats", "$1:$1"), ("Correspondances", "$1:$4")]
)
def test_a_page_is_as_wide_as_the_sheet(book, name, titles):
    sheet = book[name]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == titles
    assert sheet.print_area == f"'{name}'!$A$1:$L${sheet.max_row}"
    assert sheet.oddFooter.right.text == "&P / &N"


def test_a_label_of_two_lines_has_a_row_of_two(book):
    sheet = book["COG - résultats"]
    long = next(r for r in sheet.iter_rows(min_row=4) if str(r[2].value).startswith("Taux d'ouv"))
    title, note = sheet.row_dimensions[1].height, sheet.row_dimensions[2].height
    assert sheet.row_dimensions[long[2].row].height == 30
    assert title > 15 and note is None


def test_a_level_is_no_percentage_and_a_whole_number_has_no_comma(book):
    sheet = book["COG - résultats"]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=4) if row[4].value is not None}
    assert rows["40"][5].number_format == "General"
    assert rows["1"][5].number_format == "0.0%"
