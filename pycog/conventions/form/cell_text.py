"""Writes what a cell of Excel holds as the text that an officer reads in it.

The tables of a convention hold what is printed. Excel turns ``3 %`` into 0.03 with a
format, ``fin juin 2024`` stays text, ``juin 2024`` becomes a date. What is shown is taken
only where it is all there is: a format that hides digits is told with both readings.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from pycog.values import MONTH_NAMES

_TOKEN: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(.)', re.S)
#: A run of digit places: thousands, places, decimals, optional decimals.
_PLACES: Final = re.compile(r"([#0?]*,)?[#0?]*(?:\.([0?]*)(#*))?")
_PLAIN: Final = ("", "general", "@", "standard")
_DATE_LETTERS: Final = re.compile(r"[dmyja]", re.I)
#: Digits that Excel keeps of a number.
_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of a cell.

    Attributes:
        text: As an officer reads it, ``""`` where nothing can be read.
        fault: Why it cannot be read, in French, ``""`` when it can.
        bare: The number of a cell without unit or per cent sign, else ``None``.
        is_date: Whether Excel holds a date.
    """

    text: str
    fault: str = ""
    bare: Decimal | None = None
    is_date: bool = False


def text_of(value: object, number_format: str) -> CellText:
    """Return the text of a stored value.

    Args:
        value: What the cell holds: text, number, truth value, date or time.
        number_format: Its format, in file syntax.
    """
    if value is None:
        return CellText("")
    if isinstance(value, bool):
        return CellText("VRAI" if value else "FAUX")
    if isinstance(value, int | float):
        return _number(Decimal(f"{value:.{_DIGITS}g}"), number_format)
    if isinstance(value, dt.datetime | dt.date):
        return _date(value, number_format)
    if isinstance(value, dt.time | dt.timedelta):
        return CellText(
            "",
            "Excel a pris la saisie pour une heure. Mettez la cellule au format Texte et "
            "recopiez ce qui est imprimé.",
        )
    return CellText(str(value).strip())


def french(number: Decimal) -> str:
    """Write a number with a decimal comma and no separator of thousands."""
    text = f"{number.normalize():f}"
    return ("0" if text in ("-0", "") else text).replace(".", ",")


def _date(value: dt.date, number_format: str) -> CellText:
    day = value.date() if isinstance(value, dt.datetime) else value
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return CellText(
            "",
            "la cellule contient une date et une heure. Mettez-la au format Texte et recopiez ce "
            "qui est imprimé.",
        )
    letters = set(_DATE_LETTERS.findall("".join(_bare_letters(number_format)).lower()))
    letters = {{"j": "d", "a": "y"}.get(letter, letter) for letter in letters}
    if letters == {"y"}:
        return CellText(str(day.year), is_date=True)
    if letters == {"m", "y"} and day.day == 1:
        return CellText(f"{MONTH_NAMES[day.month - 1]} {day.year}", is_date=True)
    return CellText(f"{day:%d/%m/%Y}", is_date=True)


def _bare_letters(number_format: str) -> list[str]:
    section = number_format.split(";")[0]
    return [match[4] for match in _TOKEN.finditer(section) if match[4]]


def _number(number: Decimal, number_format: str) -> CellText:
    if number_format.strip().lower() in _PLAIN:
        return CellText(french(number), bare=number)
    parts = _parts(number_format)
    if parts is None:
        return CellText(
            "",
            f"la cellule contient le nombre {french(number)} sous un format que pycog ne lit pas. "
            "Mettez-la au format Texte et recopiez ce qui est imprimé.",
        )
    before, places, after, percent = parts
    match = _PLACES.fullmatch(places)
    assert match is not None  # _parts gives no others
    shown = number.scaleb(2) if percent else number
    decimals = len(match[2] or "") + len(match[3] or "")
    rounded = shown.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = _grouped(rounded, bool(match[1]), least=len(match[2] or ""))
    unit = after.strip()
    whole = " ".join(filter(None, (before.strip(), text, unit)))
    if rounded != shown:
        exact = " ".join(filter(None, (before.strip(), french(shown), unit)))
        return CellText(
            "",
            f"la cellule affiche « {whole} » et contient « {exact} ». Écrivez ce qui est imprimé, "
            "en texte.",
        )
    return CellText(whole, bare=None if before.strip() or unit else number)


def _parts(number_format: str) -> tuple[str, str, str, bool] | None:
    """Return what stands before, the places, what stands after, and whether it is a percentage.

    ``None`` where the format is not known. A per cent sign between quotation marks is only
    shown: 84 reads « 84 % » with it.
    """
    before, places, after, percent = "", "", "", False
    for match in _TOKEN.finditer(_first_section(number_format)):
        bare = match[4] or ""
        if bare and bare in "#0?.,":
            if after.strip():
                return None
            places += bare
            continue
        literal = (
            match[1] or match[2] or match[3] or (bare if bare in "%€ +-()\u00a0\u202f" else "")
        )
        if bare and not literal:
            return None
        percent = percent or bare == "%"
        if places:
            after += literal
        else:
            before += literal
    if not places or _PLACES.fullmatch(places) is None or places.endswith(","):
        return None
    # A sign or a bracket of the format itself would be read as that of the number.
    return None if set("+-()") & set(before + after) else (before, places, after, percent)


def _first_section(number_format: str) -> str:
    quoted = False
    for at, char in enumerate(number_format):
        if char == '"':
            quoted = not quoted
        elif char == ";" and not quoted:
            return number_format[:at]
    return number_format


def _grouped(number: Decimal, thousands: bool, least: int) -> str:
    """Write a number with at least so many decimals, in groups of three where asked for."""
    text = french(number)
    whole, _, decimals = text.partition(",")
    decimals = decimals.ljust(least, "0")
    if thousands:
        sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        head = len(digits) % 3
        groups = [digits[:head]] * bool(head)
        groups += [digits[at : at + 3] for at in range(head, len(digits), 3)]
        whole = sign + " ".join(groups)
    return f"{whole},{decimals}" if decimals else whole
