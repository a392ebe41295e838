"""Results against a target: points between a floor and it, what lacks, a share of a full post."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    NUMBER,
    PERCENT,
    Quantity,
    listed,
)
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import UP, Extra, Made
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.worked_cases.case_amounts import is_amount
from pycog.dialogue.worked_cases.case_text import Case, in_euros, in_one_unit
from pycog.lazy_patterns import regex
from pycog.values import format_number

_LINEAR: Final = regex(
    r"\b(?:linear\w*|lineair\w*|proportionnel\w*|prorata|interpol\w*|au pro rata)\b"
)
_FLOOR: Final = regex(r"\b(?:seuils?|planchers?|socles?|minimum|borne basse|de 0 point)\b")
_AIM: Final = regex(r"\b(?:cibles?|objectifs?|plafonds?|borne haute|maximum)\b")
_POINTS: Final = regex(r"\b(?:points?|pts?|poids|ponderation|bareme)\b")
_POINT_WORDS: Final = regex(
    r"\b(?:entre|si|resultat|rapporte\w*|vaut|obten\w*|par|taux|combien|point|total|part|sur"
    r"|compte\w*|estimation|ou|et)\b"
)
_FOUR: Final = 4


def linear_points(case: Case) -> Made | None:
    """Read points that grow from a floor to a target, where the question supposes that they do."""
    text = case.text
    if not (_LINEAR.search(text) and _FLOOR.search(text) and _AIM.search(text)):
        return None
    numbers = case.numbers
    if len(numbers) != _FOUR or not _POINTS.search(text):
        return None
    roles = _linear_roles(case, numbers)
    if roles is None:
        return None
    floor, aim, weight, result = roles
    if floor.value == aim.value:
        return None
    if not case.reads(numbers, (_LINEAR, _FLOOR, _AIM, _POINTS, _POINT_WORDS)):
        return None
    share = call("MAX", 0, call("MIN", 1, way_done(floor, aim, result)))
    told = f"seuil {floor.shown}, cible {aim.shown}, résultat {result.shown}"
    title = (
        f"Points sur {format_number(weight.value)} si le barème est linéaire entre le seuil "
        f"et la cible ({told})"
    )
    return Made(Operation(weight.value, "*", share), "", title, (), 1.0)


def way_done(floor: Quantity, aim: Quantity, result: Quantity) -> Operation:
    """Return the formula of the way from a floor to a target that a result has made."""
    return Operation(
        Operation(result.value, "-", floor.value), "/", Operation(aim.value, "-", floor.value)
    )


def _linear_roles(case: Case, numbers: list[Quantity]) -> tuple[Quantity, ...] | None:
    """Return floor, target, weight and result by the words that stand before each."""
    found: dict[str, Quantity] = {}
    for at, one in enumerate(numbers):
        before, behind = case.before(at, numbers), case.gap(at, numbers)
        if (
            _POINTS.search(case.text[one.start : one.end])
            or re.match(r" ?(?:points?|pts?)\b", behind)
            or re.search(r"\b(?:poids|ponderation|bareme)\b[^,;]*$", before)
        ):
            name = "weight"
        elif _FLOOR.search(before) and not _AIM.search(before):
            name = "floor"
        elif _AIM.search(before) and not _FLOOR.search(before):
            name = "aim"
        else:
            name = "result"
        if name in found:
            return None
        found[name] = one
    if set(found) != {"floor", "aim", "weight", "result"}:
        return None
    return found["floor"], found["aim"], found["weight"], found["result"]


# ---------------------------------------------------------------- what lacks
_LACK: Final = regex(
    r"\b(?:manqu\w*|manque|de plus|en plus|encore|faut|faudrait|fallait|aurait fallu|de moins"
    r"|supplementaires?|auraient du|a combien\b[^?]*\bpres)\b"
)
_LACK_WORDS: Final = regex(
    r"\b(?:objectifs?|cibles?|seuils?|pour|atteindre|moins|plus|combien|il|taux|total|sur|dont"
    r"|encore|point|atteint|tenir|respecter|decroche\w*)\b"
)
#: « Raté les 90 % », « pour tenir les 90 % » : the rate is the target.
_HELD: Final = regex(
    r"\b(?:rate\w*|tenir|tenu\w*|atteindre|atteint\w*|respecte\w*|avoir|etre a|ete a|eu|fait)"
    r" (?:a |les? |nos )?(?=\d+(?:,\d+)? ?%)"
)
_NO_LACK: Final = regex(
    r"\bpini\b|\btrn\b|\btrl\b|\bpoints?\b|\bmoyenne\b|\bbudget\b|\bevolu|\bhausse|\bbaisse"
)
_THREE: Final = 3


def lacking(case: Case) -> Made | None:
    """Read how many lack to the target: « 18 400 reçus, 16 008 décrochés, objectif 90 % »."""
    text = case.text
    if not (_LACK.search(text) and (_AIM.search(text) or _HELD.search(text))) or _NO_LACK.search(
        text
    ):
        return None
    numbers = case.numbers
    rates = [one for one in numbers if one.unit == PERCENT]
    counts = [one for one in numbers if one.unit != PERCENT]
    if len(numbers) != _THREE or len(rates) != 1 or any(one.unit not in COUNTS for one in counts):
        return None
    rate = rates[0]
    part, whole = sorted(counts, key=lambda one: one.value)
    if part.value == whole.value or not 0 < rate.value <= 1:
        return None
    if not case.reads(numbers, (_LACK, _AIM, _HELD, _LACK_WORDS)):
        return None
    node = Operation(Operation(whole.value, "*", rate.value), "-", part.value)
    share = call("COG_RATE", part.value, whole.value)
    reached = part.value >= whole.value * rate.value
    title = f"Pour {rate.shown} de {whole.shown}, avec {part.shown}"
    extra = Extra("taux obtenu {value}", share, RATE)
    if reached:
        return Made(
            Operation(part.value, "-", Operation(whole.value, "*", rate.value)), "",
            f"Il n'en manque aucun : au-delà de {rate.shown} de {whole.shown}", (), 1.0,
            extras=(extra,),
        )  # fmt: skip
    return Made(node, "", f"{title}, il en manque", (), 1.0, extras=(extra,), rounded=UP)


# ---------------------------------------------------------------- points added up
_ACQUIRED: Final = regex(r"\b(?:acquis|obtenus?|gagnes?|marques?|points?|pts?|realises?)\b")
_WHOLE: Final = regex(r"\b(?:theoriques?|possibles?|totalisables?|max\w*|sur|bareme|en jeu)\b")
_LOCAL: Final = regex(r"\b(?:taux|tx|trl|pourcentage|reussite|performance|score)\b|%")
_ADDED_WORDS: Final = regex(
    r"\b(?:total\w*|atteindre|somme|taux|reussite|locale?|points?|en tout|plus|soit|au total)\b|\+"
)


def rate_of_points(case: Case) -> Made | None:
    """Read the rate of points given one by one: « acquis 75 + 0 + 52,5, théoriques 400 »."""
    text = case.text
    if not (_ACQUIRED.search(text) and _WHOLE.search(text) and _LOCAL.search(text)):
        return None
    numbers = case.numbers
    if len(numbers) < _THREE or any(
        one.unit not in {NUMBER, "points"} or one.value < 0 for one in numbers
    ):
        return None
    runs = case.runs(numbers)
    if len(runs) != 2 or min(map(len, runs)) != 1:
        return None
    terms, (whole,) = sorted(runs, key=len, reverse=True)
    at = numbers.index(whole)
    if not (_WHOLE.search(case.before(at, numbers)) or _WHOLE.match(case.gap(at, numbers).strip())):
        return None
    total = sum(one.value for one in terms)
    if total > whole.value or not case.reads(numbers, (_ACQUIRED, _WHOLE, _LOCAL, _ADDED_WORDS)):
        return None
    node = call("COG_TRL", call("SUM", *(one.value for one in terms)), whole.value)
    told = listed([format_number(one.value) for one in terms])
    return Made(
        node, RATE, f"Taux de réussite locale, {told} points sur {format_number(whole.value)}", (),
        1.0,
        extras=(Extra("{value} points acquis", call("SUM", *(one.value for one in terms)), ""),),
    )  # fmt: skip


# ---------------------------------------------------------------- a share of a full post
_FULL: Final = regex(
    r"\b(?:plein\w*|complet\w*|temps complet|100 ?%|entier\w*|un etp|1 etp|par etp|d un etp"
    r"|theorique|mtid)\b"
)
_PARTIAL: Final = regex(
    r"\b(?:(?:agent|salarie|personne) (?:travaillant |employe )?a|etp|temps partiel|partiel"
    r"|quotite|mi temps|equivalents?)\b"
)
_PARTIAL_WORDS: Final = regex(
    r"\b(?:il|montant|touche\w*|combien|prime|par|un|interessement|part|agent|salarie"
    r"|travaille\w*|tps|temps|mtid|total|percoit)\b"
)
_PAIR: Final = 2


#: Half a post, said in words.
_HALF: Final = regex(r"\b(?:mi temps|demi etp|moitie d un etp)\b")
_ONE_HALF: Final = 0.5


def of_part_time(case: Case) -> Made | None:
    """Read what somebody part-time has: « 0,8 ETP, montant plein 1 072,20 € »."""
    text = case.text
    if not (_FULL.search(text) and _PARTIAL.search(text)):
        return None
    numbers = [
        one for one in case.numbers if not (one.value == 1 and one.unit in {"staff", PERCENT})
    ]
    half = _HALF.search(text) is not None and len(numbers) == 1
    if half and is_amount(numbers[0]) and case.reads(numbers, (_FULL, _PARTIAL, _PARTIAL_WORDS)):
        title = f"Mi-temps d'un montant de {in_euros(numbers[0])}"
        return Made(Operation(numbers[0].value, "*", _ONE_HALF), EUROS, title, (), 1.0)
    if len(numbers) != _PAIR:
        return None
    parts = [one for one in numbers if 0 < one.value < 1 and one.unit in {"staff", PERCENT, NUMBER}]
    if len(parts) != 1:
        return None
    part = parts[0]
    amount = in_one_unit([next(one for one in numbers if one is not part)])[0]
    if amount.unit not in {AMOUNT, NUMBER} or amount.value <= 1:
        return None
    if not case.reads(case.numbers, (_FULL, _PARTIAL, _PARTIAL_WORDS)):
        return None
    told = part.shown if part.unit == PERCENT else f"{format_number(part.value)} ETP"
    title = f"{told} d'un montant de {in_euros(amount)}"
    return Made(Operation(amount.value, "*", part.value), EUROS, title, (), 1.0)
