"""Turns dictated numbers into digits: « indicateur sept », « deux mille treize », « 3 mille »."""

from __future__ import annotations

import re
from typing import Final

from pycog.lazy_patterns import regex

_UNITS: Final = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
    "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
    "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
#: How small numbers are written, each at its place.
NUMERALS: Final = (
    "", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze",
)  # fmt: skip
#: How ranks are written, each at its place.
ORDINALS: Final = (
    "", "premier", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme", "septieme",
    "huitieme", "neuvieme", "dixieme", "onzieme", "douzieme", "treizieme", "quatorzieme",
    "quinzieme", "seizieme", "dix septieme", "dix huitieme", "dix neuvieme", "vingtieme",
)  # fmt: skip
_TENS: Final = {
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "octante": 80,
    "nonante": 90,
}
_SCALES: Final = {"cent": 100, "cents": 100, "mille": 1000}
_WORD: Final = "|".join(sorted({*_UNITS, *_TENS, *_SCALES}, key=len, reverse=True))
#: « Et » joins a number to « un » and « onze » alone; elsewhere it parts two numbers of a list.
_RUN: Final = regex(rf"\b(?:{_WORD})(?: (?:et (?=(?:une?|onze)\b))?(?:{_WORD}))*\b")
_COMMA: Final = regex(r"(\d+) virgule (\d+)")
#: One number word alone is a number only beside these: « un » and « sept. » are others.
_BEFORE: Final = regex(r"(?:indicateurs?|fiches?|fiche objectif|numero) $")
_BEHIND: Final = regex(
    r" (?:pour cent|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre|points?|euros?|jours?|millions?|milliards?|virgule|et demie?|etp)\b"
)
_ONE: Final = regex(r" (?:millions?|milliards?|virgule|et demie?)\b")
#: « trente pour cent »: the hundred belongs to the percent sign.
_PERCENT: Final = regex(r"\bpour cents?\b")
#: « 60 mille », « 2,5 mille euros »; « 2 526 mille » too.
_THOUSANDS: Final = regex(
    r"(?<![\d.,])(?P<n>\d{1,3}(?: \d{3})*(?:,\d+)?) mille\b(?: (?P<rest>\d{1,3})(?![.,]?\d| ?%))?"
)
#: « 1 million 250000 » is one number.
_MILLIONS: Final = regex(
    r"(?<![\d.,])(?P<n>\d{1,3}) millions? (?:et )?(?P<rest>\d{1,3}(?: \d{3})|\d{1,6})"
    r"(?![.,]?\d| ?%| ?[km]€| millions?\b| \d)"
)
_HALF: Final = regex(r"(?<![\d.,])(?P<n>\d+)(?P<scale> (?:millions?|milliards?))? et demie?\b")


#: « Le dixième indicateur », « la 22e fiche » ; a first or second one may be one of a list.
_ORDINALS: Final = {
    "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9, "dixieme": 10, "onzieme": 11,
    "douzieme": 12, "treizieme": 13, "quatorzieme": 14, "quinzieme": 15, "seizieme": 16,
    "vingtieme": 20, "trentieme": 30, "quarantieme": 40, "cinquantieme": 50,
}  # fmt: skip
_ORDINAL: Final = regex(
    rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<n>\d{{1,2}}) ?(?:e|eme|ieme)) "
    r"(?P<what>indicateur|fiche(?: objectif)?)\b(?! \d)"
)


def _ordinal(match: re.Match[str]) -> str:
    return f"{match['what']} {match['n'] or _ORDINALS[match['word']]}"


def numeral(said: str) -> int:
    """Return the number that digits or one of :data:`NUMERALS` say.

    Args:
        said: « 3 », « trois », « une ».
    """
    return int(said) if said.isdigit() else NUMERALS.index("un" if said == "une" else said)


def digits(text: str) -> str:
    """Return a normalised text with its number words as digits."""
    text = _ORDINAL.sub(_ordinal, text)
    if "mille" in text:
        text = _THOUSANDS.sub(_of_thousands, text)
    if _RUN.search(text):
        text = _PERCENT.sub("%", text)
        text = _COMMA.sub(r"\1,\2", _RUN.sub(_replace, text))
    if "million" in text:
        text = _MILLIONS.sub(_of_millions, text)
    return _HALF.sub(lambda one: f"{one['n']},5{one['scale'] or ''}", text)


def _of_thousands(match: re.Match[str]) -> str:
    whole, _, decimals = match["n"].replace(" ", "").partition(",")
    if len(decimals) > 3:
        return match[0]
    return str(int(whole) * 1000 + int(decimals.ljust(3, "0")) + int(match["rest"] or 0))


def _of_millions(match: re.Match[str]) -> str:
    return str(int(match["n"]) * 1_000_000 + int(match["rest"].replace(" ", "")))


def _replace(match: re.Match[str]) -> str:
    words = [word for word in match[0].split() if word != "et"]
    text = match.string
    alone = len(words) == 1
    behind = text[match.end() :]
    beside = _BEFORE.search(text[: match.start()]) or _BEHIND.match(behind)
    near = beside is not None or behind.startswith(" %")
    if set(words) <= {"un", "une"} and not (alone and _ONE.match(behind)):
        return match[0]
    if alone and not near:
        return match[0]
    return str(_value(words))


def _value(words: list[str]) -> int:
    total, current = 0, 0
    for word in words:
        if word == "mille":
            total, current = total + max(current, 1) * 1000, 0
        elif word in _SCALES:
            current = max(current, 1) * 100
        elif word in {"vingt", "vingts"} and current % 100 == 4:
            current += 76  # « quatre-vingts »
        else:
            current += _TENS.get(word, 0) + _UNITS.get(word, 0)
    return total + current
