"""Functions of text: those the engine does not apply to ranges, or to accented letters."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pycog.lazy_patterns import regex
from pycog.refresh.calculation.functions.coercion import (
    UNSURE,
    Fault,
    block,
    known_language,
    number,
    number_read,
    text,
    truth,
    writes_french,
)
from pycog.refresh.calculation.functions.comparing import LONGEST, join
from pycog.refresh.calculation.functions.criteria import wildcard
from pycog.refresh.calculation.functions.formats import formatted
from pycog.refresh.calculation.functions.numeric import FUNCTIONS as NUMERIC

#: Halves of the characters that Excel counts as two.
_HALVES = regex("[\ud800-\udfff]")


def _upper(value: Any) -> str:
    # Excel changes letters one for one: « ß » stays.
    return "".join(one.upper() if len(one.upper()) == 1 else one for one in text(value))


def _count(value: Any, least: int = 0) -> int:
    found = int(number(value))
    if found < least:
        raise Fault("Value")
    return found


def _units(value: Any) -> str:
    """Return a text in the units that Excel counts: a character such as an emoji is two."""
    whole = text(value)
    if not whole or max(whole) <= "\uffff":
        return whole
    coded = whole.encode("utf-16-le", "surrogatepass")
    return "".join(chr(coded[at] | coded[at + 1] << 8) for at in range(0, len(coded), 2))


def _whole(units: str) -> str:
    """Return the text that such units are.

    Raises:
        Fault: ``NImpl`` for half a character, which no file can hold.
    """
    if not units or not _HALVES.search(units):
        return units
    try:
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as fault:
        raise Fault(UNSURE) from fault


def left(value: Any, count: Any = 1.0) -> str:
    """Return the first characters."""
    return _whole(_units(value)[: _count(count)])


def right(value: Any, count: Any = 1.0) -> str:
    """Return the last characters."""
    wanted = _count(count)
    return _whole(_units(value)[-wanted:]) if wanted else ""


def middle(value: Any, start: Any, count: Any) -> str:
    """Return characters from a place on."""
    first = _count(start, 1) - 1
    return _whole(_units(value)[first : first + _count(count)])


def replace(value: Any, start: Any, count: Any, new: Any) -> str:
    """Put a text in the place of characters."""
    first, whole = _count(start, 1) - 1, _units(value)
    return _short(_whole(whole[:first] + _units(new) + whole[first + _count(count) :]))


def _short(whole: str) -> str:
    if len(whole) > LONGEST:
        raise Fault("Value")
    return whole


def substitute(value: Any, old: Any, new: Any, which: Any = None) -> str:
    """Replace a text, everywhere or at one of its places."""
    whole, before, after = text(value), text(old), text(new)
    if not before:
        return whole
    if which is None:
        return _short(whole.replace(before, after))
    place = -1
    for _ in range(_count(which, 1)):
        place = whole.find(before, place + 1)
        if place < 0:
            return whole
    return whole[:place] + after + whole[place + len(before) :]


def find(wanted: Any, value: Any, start: Any = 1.0) -> float:
    """Return the place of a text, case and all."""
    first = _count(start, 1) - 1
    whole = _units(value)
    place = whole.find(_units(wanted), first)
    if place < 0 or first > len(whole):
        raise Fault("Value")
    return float(place + 1)


def search(wanted: Any, value: Any, start: Any = 1.0) -> float:
    """Return the place of a text with wildcards, without case."""
    first = _count(start, 1) - 1
    match = wildcard(_units(wanted)).search(_units(value), first)
    if match is None:
        raise Fault("Value")
    return float(match.start() + 1)


def repeat(value: Any, times: Any) -> str:
    """Repeat a text."""
    whole, count = text(value), _count(times)
    if len(whole) * count > LONGEST:
        raise Fault("Value")
    return whole * count


def fixed(value: Any, places: Any = 2.0, plain: Any = False) -> str:
    """Write a number with a fixed number of decimals."""
    digits, grouped = int(number(places)), not truth(plain)
    if not -127 <= digits <= 127:
        raise Fault("Value")
    rounded = NUMERIC["ROUND"](value, digits)
    shown = f"{Decimal(f'{rounded:.15g}'):.{max(digits, 0)}f}"
    french = writes_french()
    if grouped and abs(rounded) >= 1000:
        if french:
            raise Fault(UNSURE)  # which space stands between thousands differs
        return f"{Decimal(shown):,}"
    return shown.replace(".", ",") if french else shown


def concat(*values: Any) -> Any:
    """Join all that ranges hold."""
    return join(*(value for one in values for line in block(one) for value in line))


def text_join(between: Any, skips: Any, *values: Any) -> str:
    """Join all that ranges hold, with something between."""
    marks = [text(value) for line in block(between) for value in line]
    texts = [text(value) for one in values for line in block(one) for value in line]
    if truth(skips):
        texts = [one for one in texts if one]
    pieces = texts[:1]
    for place, one in enumerate(texts[1:]):
        pieces += [marks[place % len(marks)], one]
    return _short("".join(pieces))


def value_of(value: Any) -> float:
    """Return the number or date that a text is."""
    if isinstance(value, bool):
        raise Fault("Value")
    return number(value)


def _serial(value: Any, *, date: bool) -> float:
    if not isinstance(value, str):
        text(value)
        raise Fault("Value")
    found = number_read(value)
    if found is None or not re.search(r"\d\D+\w+\D*\d" if date else ":", value):
        raise Fault("Value")
    return float(int(found)) if date else found % 1


def counted(value: Any) -> Any:
    """Return a value for COUNT, which leaves errors out: nothing in the place of one."""
    return "" if isinstance(value, dict) and not is_unsure(value) else value


def is_unsure(value: Any) -> bool:
    """Tell whether a value is one that pycog could not calculate, rather than an error."""
    return isinstance(value, dict) and value.get("kind") == UNSURE


def _sure(question: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return a question about a value that has no answer for one that is not calculated."""

    def asked(value: Any) -> bool:
        if is_unsure(value):
            raise Fault(UNSURE)
        return question(value)

    return asked


