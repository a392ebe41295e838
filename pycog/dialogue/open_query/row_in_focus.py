"""The row of the open workbook that was last spoken of: « qui pilote ça ? », « il reste ? »."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.entities import Question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.open_query.open_domain import NOTE, TEXT, Domain, domains
from pycog.dialogue.open_query.open_model import OpenQuery
from pycog.dialogue.open_query.open_reading import read_tables
from pycog.dialogue.vocabulary import Vocabulary
from pycog.dialogue.workbook.cell_answers import said_only
from pycog.dialogue.workbook.open_cells import Book, column_year
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

_SHEET: Final = regex(r"feuille « (?P<name>.+?) »")
#: A cell as a text names it: « J20 » without brackets may be a code.
_PLACE: Final = regex(r"(?:\(|!\$?)(?P<column>[A-Z]{1,3})\$?(?P<row>[1-9]\d{0,6})\b(?!:)")
_REFERENCE: Final = regex(r"(?P<name>'[^']+'|[^\W\d][\w.]*)!\$?[A-Z]{1,3}\$?\d{1,7}")
_KEPT: Final = regex(r"(?P<sheet>.+)!(?P<row>\d{1,7})(?:;(?P<year>(?:19|20)\d\d))?")
#: « Explique cette cellule » is about that cell.
_OF_CELL: Final = regex(
    r"\b(?:expliqu\w*|control\w*|inser\w*)\b|\b(?:cette|la|ce) (?:cellule|feuille|formule|valeur)\b"
)
#: A total of everything that was asked for anew is about no row; one of all that stands out is
#: asked for among all of them.
_OVERALL: Final = regex(
    r"\b(?:tous|toutes|total\w*|ensemble|chaque|lesquel(?:le)?s)\b"
    r"|\b(?:lequel|laquelle|quel(?:le)?s? [a-z]+)\b.*\b(?:(?:le|la|les) (?:plus|moins)|pires?"
    r"|mieux)\b"
    r"|^(?:quels|quelles) \w+ (?:ne |n )?(?:sont|ont|etaient|avaient|restent)\b"
)
_LONGEST: Final = 150
#: « Donc en retard ? », « il est régulier ? »: of one thing, which was said.
_OF_ONE: Final = regex(
    r"^(?:(?:et|donc|alors|du coup|mais|bon) )*"
    r"(?:(?:il|elle|ca|c|ce (?:n )?est|l objectif|la cible)\b.*"
    r"|(?:de )?combien de jours? (?:de|d) [a-z]+"
    r"|(?:est|etait|a t|sera t|est ce) ?(?:t )?(?:il|elle|ce)\b.*|(?:(?:deja|toujours|bien) )*"
    r"(?:en retard|en cours|a l heure|a temps|realisee?|faite?|terminee?|atteinte?|regulier\w*"
    r"|conforme|depassee?|approuvee?|reporte\w*|respectee?)"
    r"(?: (?:a|au|quand|ou|aujourd|depuis|maintenant|pour|combien|de combien)\b.*)?)"
)
#: A number that is no year names something.
_NUMBERED: Final = regex(r"\b(?!(?:19|20)\d\d\b)\d")
#: Several are meant: « combien de … », « ceux de … ».
_SEVERAL: Final = regex(
    r"\b(?:combien d(?:e|es)?\b(?! jours?\b)|ceux|celles|quels|quelles|qui (?:sont|ont)|lignes"
    r"|liste\w*)\b"
)
_OF_FIGURES: Final = regex(r"\b(?:combien|quand|date)\b")
_HOW_MANY: Final = regex(r"\bcombien (?:de |d )(\w+)")
_MARKS: Final = regex(r"[?!.;:,]")
_LEAD: Final = regex(r"^(?:(?:et|donc|alors|du coup|mais|bon) )+")
_ROW_NUMBER: Final = regex(r"\bn° (\d{1,4}) «")
_TAKES_OUT: Final = regex(r"(?:sans|hors|sauf|moins|excepte|hormis)\b", re.IGNORECASE)
_SMALLEST_WORD: Final = 3
#: Words that ask, and mean nothing in a cell.
_ASKING: Final = frozenset(
    map(
        stem,
        words(
            "quand date quelle quel combien pourquoi qui quoi comment ete etait sont est pour dans "
            "nombre jour jours ca cela raison donc alors deja sur ont avec"
        ),
    )
)


def focus_of(answer: Answer, book: Book) -> str:
    """Return the one row that an answer from the workbook is about, ``""`` where it is none.

    Args:
        answer: The answer.
        book: The workbook.

    Returns:
        ``Feuille!12`` with the zero-based row, and ``;2013`` where all is of one year.
    """
    named = _SHEET.search(answer.source)
    held = [one for one in domains(book) if named and one.table.sheet == named["name"]]
    sheets = {one["name"].strip("'") for one in _REFERENCE.finditer(answer.formula_cells)}
    if named and sheets and named["name"] not in sheets:
        # The formula reads another sheet than the one that is named.
        held = [one for one in domains(book) if one.table.sheet in sheets]
    if not held:
        # What the agreement prints comes with the cells that the workbook has for it.
        said = answer.text.partition(" Dans la convention : ")[0]
        held = [one for one in domains(book) if said.startswith(f"« {one.table.sheet} »")]
        answer = replace(answer, text=said)
    for domain in held:
        rows, years = _spoken_of(answer, domain)
        if len(rows) == 1:
            year = f";{years.pop()}" if len(years) == 1 else ""
            return f"{domain.table.sheet}!{rows.pop()}{year}"[:_LONGEST]
    return ""


def _spoken_of(answer: Answer, domain: Domain) -> tuple[set[int], set[int]]:
    """Return the rows and the years of the cells that an answer names."""
    held = {row.index for row in domain.table.rows}
    rows, years = set(), set()
    # A cell of another sheet is in no column of this one.
    own = _REFERENCE.sub(
        lambda one: one[0] if one["name"].strip("'") == domain.table.sheet else " ",
        answer.formula_cells,
    )
    for match in _PLACE.finditer(f"{answer.text} {own}"):
        index = int(match["row"]) - 1
        coded = f"{match['column'].lower()}{match['row']}" in domain.codes
        if index in held and not coded:
            rows.add(index)
            year = column_year(domain.table, match["column"])
            years |= {year} if year else set()
    if rows:
        return rows, years
    numbered = set(_ROW_NUMBER.findall(answer.text))
    if len(numbered) == 1:
        (number,) = numbered
        named = [row.index for row in domain.table.rows if row.number == number]
        if len(named) == 1:
            return set(named), set()
    lowered = answer.text.lower()
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
    found = _row_of(focus, book)
    if found is None or _OVERALL.search(question.text) or _names_rows(question, book, known):
        return ""
    if _OF_CELL.search(question.text):
        return ""
    domain, row, year = found
    said = _said(domain, row)
    if not said:
        return ""
    dated = bool(re.search(r"\b(?:19|20)\d\d\b", question.text))
    text = _LEAD.sub("", " ".join(_MARKS.sub(" ", question.text).split()))
    when = "" if dated or not year else f" {year}"
    # « Sans l'évaluatif » leaves it out of the row that was told, and not that row too.
    return f"{said}{when} {text}" if _TAKES_OUT.match(text) else f"{text} {said}{when}"


def asks_of_one(text: str) -> bool:
    """Tell whether a turn asks of one thing that it does not name: « donc approuvé quand ? ».

    Args:
        text: Normalised.
    """
    plain = " ".join(_MARKS.sub(" ", text).split())
    named = _SEVERAL.search(plain) or _NUMBERED.search(plain)
    return _OF_ONE.fullmatch(plain) is not None and named is None


def noted_of_row(question: Question, focus: str, book: Book, known: Vocabulary) -> Answer | None:
    """Quote the cell of the row in focus that says all that a question speaks of.

    « Le relevé a été reçu quand ? » has its answer in « relevé reçu le 31/03/2014 ».

    Args:
        question: The question.
        focus: As :func:`focus_of` gives it.
        book: The workbook.
        known: The vocabulary.
    """
    found = _row_of(focus, book)
    if found is None or _OVERALL.search(question.text):
        return None
    domain, row, _ = found
    said = {
        one.stem: {one.stem, stem(question.text[one.start : one.end])}
        for one in question.words
        if one.end - one.start >= _SMALLEST_WORD
        and stem(question.text[one.start : one.end]) not in _ASKING
    }
    said = {name: forms for name, forms in said.items() if not forms & known.filler}
    cells = [domain.cell(row, one) for one in domain.columns(TEXT, NOTE)]
    counted = _HOW_MANY.search(question.text)
    held = [
        one
        for one in cells
        if not one.is_missing
        and (not _OF_FIGURES.search(question.text) or re.search(r"\d", one.shown))
        and (_tells(one.shown, said.values()) or (counted and _counts(one.shown, counted[1])))
    ]
    if not said or len(held) != 1:
        return None
    cell = held[0]
    text = f"« {domain.table.sheet} », {domain.name(row)} – {cell.heading} : « {cell.shown} » "
    return said_only(f"{text}({cell.place}).", domain.table)


def _tells(shown: str, said: Collection[set[str]]) -> bool:
    """Tell whether a text has every word."""
    held = {stem(one) for one in words(normalise(shown))}
    return all(forms & held for forms in said)


def _counts(shown: str, noun: str) -> bool:
    """Tell whether a text counts a thing: « 11 antennes sur 16 »."""
    found = re.findall(r"\d+ ([a-z]+)", normalise(shown))
    return stem(noun) in map(stem, found)


def _row_of(focus: str, book: Book) -> tuple[Domain, OpenRow, str] | None:
    """Return the table, the row and the year of a focus, ``None`` once they are gone."""
    kept = _KEPT.fullmatch(focus)
    if kept is None:
        return None
    found = [one for one in domains(book) if one.table.sheet == kept["sheet"]]
    rows = [(one, row) for one in found for row in one.table.rows if row.index == int(kept["row"])]
    return (*rows[0], kept["year"] or "") if len(rows) == 1 else None


def _said(domain: Domain, row: OpenRow) -> str:
    """Return how a question names a row: by its code, else by its label."""
    for code, one in domain.codes.items():
        if one is row:
            return row.number or code
    if row.number.isdigit() and any(one.role == "objectif" for one in domain.table.columns):
        # A label may have words that ask: « nombre de postes par an ».
        return f"indicateur {row.number}"
    return row.label


def _names_rows(question: Question, book: Book, known: Vocabulary) -> bool:
    """Tell whether a question names rows of a table, or chooses some, by itself.

    « Donc en retard ? » chooses none: it asks of the one that was said.
    """
    of_one = asks_of_one(question.text)
    return any(
        query.coded or _labelled(query) or not of_one
        for query in read_tables(question, book, known)
        if query.named or query.filtered
    )


def _labelled(query: OpenQuery) -> bool:
    """Tell whether words of a label choose the rows, and no word of a state or a remark."""
    said = {stem(one) for one in words(normalise(" ".join(query.chosen)))}
    return any(said & query.domain.labels[row.index] for row in query.rows)
