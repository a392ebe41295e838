"""Native functions of our own, where the engine's differ from Excel's.

The engine's copy of a workbook calls them under names that start with ``PYCOG_``; which
formulas need them is decided in :mod:`pycog.refresh.calculation.translation`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from pycog.refresh.calculation.functions import (
    aggregates,
    comparing,
    criteria,
    database,
    dating,
    finance,
    lookups,
    nearness,
    numeric,
    textual,
    unit_conversion,
)
from pycog.refresh.calculation.functions.coercion import Fault, error, number, truth
from pycog.refresh.calculation.functions.criteria import is_hard, is_hard_among_texts, plain
from pycog.refresh.calculation.functions.lifting import lifted
from pycog.refresh.calculation.functions.nearness import asks_equality

MARK = "PYCOG_"

#: Operators by the name under which the copy calls them.
OPERATORS: Mapping[str, str] = {
    "=": "EQ",
    "<>": "NE",
    "<": "LT",
    ">": "GT",
    "<=": "LE",
    ">=": "GE",
    "&": "JOIN",
    "-": "LESS",
    "+": "PLUS",
}

#: The four operations on texts that are numbers, by the name of the function that does them.
ARITHMETIC: Mapping[str, str] = {"+": "ADD", "-": "TAKE", "*": "TIMES", "/": "OVER"}
#: Native functions of numbers that can stand in for the engine's.
NUMERIC = frozenset(numeric.FUNCTIONS)

#: Always ours: the engine's know no accents, no French, or round at the last bit.
ALWAYS = frozenset(
    {
        "CEILING", "CEILING.MATH", "CEILING.PRECISE", "CONCATENATE", "CONVERT", "DATE",
        "DATEVALUE", "DAY", "DAYS", "DB", "DELTA", "DOLLARDE", "DOLLARFR", "EDATE", "EOMONTH",
        "EXACT", "FACT", "FIND", "FIXED", "FLOOR",
        "FLOOR.MATH", "FLOOR.PRECISE", "HOUR", "INT", "ISEVEN", "ISO.CEILING", "ISODD",
        "ISOWEEKNUM", "LEFT", "LEN", "LOWER", "MID", "MINUTE", "MOD", "MONTH", "MROUND",
        "NUMBERVALUE", "POWER", "PROPER", "QUOTIENT", "REPLACE", "REPT", "RIGHT", "SEARCH",
        "SECOND", "SUBSTITUTE", "TEXT", "TIME", "TIMEVALUE", "TRIM", "TRUNC", "UPPER", "VALUE",
        "WEEKDAY", "YEAR", "YEARFRAC",
    }
)  # fmt: skip

_SINGLE: Mapping[str, Callable[..., Any]] = {
    **numeric.FUNCTIONS,
    **textual.FUNCTIONS,
    **dating.FUNCTIONS,
    **finance.FUNCTIONS,
    "ADDRESS": textual.address,
    "CONVERT": unit_conversion.converted,
    "TRUTH": truth,
    "EQ": comparing.EQUAL,
    "NE": comparing.DIFFERENT,
    "LT": comparing.LESS,
    "GT": comparing.GREATER,
    "LE": comparing.AT_MOST,
    "GE": comparing.AT_LEAST,
    "JOIN": comparing.join,
    "LESS": numeric.difference,
    "PLUS": numeric.total,
    "ADD": lambda one, other: number(one) + number(other),
    "TAKE": lambda one, other: number(one) - number(other),
    "TIMES": lambda one, other: number(one) * number(other),
    "OVER": numeric.ratio,
    "MINUS": lambda value: -number(value),
    "ISUNSURE": textual.is_unsure,
    "COUNTED": textual.counted,
}
#: Functions with arguments that are ranges: the places of these.
_WITH_RANGES: Mapping[str, tuple[Callable[..., Any], tuple[int, ...]]] = {
    "COUNTIF": (criteria.countif, (0,)),
    "SUMIF": (criteria.sumif, (0, 2)),
    "AVERAGEIF": (criteria.averageif, (0, 2)),
    "COUNTIFS": (criteria.countifs, tuple(range(0, 254, 2))),
    "SUMIFS": (criteria.sumifs, (0, *range(1, 254, 2))),
    "AVERAGEIFS": (criteria.averageifs, (0, *range(1, 254, 2))),
    "MAXIFS": (criteria.maxifs, (0, *range(1, 254, 2))),
    "MINIFS": (criteria.minifs, (0, *range(1, 254, 2))),
    "MATCH": (lookups.match, (1,)),
    "VLOOKUP": (lookups.vlookup, (1,)),
    "HLOOKUP": (lookups.hlookup, (1,)),
    "LOOKUP": (lookups.lookup, (1, 2)),
    "XLOOKUP": (lookups.xlookup, (1, 2)),
    "XMATCH": (lookups.xmatch, (1,)),
    "LARGE": (lookups._ranked(largest=True), (0,)),
    "SMALL": (lookups._ranked(largest=False), (0,)),
    "RANK": (lookups.rank, (1,)),
    "RANK.EQ": (lookups.rank, (1,)),
    "RANK.AVG": (lookups.mean_rank, (1,)),
    "NETWORKDAYS": (dating.plain_working_days, (2,)),
    "WORKDAY": (dating.plain_working_day, (2,)),
    "NETWORKDAYS.INTL": (dating.working_days, (3,)),
    "WORKDAY.INTL": (dating.working_day, (3,)),
}
#: Functions that take and give whole ranges.
_WHOLE: Mapping[str, Callable[..., Any]] = {
    "SORT": lookups.sort,
    "SORTBY": lookups.sort_by,
    "MMULT": aggregates.matrix_product,
    "TYPE": aggregates.kind,
    "CONCAT": textual.concat,
    "TEXTJOIN": textual.text_join,
    "UNION": lookups.union,
    "UNIQUE": lookups.unique,
    "SUMPRODUCT": aggregates.sumproduct,
    "GCD": aggregates.divisor,
    "LCM": aggregates.multiple,
    "BLOCK": lambda value: value,
    "FILL": lookups.fill,
    "SUBTOTAL": aggregates.subtotal,
    "AGGREGATE": aggregates.aggregate,
    "MODE": aggregates.mode,
    "MODE.SNGL": aggregates.mode,
    "MODE.MULT": aggregates.modes,
    **database.FUNCTIONS,
}
#: Names of the functions over a database.
DATABASE = frozenset(database.FUNCTIONS)
#: Those that the engine does not have at all.
ADDED = frozenset({"MMULT"})
#: Questions asked before the engine's own function is trusted.
_QUESTIONS: Mapping[str, Callable[..., bool]] = {
    "HARD": criteria.is_hard,
    "HARDER": criteria.is_hard_among_texts,
    "ORDERED": lookups.needs_order,
    "SIGNS": lookups.needs_signs,
    "EARLY": dating.is_early,
    **nearness.CALLABLES,
}
#: Excel names of the functions that can stand in for the engine's over ranges.
LIFTED = frozenset({*_SINGLE, *_WITH_RANGES}) - {
    *OPERATORS.values(),
    *ARITHMETIC.values(),
    "MINUS",
    "ISUNSURE",
    "COUNTED",
    "TRUTH",
}


#: What stands for an omitted argument, which is a zero to the engine: by function and place.
_LEFT_OUT: Mapping[str, Mapping[int, str]] = {
    "ADDRESS": {2: "1"},
    **{name: dict.fromkeys(range(255), '""') for name in ("CONCATENATE", "CONCAT")},
    **{name: dict.fromkeys(range(3), '""') for name in ("FIND", "SEARCH", "EXACT", "SUBSTITUTE")},
    **{name: {0: '""'} for name in ("LEFT", "RIGHT", "MID", "REPT")},
    **{name: {2: "1"} for name in ("NETWORKDAYS.INTL", "WORKDAY.INTL")},
    "REPLACE": {0: '""', 3: '""'},
    "SORT": {1: "1", 2: "1"},
    "SORTBY": dict.fromkeys(range(2, 254, 2), "1"),
    "TEXT": {1: '""'},
    "XLOOKUP": {3: "#N/A", 4: "0", 5: "1"},
    "XMATCH": {2: "0", 3: "1"},
    "TEXTJOIN": {**dict.fromkeys(range(255), '""'), 1: "TRUE"},
}


#: Functions of single values that give truth values.
_TESTS = frozenset({"EQ", "NE", "LT", "GT", "LE", "GE", "ISEVEN", "ISODD", "NOT"})
_NUMBERS = frozenset({*numeric.FUNCTIONS, "LESS", "PLUS", *ARITHMETIC.values(), "MINUS"}) - _TESTS


def single(name: str) -> tuple[Callable[..., Any] | None, str]:
    """Return a function of single values, which raises :class:`Fault`, and what it gives.

    Args:
        name: Its name without :data:`MARK`.

    Returns:
        ``None`` where there is none; ``"number"``, ``"truth"`` or ``"any"``.
    """
    kind = "number" if name in _NUMBERS else "truth" if name in _TESTS else "any"
    return _SINGLE.get(name), kind


def left_out(name: str, place: int) -> str:
    """Return what to write for an omitted argument; nothing where it is a zero."""
    return _LEFT_OUT.get(name, {}).get(place, "")


@lru_cache(maxsize=1)
def callables() -> Mapping[str, Callable[..., Any]]:
    """Return the engine callbacks by the names that translated formulas call."""
    found: dict[str, Callable[..., Any]] = {
        name: lifted(function) for name, function in _SINGLE.items()
    }
    found |= {name: lifted(function, whole) for name, (function, whole) in _WITH_RANGES.items()}
    found |= {name: _guarded(function) for name, function in _WHOLE.items()}
    found |= _QUESTIONS
    found["CRITERION"] = criteria.plain
    found["UNSURE"] = lambda: error("NImpl")
    return {MARK + name: function for name, function in found.items()}


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Fault as fault:
            return error(fault.kind)
        except (ValueError, TypeError, IndexError, OverflowError):
            return error("Value")

    return call


__all__ = [
    "ADDED",
    "ALWAYS",
    "ARITHMETIC",
    "DATABASE",
    "LIFTED",
    "MARK",
    "NUMERIC",
    "OPERATORS",
    "asks_equality",
    "callables",
    "is_hard",
    "is_hard_among_texts",
    "left_out",
    "plain",
    "single",
]
