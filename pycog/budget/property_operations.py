"""Property operations: what is told beside the budget about each of them.

The convention prints no amount for them; what is authorised and executed is entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pycog.budget.amounts import execution
from pycog.budget.credits import common_unit
from pycog.budget.lines import less
from pycog.conventions.facts.convention import Convention
from pycog.conventions.lookup import require_year
from pycog.errors import InvalidInput, PycogError
from pycog.registers import Column, Problem, Row, amount_in, read_register
from pycog.values import display, is_blank

_YEAR, _LABEL, _AUTHORISED = "exercice", "opération", "autorisé"
_EXECUTED, _REMARK = "exécuté", "observations"
#: Columns of a register of property operations, in the order understood without headings.
REGISTER: Final = (
    Column(_YEAR, ("année", "exercice budgétaire"), needed=True),
    Column(_LABEL, ("opération immobilière", "libellé", "intitulé"), needed=True),
    Column(_AUTHORISED, ("montant autorisé", "autorisation")),
    Column(_EXECUTED, ("montant exécuté", "réalisé")),
    Column(_REMARK, ("observation", "remarque", "commentaire")),
)


@dataclass(frozen=True, slots=True)
class PropertyOperation:
    """One property operation in one year, as entered.

    Attributes:
        year: Fiscal year.
        label: Its name.
        authorised: Euros, ``None`` where nothing is entered.
        executed: Euros, ``None`` where nothing is entered.
        remark: What is said of it, ``""`` if nothing.
    """

    year: int
    label: str
    authorised: float | None
    executed: float | None
    remark: str

    @property
    def available(self) -> float | None:
        """Authorised − executed in euros, ``None`` where either is missing."""
        return less(self.authorised, self.executed)

    @property
    def rate(self) -> float | None:
        """Executed over authorised as a ratio, ``None`` where nothing is authorised."""
        return execution(self.executed, self.authorised) if self.authorised else None


@dataclass(frozen=True, slots=True)
class PropertyOperations:
    """A register of property operations as read.

    Attributes:
        operations: What could be read, in order.
        problems: The rows that could not.
    """

    operations: tuple[PropertyOperation, ...]
    problems: tuple[Problem, ...]

    def of(self, year: int) -> tuple[PropertyOperation, ...]:
        """Return the operations of a fiscal year, in order."""
        return tuple(one for one in self.operations if one.year == year)


def read_operations(convention: Convention, table: Any) -> PropertyOperations:
    """Read a register of property operations, see :data:`REGISTER`.

    Args:
        convention: The convention whose years apply.
        table: A block of cells with or without headings; empty rows are left out and a
            faulty row is reported. Amounts are in the unit of the funds.

    Returns:
        The operations and the problems, each with the rank of its row.

    Raises:
        InvalidInput: ``colonne-absente``, ``colonne-en-double``, ``colonnes-en-trop``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.5.
    """
    operations: list[PropertyOperation] = []
    problems: list[Problem] = []
    register = read_register(table, REGISTER, "le registre des opérations immobilières")
    for row in register.rows:
        if row.blank:
            continue
        try:
            operations.append(_operation(convention, row))
        except PycogError as error:
            problems.append(Problem.of(row.number, error))
    return PropertyOperations(tuple(operations), tuple(problems))


def _operation(convention: Convention, row: Row) -> PropertyOperation:
    if is_blank(row.get(_YEAR)):
        raise InvalidInput("exercice-absent", "L'exercice de l'opération immobilière manque.")
    if is_blank(row.get(_LABEL)):
        raise InvalidInput("operation-absente", "Le nom de l'opération immobilière manque.")
    return PropertyOperation(
        require_year(convention, row.get(_YEAR)),
        display(row.get(_LABEL)).strip(),
        amount_in(row, _AUTHORISED, "le montant autorisé", common_unit(convention)),
        amount_in(row, _EXECUTED, "le montant exécuté", common_unit(convention)),
        display(row.get(_REMARK)).strip(),
    )
