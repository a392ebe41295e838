"""Conditions that are joined: a result and a target that are both there, or both missing."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.composed.fact_table import BASELINE, TARGET
from pycog.dialogue.composed.row_asked import Asked, Test
from pycog.dialogue.composed.typed_tables import INDICATORS

#: « Ni réalisé 2011 ni cible »: each has a year of its own, or is missing in all of them.
_NEITHER: Final = re.compile(
    r"\bni (?:(?:de|d|un|une|aucune?|leur|l|la|le) )*(?:(?P<base>realises?|resultats?"
    r"|valeurs? de (?:reference|depart))|(?:objectifs?|cibles?))"
    r"(?: (?:chiffre|imprime|fixe|renseigne)\w*)?(?: (?:en|pour|de))*(?: (?P<year>20\d\d))?\b"
)
_NEITHER_OF: Final = re.compile(
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
    scan.take(_NEITHER_OF)
    scan.entities("condition", "measure")
    return True


#: Two things are said at least where neither is there.
_BOTH: Final = 2


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
_HELD_BOTH: Final = re.compile(
    rf"{_HAVE} {_HELD.format(1)},? (?:et|ainsi que|plus|de meme que)"
    rf"(?: (?:aussi|egalement|en meme temps|a la fois|avec|ont))* {_HELD.format(2)}"
    r"(?! (?:(?:qui|est|fixee?|egale?|identiques?|superieur\w*|inferieur\w*|comprise?|au|a|de|plus"
    r"|moins|en (?:%|jours?|hausse|baisse))\b|[<>=\d]))"
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
        year = match[f"year{nth}"]
        if match[f"base{nth}"]:
            base = str(asked.turn.convention.baseline_year)
            asked.where(f"avec réalisé {year or base}", printed(BASELINE, year or base, True))
        elif year:
            asked.where(f"avec cible {_in(year).strip()}", printed(TARGET, year, True))
        else:
            asked.where("avec cible", _aimed(asked.all_years))
    scan.entities("condition", "measure")
    return True


def _aimed(years: list[str]) -> Test:
    return lambda row: any(row.has(TARGET, one) and not row.is_deferred(one) for one in years)


def _in(year: str) -> str:
    return f"en {year}"
