"""Finds the assumptions that the results of a calculated workbook rest on, each once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from pycog.assumptions import Assumption
from pycog.errors import PycogError
from pycog.refresh.calculation.expansion import Expansion
from pycog.refresh.calculation.reasons import argument_value
from pycog.refresh.host import FunctionHost
from pycog.seal.sealed_content import CellState, Hypothesis
from pycog.values import CellValue
from pycog.xlsx import formulas
from pycog.xlsx.cells import address, column_number
from pycog.xlsx.dependencies import Cell

if TYPE_CHECKING:
    from pycog.refresh.calculation.state import Recalculation

_BLOT_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
#: A cell of the same sheet, the argument that nearly all calls have.
_CELL: Final = re.compile(r"\$?([A-Z]{1,2})\$?([1-9][0-9]{0,5})")
_MOST: Final = 20_000


class _Call(NamedTuple):
    """A call of ours in a formula: its name, and where its arguments stand in the text."""

    name: str
    arguments: tuple[tuple[int, int], ...]


def assumptions_of(
    result: Recalculation,
    host: FunctionHost,
    cells: Mapping[str, Mapping[str, CellState]],
    ours: Iterable[Cell],
    possible: Mapping[str, Collection[str]],
) -> list[Hypothesis]:
    """Return the assumptions that results rest on, in the order of their ids.

    Args:
        result: The calculation.
        host: Offers the functions.
        cells: Every filled cell.
        ours: The cells with a formula of ours.
        possible: The ids that a function can rest on, by its name, where that is known: once
            all are found, its calls need not be looked at.
    """
    found: dict[str, Assumption] = {}
    known: set[tuple[str, str]] = set()
    reader = _Reader(result)
    for sheet, row, column in ours:
        state = cells[sheet][address(row, column)]
        if state.is_kept:
            continue
        with suppress(PycogError, formulas.Unsupported):
            text, calls = reader.calls(state.formula, sheet, row, column)
            for call in calls:
                bound = possible.get(call.name)
                if bound is not None and found.keys() >= set(bound):
                    continue
                values = reader.values(call, text, sheet)
                key = call.name, repr(values)
                if key not in known:
                    known.add(key)
                    explained = host.explain(call.name, *values)
                    found.update({one.id: one for one in explained.assumptions})
    return [Hypothesis(key, found[key].title) for key in sorted(found)]


class _Reader:
    """Reads the calls of formulas; those that differ in digits only are read once."""

    def __init__(self, result: Recalculation) -> None:
        assert result.engine is not None
        self._engine = result.engine
        self._info = result.info
        self._expansions: dict[str, Expansion] = {}
        self._shapes: dict[bytes, tuple[_Call, ...]] = {}

    def calls(
        self, formula: str, sheet: str, row: int, column: int
    ) -> tuple[str, tuple[_Call, ...]]:
        """Return a formula with all its names written out, and the calls of ours in it.

        Raises:
            Unsupported: It cannot be read for certain.
        """
        expansion = self._expansions.get(sheet)
        if expansion is None:
            expansion = self._expansions[sheet] = Expansion(self._info, sheet)
        text, body = formula, formula.encode()
        if expansion.concerns(body):
            text, _ = expansion.expand(formula, row, column)
            body = text.encode()
        shape = body.translate(_BLOT_DIGITS)
        found = self._shapes.get(shape)
        if found is None:
            if len(self._shapes) >= _MOST:
                self._shapes.clear()
            found = self._shapes[shape] = tuple(_calls(text))
        return text, tuple(one for one in found if one.name in self._engine.functions)

    def values(self, call: _Call, text: str, sheet: str) -> list[CellValue]:
        """Return the calculated values of the arguments of a call."""
        return [self._value(text[a:b].strip(), sheet) for a, b in call.arguments]

    def _value(self, text: str, sheet: str) -> CellValue:
        place = _CELL.fullmatch(text)
        if place is not None:
            return self._engine.value(sheet, int(place[2]), column_number(place[1]))
        return argument_value(self._engine, sheet, text)


def _calls(formula: str) -> Iterator[_Call]:
    """Give every call of ours in a formula, outermost and leftmost first.

    Raises:
        Unsupported: It cannot be read for certain.
    """
    found = formulas.tokens(formula)
    starts = [0]
    for token in found:
        starts.append(starts[-1] + len(token.text))
    for rank, token in enumerate(found):
        if (token.kind, token.subkind) == ("func", "open"):
            name = formulas.our_name(token.text.rstrip()[:-1])
            if name:
                yield _Call(name, tuple(_arguments(found, starts, rank + 1)))


def _arguments(
    found: list[formulas.Token], starts: list[int], rank: int
) -> Iterator[tuple[int, int]]:
    """Give start and end of each argument of a call whose first token after its name is given."""
    depth, start = 0, starts[rank]
    for at in range(rank, len(found)):
        token = found[at]
        if token.subkind == "open":
            depth += 1
        elif token.subkind == "close":
            if depth == 0:
                if start != starts[rank] or starts[at] != start:
                    yield start, starts[at]
                return
            depth -= 1
        elif token.kind == "sep" and depth == 0:
            yield start, starts[at]
            start = starts[at + 1]
