"""Indicators: attainment, rates, composites, deciles, delays and trajectories.

Rules for one value accept numpy arrays and pandas columns too; rules for a whole
range take a block, a flat list, an array or a Series.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final

from pycog.arithmetic import (
    exact,
    explain_quotient,
    join_terms,
    not_negative,
    quotient,
    quotient_of,
    sum_exact,
    to_float,
    total,
)
from pycog.attainment import (
    STATUSES,
    attainment,
    attainment_assumptions,
    explain_attainment,
    explain_gap,
    explain_status,
    gap,
    gap_assumptions,
    gap_kind,
    status,
    status_assumptions,
)
from pycog.delays import (
    Delays,
    decile,
    delay,
    explain_decile,
    explain_delay,
    explain_share_within,
    read_delays,
    share_within,
)
from pycog.errors import InvalidInput, NotAvailable
from pycog.plausibility import is_as_typed, require_attainment, require_plausible
from pycog.targets import parse_target
from pycog.values import (
    Scalar,
    capital,
    choose,
    display,
    format_number,
    parse_number,
    to_number,
)
from pycog.vector import elementwise, flatten, like, shape

__all__ = [
    "MODES",
    "STATUSES",
    "Delays",
    "attainment",
    "attainment_assumptions",
    "composite",
    "composite_assumptions",
    "decile",
    "delay",
    "explain_attainment",
    "explain_composite",
    "explain_decile",
    "explain_delay",
    "explain_gap",
    "explain_rate",
    "explain_share_within",
    "explain_status",
    "explain_trajectory",
    "gap",
    "gap_assumptions",
    "gap_kind",
    "rate",
    "read_delays",
    "share_within",
    "status",
    "status_assumptions",
    "trajectory",
    "trajectory_assumptions",
    "trajectory_kind",
]

#: How a trajectory applies its yearly changes; the first is the default.
MODES: Final = ("cumul", "compose", "points")


@elementwise
def rate(numerator: Scalar, denominator: Scalar) -> float | None:
    """Return the rate of ``numerator`` cases over ``denominator``.

    Args:
        numerator: Number of cases, none negative.
        denominator: Number of all cases, above zero.

    Returns:
        A ratio; ``None`` when either is blank.

    Raises:
        InvalidInput: ``aucun-cas`` (0 over 0), ``division-par-zero``,
            ``valeur-negative``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, fiches objectif 20 et 22.
    """
    if not_negative(numerator, "le numérateur") == not_negative(denominator, "le total") == 0.0:
        raise InvalidInput(
            "aucun-cas",
            "0 cas sur 0 : il n'y a eu aucun cas, donc pas de taux, ni 0 % ni 100 %. Laissez le "
            "dénominateur vide tant qu'il n'y a pas de cas.",
        )
    return quotient_of(numerator, "le numérateur", denominator, "le dénominateur")


def explain_rate(numerator: Scalar, denominator: Scalar) -> str:
    """Return the division behind :func:`rate` in French.

    Args:
        numerator: As for :func:`rate`.
        denominator: As for :func:`rate`.

    Returns:
        A French sentence with the numbers put in.
    """
    return explain_quotient(numerator, denominator, rate(numerator, denominator))


def composite(attainments: Any, weights: Any, units: Scalar = None) -> float | None:
    """Return the weighted mean of the attainments of a composite indicator.

    Args:
        attainments: Attainments of the components, ratios.
        weights: Their weights, in any unit (points or percentages), same shape.
        units: ``"tel quel"`` takes attainments of more than 500 % given as bare numbers,
            which are refused otherwise: 80 for 80 %.

    Returns:
        A ratio; ``None`` when all is blank. Cells blank on both sides are ignored.

    Raises:
        InvalidInput: ``plages-inegales``, ``valeur-negative`` (weight),
            ``taux-saisi-en-points``, ``division-par-zero`` (no weight at all).
        NotAvailable: ``composante-manquante``, ``ponderation-manquante``: a missing
            component is not zero.

    Source:
        Annexe intéressement, branche maladie, 2.1: composite indicators (50 % / 50 %).
    """
    pairs = _components(attainments, weights, units)
    if not pairs:
        return None
    whole = sum_exact(weight for _, weight in pairs)
    quotient(1.0, to_float(whole), "la somme des pondérations")
    points = sum((exact(value) * exact(weight) for value, weight in pairs), Fraction(0))
    return to_float(points / whole)


def explain_composite(attainments: Any, weights: Any, units: Scalar = None) -> str:
    """Return the weighted mean behind :func:`composite` in French.

    Args:
        attainments: As for :func:`composite`.
        weights: As for :func:`composite`.
        units: As for :func:`composite`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = composite(attainments, weights, units)
    if result is None:
        return "Aucune composante n'est renseignée : pas de résultat"
    pairs = _components(attainments, weights, units)
    terms = join_terms([f"{display(v, 'percent')} × {format_number(w, 4)}" for v, w in pairs])
    over = format_number(total(weight for _, weight in pairs), 4)
    return f"({terms}) ÷ {over} = {display(result, 'rate')}"


