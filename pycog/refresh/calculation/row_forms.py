"""Finds columns filled down: formulas that are the same but for the row they stand in."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from pycog.refresh.calculation.translation import Translator
from pycog.xlsx.cells import column_number
from pycog.xlsx.sheet_scan import SheetScan

_ELEMENT = re.compile(rb"(<f(?:\s[^>]*)?>)([^<]+)</f>")
_OWN_RANGE = re.compile(rb'(<f t="array"[^>]* ref="[A-Z]+)(\d+)("[^>]*>)')
_GROUP = re.compile(rb'<f t="shared" ref="[A-Z]+\d+:[A-Z]+\d+" si="(\d+)">')
_MEMBER = re.compile(rb'<f t="shared" si="(\d+)"/>')
#: Forms tried for one column; more of them means that it is not filled down.
_MOST = 12


@dataclass(slots=True)
class Form:
    """Formulas of one column that are the same but for their row.

    Attributes:
        column: The column.
        text: One of them, without its equals sign.
        row: The row of that one.
        is_array: Whether they are array formulas of one cell.
        spans: Where rows of references that move along stand in ``text``.
        rows: Their rows, in the order of the part.
    """

    column: int
    text: str
    row: int
    is_array: bool
    spans: Sequence[tuple[int, int]]
    pieces: Sequence[bytes]
    member: bytes = b""
    rows: array[int] = field(default_factory=lambda: array("I"))

    @property
    def offsets(self) -> list[int]:
        """How far below the formula the rows are that it reads."""
        return [int(self.text[start:end]) - self.row for start, end in self.spans]

    def text_at(self, row: int) -> str:
        """Return the formula of a row."""
        found, last = [], 0
        for (start, end), offset in zip(self.spans, self.offsets, strict=True):
            found += [self.text[last:start], str(row + offset)]
            last = end
        return "".join([*found, self.text[last:]])


@dataclass(slots=True)
class Forms:
    """The formulas of a sheet by form.

    Attributes:
        forms: Those found.
        others: Formulas of no form, or of one that is given up, by column: first and last row.
    """

    forms: list[Form] = field(default_factory=list)
    others: dict[int, tuple[int, int]] = field(default_factory=dict)

    def give_up(self, form: Form) -> None:
        """Leave a form to be calculated in another way."""
        self.forms.remove(form)
        self.note(form.column, min(form.rows), max(form.rows))

    def note(self, column: int, first: int, last: int) -> None:
        """Note formulas that have no form."""
        top, bottom = self.others.get(column, (first, last))
        self.others[column] = min(top, first), max(bottom, last)


def find_forms(scanned: SheetScan) -> Forms:
    """Find the forms of a sheet's formulas.

    Args:
        scanned: The sheet.
    """
    found = Forms()
    latest: dict[bytes, Form] = {}
    columns: dict[bytes, list[Form]] = {}
    groups: dict[bytes, Form] = {}
    for match in scanned.matches():
        letters, digits, element = match.group(1, 2, 4)
        form = latest.get(letters)
        if form is not None and (digits.join(form.pieces) == element or element == form.member):
            form.rows.append(int(digits))
            continue
        form = _form_of(letters, digits, element, columns.setdefault(letters, []), groups)
        if form is None:
            row = int(digits)
            found.note(column_number(letters), row, row)
        else:
            latest[letters] = form
            form.rows.append(int(digits))
    found.forms = [form for forms in columns.values() for form in forms]
    return found


def _form_of(
    letters: bytes, digits: bytes, element: bytes, known: list[Form], groups: dict[bytes, Form]
) -> Form | None:
    """Return the form of a formula that is not of the one before it in its column."""
    for one in known:
        if digits.join(one.pieces) == element:
            return one
    member = _MEMBER.fullmatch(element)
    if member is not None:
        first = groups.get(member[1])
        return first if first in known else None
    form = _made(letters, digits, element) if len(known) < _MOST else None
    if form is None:
        return None
    group = _GROUP.match(element)
    if group is not None:
        if group[1] in groups:
            groups[group[1]].member = b""  # its number is given anew
        form.member = b'<f t="shared" si="' + group[1] + b'"/>'
        groups[group[1]] = form
    known.append(form)
    return form


def _made(letters: bytes, digits: bytes, element: bytes) -> Form | None:
    match = _ELEMENT.fullmatch(element)
    if match is None:
        return None
    opening, text, row = match[1], unescape(match[2].decode()), int(digits)
    start, array_formula = [opening], b"array" in opening
    if array_formula:
        own = _OWN_RANGE.fullmatch(opening)
        if own is None or own[2] != digits or not own[1].endswith(b'"' + letters):
            return None
        start = [own[1], own[3]]
    elif opening != b"<f>" and _GROUP.fullmatch(opening) is None:
        return None
    spans = [span for span in Translator.rows(text) if text[span[0] - 1] != "$"]
    if any(int(text[first:last]) != row for first, last in spans):
        return _elsewhere(letters, row, text, spans, element, opening)
    pieces = [escape(piece, quote=False).encode() for piece in _between(text, spans)]
    pieces = [*start[:-1], start[-1] + pieces[0], *pieces[1:]]
    pieces[-1] += b"</f>"
    if digits.join(pieces) != element:
        return None
    return Form(column_number(letters), text, row, array_formula, spans, tuple(pieces))


def _elsewhere(
    letters: bytes,
    row: int,
    text: str,
    spans: Sequence[tuple[int, int]],
    element: bytes,
    opening: bytes,
) -> Form | None:
    """Return the form of a group whose formulas read other rows: its members have no text."""
    if _GROUP.fullmatch(opening) is None:
        return None
    return Form(column_number(letters), text, row, False, spans, (element,))


def _between(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    last = 0
    for start, end in spans:
        yield text[last:start]
        last = end
    yield text[last:]
