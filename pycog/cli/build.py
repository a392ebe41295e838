"""``pycog build``: makes the annex workbooks and the validation workbook."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from pycog.cli import streams
from pycog.cli.bind import add_store
from pycog.errors import InvalidInput

#: Value of ``--store`` for workbooks that name no add-in.
UNBOUND = "aucun"
EPILOG = """\
exemples :
  pycog build mes-annexes
  pycog build camieg-2012-2015 mes-annexes/camieg
  pycog build mes-annexes --store aucun
"""
INTERRUPTED = "Interrompu : les classeurs déjà fabriqués sont complets."


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "places",
        metavar="CONVENTION DOSSIER",
        nargs="*",
        help="identifiant d'une convention, pour fabriquer ses annexes (tous les classeurs de "
        "pycog sinon), puis dossier où les écrire (workbooks par défaut, ou l'identifiant de la "
        "convention)",
    )
    add_store(parser, f"{UNBOUND} (le classeur ne nomme pas de complément)")


def run(args: Namespace) -> int:
    """Build the workbooks."""
    from pycog.annexes import build
    from pycog.xlsx.webextension import AddinReference
    from udfs.hosts.engine import EngineHost

    addin = None if args.store == UNBOUND else AddinReference.of(args.store)
    agreement, directory = _wanted(args.places)
    written = build(directory, EngineHost(), addin=addin, agreement=agreement)
    for path in written:
        streams.say(str(path))
    noun = streams.counted(len(written), "classeur fabriqué", "classeurs fabriqués")
    streams.say(f"{noun}.")
    return streams.DONE


def _wanted(places: list[str]) -> tuple[str | None, Path]:
    """Return the agreement and the folder that are meant: a known id, a path, or both.

    Raises:
        NotAvailable: ``convention-inconnue``: the first of two words is no agreement.
        InvalidInput: ``argument-en-trop``.
    """
    from pycog.conventions import available, load

    if len(places) > 2:
        raise InvalidInput(
            "argument-en-trop",
            f"« {places[2]} » est de trop. Donnez une convention, puis un dossier.",
        )
    if len(places) == 2:
        return load(places[0]).id, Path(places[1])
    if not places:
        return None, Path("workbooks")
    known = any(summary.id == places[0] for summary in available())
    return (places[0], Path(places[0])) if known else (None, Path(places[0]))
