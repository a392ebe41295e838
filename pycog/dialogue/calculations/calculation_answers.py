"""From numbers with roles to an answer: the formula, its value, and what is told of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pycog.attainment import MET, NOT_MET
from pycog.dialogue.answers import Answer, Result, answered, unable
from pycog.dialogue.bonus_terms import (
    WEIGHTING,
    in_text,
    other_weightings,
    printed_in,
    told_of_triggers,
    triggers,
)
from pycog.dialogue.calculations.declared_calculations import (
    OF_AGREEMENT,
    PREFIXES,
    Calculation,
    Template,
    of_agreement,
)
from pycog.dialogue.calculations.role_assignment import Roles
from pycog.dialogue.calculations.typed_quantities import AMOUNT, PERCENT, Quantity, listed
from pycog.dialogue.expressions import (
    Call,
    Node,
    Operation,
    call,
    column,
    in_french,
)
from pycog.dialogue.operators import DIVISORS
from pycog.dialogue.turn import Turn
from pycog.errors import NotAvailable
from pycog.lazy_patterns import regex
from pycog.values import display

_NOTHING: Final[Mapping[str, Node]] = MappingProxyType({})
_SIGNS: Final = frozenset("+-*/")
_BRACED: Final = regex(r"\{(\w+)\}")
#: Unit of a number → how a value of that unit is shown.
_SHOWN: Final = {PERCENT: "evolution", AMOUNT: "amount", "days": "days", "points": "number"}
#: Kinds that are shown in per cent.
_RATES: Final = frozenset({"rate", "evolution", "percent"})


def composed(template: Template, roles: Roles, said: Mapping[str, Node] = _NOTHING) -> Node:
    """Return the formula of a template with its numbers put in.

    Args:
        template: As declared.
        roles: The numbers of each role.
        said: What the agreement says, by the name that the template has for it.
    """
    if isinstance(template, list):
        name, *rest = template
        arguments = [one for part in rest for one in _arguments(part, roles, said)]
        if name in _SIGNS:
            left, right = arguments
            return Operation(left, name, right)
        return call(str(name), *arguments)
    only = _arguments(template, roles, said)
    return only[0] if only else None


def _arguments(part: Template, roles: Roles, said: Mapping[str, Node]) -> list[Node]:
    if isinstance(part, list):
        return [composed(part, roles, said)]
    if not isinstance(part, str):
        return [part]
    if part.startswith("'"):
        return [part[1:]]
    if part.startswith(OF_AGREEMENT):
        return [said.get(part[1:])]
    given = roles.get(part.lstrip(PREFIXES), ())
    if part.startswith("*"):
        return [_node(one) for one in given]
    if part.startswith("#"):
        return [column([_number(one) for one in given])]
    if not given:
        return [None]
    one = given[0]
    return [_SPECIAL[part[0]](one) if part[0] in _SPECIAL else _node(one)]


#: What a prefix of a role makes of its number: no sign, below zero, its power of ten, its digits.
_SPECIAL: Final[Mapping[str, Callable[[Quantity], Node]]] = {
    "~": lambda one: abs(one.value),
    "-": lambda one: -abs(one.value),
    "^": lambda one: 10**one.power,
    "@": lambda one: float(f"{one.value!r}e-{one.power}"),
}


def _node(one: Quantity) -> Node:
    return one.node if one.node is not None else _number(one)


def _number(one: Quantity) -> float:
    return one.value


def told(calculation: Calculation, roles: Roles, turn: Turn, unit: str = "") -> Answer | None:
    """Return the answer of a calculation.

    Args:
        calculation: What is calculated.
        roles: Its numbers.
        turn: Computes the formula.
        unit: Unit that the question wants; ``None`` is returned where it has no sense.
    """
    try:
        said_of = _of_agreement(calculation.formula, calculation.text, turn)
    except NotAvailable as error:
        return unable(error.message)
    node = composed(calculation.formula, roles, said_of.numbers)
    if not isinstance(node, Call | Operation):
        return None
    show = _kind(calculation.show, roles)
    if unit in DIVISORS and show == "amount":
        node, show = Operation(node, "/", DIVISORS[unit]), unit
    elif unit == "€" and show == "number":
        show = "amount"
    elif unit and not (unit == "%" and show in _RATES) and show not in {unit, "amount"}:
        return None
    result = turn.compute(node)
    if result.error:
        return unable(result.error)
    shown = shown_value(show, result, roles, signed=calculation.signed)
    words = {**shown_words(roles), **_typed(roles)}
    said = filled(calculation.text, {**words, **said_of.words, "value": shown})
    said += "".join(_further(calculation, roles, words, turn))
    if calculation.verdict is not None:
        said = f"{_verdict(calculation, roles, turn)}{said}"
    more_told: dict[str, object] = {"display": shown}
    if calculation.source:
        more_told["source"] = printed_in(turn.convention.id)
    if not result.arithmetic:
        more_told["arithmetic"] = (_written_out(result, shown),)
    return answered(result, _capital(said), **more_told)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the agreement says: numbers for a formula, words for a text."""

    numbers: Mapping[str, Node]
    words: Mapping[str, str]


