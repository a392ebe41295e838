"""The form of what is asked for, and the texts that have it: a number, a day, a place, a cause."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.passages.asked_words import AskedWord
from pycog.dialogue.passages.passage_words import passage_words
from pycog.dialogue.spoken import NUMERALS, digits, numeral

#: Asks for things by their names, and how many they are: « les 3 pôles », « liste les chantiers ».
_LISTS: Final = re.compile(
    r"^(?:et |alors )?(?:(?:peux tu|pouvez vous|tu peux|merci de) )?(?:me |m |nous )?"
    r"(?P<verb>(?:donne|list|cit|enumer|nomm|detaill|indiqu|rappel)(?:e[rsz]?|es)?(?: moi| nous)?"
    r"|quel(?:le)?s (?:sont|etaient|(?=(?:types?|sortes?|categories|noms|genres?)\b)))?(?: ?:)?"
    r" ?(?:les |le nom des |les noms des |des )?"
    rf"(?P<n>\d\d?|{'|'.join(NUMERALS[2:])})?\b"
)
#: How many are wanted of those that there are.
AT_LEAST: Final = re.compile(
    r",? ?\(?\b(?:au moins|au minimum|(?:donne|cite)\w*(?: en)?)"
    rf" (?:\d\d?|{'|'.join(NUMERALS[1:])})\)?"
)
#: Between the things that a text names.
_BETWEEN: Final = re.compile(r",(?! \d)| ; | et (?=\w)|\bpuis\b")
#: Asks for a number, or for a day.
_NUMBER_ASKED: Final = re.compile(
    r"\b(?:combien|cb|cbien|vs|versus|chiffres(?! cles?))\b|^(?:et |mais )?dont\b"
    r"|\bdont (?:les |la |le |l )?[a-z]+ ?\??$"
    r"|\bquel(?:le)?s? (?:est |sont |etai(?:t|ent) )?(?:le |la |les )?"
    r"(?:montants?|nombre|pourcentage|taux|part|proportion|effectif|somme|age)\b"
    r"|\b(?:nombre|nb|nbre|montant|effectif) d"
    r"|^(?:et |mais )?(?:le |la |les |l )?(?:effectifs?|salaires?|remunerations?|montants?|couts?"
    r"|prix|tarifs?|budgets?|taux|surface|nombre|nb|nbre|total)\b"
)
#: Asks whether something may be done, and what a text allows or forbids with.
_LEAVE_ASKED: Final = re.compile(
    r"\b(?:permis\w*|autorise\w*|interdit\w*|le droit d|(?:peut|puis|pouvons) (?:on|je|nous)"
    r"|possible)\b"
)
_LEAVE: Final = re.compile(
    r"\b(?:peu(?:t|vent)|pourr\w+|doi(?:t|vent)|autoris\w+|interdi\w+|permet\w*|permis\w*|possibles?"
    r"|faculté|droit|libre\w*|relèvent?|soumise?s?|accord|réservé\w*|exclu\w*|jamais|seule?s?)\b"
)
#: Asks for a share, which a text has to print as one.
_SHARE_ASKED: Final = re.compile(r"\b(?:part|pourcentage|proportion|ratio|poids) d|%")
#: A rate of change is no share.
_CHANGE_TOLD: Final = re.compile(
    r"(?:évolution|hausse|baisse|augmentation|progression|diminution)[^,;.()]{0,24}?\d+(?:,\d+)? ?%"
)
#: Asks how something is divided: a text that gives no number does not say it.
_SPLIT_ASKED: Final = re.compile(r"\b(?:reparti\w*|ventil\w*|detail\w*)\b.*\bpar [a-z]{4,}")
_DAY_ASKED: Final = re.compile(
    r"^dates?\b|\bdates? d|\b(?:quand|quelles? dates?|date limite|echeances?|delais?|pour quand"
    r"|en quelle annee|quel mois)\b"
)
#: « Combien de dossiers »: the thing that is counted, whatever stands in between.
_COUNTED: Final = re.compile(r"\b(?:combien|nombre|nb|nbre) (?:de |d |des |du )([a-z]{3,})")
#: Words behind a number among which what it counts is.
_BEHIND: Final = 6
_NUMBER: Final = re.compile(
    r"(?<!n°)(?<!n° )(?<!fiche )(?<!Indicateur )(?<!indicateur )(?<!annexe )\b(?!(?:19|20)\d\d\b)\d"
)
_DAY: Final = re.compile(
    r"\b(?:19|20)\d\d\b|\d+ ?(?:jours?|mois|ans?|semaines?|heures?|h)\b"
    r"|\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    r"|décembre|trimestres?|semestres?)\b"
)
#: Asks where, or for a name.
_PLACE_ASKED: Final = re.compile(
    r"^(?:et )?ou\b|\b(?:quelles? |les )(?:villes?|communes?|lieux)\b|\bnoms? d"
)
_NAMED: Final = re.compile(r"(?<=[\w,’'(] )[A-ZÀ-Ý]\w+")
#: Asks for the cause, for the aim, and what a text says one with.
WHY: Final = re.compile(r"\bpourquoi\b(?! pas\b)|\bpour quelles? (?:raisons?|causes?|motifs?)\b")
_WHAT_FOR: Final = re.compile(r"\ba quoi ser(?:t|vent|vait)\b")
_CAUSE: Final = re.compile(
    r"\b(?:pour|car|afin|contre|grâce|parce|puisque|faute|raisons?|causes?|motifs?|dû|due?s?|suite"
    r"|à cause|vien(?:t|nent) d|liée?s?|conséquence|permet\w*|vise\w*|évite\w*|fait)\b"
)
#: Asks why something is not, and what a text denies with.
_DENIED: Final = re.compile(r"\b(?:ne|n)\b.*\b(?:pas|plus|jamais|aucune?)\b")
_DENIES: Final = re.compile(r"\b(?:ne|pas|plus|sans|faute|non|aucune?|trop|hors)\b|\bn[’']")
#: What kind of answer is asked for: it names no subject.
_KIND_ASKED: Final = re.compile(
    r"\b(?:(?:a )?(?:quelles? )?dates?(?= (?:a|de|du|des|d|pour)\b)|depuis(?= quand)"
    r"|noms?(?= (?:de|du|des|d)\b)|(?<=quelle )ville|(?<=quelles )(?:villes|communes)"
    r"|(?<=les )(?:villes|communes)|^communes|^villes|horaires?(?= (?:de|du|des|d)\b)"
    r"|(?:le )?(?:nombre|nb|nbre)(?= d))"
)


def listing(text: str) -> re.Match[str] | None:
    """Return how a question asks for things by their names, ``None`` where it does not.

    Args:
        text: Normalised.
    """
    found = _LISTS.match(text)
    return found if found is not None and (found["verb"] or found["n"]) else None


def names_all(text: str, number: str) -> bool:
    """Tell whether a text names several things: so many, where a question says how many."""
    things = 1 + len(_BETWEEN.findall(text.rpartition(":")[2]))
    if not number:
        return things > 1
    count = numeral(number)
    plain = words(normalise(text))
    printed = any(one in plain for one in (str(count), *NUMERALS[count : count + 1]))
    return things > 1 and (printed or things == count)


def answers(question: str, text: str) -> bool:
    """Tell whether a text has what a question asks for: a number, a day."""
    if _SHARE_ASKED.search(question) and "%" not in _CHANGE_TOLD.sub(" ", text):
        return False
    if _PLACE_ASKED.search(question) and not _NAMED.search(text):
        return False
    if WHY.search(question) and _DENIED.search(question) and not _DENIES.search(text):
        return False
    told = _CAUSE.search(text)
    if (WHY.search(question) and not told and " : " not in text) or (
        _WHAT_FOR.search(question) and not told
    ):
        return False
    if _LEAVE_ASKED.search(question) and not _LEAVE.search(text):
        return False
    numbered = _NUMBER_ASKED.search(question) or _SPLIT_ASKED.search(question)
    if numbered and not _NUMBER.search(text):
        return False
    return not _DAY_ASKED.search(question) or _DAY.search(text) is not None


def counts(question: str, text: str, asked: Iterable[AskedWord]) -> bool:
    """Tell whether a text has a number of what a question counts, and not of something else."""
    counted = _COUNTED.search(question)
    if counted is None:
        return True
    thing = next((word for word in asked if word.typed == counted[1]), None)
    if thing is None:
        return True
    forms, plain = thing.stems | thing.kin, words(digits(normalise(text)))
    return any(
        one[0].isdigit() and forms & set(map(stem, plain[max(0, at - _BEHIND) : at + _BEHIND + 1]))
        for at, one in enumerate(plain)
    )


#: What a text has that gives an answer of a kind.
_FORMS: Final = {
    "age": re.compile(r"\d ans\b"),
    "money": re.compile(r"\d ?(?:€|euros?|[MKk]€|millions?)"),
    "area": re.compile(r"\d ?m[2²]"),
    "hours": re.compile(r"\d ?h\b|\dh\d"),
    "name": _NAMED,
}


def kinds_left_out(text: str) -> Iterable[str]:
    """Return a question, then the same without what only says which kind of answer it wants.

    Args:
        text: Normalised.
    """
    bare = _KIND_ASKED.sub(" ", text)
    return dict.fromkeys((text, bare, _noun_of_kind().sub(r"\1 ", bare)))


def is_of_kind(question: str, text: str) -> bool:
    """Tell whether a text has what a noun behind « quel » wants: a number, a name.

    Args:
        question: Normalised.
        text: What a passage says.
    """
    found = _noun_of_kind().search(question)
    if found is None:
        return True
    kinds = passage_words().kinds
    return all(
        form.search(text) is not None
        for kind, form in _FORMS.items()
        if stem(found[2] or found[3]) in kinds[kind]
    )


@lru_cache(maxsize=1)
def _noun_of_kind() -> re.Pattern[str]:
    counted, named = (
        "|".join(sorted(nouns, key=len, reverse=True)) for nouns in passage_words().nouns
    )
    asked = r"\bquel(?:le)?s? (?:(?:est|sont|etai(?:t|ent)) )?(?:l |la |le |les )?"
    # « Quels secteurs de soins »: what a noun that counts nothing is of belongs to it.
    return re.compile(rf"({asked})(?:({counted})|({named})(?: d(?:e|es|u)? \w+)?)\b")
