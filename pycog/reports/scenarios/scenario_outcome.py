"""What scenarios give: the results that change, side by side, and how the statuses move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.audit.grid import Place
from pycog.reports.scenarios.scenario_words import Scenario
from pycog.reports.versions.version_sheets import VersionSheet, is_same, shown_value

#: Families of results, in the order in which they are told, by the formulas that give them.
STATUSES: Final = "Statuts"
RATES: Final = "Taux de réussite"
EUROS: Final = "Euros"
POINTS: Final = "Points"
OTHERS: Final = "Autres résultats des formules COG_"
NATIVE: Final = "Totaux et autres formules"
FAMILIES: Final = (STATUSES, RATES, EUROS, POINTS, OTHERS, NATIVE)
_FAMILY_OF: Final[Mapping[str, str]] = {
    "COG_STATUS": STATUSES,
    "COG_MILESTONE_STATUS": STATUSES,
    "COG_TRL": RATES,
    "COG_TRN": RATES,
    "COG_THEME_RATE": RATES,
    "COG_TRIGGER": RATES,
    "COG_MTID": EUROS,
    "COG_PER_FTE": EUROS,
    "COG_PAYABLE": EUROS,
    "COG_POINT_VALUE": EUROS,
    "COG_ENVELOPES": EUROS,
    "COG_ARS_BONUS": EUROS,
    "COG_POINTS": POINTS,
    "COG_SCORE": POINTS,
}


@dataclass(frozen=True, slots=True)
class Input:
    """A cell that a scenario changes.

    Attributes:
        place: ``Feuille!D12``.
        subject: What it is, in the words of the agreement or of its row and column.
        before: As shown now.
        after: As shown in the scenario.
        is_same: Whether it holds that already.
    """

    place: str
    subject: str
    before: str
    after: str
    is_same: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A calculated cell that at least one scenario changes.

    Attributes:
        place: ``Feuille!K18``.
        subject: What it is.
        family: One of :data:`FAMILIES`.
        function: The formula of ours that gives it, ``""`` for none.
        now: As shown now.
        then: As shown in each scenario, in their order.
    """

    place: str
    subject: str
    family: str
    function: str
    now: str
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Scenarios side by side.

    Attributes:
        names: Of the scenarios, in order.
        inputs: What each of them changes.
        statuses: Status → how many cells show it now and in each scenario.
        results: What changes, by family and place.
        cautions: What could not follow the change, in French.
    """

    names: tuple[str, ...]
    inputs: tuple[tuple[Input, ...], ...]
    statuses: Mapping[str, tuple[int, ...]]
    results: tuple[Result, ...]
    cautions: tuple[str, ...]

    def of(self, family: str) -> list[Result]:
        """Return the results of one family."""
        return [one for one in self.results if one.family == family]


Sheets = Mapping[str, VersionSheet]
#: Calculated cells → the formula of ours that gives them, ``""`` where none does.
Functions = Mapping[str, Mapping[Place, str]]


def compare(
    base: Sheets, scenarios: Sequence[tuple[Scenario, Sheets]], functions: Functions
) -> tuple[tuple[tuple[Input, ...], ...], tuple[Result, ...]]:
    """Set the calculated workbooks side by side.

    Args:
        base: The sheets as they are now.
        scenarios: Each with its sheets.
        functions: The calculated cells.

    Returns:
        The changed inputs of each scenario, and the results that change.
    """
    inputs = tuple(tuple(_inputs(base, *one)) for one in scenarios)
    results = list(_results(base, [sheets for _, sheets in scenarios], functions))
    return inputs, tuple(sorted(results, key=lambda one: FAMILIES.index(one.family)))


def count_statuses(sheets: Sequence[Sheets], functions: Functions) -> dict[str, tuple[int, ...]]:
    """Return how many cells show each status, now and in each scenario.

    Args:
        sheets: Those of now, then those of each scenario.
        functions: The calculated cells.
    """
    counts = [
        Counter(
            cell.text
            for name, places in functions.items()
            for at, function in places.items()
            if function == "COG_STATUS" and (cell := one[name].grid.cells.get(at)) and cell.text
        )
        for one in sheets
    ]
    known = sorted(set().union(*counts))
    return {status: tuple(count[status] for count in counts) for status in known}


def _inputs(base: Sheets, scenario: Scenario, sheets: Sheets) -> Iterator[Input]:
    names = {name.casefold(): name for name in base}
    for one in scenario.assignments:
        name = names[one.sheet.casefold()]
        at = (one.row - 1, one.column - 1)
        before, after = base[name].grid.cells.get(at), sheets[name].grid.cells.get(at)
        # Excel would give the cell the format of a percentage that is typed.
        shown = one.value.strip('"') if "%" in one.value else shown_value(after)
        yield Input(
            base[name].grid.place(at),
            base[name].name(at),
            shown_value(before),
            shown,
            is_same(before, after),
        )


def _results(base: Sheets, scenarios: Sequence[Sheets], functions: Functions) -> Iterator[Result]:
    for name, sheet in base.items():
        calculated = functions.get(name, {})
        for at in sorted(calculated):
            now = sheet.grid.cells.get(at)
            then = [one[name].grid.cells.get(at) for one in scenarios]
            if all(is_same(now, one) for one in then):
                continue
            function = calculated[at]
            family = _FAMILY_OF.get(function, OTHERS) if function else NATIVE
            yield Result(
                sheet.grid.place(at),
                sheet.name(at),
                family,
                function,
                shown_value(now),
                tuple(map(shown_value, then)),
            )
