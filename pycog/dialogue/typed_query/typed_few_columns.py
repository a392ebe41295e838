"""Which of several columns a word means: the amount before its rate, that of the state chosen."""

from __future__ import annotations

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_model import Query


def amounts_of(fields: tuple[Field, ...], query: Query) -> tuple[Field, ...]:
    """Leave « % payé » out beside « Payé » where no rate is spoken of, or it is made of both.

    Args:
        fields: The columns that a word may mean.
        query: Its query.
    """
    if any(one.kind != FIGURE or one.period is not None for one in fields):
        # Columns of years are not told apart by what stands in them.
        return fields
    rates = tuple(one for one in fields if is_rate(one, query))
    others = tuple(one for one in fields if one not in rates)
    if not rates or not others or len({one.measure for one in fields}) > 1:
        return fields
    figures = [one for one in query.named if one.is_measure]
    rated = query.has("rate", "share") or {"%", "taux", "pourcentage"} & set(query.words)
    return fields if rated and len(figures) < 2 else others


def of_states(fields: tuple[Field, ...], query: Query) -> tuple[Field, ...]:
    """Keep of several amounts that of the state that is chosen: « accordées, quel montant ? ».

    Args:
        fields: The columns that a word may mean.
        query: Its query.
    """
    if len({one.measure for one in fields}) < 2:
        return fields
    words = {
        stem(word)
        for one in query.conditions
        if one.field is not None and not one.denied and "status" in one.field.roles
        for word in normalise(one.told.rpartition(" : ")[2]).split()
    }
    found = tuple(one for one in fields if words & set(one.measure))
    return found if len({one.measure for one in found}) == 1 else fields


def is_rate(field: Field, query: Query) -> bool:
    """Tell whether a column holds rates."""
    return any(one.cell(field).kind in {"rate", "%"} for one in query.data.records)
