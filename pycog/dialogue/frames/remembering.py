"""What a conversation remembers of its answers: a subject, its figures, its question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, Self

from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer, answered, compute, unknown
from pycog.dialogue.expressions import Computed, printed_number
from pycog.dialogue.frames.figure_operations import Figure, number_in, operated
from pycog.dialogue.frames.narrowed_lists import OF_LIST, PICKS, narrowed_again
from pycog.dialogue.frames.recalled import subject_of
from pycog.dialogue.frames.standalone import candidates
from pycog.dialogue.frames.turn_words import plain_turn
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.said_around import short_bodies
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import Vocabulary
from pycog.values import display

#: A question, and what was said before → its answer.
Single = Callable[[str, State], Answer]
#: A subject → its answer, made anew of its slots.
Rerun = Callable[[State], Answer]
#: Answers that make no subject.
NO_SUBJECT: Final = {"", "aide", "politesse", "refus", "definition", "pourquoi", "insertion",
                     "annulation", "explication", "controle"}  # fmt: skip
#: Words of a piece of a question.
PIECE: Final = 3
#: Operations over more figures than two, and how many at most.
SEVERAL: Final = {"somme", "moyenne", "maximum", "minimum"}
MOST_SEVERAL: Final = 6


#: Whole questions that a piece is tried as, to know which has its answer.
_MOST_TRIED: Final = 4


class Remembering:
    """The subject of a turn, with those before it.

    Args:
        single: Answers a question, which may change a slot of the subject before.
        rerun: Answers a subject anew.
        state: What was said before.
        context: The formulas and the workbook.
        known: The vocabulary.
    """

    def __init__(
        self, single: Single, rerun: Rerun, state: State, context: Context, known: Vocabulary
    ) -> None:
        self.single, self.rerun = single, rerun
        self.state, self.context, self.known = state, context, known

    def answer(self, question: str) -> Answer:
        """Answer a turn.

        Args:
            question: As typed.
        """
        raise NotImplementedError

    def _at(self, state: State) -> Self:
        return type(self)(self.single, self.rerun, state, self.context, self.known)

    @property
    def _speaks_of_subject(self) -> bool:
        """Whether there is a subject of an agreement, of which nothing is asked back."""
        return not self.state.pending and self.state.has_subject and self.context.sheet is None

    def _over(self, state: State) -> State:
        """Return a subject with those before it."""
        return replace(self.state.then(state.intent, state.slots), about=state.about)

    def _figures(self, most: int, op: str) -> Iterator[Figure]:
        """Yield the figures of the last answers, the last one first.

        What was made of several figures is none of them: « la moyenne » after « le total ».
        """
        count = 0
        for frame in self.state.stack():
            if not count and made_of(op) and made_of(frame.op):
                continue
            figure = self._figure(frame)
            if figure is None:
                if not count:
                    return
                continue
            yield figure
            count += 1
            if count == most:
                return

    def _figure(self, frame: State) -> Figure | None:
        again = self._again(frame)
        if again is None or again.kind != ANSWERED or again.node is None:
            return None
        result = compute(again.node, self.context.host)
        if number_in(result) is None and isinstance(result.value, str):
            # A grid prints its targets as texts: « 100 000 000 », « 35 % ».
            result = compute(printed_number(again.node), self.context.host)
        if number_in(result) is None:
            return None
        return Figure(frame, again, result)

    def _again(self, frame: State) -> Answer | None:
        """Answer a subject anew: from its words, its slots, or the figures below it."""
        if frame.op.startswith((*OF_LIST, PICKS)):
            return self._of_list_again(frame)
        if frame.op:
            below = self._at(frame.previous or State())
            return operated(frame.op, list(below._figures(MOST_SEVERAL, frame.op)), self.context)
        again = self.rerun(frame) if frame.intent else None
        if frame.text and (again is None or again.kind == UNKNOWN):
            # What no slots hold, its words do: « 2022 : 845 000 €, 2023 : 912 600 € ».
            alone = self.single(frame.text, State(about=frame.about))
            return alone if again is None or alone.kind == ANSWERED else again
        return again

    def _of_list_again(self, frame: State) -> Answer | None:
        """Keep the same entries of the list below once more, or tell the same one."""
        below = frame.previous
        again = None if below is None else self._again(below)
        if again is None:
            return None
        if frame.op.startswith(PICKS):
            return self._entry_again(frame.op, again)
        return narrowed_again(frame.op, again)

    def _entry_again(self, op: str, again: Answer) -> Answer | None:
        """Tell an entry of a list once more."""
        raise NotImplementedError

    def _told_computed(
        self, node: Computed, said: str, kind: str | Callable[[float], str]
    ) -> Answer | None:
        """Return the answer that a formula of the figures told is; they stay the subject.

        Args:
            node: The formula.
            said: The sentence, with ``{value}`` where the value stands.
            kind: How the value is shown.
        """
        result = compute(node, self.context.host)
        if result.error or not isinstance(result.value, float):
            return None
        shown = display(result.value, kind) if isinstance(kind, str) else kind(result.value)
        text = said.replace("{value}", shown)
        answer = answered(result, text, display=shown, source="", intent="suite")
        return replace(answer, state=self.state)

    def _unclear(self, said: str) -> Answer:
        """Return a refusal, after which the next turn goes on with what was told before."""
        return replace(unknown(said), state=self.state)

    def _kept(self, question: str, answer: Answer) -> Answer:
        """Return an answer whose state knows a whole question that has it."""
        if answer.kind != ANSWERED or answer.intent in NO_SUBJECT or answer.state.pending:
            return answer
        if answer.intent == "classeur":
            return self._with(answer, question)
        text = self._whole(question, answer)
        if answer.state.intent != answer.intent:
            # It was composed: no slots hold it, its words do.
            answer = self._with(answer, text)
        else:
            answer = replace(answer, state=replace(answer.state, text=text, op=""))
        return self._of_one_row(answer)

    def _of_one_row(self, answer: Answer) -> Answer:
        """Make the one entry of a list the subject: « la fiche 5 » has one indicator."""
        if answer.table is None or len(answer.table.rows) != 1:
            return answer
        subject = subject_of(answer.table, answer.table.rows[0])
        if not subject or "indicator" in answer.slots:
            return answer
        return replace(answer, state=replace(answer.state, text=subject))

    def _whole(self, question: str, answer: Answer) -> str:
        """Return a question that by itself has an answer, ``""`` where none is known."""
        plain = short_bodies(normalise(question))[:LONGEST_TEXT]
        if not self.state.has_subject:
            return plain
        turn = plain_turn(question)
        if len(words(turn)) > PIECE:
            whole = plain if turn == plain.rstrip(" ?.!") else turn
            alone = self.single(whole, State(about=self.state.about))
            if alone.kind == ANSWERED and alone.formula == answer.formula:
                return whole
        frame = next(iter(self.state.stack()), self.state)
        tried = [text for text, _ in candidates(plain_turn(question), frame, self.known)]
        for text in dict.fromkeys(tried[:_MOST_TRIED]):
            alone = self.single(text, State(about=self.state.about))
            if alone.kind == ANSWERED and alone.formula == answer.formula:
                return text
        alone = self.single(plain, State(about=self.state.about))
        if alone.kind == ANSWERED and (alone.formula, alone.text) == (answer.formula, answer.text):
            return plain
        # No figure of what is not the same question may be made of its words.
        return tried[0] if tried and not re.search(r"\d", plain) else ""

    def _with(self, answer: Answer, text: str) -> Answer:
        """Return an answer as the last subject."""
        held = answer.state.intent == answer.intent
        state = self.state.then(answer.intent if held else "", answer.slots if held else {})
        state = replace(state, text=normalise(text)[:LONGEST_TEXT], about=self.state.about)
        return replace(answer, state=state)


def made_of(op: str) -> bool:
    """Tell whether an operation is one of several figures.

    Args:
        op: One of the operations of a state.
    """
    return op.partition(" × ")[0] in {*SEVERAL, "écart", "part", "évolution"}
