"""Draws the yearly report of a convention from its filled annexes."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pycog import __version__
from pycog.annexes import audit_workbook
from pycog.assumptions import ASSUMPTIONS
from pycog.conventions import Convention, Finding, load
from pycog.conventions.checks import full_audit
from pycog.conventions.lookup import require_year
from pycog.errors import NotAvailable, PycogError
from pycog.milestones import assumptions_of_status, due_date, milestone_status
from pycog.reports.bilan.bilan_amendments import (
    amended_facts,
    entries_in_force,
    superseded_targets,
)
from pycog.reports.bilan.bilan_entries import MilestoneEntry
from pycog.reports.bilan.bilan_execution import budget_execution
from pycog.reports.bilan.bilan_figures import call, figure, literal
from pycog.reports.bilan.bilan_follow_ups import follow_up_reports
from pycog.reports.bilan.bilan_indicators import (
    TO_CORRECT,
    Arguments,
    arguments,
    assumptions_of,
    changes,
    counts,
    indicator_report,
)
from pycog.reports.bilan.bilan_model import (
    Assumed,
    Bilan,
    FollowUpReport,
    IndicatorReport,
    MilestoneReport,
    Remark,
    SheetReport,
    StatusCounts,
)
from pycog.reports.bilan.bilan_reading import (
    Filled,
    indicators_role,
    read_folder,
    wanted_roles,
)
from pycog.reports.bilan.equipped_annexes import NOT_ADDED_UP
from pycog.reports.bilan.titles import small_letters, vocabulary
from pycog.reports.documents.figure import EMPTY, Figure
from pycog.values import Scalar, is_blank, serial_of, to_serial, today

_YEAR: Final = re.compile(r"\b(20\d\d)\b")
_PERIOD: Final = re.compile(r"\b(20\d\d)-(20\d\d)\b")


def draw(
    paths: Sequence[Path],
    year: Scalar,
    *,
    convention: Convention | None = None,
    drawn: dt.date | None = None,
    interessement: tuple[Figure, Figure] | None = None,
) -> Bilan:
    """Draw the report of one year.

    Args:
        paths: Folders or files with the annexes.
        year: Year of the report.
        convention: The convention that they follow; the default one when left out.
        drawn: Day of the report; today when left out.
        interessement: Minimum and maximum rate of success, where they are known.

    Raises:
        NotAvailable: ``annee-hors-convention``.
        InvalidInput: ``annee-illisible``.
        RefusedFile: ``annexe-4-absente``, ``annexe-en-double``, or a file that cannot be read.
    """
    known = convention or load()
    wanted = require_year(known, year)
    return _Drawer(known, read_folder(paths, known), wanted).bilan(drawn or today(), interessement)


class _Drawer:
    def __init__(self, convention: Convention, filled: Filled, year: int) -> None:
        self.convention, self.filled, self.year = convention, filled, year
        role = indicators_role(convention)
        self.superseded = list(
            superseded_targets(convention, filled.indicators, filled.names_of(role))
        )
        filled.indicators = entries_in_force(convention, filled.indicators)
        #: Milestones are looked at on the last day of the year, whenever the report is drawn.
        self.situation = dt.date(year, 12, 31)
        self.assumed: set[str] = set()

    def bilan(self, drawn: dt.date, interessement: tuple[Figure, Figure] | None) -> Bilan:
        known, filled = self.convention, self.filled
        reports = [
            indicator_report(
                known, indicator, filled.indicators.get(number), filled.ratios.get(number)
            )
            for number, indicator in known.indicators.items()
        ]
        milestones = [self._milestone(entry) for entry in filled.milestones]
        followed = follow_up_reports(known, filled.follow_ups, milestones, self.year)
        self._assume(reports)
        used = filled.used()
        budget = budget_execution(known, filled, self.year)
        return Bilan(
            convention=known.short_title,
            about=known,
            body=known.parties[-1] if known.parties else known.short_title,
            year=self.year,
            years=known.years,
            baseline_year=known.baseline_year,
            situation=self.situation,
            drawn=drawn,
            fictitious=filled.fictitious,
            sources=tuple(filled.sources),
            missing=tuple(role for role in wanted_roles(known) if role not in filled.files),
            summary=self._counts("Ensemble", reports),
            by_theme=tuple(self._by_theme(reports)),
            changes=changes(known, reports, self.year),
            sheets=tuple(self._sheets(reports, followed, milestones)),
            unfiled=tuple(one for one in reports if one.sheet not in known.sheets),
            funds=budget.funds,
            own_milestones=tuple(one for one in milestones if one.sheet not in known.sheets),
            findings=(
                *filled.unread,
                *self._found(dict.fromkeys(path for _, path in used)),
            ),
            assumptions=tuple(
                Assumed(one.id, one.title, one.statement, one.alternative)
                for one in ASSUMPTIONS
                if one.id in self.assumed
            ),
            interessement=interessement,
            code_version=__version__,
            data_version=f"{known.id}, version {known.version}",
            amended=tuple(amended_facts(known)),
            operations=budget.operations,
            properties_place=budget.place,
        )

    def _given(self, report: IndicatorReport) -> Arguments:
        indicator = self.convention.indicators[report.number]
        return arguments(
            indicator,
            self.filled.indicators.get(report.number),
            self.year,
            self.convention.baseline_year,
        )

    def _counts(self, label: str, reports: Sequence[IndicatorReport]) -> StatusCounts:
        return counts(
            label,
            reports,
            [self._given(one) for one in reports],
            self.year,
            neutralised=bool(self.convention.neutralisations),
        )

    def _by_theme(self, reports: Sequence[IndicatorReport]) -> Iterator[StatusCounts]:
        for theme in dict.fromkeys(one.theme for one in reports):
            yield self._counts(theme, [one for one in reports if one.theme == theme])

    def _assume(self, reports: Iterable[IndicatorReport]) -> None:
        for report in reports:
            indicator = self.convention.indicators[report.number]
            entry = self.filled.indicators.get(report.number)
            for year in self.convention.years:
                self.assumed |= assumptions_of(
                    arguments(indicator, entry, year, self.convention.baseline_year)
                )

    def _sheets(
        self,
        reports: Sequence[IndicatorReport],
        followed: Sequence[FollowUpReport],
        milestones: Sequence[MilestoneReport],
    ) -> Iterator[SheetReport]:
        known = vocabulary(
            [
                *(one.theme for one in self.convention.indicators.values()),
                *(one.label for one in self.convention.indicators.values()),
                *(one.what for one in self.convention.milestones),
            ]
        )
        for number, sheet in self.convention.sheets.items():
            dated = [one for one in milestones if one.sheet == number]
            yield SheetReport(
                number,
                small_letters(sheet.title, known),
                sheet.section,
                sheet.follow_up,
                sheet.context,
                sheet.actions,
                sheet.criteria,
                sheet.tools,
                tuple(one for one in reports if one.sheet == number),
                tuple(one for one in followed if one.sheet == number),
                tuple(sorted(dated, key=lambda one: one.due.number or 0.0)),
                sheet.citation,
                sheet.note,
            )

    def _milestone(self, entry: MilestoneEntry) -> MilestoneReport:
        day = serial_of(self.situation)
        comment = entry.comment
        due = done = verdict = EMPTY
        try:
            due = figure(due_date(entry.due), "date", call("COG_DUE", entry.due))
            finished = None if is_blank(entry.done) else to_serial(entry.done)
            done = figure(finished, "date", literal(finished))
            verdict = figure(
                milestone_status(entry.due, finished, day),
                "text",
                f"COG_MILESTONE_STATUS({literal(entry.due)},{literal(finished)},{literal(day)})",
            )
            self.assumed.update(assumptions_of_status(entry.due, finished, day))
        except PycogError as error:
            verdict = figure(TO_CORRECT, "text", literal(TO_CORRECT))
            comment = " ".join(filter(None, (comment, error.message)))
        return MilestoneReport(
            entry.what, entry.printed, due, done, verdict, entry.sheet, comment, entry.source
        )

    def _found(self, paths: Iterable[Path]) -> Iterator[Remark]:
        """Yield what audits find, but for what is told already of a cell that was not read."""
        told = {one.place for one in self.filled.unread if one.text == NOT_ADDED_UP}
        for one in _remarks(self._findings(paths)):
            if one.place not in told:
                yield one

    def _findings(self, paths: Iterable[Path]) -> Iterator[Finding]:
        """Yield the findings that touch the year: those that name no other year alone.

        Those of the reference year touch the first year, which is compared with it.
        """
        touched = {self.year}
        if self.year == self.convention.years[0]:
            touched.update(self.convention.baseline_years)
        yield from self.superseded
        for finding in full_audit(self.convention):
            words = f"{finding.place} {finding.printed} {finding.recomputed} {finding.reading}"
            years = years_in(words)
            if not years or years & touched:
                yield finding
        for path in paths:
            with warnings.catch_warnings():
                # See the reader: openpyxl tells, in English, what is told in French elsewhere.
                warnings.simplefilter("ignore", UserWarning)
                found = list(audit_workbook(path))
            yield from found


def years_in(text: str) -> set[int]:
    """Return the years that a text names, also those inside a period.

    >>> sorted(years_in("total 2012-2014, après 2016"))
    [2012, 2013, 2014, 2016]
    """
    years = {int(year) for year in _YEAR.findall(text)}
    for first, last in _PERIOD.findall(text):
        years.update(range(int(first), int(last) + 1))
    return years


def _remarks(findings: Iterable[Finding]) -> Iterator[Remark]:
    for one in findings:
        printed = f"imprimé « {one.printed} »" if one.printed else "rien n'est imprimé"
        against = f", {one.verb} {one.recomputed}" if one.recomputed else ""
        text = f"{printed}{against}"
        yield Remark(f"{one.document}, {one.place}", text, one.severity, one.reading)


def find_sheet(bilan: Bilan, number: int) -> SheetReport:
    """Return a thematic sheet.

    Raises:
        NotAvailable: ``fiche-inconnue``.
    """
    for sheet in bilan.sheets:
        if sheet.number == number:
            return sheet
    numbers = [sheet.number for sheet in bilan.sheets]
    raise NotAvailable(
        "fiche-inconnue",
        f"La fiche objectif {number} n'existe pas dans {bilan.convention}, qui en a "
        f"{len(numbers)}, de {min(numbers)} à {max(numbers)}.",
        key=number,
    )
