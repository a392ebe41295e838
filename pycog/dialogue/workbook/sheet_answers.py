"""Answers a question from the open workbook where it is about that, and the agreement is not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog import conventions
from pycog.dialogue.answers import (
    ANSWERED,
    ASKED,
    SHEET,
    UNKNOWN,
    Answer,
    Table,
    compute,
    needing,
    unknown,
)
from pycog.dialogue.entities import Question
from pycog.dialogue.expressions import Operation, Ref, call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import Vocabulary
from pycog.dialogue.workbook.cell_answers import said_only, with_formula
from pycog.dialogue.workbook.credit_answers import credits_answer
from pycog.dialogue.workbook.measure_answers import measures_answer
from pycog.dialogue.workbook.open_cells import Book, Cell, open_book
from pycog.dialogue.workbook.register_figures import register_figures
from pycog.dialogue.workbook.result_answers import results_answer
from pycog.dialogue.workbook.sheet_asking import Asked, cells_of, rows_named
from pycog.dialogue.workbook.transfer_answers import transfers_answer
from pycog.equip.model import ENTRIES
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.values import counted, counted_points

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

BLANK: Final = regex(
    r"\b(?:resultats?|realises?|valeurs?|donnees?|executes?) (?:qui )?manqu\w+|"
    r"\b(?:vides?|a remplir|a completer|a renseigner|(?:non|pas) (?:encore )?(?:renseigne|saisi"
    r"|rempli"
    r"|complete)\w*|restes?(?:nt)?(?: t il)?(?: encore)? a (?:saisir|remplir|completer|renseigner)"
    r"|manquant\w*|sans (?:realise|resultat|execute)s?|(?:il )?manque\w*(?: des)? (?:realise"
    r"|resultat"
    r"|valeur|donnee)s?)\b"
)
_ENTERED: Final = ("réalisé", "exécuté", "fait le", "commentaire")
_POINTS: Final = regex(r"\b(?:points?|pts|touche|gagne|rapporte)\b")
_OBTAINED: Final = regex(r"\b(?:obten\w+|avons nous|a t on|on a|acquis)\b")
_SHOWN: Final = 12
_EXTRA: Final = frozenset(
    map(stem, words("encore reste restent quelle quelles quoi faut il saisie donnees donnee a"))
)
#: Answers that read the agreement, beside which an open workbook may hold the same.
_OF_AGREEMENT: Final = {"objectif", "budget", "reference"}
_OPEN: Final = "Je dois lire la feuille active. Ouvrez le classeur et posez à nouveau la question."
#: Words of a question that only an open workbook answers.
ABOUT_SHEET: Final = regex(
    r"\b(?:realise\w*|execut\w*|depasse\w*|cellules?|classeur|feuille|en retard|restes?(?:nt)?"
    r"|virements?|ecarts?|registre|mesures?|jalons?|lignes?|attein\w+|consomm\w*|saisi\w*)\b"
)


def workbook_answer(
    question: Question,
    state: State,
    context: Context,
    known: Vocabulary,
    *,
    alone: bool = False,
) -> Answer | None:
    """Answer a question from the open workbook; ``None`` where it says nothing of it.

    Args:
        question: The question.
        state: What was said before.
        context: The formulas and the workbook.
        known: The vocabulary.
        alone: Whether the agreement has no answer, so that the workbook need not be named.
    """
    if context.sheet is None or not context.cells:
        return None
    try:
        book = open_book(context.sheet, conventions.load())
    except InvalidInput:
        # What needs the sheet says why it cannot be read.
        return None
    found = _from(book, question, context, known, alone=alone)
    if found is None:
        return None
    return replace(found, intent="classeur", state=state)


def _from(
    book: Book, question: Question, context: Context, known: Vocabulary, *, alone: bool
) -> Answer | None:
    def asked() -> Asked:
        return Asked.of(question, book, known, alone=alone)

    if question.has("document") or question.has("category"):
        return None
    if BLANK.search(question.text):
        return _blanks(asked())
    refused: Answer | None = None
    kinds = _kinds(book)
    for kind, answer in _ANSWERING.items():
        vetoed = kinds - {kind} and kind in _VETO and _VETO[kind].search(question.text)
        found = None if vetoed else answer(asked(), context)
        if found is None:
            continue
        if found.kind == "answered":
            return found
        refused = refused or found
    return refused


def queried_workbook(
    question: Question,
    state: State,
    context: Context,
    known: Vocabulary,
    *,
    cued: bool = False,
) -> Answer | None:
    """Answer a question as one query on a table of the open workbook; ``None`` for any other.

    Args:
        question: The question.
        state: What was said before.
        context: The formulas and the workbook.
        known: The vocabulary.
        cued: Whether the question must say that the workbook is meant.
    """
    from pycog.dialogue.open_query.open_answers import open_query

    if context.sheet is None or not context.cells:
        return None
    if question.has("document") or question.has("category"):
        return None
    try:
        book = open_book(context.sheet, conventions.load())
    except InvalidInput:
        return None
    found = open_query(question, book, context, known, cued=cued)
    return None if found is None else replace(found, intent="classeur", state=state)


#: Kind of a table → what a question about another kind says, where a workbook has several.
_VETO: Final = {
    "virements": regex(r"\b(?:indicateurs?|objectifs?|cibles?|mesures?|actions?|jalons?)\b"),
    "mesures": regex(
        r"\b(?:indicateurs?|objectifs?|cibles?|budgets?|credits?|execut\w*|virements?|vote\w*)\b"
    ),
    "crédits": regex(
        r"\b(?:indicateurs?|objectifs?|cibles?|virements?|mesures?|actions?|jalons?|retards?"
        r"|attein\w+|realis\w+)\b"
    ),
    "résultats": regex(
        r"\b(?:mesures?|jalons?|virements?|budgets?|execut\w*|credits?|consomm\w*|vote\w*)\b"
    ),
}


def _kinds(book: Book) -> set[str]:
    """Return which kinds of tables a workbook has."""
    roles = [{one.role for one in table.columns} for table in book.tables]
    found = set()
    if any(one >= {"origine", "destination"} for one in roles):
        found.add("virements")
    if any("échéance" in one for one in roles):
        found.add("mesures")
    if any("exécuté" in one for one in roles):
        found.add("crédits")
    if any("réalisé" in one for one in roles):
        found.add("résultats")
    return found


def _blanks(asked: Asked) -> Answer | None:
    """List the blank cells that officers fill in, of one year where one is said."""
    asked.take_all(BLANK)
    years, roles = asked.years(), asked.roles()
    cells = [
        one
        for one in asked.book.cells(*(roles or _ENTERED[:2]))
        if (not years or one.year in years) and one.row.role in ENTRIES
    ]
    left = [one for one in asked.left() if not one & _EXTRA]
    if left:
        named = rows_named(left, (), asked.book)
        if not named.groups:
            return None
        rows = {(pair[0].sheet, pair[1].index) for group in named.groups for pair in group}
        cells = [one for one in cells if (one.table.sheet, one.row.index) in rows]
    if not cells or asked.question.has("unit"):
        return None
    empty = [one for one in cells if one.is_missing]
    of = f" {' et '.join(map(str, years))}" if years else ""
    table = cells[0].table
    if not empty:
        return said_only(f"Aucune cellule à remplir{of} n'est vide, sur {len(cells)} lues.", table)
    shown = ", ".join(f"{one.address} (« {one.row.label} »)" for one in empty[:_SHOWN])
    more = " ; la suite au tableau" if len(empty) > _SHOWN else ""
    text = f"{counted(len(empty), 'cellule')} à remplir{of}, sur {len(cells)} : {shown}{more}."
    if re.search(r"\bpourquoi\b", asked.text):
        rows_ = dict.fromkeys((one.table.sheet, one.row.index) for one in empty)
        notes = [
            one
            for one in asked.book.cells("commentaire")
            if (one.table.sheet, one.row.index) in rows_ and not one.is_missing
        ]
        told = " ; ".join(f"« {one.shown} » ({one.place})" for one in notes)
        text += f" Commentaire : {told}." if told else " La cause n'est pas indiquée."
    lines = tuple((one.address, one.row.label, one.heading) for one in empty)
    return said_only(text, table, Table(("Cellule", "Ligne", "Colonne"), lines))


def _points(asked: Asked, context: Context) -> Answer | None:
    """Say what a result of a scorecard earns by the target, the floor and the weight beside it."""
    typed = any(table.of("points") for table in asked.book.tables)
    if typed and _OBTAINED.search(asked.text):
        # What was earned stands in a column: it is told, not calculated.
        return None
    if not asked.take_all(_POINTS) or asked.years():
        return None
    named = rows_named(asked.left(), asked.numbers(), asked.book)
    if len(named.groups) != 1 or len(named.groups[0]) != 1:
        return None
    (pair,) = named.groups[0]
    refs: list[Operation | Ref] = []
    for role in ("réalisé", "objectif", "seuil", "poids"):
        cells: list[Cell] = cells_of([pair], role)
        if len(cells) != 1 or cells[0].number is None:
            return None
        refs.append(cells[0].ref())
    node = call("COG_POINTS", *refs)
    result = compute(node, context.host)
    if result.error or not isinstance(result.value, float):
        return unknown(f"Je ne sais pas : {result.error or 'ce résultat ne se juge pas.'}")
    told = f"« {pair[0].sheet} », ligne {pair[1].index + 1}, « {pair[1].label} »"
    text = f"{told} : {counted_points(result.value)}."
    return with_formula(node, context, text, pair[0])


def is_about_sheet(question: str) -> bool:
    """Tell whether a question may be about a sheet that was not sent with it.

    Args:
        question: As typed.
    """
    return ABOUT_SHEET.search(normalise(question)) is not None


def without_sheet(answer: Answer, question: Question, state: State) -> Answer:
    """Return an answer, or what asks for the sheet where only a sheet answers.

    Args:
        answer: What was answered without it.
        question: The question.
        state: What was said before.
    """
    if answer.kind not in {UNKNOWN, ASKED} or state.pending or not BLANK.search(question.text):
        return answer
    return replace(needing(SHEET, _OPEN), state=state)


def beside(answer: Answer, question: Question, context: Context, known: Vocabulary) -> Answer:
    """Return what the agreement prints with what the workbook has for it, each with its name.

    Args:
        answer: What the agreement prints.
        question: The question.
        context: The workbook.
        known: The vocabulary.
    """
    of_agreement = answer.kind == ANSWERED and answer.intent in _OF_AGREEMENT
    if context.sheet is None or not context.cells or answer.formula_cells or not of_agreement:
        return answer
    try:
        asked = Asked.of(question, open_book(context.sheet, conventions.load()), known)
    except InvalidInput:
        return answer
    years, roles, numbers = asked.years(), asked.roles(), asked.numbers()
    named = rows_named(asked.left(), numbers, asked.book)
    if len(named.groups) != 1:
        return answer
    rows = named.groups[0]
    if _is_another(rows[0][1], answer):
        said = f"la ligne n° {rows[0][1].number} « {rows[0][1].label} » du classeur"
        return unknown(
            f"Ces mots désignent {said} et un autre indicateur de la convention. Lequel ?"
        )
    sheets = " et ".join(dict.fromkeys(f"« {table.sheet} »" for table, _ in rows))
    cells = cells_of(rows)
    lacking = [str(year) for year in years if year not in {one.year for one in cells}]
    if lacking:
        text = f"{sheets} du classeur n'a pas de colonne {' ni '.join(lacking)}"
        return replace(answer, text=f"{text} ; dans la convention : {answer.text}")
    asked_for = [one for one in cells if one.column.role in roles] or cells
    held = [one for one in asked_for if one.year is not None and (not years or one.year in years)]
    if not held:
        return answer
    told = " ; ".join(f"{one.heading} : {one.shown} ({one.place})" for one in held)
    text = f"{sheets}, « {rows[0][1].label} » – {told}. Dans la convention : {answer.text}"
    return replace(answer, text=text)


def _is_another(row: OpenRow, answer: Answer) -> bool:
    """Tell whether a row has the number of another indicator than the answer is about."""
    indicator = answer.slots.get("indicator")
    return indicator is not None and row.number.isdigit() and row.number != str(indicator)


_ANSWERING: Final = {
    "virements": transfers_answer,
    "registre": register_figures,
    "mesures": measures_answer,
    "crédits": credits_answer,
    "résultats": results_answer,
    "barème": _points,
}
