"""Writes formulas for the engine so that it calculates what Excel would, or says it cannot.

The engine takes a range for its first cell where Excel takes the cell beside the formula,
applies hardly any function to each cell of a range, compares text by code points and
numbers to the last bit, and has neither unions, intersections nor references through
several sheets. A formula is read as a tree; what the engine does otherwise is written in
another way or handed to a function of ours, and what neither can do is kept.

Formulas that differ only in their references share one :class:`Template`: where its pieces
stand is found once, and a column filled down costs hardly more than copying it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pycog.refresh.calculation.areas import Grid
from pycog.refresh.calculation.special_calls import SpecialWriter
from pycog.refresh.calculation.templates import ARRAY, VALUE, Beyond, Template, merged, restored
from pycog.refresh.calculation.writer import Site
from pycog.xlsx.dependencies import Area
from pycog.xlsx.formula_tree import tree
from pycog.xlsx.formulas import ROWS


class Translator:
    """Writes the formulas of one sheet for the engine."""

    def __init__(
        self, sheet: str, grid: Grid, names: Mapping[str, Area], *, errors: bool = False
    ) -> None:
        """Prepare for a sheet.

        Args:
            sheet: Its name.
            grid: The sheets of the workbook.
            names: The defined names that are areas, in lower case.
            errors: Whether cells hold errors, which the engine leaves out of sums.
        """
        self._site = Site(sheet, grid, names, errors)
        self._templates: dict[tuple[str, bool], Template | Beyond | None] = {}

    def template(self, formula: str, *, array: bool) -> Template | None:
        """Return how formulas like this one are written, ``None`` where they need not be.

        Args:
            formula: One of them, its names and tables written out.
            array: Whether it is an array formula, classic or dynamic.

        Raises:
            Beyond: They cannot be calculated.
            Unsupported: It cannot be read.
        """
        key = ROWS.sub(_without_row, formula), array
        if key not in self._templates:
            try:
                self._templates[key] = self._made(formula, array)
            except Beyond as beyond:
                self._templates[key] = beyond
        found = self._templates[key]
        if isinstance(found, Beyond):
            raise found
        return found

    def _made(self, formula: str, array: bool) -> Template | None:
        root = tree(formula)
        writer = SpecialWriter(self._site, formula)
        pieces = merged(writer.root(root, ARRAY if array else VALUE))
        if all(isinstance(piece, tuple) for piece in pieces):
            return None
        return Template(tuple(pieces), any(callable(piece) for piece in pieces))


def _without_row(match: re.Match[str]) -> str:
    return match[0] if match[1] is None else match[1] + "0" * len(match[2])


__all__ = ["Beyond", "Translator", "restored"]
