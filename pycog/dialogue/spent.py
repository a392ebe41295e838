"""What an open workbook says of the budget: authorised and executed amounts, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.normalise import normalise
from pycog.dialogue.sheet import SheetReader, SheetValues, quoted
from pycog.values import Scalar
from pycog.xlsx.cells import column_letters

_EXECUTED: Final = re.compile(r"(?:execute|realise|consomme|depense)s? (\d{4})")
_AUTHORISED: Final = re.compile(r"(?:vote|autorise|budget|base(?: cog)?|prevu|alloue)s? (\d{4})")


@dataclass(frozen=True, slots=True)
class Spent:
    """One line of one year.

    Attributes:
        label: As it stands in the workbook.
        year: The exercise.
        authorised: What was authorised.
        executed: What was executed.
        authorised_at: Address of the first, ``Budget!D3``.
        executed_at: Address of the second.
    """

    label: str
    year: int
    authorised: float
    executed: float
    authorised_at: str
    executed_at: str


def spent_amounts(reader: SheetReader) -> list[Spent]:
    """Return the lines of the first sheet that has authorised and executed amounts by year.

    Args:
        reader: Gives the sheets.
    """
    for sheet in reader.sheets():
        for at, line in enumerate(sheet.rows):
            titles = [normalise(cell) if isinstance(cell, str) else "" for cell in line]
            executed = _columns(titles, _EXECUTED)
            authorised = _columns(titles, _AUTHORISED)
            years = sorted(set(executed) & set(authorised))
            if years:
                return list(_lines(sheet, at, [(y, authorised[y], executed[y]) for y in years]))
    return []


def _columns(titles: Sequence[str], pattern: re.Pattern[str]) -> dict[int, int]:
    found = ((pattern.fullmatch(title), at) for at, title in enumerate(titles))
    return {int(match[1]): at for match, at in found if match}


def _lines(
    sheet: SheetValues, heading: int, columns: list[tuple[int, int, int]]
) -> Iterator[Spent]:
    for at in range(heading + 1, len(sheet.rows)):
        line = sheet.rows[at]
        label = next((cell for cell in line if isinstance(cell, str) and cell.strip()), "")
        for year, authorised, executed in columns:
            first, second = _amount(line, authorised), _amount(line, executed)
            if label and first is not None and second is not None:
                place = f"{quoted(sheet.name)}!{{}}{at + 1}"
                yield Spent(
                    label,
                    year,
                    first,
                    second,
                    place.format(column_letters(authorised + 1)),
                    place.format(column_letters(executed + 1)),
                )


def _amount(line: Sequence[Scalar], at: int) -> float | None:
    value = line[at] if at < len(line) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def of_line(amounts: list[Spent], label: str, year: int) -> Spent | None:
    """Return the one row of a line and a year; ``None`` where there is none, or several."""
    wanted = normalise(label)
    found = [one for one in amounts if one.year == year and normalise(one.label) == wanted]
    return found[0] if len(found) == 1 else None
