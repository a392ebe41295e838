"""Turns cell values into numbers and text as Excel does, the engine's own forms included.

The engine hands over floats, text, booleans, ``None`` for a blank, a dictionary for an
error and a list of rows for a range. Text that is a number to a French Excel is one
here too; where the two languages read different numbers the result is unsure.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_DOWN, Context
from typing import Any

from msgspec import Struct

from pycog.lazy_patterns import regex
from pycog.values import epoch

#: The error of a calculation that cannot be sure of its result: the cell is kept.
UNSURE = "NImpl"

_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})
_NUMBER = regex(
    r"(?P<sign>[+-]?) ?(?P<before>[€$£]?) ?"
    r"(?:(?P<french>\d{1,3}(?: \d{3})+|\d+)(?:[.,](?P<decimals>\d*))?|[.,](?P<only>\d+)"
    r"|(?P<english>\d{1,3}(?:,\d{3})+)(?P<rest>\.\d*)?)"
    r"(?P<exponent>[eE][+-]?\d+)? ?(?P<after>%|€|\$|)"
)
_FRENCH_SIGNS = regex("[ (+-]*\\d[\\d \u00a0\u202f.]*[,/:%-]")
_DAY_FIRST = regex(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_ISO = regex(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_TIME = regex(r"(\d{1,4}):(\d{1,2})(?::(\d{1,2}(?:[.,]\d+)?))?(?: ?([AaPp])\.?[Mm]\.?)?")
_LONG = regex(r"(\d{1,2})(?:er)?[ -]([^\W\d]+)\.?[ -](\d{4}|\d{2})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "janv", "january", "jan"),
            ("février", "févr", "fevrier", "february", "feb"),
            ("mars", "march", "mar"),
            ("avril", "avr", "april", "apr"),
            ("mai", "may"),
            ("juin", "june", "jun"),
            ("juillet", "juil", "july", "jul"),
            ("août", "aout", "august", "aug"),
            ("septembre", "sept", "september", "sep"),
            ("octobre", "oct", "october"),
            ("novembre", "nov", "november"),
            ("décembre", "déc", "decembre", "december", "dec"),
        ),
        start=1,
    )
    for name in names
}
#: What a French Excel reads as a date or a fraction, in ways that its settings change.
_PARTIAL = regex(
    r"(?:\d{1,2}(?:er)?[ /-])?([^\W\d_]+)\.?(?:[ /-](?:\d{4}|\d{2}))?|\d{1,2}[/-]\d{4}"
    r"|[+-]?\d+ \d{1,3}/\d{1,3}"
)
_POINTED = regex(r"(?:^|[\d +-])\.\d|\d\.(?:\D|$)")
_LAST_SERIAL = 2_958_465
_FIFTEEN = Context(prec=15, rounding=ROUND_DOWN)


class Language(Struct):
    """The language of the Excel whose results are wanted, and whether it mattered.

    Attributes:
        french: ``True`` where the workbook says so, ``False`` for English, ``None`` where
            nothing tells: numbers are then written as a French Excel does, and what the two
            languages read apart stays unsure.
        strict: Whether a text that only French reads so is unsure where the Excel is English.
        mattered: Whether a text was made that the other language writes otherwise.
    """

    french: bool | None = False
    strict: bool = False
    mattered: bool = False


_language: ContextVar[Language] = ContextVar("language")
_ENGLISH = Language()


@contextmanager
def in_french(french: bool | None, *, strict: bool = False) -> Iterator[Language]:
    """Let numbers in text be written, and doubtful codes be read, as a French Excel does.

    Args:
        french: The language of the Excel, ``None`` where nothing tells.
        strict: Whether « 1,5 » and « 15/03/2024 » are unsure where it is an English one.
    """
    language = Language(french, strict)
    token = _language.set(language)
    try:
        yield language
    finally:
        _language.reset(token)


def is_french() -> bool:
    """Tell whether the calculation is known to be that of a French Excel."""
    return _language.get(_ENGLISH).french is True


def known_language() -> bool | None:
    """Tell whether the Excel is a French one; ``None`` where nothing tells."""
    return _language.get(_ENGLISH).french


def _only_french() -> None:
    """Refuse what only a French Excel reads so, where the Excel is known to be English.

    Raises:
        Fault: ``NImpl``: it is.
    """
    language = _language.get(_ENGLISH)
    if language.strict and language.french is False:
        language.mattered = True
        raise Fault(UNSURE)


def writes_french() -> bool:
    """Tell how to write what French and English write apart, and note that it was asked."""
    language = _language.get(_ENGLISH)
    language.mattered = True
    return language.french is not False


def is_1904() -> bool:
    """Tell whether the workbook counts its days from 1904."""
    return epoch().year == 1904


class Fault(Exception):
    """A calculation that gives an error; ``kind`` is the engine's name of it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def error(kind: str) -> dict[str, str]:
    """Return an error as the engine takes it."""
    return {"type": "Error", "kind": kind}


