"""Recomputes means, running totals and weights whose total is announced."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Container, Iterator, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from pycog.audit.addition import same
from pycog.audit.blocks import AMOUNTS, Block, Line
from pycog.audit.grid import Place, normal
from pycog.audit.sums import Difference
from pycog.errors import InvalidInput
from pycog.values import parse_number

_FUNCTIONS: Final = (
    (
        re.compile(
            r"(valeur )?moyennes?"
            r"( generale| simple| mensuelle| annuelle| trimestrielle| (des|du|par) .*)?$"
        ),
        "moyenne",
        statistics.fmean,
    ),
    (re.compile(r"(valeur )?mediane?s?$"), "médiane", statistics.median),
    (re.compile(r"(valeur )?min(i|imum|imale?)?$"), "minimum", min),
    (re.compile(r"(valeur )?max(i|imum|imale?)?$"), "maximum", max),
)
#: What a line tells of others: their mean, their highest figure.
Summary: TypeAlias = Callable[[Sequence[float]], float]
_STATED: Final = re.compile(r"\b(?:sur|total|somme|soit) ?:? ?(1 ?000|100)\b ?%?")
_WEIGHTS: Final = re.compile(r"\b(points?|ponderations?|poids|coefficients?|bareme)\b")
_LARGEST: Final = 5000
_DEEPEST: Final = 40
#: Lines that bear running totals out, and fewest weights that are added up.
_BORNE_OUT, _ENOUGH = 2, 3
#: Simple means of rates that tell that the others are simple means too.
_SURE = 4
_FAR: Final = 1.25


def check_means(block: Block) -> list[Difference]:
    """Check the lines of means, medians, lowest and highest figures."""
    found: list[Difference] = []
    if len(block.lines) > _LARGEST or block.mixed:
        return found
    summaries = list(_summaries(block))
    for place, name, function in summaries:
        if block.lines[place].role == "moyenne":
            found += _check_mean(block, place, name, function)
    if summaries:
        found += list(_check_together(block, summaries, {one.at for one in found}))
    return found


def _summaries(block: Block) -> Iterator[tuple[int, str, Summary]]:
    """Yield the places of the lines that sum others up, with what they tell of them."""
    for place, line in enumerate(block.lines):
        for pattern, name, function in _FUNCTIONS:
            # « Maximum » heads a column of points as well: it is a line of amounts elsewhere.
            if line.role in {"moyenne", "ligne"} and pattern.match(normal(line.label)):
                yield place, name, function
                break


def _check_together(
    block: Block, summaries: Sequence[tuple[int, str, Summary]], told: Container[Place]
) -> Iterator[Difference]:
    """Check means, medians, lowest and highest figures against one another.

    The others tell of which lines they are; the only one that does not follow is reported.
    """
    if len(summaries) <= _BORNE_OUT and len(block.across) == 1:
        return
    lines = [line for line in block.lines[: summaries[0][0]] if line.role == "ligne"]
    fits: set[tuple[int, int]] = set()
    fails: list[tuple[int, str, Summary, Line]] = []
    for place, name, function in summaries:
        for column in block.across:
            if column.role == "identifiant" or block.figure(block.lines[place], column) is None:
                continue
            if _is_mean(block, block.lines[place], column, lines, function):
                fits.add((place, column.place))
            # The mean of delays or of rates may weigh them by what no column tells.
            elif function is not statistics.fmean or column.role not in {"taux", "part", "moyenne"}:
                fails.append((place, name, function, column))
    if len(fails) != 1 or len(fits) < _BORNE_OUT + (len(block.across) > 1):
        return
    ((place, name, function, column),) = fails
    values = _values(block, lines, column)
    borne_out = any(column.place == one for _, one in fits)
    if borne_out and len(values) > _BORNE_OUT and block.at(block.lines[place], column) not in told:
        yield _not_the_mean(block, block.lines[place], column, lines, function(values), name)


def _check_mean(block: Block, place: int, name: str, function: Summary) -> Iterator[Difference]:
    line = block.lines[place]
    columns = [column for column in block.across if block.figure(line, column) is not None]
    best: list[Line] = []
    most = 0
    fitting: set[int] = set()
    for reading, usual in _line_sets(block, place):
        if best and not usual:
            break  # the usual readings tell enough
        held = {
            column.place for column in columns if _is_mean(block, line, column, reading, function)
        }
        if len(held) > most:
            best, most = reading, len(held)
        fitting |= held
    fails = [
        column
        for column in columns
        if column.place not in fitting and _may_fail(column, len(fitting))
    ]
    if len(columns) < 2 or not best or len(fitting) < len(fails):
        return
    for column in fails:
        values = _values(block, best, column)
        if len(values) > 1 and not _is_weighted(block, line, column, best):
            yield _not_the_mean(block, line, column, best, function(values), name)


def _may_fail(column: Line, borne_out: int) -> bool:
    """Tell whether a mean has to be that of its lines: one of rates may weigh them."""
    return column.role in AMOUNTS or (column.role in {"taux", "part"} and borne_out >= _SURE)


def _is_mean(
    block: Block,
    line: Line,
    column: Line,
    reading: Sequence[Line],
    function: Summary,
) -> bool:
    printed = block.figure(line, column)
    values = _values(block, reading, column)
    if printed is None or not values:
        return False
    unit = _unit(printed)
    blank_as_zero = [*values, *([0.0] * (len(reading) - len(values)))]
    return any(
        abs(printed - function(one)) <= unit / 2 + 1e-9 * max(1.0, abs(printed))
        for one in (values, blank_as_zero)
    )


def _is_weighted(block: Block, line: Line, column: Line, lines: Sequence[Line]) -> bool:
    """Tell whether a mean is weighted by another column."""
    printed = block.figure(line, column) or 0.0
    for weight in block.across[:_DEEPEST]:
        pairs = [
            (figure, value)
            for one in lines
            if (figure := block.figure(one, weight)) is not None
            and (value := block.figure(one, column)) is not None
        ]
        whole = math.fsum(figure for figure, _ in pairs)
        if weight.place == column.place or not whole:
            continue
        mean = math.fsum(figure * value for figure, value in pairs) / whole
        if abs(printed - mean) <= _unit(printed) / 2 + 1e-9 * abs(mean):
            return True
    return False


def _line_sets(block: Block, place: int) -> Iterator[tuple[list[Line], bool]]:
    """Yield the lines that a mean may be of, and whether it usually is."""
    lines = [line for line in block.lines[:place] if line.role == "ligne"]
    start = next(
        (at for at in range(place - 1, -1, -1) if block.lines[at].role in {"titre", "total"}), -1
    )
    near = [line for line in block.lines[start + 1 : place] if line.role == "ligne"]
    after = [line for line in block.lines[place + 1 :] if line.role == "ligne"]
    totals = [line for line in block.lines[:place] if line.role == "total"]
    shown = [line for line in lines if not block.is_hidden(line)]
    for one in (near, lines, shown, totals, after, [*lines, *after]):
        if one:
            yield one, True
    for size in range(2, min(_DEEPEST, len(lines))):
        yield lines[-size:], False


def check_running(block: Block) -> list[Difference]:
    """Check the columns of running totals against the column they add up."""
    found: list[Difference] = []
    for column in block.across:
        if column.role != "cumul":
            continue
        best: list[Difference] = []
        score = 0
        for base in _nearest(block, column):
            agreed, fails = _run(block, column, base)
            if agreed > score:
                best, score = fails, agreed
        if score >= _BORNE_OUT and score >= 2 * len(best):
            found += best
    return found


def _nearest(block: Block, column: Line) -> list[Line]:
    others = [one for one in block.across if one.place != column.place and one.role != "cumul"]
    return sorted(others, key=lambda one: abs(one.place - column.place))[:8]


def _run(block: Block, column: Line, base: Line) -> tuple[int, list[Difference]]:
    """Return how many running totals fit a column, and those that do not."""
    whole = group = 0.0
    before: float | None = None
    agreed = 0
    fails: list[Difference] = []
    first: Line | None = None
    for line in block.lines:
        if line.role in {"titre", "total"}:
            group = 0.0
        value, printed = block.figure(line, base), block.figure(line, column)
        if line.role != "ligne" or (value is None and printed is None):
            continue
        first = first or line
        whole, group = whole + (value or 0.0), group + (value or 0.0)
        # After a wrong line, the next one may go on from what is printed.
        expected = [whole, group, *([before + (value or 0.0)] if before is not None else [])]
        if printed is None:
            continue
        slack = _slack(printed, value)
        if any(same(printed, one) or abs(printed - one) <= slack for one in expected):
            agreed += bool(value) and line is not first
        else:
            words = (f"somme de « {base.label} » depuis « {first.label} »",)
            fails.append(_running(block, line, column, (first, base), whole, words[0]))
        before = printed
    return agreed, fails


def _slack(printed: float, value: float | None) -> float:
    """Return what the rounding of running percentages may add up to."""
    if value is None or (abs(printed) > 1.5 and printed % 1 == 0):
        return 0.0
    return 2 * max(_unit(printed), 1e-4) if abs(printed) <= 1.5 else 0.0


def _running(
    block: Block, line: Line, column: Line, start: tuple[Line, Line], value: float, words: str
) -> Difference:
    first, base = start
    return Difference(
        "cumul",
        block.at(line, column),
        block.figure(line, column) or 0.0,
        value,
        (block.at(first, base), block.at(line, base)),
        f"{block.name(line, column)} : {words}.",
    )


def check_stated(block: Block) -> list[Difference]:
    """Check the weights whose heading announces what they total, where no line does."""
    found: list[Difference] = []
    for column in block.across:
        text = normal(column.label)
        stated = _STATED.search(text)
        lines = _weighed(block)
        filled = [line for line in lines if block.figure(line, column) is not None]
        if stated is None or not _WEIGHTS.search(text) or len(filled) < _ENOUGH:
            continue
        if any(line.role.startswith("total") for line in block.lines):
            found += _short_of_total(block, column, stated[1])
            continue
        announced = _announced(stated[1], percent=block.is_percent(filled[0], column))
        values = _values(block, filled, column)
        added = math.fsum(values)
        slack = max(map(_unit, values)) * len(values) / 2 if announced <= 100 else 0.0
        far = not announced / _FAR <= added <= announced * _FAR
        if abs(added - announced) <= min(slack, 0.005 * announced) + 1e-9 or far:
            continue
        last = filled[-1]
        found.append(
            Difference(
                "ponderation",
                block.at(last, column),
                announced,
                added,
                tuple(block.at(line, column) for line in filled),
                f"« {column.label} » : le total annoncé n'est pas la somme de "
                f"« {filled[0].label} » à « {last.label} ».",
            )
        )
    return found


def _weighed(block: Block) -> list[Line]:
    """Return the lines that a weight stands on: « Délai moyen » is an indicator like others."""
    aside = {"titre", "dont", "solde de totaux"}
    return [
        line for line in block.lines if line.role not in aside and not line.role.startswith("total")
    ]


def _short_of_total(block: Block, column: Line, stated: str) -> Iterator[Difference]:
    """Yield the one total that prints what its heading announces and its lines do not make."""
    totals = [line for line in block.lines if line.role.startswith("total")]
    total, lines = totals[0], _weighed(block)
    printed, values = block.figure(total, column), _values(block, lines, column)
    if len(totals) > 1 or printed is None or total.place < max(line.place for line in lines):
        return
    announced = _announced(stated, percent=block.is_percent(total, column))
    added = math.fsum(values)
    # Further away, the lines hold something else: parts of parts, several scorecards.
    near = announced / _FAR <= added <= announced * _FAR
    slack = max(map(_unit, values)) * len(values) / 2 if announced <= 100 else 0.0
    if same(printed, announced) and near and abs(added - announced) > slack + 1e-9 * announced:
        yield Difference(
            "total-parties",
            block.at(total, column),
            printed,
            added,
            tuple(block.at(line, column) for line in lines),
            f"{block.name(total, column)} : somme de « {lines[0].label} » à « {lines[-1].label} ».",
        )


def _announced(text: str, *, percent: bool) -> float:
    try:
        value = parse_number(text).value
    except InvalidInput:
        return math.nan
    return value / 100 if percent and value == 100 else value


def _not_the_mean(
    block: Block, line: Line, column: Line, parts: Sequence[Line], value: float, name: str
) -> Difference:
    labels = [f"« {part.label} »" for part in parts if part.label]
    names = ", ".join(labels) if len(labels) < 8 else f"{labels[0]} à {labels[-1]}"
    return Difference(
        "moyenne",
        block.at(line, column),
        block.figure(line, column) or 0.0,
        value,
        tuple(block.at(part, column) for part in parts),
        f"{block.name(line, column)} : {name} de {names or 'ses lignes'}.",
    )


def _values(block: Block, lines: Sequence[Line], column: Line) -> list[float]:
    return [value for line in lines if (value := block.figure(line, column)) is not None]


def _unit(printed: float) -> float:
    digits = -int(Decimal(repr(printed)).normalize().as_tuple().exponent)
    low = 2 if abs(printed) <= 1 else 0
    return 10.0 ** -min(max(digits, low), 4)
