"""Gives every number of a question its role: by unit, cue word, order and plausibility at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pycog.dialogue.calculations.declared_calculations import Calculation, Role
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    NUMBER,
    PERCENT,
    Quantity,
)
from pycog.lazy_patterns import regex

#: Cost of a number that no word announces, and the most that a word near it may cost.
_UNTOLD: Final = 3.0
#: Cost of two numbers that stand the other way round than their roles.
_INVERTED: Final = 0.15
_INVERTED_SURELY: Final = 0.8
#: Cost of a part that is larger than its whole.
_LARGER: Final = 1.0
#: What a number that another unit would suit better costs.
_OTHER_UNIT: Final = 0.2
#: Two assignments closer than this are a tie.
TIE: Final = 0.45
#: Cost of a sign, and of a preposition, between a word and its number.
_STOPPED: Final = 0.8
_LED: Final = 0.6
#: Characters between a word and its number.
_FAR: Final = 28
#: Numbers whose roles are tried one by one, and ways that are looked at.
_MOST: Final = 7
_MOST_WAYS: Final = 6_000
#: Words that part two numbers which are not of one list.
_PARTING: Final = regex(r"\b(?:sur|dans|en|pour|contre|par|si|avec|parmi|depuis|dont)\b")
#: « Autorisés et 861 250 » : the word is of the number before.
_ALSO: Final = regex(r"\bet\b")
#: Something is done with two numbers, or with several before the next, which may be what they
#: come to: no list.
_OPERATED: Final = regex(r"[*×÷]|\bx\b|\) ?/|/ ?\(|^ ?= ?$")
#: A rate above this was typed in per cent: « TRN 75 » is 75 %.
_RATIO: Final = 1.5

Roles = Mapping[str, tuple[Quantity, ...]]


@dataclass(frozen=True, slots=True)
class Assigned:
    """One way to give the numbers of a question their roles."""

    roles: Roles
    cost: float


def assignments(calculation: Calculation, quantities: list[Quantity], text: str) -> list[Assigned]:
    """Return the ways to give every number a role, the likeliest first.

    Args:
        calculation: What is calculated.
        quantities: The numbers, in order.
        text: The normalised question.
    """
    if calculation.alike and not _alike(quantities):
        return []
    if len(quantities) > _MOST and not any(role.many for role in calculation.roles):
        return []
    costs = [
        {role.name: _cost(role, at, quantities, text) for role in calculation.roles}
        for at in range(len(quantities))
    ]
    possible = [{name: one for name, one in each.items() if one is not None} for each in costs]
    if not all(possible):
        return []
    ways = islice(_ways(calculation, possible, 0, ()), _MOST_WAYS)
    found = [
        _assigned(calculation, quantities, names, possible)
        for names in ways
        if _in_one_list(calculation, quantities, names, text)
    ]
    return sorted((one for one in found if one is not None), key=lambda one: one.cost)


def _alike(quantities: list[Quantity]) -> bool:
    """Tell whether numbers have one unit; one without may have any but the per cent."""
    units = {one.unit for one in quantities}
    return len(units - {NUMBER}) <= 1 and not units >= {NUMBER, PERCENT}


def _ways(
    calculation: Calculation, costs: list[dict[str, float]], at: int, taken: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """Yield the names of the roles of all numbers, in order."""
    if at == len(costs):
        yield taken
        return
    several = {role.name for role in calculation.roles if role.many}
    listed = [name for name in costs[at] if name in several]
    single = [name for name in costs[at] if name not in several and name not in taken]
    if len(costs) > _MOST and listed:
        # A long list is one: only a number that a word announces is none of it.
        single = [name for name in single if costs[at][name] < _UNTOLD]
        listed = listed if not single else []
    for name in (*single, *listed):
        yield from _ways(calculation, costs, at + 1, (*taken, name))


def _in_one_list(
    calculation: Calculation, quantities: list[Quantity], names: tuple[str, ...], text: str
) -> bool:
    """Tell whether the several numbers of a role stand in one list, with nothing said between."""
    several = [role.name for role in calculation.roles if role.many]
    if len(several) != 1:
        return True
    listed = [at for at, name in enumerate(names) if name == several[0]]
    if listed and listed[-1] - listed[0] + 1 != len(listed):
        return False
    between = (text[quantities[at - 1].end : quantities[at].start] for at in listed[1:])
    return not any(_PARTING.search(one) or _OPERATED.search(one) for one in between)


def _assigned(
    calculation: Calculation,
    quantities: list[Quantity],
    names: tuple[str, ...],
    costs: list[dict[str, float]],
) -> Assigned | None:
    by_name: dict[str, tuple[Quantity, ...]] = {}
    roles = {role.name: role for role in calculation.roles}
    for one, name in zip(quantities, names, strict=True):
        by_name[name] = (*by_name.get(name, ()), in_unit(one, roles[name]))
    for role in calculation.roles:
        if role.many and len(by_name.get(role.name, ())) == 1 and not role.optional:
            return None
    cost = sum(costs[at][name] for at, name in enumerate(names))
    cost += _order(calculation, names) + _plausible(calculation, by_name)
    return Assigned(by_name, cost)


def missing_roles(calculation: Calculation, assigned: Assigned) -> list[Role]:
    """Return the roles that have no number and need one."""
    return [
        role
        for role in calculation.roles
        if not role.optional and not role.whole and role.name not in assigned.roles
    ]


def in_unit(one: Quantity, role: Role) -> Quantity:
    """Read a rate typed without its sign: « TRN 75 »."""
    if not role.rate or one.unit != NUMBER or one.node is not None:
        return one
    value = float(f"{one.value!r}e-2") if abs(one.value) > _RATIO else one.value
    return Quantity(value, PERCENT, one.start, one.end)


def _order(calculation: Calculation, names: tuple[str, ...]) -> float:
    place = {role.name: at for at, role in enumerate(calculation.roles)}
    turned = sum(
        place[left] > place[right]
        for at, left in enumerate(names)
        for right in names[at + 1 :]
        if left != right
    )
    return turned * (_INVERTED_SURELY if calculation.ordered else _INVERTED)


def _plausible(calculation: Calculation, roles: Roles) -> float:
    if len(calculation.smaller) != 2:
        return 0.0
    part, whole = (roles.get(name, ()) for name in calculation.smaller)
    return _LARGER if part and whole and part[0].value > whole[0].value else 0.0


def _cost(role: Role, at: int, quantities: list[Quantity], text: str) -> float | None:
    """Return what it costs to give a number a role, ``None`` where it cannot have it."""
    one = quantities[at]
    unit = one.unit
    if unit not in role.units:
        return None
    if one.value < 0 and unit in {NUMBER, AMOUNT} and not role.many:
        # The sign is that of a calculation: « 5 000 000 + 200 000 - 4 900 000 ».
        return None
    told = told_cost(role, at, quantities, text)
    if told is None:
        return (
            None
            if role.sure
            else _UNTOLD + (_OTHER_UNIT if unit == NUMBER and len(role.units) > 1 else 0)
        )
    return told


def told_cost(role: Role, at: int, quantities: list[Quantity], text: str) -> float | None:
    """Return how near the word stands that announces a number, ``None`` without one.

    Args:
        role: The role.
        at: Which of the numbers.
        quantities: The numbers, in order.
        text: The normalised question.
    """
    one = quantities[at]
    start = quantities[at - 1].end if at else 0
    end = quantities[at + 1].start if at + 1 < len(quantities) else len(text)
    before, behind = text[start : one.start], text[one.end : end]
    best: float | None = None
    if role.before is not None and role.before.search(before):
        best = 0.3
    if role.near is None:
        return best
    for match in role.near.finditer(before):
        best = _least(best, _near(before[match.end() :]))
    for match in role.near.finditer(behind):
        far = _near(behind[: match.start()])
        # A word before its number is the usual order.
        best = _least(best, None if far is None else far + 0.15)
    if one.node is not None and role.near.search(text[one.start : one.end]):
        best = _least(best, 0.0)
    return best


def _near(between: str) -> float | None:
    if len(between) > _FAR:
        return None
    stops = sum(between.count(sign) for sign in ",;:.?")
    # « Engagés sur 252 000 »: what a preposition leads to is rarely what the word before means.
    led = _PARTING.search(between) is not None
    also = _ALSO.search(between) is not None
    return len(between) / _FAR + _STOPPED * (stops + also) + _LED * led


def _least(best: float | None, cost: float | None) -> float | None:
    if cost is None or best is None:
        return best if cost is None else cost
    return min(best, cost)
