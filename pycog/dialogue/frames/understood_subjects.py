"""A turn after a refusal: the indicator that was understood stays the one that is spoken of.

« Combien de femmes ont participé en 2014 ? » is refused, the indicator was read all the same:
« l'objectif de cette année-là alors ? » is then of it. Only a turn that says what it asks of an
indicator is read so: « et en 2013 ? » would ask what was refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, UNKNOWN, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.rule_in_focus import RuleInFocus
from pycog.dialogue.frames.turn_words import plain_turn, with_years
from pycog.dialogue.normalise import words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.lazy_patterns import regex

#: Names one thing: a turn that has such a fact speaks of its own subject.
_SUBJECTS: Final = (
    "indicator", "sheet", "line", "fund", "figure", "row", "category", "document",
    "amount", "percent",
)  # fmt: skip
#: What is asked of an indicator.
_ASKED: Final = regex(
    r"\b(?:objectifs?|cibles?|realise 2011|reference|source|fiche|libelle|unite|sens|outil)\b"
)
#: Calculations with typed credits.
_OF_TYPED: Final = frozenset({"disponible", "execution", "report"})
_LONGEST: Final = 12


class UnderstoodSubjects(RuleInFocus):
    """A turn about the indicator of a question that was refused."""

    def _of_understood(self, question: str) -> Answer | None:
        """Answer what a turn asks of the indicator that a refused question named."""
        understood = self.state.understood
        text = plain_turn(question)
        if not understood or self.context.sheet is not None or _ASKED.search(text) is None:
            return None
        if len(words(text)) > _LONGEST or read_question(text, self.known).of(*_SUBJECTS):
            return None
        subject, _, year = understood.partition(" en ")
        slots: dict[str, int | float | str] = {"year": year} if year else {}
        text = with_years(text.replace("-la", " la"), slots, self.known.convention.years)
        whole = f"{text} {subject}"
        answer = self.single(whole, State(about=self.state.about))
        if answer.kind != ANSWERED or "indicator" not in answer.slots:
            return None
        return self._kept(whole, replace(answer, state=self._over(answer.state)))

    def _with_those_before(self, answer: Answer) -> Answer:
        """Return an answer whose state knows the calculation with typed numbers before it."""
        state = answer.state
        first = state.previous is None and state.has_subject and not state.pending
        if not first or state == self.state or state.intent not in _OF_TYPED:
            return answer
        before = self.state.then("", {}).previous
        return replace(answer, state=replace(state, previous=before))

    def _with_understood(self, question: str, answer: Answer) -> Answer:
        """Return a refusal whose state knows the one indicator that was named."""
        if answer.kind == ANSWERED:
            return self._with_those_before(answer)
        if answer.kind != UNKNOWN or answer.state.pending or self.context.sheet is not None:
            return answer
        read = read_question(question, self.known)
        named = {one.value for one in read.of("indicator")}
        years = {one.value for one in read.of("year")}
        if len(named) != 1 or len(years) > 1 or read.of("category", "document"):
            return answer
        number = named.pop()
        if isinstance(number, tuple):
            return answer
        dated = f" en {years.pop()}" if years else ""
        understood = f"indicateur {number}{dated}"[:LONGEST_TEXT]
        return replace(answer, state=replace(answer.state, understood=understood))
