"""An answer is of what is asked: values of the column that is ranked, the sheet that is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, normalise_long
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.state import State
from pycog.dialogue.table_query.plain_tables import CODE, TEXT
from pycog.dialogue.typed_query.asked_typed import typed_of
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_lexis import TypedLexis, telling
from pycog.dialogue.workbook.asked_not_told import all_told
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex

#: What is ranked, and that it is.
_WHAT: Final = regex(r"\bquel(?:le)?s? (?P<what>[a-z]{4,})\b")
_RANKED: Final = regex(r"\ble (?:plus|moins)\b|\bla (?:plus|moins)\b|\bles (?:plus|moins)\b")
_SHEET: Final = regex(r"feuille « ([^»]+) »")
_WORD: Final = regex(r"[a-z]+")
_SHORTEST: Final = 4
_OF_SHEET: Final = (
    "Je ne sais pas : vous parlez de ce que porte « {asked} », et ce que je trouve est dans "
    "« {told} ». Nommez la ligne et la colonne."
)
_OF_GROUPS: Final = (
    "Je ne sais pas : vous demandez « {title} », et ce que je trouve est une seule ligne. Demandez "
    "le total d'une colonne par « {title} »."
)


def group_not_told(answer: Answer, question: str, before: State, reader: SheetReader) -> str:
    """Return why a row is no answer to a question on the values of a column, else ``""``.

    Args:
        answer: What the open workbook gives.
        question: As typed.
        before: What was said before.
        reader: The open workbook.
    """
    text = normalise(question)
    match = _WHAT.search(text)
    if answer.intent != INTENT or match is None or not _RANKED.search(text):
        return ""
    try:
        lexes = typed_of(reader).lexes
    except InvalidInput:
        return ""
    told = normalise_long(all_told(answer))
    named = [field for lexis in lexes for field in _grouping(lexis, stem(match["what"]))]
    if not named or any(value in told for field in named for value in _values(lexes, field)):
        return ""
    return _OF_GROUPS.format(title=named[0].title)


def of_another_sheet(answer: Answer, question: str, before: State, reader: SheetReader) -> str:
    """Return why a row of one sheet is no answer to what another sheet is of, else ``""``.

    Args:
        answer: What the open workbook gives.
        question: As typed.
        before: What was said before.
        reader: The open workbook.
    """
    told = _SHEET.search(answer.source)
    if answer.intent != INTENT or told is None or before.has_subject:
        return ""
    try:
        lexes = typed_of(reader).lexes
    except InvalidInput:
        return ""
    sheets = {lexis.data.sheet for lexis in lexes}
    words = {one for one in _WORD.findall(normalise(question)) if len(one) >= _SHORTEST}
    named = [one for one in sheets if set(map(stem, words)) & telling(normalise_long(one))]
    if len(named) != 1 or told[1] == named[0] or told[1] not in sheets:
        return ""
    held = [one for one in lexes if one.data.sheet == told[1]]
    if any(one.knows(word) or one.is_noun(word) for one in held for word in words):
        return ""
    return _OF_SHEET.format(asked=named[0], told=told[1])


def _grouping(lexis: TypedLexis, word: str) -> Iterator[Field]:
    """Yield the columns of texts that a word heads and of which rows share values."""
    for field in lexis.data.fields:
        if field.kind not in {TEXT, CODE} or word not in field.measure:
            continue
        shown = [one.cell(field).shown for one in lexis.data.records]
        if len(set(shown)) < len(shown):
            yield field


def _values(lexes: tuple[TypedLexis, ...], field: Field) -> Iterator[str]:
    for lexis in lexes:
        if field in lexis.data.fields:
            for one in lexis.data.records:
                if not one.cell(field).is_missing:
                    yield normalise_long(one.cell(field).shown)
