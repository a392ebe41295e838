"""``pycog conventions``: the conventions that formulas can refer to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from pycog.cli import streams

EPILOG = """\
Une convention est un dossier de fichiers CSV et TOML. Aux conventions fournies s'ajoutent
celles des dossiers donnés par --conventions ou par la variable PYCOG_CONVENTIONS. Celle que
prennent les formules qui n'en nomment pas est marquée (voir « pycog convention use »).

exemple :
  pycog conventions --conventions mes-conventions
"""


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments: none of its own."""


def run(args: Namespace) -> int:
    """List the conventions."""
    from pycog import conventions

    known = conventions.available()
    meant = conventions.default()
    for summary in known:
        mark = f" [par défaut : {meant.origin}]" if summary.id == meant.id else ""
        streams.say(f"{summary.id} : {summary.title}{mark}")
    streams.say(streams.counted(len(known), "convention") + ".")
    if meant.id not in {summary.id for summary in known}:
        streams.warn(f"La convention par défaut, {meant}, n'est pas connue.")
        return streams.FINDINGS
    return streams.DONE
