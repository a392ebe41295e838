"""The budget rules of an agreement, as data: one rule a row, each with its place in print.

A rule names the groups of credits that it concerns. A group is that of the budget lines; a
nature (``"limitatif"``…) stands for every group of that nature, :data:`ANY` for every group of
the fund. Where several rules fit, the most precise one applies; two that are as precise and do
not say the same are refused when the agreement is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from pycog.errors import InvalidInput, NotAvailable

ALIAS: Final = "groupe"
TRANSFER: Final = "virement"
CARRYOVER: Final = "report"
CARRYOVER_APPROVAL: Final = "approbation d'un report"
CARRYOVER_USE: Final = "emploi d'un report"
LAST_YEAR: Final = "fin de convention"
BUDGET_APPROVAL: Final = "approbation d'un budget"
UPDATING: Final = "actualisation"
CONFORMITY: Final = "conformité"
STATEMENT: Final = "état des reports"
FOLLOW_UP: Final = "suivi"
#: Kinds of rules, in the order in which they are usually printed.
KINDS: Final = (
    ALIAS, BUDGET_APPROVAL, CONFORMITY, UPDATING, TRANSFER, CARRYOVER, CARRYOVER_USE,
    CARRYOVER_APPROVAL, LAST_YEAR, STATEMENT, FOLLOW_UP,
)  # fmt: skip
#: Kinds that have a destination.
DIRECTED: Final = (TRANSFER, CARRYOVER_APPROVAL)

ANY: Final = "tous"
SAME: Final = "même groupe"
OTHER: Final = "autre groupe"

#: What a limitative or indicative amount of a budget may be, beside the authorised one.
AT_MOST, EXACTLY, FREELY = "au plus", "égal", "libre"
GAPS: Final = (AT_MOST, EXACTLY, FREELY)

INFORMATION: Final = "information"
DECISION: Final = "décision"
NON_RECURRING: Final = "dépense non pérenne"

#: What a message says when an agreement gives no rule of a kind.
_NAMES: Final = {
    TRANSFER: "de virement",
    CARRYOVER: "de report",
    CARRYOVER_APPROVAL: "d'approbation d'un report",
    LAST_YEAR: "de report au-delà de la dernière année",
    BUDGET_APPROVAL: "d'approbation tacite d'un budget",
    UPDATING: "d'actualisation",
    CONFORMITY: "de conformité d'un budget",
}


class Side(NamedTuple):
    """What a rule is asked about: one group of credits.

    Attributes:
        fund: Id of its fund, ``""`` where several funds have it.
        group: Its name.
        nature: ``"limitatif"``, ``"évaluatif"``, ``"recette"`` or ``""``.
    """

    fund: str
    group: str
    nature: str


class BudgetRule(Struct, frozen=True):
    """One rule.

    Attributes:
        kind: One of :data:`KINDS`.
        fund: Id of the fund that it is about, ``""`` for every fund.
        origin: Group, nature or :data:`ANY`; for an alias, the other name of a group.
        destination: The same, or :data:`SAME` or :data:`OTHER`; for an alias, the group.
        allowed: Whether what it is about may be done at all.
        decision: Who decides or what follows; where it is not allowed, the sentence that says
            so; for the conformity of a budget, one of :data:`GAPS`.
        requires: What the register must hold: an information, a decision, a non-recurring
            expense; ``""`` for nothing.
        days: Days after which approval is deemed given, ``None`` without a delay.
        calendar: How they are counted, ``""`` where nothing is printed.
        last_day: ``"oui"`` where approval comes with the last day, ``"non"`` for the day
            after, ``""`` where nothing is printed.
        ceiling: Largest share of the authorised amount that may be carried over, a ratio.
        reason: Reason of an updating.
        condition: What must hold besides and no register shows, as printed.
        assumption: Id of what was decided where the agreement is silent, ``""`` if nothing.
        source: Where it is printed in the agreement.
        note: How it is read, in French, ``""`` if nothing is to be said.
    """

    kind: str
    fund: str = ""
    origin: str = ANY
    destination: str = ANY
    allowed: bool = True
    decision: str = ""
    requires: str = ""
    days: int | None = None
    calendar: str = ""
    last_day: str = ""
    ceiling: float | None = None
    reason: str = ""
    condition: str = ""
    assumption: str = ""
    source: str = ""
    note: str = ""

    @property
    def refusal(self) -> str:
        """The sentence of a rule that does not allow, with its place."""
        if self.source in self.decision:
            return self.decision
        return f"{self.decision.rstrip('.')} ({self.source})."

    def says_as(self, other: BudgetRule) -> bool:
        """Tell whether another rule says the same, wherever it is printed."""
        return self._said() == other._said()

    def _said(self) -> BudgetRule:
        return replace(self, fund="", origin="", destination="", source="", note="", assumption="")


class BudgetRules(Struct, frozen=True):
    """All budget rules of an agreement.

    Attributes:
        title: Short title of the agreement, for messages and citations.
        rules: The rules in the order of their table.
    """

    title: str
    rules: tuple[BudgetRule, ...]

    def of(self, kind: str, fund: str = "") -> tuple[BudgetRule, ...]:
        """Return the rules of a kind, in order.

        Args:
            kind: One of :data:`KINDS`.
            fund: Id of a fund; left out, those of every fund.
        """
        return tuple(
            rule
            for rule in self.rules
            if rule.kind == kind and (not fund or rule.fund in {"", fund})
        )

    def find(
        self, kind: str, origin: Side, destination: Side | None = None, reason: str = ""
    ) -> BudgetRule | None:
        """Return the rule that applies, ``None`` where the agreement gives none.

        Args:
            kind: One of :data:`KINDS`.
            origin: The group asked about.
            destination: The group that receives, for a kind of :data:`DIRECTED`.
            reason: Reason of an updating.

        Raises:
            InvalidInput: ``fonds-a-preciser``: the funds that have the group decide otherwise.
        """
        funds = [origin.fund]
        if not origin.fund:
            funds = sorted({rule.fund for rule in self.of(kind) if rule.fund}) or [""]
        found = [
            next(iter(self.fitting(kind, origin._replace(fund=fund), destination, reason)), None)
            for fund in funds
        ]
        first = found[0]
        for fund, rule in zip(funds, found, strict=True):
            if (rule is None) != (first is None) or (rule and first and not rule.says_as(first)):
                raise InvalidInput(
                    "fonds-a-preciser",
                    f"Le groupe « {origin.group} » existe dans plusieurs fonds, dont les règles "
                    f"diffèrent : précisez {' ou '.join(funds)}.",
                    fund=fund,
                )
        return first

    def require(
        self, kind: str, origin: Side, destination: Side | None = None, reason: str = ""
    ) -> BudgetRule:
        """Return the rule that applies, see :meth:`find`.

        Raises:
            NotAvailable: ``regle-absente``.
            InvalidInput: ``fonds-a-preciser``.
        """
        rule = self.find(kind, origin, destination, reason)
        if rule is None:
            raise self.missing(kind, origin, destination)
        return rule

    def fitting(
        self, kind: str, origin: Side, destination: Side | None = None, reason: str = ""
    ) -> tuple[BudgetRule, ...]:
        """Return the rules that fit and are the most precise; more than one say the same.

        Args:
            kind: As in :meth:`find`.
            origin: As there, its fund named.
            destination: As there.
            reason: As there.
        """
        scored = [
            (score, rule)
            for rule in self.of(kind)
            if (score := _score(rule, origin, destination, reason)) is not None
        ]
        best = max((score for score, _ in scored), default=0)
        return tuple(rule for score, rule in scored if score == best)

    def missing(
        self, kind: str, origin: Side | None = None, destination: Side | None = None
    ) -> NotAvailable:
        """Return the error of a rule that the agreement does not give."""
        about = ""
        if origin is not None:
            about = f" pour le groupe « {origin.group} »"
        if origin is not None and destination is not None:
            about = f" du groupe « {origin.group} » au groupe « {destination.group} »"
        return no_rule(self.title, kind, about)

    def alias(self, name: str) -> str | None:
        """Return the group of which a folded name is another name, ``None`` if of none."""
        return next((rule.destination for rule in self.of(ALIAS) if rule.origin == name), None)

    def places(self, kind: str, fund: str = "") -> str:
        """Return where the rules of a kind are printed: ``"annexe 1, 1.2.1 et 2.1.2"``."""
        return join_places(rule.source for rule in self.of(kind, fund))

    def cite(self, *kinds: str) -> str:
        """Return the full citation of kinds of rules, ``""`` where there is none of them."""
        places = join_places(
            rule.source for rule in self.rules if rule.kind in kinds and rule.source
        )
        return f"{self.title}, {places}" if places else ""

    @property
    def annex(self) -> str:
        """The part of the agreement that holds every rule (``"annexe 1"``), ``""`` if several."""
        heads = {rule.source.partition(",")[0].strip() for rule in self.rules}
        return heads.pop() if len(heads) == 1 else ""


def no_rule(title: str, kind: str, about: str = "") -> NotAvailable:
    """Return the error ``regle-absente``.

    Args:
        title: Short title of the agreement.
        kind: One of :data:`KINDS`.
        about: What the rule would be about, with a space before it.
    """
    return NotAvailable(
        "regle-absente",
        f"Aucune règle {_NAMES.get(kind, kind)} n'est donnée par la convention « {title} »{about}. "
        "Ajoutez-la à ses règles de budget, avec l'endroit où elle est imprimée.",
        kind=kind,
    )


def join_places(sources: Iterable[str]) -> str:
    """Join places, the document part said once: ``"annexe 1, 1.2.1 et 2.1.2"``."""
    by_part: dict[str, dict[str, None]] = {}
    for source in sources:
        part, _, section = source.partition(", ")
        sections = by_part.setdefault(part, {})
        for one in section.replace(" et ", ", ").split(", ") if section else ():
            sections[one] = None
    return " ; ".join(_written(by_part))


def _written(by_part: dict[str, dict[str, None]]) -> Iterator[str]:
    for part, sections in by_part.items():
        *first, last = sections or {"": None}
        told = f"{', '.join(first)} et {last}" if first else last
        yield f"{part}, {told}" if told else part


#: How precise a name is: a group, a nature, "autre groupe", every group.
_EXACT, _NATURE, _OTHER, _ANY = 8, 4, 2, 0
#: "même groupe" comes before a group and a nature, and after a group named at both ends.
_SAME, _PAIR = 20, 50
#: A rule of one fund comes before one of every fund, and one with a reason before one without.
_OF_FUND, _OF_REASON = 100, 1


def _score(rule: BudgetRule, origin: Side, destination: Side | None, reason: str) -> int | None:
    """Return how precisely a rule fits, ``None`` where it does not."""
    if rule.fund not in {"", origin.fund}:
        return None
    if rule.reason not in {"", reason}:
        return None
    first = _names(rule.origin, origin)
    second: int | None = 0
    if destination is not None:
        second = _receives(rule.destination, origin, destination)
    if first is None or second is None:
        return None
    more = _OF_FUND * bool(rule.fund) + _OF_REASON * bool(rule.reason)
    more += _PAIR * (first == second == _EXACT)
    return first + second + more


def _names(name: str, side: Side) -> int | None:
    if name == side.group:
        return _EXACT
    if name == side.nature:
        return _NATURE
    return _ANY if name == ANY else None


def _receives(name: str, origin: Side, destination: Side) -> int | None:
    if name in {SAME, OTHER}:
        fits = (origin.group == destination.group) == (name == SAME)
        return {SAME: _SAME, OTHER: _OTHER}[name] if fits else None
    return _names(name, destination)
