"""Periods of turns: « le 4e » behind a quarter, a move between the periods that were told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.typed_query.typed_folding import RANKS
from pycog.dialogue.typed_query.typed_model import Query, copied
from pycog.dialogue.typed_query.typed_steps import Step
from pycog.dialogue.typed_query.typed_turns_said import Said
from pycog.lazy_patterns import regex

#: How many months a part of a year has → what it is called.
_PARTS: Final = {3: "trimestre", 6: "semestre"}
_ORDINAL: Final = regex(r"(?:(?:le|du|au|pour|sur|et) )*(?P<n>[1-4]) ?(?:er|e|eme|nd)(?: ?\?)?")
_NUMBERED: Final = regex(r"\b([1-4] ?(?:er?|eme|ere))\b(?! (?:trim|sem|mois))")
_PAIR: Final = 2


def of_time(text: str, last: Step) -> str:
    """Say « le 4e » behind a quarter as the quarter that it is."""
    if len(last.periods) != 1 or last.query.has(*RANKS):
        return text
    noun = _PARTS.get(last.periods[0].last - last.periods[0].first + 1, "")
    return _NUMBERED.sub(rf"\1 {noun}", text) if noun else text


def between_told(steps: Sequence[Step], turn: Query) -> Query:
    """Return « et Rodez, combien de hausse ? » between the two periods that were told last."""
    if not (turn.has("move", "gap") and turn.conditions) or turn.periods or len(steps) < _PAIR:
        return turn
    periods = [one for step in steps[-_PAIR:] for one in step.periods]
    if len(periods) != _PAIR or periods[0] == periods[1]:
        return turn
    made = copied(turn)
    made.periods = sorted(periods, key=lambda one: one.start)
    return made


def take_ordinal(said: Said, last: Step) -> None:
    """Take « le 4e » behind a quarter as a quarter, and as no row."""
    parts = {one.last - one.first + 1 for one in last.query.periods if not one.day}
    noun = _PARTS.get(parts.pop()) if len(parts) == 1 else None
    match = _ORDINAL.fullmatch(said.text)
    rest = set(said.text.split())
    is_part = match or (said.nth and rest <= {"au", "du", "pour", "sur"})
    if noun is None or last.query.has(*RANKS) or not is_part:
        return
    said.text = f"{match['n'] if match else said.nth}e {noun}"
    said.nth = 0
    # A quarter stands in the place of no value.
    said.marks.discard("instead")
