"""The named rules that turn a measured value into an attainment, and their choice.

A target, a floor and a direction make a :class:`Scale`. It holds one rule, which both
computes the attainment and writes its arithmetic: an explanation can never tell
another story than the result.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from pycog.arithmetic import finite
from pycog.errors import InvalidInput, NotAvailable
from pycog.measures import in_same_kind, plain_range, read_actual
from pycog.targets import HIGHER, LOWER, Target, parse_target, to_direction
from pycog.values import Scalar, display, epoch, format_number

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
_SIGNS = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "=": "= "}


@dataclass(frozen=True, slots=True)
class Condition:
    """What a measured value must satisfy for the target to be met."""

    target: Target
    comparator: str

    def holds(self, actual: float) -> bool:
        """Tell whether the target is met; a strict comparator excludes its bound."""
        low = self.target.value or 0.0
        if self.target.upper is not None:
            return low <= actual <= self.target.upper
        return _COMPARE[self.comparator](actual, low)

    def __str__(self) -> str:
        target, low = self.target, self.target.value or 0.0
        if target.upper is not None:
            return f"entre {target.write(low)} et {target.write(target.upper)}"
        if target.kind == "date":
            return f"au plus tard le {target.write(low)}"
        if target.kind == "yes_no":
            return target.write(low)
        return f"{_SIGNS[self.comparator]}{target.write(low)}"


class Rule(Protocol):
    """A way to compute an attainment.

    Attributes:
        assumption: Id of the assumption that the rule is, ``""`` for none.
    """

    @property
    def assumption(self) -> str: ...

    def attainment(self, actual: float) -> float:
        """Return the attainment of ``actual``, 1.0 at the target."""

    def explain(self, actual: float, shown: str) -> str:
        """Return the arithmetic in French, ending with the result as ``shown``."""


def ratio(actual: float, value: float) -> float:
    """Return ``actual / value``, never negative."""
    return max(0.0, actual / value)


@dataclass(frozen=True, slots=True)
class Ratio:
    """``actual / target``, never negative."""

    target: Target
    value: float
    assumption: str = "rapport-simple"

    def attainment(self, actual: float) -> float:
        return ratio(actual, self.value)

    def explain(self, actual: float, shown: str) -> str:
        text = f"{self.target.write(actual)} ÷ {self.target.write(self.value)}"
        if actual / self.value < 0:
            return f"{text} est négatif, ramené à {shown}"
        return f"{text} = {shown}"


@dataclass(frozen=True, slots=True)
class Mirror:
    """``2 - actual / target``, never negative: 1 at the target, 2 at zero."""

    target: Target
    value: float
    assumption: str = "rapport-miroir"

    def attainment(self, actual: float) -> float:
        return max(0.0, 2.0 - actual / self.value)

    def explain(self, actual: float, shown: str) -> str:
        text = f"2 − {self.target.write(actual)} ÷ {self.target.write(self.value)}"
        if 2.0 - actual / self.value < 0:
            return f"{text} est négatif, ramené à {shown}"
        return f"{text} = {shown}"


@dataclass(frozen=True, slots=True)
class AllOrNothing:
    """1 when the condition holds, else 0."""

    condition: Condition
    assumption: str

    def attainment(self, actual: float) -> float:
        return 1.0 if self.condition.holds(actual) else 0.0

    def explain(self, actual: float, shown: str) -> str:
        verb = "respecte" if self.condition.holds(actual) else "ne respecte pas"
        return f"{self.condition.target.write(actual)} {verb} « {self.condition} » : {shown}"


@dataclass(frozen=True, slots=True)
class Linear:
    """The straight line from 0 at the floor to 1 at the target, cut at both ends."""

    target: Target
    value: float
    floor: float
    assumption: str = "lineaire-seuil-cible"

    def attainment(self, actual: float) -> float:
        return min(1.0, max(0.0, (actual - self.floor) / (self.value - self.floor)))

    def explain(self, actual: float, shown: str) -> str:
        write = self.target.write
        line = self.attainment(actual)
        if line == 0.0:
            return f"{write(actual)} ne franchit pas le seuil de {write(self.floor)} : {shown}"
        if line == 1.0:
            return f"{write(actual)} atteint la cible de {write(self.value)} : {shown}"
        if self.target.kind == "date":
            left, whole = self.floor - actual, self.floor - self.value
            return (
                f"{write(actual)} est à {_days(left)} du seuil ({write(self.floor)}), la cible "
                f"({write(self.value)}) à {_days(whole)} : "
                f"{format_number(left)} ÷ {format_number(whole)} = {shown}"
            )
        return (
            f"({write(actual)} − {write(self.floor)}) ÷ "
            f"({write(self.value)} − {write(self.floor)}) = {shown}"
        )


@dataclass(frozen=True, slots=True)
class Band:
    """1 inside an interval, straight lines down to 0 at the floor interval's bounds."""

    condition: Condition
    low: Rule
    high: Rule
    assumption: str = "intervalle"

    def side(self, actual: float) -> Rule:
        """Return the rule that holds where ``actual`` stands."""
        return self.low if actual < (self.condition.target.value or 0.0) else self.high

    def attainment(self, actual: float) -> float:
        return self.side(actual).attainment(actual)

    def explain(self, actual: float, shown: str) -> str:
        rule = self.side(actual)
        if self.condition.holds(actual):
            rule = AllOrNothing(self.condition, self.assumption)
        return rule.explain(actual, shown)


