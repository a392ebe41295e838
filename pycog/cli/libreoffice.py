"""``pycog libreoffice``: makes the extension that brings the formulas to LibreOffice Calc."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from pycog.cli import streams
from pycog.cli.output import write_file
from pycog.errors import InvalidInput

EPILOG = """\
L'extension contient toutes les formules et tout ce qu'il leur faut ; elle se suffit à elle-même.

exemples :
  pycog libreoffice
  pycog libreoffice --output partage/cog.oxt
  unopkg add cog.oxt
"""


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--output",
        metavar="FICHIER",
        type=Path,
        default=Path("cog.oxt"),
        help="extension à écrire (cog.oxt)",
    )


def run(args: Namespace) -> int:
    """Write the extension."""
    from addin.libreoffice.extension import extension
    from udfs.catalogue import catalogue

    path: Path = args.output
    if path.suffix.lower() != ".oxt":
        raise InvalidInput(
            "extension-de-fichier",
            f"« {path} » : LibreOffice reconnaît une extension à son nom en .oxt. Donnez par "
            "exemple cog.oxt.",
        )
    write_file(path, extension())
    count = streams.counted(len(catalogue()), "formule", "formules")
    streams.say(f"{path} : extension de LibreOffice avec {count}. Ouvrez-la d'un double clic.")
    return streams.DONE
