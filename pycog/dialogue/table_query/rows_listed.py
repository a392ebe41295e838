"""The rows of the open workbook that the last answer told: « lesquels », « l'autre »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.state import LONGEST_ASKED
from pycog.dialogue.table_query.plain_tables import NOTE
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.table_query.turn_patterns import as_turn
from pycog.lazy_patterns import regex
from pycog.xlsx.cells import column_letters

if TYPE_CHECKING:
    from pycog.dialogue.answers import Answer
    from pycog.dialogue.state import State
    from pycog.dialogue.table_query.best_readings import Tables
    from pycog.dialogue.table_query.plain_tables import PlainColumn
    from pycog.dialogue.table_query.table_lexis import Lexis
    from pycog.equip.open_parts import OpenRow

#: Parts the sheets of what was listed.
_PARTS: Final = " | "
_PART: Final = regex(
    r"(?P<sheet>[^|]+)!(?P<rows>\d{1,7}(?:,\d{1,7})*)(?::(?P<columns>[A-Z]{1,3}(?:,[A-Z]{1,3})*))?"
)
_PLACE: Final = regex(r"\((?P<column>[A-Z]{1,3})(?P<row>[1-9]\d{0,6})\)")
_STANDS_OUT: Final = regex(r"\ble plus (?:élevé|faible|haut|bas)\b|première date|dernière date")
_LEFT_OUT: Final = regex(r"\(hors [^()]*\)")
#: A code that is no address of a cell.
_PARTED_CODE: Final = regex(r"[^\W\d]+\d*[-./ ][\w./-]*\d[\w./-]*")
_REFERENCE: Final = regex(
    r"(?P<sheet>'[^']+'|[^\W\d][\w.]*)!\$?(?P<column>[A-Z]{1,3})\$?(?P<first>\d{1,7})"
    r"(?::\$?[A-Z]{1,3}\$?(?P<last>\d{1,7}))?"
)


@dataclass(frozen=True, eq=False)
class Listed:
    """Rows of one table that were told, and the columns that were told of them."""

    lexis: Lexis
    rows: tuple[OpenRow, ...]
    columns: tuple[PlainColumn, ...]


def told_in(answer: Answer, tables: Tables) -> str:
    """Return the rows that an answer tells, ``""`` where it tells none.

    Args:
        answer: An answer from the open workbook.
        tables: The tables of the workbook.
    """
    parts = []
    # « Le plus élevé (hors M-05) » tells nothing of that one.
    answer = replace(answer, text=_LEFT_OUT.sub("", answer.text))
    if _STANDS_OUT.search(answer.text):
        # The list beside it is of those that it was chosen among.
        answer = replace(answer, table=None)
    for lexis in tables.lexes:
        table = lexis.table
        if f"« {table.open.sheet} »" not in f"{answer.source} {answer.text}":
            continue
        rows, columns = _told_of(answer, lexis)
        if rows:
            letters = ",".join(column_letters(one + 1) for one in columns)
            told = ",".join(map(str, rows))
            parts.append(f"{table.open.sheet}!{told}{f':{letters}' if letters else ''}")
    text = _PARTS.join(parts)
    return text if len(text) <= LONGEST_ASKED else ""


def _told_of(answer: Answer, lexis: Lexis) -> tuple[list[int], list[int]]:
    """Return the rows and the columns of a table that an answer tells, in its order."""
    table = lexis.table
    own = {row.index for row in table.rows}
    heads = {column_letters(one.index + 1): one.index for one in table.columns}
    rows: dict[int, None] = {}
    columns: dict[int, None] = {}
    for match in _PLACE.finditer(answer.text):
        index = int(match["row"]) - 1
        if index in own and match["column"] in heads:
            rows[index] = columns[heads[match["column"]]] = None
    named = _named(answer, lexis)
    if not columns:
        for match in _REFERENCE.finditer(answer.formula_cells):
            if match["sheet"].strip("'") == table.open.sheet and match["column"] in heads:
                columns[heads[match["column"]]] = None
    return named if len(named) > len(rows) else list(rows), sorted(columns)


def _named(answer: Answer, lexis: Lexis) -> list[int]:
    """Return the rows of a table whose names stand in a list, or in a text, in its order."""
    names: dict[str, list[int]] = {}
    for row in lexis.table.rows:
        if row.role == "ligne":
            names.setdefault(lexis.table.name(row), []).append(row.index)
    codes = _codes(lexis)
    if answer.table is not None:
        bare = {_bare(name): held for name, held in names.items()} | codes
        found: dict[int, None] = {}
        for line in answer.table.rows:
            said = next((one for one in line[:2] if one in names or one in bare), "")
            found |= dict.fromkeys(names.get(said) or bare.get(said) or ())
        if found:
            return list(found)
    stands = [
        (match.start(), held[0])
        for name, held in names.items()
        if len(held) == 1 and len(name) > len("« »") and (match := _stands(name, answer.text))
    ]
    # « P-02 (échéance 15/07/2024) » tells a row by its code alone.
    stands += [
        (match.start(), held[0])
        for code, held in codes.items()
        if _PARTED_CODE.fullmatch(code) and (match := _stands(code, answer.text))
    ]
    return list(dict.fromkeys(row for _, row in sorted(stands)))


def _codes(lexis: Lexis) -> dict[str, list[int]]:
    """Return the rows by the codes that stand for one row each: « P-02 »."""
    found: dict[str, list[int]] = {}
    for row in lexis.table.rows:
        if row.role == "ligne" and row.number[:1].isalpha():
            found.setdefault(row.number, []).append(row.index)
    return {code: held for code, held in found.items() if len(held) == 1}


def _bare(name: str) -> str:
    return name.strip("« »")


def _stands(name: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)


def read_listed(text: str, tables: Tables) -> list[Listed]:
    """Return what was listed, none where the workbook has it no more.

    Args:
        text: As :func:`told_in` writes it.
        tables: The tables of the workbook.
    """
    return list(_read(text, tables))


def _read(text: str, tables: Tables) -> Iterator[Listed]:
    for part in text.split(_PARTS):
        match = _PART.fullmatch(part)
        if match is None:
            continue
        wanted = list(map(int, match["rows"].split(",")))
        letters = set((match["columns"] or "").split(","))
        for lexis in tables.lexes:
            table = lexis.table
            held = {one.index: one for one in table.rows}
            if table.open.sheet != match["sheet"] or not set(wanted) <= held.keys():
                continue
            rows = tuple(held[one] for one in wanted)
            columns = tuple(
                one for one in table.columns if column_letters(one.index + 1) in letters
            )
            yield Listed(lexis, rows, columns)


def is_one(listed: str) -> bool:
    """Tell whether one row alone was told.

    Args:
        listed: As :func:`told_in` writes it.
    """
    match = _PART.fullmatch(listed)
    return match is not None and "," not in match["rows"]


def is_among(told: str, listed: str) -> bool:
    """Tell whether the one row that was told is one of several that were listed before.

    Args:
        told: What the last answer told.
        listed: What was listed before.
    """
    match = _PART.fullmatch(told)
    if match is None or not is_one(told):
        return False
    held = [found for part in listed.split(_PARTS) if (found := _PART.fullmatch(part))]
    many = sum(len(part["rows"].split(",")) for part in held) > 1
    return many and any(
        part["sheet"] == match["sheet"] and match["rows"] in part["rows"].split(",")
        for part in held
    )


def written(sheet: str, rows: Sequence[OpenRow], columns: Sequence[PlainColumn] = ()) -> str:
    """Return how some rows and columns of a sheet are remembered.

    Args:
        sheet: The name of the sheet.
        rows: The rows.
        columns: The columns that were told.
    """
    letters = ",".join(column_letters(one.index + 1) for one in columns)
    return f"{sheet}!{','.join(str(one.index) for one in rows)}{f':{letters}' if letters else ''}"


def is_aside(question: str, told: str, before: State, tables: Tables) -> bool:
    """Tell whether nothing was told but what is noted of the row that was spoken of.

    Args:
        question: As typed.
        told: The rows and columns that an answer tells.
        before: The state before it.
        tables: The tables of the workbook.
    """
    if not is_one(told) or not is_one(before.listed) or _row(told) != _row(before.listed):
        return False
    if as_turn(plain(question)).endswith("pourquoi"):
        return True
    return all(
        one.columns and all(column.kind == NOTE for column in one.columns)
        for one in read_listed(told, tables)
    )


def _row(listed: str) -> str:
    return listed.rpartition(":")[0] if ":" in listed.rpartition("!")[2] else listed
