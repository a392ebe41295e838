"""Turns on days that were told: « donc combien de mois de décalage ? »."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from pycog.dialogue.answers import Answer
from pycog.dialogue.table_query.plain_tables import DAY
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_resolving import texts_named
from pycog.dialogue.typed_query.typed_steps import Step
from pycog.dialogue.workbook.cell_answers import said_only
from pycog.values import counted


def between_days(steps: Sequence[Step]) -> Step | None:
    """Tell how far apart the two days told last are, ``None`` where two were not told of one row.

    Args:
        steps: What was asked before, the last one last.
    """
    told = [one for step in steps[-2:] if (one := _told(step)) is not None]
    if len(told) == 1 and len(steps) == 1:
        # Both of one answer.
        told = _both_told(steps[-1])
    if len(told) != 2 or told[0][0].index != told[1][0].index or told[0][1] is told[1][1]:
        return None
    (record, first), (_, second) = told
    start, end = record.day(first), record.day(second)
    if start is None or end is None:
        return None
    sign = "" if end >= start else "−"
    days = abs((end - start).days)
    months = whole_months(min(start, end), max(start, end))
    soit = "" if months is None else f", soit {sign}{months} mois"
    cells = record.cell(first), record.cell(second)
    shown = ", ".join(f"« {one.column.title} » : {one.shown} en {one.place}" for one in cells)
    last = steps[-1]
    text = (
        f"« {last.data.sheet} » – {last.answers.name(record)}, de « {first.title} » à "
        f"« {second.title} » : {sign}{counted(days, 'jour')}{soit} ({shown})."
    )
    answer: Answer = said_only(text, last.answers.sheet)
    return replace(last, answer=answer, figure=None, redo=None, base=None)


def _told(step: Step) -> tuple[Record, Field] | None:
    """Return the one row and the one column of days that a step told."""
    days = _days(step)
    return (step.records[0], days[0]) if len(step.records) == 1 and len(days) == 1 else None


def _both_told(step: Step) -> list[tuple[Record, Field]]:
    days = _days(step)
    return [(step.records[0], one) for one in days] if len(step.records) == 1 else []


def _days(step: Step) -> list[Field]:
    return [one.fields[0] for one in texts_named(step.settled) if one.fields[0].kind == DAY]


def whole_months(start: dt.date, end: dt.date) -> int | None:
    """Return how many whole months lie between two days, ``None`` where days are left over."""
    months = 12 * (end.year - start.year) + end.month - start.month
    if start.day == end.day or (_is_last(start) and _is_last(end)):
        return months
    return None


def _is_last(day: dt.date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]
