"""Chooses the rule of a target, a floor and a direction, and measures values by it."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from pycog.arithmetic import compare, same
from pycog.errors import InvalidInput, NotAvailable
from pycog.measures import in_same_kind, plain_range, read_actual
from pycog.references import Origin, at_reference, missing, origin_of, without_direction
from pycog.shares import (
    AllOrNothing,
    Band,
    Condition,
    Linear,
    Mirror,
    Ratio,
    Rule,
    attained,
    strictly,
)
from pycog.targets import HIGHER, LOWER, UNSET, Target, parse_target, to_direction
from pycog.values import Scalar, clean, display, epoch


class Scale(Struct, frozen=True):
    """A target made ready to measure values against.

    Attributes:
        target: The target; a bare number takes the floor's kind.
        floor: The floor, in the target's kind; ``None`` when there is none.
        condition: What makes the target met.
        rule: How the attainment is computed.
        default_direction: Whether nothing given states the direction.
        as_typed: Whether bare numbers are taken as they are, be they of another scale.
        origin: The earlier value that results are measured from; ``None`` where they are
            measured by themselves.
        trend: The trend that the target was made of; ``None`` for any other.
    """

    target: Target
    floor: Target | None
    condition: Condition
    rule: Rule
    default_direction: bool
    as_typed: bool
    _low: float
    _high: float
    origin: Origin | None = None
    trend: Target | None = None

    @property
    def measured(self) -> Target:
        """A target in whose unit results are typed."""
        return self.origin.model if self.origin else self.target

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Ids of the assumptions that an attainment on this scale rests on."""
        default = "sens-par-defaut" if self.default_direction else ""
        return tuple(name for name in (self.rule.assumption, default) if name)

    def bound_assumptions(self, actual: float) -> tuple[str, ...]:
        """Return the ids of the assumptions that decide a result that is on a bound."""
        short = self.condition.strict and self.condition.at_bound(actual)
        return (("borne-exclue",) if short else ()) + self.equality_assumptions(actual)

    def equality_assumptions(self, actual: float) -> tuple[str, ...]:
        """Return the id of the assumption on equality where it makes a value a bound."""
        target, marks = self.target, self.rule.marks
        bounds = [bound for bound in (target.value, target.upper, *marks) if bound is not None]
        equal = any(bound != actual and same(bound, actual) for bound in bounds)
        return ("egalite-quinze-chiffres",) if equal else ()

    def read(self, actual: Scalar) -> float:
        """Read a measured value in the target's unit (see :func:`read_actual`)."""
        if type(actual) is float and self._low <= actual <= self._high:
            return actual
        if self.origin:
            return self.origin.variation(actual)
        if self._asks_for_origin and not _is_variation(actual):
            raise missing(self.target)
        value = read_actual(actual, self.target, as_typed=self.as_typed)
        if self.trend and self.target.comparator == "=" and not same(value, self._level):
            raise without_direction(self.trend)
        return value

    @property
    def _asks_for_origin(self) -> bool:
        """Whether a bare number may be an earlier value's successor or a variation."""
        return self.trend is None and self.target.needs_reference

    @property
    def _level(self) -> float:
        return self.target.value or 0.0

    def lead_in(self, actual: Scalar) -> str:
        """Return how a value was measured from an earlier one, ``""`` where it was not."""
        if self.origin is None:
            return ""
        return f"{self.origin.lead_in(actual, self.target.write(self.read(actual)))} ; "

    def level(self, value: float) -> float:
        """Return a value of the target's unit in the unit in which results are typed."""
        return self.origin.level(value) if self.origin else value

    def attainment(self, actual: float) -> float:
        """Return the attainment of a value that :meth:`read` returned."""
        return attained(self.rule, actual)

    def explain(self, actual: float) -> str:
        """Return the arithmetic of :meth:`attainment` in French."""
        return self.rule.explain(actual, display(self.attainment(actual), "rate"))


def _is_variation(actual: Scalar) -> bool:
    """Tell whether a result is a variation by itself: « +1,5 pt », « Baisse de 4 % »."""
    plain = clean(actual) if isinstance(actual, str) else ""
    return plain[:1] in {"+", "-"} or plain[:1].isalpha()