def composite_assumptions(attainments: Any, weights: Any, units: Scalar = None) -> tuple[str, ...]:
    """Return the ids of the assumptions that this composite rests on.

    Args:
        attainments: As for :func:`composite`.
        weights: As for :func:`composite`.
        units: As for :func:`composite`.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    return ("composante-manquante",)


def _components(attainments: Any, weights: Any, units: Scalar) -> list[tuple[float, float]]:
    as_typed = is_as_typed(units)
    if shape(attainments) != shape(weights):
        raise InvalidInput(
            "plages-inegales",
            f"La plage des taux d'atteinte ({_size(attainments)}) et celle des pondérations "
            f"({_size(weights)}) n'ont pas la même forme. Donnez deux plages de même taille.",
        )
    pairs: list[tuple[float, float]] = []
    both = zip(flatten(attainments), flatten(weights), strict=True)
    for position, (value, weight) in enumerate(both, start=1):
        share = to_number(value, f"la composante n° {position}")
        points = not_negative(weight, f"la pondération n° {position}")
        if share is None and points is None:
            continue
        if share is None or points is None:
            raise _missing(position, value_missing=share is None)
        if not (as_typed or (isinstance(value, str) and "%" in value)):
            require_attainment(share, f"la composante n° {position}")
        pairs.append((share, points))
    return pairs


def _missing(position: int, *, value_missing: bool) -> NotAvailable:
    if value_missing:
        return NotAvailable(
            "composante-manquante",
            f"La composante n° {position} n'est pas renseignée : l'indicateur composite n'a pas de "
            "valeur, car une absence n'est pas un zéro.",
            position=position,
        )
    return NotAvailable(
        "ponderation-manquante",
        f"La pondération n° {position} n'est pas renseignée alors que sa composante l'est.",
        position=position,
    )


def trajectory(baseline: Scalar, changes: Any, mode: Scalar = None) -> list[Any]:
    """Return the value that each successive change leads to.

    Args:
        baseline: Value to start from.
        changes: Changes in order, row by row, as ratios (0.03) or text (``"+3%"``).
        mode: ``"cumul"`` (default) adds the changes up and applies the sum to the
            baseline; ``"compose"`` chains them; ``"points"`` adds them to the baseline,
            for a rate that gains points.

    Returns:
        Values laid out as ``changes``; ``None`` from the first blank change on.

    Raises:
        InvalidInput: ``choix-inconnu`` (mode), ``variation-attendue``,
            ``taux-saisi-en-points``, unreadable numbers.

    Source:
        COG CAMIEG 2012-2015, annexe 4, indicateur 17, and fiche objectif 12.
    """
    steps = _changes(changes)
    start = to_number(baseline, "la valeur de départ")
    how = choose(mode, MODES, "le mode")
    done: list[float] = []
    results: list[Scalar] = []
    for step in steps:
        if step is None or start is None:
            break
        done.append(step)
        results.append(_reach(start, done, how))
    return like(changes, [*results, *[None] * (len(steps) - len(results))])


def explain_trajectory(baseline: Scalar, changes: Any, mode: Scalar = None) -> str:
    """Return the arithmetic of the last value of :func:`trajectory` in French.

    Args:
        baseline: As for :func:`trajectory`.
        changes: As for :func:`trajectory`.
        mode: As for :func:`trajectory`.

    Returns:
        A French sentence with the numbers put in.
    """
    results = [value for value in flatten(trajectory(baseline, changes, mode)) if value is not None]
    start, how = to_number(baseline), choose(mode, MODES, "le mode")
    if start is None or not results:
        return "La valeur de départ ou la première variation n'est pas renseignée : pas de résultat"
    kind = trajectory_kind(baseline, mode)
    steps = [display(step, "percent") for step in _changes(changes)[: len(results)]]
    first = display(start, "percent") if kind == "rate" else format_number(start, 4)
    last = display(results[-1], kind)
    if how == "cumul":
        return f"{first} × (1 + {join_terms(steps)}) = {last}"
    if how == "compose":
        return f"{first} × {join_terms([f'(1 + {step})' for step in steps], ' × ')} = {last}"
    return f"{first} + {join_terms(steps)} = {last}"


def trajectory_assumptions(baseline: Scalar, changes: Any, mode: Scalar = None) -> tuple[str, ...]:
    """Return the ids of the assumptions that this trajectory rests on.

    Args:
        baseline: As for :func:`trajectory`.
        changes: As for :func:`trajectory`.
        mode: As for :func:`trajectory`.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    cumulative = choose(mode, MODES, "le mode") == "cumul"
    return ("trajectoire-cumulee",) if cumulative else ()


def trajectory_kind(baseline: Scalar, mode: Scalar = None) -> str:
    """Return how to show a trajectory (see :func:`pycog.values.display`).

    Args:
        baseline: As for :func:`trajectory`.
        mode: As there.

    Returns:
        ``"rate"`` for a baseline written with a %, else ``"number"``.
    """
    written_as_rate = isinstance(baseline, str) and parse_number(baseline).unit == "%"
    return "rate" if written_as_rate or choose(mode, MODES, "le mode") == "points" else "number"


def _reach(start: float, changes: list[float], mode: str) -> float:
    if mode == "points":
        return total([start, *changes])
    if mode == "compose":
        return to_float(exact(start) * math.prod(1 + exact(change) for change in changes))
    return to_float(exact(start) * (1 + sum_exact(changes)))


def _changes(changes: Any) -> list[float | None]:
    return [_change(cell, position) for position, cell in enumerate(flatten(changes), start=1)]


def _change(cell: Scalar, position: int) -> float | None:
    what = f"la variation n° {position}"
    change = parse_target(cell, what)
    if change.kind in {"change", "rate", "empty"} and not (
        change.imposed and change.kind == "rate"
    ):
        return change.value
    if change.kind == "count" and not change.unit and not change.imposed:
        require_plausible(change.value or 0.0, what)
        return change.value
    raise InvalidInput(
        "variation-attendue",
        f"{capital(what)} « {change.text} » n'est pas une variation. Écrivez par exemple +3 %, "
        "-2 %, « Baisse de 14 % » ou 0,03.",
        value=cell,
    )


def _size(values: Any) -> str:
    return " × ".join(map(str, shape(values))) or "1"
