"""Reads a number with its unit: ``"7,5/10"``, ``"7 mois et 8 jours"``, ``"35 000 places"``.

Adds to :func:`pycog.values.parse_number` the units that only targets and results have, and
converts between units where that is exact: a week is 7 days, a year 12 months, an hour
60 minutes. Working days, calendar days and months have no exact rate of exchange.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final, NamedTuple

from pycog.arithmetic import exact, to_float
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.values import Number, clean, fold, format_number, parse_number


class Quantity(NamedTuple):
    """A number, its unit, and words after it that no rule measures.

    Attributes:
        value: Rates as ratios, delays in their unit.
        unit: As shown; ``""`` for a bare number.
        scope: ``"des caisses"``, ``"par dossier"``… or ``""``.
    """

    value: float
    unit: str
    scope: str = ""


#: Unit of time → (dimension, how many of its smallest unit).
_TIMES: Final[dict[str, tuple[str, int]]] = {
    "secondes": ("durée", 1), "minutes": ("durée", 60), "heures": ("durée", 3600),
    "jours calendaires": ("jours calendaires", 1), "semaines": ("jours calendaires", 7),
    "mois": ("mois", 1), "ans": ("mois", 12),
    "jours": ("jours", 1), "jours ouvrés": ("jours ouvrés", 1),
    "jours ouvrables": ("jours ouvrables", 1), "jours francs": ("jours francs", 1),
    "heures ouvrées": ("heures ouvrées", 1),
}  # fmt: skip
#: Other units that convert exactly.
_AMOUNTS: Final[dict[str, tuple[str, Fraction]]] = {
    "€": ("€", Fraction(1)), "c€": ("€", Fraction(1, 100)),
}  # fmt: skip
#: Units in which a delay is written.
DELAY_UNITS: Final = frozenset(_TIMES)
#: Dimensions that days of no stated kind go with.
_ANY_DAYS: Final = frozenset({"jours", "jours calendaires", "jours ouvrés", "jours ouvrables"})
SHORT_UNITS: Final = {
    "jours": "j", "jours calendaires": "j", "jours ouvrés": "j", "jours ouvrables": "j",
    "jours francs": "j", "heures": "h", "minutes": "min", "secondes": "s",
}  # fmt: skip

#: Unit as written, folded → unit as shown; beside those of :mod:`pycog.values`.
_WRITTEN: Final[dict[str, str]] = {
    "s": "secondes", "sec": "secondes", "seconde": "secondes", "secondes": "secondes",
    "min": "minutes", "mn": "minutes", "minute": "minutes", "minutes": "minutes",
    "h ouvrees": "heures ouvrées", "heures ouvrees": "heures ouvrées",
    "heure ouvree": "heures ouvrées",
    "jr": "jours", "jrs": "jours", "jc": "jours calendaires",
    "jour calendaire": "jours calendaires", "j calendaire": "jours calendaires",
    "jour ouvre": "jours ouvrés", "j ouvre": "jours ouvrés", "jo": "jours ouvrés",
    "jour ouvrable": "jours ouvrables",
    "jour franc": "jours francs", "jours francs": "jours francs", "j francs": "jours francs",
    "sem": "semaines", "semaine": "semaines", "semaines": "semaines",
    "mois": "mois", "an": "ans", "ans": "ans", "annee": "ans", "annees": "ans",
    "c€": "c€", "centime": "c€", "centimes": "c€", "centimes d'euro": "c€", "cts": "c€",
    "‰": "‰", "pour mille": "‰", "pour cent": "%", "pourcent": "%",
    "etpt": "ETPT",
}  # fmt: skip
_SCALES: Final = {"%": -2, "‰": -3}

_WORDS: Final = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30,
}  # fmt: skip

_DIGITS = regex(r"(\d[\d ]*(?:[.,]\d+)?) ?(\D.*)?")
#: Without spaces any number of cases out of all; with them only the usual marks, because
#: « 70 / 75 » is also how two versions of one value are printed.
_OUT_OF = regex(r"(\d+(?:,\d+)?)(?:/| sur )(\d{1,3}|\d{1,3} \d{3})(?: ([^\d%].*))?")
_MARK = regex(r"(\d+(?:,\d+)?) ?/ ?(5|10|20)()")
#: Counted things out of all of them: « 101 caisses sur 101 ».
_THINGS_OF = regex(r"(\d+) ([^\W\d_][^\d]*?) sur (?:les )?(\d{1,3})")
_AFTER_DAY = regex(r"j ?\+ ?(\d{1,3})(?: (.+))?")
_AFTER_HOUR = regex(r"h ?\+ ?(\d{1,3})")
#: What is said of an amount and leaves it as it is.
_OF_AMOUNT = regex(
    r"(?:cumul(?:é|e)e?s?|en cumul|nets?|bruts?|annuels?|mensuels?"
    r"|(?:par |/ ?)(?:an|heure))"
)
#: From when a delay runs.
_FROM = regex(
    r"(?:à (?:compter|partir) d|à (?:la )?réception|après (?:la |le |l')|suivant (?:la |le |l')"
    r"|dès (?:la |le |l')).*"
)
#: What no number counts: months, ordinals, parts of a whole.
_NO_THING = regex(
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    r"|er|ere|e|re|eme|ieme|nd|nde|tiers|quarts?|moities?|cinquiemes?|dixiemes?)(?: .*)?"
)
_COMPOUND = regex(
    r"(\d+) ?(ans?|mois|semaines?|h|heures?|min|mn|minutes?)(?: et | |, )?(\d+)(?: ?([a-z]+))?"
)
#: What is left unsaid after hours or minutes: « 1 h 30 », « 2 min 30 ».
_NEXT: Final = {"heures": "minutes", "minutes": "secondes"}
_DAYS_A_MONTH: Final = 30

_SCOPE = regex(r"(?:des|de la|du|de l'|de|d'|d'une|d'un|par|chez|pour|hors|/) ?\S.*")
_REMARK = regex(r"(.+?) ?\(([^()\d]+)\)")
_NOUN = regex(r"[^\W\d_](?:[^\W\d_]|[ '’²³₂€-])*(?:/[^\W\d_](?:[^\W\d_]|[ ²³])*)?")
#: Words that change what a figure says: none of them may pass for a mere scope.
_TELLING: Final = frozenset({
    "est", "sont", "ont", "soit", "sera", "seront", "avoir", "etre",
    "plus", "moins", "baisse", "hausse", "diminution", "reduction", "augmentation",
    "progression", "croissance", "economie", "economies", "gain", "gains", "cible",
    "objectif", "resultat", "resultats", "realise", "reference", "base", "niveau", "valeur",
    "annee", "annees", "an", "ans", "mois", "jour", "jours", "j", "h", "heure", "heures",
    "minute", "minutes", "semaine", "semaines", "trimestre", "semestre", "puis", "ou",
    "environ", "sauf", "max", "maxi", "maximum", "min", "mini", "minimum", "million",
    "millions", "milliard", "milliards", "millier", "milliers", "centaine", "centaines",
    "dizaine", "dizaines", "non", "sans", "pas", "fois", "pres", "dont", "si", "stable",
    "pts", "pt", "point", "points", "ecart", "moyenne", "mediane", "decile", "ouvre",
    "ouvres", "ouvrable", "ouvrables", "calendaire", "calendaires", "euro", "euros",
    "entre", "supplementaire", "supplementaires", "md", "mds", "m", "k", "mieux", "pire",
})  # fmt: skip
#: Words that open or end no name of things.
_LINKS: Final = frozenset({
    "et", "en", "a", "au", "aux", "sous", "dans", "le", "la", "les", "l", "un", "une",
    "des", "de", "du", "d", "avant", "apres", "par", "sur", "vers", "depuis", "jusqu",
    "avec", "contre", "chez", "pour", "que", "qui", "est", "ce", "cette", "er", "e", "re",
    "eme", "ieme", "nd", "nde",
})  # fmt: skip
#: « audits par an et par caisse »: how often, in targets that are those of a year.
_PER_YEAR = regex(r" par an(?:$|(?: et)?(?= par ))")
_TIMES_A_YEAR = "fois par an"
_LONGEST_NOUN: Final = 10
#: Letters of more words than that: a cell may hold 32 767, each of which may begin a scope.
_LONGEST_WORDS: Final = 400


def is_rate_unit(unit: str) -> bool:
    """Tell whether values in ``unit`` are ratios: per cent, per mille, marks out of n.

    Args:
        unit: As shown.

    Returns:
        Whether 1 stands for all.
    """
    return unit in _SCALES or denominator(unit) is not None


def denominator(unit: str) -> int | None:
    """Return n for the unit ``"/n"``, ``None`` for any other.

    Args:
        unit: As shown.

    Returns:
        A whole number above zero.
    """
    return int(unit[1:]) if unit[:1] == "/" and unit[1:].isdigit() else None


def is_count_of_things(unit: str) -> bool:
    """Tell whether a unit is a name of things, which no list holds: « places ».

    Args:
        unit: As shown.

    Returns:
        Whether it was taken from the text as it stands.
    """
    listed = {"", "points", "ETP", "ETPT", *_TIMES, *_AMOUNTS}
    return unit not in listed and not is_rate_unit(unit)


def convert(value: float, unit: str, into: str) -> float | None:
    """Return a value in another unit where that is exact, ``None`` where it is not.

    Args:
        value: A number in ``unit``.
        unit: As shown.
        into: The unit wanted.

    Returns:
        The value, rounded once. Days of no stated kind go with calendar and working
        days, and with weeks.

    Source:
        The calendar; :data:`pycog.assumptions.ASSUMPTIONS` (``"unites-de-temps"``).
    """
    if unit == into or _singular(unit) == _singular(into):
        return value
    first, second = _dimension(unit), _dimension(into)
    if first is None or second is None:
        return None
    alike = first[0] == second[0] or (
        "jours" in {first[0], second[0]} and {first[0], second[0]} <= _ANY_DAYS
    )
    return to_float(exact(value) * first[1] / second[1]) if alike else None


def _dimension(unit: str) -> tuple[str, Fraction] | None:
    if unit in _TIMES:
        return _TIMES[unit][0], Fraction(_TIMES[unit][1])
    return _AMOUNTS.get(unit)


def _singular(unit: str) -> str:
    return " ".join(word.rstrip("sx") for word in fold(unit).split())


def months_and_days(value: float) -> str:
    """Write a number of months, its fraction in days where these are whole.

    Args:
        value: Months; a day is one thirtieth.

    Returns:
        ``"7 mois et 8 jours"``, ``"2,5 mois"``…
    """
    whole = int(value)
    days = round((value - whole) * _DAYS_A_MONTH)
    if value > 1 and days and whole + days / _DAYS_A_MONTH == value and value * 2 % 1:
        return f"{whole} mois et {days} jour{'s' if days > 1 else ''}"
    return f"{format_number(value, 4)} mois"


def read_quantity(text: str, what: str = "la valeur", *, words: bool = False) -> Quantity | None:
    """Read an unsigned number with its unit.

    Args:
        text: ``"90 %"``, ``"7,5/10"``, ``"3 min"``, ``"35 000 places"``…
        what: How to name the value in the error message.
        words: Whether words that measure nothing may follow: « 100 % des caisses ».

    Returns:
        The quantity; ``None`` when the text is none.

    Raises:
        InvalidInput: ``nombre-ambigu``: a point or comma of unknown meaning.
    """
    plain = clean(text).lower().replace("’", "'")
    first, _, rest = plain.partition(" ")
    if first in _WORDS:
        number = read_quantity(f"{_WORDS[first]} {rest}", what)
        return number if number and number.unit in DELAY_UNITS else None
    if match := _AFTER_DAY.fullmatch(plain):
        unit = _unit_of(f"jours {match[2]}") if match[2] else "jours"
        return Quantity(float(match[1]), unit) if unit in DELAY_UNITS else None
    if match := _AFTER_HOUR.fullmatch(plain):
        return Quantity(float(match[1]), "heures")
    if not plain[:1].isdigit():
        return None
    plainly = _plain_number(plain, what)
    if plainly is not None:
        return Quantity(*plainly)
    if words and (match := _THINGS_OF.fullmatch(plain)):
        plain = f"{match[1]}/{match[3]} {match[2]}"
    found = _out_of(plain, words) or _compound(plain) or _with_unit(plain, what)
    return found or (_with_words(plain, what) if words else None)


def _plain_number(plain: str, what: str) -> Number | None:
    try:
        return parse_number(plain, what)
    except InvalidInput as error:
        if error.code == "nombre-illisible":
            return None
        raise


def _out_of(plain: str, words: bool) -> Quantity | None:
    match = _MARK.fullmatch(plain) or _OUT_OF.fullmatch(plain)
    if match is None or (match[3] and not words):
        return None
    part, whole = Fraction(match[1].replace(",", ".")), int(match[2].replace(" ", ""))
    if not whole > 0 or part > whole or match[2][0] == "0" or (match[1][0] == "0" and part >= 1):
        return None
    if match[3] and not (_SCOPE.fullmatch(match[3]) or _names_things(match[3])):
        return None
    if match[3] and not _says_nothing(match[3]):
        return None
    return Quantity(to_float(part / whole), f"/{whole}", match[3] or "")


def _compound(plain: str) -> Quantity | None:
    """Read two units of time in one value; the smaller one must be less than the larger."""
    match = _COMPOUND.fullmatch(plain)
    larger = match and _unit_of(match[2])
    if not match or not larger:
        return None
    smaller = _unit_of(match[4]) if match[4] else _NEXT.get(larger)
    first, second = int(match[1]), int(match[3])
    if (larger, smaller) == ("mois", "jours"):
        if second >= _DAYS_A_MONTH:
            return None
        return Quantity(to_float(first + Fraction(second, _DAYS_A_MONTH)), "mois")
    if smaller == "jours" and larger == "semaines":
        smaller = "jours calendaires"
    ratio = convert(1.0, larger, smaller) if smaller else None
    if ratio is None or smaller is None or not second < ratio:
        return None
    return Quantity(first * ratio + second, smaller)


def _with_unit(plain: str, what: str) -> Quantity | None:
    match = _DIGITS.fullmatch(plain)
    unit = _unit_of(match[2] or "") if match else None
    if match is None or unit is None:
        return None
    number = _plain_number(match[1].strip(), what)
    if number is None:
        return None
    # float("0.5e-3") is correctly rounded, 0.5 / 1000 may be one bit away.
    return Quantity(float(f"{number.value!r}e{_SCALES.get(unit, 0)}"), unit)


def _unit_of(written: str) -> str | None:
    folded = fold(written).rstrip(".")
    if folded in _WRITTEN:
        return _WRITTEN[folded]
    try:
        return parse_number(f"1 {written}").unit or None
    except InvalidInput:
        return None


def _with_words(plain: str, what: str) -> Quantity | None:
    """Read a number and its unit before a scope, or a number of things."""
    if match := _REMARK.fullmatch(plain):
        inner = read_quantity(match[1], what, words=True)
        if inner is None or not _says_nothing(match[2]):
            return None
        return inner._replace(scope=f"{inner.scope} ({match[2]})".strip())
    for place in (found.start() for found in re.finditer(r" (?=\S)|(?<=\S)(?=/)", plain)):
        head, tail = plain[:place], plain[place:].strip()
        scope = _SCOPE.fullmatch(tail) and _says_nothing(tail)
        if not (scope or _OF_AMOUNT.fullmatch(tail) or _FROM.fullmatch(tail)):
            continue
        inner = read_quantity(head, what)
        if inner is not None and inner.unit and (scope or _may_follow(tail, inner.unit)):
            return inner._replace(scope=tail)
    return _things(plain, what)


def _may_follow(tail: str, unit: str) -> bool:
    """Tell whether words may follow a value in a unit: of an amount, or from when a delay runs."""
    kind = _OF_AMOUNT if unit in _AMOUNTS else _FROM if unit in DELAY_UNITS else None
    return kind is not None and kind.fullmatch(tail) is not None


def _things(plain: str, what: str) -> Quantity | None:
    match = _DIGITS.fullmatch(plain)
    if not match or not match[2] or not _NOUN.fullmatch(match[2]):
        return None
    if match[2] != _TIMES_A_YEAR and not _names_things(match[2]):
        return None
    if _NO_THING.fullmatch(fold(match[2])) or _unit_of(match[2].partition(" ")[0]) in _AMOUNTS:
        return None
    number = _plain_number(match[1].strip(), what)
    return None if number is None or number.unit else Quantity(number.value, match[2])


def _says_nothing(words: str) -> bool:
    """Tell whether words after a figure leave it as it is."""
    if len(words) > _LONGEST_WORDS:
        return False
    plain = words.replace("m²", "metre carre").replace("m³", "metre cube").replace("co₂", "co")
    folded = _PER_YEAR.sub("", fold(plain).strip(" .()/"))
    listed = re.split(r"[ '/-]+", folded)
    if not folded or any(char.isdecimal() for char in folded) or len(listed) > _LONGEST_NOUN:
        return False
    return not _TELLING & set(listed)


def _names_things(words: str) -> bool:
    """Tell whether words are what is counted, and no sentence that goes on."""
    listed = re.split(r"[ '/-]+", fold(words))
    return _says_nothing(words) and listed[0] not in _LINKS and listed[-1] not in _LINKS
