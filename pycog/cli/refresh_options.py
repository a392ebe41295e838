"""The options of ``pycog refresh`` that say what to do with a workbook, and within what limits."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from argparse import _MutuallyExclusiveGroup as MutuallyExclusive
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli.clock import add_clock
from pycog.cli.password_option import add_password, workbook_password
from pycog.values import format_number

if TYPE_CHECKING:
    from pycog.refresh import Options

_MIB = 1 << 20


def add_choices(parser: ArgumentParser) -> None:
    """Declare what may be done to a workbook."""
    add_clock(parser)
    parser.add_argument(
        "--only-cog",
        action="store_true",
        help="ne recalcule que les formules COG_ et ce qui en dépend",
    )
    parser.add_argument(
        "--accept-native",
        action="store_true",
        help="remplace aussi les résultats d'Excel que le moteur trouve autres, au lieu de les "
        "signaler",
    )
    parser.add_argument(
        "--prove",
        action="store_true",
        help="compare chaque classeur avant et après, octet par octet, et dit ce qui a changé",
    )
    parser.add_argument(
        "--sans-signature",
        action="store_true",
        help="retire la signature numérique d'un classeur signé, que le recalcul invalide",
    )
    add_password(parser, written=True)


def add_output(group: ArgumentParser | MutuallyExclusive) -> None:
    """Declare where copies go."""
    group.add_argument(
        "--output",
        metavar="DOSSIER",
        type=Path,
        help="écrit les classeurs recalculés dans ce dossier et laisse les originaux intacts",
    )


def add_limits(parser: ArgumentParser) -> None:
    """Declare the limits of a workbook."""
    limits = parser.add_argument_group("limites par classeur ")
    limits.add_argument(
        "--timeout",
        metavar="SECONDES",
        type=_seconds,
        help="durée du calcul d'un classeur ; au-delà il est arrêté et refusé (600)",
    )
    limits.add_argument(
        "--memory",
        metavar="MIO",
        type=_memory,
        help="mémoire d'un processus, en Mio, sous Linux (4096)",
    )
    limits.add_argument(
        "--taille-max",
        metavar="MIO",
        type=_whole("une taille", 1),
        help="taille d'une partie du classeur une fois décompressée, en Mio (1024) ; quatre fois "
        "plus pour le classeur entier",
    )
    limits.add_argument(
        "--compression-max",
        metavar="FOIS",
        type=_whole("un rapport", 2),
        help="nombre de fois qu'une grande partie peut se décompresser (250)",
    )


def positive(text: str) -> int:
    """Read a number of processes."""
    return _whole("un nombre de processus", 1)(text)


def chosen(args: Namespace) -> Options:
    """Return the choices of the command line as one value; may ask for the password."""
    from pycog.default_convention import default
    from pycog.refresh import Limits, Options

    limits = Limits()
    part = limits.part_bytes if args.taille_max is None else args.taille_max * _MIB
    return Options(
        check=args.check,
        only_cog=args.only_cog,
        accept_native=args.accept_native,
        drop_signature=args.sans_signature,
        password=workbook_password(args.mot_de_passe),
        prove=args.prove,
        clock=args.clock,
        convention=default(),
        limits=Limits(
            part_bytes=part,
            package_bytes=limits.package_bytes if args.taille_max is None else 4 * part,
            ratio=args.compression_max or limits.ratio,
        ),
    )


def _memory(text: str) -> int:
    from pycog.refresh.running.workers import LEAST_MEMORY

    return _whole("une mémoire", LEAST_MEMORY // _MIB)(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text.replace(",", "."))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(
            f"une durée en secondes est attendue, par exemple 60 ; reçu : {text}"
        )
    return seconds


def _whole(what: str, least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() else 0
        if number < least:
            raise ArgumentTypeError(
                f"{what} d'au moins {format_number(least)} est attendu"
                f"{'e' if what.startswith('une') else ''}, en entier ; reçu : {text}"
            )
        return number

    return read
