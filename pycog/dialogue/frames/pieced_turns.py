"""A long turn that only names another year, line or fund: the last question of that.

« Pour ma note, il me faudrait aussi le chiffre équivalent du FNGR » says no more than « et le
FNGR ? ». It is read so where every other word is a carrier, a correction or says « the same ».
"""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.frames.acts_on_figure import ActsOnFigure
from pycog.dialogue.frames.turn_acts import NAMES, Said, classes_of, taken_apart
from pycog.dialogue.frames.turn_words import SAME_YEARS
from pycog.dialogue.normalise import words
from pycog.dialogue.said_around import expanded
from pycog.dialogue.spoken import NUMERALS, ORDINALS, numeral
from pycog.lazy_patterns import regex

_LONGEST: Final = 40
_PIECES: Final = ("year", "line", "fund", "indicator", "category", "document")
#: « 2013 pas 2012 » : what is not meant.
_NOT_THIS: Final = regex(
    r",? ?\b(?:et non(?: pas)?|et pas|pas|au lieu d(?:e|u)|plutot que|a la place d(?:e|u))"
    r" (?:le |la |l |en |celui de |celle de |pour )*(?:(?:19|20)\d\d|(?:indicateur )?\d{1,3}"
    r"|[a-z]+)\b"
    r"|\b(?:j ai |on a |nous avons )?(?:tape|ecrit|mis|dit|note|indique|saisi|demande|choisi)"
    r" (?:en |l |le |la )*(?:(?:19|20)\d\d|(?:indicateur )?\d{1,3}|[a-z]+),?"
    r" (?:mais|alors que|or)\b"
)
#: « Sur le FNRG (pardon, FNGR) » : a word that is taken back.
_TAKEN_BACK: Final = regex(
    r"\b[\w€%]+[ ,.(:-]*\b(?:pardon|oups|enfin non|je veux dire|ou plutot|erreur|non)\b[ ,:]*"
    r"(?=(?:(?:le|la|l|les|en|du) )?[\w]+[ )?.!]*)"
)
#: « Deux exercices après, en 2014 »
_LATER: Final = regex(
    rf"\b(?P<n>{'|'.join(NUMERALS[1:7])}|une|[1-6]) (?:an|annee|exercice)s?"
    r" (?P<way>apres|plus tard|avant|plus tot)\b"
)
#: « C'est le 12 », after an indicator.
_BARE_NUMBER: Final = regex(
    r"\b(?:(?:le|l|du|au|no|n|numero) )?(\d{1,2}(?:\.\d)?)\b(?! ?(?:%|€|points?|jours?))"
    r"(?=[ .!?]*$)"
)
#: A number of something else than an indicator.
_OTHER_NUMBER: Final = regex(
    r"\b(?:annexe|fiche|article|section|page|chapitre|partie|point|note|axe|alinea) n? ?\d"
)
#: « Le douzième indicateur »
_NTH: Final = regex(
    rf"\b(?P<nth>{'|'.join(sorted(ORDINALS[1:], key=len, reverse=True))}"
    r"|\d{1,2}(?:e|eme)) (?P<what>indicateur|fiche)\b"
)
_ANNEX: Final = regex(r"\b(?:(?:a |dans |de |pour |sur |au titre de )?(?:l )?)annexe (\d)\b")
#: Words that ask for what the last question asked for, by its intent.
_ROLES: Final = {"objectif": ("aimed",), "budget": ("whole_noun",)}


def _numbered(match: re.Match[str]) -> str:
    said = match["nth"]
    number = re.match(r"\d+", said)
    return f"{match['what']} {number[0] if number else ORDINALS.index(said)}"


class PiecedTurns(ActsOnFigure):
    """A turn that asks the last question of another thing."""

    def _of_itself(self, question: str) -> Answer:
        raise NotImplementedError

    def _pieced(self, question: str) -> Answer | None:
        """Answer the last question of what a long turn names, with nothing said beside it."""
        frame = self.state.last_subject
        if self.state.pending or frame is None or len(words(question)) > _LONGEST:
            return None
        whole = taken_apart(question, self.known)
        if acted := self._compared_with_year(whole, alone=True) or self._gap_of_two(whole):
            return acted
        plain = _NTH.sub(_numbered, _TAKEN_BACK.sub("", expanded(question)))
        if SAME_YEARS.search(plain):
            return None
        plain = _NOT_THIS.sub("", plain)
        if "indicator" in frame.slots and not _OTHER_NUMBER.search(plain):
            plain = _BARE_NUMBER.sub(r"indicateur \1", plain)
        said = self._without_step(taken_apart(plain, self.known))
        named = said.of(*_PIECES)
        if not named or any(one not in named for one in said.of(*NAMES, "per", "condition")):
            return None
        roles = _ROLES.get(frame.intent, ())
        if classes_of(said, self.known, ("correction", "again", *roles), _PIECES) is None:
            return None
        turn = f"et {' '.join(one.text for one in sorted(named, key=lambda one: one.start))}"
        answer = None if turn == said.text else self._of_itself(turn)
        if answer is None or answer.kind != ANSWERED:
            return None
        return answer if not frame.intent or answer.intent == frame.intent else None

    def _without_step(self, said: Said) -> Said:
        """Leave out how many years later it is, where the year that is said is that one."""
        step, frame = _LATER.search(said.text), self.state.last_subject
        years = [one.value for one in said.of("year")]
        own = None if frame is None else frame.slots.get("year", frame.slots.get("campaign"))
        if step is None or len(years) != 1 or not isinstance(own, int):
            return said
        count = numeral(step["n"])
        count = count if step["way"] in {"apres", "plus tard"} else -count
        if years[0] != own + count:
            return said
        text = f"{said.text[: step.start()]} {said.text[step.end() :]}"
        return taken_apart(text, self.known)

    def _of_annex(self, question: str) -> Answer | None:
        """Answer the last question of the fund whose budget an annex prints."""
        found = _ANNEX.search(expanded(question))
        frame = self.state.last_subject
        if found is None or frame is None or frame.intent != "budget" or self.state.pending:
            return None
        funds = [
            one.id
            for one in self.known.convention.funds.values()
            if one.annex == f"annexe {found[1]}"
        ]
        said = taken_apart(_ANNEX.sub(" ", expanded(question)), self.known)
        alone = classes_of(said, self.known, ("again", "correction"), ()) is not None
        return self._of_itself(f"et le {funds[0]}") if len(funds) == 1 and alone else None