def scale_of(
    target: Scalar,
    floor: Scalar = None,
    direction: Scalar = None,
    reference: Scalar = None,
    *,
    as_typed: bool = False,
) -> Scale | None:
    """Choose the scale of a target, a floor and a direction.

    Args:
        target: A number or a printed text (see :func:`pycog.targets.parse_target`).
        floor: Value at which nothing is attained, in the target's unit; blank for none.
        direction: ``"hausse"`` or ``"baisse"``; blank where target or floor tell.
        reference: Value of the earlier year, for targets that start from it; others do
            not use it.
        as_typed: Whether to take bare numbers as they are, be they of different scales.

    Returns:
        The scale; ``None`` for a target that gives nothing to reach.

    Raises:
        InvalidInput: Unreadable values; ``sens-contradictoire``, ``sens-sans-objet``,
            ``seuil-incompatible``, ``cible-negative``, ``taux-saisi-en-points``,
            ``echelles-differentes``.
        NotAvailable: ``objectif-renvoye``, ``reference-manquante``.

    Source:
        COG CAMIEG 2012-2015, annexe 4; annexe intéressement, branche maladie, 2.1 and
        2.2; :data:`pycog.assumptions.ASSUMPTIONS` for the rules.
    """
    return _scale_of(target, floor, direction, reference, as_typed, epoch())


# Typed, because 1 and VRAI are equal keys but not the same input.
@lru_cache(maxsize=8192, typed=True)
def _scale_of(
    target: Scalar,
    floor: Scalar,
    direction: Scalar,
    reference: Scalar,
    as_typed: bool,
    _epoch: object,
) -> Scale | None:
    printed, wanted = parse_target(target), to_direction(direction)
    if printed.kind in UNSET:
        return None
    require_value(printed)
    trend = printed if printed.kind == "trend" else None
    origin = None
    if trend:
        printed, wanted = at_reference(printed, reference, wanted), None
    elif printed.kind in _VARIATIONS:
        origin = origin_of(printed, reference, as_typed=as_typed)
    least = parse_target(floor, "le seuil")
    if least.kind in _NO_FLOOR:
        condition, rule = _trend_rule(printed) if trend else _without_floor(printed, wanted)
        default = not wanted and not printed.imposed and printed.kind not in _ALL_OR_NOTHING
        taken, kept = printed, None
        default = default and not trend
    else:
        require_floor(least)
        taken, kept = in_same_kind(printed, least, as_typed=as_typed)
        condition, rule = _with_floor(taken, kept, wanted)
        default = False
    read_in_full = origin or trend or (taken.kind == "change" and taken.base)
    bounds = (1.0, -1.0) if read_in_full else plain_range(taken)
    return Scale(taken, kept, condition, rule, default, as_typed, *bounds, origin, trend)


_VARIATIONS = frozenset({"change", "shift"})
_NO_FLOOR = frozenset({"empty", "not_applicable"})


def _trend_rule(target: Target) -> tuple[Condition, Rule]:
    """Return the rule of a trend: it has no size, so it is met or not."""
    condition = Condition(target, target.comparator or "=")
    return condition, AllOrNothing(condition, "tendance")


def require_floor(floor: Target) -> None:
    """Refuse a floor without a value of its own: unknown is not none.

    Args:
        floor: A floor as read.

    Raises:
        InvalidInput: ``seuil-incompatible``.
        NotAvailable: ``objectif-renvoye``, ``seuil-non-fixe``.
    """
    require_value(floor)
    if floor.kind in UNSET:
        raise NotAvailable(
            "seuil-non-fixe",
            f"Le seuil est « {floor.text} » ({floor.kind_name}) : ce qui est acquis ne se calcule "
            "pas sans lui. Saisissez sa valeur, ou laissez-le vide s'il n'y en a pas.",
        )
    if floor.kind == "trend":
        raise InvalidInput(
            "seuil-incompatible",
            f"Le seuil « {floor.text} » est une tendance : il n'a pas de valeur. Écrivez la valeur "
            "en deçà de laquelle rien n'est acquis.",
        )


def require_value(target: Target) -> None:
    """Refuse a target that is left to another agreement.

    Args:
        target: A target as read.

    Raises:
        NotAvailable: ``objectif-renvoye``.
    """
    if target.kind == "deferred":
        raise NotAvailable(
            "objectif-renvoye",
            f"L'objectif est renvoyé à un autre texte (« {target.text} ») : il n'a pas de valeur "
            "ici. Saisissez la valeur de cet autre texte quand elle est connue.",
            target=target.text,
        )


