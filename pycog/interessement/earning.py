"""How much of its points an indicator earns: the shapes between floor and target.

A result that an officer types is a decimal number, and half of the points must be
exactly half: the trigger of the intéressement is strictly above 50 %. Shares are
therefore computed on the decimals as written, as fractions, and rounded once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pycog.arithmetic import finite
from pycog.errors import InvalidInput, NotAvailable
from pycog.interessement.steps import Step, Steps, is_steps, parse_steps, refuse_open_bound
from pycog.scales import (
    AllOrNothing,
    Band,
    Linear,
    Mirror,
    Ratio,
    Rule,
    Scale,
    scale_of,
)
from pycog.values import Scalar, display, excerpt, fold, is_blank
from pycog.vector import flatten

LINEAR: Final = "lineaire"
ALL_OR_NOTHING: Final = "tout_ou_rien"
STEPS: Final = "paliers"
RATIO: Final = "ratio"
#: Names of the rules; the first is the default.
RULES: Final = (LINEAR, ALL_OR_NOTHING, STEPS, RATIO)
#: Without a printed table, points are earned quarter by quarter.
_QUARTERS: Final = 4

ZERO, ONE = Fraction(0), Fraction(1)


def exact(value: float) -> Fraction:
    """Return the decimal number that a float is written as: 0.1 is one tenth."""
    return Fraction(repr(float(value)))


def to_float(value: Fraction) -> float:
    """Return the nearest float.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    try:
        return float(value)
    except OverflowError:
        return finite(math.inf)


