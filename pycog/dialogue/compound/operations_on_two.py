"""Plain operations on two typed numbers: gap, evolution, share, rest, overrun, attainment."""

from __future__ import annotations

import re
from typing import Final

from pycog.attainment import MET
from pycog.dialogue.calculations.reading_calculations import SPENT_BEHIND
from pycog.dialogue.calculations.role_assignment import told_cost
from pycog.dialogue.calculations.typed_quantities import AMOUNT, Quantity
from pycog.dialogue.compound.budget_sentences import OVER_THAN
from pycog.dialogue.compound.labelled_numbers import PAIR, PLAIN, SURE, is_undone
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.operation_numbers import Operated, as_rate
from pycog.dialogue.compound.operation_words import asks, role
from pycog.dialogue.compound.readings import POINTS, Extra, Made
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.lazy_patterns import regex
from pycog.values import display

#: What is left for other readers: scorecards, profit sharing, thresholds, compared years.
_OTHER: Final = regex(
    r"\b(?:seuils?|planchers?|socles?|poids (?:de )?\d|trn|trl|mtid|pini|pili|interessement|prime"
    r"|declench\w*|etp|deciles?|medianes?|ponder\w*|par (?:an|mois|agent|poste|etp|jour))\b"
)
_BUDGET: Final = ("executed", "authorised")


def _shown(held: Operated, one: Quantity, unit: str) -> str:
    if unit == EUROS:
        return display(one.value, "amount")
    return held.told(one)


# ---------------------------------------------------------------- budget
def overrun(held: Operated) -> Made | None:
    """Read by how much is overspent: « 2 526 000 € au lieu de 2 400 000 €, combien de trop »."""
    if len(held.numbers) != PAIR or not held.are_plain or not held.asks("over"):
        return None
    if _LIMIT.search(held.text) or not held.uses(
        "over", "percent", "difference", "verdict", "evolution", roles=(*_BUDGET, "target")
    ):
        return None
    found = held.pair(*_BUDGET)
    if found is None and not _SURELY_OVER.search(held.text):
        return None
    small, large = sorted(held.numbers, key=lambda one: one.value)
    executed, authorised = found or (large, small)
    if not authorised.value or OVER_THAN.search(held.text) or _UNSPENT.search(held.text):
        return None
    node: Computed = Operation(executed.value, "-", authorised.value)
    told = [_shown(held, one, EUROS) for one in (executed, authorised)]
    extra = Extra(
        "soit {value} de l'autorisé", call("COG_EVOLUTION", authorised.value, executed.value), RATE
    )
    over = executed.value > authorised.value
    return Made(
        node, EUROS, f"Exécuté {told[0]} pour {told[1]} autorisés, écart",
        (held.operand(executed), held.operand(authorised)), SURE, True, (extra,),
        source="COG, annexe 1, 1.1.1.1", verdict="Dépassement" if over else "Pas de dépassement",
    )  # fmt: skip


#: Say that more was spent than granted.
_SURELY_OVER: Final = regex(r"\b(?:explos|surconsomm|crev|derap|exced)\w*|\b(?:de|en) trop\b")
#: A typed number is what was not spent.
_UNSPENT: Final = regex(
    r"\d ?(?:€|euros?|[km]€|[km]\b)?(?: qui)?(?: (?:n ont|ne sont|n a|est|sont"
    r"|restent))?(?: de)?(?: (?:credits?|reliquats?))?"
    r" (?:non|pas)\b|\binutilis\w*|\b(?:non |pas (?:encore )?(?:ete )?)(?:execut|consomm"
    r"|depens|utilis|engag)\w* :? ?\d"
)
#: What is exceeded is a threshold or a rate, and no budget.
_LIMIT: Final = regex(r"\b(?:points?|jours|delai|echeance)\b|\d ?%")


def execution(held: Operated) -> Made | None:
    """Read which part of a budget was spent, with what is left where that is asked too."""
    if len(held.numbers) != PAIR or not held.are_plain:
        return None
    if not (held.asks("executed_rate") or _both_named(held)) or not held.asks("percent"):
        return None
    if _PER_CENT_TYPED.search(held.text) or held.asks("over") or _UNSPENT.search(held.text):
        return None
    if _all_spent(held):
        return None
    executed, authorised = held.by_size(*_BUDGET)
    if not authorised.value or not held.uses(
        "executed_rate", "percent", "left", "share", "attainment", roles=(*_BUDGET, "whole")
    ):
        return None
    told = [_shown(held, one, EUROS) for one in (executed, authorised)]
    left = Extra(
        "reste disponible {value}", call("COG_AVAILABLE", authorised.value, executed.value), EUROS
    )
    return Made(
        call("COG_EXECUTION", executed.value, authorised.value), RATE,
        f"Taux d'exécution de {told[0]} sur {told[1]}",
        (held.operand(executed), held.operand(authorised)), SURE if held.is_strict else PLAIN,
        extras=(left,) if held.asks("left") else (),
    )  # fmt: skip


