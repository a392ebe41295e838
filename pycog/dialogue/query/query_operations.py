"""The operations of a query: an extreme, an order, a gap, an evolution, a sum, a mean, a share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table, answered
from pycog.dialogue.composed.fact_table import AMOUNT, BASELINE, DUE, TARGET, WEIGHT
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
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_rows import is_total
from pycog.dialogue.query.query_values import (
    MEASURE_NAMES,
    MOST_LISTED,
    MOST_SHOWN,
    TOTAL,
    Picked,
    gap_shown,
    measure_of,
    periods_of,
    picked,
    plain_answer,
    sources_of,
    table_of,
    value_shown,
    value_told,
)
from pycog.dialogue.query.query_words import GAP, LARGEST, MEAN, RATE, SHARE
from pycog.lazy_patterns import regex
from pycog.values import display

#: Units whose values add up.
_ADDED: Final = {AMOUNT, WEIGHT}
#: Units whose change is a rate, not a difference in points.
_RATED: Final = {AMOUNT, WEIGHT, ""}


def _values(query: Query, rows: Sequence[TableRow], *, pointed: bool) -> list[Picked]:
    measure = measure_of(query)
    if not measure:
        return []
    values = picked(query, rows, measure, periods_of(query, pointed=pointed))
    return [one for one in values if one.number is not None]


def _alike(values: Sequence[Picked]) -> bool:
    return len({one.unit for one in values}) == 1


#: Compares two values of each, or counts the indicators: of all, none is the largest.
_NO_EXTREME: Final = regex(
    r"\b(?:superieur|inferieur)\w* a(?:u|ux)?\b|\b(?:plus|moins) [a-z]+ (?:que|qu)\b"
    r"|\b(?:plus|moins)(?: grand nombre)? d (?:indicateurs|indics)\b|\bthemes?\b"
)


def extreme(query: Query, rows: list[TableRow]) -> Answer | None:
    said = query.said
    if said.moves or said.has(RATE):
        return _most_moved(query, rows)
    if said.in_time and query.table != DATES:
        return None
    if query.table == INDICATORS and not query.groups and query.asked.scan.has(_NO_EXTREME):
        return None
    if len(rows) > 1 and any(len(group) > 1 for group in query.groups or [rows]):
        rows = [row for row in rows if not is_total(row)] or rows
    values = _values(query, rows, pointed=not said.which_year)
    if said.which_year and query.table == LINES and not query.asked.years:
        values = [one for one in values if one.period != TOTAL]
    values, among = _of_one_unit(query, values), ""
    if query.table == INDICATORS and not query.groups and not _alike(values):
        # Numbers of different units do not compare: the rates do, which most are.
        values, among = [one for one in values if one.unit == "%"], ", parmi les taux"
    if len(values) < 2 or not _alike(values) or _part_of_another(values):
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
        kept = [
            one for one in ranked if ((one.number or 0) >= edge) == largest or one.number == edge
        ]
        told = " ; ".join(f"{at}. {value_told(one)}" for at, one in enumerate(kept, start=1))
        return plain_answer(f"{measure}{among}, du plus {'élevé' if largest else 'faible'} au plus "
                      f"{'faible' if largest else 'élevé'} : {told}.", kept)  # fmt: skip
    if len(ranked) == _TWO and not said.which_year and (said.yes_no or said.has(GAP)):
        return _two_compared(query, values, largest=largest)
    edge = ranked[0].number or 0
    holders = [one for one in ranked if one.number == edge]
    if len(holders) == len(values):
        return plain_answer(
            f"{measure}, tous égaux : {' ; '.join(map(value_told, holders[:MOST_SHOWN]))}.", holders
        )
    told = " ; ".join(map(value_told, holders[:MOST_SHOWN]))
    others = (
        ""
        if len(values) > MOST_SHOWN
        else f" Les autres : {' ; '.join(map(value_told, ranked[len(holders) :]))}."
    )
    if len(values) == _TWO and not said.which_year:
        gap = abs((values[0].number or 0) - (values[1].number or 0))
        others += f" Écart : {gap_shown(gap, values[0].unit)}."
    nodes = [one.node for one in values]
    result = query.asked.turn.compute(call("MAX" if largest else "MIN", *nodes))
    return answered(
        result, f"{measure} {word}{_when(query)}{among} : {told}.{others}",
        display=holders[0].shown, table=table_of(ranked[:MOST_LISTED]), source=sources_of(holders),
    )  # fmt: skip


#: Values that are set side by side.
_TWO: Final = 2


def _part_of_another(values: Sequence[Picked]) -> bool:
    """Tell whether a key figure details another: « X » and « X, installations » do not rank."""
    names = {one.row.name.strip("«\xa0» ") for one in values if one.row.table == FIGURES}
    return any(other.startswith(f"{name}, ") for name in names for other in names)


def _two_compared(query: Query, values: Sequence[Picked], *, largest: bool) -> Answer | None:
    """Say which of two values is above the other and by how much, in the order of the question."""
    said = query.asked.years
    if values[0].row == values[1].row and all(one.period in said for one in values):
        values = sorted(values, key=lambda one: said.index(one.period))
    one, other = values
    high, low = (one, other) if (one.number or 0) >= (other.number or 0) else (other, one)
    result = query.asked.turn.compute(Operation(high.node, "-", low.node))
    if not isinstance(result.value, float):
        return None
    shown = gap_shown(result.value, one.unit)
    verdict = ""
    if query.said.yes_no:
        verdict = "Oui : " if (high if largest else low) is one and result.value else "Non : "
    first, second = (high, low) if largest else (low, high)
    word = "au-dessus" if largest else "au-dessous"
    if result.value:
        text = f"{verdict}{value_told(first)}, {word} de {value_told(second)}. Écart : {shown}."
    else:
        text = f"{verdict}{value_told(one)} ; {value_told(other)} : égalité."
    return answered(
        result, text, display=shown, table=table_of([first, second]), source=sources_of(values)
    )


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


def _when(query: Query) -> str:
    years = query.asked.years
    if years:
        return f" en {', '.join(years)}"
    return " sur toute la convention" if query.table == LINES and not query.said.which_year else ""


def ordered(query: Query, rows: list[TableRow]) -> Answer | None:
    one_row = len(rows) == 1
    kept = [row for row in rows if not is_total(row)] or rows
    values = _values(query, kept, pointed=not one_row)
    values = [one for one in values if not one_row or one.period != TOTAL]
    periods = {one.period for one in values}
    if len(values) < 2 or not _alike(values) or (len(periods) > 1 and not one_row):
        return None
    rising = query.said.rising or query.table == DATES
    ranked = sorted(values, key=lambda one: one.number or 0, reverse=not rising)
    told = " ; ".join(f"{at}. {value_told(one)}" for at, one in enumerate(ranked, start=1))
    way = "Du plus faible au plus élevé" if rising else "Du plus élevé au plus faible"
    return plain_answer(f"{way} : {told}.", ranked)


def _ends(query: Query, row: TableRow) -> list[Picked]:
    """Return the values of the two ends of the years said, of a figure those that are printed."""
    measure = measure_of(query) or MEASURES[query.table][0]
    years = sorted(query.asked.years)
    base = query.asked.base_year
    if len(years) < 2 and query.table in {INDICATORS, LINES}:
        every = query.asked.all_years
        if len(years) == 1 and _IN_YEAR.search(query.asked.turn.text):
            # What moved « en 2014 » moved from 2013 on.
            years = [str(int(years[0]) - 1), *years]
            return _two_ends(query, row, measure, years)
        start = years or ([base] if query.said.has(RATE) and query.table == LINES else every[:1])
        years = sorted({*start, every[-1]}) if years != every[-1:] else [base, *years]
    return _two_ends(query, row, measure, years)


#: Says of one year that something moved in it, and not since it.
_IN_YEAR: Final = regex(r"\b(?:en|sur|pour|l annee|l exercice|au titre de) (?:20\d\d)\b")


def _two_ends(query: Query, row: TableRow, measure: str, years: Sequence[str]) -> list[Picked]:
    """Return the values of a row at the first and the last of some years."""
    values = [one for one in picked(query, [row], measure, years) if one.number is not None]
    values.sort(key=lambda one: one.period)
    if query.table in {CARDS, FIGURES} and not query.asked.years:
        return values if len(values) == 2 else []
    return [values[0], values[-1]] if len(values) >= 2 else []


#: « Baisse » may be read as the name of a change: its direction counts all the same.
_FALLS: Final = regex(r"\b(?:baiss|diminu|recul|chut|repli)\w*")
_RISES: Final = regex(r"\b(?:hauss|augment|progress|grimp)\w*")


def _most_moved(query: Query, rows: list[TableRow]) -> Answer | None:
    pairs = [ends for row in rows if len(ends := _ends(query, row)) == 2 and _alike(ends)]
    among = ""
    years = sorted(query.asked.years)
    if query.table == INDICATORS and len(years) > 1 and not query.groups:
        # What has no target in one of the two years did not move between them.
        pairs = [one for one in pairs if [one[0].period, one[1].period] == [years[0], years[-1]]]
    if query.table == INDICATORS and not query.groups and len({one.unit for one, _ in pairs}) > 1:
        # Numbers of different units do not compare: the rates do, which most are.
        pairs, among = [pair for pair in pairs if pair[0].unit == "%"], ", parmi les taux"
    if len(pairs) < 2 or len({pair[0].unit for pair in pairs}) > 1:
        return None
    text = query.asked.turn.text
    falls = query.said.moves == "down" or _FALLS.search(text) is not None
    if falls and (query.said.moves == "up" or _RISES.search(text)):
        # « En hausse ou en baisse » asks for neither of them.
        return None
    sign = -1.0 if falls else 1.0

    def moves(pair: Sequence[Picked]) -> float:
        return sign * ((pair[1].number or 0) - (pair[0].number or 0))

    # In the order that is asked for: « et le deuxième ? » is the second row of the table.
    pairs.sort(key=moves, reverse=query.said.extreme == LARGEST)
    moved = [moves(pair) for pair in pairs]
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
    text = f"{verb.capitalize()} {way}{among} : {told}."
    unit = pairs[0][0].unit
    if unit in _RATED and len(pairs) > 1:
        rates = [(sign * ((last.number or 0) / first.number - 1), first, last)
                 for first, last in pairs if first.number]  # fmt: skip
        rate, first, _ = (max if query.said.extreme == LARGEST else min)(
            rates, key=lambda one: one[0]
        )
        text += f" En pourcentage : {first.row.name}, {display(sign * rate, 'evolution')}."
    rows_told = tuple(
        (
            first.row.name,
            _at(first, pairs[0][0].period),
            _at(last, pairs[0][1].period),
            gap_shown((last.number or 0) - (first.number or 0), unit),
        )
        for first, last in pairs
    )
    table = Table(("Élément", pairs[0][0].period, pairs[0][1].period, "Écart"), rows_told)
    return answered(result, text, table=table, source=sources_of([pair[1] for pair in holders]))


def _at(one: Picked, period: str) -> str:
    """Return a value as printed, with its year where that is not the one of the column."""
    return one.shown if one.period == period else f"{one.shown} ({one.period})"


def _moved_told(pair: Sequence[Picked]) -> str:
    first, last = pair
    gap = gap_shown((last.number or 0) - (first.number or 0), first.unit)
    ends = f"de {first.shown} ({first.period}) à {last.shown} ({last.period})"
    return f"{first.row.name}, {ends}, soit {gap}"


def gap(query: Query, rows: list[TableRow]) -> Answer | None:
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
    if len(pairs) != len(rows) or not pairs or len(rows) > MOST_SHOWN:
        return None
    if len(pairs) > 1:
        text = " ; ".join(map(_moved_told, pairs))
        return plain_answer(f"{text}.", [one for pair in pairs for one in pair])
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
    node: Computed = (
        Operation(last.node, "-", first.node) if same_row else Operation(first.node, "-", last.node)
    )
    shown = gap_shown(gap if same_row else -gap, unit)
    rate = ""
    counted = query.table == FIGURES and not unit.startswith("%")
    if (unit in _RATED or counted) and first.number and unit != DUE:
        change = gap / first.number if same_row else -gap / (last.number or 1)
        rate = f", soit {display(change, 'evolution')}"
        if query.said.has(RATE) or query.said.has(SHARE):
            node = call("COG_EVOLUTION", first.node, last.node)
    result = turn.compute(node)
    if result.error:
        return None
    told = f"{value_told(first)} ; {value_told(last)}. "
    steps = _steps(query, first, last) if same_row else ""
    shown_first = (
        display(gap / first.number, "evolution")
        if rate and query.said.has(RATE, SHARE) and first.number
        else shown
    )
    text = f"{told}{'Évolution' if query.said.has(RATE) else 'Écart'} : {shown}{rate}.{steps}"
    return answered(
        result, text, display=shown_first, table=table_of(values), source=sources_of(values)
    )


def _steps(query: Query, first: Picked, last: Picked) -> str:
    """Tell the years between the two ends of a target: it may stand still, or turn."""
    if query.table != INDICATORS or first.measure != last.measure:
        return ""
    years = [one for one in query.asked.all_years if first.period < one < last.period]
    between = [one for year in years for one in picked(query, [first.row], first.measure, [year])]
    told = ", ".join(f"{one.shown} en {one.period}" for one in between)
    return f" Entre les deux : {told}." if told else ""


def _between_measures(query: Query, rows: Sequence[TableRow]) -> Answer | None:
    one, other = query.asked.measures
    told, used = [], []
    base = query.asked.base_year
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
                both = ", ".join(f"{MEASURE_NAMES[each.measure]} {each.shown}" for each in pair)
                told.append(f"{pair[0].name} : {both}, écart {gap}")
                used += pair
    return plain_answer(f"{' ; '.join(told)}.", used) if told else None


#: Asks for a total beside something else.
_TOTAL_TOO: Final = regex(
    r"\b(?:et|avec|ainsi que|puis) (?:le |la |son |sa |l )?(?:total|cumul\w*|somme|ensemble)\b"
)


def summed(query: Query, rows: list[TableRow]) -> Answer | None:
    """Add up, or average, values of one unit that add up."""
    mean = query.said.has(MEAN)
    rows = list(dict.fromkeys(rows))
    totals = [row for row in rows if is_total(row)]
    if len(rows) > 1 and totals and not (query.table == LINES and len(totals) == len(rows)):
        rows = [row for row in rows if row not in totals]
    groups = {row.line.group for row in rows if row.line is not None and row.line.role == "ligne"}
    if any(row.line is not None and row.line.role == "dont" and row.line.group in groups
           for row in rows):  # fmt: skip
        # A line holds what stands under it: both would count it twice.
        return None
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
    if mean and len(values) == 1:
        # The mean of one figure is another question: a mean for each of something.
        return None
    if len(values) == 1 and not left_out and query.asked.scan.has(_TOTAL_TOO):
        # « Le montant 2012 et le total » asks for both, and one is no sum.
        return None
    unit = values[0].unit
    if query.table == CARDS and len({one.period for one in values}) > 1:
        # Each campaign has its own scorecard: they are never added up.
        return None
    if (
        not mean
        and unit not in _ADDED
        and not (query.table == FIGURES and not unit.startswith("%"))
    ):
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
    told = (" ; " if mean else " + ").join(map(value_told, values))
    if len(values) > MOST_SHOWN:
        told = f"{len(values)} valeurs"
    less = "".join(f" − {value_told(one)}" for one in left_out)
    head = "Moyenne" if mean else "Total"
    if len(values) == 1 and not left_out:
        only = f"{value_told(values[0])}."
        return answered(result, only, display=shown, source=sources_of(values))
    return answered(result, f"{head} : {shown} ({told}{less}).", display=shown,
                    table=table_of([*values, *left_out]), source=sources_of(values))  # fmt: skip


def shared(query: Query, rows: list[TableRow]) -> Answer | None:
    """Return what share of a whole a part is: of the whole named, else of the total of its body."""
    periods = periods_of(query, pointed=True)
    if query.table == LINES and periods == query.asked.all_years:
        # All years together are the printed total.
        query.asked.years, periods = [], [TOTAL]
    if query.table == INDICATORS or (len(periods) != 1 and query.table != FIGURES):
        return None
    sides = [_shared_row(group) for group in query.groups]
    if not sides or sides[0] is None or len(sides) > 2:
        return None
    found = [row for row in sides if row is not None]
    if len(found) == 1 and len(sides) == 1:
        if found[0].line is not None and found[0].line.role == "recette":
            # Revenue is no part of what is spent.
            return None
        whole = _whole_of(query, found[0])
        if whole is None or whole == found[0]:
            return None
        found.append(whole)
    values = [one for row in found for one in _values(query, [row], pointed=True)]
    if len(found) == 1 and len(sides) == 2:
        return _share_of_sum(query, values, query.groups[1])
    if len(values) != 2 or not _alike(values) or not values[1].number:
        return None
    part, whole_value = values
    if (part.row, part.period) == (whole_value.row, whole_value.period):
        # What is its own share is asked of another whole, which was not found.
        return None
    if (part.number or 0) > (whole_value.number or 0):
        part, whole_value = whole_value, part
    result = query.asked.turn.compute(Operation(part.node, "/", whole_value.node))
    if not isinstance(result.value, float):
        return None
    shown = display(result.value, "evolution")
    text = f"{value_told(part)}, soit {shown} de {value_told(whole_value)}."
    return answered(result, text, display=shown, table=table_of(values), source=sources_of(values))


def _share_of_sum(
    query: Query, part: Sequence[Picked], others: Sequence[TableRow]
) -> Answer | None:
    """Return what share of several lines together one of them is."""
    values = _values(query, list(others), pointed=True)
    if len(part) != 1 or part[0].row not in others or not _alike([*part, *values]):
        return None
    node = Operation(part[0].node, "/", call("SUM", *(one.node for one in values)))
    result = query.asked.turn.compute(node)
    if not isinstance(result.value, float):
        return None
    shown = display(result.value, "evolution")
    text = f"{value_told(part[0])}, soit {shown} de {' + '.join(map(value_told, values))}."
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
