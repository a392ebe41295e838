"""Tells whether two printed targets mean the same thing.

``76,50%`` and ``76,5%`` do, and so do ``7 j calendaires au 9ème décile`` and ``90% en
7 jours``: the ninth decile is the delay within which nine tenths are served.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from pycog.targets import Target, convert

#: What a target comes down to: kind, value, comparator, delay in days (in months as text, for
#: a month is no number of days), basis of the days.
Meaning = tuple[str, float | None, str | None, float | str | None, str]

_SHARES = frozenset({"share_within_delay", "decile_delay"})
_HOURS_A_DAY = 24
_BASES = {
    "jours calendaires": "calendaires", "jours ouvrés": "ouvrés", "jours ouvrables": "ouvrables",
    "jours francs": "francs", "heures ouvrées": "heures ouvrées",
}  # fmt: skip
_MONTHS = frozenset({"mois", "ans"})


def meaning(target: Target) -> Meaning:
    """Return the meaning of a target, whatever its wording."""
    if target.kind in _SHARES:
        share = target.rank / 10 if target.rank is not None else target.value
        return ("share", share, ">=", _delay(target), _basis(target))
    if target.kind == "deferred":
        return ("deferred", None, None, None, "")
    if target.kind == "delay":
        delay = _delay(target)
        return ("delay", None, target.comparator, delay, _basis(target))
    excluded = f"{'bas' * target.open_low} {'haut' * target.open_high}".strip()
    return (target.kind, target.value, target.comparator, target.upper, excluded)


def agree(one: Target, other: Target) -> bool:
    """Tell whether two targets mean the same.

    A delay in plain days fits one in calendar or working days; a bare rate fits the
    same share within a delay, since a table often leaves the delay to its heading.
    """
    first, second = meaning(one), meaning(other)
    kinds = {first[0], second[0]}
    if kinds == {"rate", "share"}:
        return first[1:3] == second[1:3]
    if first[:4] != second[:4]:
        return False
    return first[4] == second[4] or "" in {first[4], second[4]}


def complementary(one: Target, other: Target) -> bool:
    """Tell whether one rate counts the failures that the other leaves: 0,5 % and 99,5 %."""
    if one.kind != "rate" or other.kind != "rate" or one.direction == other.direction:
        return False
    if one.value is None or other.value is None:
        return False
    return math.isclose(one.value + other.value, 1.0, rel_tol=1e-12)


def only_bound_differs(one: Target, other: Target) -> bool:
    """Tell whether two targets differ by strictness alone: ``<5%`` and ``≤ 5 %``."""
    return (
        (one.kind, one.value, one.direction) == (other.kind, other.value, other.direction)
        and one.value is not None
        and one.comparator != other.comparator
    )


def compounded(changes: Iterable[float]) -> float:
    """Return what successive changes make together: 3 % then 2 % make 5,06 %."""
    return math.prod(1 + change for change in changes) - 1


def _delay(target: Target) -> float | str | None:
    """Return a delay in days, in months as text."""
    unit = target.delay_unit or ""
    if target.delay is None:
        return None
    if unit in _MONTHS:
        return f"{convert(target.delay, unit, 'mois')} mois"
    hours = convert(target.delay, unit, "heures")
    if hours is not None:
        return hours / _HOURS_A_DAY
    return convert(target.delay, unit, "jours") or target.delay


def _basis(target: Target) -> str:
    """Return ``"calendaires"``, ``"ouvrés"``, ``"ouvrables"`` or ``""`` when not said."""
    unit = target.delay_unit or ""
    return "calendaires" if unit == "semaines" else _BASES.get(unit, "")
