"""Reads the cells of an OpenDocument text, each with the place of its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
CALCEXT: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
STYLE: Final = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
NUMBER: Final = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
META: Final = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"

_SPREADSHEET: Final = f"{OFFICE} spreadsheet"
_SHEET: Final = f"{TABLE} table"
_ROW: Final = f"{TABLE} table-row"
_CELLS: Final = (f"{TABLE} table-cell", f"{TABLE} covered-table-cell")
_PARAGRAPH: Final = f"{TEXT} p"
_FORMULA: Final = f"{TABLE} formula"
_TYPE: Final = f"{OFFICE} value-type"
_SHOWN_TYPE: Final = f"{CALCEXT} value-type"
_SPANS: Final = frozenset(f"{TABLE} number-{name}-spanned" for name in ("columns", "rows"))
#: What holds rows or columns and is none itself.
_GROUPS: Final = frozenset(
    f"{TABLE} {name}"
    for name in (
        "table-rows",
        "table-row-group",
        "table-header-rows",
        "table-columns",
        "table-column-group",
        "table-header-columns",
    )
)
#: What holds tables that are no sheets.
_ASIDE: Final = ("tracked-changes", "dde-links")
#: The white space of text, each with the character that it stands for.
_SPACES: Final = {f"{TEXT} tab": "\t", f"{TEXT} line-break": "\n"}
#: What a cell holds before its text.
_BEFORE_TEXT: Final = (f"{OFFICE} annotation", f"{TABLE} cell-range-source", f"{TABLE} detective")
_TAG_END: Final = re.compile(rb"""[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")


class Unreadable(Exception):
    """The text is not OpenDocument that pycog reads; says why in French."""


@dataclass(slots=True)
class OdsCell:
    """A cell element, which may stand for several equal cells side by side.

    Attributes:
        column: Of the first cell, from 1.
        times: How many cells it stands for.
        start: Where its element begins.
        head: Where its start tag ends.
        end: Where its element ends.
        attributes: By expanded name, ``namespace name``.
        text: What it shows, paragraphs as lines; ``None`` without a paragraph.
        paragraphs: Where its paragraphs stand.
        after_notes: Where a paragraph would stand if it had one.
        kind: The type of the value: ``float``, ``percentage``, ``string``, ``error``…
        formula: The formula as it is stored, ``None`` for a typed value.
    """

    column: int
    times: int
    start: int
    head: int
    attributes: Mapping[str, str]
    end: int = 0
    text: str | None = None
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    after_notes: int = 0
    kind: str = field(init=False)
    formula: str | None = field(init=False)

    def __post_init__(self) -> None:
        # Both are asked for many times of every cell.
        given = self.attributes
        self.formula = given.get(_FORMULA)
        self.kind = "error" if given.get(_SHOWN_TYPE) == "error" else given.get(_TYPE, "")

    def spanned(self) -> tuple[int, int]:
        """Return how many rows and columns the cell is merged over."""
        if _SPANS.isdisjoint(self.attributes):
            return 1, 1
        return self.number("number-rows-spanned"), self.number("number-columns-spanned")

    def number(self, name: str) -> int:
        """Return an attribute that counts cells; 1 where it is absent or no number."""
        text = self.attributes.get(f"{TABLE} {name}", "1")
        return int(text) if text.isdecimal() else 1


@dataclass(slots=True)
class OdsRow:
    """A row element, which may stand for several equal rows; its cells that hold something."""

    number: int
    times: int
    start: int
    head: int
    hidden: bool
    end: int = 0
    cells: list[OdsCell] = field(default_factory=list)


@dataclass(slots=True)
class OdsSheet:
    """A sheet with its rows that hold something."""

    name: str
    hidden: bool = False
    rows: list[OdsRow] = field(default_factory=list)


@dataclass(slots=True)
class OdsName:
    """A name: of an area or of an expression, of one sheet or (``None``) of all."""

    name: str
    meaning: str
    sheet: str | None


@dataclass(slots=True)
class Content:
    """What a text holds.

    Attributes:
        sheets: In order.
        names: The defined names.
        settings: The attributes of the calculation settings, local names.
        null_date: The day that has the number 0, as ISO writes it.
        prefixes: Prefix of each namespace.
    """

    sheets: list[OdsSheet] = field(default_factory=list)
    names: list[OdsName] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    null_date: str = "1899-12-30"
    prefixes: dict[str, str] = field(default_factory=dict)


def scan(body: bytes) -> Content:
    """Read the sheets of an OpenDocument text.

    Args:
        body: ``content.xml``, or a whole flat document.

    Raises:
        Unreadable: It is not well formed, declares entities, or is not in UTF-8.
    """
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or not _is_utf8(body[:200]):
        raise Unreadable("il n'est pas en UTF-8")
    return _Scanner(body).content


def _is_utf8(head: bytes) -> bool:
    declared = re.search(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']+)""", head)
    return declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii")


class _Scanner:
    """One pass over the text; knows where it is by the elements that are open."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.content = Content()
        self._open: list[str] = []
        self._sheet: OdsSheet | None = None
        self._row: OdsRow | None = None
        self._cell: OdsCell | None = None
        self._depth = 0
        self._next_row = self._next_column = 1
        self._text: list[str] | None = None
        self._child = self._child_head = 0
        self._skipped = 0
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartDoctypeDeclHandler = self._forbidden
        parser.buffer_text = True
        try:
            parser.Parse(body, True)
        except expat.ExpatError as error:
            raise Unreadable(f"son XML est mal formé, ligne {error.lineno}") from error

    def _forbidden(self, *_: object) -> None:
        raise Unreadable("il contient une déclaration DOCTYPE, signe d'un fichier piégé")

    def _namespace(self, prefix: str | None, uri: str) -> None:
        self.content.prefixes.setdefault(uri, prefix or "")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
            return
        parent = self._open[-1] if self._open else ""
        self._open.append(name)
        if self._cell is not None:
            self._start_in_cell(name, attributes)
        elif name in _CELLS and parent == _ROW and self._row is not None:
            self._start_cell(attributes)
        elif name == _ROW and self._sheet is not None:
            self._start_row(attributes)
        elif name == _SHEET and parent == _SPREADSHEET:
            self._start_sheet(attributes)
        else:
            self._start_other(name, parent, attributes)

    def _start_other(self, name: str, parent: str, attributes: dict[str, str]) -> None:
        """Note what belongs to the whole document, and walk past what holds tables of its own."""
        local = name.rpartition(" ")[2]
        if name == f"{TABLE} calculation-settings":
            self.content.settings = {
                key.rpartition(" ")[2]: value for key, value in attributes.items()
            }
        elif name == f"{TABLE} null-date":
            self.content.null_date = attributes.get(f"{TABLE} date-value", "1899-12-30")[:10]
        elif local in ("named-range", "named-expression") and name.startswith(TABLE):
            self._add_name(attributes)
        elif (parent == _SPREADSHEET and local in _ASIDE) or (
            parent == _SHEET and name not in _GROUPS and local != "named-expressions"
        ):
            self._skip()

    def _skip(self) -> None:
        self._open.pop()
        self._skipped = 1

    def _add_name(self, attributes: dict[str, str]) -> None:
        meaning = attributes.get(f"{TABLE} cell-range-address")
        meaning = f"[{meaning}]" if meaning else attributes.get(f"{TABLE} expression", "")
        sheet = None if self._sheet is None else self._sheet.name
        self.content.names.append(OdsName(attributes.get(f"{TABLE} name", ""), meaning, sheet))

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        self._sheet = OdsSheet(
            attributes.get(f"{TABLE} name", ""),
            attributes.get(f"{TABLE} display") == "false",
        )
        self._next_row = 1
        self.content.sheets.append(self._sheet)

    def _start_row(self, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        self._row = OdsRow(
            self._next_row,
            _count(attributes, "number-rows-repeated"),
            start,
            self._tag_end(start),
            attributes.get(f"{TABLE} visibility", "visible") != "visible",
        )
        self._next_column = 1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        head = self._tag_end(start)
        times = _count(attributes, "number-columns-repeated")
        self._cell = OdsCell(self._next_column, times, start, head, attributes)
        self._cell.after_notes = head
        self._depth = len(self._open)
        self._next_column += times

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        assert self._cell is not None
        if len(self._open) == self._depth + 1:
            self._child = self._parser.CurrentByteIndex
            self._child_head = self._tag_end(self._child)
            if name == _PARAGRAPH:
                self._text = [] if self._text is None else [*self._text, "\n"]
        if self._in_paragraph():
            assert self._text is not None
            if name == f"{TEXT} s":
                self._text.append(" " * _count(attributes, "c", TEXT))
            else:
                self._text.append(_SPACES.get(name, ""))

    def _in_paragraph(self) -> bool:
        """Tell whether the open element is of the cell's own text, and not of a note's."""
        return (
            self._cell is not None
            and self._text is not None
            and len(self._open) > self._depth
            and self._open[self._depth] == _PARAGRAPH
            and f"{OFFICE} annotation" not in self._open[self._depth :]
        )

    def _characters(self, text: str) -> None:
        if not self._skipped and self._in_paragraph():
            assert self._text is not None
            self._text.append(text)

    def _end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        depth = len(self._open)
        self._open.pop()
        if self._cell is not None:
            self._end_in_cell(name, depth)
        elif name == _ROW and self._row is not None:
            self._end_row()
        elif name == _SHEET and depth and self._open[-1:] == [_SPREADSHEET]:
            self._sheet = None

    def _end_in_cell(self, name: str, depth: int) -> None:
        cell = self._cell
        assert cell is not None
        if depth == self._depth + 1:
            end = self._element_end(self._child_head)
            if name == _PARAGRAPH:
                cell.paragraphs.append((self._child, end))
            elif name in _BEFORE_TEXT:
                cell.after_notes = end
        elif depth == self._depth:
            cell.end = self._element_end(cell.head)
            if self._text is not None:
                cell.text = "".join(self._text)
            self._text = self._cell = None
            if cell.kind or cell.formula is not None or cell.text or _spans(cell):
                assert self._row is not None
                self._row.cells.append(cell)

    def _end_row(self) -> None:
        assert self._row is not None and self._sheet is not None
        self._row.end = self._element_end(self._row.head)
        if self._row.cells or self._row.hidden:
            self._sheet.rows.append(self._row)
        self._next_row += self._row.times
        self._row = None

    def _element_end(self, head: int) -> int:
        """Return where the element that is just closed ends; its start tag ends at ``head``."""
        if self.body[head - 2 : head] == b"/>":
            return head
        return self._tag_end(self._parser.CurrentByteIndex)

    def _tag_end(self, start: int) -> int:
        match = _TAG_END.match(self.body, start)
        if match is None:  # pragma: no cover - the parser has read the tag
            raise Unreadable("une de ses balises n'est pas fermée")
        return match.end()


def _count(attributes: Mapping[str, str], name: str, space: str = TABLE) -> int:
    text = attributes.get(f"{space} {name}", "1")
    return int(text) if text.isdecimal() and text != "0" else 1


def _spans(cell: OdsCell) -> bool:
    return not _SPANS.isdisjoint(cell.attributes)
