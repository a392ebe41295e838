"""``pycog convention``: which convention is meant where none is named, and those of one's own."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pycog.cli import convention_form, streams
from pycog.cli.convention_options import offer_folders

if TYPE_CHECKING:
    from argparse import ArgumentParser

EPILOG = f"""\
Une formule qui ne nomme pas de convention, comme =COG_TARGET(2;2013), prend la plus proche :
  1. celle du classeur, si son nom défini COG_CONVENTION en donne une ;
  2. celle de l'option --convention de la commande ;
  3. celle de la variable PYCOG_CONVENTION ;
  4. celle que « pycog convention use » a retenue ;
  5. camieg-2012-2015.
Une convention nommée dans la formule l'emporte toujours.

exemples :
  pycog convention use camieg-2012-2015
  pycog convention use
  pycog convention use --aucune
{convention_form.EPILOG}"""


def configure(parser: ArgumentParser) -> None:
    """Declare the actions; each says what runs it with ``act``."""
    actions = parser.add_subparsers(
        title="actions ", metavar="ACTION", dest="action", required=True
    )
    _configure_use(
        actions.add_parser("use", help=_USE, description=f"{_USE[0].upper()}{_USE[1:]}.")
    )
    convention_form.configure(actions)


def run(args: Namespace) -> int:
    """Run the action."""
    code: int = args.act(args)
    return code


_USE = "retient la convention par défaut de l'utilisateur, ou dit laquelle vaut ici et pourquoi"


def _configure_use(parser: ArgumentParser) -> None:
    wish = parser.add_mutually_exclusive_group()
    wish.add_argument(
        "id", metavar="CONVENTION", nargs="?", help="identifiant, comme dans « pycog conventions »"
    )
    wish.add_argument("--aucune", action="store_true", help="oublie la convention retenue")
    offer_folders(parser, "action_folders")
    parser.set_defaults(act=_use)


def _use(args: Namespace) -> int:
    """Keep, forget or tell the default convention of the user."""
    from pycog import configuration, conventions

    if args.aucune:
        path = configuration.choose_convention(None)
        streams.say(f"{path} : aucune convention retenue.")
    elif args.id is not None:
        # Only what can be loaded is kept: formulas would all fail otherwise.
        known = conventions.load(streams.readable(args.id).strip())
        path = configuration.choose_convention(known.id)
        streams.say(f"{path} : {known.id} ({known.title}) retenue.")
    return _tell()


def _tell() -> int:
    """Say which convention is meant, and why."""
    from pycog import conventions

    meant = conventions.default()
    streams.say(f"Convention par défaut : {meant}.")
    streams.say(f"  {conventions.load().title}")
    return streams.DONE
