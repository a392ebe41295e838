"""Functions of references, written for the engine as what they point at."""

from __future__ import annotations

import re
from collections.abc import Callable

from pycog.lazy_patterns import regex
from pycog.refresh.calculation import areas
from pycog.refresh.calculation.operands import is_fixed, literal
from pycog.refresh.calculation.templates import ARRAY, REFERENCE, VALUE, Beyond, Piece
from pycog.refresh.calculation.writer import FALSE, Writer
from pycog.xlsx.cells import LAST_ROW
from pycog.xlsx.dependencies import Area
from pycog.xlsx.formula_tree import Node

#: Rows of which an array constant is written at most.
_MOST_ROWS = 2_000
#: Rows named in a text, as in the usual ``ROW(INDIRECT("1:3"))``.
_ROWS_IN_TEXT = regex(r'"\$?(\d{1,7}):\$?(\d{1,7})"')
#: A place counted from the formula's own: ``ROW()-1``.
_STEP = r"(?:ROW\( *\)|COLUMN\( *\)|\d+)"
_COUNTED = regex(rf" *[+-]? *{_STEP}(?: *[+-] *{_STEP})* *", re.I)
_TERM = regex(r"([+-]?) *(ROW|COLUMN|\d+)", re.I)


def _place(text: str, row: int, column: int) -> int:
    """Return what a text that is :data:`_COUNTED` gives at a place."""
    own = {"ROW": row, "COLUMN": column}
    terms = ((sign, word.upper()) for sign, word in _TERM.findall(text))
    return sum(
        (-1 if sign == "-" else 1) * (own[word] if word in own else int(word))
        for sign, word in terms
    )


def _names_rows(node: Node) -> bool:
    """Tell whether a call is ``INDIRECT("1:3")``."""
    (text, *more) = node.children or (node,)
    named = node.kind == "call" and node.function == "INDIRECT" and not more
    return named and _ROWS_IN_TEXT.fullmatch(text.text) is not None


def _numbered(span: tuple[int, int]) -> Callable[[str, int, int], str]:
    """Return what writes the numbers of the rows that a text names at a place of a formula."""

    def numbers(formula: str, row: int, column: int) -> str:
        match = _ROWS_IN_TEXT.fullmatch(formula[span[0] : span[1]].strip())
        first, last = sorted(map(int, match.groups())) if match else (0, 0)
        if not 1 <= first <= last <= LAST_ROW or last - first > _MOST_ROWS:
            raise Beyond("la fonction ROW sur une plage de cette taille")
        return "{" + ";".join(map(str, range(first, last + 1))) + "}" if last > first else str(last)

    return numbers


