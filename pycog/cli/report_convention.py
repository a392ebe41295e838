"""``pycog report`` of every kind drawn from a folder of annexes."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.output import keep_inputs, write_file
from pycog.errors import InvalidInput, RefusedFile
from pycog.reports.kinds import FORMS, KINDS
from pycog.values import display

if TYPE_CHECKING:
    from pycog.reports.documents.figure import Figure
    from pycog.reports.making import Order


def run(args: Namespace) -> int:
    """Draw the report and write it."""
    from pycog.default_convention import using
    from pycog.refresh import find_workbooks
    from pycog.reports.making import convention_followed

    form, output = _format(args.format, args.output)
    sheet, paths = _subjects(args.kind, args.subjects)
    workbooks = find_workbooks(paths)
    with using(convention_followed(workbooks, args.convention)):
        return _draw(args, _order(args, form, sheet), workbooks, output)


def _draw(args: Namespace, wanted: Order, workbooks: Sequence[Path], output: Path) -> int:
    from pycog.reports.making import make

    interessement = _interessement(args)
    keep_inputs(output, workbooks)
    _bring_up_to_date(workbooks, refresh=args.refresh)
    report = make(wanted, workbooks, interessement=interessement)
    write_file(output, report.content)
    streams.say(f"{output} : {report.summary}")
    for warning in report.warnings:
        streams.warn(warning)
    return streams.DONE if report.complete else streams.FINDINGS


def _format(given: str | None, output: Path | None) -> tuple[str, Path]:
    if output is None:
        raise InvalidInput(
            "sortie-a-preciser",
            "Ce rapport est un fichier : ajoutez par exemple --output bilan-2013.pdf "
            "(ou .docx, .html, .xlsx).",
        )
    chosen = given or output.suffix.lower().removeprefix(".")
    if chosen not in FORMS:
        raise InvalidInput(
            "extension-inconnue",
            f"L'extension de {output} ne dit pas le format. Nommez le fichier en .pdf, .docx, "
            ".html ou .xlsx, ou ajoutez --format pdf, docx, html ou xlsx.",
        )
    return chosen, output


def _subjects(kind: str, given: Sequence[str]) -> tuple[int | None, list[Path]]:
    """Return the number of the sheet, where one is asked for, and the paths."""
    if not KINDS[kind].one_sheet:
        return None, [Path(text) for text in given]
    number, *paths = given
    if not number.isdecimal() or not paths:
        raise InvalidInput(
            "fiche-a-preciser",
            "Donnez le numéro de la fiche puis les classeurs, par exemple : pycog report fiche 16 "
            "--year 2013 workbooks/exemple-fictif --output fiche-16.pdf",
        )
    return int(number), [Path(text) for text in paths]


def _order(args: Namespace, form: str, sheet: int | None) -> Order:
    """Check what is asked for, before any workbook is read."""
    from pycog.conventions import load
    from pycog.reports.making import order

    if args.year is None and not KINDS[args.kind].whole_convention:
        known = load()
        years = ", ".join(map(str, known.years))
        raise InvalidInput(
            "exercice-a-preciser",
            f"Précisez l'exercice du rapport, par exemple --year {known.years[0]} "
            f"({known.short_title} : {years}).",
        )
    year = None if args.year is None else streams.readable(args.year)
    return order(args.kind, form, year, sheet)


def _bring_up_to_date(workbooks: Sequence[Path], *, refresh: bool) -> None:
    """Refuse stale workbooks, or recalculate them.

    Raises:
        RefusedFile: ``classeur-a-recalculer``, or a file that cannot be recalculated.
    """
    from pycog.reports.making import out_of_date
    from udfs.hosts.engine import EngineHost

    stale = out_of_date(workbooks, EngineHost(), refresh=refresh)
    if refresh:
        for path, number in stale:
            streams.say(f"{path} : {streams.counted(number, 'cellule')} à jour.")
    elif stale:
        listed = " ; ".join(f"{path} ({number})" for path, number in stale)
        raise RefusedFile(
            "classeur-a-recalculer",
            f"Des valeurs ne sont pas à jour : {listed}. Lancez « pycog refresh » sur ces "
            "classeurs, ou ajoutez --refresh pour les recalculer et tirer le rapport.",
            stale=[str(path) for path, _ in stale],
        )


def _interessement(args: Namespace) -> tuple[Figure, Figure] | None:
    """Return the minimum and maximum rate of success of a file of results."""
    if args.interessement is None:
        return None
    from pycog.cli.score_files import read_results
    from pycog.cli.score_workbooks import score_workbook
    from pycog.conventions.scorecard_lookup import find_rows, named_where_needed
    from pycog.interessement import card_lines, scorecards
    from pycog.reports.bilan.bilan_success_rates import rates
    from pycog.xlsx.placing import is_workbook

    category, campaign = (
        streams.readable(args.category or ""),
        streams.readable(args.campaign or ""),
    )
    if is_workbook(args.interessement):
        card, held, score = score_workbook(args.interessement, category, campaign)
        if held.remarks:
            raise InvalidInput(
                "cible-propre-inattendue",
                f"{args.interessement.name}, {held.remarks[0]} : le tableau de bord ne recalcule "
                "qu'avec les cibles imprimées. Répondez « accord », ou laissez l'intéressement.",
            )
        results, own = (
            [display(one) for one in held.results],
            [[display(one) for one in pair] for pair in held.own],
        )
        return rates(score, results, own, named_where_needed(card))
    if not category or not campaign:
        raise InvalidInput(
            "campagne-a-preciser",
            "--interessement demande la catégorie et la campagne, par exemple --category cpam "
            "--campaign 2022.",
        )
    card, rows = find_rows(category, campaign)
    given = read_results(args.interessement, card_lines.lines_of(rows))
    scored = scorecards.score(rows, given.results, card.terms, given.own)
    return rates(scored, given.results, given.own, named_where_needed(card))
