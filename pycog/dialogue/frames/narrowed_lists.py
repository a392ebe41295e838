"""Keeps some of the entries of a list that was told: those of a group, those with some words."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.composed.conditions import compared
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.typed_lists import (
    Column,
    columns,
    group_columns,
    label_column,
    number_columns,
    rows_named,
    without_totals,
)
from pycog.dialogue.normalise import normalise
from pycog.dialogue.vocabulary import Vocabulary
from pycog.values import counted

_MOST_TOLD: Final = 20
KEEPS: Final = "garde "
DROPS: Final = "écarte "
#: Tells one entry of the list below: its place and the column of its value.
PICKS: Final = "ligne "
#: Operations of the state that keep entries of the list below.
OF_LIST: Final = (KEEPS, DROPS)


def narrowed_again(op: str, again: Answer) -> Answer | None:
    """Return the answer that an operation of the state makes of a list, ``None`` for no list.

    Args:
        op: One of :data:`OF_LIST` and the words that name the entries.
        again: The answer that the list is.
    """
    kept = None if again.table is None else kept_rows(op, again.table)
    return None if kept is None else narrowed_answer(again, kept)


def narrowed_answer(again: Answer, kept: Table) -> Answer:
    """Return the answer that some of the entries of a list are.

    Args:
        again: The answer that the list is.
        kept: The entries.
    """
    label, numbers = label_column(kept), number_columns(kept)
    groups = {one.at for one in group_columns(kept)}
    names = []
    for at, row in enumerate(kept.rows):
        beside = [one.cells[at] for one in numbers[:1]] if len(numbers) == 1 else []
        dated = [row[one.at] for one in columns(kept) if one.at in groups and _is_campaign(one)]
        told = ", ".join((*dated, *beside))
        name = row[0] if label is None else row[label.at]
        names.append(f"{name} ({told})" if told else name)
    shown = " ; ".join(names[:_MOST_TOLD])
    text = f"{counted(len(kept.rows), noun_of(kept))} : {shown}."
    return Answer(again.intent, ANSWERED, text, source=again.source, table=kept)


def kept_rows(op: str, table: Table) -> Table | None:
    """Return the entries of a list that an operation of the state keeps, ``None`` for none.

    Args:
        op: :data:`KEEPS` or :data:`DROPS` and the words that name the entries.
        table: The list.
    """
    named = rows_named(table, op.split()[1:])
    places = set(range(len(table.rows))) - set(named) if op.startswith(DROPS) else set(named)
    if not named or not places or len(places) == len(table.rows):
        return None
    return Table(table.headings, tuple(table.rows[at] for at in sorted(places)))


def _is_campaign(column: Column) -> bool:
    return normalise(column.heading) in {"campagne", "annee"}


def rows_beyond(text: str, table: Table, known: Vocabulary) -> tuple[Table, str] | None:
    """Return the entries whose number is above or below one, and what the text says besides.

    Args:
        text: « Combien dépassent 100 millions », normalised.
        table: The list.
        known: The vocabulary.

    Returns:
        ``None`` where the text compares with no number, or the list has not one such column.
    """
    scan, plain = Scan(read_question(text, known), known), without_totals(table)
    held = number_columns(plain)
    limit = compared(scan)
    if limit is None or limit.sign == "eq" or len(held) != 1:
        return None
    column = next(one for one in columns(table) if one.at == held[0].at)
    rated = any("%" in one for one in column.cells)
    if rated != limit.in_percent:
        return None
    bound = replace(limit, value=limit.value * 100) if rated else limit
    kept = tuple(
        row
        for row, value in zip(table.rows, column.numbers or [], strict=True)
        if row in plain.rows and bound.holds(value)
    )
    return Table(table.headings, kept), " ".join(scan.left())


def noun_of(table: Table) -> str:
    """Return what the rows of a list are called.

    Args:
        table: The list.
    """
    label = label_column(table)
    heads = {normalise(one) for one in table.headings}
    if "indicateur" in heads:
        return "indicateur"
    name = "" if label is None else normalise(label.heading)
    return name if name in {"mesure", "chiffre", "echeance", "composante"} else "ligne"
