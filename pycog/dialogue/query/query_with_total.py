"""« Personnel 2014 et le cumul » : values and what they add up to, both of them told."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import Answer, answered
from pycog.dialogue.composed.fact_table import AMOUNT
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.typed_tables import LINES, TableRow
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Computed, call
from pycog.dialogue.query.query_domain import domain
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_reading import readings
from pycog.dialogue.query.query_rows import is_total
from pycog.dialogue.query.query_values import (
    MOST_SHOWN,
    TOTAL,
    Picked,
    picked,
    sources_of,
    table_of,
    value_shown,
    value_told,
)
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

_WHOLE: Final = (
    r"(?:sur |de |pour |pendant )?(?:toute )?(?:la |les )?(?:cog|convention|periode|duree|4 ans"
    r"|quatre ans|quatre annees)(?: de la (?:cog|convention))?"
)
_AND_TOTAL: Final = regex(
    r"[, ]*\b(?:et|avec|ainsi que|puis)(?: (?:aussi|donne\w*|en))?"
    r"(?: (?:le|la|(?P<their>leurs?)|son|sa|l))?"
    r" (?:cumul\w*|sommes?|total(?:e|ise)?)(?: (?:cumule|total|general))?\b"
    r"(?! (?:de|du|des|d) (?!deux\b|trois\b|quatre\b|20|la (?:cog|convention|periode)))"
    r"(?: (?:des|de) (?:deux|trois|quatre)(?: (?:ans|annees|exercices|lignes))?)?"
    rf"(?: (?P<whole>{_WHOLE}))?"
    r"(?: (?:sur |de |pour |des )?(?P<first>20\d\d) ?(?:-|a|/|au) ?(?P<last>20\d\d))?(?= ?\??$)"
)


def with_total(scan: Scan, turn: Turn) -> Answer | None:
    """Answer with amounts and their total, where a question asks for both.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    match = _AND_TOTAL.search(scan.text)
    if match is None:
        return None
    rest = read_question(scan.text[: match.start()], scan.known)
    for query in readings(Scan(rest, scan.known), turn):
        if query.table != LINES or not _is_plain(query):
            return None
        found = _both(query, _span(match, query), their=bool(match["their"]))
        if found is not None:
            return found
    return None


def _is_plain(query: Query) -> bool:
    """Tell whether the rest of a question asks for amounts and for nothing made of them."""
    said = query.said
    other = said.operators or said.extreme or said.moves or said.yes_no or said.which_year
    return bool(query.groups) and not (other or query.asked.tests or query.excluded)


def _span(match: re.Match[str], query: Query) -> list[str]:
    """Return the years of the total that a question says, all of them for the whole agreement."""
    if match["first"]:
        return [str(year) for year in range(int(match["first"]), int(match["last"]) + 1)]
    return [*query.asked.all_years] if match["whole"] else []


def _both(query: Query, span: list[str], *, their: bool) -> Answer | None:
    rows = domain(query)
    if not rows or len({row.body for row in rows}) > 1 or not set(span) <= _years(query):
        return None
    if not set(query.asked.years) <= _years(query):
        return None
    values = picked(query, rows, AMOUNT, query.asked.years or query.asked.all_years)
    if their and len(values) == 1:
        # « Leur total » is that of several: one of them was not read.
        return None
    if not values or len(values) > MOST_SHOWN or any(one.number is None for one in values):
        return None
    summed = _summed(query, rows, values, span)
    if summed is None:
        return None
    node, said = summed
    result = query.asked.turn.compute(node)
    if result.error or not isinstance(result.value, float):
        return None
    shown = value_shown(result.value, AMOUNT)
    told = " ; ".join(map(value_told, values))
    return answered(
        result, f"{told}. Cumul{said} : {shown}.", display=shown, table=table_of(values),
        source=sources_of(values),
    )  # fmt: skip


def _years(query: Query) -> set[str]:
    return {period for row in query.rows for _, period in row.cells if period.isdigit()}


def _summed(
    query: Query, rows: list[TableRow], values: list[Picked], span: list[str]
) -> tuple[Computed, str] | None:
    """Return the formula of the total and how it is said: of the span, else of what is told."""
    every = query.asked.all_years
    if len(rows) == 1 and (span or len(values) == 1 or not query.asked.years):
        years = span or every
        printed = rows[0].cells.get((AMOUNT, TOTAL))
        if years == every and printed is not None and printed.value is not None:
            return printed.formula, f" {every[0]}-{every[-1]}"
        parts = picked(query, rows, AMOUNT, years)
        if len(parts) != len(years):
            return None
        return call("SUM", *(one.node for one in parts)), f" {years[0]}-{years[-1]}"
    groups = {row.line.group for row in rows if row.line is not None and row.line.role == "ligne"}
    within = any(
        row.line is not None and row.line.role == "dont" and row.line.group in groups
        for row in rows
    )
    if span or within or (len(rows) > 1 and any(map(is_total, rows))):
        # A line holds what stands under it, and a total its lines: nothing is counted twice.
        return None
    return call("SUM", *(one.node for one in values)), ""
