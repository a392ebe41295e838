"""Reads the card of one indicator: its number, its label, then a row for each role and year.

Such a card has no row of headings: words stand on the left, values on their right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pycog.equip.model import Doubt, Table
from pycog.equip.recognition.heading_words import is_part_of_year, read_words
from pycog.equip.recognition.headings_across import Heading, heading_of, numbered
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.subject_frames import Candidate, Frame
from pycog.equip.recognition.table_frames import Knowledge
from pycog.equip.recognition.tables_across import ROLES, Line, tables_of, texts_above

#: The value of a card stands no farther from its words.
_REACH: Final = 4
#: Rows of a card.
_TALLEST: Final = 40
#: A card has its label no farther below its number, or above it.
_TOGETHER: Final = 3


@dataclass(frozen=True, slots=True)
class _Pair:
    """Words on the left of a row and where their value stands."""

    row: int
    words: str
    column: int


def cards(view: View, knowledge: Knowledge) -> Iterator[tuple[Table, list[Doubt]]]:
    """Yield the tables of the cards of a sheet, one for each indicator and role.

    Args:
        view: The sheet.
        knowledge: What is known of the agreement.
    """
    frame = knowledge.indicators
    if frame is None:
        return
    pairs = list(_pairs(view))
    starts = list(_starts(view, pairs, frame))
    for place, (at, heading) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(pairs)
        own = [one for one in pairs[at:end] if one.row <= pairs[at].row + _TALLEST]
        lines = list(_lines(own, heading.column, knowledge))
        yield from tables_of(
            view, (pairs[at].row, texts_above(view, pairs[at].row)), heading, lines
        )


def _pairs(view: View) -> Iterator[_Pair]:
    """Yield the first words of each row with the first filled cell on their right."""
    for row in view.rows():
        filled = [column for column in sorted(view.row(row)) if view.is_filled(row, column)]
        if (
            len(filled) == 2
            and filled[1] - filled[0] <= _REACH
            and (words := view.text(row, filled[0]))
        ):
            yield _Pair(row, words, filled[1])


def _starts(view: View, pairs: list[_Pair], frame: Frame) -> Iterator[tuple[int, Heading]]:
    """Yield where a card begins, with the indicator that its number and its label name."""
    numbers = {one.subject.key: one for one in frame.candidates}
    for at, pair in enumerate(pairs):
        if read_words(pair.words).role not in {"numéro", "libellé"}:
            continue
        text = view.text(pair.row, pair.column)
        candidate = numbered(text, numbers)
        if candidate is not None:
            beside = (*pairs[at + 1 : at + 1 + _TOGETHER], *pairs[max(at - _TOGETHER, 0) : at])
            heading = _named(view, pair, beside, (text, candidate), frame)
            if heading is not None:
                yield at, heading


def _named(
    view: View,
    pair: _Pair,
    beside: tuple[_Pair, ...],
    told: tuple[str, Candidate],
    frame: Frame,
) -> Heading | None:
    """Return the indicator of a card, ``None`` unless a label beside its number is its own."""
    for other in beside:
        if other.column != pair.column or read_words(other.words).role != "libellé":
            continue
        label = view.text(other.row, other.column)
        if label and not label[0].isdigit():
            return heading_of(pair.column, told[0], label, told[1], frame)
    return None


def _lines(pairs: list[_Pair], column: int, knowledge: Knowledge) -> Iterator[Line]:
    """Yield the rows of a card that tell a role and a year of the agreement."""
    known = frozenset(knowledge.years)
    for pair in pairs:
        words = read_words(pair.words, known)
        role = ROLES.get(words.role, "")
        if pair.column != column or not role or words.partial or is_part_of_year(pair.words):
            continue
        if len(words.years) == 1 and words.years[0] in known:
            yield Line(pair.row, words.years[0], role)
