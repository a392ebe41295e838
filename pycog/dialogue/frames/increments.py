"""A turn that says how much more or less one of the typed numbers is: « 50 000 de plus ».

« Et si on dépense 50 000 € de plus ? » after a voted and a spent amount is more spent, and no
more left: the number that the turn names by its words takes it, the calculation is done anew.
Where it is not said which of them, nothing is calculated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    PERCENT,
    Quantity,
    typed_quantities,
)
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.frames.held_facts import held_in
from pycog.dialogue.frames.number_places import Typed, as_typed, is_in, rewritten, with_cues
from pycog.dialogue.frames.rate_turns import RateTurns
from pycog.dialogue.frames.turn_wishes import plain_words
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.lazy_patterns import regex

_LONGEST: Final = 18
_PAIR: Final = 2
_HUNDRED: Final = 100
_MORE: Final = regex(
    r"\b(?:(?:de|en) (?P<sign>plus|moins)\b|plus (?P<way>haut|eleve|bas|faible)\w*"
    r"|(?P<more>supplementaires?|de mieux)\b"
    r"|(?P<down>perd|perdait|perdons|baisse|baissait|chute|recule|diminue|enleve|retire|retranche"
    r"|en enlevant|en retirant)\b(?: de)?"
    r"|(?P<up>gagne|gagnait|gagnons|augmente|augmentait|monte|montait|progresse|ajoute|ajoutait"
    r"|rajoute|en ajoutant)\b(?: de)?)"
)
#: Words for one thing: what is spent, what is voted, what is done.
_SAME: Final = tuple(
    frozenset(map(stem, words(one)))
    for one in (
        "depense depenser depensait depensee execute execution realise realisation consomme"
        " consommer engage engager mandate depenses",
        "vote voter budget autorise autorisation prevu alloue credits enveloppe dotation",
        "traite traiter traites traitait decroche decroches decrocher repondu acquis"
        " obtenu obtenus conformes",
    )
)
#: Intents of a part and its whole: without a word it is the part that moves.
_OF_PART: Final = frozenset({"part", "taux", "taux-local", "execution"})
#: Calculations whose result is none of their numbers: it takes no part of them.
_OF_ROLES: Final = _OF_PART | {"disponible", "report", "mtid", "declenchement", "prime"}
_BESIDE: Final = frozenset(
    words("avec si on nous en avait avions et pour mais un une des de du la le les l il elle ca a")
)
_WHICH: Final = (
    "Je ne sais pas lequel de vos nombres change ainsi. Dites-le avec son nom, ou donnez le nombre "
    "entier."
)


class Increments(RateTurns):
    """A turn that moves one of the typed numbers by so much."""

    def _moved_by(self, question: str) -> Answer | None:
        """Calculate anew with one number so much higher or lower, ``None`` for any other turn.

        Args:
            question: As typed.
        """
        frame, read = self.state.last_subject, read_question(question, self.known)
        moved = _MORE.search(read.text)
        if frame is None or moved is None or len(words(read.text)) > _LONGEST:
            return None
        if self.state.op and self.state.op[0] not in "×÷":
            return None
        typed = typed_quantities(read) or []
        if len(typed) != 1 or typed[0].unit == PERCENT or self.state.pending:
            return None
        again = self._again(frame)
        before = held_in(frame, self.known).read
        held = typed_quantities(before) or []
        if again is None or not again.formula or "COG_BUDGET" in again.formula:
            return None
        if len(held) < _PAIR:
            return None
        made = [one for one in with_cues(before, held) if _is_made_of(one.quantity, again.formula)]
        if len(made) < _PAIR:
            return None
        place = self._which(read, typed[0], moved, made, frame.intent)
        if place is None:
            return self._unclear(_WHICH) if frame.intent in _OF_ROLES else None
        return self._with_moved(frame, before, place.quantity, _by(typed[0], moved))

    def _which(
        self,
        read: Question,
        more: Quantity,
        moved: re.Match[str],
        held: Sequence[Typed],
        intent: str,
    ) -> Typed | None:
        """Return the number that a turn names by its words, ``None`` where that is unclear."""
        text = " ".join(
            (read.text[: more.start], read.text[more.end : moved.start()], read.text[moved.end() :])
            if more.end <= moved.start()
            else (read.text[: moved.start()], read.text[moved.end() : more.start],
                  read.text[more.end :])
        )  # fmt: skip
        said = {stem(one) for one in plain_words(text, self.known.filler, _BESIDE)}
        said |= {one for one in map(stem, words(text)) if any(one in group for group in _SAME)}
        if more.noun and more.noun not in {"plus", "moins"}:
            said.add(stem(more.noun))
        fits = [one for one in held if _takes(one.quantity, more)]
        if not said:
            if len(fits) == 1:
                return fits[0]
            part = min(fits, key=lambda one: one.quantity.value) if fits else None
            return part if intent in _OF_PART and len(fits) == _PAIR else None
        for beside in (_own_noun, _announced, _followed):
            named = [one for one in fits if all(_is_one_of(word, beside(one)) for word in said)]
            if named:
                return named[0] if len(named) == 1 else None
        return None

    def _with_moved(
        self, frame: State, before: Question, one: Quantity, more: float
    ) -> Answer | None:
        """Ask the last question with one number so much higher or lower."""
        scale = _HUNDRED if one.unit == PERCENT else 1
        value = one.value * scale + more
        if value < 0:
            return None
        said = before.text[one.start : one.end]
        unit = re.search(r" ?(?:%|k€|m€|€|euros?|points?|pts?)$", said)
        whole = rewritten(before.text, [(one, f"{as_typed(value, 4)}{unit[0] if unit else ''}")])
        answer = self.single(whole[:LONGEST_TEXT], State(about=frame.about))
        again = self._again(frame)
        if again is None or answer.kind != ANSWERED or answer.intent != again.intent:
            return None
        return self._told_by(answer, normalise(whole)) if answer.formula != again.formula else None


def _is_made_of(one: Quantity, formula: str) -> bool:
    rated = one.unit == PERCENT and re.search(rf"(?<![\d.]){one.value:.12g}(?![\d.])", formula)
    return bool(rated) or is_in(one, formula)


def _by(more: Quantity, moved: re.Match[str]) -> float:
    """Return by how much a number moves, less than nothing where it falls."""
    down = moved["sign"] == "moins" or moved["way"] in {"bas", "faible"} or moved["down"]
    return -more.value if down else more.value


def _takes(one: Quantity, more: Quantity) -> bool:
    """Tell whether a number may be so much more: points are of a rate or of points."""
    if more.unit == "points":
        return one.unit in {PERCENT, "points"} or one.unit in COUNTS
    return one.unit == more.unit or {one.unit, more.unit} <= {*COUNTS, AMOUNT}


def _own_noun(one: Typed) -> frozenset[str]:
    return frozenset({stem(one.quantity.noun)} if one.quantity.noun else ())


def _announced(one: Typed) -> frozenset[str]:
    return one.before


def _followed(one: Typed) -> frozenset[str]:
    return one.behind


def _is_one_of(word: str, near: frozenset[str]) -> bool:
    """Tell whether a word is one of those beside a number, or means the same as one."""
    if word in near or kin_of(word, near):
        return True
    return any(word in group and near & group for group in _SAME)
