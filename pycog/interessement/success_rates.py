"""Intéressement: from points to success rates, and the trigger that they must pass.

Rates are computed on the decimals as written and rounded once, so that a rate of exactly
50 % is exactly 50 %: the trigger is strictly above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from pycog.arithmetic import (
    compare,
    exact,
    join_terms,
    not_negative,
    quotient,
    sum_exact,
    to_float,
)
from pycog.errors import InvalidInput, NotAvailable
from pycog.interessement.points import is_neutralised
from pycog.plausibility import require_plausible
from pycog.values import (
    Scalar,
    capital,
    choose,
    counted_points,
    display,
    format_number,
)
from pycog.vector import elementwise, flatten, shape

#: Name of a weighting → its weights for quality, risk and performance, in hundredths.
WEIGHTINGS: Final = {"formule": (35, 35, 30), "texte": (40, 40, 20)}
#: Share of the points that a rate must exceed.
THRESHOLD: Final = 0.5


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
    """Return the sums behind :func:`success_rate` in French."""
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


@elementwise
def national_rate(
    quality: Scalar, risk: Scalar, performance: Scalar, weighting: Scalar = None
) -> float | None:
    """Return the national success rate from the rates of the three themes.

    Args:
        quality: Rate of « qualité de service », 0 to 1.
        risk: Rate of « gestion du risque ».
        performance: Rate of « performance économique et sociale ».
        weighting: ``"formule"`` (35/35/30, default) or ``"texte"`` (40/40/20).

    Returns:
        A ratio; ``None`` when a rate is blank.

    Raises:
        InvalidInput: ``choix-inconnu``, a rate outside 0 to 1.

    Source:
        Annexe intéressement, branche maladie, 3: the formula prints 35/35/30, the
        sentence before it 40/40/20.
    """
    rates = _theme_rates(quality, risk, performance)
    weights = WEIGHTINGS[choose(weighting, tuple(WEIGHTINGS), "la pondération")]
    return None if rates is None else weigh(rates, weights)


def weigh(rates: Sequence[float], weights: Sequence[int]) -> float:
    """Return the mean of rates weighted in hundredths, exact on their decimals.

    Args:
        rates: Ratios.
        weights: As many weights, which add up to 100.

    Returns:
        A ratio.

    Source:
        Annexe intéressement, branche maladie, 3.
    """
    pairs = zip(rates, weights, strict=True)
    return to_float(sum((exact(rate) * weight for rate, weight in pairs), Fraction(0)) / 100)


def explain_national_rate(
    quality: Scalar, risk: Scalar, performance: Scalar, weighting: Scalar = None
) -> str:
    """Return the weighted mean behind :func:`national_rate` in French."""
    result = national_rate(quality, risk, performance, weighting)
    rates = _theme_rates(quality, risk, performance)
    if result is None or rates is None:
        return "Le taux d'un des thèmes n'est pas renseigné : pas de résultat"
    weights = WEIGHTINGS[choose(weighting, tuple(WEIGHTINGS), "la pondération")]
    pairs = zip(rates, weights, strict=True)
    terms = " + ".join(f"{display(rate, 'percent')} × {weight}" for rate, weight in pairs)
    return f"({terms}) ÷ 100 = {display(result, 'rate')}"


def _theme_rates(quality: Scalar, risk: Scalar, performance: Scalar) -> list[float] | None:
    themes = (
        ("qualité de service", quality),
        ("gestion du risque", risk),
        ("performance économique et sociale", performance),
    )
    rates = [read_rate(rate, f"le taux du thème « {theme} »") for theme, rate in themes]
    known = [rate for rate in rates if rate is not None]
    return known if len(known) == len(rates) else None


@elementwise
def trigger(rate: Scalar, threshold: Scalar = None) -> float | None:
    """Return the rate where it is strictly above the threshold, else 0.

    Args:
        rate: A rate of success, 0 to 1.
        threshold: Rate that must be exceeded; :data:`THRESHOLD` by default.

    Returns:
        The rate, or 0; ``None`` when it is blank.

    Raises:
        InvalidInput: A rate or threshold outside 0 to 1.

    Source:
        Annexe intéressement, branche maladie, 3 (seuil de déclenchement de 50 %).
    """
    value = read_rate(rate, "le taux de réussite")
    least = read_rate(threshold, "le seuil de déclenchement")
    if value is None:
        return None
    return value if compare(value, THRESHOLD if least is None else least) > 0 else 0.0


def explain_trigger(rate: Scalar, threshold: Scalar = None) -> str:
    """Return the comparison behind :func:`trigger` in French."""
    result, value = trigger(rate, threshold), read_rate(rate, "le taux de réussite")
    if result is None or value is None:
        return "Le taux de réussite n'est pas renseigné : pas de résultat"
    least = read_rate(threshold, "le seuil")
    bound = display(THRESHOLD if least is None else least, "percent")
    over = compare(value, THRESHOLD if least is None else least) > 0
    verb = "dépasse" if over else "ne dépasse pas"
    return f"{display(value, 'percent')} {verb} {bound} : {display(result, 'rate')}"
