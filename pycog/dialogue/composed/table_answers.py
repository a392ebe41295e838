"""Says the rows that a query found: a list, a count, an extreme, an order or a difference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import ANSWERED, Answer, Table, answered
from pycog.dialogue.composed.conditions import MAX
from pycog.dialogue.composed.fact_table import AIM, AMOUNT, BASELINE, FLOOR, TARGET, WEIGHT
from pycog.dialogue.composed.row_asked import Asked
from pycog.dialogue.composed.typed_tables import (
    CARDS,
    INDICATORS,
    LINES,
    MEASURES,
    TableRow,
    rows_of,
)
from pycog.dialogue.expressions import Computed, Operation, call, column
from pycog.values import display, format_number

_MOST: Final = 60
_GAP_SAID: Final = re.compile(r"\b(?:ecarts?|differences?|combien)\b")
#: Values that are said side by side.
_FEW: Final = 8
_NOUN: Final = {INDICATORS: "indicateur", LINES: "ligne", CARDS: "critère"}
_MEASURE: Final = {
    TARGET: "objectif", BASELINE: "réalisé", AMOUNT: "montant", WEIGHT: "poids", AIM: "cible",
    FLOOR: "seuil",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of the rows.

    Attributes:
        count: How many.
        extreme: The largest or smallest, ``None`` if neither.
        gap: The difference of two.
        order: All in order.
        moving: The extreme is that of the change over the years.
        falls: The change is a fall.
        year: The extreme is that over the years of one row.
        first: Which row has a value first.
        share: What share of its fund a line is.
        same: Whether all have the same value.
        top: How many of the largest or smallest; 0 for those of the extreme alone.
        bodies: In which categories the rows stand.
    """

    count: bool
    extreme: str | None
    gap: bool
    order: bool
    moving: bool
    falls: bool
    year: bool
    first: bool
    bodies: bool
    share: bool
    same: bool
    top: int

    def points(self) -> bool:
        """Tell whether something else than a list is wanted."""
        return bool(
            self.extreme
            or self.gap
            or self.order
            or self.year
            or self.first
            or self.bodies
            or self.share
            or self.same
        )


@dataclass(frozen=True, slots=True)
class _Value:
    """A number of a row with the formula that gives it."""

    row: TableRow
    period: str
    number: float
    node: Computed | float


def told(asked: Asked, rows: list[TableRow], wanted: Wanted, *, chosen: bool) -> Answer | None:
    """Return the answer about the rows found.

    Args:
        asked: The question.
        rows: What the conditions leave.
        wanted: What is wanted of them.
        chosen: Whether the question named them one by one.
    """
    if len(rows) > _MOST:
        return None
    if wanted.points() and rows:
        return _pointed(asked, rows, wanted)
    return _listed(asked, rows, wanted, chosen)


def _pointed(asked: Asked, rows: list[TableRow], wanted: Wanted) -> Answer | None:
    if wanted.bodies and not wanted.extreme:
        names = ", ".join(dict.fromkeys(row.body.upper() for row in rows))
        said = f"{' ; '.join(dict.fromkeys(f'« {row.label} »' for row in rows))} : {names}."
        return Answer("", ANSWERED, said, table=_table(asked, rows), source=_first_source(rows))
    if wanted.gap and len(asked.measures) == 2:
        return _between_measures(asked, rows)
    measure = asked.measure or (MEASURES[asked.table][0] if len(asked.measures) < 2 else "")
    if not measure:
        return None
    if wanted.moving:
        return _most_moved(asked, rows, measure, wanted)
    periods = asked.years or (["total"] if asked.table == LINES else asked.all_years)
    if asked.table == LINES and periods == asked.all_years and not wanted.gap:
        periods = ["total"]
    if asked.table == LINES and wanted.gap and len(rows) == 1 and len(periods) < 2:
        return None
    if wanted.year:
        periods = asked.years or asked.all_years
        return (
            _extreme(asked, _values(rows, measure, periods), measure, wanted)
            if len(rows) == 1
            else None
        )
    if wanted.gap and len(periods) > 2:
        periods = [min(periods), max(periods)]
    values = _values(rows, measure, periods)
    if wanted.share:
        return _share(asked, rows, periods)
    if wanted.same:
        return _same(values, measure)
    if wanted.top and wanted.extreme:
        return _ordered(asked, values, measure, wanted.top, wanted.extreme)
    if wanted.order:
        return _ordered(asked, values, measure) if len(periods) == 1 else None
    if wanted.extreme:
        return _extreme(asked, values, measure, wanted)
    return _gap(asked, values, measure)


