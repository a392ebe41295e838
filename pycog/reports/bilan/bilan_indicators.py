"""Indicators of a report: each over the years, how many have which status, what moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pycog.attainment import (
    NEUTRALISED,
    STATUSES,
    attainment,
    attainment_assumptions,
    gap,
    gap_assumptions,
    gap_kind,
    status,
    status_assumptions,
)
from pycog.conventions import Convention, Indicator
from pycog.errors import CellError, InvalidInput, PycogError
from pycog.measures import read_actual
from pycog.reports.bilan.bilan_amendments import settled
from pycog.reports.bilan.bilan_entries import IndicatorEntry, RatioEntry
from pycog.reports.bilan.bilan_figures import call, column, figure, legible, literal, signed
from pycog.reports.bilan.bilan_model import Change, IndicatorReport, StatusCounts, YearResult
from pycog.reports.bilan.bilan_ratios import ratio_result
from pycog.reports.documents.figure import EMPTY, Figure
from pycog.targets import Target, parse_target
from pycog.values import Scalar, display, is_blank, to_number

#: Status of an entry that cannot be read; not one of ``COG_STATUS``, which gives an error.
TO_CORRECT: Final = "Saisie à corriger"
#: Statuses that are counted, an entry that cannot be read among them.
COUNTED: Final = (*STATUSES, TO_CORRECT)
#: The same where the agreement says that some years are not judged.
COUNTED_WITH_NEUTRALISED: Final = (*STATUSES, NEUTRALISED, TO_CORRECT)
_EMPTY_ENTRY: Final = IndicatorEntry(None, {}, {}, {}, {})


@dataclass(frozen=True, slots=True)
class Arguments:
    """What attainment and status are computed from.

    Attributes:
        actual: Achieved value, an error of the cell as its text.
        target: Target as it stands.
        direction: ``"hausse"``, ``"baisse"`` or ``None``, given as the annex gives it.
        reference: Achieved value of the year that the target starts from; ``None`` for
            any other target.
    """

    actual: Scalar
    target: Scalar
    direction: str | None
    reference: Scalar = None

    @property
    def all(self) -> tuple[Scalar, ...]:
        """The arguments of attainment and status, in their order."""
        return self.actual, self.target, None, self.direction, None, self.reference


def indicator_report(
    convention: Convention,
    indicator: Indicator,
    entry: IndicatorEntry | None,
    parts: RatioEntry | None = None,
) -> IndicatorReport:
    """Return one indicator over all years; without a row in the workbook, as printed.

    Args:
        convention: The convention.
        indicator: The indicator.
        entry: Its row in the annex.
        parts: Its row in the sheet of rates.
    """
    found = entry or _EMPTY_ENTRY
    baseline = found.baseline if entry else indicator.baseline.readable
    return IndicatorReport(
        indicator.number,
        indicator.label,
        indicator.theme,
        indicator.sheet,
        indicator.source_tool,
        indicator.unit,
        indicator.direction,
        _level(baseline),
        tuple(
            settled(
                convention,
                indicator,
                _year(indicator, found, parts, year, convention.baseline_year),
            )
            for year in convention.years
        ),
        indicator.citation,
        indicator.note,
        tuple(
            (year, _level(indicator.baselines[year].readable))
            for year in convention.baseline_years[:-1]
        ),
        convention.composition(indicator.number),
    )


def arguments(
    indicator: Indicator, entry: IndicatorEntry | None, year: int, first: int | None
) -> Arguments:
    """Return what the annex hands to ``COG_ATTAINMENT`` for a year.

    Args:
        indicator: The indicator.
        entry: Its row in the annex.
        year: The year.
        first: The last base year of the convention, ``None`` where it has none.
    """
    target = entry.targets.get(year) if entry else indicator.targets[year].readable
    actual = entry.actuals.get(year) if entry else None
    understood = _understood(target)
    return Arguments(
        actual.kind if isinstance(actual, CellError) else actual,
        target.kind if isinstance(target, CellError) else target,
        understood.direction_to_give(indicator.direction) if understood is not None else None,
        _reference(indicator, entry, understood.base_year(year, first), first)
        if understood is not None and understood.needs_reference
        else None,
    )


def _reference(
    indicator: Indicator, entry: IndicatorEntry | None, year: int | None, last_base: int | None
) -> Scalar:
    """Return the achieved value of an earlier year, as typed or printed; ``None`` of no such."""
    if year is None:
        return None
    value: Scalar | CellError = None
    if year in indicator.targets:
        value = entry.actuals.get(year) if entry else None
    elif year == last_base and entry:
        value = entry.baseline
    elif year in indicator.baselines:
        value = indicator.baselines[year].readable
    return value.kind if isinstance(value, CellError) else value


def _year(
    indicator: Indicator,
    entry: IndicatorEntry,
    parts: RatioEntry | None,
    year: int,
    first: int | None,
) -> YearResult:
    given = arguments(indicator, entry if entry.targets else None, year, first)
    trouble = ""
    try:
        verdict = status(*given.all)
    except PycogError as error:
        verdict, trouble = TO_CORRECT, legible(error.message)
    readable = not trouble
    return YearResult(
        year,
        "" if is_blank(given.target) else display(given.target),
        _level(given.target),
        _actual(indicator, given),
        _computed(
            lambda: attainment(*given.all),
            "rate",
            call("COG_ATTAINMENT", *given.all),
        )
        if readable
        else EMPTY,
        _gap(given) if readable else EMPTY,
        figure(
            verdict,
            "text",
            literal(TO_CORRECT)
            if trouble
            else call("COG_STATUS", _present(given.actual), _present(given.target), *given.all[2:]),
        ),
        entry.comments.get(year, ""),
        entry.places.get(year, ""),
        trouble,
        ratio_result(indicator, parts, year, given.actual),
    )


def _present(value: Scalar) -> Scalar:
    """Return an empty text for a blank cell, so that the argument is given."""
    return "" if is_blank(value) else value


def _computed(compute: Callable[[], float | None], kind: str, formula: str) -> Figure:
    try:
        return figure(compute(), kind, formula)
    except PycogError:
        return EMPTY


def _gap(given: Arguments) -> Figure:
    try:
        value = gap(given.actual, given.target, None, given.reference)
    except PycogError:
        return EMPTY
    kind = gap_kind(given.target, given.reference)
    formula = call("COG_GAP", given.actual, given.target, None, given.reference)
    return signed(value, kind, formula)


def _understood(target: Scalar) -> Target | None:
    try:
        return parse_target(target.kind if isinstance(target, CellError) else target)
    except InvalidInput:
        return None


def _level(text: Scalar) -> Figure:
    """Return a target or a printed achieved value as a number."""
    understood = _understood(text)
    if understood is None or understood.value is None or understood.kind == "shift":
        return EMPTY
    return figure(understood.value, understood.shown_as, call("COG_PARSE", text, "valeur"))


def _actual(indicator: Indicator, given: Arguments) -> Figure:
    """Return an achieved value in the unit of its target, or of the indicator."""
    if is_blank(given.actual):
        return EMPTY
    target = _understood(given.target)
    value: float | None
    try:
        if target is not None and target.value is not None and not target.needs_reference:
            value, kind = read_actual(given.actual, target), target.shown_as
        else:
            value, kind = to_number(given.actual), kind_of(indicator)
    except PycogError:
        shown = display(given.actual)
        shown = shown if isinstance(given.actual, str) else legible(shown)
        return figure(shown, "text", literal(shown))
    return figure(value, kind, literal(value))


def kind_of(indicator: Indicator) -> str:
    """Return how a value of an indicator is shown where no target says it."""
    if indicator.unit == "%":
        return "rate"
    return "days" if indicator.unit.startswith("jours") else "number"


def assumptions_of(given: Arguments) -> set[str]:
    """Return the ids of the assumptions that attainment, status and gap rest on."""
    found: set[str] = set()
    for read in (attainment_assumptions, status_assumptions):
        try:
            found.update(read(*given.all))
        except PycogError:
            continue  # nothing was computed
    if not is_blank(given.actual) and _understood(given.target) is not None:
        found.update(gap_assumptions(given.actual, given.target, None, given.reference))
    return found


def counts(
    label: str,
    reports: Sequence[IndicatorReport],
    given: Sequence[Arguments],
    year: int,
    *,
    neutralised: bool = False,
) -> StatusCounts:
    """Return how many indicators have which status in a year, and their mean attainment.

    Those that are not judged in that year are counted apart; the mean leaves them out.

    Args:
        label: What is counted.
        reports: The indicators.
        given: Their arguments of that year, in the same order.
        year: The year.
        neutralised: Whether some year of the agreement is not judged.
    """
    found = [report.of(year) for report in reports]
    verdicts = [one.status.value for one in found]
    everyone, given = (
        given,
        [one for one, verdict in zip(given, verdicts, strict=True) if verdict != NEUTRALISED],
    )
    columns = (
        f"{column([one.actual for one in given])},{column([one.target for one in given])},,"
        f"{column([one.direction for one in given])}"
    )
    if any(one.reference is not None for one in given):
        columns += f",,{column([one.reference for one in given])}"
    every = f"IFERROR(COG_STATUS({columns}),{literal(TO_CORRECT)})"
    shares = [one.attainment.number for one in found if one.attainment.number is not None]
    mean = sum(shares) / len(shares) if shares else None
    return StatusCounts(
        label,
        tuple(
            (
                name,
                figure(
                    float(verdicts.count(name)),
                    "number",
                    f"SUMPRODUCT(--({every}={literal(name)}))"
                    if given and name != NEUTRALISED
                    else literal(float(verdicts.count(name))),
                ),
            )
            for name in (COUNTED_WITH_NEUTRALISED if neutralised else COUNTED)
        ),
        figure(float(len(found)), "number", f"ROWS({column([one.target for one in everyone])})"),
        figure(mean, "rate", f'AVERAGE(IFERROR(COG_ATTAINMENT({columns}),""))') if given else EMPTY,
    )


def changes(
    convention: Convention, reports: Sequence[IndicatorReport], year: int
) -> tuple[Change, ...]:
    """Return what moved since the year before, for indicators measured in both years."""
    return tuple(
        change
        for report in reports
        if (change := _change(convention.indicators[report.number], report, year)) is not None
    )


def _change(indicator: Indicator, report: IndicatorReport, year: int) -> Change | None:
    now = report.of(year)
    first = report.years[0].year == year
    then = None if first else report.of(year - 1)
    before = report.baseline if then is None else then.actual
    start, end = before.number, now.actual.number
    # Two units, as a change in per cent after a number, cannot be compared.
    if start is None or end is None or before.kind != now.actual.kind:
        return None
    formula = f"({literal(end)})-({literal(start)})"
    return Change(
        report,
        before,
        now.actual,
        signed(end - start, "days" if now.actual.kind == "date" else now.actual.kind, formula),
        _movement(indicator, now, end - start),
        "" if then is None else str(then.status.value),
        str(now.status.value),
    )


def _movement(indicator: Indicator, result: YearResult, difference: float) -> str:
    if difference == 0:
        return "stable"
    understood = _understood(result.target)
    direction = (understood.direction if understood else None) or indicator.direction
    if not direction:
        return "change"
    return "progresse" if (difference > 0) == (direction == "hausse") else "recule"
