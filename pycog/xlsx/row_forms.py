"""Finds columns filled down: formulas that are the same but for the row they stand in."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape, unescape
from operator import ge

from msgspec import Struct, field

from pycog.lazy_patterns import regex
from pycog.xlsx.cells import column_number
from pycog.xlsx.formulas import row_spans
from pycog.xlsx.sheet_pieces import period_of

_ELEMENT = regex(rb"(<f(?:\s[^>]*)?>)([^<]+)</f>")
_OWN_RANGE = regex(rb'(<f t="array"[^>]* ref="[A-Z]+)(\d+)("[^>]*>)')
_GROUP = regex(rb'<f t="shared" ref="[A-Z]+\d+:[A-Z]+\d+" si="(\d+)">')
_MEMBER = regex(rb'<f t="shared" si="(\d+)"/>')
_BLOT_DIGITS = bytes.maketrans(b"123456789", b"000000000")
#: Forms of one column, and formulas of it that have none, beyond which it is not looked at.
_MOST = 12
#: Rows of a sheet have at most so many digits.
_DIGITS = 7


class Form(Struct, eq=False):
    """Formulas of one column that are the same but for their row.

    Attributes:
        column: The column.
        text: One of them, without its equals sign.
        row: The row of that one.
        is_array: Whether they are array formulas of one cell.
        spans: Where rows of references that move along stand in ``text``.
        pieces: The ``<f>`` of each around its row.
        member: The ``<f>`` of the others of a group that has its text once.
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
    def in_order(self) -> bool:
        """Whether each row comes after the one before it."""
        return not any(map(ge, self.rows, self.rows[1:]))

    def text_at(self, row: int) -> str:
        """Return the formula of a row."""
        found, last = [], 0
        for start, end in self.spans:
            found += [self.text[last:start], str(int(self.text[start:end]) - self.row + row)]
            last = end
        return "".join([*found, self.text[last:]])

    def element_at(self, row: int) -> bytes:
        """Return the ``<f>`` of a row, where it is no member of a group."""
        return (b"%d" % row).join(self.pieces)

    def shapes(self) -> Iterator[tuple[bytes, bytes, int]]:
        """Give every shape (digits blotted out) with one ``<f>`` of it and their number."""
        if self.member:
            yield self.member.translate(_BLOT_DIGITS), self.member, len(self.rows) - 1
        rows = self.rows[:1] if self.member else self.rows
        for row, count in _by_length(rows):
            element = self.element_at(row)
            yield element.translate(_BLOT_DIGITS), element, count


def _by_length(rows: array[int]) -> Iterator[tuple[int, int]]:
    """Give one row for each number of digits, and how many there are of it."""
    rows = array("I", sorted(rows))
    start = 0
    for digits in range(1, _DIGITS + 1):
        end = bisect_left(rows, 10**digits, start)
        if end > start:
            yield rows[start], end - start
        start = end


class Forms(Struct):
    """The formulas of a sheet by form.

    Attributes:
        forms: Those found.
        others: Formulas of no form, or of one that is given up, by column: first and last row.
        shapes: Number of formulas by shape.
        examples: One formula of each shape.
    """

    forms: list[Form] = field(default_factory=list)
    others: dict[int, tuple[int, int]] = field(default_factory=dict)
    shapes: Counter[bytes] = field(default_factory=Counter)
    examples: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def box(self) -> tuple[int, int, int, int]:
        """First row, first column, last row, last column; zeros without formulas."""
        spans = [(form.column, min(form.rows), max(form.rows)) for form in self.forms]
        spans += [(column, *span) for column, span in self.others.items()]
        if not spans:
            return 0, 0, 0, 0
        columns, firsts, lasts = zip(*spans, strict=True)
        return min(firsts), min(columns), max(lasts), max(columns)

    def copied(self) -> Forms:
        """Return forms that can be given up by themselves."""
        return Forms(list(self.forms), dict(self.others))

    def give_up(self, form: Form) -> None:
        """Leave a form to be calculated in another way."""
        self.forms.remove(form)
        self._note(form.column, min(form.rows), max(form.rows))

    def _note(self, column: int, first: int, last: int) -> None:
        top, bottom = self.others.get(column, (first, last))
        self.others[column] = min(top, first), max(bottom, last)

    def stray(self, letters: bytes, digits: bytes, element: bytes) -> None:
        """Note a formula that has no form."""
        row, shape = int(digits), element.translate(_BLOT_DIGITS)
        self._note(column_number(letters), row, row)
        self.shapes[shape] += 1
        self.examples.setdefault(shape, element)


