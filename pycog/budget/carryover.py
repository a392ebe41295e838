"""Carry-over of unspent credits: how much, approved by whom, and the detailed statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pycog.arithmetic import add, compare, difference, not_negative, same
from pycog.budget.amounts import CONSISTENT
from pycog.budget.ceilings import require_covered
from pycog.budget.credits import (
    EVALUATIVE,
    LIMITATIVE,
    REVENUE,
    Credit,
    adds_up,
    credit_of,
    find_credit,
    group_line,
    group_of,
)
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Fund
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

DEEMED: Final = "Réputée acquise"
IMPLICIT: Final = "Implicite après 20 jours"
AMENDED_BUDGET: Final = "Budget rectificatif présenté au conseil"

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


def carryover(
    authorised: Scalar, executed: Scalar, credit: Credit, *, last_year: bool = False
) -> float | None:
    """Return what of a year's credits may be carried to the next year.

    Args:
        authorised: Authorised amount of the group, or of a line of a multi-year fund.
        executed: Executed amount.
        credit: The group, line or fund.
        last_year: Whether the year is the last one of the convention.

    Returns:
        The unspent credits, never below zero; 0 for evaluative credits and for the last
        year. ``None`` when an amount is blank.

    Raises:
        InvalidInput: ``report-de-recette``, ``report-par-groupe`` (a "dont" line),
            ``valeur-negative``, ``echelles-differentes``, unreadable numbers.
        NotAvailable: ``groupe-melange``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.3.1 and, for the FNGR, 2.2.1 and 2.2.2.
    """
    allowed = not_negative(authorised, "le montant autorisé")
    spent = not_negative(executed, "le montant exécuté")
    own = group_of(credit)
    if credit.nature == REVENUE:
        raise InvalidInput(
            "report-de-recette",
            f"« {credit.label} » est une recette : seuls des crédits de dépense se reportent.",
        )
    if credit.nature == LIMITATIVE and not (credit.ceiling or credit.multi_year):
        raise InvalidInput(
            "report-par-groupe",
            f"« {credit.label} » est un détail : les crédits non consommés se constatent sur le "
            f"groupe {own} entier (annexe 1, 1.2.3.1). Donnez les montants du groupe.",
        )
    if allowed is None or spent is None:
        return None
    require_covered(spent, allowed, given=(executed, authorised))
    if credit.nature == EVALUATIVE or last_year:
        return 0.0
    return max(0.0, difference(allowed, spent))


def is_last_year(convention: Convention, year: Scalar) -> bool:
    """Tell whether a year is the last one of the convention; a blank year is not.

    Args:
        convention: The convention whose years count.
        year: A fiscal year.

    Returns:
        Whether it is the last one.

    Raises:
        InvalidInput: ``annee-illisible``.
        NotAvailable: ``annee-hors-convention``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 2.2.1 (« sur la période de la COG »).
    """
    return not is_blank(year) and require_year(convention, year) == convention.years[-1]


def explain_carryover(
    authorised: Scalar, executed: Scalar, credit: Credit, *, last_year: bool = False
) -> str:
    """Return in French the subtraction, or the reason, behind :func:`carryover`.

    Args:
        authorised: As there.
        executed: As there.
        credit: As there.
        last_year: As there.

    Raises:
        PycogError: Those of :func:`carryover`.
    """
    result = carryover(authorised, executed, credit, last_year=last_year)
    allowed, spent = not_negative(authorised, ""), not_negative(executed, "")
    if result is None or allowed is None or spent is None:
        return "Un des deux montants n'est pas renseigné : pas de résultat"
    shown = display(result, "amount")
    if credit.nature == EVALUATIVE:
        return f"Les crédits évaluatifs ne se reportent pas (annexe 1, 1.2.3.1) : {shown}"
    if last_year:
        return f"Rien ne se reporte au-delà de la dernière année de la convention : {shown}"
    if spent > allowed:
        return f"Tout est consommé, {format_number(spent)} pour {format_number(allowed)} : {shown}"
    return f"{format_number(allowed)} − {format_number(spent)} = {shown}"


def carryover_assumptions(credit: Credit, *, last_year: bool) -> tuple[str, ...]:
    """Return the ids of the assumptions that :func:`carryover` rests on.

    Args:
        credit: As there.
        last_year: As there.
    """
    return ("report-fin-de-cog",) if last_year and credit.nature == LIMITATIVE else ()


def approval(origin: Credit, destination: Credit) -> str:
    """Return how the State approves a carry-over.

    Args:
        origin: What the unspent credits of N−1 come from.
        destination: What receives them in N.

    Returns:
        :data:`DEEMED` inside a group, :data:`IMPLICIT` from a group to another, and
        :data:`AMENDED_BUDGET` for a multi-year fund.

    Raises:
        InvalidInput: ``report-evaluatif``, ``report-de-recette``, ``report-entre-fonds``.
        NotAvailable: ``groupe-melange``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.3.3 and, for the FNGR, 2.2.3.
    """
    groups = group_of(origin), group_of(destination)
    if EVALUATIVE in groups:
        raise InvalidInput(
            "report-evaluatif",
            "Les crédits évaluatifs ne donnent pas lieu à report (annexe 1, 1.2.3.1) et "
            "s'ajustent dans le budget. Donnez deux groupes limitatifs.",
        )
    if REVENUE in groups:
        raise InvalidInput(
            "report-de-recette",
            "Une recette ne se reporte pas et ne reçoit pas de report. Donnez deux groupes de "
            "dépense.",
        )
    if origin.fund != destination.fund:
        raise InvalidInput(
            "report-entre-fonds",
            f"Le {origin.fund} et le {destination.fund} sont deux budgets votés séparément : un "
            "report reste dans son fonds.",
        )
    if origin.multi_year:
        return AMENDED_BUDGET
    return DEEMED if origin.group == destination.group else IMPLICIT


def explain_approval(origin: Credit, destination: Credit) -> str:
    """Return in French which rule gives :func:`approval`, for the same arguments.

    Raises:
        PycogError: Those of :func:`approval`.
    """
    given = approval(origin, destination)
    if origin.multi_year:
        return f"report du {origin.fund} (annexe 1, 2.2.3) : {given}"
    if given == DEEMED:
        return f"report à l'intérieur du groupe {origin.group} (annexe 1, 1.2.3.3) : {given}"
    return (
        f"report du groupe {origin.group} au groupe {destination.group} (annexe 1, 1.2.3.3) : "
        f"{given}"
    )


@dataclass(frozen=True, slots=True)
class StatementLine:
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
    """

    fund: str
    key: str
    label: str
    detail: bool
    group: str
    origin: float
    destination: float | None
    approvals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Statement:
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
        euros, and how the State approves what arrives.
        """
        before = f"Origine en {self.year}" if self.year else "Origine en N−1"
        after = f"Destination en {self.year + 1}" if self.year else "Destination en N"
        block: Block = [["Fonds", "Ligne budgétaire", before, after, "Approbation"]]
        for line in self.lines:
            given = " ; ".join(
                f"{name} : {format_number(amount)} €" for name, amount in line.approvals.items()
            )
            block.append([line.fund, line.label, line.origin, line.destination, given])
        block.append(["", "Constat", "", "", self.verdict])
        return block


@dataclass(frozen=True, slots=True)
class _Move:
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
        Every limitative line with what it gives and receives, in euros, and what is wrong.

    Raises:
        InvalidInput: A column is missing, or the year cannot be read.
        NotAvailable: ``annee-hors-convention``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.3.4.
    """
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
            move = _read(convention, row)
            moves.append(move)
            problems += _too_much(row, move, unspent, carried)
            problems += _recurring(row, move)
        except PycogError as error:
            problems.append(Problem.of(row.number, error))
    lines = [
        line for fund in convention.funds.values() for line in _fund_lines(convention, fund, moves)
    ]
    problems += _unequal(lines)
    if moves and origin_year == convention.years[-1]:
        problems.append(
            Problem(
                None,
                "report-hors-periode",
                f"Rien ne se reporte de {origin_year}, dernière année de la convention.",
            )
        )
    return Statement(origin_year, tuple(lines), tuple(problems))


