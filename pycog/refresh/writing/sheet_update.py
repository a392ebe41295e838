"""Puts new values into the cells of a sheet part; every other byte stays as it is."""

from __future__ import annotations

import hashlib
import io
import math
import re
from array import array
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol
from xml.parsers import expat

from pycog.arithmetic import is_stored_form
from pycog.errors import CellError
from pycog.refresh.writing.exact_update import ExactUpdate
from pycog.values import Scalar
from pycog.xlsx import plain_sheets
from pycog.xlsx.cells import TYPE, column_number, number_text, stored_value, text_bytes, typed
from pycog.xlsx.exact_cells import ExactSheet, InexactSheet, read_exact
from pycog.xlsx.sheet_scan import FormulaCell, SheetScan, find_cells, formula_text, pieces_of_rows

_FORMULA_VALUE = re.compile(
    rb"<f(?=[\s/>])[^>]*+>(?:[^<]*+</f>)?+\s*+(?:<v[^>]*+>(?:([^<]*+)</v>)?+)?+"
)
_FORMULA = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)")
_VALUE = re.compile(rb"<v(?:\s[^>]*)?(?:/>|>[^<]*</v>)")
_INLINE = re.compile(rb"<is>.*?</is>", re.S)
_VALUE_META = re.compile(rb"""\svm=["']\d+["']""")


#: Numbers further apart, relatively, do not show the same 15 digits.
_NEAR = 1e-13
#: Texts of values that are held at a time.
_SLICE = 10_000
#: Characters that a cell can hold.
LONGEST_TEXT = 32_767


class Values(Protocol):
    """Calculated values of a sheet, row by row, as the engine gives them."""

    left: int

    def row(self, number: int) -> SupportsColumns:
        """Return the values of a row, indexed by column number minus ``left``."""
        ...


class SupportsColumns(Protocol):
    """A row of values."""

    def __getitem__(self, column: int, /) -> Any: ...


class Change(NamedTuple):
    """A cell that got a new value."""

    row: int
    column: int
    before: Scalar
    after: Scalar


@dataclass
class Update:
    """A sheet part with its new values.

    Attributes:
        scanned: The scan of the part as it was.
        part: The new bytes, or those of the restated part (see :attr:`written`).
        expected: What :func:`read_back` is to give.
        fragments: The pieces written that are not plain numbers, for
            :func:`check_well_formed`.
        errors: Formula cells whose value is an error: row, column, formula, error.
        plain: Values that cells filled by array formulas must have.
        missing: Values of such cells that the part does not have yet.
        references: What array formulas fill now, where that changed.
    """

    scanned: SheetScan
    part: bytes = b""
    expected: bytes = b""
    fragments: list[bytes] = field(default_factory=list)
    errors: list[tuple[int, int, str, CellError]] = field(default_factory=list)
    plain: dict[tuple[int, int], Scalar] = field(default_factory=dict)
    missing: dict[tuple[int, int], Scalar] = field(default_factory=dict)
    references: dict[tuple[int, int], bytes] = field(default_factory=dict)
    #: Where changed formula cells start in the part that was scanned, and their new values.
    _starts: array[int] = field(default_factory=lambda: array("Q"))
    _values: list[Scalar] = field(default_factory=list)
    _others: list[tuple[FormulaCell, Scalar]] = field(default_factory=list)

    def __len__(self) -> int:
        """Return the number of changed cells."""
        return len(self._starts) + len(self._others)

    @property
    def texts(self) -> list[str]:
        """The texts among the new values."""
        values = [*self._values, *(value for _, value in self._others)]
        return [value for value in values if isinstance(value, str)]

    def note(self, cell: FormulaCell, value: Scalar) -> None:
        """Count a cell without a formula as changed."""
        self._others.append((cell, value))

    @property
    def exact(self) -> ExactSheet | None:
        """The part as it was, where it had to be restated."""
        return self.scanned.exact

    @cached_property
    def written(self) -> bytes:
        """The bytes of the part for the package, in its own form and encoding."""
        mending, exact = self.scanned.mending, self.exact
        if mending is not None:
            if self._returned is not None:
                return self._returned
            assert self.scanned.reread is not None
            exact = self.scanned.reread()  # an array reaches cells that only their order places
        if exact is None:
            return self.part
        values = {(change.row, change.column): change.after for change in self.changes()}
        return ExactUpdate(exact).apply(values, self.references)

    @cached_property
    def _returned(self) -> bytes | None:
        """A mended part in its own form, ``None`` if mending it anew gives something else."""
        mending = self.scanned.mending
        if mending is None:
            return None
        body = mending.undone(self.part)
        return body if plain_sheets.mended_like(body, mending) == self.part else None

    def reads_back(self) -> bool:
        """Tell whether the written part, read anew, holds every value where it should be."""
        part = self.part
        if self._returned is not None:
            return read_back(part) == self.expected and self._plain_as_expected(part)
        before = self.exact or (self.scanned.reread and self.scanned.reread())
        if before is not None:
            try:
                again = read_exact(
                    self.written, date_system=before.date_system, strings=before.strings
                )
            except InexactSheet:
                return False
            part = again.usual
        return read_back(part) == self.expected and self._plain_as_expected(part)

    def _plain_as_expected(self, part: bytes) -> bool:
        found = find_cells(part, self.plain) if self.plain else {}
        return all(
            not differs(found[place].attributes, found[place].value, value)
            if place in found
            else value in (None, "")
            for place, value in self.plain.items()
        )

    def changes(self) -> Iterator[Change]:
        """Give the changed cells; the old values are decoded only here."""
        columns = _Columns()
        for match, after in zip(self.scanned.matches_at(self._starts), self._values, strict=True):
            letters, row, attributes, _, text, _ = match.groups()
            yield Change(int(row), columns[letters], stored_value(attributes, text), after)
        for cell, after in self._others:
            before = stored_value(cell.attributes, cell.value)
            yield Change(cell.row, cell.column, before, after)


