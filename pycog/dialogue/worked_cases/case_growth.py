"""Rates that follow one another, and the gain of a rate in points and beside what it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, PERCENT, Quantity, listed
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import POINTS, Extra, Made
from pycog.dialogue.expressions import Computed, Node, Operation, call
from pycog.dialogue.worked_cases.case_text import (
    COUNTED,
    LEAST_AMOUNT,
    LIST_GAP,
    Case,
    count_of,
    last_place,
)
from pycog.lazy_patterns import regex
from pycog.values import display

_CUMULATED: Final = regex(
    r"\b(?:cumul\w*|successi\w*|enchain\w*|compose\w*|composant|au bout|total\w*|global\w*|de suite"
    r"|consecuti\w*"
    r"|d affilee|en tout|puis|final\w*|reste\w*|ensuite|suivi\w*|d ensemble|bout a bout|a la fin"
    r"|sur (?:la |toute la |l ensemble de la )?(?:periode|duree)"
    r"|(?:sur|en|pendant|apres|durant|par an) (?:les |ces )?(?:\d+|deux|trois|quatre|cinq"
    r"|six) (?:ans|annees|exercices)"
    r"|chaine\w*|l une apres l autre|d une annee sur l autre|annee apres annee|chaque annee"
    r"|par an)\b"
)
_UP: Final = regex(
    r"\b(?:hauss\w*|augment\w*|major\w*|progress\w*|croiss\w*|croit|revaloris\w*|relev\w*|monte\w*"
    r"|gagn\w*|grimp\w*|plus|prend|prends|ajout\w*|gonfl\w*)\b"
)
_DOWN: Final = regex(
    r"\b(?:baiss\w*|diminu\w*|rabot\w*|reduc\w*|redui\w*|minor\w*|econom\w*|recul\w*|repli\w*|chut\w*"
    r"|perd\w*|perte\w*|moins|coup[eo]\w*|retranch\w*|descend\w*|decroi\w*|rabais|remise)\b"
)
_TREND: Final = regex(
    rf"{_UP.pattern}|{_DOWN.pattern}|\b(?:evolu\w*|variations?|varie\w*|taux)\b|[+-] ?\d"
    r"|% (?:par an|l an|chaque annee)\b"
)
_WORDS: Final = regex(
    r"\b(?:taux|evolu\w*|annuel\w*|par an|chaque|ensemble|plus|moins|moyen\w*|entre|si|net"
    r"|nets|nette"
    r"|chacune?|montant|reste\w*|un|autres?|apres|variations?|ou|en tout|puis)\b"
)
_NO_GROWTH: Final = regex(
    r"\bmoyennes?\b|\bcomposite|\bcomposante|\bpes(?:e|ent|ant)\b|\bagreg|\bponder|\bpoids\b|\bcoef|\bpoints?\b|\bobjectif|\bcible|\baddition|\bsomme\b"
    r"|\bexecut|\bpart\b|\bmoyen\w* annuel|\bannuel\w* moyen|\brealis|\bcontre\b|\btrn\b"
    r"|\btrl\b|\bindicateur"
    r"|\bseuil|\bavant\b|\borigine\b|\binitial\w*\b.*\?|\binflation\b"
)
_YEARS: Final = regex(
    rf"\b{COUNTED} (?P<of>ans?|annees?|exercices?|fois|hausses?|baisses?|augmentations?"
    rf"|evolutions?|taux|reductions?"
    r"|revalorisations?|variations?|diminutions?)(?: \w+){0,2}?(?: de suite| consecuti\w*"
    r"| successi\w*| d affilee)?\b"
)
_MOST: Final = 30


def cumulated(case: Case) -> Made | None:
    """Read rates one after another: « +3 %, +2,5 % et +4 %, ça fait combien au total ? »."""
    text = case.text
    if "%" not in text and "pourcent" not in text and "pct" not in text:
        return None
    if not (_CUMULATED.search(text) and _TREND.search(text)) or _NO_GROWTH.search(text):
        return None
    said = [one for one in _YEARS.finditer(text) if not text[one.end() :].startswith(" %")]
    numbers = case.quantities(one.span() for one in said)
    if not numbers:
        return None
    rates = [one for one in numbers if one.unit == PERCENT]
    bases = [one for one in numbers if one.unit != PERCENT]
    if not rates or len(bases) > 1 or any(abs(one.value) >= 1 for one in rates):
        return None
    if bases and not _is_base(bases[0]):
        return None
    if not bases and any(map(case.question.has, ("line", "fund"))) and _OF_AMOUNT.search(text):
        # What a printed amount comes to is asked for.
        return None
    if any(
        _OF_PART.match(case.gap(at, numbers)) and numbers[at + 1].unit == PERCENT
        for at in range(len(numbers) - 1)
    ):
        # « 3 % sur 60 % du budget » is a share of one.
        return None
    many = {count_of(one) for one in said} - {1}
    if len(many) > 1 or (len(rates) == 1 and not many):
        return None
    if len(rates) > 1 and many and many != {len(rates)}:
        return None
    if not case.reads(numbers, (_CUMULATED, _TREND, _WORDS), (), [one.span() for one in said]):
        return None
    return _made(case, numbers, rates, bases, many.pop() if many else 1)


_OF_PART: Final = regex(r" ?(?:sur|des?|du|d) (?:la |le |les )?$")
_OF_AMOUNT: Final = regex(
    r"\b(?:19|20)\d\d\b|\bappliqu\w*|\bmontant|\ben euros?\b|€|\bdevien\w*|\bnouveau"
)


def _is_base(one: Quantity) -> bool:
    return one.unit == AMOUNT or (one.unit == NUMBER and one.value >= _LEAST_BASE)


#: A number below it is no amount of a budget.
_LEAST_BASE: Final = 100


def _made(
    case: Case,
    numbers: Sequence[Quantity],
    rates: Sequence[Quantity],
    bases: Sequence[Quantity],
    many: int,
) -> Made | None:
    signed = _signed(case, numbers, rates)
    if signed is None:
        return None
    factors: list[Node] = [
        Operation(1, "+", one) if one >= 0 else Operation(1, "-", -one) for one in signed
    ]
    if len(factors) == 1:
        many = min(many, _MOST)
        product: Node = Operation(factors[0], "^", many)
        told = f"{_plus(signed[0])} {many} fois de suite"
    else:
        product = reduce(lambda left, right: Operation(left, "*", right), factors)
        told = listed([_plus(one) for one in signed]).replace(" et ", " puis ")
    growth: Computed = Operation(product, "-", 1)
    if not bases:
        return Made(growth, RATE, f"Évolution cumulée de {told}", (), 1.0, signed=True)
    base = bases[0]
    unit = EUROS if base.unit == AMOUNT or base.value >= LEAST_AMOUNT else ""
    node = Operation(base.value, "*", product)
    title = f"{base.shown} après {told}"
    extra = Extra("soit une évolution de {value} au total", growth, RATE)
    return Made(node, unit, title, (), 1.0, extras=(extra,))


def _plus(rate: float) -> str:
    return f"{'+' if rate > 0 else ''}{display(rate, 'evolution')}"


def _signed(
    case: Case, numbers: Sequence[Quantity], rates: Sequence[Quantity]
) -> list[float] | None:
    """Return rates with the signs typed or said beside them, ``None`` where one is in doubt."""
    found: list[float] = []
    for one in rates:
        sign = _sign(case, numbers, one)
        if sign is None:
            at = numbers.index(one)
            joined = found and LIST_GAP.fullmatch(case.before(at, numbers))
            if joined and case.text[numbers[at - 1].start] in "+-":
                # « +3 %, -2 %, 4 % » : beside typed signs, none is a plus.
                sign = 1
            else:
                sign = (found[-1] >= 0) * 2 - 1 if joined else _of_all(case, numbers)
        if sign is None:
            return None
        found.append(sign * abs(one.value))
    return found


def _sign(case: Case, numbers: Sequence[Quantity], one: Quantity) -> int | None:
    """Return the sign that is typed, or said by the nearest word of the same clause."""
    typed = case.text[one.start]
    if typed in "+-":
        return -1 if typed == "-" else 1
    at = numbers.index(one)
    before = _CLAUSE.split(case.before(at, numbers))[-1]
    for piece in (before, _CLAUSE.split(case.gap(at, numbers))[0], case.before(at, numbers)):
        down, up = last_place(_DOWN, piece), last_place(_UP, piece)
        if max(down, up) >= 0:
            return -1 if down > up else 1
    return None


def _of_all(case: Case, numbers: Sequence[Quantity]) -> int | None:
    """Return the sign said once for all rates, before or behind them; ``1`` where none is."""
    down, up = last_place(_DOWN, case.text), last_place(_UP, case.text)
    if min(down, up) >= 0:
        return None
    if max(down, up) < 0:
        return 1
    within = numbers[0].start < max(down, up) < numbers[-1].start
    return None if within else -1 if down > up else 1


_CLAUSE: Final = regex(r"[,;.:]|\bet\b|\bpuis\b|\bensuite\b")


# ---------------------------------------------------------------- one rate to another
_GAINED: Final = regex(r"\bpoints?\b|\bpts?\b")
_RELATIVE: Final = regex(
    r"\brelati\w*\b|\ben ?%|\ben pourcentages?\b|\bpour ?cents?\b|\bproportion\w*\b"
    r"|\bevolution\b|\btaux d evolution\b"
)
_GAIN_WORDS: Final = regex(
    r"\b(?:gain|gagne\w*|perte|perdu\w*|progress\w*|evolu\w*|hausse|baisse|ecart|difference|variation|passe\w*"
    r"|augment\w*|diminu\w*|entre|contre|avant|apres|ou|taux|part|plus|moins|relati\w*"
    r"|points de pourcentage)\b"
)
_FROM_TO: Final = regex(
    r" ?(?:->|>|/|,|;|\b(?:a|vers|puis|et|contre|jusqu a|en \d{4}|cette annee|maintenant"
    r"|aujourd hui|au lieu de|il est (?:de|a))\b| )+ ?"
)
_PAIR: Final = 2


def points_and_rate(case: Case) -> Made | None:
    """Read the gain of a rate both in points and beside what it was."""
    text = case.text
    if not (_GAINED.search(text) and _RELATIVE.search(_without_units(case))):
        return None
    numbers = case.numbers
    if len(numbers) != _PAIR or any(one.unit != PERCENT for one in numbers):
        return None
    first, last = numbers
    gap = text[first.end : last.start]
    if not _FROM_TO.fullmatch(gap) or not first.value:
        return None
    if re.search(r"\bobjectif|\bcible|\bseuil|\battein|\brealis", text):
        return None
    if re.search(r"contre|au lieu", gap):
        first, last = last, first
    if not case.reads(numbers, (_GAINED, _RELATIVE, _GAIN_WORDS, _FROM_TO)):
        return None
    return Made(
        Operation(last.value, "-", first.value), POINTS, f"De {first.shown} à {last.shown}", (),
        1.0,
        signed=True,
        extras=(
            Extra("soit {value} en relatif", call("COG_EVOLUTION", first.value, last.value), RATE),
        ),
    )  # fmt: skip


def _without_units(case: Case) -> str:
    """Return the text without its numbers, whose own per cent asks for nothing."""
    text = case.text
    for one in reversed(case.numbers):
        text = text[: one.start] + " # " + text[one.end :]
    return text
