"""Makes the file of a yearly report: the same for the command, the pane and the assistant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.conventions import DEFAULT, load
from pycog.conventions.lookup import require_year
from pycog.errors import InvalidInput
from pycog.values import Scalar, excerpt

if TYPE_CHECKING:
    from pycog.refresh import FunctionHost
    from pycog.reports.bilan.bilan_model import Bilan, Figure, IndicatorReport
    from pycog.reports.documents.document import Document

#: Reports drawn from a folder of annexes, and what an officer calls them.
KINDS: Final[Mapping[str, str]] = {
    "bilan": "Bilan annuel",
    "fiche": "Fiche objectif",
    "evaluation": "Évaluation de fin de convention",
    "tableau-de-bord": "Tableau de bord",
}
#: Extension → type of the file on the web.
FORMATS: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Order:
    """Which report, in which form.

    Attributes:
        kind: A key of :data:`KINDS`.
        form: A key of :data:`FORMATS`.
        year: Year of the report.
        sheet: Number of the objective sheet, for one sheet only.
        convention: Id of the convention that the annexes follow.
    """

    kind: str
    form: str
    year: int
    sheet: int | None = None
    convention: str = DEFAULT

    @property
    def file_name(self) -> str:
        """The name that the file gets where nobody chose one."""
        if self.kind == "evaluation":
            years = load(self.convention).years
            return f"evaluation-{years[0]}-{years[-1]}.{self.form}"
        number = "" if self.sheet is None else f"-{self.sheet}"
        return f"{self.kind}{number}-{self.year}.{self.form}"


@dataclass(frozen=True, slots=True)
class Made:
    """A report file.

    Attributes:
        content: The file.
        title: Its title.
        summary: What it says in one line: how much is measured, what is left to explain.
        warnings: Entries to correct, workbooks missing.
        complete: Whether no gap is left to explain and no entry to correct.
    """

    content: bytes
    title: str
    summary: str
    warnings: tuple[str, ...]
    complete: bool


def order(
    kind: str,
    form: str,
    year: Scalar = None,
    sheet: int | None = None,
    convention: str = DEFAULT,
) -> Order:
    """Check what is wanted, before any workbook is read.

    Args:
        kind: Report.
        form: Form of the file.
        year: Year of the report; the evaluation of a convention needs none.
        sheet: Number of the objective sheet.
        convention: Id of the convention.

    Raises:
        InvalidInput: ``rapport-non-gere``, ``format-non-gere``, ``exercice-a-preciser``,
            ``fiche-a-preciser``, ``annee-illisible``.
        NotAvailable: ``convention-inconnue``, ``annee-hors-convention``,
            ``fiche-inconnue``.
    """
    if kind not in KINDS:
        raise InvalidInput("rapport-non-gere", _unknown("Le rapport", kind, KINDS))
    if form not in FORMATS:
        raise InvalidInput("format-non-gere", _unknown("Le format", form, FORMATS))
    known = load(convention)
    if year is None and kind != "evaluation":
        years = ", ".join(map(str, known.years))
        raise InvalidInput(
            "exercice-a-preciser",
            f"Précisez l'exercice du rapport ({known.short_title} : {years}).",
        )
    wanted = require_year(known, known.years[-1] if year is None else year)
    if kind != "fiche":
        return Order(kind, form, wanted, None, convention)
    if sheet is None:
        raise InvalidInput(
            "fiche-a-preciser",
            f"Précisez le numéro de la fiche objectif, de {min(known.sheets)} à "
            f"{max(known.sheets)}.",
        )
    return Order(kind, form, wanted, sheet, convention)


def _unknown(what: str, given: str, known: Mapping[str, str]) -> str:
    return f"{what} « {excerpt(given)} » n'existe pas. Choisissez parmi : {', '.join(known)}."


def out_of_date(
    workbooks: Sequence[Path], host: FunctionHost, *, refresh: bool = False
) -> list[tuple[Path, int]]:
    """Find the workbooks whose stored values are stale.

    Args:
        workbooks: The files.
        host: Brings the formulas.
        refresh: Whether to recalculate those that are, in place.

    Returns:
        The workbooks that are or were stale, each with its number of such cells.

    Raises:
        RefusedFile: A file cannot be recalculated.
    """
    from pycog.refresh import Options, refresh_file

    found = []
    for path in workbooks:
        report = refresh_file(path, host, options=Options(check=not refresh))
        if report.refused is not None:
            raise report.refused
        if report.changed:
            found.append((path, report.changed))
    return found


def make(
    wanted: Order,
    workbooks: Sequence[Path],
    *,
    interessement: tuple[Figure, Figure] | None = None,
    drawn: dt.date | None = None,
) -> Made:
    """Draw a report from workbooks that are up to date.

    Args:
        wanted: From :func:`order`.
        workbooks: The annexes; see :func:`out_of_date`.
        interessement: Minimum and maximum rate of success, for the dashboard.
        drawn: Day of the report; today when left out. The same workbooks and the same day
            give the same file to the last byte.

    Raises:
        RefusedFile: ``annexe-4-absente``, ``annexe-en-double``, or an unreadable file.
        NotAvailable: ``fiche-inconnue``.
        InvalidInput: ``rapports-non-installes``.
    """
    from pycog.reports.bilan.drawing import draw
    from pycog.reports.bilan.layouts import document_of

    bilan = draw(
        workbooks,
        wanted.year,
        convention=load(wanted.convention),
        drawn=drawn,
        interessement=interessement,
    )
    document = document_of(wanted.kind, bilan, wanted.sheet)
    told = [one for one in bilan.indicators if wanted.sheet in {None, one.sheet}]
    left = sum(one.of(bilan.year).to_explain for one in told)
    wrong = [*_to_correct(bilan, told), *_dates_to_correct(bilan, wanted.sheet)]
    return Made(
        _rendered(wanted.form, document, bilan),
        document.title,
        _summary(document, bilan, told, left),
        (*wrong, *_gaps(wanted.kind, bilan)),
        not left and not wrong,
    )


def _summary(document: Document, bilan: Bilan, told: Sequence[IndicatorReport], left: int) -> str:
    from pycog.reports.bilan.parts import plural

    found = [one.of(bilan.year) for one in told]
    measured = sum(one.actual.value is not None and not one.trouble for one in found)
    return (
        f"{document.title}, {plural(measured, 'indicateur mesuré', 'indicateurs mesurés')} sur "
        f"{len(told)} en {bilan.year}, {plural(left, 'écart')} à expliquer."
    )


def _to_correct(bilan: Bilan, told: Sequence[IndicatorReport]) -> Iterator[str]:
    for one in told:
        found = one.of(bilan.year)
        if found.trouble:
            yield f"{found.place} (indicateur {one.number}) : {found.trouble}"


def _dates_to_correct(bilan: Bilan, sheet: int | None) -> Iterator[str]:
    from pycog.reports.bilan.bilan_indicators import TO_CORRECT

    for one in bilan.milestones:
        if one.status.value == TO_CORRECT and sheet in {None, one.sheet}:
            yield f"Suivi des échéances, « {excerpt(one.what)} » : {one.comment}"


def _gaps(kind: str, bilan: Bilan) -> Iterator[str]:
    """Yield what is missing in the workbooks."""
    from pycog.reports.bilan.bilan_reading import MILESTONES

    # One sheet has no budget.
    missing = [role for role in bilan.missing if kind != "fiche" or role == MILESTONES]
    if missing:
        yield f"Sans classeur, donc vide dans le rapport : {', '.join(missing)}."
    for fund in bilan.funds:
        for problem in fund.problems:
            yield f"{fund.id} : {problem}"


def _rendered(form: str, document: Document, bilan: Bilan) -> bytes:
    if form == "html":
        from pycog.reports.documents.html import render_html

        return render_html(document).encode("utf-8")
    if form == "pdf":
        from pycog.reports.documents.pdf import render_pdf

        return render_pdf(document)
    if form == "docx":
        from pycog.reports.documents.docx import render_docx

        return render_docx(document)
    from pycog.reports.documents.xlsx import render_dashboard_xlsx, render_xlsx

    return render_dashboard_xlsx(bilan) if document.one_page else render_xlsx(document)
