"""What the workbook of the budget rules says of the agreement: places, funds, units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.budget.credit_rules import BudgetRule, BudgetRules
from pycog.budget.transfer_register import DECISION_NAMES, INFORMATION_NAMES
from pycog.conventions.facts.budget_rules import (
    BUDGET_APPROVAL,
    CARRYOVER_APPROVAL,
    DECISION,
    INFORMATION,
    TRANSFER,
    UPDATING,
    join_places,
)
from pycog.values import capital, fold

if TYPE_CHECKING:
    from pycog.conventions import Convention

#: Unit → how a sentence says it, and an amount to type as an example.
_UNITS: Final = {
    "€": ("en euros", "120000"),
    "k€": ("en milliers d'euros (k€)", "120"),
    "M€": ("en millions d'euros (M€)", "1,2"),
}
_NUMBERS: Final = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six"}


@dataclass(frozen=True)
class Wording:
    """The words that depend on the agreement.

    Attributes:
        convention: The agreement.
        rules: Its budget rules.
    """

    convention: Convention
    rules: BudgetRules

    def place(self, kind: str) -> str:
        """Return where rules of a kind are printed, with a space and brackets, or ``""``."""
        found = join_places(rule.source for rule in self.rules.of(kind) if rule.allowed)
        return f" ({found})" if found else ""

    def section(self, kind: str) -> str:
        """Return the same without the name of the annex that holds every rule."""
        head = f" ({self.rules.annex}, " if self.rules.annex else " ("
        place = self.place(kind)
        return f" ({place.removeprefix(head)}" if place.startswith(head) else place

    @property
    def updated(self) -> str:
        """Whose updating is allowed, where one group alone is: « du personnel »."""
        groups = {rule.origin for rule in self.rules.of(UPDATING) if rule.allowed}
        return f" du {groups.pop()}" if len(groups) == 1 else ""

    @property
    def annexes(self) -> tuple[str, ...]:
        """Annexes of the budgets, each once."""
        return tuple(dict.fromkeys(fund.annex for fund in self.convention.funds.values()))

    @property
    def source(self) -> str:
        """Citation of the rules and of the budgets."""
        named = [self.rules.annex, *self.annexes]
        return f"{self.convention.short_title}, {listed(list(dict.fromkeys(filter(None, named))))}"

    @property
    def title(self) -> str:
        """Title of the workbook."""
        head = f"{capital(self.rules.annex)} – " if self.rules.annex else ""
        return f"{head}Suivi budgétaire de la {self.convention.short_title}"

    @property
    def holder(self) -> str:
        """What holds the rules: « l'annexe 1 », or the convention."""
        annex = self.rules.annex
        return f"l'{annex}" if annex.startswith("annexe") else "la convention"

    @property
    def budgets(self) -> str:
        """What the budgets are: « des budgets des annexes 2 et 3 »."""
        named = listed(list(self.annexes))
        if len(self.annexes) > 1:
            return f"des {named}"
        return f"de l'{named}" if named.startswith("annexe") else f"de la partie « {named} »"

    @property
    def funds(self) -> str:
        """All funds, after « chaque ligne »: « des deux fonds »."""
        count = len(self.convention.funds)
        return f"des {_NUMBERS.get(count, str(count))} fonds" if count > 1 else "du fonds"

    @property
    def unit(self) -> str:
        """Unit of all funds, ``""`` where they differ."""
        units = {fund.unit for fund in self.convention.funds.values()}
        return units.pop() if len(units) == 1 else ""

    @property
    def in_unit(self) -> str:
        """Unit of all funds in a sentence: « en euros »."""
        if self.unit in _UNITS:
            return _UNITS[self.unit][0]
        named = (f"{fund.id} en {fund.unit}" for fund in self.convention.funds.values())
        return f"dans l'unité de chaque fonds ({', '.join(named)})"

    @property
    def typed(self) -> str:
        """What to do where an amount is typed wrongly."""
        example = _UNITS.get(self.unit, ("", "120"))[1]
        return f"Saisissez un montant {self.in_unit}, positif, par exemple {example}."

    @cached_property
    def decision_heading(self) -> str:
        """Heading of the decisions in the register of transfers."""
        return self._heading(DECISION, DECISION_NAMES)

    @cached_property
    def information_heading(self) -> str:
        """Heading of the informations in the register of transfers."""
        return self._heading(INFORMATION, INFORMATION_NAMES)

    def _heading(self, kind: str, known: tuple[str, ...]) -> str:
        wanted = {
            rule.requires for rule in self.rules.of(TRANSFER) if rule.requires.startswith(kind)
        }
        name = wanted.pop() if len(wanted) == 1 else kind
        return capital(name if fold(name) in map(fold, known) else kind)

    @cached_property
    def approval(self) -> BudgetRule | None:
        """The rule of tacit approval of every fund, ``None`` where there is none or several."""
        found = self.rules.of(BUDGET_APPROVAL)
        return found[0] if found and all(rule.says_as(found[0]) for rule in found) else None

    @property
    def delay(self) -> str:
        """What the agreement says of the delay, for the heading of the parameters."""
        rule = self.approval
        if rule is None:
            several = bool(self.rules.of(BUDGET_APPROVAL))
            return "vide : celui de chaque fonds" if several else "la COG n'en donne pas"
        printed = f"la COG dit « {rule.days} jours{f' {rule.calendar}' * bool(rule.calendar)} »"
        return f"{printed} sans plus" if not (rule.calendar or rule.last_day) else printed

    @cached_property
    def delayed(self) -> tuple[BudgetRule, ...]:
        """The approvals of a carry-over that come after a delay, each decision once."""
        found = {rule.decision: rule for rule in self.rules.of(CARRYOVER_APPROVAL) if rule.days}
        return tuple(found.values())

    def first_word(self, rule: BudgetRule) -> str:
        """Return the first word of an approval, or all of it where another begins alike."""
        word, *_ = rule.decision.split()
        others = {other.decision for other in self.rules.of(CARRYOVER_APPROVAL) if other.decision}
        alike = [other for other in others - {rule.decision} if other.startswith(word)]
        return rule.decision if alike else word


def listed(names: list[str]) -> str:
    """Join names of annexes: « annexes 1, 2 et 3 »; others as they stand."""
    numbers = [name.removeprefix("annexe ") for name in names]
    if len(names) > 1 and all(name.startswith("annexe ") for name in names):
        return f"annexes {', '.join(numbers[:-1])} et {numbers[-1]}"
    return " et ".join(names)
