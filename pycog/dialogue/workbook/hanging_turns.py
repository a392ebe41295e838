"""Turns that say nothing by themselves are answered from what was told last, or not at all."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.table_query.table_lexis import FILLER
from pycog.dialogue.table_query.turn_patterns import GOES_ON, OF_IT, OF_THEM, SHORT, bare_turn

if TYPE_CHECKING:
    from pycog.dialogue.state import State

#: What hangs on something that was told before.
_HANGS: Final = re.compile(
    r"(?:et|donc|alors|du coup|pareil|idem|meme chose|soit|dont|ca|cela|pour (?:quel|combien|quoi)"
    r"|lesquel\w+|lequel|laquelle|l autre|les autres|le reste|de combien|sur combien|qui ca"
    r"|le (?:premier|deuxieme|second|troisieme|dernier|suivant|precedent)"
    r"|la (?:premiere|deuxieme|seconde|troisieme|derniere|suivante|precedente))\b"
)
_SAME: Final = re.compile(r"(?:et )?(?:pareil|idem|meme (?:chose|question|calcul))\b")
#: Words that name nothing of a workbook.
_EMPTY: Final = frozenset(
    map(
        stem,
        words(
            "et donc alors du coup pareil idem meme memes chose soit dont ca cela pour quel quelle "
            "quels quelles combien quoi lesquels lesquelles lequel laquelle autre autres reste de "
            "sur qui le la les l un une des d au aux en a est c etait fait font faire donne "
            "represente premier premiere deuxieme second seconde troisieme quatrieme dernier "
            "derniere suivant suivante suivantes suivants precedent precedente montant montants "
            "somme total tout tous toutes part parts pourcentage annee annees an ans mois "
            "trimestre avant apres plus moins gros petit grand haut bas ecart difference "
            "pourquoi quand eux elles ils il elle on y entre deux trois quatre cinq leur leurs "
            "son sa ses ou ce cette "
            "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "
            "juil sept oct nov dec janv fev pr ces celui celle ceux celles "
            "possible exactement alors sans avec euros moyenne evolution"
        ),
    )
)
_YEAR: Final = re.compile(r"(?:(?:19|20)\d\d|\d{1,2}(?:e|er|eme)?|%|€|t[1-4]|k€)")
_SHEET: Final = re.compile(r"feuille « (?P<name>.+?) »")
#: What is said of the answer itself, or computed with its figure.
_OF_ANSWER: Final = frozenset({"suite", "calcul", "source", "formule", "inserer", "arithmetique"})
_NOTHING: Final = (
    "Je ne sais pas de quoi vous parlez : rien n'a été dit avant à quoi cette question se "
    "rattache. Nommez la ligne, la colonne et l'année."
)
_ELSEWHERE: Final = (
    "Je ne sais pas : ce que je trouve ne vient pas du tableau dont nous parlions. Posez la "
    "question en entier, avec la feuille et la ligne."
)


def hung(answer: Answer, question: str, before: State) -> Answer:
    """Return an answer, or a refusal where a turn was answered from anything but the last answer.

    Args:
        answer: What was found.
        question: As typed.
        before: What was said before it.
    """
    if answer.kind != ANSWERED or answer.intent in _OF_ANSWER:
        return answer
    text = bare_turn(" ".join(words(normalise(question))))
    typed = " ".join(words(normalise(question)))
    sheets = _sheets_of(before)
    hangs = _HANGS.match(typed) and (_is_empty(text) or (not sheets and _SAME.match(typed)))
    if not hangs:
        return answer
    if not sheets:
        if before.has_subject or answer.intent != "classeur":
            return answer
        return replace(unknown(_NOTHING), intent=answer.intent, state=before)
    named = _SHEET.search(answer.source)
    told = named["name"] if named else ""
    if answer.intent == "classeur" and (not told or told in sheets):
        return answer
    if answer.intent == "classeur" and _is_sibling(told, sheets):
        return answer
    return replace(unknown(_ELSEWHERE), intent=answer.intent, state=before)


def is_whole(question: str) -> bool:
    """Tell whether a question says by itself what it is about.

    Args:
        question: As typed.
    """
    text = " ".join(words(normalise(question)))
    goes_on = GOES_ON.match(text) or OF_THEM.search(text) or OF_IT.match(text)
    return len(text.split()) > SHORT and not goes_on and not _HANGS.match(text)


def _is_empty(text: str) -> bool:
    return all(
        stem(word) in _EMPTY or stem(word) in FILLER or _YEAR.fullmatch(word)
        for word in text.split()
    )


def _sheets_of(before: State) -> set[str]:
    """Return the sheets that were told last."""
    told = [*before.listed.split(" | "), before.focus]
    if before.asked.startswith("@"):
        told.append(before.asked[1:])
    return {one.rpartition("!")[0] for one in told if "!" in one}


def _is_sibling(told: str, sheets: set[str]) -> bool:
    """Tell whether sheets differ by their year alone: « 2024 » and « 2025 »."""
    bare = {re.sub(r"\d+", "", one).strip().lower() for one in sheets}
    return re.sub(r"\d+", "", told).strip().lower() in bare
