"""Periods of turns: « le 4e » behind a quarter, a move between the periods that were told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pycog.dialogue.typed_query.typed_model import Query, copied
from pycog.dialogue.typed_query.typed_steps import Step

#: Operators that rank.
RANKS: Final = frozenset({
    "largest", "smallest", "costly", "cheap", "longest", "shortest", "oldest", "newest", "frequent",
})  # fmt: skip
#: Months from the first to the last of a part of the year → what it is called.
_PARTS_OF_YEAR: Final = {2: "trimestre", 5: "semestre"}
_NUMBERED: Final = re.compile(r"\b([1-4] ?(?:er?|eme|ere))\b(?! (?:trim|sem|mois))")
_PAIR: Final = 2


def of_time(text: str, last: Step) -> str:
    """Say « le 4e » behind a quarter as the quarter that it is."""
    if len(last.periods) != 1 or last.query.has(*RANKS):
        return text
    noun = _PARTS_OF_YEAR.get(last.periods[0].last - last.periods[0].first, "")
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
