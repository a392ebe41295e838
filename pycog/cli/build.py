"""``pycog build``: makes the annex workbooks and the validation workbook."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from pycog.cli import streams
from pycog.cli.bind import add_store

#: Value of ``--store`` for workbooks that name no add-in.
UNBOUND = "aucun"
EPILOG = """\
exemples :
  pycog build mes-annexes
  pycog build mes-annexes --store aucun
"""
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
    add_store(parser, f"{UNBOUND} (le classeur ne nomme pas de complément)")


def run(args: Namespace) -> int:
    """Build the workbooks."""
    from pycog.annexes import build
    from pycog.xlsx.webextension import AddinReference
    from udfs.hosts.engine import EngineHost

    addin = None if args.store == UNBOUND else AddinReference.of(args.store)
    written = build(args.directory, EngineHost(), addin=addin)
    for path in written:
        streams.say(str(path))
    noun = streams.counted(len(written), "classeur fabriqué", "classeurs fabriqués")
    streams.say(f"{noun}.")
    return streams.DONE
