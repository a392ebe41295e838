"""``pycog conventions``: the conventions that formulas can refer to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from pycog.cli import streams

EPILOG = """\
Une convention est un dossier de fichiers CSV et TOML. Aux conventions fournies s'ajoutent
celles des dossiers donnés par --conventions ou par la variable PYCOG_CONVENTIONS.

exemple :
  pycog conventions --conventions mes-conventions
"""


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments: none of its own."""


def run(args: Namespace) -> int:
    """List the conventions."""
    from pycog import conventions

    known = conventions.available()
    for summary in known:
        streams.say(f"{summary.id} : {summary.title}")
    streams.say(streams.counted(len(known), "convention") + ".")
    return streams.DONE
