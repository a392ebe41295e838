"""What a question on an open workbook asks for and its answer does not tell is refused."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog import conventions
from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.dialogue.table_query.best_readings import tables_of
from pycog.dialogue.table_query.initials import FILLER
from pycog.dialogue.table_query.table_data import DOCUMENTS
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.asked_not_told import (
    LACKS_HOW_MUCH,
    MONTHS,
    NO_REASON,
    left_of_question,
    told_lines,
)
from pycog.dialogue.workbook.asked_of_time import of_time
from pycog.dialogue.workbook.hanging_turns import is_whole
from pycog.dialogue.workbook.open_cells import Book, open_book
from pycog.dialogue.workbook.other_documents import of_another_document
from pycog.dialogue.workbook.other_than_asked import other_than_asked
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenColumn

_YEAR: Final = regex(r"\b(?:19|20)\d\d\b")
_RATE: Final = regex(r"\b(?:taux|tx|pourcentage)\b|%")
_SHARE: Final = regex(r"^(?:et |quelle (?:est )?|la |donne\w* )*parts? (?:de|du|des|d)\b")
_NO_RATE: Final = (
    "Je ne sais pas : je n'ai pas trouvé ce taux dans le classeur. Nommez la ligne et la colonne."
)
_MONTH: Final = regex(r"\b(?:quels?|lequel des) mois\b")
_OF_MONTH: Final = regex(rf"\b{MONTHS}\b|\d/\d\d?/\d{{4}}")
_NO_MONTH: Final = (
    "Je ne sais pas : vous demandez un mois, et les lignes que j'ai trouvées n'en sont pas. "
    "Nommez la feuille ou la colonne où les mois se trouvent."
)
#: « Masse salariale moyenne par ETP réel »: a mean is divided by what it is « par ».
_MEAN_PER: Final = regex(
    r"\bmoyen\w*\b.*?\bpar (?!(?:an|mois|annee|exercice|ligne|trimestre|semestre|rapport)\b)(\w+)"
)
_NOT_DIVIDED: Final = (
    "Je ne sais pas diviser par ce que vous nommez après « par » : la moyenne des lignes n'est pas "
    "ce rapport. Demandez les deux totaux."
)
#: What moved, of results and not of what is aimed at.
_MOVED: Final = regex(r"\b(?:gagne|perd|progress|amelior|degrad|recul)\w*")
_AIMED: Final = regex(r"\b(?:objectifs?|cibles?|conventions?|cog|prevue?s?|vise\w*)\b")
_CALLED: Final = regex(r"\bCOG_[A-Z_]+(?=\()")
_TARGETS: Final = frozenset({"COG_TARGET", "COG_TARGET_TEXT"})
_NO_RESULTS: Final = (
    "Je ne sais pas : la convention n'imprime que des objectifs, et vous demandez ce qui a été "
    "obtenu. Demandez « écart entre les résultats de … et … » de cet indicateur du classeur."
)
#: « Le total est-il juste ? »
_RIGHT: Final = regex(
    r"\b(?:totaux|total|sommes?)\b.*\b(?:justes?|exacte?s?|correcte?s?|faux|fausses?|coherente?s?)\b"
)
_CHECKED: Final = regex(r"(?:oui|non)\b|.*\bsomme des lignes\b|.*\b(?:juste|faux|exact)")
_NOT_CHECKED: Final = (
    "Je n'ai pas pu vérifier ce total : je ne sais pas de quelles lignes il est la somme. "
    "La cellule porte : {told}"
)
#: A turn that leaves no line, because what it takes out or adds up is no word of a cell.
_NONE_LEFT: Final = regex(r"« (?:hors|sans|total)\b.*: (?:0 ligne|aucune ligne)")
_NOTHING: Final = (
    "Je ne sais pas ce que ces mots changent à la réponse d'avant : aucune ligne ne les porte. "
    "Reposez la question en entier."
)
_WHICH: Final = regex(
    r"(?:et )?(?:lequel|laquelle|celui|celle|le plus|la plus|le moins"
    r"|(?:pour |c est )?(?:quel|le|un) (?:total|montant)|au total)\b"
)
_OTHER_YEAR: Final = (
    "Je ne sais pas : nous parlions de {year}, et ce que je trouve est d'une autre année. "
    "Nommez l'année dans la question."
)
_TITLE: Final = regex(r"« [^»]+ »")
_NEXT_YEAR: Final = regex(r"\b(?:annee|an|exercice)s? (?:d apres|suivante?s?)")
_LAST_YEAR: Final = regex(r"\b(?:annee|an|exercice)s? (?:d avant|precedente?s?)")
_WHICH_YEAR: Final = (
    "Je ne sais pas : je n'ai pas trouvé l'année {year} pour cette ligne. "
    "Nommez la ligne, la colonne et l'année."
)
_SPENT: Final = regex(r"\b(?:execut|consomm|depens|realis)\w*")
_NOT_SPENT: Final = (
    "Je ne sais pas : nous parlions de ce qui a été exécuté, le classeur ne l'a pas pour cette "
    "année, et la convention n'imprime que des budgets."
)
#: « En % ? », which is of a budget as well as of a total.
_IN_PERCENT: Final = regex(r"(?:(?:et|ca|fait|soit|en|combien|quel) )*(?:%|pourcentage)[ ?.!]*")
_BUDGETED: Final = regex(r"\b(?:budget|autorise|vote|prevu|objectif)\w*")
_OF_WHAT: Final = (
    "Je ne sais pas de quoi : de ce qui était prévu, ou du total des lignes ? Demandez « taux "
    "d'exécution » ou « part du total »."
)
#: One thing is asked about: « donc atteint ? », « l'objectif c'était combien ? ».
_OF_ONE: Final = regex(
    r"(?:(?:donc|alors|et|du coup) )?(?:(?:c est|il est|elle est|est il|est elle) )?"
    r"(?:atteinte?|respectee?|tenue?|depassee?|approuvee?|terminee?|finie?)\b[ ?.!]*"
    r"|(?:(?:donc|alors|et) )?l (?:objectif|obj|echeance)\b(?! d)(?: \w+){0,4}[ ?.!]*"
    r"|(?:(?:donc|alors|et) )?(?:un |le )?(?:depassement|ecart|reste|retard)"
    r" de combien[ ?.!]*"
)
_SEVERAL: Final = regex(r"\d+ (?:lignes?|indicateurs|mesures|actions|virements)\b|\blignes lues")
_WHICH_ROW: Final = (
    "Je ne sais pas de quelle ligne : la réponse que je trouve en compte plusieurs, et nous "
    "parlions d'une seule. Nommez la ligne et l'année."
)
_DROPPED: Final = (
    "Je ne sais pas : « {word} » est une colonne du classeur, et ce que je trouve dans un autre "
    "document n'en dit rien. Nommez la feuille et la colonne."
)
#: « Et le plus haut ? », of what nothing was told.
_BARE: Final = regex(
    r"(?:et )?(?:le|la|les) (?:plus|moins) (?:haut|bas|gros|petit|eleve|faible|grand|fort)\w*"
    r"[ ?.!]*"
)
_NO_SUBJECT: Final = (
    "Je ne sais pas de quoi : je n'ai pas su répondre à la question d'avant. Nommez la feuille et "
    "la colonne du classeur."
)
#: « L'échéance saisie », which is the one of the workbook.
_TYPED: Final = regex(
    r"\b(?:echeance|date|objectif|cible|budget|montant|valeur|chiffre)s? "
    r"(?:saisi|inscrit|renseigne|note)e?s?\b(?! par)"
)
_NOT_TYPED: Final = (
    "Je ne sais pas : vous parlez de ce qui est saisi dans le classeur, et je ne l'y trouve "
    "pas. Nommez la ligne et la colonne du classeur. Dans la convention : {told}"
)
_OF_NUMBER: Final = regex(r"\b(?:du|le|la) (\d{1,3})[ ?.!]*$")
_NO_NUMBER: Final = (
    "Je ne sais pas de quelle ligne vous parlez par « {number} ». Écrivez ce que c'est : "
    "« le virement n° {number} », « l'indicateur {number} »."
)
#: Names another document than the workbook.
_ELSEWHERE: Final = regex(rf"\b(?:{'|'.join(DOCUMENTS)})\b")
_OF_ROWS_HERE: Final = (
    "Je ne sais pas : « {word} » est ce que porte votre classeur, et ce que je trouve est d'un "
    "autre document. Nommez la colonne du classeur."
)
_NUMBERED_ROW: Final = regex(r"\b([a-z]{4,}) (?:n ?° ?|numero )?(\d{1,4})\b")
_SAME: Final = regex(r"\b(?:le|la) meme\b(?! (?:annee|mois|chose|ligne|periode|date|total))")
_WHICH_SAME: Final = "Je ne sais pas duquel : nous n'avons pas parlé d'une seule ligne. Nommez-la."
_TAKEN: Final = regex(r"\b(?:sans|hors|sauf|moins)\b", re.IGNORECASE)
_COMPARED: Final = regex(r"\b(?:compar\w+|par rapport|evolution|ecart)\b")
_IN_FULL: Final = (
    "Je ne sais pas comparer ce qui reste après ce retrait. Posez la question en entier, avec les "
    "deux années."
)
_COUNTED: Final = regex(r"(?:et )?(?:combien|nombre|nb) (?:de |d )([a-z]+)")
_NOT_COUNTED: Final = (
    "Je ne sais pas compter ces lignes : je n'ai pas trouvé ce qui les choisit. Nommez la colonne "
    "et ce qu'elle porte, pour « {word} »."
)
_SMALL: Final = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "un", "une"))
_LONG: Final = 4
_NO_SUCH_VALUE: Final = "Je ne sais pas : aucune ligne de « {column} » ne porte « {word} »."
_GAP_TOLD: Final = regex(r"\b(?:ecart|reste|manqu|vide|sans valeur)")
_NO_GAP: Final = (
    "Je ne sais pas de quoi vous demandez ce qu'il manque. Demandez l'écart entre deux colonnes."
)
_ADDED: Final = regex(r"=(?:SUM|MAX|MIN|AVERAGE)\(")
_REASON: Final = regex(
    r"\b(?:causes?|raisons?|commentaires?|remarques?|motifs?|observations?|explications?|objet)\b"
)
_HALF: Final = regex(
    r"(?:,|\bet) ?(?:(?:et|ca fait|soit) )*(?:(?P<part>quelle (?:part|proportion)"
    r"|quel (?:%|pourcentage)|combien en %)|sur combien)\b[^,]*$"
)
_NO_SHARE: Final = "Je n'ai pas calculé la part : demandez-la à part."
_NO_WHOLE: Final = "Je n'ai pas dit sur combien : demandez le total à part."
_OF_ROWS: Final = regex(
    r"\b[b-ce-km-z] ?\d{1,3}\b|\b(?:quelle|jusqu a quelle) date\b"
    r"|^(?:pour )?quel(?:le)?s? (?:organisme|virement|action|mesure|ligne|report|service|jalon)s?\b"
)
_ONLY_RULE: Final = "C'est la règle : je ne l'ai pas appliquée aux lignes de votre classeur."
_OVERRUN: Final = regex(r"\bdepassements?\b")
_NOT_OVER: Final = (
    "Ce n'est pas un dépassement : c'est l'exécuté qui est comparé au budget, et non une prévision."
)
_MAY: Final = regex(
    r"\b(?:peux|peut|peuvent|puis je|pouvons|a t on le droit|ai je le droit)\b.*"
    r"\b(?:report|vir)\w*"
)
_NO_RIGHT: Final = "Je ne dis pas si la règle le permet : je donne ce que porte le classeur."


def told_as_asked(answer: Answer, question: str, before: State, context: Context) -> Answer:
    """Return an answer, or a refusal where it tells something else than what was asked.

    Args:
        answer: What was found.
        question: The question as typed.
        before: What was said before it.
        context: The open workbook; without one the answer stays as it is.
    """
    if answer.kind != ANSWERED or context.sheet is None or not context.cells:
        return answer
    text = " ".join(normalise(question).split())
    for gate in _GATES:
        if why := gate(answer, text, before, context):
            # What was spoken of stays, where one row or one month of it was asked for.
            state = before if gate in _KEEPING or not is_whole(question) else answer.state
            return replace(unknown(why), intent=answer.intent, state=state)
    if why := left_of_question(answer, text, before, _book(context)):
        return replace(unknown(why), intent=answer.intent, state=before)
    notes = [note for of_note in _NOTES if (note := of_note(answer, text))]
    return replace(answer, text=" ".join([answer.text, *notes])) if notes else answer


def _told(answer: Answer) -> str:
    return normalise(" ".join([answer.text, answer.display, *told_lines(answer)]))


def _a_rate(answer: Answer, text: str, before: State, context: Context) -> str:
    shared = _SHARE.search(text) is not None
    if answer.intent != "classeur" or answer.formula or not (_RATE.search(text) or shared):
        return ""
    return "" if _RATE.search(_told(answer)) else _NO_RATE


def _a_month(answer: Answer, text: str, before: State, context: Context) -> str:
    if answer.intent != "classeur" or not _MONTH.search(text):
        return ""
    return "" if _OF_MONTH.search(_told(answer)) else _NO_MONTH


def _a_ratio(answer: Answer, text: str, before: State, context: Context) -> str:
    per = _MEAN_PER.search(text)
    if per is None or "=AVERAGE(" not in answer.formula:
        return ""
    return "" if stem(per[1]) in map(stem, words(_told(answer))) else _NOT_DIVIDED


def _what_was_reached(answer: Answer, text: str, before: State, context: Context) -> str:
    called = set(_CALLED.findall(answer.formula))
    if not called or not called <= _TARGETS or not _MOVED.search(text) or _AIMED.search(text):
        return ""
    return _NO_RESULTS if any(one.role == "réalisé" for one in _columns(context)) else ""


def _a_check(answer: Answer, text: str, before: State, context: Context) -> str:
    if answer.intent != "classeur" or not _RIGHT.search(text):
        return ""
    return "" if _CHECKED.match(normalise(answer.text)) else _NOT_CHECKED.format(told=answer.text)


def _some_lines(answer: Answer, text: str, before: State, context: Context) -> str:
    return _NOTHING if before.asked and _NONE_LEFT.search(answer.text) else ""


def _the_year_before(answer: Answer, text: str, before: State, context: Context) -> str:
    """Say that the year which was spoken of is not that of the answer."""
    if answer.intent != "classeur" or _YEAR.search(text):
        return ""
    shift = 1 if _NEXT_YEAR.search(text) else -1 if _LAST_YEAR.search(text) else 0
    held = set(_YEAR.findall(before.focus.partition(";")[2] or before.asked or before.text))
    # The name of a sheet is no year: « 2013 vers 2014 ».
    named = _TITLE.match(answer.text)
    rest = answer.text[named.end() :] if named else answer.text
    found = set(_YEAR.findall(_told(replace(answer, text=rest))))
    if len(held) != 1:
        return ""
    (year,) = held
    if shift:
        wanted = str(int(year) + shift)
        of_sheet = named is not None and named[0] == f"« {wanted} »"
        return "" if wanted in found or of_sheet else _WHICH_YEAR.format(year=wanted)
    if not _WHICH.match(text) or found <= {year}:
        return ""
    return _OTHER_YEAR.format(year=year)


def _what_was_spent(answer: Answer, text: str, before: State, context: Context) -> str:
    budget = set(_CALLED.findall(answer.formula)) == {"COG_BUDGET"}
    short = re.fullmatch(r"(?:et )?(?:en |pour )?(?:19|20)\d\d[ ?.!]*", text)
    return _NOT_SPENT if budget and short and _SPENT.search(before.asked) else ""


def _of_what(answer: Answer, text: str, before: State, context: Context) -> str:
    if not _IN_PERCENT.fullmatch(text) or not answer.text.startswith("Part dans"):
        return ""
    both = _BUDGETED.search(before.asked) and _SPENT.search(before.asked)
    return _OF_WHAT if both else ""


def _of_one(answer: Answer, text: str, before: State, context: Context) -> str:
    if answer.intent != "classeur" or not before.focus or not _OF_ONE.fullmatch(text):
        return ""
    return _WHICH_ROW if _SEVERAL.search(normalise(answer.text)) else ""


def _a_column(answer: Answer, text: str, before: State, context: Context) -> str:
    """Say that a figure of another document leaves out what a column of the workbook is about."""
    if not answer.intent.startswith("composee"):
        return ""
    told = set(map(stem, words(normalise(f"{answer.text} {answer.source}"))))
    heads = {stem(normalise(one.title)) for one in _columns(context) if len(words(one.title)) == 1}
    for word in words(text):
        if stem(word) in heads and stem(word) not in told:
            return _DROPPED.format(word=word)
    return ""


def _another_document(answer: Answer, text: str, before: State, context: Context) -> str:
    """Say that what the rows of the workbook are was asked of, and of no other document."""
    if not answer.intent.startswith("composee") or _ELSEWHERE.search(text):
        return ""
    told = f"{answer.source} {answer.text}"
    entities = _entities(context)
    source = {stem(one) for one in words(normalise(answer.source)) if not one.isdigit()}
    if any(stem(one) in source - entities for one in words(text) if len(one) > 2):
        # The document is named that it comes from.
        return ""
    word = next((one for one in words(text) if stem(one) in entities), "")
    return _OF_ROWS_HERE.format(word=word) if word and "classeur" not in told else ""


def _entities(context: Context) -> frozenset[str]:
    """Return what the rows of the tables of the open workbook are."""
    assert context.sheet is not None
    try:
        tables = tables_of(context.sheet)
    except InvalidInput:
        return frozenset()
    small = {stem(one) for one in ("n", "de", "l", "d", "libelle", "numero", "date", "code")}
    sheets = {
        stem(one) for lexis in tables.lexes for one in words(normalise(lexis.table.open.sheet))
    }
    held = frozenset().union(*(one.table.entities for one in tables.lexes)) | sheets
    return frozenset(one for one in held if len(one) > 3 and one not in small)


def _a_numbered_row(answer: Answer, text: str, before: State, context: Context) -> str:
    """Say that a row named by its number is not what a text of a document is about."""
    if answer.intent != "definition":
        return ""
    entities = _entities(context)
    for match in _NUMBERED_ROW.finditer(text):
        named = rf"\b{stem(match[1])}\w* (?:n ?° ?|numero )?{match[2]}\b"
        if stem(match[1]) in entities and not re.search(named, _told(answer)):
            return _OF_ROWS_HERE.format(word=match[0])
    return ""


def _the_same(answer: Answer, text: str, before: State, context: Context) -> str:
    """Say that no one row was told that « le même » would be."""
    meant = _SAME.search(text) is not None and not before.focus
    return _WHICH_SAME if meant and answer.intent == "classeur" else ""


def _what_was_left_out(answer: Answer, text: str, before: State, context: Context) -> str:
    """Say that a figure from which something was taken is not compared part by part."""
    took = answer.intent == "suite" and not before.intent and _TAKEN.search(before.text)
    return _IN_FULL if took and _COMPARED.search(text) else ""


def _a_count(answer: Answer, text: str, before: State, context: Context) -> str:
    """Say that rows of the workbook were to be counted, and a rule is told."""
    counted = _COUNTED.match(text) if answer.intent == "definition" else None
    if counted is None or stem(counted[1]) not in _entities(context):
        return ""
    return _NOT_COUNTED.format(word=counted[1])


def _a_value_of_column(answer: Answer, text: str, before: State, context: Context) -> str:
    """Say that no row of a column says what is named after its heading: « l'axe sécurité »."""
    if answer.intent != "classeur":
        return ""
    assert context.sheet is not None
    said = [word for word in words(text) if word not in _SMALL]
    after = [
        (head, word)
        for head, word in itertools.pairwise(said)
        if len(word) >= _LONG and stem(word) not in FILLER
    ]
    for lexis in tables_of(context.sheet).lexes:
        table = lexis.table
        if f"« {table.open.sheet} »" not in answer.text:
            continue
        for column in table.of("texte"):
            if column.index == table.label or len(words(column.own)) != 1:
                continue
            named = [word for head, word in after if stem(head) == stem(column.own)]
            if not named:
                continue
            held = [lexis.stems_in(row, column) for row in table.entries]
            if len(set(held)) * 2 > len(held):
                continue
            known = frozenset().union(*held) | lexis.heads.keys() | lexis.own
            known |= lexis.label.keys()
            for word in named:
                if not any(one.startswith(stem(word)[:_LONG]) for one in known):
                    return _NO_SUCH_VALUE.format(column=column.column.title, word=word)
    return ""


