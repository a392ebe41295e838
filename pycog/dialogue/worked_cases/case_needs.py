"""What is left for each month, what is needed for a rate, what one thing costs, a tolerance."""

from __future__ import annotations

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
from pycog.dialogue.compound.readings import POINTS, UP, Extra, Made
from pycog.dialogue.dates import MONTH_NUMBER, MONTHS
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.worked_cases.case_amounts import is_amount, months_over
from pycog.dialogue.worked_cases.case_text import (
    COUNTED,
    LEAST_AMOUNT,
    Case,
    count_of,
    in_euros,
    last_place,
)
from pycog.lazy_patterns import regex
from pycog.values import format_number

_PAIR, _THREE, _TWELVE = 2, 3, 12

# ---------------------------------------------------------------- what is left, by months
_BY_MONTH: Final = regex(
    r"\b(?:par|chaque) mois(?: restants?)?\b|/ ?mois\b|\bmensuel\w*"
    r"|\bpar le nombre de mois(?: restants?)?\b"
)
_LEFT: Final = regex(
    r"\b(?:rest\w*|solde|disponible|laisse|peux|pouvons|peut|pourr\w*|d ici|jusqu)\b"
)
_SPENT: Final = regex(
    r"\b(?:execut\w*|consomm\w*|conso|depens\w*|realis\w*|mandat\w*|utilis\w*|engag\w*)\b"
)
_LEFT_WORDS: Final = regex(
    r"\b(?:budget|annuel\w*|combien|sur|si|moins|divis\w*|deja|d ici (?:a )?(?:la )?(?:fin )?"
    r"(?:d annee|de l annee|decembre)?|par|mois|nombre|total|enveloppe|avec)\b"
)
_NO_LEFT: Final = regex(r"\bhausse|\bbaisse|\bmoyen\w*|\bevolu|\batterri|\bprevision")


def left_by_month(case: Case) -> Made | None:
    """Read what is left of a budget for each month that is left."""
    text = case.text
    if not all(one.search(text) for one in (_BY_MONTH, _LEFT, _SPENT)) or _NO_LEFT.search(text):
        return None
    said = [*_MONTHS_SAID.finditer(text)]
    over = (
        months_over(_SHORT.sub(lambda one: MONTHS[MONTH_NUMBER[one[1]] - 1], text))
        if not said
        else None
    )
    if len(said) > 1 or (not said and over is None):
        return None
    spans = [one.span() for one in (*said, *_END_SAID.finditer(text))]
    numbers = case.quantities(spans)
    left = count_of(said[0]) if said else _TWELVE - (over[0] if over else 0)
    if not numbers or len(numbers) != _PAIR or not all(map(is_euros, numbers)) or not left:
        return None
    spent, budget = sorted(numbers, key=lambda one: one.value)
    if not 0 <= spent.value < budget.value:
        return None
    spans += [(one.start, one.end) for one in case.question.of("per")]
    if not case.reads(numbers, (_BY_MONTH, _LEFT, _SPENT, _LEFT_WORDS), (), spans):
        return None
    rest = call("COG_AVAILABLE", budget.value, spent.value)
    title = (
        f"Reste disponible par mois, {in_euros(spent)} dépensés sur {in_euros(budget)} "
        f"et {left} mois restants"
    )
    return Made(
        Operation(rest, "/", left), EUROS, title, (), 1.0,
        extras=(Extra("reste disponible en tout {value}", rest, EUROS),),
    )  # fmt: skip


_MONTHS_SAID: Final = regex(
    rf"(?:\breste (?:encore )?|\bsur (?:les )?|\bpour (?:les )?){COUNTED} (?:derniers )?"
    r"mois\b(?! sur)"
)
_END_SAID: Final = regex(
    r"\b(?:a |au |en )?fin (?:de |d )?[a-z]+\b(?: (?:19|20)\d\d\b)?|\b\d{1,2} ?/ ?\d{1,2}\b"
)
_SHORT: Final = regex(r"\b(janv|fev|avr|juil|sept|oct|nov|dec)\b\.?")
_NO_COUNT: Final = regex(
    r"|deja|fin|faits?|en|au|sur|dans|de|pour|execut\w*|consomm\w*|conso|depens\w*|realis\w*"
    r"|mandat\w*|prevu\w*|vote\w*|investis\w*|fonctionn\w*|personnel"
)


def is_euros(one: Quantity) -> bool:
    """Tell whether a number is an amount, whatever verb stands behind it."""
    return is_amount(one) or (
        one.unit == NUMBER
        and one.value >= LEAST_AMOUNT
        and _NO_COUNT.fullmatch(one.noun) is not None
    )


