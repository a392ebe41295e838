"""The row of the open workbook that was last spoken of: « qui pilote ça ? », « il reste ? »."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.entities import Question
from pycog.dialogue.open_query.open_domain import Domain, domains
from pycog.dialogue.open_query.open_reading import read_open
from pycog.dialogue.vocabulary import Vocabulary
from pycog.dialogue.workbook.open_cells import Book, column_year
from pycog.dialogue.workbook.sheet_asking import Asked

if TYPE_CHECKING:
    from pycog.equip.open_tables import OpenRow

_SHEET: Final = re.compile(r"feuille « (?P<name>.+?) »")
_PLACE: Final = re.compile(r"\b(?P<column>[A-Z]{1,3})\$?(?P<row>[1-9]\d{0,6})\b")
_KEPT: Final = re.compile(r"(?P<sheet>.+)!(?P<row>\d{1,7})(?:;(?P<year>(?:19|20)\d\d))?")
#: A total of everything that was asked for anew is about no row.
_OVERALL: Final = re.compile(r"\b(?:tous|toutes|total\w*|ensemble|chaque|lesquel(?:le)?s)\b")
_LONGEST: Final = 150


def focus_of(answer: Answer, book: Book) -> str:
    """Return the one row that an answer from the workbook is about, ``""`` where it is none.

    Args:
        answer: The answer.
        book: The workbook.

    Returns:
        ``Feuille!12`` with the zero-based row, and ``;2013`` where all is of one year.
    """
    named = _SHEET.search(answer.source)
    if named is None:
        return ""
    for domain in domains(book):
        if domain.table.sheet != named["name"]:
            continue
        rows, years = _spoken_of(answer, domain)
        if len(rows) == 1:
            year = f";{years.pop()}" if len(years) == 1 else ""
            return f"{named['name']}!{rows.pop()}{year}"[:_LONGEST]
    return ""


def _spoken_of(answer: Answer, domain: Domain) -> tuple[set[int], set[int]]:
    """Return the rows and the years of the cells that an answer names."""
    held = {row.index for row in domain.table.rows}
    text = f"{answer.text} {answer.formula_cells}"
    rows, years = set(), set()
    for match in _PLACE.finditer(text):
        index = int(match["row"]) - 1
        if index in held:
            rows.add(index)
            year = column_year(domain.table, match["column"])
            years |= {year} if year else set()
    if rows:
        return rows, years
    lowered = text.lower()
    for code, row in domain.codes.items():
        shown = row.number or code
        if re.search(rf"\b{re.escape(shown.lower())}\b", lowered):
            rows.add(row.index)
    return rows, years


def with_focus(question: Question, focus: str, book: Book, known: Vocabulary) -> str:
    """Return a question with the row in focus added, ``""`` where it names rows by itself.

    Args:
        question: The question.
        focus: As :func:`focus_of` gives it.
        book: The workbook.
        known: The vocabulary.
    """
    kept = _KEPT.fullmatch(focus)
    if kept is None or _OVERALL.search(question.text):
        return ""
    found = [one for one in domains(book) if one.table.sheet == kept["sheet"]]
    rows = [(one, row) for one in found for row in one.table.rows if row.index == int(kept["row"])]
    if len(rows) != 1 or _names_rows(question, book, known):
        return ""
    domain, row = rows[0]
    said = _said(domain, row)
    year = kept["year"] or ""
    if not said:
        return ""
    dated = bool(re.search(r"\b(?:19|20)\d\d\b", question.text))
    text = question.text.rstrip(" ?.!")
    return f"{text} {said}{'' if dated or not year else f' {year}'}"


def _said(domain: Domain, row: OpenRow) -> str:
    """Return how a question names a row: by its code, else by its label."""
    for code, one in domain.codes.items():
        if one is row:
            return row.number or code
    return row.label


def _names_rows(question: Question, book: Book, known: Vocabulary) -> bool:
    """Tell whether a question names rows of a table, or chooses some, by itself."""
    for domain in domains(book):
        asked = Asked.of(question, book, known, alone=True)
        query = read_open(asked, Scan(question, known), domain, book)
        if query is not None and (query.named or query.filtered):
            return True
    return False