@dataclass(frozen=True, slots=True)
class Scale:
    """A target made ready to measure values against.

    Attributes:
        target: The target; a bare number takes the floor's kind.
        floor: The floor, in the target's kind; ``None`` when there is none.
        condition: What makes the target met.
        rule: How the attainment is computed.
        default_direction: Whether nothing given states the direction.
    """

    target: Target
    floor: Target | None
    condition: Condition
    rule: Rule
    default_direction: bool
    _low: float
    _high: float

    @classmethod
    def make(
        cls, condition: Condition, rule: Rule, floor: Target | None = None, default: bool = False
    ) -> Scale:
        """Assemble a scale."""
        target = condition.target
        return cls(target, floor, condition, rule, default, *plain_range(target))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Ids of the assumptions that an attainment on this scale rests on."""
        default = "sens-par-defaut" if self.default_direction else ""
        return tuple(name for name in (self.rule.assumption, default) if name)

    def read(self, actual: Scalar) -> float:
        """Read a measured value in the target's unit (see :func:`read_actual`)."""
        if type(actual) is float and self._low <= actual <= self._high:
            return actual
        return read_actual(actual, self.target)

    def attainment(self, actual: float) -> float:
        """Return the attainment of a value that :meth:`read` returned."""
        return finite(self.rule.attainment(actual))

    def explain(self, actual: float) -> str:
        """Return the arithmetic of :meth:`attainment` in French."""
        return self.rule.explain(actual, display(self.attainment(actual), "rate"))


def scale_of(target: Scalar, floor: Scalar = None, direction: Scalar = None) -> Scale | None:
    """Choose the scale of a target, a floor and a direction; ``None`` for an empty target.

    Raises:
        InvalidInput: Unreadable values; ``sens-contradictoire``, ``sens-sans-objet``,
            ``seuil-incompatible``, ``cible-negative``, ``taux-saisi-en-points``.
        NotAvailable: ``objectif-renvoye``.
    """
    return _scale_of(target, floor, direction, epoch())


# Typed, because 1 and VRAI are equal keys but not the same input.
@lru_cache(maxsize=8192, typed=True)
def _scale_of(target: Scalar, floor: Scalar, direction: Scalar, _epoch: object) -> Scale | None:
    printed, wanted = parse_target(target), to_direction(direction)
    if printed.kind == "empty":
        return None
    require_value(printed)
    least = parse_target(floor, "le seuil")
    if least.kind == "empty":
        return _without_floor(printed, wanted)
    require_value(least)
    printed, least = in_same_kind(printed, least)
    return _with_floor(printed, least, wanted)


