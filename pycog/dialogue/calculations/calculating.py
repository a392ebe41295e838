"""Answers a question that is plainly a calculation; leaves every other to the intents."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, Answer, about
from pycog.dialogue.calculations.calculation_answers import (
    filled,
    same_value,
    shown_words,
    told,
)
from pycog.dialogue.calculations.changed_numbers import changed
from pycog.dialogue.calculations.counted_parts import counted_part
from pycog.dialogue.calculations.declared_calculations import Calculation
from pycog.dialogue.calculations.reading_calculations import Reading, readings, respelled
from pycog.dialogue.calculations.role_assignment import Roles
from pycog.dialogue.calculations.typed_quantities import is_plain, plain_value
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.state import LONGEST_TEXT, SlotValue, State
from pycog.dialogue.turn import Context, Turn
from pycog.dialogue.vocabulary import Vocabulary

#: The intent of calculations that are no other intent's.
CALCULATION: Final = "calcul"
#: Two readings closer than this are a tie, if their values differ.
_CLOSE: Final = 0.6
_WHICH: Final = "Ces nombres peuvent se lire de deux façons. Laquelle ?"


def _of_indicators(question: Question, known: Vocabulary) -> bool:
    """Tell whether the only numbers are those of indicators: « écart 36 et 37 en 2012 »."""
    years = [one for one in question.of("year") if one.value in known.convention.known_years]
    numbers = [one for one in question.entities if one.kind in _TYPED_KINDS]
    return bool(years and numbers) and all(
        one.kind == "number" and one.text in known.convention.indicators for one in numbers
    )


#: Kinds of entity that a calculation may be made of.
_TYPED_KINDS: Final = {"number", "amount", "percent", "days", "points", "staff", "beneficiaries"}


def calculated(
    question: Question,
    state: State,
    context: Context,
    known: Vocabulary,
    *,
    printed_too: bool = True,
) -> Answer | None:
    """Answer a calculation on the numbers of a question, ``None`` where it is none.

    Args:
        question: The question.
        state: What was said before.
        context: Where it is asked.
        known: The vocabulary.
        printed_too: Whether printed figures may be among its numbers; the intents come
            before that.
    """
    if _of_indicators(question, known):
        return None
    turn = Turn(CALCULATION, {}, context, known, question.text)
    found = readings(question, turn, printed_too=printed_too)
    if not found and (spelled := respelled(question, known)):
        question = read_question(spelled, known)
        turn = replace(turn, text=question.text)
        found = readings(question, turn, printed_too=printed_too)
    if not found:
        again = changed(question, state, turn) if state.intent else None
        if again is not None:
            return _again(*again, state, turn)
        part = counted_part(question, turn) if printed_too else None
        return None if part is None else kept(part, question, state)
    best = found[0]
    doubt = _doubt(found, turn)
    if doubt is not None:
        return Answer(CALCULATION, ASKED, _WHICH, choices=doubt, state=state)
    answer = told(best.calculation, best.ways[0].roles, turn, best.unit)
    if answer is None:
        return None
    intent, slots = _subject(best, question, known)
    if answer.kind != ANSWERED:
        return replace(answer, intent=intent, state=state)
    return about(answer, intent, slots, state.then(intent, slots))


def kept(answer: Answer, question: Question, state: State) -> Answer:
    """Return the answer to a calculation with its question, that it may be made again.

    Args:
        answer: The answer.
        question: The whole question.
        state: What was said before.
    """
    said = _said(question.typed)
    return about(answer, CALCULATION, said, state.then(CALCULATION, said))


def _said(text: str) -> dict[str, SlotValue]:
    """Return a text as a slot, none where it is too long to be kept."""
    return {"said": text} if text and len(text) <= LONGEST_TEXT else {}


def _again(calculation: Calculation, roles: Roles, state: State, turn: Turn) -> Answer | None:
    """Answer the calculation before with other numbers."""
    answer = told(calculation, roles, turn)
    if answer is None:
        return None
    if state.intent == CALCULATION:
        slots = _said(filled(calculation.rephrase, shown_words(roles)))
    else:
        slots = {name: plain_value(given[0]) for name, given in roles.items()}
    return about(answer, state.intent, slots, state.then(state.intent, slots))


def _doubt(found: list[Reading], turn: Turn) -> tuple[str, ...] | None:
    """Return the readings to choose from where two that are as likely give two values."""
    best = found[0]
    rivals = [(best.calculation, one) for one in best.ways[1:]]
    rivals += [
        (one.calculation, one.ways[0]) for one in found[1:] if one.score > best.score - _CLOSE
    ]
    others = [
        (calculation, way)
        for calculation, way in rivals
        if not same_value(best.calculation, calculation, (best.ways[0].roles, way.roles), turn)
    ]
    if not others:
        return None
    calculation, way = others[0]
    return tuple(
        filled(one.rephrase, shown_words(roles.roles))[:LONGEST_TEXT]
        for one, roles in ((best.calculation, best.ways[0]), (calculation, way))
    )


def _subject(
    best: Reading, question: Question, known: Vocabulary
) -> tuple[str, dict[str, SlotValue]]:
    """Return the intent and slots that the conversation goes on with."""
    calculation, roles = best.calculation, best.ways[0].roles
    plain = all(len(given) == 1 and is_plain(given[0]) for given in roles.values())
    intent = known.intents.get(calculation.intent)
    if intent is not None and plain and best.unit in {"", "%"}:
        names = {slot.name for slot in intent.slots}
        slots = {name: plain_value(given[0]) for name, given in roles.items()}
        if set(slots) <= names:
            return intent.id, slots
    return CALCULATION, _said(question.typed)
