"""A table of an open workbook as questions are asked of it: kinds of columns, words, codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import Lexicon, stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.read_once import read_once
from pycog.dialogue.workbook.open_cells import NAMES, Book, Cell, stems_of
from pycog.dialogue.workbook.register_rows import Entries, day_in
from pycog.equip.model import ENTRIES
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable

FIGURE, IDENTIFIER, DAY, TEXT, NOTE = "figure", "identifiant", "jour", "texte", "note"
_NOTES: Final = regex(
    r"(?:remarques?|observations?|commentaires?|notes?|precisions?|motifs?|raisons?)\b.*"
)
_DATED: Final = frozenset({"date", "échéance", "fait le"})
#: Years are numbers of this span.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_CODE: Final = regex(r"([a-z]{1,4})[ .-]?(\d{1,5})")


@dataclass(frozen=True, eq=False)
class Domain:
    """One table with what its columns are and the words of its rows.

    Attributes:
        table: The table.
    """

    table: OpenTable

    @cached_property
    def kinds(self) -> dict[int, str]:
        """Index of a column → what it holds."""
        return {one.index: self._kind(one) for one in self.table.columns}

    def columns(self, *kinds: str) -> list[OpenColumn]:
        """Return the columns of some kinds, from left to right."""
        return [one for one in self.table.columns if self.kinds[one.index] in kinds]

    @cached_property
    def rows(self) -> tuple[OpenRow, ...]:
        """The rows that hold something: a sum below a register is none of its entries."""
        entries = self._entries
        named = [one for one in self.table.rows if one.label or one.number or entries.code(one)]
        return tuple(named or self.table.rows)

    @cached_property
    def _entries(self) -> Entries:
        return Entries(self.table, [])

    @cached_property
    def heads(self) -> dict[int, tuple[str, ...]]:
        """Index of a column → the stems of its heading in order, and that of its role."""
        return {
            one.index: (
                *(stem(word) for word in words(normalise(one.title)) if not word.isdigit()),
                stem(normalise(one.role)),
            )
            for one in self.table.columns
        }

    @cached_property
    def labels(self) -> dict[int, frozenset[str]]:
        """Index of a row → the stems of its label, its number and the heading above it."""
        return {
            one.index: stems_of(f"{one.label} {one.number} {one.heading}")
            for one in self.table.rows
        }

    @cached_property
    def values(self) -> dict[int, frozenset[str]]:
        """Index of a row → the stems of what its columns of text say, remarks left out."""
        columns = self.columns(TEXT)
        return {row.index: self._said(row, columns) for row in self.table.rows}

    @cached_property
    def notes(self) -> dict[int, frozenset[str]]:
        """Index of a row → the stems of its remarks."""
        columns = self.columns(NOTE)
        return {row.index: self._said(row, columns) for row in self.table.rows}

    @cached_property
    def titles(self) -> dict[int, frozenset[str]]:
        """Index of a column → the stems of its heading."""
        return {one.index: stems_of(one.title) for one in self.table.columns}

    @cached_property
    def words(self) -> frozenset[str]:
        """Every stem of its labels."""
        return frozenset().union(*self.labels.values())

    @cached_property
    def codes(self) -> dict[str, OpenRow]:
        """Code of a row in plain form → the row: « v03 », « j25 »."""
        entries = self._entries
        found: dict[str, OpenRow] = {}
        for row in self.rows:
            match = _CODE.fullmatch(normalise(row.number or entries.code(row)))
            if match is not None:
                found[f"{match[1]}{int(match[2])}"] = row
        return found

    @cached_property
    def spelled(self) -> frozenset[str]:
        """What texts beside the names of rows say, each as a whole: « P1 » is no « P-01 »."""
        cells = [self.cell(row, one) for one in self.columns(TEXT) for row in self.rows]
        own = {normalise(row.number or row.label) for row in self.rows}
        return frozenset(normalise(one.shown) for one in cells) - own

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of its labels, headings and texts."""
        texts = [one.label for one in self.table.rows] + [one.title for one in self.table.columns]
        for column in self.columns(TEXT):
            texts += {Cell(self.table, row, column).shown for row in self.table.rows}
        return Lexicon({word for text in texts for word in words(normalise(text))}, {})

    def cell(self, row: OpenRow, column: OpenColumn) -> Cell:
        """Return one cell."""
        return Cell(self.table, row, column)

    def name(self, row: OpenRow) -> str:
        """Return what a row is called, with its year in a table of one row a year."""
        name = self._entries.name(row)
        return f"{name} ({row.year})" if row.year else name

    def is_total(self, row: OpenRow) -> bool:
        """Tell whether a row adds up others."""
        return row.role not in ENTRIES

    def _said(self, row: OpenRow, columns: Iterable[OpenColumn]) -> frozenset[str]:
        cells = [self.cell(row, one) for one in columns]
        return frozenset().union(*(stems_of(one.shown) for one in cells if not one.is_missing))

    def _kind(self, column: OpenColumn) -> str:
        title = normalise(column.title)
        if column.role in _DATED:
            return DAY
        if column.role == "commentaire" or _NOTES.fullmatch(title):
            return NOTE
        held = [one for row in self.table.rows if not (one := self.cell(row, column)).is_missing]
        numbers = [one.number for one in held if one.number is not None]
        if len(numbers) * 2 <= len(held):
            return DAY if held and all(day_in(one) for one in held) else TEXT
        if NAMES.fullmatch(title) and not column.role:
            return IDENTIFIER
        years = all(_FIRST_YEAR <= one <= _LAST_YEAR and one == int(one) for one in numbers)
        return IDENTIFIER if years and not column.role else FIGURE


@read_once
def domains(book: Book) -> Sequence[Domain]:
    """Return the tables of a workbook as questions are asked of them, read once."""
    return tuple(map(Domain, book.tables))