def _values(rows: list[TableRow], measure: str, periods: list[str]) -> list[_Value]:
    found = []
    for period in periods:
        for row in rows:
            number = row.number(measure, period)
            if number is not None:
                fact = row.cells[measure, period]
                # A scorecard prints a text: its number stands in the formula itself.
                node: Computed | float = number if measure in {AIM, FLOOR} else fact.formula
                found.append(_Value(row, period, number, node))
    return found


def _extreme(asked: Asked, values: list[_Value], measure: str, wanted: Wanted) -> Answer | None:
    if len(values) < 2 or len({_unit(one, measure) for one in values}) != 1:
        return None
    largest = wanted.extreme != "MIN"
    edge = (max if largest else min)(one.number for one in values)
    holders = [one for one in values if one.number == edge]
    result = asked.turn.compute(call("MAX" if largest else "MIN", *(one.node for one in values)))
    names = " ; ".join(_named(one, measure) for one in holders)
    word = "le plus élevé" if largest else "le plus faible"
    said = f"{_MEASURE[measure].capitalize()} {word}{_which(asked)} : {names}."
    details = () if asked.table != LINES or asked.years else _by_year(holders[0].row)
    return answered(
        result, said, details=details, display=holders[0].row.shown(measure, holders[0].period),
        table=_value_table(values, measure), source=_sources(holders),
    )  # fmt: skip


def _by_year(row: TableRow) -> tuple[str, ...]:
    """Return what a line is each year, beside what it is over the agreement."""
    amounts = [
        f"{period} : {row.shown(name, period)}" for name, period in row.cells if period.isdigit()
    ]
    return (f"Par an, {row.label} : {' ; '.join(amounts)}.",)


def first_to_reach(asked: Asked, rows: list[TableRow]) -> Answer | None:
    """Return which row has the value said first, ``None`` where no value is said.

    Args:
        asked: The question.
        rows: The rows to look at.
    """
    holds = asked.reached
    if holds is None:
        return None
    years = asked.years or asked.all_years
    first = {row.key: year for row in rows for year in reversed(years) if holds(row, year)}
    reached = [row for row in rows if row.key in first]
    if not reached:
        return None
    reached.sort(key=lambda row: first[row.key])
    names = " ; ".join(f"{row.name} en {first[row.key]}" for row in reached)
    said = f"Objectif {' '.join(asked.said)}, dans l'ordre : {names}."
    return Answer("", ANSWERED, said, table=_table(asked, rows), source=_first_source(reached))


def _which(asked: Asked) -> str:
    if asked.table != LINES:
        return f" en {', '.join(asked.years)}" if asked.years else ""
    # The measure is said: a year and the whole agreement have different extremes.
    return f" en {', '.join(asked.years)}" if asked.years else " sur toute la convention"


def _named(value: _Value, measure: str) -> str:
    period = "total" if value.period == "total" else value.period
    return f"{value.row.name}, {value.row.shown(measure, value.period)} ({period})"


def _unit(value: _Value, measure: str) -> str:
    text = value.row.shown(measure, value.period).lower()
    if measure in {AMOUNT, WEIGHT}:
        return measure
    if found := re.search(r"% en (\w+) jours?", text):
        return f"% en {found[1]} jours"
    return "%" if "%" in text else "j" if re.search(r"\d ?j", text) else ""


