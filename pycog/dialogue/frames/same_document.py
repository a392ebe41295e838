"""Holds that a turn on what was just told is answered from the same document.

« Et leur salaire moyen ? » after the staff of a caisse is no question about the budget of another
body: nobody named it. A turn leans on what was told by what stands for it (« leur », « ces
projets », « dont ») or where it only goes on; it leaves the document by naming another one, a fund
or what one document alone has.
"""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import Question
from pycog.dialogue.frames.neighbourhood import fact_named, figures_in
from pycog.dialogue.normalise import words
from pycog.lazy_patterns import regex

#: Stands for what was told, or for those that it is about.
_LEANS: Final = regex(
    r"\b(?:leurs?|ses|sa|son|ces|eux|elles|ceux|celles|dont|la dedans|ca|cela)\b"
    r"|\bcet(?:te)? (?!annee|exercice|cog|convention|fois)[a-z]+"
    r"|\bce (?!n\b|sont|qui|que|qu\b|serait|soit|jour|mois)[a-z]+"
)
_GOES_ON: Final = regex(r"(?:et|dont|donc|soit|mais) ")
#: Words of a piece that only goes on.
_PIECE: Final = 4
#: What leaves the document of the last figure by itself.
_ELSEWHERE: Final = ("document", "fund", "sheet", "milestone", "category", "campaign", "year")
_AGREEMENT: Final = regex(r"\b(?:cog|convention|annexe)\b")
#: A figure of a document: the name of the function, and the document where it has one.
_LOOKED_UP: Final = regex(
    r'COG_(?:KEY_FIGURE|KEY_EVOLUTION)\("[^"]*"(?:,[^,()"]*){0,2}(?:,"(?P<document>[^"]+)")?\)'
    r"|COG_(?P<name>BUDGET|TARGET|TARGET_TEXT|BASELINE|BASELINE_TEXT|SCORECARD)\("
)


def documents_of(answer: Answer, default: str) -> set[str]:
    """Return the documents whose figures an answer is made of.

    Args:
        answer: With its formula.
        default: The agreement of those figures that name none.
    """
    return {
        one["document"] or ("interessement" if one["name"] == "SCORECARD" else default)
        for one in _LOOKED_UP.finditer(answer.formula)
    }


def leaves_what_was_told(read: Question, last: Answer | None, answer: Answer, default: str) -> bool:
    """Tell whether a turn on what was told was answered from a document that nobody named.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
        default: The agreement of those figures that name none.
    """
    if last is None or answer.kind != ANSWERED or "classeur" in {last.intent, answer.intent}:
        return False
    held, found = (documents_of(one, default) for one in (last, answer))
    if held and found:
        other = not held & found
    elif answer.intent != "definition" and not (found and last.intent == "definition"):
        return False
    else:
        sources = [_titles(one) for one in (last, answer)]
        other = all(sources) and not sources[0] & sources[1]
    if not other or any(map(read.has, _ELSEWHERE)) or _AGREEMENT.search(read.text):
        return False
    piece = _GOES_ON.match(read.text) is not None and len(words(read.text)) <= _PIECE
    return piece or _LEANS.search(read.text) is not None


def numbers_of_label(read: Question, last: Answer | None, answer: Answer) -> bool:
    """Tell whether a turn without numbers was answered with those of a printed label.

    « L'écart ? » after the calls to the 36 08 is no calculation with 36 and 8.

    Args:
        read: The turn.
        last: The last answer, computed anew, with the question that has it.
        answer: The answer to the turn.
    """
    if last is None or answer.kind != ANSWERED or _LOOKED_UP.search(last.formula) is None:
        return False
    if re.search(r"\d", read.text) or answer.intent != "calcul" or not answer.formula:
        return False
    if _LOOKED_UP.search(answer.formula):
        return False
    made, asked, told = (
        {float(one.replace(",", ".")) for one in _NUMBER.findall(text)}
        for text in (_NAMED.sub("", answer.formula), last.state.text, _NAMED.sub("", last.formula))
    )
    return bool(made) and made <= asked and not made <= told


#: Digits of a formula or of a question, and the names within quotes.
_NUMBER: Final = regex(r"\d+(?:[.,]\d+)?")
_NAMED: Final = regex(r'"[^"]*"')


#: Units of what is told of persons or things, and counts none.
_OF_ATTRIBUTES: Final = frozenset({"%", "ans", "années", "mois", "jours", "jour", "heures"})
#: « Leur âge moyen »: what is asked of those just counted.
_THEIRS: Final = regex(r"\b(?:leurs?|chez eux|chez elles|pour eux|pour elles)\b")


