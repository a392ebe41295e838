"""Finds the tables of a sheet by their shape: headings above figures, labels beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from pycog.audit.grid import Grid, Place, Stored, is_year, normal
from pycog.audit.words import is_period, is_scaled, role_of

_LONGEST_HEADING: Final = 100
#: Header rows above the first figure, and rows above them that may tell the unit.
_DEEPEST_HEADER, _ABOVE = 4, 4
_NO_FIGURE: Final = re.compile(r"(n\.?[adscr]\.?|n/[ads]|-+|–|so|s\.o|sans objet|nc|x|\?+|…|\.+)?$")
#: Fewest years that name the lines of a table.
_YEARS: Final = 3
#: Roles of lines and columns that hold amounts of the same kind as their neighbours.
AMOUNTS: Final = frozenset({"ligne", "total", "total possible", "dont", "solde de totaux"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table, or a column of it.

    Attributes:
        place: Zero-based row, or column.
        label: As printed; the texts of several rows of headings are joined.
        role: See :func:`pycog.audit.words.role_of`; ``"titre"`` without figures.
    """

    place: int
    label: str
    role: str


@dataclass
class Block:
    """A table, seen by its lines; :meth:`flipped` shows it by its columns.

    Attributes:
        grid: Its sheet.
        lines: Its rows, in order (its columns when flipped).
        across: Its columns of figures (its rows when flipped).
        across_rows: Whether the lines are columns of the sheet.
        scaled: Whether its figures are told in thousands, millions or rounded.
        mixed: Whether a column of units tells that its lines are not of one kind.
    """

    grid: Grid
    lines: list[Line]
    across: list[Line]
    across_rows: bool = False
    scaled: bool = False
    mixed: bool = False
    _figures: dict[int, dict[int, float]] = field(default_factory=dict, repr=False)

    def at(self, line: Line, other: Line) -> Place:
        """Return the cell where a line meets a column."""
        return (other.place, line.place) if self.across_rows else (line.place, other.place)

    def stored(self, line: Line, other: Line) -> Stored | None:
        """Return what stands there."""
        return self.grid.cells.get(self.at(line, other))

    def figure(self, line: Line, other: Line) -> float | None:
        """Return the figure that stands there, also one that is stored as text."""
        row, column = self.at(line, other)
        if row not in self._figures:
            self._figures[row] = {
                place: number
                for place, stored in self.grid.row(row).items()
                if (number := stored.number) is not None
            }
        return self._figures[row].get(column)

    def is_percent(self, line: Line, other: Line) -> bool:
        """Tell whether the figure is shown as a percentage."""
        stored = self.stored(line, other)
        return stored is not None and (stored.percent or stored.text.endswith("%"))

    def is_unknown(self, line: Line, other: Line) -> bool:
        """Tell whether a formula without a stored value stands there."""
        at = self.at(line, other)
        return at in (self.grid.formulas or ()) and at not in self.grid.cells

    def name(self, line: Line, other: Line) -> str:
        """Return ``"« ligne », colonne"`` as printed."""
        row, column = (other, line) if self.across_rows else (line, other)
        words = [f"« {row.label} »" if row.label else "", column.label]
        return ", ".join(word for word in words if word) or "Cette cellule"

    def is_hidden(self, line: Line) -> bool:
        """Tell whether a line is a hidden row."""
        return not self.across_rows and line.place in self.grid.hidden

    def flipped(self) -> Block:
        """Return the same table with rows and columns exchanged."""
        return Block(
            self.grid,
            lines=self.across,
            across=self.lines,
            across_rows=not self.across_rows,
            scaled=self.scaled,
            _figures=self._figures,
        )


def find_blocks(grid: Grid) -> list[Block]:
    """Return the tables of a sheet, whatever their headings; the finest cut wins."""
    found = []
    for header, rows in _stretches(grid):
        for columns in _segments(grid, [*header, *rows]):
            block = _block(grid, header, rows, columns)
            if block is not None:
                found.append(block)
    return found