def _share(asked: Asked, rows: list[TableRow], periods: list[str]) -> Answer | None:
    """Return what share of the gross total of its fund a line is."""
    totals = [row for row in rows if row.line is not None and "total" in row.line.role]
    rows = totals if len(rows) > 1 and len(totals) == 1 else rows
    if len(rows) != 1 or len(periods) != 1 or rows[0].line is None:
        return None
    row, period = rows[0], periods[0]
    # Revenue is no part of what is spent.
    if rows[0].line.role == "recette":
        return None
    wholes = [
        one
        for one in rows_of(LINES)
        if one.body == row.body and one.line is not None and one.line.key == "total_brut"
    ]
    both = _values([row, *wholes], AMOUNT, [period])
    if len(both) != 2:
        return None
    part, whole = both
    result = asked.turn.compute(Operation(part.node, "/", whole.node))
    if not isinstance(result.value, float):
        return None
    shown = f"{format_number(round(result.value * 100, 2), 2)} %"
    said = f"{_named(part, AMOUNT)} : {shown} de {_named(whole, AMOUNT)}."
    table = _value_table(both, AMOUNT)
    return answered(result, said, display=shown, table=table, source=_sources(both))


def _same(values: list[_Value], measure: str) -> Answer | None:
    """Tell whether all values are the same, year by year."""
    if not 1 < len(values) <= _FEW or len({one.row.label for one in values}) != 1:
        return None
    by_year: dict[str, set[float]] = {}
    for one in values:
        by_year.setdefault(one.period, set()).add(one.number)
    if any(sum(one.period == year for one in values) < 2 for year in by_year):
        return None
    word = "Oui" if all(len(found) == 1 for found in by_year.values()) else "Non"
    names = " ; ".join(_named(one, measure) for one in values)
    said = f"{word} : {_MEASURE[measure]} de {names}."
    table = _value_table(values, measure)
    return Answer("", ANSWERED, said, table=table, source=_sources(values))


def _ordered(
    asked: Asked, values: list[_Value], measure: str, top: int = 0, extreme: str = MAX
) -> Answer | None:
    if len(values) < 2 or len({_unit(one, measure) for one in values}) != 1:
        return None
    sign = -1.0 if extreme == MAX else 1.0
    values = sorted(values, key=lambda one: sign * one.number)
    if top:
        if len({one.period for one in values}) != 1 or len(values) <= top:
            return None
        # As high as the last of them, all are.
        values = [one for one in values if sign * one.number <= sign * values[top - 1].number]
    names = " ; ".join(f"{at}. {_named(one, measure)}" for at, one in enumerate(values, start=1))
    course = "Du plus élevé au plus faible" if extreme == MAX else "Du plus faible au plus élevé"
    said = f"{course}, {_MEASURE[measure]} : {names}."
    table = _value_table(values, measure)
    return Answer("", ANSWERED, said, table=table, source=_sources(values))


def _gap(asked: Asked, values: list[_Value], measure: str) -> Answer | None:
    if len(values) < 2:
        return None
    names = " ; ".join(_named(each, measure) for each in values)
    if len(values) != 2 or len({_unit(one, measure) for one in values}) != 1:
        if len(values) > _FEW or asked.scan.has(_GAP_SAID):
            return None
        said = f"{_MEASURE[measure].capitalize()} : {names}."
        table = _value_table(values, measure)
        return Answer("", ANSWERED, said, table=table, source=_sources(values))
    one, other = values
    first, last = (one, other) if one.row == other.row else (other, one)
    result = asked.turn.compute(Operation(last.node, "-", first.node))
    if not isinstance(result.value, float):
        return None
    shown = _gap_shown(result.value, _unit(one, measure))
    said = f"{_MEASURE[measure].capitalize()} : {names}. Écart : {shown}."
    return answered(
        result, said, display=shown, table=_value_table(values, measure), source=_sources(values)
    )