_PER_CENT_TYPED: Final = regex(r"\d ?(?:%|pour ?cent)")


def _both_named(held: Operated) -> bool:
    """Tell whether one number is what was spent, and the other one what was granted."""
    return all(_near(held, name) for name in _BUDGET)


def _all_spent(held: Operated) -> bool:
    """Tell whether each number is said to be spent: none of them is what was granted."""
    return all(SPENT_BEHIND.match(held.text, one.end) for one in held.numbers)


def _near(held: Operated, name: str) -> bool:
    near = role(name).near
    return near is not None and near.search(held.text) is not None


def remaining(held: Operated) -> Made | None:
    """Read what is left of a budget: « 731 450 € mandatés sur 980 000 €, combien encore ? »."""
    if len(held.numbers) != PAIR or not held.are_plain or not held.asks("left"):
        return None
    if held.asks("carry_to") or _PER_CENT_TYPED.search(held.text) or _LEFT_IS.search(held.text):
        return None
    if not (_near(held, "executed") or _near(held, "authorised") or held.are_euros):
        return None
    if _UNSPENT.search(held.text) or _all_spent(held):
        return None
    executed, authorised = held.by_size(*_BUDGET)
    if not _are_alike(executed, authorised):
        return None
    if not held.uses("left", "minus", "percent", "executed_rate", roles=_BUDGET):
        return None
    told = [_shown(held, one, EUROS) for one in (authorised, executed)]
    rate = Extra(
        "taux d'exécution {value}", call("COG_EXECUTION", executed.value, authorised.value), RATE
    )
    return Made(
        call("COG_AVAILABLE", authorised.value, executed.value), EUROS,
        f"Reste disponible sur {told[0]}, {told[1]} étant exécutés",
        (held.operand(authorised), held.operand(executed)), SURE if held.is_strict else PLAIN,
        extras=(rate,) if held.asks("percent") and authorised.value else (),
    )  # fmt: skip


def _are_alike(*numbers: Quantity) -> bool:
    """Tell whether numbers may both be amounts of one budget: « 57 300 € » and « 4 » are not."""
    least, most = sorted(abs(one.value) for one in numbers)
    return all(one.unit == AMOUNT for one in numbers) or most < _FAR * least


#: How many times smaller a number without unit is that is no amount beside another.
_FAR: Final = 1_000


#: A typed number is what is left.
_LEFT_IS: Final = regex(
    r"\brest\w* (?:a |encore )?\d|\b(?:solde|disponible|marge|reliquat) (?:est )?de \d"
)


# ---------------------------------------------------------------- two amounts
def evolution(held: Operated) -> Made | None:
    """Read how an amount moved: « N-1 : 4 870 000 ; N : 5 210 000, évolution en % ? »."""
    if len(held.numbers) != PAIR or not held.are_plain:
        return None
    if not held.asks("evolution") and not (_ARROW.search(held.text) and held.asks("percent")):
        return None
    if _near(held, "target") and _AIM.search(held.text):
        return None
    if any(held.asks(one) for one in ("over", "left")) or _GROWTH.search(held.text):
        return None
    ends = _in_time(held) if _joined(held) else None
    if ends is None or not ends[0].value:
        return None
    if not held.uses("evolution", "percent", "difference", roles=("early", "late")):
        return None
    early, late = ends
    gap: Computed = Operation(late.value, "-", early.value)
    return Made(
        call("COG_EVOLUTION", early.value, late.value), RATE,
        f"Évolution de {_shown(held, early, held.unit)} à {_shown(held, late, held.unit)}",
        (held.operand(early), held.operand(late)),
        SURE if _RELATIVE.search(held.text) or ends[0] is held.numbers[1] else PLAIN, True,
        (Extra("soit {value}", gap, held.unit),),
    )  # fmt: skip


_AIM: Final = regex(r"\b(?:objectifs?|cibles?)\b")
_ARROW: Final = regex(r"\d ?(?:[km]?€|euros?|[km])? ?-+> ?\d")
#: « Écart en % » is the relative one.
_RELATIVE: Final = regex(r"\b(?:delta|ecarts?|differences?) (?:en ?%|relati\w+|%)")
_GROWTH: Final = regex(r"\b(?:annuel\w* moyen\w*|moyen\w* annuel\w*|tcam|par an)\b")
_UP: Final = regex(r"\b(?:hauss|augment|progress|croi|grimp|bond)\w*")
_DOWN: Final = regex(r"\b(?:baiss|diminu|recul|chut|repli)\w*")


