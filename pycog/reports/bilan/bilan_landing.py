"""The landing of a fund in a report: computed from what is typed, never from half of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pycog.annexes.annexe_2_3.fund_landing import (
    AMENDED,
    GIVEN,
    LAST_FULL,
    LAST_TO_DATE,
    OWN_METHOD,
    TO_DATE,
)
from pycog.arithmetic import amount_kind, cents, compare, total
from pycog.budget.ceilings import available, breach
from pycog.budget.credits import credit_of
from pycog.budget.landing import METHODS, forecast
from pycog.budget.lines import ReportLine
from pycog.conventions import Convention, Fund
from pycog.conventions.lookup import with_fund
from pycog.errors import CellError, PycogError
from pycog.reports.bilan.bilan_figures import call, constant, figure, signed
from pycog.reports.bilan.fund_model import FundLanding, LandingRow
from pycog.reports.bilan.landing_entries import LandingEntry
from pycog.values import Scalar, display, is_blank, to_number


@dataclass(slots=True)
class _Amounts:
    """What is known of one line; the formula gives the landing."""

    authorised: float | None = None
    to_date: float | None = None
    landing: float | None = None
    formula: str = ""


@dataclass(slots=True)
class _Reader:
    fund: Fund
    entry: LandingEntry
    problems: list[str] = field(default_factory=list)

    def number(self, key: str, column: int) -> float | None:
        value = self.typed(key, column)
        try:
            return None if isinstance(value, CellError) else to_number(value)
        except PycogError as error:
            self.problems.append(f"{self.label(key)} : {error.message}")
            return None

    def typed(self, key: str, column: int) -> Scalar:
        return self.entry.lines.get(key, {}).get(column)

    def label(self, key: str) -> str:
        line = self.fund.line(key)
        return line.label if line else key

    def amounts(self, key: str, authorised: float | None, *, moved: bool) -> _Amounts:
        """Return what is typed of a line, and where it lands.

        Args:
            key: The line.
            authorised: What the budget of the report authorises.
            moved: Whether that holds transfers, carry-overs or updatings.
        """
        amended = self.number(key, AMENDED)
        if amended is not None:
            if moved and authorised is not None and compare(amended, authorised):
                kind = amount_kind(self.fund.unit)
                self.problems.append(
                    f"{self.label(key)} : l'autorisé de la feuille « Atterrissage » "
                    f"({display(amended, kind)}) n'est pas celui des registres "
                    f"({display(authorised, kind)}) ; celui de la feuille est pris."
                )
            authorised = amended
        own = self.typed(key, OWN_METHOD)
        method = self.entry.method if is_blank(own) else own
        arguments = (
            self.typed(key, TO_DATE),
            self.entry.reached,
            method,
            *(self.typed(key, column) for column in (LAST_TO_DATE, LAST_FULL, GIVEN)),
        )
        found = _Amounts(authorised, self.number(key, TO_DATE))
        try:
            found.landing = forecast(*arguments)
        except PycogError as error:
            self.problems.append(f"{self.label(key)} : {error.message}")
        found.formula = call("COG_FORECAST", *arguments)
        return found


def fund_landing(
    convention: Convention, fund: Fund, lines: Sequence[ReportLine], entry: LandingEntry, year: int
) -> FundLanding | None:
    """Return the landing of a fund, ``None`` where nothing is typed for that year.

    Args:
        convention: The agreement.
        fund: The fund.
        lines: The report of its budget, which says what is authorised.
        entry: What its sheet « Atterrissage » holds.
        year: Year of the report.
    """
    if entry.year != year and display(entry.year) != str(year):
        return None
    reader = _Reader(fund, entry)
    known: dict[str, _Amounts] = {}
    for line in lines:
        printed = fund.line(line.key)
        if printed is None or printed.parts or printed.role == "titre":
            continue
        moved = bool(line.carryover or line.transfers or line.update)
        known[line.key] = reader.amounts(line.key, line.authorised, moved=moved)
    if all(one.landing is None and one.to_date is None for one in known.values()):
        return None
    for one in fund.lines:
        if one.parts:
            _add_up(fund, one.key, known)
    kind = amount_kind(fund.unit)
    rows = tuple(
        _row(convention, fund, line, known.get(line.key, _Amounts()), kind) for line in lines
    )
    return FundLanding(
        display(entry.reached),
        str(entry.method) if not is_blank(entry.method) else METHODS[0],
        rows,
        tuple(dict.fromkeys(reader.problems)),
    )


def _add_up(fund: Fund, key: str, known: dict[str, _Amounts]) -> _Amounts:
    """Add up the parts of a line; what lacks a part that is authorised has no total."""
    if key in known:
        return known[key]
    line = fund.line(key)
    parts = [_add_up(fund, part, known) for part in line.parts] if line else []
    found = known[key] = _Amounts(_total([one.authorised for one in parts], whole=False))
    due = [one for one in parts if one.authorised is not None or one.landing is not None]
    found.to_date = _total([one.to_date for one in due], whole=True)
    found.landing = _total([one.landing for one in due], whole=True)
    return found


def _total(amounts: list[float | None], *, whole: bool) -> float | None:
    given = [one for one in amounts if one is not None]
    if not given or (whole and len(given) < len(amounts)):
        return None
    return total(given)


def _row(
    convention: Convention, fund: Fund, line: ReportLine, found: _Amounts, kind: str
) -> LandingRow:
    printed = fund.line(line.key)
    allowed, landing = found.authorised, found.landing
    margin = available(allowed, landing)
    verdict: str | None = ""
    judged = None if landing is None else cents(landing)
    if printed is not None and (credit := credit_of(convention, printed)).group:
        verdict = breach(allowed, judged, credit)
    name = with_fund(line.key, fund.id)
    return LandingRow(
        line.label,
        constant(allowed, kind),
        constant(found.to_date, kind),
        figure(landing, kind, found.formula) if found.formula else constant(landing, kind),
        signed(margin, kind, call("COG_AVAILABLE", allowed, landing)),
        figure(verdict or None, "text", call("COG_BREACH", allowed, judged, name)),
        exceeded=bool(margin is not None and margin < 0 and line.ceiling),
    )
