"""Which year a measure is of where a question does not say it: the whole one, the latest one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.table_query.table_periods import Period
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_model import Condition, Named, Query
from pycog.dialogue.typed_query.typed_pivots import yearly_of
from pycog.dialogue.workbook.open_cells import MONEY

#: Operators that ask for the months of a year, and not for the year.
_BY_MONTH: Final = ("whichperiod", "perperiod", "move", "gap", "median")
_RANKS: Final = ("largest", "smallest", "best", "worst", "longest", "shortest", "costly", "cheap")
_COMPARES: Final = ("move", "gap", "whichperiod", "perperiod", "sum", "mean", "median", "share")
#: Words of the year that it is, and of the year before.
_NOW: Final = ("cette annee", "actuel", "aujourd hui", "en ce moment", "desormais", "maintenant")
_COSTING: Final = ("coute", "revien")
_RATES: Final = frozenset({"rate", "%"})
#: Operators that are told of several years at once.
_OF_SEVERAL: Final = ("move", "gap", "whichperiod", "perperiod")
#: Words before the one period that another is set against.
_AGAINST: Final = frozenset({"rapport", "depuis", "vs", "versus", "face", "contre", "apres"})


def of_whole_year(named: Named, query: Query) -> Named:
    """Take a measure without a period as that of the whole year, where the sheet has it."""
    of_months = len(named.fields) > 1 and all(one.period is not None for one in named.fields)
    if not of_months or query.periods or query.limits or query.has(*_BY_MONTH):
        return named
    whole = yearly_of(named.fields)
    if whole is None or all(one.cell(whole).number is None for one in query.rows()):
        return named
    return replace(named, fields=(whole,))


def of_latest_year(named: Named, query: Query) -> Named:
    """Take a measure of several years as that of the last one: « cette année », « le plus ».

    Amounts of several years might be added up: only « cette année » says which of them is meant.
    """
    fields = named.fields
    years = [one.period.year for one in fields if one.period is not None and one.period.is_year]
    if len(years) != len(fields) or len(set(years)) < 2 or len({one.measure for one in fields}) > 1:
        return named
    if named.each or query.periods or query.has(*_COMPARES):
        return named
    now = any(one in query.text for one in _NOW)
    if not now and not (query.has(*_RANKS) and _are_rates(fields, query)):
        return named
    filled = [
        one for one in fields if any(row.cell(one).number is not None for row in query.rows())
    ]
    if not filled:
        return named
    last = max(filled, key=lambda one: one.period.start if one.period else (0, 0))
    return replace(named, fields=(last,))


def take_latest_situation(query: Query) -> None:
    """Take the last of several situations of one sheet where a question does not say which."""
    data = query.data
    stacked = len({one.open.sheet for one in data.tables}) < len(data.tables)
    if not stacked or any(one.dated for one in query.conditions) or query.has(*_OF_SEVERAL):
        return
    years = [one.year for one in data.tables if one.year is not None]
    rows = {
        one.index
        for one in data.records
        if one.period is not None and one.period.year == max(years)
    }
    query.conditions.append(
        Condition(frozenset(rows), str(max(years)), None, state=True, dated=True)
    )


def _are_rates(fields: Sequence[Field], query: Query) -> bool:
    kinds = {one.cell(field).kind for one in query.data.records for field in fields}
    return kinds <= {*_RATES, "number"} and (
        bool(kinds & _RATES) or any("%" in one.title for one in fields)
    )


def take_base(query: Query) -> None:
    """Set the last period against the one that is named: « en hausse par rapport à 2023 »."""
    if len(query.periods) != 1 or not query.has("move", "gap"):
        return
    if not _AGAINST & set(query.words):
        return
    base = query.periods[0]
    named = [one for one in query.named if one.is_measure]
    fields = [field for one in named for field in one.fields] or query.data.figures
    later = {
        one.period
        for one in fields
        if one.period is not None and one.period.start > base.start and _alike(one.period, base)
    }
    if later:
        query.periods.append(max(later, key=lambda one: one.start))


def _alike(first: Period, second: Period) -> bool:
    """Tell whether two periods are of one length: a year is set against a year."""
    return first.last - first.first == second.last - second.first


def asks_bounded_periods(query: Query) -> bool:
    """Tell whether the periods are asked for in which a measure keeps one bound."""
    return query.has("whichperiod") and len(query.limits) == 1


def lacks_cost(query: Query) -> bool:
    """Tell whether a cost is asked for by a verb, and what is named is no amount."""
    words = query.words
    if not any(one.startswith(_COSTING) for one in words):
        return False
    told = {one.place for one in query.conditions}
    told |= {one.place for one in query.named if one.is_figure}
    for at, word in enumerate(words[:-2]):
        if word.startswith(_COSTING) and words[at + 1] in {"un", "une"} and at + 2 not in told:
            # « Combien coûte un appel »: the cost is that of one, and not of all.
            return True
    named = [field for one in query.named for field in one.fields if field.kind == FIGURE]
    return bool(named) and not any(
        row.cell(field).kind in MONEY or field.measure[:1] == ("cout",)
        for field in named
        for row in query.data.records
    )


def take_unit(query: Query) -> None:
    """Take « combien de secondes » as said of a measure that is in seconds."""
    at = query.ops.get("measured")
    if at is None:
        return
    said = stem(query.words[at])
    titles = [field.title.lower() for one in query.named for field in one.fields]
    if any(said in map(stem, one.replace("(", " ").replace(")", " ").split()) for one in titles):
        del query.ops["measured"]
