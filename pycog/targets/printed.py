"""What a printed target is: its kind, value or interval, comparator, unit and direction."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from pycog.arithmetic import exact, to_float
from pycog.lazy_patterns import regex
from pycog.targets.quantities import SHORT_UNITS, denominator, is_rate_unit, months_and_days
from pycog.values import display, format_number

HIGHER: Final = "hausse"
LOWER: Final = "baisse"

_YEAR = regex(r"(?:19|20)\d\d")

#: Kind → its French name, as officers see it.
KINDS: Final[dict[str, str]] = {
    "rate": "taux",
    "count": "nombre",
    "delay": "délai",
    "share_within_delay": "part dans un délai",
    "decile_delay": "délai au décile",
    "change": "variation",
    "shift": "variation en valeur",
    "trend": "tendance",
    "date": "date",
    "yes_no": "oui/non",
    "interval": "intervalle",
    "deferred": "renvoyé",
    "open": "à définir",
    "unknown": "non déterminé",
    "not_applicable": "sans objet",
    "follow_up": "suivi",
    "empty": "vide",
}
#: Kinds whose value is a ratio, where 77 would be a mistake for 77 %.
RATIO_KINDS: Final = frozenset({"rate", "share_within_delay", "change"})
#: Kinds that are measured from the value of an earlier year.
RELATIVE: Final = frozenset({"change", "shift", "trend"})
#: Kinds that give nothing to reach, and so no verdict. Each says another thing: not yet
#: decided, not known, no sense here, followed without a target, nothing printed.
UNSET: Final = frozenset({"open", "unknown", "not_applicable", "follow_up", "empty"})
#: Examples of all that can be written, for help texts and error messages.
EXAMPLES: Final = (
    "98 %, < 5 %, ≤ 10 jours, 7 j, 7 j calendaires au 9ème décile, 90 % en 21 jours calendaires, "
    "+3 %, Baisse de 14 %, N-1 + 2 pts, en baisse, 7 000 000, 799 millions, 35 000 places, "
    "75/100, 31/12/2021, juillet 2021, T4 2024, O/N, entre 98 % et 102 %, 85 % ± 2 ou à définir"
)


class Target(Struct, frozen=True):
    """A target as printed and as understood.

    Attributes:
        text: As printed.
        kind: One of :data:`KINDS`.
        value: Ratios for rates, shares and changes (90 % is 0.9); the number of points or
            units of a shift; an Excel serial for dates; the lower bound of an interval;
            ``None`` for a trend and where there is nothing to reach.
        comparator: ``">="``, ``"<="``, ``"<"``, ``">"`` or ``"="``; ``None`` where
            nothing is compared. A trend compares with the reference: ``"="`` is « stable ».
        unit: ``"%"``, ``"/10"``, ``"jours calendaires"``, ``"€"``, ``"places"``… or ``""``.
        direction: ``"hausse"`` or ``"baisse"``; ``None`` where the text alone
            cannot tell (a bare number) or where it has no sense.
        delay: The delay itself, for the three kinds that have one.
        delay_unit: ``"jours"``, ``"jours calendaires"``, ``"heures"``, ``"mois"``…
        rank: Rank of the decile, 1 to 10.
        upper: Upper bound of an interval.
        imposed: Whether the text itself states the direction, so that a caller
            may not ask for the other one.
        base: What a variation or trend is measured from, as printed: ``"n-1"``,
            ``"2022"``, ``"par an"``; ``""`` where the text does not say.
        scope: What the text adds and no rule measures: ``"des caisses"``, ``"d'ici 2027"``.
        open_low: Whether the lower bound of an interval is left out: « > 80 % et ≤ 90 % ».
        open_high: Whether its upper bound is.
        delay_strict: Whether the delay itself is too long: « à moins de 15 jours ».
    """

    text: str
    kind: str
    value: float | None = None
    comparator: str | None = None
    unit: str = ""
    direction: str | None = None
    delay: float | None = None
    delay_unit: str | None = None
    rank: float | None = None
    upper: float | None = None
    imposed: bool = False
    base: str = ""
    scope: str = ""
    delay_strict: bool = False
    open_low: bool = False
    open_high: bool = False

    @property
    def kind_name(self) -> str:
        """French name of the kind."""
        return KINDS[self.kind]

    @property
    def is_ratio(self) -> bool:
        """Whether values of this kind are ratios, where 77 would stand for 77 %."""
        return self.kind in RATIO_KINDS or (self.kind == "interval" and is_rate_unit(self.unit))

    @property
    def is_set(self) -> bool:
        """Whether there is something to reach."""
        return self.kind not in UNSET and self.kind != "deferred"

    @property
    def needs_reference(self) -> bool:
        """Whether a result says nothing without the value of an earlier year.

        A change without a printed base does: its result is itself a variation.
        """
        return self.kind in {"shift", "trend"} or (self.kind == "change" and bool(self.base))

    def direction_to_give(self, own: str) -> str | None:
        """Return the direction that a formula must be given beside this target.

        Args:
            own: Direction of the indicator, ``""`` where nothing says it.

        Returns:
            The direction of the indicator where the text neither states one nor is read the
            same way without: « 5 % » is a rate to reach unless the indicator is to fall.
        """
        judged = self.kind in {"count", "rate", "delay", "trend"}
        return own if judged and own and not self.imposed and own != self.direction else None

    def base_year(self, year: int, first: int | None) -> int | None:
        """Return the year that a target of ``year`` is measured from.

        Args:
            year: The year of the target.
            first: The last base year of the convention, what « sur la période » starts from;
                ``None`` where it has none.

        Returns:
            The year that the text prints, the base year, or the year before; ``None`` for a
            base year that there is none of.
        """
        if printed := _YEAR.search(self.base):
            return int(printed[0])
        if self.base.startswith(("sur", "pendant")):
            return first
        return year - 1

    @property
    def shown_as(self) -> str:
        """How to show a value of this kind (see :func:`pycog.values.display`)."""
        if self.kind == "change":
            return "evolution"
        if is_rate_unit(self.unit):
            return "rate"
        if self.kind in {"delay", "decile_delay"}:
            return "days" if self.unit.startswith("jours") else "number"
        if self.kind == "date":
            return "date"
        return "amount" if self.unit == "€" else "number"

    def write(self, value: float) -> str:
        """Write ``value`` in the target's unit, precisely enough for an explanation."""
        if self.kind == "date":
            return display(value, "date")
        if self.kind == "yes_no":
            return "Oui" if value else "Non"
        sign = "+" if self.kind in {"change", "shift"} and value > 0 else ""
        if self.unit == "%":
            return (sign if self.kind == "change" else "") + display(value, "percent")
        if self.unit == "‰":
            return f"{format_number(to_float(exact(value) * 1000), 4)} ‰"
        if parts := denominator(self.unit):
            return f"{format_number(to_float(exact(value) * parts), 4)}{self.unit}"
        if self.unit == "mois" and self.kind != "shift":
            return months_and_days(value)
        unit = SHORT_UNITS.get(self.unit, self.unit)
        unit = "point" if unit == "points" and abs(value) < 2 else unit
        return f"{sign}{format_number(value, 4)} {unit}".rstrip()


EMPTY: Final = Target("", "empty")