def check(value: Any) -> Any:
    """Return a value that is no error.

    Raises:
        Fault: It is one, of that kind.
    """
    if isinstance(value, dict):
        raise Fault(str(value.get("kind", "Value")))
    return value


def number(value: Any) -> float:
    """Return a value as Excel takes it in arithmetic.

    Raises:
        Fault: ``Value`` for other text, ``NImpl`` for text that two languages read apart.
    """
    if type(value) is float:
        return value
    check(value)
    if value is None:
        return 0.0
    if isinstance(value, str):
        found = number_read(value)
        if found is None:
            raise Fault("Value")
        return found
    return float(value)


def number_read(text: str) -> float | None:
    """Return the number that a text is where Excel has to read one, ``None`` if it is none.

    Raises:
        Fault: ``NImpl`` where the reading depends on settings, or on today: a date without
            its day or its year, a fraction, and a decimal point, with which a French Excel
            reads no number. As criteria and labels they are texts.
    """
    found = number_in(text)
    if found is not None and _POINTED.search(text) and date_in(text) is None:
        french = known_language()
        if french is None:
            raise Fault(UNSURE)
        return None if french else found
    if found is None and _is_partial(text.translate(_SPACES).strip()):
        raise Fault(UNSURE)
    return found


def _is_partial(plain: str) -> bool:
    match = _PARTIAL.fullmatch(plain)
    if match is None or (match[1] and match[1].lower() not in _MONTHS):
        return False
    return plain[0].isdigit() or plain[-1].isdigit()


def number_in(text: str) -> float | None:
    """Return the number, date or time that a text is, ``None`` if it is none.

    Raises:
        Fault: ``NImpl`` where a French and an English Excel read different numbers.
    """
    plain = text.translate(_SPACES).strip()
    negative = plain.startswith("(") and plain.endswith(")")
    match = _NUMBER.fullmatch(plain[1:-1].strip() if negative else plain)
    if match is None or (match["before"] and match["after"] == "%"):
        return date_in(plain)
    if match["english"] is not None:
        if match["rest"] is None and match["english"].count(",") == 1:
            if not is_french():
                raise Fault(UNSURE)
            return float(match["sign"] + plain.lstrip("+-").replace(",", "."))
        digits = match["english"].replace(",", "") + (match["rest"] or "")
    elif match["only"] is not None:
        if "," in plain:
            _only_french()
        digits = f".{match['only']}"
    elif "," in plain and len(match["decimals"] or "") == 3 and len(match["french"]) <= 3:
        if match["french"] != "0" and not is_french():
            raise Fault(UNSURE)
        digits = f"{match['french']}.{match['decimals']}"
    else:
        if "," in plain or " " in match["french"]:
            _only_french()
        digits = match["french"].replace(" ", "") + f".{match['decimals'] or '0'}"
    # Of a longer number Excel takes fifteen digits, and zeros for the others.
    found = float(_FIFTEEN.create_decimal(digits + (match["exponent"] or "")))
    if match["after"] == "%":
        found = float(f"{found / 100:.15g}")
    return -found if negative or match["sign"] == "-" else found


def is_french_number(text: str) -> bool:
    """Tell whether a text may be a number or a date, but not as the engine reads it."""
    if not _FRENCH_SIGNS.match(text) or (text[-1].isalpha() and text[-1] not in "mM"):
        return False
    try:
        return number_in(text) is not None
    except Fault:
        return True


def date_in(text: str) -> float | None:
    """Return the serial of a date, a time or both, days first, ``None`` if it is none.

    Raises:
        Fault: ``NImpl`` for a day and a month without a year, which depend on today.
    """
    day, _, rest = text.translate(_SPACES).strip().partition(" ")
    if _TIME.fullmatch(text):
        return _time(text)
    whole = _day(text)
    if whole is not None:
        return whole
    start, moment = _day(day), _time(rest) if rest else None
    return start + moment if start is not None and moment is not None else None


