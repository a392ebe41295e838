"""Reads and rewrites formulas in file syntax, token by token.

The engine's own tokenizer does the reading, so that what is rewritten is what the
engine will parse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import formualizer as fz

from pycog.lazy_patterns import regex
from pycog.values import OMITTED
from pycog.xlsx.cells import column_letters, column_number
from pycog.xlsx.structure import Table

#: The spellings under which Excel and other programs store a call of ours.
_OURS = regex(r"(?:\[\d+\]!)?(?:_xldudf_|_xll\.|_xludf\.)?(COG_[A-Z_]+)", re.I)
_STRUCTURED = regex(r"([^\W\d][\w.]*)\[(.*)\]", re.S)
_PART = regex(r"\[((?:'.|[^\[\]'])*)\]", re.S)
_RANGE = regex(
    r"\$?[A-Z]{1,3}\$?\d{1,7}(:\$?[A-Z]{1,3}\$?\d{1,7})?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+",
    re.I,
)
_ANCHOR = regex(r"(?:_xlfn\.)?ANCHORARRAY\(", re.I)
#: Number or path of another workbook, and sheet: ``[1]Feuil1!``, ``'C:\\x\\[y.xlsx]Feuil1'!``.
_LINK = regex(r"'?([^'\[\]!]*)\[([^\[\]]*)\]((?:[^'!]|'')*)'?!")
_CELL = regex(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.I)

#: Texts and names of sheets, which are kept, and the rows of references, which may differ.
ROWS = regex(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|"""
    r"""(?<![\w.$])(\$?[A-Za-z]{1,3}\$?)([1-9]\d*)(?![\w.(]|(?::\$?[\w.]+)?!)"""
)


class Token(NamedTuple):
    """A piece of a formula: its text and its kind (``"func"``, ``"operand"``…)."""

    text: str
    kind: str
    subkind: str


class Unsupported(Exception):
    """A construct that cannot be rewritten for the engine."""


def tokens(formula: str) -> list[Token]:
    """Split a formula (without its equals sign) into tokens.

    Raises:
        Unsupported: The tokenizer does not give back the text it was given.
    """
    try:
        found = [
            Token(token.value, _KINDS[token.token_type], _KINDS[token.subtype])
            for token in fz.tokenize("=" + formula)
            if token is not None
        ]
    except (fz.TokenizerError, KeyError) as error:
        raise Unsupported(str(error)) from error
    if "".join(token.text for token in found) != formula:
        raise Unsupported(formula)
    return found


class _Names(dict[object, str]):
    """The kinds of tokens, of which the engine has one object each, by their names."""

    def __missing__(self, key: object) -> str:
        self[key] = name = str(key).rsplit(".", 1)[-1].strip("_").lower()
        return name


_KINDS = _Names()


def our_name(function: str) -> str | None:
    """Return ``COG_X`` for any stored spelling of a call of ours, else ``None``."""
    match = _OURS.fullmatch(function)
    return match[1].upper() if match else None


def functions_in(formula: str) -> list[str]:
    """Return the names called in a formula, as spelled."""
    return [
        token.text.rstrip()[:-1]
        for token in tokens(formula)
        if token.kind == "func" and token.subkind == "open"
    ]


@lru_cache(maxsize=4096)
def is_built_in(function: str) -> bool:
    """Tell whether the engine knows a function (``_xlfn.`` prefixes aside)."""
    name = re.sub(r"^(_xlfn\.|_xlws\.)+", "", function, flags=re.I)
    try:
        # The only question the engine answers: registering a known name is refused.
        _probe().register_function(name, lambda: 0.0)
    except Exception:
        return True
    _probe().unregister_function(name)
    return False


@lru_cache(maxsize=1)
def _probe() -> fz.Workbook:
    return fz.Workbook()