def require_value(target: Target) -> None:
    """Refuse a target that is left to another agreement.

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


def _without_floor(target: Target, wanted: str | None) -> Scale:
    direction = _direction(target, wanted)
    condition, value = _condition(target, direction), target.value or 0.0
    rule: Rule
    if target.kind in _ALL_OR_NOTHING:
        rule = AllOrNothing(condition, _ALL_OR_NOTHING[target.kind])
    elif value == 0.0:
        rule = AllOrNothing(condition, "objectif-nul")
    elif target.kind == "change":
        rule = Ratio(target, value, "variation-au-prorata")
    elif value < 0:
        raise InvalidInput(
            "cible-negative",
            f"La cible {target.text} est négative : sans seuil, un taux d'atteinte n'aurait pas de "
            "sens. Écrivez une baisse en texte (« Baisse de 14 % ») ou donnez un seuil.",
            value=value,
        )
    else:
        rule = Ratio(target, value) if direction == HIGHER else Mirror(target, value)
    default = not wanted and not target.imposed and target.kind not in _ALL_OR_NOTHING
    return Scale.make(condition, rule, default=default)


_ALL_OR_NOTHING = {"interval": "intervalle", "date": "date-sans-seuil", "yes_no": ""}


def _with_floor(target: Target, floor: Target, wanted: str | None) -> Scale:
    stated = _direction(target, wanted)
    if target.kind == "interval":
        return _band(target, floor)
    value, least = target.value or 0.0, floor.value or 0.0
    if value == least:
        condition = _condition(target, stated)
        return Scale.make(condition, AllOrNothing(condition, "lineaire-seuil-cible"), floor)
    slope = HIGHER if value > least else LOWER
    if (wanted or target.imposed) and stated != slope:
        raise InvalidInput(
            "sens-contradictoire",
            f"Le seuil « {floor.text} » est {_SIDES[target.kind == 'date', slope]} la cible "
            f"« {target.text} », ce qui indique une {slope}, alors que "
            f"{'le sens donné' if wanted else 'la cible'} indique une {stated}. "
            "Vérifiez le seuil, la cible et le sens.",
        )
    finite(value - least)
    return Scale.make(_condition(target, slope), Linear(target, value, least), floor)


_SIDES = {
    (False, HIGHER): "au-dessous de", (False, LOWER): "au-dessus de",
    (True, HIGHER): "avant", (True, LOWER): "après",
}  # fmt: skip


def _band(target: Target, floor: Target) -> Scale:
    condition = _condition(target, HIGHER)
    low, high = target.value or 0.0, target.upper or 0.0
    least, most = floor.value or 0.0, floor.upper or 0.0
    if not least <= low <= high <= most:
        raise InvalidInput(
            "seuil-incompatible",
            f"L'intervalle seuil « {floor.text} » ne contient pas l'intervalle cible "
            f"« {target.text} ».",
        )
    finite(most - least)
    none = AllOrNothing(condition, "intervalle")
    lower = Linear(target, low, least) if least < low else none
    upper = Linear(target, high, most) if high < most else none
    return Scale.make(condition, Band(condition, lower, upper), floor)


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
    return wanted or target.direction or HIGHER


def _condition(target: Target, direction: str) -> Condition:
    if target.imposed or target.comparator == "=":
        return Condition(target, target.comparator or "=")
    return Condition(target, ">=" if direction == HIGHER else "<=")


def _days(count: float) -> str:
    return f"{format_number(count)} jour{'s' if abs(count) >= 2 else ''}"


def nearest(target: Target, actual: float) -> float:
    """Return the value of the target that a gap is measured from."""
    low = target.value or 0.0
    return low if target.upper is None else min(max(actual, low), target.upper)
