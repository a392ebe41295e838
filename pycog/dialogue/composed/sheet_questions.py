"""Objective sheets: how many, which one is about something, which have no indicator."""

from __future__ import annotations

import operator
import re
from typing import Final

from pycog.conventions.facts.models import ObjectiveSheet
from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.composed.conditions import COUNT, LARGEST, LIST
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.labels import LabelIndex
from pycog.dialogue.lexicon import stem
from pycog.dialogue.turn import Turn
from pycog.dialogue.vocabulary import label_words
from pycog.lazy_patterns import regex

_HEAD: Final = regex(r"\b(?:d )?(?:fiches?(?: objectifs?)?)\b(?! ?\d| n ?°| n ?\d| no ?\d)")
_WITHOUT: Final = regex(
    r"\b(?:sans|n ont pas|n a pas|n ont aucun|n a aucun|aucun|ne comport\w+ (?:pas|aucun)"
    r"|ne contien\w+ (?:pas|aucun))"
    r"(?: d)? (?:indicateurs?(?: chiffre\w*| numerot\w*)?)\b(?:,? (?:mais |et )?(?:seulement"
    r"|juste|uniquement)? ?(?:un |des )?(?:suivi|echeancier|echeances?)(?: d echeances?"
    r"| par echeances?)?)?"
    r"|\bn (?:ont|a) qu un (?:simple )?(?:suivi|echeancier|calendrier)"
    r"(?: des? (?:echeances?|dates))?\b"
)
_MOST: Final = regex(r"\b(?:le plus d|plus grand nombre d) ?indicateurs?\b")
_TALKS: Final = regex(
    r"\b(?:parle\w*|trait\w+|concern\w+|port\w+|sur|consacr\w+|aborde\w*|relati\w+|li\w+|est"
    r"|suivi\w*"
    r"|dans|appartient|relev\w+|pour|correspond\w*|s occupe|theme|sujet|rattach\w+)\b"
)


#: Asks what a sheet is about, in any words.
_WHAT_ABOUT: Final = regex(
    r"\b(?:(?:de|sur|a) (?:quoi|koi)|quoi|koi|(?:quels? |l |le |la |son |sa |les )?(?:objets?"
    r"|intitules?|titres?|sujets?|themes?|thematiques?|libelles?|finalite|ambition|but|enonce)"
    r"|que(?:l(?:le)?)? (?=(?:est |sont )?(?:l |le |la )?(?:objectif|objet|but))|en quoi|resum\w+"
    r"|que (?:trouve|lit|voit)|qu y a|presente\w*|decri\w*|explique\w*|qu est ce qu\w*"
    r"|(?:(?:l |quel )?objectif )?(?:poursui\w+|recherche\w*|vise\w*)|que (?:dit|prevoit"
    r"|raconte|vise|demande|prescrit|recouvre|traite|couvre|mesure)|(?:s )?intitul\w+|s appelle"
    r"|comment|consiste\w*)\b"
)
_NUMBERED: Final = regex(r"\bfiches?(?: objectifs?)? ?(?:n ?°|no|num(?:ero)?|n)?\.? ?\d{1,2}\b")
_CARRIES: Final = regex(
    r"\b(?:parl\w*|port\w*|trait\w*|s agit|il|elle|ca|abord\w*|concern\w+|sert\w*|serv\w*|dit"
    r"|consacr\w+|correspond\w*|prevoi\w*|d objectifs?|objectifs?|rappel\w*|t on|dans"
    r"|c|est|pour|a)\b"
)


