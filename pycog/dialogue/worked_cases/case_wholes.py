"""A whole and its parts: what is left of it, what it is where a part or a change of it is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    NUMBER,
    PERCENT,
    Quantity,
    listed,
)
from pycog.dialogue.compound.named_operands import EUROS
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.spans import Span
from pycog.dialogue.worked_cases.case_amounts import is_amount, shown_amount
from pycog.dialogue.worked_cases.case_text import IN_WORDS, Case, in_one_unit
from pycog.lazy_patterns import regex

_PAIR, _THREE = 2, 3

# ---------------------------------------------------------------- what is left of a whole
_LEFT: Final = regex(
    r"\b(?:(?:il |qu il )?reste\w*|solde|disponible|dispo|reliquat|restant\w*|il (?:me"
    r"|nous) reste)\b"
)
_WHOLE: Final = regex(
    r"\b(?:enveloppes?|budgets?|dotations?|credits?(?: ouverts?| votes?| autorises?)?|total|vote"
    r"|autorise|alloue|prevu|subvention|plafond|stock)\b(?:[ :=]|\b(?:de|d|est|a|un|une|la|le)\b)*$"
    r"|\b(?:sur|de) (?:un |une |la |le |les )?$"
)
#: What adds to a whole, or is done with the rest, makes another question.
_NO_LEFT: Final = regex(
    r"\bdont\b|\bparmi\b|\brecett|\bvirement|\babond|\brecu|\breport|\bajout|\ben plus\b|\bmajor"
    r"|\brembours|\bannul"
    r"|\bavoirs?\b|\bhausse|\baugment|\bpar (?:mois|an|agent|etp)|\bmoyen|\bpart\b|\btaux|%|\bevolu"
    r"|\bobjectif|\bcible|\bapport|\brestitu|\bbaiss|\bdiminu|\becart"
)
_ENGAGED: Final = regex(r"\bengag\w*")
_PAID: Final = regex(r"\b(?:mandat\w*|pay\w*|regl\w*|liquid\w*|execut\w*|decaiss\w*)\b")
_LEFT_WORDS: Final = regex(
    r"\b(?:combien|apres|sur|engag\w*|depens\w*|execut\w*|consomm\w*|mandat\w*|realis\w*|pay\w*"
    r"|regl\w*|commandes?|attente|en cours|factures?|puis|moins|si|deja|total|credits?|budget"
    r"|enveloppe|dotation|votes?|autorise\w*|alloue\w*|prevu\w*|ouverts?|a|quoi|montants?|encore"
    r"|retir\w*|enlev\w*|dedui\w*|entre|subvention|reste)\b|-"
)
_SAID_COUNT: Final = regex(
    rf"\b(?P<n>[2-9]|{IN_WORDS}) (?:factures|commandes|depenses|engagements|paiements|mandats"
    rf"|achats"
    r"|marches|bons|lignes|postes|montants)\b"
)


def left_of_whole(case: Case) -> Made | None:
    """Read what several amounts leave of a whole: « 417 000 €, factures de 120 000 et 98 500 »."""
    text = case.text
    if not _LEFT.search(text) or _NO_LEFT.search(text):
        return None
    if _ENGAGED.search(text) and _PAID.search(text):
        # What was paid had been engaged: it is not taken off twice.
        return None
    counts = [one.span() for one in _SAID_COUNT.finditer(text)]
    numbers = case.quantities(counts)
    if not numbers or len(numbers) < _THREE or len(case.years) > 1:
        return None
    if any(one.unit not in {AMOUNT, NUMBER} or one.value == 0 for one in numbers):
        return None
    numbers = [_unsigned(one) for one in in_one_unit(numbers)]
    whole = max(numbers, key=lambda one: one.value)
    named = [at for at, _ in enumerate(numbers) if _WHOLE.search(case.before(at, numbers))]
    if named[:1] != [numbers.index(whole)]:
        return None
    if re.match(r" ?(?:€ ?)?\+", _behind(case, whole)):
        # What is added to the whole is not taken off.
        return None
    parts = [one for one in numbers if one is not whole]
    if not case.reads(numbers, (_LEFT, _WHOLE, _LEFT_WORDS), (), counts):
        return None
    node = Operation(whole.value, "-", call("SUM", *(one.value for one in parts)))
    title = f"Reste sur {_shown(whole)} après {listed([_shown(one) for one in parts])}"
    return Made(node, _unit(numbers), title, (), 1.0)


def _behind(case: Case, one: Quantity) -> str:
    return case.text[one.end : one.end + 3]


def _unsigned(one: Quantity) -> Quantity:
    return replace(one, value=abs(one.value))


def _unit(numbers: Sequence[Quantity]) -> str:
    return EUROS if any(is_amount(one) for one in numbers) else ""


def _shown(one: Quantity) -> str:
    return shown_amount(one)


# ---------------------------------------------------------------- the whole of a known part
_ALL: Final = regex(
    r"\b(?:100 ?(?:%|pour ?cents?)|(?:le |la |l |au |en )?(?:total\w*|tout|ensemble|integralite"
    r"|budget (?:total|entier|complet)|enveloppe (?:totale|entiere|complete)))"
)
_IS: Final = regex(
    r"(?: (?:de|du|des|d)(?: (?:la|l|le|notre|mon))? (?:[a-z]{3,} ?){1,3}?)? ?(?:=|:|\b(?:c est"
    r"|represent\w*|font|fait|valent|vaut|sont|est|correspond\w* a|equival\w* a|pesent"
    r"|pese)\b)(?: (?:a|de|un|une|egal\w*))* ?"
)
_ALL_WORDS: Final = regex(
    r"\b(?:parts?|si|combien|c est|quel\w*|fait|vaut|represente\w*|du|de|budget|total|alors"
    r"|correspond\w*"
    r"|est|montant|enveloppe)\b|="
)
_NO_ALL: Final = regex(
    r"\bhausse|\bbaisse|\baugment|\bdiminu|\bavant|\bevolu|\breste|\bobjectif|\bcible|\bseuil"
    r"|\btaux"
    r"|\bplus\b|\bmoins\b|\btrn\b|\btrl\b|\bpili\b|\bpini\b|\bpoints?\b"
)


def whole_of_part(case: Case) -> Made | None:
    """Read the whole of which a share is told: « si 15 % = 37 500 €, 100 % c'est combien ? »."""
    text = case.text
    if not _ALL.search(text) or _NO_ALL.search(text):
        return None
    numbers = [one for one in case.numbers if not (one.unit == PERCENT and one.value == 1)]
    if len(numbers) != _PAIR or {one.unit for one in numbers} & {PERCENT} == set():
        return None
    share, part = sorted(numbers, key=lambda one: one.unit != PERCENT)
    if part.unit not in {AMOUNT, *COUNTS} or not 0 < share.value < 1:
        return None
    if not _IS.fullmatch(case.gap(0, numbers)):
        return None
    if not case.reads(case.numbers, (_ALL, _IS, _ALL_WORDS)):
        return None
    node = Operation(part.value, "/", share.value)
    return Made(node, _unit([part]), f"{_shown(part)} pour {share.shown}, le tout", (), 1.0)


