"""Runs a reading: nothing left over, what is missing asked, the handler's answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import (
    ANSWERED,
    ASKED,
    UNKNOWN,
    Answer,
    about,
    unknown,
)
from pycog.dialogue.composed.taken_values import compared
from pycog.dialogue.coverage import is_used, left_over, names_of
from pycog.dialogue.entities import Question
from pycog.dialogue.fallback import named
from pycog.dialogue.handlers import handlers
from pycog.dialogue.intents import Intent
from pycog.dialogue.lexicon import stem
from pycog.dialogue.matcher import Match
from pycog.dialogue.offered import offered, silence
from pycog.dialogue.place_words import AIM, agree
from pycog.dialogue.slots import Several, Slots, asked_in, choices_of, labelled, missing
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import SlotValue, State
from pycog.dialogue.turn import Ask, Context, Turn
from pycog.dialogue.units import wrong_unit
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex
from pycog.values import excerpt

#: Intents that make no subject of their own.
NO_SUBJECT: Final = {"aide", "politesse", "explication", "controle"}
#: Kinds that are found by their words, which may then be words that name nothing.
BY_WORDS: Final = {"indicator", "figure"}
#: Slot → further kinds of entity that are a try to fill it.
_ALIKE: Final = {
    "year": ("period", "due"),
    "date": ("due", "year", "number"),
    "indicator": ("percent", "number", "line"),
}
#: What gives no value of its own may be asked in any words.
_NO_GATE: Final = {"aide", "politesse"}
#: Kinds of entity that state a figure, and the words that take it for granted.
_STATED: Final = {"amount", "percent", "number", "days", "points"}
_PREMISE: Final = regex(
    r"\b(?:est|sont|etait|etaient|vaut|valait|vrai|exact|correct|confirmes?|confirmez|bien|fait)\b"
)
#: Slots that a number of the question fills: the answer is made of it, and confirms nothing.
TYPED: Final = frozenset(
    {"executed", "unspent", "authorised", "actual", "target", "floor", "reached"}
)
_PREMISE_WORDS: Final = {"vrai", "exact", "correct", "juste", "confirme", "confirmes", "confirmez"}
_CHANGES: Final = regex(
    r"\b(?:moins|plus|si|avec|sans|de moins|de plus|hausse|baisse|dessous|dessus|sous)\b"
)
#: Labels offered at once: more are a sign that the words name nothing.
_MOST_LABELS: Final = 9

#: Opens what is said where words are left over that may name a subject.
UNREAD: Final = "Je ne sais pas lire"


class Running:
    """One question with its state, and what is said of a reading of it."""

    def __init__(
        self, question: Question, state: State, context: Context, known: Vocabulary
    ) -> None:
        self.question = question
        self.state = state
        self.context = context
        self.known = known
        #: The reading that was refused last, and what it did not use.
        self.refused: tuple[Intent, Slots, list[Entity]] | None = None

    def _gated(self, intent: Intent, slots: Slots) -> Answer:
        """Answer only where nothing of the question is left over."""
        if intent.id in _NO_GATE:
            return self._run(intent, slots)
        left = left_over(self.question, intent, slots, self.known)
        if not left:
            return self._run(intent, slots)
        return (
            self._asked_first(intent, slots, left)
            or self._premise(intent, slots, left)
            or self._refused(intent, slots, left)
        )

    def _asked_first(self, intent: Intent, slots: Slots, left: list[Entity]) -> Answer | None:
        """Ask for what is missing where the words left over are a try to say it."""
        lacking = missing(intent, slots)
        if all(one.kind == "period" for one in left) and "year" in names_of_slots(intent):
            years = tuple(map(str, self.known.convention.years))
            return self._ask(intent, slots, Ask("year", "Pour quelle année ?", years))
        if lacking is None or any(stem(one.text) in self.known.qualifying for one in left):
            return None
        kinds = set(_ALIKE.get(lacking.name, ())) | set(lacking.kinds)
        if BY_WORDS & set(lacking.kinds):
            kinds.add("word")
        if not all(one.kind in kinds for one in left):
            return None
        asked = self._run(intent, slots)
        lost = " ".join(names_of(left, self.question))
        return replace(asked, text=f"{UNREAD} « {excerpt(lost)} ». {asked.text}")

    def _premise(self, intent: Intent, slots: Slots, left: list[Entity]) -> Answer | None:
        """Say whether a figure that the question takes for granted is the one there is."""
        facts = [one for one in left if one.kind != "word"]
        rest = [one for one in left if one.kind == "word" and one.text not in _PREMISE_WORDS]
        if len(facts) != 1 or facts[0].kind not in _STATED or rest or TYPED & set(slots):
            return None
        if not _PREMISE.search(self.question.text) or _CHANGES.search(self.question.text):
            return None
        if re.search(r"\bcombien\b", self.question.text[facts[0].end :]):
            # « Sur 17 antennes, ça fait combien ? » states no value.
            return None
        answer = self._run(intent, slots)
        verdict = compared(facts[0], answer) if answer.kind == ANSWERED else None
        return None if verdict is None else replace(answer, text=f"{verdict} : {answer.text}")

    def _refused(
        self, intent: Intent, slots: Mapping[str, SlotValue], left: list[Entity]
    ) -> Answer:
        """Say what was understood of a question and what was not, and give no value."""
        self.refused = intent, dict(slots), left
        lost = ", ".join(f"« {excerpt(one)} »" for one in names_of(left, self.question))
        held = [one for one in self.question.entities if is_used(one, slots, self.known)]
        understood = ", ".join((intent.title, *named(held)))
        text = (
            f"Je ne donne pas de valeur : je ne sais pas tenir compte de {lost}. J'ai compris : "
            f"{understood}."
        )
        answer = unknown(text, offered(self.known.convention, intent))
        return replace(answer, intent=intent.id, state=self.state)

    def _described(self) -> Answer | None:
        """Answer a refused reading whose words left over only describe the fact that it chose."""
        if self.refused is None:
            return None
        intent, slots, left = self.refused
        if intent.id == "objectif" and not AIM.search(self.question.text):
            # A thing is counted: that a target speaks of it is a chance.
            return None
        if missing(intent, slots) is not None or not agree(left, intent, slots, self.known):
            return None
        answer = self._run(intent, slots)
        return answer if answer.kind == ANSWERED else None

    def _run(self, intent: Intent, slots: Slots) -> Answer:
        """Ask for what is missing, else let the handler answer."""
        lacking = missing(intent, slots)
        if lacking is not None and (nothing := silence(self.known.convention, intent)):
            return replace(unknown(nothing), intent=intent.id, state=self.state)
        if lacking is not None:
            choices = choices_of(lacking, self.known, slots)
            return self._ask(
                intent, slots, Ask(lacking.name, asked_in(lacking, self.known), choices)
            )
        wrong = wrong_unit(slots, self.question, self.known)
        if wrong is not None:
            kept = {name: value for name, value in slots.items() if name != wrong.slot}
            return self._ask(intent, kept, wrong)
        turn = Turn(intent.id, slots, self.context, self.known, self.question.text)
        result = handlers()[intent.id](turn)
        if isinstance(result, Ask):
            kept = {name: value for name, value in slots.items() if name != result.slot}
            return self._ask(intent, kept, result)
        if intent.id in NO_SUBJECT:
            return about(result, intent.id, slots, self.state)
        if result.kind == UNKNOWN and "year" in slots and result.choices:
            rest = {name: value for name, value in slots.items() if name != "year"}
            state = self.state.asking(intent.id, rest, "year", result.choices)
            return about(result, intent.id, slots, state)
        return about(result, intent.id, slots, self.state.then(intent.id, slots))

    def _ask(self, intent: Intent, slots: Slots, ask: Ask) -> Answer:
        state = self.state.asking(intent.id, slots, ask.slot, ask.choices)
        return Answer(intent.id, ASKED, ask.text, slots, choices=ask.choices, state=state)

    def _list(self, intent: Intent, slots: Slots, several: Several) -> Answer:
        """List the things that the words of the question may name, with their numbers."""
        if several.slot == "indicator" and len(several.keys) > _MOST_LABELS:
            text = f"Ces mots désignent {len(several.keys)} indicateurs. Donnez le numéro."
            return self._ask(intent, slots, Ask(several.slot, text))
        choices = labelled(several.slot, several.keys[:_MOST_LABELS], self.known)
        what = "indicateurs" if several.slot == "indicator" else "chiffres"
        text = f"Ces mots désignent plusieurs {what}. Lequel ?"
        if several.slot not in {"indicator", "figure"}:
            text = "Je réponds pour un seul à la fois. Lequel ?"
        return self._ask(intent, slots, Ask(several.slot, text, choices))

    def _two_readings(self, entity: Entity) -> Answer:
        typed = str(entity.value)
        text = (
            f"« {excerpt(typed)} » peut se lire de deux façons. Écrivez les milliers avec une "
            "espace et les décimales avec une virgule."
        )
        choices: tuple[str, ...] = ()
        if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", typed):
            readings = (typed.replace(".", " "), typed.replace(".", ","))
            choices = tuple(self.question.text.replace(typed, one, 1) for one in readings)
        return Answer("", ASKED, text, choices=choices, state=self.state)

    def _which(self, rivals: list[Match]) -> Answer:
        text = "Votre question peut se comprendre de plusieurs façons. Laquelle ?"
        meant = [one.intent for one in rivals[:3]]
        choices = offered(self.known.convention, *meant)
        nothing = next(filter(None, (silence(self.known.convention, one) for one in meant)), "")
        if not choices and nothing:
            return replace(unknown(nothing), state=self.state)
        return Answer("", ASKED, text, choices=choices, state=self.state)


def names_of_slots(intent: Intent) -> set[str]:
    """Return the names of the slots of an intent, and of the two ends of a period."""
    return {slot.name for slot in intent.slots} | {"from", "to"}
