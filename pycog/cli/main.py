"""The entry of the ``pycog`` command: chooses the command and turns errors into messages."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from types import ModuleType

from pycog import __version__
from pycog.cli import streams
from pycog.cli.convention_options import chosen, offer_convention, offer_folders
from pycog.cli.parser import FrenchParser, in_french
from pycog.errors import PycogError
from pycog.xlsx.collector import end_without_collecting, spare_collector

#: Commands in the order of the help; each is the module of that name in this package.
COMMANDS = {
    "refresh": "recalcule les formules COG_ de classeurs Excel",
    "eval": "calcule des formules et affiche leur résultat",
    "equip": "reconnaît les tableaux d'annexes existantes et y ajoute des résultats vivants",
    "explain": "explique la valeur d'une cellule",
    "doctor": "cherche ce qui empêche un classeur de bien se calculer, et le répare",
    "ask": "répond à une question posée en français, avec la formule et la source",
    "watch": "recalcule les annexes d'un dossier dès qu'elles sont enregistrées et libres",
    "history": "dit la vie d'un chiffre d'après le journal des recalculs",
    "diff": "dit ce qui a changé entre deux versions d'une annexe, par le sens des cellules",
    "seal": "scelle un classeur : écrit dedans sur quoi reposent ses chiffres, signé ou non",
    "verify": "dit si un classeur scellé est intact, ou ce qui a changé depuis",
    "scenario": "recalcule une annexe avec d'autres saisies, sans la modifier, côte à côte",
    "audit": "recalcule totaux, soldes et évolutions imprimés et signale les écarts",
    "score": "calcule les points et le taux de réussite d'un organisme ou d'un dossier",
    "report": "tire un rapport de classeurs remplis : bilan, fiche, évaluation, tableau de bord",
    "consolidate": "réunit les annexes de nombreux organismes en une vue du réseau",
    "build": "fabrique les classeurs des annexes et le classeur de recette",
    "bind": "relie des classeurs au complément Excel qui calcule leurs formules COG_",
    "serve": "sert le complément Excel depuis ce poste ou un serveur",
    "manifest": "écrit le manifeste par lequel Excel trouve le complément",
    "libreoffice": "fabrique l'extension qui apporte les formules COG_ à LibreOffice Calc",
    "functions": "liste les formules COG_",
    "conventions": "liste les conventions connues",
    "convention": "choisit la convention par défaut ; écrit, contrôle et convertit les siennes",
    "assumptions": "liste les hypothèses de calcul",
    "scorecard": "affiche le barème d'intéressement d'une catégorie d'organismes",
}
#: Commands whose results depend on the convention that is meant where none is named.
_MEANING = {
    "refresh",
    "watch",
    "eval",
    "equip",
    "explain",
    "ask",
    "audit",
    "diff",
    "seal",
    "verify",
    "scenario",
    "score",
    "scorecard",
    "report",
    "consolidate",
    "build",
    "serve",
}
_CODES = """\
codes de sortie :
  0  terminé
  1  constats : écarts, valeurs périmées (--check), formules en erreur (eval)
  2  refusé ou en échec
"""


def entry() -> None:
    """Run the command of this process and exit with its code."""
    spare_collector()
    code = main()
    end_without_collecting()
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: Arguments after the program's name; those of the process by default.

    Returns:
        The exit code: 0 done, 1 findings, 2 refused or failed, 130 interrupted.
    """
    streams.use_utf8()
    try:
        code = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
        return code
    except OSError as error:
        if streams.is_closed_pipe(error):
            streams.silence_output()
            return streams.PIPE_CLOSED
        streams.warn(streams.explain_os_error(error))
        return streams.REFUSED


def _run(argv: Sequence[str]) -> int:
    try:
        with in_french():
            args = _parser(argv).parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else streams.DONE
    try:
        with chosen(args):
            code: int = args.run(args)
        return code
    except PycogError as error:
        streams.warn(error.message)
        return streams.REFUSED
    except KeyboardInterrupt:
        streams.warn(args.interrupted)
        return streams.INTERRUPTED


def _parser(argv: Sequence[str]) -> FrenchParser:
    parser = FrenchParser(
        prog="pycog",
        description="Recalcule et contrôle les annexes des conventions d'objectifs et de gestion.",
        epilog=_CODES,
    )
    parser.add_argument(
        "--version", action="version", version=f"pycog {__version__}", help="affiche la version"
    )
    offer_folders(parser, "folders")
    commands = parser.add_subparsers(
        title="commandes ", metavar="COMMANDE", dest="command", required=True
    )
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=_sentence(summary))
        # Only a command that is named can be the one to run: the others need no loading.
        if name in argv:
            _configure(command, name, importlib.import_module(f"pycog.cli.{name}"))
    return parser


def _configure(command: FrenchParser, name: str, module: ModuleType) -> None:
    command.epilog = module.EPILOG
    module.configure(command)
    if name in _MEANING:
        offer_convention(command)
    offer_folders(command, "more_folders")
    interrupted = getattr(module, "INTERRUPTED", "Interrompu.")
    command.set_defaults(run=module.run, interrupted=interrupted)


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."
