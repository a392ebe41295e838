"""Look-ups and counts of numbers that noise alone tells apart.

The engine's own function is kept where no such number is near: the question is asked of the
engine, so that a range is handed over to ours only where it makes a difference.
"""

from __future__ import annotations

from pycog.refresh.calculation import areas, functions
from pycog.refresh.calculation.operands import chain, literal
from pycog.refresh.calculation.reference_calls import ReferenceWriter
from pycog.refresh.calculation.signatures import takes_range
from pycog.refresh.calculation.templates import ARRAY, REFERENCE, VALUE, Piece
from pycog.refresh.calculation.writer import FALSE, MARK
from pycog.xlsx.formula_tree import Node

_LOOKUPS = {"MATCH": 2, "VLOOKUP": 3, "HLOOKUP": 3}


class NearWriter(ReferenceWriter):
    """Writes the calls that compare numbers."""

    def near_criteria(self, node: Node) -> list[Piece]:
        """Return the question whether cells show a criterion's 15 digits and are another number.

        Empty where no criterion can be equality with a number.
        """
        questions: list[list[Piece]] = []
        for place, criterion in enumerate(node.children):
            if not place or takes_range(node.function, place):
                continue
            inner = criterion.inner
            looked = node.children[place - 1]
            if _is_order(inner):
                continue
            if inner.kind == "text" and not functions.asks_equality(literal(inner)):
                continue
            whole = "FALSE" if self.is_large(looked.inner) else "TRUE"
            if inner.kind == "number" and not functions.asks_equality(
                float(inner.text), whole == "TRUE"
            ):
                continue
            wanted = self.write(criterion, VALUE)
            near = self._any_near(self.write(looked, REFERENCE), wanted)
            if inner.kind not in ("number", "text"):
                near = [f"IF({MARK}EQUALITY(", *wanted, f",{whole}),", *near, ",FALSE)"]
            questions.append(near)
        return _any(questions)

    @staticmethod
    def _any_near(cells: list[Piece], wanted: list[Piece]) -> list[Piece]:
        """Ask whether more cells are near a number than are that very number."""
        pieces: list[Piece] = []
        for least, most in (("NEARFROM", "NEARTO"), ("FROM", "TO")):
            pieces += [">" if pieces else "", "COUNTIFS(", *cells, f",{MARK}{least}(", *wanted]
            pieces += ["),", *cells, f",{MARK}{most}(", *wanted, "))"]
        return pieces

    def lookup(self, node: Node, mode: str) -> list[Piece] | None:
        """Write MATCH and its like: ours for texts in order, signs on accents, and noise."""
        name = node.function
        inside = ARRAY if mode == ARRAY else VALUE
        if len(node.children) < 2:
            return None
        if name == "LOOKUP":
            self.clips += 1
            pieces = self.called_on_ranges(node, inside)
            self.clips -= 1
            return pieces
        if self.is_lifted(node, inside) or self.area(node.children[1]) is None:
            return self.called_on_ranges(node, inside)
        place = _LOOKUPS.get(name, 9)
        kind = node.children[place].inner if place < len(node.children) else None
        exact = kind is not None and (kind.kind == "omitted" or kind.text.upper() in FALSE)
        if node.children[0].inner.kind == "number" and not exact:
            # The last number, by 9.99E+307, is not found by the engine beside texts.
            return self.called_on_ranges(node, inside)
        wanted = self.write(node.children[0], inside)
        plain = self.arguments(node, mode)
        asked: list[Piece] = [f"IF({MARK}{'SIGNS' if exact else 'ORDERED'}(", *wanted, ",IFERROR("]
        asked += [*self._found(node, wanted, plain), ',"")),']
        return [*asked, *self.called_on_ranges(node, inside), ",", *plain, ")"]

    def _found(self, node: Node, wanted: list[Piece], plain: list[Piece]) -> list[Piece]:
        """Write the cell that the engine finds in the row or column that is looked through."""
        table = node.children[1].inner
        span = (table.start, table.end)
        if node.function == "MATCH":
            return ["INDEX(", span, ",", *plain, ")"]
        pieces: list[Piece] = [f"{node.function}(", *wanted, ",", span, ",1"]
        if len(node.children) > 3:
            kind = node.children[3]
            pieces += [",", *(self.write(kind, VALUE) if kind.kind != "omitted" else ["0"])]
        return [*pieces, ")"]

    def newer_lookup(self, node: Node, mode: str) -> list[Piece] | None:
        """Write XLOOKUP and XMATCH: how Excel compares there where noise decides is not known."""
        if len(node.children) < 2 or self.area(node.children[1]) is None:
            return None
        wanted, looked = node.children[:2]
        inside = ARRAY if mode == ARRAY else VALUE
        if self.is_lifted(node, inside):
            return self.called_on_ranges(node, inside)
        if wanted.inner.kind == "text":
            return None
        options = node.children[4 if node.function == "XLOOKUP" else 2 :]
        value, cells = self.write(wanted, VALUE), self.write(looked, REFERENCE)
        asked: list[Piece] = [f"IF({MARK}NEARLY(", *value, ",IFERROR(INDEX(", *cells]
        asked += [",_xlfn.XMATCH(", *value, ",", *cells]
        for option in options:
            written = self.write(option, VALUE) if option.kind != "omitted" else ["0"]
            asked += [",", *written]
        return [*asked, f')),"")),{MARK}UNSURE(),', *self.arguments(node, mode), ")"]

    def ranking(self, node: Node, mode: str) -> list[Piece] | None:
        """Write LARGE and its like over a union of ranges, and RANK by ours where noise decides."""
        place = 1 if node.function.startswith("RANK") else 0
        if place >= len(node.children):
            return None
        inner = node.children[place].inner
        through = inner.kind == "range" and areas.three_d(inner.text)
        if through or (inner.kind == "infix" and inner.text == ","):
            return self._over_union(node, place)
        inside = ARRAY if mode == ARRAY else VALUE
        if not place or self.area(inner) is None or self.is_lifted(node, inside):
            return None
        wanted = self.write(node.children[0], inside)
        near = self._any_near(self.write(inner, REFERENCE), wanted)
        ours = self.called_on_ranges(node, inside)
        asked: list[Piece] = ["IF(IF(ISNUMBER(", *wanted, "),", *near, ",TRUE),"]
        return [*asked, *ours, ",", *self.arguments(node, mode), ")"]

    def _over_union(self, node: Node, place: int) -> list[Piece] | None:
        pieces: list[Piece] = [f"{MARK}{node.function}("]
        for number, child in enumerate(node.children):
            pieces.append("," if number else "")
            if number == place:
                pieces += [f"{MARK}UNION(", *(self.spread_out(child) or []), ")"]
            else:
                pieces += self.write(child, VALUE)
        return [*pieces, ")"] if node.function in functions.LIFTED else None


def _is_order(criterion: Node) -> bool:
    """Tell whether a criterion is one of order, as far as its first sign tells."""
    first = chain(criterion)[0] if criterion.text == "&" else criterion
    written = literal(first) if first.inner.kind == "text" else ""
    return written[:1] in ("<", ">") and written[:2] != "<>"


def _any(questions: list[list[Piece]]) -> list[Piece]:
    """Return one question of several; those after a yes are not asked."""
    if not questions:
        return []
    pieces: list[Piece] = []
    for one in questions[:-1]:
        pieces += ["IF(", *one, ",TRUE,"]
    return [*pieces, *questions[-1], ")" * (len(questions) - 1)]
