"""Lists the rows that a query leaves, with the formula that gives them in Excel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import ANSWERED, Answer, Table, answered
from pycog.dialogue.budget_units import printed_amount
from pycog.dialogue.composed.fact_table import BASELINE
from pycog.dialogue.composed.typed_tables import (
    CARDS,
    INDICATORS,
    LINES,
    MEASURES,
    TableRow,
)
from pycog.dialogue.expressions import Computed, call, column
from pycog.dialogue.expressions import row as across
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_values import (
    MEASURE_NAMES,
    MOST_LISTED,
    TOTAL,
    measure_of,
)
from pycog.dialogue.query.query_words import COUNT

_NOUN: Final = {INDICATORS: "indicateur", LINES: "ligne", CARDS: "critère"}
#: Rows that are told by their names rather than by their numbers alone.
_FEW: Final = 3


def rows_listed(query: Query, rows: list[TableRow]) -> Answer | None:
    """Return the rows that the conditions of a query leave, or how many they are.

    Args:
        query: The query, on indicators, lines or rows of scorecards.
        rows: What is left of its rows.
    """
    if query.table not in _NOUN or len(rows) > MOST_LISTED:
        return None
    noun, said = _NOUN[query.table], _conditions(query, rows)
    if not rows:
        feminine = "e" if query.table == LINES else ""
        return Answer("", ANSWERED, f"Aucun{feminine} {noun} {said}.".replace("  ", " "))
    few = len(rows) <= _FEW
    names = list(dict.fromkeys(_name(query, row, few=few) for row in rows))
    number = len(names) if query.table == CARDS else len(rows)
    joined = (", " if query.table == INDICATORS else " ; ").join(names)
    plural = "s" if number > 1 else ""
    text = f"{number} {noun}{plural} {said}".rstrip() + f" : {joined}."
    text += _bodies_without(query, rows)
    if query.table == CARDS and not query.asked.years:
        text += f" Campagnes {' et '.join(query.asked.all_years)} ensemble."
    table, source = _table(query, rows), _source(rows)
    node = _node(query, rows)
    if node is None:
        return Answer("", ANSWERED, text, table=table, source=source)
    result = query.asked.turn.compute(call("ROWS", node) if query.said.has(COUNT) else node)
    if result.error:
        return Answer("", ANSWERED, text, table=table, source=source)
    return answered(result, text, table=table, source=source)


def _conditions(query: Query, rows: Sequence[TableRow]) -> str:
    asked = query.asked
    said = ", ".join(asked.said)
    bodies = list(dict.fromkeys(row.body.upper() for row in rows if row.body))
    if query.table != INDICATORS and bodies and (query.bodies or len(bodies) == 1):
        said += f" ({', '.join(bodies)})"
    if asked.years and asked.said and not any(year in said for year in asked.years):
        said += f" en {', '.join(asked.years)}"
    return said.strip()


def _bodies_without(query: Query, rows: Sequence[TableRow]) -> str:
    """Say which of the bodies named has no such row."""
    held = {row.body for row in rows}
    nothing = [one.upper() for one in query.bodies if one not in held]
    feminine = "e" if query.table == LINES else ""
    return f" Aucun{feminine} : {', '.join(nothing)}." if nothing else ""


def _name(query: Query, row: TableRow, *, few: bool) -> str:
    asked = query.asked
    measure = measure_of(query) or MEASURES[query.table][0]
    years = asked.years or ([TOTAL] if query.table == LINES else [])
    value = row.shown(measure, years[0]) if len(years) == 1 else "–"
    shown = "" if value == "–" else f", {value}"
    if query.table == INDICATORS:
        return f"{row.key} « {row.label} »{shown}" if few else row.key
    return f"« {row.label} »{shown}"


def _node(query: Query, rows: Sequence[TableRow]) -> Computed | None:
    """Return the formula of a list: labels or targets of indicators, amounts of lines."""
    years = query.asked.years
    if query.table == INDICATORS:
        numbers = column([cell_value(row.key) for row in rows])
        if query.valued and len(years) == 1 and measure_of(query) != BASELINE:
            return call("COG_TARGET_TEXT", numbers, int(years[0]))
        return call("COG_INDICATOR", numbers)
    if query.table == LINES and len({row.body for row in rows}) == 1:
        keys, said = column([row.key for row in rows]), [int(one) for one in dict.fromkeys(years)]
        if query.asked.has_period:
            # « Entre 2011 et 2015 » compares the two ends.
            said = [min(said), max(said)] if len(said) > 1 else said
        period = said[0] if len(said) == 1 else across([*said]) if said else TOTAL
        return printed_amount(query.asked.turn.convention, keys, period, rows[0].body)
    return None


def _source(rows: Sequence[TableRow]) -> str:
    found = (next(iter(row.cells.values())).source for row in rows)
    return " ; ".join(list(dict.fromkeys(found))[:3])


def _table(query: Query, rows: Sequence[TableRow]) -> Table:
    asked = query.asked
    years = asked.years or asked.all_years
    if query.table == LINES and not asked.years:
        years = [*years, TOTAL]
    if query.table == CARDS:
        measures = asked.measures or [*MEASURES[CARDS]]
        headings = (
            "Catégorie",
            "Critère",
            "Thème",
            *(f"{MEASURE_NAMES[one].capitalize()} {year}" for year in years for one in measures),
        )
        return Table(headings, tuple(
            (row.body.upper(), row.label, row.theme,
             *(row.shown(one, year) for year in years for one in measures))
            for row in rows
        ))  # fmt: skip
    measure = asked.measure or MEASURES[query.table][0]
    numbered = query.table == INDICATORS
    return Table(("Indicateur" if numbered else "Fonds", "Libellé", *years), tuple(
        (row.key if numbered else row.body, row.label,
         *(row.shown(measure if (measure, year) in row.cells else BASELINE, year)
           for year in years))
        for row in rows
    ))  # fmt: skip
