"""Which cells read which: enough of the graph to follow a change through a workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from pycog.lazy_patterns import regex
from pycog.xlsx import formulas
from pycog.xlsx.cells import column_number

#: Sheet, row, column.
Cell = tuple[str, int, int]
#: First row, first column, last row, last column.
Range = tuple[int, int, int, int]

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_USUAL = regex(r"\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?")
#: Areas of more columns are looked at for every cell of their sheet.
_NARROW = 64


class Area(NamedTuple):
    """A block of cells that a formula reads."""

    sheet: str
    range: Range

    def holds(self, cell: Cell) -> bool:
        """Tell whether a cell lies in the area."""
        top, left, bottom, right = self.range
        sheet, row, column = cell
        return sheet == self.sheet and top <= row <= bottom and left <= column <= right


def area(text: str, sheet: str) -> Area | None:
    """Return the area of a reference as written on ``sheet``, ``None`` if it is none."""
    name, _, place = text.rpartition("!")
    if "[" in name:
        return None
    if name:
        sheet = name[1:-1].replace("''", "'") if name.startswith("'") else name
    usual = _USUAL.fullmatch(place)
    if usual is not None:
        column, row, last_column, last_row = usual.groups()
        left, top = column_number(column), int(row)
        if top < 1:
            return None  # a name, such as A0
        if last_column is None:
            return Area(sheet, (top, left, top, left))
        right, bottom = column_number(last_column), int(last_row)
        if left <= right and top <= bottom:
            return Area(sheet, (top, left, bottom, right))
    first, _, last = place.replace("$", "").partition(":")
    start, end = _corner(first), _corner(last or first)
    if start is None or end is None:
        return None
    rows = sorted((start[0] or 1, end[0] or _LAST_ROW))
    columns = sorted((start[1] or 1, end[1] or _LAST_COLUMN))
    return Area(sheet, (rows[0], columns[0], rows[1], columns[1]))


def _corner(text: str) -> tuple[int, int] | None:
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    if not text or len(letters) > 3 or (letters and not letters.isascii()):
        return None
    if letters and not letters.isalpha():
        return None
    return int(digits or 0), column_number(letters.upper())


def written_areas(formula: str, sheet: str) -> list[Area]:
    """Return the areas written in a formula of a sheet; names and tables are passed over."""
    try:
        found = formulas.tokens(formula)
    except formulas.Unsupported:
        return []
    ranges = (token.text for token in found if token.subkind == "range")
    return [place for text in ranges if (place := area(text, sheet)) is not None]


class Readers:
    """The reverse of precedents: who reads a cell.

    Formulas whose reading is not known beforehand (``INDIRECT``) read everything.
    """

    def __init__(self, fills: Mapping[Cell, Iterable[Cell]]) -> None:
        """Start without readers.

        Args:
            fills: Cells that an array formula fills, by its first cell.
        """
        self._fills = fills
        self._cells: dict[Cell, list[Cell]] = defaultdict(list)
        self._narrow: dict[tuple[str, int], dict[Area, list[Cell]]] = defaultdict(dict)
        self._wide: dict[str, dict[Area, list[Cell]]] = defaultdict(dict)
        self._anywhere: list[Cell] = []

    def add(self, reader: Cell, areas: Collection[Area] | None) -> None:
        """Say what a formula reads, ``None`` when that is not known beforehand."""
        if areas is None:
            self._anywhere.append(reader)
            return
        for one in areas:
            top, left, bottom, right = one.range
            if (top, left) == (bottom, right):
                self._cells[one.sheet, top, left].append(reader)
            elif right - left < _NARROW:
                for column in range(left, right + 1):
                    self._narrow[one.sheet, column].setdefault(one, []).append(reader)
            else:
                self._wide[one.sheet].setdefault(one, []).append(reader)

    def reached(self, seeds: Iterable[Cell]) -> set[Cell]:
        """Return the formulas that read the seeds, directly or not; consumes the readers."""
        found: set[Cell] = set()
        waiting = [cell for seed in seeds for cell in (seed, *self._fills.get(seed, ()))]
        readers = self._anywhere if waiting else []
        while waiting or readers:
            for reader in readers:
                if reader not in found:
                    found.add(reader)
                    waiting += [reader, *self._fills.get(reader, ())]
            readers = self._of(waiting.pop()) if waiting else []
        return found

    def _of(self, cell: Cell) -> list[Cell]:
        readers = self._cells.pop(cell, [])
        for group in (self._narrow.get((cell[0], cell[2])), self._wide.get(cell[0])):
            # An area is looked at until one of its cells is reached: then all is known.
            for one in [one for one in group or () if one.holds(cell)]:
                assert group is not None
                readers = readers + group.pop(one)
        return readers


class Members:
    """A set of cells asked for by area."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._columns: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        for sheet, row, column in cells:
            self._columns[sheet][column].add(row)

    def are_beside(self, one: Area) -> bool:
        """Tell whether a cell of the set lies in a column of an area, in whatever row."""
        _, left, _, right = one.range
        return any(left <= column <= right for column in self._columns.get(one.sheet, ()))

    def meet(self, one: Area, but: Cell | None = None) -> bool:
        """Tell whether a cell of the set, other than ``but``, lies in an area."""
        top, left, bottom, right = one.range
        columns = self._columns.get(one.sheet, {})
        if (top, left) == (bottom, right):
            return top in columns.get(left, ()) and (one.sheet, top, left) != but
        for column in columns if right - left > len(columns) else range(left, right + 1):
            rows = columns.get(column)
            if not rows or not left <= column <= right:
                continue
            few = rows if len(rows) < bottom - top else range(top, bottom + 1)
            if any(
                row in rows and top <= row <= bottom and (one.sheet, row, column) != but
                for row in few
            ):
                return True
        return False
