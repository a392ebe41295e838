"""Intéressement: from points to success rates, and the trigger that they must pass.

Rates are computed on the decimals as written and rounded once, so that a rate of exactly
50 % is exactly 50 %: a trigger may be strictly above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pycog.arithmetic import (
    compare,
    exact,
    join_terms,
    not_negative,
    quotient,
    sum_exact,
    to_float,
)
from pycog.conventions.facts.terms import Trigger
from pycog.errors import InvalidInput, NotAvailable
from pycog.interessement.points import is_neutralised
from pycog.plausibility import require_plausible
from pycog.values import (
    Scalar,
    capital,
    counted_points,
    display,
    format_number,
)
from pycog.vector import elementwise, flatten, shape


def success_rate(points: Any, weights: Any) -> float | None:
    """Return the local success rate: points earned over points possible.

    Args:
        points: Points earned by each indicator; « neutralisé » takes the indicator out
            of both sums.
        weights: Points possible, same shape.

    Returns:
        A ratio; ``None`` when all is blank.

    Raises:
        NotAvailable: ``points-manquants``: a missing result is not zero; the message
            gives the minimum and the maximum of the rate.
        InvalidInput: ``plages-inegales``, ``points-hors-bareme``, ``division-par-zero``.

    Source:
        Annexe intéressement, branche maladie, 3 (taux de réussite locale).
    """
    pairs = _marks(points, weights)
    if not pairs:
        return None
    earned = sum_exact(mark for mark, _ in pairs if mark is not None)
    total = sum_exact(weight for _, weight in pairs)
    missing = sum_exact(weight for mark, weight in pairs if mark is None)
    if total and any(mark is None for mark, _ in pairs):
        least = display(to_float(earned / total), "rate")
        most = display(to_float((earned + missing) / total), "rate")
        open_points = format_number(to_float(missing), 4)
        raise NotAvailable(
            "points-manquants",
            f"{open_points} points sur {format_number(to_float(total), 4)} sont "
            f"encore ouverts : le taux est compris entre {least} et {most}. Une absence n'est pas "
            "un zéro.",
        )
    quotient(1.0, to_float(total), "la somme des pondérations")
    return to_float(earned / total)


def explain_success_rate(points: Any, weights: Any) -> str:
    """Return the sums behind :func:`success_rate` in French.

    Args:
        points: As for :func:`success_rate`.
        weights: As for :func:`success_rate`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = success_rate(points, weights)
    if result is None:
        return "Aucun indicateur n'est renseigné : pas de résultat"
    pairs = _marks(points, weights)
    earned = join_terms([format_number(mark or 0.0, 4) for mark, _ in pairs])
    total = join_terms([format_number(weight, 4) for _, weight in pairs])
    return f"({earned}) ÷ ({total}) = {display(result, 'rate')}"


def _marks(points: Any, weights: Any) -> list[tuple[float | None, float]]:
    if shape(points) != shape(weights):
        raise unequal("points", "pondérations")
    pairs: list[tuple[float | None, float]] = []
    both = zip(flatten(points), flatten(weights), strict=True)
    for position, (cell, weight) in enumerate(both, start=1):
        possible = not_negative(weight, f"la pondération n° {position}")
        if is_neutralised(cell):
            continue
        mark = not_negative(cell, f"le nombre de points n° {position}")
        if possible is None and mark is None:
            continue
        if possible is None or (mark is not None and compare(mark, possible) > 0):
            raise InvalidInput(
                "points-hors-bareme",
                f"L'indicateur n° {position} compte {counted_points(mark or 0.0)} pour "
                f"{display(possible) or 'aucune pondération'} : corrigez les points ou la "
                "pondération.",
                position=position,
            )
        pairs.append((mark, possible))
    return pairs


def unequal(left: str, right: str) -> InvalidInput:
    """Return the error of two ranges that should have the same shape.

    Args:
        left: What the first range holds, in French.
        right: What the second holds.

    Returns:
        The error ``plages-inegales``.
    """
    return InvalidInput(
        "plages-inegales",
        f"La plage des {left} et celle des {right} n'ont pas la même forme. Donnez deux plages de "
        "même taille.",
    )


def read_rate(value: Scalar, what: str) -> float | None:
    """Read a rate between 0 and 1; ``None`` when it is blank.

    Args:
        value: A ratio, or a text with a %.
        what: How to name it in the error message.

    Returns:
        A ratio from 0 to 1.

    Raises:
        InvalidInput: ``taux-saisi-en-points``, ``taux-hors-limites``, ``valeur-negative``.

    Source:
        Annexe intéressement, branche maladie, 3: a rate of success never exceeds 100 %.
    """
    rate = not_negative(value, what)
    if rate is None:
        return None
    if not isinstance(value, str):
        require_plausible(rate, what)
    if compare(rate, 1.0) > 0:
        raise InvalidInput(
            "taux-hors-limites",
            f"{capital(what)} vaut {display(rate, 'percent')} : ce taux ne peut pas dépasser "
            "100 %.",
            value=value,
        )
    return min(rate, 1.0)