@dataclass(frozen=True, slots=True)
class Shape:
    """A rule applied to a target and a floor.

    Attributes:
        name: One of :data:`RULES`.
        scale: The target made ready to measure against.
        rule: The line or ratio that the name chooses on that scale.
        gate: Floor under which nothing is earned, where the rule does not start there.
    """

    name: str
    scale: Scale
    rule: Rule
    gate: float | None = None

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Ids of the assumptions that the points rest on."""
        own = {STEPS: "paliers-par-quart", RATIO: "ratio-des-le-seuil"}.get(self.name, "")
        line = "" if self.name == ALL_OR_NOTHING else self.rule.assumption
        return tuple(filter(None, (own, line, "points-plafonnes")))

    def read(self, actual: Scalar) -> float:
        """Read a result in the target's unit (see :func:`pycog.measures.read_actual`)."""
        return self.scale.read(actual)

    def earned(self, actual: Scalar) -> Fraction:
        """Return the share that a result as typed earns, from 0 to 1."""
        return self.share(self.read(actual))

    def share(self, value: float) -> Fraction:
        """Return the share earned, from 0 to 1."""
        if self.name == ALL_OR_NOTHING:
            return ONE if self.scale.condition.holds(value) else ZERO
        if self.gate is not None and (value - self.gate) * self._slope < 0:
            return ZERO
        share = min(ONE, max(ZERO, _along(self.rule, value)))
        return Fraction(math.floor(share * _QUARTERS), _QUARTERS) if self.name == STEPS else share

    def required(self, share: Fraction) -> float | str | None:
        """Return the least demanding result that earns ``share``; ``None`` if any does.

        Raises:
            NotAvailable: ``borne-exclue``.
        """
        target = self.scale.target
        if self.name == STEPS:
            share = Fraction(math.ceil(share * _QUARTERS), _QUARTERS)
        if self.name == ALL_OR_NOTHING or isinstance(self.rule, AllOrNothing):
            if share == 0:
                return None
            refuse_open_bound(self.scale.condition)
            return "Oui" if target.kind == "yes_no" else target.value
        result = _back(self.rule, share)
        if self.gate is not None and (result - exact(self.gate)) * self._slope < 0:
            result = exact(self.gate)
        if target.kind == "date":
            return float(math.floor(result))  # delivered within the day
        return self._rounded(result, share)

    def explain(self, value: float, shown: str) -> str:
        """Return the arithmetic in French, ending with the share as ``shown``."""
        if self.name == ALL_OR_NOTHING:
            return AllOrNothing(self.scale.condition, "").explain(value, shown)
        if self.gate is not None and self.share(value) == 0:
            return f"{self.scale.target.write(value)} est en deçà du seuil : {shown}"
        line = _along(self.rule, value)
        if 0 <= line <= 1 and self.name != STEPS:
            return self.rule.explain(value, shown)
        text = self.rule.explain(value, display(to_float(max(ZERO, line)), "rate"))
        if self.name == STEPS:
            return f"{text} ; dernier quart atteint : {shown}"
        return f"{text}, plafonné à {shown}" if line > 1 else text

    def beyond(self, share: Fraction) -> str:
        """Write which results earn strictly more than ``share``, itself under 1."""
        if self.name == ALL_OR_NOTHING or isinstance(self.rule, AllOrNothing):
            return str(self.scale.condition)
        if self.name == STEPS:
            # The bound of the next quarter belongs to it.
            quarter = Fraction(math.floor(share * _QUARTERS) + 1, _QUARTERS)
            return self._from(_back(self.rule, quarter), included=True)
        if isinstance(self.rule, Band):
            return str(self.scale.condition)  # the whole interval, which is enough
        bound = _back(self.rule, share)
        if self.gate is not None and (bound - exact(self.gate)) * self._slope < 0:
            return self._from(exact(self.gate), included=True)
        return self._from(bound, included=False)

    def _from(self, bound: Fraction, *, included: bool) -> str:
        target = self.scale.target
        if target.kind == "date":
            last = math.floor(bound) if included else math.ceil(bound) - 1
            return f"au plus tard le {target.write(float(last))}"
        rising = _back(self.rule, ONE) >= _back(self.rule, ZERO)
        sign = (">" if rising else "<") if not included else ("≥" if rising else "≤")
        return f"{sign} {target.write(to_float(bound))}"

    @property
    def _slope(self) -> int:
        floor = self.scale.floor
        rising = floor is None or (self.scale.target.value or 0.0) >= (floor.value or 0.0)
        return 1 if rising else -1

    def _rounded(self, result: Fraction, share: Fraction) -> float:
        """Return the nearest float that earns no less than ``share``."""
        nearest = to_float(result)
        if self.share(nearest) >= share:
            return nearest
        upwards = _back(self.rule, ONE) > result
        return math.nextafter(nearest, math.inf if upwards else -math.inf)


@dataclass(frozen=True, slots=True)
class Table:
    """Printed steps, which stand for target and floor both."""

    steps: Steps
    name: str = STEPS
    assumptions: tuple[str, ...] = ()

    def read(self, actual: Scalar) -> float | Step:
        """Read a result (see :meth:`pycog.interessement.steps.Steps.read`)."""
        return self.steps.read(actual)

    def earned(self, actual: Scalar) -> Fraction:
        """Return the share that a result as typed earns, from 0 to 1."""
        return self.share(self.read(actual))

    def share(self, value: Any) -> Fraction:
        """Return the share of the step reached."""
        return self.steps.share(value)

    def required(self, share: Fraction) -> float | str | None:
        """Return the bound that earns ``share``; ``None`` if any result does."""
        return None if share == 0 else self.steps.required(share)

    def beyond(self, share: Fraction) -> str:
        """Write which step earns strictly more than ``share``."""
        return self.steps.beyond(share)

    def explain(self, value: Any, shown: str) -> str:
        """Say which step is reached, in French."""
        return self.steps.explain(value, shown)


