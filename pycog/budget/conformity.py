"""Conformity of a budget to the convention, line by line.

A limitative group must stay within its authorised amount; evaluative credits and revenue
are indicative, and a line within a group is judged with its group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from pycog.arithmetic import add, difference
from pycog.budget.amounts import CONSISTENT
from pycog.budget.credit_rules import BudgetRules, rules_of, side
from pycog.budget.credits import (
    EVALUATIVE,
    REVENUE,
    Credit,
    common_unit,
    find_credit,
    groups_of,
    is_heading,
)
from pycog.budget.updating import require_update
from pycog.conventions.facts.budget_rules import (
    AT_MOST,
    CONFORMITY,
    EXACTLY,
    FREELY,
    UPDATING,
)
from pycog.conventions.facts.convention import Convention
from pycog.conventions.lookup import require_year
from pycog.errors import InvalidInput, PycogError
from pycog.plausibility import require_same_thousands
from pycog.registers import Column, Row, amount_in, in_row, read_register
from pycog.values import Block, Scalar, format_number, is_blank

#: Headings of what :func:`check_budget` gives beside a budget with headings.
HEADINGS: Final = ("Autorisé retenu", "Écart", "Conforme", "Constat")

_LINE, _BUDGET, _AUTHORISED, _FUND = "ligne", "budget", "autorisé", "fonds"
_UPDATE, _REASON = "actualisation", "motif"
#: Columns of a budget, in the order understood without headings.
REGISTER: Final = (
    Column(_LINE, ("ligne budgétaire", "libellé", "groupe", "poste"), needed=True),
    Column(
        _BUDGET,
        ("montant", "montant voté", "budget voté", "budget primitif", "budget rectificatif"),
        needed=True,
    ),
    Column(_AUTHORISED, ("montant autorisé", "base", "base cog", "plafond")),
    Column(_FUND, ("budget de rattachement",)),
    Column(_UPDATE, ("actualisations", "actualisation du personnel")),
    Column(_REASON, ("motif de l'actualisation", "motif d'actualisation")),
)
_NEVER_TACIT: Final = "pas d'approbation tacite"


class BudgetCheck(Struct, frozen=True):
    """One row of a budget, compared with the authorised amount.

    Attributes:
        row: Its rank in the range.
        blank: Whether nothing is to be compared in it.
        credit: The line, ``None`` when it is not known.
        budget: Amount of the budget, ``None`` when it cannot be used.
        authorised: Amount that it is compared with, ``None`` when there is none.
        gap: Budget − authorised, ``None`` when it cannot be told.
        conform: Whether the row allows tacit approval.
        verdict: What is found, in French.
    """

    row: int
    blank: bool
    credit: Credit | None
    budget: float | None
    authorised: float | None
    gap: float | None
    conform: bool
    verdict: str


class BudgetChecks(Struct, frozen=True):
    """A budget compared with the authorised amounts.

    Attributes:
        heading: Whether the budget has a heading row.
        checks: One per row.
    """

    heading: bool
    checks: tuple[BudgetCheck, ...]

    @property
    def conform(self) -> bool:
        """Whether no row is against the convention."""
        return all(check.conform for check in self.checks)

    def rows(self) -> Block:
        """Return :data:`HEADINGS`, where the budget has headings, and a row per row of it.

        Each row holds the authorised amount and the gap in the unit of the fund (``None`` where
        there is none), « Oui » or « Non », and the verdict.
        """
        block: Block = [list(HEADINGS)] if self.heading else []
        for check in self.checks:
            answer = "" if check.blank else "Oui" if check.conform else "Non"
            block.append([check.authorised, check.gap, answer, check.verdict])
        return block


def check_budget(
    convention: Convention, table: Any, year: Scalar = None, fund: Scalar = None
) -> BudgetChecks:
    """Compare a budget, first or amended, with the authorised amounts row by row.

    Args:
        convention: The convention that authorises.
        table: The budget, see :data:`REGISTER`. Where no authorised amount is given, the
            amount of the convention for the year is taken, with the updating of the
            personnel credits where the row has one.
        year: Fiscal year of the budget, needed where an authorised amount is missing.
        fund: Fund of the budget, needed where both have a line of that name.

    Returns:
        One check per row, amounts in the unit of the fund.

    Raises:
        InvalidInput: A column is missing, or the year cannot be read.
        NotAvailable: ``annee-hors-convention``, ``fonds-inconnu``, ``regle-absente``.

    Source:
        The budget rules of the agreement; COG CAMIEG 2012-2015, annexe 1, 1.1.1.1, 1.1.1.2,
        1.1.2, 1.2.1 and 2.1.2.
    """
    rules = rules_of(convention, CONFORMITY)
    chosen = None if is_blank(year) else require_year(convention, year)
    register = read_register(table, REGISTER, "le budget")
    checks: list[BudgetCheck] = []
    seen: dict[tuple[str, str], int] = {}
    for row in register.rows:
        try:
            check = _Checker(convention, rules, chosen, fund).check(row)
            _refuse_twice(check, seen)
            _refuse_unit(check)
        except PycogError as error:
            told = in_row(row.number, error.message)
            check = BudgetCheck(row.number, False, None, None, None, None, False, told)
        checks.append(check)
    groups = _Groups(convention, rules, checks)
    return BudgetChecks(register.heading, tuple(map(groups.judged, checks)))


class _Checker(Struct, frozen=True):
    """Compares one row; what no row can tell is left to :class:`_Groups`."""

    convention: Convention
    rules: BudgetRules
    year: int | None
    fund: Scalar

    def check(self, row: Row) -> BudgetCheck:
        unit = common_unit(self.convention)
        amount = amount_in(row, _BUDGET, "le montant du budget", unit)
        if is_blank(row.get(_LINE)):
            if amount is None:
                return _nothing(row)
            raise InvalidInput("ligne-absente", "La ligne budgétaire manque.")
        if amount is None and is_heading(self.convention, row.get(_LINE)):
            return _nothing(row)
        own = row.get(_FUND)
        credit = find_credit(self.convention, row.get(_LINE), self.fund if is_blank(own) else own)
        if amount is None:
            raise InvalidInput("montant-absent", "Le montant du budget manque.")
        amount = amount_in(row, _BUDGET, "le montant du budget", credit.unit or unit) or 0.0
        allowed = self._allowed(row, credit)
        gap = None if allowed is None else difference(amount, allowed)
        conform, verdict = self._judge(
            credit, amount if gap is None else gap, compared=allowed is not None
        )
        return BudgetCheck(row.number, False, credit, amount, allowed, gap, conform, verdict)

    def _allowed(self, row: Row, credit: Credit) -> float | None:
        """Return the authorised amount: as given, or that of the convention, updated."""
        unit = credit.unit or common_unit(self.convention)
        allowed = amount_in(row, _AUTHORISED, "le montant autorisé", unit)
        update = amount_in(row, _UPDATE, "le montant de l'actualisation", unit)
        if update:
            self._refuse_update(credit, row, allowed)
        if allowed is not None:
            return allowed
        allowed = _base(self.convention, credit, self.year)
        return add(allowed or 0.0, update) if update else allowed

    def _refuse_update(self, credit: Credit, row: Row, allowed: float | None) -> None:
        """Refuse an updating that is not allowed, or that the given amount may hold already."""
        require_update(credit, row.get(_REASON), self.rules)
        if allowed is not None:
            raise InvalidInput(
                "actualisation-en-double",
                "L'autorisé et l'actualisation sont donnés tous les deux : l'autorisé comprend "
                f"déjà l'actualisation ({self.rules.of(UPDATING)[0].source}). Gardez l'un des "
                "deux.",
            )

    def _judge(self, credit: Credit, gap: float, *, compared: bool) -> tuple[bool, str]:
        """Return whether a gap is allowed, and what to say of it."""
        if not gap:
            return True, CONSISTENT
        shown = f"Écart de {'+' if gap > 0 else ''}{format_number(gap)} {credit.unit}"
        if not compared:
            shown = f"Aucun montant n'est autorisé pour {format_number(gap)} {credit.unit}"
        if not credit.group:
            return True, f"{shown} : total, se juge sur chacun de ses groupes"
        kept = self.rules.require(CONFORMITY, side(credit)).decision
        if kept == FREELY:
            return True, f"{shown}, admis{_FREE.get(credit.nature, '')}"
        if credit.key and not credit.ceiling:
            return True, f"{shown} : se juge sur le groupe {credit.group}"
        if gap > 0 or kept == EXACTLY:
            return False, f"{shown} : {_NEVER_TACIT}"
        below = f"{format_number(-gap)} {credit.unit}"
        return True, f"{CONSISTENT} : {below} sous le montant autorisé"


#: Why a gap of a nature is free.
_FREE: Final = {
    REVENUE: " : recette indicative",
    EVALUATIVE: " : montant évaluatif, ajusté dans le budget",
}


class _Groups:
    """Judges on its group what a line alone cannot tell."""

    def __init__(
        self, convention: Convention, rules: BudgetRules, checks: Sequence[BudgetCheck]
    ) -> None:
        self.convention, self.rules = convention, rules
        self.by_line = {
            (check.credit.fund, check.credit.key): check for check in checks if check.credit
        }

    def judged(self, check: BudgetCheck) -> BudgetCheck:
        """Return a check, refused where its group is exceeded, incomplete or not there."""
        credit, gap = check.credit, check.gap
        if not credit or not gap or credit.ceiling or not (credit.group and credit.key):
            return check
        kept = self.rules.require(CONFORMITY, side(credit)).decision
        if kept == FREELY or (kept == AT_MOST and gap < 0):
            return check
        why = self._why(credit, kept)
        if not why:
            return check
        return replace(check, conform=False, verdict=in_row(check.row, f"{check.verdict}{why}"))

    def _why(self, credit: Credit, kept: str) -> str:
        """Return what is wrong with the group of a line, ``""`` if nothing is."""
        fund = self.convention.funds.get(credit.fund)
        lines = groups_of(self.convention, fund).get(credit.group, ()) if fund else ()
        there = [self.by_line.get((line.fund, line.key)) for line in lines]
        absent = [line.label for line, one in zip(lines, there, strict=True) if one is None]
        if absent:
            named = ", ".join(f"« {label} »" for label in absent)
            several = len(lines) > 1
            return (
                f"{', incomplet dans le' if several else ', absent du'} budget. Ajoutez "
                f"{'les lignes' if len(absent) > 1 else 'la ligne'} {named} : {_NEVER_TACIT} sans "
                f"{'elles' if len(absent) > 1 else 'elle'}."
            )
        if len(lines) < 2:
            return ""
        gap = add(*(one.gap or 0.0 for one in there if one))
        if gap > 0 or (gap and kept == EXACTLY):
            shown = f"{'+' if gap > 0 else ''}{format_number(gap)} {credit.unit}"
            return f", en écart de {shown} : {_NEVER_TACIT}"
        return ""


def _nothing(row: Row) -> BudgetCheck:
    return BudgetCheck(row.number, True, None, None, None, None, True, "")


def _base(convention: Convention, credit: Credit, year: int | None) -> float | None:
    if year is None:
        raise InvalidInput(
            "annee-a-preciser",
            "Le montant autorisé manque. Saisissez-le, ou donnez l'année du budget pour retenir "
            "le montant de la convention.",
        )
    if credit.key and not credit.fund:
        raise InvalidInput(
            "fonds-a-preciser",
            f"La ligne « {credit.label} » existe dans plusieurs fonds : précisez "
            f"{' ou '.join(convention.funds)}.",
        )
    line = convention.funds[credit.fund].line(credit.key) if credit.fund else None
    return line.amounts.get(str(year)) if line else None


def _refuse_unit(check: BudgetCheck) -> None:
    """Refuse a budget in thousands: it is voted near what is authorised, not at a thousandth."""
    if check.budget is not None and check.authorised is not None:
        require_same_thousands(
            check.budget,
            check.authorised,
            "le montant du budget",
            "le montant autorisé",
            overrule="",
        )


def _refuse_twice(check: BudgetCheck, seen: dict[tuple[str, str], int]) -> None:
    if check.blank or check.credit is None:
        return
    line = check.credit.fund, check.credit.key or check.credit.group
    first = seen.setdefault(line, check.row)
    if first != check.row:
        raise InvalidInput(
            "ligne-en-double",
            f"« {check.credit.label} » est déjà à la ligne {first} de la plage. Gardez-en une.",
        )
