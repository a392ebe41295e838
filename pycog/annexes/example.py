"""A made-up but complete filling of the annexes, to show and to test full reports.

Nothing here is a fact: the values follow the printed targets by fixed small differences, so
that every status, late measures and unexplained gaps occur. Every title of these workbooks
begins with :data:`pycog.annexes.kit.filling.FICTITIOUS`, and reports repeat it on every page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_1 import budget_layout
from pycog.annexes.annexe_1.budget_layout import layout_of
from pycog.annexes.annexe_2_3.fund_execution import NAME as EXECUTION
from pycog.annexes.annexe_2_3.fund_execution import executed_column
from pycog.annexes.annexe_2_3.fund_table import FundTable
from pycog.annexes.annexe_4 import indicator_table
from pycog.annexes.annexe_4.follow_up_sheet import FOLLOWED, NO, YES, FollowUpTable
from pycog.annexes.annexe_4.indicator_ratios import RATES, RatioTable
from pycog.annexes.annexe_4.indicator_table import IndicatorTable
from pycog.annexes.kit.filling import Filling
from pycog.annexes.kit.page import cell
from pycog.annexes.milestones import milestone_table
from pycog.annexes.milestones.milestone_table import MilestoneTable
from pycog.attainment import MET, status
from pycog.conventions.facts.schema import DATES, NUMBER
from pycog.values import Scalar, serial_of

if TYPE_CHECKING:
    from pycog.conventions import BudgetLine, Convention, Fund, Indicator
    from pycog.targets import Target

#: Folder of the workbooks, which says what they are.
FOLDER: Final = "exemple-fictif"

#: Achieved minus target, in points, taken in turn.
_DIFFERENCES: Final = (0.012, -0.008, 0.0, 0.021, -0.035, 0.006, -0.014, 0.015)
#: Achieved over target, for numbers and delays, taken in turn.
_STEPS: Final = (0, 1, -1, 0, 2)
#: Yearly values of the indicators that have no target, by number.
_FOLLOWED: Final = {
    "9": (14.0, 15.5, 15.0, 16.5),
    "46": (3, 4, 4, 5),
    "47": (6, 6, 8, 7),
    "48": (12, 15, 11, 14),
}
_COMMENTS: Final = (
    "Effectif incomplet au second semestre ; deux recrutements sont en cours.",
    "Bascule du système d'information en mars : deux semaines de mesures manquent.",
    "Montée en charge plus lente que prévu ; plan d'action arrêté avec la direction.",
    "",
    "Hausse de 12 % des flux entrants après la campagne nationale.",
)
#: Days between the due date and the day a measure was done, ``None`` while it is not.
_DELAYS: Final = (-20, -3, 0, None, -45, 38, 0, -10, 112, -1)
_EXECUTED: Final = (0.968, 0.985, 0.942, 0.991, 0.874)
_MILESTONE_COMMENT: Final = "Reportée : attend la livraison du système décisionnel."


def fill_indicators(convention: Convention) -> Filling:
    """Return made-up achieved values and comments of annex 4."""
    table = IndicatorTable(convention)
    typed: dict[tuple[str, str], Scalar] = {}
    for place, indicator in enumerate(convention.indicators.values(), start=1):
        row = table.rows[indicator.number]
        for rank, year in enumerate(table.years):
            target = indicator.targets[year].target
            actual = _actual(indicator, target, place, rank)
            if actual is None:
                continue
            typed[indicator_table.ENTRY, cell(row, table.actual_column(year))] = actual
            comment = _comment(indicator, target, actual, place + rank)
            if comment:
                typed[indicator_table.ENTRY, cell(row, table.comment_column(year))] = comment
    typed |= dict(_divided(table, typed))
    typed |= dict(_followed(table))
    return Filling(typed)


def _divided(
    table: IndicatorTable, typed: Mapping[tuple[str, str], Scalar]
) -> Iterator[tuple[tuple[str, str], Scalar]]:
    """Yield numerators and denominators that give the achieved values."""
    ratios, places = RatioTable(table), list(table.convention.indicators)
    for number in table.convention.ratios:
        for year in table.years:
            place = cell(table.rows[number], table.actual_column(year))
            actual = typed.get((indicator_table.ENTRY, place))
            if not isinstance(actual, int | float):
                continue
            below = 2_000.0 + 100 * (places.index(number) + 1)
            above = round(actual * below) if actual <= 1 else below
            row, column = ratios.rows[number], ratios.numerator(year)
            yield (RATES, cell(row, column)), float(above)
            yield (RATES, cell(row, column + 1)), below


def _followed(table: IndicatorTable) -> Iterator[tuple[tuple[str, str], Scalar]]:
    """Yield the follow-up indicators; dates are said to be kept where they are."""
    followed = FollowUpTable(table)
    for rank, item in enumerate(followed.items):
        row = followed.row(rank)
        for turn, year in enumerate(table.years):
            value: Scalar = (YES, NO)[turn < rank % 3]
            if item.nature == NUMBER:
                value = (0.0, 41.0, 118.0, 136.0)[turn % 4]
            elif item.nature == DATES:
                late = _is_late(table.convention, item.sheet, year)
                value = NO if late else YES
                if late:
                    place = cell(row, followed.comment_column(year))
                    yield (FOLLOWED, place), _MILESTONE_COMMENT
            yield (FOLLOWED, cell(row, followed.value_column(year))), value


def _is_late(convention: Convention, sheet: int, year: int) -> bool:
    """Tell whether a measure of a sheet that was due in a year is done late or not at all."""
    return any(
        item.sheet == sheet and item.due.last.year == year and not _is_kept(rank)
        for rank, item in enumerate(MilestoneTable(convention).items)
    )


def _is_kept(rank: int) -> bool:
    delay = _DELAYS[rank % len(_DELAYS)]
    return delay is not None and delay <= 0


def _actual(indicator: Indicator, target: Target, place: int, rank: int) -> float | None:
    """Return an achieved value, ``None`` where the example leaves it out.

    Args:
        indicator: The indicator.
        target: Its target.
        place: Its place in the annex, from 1.
        rank: Rank of the year, from 0.
    """
    if indicator.number in _FOLLOWED:
        return float(_FOLLOWED[indicator.number][rank])
    if target.value is None or (place + rank) % 11 == 4:
        return None
    turn = place * 7 + rank * 3
    if target.kind in {"count", "decile_delay", "delay"}:
        return target.value + _STEPS[turn % len(_STEPS)]
    difference = _DIFFERENCES[turn % len(_DIFFERENCES)]
    if target.kind == "change" or target.value < 0.02:
        return round(target.value + difference / 10, 4)
    if indicator.direction == "baisse":
        difference = -difference
    return min(1.0, max(0.0, round(target.value + difference, 4)))


def _comment(indicator: Indicator, target: Target, actual: float, turn: int) -> str:
    direction = indicator.direction if target.kind == "count" else None
    if target.value is None or status(actual, target.text, None, direction) == MET:
        return ""
    return _COMMENTS[turn % len(_COMMENTS)]


def fill_milestones(convention: Convention) -> Filling:
    """Return made-up days of completion, read at the end of the convention."""
    table, name = MilestoneTable(convention), milestone_table.ENTRY
    end = dt.date(convention.years[-1], 12, 31)
    typed: dict[tuple[str, str], Scalar] = {}
    day = cell(milestone_table.DAY_ROW, milestone_table.DAY_COLUMN)
    typed[name, day] = serial_of(end)
    for rank, item in enumerate(table.items):
        delay, row = _DELAYS[rank % len(_DELAYS)], milestone_table.FIRST + rank
        if delay is None:
            typed[name, cell(row, milestone_table.COMMENT)] = _MILESTONE_COMMENT
            continue
        done = item.due.last + dt.timedelta(days=delay)
        if done <= end:
            typed[name, cell(row, milestone_table.FINISHED)] = serial_of(done)
    return Filling(typed)


def fill_fund(convention: Convention, fund: Fund) -> Filling:
    """Return made-up executed amounts of annex 2 or 3."""
    table = FundTable(convention, fund)
    typed: dict[tuple[str, str], Scalar] = {}
    for rank, line in enumerate(fund.lines):
        if line.parts or line.role == "titre":
            continue
        for group, year in enumerate(convention.years):
            place = cell(table.rows[line.key], executed_column(group))
            # Without credits there is no rate of execution.
            typed[EXECUTION, place] = _executed(line, year, rank + group) or None
    return Filling(typed)


def fill_budget(convention: Convention) -> Filling:
    """Return made-up registers of annex 1: executed amounts, one transfer, one carry-over."""
    layout = layout_of(convention)
    ranks = {
        (fund.id, line.key): rank
        for fund in convention.funds.values()
        for rank, line in enumerate(fund.lines)
    }
    typed: dict[tuple[str, str], Scalar] = dict(_moves(convention))
    for line in layout.lines:
        if layout.details(line):
            continue
        for group, year in enumerate(convention.years):
            place = cell(layout.line_row(line), 2 + group)
            amount = _executed(line, year, ranks[line.fund, line.key] + group)
            typed[budget_layout.EXECUTED, place] = amount
    return Filling(typed)


def _executed(line: BudgetLine, year: int, turn: int) -> float | None:
    base = line.amounts.get(str(year))
    return None if base is None else float(round(base * _EXECUTED[turn % len(_EXECUTED)], -2))


def _moves(convention: Convention) -> Iterator[tuple[tuple[str, str], Scalar]]:
    """Yield the cells of one transfer and one carry-over in the second year."""
    before, year = convention.years[:2]
    yield (budget_layout.BOARD, cell(budget_layout.YEAR_ROW, budget_layout.YEAR_COLUMN)), year
    transfer = (
        serial_of(dt.date(year, 6, 14)),
        "Fonctionnement",
        "Investissement",
        30_000.0,
        "Renouvellement de postes",
        None,
        serial_of(dt.date(year, 6, 18)),
    )
    carried = (
        before,
        "Fonctionnement",
        "Fonctionnement",
        20_000.0,
        "Fin du chantier d'accueil",
        "Oui",
        serial_of(dt.date(year, 3, 15)),
        serial_of(dt.date(year, 3, 29)),
    )
    for name, values in ((budget_layout.TRANSFERS, transfer), (budget_layout.CARRYOVERS, carried)):
        for column, value in enumerate(values):
            yield (name, cell(budget_layout.FIRST, column)), value
