"""Looking up and ranking: what the engine does by code points, or not over ranges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pycog.refresh.calculation.functions.coercion import (
    UNSURE,
    Fault,
    block,
    check,
    digits15,
    error,
    number,
    truth,
)
from pycog.refresh.calculation.functions.comparing import compare, kind_of, sort_key
from pycog.refresh.calculation.functions.criteria import wildcard
from pycog.refresh.calculation.functions.nearness import is_nearly


def needs_order(wanted: Any, found: Any = "") -> bool:
    """Tell whether a look-up goes by the order of texts, or the engine found another number.

    An error that is looked for is the result; the engine finds that it is not there.
    """
    if isinstance(wanted, list | dict) or (isinstance(wanted, str) and bool(wanted)):
        return True
    return is_nearly(wanted, found)


def needs_signs(wanted: Any, found: Any = "") -> bool:
    """Tell whether an exact look-up may go wrong: ``?`` is a byte to the engine, noise nothing."""
    if isinstance(wanted, list | dict) or (isinstance(wanted, str) and "?" in wanted):
        return True
    return is_nearly(wanted, found)


def _vector(cells: Any) -> list[Any]:
    rows = block(cells)
    if len(rows) > 1 and len(rows[0]) > 1:
        raise Fault("Na")
    return [value for line in rows for value in line]


def _like(wanted: Any) -> Callable[[Any], bool]:
    """Return what tells whether a cell holds a value of the kind that is looked for."""
    kind = kind_of(wanted)
    return lambda value: (
        value is not None and not isinstance(value, dict) and kind_of(value) == kind
    )


def _exact(wanted: Any, cells: list[Any]) -> int:
    if isinstance(wanted, str):
        test = _text_test(wanted)
    else:
        test = _is_same(0.0 if wanted is None else wanted)
    for place, value in enumerate(cells):
        if test(value):
            return place
    raise Fault("Na")


def _text_test(wanted: str) -> Callable[[Any], bool]:
    if any(sign in wanted for sign in "?*~"):
        pattern = wildcard(wanted)
        return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None
    return _is_same(wanted)


def _is_same(wanted: Any) -> Callable[[Any], bool]:
    if isinstance(wanted, str):
        lowered = wanted.lower()
        return lambda value: isinstance(value, str) and value.lower() == lowered
    like = _like(wanted)
    return lambda value: value == wanted and like(value)


def _nearest(wanted: Any, cells: list[Any], *, rising: bool) -> int:
    """Search by halves, as Excel does, among the cells of the kind that is looked for."""
    wanted = 0.0 if wanted is None else wanted
    like = _like(wanted)
    places = [place for place, value in enumerate(cells) if like(value)]
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        sign = _order(cells[places[middle]], wanted)
        if sign <= 0 if rising else sign >= 0:
            low = middle + 1
        else:
            high = middle
    if low == 0:
        raise Fault("Na")
    return places[low - 1]


def _order(one: Any, other: Any) -> int:
    """Compare two values of one kind, numbers to the last bit."""
    if isinstance(one, str):
        return compare(one, other)
    return int(one > other) - int(one < other)


def match(wanted: Any, cells: Any, kind: Any = 1.0) -> float:
    """Return the place of a value in a row or column."""
    check(wanted)
    values, way = _vector(cells), number(kind)
    if way == 0:
        return float(_exact(wanted, values) + 1)
    return float(_nearest(wanted, values, rising=way > 0) + 1)


def _column(wanted: Any, rows: list[list[Any]], index: Any, near: Any) -> Any:
    check(wanted)
    column = int(number(index))
    if column < 1:
        raise Fault("Value")
    if column > len(rows[0]):
        raise Fault("Ref")
    first = [line[0] for line in rows]
    found = _nearest(wanted, first, rising=True) if truth(near) else _exact(wanted, first)
    return _shown(rows[found][column - 1])


def vlookup(wanted: Any, table: Any, index: Any, near: Any = True) -> Any:
    """Return the cell beside a value of the first column."""
    return _column(wanted, block(table), index, near)


def hlookup(wanted: Any, table: Any, index: Any, near: Any = True) -> Any:
    """Return the cell below a value of the first row."""
    return _column(wanted, [list(line) for line in zip(*block(table), strict=True)], index, near)


def lookup(wanted: Any, cells: Any, results: Any = None) -> Any:
    """Return the cell beside the last value that is not above the one looked for."""
    check(wanted)
    rows = block(cells)
    if results is None and len(rows) > 1 and len(rows[0]) > 1:
        lines = (
            rows if len(rows) >= len(rows[0]) else [list(one) for one in zip(*rows, strict=True)]
        )
        found = _nearest(wanted, [line[0] for line in lines], rising=True)
        return lines[found][-1]
    found = _nearest(wanted, [value for line in rows for value in line], rising=True)
    beside = [value for line in block(results if results is not None else cells) for value in line]
    if found >= len(beside):
        raise Fault("Na")
    return _shown(beside[found])


def xmatch(wanted: Any, cells: Any, kind: Any = 0.0, way: Any = 1.0) -> float:
    """Return the place of a value in a row or column: exact, next below or above, by signs.

    Raises:
        Fault: ``NImpl`` where only Excel knows: a search by halves, a blank, a number that noise
            alone tells from one of the cells.
    """
    check(wanted)
    mode, order = int(number(kind)), int(number(way))
    values = _vector(cells)
    if mode not in (-1, 0, 1, 2) or abs(order) not in (1, 2):
        raise Fault("Value")
    if abs(order) == 2 or wanted is None or any(is_nearly(wanted, value) for value in values):
        raise Fault(UNSURE)
    places = list(range(len(values)))[:: -1 if order < 0 else 1]
    test = _text_test(wanted) if isinstance(wanted, str) and mode == 2 else _is_same(wanted)
    found = next((place for place in places if test(values[place])), None)
    if found is None and mode in (-1, 1):
        found = _beside(wanted, values, places, mode)
    if found is None:
        raise Fault("Na")
    return float(found + 1)


def _beside(wanted: Any, values: list[Any], places: list[int], mode: int) -> int | None:
    """Return the place of the nearest value below (-1) or above (1) one, whatever the order."""
    like = _like(wanted)
    best: int | None = None
    for place in places:
        value = values[place]
        if not like(value) or _order(value, wanted) != mode:
            continue
        if best is None or _order(value, values[best]) == -mode:
            best = place
    return best


def xlookup(
    wanted: Any,
    cells: Any,
    results: Any,
    absent: Any = None,
    kind: Any = 0.0,
    way: Any = 1.0,
) -> Any:
    """Return what stands beside a value of a row or column; ``absent`` where it is not there.

    Raises:
        Fault: See :func:`xmatch`; also for results of several rows and columns.
    """
    beside = block(results)
    if len(beside) > 1 and len(beside[0]) > 1:
        raise Fault(UNSURE)
    answers = _vector(beside)
    if len(answers) != len(_vector(cells)):
        raise Fault("Value")
    try:
        place = xmatch(wanted, cells, kind, way)
    except Fault as fault:
        if fault.kind == "Na" and absent is not None and not isinstance(wanted, dict):
            return absent
        raise
    return _shown(answers[int(place) - 1])


def _numbers(cells: Any) -> list[float]:
    found = []
    for line in block(cells):
        for value in line:
            check(value)
            if isinstance(value, float | int) and not isinstance(value, bool):
                found.append(float(value))
    return found


def _ranked(*, largest: bool) -> Callable[[Any, Any], float]:
    def function(cells: Any, rank: Any) -> float:
        values, place = sorted(_numbers(cells), reverse=largest), int(-(-number(rank) // 1))
        if not 1 <= place <= len(values):
            raise Fault("Num")
        return values[place - 1]

    return function


def rank(value: Any, cells: Any, rising: Any = 0.0) -> float:
    """Return the rank of a number among others, each told from the next by its last bit."""
    amount, values = number(value), _numbers(cells)
    if amount not in values:
        raise Fault("Na")
    before = [one < amount if number(rising) else one > amount for one in values]
    return float(sum(before) + 1)


def mean_rank(value: Any, cells: Any, rising: Any = 0.0) -> float:
    """Return the rank of a number, the middle one of those that equal numbers share."""
    first = rank(value, cells, rising)
    return first + (_numbers(cells).count(number(value)) - 1) / 2


def sort(cells: Any, index: Any = 1.0, way: Any = 1.0, by_column: Any = False) -> Any:
    """Sort rows (or columns) by one of their columns (or rows)."""
    lines = [list(line) for line in block(cells)]
    if by_column:
        lines = [list(one) for one in zip(*lines, strict=True)]
    column, down = int(number(index)), number(way) < 0
    if not 1 <= column <= len(lines[0]):
        raise Fault("Value")
    blank = [line for line in lines if line[column - 1] is None]
    rest = [line for line in lines if line[column - 1] is not None]
    rest.sort(key=lambda line: sort_key(line[column - 1]), reverse=down)
    found = rest + blank
    return [list(one) for one in zip(*found, strict=True)] if by_column else found


def sort_by(cells: Any, *keys: Any) -> Any:
    """Sort rows (or columns) by the cells of other columns (or rows), each up or down."""
    lines = [list(line) for line in block(cells)]
    if not keys:
        raise Fault("Value")
    orders = [block(one) for one in keys[::2]]
    across = len(orders[0]) == 1 and (len(lines) != 1 or len(orders[0][0]) > 1)
    if across:
        lines = [list(one) for one in zip(*lines, strict=True)]
    found = list(range(len(lines)))
    for place in reversed(range(len(orders))):
        cells_of = _vector(orders[place])
        way = number(keys[2 * place + 1]) if 2 * place + 1 < len(keys) else 1.0
        if len(cells_of) != len(lines) or way not in (1.0, -1.0):
            raise Fault("Value")
        blank = [one for one in found if cells_of[one] is None]
        rest = [one for one in found if cells_of[one] is not None]
        rest.sort(key=lambda one: sort_key(cells_of[one]), reverse=way < 0)
        found = rest + blank
    sorted_lines = [[_shown(value) for value in lines[one]] for one in found]
    return [list(one) for one in zip(*sorted_lines, strict=True)] if across else sorted_lines


def union(*ranges: Any) -> list[list[Any]]:
    """Return several ranges as one column, for functions that only read numbers."""
    return [[value] for one in ranges for line in block(one) for value in line]


def unique(cells: Any, by_column: Any = False, once: Any = False) -> Any:
    """Return the rows (or columns) that differ, without case."""
    lines = [list(line) for line in block(cells)]
    if by_column:
        lines = [list(one) for one in zip(*lines, strict=True)]
    found: dict[tuple[Any, ...], list[list[Any]]] = {}
    for line in lines:
        found.setdefault(tuple(map(_same_key, line)), []).append(line)
    kept = [group[0] for group in found.values() if not once or len(group) == 1]
    if not kept:
        raise Fault("Calc")
    kept = [list(map(_shown, line)) for line in kept]
    return [list(one) for one in zip(*kept, strict=True)] if by_column else kept


def _same_key(value: Any) -> tuple[Any, ...]:
    if isinstance(value, dict):
        return (3, value.get("kind"))
    if value is None:
        return (4,)
    if isinstance(value, str):
        return (1, value.lower())
    return (kind_of(value), digits15(float(value)))


def fill(height: Any, width: Any, values: Any) -> list[list[Any]]:
    """Return an array as it fills a fixed range: one row or column is repeated."""
    rows = block(values)
    down, across = len(rows) == 1, len(rows[0]) == 1
    return [
        [
            _shown(rows[0 if down else row][0 if across else column])
            if (down or row < len(rows)) and (across or column < len(rows[0]))
            else error("Na")
            for column in range(int(width))
        ]
        for row in range(int(height))
    ]


def _shown(value: Any) -> Any:
    """Return a cell as a formula gives it: a blank one is 0."""
    return 0.0 if value is None else value
