"""What a question asks for by its form, and an answer from the open workbook is not.

A share, days, one row, a row that is chosen: an answer of another form is of another question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.best_readings import tables_of
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.state import State
    from pycog.dialogue.turn import Context

#: « En % » asks for a share or a rate; « 82 % » is a number that was typed.
_IN_PERCENT: Final = regex(r"(?<![\d ])(?<!\d )%|\bpourcentages?\b|\ben (?:% |%)")
_NO_PERCENT: Final = (
    "Je ne sais pas le dire en % : ce que je trouve est un montant. Nommez les deux valeurs. "
    "J'ai trouvé : {told}"
)
_DAYS: Final = regex(r"\b(?:combien|nombre|nb) de jours?\b")
_NO_DAYS: Final = (
    "Je ne sais pas : vous demandez des jours, et ce que je trouve n'en donne pas. Nommez la ligne "
    "et les deux dates."
)
_NONE: Final = regex(r"(?:: |\) : )(?:aucune ligne|0 ligne)\W*$")
#: What asks for rows: of these, none may be the answer.
_ASKS_ROWS: Final = regex(
    r"\b(?:quel(?:le)?s?|lequel|laquelle|lesquel(?:le)?s|combien|liste\w*|y a|a t on|reste\w*"
    r"|aucune?|autres?|ceux|celles|qui n|tous|toutes|des|les|nombre|nb|sans|pas"
    r"|jamais|encore)\b"
)
_NOTHING_FOUND: Final = (
    "Je ne sais pas : je n'ai pas trouvé de ligne qui réponde à tous ces mots. Nommez la ligne et "
    "la colonne."
)
#: One column that must hold a day of some year, and nothing.
_BOTH: Final = regex(r"(?P<column>[^,(«»]+?) : [^,)]*(?:19|20)\d\d.*« (?P=column) » vide")
_NEVER_BOTH: Final = (
    "Je ne sais pas de quelle date est l'année : la colonne que je trouve serait à la fois de "
    "cette année et vide. Nommez la colonne."
)
#: What is left of a whole is not told without one of its lines.
_LACKING: Final = regex(
    r"^« (?P<sheet>[^»]+) » – «[^»]+» sans «.*laissé de côté : .*\((?P<cell>[A-Z]{1,3}\d+)\)"
)
_NOT_WITHOUT: Final = (
    "Je ne sais pas : {cell} n'a pas de valeur, et le reste du total ne se calcule pas sans elle."
)
_VOID_TOTAL: Final = regex(r'" ?(?:sous )?total[^"]*" [^:]*: vide \([a-z]+\d+\)\W*$')
_OF_TOTAL: Final = regex(r"\b(?:sous )?tota(?:l|ux)\b")
_NO_TOTAL: Final = (
    "Je ne sais pas de quelle ligne : le total n'a rien dans cette colonne. Nommez la ligne."
)
#: A turn on the one row that was told.
_ONE: Final = regex(
    r"(?:et |mais |donc |du coup |alors )*(?:elle|il|celui ci|celle ci)\b"
    r"(?! (?:(?:me|nous|lui|leur|vous|te|n|en) )*(?:y a|faut|fallait|faudra\w*|rest\w*|manqu\w*|y))"
)
_THIS: Final = regex(
    r"\b(?:ce|cette|cet) (?:poste|ligne|action|mesure|virement|service|indicateur|site|projet)\b"
    r"(?! (?:la|ci)\b)?"
)
_SEVERAL: Final = regex(r"\b(?:[2-9]|\d\d+) (?:lignes?|mesures?|virements?|actions?)\b(?! sur)")
_ONLY_ONE: Final = (
    "Je ne sais pas de quelle ligne : nous parlions d'une seule, et ce que je trouve est de "
    "plusieurs. Nommez la ligne."
)
_NOT_THIS: Final = (
    "Je ne sais pas : nous parlions de « {label} », et ce que je trouve est d'une autre ligne. "
    "Posez la question en entier."
)
#: « Quels mouvements sont passés devant le conseil ? » chooses rows; a rule is none.
_WHICH_ROWS: Final = regex(
    r"(?:et |donc )?(?:quel(?:le)?s|lesquel(?:le)?s|combien de|combien d) "
    r"(?:mouvements|virements|actions|mesures|operations|projets|reports|jalons|lignes)\b"
    r"(?!.*\b(?:peu(?:t|vent)|doi(?:t|vent)|faut|pourr\w+|devr\w+|possibles?|autoris\w+"
    r"|permis\w*)\b)"
)
_OF_RULES: Final = frozenset({"definition", "virement", "report", "approbation"})
_NOT_ROWS: Final = (
    "Je ne sais pas : vous cherchez des lignes de votre classeur, et je n'ai trouvé qu'une règle. "
    "Nommez la colonne et ce qu'elle porte."
)


def other_than_asked(answer: Answer, text: str, before: State, context: Context) -> str:
    """Return why an answer is of another form than was asked, ``""`` where it is not.

    Args:
        answer: What was found.
        text: The question, normalised.
        before: What was said before it.
        context: The open workbook.
    """
    if answer.intent in _OF_RULES:
        return _NOT_ROWS if _WHICH_ROWS.match(text) and not answer.formula else ""
    if answer.intent != "classeur":
        return ""
    rows = answer.table.rows if answer.table else ()
    told = " ".join([answer.text, answer.display, *(" ".join(map(str, row)) for row in rows)])
    if _IN_PERCENT.search(text) and "%" not in told:
        return _NO_PERCENT.format(told=answer.text)
    if _DAYS.search(text) and "jour" not in told:
        return _NO_DAYS
    if _BOTH.search(answer.text):
        return _NEVER_BOTH
    if _NONE.search(answer.text) and not _ASKS_ROWS.search(text):
        return _NOTHING_FOUND
    if lacking := _LACKING.search(answer.text):
        return _NOT_WITHOUT.format(cell=f"{lacking['sheet']}!{lacking['cell']}")
    plain = normalise(answer.text)
    if _VOID_TOTAL.search(plain) and not _OF_TOTAL.search(text):
        return _NO_TOTAL
    if _ONE.match(text) and (len(rows) > 1 or _SEVERAL.search(plain)):
        return _ONLY_ONE
    if _THIS.search(text) and (label := _label(before.focus, context)):
        return "" if normalise(label) in normalise(told) else _NOT_THIS.format(label=label)
    return ""


def _label(focus: str, context: Context) -> str:
    """Return what the row of the open workbook is called that was spoken of, ``""`` for none."""
    sheet, _, place = focus.partition("!")
    row = place.partition(";")[0]
    if context.sheet is None or not row.isdigit():
        return ""
    tables = [one.table for one in tables_of(context.sheet).lexes]
    rows = (one for table in tables if table.open.sheet == sheet for one in table.rows)
    return next((one.label for one in rows if one.index == int(row)), "")
