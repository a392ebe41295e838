"""Writes out what a formula names: defined names, tables, the sheet of ``!A1``.

The engine knows names that are one area or one constant. Every other definition, a
calculated area, a list, a formula, is put in the place of its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pycog.lazy_patterns import regex
from pycog.refresh.calculation import areas
from pycog.refresh.calculation.signatures import REFERRING
from pycog.xlsx import formulas
from pycog.xlsx.dependencies import Area
from pycog.xlsx.formula_tree import JOINS, tree
from pycog.xlsx.structure import DefinedName, Table, WorkbookInfo

#: Stands before the definition of a name that is calculated as an array formula.
NAMED = "PYCOG_NAMED"
_CONSTANT = regex(r'-?\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?|"(?:[^"]|"")*"|TRUE|FALSE', re.I)
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
#: Definitions inside definitions; Excel allows no circle among them.
_DEEPEST = 20
_LONGEST = 100_000


class Expansion:
    """The names and tables that formulas of one sheet may use."""

    def __init__(self, info: WorkbookInfo, sheet: str) -> None:
        self.sheet = sheet
        self._sheets = {one.name.lower(): one.name for one in info.sheets}
        self.tables = {table.name.lower(): table for table in info.tables}
        self._here = [table for table in info.tables if table.sheet == sheet]
        self._definitions = _visible(info.names, sheet)
        self._local = {
            (name.scope.lower(), name.name.lower()): name.formula
            for name in info.names
            if name.scope is not None
        }
        #: Names that are one area, which the engine knows.
        self.areas: dict[str, Area] = {}
        self.inlined: dict[str, str] = {}
        for key, text in self._definitions.items():
            one = self._plain_area(text)
            if one is not None:
                self.areas[key] = one
            elif not _CONSTANT.fullmatch(text.strip()):
                self.inlined[key] = text
        self._words = [name.encode().translate(_DIGITS) for name in (*self.inlined, *self.tables)]
        self._numbered = [
            name.encode().translate(_DIGITS) for name in self.areas if any(map(str.isdigit, name))
        ]
        # Nearly all are print areas and print titles, which no formula reads.
        self._own = [name.encode().translate(_DIGITS) for _, name in self._local]

    def concerns(self, formula: bytes) -> bool:
        """Tell whether formulas that differ from one in digits may name something."""
        if b"[" in formula and self.tables:
            return True
        words = [*self._words, *self._own] if b"!" in formula else self._words
        lowered = _lowered(formula) if words else b""
        return any(word in lowered for word in words)

    def tells_apart(self, formula: bytes) -> bool:
        """Tell whether formulas that differ in digits may name areas of different form."""
        lowered = _lowered(formula) if self._numbered else b""
        return any(word in lowered for word in self._numbered)

    def expand(
        self, formula: str, row: int, column: int, *, marked: bool = False
    ) -> tuple[str, bool]:
        """Return a formula with all that it names written out.

        Args:
            formula: The formula.
            row: Row of its cell, from one.
            column: Its column.
            marked: Whether a definition that calculates with ranges is written as a call of
                :data:`NAMED`: Excel calculates it as an array formula, whatever uses it.

        Returns:
            The formula, and whether it would be another one in another cell.

        Raises:
            Unsupported: Something that it names does not exist, or holds itself.
        """
        return self._expand(formula, row, column, 0, marked=marked)

    def _expand(
        self, formula: str, row: int, column: int, depth: int, *, marked: bool
    ) -> tuple[str, bool]:
        if depth > _DEEPEST or len(formula) > _LONGEST:
            raise formulas.Unsupported(formula)
        placed = False

        def replace(text: str) -> str | None:
            nonlocal placed
            if "[" in text:
                table = self._table(text, row, column)
                if table is not None:
                    return table
            definition = self._definition(text)
            if definition is None:
                lone = self.tables.get(text.lower())
                return formulas.table_area(lone, "", row) if lone else None
            moved, moves = self._moved(definition, row, column)
            inner, deeper = self._expand(moved, row, column, depth + 1, marked=False)
            placed |= moves or deeper
            return f"{NAMED if marked and self._calculates(inner) else ''}({inner})"

        return formulas.substitute(formula, replace), placed

    def _calculates(self, definition: str) -> bool:
        """Tell whether a definition calculates with ranges, and is no reference itself."""
        lowered = definition.lower()
        if "cog_" in lowered or not (":" in lowered or any(one in lowered for one in self.areas)):
            return False
        root = tree(definition).inner
        if root.kind == "call":
            return root.function not in REFERRING
        return root.kind == "prefix" or (root.kind == "infix" and root.text not in JOINS)

    def _definition(self, text: str) -> str | None:
        place, mark, name = text.rpartition("!")
        if mark:
            scope = place.strip("'").replace("''", "'").lower()
            if scope and scope not in self._sheets:
                return None  # another workbook, or several sheets
            key = name.lower()
            local = self._local.get((scope, key))
            if areas.of(name, self.sheet) is None:
                return local if local is not None else self.inlined.get(key)
            return None
        return self.inlined.get(text.lower())

    def _table(self, text: str, row: int, column: int) -> str | None:
        name, _, inner = text.partition("[")
        if not inner.endswith("]") or "!" in name or name.startswith("'"):
            return None
        if name:
            table = self.tables.get(name.lower())
            if table is None and name.isidentifier():
                raise formulas.Unsupported(text)
        else:
            table = self._around(row, column)
            if table is None and inner[:-1].isdecimal():
                return None
        if table is None:
            return None
        return formulas.table_area(table, inner[:-1], row)

    def _around(self, row: int, column: int) -> Table | None:
        for table in self._here:
            top, left, bottom, right = table.range
            if top <= row <= bottom and left <= column <= right:
                return table
        return None

    def _plain_area(self, text: str) -> Area | None:
        """Return the area of a definition that is one, fixed and on a sheet of its own."""
        place = text.rpartition("!")[2]
        fixed = place.count("$") == 2 * (1 + place.count(":")) or re.fullmatch(
            r"\$[A-Z]+:\$[A-Z]+|\$\d+:\$\d+", place, re.I
        )
        if not fixed or text.startswith("!") or areas.three_d(text):
            return None
        one = areas.of(text, self.sheet)
        if one is None or one.sheet.lower() not in self._sheets or "!" not in text:
            return None
        return Area(self._sheets[one.sheet.lower()], one.range)

    def _moved(self, definition: str, row: int, column: int) -> tuple[str, bool]:
        """Return a definition as it reads in one cell: it is written as seen from A1."""
        moves = False

        def replace(text: str) -> str | None:
            nonlocal moves
            new = text
            if text.startswith("!"):
                new, moves = f"{formulas.quoted(self.sheet)}{text}", True
            if areas.of(new, self.sheet) is None:
                return new if new != text else None
            moved = areas.moved(new, row - 1, column - 1)
            moves |= moved != new
            return moved if moved != text else None

        return formulas.substitute(definition, replace), moves


def _lowered(formula: bytes) -> bytes:
    """Return a formula in small letters, accents included, its digits blotted out."""
    plain = formula if formula.isascii() else formula.decode("utf-8", "replace").lower().encode()
    return plain.lower().translate(_DIGITS)


def _visible(names: Iterable[DefinedName], sheet: str) -> Mapping[str, str]:
    """Return the definitions visible on a sheet by name in lower case; its own come first."""
    found = list(names)
    visible = {name.name.lower(): name.formula for name in found if name.scope is None}
    visible |= {name.name.lower(): name.formula for name in found if name.scope == sheet}
    return {key: text for key, text in visible.items() if not key.startswith("_xlnm.")}
