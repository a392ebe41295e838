"""Writes one formula for the engine, piece by piece; see :mod:`.translation`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from pycog.refresh.calculation import areas, functions
from pycog.refresh.calculation.areas import Grid
from pycog.refresh.calculation.expansion import NAMED
from pycog.refresh.calculation.operands import (
    DATED,
    DOUBTED,
    chain,
    gives_value,
    makes_text,
    may_be_text,
    may_cancel,
    may_spread,
)
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
from pycog.refresh.calculation.templates import ARRAY, REFERENCE, VALUE, Beyond, Piece
from pycog.xlsx import formulas
from pycog.xlsx.dependencies import Area
from pycog.xlsx.formula_tree import COMPARISONS, JOINS, Node

MARK = functions.MARK
FALSE = ("0", "FALSE")

#: Functions that add up what they are given, but not texts that are numbers.
_WITHOUT_TEXT = frozenset({"AND", "OR", "COUNT", "COUNTA"})
#: Functions that take one value and hand it on, never a reference.
_CATCHING = frozenset({"IFERROR", "IFNA"})
#: Functions of conditions, to which the text « VRAI » is one.
_OF_TRUTHS = frozenset({"AND", "OR", "XOR"})


class Site(Struct, frozen=True):
    """Where formulas stand.

    Attributes:
        sheet: Name of their sheet.
        grid: The sheets of the workbook.
        names: The defined names that are areas, in lower case.
        errors: Whether cells hold errors, which the engine leaves out of sums.
    """

    sheet: str
    grid: Grid
    names: Mapping[str, Area]
    errors: bool = False


class Writer:
    """Writes one formula."""

    def __init__(self, site: Site, formula: str) -> None:
        self.site = site
        self.sheet, self.grid = site.sheet, site.grid
        self.formula = formula
        self.local = False
        #: Whether it is no array formula, nor one of ours, which Excel makes one.
        self.ordinary = False
        #: Whether ranges are written without the empty rows below, but for one.
        self.clips = 0

    # -- Writing -------------------------------------------------------------------------

    def root(self, node: Node, mode: str) -> list[Piece]:
        self.ordinary = mode == VALUE and not any(
            one.kind == "call" and formulas.our_name(one.text) for one in node.walk()
        )
        self.local = any(one.kind == "call" and one.function in NAMING for one in node.walk())
        inner = node.inner
        # In parentheses it is not the last step: Excel shows what is left of the numbers.
        last = mode == VALUE and may_cancel(node)
        if last and not self.several(inner, mode):
            return self._called(functions.OPERATORS[inner.text], inner.children, VALUE)
        if mode == ARRAY and self._sized_by_a_clip(inner):
            raise Beyond(
                "un résultat qui se propage sur toute une plage plus longue que le tableau"
            )
        pieces = self.write(node, mode)
        return ["@", *pieces] if mode == VALUE and self._spreads(inner) else pieces

    def _sized_by_a_clip(self, node: Node) -> bool:
        """Tell whether an array has as many rows as are in use of a range that :meth:`clipped`.

        In Excel it has those of the whole range; here it would grow with every refresh.
        """
        inner = node.inner
        if inner.kind in ("prefix", "infix", "postfix"):
            ours = inner.text in functions.OPERATORS
            return any(self._gives_size(one, ours) for one in inner.children)
        if inner.kind != "call" or formulas.our_name(inner.text):
            return False
        name = inner.function
        if name in ("SORT", "SORTBY") and inner.children:
            return self._gives_size(inner.children[0], ours=True)
        ours = name in functions.LIFTED
        if not ours and name not in LIFTED_BY_ENGINE:
            return False
        return any(
            self._gives_size(one, ours)
            for place, one in enumerate(inner.children)
            if not takes_range(name, place)
        )

    def _gives_size(self, node: Node, ours: bool) -> bool:
        inner = node.inner
        if inner.kind == "range":
            return ours and self.is_large(inner)
        return self._sized_by_a_clip(inner)

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
        pieces: list[Piece] = [f"{MARK}{name}("]
        for place, argument in enumerate(arguments):
            left_out = functions.left_out(name, place) if argument.kind == "omitted" else ""
            pieces += ["," if place else "", left_out, *self.write(argument, mode)]
        return [*pieces, ")"]

    def _signed(self, node: Node, mode: str) -> list[Piece]:
        if node.text == "#":
            return [(node.start, node.end)]
        inside = ARRAY if mode == ARRAY and node.text != "@" else VALUE
        if node.text == "-" and self._reads_text(node.children[0]):
            return self._called("MINUS", node.children, inside)
        if node.text == "%" and self._reads_text(node.children[0]):
            return [f"{MARK}OVER(", *self.write(node.children[0], inside), ",100)"]
        return self._around(node, inside)

    def _infix(self, node: Node, mode: str) -> list[Piece]:
        if node.text in JOINS:
            return self._joined(node, mode)
        inside = ARRAY if mode == ARRAY else VALUE
        if node.text in COMPARISONS and not self._is_plain_test(node):
            return self._called(functions.OPERATORS[node.text], node.children, inside)
        if node.text == "&":
            return self._called("JOIN", chain(node), inside)
        if node.text == "^":
            return self._called("POWER", node.children, inside)
        if node.text in functions.ARITHMETIC and any(map(self._reads_text, node.children)):
            return self._called(functions.ARITHMETIC[node.text], node.children, inside)
        return self._around(node, inside)

    def _reads_text(self, node: Node) -> bool:
        """Tell whether an operand may be a text that only ours read as a number."""
        return (self.grid.texts and may_be_text(node)) or makes_text(node)

    def may_doubt(self, node: Node) -> bool:
        """Tell whether a value may be one that ours do not calculate for certain."""
        return any(
            (one.kind == "call" and (one.function in DOUBTED or self.grid.texts))
            or (one.text in functions.ARITHMETIC and any(map(self._reads_text, one.children)))
            for one in node.walk()
        )

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
        return self.area_of(inner.text)

    def area_of(self, text: str) -> Area | None:
        found = areas.of(text, self.sheet)
        return found or self.site.names.get(text.rpartition("!")[2].lower())

    def _reference(self, node: Node, mode: str) -> list[Piece]:
        if areas.three_d(node.text):
            raise Beyond("une référence à travers plusieurs feuilles")
        one = self.area(node)
        span = (node.start, node.end)
        if one is None:
            return self._unknown(node)
        if mode != VALUE:
            return self.clipped(node, more=1) if self.clips and mode == ARRAY else [span]
        top, left, bottom, right = one.range
        if (top, left) == (bottom, right) and ":" not in node.text:
            return [span]

        def cell(formula: str, row: int, column: int) -> str:
            found = self.area_of(formula[span[0] : span[1]])
            place = areas.beside(found, row, column) if found else None
            if found is None or place is None:
                return "#VALUE!"
            return areas.written(Area(found.sheet, (*place, *place)), self.sheet)

        return [cell]

    def _beside_both(self, first: Node, second: Node) -> list[Piece]:
        """Write ``Feuil1!A1:Feuil1!A9`` where one value is wanted."""
        spans = [(one.start, one.end) for one in (first, second)]

        def cell(formula: str, row: int, column: int) -> str:
            one, other = (self.area_of(formula[start:end]) for start, end in spans)
            if one is None or other is None or one.sheet.lower() != other.sheet.lower():
                return "#VALUE!"
            boxes = list(zip(one.range, other.range, strict=True))
            box = (min(boxes[0]), min(boxes[1]), max(boxes[2]), max(boxes[3]))
            place = areas.beside(Area(one.sheet, box), row, column)
            if place is None:
                return "#VALUE!"
            return areas.written(Area(one.sheet, (*place, *place)), self.sheet)

        return [cell]

    def _unknown(self, node: Node) -> list[Piece]:
        """Write an operand that is no reference: a constant's name, a local one, or a mistake."""
        if self.local or node.text.lower().startswith(("_xlpm.", "#")) or "!" in node.text:
            return [(node.start, node.end)]
        if node.text.lower() in self.site.names or not re.fullmatch(
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
            return self._beside_both(first, second)
        pieces: list[Piece] = [*self.write(first, REFERENCE), (first.end, second.start)]
        pieces += self.write(second, REFERENCE)
        if mode == ARRAY and not all(one.kind == "range" for one in ends):
            return [f"{MARK}BLOCK(", *pieces, ")"]  # the engine calculates with no such range
        return ["@", "(", *pieces, ")"] if mode == VALUE else pieces

    def _crossing(self, node: Node, mode: str) -> list[Piece]:
        spans = [(one.start, one.end) for one in node.children]
        if any(self.area(one) is None for one in node.children):
            raise Beyond("une intersection de plages")

        def common(formula: str, row: int, column: int) -> str:
            found = [self.area_of(formula[start:end].strip("() ")) for start, end in spans]
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

    def clipped(self, node: Node, more: int = 0) -> list[Piece]:
        """Write a range for a function of ours, without the empty cells below, or but some."""
        inner = node.inner
        if inner.kind != "range" or self.area(inner) is None:
            return self.write(node, ARRAY)

        @lru_cache(maxsize=256)
        def shorter(text: str) -> str:
            found = self.area_of(text)
            assert found is not None  # as the one that the template was made from
            return areas.written(self.grid.clipped(found, more), self.sheet)

        if self.is_large(inner):
            return [lambda formula, row, column: shorter(formula[inner.start : inner.end])]
        return [(inner.start, inner.end)]

    def is_large(self, node: Node) -> bool:
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
            return mode != VALUE and self.is_many(node)
        if node.kind in ("prefix", "postfix", "infix"):
            if node.text in JOINS:
                return mode != VALUE
            inside = ARRAY if mode == ARRAY else VALUE
            return node.text == "#" or any(self.several(one, inside) for one in node.children)
        if node.kind != "call":
            return False
        return self._call_is_many(node, mode)

    def is_many(self, node: Node) -> bool:
        one = self.area(node)
        if one is None:
            return self.local
        return ":" in node.text or one.range[:2] != one.range[2:]

    def _call_is_many(self, node: Node, mode: str) -> bool:
        name = node.function
        if name == NAMED:
            return self.several(node.children[0], ARRAY)
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
        return any(one.kind == "omitted" or one.inner.text in FALSE for one in chosen)

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
        written = self.special(node, mode)
        if written is not None:
            return written
        inside = ARRAY if mode == ARRAY else VALUE
        if self.is_lifted(node, inside):
            if name in functions.LIFTED:
                return self.called_on_ranges(node, inside)
            # Excel takes a condition apart in array formulas alone.
            chosen = self.ordinary and name in PASSING and self.several(node.children[0], inside)
            if chosen or name not in LIFTED_BY_ENGINE:
                raise Beyond(f"la fonction {name} appliquée à chaque cellule d'une plage")
        caught = self.ordinary and mode == REFERENCE and name in _CATCHING
        if caught and any(self.several(one, mode) for one in node.children):
            # SUM(IFERROR(A1:A9,0)) takes one cell where it is no array formula.
            raise Beyond(f"la fonction {name} appliquée à chaque cellule d'une plage")
        if name in functions.ALWAYS or (
            name in functions.NUMERIC and (self.grid.texts or any(map(makes_text, node.children)))
        ):
            return self._called(name, node.children, inside)
        return self.arguments(node, mode)

    def is_lifted(self, node: Node, inside: str) -> bool:
        """Tell whether a function of single values is given several."""
        name = node.function
        if name in NAMING or name in SPREADING:
            return False
        return any(
            self.several(one, inside)
            for place, one in enumerate(node.children)
            if not takes_range(name, place)
        )

    def arguments(self, node: Node, mode: str) -> list[Piece]:
        """Write a call with each argument as its function takes it."""
        pieces, end = [], node.start
        for place, child in enumerate(node.children):
            pieces += [(end, child.start), *self._argument(node, place, mode)]
            end = child.end
        return [*pieces, (end, node.end)]

    def _argument(self, node: Node, place: int, mode: str) -> list[Piece]:
        name, child = node.function, node.children[place]
        if makes_text(child) and (name in _OF_TRUTHS or (name == "IF" and place == 0)):
            return [f"{MARK}TRUTH(", *self.write(child, mode), ")"]
        if name in ADDING:
            several = self.spread_out(child)
            if several is not None:
                return several
            single = not self.several(child, mode) and not may_spread(child)
            if name == "COUNT" and single and gives_value(child):
                return [f"{MARK}COUNTED(", *self.write(child, mode), ")"]
            if name not in _WITHOUT_TEXT and makes_text(child) and single:
                return [f"{MARK}VALUE(", *self.write(child, mode), ")"]
        if self._reads_text(child) and not self.several(child, mode):
            if place < DATED.get(name, 0):
                return [f"{MARK}VALUE(", *self.write(child, VALUE), ")"]
            if name == "CHOOSE" and place == 0:
                return [f"{MARK}ADD(", *self.write(child, VALUE), ",0)"]
        if mode == ARRAY or forces_arrays(name, place):
            inner = child.inner
            joined = inner.kind == "infix" and inner.text in JOINS
            reference = joined and takes_range(name, place)
            return self.write(child, REFERENCE if reference else ARRAY)
        if name in PASSING:
            return self.write(child, mode if place >= PASSING[name] else VALUE)
        return self.write(child, REFERENCE if takes_range(name, place) else VALUE)

    def spread_out(self, node: Node) -> list[Piece] | None:
        """Write a union, or a reference through sheets, as several arguments."""
        inner = node.inner
        if inner.kind == "infix" and inner.text == ",":
            left, right = inner.children
            first = self.spread_out(left) or self.write(left, REFERENCE)
            return [*first, ",", *(self.spread_out(right) or self.write(right, REFERENCE))]
        through = areas.three_d(inner.text) if inner.kind == "range" else None
        if through is None:
            return None
        span = (inner.start, inner.end)

        def each(formula: str, row: int, column: int) -> str:
            found = areas.three_d(formula[span[0] : span[1]])
            assert found is not None  # as the one that the template was made from
            sheets = self.grid.between(*found[:2])
            if sheets is None:
                return "#REF!"
            return ",".join(f"{formulas.quoted(sheet)}!{found[2]}" for sheet in sheets)

        return [each]

    def called_on_ranges(self, node: Node, inside: str) -> list[Piece]:
        """Write a call of a function of ours that goes through ranges."""
        name = node.function
        pieces: list[Piece] = [f"{MARK}{name}("]
        for place, child in enumerate(node.children):
            pieces.append("," if place else "")
            if child.kind == "omitted":
                pieces.append(functions.left_out(name, place))
            elif takes_range(name, place) or inside == ARRAY:
                pieces += self.clipped(child)
            else:
                pieces += self.write(child, inside)
        return [*pieces, ")"]

    def special(self, node: Node, mode: str) -> list[Piece] | None:
        """Write a call of a function with a way of its own, ``None`` for the others."""
        raise NotImplementedError
