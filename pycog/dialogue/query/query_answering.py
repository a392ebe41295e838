"""Computes what a query asks: a value, a list, a count, a sum, an extreme, a gap, a share, a yes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Table, answered
from pycog.dialogue.composed.fact_table import AMOUNT, BASELINE, DUE, TARGET, WEIGHT
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.spelling import respelled
from pycog.dialogue.composed.typed_tables import (
    CARDS,
    DATES,
    FIGURES,
    INDICATORS,
    LINES,
    MEASURES,
    TableRow,
    rows_of,
)
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.query.query_reading import Query, readings
from pycog.dialogue.query.query_rows import is_total
from pycog.dialogue.query.query_values import (
    MEASURE_NAMES,
    TOTAL,
    Picked,
    gap_shown,
    measure_of,
    periods_of,
    picked,
    sources_of,
    table_of,
    value_shown,
)
from pycog.dialogue.query.query_words import (
    COUNT,
    GAP,
    LARGEST,
    MEAN,
    ORDER,
    RATE,
    SHARE,
    SUM,
)
from pycog.dialogue.turn import Turn
from pycog.values import display

#: Values shown at once: more are no answer to a question about one.
_MOST_SHOWN: Final = 12
_MOST_ROWS: Final = 8
#: Rows that one statement may be about.
_MOST_STATED: Final = 4
_MOST_LISTED: Final = 60
_SPENDING: Final = re.compile(r"\bdepenses?\b")
_INDICATOR: Final = re.compile(r"\b(?:indicateurs?|indics?|ind|n ?°)\b")
_NOUN: Final = {
    INDICATORS: "indicateur", LINES: "ligne", CARDS: "critère", FIGURES: "chiffre", DATES: "échéance",
}  # fmt: skip
#: Units whose values add up.
_ADDED: Final = {AMOUNT, WEIGHT}
#: Units whose change is a rate, not a difference in points.
_RATED: Final = {AMOUNT, WEIGHT, ""}


def query_answer(scan: Scan, turn: Turn) -> Answer | None:
    """Answer a question as a query on the printed facts.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.

    Returns:
        The answer of the first table on which the whole question is read and something is
        found; ``None`` where there is none.
    """
    found = _first(scan, turn)
    if found is None and (text := respelled(scan.question, scan.known)):
        found = _first(Scan(read_question(text, scan.known), scan.known), turn)
    return found


def _first(scan: Scan, turn: Turn) -> Answer | None:
    """Return the first answer of the first table of which a question names rows."""
    meant = ""
    for query in readings(scan, turn):
        if meant and query.table != meant:
            return None
        found = _answer(query)
        if found is not None:
            return found
        if query.groups:
            # What it names is there: another table would answer another question.
            meant = query.table
    return None


def _answer(query: Query) -> Answer | None:
    said = query.said
    named = bool(query.groups)
    rows = _domain(query)
    if not rows:
        return None
    if not (named or query.asked.tests or said.extreme or query.bodies):
        return None
    if not _is_whole(query, rows):
        return None
    if said.yes_no and not said.operators and not said.extreme and (found := _verdict(query, rows)):
        return found
    if _moving(query) and named and not said.lists and not said.extreme and len(rows) <= _MOST_SHOWN:
        return _gap(query, rows)
    rows = [row for row in rows if all(test(row) for test in query.asked.tests)]
    for wanted, answer in _OPERATIONS:
        if wanted(query):
            return answer(query, rows) if rows else None
    if said.which_year and query.valued:
        return _years_reached(query, rows)
    if query.asked.tests and (said.lists or not named):
        return _listed(query, rows)
    if said.lists and not named:
        return _listed(query, rows)
    return _looked_up(query, rows)


def _is_whole(query: Query, rows: Sequence[TableRow]) -> bool:
    """Tell whether a question says enough to stand alone, and means one body where it adds up.

    A piece of a question goes on with what was said before: it is none by itself.
    """
    said, named = query.said, bool(query.groups)
    dated = bool(query.asked.years) or query.whole or query.every
    listing = said.lists or said.has(COUNT) or query.noun
    if not named and not (query.bodies or listing):
        return False
    if query.table == LINES:
        # Two funds have the same lines: neither is meant by chance, and they are never mixed.
        bodies = {row.body for row in rows}
        one = len(bodies) == 1 or len(query.bodies) > 1 or not said.has(SUM, MEAN, SHARE)
        return one and bool(dated or query.bodies or (query.noun and named and len(bodies) == 1))
    if query.table == CARDS:
        return bool(query.bodies or (dated and (query.asked.measures or query.cued)) or query.cued)
    if query.table == FIGURES:
        return bool(query.bodies) or (named and query.named_words > 1)
    if query.table == DATES:
        return query.cued and (named or bool(query.asked.tests) or query.noun)
    return query.cued or dated or query.named_words > 1


def _moving(query: Query) -> bool:
    """Tell whether the only condition is a course over the years."""
    said = query.asked.said
    return len(said) == 1 and said[0].startswith(("qui changent", "en hausse", "en baisse"))


def _domain(query: Query) -> list[TableRow]:
    """Return the rows that a query is about: those named, else all of its table."""
    rows = list(dict.fromkeys(row for group in query.groups for row in group))
    if query.table == LINES and not query.groups:
        rows = _lines_meant(query)
    if not query.groups and query.table != LINES:
        rows = query.rows
    return [row for row in rows if row not in query.excluded]


def _lines_meant(query: Query) -> list[TableRow]:
    """Return the lines meant where none is named: the gross total, or all that hold no other."""
    one_by_one = query.said.extreme or query.said.lists or query.said.has(COUNT, ORDER) or query.asked.tests
    stated = query.said.yes_no and query.valued and not query.said.lists
    if query.excluded or not one_by_one or stated:
        return [row for row in query.rows if row.line is not None and row.line.key == "total_brut"]
    roles = {"ligne"} if query.said.extreme else {"ligne", "dont"}
    if not query.said.extreme and not _SPENDING.search(query.asked.scan.text):
        roles.add("recette")
    return [row for row in query.rows if row.line is not None and row.line.role in roles]


# -- the operations


def _values(query: Query, rows: Sequence[TableRow], *, pointed: bool) -> list[Picked]:
    measure = measure_of(query)
    if not measure:
        return []
    values = picked(query, rows, measure, periods_of(query, pointed=pointed))
    return [one for one in values if one.number is not None]


def _alike(values: Sequence[Picked]) -> bool:
    return len({one.unit for one in values}) == 1


def _extreme(query: Query, rows: list[TableRow]) -> Answer | None:
    said = query.said
    if said.moves or said.has(RATE):
        return _most_moved(query, rows)
    if said.in_time and query.table != DATES:
        return None
    if len(rows) > 1:
        rows = [row for row in rows if not is_total(row)] or rows
    values = _values(query, rows, pointed=not said.which_year)
    if said.which_year and query.table == LINES and not query.asked.years:
        values = [one for one in values if one.period != TOTAL]
    values = _of_one_unit(query, values)
    if len(values) < 2 or not _alike(values):
        return None
    largest = said.extreme == LARGEST
    ranked = sorted(values, key=lambda one: -(one.number or 0) if largest else (one.number or 0))
    word = "le plus élevé" if largest else "le plus faible"
    if query.table == DATES:
        word = "la plus tardive" if largest else "la plus proche"
    measure = MEASURE_NAMES[values[0].measure].capitalize()
    if said.top:
        if len(ranked) <= said.top:
            return None
        edge = ranked[said.top - 1].number or 0
        kept = [one for one in ranked if ((one.number or 0) >= edge) == largest or one.number == edge]
        told = " ; ".join(f"{at}. {_told(one)}" for at, one in enumerate(kept, start=1))
        return _plain(f"{measure}, du plus {'élevé' if largest else 'faible'} au plus "
                      f"{'faible' if largest else 'élevé'} : {told}.", kept)  # fmt: skip
    edge = ranked[0].number or 0
    holders = [one for one in ranked if one.number == edge]
    if len(holders) == len(values):
        return _plain(f"{measure}, tous égaux : {' ; '.join(map(_told, holders[:_MOST_SHOWN]))}.", holders)
    told = " ; ".join(map(_told, holders[:_MOST_SHOWN]))
    others = "" if len(values) > _MOST_SHOWN else f" Les autres : {' ; '.join(map(_told, ranked[len(holders):]))}."
    if said.has(GAP) and len(values) == 2:
        gap = abs((values[0].number or 0) - (values[1].number or 0))
        others += f" Écart : {gap_shown(gap, values[0].unit)}."
    nodes = [one.node for one in values]
    result = query.asked.turn.compute(call("MAX" if largest else "MIN", *nodes))
    return answered(
        result, f"{measure} {word}{_when(query)} : {told}.{others}", display=holders[0].shown,
        table=table_of(ranked[:_MOST_LISTED]), source=sources_of(holders),
    )  # fmt: skip


def _of_one_unit(query: Query, values: list[Picked]) -> list[Picked]:
    """Keep the figures of the unit that most have, where every side that is named has one."""
    if query.table != FIGURES or not values:
        return values
    units = [one.unit for one in values]
    ranked = sorted(set(units), key=lambda unit: (-units.count(unit), unit != AMOUNT))
    for unit in ranked:
        own = [one for one in values if one.unit == unit]
        held = {one.row for one in own}
        if all(held & set(group) for group in query.groups):
            whole = [one for one in own if "total" in one.row.words or "ensembl" in one.row.words]
            return [one for one in own if one not in whole]
    return []


def _told(value: Picked) -> str:
    if value.measure == DUE:
        return f"{value.row.name}, « {value.shown} » ({display(value.number, 'date')})"
    return f"{value.name} : {value.shown}"


def _when(query: Query) -> str:
    years = query.asked.years
    if years:
        return f" en {', '.join(years)}"
    return " sur toute la convention" if query.table == LINES and not query.said.which_year else ""


def _ordered(query: Query, rows: list[TableRow]) -> Answer | None:
    values = _values(query, [row for row in rows if not is_total(row)] or rows, pointed=True)
    if len(values) < 2 or not _alike(values) or len({one.period for one in values}) > 1:
        return None
    rising = "decroissant" not in query.asked.scan.text and "croissant" in query.asked.scan.text
    rising = rising or query.table == DATES
    ranked = sorted(values, key=lambda one: one.number or 0, reverse=not rising)
    told = " ; ".join(f"{at}. {_told(one)}" for at, one in enumerate(ranked, start=1))
    way = "Du plus faible au plus élevé" if rising else "Du plus élevé au plus faible"
    return _plain(f"{way} : {told}.", ranked)


def _ends(query: Query, row: TableRow) -> list[Picked]:
    """Return the values of the two ends of the years said, of a figure those that are printed."""
    measure = measure_of(query) or MEASURES[query.table][0]
    years = sorted(query.asked.years)
    base = str(query.asked.turn.convention.baseline_year)
    if len(years) < 2 and query.table in {INDICATORS, LINES}:
        every = query.asked.all_years
        start = years or ([base] if query.said.has(RATE) and query.table == LINES else every[:1])
        years = sorted({*start, every[-1]}) if years != every[-1:] else [base, *years]
    values = [one for one in picked(query, [row], measure, years) if one.number is not None]
    values.sort(key=lambda one: one.period)
    if query.table in {CARDS, FIGURES} and not query.asked.years:
        return values if len(values) == 2 else []
    return [values[0], values[-1]] if len(values) >= 2 else []


def _most_moved(query: Query, rows: list[TableRow]) -> Answer | None:
    pairs = [ends for row in rows if len(ends := _ends(query, row)) == 2 and _alike(ends)]
    if len(pairs) < 2 or len({pair[0].unit for pair in pairs}) > 1:
        return None
    falls = query.said.moves == "down"
    sign = -1.0 if falls else 1.0
    moved = [sign * ((last.number or 0) - (first.number or 0)) for first, last in pairs]
    edge = (max if query.said.extreme == LARGEST else min)(moved)
    if edge <= 0 and query.said.extreme == LARGEST:
        return None
    changes: list[Computed] = [Operation(last.node, "-", first.node) for first, last in pairs]
    most = (query.said.extreme == LARGEST) != falls
    result = query.asked.turn.compute(call("MAX" if most else "MIN", *changes))
    holders = [pair for pair, one in zip(pairs, moved, strict=True) if abs(one - edge) < 1e-9]
    verb = "recule" if falls else "progresse"
    told = " ; ".join(map(_moved_told, holders))
    way = "le plus" if query.said.extreme == LARGEST else "le moins"
    text = f"{verb.capitalize()} {way} : {told}."
    unit = pairs[0][0].unit
    if unit in _RATED and len(pairs) > 1:
        rates = [(sign * ((last.number or 0) / first.number - 1), first, last)
                 for first, last in pairs if first.number]  # fmt: skip
        rate, first, last = (max if query.said.extreme == LARGEST else min)(rates, key=lambda one: one[0])
        text += f" En pourcentage : {first.row.name}, {display(sign * rate, 'evolution')}."
    rows_told = tuple(
        (first.row.name, first.shown, last.shown, gap_shown((last.number or 0) - (first.number or 0), unit))
        for first, last in pairs
    )
    table = Table(("Élément", pairs[0][0].period, pairs[0][1].period, "Écart"), rows_told)
    return answered(result, text, table=table, source=sources_of([pair[1] for pair in holders]))


def _moved_told(pair: Sequence[Picked]) -> str:
    first, last = pair
    gap = gap_shown((last.number or 0) - (first.number or 0), first.unit)
    return f"{first.row.name}, de {first.shown} ({first.period}) à {last.shown} ({last.period}), soit {gap}"


def _gap(query: Query, rows: list[TableRow]) -> Answer | None:
    """Return a difference or an evolution: of two rows, two years or two measures."""
    measures = query.asked.measures
    periods = sorted(query.asked.years)
    if len(measures) == 2 and len(rows) <= 4:
        return _between_measures(query, rows)
    sides = [_one_of(group) for group in query.groups]
    if query.excluded and query.table == LINES:
        return None
    if len(rows) > 1 and len(sides) == 2 and all(sides) and len(periods) < 2:
        values = _values(query, [row for row in sides if row is not None], pointed=True)
        return _difference(query, values)
    if len(query.groups) < 2 and len(rows) == 2 and len(periods) < 2 and len(query.bodies) == 2:
        return _difference(query, _values(query, rows, pointed=True))
    pairs = [ends for row in rows if len(ends := _ends(query, row)) == 2 and _alike(ends)]
    if len(pairs) != len(rows) or not pairs or len(rows) > _MOST_SHOWN:
        return None
    if len(pairs) > 1:
        text = " ; ".join(map(_moved_told, pairs))
        return _plain(f"{text}.", [one for pair in pairs for one in pair])
    return _difference(query, pairs[0])


def _one_of(group: Sequence[TableRow]) -> TableRow | None:
    return group[0] if len(group) == 1 else None


def _difference(query: Query, values: Sequence[Picked]) -> Answer | None:
    if len(values) != 2 or not _alike(values):
        return None
    first, last = values
    turn, unit = query.asked.turn, first.unit
    gap = (last.number or 0) - (first.number or 0)
    same_row = first.row == last.row
    node: Computed = Operation(last.node, "-", first.node) if same_row else Operation(first.node, "-", last.node)
    shown = gap_shown(gap if same_row else -gap, unit)
    rate = ""
    if unit in _RATED and first.number and unit != DUE:
        change = gap / first.number if same_row else -gap / (last.number or 1)
        rate = f", soit {display(change, 'evolution')}"
        if query.said.has(RATE) or query.said.has(SHARE):
            node = call("COG_EVOLUTION", first.node, last.node)
    result = turn.compute(node)
    if result.error:
        return None
    told = f"{_told(first)} ; {_told(last)}. "
    shown_first = display(gap / first.number, "evolution") if rate and query.said.has(RATE) and first.number else shown
    text = f"{told}{'Évolution' if query.said.has(RATE) else 'Écart'} : {shown}{rate}."
    return answered(result, text, display=shown_first, table=table_of(values), source=sources_of(values))


def _between_measures(query: Query, rows: Sequence[TableRow]) -> Answer | None:
    one, other = query.asked.measures
    told, used = [], []
    base = str(query.asked.turn.convention.baseline_year)
    periods = periods_of(query, pointed=True)
    if {one, other} == {TARGET, BASELINE}:
        # The result is that of the base year, whatever the year of the target.
        periods = [period for period in periods if period != base]
    for row in rows:
        for period in periods:
            left = picked(query, [row], one, [base if one == BASELINE else period])
            right = picked(query, [row], other, [base if other == BASELINE else period])
            pair = [*left, *right]
            if len(pair) == 2 and all(each.number is not None for each in pair) and _alike(pair):
                gap = gap_shown((pair[0].number or 0) - (pair[1].number or 0), pair[0].unit)
                told.append(
                    f"{pair[0].name} : {MEASURE_NAMES[one]} {pair[0].shown}, {MEASURE_NAMES[other]} "
                    f"{pair[1].shown}, écart {gap}"
                )
                used += pair
    return _plain(f"{' ; '.join(told)}.", used) if told else None


def _summed(query: Query, rows: list[TableRow]) -> Answer | None:
    """Add up, or average, values of one unit that add up."""
    mean = query.said.has(MEAN)
    rows = list(dict.fromkeys(rows))
    totals = [row for row in rows if is_total(row)]
    if len(rows) > 1 and totals and not (query.table == LINES and len(totals) == len(rows)):
        rows = [row for row in rows if row not in totals]
    years = query.asked.years or query.every
    values = _values(query, rows, pointed=not (mean or years))
    if mean and query.table == LINES:
        values = _values(query, rows, pointed=False)
        values = [one for one in values if one.period != TOTAL]
    left_out = [
        one
        for row in query.excluded
        for one in picked(query, [row], AMOUNT, sorted({one.period for one in values}))
    ]
    if not values or not _alike(values):
        return None
    unit = values[0].unit
    if query.table == CARDS and len({one.period for one in values}) > 1:
        # Each campaign has its own scorecard: they are never added up.
        return None
    if not mean and unit not in _ADDED and not (query.table == FIGURES and not unit.startswith("%")):
        return None
    if query.table == FIGURES and len({one.period for one in values}) > 1 and not query.asked.years:
        return None
    nodes = [one.node for one in values]
    node: Computed = call("AVERAGE" if mean else "SUM", *nodes)
    if left_out:
        if mean:
            return None
        node = Operation(node, "-", call("SUM", *(one.node for one in left_out)))
    result = query.asked.turn.compute(node)
    if not isinstance(result.value, float):
        return None
    shown = value_shown(result.value, unit)
    told = " + ".join(map(_told, values)) if len(values) <= _MOST_SHOWN else f"{len(values)} valeurs"
    less = "".join(f" − {_told(one)}" for one in left_out)
    head = "Moyenne" if mean else "Total"
    if len(values) == 1 and not left_out:
        return answered(result, f"{_told(values[0])}.", display=shown, source=sources_of(values))
    return answered(result, f"{head} : {shown} ({told}{less}).", display=shown,
                    table=table_of([*values, *left_out]), source=sources_of(values))  # fmt: skip


def _shared(query: Query, rows: list[TableRow]) -> Answer | None:
    """Return what share of a whole a part is: of the whole named, else of the total of its body."""
    periods = periods_of(query, pointed=True)
    if query.table == INDICATORS or (len(periods) != 1 and query.table != FIGURES):
        return None
    sides = [_shared_row(group) for group in query.groups]
    if not sides or sides[0] is None or len(sides) > 2:
        return None
    found = [row for row in sides if row is not None]
    if len(found) == 1 and len(sides) == 1:
        if (found[0].line is not None and found[0].line.role == "recette") or is_total(found[0]):
            return None
        whole = _whole_of(query, found[0])
        if whole is None:
            return None
        found.append(whole)
    values = [one for row in found for one in _values(query, [row], pointed=True)]
    if len(found) == 1 and len(sides) == 2:
        return _share_of_sum(query, values, query.groups[1])
    if len(values) != 2 or not _alike(values) or not values[1].number:
        return None
    part, whole_value = values
    if (part.number or 0) > (whole_value.number or 0):
        part, whole_value = whole_value, part
    result = query.asked.turn.compute(Operation(part.node, "/", whole_value.node))
    if not isinstance(result.value, float):
        return None
    shown = display(result.value, "evolution")
    text = f"{_told(part)}, soit {shown} de {_told(whole_value)}."
    return answered(result, text, display=shown, table=table_of(values), source=sources_of(values))


def _share_of_sum(query: Query, part: Sequence[Picked], others: Sequence[TableRow]) -> Answer | None:
    """Return what share of several lines together one of them is."""
    values = _values(query, list(others), pointed=True)
    if len(part) != 1 or part[0].row not in others or not _alike([*part, *values]):
        return None
    node = Operation(part[0].node, "/", call("SUM", *(one.node for one in values)))
    result = query.asked.turn.compute(node)
    if not isinstance(result.value, float):
        return None
    shown = display(result.value, "evolution")
    text = f"{_told(part[0])}, soit {shown} de {' + '.join(map(_told, values))}."
    return answered(result, text, display=shown, table=table_of(values), source=sources_of(values))


def _shared_row(group: Sequence[TableRow]) -> TableRow | None:
    if len(group) == 1:
        return group[0]
    totals = [row for row in group if is_total(row)]
    return totals[0] if len(totals) == 1 else None


def _whole_of(query: Query, row: TableRow) -> TableRow | None:
    if query.table == LINES:
        wholes = [one for one in rows_of(LINES) if one.body == row.body and one.line is not None
                  and one.line.key == "total_brut"]  # fmt: skip
        return wholes[0] if len(wholes) == 1 else None
    return None


def _counted(query: Query, rows: list[TableRow]) -> Answer | None:
    if query.asked.tests or query.groups or query.bodies:
        return _listed(query, rows)
    return None


# -- lists, single values, verdicts


def _listed(query: Query, rows: list[TableRow]) -> Answer | None:
    if query.table == DATES:
        return None if not query.asked.tests else _values_told(query, rows)
    if query.said.which_year and query.valued:
        return _years_reached(query, rows)
    only_sheet = len(query.asked.said) == 1 and query.asked.said[0].startswith("de la fiche")
    if query.table == INDICATORS and only_sheet and not query.asked.scan.has(_INDICATOR):
        return None
    said = ", ".join(query.asked.said)
    if query.table == LINES:
        rows = [row for row in rows if not is_total(row)] or rows
    noun = _NOUN[query.table]
    if len(rows) > _MOST_LISTED or query.table == FIGURES:
        return None
    if not rows:
        return Answer("", ANSWERED, f"Aucun{'e' if query.table == LINES else ''} {noun} {said}.".replace("  ", " "))
    plural = "s" if len(rows) > 1 else ""
    measure = measure_of(query) or MEASURES[query.table][0]
    periods = periods_of(query, pointed=True)
    values = picked(query, rows, measure, periods)
    shown = {row: [one for one in values if one.row == row] for row in rows}
    told = " ; ".join(_row_told(row, own) for row, own in shown.items())
    text = f"{len(rows)} {noun}{plural} {said} : {told}.".replace("  ", " ")
    return Answer("", ANSWERED, text, table=table_of(values) if values else None, source=sources_of(values))


def _years_reached(query: Query, rows: Sequence[TableRow]) -> Answer | None:
    """Say in which years a row has the value said."""
    holds, rows = query.asked.reached, _domain(query)
    if holds is None or len(rows) != 1:
        return None
    years = query.asked.years or query.asked.all_years
    reached = [year for year in years if holds(rows[0], year)]
    values = picked(query, rows, measure_of(query), years)
    said = ", ".join(query.asked.said).removesuffix(" au moins une année")
    head = f"En {', '.join(reached)}" if reached else "Aucune année"
    return _plain(f"{head}, {said} : {_by_row(values)}.", values)


def _row_told(row: TableRow, own: Sequence[Picked]) -> str:
    return f"{row.name}, {own[0].shown}" if len(own) == 1 else row.name


def _looked_up(query: Query, rows: list[TableRow]) -> Answer | None:
    dates = query.table == DATES
    if query.said.top or (not dates and (query.asked.tests or query.said.which_year)):
        return None
    return _values_told(query, rows)


def _values_told(query: Query, rows: list[TableRow]) -> Answer | None:
    measures = query.asked.measures if len(query.asked.measures) > 1 else [measure_of(query)]
    periods = periods_of(query, pointed=False)
    values = [one for measure in measures for one in picked(query, rows, measure, periods)]
    if query.excluded and query.table == LINES:
        return _summed(query, rows)
    most = _MOST_LISTED if query.asked.tests else _MOST_ROWS
    if not values or len(rows) > most or {one.row for one in values} != set(rows):
        return None
    if len(values) == 1:
        one = values[0]
        told = f"{MEASURE_NAMES[one.measure].capitalize()}, {_told(one)}." if one.measure not in {DUE} else f"{_told(one)}."
        node = one.row.cells[one.measure, one.period].formula
        result = query.asked.turn.compute(node)
        return answered(result, told, display=one.shown, printed=one.row.cells[one.measure, one.period].printed,
                        source=sources_of(values))  # fmt: skip
    if query.table == LINES and len(rows) == 1 and values[-1].period == TOTAL:
        query.whole = True
    return _plain(f"{_by_row(values)}.", values)


def _by_row(values: Sequence[Picked]) -> str:
    """Say values row by row, each with its periods."""
    told = []
    for row in dict.fromkeys(one.row for one in values):
        own = [one for one in values if one.row == row]
        if len(own) == 1:
            told.append(_told(own[0]))
            continue
        measures = len({one.measure for one in own}) > 1
        each = ", ".join(
            f"{MEASURE_NAMES[one.measure] + ' ' if measures else ''}{one.shown} ({one.period})" for one in own
        )
        told.append(f"{row.name} : {each}")
    return " ; ".join(told)


def _verdict(query: Query, rows: list[TableRow]) -> Answer | None:
    """Say whether a statement holds: a value, a course, or which of two is larger."""
    stated = query.groups or (query.table == LINES and query.bodies)
    if not query.asked.tests or not stated or query.said.lists or len(rows) > _MOST_STATED:
        return None
    if len(query.asked.measures) > 1 or len(query.asked.tests) > 1 or query.said.which_year:
        # Two values of two measures: which is said of which is not read here.
        return None
    held = [all(test(row) for test in query.asked.tests) for row in rows]
    values = picked(query, rows, measure_of(query) or MEASURES[query.table][0], periods_of(query, pointed=False))
    if not values:
        return None
    told = " ; ".join(map(_told, values[:_MOST_SHOWN]))
    word = "Oui" if all(held) else "Non"
    if any(held) and not all(held):
        word = "Pas partout"
    return _plain(f"{word} : {told}.", values)


def _plain(text: str, values: Sequence[Picked]) -> Answer:
    """Return an answer that one formula does not give."""
    return Answer(
        "", ANSWERED, text, table=table_of(values[:_MOST_LISTED]) if values else None,
        source=sources_of(values),
    )  # fmt: skip


def _wants(*names: str) -> Callable[[Query], bool]:
    return lambda query: query.said.has(*names)


#: What is asked, the narrowest first → what computes it.
_OPERATIONS: Final[tuple[tuple[Callable[[Query], bool], Callable[[Query, list[TableRow]], Answer | None]], ...]] = (
    (lambda query: bool(query.said.extreme), _extreme),
    (_wants(COUNT), _counted),
    (_wants(ORDER), _ordered),
    (_wants(SHARE), _shared),
    (_wants(MEAN), _summed),
    (_wants(SUM), _summed),
    (lambda query: query.said.has(GAP, RATE) or bool(query.said.moves), _gap),
)  # fmt: skip
