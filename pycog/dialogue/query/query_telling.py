"""Says what a query finds without an operation: lists, counts, single values, a yes or a no."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pycog.dialogue.answers import Answer, answered
from pycog.dialogue.composed.fact_table import BASELINE, DUE, TARGET
from pycog.dialogue.composed.typed_tables import (
    CARDS,
    DATES,
    FIGURES,
    INDICATORS,
    LINES,
    MEASURES,
    TableRow,
)
from pycog.dialogue.query.query_domain import domain
from pycog.dialogue.query.query_listing import rows_listed
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_operations import summed
from pycog.dialogue.query.query_values import (
    MEASURE_NAMES,
    MOST_LISTED,
    MOST_SHOWN,
    TOTAL,
    Picked,
    measure_of,
    periods_of,
    picked,
    plain_answer,
    sources_of,
    value_told,
)
from pycog.dialogue.query.query_words import course_said
from pycog.lazy_patterns import regex

_MOST_ROWS: Final = 8
#: Rows that one statement may be about.
_MOST_STATED: Final = 4
_INDICATOR: Final = regex(r"\b(?:indicateurs?|indics?|ind|n ?°)\b")


def listed(query: Query, rows: list[TableRow]) -> Answer | None:
    if query.table == DATES:
        return None if not query.asked.tests else values_told(query, rows)
    if query.said.which_year and query.valued:
        return years_told(query, rows)
    only_sheet = len(query.asked.said) == 1 and query.asked.said[0].startswith("de la fiche")
    if query.table == INDICATORS and only_sheet and not query.asked.scan.has(_INDICATOR):
        return None
    if query.table == FIGURES:
        return None
    if not rows and query.table == CARDS and not query.bodies:
        # That no body has such a row is a chance reading more often than an answer.
        return None
    return rows_listed(query, rows)


def years_told(query: Query, rows: Sequence[TableRow]) -> Answer | None:
    """Say in which years a row has the value said."""
    holds, rows = query.asked.reached, domain(query)
    if holds is None or len(rows) != 1:
        return None
    years = query.asked.years or query.asked.all_years
    reached = [year for year in years if holds(rows[0], year)]
    values = picked(query, rows, measure_of(query), years)
    said = ", ".join(query.asked.said).removesuffix(" au moins une année")
    head = f"En {', '.join(reached)}" if reached else "Aucune année"
    return plain_answer(f"{head}, {said} : {_by_row(values)}.", values)


def years_moved(query: Query, rows: Sequence[TableRow]) -> Answer | None:
    """Say in which years the value of a row is above, or below, that of the year before."""
    way = course_said(query.asked.scan.text)
    if len(rows) != 1 or not way:
        return None
    asked, measure = query.asked, measure_of(query)
    years = [asked.base_year, *(one for one in asked.all_years if one != asked.base_year)]
    values = picked(query, rows, measure, years)
    numbered = [one for one in values if one.number is not None]
    sign = 1 if way == "up" else -1
    moved = [
        (before, one)
        for before, one in pairwise(numbered)
        if sign * ((one.number or 0) - (before.number or 0)) > 0
        and (not asked.years or one.period in asked.years)
    ]
    verb = "Hausse" if way == "up" else "Baisse"
    told = " ; ".join(f"en {one.period}, de {before.shown} à {one.shown}" for before, one in moved)
    named = rows[0].label
    return plain_answer(f"{verb} de « {named} » : {told or 'aucune année'}.", numbered)


def looked_up(query: Query, rows: list[TableRow]) -> Answer | None:
    dates = query.table == DATES
    if query.said.top or (not dates and (query.asked.tests or query.said.which_year)):
        return None
    return values_told(query, rows)


def values_told(query: Query, rows: list[TableRow]) -> Answer | None:
    several = len(query.asked.measures) > 1
    measures = [*query.asked.measures] if several else [measure_of(query)]
    measures.sort(key=lambda one: one != BASELINE)
    periods = periods_of(query, pointed=False)
    values = [
        one
        for measure in measures
        for one in picked(query, rows, measure, _own_periods(query, measure, periods))
    ]
    if query.excluded and query.table == LINES:
        return summed(query, rows)
    most = MOST_LISTED if query.asked.tests else _MOST_ROWS
    if not values or len(rows) > most or {one.row for one in values} != set(rows):
        return None
    if len(values) == 1:
        one = values[0]
        told = (
            f"{MEASURE_NAMES[one.measure].capitalize()}, {value_told(one)}."
            if one.measure not in {DUE}
            else f"{value_told(one)}."
        )
        node = one.row.cells[one.measure, one.period].formula
        result = query.asked.turn.compute(node)
        printed = one.row.cells[one.measure, one.period].printed
        source = sources_of(values)
        return answered(result, told, display=one.shown, printed=printed, source=source)
    if query.table == LINES and len(rows) == 1 and values[-1].period == TOTAL:
        query.whole = True
    return plain_answer(f"{_by_row(values)}.", values)


def _own_periods(query: Query, measure: str, periods: list[str]) -> list[str]:
    """Return the periods of one of several measures: the start has its year, targets the others."""
    asked = query.asked
    if not {TARGET, BASELINE} <= set(asked.measures):
        return periods
    if measure == BASELINE:
        return [asked.base_year]
    return [one for one in periods if one != asked.base_year] or asked.all_years


def _by_row(values: Sequence[Picked]) -> str:
    """Say values row by row, each with its periods."""
    told = []
    for row in dict.fromkeys(one.row for one in values):
        own = [one for one in values if one.row == row]
        if len(own) == 1:
            told.append(value_told(own[0]))
            continue
        measures = len({one.measure for one in own}) > 1
        each = ", ".join(
            f"{MEASURE_NAMES[one.measure] + ' ' if measures else ''}{one.shown} ({one.period})"
            for one in own
        )
        told.append(f"{row.name} : {each}")
    return " ; ".join(told)


_ADDED: Final = regex(r"[a-z0-9)€] ?\+ ?[a-z(]|\b(?:somme|total|cumul|ensemble) de")


def verdict(query: Query, rows: list[TableRow]) -> Answer | None:
    """Say whether a statement holds: a value, a course, or which of two is larger."""
    stated = query.groups or (query.table == LINES and query.bodies)
    if not stated or query.said.lists or len(rows) > _MOST_STATED:
        return None
    if len(rows) > 1 and _ADDED.search(query.asked.scan.text):
        # What is said of their sum is said of none of them.
        return None
    if not query.asked.tests:
        return _printed_at_all(query, rows)
    if (found := _year_by_year(query, rows)) is not None:
        return found
    if len(query.asked.measures) > 1 or len(query.asked.tests) > 1 or query.said.which_year:
        # Two values of two measures: which is said of which is not read here.
        return None
    held = [all(test(row) for test in query.asked.tests) for row in rows]
    values = picked(
        query, rows, measure_of(query) or MEASURES[query.table][0], periods_of(query, pointed=False)
    )
    if not values:
        return None
    told = " ; ".join(map(value_told, values[:MOST_SHOWN]))
    if len(rows) == 1 and _in_some_years(query, rows[0]):
        return plain_answer(f"Cela dépend de l'année : {told}.", values)
    word = "Oui" if all(held) else "Non"
    if any(held) and not all(held):
        word = "Pas partout"
    return plain_answer(f"{word} : {told}.", values)


def _in_some_years(query: Query, row: TableRow) -> bool:
    """Tell whether a value that is said of no year is that of some years and not of others."""
    holds, measure = query.asked.reached, measure_of(query)
    if holds is None or query.asked.years or query.table != INDICATORS or not measure:
        return False
    held = [holds(row, year) for year in query.asked.all_years if row.has(measure, year)]
    return any(held) and not all(held)


def _printed_at_all(query: Query, rows: Sequence[TableRow]) -> Answer | None:
    """Say whether a target is printed for a year: « démarre avec une cible dès 2012, exact ? »."""
    years = query.asked.years
    if query.table != INDICATORS or len(rows) != 1 or len(years) != 1 or query.said.which_year:
        return None
    if query.asked.measures != [TARGET] or not query.asked.scan.has(_EXISTS):
        return None
    row = rows[0]
    values = picked(query, rows, TARGET, query.asked.all_years)
    if any(one.period == years[0] for one in values):
        return plain_answer(f"Oui : {_by_row(values)}.", values)
    said = f"Non : aucun objectif n'est imprimé en {years[0]} pour l'{row.name}."
    return (
        plain_answer(f"{said} Les autres années : {_by_row(values)}.", values) if values else None
    )


#: Asks whether there is one at all.
_EXISTS: Final = regex(
    r"\b(?:une|des|un|de|d|aucune?|leur|sa|son) (?:cibles?|objectifs?)\b|\b(?:existe|figure"
    r"|fixe)\w*\b"
)


def _year_by_year(query: Query, rows: Sequence[TableRow]) -> Answer | None:
    """Set two values against those of two years: « de 77 % à 95 % de 2011 à 2012 »."""
    stated = [float(str(one.value)) for one in query.asked.scan.question.of("percent", "amount")]
    years = sorted(query.asked.years)
    if len(stated) != _BOTH or len(years) < _BOTH or len(rows) != 1:
        return None
    ends = [years[0], years[-1]]
    values = picked(query, rows, measure_of(query), ends)
    if len(values) != _BOTH or any(one.number is None for one in values):
        return None
    same = all(
        abs((one.number or 0) - number) < _NEAR * max(1.0, abs(number))
        for one, number in zip(values, stated, strict=True)
    )
    return plain_answer(f"{'Oui' if same else 'Non'} : {_by_row(values)}.", values)


#: The two values of two years, and what parts two equal ones at most.
_BOTH: Final = 2
_NEAR: Final = 1e-9


def counted_rows(query: Query, rows: list[TableRow]) -> Answer | None:
    if query.excluded:
        # « Combien de dépenses sans l'investissement » asks for an amount.
        return summed(query, rows)
    if query.asked.tests or query.groups or query.bodies or query.table == INDICATORS:
        return listed(query, rows)
    return None
