"""``pycog report``: draws a report from a filled workbook."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.output import chosen_format, write_file
from pycog.errors import InvalidInput

if TYPE_CHECKING:
    from pycog.reports.budget import BudgetOutcome

EPILOG = """\
budget : le tableau de bord budgétaire (annexe 1, 1.2.5) du FNGA et du FNGR, tiré des registres
d'un classeur annexe-1-budget.xlsx. Une ligne fautive d'un registre est signalée avec sa feuille et
sa ligne, les autres sont calculées, et le code de sortie est 1.

exemples :
  pycog report budget annexe-1-budget.xlsx
  pycog report budget annexe-1-budget.xlsx --year 2013 --output tableau-2013.xlsx
  pycog report budget annexe-1-budget.xlsx --format csv > tableau.csv
"""
FORMATS = ("md", "csv", "json", "xlsx")


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "kind", metavar="RAPPORT", choices=("budget",), help="rapport à tirer : budget"
    )
    parser.add_argument("file", metavar="FICHIER", type=Path, help="classeur rempli")
    parser.add_argument(
        "--year",
        metavar="EXERCICE",
        help="exercice du rapport ; celui choisi dans le classeur par défaut",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="md (tableaux en français, par défaut), csv ou json (nombres bruts), xlsx",
    )
    parser.add_argument(
        "--output",
        metavar="FICHIER",
        type=Path,
        help="fichier où écrire ; son extension donne le format si --format est absent",
    )


def run(args: Namespace) -> int:
    """Draw the report and write it."""
    from pycog import reports

    chosen = chosen_format(args.format, args.output, FORMATS)
    if args.output is not None and _same(args.output, args.file):
        raise InvalidInput(
            "sortie-identique",
            f"{args.output} est le classeur lui-même : indiquez un autre fichier à --output.",
        )
    outcome = reports.draw_budget(args.file, args.year)
    _write(outcome, chosen, args.output)
    for fault in outcome.faults:
        streams.warn(f"{args.file}, {fault.text}" if fault.sheet else f"{args.file} : {fault.text}")
    return streams.FINDINGS if outcome.faults else streams.DONE


def _same(output: Path, source: Path) -> bool:
    return output.exists() and source.exists() and output.samefile(source)


def _write(outcome: BudgetOutcome, chosen: str, output: Path | None) -> None:
    from pycog.reports import writers

    if output is None:
        streams.say(writers.TEXTS[chosen](outcome).removesuffix("\n"))
        return
    if chosen == "xlsx":
        content = writers.workbook(outcome)
    else:
        content = writers.TEXTS[chosen](outcome).encode("utf-8")
    write_file(output, content)
    funds = " et ".join(report.fund for report in outcome.reports)
    faults = streams.counted(len(outcome.faults), "anomalie")
    streams.say(f"{output} : {funds}, exercice {outcome.year}, {faults}.")
