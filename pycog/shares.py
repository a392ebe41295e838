"""The named rules that turn a measured value into the share of its target, and back.

A rule is one line, written once and exactly: forward it gives the share of a value, 1 at
the target; backward the value that a share asks for; and it writes its own arithmetic, so
that an explanation can never tell another story than the result. Rules that refine another
(:class:`Open`, :class:`Gated`, :class:`Quarters`) hold it.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final, Protocol

from msgspec import Struct

from pycog.arithmetic import compare, divided, exact, same, to_float
from pycog.targets import Target
from pycog.values import display, format_number

ZERO, ONE = Fraction(0), Fraction(1)
#: What is attained at most while a strict bound is not passed (``"borne-exclue"``).
SHORT: Final = Fraction(999, 1000)
#: Without a printed table, points are earned quarter by quarter.
_QUARTERS: Final = 4
#: A value is written with this many decimals at most.
_DECIMALS: Final = 12

_SIGNS: Final = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "=": "= "}


class Condition(Struct, frozen=True):
    """What a measured value must satisfy for the target to be met.

    Attributes:
        target: The target.
        comparator: ``">="``, ``"<="``, ``">"``, ``"<"`` or ``"="``.
    """

    target: Target
    comparator: str

    @property
    def strict(self) -> bool:
        """Whether the bound itself does not meet the target."""
        if self.target.upper is not None:
            return self.target.open_low or self.target.open_high
        return self.comparator in {"<", ">"}

    @property
    def rising(self) -> bool:
        """Whether larger values meet the target."""
        return self.comparator in {">", ">="}

    def holds(self, actual: float) -> bool:
        """Tell whether the target is met (see :func:`pycog.arithmetic.compare`)."""
        low = self.target.value or 0.0
        if self.target.upper is not None:
            above, below = compare(actual, low), compare(self.target.upper, actual)
            return (above > 0 or (above == 0 and not self.target.open_low)) and (
                below > 0 or (below == 0 and not self.target.open_high)
            )
        order = compare(actual, low)
        if order == 0:
            return not self.strict
        return self.comparator != "=" and (order > 0) is self.rising

    def at_bound(self, actual: float) -> bool:
        """Tell whether a value equals the bound."""
        return same(actual, self.target.value or 0.0)

    def first(self) -> Fraction:
        """Return the least demanding value that meets the target.

        Where the bound is excluded, it is the value next to it, by a tenth of the last
        decimal of the target: 60.1 % for « > 60 % ».
        """
        bound = exact(self.target.value or 0.0)
        if not self.strict or (self.target.upper is not None and not self.target.open_low):
            return bound
        scale = {"%": 100, "/100": 100, "/1000": 1000}.get(self.target.unit, 1)
        decimals = 0
        while decimals < _DECIMALS and (bound * scale * 10**decimals).denominator != 1:
            decimals += 1
        step = Fraction(1, 10 ** (decimals + 1) * scale)
        return bound + step if self.rising else bound - step

    def __str__(self) -> str:
        target, low = self.target, self.target.value or 0.0
        if target.upper is not None:
            left, right = (" exclu" * one for one in (target.open_low, target.open_high))
            return f"entre {target.write(low)}{left} et {target.write(target.upper)}{right}"
        if target.kind == "date":
            return f"{'avant' if self.strict else 'au plus tard'} le {target.write(low)}"
        if target.kind == "yes_no":
            return target.write(low)
        return f"{_SIGNS[self.comparator]}{target.write(low)}"


class Rule(Protocol):
    """One line between values and shares."""

    @property
    def assumption(self) -> str:
        """Id of the assumption that the rule is, ``""`` for none."""

    @property
    def marks(self) -> tuple[float, ...]:
        """Values where the rule turns: what equals one of them counts as it."""

    def line(self, actual: Fraction) -> Fraction:
        """Return the share of a value, 1 at the target; it may be negative."""

    def back(self, share: Fraction) -> Fraction | None:
        """Return the least demanding value of a share, ``None`` where any value will do."""

    def beyond(self, share: Fraction) -> tuple[Fraction, bool] | None:
        """Return which values earn more than a share below 1.

        Returns:
            Their bound, and whether it is one of them; ``None`` where only the condition
            of the target says it.
        """

    def explain(self, actual: float, shown: str) -> str:
        """Return the arithmetic in French, ending with the result as ``shown``."""


def place(actual: float, rule: Rule) -> Fraction:
    """Return the decimal number that a value stands for: a mark of the rule that it equals.

    Args:
        actual: A value in the unit of the target.
        rule: The rule that measures it.

    Returns:
        An exact number in the same unit.
    """
    for mark in rule.marks:
        if same(actual, mark):
            return exact(mark)
    return exact(actual)


def share_of(rule: Rule, actual: float) -> Fraction:
    """Return the share that a value attains by a rule, never negative.

    Args:
        rule: A rule.
        actual: A value in the unit of its target.

    Returns:
        An exact ratio, 1 at the target; above 1 where the rule lets it.
    """
    share = rule.line(place(actual, rule))
    return ZERO if share.numerator < 0 else share


def attained(rule: Rule, actual: float) -> float:
    """Return :func:`share_of`, rounded once.

    Args:
        rule: A rule.
        actual: A value in the unit of its target.

    Returns:
        The nearest ratio.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    if type(rule) is Ratio:  # most targets: no need of the fraction in lowest terms
        return max(0.0, divided(place(actual, rule), exact(rule.value)))
    return to_float(share_of(rule, actual))