# ---------------------------------------------------------------- before a known change
_BY: Final = regex(
    r"\b(?:(?P<down>baiss\w*|diminu\w*|recul\w*|redui\w*|reduction\w*|perd\w*|econom\w*)"
    r"|(?P<up>augment\w*|hauss\w*|progress\w*|mont\w*|relev\w*|gagn\w*|croi\w*))\b"
    r"(?: ?(?:de|d|:))? ?$"
)
_BEFORE: Final = regex(
    r"\b(?:avant|initial\w*|au depart|de depart|d origine|l an(?:nee)? (?:d avant|dernier\w*"
    r"|precedente?)|auparavant|a la base|montant de base)\b"
)
_AFTER: Final = regex(
    r"\b(?:maintenant|desormais|a present|aujourd hui|a l arrivee|nouveau (?:montant|budget"
    r"|total))\b"
)
_SO_MUCH: Final = regex(
    r" ?[,(]? ?\b(?:soit|donc|c est a dire|ce qui (?:fait|represente)|representant|ou)\b ?-? ?"
    r"|[ ,(]+-? ?"
)
_BEFORE_WORDS: Final = regex(
    r"\b(?:soit|combien|c etait|etai\w*|quel\w*|montant|on|avait|apres|de|charges?|est|en|et"
    r"|depenses?|maintenant|budget|donc)\b"
)


