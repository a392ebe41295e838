"""Intéressement: from points to success rates, and from rates to euros per FTE.

Points and rates are computed on the decimals as written and rounded once, so that a
rate of exactly 50 % is exactly 50 %: the trigger is strictly above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from pycog.arithmetic import (
    cents,
    compare,
    exact,
    join_terms,
    not_negative,
    quotient,
    quotient_of,
    sum_exact,
    to_float,
)
from pycog.errors import CellError, InvalidInput, NotAvailable, PycogError
from pycog.interessement.earning import (
    ALL_OR_NOTHING,
    LINEAR,
    RULES,
    Shape,
    Table,
    shape_of,
    to_rule,
)
from pycog.plausibility import is_as_typed, require_plausible
from pycog.values import (
    Block,
    Scalar,
    capital,
    choose,
    display,
    fold,
    format_number,
    is_blank,
    to_number,
)
from pycog.vector import elementwise, flatten, shape

#: What an officer writes in place of the result of a neutralised indicator.
NEUTRALISED: Final = "neutralisé"
#: Name of a weighting → its weights for quality, risk and performance, in hundredths.
WEIGHTINGS: Final = {"formule": (35, 35, 30), "texte": (40, 40, 20)}
#: Share of the points that a rate must exceed.
THRESHOLD: Final = 0.5


def is_neutralised(value: Scalar) -> bool:
    """Tell whether a result says that the indicator is neutralised."""
    return isinstance(value, str) and fold(value).startswith("neutralis")


def reason_of(value: Scalar) -> str:
    """Return the reason written after « neutralisé : », ``""`` where there is none."""
    _, _, reason = str(value).partition(":")
    return reason.strip()


def points(
    actual: Any,
    target: Any,
    floor: Any = None,
    weight: Any = None,
    rule: Any = None,
    units: Scalar = None,
) -> Any:
    """Return the points that a result earns.

    Args:
        actual: Result, in the target's unit; « neutralisé » comes back as it is.
        target: Value that earns all the points: a number or a printed text.
        floor: Value under which nothing is earned; blank where there is none.
        weight: Points of the indicator.
        rule: ``"lineaire"`` (default), ``"tout_ou_rien"``, ``"paliers"`` or ``"ratio"``,
            or a table of steps (see :func:`pycog.interessement.steps.parse_steps`).
        units: ``"tel quel"`` compares bare numbers of plainly different scale, which are
            refused otherwise (see :mod:`pycog.plausibility`).

    Returns:
        Points between 0 and ``weight``; ``None`` where result, target or weight is
        blank. The first four arguments may be arrays.

    Raises:
        InvalidInput: Unreadable or contradictory values, a negative weight,
            ``echelles-differentes``.
        NotAvailable: ``objectif-renvoye``.

    Source:
        Annexe intéressement, branche maladie, 2.1 and 2.2 (targets, floors, weights).
        The rules: :data:`pycog.assumptions.ASSUMPTIONS`.
    """
    chosen, as_typed = to_rule(rule), is_as_typed(units)

    @elementwise
    def earn(actual: Scalar, target: Scalar, floor: Scalar, weight: Scalar) -> Scalar:
        form = shape_of(target, floor, chosen, as_typed=as_typed)
        mark = not_negative(weight, "la pondération")
        if is_neutralised(actual):
            return NEUTRALISED
        if form is None or mark is None or is_blank(actual):
            return None
        return to_float(exact(mark) * form.earned(actual))

    return earn(actual, target, floor, weight)


def points_compare(
    actual: Scalar, target: Scalar, floor: Scalar, weight: Scalar, units: Scalar = None
) -> Block:
    """Return every rule's name with the points it gives.

    A rule that cannot be applied to the target gives its error in its own line.

    Args:
        actual: As for :func:`points`.
        target: As there.
        floor: As there.
        weight: As there.
        units: As there.

    Returns:
        One row a rule: its name and its points.

    Raises:
        PycogError: As :func:`points`, when no rule can be applied.

    Source:
        As :func:`points`.
    """
    rows: Block = []
    failures: list[PycogError] = []
    for rule in RULES:
        try:
            rows.append([rule, points(actual, target, floor, weight, rule, units)])
        except PycogError as error:
            failures.append(error)
            rows.append([rule, CellError.of(error)])
    if len(failures) == len(RULES):
        raise failures[0]
    return rows


def explain_points(
    actual: Scalar,
    target: Scalar,
    floor: Scalar = None,
    weight: Scalar = None,
    rule: Any = None,
    units: Scalar = None,
) -> str:
    """Return the arithmetic of :func:`points` in French, numbers put in."""
    earned = points(actual, target, floor, weight, rule, units)
    form = shape_of(target, floor, to_rule(rule), as_typed=is_as_typed(units))
    if earned == NEUTRALISED:
        return f"L'indicateur sort des points acquis et des points possibles : {NEUTRALISED}"
    if earned is None or form is None:
        return "Le réalisé, la cible ou la pondération n'est pas renseigné : pas de points"
    value: Any = form.read(actual)
    shown = display(float(form.share(value)), "percent")
    mark = format_number(to_number(weight) or 0.0, 4)
    return f"{form.explain(value, shown)} ; {shown} × {mark} = {display(earned)}"


def points_assumptions(
    actual: Scalar,
    target: Scalar,
    floor: Scalar = None,
    weight: Scalar = None,
    rule: Any = None,
    units: Scalar = None,
) -> tuple[str, ...]:
    """Return the ids of the assumptions that these points rest on."""
    form = shape_of(target, floor, to_rule(rule), as_typed=is_as_typed(units))
    if form is None or is_blank(actual) or is_neutralised(actual):
        return ()
    value: Any = form.read(actual)
    return form.assumptions_at(value)


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
                f"L'indicateur n° {position} compte {format_number(mark or 0.0, 4)} points pour "
                f"{display(possible) or 'aucune pondération'} : corrigez les points ou la "
                "pondération.",
                position=position,
            )
        pairs.append((mark, possible))
    return pairs


def unequal(left: str, right: str) -> InvalidInput:
    """Return the error of two ranges that should have the same shape."""
    return InvalidInput(
        "plages-inegales",
        f"La plage des {left} et celle des {right} n'ont pas la même forme. Donnez deux plages de "
        "même taille.",
    )


def read_rate(value: Scalar, what: str) -> float | None:
    """Read a rate between 0 and 1; ``None`` when it is blank.

    Raises:
        InvalidInput: ``taux-saisi-en-points``, ``taux-hors-limites``, ``valeur-negative``.
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
    """Return the mean of rates weighted in hundredths, exact on their decimals."""
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
    themes = (("qualité de service", quality), ("gestion du risque", risk),
              ("performance économique et sociale", performance))  # fmt: skip
    rates = [read_rate(rate, f"le taux du thème « {theme} »") for theme, rate in themes]
    known = [rate for rate in rates if rate is not None]
    return known if len(known) == len(rates) else None


