"""What a conversation remembers: small, plain, and sent along with every question.

Whoever shows the conversation keeps the state; nothing stays on a server. It may have
been changed on its way, so that it holds no formula: one is always made anew from
the intent and its slots, whose kinds are checked when they come back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

SlotValue = float | int | str

#: Characters of a state that is read at all; a real one has a few hundred.
LARGEST: Final = 8_000
#: Characters of one text in it, and entries of one list.
LONGEST_TEXT: Final = 200
#: Opens what is remembered of questions on a register of the open workbook.
OF_REGISTER: Final = "#"
#: Opens what was asked of the lines of a table and not of its cells.
OF_GRID: Final = "$"
#: Stands between what was asked of a table and each turn after it.
MARK: Final = " // "
#: Characters of what was asked of a table, turn by turn.
LONGEST_ASKED: Final = 450
_LARGEST_NUMBER: Final = 1e15
MOST: Final = 24
#: Subjects before the last one that are remembered.
DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class State:
    """The subject of a conversation.

    Attributes:
        intent: Id of the last question that was understood, ``""`` at the beginning.
        slots: What is known about it, by slot name.
        pending: Slot that the assistant has asked for, ``""`` if none.
        choices: What was offered for it, in order.
        inserted: Whether the last step put a formula into the workbook.
        about: Id of the agreement that was named, ``""`` for the default one.
        previous: The subject before, with those before it: what « reviens au budget » and
            « l'écart entre les deux » speak of; no more than :data:`DEEPEST` of them.
        text: A question that by itself has the last answer, ``""`` where there is none such.
        op: What was done with the figures before: the last answer is computed of them anew.
        told: The last question whose answer was a rule or a term, ``""`` once something else
            was answered: « et les CGSS ? » asks the same rule of another body.
        said: Numbers that were given and of which nothing was made yet, as they were said.
        focus: The row of the open workbook that the last answer was about, with its year.
        asked: What was asked of a table of the open workbook, with the turns after it; ``""``
            once something else was answered.
        listed: The rows of the open workbook that the last answer told, with their columns.
        understood: The indicator, and the year, that a refused question named; ``""`` once
            something was answered.
    """

    intent: str = ""
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    pending: str = ""
    choices: tuple[str, ...] = ()
    inserted: bool = False
    about: str = ""
    previous: State | None = None
    text: str = ""
    op: str = ""
    told: str = ""
    said: str = ""
    focus: str = ""
    asked: str = ""
    listed: str = ""
    understood: str = ""
    queried: str = ""

    @property
    def has_subject(self) -> bool:
        """Whether something was answered: by an intent, by a question, or of figures before."""
        return bool(self.intent or self.text or self.op)

    def then(self, intent: str, slots: Mapping[str, SlotValue]) -> State:
        """Return the state after an answer about ``intent``."""
        return State(intent, dict(slots), previous=self._answered)

    def asking(
        self,
        intent: str,
        slots: Mapping[str, SlotValue],
        pending: str,
        choices: tuple[str, ...],
    ) -> State:
        """Return the state after the assistant has asked for ``pending``."""
        kept = tuple(choice[:LONGEST_TEXT] for choice in choices[:MOST])
        return State(intent, dict(slots), pending, kept, previous=self._answered)

    @property
    def _answered(self) -> State | None:
        """The last subject that was answered, with those before it, the oldest left out."""
        if self.pending or not self.has_subject:
            return self.previous
        return _cut(self, DEEPEST)

    def stack(self) -> Iterator[State]:
        """Yield the subjects that were answered, the last one first."""
        state: State | None = self
        while state is not None:
            if not state.pending and state.has_subject:
                yield state
            state = state.previous

    @property
    def own_subjects(self) -> list[State]:
        """The subjects that stand by themselves, the last one first: no operation on figures."""
        return [one for one in self.stack() if not one.op]

    @property
    def last_subject(self) -> State | None:
        """The last of them, ``None`` where there is none."""
        return next((one for one in self.stack() if not one.op), None)

    def to_json(self) -> dict[str, Any]:
        """Return the state as plain data, without what is empty."""
        record: dict[str, Any] = {}
        if self.intent:
            record |= {"intent": self.intent, "slots": dict(self.slots)}
        if self.text:
            record["text"] = self.text
        if self.op:
            record["op"] = self.op
        if self.told:
            record["told"] = self.told
        if self.said:
            record["said"] = self.said
        if self.focus:
            record["focus"] = self.focus
        if self.asked:
            record["asked"] = self.asked
        if self.listed:
            record["listed"] = self.listed
        if self.understood:
            record["understood"] = self.understood
        if self.queried:
            record["queried"] = self.queried
        if self.pending:
            record |= {"pending": self.pending, "choices": list(self.choices)}
        if self.inserted:
            record["inserted"] = True
        if self.about:
            record["about"] = self.about
        if self.previous is not None and self.previous.has_subject:
            record["previous"] = self.previous.to_json()
        return record

    @staticmethod
    def from_json(given: object) -> State:
        """Read a state; anything but a state gives an empty one, never an error."""
        try:
            if isinstance(given, str):
                given = json.loads(given) if len(given) <= LARGEST else None
            if not isinstance(given, dict) or len(json.dumps(given)) > LARGEST:
                return State()
            return _read(given, DEEPEST)
        except (ValueError, TypeError, RecursionError):
            return State()


_KEYS: Final = {
    "intent", "slots", "pending", "choices", "inserted", "about", "previous", "text", "op", "told",
    "said", "focus", "asked", "listed", "understood", "queried",
}  # fmt: skip


def _cut(state: State, depth: int) -> State:
    """Return a state with no more than so many subjects, itself included."""
    if state.previous is None or depth <= 1:
        return replace(state, previous=None)
    return replace(state, previous=_cut(state.previous, depth - 1))


def _read(given: Mapping[str, Any], depth: int) -> State:
    if not set(given) <= _KEYS:
        raise ValueError("unknown key")
    slots = given.get("slots", {})
    choices = given.get("choices", [])
    inserted = given.get("inserted", False)
    if not isinstance(slots, dict) or not isinstance(choices, list):
        raise ValueError("slots or choices")
    if len(slots) > MOST or len(choices) > MOST or not isinstance(inserted, bool):
        raise ValueError("too many")
    previous = given.get("previous")
    if previous is not None and (depth < 1 or not isinstance(previous, dict)):
        raise ValueError("previous")
    return State(
        _text(given.get("intent", "")),
        {_text(name): _value(value) for name, value in slots.items()},
        _text(given.get("pending", "")),
        tuple(_text(choice) for choice in choices),
        inserted,
        _text(given.get("about", "")),
        _before(previous, depth),
        _text(given.get("text", "")),
        _text(given.get("op", "")),
        _text(given.get("told", "")),
        _text(given.get("said", "")),
        _text(given.get("focus", "")),
        _text(given.get("asked", ""), LONGEST_ASKED),
        _text(given.get("listed", ""), LONGEST_ASKED),
        _text(given.get("understood", "")),
        _text(given.get("queried", ""), LONGEST_ASKED),
    )


def _before(given: Mapping[str, Any] | None, depth: int) -> State | None:
    """Read the subject before; one that says nothing is none."""
    state = None if given is None else _read(given, depth - 1)
    return state if state is not None and state.has_subject else None


def _text(value: object, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("text")
    return value


def _value(value: object) -> SlotValue:
    if isinstance(value, bool) or not isinstance(value, float | int | str):
        raise ValueError("slot")
    if isinstance(value, str):
        return _text(value)
    # A number beyond a double would break the arithmetic later on.
    if not abs(value) <= _LARGEST_NUMBER:  # false for NaN too
        raise ValueError("number")
    return value
