"""Reads measured values and floors in the unit of the target they belong to."""

from __future__ import annotations

import sys
from typing import Final

from msgspec.structs import replace

from pycog.errors import CellError, InvalidInput
from pycog.plausibility import (
    PLAUSIBLE_RATE,
    require_not_percent,
    require_plausible,
    require_same_scale,
    require_same_thousands,
)
from pycog.targets import (
    Target,
    convert,
    denominator,
    is_rate_unit,
    parse_target,
    read_quantity,
)
from pycog.values import (
    Number,
    Scalar,
    capital,
    clean,
    display,
    excerpt,
    fold,
    format_number,
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
    "fait": 1.0,
    "livre": 1.0,
    "realise": 1.0,
    "n": 0.0,
    "non": 0.0,
    "faux": 0.0,
    "0": 0.0,
    "non fait": 0.0,
    "non livre": 0.0,
    "non realise": 0.0,
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
            ``oui-non-attendu``, ``unites-differentes``, ``note-sans-echelle``,
            ``taux-saisi-en-points``, ``echelles-differentes``, ``delai-negatif``.

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
    value = in_unit(number.value, number.unit, target)
    if value is None:
        raise InvalidInput(
            "unites-differentes",
            f"{capital(what)} « {excerpt(display(actual))} » et l'objectif « {target.text} » ne "
            "sont pas dans la même unité. Saisissez les deux dans la même unité.",
            value=actual,
        )
    number = Number(value, number.unit)
    if not number.unit:
        _require_mark(number.value, target, what)
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
    if is_rate_unit(number.unit):
        require_not_percent(number.value, target.value, what, _THE_TARGET)
    elif target.unit in _BARE and number.unit in _BARE:
        require_same_scale(number.value, target.value, what, _THE_TARGET)
    elif not (target.unit and number.unit):
        require_same_thousands(number.value, target.value, what, _THE_TARGET)


def _require_mark(number: float, target: Target, what: str) -> None:
    """Refuse a bare number for a mark or a rate per mille: 7.2 out of 10, or 720 %?"""
    if is_mark(target.unit) and abs(number) >= 1:
        shown, other = format_number(number), f"{format_number(number * 100)} %"
        written = f"{shown}{target.unit}"
    elif target.unit == "‰" and abs(number) > _PLAUSIBLE_PER_MILLE:
        shown, other = format_number(number), f"{format_number(number * 1000)} ‰"
        written = f"{shown} ‰"
    else:
        return
    raise InvalidInput(
        "note-sans-echelle",
        f"{capital(what)} « {shown} » se lit {written} ou {other} pour un objectif de "
        f"{target.text} : écrivez l'un ou l'autre, avec son unité.",
        value=number,
    )


def is_mark(unit: str) -> bool:
    """Tell whether a unit is « out of n », for any n but 100 and 1 000.

    Args:
        unit: As shown.

    Returns:
        Whether a bare number from 1 on has two readings.
    """
    return denominator(unit) not in {None, 100, 1000}


_THE_TARGET = "l'objectif"
#: A bare rate per mille of more than this was typed in thousandths.
_PLAUSIBLE_PER_MILLE: Final = 0.1
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
    if is_mark(target.unit) or target.unit == "‰" or target.kind == "shift":
        return 1.0, -1.0
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
    return target.is_ratio


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
        floor = _converted(floor, target)
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
    return floor.value is not None and in_unit(floor.value, floor.unit, target) is not None


_GROUPS = {"share_within_delay": "rate", "decile_delay": "delay"}


def in_unit(value: float, unit: str, target: Target) -> float | None:
    """Return a value written in ``unit`` in the unit of ``target``.

    Args:
        value: A number, rates as ratios.
        unit: Its unit as shown, ``""`` for a bare number.
        target: What it is to be measured against.

    Returns:
        The value in the target's unit; ``None`` where the two do not compare exactly.
    """
    if not unit or unit == target.unit:
        return value
    if is_rate_unit(unit) or is_rate_unit(target.unit):
        both = is_rate_unit(unit) and is_rate_unit(target.unit)
        return value if both or _is_bare(target) else None
    return convert(value, unit, target.unit) if target.unit else value


def _converted(floor: Target, target: Target) -> Target:
    """Return a floor with its bounds in the unit of the target."""
    if not floor.unit or floor.unit == target.unit or is_rate_unit(floor.unit):
        return floor
    bounds = [
        None if bound is None else in_unit(bound, floor.unit, target)
        for bound in (floor.value, floor.upper)
    ]
    return replace(floor, value=bounds[0], upper=bounds[1])


def _read_number(actual: Scalar, what: str) -> Number:
    if isinstance(actual, str):
        return _number_in_text(actual, what)
    number = to_number(actual, what)
    return Number(0.0 if number is None else number, "")


def _number_in_text(actual: str, what: str) -> Number:
    """Read a number, its unit one of those that only targets and results have."""
    try:
        return parse_number(actual, what)
    except InvalidInput as error:
        if error.code != "nombre-illisible":
            raise
        plain = clean(actual)
        down = plain[:1] == "-"
        quantity = read_quantity(plain.lstrip("+-"), what, words=True) if plain else None
        if quantity is None:
            raise
        return Number(-quantity.value if down else quantity.value, quantity.unit)


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
