"""The options of every command that say where conventions are, and which one is meant."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

#: Where the folders of each level of the command line are kept: before the name of the
#: command, after it, after the name of an action of it.
LEVELS: Final = ("folders", "more_folders", "action_folders")


def offer_folders(parser: ArgumentParser, level: str) -> None:
    """Declare ``--conventions``.

    Args:
        parser: Of the program, of a command or of an action.
        level: One of :data:`LEVELS`.
    """
    parser.add_argument(
        "--conventions",
        metavar="DOSSIER",
        dest=level,
        action="append",
        type=Path,
        default=[],
        help="dossier de conventions propres à l'organisme, ou classeur de l'une d'elles "
        "(répétable)",
    )


def folders_of(args: Namespace) -> tuple[Path, ...]:
    """Return the folders given at any level of the command line."""
    return tuple(folder for level in LEVELS for folder in getattr(args, level, ()))


def offer_convention(parser: ArgumentParser) -> None:
    """Declare ``--convention``."""
    parser.add_argument(
        "--convention",
        metavar="CONVENTION",
        help="convention des formules qui n'en nomment pas ; le nom COG_CONVENTION d'un classeur "
        "l'emporte (voir « pycog convention use »)",
    )


@contextmanager
def chosen(args: Namespace) -> Iterator[None]:
    """Make the folders known, and let the convention of a command be meant while it runs.

    Raises:
        NotAvailable, InvalidConvention: A convention was chosen that cannot be had: better told
            once than in every cell.
        InvalidInput: ``configuration-illisible``.
    """
    folders = folders_of(args)
    if folders:  # most commands need no convention, and loading them takes time
        from pycog import conventions

        for folder in folders:
            conventions.add_folder(folder)
    if not hasattr(args, "convention"):
        yield
        return
    from pycog.default_convention import OPTION, default, using

    with using(args.convention, OPTION):
        if default().is_chosen:
            from pycog import conventions

            conventions.load()
        yield
