"""Numbers that come in pairs: results and targets, parts and wholes, costs and heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, PERCENT, Quantity, listed
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import POINTS, UNSIGNED, Extra, Made
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.spoken import NUMERALS, numeral
from pycog.dialogue.worked_cases.case_amounts import is_amount, shown_amount
from pycog.dialogue.worked_cases.case_text import IN_WORDS, Case, in_one_unit
from pycog.lazy_patterns import regex
from pycog.values import format_number

#: Joins a part and its whole, a result and its target.
_OF: Final = regex(r" ?(?:/|\b(?:sur|dans|pour|contre|parmi|pour une cible de)\b)(?: les?)? ?")
_UNITS: Final = regex(r" ?(?:points?|pts?|dossiers)\b")
Pair = tuple[Quantity, Quantity]
_TWO: Final = 2


def _pairs(
    case: Case, numbers: Sequence[Quantity], joins: re.Pattern[str], units: re.Pattern[str] = _UNITS
) -> list[Pair] | None:
    """Return numbers two by two, ``None`` where no word joins each to the next."""
    if len(numbers) < _TWO * 2 or len(numbers) % 2:
        return None
    for at in range(0, len(numbers), 2):
        gap = units.sub(" ", case.gap(at, numbers)).strip()
        if not joins.fullmatch(f" {gap} "):
            return None
    return list(zip(numbers[::2], numbers[1::2], strict=True))


# ---------------------------------------------------------------- results and targets
_ATTAINED: Final = regex(r"\b(?:taux d )?atteintes?\b|\btaux de realisation\b")
_MEAN: Final = regex(r"\b(?:moyennes?|moyens?)\b(?: simples?| arithmetiques?)?")
_MEAN_WORDS: Final = regex(
    r"\b(?:global\w*|simple|taux|objectifs?|cibles?|resultats?|realises?|vise\w*|indicateurs?"
    r"|pour|contre|suivants?|trois|deux|quatre|cinq|\d (?:objectifs|indicateurs))\b|/"
)
_TARGET_FIRST: Final = regex(
    r"\b(?:cibles?|objectifs?)\b[ /,et]*(?:les? )?(?:resultats?|realises?)\b|\bdelais?\b|\bjours?\b"
    r"|\bponder\w*|\bpoids\b|\bbaisse"
)


def mean_attainment(case: Case) -> Made | None:
    """Read the plain mean of rates of attainment: « 72/80, 85,5/90 et 97/97 »."""
    text = case.text
    if not (_ATTAINED.search(text) and _MEAN.search(text)) or _TARGET_FIRST.search(text):
        return None
    pairs = _pairs_behind_count(case)
    if pairs is None:
        return None
    numbers = [one for pair in pairs for one in pair]
    if any(one.unit not in {PERCENT, NUMBER, "points"} or one.value <= 0 for one in numbers):
        return None
    if len({one.unit for one in numbers}) != 1 or not case.reads(
        case.numbers, (_ATTAINED, _MEAN, _MEAN_WORDS)
    ):
        return None
    rates = [call("COG_ATTAINMENT", one.value, aim.value) for one, aim in pairs]
    told = listed([f"{one.shown} pour {aim.shown}" for one, aim in pairs])
    extras = tuple(
        Extra(f"{one.shown} pour {aim.shown} : {{value}}", rate, RATE)
        for (one, aim), rate in zip(pairs, rates, strict=True)
    )
    title = f"Moyenne simple des taux d'atteinte, plus haut étant meilleur ({told})"
    return Made(call("AVERAGE", *rates), RATE, title, (), 1.0, extras=extras)


_BEHIND: Final = regex(r" ?(?:points?|pts?|vise\w*)\b")


def _pairs_behind_count(case: Case) -> list[Pair] | None:
    """Return pairs, behind how many they are where that is said."""
    numbers = case.numbers
    if len(numbers) % 2 and numbers[0].value == len(numbers) // 2:
        numbers = numbers[1:]
    return _pairs(case, numbers, _OF, _BEHIND)


# ---------------------------------------------------------------- points of headings
_POINTS: Final = regex(r"\b(?:points?|pts?|trl)\b")
_ADDED: Final = regex(
    r"\b(?:total\w*|en tout|addition\w*|somme|trl|taux de reussite|taux locale?)\b"
)
_POINT_WORDS: Final = regex(
    r"\b(?:sur|taux|reussite|locale?|points?|deux|trois|quatre|et|en|quel\w*|performance|dedui\w*"
    r"|organisme|objectifs?|combien)\b|/"
)
_NO_POINTS: Final = regex(
    r"\bpini\b|\bpili\b|\bmtid\b|\bmoyenne|\bponder|\bpoids\b|\becart|\bnational|\bmanqu"
)


def points_added(case: Case) -> Made | None:
    """Read points of several headings as one rate: « 310/400, 150/250 et 180/200 »."""
    text = case.text
    if not (_POINTS.search(text) and _ADDED.search(text)) or _NO_POINTS.search(text):
        return None
    pairs = _pairs(case, case.numbers, _OF)
    if pairs is None or any(
        part.unit not in {NUMBER, "points"} or not 0 <= part.value <= whole.value
        for part, whole in pairs
    ):
        return None
    if not case.reads(case.numbers, (_POINTS, _ADDED, _POINT_WORDS)):
        return None
    got = call("SUM", *(part.value for part, _ in pairs))
    most = call("SUM", *(whole.value for _, whole in pairs))
    told = listed([f"{format_number(a.value)} sur {format_number(b.value)}" for a, b in pairs])
    return Made(
        call("COG_TRL", got, most), RATE, f"Taux de réussite locale, {told}", (), 1.0,
        extras=(Extra("{value} points obtenus", got, ""), Extra("sur {value}", most, "")),
    )  # fmt: skip


# ---------------------------------------------------------------- two shares
_SHARE: Final = regex(r"\b(?:parts?|poids|pes\w*|proportions?|represent\w*)\b")
_SHARE_WORDS: Final = regex(
    r"\b(?:evolu\w*|variations?|ecarts?|points?|boug\w*|passe\w*|total|sur|dans|avant|maintenant"
    r"|entre|deux|\d parts|calcul\w*|combien|difference|depense\w*|ainsi|leur)\b|/"
)
_IN_POINTS: Final = regex(r"\bpoints?\b|\becart\b|\bevolu\w*|\bvariation")
_BETWEEN: Final = regex(r" ?(?:\b(?:sur|dans)\b|/)(?: les?)? ?")


def two_shares(case: Case) -> Made | None:
    """Read a share before and after, and the points between: « 6,3 M€ sur 9 M€ puis … »."""
    text = case.text
    if not (_SHARE.search(text) and _IN_POINTS.search(text)):
        return None
    numbers = [one for one in case.numbers if (one.value, one.noun) != (_TWO, "parts")]
    pairs = _pairs(case, numbers, _BETWEEN)
    if pairs is None or len(pairs) != _TWO or re.search(r"\bcontre\b|\bau lieu\b", text):
        return None
    if any(one.unit not in {AMOUNT, NUMBER} for one in numbers) or any(
        not 0 < part.value <= whole.value for part, whole in pairs
    ):
        return None
    if not case.reads(case.numbers, (_SHARE, _SHARE_WORDS)):
        return None
    first, last = (call("COG_SHARE", part.value, whole.value) for part, whole in pairs)
    told = [f"{shown_amount(part)} sur {shown_amount(whole)}" for part, whole in pairs]
    return Made(
        Operation(last, "-", first), POINTS, f"Écart des parts, de {told[0]} à {told[1]}", (), 1.0,
        signed=True,
        extras=(
            Extra("première part {value}", first, UNSIGNED),
            Extra("seconde part {value}", last, UNSIGNED),
        ),
    )  # fmt: skip


# ---------------------------------------------------------------- two trends
_TREND: Final = regex(
    r"\b(?:evolutions?|evolue\w*|haus+es?|augment\w*|progress\w*|croi[st]\w*|variations?|taux)\b"
)
_RATIO: Final = regex(r"\b(?:ratio|rapport entre|divis\w*|fois plus vite|elasticite|quotient)\b")
_RATIO_WORDS: Final = regex(
    r"\b(?:passe\w*|deux|2 evolutions|plus|autre|fois|entre|elles|chaque|pourcentages?|taux|en ?%"
    r"|rapport|cote|par|ca|combien)\b|->|%"
)
_COUNTED: Final = regex(r" (?:dossiers|etp|agents|appels)\b")
_TO: Final = regex(r" ?(?:->|>|\b(?:a|vers|jusqu a)\b)+ ?")


def two_trends(case: Case) -> Made | None:
    """Read two evolutions and how many times the first is the second."""
    text = case.text
    if not (_TREND.search(text) and _RATIO.search(text)):
        return None
    counted = [one for one in case.numbers if one.value != _TWO]
    pairs = _pairs(case, counted, _TO, _COUNTED)
    if pairs is None or len(pairs) != _TWO or any(one.value <= 0 for one in counted):
        return None
    if any(one.unit == PERCENT for one in counted):
        return None
    if not case.reads(case.numbers, (_TREND, _RATIO, _RATIO_WORDS, _TO)):
        return None
    first, last = (call("COG_EVOLUTION", one.value, two.value) for one, two in pairs)
    if pairs[1][0].value == pairs[1][1].value:
        return None
    told = [f"de {one.shown} à {two.shown}" for one, two in pairs]
    return Made(
        Operation(first, "/", last), "", f"Rapport de l'évolution {told[0]} à celle {told[1]}", (),
        1.0,
        extras=(Extra("première évolution {value}", first, RATE),
                Extra("seconde évolution {value}", last, RATE)),
    )  # fmt: skip


# ---------------------------------------------------------------- costs of one, before and after
_COST: Final = regex(r"\b(?:couts?|coute\w*)\b")
_STAFF: Final = regex(r"\b(?:etp|agents?|salaries?)\b")
_MOVES: Final = regex(
    r"\b(?:evolu\w*|boug\w*|progress\w*|hausse|de plus|augment\w*|variation|passe\w*|ecart)\b"
)
_COST_WORDS: Final = regex(
    r"\b(?:par|pour|unitaires?|masse|combien|en ?%|pourcentages?|euros?|de plus|plus|contre|et"
    r"|son)\b"
    r"|[%€]"
)
_NO_COST: Final = regex(r"\bpini\b|\bpili\b|\bmoyenne de\b|\bbudget")
_PER_POST: Final = regex(r"\b(?:par|pour chaque|pour un) (?:etp|agent|salarie)\b")
_POSTS_COUNTED: Final = regex(r" (?:etp|agents|salaries)\b")
_FOR: Final = regex(r" ?(?:[/,]|\b(?:pour|et|avec)\b)+ ?")


def cost_moved(case: Case) -> Made | None:
    """Read what one post costs in two years: « 9,45 M€ pour 180 ETP, puis 9,504 M€ pour 176 »."""
    text = case.text
    if not all(one.search(text) for one in (_COST, _STAFF, _MOVES)) or _NO_COST.search(text):
        return None
    pairs = _pairs(case, case.numbers, _FOR, _POSTS_COUNTED)
    if pairs is None or len(pairs) != _TWO:
        return None
    if not all(is_amount(one) and two.unit == "staff" and two.value > 0 for one, two in pairs):
        return None
    years = [int(str(one.value)) for one in case.question.of("year")]
    if len({*years}) not in {0, 2}:
        return None
    between = text[pairs[0][1].end : pairs[1][0].start]
    reverse = years != sorted(years) if years else re.search(r"\bcontre\b", between) is not None
    per = [one.span() for one in _PER_POST.finditer(text)]
    if not case.reads(case.numbers, (_COST, _STAFF, _MOVES, _COST_WORDS), (), per):
        return None
    ordered = pairs[::-1] if reverse else pairs
    first, last = (Operation(one.value, "/", two.value) for one, two in ordered)
    told = [f"{shown_amount(one)} pour {format_number(two.value)}" for one, two in ordered]
    return Made(
        Operation(last, "-", first), EUROS, f"Coût par ETP, de {told[0]} à {told[1]}, écart", (),
        1.0,
        signed=True,
        extras=(
            Extra("soit {value}", call("COG_EVOLUTION", first, last), RATE),
        ),
    )  # fmt: skip


# ---------------------------------------------------------------- people by share of a full post
_FULL: Final = r"(?:temps (?:plein|complet)s?|100 ?%)"
_POSTS: Final = regex(
    rf"\b(?P<n>\d{{1,3}}|{IN_WORDS})"
    r" (?:(?:agents?|salaries?|personnes?|employe(?:e?s|es?)|collaborat\w+|collegues?|gens"
    r"|gestionnaires?|technicien(?:ne)?s?|conseill\w+|cadres?|contractuel(?:le)?s?) )?"
    r"(?:(?:a|en|au) )?"
    rf"(?:(?P<full>{_FULL}|temps pleins?)|(?P<half>mi temps)|(?P<part>\d{{1,2}}(?:,\d+)?) ?%)"
)
#: The shares of a full post that are said: each has its people.
_SHARES: Final = regex(rf"{_FULL}|temps pleins?|mi temps|\d ?%")
_IN_POSTS: Final = regex(r"\b(?:etp|equivalents? temps pleins?)\b")
_POST_WORDS: Final = regex(r"\b(?:represent\w*|combien|total|convert\w*|et|ensemble|service)\b")


def posts_of(case: Case) -> Made | None:
    """Read how many full posts people are: « 12 à 100 %, 5 à 80 % et 3 à mi-temps »."""
    text = case.text
    found = list(_POSTS.finditer(text))
    if len(found) < _TWO or not _IN_POSTS.search(text) or re.search(r"€|\bmois\b", text):
        return None
    if len(_SHARES.findall(re.sub(r"equivalents? temps pleins?", " ", text))) != len(found):
        return None
    if not case.reads((), (_IN_POSTS, _POST_WORDS), (), [one.span() for one in found]):
        return None
    terms: list[Computed] = []
    told = []
    for one in found:
        many = numeral(one["n"])
        share = 1.0 if one["full"] else 0.5 if one["half"] else _share(one["part"])
        terms.append(Operation(many, "*", share))
        told.append(f"{many} à {format_number(share * 100)} %")
    node = reduce(lambda left, right: Operation(left, "+", right), terms)
    return Made(node, "", f"ETP pour {listed(told)}", (), 1.0)


def _share(said: str) -> float:
    return float(f"{said.replace(',', '.')}e-2")


# ---------------------------------------------------------------- one share by heads
_SPLIT: Final = regex(r"\b(?:repart\w*|partag\w*|ventil\w*|distribu\w*|quote ?part)\b")
_KEYS: Final = regex(
    r"\b(?:(?:au )?prorata|proportion\w*|selon (?:les?|leurs?|la)|suivant (?:les?|leurs?|la)"
    r"|en fonction (?:de|des|du)|au poids)\b"
)
_SPLIT_WORDS: Final = regex(
    r"\b(?:chacune?|chaque|combien|poids|parts?|si|entre|etp|effectifs?|l on|suivant|selon)\b"
)


def split_by(case: Case) -> Made | None:
    """Read an amount split by heads or shares: « au prorata de 24, 36 et 60 ETP », « à 60/40 »."""
    text = case.text
    if not _SPLIT.search(text):
        return None
    amounts = [one for one in case.numbers if is_amount(one)]
    keys = [one for one in case.numbers if one not in amounts]
    if len(amounts) != 1 or len(keys) < _TWO:
        return None
    if keys[0].value == len(keys) - 1 and keys[0].noun:
        keys = keys[1:]
    if len(keys) < _TWO or any(one.value <= 0 for one in keys):
        return None
    if not _make_all(keys) and (not _KEYS.search(text) or keys[0].unit == PERCENT):
        return None
    if len({one.unit for one in keys} - {NUMBER}) > 1:
        return None
    said = _SAID_COUNT.search(text)
    if said and numeral(said["n"]) != len(keys):
        return None
    if not case.reads(case.numbers, (_SPLIT, _KEYS, _SPLIT_WORDS)):
        return None
    whole = in_one_unit(amounts)[0]
    total = call("SUM", *(one.value for one in keys))
    shares: Sequence[Computed] = [
        Operation(Operation(whole.value, "*", one.value), "/", total) for one in keys
    ]
    told = [format_number(one.value) for one in keys]
    title = f"{shown_amount(whole)} au prorata de {listed(told)}, pour {told[0]}"
    extras = tuple(
        Extra(f"pour {name} : {{value}}", share, EUROS)
        for name, share in zip(told[1:], shares[1:], strict=True)
    )
    return Made(shares[0], EUROS, title, (), 1.0, extras=extras)


def _make_all(keys: Sequence[Quantity]) -> bool:
    """Tell whether numbers are shares of one whole: « 60/40 », « 50 %, 30 % et 20 % »."""
    whole = 1 if keys[0].unit == PERCENT else 100
    return (
        not any(one.noun for one in keys) and abs(sum(one.value for one in keys) - whole) < _NOISE
    )


_NOISE: Final = 1e-9


def is_unread_split(case: Case) -> bool:
    """Tell whether an amount is to be split by numbers in a way that :func:`split_by` has not."""
    text = case.text
    return bool(_SPLIT.search(text) and _KEYS.search(text)) and len(case.numbers) > _TWO


_SAID_COUNT: Final = regex(
    rf"\b(?P<n>{'|'.join(NUMERALS[2:])}) (?:services?|sites?|poles?|caisses?|agences?|equipes?)\b"
)
