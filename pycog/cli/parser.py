"""An argument parser whose every word is French, including what argparse says itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from pycog.cli.streams import readable

_FRENCH = {
    "usage: ": "utilisation : ",
    # argparse adds the colon itself; French puts a space before it.
    "positional arguments": "arguments ",
    "options": "options ",
    "subcommands": "commandes ",
    "%(prog)s: error: %(message)s\n": "%(prog)s : erreur : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "the following arguments are required: %s": "il manque : %s",
    "one of the arguments %s is required": "il faut l'un de : %s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "not allowed with argument %s": "incompatible avec %s",
    "ignored explicit argument %r": "n'attend pas de valeur, reçu : %s",
    "expected one argument": "une valeur est attendue",
    "expected at most one argument": "une valeur au plus est attendue",
    "expected at least one argument": "au moins une valeur est attendue",
    "expected %s argument": "%s valeur est attendue",
    "expected %s arguments": "%s valeurs sont attendues",
    "ambiguous option: %(option)s could match %(matches)s": (
        "option ambiguë : %(option)s peut désigner %(matches)s"
    ),
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "« %(value)s » n'existe pas ; au choix : %(choices)s"
    ),
    "invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)": (
        "« %(value)s » n'existe pas, vouliez-vous dire « %(suggestion)s » ? Au choix : %(choices)s"
    ),
    "invalid %(type)s value: %(value)r": "valeur incorrecte : « %(value)s »",
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "la commande « %(parser_name)s » n'existe pas ; au choix : %(choices)s"
    ),
}


class FrenchParser(argparse.ArgumentParser):
    """``ArgumentParser`` with ``--aide`` beside ``--help`` and no abbreviations.

    To be made and used inside :func:`in_french`.
    """

    #: Whether words may stand between options: "fiche 16 --year 2013 DOSSIER".
    intermixed = False

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse arguments, words between options included where that is asked for."""
        if not self.intermixed:
            return super().parse_known_args(args, namespace)
        self.intermixed = False  # The other way of parsing comes back here.
        if self.usage is None:
            # It would cut as many letters as the English word has.
            heading = _FRENCH["usage: "]
            self.usage = self.format_usage().removeprefix(heading).strip().replace("%", "%%")
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.intermixed = True

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            add_help=False,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **settings,
        )
        self.add_argument(
            "-h", "--help", "--aide", action="help", help="affiche cette aide et s'arrête"
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, where to find help, and exit with code 2."""
        self.exit(2, f"{self.prog} : erreur : {readable(message)}\nAide : {self.prog} --help\n")


@contextmanager
def in_french() -> Iterator[None]:
    """Let argparse speak French while the block runs."""
    # argparse offers no other way to its messages than the two functions it took from
    # gettext; they are put back at once, so that nobody else's parser changes.
    module = vars(argparse)
    saved = module["_"], module["ngettext"]
    module["_"], module["ngettext"] = _translate, _translate_count
    try:
        yield
    finally:
        module["_"], module["ngettext"] = saved


def _translate(message: str) -> str:
    return _FRENCH.get(message, message)


def _translate_count(singular: str, plural: str, number: int) -> str:
    return _translate(singular if number < 2 else plural)
