"""The ``--date`` option: the day that TODAY() and NOW() give."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError

from pycog.errors import InvalidInput
from pycog.values import parse_date


def add_clock(parser: ArgumentParser) -> None:
    """Declare ``--date``; the namespace gets ``clock``, ``None`` for the present time."""
    parser.add_argument(
        "--date",
        dest="clock",
        metavar="JJ/MM/AAAA",
        type=_clock,
        help="jour que donnent AUJOURDHUI() et MAINTENANT(), au lieu d'aujourd'hui",
    )


def _clock(text: str) -> dt.datetime:
    try:
        day = parse_date(text, "la date")
    except InvalidInput as error:
        raise ArgumentTypeError(error.message) from error
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
