"""Makes the file of a yearly report: the same for the command, the pane and the assistant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pycog.conventions import load
from pycog.conventions.lookup import require_year
from pycog.errors import InvalidInput, NotAvailable
from pycog.ods import open_package
from pycog.reports.kinds import FORMS, KINDS, Kind
from pycog.values import Scalar, excerpt
from pycog.xlsx.convention_name import convention_of_files

if TYPE_CHECKING:
    from pycog.default_convention import Default
    from pycog.refresh import FunctionHost
    from pycog.reports.bilan.bilan_model import Bilan, IndicatorReport
    from pycog.reports.documents.document import Document
    from pycog.reports.documents.figure import Figure


@dataclass(frozen=True, slots=True)
class Order:
    """Which report, in which form.

    Attributes:
        kind: A key of :data:`.kinds.KINDS`.
        form: A key of :data:`.kinds.FORMS`.
        year: Year of the report.
        sheet: Number of the objective sheet, for one sheet only.
        convention: Id of the convention that the annexes follow.
    """

    kind: str
    form: str
    year: int
    sheet: int | None
    convention: str

    @property
    def file_name(self) -> str:
        """The name that the file gets where nobody chose one."""
        if KINDS[self.kind].whole_convention:
            years = load(self.convention).years
            return f"{self.kind}-{years[0]}-{years[-1]}.{self.form}"
        number = "" if self.sheet is None else f"-{self.sheet}"
        return f"{self.kind}{number}-{self.year}.{self.form}"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report, ready to be handed over.

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
    convention: str | None = None,
) -> Order:
    """Check what is wanted, before any workbook is read.

    Args:
        kind: Report.
        form: Form of the file.
        year: Year of the report; the evaluation of a convention needs none.
        sheet: Number of the objective sheet.
        convention: Id of the convention; the one that is meant here when left out.

    Raises:
        InvalidInput: ``rapport-non-gere``, ``format-non-gere``, ``exercice-a-preciser``,
            ``fiche-a-preciser``, ``annee-illisible``.
        NotAvailable: ``convention-inconnue``, ``annee-hors-convention``,
            ``fiche-inconnue``.
    """
    if kind not in KINDS:
        raise InvalidInput("rapport-non-gere", _unknown("Le rapport", kind, KINDS))
    if form not in FORMS:
        raise InvalidInput("format-non-gere", _unknown("Le format", form, FORMS))
    known = load(convention)
    if year is None and not KINDS[kind].whole_convention:
        years = ", ".join(map(str, known.years))
        raise InvalidInput(
            "exercice-a-preciser",
            f"Précisez l'exercice du rapport ({known.short_title} : {years}).",
        )
    wanted = require_year(known, known.years[-1] if year is None else year)
    if not KINDS[kind].one_sheet:
        return Order(kind, form, wanted, None, known.id)
    if not known.sheets:
        raise NotAvailable(
            "sans-fiche",
            f"{known.short_title} n'a pas de fiche objectif : ce rapport n'en tire aucune.",
        )
    if sheet is None:
        raise InvalidInput(
            "fiche-a-preciser",
            f"Précisez le numéro de la fiche objectif, de {min(known.sheets)} à "
            f"{max(known.sheets)}.",
        )
    return Order(kind, form, wanted, sheet, known.id)


def _unknown(what: str, given: str, known: Iterable[str]) -> str:
    return f"{what} « {excerpt(given)} » n'existe pas. Choisissez parmi : {', '.join(known)}."


def convention_followed(workbooks: Sequence[Path], asked: str | None) -> Default | None:
    """Return the convention that the workbooks of a report name; see the name COG_CONVENTION.

    Args:
        workbooks: The files.
        asked: The convention that the report was asked for, if one was.

    Returns:
        The convention, ``None`` where no workbook names one.

    Raises:
        InvalidInput: ``convention-contredite``: the workbooks follow another one.
        RefusedFile: ``convention-du-classeur``, ``conventions-melees``, or a file that cannot
            be read.
    """
    found = convention_of_files(map(open_package, workbooks))
    if found is not None and asked is not None and found.id != asked:
        raise InvalidInput(
            "convention-contredite",
            f"Le rapport est demandé pour la convention « {excerpt(asked)} », mais ces classeurs "
            f"suivent « {found.id} » ({found.origin}). Choisissez « {found.id} », ou donnez les "
            f"classeurs de « {excerpt(asked)} ».",
        )
    return found


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
) -> ReportFile:
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

    bilan = draw(
        workbooks,
        wanted.year,
        convention=load(wanted.convention),
        drawn=drawn,
        interessement=interessement,
    )
    kind = KINDS[wanted.kind]
    document = document_of(kind.id, bilan, wanted.sheet)
    concerned = [one for one in bilan.indicators if wanted.sheet in {None, one.sheet}]
    left = sum(one.of(bilan.year).to_explain for one in concerned)
    wrong = [
        *_to_correct(bilan, concerned),
        *_follow_ups_to_correct(bilan, wanted.sheet),
        *_dates_to_correct(bilan, wanted.sheet),
    ]
    return ReportFile(
        _rendered(kind, wanted.form, document, bilan),
        document.title,
        _summary(document, bilan, concerned, left),
        (*wrong, *_gaps(kind, bilan)),
        not left and not wrong,
    )


def _summary(
    document: Document, bilan: Bilan, concerned: Sequence[IndicatorReport], left: int
) -> str:
    from pycog.reports.bilan.parts import plural

    found = [one.of(bilan.year) for one in concerned]
    measured = sum(one.actual.value is not None and not one.trouble for one in found)
    return (
        f"{document.title}, {plural(measured, 'indicateur mesuré', 'indicateurs mesurés')} sur "
        f"{len(concerned)} en {bilan.year}, {plural(left, 'écart')} à expliquer."
    )


def _to_correct(bilan: Bilan, concerned: Sequence[IndicatorReport]) -> Iterator[str]:
    for one in concerned:
        found = one.of(bilan.year)
        if found.trouble:
            yield f"{found.place} (indicateur {one.number}) : {found.trouble}"
        if found.ratio is not None and found.ratio.trouble:
            yield f"Indicateur {one.number}, {found.ratio.trouble}"


def _follow_ups_to_correct(bilan: Bilan, sheet: int | None) -> Iterator[str]:
    for one in bilan.follow_ups:
        if (trouble := one.of(bilan.year).trouble) and sheet in {None, one.sheet}:
            yield f"Fiche {one.sheet}, {trouble}"


def _dates_to_correct(bilan: Bilan, sheet: int | None) -> Iterator[str]:
    from pycog.reports.bilan.bilan_indicators import TO_CORRECT

    for one in bilan.milestones:
        if one.status.value == TO_CORRECT and sheet in {None, one.sheet}:
            yield f"Suivi des échéances, « {excerpt(one.what)} » : {one.comment}"


def _gaps(kind: Kind, bilan: Bilan) -> Iterator[str]:
    """Yield what is missing in the workbooks."""
    from pycog.annexes.annexe_4.follow_up_sheet import FOLLOWED
    from pycog.reports.bilan.bilan_reading import MILESTONES

    # One sheet has no budget.
    missing = [role for role in bilan.missing if not kind.one_sheet or role == MILESTONES]
    if missing:
        yield f"Sans classeur, donc vide dans le rapport : {', '.join(missing)}."
    silent = sum(one.of(bilan.year).value.value is None for one in bilan.follow_ups)
    if silent and not kind.one_sheet:
        yield (
            f"Indicateurs de suivi sans valeur en {bilan.year} : {silent} sur "
            f"{len(bilan.follow_ups)} ({bilan.about.name_of('indicateurs')}, feuille "
            f"« {FOLLOWED} »)."
        )
    for fund in bilan.funds:
        for problem in fund.problems:
            yield f"{fund.id} : {problem}"


def document_of(kind: str, bilan: Bilan, sheet: int | None = None) -> Document:
    """Lay a report out.

    Args:
        kind: A key of :data:`.kinds.KINDS`.
        bilan: What it is drawn from.
        sheet: Number of the objective sheet, for one sheet only.

    Raises:
        NotAvailable: ``fiche-inconnue``.
    """
    declared = KINDS[kind]
    layout = _declared(declared.layout)
    return cast("Document", layout(bilan, sheet) if declared.one_sheet else layout(bilan))


def _declared(path: str) -> Callable[..., Any]:
    """Return the function that a kind names, loaded only now."""
    module, _, name = path.partition(":")
    return cast(Callable[..., Any], getattr(import_module(module), name))


def _rendered(kind: Kind, form: str, document: Document, bilan: Bilan) -> bytes:
    if form == "html":
        from pycog.reports.documents.html import render_html

        return render_html(document).encode("utf-8")
    if form == "pdf":
        from pycog.reports.documents.pdf import render_pdf

        return render_pdf(document)
    if form == "docx":
        from pycog.reports.documents.docx import render_docx

        return render_docx(document)
    if form == "odt":
        from pycog.reports.documents.odt import render_odt

        return render_odt(document)
    if kind.workbook:
        return cast(bytes, _declared(kind.workbook)(bilan))
    from pycog.reports.documents.xlsx import render_xlsx

    return render_xlsx(document)