class Ratio(Struct, frozen=True):
    """``actual / target``."""

    target: Target
    value: float
    assumption: str = "rapport-simple"

    @property
    def marks(self) -> tuple[float, ...]:
        return (self.value,)

    def line(self, actual: Fraction) -> Fraction:
        return actual / exact(self.value)

    def back(self, share: Fraction) -> Fraction:
        return share * exact(self.value)

    def beyond(self, share: Fraction) -> tuple[Fraction, bool]:
        return self.back(share), False

    def explain(self, actual: float, shown: str) -> str:
        text = f"{self.target.write(actual)} ÷ {self.target.write(self.value)}"
        return (
            f"{text} est négatif, ramené à {shown}"
            if actual / self.value < 0
            else (f"{text} = {shown}")
        )


class Mirror(Struct, frozen=True):
    """``2 - actual / target``: 1 at the target, 2 at zero."""

    target: Target
    value: float
    assumption: str = "rapport-miroir"

    @property
    def marks(self) -> tuple[float, ...]:
        return (self.value,)

    def line(self, actual: Fraction) -> Fraction:
        return 2 - actual / exact(self.value)

    def back(self, share: Fraction) -> Fraction:
        return (2 - share) * exact(self.value)

    def beyond(self, share: Fraction) -> tuple[Fraction, bool]:
        return self.back(share), False

    def explain(self, actual: float, shown: str) -> str:
        text = f"2 − {self.target.write(actual)} ÷ {self.target.write(self.value)}"
        if self.line(place(actual, self)) < 0:
            return f"{text} est négatif, ramené à {shown}"
        return f"{text} = {shown}"


class AllOrNothing(Struct, frozen=True):
    """1 when the condition holds, else 0."""

    condition: Condition
    assumption: str

    @property
    def marks(self) -> tuple[float, ...]:
        return ()

    def line(self, actual: Fraction) -> Fraction:
        return ONE if self.condition.holds(to_float(actual)) else ZERO

    def back(self, share: Fraction) -> Fraction | None:
        return self.condition.first() if share > 0 else None

    def beyond(self, share: Fraction) -> None:
        return None

    def explain(self, actual: float, shown: str) -> str:
        verb = "respecte" if self.condition.holds(actual) else "ne respecte pas"
        return f"{self.condition.target.write(actual)} {verb} « {self.condition} » : {shown}"


class Linear(Struct, frozen=True):
    """The straight line from 0 at the floor to 1 at the target, cut at both ends."""

    target: Target
    value: float
    floor: float
    assumption: str = "lineaire-seuil-cible"

    @property
    def marks(self) -> tuple[float, ...]:
        return self.value, self.floor

    def line(self, actual: Fraction) -> Fraction:
        floor = exact(self.floor)
        return min(ONE, max(ZERO, (actual - floor) / (exact(self.value) - floor)))

    def back(self, share: Fraction) -> Fraction:
        floor = exact(self.floor)
        return floor + share * (exact(self.value) - floor)

    def beyond(self, share: Fraction) -> tuple[Fraction, bool]:
        return self.back(share), False

    def explain(self, actual: float, shown: str) -> str:
        write = self.target.write
        line = self.line(place(actual, self))
        if line == ZERO:
            return f"{write(actual)} ne franchit pas le seuil de {write(self.floor)} : {shown}"
        if line == ONE:
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