def find_forms(pieces: Iterable[tuple[list[bytes], list[bytes], list[bytes]]]) -> Forms:
    """Find the forms of a sheet's formulas.

    Args:
        pieces: For some rows at a time, letters of the columns, digits of the rows and ``<f>`` of
            the formula cells.
    """
    finder = _Finder()
    for letters, digits, elements in pieces:
        period = period_of(letters, digits)
        finder.take(letters[:period], digits[:period], elements[:period])
        if not period or not finder.go_on(letters, digits, elements, period):
            finder.take(letters[period:], digits[period:], elements[period:])
    return finder.forms()


class _Finder:
    """Sorts formulas by form."""

    def __init__(self) -> None:
        self._found = Forms()
        self._latest: dict[bytes, Form] = {}
        self._columns: dict[bytes, list[Form]] = {}
        self._groups: dict[bytes, Form] = {}
        self._failures: Counter[bytes] = Counter()

    def take(self, letters: list[bytes], digits: list[bytes], elements: list[bytes]) -> None:
        """Take formulas one by one."""
        latest, failures = self._latest, self._failures
        for column, row, element in zip(letters, digits, elements, strict=True):
            form = latest.get(column)
            if form is not None and (row.join(form.pieces) == element or element == form.member):
                form.rows.append(int(row))
                continue
            form = None
            if failures[column] < _MOST:  # otherwise the column is not filled down
                known = self._columns.setdefault(column, [])
                form = _form_of(column, row, element, known, self._groups)
            if form is None:
                failures[column] += 1
                self._found.stray(column, row, element)
            else:
                latest[column] = form
                form.rows.append(int(row))

    def go_on(
        self, letters: list[bytes], digits: list[bytes], elements: list[bytes], period: int
    ) -> bool:
        """Take the formulas of all rows but the first if each column goes on with its form.

        Returns:
            Whether they do: otherwise nothing is taken.
        """
        rows, found = digits[period::period], list[Form]()
        for at, column in enumerate(letters[:period]):
            form, filled = self._latest.get(column), elements[period + at :: period]
            if form is None or not (
                [row.join(form.pieces) for row in rows] == filled
                or (form.member and filled.count(form.member) == len(filled))
            ):
                return False
            found.append(form)
        numbers = array("I", map(int, rows))
        for form in found:
            form.rows.extend(numbers)
        return True

    def forms(self) -> Forms:
        """Return what was found."""
        found = self._found
        found.forms = [form for forms in self._columns.values() for form in forms]
        for form in found.forms:
            for shape, element, count in form.shapes():
                if count:
                    found.shapes[shape] += count
                    found.examples.setdefault(shape, element)
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
        return first if first in known and first.member else None
    if len(known) >= _MOST:
        return None
    group = _GROUP.match(element)
    if group is not None and group[1] in groups:
        return None  # whose formulas the others are is not certain
    form = _made(letters, digits, element)
    if form is None:
        return None
    if group is not None:
        form.member = b'<f t="shared" si="' + group[1] + b'"/>'
        groups[group[1]] = form
    known.append(form)
    return form


def _made(letters: bytes, digits: bytes, element: bytes) -> Form | None:
    match = _ELEMENT.fullmatch(element)
    if match is None:
        return None
    opening, row = match[1], int(digits)
    try:
        text = unescape(match[2].decode())
    except UnicodeDecodeError:
        return None
    start, is_array = [opening], b"array" in opening
    if is_array:
        own = _OWN_RANGE.fullmatch(opening)
        if own is None or own[2] != digits or not own[1].endswith(b'"' + letters):
            return None
        start = [own[1], own[3]]
    elif opening != b"<f>" and _GROUP.fullmatch(opening) is None:
        return None
    spans = [span for span in row_spans(text) if text[span[0] - 1] != "$"]
    if opening != b"<f>" and not is_array:  # the others of its group have no text
        return Form(column_number(letters), text, row, False, spans, (element,))
    if any(int(text[first:last]) != row for first, last in spans):
        return None
    pieces = [escape(piece, quote=False).encode() for piece in _between(text, spans)]
    pieces = [*start[:-1], start[-1] + pieces[0], *pieces[1:]]
    pieces[-1] += b"</f>"
    if digits.join(pieces) != element:
        return None
    return Form(column_number(letters), text, row, is_array, spans, tuple(pieces))


def _between(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    last = 0
    for start, end in spans:
        yield text[last:start]
        last = end
    yield text[last:]
