"""What the yearly report knows, figure by figure, before any layout.

Every figure carries the formula that gives it: ``pycog eval`` of that formula gives the same
value to the last bit, and a test walks the whole model to prove it. Layouts
(:mod:`pycog.reports.documents.document`) pick from here; renderers never compute.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pycog.attainment import MISSED
from pycog.conventions.facts.convention import Description
from pycog.conventions.facts.numbering import sort_key
from pycog.reports.bilan.fund_model import FundReport, OperationRow
from pycog.reports.documents.figure import EMPTY, Figure
from pycog.values import date_of


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One workbook that a report was drawn from.

    Attributes:
        role: What the agreement calls it ("annexe 4"), or ``"suivi des échéances"``.
        name: File name, without its folder.
        sha256: Digest of its bytes, in hexadecimal.
        size: Number of bytes.
        seal: State of its seal, in French.
        is_sealed: Whether it has one.
    """

    role: str
    name: str
    sha256: str
    size: int
    seal: str = "Non scellé"
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class RatioResult:
    """What the numerator and the denominator of an indicator give in one year.

    Attributes:
        words: The division in French, ``""`` where there is none.
        trouble: What is wrong with it or with the typed result, in French, ``""`` if nothing.
        rate: The rate; no value where it cannot be computed.
    """

    words: str
    trouble: str
    rate: Figure = EMPTY


@dataclass(frozen=True, slots=True)
class YearResult:
    """One indicator in one year.

    Attributes:
        year: The year.
        target: Target as it stands in the workbook, ``""`` where there is none.
        target_level: The target as a number, for pictures; no value where it has none.
        actual: What was achieved; no value where it was not measured.
        attainment: Attainment; no value where it is not defined.
        gap: Achieved minus target.
        status: One of the statuses of ``COG_STATUS``.
        comment: What the officer wrote, plain text, ``""`` if nothing.
        place: Cell of the achieved value (``"Indicateurs!J8"``).
        trouble: Why attainment or status is an error, in French, ``""`` if none.
        ratio: Its numerator and denominator, ``None`` where neither is typed.
        remark: What the agreement says of the year beside the target: an amendment, with the
            original, or why it is not judged; ``""`` if nothing.
    """

    year: int
    target: str
    target_level: Figure
    actual: Figure
    attainment: Figure
    gap: Figure
    status: Figure
    comment: str
    place: str
    trouble: str = ""
    ratio: RatioResult | None = None
    remark: str = ""

    @property
    def to_explain(self) -> bool:
        """Whether the target is missed and nobody says why."""
        return self.status.value in MISSED and not self.comment


@dataclass(frozen=True, slots=True)
class IndicatorReport:
    """One indicator over the years of the convention.

    Attributes:
        number: Its number in annex 4, as printed.
        label: As printed.
        theme: Heading of the annex.
        sheet: Number of its objective sheet, ``None`` where there is none.
        tool: What measures it, as printed.
        unit: ``"%"``, ``"jours calendaires"``…, ``""`` if none.
        direction: ``"hausse"``, ``"baisse"`` or ``""``.
        baseline: Value achieved in the last base year.
        years: One per year of the convention, also those to come.
        citation: Document and section.
        note: Remark of the reference data, ``""`` if none.
        earlier: The other base years, oldest first, with the value achieved.
        composition: What it is made of, in French, ``""`` where it has no part.
    """

    number: str
    label: str
    theme: str
    sheet: int | None
    tool: str
    unit: str
    direction: str
    baseline: Figure
    years: tuple[YearResult, ...]
    citation: str
    note: str
    earlier: tuple[tuple[int, Figure], ...] = ()
    composition: str = ""

    def of(self, year: int) -> YearResult:
        """Return the result of one year.

        Raises:
            KeyError: The year is outside the convention.
        """
        for result in self.years:
            if result.year == year:
                return result
        raise KeyError(year)


