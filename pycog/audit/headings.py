"""Reads column headings: which columns are years, totals of years, evolutions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pycog.audit.grid import Stored, is_year, normal

_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_RANGE: Final = re.compile(r"(?<!\d)((?:19|20)\d\d) ?(?:-|–|a|/) ?((?:19|20)\d\d)(?!\d)")
#: « Évol. 22/21 », « Var. 2022/21 ».
_SHORT_PAIR: Final = re.compile(r"(?<![\d/])(?:20)?(\d\d) ?[/-] ?(?:20)?(\d\d)(?![\d/])")
_CHANGE: Final = re.compile(r"\b(evolution|variation|evol|var|progression)\b")
_LONGEST_HEADING: Final = 80
#: Words of a column that does not hold amounts, whatever year it names.
_RATES: Final = ("taux", "%", "part ", "ecart", "statut", "controle")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the heading of a column says.

    Attributes:
        column: Zero-based column.
        kind: ``"year"``, ``"total"``, ``"evolution"`` or ``"other"``.
        years: The year, the years of a total, or the two years of an evolution (to, from).
        prefix: What stands beside the year ("base cog").
        text: As printed.
    """

    column: int
    kind: str
    years: tuple[int, ...]
    prefix: str
    text: str


def read_heading(column: int, stored: Stored) -> Heading:
    """Read one heading cell."""
    if isinstance(stored.value, int | float) and not isinstance(stored.value, bool):
        if stored.shown:
            return read_heading(column, Stored(stored.shown))
        if not stored.percent and is_year(stored.value):
            return Heading(column, "year", (int(stored.value),), "", str(int(stored.value)))
        return Heading(column, "other", (), "", "")
    text = normal(stored.text)
    if not text or len(text) > _LONGEST_HEADING:
        return Heading(column, "other", (), "", stored.text)
    years = tuple(int(year) for year in _YEAR.findall(text))
    prefix = " ".join(_YEAR.sub(" ", text).split())
    if any(word in text for word in _RATES):
        return Heading(column, "other", years, prefix, stored.text)
    if _CHANGE.search(text) and len(years) < 2 and (pair := _SHORT_PAIR.search(text)):
        ends = (2000 + int(pair[1]), 2000 + int(pair[2]))
        if ends[0] - ends[1] == 1:
            return Heading(column, "evolution", ends, prefix, stored.text)
    if "evolution" in text or "variation" in text:
        return Heading(column, "evolution", years[:2], prefix, stored.text)
    if re.search(r"\btotal\b|\btotaux\b", text):
        spread = _RANGE.search(text)
        if spread:
            years = tuple(range(int(spread[1]), int(spread[2]) + 1))
        return Heading(column, "total", years, prefix.rstrip(" -–/"), stored.text)
    if len(years) == 1:
        return Heading(column, "year", years, prefix, stored.text)
    return Heading(column, "other", years, prefix, stored.text)


def header_row(row: dict[int, Stored]) -> list[Heading]:
    """Return the headings of a row that names at least two years, else nothing."""
    headings = [read_heading(column, stored) for column, stored in sorted(row.items())]
    years = {heading.years for heading in headings if heading.kind == "year"}
    numbers = sum(
        isinstance(stored.value, int | float)
        and not isinstance(stored.value, bool)
        and not stored.shown
        for stored in row.values()
    )
    bare = sum(heading.kind == "year" and not heading.prefix for heading in headings)
    # A row of figures may hold 2 012 and 2 013 by chance: then other figures stand beside.
    return headings if len(years) >= 2 and numbers <= bare else []