def _between_measures(asked: Asked, rows: list[TableRow]) -> Answer | None:
    """Return, row by row, what parts two measures: « écart cible-seuil »."""
    one, other = asked.measures
    told: list[tuple[str, ...]] = []
    for row in rows[:_FEW]:
        for period in asked.years or asked.all_years:
            pair = _values([row], one, [period]) + _values([row], other, [period])
            if len(pair) == 2 and _unit(pair[0], one) == _unit(pair[1], other):
                gap = _gap_shown(pair[0].number - pair[1].number, _unit(pair[0], one))
                told.append(
                    (row.name, period, row.shown(one, period), row.shown(other, period), gap)
                )
    if not told or len(rows) > _FEW:
        return None
    names = " ; ".join(f"{name} ({period}) : {gap}" for name, period, _, _, gap in told)
    headings = ("Élément", "Année", _MEASURE[one].capitalize(), _MEASURE[other].capitalize())
    table = Table((*headings, "Écart"), tuple(told))
    said = f"Écart entre {_MEASURE[one]} et {_MEASURE[other]} : {names}."
    return Answer("", ANSWERED, said, table=table, source=_first_source(rows))


def _gap_shown(value: float, unit: str) -> str:
    if unit == AMOUNT:
        return display(value, "amount")
    if unit.startswith("%"):
        return f"{format_number(round(value * 100, 6), 4)} point{'s' if abs(value) >= 0.02 else ''}"
    plain = format_number(round(value, 6), 4)
    return {"j": f"{plain} jours", WEIGHT: f"{plain} points"}.get(unit, plain)


def _most_moved(asked: Asked, rows: list[TableRow], measure: str, wanted: Wanted) -> Answer | None:
    if len(asked.years) < 2 or not wanted.extreme:
        return None
    start, end = min(asked.years), max(asked.years)
    pairs = []
    for row in rows:
        found = _values([row], measure if row.cells.get((measure, start)) else BASELINE, [start])
        found += _values([row], measure, [end])
        if len(found) == 2 and _unit(found[0], measure) == _unit(found[1], measure):
            pairs.append((row, found[0], found[1]))
    if len(pairs) < 2:
        return None
    sign = -1.0 if wanted.falls else 1.0
    moved = [sign * (last.number - first.number) for _, first, last in pairs]
    edge = (max if wanted.extreme == MAX else min)(moved)
    if edge <= 0:
        return None
    at = [place for place, one in enumerate(moved) if abs(one - edge) < 1e-9]
    changes: list[Computed] = [Operation(last.node, "-", first.node) for _, first, last in pairs]
    outer = "MIN" if wanted.falls == (wanted.extreme == MAX) else "MAX"
    result = asked.turn.compute(call(outer, *changes))
    unit = _unit(pairs[0][1], measure)
    names = " ; ".join(
        f"{row.name}, {_gap_shown(last.number - first.number, unit)}"
        for row, first, last in (pairs[one] for one in at)
    )
    others = tuple(
        (row.name, first.row.shown(measure, start), last.row.shown(measure, end),
         _gap_shown(last.number - first.number, unit))
        for row, first, last in pairs
    )  # fmt: skip
    most = "le plus" if wanted.extreme == MAX else "le moins"
    verb = "recule" if wanted.falls else "augmente"
    said = f"De {start} à {end}, {verb} {most} : {names}."
    if asked.table == LINES:
        said += _in_percent(pairs, wanted.extreme, sign)
    table = Table(("Élément", start, end, "Écart"), others)
    return answered(result, said, table=table, source=_sources([pairs[one][2] for one in at]))


def _in_percent(
    pairs: list[tuple[TableRow, _Value, _Value]], extreme: str | None, sign: float
) -> str:
    """Say which moves most in per cent: that of amounts may be another."""
    rates = [
        (sign * (last.number / first.number - 1), row) for row, first, last in pairs if first.number
    ]
    rate, row = (max if extreme == MAX else min)(rates, key=lambda one: one[0])
    return f" En pourcentage : {row.name}, {format_number(sign * rate * 100, 2)} %."


def _sources(values: list[_Value]) -> str:
    found = [
        one.row.cells[key].source for one in values for key in one.row.cells if key[1] == one.period
    ]
    return " ; ".join(list(dict.fromkeys(found))[:3])


