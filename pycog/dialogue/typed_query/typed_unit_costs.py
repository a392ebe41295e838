"""What one unit costs across two tables: the cost of a body in one, what it did in the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_fields import Dataset, Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, added, divided
from pycog.dialogue.typed_query.typed_lexis import TypedLexis
from pycog.dialogue.typed_query.typed_measures import Measuring
from pycog.dialogue.typed_query.typed_model import Query
from pycog.dialogue.typed_query.typed_resolving import figure_groups
from pycog.dialogue.workbook.cell_answers import with_formula
from pycog.dialogue.workbook.open_cells import MONEY
from pycog.lazy_patterns import regex

#: « Combien nous coûte un appel », « coût moyen d'un appel », « à combien revient un appel ».
_ASKS: Final = regex(
    r"\b(?:(?:coute|coutent|revient|reviennent)(?: en moyenne)?(?: t il| t elle)? (?:une?|chaque)"
    r"|cout(?:s)?(?: (?:moyen|unitaire|complet|annuel|de revient))*"
    r" (?:d une?|par|(?:de|pour) chaque)) (?P<unit>.+)"
)
_COST: Final = "cout"
#: From so much on, what one unit costs is told in cents.
_IN_CENTS: Final = 10
#: Months of a year, as columns of months or of quarters.
_MONTHS: Final = 12
#: Reads a question on one table.
Reads = Callable[[str, TypedLexis], tuple[Query, Answer] | None]


def unit_cost(
    text: str, lexes: Sequence[TypedLexis], reads: Reads, context: Context
) -> tuple[Query, Answer] | None:
    """Return what one unit costs, ``None`` where the tables do not tell it for certain.

    Args:
        text: The question in plain form.
        lexes: The tables.
        reads: Reads a question on one table.
        context: Computes formulas.
    """
    match = _ASKS.search(text)
    if match is None:
        return None
    found = []
    for lexis in lexes:
        told = reads(f"total des {match['unit']}", lexis)
        if told is None or told[1].kind != ANSWERED or not _is_count(told[0]):
            continue
        for other in lexes:
            if lexis.data.is_several or other.data.is_several:
                continue
            answer = _joined(told[0], other.data, context)
            if answer is not None:
                found.append((told[0], answer))
    return found[0] if len(found) == 1 else None


def _is_count(query: Query) -> bool:
    """Tell whether a reading gave one figure that is no amount and no rate."""
    if not _counted(query) or len(query.noted.figures) != 1:
        return False
    if query.noted.figures[0].kind != "number" or query.limits or query.days:
        return False
    return all(
        (one.names or one.field is None) and not one.denied and not one.state
        for one in query.conditions
    )


def _joined(query: Query, costs: Dataset, context: Context) -> Answer | None:
    """Divide the cost of the rows of the same names by the figure that was told."""
    years = {one for one in (query.data.year, costs.year) if one is not None}
    fields = _cost_of(costs, query)
    if not fields or len(years) > 1:
        return None
    names = {_name(one) for one in query.rows()}
    records = [one for one in costs.records if _name(one) in names]
    if not names or "" in names or len(records) != len(names):
        return None
    top = added(records, fields)
    bottom = query.noted.figures[0]
    if top is None or top.missing or bottom.missing:
        return None
    kind = top.kind if top.kind in MONEY else ""
    figure = divided(top, bottom, "number", kind)
    if figure is None:
        return None
    if kind and abs(figure.value) >= _IN_CENTS:
        figure = replace(figure, kind=kind, unit="")
    return _told(query, figure, fields, context)


def _told(query: Query, figure: Figure, costs: Sequence[Field], context: Context) -> Answer:
    telling = Measuring(query, context)
    fields = _counted(query)
    sheets = dict.fromkeys((costs[0].table.open.sheet, query.data.sheet))
    told = " et ".join(f"« {one} »" for one in sheets)
    rows = [one.told.rpartition(" : ")[2] for one in query.conditions]
    chosen = f" ({' ; '.join(rows)})" if rows else ""
    text = (
        f"{told}{chosen} – {telling.heading(costs)} / "
        f"{telling.heading(fields)} : {figure.shown} ({figure.told})."
    )
    answer = with_formula(figure.computed, context, text, telling.sheet, None, kind="")
    query.noted.figures[:] = [figure]
    return replace(answer, display=figure.shown) if answer.display else answer


def _counted(query: Query) -> list[Field]:
    """Return the columns of what is counted, in the periods that are named."""
    groups = figure_groups(query)
    return list(groups[0]) if len(groups) == 1 else []


def _cost_of(data: Dataset, query: Query) -> tuple[Field, ...]:
    """Return the one measure of costs of a table, of the time of what is counted."""
    found = [
        one
        for one in data.figures
        if any(stem.startswith(_COST) for stem in one.measure)
        and any(row.cell(one).kind in MONEY for row in data.records)
    ]
    if len({one.measure for one in found}) != 1:
        return ()
    if any(one.period is None for one in found):
        whole = sum(_months(one) for one in _counted(query))
        return tuple(found) if len(found) == 1 and whole in {0, _MONTHS} else ()
    counted = {one.period for one in _counted(query)}
    chosen = tuple(one for one in found if one.period in counted)
    return chosen if {one.period for one in chosen} == counted else ()


def _months(field: Field) -> int:
    return field.period.last - field.period.first + 1 if field.period is not None else 0


def _name(record: Record) -> str:
    return normalise_long(record.row.label or record.row.number)
