"""States of rows by one column: filled or empty, yes or no, done or still waiting."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.plain_tables import CODE, DAY, FIGURE, NOTE, TEXT
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_entries import Place
from pycog.dialogue.typed_query.typed_fields import Dataset, Field, Record
from pycog.dialogue.typed_query.typed_model import Condition
from pycog.lazy_patterns import regex

_YES: Final = regex(DATA["cells"]["yes"])
_NO: Final = regex(DATA["cells"]["no"])
#: Beginnings of a state of what still waits.
_WAITING: Final = ("en cours", "en instance", "en attente", "a traiter", "ouvert", "non traite")


def is_yes_no(field: Field, data: Dataset) -> bool:
    """Tell whether a column holds yes and no, or a cross and nothing."""
    if field.kind not in {TEXT, CODE, NOTE}:
        return False
    said = {_plain(one, field) for one in data.records} - {""}
    return (
        bool(said)
        and all(_YES.fullmatch(one) or _NO.fullmatch(one) for one in said)
        and any(_YES.fullmatch(one) for one in said)
    )


def state_of(field: Field, data: Dataset, place: int, *, denied: bool) -> Condition:
    """Return the rows where a column is filled, says yes or is more than nothing; or the others.

    Args:
        field: The column.
        data: Its table.
        place: Where it stands in the question.
        denied: Whether the rows without it are meant.
    """
    title = field.title
    if is_yes_no(field, data):
        rows = {one.index for one in data.records if _YES.fullmatch(_plain(one, field))}
        told = f"{title} : {'sans oui' if denied else 'oui'}"
        if denied and any(_plain(one, field) == "non" for one in data.records):
            told = f"{title} : non"
        return Condition(frozenset(rows), told, field, denied, place, state=True)
    if field.kind == FIGURE:
        if denied:
            rows = {one.index for one in data.records if _is_nothing(one, field)}
            unsaid = any(
                one.cell(field).is_missing and not _is_nothing(one, field) for one in data.records
            )
            zero = any(one.cell(field).number == 0 for one in data.records)
            told = (
                f"{title} : vide{' ou 0' if zero else ''}{', sans les « n.d. »' if unsaid else ''}"
            )
            return Condition(frozenset(rows), told, field, False, place, state=True)
        rows = {one.index for one in data.records if one.cell(field).number}
        return Condition(frozenset(rows), f"{title} : plus de 0", field, False, place, state=True)
    rows = {one.index for one in data.records if is_filled(one, field)}
    if field.kind == DAY:
        told = f"{title} : {'vide' if denied else 'avec date'}"
    else:
        told = f"{title} : {'vide' if denied else 'renseigné'}"
    return Condition(frozenset(rows), told, field, denied, place, state=True)


def is_filled(record: Record, field: Field) -> bool:
    """Tell whether a cell says something: a column of days, a day."""
    if field.kind == DAY:
        return record.day(field) is not None
    return not record.cell(field).is_missing


def waiting(data: Dataset, field: Field) -> frozenset[Place]:
    """Return the rows whose state says that they wait."""
    return frozenset(
        one.index
        for one in data.records
        if normalise_long(one.cell(field).shown).startswith(_WAITING)
    )


def _is_nothing(record: Record, field: Field) -> bool:
    cell = record.cell(field)
    if cell.is_blank or cell.number == 0:
        return True
    stored = cell.stored
    return stored is not None and str(stored.value).strip() in {"-", "–", "—"}


def _plain(record: Record, field: Field) -> str:
    cell = record.cell(field)
    return "" if cell.is_blank else normalise_long(cell.shown).strip()


__all__ = ["Place", "is_filled", "is_yes_no", "state_of", "waiting"]
