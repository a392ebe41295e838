"""References written out in formulas: where they lie, and the text of others made from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field

from pycog.lazy_patterns import regex
from pycog.xlsx import formulas
from pycog.xlsx.cells import address, column_letters, column_number
from pycog.xlsx.dependencies import Area, Range, area

_THREE_D = regex(r"(?:'((?:[^':\[\]]|'')+):((?:[^':\[\]]|'')+)'|([^\W\d][\w.]*):([^\W][\w.]*))!")
_CORNER = regex(r"(?:(\$?)([A-Za-z]{1,3}))?(?:(\$?)(\d+))?")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class Grid(Struct, frozen=True):
    """What translating needs to know of a workbook's sheets.

    Attributes:
        sheets: Their names, in order.
        used: Last row and column in use, by sheet.
        hidden: Rows that are hidden, by sheet.
        filtered: Rows hidden by a filter, by sheet.
        subtotals: Cells with a subtotal of their own, by sheet.
        texts: Whether texts look like numbers or dates, which the engine reads its own way.
        amounts: Whether texts are nothing but a number or a date, in French: « 1,0 ».
    """

    sheets: Sequence[str]
    used: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    hidden: Mapping[str, frozenset[int]] = field(default_factory=dict)
    filtered: Mapping[str, frozenset[int]] = field(default_factory=dict)
    subtotals: Mapping[str, frozenset[tuple[int, int]]] = field(default_factory=dict)
    texts: bool = False
    amounts: bool = False

    def between(self, first: str, last: str) -> list[str] | None:
        """Return the sheets from one to another, ``None`` if one does not exist."""
        lowered = [name.lower() for name in self.sheets]
        try:
            start, end = sorted((lowered.index(first.lower()), lowered.index(last.lower())))
        except ValueError:
            return None
        return list(self.sheets[start : end + 1])

    def clipped(self, one: Area, more: int = 0) -> Area:
        """Return an area without what lies below all cells in use, but ``more`` rows of it.

        Areas of one size stay of one size, wherever they begin.
        """
        rows = max((self.used[sheet][0] for sheet in self.sheets), default=1)
        top, left, bottom, right = one.range
        return Area(one.sheet, (top, left, min(bottom, top + rows - 1 + more), right))


def three_d(text: str) -> tuple[str, str, str] | None:
    """Return first sheet, last sheet and place of a reference through several sheets."""
    match = _THREE_D.match(text)
    if match is None:
        return None
    first, last = (match[1] or match[3]), (match[2] or match[4])
    return first.replace("''", "'"), last.replace("''", "'"), text[match.end() :]


def written(one: Area, sheet: str) -> str:
    """Return an area as a formula of a sheet writes it."""
    top, left, bottom, right = one.range
    start, end = address(top, left), address(bottom, right)
    place = start if start == end else f"{start}:{end}"
    return place if one.sheet == sheet else f"{formulas.quoted(one.sheet)}!{place}"


def beside(one: Area, row: int, column: int) -> tuple[int, int] | None:
    """Return the cell of an area that stands beside a formula, ``None`` if there is none."""
    top, left, bottom, right = one.range
    if top == bottom and left == right:
        return top, left
    if left == right:
        return (row, left) if top <= row <= bottom else None
    if top == bottom:
        return (top, column) if left <= column <= right else None
    return (row, column) if top <= row <= bottom and left <= column <= right else None


def shared(one: Area, other: Area) -> Area | None:
    """Return what two areas have in common, ``None`` if nothing."""
    if one.sheet.lower() != other.sheet.lower():
        return None
    top, left = max(one.range[0], other.range[0]), max(one.range[1], other.range[1])
    bottom, right = min(one.range[2], other.range[2]), min(one.range[3], other.range[3])
    return Area(one.sheet, (top, left, bottom, right)) if top <= bottom and left <= right else None


def shown(one: Area, rows: Collection[int], cells: Iterable[tuple[int, int]]) -> list[Area]:
    """Return an area without some rows and some cells, as areas."""
    top, left, bottom, right = one.range
    out = [cell for cell in cells if top <= cell[0] <= bottom and left <= cell[1] <= right]
    if not out:
        return _runs(one.sheet, (top, left, bottom, right), rows)
    found: list[Area] = []
    for column in range(left, right + 1):
        without = {row for row, other in out if other == column}
        found += _runs(one.sheet, (top, column, bottom, column), {*rows, *without})
    return found


def _runs(sheet: str, box: Range, rows: Collection[int]) -> list[Area]:
    top, left, bottom, right = box
    found, start = [], top
    for row in [*sorted(row for row in rows if top <= row <= bottom), bottom + 1]:
        if row > start:
            found.append(Area(sheet, (start, left, row - 1, right)))
        start = row + 1
    return found


@lru_cache(maxsize=4096)
def of(text: str, sheet: str) -> Area | None:
    """Return the area of a reference written on a sheet, ``None`` if it is none.

    Rows and columns that no sheet has make a name of it, as in ``A0``.
    """
    if "!" not in text and not formulas.is_range(text):
        return None
    found = area(text, sheet)
    if found is None:
        return None
    top, left, bottom, right = found.range
    inside = top >= 1 and left >= 1 and bottom <= LAST_ROW and right <= LAST_COLUMN
    return found if inside else None


def ordered(text: str) -> str:
    """Return a range with its first row and column first, as Excel reads it."""
    sheet, mark, place = text.rpartition("!")
    first, colon, last = place.partition(":")
    ends = [_CORNER.fullmatch(first), _CORNER.fullmatch(last)]
    if not colon or ends[0] is None or ends[1] is None:
        return text
    one, other = ends[0].groups(default=""), ends[1].groups(default="")
    if one[1] and other[1] and column_number(one[1].upper()) > column_number(other[1].upper()):
        one, other = (*other[:2], *one[2:]), (*one[:2], *other[2:])
    if one[3] and other[3] and int(one[3]) > int(other[3]):
        one, other = (*one[:2], *other[2:]), (*other[:2], *one[2:])
    return f"{sheet}{mark}{''.join(one)}:{''.join(other)}"


def moved(text: str, rows: int, columns: int) -> str:
    """Return a reference filled ``rows`` down and ``columns`` right, round the sheet's edges."""
    sheet, mark, place = text.rpartition("!")
    corners = (_moved(corner, rows, columns) for corner in place.split(":"))
    return f"{sheet}{mark}{':'.join(corners)}"


def _moved(corner: str, rows: int, columns: int) -> str:
    match = _CORNER.fullmatch(corner)
    if match is None:
        return corner
    fixed_column, letters, fixed_row, digits = match.groups()
    if letters and not fixed_column:
        column = (column_number(letters.upper()) - 1 + columns) % LAST_COLUMN + 1
        letters = column_letters(column)
    if digits and not fixed_row:
        digits = str((int(digits) - 1 + rows) % LAST_ROW + 1)
    return f"{fixed_column or ''}{letters or ''}{fixed_row or ''}{digits or ''}"