#: A typed number is by how much something is exceeded.
_OVER_BY: Final = regex(r"\b(?:depass|exced)\w* d[eu] \d")


def _joined(held: Operated) -> bool:
    """Tell whether something stands between two bare numbers: « 36 46 » is one name."""
    first, last = held.numbers
    alone = not held.text[first.end : last.start].strip()
    return not alone or max(abs(one.value) for one in held.numbers) >= _LEAST_BARE


#: Bare numbers below it, with nothing between, may be one name.
_LEAST_BARE: Final = 100


def _in_time(held: Operated) -> tuple[Quantity, Quantity] | None:
    """Return the earlier and the later number: by their years, by words, else in order."""
    first, last = held.numbers
    years = held.year_of(first), held.year_of(last)
    if years[0] is not None and years[1] is not None and years[0] != years[1]:
        return (first, last) if years[0] < years[1] else (last, first)
    if (told := held.pair("early", "late")) is not None:
        return told
    up, down = _UP.search(held.text), _DOWN.search(held.text)
    grows = last.value > first.value
    if (up and not down and not grows) or (down and not up and grows):
        return None
    return first, last


def difference(held: Operated) -> Made | None:
    """Read what two numbers differ by: « écart en € : 3 418 250 vs 3 097 600 »."""
    if len(held.numbers) != PAIR or not held.asks("difference"):
        return None
    if any(re.search(r"\d", one.text) for one in held.sentence.question.of("indicator")):
        # Each is to be compared with its printed target.
        return None
    rates = held.rates()
    if rates is None and not held.are_plain:
        return None
    if held.asks("evolution_only") or held.asks("left") or _AIM.search(held.text):
        return None
    if (held.asks("over") and not OVER_THAN.search(held.text)) or not _joined(held):
        return None
    if _OVER_BY.search(held.text):
        return None
    if not held.uses("difference", "percent", "points", roles=("early", "late", "executed")):
        return None
    values = rates or [one.value for one in held.numbers]
    large, small = max(values), min(values)
    node: Computed = Operation(large, "-", small)
    unit = POINTS if rates is not None else held.unit
    first, last = held.numbers
    told = [
        as_rate(value) if rates is not None else _shown(held, one, held.unit)
        for value, one in zip(values, (first, last), strict=True)
    ]
    extras: tuple[Extra, ...] = ()
    if rates is None and held.asks("percent") and values[0]:
        extras = (Extra("soit {value} du premier montant", call("COG_EVOLUTION", *values), RATE),)
    return Made(
        node, unit, f"Écart entre {told[0]} et {told[1]}",
        (held.operand(first), held.operand(last)), PLAIN, extras=extras,
    )  # fmt: skip


def share(held: Operated) -> Made | None:
    """Read which part one amount is of another: « 648 k€ sur 5 184 k€ au total, quel % »."""
    if len(held.numbers) != PAIR or not held.are_plain or not held.asks("share"):
        return None
    if not held.are_euros and any(map(_counts, held.numbers)):
        # What is counted is looked at by its nouns, elsewhere.
        return None
    if _SIGNS.search(held.text):
        return None
    if any(held.asks(one) for one in ("evolution_only", "left", "over", "difference")):
        return None
    if not _OF.search(held.text) and not _near(held, "whole"):
        return None
    small, large = sorted(held.numbers, key=lambda one: one.value)
    part, whole = held.pair("part", "whole") or (small, large)
    if part is not small or part.value == whole.value:
        return None
    if not held.uses("share", "percent", "executed_rate", roles=("part", "whole", *_BUDGET)):
        return None
    told = [_shown(held, one, held.unit) for one in (part, whole)]
    return Made(
        call("COG_SHARE", part.value, whole.value), RATE, f"{told[0]} sur {told[1]}",
        (held.operand(part), held.operand(whole)), PLAIN,
    )  # fmt: skip


def _counts(one: Quantity) -> bool:
    """Tell whether a number says what it counts."""
    return one.unit in {"staff", "beneficiaries", "points"} or (
        bool(one.noun) and not _LEADS.match(one.noun)
    )


_LEADS: Final = regex(r"(?:par|sur|dans|pour|parmi|contre|dont|soit|est|sont|euros?|total)$")
_SIGNS: Final = regex(r"[*+×(]|\bx\b|\d ?- ?\d")
_OF: Final = regex(
    r"\b(?:sur|dans|parmi|sein|rapport (?:a|aux?)|rapporte\w* a|en pourcentage d|divise\w* par"
    r"|pour)\b|/"
)


