"""``pycog scenario``: what an annex would give with other inputs; the file is not touched."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from pycog import __version__
from pycog.cli import streams
from pycog.cli.clock import add_clock
from pycog.cli.convention_options import folders_of
from pycog.cli.host import CatalogueHost
from pycog.cli.json_lines import say_record
from pycog.cli.output import write_file
from pycog.cli.password_option import add_password, workbook_password
from pycog.errors import InvalidInput

if TYPE_CHECKING:
    from pycog.reports.scenarios.scenario_outcome import Outcome
    from pycog.reports.scenarios.scenario_words import Scenario
    from pycog.xlsx.package import Package

EPILOG = """\
Le classeur est recalculé en mémoire avec les valeurs données ; le fichier reste octet pour octet.
Entourez chaque changement d'apostrophes : le terminal donne un sens au point d'exclamation.

Une valeur s'écrit comme dans Excel : 0,92, 92 %, 12 000, 30/06/2013, O ; rien après le signe
égal vide la cellule. Sans --set ni --scenario, les scénarios viennent de la feuille
« Scénarios » du classeur : en-têtes « Cellule » puis un nom par scénario, et une ligne par
cellule (Résultats!D12).

exemples :
  pycog scenario annexe.xlsx --set 'Résultats!D12=0,92'
  pycog scenario annexe.xlsx --set 'Résultats!D12=92 %' --set 'Résultats!D13=' --nom prudent
  pycog scenario annexe.xlsx --scenario 'bas : Résultats!D12=0,8' \\
      --scenario 'haut : Résultats!D12=0,95' --output scenarios.xlsx
  pycog scenario annexe.xlsx --json
"""
_UNNAMED: Final = "essai"
_FORMS: Final = ("xlsx", "html", "json")


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("workbook", metavar="FICHIER", type=Path, help="le classeur à essayer")
    parser.add_argument(
        "--set",
        metavar="FEUILLE!CELLULE=VALEUR",
        dest="changes",
        action="append",
        default=[],
        help="donne une autre valeur à une cellule saisie (répétable)",
    )
    parser.add_argument(
        "--nom", metavar="NOM", dest="name", help=f"nom du scénario de --set (« {_UNNAMED} »)"
    )
    parser.add_argument(
        "--scenario",
        metavar="'NOM : CHANGEMENTS'",
        dest="scenarios",
        action="append",
        default=[],
        help="un scénario : son nom, deux-points, des changements séparés par « ; » (répétable)",
    )
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON")
    parser.add_argument(
        "--output",
        metavar="FICHIER",
        type=Path,
        help="écrit la comparaison dans un classeur .xlsx, une page .html ou un fichier .json",
    )
    add_password(parser, written=False)
    add_clock(parser)


def run(args: Namespace) -> int:
    """Calculate the scenarios and tell what they give."""
    from pycog.audit.stored_grids import READING
    from pycog.conventions import load
    from pycog.default_convention import using
    from pycog.ods import open_package
    from pycog.reports.scenarios.scenario_document import lines, record, summary
    from pycog.reports.scenarios.scenario_run import run_scenarios
    from pycog.xlsx.convention_name import convention_of_files
    from pycog.xlsx.placing import require_file

    form = _form(args)
    require_file(args.workbook)
    opening = replace(READING, password=workbook_password(args.mot_de_passe))
    package = open_package(args.workbook, opening)
    scenarios = _scenarios(args, package)
    hosts = CatalogueHost(folders_of(args))
    with using(convention_of_files([package])):
        outcome = run_scenarios(package, scenarios, hosts, load(), args.clock)
    if args.output is not None:
        write_file(args.output, _written(args, form, outcome))
    if args.json:
        say_record({"file": str(args.workbook), **record(outcome)})
        return streams.DONE
    for line in lines(outcome):
        streams.say(line)
    streams.say(f"{args.workbook} : {summary(outcome)}. Le fichier n'est pas modifié.")
    return streams.DONE


def _form(args: Namespace) -> str:
    if args.output is None:
        return ""
    form = str(args.output.suffix.lower().removeprefix("."))
    if form not in _FORMS:
        raise InvalidInput(
            "format-inconnu",
            f"{args.output} : un classeur .xlsx, une page .html ou un fichier .json est attendu "
            "après --output.",
        )
    if args.output.exists() and args.output.samefile(args.workbook):
        raise InvalidInput(
            "sortie-sur-entree",
            f"{args.output} est le classeur à essayer, qui n'est jamais modifié. Donnez un autre "
            "nom après --output.",
        )
    return form


def _scenarios(args: Namespace, package: Package) -> list[Scenario]:
    from pycog.reports.scenarios.scenario_sheet import scenarios_of
    from pycog.reports.scenarios.scenario_words import Scenario, read_assignment, read_scenario

    found = [read_scenario(text) for text in args.scenarios]
    if args.changes:
        changes = tuple(map(read_assignment, args.changes))
        found.insert(0, Scenario(args.name or _UNNAMED, changes))
    return found or scenarios_of(package)


def _written(args: Namespace, form: str, outcome: Outcome) -> bytes:
    from pycog.reports.documents.html import render_html
    from pycog.reports.scenarios.scenario_document import (
        comparison_workbook,
        record,
        scenario_document,
    )

    if form == "json":
        data = {"file": args.workbook.name, **record(outcome)}
        return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()
    day = args.clock.date() if args.clock else dt.date.today()
    drawn = (args.workbook.name, outcome, day, f"pycog {__version__}")
    if form == "xlsx":
        return comparison_workbook(*drawn)
    return render_html(scenario_document(*drawn)).encode("utf-8")
