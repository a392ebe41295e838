"""``DSUM`` and its family: a text criterion finds what starts with it, as in Excel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pycog.refresh.calculation.functions import aggregates
from pycog.refresh.calculation.functions.coercion import UNSURE, Fault, block, number, number_in
from pycog.refresh.calculation.functions.criteria import Holds, holds, wildcard

#: Operations of ``SUBTOTAL`` that do the same to the cells that were found.
_OPERATIONS = {
    "DAVERAGE": 1, "DCOUNT": 2, "DCOUNTA": 3, "DMAX": 4, "DMIN": 5, "DPRODUCT": 6,
    "DSTDEV": 7, "DSTDEVP": 8, "DSUM": 9, "DVAR": 10, "DVARP": 11,
}  # fmt: skip
_COUNTS = ("DCOUNT", "DCOUNTA")


def _found(database: Any, field: Any, criteria: Any, name: str) -> list[Any]:
    """Return the cells of a field in the records that meet one line of criteria."""
    headings, *records = block(database)
    column = _column(headings, field, name)
    wanted, *lines = block(criteria)
    if not lines:
        raise Fault("Value")
    tests = [_tests(headings, wanted, line) for line in lines]
    met = [
        record
        for record in records
        if any(all(test(record[place]) for place, test in line) for line in tests)
    ]
    return [0.0 if column is None else record[column] for record in met]


def _column(headings: list[Any], field: Any, name: str) -> int | None:
    """Return the place of a field, ``None`` where whole records are counted."""
    if isinstance(field, str):
        return _place(headings, field)
    place = int(number(field))
    if place == 0 and name in _COUNTS:
        return None
    if not 1 <= place <= len(headings):
        raise Fault("Value")
    return place - 1


def _place(headings: list[Any], heading: str) -> int:
    shown = heading.lower()
    for place, one in enumerate(headings):
        if isinstance(one, str) and one.lower() == shown:
            return place
    raise Fault("Value")


def _tests(headings: list[Any], wanted: list[Any], line: list[Any]) -> list[tuple[int, Holds]]:
    tests = []
    for heading, criterion in zip(wanted, line, strict=True):
        if criterion is None or criterion == "":
            continue
        if not isinstance(heading, str):
            raise Fault(UNSURE)  # a formula as criterion, calculated for each record
        try:
            tests.append((_place(headings, heading), _test(criterion)))
        except Fault as fault:
            raise Fault(UNSURE) from fault
    return tests


def _test(criterion: Any) -> Holds:
    if not isinstance(criterion, str) or criterion[0] in "<>=" or number_in(criterion) is not None:
        if isinstance(criterion, str) and criterion.startswith("<>") and len(criterion) > 2:
            raise Fault(UNSURE)
        return holds(criterion)
    starts = wildcard(criterion + "*")
    return lambda value: isinstance(value, str) and starts.fullmatch(value) is not None


def _operation(name: str, code: int) -> Callable[[Any, Any, Any], float]:
    def call(database: Any, field: Any, criteria: Any) -> float:
        return aggregates.subtotal(
            float(code), [[v] for v in _found(database, field, criteria, name)]
        )

    return call


def get(database: Any, field: Any, criteria: Any) -> Any:
    """Return the one cell that meets the criteria, as DGET."""
    found = _found(database, field, criteria, "DGET")
    if not found:
        raise Fault("Value")
    if len(found) > 1:
        raise Fault("Num")
    return 0.0 if found[0] is None else found[0]


#: Database functions by Excel name.
FUNCTIONS: dict[str, Callable[[Any, Any, Any], Any]] = {
    **{name: _operation(name, code) for name, code in _OPERATIONS.items()},
    "DGET": get,
}
