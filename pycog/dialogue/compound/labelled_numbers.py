"""Typed numbers under a plain operator: their nouns are labels, known or not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Final

from pycog.dialogue.calculations.reading_calculations import REFERENCE
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    DIGITS_ALONE,
    NUMBER,
    PERCENT,
    Quantity,
    nouns_end,
)
from pycog.dialogue.composed.figure_words import grouped, same_words
from pycog.dialogue.compound.compound_words import body_words, changing_words, compound_words
from pycog.dialogue.compound.named_operands import EUROS, RATE, Operand, of_number
from pycog.dialogue.compound.sentence import BODY, Sentence
from pycog.dialogue.dates import ASKED_YEARS
from pycog.dialogue.families import says, widened
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.spans import Span, lies_in
from pycog.lazy_patterns import regex

#: Numbers of one question, at most.
MOST: Final = 6
PAIR: Final = 2
#: Says how sure a reading is; one that goes before the other readers is above :data:`SURE`.
PLAIN, SURE = 1.0, 2.0
#: Kinds of what a question names that make it another one.
_OTHERS: Final = ("sheet", "cell", "date", "day", "form", "only")
#: Signs of a formula or of a program: no question is written with them.
_CODE: Final = regex(r"[{}$@|<#&]|^ ?=|= ?[\d(.]+ ?[+*/-]")
_WORD: Final = regex(r"[a-z]+")
#: Words behind a number that say what it counts, at most.
_NOUNS: Final = 5
#: Words that lead on from what a number counts.
_LEADING: Final = frozenset(
    [
        "sur",
        "pour",
        "parmi",
        "dont",
        "contre",
        "et",
        "puis",
        "soit",
        "en",
        "a",
        "au",
        "aux",
        "alors",
        "donc",
        "ca",
        "cela",
        "c",
        "on",
        "il",
        "j",
        "nous",
        "vs",
        "par",
        "dans",
        "quel",
        "quelle",
        "combien",
        "cb",
        "l",
        "la",
        "le",
        "taux",
        "tx",
        "est",
        "etaient",
        "etait",
    ]
)
#: Words of no weight in a label, which other readings look at.
_IN_LABELS: Final = frozenset(
    map(
        stem,
        [
            "qui",
            "quoi",
            "au",
            "aux",
            "valide",
            "execution",
            "point",
            "points",
            "poids",
            "ou",
            "avoir",
        ],
    )
)
#: Words that change nothing beside an operator.
ASKED_OF: Final = frozenset({"par", "total", "ensemble"})
_YEARLY: Final = ("year", "period", "due")


class Labelled:
    """The typed numbers of a question with the words that stand beside each.

    Args:
        sentence: The question.
    """

    #: Numbers of one question, at most, and kinds of what makes it another one.
    most: int = MOST
    others: tuple[str, ...] = _OTHERS

    def __init__(self, sentence: Sentence) -> None:
        self.sentence, self.text = sentence, sentence.text
        #: Those that only ask for decimals left out.
        self.numbers: list[Quantity] = [
            one for one in sentence.quantities if not lies_in((one.start, one.end), sentence.idle)
        ]

    @cached_property
    def is_one(self) -> bool:
        """Whether it may be a calculation on its typed numbers alone."""
        question = self.sentence.question
        return (
            0 < len(self.numbers) <= self.most
            and not _CODE.search(self.text)
            and not REFERENCE.search(self.text)
            and not any(map(question.has, self.others))
            and not _OTHER_BODY.search(self._without_documents())
            and all(year in ASKED_YEARS for year, _, _ in self.years)
            and all(
                str(one.value) in self.sentence.known.convention.indicators
                for one in question.of("indicator")
                if not isinstance(one.value, tuple)
            )
        )

    def _without_documents(self) -> str:
        """Return the text without the names of the documents, which are bodies too."""
        text = self.text
        for one in self.sentence.of(BODY):
            text = text[: one.start] + "#" * (one.end - one.start) + text[one.end :]
        return text

    @cached_property
    def years(self) -> list[tuple[int, int, int]]:
        """Each year that is said, with where it stands."""
        return [
            (int(str(one.value)[-4:]), one.start, one.end)
            for one in self.sentence.question.entities
            if one.kind in {"year", "due"} and str(one.value)[-4:].isdigit()
        ]

    def year_of(self, number: Quantity) -> int | None:
        """Return the year that is said for a number: behind it, else right before it."""
        at = self.numbers.index(number)
        end = self.numbers[at + 1].start if at + 1 < len(self.numbers) else len(self.text)
        start = self.numbers[at - 1].end if at else 0
        behind = [
            year
            for year, first, _ in self.years
            if number.end <= first < end and not _BREAKS.search(self.text[number.end : first])
        ]
        before = [
            year
            for year, first, last in self.years
            if start <= first < number.start and _LEADS.fullmatch(self.text[last : number.start])
        ]
        if before and (not behind or _OPENS.search(self.text[: number.start])):
            return before[-1]
        return behind[0] if behind else None

    def nouns(self, number: Quantity) -> list[str]:
        """Return the words that say what a number counts, as typed: behind it, else before."""
        found = _WORD.findall(self.text[number.end : self._label_end(number)])
        if number.unit in {"staff", "beneficiaries", "points"}:
            found = [*_WORD.findall(self.text[number.start : number.end])[-1:], *found]
        return found or self._ahead(number)

    def _label_end(self, number: Quantity) -> int:
        """Return where the words end that stand right behind a number and name what it counts."""
        return nouns_end(self.text, number.end, _NOUNS, _LEADING, _APART)

    def _ahead(self, number: Quantity) -> list[str]:
        at = self.numbers.index(number)
        start = self.numbers[at - 1].end if at else 0
        piece = re.split(r"[,.;?!/]", self.text[start : number.start])[-1]
        return [one for one in _WORD.findall(piece) if one not in _LEADING][-_NOUNS:]

    def told(self, number: Quantity) -> str:
        """Return a number as an answer repeats it, with its own words."""
        typed = self.sentence.question.as_typed
        unit = ""
        if number.unit in {"staff", "beneficiaries", "points", "duration"}:
            unit = typed(number.start, number.end).lstrip("0123456789 ,.+-")
        behind = typed(number.end, self._label_end(number)).strip()
        if number.unit == PERCENT:
            behind = ""
        return " ".join(one for one in (number.shown, unit, behind) if one)

    def operand(self, number: Quantity) -> Operand:
        """Return a number as an operand of a reading."""
        unit = {AMOUNT: EUROS, PERCENT: RATE}.get(number.unit, "")
        return of_number(number, unit, self.told(number))

    def says(self, word: str, nouns: Collection[str]) -> bool:
        """Tell whether a word is one of some others, of their family or of their meaning."""
        same = same_words()[0]
        said = frozenset(grouped(same, map(stem, nouns)))
        one = stem(word)
        return bool(kin_of(same.get(one, one), said)) or says(one, widened(frozenset(said)))

    def is_read(self, used: Iterable[Span], free: Collection[str] = ()) -> bool:
        """Tell whether every word that is not used only names what the numbers are of.

        Args:
            used: Where the words of the operator stand.
            free: Words that change nothing here.
        """
        own = [*used, *self.sentence.idle]
        own += [(one.start, one.end) for one in self.numbers]
        own += [
            (one.start, one.end) for one in self.sentence.question.entities if one.kind in _YEARLY
        ]
        changing = changing_words(self.sentence.known)
        for match in _WORD.finditer(self.text):
            if lies_in(match.span(), own):
                continue
            forms = {match[0], stem(match[0])}
            if forms & _FOREIGN:
                return False
            if forms & changing and not forms & _IN_LABELS and match[0] not in free:
                return False
        question = self.sentence.question
        each = [
            *question.of("per"),
            *(one for one in question.of("every") if _EACH.match(one.text)),
        ]
        if not all(lies_in((one.start, one.end), own) for one in each):
            return False
        digits = [*own, *((one.start, one.end) for one in question.of("indicator"))]
        return all(lies_in(match.span(), digits) for match in DIGITS_ALONE.finditer(self.text))


#: « La CPAM du Rhône » : whose numbers are meant is no label.
_OTHER_BODY: Final = regex(
    rf"\b(?:{'|'.join(body_words())})"
    r" (?:primaire )?(?:de la|de l|du|des|de|d) (?!#|taille|moins|plus|\d)[a-z]"
)
#: « Par an » divides; « annuel » may only say what a number is.
_EACH: Final = regex(r"par |chaque |tous |toutes ")
_APART: Final = regex(r"[,.;:?!/\d()+=*]")
_BREAKS: Final = regex(r"[;.]|, (?!en\b)|\b(?:contre|puis|soit|combien|quel\w*)\b")
_OPENS: Final = regex(r"[(:=] ?$")
_LEADS: Final = regex(r" ?(?:[(:=]|on (?:en )?(?:avait|a)|il y en avait|avec|etait a)? ?")
_FOREIGN: Final = compound_words("foreign")
_UNDONE: Final = compound_words("undone")


def is_undone(word: str) -> bool:
    """Tell whether a word says that something did not come about."""
    return stem(word) in _UNDONE


def are_counts(numbers: Iterable[Quantity]) -> bool:
    """Tell whether numbers count heads or pieces."""
    return all(one.unit in COUNTS and one.value >= 0 for one in numbers)


def are_amounts(numbers: Iterable[Quantity]) -> bool:
    """Tell whether numbers are amounts, one of them at least with its unit."""
    held = list(numbers)
    units = {one.unit for one in held}
    return units <= {AMOUNT, NUMBER} and AMOUNT in units and all(one.value >= 0 for one in held)


def all_places(text: str, *patterns: re.Pattern[str]) -> list[Span]:
    """Return where some patterns stand."""
    return [match.span() for one in patterns for match in one.finditer(text) if match[0].strip()]
