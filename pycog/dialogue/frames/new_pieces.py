"""A turn that says only what is new: the last subject says the rest of its question."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, UNKNOWN, Answer
from pycog.dialogue.calculations.calculating import CALCULATION
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.explaining_turns import Explaining
from pycog.dialogue.frames.remembering import NO_SUBJECT, PIECE, made_of
from pycog.dialogue.frames.standalone import asked_of_subject, candidates, sure_ones
from pycog.dialogue.frames.turn_words import attribute_asked, source_asked
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State

#: Words of a turn that names nothing: « atteint ? ».
_SHORTEST: Final = 2
#: Whole questions that a piece is tried as: more cost more than they find.
_MOST_READINGS: Final = 5
#: Things of a question about a workbook that another may stand for.
_LAST_NAMED: Final = 2
#: Slots that several labels may fill: the officer chooses.
_NAMING: Final = {"indicator", "figure", "line", "fund", "row"}


class NewPieces(Explaining):
    """A turn that says only what is new, of which the last subject says the rest."""

    def _said_plainly(self, turn: str, question: str) -> Answer | None:
        """Answer a turn without what only joins it: as a change of the last, then by itself."""
        if not turn or turn == normalise(question):
            return None
        for text, state in ((f"et {turn}", self.state), (turn, State(about=self.state.about))):
            answer = self.single(text, state)
            if answer.kind == ANSWERED and answer.intent not in NO_SUBJECT:
                return self._kept(text, replace(answer, state=self._over(answer.state)))
            if self.state.pending and answer.kind == ASKED and state is self.state:
                return answer
        return None

    def _of_text(self, turn: str, question: str) -> Answer | None:
        """Answer a piece of a question whose subject is known by its words alone."""
        state = next((one for one in self.state.stack() if not made_of(one.op)), self.state)
        wanted = attribute_asked(turn)
        if wanted and "row" in state.slots:
            wanted = "cible" if wanted == "objectif" else wanted
            text = asked_of_subject(wanted, state, self.known)
            answer = self.single(text, State(about=state.about))
            return self._with(answer, text) if answer.intent == state.intent else None
        if state.intent or state.op or not state.text:
            return None
        said = words(turn)
        joined = turn != normalise(question).rstrip(" ?.!")
        tried = list(sure_ones(turn, state, self.known)) if joined or len(said) <= PIECE else []
        dated = read_question(turn, self.known).has("year")
        if not tried and joined and len(said) <= PIECE and not (state.slots or dated):
            # The rows of a workbook are no facts: what a question names last is replaced first.
            tried = [text for text, asks in candidates(turn, state, self.known) if not asks]
            tried = tried[:_LAST_NAMED]
        if not tried and len(said) <= _SHORTEST:
            tried = [asked_of_subject(turn, state, self.known)]
        for text in filter(None, tried):
            answer = self.single(text, State(about=state.about))
            if answer.kind == ANSWERED and answer.intent not in NO_SUBJECT:
                return self._with(answer, text)
        return None

    def _gone_on(self, turn: str, *, asks_again: bool) -> Answer | None:
        """Answer the whole question that a turn stands for.

        Args:
            turn: The turn, without the words that only join it.
            asks_again: Whether what is asked back was said before: why there is no value is then
                the better answer.
        """
        frame = self.state.last_subject
        if frame is None:
            return None
        seen: set[str] = set()
        found: list[tuple[str, Answer]] = []
        asked: Answer | None = None
        refused: Answer | None = None
        sure = set(sure_ones(turn, frame, self.known))
        for text, asks in candidates(turn, frame, self.known):
            if text in seen or text == frame.text or len(seen) == _MOST_READINGS:
                continue
            seen.add(text)
            answer = self.single(text, State(about=frame.about))
            if answer.intent == "source" and not source_asked(turn):
                # « Lequel vient en dernier » asks for no « d'où vient ».
                continue
            if answer.intent == CALCULATION and _has_typed(frame):
                # « Soit combien par mois » is said of what was made with the typed amount.
                continue
            if text in sure and answer.kind == ANSWERED and answer.intent == frame.intent:
                return self._with(answer, text)
            alike = asks or not frame.intent or answer.intent == frame.intent
            alike = alike and (asks or text in sure or _differs(answer, frame))
            if answer.kind == ANSWERED and answer.intent not in NO_SUBJECT:
                if alike:
                    found.append((text, answer))
            elif answer.kind == ASKED and answer.choices and asked is None:
                asked = answer if answer.state.pending in _NAMING else None
            elif answer.kind == UNKNOWN and asks_again and refused is None:
                refused = answer
        chosen = self._chosen(found, frame)
        if chosen is not None:
            text, answer = chosen
            return self._with(answer, text)
        if refused is not None and not found:
            return replace(refused, state=self.state)
        if asked is not None and not found:
            state = replace(asked.state, previous=self.state.then("", {}).previous)
            return replace(asked, state=replace(state, about=self.state.about))
        return None

    def _chosen(self, found: list[tuple[str, Answer]], frame: State) -> tuple[str, Answer] | None:
        """Return the reading of a turn that is clearly meant, never one of another document."""
        same = [pair for pair in found if pair[1].intent == frame.intent] or found
        keys = dict.fromkeys((one.formula or one.text) for _, one in same)
        if len(keys) == 1:
            return same[0]
        return None


def _has_typed(frame: State) -> bool:
    """Tell whether a subject was calculated with an amount of the officer's own."""
    return frame.intent != CALCULATION and any(
        isinstance(one, float) for one in frame.slots.values()
    )


def _differs(answer: Answer, frame: State) -> bool:
    """Tell whether an answer is about another thing than the subject before: a piece says which."""
    if not answer.slots or not frame.slots:
        return True
    return any(answer.slots.get(name, value) != value for name, value in frame.slots.items())
