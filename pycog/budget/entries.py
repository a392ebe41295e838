"""Entries of a budget year, line by line: carry-over, transfers, updating, executed amounts."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from pycog.budget.credits import common_unit, find_credit, is_heading
from pycog.conventions.facts.convention import Convention
from pycog.conventions.lookup import find_fund, read_year
from pycog.errors import InvalidInput, PycogError
from pycog.registers import Column, Problem, Row, amount_in, read_register, signed_amount
from pycog.values import display, is_blank

_LINE, _CARRYOVER, _NET = "ligne", "report", "virements"
_INCOMING, _OUTGOING = "virements reçus", "virements cédés"
_EXECUTED, _PREVIOUS, _YEAR, _FUND = "exécuté", "exécuté n-1", "exercice", "fonds"
_UPDATE, _REASON = "actualisation", "motif"
#: Columns of a table of entries, in the order understood without headings.
REGISTER: Final = (
    Column(_LINE, ("ligne budgétaire", "libellé", "groupe", "poste"), needed=True),
    Column(_CARRYOVER, ("reports", "report de n-1", "crédits reportés", "montant reporté")),
    Column(_INCOMING, ("virements entrants", "reçu", "reçus", "entrants")),
    Column(_OUTGOING, ("virements sortants", "cédé", "cédés", "sortants")),
    Column(_EXECUTED, ("montant exécuté", "réalisé", "dépenses exécutées", "exécution")),
    Column(_PREVIOUS, ("exécuté de n-1", "exécuté de l'année précédente", "n-1")),
    Column(_YEAR, ("année", "exercice budgétaire")),
    Column(_FUND),
    Column(_NET, ("virements nets", "virement net", "virement")),
    Column(_UPDATE, ("actualisations", "montant actualisé", "actualisation du personnel")),
    Column(_REASON, ("motif de l'actualisation", "motif d'actualisation")),
)


class Entry(Struct, frozen=True):
    """Amounts entered for one line, in the unit of its fund; ``None`` where nothing is entered.

    Several entries of one line add up.

    Attributes:
        line: Key or printed label of the line.
        carryover: Credits carried over from the year before.
        incoming: Transfers received.
        outgoing: Transfers given.
        executed: Executed amount.
        previous: Executed amount of the year before.
        year: Fiscal year, ``None`` for that of the report.
        fund: Id of the fund, ``""`` where the line tells it.
        row: Rank in the range that it was read from, ``None`` without one.
        update: Updating of the personnel credits.
        reason: Reason of the updating, see
            :func:`pycog.budget.updating.require_update`.
    """

    line: str
    carryover: float | None = None
    incoming: float | None = None
    outgoing: float | None = None
    executed: float | None = None
    previous: float | None = None
    year: int | None = None
    fund: str = ""
    row: int | None = None
    update: float | None = None
    reason: str = ""

    @property
    def empty(self) -> bool:
        """Whether it holds no amount."""
        return all(
            amount is None
            for amount in (
                self.carryover,
                self.incoming,
                self.outgoing,
                self.executed,
                self.previous,
                self.update,
            )
        )


class Entries(Struct, frozen=True):
    """A table of entries as read.

    Attributes:
        entries: What could be read, in order.
        problems: The rows that could not.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Fiscal years that the rows state, in order."""
        return tuple(sorted({entry.year for entry in self.entries if entry.year is not None}))


def read_entries(convention: Convention, table: Any) -> Entries:
    """Read a table of entries, see :data:`REGISTER`.

    Empty rows and headings without amounts are left out; a faulty row is reported.

    Args:
        convention: The convention whose lines and years apply.
        table: A block of cells, one entry a row, with or without headings; amounts in the
            unit of the fund, or as texts that state theirs.

    Returns:
        The entries and the problems, each with the rank of its row.

    Raises:
        InvalidInput: The column of the lines is missing, or a column stands twice.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.2, 1.2.2, 1.2.3 and 1.2.5.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for row in read_register(table, REGISTER, "la table du budget").rows:
        try:
            entry = _entry(convention, row)
        except PycogError as error:
            problems.append(Problem.of(row.number, error))
            continue
        if entry is not None:
            entries.append(entry)
    return Entries(tuple(entries), tuple(problems))


def _entry(convention: Convention, row: Row) -> Entry | None:
    key = row.get(_LINE)
    unit = _unit(convention, row)
    net = signed_amount(row.get(_NET), "le montant des virements", unit)
    incoming = amount_in(row, _INCOMING, "le montant des virements reçus", unit)
    outgoing = amount_in(row, _OUTGOING, "le montant des virements cédés", unit)
    if net is not None and (incoming is not None or outgoing is not None):
        raise InvalidInput(
            "virements-en-double",
            "Les virements sont donnés à la fois en net et en détail. Gardez l'un des deux.",
        )
    if net is not None:
        incoming, outgoing = max(net, 0.0), max(-net, 0.0)
    entry = Entry(
        line=str(key or ""),
        carryover=amount_in(row, _CARRYOVER, "le report", unit),
        incoming=incoming,
        outgoing=outgoing,
        executed=amount_in(row, _EXECUTED, "le montant exécuté", unit),
        previous=amount_in(row, _PREVIOUS, "le montant exécuté en N−1", unit),
        year=_year(convention, row),
        fund="" if is_blank(row.get(_FUND)) else find_fund(convention, row.get(_FUND)).id,
        row=row.number,
        update=amount_in(row, _UPDATE, "le montant de l'actualisation", unit),
        reason=display(row.get(_REASON)).strip(),
    )
    if is_blank(key):
        if entry.empty:
            return None
        raise InvalidInput("ligne-absente", "La ligne budgétaire manque.")
    if is_heading(convention, key):
        if entry.empty:
            return None
        raise InvalidInput(
            "ligne-de-titre", f"« {key} » est un titre : il ne porte pas de montant."
        )
    return None if entry.empty else entry


def _unit(convention: Convention, row: Row) -> str:
    """Return the unit of the fund that a row names, or that its line is in."""
    if not is_blank(row.get(_FUND)):
        return find_fund(convention, row.get(_FUND)).unit
    try:
        found = find_credit(convention, row.get(_LINE)).unit
    except PycogError:
        found = ""  # told where the line is looked for
    return found or common_unit(convention)


def _year(convention: Convention, row: Row) -> int | None:
    if is_blank(row.get(_YEAR)):
        return None
    year = read_year(row.get(_YEAR), "l'exercice")
    known = convention.known_years
    if year not in known:
        raise InvalidInput(
            "exercice-hors-periode",
            f"L'exercice {year} est hors de la période {known[0]}-{known[-1]}.",
        )
    return year