def weigh(rates: Sequence[float], weights: Sequence[Fraction]) -> float:
    """Return a mean of rates, exact on their decimals.

    Args:
        rates: Ratios.
        weights: As many shares, which add up to 1.

    Returns:
        A ratio.

    Source:
        Annexe intéressement, branche maladie, 3.
    """
    pairs = zip(rates, weights, strict=True)
    return to_float(sum((exact(rate) * weight for rate, weight in pairs), Fraction(0)))


def weighted_rate(rates: Any, shares: Sequence[Fraction], titles: Sequence[str]) -> float | None:
    """Return the success rate of a scorecard whose themes are weighted.

    Args:
        rates: Rate of each theme, 0 to 1, in a single row or column.
        shares: Share of each theme in the rate; they add up to 1.
        titles: Printed name of each theme, for messages.

    Returns:
        A ratio; ``None`` when a rate is blank.

    Raises:
        InvalidInput: ``nombre-de-themes``, a rate outside 0 to 1.

    Source:
        Annexe intéressement, branche maladie, 3 (taux de réussite au niveau national).
    """
    known = _theme_rates(rates, titles)
    return None if known is None else weigh(known, shares)


def explain_weighted_rate(rates: Any, shares: Sequence[Fraction], titles: Sequence[str]) -> str:
    """Return the weighted mean behind :func:`weighted_rate` in French.

    Args:
        rates: As for :func:`weighted_rate`.
        shares: As for :func:`weighted_rate`.
        titles: As for :func:`weighted_rate`.

    Returns:
        A French sentence with the numbers put in.
    """
    result, known = weighted_rate(rates, shares, titles), _theme_rates(rates, titles)
    if result is None or known is None:
        return "Le taux d'un des thèmes n'est pas renseigné : pas de résultat"
    terms = " + ".join(
        f"{display(rate, 'percent')} × {format_number(to_float(share * 100), 4)}"
        for rate, share in zip(known, shares, strict=True)
    )
    return f"({terms}) ÷ 100 = {display(result, 'rate')}"


def _theme_rates(rates: Any, titles: Sequence[str]) -> list[float] | None:
    cells = flatten(rates)
    if len(cells) != len(titles):
        raise InvalidInput(
            "nombre-de-themes",
            f"Il y a {len(cells)} taux pour {len(titles)} thèmes : "
            f"{', '.join(f'« {title} »' for title in titles)}. Donnez un taux par thème, dans cet "
            "ordre.",
        )
    read = [
        read_rate(rate, f"le taux du thème « {title[:1].lower()}{title[1:]} »")
        for rate, title in zip(cells, titles, strict=True)
    ]
    known = [rate for rate in read if rate is not None]
    return known if len(known) == len(read) else None


def to_trigger(threshold: Scalar) -> Trigger | None:
    """Read a trigger: a rate that must be exceeded, or « ≥ 60 % », which may be reached.

    Args:
        threshold: A ratio, or a text.

    Returns:
        The trigger; ``None`` when it is blank.

    Raises:
        InvalidInput: A threshold outside 0 to 1.
    """
    if isinstance(threshold, str):
        read = Trigger.read(threshold)
        if read is not None:
            return read
    least = read_rate(threshold, "le seuil de déclenchement")
    return None if least is None else Trigger(least)


@elementwise
def trigger(rate: Scalar, threshold: Scalar) -> float | None:
    """Return the rate where it passes the threshold, else 0.

    Args:
        rate: A rate of success, 0 to 1.
        threshold: Rate that must be exceeded, or a text (see :func:`to_trigger`).

    Returns:
        The rate, or 0; ``None`` when either is blank.

    Raises:
        InvalidInput: A rate or threshold outside 0 to 1.

    Source:
        Annexe intéressement, branche maladie, 3 (seuil de déclenchement de 50 %).
    """
    value = read_rate(rate, "le taux de réussite")
    least = to_trigger(threshold)
    if value is None or least is None:
        return None
    return value if least.passed(value) else 0.0


def explain_trigger(rate: Scalar, threshold: Scalar) -> str:
    """Return the comparison behind :func:`trigger` in French.

    Args:
        rate: As for :func:`trigger`.
        threshold: As for :func:`trigger`.

    Returns:
        A French sentence with the numbers put in.
    """
    result, value = trigger(rate, threshold), read_rate(rate, "le taux de réussite")
    least = to_trigger(threshold)
    if result is None or value is None or least is None:
        return "Le taux de réussite n'est pas renseigné : pas de résultat"
    verb = "atteint" if least.reached else "dépasse"
    said = verb if least.passed(value) else f"n'{verb} pas" if least.reached else f"ne {verb} pas"
    return f"{display(value, 'percent')} {said} {least.percent} : {display(result, 'rate')}"
