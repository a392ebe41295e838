"""The calendar of cells: date systems and serials, months, and the day that is today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: The months as texts name them.
MONTH_NAMES = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
    "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

#: Day 0 of the two date systems: serials count from it, behind the 29 February 1900 of Excel.
EPOCH_1900 = dt.date(1899, 12, 30)
EPOCH_1904 = dt.date(1904, 1, 1)
_epoch: ContextVar[dt.date] = ContextVar("epoch", default=EPOCH_1900)
_today: ContextVar[dt.date | None] = ContextVar("today", default=None)


@contextmanager
def date_system(system: str) -> Iterator[None]:
    """Read and show dates in the ``"1900"`` or ``"1904"`` system of a workbook.

    Args:
        system: ``"1904"`` for files of old Macintosh workbooks, else ``"1900"``.
    """
    token = _epoch.set(EPOCH_1904 if system == "1904" else EPOCH_1900)
    try:
        yield
    finally:
        _epoch.reset(token)


@contextmanager
def clock_at(moment: dt.date | None) -> Iterator[None]:
    """Let :func:`today` give the day of ``moment``, the present day when it is ``None``.

    Args:
        moment: A day or a moment of it; ``None`` for the present day.
    """
    token = _today.set(moment.date() if isinstance(moment, dt.datetime) else moment)
    try:
        yield
    finally:
        _today.reset(token)


def today() -> dt.date:
    """Return the day that formulas take for today (see :func:`clock_at`)."""
    return _today.get() or dt.date.today()


def month_number(name: str) -> int | None:
    """Return 1 to 12 for a French month name in full, ``None`` for anything else.

    Args:
        name: A month as French writes it, accents free.

    Returns:
        1 for January to 12 for December; ``None`` for another word.
    """
    plain = name.lower().replace("fevrier", "février").replace("aout", "août")
    plain = plain.replace("decembre", "décembre")
    return MONTH_NAMES.index(plain) + 1 if plain in MONTH_NAMES else None


def month_end(year: int, month: int) -> dt.date:
    """Return the last day of a month."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def epoch() -> dt.date:
    """Return the day 0 of the current date system (see :func:`date_system`)."""
    return _epoch.get()


def serial_of(date: dt.date) -> float:
    """Return the Excel serial of a date in the current date system."""
    return float((date - _epoch.get()).days)


def date_of(serial: float) -> dt.date:
    """Return the calendar date of an Excel serial in the current date system."""
    return _epoch.get() + dt.timedelta(days=int(serial // 1))


def format_date(serial: float) -> str:
    """Write the date of an Excel serial as ``25/11/2012``."""
    return date_of(serial).strftime("%d/%m/%Y")
