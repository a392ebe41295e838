"""A composed formula as a tree: written for Excel, computed call by call, explained.

The value of an answer is by construction the value of its formula: both come from the
same tree, and every call goes through the host that brings the catalogue.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

from pycog.errors import CellError, InvalidInput
from pycog.values import Block, CellValue, Scalar, Shown, to_number
from pycog.xlsx.french import to_french

if TYPE_CHECKING:
    from pycog.refresh.host import CallExplanation, FunctionHost

Node: TypeAlias = "Call | Operation | Array | Ref | float | int | str | bool | None"
Computed: TypeAlias = "Call | Operation"

#: Call or operation → its result, within one answer.
Seen: TypeAlias = "dict[Computed, Shown]"

COUNT: Final = "COUNT"
#: Functions of Excel itself that a formula may put around ours: they take numbers and blocks.
_NATIVE: Final[dict[str, Callable[[list[float]], float]]] = {
    "SUM": sum,
    "MEDIAN": median,
    "MAX": max,
    "MIN": min,
    "AVERAGE": lambda numbers: sum(numbers) / len(numbers),
    "ROUND": lambda numbers: _rounded(*numbers),
    COUNT: len,
}
#: The functions of Excel that take one cell of a block, and that count its rows.
INDEX, ROWS = "INDEX", "ROWS"
#: The function of Excel that reads a printed number, of which a cell holds the text.
NUMBER = "NUMBERVALUE"


def _rounded(number: float, digits: float) -> float:
    """Round half away from zero, as Excel does."""
    exact = Decimal(repr(number)).quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP)
    return float(exact)


_SIGNS: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}

#: A cell holds no longer text, and Excel reads no longer formula.
LONGEST_TEXT: Final = 255


@dataclass(frozen=True, slots=True)
class Array:
    """A constant block: rows of numbers and texts; ``None`` is written as empty text."""

    rows: tuple[tuple[float | int | str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """What stands in a cell or a range: computed as the value, written as the address."""

    address: str
    value: float | int | str | Array | None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a formula of the catalogue.

    Attributes:
        name: Excel name.
        args: Constants, blocks, cells and other calls; ``None`` is an omitted argument.
    """

    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """Two values and a sign of Excel between them.

    Attributes:
        left: The first value.
        sign: ``"+"``, ``"-"``, ``"*"``, ``"/"`` or ``"^"``.
        right: The second value.
    """

    left: Node
    sign: str
    right: Node


def call(name: str, *args: Node) -> Call:
    """Return a call without the omitted arguments at its end."""
    kept = list(args)
    while kept and kept[-1] is None:
        kept.pop()
    return Call(name, tuple(kept))


def column(values: list[float | int | str | None]) -> Array:
    """Return a block of one column."""
    return Array(tuple((value,) for value in values))


def row(values: list[float | int | str | None]) -> Array:
    """Return a block of one row."""
    return Array((tuple(values),))


def in_file(node: Computed, *, cells: bool = False) -> str:
    """Write a formula as files and ``pycog eval`` have it; ``cells`` writes addresses."""
    return f"={_written(node, cells)}"


def in_french(node: Computed, *, cells: bool = False) -> str:
    """Write a formula as it is typed in a French Excel."""
    return to_french(in_file(node, cells=cells))


def evaluate(node: Computed, host: FunctionHost, seen: Seen | None = None) -> Shown:
    """Compute a formula, inner calls first; an error in a cell is a value.

    Args:
        node: The formula.
        host: Brings the functions.
        seen: Results of calls computed before, to which these are added.
    """
    known = {} if seen is None else seen
    shown = known.get(node)
    if shown is None:
        if isinstance(node, Call) and node.name == INDEX:
            shown = _indexed(node, host, known)
        elif isinstance(node, Call) and node.name == ROWS:
            block = _value(node.args[0], host, known)
            shown = Shown(float(len(block)) if isinstance(block, list) else 1.0, "number")
        elif isinstance(node, Call) and node.name == NUMBER:
            shown = _read(_value(node.args[0], host, known))
        elif isinstance(node, Operation) or node.name in _NATIVE:
            shown = _native(node, host, known)
        else:
            shown = host.show(node.name, *_values(node, host, known))
        known[node] = shown
    return shown


def printed_number(node: Computed) -> Call:
    """Return the formula of the number that a printed text is: « 100 000 000 », « 35 % »."""
    return call(NUMBER, node, ",", " ")


