"""Two things that one sentence asks, each answered by itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.bounds_told import BoundsTold
from pycog.dialogue.frames.pieced_turns import PiecedTurns
from pycog.dialogue.frames.several_questions import (
    asked_twice,
    parted,
    shared_ends,
    told_together,
)
from pycog.dialogue.normalise import normalise, words
from pycog.lazy_patterns import regex

#: Ways of parting a sentence that are tried.
_MOST_PARTINGS: Final = 3
#: Asks for somebody, a reason, a place or a way, which no figure tells.
_OTHER_THAN_FIGURE: Final = regex(
    r"(?:(?:par|a|de|pour|avec|chez|depuis|vers|d) )?(?:qui|pourquoi|ou|comment)\b"
)
#: « …, dont combien en CDI » asks for a part of what is asked before.
_PART_OF: Final = regex(r",? (?:et )?dont (?=combien\b|quel)")
_TWO: Final = 2
#: Asks which thing of a kind, that a text has to name; initials in brackets may be its name.
_WHICH: Final = regex(
    r"(?:et )?(?:(?:pour|de|a|avec|par|dans|chez|sous|en) )?"
    r"(?:quel(?:le)?s?|combien(?: (?:de|d|en|y|s en))*) "
    r"(?:(?:est|sont|ont|a|ete|se|s|n|ne|avait|etait)(?: (?:il|elle)s?)? )*([a-z]{4,})"
)
_INITIALS: Final = regex(r"\([A-Z]{2,}[A-Z0-9-]*\)")
#: Told in the words of a document: such a text may be about one half alone.
_TEXT: Final = "definition"
#: What both halves may say, each of its own.
_OWN: Final = ("year", "period", "due", "document", "fund", "category", "indicator", "sheet")


class BothHalves(PiecedTurns, BoundsTold):
    """A turn of which each half may be a question."""

    def _of_both_halves(self, question: str, *, sure: bool) -> Answer | None:
        """Answer two things that one sentence asks, the second as it goes on with the first."""
        if self.state.pending:
            return None
        for first, last in islice(parted(question, sure=sure), _MOST_PARTINGS):
            said = self._of_last_result(first) or self._of_itself(first)
            if said.kind != ANSWERED:
                continue
            then = self._at(said.state)
            more = then._of_last_result(f"et {last}") or then._of_itself(f"et {last}")
            said = self._with_shared_end(first, last, more) or said
            both = told_together(said, more, self.state)
            if both is not None:
                return both
        return None

    def _with_shared_end(self, first: str, last: str, more: Answer) -> Answer | None:
        """Answer the first of two questions with what is said of both behind the second."""
        if self.state.has_subject or more.kind != ANSWERED:
            return None
        own = {one.kind for one in read_question(first, self.known).entities} & {*_OWN}
        for whole in islice(shared_ends(first, last), _MOST_PARTINGS):
            end = read_question(whole[len(first) :], self.known)
            if any(map(end.has, own)):
                continue
            said = self._of_itself(whole)
            if said.kind == ANSWERED and said.formula not in {"", more.formula}:
                return said
        return None

    def _noting_other_half(self, question: str, answer: Answer) -> Answer:
        """Return an answer that says which half of the question it does not answer."""
        if self.state.has_subject or self.state.pending:
            return answer
        if answer.intent == _TEXT:
            return self._noting_untold(question, answer)
        for first, last in islice(asked_twice(question), 1):
            if _OTHER_THAN_FIGURE.match(normalise(last)) is None:
                continue
            if self._of_itself(first).text == answer.text:
                untold = f"Je n'ai pas de réponse à « {last.rstrip(' ?.!')} »."
                return replace(answer, text=f"{answer.text} {untold}")
        parts = _PART_OF.split(question, maxsplit=1)
        if len(parts) == _TWO and self._of_itself(parts[1]).text == answer.text:
            untold = f"Je n'ai pas de réponse à « {parts[0].strip()} »."
            return replace(answer, text=f"{answer.text} {untold}")
        return answer

    def _noting_untold(self, question: str, answer: Answer) -> Answer:
        """Return a text that says which second thing it does not tell: « …, et pour quel … »."""
        told = normalise(answer.text)
        for first, last in islice(asked_twice(question), 1):
            which = _WHICH.match(normalise(last))
            if which is None or which[1].rstrip("s") in told or _INITIALS.search(answer.text):
                continue
            said = self._of_itself(first)
            figure = normalise(said.display.partition(" ")[0])
            if said.text == answer.text or (figure and figure in words(told)):
                untold = f"Je n'ai pas de réponse à « {last.rstrip(' ?.!')} »."
                return replace(answer, text=f"{answer.text} {untold}")
        return answer

    def _with_first_half(self, question: str, answer: Answer) -> Answer | None:
        """Return a text with the figure that the first half asks for and the text does not tell."""
        if answer.intent != _TEXT or self.state.has_subject or self.state.pending:
            return None
        told = normalise(answer.text)
        for first, _ in islice(asked_twice(question), 1):
            said = self._of_itself(first)
            shown = normalise(said.display)
            if said.kind != ANSWERED or said.intent == _TEXT or "COG_" not in said.formula:
                continue
            if shown and shown in told:
                continue
            return told_together(said, answer, self.state)
        return None
