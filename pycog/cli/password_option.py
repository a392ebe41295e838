"""The option ``--mot-de-passe``, by which commands open encrypted workbooks."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Final

#: Environment variable that holds the password of the workbooks.
PASSWORD: Final = "PYCOG_MOT_DE_PASSE"


def add_password(parser: ArgumentParser, *, written: bool) -> None:
    """Declare the option.

    Args:
        parser: The command.
        written: Whether the command writes the workbooks that it opens.
    """
    kept = ", réécrits chiffrés" if written else ""
    parser.add_argument(
        "--mot-de-passe",
        metavar="MOT",
        help=f"ouvre les classeurs chiffrés{kept} ; « - » le demande sans l'afficher, "
        f"ce qui est plus sûr ; sans cette option, la variable {PASSWORD}",
    )


def asked_password(given: str | None, variable: str, whose: str) -> str | None:
    """Return a password that was given, asked for or set in the environment.

    Args:
        given: As typed after the option; ``-`` asks for it.
        variable: The environment variable that holds it.
        whose: What it opens, in French: ``"des classeurs"``.
    """
    if given != "-":
        return given or os.environ.get(variable) or None
    if sys.stdin.isatty():
        return getpass.getpass(f"Mot de passe {whose} : ")
    return sys.stdin.readline().rstrip("\r\n") or None


def workbook_password(given: str | None) -> str | None:
    """Return the password of the workbooks; may ask for it."""
    return asked_password(given, PASSWORD, "des classeurs")