@elementwise
def trigger(rate: Scalar, threshold: Scalar = None) -> float | None:
    """Return the rate where it is strictly above the threshold, else 0.

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


@elementwise
def per_fte(mass: Scalar, fte: Scalar) -> float | None:
    """Return an amount per full-time equivalent: PINI or PILI.

    Raises:
        InvalidInput: ``valeur-negative``, ``division-par-zero``.

    Source:
        Annexe intéressement, branche maladie, 3.1.
    """
    return quotient_of(mass, "la masse d'intéressement", fte, "le nombre d'ETP")


def explain_per_fte(mass: Scalar, fte: Scalar) -> str:
    """Return the division behind :func:`per_fte` in French."""
    result = per_fte(mass, fte)
    if result is None:
        return "La masse ou le nombre d'ETP n'est pas renseigné : pas de résultat"
    above, below = to_number(mass) or 0.0, to_number(fte) or 0.0
    return f"{display(above, 'amount')} ÷ {format_number(below, 4)} ETP = {_euros(result)}"


@elementwise
def distributed(pini: Scalar, trn: Scalar, pili: Scalar, trl: Scalar) -> float | None:
    """Return the total amount distributed per FTE (MTID), both triggers applied.

    Args:
        pini: National amount per FTE, euros.
        trn: National success rate.
        pili: Local amount per FTE, euros.
        trl: Local success rate.

    Raises:
        InvalidInput: ``valeur-negative``, a rate outside 0 to 1.

    Source:
        Annexe intéressement, branche maladie, 3.2.
    """
    national, local = not_negative(pini, "la PINI"), not_negative(pili, "la PILI")
    first, second = trigger(trn), trigger(trl)
    if national is None or local is None or first is None or second is None:
        return None
    return to_float(exact(national) * exact(first) + exact(local) * exact(second))


def explain_distributed(pini: Scalar, trn: Scalar, pili: Scalar, trl: Scalar) -> str:
    """Return the sum behind :func:`distributed` in French."""
    result = distributed(pini, trn, pili, trl)
    if result is None:
        return "Une part ou un taux n'est pas renseigné : pas de résultat"
    parts = " + ".join(
        f"{display(to_number(amount), 'amount')} × {display(trigger(rate), 'percent')}"
        for amount, rate in ((pini, trn), (pili, trl))
    )
    return f"{explain_trigger(trn)} ; {explain_trigger(trl)} ; {parts} = {_euros(result)}"


def _euros(amount: float) -> str:
    return display(amount, "amount")


@elementwise
def ars_bonus(average: Scalar, hours_ratio: Scalar, presence_ratio: Scalar) -> float | None:
    """Return the compensation bonus of private-law staff of a regional health agency.

    Args:
        average: Average intéressement paid in the health branch, net euros.
        hours_ratio: Contractual hours over full time, 0 to 1.
        presence_ratio: Time present in the year, 0 to 1.

    Raises:
        InvalidInput: ``valeur-negative``, a ratio outside 0 to 1.

    Source:
        Annexe intéressement, branche maladie, 3.3 (ARS): article 9 of the agreement of
        26 January 2010.
    """
    amount = not_negative(average, "l'intéressement moyen")
    hours = read_rate(hours_ratio, "la part d'horaire contractuel")
    presence = read_rate(presence_ratio, "la part de présence")
    if amount is None or hours is None or presence is None:
        return None
    return to_float(exact(amount) * exact(hours) * exact(presence))


def explain_ars_bonus(average: Scalar, hours_ratio: Scalar, presence_ratio: Scalar) -> str:
    """Return the product behind :func:`ars_bonus` in French."""
    result = ars_bonus(average, hours_ratio, presence_ratio)
    if result is None:
        return "Un des éléments n'est pas renseigné : pas de prime"
    shares = [display(to_number(ratio), "percent") for ratio in (hours_ratio, presence_ratio)]
    return f"{_euros(to_number(average) or 0.0)} × {' × '.join(shares)} = {_euros(result)}"


@elementwise
def payable(amount: Scalar) -> float | None:
    """Return an amount rounded half-up to the cent; a tie moves away from zero.

    The decimals that are rounded are those of the number as written: 2.675 gives 2.68,
    although the float that stores it is a little below.

    Raises:
        InvalidInput: Not a number.
    """
    number = to_number(amount, "le montant")
    return None if number is None else cents(number)


def explain_payable(amount: Scalar) -> str:
    """Return the rounding behind :func:`payable` in French."""
    result = payable(amount)
    if result is None:
        return "Le montant n'est pas renseigné : pas de résultat"
    written = format_number(to_number(amount) or 0.0)
    return (
        f"{written} arrondi au centime, le demi-centime en s'éloignant de zéro : {_euros(result)}"
    )


__all__ = [
    "ALL_OR_NOTHING", "LINEAR", "NEUTRALISED", "RULES", "THRESHOLD", "WEIGHTINGS", "Shape",
    "Table", "ars_bonus", "distributed", "explain_ars_bonus", "explain_distributed",
    "explain_national_rate", "explain_payable", "explain_per_fte", "explain_points",
    "explain_success_rate", "explain_trigger", "is_neutralised", "national_rate", "payable",
    "per_fte", "points", "points_assumptions", "points_compare", "read_rate", "reason_of",
    "success_rate", "trigger", "unequal", "weigh",
]  # fmt: skip
