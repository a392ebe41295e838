"""How well a measured value meets a target: attainment, status and gap."""

from __future__ import annotations

from typing import Final

from pycog.arithmetic import difference
from pycog.errors import InvalidInput
from pycog.measures import read_actual
from pycog.plausibility import is_as_typed
from pycog.references import at_reference, read_reference
from pycog.scales import Scale, nearest, require_value, scale_of
from pycog.targets import UNSET, Target, denominator, parse_target
from pycog.values import Scalar, display, is_blank
from pycog.vector import elementwise

MET: Final = "Atteint"
PARTLY_MET: Final = "Partiellement atteint"
NOT_MET: Final = "Non atteint"
NOT_FILLED: Final = "Non renseigné"
NO_TARGET: Final = "Sans objectif"
DEFERRED: Final = "Objectif renvoyé"
#: What asks for an explanation.
MISSED: Final = (NOT_MET, PARTLY_MET)
STATUSES: Final = (MET, PARTLY_MET, NOT_MET, NOT_FILLED, NO_TARGET, DEFERRED)
#: A year that the agreement says is not judged. Not one of ``COG_STATUS``, which is given no
#: indicator: the annex and the reports write it in place of the status.
NEUTRALISED: Final = "Neutralisé"


def counted_statuses(*, neutralised: bool) -> tuple[str, ...]:
    """Return the statuses to count, :data:`NEUTRALISED` only where some year is."""
    return (*STATUSES, NEUTRALISED) if neutralised else STATUSES


