"""Calculations that are no other intent's: read anew from what was typed."""

from __future__ import annotations

from pycog.dialogue.answers import Answer, unknown
from pycog.dialogue.calculations.calculating import CALCULATION, calculated
from pycog.dialogue.compound.formulating import formulated, with_labels
from pycog.dialogue.compound.second_opinions import second_opinion
from pycog.dialogue.entities import read_question
from pycog.dialogue.state import State
from pycog.dialogue.turn import Ask, Turn, handles


@handles(CALCULATION)
def again(turn: Turn) -> Answer | Ask:
    """Calculate again what was asked before."""
    question = read_question(turn.words("said"), turn.known)
    answer = calculated(question, State(), turn.context, turn.known)
    if answer is None:
        answer = formulated(question, State(), turn.context, turn.known) or with_labels(
            question, State(), turn.context, turn.known
        )
    elif other := second_opinion(question, answer, turn.context, turn.known):
        answer = other
    return (
        unknown("Je ne sais pas : il manque un nombre à ce calcul.") if answer is None else answer
    )
