"""Where the indicators and years stand on the sheets of annex 4, and how they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.annexes.kit.page import cell
from pycog.annexes.kit.styles import COUNT, DATE, DAYS, GAP, GAP_DAYS, GAP_RATE, NUMBER, RATE
from pycog.attainment import counted_statuses
from pycog.conventions.facts.numbering import cell_value
from pycog.targets import UNSET

if TYPE_CHECKING:
    from pycog.conventions import Convention, Indicator
    from pycog.targets import Target

#: Number format of a text.
TEXT: Final = "@"
ENTRY: Final = "Indicateurs"
RESULTS: Final = "Résultats"
SUMMARY: Final = "Synthèse"
#: The tables of "Indicateurs" and "Résultats" share their rows.
HEADER: Final = 5
FIRST: Final = HEADER + 1
#: Columns of the printed annex, before those of the base years.
NUMBER_COLUMN, THEME, TOOL, LABEL = range(4)

_DELAYS: Final = frozenset({"delay", "decile_delay"})
#: Kinds of targets without a value, which an officer replaces when it is known.
UNSETTLED: Final = ("deferred", *sorted(UNSET))


@dataclass(frozen=True)
class IndicatorTable:
    """The indicators of a convention, laid out.

    Attributes:
        convention: The agreement.
    """

    convention: Convention

    @cached_property
    def rows(self) -> dict[str, int]:
        """Indicator number → zero-based row."""
        return {number: FIRST + place for place, number in enumerate(self.convention.indicators)}

    @property
    def last_row(self) -> int:
        """Row of the last indicator."""
        return FIRST + len(self.convention.indicators) - 1

    @property
    def years(self) -> tuple[int, ...]:
        """Years with a target."""
        return self.convention.years

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses that are counted."""
        return counted_statuses(neutralised=bool(self.convention.neutralisations))

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """Headings under which the annex files the indicators, in printed order."""
        return tuple(dict.fromkeys(found.theme for found in self.convention.indicators.values()))

    @property
    def bases(self) -> tuple[int, ...]:
        """Base years, possibly none."""
        return self.convention.baseline_years

    @property
    def stages(self) -> tuple[int | None, ...]:
        """What has a status: the starting position (``None``) where there is one, the years."""
        return (None, *self.years) if self.bases else self.years

    def base_column(self, year: int | None = None) -> int:
        """Column of the achieved value of a base year, on the entry sheet; the last by default."""
        found = self.bases if year is None else self.bases[: self.bases.index(year) + 1]
        return LABEL + len(found)

    def target_column(self, year: int) -> int:
        """Column of the printed target of a year, on the entry sheet."""
        return LABEL + 1 + len(self.bases) + self.years.index(year)

    def actual_column(self, year: int) -> int:
        """Column where the achieved value of a year is typed, on the entry sheet."""
        return self.target_column(year) + len(self.years)

    def comment_column(self, year: int) -> int:
        """Column where an officer explains the result of a year, on the entry sheet."""
        return self.actual_column(year) + len(self.years)

    def result_column(self, year: int | None) -> int:
        """First result column of a year (attainment, gap, status), on the results sheet.

        ``None`` stands for the starting position, which has attainment and status only.
        """
        return 2 if year is None else self._first_result + 3 * self.years.index(year)

    @property
    def _first_result(self) -> int:
        """First result column of the first year: two columns later with a starting position."""
        return 4 if self.bases else 2

    def status_column(self, year: int | None) -> int:
        """Column of the status of a year, on the results sheet."""
        return self.result_column(year) + (1 if year is None else 2)

    @property
    def source_column(self) -> int:
        """Column of the citation, on the results sheet."""
        return self._first_result + 3 * len(self.years)

    def gap_arguments(self, indicator: Indicator, year: int, actual_column: int) -> str:
        """Return "actual,target" of an indicator, with the earlier value where it is needed."""
        row, target = self.rows[indicator.number], indicator.targets[year].target
        both = f"{ENTRY}!{cell(row, actual_column)},{ENTRY}!{cell(row, self.target_column(year))}"
        return f"{both},,{self._earlier(row, target, year)}" if target.needs_reference else both

    def _earlier(self, row: int, target: Target, year: int) -> str:
        """Return the cell of the value that a target starts from.

        An empty text for a year that the annex does not have: the result says what is missing.
        """
        wanted = target.base_year(year, self.convention.baseline_year)
        if wanted in self.years:
            return f"{ENTRY}!{cell(row, self.actual_column(wanted))}"
        return f"{ENTRY}!{cell(row, self.base_column(wanted))}" if wanted in self.bases else '""'

    def arguments(self, indicator: Indicator, year: int, actual_column: int) -> str:
        """Return "actual,target" of an indicator, with the direction where it is needed.

        A target that states no direction takes that of the indicator, and so does what an
        officer types in the place of a target that is deferred or missing.
        """
        row = self.rows[indicator.number]
        actual = f"{ENTRY}!{cell(row, actual_column)}"
        target = f"{ENTRY}!{cell(row, self.target_column(year))}"
        printed = indicator.targets[year].target
        unsettled = indicator.direction if printed.kind in UNSETTLED else None
        direction = unsettled or printed.direction_to_give(indicator.direction)
        given = f',,"{direction}"' if direction else ""
        if printed.needs_reference:
            given = f"{given or ',,'},,{self._earlier(row, printed, year)}"
        return f"{actual},{target}{given}"


def number_cell(number: str) -> tuple[int | str, str]:
    """Return what a cell holds for the number of an indicator, and its number format.

    A number that Excel would change (1.10, 07) stays text when the cell is typed again.
    """
    value = cell_value(number)
    return value, COUNT if isinstance(value, int) else TEXT


def actual_format(indicator: Indicator, target: Target) -> str:
    """Return the number format of a cell where an achieved value is typed.

    Excel completes "77" to "77 %" in a cell that is shown as a percentage.
    """
    kind = _kind(indicator, target)
    return {"ratio": RATE, "delay": DAYS, "date": DATE}.get(kind, NUMBER)


def gap_format(indicator: Indicator, target: Target) -> str:
    """Return the number format of a gap: signed, in the unit of the target."""
    kind = _kind(indicator, target)
    return {"ratio": GAP_RATE, "delay": GAP_DAYS, "date": GAP_DAYS}.get(kind, GAP)


def _kind(indicator: Indicator, target: Target) -> str:
    if target.needs_reference or target.kind in UNSETTLED:
        if indicator.unit == "%":
            return "ratio"
        return "delay" if indicator.unit.startswith("jours") else "number"
    if target.is_ratio:
        return "ratio"
    if target.kind in _DELAYS or target.kind == "interval":
        return "delay" if target.unit.startswith("jours") else "number"
    return target.kind
