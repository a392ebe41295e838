"""The tables of an open workbook as they stand: rows by their labels, columns by their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.sheet import SheetReader, SheetValues, quoted
from pycog.values import Scalar
from pycog.xlsx.cells import column_letters

#: Titles of the column that says what a row is about.
_LABEL: Final = re.compile(
    r"(?:libelle|indicateur|intitule|mesure|ligne|poste|action)s?(?: indicateur)?"
)
#: Titles of the column that numbers the rows.
_NUMBER: Final = re.compile(r"(?:n ?°|no|numero)(?: indicateur)?")
#: Titles of the columns that officers fill in.
_ENTERED: Final = re.compile(r"\b(?:realise|execute|resultat|constate|saisi)e?s?\b")
#: Titles in the row of headings, at least; rows of it that are looked for.
_TITLES, _DEEPEST = 3, 40
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        at: Its place, from 0.
        title: As typed.
        stems: The words of the title, years aside.
        year: The year of the title, ``""`` without one.
        entered: Whether officers fill it in.
    """

    at: int
    title: str
    stems: frozenset[str]
    year: str
    entered: bool


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One row of a table.

    Attributes:
        sheet: Name of its sheet.
        at: Its number in the sheet, from 1.
        label: What it is about.
        number: Its number in the table, ``""`` where the table numbers nothing.
        cells: Its cells.
        columns: The columns of the table besides the label and the number.
    """

    sheet: str
    at: int
    label: str
    number: str
    cells: tuple[Scalar, ...]
    columns: tuple[Column, ...]

    @property
    def stems(self) -> frozenset[str]:
        """The words of the label, and its numbers."""
        return frozenset(stem(one) for one in words(normalise(self.label)) if _tells(one))

    def value(self, column: Column) -> Scalar:
        """Return a cell, ``None`` where it is blank."""
        value = self.cells[column.at] if column.at < len(self.cells) else None
        return None if isinstance(value, str) and not value.strip() else value

    def address(self, column: Column) -> str:
        """Return the address of a cell, with its sheet."""
        return f"{quoted(self.sheet)}!{column_letters(column.at + 1)}{self.at}"


def open_rows(reader: SheetReader) -> list[OpenRow]:
    """Return the rows of the first table of each sheet whose rows have labels of their own.

    Args:
        reader: Gives the sheets.
    """
    return [row for sheet in reader.sheets() for row in _rows(sheet)]


def _rows(sheet: SheetValues) -> Iterator[OpenRow]:
    heading = next((at for at, line in enumerate(sheet.rows[:_DEEPEST]) if _is_heading(line)), None)
    if heading is None:
        return
    titles = [str(cell) if cell is not None else "" for cell in sheet.rows[heading]]
    below = sheet.rows[heading + 1 :]
    label = _label_column(titles, below)
    if label is None:
        return
    plain = [normalise(title) for title in titles]
    number = next((at for at, title in enumerate(plain) if _NUMBER.fullmatch(title)), None)
    columns = tuple(
        _column(at, title) for at, title in enumerate(titles) if title and at not in {label, number}
    )
    for at, line in enumerate(below, start=heading + 2):
        text = line[label] if label < len(line) else None
        if isinstance(text, str) and text.strip():
            own = line[number] if number is not None and number < len(line) else None
            yield OpenRow(sheet.name, at, text.strip(), _as_number(own), tuple(line), columns)


def _is_heading(line: Sequence[Scalar]) -> bool:
    filled = [cell for cell in line if cell is not None and cell != ""]
    return len(filled) >= _TITLES and all(isinstance(cell, str) for cell in filled)


def _label_column(titles: list[str], below: Sequence[Sequence[Scalar]]) -> int | None:
    """Return the column of the labels: the one called so, whose texts are all different."""
    for at, title in enumerate(titles):
        texts = [line[at] for line in below if at < len(line) and line[at] not in (None, "")]
        named = _LABEL.fullmatch(normalise(title)) is not None
        if named and texts and all(isinstance(one, str) for one in texts):
            return at if len(set(texts)) == len(texts) else None
    return None


def _column(at: int, title: str) -> Column:
    plain = normalise(title)
    year = _YEAR.search(plain)
    told = frozenset(stem(one) for one in words(_YEAR.sub(" ", plain)) if _tells(one))
    return Column(at, title, told, year[0] if year else "", bool(_ENTERED.search(plain)))


def _as_number(value: Scalar) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:g}"
    return value.strip() if isinstance(value, str) else ""


def _tells(word: str) -> bool:
    return len(word) > 1 or word.isdigit()