def sheet_told(scan: Scan, turn: Turn) -> Answer | None:
    """Answer what one sheet, said by its number, is about.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    named = {one.value for one in scan.question.of("sheet")}
    asked = scan.has(_WHAT_ABOUT) and _NUMBERED.search(scan.text) is not None
    if len(named) != 1 or not asked or scan.question.has("year"):
        return None
    sheet = turn.convention.sheets.get(int(str(named.pop())))
    if sheet is None:
        return None
    scan.entities("sheet"), scan.take(_WHAT_ABOUT), scan.take(_CARRIES)
    scan.words(scan.known.own_name)
    return None if scan.left() else _listed([sheet], "", sheet.citation)


def sheet_question(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which sheets some words or conditions name, and how many there are."""
    sheets = list(turn.convention.sheets.values())
    if not sheets or scan.take(_HEAD) is None:
        return None
    if any(
        scan.question.has(kind)
        for kind in ("sheet", "year", "fund", "document", "category", "line")
    ):
        return None
    if any(
        one.kind == "indicator" and re.search(r"\d", one.text) for one in scan.question.entities
    ):
        return None
    source = turn.convention.document
    if scan.take(_WITHOUT):
        scan.take(COUNT), scan.take(LIST)
        found = [one for one in sheets if not one.indicators]
        return None if scan.left() else _listed(found, " sans indicateur", source)
    if scan.take(_MOST) or (
        scan.has(LARGEST) and scan.take(regex(r"\bindicateurs?\b")) and scan.take(LARGEST)
    ):
        most = max(len(one.indicators) for one in sheets)
        found = [one for one in sheets if len(one.indicators) == most]
        return (
            None if scan.left() else _listed(found, f" avec le plus d'indicateurs ({most})", source)
        )
    counting = scan.take(COUNT) is not None
    scan.take(LIST)
    scan.take(_TALKS)
    telling = scan.telling()
    if not telling:
        return _listed(sheets, "", source) if counting and not scan.left() else None
    labels = {
        str(one.number): [
            stem(word)
            for word in label_words(
                " ".join((one.title, one.context, *one.actions, *_labels(one, turn)))
            )
        ]
        for one in sheets
    }
    index = LabelIndex(labels)
    said = [one.stem for one in telling]
    if not all(index.knows(one) for one in said) or set(said) <= _NO_SUBJECT:
        return None
    found = [one for one in sheets if set(said) <= set(labels[str(one.number)])]
    scan.words(set(said))
    if not found or scan.left():
        return None
    text = scan.question.as_typed(telling[0].start, telling[-1].end)
    return _listed(found, f" sur « {text} »", source)


#: « Plus de 3 indicateurs », « 2 indicateurs »: by how many they have.
_MANY: Final = regex(
    r"\b(?:(?:qui )?(?:ont|a|avec|compt\w+|comport\w+|contien\w+|de) )?"
    r"(?P<how>plus d[eu]?|moins d[eu]?|au moins|au plus|exactement|qu un(?: seul)?|un seul)?"
    r" ?(?P<n>\d{1,2})? ?indicateurs?(?: ou (?P<or>plus|moins))?\b"
)
#: Is in many sheets and the subject of none.
_NO_SUBJECT: Final = frozenset({stem("indicateur"), stem("objectif")})
_HOW: Final = {
    "plus": (operator.gt, "plus de"), "moins": (operator.lt, "moins de"),
    "au moins": (operator.ge, "au moins"), "au plus": (operator.le, "au plus"),
}  # fmt: skip


def sheets_counted(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which sheets have so many indicators, more or fewer.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    sheets = list(turn.convention.sheets.values())
    if not sheets or scan.take(_HEAD) is None:
        return None
    match = _MANY.search(scan.text)
    if match is None or not (match["n"] or " un" in f" {match['how'] or ''}"):
        return None
    scan.claim_span(*match.span())
    scan.take(COUNT), scan.take(LIST)
    if scan.left():
        return None
    how = (match["how"] or "").strip()
    number = int(match["n"] or 1)
    key = f"au {'moins' if match['or'] == 'plus' else 'plus'}" if match["or"] else how
    key = key if key.startswith("au ") else key.split(" ")[0]
    holds, said = _HOW.get(key, (operator.eq, ""))
    found = [one for one in sheets if holds(len(one.indicators), number)]
    plural = "s" if number > 1 else ""
    return _listed(found, f" avec {said} {number} indicateur{plural}".replace("  ", " "),
                   turn.convention.document)  # fmt: skip


def _labels(sheet: ObjectiveSheet, turn: Turn) -> list[str]:
    return [turn.convention.indicators[number].label for number in sheet.indicators]


def _listed(found: list[ObjectiveSheet], said: str, source: str) -> Answer:
    plural = "s" if len(found) > 1 else ""
    rows = tuple(
        (str(one.number), one.title, one.context, ", ".join(one.indicators) or "–") for one in found
    )
    numbers = ", ".join(str(one.number) for one in found)
    text = f"{len(found)} fiche{plural} objectif{said} : {numbers}."
    if len(found) == 1:
        text = f"Fiche {numbers}, « {found[0].title} »{said}. {found[0].context}"
        if found[0].indicators:
            text = f"{text.rstrip()} Indicateurs : {', '.join(found[0].indicators)}."
    cited = found[0].citation if len(found) == 1 else source
    return Answer(
        "",
        ANSWERED,
        text,
        table=Table(("Fiche", "Titre", "Objet", "Indicateurs"), rows),
        source=cited,
    )
