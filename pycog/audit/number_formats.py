"""What a number format makes of a year: ``Budget 2012`` for a date or for the number 2012."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any, Final

from pycog.audit.grid import Stored, is_year

#: Quoted words, an escaped sign, a padding or filling sign, a bracketed condition, or one sign.
_PIECES: Final = re.compile(r'"([^"]*)"|\\(.)|[_*](.)|\[[^\]]*\]|(General|Standard)|(.)', re.S)
#: Signs that stand for themselves in any format.
_PLAIN: Final = frozenset(" -+/():!^&'~{}<>=€$,.")
_YEARS: Final = frozenset("yY")
_DIGITS: Final = frozenset("0#?")
_WORDS: Final = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_WORD: Final = re.compile(r"[^\W\d_]{2}")
_YEAR_CODE: Final = re.compile("[yY]")


@lru_cache(maxsize=1 << 10)
def _template(code: str) -> tuple[str, str] | None:
    """Return the words before and after the only figure of a format, ``None`` for others.

    The figure is a year of a date (``"Budget "yyyy``) or a whole number (``"Budget "0``).
    """
    before, after, figure = "", "", ""
    for match in _PIECES.finditer(code.split(";")[0]):
        quoted, escaped, padding, general, sign = match.groups()
        if padding is not None:
            continue
        literal = quoted if quoted is not None else escaped
        if literal is None and sign in _PLAIN and not (sign in ",." and figure.startswith("0")):
            literal = sign  # a comma or a point among digits makes an amount
        if literal is not None:
            if figure:
                after += literal
            else:
                before += literal
            continue
        kind = "0" if general or sign in _DIGITS else "y" if sign in _YEARS else ""
        if sign is None and not general:
            continue  # a condition or a colour
        if not kind or after or (figure and figure[-1] != kind):
            return None
        figure += kind
    return (before, after) if figure else None


def year_shown(code: str, year: float) -> str:
    """Return a year as its number format shows it, ``""`` where the format adds no word.

    Args:
        code: The number format, in English codes.
        year: The number of the cell, or the year of its date.
    """
    if not is_year(year):
        return ""
    template = _template(code)
    if template is None:
        return ""
    before, after = template
    # What stands behind a figure alone is a unit ("2012 €"), not a heading.
    return f"{before}{int(year)}{after}".strip() if _WORD.search(before) else ""


#: A unit of amounts in a number format; « [$€-40C] » is a locale's way to write the euro.
_MONEY: Final = re.compile(r"(?P<scale>md|[km])? ?(?:€|eur\b)", re.IGNORECASE)
_LOCALE: Final = re.compile(r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]")


@lru_cache(maxsize=1 << 10)
def money_shown(code: str) -> str:
    """Return the unit of amounts that a number format shows, ``""`` where it shows none.

    A format that divides by a thousand (``#,##0,"k€"``) shows an amount stored in euros.
    """
    positive = _LOCALE.sub(r"\1", code).split(";")[0].replace('"', "").replace("\\", "")
    found = _MONEY.search(positive)
    if found is None or (found["scale"] or "").lower() == "md":
        return ""
    if re.search(r"[0#?],+(?![0#?,])", positive):
        return "€"
    return {"": "€", "k": "k€", "m": "M€"}[(found["scale"] or "").lower()]


#: The digits of a number in a format, no exponent, fraction or scaling comma behind them.
_DIGITS_SHOWN: Final = re.compile(r"[0#?][0#?,]*(?<!,)(?:\.(?P<places>[0#?]+))?(?![0#?,./E])")


@lru_cache(maxsize=1 << 10)
def places_shown(code: str) -> int | None:
    """Return how many decimals a number format shows, ``None`` where it does not say.

    Args:
        code: The number format, in English codes.
    """
    positive = _WORDS.sub("", _LOCALE.sub("", code).split(";")[0])
    found = list(_DIGITS_SHOWN.finditer(positive))
    if len(found) != 1 or re.search(r"[yYdDhHsS@]|General|E[+-]", positive):
        return None
    return len(found[0]["places"] or "")


def stored_date(value: Any, code: str) -> Stored:
    """Return a date as a stored value: its words, or its year where it shows nothing else."""
    if isinstance(value, dt.date) and _YEAR_CODE.search(_WORDS.sub("", code.split(";")[0])):
        template = _template(code)
        if template is not None:
            before, after = template
            return Stored(f"{before}{value.year}{after}".strip())
    return Stored(str(value))


def stored_number(value: float, code: str) -> Stored:
    """Return a number, or the date that its format makes of it, as a stored value."""
    if "y" in code.lower():
        from openpyxl.styles.numbers import is_date_format
        from openpyxl.utils.datetime import from_excel

        if is_date_format(code):
            try:
                return stored_date(from_excel(value), code)
            except (OverflowError, ValueError):
                return Stored(value)
    return Stored(value, percent="%" in code, shown=year_shown(code, value))
