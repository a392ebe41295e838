"""The one door for cell values: French numbers, percentages, dates, blanks, errors.

Every host hands its cell values over in the same few types (``Scalar``); every
domain function reads them through this module. Ambiguous text is refused with
its reason: nothing is guessed, and an empty cell is never zero.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from pycog.errors import CellError, InvalidInput
from pycog.lazy_patterns import regex
from pycog.values.calendar_days import (
    MONTH_NAMES,
    clock_at,
    date_of,
    date_system,
    epoch,
    format_date,
    month_end,
    month_number,
    serial_of,
    today,
)
from pycog.values.plain_words import capital, clean, excerpt, fold, is_blank

__all__ = [
    "AMOUNT_UNITS",
    "MONTH_NAMES",
    "OMITTED",
    "Block",
    "CellValue",
    "Number",
    "Scalar",
    "Shown",
    "capital",
    "choose",
    "clean",
    "clock_at",
    "counted",
    "counted_points",
    "date_of",
    "date_serial",
    "date_system",
    "display",
    "epoch",
    "excerpt",
    "fold",
    "format_date",
    "format_number",
    "is_blank",
    "month_end",
    "month_number",
    "parse_date",
    "parse_number",
    "serial_of",
    "to_number",
    "to_serial",
    "today",
]

Scalar: TypeAlias = float | int | str | bool | CellError | None
Block: TypeAlias = list[list[Scalar]]
CellValue: TypeAlias = Scalar | Block

_NUMBER = regex(
    r"(?P<sign>[+-]?) ?(?P<int>\d{1,3}(?: \d{3})+|\d+)(?:(?P<sep>[,.])(?P<frac>\d+))?"
    r" ?(?P<unit>\D.*)?"
)
_SCORE = regex(r"(?P<points>\d+(?:,\d+)?) ?/ ?(?P<scale>100|1000)")
_LINE_IN_NUMBER = regex(r"\d\s*[\t\n\r\v\f]\s*\d")
_FRENCH_DATE = regex(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_ISO_DATE = regex(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_LONG_DATE = regex(r"(\d{1,2})(?:er)? ([a-zéûô]+)\.? (\d{4})")

#: Unit as written (lower case) → (unit as shown, power of ten applied to the number).
_UNITS: dict[str, tuple[str, int]] = {
    "%": ("%", -2),
    "€": ("€", 0), "eur": ("€", 0), "euro": ("€", 0), "euros": ("€", 0),
    "k€": ("€", 3), "m€": ("€", 6), "md€": ("€", 9), "mds€": ("€", 9), "mrd€": ("€", 9),
    "k €": ("€", 3), "m €": ("€", 6), "md €": ("€", 9), "mds €": ("€", 9),
    "milliards €": ("€", 9), "milliards d'euros": ("€", 9), "milliard d'euros": ("€", 9),
    "million d'euros": ("€", 6),
    "millions": ("", 6), "million": ("", 6), "milliards": ("", 9), "milliard": ("", 9),
    "millions €": ("€", 6), "millions d'euros": ("€", 6),
    "j": ("jours", 0), "jour": ("jours", 0), "jours": ("jours", 0),
    "j calendaires": ("jours calendaires", 0), "jours calendaires": ("jours calendaires", 0),
    "j ouvrés": ("jours ouvrés", 0), "jours ouvrés": ("jours ouvrés", 0),
    "j ouvrables": ("jours ouvrables", 0), "jours ouvrables": ("jours ouvrables", 0),
    "h": ("heures", 0), "heure": ("heures", 0), "heures": ("heures", 0),
    "pt": ("points", 0), "pts": ("points", 0), "point": ("points", 0), "points": ("points", 0),
    "etp": ("ETP", 0),
}  # fmt: skip

#: Unit of amounts of money → the power of ten of euros that one is.
AMOUNT_UNITS: Final[Mapping[str, int]] = {"€": 0, "k€": 3, "M€": 6}

#: Stands for an omitted argument where a host cannot tell it from a zero. It travels
#: inside formula text, hence characters that XML carries and nobody types.
OMITTED = "\u2063omis\u2063"

_LAST_DAY = dt.date(9999, 12, 31)
_LARGEST = sys.float_info.max


class Number(NamedTuple):
    """A number read from text: its value, percentages as ratios, and its unit."""

    value: float
    unit: str


class Shown(Struct, frozen=True):
    """A value together with the way to show it (see :func:`display`)."""

    value: CellValue
    kind: str


def choose(value: Scalar, choices: tuple[str, ...], what: str) -> str:
    """Return the one of ``choices`` that ``value`` names, the first when it is blank.

    Args:
        value: A cell value.
        choices: What it may name, the default first.
        what: How to name the value in the error message.

    Returns:
        The choice as ``choices`` spells it.

    Raises:
        InvalidInput: ``choix-inconnu``; the message lists the choices.
    """
    if value is None or is_blank(value):
        return choices[0]
    wanted = fold(value) if isinstance(value, str) else None
    for choice in choices:
        if fold(choice) == wanted:
            return choice
    listed = ", ".join(f"« {choice} »" for choice in choices)
    raise InvalidInput(
        "choix-inconnu",
        f"{capital(what)} « {excerpt(display(value))} » n'existe pas. On peut écrire {listed}.",
        value=value,
    )


def parse_number(text: str, what: str = "la valeur") -> Number:
    """Read a number as it is written in French.

    Args:
        text: ``"12 000,50"``, ``"76,50 %"``, ``"7 j"``, ``"1 200 €"``, ``"75/100"``…
            Thousands are separated by a space (ordinary, U+00A0 or U+202F), decimals
            by a comma. A point is read as a decimal separator only where it cannot
            be taken for a thousands separator.
        what: How to name the value in the error message.

    Returns:
        The number; percentages and marks out of 100 are ratios (90 % gives 0.9).

    Raises:
        InvalidInput: ``nombre-ambigu`` or ``nombre-illisible``.

    Source:
        The forms that the annexes print, and those of French Excel.
    """
    plain = clean(text)
    if _LINE_IN_NUMBER.search(text):
        raise _unreadable(text, what)  # two cells or two lines, never a thousands separator
    score = _SCORE.fullmatch(plain)
    if score:
        scale = score["scale"]
        points = Decimal(score["points"].replace(",", "."))
        return Number(float(points.scaleb(1 - len(scale))), f"/{scale}")
    match = _NUMBER.fullmatch(plain)
    if not match:
        raise _unreadable(text, what)
    unit_text = (match["unit"] or "").strip().lower()
    if unit_text[:1] in {",", ".", "'"}:
        raise _ambiguous(text, what)
    unit, power = _UNITS.get(unit_text, (None, 0)) if unit_text else ("", 0)
    if unit is None:
        raise _unreadable(text, what)
    whole, frac = match["int"], match["frac"] or ""
    if match["sep"] == "." and len(frac) == 3 and len(whole) <= 3 and whole != "0":
        raise _ambiguous(text, what)
    digits = f"{match['sign']}{whole.replace(' ', '')}.{frac or '0'}"
    # float("85.6e-2") is correctly rounded, 85.6 / 100 may be one bit away.
    number = float(f"{digits}e{power}")
    if number - number != 0.0:
        raise _unreadable(text, what)
    return Number(number, unit)


def to_number(value: Scalar, what: str = "la valeur") -> float | None:
    """Return a cell value as a float, ``None`` when the cell is blank.

    Args:
        value: A number, or a text that :func:`parse_number` reads.
        what: How to name the value in the error message.

    Returns:
        The number, percentages as ratios; ``None`` for a blank.

    Raises:
        InvalidInput: The value is text that is not a number, a boolean or an error.
    """
    if type(value) is float and value - value == 0.0:  # false for NaN and infinities
        return value
    if is_blank(value):
        return None
    if isinstance(value, str):
        return parse_number(value, what).value
    if isinstance(value, bool):
        raise InvalidInput(
            "nombre-attendu",
            f"{capital(what)} est {'VRAI' if value else 'FAUX'} alors qu'un nombre est attendu. "
            "Saisissez un nombre, par exemple 0,9 ou 90 %.",
            value=value,
        )
    if isinstance(value, int | float) and abs(value) <= _LARGEST:
        return float(value)
    raise InvalidInput("nombre-attendu", f"{capital(what)} n'est pas un nombre.", value=value)


def parse_date(text: str, what: str = "la date") -> dt.date:
    """Read a date written as 25/11/2012, 2012-11-25 or 25 novembre 2012.

    Args:
        text: A date with its year on four digits, or on two where only one century fits.
        what: How to name the value in the error message.

    Returns:
        The calendar date.

    Raises:
        InvalidInput: ``date-illisible`` when it is no date, ``date-ambigue`` when a
            two-digit year could belong to two centuries.
    """
    plain = clean(text).lower()
    if match := _ISO_DATE.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups())
    elif match := _FRENCH_DATE.fullmatch(plain):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        if len(match[4]) == 2:
            if year > 29:
                raise InvalidInput(
                    "date-ambigue",
                    f"{capital(what)} « {text} » peut se lire de deux façons : l'année sur deux "
                    "chiffres peut être de deux siècles. Écrivez l'année sur quatre chiffres.",
                    value=text,
                )
            year += 2000
    elif (match := _LONG_DATE.fullmatch(plain)) and (number := month_number(match[2])):
        day, month, year = int(match[1]), number, int(match[3])
    else:
        raise _bad_date(text, what)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise _bad_date(text, what) from None


def to_serial(value: Scalar, what: str = "la date") -> float | None:
    """Return a cell value as an Excel date serial, ``None`` when the cell is blank.

    A number is taken as a serial, text is read by :func:`parse_date`.

    Args:
        value: A serial, or a text that :func:`parse_date` reads.
        what: How to name the value in the error message.

    Returns:
        Days since the epoch, the time of day kept as a fraction; ``None`` for a blank.

    Raises:
        InvalidInput: Not a date; or a number that looks like a year alone.
    """
    if is_blank(value):
        return None
    if isinstance(value, str):
        return date_serial(value, what)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _bad_date(str(value), what)
    number = to_number(value, what)
    if number is None:
        return None
    if number == number // 1 and 1900 <= number <= 2100:
        raise InvalidInput(
            "date-annee-seule",
            f"{capital(what)} vaut {int(number)}, qui ressemble à une année et non à une date. "
            f"Saisissez une date complète, par exemple 31/12/{int(number)}.",
            value=value,
        )
    if not 1 <= number < serial_of(_LAST_DAY) + 1:
        raise _bad_date(format_number(number), what)
    return number


def date_serial(text: str, what: str = "la date") -> float:
    """Read a date as :func:`parse_date` does and return its Excel serial.

    Args:
        text: As for :func:`parse_date`.
        what: As there.

    Returns:
        Whole days since the epoch.

    Raises:
        InvalidInput: As :func:`parse_date`, or a date before Excel's calendar begins.
    """
    serial = serial_of(parse_date(text, what))
    if serial < 1:
        raise _bad_date(text, what)
    return serial


def format_number(value: float, decimals: int | None = None) -> str:
    """Write a number in French: ``12 000,5``.

    Args:
        value: The number.
        decimals: Digits kept at most after the comma, rounded half-up, trailing
            zeros dropped; ``None`` writes every digit, so that reading the text
            back gives the same float.

    Returns:
        Groups of three between spaces, a decimal comma; « #NUM! » for what is no number.
    """
    if value - value != 0.0:
        return "#NUM!"
    if decimals is None and "e" not in (text := repr(float(value))):
        return _grouped(text.lstrip("-"), negative=value < 0)
    with localcontext() as context:
        context.prec = 400
        exact = Decimal(repr(float(value)))
        if decimals is not None:
            exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        return _grouped(f"{abs(exact):f}", negative=exact < 0)


def _grouped(digits: str, *, negative: bool) -> str:
    """Write plain digits with a decimal point the French way."""
    whole, _, frac = digits.partition(".")
    frac = frac.rstrip("0")
    groups = f"{int(whole):,}".replace(",", " ")
    return f"{'-' if negative else ''}{groups}{',' + frac if frac else ''}"


#: The least number of things that French puts in the plural.
_PLURAL: Final = 2


def display(value: Scalar, kind: str = "number") -> str:
    """Write a cell value the way a French officer reads it.

    Args:
        value: A scalar cell value.
        kind: ``"rate"`` (85,6 %), ``"evolution"`` (6,18 %), ``"percent"`` (76,5375 %, for
            explanations), ``"points"`` (2,3 points, for 0.023), ``"amount"`` (12 000 €),
            ``"k€"`` (12 k€), ``"M€"`` (1 021,5 M€),
            ``"days"`` (7 j), ``"date"`` (25/11/2012), ``"number"`` or ``"text"``.

    Returns:
        The text, with its unit; an error as Excel shows it.
    """
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.kind
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, str):
        return value
    number = float(value)
    if kind == "rate":
        return f"{format_number(_percent(number), 1)} %"
    if kind == "percent":
        return f"{format_number(_percent(number), 4)} %"
    if kind == "points":
        return counted_points(_percent(number))
    if kind == "evolution":
        return f"{format_number(_percent(number), 2)} %"
    if kind == "amount":
        return f"{format_number(number, 2)} €"
    if kind in AMOUNT_UNITS:
        return f"{format_number(number, 2 + AMOUNT_UNITS[kind])} {kind}"
    if kind == "days":
        return f"{format_number(number, 2)} j"
    if kind == "date" and 0 <= number < serial_of(_LAST_DAY) + 1:
        return format_date(number)
    tiny = 0 < abs(number) < 0.0001
    return format_number(number, None if tiny else 4)


def counted(number: int, singular: str, plural: str = "") -> str:
    """Write a number with its noun: ``1 formule``, ``1 234 formules``."""
    noun = singular if number < _PLURAL else plural or f"{singular}s"
    return f"{format_number(number)} {noun}"


def counted_points(points: float) -> str:
    """Write a number of points: French counts from two, ``"1,5 point"``, ``"2 points"``."""
    return f"{format_number(points, 4)} point{'s' if round(abs(points), 4) >= _PLURAL else ''}"


def _percent(ratio: float) -> float:
    return float(Decimal(repr(ratio)).scaleb(2))


def _unreadable(text: str, what: str) -> InvalidInput:
    return InvalidInput(
        "nombre-illisible",
        f"{capital(what)} « {excerpt(text)} » n'est pas un nombre. Écrivez par exemple 12 000, "
        "0,9, 90 %, 7 j ou 1 200 €.",
        value=text,
    )


def _ambiguous(text: str, what: str) -> InvalidInput:
    return InvalidInput(
        "nombre-ambigu",
        f"{capital(what)} « {excerpt(text)} » peut se lire de deux façons : on ne sait pas si le "
        "point ou la virgule sépare les milliers ou les décimales. Écrivez les milliers avec une "
        "espace et les décimales avec une virgule, par exemple 1 234,56.",
        value=text,
    )


def _bad_date(text: str, what: str) -> InvalidInput:
    return InvalidInput(
        "date-illisible",
        f"{capital(what)} « {excerpt(text)} » n'est pas une date. Écrivez jour/mois/année, par "
        "exemple 25/11/2012, ou 2012-11-25.",
        value=text,
    )