def _stretches(grid: Grid) -> Iterator[tuple[list[int], list[int]]]:
    """Yield header rows and rows of each table, one under the other."""
    header: list[int] = []
    body: list[int] = []
    waiting: list[int] = []
    columns: set[int] = set()
    for row in grid.rows():
        cells = grid.row(row)
        figures = {column for column, stored in cells.items() if _is_figure(stored)}
        if not figures or _is_year_row(cells, figures):
            waiting.append(row)
            continue
        if waiting and _begins(grid, waiting, figures, columns):
            if body:
                yield header, body
            header, body, columns = _header(grid, waiting), [], set()
        else:
            body += [one for one in waiting if body]
        waiting = []
        body.append(row)
        columns |= figures
    if body:
        yield header, body


def _is_figure(stored: Stored) -> bool:
    if isinstance(stored.value, str):
        return stored.value[:1] in _FIRST_SIGNS and stored.number is not None
    return stored.number is not None


_FIRST_SIGNS: Final = frozenset("0123456789-+−(  \u00a0\u202f€")


def _is_year(stored: Stored) -> bool:
    number = stored.number
    return number is not None and not stored.percent and is_year(number)


def _is_year_row(cells: dict[int, Stored], figures: set[int]) -> bool:
    """Tell whether all the figures of a row are years, as in a heading."""
    years = [cells[column].number for column in figures if _is_year(cells[column])]
    texts = sum(bool(stored.text) for column, stored in cells.items() if column not in figures)
    return (
        len(years) == len(figures)
        and len(set(years)) == len(years)
        and (len(years) > 1 or texts > 1)
    )


def _heads(grid: Grid, row: int) -> dict[int, str]:
    """Return the words of a row by column, without what stands for a missing figure."""
    return {
        column: text
        for column, stored in grid.row(row).items()
        if (text := stored.shown or stored.text or _year(stored))
        and len(text) <= _LONGEST_HEADING
        and not _NO_FIGURE.match(normal(text))
    }


def _begins(grid: Grid, waiting: Sequence[int], figures: set[int], columns: set[int]) -> bool:
    """Tell whether the rows of words before a row of figures head a new table."""
    for row in _header(grid, waiting):
        heads = set(_heads(grid, row))
        if not columns:
            return True
        over = heads & figures
        if over and (2 * len(heads & columns) >= len(columns) or not figures & columns):
            return True
    return False


def _header(grid: Grid, waiting: Sequence[int]) -> list[int]:
    """Return the rows of headings: several words, right above the figures."""
    found: list[int] = []
    for row in reversed(waiting[-2 * _DEEPEST_HEADER :]):
        if found and (row != found[0] - 1 or not _heads(grid, row)):
            break  # what stands above a blank row is a title or a legend
        if found or len(_heads(grid, row)) >= 2:
            found.insert(0, row)
    return found[-_DEEPEST_HEADER:]


