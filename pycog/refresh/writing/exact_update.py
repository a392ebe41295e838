"""Puts new values into a sheet part read exactly; every other byte stays as it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pycog.values import Scalar
from pycog.xlsx.cells import address, column_number, typed
from pycog.xlsx.encoding import encoded
from pycog.xlsx.exact_cells import Cell, Element, ExactSheet, Place, Row

_ATTRIBUTE = r"""\s+{}\s*=\s*(?:"[^"]*"|'[^']*')"""
_TYPE = re.compile(_ATTRIBUTE.format("t").encode())
_VALUE_META = re.compile(_ATTRIBUTE.format("vm").encode())
_REFERENCE = re.compile(_ATTRIBUTE.format("ref").encode())
_SPANS = re.compile(rb"""(\sspans\s*=\s*["'])(\d+):(\d+)""")
_AREA = re.compile(rb"""(\sref\s*=\s*["'])([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?""")


class _Edit(NamedTuple):
    start: int
    end: int
    new: bytes


@dataclass
class ExactUpdate:
    """The edits of one part, collected and applied once."""

    sheet: ExactSheet
    edits: list[_Edit] = field(default_factory=list)

    def apply(self, values: Mapping[Place, Scalar], references: Mapping[Place, bytes]) -> bytes:
        """Return the part, in its own encoding, with new values.

        Args:
            values: The cells that change, ``None`` to empty one.
            references: New range of the array formulas that changed size.
        """
        rows = {row.number: row for row in self.sheet.rows}
        cells: dict[Place, list[Cell]] = defaultdict(list)  # a cell may stand there twice
        for row in self.sheet.rows:
            for cell in row.cells:
                if not cell.is_dropped:
                    cells[cell.row, cell.column].append(cell)
        missing: dict[int, dict[int, Scalar]] = defaultdict(dict)
        for place, value in values.items():
            for cell in cells.get(place, ()):
                self._change(cell, value)
            if place in cells:
                continue
            if value is not None:
                missing[place[0]][place[1]] = value
        for place, area in references.items():
            for cell in cells[place]:
                if cell.formula is not None:
                    self._replace_in_tag(cell.formula, _REFERENCE, b' ref="' + area + b'"')
        new_rows = {number: line for number, line in missing.items() if number not in rows}
        for number, line in missing.items():
            if number in rows:
                self._fill_row(rows[number], line)
        self._add_rows(new_rows)
        self._widen_dimension([(row, column) for row, line in missing.items() for column in line])
        return encoded(self._applied(), self.sheet.text)

    def _tag(self, element: Element) -> bytes:
        return self.sheet.text.body[element.start : element.opening]

    def _replace_in_tag(self, element: Element, pattern: re.Pattern[bytes], new: bytes) -> None:
        match = pattern.search(self._tag(element))
        if match is not None:
            start = element.start + match.start()
            self.edits.append(_Edit(start, element.start + match.end(), new))

    def _change(self, cell: Cell, value: Scalar) -> None:
        """Give a cell its new type and value; its formula and the rest stay."""
        kind, text = typed(value)
        new_type = b' t="' + kind + b'"' if kind != b"n" else b""
        tag = self._tag(cell)
        self._replace_in_tag(cell, _VALUE_META, b"")
        is_empty = tag.endswith(b"/>")
        if _TYPE.search(tag):
            self._replace_in_tag(cell, _TYPE, new_type)
        elif new_type:
            at = cell.opening - (2 if is_empty else 1)
            self.edits.append(_Edit(at, at, new_type))
        content = self._value(kind, text)
        if cell.inline is not None:
            self.edits.append(_Edit(cell.inline.start, cell.inline.end, b""))
        if cell.value is not None:
            self.edits.append(_Edit(cell.value.start, cell.value.end, content))
        elif is_empty and content:
            closing = b"</" + self.sheet.prefix + b"c>"
            self.edits.append(_Edit(cell.opening - 2, cell.opening, b">" + content + closing))
        elif content:
            at = cell.formula.end if cell.formula is not None else cell.opening
            self.edits.append(_Edit(at, at, content))

    def _value(self, kind: bytes, text: bytes | None) -> bytes:
        if text is None:
            return b""
        edges = text[:1].isspace() or text[-1:].isspace() or b"\n" in text
        space = b' xml:space="preserve"' if kind == b"str" and edges else b""
        name = self.sheet.prefix + b"v"
        return b"<" + name + space + b">" + text + b"</" + name + b">"

    def _new_cell(self, row: int, column: int, value: Scalar) -> bytes:
        kind, text = typed(value)
        name = self.sheet.prefix + b"c"
        new_type = b' t="' + kind + b'"' if kind != b"n" else b""
        place = address(row, column).encode()
        tag = b"<" + name + b' r="' + place + b'"' + new_type + b">"
        return tag + self._value(kind, text) + b"</" + name + b">"

    def _fill_row(self, row: Row, line: Mapping[int, Scalar]) -> None:
        """Add cells to a row that the part has."""
        self._widen_spans(row, line)
        if row.opening == row.end:
            cells = b"".join(self._new_cell(row.number, at, line[at]) for at in sorted(line))
            closing = b"</" + self.sheet.prefix + b"row>"
            self.edits.append(_Edit(row.opening - 2, row.opening, b">" + cells + closing))
            return
        for column in sorted(line):
            after = (cell.start for cell in row.cells if cell.column > column)
            at = next(after, row.closing)
            self.edits.append(_Edit(at, at, self._new_cell(row.number, column, line[column])))

    def _add_rows(self, lines: Mapping[int, Mapping[int, Scalar]]) -> None:
        name = self.sheet.prefix + b"row"
        for number in sorted(lines):
            line = lines[number]
            cells = b"".join(self._new_cell(number, at, line[at]) for at in sorted(line))
            new = b"<" + name + b' r="%d">' % number + cells + b"</" + name + b">"
            after = (row.start for row in self.sheet.rows if row.number > number)
            at = next(after, self.sheet.data.closing)
            self.edits.append(_Edit(at, at, new))

    def _widen_spans(self, row: Row, line: Mapping[int, Scalar]) -> None:
        match = _SPANS.search(self._tag(row))
        if match is not None:
            first, last = min(int(match[2]), *line), max(int(match[3]), *line)
            start = row.start + match.start()
            new = match[1] + b"%d:%d" % (first, last)
            self.edits.append(_Edit(start, row.start + match.end(), new))

    def _widen_dimension(self, places: list[Place]) -> None:
        element = self.sheet.dimension
        match = _AREA.search(self._tag(element)) if element is not None and places else None
        if element is None or match is None:
            return
        rows = [int(match[3]), int(match[5] or match[3]), *(row for row, _ in places)]
        columns = [column_number(match[2]), column_number(match[4] or match[2])]
        columns += [column for _, column in places]
        first, last = address(min(rows), min(columns)), address(max(rows), max(columns))
        new = match[1] + f"{first}:{last}".encode()
        self.edits.append(_Edit(element.start + match.start(), element.start + match.end(), new))

    def _applied(self) -> bytes:
        body, pieces, position = self.sheet.text.body, [], 0
        # Insertions at one place keep their order; they come before a replacement there.
        for edit in sorted(self.edits, key=lambda edit: (edit.start, edit.end)):
            pieces += [body[position : edit.start], edit.new]
            position = edit.end
        return b"".join([*pieces, body[position:]])
