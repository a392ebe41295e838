"""Functions that are written for the engine in a way of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from pycog.refresh.calculation import areas, functions
from pycog.refresh.calculation.operands import is_fixed, literal, operands
from pycog.refresh.calculation.signatures import takes_range
from pycog.refresh.calculation.templates import (
    ARRAY,
    REFERENCE,
    VALUE,
    Beyond,
    Piece,
    Template,
    merged,
)
from pycog.refresh.calculation.writer import FALSE, MARK, Writer
from pycog.xlsx.cells import LAST_ROW
from pycog.xlsx.dependencies import Area
from pycog.xlsx.formula_tree import Node

_CONDITIONAL = (
    "COUNTIF", "SUMIF", "AVERAGEIF", "COUNTIFS", "SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS",
)  # fmt: skip
_LOOKUPS = {"MATCH": 2, "VLOOKUP": 3, "HLOOKUP": 3}
#: What only Excel knows: its formulas, its areas, and the currency of its settings.
_KEPT = ("AREAS", "DOLLAR", "FORMULATEXT", "INFO", "ISFORMULA", "PHONETIC")
#: Questions to which a value that is not calculated is no answer.
_ASKING = ("ISERR", "ISERROR", "ISLOGICAL", "ISNA", "ISNONTEXT", "ISNUMBER", "ISTEXT")
_MOST_PARTS = 200
#: Rows of which an array constant is written at most.
_MOST_ROWS = 2_000
#: Rows named in a text, as in the usual ``ROW(INDIRECT("1:3"))``.
_ROWS_IN_TEXT = re.compile(r'"\$?(\d{1,7}):\$?(\d{1,7})"')


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


class SpecialWriter(Writer):
    """Writes one formula, special calls included."""

    def special(self, node: Node, mode: str) -> list[Piece] | None:
        """Write a call of a function with a way of its own, ``None`` for the others."""
        written = _SPECIAL.get(node.function)
        least, most = _ARGUMENTS.get(node.function, (0, 255))
        if written is None or not least <= len(node.children) <= most:
            return None
        return written(self, node, mode)

    def conditional(self, node: Node, mode: str) -> list[Piece] | None:
        """Write COUNTIF and its family: ours where criteria, errors or sizes want it."""
        name = node.function
        inside = ARRAY if mode == ARRAY else VALUE
        criteria = [one for place, one in enumerate(node.children) if not takes_range(name, place)]
        fixed = all(one.inner.kind in ("number", "text") for one in criteria)
        hard = fixed and functions.is_hard(*map(literal, criteria))
        several = any(self.several(one, inside) for one in criteria)
        sums = not name.startswith("COUNT") or mode == ARRAY
        if name == "COUNTIFS" or (name == "COUNTIF" and hard):
            self._check_blanks(node, criteria)
        if several or hard or (self.site.errors and sums):
            return self._ours_sized(node, inside)
        plain: list[Piece] = self._engine_sized(node, mode)
        if fixed:
            return plain
        asked: list[Piece] = [f"IF({MARK}HARD("]
        for place, one in enumerate(criteria):
            asked += ["," if place else "", *self.write(one, inside)]
        return [*asked, "),", *self._ours_sized(node, inside), ",", *plain, ")"]

    def _check_blanks(self, node: Node, criteria: Sequence[Node]) -> None:
        """Refuse to count blank cells down to the end of the sheet."""
        if any(literal(one) in ("", "=") or literal(one)[:2] == "<>" for one in criteria):
            looked = [one.inner for one in node.children if one not in criteria]
            if any(one.kind == "range" and self.is_large(one) for one in looked):
                raise Beyond("le nombre de cellules vides d'une colonne entière")

    def _ours_sized(self, node: Node, inside: str) -> list[Piece]:
        """Write a call of ours; SUMIF adds an area as large as the one it looks at."""
        if node.function not in ("SUMIF", "AVERAGEIF") or len(node.children) < 3:
            return self.called_on_ranges(node, inside)
        looked, criterion, added = node.children
        pieces: list[Piece] = [f"{MARK}{node.function}(", *self.clipped(looked), ","]
        pieces += [*self.write(criterion, inside), ","]
        if self.area(looked) is None or self.area(added) is None:
            return [*pieces, *self.clipped(added), ")"]
        spans = [(one.inner.start, one.inner.end) for one in (looked, added)]

        def resized(formula: str, row: int, column: int) -> str:
            first, other = (self.area_of(formula[start:end]) for start, end in spans)
            assert first is not None and other is not None
            clipped = self.grid.clipped(first) if self.is_large(looked.inner) else first
            top, left, bottom, right = clipped.range
            place = other.range[0], other.range[1]
            size = (place[0] + bottom - top, place[1] + right - left)
            return areas.written(Area(other.sheet, (*place, *size)), self.sheet)

        return [*pieces, resized, ")"]

    def _engine_sized(self, node: Node, mode: str) -> list[Piece]:
        """Write a call of the engine's; those of several ranges want them of one size."""
        plain = self.arguments(node, mode)
        if not node.function.endswith("S") or len(node.children) < 3:
            return plain
        ranges = [
            one.inner
            for place, one in enumerate(node.children)
            if takes_range(node.function, place)
        ]
        if any(self.area(one) is None for one in ranges):
            return plain
        spans = [(one.start, one.end) for one in ranges]

        template = Template(tuple(merged(plain)), placed=True)

        def checked(formula: str, row: int, column: int) -> str:
            found = [self.area_of(formula[start:end]) for start, end in spans]
            sizes = {
                (one.range[2] - one.range[0], one.range[3] - one.range[1]) for one in found if one
            }
            return template.apply(formula, row, column) if len(sizes) == 1 else "#VALUE!"

        return [checked]

    def lookup(self, node: Node, mode: str) -> list[Piece] | None:
        """Write MATCH and its like: ours for texts in order, and for signs on accents."""
        name = node.function
        inside = ARRAY if mode == ARRAY else VALUE
        if not node.children or len(node.children) < 2:
            return None
        wanted = node.children[0]
        if name == "LOOKUP":
            self.clips += 1
            pieces = self.called_on_ranges(node, inside)
            self.clips -= 1
            return pieces
        if self.is_lifted(node, inside):
            return self.called_on_ranges(node, inside)
        place = _LOOKUPS.get(name, 9)
        kind = node.children[place].inner if place < len(node.children) else None
        exact = kind is not None and (kind.kind == "omitted" or kind.text.upper() in FALSE)
        question = "SIGNS" if exact else "ORDERED"
        plain = self.arguments(node, mode)
        if self.area(node.children[1]) is None:
            return self.called_on_ranges(node, inside)
        if wanted.inner.kind == "number":
            # The last number, by 9.99E+307, is not found by the engine beside texts.
            return plain if exact else self.called_on_ranges(node, inside)
        asked: list[Piece] = [f"IF({MARK}{question}(", *self.write(wanted, inside), "),"]
        return [*asked, *self.called_on_ranges(node, inside), ",", *plain, ")"]

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

    def subtotal(self, node: Node, mode: str) -> list[Piece] | None:
        """Write SUBTOTAL and AGGREGATE over the cells that count."""
        name, (code, *rest) = node.function, node.children
        if code.inner.kind != "number":
            raise Beyond(f"la fonction {name} dont l'opération est calculée")
        number = int(float(code.inner.text))
        if name == "AGGREGATE":
            return self._aggregate(node, number)
        if mode == ARRAY and any(self.area(one) is None for one in rest):
            raise Beyond(f"la fonction {name} d'une plage calculée")
        sheets = {one.sheet for argument in rest if (one := self.area(argument))}
        counts = number % 100 in (2, 3)
        rows = self.grid.hidden if number > 100 else self.grid.filtered
        if not counts and not any(rows.get(sheet) for sheet in sheets):
            return None
        pieces: list[Piece] = [f"{MARK if counts else ''}SUBTOTAL(", (code.start, code.end)]
        for argument in rest:
            pieces += [",", *self._shown(argument, rows, nested=counts)]
        return [*pieces, ")"]

    def _aggregate(self, node: Node, number: int) -> list[Piece]:
        if len(node.children) < 3 or node.children[1].inner.kind != "number":
            raise Beyond("la fonction AGGREGATE dont l'option est calculée")
        option = int(float(node.children[1].inner.text))
        rows = self.grid.hidden if option in (1, 3, 5, 7) else self.grid.filtered
        head = node.children[:2]
        pieces: list[Piece] = [f"{MARK}AGGREGATE("]
        for one in head:
            pieces += [(one.start, one.end), ","]
        ranked = 14 <= number <= 19
        for place, argument in enumerate(node.children[2:]):
            pieces.append("," if place else "")
            if self.area(argument) is not None:
                shown = self._shown(argument, rows, nested=option <= 3)
                pieces += [f"{MARK}UNION(", *shown, ")"] if ranked and not place else shown
            else:
                pieces += self.write(argument, ARRAY)
        return [*pieces, ")"]

    def _shown(
        self, node: Node, rows: Mapping[str, frozenset[int]], *, nested: bool
    ) -> list[Piece]:
        inner = node.inner
        if self.area(inner) is None:
            if any(rows.values()):
                raise Beyond("un sous-total de lignes masquées")
            return self.write(node, REFERENCE)
        span = (inner.start, inner.end)

        def parts(formula: str, row: int, column: int) -> str:
            found = self.area_of(formula[span[0] : span[1]])
            assert found is not None
            one = self.grid.clipped(found)
            out = self.grid.subtotals.get(one.sheet, frozenset()) if nested else frozenset()
            kept = areas.shown(one, rows.get(one.sheet, frozenset()), out)
            if not kept:
                return '""' if not nested else '{""}'
            if len(kept) > _MOST_PARTS:
                return f"{MARK}UNSURE()"
            return ",".join(areas.written(part, self.sheet) for part in kept)

        return [parts]

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
        """Refuse INDEX of several places at once."""
        if any(self.several(one, ARRAY if mode == ARRAY else VALUE) for one in node.children[1:]):
            raise Beyond("la fonction INDEX à plusieurs places à la fois")
        return None

    def indirect(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse INDIRECT in R1C1 and of several texts."""
        style = node.children[1].inner if len(node.children) > 1 else None
        if style is not None and style.text.upper() not in ("1", "TRUE"):
            raise Beyond("la fonction INDIRECT en notation L1C1")
        if self.several(node.children[0], ARRAY if mode == ARRAY else VALUE):
            raise Beyond("la fonction INDIRECT à plusieurs textes à la fois")
        return None

    def sort(self, node: Node, mode: str) -> list[Piece] | None:
        """Write SORT by ours: it knows the order of accented letters."""
        return self.called_on_ranges(node, ARRAY)

    def ranking(self, node: Node, mode: str) -> list[Piece] | None:
        """Write LARGE and its like over a union of ranges."""
        place = 1 if node.function.startswith("RANK") else 0
        if place >= len(node.children):
            return None
        inner = node.children[place].inner
        through = inner.kind == "range" and areas.three_d(inner.text)
        if not through and not (inner.kind == "infix" and inner.text == ","):
            return None
        pieces: list[Piece] = [f"{MARK}{node.function}("]
        for number, child in enumerate(node.children):
            pieces.append("," if number else "")
            if number == place:
                pieces += [f"{MARK}UNION(", *(self.spread_out(child) or []), ")"]
            else:
                pieces += self.write(child, VALUE)
        return [*pieces, ")"] if node.function in functions.LIFTED else None

    def kept(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse what only Excel knows."""
        raise Beyond(f"la fonction {node.function}")

    def first(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse N and T of several values: they give the first of a range, all of an array."""
        if any(self.several(one, mode if mode == ARRAY else VALUE) for one in node.children):
            raise Beyond(f"la fonction {node.function} de plusieurs valeurs")
        return None

    def product(self, node: Node, mode: str) -> list[Piece] | None:
        """Write SUMPRODUCT by ours: the engine adds truth values and ranges of any size."""
        read = [one for child in node.children for one in operands(child)]
        large = any(self.area(one) and self.is_large(one) for one in read)
        if large and any(self.area(one) is None for one in read):
            return None
        pieces: list[Piece] = [f"{MARK}SUMPRODUCT({'TRUE' if large else 'FALSE'}"]
        self.clips += bool(large)
        for child in node.children:
            pieces += [",", *self.write(child, ARRAY)]
        self.clips -= bool(large)
        return [*pieces, ")"]

    def whole(self, node: Node, mode: str) -> list[Piece] | None:
        """Write a function of ours that takes any number of ranges."""
        return self.called_on_ranges(node, mode)

    def database(self, node: Node, mode: str) -> list[Piece] | None:
        """Write DSUM and its like by ours; an omitted field is a zero to it."""
        return self.called_on_ranges(node, VALUE)

    def hyperlink(self, node: Node, mode: str) -> list[Piece] | None:
        """Write HYPERLINK as what it shows."""
        if not node.children:
            return None
        shown = node.children[-1 if len(node.children) == 2 else 0]
        if shown.kind == "omitted":
            return None
        return ["(", *self.write(shown, ARRAY if mode == ARRAY else VALUE), ")"]

    def datedif(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse the units of DATEDIF that are counted in days of another year."""
        unit = literal(node.children[2]).lower() if len(node.children) == 3 else ""
        if unit not in ("d", "m", "y", "ym", "md"):
            raise Beyond("la fonction DATEDIF dans cette unité")
        return None

    def shifted(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse the functions of days that give an error for a range, even cell by cell."""
        if self.is_lifted(node, ARRAY if mode == ARRAY else VALUE):
            raise Beyond(f"la fonction {node.function} appliquée à chaque cellule d'une plage")
        return None

    def catching(self, node: Node, mode: str) -> list[Piece] | None:
        """Write IFERROR so that what is not calculated stays so, and is not an error."""
        if not self.may_doubt(node.children[0]):
            return None
        caught, instead = (self._argument(node, place, mode) for place in (0, 1))
        # An omitted value is a zero.
        instead = instead if node.children[1].kind != "omitted" else ["0"]
        doubt: list[Piece] = [f"IF({MARK}ISUNSURE(", *caught, f"),{MARK}UNSURE(),", *instead, ")"]
        return ["IFERROR(", *caught, ",", *doubt, ")"]

    def asking(self, node: Node, mode: str) -> list[Piece] | None:
        """Write ISERROR and its like by ours over what may not be calculated."""
        inside = ARRAY if mode == ARRAY else VALUE
        if not self.may_doubt(node.children[0]) or self.is_lifted(node, inside):
            return None
        return self._called(node.function, node.children, inside)

    def parted(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse TEXTBEFORE, TEXTAFTER and TAKE with what the engine has not."""
        if node.function == "TAKE":
            if node.children[1].kind == "omitted":
                raise Beyond("la fonction TAKE sans nombre de lignes")
        elif len(node.children) > 3:
            raise Beyond(f"la fonction {node.function} avec ces options")
        return None

    def address(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse ADDRESS in a notation that is calculated."""
        style = node.children[3].inner if len(node.children) > 3 else None
        if style is None or style.text.upper() in ("1", "TRUE", "FALSE"):
            return None
        if style.text != "0":
            raise Beyond("la fonction ADRESSE dont la notation est calculée")
        style.kind = "word"
        return self.arguments(node, mode)


#: How many arguments a call must have to be one of the function.
_ARGUMENTS = {
    "OFFSET": (3, 5), "SUBTOTAL": (2, 255), "AGGREGATE": (3, 255), "INDIRECT": (1, 2),
    "SINGLE": (1, 1), "SUMIF": (2, 3), "AVERAGEIF": (2, 3), "COUNTIF": (2, 2),
    **dict.fromkeys(functions.DATABASE, (3, 3)),
    **dict.fromkeys(_ASKING, (1, 1)), "IFERROR": (2, 2), "TAKE": (2, 3),
}  # fmt: skip
_Special = Callable[[SpecialWriter, Node, str], "list[Piece] | None"]
_SPECIAL: dict[str, _Special] = {
    **dict.fromkeys(_CONDITIONAL, SpecialWriter.conditional),
    **dict.fromkeys(("MATCH", "VLOOKUP", "HLOOKUP", "LOOKUP"), SpecialWriter.lookup),
    **dict.fromkeys(("ROW", "ROWS", "COLUMN", "COLUMNS"), SpecialWriter.position),
    **dict.fromkeys(("SUBTOTAL", "AGGREGATE"), SpecialWriter.subtotal),
    **dict.fromkeys(("SORT", "SORTBY"), SpecialWriter.sort),
    **dict.fromkeys(("LARGE", "SMALL", "RANK"), SpecialWriter.ranking),
    **dict.fromkeys(("N", "T"), SpecialWriter.first),
    "SUMPRODUCT": SpecialWriter.product,
    "UNIQUE": SpecialWriter.sort,
    "HYPERLINK": SpecialWriter.hyperlink,
    **dict.fromkeys(("MODE", "MODE.SNGL", "MODE.MULT"), SpecialWriter.whole),
    **dict.fromkeys(functions.DATABASE, SpecialWriter.database),
    **dict.fromkeys(("GCD", "LCM", "MMULT", "TYPE", "CONCAT", "TEXTJOIN"), SpecialWriter.whole),
    **dict.fromkeys(_KEPT, SpecialWriter.kept),
    **dict.fromkeys(("EDATE", "EOMONTH", "YEARFRAC"), SpecialWriter.shifted),
    **dict.fromkeys(_ASKING, SpecialWriter.asking),
    **dict.fromkeys(("TAKE", "TEXTAFTER", "TEXTBEFORE"), SpecialWriter.parted),
    "IFERROR": SpecialWriter.catching,
    "OFFSET": SpecialWriter.offset,
    "CELL": SpecialWriter.cell,
    "SINGLE": SpecialWriter.single,
    "INDEX": SpecialWriter.index,
    "INDIRECT": SpecialWriter.indirect,
    "DATEDIF": SpecialWriter.datedif,
    "ADDRESS": SpecialWriter.address,
}
