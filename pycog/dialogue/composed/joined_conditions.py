"""Conditions that are joined: a result and a target that are both there, or both missing."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.composed.fact_table import BASELINE, TARGET
from pycog.dialogue.composed.row_asked import Asked, Test
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.typed_tables import INDICATORS
from pycog.lazy_patterns import regex

#: « Ni réalisé 2011 ni cible »: each has a year of its own, or is missing in all of them.
_NEITHER: Final = regex(
    r"\bni (?:(?:de|d|un|une|aucune?|leur|l|la|le) )*(?:(?P<base>realises?|resultats?"
    r"|valeurs? de (?:reference|depart))|(?:objectifs?|cibles?))"
    r"(?: (?:chiffre|imprime|fixe|renseigne)\w*)?(?: (?:en|pour|de))*(?: (?P<year>20\d\d))?\b"
)
_NEITHER_OF: Final = regex(
    r"\b(?:n (?:ont|a|avaient)|sans|qui n ont)\b(?: (?:strictement|absolument))?"
    r"(?: (?:aucune?|de|pas de) (?:chiffres?|valeurs?|donnees?))?(?=[ ,:]+ni\b)"
)


def neither(asked: Asked) -> bool:
    """Claim two things that are both missing, each in the years that are said of it.

    Args:
        asked: Gets a condition for each.

    Returns:
        Whether they are said.
    """
    scan = asked.scan
    found = [*_NEITHER.finditer(scan.text)]
    if asked.table != INDICATORS or len(found) < _BOTH or len(found) != scan.text.count("ni "):
        return False
    for one in found:
        scan.claim_span(*one.span())
        what, measure, years = "cible", TARGET, asked.all_years
        if one["base"]:
            what, measure, years = "réalisé", BASELINE, [str(asked.turn.convention.baseline_year)]
        years = [one["year"]] if one["year"] else years
        said = f" {_in(one['year'])}" if one["year"] else ""
        asked.where(f"sans {what}{said}", _absent(measure, years))
    _but_there(asked, found[-1].end())
    scan.take(_NEITHER_OF)
    scan.entities("condition", "measure")
    return True


#: Two things are said at least where neither is there.
_BOTH: Final = 2


def _but_there(asked: Asked, start: int) -> None:
    """Claim what is there, behind what is missing: « … mais une cible 2015 »."""
    match = _BUT.match(asked.scan.text, start)
    if match is None:
        return
    asked.scan.claim_span(*match.span())
    _there(asked, match, "0")


def _there(asked: Asked, match: re.Match[str], nth: str) -> None:
    """Keep the rows that have the result or the target of one group of a match."""
    year = match[f"year{nth}"]
    if match[f"base{nth}"]:
        base = year or str(asked.turn.convention.baseline_year)
        asked.where(f"avec réalisé {base}", printed(BASELINE, base, True))
    elif year:
        asked.where(f"avec cible {_in(year)}", printed(TARGET, year, True))
    else:
        asked.where("avec cible", _aimed(asked.all_years))


def _absent(measure: str, years: list[str]) -> Test:
    # A target that another agreement sets is there.
    return lambda row: not any(row.has(measure, one) or row.is_deferred(one) for one in years)


def printed(measure: str, year: str, wanted: bool) -> Test:
    """Return whether a row has a value of its own in a year, or has none.

    Args:
        measure: The measure.
        year: The year.
        wanted: Whether the value is to be there.
    """
    # A target that another agreement sets is neither there nor missing.
    return lambda row: row.has(measure, year) is wanted and not row.is_deferred(year)


#: « Un réalisé 2011 », « une cible chiffrée en 2013 »; ``{0}`` tells the two of a pair apart.
_HELD: Final = (
    r"(?:(?:d|de|une?|des|leurs?|la|le|les|l) )*"
    r"(?:(?P<base{0}>realises?|resultats?|valeurs? de (?:reference|depart))"
    r"|(?P<aim{0}>objectifs?|cibles?))"
    r"(?: (?:chiffre|imprime|fixe|renseigne|constate|connu)\w*)?(?: (?:en|pour|de))*"
    r"(?: (?P<year{0}>20\d\d))?\b"
)
_HAVE: Final = (
    r"\b(?:(?:qui )?(?:ont|a|avaient|avec|ayant|affich\w+|possed\w+|presentent|dispos\w+|dotes?))"
    r"(?: (?:a la fois|en meme temps|aussi bien|bien|deja))?"
)
_HELD_BOTH: Final = regex(
    rf"{_HAVE} {_HELD.format(1)},? (?:et|ainsi que|plus|de meme que)"
    rf"(?: (?:aussi|egalement|en meme temps|a la fois|avec|ont))* {_HELD.format(2)}"
    r"(?! (?:(?:qui|est|fixee?|egale?|identiques?|superieur\w*|inferieur\w*|comprise?|au|a|de|plus"
    r"|moins|en (?:%|jours?|hausse|baisse))\b|[<>=\d]))"
)

_BUT: Final = regex(
    rf",? (?:mais|et)(?: (?:qui|en|ont|a|avec|ayant|bien))* (?=une? )(?:une? ){_HELD.format(0)}"
)


def both_held(asked: Asked) -> bool:
    """Claim a result and a target that are both there, each in the year that is said of it.

    Args:
        asked: Gets a condition for each.

    Returns:
        Whether they are said.
    """
    scan = asked.scan
    match = _HELD_BOTH.search(scan.text)
    if asked.table != INDICATORS or match is None or asked.only:
        return False
    scan.claim_span(*match.span())
    for nth in ("1", "2"):
        _there(asked, match, nth)
    scan.entities("condition", "measure")
    return True


#: « Et un réalisé 2011 », « sans réalisé de 2011 », beside a condition on the value of targets.
_BESIDE: Final = (
    r",? ?\b(?:(?:et|mais|qui|ainsi que) )*"
    r"(?:(?P<no>(?:(?:n (?:ont|a) |ont |a )?(?:pas|aucune?)|sans|n (?:ont|a) aucune?)(?: de| d)?)"
    r"|(?:(?:ont|a|ayant|avec|dispos\w+ d|deja)(?: (?:deja|aussi|bien))* )?(?:une?|le|leur|des))"
    r"(?: une?)? (?:{})"
)
_OF_YEAR: Final = (
    r"(?: (?:chiffre|imprime|connu|constate)\w*)?(?: (?:en|pour|de))*(?: (?P<year>20\d\d))?\b"
    r"(?! (?:superieur\w*|inferieur\w*|egal\w*|d au|(?:en |de |pour )?\d+|de (?:plus|moins))\b)"
)
_BASE: Final = r"realises?|resultats?|valeurs? de (?:reference|depart)"
_BASE_BESIDE: Final = regex(_BESIDE.format(_BASE) + _OF_YEAR)
_AIM_BESIDE: Final = regex(_BESIDE.format("objectifs?|cibles?") + _OF_YEAR)
#: « Un réalisé 2011 supérieur à … »: the value is that of the result.
_BASE_OF_VALUE: Final = regex(
    r"\b(?:boug|chang|vari|evolu|augment|progress|baiss|diminu|recul)\w+|\b(?:stable|constante?)s?\b|"
    rf"\b(?:{_BASE})(?: (?:en|de))?(?: 20\d\d)? (?:(?:est|etait|soit) )?"
    r"(?:superieur\w*|inferieur\w*|egal\w*|d au|de (?:plus|moins))\b"
)
_OF_VALUE: Final = regex(
    r"(?:superieur\w*|inferieur\w*|egal\w*|au moins|au plus|plus|moins|dessus|dessous|[<>=]|\bde)"
    r"(?: (?:a|de|d|ou))* ?\d"
)


def base_beside(asked: Asked) -> bool:
    """Claim a result, or a target, that is there or missing beside a condition on other values.

    Args:
        asked: Gets the condition; its year is then none of those of the other values.

    Returns:
        Whether it is said.
    """
    scan, base = asked.scan, asked.base_year
    if asked.table != INDICATORS or not set(asked.years) - {base}:
        return False
    of_base = _BASE_OF_VALUE.search(scan.text) is not None
    match = (_AIM_BESIDE if of_base else _BASE_BESIDE).search(scan.text)
    if match is None or not _OF_VALUE.search(scan.text):
        return False
    year, wanted = match["year"] or ("" if of_base else base), match["no"] is None
    if not year or (year == base) is of_base:
        return False
    scan.claim_span(*match.span())
    asked.years = [one for one in asked.years if one != year]
    what = f"cible en {year}" if of_base else f"réalisé {year}"
    test = printed(TARGET if of_base else BASELINE, year, wanted)
    asked.where(f"{'avec' if wanted else 'sans'} {what}", test)
    scan.entities("condition")
    return True


def _aimed(years: list[str]) -> Test:
    return lambda row: any(row.has(TARGET, one) and not row.is_deferred(one) for one in years)


def _in(year: str) -> str:
    return f"en {year}"


#: Joins two conditions of which one is enough: « … ou n'ont pas de seuil ».
_OR: Final = regex(
    r"\bou (?:bien )?(?:qui )?"
    r"(?:n (?:ont|a)|ont|a une?|sans|avec|pas|aucune?|pes\w+|sont|dont|est)\b"
)
_PAIR: Final = 2


def either_holds(asked: Asked) -> bool:
    """Join two conditions of which one is said to be enough; return whether they are read.

    Args:
        asked: Gets one condition instead of the two.
    """
    if _OR.search(asked.scan.text) is None or len(asked.tests) < _PAIR:
        return True
    if len(asked.tests) > _PAIR or asked.reached is not None:
        return False
    first, last = asked.tests
    asked.tests = [lambda row: first(row) or last(row)]
    asked.said = [" ou ".join(asked.said)]
    return True


_RISES: Final = r"(?:augment|progress|grimp|croiss)\w+|(?:est|sont) en hausse"
_SINKS: Final = r"(?:baiss|diminu|recul|chut)\w+|(?:est|sont) en baisse"
_TWO_COURSES: Final = regex(
    rf"\b(?:(?:{_RISES})\b.*\b20\d\d\b.*\b(?:mais|et|puis)\b.*\b(?:{_SINKS})"
    rf"|(?:{_SINKS})\b.*\b20\d\d\b.*\b(?:mais|et|puis)\b.*\b(?:{_RISES}))\b"
)


def two_courses(scan: Scan) -> bool:
    """Tell whether a rise and a fall are asked for, each of years of its own: none reads both.

    Args:
        scan: The question.
    """
    return scan.has(_TWO_COURSES)
