"""Takes of a state that came back only what the intents declare."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pycog.conventions.facts.numbering import cell_value, read_number
from pycog.dialogue.intents import Intent
from pycog.dialogue.state import State
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

#: What may be done with figures that were answered; a change is a number of per cent.
OPERATIONS: Final = frozenset(
    {"écart", "somme", "moyenne", "évolution", "part", "maximum", "minimum", "k€", "M€", "€",
     "lieux annexe", "lieux fiche", "lieux chapitre", "deux"}
)  # fmt: skip
_CHANGE: Final = regex(
    r"-?\d{1,3}(?:\.\d{1,4})? %|(?:somme|moyenne|maximum|minimum) × [2-6]"
    r"|[×÷+-] \d{1,12}(?:\.\d{1,4})?"
    r"|(?:garde|écarte)(?: [a-z0-9]{1,30}){1,8}|ligne \d{1,3} \d{1,2}"
)


def checked_state(state: State, intents: Mapping[str, Intent]) -> State:
    """Keep of a state only what the intents declare, the subjects before it too.

    Args:
        state: As it came back.
        intents: The intents that make a subject, by id.
    """
    before = state.previous
    if before is not None:
        kept = checked_state(before, intents)
        state = replace(state, previous=kept if kept.has_subject else None)
    if state.op and state.op not in OPERATIONS and not _CHANGE.fullmatch(state.op):
        return State()
    spoken = state.text or state.op or state.told or state.said or state.focus
    if not state.intent and (spoken or state.understood):
        return State() if state.slots or state.pending else state
    return _checked(state, intents)


def _checked(state: State, intents: Mapping[str, Intent]) -> State:
    intent = intents.get(state.intent)
    if intent is None:
        return State()
    names = {slot.name for slot in intent.slots} | {"from", "to"}
    if not set(state.slots) <= names or (state.pending and state.pending not in names):
        return State()
    many = {slot.name for slot in intent.slots if slot.many}
    fits = all(
        _fits(name, value) or (name in many and _is_years(value))
        for name, value in state.slots.items()
    )
    return state if fits else State()


_WHOLE: Final = {"sheet", "campaign", "from", "to"}
_DATES: Final = {"date", "start", "end"}
#: Slots that hold a number with decimals.
NUMBERS: Final = {
    "executed", "amount", "pili", "pini", "trn", "trl", "rate", "beneficiaries", "staff", "part",
    "total", "change", "authorised", "qs", "gdr", "pes", "base", "reached", "target", "floor",
    "weight", "points", "actual", "mtid", "unspent",
}  # fmt: skip


def _fits(name: str, value: object) -> bool:
    if name in _WHOLE:
        return isinstance(value, int)
    if name in NUMBERS:
        return isinstance(value, int | float)
    if name == "year":
        return isinstance(value, int) or value == "total"
    if name in _DATES:
        return isinstance(value, str) and _is_date(value)
    if name == "indicator":
        return isinstance(value, int) or (isinstance(value, str) and _is_number(value))
    if name == "values":
        joined = isinstance(value, str) and _NUMBERS_JOINED.fullmatch(value)
        return isinstance(value, int | float) or bool(joined)
    if name == "until":
        return isinstance(value, int | str)
    return isinstance(value, str)


_NUMBERS_JOINED: Final = regex(r"-?\d{1,12}(?:\.\d{1,9})?(?:\|-?\d{1,12}(?:\.\d{1,9})?)*")


def _is_years(value: object) -> bool:
    """Tell whether a value is several years: 2012|2013."""
    return isinstance(value, str) and bool(re.fullmatch(r"\d{4}(\|\d{4})+", value))


def _is_number(text: str) -> bool:
    """Tell whether a text is a number of an indicator that a cell holds as text: 1.1."""
    try:
        return cell_value(read_number(text)) == text
    except InvalidInput:
        return False


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
