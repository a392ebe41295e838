"""A list that was told, by the kinds of its columns: labels, days, amounts, groups.

Nothing here knows what the list is of: a scorecard, budget lines, key figures and dated measures
are all rows of texts, of which a column holds days where each of its cells is one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import isnan, nan
from typing import Final

from pycog.arithmetic import same
from pycog.dialogue.answers import Table
from pycog.dialogue.expressions import Call, Computed, Operation, call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.lazy_patterns import regex
from pycog.values import CellValue

_DAY: Final = regex(r"\b(\d{2})/(\d{2})/(\d{4})\b")
_NUMBER: Final = regex(
    r"-?\d[\d \u202f\xa0]*(?:,\d+)?(?: ?(?:€|k€|M€|%|points?|jours?|professionnels?))?"
)
#: Columns that number or date the rows, and hold nothing of them.
_NUMBERING: Final = frozenset(
    {"n°", "numero", "fiche", "annee", "campagne", "exercice", "periode", "organisme", "categorie"}
)
_NAMING: Final = (
    "libelle", "indicateur", "chiffre", "ligne", "mesure", "composante", "echeance", "poste",
    "jalon", "action", "theme",
)  # fmt: skip
#: Letters of a word that is cut short.
_SHORTENED: Final = 3
_TOTAL: Final = regex(r"^(?:sous )?total\b")
#: What stands in a cell without a value.
_EMPTY: Final = frozenset({"", "–", "-", "non imprimé"})
#: Words that join others in a name.
_JOINING: Final = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "et", "a", "au", "aux"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Attributes:
        at: Its place, from 0.
        heading: As shown.
        cells: As shown.
    """

    at: int
    heading: str
    cells: tuple[str, ...]

    @property
    def days(self) -> list[dt.date] | None:
        """The days that it holds, ``None`` where a cell holds none."""
        found = [_day(one) for one in self.cells]
        return None if any(one is None for one in found) else [one for one in found if one]

    @property
    def numbers(self) -> list[float] | None:
        """The numbers that it holds, NaN for an empty cell; ``None`` where it holds texts."""
        found = [nan if one in _EMPTY else _number(one) for one in self.cells]
        numbers = [one for one in found if one is not None]
        told = len(numbers) == len(found) and not all(map(isnan, numbers))
        return numbers if told else None


def columns(table: Table) -> list[Column]:
    """Return the columns of a list.

    Args:
        table: The list.
    """
    return [
        Column(at, heading, tuple(row[at] if at < len(row) else "" for row in table.rows))
        for at, heading in enumerate(table.headings)
    ]


def day_columns(table: Table) -> list[Column]:
    """Return the columns of which every cell is a day."""
    return [one for one in columns(table) if one.days is not None]


def number_columns(table: Table) -> list[Column]:
    """Return the columns of which every cell is a number, without those that number the rows."""
    return [
        one
        for one in columns(table)
        if normalise(one.heading) not in _NUMBERING and not _numbers_rows(one) and one.numbers
    ]


def _numbers_rows(column: Column) -> bool:
    """Tell whether a column holds the number of an indicator or a sheet, and no value."""
    plain = normalise(column.heading)
    return plain in {"indicateur", "n indicateur"} and all(
        re.fullmatch(r"\d{1,3}(?:\.\d)?", one) for one in column.cells
    )


def headed(table: Table, *words_: str) -> Column | None:
    """Return the one column whose heading begins with one of some words, in plain form."""
    found = [one for one in columns(table) if normalise(one.heading).startswith(words_)]
    return found[0] if len(found) == 1 else None


def label_column(table: Table) -> Column | None:
    """Return the column that names the rows."""
    telling = [
        one for one in columns(table)
        if one.days is None and one.numbers is None and any(map(_letters, one.cells))
    ]  # fmt: skip
    named = [one for name in _NAMING for one in telling if normalise(one.heading) == name]
    distinct = sorted(telling, key=lambda one: (-len(set(one.cells)), one.at))
    best = [one for one in named if len(set(one.cells)) == len(set(distinct[0].cells))]
    return next(iter(best or distinct), None)


def group_columns(table: Table) -> Iterator[Column]:
    """Yield the columns by which the rows fall into groups: a theme, a campaign, a body."""
    for one in columns(table):
        if 1 < len(set(one.cells)) < len(one.cells) and one.days is None:
            yield one


