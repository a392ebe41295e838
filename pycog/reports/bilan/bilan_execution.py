"""The budget part of a report: execution of each fund, from the workbooks typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pycog.arithmetic import amount_kind
from pycog.budget.ceilings import authorised
from pycog.budget.credits import common_unit, find_credit
from pycog.budget.entries import Entry
from pycog.budget.lines import ReportLine
from pycog.budget.property_operations import PropertyOperation
from pycog.budget.report import BudgetReport, report
from pycog.budget.updating import admitted_reasons
from pycog.conventions import Convention, Fund
from pycog.conventions.facts.budget_rules import FOLLOW_UP
from pycog.errors import PycogError
from pycog.reports.bilan.bilan_figures import call, constant, figure, signed
from pycog.reports.bilan.bilan_landing import fund_landing
from pycog.reports.bilan.bilan_reading import Filled, budget_role, fund_role
from pycog.reports.bilan.fund_model import BudgetRow, FundReport, OperationRow
from pycog.reports.budget.budget_outcome import BudgetOutcome, draw_up
from pycog.reports.documents.figure import Figure
from pycog.values import display


@dataclass(frozen=True, slots=True)
class BudgetExecution:
    """What a report says of the budget.

    Attributes:
        funds: The execution of every fund, in the order of the agreement.
        operations: The property operations of the year, as entered.
        place: Where the agreement asks for these, in brackets, ``""`` if nowhere.
    """

    funds: tuple[FundReport, ...]
    operations: tuple[OperationRow, ...] = ()
    place: str = ""


def budget_execution(convention: Convention, filled: Filled, year: int) -> BudgetExecution:
    """Return the execution of every fund, and the property operations.

    Annex 1 comes first, since it also holds transfers, carry-overs and updatings; a fund of
    which it holds no executed amount takes those of its own annex.
    """
    outcome = None
    if budget_role(convention) in filled.files:
        outcome = draw_up(filled.files[budget_role(convention)], year, convention)
    funds = tuple(_fund(convention, filled, outcome, fund, year) for fund in convention.funds)
    if outcome is None:
        return BudgetExecution(funds)
    kind = amount_kind(common_unit(convention))
    operations = tuple(_operation(one, kind) for one in outcome.operations)
    return BudgetExecution(funds, operations, outcome.properties_place)


def _operation(one: PropertyOperation, kind: str) -> OperationRow:
    return OperationRow(
        one.label,
        constant(one.authorised, kind),
        constant(one.executed, kind),
        figure(one.available, kind, call("COG_AVAILABLE", one.authorised, one.executed)),
        figure(one.rate, "rate", call("COG_EXECUTION", one.executed, one.authorised)),
        one.remark,
    )


def _fund(
    convention: Convention, filled: Filled, outcome: BudgetOutcome | None, fund: str, year: int
) -> FundReport:
    known = convention.funds[fund]
    typed = [entry for entry in filled.executed if entry.fund == fund and entry.year == year]
    found = None if outcome is None else next(one for one in outcome.reports if one.fund == fund)
    source = budget_role(convention) if found is not None and any(_filled(found)) else ""
    problems: list[str] = []
    if found is not None and not source and typed:
        # Transfers and carry-overs stay; the executed amounts are those of the fund's annex.
        found, source = (
            report(convention, fund, year, (*_moves(convention, found), *filled.executed)),
            fund_role(convention, fund),
        )
    elif found is None:
        found = report(convention, fund, year, _entries(filled.executed, fund))
        source = fund_role(convention, fund) if typed else ""
    if outcome is not None:
        # What is wrong with a fund as a whole is told of the amounts that are shown.
        own = source in {"", budget_role(convention)}
        problems = [
            fault.text
            for fault in outcome.faults
            if (own or fault.sheet) and _concerns(fault.text, fund, outcome)
        ]
    problems += [problem.text for problem in found.problems if problem.row is None]
    return FundReport(
        fund,
        known.title,
        year,
        tuple(_row(known, year, line) for line in found.lines),
        source,
        known.citation,
        tuple(dict.fromkeys(problems)),
        known.unit,
        known.annex,
        convention.rules.places(FOLLOW_UP) if convention.rules else "",
        tuple(_updatings(convention, outcome, fund)),
        landing=next(
            (
                landing
                for entry in filled.landings
                if entry.fund == fund
                and (landing := fund_landing(convention, known, found.lines, entry, year))
            ),
            None,
        ),
    )


def _updatings(convention: Convention, outcome: BudgetOutcome | None, fund: str) -> Iterator[str]:
    """Yield what was updated in a fund and why: « Personnel : 120 000 € (mesures agréées) »."""
    known = convention.funds[fund]
    for entry in outcome.updates if outcome else ():
        if entry.fund == fund:
            label = find_credit(convention, entry.line).label
            amount = display(entry.update, amount_kind(known.unit))
            yield f"{label} : {amount} ({entry.reason})"


def _concerns(text: str, fund: str, outcome: BudgetOutcome) -> bool:
    """Tell whether a fault of the registers is listed with a fund: once, with the first."""
    words = set(re.findall(r"\w+", text))
    named = [one.fund for one in outcome.reports if words.issuperset(re.findall(r"\w+", one.fund))]
    return fund in named or (not named and fund == outcome.reports[0].fund)


def _entries(entries: Sequence[Entry], fund: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.fund == fund)


def _filled(found: BudgetReport) -> Iterator[bool]:
    for line in found.lines:
        yield line.executed is not None


def _moves(convention: Convention, found: BudgetReport) -> Iterator[Entry]:
    """Yield carry-overs, transfers and updatings of a report as entries of another one."""
    reasons = admitted_reasons(convention.rules) if convention.rules else ()
    whole = {line.key for line in found.lines if line.role in {"total", "sous-total", "titre"}}
    for line in found.lines:
        if line.key in whole or not (line.carryover or line.transfers or line.update):
            continue
        moved = line.transfers or 0.0
        yield Entry(
            line.key,
            carryover=line.carryover,
            incoming=moved if moved > 0 else None,
            outgoing=-moved if moved < 0 else None,
            year=found.year,
            fund=found.fund,
            update=line.update,
            # The report that it comes from checked the reason.
            reason=" ; ".join(reasons[:1]) if line.update else "",
        )


def _row(fund: Fund, year: int, line: ReportLine) -> BudgetRow:
    allowed, spent, kind = line.authorised, line.executed, amount_kind(fund.unit)
    return BudgetRow(
        line.label,
        line.role,
        line.ceiling,
        figure(line.base, kind, call("COG_BUDGET", line.key, year, fund.id)),
        constant(line.carryover, kind),
        signed(line.transfers, kind, constant(line.transfers, kind).formula),
        constant(line.update, kind),
        _authorised(line, kind),
        constant(spent, kind),
        figure(line.available, kind, call("COG_AVAILABLE", allowed, spent)),
        figure(line.rate, "rate", call("COG_EXECUTION", spent, allowed)),
        line.verdict,
    )


def _authorised(line: ReportLine, kind: str) -> Figure:
    """Return the authorised amount, by its rule where the line follows it alone."""
    moved = line.transfers or 0.0
    parts = (line.base, line.carryover, max(moved, 0.0), max(-moved, 0.0), line.update)
    try:
        by_rule = authorised(*parts) == line.authorised
    except PycogError:
        by_rule = False
    if line.authorised is None or not by_rule:
        return constant(line.authorised, kind)
    return figure(line.authorised, kind, call("COG_AUTHORISED", *parts))
