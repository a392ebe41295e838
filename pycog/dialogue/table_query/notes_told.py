"""Quotes what the workbook says of its own words: « que veut dire payé ? »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.initials import FILLER, SMALL, WORD
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.workbook.cell_answers import said_only
from pycog.equip.open_parts import OpenTable
from pycog.xlsx.cells import column_letters

if TYPE_CHECKING:
    from pycog.audit.grid import Grid
    from pycog.dialogue.table_query.best_readings import Tables

#: Asks what a word means, or how it comes about.
_MEANS: Final = re.compile(
    r"^(?:et |alors )?(?:(?:que|qu est ce que|ca) (?:veut|veulent|voulait) dire|que signifi\w+"
    r"|(?:c est|est) quoi|quel est(?= (?:la|le|les|l) (?:legende|note|sens))"
    r"|qu est ce que?(?: c est)?(?: que)?|a quoi correspond\w*|signification d\w*|definition d\w*"
    r"|comment (?:se|on) (?:calcul|obtien)\w*|comment (?:sont|est) (?:calcule|obtenu)e?s?)\b"
)
_HERE: Final = re.compile(
    r"\b(?:dans|de) (?:ce|cet|cette|le|la|mon|notre) (?:fichier|classeur|feuille"
    r"|tableau|onglet)\b"
)
_SHORTEST: Final = 12
_MOST: Final = 2


def told_by_notes(question: str, tables: Tables, grids: Sequence[Grid]) -> Answer | None:
    """Return the lines of a workbook that say what was asked; ``None`` where none does.

    Args:
        question: As typed.
        tables: The tables of the workbook.
        grids: Its sheets.
    """
    text = plain(question)
    means = _MEANS.match(text)
    if means is None:
        return None
    rest = _HERE.sub(" ", text[means.end() :])
    said = {
        stem(one) for one in WORD.findall(rest) if stem(one) not in FILLER | SMALL or one.isdigit()
    }
    if not said:
        return None
    by_text: dict[str, tuple[str, str, str]] = {}
    for name, place, line in _lines(tables, grids):
        if said <= {stem(one) for one in WORD.findall(normalise_long(line))}:
            by_text.setdefault(line, (name, place, line))
    found = list(by_text.values())
    if not found or len(found) > _MOST:
        return None
    told = " ".join(f"« {name} » : « {line} » ({place})." for name, place, line in found)
    grid = next(one for one in grids if one.name == found[0][0])
    return said_only(f"Le classeur note, {told}", OpenTable(grid.name, "", 0, (), (), grid))


def _lines(tables: Tables, grids: Sequence[Grid]) -> Iterator[tuple[str, str, str]]:
    """Yield the texts that stand outside tables, with their sheets and places."""
    for grid in grids:
        if grid.concealed:
            continue
        held = {
            row.index
            for one in tables.lexes
            if one.table.open.sheet == grid.name
            for row in one.table.rows
        } | {one.table.open.header for one in tables.lexes if one.table.open.sheet == grid.name}
        for (row, column), stored in grid.cells.items():
            if row not in held and len(stored.text) >= _SHORTEST:
                yield grid.name, f"{column_letters(column + 1)}{row + 1}", stored.text
