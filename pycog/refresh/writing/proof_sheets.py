"""Compares a sheet part with its refreshed form, token by token.

Outside the cells everything must be the same; in a cell with a formula, or filled by
one, only the value and its type may differ.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from xml.parsers import expat

Place = tuple[int, int]

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"""|<[^>"'!?](?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+|<""",
    re.S,
)
_NAME = re.compile(r"</?(?:[^\s:/>!?]+:)?([^\s:/>!?]+)")
_ATTRIBUTE = re.compile(r"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_PLACE = re.compile(r"([A-Z]+)(\d+)")
_DECLARED = re.compile(rb"""^<\?xml[^>]*encoding=["']([\w.-]+)""")


@dataclass(slots=True)
class _Cell:
    place: Place
    tokens: list[str]


@dataclass(slots=True)
class _Row:
    number: int
    tag: str
    closing: str = ""
    gaps: list[str] = field(default_factory=list)
    cells: list[_Cell] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    """A part taken apart: what is outside the rows, and the rows."""

    frame: list[str] = field(default_factory=list)
    dimension: str = ""
    rows: list[_Row] = field(default_factory=list)
    filled: set[Place] = field(default_factory=set)

    def numbered(self) -> dict[tuple[int, int], _Row]:
        """Return the rows by number, and by rank among those of the same number."""
        return _ranked((row.number, row) for row in self.rows)

    def cells(self) -> dict[tuple[Place, int], _Cell]:
        """Return the cells by place, and by rank among those of the same place."""
        return _ranked((cell.place, cell) for row in self.rows for cell in row.cells)


Key = TypeVar("Key", int, Place)
One = TypeVar("One")


def _ranked(found: Iterable[tuple[Key, One]]) -> dict[tuple[Key, int], One]:
    seen: Counter[Key] = Counter()
    ranked: dict[tuple[Key, int], One] = {}
    for key, one in found:
        ranked[key, seen[key]] = one
        seen[key] += 1
    return ranked


def compare_sheets(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """Return (addresses of the changed cells, what must not differ and does)."""
    (old_text, old_form), (new_text, new_form) = _text(before), _text(after)
    if old_form != new_form:
        return [], ["l'encodage a changé"]
    try:
        expat.ParserCreate("utf-8").Parse(new_text.encode("utf-8"), True)
    except expat.ExpatError as error:
        return [], [f"la feuille n'est plus du XML bien formé ({error})"]
    return _Comparison(_taken_apart(old_text), _taken_apart(new_text)).result()


class _Comparison:
    def __init__(self, old: _Sheet, new: _Sheet) -> None:
        self.old, self.new = old, new
        self.filled = old.filled | new.filled
        self.changed: list[str] = []
        self.faults: list[str] = []

    def result(self) -> tuple[list[str], list[str]]:
        for one, other in zip(self.old.frame, self.new.frame, strict=False):
            if one != other:
                self.faults.append(f"« {other[:80]} » au lieu de « {one[:80]} »")
                break
        if len(self.old.frame) != len(self.new.frame):
            self.faults.append("il y a du contenu en plus ou en moins hors des cellules")
        before, after = self.old.cells(), self.new.cells()
        for key, cell in before.items():
            if key not in after:
                self.faults.append(f"{_shown(cell.place)} a disparu")
            elif cell.tokens != after[key].tokens:
                self._compare_cell(cell, after[key])
        added = [cell for key, cell in after.items() if key not in before]
        for cell in added:
            self._check_added(cell)
        self._compare_rows({cell.place[0] for cell in added})
        if self.old.dimension != self.new.dimension and not added:
            self.faults.append("l'étendue de la feuille a changé sans nouvelle cellule")
        return self.changed, self.faults

    def _compare_cell(self, old: _Cell, new: _Cell) -> None:
        shown = _shown(old.place)
        self.changed.append(shown)
        if not _is_formula(old) and old.place not in self.filled:
            self.faults.append(f"{shown} a changé, et ce n'est pas une formule")
        elif _tag_facts(old.tokens[0]) != _tag_facts(new.tokens[0]):
            self.faults.append(f"{shown} : autre chose que le type a changé dans la cellule")
        elif _added_meta(old.tokens[0], new.tokens[0]):
            self.faults.append(f"{shown} : une métadonnée de valeur est apparue")
        elif _rest(old) != _rest(new):
            self.faults.append(f"{shown} : autre chose que la valeur a changé")

    def _check_added(self, cell: _Cell) -> None:
        shown = _shown(cell.place)
        self.changed.append(shown)
        names = {name for name, _ in _ATTRIBUTE.findall(cell.tokens[0])}
        if cell.place not in self.filled:
            self.faults.append(f"{shown} est apparue hors de tout résultat de formule")
        elif not names <= {"r", "t"} or _rest(cell):
            self.faults.append(f"{shown} est apparue avec autre chose qu'une valeur")

    def _compare_rows(self, grown: set[int]) -> None:
        before, after = self.old.numbered(), self.new.numbered()
        for key, row in before.items():
            number, other = row.number, after.get(key)
            if other is None:
                self.faults.append(f"la ligne {number} a disparu")
                continue
            ignored = {"spans"} if number in grown else set()
            if _facts(row.tag, ignored) != _facts(other.tag, ignored):
                self.faults.append(f"la ligne {number} a d'autres attributs")
            if row.closing != other.closing and number not in grown:
                self.faults.append(f"la ligne {number} a une autre forme")
            if row.gaps != other.gaps:
                self.faults.append(f"du contenu entre les cellules de la ligne {number} a changé")
        for key, row in after.items():
            if key not in before and row.number not in grown:
                self.faults.append(f"la ligne {row.number} est apparue")


def _text(part: bytes) -> tuple[str, tuple[bytes, str]]:
    """Return the text of a part, and its byte-order mark with its encoding."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if part.startswith(mark):
            return part[len(mark) :].decode(codec), (mark, codec)
    if b"\0" in part[:2]:
        codec = "utf-16-le" if part[1:2] == b"\0" else "utf-16-be"
        return part.decode(codec), (b"", codec)
    declared = _DECLARED.match(part)
    codec = declared[1].decode() if declared else "utf-8"
    return part.decode(codec), (b"", codec)


def _taken_apart(text: str) -> _Sheet:
    sheet = _Sheet()
    row: _Row | None = None
    cell: _Cell | None = None
    inside = False
    for token in _TOKEN.findall(text):
        kind = _NAME.match(token)
        name = kind[1] if kind else ""  # text, comments and instructions have none
        closing, empty = token.startswith("</"), token.endswith("/>")
        if cell is not None:
            cell.tokens.append(token)
            if closing and name == "c":
                _note_array(sheet, cell)
                cell = None
        elif row is not None and name == "c" and not closing:
            cell = _Cell(_place(token, row), [token])
            row.cells.append(cell)
            cell = None if empty else cell
        elif row is not None and closing and name == "row":
            row.closing, row = token, None
        elif row is not None:
            row.gaps.append(token)
        elif inside and name == "row":
            row = _Row(_row_number(token, sheet), token)
            sheet.rows.append(row)
            row = None if empty else row
        elif name == "dimension" and not inside:
            sheet.dimension = token
        else:
            if name:
                inside = name == "sheetData" and not closing and not empty
            sheet.frame.append("<sheetData>" if name == "sheetData" and not closing else token)
    if "<sheetData>" in sheet.frame and not any(_closes_data(token) for token in sheet.frame):
        at = sheet.frame.index("<sheetData>")
        sheet.frame.insert(at + 1, "</sheetData>")  # written as one empty tag
    return sheet


def _closes_data(token: str) -> bool:
    match = _NAME.match(token)
    return token.startswith("</") and match is not None and match[1] == "sheetData"


def _row_number(tag: str, sheet: _Sheet) -> int:
    number = dict(_ATTRIBUTE.findall(tag)).get("r", "")[1:-1]
    if number.isdecimal() and int(number):
        return int(number)
    return sheet.rows[-1].number + 1 if sheet.rows else 1


def _place(tag: str, row: _Row) -> Place:
    reference = dict(_ATTRIBUTE.findall(tag)).get("r")
    match = _PLACE.fullmatch(reference[1:-1].upper()) if reference else None
    if match is None:
        return row.number, (row.cells[-1].place[1] + 1 if row.cells else 1)
    return int(match[2]), _column(match[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _shown(place: Place) -> str:
    letters, column = "", place[1]
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{place[0]}"


def _formula_tag(cell: _Cell) -> str | None:
    for token in cell.tokens:
        match = _NAME.match(token)
        if match is not None and match[1] == "f":
            return token
    return None


def _is_formula(cell: _Cell) -> bool:
    return _formula_tag(cell) is not None


def _note_array(sheet: _Sheet, cell: _Cell) -> None:
    """Note the cells that an array formula fills."""
    tag = _formula_tag(cell)
    if tag is None or "ref" not in tag:
        return
    facts = {name: value[1:-1] for name, value in _ATTRIBUTE.findall(tag)}
    corners = _PLACE.findall(facts.get("ref", "").upper().replace("$", ""))
    if facts.get("t") != "array" or len(corners) != 2:
        return
    rows = sorted(int(row) for _, row in corners)
    columns = sorted(_column(letters) for letters, _ in corners)
    for row in range(rows[0], rows[1] + 1):
        sheet.filled |= {(row, column) for column in range(columns[0], columns[1] + 1)}


def _facts(tag: str, ignored: set[str]) -> list[tuple[str, str]]:
    return [pair for pair in _ATTRIBUTE.findall(tag) if pair[0] not in ignored]


def _tag_facts(tag: str) -> list[tuple[str, str]]:
    return _facts(tag, {"t", "vm"})


def _added_meta(old: str, new: str) -> bool:
    metas = [dict(_ATTRIBUTE.findall(tag)).get("vm") for tag in (old, new)]
    return metas[1] is not None and metas[0] != metas[1]


def _rest(cell: _Cell) -> list[object]:
    """Return what is in a cell besides its value; a dynamic array may move its range."""
    dynamic = "cm" in dict(_ATTRIBUTE.findall(cell.tokens[0]))
    kept: list[object] = []
    skipped = ""
    for token in cell.tokens[1:]:
        match = _NAME.match(token)
        name = match[1] if match else ""
        if skipped:
            skipped = "" if token.startswith("</") and name == skipped else skipped
        elif name in ("v", "is"):
            skipped = "" if token.endswith("/>") else name
        elif name == "f" and not token.startswith("</"):
            kept.append(_facts(token, {"ref"} if dynamic else set()))
            kept += ["</f>"] if token.endswith("/>") else []
        elif not (token.startswith("</") and name == "c"):
            kept.append("</f>" if name == "f" else token)
    return kept
