"""How much of its points an indicator earns, by the rule that is asked for.

A result that an officer types is a decimal number, and half of the points must be
exactly half: the trigger of the intéressement is strictly above 50 %. Shares are
therefore fractions (see :mod:`pycog.shares`), rounded once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pycog.arithmetic import same, to_float
from pycog.errors import InvalidInput
from pycog.interessement.steps import Step, Steps, is_steps, parse_steps
from pycog.scales import Scale, scale_of
from pycog.shares import (
    ONE,
    AllOrNothing,
    Gated,
    Mirror,
    Quarters,
    Ratio,
    Rule,
    share_of,
    strictly,
)
from pycog.values import Scalar, display, excerpt, fold, is_blank
from pycog.vector import flatten

LINEAR: Final = "lineaire"
ALL_OR_NOTHING: Final = "tout_ou_rien"
STEPS: Final = "paliers"
RATIO: Final = "ratio"
#: Names of the rules; the first is the default.
RULES: Final = (LINEAR, ALL_OR_NOTHING, STEPS, RATIO)
#: Assumption that a name adds to that of its line.
_OWN: Final = {STEPS: "paliers-par-quart", RATIO: "ratio-des-le-seuil"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A rule applied to a target and a floor.

    Attributes:
        name: One of :data:`RULES`.
        scale: The target made ready to measure against.
        rule: The line that the name chooses on that scale.
    """

    name: str
    scale: Scale
    rule: Rule

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Ids of the assumptions that the points rest on."""
        return tuple(filter(None, (_OWN.get(self.name), self.rule.assumption, "points-plafonnes")))

    def assumptions_at(self, value: float) -> tuple[str, ...]:
        """Return the ids of the assumptions that the points of one result rest on."""
        return self.assumptions + self.scale.bound_assumptions(value)

    def read(self, actual: Scalar) -> float:
        """Read a result in the target's unit (see :func:`pycog.measures.read_actual`)."""
        return self.scale.read(actual)

    def earned(self, actual: Scalar) -> Fraction:
        """Return the share that a result as typed earns, from 0 to 1."""
        return self.share(self.read(actual))

    def share(self, value: float) -> Fraction:
        """Return the share earned, from 0 to 1."""
        return min(ONE, share_of(self.rule, value))

    def required(self, share: Fraction) -> float | str | None:
        """Return the least demanding result that earns ``share``; ``None`` if any does.

        A strict bound gives the value next to it (see :meth:`pycog.shares.Condition.first`).
        It is in the unit in which results are typed: a value, where the target is a
        variation from a known one.
        """
        result = self.rule.back(share)
        if result is None:
            return None
        kind = self.scale.target.kind
        if kind == "yes_no":
            return "Oui"
        if kind == "date":
            return float(math.floor(result))  # delivered within the day
        return self.scale.level(self._rounded(result, share))

    def lead_in(self, actual: Scalar) -> str:
        """Return how a result was measured from an earlier value, ``""`` where it was not."""
        return self.scale.lead_in(actual)

    def explain(self, value: float, shown: str) -> str:
        """Return the arithmetic in French, ending with the share as ``shown``."""
        line = share_of(self.rule, value)
        if line <= ONE:
            return self.rule.explain(value, shown)
        text = self.rule.explain(value, display(to_float(line), "rate"))
        return f"{text}, plafonné à {shown}"

    def reaching(self, share: Fraction) -> str:
        """Write which results earn at least ``share``, from 0 to 1."""
        if share == 0:
            return "Tout résultat"
        bound = self.rule.back(share)
        if share == ONE or bound is None or self.rule.beyond(share) is None:
            return str(self.scale.condition)
        return self._from(bound, included=True)

    def beyond(self, share: Fraction) -> str:
        """Write which results earn strictly more than ``share``, itself under 1."""
        found = self.rule.beyond(share)
        return str(self.scale.condition) if found is None else self._from(*found)

    def _from(self, bound: Fraction, included: bool) -> str:
        target = self.scale.target
        if target.kind == "date":
            last = math.floor(bound) if included else math.ceil(bound) - 1
            return f"au plus tard le {target.write(float(last))}"
        rising = self.scale.condition.rising
        sign = (">" if rising else "<") if not included else ("≥" if rising else "≤")
        return f"{sign} {target.write(to_float(bound))}"

    def _rounded(self, result: Fraction, share: Fraction) -> float:
        """Return the nearest float that earns no less than ``share``."""
        nearest = to_float(result)
        if self.share(nearest) >= share:
            return nearest
        return math.nextafter(nearest, math.inf if self.scale.condition.rising else -math.inf)