def _day(text: str) -> float | None:
    if match := _ISO.fullmatch(text):
        return _serial_of(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(text):
        if match[4] is None:
            if match[2] != "/":
                return None
            raise Fault(UNSURE)
        if match[2] == "." and len(match[4]) == 2:
            return None
        if match[1] != match[3]:
            _only_french()
        return _serial_of(_year(match[4]), int(match[3]), int(match[1]))
    if (match := _LONG.fullmatch(text)) and match[2].lower() in _MONTHS:
        _only_french()
        return _serial_of(_year(match[3]), _MONTHS[match[2].lower()], int(match[1]))
    return None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 30 else 1900)


def _time(text: str) -> float | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes = int(match[1]), int(match[2])
    seconds = float((match[3] or "0").replace(",", "."))
    if minutes > 59 or seconds >= 60:
        return None
    if match[4]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if match[4] in "pP" else 0)
    return (hours * 3600 + minutes * 60 + seconds) / 86_400


def _serial_of(year: int, month: int, day: int) -> float | None:
    if (year, month, day) == (1900, 2, 29) and not is_1904():
        return 60.0
    try:
        return serial(dt.date(year, month, day))
    except ValueError:
        return None


def serial(day: dt.date) -> float:
    """Return the number of a day in the workbook's date system."""
    if is_1904():
        return float((day - dt.date(1904, 1, 1)).days)
    number_of = (day - dt.date(1899, 12, 31)).days
    return float(number_of + (number_of >= 60))


def parts_of(value: Any) -> tuple[int, int, int]:
    """Return year, month and day of a serial; Excel's 29 February 1900 included.

    Raises:
        Fault: ``Num`` outside the calendar.
    """
    whole = math.floor(number(value))
    if not 0 <= whole <= _LAST_SERIAL:
        raise Fault("Num")
    if is_1904():
        day = dt.date(1904, 1, 1) + dt.timedelta(days=whole)
    elif whole == 60:
        return 1900, 2, 29
    elif whole == 0:
        return 1900, 1, 0
    else:
        day = dt.date(1899, 12, 31) + dt.timedelta(days=whole - (whole > 60))
    return day.year, day.month, day.day


def text(value: Any) -> str:
    """Return a value as Excel joins it to text.

    Raises:
        Fault: It is an error.
    """
    check(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return ("VRAI" if value else "FAUX") if writes_french() else str(value).upper()
    shown = general(float(value))
    return shown.replace(".", ",") if "." in shown and writes_french() else shown


def general(value: float) -> str:
    """Write a number with at most 15 digits, as the format General does in text."""
    if value == 0:
        return "0"
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    # Few digits that read back as the number are those that it shows.
    if len(shown := repr(value)) <= 16 and "e" not in shown and abs(value) < 1e15:
        return shown
    shown = f"{value:.15g}"
    rounded = float(shown)
    if rounded.is_integer() and abs(rounded) < 1e15:
        return str(int(rounded))
    exponent = math.floor(math.log10(abs(rounded)))
    if -10 < exponent < 15:
        decimals = min(20, max(0, 14 - exponent))
        return f"{rounded:.{decimals}f}".rstrip("0").rstrip(".")
    digits, _, power = f"{rounded:.14E}".partition("E")
    sign = "-" if power.startswith("-") else "+"
    return f"{digits.rstrip('0').rstrip('.')}E{sign}{power.lstrip('+-').zfill(2)}"


def truth(value: Any) -> bool:
    """Return a value as a condition.

    Raises:
        Fault: An error, or text that is no truth value.
    """
    check(value)
    if isinstance(value, str):
        word = value.upper()
        if word in ("TRUE", "VRAI"):
            return True
        if word in ("FALSE", "FAUX"):
            return False
        raise Fault("Value")
    return bool(value)


def digits15(value: float) -> float:
    """Return a number as Excel shows and compares it: 15 significant digits."""
    return float(f"{value:.15g}")


def added(values: Iterable[float]) -> float:
    """Add as Excel does: one after the other, each sum a double, so that look-ups find it."""
    total = 0.0
    for value in values:
        total += value
    return total


def block(value: Any) -> list[list[Any]]:
    """Return a value as rows, a single one as a row of one."""
    return value if isinstance(value, list) else [[value]]
