"""Reads any sheet part exactly, for those that the quick reader cannot be sure of.

An XML parser tells the place in bytes of every row, cell, formula and value, whatever
the prefixes, comments, CDATA sections or missing references. The sheet is restated in
the usual form for everything that calculates; what changes is then put back at those
places, and every other byte stays.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from pycog.xlsx.cells import address, area_of, column_letters, number_text, place_of
from pycog.xlsx.encoding import Decoded, UnreadableText, decoded

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
#: What would name a cell if sheets were larger.
_BEYOND = re.compile(r"\$?[A-Za-z]+\$?0*[1-9]\d*")
_ROW_NUMBER = re.compile("0*[1-9][0-9]{0,6}")
_EPOCHS = {"1900": dt.datetime(1899, 12, 30), "1904": dt.datetime(1904, 1, 1)}
_MARCH_1900 = 61

Place = tuple[int, int]


class InexactSheet(Exception):
    """The part cannot be read, or says two different things about one cell."""


class ForbiddenMarkup(InexactSheet):
    """The part declares a document type, which no program writes in a workbook."""


@dataclass(slots=True)
class Element:
    """An element by its place: start tag, then content up to the end tag, then its end.

    ``closing`` and ``end`` of an element without content are the end of its tag.
    """

    start: int
    opening: int
    closing: int = -1
    end: int = -1


@dataclass(slots=True)
class Cell(Element):
    """A cell and the elements in it.

    ``is_dropped`` marks one that another at the same place stands for.
    """

    row: int = 0
    column: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    formula: Element | None = None
    value: Element | None = None
    inline: Element | None = None
    is_dropped: bool = False


@dataclass(slots=True)
class Row(Element):
    """A row and its cells, in the order of the part.

    Rows may come in any order, and a number more than once. ``is_told`` tells that the part
    gives the number; otherwise the rank does, or the first reference in the row.
    """

    number: int = 0
    is_told: bool = True
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class ExactSheet:
    """A sheet part with the place of everything that a refresh may touch.

    Attributes:
        text: The part as UTF-8 and how it was written; places count in its body.
        usual: The same cells in the form that Excel writes, without styles.
        data: The ``sheetData`` element.
        rows: Its rows.
        dimension: The ``dimension`` element.
        prefix: Prefix of the sheet's elements, with its colon, as bytes.
        date_system: ``"1900"`` or ``"1904"``.
        strings: Gives the shared strings of the workbook.
    """

    text: Decoded
    usual: bytes
    data: Element
    rows: list[Row]
    dimension: Element | None
    prefix: bytes
    date_system: str
    strings: Callable[[], Sequence[str]]


def read_exact(
    part: bytes, *, date_system: str, strings: Callable[[], Sequence[str]]
) -> ExactSheet:
    """Read a sheet part.

    Args:
        part: Its bytes, in any encoding.
        date_system: ``"1900"`` or ``"1904"``, for dates written as text.
        strings: Gives the shared strings, asked for only where a formula needs one.

    Raises:
        InexactSheet: Not well-formed, a document type, or a cell with two contents.
    """
    try:
        text = decoded(part)
    except UnreadableText as error:
        raise InexactSheet(f"encodage {error}") from error
    return _Reader(text, date_system, strings).read()


class _Kinds(dict[str, str]):
    """Local names in the main namespace by name as the parser gives it; ``?`` for all others."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        self[name] = kind = local if space in (_MAIN, _STRICT) else "?"
        return kind


