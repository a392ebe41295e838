"""Functions that are written for the engine in a way of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pycog.refresh.calculation import areas, functions
from pycog.refresh.calculation.expansion import NAMED
from pycog.refresh.calculation.near_calls import NearWriter
from pycog.refresh.calculation.operands import literal, operands
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
from pycog.refresh.calculation.writer import MARK
from pycog.xlsx.dependencies import Area
from pycog.xlsx.formula_tree import Node

_CONDITIONAL = (
    "COUNTIF", "SUMIF", "AVERAGEIF", "COUNTIFS", "SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS",
)  # fmt: skip
#: What only Excel knows: its formulas, its areas, and the currency of its settings.
#: What is between the values of ARRAYTOTEXT depends on its settings too.
_KEPT = ("AREAS", "ARRAYTOTEXT", "DOLLAR", "FORMULATEXT", "INFO", "ISFORMULA", "PHONETIC")
#: Questions to which a value that is not calculated is no answer.
_ASKING = ("ISERR", "ISERROR", "ISLOGICAL", "ISNA", "ISNONTEXT", "ISNUMBER", "ISTEXT")
#: Counts of days off and on.
_WORKING = ("NETWORKDAYS", "WORKDAY", "NETWORKDAYS.INTL", "WORKDAY.INTL")
_MOST_PARTS = 200


class SpecialWriter(NearWriter):
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
        harder = self.grid.amounts
        question = functions.is_hard_among_texts if harder else functions.is_hard
        hard = fixed and question(*map(literal, criteria))
        several = any(self.several(one, inside) for one in criteria)
        sums = not name.startswith("COUNT") or mode == ARRAY
        if name == "COUNTIFS" or (name == "COUNTIF" and hard):
            self._check_blanks(node, criteria)
        if several or hard or (self.site.errors and sums) or (fixed and self._is_looked_up(node)):
            return self._ours_sized(node, inside)
        plain: list[Piece] = self._engine_sized(node, mode)
        asked: list[Piece] = self.near_criteria(node)
        if not fixed:
            named: list[Piece] = [f"{MARK}{'HARDER' if harder else 'HARD'}("]
            for place, one in enumerate(criteria):
                named += ["," if place else "", *self.write(one, inside)]
            asked = ["IF(", *named, "),TRUE,", *asked, ")"] if asked else [*named, ")"]
        if not asked:
            return plain
        return ["IF(", *asked, ",", *self._ours_sized(node, inside), ",", *plain, ")"]

    def _argument(self, node: Node, place: int, mode: str) -> list[Piece]:
        """Write an argument for the engine; a criterion that is a code in text is its number."""
        pieces = super()._argument(node, place, mode)
        if node.function not in _CONDITIONAL or takes_range(node.function, place):
            return pieces
        child = node.children[place].inner
        if child.kind == "text":
            found = functions.plain(literal(child))
            if isinstance(found, float):
                return [f"{found:.15g}"]
            return pieces if found == literal(child) else [f'"{found}"']
        if child.kind in ("number", "omitted"):
            return pieces
        return [f"{MARK}CRITERION(", *pieces, ")"]

    def _is_looked_up(self, node: Node) -> bool:
        """Tell whether one cell is compared with a text of any ending.

        Both count it alike, but the engine makes a pattern of the text for each such cell, which
        takes it a hundred times what the comparison takes.
        """
        if node.function != "COUNTIF":
            return False
        looked, criterion = (one.inner for one in node.children)
        one = self.area(looked)
        is_cell = one is not None and ":" not in looked.text and one.range[:2] == one.range[2:]
        return is_cell and criterion.kind == "text" and "*" in criterion.text

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

    def sort(self, node: Node, mode: str) -> list[Piece] | None:
        """Write SORT by ours: it knows the order of accented letters."""
        return self.called_on_ranges(node, ARRAY)

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

    def named(self, node: Node, mode: str) -> list[Piece] | None:
        """Write the definition of a name, which Excel calculates as an array formula."""
        (child,) = node.children
        if mode == VALUE and self.several(child, ARRAY):
            raise Beyond("un nom qui donne plusieurs valeurs là où il en faut une")
        around, self.ordinary = self.ordinary, False
        pieces = self.write(child, ARRAY)
        self.ordinary = around
        return ["(", *pieces, ")"]

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
        """Refuse the units of DATEDIF that are counted in days of another year.

        From a blank date, or one before March 1900, days are those between the numbers.
        """
        unit = literal(node.children[2]).lower() if len(node.children) == 3 else ""
        if unit not in ("d", "m", "y", "ym", "md"):
            raise Beyond("la fonction DATEDIF dans cette unité")
        if unit not in ("d", "md") or self.is_lifted(node, ARRAY if mode == ARRAY else VALUE):
            return None
        start, end = (self._argument(node, place, mode) for place in (0, 1))
        days: list[Piece] = [f"{MARK}DAYS(", *end, ",", *start, ")"]
        early: list[Piece] = ["IF(", *days, "<0,#NUM!,", *days, ")"]
        if unit == "md":
            early = [f"{MARK}UNSURE()"]
        asked: list[Piece] = [f"IF({MARK}EARLY(", *start, ",", *end, "),"]
        return [*asked, *early, ",", *self.arguments(node, mode), ")"]

    def working_days(self, node: Node, mode: str) -> list[Piece] | None:
        """Write the counts of working days by ours for days off in a text, and before 1906.

        Excel takes 1900 for a leap year: until March its days have the names of others. A blank
        date is the day before the first.
        """
        inside = ARRAY if mode == ARRAY else VALUE
        off = node.children[2].inner if node.function.endswith("L") and node.children[2:] else None
        if self.is_lifted(node, inside):
            return None
        if off is not None and off.kind != "number":
            return self.called_on_ranges(node, inside)
        asked: list[Piece] = [f"IF({MARK}EARLY("]
        for place in range(1 if node.function.startswith("W") else 2):
            asked += ["," if place else "", *self._argument(node, place, mode)]
        ours = self.called_on_ranges(node, inside)
        return [*asked, "),", *ours, ",", *self.arguments(node, mode), ")"]

    def fitted(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse a fit over x that are left out, which the engine takes for a reference."""
        if len(node.children) > 1 and node.children[1].kind == "omitted":
            raise Beyond(f"la fonction {node.function} dont les x sont omis")
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

    def switched(self, node: Node, mode: str) -> list[Piece] | None:
        """Write SWITCH as the conditions that it is: the engine knows no accents there."""
        inside = ARRAY if mode == ARRAY else VALUE
        wanted, *pairs = node.children
        pieces: list[Piece] = []
        for place in range(0, len(pairs) - 1, 2):
            pieces += [f"IF({MARK}EQ(", *self.write(wanted, inside), ","]
            pieces += [*self.write(pairs[place], inside), "),"]
            pieces += [*self._result(pairs[place + 1], inside), ","]
        last = self._result(pairs[-1], inside) if len(pairs) % 2 else ["#N/A"]
        return [*pieces, *last, ")" * (len(pairs) // 2)]

    def _result(self, node: Node, inside: str) -> list[Piece]:
        return ["0"] if node.kind == "omitted" else self.write(node, inside)

    def parted(self, node: Node, mode: str) -> list[Piece] | None:
        """Refuse TEXTBEFORE, TEXTAFTER and TAKE with what the engine has not."""
        if node.function == "TAKE":
            if node.children[1].kind == "omitted":
                raise Beyond("la fonction TAKE sans nombre de lignes")
        elif len(node.children) > 3:
            raise Beyond(f"la fonction {node.function} avec ces options")
        return None


#: How many arguments a call must have to be one of the function.
_ARGUMENTS = {
    "OFFSET": (3, 5), "SUBTOTAL": (2, 255), "AGGREGATE": (3, 255), "INDIRECT": (1, 2),
    "SINGLE": (1, 1), "SUMIF": (2, 3), "AVERAGEIF": (2, 3), "COUNTIF": (2, 2),
    **dict.fromkeys(functions.DATABASE, (3, 3)),
    **dict.fromkeys(_ASKING, (1, 1)), "IFERROR": (2, 2), "SWITCH": (3, 255),
    **dict.fromkeys(_WORKING, (2, 4)), "TAKE": (2, 3),
}  # fmt: skip
_Special = Callable[[SpecialWriter, Node, str], "list[Piece] | None"]
_SPECIAL: dict[str, _Special] = {
    **dict.fromkeys(_CONDITIONAL, SpecialWriter.conditional),
    **dict.fromkeys(("MATCH", "VLOOKUP", "HLOOKUP", "LOOKUP"), SpecialWriter.lookup),
    **dict.fromkeys(("ROW", "ROWS", "COLUMN", "COLUMNS"), SpecialWriter.position),
    **dict.fromkeys(("SUBTOTAL", "AGGREGATE"), SpecialWriter.subtotal),
    **dict.fromkeys(("SORT", "SORTBY"), SpecialWriter.sort),
    **dict.fromkeys(("LARGE", "SMALL", "RANK", "RANK.EQ", "RANK.AVG"), SpecialWriter.ranking),
    **dict.fromkeys(("XLOOKUP", "XMATCH"), SpecialWriter.newer_lookup),
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
    "SWITCH": SpecialWriter.switched,
    NAMED: SpecialWriter.named,
    "ISREF": SpecialWriter.is_reference,
    "OFFSET": SpecialWriter.offset,
    "CELL": SpecialWriter.cell,
    "SINGLE": SpecialWriter.single,
    "INDEX": SpecialWriter.index,
    "INDIRECT": SpecialWriter.indirect,
    "DATEDIF": SpecialWriter.datedif,
    **dict.fromkeys(_WORKING, SpecialWriter.working_days),
    **dict.fromkeys(("GROWTH", "LINEST", "LOGEST", "TREND"), SpecialWriter.fitted),
    "ADDRESS": SpecialWriter.address,
}
