"""Writes a formula of a column as Python, where that gives the engine's result to the last bit.

Only what is known to be alike is written: the four operations on numbers, choices, look-ups
of numbers in fixed tables, functions that the engine calls us for anyway. Whatever else a
formula holds, or a value that a cell turns out to have, leaves the column to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple

from msgspec import Struct, field

from pycog.lazy_patterns import regex
from pycog.refresh.calculation import column_values as values
from pycog.refresh.calculation.functions import ARITHMETIC, MARK, single
from pycog.refresh.calculation.functions.coercion import number
from pycog.refresh.calculation.functions.numeric import rounded_to
from pycog.xlsx import formulas
from pycog.xlsx.cells import column_number
from pycog.xlsx.formula_tree import Node, tree

_REFERENCE = regex(
    r"(?:([^\W\d]\w*|'(?:[^'\[\]:]|'')+')!)?\$?([A-Z]{1,3})(\$?)(\d+)"
    r"(?::\$?([A-Z]{1,3})(\$?)(\d+))?"
)
#: Cells of a range that is written out.
_WIDEST = 40
_COMPARISONS = {
    f"{MARK}GE": ">=",
    f"{MARK}GT": ">",
    f"{MARK}LE": "<=",
    f"{MARK}LT": "<",
    f"{MARK}EQ": "==",
    f"{MARK}NE": "!=",
}
#: Numbers further apart than this, relatively, are compared as they are.
_NEAR = 1e-13
_SIGNS = {name: sign for sign, name in ARITHMETIC.items() if sign != "/"}
_QUESTIONS = {"ISBLANK": "type(None)", "ISNUMBER": "float", "ISTEXT": "str"}
_LOOKING = {"VLOOKUP": "vlookup", "MATCH": "match"}


class NotAlike(Exception):
    """The formula holds something that only the engine is to calculate."""


class Column(NamedTuple):
    """A column of a sheet."""

    sheet: str
    number: int


class Box(NamedTuple):
    """Cells that stay where they are, whatever the row of the formula."""

    sheet: str
    range: tuple[int, int, int, int]


class Compiled(Struct):
    """A formula as Python.

    Attributes:
        source: An expression of the row ``r``, of the lists ``c0``, ``c1``… that hold columns
            and of the fixed cells ``k0``, ``k1``…
        reads: The columns, and how far below the row their cells are read.
        columns: The columns in order.
        fixed: The fixed cells in order.
        given: What else the expression calls, by name.
        ours: Our functions that it calls, by that name.
        tables: The look-ups that are made in fixed cells.
        spread: Those of our functions that are given several cells at once.
    """

    source: str
    reads: set[tuple[Column, int]]
    columns: list[Column]
    fixed: list[Box]
    given: dict[str, Any]
    ours: dict[str, str]
    tables: dict[Box, list[str]]
    spread: set[str]

    def looked_up(self, place: int) -> Sequence[str]:
        """Return the look-ups that are made in a fixed table: ``"vlookup2"``, ``"match0"``."""
        return self.tables.get(self.fixed[place], ())

    def run(
        self, form: str, names: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]
    ) -> Any:
        """Calculate.

        Args:
            form: What stands around the expression, as ``[{} for r in rows]``.
            names: The values of columns and fixed cells.
            functions: Our functions as the engine calls them.
        """
        ours = {known: functions[name] for known, name in self.ours.items()}
        return eval(_code(form.format(self.source)), {**self.given, **ours, **names})


@lru_cache(maxsize=1024)
def _code(source: str) -> CodeType:
    return compile(source, "<formula>", "eval")


@lru_cache(maxsize=1024)
def compiled(
    formula: str,
    sheet: str,
    row: int,
    sheets: tuple[str, ...],
    numbers: frozenset[tuple[Column, int]] = frozenset(),
) -> Compiled | None:
    """Write a formula as Python, ``None`` where only the engine calculates it as it must be.

    Args:
        formula: As the engine is to read it, without its equals sign.
        sheet: Its sheet.
        row: Its row.
        sheets: Names of the sheets.
        numbers: Columns that hold nothing but numbers in the rows that are read.
    """
    try:
        node = tree(formula)
        return Compiler(sheet, row, {one.lower(): one for one in sheets}, numbers).compile(node)
    except (NotAlike, formulas.Unsupported):
        return None


class Compiler(Struct):
    """Writes the formula of one form.

    Attributes:
        sheet: The sheet of the formula.
        row: Its row.
        sheets: Names of the sheets with cells, by lower case.
        numbers: Columns that hold nothing but numbers in the rows that are read.
    """

    sheet: str
    row: int
    sheets: Mapping[str, str]
    numbers: frozenset[tuple[Column, int]] = frozenset()
    reads: set[tuple[Column, int]] = field(default_factory=set)
    columns: list[Column] = field(default_factory=list)
    fixed: list[Box] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    ours: dict[str, str] = field(default_factory=dict)
    tables: dict[Box, list[str]] = field(default_factory=dict)
    spread: set[str] = field(default_factory=set)

    def compile(self, node: Node) -> Compiled:
        """Write a formula, as the engine is to read it.

        Raises:
            NotAlike: Only the engine calculates it as it must be.
        """
        source = self._value(node)[0]
        return Compiled(
            source,
            self.reads,
            self.columns,
            self.fixed,
            self.given,
            self.ours,
            self.tables,
            self.spread,
        )

    # Every method below returns Python and what it gives: "number", "truth", "text", "any".

    def _value(self, node: Node) -> tuple[str, str]:
        node = node.inner
        if node.kind == "number":
            return repr(float(node.text)), "number"
        if node.kind == "text":
            return repr(node.text[1:-1].replace('""', '"')), "text"
        if node.kind == "logical":
            return ("True" if node.text.upper() == "TRUE" else "False"), "truth"
        if node.kind == "range":
            return self._cell(node.text)
        if node.kind == "prefix" and node.text == "-":
            return f"(-{self._number(node.children[0])})", "number"
        if node.kind == "postfix" and node.text == "%":
            return f"({self._number(node.children[0])}/100.0)", "number"
        if node.kind == "infix":
            return self._operation(node)
        if node.kind == "call":
            return self._call(node)
        raise NotAlike

    def _operation(self, node: Node) -> tuple[str, str]:
        first, second = node.children
        if node.text in "+-*":
            return f"({self._number(first)}{node.text}{self._number(second)})", "number"
        if node.text == "/":
            return f"({self._number(first)}/{self._operand(second)})", "number"
        if node.text in ("=", "<>"):
            # The only ones that are left to the engine have a text on one side.
            one, other = self._value(first), self._value(second)
            if "text" not in (one[1], other[1]):
                raise NotAlike
            alike = f"{self._use('same_text', values.same_text)}({one[0]},{other[0]})"
            return (alike if node.text == "=" else f"(not {alike})"), "truth"
        raise NotAlike

    def _number(self, node: Node) -> str:
        """Write an operand of arithmetic: a blank counts as zero, a text is left to the engine."""
        source, kind = self._value(node)
        if kind == "number":
            return source
        return f"{self._use('number', values.number)}({source})"

    def _operand(self, node: Node) -> str:
        """Write a number of which something is asked that an infinite one would hide."""
        source = self._number(node)
        if source.isidentifier() or node.inner.kind in ("number", "range"):
            return source
        return f"{self._use('finite', values.finite)}({source})"

    def _argument(self, node: Node) -> tuple[str, str]:
        source, kind = self._value(node)
        if kind == "number":
            return self._operand(node), kind
        return source, kind

    def _truth(self, node: Node) -> str:
        source, kind = self._value(node)
        if kind == "truth":
            return source
        return f"{self._use('truth', values.truth)}({source})"

    def _strict(self, node: Node) -> str:
        """Write an argument of a function that reads cells in another way than other values."""
        source, kind = self._argument(node)
        if kind != "number":
            return f"{self._use('only_number', values.only_number)}({source})"
        return source

    # -- References ----------------------------------------------------------------------

    def _cell(self, text: str) -> tuple[str, str]:
        sheet, box = self._area(text)
        top, left, bottom, right = box
        if (top, left) != (bottom, right) or ":" in text:
            raise NotAlike
        if self._moves(text):
            return self._moving(Column(sheet, left), top - self.row)
        return self._fix(Box(sheet, box), "cell"), "any"

    def _moving(self, column: Column, offset: int) -> tuple[str, str]:
        if column not in self.columns:
            self.columns.append(column)
        self.reads.add((column, offset))
        place = f"r{offset:+d}" if offset else "r"
        kind = "number" if (column, offset) in self.numbers else "any"
        return f"c{self.columns.index(column)}[{place}]", kind

    def _moves(self, text: str) -> bool:
        match = _REFERENCE.fullmatch(text)
        assert match is not None
        return not match[3]

    def _area(self, text: str) -> tuple[str, tuple[int, int, int, int]]:
        match = _REFERENCE.fullmatch(text)
        if match is None:
            raise NotAlike
        name, letters, fixed, digits, last_letters, last_fixed, last_digits = match.groups()
        if last_letters and fixed != last_fixed:
            raise NotAlike
        sheet = self.sheet
        if name is not None:
            plain = name[1:-1].replace("''", "'") if name.startswith("'") else name
            found = self.sheets.get(plain.lower())
            if found is None:
                raise NotAlike
            sheet = found
        top, left = int(digits), column_number(letters)
        bottom = int(last_digits) if last_digits else top
        right = column_number(last_letters) if last_letters else left
        if not (1 <= top <= bottom and left <= right):
            raise NotAlike
        return sheet, (top, left, bottom, right)

    def _fix(self, box: Box, kind: str) -> str:
        if box not in self.fixed:
            self.fixed.append(box)
        return f"k{self.fixed.index(box)}_{kind}"

    def _cells(self, text: str) -> list[tuple[str, str]]:
        """Write the cells of a short range beside the formula."""
        sheet, (top, left, bottom, right) = self._area(text)
        if not self._moves(text) or top != bottom or right - left >= _WIDEST:
            raise NotAlike
        return [
            self._moving(Column(sheet, column), top - self.row) for column in range(left, right + 1)
        ]

    def _range(self, node: Node) -> str:
        """Write a range as the engine hands it over."""
        text = node.text
        if ":" not in text:
            return self._cell(text)[0]
        sheet, box = self._area(text)
        if self._moves(text):
            cells = [source for source, _ in self._cells(text)]
            return f"[[{','.join(cells)}]]" if len(cells) > 1 else cells[0]
        return self._fix(Box(sheet, box), "table" if box[:2] != box[2:] else "cell")

    # -- Calls ---------------------------------------------------------------------------

    def _call(self, node: Node) -> tuple[str, str]:
        if any(child.kind == "omitted" for child in node.children):
            raise NotAlike
        if formulas.our_name(node.text):
            return self._ours(node)
        if node.text in _COMPARISONS:
            return self._comparison(node), "truth"
        if node.text.startswith(MARK):
            return self._marked(node)
        write: Callable[[Node], tuple[str, str]] | None = {
            "IF": self._if,
            "AND": self._and,
            "OR": self._or,
            "NOT": self._not,
            "MIN": self._extreme,
            "MAX": self._extreme,
            "SUM": self._sum,
            "ABS": self._abs,
            **dict.fromkeys(("ROUND", "ROUNDUP", "ROUNDDOWN"), self._rounded),
            **dict.fromkeys(_QUESTIONS, self._question),
            "IFERROR": self._if_error,
        }.get(node.text.upper())
        if write is None:
            raise NotAlike
        return write(node)

    def _ours(self, node: Node) -> tuple[str, str]:
        name = formulas.our_name(node.text) or ""
        self.ours[f"f_{name}"] = name
        if any(child.kind == "range" and ":" in child.text for child in node.children):
            self.spread.add(name)
        arguments = [
            self._range(child) if child.kind == "range" else self._argument(child)[0]
            for child in node.children
        ]
        called = f"f_{name}({','.join(arguments)})"
        return f"{self._use('result', values.result)}({called})", "any"

    def _marked(self, node: Node) -> tuple[str, str]:
        name = node.text.removeprefix(MARK)
        function, kind = single(name)
        if function is None:
            raise NotAlike
        arguments = [self._argument(child) for child in node.children]
        if name in _SIGNS and arguments[0][1] == "number":
            (one, _), (other, given) = arguments
            other = other if given == "number" else f"{self._use('taken', number)}({other})"
            return f"({one}{_SIGNS[name]}{other})", kind
        called = f"{self._use(name, function)}({','.join(one for one, _ in arguments)})"
        if kind == "any":
            called = f"{self._use('result', values.result)}({called})"
        return called, kind

    def _comparison(self, node: Node) -> str:
        (one, kind), (other, _) = map(self._argument, node.children)
        called = f"{self._use(node.text, single(node.text.removeprefix(MARK))[0])}({one},{other})"
        bound = node.children[1].inner
        if kind == "number" and node.children[0].inner.kind == "range" and bound.kind == "number":
            amount = float(bound.text)
            low, high = sorted((amount * (1 - _NEAR), amount * (1 + _NEAR)))
            # Away from the bound numbers are compared as they are.
            plain = f"{one}{_COMPARISONS[node.text]}{amount!r}"
            return f"({called} if {low!r}<={one}<={high!r} else {plain})"
        return called

    def _if(self, node: Node) -> tuple[str, str]:
        looked_up = self._look_up(node)
        if looked_up is not None:
            return looked_up
        if len(node.children) not in (2, 3):
            raise NotAlike
        test = self._truth(node.children[0])
        first, kind = self._value(node.children[1])
        second, other = (
            self._value(node.children[2]) if len(node.children) == 3 else ("False", "truth")
        )
        return f"({first} if {test} else {second})", kind if kind == other else "any"

    def _look_up(self, node: Node) -> tuple[str, str] | None:
        """Write an exact look-up, which the engine's copy asks a question before."""
        question = node.children[0]
        if len(node.children) != 3 or question.text != f"{MARK}SIGNS":
            return None
        call = node.children[2]
        name = _LOOKING.get(call.text.upper())
        if name is None or call.kind != "call":
            raise NotAlike
        key, table, *rest = call.children
        near = rest[-1].inner if rest else None
        if near is None or near.text.upper() not in ("FALSE", "0") or table.kind != "range":
            raise NotAlike
        sheet, box = self._area(table.text)
        if self._moves(table.text) or box[:2] == box[2:]:
            raise NotAlike
        column = 0
        if name == "vlookup":
            if len(rest) != 2 or rest[0].inner.kind != "number":
                raise NotAlike
            column = int(float(rest[0].inner.text))
            if not 1 <= column <= box[3] - box[1] + 1:
                raise NotAlike
        elif len(rest) != 1:
            raise NotAlike
        looked_up = self.tables.setdefault(Box(sheet, box), [])
        if f"{name}{column}" not in looked_up:
            looked_up.append(f"{name}{column}")
        place = self._fix(Box(sheet, box), f"{name}{column}")
        return f"{place}({self._strict(key)})", "any" if name == "vlookup" else "number"

    def _and(self, node: Node) -> tuple[str, str]:
        return self._all_of(node, " & ")

    def _or(self, node: Node) -> tuple[str, str]:
        return self._all_of(node, " | ")

    def _all_of(self, node: Node, sign: str) -> tuple[str, str]:
        found = [self._value(child) for child in node.children]
        if not found or any(kind != "truth" for _, kind in found):
            raise NotAlike
        return f"({sign.join(source for source, _ in found)})", "truth"

    def _not(self, node: Node) -> tuple[str, str]:
        (source, kind), *more = [self._value(child) for child in node.children]
        if kind != "truth" or more:
            raise NotAlike
        return f"(not {source})", "truth"

    def _numbers(self, node: Node, *, blanks: bool = False) -> list[str]:
        """Write the arguments of a function that passes over what is no number in cells."""
        found: list[str] = []
        check = values.number if blanks else values.only_number
        for child in node.children:
            if child.kind != "range":
                found.append(self._strict(child))
                continue
            cells = self._cells(child.text) if ":" in child.text else [self._cell(child.text)]
            for source, kind in cells:
                called = f"{self._use(check.__name__, check)}({source})"
                found.append(source if kind == "number" else called)
        return found

    def _extreme(self, node: Node) -> tuple[str, str]:
        found = self._numbers(node)
        called = f"{node.text.lower()}({','.join(found)})"
        return found[0] if len(found) == 1 else called, "number"

    def _sum(self, node: Node) -> tuple[str, str]:
        return f"(0.0+{'+'.join(self._numbers(node, blanks=True))})", "number"

    def _abs(self, node: Node) -> tuple[str, str]:
        return f"abs({self._number(node.children[0])})", "number"

    def _rounded(self, node: Node) -> tuple[str, str]:
        places = node.children[1].inner if len(node.children) == 2 else None
        if places is None or places.kind != "number":
            raise NotAlike
        name, digits, amount = node.text.upper(), float(places.text), self._strict(node.children[0])
        quick = rounded_to(name, digits)
        if quick is not None:
            return f"{self._use(f'{name}{int(digits)}', quick)}({amount})", "number"
        return f"{self._use(name, single(name)[0])}({amount},{digits!r})", "number"

    def _question(self, node: Node) -> tuple[str, str]:
        if len(node.children) != 1 or node.children[0].kind != "range":
            raise NotAlike
        source, _ = self._cell(node.children[0].text)
        return f"(type({source}) is {_QUESTIONS[node.text.upper()]})", "truth"

    def _if_error(self, node: Node) -> tuple[str, str]:
        if len(node.children) != 2:
            raise NotAlike
        first, kind = self._value(node.children[0])
        second, other = self._value(node.children[1])
        called = f"{self._use('attempt', values.attempt)}(lambda r: {first}, lambda r: {second}, r)"
        return called, kind if kind == other else "any"

    def _use(self, name: str, what: Any) -> str:
        """Return the name under which the expression calls something."""
        known = "f_" + re.sub(r"\W", "_", name)
        self.given[known] = what
        return known
