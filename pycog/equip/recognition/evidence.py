"""What speaks for a subject: its number, its label, what is printed of it, its theme, its place."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pycog.audit.grid import Stored
from pycog.conventions.facts.numbering import find_number
from pycog.equip.recognition.labels_alike import likeness, same_words
from pycog.equip.recognition.printed_values import Agreement, same_amount, same_target
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.subject_frames import Candidate, Frame
from pycog.equip.recognition.table_lines import Line, without_letters
from pycog.errors import InvalidInput

#: Themes may be shortened or cut; above this they are the same.
_SAME_THEME: Final = 85.0
#: Fewest rows that tell an order, and the share of them that must be in it.
_FEWEST, _IN_ORDER = 3, 0.9
#: A figure that more subjects share tells little.
_COMMON: Final = 2
#: Digits of an amount that is equal to a printed one by no chance.
_SHARP: Final = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """A column whose cells are held against what the agreement prints.

    Attributes:
        column: Zero-based column.
        key: Role and year of what is printed.
        strict: Whether a difference speaks against a subject.
        unit: Unit of its amounts, ``""`` for targets.
    """

    column: int
    key: tuple[str, int | None]
    strict: bool
    unit: str = ""


@dataclass
class Evidence:
    """What speaks for each subject of a frame, row by row.

    Attributes:
        frame: The subjects.
        view: The sheet.
        lines: The rows that may have a subject.
        columns: The columns held against what is printed.
        numbered: Whether the numbers of the table are those of the agreement.
    """

    frame: Frame
    view: View
    lines: Sequence[Line]
    columns: Sequence[Compared]
    numbered: bool = True
    exact: list[tuple[int, ...]] = field(default_factory=list)
    by_number: list[int | None] = field(default_factory=list)
    unclear: list[tuple[int, str]] = field(default_factory=list)
    _alike: dict[tuple[int, int], float] = field(default_factory=dict, repr=False)
    _figures: dict[tuple[int, int], Agreement] = field(default_factory=dict, repr=False)
    _spread: Mapping[object, int] = field(default_factory=dict, repr=False)
    _anchors: dict[int, int] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        by_words: dict[str, list[int]] = {}
        for place, candidate in enumerate(self.frame.candidates):
            for label in (candidate.label, *candidate.aliases):
                by_words.setdefault(same_words(label), []).append(place)
        self.exact = [tuple(by_words.get(same_words(line.label), ())) for line in self.lines]
        self._spread = Counter(
            (key, value) for one in self.frame.candidates for key, value in one.printed.items()
        )
        self._number()
        self._anchors = self._in_order()

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The subjects."""
        return self.frame.candidates

    def _number(self) -> None:
        """Find the subject of each printed number; a numbering of the table's own is ignored."""
        numbers = {
            one.subject.key: place
            for place, one in enumerate(self.candidates)
            if one.subject.kind == "indicateur"
        }
        values = without_letters([line.value for line in self.lines], numbers)
        for row, value in enumerate(values):
            found = None
            if numbers and value is not None:
                try:
                    key = find_number(value, numbers)
                except InvalidInput as error:
                    self.unclear.append((row, error.message))
                    key = None
                found = None if key is None else numbers[key]
            self.by_number.append(found)
        both = [
            (number, labels)
            for number, labels in zip(self.by_number, self.exact, strict=True)
            if number is not None and labels
        ]
        apart = sum(number not in labels for number, labels in both)
        self.numbered = not (apart >= _FEWEST and 2 * apart > len(both))

    def likeness(self, row: int, place: int) -> float:
        """Return how alike the label of a row and of a subject are."""
        if place in self.exact[row]:
            return 100.0
        if (row, place) not in self._alike:
            score = likeness(self.lines[row].label, self.candidates[place].label)
            self._alike[row, place] = score
        return self._alike[row, place]

    def figures(self, row: int, place: int) -> Agreement:
        """Return how the figures of a row go with what is printed of a subject."""
        if (row, place) not in self._figures:
            found = Agreement()
            printed = self.candidates[place].printed
            for compared in self.columns:
                value = printed.get(compared.key)
                stored = self.view.row(self.lines[row].row).get(compared.column)
                if value is None or stored is None:
                    continue
                same = self._same(stored, value, compared)
                if same:
                    found.same += 1
                    rare = self._spread[compared.key, value] <= _COMMON
                    found.telling += rare
                    found.sharp += rare and _digits(value) >= _SHARP
                elif same is False and compared.strict:
                    found.other += 1
            self._figures[row, place] = found
        return self._figures[row, place]

    def _same(self, stored: Stored, value: str | float, compared: Compared) -> bool | None:
        if isinstance(value, str):
            return same_target(stored, value)
        number = stored.number
        if number is None:
            return None
        if not compared.unit:
            return any(_near(one, value) for one in _as_weight(stored, number))
        return same_amount(number, value, compared.unit, self.frame.unit)

    def same_theme(self, row: int, place: int) -> bool:
        """Tell whether a row stands under the theme of a subject."""
        theme, own = self.lines[row].theme, self.candidates[place].theme
        return bool(theme and own) and likeness(theme, own) >= _SAME_THEME

    def _in_order(self) -> dict[int, int] | None:
        """Return the rows that keep the order of the agreement, ``None`` where most do not."""
        known = []
        for row, (number, labels) in enumerate(zip(self.by_number, self.exact, strict=True)):
            if number is not None and (number in labels or (self.numbered and not labels)):
                known.append((row, number))
            elif len(labels) == 1:
                known.append((row, labels[0]))
        if len(known) < _FEWEST:
            return None
        kept = longest_rise([place for _, place in known])
        if len(kept) < _IN_ORDER * len(known):
            return None
        return {known[one][0]: known[one][1] for one in kept}

    def in_order(self, row: int, place: int) -> bool:
        """Tell whether a subject stands in the agreement where the row stands in the table."""
        if self._anchors is None:
            return False
        others = {known: at for known, at in self._anchors.items() if known != row}
        if len(others) < _FEWEST - 1:
            return False
        before = [at for known, at in others.items() if known < row]
        after = [at for known, at in others.items() if known > row]
        return (not before or max(before) < place) and (not after or place < min(after))


def _near(number: float, value: float) -> bool:
    return abs(number - value) <= 1e-6 * max(abs(number), abs(value), 1.0)


def _as_weight(stored: Stored, number: float) -> tuple[float, ...]:
    """Return what a weight is worth: one of 60 % is 60 where weights are shares of 100."""
    share = stored.percent or "%" in stored.text
    return (number, number * 100) if share else (number,)


def _digits(value: str | float) -> int:
    """Return how many digits an amount has without the zeros at its ends; 0 for a target."""
    return 0 if isinstance(value, str) else len(f"{value:.15g}".replace(".", "").strip("0"))


def longest_rise(values: Sequence[int]) -> list[int]:
    """Return the places of a longest strictly rising part of a sequence."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(places[at - 1] if at else -1)
        if at == len(tails):
            tails.append(value)
            places.append(place)
        else:
            tails[at], places[at] = value, place
    found, place = [], places[-1] if places else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]
