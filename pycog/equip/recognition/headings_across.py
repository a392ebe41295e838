"""Subjects that head columns: by their number, their label, or a label cut short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pycog.conventions.facts.numbering import find_number
from pycog.equip.recognition.labels_alike import number_before, same_words
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.shortened_words import covered, has_strange_word, says_all
from pycog.equip.recognition.subject_frames import Candidate, Frame
from pycog.equip.recognition.total_rows import is_total
from pycog.errors import InvalidInput

#: A number that says what it is of: « Ind. 2 », « Indicateur n° 12 ».
_NUMBER_ALONE: Final = re.compile(
    r"\s*ind(?:icateur|ic)?\b\.?\s*(?:n\s?[°º]\.?\s*)?[A-Za-z]{0,3}\d[\w.]*\s*", re.IGNORECASE
)
#: Share of the words of a label that the printed one must say, beside its number.
_MOST: Final = 0.6
#: Words that a label cut short shares with that of an indicator, so that it is no other.
_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that a subject heads.

    Attributes:
        column: Zero-based column.
        number: Its number as shown, ``""`` where there is none.
        label: Its label as shown.
        candidate: The subject.
        exact: Whether the label is the printed one.
        contrary: Whether its number is that of another subject.
    """

    column: int
    number: str
    label: str
    candidate: Candidate
    exact: bool = True
    contrary: bool = False

    @property
    def numbered(self) -> bool:
        """Whether number and label name the same subject."""
        return bool(self.number) and bool(self.label) and not self.contrary

    @property
    def signals(self) -> tuple[str, ...]:
        """What speaks for the subject, as the map says it."""
        if not self.label:
            return ("numéro",)
        label = "libellé exact" if self.exact else "libellé proche"
        return (label, "numéro") if self.numbered else (label,)


def headings_of(view: View, row: int, frame: Frame) -> Iterator[Heading]:
    """Yield the columns whose cell in a row is the label of one subject, and of one only.

    Args:
        view: The sheet.
        row: The row; a number may stand before the label or in the row above.
        frame: The subjects.
    """
    numbers = {one.subject.key: one for one in frame.candidates if frame.kind == "indicateurs"}
    printed = tuple(f"{one.label} {one.theme}" for one in frame.candidates)
    for column in view.row(row):
        text = view.text(row, column)
        if _NUMBER_ALONE.fullmatch(text):
            alone = numbered(text, numbers)
            if alone is not None:
                yield Heading(column, text, "", alone, exact=False)
            continue
        number, label = number_before(text) or ("", text)
        if not label or label[0].isdigit():
            continue
        if not number:
            number = view.text(row - 1, column) if row else ""
        candidate = numbered(number, numbers)
        if candidate is None:
            yield from _labelled(column, label, frame, printed)
        elif (found := heading_of(column, number, label, candidate, frame)) is not None:
            yield found


def numbered(text: str, numbers: dict[str, Candidate]) -> Candidate | None:
    """Return the indicator whose number a text is, ``None`` for any other text.

    Args:
        text: As a cell shows it.
        numbers: Number → indicator.
    """
    if not text or not numbers:
        return None
    try:
        key = find_number(text, numbers)
    except InvalidInput:
        return None
    return None if key is None else numbers[key]


def heading_of(
    column: int, number: str, label: str, candidate: Candidate, frame: Frame
) -> Heading | None:
    """Return the heading of a subject by its number, ``None`` where the label is another's.

    Args:
        column: Where its values stand.
        number: The number as shown.
        label: The label beside it.
        candidate: The subject that has the number.
        frame: All subjects.
    """
    words = same_words(label)
    exact = [one for one in frame.candidates if words in _wordings(one)]
    if candidate in exact:
        return Heading(column, number, label, candidate)
    if exact:
        return Heading(column, number, label, exact[0], contrary=True) if len(exact) == 1 else None
    own = covered(label, candidate.label, candidate.theme)
    others = (one for one in frame.candidates if one is not candidate)
    rival = max((covered(label, one.label, one.theme).share for one in others), default=0.0)
    if own.own and not own.stray and own.share >= max(_MOST, rival):
        return Heading(column, number, label, candidate, exact=False)
    return None


def _labelled(column: int, label: str, frame: Frame, printed: tuple[str, ...]) -> Iterator[Heading]:
    words = same_words(label)
    found = [one for one in frame.candidates if words in _wordings(one)]
    if len(found) == 1:
        yield Heading(column, "", label, found[0])
    if found:
        return
    if has_strange_word(label, printed):
        return
    budget = frame.kind == "budget"
    least = 1 if budget else _TWO
    whole = []
    for one in frame.candidates:
        said = covered(label, one.label, "" if budget else one.theme)
        total = is_total(label) or is_total(one.label)
        if said.share == 1.0 and said.own >= least and (not total or says_all(label, one.label)):
            whole.append(one)
    if len(whole) == 1:
        yield Heading(column, "", label, whole[0], exact=False)


def _wordings(candidate: Candidate) -> set[str]:
    return {same_words(label) for label in (candidate.label, *candidate.aliases)}