def told_of_others(read: Question, last: Answer | None, answer: Answer, default: str) -> bool:
    """Tell whether what is asked of those just counted was told of others.

    « Et leur âge moyen ? » after the fixed-term contracts is not the age of the whole staff: a
    figure is theirs where it stands under their heading or its key begins like that of theirs,
    and not where they are only a part of those whom that heading counts.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
        default: The document of those figures that name none.
    """
    if last is None or answer.kind != ANSWERED or _THEIRS.search(read.text) is None:
        return False
    told, found = (figures_in(one.formula, default) for one in (last, answer))
    if len(told) != 1 or len(found) != 1 or told[0][1] != found[0][1]:
        return False
    (before, document), (key, _) = told[0], found[0]
    attribute = fact_named(key, document, ())
    if attribute is None or attribute.unit not in _OF_ATTRIBUTES:
        return False
    if key.startswith(before.partition("-")[0]):
        return "-" in before and not key.startswith(before)
    counted = fact_named(before, document, ())
    same_heading = counted is not None and counted.theme == attribute.theme
    return "-" in before or not same_heading


#: Words that a turn may have beside its year.
_YEAR_ALONE: Final = regex(
    r"(?:(?:et|en|pour|sur|donc|alors|l annee|l exercice|c est|c etait|combien|a) )*"
    r"(?:19|20)\d\d[ ?.!]*"
)


def other_figure_of_year(read: Question, last: Answer | None, answer: Answer, default: str) -> bool:
    """Tell whether « et en 2020 ? » was answered with another figure than the one just told.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
        default: The document of those figures that name none.
    """
    if last is None or answer.kind != ANSWERED or _YEAR_ALONE.fullmatch(read.text) is None:
        return False
    told, found = (set(figures_in(one.formula, default)) for one in (last, answer))
    return bool(told and found) and not told & found


#: « Ça représente quelle part de … ? »: of what was told, and of nothing else.
_SHARE_OF_IT: Final = regex(
    r"^(?:et |donc |soit )*(?:(?:ca|cela|soit|ce qui|c est|ils|elles|il|elle)\b.*"
    r"|(?:quelle|a quelle) )\b(?:part|proportion|pourcentage)\b|^(?:ca|cela|ce qui)\b.*%"
)


def share_of_others(read: Question, last: Answer | None, answer: Answer, default: str) -> bool:
    """Tell whether the share of what was just told was answered with that of something else.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
        default: The document of those figures that name none.
    """
    if last is None or answer.kind != ANSWERED or _SHARE_OF_IT.search(read.text) is None:
        return False
    told, found = (figures_in(one.formula, default) for one in (last, answer))
    if len(found) != 1 or not told:
        return False
    key = found[0][0]
    held = {word for one, _ in told for word in one.split("-")}
    return found[0] not in told and not held & (set(key.split("-")) - {"part", "taux"})


def _titles(answer: Answer) -> set[str]:
    """Return the titles of the documents in which an answer is printed."""
    found = (one.partition(",")[0].strip() for one in answer.source.split(" ; "))
    return {one for one in found if one}


#: « On est au-dessus du seuil ? »: of whoever asks, whose numbers were told.
_OF_US: Final = regex(
    r"(?:(?:et|donc|alors|du coup|mais|est ce qu) )*(?:on|nous|je|j) (?:y )?"
    r"(?:est|sommes|serait|suis|serions|reste|restons|passe|passons|depasse|tient|aurait|atteint)\b"
)


def rule_for_result(read: Question, last: Answer | None, answer: Answer) -> bool:
    """Tell whether a rule says yes or no to what is asked of the result just calculated.

    Args:
        read: The turn.
        last: The last answer, computed anew.
        answer: The answer to the turn.
    """
    if last is None or not last.formula or answer.intent != "definition":
        return False
    return answer.text.startswith(("Oui", "Non")) and _OF_US.match(read.text) is not None


def beside_what_was_told(read: Question, last: Answer | None, answer: Answer, default: str) -> str:
    """Return why an answer is beside what was told, ``""`` where it is not.

    Args:
        read: The turn.
        last: The last answer, computed anew, with the question that has it.
        answer: The answer to the turn.
        default: The agreement of those figures that name none.
    """
    given = (read, last, answer, default)
    for fails, why in (
        (leaves_what_was_told(*given), ELSEWHERE),
        (told_of_others(*given), _NOT_THEIRS),
        (other_figure_of_year(*given), _NOT_THAT_YEAR),
        (share_of_others(*given), _NOT_THEIRS),
        (numbers_of_label(read, last, answer), UNCLEAR),
        (rule_for_result(read, last, answer), UNCLEAR),
    ):
        if fails:
            return why
    return ""


UNCLEAR: Final = (
    "Je ne sais pas à quoi se rattache cette question. Posez-la en entier, avec son sujet."
)
ELSEWHERE: Final = (
    "Je ne sais pas : ces mots désignent un chiffre d'un autre document. Nommez le document pour"
    " l'avoir."
)
_NOT_THAT_YEAR: Final = (
    "Je ne sais pas : le dernier chiffre n'est pas imprimé pour cette année, et ce que je trouve en"
    " est un autre. Nommez-le pour l'avoir."
)
_NOT_THEIRS: Final = (
    "Je ne sais pas : le document ne le dit pas de ceux dont nous parlions, et ce que je trouve "
    "porte sur d'autres. Posez la question en entier."
)