def fill_omitted(formula: str) -> str:
    """Put a sentinel where an argument of one of our functions is left out.

    The engine hands an omitted argument over as 0, the same as a real zero.
    """
    pieces: list[str] = []
    ours: list[bool] = []
    empty = False
    for token in tokens(formula):
        if token.kind == "func" and token.subkind == "open":
            ours.append(our_name(token.text.rstrip()[:-1]) is not None)
            empty = True
        elif token.subkind == "open":
            ours.append(False)
        elif token.kind == "sep" and ours and ours[-1]:
            if empty:
                pieces.append(f'"{OMITTED}"')
            empty = True
        elif token.subkind == "close":
            if ours and ours.pop() and empty and pieces and pieces[-1] == ",":
                pieces.append(f'"{OMITTED}"')
            empty = False
        elif token.kind != "whitespace":
            empty = False
        if token.kind == "whitespace" and ours and ours[-1] and empty:
            continue
        pieces.append(token.text)
    return "".join(pieces)


def substitute(formula: str, replace: Callable[[str], str | None]) -> str:
    """Replace operands that are references; ``replace`` returns ``None`` to keep one."""
    pieces = []
    for token in tokens(formula):
        new = replace(token.text) if (token.kind, token.subkind) == ("operand", "range") else None
        pieces.append(token.text if new is None else new)
    return "".join(pieces)


def rewrite_tables(formula: str, tables: Mapping[str, Table], row: int) -> str:
    """Replace structured references by A1 references.

    Args:
        formula: A formula of the cell at ``row``.
        tables: Tables by name in lower case.
        row: Row of the cell, for ``[#This Row]``.

    Raises:
        Unsupported: Unknown table or column.
    """

    def replace(text: str) -> str | None:
        if text.lower() in tables:
            return table_area(tables[text.lower()], "", row)
        match = _STRUCTURED.fullmatch(text)
        if match is None:
            return None
        table = tables.get(match[1].lower())
        if table is None:
            raise Unsupported(text)
        return table_area(table, match[2], row)

    return substitute(formula, replace)


def split_call(formula: str) -> tuple[str, list[str]] | None:
    """Return (name, argument texts) when the whole formula is one call, else ``None``."""
    found = [token for token in tokens(formula) if token.kind != "whitespace"]
    if not found or found[0].kind != "func" or found[0].subkind != "open":
        return None
    arguments: list[str] = []
    depth, current = 0, ""
    for position, token in enumerate(found[1:], start=1):
        if token.subkind == "open":
            depth += 1
        elif token.subkind == "close":
            if depth == 0:
                if position != len(found) - 1:
                    return None
                if arguments or current:
                    arguments.append(current)
                return found[0].text.rstrip()[:-1], arguments
            depth -= 1
        elif token.kind == "sep" and depth == 0:
            arguments.append(current)
            current = ""
            continue
        current += token.text
    return None


def replace_anchors(formula: str, stored: Callable[[str], str | None]) -> str:
    """Replace ``_xlfn.ANCHORARRAY(cell)``, shown as ``cell#``, where ``stored`` gives a range."""
    found = tokens(formula)
    pieces: list[str] = []
    position = 0
    while position < len(found):
        text, area = found[position].text, None
        if _ANCHOR.fullmatch(text) and position + 2 < len(found):
            area = stored(found[position + 1].text)
        pieces.append(text if area is None else area)
        position += 1 if area is None else 3
    return "".join(pieces)


def calls_in(formula: str) -> list[str]:
    """Return the text of every call of ours in a formula, outermost and leftmost first."""
    found = tokens(formula)
    texts = []
    for start, token in enumerate(found):
        if (
            token.kind != "func"
            or token.subkind != "open"
            or not our_name(token.text.rstrip()[:-1])
        ):
            continue
        depth = 0
        for end in range(start, len(found)):
            depth += {"open": 1, "close": -1}.get(found[end].subkind, 0)
            if depth == 0:
                texts.append("".join(piece.text for piece in found[start : end + 1]))
                break
    return texts


def cell_reference(text: str) -> tuple[str | None, int, int] | None:
    """Return (sheet or ``None``, row, column) when ``text`` is one cell, else ``None``."""
    sheet, _, place = text.rpartition("!")
    match = _CELL.fullmatch(place)
    if match is None or "[" in sheet or int(match[2]) == 0:
        return None  # A0 is a name
    name = sheet.strip("'").replace("''", "'") if sheet else None
    return name, int(match[2]), column_number(match[1].upper())


def _is_path(text: str) -> bool:
    """Tell whether a reference starts with a path, which no sheet name can hold."""
    return text.startswith("'") and any(sign in text.partition("!")[0] for sign in "/\\")