@elementwise
def attainment(
    actual: Scalar,
    target: Scalar,
    floor: Scalar = None,
    direction: Scalar = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> float | None:
    """Return how much of a target is attained, 1.0 at the target.

    Args:
        actual: Measured value, in the target's unit; rates as ratios (0.77) or text
            (``"77 %"``), dates as Excel serials or text.
        target: A number or a printed text (see :func:`pycog.targets.parse_target`).
        floor: Value below which nothing is earned, in the target's unit.
        direction: ``"hausse"`` or ``"baisse"``, where the target does not tell.
        units: ``"tel quel"`` compares bare numbers of plainly different scale, which are
            refused otherwise (see :mod:`pycog.plausibility`).
        reference: Value of the year before, or of the base year, for a target that
            starts from it (« N-1 + 2 pts », « en baisse »); not used by others.

    Returns:
        A ratio; ``None`` when the target gives nothing to reach or the actual is blank. Without a
        floor ``actual / target`` when higher is better and ``2 - actual / target``
        when lower is better, never below 0; with a floor the straight line from 0 at
        the floor to 1 at the target, cut at both ends. At most 0.999 while a strict
        bound is not passed.

    Raises:
        InvalidInput: Unreadable values, ``taux-saisi-en-points``,
            ``echelles-differentes``, a floor or direction that contradicts the target.
        NotAvailable: ``objectif-renvoye``: the target is left to another agreement;
            ``reference-manquante``.

    Source:
        The targets: COG CAMIEG 2012-2015, annexe 4, and annexe intéressement, 2.1 and
        2.2. The rules: :data:`pycog.assumptions.ASSUMPTIONS`.
    """
    if is_blank(actual):
        parse_target(target)
        return None
    scale = scale_of(target, floor, direction, reference, as_typed=is_as_typed(units))
    return None if scale is None else scale.attainment(scale.read(actual))


@elementwise
def status(
    actual: Scalar,
    target: Scalar,
    floor: Scalar = None,
    direction: Scalar = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> str:
    """Return where a measured value stands, respecting strict comparators.

    5 % against ``"< 5 %"`` is ``"Non atteint"``, against ``"≤ 5 %"`` ``"Atteint"``.

    Args:
        actual: As for :func:`attainment`.
        target: As there; a deferred target is a status and not an error.
        floor: As there.
        direction: As there.
        units: As there.
        reference: As there.

    Returns:
        One of :data:`STATUSES`; « Sans objectif » wherever there is nothing to reach.

    Raises:
        InvalidInput: As :func:`attainment`.

    Source:
        As :func:`attainment`.
    """
    if reason := _nothing_to_measure(actual, target):
        return reason[0]
    scale = scale_of(target, floor, direction, reference, as_typed=is_as_typed(units))
    return NO_TARGET if scale is None else _status_on(scale, scale.read(actual))


def _status_on(scale: Scale, value: float) -> str:
    if scale.condition.holds(value):
        return MET
    return PARTLY_MET if scale.floor and scale.attainment(value) > 0 else NOT_MET


@elementwise
def gap(
    actual: Scalar, target: Scalar, units: Scalar = None, reference: Scalar = None
) -> float | None:
    """Return how far a measured value is from its target: ``actual - target``.

    Args:
        actual: As for :func:`attainment`.
        target: As there.
        units: As there.
        reference: As there. Against a trend, the gap is from this value.

    Returns:
        A difference in the target's unit, dates in days, rates as ratios, a change in
        per cent, a shift in its points or units. For an interval, the distance beyond
        the nearest bound, 0 inside. ``None`` when the target gives nothing to reach or
        the actual is blank.

    Raises:
        InvalidInput: As :func:`attainment`, or a yes/no target (``ecart-sans-objet``).
        NotAvailable: ``objectif-renvoye``, ``reference-manquante``.

    Source:
        COG CAMIEG 2012-2015, 4.3 (yearly comparison with the targets of annexe 4).
    """
    printed = parse_target(target)
    if printed.kind in UNSET or is_blank(actual):
        return None
    _, value, bound = _apart(actual, printed, units, reference)
    return difference(value, bound)


def _apart(
    actual: Scalar, printed: Target, units: Scalar, reference: Scalar
) -> tuple[Target, float, float]:
    """Return in whose unit a gap is, a measured value, and what its gap is measured from."""
    require_value(printed)
    if printed.kind == "yes_no":
        raise InvalidInput(
            "ecart-sans-objet",
            f"L'objectif « {printed.text} » se répond par oui ou par non : il n'y a pas d'écart à "
            "mesurer. Utilisez COG_STATUS.",
        )
    as_typed = is_as_typed(units)
    if printed.kind == "trend":
        printed = at_reference(printed, reference, None, compared=False)
        value = read_actual(actual, printed, as_typed=as_typed)
    elif printed.kind in {"change", "shift"}:
        scale = scale_of(printed.text, None, None, reference, as_typed=as_typed)
        value = scale.read(actual) if scale else 0.0
    else:
        value = read_actual(actual, printed, as_typed=as_typed)
    return printed, value, nearest(printed, value)


def gap_kind(target: Scalar, reference: Scalar = None) -> str:
    """Return how to show a gap to ``target`` (see :func:`pycog.values.display`).

    Args:
        target: As for :func:`gap`.
        reference: As there.

    Returns:
        ``"rate"``, ``"days"``, ``"amount"``…
    """
    printed = parse_target(target)
    earlier = read_reference(reference) if printed.kind == "trend" else None
    shown = (earlier or printed).shown_as
    return "days" if shown == "date" else shown


def explain_attainment(
    actual: Scalar,
    target: Scalar,
    floor: Scalar = None,
    direction: Scalar = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> str:
    """Return the arithmetic of :func:`attainment` in French, numbers put in.

    Args:
        actual: As for :func:`attainment`.
        target: As for :func:`attainment`.
        floor: As for :func:`attainment`.
        direction: As for :func:`attainment`.
        units: As for :func:`attainment`.
        reference: As for :func:`attainment`.

    Returns:
        A French sentence with the numbers put in.
    """
    if reason := _nothing_to_measure(actual, target):
        return reason[1]
    scale = scale_of(target, floor, direction, reference, as_typed=is_as_typed(units))
    return scale.lead_in(actual) + scale.explain(scale.read(actual)) if scale else ""


def explain_status(
    actual: Scalar,
    target: Scalar,
    floor: Scalar = None,
    direction: Scalar = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> str:
    """Return the comparison behind :func:`status` in French, numbers put in.

    Args:
        actual: As for :func:`status`.
        target: As for :func:`status`.
        floor: As for :func:`status`.
        direction: As for :func:`status`.
        units: As for :func:`status`.
        reference: As for :func:`status`.

    Returns:
        A French sentence with the numbers put in.
    """
    if reason := _nothing_to_measure(actual, target):
        return f"{reason[1]} : {reason[0]}"
    scale = scale_of(target, floor, direction, reference, as_typed=is_as_typed(units))
    if scale is None:
        return NO_TARGET
    value = scale.read(actual)
    outcome = _status_on(scale, value)
    verb = "respecte" if outcome == MET else "ne respecte pas"
    text = f"{scale.lead_in(actual)}{scale.target.write(value)} {verb} « {scale.condition} »"
    if scale.floor is not None and outcome != MET:
        verb = "mais franchit" if outcome == PARTLY_MET else "et ne franchit pas"
        text += f" {verb} le seuil « {scale.floor.text} »"
    return f"{text} : {outcome}"


def explain_gap(
    actual: Scalar, target: Scalar, units: Scalar = None, reference: Scalar = None
) -> str:
    """Return the subtraction behind :func:`gap` in French, numbers put in.

    Args:
        actual: As for :func:`gap`.
        target: As for :func:`gap`.
        units: As for :func:`gap`.
        reference: As for :func:`gap`.

    Returns:
        A French sentence with the numbers put in.
    """
    if reason := _nothing_to_measure(actual, target):
        return reason[1]
    printed, value, bound = _apart(actual, parse_target(target), units, reference)
    result = display(difference(value, bound), gap_kind(target, reference))
    return f"{printed.write(value)} − {printed.write(bound)} = {result}"


def attainment_assumptions(
    actual: Scalar,
    target: Scalar,
    floor: Scalar = None,
    direction: Scalar = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> tuple[str, ...]:
    """Return the ids of the assumptions that this attainment rests on.

    Args:
        actual: As for :func:`attainment`.
        target: As for :func:`attainment`.
        floor: As for :func:`attainment`.
        direction: As for :func:`attainment`.
        units: As for :func:`attainment`.
        reference: As for :func:`attainment`.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    if _nothing_to_measure(actual, target):
        return ()
    scale = scale_of(target, floor, direction, reference, as_typed=is_as_typed(units))
    if scale is None:
        return ()
    measured = scale.assumptions + scale.bound_assumptions(scale.read(actual))
    return measured + reading_assumptions(parse_target(target))


def status_assumptions(
    actual: Scalar,
    target: Scalar,
    floor: Scalar = None,
    direction: Scalar = None,
    units: Scalar = None,
    reference: Scalar = None,
) -> tuple[str, ...]:
    """Return the ids of the assumptions that this status rests on.

    Args:
        actual: As for :func:`status`.
        target: As for :func:`status`.
        floor: As for :func:`status`.
        direction: As for :func:`status`.
        units: As for :func:`status`.
        reference: As for :func:`status`.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    if _nothing_to_measure(actual, target):
        return ()
    scale = scale_of(target, floor, direction, reference, as_typed=is_as_typed(units))
    if scale is None:
        return ()
    partly = ("statut-partiel",) if scale.floor else ()
    named = tuple(name for name in scale.assumptions if name in _ON_THE_BOUND)
    measured = partly + named + scale.equality_assumptions(scale.read(actual))
    return measured + reading_assumptions(parse_target(target))


def gap_assumptions(
    actual: Scalar, target: Scalar, units: Scalar = None, reference: Scalar = None
) -> tuple[str, ...]:
    """Return the ids of the assumptions that this gap rests on.

    Args:
        actual: As for :func:`gap`.
        target: As for :func:`gap`.
        units: As for :func:`gap`.
        reference: As for :func:`gap`.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS` that the result rests on.
    """
    printed = parse_target(target)
    return (("intervalle",) if printed.kind == "interval" else ()) + reading_assumptions(printed)


#: Assumptions that decide whether a target is met, beside how much of it is.
_ON_THE_BOUND = frozenset({"sens-par-defaut", "intervalle", "objectif-nul", "tendance"})


def reading_assumptions(target: Target) -> tuple[str, ...]:
    """Return the ids of the assumptions that the reading of a target rests on.

    Args:
        target: A target as read.

    Returns:
        Ids of :data:`pycog.assumptions.ASSUMPTIONS`, most often none.
    """
    found = []
    if target.kind in {"change", "shift"} and target.base:
        found.append("variation-depuis")
    if target.kind == "interval" and "\u00b1" in target.text.replace("+/-", "\u00b1"):
        found.append("tolerance")
    if (denominator(target.unit) or 100) not in {100, 1000}:
        found.append("nombre-sur-nombre")
    if target.unit in {"mois", "semaines"}:
        found.append("unites-de-temps")
    return tuple(found)


#: Kind of a target that gives nothing to reach → why, in French.
_NOTHING: Final = {
    "empty": "Aucun objectif n'est donné",
    "open": "L'objectif reste à définir (« {} »)",
    "unknown": "L'objectif n'est pas déterminé (« {} »)",
    "not_applicable": "L'objectif est sans objet (« {} »)",
    "follow_up": "L'indicateur est suivi sans objectif (« {} »)",
}


def _nothing_to_measure(actual: Scalar, target: Scalar) -> tuple[str, str] | None:
    """Return the status and the reason when nothing can be measured."""
    printed = parse_target(target)
    if printed.kind in UNSET:
        return NO_TARGET, _NOTHING[printed.kind].format(printed.text)
    if printed.kind == "deferred":
        return DEFERRED, f"L'objectif est renvoyé à un autre texte (« {printed.text} »)"
    if is_blank(actual):
        return NOT_FILLED, "Le réalisé n'est pas renseigné"
    return None