class Band(Struct, frozen=True):
    """1 inside an interval, straight lines down to 0 at the floor interval's bounds."""

    condition: Condition
    low: Rule
    high: Rule
    assumption: str = "intervalle"

    @property
    def marks(self) -> tuple[float, ...]:
        target = self.condition.target
        bounds = (target.value or 0.0, target.upper or 0.0)
        return (*bounds, *self.low.marks, *self.high.marks)

    def line(self, actual: Fraction) -> Fraction:
        if self.condition.holds(to_float(actual)):
            return ONE
        return self._side(actual).line(actual)

    def back(self, share: Fraction) -> Fraction | None:
        """Return the lower of the two values of a share."""
        if isinstance(self.low, AllOrNothing):
            return self.condition.first()
        return self.low.back(share)

    def beyond(self, share: Fraction) -> None:
        return None  # the whole interval, which is enough

    def explain(self, actual: float, shown: str) -> str:
        if self.condition.holds(actual):
            return AllOrNothing(self.condition, self.assumption).explain(actual, shown)
        return self._side(exact(actual)).explain(actual, shown)

    def _side(self, actual: Fraction) -> Rule:
        return self.low if actual < exact(self.condition.target.value or 0.0) else self.high


class Open(Struct, frozen=True):
    """A rule whose target is a strict bound: 99.9 % at most until the bound is passed."""

    rule: Rule
    condition: Condition

    @property
    def assumption(self) -> str:
        return self.rule.assumption

    @property
    def marks(self) -> tuple[float, ...]:
        return self.rule.marks

    def line(self, actual: Fraction) -> Fraction:
        share = self.rule.line(actual)
        return share if self.condition.holds(to_float(actual)) else min(share, SHORT)

    def back(self, share: Fraction) -> Fraction | None:
        return self.condition.first() if share == ONE else self.rule.back(min(share, SHORT))

    def beyond(self, share: Fraction) -> tuple[Fraction, bool] | None:
        return None if share >= SHORT else self.rule.beyond(share)

    def explain(self, actual: float, shown: str) -> str:
        at = place(actual, self.rule)
        if self.line(at) == self.rule.line(at):
            return self.rule.explain(actual, shown)
        written = self.condition.target.write(actual)
        return f"{written} ne passe pas la borne exclue de « {self.condition} » : {shown}"


class Gated(Struct, frozen=True):
    """A rule that earns nothing short of a floor, which itself earns."""

    rule: Rule
    target: Target
    floor: float
    rising: bool

    @property
    def assumption(self) -> str:
        return self.rule.assumption

    @property
    def marks(self) -> tuple[float, ...]:
        return (*self.rule.marks, self.floor)

    def line(self, actual: Fraction) -> Fraction:
        return ZERO if self._short(actual) else self.rule.line(actual)

    def back(self, share: Fraction) -> Fraction | None:
        value = self.rule.back(share)
        return exact(self.floor) if value is not None and self._short(value) else value

    def beyond(self, share: Fraction) -> tuple[Fraction, bool] | None:
        found = self.rule.beyond(share)
        return (exact(self.floor), True) if found and self._short(found[0]) else found

    def explain(self, actual: float, shown: str) -> str:
        if self._short(place(actual, self)):
            return f"{self.target.write(actual)} est en deçà du seuil : {shown}"
        return self.rule.explain(actual, shown)

    def _short(self, actual: Fraction) -> bool:
        floor = exact(self.floor)
        return actual < floor if self.rising else actual > floor


class Quarters(Struct, frozen=True):
    """A rule whose share counts by whole quarters, each bound included."""

    rule: Rule

    @property
    def assumption(self) -> str:
        return self.rule.assumption

    @property
    def marks(self) -> tuple[float, ...]:
        quarters = (self.rule.back(Fraction(n, _QUARTERS)) for n in range(1, _QUARTERS))
        return (*self.rule.marks, *(to_float(value) for value in quarters if value is not None))

    def line(self, actual: Fraction) -> Fraction:
        return Fraction(math.floor(self.rule.line(actual) * _QUARTERS), _QUARTERS)

    def back(self, share: Fraction) -> Fraction | None:
        return self.rule.back(Fraction(math.ceil(share * _QUARTERS), _QUARTERS))

    def beyond(self, share: Fraction) -> tuple[Fraction, bool] | None:
        quarter = Fraction(math.floor(share * _QUARTERS) + 1, _QUARTERS)
        value = self.back(quarter)
        return None if value is None or self.rule.beyond(share) is None else (value, True)

    def explain(self, actual: float, shown: str) -> str:
        reached = display(to_float(share_of(self.rule, actual)), "rate")
        return f"{self.rule.explain(actual, reached)} ; dernier quart atteint : {shown}"


def strictly(rule: Rule, condition: Condition) -> Rule:
    """Return a rule that respects the strict bound of its target, if it has one.

    Args:
        rule: The line of a target.
        condition: What meets the target.

    Returns:
        The rule, or the same held below 1 until the bound is passed.
    """
    return Open(rule, condition) if condition.strict else rule


def _days(count: float) -> str:
    return f"{format_number(count)} jour{'s' if abs(count) >= 2 else ''}"