def _without_floor(target: Target, wanted: str | None) -> tuple[Condition, Rule]:
    direction = _direction(target, wanted)
    condition, value = _condition(target, direction), target.value or 0.0
    if target.kind in _ALL_OR_NOTHING:
        return condition, AllOrNothing(condition, _ALL_OR_NOTHING[target.kind])
    if target.comparator == "=":
        return condition, AllOrNothing(condition, "intervalle")
    if same(value, 0.0):
        return condition, AllOrNothing(condition, "objectif-nul")
    if target.kind in _VARIATIONS:
        return condition, Ratio(target, value, "variation-au-prorata")
    if value < 0:
        raise InvalidInput(
            "cible-negative",
            f"La cible {target.text} est négative : sans seuil, un taux d'atteinte n'aurait pas de "
            "sens. Écrivez une baisse en texte (« Baisse de 14 % ») ou donnez un seuil.",
            value=value,
        )
    rule = Ratio(target, value) if direction == HIGHER else Mirror(target, value)
    return condition, strictly(rule, condition)


_ALL_OR_NOTHING = {"interval": "intervalle", "date": "date-sans-seuil", "yes_no": ""}


def _with_floor(target: Target, floor: Target, wanted: str | None) -> tuple[Condition, Rule]:
    stated = _direction(target, wanted)
    if target.kind == "interval":
        return _band(target, floor)
    value, least = target.value or 0.0, floor.value or 0.0
    order = compare(value, least)
    if order == 0:
        condition = _condition(target, stated)
        return condition, AllOrNothing(condition, "lineaire-seuil-cible")
    slope = HIGHER if order > 0 else LOWER
    if (wanted or target.imposed) and stated != slope:
        raise InvalidInput(
            "sens-contradictoire",
            f"Le seuil « {floor.text} » est {_SIDES[target.kind == 'date', slope]} la cible "
            f"« {target.text} », ce qui indique une {slope}, alors que "
            f"{'le sens donné' if wanted else 'la cible'} indique une {stated}. "
            "Vérifiez le seuil, la cible et le sens.",
        )
    condition = _condition(target, slope)
    return condition, strictly(Linear(target, value, least), condition)


_SIDES = {
    (False, HIGHER): "au-dessous de", (False, LOWER): "au-dessus de",
    (True, HIGHER): "avant", (True, LOWER): "après",
}  # fmt: skip


def _band(target: Target, floor: Target) -> tuple[Condition, Rule]:
    condition = _condition(target, HIGHER)
    low, high = target.value or 0.0, target.upper or 0.0
    least, most = floor.value or 0.0, floor.upper or 0.0
    if compare(least, low) > 0 or compare(high, most) > 0:
        raise InvalidInput(
            "seuil-incompatible",
            f"L'intervalle seuil « {floor.text} » ne contient pas l'intervalle cible "
            f"« {target.text} ».",
        )
    none = AllOrNothing(condition, "intervalle")
    lower = none if same(least, low) else Linear(target, low, least)
    upper = none if same(high, most) else Linear(target, high, most)
    return condition, strictly(Band(condition, lower, upper), condition)


def _direction(target: Target, wanted: str | None) -> str:
    if wanted and target.kind in {"yes_no", "interval"}:
        raise InvalidInput(
            "sens-sans-objet",
            f"La cible « {target.text} » n'a pas de sens de hausse ou de baisse. Laissez "
            "l'argument sens vide.",
        )
    if wanted and target.imposed and wanted != target.direction:
        raise InvalidInput(
            "sens-contradictoire",
            f"La cible « {target.text} » indique une {target.direction}, alors que le sens donné "
            f"est « {wanted} ». Retirez le sens ou corrigez la cible.",
        )
    # Nothing can be asked to reach zero: without a direction it is a maximum.
    at_zero = not target.imposed and target.value is not None and same(target.value, 0.0)
    return wanted or (LOWER if at_zero else target.direction or HIGHER)


def _condition(target: Target, direction: str) -> Condition:
    if target.imposed or target.comparator == "=":
        return Condition(target, target.comparator or "=")
    return Condition(target, ">=" if direction == HIGHER else "<=")


def nearest(target: Target, actual: float) -> float:
    """Return the value of the target that a gap is measured from.

    Args:
        target: A target that has a value.
        actual: A value in its unit.

    Returns:
        The target itself, or the nearest value of an interval.
    """
    low = target.value or 0.0
    return low if target.upper is None else min(max(actual, low), target.upper)
