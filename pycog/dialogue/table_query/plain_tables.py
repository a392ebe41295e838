"""The tables of an open workbook by the shape of their cells alone, of whatever kind they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long, words
from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.workbook.open_cells import Cell
from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    pass

FIGURE, DAY, TEXT, CODE, NOTE = "figure", "jour", "texte", "code", "note"
_ACTIONS: Final = frozenset(map(stem, ("mesures", "actions", "jalons", "projets")))
_TRANSFERS: Final = frozenset(map(stem, ("virements", "transferts", "mouvements")))
#: Headings of what a transfer is made to, and of what it is taken from.
DESTINATION: Final = regex(r"\b(?:destination|vers|beneficiaire|credite|mets?\b|mis|abond\w*)")
ORIGIN: Final = regex(r"\b(?:origine|provenance|depuis|debite|source|prends?\b|pris|prelev\w*)")
#: The day of which a table tells how things stand.
_SITUATION: Final = regex(
    r"\b(?:situation|etat|solde|stock|encours|arrete\w*|position|inventaire|bilan)\b[^0-9]{0,30}"
    r"\bau \d{1,2}/\d{1,2}/((?:19|20)\d\d)\b"
)
_SLASHED: Final = regex(r"\b([a-z])/([a-z])\b")
#: Headings of first columns that group rows.
_THEMED: Final = regex(
    r"(?:familles?|axes?|themes?|thematiques?|domaines?|poles?|groupes?|categories?|chapitres?"
    r"|directions?|services?|processus|fonds|blocs?|volets?|champs?|rubriques?|branches?|sites?)\b"
)


@dataclass(frozen=True)
class PlainColumn:
    """One column with what it holds.

    Attributes:
        column: Its place and its title.
        own: Its own heading, normalised, without that of its group.
        group: The heading above it, normalised.
        kind: What it holds.
        period: The period that its heading names.
    """

    column: OpenColumn
    own: str
    group: str
    kind: str
    period: Period | None

    @property
    def index(self) -> int:
        """Zero-based column of the sheet."""
        return self.column.index

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its heading and of that of its group."""
        text = f"{self.group} {self.own}"
        # « J/h » is typed « jh » too.
        joined = "".join(f" {a}{b}" for a, b in _SLASHED.findall(text))
        return frozenset(map(stem, words(text + joined)))


@dataclass(frozen=True, eq=False)
class PlainTable:
    """One table.

    Attributes:
        open: Its sheet, rows, columns and cells.
        columns: Its columns, those of names and numbers too.
        label: Index of the column that names its rows, ``None`` where none does.
        code: Index of the column that numbers them, ``None`` where none does.
        notes: What is noted below or above it.
        file_name: The name of the workbook, ``""`` where it is not told.
        keys: Indices of the columns that only together name its rows.
    """

    open: OpenTable
    columns: tuple[PlainColumn, ...]
    label: int | None
    code: int | None
    notes: tuple[str, ...]
    file_name: str = ""
    keys: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[OpenRow, ...]:
        """Its rows, totals too."""
        return self.open.rows

    @cached_property
    def entries(self) -> tuple[OpenRow, ...]:
        """Its rows without totals."""
        return tuple(one for one in self.rows if one.role == "ligne")

    def of(self, *kinds: str) -> list[PlainColumn]:
        """Return the columns of some kinds."""
        return [one for one in self.columns if one.kind in kinds]

    @cached_property
    def total(self) -> OpenRow | None:
        """Its total, ``None`` where it has none or several."""
        totals = [one for one in self.rows if one.role == "total"]
        return totals[0] if len(totals) == 1 else None

    @cached_property
    def naming(self) -> tuple[PlainColumn, ...]:
        """The columns that name and number its rows."""
        return tuple(
            one for one in self.columns if one.index in {self.label, self.code, *self.keys}
        )

    @cached_property
    def entities(self) -> frozenset[str]:
        """What its rows are: the stems of the headings of their names."""
        stems = frozenset().union(*(one.stems for one in self.naming))
        heads = [f"{one.group} {one.own}" for one in self.of(TEXT)]
        if any(map(ORIGIN.search, heads)) and any(map(DESTINATION.search, heads)):
            stems |= _TRANSFERS
        return stems | _ACTIONS if stems & _ACTIONS else stems

    def is_calculated(self, column: PlainColumn) -> bool:
        """Tell whether a column is calculated in every row, and for nobody to fill in."""
        return all(self.open.is_formula(row, column.column) for row in self.entries)

    def cell(self, row: OpenRow, column: PlainColumn) -> Cell:
        """Return a cell; where a text is merged over several rows, that text."""
        above = self._merged.get((row.index, column.index))
        if above is not None:
            return Cell(self.open, replace(row, index=above), column.column)
        return Cell(self.open, row, column.column)

    @cached_property
    def _merged(self) -> dict[tuple[int, int], int]:
        """Cell → the row where the text stands that goes for it: merged, or said once for all."""
        texts = [one for one in self.columns if one.kind == TEXT]
        held = {one.index for one in texts}
        found = {
            (row, left): top
            for top, left, bottom, right in self.open.grid.merged
            if left in held and left == right
            for row in range(top + 1, bottom + 1)
        }
        if texts and not found:
            found = self._said_once(texts[0])
        return found

    def _said_once(self, column: PlainColumn) -> dict[tuple[int, int], int]:
        """Return what a first column of themes says at the head of each group alone."""
        if column is not self.columns[0] or column in self.naming or not _THEMED.match(column.own):
            return {}
        held = [self.open.stored(row, column.column) is not None for row in self.entries]
        if not held or not held[0] or all(held):
            return {}
        found: dict[tuple[int, int], int] = {}
        top = section = None
        for row, filled in zip(self.entries, held, strict=True):
            if filled or row.heading != section:
                top, section = (row.index if filled else None), row.heading
            elif top is not None:
                found[row.index, column.index] = top
        return found

    def name(self, row: OpenRow) -> str:
        """Return what a row is called."""
        if row.number and row.label:
            return f"{row.number} « {row.label} »"
        if row.number or row.label:
            return row.number or f"« {row.label} »"
        shown = [
            one.shown
            for column in self.of(DAY, TEXT)
            if not (one := self.cell(row, column)).is_missing
        ]
        return ", ".join(shown[:4])

    @cached_property
    def title_stems(self) -> frozenset[str]:
        """The stems of the name of its sheet and of the titles above it."""
        return frozenset(map(stem, words(normalise_long(f"{self.open.sheet} {self.open.title}"))))

    @cached_property
    def file_stems(self) -> frozenset[str]:
        """The stems of the name of the workbook."""
        return frozenset(map(stem, words(normalise_long(self.file_name))))

    @cached_property
    def year(self) -> int | None:
        """The one year that its title or its sheet names."""
        for text in (self.open.sheet, self.open.title):
            found = set(re.findall(r"(?<![\d/])(?:19|20)\d\d(?!\d)", normalise_long(text)))
            if len(found) == 1:
                return int(found.pop())
        # « Situation au 31/12/2024 » is of that year; any other day may be that of a version.
        days = set(_SITUATION.findall(normalise_long(self.open.title)))
        return int(days.pop()) if len(days) == 1 else None


def figures_of(columns: Iterable[PlainColumn]) -> list[PlainColumn]:
    """Return the columns that hold figures."""
    return [one for one in columns if one.kind == FIGURE]
