"""Reads measured values and floors in the unit of the target they belong to."""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pycog.errors import CellError, InvalidInput
from pycog.targets import DELAY_UNITS, RATE_UNITS, RATIO_KINDS, Target, parse_target
from pycog.values import (
    Number,
    Scalar,
    capital,
    display,
    excerpt,
    fold,
    format_number,
    parse_number,
    to_number,
    to_serial,
)

#: Beyond 150 %, a bare number given as a rate is taken for points (77 for 77 %).
PLAUSIBLE_RATE: Final = 1.5

_DELAY_KINDS = frozenset({"delay", "decile_delay"})
_YES_NO = {
    "o": 1.0, "oui": 1.0, "vrai": 1.0, "1": 1.0, "n": 0.0, "non": 0.0, "faux": 0.0, "0": 0.0,
}  # fmt: skip


def read_actual(actual: Scalar, target: Target, what: str = "le réalisé") -> float:
    """Read a measured value, not blank, in the unit of ``target``.

    Args:
        actual: A number, or text with or without its unit (``"85,6 %"``, ``"12 j"``,
            ``"14/02/2022"``, ``"Oui"``).
        target: The target that the value is measured against.
        what: How to name the value in the error message.

    Returns:
        A ratio, a number, a delay in the target's unit, a whole Excel serial, or 1/0
        for yes/no.

    Raises:
        InvalidInput: ``nombre-illisible``, ``nombre-attendu``, ``date-illisible``,
            ``oui-non-attendu``, ``unites-differentes``, ``taux-saisi-en-points``,
            ``delai-negatif``.
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
    if is_ratio(target) and not number.unit:
        require_plausible(number.value, what, f" pour un objectif de {target.text}")
    if target.kind in _DELAY_KINDS and number.value < 0:
        raise InvalidInput(
            "delai-negatif",
            f"{capital(what)} vaut {display(number.value)} : un délai ne peut pas être négatif.",
            value=actual,
        )
    return number.value


def plain_range(target: Target) -> tuple[float, float]:
    """Return the bounds within which a bare float needs no further check."""
    if target.kind in {"date", "yes_no"}:
        return 1.0, -1.0  # nothing: these are always read in full
    if target.kind in _DELAY_KINDS:
        return 0.0, sys.float_info.max
    if is_ratio(target):
        return -PLAUSIBLE_RATE, PLAUSIBLE_RATE
    return -sys.float_info.max, sys.float_info.max


def is_ratio(target: Target) -> bool:
    """Tell whether values of this kind are ratios, where 77 would stand for 77 %."""
    return target.kind in RATIO_KINDS or (target.kind == "interval" and target.unit in RATE_UNITS)


def in_same_kind(target: Target, floor: Target) -> tuple[Target, Target]:
    """Return target and floor in one kind; a bare number takes the other's kind.

    Raises:
        InvalidInput: ``seuil-incompatible`` when both state kinds or units that differ,
            or the error of the bare number.
    """
    if _same_measure(target, floor):
        return target, floor
    if _is_bare(floor) and target.kind != "interval":
        return target, _as_kind_of(target, floor, "le seuil")
    if _is_bare(target) and floor.kind != "interval":
        return _as_kind_of(floor, target, "la cible"), floor
    raise InvalidInput(
        "seuil-incompatible",
        f"Le seuil « {floor.text} » ({floor.kind_name}) et la cible « {target.text} » "
        f"({target.kind_name}) ne se comparent pas. Donnez-les sous la même forme et dans la même "
        "unité.",
    )


def _as_kind_of(model: Target, bare: Target, what: str) -> Target:
    value = read_actual(bare.value, model, what)
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


def require_plausible(number: float, what: str, context: str = "") -> None:
    """Refuse a bare number that is a rate typed in points (77 for 77 %).

    Raises:
        InvalidInput: ``taux-saisi-en-points``.
    """
    if abs(number) <= PLAUSIBLE_RATE:
        return
    written = format_number(number)
    ratio = format_number(float(Decimal(repr(number)).scaleb(-2)))
    raise InvalidInput(
        "taux-saisi-en-points",
        f"{capital(what)} est un taux saisi en points, « {written} »{context} : saisissez "
        f"{written} % ou {ratio}. Un vrai taux de plus de 150 % s'écrit en texte, par exemple "
        "« 160 % ».",
        value=number,
    )
