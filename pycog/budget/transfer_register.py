"""A register of transfers of credits, checked row by row."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, TypeAlias

from msgspec import Struct

from pycog.arithmetic import add, compare, difference, exact, to_float
from pycog.budget.amounts import CONSISTENT
from pycog.budget.credit_rules import BudgetRule, BudgetRules, rules_of
from pycog.budget.credits import (
    EVALUATIVE,
    Credit,
    common_unit,
    find_credit,
    group_of,
    groups_of,
)
from pycog.budget.transfers import decided, transfer_rule
from pycog.conventions.facts.budget_rules import DECISION, INFORMATION, TRANSFER
from pycog.conventions.facts.convention import Convention
from pycog.conventions.lookup import require_year
from pycog.errors import InvalidInput, PycogError
from pycog.registers import (
    Column,
    Problem,
    Row,
    in_row,
    is_given,
    moved_amount,
    read_register,
    signed_amount,
)
from pycog.values import (
    Block,
    Scalar,
    date_of,
    format_date,
    format_number,
    is_blank,
    to_serial,
)

#: Headings of what :func:`check_register` gives beside a register with headings.
HEADINGS: Final = ("Autorité", "Solde origine après", "Solde destination après", "Verdict")

_DATE, _FROM, _TO, _AMOUNT = "date", "origine", "destination", "montant"
_REASON, _DECISION, _INFORMATION = "motif", "décision", "information"
#: Headings under which a register gives the decision, and the information, of a transfer.
DECISION_NAMES: Final = (
    "décision modificative", "référence", "référence de la décision", "n° de décision",
    "décision du conseil",
)  # fmt: skip
INFORMATION_NAMES: Final = (
    "information du contrôleur général", "contrôleur général", "contrôleur informé",
    "date d'information", "information du contrôleur", "information cg",
    "information de la tutelle", "information de l'état", "information du conseil",
)  # fmt: skip
#: Columns of a register of transfers, in the order understood without headings.
REGISTER: Final = (
    Column(_DATE, ("date du virement", "date d'effet", "le"), needed=True),
    Column(_FROM, ("de", "depuis", "du groupe", "groupe d'origine", "ligne d'origine"), True),
    Column(_TO, ("vers", "à", "au groupe", "groupe de destination", "ligne de destination"), True),
    Column(_AMOUNT, ("somme", "montant du virement"), needed=True),
    Column(_REASON, ("objet", "raison", "justification")),
    Column(_DECISION, DECISION_NAMES),
    Column(_INFORMATION, INFORMATION_NAMES),
)  # fmt: skip
_GROUP, _BALANCE = "groupe", "solde"
_BALANCES: Final = (
    Column(_GROUP, ("ligne", "libellé", "crédits", "ligne budgétaire"), needed=True),
    Column(_BALANCE, ("disponible", "montant", "autorisé", "base", "solde initial"), True),
)

#: Fund and group.
FundGroup: TypeAlias = tuple[str, str]


class Transfer(Struct, frozen=True):
    """One row of a register of transfers, checked.

    Attributes:
        row: Its rank in the range.
        blank: Whether the row is empty.
        date: Excel serial, ``None`` when it cannot be used.
        origin: Where the credits come from, ``None`` when it cannot be used.
        destination: Where they go, ``None`` when it cannot be used.
        amount: In the unit of its fund, ``None`` when it cannot be used.
        authority: Who decides, ``""`` when that cannot be told.
        condition: What the rule asks for and no register shows, ``""`` for nothing.
        applied: Whether it moved the balances: date, both lines and amount can be used.
        origin_after: Balance of the origin group after it, ``None`` if unknown.
        destination_after: Balance of the destination group after it, ``None`` if unknown.
        problems: What is wrong with it.
    """

    row: int
    blank: bool
    date: float | None
    origin: Credit | None
    destination: Credit | None
    amount: float | None
    authority: str
    condition: str
    applied: bool
    origin_after: float | None
    destination_after: float | None
    problems: tuple[Problem, ...]

    @property
    def verdict(self) -> str:
        """``"Conforme"``, or what is wrong, in French; ``""`` for an empty row.

        Where the rule sets a condition that the register cannot show, it says so.
        """
        if self.blank:
            return ""
        if not self.problems:
            return f"À vérifier : {self.condition}" if self.condition else CONSISTENT
        return in_row(self.row, " ".join(problem.message for problem in self.problems))


class TransferRegister(Struct, frozen=True):
    """A register of transfers, checked.

    Attributes:
        heading: Whether the register has a heading row.
        year: The fiscal year, ``None`` when no row tells it.
        transfers: One per row, in the order of the register.
        opening: (fund, group) → balance before the first transfer.
        closing: The same after the last one.
    """

    heading: bool
    year: int | None
    transfers: tuple[Transfer, ...]
    opening: Mapping[FundGroup, float]
    closing: Mapping[FundGroup, float]

    def rows(self) -> Block:
        """Return :data:`HEADINGS`, where the register has headings, and a row per row of it.

        Each row holds the authority, the two balances in the unit of their fund (``None`` where
        unknown) and the verdict.
        """
        block: Block = [list(HEADINGS)] if self.heading else []
        for item in self.transfers:
            block.append([item.authority, item.origin_after, item.destination_after, item.verdict])
        return block


def check_register(
    convention: Convention, table: Any, balances: Any = None, year: Scalar = None
) -> TransferRegister:
    """Check a register of transfers row by row.

    Rows are applied in the order of their dates, those of a day in the order of the
    register. A row that lacks a reason, a decision or an information, or takes more than
    there is, is told and applied all the same: the register says what was moved.

    Args:
        convention: The convention whose rules and amounts apply.
        table: The register, see :data:`REGISTER`.
        balances: Table of groups with their balance before the first transfer; left out,
            the amounts of the convention for the year.
        year: The fiscal year; left out, the year of the first date that can be read.

    Returns:
        One checked transfer per row, and the balances before and after, in the unit of
        their fund.

    Raises:
        InvalidInput: A column is missing, the year or a balance cannot be read.
        NotAvailable: ``regle-absente``, ``annee-hors-convention``.

    Source:
        The budget rules of the agreement; COG CAMIEG 2012-2015, annexe 1, 1.2.2.
    """
    rules = rules_of(convention, TRANSFER)
    register = read_register(table, REGISTER, "le registre des virements")
    chosen = _year(convention, register.rows, year)
    reader = _Reader(convention, rules, chosen)
    read = [reader.read(row) for row in register.rows]
    opening = _opening(convention, balances, chosen)
    running = {name: exact(amount) for name, amount in opening.items()}
    done: dict[int, Transfer] = {}
    for draft in sorted(read, key=lambda item: item.date or 0.0):
        done[draft.row] = _apply(draft, running)
    return TransferRegister(
        register.heading,
        chosen,
        tuple(done[draft.row] for draft in read),
        opening,
        {name: to_float(amount) for name, amount in running.items()},
    )


def _year(convention: Convention, rows: tuple[Row, ...], year: Scalar) -> int | None:
    if not is_blank(year):
        return require_year(convention, year)
    for row in rows:
        try:
            serial = to_serial(row.get(_DATE))
        except InvalidInput:
            continue
        if serial is not None and date_of(serial).year in convention.years:
            return date_of(serial).year
    return None


class _Draft(Struct):
    row: int
    blank: bool
    date: float | None = None
    origin: Credit | None = None
    destination: Credit | None = None
    amount: float | None = None
    rule: BudgetRule | None = None
    problems: tuple[Problem, ...] = ()


class _Reader(Struct, frozen=True):
    """Reads rows; each fault is noted and the other cells are still read."""

    convention: Convention
    rules: BudgetRules
    year: int | None

    def read(self, row: Row) -> _Draft:
        draft = _Draft(row.number, row.blank)
        if row.blank:
            return draft
        problems: list[Problem] = []

        def attempt(read: Any, *args: Any) -> Any:
            try:
                return read(*args)
            except PycogError as error:
                problems.append(Problem.of(row.number, error))
                return None

        draft.date = attempt(_date, row, self.convention, self.year)
        draft.origin = attempt(_credit, self.convention, row, _FROM)
        draft.destination = attempt(_credit, self.convention, row, _TO)
        unit = _unit(self.convention, draft.origin or draft.destination)
        draft.amount = attempt(moved_amount, row, _AMOUNT, unit)
        if draft.origin and draft.destination:
            if _same(draft.origin, draft.destination):
                problems.append(_same_line(row.number, draft.origin))
            else:
                draft.rule = attempt(transfer_rule, draft.origin, draft.destination, self.rules)
        problems += _missing(row, draft.rule)
        draft.problems = tuple(problems)
        return draft


def _unit(convention: Convention, credit: Credit | None) -> str:
    """Return the unit of a transfer: that of its fund, or of every fund."""
    return (credit.unit if credit else "") or common_unit(convention)


def _date(row: Row, convention: Convention, year: int | None) -> float:
    serial = to_serial(row.get(_DATE), "la date")
    if serial is None:
        raise InvalidInput("date-absente", "La date manque.")
    if year is not None and date_of(serial).year == year:
        return serial
    years = convention.years
    span = f"de l'exercice {year}" if year else f"de la période {years[0]}-{years[-1]}"
    raise InvalidInput("date-hors-exercice", f"La date {format_date(serial)} est hors {span}.")


def _credit(convention: Convention, row: Row, column: str) -> Credit:
    key = row.get(column)
    if is_blank(key):
        missing = "L'origine manque." if column == _FROM else "La destination manque."
        raise InvalidInput("ligne-absente", missing)
    credit = find_credit(convention, key)
    group_of(credit)
    return credit


def _same(origin: Credit, destination: Credit) -> bool:
    return (origin.fund, origin.key, origin.group) == (
        destination.fund,
        destination.key,
        destination.group,
    )


def _same_line(row: int, credit: Credit) -> Problem:
    return Problem(
        row,
        "virement-meme-ligne",
        f"L'origine et la destination sont la même ligne, « {credit.label} ».",
    )


def _missing(row: Row, rule: BudgetRule | None) -> list[Problem]:
    """Return the mentions that the rule requires and the row lacks."""
    wanted = [(_REASON, "motif-absent", "Le motif manque.")]
    if rule is not None and rule.requires.startswith(INFORMATION):
        told = f"L'{rule.requires} manque ({rule.source})."
        wanted.append((_INFORMATION, "information-absente", told))
    if rule is not None and rule.requires.startswith(DECISION):
        steps = rule.decision.partition(" : ")[2]
        why = f" : {steps}" if steps else f" ({rule.source})"
        wanted.append((_DECISION, "decision-absente", f"La {rule.requires} manque{why}."))
    return [
        Problem(row.number, code, message)
        for column, code, message in wanted
        if not is_given(row.get(column))
    ]


def _opening(convention: Convention, balances: Any, year: int | None) -> dict[FundGroup, float]:
    if balances is not None:
        return _given_balances(convention, balances)
    if year is None:
        return {}
    found: dict[FundGroup, float] = {}
    for fund in convention.funds.values():
        for group, lines in groups_of(convention, fund).items():
            given = [line.amounts.get(str(year)) for line in lines]
            known = [amount for amount in given if amount is not None]
            if known:
                found[fund.id, group] = add(*known)
    return found


def _given_balances(convention: Convention, balances: Any) -> dict[FundGroup, float]:
    register = read_register(balances, _BALANCES, "la plage des soldes")
    found: dict[FundGroup, float] = {}
    for row in register.rows:
        if is_blank(row.get(_GROUP)):
            continue
        try:
            credit = find_credit(convention, row.get(_GROUP))
            amount = _balance(row.get(_BALANCE), credit)
        except PycogError as error:
            raise InvalidInput(
                "solde-illisible",
                f"Plage des soldes, {in_row(row.number, error.message)}",
                row=row.number,
            ) from error
        whole = credit.ceiling or (credit.key == "" and credit.group != "")
        whole = whole or (credit.nature == EVALUATIVE and credit.role == "total")
        if whole and amount is not None:
            if (credit.fund, credit.group) in found:
                raise InvalidInput(
                    "solde-en-double",
                    f"La plage des soldes donne deux fois le groupe {credit.group}. Gardez un "
                    "seul solde par groupe.",
                )
            found[credit.fund, credit.group] = amount
    return found


def _balance(value: Scalar, credit: Credit) -> float | None:
    """Return a balance, which may be negative, in the unit of its fund."""
    return signed_amount(value, "le solde", credit.unit or "€")


def _apply(draft: _Draft, running: dict[FundGroup, Fraction]) -> Transfer:
    origin, destination, amount = draft.origin, draft.destination, draft.amount
    problems = list(draft.problems)
    after: tuple[float | None, float | None] = (None, None)
    applied = False
    if origin and destination and amount and draft.date is not None and draft.rule:
        applied = True
        left, entered = (origin.fund, origin.group), (destination.fund, destination.group)
        problems += _shortage(draft.row, origin, amount, running.get(left))
        if left in running:
            running[left] -= exact(amount)
        if entered in running:
            running[entered] += exact(amount)
        after = _float(running.get(left)), _float(running.get(entered))
    return Transfer(
        draft.row,
        draft.blank,
        draft.date,
        origin,
        destination,
        amount,
        decided(draft.rule) if draft.rule else "",
        draft.rule.condition if draft.rule else "",
        applied,
        *after,
        tuple(problems),
    )


def _float(amount: Fraction | None) -> float | None:
    return None if amount is None else to_float(amount)


def _shortage(row: int, origin: Credit, amount: float, before: Fraction | None) -> list[Problem]:
    """Return the problem of a transfer that its group cannot bear."""
    if before is None:
        return [
            Problem(
                row,
                "solde-absent",
                f"Le solde du groupe {origin.group} n'est pas donné : le disponible n'est pas "
                "contrôlé.",
            )
        ]
    left = to_float(before)
    if compare(amount, left) <= 0:
        return []
    return [
        Problem(
            row,
            "disponible-depasse",
            f"Le montant dépasse de {format_number(difference(amount, left))} {origin.unit} le "
            f"disponible du groupe {origin.group} ({format_number(left)} {origin.unit}).",
        )
    ]