def _how_much_lacks(answer: Answer, text: str, before: State, context: Context) -> str:
    """Say that what is lacking was asked for, and a cell is told that does not say it."""
    asked = answer.intent == "classeur" and not answer.formula and LACKS_HOW_MUCH.search(text)
    return "" if not asked or _GAP_TOLD.search(_told(answer)) else _NO_GAP


def _the_open_workbook(answer: Answer, text: str, before: State, context: Context) -> str:
    return _NO_SUBJECT if answer.intent.startswith("composee") and _BARE.fullmatch(text) else ""


def _what_was_typed(answer: Answer, text: str, before: State, context: Context) -> str:
    told = f"{answer.source} {answer.text}"
    of_agreement = answer.intent != "classeur" and "classeur" not in told
    return _NOT_TYPED.format(told=answer.text) if of_agreement and _TYPED.search(text) else ""


def _the_number(answer: Answer, text: str, before: State, context: Context) -> str:
    """Say that the row which a number names is not that of the answer: « montant du 6 »."""
    number = _OF_NUMBER.search(text)
    if answer.intent != "classeur" or number is None:
        return ""
    told = re.findall(r"\d+", _told(answer))
    return "" if number[1] in told else _NO_NUMBER.format(number=number[1])


def _a_reason(answer: Answer, text: str, before: State, context: Context) -> str:
    if answer.intent != "classeur" or not text.startswith("pourquoi"):
        return ""
    judged = _ADDED.match(answer.formula) or answer.text.startswith(("Oui", "Non"))
    return NO_REASON if judged and not _REASON.search(_told(answer)) else ""


