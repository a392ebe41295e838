"""The values of OpenDocument cells, as numbers and texts of a workbook and back."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from pycog.errors import CellError
from pycog.ods.content_scan import OFFICE, OdsCell, Unreadable
from pycog.values import Scalar

_ERRORS: Final = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
_DURATION: Final = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?"
)
_NUMBERS: Final = ("float", "currency", "percentage")
_DAY: Final = 86_400


def value_of(cell: OdsCell, null_date: dt.date) -> Scalar:
    """Return the value that a cell stores, dates and times as serial numbers.

    Args:
        cell: The cell.
        null_date: The day whose number is 0.

    Raises:
        Unreadable: The value is not one of its type.
    """
    kind, given = cell.kind, cell.attributes
    try:
        if kind in _NUMBERS:
            return float(given[f"{OFFICE} value"])
        if kind == "date":
            return _serial(given[f"{OFFICE} date-value"], null_date)
        if kind == "time":
            return _days(given[f"{OFFICE} time-value"])
        if kind == "boolean":
            return given[f"{OFFICE} boolean-value"] == "true"
    except (KeyError, ValueError) as error:
        raise Unreadable(f"une cellule de type « {kind} » n'en a pas la valeur") from error
    if kind == "error":
        text = (cell.text or "").strip()
        # What LibreOffice numbers « Err:502 » has no name in Excel.
        return CellError(text if text in _ERRORS else "#VALUE!")
    if stated := given.get(f"{OFFICE} string-value"):
        return stated
    if cell.text is None and (kind == "string" or cell.formula is not None):
        return ""
    return cell.text


def _serial(text: str, null_date: dt.date) -> float:
    moment = dt.datetime.fromisoformat(text.replace(",", ".").removesuffix("Z")[:26])
    passed = moment - dt.datetime.combine(null_date, dt.time())
    return passed.days + (passed.seconds + passed.microseconds / 1e6) / _DAY


def _days(text: str) -> float:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    seconds = (
        int(match["days"] or 0) * _DAY
        + int(match["hours"] or 0) * 3_600
        + int(match["minutes"] or 0) * 60
        + float((match["seconds"] or "0").replace(",", "."))
    )
    return (-seconds if match["sign"] else seconds) / _DAY


def date_text(serial: float, null_date: dt.date) -> str:
    """Return a serial number as OpenDocument writes a date, with its time where it has one."""
    days, rest = divmod(serial, 1)
    moment = dt.datetime.combine(null_date, dt.time()) + dt.timedelta(
        days=days, seconds=round(rest * _DAY)
    )
    return moment.date().isoformat() if not rest else moment.isoformat()


def duration_text(days: float) -> str:
    """Return a number of days as OpenDocument writes a time."""
    sign, seconds = ("-" if days < 0 else ""), round(abs(days) * _DAY, 9)
    hours, rest = divmod(seconds, 3_600)
    minutes, rest = divmod(rest, 60)
    whole = int(rest)
    tail = f"{rest - whole:.9f}".rstrip("0")[2:]
    return f"{sign}PT{int(hours):02d}H{int(minutes):02d}M{whole:02d}{f'.{tail}' if tail else ''}S"


def number_text(value: float) -> str:
    """Return a number as OpenDocument writes it, so that it is read back the same."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
