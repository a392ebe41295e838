"""What is given piece by piece: numbers said before anything could be calculated with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, UNKNOWN, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.rule_turns import RuleTurns
from pycog.dialogue.frames.turn_words import plain_turn
from pycog.dialogue.normalise import words
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.lazy_patterns import regex
from pycog.values import excerpt

#: Numbers that somebody gives of a thing of their own.
_GIVEN: Final = frozenset({"amount", "percent", "points", "number", "days", "staff", "date"})
#: A longer turn says what it is about.
_LONGEST: Final = 14
_TOTAL: Final = regex(r"\b(?:au|en) (?:total|tout)\b")
#: Asks for what the numbers given before make.
_RESULT: Final = regex(
    r"^(?:donc |du coup |alors |et |bon )*(?:(?:ca|cela|on) (?:fait|donne|obtient|a|ferait"
    r"|arrive a)"
    r"|combien|quel(?:le)?(?: est)?(?: (?:le|la|mon|notre))? (?:taux|resultat|total|montant|note"
    r"|score|part|delai|report))\b"
)
_ASKS: Final = regex(
    r"\b(?:l[ea]s?quel(?:le)?s?|quel(?:le)?s?|combien|qui|quand|comment|pourquoi|ou est|est ce)\b"
)
#: Formula of a rate of the incentive scheme → what the rate is called.
_RATES: Final = {"COG_TRL": "trl", "COG_TRN": "trn"}
_SCHEME: Final = regex(r"\b(?:part (?:locale|nationale)|interessement|pini|pili|mtid)\b")
#: A rate whose rule was told, and which points make.
_OF_RATE: Final = regex(r"\btaux de reussite (?:local|national)e?\b|\btr[ln]\b")
_SCHEME_FORMULA: Final = regex(r"COG_(?:TRIGGER|MTID|TRL|TRN)\(")


class PiecesTold(RuleTurns):
    """A turn that adds to what was given, or asks what it makes."""

    def _of_pieces(self, question: str) -> Answer | None:
        """Answer what the numbers given so far, with those of a turn, make together."""
        turn = plain_turn(question)
        for text in self._together(turn):
            answer = self.single(text[:LONGEST_TEXT], State(about=self.state.about))
            if answer.kind == ANSWERED and answer.formula and self._holds(answer, text):
                return self._told_by(answer, text)
            if answer.kind == ASKED and answer.state.pending and self._held(answer, text):
                state = replace(answer.state, previous=self.state.then("", {}).previous)
                return replace(answer, state=replace(state, about=self.state.about))
        return None

    def _together(self, turn: str) -> Iterator[str]:
        """Yield whole questions of what was given before and of a turn."""
        given = self.state.said
        numbers = self._numbers(turn)
        if given and len(words(turn)) <= _LONGEST:
            yield f"{given}, {turn}"
            if _TOTAL.search(turn):
                yield f"{given}, {' '.join(_TOTAL.sub(' ', turn).split())}"
        about = _SCHEME.search(self.state.told) or _OF_RATE.search(self.state.told)
        if numbers and about is not None:
            yield f"{turn} {about[0]}"
        rates = [one for one in self._rates() if one.split()[0] not in words(turn)]
        if _SCHEME.search(turn) and rates:
            for one in dict.fromkeys((*rates, " ".join(rates))):
                yield f"{turn} {one}"

    def _rates(self) -> list[str]:
        """Return the rates of the incentive scheme that were answered: « trl 62 % »."""
        found: dict[str, str] = {}
        for frame in self.state.stack():
            again = None if frame.op else self._again(frame)
            if again is None:
                continue
            name = _RATES.get(again.formula.lstrip("=").partition("(")[0])
            if name is not None and isinstance(again.value, float):
                # As computed: 500 of 900 points are not 55,6 %.
                exact = f"{again.value * 100:.10g}".replace(".", ",")
                found.setdefault(name, f"{name} {exact} %")
        return list(found.values())

    def _numbers(self, text: str) -> list[Entity]:
        read = read_question(text, self.known)
        return [one for one in read.entities if one.kind in _GIVEN]

    def _holds(self, answer: Answer, text: str) -> bool:
        """Tell whether an answer is made of every number that was given."""
        return not self._numbers(text) or any(one.isdigit() for one in answer.formula)

    def _held(self, answer: Answer, text: str) -> bool:
        """Tell whether a question asked back has taken every number that was given."""
        taken = [one for one in answer.state.slots.values() if isinstance(one, int | float)]
        return bool(taken) and len(taken) >= len(self._numbers(text))

    def _noted(self, question: str, answer: Answer) -> Answer:
        """Return an answer whose state knows what was given, where nothing was made of it."""
        turn = plain_turn(question)
        given = self.state.said
        numbers = self._numbers(turn)
        if given and numbers and answer.intent == "definition" and not _ASKS.search(turn):
            # One more number is given: what a text says in the same words was not asked.
            told = f"Je note « {excerpt(f'{given}, {turn}')} ». Que faut-il calculer ?"
            answer = self._unclear(told)
        if answer.kind not in (UNKNOWN, ASKED):
            return self._made_of_nothing(question, answer)
        taken = [one for one in answer.state.slots.values() if isinstance(one, int | float)]
        asks = _ASKS.search(turn) is not None or len(words(turn)) > _LONGEST
        asks = asks or (not given and question.rstrip().endswith("?"))
        if not numbers or asks or (self.state.pending and not given):
            keeps = given and answer.kind == UNKNOWN
            return replace(answer, state=replace(answer.state, said=given)) if keeps else answer
        if answer.state.pending and len(taken) >= len(numbers):
            return answer
        said = f"{given}, {turn}" if given else turn
        return replace(answer, state=replace(answer.state, said=said[:LONGEST_TEXT]))

    def _made_of_nothing(self, question: str, answer: Answer) -> Answer:
        """Give no value that is not made of the numbers just given, where that is asked."""
        turn = plain_turn(question)
        if not self.state.said or self._numbers(turn) or _RESULT.search(turn) is None:
            return answer
        if _SCHEME_FORMULA.search(answer.formula):
            return answer
        said = (
            f"Je ne sais pas quoi calculer avec « {excerpt(self.state.said)} ». Posez la question"
            " en une phrase, avec tous les chiffres."
        )
        return self._unclear(said)
