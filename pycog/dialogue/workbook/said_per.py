"""« Par agent » asks for a figure that is divided: one that is told undivided answers beside it."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.normalise import normalise
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.state import State
from pycog.dialogue.workbook.asked_not_told import all_told
from pycog.lazy_patterns import regex

#: What figures are divided by; behind it stands no name, which would be somebody's.
_PER: Final = regex(
    r"\bpar (?P<one>agent|salarie|etp|personne|tete|poste|collaborateur|habitant|assure"
    r"|beneficiaire|dossier|appel|visite)s?\b"
    r"(?! (?!(?:en|pour|sur|au|aux|a|et|ou|dans|de|du|des|depuis|cette|l|la|le|les|svp|stp"
    r"|merci|chaque|ca)\b)[a-z])"
)
_UNDIVIDED: Final = (
    "Je ne sais pas diviser par « {one} » ce que vous demandez du classeur : je n'ai pas trouvé de "
    "colonne qui le compte. Demandez les deux totaux."
)


def undivided(answer: Answer, question: str, before: State, reader: SheetReader) -> str:
    """Return why an answer tells undivided what a question divides, ``""`` where it does not.

    Args:
        answer: What the open workbook gives.
        question: As typed.
        before: What was said before.
        reader: The open workbook.
    """
    asked = _PER.search(normalise(question))
    if asked is None or answer.table is not None:
        return ""
    one = asked["one"]
    told = normalise(all_told(answer))
    divided = "/" in answer.formula_cells or "/" in answer.formula
    return "" if divided or one in told or "moyen" in told else _UNDIVIDED.format(one=one)
