"""An amount without tax, its tax and the amount with it, of which the rate is typed."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, PERCENT, Quantity
from pycog.dialogue.compound.named_operands import EUROS
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.expressions import Operation
from pycog.dialogue.worked_cases.case_text import RATIO, Case, in_euros, rate_shown
from pycog.lazy_patterns import regex

_NET: Final = regex(r"\b(?:ht|hors taxes?|hors tva)\b")
_GROSS: Final = regex(r"\b(?:ttc|toutes taxes(?: comprises)?|taxes comprises|avec (?:la )?tva)\b")
_TAX: Final = regex(r"\b(?:tva|taxe)\b")
_TAX_ASKED: Final = regex(
    r"\b(?:combien|montant|quelle?|calcul\w*)(?: (?:de|la|le|est|d|du|y a t il))* (?:tva|taxe)\b"
    r"(?! (?:a|de|:)? ?\d)|\btva (?:due|a payer|comprise|incluse|recuperable|deductible)\b"
    r"|\bdont (?:combien de )?tva\b(?! (?:a|de|:)? ?\d)"
)
#: Stand between a number and the word that says with or without tax.
_BESIDE: Final = regex(r" ?(?:€|euros?)? ?(?:en )?")
_BEFORE: Final = regex(r"(?: |:|=|\b(?:de|du|a|est|montant|prix|total|un|facture|devis)\b)*")
_RATE_BEFORE: Final = regex(r"\b(?:tva|taxe)(?: (?:a|de|au taux de|est de|:|taux))* ?[:=(]? ?$")
_WORDS: Final = regex(
    r"\b(?:taux|total\w*|sans (?:la )?(?:tva|taxes?)|avec|montant|prix|si|donc|revien\w*"
    r"|paye\w*|quelle?|combien"
    r"|comprise?s?|ajout\w*|plus)\b|\+"
)
_PAIR: Final = 2
#: The largest rate of a tax.
_MOST: Final = 0.3


def with_tax(case: Case) -> Made | None:
    """Read an amount with or without tax: « 14 850 € HT, TVA 20 %, combien TTC ? ».

    Args:
        case: The question.
    """
    text, numbers = case.text, case.numbers
    if len(numbers) != _PAIR or not (_TAX.search(text) or _NET.search(text)):
        return None
    rates = [at for at, one in enumerate(numbers) if _is_rate(case, at, one)]
    if len(rates) != 1:
        return None
    rate, amount = numbers[rates[0]], numbers[1 - rates[0]]
    if amount.unit not in {AMOUNT, NUMBER} or amount.value <= 0:
        return None
    ratio = rate.value if rate.unit == PERCENT else float(f"{rate.value!r}e-2")
    if not 0 < ratio <= _MOST or not case.reads(numbers, (_NET, _GROSS, _TAX, _TAX_ASKED, _WORDS)):
        return None
    return _taxed(case, amount, ratio, rate)


def _is_rate(case: Case, at: int, one: Quantity) -> bool:
    """Tell whether a number is the rate of the tax: by its sign, else by what stands before."""
    if one.unit == PERCENT:
        return True
    named = _RATE_BEFORE.search(case.before(at, case.numbers)) is not None
    return one.unit == NUMBER and named and RATIO < one.value <= 100 * _MOST


def _taxed(case: Case, amount: Quantity, ratio: float, rate: Quantity) -> Made | None:
    side = _side(case, amount)
    if not side:
        return None
    rest = case.text[: amount.start] + " " + case.text[amount.end :]
    net_said, gross_said = len([*_NET.finditer(rest)]), len([*_GROSS.finditer(rest)])
    tax_asked = _TAX_ASKED.search(case.text) is not None
    plus = Operation(1, "+", ratio)
    told = f"{in_euros(amount)} {side}, TVA à {rate_shown(rate)}"
    if side == "HT":
        tax, gross = Operation(amount.value, "*", ratio), Operation(amount.value, "*", plus)
        if gross_said:
            extra = Extra("dont TVA {value}", tax, EUROS)
            return Made(gross, EUROS, f"{told}, montant TTC", (), 1.0, extras=(extra,))
        if tax_asked:
            extra = Extra("soit {value} TTC", gross, EUROS)
            return Made(tax, EUROS, f"{told}, montant de la TVA", (), 1.0, extras=(extra,))
        return None
    net = Operation(amount.value, "/", plus)
    tax = Operation(amount.value, "-", net)
    if tax_asked:
        extra = Extra("soit {value} HT", net, EUROS)
        return Made(tax, EUROS, f"{told}, montant de la TVA", (), 1.0, extras=(extra,))
    if net_said:
        extra = Extra("dont TVA {value}", tax, EUROS)
        return Made(net, EUROS, f"{told}, montant HT", (), 1.0, extras=(extra,))
    return None


def _side(case: Case, amount: Quantity) -> str:
    """Return whether an amount is with or without tax, by the word right beside it."""
    behind = case.text[amount.end :]
    lead = _BESIDE.match(behind)
    behind = behind[lead.end() :] if lead is not None else behind
    for name, pattern in (("HT", _NET), ("TTC", _GROSS)):
        if pattern.match(behind) is not None:
            return name
    before = case.text[: amount.start]
    for name, pattern in (("HT", _NET), ("TTC", _GROSS)):
        if any(_BEFORE.fullmatch(before[one.end() :]) for one in pattern.finditer(before)):
            return name
    return ""