class _Reader:
    """Collects the places, and restates the cells, while the parser walks the part."""

    def __init__(
        self, text: Decoded, date_system: str, strings: Callable[[], Sequence[str]]
    ) -> None:
        self.text = text
        self.date_system = date_system
        self.strings = strings
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.buffer_text = True
        self.kinds = _Kinds()
        self.path: list[str] = []
        self.open: list[Element | None] = []
        self.data: Element | None = None
        self.dimension: Element | None = None
        self.rows: list[Row] = []
        self.usual: dict[int, dict[int, tuple[Cell, bytes]]] = {}
        self.merged: list[str] = []
        self.prefix = b""
        self.formula: dict[str, str] = {}
        self.words: dict[str, list[str]] = {}

    def read(self) -> ExactSheet:
        try:
            self.parser.Parse(self.text.body, True)
        except expat.ExpatError as error:
            raise InexactSheet(f"XML mal formé, ligne {error.lineno}") from error
        if self.data is None:
            raise InexactSheet("partie sans données de feuille")
        merged = "".join(f'<mergeCell ref="{escape(area)}"/>' for area in self.merged)
        usual = b"".join(
            [
                b'<worksheet xmlns="' + _MAIN.encode() + b'"><sheetData>',
                *self._usual_rows(),
                b"</sheetData>",
                f"<mergeCells>{merged}</mergeCells>".encode() if merged else b"",
                b"</worksheet>",
            ]
        )
        return ExactSheet(
            self.text,
            usual,
            self.data,
            self.rows,
            self.dimension,
            self.prefix,
            self.date_system,
            self.strings,
        )

    def _usual_rows(self) -> Iterator[bytes]:
        for number in sorted(self.usual):
            line = self.usual[number]
            yield b'<row r="%d">' % number
            for column in sorted(line):
                yield line[column][1]
            yield b"</row>"

    def _doctype(self, *_: object) -> None:
        raise ForbiddenMarkup("déclaration de type")

    def _element(self) -> tuple[int, int]:
        start = self.parser.CurrentByteIndex
        tag = _TAG.match(self.text.body, start)
        if tag is None:
            raise InexactSheet("balise inattendue")
        return start, tag.end()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        path, kind = self.path, self.kinds[name]
        path.append(kind)
        depth = len(path)
        element: Element | None = None
        if depth >= 3 and path[1] == "sheetData":
            element = self._start_inside(kind, depth, attributes)
        elif depth == 1 and kind != "worksheet":
            raise InexactSheet("partie qui n'est pas une feuille")
        elif depth == 2 and kind == "sheetData":
            element = self.data = Element(*self._element())
            tag = self.text.body[self.data.start + 1 : self.data.opening]
            self.prefix = tag[: tag.index(b"sheetData")]
        elif depth == 2 and kind == "dimension":
            element = self.dimension = Element(*self._element())
        elif kind == "mergeCell" and path[1] == "mergeCells":
            self.merged.append(attributes.get("ref", "A1"))
        self.open.append(element)

    def _start_inside(self, kind: str, depth: int, attributes: dict[str, str]) -> Element | None:
        """Note a row, a cell or what is in one; return it if its place counts."""
        if depth == 5 and self.path[3] == "c" and kind in ("f", "v", "is"):
            cell, element = self.rows[-1].cells[-1], Element(*self._element())
            if kind == "v":
                cell.value = element
            elif kind == "f":
                cell.formula, self.formula = element, attributes
            else:
                cell.inline = element
            return element
        if depth == 4 and kind == "c" and self.path[2] == "row":
            row = self.rows[-1]
            at, (number, column) = self._element(), self._place(row, attributes.get("r"))
            new = Cell(*at, row=number, column=column, attributes=attributes)
            row.cells.append(new)
            self.formula, self.words = {}, {"f": [], "v": [], "is": []}
            return new
        if depth == 3 and kind == "row":
            told = _ROW_NUMBER.fullmatch(attributes.get("r", "")) is not None
            before = self.rows[-1].number if self.rows else 0
            number = int(attributes["r"]) if told else before + 1
            self.rows.append(Row(*self._element(), number=number, is_told=told))
            return self.rows[-1]
        return None

    def _place(self, row: Row, reference: str | None) -> Place:
        """Return where a cell is: by its reference, or after the one before it.

        A reference that names no cell, such as "0", is none.
        """
        place = place_of(reference) if reference else None
        if place is None and reference and _BEYOND.fullmatch(reference):
            raise InexactSheet(f"la cellule {reference} est hors de la feuille")
        if place is None:
            return row.number, row.cells[-1].column + 1 if row.cells else 1
        if not row.is_told and not row.cells:
            row.number = place[0]
        return place

    def _characters(self, text: str) -> None:
        if len(self.path) < 5 or self.path[1] != "sheetData":
            return
        # Plain inline text is is/t, rich text is is/r/t; is/rPh/t is how it is pronounced.
        if len(self.path) == 5 or (self.path[-1] == "t" and "rPh" not in self.path):
            self.words.get(self.path[4], []).append(text)

    def _end(self, name: str) -> None:
        element = self.open.pop()
        if element is not None:
            start, body = self.parser.CurrentByteIndex, self.text.body
            if body[element.opening - 2 : element.opening] == b"/>":
                element.closing = element.end = element.opening
            else:
                element.closing = start
                element.end = body.index(b">", start) + 1
            if type(element) is Cell:
                self._add(self.rows[-1])
        self.path.pop()

    def _add(self, row: Row) -> None:
        """Keep the cell that just ended; of two at one place, the one that says something."""
        cell = row.cells[-1]
        line = self.usual.setdefault(cell.row, {})
        new = self._usual_cell(cell)
        other = line.get(cell.column)
        if other is not None:
            if _is_blank(other[1]):
                other[0].is_dropped = True
            elif _is_blank(new):
                cell.is_dropped = True
                return
            elif new != other[1]:
                place = address(cell.row, cell.column)
                raise InexactSheet(f"la cellule {place} y est deux fois, avec deux contenus")
        line[cell.column] = cell, new

    def _usual_cell(self, cell: Cell) -> bytes:
        kind, value = self._value(cell)
        pieces = [f'<c r="{column_letters(cell.column)}{cell.row}"']
        for name in ("cm", "vm"):
            if name in cell.attributes:
                pieces.append(f' {name}="{escape(cell.attributes[name])}"')
        pieces.append(">" if kind == "n" else f' t="{escape(kind)}">')
        if cell.formula is not None:
            pieces.append(self._usual_formula(cell))
        if value is not None:
            edges = value[:1].isspace() or value[-1:].isspace() or "\n" in value
            space = ' xml:space="preserve"' if edges else ""
            pieces.append(f"<v{space}>{escape(value, quote=False)}</v>")
        pieces.append("</c>")
        return "".join(pieces).encode()

    def _usual_formula(self, cell: Cell) -> str:
        """Return a formula; nothing where Excel marks the cells that another one fills."""
        plain = {key: said for key, said in self.formula.items() if " " not in key}
        words, kind = "".join(self.words["f"]), plain.get("t", "normal")
        if not words and kind not in ("shared", "dataTable"):
            return ""
        if "ref" in plain and area_of(plain["ref"]) is None:
            del plain["ref"]
        if kind == "shared" and words and "ref" not in plain:
            plain["ref"] = address(cell.row, cell.column)  # readers skip it without a range
        return f"<f{_attributes(list(plain.items()))}>{escape(words, quote=False)}</f>"

    def _value(self, cell: Cell) -> tuple[str, str | None]:
        """Return the type and text of a value, special writings restated."""
        kind = cell.attributes.get("t", "n")
        if kind == "inlineStr" or cell.inline is not None:
            return "str", "".join(self.words["is"])
        if cell.value is None:
            return kind if kind == "str" else "n", None
        text = "".join(self.words["v"])
        if kind == "str":
            return kind, text
        text = text.strip()
        if kind == "s" and cell.formula is not None:
            return "str", self._shared(text)
        if kind == "d":
            serial = iso_serial(text, self.date_system)
            return ("str", text) if serial is None else ("n", serial)
        return kind, text or None

    def _shared(self, text: str) -> str:
        try:
            return self.strings()[int(text)]
        except (ValueError, IndexError) as error:
            raise InexactSheet(f"texte partagé {text} absent") from error


def _is_blank(usual: bytes) -> bool:
    return b"<v" not in usual and b"<f" not in usual


def _attributes(names: Sequence[tuple[str, str]]) -> str:
    return "".join(f' {key}="{escape(text)}"' for key, text in names)


def iso_serial(text: str, date_system: str) -> str | None:
    """Return the serial number of an ISO date as Strict files write it."""
    try:
        moment = dt.datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None
    days = (moment.replace(tzinfo=None) - _EPOCHS[date_system]) / dt.timedelta(days=1)
    if date_system == "1900" and days < _MARCH_1900:
        days -= 1  # Excel counts a 29 February 1900.
    return number_text(round(days, 9)).decode()
