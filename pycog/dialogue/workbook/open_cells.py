"""The cells of an open workbook by what they are: the one way in which the dialogue reads it."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pycog.conventions import Convention
from pycog.dialogue.card_rows import whole_words
from pycog.dialogue.expressions import Array, Operation, Ref
from pycog.dialogue.lexicon import Lexicon, stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.sheet import GridReader, MapReader, SheetReader, quoted
from pycog.errors import CellError
from pycog.lazy_patterns import regex
from pycog.values import Scalar, display, format_date, format_number, serial_of
from pycog.xlsx.cells import column_letters

if TYPE_CHECKING:
    from pycog.audit.grid import Grid, Stored
    from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable

#: Marks of a value that is missing.
_MISSING: Final = regex(r"(?:n\.?[dcsr]\.?|s\.?o\.?|-+|–|—|\?|/|nc|na|en attente)", re.I)
_RATE: Final = regex(r"(?:taux|tx|part|pourcentage|%|proportion)\b")
_RATE_COLUMN: Final = regex(r"(?:taux|tx|pourcentage|%|avancement|progression)\b")
#: A rate typed as a ratio is no larger than this.
_LARGEST_RATIO: Final = 1.5
#: Headings of columns whose numbers name something and are never added up.
NAMES: Final = regex(
    r"(?:n ?[°o]?|no|num(?:ero)?s?|fiches?|codes?|ref(?:erence)?s?|rang|ordre|exercices?|annees?"
    r"|an|mois|campagne|indicateurs?|page|version|compte|chapitre|article)\b.*"
)
#: Columns of years, whose thousands are not set apart.
_OF_YEARS: Final = regex(r"(?:exercices?|annees?|millesimes?|campagnes?)\b")
_YEARS: Final = range(1900, 2200)
#: « Prime par ETP (€) »
_UNIT_OF_ROW: Final = regex(r"\((€|k€|M€)\)\s*$")
#: Units of money as cells and headings say them.
MONEY: Final = frozenset({"€", "k€", "M€"})
_AMOUNTS: Final = frozenset({"exécuté", "voté", "base", "écart", "cumul", "montant"})
#: What may stand beside the figures of a number: « Ind. 7 ».
_PREFIX: Final = 6
_NUMBER: Final = regex(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table with what it is about."""

    table: OpenTable
    row: OpenRow
    column: OpenColumn

    @property
    def stored(self) -> Stored | None:
        """What stands in it, ``None`` where it is blank."""
        return self.table.stored(self.row, self.column)

    @property
    def year(self) -> int | None:
        """The year that it is of."""
        return self.column.year or self.row.year

    @property
    def address(self) -> str:
        """``Budget!D3``."""
        place = f"{column_letters(self.column.index + 1)}{self.row.index + 1}"
        return f"{quoted(self.table.sheet)}!{place}"

    @property
    def place(self) -> str:
        """``D3``."""
        return self.address.rpartition("!")[2]

    @property
    def number(self) -> float | None:
        """Its number; ``None`` for anything else, a number kept as text too."""
        stored = self.stored
        if stored is None or stored.error or isinstance(stored.value, bool | str):
            return None
        number = float(stored.value)
        return float(f"{number!r}e-2") if self.is_in_points else number

    @property
    def is_in_points(self) -> bool:
        """Whether it is a rate that the officer said to be typed in points."""
        return (self.row.index, self.column.index) in self.table.in_points

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it, a formula neither."""
        return self.stored is None and not self.table.is_formula(self.row, self.column)

    @property
    def fault(self) -> str:
        """Why it gives no number, ``""`` where it does."""
        stored = self.stored
        if self.number is not None:
            return ""
        if stored is None:
            return "vide" if self.is_blank else "formule sans valeur enregistrée"
        if stored.error:
            return f"erreur {stored.value}"
        text = str(stored.value).strip()
        if stored.number is not None:
            return f"nombre enregistré comme texte : « {text} »"
        return f"« {text} »"

    @property
    def is_calculated(self) -> bool:
        """Whether a formula stands in it."""
        return self.table.is_formula(self.row, self.column)

    @property
    def is_missing(self) -> bool:
        """Whether it is blank or holds a mark of a missing value."""
        stored = self.stored
        text = isinstance(stored.value, str) and not stored.error if stored else False
        marked = text and stored is not None and bool(_MISSING.fullmatch(str(stored.value).strip()))
        return self.is_blank or marked

    @property
    def kind(self) -> str:
        """How its number is shown: ``"rate"``, ``"%"``, an amount's unit or ``"number"``."""
        stored = self.stored
        number = self.number
        if self.is_in_points or (stored is not None and stored.percent):
            return "rate"
        small = number is not None and abs(number) <= _LARGEST_RATIO
        if self.column.role in {"taux", "évolution"}:
            return "rate" if small else "number"
        if self.column.unit in {"%", "points"} and self.column.role not in {"poids", "points"}:
            return "rate" if small else "%"
        if stored is not None and stored.money:
            return stored.money
        if self.column.role in {*_AMOUNTS, ""} and self.column.unit in MONEY:
            return self.column.unit
        unit = _UNIT_OF_ROW.search(self.row.label)
        if unit is not None and not self.column.unit:
            return unit[1]
        if not small:
            return "number"
        rated = self.row.is_rate or _RATE.match(normalise(self.row.label)) is not None
        rated = rated or any("%" in one for one in self._targets) or self._is_of_ratios
        return "rate" if rated else "number"

    @property
    def _is_of_ratios(self) -> bool:
        """Whether its column is headed as one of rates and holds nothing but ratios."""
        if _RATE_COLUMN.match(normalise(self.column.title)) is None:
            return False
        held = (self.table.stored(row, self.column) for row in self.table.rows)
        return all(
            abs(float(one.value)) <= _LARGEST_RATIO
            for one in held
            if one is not None and not one.error and not isinstance(one.value, bool | str)
        )

    @property
    def _targets(self) -> list[str]:
        """The targets of its row that are texts: « < 5 % » says that results are rates."""
        found = [self.table.stored(self.row, one) for one in self.table.of("objectif")]
        return [one.text for one in found if one is not None]

    @property
    def heading(self) -> str:
        """The title of its column, with its year where the title does not say it."""
        title = self.column.title
        told = self.year is None or str(self.year) in title
        return title if told else f"{title} {self.year}"

    @property
    def shown(self) -> str:
        """Its value in French."""
        number = self.number
        of_years = _OF_YEARS.match(normalise(self.column.title))
        names = (of_years is not None and number in _YEARS) or self.column.role == "code"
        if names and number is not None and number % 1 == 0:
            # « Exercice 2024 – Exécuté » heads amounts, no years.
            return str(int(number))
        stored = self.stored
        if number is not None:
            kind = self.kind
            places = stored.places if stored is not None else None
            if kind == "number" and places is not None and self.is_calculated:
                # What is calculated has no more decimals than the cell shows, but for one.
                return format_number(number, max(places, 1))
            return shown_as(number, kind)
        if stored is None:
            return "vide" if self.is_blank else "formule sans valeur enregistrée"
        from pycog.equip.open_parts import day_of

        day = day_of(stored)
        return str(stored.value).strip() if day is None else format_date(serial_of(day))

    @property
    def value(self) -> Scalar:
        """What stands in it as a formula gets it."""
        stored = self.stored
        if stored is None:
            return None
        if self.is_in_points and self.number is not None:
            return self.number
        return CellError(str(stored.value)) if stored.error else stored.value

    def ref(self) -> Operation | Ref:
        """Return it as a part of a formula, a rate typed in points as the rate."""
        if self.is_in_points and self.stored is not None:
            typed = self.stored.value
            return Operation(
                Ref(self.address, None if isinstance(typed, bool) else typed), "/", 100
            )
        return Ref(self.address, _plain(self))


