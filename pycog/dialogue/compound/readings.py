"""Readings of a sentence as one operator over operands: how they are parted, typed and weighed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from pycog.dialogue.compound.named_operands import (
    FIGURE,
    MADE,
    RATE,
    TYPED,
    Operand,
    operands,
)
from pycog.dialogue.compound.sentence import (
    BODY,
    FUND,
    NUMBER,
    WORD,
    YEAR,
    Sentence,
    Token,
)
from pycog.dialogue.expressions import Computed, Node, Operation, call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.spans import Span
from pycog.lazy_patterns import regex

#: Unit of the difference of two rates.
POINTS: Final = "points"
#: Unit of a rate that is told without a sign, beside a change that has one.
UNSIGNED: Final = "rate"
#: A value told in a whole number: the least one that is enough, or the nearest one.
UP, NEAREST = "au moins", "à l'unité"
#: The unit of a value that is a day.
DAY = "date"
#: What two operands of one heading, or a part and its whole, count more than others.
SAME_THEME, PART_OF = 0.5, 0.5
#: What an operand read by the words of another costs.
BORROWED: Final = 0.2
#: Ways of one piece that are looked at, and pieces of one sum.
MOST_WAYS, MOST_TERMS = 6, 6
#: Places where a sentence may be parted: one with more is no question of an officer.
MOST_PLACES: Final = 8
#: Ways of a piece that are kept until the other one is known.
KEPT_WAYS: Final = 24
#: Parts a list.
LISTING: Final = regex(r" ?(?:,|;|\+|&) ?|\b(?:et|plus|puis|avec)\b")
#: A name, and in brackets what it is made of.
IN_BRACKETS: Final = regex(r"^(?P<name>[^(]+)\((?P<inner>[^()]+)\)(?P<tail>[^()]*)$")


@dataclass(frozen=True, slots=True)
class Extra:
    """A further value that an answer tells.

    Attributes:
        text: What is said of it; ``{value}`` stands for it.
        node: Its formula.
        unit: As in :class:`Made`.
    """

    text: str
    node: Computed
    unit: str


@dataclass(frozen=True, slots=True)
class Made:
    """One reading of a sentence.

    Attributes:
        node: The formula.
        unit: ``"€"``, ``"%"``, ``"points"``, or what is counted.
        title: What is calculated, in French.
        parts: The operands.
        score: How likely it is.
        signed: Whether a positive value has a plus sign.
        extras: Told besides.
        source: Where the rule is printed, where the formula does not say.
        verdict: What begins the answer to whether something is so: « Oui », « Non ».
        rounded: How the value is told in a whole number too: :data:`UP`, :data:`NEAREST`.
        void: Whether it makes no sense though the words fit: no other is meant instead.
    """

    node: Computed
    unit: str
    title: str
    parts: tuple[Operand, ...]
    score: float
    signed: bool = False
    extras: tuple[Extra, ...] = ()
    source: str = ""
    verdict: str = ""
    rounded: str = ""
    void: bool = False


def cues(sentence: Sentence, pattern: re.Pattern[str]) -> list[Span]:
    """Return where words of an operator stand, those inside numbers, years and names left out."""
    hard = [*sentence.lines, *(one for one in sentence.tokens if one.kind != WORD)]
    return [
        match.span()
        for match in pattern.finditer(sentence.text)
        if match[0].strip()
        and not any(one.start < match.end() and match.start() < one.end for one in hard)
    ]


def yearly_growth(before: Node, after: Node, years: int) -> Operation:
    """Return the formula of the yearly rate that leads from one value to another.

    Args:
        before: The earlier value.
        after: The later one.
        years: How many years lie between them.
    """
    ratio = Operation(after, "/", before)
    return Operation(Operation(ratio, "^", Operation(1, "/", years)), "-", 1)


def separators(sentence: Sentence, pattern: re.Pattern[str]) -> Iterator[Span]:
    """Yield where a sentence may be parted: never inside a name."""
    held = [*sentence.lines, *(one for one in sentence.tokens if one.kind in {YEAR, FUND, BODY})]
    numbers = [one for one in sentence.tokens if one.kind == NUMBER]
    for match in pattern.finditer(sentence.text):
        start, end = match.span()
        if any(one.start < start and end < one.end for one in held):
            continue
        # The sign of a number parts too: « 2014 + 31 000 ».
        if not any(one.start + 1 < end and start < one.end for one in numbers):
            yield start, end


def year_of(sentence: Sentence, tokens: Sequence[Token]) -> tuple[int | None, bool]:
    """Return the year of a piece, and whether it is told which one."""
    if sentence.is_of_all_years:
        return None, True
    own = {year for one in tokens for year in one.years}
    if own:
        return (own.pop(), True) if len(own) == 1 else (None, False)
    if not sentence.years:
        return None, True
    return (sentence.years[0], True) if len(sentence.years) == 1 else (None, False)


def side(
    sentence: Sentence,
    tokens: Sequence[Token],
    before: Sequence[Token] = (),
    *,
    span: Span | None = None,
    used: Sequence[Span] = (),
) -> list[Operand]:
    """Return what a piece names, by its own words or with those that stand before another one.

    Args:
        sentence: The question.
        tokens: Of the piece.
        before: Of the piece before, whose first words may be said once for both.
        span: Where it stands, so that a sum of several may be read in it.
        used: What operators have used.
    """
    year, told = year_of(sentence, tokens)
    if not told:
        return []
    found = operands(sentence, tokens, year)
    words = [one for one in before if one.kind == WORD]
    if len(words) > 1 and any(one.kind == WORD for one in tokens):
        for many in range(len(words) - 1, 0, -1):
            lent = operands(sentence, [*words[:many], *tokens], year)
            found += [replace(one, said=one.said - BORROWED) for one in lent]
            if lent:
                break
    if not found and span is not None:
        found = list(_added(sentence, span, used))
    best = sorted(found, key=lambda one: -one.said)
    return best[:KEPT_WAYS]


def _added(sentence: Sentence, span: Span, used: Sequence[Span]) -> Iterator[Operand]:
    """Yield the sum of several that stand in one piece: « du personnel et du fonctionnement »."""
    for parts, score in sums(sentence, span, used):
        if any(one.kind == TYPED for one in parts) or not well_said(parts):
            continue
        names = " + ".join(one.named for one in parts)
        first = parts[0]
        yield Operand(
            call("SUM", *(one.node for one in parts)), sum(one.value for one in parts), first.unit,
            names, MADE, score / 2, first.body, first.theme, "+".join(one.subject for one in parts),
            first.period, " ; ".join(dict.fromkeys(one.source for one in parts)), "",
            first.document,
        )  # fmt: skip


def sums(
    sentence: Sentence, span: Span, used: Sequence[Span]
) -> Iterator[tuple[tuple[Operand, ...], float]]:
    """Yield the operands of a list in one piece, with how likely they are."""
    start, end = span
    places = [
        one
        for one in separators(sentence, LISTING)
        if start <= one[0]
        and one[1] <= end
        and not any(first < one[1] and one[0] < last for first, last in used)
    ]
    signs = [one for one in places if re.search(r"[+,;&]|plus", sentence.text[slice(*one)])]
    if any("+" in sentence.text[slice(*one)] for one in signs):
        # Where a sign adds, « avec » and « et » are words of labels.
        places = signs
    if len(places) > MOST_PLACES:
        return
    for cut in _cuts(places):
        bounds = [start, *(at for one in cut for at in one), end]
        pieces = [
            sentence.within(bounds[at], bounds[at + 1], used) for at in range(0, len(bounds), 2)
        ]
        pieces = [one for one in pieces if one and not _is_scope(sentence, one)]
        if not 2 <= len(pieces) <= MOST_TERMS:
            continue
        ways = [side(sentence, piece, pieces[0] if at else ()) for at, piece in enumerate(pieces)]
        found = list(alike(ways)) if all(ways) else []
        yield from found
        if found:
            return


def _is_scope(sentence: Sentence, piece: Sequence[Token]) -> bool:
    """Tell whether a piece only says of which year or fund the others are: « …, 2015 fnga »."""
    kinds = {one.kind for one in piece}
    if kinds <= {YEAR, BODY}:
        return True
    return kinds <= {YEAR, BODY, FUND} and bool(sentence.lines) and len(sentence.funds) == 1


def _cuts(places: list[Span]) -> Iterator[list[Span]]:
    """Yield all places together, then all but one: « et » may be a word of a label."""
    if places:
        yield places
        for at in range(len(places) if len(places) > 1 else 0):
            yield [*places[:at], *places[at + 1 :]]


def alike(ways: Sequence[Sequence[Operand]]) -> Iterator[tuple[tuple[Operand, ...], float]]:
    """Yield one operand of each piece such that all add up: of one unit, body and period."""
    for parts in product(*(one[:MOST_WAYS] for one in ways)):
        if len({one.subject + one.period + one.body for one in parts}) < len(parts):
            continue
        if not same_unit(parts) or not same_body(parts) or _counts_twice(parts):
            continue
        score = sum(one.said for one in parts) / len(parts)
        yield parts, score + SAME_THEME * (len({one.theme for one in parts}) == 1)


def _counts_twice(parts: Sequence[Operand]) -> bool:
    """Tell whether a total stands among figures of its own heading."""
    return any(
        one.kind == FIGURE
        and normalise(one.named.strip("« ")).startswith("total")
        and any(other is not one and other.theme == one.theme for other in parts)
        for one in parts
    )


def same_unit(parts: Sequence[Operand]) -> bool:
    """Tell whether operands add up; a bare typed number has the unit of the others.

    « 40 dossiers » are no euros, and no appointments.
    """
    units = {one.unit for one in parts if one.unit or one.kind != TYPED}
    bare = any(not one.unit and one.kind == TYPED for one in parts)
    counted = {_counted(one) for one in units}
    return len(counted) <= 1 and not (bare and units & {RATE})


def _counted(unit: str) -> str:
    """Return what a unit counts, the same for « projets » as typed and as printed."""
    return stem(normalise(unit.removeprefix("#")))


def same_body(parts: Sequence[Operand]) -> bool:
    """Tell whether printed operands are of one agreement or document."""
    return len({one.document for one in parts if one.kind != TYPED}) <= 1


#: How well each figure must be named that is added up or compared.
_WELL: Final = 0.5


def well_said(parts: Sequence[Operand]) -> bool:
    """Tell whether each key figure is named by half of its label or its key at least."""
    return all(one.said >= _WELL for one in parts if one.kind == FIGURE)


def unit_of(parts: Sequence[Operand]) -> str:
    """Return the unit of what is added up, as it is printed where it is."""
    printed = [one.unit for one in parts if one.unit and not one.unit.startswith("#")]
    return next(iter(printed), "")


def two_sides(
    sentence: Sentence, asked: re.Pattern[str], parting: re.Pattern[str]
) -> Iterator[tuple[list[Operand], list[Operand], Span]]:
    """Yield the ways of both sides of each place where a sentence may be parted.

    Args:
        sentence: The question.
        asked: Words of the operator, which are used.
        parting: Words between its two operands.
    """
    used = cues(sentence, asked)
    size = len(sentence.text)
    places = list(separators(sentence, parting))
    for start, end in places if len(places) <= MOST_PLACES else ():
        taken = [*used, (start, end)]
        left, right = sentence.within(0, start, taken), sentence.within(end, size, taken)
        if not left or not right:
            continue
        first = side(sentence, left, span=(0, start), used=taken)
        last = side(sentence, right, left, span=(end, size), used=taken) if first else []
        if last:
            yield first, last, (start, end)


Reader = Callable[[Sentence], Iterator[Made]]
