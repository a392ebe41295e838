"""The detailed statement of carry-overs: origin by line in N−1, destination by group in N."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from pycog.arithmetic import add, compare, difference, exact, same, to_float
from pycog.budget.amounts import CONSISTENT
from pycog.budget.carryover import approval, refuse_end
from pycog.budget.credit_rules import BudgetRules, rules_of, side
from pycog.budget.credits import (
    LIMITATIVE,
    REVENUE,
    Credit,
    adds_up,
    common_unit,
    credit_of,
    find_credit,
    groups_of,
)
from pycog.budget.transfers import decided
from pycog.conventions.facts.budget_rules import (
    CARRYOVER,
    CARRYOVER_APPROVAL,
    CARRYOVER_USE,
    LAST_YEAR,
)
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import BudgetLine, Fund
from pycog.conventions.lookup import require_year
from pycog.errors import InvalidInput, PycogError
from pycog.registers import (
    Column,
    Problem,
    Row,
    amount_in,
    is_yes,
    moved_amount,
    read_register,
)
from pycog.values import Block, Scalar, display, format_number, is_blank

_FROM, _TO, _AMOUNT = "origine", "destination", "montant"
_UNSPENT, _NON_RECURRING = "non consommé", "non pérenne"
#: Columns of a register of carry-overs, in the order understood without headings.
REGISTER: Final = (
    Column(
        _FROM,
        ("de", "depuis", "ligne d'origine", "ligne budgétaire d'origine", "origine en n-1"),
        needed=True,
    ),
    Column(
        _TO,
        ("vers", "à", "groupe de destination", "ligne de destination", "destination en n"),
        needed=True,
    ),
    Column(_AMOUNT, ("somme", "report", "montant reporté"), needed=True),
    Column(_UNSPENT, ("crédits non consommés", "non consommés", "disponible", "reliquat")),
    Column(_NON_RECURRING, ("dépense non pérenne", "caractère non pérenne")),
)


class StatementLine(Struct, frozen=True):
    """One line of the detailed statement of carry-overs.

    Attributes:
        fund: Id of its fund.
        key: Key of the line, ``""`` for the total of a fund.
        label: As printed, or ``"Total"`` and the fund.
        detail: Whether it is a part of the line above ("dont").
        group: Its group, ``""`` for a total of several groups.
        origin: Unspent credits of N−1 carried from this line; its "dont" lines included.
        destination: Credits of N that the group of this line receives, ``None`` where the
            line does not stand for a whole group.
        approvals: Approval → amount, for the credits received.
        unit: Unit of the amounts of the fund.
    """

    fund: str
    key: str
    label: str
    detail: bool
    group: str
    origin: float
    destination: float | None
    approvals: Mapping[str, float]
    unit: str


class Statement(Struct, frozen=True):
    """The detailed statement: origin by line in N−1, destination by group in N.

    Attributes:
        year: The year N−1, ``None`` when it is not given.
        lines: The limitative lines of every fund in printed order, each fund followed by
            its total.
        problems: What is wrong, row by row, then in the whole.
    """

    year: int | None
    lines: tuple[StatementLine, ...]
    problems: tuple[Problem, ...]

    @property
    def verdict(self) -> str:
        """``"Conforme"``, or every problem, in French."""
        return " ".join(problem.text for problem in self.problems) or CONSISTENT

    def rows(self) -> Block:
        """Return the statement with its headings; the last row says what is wrong.

        Each row holds fund, line, amount that leaves in N−1 and amount that arrives in N, in
        the unit of the fund, and how the State approves what arrives.
        """
        before = f"Origine en {self.year}" if self.year else "Origine en N−1"
        after = f"Destination en {self.year + 1}" if self.year else "Destination en N"
        block: Block = [["Fonds", "Ligne budgétaire", before, after, "Approbation"]]
        for line in self.lines:
            given = " ; ".join(
                f"{name} : {format_number(amount)} {line.unit}"
                for name, amount in line.approvals.items()
            )
            block.append([line.fund, line.label, line.origin, line.destination, given])
        block.append(["", "Constat", "", "", self.verdict])
        return block


class _Move(Struct, frozen=True):
    """One row that can be counted, on one side or on both."""

    row: int
    origin: Credit | None
    destination: Credit | None
    amount: float
    approval: str


def statement(convention: Convention, table: Any, year: Scalar = None) -> Statement:
    """Draw up the detailed statement of carry-overs from a register.

    A row may hold both sides, or only an origin, or only a destination. A row that cannot
    be read is told and left out; one that carries too much is told and counted.

    Args:
        convention: The convention whose lines and rules apply.
        table: The register, see :data:`REGISTER`.
        year: The year N−1 whose credits are carried.

    Returns:
        Every line that may be carried over with what it gives and receives, in the unit of
        its fund, and what is wrong.

    Raises:
        InvalidInput: A column is missing, or the year cannot be read.
        NotAvailable: ``annee-hors-convention``, ``regle-absente``.

    Source:
        The budget rules of the agreement; COG CAMIEG 2012-2015, annexe 1, 1.2.3.4.
    """
    rules = rules_of(convention, CARRYOVER_APPROVAL)
    origin_year = None if is_blank(year) else require_year(convention, year)
    register = read_register(table, REGISTER, "le registre des reports")
    problems: list[Problem] = []
    moves: list[_Move] = []
    unspent: dict[tuple[str, str], float] = {}
    carried: dict[tuple[str, str], float] = {}
    for row in register.rows:
        if row.blank:
            continue
        try:
            move = _read(convention, row, rules)
            moves.append(move)
            problems += _too_much(row, move, unspent, carried)
            problems += _recurring(row, move, rules)
        except PycogError as error:
            problems.append(Problem.of(row.number, error))
    lines = [
        line
        for fund in convention.funds.values()
        for line in _Fund(convention, fund, rules, moves).lines()
    ]
    problems += _unequal(lines)
    problems += _over_ceilings(convention, moves, rules, origin_year)
    if moves and origin_year == convention.years[-1]:
        problems += _beyond(origin_year, moves, rules)
    return Statement(origin_year, tuple(lines), tuple(problems))


def _beyond(year: int, moves: list[_Move], rules: BudgetRules) -> Iterator[Problem]:
    """Refuse what is carried beyond the convention, or say that no rule tells."""
    ends = [move.origin or move.destination for move in moves]
    found = [rules.find(LAST_YEAR, side(credit)) for credit in ends if credit]
    if any(rule is None for rule in found):
        yield Problem(None, "regle-absente", rules.missing(LAST_YEAR).message)
    if any(rule is not None and not rule.allowed for rule in found):
        told = f"Rien ne se reporte de {year}, dernière année de la convention."
        yield Problem(None, "report-hors-periode", told)


def _over_ceilings(
    convention: Convention, moves: list[_Move], rules: BudgetRules, year: int | None
) -> Iterator[Problem]:
    """Hold what each group carries in all, whatever its lines, against the share allowed.

    The share is taken of the amounts that the agreement authorises for the year; transfers
    and updates of that year may allow more, which the sentence says.
    """
    carried: dict[tuple[str, str], float] = {}
    origins: dict[tuple[str, str], Credit] = {}
    for move in moves:
        if move.origin is not None:
            place = move.origin.fund, move.origin.group
            origins.setdefault(place, move.origin)
            carried[place] = add(carried.get(place, 0.0), move.amount)
    for (fund, group), amount in carried.items():
        rule = rules.find(CARRYOVER, side(origins[fund, group]))
        if rule is None or rule.ceiling is None or fund not in convention.funds:
            continue
        share = display(rule.ceiling, "percent")
        if year is None:
            yield Problem(
                None,
                "plafond-non-controle",
                f"{fund}, groupe {group} : le report est limité à {share} de l'autorisé "
                f"({rule.source}). Donnez l'année N−1 pour que ce soit contrôlé.",
            )
            continue
        lines = groups_of(convention, convention.funds[fund]).get(group, ())
        amounts = [line.amounts.get(str(year)) for line in lines]
        authorised = add(*(one for one in amounts if one is not None)) if amounts else 0.0
        most = to_float(exact(authorised) * exact(rule.ceiling))
        unit = convention.funds[fund].unit
        if None in amounts or not amounts or compare(amount, most) <= 0:
            continue
        yield Problem(
            None,
            "report-plafonne",
            f"{fund}, groupe {group} : {format_number(amount)} {unit} reportés en tout, plus que "
            f"{share} des {format_number(authorised)} {unit} autorisés par la convention en "
            f"{year}, soit {format_number(most)} {unit} ({rule.source}). Justifiez-le par les "
            "virements et actualisations de l'année, ou réduisez le report.",
        )


def _read(convention: Convention, row: Row, rules: BudgetRules) -> _Move:
    origin = _side(convention, row, _FROM, rules)
    destination = _side(convention, row, _TO, rules)
    known = origin or destination
    unit = (known.unit if known else "") or common_unit(convention)
    amount = moved_amount(row, _AMOUNT, unit)
    if origin is None and destination is None:
        raise InvalidInput("ligne-absente", "L'origine et la destination manquent.")
    given = approval(origin, destination, rules) if origin and destination else ""
    return _Move(row.number, origin, destination, amount, given)


def _side(convention: Convention, row: Row, column: str, rules: BudgetRules) -> Credit | None:
    key = row.get(column)
    if is_blank(key):
        return None
    credit = find_credit(convention, key)
    refuse_end(credit, rules)
    return credit


def _place(credit: Credit) -> str:
    """Return the key of a line, or the name of a group that no single line stands for."""
    return credit.key or credit.group


def _too_much(
    row: Row,
    move: _Move,
    unspent: dict[tuple[str, str], float],
    carried: dict[tuple[str, str], float],
) -> Iterator[Problem]:
    """Compare what a line carries in all with what it left unspent, where that is given."""
    own = (move.origin.unit if move.origin else "") or "€"
    given = amount_in(row, _UNSPENT, "les crédits non consommés", own)
    if move.origin is None:
        return
    line = move.origin.fund, _place(move.origin)
    carried[line] = add(carried.get(line, 0.0), move.amount)
    known = unspent.setdefault(line, given) if given is not None else unspent.get(line)
    label, unit = move.origin.label, move.origin.unit
    if given is not None and known is not None and not same(known, given):
        yield Problem(
            row.number,
            "non-consomme-different",
            f"Les crédits non consommés de « {label} » sont de {format_number(given)} {unit} ici "
            f"et de {format_number(known)} {unit} plus haut.",
        )
    if known is not None and compare(carried[line], known) > 0:
        yield Problem(
            row.number,
            "report-excessif",
            f"« {label} » reporte {format_number(carried[line])} {unit} en tout, plus que ses "
            f"crédits non consommés ({format_number(known)} {unit}).",
        )


def _recurring(row: Row, move: _Move, rules: BudgetRules) -> Iterator[Problem]:
    """Refuse a recurring expense where the rules do, if the register says what it is."""
    where = move.destination or move.origin
    mention = row.get(_NON_RECURRING)
    if where is None or is_blank(mention):
        return
    rule = rules.find(CARRYOVER_USE, side(where))
    if rule is not None and not is_yes(mention, "le caractère non pérenne"):
        yield Problem(row.number, "report-perenne", rule.refusal)


class _Fund:
    """The lines of the statement for one fund."""

    def __init__(
        self, convention: Convention, fund: Fund, rules: BudgetRules, moves: list[_Move]
    ) -> None:
        self.convention, self.fund, self.rules = convention, fund, rules
        self.by_line: dict[str, float] = {}
        self.by_group: dict[str, dict[str, float]] = {}
        for move in moves:
            ends = [credit.fund for credit in (move.origin, move.destination) if credit]
            if fund.id in ends:
                self._count(move)

    def _count(self, move: _Move) -> None:
        if move.origin:
            place = _place(move.origin)
            self.by_line[place] = add(self.by_line.get(place, 0.0), move.amount)
        if move.destination:
            to = self.by_group.setdefault(move.destination.group, {})
            to[move.approval] = add(to.get(move.approval, 0.0), move.amount)

    def lines(self) -> Iterator[StatementLine]:
        standing = groups_of(self.convention, self.fund)
        waiting = {group for group, lines in standing.items() if len(lines) > 1}
        for line in self.fund.lines:
            credit = credit_of(self.convention, line)
            if not self._carried(credit, line):
                continue
            if credit.group in waiting:
                waiting.discard(credit.group)
                yield self._group(credit.group)
            whole = standing.get(credit.group, ())
            received = None
            if len(whole) == 1 and whole[0] is line:
                received = self.by_group.get(credit.group, {})
            given = add(*(self.by_line.get(key, 0.0) for key in (line.key, *line.parts)))
            label, detail = line.label, line.role == "dont"
            yield self._line(line.key, label, credit.group, given, received, detail=detail)
        yield self._total()

    def _carried(self, credit: Credit, line: BudgetLine) -> bool:
        """Tell whether a line is one whose credits may be carried over."""
        if line.role == "titre" or adds_up(self.fund, line) or not credit.group:
            return False
        if credit.nature == REVENUE:
            return False
        rule = self.rules.find(CARRYOVER, side(credit))
        return credit.nature == LIMITATIVE or (rule is not None and rule.allowed)

    def _group(self, group: str) -> StatementLine:
        """Return the line of a group that several lines of the annex make together."""
        received = self.by_group.get(group, {})
        given = self.by_line.get(group, 0.0)
        return self._line(group, f"Groupe {group}", group, given, received)

    def _total(self) -> StatementLine:
        """Return the total of the fund; how a multi-year fund is approved is said here."""
        given = add(*self.by_line.values())
        received = add(*(amount for to in self.by_group.values() for amount in to.values()))
        own = self._in_order(self.by_group.get(self.fund.id.casefold(), {}))
        label = f"Total {self.fund.id}"
        return StatementLine(
            self.fund.id, "", label, False, "", given, received, own, self.fund.unit
        )

    def _line(
        self,
        key: str,
        label: str,
        group: str,
        given: float,
        received: Mapping[str, float] | None,
        *,
        detail: bool = False,
    ) -> StatementLine:
        total = None if received is None else add(*received.values())
        approvals = self._in_order(received or {})
        unit = self.fund.unit
        return StatementLine(self.fund.id, key, label, detail, group, given, total, approvals, unit)

    def _in_order(self, approvals: Mapping[str, float]) -> dict[str, float]:
        """Return the approvals in the order of the rules."""
        known = dict.fromkeys(decided(rule) for rule in self.rules.of(CARRYOVER_APPROVAL))
        return {name: approvals[name] for name in known if name in approvals}


def _unequal(lines: list[StatementLine]) -> Iterator[Problem]:
    for line in lines:
        if line.key or line.destination is None:
            continue  # the totals of the funds only
        gap = difference(line.origin, line.destination)
        if gap:
            yield Problem(
                None,
                "report-desequilibre",
                f"{line.fund} : les origines font {format_number(line.origin)} {line.unit} et "
                f"les destinations {format_number(line.destination)} {line.unit}, soit un écart "
                f"de {format_number(abs(gap))} {line.unit}.",
            )
