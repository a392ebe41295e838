"""Reads measured values and floors in the unit of the target they belong to."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Final

from pycog.errors import CellError, InvalidInput
from pycog.plausibility import (
    PLAUSIBLE_RATE,
    require_not_percent,
    require_plausible,
    require_same_scale,
    require_same_thousands,
)
from pycog.targets import DELAY_UNITS, RATE_UNITS, RATIO_KINDS, Target, parse_target
from pycog.values import (
    Number,
    Scalar,
    capital,
    display,
    excerpt,
    fold,
    parse_number,
    to_number,
    to_serial,
)

_DELAY_KINDS = frozenset({"delay", "decile_delay"})
_YES_NO = {
    "o": 1.0,
    "oui": 1.0,
    "vrai": 1.0,
    "1": 1.0,
    "n": 0.0,
    "non": 0.0,
    "faux": 0.0,
    "0": 0.0,
}


def read_actual(
    actual: Scalar, target: Target, what: str = "le réalisé", *, as_typed: bool = False
) -> float:
    """Read a measured value, not blank, in the unit of ``target``.

    Args:
        actual: A number, or text with or without its unit (``"85,6 %"``, ``"12 j"``,
            ``"14/02/2022"``, ``"Oui"``).
        target: The target that the value is measured against.
        what: How to name the value in the error message.
        as_typed: Whether to take a bare number as it is, be it of another scale.

    Returns:
        A ratio, a number, a delay in the target's unit, a whole Excel serial, or 1/0
        for yes/no.

    Raises:
        InvalidInput: ``nombre-illisible``, ``nombre-attendu``, ``date-illisible``,
            ``oui-non-attendu``, ``unites-differentes``, ``taux-saisi-en-points``,
            ``echelles-differentes``, ``delai-negatif``.

    Source:
        COG CAMIEG 2012-2015, annexe 4, and Annexe intéressement, branche maladie, 2.1 and 2.2:
        the units of the printed targets.
    """
    if target.kind == "date":
        return (to_serial(actual, what) or 0.0) // 1
    if target.kind == "yes_no":
        return _read_yes_no(actual, what)
    number = _read_change(actual, what) if target.kind == "change" else None
    if number is None:
        number = _read_number(actual, what)
    if not _fits(number.unit, target):
        raise InvalidInput(
            "unites-differentes",
            f"{capital(what)} « {excerpt(display(actual))} » et l'objectif « {target.text} » ne "
            "sont pas dans la même unité. Saisissez les deux dans la même unité.",
            value=actual,
        )
    if not as_typed:
        _require_scale(number, target, what)
    if target.kind in _DELAY_KINDS and number.value < 0:
        raise InvalidInput(
            "delai-negatif",
            f"{capital(what)} vaut {display(number.value)} : un délai ne peut pas être négatif.",
            value=actual,
        )
    return number.value


def _require_scale(number: Number, target: Target, what: str) -> None:
    """Refuse a value whose scale is plainly not that of the target."""
    if is_ratio(target):
        if not number.unit:
            require_plausible(number.value, what, f" pour un objectif de {target.text}")
        return
    if target.kind in _DELAY_KINDS or target.value is None:
        return
    if number.unit in RATE_UNITS:
        require_not_percent(number.value, target.value, what, _THE_TARGET)
    elif target.unit in _BARE and number.unit in _BARE:
        require_same_scale(number.value, target.value, what, _THE_TARGET)
    elif not (target.unit and number.unit):
        require_same_thousands(number.value, target.value, what, _THE_TARGET)


_THE_TARGET = "l'objectif"
#: Units that say nothing of the scale.
_BARE = frozenset({"", "points"})


def plain_range(target: Target) -> tuple[float, float]:
    """Return the bounds within which a bare float needs no further check.

    Args:
        target: A target that has a value.

    Returns:
        Least and most, in its unit; an empty range where every value is read in full.
    """
    if target.kind in {"date", "yes_no"}:
        return 1.0, -1.0  # nothing: these are always read in full
    if target.kind in _DELAY_KINDS:
        return 0.0, sys.float_info.max
    if is_ratio(target):
        return -PLAUSIBLE_RATE, PLAUSIBLE_RATE
    value = abs(target.value or 0.0)
    if value <= PLAUSIBLE_RATE:
        return value / _NEAR, max(value, PLAUSIBLE_RATE) if value else 0.0
    return min(value, max(PLAUSIBLE_RATE + 0.5, value / _NEAR)), value * _NEAR


#: Within this factor two numbers are of the same scale.
_NEAR: Final = 10.0


def is_ratio(target: Target) -> bool:
    """Tell whether values of this kind are ratios, where 77 would stand for 77 %.

    Args:
        target: Any target.

    Returns:
        Whether its unit is a part of one.
    """
    return target.kind in RATIO_KINDS or (target.kind == "interval" and target.unit in RATE_UNITS)


def in_same_kind(target: Target, floor: Target, *, as_typed: bool = False) -> tuple[Target, Target]:
    """Return target and floor in one kind; a bare number takes the other's kind.

    Args:
        target: The target.
        floor: The floor, or any other value of the same measure.
        as_typed: Whether to take bare numbers as they are, be they of different scales.

    Returns:
        Both, comparable value by value.

    Raises:
        InvalidInput: ``seuil-incompatible`` when both state kinds or units that differ,
            ``echelles-differentes``, or the error of the bare number.
    """
    if _same_measure(target, floor):
        if not as_typed and floor.value is not None:
            _require_scale(Number(floor.value, floor.unit), target, "le seuil")
        return target, floor
    if _is_bare(floor) and target.kind != "interval":
        return target, _as_kind_of(target, floor, "le seuil", as_typed)
    if _is_bare(target) and floor.kind != "interval":
        return _as_kind_of(floor, target, "la cible", as_typed), floor
    raise InvalidInput(
        "seuil-incompatible",
        f"Le seuil « {floor.text} » ({floor.kind_name}) et la cible « {target.text} » "
        f"({target.kind_name}) ne se comparent pas. Donnez-les sous la même forme et dans la même "
        "unité.",
    )


def _as_kind_of(model: Target, bare: Target, what: str, as_typed: bool) -> Target:
    value = read_actual(bare.value, model, what, as_typed=as_typed)
    return replace(model, text=model.write(value), value=value, imposed=model.kind == "date")


def _is_bare(target: Target) -> bool:
    return target.kind == "count" and not target.unit and not target.imposed


def _same_measure(target: Target, floor: Target) -> bool:
    if _GROUPS.get(target.kind, target.kind) != _GROUPS.get(floor.kind, floor.kind):
        return False
    if target.kind == floor.kind and (target.rank, target.upper is None) != (
        floor.rank,
        floor.upper is None,
    ):
        return False
    if target.kind == floor.kind == "share_within_delay" and target.delay != floor.delay:
        return False
    return _fits(floor.unit, target)


_GROUPS = {"share_within_delay": "rate", "decile_delay": "delay"}


def _fits(unit: str, target: Target) -> bool:
    """Tell whether a value written in ``unit`` can be measured against ``target``."""
    if not unit or unit == target.unit:
        return True
    if unit in RATE_UNITS or target.unit in RATE_UNITS:
        return (target.unit in RATE_UNITS and unit in RATE_UNITS) or _is_bare(target)
    if unit in DELAY_UNITS and target.unit in DELAY_UNITS:
        # "jours" alone does not say which days: it goes with calendar or working days.
        return "jours" in (unit, target.unit) and "heures" not in (unit, target.unit)
    return not target.unit


def _read_number(actual: Scalar, what: str) -> Number:
    if isinstance(actual, str):
        return parse_number(actual, what)
    number = to_number(actual, what)
    return Number(0.0 if number is None else number, "")


def _read_change(actual: Scalar, what: str) -> Number | None:
    """Read "Baisse de 12 %", which is no number; ``None`` for anything else."""
    if not isinstance(actual, str) or not actual.strip()[:1].isalpha():
        return None
    change = parse_target(actual, what)
    return Number(change.value or 0.0, change.unit) if change.kind == "change" else None


def _read_yes_no(actual: Scalar, what: str) -> float:
    if isinstance(actual, bool):
        return float(actual)
    text = fold(actual) if isinstance(actual, str) else display(actual)
    if isinstance(actual, CellError) or text not in _YES_NO:
        raise InvalidInput(
            "oui-non-attendu",
            f"{capital(what)} « {excerpt(display(actual))} » ne répond pas par oui ou par non. "
            "Saisissez O, N, Oui, Non, VRAI, FAUX, 1 ou 0.",
            value=actual,
        )
    return _YES_NO[text]
