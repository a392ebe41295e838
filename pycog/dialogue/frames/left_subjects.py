"""A turn that returns to a subject left behind, by its place, its kind or its words.

« Revenons au premier sujet : et le réalisé 2011 ? », « merci pour le budget ; pour le décroché,
quel résultat en 2011 ? »: what is asked besides is answered as if nothing had been said since.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.frames.result_turns import ResultTurns
from pycog.dialogue.frames.turn_data import cue
from pycog.dialogue.frames.turn_wishes import in_full
from pycog.dialogue.frames.turn_words import YEAR
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_PAIR: Final = 2
_SHORT_WORD: Final = 3
_TO: Final = (
    r"(?: (?:a|au|aux|sur|vers|le|la|les|l|mon|ma|mes|notre|votre|cet|cette|ce|d|de|du|des|un|peu"
    r"|maintenant|donc|si|vous|tu|voulez|bien))*"
)
_LEAD: Final = r"^(?:(?:bon|ok|alors|bien|je|on|nous|puis|maintenant|et|mais) )*"
#: « Sur le premier point »
_OF_SUBJECT: Final = regex(
    rf"{_LEAD}(?:sur|pour|concernant|cote|quant|s agissant|a propos|au sujet|dans){_TO}"
    r" (?P<what>[a-z].*)$"
)
_AFTER: Final = regex(rf"^{_TO} (?P<what>[a-z].*)$")
_ASIDE: Final = regex(
    r"^(?: (?:le|la|l|les|du|de|des))* (?P<what>[a-z ]+?)"
    r"(?: (?:de cote|a part|la|pour l instant|maintenant|tomber))*$"
)
_ORDINALS: Final = (
    (0, regex(r"\b(?:premiere?|1ere?|1er|initiale?)\b")),
    (1, regex(r"\b(?:deuxieme|seconde?|2e|2eme)\b")),
    (2, regex(r"\b(?:troisieme|3e|3eme)\b")),
)
#: « Le premier, … »
_ORDINAL_ALONE: Final = regex(
    r"(?:pour )?(?:le|la) (?:premiere?|deuxieme|seconde?|troisieme|1ere?|1er|2e|3e)"
)
_OF_QUESTIONS: Final = regex(r"\bde (?:ma|mes|la|notre) (?:questions?|demandes?)\b")
_KINDS: Final = (
    (regex(r"\b(?:indicateurs?|objectifs?|cibles?)\b"), ("indicator",)),
    (regex(r"\b(?:budget|lignes?|depenses?|montants?|credits?)\b"), ("line", "fund")),
    (regex(r"\b(?:grilles?|baremes?|criteres?|interessement|points)\b"), ("row", "category")),
    (regex(r"\b(?:rapports?|chiffres?|chiffre cle)\b"), ("figure",)),
)
#: Words of a label that say what is asked of it.
_ASKED: Final = frozenset(
    map(stem, words("objectif cible realise seuil points montant resultat poids"))
)


class LeftSubjects(ResultTurns):
    """A turn about a subject that others came after."""

    def _back_to(self, text: str) -> Answer | None:
        """Answer a turn that returns to a subject left behind, and asks something of it."""
        frames = self.state.own_subjects
        if len(frames) < _PAIR:
            return None
        text = in_full(text)
        pieces = [one.strip() for one in re.split(r"[,;:.!?]+(?= |$)", text) if one.strip()]
        kept = [one for one in pieces if not self._is_left(one, frames)]
        left = len(kept) < len(pieces)
        if left and kept and not any(map(cue("returns").search, kept)):
            aside = [one for one in pieces if one not in kept]
            staying = [one for one in frames if not any(self._is_left(it, [one]) for it in aside)]
            answer = None
            if len(staying) == 1:
                answer = self._asked_of_left(staying[0], " ".join(kept))
            if answer is not None:
                return answer
        for at, piece in enumerate(kept):
            found = self._named_subject(piece, frames, sure=left or len(kept) > 1)
            if found is None:
                continue
            frame, rest = found
            asked = " ".join((rest, *kept[at + 1 :])).strip()
            if not asked:
                continue
            return self._asked_of_left(frame, asked)
        return None

    def _asked_of_left(self, frame: State, asked: str) -> Answer | None:
        """Answer a turn as if nothing had been said since a subject, which becomes the last."""
        state = replace(frame, previous=None)
        answer = self._at(state).answer(f"et {asked}")
        if answer.kind != ANSWERED:
            answer = self._at(state).answer(asked)
        if answer.kind != ANSWERED or not answer.display:
            return None
        held = replace(answer.state, previous=self.state.then("", {}).previous)
        return replace(answer, state=held)

    def _is_left(self, piece: str, frames: list[State]) -> bool:
        """Tell whether a clause leaves a subject aside: « merci pour le budget »."""
        opened = cue("leaves").match(piece)
        found = None if opened is None else _ASIDE.match(piece[opened.end() :])
        return found is not None and any(self._is_named(found["what"], one) for one in frames)

    def _named_subject(
        self, piece: str, frames: list[State], *, sure: bool
    ) -> tuple[State, str] | None:
        """Return the earlier subject that a clause names, and what it asks besides."""
        back = cue("returns").search(piece)
        about = None if back is None else _AFTER.match(piece[back.end() :])
        about = about or (_OF_SUBJECT.match(piece) if sure else None)
        what = about["what"] if about else piece
        if re.search(r"\d", YEAR.sub(" ", what)):
            return None
        alone = sure and _ORDINAL_ALONE.fullmatch(piece) is not None
        if about is None and cue("earlier").search(what) is None and not alone:
            return None
        for place, ordinal in _ORDINALS:
            if (
                (said := ordinal.search(what))
                and (alone or cue("subject").search(what))
                and place < len(frames)
            ):
                rest = what[: said.start()] + cue("subject").sub(" ", what[said.end() :])
                rest = _OF_QUESTIONS.sub(" ", rest)
                return frames[::-1][place], self._asked_besides(rest, frames[::-1][place])
        plain = cue("earlier").sub(" ", what)
        named = [one for one in frames if self._is_named(plain, one)]
        if len(named) != 1:
            return None
        return named[0], self._asked_besides(plain, named[0])

    def _is_named(self, what: str, frame: State) -> bool:
        """Tell whether words name a subject, by its kind or by its own words."""
        for pattern, slots in _KINDS:
            if pattern.search(what):
                return any(one in frame.slots for one in slots)
        own = self._words_of_subject(frame)
        said = [one for one in words(what) if len(one) > _SHORT_WORD and not one.isdigit()]
        return any(self.known.lexicon.recognise(one) in own or stem(one) in own for one in said)

    def _words_of_subject(self, frame: State) -> set[str]:
        again = self._again(frame)
        told = "" if again is None else again.text
        found = {
            stem(one) for one in words(normalise(f"{frame.text} {told}")) if len(one) > _SHORT_WORD
        }
        return found - self.known.filler

    def _asked_besides(self, what: str, frame: State) -> str:
        """Return what a clause asks besides the subject that it names."""
        own = self._words_of_subject(frame)
        kept = [
            one for one in what.split()
            if stem(one) in _ASKED or own.isdisjoint({self.known.lexicon.recognise(one), stem(one)})
        ]  # fmt: skip
        rest = " ".join(kept)
        for pattern, _ in _KINDS[1:]:
            rest = pattern.sub(" ", rest)
        return " ".join(re.sub(r"\bindicateurs?\b", " ", rest).split())
