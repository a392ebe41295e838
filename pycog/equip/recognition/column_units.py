"""Tells the unit of each column: from its heading, its title and notes, its cells, its amounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from pycog.audit.grid import Stored
from pycog.equip.model import AMOUNTS, Column
from pycog.equip.recognition.cell_readings import in_points
from pycog.equip.recognition.heading_words import unit_in
from pycog.equip.recognition.labels_alike import same_words
from pycog.equip.recognition.printed_values import same_amount
from pycog.equip.recognition.regions import Region
from pycog.equip.recognition.sheet_view import shown_text
from pycog.equip.recognition.subject_frames import Candidate, Frame
from pycog.equip.recognition.table_lines import Line
from pycog.errors import InvalidInput
from pycog.plausibility import PLAUSIBLE_RATE
from pycog.targets import parse_target
from pycog.values import AMOUNT_UNITS

#: Fewest amounts that are the printed ones for their unit to be proven.
_PROVEN: Final = 2
#: Amounts this many times another year's are in another unit, or none of this fund.
_FAR: Final = 50.0
#: Amounts within this many times the printed ones are of their size.
_NEAR: Final = 3.3
_FEWEST: Final = 3
#: Amounts of one column that go this far apart, beside those of another, are of two units.
_SPREAD: Final = 300.0


@dataclass(frozen=True, slots=True)
class Units:
    """The units of the columns of a table.

    Attributes:
        columns: The columns with their units.
        unknown: Columns whose unit nothing tells, and the one that the size of their amounts
            speaks for, ``""`` where it speaks for none.
        doubtful: Column → what was announced and what its amounts say.
        in_points: Column → rows whose rate is typed in points without a word.
    """

    columns: tuple[Column, ...]
    unknown: tuple[tuple[int, str], ...] = ()
    doubtful: tuple[tuple[int, str, str], ...] = ()
    in_points: tuple[tuple[int, tuple[int, ...]], ...] = ()


def amount_units(
    region: Region,
    columns: Sequence[Column],
    frame: Frame,
    lines: Sequence[Line],
    notes: Iterable[str],
) -> Units:
    """Tell the unit of every column of amounts of a budget.

    Args:
        region: The region.
        columns: Its columns.
        frame: The fund.
        lines: Its rows.
        notes: Texts below the table.

    Returns:
        The columns with their units, and what is not certain.
    """
    shared = _shared_unit(region, notes)
    result, unknown, doubtful = [], [], []
    proven = {
        column.index: unit
        for column in columns
        if column.role in AMOUNTS and (unit := _proven(region, column, frame, lines))
    }
    known = Counter(proven.values()).most_common(1)
    for column in columns:
        if column.role not in AMOUNTS:
            result.append(column)
            continue
        headed = next(one for one in region.columns if one.index == column.index)
        said = headed.words.unit if headed.words.unit in AMOUNT_UNITS else ""
        said = said or _format_unit(region, column.index, lines) or shared
        shown = proven.get(column.index, "")
        near = "" if said or shown or not known else _near(region, column, proven, lines)
        unit = said or shown or near
        if said and shown and said != shown:
            doubtful.append((column.index, said, shown))
        elif said and not shown and (other := _apart(region, column, said, frame, lines)):
            doubtful.append((column.index, said, other))
        if doubtful and doubtful[-1][0] == column.index:
            unit = ""  # nothing is read before the answer
        elif not unit and _holds_amounts(region, column.index, lines):
            unknown.append((column.index, _apart(region, column, "", frame, lines)))
        known_unit = bool(unit) or column.index not in {one[0] for one in (*unknown, *doubtful)}
        sure = column.sure and known_unit
        result.append(replace(column, unit=unit, sure=sure, accepted=sure))
    return Units(tuple(result), tuple(unknown), tuple(doubtful))


def _shared_unit(region: Region, notes: Iterable[str]) -> str:
    """Return the unit that the title, the sheet or a note tells for the whole table."""
    corner = next((one.heading for one in region.columns if one.heading), "")
    for text in (region.title, corner, region.view.grid.name, " ".join(notes)):
        if unit := unit_in(text):
            return unit
    return ""


def _numbers(region: Region, column: int, lines: Iterable[Line]) -> dict[int, float]:
    found = {}
    for line in lines:
        stored = region.view.row(line.row).get(column)
        number = None if stored is None or stored.percent else stored.number
        if number is not None:
            found[line.row] = number
    return found


def _holds_amounts(region: Region, column: int, lines: Iterable[Line]) -> bool:
    return bool(_numbers(region, column, lines))


def _format_unit(region: Region, column: int, lines: Iterable[Line]) -> str:
    units = {
        stored.money
        for line in lines
        if (stored := region.view.row(line.row).get(column)) and stored.money
    }
    return units.pop() if len(units) == 1 else ""


def _by_label(frame: Frame) -> dict[str, Candidate]:
    return {same_words(one.label): one for one in frame.candidates}


def _proven(region: Region, column: Column, frame: Frame, lines: Sequence[Line]) -> str:
    """Return the unit in which the amounts of a column are those printed for its lines."""
    by_label = _by_label(frame)
    labels = {line.row: line.label for line in lines}
    counts: Counter[str] = Counter()
    for row, number in _numbers(region, column.index, lines).items():
        candidate = by_label.get(same_words(labels[row]))
        printed = None if candidate is None else candidate.printed.get(("base", column.year))
        if not number or not isinstance(printed, int | float):
            continue
        for unit in AMOUNT_UNITS:
            counts[unit] += same_amount(number, printed, unit, frame.unit)
    best = counts.most_common(2)
    if not best or best[0][1] < _PROVEN or (len(best) > 1 and best[1][1] == best[0][1]):
        return ""
    return best[0][0]


def _near(region: Region, column: Column, proven: dict[int, str], lines: Sequence[Line]) -> str:
    """Return the unit of the columns beside it, where its amounts are of their size."""
    own = _numbers(region, column.index, lines)
    for index, unit in sorted(proven.items(), key=lambda item: abs(item[0] - column.index)):
        other = _numbers(region, index, lines)
        ratios = [own[row] / other[row] for row in own.keys() & other.keys() if other[row]]
        spread = [abs(ratio) for ratio in ratios if ratio]
        if spread and max(spread) > _SPREAD * min(spread):
            return ""  # some of its amounts are in thousands of the others
        if ratios and 1 / _FAR < abs(median(ratios)) < _FAR:
            return unit
    return ""


def _apart(region: Region, column: Column, said: str, frame: Frame, lines: Sequence[Line]) -> str:
    """Return the unit that the size of the amounts speaks for, against the one announced.

    Args:
        region: The region.
        column: A column of amounts.
        said: The unit announced, ``""`` where none is.
        frame: The fund.
        lines: The rows.

    Returns:
        The unit, ``""`` where size speaks for none or not against the one announced.
    """
    by_label = _by_label(frame)
    ratios = []
    labels = {line.row: line.label for line in lines}
    for row, number in _numbers(region, column.index, lines).items():
        candidate = by_label.get(same_words(labels[row]))
        printed = [
            value
            for (role, _), value in (candidate.printed if candidate else {}).items()
            if role == "base" and isinstance(value, int | float) and value
        ]
        if printed and number:
            ratios.append(abs(number) / (median(printed) * 10.0 ** AMOUNT_UNITS[frame.unit]))
    if len(ratios) < _FEWEST:
        return ""
    middle = median(ratios)
    if said and 1 / _FAR < middle * 10.0 ** AMOUNT_UNITS[said] < _FAR:
        return ""
    near = [
        unit
        for unit, power in AMOUNT_UNITS.items()
        if unit != said and 1 / _NEAR < middle * 10.0**power < _NEAR
    ]
    return near[0] if len(near) == 1 else ""


def rate_units(
    region: Region,
    columns: Sequence[Column],
    targets: dict[tuple[int, str, int | None], str],
    roles: frozenset[str],
    in_percent: frozenset[int] = frozenset(),
) -> Units:
    """Tell how the rates of each column of targets and results are typed.

    Args:
        region: The region.
        columns: Its columns.
        targets: Row, role and year → target that the cell is read with.
        roles: Roles of the columns looked at.
        in_percent: Rows whose unit column says « % ».

    Returns:
        The columns: ``"ratio"``, ``"points"``, ``"mixte"`` or ``""`` where nothing is a rate.
    """
    result, in_points = [], []
    for column in columns:
        if column.role not in roles:
            result.append(column)
            continue
        kinds: Counter[str] = Counter()
        rows = []
        for (row, role, year), printed in targets.items():
            if (role, year) != (column.role, column.year):
                continue
            kind = _rate_kind(region.view.row(row).get(column.index), printed)
            kinds[kind] += 1
            if kind == "points" and row not in in_percent:
                rows.append(row)
        headed = next(one for one in region.columns if one.index == column.index)
        told = headed.words.unit in {"%", "points"}
        unit = "points" if kinds["points"] else "ratio" if kinds["ratio"] else ""
        if kinds["points"] and kinds["ratio"]:
            unit = "mixte"
        if rows and not (told and unit == "points"):
            in_points.append((column.index, tuple(rows)))
        result.append(replace(column, unit=unit))
    return Units(tuple(result), in_points=tuple(in_points))


def _rate_kind(stored: Stored | None, printed: str) -> str:
    """Tell whether a rate is typed as a ratio or in points; ``""`` for what is no rate."""
    if stored is None or stored.error or stored.value == "":
        return ""
    try:
        target = parse_target(printed)
    except InvalidInput:
        return ""
    if not target.is_ratio:
        return ""
    number = stored.number
    if number is None:
        return ""
    if stored.percent or "%" in shown_text(stored):
        return "ratio"
    if (
        isinstance(stored.value, str)
        and not stored.text.replace(" ", "")
        .lstrip("+-")
        .replace(",", "")
        .replace(".", "")
        .isdigit()
    ):
        return ""  # « 8 jours » is in another unit, not in points
    if in_points(number, target):
        return "points"
    return "ratio" if abs(number) <= PLAUSIBLE_RATE else ""
