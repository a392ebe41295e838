"""A turn about a number of days: other ends, « et si la réponse part le 29 mars ? », in weeks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Operation
from pycog.dialogue.frames.larger_of_told import FiguresTold
from pycog.dialogue.frames.turn_words import plain_turn, unmarked, with_years
from pycog.dialogue.normalise import words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_ENDS: Final = ("start", "end")
#: What happens on the first day and on the last.
_ROLES: Final = {
    "start": regex(
        r"\b(?:recept\w+|recu\w*|recoit|arriv\w+|depot|depos\w+|saisi\w*|debut\w*|demarr\w+|ouvert\w*"
        r"|ouvre|commenc\w+|entr[ea]\w*|depart|pars?|partait|partons)\b"
    ),
    "end": regex(
        r"\b(?:repon\w+|envoy\w+|envoi|fin|fini\w*|finit|clot\w+|clos\w*|trait\w+|regl\w+|pay\w+"
        r"|paiement|sort\w*|sorti\w*|termin\w+|rend\w*|rendu\w*)\b"
    ),
}
#: « La réponse part » is an end, though what parts is a beginning elsewhere.
_PARTS: Final = regex(r"\b(repon\w+|envoi|courriers?) (?:ne )?(?:pars?|part|partait)\b")
#: Words beside the day and what happens on it.
_BESIDE: Final = frozenset(
    words(
        "et si la le les l une un on nous je avec plutot est etait a ete au en du de des c ce "
        "mais alors maintenant seulement que qu date jour courrier courriers reclamation dossier "
        "demande mail courriel facture y avait ait lieu pour sinon prend prenons"
    )
)


_WEEK: Final = 7
#: « En semaines, ça fait ? »
_WEEKS: Final = regex(
    r"(?:(?:et|ca|cela|fait|soit|donne|represente|c est|donc) )*(?:en (?:nombre de )?|combien de )"
    r"semaines(?: (?:ca|cela|fait|donne|c est|combien|environ))*"
)


class ChangedDays(FiguresTold):
    """A turn about the days of the last calculation."""

    def _with_change(self, question: str) -> Answer | None:
        """Answer a turn that says what changes of the last calculation, and nothing else."""
        return (
            self._operation_kept(question)
            or self._which_of_told(question, gap=True)
            or self._on_other_day(question)
            or self._in_weeks(question)
            or self._typed_anew(question)
        )

    def _in_weeks(self, question: str) -> Answer | None:
        """Say how many weeks the last number of days makes."""
        if _WEEKS.fullmatch(unmarked(question)) is None or not self._speaks_of_subject:
            return None
        figure = self._figure(self.state)
        if figure is None or not figure.shown.endswith("j"):
            return None
        said = f"{figure.shown}, soit {{value}} semaines."
        return self._told_computed(Operation(figure.node, "/", _WEEK), said, "number")

    def _on_other_day(self, question: str) -> Answer | None:
        """Count the days anew with another beginning or end, ``None`` for any other turn."""
        frame = self.state.last_subject
        if frame is None or self.state.op or not self._speaks_of_subject:
            return None
        if not all(one in frame.slots for one in _ENDS):
            return None
        text = with_years(plain_turn(question), frame.slots, self.known.convention.years)
        text = _PARTS.sub(r"\1", text)
        read = read_question(text, self.known)
        days = read.of("date")
        roles = [one for one, said in _ROLES.items() if said.search(read.text)]
        if len(days) != 1 or len(roles) != 1:
            return None
        rest = f"{read.text[: days[0].start]} {read.text[days[0].end :]}"
        rest = _ROLES[roles[0]].sub(" ", rest)
        if any(one not in _BESIDE for one in words(rest)) or re.search(r"\d", rest):
            return None
        slots = {**frame.slots, roles[0]: str(days[0].value)}
        answer = self.rerun(State(frame.intent, slots, about=frame.about))
        if answer.kind != ANSWERED:
            return None
        return replace(answer, state=self._over(State(frame.intent, slots, about=frame.about)))