class ReferenceWriter(Writer):
    """Writes the calls whose arguments are places rather than values."""

    def position(self, node: Node, mode: str) -> list[Piece] | None:
        """Write ROW, ROWS and their like as what they are: the reference is not read."""
        if len(node.children) != 1:
            return None
        inner, name = node.children[0].inner, node.function
        if self.area(inner) is None:
            if mode == ARRAY and name == "ROW" and _names_rows(inner):
                return [_numbered((inner.children[0].start, inner.children[0].end))]
            if mode == ARRAY and name in ("ROW", "COLUMN") and inner.kind in ("call", "infix"):
                raise Beyond(f"la fonction {name} d'une plage calculée")
            return None
        span = (inner.start, inner.end)
        many = mode == ARRAY and self.is_many(inner)

        def counted(formula: str, row: int, column: int) -> str:
            found = self.area_of(formula[span[0] : span[1]])
            assert found is not None
            top, left, bottom, right = found.range
            if name == "ROWS":
                return str(bottom - top + 1)
            if name == "COLUMNS":
                return str(right - left + 1)
            first, last, mark = (top, bottom, ";") if name == "ROW" else (left, right, ",")
            if not many or first == last:
                return str(first)
            return "{" + mark.join(map(str, range(first, last + 1))) + "}"

        if many and name in ("ROW", "COLUMN"):
            one = self.area(inner)
            assert one is not None
            top, left, bottom, right = one.range
            if (bottom - top if name == "ROW" else right - left) > _MOST_ROWS:
                raise Beyond(f"la fonction {name} sur une plage de cette taille")
        return [counted]

    def offset(self, node: Node, mode: str) -> list[Piece] | None:
        """Write OFFSET by fixed numbers as the reference that it is."""
        anchor, *steps = node.children
        if any(self.several(one, ARRAY) for one in steps) and mode != VALUE:
            raise Beyond("la fonction OFFSET à plusieurs places à la fois")
        if self.area(anchor) is None or len(steps) < 2 or not all(map(is_fixed, steps)):
            return None
        span = (anchor.inner.start, anchor.inner.end)
        moves = [(one.start, one.end) for one in steps]

        def moved(formula: str, row: int, column: int) -> str:
            found = self.area_of(formula[span[0] : span[1]])
            assert found is not None
            down, right, *size = (
                int(float(formula[start:end].replace(" ", "") or 0)) if end > start else None
                for start, end in moves
            )
            top, left, bottom, last = found.range
            height = size[0] if size and size[0] is not None else bottom - top + 1
            width = size[1] if len(size) > 1 and size[1] is not None else last - left + 1
            top, left = top + (down or 0), left + (right or 0)
            # A negative size goes up or left from the same corner.
            rows = sorted((top, top + height - (1 if height > 0 else -1)))
            columns = sorted((left, left + width - (1 if width > 0 else -1)))
            box = (rows[0], columns[0], rows[1], columns[1])
            inside = box[0] >= 1 and box[1] >= 1 and height != 0 and width != 0
            if not inside or box[2] > areas.LAST_ROW or box[3] > areas.LAST_COLUMN:
                return "#REF!"
            one = Area(found.sheet, box)
            if mode == VALUE:
                place = areas.beside(one, row, column)
                if place is None:
                    return "#VALUE!"
                one = Area(one.sheet, (*place, *place))
            return areas.written(one, self.sheet)

        return [moved]

    def cell(self, node: Node, mode: str) -> list[Piece] | None:
        """Write CELL of what does not depend on a value."""
        kind = literal(node.children[0]).lower() if node.children else ""
        if kind == "filename" and 'FIND("]"' in self.formula.replace(" ", "").upper():
            where = node.children[1].inner if len(node.children) > 1 else None

            def named(formula: str, row: int, column: int) -> str:
                one = self.area_of(formula[where.start : where.end]) if where else None
                sheet = (one.sheet if one else self.sheet).replace('"', '""')
                return f'"[classeur.xlsx]{sheet}"'

            return [named]
        if kind in ("row", "col") and len(node.children) == 2:
            part = "ROW" if kind == "row" else "COLUMN"
            return self.position(Node("call", part, node.start, node.end, node.children[1:]), VALUE)
        raise Beyond("la fonction CELLULE")

    def single(self, node: Node, mode: str) -> list[Piece] | None:
        """Write ``_xlfn.SINGLE``, shown as ``@``."""
        (inner,) = node.children
        if self.area(inner) is not None:
            return self.write(inner, VALUE)
        return ["@", *self.write(inner, REFERENCE)]

    def index(self, node: Node, mode: str) -> list[Piece] | None:
        """Write INDEX of a place counted from the formula's own as the cell that it is.

        ``INDEX(D:D,ROW()-1)`` reads the cell above, not its whole column and so itself.
        """
        if any(self.several(one, ARRAY if mode == ARRAY else VALUE) for one in node.children[1:]):
            raise Beyond("la fonction INDEX à plusieurs places à la fois")
        area, *steps = node.children or (node,)
        spans = [(one.start, one.end) for one in node.children]
        texts = [self.formula[start:end] for start, end in spans[1:]]
        counted = any("(" in one for one in texts) and all(map(_COUNTED.fullmatch, texts))
        if not counted or len(steps) > 2 or self.area(area) is None:
            return None

        def chosen(formula: str, row: int, column: int) -> str:
            found = self.area_of(formula[slice(*spans[0])].strip("() "))
            assert found is not None  # as the one that the template was made from
            top, left, bottom, right = found.range
            places = [_place(formula[start:end], row, column) for start, end in spans[1:]]
            if 0 in places:
                raise Beyond("la fonction INDEX à plusieurs places à la fois")
            if len(places) == 1:
                places = [1, *places] if top == bottom else [*places, 1]
            down, across = places
            if not 1 <= down <= bottom - top + 1 or not 1 <= across <= right - left + 1:
                return "#REF!"
            cell = (top + down - 1, left + across - 1)
            return areas.written(Area(found.sheet, (*cell, *cell)), self.sheet)

        one = self.area(area)
        assert one is not None
        top, left, bottom, right = one.range
        if len(steps) == 1 and top != bottom and left != right:
            return None
        return [chosen]

    def _is_known(self, text: str) -> bool:
        """Tell whether a text is one that the engine finds: an address, or the name of an area."""
        return self.area_of(text) is not None or _ROWS_IN_TEXT.fullmatch(f'"{text}"') is not None

    def is_reference(self, node: Node, mode: str) -> list[Piece] | None:
        """Write ISREF of a reference as true: it is not read, be it the formula's own cell."""
        return ["TRUE"] if len(node.children) == 1 and self.area(node.children[0]) else None

    def indirect(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse INDIRECT in R1C1 and of several texts."""
        style = node.children[1].inner if len(node.children) > 1 else None
        if style is not None and style.text.upper() not in ("1", "TRUE"):
            raise Beyond("la fonction INDIRECT en notation L1C1")
        if any(one.kind == "text" and "[" in one.text for one in node.children[0].walk()):
            raise Beyond("la fonction INDIRECT du texte d'une référence de tableau")
        named = literal(node.children[0]).rpartition("!")[2].strip()
        if node.children[0].inner.kind == "text" and not self._is_known(named):
            raise Beyond("la fonction INDIRECT du nom d'un tableau ou d'un calcul")
        if self.several(node.children[0], ARRAY if mode == ARRAY else VALUE):
            raise Beyond("la fonction INDIRECT à plusieurs textes à la fois")
        return None

    def address(self, node: Node, mode: str) -> list[Piece] | None:
        """Write ADDRESS in the notation L1C1 by ours: its letters are those of the language."""
        style = node.children[3].inner if len(node.children) > 3 else None
        if style is None or style.text.upper() in ("1", "TRUE"):
            return None
        if style.text.upper() not in FALSE or len(node.children) > 4:
            raise Beyond("la fonction ADRESSE dont la notation est calculée, ou avec une feuille")
        return self._called("ADDRESS", node.children[:3], ARRAY if mode == ARRAY else VALUE)
