"""The values that a query picks: numbers with their formulas, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.composed.fact_table import (
    AIM,
    AMOUNT,
    BASELINE,
    DUE,
    FIGURE,
    FLOOR,
    TARGET,
    WEIGHT,
    due_day,
)
from pycog.dialogue.composed.typed_tables import DATES, FIGURES, LINES, MEASURES, TableRow
from pycog.dialogue.expressions import Computed
from pycog.dialogue.query.query_model import Query
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

MEASURE_NAMES: Final = {
    TARGET: "objectif", BASELINE: "réalisé", AMOUNT: "montant", WEIGHT: "poids", AIM: "cible",
    FLOOR: "seuil", FIGURE: "chiffre", DUE: "échéance",
}  # fmt: skip
TOTAL: Final = "total"
#: Values that a sentence holds, and that a table does.
MOST_SHOWN: Final = 12
MOST_LISTED: Final = 60
_DAYS: Final = regex(r"\d ?j")
_WITHIN: Final = regex(r"% en (\w+) jours?")


@dataclass(frozen=True, slots=True)
class Picked:
    """A value of a row.

    Attributes:
        row: The row.
        measure: What it is the value of.
        period: Year or period as printed.
        number: As it compares with others of its unit; ``None`` where the text is no number.
        node: The formula, or the number that a printed text is.
    """

    row: TableRow
    measure: str
    period: str
    number: float | None
    node: Computed | float | None

    @property
    def shown(self) -> str:
        """The value in French."""
        return self.row.shown(self.measure, self.period)

    @property
    def unit(self) -> str:
        """Values of one unit compare, and have a difference."""
        if self.measure in {AMOUNT, WEIGHT, DUE}:
            return self.measure
        fact = self.row.cells[self.measure, self.period]
        if self.measure == FIGURE:
            return {"€": AMOUNT, "%": "%"}.get(fact.unit, fact.unit)
        text = self.shown.lower()
        if found := _WITHIN.search(text):
            return f"% en {found[1]} jours"
        return "%" if "%" in text else "j" if _DAYS.search(text) else ""

    @property
    def name(self) -> str:
        """What an answer calls it: its row and its period."""
        period = "total" if self.period == TOTAL else self.period
        return f"{self.row.name} ({period})" if self.measure != DUE else self.row.name


def periods_of(query: Query, *, pointed: bool) -> list[str]:
    """Return the periods that a query is about.

    Args:
        query: The query.
        pointed: Whether one value of each row is wanted where no year is said.
    """
    asked = query.asked
    if asked.years:
        return sorted(asked.years)
    if query.table == LINES:
        if query.every:
            return asked.all_years
        return [TOTAL] if pointed or query.whole else [*asked.all_years, TOTAL]
    return asked.all_years


def picked(
    query: Query, rows: Iterable[TableRow], measure: str, periods: Sequence[str]
) -> list[Picked]:
    """Return the values of some rows, those that are printed as text included.

    Args:
        query: The query.
        rows: The rows.
        measure: What is wanted of them; the baseline where the target has none of that year.
        periods: The periods; of figures and dates, every one that is printed.
    """
    found = []
    base = query.asked.base_year
    for row in rows:
        own = _printed_periods(query, row) if query.table in {FIGURES, DATES} else periods
        for period in own:
            name = measure
            if measure == TARGET and period == base and (BASELINE, base) in row.cells:
                name = BASELINE
            fact = row.cells.get((name, period))
            if fact is None or (fact.value is None and not fact.printed):
                continue
            number = row.number(name, period)
            node = number if name in {AIM, FLOOR} else fact.formula
            found.append(Picked(row, name, period, number, node))
    return found


def _printed_periods(query: Query, row: TableRow) -> list[str]:
    years = query.asked.years
    own = [period for _, period in row.cells]
    if query.table == DATES or not years:
        return own
    return [one for one in own if any(one.startswith(year) for year in years)]


def measure_of(query: Query) -> str:
    """Return the one measure that a query is about, ``""`` where it says several."""
    asked = query.asked
    if asked.measure:
        return asked.measure
    if len(asked.measures) > 1:
        return ""
    return asked.measures[0] if asked.measures else MEASURES[query.table][0]


def gap_shown(value: float, unit: str) -> str:
    """Return a difference in French.

    Args:
        value: The difference.
        unit: As :attr:`Picked.unit` has it.
    """
    if unit == AMOUNT:
        return display(value, "amount")
    if unit.startswith("%"):
        return display(round(value, 10), "points")
    plain = format_number(round(value, 6), 4)
    return {"j": f"{plain} jours", WEIGHT: f"{plain} points", DUE: f"{plain} jours"}.get(
        unit, plain
    )


def value_shown(value: float, unit: str) -> str:
    """Return a sum, a mean or another result in the unit of the values that it is made of."""
    if unit.startswith("%"):
        return display(round(value, 10), "percent")
    return gap_shown(value, unit)


def table_of(values: Sequence[Picked]) -> Table:
    """Return values as a table: one line each."""
    measures = {one.measure for one in values}
    title = MEASURE_NAMES[values[0].measure].capitalize() if len(measures) == 1 else "Valeur"
    if values[0].row.table == FIGURES:
        title = "Imprimé"
    rows = tuple(
        (
            one.row.name if len(measures) == 1 else f"{one.row.name}, {MEASURE_NAMES[one.measure]}",
            one.period,
            one.shown,
        )
        for one in values
    )
    return Table(("Élément", "Période", title), rows)


def sources_of(values: Sequence[Picked]) -> str:
    """Return where values are printed."""
    found = [one.row.cells[one.measure, one.period].source for one in values]
    return " ; ".join(list(dict.fromkeys(found))[:3])


def value_told(value: Picked) -> str:
    """Say a value with what it is the value of."""
    if value.measure == DUE:
        return f"{value.row.name}, « {value.shown} » ({due_day(value.number or 0.0):%d/%m/%Y})"
    return f"{value.name} : {value.shown}"


def plain_answer(text: str, values: Sequence[Picked]) -> Answer:
    """Return an answer that one formula does not give."""
    return Answer(
        "", ANSWERED, text, table=table_of(values[:MOST_LISTED]) if values else None,
        source=sources_of(values),
    )  # fmt: skip
