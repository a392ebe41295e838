"""Inverse questions, solved exactly: what to reach, and what one more point is worth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pycog.arithmetic import compare, exact, not_negative, quotient, quotient_of, to_float
from pycog.conventions.facts.terms import Trigger
from pycog.errors import InvalidInput, NotAvailable
from pycog.interessement.card_lines import Row, form_of
from pycog.interessement.earning import Table, shape_of, to_rule
from pycog.interessement.scorecards import Marked, Score
from pycog.interessement.success_rates import to_trigger, trigger
from pycog.plausibility import is_as_typed
from pycog.shares import ONE
from pycog.targets import Target
from pycog.values import Block, Scalar, Shown, counted_points, display, format_number, to_number
from pycog.vector import elementwise


def required(
    points: Scalar,
    target: Scalar,
    floor: Scalar,
    weight: Scalar,
    rule: Any = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> float | str | None:
    """Return the least demanding result that earns a number of points.

    Args:
        points: Points wanted, 0 to ``weight``.
        target: As for :func:`pycog.interessement.points.points`.
        floor: As there.
        weight: Points of the indicator.
        rule: As there.
        units: As there.
        reference: As there. The result is then a value, not a variation.

    Returns:
        A value in the target's unit (a serial for a date, « Oui », the name of a step),
        next to the bound where it is excluded; ``None`` where an argument is blank or any
        result will do.

    Raises:
        InvalidInput: ``points-hors-bareme``, and the errors of ``points``.
        NotAvailable: ``palier-absent``, ``objectif-renvoye``, ``reference-manquante``.

    Source:
        As :func:`pycog.interessement.points.points`.
    """
    form = shape_of(target, floor, to_rule(rule), reference, as_typed=is_as_typed(units))
    wanted, whole = not_negative(points, "le nombre de points voulu"), _weight(weight)
    if form is None or wanted is None or whole is None:
        return None
    if compare(wanted, whole) > 0:
        raise InvalidInput(
            "points-hors-bareme",
            f"La pondération est de {format_number(whole, 4)} : l'indicateur ne peut pas donner "
            f"{counted_points(wanted)}.",
            points=wanted,
        )
    return form.required(min(exact(wanted) / exact(whole), ONE) if whole else Fraction(0))


def required_kind(
    target: Scalar,
    floor: Scalar,
    rule: Any = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> str:
    """Return how to show a result to reach (see :func:`pycog.values.display`).

    Args:
        target: As for :func:`required`.
        floor: As there.
        rule: As there.
        units: As there.
        reference: As there.

    Returns:
        ``"rate"``, ``"days"``, ``"date"``…
    """
    printed = _target(target, floor, rule, units, reference)
    return printed.shown_as if printed else "number"


def explain_required(
    points: Scalar,
    target: Scalar,
    floor: Scalar,
    weight: Scalar,
    rule: Any = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> str:
    """Return the question behind :func:`required` and its answer in French.

    Args:
        points: As for :func:`required`.
        target: As for :func:`required`.
        floor: As for :func:`required`.
        weight: As for :func:`required`.
        rule: As for :func:`required`.
        units: As for :func:`required`.
        reference: As for :func:`required`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = required(points, target, floor, weight, rule, units, reference)
    if result is None:
        return "Rien n'est à atteindre, ou une valeur n'est pas renseignée"
    wanted, whole = to_number(points) or 0.0, to_number(weight) or 0.0
    shown = display(result, required_kind(target, floor, rule, units, reference))
    if not whole:
        return f"La pondération est de 0 point : rien n'est à gagner au-delà de {shown}"
    share = display(quotient(wanted, whole, "la pondération"), "percent")
    return (
        f"{format_number(wanted, 4)} ÷ {format_number(whole, 4)} = {share} des points, acquis avec "
        f"{shown}"
    )


def _target(
    target: Scalar, floor: Scalar, rule: Any, units: Scalar, reference: Scalar
) -> Target | None:
    """Return the target in whose unit the answer is."""
    form = shape_of(target, floor, to_rule(rule), reference, as_typed=is_as_typed(units))
    if isinstance(form, Table):
        return form.steps.model
    return form.scale.measured if form else None


def _weight(weight: Scalar) -> float | None:
    return not_negative(weight, "la pondération")