def _segments(grid: Grid, rows: Sequence[int]) -> list[range]:
    """Cut where an empty column stands between two tables side by side."""
    filled = sorted({column for row in rows for column in grid.row(row)})
    starts = [filled[0]]
    for before, after in pairwise(filled):
        if after - before > 1 and _has_labels(grid, rows, [c for c in filled if c >= after]):
            starts.append(after)
    ends = [*starts[1:], filled[-1] + 1]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def _has_labels(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> bool:
    """Tell whether a column of words stands before figures: a table of its own."""
    words = [column for column in columns if _is_label_column(grid, rows, column)]
    return bool(words) and any(
        column not in words
        for column in columns
        if column > words[0] and any(_figure_at(grid, row, column) for row in rows)
    )


def _figure_at(grid: Grid, row: int, column: int) -> bool:
    stored = grid.row(row).get(column)
    return stored is not None and _is_figure(stored)


def _is_label_column(grid: Grid, rows: Sequence[int], column: int) -> bool:
    words = figures = 0
    for row in rows:
        stored = grid.row(row).get(column)
        if stored is not None:
            figure = _is_figure(stored)
            figures += figure
            words += bool(stored.text) and not figure
    return words > figures and words > 1


def _block(grid: Grid, header: list[int], rows: list[int], columns: range) -> Block | None:
    counts: dict[int, int] = {}
    words: dict[int, int] = {}
    for row in rows:
        for column, stored in grid.row(row).items():
            if column in columns:
                kind = counts if _is_figure(stored) else words
                kind[column] = kind.get(column, 0) + 1
    labels = [
        column
        for column in sorted({*words, *counts})
        if words.get(column, 0) > counts.get(column, 0)
        or (column == columns.start and _are_years(grid, rows, column))
    ]
    headings = {column: _heading(grid, header, column, columns) for column in columns}
    across = [
        Line(column, headings[column], _role(grid, rows, column, headings[column]))
        for column in sorted(counts)
        if labels and column > labels[0] and column not in labels
    ]
    across = [line for line in across if line.role != "identifiant"]
    if not across:
        return None
    labels = [column for column in labels if column < across[0].place]
    places = {line.place for line in across}
    lines = [_line(grid.row(row), row, labels, places) for row in rows]
    mixed = any(
        normal(headings[column]).startswith("unite") and _differ(grid, rows, column)
        for column in words
    )
    top = (header or rows)[0]
    notes = [
        stored.text for row in range(max(0, top - _ABOVE), top) for stored in grid.row(row).values()
    ]
    scaled = any(is_scaled(text) for text in [*headings.values(), *notes])
    return Block(grid, lines, across, scaled=scaled, mixed=mixed)


def _role(grid: Grid, rows: Sequence[int], column: int, heading: str) -> str:
    """Return what a column does: « Année » after four quarters holds their total, and no years."""
    role = role_of(heading)
    if role == "identifiant" and is_period(heading):
        cells = [grid.row(row)[column] for row in rows if column in grid.row(row)]
        figures = [cell for cell in cells if cell.number is not None and _is_figure(cell)]
        if not any(_is_year(cell) or _names_a_month(cell) for cell in figures):
            return "total possible"
    return role


def _names_a_month(stored: Stored) -> bool:
    number = stored.number
    return number is not None and not stored.percent and number in range(1, 13)


def _differ(grid: Grid, rows: Sequence[int], column: int) -> bool:
    texts = {grid.row(row)[column].text for row in rows if column in grid.row(row)}
    return len(texts - {""}) > 1


def _line(cells: dict[int, Stored], row: int, labels: list[int], figures: set[int]) -> Line:
    texts = [text for column in labels if column in cells and (text := _label(cells[column]))]
    totals = [text for text in texts if role_of(text) == "total"]
    label = " ".join((totals or texts[-1:] or [""])[0].split())
    if not any(column in cells and _is_figure(cells[column]) for column in figures):
        return Line(row, label, "titre")
    role = role_of(label)
    return Line(row, label, "ligne" if role in {"identifiant", "controle"} else role)


def _label(stored: Stored) -> str:
    """Return the text of a cell, or the year that it names a line by."""
    return stored.text or _year(stored)


def _year(stored: Stored) -> str:
    return f"{stored.number:.0f}" if _is_year(stored) else ""


def _are_years(grid: Grid, rows: Sequence[int], column: int) -> bool:
    """Tell whether a column names its lines by years, such as 2012 to 2015."""
    cells = [grid.row(row)[column] for row in rows if column in grid.row(row)]
    years = [cell.number for cell in cells if _is_year(cell)]
    figures = sum(_is_figure(cell) for cell in cells)
    return len(years) == figures >= _YEARS and len(set(years)) == len(years)


def _heading(grid: Grid, header: list[int], column: int, columns: range) -> str:
    """Join the texts above a column; a merged heading holds for the columns on its right."""
    texts: list[str] = []
    for row in header:
        cells = grid.row(row)
        heads = _heads(grid, row)
        if column in heads:
            texts.append(heads[column])
        elif column not in cells and row != header[-1] and column in grid.row(header[-1]):
            left = [place for place in heads if columns.start < place < column]
            texts += [heads[max(left)]] if left else []
    return " ".join(" ".join(texts).split())
