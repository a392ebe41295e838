"""Writes out MAP, BYROW, BYCOL, SCAN, REDUCE and MAKEARRAY, which the engine has not.

Over a range of a known size each is so many calculations side by side: ``BYROW(A1:B2,LAMBDA(r,
MAX(r)))`` is ``VSTACK(MAX(A1:B1),MAX(A2:B2))``. Anything else is left to Excel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pycog.refresh.calculation import areas
from pycog.refresh.calculation.signatures import SPREADING, takes_range
from pycog.xlsx import formulas
from pycog.xlsx.dependencies import Area
from pycog.xlsx.formula_tree import Node, tree

#: Most calculations that one call is written out as, and longest formula.
_MOST, _LONGEST = 500, 100_000
#: Calls inside calls.
_DEEPEST: Final = 12
_STEP: Final = "_xlpm.pycog"
#: Functions that may give several values; those of ours may too.
_MAY_SPREAD: Final = frozenset({"INDEX", "OFFSET", "INDIRECT", "XLOOKUP", "CHOOSE"})
_HELPERS: Final = frozenset({"BYROW", "BYCOL", "MAP", "SCAN", "REDUCE", "MAKEARRAY"})


class _Place(NamedTuple):
    """Where a formula stands: its sheet, and the names that are areas."""

    sheet: str
    names: Mapping[str, Area]

    def area(self, text: str) -> Area | None:
        return areas.of(text, self.sheet) or self.names.get(text.rpartition("!")[2].lower())


class _LeftToExcel(Exception):
    """A call that is not written out."""


def holds_one(formula: str) -> bool:
    """Tell whether a formula may have a call to write out."""
    return "LAMBDA(" in formula.upper()


def written_out(formula: str, sheet: str, names: Mapping[str, Area]) -> str | None:
    """Return a formula without these calls, ``None`` where one of them is left to Excel.

    Args:
        formula: Its tables, and the names that are calculated, written out.
        sheet: Its sheet.
        names: The names that are areas, in lower case.
    """
    try:
        for number in range(_DEEPEST):
            if not holds_one(formula):
                return formula
            call = next((one for one in tree(formula).walk() if one.function in _HELPERS), None)
            if call is None or len(formula) > _LONGEST:
                return None
            new = _Call(formula, call, _Place(sheet, names), number).written()
            formula = f"{formula[: call.start]}{new}{formula[call.end :]}"
    except (_LeftToExcel, formulas.Unsupported):
        pass
    return None


class _Call:
    """One of the calls, in its formula."""

    def __init__(self, formula: str, call: Node, place: _Place, number: int) -> None:
        self.formula, self.place, self.number = formula, place, number
        self.name = call.function
        if len(call.children) < 2:
            raise _LeftToExcel
        *self.given, function = (one.inner for one in call.children)
        if function.kind != "call" or function.function != "LAMBDA" or not function.children:
            raise _LeftToExcel
        *names, self.body = function.children
        self.names = [one.text.lower() for one in names]
        if not all(one.startswith("_xlpm.") for one in self.names):
            raise _LeftToExcel

    def written(self) -> str:
        if self.name == "MAKEARRAY":
            return self._made()
        if self.name in ("REDUCE", "SCAN"):
            return self._run()
        boxes = [self._area(one) for one in self.given]
        if len(boxes) != len(self.names):
            raise _LeftToExcel
        if self.name == "MAP":
            return self._mapped(boxes)
        (area,) = boxes
        top, left, bottom, right = area.range
        if self.name == "BYROW":
            lines = [(row, left, row, right) for row in range(top, bottom + 1)]
            return _stacked("VSTACK", [self._one([Area(area.sheet, one)]) for one in lines])
        lines = [(top, column, bottom, column) for column in range(left, right + 1)]
        return _stacked("HSTACK", [self._one([Area(area.sheet, one)]) for one in lines])

    def _mapped(self, boxes: Sequence[Area]) -> str:
        sizes = {(one.range[2] - one.range[0], one.range[3] - one.range[1]) for one in boxes}
        if len(sizes) != 1:
            raise _LeftToExcel
        ((height, width),) = sizes
        lines = []
        for down in range(height + 1):
            cells = [
                self._one([_cell(one, down, across) for one in boxes])
                for across in range(width + 1)
            ]
            lines.append(_stacked("HSTACK", cells))
        return _stacked("VSTACK", lines)

    def _run(self) -> str:
        """Write what goes on from cell to cell as names, each made of the one before."""
        if len(self.given) != 2 or len(self.names) != 2:
            raise _LeftToExcel
        start, area = self.given[0], self._area(self.given[1])
        if start.kind not in ("number", "text"):
            raise _LeftToExcel
        top, left, bottom, right = area.range
        steps = [f"{_STEP}{self.number}_{place}" for place in range(_size(area) + 1)]
        pieces = [steps[0], start.text]
        cells = [
            (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        ]
        for before, step, place in zip(steps, steps[1:], cells, strict=False):
            value = areas.written(Area(area.sheet, (*place, *place)), self.place.sheet)
            pieces += [step, self._filled({self.names[0]: before, self.names[1]: value})]
        if self.name == "REDUCE":
            return f"_xlfn.LET({','.join([*pieces, steps[-1]])})"
        width = right - left + 1
        lines = [
            _stacked("HSTACK", steps[1 + at : 1 + at + width]) for at in range(0, len(cells), width)
        ]
        return f"_xlfn.LET({','.join([*pieces, _stacked('VSTACK', lines)])})"

    def _made(self) -> str:
        sizes = [int(one.text) for one in self.given if one.kind == "number" and one.text.isdigit()]
        if len(sizes) != 2 or len(self.names) != 2 or not 0 < sizes[0] * sizes[1] <= _MOST:
            raise _LeftToExcel
        return _stacked(
            "VSTACK",
            [
                _stacked(
                    "HSTACK",
                    [
                        self._filled({self.names[0]: str(row), self.names[1]: str(column)})
                        for column in range(1, sizes[1] + 1)
                    ],
                )
                for row in range(1, sizes[0] + 1)
            ],
        )

    def _area(self, node: Node) -> Area:
        found = self.place.area(node.text) if node.kind == "range" else None
        if found is None or _size(found) > _MOST:
            raise _LeftToExcel
        return found

    def _one(self, boxes: Sequence[Area]) -> str:
        written = [areas.written(one, self.place.sheet) for one in boxes]
        return self._filled(dict(zip(self.names, written, strict=True)))

    def _filled(self, values: Mapping[str, str]) -> str:
        """Return the body with its names given; it has to be one value."""
        body = formulas.substitute(
            self.formula[self.body.start : self.body.end],
            lambda text: values.get(text.lower()),
        )
        if not _is_single(tree(body), self.place):
            raise _LeftToExcel
        return body


def _size(area: Area) -> int:
    top, left, bottom, right = area.range
    return (bottom - top + 1) * (right - left + 1)


def _cell(area: Area, down: int, across: int) -> Area:
    row, column = area.range[0] + down, area.range[1] + across
    return Area(area.sheet, (row, column, row, column))


def _stacked(function: str, pieces: Sequence[str]) -> str:
    return f"({pieces[0]})" if len(pieces) == 1 else f"_xlfn.{function}({','.join(pieces)})"


def _is_single(node: Node, place: _Place) -> bool:
    """Tell whether a calculation gives one value for sure: ranges stand where one is taken."""
    if node.kind == "array" or node.text == "#":
        return False
    if node.kind == "range":
        found = place.area(node.text)
        one = found is not None and _size(found) == 1
        return one or node.text.lower().startswith("_xlpm.")
    if node.kind == "call":
        name = node.function
        if name in _HELPERS:
            return name == "REDUCE"
        if name == "LET":
            return all(_is_single(one, place) for one in node.children)
        if name in SPREADING or name in _MAY_SPREAD or formulas.our_name(node.text):
            return False
        return all(
            takes_range(name, at) or _is_single(one, place) for at, one in enumerate(node.children)
        )
    return all(_is_single(one, place) for one in node.children)
