"""Rewrites the formulas of one sheet for the calculation engine.

What the engine does not know keeps its stored value; what it reads in another way than
Excel is written so that it cannot (see :mod:`pycog.refresh.calculation.translation`).
"""

from __future__ import annotations

import io
from collections.abc import Collection
from html import escape

from pycog.lazy_patterns import regex
from pycog.refresh.calculation import areas, lambda_forms, quick
from pycog.refresh.calculation.areas import Grid
from pycog.refresh.calculation.copied import Care, EngineCopy, Frozen
from pycog.refresh.calculation.expansion import NAMED, Expansion
from pycog.refresh.calculation.functions import ADDED, MARK
from pycog.refresh.calculation.translation import Beyond, Translator
from pycog.xlsx import formulas
from pycog.xlsx.cells import address, column_number, stored_value
from pycog.xlsx.sheet_scan import (
    FormulaCell,
    SheetScan,
    array_range,
    cell_of,
    find_cells,
    formula_text,
    shared_index,
)
from pycog.xlsx.structure import WorkbookInfo, split_range

_SPELLED = regex(rb"((?:\[\d+\]!)?[^\W\d][\w.]*)\(")
_BLOCK = regex(rb"""<f\s[^>]*ref=["'][A-Z]+\d+:""")
_LINK = regex(rb"\[\d+\](?!!(?:_xldudf_)?COG_)")
_OMITTED = regex(rb"[(,]\s*,|,\s*\)")
_FORMULA_TEXT = regex(rb"(<f(?:\s[^>]*)?>)[^<]*(</f>)")
_TYPE = regex(rb"""\st=["']\w+["']""")
#: Another workbook named by its path: nothing numbers it.
_FILE_LINK = regex(rb"\[[^\]\[]*[:/\\.][^\]\[]*\][^\[\]]*!|[/\\][^']*'!")
_TEXTLESS = regex(rb"<f\b[^>]*/>|<f\b[^>]*></f>")
_BLOT = bytes.maketrans(b"123456789", b"000000000")
_SUMS = (b"sumif", b"averageif", b"maxifs", b"minifs")
#: Functions of which a number in the formula decides how it is written.
_BY_DIGITS = (
    b"subtotal(",
    b"aggregate(",
    b"match(",
    b"lookup(",
    b"index(",
    b"address(",
    b"offset(",
    b"indirect(",
)
#: Signs of formulas that are more than what they say: groups, arrays somewhere else.
_ONE_BY_ONE = (b"shared", b"datatable", b"anchorarray(")
_SHARED_BOX = regex(
    rb"""\st=["']shared["'][^>]*\sref=["']([^"']+)|\sref=["']([^"']+)["'][^>]*\st=["']shared["']"""
)
#: A stored error that the engine does not load.
_NEW_ERROR = regex(
    rb"""(<c\s[^>]*\bt=["']e["'][^>]*>(?:<f\b[^>]*(?:/>|>[^<]*</f>))?<v>)"""
    rb"#(?:BLOCKED|BUSY|CALC|CONNECT|EXTERNAL|FIELD|PYTHON|SPILL|TIMEOUT|UNKNOWN)!(?=</v>)"
)
_AS_DISPLAYED = "le classeur calcule avec la précision affichée, que seul Excel connaît"
_REACHING = {"OFFSET", "INDIRECT"}
#: A what-if data table, which Excel shows as ``{=TABLE(A1;)}``.
_DATA_TABLE = regex(rb"""<f\s[^>]*t=["']dataTable["']""")


