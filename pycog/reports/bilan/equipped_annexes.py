"""Takes what an officer's own workbook holds, read through its map, for the yearly report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.budget.entries import Entry
from pycog.conventions import Convention
from pycog.conventions.amended import same_target
from pycog.conventions.facts.models import Printed
from pycog.conventions.facts.schema import CHANGES_A_RESULT
from pycog.equip.held_together import together
from pycog.equip.held_totals import amount_of_total
from pycog.equip.holdings import COMMENT, Held, Holdings
from pycog.equip.model import Subject
from pycog.reports.bilan.bilan_entries import IndicatorEntry, RatioEntry, plain_words
from pycog.reports.bilan.bilan_model import Remark
from pycog.values import Scalar, display

#: What is told of a typed total that is not what its lines give.
NOT_ADDED_UP: Final = "total non lu"


@dataclass(frozen=True, slots=True)
class EquippedAnnex:
    """What an equipped workbook gives to a report.

    Attributes:
        indicators: Number → row of indicators.
        ratios: Number → numerators and denominators.
        executed: Executed amounts by line, in the unit of their fund.
        remarks: What is not read, and why.
    """

    indicators: dict[str, IndicatorEntry]
    ratios: dict[str, RatioEntry]
    executed: list[Entry]
    remarks: list[Remark]


def read_equipped(several: Sequence[tuple[str, Holdings]], convention: Convention) -> EquippedAnnex:
    """Return what the equipped workbooks of a body give to a report, together.

    Args:
        several: Name of each workbook, and what it holds.
        convention: The agreement.

    Raises:
        RefusedFile: ``valeurs-contraires``: two of them contradict each other.
    """
    held = together(several)
    subjects = held.subjects("indicateur")
    measured = [one for one in subjects if held.of(one, "réalisé") or held.of(one, "objectif")]
    rated = [one for one in subjects if held.of(one, "numérateur")]
    executed, told = _executed(held, convention)
    prefix = f"{several[0][0]}, " if len(several) == 1 else ""
    remarks = [Remark(one.place, "non lu", CHANGES_A_RESULT, one.text) for one in held.aside]
    remarks += [
        Remark(f"{prefix}{place}", NOT_ADDED_UP, CHANGES_A_RESULT, text) for place, text in told
    ]
    return EquippedAnnex(
        {one.key: _indicator(held, one, convention) for one in measured},
        {one.key: _ratio(held, one, convention) for one in rated},
        executed,
        remarks,
    )


def roles_held(held: Holdings, convention: Convention) -> Iterator[str]:
    """Yield the annexes that a workbook stands for."""
    roles = {"réalisé", "objectif", "numérateur"}
    if any(one.subject.kind == "indicateur" and one.role in roles for one in held.values.values()):
        yield convention.annex_of("indicateurs")
    funds = dict.fromkeys(subject.frame for subject in held.subjects("ligne", "exécuté"))
    yield from dict.fromkeys(convention.annex_of("budget", fund) for fund in funds)


def without_indicators(names: Iterable[str]) -> str:
    """Return what says that equipped workbooks hold no indicator, ``""`` where there is none.

    Args:
        names: Their names.
    """
    listed = ", ".join(names)
    return f" {listed} : équipé, mais aucun indicateur n'y est reconnu." if listed else ""


def _values(found: dict[int, Held], years: tuple[int, ...]) -> dict[int, Scalar]:
    return {year: found[year].value if year in found else None for year in years}


def _places(found: dict[int, Held], years: tuple[int, ...]) -> dict[int, str]:
    return {year: found[year].place for year in years if year in found}


def _indicator(held: Holdings, subject: Subject, convention: Convention) -> IndicatorEntry:
    """Return the row of an indicator; a target that has no cell is the printed one."""
    years = convention.years
    indicator = convention.indicators[subject.key]
    actuals, targets = held.of(subject, "réalisé"), held.of(subject, "objectif")
    comments = held.of(subject, COMMENT)
    start = actuals.get(convention.baseline_year or 0)
    return IndicatorEntry(
        indicator.baseline.readable if start is None else start.value,
        {year: _target(targets.get(year), indicator.targets[year]) for year in years},
        _values(actuals, years),
        {year: plain_words(comments[year].value) if year in comments else "" for year in years},
        _places(actuals, years),
    )


def _target(typed: Held | None, printed: Printed) -> Scalar:
    """Return a target as it was typed; as it is printed where that says the same, or none is."""
    if typed is None or same_target(typed.value, printed.target):
        return printed.readable
    return typed.value


def _ratio(held: Holdings, subject: Subject, convention: Convention) -> RatioEntry:
    above, below = held.of(subject, "numérateur"), held.of(subject, "dénominateur")
    years = convention.years
    return RatioEntry(_values(above, years), _values(below, years), _places(above, years))


def _executed(held: Holdings, convention: Convention) -> tuple[list[Entry], list[tuple[str, str]]]:
    """Return the executed amounts of single lines, and the totals that stand without them."""
    entries: list[Entry] = []
    told: list[tuple[str, str]] = []
    for subject in held.subjects("ligne", "exécuté"):
        fund = convention.funds[subject.frame]
        line = fund.line(subject.key)
        if line is None or line.role == "titre":
            continue
        for year, one in held.of(subject, "exécuté").items():
            if not isinstance(one.value, int | float):
                continue
            if line.parts:
                told += _total_told(held, convention, one)
            else:
                entries.append(Entry(line.key, executed=float(one.value), year=year, fund=fund.id))
    return entries, told


def _total_told(held: Holdings, convention: Convention, one: Held) -> Iterator[tuple[str, str]]:
    """Yield what says that a typed total is not the sum of the lines that are read."""
    total = amount_of_total(held, convention, one)
    unit = convention.funds[one.subject.frame].unit
    if total.missing:
        listed = ", ".join(total.missing)
        yield (
            one.place,
            f"« {one.subject.label} » {one.year} : le total du rapport est la somme des lignes "
            f"lues, et il manque {listed}.",
        )
    elif total.differs:
        yield (
            one.place,
            f"« {one.subject.label} » {one.year} : {display(one.value, unit)} saisi, "
            f"{display(total.amount, unit)} d'après ses lignes. Le rapport prend la somme des "
            "lignes.",
        )