@dataclass(frozen=True, slots=True)
class Table:
    """Printed steps, which stand for target and floor both."""

    steps: Steps
    as_typed: bool = False
    name: str = STEPS
    assumptions: tuple[str, ...] = ()

    def assumptions_at(self, value: Any) -> tuple[str, ...]:
        """Return no assumption: the table is printed or typed."""
        return ()

    def lead_in(self, actual: Scalar) -> str:
        """Return nothing: steps are measured by themselves."""
        return ""

    def read(self, actual: Scalar) -> float | Step:
        """Read a result (see :meth:`pycog.interessement.steps.Steps.read`)."""
        return self.steps.read(actual, as_typed=self.as_typed)

    def earned(self, actual: Scalar) -> Fraction:
        """Return the share that a result as typed earns, from 0 to 1."""
        return self.share(self.read(actual))

    def share(self, value: Any) -> Fraction:
        """Return the share of the step reached."""
        return self.steps.share(value)

    def required(self, share: Fraction) -> float | str | None:
        """Return the bound that earns ``share``; ``None`` if any result does."""
        return None if share == 0 else self.steps.required(share)

    def reaching(self, share: Fraction) -> str:
        """Write which step earns at least ``share``, from 0 to 1."""
        return "Tout résultat" if share == 0 else self.steps.reaching(share)

    def beyond(self, share: Fraction) -> str:
        """Write which step earns strictly more than ``share``."""
        return self.steps.beyond(share)

    def explain(self, value: Any, shown: str) -> str:
        """Say which step is reached, in French."""
        return self.steps.explain(value, shown)


def shape_of(
    target: Scalar,
    floor: Scalar,
    rule: str | Steps = LINEAR,
    reference: Scalar = None,
    *,
    as_typed: bool = False,
) -> Shape | Table | None:
    """Apply a rule to a target and a floor.

    Args:
        target: A number, a printed text, or a table of steps as text.
        floor: Value under which nothing is earned, in the target's unit; blank for none.
        rule: One of :data:`RULES`, or a table of steps.
        reference: Value of the earlier year, for a target that starts from it.
        as_typed: Whether to take bare numbers as they are, be they of different scales.

    Returns:
        What earns the points; ``None`` for a target that gives nothing to reach.

    Raises:
        InvalidInput: Unreadable or contradictory values (see :func:`scale_of`), or
            ``regle-sans-objet``: the target is a table of steps and the rule is not.
        NotAvailable: ``objectif-renvoye``, ``reference-manquante``.

    Source:
        Annexe intéressement, branche maladie, 2.1 and 2.2;
        :data:`pycog.assumptions.ASSUMPTIONS` for the rules.
    """
    if isinstance(rule, Steps):
        return Table(rule, as_typed)
    if is_steps(target):
        if rule == STEPS:
            return Table(parse_steps(target), as_typed)
        raise InvalidInput(
            "regle-sans-objet",
            f"La cible « {excerpt(str(target))} » est une table de paliers : la règle doit être "
            f"« {STEPS} ».",
        )
    scale = scale_of(target, floor, None, reference, as_typed=as_typed)
    return None if scale is None else Shape(rule, scale, _line(rule, scale))


def _line(name: str, scale: Scale) -> Rule:
    """Return the line that the name of a rule chooses on a scale."""
    if name == ALL_OR_NOTHING:
        return AllOrNothing(scale.condition, "")
    if name == RATIO and scale.floor is not None:
        return _ratio_on(scale, scale.floor.value or 0.0)
    if name == STEPS and not isinstance(scale.rule, AllOrNothing):
        return Quarters(scale.rule)
    return scale.rule


def to_rule(value: Any) -> str | Steps:
    """Read a rule: its name, or a table of steps as a text or a range.

    Args:
        value: A name of :data:`RULES`, a table as text, or a range of bounds and shares; blank
            for the line.

    Returns:
        The name, or the table as read.

    Raises:
        InvalidInput: ``regle-inconnue``, or the errors of :func:`parse_steps`.

    Source:
        Annexe intéressement, branche maladie, 2.1 and 2.2: targets, floors and the printed
        steps of the UGECAM.
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


def _ratio_on(scale: Scale, floor: float) -> Rule:
    """Return the ratio of a scale that has a floor: nothing is earned short of it."""
    target, condition = scale.target, scale.condition
    value = target.value or 0.0
    if isinstance(scale.rule, AllOrNothing):
        return scale.rule
    if target.kind in _NO_RATIO:
        return AllOrNothing(condition, _NO_RATIO[target.kind])
    if same(value, 0.0):
        return AllOrNothing(condition, "objectif-nul")
    if target.kind in {"change", "shift"}:
        line: Rule = Ratio(target, value, "variation-au-prorata")
    elif value < 0:
        raise InvalidInput(
            "cible-negative",
            f"La cible {target.text} est négative : la règle « {RATIO} » n'a pas de sens. Utilisez "
            f"« {LINEAR} » ou « {ALL_OR_NOTHING} ».",
        )
    else:
        line = Ratio(target, value) if condition.rising else Mirror(target, value)
    return Gated(strictly(line, condition), target, floor, condition.rising)


#: Kinds that a ratio has no sense for → the assumption that stands for it.
_NO_RATIO: Final = {"interval": "intervalle", "date": "date-sans-seuil"}
