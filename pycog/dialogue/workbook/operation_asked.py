"""An answer on the open workbook does what was asked: lists, counts, rates, ranks, gives a reason.

Each rule names words of a question and what an answer to them holds, or words of an answer and
what a question about them says. An answer that fails one is of something else: it is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.state import State
from pycog.dialogue.workbook.asked_not_told import all_told
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.lazy_patterns import regex


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a question asks for in some words, and what an answer then holds.

    Attributes:
        asked: Words of the question.
        told: What the answer holds; nothing else is an answer to these words.
        name: What is asked for, as a refusal says it.
    """

    asked: re.Pattern[str]
    told: re.Pattern[str]
    name: str


def _rule(asked: str, told: str, name: str) -> _Rule:
    return _Rule(regex(asked), regex(told), name)


#: A cell that holds nothing, or no number, answers whatever was asked of it.
_BLANK: Final = r"\bvide\b|\bn\.?d\b|sans valeur|aucune ligne|le classeur note"
_RULES: Final = (
    _rule(
        r"\b(?:proportion|pourcentage|part (?:de|du|des|d))\b",
        rf"%|\btaux\b|\bpart\b|{_BLANK}|\b0,\d", "un taux ou une part",
    ),
    _rule(
        r"^(?:bonjour |et |mais |alors )*(?:pourquoi|pour quelle raison|quelle est la raison)\b",
        rf"motif|raison|observation|commentaire|remarque|cause|note|explication|{_BLANK}"
        # That what is asked for the reason of is not so.
        r"|justifi\w*|parce que|precision|\bnon,? (?:la cible|c.est une)\b", "une raison",
    ),
    _rule(
        r"\b(?:ca|cela|qu est ce que ca) veu\w* dire\b|\bque signifie\w*\b|\bca signifie\b",
        r"note|legende|signifi|abrevi|=|:", "le sens d'un mot",
    ),
    _rule(
        r"\bmoyen(?:ne|s|nes)?\b", rf"moyen|{_BLANK}|/|\bpar\b", "une moyenne",
    ),
    _rule(
        r"\b(?:evolution|hausse|baisse|augmentation|progression|variation)\b"
        r".*(?:%|\bpourcentages?\b|\bpour ?cents?\b)",
        r"^(?!.*\bpart d(?:e|u|es)?\b)", "une évolution",
    ),
    _rule(
        r"^(?!.*\bpart\b).*\b(?:quel\w*|lequel|laquelle|qui)\b.*\b(?:le|la|les) (?:plus|moins)\b",
        r"^(?!.*[–-] part d(?:e|u|es)?\b)", "un classement",
    ),
)  # fmt: skip
#: A share of a whole is never more than the whole.
_SHARE: Final = regex(r"\b(?:proportion|part) (?:de|du|des|d)\b")
_TOO_MUCH: Final = (
    "Je ne sais pas : la part que je trouve dépasse le tout. Nommez la partie et le tout par leurs "
    "lignes ou leurs colonnes."
)
#: A mean of one figure is that figure: « montant moyen par foyer » asks for another.
_OF_ONE: Final = regex(r"\bmoyenne de .*, sur 1 (?:cellule|ligne)\b")
#: A rate that is put on top of what is asked: « moins 3 % ».
_CHANGED: Final = regex(
    r"(?:\b(?:moins|plus|(?:major|augment|minor|diminu|baiss|redui)\w* de)|[+-]) ?"
    r"(\d+(?:[.,]\d+)?) ?(?:%|pour ?cents?\b)"
)
_NOT_CHANGED: Final = (
    "Je ne sais pas : ce que je trouve dans le classeur ne tient pas compte de « {rate} % ». "
    "Demandez le montant, puis « moins … % »."
)
#: What is left out of a calculation, which is then no term of it.
_LEFT_OUT: Final = regex(
    r"\b(?:sans (?:compter|prendre|tenir compte d\w+)|hors|non compris) (?:(?:les?|la|l|du|des) )?"
    r"([a-z]{4,})"
)
_LEFT_IN: Final = (
    "Je ne sais pas : vous laissez « {name} » de côté, et ce que je trouve le retranche. Nommez "
    "les deux montants."
)
_OF_ITSELF: Final = (
    "Je ne sais pas : je ne trouve que la partie, et pas le tout dont elle est une part. Nommez "
    "les deux par leurs lignes ou leurs colonnes."
)
_MEANS: Final = regex(r"\b(?:AVERAGE\w*|MEDIAN)\(")
#: A rate, and what it is of: a column of that name holds it.
_RATE: Final = regex(r"\b(?:taux|tx)(?: (?:de|d|des|du)(?: l[ae]?)?)? ([a-z]{4,})?")
_RATE_TOLD: Final = regex(rf"%|\btaux\b|\bpart\b|{_BLANK}|\b0,\d")
_ROOT: Final = 6
#: What an answer on lateness says, and a question that asks for it.
_LATE: Final = regex(r"\ben retard : \d|\bjours? de retard\b")
_LATE_ASKED: Final = regex(
    r"\b(?:retard\w*|echeances?|echu\w*|depass\w*|delais?|temps|termin\w*|fini\w*|clos\w*|solde\w*"
    r"|cloture\w*|livr\w*|date\w*|tenu\w*|respect\w*|attend\w*|aurai\w*|devai\w*|dev(?:oir|ront)"
    r"|traine\w*|glisse\w*|derap\w*|avance\w*|jours|quand|encore|toujours|urgent\w*|alertes?"
    r"|statuts?|etat|realis\w*|fait\w*|faire|acheve\w*|abouti\w*|expir\w*|prioritaires?|point"
    r"|bilan|ou en (?:est|sont)|combien|limite\w*|planning|calendrier|a jour|manqu\w*|loupe\w*"
    r"|rate\w*|tard\w*|horizon|prevu\w*|souffrance)\b"
)
_NOT_LATE: Final = (
    "Je ne sais pas : ce que je trouve dit ce qui est en retard, et ce n'est pas ce que vous "
    "demandez. Nommez la ligne et la colonne."
)
_ANOTHER: Final = (
    "Je ne sais pas : vous demandez {name}, et ce que je trouve dans le classeur n'en est pas. "
    "Nommez la ligne, la colonne et le calcul."
)
#: Years of age of what is owed, which bound no amount: « les plus de 5 ans ».
_AGE: Final = regex(r"\b(?:plus|moins) de \d+ (?:ans?|mois|jours?|semaines?)\b")
_AMOUNT_BOUND: Final = regex(r"[<>≤≥] ?\d+ ?(?:€|[(,;:)])")


