"""Finds the formula cells of a sheet part without parsing the rest of it.

The quick reader understands the XML that Excel, LibreOffice, XlsxWriter and openpyxl
write; it checks that it saw every formula, and what it cannot be sure of it leaves to
the exact reader (:mod:`pycog.xlsx.exact_cells`), which is several times slower.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterator
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pycog.lazy_patterns import regex
from pycog.xlsx.cells import LAST_COLUMN, LAST_ROW, address, area_of, column_letters, column_number
from pycog.xlsx.row_forms import find_forms
from pycog.xlsx.sheet_pieces import Piece, other_pieces, pieces_of_rows, usual_pieces
from pycog.xlsx.sheet_places import Places

if TYPE_CHECKING:
    from pycog.xlsx.exact_cells import ExactSheet
    from pycog.xlsx.plain_sheets import Mending

# What may be absent is written ``(?:…|)``: ``(?:…)?`` means the same and takes a fifth longer.
# Both patterns give: column letters, row, attributes, <f> element, text of <v>, rest.
#: What Excel, XlsxWriter, LibreOffice and openpyxl write; three times quicker than the other.
_USUAL_CELL = regex(
    rb'<c r="([A-Z]++)(\d++)"([^>]*+)>(<f[^>]*+>(?:[^<]*+</f>|))'
    rb'(?:<v(?: xml:space="preserve"|)>([^<]*+)</v>|<v/>|)()</c>'
)
_FORMULA_CELL = regex(
    rb"""<c(?=[^>]*\sr=["']([A-Z]+)(\d+)["'])(\s[^>]*)>\s*(<f(?:\s[^>]*)?(?:/>|>[^<]*</f>))"""
    rb"""\s*(?:<v(?:\s[^>]*)?(?:/>|>([^<]*)</v>))?((?:(?!</c>).)*)</c>""",
    re.S,
)
#: The same, of which only letters, row and <f> are wanted.
_BRIEF = {
    _USUAL_CELL: regex(
        rb'<c r="([A-Z]++)(\d++)"[^>]*+>(<f[^>]*+>(?:[^<]*+</f>|))'
        rb'(?:<v>[^<]*+</v>|<v xml:space="preserve">[^<]*+</v>|<v/>|)</c>'
    ),
    _FORMULA_CELL: regex(
        rb"""<c(?=[^>]*\sr=["']([A-Z]+)(\d+)["'])\s[^>]*>\s*(<f(?:\s[^>]*)?(?:/>|>[^<]*</f>))"""
        rb"""\s*(?:<v(?:\s[^>]*)?(?:/>|>[^<]*</v>))?(?:(?!</c>).)*</c>""",
        re.S,
    ),
}
_ANY_LETTERS = regex(rb"\(\[A-Z\]\++\)")
#: Columns that are quicker to look for than all.
_FEW_COLUMNS = 20
ANY_CELL = regex(rb"<c(\s[^>]*?)(?:/>|>((?:(?!</c>).)*)</c>)", re.S)
_FORMULA_TAG = regex(rb"<f[\s/>]")
_UNUSUAL_MARKUP = regex(rb"<!(?:--|\[CDATA\[|ENTITY|DOCTYPE)")
_BLOT_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_VALUE = regex(rb"<v(?:\s[^>]*)?(?:/>|>([^<]*)</v>)")
_REFERENCE = regex(rb"""\sr=["']([A-Z]{1,3})(\d+)["']""")
_RANGE = regex(rb"""\sref=["']([^"']*)["']""")
_SHARED = regex(rb"""\ssi=["'](\d+)["']""")
_FORMULA_TEXT = regex(rb"<f(\s[^>]*?)?(?:/>|>([^<]*)</f>)")

_PLACED = (
    (b"<c", b'<c r="', regex(rb"<c(?=[\s/>])(?![^>]*\sr=)")),
    (b"<row", b'<row r="', regex(rb"<row(?=[\s/>])(?![^>]*\sr=)")),
)
_EMPTY_DATA = regex(rb"<sheetData(?:\s[^>]*)?/>")
#: A reference that names no cell: "0", "A0", none at all; and a row number of that kind.
_NOWHERE = regex(rb"""<c r="(?:[A-Z]{1,3}0|[^A-Za-z])|<row r="(?:0|\D)""")
_DIMENSION = regex(rb"""<dimension(?:\s[^>]*)?\sref=["']([^"']*)["']""")
_FIRST_CELL = regex(rb"""<row(?:\s[^>]*)?\sr="(\d+)"[^>]*>\s*<c r="[A-Z]+(\d+)\"""")
_USUAL_FIRST = regex(rb'<row r="(\d++)"[^>]*+>\s*+<c r="[A-Z]++(\d++)"')
#: No array formula fills more; Excel would not calculate it either.
_MOST_FILLED = 5_000_000
#: So many row numbers are quicker to look for than to be told from all others.
_FEW_ROWS = 200
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@lru_cache(maxsize=64)
def _of_columns(pattern: re.Pattern[bytes], letters: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """Return a pattern of formula cells for those of some columns."""
    chosen = b"(" + b"|".join(letters) + b")"
    return re.compile(_ANY_LETTERS.sub(chosen, pattern.pattern, 1), pattern.flags)


class UnreadableSheet(Exception):
    """The part is written in a way that the quick reader cannot be sure of."""


class FormulaCell(NamedTuple):
    """A cell by its place in the bytes of the part.

    ``formula`` is the whole ``<f>`` element, empty for a plain cell; ``value`` is the
    text of ``<v>``, ``None`` without one; ``tail`` is what follows it in the cell.
    """

    row: int
    column: int
    start: int
    end: int
    attributes: bytes
    formula: bytes
    value: bytes | None
    tail: bytes


class SheetScan:
    """The formula cells of one sheet part.

    Only what they have in common is kept: finding them again is quick, and holding one
    object for each cell of a large sheet would take several times its size.

    Attributes:
        part: The bytes of the part, or their restatement in the usual form.
        exact: The part as it is, where it had to be restated to be written.
        mending: How the part was restated where a few searches could do it.
        reread: Reads such a part exactly.
        is_restated: Whether ``part`` is not the part as it is.
        is_placed: Whether every row and cell has its reference first.
        forms: Its formulas by form, and those of none.
        shapes: Number of cells by shape, a shape being an ``<f>`` with digits blotted out:
            a column filled down has one, so a large sheet is judged in a few looks.
        count: Number of formula cells.
        box: First row, first column, last row, last column; zeros without formulas.
    """

    def __init__(self, part: bytes, pattern: re.Pattern[bytes], start: int, end: int) -> None:
        """Find the matches of ``pattern``, one per formula cell, between two offsets."""
        self.exact: ExactSheet | None = None
        self.mending: Mending | None = None
        self.reread: Callable[[], ExactSheet] | None = None
        self.is_restated = self.is_placed = False
        self.part = part
        self._pattern, self._start, self._end = pattern, start, end
        self.forms = find_forms(self._briefly())
        self.shapes = self.forms.shapes
        self.count = self.shapes.total()
        self.box = self.forms.box

    def _briefly(self) -> Iterator[tuple[list[bytes], list[bytes], list[bytes]]]:
        """Give letters, rows and ``<f>`` of the formula cells of some rows at a time."""
        pattern = _BRIEF[self._pattern]
        for start, end in pieces_of_rows(self.part, self._start, self._end):
            parts = pattern.split(self.part[start:end])  # quicker than to find groups
            yield parts[1::4], parts[2::4], parts[3::4]

    def matches(self) -> Iterator[re.Match[bytes]]:
        """Find the formula cells in the order of the part; see :func:`cell_of`."""
        return self._pattern.finditer(self.part, self._start, self._end)

    def cells(self, shapes: Container[bytes] | None = None) -> Iterator[FormulaCell]:
        """Give formula cells in full, all of them or those of some shapes."""
        for match in self.matches():
            if shapes is None or match[4].translate(_BLOT_DIGITS) in shapes:
                yield cell_of(match)

    def cells_at(self, places: Collection[tuple[int, int]]) -> Iterator[FormulaCell]:
        """Give the formula cells among some places (row, column) in full."""
        if not places:
            return
        wanted = {b"%b%d" % (column_letters(place[1]).encode(), place[0]) for place in places}
        letters = tuple(sorted({column_letters(column).encode() for _, column in places}))
        few = len(letters) <= _FEW_COLUMNS
        pattern = _of_columns(self._pattern, letters) if few else self._pattern
        for match in pattern.finditer(self.part, self._start, self._end):
            if match[1] + match[2] in wanted:
                yield cell_of(match)

    def elements_at(
        self, places: Collection[tuple[int, int]]
    ) -> Iterator[tuple[tuple[int, int], bytes]]:
        """Give the ``<f>`` of the formula cells among some places (row, column)."""
        left, rows = set(places), dict[int, set[int]]()
        for row, column in places:
            rows.setdefault(column, set()).add(row)
        for form in self.forms.forms:
            if form.member:
                continue  # its group has the text once
            for row in rows.get(form.column, set()).intersection(form.rows):
                yield (row, form.column), form.element_at(row)
                left.discard((row, form.column))
        for cell in self.cells_at(left):
            yield (cell.row, cell.column), cell.formula

    def pieces(self) -> Iterator[Piece]:
        """Take the rows apart around the values of the formula cells, in the order of the part."""
        if self._pattern is _USUAL_CELL:
            return usual_pieces(self.part, self._start, self._end)
        return other_pieces(self.part, self._pattern, self._start, self._end)

    def changed(self, part: bytes, start: int, end: int) -> SheetScan:
        """Return the scan of the part with some formulas taken out.

        Args:
            part: The bytes that are left.
            start: Where formulas may still be.
            end: Where they end.
        """
        found = SheetScan(part, self._pattern, start, end)
        found.is_restated = True
        return found

    def example(self, shape: bytes) -> bytes:
        """Return the ``<f>`` of one cell of a shape."""
        return self.forms.examples[shape]


def scan(part: bytes) -> SheetScan:
    """Find every cell with a formula.

    Raises:
        UnreadableSheet: Prefixes, comments, CDATA, other encodings, cells without
            a reference, dates as text: reading on would risk missing a cell.
    """
    _refuse_unusual(part)
    start, end = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    if start < 0:
        raise UnreadableSheet("partie sans données de feuille")
    if end < 0:
        if not _EMPTY_DATA.match(part, start):
            raise UnreadableSheet("données de feuille sans fin")
        return SheetScan(part, _USUAL_CELL, start, start)
    for _, after in islice(pieces_of_rows(part, start, end), 1):  # most sheets show it at once
        _refuse_unplaced(part, start, after)
    usual = Places(part, start, end)
    if not usual.are_all:
        _refuse_unplaced(part, start, end)
    _refuse_dates(part, start, end)
    ordered = _refuse_doubled(usual if usual.are_all else Places(part, start, end, usual=False))
    for pattern in (_USUAL_CELL, _FORMULA_CELL):
        found = SheetScan(part, pattern, start, end)
        if found.count == _count_formulas(part, start, end, found.count):
            _refuse_odd(found, part, start, end, places=usual, ordered=ordered)
            found.is_placed = usual.are_all
            return found
    raise UnreadableSheet("formules hors du schéma attendu")


def _refuse_unplaced(part: bytes, start: int, end: int) -> None:
    for tag, usual, unplaced in _PLACED:
        every = part.count(tag, start, end)
        if every != part.count(usual, start, end) and unplaced.search(part, start, end):
            raise UnreadableSheet("cellule sans référence")


def _refuse_dates(part: bytes, start: int, end: int) -> None:
    if part.find(b't="d"', start, end) >= 0 or (
        part.find(b"'", start, end) >= 0 and part.find(b"t='d'", start, end) >= 0
    ):
        raise UnreadableSheet("date en toutes lettres")


def _refuse_doubled(places: Places) -> bool:
    """Leave to the exact reader what gives a cell or a row twice: it tells whether they differ.

    Returns:
        Whether the rows are in order.
    """
    if places.doubled:
        raise UnreadableSheet("ligne ou cellule en double")
    if places.astray:
        raise UnreadableSheet("cellule hors de sa ligne")
    if not places.in_order:
        rows = places.rows()
        if len(set(rows)) != len(rows):
            raise UnreadableSheet("ligne en double")
    return places.in_order


def _refuse_odd(
    found: SheetScan, part: bytes, start: int, end: int, *, places: Places, ordered: bool
) -> None:
    """Leave to the exact reader what other readers stumble over or take in several ways."""
    top, left, bottom, right = found.box
    outside = bottom > LAST_ROW or right > LAST_COLUMN or (found.count and not (top and left))
    if outside or (not places.are_all and _NOWHERE.search(part, start, end)):
        raise UnreadableSheet("référence hors de la feuille")
    dimension = _DIMENSION.search(part, 0, start)
    if dimension and area_of(dimension[1].decode("ascii", "replace")) is None:
        raise UnreadableSheet("étendue illisible")
    for shape in found.shapes:
        formula = found.example(shape)
        if not _is_usual_formula(formula):
            raise UnreadableSheet("formule sans texte ou sans étendue")
    arrays = {shape for shape in found.shapes if b"array" in shape}
    own = (places.are_all and places.alike) or not arrays
    own = own or _starts_right(part, start, end, usual=places.are_all)
    if arrays and not (ordered and own):
        raise UnreadableSheet("lignes en désordre")  # an array that grows needs their order
    huge = {shape for shape in arrays if _may_be_huge(shape)}
    for cell in found.cells(huge) if huge else ():
        area = array_range(cell.formula)
        if area and (area[2] - area[0] + 1) * (area[3] - area[1] + 1) > _MOST_FILLED:
            raise UnreadableSheet(
                f"la formule matricielle de {address(cell.row, cell.column)} y remplit plus de "
                f"{_MOST_FILLED} cellules"
            )


def _may_be_huge(shape: bytes) -> bool:
    """Tell whether a range with the digits of a shape can be beyond measure."""
    match = _RANGE.search(shape)
    area = area_of(match[1].decode("ascii", "replace").replace("0", "9")) if match else None
    return area is None or area[2] * (area[3] - area[1] + 1) > _MOST_FILLED


def _is_usual_formula(formula: bytes) -> bool:
    """Tell whether an ``<f>`` has a text and a range wherever it needs them."""
    attributes, text = _parts(formula)
    area = _RANGE.search(attributes)
    if area is not None and area_of(area[1].decode("ascii", "replace")) is None:
        return False
    if text:
        return area is not None or b"shared" not in attributes
    return b"shared" in attributes or b"dataTable" in attributes


def _parts(formula: bytes) -> tuple[bytes, bytes]:
    match = _FORMULA_TEXT.fullmatch(formula)
    return (match[1] or b"", match[2] or b"") if match else (b"", b"")


def _starts_right(part: bytes, start: int, end: int, *, usual: bool) -> bool:
    """Tell whether the first cell of each row is one of its own."""
    first = _USUAL_FIRST if usual else _FIRST_CELL
    return all(row == own for row, own in first.findall(part, start, end))


def _count_formulas(part: bytes, start: int, end: int, likely: int) -> int:
    # Counting every "<f" is quickest; only rich inline strings have others ("<family").
    if part.count(b"<f", start, end) == likely:
        return likely
    return sum(1 for _ in _FORMULA_TAG.finditer(part, start, end))


def cell_of(match: re.Match[bytes]) -> FormulaCell:
    """Return the cell of a match."""
    letters, row, attributes, formula, value, tail = match.groups()
    return FormulaCell(
        int(row),
        column_number(letters),
        match.start(),
        match.end(),
        attributes,
        formula,
        value,
        tail,
    )


def _place(attributes: bytes) -> tuple[int, int]:
    match = _REFERENCE.search(attributes)
    if match is None:
        raise UnreadableSheet("cellule sans référence")
    return int(match[2]), column_number(match[1])


def find_cells(
    part: bytes, wanted: Collection[tuple[int, int]]
) -> dict[tuple[int, int], FormulaCell]:
    """Find plain cells (no formula) by row and column, such as the children of a spill.

    Only the rows wanted are looked at.
    """
    found: dict[tuple[int, int], FormulaCell] = {}
    for start, end in _rows_of(part, {row for row, _ in wanted}):
        for match in ANY_CELL.finditer(part, start, end):
            key = _place(match[1])
            if key not in wanted:
                continue
            inner = match[2] or b""
            value = _VALUE.search(inner)
            text = (value[1] or b"") if value else None
            tail = _VALUE.sub(b"", inner)
            found[key] = FormulaCell(*key, match.start(), match.end(), match[1], b"", text, tail)
    return found


def _rows_of(part: bytes, numbers: Collection[int]) -> Iterator[tuple[int, int]]:
    """Give where the content of some rows starts and ends."""
    start, last = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    if start < 0 or not numbers:
        return
    few = len(numbers) <= _FEW_ROWS
    listed = b"|".join(b"%d" % number for number in numbers) if few else rb"\d+"
    pattern = re.compile(rb"""<row(?:\s[^>]*?)?\sr=["'](""" + listed + rb""")["'][^>]*>""")
    for match in pattern.finditer(part, start, last):
        if part[match.end() - 2 : match.end()] == b"/>" or not (few or int(match[1]) in numbers):
            continue
        end = part.find(b"</row>", match.end(), last)
        yield match.end(), end if end >= 0 else last


def formula_text(formula: bytes) -> str:
    """Return the text of an ``<f>`` element, without an equals sign."""
    if formula.startswith(b"<f>") and formula.endswith(b"</f>"):
        text = formula[3:-4]  # as nearly all are written
    else:
        match = _FORMULA_TEXT.fullmatch(formula)
        text = (match[2] or b"") if match else b""
    plain = text.decode("utf-8")
    return unescape(plain) if "&" in plain else plain


def formula_of(cell: bytes) -> str:
    """Return the text of the formula of a cell, given with its tags, without an equals sign."""
    match = _FORMULA_TEXT.search(cell)
    return formula_text(match[0]) if match else ""


def array_range(formula: bytes) -> tuple[int, int, int, int] | None:
    """Return (row, column, last row, last column) that an array ``<f>`` fills, else ``None``."""
    if b't="array"' not in formula and b"t='array'" not in formula:
        return None
    match = _RANGE.search(formula)
    return area_of(match[1].decode("ascii", "replace")) if match else None


def shared_index(formula: bytes) -> int | None:
    """Return the index of a shared ``<f>``, else ``None``."""
    if b"shared" not in formula:
        return None
    match = _SHARED.search(formula)
    return int(match[1]) if match else None


def _is_utf8(part: bytes) -> bool:
    try:
        part.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refuse_unusual(part: bytes) -> None:
    head = part[:2048]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head.startswith(b"\xef\xbb\xbf"):
        raise UnreadableSheet("encodage avec marque d'ordre des octets")
    declared = re.search(rb"""encoding=["']([^"']+)""", head)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        raise UnreadableSheet(f"encodage {declared[1].decode('ascii', 'replace')}")
    root = re.search(rb"<([A-Za-z]\w*:)?worksheet[\s>]", head)
    if root is None or root[1] or _MAIN not in head:
        raise UnreadableSheet("préfixes d'espaces de noms")
    if not (part.isascii() or _is_utf8(part)):
        raise UnreadableSheet("octets qui ne sont pas du texte UTF-8")
    if _UNUSUAL_MARKUP.search(part):
        raise UnreadableSheet("commentaires XML, sections CDATA ou déclaration de type")
