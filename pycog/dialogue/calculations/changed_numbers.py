"""A calculation asked again with other numbers: « et si le TRL tombait à 45 % ? »."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pycog.dialogue.calculations.declared_calculations import (
    Calculation,
    Role,
    declared_calculations,
)
from pycog.dialogue.calculations.reading_calculations import left_words, own_spans, readings
from pycog.dialogue.calculations.role_assignment import Roles, in_unit, told_cost
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    NUMBER,
    PERCENT,
    Quantity,
    typed_quantities,
)
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.state import State
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

#: Goes on with the calculation before.
_AGAIN: Final = regex(r"^(?:et\b|avec\b|si\b|mais\b|sinon\b|plutot\b|en fait\b)")
#: A ratio above this is no rate.
#: Success rates, which are never above one.
_RATES: Final = {"trn", "trl"}
_RATIO: Final = 1.5
#: Words that set another number in the place of one.
_SETTING: Final = regex(
    r"\b(?:tomb\w*|etait|etaient|pass\w*|mont\w*|descend\w*|baiss\w*|val\w*|vaut|seulement|plutot"
    r"|a la place|au lieu|on (?:avait|a|met|prend|fait)|sinon|cette fois)\b"
)


def changed(question: Question, state: State, turn: Turn) -> tuple[Calculation, Roles] | None:
    """Return the calculation before with the numbers that a question changes, or ``None``.

    Args:
        question: What is said now.
        state: The calculation before.
        turn: Gives the vocabulary.
    """
    if not _AGAIN.match(question.text):
        return None
    typed = typed_quantities(question)
    if not typed or question.of("line", "fund", "indicator", "year", "category", "document"):
        return None
    for calculation, roles in _before(state, turn):
        found = _replaced(calculation, roles, typed, question.text)
        own = [*own_spans(calculation, question.text, typed)]
        own += [match.span() for match in _SETTING.finditer(question.text)]
        if found is None or any(
            left_words(question, typed, own, turn.known, declared_calculations(turn.known.weighted))
        ):
            continue
        return calculation, found
    return None


def _before(state: State, turn: Turn) -> Iterator[tuple[Calculation, Roles]]:
    """Yield what was calculated before, with its numbers."""
    said = state.slots.get("said")
    if isinstance(said, str):
        found = readings(read_question(said, turn.known), turn)
        if found and len(found[0].ways) == 1:
            yield found[0].calculation, found[0].ways[0].roles
        return
    for calculation in declared_calculations(turn.known.weighted).calculations:
        names = {role.name: role for role in calculation.roles}
        same = calculation.intent == state.intent and bool(state.slots)
        if same and set(state.slots) == set(names):
            given = {name: state.slots[name] for name in names}
            numbers = {
                name: (_held(float(value), names[name]),)
                for name, value in given.items()
                if isinstance(value, int | float)
            }
            if len(numbers) == len(names):
                yield calculation, numbers


def _held(value: float, role: Role) -> Quantity:
    if role.name in _RATES and value > _RATIO:
        # Typed in points in answer to a question back: « 90 » is 90 %.
        value = float(f"{value!r}e-2")
    rate = PERCENT in role.units and abs(value) <= _RATIO
    unit = PERCENT if rate else AMOUNT if AMOUNT in role.units else NUMBER
    return Quantity(value, unit, 0, 0)


def _replaced(
    calculation: Calculation, roles: Roles, typed: list[Quantity], text: str
) -> Roles | None:
    """Return the roles with each new number in the place of the one that it replaces."""
    found = dict(roles)
    taken: set[str] = set()
    for at, one in enumerate(typed):
        fitting = [
            role
            for role in calculation.roles
            if one.unit in role.units and not role.many and not role.whole
        ]
        costs = {role.name: told_cost(role, at, typed, text) for role in fitting}
        named = {name: cost for name, cost in costs.items() if cost is not None}
        alike = [role.name for role in fitting if _same_unit(found.get(role.name, ()), one)]
        if named:
            name = min(named, key=lambda key: named[key])
        elif len(alike) == 1:
            name = alike[0]
        else:
            return None
        if name in taken:
            return None
        taken.add(name)
        role = next(role for role in fitting if role.name == name)
        found[name] = (in_unit(one, role),)
    return found


def _same_unit(given: tuple[Quantity, ...], one: Quantity) -> bool:
    units = {NUMBER: AMOUNT}
    return len(given) == 1 and units.get(given[0].unit, given[0].unit) == units.get(
        one.unit, one.unit
    )
