"""What the last subjects are about: their line, fund, indicator, year, typed numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.calculations.calculation_answers import filled
from pycog.dialogue.calculations.declared_calculations import Role, declared_calculations
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.intents import AND
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import Vocabulary

#: A rate above this was typed in per cent.
_RATIO: Final = 1.5
#: Kinds of entity that a slot of the same name holds.
_KINDS: Final = ("line", "fund", "indicator", "year")


@dataclass(frozen=True, slots=True)
class Held:
    """One subject taken apart: what it names once, ``""`` for what it names not at all or twice.

    Attributes:
        frame: The subject.
        line: Its line of the budget, as printed.
        fund: Its fund.
        indicator: The number of its indicator.
        year: Its year.
        read: The question that has it.
    """

    frame: State
    line: str
    fund: str
    indicator: str
    year: str
    read: Question

    @property
    def of_budget(self) -> str:
        """Words that name its line and its fund."""
        return f"{self.line} {self.fund}".strip()


def held_in(frame: State, known: Vocabulary) -> Held:
    """Return what a subject is about, by its slots, else by its words.

    Args:
        frame: The subject.
        known: The vocabulary.
    """
    read = read_question(spoken(frame), known)
    found = {kind: _one(kind, frame, read) for kind in _KINDS}
    if not found["year"] and "to" in frame.slots:
        found["year"] = str(frame.slots["to"])
    return Held(frame, **found, read=read)


def spoken(frame: State) -> str:
    """Return a question that has a subject: the one kept, else a calculation said from its slots.

    Args:
        frame: The subject.
    """
    said = frame.text or str(frame.slots.get("said", ""))
    if said or not frame.intent:
        return said
    for one in declared_calculations().calculations:
        names = {role.name: role for role in one.roles}
        if one.intent == frame.intent and one.rephrase and set(frame.slots) == set(names):
            given = {name: _shown(frame.slots[name], role) for name, role in names.items()}
            return normalise(filled(one.rephrase, given))
    return ""


def _shown(value: float | int | str, role: Role) -> str:
    """Return a slot as it is typed: a rate in per cent."""
    if isinstance(value, str):
        return value
    if "percent" in role.units and abs(value) <= _RATIO:
        return f"{float(f'{value!r}e2'):.12g} %".replace(".", ",")
    return f"{value:.12g}".replace(".", ",")


def _one(kind: str, frame: State, read: Question) -> str:
    if kind in frame.slots:
        value = str(frame.slots[kind])
        return "" if AND in value or value == "total" else value
    named = {str(one.value) for one in read.of(kind) if not isinstance(one.value, tuple)}
    return named.pop() if len(named) == 1 else ""


def about_one(state: State, known: Vocabulary, *kinds: str) -> Iterator[Held]:
    """Yield the subjects that name something of every one of some kinds, the last one first.

    Args:
        state: What was said before.
        known: The vocabulary.
        kinds: Names of the attributes of :class:`Held`.
    """
    for frame in state.own_subjects:
        held = held_in(frame, known)
        if all(getattr(held, kind) for kind in kinds):
            yield held