def shape_of(target: Scalar, floor: Scalar, rule: str | Steps = LINEAR) -> Shape | Table | None:
    """Apply a rule to a target and a floor; ``None`` for an empty target.

    Raises:
        InvalidInput: Unreadable or contradictory values (see :func:`scale_of`), or
            ``regle-sans-objet``: the target is a table of steps and the rule is not.
        NotAvailable: ``objectif-renvoye``.
    """
    if isinstance(rule, Steps):
        return Table(rule)
    if is_steps(target):
        if rule == STEPS:
            return Table(parse_steps(target))
        raise InvalidInput(
            "regle-sans-objet",
            f"La cible « {excerpt(str(target))} » est une table de paliers : la règle doit être "
            f"« {STEPS} ».",
        )
    scale = scale_of(target, floor)
    if scale is None:
        return None
    if rule != RATIO or scale.floor is None:
        return Shape(rule, scale, scale.rule)
    chosen = _ratio_on(scale)
    gated = isinstance(chosen, Ratio | Mirror)
    return Shape(rule, scale, chosen, scale.floor.value if gated else None)


def to_rule(value: Any) -> str | Steps:
    """Read a rule: its name, or a table of steps as a text or a range.

    Raises:
        InvalidInput: ``regle-inconnue``, or the errors of :func:`parse_steps`.
    """
    if isinstance(value, Steps):
        return value
    cells = flatten(value)
    if len(cells) > 1:
        return parse_steps(value)
    cell = cells[0] if cells else None
    if is_blank(cell):
        return LINEAR
    name = fold(cell).replace(" ", "_") if isinstance(cell, str) else ""
    if name in RULES:
        return name
    if isinstance(cell, str) and is_steps(cell):
        return parse_steps(cell)
    raise InvalidInput(
        "regle-inconnue",
        f"La règle « {excerpt(display(cell))} » n'existe pas. On peut écrire "
        f"{', '.join(f'« {rule} »' for rule in RULES)}, ou une table de paliers.",
        value=cell,
    )


def _along(rule: Rule, value: float) -> Fraction:
    """Return the attainment of ``rule`` on the decimals as written, not cut."""
    if isinstance(rule, Band):
        if rule.condition.holds(value):
            return ONE
        rule = rule.side(value)
    actual = exact(value)
    if isinstance(rule, Linear):
        floor = exact(rule.floor)
        return (actual - floor) / (exact(rule.value) - floor)
    if isinstance(rule, Ratio):
        return actual / exact(rule.value)
    if isinstance(rule, Mirror):
        return 2 - actual / exact(rule.value)
    return Fraction(rule.attainment(value))


def _back(rule: Rule, share: Fraction) -> Fraction:
    """Return the value whose attainment is ``share``; of two, the lower."""
    if isinstance(rule, Band):
        if not isinstance(rule.low, Linear):
            return exact(rule.condition.target.value or 0.0)
        rule = rule.low
    if isinstance(rule, Linear):
        floor = exact(rule.floor)
        return floor + share * (exact(rule.value) - floor)
    if isinstance(rule, Ratio):
        return share * exact(rule.value)
    if isinstance(rule, Mirror):
        return (2 - share) * exact(rule.value)
    raise NotAvailable("resultat-sans-inverse", "Cette règle ne donne pas de résultat à atteindre.")


def _ratio_on(scale: Scale) -> Rule:
    """Return the ratio of a scale that has a floor."""
    line, target = scale.rule, scale.target
    if isinstance(line, Band) or (isinstance(line, Linear) and target.kind == "date"):
        name = "intervalle" if isinstance(line, Band) else "date-sans-seuil"
        return AllOrNothing(scale.condition, name)
    if not isinstance(line, Linear):
        return line
    if line.value == 0.0:
        return AllOrNothing(scale.condition, "objectif-nul")
    if target.kind == "change":
        return Ratio(target, line.value, "variation-au-prorata")
    if line.value < 0:
        raise InvalidInput(
            "cible-negative",
            f"La cible {target.text} est négative : la règle « {RATIO} » n'a pas de sens. Utilisez "
            f"« {LINEAR} » ou « {ALL_OR_NOTHING} ».",
        )
    return (Ratio if line.value > line.floor else Mirror)(target, line.value)
