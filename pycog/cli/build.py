"""``pycog build``: makes the annex workbooks and the validation workbook."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from pycog.cli import streams

EPILOG = "exemple :\n  pycog build mes-annexes\n"
INTERRUPTED = "Interrompu : les classeurs déjà fabriqués sont complets."


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "directory",
        metavar="DOSSIER",
        nargs="?",
        type=Path,
        default=Path("workbooks"),
        help="dossier où écrire les classeurs (workbooks par défaut)",
    )


def run(args: Namespace) -> int:
    """Build the workbooks."""
    from pycog.annexes import build
    from udfs.hosts.engine import EngineHost

    written = build(args.directory, EngineHost())
    for path in written:
        streams.say(str(path))
    noun = streams.counted(len(written), "classeur fabriqué", "classeurs fabriqués")
    streams.say(f"{noun}.")
    return streams.DONE
