"""``pycog refresh --verify-with``: a second calculator has its say on the workbooks."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pycog.cli import streams
from pycog.cli.streams import counted
from pycog.errors import InvalidInput, RefusedFile

LIBREOFFICE: Final = "libreoffice"


def add_verification(parser: ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument(
        "--verify-with",
        choices=(LIBREOFFICE,),
        help="recalcule ensuite chaque classeur dans LibreOffice, sans y toucher, et nomme chaque "
        "cellule qui diffère ; code 1 s'il y en a",
    )


def check_choices(args: Namespace) -> None:
    """Refuse what LibreOffice could not follow.

    Raises:
        InvalidInput: ``verification-impossible``.
    """
    why = None
    if args.verify_with is None:
        return
    if args.json:
        why = "--json ne dit rien de cette vérification"
    elif args.clock is not None:
        why = "LibreOffice calcule à la date du jour : enlevez --date"
    if why is not None:
        raise InvalidInput("verification-impossible", f"--verify-with : {why}.")


def verify_workbooks(args: Namespace, targets: Sequence[Path]) -> int:
    """Compare workbooks with what LibreOffice finds, and say where they differ.

    Returns:
        The exit code.
    """
    if args.verify_with is None or not targets:
        return streams.DONE
    from addin.libreoffice.second_calculator import verify

    code = streams.DONE
    for path, result in verify(targets).items():
        if isinstance(result, RefusedFile):
            streams.warn(result.message)
            code = max(code, streams.REFUSED)
            continue
        for difference in result.differences:
            streams.say(f"{path} : {difference}")
        cells = counted(result.compared, "formule comparée", "formules comparées")
        differ = counted(len(result.differences), "diffère", "diffèrent")
        streams.say(f"{path} : LibreOffice, {cells}, {differ}.")
        if result.differences:
            code = max(code, streams.FINDINGS)
    return code