def _part_not_told(answer: Answer, text: str) -> str:
    """Say that the second half of a question was left: « …, et quelle part du total ? »."""
    if answer.intent != "classeur" or not (half := _HALF.search(text)):
        return ""
    part = half["part"] is not None
    if part:
        return "" if _RATE.search(_told(answer)) else _NO_SHARE
    return "" if re.search(r"\bsur \d", _told(answer)) else _NO_WHOLE


def _rule_alone(answer: Answer, text: str) -> str:
    """Say that a rule is told and was not applied to the rows of the workbook."""
    return _ONLY_RULE if answer.intent == "definition" and _OF_ROWS.search(text) else ""


def _not_allowed(answer: Answer, text: str) -> str:
    told = answer.text.startswith(("Oui", "Non"))
    of_right = answer.intent == "classeur" and _MAY.search(text)
    return _NO_RIGHT if of_right and not told else ""


def _no_overrun(answer: Answer, text: str) -> str:
    """Say that what is left is no overrun, and of which amount it is."""
    left = answer.text.startswith("Reste") and not answer.display.startswith(("-", "−"))
    return _NOT_OVER if left and _OVERRUN.search(text) else ""


def _book(context: Context) -> Book | None:
    """Return the tables of the open workbook, ``None`` where they cannot be read."""
    assert context.sheet is not None
    try:
        return open_book(context.sheet, conventions.load())
    except InvalidInput:
        return None


def _columns(context: Context) -> list[OpenColumn]:
    """Return the columns of the open workbook."""
    book = _book(context)
    return [] if book is None else [one for table in book.tables for one in table.columns]


_GATES: Final[tuple[Callable[[Answer, str, State, Context], str], ...]] = (
    _a_rate, _a_month, _a_ratio, _what_was_reached, _a_check, _some_lines, _the_year_before,
    _what_was_spent, _of_what, _of_one, _a_column, _the_open_workbook, _a_reason,
    _the_number, _what_was_typed, _another_document, _how_much_lacks, _a_count,
    _the_same, _what_was_left_out, _a_numbered_row,
    _a_value_of_column, of_another_document, of_time, other_than_asked,
)  # fmt: skip
_KEEPING: Final = frozenset({_a_month, _of_one, _of_what, _the_open_workbook, _a_reason})
_NOTES: Final[tuple[Callable[[Answer, str], str], ...]] = (
    _part_not_told, _rule_alone, _not_allowed, _no_overrun,
)  # fmt: skip
