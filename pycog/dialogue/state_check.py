"""Takes of a state that came back only what the intents declare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from pycog.dialogue.intents import Intent
from pycog.dialogue.state import State


def checked_state(state: State, intents: Mapping[str, Intent]) -> State:
    """Keep of a state only what the intents declare."""
    intent = intents.get(state.intent)
    if intent is None:
        return State()
    names = {slot.name for slot in intent.slots} | {"from", "to"}
    if not set(state.slots) <= names or (state.pending and state.pending not in names):
        return State()
    return state if all(_fits(name, value) for name, value in state.slots.items()) else State()


_WHOLE: Final = {"sheet", "campaign", "from", "to"}
_DATES: Final = {"date", "start", "end"}
#: Slots that hold a number with decimals.
NUMBERS: Final = {
    "executed", "amount", "pili", "pini", "trn", "trl", "rate", "beneficiaries", "staff", "part",
    "total", "target", "floor", "weight", "points", "actual", "mtid",
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
    # The number of an indicator as a cell holds it: 7, "1.1".
    if name in {"until", "indicator"}:
        return isinstance(value, int | str)
    return isinstance(value, str)


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