def _read(convention: Convention, row: Row) -> _Move:
    origin = _side(convention, row, _FROM)
    destination = _side(convention, row, _TO)
    amount = moved_amount(row, _AMOUNT)
    if origin is None and destination is None:
        raise InvalidInput("ligne-absente", "L'origine et la destination manquent.")
    decided = approval(origin, destination) if origin and destination else ""
    return _Move(row.number, origin, destination, amount, decided)


def _side(convention: Convention, row: Row, column: str) -> Credit | None:
    key = row.get(column)
    if is_blank(key):
        return None
    credit = find_credit(convention, key)
    approval(credit, credit)  # refuses what is neither a source nor an end of a carry-over
    return credit


def _too_much(
    row: Row,
    move: _Move,
    unspent: dict[tuple[str, str], float],
    carried: dict[tuple[str, str], float],
) -> Iterator[Problem]:
    """Compare what a line carries in all with what it left unspent, where that is given."""
    given = amount_in(row, _UNSPENT, "les crédits non consommés")
    if move.origin is None:
        return
    line = move.origin.fund, move.origin.key
    carried[line] = add(carried.get(line, 0.0), move.amount)
    known = unspent.setdefault(line, given) if given is not None else unspent.get(line)
    label = move.origin.label
    if given is not None and known is not None and not same(known, given):
        yield Problem(
            row.number,
            "non-consomme-different",
            f"Les crédits non consommés de « {label} » sont de {format_number(given)} € ici et de "
            f"{format_number(known)} € plus haut.",
        )
    if known is not None and compare(carried[line], known) > 0:
        yield Problem(
            row.number,
            "report-excessif",
            f"« {label} » reporte {format_number(carried[line])} € en tout, plus que ses crédits "
            f"non consommés ({format_number(known)} €).",
        )


