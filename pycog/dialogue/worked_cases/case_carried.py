"""Typed credits of a line or a fund: what is carried over, and the next year with it."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.calculations.typed_quantities import NUMBER, Quantity
from pycog.dialogue.compound.named_operands import EUROS
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.worked_cases.case_needs import is_euros
from pycog.dialogue.worked_cases.case_text import LEAST_AMOUNT, Case, in_euros, in_one_unit
from pycog.lazy_patterns import regex

_CARRIED: Final = regex(r"\b(?:report\w*|reconduit\w*)\b")
_SPENT: Final = regex(
    r"\b(?:consomm\w*|execut\w*|depens\w*|mandat\w*|realis\w*|utilis\w*|paye\w*)\b"
)
_GRANTED: Final = regex(
    r"\b(?:autoris\w*|dotations?|budgets?|vot\w*|ouverts?|alloue\w*|prevu\w*|enveloppe|credits?"
    r"|sur|base)\b"
)
#: Asks what is allowed in the year that follows.
_NEXT: Final = regex(
    r"\b(?:autorisations?|autorises?|budgets?|enveloppe|credits?|dotation|montant autorise)\b"
    r"[^?;]*\b(?:suivante?|prochaine?|n ?\+ ?1|(?:19|20)\d\d|devien\w*|passe\w*|monte\w*"
    r"|montent|nouve\w*|dispos\w*|s eleve\w*)\b"
)
_SAME: Final = regex(
    r"\b(?:meme|identique|inchange\w*|reconduit\w*|stable|pareil\w*|ne (?:change|bouge) pas)\b"
)
_BASE: Final = regex(r"\b(?:base|dotation|budget|initial\w*|suivante?|prochaine?)\b[^,;.]*$")
#: « Ce qui reste et pourrait être reporté » asks for both; a carry-over alone has its own subject.
_LEFT_TOO: Final = regex(r"\b(?:reste\w*|reliquats?|solde)\b[^?;]*\breport")
_MOST: Final = regex(r"\b(?:au plus|au maximum|maximum|max|possible\w*|pourr\w*|peut|peux|puis"
                       r"|reste\w*|reliquats?|solde|combien|quel\w*)\b")  # fmt: skip
_WORDS: Final = regex(
    r"\b(?:si|tout|toute?s?|n a|n ont|on|que|ne|est|sur|avec|combien|an|annee|l an|suivante?"
    r"|prochaine?|exercice|passe\w*|monte\w*|montent|devien\w*|nouve\w*|plus|meme|a|de|cog"
    r"|limitatif\w*|non|et|dispos\w*|total|montant|seulement)\b"
)
#: A part of it, another line or several years make another question.
_NO_CARRY: Final = regex(
    r"\bmoitie|\btiers\b|\bquart\b|\bvirement|\bvire\b|\bautre (?:groupe|ligne)|\bhausse|\bbaisse"
    r"|\baugment|\bdiminu|\bactualis|\bapprob|\bapprouv|\bdans (?:un|l) autre|\bvers "
    r"|\bevolu|\btaux\b|%"
)
_PAIR, _THREE = 2, 3


def carried_on(case: Case) -> Made | None:
    """Read credits of one line or fund that are carried over, alone or onto the next year.

    Args:
        case: The question.
    """
    text = case.text
    if not _CARRIED.search(text) or _NO_CARRY.search(text) or case.question.has("indicator"):
        return None
    line = _line(case)
    numbers = case.numbers
    if not line or len(numbers) not in {_PAIR, _THREE} or not all(map(_is_credit, numbers)):
        return None
    years = sorted(int(str(one)) for one in case.years)
    if len(years) > _PAIR or (len(years) == _PAIR and years[1] != years[0] + 1):
        return None
    numbers = in_one_unit(numbers)
    spent = [one for at, one in enumerate(numbers) if _is_spent(case, numbers, at)]
    if len(spent) != 1 or not case.reads(
        numbers, (_CARRIED, _SPENT, _GRANTED, _NEXT, _SAME, _MOST, _WORDS)
    ):
        return None
    others = [one for one in numbers if one is not spent[0]]
    if _NEXT.search(text) and (len(years) != 1 or len(numbers) == _THREE or _SAME.search(text)):
        return _onto_next(case, line, spent[0], others, numbers)
    if len(others) != 1 or len(years) > 1 or not _LEFT_TOO.search(text):
        return None
    return _carried(line, others[0], spent[0])


def _is_credit(one: Quantity) -> bool:
    """Tell whether a number is an amount, the verb behind it saying no more than its role."""
    large = one.unit == NUMBER and one.value >= LEAST_AMOUNT
    return is_euros(one) or (
        large and any(words.fullmatch(one.noun) for words in (_SPENT, _GRANTED))
    )


def _line(case: Case) -> str:
    """Return the one line that a question names, else the one fund, ``""`` for none."""
    for kind in ("line", "fund"):
        # « La dotation » of a fund is what it has, and no group of expenses.
        named = {
            str(one.value) for one in case.question.of(kind) if not _GRANTED.fullmatch(one.text)
        }
        if named:
            return named.pop() if len(named) == 1 else ""
    return ""


def _is_spent(case: Case, numbers: list[Quantity], at: int) -> bool:
    """Tell whether the clause of a number says that it was spent."""
    before = re.split(r"[,;:.]|\bsur\b", case.before(at, numbers))[-1]
    if _SPENT.search(before):
        return True
    behind = re.split(r"[,;:.]|\bsur\b|\bet\b", case.gap(at, numbers))[0]
    return _SPENT.search(behind) is not None and not _GRANTED.search(before)


def _carried(line: str, granted: Quantity, spent: Quantity) -> Made | None:
    if spent.value > granted.value:
        return None
    node = call("COG_CARRYOVER", granted.value, spent.value, line)
    left = call("COG_AVAILABLE", granted.value, spent.value)
    told = f"« {line} », {in_euros(granted)} autorisés, {in_euros(spent)} exécutés"
    extra = Extra("pour {value} non consommés", left, EUROS)
    return Made(node, EUROS, f"Report possible au plus ({told})", (), 1.0, extras=(extra,))


def _onto_next(
    case: Case, line: str, spent: Quantity, others: list[Quantity], numbers: list[Quantity]
) -> Made | None:
    """Return the next year with what is carried over, its own amount being said."""
    if len(others) == 1:
        if not _SAME.search(case.text):
            return None
        granted = base = others[0]
    else:
        based = [
            one for one in others if _BASE.search(case.before(numbers.index(one), numbers))
        ]  # fmt: skip
        # The amount of the year that ends is said first, beside what was spent of it.
        base = based[0] if len(based) == 1 else others[1]
        granted = next(one for one in others if one is not base)
        if len(based) != 1 and numbers.index(base) != len(numbers) - 1:
            return None
    if spent.value > granted.value:
        return None
    carried = call("COG_CARRYOVER", granted.value, spent.value, line)
    node = Operation(base.value, "+", carried)
    told = f"{in_euros(base)} et le report de « {line} »"
    of = f"{in_euros(spent)} exécutés sur {in_euros(granted)}"
    title = f"Autorisé l'année suivante, {told} ({of})"
    extra = Extra("dont {value} reportés", carried, EUROS)
    return Made(node, EUROS, title, (), 1.0, extras=(extra,))
