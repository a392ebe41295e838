"""A turn that says anew what was spent of typed credits, and asks what is carried over.

« En fait on a dépensé 2 130 000, combien je reporte ? » after a voted and a spent amount: the new
number takes the place of what was spent, on the line that was named, and more than was voted says
that nothing is left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, typed_quantities
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.number_places import as_typed
from pycog.dialogue.frames.turn_wishes import plain_words
from pycog.dialogue.frames.understood_subjects import UnderstoodSubjects
from pycog.dialogue.normalise import words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import display

_LONGEST: Final = 20
#: Intents with what was voted and what was spent, as they were typed.
_CREDITS: Final = frozenset({"disponible", "report", "execution"})
_SPENT: Final = regex(r"\b(?:depens|execut|realis|consomm|engag|mandat)\w*\b")
_CARRIED: Final = regex(r"\b(?:report\w*|reliquat)\b")
_BESIDE: Final = frozenset(
    words("fait finalement realite vrai on nous avait avons eu si c etait que seulement erreur")
)


class CorrectedCredits(UnderstoodSubjects):
    """A turn about typed credits of which another part was spent."""

    def _spent_anew(self, question: str) -> Answer | None:
        """Say what is carried over of the credits just typed, of which so much was spent.

        Args:
            question: As typed.
        """
        frame, read = self.state.last_subject, read_question(question, self.known)
        if frame is None or self.context.sheet is not None or len(words(read.text)) > _LONGEST:
            return None
        voted = frame.slots.get("authorised")
        typed = typed_quantities(read) or []
        if frame.intent not in _CREDITS or not isinstance(voted, int | float) or len(typed) != 1:
            return None
        one = typed[0]
        if one.unit not in {AMOUNT, NUMBER} or any(map(read.has, ("line", "fund", "year"))):
            return None
        outside = f"{read.text[: one.start]} {read.text[one.end :]}"
        if not (_SPENT.search(outside) and _CARRIED.search(outside)):
            return None
        rest = _SPENT.sub(" ", _CARRIED.sub(" ", outside))
        line = self._line()
        if not line or plain_words(rest, self.known.filler, _BESIDE):
            return None
        whole = (
            f"{line} vote {as_typed(float(voted), 2)} €, execute {as_typed(one.value, 2)} €, "
            "combien reporter"
        )
        answer = self.single(whole, State(about=self.state.about))
        if answer.kind != ANSWERED or answer.intent != "report" or not answer.formula:
            return None
        told = self._told_by(answer, whole)
        if one.value <= voted:
            return told
        over = display(one.value - voted, "amount")
        lead = f"Il n'y a rien à reporter : {over} de plus que l'autorisé ont été exécutés. "
        return replace(told, text=f"{lead}{told.text}")