# ---------------------------------------------------------------- enough for a rate
_NEEDS: Final = regex(
    r"\b(?:combien|volume|nombre|minim\w*|faut|dois|doivent|devons|doit|falloir|faudrait)\b"
)
_AIMS: Final = regex(
    r"\b(?:vise\w*|atteindre|afin que|pour (?:que|un taux|avoir|tenir|respecter|etre|arriver"
    r"|rester|monter|obtenir)|taux soit"
    r"|dans les? delais?|a temps|objectif|cible)\b"
)
_NEEDS_WORDS: Final = regex(
    r"\b(?:au (?:moins|minimum)|taux|sur|en tout|recus?|traite\w*|volume|en sortir|soit|parmi"
    r"|delais?|un|objectif)\b"
)
_NO_NEEDS: Final = regex(
    r"\bhausse|\bbaisse|\baugment|\breduc|\bpoints?\b|€|\bmanqu|\bde plus\b|\bencore\b|\bdeja\b"
    r"|\bsoient\b|\bhors\b|\bexclu|\breste\b"
)


def enough_for_rate(case: Case) -> Made | None:
    """Read how many of a whole are enough for a rate: « 92,5 % de 1 640 dossiers »."""
    text = case.text
    if not (_NEEDS.search(text) and _AIMS.search(text)) or _NO_NEEDS.search(text):
        return None
    numbers = case.numbers
    rates = [one for one in numbers if one.unit == PERCENT]
    counts = [one for one in numbers if one.unit in COUNTS]
    if len(numbers) != _PAIR or len(rates) != 1 or len(counts) != 1 or not counts[0].noun:
        return None
    rate, whole = rates[0], counts[0]
    if not 0 < rate.value <= 1 or not case.reads(numbers, (_NEEDS, _AIMS, _NEEDS_WORDS)):
        return None
    title = f"Pour {rate.shown} de {whole.shown}, il en faut"
    node = Operation(whole.value, "*", rate.value)
    return Made(node, "", title, (), 1.0, rounded=UP)


# ---------------------------------------------------------------- the cost of one
_ONE: Final = regex(r"\b(?:par|un|une|l|chaque|d un|d une) ?(?P<noun>[a-z]{4,})\b")
_COSTS: Final = regex(
    r"\b(?:couts?|coute\w*|combien|revien\w*|ramen\w*|rapport\w*|divis\w*|unitaires?)\b"
)
_TO_COUNT: Final = regex(r"\b(?:ramen\w*|rapport\w*|divis\w*)\b[^?;]*\b(?:aux?|par|a la|sur)\b")
_COST_WORDS: Final = regex(
    r"\b(?:depenses?|pour|recus?|par|si|ca fait|a|de|sur|combien|nombre|total)\b"
)
_NO_COSTS: Final = regex(
    r"\bevolu|\bhausse|\bbaisse|\bpini\b|\bpili\b|\bpart\b|\btaux\b|\bmoyenne\b|\bmois\b"
    r"|\bpoints?\b"
)


def cost_of_one(case: Case) -> Made | None:
    """Read what one of a number of things costs: « 1 305 000 € pour 290 775 appels, l'appel ? »."""
    text, numbers = case.text, case.numbers
    if not _COSTS.search(text) or _NO_COSTS.search(text) or len(numbers) != _PAIR:
        return None
    if len(case.years) > 1 or case.question.has("line"):
        return None
    amounts = [one for one in numbers if one.unit == AMOUNT]
    counts = [one for one in numbers if one.unit == NUMBER and one.noun]
    if len(amounts) != 1 or len(counts) != 1 or counts[0].value <= 0:
        return None
    noun = counts[0].noun
    asked = [one for one in _ONE.finditer(text) if stem(one["noun"]) == stem(noun)]
    if not asked and not _TO_COUNT.search(text[: counts[0].start]):
        return None
    per = [(one.start, one.end) for one in case.question.of("per")]
    if any(not any(a <= one.start() and one.end() <= b for one in asked) for a, b in per):
        return None
    spans = [one.span() for one in asked]
    if not case.reads(numbers, (_COSTS, _COST_WORDS), (), [*spans, *per]):
        return None
    told = f"{in_euros(amounts[0])} pour {format_number(counts[0].value)} {noun}"
    node = Operation(amounts[0].value, "/", counts[0].value)
    return Made(node, EUROS, f"{told}, coût de chacun", (), 1.0)


# ---------------------------------------------------------------- mean and median
_MEAN: Final = regex(r"\b(?:moyennes?|delai moyen)\b")
_MEDIAN: Final = regex(r"\b(?:medianes?|median)\b")
_APART: Final = regex(r"\b(?:ecarts?|differences?|depasse|separe\w*|entre)\b")
_BOTH_WORDS: Final = regex(
    r"\b(?:delais?|jours?|combien|deux|calcul\w*|ce qui les|les|et|indique\w*)\b"
)


