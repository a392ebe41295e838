"""Chooses between what a typed query answers and what the other rooms of a workbook answer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, NEEDS, UNKNOWN, Answer, unknown
from pycog.dialogue.normalise import normalise, normalise_long
from pycog.dialogue.running import UNREAD
from pycog.dialogue.state import State
from pycog.dialogue.workbook.cell_answers import INTENT

_NUMBER: Final = re.compile(r"\d+(?: \d{3})*(?:,\d+)?")
_PLACE: Final = re.compile(r"\([A-Z]{1,3}\d+\)|\b[A-Z]{1,3}\d+\b")
#: A denial that chose rows as a word of them, and a mean of one figure.
_LOOSE: Final = re.compile(
    r"\(« (?:[^»]* )?(?:pas|sans|hors|ni|sauf|rien)\b[^»]*»"
    r"|Moyenne de .*, sur\s1\s(?:cellule|ligne)\b"
)
#: What is asked for, and what an answer to that says.
_OPERATIONS: Final = (
    (re.compile(r"\b(?:moyen(?:ne|s|nes)?|en moyenne)\b"), re.compile(r"oyen")),
    (re.compile(r"\b(?:evolution|hausse|baisse|progression) en (?:%|pourcentage)"),
     re.compile(r"^(?!.*\bPart de\b)", re.DOTALL)),
    (re.compile(r"\b(?:le|la|les) (?:plus|moins)\b"), re.compile(r"^(?!.*– part de\b)", re.DOTALL)),
)  # fmt: skip
_OF_ONE_CELL: Final = re.compile(r"=[^()+*/;:-]+![A-Z]{1,3}\d+")
#: A turn goes on with the workbook that the last answer was of.
_GOES_ON: Final = re.compile(r"(?:et|donc|mais|alors|puis) ")
#: What the assistant can do, asked for in a few words.
_HELP: Final = "aide"
_SHORT: Final = 5
_UNSURE: Final = (
    "Je ne sais pas : je ne suis pas sûr de ce que vous demandez de ce tableau. Nommez la ligne et "
    "la colonne, ou la condition."
)
#: How a question is refused that nobody understood; other refusals give a reason that holds.
_LOST: Final = (
    "Je ne donne pas de valeur : je ne sais pas tenir compte", "Je ne sais pas : je n'ai reconnu",
    "Je ne sais pas. ", "Je ne suis pas sûr", "Je ne sais pas : « ",
    "Je ne sais pas : je ne connais",
    "Je ne sais pas : je n'ai pas trouvé", "Je ne sais pas : aucun montant",
    "Je n'ai trouvé qu'un texte", "Je n'ai encore rien",
)  # fmt: skip
NO_ROW: Final = "aucune ligne ne réunit"
#: A formula of the catalogue: the table is of a kind that pycog knows.
_KNOWN: Final = "COG_"


def chosen(told: Answer, typed: Answer | None, question: str, before: State) -> Answer:
    """Return the answer to tell: a typed query where the others refuse, or tell what is beside.

    Args:
        told: What the other rooms answer.
        typed: What a typed query answers, ``None`` where it makes none.
        question: As typed.
        before: What was said before.
    """
    if typed is None or typed.kind != ANSWERED:
        if told.kind == ANSWERED and _is_beside(told, normalise(question), before):
            told = unknown(_UNSURE)
        return replace(told, state=replace(told.state, queried=""))
    if told.kind == NEEDS:
        return told
    if told.kind != ANSWERED and _has_reason(told):
        return told
    if told.kind != ANSWERED:
        # That no row is there is told as a refusal which says what is.
        return replace(typed, kind=UNKNOWN) if NO_ROW in typed.text else typed
    if told.intent != INTENT or _KNOWN in (told.formula or told.formula_cells):
        return replace(told, state=replace(told.state, queried=""))
    if agree(told, typed):
        return replace(told, state=replace(told.state, queried=typed.state.queried))
    if _is_beside(told, normalise(question), before):
        return typed
    return replace(told, state=replace(told.state, queried=""))


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
        of_book = bool(before.queried or before.asked)
        return of_book and _KNOWN in told.formula and _GOES_ON.match(question) is not None
    if _LOOSE.search(told.text):
        return True
    if not _OF_ONE_CELL.fullmatch(told.formula_cells):
        return False
    return any(asked.search(question) and not said.search(told.text) for asked, said in _OPERATIONS)


def agree(told: Answer, typed: Answer) -> bool:
    """Tell whether an answer holds what a typed query gives: its figure, or the rows it lists."""
    whole = _whole(told)
    if typed.value is not None:
        return _numbers(typed.display) <= _numbers(whole)
    if typed.table is not None:
        held = normalise_long(whole)
        names = [normalise_long(row[0]) for row in typed.table.rows]
        same = told.table is None or len(told.table.rows) == len(names)
        return same and all(name.split()[0] in held or name in held for name in names if name)
    return _numbers(_said(typed)) <= _numbers(whole)


def _whole(answer: Answer) -> str:
    rows = [] if answer.table is None else [" ; ".join(row) for row in answer.table.rows]
    return " ".join((answer.text, answer.display, *rows))


def _said(answer: Answer) -> str:
    """Return what an answer says behind what chooses its rows, without addresses."""
    return _PLACE.sub(" ", answer.text.partition(" – ")[2])


def _numbers(text: str) -> frozenset[str]:
    plain = text.replace("\u202f", " ").replace("\xa0", " ")
    return frozenset(_NUMBER.findall(plain))
