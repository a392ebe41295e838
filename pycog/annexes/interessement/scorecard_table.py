"""Where the lines of a scorecard stand on its sheet, and what each formula refers to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pycog.annexes.kit.page import cell, quoted, span
from pycog.annexes.kit.styles import DATE, DAYS, NUMBER, RATE
from pycog.interessement.card_lines import Line, lines_of
from pycog.targets import parse_target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pycog.conventions.facts.models import Scorecard, ScorecardRow
    from pycog.conventions.facts.terms import Terms

CARD: Final = "Barème"
SUMMARY: Final = "Synthèse"
LEVERS: Final = "Leviers"
READINGS: Final = "Lectures"
REPORT: Final = "Rapport d'activité"

HEADER: Final = 4
FIRST: Final = HEADER + 1
(
    LABEL, SHARE, TARGET, FLOOR, WEIGHT, RULE, RESULT, OWN_TARGET, OWN_FLOOR, EARNED, OPEN,
    POSSIBLE, CONFIDENCE, REASON,
) = range(14)  # fmt: skip
#: Points of a line whose target is named without a figure: its attainment is asked for.
_DIRECT: Final = '"100 %","0 %"'
#: From here on, a count is shown with its thousands apart.
_LARGE: Final = 1000
_DAYS: Final = frozenset({"delay", "decile_delay"})


@dataclass(frozen=True)
class Placed:
    """An indicator of the sheet.

    Attributes:
        row: The indicator.
        place: Its row on the sheet.
        lines: What results are asked for: itself, or its components.
        places: The row of each of the lines.
    """

    row: ScorecardRow
    place: int
    lines: tuple[Line, ...]
    places: tuple[int, ...]


class ScorecardTable:
    """The places of a scorecard on its sheet.

    Args:
        card: The scorecard; its default reading is laid out.
    """

    def __init__(self, card: Scorecard) -> None:
        self.card = card
        self.placed: dict[str, list[Placed]] = {}
        self.totals: dict[str, int] = {}
        self.headings: dict[str, int] = {}
        row = FIRST
        for theme in self.themes:
            found = [entry for entry in card.rows if entry.theme == theme]
            if not found:
                continue
            self.headings[theme] = row
            row += 1
            self.placed[theme] = []
            for entry in found:
                placed = _place(entry, row)
                self.placed[theme].append(placed)
                row = placed.places[-1] + 1
            self.totals[theme] = row
            row += 1
        self.total = row

    @property
    def terms(self) -> Terms:
        """What the agreement says of the scorecard."""
        return self.card.terms

    @property
    def themes(self) -> Mapping[str, str]:
        """Key of a theme → its printed name."""
        return self.card.terms.themes

    @property
    def national(self) -> bool:
        """Whether the target of some line is the nation's."""
        return any(row.scope for row in self.card.rows)

    def entries(self) -> Iterator[Placed]:
        """Yield the indicators in the order of the sheet."""
        for found in self.placed.values():
            yield from found

    @cached_property
    def results(self) -> tuple[tuple[Line, int], ...]:
        """Every line with its row, in the order of the reference scorecard."""
        by_key = {placed.row.key: placed for placed in self.entries()}
        return tuple(
            pair
            for row in self.card.rows
            for pair in zip(by_key[row.key].lines, by_key[row.key].places, strict=True)
        )

    def theme_sum(self, theme: str, column: int) -> str:
        """Return the sum of a column over the lines of a theme.

        Rounded far below what a point is worth, so that the parts of a composite add up
        to half of the points exactly, where they do.
        """
        places = [place for placed in self.placed[theme] for place in placed.places]
        return f"ROUND(SUM({_areas(places, column)}),9)"

    def card_sum(self, column: int) -> str:
        """Return the sum of the subtotals of the themes."""
        return "ROUND(" + "+".join(cell(row, column) for row in self.totals.values()) + ",9)"


def _place(row: ScorecardRow, place: int) -> Placed:
    lines = tuple(lines_of([row]))
    first = place + 1 if row.components else place
    return Placed(row, place, lines, tuple(range(first, first + len(lines))))


def _areas(rows: Sequence[int], column: int) -> str:
    """Return the cells of a column, runs of rows written as ranges."""
    areas = []
    for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        run = [row for _, row in group]
        alone = len(run) == 1
        areas.append(cell(run[0], column) if alone else span((run[0], column), (run[-1], column)))
    return ",".join(areas)


def points_formula(line: Line, place: int) -> str:
    """Return the live formula of the points of a line.

    Where the printed target is the nation's, the points stay open until the body's own
    target and floor are typed; a line that is neutralised is so without them.
    """
    result, weight = cell(place, RESULT), cell(place, WEIGHT)
    target, floor = (TARGET, FLOOR) if not line.national else (OWN_TARGET, OWN_FLOOR)
    bounds = _DIRECT if line.direct else f"{cell(place, target)},{cell(place, floor)}"
    rule = line.row.rule if not line.direct else "lineaire"
    last = "" if rule in {"lineaire", "intervalle"} else f",{quoted(rule)}"
    points = f"COG_POINTS({result},{bounds},{weight}{last})"
    if not line.national:
        return points
    waits = f'OR({cell(place, target)}="",{cell(place, floor)}="")'
    neutralised = f'LEFT({result},9)="neutralis"'
    return f'IF({waits},IF({neutralised},COG_POINTS({result},{_DIRECT},{weight}),""),{points})'


def result_format(line: Line) -> str:
    """Return the number format of the cell where the result of a line is typed."""
    if line.direct:
        return RATE
    if line.row.rule == "paliers":
        return NUMBER
    target = parse_target(line.target)
    if target.is_ratio:
        return NUMBER if target.unit == "/100" else RATE
    if target.kind in _DAYS:
        return DAYS
    if target.kind == "date":
        return DATE
    return "#,##0" if target.kind == "count" and (target.value or 0) >= _LARGE else NUMBER


def differing(card: Scorecard) -> dict[str, list[str]]:
    """Return the key of each row that another reading changes → names of those readings."""
    found: dict[str, list[str]] = {}
    for name, rows in card.readings.items():
        others = {row.key: row for row in rows}
        for row in card.rows:
            other = others.get(row.key)
            if other is None or facts(other) != facts(row):
                found.setdefault(row.key, []).append(name)
    return found


def facts(row: ScorecardRow) -> tuple[object, ...]:
    """Return what points depend on, to compare two readings of a row."""
    return (row.theme, row.target, row.floor, row.weight, row.rule, row.components, row.to_supply)
