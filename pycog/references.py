"""Measures a result from the value of an earlier year, for targets that start from it.

« +3 % », « N-1 + 2 pts » and « en baisse » say what is to become of a value that the target
does not print. A change or a shift is measured as a variation, in per cent of the earlier
value or in points; a trend becomes a target at the earlier value.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pycog.arithmetic import exact, to_float
from pycog.errors import InvalidInput, NotAvailable
from pycog.measures import in_unit, read_actual
from pycog.plausibility import PLAUSIBLE_RATE
from pycog.targets import (
    HIGHER,
    LOWER,
    UNSET,
    Target,
    denominator,
    is_rate_unit,
    parse_target,
)
from pycog.values import Scalar, display

WHAT: Final = "la référence"
#: Kinds of a value that results can be measured from.
_LEVELS: Final = frozenset({"rate", "count", "delay", "decile_delay", "share_within_delay"})
_POINTS: Final = "points"
_PER_CENT: Final = 100


class Origin(Struct, frozen=True):
    """An earlier value, and how a later one is measured from it.

    Attributes:
        model: The earlier value as a target, in whose unit later values are read.
        parts: How many units of the variation make one of the model: 100 points.
        relative: Whether the variation is in per cent of the earlier value.
        as_typed: Whether bare numbers are taken as they are, be they of another scale.
    """

    model: Target
    parts: int
    relative: bool
    as_typed: bool

    @property
    def value(self) -> float:
        """The earlier value."""
        return self.model.value or 0.0

    def variation(self, actual: Scalar) -> float:
        """Read a later value and return its variation.

        Args:
            actual: A measured value, in the unit of the earlier one.

        Returns:
            A ratio of the earlier value, or a difference in points or units.

        Raises:
            InvalidInput: The errors of :func:`pycog.measures.read_actual`.
        """
        later = exact(read_actual(actual, self.model, as_typed=self.as_typed))
        start = exact(self.value)
        return to_float(later / start - 1 if self.relative else (later - start) * self.parts)

    def level(self, variation: float) -> float:
        """Return the later value that a variation leads to."""
        start, step = exact(self.value), exact(variation)
        return to_float(start * (1 + step) if self.relative else start + step / self.parts)

    def lead_in(self, actual: Scalar, written: str) -> str:
        """Write the arithmetic that gave a variation, itself as ``written``."""
        later = self.model.write(read_actual(actual, self.model, as_typed=self.as_typed))
        start = self.model.write(self.value)
        sign = f"{later} ÷ {start} − 1" if self.relative else f"{later} − {start}"
        return f"{sign} = {written}"


def origin_of(target: Target, reference: Scalar, *, as_typed: bool = False) -> Origin | None:
    """Return what a change or a shift is measured from.

    Args:
        target: A target of kind ``change`` or ``shift``.
        reference: The value of the earlier year; blank where the result is itself the
            variation.
        as_typed: Whether to take bare numbers as they are, be they of different scales.

    Returns:
        The origin; ``None`` for a blank reference.

    Raises:
        InvalidInput: ``reference-illisible``, ``reference-incompatible``.
    """
    model = read_reference(reference)
    if model is None:
        return None
    value = model.value or 0.0
    if target.kind == "change":
        if value <= 0:
            raise _unfit(target, model, "une variation en % part d'une valeur plus grande que zéro")
        return Origin(model, 1, True, as_typed)
    if target.unit == _POINTS:
        return _from_rate(target, model, as_typed)
    if is_rate_unit(model.unit) or (not model.unit and 0 < abs(value) < 1):
        raise _unfit(target, model, "un taux varie en points (« N-1 + 2 pts »)")
    if not target.unit:
        return Origin(model, 1, False, as_typed)
    start = in_unit(value, model.unit, target)
    if start is None:
        raise _unfit(target, model, "les deux doivent être dans la même unité")
    return Origin(replace(model, value=start, unit=target.unit), 1, False, as_typed)


def _from_rate(target: Target, model: Target, as_typed: bool) -> Origin:
    """Return what points are added to: a rate, or a mark out of n."""
    if model.unit == _POINTS:
        return Origin(model, 1, False, as_typed)
    if model.unit and not is_rate_unit(model.unit):
        raise _unfit(target, model, "des points s'ajoutent à un taux ou à une note")
    if not model.unit:
        if abs(model.value or 0.0) > PLAUSIBLE_RATE:
            raise _unfit(
                target, model, f"écrivez un taux ({model.text} % ou 0,8) ou une note (72/100)"
            )
        model = replace(model, kind="rate", unit="%")
    return Origin(model, denominator(model.unit) or _PER_CENT, False, as_typed)


def at_reference(
    target: Target, reference: Scalar, wanted: str | None, *, compared: bool = True
) -> Target:
    """Return a trend as a target at the value of the earlier year.

    Args:
        target: A target of kind ``trend``.
        reference: The value of the earlier year.
        wanted: The direction, where the text does not tell: « amélioration », « stable ».
        compared: Whether the result is for a verdict; a gap needs no direction.

    Returns:
        A target with a value. Its comparator stays ``"="`` for a steady trend without a
        direction: equal is met, and nothing else can be told.

    Raises:
        NotAvailable: ``reference-manquante``.
        InvalidInput: ``reference-illisible``, ``sens-manquant``, ``sens-contradictoire``.
    """
    model = read_reference(reference)
    if model is None:
        raise missing(target)
    if wanted and target.imposed and wanted != target.direction:
        raise InvalidInput(
            "sens-contradictoire",
            f"La cible « {target.text} » indique une {target.direction}, alors que le sens donné "
            f"est « {wanted} ». Retirez le sens ou corrigez la cible.",
        )
    comparator = target.comparator
    if wanted and not target.imposed:
        strict = {HIGHER: ">", LOWER: "<"}[wanted]
        comparator = f"{strict}=" if comparator == "=" else strict
    if comparator is None and compared:
        raise without_direction(target)
    direction = {"<": LOWER, ">": HIGHER}.get((comparator or "")[:1])
    return replace(
        model,
        comparator=comparator or "=",
        direction=direction,
        imposed=direction is not None,
        base=target.base,
    )


def read_reference(reference: Scalar) -> Target | None:
    """Read the value of an earlier year.

    Args:
        reference: A number, or a text with its unit.

    Returns:
        A target with a value; ``None`` for a blank.

    Raises:
        InvalidInput: ``reference-illisible``.
        NotAvailable: ``reference-manquante``: the cell says that it is not known.
    """
    found = parse_target(reference, WHAT)
    if found.kind == "empty":
        return None
    if found.kind in UNSET:
        raise NotAvailable(
            "reference-manquante",
            f"La référence est « {found.text} » ({found.kind_name}) : sans elle, l'objectif ne se "
            "mesure pas. Saisissez sa valeur quand elle est connue.",
        )
    stated = found.imposed and found.kind not in {"decile_delay", "share_within_delay"}
    if found.kind not in _LEVELS or stated:
        raise InvalidInput(
            "reference-illisible",
            f"La référence « {found.text} » n'est pas une valeur mesurée. Écrivez la valeur de "
            "l'année précédente ou de l'année de base, par exemple 0,8, 80 % ou 12 jours.",
            value=reference,
        )
    return found


def missing(target: Target) -> NotAvailable:
    """Return the refusal of a target whose earlier value is not given."""
    return NotAvailable(
        "reference-manquante",
        f"L'objectif « {target.text} » part de la valeur de l'année précédente ou de l'année de "
        "base : donnez-la comme dernier argument (référence).",
        target=target.text,
    )


def without_direction(target: Target) -> InvalidInput:
    """Return the refusal of a trend that says neither up nor down."""
    return InvalidInput(
        "sens-manquant",
        f"L'objectif « {target.text} » ne dit pas s'il faut augmenter ou diminuer. Donnez le sens "
        "de l'indicateur : « hausse » ou « baisse ».",
        target=target.text,
    )


def _unfit(target: Target, model: Target, why: str) -> InvalidInput:
    return InvalidInput(
        "reference-incompatible",
        f"La référence « {display(model.text)} » et l'objectif « {target.text} » ne vont pas "
        f"ensemble : {why}.",
    )
