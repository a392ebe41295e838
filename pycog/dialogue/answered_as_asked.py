"""Gives an answer in the kind that is asked for: a rate for a rate, no day for how much."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.normalise import normalise

#: Asks for a rate.
_RATE_ASKED: Final = re.compile(
    r"\b(?:quel|combien de|en) ?%|\bquel pourcentage"
    r"|\ben pourcentage|\bsoit un taux"
)
#: Asks for an amount or a number, and for no day.
_HOW_MUCH: Final = re.compile(
    r"^(?!.*\b(?:quand|date|echeance|delai|annee d|quelle annee|deadline|terme)\b)"
    r".*\bcombien\b(?! de (?:temps|jours|mois|semaines))"
)
#: A year is asked for: no yes and no no answers that.
_YEAR_ASKED: Final = re.compile(
    r"(?:en |de )?quelle annee\b|(?:en )?quel exercice\b|(?:la )?premiere annee\b"
)
_VERDICTS: Final = ("Oui : ", "Non : ")
#: Asks for the digits behind the comma.
_DECIMALS: Final = re.compile(r"\bdecimales?\b|\bdixieme|\bcentieme|\bexact\w*|\bprecis\w*")
#: Answers what is said of nothing that is known.
NOT_UNDERSTOOD: Final = "Je ne sais pas : je n'ai pas compris cette question."
_ROUNDED: Final = "Le document imprime ce taux sans décimale."


def as_asked(answer: Answer, text: str) -> Answer:
    """Return no amounts to whoever asks for a percentage of them, no day for how much."""
    plain = normalise(text)
    if answer.formula.startswith("=COG_DUE(") and _HOW_MUCH.search(plain):
        return replace(unknown(NOT_UNDERSTOOD), intent=answer.intent, state=answer.state)
    if answer.kind == ANSWERED and answer.text.startswith(_VERDICTS) and _YEAR_ASKED.match(plain):
        return replace(unknown(NOT_UNDERSTOOD), intent=answer.intent, state=answer.state)
    if answer.kind != ANSWERED or not answer.formula or not _RATE_ASKED.search(plain):
        return answer
    rows = "" if answer.table is None else str(answer.table.rows)
    if "%" in f"{answer.text} {answer.display} {rows}":
        return answer
    said = f"Je ne calcule pas de pourcentage ici. {answer.text} Demandez « part de … dans … »."
    return replace(unknown(said), intent=answer.intent, state=answer.state)


def to_the_digit(answer: Answer, text: str) -> Answer:
    """Say that a rate is printed without the decimals that were asked for."""
    whole = answer.printed or answer.display
    if not _DECIMALS.search(normalise(text)) or "%" not in whole or "," in whole:
        return answer
    return replace(answer, assumptions=(*answer.assumptions, _ROUNDED))
