"""Turns about whom the last answer named: « il a d'autres actions ? », « son suppléant ? »."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import CODE, TEXT, PlainColumn, PlainTable
from pycog.dialogue.table_query.table_lexis import CONCEPTS, headed
from pycog.dialogue.workbook.cell_answers import enumerated, one_cell, said_only
from pycog.lazy_patterns import regex
from pycog.values import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pycog.dialogue.table_query.best_readings import Tables
    from pycog.dialogue.table_query.table_request import Request
    from pycog.equip.open_parts import OpenRow

_LEAD: Final = r"(?:(?:et|donc|sinon|alors|mais|c est|quelles?|quels?|sont|combien|est ce que?) )*"
#: Other rows of the same person: « il suit quoi d'autre ? », « ses autres mesures ? ».
_OTHERS: Final = regex(
    rf"{_LEAD}(?:(?:il|elle|on lui|lui) ?(?:en )?(?:a|suit|pilote|gere|porte|s occupe de|reste)?"
    r"(?: t (?:il|elle))?(?: encore| aussi)?(?: (?:quoi|combien))? d autres?"
    r"|(?:a|suit|pilote|gere|porte|s occupe) t (?:il|elle) (?:quoi )?d autres?"
    r"|(?:(?:de )?(?:ses|les) autres|les? autres? (?:de|du|pour)(?: ce(?:tte)?)?))"
    r"(?: (?P<noun>[a-z]+))?(?: (?:a (?:sa|son) (?:charge|nom)|en charge))?"
)
#: Something else of the person: « son suppléant c'est qui ».
_ITS: Final = regex(
    rf"{_LEAD}(?:qui est |quel(?:le)? est )?(?:son|sa|ses|leur) (?P<noun>[a-z]+)"
    r"(?: (?:c est|est|s appelle)(?: (?:qui|quoi|laquelle|lequel|quelle?))?)?"
)

#: What such a turn begins with or has, at least.
ON_PERSON: Final = regex(r"\bautres?\b|\b(?:son|sa|ses|leur) [a-z]+")


def on_person(text: str, last: Request, tables: Tables) -> Answer | None:
    """Answer a turn about the person whom the last answer named; ``None`` for any other.

    Args:
        text: The turn, as :func:`.table_lexis.plain` gives it.
        last: What was answered last.
        tables: The tables of the workbook.
    """
    others, its = _OTHERS.fullmatch(text), _ITS.fullmatch(text)
    if others is None and its is None:
        return None
    found = _person(last)
    if found is None:
        return None
    row, column, name = found
    if others is not None:
        noun = others["noun"] or ""
        if noun and not _is_row(last.table, noun):
            return None
        return _others(last.table, row, column, name)
    assert its is not None
    return _its(its["noun"], name, last.table, tables)


def _person(last: Request) -> tuple[OpenRow, PlainColumn, str] | None:
    """Return who was named by the only cell that was told."""
    held = headed(last.table, "qui")
    # Of another column of the row, its person is the one who is spoken of.
    columns = [one for one in last.flat if one in held] or held
    if not columns and len(last.flat) == 1 and last.flat[0].kind == TEXT:
        columns = last.flat
    if len(last.rows) != 1 or len(columns) != 1 or last.table.label == columns[0].index:
        return None
    cell = last.table.cell(last.rows[0], columns[0])
    return None if cell.is_missing else (last.rows[0], columns[0], cell.shown)


def _is_row(table: PlainTable, noun: str) -> bool:
    """Tell whether a noun says what the rows of a table are."""
    known = table.entities | table.title_stems
    return stem(noun) in known or bool(_ROWS.fullmatch(noun))


_ROWS: Final = regex(r"(?:mesures?|actions?|projets?|lignes?|dossiers?|taches?|jalons?)")


def _others(table: PlainTable, row: OpenRow, column: PlainColumn, name: str) -> Answer:
    rows: Sequence[OpenRow] = [
        one
        for one in table.entries
        if one.index != row.index and table.cell(one, column).shown == name
    ]
    sheet = table.open
    if not rows:
        return said_only(f"Non : « {sheet.sheet} » n'a pas d'autre ligne de {name}.", sheet)
    names = [table.name(one) for one in rows]
    many = counted(len(rows), "autre ligne", "autres lignes")
    text = f"Oui : « {sheet.sheet} », {name} – {many} : {enumerated(names)}."
    return said_only(text, sheet, Table(("Ligne",), tuple((one,) for one in names)))


def _its(noun: str, name: str, own: PlainTable, tables: Tables) -> Answer | None:
    """Look up what another table says of a person."""
    wanted = stem(noun)
    concepts = [one for name, (one, _) in CONCEPTS.items() if name != "suppléant"]
    if any(pattern.fullmatch(noun) for pattern in concepts):
        return None
    for lexis in tables.lexes:
        table = lexis.table
        columns = [one for one in table.of(TEXT, CODE) if wanted in one.stems]
        rows = [one for one in table.entries if normalise(one.label) == normalise(name)]
        if table is own or len(columns) != 1 or len(rows) != 1:
            continue
        cell = table.cell(rows[0], columns[0])
        said = f"« {table.open.sheet} », {name} – {cell.heading} : {cell.shown} ({cell.place})."
        return one_cell(cell, said)
    return None