def update(
    scanned: SheetScan,
    values: Values,
    normalise: Callable[[Any], Scalar],
    keep: Container[tuple[int, int]],
    children: Mapping[tuple[int, int], Scalar],
) -> Update:
    """Put calculated values into the cells of a part where they differ.

    Args:
        scanned: The scan of the part.
        values: The calculated values of the sheet.
        normalise: Turns a calculated value into a scalar; numbers and text that equal
            the stored value are never passed through it.
        keep: Formula cells left as they are, by row and column.
        children: New values of plain cells that a formula fills.
    """
    result, part, position = Update(scanned), scanned.part, 0
    pieces = io.BytesIO()  # it gives its bytes without a copy
    columns, texts = _Columns(), _Texts()
    ledger = _Ledger()
    expect, put = ledger.texts.append, pieces.write
    change, become = result._starts.append, result._values.append
    left, row, last = values.left, 0, b""
    line: SupportsColumns = ()
    for match in scanned.matches():
        letters, digits, attributes, text = match.group(1, 2, 3, 5)
        if digits != last:
            last, row = digits, int(digits)
            line = values.row(row)
            if len(ledger.texts) >= _SLICE:
                ledger.enter()
        column = columns[letters]
        new = line[column - left]
        if keep and (row, column) in keep:
            expect(text or b"")
            continue
        piece = b""
        # The common cases, of which nothing but the text of the value changes.
        if not text:
            pass
        elif type(new) is float:
            if b" t=" not in attributes and new - new == 0.0:  # it is finite
                try:
                    gap = float(text) - new
                except ValueError:
                    gap = math.inf  # some writers leave other things there
                # What is further apart shows other digits; most numbers that change are.
                if abs(gap) <= _NEAR * abs(new) and (not gap or is_stored_form(float(text), new)):
                    expect(text)
                    continue
                piece = number_text(new)
        elif type(new) is str and b' t="str"' in attributes:
            piece = texts[new]
            # Other programs write quotes and apostrophes as entities.
            if piece == text or (b"&" in text and stored_value(attributes, text) == new):
                expect(text)
                continue
        if piece:
            written: bytes | None = piece
            start, end = match.span(5)
        else:
            new = normalise(new)
            written, piece = _whole_cell(result, match, (row, column), new)
            start, end = match.span()
        expect(piece)
        if written is not None:
            put(part[position:start])
            put(written)
            position = end
            change(match.start())
            become(new)
    if position:
        put(part[position:])
    result.part = pieces.getvalue() if position else part
    result.expected = ledger.digest()
    result.fragments += texts.values()
    if children:
        _update_children(result, children)
    return result


def _whole_cell(
    result: Update, match: re.Match[bytes], place: tuple[int, int], value: Scalar
) -> tuple[bytes | None, bytes]:
    """Return a formula cell written anew, ``None`` if it need not be, and its value's text."""
    attributes, formula, text = match.group(3, 4, 5)
    if type(value) is CellError:
        result.errors.append((*place, formula_text(formula), value))
    if not differs(attributes, text, value):
        return None, text or b""
    kind, content = typed(value)
    result.fragments.append(cell_with(match[0], kind, content))
    return result.fragments[-1], content or b""


def _update_children(result: Update, children: Mapping[tuple[int, int], Scalar]) -> None:
    """Write the plain cells that an array formula fills."""
    part, edits = result.part, []
    result.plain |= children
    found = find_cells(part, children)
    for place, value in children.items():
        cell = found.get(place)
        if cell is None:
            if value not in (None, ""):
                result.missing[place] = value
        elif differs(cell.attributes, cell.value, value):
            edits.append(
                (cell.start, cell.end, cell_with(part[cell.start : cell.end], *typed(value)))
            )
            result.note(cell, value)
    pieces: list[bytes] = []
    position = 0
    for start, end, new in sorted(edits):
        pieces += (part[position:start], new)
        position = end
    result.part = b"".join([*pieces, part[position:]])
    result.fragments += [new for _, _, new in edits]