@elementwise
def point_value(pili: Scalar, total_points: Scalar) -> float | None:
    """Return the euros per FTE of one more point, above the trigger.

    Args:
        pili: Local amount per FTE, euros.
        total_points: Points possible, without what is neutralised.

    Returns:
        Euros per FTE and point; ``None`` when either is blank.

    Raises:
        InvalidInput: ``valeur-negative``, ``division-par-zero``.

    Source:
        Annexe intéressement, branche maladie, 3.1 and 3.2;
        :data:`pycog.assumptions.ASSUMPTIONS` (``"gain-au-dela-du-seuil"``).
    """
    return quotient_of(pili, "la PILI", total_points, "le total des points")


def explain_point_value(pili: Scalar, total_points: Scalar) -> str:
    """Return the division behind :func:`point_value` in French.

    Args:
        pili: As for :func:`point_value`.
        total_points: As for :func:`point_value`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = point_value(pili, total_points)
    if result is None:
        return "La PILI ou le total des points n'est pas renseigné : pas de résultat"
    amount, total = to_number(pili) or 0.0, to_number(total_points) or 0.0
    return (
        f"{display(amount, 'amount')} par ETP ÷ {counted_points(total)} = "
        f"{display(result, 'amount')}"
    )


def local_rate_for(
    mtid: Scalar, pini: Scalar, trn: Scalar, pili: Scalar, national: Scalar, local: Scalar
) -> float | None:
    """Return the local success rate that a total amount per FTE asks for.

    Args:
        mtid: Total amount wanted, euros per FTE.
        pini: National amount per FTE, euros.
        trn: National success rate.
        pili: Local amount per FTE, euros.
        national: Threshold of the national rate (see
            :func:`pycog.interessement.success_rates.to_trigger`).
        local: Threshold of the local rate.

    Returns:
        A rate; 0 where the national part is enough. A local threshold that must be exceeded
        stands for any rate above it. ``None`` where an argument is blank.

    Raises:
        InvalidInput: ``valeur-negative``, ``division-par-zero``.
        NotAvailable: ``montant-hors-de-portee``: even 100 % would not give it.

    Source:
        Annexe intéressement, branche maladie, 3.2, solved for the local rate.
    """
    wanted, shared = not_negative(mtid, "le MTID voulu"), not_negative(pini, "la PINI")
    own, applied = not_negative(pili, "la PILI"), trigger(trn, national)
    least = to_trigger(local)
    if wanted is None or shared is None or own is None or applied is None or least is None:
        return None
    left = exact(wanted) - exact(shared) * exact(applied)
    if left <= 0:
        return 0.0
    quotient(1.0, own, "la PILI")
    rate = left / exact(own)
    if compare(to_float(rate), 1.0) > 0:
        most = display(to_float(exact(own) + exact(shared) * exact(applied)), "amount")
        raise NotAvailable(
            "montant-hors-de-portee",
            f"Même avec un taux de réussite local de 100 %, le MTID ne dépasse pas {most}.",
        )
    return min(1.0, max(least.rate, to_float(rate)))


def explain_local_rate(
    mtid: Scalar, pini: Scalar, trn: Scalar, pili: Scalar, national: Scalar, local: Scalar
) -> str:
    """Return the arithmetic of :func:`local_rate_for` in French, numbers put in.

    Args:
        mtid: As for :func:`local_rate_for`.
        pini: As for :func:`local_rate_for`.
        trn: As for :func:`local_rate_for`.
        pili: As for :func:`local_rate_for`.
        national: As for :func:`local_rate_for`.
        local: As for :func:`local_rate_for`.

    Returns:
        A French sentence with the numbers put in.
    """
    rate, least = local_rate_for(mtid, pini, trn, pili, national, local), to_trigger(local)
    if rate is None or least is None:
        return "Un montant ou le taux national n'est pas renseigné"
    shown = [display(to_number(value), "amount") for value in (mtid, pini, pili)]
    applied = display(trigger(trn, national), "rate")
    quotient_text = f"({shown[0]} − {shown[1]} × {applied}) ÷ {shown[2]}"
    return f"{quotient_text}, au moins {least.percent} : {display(rate, 'rate')}"


@dataclass(frozen=True, slots=True)
class Lever:
    """What one indicator can still bring.

    Attributes:
        row: The indicator.
        points: Points still to gain, the open ones included.
        open: Those of them whose result is missing.
        gain: Rise of the success rate if they are all gained.
        euros: Euros per FTE, above the trigger; ``None`` without an amount.
        to_pass: The results of this indicator alone, all else as it stands and what is
            open at nothing, that make the rate pass the trigger; ``""`` for a
            composite, which many results can do, and where the agreement gives no trigger.
    """

    row: Row
    points: Fraction
    open: Fraction
    gain: Fraction
    euros: float | None
    to_pass: str


def levers(scored: Score, pili: Scalar = None, threshold: Trigger | None = None) -> list[Lever]:
    """Return the indicators by what they can still bring, the largest first.

    Args:
        scored: A scored scorecard.
        pili: Amount per FTE (PILI; PINI for the national scorecard), euros.
        threshold: What the rate has to pass (see :func:`local_rate_for` for one that an amount
            asks); the trigger of the agreement if omitted.

    Returns:
        One lever for each indicator that can still bring points.

    Raises:
        InvalidInput: ``valeur-negative``.

    Source:
        Annexe intéressement, branche maladie, 3: rate of success and trigger.
    """
    amount = not_negative(pili, "la part par ETP")
    aim = threshold or scored.terms.trigger
    found: dict[int, Lever] = {}
    for mark in scored.lines:
        if mark.neutralised:
            continue
        left = mark.line.weight - (mark.earned or Fraction(0))
        before = found.get(id(mark.line.row))
        points = left + (before.points if before else 0)
        still = (left if mark.earned is None else Fraction(0)) + (before.open if before else 0)
        gain = points * _rate_per_point(scored, mark.line.row.theme)
        euros = None if amount is None else float(exact(amount) * gain)
        passing = "" if mark.line.component or aim is None else _to_pass(scored, mark, aim)
        found[id(mark.line.row)] = Lever(mark.line.row, points, still, gain, euros, passing)
    # Equal levers stay in printed order.
    return sorted((lever for lever in found.values() if lever.points), key=lambda one: -one.gain)


def _to_pass(scored: Score, mark: Marked, aim: Trigger) -> str:
    per_point = _rate_per_point(scored, mark.line.row.theme)
    earned = mark.earned or Fraction(0)
    rate = sum(
        (
            one.earned * _rate_per_point(scored, one.line.row.theme)
            for one in scored.lines
            if one.earned
        ),
        Fraction(0),
    )
    if aim.passed(to_float(rate)):
        return "Déjà atteint" if aim.reached else "Déjà dépassé"
    share = (earned + (exact(aim.rate) - rate) / per_point) / mark.line.weight
    if share > 1 or (share == 1 and not aim.reached):
        return "Hors de portée à lui seul"
    if mark.line.waits:
        return _OWN_FIRST
    form = form_of(mark.line)
    return form.reaching(share) if aim.reached else form.beyond(share)


def _rate_per_point(scored: Score, theme: str) -> Fraction:
    if not scored.terms.weightings:
        return 1 / scored.total.possible
    return scored.terms.weighting()[theme] / scored.themes[theme].possible


#: Said of a line whose printed target is the nation's and whose own one is missing.
_OWN_FIRST: Final = "Cible et seuil propres à saisir"
_HEADINGS: Final = (
    "Rang", "Thème", "Indicateur", "Points à gagner", "Dont points ouverts", "Gain de taux",
    "Euros par ETP",
)  # fmt: skip


def headings(trigger: Trigger | None) -> tuple[str, ...]:
    """Return the headings of :func:`levers_block`.

    Args:
        trigger: What the rate has to pass, ``None`` where the agreement does not say it.

    Returns:
        French headings; the last one says what its column is for.
    """
    if trigger is None:
        return (*_HEADINGS, "Seuil de déclenchement non donné")
    verb = "atteindre" if trigger.reached else "dépasser"
    return (*_HEADINGS, f"Pour {verb} {trigger.percent}")


def levers_block(scored: Score, pili: Scalar = None) -> Shown:
    """Lay the ranking out: headings, then one row an indicator.

    Args:
        scored: A scored scorecard.
        pili: As for :func:`levers`.

    Returns:
        Rows under :func:`headings`.
    """
    rows: Block = [list(headings(scored.terms.trigger))]
    for rank, lever in enumerate(levers(scored, pili), start=1):
        rows.append(
            [
                float(rank),
                scored.terms.themes[lever.row.theme],
                lever.row.label,
                float(lever.points),
                float(lever.open),
                float(lever.gain),
                lever.euros,
                lever.to_pass,
            ]
        )
    return Shown(rows, "number")
