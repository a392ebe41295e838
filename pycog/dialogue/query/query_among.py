"""Sets the rows of a query side by side: where they stand, which comes first, whether all agree."""

from __future__ import annotations

from collections.abc import Sequence

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.typed_tables import MEASURES, TableRow
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_values import (
    MEASURE_NAMES,
    MOST_SHOWN,
    measure_of,
    periods_of,
    picked,
    plain_answer,
    sources_of,
    table_of,
    value_told,
)


def bodies_told(rows: Sequence[TableRow]) -> Answer | None:
    """Say in which scorecards some rows stand."""
    labels = list(dict.fromkeys(f"« {row.label} »" for row in rows))
    if not labels or len(rows) > MOST_SHOWN:
        return None
    names = ", ".join(dict.fromkeys(row.body.upper() for row in rows))
    sources = dict.fromkeys(one.source for row in rows for one in row.cells.values())
    text = f"{' ; '.join(labels)} : {names}."
    return Answer("", ANSWERED, text, source=" ; ".join(list(sources)[:3]))


def first_to_reach(query: Query, rows: Sequence[TableRow]) -> Answer | None:
    """Say which row has the value said first, year by year."""
    holds = query.asked.reached
    if holds is None:
        return None
    years = query.asked.years or query.asked.all_years
    first = {row: year for row in rows for year in reversed(years) if holds(row, year)}
    if not first:
        return None
    ranked = sorted(first, key=lambda row: first[row])
    told = " ; ".join(f"{row.name} en {first[row]}" for row in ranked[:MOST_SHOWN])
    said = ", ".join(query.asked.said).removesuffix(" au moins une année")
    measure = measure_of(query) or MEASURES[query.table][0]
    values = picked(query, rows, measure, years)
    return plain_answer(f"{said[:1].upper()}{said[1:]}, dans l'ordre : {told}.", values)


def same_told(query: Query, rows: Sequence[TableRow]) -> Answer | None:
    """Say whether rows have the same value, year by year."""
    measure = measure_of(query)
    if not measure or len({row.label for row in rows}) != 1:
        return None
    values = picked(query, rows, measure, periods_of(query, pointed=True))
    values = [one for one in values if one.number is not None]
    by_period: dict[str, list[float]] = {}
    for one in values:
        by_period.setdefault(one.period, []).append(one.number or 0.0)
    if not values or any(len(found) < len(rows) for found in by_period.values()):
        return None
    word = "Oui" if all(len(set(found)) == 1 for found in by_period.values()) else "Non"
    told = " ; ".join(map(value_told, values))
    return Answer(
        "", ANSWERED, f"{word} : {MEASURE_NAMES[measure]} de {told}.", table=table_of(values),
        source=sources_of(values),
    )  # fmt: skip
