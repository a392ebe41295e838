"""Prepares the copy of a workbook that the calculation engine can read.

The engine leaves gaps, most of them silent: it takes an omitted argument for a
zero, the old values of a spill for obstacles, does not load tables, drops names
that hold custom functions and gives ``#NAME?`` for functions it does not know.
The copy has these rewritten; it is only ever calculated, never saved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape

from pycog.refresh.calculation import substitutes
from pycog.refresh.calculation.restatement import restated
from pycog.xlsx import formulas
from pycog.xlsx.cells import address, stored_value
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_scan import (
    FormulaCell,
    SheetScan,
    array_range,
    find_cells,
    formula_text,
    shared_index,
)
from pycog.xlsx.structure import WorkbookInfo

_SPELLED = re.compile(rb"((?:\[\d+\]!)?[^\W\d][\w.]*)\(")
_BLOCK = re.compile(rb"""<f\s[^>]*ref=["'][A-Z]+\d+:""")
_LINK = re.compile(rb"\[\d+\](?!!(?:_xldudf_)?COG_)")
_OMITTED = re.compile(rb"[(,]\s*,|,\s*\)")
_FORMULA_TEXT = re.compile(rb"(<f(?:\s[^>]*)?>)[^<]*(</f>)")
_TYPE = re.compile(rb"""\st=["']\w+["']""")
#: A what-if data table, which Excel shows as ``{=TABLE(A1;)}``.
_DATA_TABLE = re.compile(rb"""<f\s[^>]*t=["']dataTable["']""")


@dataclass(slots=True)
class Frozen:
    """A formula cell that keeps its stored value, and the function that is why."""

    sheet: str
    cell: FormulaCell
    function: str


@dataclass(slots=True)
class EngineCopy:
    """What the engine will load.

    Attributes:
        data: The bytes of the copy (the workbook itself where nothing had to change).
        spellings: Every spelling of our functions that the formulas use.
        frozen: Formula cells left at their stored value, by sheet name and address.
        children: Cells filled by a multi-cell array formula: anchor by child, per sheet.
    """

    data: bytes
    spellings: set[str] = field(default_factory=set)
    frozen: dict[tuple[str, int, int], Frozen] = field(default_factory=dict)
    children: dict[str, dict[tuple[int, int], FormulaCell]] = field(default_factory=dict)


def prepare(
    package: Package,
    info: WorkbookInfo,
    scans: Mapping[str, SheetScan],
    known: Collection[str],
) -> EngineCopy:
    """Make the engine's copy of a workbook.

    Args:
        package: The workbook as it is.
        info: Its structure.
        scans: The scan of every worksheet, by sheet name.
        known: Names (``COG_X``) of the functions that will be registered.
    """
    copy = EngineCopy(package.data)
    sheets: dict[str, _SheetCopy] = {}
    for sheet in info.sheets:
        names = _our_names(info, sheet.name)
        sheets[sheet.part] = _SheetCopy(sheet.name, scans[sheet.name], info, names, known)
        sheets[sheet.part].freeze(copy)
        for definition in names.values():
            copy.spellings |= set(formulas.functions_in(definition))
    # A formula may point at what a frozen formula of another sheet fills.
    changed = {part: body for part, one in sheets.items() if (body := one.finish(copy)) is not None}
    if info.restated:
        copy.data = restated(package, info, {part: changed[part] for part in sheets})
    elif changed:
        copy.data = package.rewrite(changed, level=0)
    copy.spellings = {name for name in copy.spellings if formulas.our_name(name)}
    return copy


def _our_names(info: WorkbookInfo, sheet: str) -> dict[str, str]:
    """Return the names visible on a sheet that hold a call of ours: definition by lower case.

    A name may get our function from another name; the sheet's own names come first.
    """
    visible = {name.name.lower(): name.formula for name in info.names if name.scope is None}
    visible |= {name.name.lower(): name.formula for name in info.names if name.scope == sheet}
    found = {key: text for key, text in visible.items() if "cog_" in text.lower()}
    grew = bool(found)
    while grew:
        grew = False
        for key, text in visible.items():
            if key not in found and any(name in text.lower() for name in found):
                inlined = formulas.inline_names(text, found)
                if inlined != text:
                    found[key], grew = inlined, True
    return found


