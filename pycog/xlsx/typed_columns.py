"""Reads what was typed into whole columns of a sheet, where that is written plainly."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from functools import cached_property, lru_cache
from html import unescape
from itertools import compress
from typing import Any

from pycog.lazy_patterns import regex
from pycog.values import Scalar
from pycog.xlsx.cells import column_letters
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_pieces import are_consecutive, period_of, pieces_of_rows
from pycog.xlsx.sheet_scan import SheetScan
from pycog.xlsx.structure import WorkbookInfo, relations

_ATTRIBUTES = regex(rb'(?: s="\d++")?(?: t="([nsb]|inlineStr)")?')
_INLINE = b"inlineStr"
_STRING = regex(rb'<si><t(?: xml:space="preserve")?>([^<]*+)</t></si>')
_NUMERIC = b"0123456789.eE+-"
#: Ways to write signs that programs read each in their own way.
_WRITTEN_APART = ("_x", "&#", "\r")
_TRUTHS = {b"0": False, b"1": True}


class NotPlain(Exception):
    """A cell is written in a way that is better left to a full reader."""


class TypedColumns:
    """The typed values of a workbook."""

    def __init__(self, package: Package, info: WorkbookInfo) -> None:
        """Read nothing yet.

        Args:
            package: The workbook.
            info: Its structure.
        """
        self._package, self._info = package, info

    def read(
        self, scanned: SheetScan, columns: Collection[int], last: int
    ) -> dict[int, list[Scalar]]:
        """Return the cells of columns by row, from 0; formulas count as blank.

        Args:
            scanned: A sheet.
            columns: The columns.
            last: The last row.

        Raises:
            NotPlain: One of the cells is neither blank nor a plain number, text or truth value.
        """
        if scanned.is_restated or not scanned.is_placed:
            raise NotPlain
        letters = {column_letters(column).encode(): column for column in sorted(columns)}
        found: dict[bytes, list[Scalar]] = {one: [None] * (last + 1) for one in letters}
        pattern, part = _cells_of(tuple(letters)), scanned.part
        start, end = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
        for first, after in pieces_of_rows(part, start, end):
            parts = pattern.split(part[first:after])
            names, digits, attributes, openings, texts = (parts[at::7] for at in range(1, 6))
            if any(parts[6::7]):
                raise NotPlain
            for name, cells in _by_column(names, digits, attributes, openings, texts):
                self._take(found[name], *cells)
        return {letters[one]: cells for one, cells in found.items()}

    def _take(
        self,
        cells: list[Scalar],
        digits: list[bytes],
        attributes: list[bytes],
        openings: list[bytes | None],
        texts: list[bytes | None],
    ) -> None:
        """Put the values of some rows into a column."""
        kinds = {tag: _kind(tag) for tag in set(attributes)}
        if any(
            opening is not None and (opening == b"v") == (kinds[tag] == _INLINE)
            for tag, opening in set(zip(attributes, openings, strict=True))
        ):
            raise NotPlain
        every = set(kinds.values())
        if len(every) == 1 and None not in texts:  # as a rule
            (kind,) = every
            written = [text for text in texts if text is not None]
            _fill(cells, list(map(int, digits)), self._of_kind(kind, written))
            return
        for kind in every:
            chosen = [
                text is not None and kinds[tag] == kind
                for text, tag in zip(texts, attributes, strict=True)
            ]
            rows = list(map(int, compress(digits, chosen)))
            written = [text for text in compress(texts, chosen) if text is not None]
            if rows:
                _fill(cells, rows, self._of_kind(kind, written))

    def _of_kind(self, kind: bytes, texts: list[bytes]) -> list[Scalar]:
        if kind == b"b":
            if not set(texts) <= _TRUTHS.keys():
                raise NotPlain
            return [_TRUTHS[text] for text in texts]
        together = b"".join(texts)
        if kind == _INLINE:
            return _certain(list(map(_plain, texts)))
        if kind == b"s":
            if b"" in texts or not together.isdigit():
                raise NotPlain
            return self._texts(texts)
        if together.translate(None, _NUMERIC):
            raise NotPlain
        try:
            numbers = list(map(float, texts))
        except ValueError as error:
            raise NotPlain from error
        if not all(map(math.isfinite, numbers)):
            raise NotPlain
        return [*numbers]

    def _texts(self, numbers: list[bytes]) -> list[Scalar]:
        strings = self._strings
        try:
            return _certain([strings[number] for number in map(int, numbers)])
        except IndexError as error:
            raise NotPlain from error

    @cached_property
    def _strings(self) -> list[str | None]:
        """The shared strings, ``None`` for those that have looks, or signs written apart."""
        for kind, target in relations(self._package, self._info.part).values():
            if kind == "sharedStrings" and target in self._package:
                part = self._package.read(target)
                texts = _STRING.findall(part)
                if len(texts) != part.count(b"<si>") + part.count(b"<si "):
                    raise NotPlain
                return list(map(_plain, texts))
        return []


def _certain(texts: list[str | None]) -> list[Scalar]:
    if None in texts:
        raise NotPlain
    return [*texts]


def _plain(text: bytes) -> str | None:
    try:
        found = text.decode()
    except UnicodeDecodeError:
        return None
    if any(sign in found for sign in _WRITTEN_APART):
        return None
    return unescape(found) if "&" in found else found


@lru_cache(maxsize=64)
def _cells_of(letters: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """Return what finds cells of columns that hold no formula.

    Groups: letters, row, attributes, what opens the value, its text, a sign of anything unusual.
    """
    return re.compile(
        rb'<c r="(' + b"|".join(letters) + rb')(\d++)"([^/>]*+)'
        rb'(?:/>|></c>|><(v|is><t(?: xml:space="preserve"|))>([^<]*+)</(?:v|t></is)></c>'
        rb"|(>|/)(?!<f))"
    )


def _kind(attributes: bytes) -> bytes:
    match = _ATTRIBUTES.fullmatch(attributes)
    if match is None:
        raise NotPlain
    return match[1] or b"n"


def _by_column(letters: list[bytes], *cells: list[Any]) -> Iterator[tuple[bytes, list[list[Any]]]]:
    """Give what there is of each column: digits of the rows, attributes, texts."""
    period = period_of(letters, cells[0])
    if period:
        for at in range(period):
            yield letters[at], [one[at::period] for one in cells]
        return
    for name in dict.fromkeys(letters):
        chosen = [letter == name for letter in letters]
        yield name, [list(compress(one, chosen)) for one in cells]


def _fill(cells: list[Scalar], rows: list[int], values: list[Scalar]) -> None:
    if rows[-1] < len(cells) and are_consecutive(rows):
        cells[rows[0] : rows[-1] + 1] = values
        return
    for row, value in zip(rows, values, strict=True):
        if row < len(cells):
            cells[row] = value
