"""``TEXT``: numbers and dates written by a format code, English or French.

A file holds the code that was typed. A French Excel writes ``jj/mm/aaaa`` and ``0,0 %``,
an English one ``dd/mm/yyyy`` and ``0.0%``: the language is read from the code itself, and
where it could be either the result is unsure.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from pycog.lazy_patterns import regex
from pycog.refresh.calculation.functions.coercion import (
    UNSURE,
    Fault,
    check,
    general,
    is_1904,
    is_french,
    number,
    number_read,
    parts_of,
    text,
)
from pycog.values import MONTH_NAMES

_PIECE = regex(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<word>standard|general|am/pm|a/p|[a-z]+)|(?P<sign>.)",
    re.I | re.S,
)
#: Letters of dates and times, French and English; no code mixes « j » or « a » with « d » or « y ».
_DATE_LETTERS = frozenset("djmyahs")
_RUN = regex(r"(.)\1*", re.I)
#: Months that are not shortened by « mmm »: Excels differ on the point after the others.
_FRENCH_WHOLE = {3: "mars", 5: "mai", 6: "juin", 8: "août"}
_ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_FRENCH_DAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]
_ENGLISH_DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
_SPACES = "\u00a0\u202f "
_ENGLISH_THOUSANDS = regex(r"[#0?],[#0?]{3}(?![#0?])")
_NO_THOUSANDS = regex(rf"[#0?][{_SPACES}](?![#0?]{{3}}(?![#0?]))[#0?]")


class _Piece(NamedTuple):
    kind: str  # text, number or date word
    text: str


class _Code(NamedTuple):
    """A section of a format code, split."""

    pieces: tuple[_Piece, ...]
    french: bool
    date: bool
    locale: str


def formatted(value: Any, code: Any) -> str:
    """Write a value by a format code, as ``TEXT`` does.

    Raises:
        Fault: An error, or ``NImpl`` for a code whose meaning is not sure.
    """
    check(value)
    wanted = text(code)
    if isinstance(value, bool):
        return text(value)
    if isinstance(value, str):
        found = number_read(value)
        if found is None:
            return _written_text(value, wanted)
        value = found
    amount = number(value)
    sections = _sections(wanted)
    if any("[" in one and re.search(r"\[[<>=]", one) for one in sections):
        raise Fault(UNSURE)
    if amount < 0 and len(sections) > 1:
        return _section(-amount, sections[1])
    if amount == 0 and len(sections) > 2:
        return _section(0.0, sections[2])
    shown = _section(abs(amount), sections[0])
    if amount < 0:
        if _code(sections[0], is_french()).date:
            raise Fault("Value")
        return f"-{shown}" if re.search("[1-9]", shown) else shown
    return shown


def _written_text(value: str, code: str) -> str:
    sections = _sections(code)
    if len(sections) < 4 and "@" not in code:
        return value
    return "".join(
        value if piece.text == "@" and piece.kind == "sign" else piece.text
        for piece in _pieces(sections[-1])
    )


def _sections(code: str) -> list[str]:
    found, quoted, start = [], False, 0
    for place, char in enumerate(code):
        quoted ^= char == '"'
        if char == ";" and not quoted and code[place - 1 : place] != "\\":
            found.append(code[start:place])
            start = place + 1
    return [*found, code[start:]]


def _section(value: float, code: str) -> str:
    parsed = _code(code, is_french())
    if parsed.date:
        return _dated(value, parsed)
    return _numbered(value, parsed)


@lru_cache(maxsize=2048)
def _code(code: str, in_french: bool) -> _Code:
    pieces = tuple(_pieces(code))
    words = {piece.text.lower() for piece in pieces if piece.kind == "word"}
    letters = {word[0] for word in words if len(set(word)) == 1}
    letters |= {piece.text[0] for piece in pieces if piece.kind == "elapsed"}
    unknown = {
        word
        for word in words - {"standard", "general", "am/pm", "a/p", "e"}
        if len(set(word)) > 1 or word[0] not in _DATE_LETTERS
    }
    if unknown or (letters & set("ja") and letters & set("dy")):
        raise Fault(UNSURE)
    date = bool(letters & set("djmyahs"))
    locale = next((p.text for p in pieces if p.kind == "locale"), "")
    plain = "".join(p.text for p in pieces if p.kind == "sign")
    long = any(len(word) > 2 for word in words if word[0] == "m")
    try:
        french = _is_french(letters, plain, locale, date, long)
    except Fault:
        if not in_french:
            raise
        french = True
    return _Code(pieces, french, date, locale)


def language_of(code: str) -> bool | None:
    """Tell whether a code can only be French (``True``) or English, ``None`` for either."""
    found: set[bool] = set()
    for section in _sections(code):
        pieces = _pieces(section)
        plain = "".join(one.text for one in pieces if one.kind == "sign")
        letters = {one.text.lower()[0] for one in pieces if one.kind == "word"}
        if any(one.kind == "locale" for one in pieces):
            return None
        if letters & set("ja") and not letters & set("dy"):
            found.add(True)
        elif letters & set("dy") or re.search(r"[#0?]\.[#0?]", plain):
            found.add(False)
        elif not letters and re.search(r"[#0?],[#0?]{1,2}(?![#0?])", plain):
            found.add(True)
    return found.pop() if len(found) == 1 else None


def _is_french(letters: set[str], plain: str, locale: str, date: bool, long: bool) -> bool:
    if date:
        if letters & set("ja"):
            return True
        if letters & set("dy") or (letters <= set("hms") and "m" not in letters):
            return False
        if letters == {"m"} and not locale and long:
            raise Fault(UNSURE)  # « mmmm » names a month in the language of whoever opens
        return False
    if re.search(rf"[#0?][{_SPACES}][#0?]", plain):
        return True
    if "," not in plain or "." in plain or _ENGLISH_THOUSANDS.search(plain):
        if re.search(r"(?<![#?])0,000(?!\d)", plain) and "." not in plain:
            raise Fault(UNSURE)
        return False
    return True


def _pieces(code: str) -> list[_Piece]:
    found: list[_Piece] = []
    for match in _PIECE.finditer(code):
        kind, value = match.lastgroup or "", match[match.lastgroup or 0]
        if kind in ("quoted", "escaped"):
            found.append(_Piece("text", value))
        elif kind == "space":
            found.append(_Piece("text", " "))
        elif kind == "bracket":
            found.append(_bracket(value))
        elif kind == "word" and set(value.lower()) <= _DATE_LETTERS:
            # « aaaamm »: a run of each letter
            found += [_Piece(kind, run[0]) for run in _RUN.finditer(value)]
        elif kind in ("word", "sign"):
            found.append(_Piece(kind, value))
    return found


def _bracket(inner: str) -> _Piece:
    if inner.startswith("$"):
        symbol, _, locale = inner[1:].partition("-")
        return _Piece("text", symbol) if symbol else _Piece("locale", locale.upper())
    if inner and set(inner.lower()) <= set("hms") and len(set(inner.lower())) == 1:
        return _Piece("elapsed", inner.lower())
    return _Piece("text", "")  # a colour


def _numbered(value: float, code: _Code) -> str:
    signs = "".join(p.text for p in code.pieces if p.kind == "sign")
    words = {p.text.lower() for p in code.pieces if p.kind == "word"}
    if words & {"standard", "general"}:
        return "".join(
            (general(value).replace(".", ",") if p.text.lower() == "standard" else general(value))
            if p.kind == "word"
            else p.text
            for p in code.pieces
            if p.kind != "locale"
        )
    if "e" in words:
        return _scientific(value, code, signs)
    if "/" in signs and re.search(r"[#0?] ?[#0?]*/", signs):
        return _fraction(value, signs)
    if not re.search("[#0?]", signs):
        return "".join(
            text(value) if (p.kind, p.text) == ("sign", "@") else p.text
            for p in code.pieces
            if p.kind in ("text", "sign")
        )
    return _decimal(value, code, signs)


def _decimal(value: float, code: _Code, signs: str) -> str:
    point = "," if code.french else "."
    scale = 2 * signs.count("%")
    mask = signs.rstrip(_SPACES + "%")
    last = max(i for i, char in enumerate(mask) if char in "#0?")
    body, after = mask[: last + 1], mask[last + 1 :]
    thousands = 0 if code.french else len(after) - len(after.lstrip(","))
    whole, _, decimals = body.partition(point)
    places = sum(char in "#0?" for char in decimals)
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(f"{value:.15g}").scaleb(scale - 3 * thousands)
        rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    digits, _, part = f"{rounded:f}".partition(".")
    optional = len(decimals) - len(decimals.rstrip("#"))
    while optional and part.endswith("0"):
        part, optional = part[:-1], optional - 1
    zeros = sum(char == "0" for char in whole)
    digits = digits.lstrip("0").rjust(zeros, "0")
    grouped = _grouped(digits, whole, code)
    return _placed(code, grouped, part, point if point in body else "", thousands)


def _grouped(digits: str, whole: str, code: _Code) -> str:
    if code.french:
        mark = next((char for char in whole if char in _SPACES), "")
        if not mark or not re.search(rf"[#0?][{_SPACES}][#0?]", whole):
            return digits
        if _NO_THOUSANDS.search(whole):
            raise Fault(UNSURE)  # thousands, or spaces as in a telephone number
    elif "," in whole:
        mark = ","
    else:
        return digits
    return re.sub(r"(?<=\d)(?=(\d{3})+$)", mark, digits)


def _placed(code: _Code, digits: str, part: str, point: str, thousands: int) -> str:
    """Put a number in the place of its placeholders, other signs where they stand."""
    places = [i for i, p in enumerate(code.pieces) if p.kind == "sign" and p.text in "#0?"]
    first, last = places[0], places[-1]
    written: list[str] = []
    for place, piece in enumerate(code.pieces):
        if place == first:
            written.append(digits + (point + part if point and (part or point) else ""))
        if first <= place <= last:
            if piece.kind == "text" and piece.text:
                raise Fault(UNSURE)  # text between digits, as in a telephone number
            if piece.kind == "sign" and piece.text in "-()/":
                raise Fault(UNSURE)
            continue
        if piece.kind == "locale" or (thousands and last < place <= last + thousands):
            continue
        written.append(piece.text)
    return "".join(written)


def _scientific(value: float, code: _Code, signs: str) -> str:
    mantissa = re.match(r"([#0?]+)(?:[.,]([#0?]*))?([+-])([0#?]+)$", signs)
    if mantissa is None or len(mantissa[1]) != 1:
        raise Fault(UNSURE)
    places, width = len(mantissa[2] or ""), len(mantissa[4])
    digits, _, power = f"{Decimal(f'{value:.15g}'):.{places}E}".partition("E")
    sign = "-" if power.startswith("-") else "+" if mantissa[3] == "+" else ""
    shown = f"{digits}E{sign}{power.lstrip('+-').zfill(width)}"
    return shown.replace(".", ",") if code.french else shown


def _fraction(value: float, signs: str) -> str:
    match = re.fullmatch(r"(?:([#0?]+) )?([#?0]+)/([#?0]+|\d+)", signs.strip())
    if match is None or match[1] is None or not set(match[3]) <= set("?#"):
        raise Fault(UNSURE)
    whole = int(value)
    rest = Fraction(value - whole).limit_denominator(10 ** len(match[3]) - 1)
    if rest == 1:
        whole, rest = whole + 1, Fraction(0)
    if rest == 0:
        return str(whole) + " " * (2 + len(match[2]) + len(match[3]))
    top = str(rest.numerator).rjust(len(match[2]))
    bottom = str(rest.denominator).ljust(len(match[3]))
    # « # » shows no zero before the fraction, but the space stays.
    shown = str(whole) if whole or "0" in match[1] else ""
    return f"{shown} {top}/{bottom}"


def _dated(value: float, code: _Code) -> str:
    words = [p.text.lower() for p in code.pieces if p.kind in ("word", "elapsed")]
    has_time = any(word[0] in "hs" for word in words) or any(
        piece.kind == "elapsed" for piece in code.pieces
    )
    # Excel rounds to the second, and shows the minutes and hours that have passed.
    seconds = math.floor(value * 86_400 + 0.5) if has_time else int(value) * 86_400
    days, moment = divmod(seconds, 86_400)
    try:
        year, month, day = parts_of(float(days))
    except Fault as fault:
        raise Fault("Value") from fault  # beyond the year 9999
    half = any(word in ("am/pm", "a/p") for word in words)
    english = not code.french and not code.locale.endswith(("40C", "80C"))
    written, before = [], ""
    for place, piece in enumerate(code.pieces):
        if piece.kind == "locale":
            continue
        if piece.kind not in ("word", "elapsed"):
            if piece.kind == "sign" and piece.text in "0#" and before.startswith("s"):
                raise Fault(UNSURE)
            written.append(piece.text)
            continue
        word = piece.text.lower()
        if piece.kind == "elapsed":
            size = {"h": 3600, "m": 60, "s": 1}[word[0]]
            written.append(str(seconds // size).zfill(len(word)))
        elif word in ("am/pm", "a/p"):
            written.append(("AM" if moment < 43_200 else "PM")[: 1 + (word != "a/p")])
        elif word[0] == "h":
            hour = moment // 3600
            hour = (hour - 1) % 12 + 1 if half else hour
            written.append(str(hour).zfill(min(len(word), 2)))
        elif word[0] == "s":
            written.append(str(moment % 60).zfill(min(len(word), 2)))
        elif word[0] == "m" and (before.startswith("h") or _before_seconds(code, place)):
            written.append(str(moment // 60 % 60).zfill(min(len(word), 2)))
        else:
            written.append(_date_word(word, year, month, day, days, english))
        before = word
    return "".join(written)


def _before_seconds(code: _Code, place: int) -> bool:
    following = (p.text.lower() for p in code.pieces[place + 1 :] if p.kind in ("word", "elapsed"))
    return next(following, "").startswith("s")


def _date_word(word: str, year: int, month: int, day: int, days: int, english: bool) -> str:
    if word[0] in "ya":
        return str(year % 100).zfill(2) if len(word) <= 2 else str(year)
    if word[0] == "m":
        if len(word) <= 2:
            return str(month).zfill(len(word))
        names = _ENGLISH_MONTHS if english else MONTH_NAMES
        if len(word) == 3:
            if not english and month not in _FRENCH_WHOLE:
                raise Fault(UNSURE)
            return names[month - 1][:3] if english else _FRENCH_WHOLE[month]
        return names[month - 1] if len(word) == 4 else names[month - 1][0]
    if len(word) <= 2:
        return str(day).zfill(len(word))
    names = _ENGLISH_DAYS if english else _FRENCH_DAYS
    weekday = (days + 5 if is_1904() else days - 1) % 7
    if len(word) == 3 and not english:
        raise Fault(UNSURE)  # with a point or without
    return names[weekday][:3] if len(word) == 3 else names[weekday]
