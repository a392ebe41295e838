"""Puts calculated values into some rows of a sheet: whole columns where that is safe."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from itertools import compress
from operator import ne
from typing import Any, Protocol

from msgspec import Struct, field

from pycog.arithmetic import is_stored_form
from pycog.errors import CellError
from pycog.refresh.writing.cell_writing import cell_with, differs
from pycog.values import Scalar
from pycog.xlsx.cells import (
    column_number,
    number_text,
    number_texts,
    stored_value,
    text_bytes,
    typed,
)
from pycog.xlsx.sheet_pieces import Piece, period_of
from pycog.xlsx.sheet_scan import formula_of

#: Numbers further apart, relatively, do not show the same 15 digits.
_NEAR = 1e-13
#: Characters that a cell can hold.
LONGEST_TEXT = 32_767


class Values(Protocol):
    """Calculated values of a sheet, as the engine gives them."""

    def value(self, row: int, column: int) -> Any:
        """Return the value of a cell."""
        ...

    def column(self, column: int, rows: Sequence[int]) -> list[Any]:
        """Return the values of some rows of a column."""
        ...


class Filled(Struct):
    """Some rows with their new values.

    Attributes:
        body: Their bytes, ``None`` where they stay as they are.
        texts: The texts of all values.
        changed: Which of the cells changed, by their place in the piece.
        values: The new values of these.
    """

    body: bytes | None
    texts: list[bytes]
    changed: Sequence[int] = ()
    values: list[Scalar] = field(default_factory=list)


class PieceUpdate:
    """Fills the pieces of one sheet.

    Attributes:
        fragments: The cells that were written anew.
        errors: Formula cells whose value is an error: row, column, formula, error.
        texts: The texts that were written into values.
        inexact: Columns in which a stored value is not, or may not be, to the last bit what was
            calculated.
    """

    def __init__(
        self,
        values: Values,
        normalise: Callable[[Any], Scalar],
        keep: Collection[tuple[int, int]],
    ) -> None:
        """Take what :func:`pycog.refresh.writing.sheet_update.update` takes."""
        self._values, self._normalise, self._keep = values, normalise, keep
        self._kept: dict[int, set[int]] = {}
        for row, column in keep:
            self._kept.setdefault(column, set()).add(row)
        self.fragments: list[bytes] = []
        self.errors: list[tuple[int, int, str, CellError]] = []
        self.texts = _Texts()
        self.inexact: set[int] = set()

    def fill(self, piece: Piece) -> Filled:
        """Put the values of some rows into their cells."""
        count, period = len(piece.texts), period_of(piece.letters, piece.digits)
        news: list[Any] = [None] * count
        texts, changed = piece.texts.copy(), bytearray(count)
        left: Sequence[int] = range(count)
        if period:
            rows, taken = list(map(int, piece.digits[::period])), set[int]()
            for at in range(period):
                cells, column = slice(at, None, period), column_number(piece.letters[at])
                kept = self._kept.get(column)
                if kept is not None and kept.issuperset(rows):
                    self.inexact.add(column)
                    taken.add(at)  # they stay as they are
                    continue
                news[cells] = self._values.column(column, rows)
                new = None if kept else self._whole(piece, cells, news[cells])
                if new is not None:
                    texts[cells], changed[cells], exact = new
                    taken.add(at)
                if new is None or not exact:
                    self.inexact.add(column)
            left = [place for place in left if place % period not in taken] if taken else left
        else:
            self.inexact.update(map(column_number, set(piece.letters)))
            news = [
                self._values.value(int(digits), column_number(letters))
                for letters, digits in zip(piece.letters, piece.digits, strict=True)
            ]
        written = self._one_by_one(piece, left, news, texts, changed)
        if not any(changed):
            return Filled(None, texts)
        places = range(count) if all(changed) else list(compress(range(count), changed))
        body = piece.put_together(texts, written)
        return Filled(body, texts, places, list(compress(news, changed)))

    def _whole(
        self, piece: Piece, cells: slice, news: list[Any]
    ) -> tuple[list[bytes], bytes, bool] | None:
        """Return the texts of a column, which of them are new, and whether all were stored so.

        ``None`` where more than the text of a value may have to change.
        """
        stored = piece.texts[cells]
        kinds, tags = set(map(type, news)), set(piece.attributes[cells])
        if b"" in stored:
            return None
        if kinds == {float}:
            if any(b" t=" in tag for tag in tags) or not all(map(math.isfinite, news)):
                return None
            try:
                numbers = list(map(float, stored))
            except ValueError:
                return None  # some writers leave other things there
            changed = [
                old != new and not (abs(old - new) <= _NEAR * abs(new) and is_stored_form(old, new))
                for old, new in zip(numbers, news, strict=True)
            ]
            if all(changed):
                return number_texts(news), bytes(changed), False
            written = iter(number_texts(list(compress(news, changed))))
            texts = [
                next(written) if is_new else old
                for old, is_new in zip(stored, changed, strict=True)
            ]
            return texts, bytes(changed), numbers == news
        if kinds == {str} and all(b' t="str"' in tag for tag in tags):
            known = self.texts
            texts = [known[new] for new in news]
            if any(b"&" in old for old in stored):
                pairs = zip(texts, stored, piece.attributes[cells], news, strict=True)
                texts = [old if _says(old, tag, new) else text for text, old, tag, new in pairs]
            if b"" in texts:
                return None
            return texts, bytes(map(ne, texts, stored)), texts == stored
        return None

    def _one_by_one(
        self,
        piece: Piece,
        places: Sequence[int],
        news: list[Any],
        texts: list[bytes],
        changed: bytearray,
    ) -> dict[int, bytes]:
        """Fill cells one by one; return those that change altogether."""
        written: dict[int, bytes] = {}
        for place in places:
            new, text, attributes = news[place], texts[place], piece.attributes[place]
            row, column = int(piece.digits[place]), column_number(piece.letters[place])
            if self._keep and (row, column) in self._keep:
                continue
            put = b""
            # The common cases, of which nothing but the text of the value changes.
            if not text:
                pass
            elif type(new) is float:
                if b" t=" not in attributes and new - new == 0.0:  # it is finite
                    if _shows(text, new):
                        continue
                    put = number_text(new)
            elif type(new) is str and b' t="str"' in attributes:
                put = self.texts[new]
                if put == text or _says(text, attributes, new):
                    continue
            if put:
                texts[place], changed[place] = put, True
                continue
            news[place] = value = self._normalise(new)
            if type(value) is CellError:
                formula = formula_of(piece.openings[place])
                self.errors.append((row, column, formula, value))
            if differs(attributes, piece.text(place), value):
                kind, content = typed(value)
                written[place] = cell = cell_with(piece.cell(place), kind, content)
                self.fragments.append(cell)
                texts[place], changed[place] = content or b"", True
        return written


def _shows(text: bytes, value: float) -> bool:
    """Tell whether the text of a value is that of a number, to 15 digits."""
    try:
        stored = float(text)
    except ValueError:
        return False  # some writers leave other things there
    # What is further apart shows other digits; most numbers that change are.
    gap = abs(stored - value)
    return gap <= _NEAR * abs(value) and (not gap or is_stored_form(stored, value))


def _says(text: bytes, attributes: bytes, value: str) -> bool:
    """Tell whether a stored text is that value: other programs write apostrophes as entities."""
    return b"&" in text and stored_value(attributes, text) == value


class _Texts(dict[str, bytes]):
    """Text as it goes into an existing ``<v>``; empty where the cell must be written anew."""

    def __missing__(self, text: str) -> bytes:
        plain = text == text.strip() and "\n" not in text and len(text) <= LONGEST_TEXT
        self[text] = encoded = text_bytes(text) if plain else b""
        return encoded