class SheetCopy:
    """The edits of one sheet part, collected and applied once."""

    def __init__(
        self,
        scanned: SheetScan,
        info: WorkbookInfo,
        names: Expansion,
        grid: Grid,
        known: Collection[str],
        care: Care,
    ) -> None:
        self.sheet = names.sheet
        self.scanned = scanned
        self.names = names
        self.links = info.links
        self.known = known
        self.care = care
        self.translator = Translator(self.sheet, grid, names.areas, errors=care.errors)
        self.as_displayed = info.as_displayed
        self.edits: dict[int, tuple[int, bytes]] = {}
        self.held: set[tuple[int, int]] = set()
        #: Shared formulas that are written out, by index: the cell that has the text, and it.
        self.groups: dict[int, tuple[FormulaCell, str]] = {}

    def hold(self, places: set[tuple[int, int]]) -> None:
        """Give formulas their stored value, whatever they are."""
        self.held = places
        for cell in self.scanned.cells_at(places) if places else ():
            text, index = formula_text(cell.formula), shared_index(cell.formula)
            if text and index is not None:
                self.groups[index] = (cell, text)
            self._keep(cell)

    def freeze(self, copy: EngineCopy) -> None:
        """Give formulas beyond the engine their stored value, and write out the others."""
        if self.as_displayed:
            self._freeze_natives(copy)
        suspects = {
            shape
            for shape in self.scanned.shapes
            if self._is_suspect(self.scanned.example(shape), copy)
        }
        if suspects:
            self._freeze(suspects, copy)
        shapes = {
            shape
            for shape in self.scanned.shapes
            if self._needs_rewriting(self.scanned.example(shape), copy)
        }
        if shapes or self.groups:
            self._rewrite(shapes, copy)

    def _freeze_natives(self, copy: EngineCopy) -> None:
        for cell in self.scanned.cells():
            if b"COG_" not in cell.formula.upper():
                self._freeze_cell(cell, formula_text(cell.formula), copy, _AS_DISPLAYED)

    def finish(self, copy: EngineCopy) -> bytes | None:
        """Return the new part, ``None`` if it is as it was."""
        self._free_spills(copy)
        anchored = {shape for shape in self.scanned.shapes if b"anchorarray(" in shape.lower()}
        if anchored and copy.frozen:
            self._rewrite(anchored, copy)
        strange = _NEW_ERROR.search(self.scanned.part) is not None
        if not (self.edits or self.scanned.is_restated or strange):
            return None
        part = self._apply()
        return _NEW_ERROR.sub(rb"\1#VALUE!", part) if strange else part

    def _is_suspect(self, formula: bytes, copy: EngineCopy) -> bool:
        """Tell whether formulas of a shape may be beyond the engine."""
        spelled = {name.decode() for name in _SPELLED.findall(formula)}
        copy.spellings |= spelled
        if _TEXTLESS.fullmatch(formula) and shared_index(formula) is None:
            return True
        if _DATA_TABLE.match(formula) or _LINK.search(formula) or _FILE_LINK.search(formula):
            return True
        return any(
            not self._is_known(name) or (name[-1:].isdigit() and not formulas.our_name(name))
            for name in spelled
        )

    def _is_known(self, function: str) -> bool:
        ours = formulas.our_name(function)
        if ours:
            return ours in self.known
        name = function.upper()
        return formulas.is_built_in(function) or name in (*ADDED, NAMED, "_XLFN.SINGLE")

    def _needs_rewriting(self, element: bytes, copy: EngineCopy) -> bool:
        """Tell whether formulas of a shape may have to be written in another way."""
        text = formula_text(element)
        if not text:
            return False
        lowered = element.lower()
        copy.sums = copy.sums or any(name in lowered for name in _SUMS)
        names = self.names
        if self.care.ranges or names.concerns(text.encode()) or names.tells_apart(text.encode()):
            return True
        if lambda_forms.holds_one(text) or (b"cog_" in lowered and _OMITTED.search(element)):
            return True
        if _BLOCK.match(element) and _is_array(element):
            return True
        if any(name in lowered for name in _BY_DIGITS):
            return True
        try:
            return self.translator.template(text, array=_is_array(element)) is not None
        except (Beyond, formulas.Unsupported):
            return True

    def _freeze(self, suspects: set[bytes], copy: EngineCopy) -> None:
        shared: dict[int, str] = {}
        children = {shape for shape in self.scanned.shapes if b"shared" in shape}
        for cell in self.scanned.cells(suspects | children):
            function = "TABLE" if _DATA_TABLE.match(cell.formula) else None
            if formula_text(cell.formula):
                function = self._beyond_engine(self._spelled_out(formula_text(cell.formula), cell))
            elif not function and shared_index(cell.formula) is None:
                self._keep(cell)  # a cell that a volatile array fills
                continue
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
            elif token.subkind == "range" and "[" in token.text.partition("!")[0] != token.text:
                return token.text
        return None

    def _freeze_cell(
        self, cell: FormulaCell, function: str, copy: EngineCopy, why: str = ""
    ) -> None:
        if (cell.row, cell.column) in self.held:
            return
        copy.frozen[self.sheet, cell.row, cell.column] = Frozen(self.sheet, cell, function, why)
        self._keep(cell)

    def _keep(self, cell: FormulaCell) -> None:
        raw = self.scanned.part[cell.start : cell.end]
        if stored_value(cell.attributes, cell.value) is None:
            # No stored value: its dependants must show an error, never count on a zero.
            new = _opening(self.scanned.part, cell) + b' t="e"><v>#NAME?</v></c>'
        else:
            new = raw.replace(cell.formula, b"", 1)
        self.edits[cell.start] = (cell.end, new)

    def _free_spills(self, copy: EngineCopy) -> None:
        wanted: dict[tuple[int, int], FormulaCell] = {}
        blocks = {shape for shape in self.scanned.shapes if _BLOCK.match(shape)}
        if not blocks:
            return
        for cell in self.scanned.cells(blocks):
            place = array_range(cell.formula)
            if place is None or place[:2] == place[2:]:
                continue
            if self._is_kept(cell, copy):
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
            self.edits[child.start] = (child.end, empty)

    def _rewrite(self, shapes: set[bytes], copy: EngineCopy) -> None:
        shared = {shape for shape in self.scanned.shapes if b"shared" in shape}
        shapes = shapes - self._rewrite_quickly(shapes, copy)
        wanted = shapes | (shared if shared & shapes or self.groups else set())
        for cell in self.scanned.cells(wanted):
            if self._is_kept(cell, copy):
                continue
            text, index = formula_text(cell.formula), shared_index(cell.formula)
            if text:
                if cell.formula.translate(_BLOT) in shapes and self._write(cell, text, copy, index):
                    assert index is not None  # only a group has others to write out
                    self.groups[index] = (cell, text)
            elif index in self.groups:
                master, before = self.groups[index]
                text = _filled(before, cell.row - master.row, cell.column - master.column)
                self._write(cell, text, copy, index, alone=True)

    def _rewrite_quickly(self, shapes: set[bytes], copy: EngineCopy) -> set[bytes]:
        """Rewrite the formulas of shapes of which one shows how all are written."""
        kept = {(row, column) for sheet, row, column in copy.frozen if sheet == self.sheet}
        kept |= self.held
        forms = {shape: form for shape in shapes if (form := self._quick_form(shape))}
        edits = self.edits
        for match in self.scanned.matches() if forms else ():
            element = match[4]
            form = forms.get(element.translate(_BLOT))
            if form is None:
                continue
            if kept and (int(match[2]), column_number(match[1].decode())) in kept:
                continue
            rewriting = form.rewriting(element)
            if rewriting is None:
                self._write(cell_of(match), formula_text(element), copy, None)
            elif (new := rewriting(element)) != element:
                start, end = match.span(4)
                edits[start] = (end, new)
        return set(forms)

    def _quick_form(self, shape: bytes) -> quick.Form | None:
        """Return how the formulas of a shape are written, ``None`` where each must be read."""
        lowered, element = shape.lower(), self.scanned.example(shape)
        array = _is_array(element)
        if self.care.ranges or any(name in lowered for name in _ONE_BY_ONE):
            return None
        if (array and _BLOCK.match(element)) or (b"cog_" in lowered and _OMITTED.search(element)):
            return None
        formula = formula_text(element)
        text = formula.encode()
        if self.names.concerns(text) or self.names.tells_apart(text):
            return None
        if lambda_forms.holds_one(formula):
            return None

        def find(element: bytes) -> quick.Rewriting | None:
            formula = formula_text(element)
            try:
                template = self.translator.template(formula, array=array)
            except (Beyond, formulas.Unsupported):
                return None
            return quick.rewriting(element, formula, template)

        by_digits = any(name in lowered for name in _BY_DIGITS)
        rows = formulas.row_spans(formula) if by_digits else None
        return quick.Form(element, formula, rows, find)

    def _is_kept(self, cell: FormulaCell, copy: EngineCopy) -> bool:
        place = (cell.row, cell.column)
        return place in self.held or (self.sheet, *place) in copy.frozen

    def _write(
        self,
        cell: FormulaCell,
        before: str,
        copy: EngineCopy,
        index: int | None,
        *,
        alone: bool = False,
    ) -> bool:
        """Write one formula for the engine; return whether its group must be written out."""
        try:
            after, placed = self._rewritten(before, cell, copy)
        except Beyond as beyond:
            self._freeze_cell(cell, before, copy, f"pycog ne calcule pas {beyond}")
            return index is not None
        except formulas.Unsupported as error:
            self._freeze_cell(cell, str(error) or before, copy)
            return index is not None
        spread = placed and index is not None
        if after == before and not alone and not spread:
            return False
        parts = _FORMULA_TEXT.fullmatch(cell.formula)
        opening, closing = (parts[1], parts[2]) if parts else (b"<f>", b"</f>")
        if alone or spread:
            opening, closing = b"<f>", b"</f>"
        formula = opening + escape(after, quote=False).encode() + closing
        raw = self.scanned.part[cell.start : cell.end]
        self.edits[cell.start] = (cell.end, raw.replace(cell.formula, formula, 1))
        return spread

    def _rewritten(self, formula: str, cell: FormulaCell, copy: EngineCopy) -> tuple[str, bool]:
        """Return a formula for the engine, and whether it depends on where it stands."""
        placed = lambda_forms.holds_one(formula)
        formula = self._spelled_out(formula, cell)
        if copy.frozen and "anchorarray(" in formula.lower():
            formula = formulas.replace_anchors(formula, lambda text: self._stored_range(text, copy))
        if self.names.concerns(formula.encode()):
            before = formula
            formula, moves = self.names.expand(
                formula, cell.row, cell.column, marked=not _is_array(cell.formula)
            )
            placed |= moves
            beyond = self._beyond_engine(formula) if formula != before else None
            if beyond:
                raise formulas.Unsupported(beyond)
        if self.care.ranges or (":" in formula and shared_index(cell.formula) is not None):
            formula = self._careful(formula, cell)
        if "cog_" in formula.lower() and _OMITTED.search(formula.encode()):
            formula = formulas.fill_omitted(formula)
        template = self.translator.template(formula, array=_is_array(cell.formula))
        placed = placed or self.care.ranges > 0 or self._turns(formula, cell)
        if template is not None:
            placed = placed or template.placed
            formula = template.apply(formula, cell.row, cell.column)
        return _filling(formula, cell), placed

    def _spelled_out(self, formula: str, cell: FormulaCell) -> str:
        """Return a formula without MAP and its like where they can be written out."""
        if not lambda_forms.holds_one(formula):
            return formula
        if self.names.concerns(formula.encode()):
            try:
                formula, _ = self.names.expand(formula, cell.row, cell.column)
            except formulas.Unsupported:
                return formula
        return lambda_forms.written_out(formula, self.sheet, self.names.areas) or formula

    def _turns(self, formula: str, cell: FormulaCell) -> bool:
        """Tell whether a shared formula's range has its corners in another order further on."""
        box = _SHARED_BOX.search(cell.formula)
        if box is None or ":" not in formula:
            return False
        _, _, bottom, right = split_range((box[1] or box[2]).decode())
        return any(
            areas.ordered(moved) != moved
            for token in formulas.tokens(formula)
            if ":" in token.text and areas.of(token.text, self.sheet)
            for moved in (
                areas.moved(token.text, down, across)
                for down in (0, bottom - cell.row)
                for across in (0, right - cell.column)
            )
        )

    def _careful(self, formula: str, cell: FormulaCell) -> str:
        """Put the corners of ranges in order; keep what the engine may stumble over.

        Raises:
            Beyond: The formula finds out by itself what it reads.
        """
        functions = {name.upper() for name in formulas.functions_in(formula)}
        if self.care.ranges > 1 and functions & _REACHING:
            raise Beyond("une formule qui cherche elle-même ses cellules (DECALER, INDIRECT)")

        def ordered(text: str) -> str | None:
            return areas.ordered(text) if areas.of(text, self.sheet) else None

        return formulas.substitute(formula, ordered)

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
        part, position = memoryview(self.scanned.part), 0
        pieces = io.BytesIO()  # it gives its bytes without a copy
        for start in sorted(self.edits):
            end, new = self.edits.pop(start)
            pieces.write(part[position:start])
            pieces.write(new)
            position = end
        pieces.write(part[position:])
        return pieces.getvalue()


def _is_array(formula: bytes) -> bool:
    return b't="array"' in formula or b"t='array'" in formula


def _filling(formula: str, cell: FormulaCell) -> str:
    """Return a classic array formula so that it fills its fixed range in the engine too."""
    place = array_range(cell.formula)
    if place is None or b" cm=" in cell.attributes or place[:2] == place[2:]:
        return formula
    return f"{MARK}FILL({place[2] - place[0] + 1},{place[3] - place[1] + 1},{formula})"


def _filled(formula: str, rows: int, columns: int) -> str:
    """Return a formula filled down and right, as the members of a shared one read."""

    def moved(text: str) -> str | None:
        place = text.rpartition("!")[2]
        return areas.moved(text, rows, columns) if formulas.is_range(place) else None

    return formulas.substitute(formula, moved)


def _opening(part: bytes, cell: FormulaCell) -> bytes:
    """Return the start tag of a cell without its type and closing bracket."""
    tag = part[cell.start : part.index(b">", cell.start)].rstrip(b"/")
    return _TYPE.sub(b"", tag)
