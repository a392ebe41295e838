"""Finds what was keyed in badly although every sum is right.

A line given twice, a rate a hundred times those around it, a day outside the order of its
column, an end before its start, the total that was left blank among filled ones, a conditional
sum whose two ranges do not begin on one row. None is an error for certain: each is to be settled.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from pycog.audit.blocks import Block, Line
from pycog.audit.doubts import Doubt, day_of, day_shown
from pycog.audit.formula_values import Area, Unknown, area, parsed
from pycog.audit.grid import Grid, Place, Stored, normal, shown
from pycog.audit.words import is_period
from pycog.conventions.facts.schema import TO_BE_SETTLED
from pycog.values import display
from pycog.xlsx.formula_tree import Node

#: Tables with more rows are lists of another kind, where lines repeat.
_LONGEST: Final = 400
#: More repeated lines than this share of a table are its way of telling things.
_REPEATED: Final = 0.1
#: What follows from other columns, or numbers the lines.
_FOLLOWING: Final = frozenset({"cumul", "identifiant", "imprime", "moyenne"})
#: Lines that tell what others do.
_ADDING_UP: Final = frozenset({"titre", "total", "total possible", "solde de totaux", "dont"})
#: A rate that is out of the way of the others, and how far at least.
_HIGHEST, _USUAL, _TIMES = 5.0, 1.5, 5.0
#: From next to nothing a line may well rise tenfold.
_HIGHEST_CHANGE: Final = 50.0
_OTHER_RATES: Final = 2
#: Fewest days that tell the order of a column, and how far outside a day lies.
_DAYS, _FAR = 8, timedelta(days=300)
#: Headings of the days of a register.
_BOOKED: Final = re.compile(
    r"date( (de |du |d')?(la |l')?(operation|ecriture|piece|facture|paiement|mandat|depense|"
    r"recette|valeur|saisie|reception|comptable|comptabilisation)s?)?$"
)
#: Other totals of the line that are filled, and figures that the blank one would add up.
_FILLED: Final = 2
#: Conditional functions → places of the ranges that go together.
_CONDITIONAL: Final = {"SUMIF": (0, 2), "AVERAGEIF": (0, 2)}
_PAIRED: Final = frozenset({"SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"})
_START: Final = ("debut", "date de debut", "date debut", "date d'effet")
_END: Final = ("fin", "date de fin", "date fin")


def check_entries(grid: Grid, blocks: Sequence[Block]) -> Iterator[Doubt]:
    """Report what of a sheet is probably a slip, though no total shows it.

    Args:
        grid: The filled cells of the sheet.
        blocks: Its tables, seen by their rows.
    """
    for block in blocks:
        if len(block.lines) <= _LONGEST:
            yield from _repeated(block)
            yield from _far_rates(block)
            yield from _blank_totals(block)
    yield from _days(grid)
    yield from _shifted(grid)


# -- Lines ----------------------------------------------------------------------------------


def _repeated(block: Block) -> Iterator[Doubt]:
    """Report the lines that say the same as an earlier one, words and figures."""
    seen: dict[tuple[object, ...], Line] = {}
    again: list[tuple[Line, Line]] = []
    before: Line | None = None
    for line in block.lines:
        key = _said(block, line)
        if key is not None:
            first = seen.setdefault(key, line)
            if first is not line and (first is before or _figures(block, line) > _FILLED):
                again.append((line, first))
        before = line
    if len(again) > max(1, _REPEATED * len(block.lines)):
        return
    for line, first in again:
        place = (line.place, min(block.grid.row(line.place)))
        yield Doubt(
            "ligne-en-double",
            place,
            line.label,
            "une seule fois",
            f"Cette ligne répète la ligne {first.place + 1}, montants compris.",
            TO_BE_SETTLED,
            "attendu",
        )


def _said(block: Block, line: Line) -> tuple[object, ...] | None:
    """Return the words and figures of a line, ``None`` where they may well come twice."""
    if line.role in _ADDING_UP or len(normal(line.label)) < 3:
        return None
    following = {one.place for one in block.across if one.role in _FOLLOWING}
    cells = {
        column: stored
        for column, stored in block.grid.row(line.place).items()
        if column not in following
    }
    figures = [stored.number for stored in cells.values() if stored.number and not _is_date(stored)]
    dated = any(map(_is_date, cells.values()))
    telling = [one for one in figures if abs(one) >= 10 or one % 1]
    if not telling or len(figures) + dated < _FILLED:
        return None
    return tuple(
        (column, normal(stored.text) if stored.text else stored.value)
        for column, stored in sorted(cells.items())
    )


def _figures(block: Block, line: Line) -> int:
    cells = block.grid.row(line.place).values()
    return sum(bool(stored.number) and not stored.text for stored in cells)


def _is_date(stored: Stored) -> bool:
    return day_of(stored.text) is not None


# -- Rates ----------------------------------------------------------------------------------


def _far_rates(block: Block) -> Iterator[Doubt]:
    """Report the one rate of a column that is far above all the others."""
    for column in block.across:
        rates = [
            (abs(value), line)
            for line in block.lines
            if line.role not in _ADDING_UP
            and (value := block.figure(line, column))
            and block.is_percent(line, column)
        ]
        if len(rates) <= _OTHER_RATES:
            continue
        (second, _), (highest, line) = sorted(rates, key=lambda one: one[0])[-2:]
        most = _HIGHEST_CHANGE if column.role == "evolution" else _HIGHEST
        if highest <= max(most, _TIMES * second) or second > _USUAL:
            continue
        value = block.figure(line, column) or 0.0
        yield Doubt(
            "taux-demesure",
            block.at(line, column),
            display(round(value, 3), "percent"),
            "",
            f"{block.name(line, column)} : les autres taux de la colonne ne dépassent pas "
            f"{display(round(second, 3), 'percent')}. Un taux a pu être saisi en points, ou un "
            "montant en milliers.",
            TO_BE_SETTLED,
        )


# -- Totals ---------------------------------------------------------------------------------


def _blank_totals(block: Block) -> Iterator[Doubt]:
    """Report the total that is blank in one year or period, where those beside it are filled."""
    columns = [one for one in block.across if one.role == "ligne" and _is_of_time(one)]
    lines: list[Line] = []
    for line in block.lines:
        if line.role == "ligne":
            lines.append(line)
        elif line.role == "titre":
            lines = []
        elif line.role == "total":
            blank = [one for one in columns if _is_blank(block, line, one)]
            added = [one for one in columns if one not in blank and _adds(block, line, one, lines)]
            if len(blank) == 1 and len(added) >= _FILLED and len(added) == len(columns) - 1:
                (column,) = blank
                if sum(bool(block.figure(one, column)) for one in lines) >= _FILLED:
                    yield Doubt(
                        "total-vide",
                        block.at(line, column),
                        "",
                        "",
                        f"{block.name(line, column)} : ce total est vide, alors que les autres "
                        "colonnes ont le leur.",
                        TO_BE_SETTLED,
                    )
            lines = []


def _is_of_time(column: Line) -> bool:
    return is_period(column.label) or any(
        word.isdecimal() and len(word) == 4 for word in column.label.split()
    )


def _is_blank(block: Block, line: Line, column: Line) -> bool:
    return block.stored(line, column) is None and not block.is_unknown(line, column)


def _adds(block: Block, total: Line, column: Line, lines: Sequence[Line]) -> bool:
    told = block.figure(total, column)
    parts = [block.figure(one, column) or 0.0 for one in lines]
    return told is not None and len(parts) >= _FILLED and abs(math.fsum(parts) - told) < 0.01


# -- Days -----------------------------------------------------------------------------------


def _days(grid: Grid) -> Iterator[Doubt]:
    columns: dict[int, list[tuple[int, date]]] = {}
    for (row, column), stored in sorted(grid.cells.items()):
        day = day_of(stored.text) if stored.text else None
        if day is not None:
            columns.setdefault(column, []).append((row, day))
    runs = ((column, run) for column, days in columns.items() for run in _unbroken(days))
    for column, run in runs:
        head = grid.cells.get((run[0][0] - 1, column))
        if head is None or not _BOOKED.match(normal(head.text)):
            continue  # due dates come in any order
        odd = _out_of_order([day for _, day in run])
        if odd is not None:
            row, day = run[odd]
            yield Doubt(
                "date-hors-ordre",
                (row, column),
                day_shown(day),
                "",
                "Cette date est loin de celles qui l'entourent, alors que la colonne suit l'ordre "
                "des jours : l'année est peut-être fausse.",
                TO_BE_SETTLED,
            )
    yield from _ends_before_start(grid, columns)


def _unbroken(days: Sequence[tuple[int, date]]) -> Iterator[list[tuple[int, date]]]:
    """Yield the days that stand one under the other."""
    run: list[tuple[int, date]] = []
    for one in days:
        if run and one[0] != run[-1][0] + 1:
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _out_of_order(days: Sequence[date]) -> int | None:
    """Return the only day that breaks the order of a column, far from all the others."""
    if len(days) < _DAYS or all(one <= other for one, other in pairwise(days)):
        return None
    for place, day in enumerate(days):
        rest = [*days[:place], *days[place + 1 :]]
        if not all(one <= other for one, other in pairwise(rest)):
            continue
        around = [*days[max(0, place - 1) : place], *days[place + 1 : place + 2]]
        outside = not min(rest) <= day <= max(rest)
        if outside and all(abs(day - other) > _FAR for other in around):
            return place
    return None


def _ends_before_start(grid: Grid, columns: dict[int, list[tuple[int, date]]]) -> Iterator[Doubt]:
    """Report an end before its start, where the other lines are in order."""
    heads = {
        column: normal(stored.text)
        for column, days in columns.items()
        if (stored := grid.cells.get((days[0][0] - 1, column))) is not None
    }
    for start in (column for column, text in heads.items() if text in _START):
        for end in (column for column, text in heads.items() if text in _END and column > start):
            starts, ends = dict(columns[start]), dict(columns[end])
            rows = sorted(starts.keys() & ends.keys())
            wrong = [row for row in rows if ends[row] < starts[row]]
            if len(wrong) == 1 and len(rows) > len(wrong):
                (row,) = wrong
                yield Doubt(
                    "fin-avant-debut",
                    (row, end),
                    day_shown(ends[row]),
                    f"le {day_shown(starts[row])} au plus tôt",
                    "Cette fin est avant son début.",
                    TO_BE_SETTLED,
                    "attendu",
                )
            break


# -- Formulas -------------------------------------------------------------------------------


def _shifted(grid: Grid) -> Iterator[Doubt]:
    """Report the conditional sums that look at some rows and add up others."""
    told: set[str] = set()
    for place, written in sorted(grid.written.items()):
        text = written.at(place)
        upper = (text or "").upper()
        if text is None or "IF" not in upper or written.form in told:
            continue
        if not any(name in upper for name in (*_CONDITIONAL, *_PAIRED)):
            continue
        root = parsed(text)
        for call in root.walk() if root is not None else ():
            apart = _apart(call, grid.name)
            if apart is not None:
                told.add(written.form)
                yield _doubt_of(grid, place, call, apart)
                break


def _apart(call: Node, sheet: str) -> tuple[Area, Area] | None:
    """Return two ranges of a call that overlap in rows but do not begin on the same one."""
    name = call.function if call.kind == "call" else ""
    places = _CONDITIONAL.get(name, ())
    if name in _PAIRED:
        places = (0, *range(1, len(call.children), 2))
    ranges = [call.children[one].inner for one in places if one < len(call.children)]
    if len(ranges) < 2 or any(one.kind != "range" for one in ranges):
        return None
    try:
        first, *others = (area(one.text, sheet) for one in ranges)
    except Unknown:
        return None
    for other in others:
        alike = (first.sheet, first.bottom - first.top) == (other.sheet, other.bottom - other.top)
        near = 0 < abs(first.top - other.top) < min(4, first.bottom - first.top)
        if alike and near and first.left == first.right and other.left == other.right:
            return first, other
    return None


def _doubt_of(grid: Grid, place: Place, call: Node, apart: tuple[Area, Area]) -> Doubt:
    first, other = (
        f"{shown((one.top, one.left))}:{shown((one.bottom, one.right))}" for one in apart
    )
    stored = grid.cells.get(place)
    number = stored.number if stored is not None else None
    return Doubt(
        "plages-decalees",
        place,
        "" if number is None else f"{number:g}".replace(".", ","),
        "",
        f"La formule met en regard {first} et {other}, qui ne commencent pas à la même ligne : "
        "chaque critère est lu à côté de son montant.",
        TO_BE_SETTLED,
    )
