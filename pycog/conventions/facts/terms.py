"""What an intéressement agreement says of one scorecard beside its rows.

The title of its category, the themes and their weights, the total of its points, the rate
that triggers the payment: all of it is read from the tables of the agreement, and what the
agreement does not say is ``None`` here, never the rule of another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct, field

from pycog.arithmetic import compare, to_float
from pycog.errors import InvalidInput, NotAvailable
from pycog.lazy_patterns import regex
from pycog.values import Scalar, choose, display

_TRIGGER = regex(r"(>=|≥|>)\s*(\d{1,3}(?:[.,]\d{1,4})?)\s*%")
_SHARE = r"\d{1,3}(?:[.,]\d{1,4})? ?%?"
_SHARES = regex(rf"{_SHARE}(?: ?/ ?{_SHARE})+")
#: What is to be written for a trigger; ends a message about a bad one.
TRIGGER_FORMS: Final = (
    "Écrivez « > 50 % » si le taux doit dépasser 50 %, « ≥ 50 % » s'il lui suffit de l'atteindre."
)
POINTS: Final = "points"
PERCENT: Final = "%"


class Trigger(Struct, frozen=True):
    """The rate of success from which an intéressement is paid.

    Attributes:
        rate: A ratio.
        reached: Whether it is enough to reach it; it must be exceeded otherwise.
    """

    rate: float
    reached: bool = False

    @classmethod
    def read(cls, text: str) -> Trigger | None:
        """Read « > 50 % » or « ≥ 50 % »; ``None`` where it is neither, or above 100 %."""
        match = _TRIGGER.fullmatch(text.strip())
        if match is None:
            return None
        rate = Fraction(match[2].replace(",", ".")) / 100
        return cls(to_float(rate), match[1] != ">") if rate <= 1 else None

    @property
    def percent(self) -> str:
        """The rate as French readers write it: « 50 % »."""
        return display(self.rate, "percent")

    def __str__(self) -> str:
        return f"{'≥' if self.reached else '>'} {self.percent}"

    def passed(self, rate: float) -> bool:
        """Tell whether a rate releases the payment."""
        found = compare(rate, self.rate)
        return found >= 0 if self.reached else found > 0


class Terms(Struct, frozen=True, kw_only=True):
    """What an agreement says of the scorecard of one category in one campaign.

    Attributes:
        convention: Id of the agreement.
        campaign: Year.
        category: Key of the category.
        title: Title printed above the scorecard.
        national: Whether it is the scorecard that all bodies share.
        themes: Key of a theme → its printed name, in the order of the agreement.
        weightings: Name → share of each theme in the rate, which add up to 1, where the
            agreement weights the rates of the themes; empty where points are added up.
            The first is used when none is named.
        trigger: Rate that releases the payment, ``None`` where the agreement gives none.
        amount: Printed name of the amount per FTE that the rate applies to, ``""`` if none.
        rate: Printed name of the rate, ``""`` if none.
        full: What the weights add up to, ``None`` where nothing says so.
        unit: ``"points"`` or ``"%"``: the unit of the weights.
        share: Share of the mass to distribute, ``None`` where the agreement gives none.
        source: Where the scorecard is printed.
    """

    convention: str
    campaign: int
    category: str
    title: str
    national: bool = False
    themes: Mapping[str, str] = field(default_factory=dict)
    weightings: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    trigger: Trigger | None = None
    amount: str = ""
    rate: str = ""
    full: float | None = None
    unit: str = POINTS
    share: float | None = None
    source: str = ""

    @property
    def in_points(self) -> bool:
        """Whether the weights are points, and not shares of a hundred."""
        return self.unit == POINTS

    @property
    def points(self) -> str:
        """What the weights count, in French: points, or points of a hundred."""
        return POINTS if self.in_points else "points de %"

    def weighting(self, name: Scalar = None) -> Mapping[str, Fraction]:
        """Return the shares of the themes under a name, the first ones when it is blank.

        Raises:
            NotAvailable: ``ponderation-absente``.
            InvalidInput: ``choix-inconnu``.
        """
        if not self.weightings:
            raise no_weighting(self.convention, f"pour « {self.title} » ({self.campaign})")
        return self.weightings[choose(name, tuple(self.weightings), "la pondération")]


def no_weighting(convention: str, where: str = "") -> NotAvailable:
    """Return the error of an agreement that does not weight its themes.

    Args:
        convention: Its id.
        where: What they were asked for, in French, ``""`` for anything.
    """
    asked = f" {where}" if where else ""
    return NotAvailable(
        "ponderation-absente",
        f"La convention {convention} ne donne pas de poids des thèmes{asked}. Là où les points "
        "s'additionnent, le taux est celui de COG_TRL. Sinon, écrivez les poids dans la formule, "
        "par exemple « 50/30/20 ».",
        convention=convention,
    )


def no_trigger(convention: str, where: str = "") -> NotAvailable:
    """Return the error of an agreement that gives no trigger.

    Args:
        convention: Its id.
        where: What it was asked for, in French, ``""`` for anything.
    """
    asked = f" {where}" if where else ""
    return NotAvailable(
        "seuil-de-declenchement-absent",
        f"La convention {convention} ne donne pas de seuil de déclenchement{asked}. Donnez-le dans "
        "la formule, ou dans la colonne « déclenchement » de la table des catégories.",
        convention=convention,
    )


def read_shares(text: str) -> tuple[Fraction, ...] | None:
    """Read weights of themes as typed: « 50/30/20 » or « 50 % / 30 % / 20 % ».

    Args:
        text: As typed in a formula.

    Returns:
        Shares; ``None`` where the text is no list of weights.

    Raises:
        InvalidInput: ``poids-des-themes``: they do not add up to 100 %.
    """
    if _SHARES.fullmatch(text.strip()) is None:
        return None
    shares = tuple(
        Fraction(one.strip(" %").replace(",", ".")) / 100 for one in text.strip().split("/")
    )
    if sum(shares) != 1:
        made = display(to_float(sum(shares, Fraction(0)) * 100), "number")
        raise InvalidInput(
            "poids-des-themes",
            f"Les poids « {text.strip()} » font {made} % au lieu de 100 %.",
            value=text,
        )
    return shares


def shares_text(shares: Mapping[str, Fraction]) -> str:
    """Write shares in hundredths: « 35/35/30 »."""
    return "/".join(display(to_float(share * 100), "number") for share in shares.values())