def _is_error(value: Any) -> bool:
    return isinstance(value, dict)


def _is_na(value: Any) -> bool:
    return isinstance(value, dict) and value.get("kind") == "Na"


def _is_number(value: Any) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool)


def number_value(value: Any, point: Any = None, group: Any = None) -> float:
    """Return the number that a text is with the separators that are named.

    Raises:
        Fault: ``Value`` for other text, ``NImpl`` where the separators are those of Excel.
    """
    french = writes_french() if point is None or group is None else False
    mark = ("," if french else ".") if point is None else text(point)[:1]
    between = ("\u202f\u00a0" if french else ",") if group is None else text(group)[:1]
    if not mark or mark in between:
        raise Fault(UNSURE if group is None else "Value")
    before, *after = re.sub(r"\s", "", text(value)).split(mark)
    for one in between:
        before = before.replace(one, "")
    digits = before + "".join(f".{one}" for one in after)
    match = re.fullmatch(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)?(%*)", digits)
    if match is None or (match[1] is None and match[2]):
        raise Fault("Value")
    return float(Decimal(match[1] or 0).scaleb(-2 * len(match[2])))


def address(row: Any, column: Any, kind: Any = 1.0) -> str:
    """Return the address of a cell as « L2C3 », or « R2C3 » in English.

    Raises:
        Fault: ``NImpl`` where the language is not known.
    """
    french = known_language()
    if french is None:
        raise Fault(UNSURE)
    down, across, how = (math.trunc(number(one)) for one in (row, column, kind))
    if not 1 <= how <= 4 or down < 1 or across < 1:
        raise Fault("Value")
    letter, opening, closing = ("L", "(", ")") if french else ("R", "[", "]")
    rows = f"{opening}{down}{closing}" if how in (3, 4) else str(down)
    columns = f"{opening}{across}{closing}" if how in (2, 4) else str(across)
    return f"{letter}{rows}C{columns}"


#: Functions of single values by Excel name.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "CODE": lambda value: _code(text(value)),
    "CONCATENATE": join,
    "DATEVALUE": lambda value: _serial(value, date=True),
    "EXACT": lambda one, other: text(one) == text(other),
    "FIND": find,
    "FIXED": fixed,
    "ISBLANK": lambda value: value is None,
    "ISERR": _sure(lambda value: _is_error(value) and not _is_na(value)),
    "ISERROR": _sure(_is_error),
    "ISLOGICAL": _sure(lambda value: isinstance(value, bool)),
    "ISNA": _sure(_is_na),
    "ISNONTEXT": _sure(lambda value: not isinstance(value, str)),
    "ISNUMBER": _sure(_is_number),
    "ISTEXT": _sure(lambda value: isinstance(value, str)),
    "LEFT": left,
    "LEN": lambda value: float(len(text(value).encode("utf-16-le")) // 2),
    "LOWER": lambda value: text(value).lower(),
    "MID": middle,
    "NUMBERVALUE": number_value,
    "PROPER": lambda value: text(value).title(),
    "REPLACE": replace,
    "REPT": repeat,
    "RIGHT": right,
    "SEARCH": search,
    "SUBSTITUTE": substitute,
    "TEXT": formatted,
    "TIMEVALUE": lambda value: _serial(value, date=False),
    "TRIM": lambda value: re.sub(" +", " ", text(value)).strip(" "),
    "UPPER": _upper,
    "VALUE": value_of,
}


def _code(value: str) -> float:
    if not value:
        raise Fault("Value")
    try:
        return float(value[0].encode("cp1252")[0])
    except UnicodeEncodeError:
        return 63.0