def _recurring(row: Row, move: _Move) -> Iterator[Problem]:
    """Refuse a recurring expense, where the register says what the expense is."""
    where = move.destination or move.origin
    mention = row.get(_NON_RECURRING)
    if where is None or where.multi_year or is_blank(mention):
        return
    if not is_yes(mention, "le caractère non pérenne"):
        yield Problem(
            row.number,
            "report-perenne",
            "Les crédits reportés s'affectent à des dépenses non pérennes (annexe 1, 1.2.3.2).",
        )


def _fund_lines(convention: Convention, fund: Fund, moves: list[_Move]) -> Iterator[StatementLine]:
    own = [
        move
        for move in moves
        if fund.id in {credit.fund for credit in (move.origin, move.destination) if credit}
    ]
    by_line: dict[str, float] = {}
    by_group: dict[str, dict[str, float]] = {}
    for move in own:
        if move.origin:
            by_line[move.origin.key] = add(by_line.get(move.origin.key, 0.0), move.amount)
        if move.destination:
            to = by_group.setdefault(move.destination.group, {})
            to[move.approval] = add(to.get(move.approval, 0.0), move.amount)
    for line in fund.lines:
        credit = credit_of(convention, line)
        if credit.nature != LIMITATIVE or line.role == "titre" or adds_up(fund, line):
            continue
        standing = group_line(convention, fund.id, credit.group)
        received = by_group.get(credit.group, {}) if standing is line else None
        yield StatementLine(
            fund.id,
            line.key,
            line.label,
            line.role == "dont",
            credit.group,
            add(*(by_line.get(key, 0.0) for key in (line.key, *line.parts))),
            None if received is None else add(*received.values()),
            _in_order(received or {}),
        )
    yield StatementLine(
        fund.id,
        "",
        f"Total {fund.id}",
        False,
        "",
        add(*by_line.values()),
        add(*(amount for to in by_group.values() for amount in to.values())),
        _in_order(by_group.get(fund.id.casefold(), {})),
    )


def _in_order(approvals: Mapping[str, float]) -> dict[str, float]:
    known = (DEEMED, IMPLICIT, AMENDED_BUDGET)
    return {name: approvals[name] for name in known if name in approvals}


def _unequal(lines: list[StatementLine]) -> Iterator[Problem]:
    for line in lines:
        if line.key or line.destination is None:
            continue
        gap = difference(line.origin, line.destination)
        if gap:
            yield Problem(
                None,
                "report-desequilibre",
                f"{line.fund} : les origines font {format_number(line.origin)} € et les "
                f"destinations {format_number(line.destination)} €, soit un écart de "
                f"{format_number(abs(gap))} €.",
            )
