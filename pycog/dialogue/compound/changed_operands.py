"""A typed percentage on an operand: what it becomes, what that takes away, what it was before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, PERCENT
from pycog.dialogue.compound.named_operands import (
    EUROS,
    RATE,
    TYPED,
    Operand,
    of_number,
    operands,
)
from pycog.dialogue.compound.readings import NEAREST, Extra, Made, cues, year_of
from pycog.dialogue.compound.sentence import BODY, NUMBER, WORD, YEAR, Sentence, Token
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.lazy_patterns import regex
from pycog.values import format_number

_LESS: Final = (
    r"(?:moins|baiss\w*|redui\w*|reduc\w*|diminu\w*|recul\w*|economi\w*|gag(?:e|er|ee)\b|gel\w*"
    r"|coup\w*|rabot\w*|amput\w*|retir\w*|enlev\w*|perd\w*|minor\w*|chut\w*)"
)
_MORE: Final = (
    r"(?:plus|hauss\w*|augment\w*|progress\w*|croi(?:t|ss)\w*|major\w*|revaloris\w*|relev\w*|gagn\w*"
    r"|grimp\w*|bondi\w*)"
)
_WAY: Final = regex(rf"\b(?:(?P<less>{_LESS})|(?P<more>{_MORE}))\b")
_AROUND: Final = regex(
    rf"\b(?:{_LESS}|{_MORE}|prend\w*|subi\w*|evolu\w*|evolution|appliqu\w*|obtenue?|respect\w*"
    r"|demand\w*|faire|fait|feuille|gager|de|a|dois?|doit|doivent|on|si|avec|sur|il me"
    r"|il nous|reste\w*"
    r"|restera\w*|ne pas depasser|a ne pas depasser|depasser|une fois|acheter|au maximum|max\w*"
    r"|par rapport a l an dernier)\b|[=:]"
)
_TAKEN: Final = regex(
    r"\ben moins\b|\ben plus\b|\b(?:enlev|retir|retranch|ajout)\w*|\beconomi(?:e|es|ser|sera)\b"
    r"|\bcombien represente"
)
_BEFORE: Final = regex(
    r"\bavant\b|\bl an(?:nee)? (?:derniere?|precedente?|d avant|passee?)|\bd origine\b|\binitial\w*"
    r"|\bde depart\b|\ben n ?-? ?1\b|\bretrouv\w+|\ben (?P<year>(?:19|20)\d\d)\b"
    r"|\bnombre de \w+ (?:19|20)\d\d\b"
)
_BACK_WORDS: Final = regex(
    rf"\b(?:{_LESS}|{_MORE}|sur (?:un|1) an|en (?:un|1) an|represente\w*|soit|avant|apres|a partir"
    r"|retrouv\w*|l an(?:nee)? (?:derniere?|precedente?|d avant|passee?)|d origine|de depart"
    r"|il y en avait|y avait|etait|etaient|avait|avions|nombre|evolution|par rapport)\b|[=:]"
)
_MOST_COUNT: Final = 1e7


def changed_by(sentence: Sentence) -> Iterator[Made]:
    """Read an operand less or more some per cent: « fonctionnement 2014 moins 3 % »."""
    rate = _rate(sentence)
    if rate is None or _looks_back(sentence):
        return
    token, signed = rate
    used = [token.span, *cues(sentence, _AROUND)]
    tokens = sentence.within(0, len(sentence.text), used)
    year, told = year_of(sentence, tokens)
    if not tokens or not told:
        return
    share = abs(signed)
    for one in operands(sentence, tokens, year):
        if one.unit == RATE or _is_bare(one):
            continue
        part: Computed = Operation(one.node, "*", share)
        sign = "-" if signed < 0 else "+"
        whole: Computed = Operation(one.node, "*", Operation(1, sign, share))
        percent = f"{format_number(100 * share, 4)} %"
        way = "moins" if signed < 0 else "plus"
        if _TAKEN.search(sentence.text):
            yield Made(
                part, one.unit, f"{percent} de {one.told}", (one,), one.said,
                extras=(Extra(f"{way} {percent}, il reste {{value}}", whole, one.unit),),
            )  # fmt: skip
        else:
            yield Made(
                whole, one.unit, f"{one.told} {way} {percent}", (one,), one.said,
                extras=(Extra("une différence de {value}", part, one.unit),),
            )  # fmt: skip


def _is_bare(one: Operand) -> bool:
    """Tell whether a typed number has nothing that says what it counts."""
    return one.kind == TYPED and not one.unit


def _rate(sentence: Sentence) -> tuple[Token, float] | None:
    """Return the one typed percentage, signed; ``None`` where no word tells its way."""
    numbers = sentence.of(NUMBER)
    rates = [one for one in numbers if one.quantity.unit == PERCENT]
    if len(rates) != 1 or len(numbers) > 2 or sentence.question.has("per"):
        return None
    quantity = rates[0].quantity
    typed = sentence.text[rates[0].start]
    if typed in "+-" and quantity.value:
        return rates[0], abs(quantity.value) * (-1 if typed == "-" else 1)
    ways = {match.lastgroup for match in _WAY.finditer(sentence.text)}
    if len(ways) != 1 or quantity.value <= 0:
        return None
    return rates[0], -quantity.value if ways == {"less"} else quantity.value


def _looks_back(sentence: Sentence) -> bool:
    match = _BEFORE.search(sentence.text)
    return match is not None and match["year"] is None


def before_change(sentence: Sentence) -> Iterator[Made]:
    """Read a typed number and its evolution: what it was before, « 435 = +5,84 % sur un an »."""
    rate = _rate(sentence)
    if rate is None or _BEFORE.search(sentence.text) is None or len(sentence.of(NUMBER)) != 2:
        return
    token, signed = rate
    other = next(one for one in sentence.of(NUMBER) if one is not token)
    quantity = other.quantity
    if quantity.unit in {PERCENT, "days", "duration", "ordinal"} or len(sentence.years) > 1:
        return
    places = [match.span() for match in _BEFORE.finditer(sentence.text)]
    if not all(one.inside(places) for one in sentence.of(YEAR)):
        return
    noun = quantity.noun
    used = [token.span, *cues(sentence, _BACK_WORDS)]
    for one in sentence.within(0, len(sentence.text), used):
        if one.kind in {NUMBER, YEAR, BODY}:
            continue
        if one.kind != WORD or sentence.text[one.start : one.end] != noun:
            return
    node = call("COG_BASE", quantity.value, signed)
    told = f"{quantity.shown}{f' {noun}' if noun else ''} après {'+' if signed > 0 else '-'}"
    told = f"{told}{format_number(100 * abs(signed), 4)} %, valeur de départ"
    unit = EUROS if quantity.unit == AMOUNT else ""
    rounded = "" if unit or quantity.value > _MOST_COUNT else NEAREST
    yield Made(node, unit, told, (of_number(quantity),), 1.4, rounded=rounded)
