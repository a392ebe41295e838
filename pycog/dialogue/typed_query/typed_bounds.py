"""Bounds of a typed query: « plus de 5 000 € », « à moins de 7 ETP », « avant avril »."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.plain_tables import DAY, FIGURE
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_meant_columns import in_periods, money_fields
from pycog.dialogue.typed_query.typed_model import Condition, DayLimit, Limit, Query
from pycog.dialogue.workbook.open_cells import MONEY
from pycog.values import format_number

_DAYS_UNITS: Final = frozenset({"days", "duration"})
_TIMES: Final = frozenset({"j", "jours", "h", "min"})
#: Tokens behind a number within which its column may be named: « 500 € d'assurance ».
_BEHIND: Final = 3
_RATE_WORDS: Final = frozenset({"tau", "taux", "pourcentag", "%", "tx"})
_SUFFIXES: Final = {"amount": " €", "days": " jours", "staff": " ETP"}
_KIN: Final = tuple(map(tuple, DATA["kin"]))
_ROOT: Final = 5
#: A number typed for a rate is a ratio up to this, and above it in hundredths.
_LARGEST_RATIO: Final = 1.5


def bound_rows(limit: Limit, query: Query) -> Condition | None:
    """Return the rows that keep a bound, ``None`` where its column is not certain.

    Args:
        limit: The bound.
        query: Its query; the column is taken from those that are asked for.
    """
    field = _field_of(limit, query)
    if field is None:
        return None
    rows = frozenset(
        one.index
        for one in query.data.records
        if (number := one.cell(field).number) is not None and holds(number, limit, field, one)
    )
    told = f"{field.title} {limit.sign} {shown_bound(limit)}"
    return Condition(rows, told, field, False, limit.place, state=True)


def _field_of(limit: Limit, query: Query) -> Field | None:
    named = [one for one in query.named if one.is_measure]
    named.sort(key=lambda one: _distance(one.place, limit.place))
    for one in named:
        fields = [
            each for each in in_periods(one.fields, query.periods) if fits(limit, each, query)
        ]
        if fields:
            return fields[0] if len(fields) == 1 else None
    if named and limit.unit not in _DAYS_UNITS | {"amount"}:
        return None
    held = [one for one in query.data.figures if fits(limit, one, query)]
    if limit.unit == "amount":
        held = [one for one in money_fields(query) if one in held]
    elif limit.unit in _DAYS_UNITS:
        held = [one for one in held if _is_of_time(one)]
    dated = [one for one in held if one.period is not None]
    found = in_periods(dated or held, query.periods) or tuple(held)
    return found[0] if len(found) == 1 else None


def _distance(place: int, number: int) -> int:
    """Return how far a column is from a number: right behind it comes first."""
    return 0 if 0 <= place - number <= _BEHIND else abs(place - number) + 1


def fits(limit: Limit, field: Field, query: Query) -> bool:
    """Tell whether the figures of a column may be of the unit of a bound."""
    kinds = {one.cell(field).kind for one in query.data.records}
    if limit.unit == "amount":
        return not field.unit and not kinds & {"rate", "%"} and (
            bool(kinds & MONEY) or "duration" not in field.roles
        )  # fmt: skip
    if limit.unit == "percent":
        return bool(kinds & {"rate", "%"}) or _is_told_in_percent(field, query)
    if limit.unit in _DAYS_UNITS:
        return _is_of_time(field) and not kinds & (MONEY | {"rate", "%"})
    if limit.unit == "staff":
        said = set(field.measure) | query.data.table.title_stems
        return bool(said & {"etp", stem("effectif"), stem("effectifs")}) and not kinds & MONEY
    return True


def _is_of_time(field: Field) -> bool:
    """Tell whether a column holds times: no number of things is bounded by days."""
    return "duration" in field.roles or field.unit in _TIMES


def _is_told_in_percent(field: Field, query: Query) -> bool:
    said = set(field.measure) | set(query.data.table.title_stems)
    return "%" in field.title or bool(said & _RATE_WORDS)


def holds(number: float, limit: Limit, field: Field, record: Record) -> bool:
    """Tell whether a figure keeps a bound, in the unit of its column."""
    value = limit.value
    kind = record.cell(field).kind
    if limit.unit == "amount" and kind in {"k€", "M€"}:
        value /= 1_000 if kind == "k€" else 1_000_000
    if limit.unit == "percent" and kind != "rate":
        value *= 100
    if not limit.unit and kind == "rate" and value > _LARGEST_RATIO:
        value /= 100
    # A rate of 6,5 typed in hundredths is the same number: 0,065 × 100 is 6,500000000000001.
    value = round(value, 9)
    match limit.sign:
        case ">":
            return number > value
        case ">=":
            return number >= value
        case "<":
            return number < value
        case "<=":
            return number <= value
    return number == value


def shown_bound(limit: Limit) -> str:
    """Return a bound as it is told."""
    if limit.unit == "percent":
        return f"{format_number(limit.value * 100)} %"
    return f"{format_number(limit.value)}{_SUFFIXES.get(limit.unit, '')}"


# ---------------------------------------------------------------------- days
def day_field(limit: DayLimit, query: Query) -> Field | None:
    """Return the column of days that a bound is of, ``None`` where it is not certain.

    The one that is named; that of the state that is named (« accordées avant avril » is of the day
    of the decision); else the first that begins something.
    """
    if query.has("owed"):
        # « Doivent être faites avant juin » is of the day that was planned.
        planned = [one for one in query.data.of(DAY) if "planned" in one.roles]
        return planned[0] if len(planned) == 1 else None
    named = [one.fields[0] for one in query.named if one.fields[0].kind == DAY and not one.each]
    named += [
        one.field
        for one in query.conditions
        if one.field is not None and one.field.kind == DAY and one.state and not one.denied
    ]
    if named:
        return named[0]
    days = query.data.of(DAY)
    stated = [
        one.field
        for one in query.conditions
        if one.field is not None and not one.state and "status" in one.field.roles
    ]
    said = [one.fields[0] for one in query.named if one.fields[0].kind != FIGURE]
    for field in (*stated, *said) if len(days) > 1 else ():
        akin = [one for one in days if are_akin(field.measure, one.measure)]
        if akin:
            return akin[0]
    figures = [one.fields[0] for one in query.named if one.is_measure]
    for field in figures if len(days) > 1 else ():
        # « Payé en juillet » is of the day of the payment.
        akin = [one for one in days if are_akin(field.measure, one.measure)]
        if len(akin) == 1:
            return akin[0]
    if len(days) > 1 and any(
        one.place < limit.place for one in query.conditions if one.field in stated
    ):
        return None
    starts = [one for one in days if "start" in one.roles]
    return next(iter((*starts, *days)), None)


def are_akin(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether two headings have words of one idea: « Décision », « Décidé le »."""
    for one in first:
        for other in second:
            if one[:_ROOT] == other[:_ROOT]:
                return True
            if any(one.startswith(kin) and other.startswith(kin) for kin in _KIN):
                return True
    return False
