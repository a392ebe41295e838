"""Quotes what the workbook says of its own words: « que veut dire payé ? »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.initials import FILLER, SMALL, WORD
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.workbook.cell_answers import said_only
from pycog.equip.open_parts import OpenTable
from pycog.lazy_patterns import regex
from pycog.xlsx.cells import column_letters

if TYPE_CHECKING:
    from pycog.audit.grid import Grid
    from pycog.dialogue.table_query.best_readings import Tables

#: Asks what a word means, or how it comes about.
_MEANS: Final = regex(
    r"^(?:et |alors )?(?:(?:que|qu est ce que|ca) (?:veut|veulent|voulait) dire|que signifi\w+"
    r"|(?:c est|est) quoi|quel est(?= (?:la|le|les|l) (?:legende|note|sens))"
    r"|qu est ce que?(?: c est)?(?: que)?|a quoi correspond\w*|signification d\w*|definition d\w*"
    r"|comment (?:se|on) (?:calcul|obtien)\w*|comment (?:sont|est) (?:calcule|obtenu)e?s?)\b"
)
_HERE: Final = regex(
    r"\b(?:dans|de) (?:ce|cet|cette|le|la|mon|notre) (?:fichier|classeur|feuille"
    r"|tableau|onglet)\b"
)
#: What a note answers beside meanings: « quand la DM a-t-elle été votée ? ». What is counted or
#: listed stands in the rows.
_ASKED: Final = regex(
    r"^(?:et |alors )?(?:quand|qui|pourquoi|ou|combien(?! (?:de|d) )|comment|quel(?:le)?)\b"
)
_HOW_MANY: Final = regex(r"^(?:et |alors )?combien\b")
_FEW: Final = 2
_SHORTEST: Final = 12
_MOST: Final = 2


def told_by_notes(
    question: str, tables: Tables, grids: Sequence[Grid], *, asked: bool = False
) -> Answer | None:
    """Return the lines of a workbook that say what was asked; ``None`` where none does.

    Args:
        question: As typed.
        tables: The tables of the workbook.
        grids: Its sheets.
        asked: Whether something else than a meaning may be asked for.
    """
    text = plain(question)
    means = _MEANS.match(text) if not asked else _ASKED.match(text)
    if means is None:
        return None
    rest = _HERE.sub(" ", text[means.end() :])
    said = {
        stem(one) for one in WORD.findall(rest) if stem(one) not in FILLER | SMALL or one.isdigit()
    }
    if len(said) < (_FEW if asked else 1):
        return None
    by_text: dict[str, tuple[str, str, str]] = {}
    for name, place, line in lines_outside(tables, grids, below=asked):
        if said <= {stem(one) for one in WORD.findall(normalise_long(line))}:
            by_text.setdefault(line, (name, place, line))
    found = list(by_text.values())
    if _HOW_MANY.match(text):
        found = [one for one in found if any(sign.isdigit() for sign in one[2])]
    if not found or len(found) > _MOST:
        return None
    told = " ".join(f"« {name} » : « {line} » ({place})." for name, place, line in found)
    grid = next(one for one in grids if one.name == found[0][0])
    return said_only(f"Le classeur note, {told}", OpenTable(grid.name, "", 0, (), (), grid))


def lines_outside(
    tables: Tables, grids: Sequence[Grid], *, below: bool
) -> Iterator[tuple[str, str, str]]:
    """Yield the texts that stand outside tables: sheet, place, text.

    Args:
        tables: The tables of the workbook.
        grids: Its sheets.
        below: Whether those below the first heading alone are wanted.
    """
    for grid in grids:
        if grid.concealed:
            continue
        own = [one.table.open for one in tables.lexes if one.table.open.sheet == grid.name]
        held = {row.index for one in own for row in one.rows} | {one.header for one in own}
        first = min((one.header for one in own), default=-1) if below else -1
        for (row, column), stored in grid.cells.items():
            if row not in held and row > first and len(stored.text) >= _SHORTEST:
                yield grid.name, f"{column_letters(column + 1)}{row + 1}", stored.text
