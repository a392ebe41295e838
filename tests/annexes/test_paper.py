"""Every sheet prints in letters that can be read: A4, else A3, else several pages wide."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from pycog.annexes.kit.paper import layout, points_of
from tests.paths import ROOT

#: Points between the margins of A4 and A3 in landscape: 297 and 420 mm less 0.8 inch.
A4, A3 = 297 / 25.4 * 72 - 57.6, 420 / 25.4 * 72 - 57.6
#: And in height: 210 and 297 mm less 1.45 inch.
HIGH = {"9": 210 / 25.4 * 72 - 104.4, "8": 297 / 25.4 * 72 - 104.4}
#: Millimetres are not seen below this size.
LEAST = 7.0
BUILT = sorted((ROOT / "workbooks").rglob("*.xlsx"))


@pytest.mark.parametrize(
    ("widths", "paper", "scale", "starts"),
    [
        # 10 columns of 10 characters: 10 × 56,25 points, on A4 as they are.
        ([10] * 10, 9, None, ()),
        # 8 × 114 + 161,25 points are more than 784 ÷ 0,78 and less than 1 133 ÷ 0,78.
        ([21] * 8 + [30], 8, None, ()),
        # 2 250 points: 1 452 fit on A3 at 78 %, that is 25 columns of 56,25.
        ([10] * 40, 8, 78, (25,)),
    ],
    ids=["A4", "A3", "two pages"],
)
def test_the_paper_is_the_smallest_that_can_be_read(
    widths: list[float], paper: int, scale: int | None, starts: tuple[int, ...]
) -> None:
    chosen = layout(widths, len(widths))
    assert (chosen.paper, chosen.scale, chosen.starts) == (paper, scale, starts)


@pytest.mark.parametrize(
    ("height", "paper", "pages_high"),
    [
        # 490,9 points of height on A4 hold 629 at 78 %, and 737,5 on A3 hold 945.
        (620, 9, 1),
        (640, 8, 1),
        (940, 8, 1),
        (960, 9, 0),
    ],
)
def test_one_page_is_asked_for_where_it_can_be_read(
    height: float, paper: int, pages_high: int
) -> None:
    chosen = layout([10] * 10, 10, height=height)
    assert (chosen.paper, chosen.pages_high, chosen.scale) == (paper, pages_high, None)


def test_repeated_columns_take_their_room_on_each_page() -> None:
    # 2 repeated columns of 56,25 points leave 1 340 of 1 452 on the second page: 23 columns.
    assert layout([10] * 60, 60, 2).starts == (25, 48)


@given(st.lists(st.floats(1, 60), min_size=1, max_size=80), st.integers(0, 3))
def test_no_page_is_wider_than_its_paper(widths: list[float], labels: int) -> None:
    labels = min(labels, len(widths))
    chosen = layout(widths, len(widths), labels)
    points = [points_of(one) for one in widths]
    room = (A4 if chosen.paper == 9 else A3) / (chosen.scale or 78) * 100
    kept = sum(points[:labels])
    pages = [0, *chosen.starts, len(points)]
    assert pages == sorted(set(pages))
    for number, (first, last) in enumerate(pairwise(pages)):
        used = sum(points[first:last]) + (kept if number and kept <= 0.6 * room else 0)
        # One column alone may be wider than any paper.
        assert used <= room + 1e-6 or last - first <= max(1, labels)


@pytest.mark.parametrize("path", BUILT, ids=[str(p.relative_to(ROOT / "workbooks")) for p in BUILT])
def test_what_is_built_prints_at_7_points_or_more(path: Path) -> None:
    book = load_workbook(path)
    for sheet in book.worksheets:
        area = sheet.print_area
        if not area:
            continue
        first, top, last, bottom = range_boundaries(area.rpartition("!")[2].replace("$", ""))
        room = A3 if str(sheet.page_setup.paperSize) == "8" else A4
        widths: dict[int, float] = {}
        for one in sheet.column_dimensions.values():
            for column in range(one.min, one.max + 1):
                # Files count the padding of a column in its width.
                widths[column] = 0.0 if one.hidden else one.width * 7 * 0.75
        used = sum(widths.get(column, points_of(8.43)) for column in range(first, last + 1))
        fitted = bool(sheet.sheet_properties.pageSetUpPr.fitToPage)
        scale = min(1.0, room / used) if fitted else (sheet.page_setup.scale or 100) / 100
        if fitted and sheet.page_setup.fitToHeight != 0:
            heights = [sheet.row_dimensions[row].height or 15 for row in range(top, bottom + 1)]
            scale = min(scale, HIGH[str(sheet.page_setup.paperSize)] / sum(heights))
        smallest = min(
            cell.font.sz
            for row in sheet.iter_rows(min_row=top, max_row=min(bottom, 40))
            for cell in row
            if cell.value is not None
        )
        assert scale * smallest >= LEAST - 0.1, (sheet.title, scale, smallest)