def other_operation(answer: Answer, question: str, before: State, reader: SheetReader) -> str:
    """Return why an answer does something else than what is asked, ``""`` where it does that.

    Args:
        answer: What the open workbook gives.
        question: As typed.
        before: What was said before.
        reader: The open workbook.
    """
    if answer.intent != INTENT:
        return ""
    text, told = normalise_long(question), normalise_long(all_told(answer))
    if _MEANS.search(f"{answer.formula} {answer.formula_cells}"):
        told = f"{told} moyenne"
    if _LATE.search(told) and not before.has_subject and _LATE_ASKED.search(text) is None:
        return _NOT_LATE
    if _OF_ONE.search(told):
        return _ANOTHER.format(name="une moyenne")
    if _AGE.search(text) and _AMOUNT_BOUND.search(answer.text):
        return _ANOTHER.format(name="une durée")
    if why := _passed_over(text, told) or _no_part(answer, text):
        return why
    rate = _RATE.search(text)
    if rate and not _RATE_TOLD.search(told) and (rate[1] or "?")[:_ROOT] not in told:
        return _ANOTHER.format(name="un taux")
    for rule in _RULES:
        if rule.asked.search(text) and not rule.told.search(told):
            return _ANOTHER.format(name=rule.name)
    return ""


def _passed_over(text: str, told: str) -> str:
    """Return why an answer leaves out a rate put on top, or takes off what is left out."""
    changed = _CHANGED.search(text)
    if changed and re.search(rf"(?<![\d,]){re.escape(changed[1])} ?%", told) is None:
        return _NOT_CHANGED.format(rate=changed[1].replace(".", ","))
    left = _LEFT_OUT.search(text)
    if left and re.search(rf"\bmoins (?:\" ?)?{left[1][:_ROOT]}", told):
        return _LEFT_IN.format(name=left[1])
    return ""


def _no_part(answer: Answer, text: str) -> str:
    """Return why a share is none: of a thing in itself, or of more than the whole."""
    part, _, whole = (answer.formula_cells or answer.formula).removeprefix("=").partition("/")
    if whole and part == whole:
        return _OF_ITSELF
    value = answer.value
    if _SHARE.search(text) and "%" in answer.display and isinstance(value, float) and value > 1:
        return _TOO_MUCH
    return ""
