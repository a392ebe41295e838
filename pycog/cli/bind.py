"""``pycog bind``: writes into workbooks which Excel add-in serves their COG_ formulas."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.json_lines import say_record
from pycog.errors import PycogError
from pycog.office_addin import MANIFEST_ID

if TYPE_CHECKING:
    from pycog.xlsx.binding import BindReport

EPILOG = r"""
Excel sait alors quel complément démarrer à l'ouverture du classeur. Rien d'autre n'y change.
Un dossier vaut pour tous les classeurs .xlsx et .xlsm qu'il contient ; un classeur sans
formule COG_ est laissé tel quel.

exemples :
  pycog bind annexe.xlsx
  pycog bind annexes --store local
  pycog bind annexes --store '\\serveur\complements'
  pycog bind annexes --remove
"""
INTERRUPTED = "Interrompu : les classeurs déjà annoncés sont complets, les autres sont inchangés."


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "paths", metavar="CHEMIN", nargs="+", type=Path, help="classeur ou dossier de classeurs"
    )
    add_store(parser)
    parser.add_argument(
        "--manifest-id",
        metavar="ID",
        default=MANIFEST_ID,
        help="identifiant du manifeste, si ce n'est pas celui de pycog",
    )
    parser.add_argument("--remove", action="store_true", help="retire la liaison")
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par classeur")


def add_store(parser: ArgumentParser, *extra: str) -> None:
    """Offer the option that says how the add-in comes to the workstations."""
    more = "".join(f", {word}" for word in extra)
    parser.add_argument(
        "--store",
        metavar="CATALOGUE",
        default="centralise",
        help="d'où vient le complément : centralise (déploiement centralisé Microsoft 365, par "
        r"défaut), local (déclaré sur le poste), le chemin d'un catalogue réseau "
        rf"(\\serveur\partage){more}",
    )


def run(args: Namespace) -> int:
    """Bind every workbook found and report on each."""
    from pycog.refresh import find_workbooks
    from pycog.xlsx.binding import bind_file
    from pycog.xlsx.webextension import AddinReference
    from udfs.catalogue import catalogue

    reference = None if args.remove else AddinReference.of(args.store, args.manifest_id)
    known, code = list(catalogue()), streams.DONE
    for path in args.paths:
        try:
            found = find_workbooks([path])
        except PycogError as error:
            streams.warn(error.message)
            code = streams.REFUSED
            continue
        for workbook in found:
            report = bind_file(workbook, reference, known)
            if args.json:
                say_record(_record(report))
            if report.refused is not None:
                streams.warn(report.refused.message)
                code = streams.REFUSED
            elif not args.json:
                streams.say(f"{workbook} : {_said(report, args.remove)}.", now=True)
    return code


def _said(report: BindReport, remove: bool) -> str:
    if remove:
        return "liaison retirée" if report.written else "aucune liaison, inchangé"
    if not report.functions:
        return "aucune formule COG_, " + ("liaison retirée" if report.written else "inchangé")
    count = streams.counted(len(report.functions), "fonction COG_ liée", "fonctions COG_ liées")
    return f"{count} au complément" + ("" if report.written else ", inchangé")


def _record(report: BindReport) -> dict[str, object]:
    refused = report.refused
    return {
        "file": str(report.path),
        "functions": list(report.functions),
        "written": report.written,
        "refused": refused and {"code": refused.code, "message": refused.message},
    }
