"""What an answer from an open workbook leaves of the question: how many, which year, of whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pycog.dialogue.normalise import normalise
from pycog.dialogue.workbook.open_cells import number_of
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.answers import Answer
    from pycog.dialogue.state import State
    from pycog.dialogue.workbook.open_cells import Book

_EDGE: Final = regex(r"=(?:MAX|MIN)\(")
_MANY: Final = r"(?:[2-9]|1\d|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)"
#: « Les trois virements les plus élevés », « les trois premiers », « 3 + gros ».
_RANKED: Final = regex(
    rf"\btop \d|\b{_MANY} (?:\w+ ){{0,4}}?(?:(?:les )?(?:plus|moins) "
    rf"(?!de\b|d\b|que\b|tot\b|tard\b)\w+|\+|premi\w+|dernier\w+)"
)
_NOT_SO_MANY: Final = (
    "Je ne sais pas : vous en demandez plusieurs, et je n'en trouve qu'une. Demandez « les 3 plus "
    "gros » avec le nom de la colonne."
)
_TOTAL: Final = regex(r"\b(?:totaux|total|sommes?|cumul|moyenne|eux|elles|ensemble)\b")
_ALL: Final = regex(r"\b(?:tous|toutes|registre|tableau|20\d\d|annee|lignes)\b")
_NOT_THEIRS: Final = (
    "Je ne sais pas : nous parlions des premières lignes d'un classement, et ce total est celui de "
    "toutes. Demandez « total des 3 plus gros … »."
)
#: Words that ask for the least of something.
_LEAST: Final = regex(
    r"\b(?:min\w*|faibl\w+|petit\w*|bas|basse\w*|moins|moindre\w*|pire\w*|dernier\w*|mauvais\w*"
    r"|plus (?!tot\b|tard\b)\w+|inferieur\w*|rapide\w*|court\w*|jeune\w*|ancien\w*|plancher)\b"
)
_FIRST: Final = regex(r"\b(?:premiere?s?|plus tot)\b")
_NO_LEAST: Final = (
    "Je ne sais pas : « premier » ou « plus tôt » ne demande pas le plus petit. Nommez la ligne, "
    "la colonne et l'année."
)
_YEAR: Final = regex(r"\b20\d\d\b")
_OF_ANOTHER_YEAR: Final = (
    "Je ne sais pas : la cellule que je trouve n'est pas de {year}. Nommez la ligne et la colonne "
    "du classeur."
)
_SHARED: Final = regex(r"\b(?:part|pourcentage|%|represent\w+|pes\w+)")
_LINES: Final = regex(r"\b[01] lignes? sur \d+")
_LINES_ASKED: Final = regex(r"\b(?:lignes?|nombre|nb)\b")
_NO_SHARE: Final = (
    "Je ne sais pas calculer cette part : je n'ai compté que des lignes. Demandez la part du "
    "montant, et nommez la colonne."
)
_WHY: Final = regex(r"(?:(?:ah|bon|et|mais|donc|alors|euh)[ ,]+)*(?:pourquoi|pk|pq|pkoi)\b")
_REASON: Final = regex(
    r"\b(?:causes?|raisons?|commentaires?|remarques?|motifs?|explications?|objet|note)\b"
)
_BARE_WORD: Final = regex(r"\(« (?:pas|non|chiffre|chiffres)[^»]*»\)")
_NO_LINES: Final = regex(r"aucune ligne|\d+ (?:indicateurs|lignes|mesures)\b|^(?:oui|non)\b")
NO_REASON: Final = "Je ne sais pas pourquoi : je n'ai trouvé aucune raison dans le classeur."
_VOID: Final = regex(r"\b(?:est|sont|reste|restent)(?: t)?(?: (?:il|elle|ils|elles))? vides?\b")
_VOID_TOLD: Final = regex(r"\b(?:vides?|sans valeur|manqu\w+|aucune?|rempli\w*)\b")
_NOT_VOID: Final = (
    "Je ne sais pas : vous demandez ce qui est vide, et la ligne que je trouve est remplie. "
    "Demandez « quelle ligne n'a pas de … »."
)
_CONFIRM: Final = regex(r"\b(?:confirm\w+|exacte?s?|vrai|faux|justes?|correcte?s?)\b")
_NOT_CONFIRMED: Final = (
    "Je n'ai pas pu vérifier ce chiffre : je n'ai pas trouvé dans le classeur de quoi il est le "
    "total. Nommez la ligne et la colonne."
)
_REST: Final = regex(
    r"\b(?:dispos(?:ons|e|ez|ent)\b|reste\w*\b(?= (?:il|t|a|encore|sur|pour))"
    r"|non consomm\w+|pas (?:encore )?(?:ete )?(?:consomm|depens)\w+)"
)
_REST_TOLD: Final = regex(r"\b(?:rest|dispon|solde|ecart|moins|non consomm)")
_NO_REST: Final = (
    "Je ne sais pas : vous demandez ce qui reste, et je n'ai trouvé qu'un montant. Demandez « il "
    "reste combien sur … en … »."
)
#: The months, in full or cut short.
MONTHS: Final = (
    r"(?:janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?"
    r"|oct(?:obre)?|nov(?:embre)?|dec(?:embre)?)"
)
#: « Et en juillet ? », which asks nothing by itself.
_BARE_MONTH: Final = regex(
    rf"(?:(?:et|pareil|idem|meme chose|en|au|pour|fin|debut|mois de|c etait|lesquel\w*|combien) ?)*"
    rf"\b{MONTHS}\b\.?(?: 20\d\d)?"
    r"(?: (?:c etait|c est|lesquel\w*|combien|lequel|laquelle))*[ ?.!]*"
)
_NOTHING_BEFORE: Final = (
    "Je ne sais pas ce que vous voulez savoir de ce mois : je n'ai pas la question d'avant pour "
    "cette période. Reposez-la en entier."
)
_REPLACES: Final = regex(r"\b(?:qui|quelqu un) (?:la|le|les|l|me|te) ?(?:remplac|supple)\w*")
_SUPPLEANT: Final = regex(r"\bsuppleant\w*|\bremplacante?s?\b")
_NO_DEPUTY: Final = (
    "Je ne sais pas qui remplace qui : demandez « qui est le suppléant de … » si une colonne du "
    "classeur le porte."
)
_BY_AND_WHEN: Final = regex(
    r"\b(?:par qui|qui)\b.*\bet\b.*\b(?:quand|date)\b|\bquand\b.*\bet\b.*\bpar qui\b"
)
_DAY: Final = regex(r"\d\d/\d\d/\d{4}")
_CELL: Final = regex(r"\([A-Z]{1,3}\d+\)")
_NOT_BOTH: Final = (
    "Je n'ai trouvé qu'une partie de la réponse, et vous demandez qui et quand. Demandez l'un puis "
    "l'autre. J'ai trouvé : {told}"
)
#: « …, et qui l'a noté ? », behind something else that is asked.
_AND_WHO: Final = regex(r"\w,? et (?:par )?qui (?:l |les )?(?:a|ont)\b")
_WHOEVER: Final = regex(
    r"\b(?:qui|pilot\w*|responsab\w*|referent\w*|deci[ds]\w*|porteu\w*|agents?|noms?|par"
    r"|auteurs?|auditeurs?|suivi\w*)\b"
)
_NOT_WHO: Final = (
    "Je n'ai pas trouvé qui : demandez-le à part, en nommant la ligne. J'ai trouvé : {told}"
)
_THAT: Final = regex(r"\b(?:valid|decid|sign|approuv)\w* (?:ca|cela)\b")
_OF_ALL: Final = regex(r"\b\d+ virements, d apres le registre")
_WHICH_ONE: Final = (
    "Je ne sais pas de quelle ligne vous parlez : ce que je trouve est de tout le registre. Nommez "
    "la ligne."
)
_PERCENT: Final = regex(r"%|\bpour ?cents?\b|\bpourcentages?\b")
_MOVED: Final = regex(r"\b(?:boug|evolu|augment|baiss|vari|progress|diminu)\w*")
_NO_PERCENT: Final = (
    "Je ne sais pas le dire en % ici. Demandez « évolution en % » de cette ligne, avec les deux "
    "colonnes. J'ai trouvé : {told}"
)
_SUPPOSED: Final = regex(r"\b(?:suppos\w+|hypothese|si|avec un)\b")
_TRIGGER: Final = "COG_TRIGGER("
_TRIGGERS: Final = regex(r"\b(?:seuil|declench\w*|intéressement|interessement)\b")
_NO_TRIGGER: Final = (
    "Je ne sais pas : ce taux est celui d'un indicateur de votre classeur, et je n'y ai appliqué "
    "que le seuil. Demandez « si … est de …, que devient … »."
)
_OF_WORKBOOK: Final = regex(r"\b(?:atteinte?s?|realise\w*|constate\w*|obtenue?s?|execute\w*)\b")
#: Which of the rows is asked, and a rule is told.
_WHICH_ROW: Final = regex(
    r"\b(?:quel(?:le)?s? (?:mouvement|operation|mesure|action|virement|ligne)s?"
    r"|la (?:mesure|ligne) pour laquelle|l action pour laquelle)\b"
)
_EMPTY: Final = regex(
    r"\b(?:aucune?|n a pas|n est pas|pas ete|sans|pas encore|manqu\w*|non renseigne\w*|vide)\b"
)
_NOT_THE_ROW: Final = (
    "Je ne sais pas : vous cherchez une ligne de votre classeur, et je n'ai trouvé qu'un texte. "
    "Demandez « quelle ligne n'a pas de … » avec le nom de la colonne."
)
LACKS_HOW_MUCH: Final = regex(r"\bcombien\b.*\bmanqu|\bmanqu\w+(?: t il)? combien\b")
#: What never was so is told with a word that says so.
_NEVER: Final = regex(r"\bjamais\b")
_NEVER_TOLD: Final = regex(
    r"\b(?:jamais|aucune?s?|non|pas|sans|vides?|0|zero|oui|chaque annee|inconnu\w*|manqu\w+)\b"
)
_NEVER_LEFT: Final = (
    "Je ne sais pas tenir compte de « jamais » ici. Demandez ce que porte une ligne, ou quelles "
    "lignes n'ont pas atteint leur cible une seule fois."
)
_NO_LINE: Final = regex(r": aucune ligne\W*$")
_NO_GAP: Final = (
    "Je ne sais pas de quoi vous demandez ce qu'il manque. Demandez l'écart entre le réalisé et "
    "l'objectif, avec l'année."
)
_HOW_MUCH: Final = regex(
    r"\bcombien de (?:primes?|budgets?|credits?|euros?|argent|dotations?|depenses?)\b"
)
_NAMES_ONLY: Final = regex(r"\b\d+ lignes : ")
_NO_AMOUNT: Final = (
    "Je ne sais pas : vous demandez un montant, et plusieurs lignes portent ces mots. "
    "Nommez la ligne. J'ai trouvé : {told}"
)
_SPENT: Final = regex(r"\b(?:realise|execut|paye|consomm|depens|mandat)\w*")
_SPENT_TOLD: Final = regex(r"\b(?:execute|realise|paye|mandate)\w* (?:20\d\d|:)")
_NOT_SPENT: Final = (
    "Je ne sais pas : vous demandez ce qui a été exécuté, et je n'ai trouvé que le budget. Nommez "
    "la colonne du classeur."
)
_EXECUTED: Final = regex(
    r"(?:et )?(?:(?:l|le|cote|pour) ?)*(?:execute|realise|consomme)(?: 20\d\d)?[ ?.!]*"
)
_MANY_LINES: Final = regex(r"\b(?:[5-9]|\d\d+) lignes : ")
_OF_ONE_LINE: Final = (
    "Je ne sais pas de quelle ligne : nous parlions d'une seule, et j'en trouve plusieurs. Nommez "
    "la ligne et l'année."
)
_NUMBERED: Final = regex(r"\bindicateur (?:n ?°? ?|numero )?(\d{1,3})\b")
_NOT_THIS_ROW: Final = (
    "Je ne sais pas : ce que je trouve n'est pas de l'indicateur {number}. Nommez la ligne et la "
    "colonne du classeur."
)
_NO_YEAR: Final = (
    "Je ne sais pas : je n'ai trouvé qu'un texte qui ne dit rien de {year}. Nommez la colonne du "
    "classeur."
)


def left_of_question(answer: Answer, text: str, before: State, book: Book | None) -> str:
    """Return why an answer tells something else than was asked, ``""`` where it does not.

    Args:
        answer: What was found.
        text: The question, normalised.
        before: What was said before it.
        book: The tables of the open workbook, ``None`` where they cannot be read.
    """
    if book is not None and (why := other_number(answer, text, book)):
        return why
    if _NEVER.search(text) and not _NEVER_TOLD.search(normalise(answer.text)):
        return _NEVER_LEFT
    for gate in (_of_figures, _of_rows, _of_texts):
        if why := gate(answer, text, before):
            return why
    return ""


def other_number(answer: Answer, text: str, book: Book) -> str:
    """Say that the one row which is named by its number is not in the answer: « indicateur 1 ».

    Args:
        answer: What was found.
        text: The question, normalised.
        book: The tables of the open workbook.
    """
    numbers = set(_NUMBERED.findall(text))
    if answer.intent != "classeur" or len(numbers) != 1:
        return ""
    (number,) = numbers
    labels = [row.label for _, row in book.rows() if number_of(row) == number and row.label]
    told = " ".join([answer.text, *told_lines(answer)])
    named = any(one in told for one in labels) or re.search(rf"(?<![\w,.]){number}(?![\w,.])", told)
    return "" if named or not labels else _NOT_THIS_ROW.format(number=number)


def all_told(answer: Answer) -> str:
    """Return everything that an answer says, the lines of its table too, as it is shown.

    Args:
        answer: What was found.
    """
    return " ".join((answer.text, answer.display, *answer.details, *told_lines(answer)))


def told_lines(answer: Answer) -> list[str]:
    """Return the lines of the table of an answer.

    Args:
        answer: What was found.
    """
    return [" ".join(map(str, row)) for row in answer.table.rows] if answer.table else []


def _of_figures(answer: Answer, text: str, before: State) -> str:
    """Say that one was told where several were asked, all where some were, and the like."""
    told = normalise(answer.text)
    edge = _EDGE.match(answer.formula) is not None
    if edge and _RANKED.search(text):
        return _NOT_SO_MANY
    if answer.formula.startswith("=MIN(") and _FIRST.search(text):
        return "" if _LEAST.search(text) else _NO_LEAST
    last = normalise(before.text)
    added = answer.formula.startswith(("=SUM(", "=AVERAGE(")) or told.startswith("total")
    if added and _RANKED.search(last) and _TOTAL.search(text) and not _ALL.search(text):
        ranked = " plus " in told or " premi" in told
        return "" if ranked else _NOT_THEIRS
    if _LINES.search(told) and _SHARED.search(text) and not _LINES_ASKED.search(text):
        return _NO_SHARE
    return ""


def _of_rows(answer: Answer, text: str, before: State) -> str:
    """Say that the row which was found is not what was asked about."""
    if answer.intent != "classeur":
        return ""
    told = normalise(answer.text)
    if _WHY.match(text) and not _REASON.search(told):
        judged = answer.formula and _NO_LINES.search(told)
        if judged or _BARE_WORD.search(answer.text) or _NO_LINE.search(answer.text):
            return NO_REASON
    if before.slots.get("line") and _EXECUTED.fullmatch(text) and _MANY_LINES.search(told):
        return _OF_ONE_LINE
    if LACKS_HOW_MUCH.search(text) and _NO_LINE.search(answer.text):
        return _NO_GAP
    if _HOW_MUCH.search(text) and not answer.formula and _NAMES_ONLY.search(told):
        return "" if _CELL.search(answer.text) else _NO_AMOUNT.format(told=answer.text)
    if _VOID.search(text) and not _VOID_TOLD.search(told):
        return _NOT_VOID
    single = not answer.formula and len(_CELL.findall(answer.text)) == 1
    years, held = set(_YEAR.findall(text)), set(_YEAR.findall(told))
    if single and len(years) == 1 and held and not years & held and not _DAY.search(answer.text):
        return _OF_ANOTHER_YEAR.format(year=years.pop())
    if single and _REST.search(text) and not _REST_TOLD.search(told):
        return _NO_REST
    if _BARE_MONTH.fullmatch(text) and not before.asked and not before.focus:
        return _NOTHING_BEFORE if not answer.formula else ""
    if _REPLACES.search(text) and not _SUPPLEANT.search(told):
        return _NO_DEPUTY
    if _THAT.search(text) and _OF_ALL.search(told):
        return _WHICH_ONE
    if _BY_AND_WHEN.search(text) and single and _DAY.search(answer.text):
        return _NOT_BOTH.format(told=answer.text)
    if single and _AND_WHO.search(text) and not _WHOEVER.search(told):
        return _NOT_WHO.format(told=answer.text)
    return ""


def _of_texts(answer: Answer, text: str, before: State) -> str:
    """Say that a rule, a text or a calculation is not what a workbook was asked for."""
    told = normalise(answer.text)
    if answer.intent == "calcul" and _CONFIRM.search(text) and not told.startswith(("oui", "non")):
        return _NOT_CONFIRMED
    if answer.intent.startswith("composee") and _PERCENT.search(text) and _MOVED.search(text):
        return "" if "%" in answer.text else _NO_PERCENT.format(told=answer.text)
    if _TRIGGER in answer.formula and _SUPPOSED.search(text) and not _TRIGGERS.search(text):
        return _NO_TRIGGER
    if answer.intent == "definition" and _WHICH_ROW.search(text) and _EMPTY.search(text):
        return _NOT_THE_ROW
    turn = re.match(r"(?:et|quel montant)\b", text) is not None
    budget = answer.formula.startswith("=COG_BUDGET(") and not _SPENT_TOLD.search(told)
    if turn and budget and _SPENT.search(text):
        return _NOT_SPENT
    if answer.intent == "definition" and _OF_WORKBOOK.search(text):
        missing = next((one for one in _YEAR.findall(text) if one not in told), "")
        return _NO_YEAR.format(year=missing) if missing else ""
    return ""
