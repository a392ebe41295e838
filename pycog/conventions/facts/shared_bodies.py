"""Bodies whose staff does not get the plain amount of one branch, as an agreement lists them."""

from __future__ import annotations

from msgspec import Struct

from pycog.conventions.facts.schema import BONUS, PAID_BY_OTHERS, SOLE_PAYER


class BodyBranch(Struct, frozen=True):
    """One branch that a part of the staff of a body belongs to.

    Attributes:
        name: As printed.
        payer: The national body that pays for it, ``""`` where nothing says so.
        rule: One of :data:`pycog.conventions.facts.schema.BODY_RULES`.
    """

    name: str
    payer: str
    rule: str

    @property
    def title(self) -> str:
        """The branch with who pays for it: ``"Retraite (CNAV)"``."""
        return f"{self.name} ({self.payer})" if self.payer else self.name


class SharedBody(Struct, frozen=True):
    """A body, or a kind of bodies, of several branches, or one whose staff gets a bonus.

    Attributes:
        name: As printed.
        branches: Its branches in the order of the table; none for a bonus.
        bonus: Whether its staff gets the mean of the branch.
        pro_rata: What the bonus is in proportion to, a key of
            :data:`pycog.conventions.facts.schema.PRO_RATA`; ``""`` where nothing says so.
        campaigns: Years that it holds for, none for all of them.
        citation: Document and section.
        note: What the agreement says of it, in French, ``""`` if nothing.
    """

    name: str
    branches: tuple[BodyBranch, ...]
    bonus: bool
    citation: str
    note: str
    pro_rata: str = ""
    campaigns: tuple[int, ...] = ()

    def holds_in(self, campaign: int) -> bool:
        """Tell whether the agreement lists it for a campaign."""
        return not self.campaigns or campaign in self.campaigns

    @property
    def paying(self) -> tuple[BodyBranch, ...]:
        """The branches with amounts of their own."""
        return tuple(one for one in self.branches if one.rule not in (PAID_BY_OTHERS, BONUS))

    @property
    def paid_by_others(self) -> tuple[BodyBranch, ...]:
        """The branches whose staff the others pay for."""
        return tuple(one for one in self.branches if one.rule == PAID_BY_OTHERS)

    @property
    def sole_payer(self) -> BodyBranch | None:
        """The branch whose national body pays for all the staff, ``None`` where each pays."""
        return next((one for one in self.branches if one.rule == SOLE_PAYER), None)
