"""What a sheet « Atterrissage » holds: the year, the month and the amounts typed, as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pycog.annexes.annexe_2_3.fund_landing import (
    AMENDED,
    GIVEN,
    HEADINGS,
    LANDING,
    LAST_FULL,
    LAST_TO_DATE,
    OWN_METHOD,
    TO_DATE,
)
from pycog.conventions.facts.models import Fund
from pycog.values import Scalar, fold

#: Rows in which the headings are looked for.
_HEAD: Final = 12
_READ: Final = (AMENDED, TO_DATE, LAST_TO_DATE, LAST_FULL, OWN_METHOD, GIVEN)
_YEAR, _REACHED, _METHOD = "exercice", "mois atteint", "methode par defaut"


@dataclass(frozen=True, slots=True)
class LandingEntry:
    """One sheet « Atterrissage ».

    Attributes:
        fund: Id of its fund.
        year: As typed.
        reached: Month or date reached, as typed.
        method: Method of the lines that name none, as typed.
        lines: Key of a line → what is typed of it, by column of
            :mod:`pycog.annexes.annexe_2_3.fund_landing`.
    """

    fund: str
    year: Scalar
    reached: Scalar
    method: Scalar
    lines: Mapping[str, Mapping[int, Scalar]]


def landing_header(rows: Sequence[Sequence[Scalar]]) -> int | None:
    """Return the row of the headings of a sheet of the landing, ``None`` for another sheet."""
    for number, row in enumerate(rows[:_HEAD]):
        if {TO_DATE, LANDING} <= _columns(row).keys():
            return number
    return None


def read_landing(rows: Sequence[Sequence[Scalar]], header: int, fund: Fund) -> LandingEntry:
    """Return what a sheet holds, its lines taken in the order of the annex.

    Args:
        rows: Stored values of the sheet.
        header: The row of its headings.
        fund: Whose lines it has.
    """
    columns = _columns(rows[header])
    found: dict[str, dict[int, Scalar]] = {}
    lines = iter(fund.lines)
    line = next(lines, None)
    for row in rows[header + 1 :]:
        if line is None:
            break
        if not row or not isinstance(row[0], str) or fold(row[0]) != fold(line.label):
            continue
        if not line.parts and line.role != "titre":
            found[line.key] = {
                column: row[at]
                for column in _READ
                if (at := columns.get(column, len(row))) < len(row)
            }
        line = next(lines, None)
    above = _parameters(rows[:header])
    return LandingEntry(fund.id, above.get(_YEAR), above.get(_REACHED), above.get(_METHOD), found)


def _columns(row: Sequence[Scalar]) -> dict[int, int]:
    """Return column of the landing → place in the row, whatever unit its heading adds."""
    places = {
        fold(text).partition(" (")[0]: at for at, text in enumerate(row) if isinstance(text, str)
    }
    wanted = {column: fold(heading).partition(" (")[0] for column, heading in HEADINGS.items()}
    return {column: places[name] for column, name in wanted.items() if name in places}


def _parameters(rows: Sequence[Sequence[Scalar]]) -> dict[str, Scalar]:
    return {
        fold(label).rstrip(" :"): value
        for row in rows
        for label, value in pairwise(row)
        if isinstance(label, str) and fold(label).rstrip(" :") in {_YEAR, _REACHED, _METHOD}
    }