def differs(attributes: bytes, text: bytes | None, value: Scalar) -> bool:
    """Tell whether a stored value is not the given one, or not of its type.

    Numbers that show the same 15 digits are one: other programs store no more.
    """
    if b't="s"' in attributes or b"inlineStr" in attributes:
        return True  # Not a type that Excel gives a formula: written anew.
    stored = stored_value(attributes, text)
    if isinstance(stored, CellError) and isinstance(value, CellError):
        return stored.kind != value.kind
    if type(stored) is float and type(value) is float and is_stored_form(stored, value):
        return False
    return stored != value or type(stored) is not type(value)


class _Ledger:
    """The texts of values in the order of a part, of which only a digest is kept."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []
        self._digest = hashlib.blake2b(digest_size=32)

    def enter(self) -> None:
        """Take the texts noted since the last time into the digest."""
        if self.texts:
            self._digest.update(b"\0".join(self.texts))
            self._digest.update(b"\0")  # which no text holds
            self.texts.clear()

    def digest(self) -> bytes:
        """Return the digest of all texts."""
        self.enter()
        return self._digest.digest()


def read_back(part: bytes) -> bytes:
    """Return a digest of the texts of the values of all formula cells, in the order of the part."""
    start, end = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    ledger = _Ledger()
    for first, last in pieces_of_rows(part, start, end):
        ledger.texts += _FORMULA_VALUE.findall(part, first, last)
        ledger.enter()
    return ledger.digest()


class _Columns(dict[bytes, int]):
    def __missing__(self, letters: bytes) -> int:
        self[letters] = number = column_number(letters)
        return number


class _Texts(dict[str, bytes]):
    """Text as it goes into an existing ``<v>``; empty where the cell must be written anew."""

    def __missing__(self, text: str) -> bytes:
        plain = text == text.strip() and "\n" not in text and len(text) <= LONGEST_TEXT
        self[text] = encoded = text_bytes(text) if plain else b""
        return encoded


def check_well_formed(fragments: list[bytes]) -> None:
    """Raise ``expat.ExpatError`` unless every fragment is well-formed by itself.

    A part stays well formed when well-formed pieces replace whole cells or values.
    """
    expat.ParserCreate().Parse(b"<r><c>" + b"</c><c>".join(fragments) + b"</c></r>", True)


def cell_with(cell: bytes, kind: bytes, text: bytes | None) -> bytes:
    """Return a cell with another value and type; every other byte in it stays.

    Args:
        cell: The whole element.
        kind: Its new type.
        text: The new text of ``<v>``, ``None`` for a cell without a value.
    """
    tag, inner, closing = _taken_apart(cell)
    formula = _FORMULA.search(inner)
    at = formula.end() if formula else 0
    value = _VALUE.search(inner, at)
    before, after = (
        (inner[: value.start()], inner[value.end() :]) if value else (inner[:at], inner[at:])
    )
    content = _INLINE.sub(b"", before) + _value_xml(kind, text) + _INLINE.sub(b"", after)
    return _tag_with(tag, kind) + b">" + content + closing


def _taken_apart(cell: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the start tag of a cell without its bracket, what is in it, and its end tag."""
    end = cell.index(b">")
    if cell[end - 1 : end] == b"/":
        return cell[: end - 1], b"", b"</c>"
    return cell[:end], cell[end + 1 : -4], cell[-4:]


def cell_xml(opening: bytes, formula: bytes, kind: bytes, text: bytes | None, tail: bytes) -> bytes:
    """Write a cell: its start tag without the closing bracket, formula, type, value, rest."""
    content = _value_xml(kind, text)
    return _tag_with(opening, kind) + b">" + formula + content + _INLINE.sub(b"", tail) + b"</c>"


def _tag_with(opening: bytes, kind: bytes) -> bytes:
    """Return the start tag of a cell, without its bracket, with another type."""
    attributes = _VALUE_META.sub(b"", opening)
    old = TYPE.search(attributes)
    new = b' t="' + kind + b'"' if kind != b"n" else b""
    if old:
        return attributes[: old.start()] + new + attributes[old.end() :]
    return attributes + new


def _value_xml(kind: bytes, text: bytes | None) -> bytes:
    if text is None:
        return b""
    edges = text[:1].isspace() or text[-1:].isspace() or b"\n" in text
    space = b' xml:space="preserve"' if kind == b"str" and edges else b""
    return b"<v" + space + b">" + text + b"</v>"
