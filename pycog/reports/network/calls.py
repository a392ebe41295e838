"""Says of each body what it returned, and why somebody should call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pycog.attainment import NOT_MET
from pycog.reports.network.bodies import Group
from pycog.reports.network.network_measures import UNREADABLE
from pycog.reports.network.network_model import BLOCKING, Body, Difference, Measure, Return
from pycog.reports.network.quartiles import QUARTERS
from pycog.values import format_number

#: Missed targets in the last quarter that are worth a call: at least so many, and such a
#: share of what the body returned.
LEAST_BEHIND: Final = 3
SHARE_BEHIND: Final = 0.25
#: Differences that the body itself has to put right.
_TO_ASK: Final = frozenset({"annexe-copiee", "formule-sans-valeur"})


def describe_body(
    group: Group,
    returns: Sequence[Return],
    measures: Mapping[str, Measure],
    own: Sequence[Difference],
) -> Body:
    """Return what a body returned in one year, with the reasons to call it.

    Args:
        group: Its files.
        returns: Its returns of that year.
        measures: Key → measure.
        own: The differences of its files and of itself.
    """
    statuses = Counter(one.status for one in returns if not measures[one.measure].is_budget)
    behind = tuple(
        measures[one.measure].name
        for one in returns
        if one.status == NOT_MET and one.quarter == len(QUARTERS)
    )
    owed = [one for one in returns if one.missing and _is_asked(group, one, measures)]
    body = Body(
        name=group.name,
        files=tuple(dict.fromkeys(reading.path for reading in group.readings)),
        returned=sum(one.value is not None for one in returns),
        missing=len(owed),
        statuses=dict(statuses),
        behind=behind,
        calls=(),
    )
    return _with_calls(body, returns, owed, own)


def _is_asked(group: Group, one: Return, measures: Mapping[str, Measure]) -> bool:
    """Tell whether a blank is owed: budgets only of bodies that send this annex."""
    measure = measures[one.measure]
    return not measure.is_budget or measure.annex in group.counted


def _with_calls(
    body: Body, returns: Sequence[Return], owed: Sequence[Return], own: Sequence[Difference]
) -> Body:
    calls = tuple(_reasons(body, returns, owed, own))
    return Body(
        body.name, body.files, body.returned, body.missing, body.statuses, body.behind, calls
    )


def _reasons(
    body: Body, returns: Sequence[Return], owed: Sequence[Return], own: Sequence[Difference]
) -> Iterator[str]:
    if not body.files:
        yield "n'a rien envoyé"
        return
    for one in own:
        if one.weight == BLOCKING or one.code in _TO_ASK:
            yield f"{_place(one)}{one.message}"
    if owed:
        asked = len(owed) + sum(one.value is not None for one in returns)
        if len(owed) == asked:
            yield f"aucun réalisé pour l'année, {_count(len(owed))} attendus"
        else:
            plural = "s" if len(owed) > 1 else ""
            yield f"{_count(len(owed))} réalisé{plural} manquant{plural}"
    if unread := sum(one.status == UNREADABLE for one in returns):
        yield f"{_count(unread)} réalisé{'s' if unread > 1 else ''} illisible{'s' * (unread > 1)}"
    measured = sum(one.quarter is not None for one in returns)
    if len(body.behind) >= LEAST_BEHIND and len(body.behind) >= SHARE_BEHIND * measured:
        yield (
            f"{_count(len(body.behind))} indicateurs non atteints et dans le dernier quart du "
            f"réseau : {', '.join(body.behind)}"
        )


def _place(one: Difference) -> str:
    where = ", ".join(filter(None, (one.path, one.place)))
    return f"{where} : " if where else ""


def _count(number: int) -> str:
    return format_number(number)