def _read(value: CellValue) -> Shown:
    """Read a text as the number that it prints."""
    try:
        number = to_number(value) if not isinstance(value, list) else None
    except InvalidInput:
        number = None
    why = "Ce texte imprimé n'est pas un nombre."
    return Shown(CellError("#VALUE!", why) if number is None else number, "number")


def _indexed(node: Call, host: FunctionHost, known: Seen) -> Shown:
    """Return one cell of a block by its row and column; row 0 is the whole column, as in Excel."""
    block, row, column_ = _values(node, host, known)
    if not isinstance(block, list):
        return Shown(block, "text")
    if not isinstance(row, float) or not isinstance(column_, float):
        raise TypeError("INDEX takes a block and two numbers")
    if not row:
        return Shown([[line[int(column_) - 1]] for line in block], "number")
    return Shown(block[int(row) - 1][int(column_) - 1], "number")


def _native(node: Computed, host: FunctionHost, known: Seen) -> Shown:
    """Compute what Excel computes by itself; an error within is the result."""
    parts = _parts(node)
    kind = next((evaluate(one, host, known).kind for one in parts if _is_computed(one)), "number")
    cells = [cell for one in parts for cell in _flat(_value(one, host, known))]
    for cell in cells:
        if isinstance(cell, CellError):
            return Shown(cell, kind)
    numbers = [float(cell) for cell in cells if isinstance(cell, float)]
    try:
        if isinstance(node, Operation):
            # As Excel does, a sign reads a text of digits as the number that it is.
            left, right = (float(cell) for cell in cells if isinstance(cell, float | str))
            return Shown(_SIGNS[node.sign](left, right), kind)
        # How many days there are is no day.
        kind = "number" if node.name == COUNT else kind
        return Shown(float(_NATIVE[node.name](numbers)), kind)
    except (ValueError, ZeroDivisionError):
        why = "Il manque un montant : la convention n'en imprime pas pour cette case."
        return Shown(CellError("#VALUE!", why), kind)


def _parts(node: Computed) -> tuple[Node, ...]:
    return (node.left, node.right) if isinstance(node, Operation) else node.args


def _is_computed(node: Node) -> TypeGuard[Computed]:
    return isinstance(node, Call | Operation)


def _flat(value: CellValue) -> list[Scalar]:
    return [cell for line in value for cell in line] if isinstance(value, list) else [value]


def explanations(node: Computed, host: FunctionHost, seen: Seen) -> Iterator[CallExplanation]:
    """Explain every call of a formula, the outermost first."""
    if isinstance(node, Call) and node.name not in {*_NATIVE, INDEX, ROWS, NUMBER}:
        yield host.explain(node.name, *_values(node, host, seen))
    for arg in _parts(node):
        if _is_computed(arg):
            yield from explanations(arg, host, seen)


def _values(node: Call, host: FunctionHost, seen: Seen) -> list[CellValue]:
    return [_value(arg, host, seen) for arg in node.args]


def _value(node: Node, host: FunctionHost, seen: Seen) -> CellValue:
    if isinstance(node, Call | Operation):
        return evaluate(node, host, seen).value
    if isinstance(node, Ref):
        return _value(node.value, host, seen)
    if isinstance(node, Array):
        block: Block = [
            ["" if cell is None else _plain(cell) for cell in line] for line in node.rows
        ]
        return block
    return _plain(node)


def _plain(value: float | int | str | bool | None) -> float | str | bool | None:
    """Return a constant as the engine hands it over: every number is a float."""
    return float(value) if type(value) is int else value


def _written(node: Node, cells: bool) -> str:
    if isinstance(node, Operation):
        return f"{_side(node.left, cells)}{node.sign}{_side(node.right, cells)}"
    if isinstance(node, Call):
        return f"{node.name}({','.join(_written(arg, cells) for arg in node.args)})"
    if isinstance(node, Array):
        return "{" + ";".join(",".join(_cell(one) for one in line) for line in node.rows) + "}"
    if isinstance(node, Ref):
        return node.address if cells else _written(node.value, cells)
    return _constant(node)


def _side(node: Node, cells: bool) -> str:
    written = _written(node, cells)
    return f"({written})" if isinstance(node, Operation) else written


def _cell(value: float | int | str | None) -> str:
    return '""' if value is None else _constant(value)


def _constant(value: float | int | str | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        # Doubled quotes keep any typed text a text: it can never become a formula.
        return '"' + value[:LONGEST_TEXT].replace('"', '""') + '"'
    number = float(value)
    if number == number // 1 and abs(number) < 1e15:
        return str(int(number))
    return repr(number)