def column_year(table: OpenTable, letters: str) -> int | None:
    """Return the year of a column by its letters, ``None`` where it has none."""
    return next(
        (one.year for one in table.columns if column_letters(one.index + 1) == letters), None
    )


def shown_as(number: float, kind: str) -> str:
    """Write a number as a cell of its kind shows it.

    Args:
        number: As stored.
        kind: As :attr:`Cell.kind` gives it.
    """
    if kind == "%":
        return f"{format_number(number, 2)} %"
    if kind in MONEY:
        return display(number, "amount" if kind == "€" else kind)
    return display(number, kind) if kind == "rate" else format_number(number, 4)


@dataclass(frozen=True)
class Book:
    """The tables of an open workbook.

    Attributes:
        tables: The tables, those of the active sheet first.
        lexicon: The words of their labels and headings.
    """

    tables: tuple[OpenTable, ...]
    lexicon: Lexicon

    def cells(self, *roles: str) -> Iterator[Cell]:
        """Yield the cells of the columns of some roles, of all columns where none is given."""
        for table in self.tables:
            for row in table.rows:
                for column in table.columns:
                    if not roles or column.role in roles:
                        yield Cell(table, row, column)

    def rows(self) -> Iterator[tuple[OpenTable, OpenRow]]:
        """Yield every row with its table."""
        for table in self.tables:
            for row in table.rows:
                yield table, row


