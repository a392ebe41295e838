"""The budget execution that a report knows: funds line by line, property operations."""

from __future__ import annotations

from dataclasses import dataclass

from pycog.reports.documents.figure import Figure


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One line of the budget execution of a fund.

    Attributes:
        label: As printed.
        role: ``"titre"``, ``"ligne"``, ``"dont"``, ``"sous-total"``, ``"total"`` or ``"recette"``.
        ceiling: Whether it stands for a whole limitative group.
        base: Amount of the annex.
        carryover: Carried over from the year before.
        transfers: Net of transfers.
        updated: Updating of the credits.
        authorised: Base, carry-over, transfers and updating.
        executed: What was spent or received.
        available: Authorised minus executed.
        rate: Executed over authorised.
        verdict: French finding, ``""`` if none.
    """

    label: str
    role: str
    ceiling: bool
    base: Figure
    carryover: Figure
    transfers: Figure
    updated: Figure
    authorised: Figure
    executed: Figure
    available: Figure
    rate: Figure
    verdict: str


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One property operation of the year.

    Attributes:
        label: Its name.
        authorised: What may be spent on it.
        executed: What was spent.
        available: Authorised minus executed.
        rate: Executed over authorised.
        remark: What is said of it, ``""`` if nothing.
    """

    label: str
    authorised: Figure
    executed: Figure
    available: Figure
    rate: Figure
    remark: str


@dataclass(frozen=True, slots=True)
class LandingRow:
    """What one line of a fund will end the year at.

    Attributes:
        label: As printed.
        authorised: What may be spent; an amended amount where one is typed.
        to_date: What was spent so far.
        landing: What the year will end at; no value where a part of it is not known.
        margin: Authorised minus landing: what can still be committed, or the excess.
        verdict: What the ceiling says of the landing.
        exceeded: Whether it stands for a group whose ceiling the landing exceeds.
    """

    label: str
    authorised: Figure
    to_date: Figure
    landing: Figure
    margin: Figure
    verdict: Figure
    exceeded: bool = False


@dataclass(frozen=True, slots=True)
class FundLanding:
    """What a fund will end the year at.

    Attributes:
        reached: Month or date reached, as typed.
        method: Method of the lines that name none.
        rows: One for each row of the report of the fund.
        problems: What could not be computed, in French.
    """

    reached: str
    method: str
    rows: tuple[LandingRow, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FundReport:
    """The execution of one fund in the year of the report.

    Attributes:
        id: ``"FNGA"`` or ``"FNGR"``.
        title: As printed.
        year: Fiscal year.
        rows: Lines of the annex, in its order.
        source: Where the executed amounts were read ("annexe 1" or "annexe 2"), ``""`` if nowhere.
        citation: Document and annex.
        problems: What is wrong in the registers, in French.
        unit: Unit of the amounts.
        form: The part of the agreement whose form is followed: ``"annexe 2"``.
        place: Where the agreement asks for this follow-up, ``""`` if nowhere.
        updatings: What was updated and why, in French, one text per entry.
        landing: What the year will end at, ``None`` where nothing is typed to date.
    """

    id: str
    title: str
    year: int
    rows: tuple[BudgetRow, ...]
    source: str
    citation: str
    problems: tuple[str, ...]
    unit: str = "€"
    form: str = ""
    place: str = ""
    updatings: tuple[str, ...] = ()
    landing: FundLanding | None = None

    @property
    def has_updating(self) -> bool:
        """Whether a line of the fund was updated."""
        return any(row.updated.value is not None for row in self.rows)

    @property
    def groups(self) -> tuple[BudgetRow, ...]:
        """The rows of a view by group: each ceiling, subtotals where there is none, totals."""
        ceilings = any(row.ceiling and row.role != "total" for row in self.rows)
        shown = {"total", "recette"} if ceilings else {"total", "recette", "sous-total"}
        return tuple(row for row in self.rows if row.ceiling or row.role in shown)

    @property
    def landed(self) -> tuple[tuple[BudgetRow, LandingRow], ...]:
        """The rows of a view by group that land, each with its landing."""
        if self.landing is None:
            return ()
        shown = self.groups
        return tuple(
            (row, landing)
            for row, landing in zip(self.rows, self.landing.rows, strict=True)
            if row in shown and landing.landing.value is not None
        )

    @property
    def lines(self) -> tuple[BudgetRow, ...]:
        """The rows that no other row details: lines, and subtotals of nothing."""
        before = ("", *(row.role for row in self.rows))
        return tuple(
            row
            for row, above in zip(self.rows, before, strict=False)
            if row.role in {"ligne", "recette"} or (row.role == "sous-total" and above == "titre")
        )
