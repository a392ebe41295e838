"""A question as typed numbers with what stands around each, and what of it may be left aside."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    DIGITS_ALONE,
    NUMBER,
    PERCENT,
    Quantity,
    counts_list,
    typed_quantities,
)
from pycog.dialogue.compound.compound_words import body_words, changing_words, compound_words
from pycog.dialogue.compound.named_operands import EUROS, RATE, Operand, of_number
from pycog.dialogue.coverage import IDIOMS
from pycog.dialogue.dates import ASKED_YEARS
from pycog.dialogue.entities import Question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.spans import Entity, Span, lies_in
from pycog.dialogue.spoken import NUMERALS, numeral
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex
from pycog.values import display

_FILE: Final = Path(__file__).parent.parent / "data" / "cases.toml"
#: Kinds of what a question names whose digits are no number of a calculation.
_DATED: Final = frozenset({"date", "day", "due", "year", "period"})
#: Kinds of what a question names that make it another one.
_OTHERS: Final = frozenset({"sheet", "cell", "form"})
_YEAR: Final = regex(r"(?:19|20)\d\d")
#: Leaves something out, or keeps one part, that no number is typed for.
_ALONE: Final = regex(
    r"\b(?:seulement|uniquement|rien que) (?:pour|chez|sur|dans|en|au) (?:les?|la|l|ma|mon)\b"
)
_BY_NUMBER: Final = regex(r"\d")
#: Signs of a formula or of a program: no question is written with them.
_CODE: Final = regex(r"[{}$@|<#&]|^ ?=|\bcog_")
#: « 6,14,4,9,21 » and « 6/14/4/9 » are lists.
_TIGHT_LIST: Final = regex(
    r"(?<![\d.,/])\d{1,4}(?P<sign>[,/-])\d{1,4}(?:(?P=sign)\d{1,4}){2,}(?!\d|[,/-]\d)"
)
_THOUSANDS: Final = regex(r"\d{1,3}(?:,\d{3})+")
#: Digits that number something: « année 1 », « trimestre 2 », « taux 1 = ».
_LABEL: Final = regex(
    r"\b(?:trimestre|semestre|trim|annee|exercice|an) ?(?P<year>[1-9])\b(?! ?%)(?!,\d| \d{3}\b)"
    r"|\b(?:taux|ligne|groupe|caisse|site|plateau|composante|critere|sous indicateur|note|resultat"
    r"|montant|budget|mesure|action|poste|lot|agence|projet|indicateur) (?P<of>[1-9])"
    r"(?= ?(?:[:=(;?-]|,(?!\d)|$))|\b[abn] ?[1-9](?= ?[:=(])"
    r"|\b(?:les|des|ces|mes|nos|aux|leurs|vos) [2-9] (?:taux|lignes|valeurs|annees|exercices"
    r"|montants"
    r"|chiffres|nombres|ans|resultats|trimestres|groupes|fonds|indicateurs)\b"
    r"|\b(?:trimestres?|mois|semestres?|trim) [1-9]\d? (?:a|et|au|-) [1-9]\d?\b(?! ?%| \d{3}\b|,\d)"
    r"|\bn ?[+-] ?[1-9]\b|\bt[1-4]\b|\bs[12]\b"
)
#: « 2 décimales », « 1 chiffre après la virgule », « 12 mois », « 4 trimestres », « les 3 années ».
_DAY: Final = regex(
    r"(?<=\bau |\ble |\bdu )\d{1,2}/(?:0?[1-9]|1[0-2])\b(?!/)|(?<=\bfin )\d{1,2}/\d{1,2}\b(?!/)"
)
_RANK: Final = regex(r"\b[1-9]\d? ?(?:er|re|ere|e|eme|nde?|ieme)\b")
_DECIMALS: Final = regex(
    r"\b(?P<n>\d|une?|deux|trois|quatre) (?:decimales?|dec\b|chiffres? apres la virgule"
    r"|chiffres? derriere la virgule)"
)
#: Says where one thing of a list ends and the next begins, and nothing else.
LIST_GAP: Final = regex(
    r"(?:[ ,;:/+=()-]|->|\b(?:et|puis|ensuite|au|a|le|la|l|les|en|de|du|d|pour|dont|enfin|soit"
    r"|t[1-4]|s[12]|\w*trim\w*|semestre|mois|annees?|an|exercice|jours?|jrs?|j|points?|pts?"
    r"|premiers?|premieres?|deuxiemes?|seconde?s?|troisiemes?|quatriemes?"
    r"|cinquiemes?|derniere?s?|suivante?s?"
    r"|1er|1re|1ere|2e|2eme|3e|3eme|4e|4eme|5e|5eme|[1-9]"
    r"|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b)*"
)


@lru_cache(maxsize=1)
def case_words() -> Mapping[str, Any]:
    """Return the words of the cases, as the file has them."""
    with _FILE.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def _free() -> frozenset[str]:
    return frozenset(form for one in case_words()["free"].split() for form in (one, stem(one)))


@lru_cache(maxsize=8)
def _changing(known: Vocabulary) -> frozenset[str]:
    """Return the words that change a calculation where none of its patterns uses them."""
    own = frozenset(form for one in case_words()["changing"].split() for form in (one, stem(one)))
    return (changing_words(known) - _free()) | own


class Case:
    """The typed numbers of a question.

    Args:
        question: As read.
        known: The vocabulary.
    """

    def __init__(self, question: Question, known: Vocabulary) -> None:
        self.question, self.known = question, known
        #: With the signs of a list that a reader of numbers takes for those of a number parted.
        self.text: str = _parted(question.text)
        self.decimals: list[tuple[int, Span]] = [
            (numeral(one["n"]), one.span()) for one in _DECIMALS.finditer(self.text)
        ]

    @cached_property
    def _dated(self) -> list[Entity]:
        """What names a day or a year, and is no part of a list: « 6/14/4/9 »."""
        lists = [one.span() for one in _TIGHT_LIST.finditer(self.text.replace(";", ","))]
        return [
            one
            for one in self.question.entities
            if one.kind in _DATED and not any(_meet((one.start, one.end), two) for two in lists)
        ]

    @cached_property
    def masks(self) -> list[Span]:
        """Where digits stand that are no number of a calculation."""
        found = [(one.start, one.end) for one in self._dated]
        found += [span for _, span in self.decimals]
        for pattern in (_LABEL, _RANK, _DAY):
            found += [one.span() for one in pattern.finditer(self.text)]
        return found

    def quantities(self, masks: Iterable[Span] = ()) -> list[Quantity] | None:
        """Return the numbers in order, ``None`` where one can be read in two ways.

        Args:
            masks: Where further digits stand that are no number here.
        """
        own = [*self.masks, *masks]
        entities = tuple(Entity("unit", "", self.text[a:b], a, b) for a, b in own)
        return typed_quantities(replace(self.question, text=self.text, entities=entities))

    def _years_of_dates(self) -> list[int]:
        """Return each year that is said, alone or within a date."""
        said = [one.text for one in self._dated]
        return [int(year) for text in said for year in _YEAR.findall(text)]

    @property
    def dated_years(self) -> set[int]:
        """The years that are said, alone or within a date, each once."""
        return set(self._years_of_dates())

    @property
    def years(self) -> set[object]:
        """The years that are said, each once."""
        return {one.value for one in self.question.of("year")}

    @cached_property
    def numbers(self) -> list[Quantity]:
        """The numbers in order, none where one can be read in two ways."""
        return self.quantities() or []

    @cached_property
    def is_one(self) -> bool:
        """Whether it may be a calculation on typed numbers alone."""
        if _CODE.search(self.text) or _ALONE.search(self.text) or _other_body().search(self.text):
            return False
        if any(year not in ASKED_YEARS for year in self._years_of_dates()):
            return False
        return not any(
            one.kind in _OTHERS or (one.kind == "indicator" and _BY_NUMBER.search(one.text))
            for one in self.question.entities
        )

    def gap(self, at: int, numbers: Sequence[Quantity]) -> str:
        """Return the text between a number and the next, or behind the last one."""
        end = numbers[at + 1].start if at + 1 < len(numbers) else len(self.text)
        return self.text[numbers[at].end : end]

    def before(self, at: int, numbers: Sequence[Quantity]) -> str:
        """Return the text before a number, from the one before it on."""
        return self.text[numbers[at - 1].end if at else 0 : numbers[at].start]

    def runs(self, numbers: Sequence[Quantity]) -> list[list[Quantity]]:
        """Return the numbers in runs with nothing but the signs of a list between them."""
        found: list[list[Quantity]] = []
        for at, one in enumerate(numbers):
            joined = bool(found) and LIST_GAP.fullmatch(self.before(at, numbers)) is not None
            if joined and found[-1][-1] is numbers[at - 1]:
                found[-1].append(one)
            else:
                found.append([one])
        return found

    @cached_property
    def _idle(self) -> list[Span]:
        """Where turns of phrase stand, which ask for nothing of their own."""
        return [one.span() for idle in (IDIOMS, _IDLE) for one in idle.finditer(self.text)]

    def left(self, used: Iterable[Span], free: Iterable[str] = ()) -> list[str]:
        """Return the words that no pattern has used and that change what is asked.

        Args:
            used: Where the words of the operator and the numbers stand.
            free: Words that change nothing here.
        """
        own = [*used, *self.masks, *self._idle]
        allowed = {form for one in free for form in (one, stem(one))} | _free()
        changing, foreign = _changing(self.known), compound_words("foreign")
        found = []
        for match in _WORD.finditer(self.text):
            if lies_in(match.span(), own):
                continue
            forms = {match[0], stem(match[0])}
            if forms & foreign or (forms & changing and not forms & allowed):
                found.append(match[0])
        return found

    def reads(
        self,
        numbers: Iterable[Quantity],
        patterns: Iterable[re.Pattern[str]],
        free: Iterable[str] = (),
        spans: Iterable[Span] = (),
    ) -> bool:
        """Tell whether nothing is left that changes what is asked.

        Args:
            numbers: Those that have a role.
            patterns: The words of the operator.
            free: Words that change nothing here.
            spans: Further places that are used.
        """
        numbers = list(numbers)
        used = [(one.start, one.end) for one in numbers]
        used += [match.span() for one in patterns for match in one.finditer(self.text) if match[0]]
        used += [*spans]
        if self.left(used, free):
            return False
        asked = [*self.question.of("per"), *(one for one in self._dated if one.kind == "date")]
        places = [(one.start, one.end) for one in asked]
        if not all(lies_in(place, used) for place in places):
            # « Par agent » and a day change what is asked, unless the operator has them.
            return False
        own = [*used, *self.masks]
        return all(
            lies_in(match.span(), own)
            or counts_list(float(match[0]), match.end(), len(numbers), self.text)
            for match in DIGITS_ALONE.finditer(self.text)
        )

    def operand(self, number: Quantity) -> Operand:
        """Return a number as an operand of a reading."""
        unit = {AMOUNT: EUROS, PERCENT: RATE}.get(number.unit, "")
        return of_number(number, unit, number.shown)


#: « Nous sommes à 84 % » adds nothing up.
_IDLE: Final = regex(r"\b(?:nous|en|y|on) (?:en )?sommes\b")
_WORD: Final = regex(r"[a-z]+")


#: « 6j,14j » and « 6-14-4-9 » are lists.
_AFTER_UNIT: Final = regex(r"(?<=[a-z%€]),(?=\d)")
_JOINS: Final = regex(r"[,-]")


def _parted(text: str) -> str:
    def apart(match: re.Match[str]) -> str:
        whole = match[0]
        return whole if _THOUSANDS.fullmatch(whole) else _JOINS.sub(";", whole)

    return _TIGHT_LIST.sub(apart, _AFTER_UNIT.sub(";", text))


@lru_cache(maxsize=1)
def _other_body() -> re.Pattern[str]:
    """Return how a body of another place is said: « la CPAM du Rhône »."""
    return regex(
        rf"\b(?:{'|'.join(body_words())})"
        r" (?:primaire )?(?:de la|de l|du|des|de|d) (?!taille|moins|plus|nous|\d)[a-z]{3,}"
    )


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


#: A small number in words.
IN_WORDS: Final = f"une?|{'|'.join(NUMERALS[2:])}"
#: A number of periods in digits or in words.
COUNTED: Final = rf"(?P<count>\d{{1,2}}|{IN_WORDS})"


def count_of(match: re.Match[str]) -> int:
    """Return the number that :data:`COUNTED` has read."""
    return numeral(match["count"])


def of_one_unit(numbers: Sequence[Quantity]) -> bool:
    """Tell whether numbers have one unit; those without have that of the others."""
    return len({one.unit for one in numbers} - {NUMBER}) <= 1


#: A rate above this was typed in per cent.
RATIO: Final = 1.5


def unshared(case: Case, numbers: Sequence[Quantity]) -> list[Quantity]:
    """Return numbers without the per cent of the one behind: « poids 50, 84 % »."""
    return [
        replace(one, value=float(f"{one.value!r}e2"), unit=NUMBER)
        if one.unit == PERCENT and not _OWN_SIGN.search(case.text[one.start : one.end])
        else one
        for one in numbers
    ]


_OWN_SIGN: Final = regex(r"%|[a-z]")


def undashed(case: Case, numbers: Sequence[Quantity]) -> list[Quantity]:
    """Return numbers before which a dash is a comma: « TRN 85 % - PILI 640 € - 72 % »."""
    return [
        replace(one, value=abs(one.value)) if case.text[one.start : one.start + 2] == "- " else one
        for one in numbers
    ]


def as_rates(numbers: Sequence[Quantity]) -> list[Quantity]:
    """Return numbers as rates: « 84 » is 84 %, « 0,84 » too."""
    whole = any(one.value > RATIO for one in numbers if one.unit == NUMBER)
    return [
        replace(one, value=float(f"{one.value!r}e-2") if whole else one.value, unit=PERCENT)
        if one.unit == NUMBER
        else one
        for one in numbers
    ]


def in_one_unit(numbers: Sequence[Quantity]) -> list[Quantity]:
    """Return amounts of which some were typed without the unit of the others."""
    powers = {one.power for one in numbers if one.unit == AMOUNT}
    if len(powers) != 1 or all(one.unit == AMOUNT for one in numbers):
        return list(numbers)
    power = powers.pop()
    least = min(abs(one.value) for one in numbers if one.unit == AMOUNT)
    return [
        replace(one, value=float(f"{one.value!r}e{power}"), unit=AMOUNT, power=power)
        if one.unit == NUMBER and power and abs(one.value) * _FAR < least
        else replace(one, unit=AMOUNT)
        if one.unit == NUMBER
        else one
        for one in numbers
    ]


#: How many times smaller a number is that has lost its thousands.
_FAR: Final = 200


def tight_runs(case: Case, numbers: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    """Yield the numbers that stand between slashes: « 50/30/20 »."""
    run = list(numbers[:1])
    for at, (_, one) in enumerate(pairwise(numbers), start=1):
        if re.fullmatch(r" ?/ ?", case.before(at, numbers)):
            run.append(one)
            continue
        if len(run) > 1:
            yield run
        run = [one]
    if len(run) > 1:
        yield run


def told_once(numbers: Sequence[Quantity]) -> list[Quantity]:
    """Return numbers without a part and its whole that only say a rate again: « 50 % (5 sur 10) ».

    Args:
        numbers: In the order of the question.
    """
    rates = [one for one in numbers if one.unit == PERCENT]
    counts = [one for one in numbers if one.unit != PERCENT]
    if len(rates) != 1 or len(counts) != 2 or any(one.value <= 0 for one in counts):
        return list(numbers)
    part, whole = sorted(one.value for one in counts)
    return rates if abs(part / whole - rates[0].value) < _SAME_RATE else list(numbers)


#: Two rates that differ by less are one.
_SAME_RATE: Final = 1e-9


def last_place(pattern: re.Pattern[str], text: str) -> int:
    """Return where the last of some words begins, ``-1`` where none stands."""
    return max((one.start() for one in pattern.finditer(text)), default=-1)


#: From here on a number without unit is an amount of a budget.
LEAST_AMOUNT: Final = 10_000


def in_euros(one: Quantity) -> str:
    """Return a number as an amount in euros."""
    return display(one.value, "amount")


def rate_shown(one: Quantity) -> str:
    """Return a rate as an answer repeats it."""
    return display(as_rates([one])[0].value, "percent")