@dataclass(frozen=True, slots=True)
class MilestoneReport:
    """One dated measure.

    Attributes:
        what: What has to be done.
        printed: Due text as printed.
        due: Last day, a date.
        done: Day it was done; no value while it is not.
        status: Where it stands on the day of the situation.
        sheet: Number of its objective sheet, ``None`` where there is none.
        comment: Remark of the workbook, ``""`` if none.
        citation: Document and section.
    """

    what: str
    printed: str
    due: Figure
    done: Figure
    status: Figure
    sheet: int | None
    comment: str
    citation: str

    @property
    def late(self) -> bool:
        """Whether it is overdue and not done."""
        return str(self.status.value).startswith("En retard")

    @property
    def kept(self) -> bool:
        """Whether it was done in time."""
        done, due = self.done.number, self.due.number
        return done is not None and due is not None and done <= due

    @property
    def due_year(self) -> int:
        """Year of the last day, 0 where the due text cannot be read."""
        return 0 if self.due.number is None else date_of(self.due.number).year


@dataclass(frozen=True, slots=True)
class FollowUpYear:
    """A follow-up indicator in one year.

    Attributes:
        year: The year.
        value: What was typed; no value where nothing was, or where it cannot be read.
        comment: What the officer wrote, plain text, ``""`` if nothing.
        trouble: What is wrong with the entry, in French, ``""`` if nothing.
    """

    year: int
    value: Figure
    comment: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class FollowUpReport:
    """A follow-up indicator that its sheet announces without a number.

    Attributes:
        label: As printed.
        sheet: Number of its objective sheet.
        unit: Unit of a number, ``""`` for a yes or no.
        years: One per year of the convention.
        citation: Document and section.
        note: Remark of the reference data, ``""`` if none.
    """

    label: str
    sheet: int
    unit: str
    years: tuple[FollowUpYear, ...]
    citation: str
    note: str

    def of(self, year: int) -> FollowUpYear:
        """Return one year.

        Raises:
            KeyError: The year is outside the convention.
        """
        return {one.year: one for one in self.years}[year]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """One thematic sheet (fiche objectif).

    Attributes:
        number: Its number.
        title: As printed, or deduced.
        section: Chapter of the convention.
        follow_up: ``"indicateur"`` or ``"échéancier"``.
        context: What it is about, ``""`` if the data do not say.
        actions: What it announces to do, possibly none.
        criteria: When it is met, ``""`` if it does not say.
        tools: What measures it, as printed.
        indicators: In the order of the annex, possibly none.
        follow_ups: Those without a number, possibly none.
        milestones: Its dated measures by due date, possibly none.
        citation: Document and section.
        note: Remark of the reference data, ``""`` if none.
    """

    number: int
    title: str
    section: str
    follow_up: str
    context: str
    actions: tuple[str, ...]
    criteria: str
    tools: str
    indicators: tuple[IndicatorReport, ...]
    follow_ups: tuple[FollowUpReport, ...]
    milestones: tuple[MilestoneReport, ...]
    citation: str
    note: str


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """How many indicators have which status.

    Attributes:
        label: What is counted: the whole, or an objective (theme).
        counts: Status → number, in the order of the summary of annex 4.
        total: Number of indicators.
        mean: Mean attainment of those that have one.
    """

    label: str
    counts: tuple[tuple[str, Figure], ...]
    total: Figure
    mean: Figure

    def of(self, status: str) -> Figure:
        """Return the number of one status.

        Raises:
            KeyError: There is no such status.
        """
        return dict(self.counts)[status]


@dataclass(frozen=True, slots=True)
class Change:
    """What moved for one indicator since the year before.

    Attributes:
        indicator: The indicator.
        before: The year before; the reference year gives no status.
        after: The year of the report.
        move: Achieved minus achieved the year before, in the unit of the indicator.
        movement: ``"progresse"``, ``"recule"``, ``"stable"`` or ``"change"`` where no
            direction is known.
    """

    indicator: IndicatorReport
    before: Figure
    after: Figure
    move: Figure
    movement: str
    status_before: str
    status_after: str


