"""Plain operations on a typed amount and a typed rate: what it becomes, what it was before."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, COUNTS, NUMBER, PERCENT, Quantity
from pycog.dialogue.compound.labelled_numbers import PAIR, PLAIN, SURE
from pycog.dialogue.compound.labelled_trends import before
from pycog.dialogue.compound.named_operands import EUROS
from pycog.dialogue.compound.operation_numbers import Operated, as_rate
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

#: Changes that come several times, or end somewhere else.
_REPEATED: Final = regex(
    r"\bpar an\b|\bchaque an|\bans de suite|\bdeux (?:ans|fois)\b|\bsuccessi|\bcumul|\bpuis \d"
    r"|\bau (?:moins|plus)\b|\bjusqu|\bobjectif|\bcible|\bde moins en moins|\bseuil|\btaux d"
)
#: Says of an amount that it is the one behind the change.
_REACHED_BEHIND: Final = regex(
    r"^ ?(?:€|euros?)?[ ,(]*(?:est |sont |etant )?(?:apres|soit [+-]|integre|inclu"
    r"|tien\w* compte|y compris"
    r"|correspond|le resultat|une fois|hausse comprise|augmentation comprise|baisse comprise)"
)
_REACHED_BEFORE: Final = regex(
    r"\b(?:atteint|attei(?:gn\w+)|s eleve(?:nt|ra)?|s etablit|arriv\w+|obtien\w*|obten\w*"
    r"|soit|represente|vaut"
    r"|actuel\w*|aujourd hui|maintenant|cette annee|apres|desormais|nouveau\w*|final\w*"
    r"|\bn(?! ?[-/])"
    r"|est passe|passe|porte|monte|descend\w*|tomb\w*|ramene|fait)(?: (?:a|de|est|sont|etait"
    r"|=|:|,|en|qui|qu|un|une|le|la"
    r"|l|montant|budget|dotation|credit|ligne|depense|est de|s eleve))* ?[=:(,]* ?$"
)
#: Says of an amount that it is the one before the change.
_START: Final = regex(
    r"\b(?:initial\w*|origine|depart|base|n ?- ?1|an dernier|annee derniere|avant|ancien\w*"
    r"|precedent\w*)"
    r"(?: (?:de|est|etait|a|le|la|l|montant|budget|en))* ?[=:(]? ?$"
)
_SHARE_OF: Final = regex(
    r"^ ?(?:de |du |d )(?:l |la |le )?(?:montant |budget |dotation |credit |depense "
    r"|enveloppe )*(?:de )?(?:l |la )?"
    r"(?:an(?:nee)? |exercice )?(?:ancien\w*|initial\w*|precedent\w*|depart|origine|anterieur\w*"
    r"|derniere?|passee?|n ?- ?1)"
)
_FACTOR_LEAST, _FACTOR_MOST = 0.5, 2.0
#: Units of what a rate changes.
_CHANGED: Final = COUNTS | {AMOUNT}


def changed_amount(held: Operated) -> Made | None:
    """Read what an amount becomes, or was: « 3 250 000 € moins 4 % », « avant + 2,5 % »."""
    if factored := _by_factor(held):
        return factored
    numbers = _without_echo(held)
    if numbers is None or _REPEATED.search(held.text):
        return None
    amount, rate = numbers
    if _SHARE_OF.search(held.text[rate.end :]):
        return _of_old(held, amount, rate)
    if _OF_WHICH.match(held.text[rate.end :]) and _IS_SHARE.search(
        held.text[amount.end : rate.start]
    ):
        return _of_whole(held, amount, rate)
    sign = _sign(held, rate)
    if sign is None or held.asks("change"):
        return None
    rates = [one.value for one in held.numbers if one.unit == PERCENT]
    if len(rates) > len(set(rates)):
        # The same rate said twice is of two changes.
        return None
    if (earlier := before(held)) is not None:
        return earlier
    if _asks_year_before(held, amount, rate):
        return _before(held, amount, sign * abs(rate.value))
    if held.years and (amount.unit in COUNTS - {NUMBER} or amount.noun or len(held.years) > 1):
        # Of what a year is said, another reader tells the earlier one.
        return None
    looks_back = _looks_back(held, amount)
    if looks_back is None:
        return None
    if looks_back:
        return _before(held, amount, sign * abs(rate.value))
    if not held.uses("less", "more", "before", "whatif", "percent"):
        return None
    unit, told = _told(amount)
    factor = Operation(1, "+" if sign > 0 else "-", abs(rate.value))
    node_after: Computed = Operation(amount.value, "*", factor)
    name = "plus" if sign > 0 else "moins"
    more = Extra(f"soit {{value}} de {name}", Operation(amount.value, "*", abs(rate.value)), unit)
    return Made(
        node_after, unit, f"{told}, {name} {as_rate(abs(rate.value))}",
        (held.operand(amount), held.operand(rate)), PLAIN, extras=(more,),
    )  # fmt: skip


def _told(amount: Quantity) -> tuple[str, str]:
    """Return the unit of an amount, and how it is told."""
    unit = EUROS if amount.unit not in COUNTS else ""
    return unit, display(amount.value, "amount") if unit else amount.shown


def _before(held: Operated, amount: Quantity, change: float) -> Made | None:
    """Read what an amount was before a change."""
    if not held.uses("less", "more", "before", "whatif", "percent"):
        return None
    unit, told = _told(amount)
    word = "hausse" if change > 0 else "baisse"
    return Made(
        call("COG_BASE", amount.value, change), unit,
        f"{told} après une {word} de {as_rate(abs(change))}, montant avant",
        (held.operand(amount),), SURE,
    )  # fmt: skip


def _asks_year_before(held: Operated, amount: Quantity, rate: Quantity) -> bool:
    """Tell whether an amount is of one year, and the one before is asked for behind it."""
    years = {year for year, _, _ in held.years}
    earlier = [year for year, start, _ in held.years if start < amount.start]
    own = held.year_of(amount) or next(reversed(earlier), None)
    if len(years) != PAIR or own != max(years) or min(years) != max(years) - 1:
        return False
    end = max(amount.end, rate.end)
    asked = [start for year, start, _ in held.years if year != own and start >= end]
    last = max(asked, default=-1)
    return (
        last >= 0 and re.search(r"[.?;:,]|\b(?:combien|quel\w*)\b", held.text[end:last]) is not None
    )


def _without_echo(held: Operated) -> tuple[Quantity, Quantity] | None:
    """Return the amount and the rate, said once or told again: « 96 %, soit moins 4 % »."""
    rates = {one.value: one for one in held.numbers if one.unit == PERCENT}
    amounts = {one.value: one for one in held.numbers if one.unit in _CHANGED}
    if len(amounts) != 1 or any(one.unit not in {PERCENT, *_CHANGED} for one in held.numbers):
        return None
    values = sorted(rates, key=abs)
    if len(values) == PAIR and abs(values[0]) + values[1] == 1 and held.asks("less"):
        values = values[:1]
    if len(values) != 1:
        return None
    (amount,) = amounts.values()
    rate = rates[values[0]]
    changes = 0 < abs(rate.value) < 1 or rate.value > 1
    return (amount, rate) if amount.value > 1 and changes else None


def _sign(held: Operated, rate: Quantity) -> int | None:
    """Return which way an amount goes: by the sign of its rate, else by the one word that says."""
    typed = held.text[rate.start : rate.start + 1]
    if typed in {"+", "-"}:
        return 1 if typed == "+" else -1
    near = held.text[max(0, rate.start - _NEAR) : rate.start]
    less, more = held.asks("less"), held.asks("more")
    if less and more:
        closest = _SIGNED_NEAR.search(near)
        if closest is None:
            return None
        return -1 if closest["less"] else 1
    if not (less or more):
        return None
    return -1 if less else 1


_NEAR: Final = 24
_SIGNED_NEAR: Final = regex(
    r"\b(?:(?P<less>baiss\w*|redu\w*|diminu\w*|moins|minor\w*)|hauss\w*|augment\w*|plus|major\w*)"
    r"(?: de| d un| prevue de)? ?$"
)


def _looks_back(held: Operated, amount: Quantity) -> bool | None:
    """Tell whether the amount is the one behind the change; ``None`` where that is open."""
    text = held.text
    before, behind = text[: amount.start], text[amount.end :]
    if _WHICH_GIVES.search(before) or _EQUATION.search(before):
        return True
    if _MORE_THAN.search(behind) and _ASKED.search(text):
        return True
    if not held.asks("before"):
        return False
    if _REACHED_BEHIND.search(behind):
        return True
    if _START.search(before) and not _TOLD_BACK.search(text):
        return False
    if _REACHED_BEFORE.search(before) or _ASKED_BACK.search(text):
        return True
    return None


#: « Quel montant, augmenté de 3 %, donne 1 545 000 € ? »
_WHICH_GIVES: Final = regex(
    r"\bquel(?:le)? [^?]*\b(?:augment|major|hauss|baiss|diminu|redui|minor|revaloris|relev"
    r"|actualis)\w*\b[^?]*"
    r"\b(?:donne\w*|attei\w+|devien\w*|fait|vaut|arrive|aboutit|conduit|egale)(?: [a-z]+){0,2} ?$"
)
#: « x + 2,5 % = 5 330 000 »
_EQUATION: Final = regex(r"(?:^|[ (:])(?:x|\?|[a-z]) ?[+-] ?[\d.,]+ ?% ?(?:=|font|donne\w*) ?$")
#: « Soit 2,5 % de plus que le budget, quel est le budget ? »
_MORE_THAN: Final = regex(r"^[^.?;]*?\d ?% (?:de |en )?(?:plus|moins) (?:que|qu)\b")
_ASKED: Final = regex(r"\b(?:quel(?:le)?s?|combien|calcul\w*)\b")
#: « 648 000 représente 12,5 % de quel montant ? »
_OF_WHICH: Final = regex(
    r" ?(?:de |d |du )(?:quel(?:le)?|combien|total|budget total|montant total|tout|l ensemble)\b"
)
_IS_SHARE: Final = regex(
    r"\b(?:represente\w*|correspond\w*|pes(?:e|ent)|font?|fait|est|soit|sont|egale?)\b|="
)
_TOLD_BACK: Final = regex(r"\bretrouv\w*|\bremont\w*")
_ASKED_BACK: Final = regex(
    r"\b(?:combien|quel(?:le)?s?|retrouv\w*|calcul\w*|donn\w*|connaitre|montant|valeur|budget|base|dotation|depart)\b"
    r"[^?.,;]*\b(?:avant|initial\w*|origine|depart|anterieur\w*|precedent\w*|ancien\w*|n ?- ?1"
    r"|an dernier|annee derniere|l an passe|auparavant|annee d avant|base|etait|valait|partait)\b"
)


def _by_factor(held: Operated) -> Made | None:
    """Read an amount over the factor of its rise: « 5 330 k€ / 1,025, montant avant »."""
    if len(held.numbers) != PAIR:
        return None
    amount, factor = held.numbers
    if factor.unit != NUMBER or not _FACTOR_LEAST < factor.value < _FACTOR_MOST:
        return None
    between = held.text[amount.end : factor.start].strip()
    if between not in {"/", ":", "divise par"} or factor.value == 1 or amount.value <= 1:
        return None
    if not held.uses("less", "more", "before", "whatif", also=[(amount.end, factor.start)]):
        return None
    node: Computed = Operation(amount.value, "/", factor.value)
    title = f"{display(amount.value, 'amount')} ÷ {format_number(factor.value, 4)}"
    return Made(node, EUROS, title, (held.operand(amount), held.operand(factor)), SURE)


def _of_whole(held: Operated, amount: Quantity, rate: Quantity) -> Made | None:
    """Read the whole of which an amount is so many per cent."""
    if not 0 < rate.value <= 1 or not held.uses("whatif", "change", "sum", "percent", "share"):
        return None
    node: Computed = Operation(amount.value, "/", rate.value)
    title = f"{held.told(amount)} à {as_rate(rate.value)} d'un total, qui est"
    unit = EUROS if amount.unit == AMOUNT else ""
    return Made(node, unit, title, (held.operand(amount), held.operand(rate)), SURE)


def _of_old(held: Operated, amount: Quantity, rate: Quantity) -> Made | None:
    """Read an amount as so many per cent of the one before: « 102,5 % de l'ancien montant »."""
    if rate.value <= _FACTOR_LEAST or not held.uses("less", "more", "before", "whatif", "change"):
        return None
    node: Computed = Operation(amount.value, "/", rate.value)
    title = (
        f"{display(amount.value, 'amount')} à {as_rate(rate.value)} du montant d'avant, qui était"
    )
    return Made(node, EUROS, title, (held.operand(amount), held.operand(rate)), SURE)
