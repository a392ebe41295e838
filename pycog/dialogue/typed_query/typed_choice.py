"""Chooses between what a typed query answers and what the other rooms of a workbook answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, NEEDS, UNKNOWN, Answer, unknown
from pycog.dialogue.normalise import normalise, normalise_long, words
from pycog.dialogue.running import UNREAD
from pycog.dialogue.state import MARK, State
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.lazy_patterns import regex

_CELLS: Final = regex(r"\(([A-Z]{1,3}\d+)\)")
_NUMBER: Final = regex(r"\d+(?: \d{3})*(?:,\d+)?")
_PLACE: Final = regex(r"\([A-Z]{1,3}\d+\)|\b[A-Z]{1,3}\d+\b")
#: A denial or « le plus » that chose rows as a word of them, and a mean of one figure.
_LOOSE: Final = regex(
    r"\(« (?:[^»]* )?(?:pas|sans|hors|ni|sauf|rien)\b[^»]*»|\(« (?:plus|moins|encore) »"
    r"|Moyenne de .*, sur\s1\s(?:cellule|ligne)\b"
)
#: What is asked for, and what an answer to that says.
_OPERATIONS: Final = (
    (regex(r"\b(?:moyen(?:ne|s|nes)?|en moyenne)\b"), regex(r"oyen")),
    (regex(r"\b(?:evolution|hausse|baisse|progression) en (?:%|pourcentage)"),
     regex(r"^(?!.*\bPart de\b)", re.DOTALL)),
    (regex(r"\b(?:le|la|les) (?:plus|moins)\b"), regex(r"^(?!.*– part de\b)", re.DOTALL)),
)  # fmt: skip
_OF_ONE_CELL: Final = regex(r"=[^()+*/;:-]+![A-Z]{1,3}\d+")
#: A turn goes on with the workbook that the last answer was of.
_GOES_ON: Final = regex(r"(?:et|donc|mais|alors|puis) ")
#: What is of the selected cell, of the answer itself or of the assistant, and of no row.
_APART: Final = frozenset({
    "explication", "aide", "politesse", "controle", "source", "formule", "inserer",
})  # fmt: skip
#: What the assistant can do, asked for in a few words.
_HELP: Final = "aide"
_SHORT: Final = 5
_UNSURE: Final = (
    "Je ne sais pas : je ne suis pas sûr de ce que vous demandez de ce tableau. Nommez la ligne et "
    "la colonne, ou la condition."
)
#: How several rows are asked back.
_WHICH: Final = "Ces mots désignent plusieurs lignes"
#: How a question is refused that nobody understood; other refusals give a reason that holds.
_LOST: Final = (
    "Je ne donne pas de valeur : je ne sais pas tenir compte", "Je ne sais pas : je n'ai reconnu",
    "Je ne sais pas. ", "Je ne suis pas sûr", "Je ne sais pas : « ",
    "Je ne sais pas : je ne connais",
    "Je ne sais pas : je n'ai pas trouvé", "Je ne sais pas : aucun montant",
    "Je n'ai trouvé qu'un texte", "Je ne sais pas de quoi", "Je n'ai encore rien",
    _WHICH,
)  # fmt: skip
#: A figure of a report, and a question that names where it stands.
_OF_REPORT: Final = "COG_KEY_FIGURE("
_DOCUMENT: Final = regex(
    r"\b(?:cog|conventions?|rapports?|documents?|annexes?|fiches?|chapitres?|note|reseau|national\w*"
    r"|caisse d|en 20\d\d)\b"
)
#: Asks for a reason, which a note or a cell of words gives.
_WHY: Final = regex(r"\b(?:pourquoi|raisons?)\b")
_NOTED: Final = regex(r"«[^»]*» \([A-Z]+\d+\)|Le classeur note", re.IGNORECASE)
_LATE: Final = regex(r"\b(?:retard|prochaine?s? )")
_STATED_LATE: Final = regex(r" : (?:en )?retard\b", re.IGNORECASE)
_JUDGED: Final = regex(
    r"\bjugés?\b|objectifs? (?:non )?atteints?|^À zéro point|lignes? par «|le plus fréquent"
)
_VERDICT: Final = regex(r"(?:Oui|Non)\b")
_BLANK: Final = regex(r"» vides?\)")
_SAID_BLANK: Final = regex(r"» vides?\)|» \([^)]*: vide\b")
#: What is late is no answer to what is not asked of days.
_OF_DAYS: Final = "COG_MILESTONE"
_DAYS: Final = regex(
    r"\b(?:retards?|echeances?|delais?|dates?|temps|quand|jours?|mois|fini\w*|termin\w*|avance\w*"
    r"|realis\w*|prochain\w*|mesures?|actions?|livr\w*|tard|tot)\b"
)
#: A row of the table that a typed query chose by its name.
_ROW_NAMED: Final = regex(r"« [^»]+ » \([^)]*? : ")
_OF_SEVERAL: Final = regex(r"\b(?:quels|quelles|lesquels|lesquelles)\b")
_CALCULATED: Final = "calcul"
#: Two typed amounts may be reckoned with by themselves.
_AMOUNTS: Final = regex(r"\d ?(?:%|€|k€|m€|ke\b|euros?\b|points?\b)")
_TWO: Final = 2
#: A typed query that found the cell, and no figure in it.
_EMPTY_CELL: Final = "il n'y en a pas dans la cellule"
_TOTAL_ROW: Final = regex(r"«\s?Total\b[^»]*» ?,|«\s?TOTAL\b[^»]*» ?,")
_SUMMED: Final = regex(r"\b(?:totaux|total) de\b|, \d+ lignes :")
#: Words of a turn that stands on what was told.
_PIECE: Final = 4
_NTH: Final = regex(r"\b(?:premi|deuxiem|second|troisiem|dernier)\w*")
_WARNED: Final = regex(r"\bAttention\b")
_DIRECTION: Final = regex(r"\b(?:virement|transfert)s?\b.*\b(?:vers|depuis)\b")
_CODE: Final = regex(r"\(Code : ([^);]+)")
_VALUES: Final = regex(r"\d valeurs? dans «")
_FILLED: Final = regex(r": avec date\b")
_MADE: Final = regex(
    r"\b(?:total|cumul\w*|moins|mais pas|ecart|difference|juste|exact\w*|somme|reste)\b"
)
_JUDGES: Final = regex(r"\b(Oui|Non), cible\b")
_GAP: Final = "– écart :"
_ASKS_WHO: Final = regex(r"\b(?:qui|quel\w*|lesquel\w*)\b")
_MADE_OF_TURN: Final = regex(r"\b(?:total|en tout|cumul\w*|somme)\b")
_ADDRESS: Final = regex(r"(?<=[(\s])([A-Z]{1,3}\d+)(?=[),])")
#: Why no column is told where several are meant.
_WHICH_COLUMN: Final = (
    "Je ne sais pas quelle colonne", "Je ne sais pas le dire en %",
    "Je ne sais pas : la ligne dont nous parlons",
)  # fmt: skip
#: A typed query that says which rows it kept.
_CHOOSES: Final = regex(r"(?:« [^»]* »(?:, )?)+ \(")
#: What is supposed of an indicator, of which the year may have to be asked.
_SUPPOSED: Final = "et-si"
#: Two figures that are told apart by no more than this are one.
_NEAR: Final = 1e-6
#: Half a step of a rounded number.
_HALF: Final = 0.51
NO_ROW: Final = "aucune ligne ne réunit"
#: A formula of the catalogue: the table is of a kind that pycog knows.
_KNOWN: Final = "COG_"


def chosen(told: Answer, typed: Answer | None, question: str, before: State) -> Answer:
    """Return the answer to tell: a typed query, unless the others say the same or know more.

    Args:
        told: What the other rooms answer.
        typed: What a typed query answers, ``None`` where it makes none.
        question: As typed.
        before: What was said before.
    """
    text = normalise(question)
    if typed is not None and _finds_nothing(typed, told):
        return typed
    if typed is None or typed.kind != ANSWERED:
        if told.kind == ANSWERED and _is_beside(told, text, before):
            told = unknown(_UNSURE)
        return replace(told, state=replace(told.state, queried=""))
    if told.kind == NEEDS or (told.kind == ASKED and told.intent == _SUPPOSED):
        return told
    unsettled = told.text.startswith(_WHICH_COLUMN) or told.intent in _APART
    if goes_on(typed, before) and not unsettled and not _FILLED.search(typed.text):
        # The others know one row or one figure of what was told, and lose the rest of it.
        if told.intent == INTENT and told.kind == ANSWERED and _says_more(told, typed, text):
            return replace(told, state=replace(told.state, queried=""))
        if told.kind != ANSWERED or told.intent != INTENT or not _is_same(told, typed):
            return replace(typed, kind=UNKNOWN) if NO_ROW in typed.text else typed
        return replace(told, state=replace(told.state, queried=typed.state.queried))
    if _is_of_table(told, typed, text, before):
        return typed
    if told.kind != ANSWERED and (told.intent == INTENT or _is_turn(before)) and _has_reason(told):
        return told
    if told.kind != ANSWERED:
        # That no row is there is told as a refusal which says what is.
        return replace(typed, kind=UNKNOWN) if NO_ROW in typed.text else typed
    if told.intent != INTENT or _KNOWN in (told.formula or told.formula_cells):
        return replace(told, state=replace(told.state, queried=""))
    if agree(told, typed) and not (_WHY.search(text) and _cells(told) != _cells(typed)):
        return replace(told, state=replace(told.state, queried=typed.state.queried))
    if _holds(told, typed, text, before):
        return replace(told, state=replace(told.state, queried=""))
    return typed


def _is_of_table(told: Answer, typed: Answer, text: str, before: State) -> bool:
    """Tell whether the table answers, and the others ask or answer about something else."""
    if told.kind == ASKED and told.intent != INTENT and _ROW_NAMED.match(typed.text):
        # Which of several rules is meant is no question where the table itself answers.
        return True
    if told.kind != ANSWERED:
        # « Quelles lignes » asks for several: which of them is meant is no question.
        return told.text.startswith(_WHICH) and _OF_SEVERAL.search(text) is not None
    if told.intent == _CALCULATED and len(_AMOUNTS.findall(text)) < _TWO:
        # « 300 € sur le 2224 » are of a row, and not two numbers to reckon with.
        return True
    if _OF_DAYS in (told.formula or told.formula_cells) and not _DAYS.search(text):
        return True
    return told.intent != INTENT and _is_beside(told, text, before)


def _holds(told: Answer, typed: Answer, question: str, before: State) -> bool:
    """Tell whether the others know more of what is asked than the words of the table say.

    They know what is done and what is late, what a target is and which row is the total.
    """
    if _WHY.search(question):
        return _NOTED.search(told.text) is not None
    if _LATE.search(question):
        # « En retard » may be what the table itself says of a row.
        return _STATED_LATE.search(typed.text) is None
    if _JUDGED.search(told.text):
        return True
    if _VERDICT.match(told.text) and not _VERDICT.match(_said(typed).strip()):
        return True
    if _BLANK.search(told.text) and not _SAID_BLANK.search(typed.text):
        return True
    if _TOTAL_ROW.search(told.text) and _SUMMED.search(typed.text):
        return True
    if _WARNED.search(told.text) or _DIRECTION.search(question):
        return True
    if any(normalise(code) not in question for code in _CODE.findall(typed.text)):
        return True
    if _VALUES.search(typed.text) or (told.value is not None and _FILLED.search(typed.text)):
        # « Mouvements » names the rows, « notifié » the amount: neither is a condition of its own.
        return True
    if told.value is not None and typed.value is None:
        # A figure that is made says more than the cells that it is made of.
        return bool(_MADE.search(question)) or _is_turn(before)
    return _is_turn(before) and (
        _NTH.search(question) is not None or len(words(question)) <= _PIECE
    )


def _finds_nothing(typed: Answer, told: Answer) -> bool:
    """Tell whether the cell that is asked for holds no figure, and other cells were told."""
    if _EMPTY_CELL not in typed.text or typed.kind == ANSWERED or told.kind != ANSWERED:
        return False
    return not _cells(typed) <= _cells(told)


def _cells(answer: Answer) -> set[str]:
    """Return the addresses of the cells that an answer tells."""
    return set(_CELLS.findall(answer.text))


def goes_on(typed: Answer, before: State) -> bool:
    """Tell whether a typed query changes the one before it, with its rows, columns and periods.

    Args:
        typed: What a typed query answers.
        before: What was said before.
    """
    return bool(before.queried) and typed.state.queried.startswith(before.queried + MARK)


def _is_turn(before: State) -> bool:
    return bool(before.asked or before.listed or before.focus)


def _has_reason(told: Answer) -> bool:
    """Tell whether a refusal is one that holds: a cell without a number, a choice to be made."""
    if told.kind == ASKED:
        return bool(told.choices) and not told.text.startswith(UNREAD)
    return told.kind == UNKNOWN and not told.text.startswith(_LOST)


def _is_beside(told: Answer, question: str, before: State) -> bool:
    """Tell whether an answer is of something else than what is asked of the workbook."""
    if told.intent == _HELP:
        return len(question.split()) > _SHORT
    if told.intent != INTENT:
        of_book = bool(before.queried or _is_turn(before)) and not before.intent
        if of_book and _OF_REPORT in told.formula and _DOCUMENT.search(question) is None:
            # A turn on the workbook is no question on a report that it does not name.
            return True
        if not of_book or _KNOWN not in told.formula:
            return False
        return _GOES_ON.match(question) is not None or _is_put_together(told, question, before)
    if _LOOSE.search(told.text):
        return True
    if not _OF_ONE_CELL.fullmatch(told.formula_cells):
        return False
    return any(asked.search(question) and not said.search(told.text) for asked, said in _OPERATIONS)


def _is_put_together(told: Answer, question: str, before: State) -> bool:
    """Tell whether a question was completed with words of the last one, which was of the book."""
    completed = set(words(normalise(told.state.text))) - set(words(question))
    return any(len(one) >= _PIECE for one in completed.intersection(words(normalise(before.text))))


def agree(told: Answer, typed: Answer) -> bool:
    """Tell whether an answer holds what a typed query gives: its figure, or the rows it lists."""
    whole = _whole(told)
    if typed.value is not None:
        return _are_in(_numbers(typed.display), _numbers(whole))
    if typed.table is not None and typed.value is None and told.value is not None:
        # A figure of some rows is no list of them.
        return told.table is not None and len(told.table.rows) == len(typed.table.rows)
    if typed.table is not None:
        held = normalise_long(whole)
        names = [normalise_long(row[0]) for row in typed.table.rows]
        same = told.table is None or len(told.table.rows) == len(names)
        return same and all(name.split()[0] in held or name in held for name in names if name)
    cells = _cells(told)
    if cells and told.value is None and cells <= _cells(typed):
        # The same row, of which fewer columns are told.
        return True
    first = re.split(r"\. (?:Les autres|Ensuite)\b", _said(typed))[0]
    return _are_in(_numbers(first), _numbers(whole))


def _says_more(told: Answer, typed: Answer, text: str) -> bool:
    """Tell whether the others answer a turn that the typed query takes for less than it is."""
    verdict, judged = _VERDICT.match(told.text), _JUDGES.search(typed.text)
    asks_who = _ASKS_WHO.search(text) is not None
    if verdict is not None and not asks_who and (judged is None or judged[1] == verdict[0]):
        return True
    if told.value is not None and typed.value is None and _MADE_OF_TURN.search(text):
        return True
    if _CHOOSES.match(told.text) and not _CHOOSES.match(typed.text) and told.value != typed.value:
        # What chose the rows before has been lost.
        return True
    if "%" in told.display and "%" in text and ("%" not in typed.text or _GAP in typed.text):
        # Of two measures one is told in the other, and no gap between them.
        return True
    return any(asked.search(text) and not said.search(typed.text) for asked, said in _OPERATIONS)


def _is_same(told: Answer, typed: Answer) -> bool:
    """Tell whether two answers are of the same cells: a number of another row may be alike."""
    first, second = ({*_ADDRESS.findall(one.text)} for one in (told, typed))
    made = isinstance(told.value, int | float)
    held_there = _numbers(_PLACE.sub(" ", typed.text))
    said = made and _numbers(told.display) <= held_there
    if first and second:
        return (first <= second or second <= first) and (said or (not made and agree(told, typed)))
    if isinstance(told.value, int | float) and isinstance(typed.value, int | float):
        # A move is told in its unit and in per cent.
        percent = "%" in told.display and "%" in typed.text
        rated = percent and _are_in(_numbers(told.display), held_there)
        return rated or abs(told.value - typed.value) <= _NEAR * max(1.0, abs(typed.value))
    # A total of the rows that are counted is another answer than the rows.
    held = said if made else typed.value is not None or typed.table is not None
    return held and agree(told, typed)


def _are_in(some: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether numbers are among others, as they are or rounded."""
    found = [(float(one.replace(" ", "").replace(",", ".")), _decimals(one)) for one in others]

    def is_told(text: str) -> bool:
        number = float(text.replace(" ", "").replace(",", "."))
        places = _decimals(text)
        return any(
            abs(number - value) < 10.0 ** -min(places, digits) * _HALF or number == value
            for value, digits in found
        )

    return all(map(is_told, some))


def _decimals(text: str) -> int:
    return len(text.partition(",")[2])


def _whole(answer: Answer) -> str:
    rows = [] if answer.table is None else [" ; ".join(row) for row in answer.table.rows]
    return " ".join((answer.text, answer.display, *rows))


def _said(answer: Answer) -> str:
    """Return what an answer says behind what chooses its rows, without addresses."""
    return _PLACE.sub(" ", answer.text.partition(" – ")[2])


def _numbers(text: str) -> frozenset[str]:
    plain = text.replace("\u202f", " ").replace("\xa0", " ")
    return frozenset(_NUMBER.findall(plain))
