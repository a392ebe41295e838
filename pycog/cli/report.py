"""``pycog report``: draws a report from filled workbooks."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Final

from pycog.cli.parser import FrenchParser
from pycog.reports.kinds import KINDS

_BUDGET: Final = "budget"
_EPILOG: Final = """\
budget : le tableau de bord budgétaire des fonds de la convention, tiré des registres du classeur
de ses règles budgétaires. Une ligne fautive d'un registre est signalée avec sa feuille et sa
ligne, les autres sont calculées, et le code de sortie est 1.

{reports}
L'extension de --output donne le format : .pdf, .docx, .html ou .xlsx. Le code de sortie est 1
quand il reste des écarts à expliquer ou des saisies à corriger.

exemples :
  pycog report budget annexe-1-budget.xlsx
  pycog report budget annexe-1-budget.xlsx --year 2013 --output tableau-2013.xlsx
{examples}
"""
EPILOG: Final = _EPILOG.format(
    reports="\n".join(f"{kind.id} : {kind.help}" for kind in KINDS.values()),
    examples="\n".join(f"  pycog report {kind.example}" for kind in KINDS.values()),
)
_NAMES: Final = (_BUDGET, *KINDS)
_FORMATS: Final = ("md", "csv", "json", "xlsx", "pdf", "docx", "odt", "html")


def configure(parser: FrenchParser) -> None:
    """Declare the arguments."""
    parser.intermixed = True
    parser.add_argument(
        "kind", metavar="RAPPORT", choices=_NAMES, help=f"rapport à tirer : {', '.join(_NAMES)}"
    )
    parser.add_argument(
        "subjects",
        metavar="FICHIER|DOSSIER",
        nargs="+",
        help="classeurs remplis, ou dossier qui les contient ; pour « fiche », d'abord son numéro",
    )
    parser.add_argument(
        "--year",
        metavar="EXERCICE",
        help="exercice du rapport ; pour budget, celui choisi dans le classeur par défaut ; pour "
        "evaluation, la dernière année de la convention",
    )
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        help="budget : md (tableaux en français, par défaut), csv ou json (nombres bruts), xlsx ; "
        "autres rapports : pdf, docx, odt, html ou xlsx",
    )
    parser.add_argument(
        "--output",
        metavar="FICHIER",
        type=Path,
        help="fichier où écrire ; son extension donne le format si --format est absent",
    )
    parser.add_argument(
        "--refresh",
        action="store_true",
        help="recalcule d'abord les classeurs qui ne sont pas à jour",
    )
    parser.add_argument(
        "--interessement",
        metavar="FICHIER",
        type=Path,
        help="résultats d'intéressement (CSV de « pycog score », ou classeur équipé) à porter au "
        "tableau de bord",
    )
    parser.add_argument(
        "--category", metavar="CATÉGORIE", help="catégorie de l'intéressement, par exemple cpam"
    )
    parser.add_argument(
        "--campaign", metavar="ANNÉE", help="campagne de l'intéressement, par exemple 2022"
    )


def run(args: Namespace) -> int:
    """Draw the report and write it."""
    if args.kind == _BUDGET:
        from pycog.cli.report_budget import run as draw
    else:
        from pycog.cli.report_convention import run as draw
    return draw(args)
