"""Reads the own workbook of a body, once equipped, as the annexes that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycog.equip.held_totals import amount_of_total
from pycog.equip.holdings import Held, Holdings, read_holdings
from pycog.reports.network.network_columns import Remark
from pycog.reports.network.network_funds import measure_key as fund_key
from pycog.reports.network.network_indicators import INDICATORS
from pycog.reports.network.network_indicators import measure_key as indicator_key
from pycog.reports.network.network_model import TO_CHECK, Entry, Key
from pycog.values import Scalar, display
from pycog.xlsx.package import Package

if TYPE_CHECKING:
    from pycog.conventions import Convention

#: Annex → what a workbook holds of it.
ByAnnex = dict[str, dict[Key, Entry]]


def read_equipped(package: Package, convention: Convention) -> tuple[ByAnnex, list[Remark]] | None:
    """Read an equipped workbook through its map, ``None`` where it was not equipped.

    Args:
        package: The workbook.
        convention: The agreement of the network.

    Returns:
        The entries of each annex that it stands for, and what was left aside.

    Raises:
        RefusedFile: It is equipped for another agreement, or cannot be read.
    """
    held = read_holdings(package, convention)
    if held is None:
        return None
    remarks: list[Remark] = [("non-lu", one.place, one.text, TO_CHECK) for one in held.aside]
    found: ByAnnex = {}
    for subject in held.subjects("indicateur", "réalisé"):
        entries = found.setdefault(convention.annex_of(INDICATORS), {})
        for year, one in held.of(subject, "réalisé").items():
            if year in convention.years:
                target = _target(held, one, convention)
                entries[indicator_key(subject.key), year] = Entry(one.value, target, one.place)
    for subject in held.subjects("ligne", "exécuté"):
        fund = convention.funds[subject.frame]
        entries = found.setdefault(convention.annex_of("budget", fund.id), {})
        for year, one in held.of(subject, "exécuté").items():
            if year in convention.years:
                actual = _executed(held, one, convention, remarks)
                entries[fund_key(fund.id, subject.key), year] = Entry(
                    actual, _base(held, one, convention), one.place
                )
    return found, remarks


def _target(held: Holdings, one: Held, convention: Convention) -> Scalar:
    """Return the target that the officer typed; the printed one where no cell is for it."""
    own = held.values.get((one.subject.identity, "objectif", one.year))
    if own is not None:
        return own.value
    return convention.indicators[one.subject.key].targets[one.year].readable


def _base(held: Holdings, one: Held, convention: Convention) -> Scalar:
    """Return the base of a line: that of the workbook, else the printed one."""
    own = held.values.get((one.subject.identity, "base", one.year))
    if own is not None:
        return own.value
    line = convention.funds[one.subject.frame].line(one.subject.key)
    return None if line is None else line.amounts.get(str(one.year))


def _executed(held: Holdings, one: Held, convention: Convention, remarks: list[Remark]) -> Scalar:
    """Return an executed amount; a total is added up again where all its lines are there."""
    line = convention.funds[one.subject.frame].line(one.subject.key)
    if line is None or not line.parts:
        return one.value
    total = amount_of_total(held, convention, one)
    if total.differs:
        unit = convention.funds[one.subject.frame].unit
        remarks.append(
            (
                "total-different",
                one.place,
                f"« {one.subject.label} » {one.year} : {display(one.value, unit)} saisi, "
                f"{display(total.amount, unit)} d'après ses lignes. La somme des lignes est "
                "comptée.",
                TO_CHECK,
            )
        )
    return one.value if total.amount is None else total.amount
