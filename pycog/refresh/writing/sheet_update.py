"""Puts new values into the cells of a sheet part; every other byte stays as it is."""

from __future__ import annotations

import io
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

from msgspec import Struct, field

from pycog.errors import CellError
from pycog.lazy_patterns import regex
from pycog.refresh.writing.cell_writing import cell_with, differs
from pycog.refresh.writing.piece_update import PieceUpdate, Values
from pycog.values import Scalar
from pycog.xlsx.cells import column_number, stored_value, typed
from pycog.xlsx.sheet_pieces import pieces_of_rows
from pycog.xlsx.sheet_scan import FormulaCell, SheetScan, find_cells

if TYPE_CHECKING:
    from pycog.xlsx.exact_cells import ExactSheet

_FORMULA_VALUE = regex(rb"<f(?=[\s/>])[^>]*+>(?:[^<]*+</f>|)\s*+(?:<v[^>]*+>(?:([^<]*+)</v>|)|)")


class Change(NamedTuple):
    """A cell that got a new value."""

    row: int
    column: int
    before: Scalar
    after: Scalar


class Update(Struct, dict=True):
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
        inexact: Columns where a stored value is not, or may not be, the very one calculated.
    """

    scanned: SheetScan
    part: bytes = b""
    expected: bytes = b""
    fragments: list[bytes] = field(default_factory=list)
    errors: list[tuple[int, int, str, CellError]] = field(default_factory=list)
    plain: dict[tuple[int, int], Scalar] = field(default_factory=dict)
    missing: dict[tuple[int, int], Scalar] = field(default_factory=dict)
    references: dict[tuple[int, int], bytes] = field(default_factory=dict)
    inexact: set[int] = field(default_factory=set)
    #: The place of changed cells among the formula cells of the part, and their new values.
    _places: array[int] = field(default_factory=lambda: array("L"))
    _values: list[Scalar] = field(default_factory=list)
    _others: list[tuple[FormulaCell, Scalar]] = field(default_factory=list)

    def __len__(self) -> int:
        """Return the number of changed cells."""
        return len(self._places) + len(self._others)

    @property
    def texts(self) -> list[str]:
        """The texts among the new values."""
        values = [*self._values, *(value for _, value in self._others)]
        return [value for value in values if isinstance(value, str)]

    def note_places(self, places: Sequence[int], before: int, values: Sequence[Scalar]) -> None:
        """Count formula cells as changed.

        Args:
            places: Their places, in order.
            before: The number of formula cells before those that the places count.
            values: Their new values.
        """
        self._places.extend(before + place for place in places)
        self._values += values

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
        from pycog.refresh.writing.exact_update import ExactUpdate  # few sheets need it

        values = {(change.row, change.column): change.after for change in self.changes()}
        return ExactUpdate(exact).apply(values, self.references)

    @cached_property
    def _returned(self) -> bytes | None:
        """A mended part in its own form, ``None`` if mending it anew gives something else."""
        mending = self.scanned.mending
        if mending is None:
            return None
        from pycog.xlsx import plain_sheets  # few sheets need it

        body = mending.undone(self.part)
        return body if plain_sheets.mended_like(body, mending) == self.part else None

    def reads_back(self) -> bool:
        """Tell whether the written part, read anew, holds every value where it should be."""
        part = self.part
        if self._returned is not None:
            return read_back(part) == self.expected and self._plain_as_expected(part)
        before = self.exact or (self.scanned.reread and self.scanned.reread())
        if before is not None:
            from pycog.xlsx.exact_cells import InexactSheet, read_exact

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
        first, done = 0, 0  # formula cells before the piece, and changes
        for piece in self.scanned.pieces() if self._places else ():
            last = first + len(piece.texts)
            until = bisect_left(self._places, last, done)
            for place, after in zip(
                self._places[done:until], self._values[done:until], strict=True
            ):
                at = place - first
                before = stored_value(piece.attributes[at], piece.texts[at] or piece.text(at))
                row, column = int(piece.digits[at]), column_number(piece.letters[at])
                yield Change(row, column, before, after)
            first, done = last, until
            if done == len(self._places):
                break
        for cell, after in self._others:
            before = stored_value(cell.attributes, cell.value)
            yield Change(cell.row, cell.column, before, after)


def update(
    scanned: SheetScan,
    values: Values,
    normalise: Callable[[Any], Scalar],
    keep: Collection[tuple[int, int]],
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
    result, part, position, count = Update(scanned), scanned.part, 0, 0
    new = io.BytesIO()  # it gives its bytes without a copy
    ledger, pieces = _Ledger(), PieceUpdate(values, normalise, keep)
    for piece in scanned.pieces():
        filled = pieces.fill(piece)
        ledger.enter(filled.texts)
        if filled.body is not None:
            new.write(part[position : piece.start])
            new.write(filled.body)
            position = piece.end
            result.note_places(filled.changed, count, filled.values)
        count += len(filled.texts)
    if position:
        new.write(part[position:])
    result.part = new.getvalue() if position else part
    result.expected, result.errors = ledger.digest(), pieces.errors
    result.fragments = [*pieces.fragments, *pieces.texts.values()]
    result.inexact = pieces.inexact
    if children:
        _update_children(result, children)
    return result


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


class _Ledger:
    """The texts of values in the order of a part, of which only a digest is kept."""

    def __init__(self) -> None:
        import hashlib  # slow to load, and small sheets need none

        self._digest = hashlib.blake2b(digest_size=32)

    def enter(self, texts: Sequence[bytes]) -> None:
        """Take the next texts into the digest."""
        if texts:
            self._digest.update(b"\0".join(texts))
            self._digest.update(b"\0")  # which no text holds

    def digest(self) -> bytes:
        """Return the digest of all texts."""
        return self._digest.digest()


def read_back(part: bytes) -> bytes:
    """Return a digest of the texts of the values of all formula cells, in the order of the part."""
    start, end = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    ledger = _Ledger()
    for first, last in pieces_of_rows(part, start, end):
        ledger.enter(_FORMULA_VALUE.findall(part, first, last))
    return ledger.digest()


def check_well_formed(fragments: list[bytes]) -> None:
    """Raise ``expat.ExpatError`` unless every fragment is well-formed by itself.

    A part stays well formed when well-formed pieces replace whole cells or values.
    """
    expat.ParserCreate().Parse(b"<r><c>" + b"</c><c>".join(fragments) + b"</c></r>", True)
