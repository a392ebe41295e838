"""Gives an answer in the kind that is asked for: a rate for a rate, no day for how much."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

#: Asks for a rate.
_RATE_ASKED: Final = regex(
    r"\b(?:quel|combien de|en) ?%|\bquel pourcentage"
    r"|\ben pourcentage|\bsoit un taux"
)
#: Asks for an amount or a number, and for no day.
_HOW_MUCH: Final = regex(
    r"^(?!.*\b(?:quand|date|echeance|delai|annee d|quelle annee|deadline|terme)\b)"
    r".*\bcombien\b(?! de (?:temps|jours|mois|semaines))"
)
#: A year is asked for: no yes and no no answers that.
_YEAR_ASKED: Final = regex(
    r"(?:en |de )?quelle annee\b|(?:en )?quel exercice\b|(?:la )?premiere annee\b"
)
_VERDICTS: Final = ("Oui : ", "Non : ")
#: Asks whether there is a target at all, and for no value of it.
_TARGET_THERE: Final = regex(
    r"\b(?:(?:y a t il|(?<!combien )il y a|y a|existe(?: t il)?|a t (?:il|elle|on)|avons nous"
    r"|ont (?:il|elle)s"
    r"|(?:est|etait) ce qu (?:il y a|il y avait|on a)|on a|y avait(?: t)?(?: il)?)"
    r"(?: (?:bien|deja|vraiment|aussi|encore|quand meme))?(?: une?| des| l)?"
    r"(?: (?:valeur|niveau|taux|pourcentage|chiffre|resultat)s?)?"
    r"(?: (?:cibles?|objectifs?|a atteindre|a viser|vise[es]*))"
    r"|(?:cibles?|objectifs?)\b[^,?]*\b(?:est|etait|sont|a)(?: t)? (?:(?:il"
    r"|elle)s? )?(?:ete )?(?:bien )?"
    r"(?:fixee?s?|prevue?s?|imprimee?s?|chiffree?s?|definie?s?|inscrite?s?))\b"
)
_ASKS_WHAT: Final = regex(
    r"\b(?:quel\w*|combien|quoi|lequel|comment|pourquoi|qui|quand|pas|non|sans|ni|moins|plus)\b"
    r"|\bou\b"
)
#: States a value, which the year of a target is none of.
_STATES: Final = regex(r"%|\b(?:a|de|d) (?!20\d\d)\d|\bpour ?cents?\b|\d (?:jours?|points?)\b")
_NONE_PRINTED: Final = "Aucun objectif n'est imprimé"
_OF_ONE_YEAR: Final = regex(r"=COG_TARGET(?:_TEXT)?\((?:\d+|\"[^\"]+\"),\d{4}(?:,\"[^\"]+\")?\)")
_OF_YEARS: Final = regex(r"=COG_TARGET_TEXT\((?:\d+|\"[^\"]+\"),\{")
#: Asks for the digits behind the comma.
_DECIMALS: Final = regex(r"\bdecimales?\b|\bdixieme|\bcentieme|\bexact\w*|\bprecis\w*")
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


def target_there(answer: Answer, text: str) -> Answer:
    """Say yes or no to whoever asks whether an indicator has a target, in a year or at all."""
    plain = normalise(text)
    if answer.kind == ANSWERED and answer.formula.startswith("=COG_BASELINE("):
        return _no_target(answer, plain)
    if answer.kind != ANSWERED or answer.intent != "objectif" or answer.text.startswith(_VERDICTS):
        return answer
    if not _TARGET_THERE.search(plain) or _ASKS_WHAT.search(plain) or _STATES.search(plain):
        return answer
    if _OF_ONE_YEAR.match(answer.formula):
        none = answer.text.startswith(_NONE_PRINTED)
    elif _OF_YEARS.match(answer.formula) and answer.table is not None:
        cells = [row[-1] for row in answer.table.rows]
        none = all(cell in _EMPTY for cell in cells)
        if not none and any(cell in _EMPTY for cell in cells):
            return answer
    else:
        return answer
    told = answer.text[0].lower() + answer.text[1:] if none else answer.text
    return replace(answer, text=f"{_VERDICTS[none]}{told}")


_AIMED: Final = regex(r"\b(?:objectifs?|cibles?)\b(?! n ?°? ?\d)")
_REACHED: Final = regex(r"\b(?:realise|resultat|constate|obtenu|depart|reference|atteint|fiche)\w*")


def _no_target(answer: Answer, plain: str) -> Answer:
    """Say that a year has a result and no target, to whoever asks for its target."""
    if not _AIMED.search(plain) or _REACHED.search(plain):
        return answer
    told = answer.text.removeprefix("Oui : ").removeprefix("Non : ")
    verdict = "Non : aucun" if told != answer.text else "Aucun"
    return replace(answer, text=f"{verdict} objectif n'est imprimé pour cette année. {told}")


_EMPTY: Final = ("–", "-", "")


def to_the_digit(answer: Answer, text: str) -> Answer:
    """Say that a rate is printed without the decimals that were asked for."""
    whole = answer.printed or answer.display
    if not _DECIMALS.search(normalise(text)) or "%" not in whole or "," in whole:
        return answer
    return replace(answer, assumptions=(*answer.assumptions, _ROUNDED))
