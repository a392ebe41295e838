"""Quotes the note of a workbook that says what is asked: « qui accorde les remises ? »."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.kinship import akin
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.table_query.best_readings import tables_of
from pycog.dialogue.table_query.initials import FILLER, SMALL, WORD
from pycog.dialogue.table_query.notes_told import lines_outside
from pycog.dialogue.table_query.plain_tables import NOTE, TEXT
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_entries import HEADING
from pycog.dialogue.typed_query.typed_lexis import TypedLexis
from pycog.dialogue.workbook.cell_answers import said_only
from pycog.dialogue.workbook.open_cells import grids_of
from pycog.equip.open_parts import OpenTable
from pycog.lazy_patterns import regex

_ASIDE: Final = regex(DATA["operators"]["aside"])
_ASKED: Final = regex(
    r"\b(?:qui|pourquoi|quand|comment|ou(?= (?:est|sont)\b)|quelle (?:regle|commission|instance))\b"
)
_ROWS: Final = regex(r"\b(?:combien|quels?|quelles?(?! (?:regle|commission|instance)))\b|\d")
_FILLER: Final = (
    frozenset(map(stem, DATA["words"]["filler"].split())) | FILLER | SMALL
)  # fmt: skip
_FEW: Final = 2
#: Asks what a word stands for.
_MEANS: Final = regex(
    r"\b(?:(?:ca |cela )?(?:veut|veu|veulent) dire(?: quoi)?|signifie\w*(?: quoi)?|que signifie"
    r"|(?:le )?sens d[eu]|sigle|abreviation)\b"
)


def quoted(text: str, reader: SheetReader, lexes: Sequence[TypedLexis]) -> Answer | None:
    """Return the one line outside the tables that has the telling words of a question.

    Args:
        text: The question in plain form.
        reader: The open workbook.
        lexes: The words of its tables.
    """
    bare = _ASIDE.sub(" ", text)
    if not _ASKED.search(bare) or _ROWS.search(bare):
        return None
    said = {one for one in map(stem, WORD.findall(bare)) if one not in _FILLER and len(one) > 1}
    if len(said) < _FEW:
        return None
    found: dict[str, tuple[str, str]] = {}
    for sheet, place, line in lines_outside(tables_of(reader), grids_of(reader), below=True):
        words = set(map(stem, WORD.findall(normalise_long(line))))
        held = {one for one in said if any(one == each or akin(one, each) for each in words)}
        if len(held) >= _FEW and all(_goes_with(one, held, lexes) for one in said - held):
            found.setdefault(line, (sheet, place))
    return _only_line(found, reader)


def meaning(text: str, reader: SheetReader, lexes: Sequence[TypedLexis]) -> Answer | None:
    """Return the cell or the line that says what a word stands for: « OGD = outil de … ».

    Args:
        text: The question in plain form.
        reader: The open workbook.
        lexes: The words of its tables.
    """
    if not _MEANS.search(text):
        return None
    said = [
        one
        for one in WORD.findall(_MEANS.sub(" ", text))
        if stem(one) not in _FILLER and len(one) > 1
    ]
    if len(said) != 1:
        return None
    spelled = regex(rf"\b{said[0]} ?(?:=|:|signifie|pour) ?\w", re.IGNORECASE)
    found: dict[str, tuple[str, str]] = {}
    for sheet, place, line in lines_outside(tables_of(reader), grids_of(reader), below=True):
        if spelled.search(line):
            found.setdefault(line, (sheet, place))
    for lexis in lexes:
        for record in lexis.data.records:
            for cell in (record.cell(one) for one in lexis.data.of(NOTE, TEXT)):
                if not cell.is_missing and spelled.search(cell.shown):
                    found.setdefault(cell.shown, (record.index[0], cell.place))
    return _only_line(found, reader)


def _only_line(found: Mapping[str, tuple[str, str]], reader: SheetReader) -> Answer | None:
    """Return the one text that was found, with its sheet and its place; none of several."""
    if len(found) != 1:
        return None
    line, (sheet, place) = next(iter(found.items()))
    grid = next(one for one in grids_of(reader) if one.name == sheet)
    return said_only(
        f"Le classeur note, « {sheet} » : « {line} » ({place}).",
        OpenTable(grid.name, "", 0, (), (), grid),
    )


def _goes_with(word: str, held: set[str], lexes: Sequence[TypedLexis]) -> bool:
    """Tell whether a heading says a word with one of the note: « remises de dette »."""
    return any(
        one.kind == HEADING and word in one.stems and one.stems & held
        for lexis in lexes
        for one in lexis.entries
    )
