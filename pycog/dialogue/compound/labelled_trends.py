"""How typed numbers moved, and what they were before: « 399 en 2020 puis 630, hausse en % »."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, PERCENT, Quantity
from pycog.dialogue.compound.labelled_numbers import (
    ASKED_OF,
    PAIR,
    PLAIN,
    SURE,
    Labelled,
    all_places,
    are_amounts,
    are_counts,
)
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import NEAREST, POINTS, Extra, Made, yearly_growth
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.lazy_patterns import regex
from pycog.values import format_number

#: A count above it is told without « à l'unité ».
_MOST_COUNT: Final = 1e9
_UP: Final = (
    r"hauss\w*|augment\w*|progress\w*|croissance|croi(?:t|tre)|grimp\w*|bond\w*|gain\w*|gagn\w*"
    r"|accroiss\w*|mont(?:e|ee|er)\b|pris\b(?= combien)"
)
_DOWN: Final = (
    r"baiss\w*|diminu\w*|recul\w*|chut\w*|reduc\w*|redui\w*|repli\w*|perd(?!u)\w*|perte|descen\w*"
    r"|tomb\w*|fond\w*"
)
_EITHER: Final = (
    r"evolu\w*|variation|vari(?:e|ent|er)|passe\w*|progression|difference|ecart|delta|boug\w*"
    r"|(?:de|en) (?:plus|moins)"
)
#: « Ça fait + combien ? »
_SIGNED_ASK: Final = r"{0} ?(?=(?:de )?(?:combien|cb|quel|quoi|%))"
_MORE: Final = rf"(?<![a-z])(?:{_UP})(?![a-z])|{_SIGNED_ASK.format('[+]')}"
_FEWER: Final = rf"(?<![a-z])(?:{_DOWN})(?![a-z])|{_SIGNED_ASK.format('-')}"
MOVES: Final = regex(rf"{_MORE}|{_FEWER}|(?<![a-z])(?:{_EITHER})(?![a-z])")
_WAY_UP: Final = regex(_MORE)
_WAY_DOWN: Final = regex(_FEWER)
_MOVE_WORDS: Final = regex(
    r"\b(?:taux|tx|en (?:pourcentage|valeur|nombre|points?|euros?|pour ?cents?)|pourcentages?"
    r"|combien|cb|de plus|de moins|points?|puis|depuis|entre|avant|apres|par rapport aux?"
    r"|par rapport a|contre|vs|au lieu de|l an(?:nee)? (?:derniere?|d avant|passee?|precedente?)"
    r"|il y a (?:un|1) an|cette annee|sur (?:un|1) an|en (?:un|1) an|jusqu a|maintenant"
    r"|annuel(?:le)?s?|moyen(?:ne)?s?)\b|[+%-]"
)
#: Stands before the number that it was.
_WAS: Final = regex(
    r"\b(?:contre|au lieu de|vs|par rapport aux?|par rapport a|depuis|etait (?:de|a)|avait|avions"
    r"|partait de|partant de|avant|l an(?:nee)? (?:derniere?|passee?|d avant|precedente?))"
    r"(?: (?:les?|la|aux?|a|de|des|seulement|en (?:19|20)\d\d :?))* ?$"
)
_WAS_BEHIND: Final = regex(
    r"^[a-z %€]{0,30}\b(?:avant|l an(?:nee)? (?:derniere?|passee?|d avant|precedente?)"
    r"|il y a (?:un|1) an|precedemment|auparavant)\b"
)
_ORDERED: Final = regex(r"\b(?:puis|a|vers|et|ensuite|jusqu a|maintenant)\b|->|>|,")
_AS_GAP: Final = regex(
    r"\b(?:ecarts?|differences?|delta|(?:de|en) (?:plus|moins)|combien)\b|\bcb\b"
)
_AS_RATE: Final = regex(r"%|pour ?cent|\btaux\b|\btx\b|\bevolution\b")
_GROWTH: Final = regex(
    r"\btcam\b|\b(?:taux|rythme|croissance|evolution|progression|hausse|baisse)\b[^?]*"
    r"\bannuel\w*(?: moyen\w*)?\b|\bmoyen\w* (?:annuel\w*|par an)\b|\bpar an en moyenne\b"
)


def _ends(held: Labelled) -> tuple[Quantity, Quantity] | None:
    """Return the earlier and the later of two numbers, ``None`` where that is open."""
    first, last = held.numbers
    years = held.year_of(first), held.year_of(last)
    if None not in years and years[0] != years[1]:
        return (first, last) if years[0] < years[1] else (last, first)  # type: ignore[operator]
    text = held.text
    was_last = _WAS.search(text[first.end : last.start]) or _WAS_BEHIND.search(text[last.end :])
    was_first = _WAS.search(text[: first.start]) or _WAS_BEHIND.search(text[first.end : last.start])
    if was_first and was_last:
        return None
    if was_last:
        return last, first
    if was_first:
        return first, last
    if not _ORDERED.search(text[first.end : last.start]):
        return None
    up, down = _WAY_UP.search(text), _WAY_DOWN.search(text)
    grows = last.value > first.value
    if (up and not down and not grows) or (down and not up and grows):
        # « 95 et 78, quelle hausse ? »
        return None
    return first, last


def moved(held: Labelled) -> Made | None:
    """Read how a number moved: « 399 en 2020 puis 630, hausse en % »."""
    numbers, text = held.numbers, held.text
    if len(numbers) != PAIR or not MOVES.search(text):
        return None
    units = {one.unit for one in numbers}
    rates = units == {PERCENT} or (units == {PERCENT, NUMBER} and _in_points(numbers))
    if not (are_counts(numbers) or are_amounts(numbers) or rates):
        return None
    if _SUBTRACTS.search(text):
        return None
    ends = _ends(held)
    if ends is None or not ends[0].value:
        return None
    used = all_places(text, MOVES, _MOVE_WORDS, _GROWTH)
    if not held.is_read(used, ASKED_OF):
        return None
    if rates:
        return _of_rates(held, *ends)
    early, late = ends
    gap: Computed = Operation(late.value, "-", early.value)
    rate = call("COG_EVOLUTION", early.value, late.value)
    parts = (held.operand(early), held.operand(late))
    unit = EUROS if are_amounts(numbers) else ""
    told = f"{held.told(early)} → {held.told(late)}"
    if _GROWTH.search(text):
        return _growth(held, early, late)
    if _AS_GAP.search(text) and not _AS_RATE.search(text):
        return Made(
            gap, unit, f"Écart : {told}", parts, PLAIN, True, (Extra("soit {value}", rate, RATE),)
        )
    return Made(
        rate, RATE, f"Évolution : {told}", parts, PLAIN, True, (Extra("soit {value}", gap, unit),)
    )


#: Takes a printed or typed amount away: no evolution.
_SUBTRACTS: Final = regex(
    r"\b(?:si (?:on|je|nous) (?:baisse|augmente|perd|retire|enleve)|moins de|objectif\w*|cibles?"
    r"|budget\w* (?:de|:)|reste\w*|execut\w+|consomm\w+|depens\w+|represente\w*)\b|\bsur \d"
)
#: A rate is at most so many per cent.
_FULL: Final = 100.0


def _in_points(numbers: list[Quantity]) -> bool:
    """Tell whether a number without its sign may be a rate: « 91 % puis 93 »."""
    return all(one.unit == PERCENT or 1 < one.value <= _FULL for one in numbers)


def _of_rates(held: Labelled, early: Quantity, late: Quantity) -> Made:
    values = [one.value if one.unit == PERCENT else one.value / _FULL for one in (early, late)]
    told = " → ".join(f"{format_number(_FULL * one, 2)} %" for one in values)
    gap: Computed = Operation(values[1], "-", values[0])
    parts = (held.operand(early), held.operand(late))
    return Made(gap, POINTS, f"Écart : {told}", parts, PLAIN, True)


def _growth(held: Labelled, early: Quantity, late: Quantity) -> Made | None:
    years = held.year_of(early), held.year_of(late)
    if years[0] is None or years[1] is None:
        return None
    many = years[1] - years[0]
    node = yearly_growth(early.value, late.value, many)
    title = f"Taux annuel moyen sur {many} ans : {held.told(early)} → {held.told(late)}"
    return Made(node, RATE, title, (held.operand(early), held.operand(late)), SURE, True)


# ---------------------------------------------------------------- what it was before
_BACK: Final = regex(
    r"\b(?:combien|cb|quel\w*|chiffre|valeur|nombre)\b[^?]*\b(?:en|pour) (?P<year>(?:19|20)\d\d)\b"
    r"|\b(?:avant|auparavant|precedemment|partait|parti\w*|initial\w*|au depart|de depart"
    r"|l an(?:nee)? (?:derniere?|d avant|passee?|precedente?)|un an plus tot|etai(?:t|ent)"
    r"|avait|y avait)\b"
)
_AFTER: Final = regex(
    r"\b(?:pour atteindre|pour arriver a|et atteint|jusqu a|soit|c est|ca fait|apres|suite a"
    r"|represente\w*|correspond\w*|vs|par rapport a"
    r"|de (?:plus|moins) (?:qu|que)|en (?:hausse|baisse) de|depuis)\b|[=(,:]"
)
_BACK_WORDS: Final = regex(
    rf"(?<![a-z])(?:{_UP}|{_DOWN}|evolu\w*|variation|(?:de|en) (?:plus|moins)(?: (?:que|qu))?"
    r"|combien|cb|chiffre|valeur|nombre|avant|auparavant|precedemment|depuis|vs|apres"
    r"|sur (?:un|1) an|en (?:un|1) an|par rapport aux?|par rapport a|suite a|au depart|de depart"
    r"|initial\w*|un an plus tot|l an(?:nee)? (?:derniere?|d avant|passee?|precedente?)|sachant"
    r"|vu)(?![a-z])|[=+-]"
)


def before(held: Labelled) -> Made | None:
    """Read a number and how it came to be: « 435 en 2020 soit +5,84 %, combien en 2019 ? »."""
    numbers, text = held.numbers, held.text
    rates = [one for one in numbers if one.unit == PERCENT]
    if len(numbers) != PAIR or len(rates) != 1 or not _BACK.search(text):
        return None
    rate = rates[0]
    other = next(one for one in numbers if one is not rate)
    if not (are_counts([other]) or are_amounts([other])):
        return None
    first, last = sorted((rate, other), key=lambda one: one.start)
    if not _AFTER.search(text[first.end : last.start + 1]) and not _AFTER.search(text[last.end :]):
        return None
    change = _signed(rate, text)
    if change is None or not _looks_back(held, other):
        return None
    if not held.is_read(all_places(text, _BACK, _BACK_WORDS, _AFTER), {"que", "par", "si"}):
        return None
    unit = EUROS if other.unit == AMOUNT else ""
    sign = "+" if change > 0 else "-"
    told = f"{held.told(other)} après {sign}{format_number(_FULL * abs(change), 4)} %"
    return Made(
        call("COG_BASE", other.value, change), unit, f"{told}, valeur de départ",
        (held.operand(other),), PLAIN, rounded="" if unit or other.value > _MOST_COUNT else NEAREST,
    )  # fmt: skip


def _signed(rate: Quantity, text: str) -> float | None:
    typed = text[rate.start : rate.start + 1]
    if typed in "+-" and rate.value:
        return rate.value
    up, down = _WAY_UP.search(text), _WAY_DOWN.search(text)
    more, less = re.search(r"\bde plus\b", text), re.search(r"\bde moins\b", text)
    ways = (bool(up or more), bool(down or less))
    if ways[0] == ways[1] or rate.value <= 0:
        return None
    return rate.value if ways[0] else -rate.value


def _looks_back(held: Labelled, reached: Quantity) -> bool:
    """Tell whether the year that is asked for is before the one of the number."""
    asked = [int(one["year"]) for one in _BACK.finditer(held.text) if one["year"]]
    known = held.year_of(reached)
    years = {year for year, _, _ in held.years}
    if asked:
        return (known is None and years == {asked[-1]}) or (known is not None and asked[-1] < known)
    return len(years) <= PAIR