class _SheetCopy:
    """The edits of one sheet part, collected and applied once."""

    def __init__(
        self,
        sheet: str,
        scanned: SheetScan,
        info: WorkbookInfo,
        names: Mapping[str, str],
        known: Collection[str],
    ) -> None:
        self.sheet = sheet
        self.scanned = scanned
        self.tables = {table.name.lower(): table for table in info.tables}
        self.links = info.links
        self.names = names
        self.known = known
        self.edits: list[tuple[int, int, bytes]] = []

    def freeze(self, copy: EngineCopy) -> None:
        """Give formulas beyond the engine their stored value."""
        suspects = {
            shape
            for shape in self.scanned.shapes
            if self._is_suspect(self.scanned.example(shape), copy)
        }
        if suspects:
            self._freeze(suspects, copy)

    def finish(self, copy: EngineCopy) -> bytes | None:
        """Rewrite the other formulas; return the new part, ``None`` if it is as it was."""
        self._free_spills(copy)
        shapes = {
            shape
            for shape in self.scanned.shapes
            if self._needs_rewriting(self.scanned.example(shape), copy)
        }
        if shapes:
            self._rewrite(shapes, copy)
        return self._apply() if self.edits or self.scanned.exact else None

    def _is_suspect(self, formula: bytes, copy: EngineCopy) -> bool:
        """Tell whether formulas of a shape may be beyond the engine."""
        spelled = {name.decode() for name in _SPELLED.findall(formula)}
        copy.spellings |= spelled
        if _DATA_TABLE.match(formula) or _LINK.search(formula):
            return True
        return any(
            not self._is_known(name) or (name[-1:].isdigit() and not formulas.our_name(name))
            for name in spelled
        )

    def _is_known(self, function: str) -> bool:
        ours = formulas.our_name(function)
        return ours in self.known if ours else formulas.is_built_in(function)

    def _needs_rewriting(self, text: bytes, copy: EngineCopy) -> bool:
        lowered = text.lower()
        return (
            (bool(copy.frozen) and b"anchorarray(" in lowered)
            or (b"cog_" in lowered and _OMITTED.search(text) is not None)
            or (bool(self.tables) and (b"[" in text or self._mentions(lowered, self.tables)))
            or self._mentions(lowered, self.names)
            or self._mentions(lowered, substitutes.WORDS)
        )

    def _mentions(self, text: bytes, words: Collection[str]) -> bool:
        return any(word.encode() in text for word in words)

    def _freeze(self, suspects: set[bytes], copy: EngineCopy) -> None:
        shared: dict[int, str] = {}
        children = {shape for shape in self.scanned.shapes if b"shared" in shape}
        for cell in self.scanned.cells(suspects | children):
            function = "TABLE" if _DATA_TABLE.match(cell.formula) else None
            if formula_text(cell.formula):
                function = self._beyond_engine(formula_text(cell.formula))
            index = shared_index(cell.formula)
            if index is not None:
                if function:
                    shared[index] = function
                function = function or shared.get(index)
            if function:
                self._freeze_cell(cell, function, copy)

    def _beyond_engine(self, formula: str) -> str | None:
        """Return what the engine does not know: a function, or a link without stored values."""
        try:
            found = formulas.tokens(formula)
        except formulas.Unsupported:
            return formula
        for token in found:
            if (token.kind, token.subkind) == ("func", "open"):
                name = token.text.rstrip()[:-1]
                if not self._is_known(name):
                    return name
            elif (link := formulas.link_of(token.text)) is not None:
                number, sheet = link
                stored = self.links[number - 1] if 0 < number <= len(self.links) else ()
                if sheet not in stored:
                    return token.text
        return None

    def _freeze_cell(self, cell: FormulaCell, function: str, copy: EngineCopy) -> None:
        copy.frozen[self.sheet, cell.row, cell.column] = Frozen(self.sheet, cell, function)
        raw = self.scanned.part[cell.start : cell.end]
        if stored_value(cell.attributes, cell.value) is None:
            # No stored value: its dependants must show an error, never count on a zero.
            new = _opening(self.scanned.part, cell) + b' t="e"><v>#NAME?</v></c>'
        else:
            new = raw.replace(cell.formula, b"", 1)
        self.edits.append((cell.start, cell.end, new))

    def _free_spills(self, copy: EngineCopy) -> None:
        wanted: dict[tuple[int, int], FormulaCell] = {}
        blocks = {shape for shape in self.scanned.shapes if _BLOCK.match(shape)}
        if not blocks:
            return
        for cell in self.scanned.cells(blocks):
            place = array_range(cell.formula)
            if place is None or place[:2] == place[2:]:
                continue
            if (self.sheet, cell.row, cell.column) in copy.frozen:
                continue
            top, left, bottom, right = place
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (cell.row, cell.column):
                        wanted[row, column] = cell
        if not wanted:
            return
        copy.children[self.sheet] = wanted
        for child in find_cells(self.scanned.part, set(wanted)).values():
            empty = _opening(self.scanned.part, child) + b"/>"
            self.edits.append((child.start, child.end, empty))

    def _rewrite(self, shapes: set[bytes], copy: EngineCopy) -> None:
        for cell in self.scanned.cells(shapes):
            if (self.sheet, cell.row, cell.column) in copy.frozen:
                continue
            before = formula_text(cell.formula)
            if not before:
                continue
            try:
                after = self._rewritten(before, cell.row, copy)
            except formulas.Unsupported as error:
                self._freeze_cell(cell, str(error) or before, copy)
                continue
            if after != before:
                parts = _FORMULA_TEXT.fullmatch(cell.formula)
                assert parts is not None  # it gave the text just rewritten
                formula = parts[1] + escape(after, quote=False).encode() + parts[2]
                raw = self.scanned.part[cell.start : cell.end]
                self.edits.append((cell.start, cell.end, raw.replace(cell.formula, formula, 1)))

    def _rewritten(self, formula: str, row: int, copy: EngineCopy) -> str:
        lowered = formula.lower()
        if copy.frozen and "anchorarray(" in lowered:
            formula = formulas.replace_anchors(formula, lambda text: self._stored_range(text, copy))
        if any(name in lowered for name in self.names):
            formula = formulas.inline_names(formula, self.names)
        if self.tables and ("[" in formula or any(name in lowered for name in self.tables)):
            formula = formulas.rewrite_tables(formula, self.tables, row)
        if "cog_" in formula.lower() and _OMITTED.search(formula.encode()):
            formula = formulas.fill_omitted(formula)
        return substitutes.substituted(formula)

    def _stored_range(self, reference: str, copy: EngineCopy) -> str | None:
        """Return what the array formula at a cell fills if it is frozen, else ``None``."""
        place = formulas.cell_reference(reference)
        if place is None:
            return None
        frozen = copy.frozen.get((place[0] or self.sheet, place[1], place[2]))
        area = array_range(frozen.cell.formula) if frozen else None
        if area is None:
            return None
        sheet = f"{formulas.quoted(place[0])}!" if place[0] else ""
        return f"{sheet}{address(*area[:2])}:{address(*area[2:])}"

    def _apply(self) -> bytes:
        pieces, position = [], 0
        for start, end, new in sorted(self.edits):
            pieces += [self.scanned.part[position:start], new]
            position = end
        pieces.append(self.scanned.part[position:])
        return b"".join(pieces)


def _opening(part: bytes, cell: FormulaCell) -> bytes:
    """Return the start tag of a cell without its type and closing bracket."""
    tag = part[cell.start : part.index(b">", cell.start)].rstrip(b"/")
    return _TYPE.sub(b"", tag)
