"""What the sheets of a workbook look like, as far as translating formulas needs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from pycog.lazy_patterns import regex
from pycog.refresh.calculation.areas import LAST_COLUMN, Grid
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_scan import SheetScan, shared_index
from pycog.xlsx.structure import WorkbookInfo, relations, split_range

_ROW = regex(rb"""<row\s[^>]*?\br=["'](\d+)["'][^>]*>""")
_HIDDEN = regex(rb"""\shidden=["'](?:1|true)["']""")
_FILTER = regex(
    rb"""<autoFilter\s[^>]*?ref=["']([^"']+)["'][^>]*>\s*<(?:filterColumn|sortState)""", re.S
)
#: A text that a French Excel takes for a number or a date; no stored number has these signs.
#: With a point it takes it for none, but the engine does.
_NUMBER_TEXT = regex(
    rb"<(?:t|v)(?:\s[^>]*)?>[ (+-]*\d[\d \xc2\xa0\xe2\x80\xaf.]*[,/:%-]"
    rb"|<t(?:\s[^>]*)?>[ +-]*\d*\.\d+ *</t>"
)
#: A text that is nothing else: « 1 234,5 », « 12 % », « 01/02/2013 ».
_AMOUNT_TEXT = regex(
    rb"<(?:t|v)(?:\s[^>]*)?> *[(+-]? *\d(?:[\d \xc2\xa0\xe2\x80\xaf]*"
    rb"(?:,\d+ *(?:%|\xe2\x82\xac)?|%|\xe2\x82\xac)|[\d]?[/-]\d\d?[/-]\d\d(?:\d\d)?)\)? *</"
)
_SUBTOTAL = (b"SUBTOTAL(", b"AGGREGATE(")

T = TypeVar("T")


class _Lazily(dict[str, T]):
    """Finds out about a sheet when it is first asked for."""

    def __init__(self, look: Callable[[str], T]) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, sheet: str) -> T:
        self[sheet] = found = self._look(sheet)
        return found

    def get(self, sheet: str, default: object = None) -> T:
        return self[sheet]


def grid_of(package: Package, info: WorkbookInfo, scans: Mapping[str, SheetScan]) -> Grid:
    """Return what translating needs to know of a workbook; each sheet is read when needed."""
    names = [sheet.name for sheet in info.sheets]

    def used(sheet: str) -> tuple[int, int]:
        if sheet not in scans:
            return 1, 1
        rows = [int(match[1]) for match in _ROW.finditer(scans[sheet].part)]
        return max([1, *rows, scans[sheet].box[2]]), LAST_COLUMN

    def hidden(sheet: str) -> frozenset[int]:
        if sheet not in scans or b"hidden=" not in scans[sheet].part:
            return frozenset()
        rows = _ROW.finditer(scans[sheet].part)
        return frozenset(int(match[1]) for match in rows if _HIDDEN.search(match[0]))

    hides: _Lazily[frozenset[int]] = _Lazily(hidden)

    def filtered(sheet: str) -> frozenset[int]:
        spans = [table.range for table in info.tables if table.sheet == sheet and table.filtered]
        match = _FILTER.search(scans[sheet].part) if sheet in scans else None
        if match is not None:
            spans.append(split_range(match[1].decode()))
        found = hides[sheet] if spans else frozenset[int]()
        return frozenset(row for row in found if any(s[0] <= row <= s[2] for s in spans))

    def subtotals(sheet: str) -> frozenset[tuple[int, int]]:
        return _subtotals(scans[sheet]) if sheet in scans else frozenset()

    # The shared strings come first: short, and where texts that look like numbers mostly are.
    parts = [
        package.read(part)
        for kind, part in relations(package, info.part).values()
        if kind == "sharedStrings" and part in package
    ]
    parts += [scans[name].part for name in names if name in scans]
    texts = any(_NUMBER_TEXT.search(part) for part in parts)
    amounts = texts and any(_AMOUNT_TEXT.search(part) for part in parts)
    return Grid(names, _Lazily(used), hides, _Lazily(filtered), _Lazily(subtotals), texts, amounts)


def _subtotals(scanned: SheetScan) -> frozenset[tuple[int, int]]:
    shapes = {shape for shape in scanned.shapes if any(name in shape.upper() for name in _SUBTOTAL)}
    if not shapes:
        return frozenset()
    groups = {shared_index(cell.formula) for cell in scanned.cells(shapes)} - {None}
    found = {(cell.row, cell.column) for cell in scanned.cells(shapes)}
    if groups:
        children = {shape for shape in scanned.shapes if b"shared" in shape} - shapes
        found |= {
            (cell.row, cell.column)
            for cell in scanned.cells(children)
            if shared_index(cell.formula) in groups
        }
    return frozenset(found)