def base_of_change(case: Case) -> Made | None:
    """Read what a value was, or is now, of which the change is told twice: « 4 %, soit 120 € »."""
    text, numbers = case.text, case.numbers
    before, after = _BEFORE.search(text), _AFTER.search(text)
    if len(numbers) != _PAIR or (before is None) == (after is None):
        return None
    moved = _BY.search(case.before(0, numbers))
    rate, change = sorted(numbers, key=lambda one: one.unit != PERCENT)
    if moved is None or rate.unit != PERCENT or change.unit not in {AMOUNT, *COUNTS}:
        return None
    if not _SO_MUCH.fullmatch(case.gap(0, numbers)) or not rate.value or change.value <= 0:
        return None
    spans: list[Span] = [moved.span()]
    if not case.reads(numbers, (_BEFORE, _AFTER, _SO_MUCH, _BEFORE_WORDS), (), spans):
        return None
    base = Operation(change.value, "/", abs(rate.value))
    reached = Operation(base, "-" if moved["down"] else "+", change.value)
    way = "baisse" if moved["down"] else "hausse"
    told = f"une {way} de {_shown(change)} qui en fait {_rate(rate)}"
    unit = _unit([change])
    if after is not None:
        extra = Extra("de {value} avant", base, unit)
        return Made(reached, unit, f"Valeur après {told}", (), 1.0, extras=(extra,))
    extra = Extra("et {value} après", reached, unit)
    return Made(base, unit, f"Valeur avant {told}", (), 1.0, extras=(extra,))


def _rate(one: Quantity) -> str:
    return re.sub(r"^-", "", one.shown)


# ---------------------------------------------------------------- so many things at so much each
_EACH: Final = regex(
    r"(?: (?:de |d )?[a-z]{3,}(?: [a-z]{3,})?)? (?:a|au prix de|au cout de)(?: raison de)? "
)
_PRICED: Final = regex(
    r"\b(?:total\w*|somme|en tout|combien|cout\w*|coute\w*|ca fait|montant|depense\w*|budget)\b"
)
_PRICED_WORDS: Final = regex(
    r"\b(?:a|et|puis|plus|chacune?s?|piece|l unite|par (?:agent|personne|mois)?|pour|de|j ai"
    r"|achat\w*|si)\b"
    r"|\+"
)
_BETWEEN: Final = regex(
    r" ?(?:chacune?s? ?|piece ?|l unite ?)?(?:[,;+]|\bet\b|\bplus\b|\bpuis\b)+ ?"
)
_NO_PRICE: Final = regex(
    r"%|\bmoyen|\bhausse|\bbaisse|\bpart\b|\btaux\b|\breste|\becart|\bdifference|\bpar\b|\bmoins\b"
    r"|\bsur\b|\bmtid|\bpini|\bpili|\binteressement"
)


def priced_things(case: Case) -> Made | None:
    """Read things by their number and the price of each: « 2 postes à 1 200 € et 3 à 1 500 € »."""
    text, numbers = case.text, case.numbers
    if not _PRICED.search(text) or _NO_PRICE.search(text) or len(numbers) % 2 or not numbers:
        return None
    counts, prices = numbers[::2], numbers[1::2]
    if any(one.unit not in COUNTS or one.value <= 0 for one in counts):
        return None
    if any(one.unit != AMOUNT for one in prices):
        return None
    if not all(_EACH.fullmatch(case.gap(at, numbers)) for at in range(0, len(numbers), 2)):
        return None
    if not all(_BETWEEN.fullmatch(case.gap(at, numbers)) for at in range(1, len(numbers) - 1, 2)):
        return None
    if not case.reads(numbers, (_PRICED, _PRICED_WORDS, _EACH)):
        return None
    terms = [
        Operation(one.value, "*", each.value) for one, each in zip(counts, prices, strict=True)
    ]
    node = terms[0] if len(terms) == 1 else call("SUM", *terms)
    told = [f"{one.shown} × {_shown(each)}" for one, each in zip(counts, prices, strict=True)]
    return Made(node, EUROS, f"Total de {listed(told)}", (), 1.0)
