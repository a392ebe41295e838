"""A composed formula as a tree: written for Excel, computed call by call, explained.

The value of an answer is by construction the value of its formula: both come from the
same tree, and every call goes through the host that brings the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from pycog.refresh.host import CallExplanation, FunctionHost
from pycog.values import Block, CellValue, Shown
from pycog.xlsx.french import to_french

Node: TypeAlias = "Call | Array | Ref | float | int | str | bool | None"

#: Call → its result, within one answer.
Seen: TypeAlias = "dict[Call, Shown]"

#: A cell holds no longer text, and Excel reads no longer formula.
LONGEST_TEXT: Final = 255


@dataclass(frozen=True, slots=True)
class Array:
    """A constant block: rows of numbers and texts; ``None`` is written as empty text."""

    rows: tuple[tuple[float | int | str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """A value that stands in a cell: computed as the value, written as the address."""

    address: str
    value: float | int | str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a formula of the catalogue.

    Attributes:
        name: Excel name.
        args: Constants, blocks, cells and other calls; ``None`` is an omitted argument.
    """

    name: str
    args: tuple[Node, ...]


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


def in_file(node: Call, *, cells: bool = False) -> str:
    """Write a formula as files and ``pycog eval`` have it; ``cells`` writes addresses."""
    return f"={_written(node, cells)}"


def in_french(node: Call, *, cells: bool = False) -> str:
    """Write a formula as it is typed in a French Excel."""
    return to_french(in_file(node, cells=cells))


def evaluate(node: Call, host: FunctionHost, seen: Seen | None = None) -> Shown:
    """Compute a formula, inner calls first; an error in a cell is a value.

    Args:
        node: The formula.
        host: Brings the functions.
        seen: Results of calls computed before, to which these are added.
    """
    known = {} if seen is None else seen
    shown = known.get(node)
    if shown is None:
        shown = known[node] = host.show(node.name, *_values(node, host, known))
    return shown


def explanations(node: Call, host: FunctionHost, seen: Seen) -> Iterator[CallExplanation]:
    """Explain every call of a formula, the outermost first."""
    yield host.explain(node.name, *_values(node, host, seen))
    for arg in node.args:
        if isinstance(arg, Call):
            yield from explanations(arg, host, seen)


def _values(node: Call, host: FunctionHost, seen: Seen) -> list[CellValue]:
    return [_value(arg, host, seen) for arg in node.args]


def _value(node: Node, host: FunctionHost, seen: Seen) -> CellValue:
    if isinstance(node, Call):
        return evaluate(node, host, seen).value
    if isinstance(node, Array):
        block: Block = [
            ["" if cell is None else _plain(cell) for cell in line] for line in node.rows
        ]
        return block
    return _plain(node.value if isinstance(node, Ref) else node)


def _plain(value: float | int | str | bool | None) -> float | str | bool | None:
    """Return a constant as the engine hands it over: every number is a float."""
    return float(value) if type(value) is int else value


def _written(node: Node, cells: bool) -> str:
    if isinstance(node, Call):
        return f"{node.name}({','.join(_written(arg, cells) for arg in node.args)})"
    if isinstance(node, Array):
        return "{" + ";".join(",".join(_cell(one) for one in line) for line in node.rows) + "}"
    if isinstance(node, Ref):
        return node.address if cells else _constant(node.value)
    return _constant(node)


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