def without_totals(table: Table) -> Table:
    """Return a list without the rows that add up the rows before them.

    Args:
        table: The list.
    """
    label, held = label_column(table), number_columns(table)
    if label is None or not held:
        return table
    numbers = held[-1].numbers or []
    sums = {
        at
        for at, name in enumerate(label.cells)
        if _TOTAL.match(normalise(name))
        and any(same(sum(numbers[first:at]), numbers[at]) for first in range(at))
    }
    kept = tuple(row for at, row in enumerate(table.rows) if at not in sums)
    return Table(table.headings, kept) if len(kept) > 1 else table


def rows_named(table: Table, said: Collection[str]) -> list[int]:
    """Return the rows that some words name, by their groups and by their label.

    « Qualité de service 2022 » names a theme and a campaign: each word must be of a name.

    Args:
        table: The list.
        said: The words, in plain form.
    """
    wanted = {stem(one) for one in said} - _JOINING
    places = set(range(len(table.rows)))
    for column in (*group_columns(table), label_column(table)):
        if not wanted or column is None:
            break
        named, meant = _cells_named(wanted, column)
        if meant:
            wanted -= named
            places &= {at for at, cell in enumerate(column.cells) if cell in meant}
    return [] if wanted or len(places) == len(table.rows) else sorted(places)


def by_campaign(table: Table) -> list[list[int]]:
    """Return the rows of each campaign: each has a first and a last of its own.

    Args:
        table: The list.
    """
    column = headed(table, "campagne")
    if column is None:
        return [list(range(len(table.rows)))]
    return [
        [at for at, cell in enumerate(column.cells) if cell == campaign]
        for campaign in dict.fromkeys(column.cells)
    ]


def is_of_euros(table: Table) -> bool:
    """Tell whether the one column of numbers of a list holds amounts in euros.

    Args:
        table: The list.
    """
    held = number_columns(table)
    return len(held) == 1 and any("€" in one for one in held[0].cells)


def without_parts(table: Table) -> Table:
    """Return a list without the rows that are a part of another one: « dont … ».

    Args:
        table: The list.
    """
    label = label_column(table)
    if label is None:
        return table
    kept = tuple(
        row for row, name in zip(table.rows, label.cells, strict=True)
        if not normalise(name).startswith("dont ")
    )  # fmt: skip
    return Table(table.headings, kept)


def _cells_named(wanted: set[str], column: Column) -> tuple[set[str], set[str]]:
    """Return the words that name cells of a column, and the cells that have all of these.

    Of a group one alone may be meant.
    """
    cells = {cell: _said_of(cell) for cell in set(column.cells) if cell}
    named = {one for one in wanted if any(_is_of(one, known) for known in cells.values())}
    meant = {
        cell for cell, known in cells.items() if named and all(_is_of(it, known) for it in named)
    }
    grouped = len(set(column.cells)) < len(column.cells)
    return (named, meant) if meant and (len(meant) == 1 or not grouped) else (set(), set())


def _is_of(said: str, known: set[str]) -> bool:
    """Tell whether a word is one of a name, or the beginning of one: « perf éco »."""
    if said in known:
        return True
    return len(said) >= _SHORTENED and any(one.startswith(said) for one in known)


def _said_of(cell: str) -> set[str]:
    """Return the words by which a cell is named, its initials too: « QS », « GDR »."""
    every = words(normalise(cell))
    telling = [one for one in every if one not in _JOINING]
    initials = {"".join(one[0] for one in each) for each in (every, telling)}
    return {stem(one) for one in every} | {one for one in initials if len(one) > 1}


def cell_nodes(node: Call, place: int, rows: int, value: CellValue) -> Iterator[Computed]:
    """Yield the formulas that may give a number of one row of a list, by that of the whole list.

    Args:
        node: The formula of the list: a block, or a sum with one value for each row.
        place: The row, from 0.
        rows: How many rows the list has.
        value: What the formula gives.
    """
    if node.name == "SUM" and len(node.args) == rows:
        one = node.args[place]
        if isinstance(one, Call | Operation):
            yield one
    if isinstance(value, list) and value and len(value) >= rows:
        heads = len(value) - rows
        for at in range(len(value[0])):
            yield call("INDEX", node, place + heads + 1, at + 1)


def _letters(cell: str) -> bool:
    return re.search(r"[^\W\d_]{2}", cell) is not None


def _day(text: str) -> dt.date | None:
    found = _DAY.findall(text)
    if len(found) != 1:
        return None
    day, month, year = map(int, found[0])
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    plain = text.strip()
    if _NUMBER.fullmatch(plain) is None:
        return None
    digits = re.match(r"-?[\d \u202f\xa0]*(?:,\d+)?", plain)
    return float(re.sub(r"[ \u202f\xa0]", "", digits[0]).replace(",", ".")) if digits else None
