"""« Par agent » asks for a figure that is divided: one that is told undivided answers beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State

#: What figures are divided by; behind it stands no name, which would be somebody's.
_PER: Final = re.compile(
    r"\bpar (?P<one>agent|salarie|etp|personne|tete|poste|collaborateur|habitant|assure"
    r"|beneficiaire|dossier|appel|visite)s?\b"
    r"(?! (?!(?:en|pour|sur|au|aux|a|et|ou|dans|de|du|des|depuis|cette|l|la|le|les|svp|stp"
    r"|merci|chaque|ca)\b)[a-z])"
)
_UNDIVIDED: Final = (
    "Je ne sais pas diviser par « {one} » ce que vous demandez du classeur : je n'ai pas trouvé de "
    "colonne qui le compte. Demandez les deux totaux."
)


def divided_as_asked(answer: Answer, question: str, before: State) -> Answer:
    """Return an answer, or a refusal where it tells undivided what a question divides.

    Args:
        answer: What the open workbook gives.
        question: As typed.
        before: What was said before, which a refusal leaves as it is.
    """
    asked = _PER.search(normalise(question))
    if answer.kind != ANSWERED or asked is None or answer.table is not None:
        return answer
    one = asked["one"]
    told = normalise(" ".join((answer.text, *answer.details)))
    if one in told or "/" in answer.formula_cells or "/" in answer.formula or "moyen" in told:
        return answer
    return replace(unknown(_UNDIVIDED.format(one=one)), intent=answer.intent, state=before)