def link_of(text: str) -> tuple[int, str] | None:
    """Return (number, sheet) of a reference into another workbook, else ``None``.

    The sheet is empty where a name of the other workbook is meant. The number is 0 for a
    workbook named by its path, as other programs write it: no values of it are stored.
    """
    match = _LINK.match(text)
    if match is None:
        return (0, "") if _is_path(text) else None
    is_numbered = not match[1] and match[2].isdecimal()
    number = int(match[2]) if is_numbered else 0
    return number, match[3].replace("''", "'").partition(":")[0].lower()


def is_range(text: str) -> bool:
    """Tell whether ``text`` is a cell, a range, whole columns or whole rows (no sheet)."""
    return _RANGE.fullmatch(text) is not None


def quoted(sheet: str) -> str:
    """Return a sheet name as it is written in a formula."""
    return "'" + sheet.replace("'", "''") + "'"


def table_area(table: Table, inner: str, row: int) -> str:
    """Return the A1 reference of a structured one.

    Args:
        table: The table.
        inner: What stands between its brackets, empty for all its data.
        row: Row of the cell that reads it, for ``[#This Row]``.

    Raises:
        Unsupported: Unknown column, or a part that the table does not have.
    """
    parts = _items(inner)
    areas = {part.lower() for part in parts if part.startswith("#")}
    columns = [part for part in parts if not part.startswith("#")]
    this_row = "#this row" in areas or inner.lstrip().startswith("@")
    first, last = _columns(table, columns)
    if this_row:
        top = bottom = row
    else:
        top, bottom = _rows(table, areas)
    anchor = "" if this_row else "$"
    left = f"${column_letters(first)}{anchor}{top}"
    right = f"${column_letters(last)}{anchor}{bottom}"
    place = left if left == right else f"{left}:{right}"
    return f"{quoted(table.sheet)}!{place}"


def _items(inner: str) -> list[str]:
    text = inner.strip()
    if text.startswith("@"):
        text = text[1:].strip()
        return [item for item in (_PART.findall(text) or [text]) if item]
    return _PART.findall(text) if text.startswith("[") else ([text] if text else [])


def _columns(table: Table, wanted: Sequence[str]) -> tuple[int, int]:
    if not wanted:
        return table.first_column, table.last_column
    lowered = _headings(tuple(table.columns))
    places = []
    for name in wanted:
        # An apostrophe escapes the next sign, but some writers double it as in sheet names.
        found = next((one for one in _readings(name) if one in lowered), None)
        if found is None:
            raise Unsupported(f"{table.name}[{name}]")
        places.append(table.first_column + lowered.index(found))
    return min(places), max(places)


@lru_cache(maxsize=64)
def _headings(columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_heading, columns))


@lru_cache(maxsize=1024)
def _readings(name: str) -> tuple[str, str]:
    return _heading(re.sub(r"'(.)", r"\1", name)), _heading(name.replace("''", "'"))


def _heading(name: str) -> str:
    """Return a heading to compare: a line break may be ``_x000a_`` in the table's own part."""
    plain = re.sub(r"_x000[aAdD]_", "\n", name)
    return re.sub(r"[\r\n]+", "\n", plain).lower()


def _rows(table: Table, areas: Iterable[str]) -> tuple[int, int]:
    top = table.first_row + table.header_rows
    bottom = table.last_row - table.total_rows
    wanted = set(areas)
    if "#all" in wanted:
        return table.first_row, table.last_row
    spans = []
    if "#headers" in wanted:
        spans.append((table.first_row, top - 1))
    if "#data" in wanted or not wanted:
        spans.append((top, bottom))
    if "#totals" in wanted:
        spans.append((bottom + 1, table.last_row))
    if not spans or any(first > last for first, last in spans):
        raise Unsupported(f"{table.name}[{', '.join(sorted(wanted))}]")
    return min(first for first, _ in spans), max(last for _, last in spans)


def row_spans(formula: str) -> list[tuple[int, int]]:
    """Return where the rows of references stand in a formula, those after ``$`` too."""
    return [match.span(2) for match in ROWS.finditer(formula) if match[1] is not None]
