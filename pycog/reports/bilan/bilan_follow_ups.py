"""The follow-up indicators without a number: what was typed, and whether the dates bear it out."""

from __future__ import annotations

from collections.abc import Sequence

from pycog.annexes.annexe_4.follow_up_sheet import NO, YES
from pycog.conventions import Convention
from pycog.conventions.facts.follow_up import FollowUp
from pycog.conventions.facts.schema import DATES, NUMBER
from pycog.errors import PycogError
from pycog.reports.bilan.bilan_entries import FollowUpEntry
from pycog.reports.bilan.bilan_figures import figure, literal
from pycog.reports.bilan.bilan_model import FollowUpReport, FollowUpYear, MilestoneReport
from pycog.reports.documents.figure import EMPTY, Figure
from pycog.values import Scalar, display, excerpt, fold, is_blank, to_number


def follow_up_reports(
    convention: Convention,
    entries: dict[tuple[int, str], FollowUpEntry],
    milestones: Sequence[MilestoneReport],
    last: int,
) -> tuple[FollowUpReport, ...]:
    """Return every follow-up indicator over the years.

    Args:
        convention: The convention.
        entries: Sheet and folded label → what was typed.
        milestones: Dated measures, which tell whether the dates of a year were kept.
        last: Year of the report; dates after it are not looked at.
    """
    found = []
    for item in convention.follow_ups:
        entry = entries.get((item.sheet, fold(item.label)))
        dated = [one for one in milestones if one.sheet == item.sheet]
        years = tuple(_year(item, entry, year, dated, last) for year in convention.years)
        found.append(
            FollowUpReport(item.label, item.sheet, item.unit, years, item.citation, item.note)
        )
    return tuple(found)


def _year(
    item: FollowUp,
    entry: FollowUpEntry | None,
    year: int,
    dated: Sequence[MilestoneReport],
    last: int,
) -> FollowUpYear:
    if entry is None or is_blank(entry.values.get(year)):
        comment = "" if entry is None else entry.comments[year]
        return FollowUpYear(year, EMPTY, comment)
    typed, comment, place = entry.values[year], entry.comments[year], entry.places.get(year, "")
    try:
        value = _value(item, typed)
    except PycogError as error:
        return FollowUpYear(year, EMPTY, comment, f"{place} : {error.message}")
    if value is None:
        expected = f"« {excerpt(display(typed))} » n'est ni {YES} ni {NO}."
        return FollowUpYear(year, EMPTY, comment, f"{place} : {expected}")
    trouble = ""
    if item.nature == DATES and value.value == YES and year <= last:
        late = [one.what for one in dated if one.due_year == year and not one.kept]
        if late:
            trouble = f"{place} : échéances dites tenues, mais « {late[0]} » ne l'est pas."
    return FollowUpYear(year, value, comment, trouble)


def _value(item: FollowUp, typed: Scalar) -> Figure | None:
    """Return a value, ``None`` for what is neither yes nor no."""
    if item.nature == NUMBER:
        number = to_number(typed)
        return figure(number, "number", literal(number))
    for word in (YES, NO):
        if fold(display(typed)) == fold(word):
            return figure(word, "text", literal(word))
    return None
