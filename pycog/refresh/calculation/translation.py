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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pycog.refresh.calculation import areas, functions
from pycog.refresh.calculation.areas import Grid
from pycog.refresh.calculation.signatures import (
    ADDING,
    LIFTED_BY_ENGINE,
    NAMING,
    PASSING,
    REFERRING,
    SPREADING,
    forces_arrays,
    takes_range,
)
from pycog.xlsx import formulas
from pycog.xlsx.dependencies import Area
from pycog.xlsx.formula_tree import COMPARISONS, JOINS, Node, tree

#: A piece that depends on where the formula stands: its text, row and column give it.
Placed = Callable[[str, int, int], str]
Piece = str | tuple[int, int] | Placed

VALUE, REFERENCE, ARRAY = "value", "reference", "array"

_MARK = functions.MARK
_DIGITS = re.compile(r"(?<=[A-Za-z$])[1-9]\d*")
#: Always ours: the engine's know no accents, no French, or round at the last bit.
_OURS = frozenset(
    {
        "CEILING", "CONCATENATE", "DATE", "DATEVALUE", "DAY", "EDATE", "EOMONTH", "FACT", "FLOOR",
        "HOUR", "INT", "ISEVEN", "ISODD", "LEN", "LOWER", "MINUTE", "MOD", "MONTH", "MROUND",
        "POWER", "PROPER", "QUOTIENT", "REPLACE", "SEARCH", "SECOND", "SUBSTITUTE", "TEXT",
        "TIMEVALUE", "TRUNC", "UPPER", "VALUE", "WEEKDAY", "YEAR",
    }
)  # fmt: skip
_CONDITIONAL = (
    "COUNTIF", "SUMIF", "AVERAGEIF", "COUNTIFS", "SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS",
)  # fmt: skip
_LOOKUPS = {"MATCH": 2, "VLOOKUP": 3, "HLOOKUP": 3}
_FALSE = ("0", "FALSE")
_MOST_PARTS = 200
#: Rows of which an array constant is written at most.
_MOST_ROWS = 2_000


class Beyond(Exception):
    """A formula that neither the engine nor a function of ours calculates as Excel does.

    ``str()`` is what cannot be calculated, in French, as the end of a sentence.
    """


@dataclass(frozen=True, slots=True)
class Template:
    """How formulas of one form are written for the engine."""

    pieces: tuple[Piece, ...]
    placed: bool

    def apply(self, formula: str, row: int, column: int) -> str:
        """Return one formula of this form as the engine is to read it."""
        return "".join(
            piece
            if isinstance(piece, str)
            else formula[piece[0] : piece[1]]
            if isinstance(piece, tuple)
            else piece(formula, row, column)
            for piece in self.pieces
        )


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
        self.sheet, self.grid, self.names, self.errors = sheet, grid, names, errors
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
        key = _DIGITS.sub(lambda match: "0" * len(match[0]), formula), array
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
        writer = _Writer(self, formula)
        pieces = _merged(writer.root(root, ARRAY if array else VALUE))
        if all(isinstance(piece, tuple) for piece in pieces):
            return None
        return Template(tuple(pieces), any(callable(piece) for piece in pieces))


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if isinstance(piece, tuple) and isinstance(last, tuple) and last[1] == piece[0]:
            found[-1] = (last[0], piece[1])
        elif isinstance(piece, str) and isinstance(last, str):
            found[-1] = last + piece
        elif piece != "" and not (isinstance(piece, tuple) and piece[0] == piece[1]):
            found.append(piece)
    return found


