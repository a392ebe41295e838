"""Answers from the tables of an open workbook, where the convention alone does not say it.

What the workbook says stands beside what the convention prints, each with its name: a figure
of the one is never given for one of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import (
    ANSWERED,
    ASKED,
    SHEET,
    UNKNOWN,
    Answer,
    Table,
    answered,
    compute,
    needing,
    unknown,
)
from pycog.dialogue.entities import Question
from pycog.dialogue.expressions import Ref, call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.open_columns import changed_cell, difference, over
from pycog.dialogue.open_measures import measures_answer
from pycog.dialogue.open_rows import Column, OpenRow, open_rows
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import Vocabulary
from pycog.errors import InvalidInput
from pycog.values import Scalar, counted_points, display, format_number

#: Answers that read the convention, beside which an open workbook may hold the same.
_OF_CONVENTION: Final = {"objectif", "budget", "echeance-mesure", "ligne-bareme", "reference"}
_BLANK: Final = re.compile(
    r"\b(?:vides?|a remplir|(?:non|pas) (?:renseigne|saisi|rempli)\w*|reste\w* a (?:saisir|remplir)"
    r"|sans (?:realise|resultat|execute)s?)\b"
)
_POINTS: Final = re.compile(r"\b(?:points?|pts|touche|gagne|rapporte)\b")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBERED: Final = re.compile(r"^(?:et )?(?:le |la |ind\w* )?(?:n ?° ?)?(\d{1,3})\b")
#: Words of a question about blank cells, and words that ask for a row.
_ASKING: Final = frozenset(
    map(
        stem,
        words(
            "cellules cellule cases case lignes ligne indicateurs indicateur reste restent remplir "
            "saisir renseigne saisi feuille classeur combien points point touche gagne rapporte "
            "date"
        ),
    )
)
_COMPARES: Final = re.compile(r"\b(?:compar\w+|evolution|evolue\w*|variation|ecart|difference)\b")
_COMPARED: Final = frozenset(
    map(stem, words("compare comparer evolution evolue variation ecart difference entre"))
)
#: Words of a sum or a mean over a column.
_OVER: Final = frozenset(
    map(stem, words("total totaux somme cumul moyenne moyennes ind indicateurs lignes toutes"))
)
#: Indicators that a mean is of, at least.
_SEVERAL: Final = 2
_SHOWN_BLANKS: Final = 8
_OPEN: Final = "Je dois lire la feuille active. Ouvrez le classeur et posez à nouveau la question."
_RATE: Final = re.compile(r"(?:taux|part|pourcentage)\b", re.IGNORECASE)


def with_workbook(
    answer: Answer, question: Question, state: State, context: Context, known: Vocabulary
) -> Answer:
    """Return an answer with what the open workbook says, or what the workbook alone says.

    Args:
        answer: What was answered without it.
        question: The question.
        state: What was said before.
        context: The formulas and the workbook.
        known: The vocabulary.
    """
    unanswered = answer.kind in {UNKNOWN, ASKED} and not state.pending
    blank = _BLANK.search(question.text) if unanswered else None
    if context.sheet is None:
        asked = blank is not None and not _left(question, known, _blank_words(blank[0]))
        return replace(needing(SHEET, _OPEN), state=state) if asked else answer
    beside = answer.kind == ANSWERED and answer.intent in _OF_CONVENTION
    if not (unanswered or (beside and context.cells and not answer.formula_cells)):
        return answer
    try:
        rows = open_rows(context.sheet)
    except InvalidInput:
        # What needs the sheet has said why it cannot be read.
        return answer
    if blank is not None and not question.has("unit"):
        return _blanks(rows, question, known, blank[0], state) or answer
    row = _row(rows, question, known)
    if beside:
        found = None if row is None else _of_row(row, question, context, known)
        return answer if row is None else _side_by_side(answer, row, found, question)
    if question.has("unit"):
        # The cells carry no unit that another could be made of.
        return answer
    found = (
        measures_answer(
            rows, context.sheet, question.text, _said(question, known),
            known.filler - known.qualifying, context.today,
        )
        or _over_rows(rows, question, context, known)
        or (None if row is None else _of_row(row, question, context, known))
    )  # fmt: skip
    return answer if found is None else replace(found, intent="classeur", state=state)


def _over_rows(
    rows: list[OpenRow], question: Question, context: Context, known: Vocabulary
) -> Answer | None:
    """Return the sum or the mean of one column, over all rows or over those that are numbered."""
    if question.of("change"):
        return None
    ops = {str(one.value) for one in question.of("op")}
    numbers = [str(one.value) for one in question.of("indicator") if re.search(r"\d", one.text)]
    if len(ops) != 1 or (numbers and len(numbers) < _SEVERAL):
        return None
    years = set(_YEAR.findall(question.text))
    said = {form for forms in _said(question, known) for form in forms}
    columns = {
        (row.sheet, one)
        for row in rows
        for one in row.columns
        if one.stems & said and years <= {one.year}
    }
    if len(columns) != 1:
        return None
    ((sheet, column),) = columns
    chosen = [row for row in rows if row.sheet == sheet and (not numbers or row.number in numbers)]
    meant = {*column.stems, *numbers, *_OVER}
    if (numbers and len(chosen) != len(numbers)) or _left(question, known, meant):
        return None
    return over(chosen, column, ops.pop(), context)


def _side_by_side(answer: Answer, row: OpenRow, found: Answer | None, question: Question) -> Answer:
    """Name what the workbook has beside what the convention prints."""
    years = set(_YEAR.findall(question.text))
    if years and not years & {one.year for one in row.columns}:
        told = f"« {row.sheet} » du classeur n'a pas de colonne {' ni '.join(sorted(years))}"
        return replace(answer, text=f"{told} ; dans la convention : {answer.text}")
    if found is None:
        return answer
    return replace(answer, text=f"{found.text} Dans la convention : {answer.text}")


def _row(rows: list[OpenRow], question: Question, known: Vocabulary) -> OpenRow | None:
    """Return the one row that a question names, by its number or by words of its label."""
    number = _number(question)
    if number:
        found = [row for row in rows if row.number == number]
        return found[0] if len(found) == 1 else None
    said = {form for forms in _said(question, known) for form in forms}
    scored = [(len((row.stems & said) - known.filler), row) for row in rows]
    best = max((score for score, _ in scored), default=0)
    top = [row for score, row in scored if score == best]
    return top[0] if best and len(top) == 1 else None


def _number(question: Question) -> str:
    named = [one for one in question.of("indicator") if re.search(r"\d", one.text)]
    if len(named) == 1 and not isinstance(named[0].value, tuple):
        return str(named[0].value)
    bare = _NUMBERED.match(question.text)
    return bare[1] if bare else ""


def _said(question: Question, known: Vocabulary) -> list[frozenset[str]]:
    """Return the words of a question, each as typed and as recognised; and its numbers."""
    found = [
        frozenset({stem(question.text[one.start : one.end]), one.stem})
        for one in question.words
        if one.end - one.start > 1
    ]
    numbers = re.findall(r"\d+(?:[.,]\d+)?", _YEAR.sub(" ", question.text))
    return found + [frozenset({one}) for one in numbers]


def _left(question: Question, known: Vocabulary, meant: Iterable[str]) -> list[frozenset[str]]:
    """Return the words that neither mean nothing nor are among those that are meant."""
    fine = {*meant, *_ASKING, *(known.filler - known.qualifying)}
    return [forms for forms in _said(question, known) if not forms & fine]


def _of_row(row: OpenRow, question: Question, context: Context, known: Vocabulary) -> Answer | None:
    """Return the cells of a row that a question asks for; ``None`` where words are left over."""
    number = _number(question)
    titles = frozenset(one for column in row.columns for one in column.stems)
    compared = _COMPARED if _COMPARES.search(question.text) else frozenset()
    changes = question.of("change")
    changed = {stem(one) for change in changes for one in words(change.text)}
    meant = {*row.stems, *titles, *compared, *changed, *([number] if number else [])}
    if _left(question, known, meant):
        return None
    years = set(_YEAR.findall(question.text))
    if _POINTS.search(question.text):
        return None if years or changes else _points(row, context)
    said = {form for forms in _said(question, known) for form in forms} - row.stems
    asked = [one for one in row.columns if one.stems & said]
    columns = [one for one in asked or row.columns if not years or one.year in years]
    if not columns or (years and years != {one.year for one in columns}):
        return None
    if _COMPARES.search(question.text):
        if changes:
            return None
        columns = columns if asked else [one for one in columns if one.entered]
        return difference(row, columns, context, rate=bool(_RATE.match(row.label)))
    if changes:
        return changed_cell(row, columns, float(changes[0].value), context) if asked else None  # type: ignore[arg-type]
    told = " ; ".join(
        f"{one.title} : {_shown(row, row.value(one))} ({row.address(one).rpartition('!')[2]})"
        for one in columns
    )
    text = f"« {row.sheet} », ligne {row.at}, « {row.label} » : {told}."
    return Answer("", ANSWERED, text, source=f"Classeur ouvert, feuille « {row.sheet} »")


def _points(row: OpenRow, context: Context) -> Answer | None:
    """Return what the result of a row earns by the target, the floor and the weight beside it."""
    cells: list[Ref] = []
    for title in ("resultat", "cible", "seuil", "ponderation"):
        column = next((one for one in row.columns if stem(title) in one.stems), None)
        value = None if column is None else row.value(column)
        if column is None or isinstance(value, bool) or not isinstance(value, float | int):
            return None
        cells.append(Ref(row.address(column), float(value)))
    result = compute(call("COG_POINTS", *cells), context.host)
    if result.error or not isinstance(result.value, float):
        return unknown(f"Je ne sais pas : {result.error or 'ce résultat ne se juge pas.'}")
    said = f"« {row.sheet} », ligne {row.at}, « {row.label} » : {counted_points(result.value)}."
    return answered(result, said)


def _blank_words(text: str) -> set[str]:
    return {stem(one) for one in text.split()}


def _blanks(
    rows: list[OpenRow], question: Question, known: Vocabulary, text: str, state: State
) -> Answer | None:
    """List the blank cells of the columns that officers fill in, of one year where one is said."""
    years = set(_YEAR.findall(question.text))
    entered: list[tuple[OpenRow, Column]] = [
        (row, one)
        for row in rows
        for one in row.columns
        if one.entered and (not years or one.year in years)
    ]
    titles = {word for _, one in entered for word in one.stems}
    if not entered or _left(question, known, {*titles, *_blank_words(text)}):
        return None
    empty = [(row, one) for row, one in entered if row.value(one) is None]
    lines = tuple((row.address(one), row.label, one.title) for row, one in empty)
    of = f" {' et '.join(sorted(years))}" if years else ""
    if not empty:
        said = f"Aucune cellule à remplir{of} n'est vide dans les tableaux lus."
        return Answer("classeur", ANSWERED, said, state=state)
    first = ", ".join(f"{place} (« {label} »)" for place, label, _ in lines[:_SHOWN_BLANKS])
    more = " ; la suite au tableau" if len(lines) > _SHOWN_BLANKS else ""
    plural = "s" if len(lines) > 1 else ""
    said = f"{len(lines)} cellule{plural} à remplir{of} : {first}{more}."
    table = Table(("Cellule", "Ligne", "Colonne"), lines)
    return Answer("classeur", ANSWERED, said, table=table, state=state)


def _shown(row: OpenRow, value: Scalar) -> str:
    if value is None:
        return "vide"
    if isinstance(value, bool) or not isinstance(value, float | int):
        return str(value)
    return display(float(value), "rate") if _RATE.match(row.label) else format_number(value, 4)