#: The workbook that was read last: questions of one command or request share it.
_last: list[tuple[weakref.ref[object], str, Book]] = []


def open_book(reader: SheetReader, convention: Convention) -> Book:
    """Return the tables of an open workbook, read once as long as it is open.

    Args:
        reader: Gives the sheets.
        convention: The agreement that it follows.

    Raises:
        InvalidInput: A sheet that was sent cannot be read.
        RefusedFile: The workbook, or its map, cannot be read.
    """
    for held, about, book in _last:
        if held() is reader and about == convention.id:
            return book
    book = _read(reader, convention)
    _last[:] = [(weakref.ref(reader), convention.id, book)]
    return book


def grids_of(reader: SheetReader) -> Sequence[Grid]:
    """Return the sheets of an open workbook as cells.

    Args:
        reader: Gives the sheets.

    Raises:
        InvalidInput: A sheet that was sent cannot be read.
        RefusedFile: The workbook cannot be read.
    """
    from pycog.equip.open_tables import grid_of

    if isinstance(reader, GridReader):
        return reader.grids()
    return [grid_of(one.name, one.rows) for one in reader.sheets()]


def _read(reader: SheetReader, convention: Convention) -> Book:
    from pycog.equip.open_tables import read_open_tables

    grids = grids_of(reader)
    found = reader.correspondence() if isinstance(reader, MapReader) else None
    tables = tuple(map(_as_budget, read_open_tables(grids, convention, found)))
    told = {
        word
        for table in tables
        for text in (*(one.label for one in table.rows), *(one.title for one in table.columns))
        for word in words(normalise(text))
    }
    return Book(tables, Lexicon(told, {}))


def _as_budget(table: OpenTable) -> OpenTable:
    """Call the results of a table of credits executed amounts."""
    if not table.of("voté", "base") or table.of("objectif") or table.of("exécuté"):
        return table
    columns = tuple(
        replace(one, role="exécuté") if one.role == "réalisé" else one for one in table.columns
    )
    return replace(table, columns=columns)


@lru_cache(maxsize=8_192)
def stems_of(text: str) -> frozenset[str]:
    """Return the words of a label or heading that tell something, and its numbers."""
    plain = whole_words(normalise(text))
    return frozenset(stem(one) for one in words(plain) if len(one) > 1 or one.isdigit())


def number_of(row: OpenRow) -> str:
    """Return the number of a row as a question says it: « Ind. 7 » is 7, « R12 » is R12."""
    if row.subject is not None and row.subject.kind == "indicateur":
        return row.subject.key
    found = _NUMBER.search(row.number)
    if found is None or len(row.number) > len(found[0]) + _PREFIX:
        return ""
    return found[0].removesuffix(",0").lstrip("0") or "0"


def joined(cells: Sequence[Cell]) -> Ref | Array:
    """Return cells as one block of a formula: a range where they stand below one another."""
    block = Array(tuple((_plain(one),) for one in cells))
    first, last = cells[0], cells[-1]
    rows = [one.row.index for one in cells]
    one_column = len({(one.table.sheet, one.column.index) for one in cells}) == 1
    one_column = one_column and not any(one.is_in_points for one in cells)
    if not one_column or rows != list(range(rows[0], rows[0] + len(rows))):
        return block
    return Ref(f"{first.address}:{last.place}" if len(cells) > 1 else first.address, block)


def parts_of(cells: Sequence[Cell]) -> list[Array | Operation | Ref]:
    """Return cells as the parts of a formula: one range, or each by its address."""
    block = joined(cells)
    return [block] if isinstance(block, Ref) else [one.ref() for one in cells]


def _plain(cell: Cell) -> float | int | str | None:
    value = cell.value
    return value if isinstance(value, float | int | str) else None