@dataclass(frozen=True, slots=True)
class Amended:
    """One thing that changed since the agreement was signed.

    Attributes:
        by: The amendment, or what neutralises a year.
        what: Target, amount or rule, with its year.
        value: The new value as printed, the new rule, or ``"Neutralisé"``.
        original: What the agreement printed when it was signed, ``""`` if nothing.
        citation: Where it stands.
    """

    by: str
    what: str
    value: str
    original: str
    citation: str


@dataclass(frozen=True, slots=True)
class Assumed:
    """One assumption that the report rests on.

    Attributes:
        id: Stable name.
        title: What it is about, in a few French words.
        text: What is assumed.
        other: The other reading.
    """

    id: str
    title: str
    text: str
    other: str


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding of the audit that touches the report.

    Attributes:
        place: Where.
        text: What, in French.
        severity: As the audit grades it.
        reading: What pycog retains.
    """

    place: str
    text: str
    severity: str
    reading: str


@dataclass(frozen=True, slots=True)
class Bilan:
    """One year of a convention, as the workbooks tell it. Every report is laid out from it.

    Attributes:
        convention: Short title ("COG CAMIEG 2012-2015").
        about: What the convention is and how it calls its documents.
        body: The body that reports.
        year: Year of the report.
        years: Years of the convention.
        baseline_year: Last base year, ``None`` where there is no starting position.
        situation: Day that milestones are looked at.
        drawn: Day the report was drawn.
        fictitious: Whether the workbooks say that their data are made up.
        sources: Workbooks, in the order of the annexes.
        missing: Annexes that were not found, in French.
        summary: The whole.
        by_theme: One per objective, in the order of the annex.
        changes: Indicators measured in both years, in the order of the annex.
        sheets: Thematic sheets in their order.
        unfiled: Indicators without a thematic sheet.
        funds: Budget execution per fund.
        own_milestones: Measures without a thematic sheet, and those that an officer added.
        findings: Findings of the audit.
        assumptions: Assumptions used.
        interessement: Minimum and maximum rate of success where a scorecard was given.
        code_version: Version of pycog.
        data_version: Version of the reference data.
        amended: What changed since the signature: amendments, then neutralised years.
        operations: The property operations of the year, as entered.
        properties_place: Where the agreement asks for them, in brackets, ``""`` if nowhere.
    """

    convention: str
    about: Description
    body: str
    year: int
    years: tuple[int, ...]
    baseline_year: int | None
    situation: dt.date
    drawn: dt.date
    fictitious: bool
    sources: tuple[SourceFile, ...]
    missing: tuple[str, ...]
    summary: StatusCounts
    by_theme: tuple[StatusCounts, ...]
    changes: tuple[Change, ...]
    sheets: tuple[SheetReport, ...]
    unfiled: tuple[IndicatorReport, ...]
    funds: tuple[FundReport, ...]
    own_milestones: tuple[MilestoneReport, ...]
    findings: tuple[Remark, ...]
    assumptions: tuple[Assumed, ...]
    interessement: tuple[Figure, Figure] | None
    code_version: str
    data_version: str
    amended: tuple[Amended, ...] = ()
    operations: tuple[OperationRow, ...] = ()
    properties_place: str = ""

    @property
    def indicators(self) -> tuple[IndicatorReport, ...]:
        """All indicators, by number."""
        found = [one for sheet in self.sheets for one in sheet.indicators]
        return tuple(sorted((*found, *self.unfiled), key=lambda one: sort_key(one.number)))

    @property
    def follow_ups(self) -> tuple[FollowUpReport, ...]:
        """The follow-up indicators without a number, by sheet."""
        return tuple(one for sheet in self.sheets for one in sheet.follow_ups)

    @property
    def milestones(self) -> tuple[MilestoneReport, ...]:
        """All dated measures, by due date."""
        found = [one for sheet in self.sheets for one in sheet.milestones]
        every = (*found, *self.own_milestones)
        return tuple(sorted(every, key=lambda one: (one.due.number or 0.0, one.what)))

    @property
    def to_explain(self) -> tuple[IndicatorReport, ...]:
        """Indicators whose gap in the year of the report nobody explains."""
        return tuple(one for one in self.indicators if one.of(self.year).to_explain)