# ---------------------------------------------------------------- a result and its target
def against_target(held: Operated) -> Made | None:
    """Read a typed result against a typed target: its rate, what lacks, whether it is met."""
    if len(held.numbers) != PAIR or _OTHER.search(held.text) or _BOUND.search(held.text):
        return None
    rates = held.rates()
    found = _result_and_target(held, of_rates=rates is not None)
    if found is None or not held.uses(
        "attainment", "verdict", "difference", "points", "percent", roles=("actual", "target")
    ):
        return None
    order = [held.numbers.index(one) for one in found]
    actual, aim = (rates[at] if rates else held.numbers[at].value for at in order)
    told = [
        as_rate(value) if rates else held.told(one)
        for value, one in zip((actual, aim), found, strict=True)
    ]
    gap: Computed = Operation(actual, "-", aim)
    share_of = call("COG_ATTAINMENT", actual, aim)
    gap_unit = POINTS if rates else ""
    title = f"{told[0]} pour un objectif de {told[1]}"
    parts = (held.operand(found[0]), held.operand(found[1]))
    asks_rate, asks_gap = held.asks("attainment"), held.asks("difference")
    verdict = ""
    if _WHETHER.search(held.text):
        status = held.sentence.turn.compute(call("COG_STATUS", actual, aim)).value
        verdict = "Oui, objectif atteint" if status == MET else "Non, objectif non atteint"
    more_gap = (Extra("écart {value} (plus haut est meilleur)", gap, gap_unit),)
    more_rate = (Extra("taux d'atteinte {value} (plus haut est meilleur)", share_of, RATE),)
    if asks_gap or (held.asks("points") and rates):
        return Made(gap, gap_unit, f"{title}, écart", parts, PLAIN, True, more_rate, "", verdict)
    if asks_rate:
        return Made(
            share_of, RATE, f"{title}, taux d'atteinte", parts, SURE, False, more_gap, "", verdict
        )
    return None


def _result_and_target(held: Operated, *, of_rates: bool) -> tuple[Quantity, Quantity] | None:
    """Return what came about and what was aimed at, ``None`` where that is not said."""
    called = _CALLED.search(held.text) is not None
    if not called and not _near(held, "target"):
        return None
    if not of_rates and (not held.are_plain or held.are_euros):
        return None
    if not (called or _AIM.search(held.text) or _AIMED.search(held.text)) or _undone(held):
        return None
    found = held.pair("actual", "target") or _as_quotient(held)
    if found is None or not found[1].value:
        return None
    return found if of_rates or called or _of_target(held, found[1]) else None


def _of_target(held: Operated, aim: Quantity) -> bool:
    """Tell whether a count is said to be the target: « 18 sur 32 » is a part of a whole."""
    first, last = held.numbers
    if _PART_OF.search(held.text[first.end : last.start]):
        return False
    cost = told_cost(role("aim"), held.numbers.index(aim), held.numbers, held.text)
    return cost is not None and cost < _NEAR_BY


#: « Taux d'atteinte : 72,5 / 80 » is so called, whatever the numbers are.
_CALLED: Final = regex(r"\b(?:taux|tx) (?:d )?at+(?:\b|einte?\b)")
_QUOTIENT: Final = regex(r" ?(?:%|pour cent)? ?(?:/|vs|sur|pour|contre)(?: une?)? ?")


def _as_quotient(held: Operated) -> tuple[Quantity, Quantity] | None:
    """Return the result and the target of « taux d'atteinte : 72,5 / 80 »."""
    first, last = held.numbers
    if not _CALLED.search(held.text) or not _QUOTIENT.fullmatch(held.text[first.end : last.start]):
        return None
    return first, last


_PART_OF: Final = regex(r"\b(?:sur|parmi|dont)\b")
_NEAR_BY: Final = 0.6
#: « Attendu » and « visé » say of a number that it is a target.
_AIMED: Final = regex(r"\b(?:vis(?:e|es|ait|ions|ons)|attend\w*|fallait|devai\w*|devions)\b")
_WHETHER: Final = regex(
    r"\b(?:est|a|sont|sommes|avons)(?: t)?(?: il| elle| nous)? (?:bien )?(?:atteint|tenu|rempli)"
    r"\w*(?! a (?:quel|combien|hauteur))|\batteint\w* (?:ou|\?)|\bverdict\b|\bclous\b"
    r"|\b(?:objectif|cible) (?:atteint|tenu|rempli)\w*(?! a (?:quel|combien|hauteur))"
)


#: The target is a bound, and more is not better.
_BOUND: Final = regex(
    r"\b(?:inferieure?s?|superieure?s?|au (?:plus|moins)|maxim\w+|minim\w+|moins de|plus de"
    r"|toleran\w+)\b|<|(?<!-)>"
)


def _undone(held: Operated) -> bool:
    """Tell whether less is better: what is counted did not come about."""
    words = re.findall(r"[a-z]+", asks("verdict").sub(" ", held.text))
    return any(map(is_undone, words))
