"""``pycog report`` bilan, fiche, evaluation and tableau-de-bord: from a folder of annexes."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.cli import streams
from pycog.cli.output import write_file
from pycog.errors import InvalidInput, RefusedFile

if TYPE_CHECKING:
    from pycog.conventions import Convention
    from pycog.reports.bilan.model import Bilan, Figure
    from pycog.reports.document import Document

FORMATS: Final = ("pdf", "docx", "html", "xlsx")


def run(args: Namespace) -> int:
    """Draw the report and write it."""
    from pycog.conventions import DEFAULT, load
    from pycog.reports.bilan.drawing import draw
    from pycog.reports.bilan.layouts import document_of

    chosen, output = _format(args.format, args.output)
    sheet, paths = _subjects(args.kind, args.subjects)
    convention = load(args.convention or DEFAULT)
    year = _year(args, convention)
    workbooks = _up_to_date(paths, refresh=args.refresh)
    if any(_same(output, path) for path in workbooks):
        raise InvalidInput(
            "sortie-identique",
            f"{output} est un des classeurs lus : indiquez un autre fichier à --output.",
        )
    bilan = draw(
        workbooks, year, convention=convention, interessement=_interessement(args)
    )  # fmt: skip
    document = document_of(args.kind, bilan, sheet)
    write_file(output, _content(chosen, document, bilan))
    return _tell(output, document, bilan, sheet)


def _format(given: str | None, output: Path | None) -> tuple[str, Path]:
    if output is None:
        raise InvalidInput(
            "sortie-a-preciser",
            "Ce rapport est un fichier : ajoutez par exemple --output bilan-2013.pdf "
            "(ou .docx, .html, .xlsx).",
        )
    chosen = given or output.suffix.lower().removeprefix(".")
    if chosen not in FORMATS:
        raise InvalidInput(
            "extension-inconnue",
            f"L'extension de {output} ne dit pas le format. Nommez le fichier en .pdf, .docx, "
            ".html ou .xlsx, ou ajoutez --format pdf, docx, html ou xlsx.",
        )
    return chosen, output


def _subjects(kind: str, given: Sequence[str]) -> tuple[int | None, list[Path]]:
    """Return the number of the sheet, where one is asked for, and the paths."""
    if kind != "fiche":
        return None, [Path(text) for text in given]
    number, *paths = given
    if not number.isdecimal() or not paths:
        raise InvalidInput(
            "fiche-a-preciser",
            "Donnez le numéro de la fiche puis les classeurs, par exemple : pycog report fiche 16 "
            "--year 2013 workbooks/exemple-fictif --output fiche-16.pdf",
        )
    return int(number), [Path(text) for text in paths]


def _year(args: Namespace, convention: Convention) -> str | int:
    from pycog.conventions.lookup import require_year

    if args.year is None:
        if args.kind == "evaluation":
            return convention.years[-1]
        years = ", ".join(map(str, convention.years))
        raise InvalidInput(
            "exercice-a-preciser",
            f"Précisez l'exercice du rapport, par exemple --year {convention.years[0]} "
            f"({convention.short_title} : {years}).",
        )
    # Before any workbook is read: a year outside the convention needs none.
    return require_year(convention, streams.readable(args.year))


def _up_to_date(paths: Sequence[Path], *, refresh: bool) -> list[Path]:
    """Return the workbooks, none of which has a stale value.

    Raises:
        RefusedFile: ``classeur-a-recalculer``, or a file that cannot be recalculated.
    """
    from pycog.refresh import Options, find_workbooks, refresh_file
    from udfs.hosts.engine import EngineHost

    host, stale, found = EngineHost(), [], find_workbooks(list(paths))
    for path in found:
        report = refresh_file(path, host, options=Options(check=not refresh))
        if report.refused is not None:
            raise report.refused
        if report.changed and not refresh:
            stale.append((path, report.changed))
        elif report.changed:
            streams.say(f"{path} : {streams.counted(report.changed, 'cellule')} à jour.")
    if stale:
        told = " ; ".join(f"{path} ({number})" for path, number in stale)
        raise RefusedFile(
            "classeur-a-recalculer",
            f"Des valeurs ne sont pas à jour : {told}. Lancez « pycog refresh » sur ces classeurs, "
            "ou ajoutez --refresh pour les recalculer et tirer le rapport.",
            stale=[str(path) for path, _ in stale],
        )
    return found


def _same(output: Path, source: Path) -> bool:
    return output.exists() and source.exists() and output.samefile(source)


def _interessement(args: Namespace) -> tuple[Figure, Figure] | None:
    """Return the minimum and maximum rate of success of a file of results."""
    if args.interessement is None:
        return None
    if not args.category or not args.campaign:
        raise InvalidInput(
            "campagne-a-preciser",
            "--interessement demande la catégorie et la campagne, par exemple --category cpam "
            "--campaign 2022.",
        )
    from pycog import scorecards
    from pycog.cli.score_files import read_results
    from pycog.conventions.scorecard_lookup import find_rows
    from pycog.reports.bilan.interessement import rates

    category, rows = find_rows(streams.readable(args.category), streams.readable(args.campaign))
    results = read_results(args.interessement, scorecards.lines_of(rows))
    return rates(scorecards.score(rows, results, category), results, int(args.campaign))


def _content(chosen: str, document: Document, bilan: Bilan) -> bytes:
    if chosen == "html":
        from pycog.reports.html import render_html

        return render_html(document).encode("utf-8")
    if chosen == "pdf":
        from pycog.reports.pdf import render_pdf

        return render_pdf(document)
    if chosen == "docx":
        from pycog.reports.docx import render_docx

        return render_docx(document)
    if document.one_page:
        from pycog.reports.xlsx import render_dashboard_xlsx

        return render_dashboard_xlsx(bilan)
    from pycog.reports.xlsx import render_xlsx

    return render_xlsx(document)


def _tell(output: Path, document: Document, bilan: Bilan, sheet: int | None) -> int:
    """Say what was written and what is left to do."""
    told = [one for one in bilan.indicators if sheet is None or one.sheet == sheet]
    left = sum(one.of(bilan.year).to_explain for one in told)
    wrong = [one for one in told if one.of(bilan.year).trouble]
    measured = sum(one.of(bilan.year).actual.value is not None for one in told)
    plural = "s" * (measured > 1)
    streams.say(
        f"{output} : {document.title}, {measured} indicateur{plural} mesuré{plural} sur "
        f"{len(told)} en {bilan.year}, "
        f"{streams.counted(left, 'écart')} à expliquer."
    )
    for one in wrong:
        found = one.of(bilan.year)
        streams.warn(f"{found.place} (indicateur {one.number}) : {found.trouble}")
    for role in bilan.missing:
        streams.warn(f"{role} : aucun classeur ; la partie qui en dépend est vide.")
    for fund in bilan.funds:
        for problem in fund.problems:
            streams.warn(f"{fund.id} : {problem}")
    return streams.FINDINGS if left or wrong else streams.DONE