class _Writer:
    """Writes one formula."""

    def __init__(self, translator: Translator, formula: str) -> None:
        self.translator = translator
        self.sheet, self.grid = translator.sheet, translator.grid
        self.formula = formula
        self.local = False
        #: Whether ranges are written without the empty rows below, but for one.
        self.clips = 0

    # -- Writing -------------------------------------------------------------------------

    def root(self, node: Node, mode: str) -> list[Piece]:
        self.local = any(one.kind == "call" and one.function in NAMING for one in node.walk())
        inner = node.inner
        last = inner.kind == "infix" and inner.text in ("+", "-") and mode == VALUE
        if last and not self.several(inner, mode):
            return self._called(functions.OPERATORS[inner.text], inner.children, VALUE)
        pieces = self.write(node, mode)
        return ["@", *pieces] if mode == VALUE and self._spreads(inner) else pieces

    def write(self, node: Node, mode: str) -> list[Piece]:
        """Return the pieces of a node where a value, a range or an array is wanted."""
        if node.kind == "range":
            return self._reference(node, mode)
        if node.kind == "call":
            return self._call(node, mode)
        if node.kind == "infix":
            return self._infix(node, mode)
        if node.kind in ("prefix", "postfix"):
            return self._signed(node, mode)
        if node.kind == "word":
            return ["FALSE"]
        return self._around(node, mode)

    def _around(self, node: Node, mode: str) -> list[Piece]:
        """Write the children, and what stands between them as it is."""
        pieces, end = [], node.start
        for child in node.children:
            pieces += [(end, child.start), *self.write(child, mode)]
            end = child.end
        return [*pieces, (end, node.end)]

    def _called(self, name: str, arguments: Sequence[Node], mode: str) -> list[Piece]:
        pieces: list[Piece] = [f"{_MARK}{name}("]
        for place, argument in enumerate(arguments):
            pieces += ["," if place else "", *self.write(argument, mode)]
        return [*pieces, ")"]

    def _signed(self, node: Node, mode: str) -> list[Piece]:
        if node.text == "#":
            return [(node.start, node.end)]
        return self._around(node, ARRAY if mode == ARRAY and node.text != "@" else VALUE)

    def _infix(self, node: Node, mode: str) -> list[Piece]:
        if node.text in JOINS:
            return self._joined(node, mode)
        inside = ARRAY if mode == ARRAY else VALUE
        if node.text in COMPARISONS and not self._is_plain_test(node):
            return self._called(functions.OPERATORS[node.text], node.children, inside)
        if node.text == "&":
            return self._called("JOIN", _chain(node), inside)
        if node.text == "^":
            return self._called("POWER", node.children, inside)
        return self._around(node, inside)

    def _is_plain_test(self, node: Node) -> bool:
        """Tell whether a comparison is one that the engine makes as Excel does."""
        if node.text not in ("=", "<>"):
            return False
        return any(one.inner.kind == "text" and one.inner.text.isascii() for one in node.children)

    # -- References ----------------------------------------------------------------------

    def area(self, node: Node) -> Area | None:
        """Return where a reference or a name lies, ``None`` where that is not written."""
        inner = node.inner
        if inner.kind != "range":
            return None
        return self._area(inner.text)

    def _area(self, text: str) -> Area | None:
        found = areas.of(text, self.sheet)
        return found or self.translator.names.get(text.rpartition("!")[2].lower())

    def _reference(self, node: Node, mode: str) -> list[Piece]:
        if areas.three_d(node.text):
            raise Beyond("une référence à travers plusieurs feuilles")
        one = self.area(node)
        span = (node.start, node.end)
        if one is None:
            return self._unknown(node)
        if mode != VALUE:
            return self._clipped(node, more=1) if self.clips and mode == ARRAY else [span]
        top, left, bottom, right = one.range
        if (top, left) == (bottom, right) and ":" not in node.text:
            return [span]

        def cell(formula: str, row: int, column: int) -> str:
            found = self._area(formula[span[0] : span[1]])
            place = areas.beside(found, row, column) if found else None
            if found is None or place is None:
                return "#VALUE!"
            return areas.written(Area(found.sheet, (*place, *place)), self.sheet)

        return [cell]

    def _unknown(self, node: Node) -> list[Piece]:
        """Write an operand that is no reference: a constant's name, a local one, or a mistake."""
        if self.local or node.text.lower().startswith(("_xlpm.", "#")) or "!" in node.text:
            return [(node.start, node.end)]
        if node.text.lower() in self.translator.names or not re.fullmatch(
            r"\$?[A-Za-z]{1,3}\$?\d+", node.text
        ):
            return [(node.start, node.end)]
        return ["#NAME?"]

    def _joined(self, node: Node, mode: str) -> list[Piece]:
        """Write what makes one reference of two."""
        first, second = node.children
        if node.text == " ":
            return self._crossing(node, mode)
        if node.text == ",":
            raise Beyond("une union de plages")
        ends = [one.inner for one in (first, second)]
        if any(one.kind == "call" and one.function == "XLOOKUP" for one in ends):
            raise Beyond("une plage bornée par RECHERCHEX")
        if mode == VALUE and all(one.kind == "range" for one in ends):
            return ["@", (node.start, node.end)]
        pieces: list[Piece] = [*self.write(first, REFERENCE), (first.end, second.start)]
        pieces += self.write(second, REFERENCE)
        if mode == ARRAY and not all(one.kind == "range" for one in ends):
            return [f"{_MARK}BLOCK(", *pieces, ")"]  # the engine calculates with no such range
        return ["@", "(", *pieces, ")"] if mode == VALUE else pieces

    def _crossing(self, node: Node, mode: str) -> list[Piece]:
        spans = [(one.start, one.end) for one in node.children]
        if any(self.area(one) is None for one in node.children):
            raise Beyond("une intersection de plages")

        def common(formula: str, row: int, column: int) -> str:
            found = [self._area(formula[start:end].strip("() ")) for start, end in spans]
            both = areas.shared(found[0], found[1]) if found[0] and found[1] else None
            if both is None:
                return "#NULL!"
            if mode == VALUE:
                place = areas.beside(both, row, column)
                if place is None:
                    return "#VALUE!"
                both = Area(both.sheet, (*place, *place))
            return areas.written(both, self.sheet)

        return [common]

    def _clipped(self, node: Node, more: int = 0) -> list[Piece]:
        """Write a range for a function of ours, without the empty cells below, or but some."""
        inner = node.inner
        if inner.kind != "range" or self.area(inner) is None:
            return self.write(node, ARRAY)
        span = (inner.start, inner.end)

        def clipped(formula: str, row: int, column: int) -> str:
            found = self._area(formula[span[0] : span[1]])
            assert found is not None  # as the one that the template was made from
            return areas.written(self.grid.clipped(found, more), self.sheet)

        return [clipped] if self._is_large(inner) else [span]

    def _is_large(self, node: Node) -> bool:
        """Tell whether a range may reach far beyond the cells in use; digits may differ."""
        place = node.text.rpartition("!")[2]
        if not formulas.is_range(place):
            return False
        first, _, last = place.replace("$", "").partition(":")
        digits = max(
            len(part.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
            for part in (first, last)
        )
        return (
            not all(any(map(str.isdigit, part)) for part in (first, last or first))
            or digits > 4
            or first.isdigit()
        )

    # -- What gives several values -------------------------------------------------------

    def several(self, node: Node, mode: str) -> bool:
        """Tell whether a node gives several values where it stands."""
        node = node.inner
        if node.kind == "array":
            return True
        if node.kind == "range":
            return mode != VALUE and self._is_many(node)
        if node.kind in ("prefix", "postfix", "infix"):
            if node.text in JOINS:
                return mode != VALUE
            inside = ARRAY if mode == ARRAY else VALUE
            return node.text == "#" or any(self.several(one, inside) for one in node.children)
        if node.kind != "call":
            return False
        return self._call_is_many(node, mode)

    def _is_many(self, node: Node) -> bool:
        one = self.area(node)
        if one is None:
            return self.local
        return ":" in node.text or one.range[:2] != one.range[2:]

    def _call_is_many(self, node: Node, mode: str) -> bool:
        name = node.function
        if name in SPREADING:
            return True
        if formulas.our_name(node.text):
            return False
        if name in ("INDEX", "OFFSET", "INDIRECT"):
            return mode == ARRAY and (name != "INDEX" or self._index_is_many(node))
        if name in ("ROW", "COLUMN"):
            return mode == ARRAY and any(self.several(one, ARRAY) for one in node.children)
        first = PASSING.get(name)
        if first is not None:
            inside = mode if mode != REFERENCE else REFERENCE
            return any(self.several(one, inside) for one in node.children)
        inside = ARRAY if mode == ARRAY else VALUE
        return any(
            self.several(one, inside)
            for place, one in enumerate(node.children)
            if not takes_range(name, place) and not forces_arrays(name, place)
        )

    def _index_is_many(self, node: Node) -> bool:
        chosen = node.children[1:]
        return any(one.kind == "omitted" or one.inner.text in _FALSE for one in chosen)

    def _spreads(self, node: Node) -> bool:
        """Tell whether an ordinary formula ends in what may give several cells."""
        if node.kind != "call" or formulas.our_name(node.text):
            return False
        if node.function in PASSING:
            return any(self._spreads(one.inner) for one in node.children)
        return node.function in SPREADING or node.function in REFERRING - set(PASSING)

    # -- Calls ---------------------------------------------------------------------------

    def _call(self, node: Node, mode: str) -> list[Piece]:
        name = node.function
        if formulas.our_name(node.text):
            return self._around(node, ARRAY)
        special = _SPECIAL.get(name)
        least, most = _ARGUMENTS.get(name, (0, 255))
        if special is not None and least <= len(node.children) <= most:
            written = special(self, node, mode)
            if written is not None:
                return written
        inside = ARRAY if mode == ARRAY else VALUE
        if self._is_lifted(node, inside):
            if name in functions.LIFTED:
                return self._called_on_ranges(node, inside)
            if name not in LIFTED_BY_ENGINE:
                raise Beyond(f"la fonction {name} appliquée à chaque cellule d'une plage")
        if name in _OURS:
            return self._called(name, node.children, inside)
        return self._arguments(node, mode)

    def _is_lifted(self, node: Node, inside: str) -> bool:
        """Tell whether a function of single values is given several."""
        name = node.function
        if name in NAMING or name in SPREADING:
            return False
        return any(
            self.several(one, inside)
            for place, one in enumerate(node.children)
            if not takes_range(name, place)
        )

    def _arguments(self, node: Node, mode: str) -> list[Piece]:
        """Write a call with each argument as its function takes it."""
        pieces, end = [], node.start
        for place, child in enumerate(node.children):
            pieces += [(end, child.start), *self._argument(node, place, mode)]
            end = child.end
        return [*pieces, (end, node.end)]

    def _argument(self, node: Node, place: int, mode: str) -> list[Piece]:
        name, child = node.function, node.children[place]
        if name in ADDING:
            several = self._spread_out(child)
            if several is not None:
                return several
        if mode == ARRAY or forces_arrays(name, place):
            inner = child.inner
            joined = inner.kind == "infix" and inner.text in JOINS
            reference = joined and takes_range(name, place)
            return self.write(child, REFERENCE if reference else ARRAY)
        if name in PASSING:
            return self.write(child, mode if place >= PASSING[name] else VALUE)
        return self.write(child, REFERENCE if takes_range(name, place) else VALUE)

    def _spread_out(self, node: Node) -> list[Piece] | None:
        """Write a union, or a reference through sheets, as several arguments."""
        inner = node.inner
        if inner.kind == "infix" and inner.text == ",":
            left, right = inner.children
            first = self._spread_out(left) or self.write(left, REFERENCE)
            return [*first, ",", *(self._spread_out(right) or self.write(right, REFERENCE))]
        through = areas.three_d(inner.text) if inner.kind == "range" else None
        if through is None:
            return None
        sheets = self.grid.between(*through[:2])
        if sheets is None:
            return ["#REF!"]
        place = (inner.end - len(through[2]), inner.end)
        pieces: list[Piece] = []
        for number, sheet in enumerate(sheets):
            pieces += ["," if number else "", f"{formulas.quoted(sheet)}!", place]
        return pieces

    def _called_on_ranges(self, node: Node, inside: str) -> list[Piece]:
        """Write a call of a function of ours that goes through ranges."""
        name = node.function
        pieces: list[Piece] = [f"{_MARK}{name}("]
        for place, child in enumerate(node.children):
            pieces.append("," if place else "")
            if takes_range(name, place) or inside == ARRAY:
                pieces += self._clipped(child)
            else:
                pieces += self.write(child, inside)
        return [*pieces, ")"]

    # -- Functions with a way of their own -----------------------------------------------

    def conditional(self, node: Node, mode: str) -> list[Piece] | None:
        """Write COUNTIF and its family: ours where criteria, errors or sizes want it."""
        name = node.function
        inside = ARRAY if mode == ARRAY else VALUE
        criteria = [one for place, one in enumerate(node.children) if not takes_range(name, place)]
        fixed = all(one.inner.kind in ("number", "text") for one in criteria)
        hard = fixed and functions.is_hard(*map(_literal, criteria))
        several = any(self.several(one, inside) for one in criteria)
        sums = not name.startswith("COUNT") or mode == ARRAY
        if name == "COUNTIFS" or (name == "COUNTIF" and hard):
            self._check_blanks(node, criteria)
        if several or hard or (self.translator.errors and sums):
            return self._ours_sized(node, inside)
        plain: list[Piece] = self._engine_sized(node, mode)
        if fixed:
            return plain
        asked: list[Piece] = [f"IF({_MARK}HARD("]
        for place, one in enumerate(criteria):
            asked += ["," if place else "", *self.write(one, inside)]
        return [*asked, "),", *self._ours_sized(node, inside), ",", *plain, ")"]

    def _check_blanks(self, node: Node, criteria: Sequence[Node]) -> None:
        """Refuse to count blank cells down to the end of the sheet."""
        if any(_literal(one) in ("", "=") or _literal(one)[:2] == "<>" for one in criteria):
            looked = [one.inner for one in node.children if one not in criteria]
            if any(one.kind == "range" and self._is_large(one) for one in looked):
                raise Beyond("le nombre de cellules vides d'une colonne entière")

    def _ours_sized(self, node: Node, inside: str) -> list[Piece]:
        """Write a call of ours; SUMIF adds an area as large as the one it looks at."""
        if node.function not in ("SUMIF", "AVERAGEIF") or len(node.children) < 3:
            return self._called_on_ranges(node, inside)
        looked, criterion, added = node.children
        pieces: list[Piece] = [f"{_MARK}{node.function}(", *self._clipped(looked), ","]
        pieces += [*self.write(criterion, inside), ","]
        if self.area(looked) is None or self.area(added) is None:
            return [*pieces, *self._clipped(added), ")"]
        spans = [(one.inner.start, one.inner.end) for one in (looked, added)]

        def resized(formula: str, row: int, column: int) -> str:
            first, other = (self._area(formula[start:end]) for start, end in spans)
            assert first is not None and other is not None
            clipped = self.grid.clipped(first) if self._is_large(looked.inner) else first
            top, left, bottom, right = clipped.range
            place = other.range[0], other.range[1]
            size = (place[0] + bottom - top, place[1] + right - left)
            return areas.written(Area(other.sheet, (*place, *size)), self.sheet)

        return [*pieces, resized, ")"]

    def _engine_sized(self, node: Node, mode: str) -> list[Piece]:
        """Write a call of the engine's; those of several ranges want them of one size."""
        plain = self._arguments(node, mode)
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

        template = Template(tuple(_merged(plain)), placed=True)

        def checked(formula: str, row: int, column: int) -> str:
            found = [self._area(formula[start:end]) for start, end in spans]
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
            pieces = self._called_on_ranges(node, inside)
            self.clips -= 1
            return pieces
        if self._is_lifted(node, inside):
            return self._called_on_ranges(node, inside)
        place = _LOOKUPS.get(name, 9)
        kind = node.children[place].inner if place < len(node.children) else None
        exact = kind is not None and (kind.kind == "omitted" or kind.text.upper() in _FALSE)
        question = "SIGNS" if exact else "ORDERED"
        plain = self._arguments(node, mode)
        if self.area(node.children[1]) is None:
            return self._called_on_ranges(node, inside)
        if wanted.inner.kind == "number":
            # The last number, by 9.99E+307, is not found by the engine beside texts.
            return plain if exact else self._called_on_ranges(node, inside)
        asked: list[Piece] = [f"IF({_MARK}{question}(", *self.write(wanted, inside), "),"]
        return [*asked, *self._called_on_ranges(node, inside), ",", *plain, ")"]

    def position(self, node: Node, mode: str) -> list[Piece] | None:
        """Write ROW, ROWS and their like as what they are: the reference is not read."""
        if len(node.children) != 1:
            return None
        inner, name = node.children[0].inner, node.function
        if self.area(inner) is None:
            if mode == ARRAY and name in ("ROW", "COLUMN") and inner.kind in ("call", "infix"):
                raise Beyond(f"la fonction {name} d'une plage calculée")
            return None
        span = (inner.start, inner.end)
        many = mode == ARRAY and self._is_many(inner)

        def counted(formula: str, row: int, column: int) -> str:
            found = self._area(formula[span[0] : span[1]])
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
            if one.range[2] - one.range[0] > _MOST_ROWS:
                raise Beyond(f"la fonction {name} sur une plage de cette taille")
        return [counted]

    def offset(self, node: Node, mode: str) -> list[Piece] | None:
        """Write OFFSET by fixed numbers as the reference that it is."""
        anchor, *steps = node.children
        if any(self.several(one, ARRAY) for one in steps) and mode != VALUE:
            raise Beyond("la fonction OFFSET à plusieurs places à la fois")
        if self.area(anchor) is None or len(steps) < 2 or not all(map(_is_fixed, steps)):
            return None
        span = (anchor.inner.start, anchor.inner.end)
        moves = [(one.start, one.end) for one in steps]

        def moved(formula: str, row: int, column: int) -> str:
            found = self._area(formula[span[0] : span[1]])
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
        pieces: list[Piece] = [f"{_MARK if counts else ''}SUBTOTAL(", (code.start, code.end)]
        for argument in rest:
            pieces += [",", *self._shown(argument, rows, nested=counts)]
        return [*pieces, ")"]

    def _aggregate(self, node: Node, number: int) -> list[Piece]:
        if len(node.children) < 3 or node.children[1].inner.kind != "number":
            raise Beyond("la fonction AGGREGATE dont l'option est calculée")
        option = int(float(node.children[1].inner.text))
        rows = self.grid.hidden if option in (1, 3, 5, 7) else self.grid.filtered
        head = node.children[:2]
        pieces: list[Piece] = [f"{_MARK}AGGREGATE("]
        for one in head:
            pieces += [(one.start, one.end), ","]
        ranked = 14 <= number <= 19
        for place, argument in enumerate(node.children[2:]):
            pieces.append("," if place else "")
            if self.area(argument) is not None:
                shown = self._shown(argument, rows, nested=option <= 3)
                pieces += [f"{_MARK}UNION(", *shown, ")"] if ranked and not place else shown
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
            found = self._area(formula[span[0] : span[1]])
            assert found is not None
            one = self.grid.clipped(found)
            out = self.grid.subtotals.get(one.sheet, frozenset()) if nested else frozenset()
            kept = areas.shown(one, rows.get(one.sheet, frozenset()), out)
            if not kept:
                return '""' if not nested else '{""}'
            if len(kept) > _MOST_PARTS:
                return f"{_MARK}UNSURE()"
            return ",".join(areas.written(part, self.sheet) for part in kept)

        return [parts]

    def cell(self, node: Node, mode: str) -> list[Piece] | None:
        """Write CELL of what does not depend on a value."""
        kind = _literal(node.children[0]).lower() if node.children else ""
        if kind == "filename" and 'FIND("]"' in self.formula.replace(" ", "").upper():
            one = self.area(node.children[1]) if len(node.children) > 1 else None
            sheet = (one.sheet if one else self.sheet).replace('"', '""')
            return [f'"[classeur.xlsx]{sheet}"']
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
        if node.function == "SORTBY":
            raise Beyond("la fonction TRIERPAR")
        return self._called_on_ranges(node, ARRAY)

    def ranking(self, node: Node, mode: str) -> list[Piece] | None:
        """Write LARGE and its like over a union of ranges."""
        place = 1 if node.function.startswith("RANK") else 0
        if place >= len(node.children):
            return None
        inner = node.children[place].inner
        if not (inner.kind == "infix" and inner.text == ","):
            return None
        pieces: list[Piece] = [f"{_MARK}{node.function}("]
        for number, child in enumerate(node.children):
            pieces.append("," if number else "")
            if number == place:
                pieces += [f"{_MARK}UNION(", *(self._spread_out(child) or []), ")"]
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
        operands = [one for child in node.children for one in _operands(child)]
        large = any(self.area(one) and self._is_large(one) for one in operands)
        if large and any(self.area(one) is None for one in operands):
            return None
        pieces: list[Piece] = [f"{_MARK}SUMPRODUCT({'TRUE' if large else 'FALSE'}"]
        self.clips += bool(large)
        for child in node.children:
            pieces += [",", *self.write(child, ARRAY)]
        self.clips -= bool(large)
        return [*pieces, ")"]

    def whole(self, node: Node, mode: str) -> list[Piece] | None:
        """Write a function of ours that takes any number of ranges."""
        return self._called_on_ranges(node, mode)

    def hyperlink(self, node: Node, mode: str) -> list[Piece] | None:
        """Write HYPERLINK as what it shows."""
        if not node.children:
            return None
        shown = node.children[-1 if len(node.children) == 2 else 0]
        return ["(", *self.write(shown, ARRAY if mode == ARRAY else VALUE), ")"]

    def datedif(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse the units of DATEDIF that are counted in days of another year."""
        unit = _literal(node.children[2]).lower() if len(node.children) == 3 else ""
        if unit not in ("d", "m", "y", "ym", "md"):
            raise Beyond("la fonction DATEDIF dans cette unité")
        return None

    def address(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse ADDRESS in a notation that is calculated."""
        style = node.children[3].inner if len(node.children) > 3 else None
        if style is None or style.text.upper() in ("1", "TRUE", "FALSE"):
            return None
        if style.text != "0":
            raise Beyond("la fonction ADRESSE dont la notation est calculée")
        style.kind = "word"
        return self._arguments(node, mode)


def _operands(node: Node) -> list[Node]:
    """Return the references that are calculated with, not those that a function looks through."""
    if node.kind == "range":
        return [node]
    return [
        one
        for place, child in enumerate(node.children)
        if node.kind != "call" or not takes_range(node.function, place)
        if node.text not in JOINS or node.kind != "infix"
        for one in _operands(child)
    ]


def _chain(node: Node) -> list[Node]:
    """Return what a row of ``&`` joins."""
    first, second = node.children
    left = _chain(first) if first.kind == "infix" and first.text == "&" else [first]
    return [*left, second]


def _literal(node: Node) -> str:
    text = node.inner.text
    return text[1:-1].replace('""', '"') if node.inner.kind == "text" else text


def _is_fixed(node: Node) -> bool:
    inner = node.inner
    if inner.kind == "prefix" and inner.text in ("-", "+"):
        inner = inner.children[0]
    return node.kind != "group" and inner.kind in ("number", "omitted")


#: How many arguments a call must have to be one of the function.
_ARGUMENTS = {
    "OFFSET": (3, 5), "SUBTOTAL": (2, 255), "AGGREGATE": (3, 255), "INDIRECT": (1, 2),
    "SINGLE": (1, 1), "SUMIF": (2, 3), "AVERAGEIF": (2, 3), "COUNTIF": (2, 2),
}  # fmt: skip
_Special = Callable[[_Writer, Node, str], "list[Piece] | None"]
_SPECIAL: dict[str, _Special] = {
    **dict.fromkeys(_CONDITIONAL, _Writer.conditional),
    **dict.fromkeys(("MATCH", "VLOOKUP", "HLOOKUP", "LOOKUP"), _Writer.lookup),
    **dict.fromkeys(("ROW", "ROWS", "COLUMN", "COLUMNS"), _Writer.position),
    **dict.fromkeys(("SUBTOTAL", "AGGREGATE"), _Writer.subtotal),
    **dict.fromkeys(("SORT", "SORTBY"), _Writer.sort),
    **dict.fromkeys(("LARGE", "SMALL", "RANK"), _Writer.ranking),
    **dict.fromkeys(("N", "T"), _Writer.first),
    "SUMPRODUCT": _Writer.product,
    "UNIQUE": _Writer.sort,
    "HYPERLINK": _Writer.hyperlink,
    **dict.fromkeys(("GCD", "LCM"), _Writer.whole),
    **dict.fromkeys(("FORMULATEXT", "AREAS", "PHONETIC", "INFO", "ISFORMULA"), _Writer.kept),
    "OFFSET": _Writer.offset,
    "CELL": _Writer.cell,
    "SINGLE": _Writer.single,
    "INDEX": _Writer.index,
    "INDIRECT": _Writer.indirect,
    "DATEDIF": _Writer.datedif,
    "ADDRESS": _Writer.address,
}


_QUESTIONS = {f"{_MARK}{name}" for name in ("HARD", "SIGNS", "ORDERED")}
_BACK = {f"{_MARK}{name}": sign for sign, name in functions.OPERATORS.items()}
_ANY_DIGIT = str.maketrans("123456789", "000000000")
_restored: dict[str, Template] = {}
_MOST_RESTORED = 20_000


def restored(formula: str) -> str:
    """Return a formula of the engine's copy, without its equals sign, as Excel would write it."""
    if _MARK not in formula:
        return formula
    key = formula.translate(_ANY_DIGIT)
    if key not in _restored:
        if len(_restored) >= _MOST_RESTORED:
            _restored.clear()
        try:
            pieces = _merged(_plain(tree(formula)))
        except formulas.Unsupported:
            return formula.replace(_MARK, "")
        _restored[key] = Template(tuple(pieces), placed=False)
    return _restored[key].apply(formula, 0, 0)


def _plain(node: Node) -> list[Piece]:
    name = node.text if node.kind == "call" else ""
    if name == "IF" and len(node.children) == 3 and node.children[0].text in _QUESTIONS:
        return _plain(node.children[2])
    if name == f"{_MARK}FILL":
        return _plain(node.children[2])
    pieces: list[Piece] = []
    if name in _BACK:
        for place, child in enumerate(node.children):
            bare = child.kind != "infix" or (not place and child.text not in COMPARISONS)
            inner = _plain(child) if bare else ["(", *_plain(child), ")"]
            pieces += [_BACK[name] if place else "", *inner]
        return pieces
    end = node.start + (len(_MARK) if name.startswith(_MARK) else 0)
    for child in node.children:
        pieces += [(end, child.start), *_plain(child)]
        end = child.end
    return [*pieces, (end, node.end)]