def _value_table(values: list[_Value], measure: str) -> Table:
    rows = tuple((one.row.name, one.period, one.row.shown(measure, one.period)) for one in values)
    return Table(("Élément", "Année", _MEASURE[measure].capitalize()), rows)


def _listed(asked: Asked, rows: list[TableRow], wanted: Wanted, chosen: bool) -> Answer | None:
    noun = _NOUN[asked.table]
    conditions = " ".join(asked.said)
    bodies = dict.fromkeys(row.body.upper() for row in rows if row.body)
    if rows and asked.table != INDICATORS:
        conditions += f" ({', '.join(bodies)})"
    if asked.years and asked.said and not any(year in conditions for year in asked.years):
        conditions += f" en {', '.join(asked.years)}"
    conditions = conditions.strip()
    if not rows:
        return Answer("", ANSWERED, f"Aucun{'e' if noun == 'ligne' else ''} {noun} {conditions}.")
    labels = dict.fromkeys(row.key if asked.table == INDICATORS else row.label for row in rows)
    names, number = " ; ".join(labels), len(labels) if asked.table == CARDS else len(rows)
    plural = "s" if number > 1 else ""
    said = f"{number} {noun}{plural} {conditions}".rstrip() + f" : {names}."
    if asked.table == CARDS and not asked.years:
        said += f" Campagnes {' et '.join(asked.all_years)} ensemble."
    if nothing := [one.upper() for one in asked.bodies if one.upper() not in bodies]:
        said += f" Aucun{'e' if noun == 'ligne' else ''} : {', '.join(nothing)}."
    table = _table(asked, rows)
    source = _first_source(rows)
    if asked.table == INDICATORS:
        block = call("COG_INDICATOR", column([cell_value(row.key) for row in rows]))
        result = asked.turn.compute(call("ROWS", block) if wanted.count else block)
        return answered(result, said, table=table, source=source)
    if asked.table == LINES and len({row.body for row in rows}) == 1:
        year: str | int = int(asked.years[0]) if len(asked.years) == 1 else "total"
        keys = column([row.key for row in rows])
        block = call("COG_BUDGET", keys, year, rows[0].body)
        result = asked.turn.compute(call("ROWS", block) if wanted.count else block)
        return None if result.error else answered(result, said, table=table, source=source)
    if asked.table == CARDS:
        if chosen and asked.measure and len(rows) <= _FEW:
            values = " ; ".join(
                f"{row.name} : {row.shown(asked.measure, year)} ({year})"
                for row in rows
                for year in asked.years or asked.all_years
                if (asked.measure, year) in row.cells
            )
            said = f"{_MEASURE[asked.measure].capitalize()} : {values}."
        return Answer("", ANSWERED, said, table=table, source=source)
    return None


def _first_source(rows: list[TableRow]) -> str:
    found = (next(iter(row.cells.values())).source for row in rows)
    return " ; ".join(list(dict.fromkeys(found))[:3])


def _table(asked: Asked, rows: list[TableRow]) -> Table:
    years = asked.years or asked.all_years
    if asked.table == LINES and not asked.years:
        years = [*years, "total"]
    if asked.table == CARDS:
        measures = asked.measures or [*MEASURES[CARDS]]
        headings = (
            "Catégorie",
            "Critère",
            "Thème",
            *(f"{_MEASURE[m].capitalize()} {year}" for year in years for m in measures),
        )
        return Table(headings, tuple(
            (row.body.upper(), row.label, row.theme,
             *(row.shown(m, year) for year in years for m in measures))
            for row in rows
        ))  # fmt: skip
    measure = asked.measure or MEASURES[asked.table][0]
    headings = ("N°" if asked.table == INDICATORS else "Fonds", "Libellé", *years)
    return Table(headings, tuple(
        (row.key if asked.table == INDICATORS else row.body, row.label,
         *(row.shown(measure if (measure, year) in row.cells else BASELINE, year)
           for year in years))
        for row in rows
    ))  # fmt: skip
