"""Intéressement: the points that a result earns, under each rule.

Points are computed on the decimals as written and rounded once.
"""

from __future__ import annotations

from typing import Any, Final

from pycog.arithmetic import (
    exact,
    not_negative,
    to_float,
)
from pycog.errors import CellError, PycogError
from pycog.interessement.earning import RULES, shape_of, to_rule
from pycog.plausibility import is_as_typed
from pycog.values import (
    Block,
    Scalar,
    display,
    fold,
    format_number,
    is_blank,
    to_number,
)
from pycog.vector import elementwise

#: What an officer writes in place of the result of a neutralised indicator.
NEUTRALISED: Final = "neutralisé"


def is_neutralised(value: Scalar) -> bool:
    """Tell whether a result says that the indicator is neutralised.

    Args:
        value: A result as typed.

    Returns:
        Whether it opens with « neutralis », accents and capitals free.

    Source:
        Annexe intéressement, branche maladie, 2.1 (values adapted to the effects of the
        crisis).
    """
    return isinstance(value, str) and fold(value).startswith("neutralis")


def reason_of(value: Scalar) -> str:
    """Return the reason written after « neutralisé : », ``""`` where there is none.

    Args:
        value: A result that :func:`is_neutralised`.

    Returns:
        The reason as typed.
    """
    _, _, reason = str(value).partition(":")
    return reason.strip()


def points(
    actual: Any,
    target: Any,
    floor: Any = None,
    weight: Any = None,
    rule: Any = None,
    units: Scalar = None,
    reference: Scalar = None,
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
        reference: Value of the earlier year, for a target that starts from it.

    Returns:
        Points between 0 and ``weight``; ``None`` where result, target or weight is
        blank, or the target gives nothing to reach. The first four arguments and the
        reference may be arrays.

    Raises:
        InvalidInput: Unreadable or contradictory values, a negative weight,
            ``echelles-differentes``.
        NotAvailable: ``objectif-renvoye``, ``reference-manquante``.

    Source:
        Annexe intéressement, branche maladie, 2.1 and 2.2 (targets, floors, weights).
        The rules: :data:`pycog.assumptions.ASSUMPTIONS`.
    """
    chosen, as_typed = to_rule(rule), is_as_typed(units)

    @elementwise
    def earn(
        actual: Scalar, target: Scalar, floor: Scalar, weight: Scalar, reference: Scalar
    ) -> Scalar:
        form = shape_of(target, floor, chosen, reference, as_typed=as_typed)
        mark = not_negative(weight, "la pondération")
        if is_neutralised(actual):
            return NEUTRALISED
        if form is None or mark is None or is_blank(actual):
            return None
        return to_float(exact(mark) * form.earned(actual))

    return earn(actual, target, floor, weight, reference)


def points_compare(
    actual: Scalar,
    target: Scalar,
    floor: Scalar,
    weight: Scalar,
    units: Scalar = None,
    reference: Scalar = None,
) -> Block:
    """Return every rule's name with the points it gives.

    A rule that cannot be applied to the target gives its error in its own line.

    Args:
        actual: As for :func:`points`.
        target: As there.
        floor: As there.
        weight: As there.
        units: As there.
        reference: As there.

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
            rows.append([rule, points(actual, target, floor, weight, rule, units, reference)])
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
    reference: Scalar = None,
) -> str:
    """Return the arithmetic of :func:`points` in French, numbers put in.

    Args:
        actual: As for :func:`points`.
        target: As for :func:`points`.
        floor: As for :func:`points`.
        weight: As for :func:`points`.
        rule: As for :func:`points`.
        units: As for :func:`points`.
        reference: As for :func:`points`.

    Returns:
        A French sentence with the numbers put in.
    """
    earned = points(actual, target, floor, weight, rule, units, reference)
    form = shape_of(target, floor, to_rule(rule), reference, as_typed=is_as_typed(units))
    if earned == NEUTRALISED:
        return f"L'indicateur sort des points acquis et des points possibles : {NEUTRALISED}"
    if earned is None or form is None:
        return "Le réalisé, la cible ou la pondération n'est pas renseigné : pas de points"
    value: Any = form.read(actual)
    shown = display(float(form.share(value)), "percent")
    mark = format_number(to_number(weight) or 0.0, 4)
    lead_in = form.lead_in(actual)
    return f"{lead_in}{form.explain(value, shown)} ; {shown} × {mark} = {display(earned)}"


def points_assumptions(
    actual: Scalar,
    target: Scalar,
    floor: Scalar = None,
    weight: Scalar = None,
    rule: Any = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> tuple[str, ...]:
    """Return the ids of the assumptions that these points rest on.

    Args:
        actual: As for :func:`points`.
        target: As for :func:`points`.
        floor: As for :func:`points`.
        weight: As for :func:`points`.
        rule: As for :func:`points`.
        units: As for :func:`points`.
        reference: As for :func:`points`.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    form = shape_of(target, floor, to_rule(rule), reference, as_typed=is_as_typed(units))
    if form is None or is_blank(actual) or is_blank(weight) or is_neutralised(actual):
        return ()
    value: Any = form.read(actual)
    return form.assumptions_at(value)
