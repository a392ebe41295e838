"""The words of a question that tell what it is about, and which of them a text must have."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.coverage import IDIOMS
from pycog.dialogue.families import restricting
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.passages.passage_data import Passages
from pycog.dialogue.passages.passage_words import Side, passage_words
from pycog.dialogue.provisions.provision_data import provisions
from pycog.dialogue.vocabulary import Vocabulary

#: A word that stands nowhere tells less than one of another passage.
_UNKNOWN: Final = 0.5
#: How much what is said another way counts.
KIN: Final = 0.7
#: The same for a year that the title of its document has.
BY_TITLE: Final = 0.9
#: Weight from which on a word that only carries most questions tells texts apart.
_RARE: Final = 3.5
#: « Le nombre de … » is asked of a text that need not say so.
_COUNTS: Final = frozenset({"nombre", "nb", "nbre"})
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
#: Letters of an acronym that is short for words of the texts.
_ACRONYM: Final = 3
#: Words that ask for another figure than a printed one, which a passage must have as they are.
_OPERATORS: Final = re.compile(
    r"\b(?:difference|ecart|evolution|total\w*|cumul\w*|moyen\w*|somme|part|pourcentage|ratio"
    r"|taux|combien de fois|moins|plus|resultats?|realise\w*|constate\w*|execute\w*|hausse"
    r"|baisse|hors|sauf|lesquel(?:le)?s|liste|classe\w*)\b"
)
#: A word with a capital that opens no sentence names somebody or something.
_NAME: Final = re.compile(r"(?<=[\w,'’] )[A-ZÀ-Ý][\w-]+")


#: A rule may be asked with a denial: « ne faut-il pas ».
_DENIALS: Final = frozenset(map(stem, ("pas", "non", "ni", "aucun", "aucune", "rien", "presque")))
#: Digits of a number that may be one of a title, and what then stands before it.
_SMALL: Final = 2
_PLACED: Final = (
    r"\b(?:annexes?|fiches?|chapitres?|articles?|sections?|parties?|objectifs?|indicateurs?|ind"
    r"|points?|le|du|la|dans|caisse|departement|\d[.])"
    r"(?: (?:l|le|du|la|de|objectif|indicateur|n ?°|n|no|numero))* ?"
)
#: « La mise en place d'un bilan » is the review.
_MADE_REAL: Final = re.compile(
    r"\b(?:la )?mis(?:e|es)? en (?:place|oeuvre|route)(?: (?:de|d|du|des)\b)?"
)
_TO_DO: Final = re.compile(r"\w{3,}(?:er|ir|oir|re)")
#: What stands before a word that says for whom, in what or by what.
_WHOSE: Final = (
    r"\b(?:(?:pour|chez|en|par|au|aux)(?: (?:l|la|le|les|un|une|nos|notre))?"
    r"|(?:hors|sauf|sans|excepte|hormis)(?: \w+){0,2}|branche) "
)


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a question: how it may stand in a passage, what it weighs, how much it must.

    A small number is a value unless it says where something stands: the text itself must have it.
    So must it have the side of a word that has two: a rise is no fall.
    A soft word only carries most questions: it counts where a text has it, and is else left aside.
    """

    typed: str
    stems: frozenset[str]
    kin: frozenset[str]
    weight: float
    least: float
    value: bool = False
    side: Side | None = None
    soft: bool = False


def names_in(typed: str) -> frozenset[str]:
    """Return the words of a question that are names, as they are typed with a capital."""
    if typed.isupper():
        return frozenset()
    return frozenset(word for one in _NAME.findall(typed) for word in words(normalise(one)))


def asked_words(
    whole: str, data: Passages, known: Vocabulary, names: Collection[str]
) -> list[AskedWord]:
    """Return the words of a question that tell what it is about."""
    text = _MADE_REAL.sub(" ", IDIOMS.sub(" ", whole))
    free = known.filler | passage_words().light
    carrying = provisions().asking
    told = {word for found in _OPERATORS.findall(text) for word in words(found)} | {*names}
    qualifying = known.qualifying - _DENIALS
    told |= {word for word in words(text) if stem(word) in qualifying}
    found = []
    for word in dict.fromkeys(words(text)):
        plain = stem(word)
        digit = word[0].isdigit()
        side = passage_words().side_of(plain)
        meant = word in names or side is not None
        if len(word) < 2 and not digit:
            continue
        soft = not meant and (plain in carrying or plain in free or word in _COUNTS)
        if soft and (len(word) <= _ACRONYM or data.weights.get(plain, 0.0) < _RARE):
            continue
        stems = frozenset({plain} if digit else {plain, data.lexicon.recognise(word)})
        weight = max((data.weights.get(one, 0.0) for one in stems), default=0.0)
        weight = weight or (data.unknown if word in names else data.unknown * _UNKNOWN)
        kin = frozenset().union(*(data.kin.get(one, frozenset()) for one in stems))
        least = 0.0 if soft else _least(word, text, word in told or side is not None)
        if least and word in names and len(word) <= _ACRONYM and kin:
            # « PS » is said by what it is short for.
            least = KIN
        value = digit and len(word) <= _SMALL and not re.search(f"{_PLACED}{word}\\b", text)
        found.append(AskedWord(word, stems, kin, weight, least, value, side, soft))
    return found


def _least(word: str, text: str, told: bool) -> float:
    """Return how much of a word a text must have at least."""
    needed = told or word[0].isdigit() or stem(word) in restricting() or _says_whose(word, text)
    if not needed:
        return 0.0
    return BY_TITLE if _YEAR.fullmatch(word) else 1.0


def _says_whose(word: str, text: str) -> bool:
    """Tell whether a word says for whom, in what or by what: it is never left aside."""
    found = re.search(f"{_WHOSE}{re.escape(word)}\\b", text)
    # « Pour fusionner » says what for.
    return found is not None and not (found[0].startswith("pour ") and _TO_DO.fullmatch(word))