def mean_and_median(case: Case) -> Made | None:
    """Read the mean and the median of a list, with what parts them."""
    text, numbers = case.text, case.numbers
    if not all(one.search(text) for one in (_MEAN, _MEDIAN, _APART)) or len(numbers) < _THREE:
        return None
    if len({one.unit for one in numbers} - {NUMBER}) > 1 or len(case.runs(numbers)) != 1:
        return None
    if not case.reads(numbers, (_MEAN, _MEDIAN, _APART, _BOTH_WORDS)):
        return None
    values = [one.value for one in numbers]
    mean, median = call("AVERAGE", *values), call("MEDIAN", *values)
    unit = RATE if numbers[-1].unit == PERCENT else ""
    gap_unit = POINTS if unit == RATE else ""
    return Made(
        mean, unit, f"Moyenne de {listed([one.shown for one in numbers])}", (), 1.0,
        extras=(
            Extra("médiane {value}", median, unit),
            Extra("écart de la moyenne à la médiane {value}", Operation(mean, "-", median),
                  gap_unit),
        ),
    )  # fmt: skip


# ---------------------------------------------------------------- within a tolerance
_TOLERATED: Final = regex(r"\b(?:tolerances?|tolere\w*|marge (?:de|d|autorisee))\b")
_OVER: Final = regex(r"\b(?:depass\w*|depens\w*|execut\w*|consomm\w*|budget|prevu\w*)\b")
_OVER_WORDS: Final = regex(
    r"\b(?:sur|reste t il|dans|respect\w*|passe|ca|on est|une?|dedans|de|si|limite|fixee|par)\b"
)


_GRANTED: Final = regex(r"\b(?:budget|prevu|autorise)\b[^,;]*$")


def within_tolerance(case: Case) -> Made | None:
    """Read whether an overrun is within a tolerance: « 768 000 sur 750 000, tolérance 2 % »."""
    text, numbers = case.text, case.numbers
    if not (_TOLERATED.search(text) and _OVER.search(text)) or len(numbers) != _THREE:
        return None
    rates = [one for one in numbers if one.unit == PERCENT]
    amounts = [one for one in numbers if one.unit in {AMOUNT, NUMBER}]
    if len(rates) != 1 or len(amounts) != _PAIR or not all(map(is_euros, amounts)):
        return None
    named = [
        one
        for at, one in enumerate(numbers)
        if one in amounts and _GRANTED.search(case.before(at, numbers))
    ]
    if len(named) != 1 or named[0].value <= 0:
        return None
    if not case.reads(numbers, (_TOLERATED, _OVER, _OVER_WORDS)):
        return None
    budget = named[0]
    spent = next(one for one in amounts if one is not budget)
    inside = spent.value <= budget.value * (1 + rates[0].value)
    title = f"{in_euros(spent)} sur {in_euros(budget)}, tolérance de {rates[0].shown}, dépassement"
    return Made(
        call("COG_EVOLUTION", budget.value, spent.value), RATE, title, (), 1.0, signed=True,
        verdict="Oui, dans la tolérance" if inside else "Non, au-delà de la tolérance",
    )  # fmt: skip


# ---------------------------------------------------------------- one result, two targets
_RESULT: Final = regex(r"\b(?:realise\w*|resultats?|obtenus?)\b")
_TARGETS: Final = regex(r"\b(?:cibles?|objectifs?)\b")
_ATTAINED: Final = regex(r"\b(?:taux d )?(?:at+eintes?|attainte)\b|\btx d atteinte\b")
_TARGET_WORDS: Final = regex(
    r"\b(?:taux|tx|et|deux|differentes?|meme|indicateur|pour|donnees?|alors|un|selon|ou|entre)\b"
)


def two_targets(case: Case) -> Made | None:
    """Read a result against two targets: each has its own rate of attainment."""
    text, numbers = case.text, case.numbers
    if not all(one.search(text) for one in (_RESULT, _TARGETS, _ATTAINED)):
        return None
    if len(numbers) != _THREE or len({one.unit for one in numbers}) != 1:
        return None
    labels = []
    for at in range(_THREE):
        before = case.before(at, numbers)
        aim, own = last_place(_TARGETS, before), last_place(_RESULT, before)
        labels.append("" if aim == own else "aim" if aim > own else "own")
    if labels[0] != "own" or labels[1] != "aim" or labels[2] == "own":
        return None
    result, *aims = numbers
    if any(one.value <= 0 for one in aims) or numbers[0].unit not in {PERCENT, NUMBER}:
        return None
    if not case.reads(numbers, (_RESULT, _TARGETS, _ATTAINED, _TARGET_WORDS)):
        return None
    first, last = (call("COG_ATTAINMENT", result.value, one.value) for one in aims)
    title = (
        f"Deux cibles sont données, plus haut étant meilleur : {result.shown} pour {aims[0].shown}"
    )
    extra = Extra(f"{result.shown} pour {aims[1].shown} : {{value}}", last, RATE)
    return Made(first, RATE, title, (), 1.0, extras=(extra,))
