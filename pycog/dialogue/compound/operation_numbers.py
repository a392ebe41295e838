"""The typed numbers of one operation: their units, their roles, and whether all else is said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pycog.dialogue.calculations.role_assignment import told_cost
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    NUMBER,
    PERCENT,
    Quantity,
)
from pycog.dialogue.compound.labelled_numbers import ASKED_OF, PAIR, Labelled
from pycog.dialogue.compound.named_operands import EUROS
from pycog.dialogue.compound.operation_words import asks, role
from pycog.dialogue.compound.sentence import Sentence
from pycog.dialogue.spans import Span
from pycog.lazy_patterns import regex
from pycog.values import display

#: Cost of a number that no word announces.
_UNTOLD: Final = 3.0
#: Two ways to give two numbers their roles that are closer than this are a tie.
_TIE: Final = 0.25
#: A rate typed without its sign is at most so many per cent.
_FULL: Final = 100.0
#: « N-1 », « T4 » and « groupe 2 » are names.
_NAMED_PERIOD: Final = regex(
    r"\bn ?[-+] ?\d\b|\b[tq][1-4]\b|\b(?:groupe|poste|titre|section"
    r"|service) [1-9]\b(?! ?[\d€%]| \d{3})"
)


_QUOTIENT: Final = regex(r"[a-z] ?/ ?[a-z]")


class Operated(Labelled):
    """The typed numbers of a question under a plain operation.

    Args:
        sentence: The question.
    """

    most = 24
    others = ("sheet", "cell", "date", "day", "form")

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        #: Whether each number has its own word, on the same side of both.
        self.is_strict = False
        self.named_periods: list[Span] = [one.span() for one in _NAMED_PERIOD.finditer(self.text)]
        self.numbers = [
            one
            for one in self.numbers
            if not any(one.start < end and start < one.end for start, end in self.named_periods)
        ]

    @property
    def units(self) -> set[str]:
        """The units of the numbers."""
        return {one.unit for one in self.numbers}

    @property
    def are_euros(self) -> bool:
        """Whether they are amounts, one of them at least with its unit."""
        return self.units <= {AMOUNT, NUMBER} and AMOUNT in self.units

    @property
    def are_plain(self) -> bool:
        """Whether they are amounts or counts, and none is below zero."""
        alike = self.units <= {AMOUNT, NUMBER} or self.units <= COUNTS or self.units == {"points"}
        return alike and all(one.value >= 0 for one in self.numbers)

    @property
    def unit(self) -> str:
        """Their unit as an answer shows it."""
        return EUROS if self.are_euros else ""

    def rates(self) -> list[float] | None:
        """Return them as rates, ``None`` where they are none.

        « 0,72 » and « 0,80 » are rates; so is « 72,5 » beside « 80 % ».
        """
        if self.units == {PERCENT}:
            return [one.value for one in self.numbers]
        if not self.units <= {PERCENT, NUMBER} or any(one.noun in _COUNTED for one in self.numbers):
            return None
        if PERCENT in self.units:
            bare = [one.value for one in self.numbers if one.unit == NUMBER]
            if all(1 < one <= _FULL for one in bare):
                return [
                    one.value if one.unit == PERCENT else _per_cent(one) for one in self.numbers
                ]
            if not all(0 < one <= 1 for one in bare):
                return None
            return [one.value for one in self.numbers]
        values = [one.value for one in self.numbers]
        return values if all(0 < one <= 1 for one in values) and set(values) != {1.0} else None

    def pair(self, one: str, other: str) -> tuple[Quantity, Quantity] | None:
        """Return the two numbers in the order of two roles, ``None`` where words tell no role.

        Args:
            one: The first role.
            other: The second one.
        """
        if len(self.numbers) != PAIR:
            return None
        # « … en % de l'objectif ? » asks, and says of no number what it is.
        text = self.text
        for name in ("attainment", "executed_rate", "unspent_asked"):
            text = asks(name).sub(lambda each: " " * len(each[0]), text)
        if (named := self._named_first(one, other, text)) is not None:
            return named
        if (named := self._in_step(one, other, text)) is not None:
            self.is_strict = True
            return named
        costs = {
            name: [
                _UNTOLD if (cost := told_cost(role(name), at, self.numbers, text)) is None
                else cost
                for at in range(PAIR)
            ]
            for name in (one, other)
        }  # fmt: skip
        straight = costs[one][0] + costs[other][1]
        turned = costs[one][1] + costs[other][0]
        if abs(straight - turned) < _TIE:
            return None
        first, last = self.numbers
        return (first, last) if straight < turned else (last, first)

    def _named_first(self, one: str, other: str, text: str) -> tuple[Quantity, Quantity] | None:
        """Return the numbers in the order of two roles named before both: « réalisé / cible = »."""
        first, last = self.numbers
        places = []
        for name in (one, other):
            near = role(name).near
            found = [] if near is None else [each.start() for each in near.finditer(text)]
            if len(found) != 1 or found[0] > first.start:
                return None
            places.append(found[0])
        if not _QUOTIENT.search(text[min(places) : first.start]):
            return None
        return (first, last) if places[0] < places[1] else (last, first)

    def _in_step(self, one: str, other: str, text: str) -> tuple[Quantity, Quantity] | None:
        """Return two numbers that each have their own word on the same side of them.

        « 979 000 € étaient autorisés et 861 250 € ont été exécutés » : the word of the first one
        stands right before the second one, and is none of it.
        """
        first, last = self.numbers
        pieces = text[: first.start], text[first.end : last.start], text[last.end :]
        near = {name: role(name).near for name in (one, other)}
        told = [
            {name for name, words in near.items() if words is not None and words.search(piece)}
            for piece in pieces
        ]
        for left, right, empty in ((1, 2, 0), (0, 1, 2)):
            if told[empty] or len(told[left]) != 1 or len(told[right]) != 1:
                continue
            if told[left] != told[right]:
                return (first, last) if one in told[left] else (last, first)
        return None

    def by_size(self, one: str, other: str) -> tuple[Quantity, Quantity]:
        """Return the numbers in the order of two roles, the larger one last where no word tells."""
        small, large = sorted(self.numbers, key=lambda each: each.value)
        return self.pair(one, other) or (small, large)

    def uses(self, *names: str, roles: Iterable[str] = (), also: Iterable[Span] = ()) -> bool:
        """Tell whether every word is one of some lists, or changes nothing.

        Args:
            names: Lists of what asks.
            roles: Roles whose words stand beside the numbers.
            also: Further places that are read.
        """
        patterns = [asks(one) for one in (*names, "carriers")]
        patterns += [near for one in roles if (near := role(one).near) is not None]
        used = [each.span() for pattern in patterns for each in pattern.finditer(self.text)]
        return self.is_read([*used, *also, *self.named_periods], ASKED_OF)

    def asks(self, name: str) -> bool:
        """Tell whether one list of words is asked for."""
        return asks(name).search(self.text) is not None


#: Nouns of what is counted in no per cent.
_COUNTED: Final = frozenset({"jours", "dossiers", "appels", "points", "agents", "etp", "heures"})


def _per_cent(one: Quantity) -> float:
    return float(f"{one.value!r}e-2")


def as_rate(value: float) -> str:
    """Return a rate in French."""
    return display(value, "evolution")
