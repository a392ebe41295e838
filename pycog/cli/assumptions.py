"""``pycog assumptions``: what the sources leave open and how pycog decides."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from pycog.cli import streams

EPILOG = "exemple :\n  pycog assumptions\n"


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments: none of its own."""


def run(args: Namespace) -> int:
    """List the assumptions."""
    from pycog.assumptions import ASSUMPTIONS

    for assumption in ASSUMPTIONS:
        streams.say(
            f"{assumption.id} : {assumption.title}\n"
            f"  Calcul : {assumption.statement}\n"
            f"  Source : {assumption.silence}\n"
            f"  Autre lecture : {assumption.alternative}\n"
        )
    streams.say(streams.counted(len(ASSUMPTIONS), "hypothèse") + ".")
    return streams.DONE
