"""The lines of the budget report: what each holds, and how one is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pycog.arithmetic import add, compare, difference
from pycog.budget.amounts import CONSISTENT, evolution, execution
from pycog.budget.ceilings import breach
from pycog.budget.credits import LIMITATIVE, REVENUE, Credit
from pycog.conventions.facts.models import BudgetLine
from pycog.plausibility import AS_TYPED


class ReportLine(Struct, frozen=True):
    """One line of the report; amounts in the unit of its fund, ``None`` for nothing to say.

    Attributes:
        key: Key of the line of the annex.
        label: As printed.
        role: As in the annex.
        nature: ``"limitatif"``, ``"évaluatif"``, ``"recette"`` or ``""``.
        group: Its group, ``""`` for a total of several groups.
        ceiling: Whether it stands for a whole group, where the ceiling applies.
        base: Amount of the convention for the year.
        carryover: Credits carried over from N−1.
        transfers: Transfers received less transfers given.
        authorised: Base + carry-over + transfers + updating.
        executed: Executed amount; in a total, of what is entered.
        available: Authorised − executed; ``None`` in a total of which a line is missing.
        rate: Executed over authorised.
        previous: Executed in N−1.
        evolution_previous: Evolution of the executed amount from N−1.
        reference: Executed in the reference year of the convention.
        evolution_reference: Evolution of the executed amount from that year.
        breached: Whether a limitative ceiling is exceeded, here or in a line added up.
        verdict: ``"Conforme"``, the breach, the adjustment, or what is missing.
        update: Updating of its credits.
    """

    key: str
    label: str
    role: str
    nature: str
    group: str
    ceiling: bool
    base: float | None = None
    carryover: float | None = None
    transfers: float | None = None
    authorised: float | None = None
    executed: float | None = None
    available: float | None = None
    rate: float | None = None
    previous: float | None = None
    evolution_previous: float | None = None
    reference: float | None = None
    evolution_reference: float | None = None
    breached: bool = False
    verdict: str = ""
    update: float | None = None


class Sums(Struct):
    """What the entries of one line add up to; ``None`` where nothing is entered.

    Attributes:
        carryover: Credits carried over from N−1.
        incoming: Transfers received.
        outgoing: Transfers given.
        executed: Executed amount.
        previous: Executed amount of N−1, as stated beside that of the year.
        before: Executed amount of N−1, from the entries of that year.
        update: Updating of the personnel credits.
    """

    carryover: float | None = None
    incoming: float | None = None
    outgoing: float | None = None
    executed: float | None = None
    previous: float | None = None
    before: float | None = None
    update: float | None = None


#: Field of :class:`Sums` → its French name in messages.
COLUMNS: Final[Mapping[str, str]] = {
    "carryover": "report",
    "incoming": "virements reçus",
    "outgoing": "virements cédés",
    "executed": "exécuté",
    "previous": "exécuté de N−1",
    "before": "exécuté de N−1",
    "update": "actualisation",
}


def start(line: BudgetLine, credit: Credit) -> ReportLine:
    """Return a line of the annex without any amount.

    Args:
        line: The line as printed.
        credit: What it is under the rules.
    """
    return ReportLine(line.key, line.label, line.role, credit.nature, credit.group, credit.ceiling)


_NO_GROUP: Final = "Plafond non contrôlé : la convention ne donne pas de groupe à cette ligne"


def judge(line: ReportLine, credit: Credit) -> tuple[bool, str]:
    """Return whether a line that is no total is a breach, and what to say of it.

    Args:
        line: The line with its amounts.
        credit: What it is under the rules.

    Returns:
        Whether its limitative ceiling is exceeded, and the French verdict, ``""`` if none.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1.1, 1.1.1.2 and 1.2.4.
    """
    if line.executed is None or line.nature == REVENUE:
        return False, ""
    if line.nature == LIMITATIVE and not credit.group:
        return False, _NO_GROUP
    allowed = max(line.authorised or 0.0, 0.0)
    found = breach(allowed, line.executed, credit, as_typed=True) or ""
    over = compare(line.executed, allowed) > 0
    if line.nature == LIMITATIVE and not line.ceiling:
        # Judged on its group: only a forecast that is exceeded is worth a word here.
        return False, found.partition(" :")[0] if over else ""
    return over and line.nature == LIMITATIVE, found


def judge_total(
    line: ReportLine, credit: Credit, over: list[str], missing: list[str]
) -> tuple[bool, str]:
    """Return whether a total holds a breach, and what to say of it.

    Args:
        line: The total with its amounts.
        credit: What it is under the rules.
        over: Labels of the lines added up that are in breach.
        missing: Labels of those with credits and without an executed amount.

    Returns:
        Whether it holds a breach, and the French verdict, ``""`` if none.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.1.1 and 2.1.1.
    """
    if line.executed is None:
        return False, ""
    allowed = max(line.authorised or 0.0, 0.0)
    if line.ceiling and compare(line.executed, allowed) > 0:
        return True, breach(allowed, line.executed, credit, as_typed=True) or ""
    if over:
        return True, f"Dépassement : {', '.join(over)}"
    if missing:
        return False, f"Exécuté incomplet : {', '.join(missing)}"
    return False, CONSISTENT


def with_rates(line: ReportLine) -> ReportLine:
    """Return a line with its rates, left out where they would divide by zero.

    Args:
        line: A line with its amounts.

    Returns:
        The line with :attr:`~ReportLine.rate` and both evolutions, all ratios.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.5.
    """
    return replace(
        line,
        rate=_execution(line.executed, line.authorised),
        evolution_previous=_evolution(line.previous, line.executed),
        evolution_reference=_evolution(line.reference, line.executed),
    )


def _execution(executed: float | None, authorised: float | None) -> float | None:
    # Small beside a credit is no mistake here: a year that begins, a line hardly used.
    return execution(executed, authorised, AS_TYPED) if (authorised or 0) > 0 else None


def _evolution(start: float | None, end: float | None) -> float | None:
    return evolution(start, end, AS_TYPED) if start else None


def sum_known(amounts: Iterable[float | None]) -> float | None:
    """Return the exact sum of what is there, ``None`` when nothing is.

    Args:
        amounts: Amounts in one unit, ``None`` where one is missing.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    known = [amount for amount in amounts if amount is not None]
    return add(*known) if known else None


def plus(first: float | None, second: float | None) -> float | None:
    """Return the exact sum of what is there of two amounts in one unit, ``None`` without any.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    return sum_known((first, second))


def less(first: float | None, second: float | None) -> float | None:
    """Return the difference of two amounts in one unit, ``None`` when one is missing.

    Raises:
        InvalidInput: ``resultat-hors-limites``.
    """
    return None if first is None or second is None else difference(first, second)


def minus(amount: float | None) -> float | None:
    """Return the opposite of an amount, ``None`` when it is missing."""
    return None if amount is None else -amount