def _of_agreement(formula: Template, text: str, turn: Turn) -> _Said:
    """Return what the agreement says of the triggers that a formula and its text name.

    Raises:
        NotAvailable: It does not say it, or says it in several ways.
    """
    about = turn.convention.id
    named = [name for name in of_agreement(formula) if name != WEIGHTING]
    return _Said(triggers(named, about), told_of_triggers(in_text(text), about))


def _further(
    calculation: Calculation, roles: Roles, words: Mapping[str, str], turn: Turn
) -> Iterator[str]:
    """Yield what is told besides, once for each other weighting where it is on these."""
    for also in calculation.also:
        try:
            said = _of_agreement(also.formula, also.text, turn)
        except NotAvailable:
            continue
        each = WEIGHTING in of_agreement(also.formula)
        for weights in other_weightings(turn.convention.id) if each else ({},):
            node = composed(also.formula, roles, {**said.numbers, **weights})
            more = turn.compute(node) if isinstance(node, Call | Operation) else None
            if more is not None and not more.error:
                value = shown_value(also.show, more, roles, signed=calculation.signed)
                yield filled(also.text, {**words, **said.words, **weights, "value": value})


def _written_out(result: Result, shown: str) -> str:
    """Return the arithmetic of a formula of Excel's own signs and functions."""
    formula = in_french(result.node).removeprefix("=")
    return f"{formula.replace('*', ' × ').replace('/', ' ÷ ')} = {shown}"


def same_value(
    left: Calculation, right: Calculation, roles: tuple[Roles, Roles], turn: Turn
) -> bool:
    """Tell whether two readings give the same value."""
    values = []
    for one, given in zip((left, right), roles, strict=True):
        node = composed(one.formula, given)
        values.append(turn.compute(node).value if isinstance(node, Call | Operation) else None)
    return bool(values[0] == values[1])


def shown_value(show: str, result: Result, roles: Roles, *, signed: bool = False) -> str:
    """Return a value in French, in the unit of a role where ``show`` names one."""
    if isinstance(result.value, list):
        return _block(result)
    kind, value = _kind(show, roles), result.value
    plus = "+" if signed and isinstance(value, float) and value > 0 else ""
    return plus + display(value, kind)


def _kind(show: str, roles: Roles) -> str:
    """Return the kind of value that ``show`` means: a kind, the unit of a role, or its gap."""
    name = show.removeprefix("gap:")
    given = roles.get(name)
    if not given:
        return show
    units = {one.unit for one in given}
    unit = AMOUNT if AMOUNT in units else given[0].unit
    if unit == PERCENT and show != name:
        return "points"
    return _SHOWN.get(unit, "number")


def shown_words(roles: Roles) -> dict[str, str]:
    """Return the numbers of each role as an answer repeats them."""
    return {name: listed([one.shown for one in given]) for name, given in roles.items()}


def _typed(roles: Roles) -> dict[str, str]:
    """Return one amount in the unit that it was typed in."""
    given = roles.get("amount", ())
    if len(given) != 1 or not given[0].power:
        return {}
    unit = {3: "k€", 6: "M€", 9: "Md€"}[given[0].power]
    return {"typed": f"{display(float(f'{given[0].value!r}e-{given[0].power}'))} {unit}"}


def _block(result: Result) -> str:
    rows = result.value if isinstance(result.value, list) else []
    return " ; ".join(display(cell, result.kind) for line in rows for cell in line)


def _verdict(calculation: Calculation, roles: Roles, turn: Turn) -> str:
    node = composed(calculation.verdict, roles) if calculation.verdict is not None else None
    if not isinstance(node, Call | Operation):
        return ""
    value = turn.compute(node).value
    if isinstance(value, str):
        # « Objectif renvoyé » and « Sans objectif » are no yes and no no.
        return {MET: calculation.yes, NOT_MET: calculation.no}.get(value, "")
    if isinstance(value, float):
        text = calculation.yes if value > 0 else calculation.no
        return filled(text, told_of_triggers(in_text(text), turn.convention.id))
    return ""


def filled(text: str, words: Mapping[str, str]) -> str:
    """Put words into the braces of a text; what is missing leaves its brackets out.

    A part in square brackets stands only where all its words are there.
    """
    text = re.sub(r"\[([^\]]*)\]", lambda part: part[1] if _whole(part[1], words) else "", text)
    return _BRACED.sub(lambda match: words.get(match[1], ""), text)


def _whole(part: str, words: Mapping[str, str]) -> bool:
    return all(words.get(name) for name in _BRACED.findall(part))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
