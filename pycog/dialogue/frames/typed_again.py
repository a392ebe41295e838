"""A turn that gives one number of a calculation with typed numbers anew: « et 78 ? »."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.typed_quantities import typed_quantities
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.arithmetic_turns import plain_number
from pycog.dialogue.frames.number_places import rewritten
from pycog.dialogue.frames.same_operation import SameOperation
from pycog.dialogue.frames.turn_words import unmarked
from pycog.dialogue.normalise import words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

#: What was done stands first, what it is set against behind it.
_RATE_OF: Final = regex(
    r"=COG_(?P<what>ATTAINMENT|EXECUTION|SHARE)\((?P<done>\d+(?:\.\d+)?),(?P<of>\d+(?:\.\d+)?)\)"
)
_NUMBER: Final = r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_DONE: Final = regex(
    r"(?:(?:et|avec|si|pour|on|en|c|etait|fait|faisait|avait|a|seulement) )*"
    rf"(?P<n>{_NUMBER})(?: (?P<noun>[a-z]+))?"
)
#: « La locale fait 29,7 M€ », after the national share.
_OTHER_SHARE: Final = regex(
    r"(?:(?:et|pour|la|le|l|part|masse|enveloppe|cote|du) )*(?P<which>local|national)e?"
    r"(?: (?:fait|est|c est|a|de|vaut|represente|avec|pour))*"
    rf" (?P<n>(?:{_NUMBER}) ?(?:m€|k€|€|euros?|millions?(?: d euros)?)?)"
)
_OTHER_OF: Final = {"national": "local", "local": "national", "pini": "pili", "pili": "pini"}
_NAMED: Final = regex(r"\b(national|local|pini|pili)(?=e?\b)")


class TypedAgain(SameOperation):
    """A turn about a calculation of which every number was typed."""

    def _typed_anew(self, question: str) -> Answer | None:
        """Calculate with another result, or for the other share; ``None`` for any other turn."""
        frame = self.state
        if not self._speaks_of_subject or frame.op or not frame.text:
            return None
        turn = unmarked(question)
        return self._other_done(turn, frame) or self._other_share(turn, frame)

    def _other_done(self, turn: str, frame: State) -> Answer | None:
        """Put another number in the place of what was done, of so many."""
        asked = _DONE.fullmatch(turn)
        if asked is None or frame.intent != "calcul":
            return None
        held = _RATE_OF.fullmatch(self.single(frame.text, State(about=frame.about)).formula)
        if held is None or (asked["noun"] or "") not in ("", *words(frame.text)):
            return None
        answer = self._with_number(frame, float(held["done"]), asked["n"])
        fits = None if answer is None else _RATE_OF.fullmatch(answer.formula)
        same = fits is not None and (fits["what"], fits["of"]) == (held["what"], held["of"])
        return answer if same else None

    def _with_number(self, frame: State, old: float, new: str) -> Answer | None:
        read = read_question(frame.text, self.known)
        places = [one for one in typed_quantities(read) or [] if one.value == old]
        if len(places) != 1:
            return None
        typed = read.text[places[0].start : places[0].end]
        unit = re.search(r"[^\d., ].*$", typed)
        whole = rewritten(read.text, [(places[0], f"{new}{f' {unit[0]}' if unit else ''}")])
        answer = self.single(whole, State(about=frame.about))
        return self._told_by(answer, whole) if answer.kind == ANSWERED else None

    def _other_share(self, turn: str, frame: State) -> Answer | None:
        """Calculate the theoretical amount of the other share, with the staff that was said."""
        asked = _OTHER_SHARE.fullmatch(turn)
        named = {one for one in _NAMED.findall(frame.text) if one in {"national", "local"}}
        if asked is None or named != {_OTHER_OF[asked["which"]]}:
            return None
        read = read_question(frame.text, self.known)
        amounts = [one for one in typed_quantities(read) or [] if one.unit == "amount"]
        if len(amounts) != 1:
            return None
        whole = rewritten(read.text, [(amounts[0], asked["n"].strip())])
        whole = _NAMED.sub(lambda one: _OTHER_OF[one[1]], whole)
        again, answer = self._again(frame), self.single(whole, State(about=frame.about))
        if again is None or answer.kind != ANSWERED or answer.intent != again.intent:
            return None
        number = plain_number(re.sub(r"[^\d,]", "", asked["n"]))
        return self._told_by(answer, whole) if number else None
