"""Puts values into the elements of OpenDocument cells; every other byte stays as it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby
from typing import Final

from pycog.errors import CellError
from pycog.ods.cell_values import date_text, duration_text, number_text
from pycog.ods.content_scan import CALCEXT, OFFICE, TABLE, TEXT, Content, OdsCell, OdsRow
from pycog.ods.number_looks import Looks
from pycog.ods.twin import Origins, Place
from pycog.values import Scalar

Values = Mapping[str, Mapping[Place, Scalar]]

_NUMBERS: Final = ("float", "currency", "percentage")
#: What says the value of a cell; the currency of an amount stays with it.
_VALUE: Final = (
    (OFFICE, ("value", "date-value", "time-value", "boolean-value", "string-value")),
    (OFFICE, ("value-type",)),
    (CALCEXT, ("value-type",)),
)
_REPEATED_COLUMNS: Final = (TABLE, ("number-columns-repeated",))
_REPEATED_ROWS: Final = (TABLE, ("number-rows-repeated",))
_RUNS: Final = re.compile(r"(?<= ) +|^ +| +$")


class NotWritable(Exception):
    """A value has no place in the file; says why in French."""


class ValueWriter:
    """Writes the values of one document."""

    def __init__(self, body: bytes, content: Content, looks: Looks, null_date: dt.date) -> None:
        """Keep what values need.

        Args:
            body: The text, as it is.
            content: What was read of it.
            looks: How numbers are shown.
            null_date: The day whose number is 0.
        """
        self._body = body
        self._content = content
        self._looks = looks
        self._null = null_date
        self._prefix = {
            space: f"{prefix}:" if prefix else "" for space, prefix in content.prefixes.items()
        }

    def written(self, origins: Origins, values: Values) -> bytes:
        """Return the text with new values.

        Args:
            origins: Where the cells come from, by sheet and place.
            values: The new values, by sheet and place.

        Raises:
            NotWritable: A cell has no element of its own, or its value no form.
        """
        rows: dict[int, tuple[OdsRow, dict[Place, Scalar]]] = {}
        for sheet, changed in values.items():
            for place, value in changed.items():
                origin = origins.get(sheet, {}).get(place)
                if origin is None:
                    raise NotWritable(
                        f"la cellule qui change en feuille « {sheet} » n'est pas dans le fichier"
                    )
                rows.setdefault(origin.row.start, (origin.row, {}))[1][place] = value
        pieces, at = [], 0
        for _, (row, changed) in sorted(rows.items()):
            pieces += [self._body[at : row.start], *self._rows(row, changed)]
            at = row.end
        pieces.append(self._body[at:])
        return b"".join(pieces)

    def _rows(self, row: OdsRow, changed: Mapping[Place, Scalar]) -> Iterator[bytes]:
        """Yield the element of a row; one that stands for several is split where they differ."""
        numbers = range(row.number, row.number + row.times)
        lines: dict[int, dict[int, Scalar]] = {number: {} for number in numbers}
        for (number, column), value in changed.items():
            lines[number][column] = value
        for _, same in groupby(numbers, key=lambda number: _line_exactly(lines[number])):
            alike = list(same)
            line, times = lines[alike[0]], len(alike)
            head = self._body[row.start : row.head]
            if row.times > 1:
                head = self._repeated(head, _REPEATED_ROWS, times)
            yield head
            yield from self._cells(row, line)
            yield self._body[row.cells[-1].end : row.end]

    def _cells(self, row: OdsRow, line: Mapping[int, Scalar]) -> Iterator[bytes]:
        at = row.head
        for cell in row.cells:
            yield self._body[at : cell.start]
            at = cell.end
            columns = range(cell.column, cell.column + cell.times)
            if not any(column in line for column in columns):
                yield self._body[cell.start : cell.end]
                continue
            for new, same in groupby(columns, key=lambda column: _exactly(line, column)):
                times = len(list(same))
                head = self._body[cell.start : cell.head]
                if cell.times > 1:
                    head = self._repeated(head, _REPEATED_COLUMNS, times)
                yield (
                    head + self._body[cell.head : cell.end]
                    if new is None
                    else self._cell(cell, head, new[1])
                )

    def _repeated(self, head: bytes, attribute: tuple[str, tuple[str, ...]], times: int) -> bytes:
        """Return a start tag that stands for a number of cells or rows."""
        head = _without(head, self._prefix, (attribute,))
        name = f"{self._prefix[TABLE]}{attribute[1][0]}"
        return head if times == 1 else _with(head, f' {name}="{times}"')

    def _cell(self, cell: OdsCell, head: bytes, value: Scalar) -> bytes:
        """Return the element of a cell with another value, all else as it was."""
        head = _without(head, self._prefix, _VALUE)
        attributes, shown = self._value(cell, value)
        alone = head.endswith(b"/>")
        head = _with(head, attributes)
        text = self._paragraphs(shown)
        if alone:
            name = re.match(rb"<([^\s/>]+)", head)
            assert name is not None
            return head if not text else head[:-2] + b">" + text + b"</" + name[1] + b">"
        return head + self._inside(cell, text)

    def _inside(self, cell: OdsCell, text: bytes) -> bytes:
        """Return what follows the start tag: the text anew, notes and drawings as they were."""
        if not cell.paragraphs:
            return (
                self._body[cell.head : cell.after_notes]
                + text
                + self._body[cell.after_notes : cell.end]
            )
        pieces, at = [], cell.head
        for number, (start, end) in enumerate(cell.paragraphs):
            pieces += [self._body[at:start], text if number == 0 else b""]
            at = end
        return b"".join(pieces) + self._body[at : cell.end]

    def _value(self, cell: OdsCell, value: Scalar) -> tuple[str, str]:
        """Return the attributes that say a value, and the text that shows it."""
        if value is None:
            return "", ""
        if isinstance(value, CellError):
            empty = f' {self._prefix[OFFICE]}string-value=""'
            return self._typed("string", empty, "error"), value.kind
        if isinstance(value, bool):
            word = "true" if value else "false"
            attribute = f' {self._prefix[OFFICE]}boolean-value="{word}"'
            return self._typed("boolean", attribute), "VRAI" if value else "FAUX"
        if isinstance(value, str):
            return self._typed("string", ""), value
        return self._number(cell, float(value))

    def _number(self, cell: OdsCell, value: float) -> tuple[str, str]:
        prefix, kind = self._prefix[OFFICE], cell.kind
        style = cell.attributes.get(f"{TABLE} style-name", "")
        if kind not in (*_NUMBERS, "date", "time"):
            kind = self._looks.kind(style)
        if kind == "date":
            text = date_text(value, self._null)
            year, month, day = text[:10].split("-")
            return self._typed(kind, f' {prefix}date-value="{text}"'), f"{day}/{month}/{year}"
        if kind == "time":
            text = duration_text(value)
            hours, minutes, seconds = re.split("[HM]", text.lstrip("-PT").rstrip("S"))
            shown = f"{hours}:{minutes}:{seconds[:2]}"
            return self._typed(kind, f' {prefix}time-value="{text}"'), shown
        attribute = f' {prefix}value="{number_text(value)}"'
        return self._typed(kind, attribute), self._looks.shown(value, style, kind)

    def _typed(self, kind: str, attribute: str, shown_kind: str = "") -> str:
        text = f' {self._prefix[OFFICE]}value-type="{kind}"{attribute}'
        extended = self._prefix.get(CALCEXT)
        if extended is not None:
            text += f' {extended}value-type="{shown_kind or kind}"'
        return text

    def _paragraphs(self, shown: str) -> bytes:
        """Return a text as paragraphs, its runs of spaces written so that readers keep them."""
        if not shown:
            return b""
        prefix = self._prefix.get(TEXT)
        if prefix is None:
            raise NotWritable("le fichier ne contient aucun texte, et ne peut en recevoir")

        def spaces(match: re.Match[str]) -> str:
            return f'<{prefix}s {prefix}c="{len(match[0])}"/>'

        lines = (_RUNS.sub(spaces, escape(line, quote=False)) for line in shown.split("\n"))
        return "".join(
            f"<{prefix}p>{line.replace(chr(9), f'<{prefix}tab/>')}</{prefix}p>" for line in lines
        ).encode()


def _exactly(line: Mapping[int, Scalar], column: int) -> tuple[str, Scalar] | None:
    """Return what tells a new value from others, ``TRUE`` from 1 too; ``None`` without one."""
    return (type(line[column]).__name__, line[column]) if column in line else None


def _line_exactly(line: Mapping[int, Scalar]) -> list[tuple[int, tuple[str, Scalar] | None]]:
    return [(column, _exactly(line, column)) for column in sorted(line)]


def _with(head: bytes, attributes: str) -> bytes:
    """Return a start tag with further attributes."""
    cut = len(head) - (2 if head.endswith(b"/>") else 1)
    return head[:cut].rstrip() + attributes.encode() + head[cut:]


def masked(body: bytes, content: Content, origins: Origins) -> bytes:
    """Return a text without what the formulas give: two that agree differ in values alone.

    Args:
        body: The text.
        content: What was read of it.
        origins: Where the cells that formulas fill come from.
    """
    prefix = {space: f"{name}:" if name else "" for space, name in content.prefixes.items()}
    filled = {one.cell.start for sheet in origins.values() for one in sheet.values()}
    rows = {one.row.start: one.row for sheet in origins.values() for one in sheet.values()}
    pieces, at = [], 0
    for start, row in sorted(rows.items()):
        line = [_without(body[start : row.head], prefix, (_REPEATED_ROWS,))]
        inside = row.head
        for cell in row.cells:
            if cell.start in filled:
                line += [body[inside : cell.start], _masked_cell(body, cell, prefix) * cell.times]
                inside = cell.end
        line.append(body[inside : row.end])
        pieces += [body[at:start], b"".join(line) * row.times]
        at = row.end
    pieces.append(body[at:])
    return b"".join(pieces)


def _masked_cell(body: bytes, cell: OdsCell, prefixes: Mapping[str, str]) -> bytes:
    """Return the element of one cell without its value and without its text."""
    head = _without(body[cell.start : cell.head], prefixes, (*_VALUE, _REPEATED_COLUMNS))
    pieces, inside = [head[:-2] + b">" if head.endswith(b"/>") else head], cell.head
    for first, last in cell.paragraphs:
        pieces.append(body[inside:first])
        inside = last
    name = re.match(rb"<([^\s/>]+)", head)
    assert name is not None
    pieces.append(body[inside : cell.end] or b"</" + name[1] + b">")
    return b"".join(pieces)


def _without(
    head: bytes, prefixes: Mapping[str, str], gone: Iterable[tuple[str, tuple[str, ...]]]
) -> bytes:
    """Return a start tag without some attributes, given by namespace."""
    for space, names in gone:
        prefix = prefixes.get(space)
        if prefix is not None:
            found = "|".join(re.escape(prefix + name) for name in names).encode()
            head = re.sub(rb"""\s(?:%s)\s*=\s*(?:"[^"]*"|'[^']*')""" % found, b"", head)
    return head
