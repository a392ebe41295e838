"""What stands around a printed value: a comparator, a year, a heading, a footnote mark.

Each qualifier is taken off from one end and kept; what is left is read by the grammar. None
of them changes the value itself.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from pycog.lazy_patterns import regex
from pycog.values import fold

#: Comparator as printed, folded → as understood.
_BEFORE: Final[dict[str, str]] = {
    "<": "<", ">": ">", "=": "=", "≤": "<=", "<=": "<=", "=<": "<=", "⩽": "<=", "≦": "<=",
    "≥": ">=", ">=": ">=", "=>": ">=", "⩾": ">=", "≧": ">=",
    "inferieur": "<", "inf": "<", "superieur": ">", "sup": ">",
    "moins de": "<", "plus de": ">", "au moins": ">=", "au plus": "<=", "minimum": ">=",
    "maximum": "<=", "au minimum": ">=", "au maximum": "<=", "au-dela de": ">", "au dela de": ">",
    "au-dessus de": ">", "au dessus de": ">", "en dessous de": "<", "au-dessous de": "<",
    "au dessous de": "<", "en-dessous de": "<", "jusqu'a": "<=", "min": ">=", "max": "<=",
    "mini": ">=", "maxi": "<=", "au minimum de": ">=", "au maximum de": "<=",
}  # fmt: skip
_AFTER: Final[dict[str, str]] = {
    "minimum": ">=", "mini": ">=", "min": ">=", "au minimum": ">=", "au moins": ">=",
    "ou plus": ">=", "et plus": ">=", "maximum": "<=", "maxi": "<=", "max": "<=",
    "au maximum": "<=", "au plus": "<=", "ou moins": "<=", "et moins": "<=",
}  # fmt: skip
_COMPARED = regex(
    r"((?:<=|=<|>=|=>|[<>=≤≥⩽⩾≦≧])(?: à(?= ))?"
    r"|au (?:moins|plus) égal(?:e)? à(?= )"
    r"|(?:inf|sup)[ée]rieure?s? (?:ou [ée]gale?s? )?(?:à|a|au)(?= )|(?:inf|sup)\.? (?:à|a|au)(?= )"
    r"|moins de(?= )|plus de(?= )|au (?:moins|plus)(?= )|au (?:minimum|maximum)(?: de)?(?= )"
    r"|au[- ]del[àa] de(?= )|(?:au[- ]dessus|(?:en|au)[- ]dessous) de(?= )|jusqu'[àa](?= )"
    r"|(?:minimum|maximum|mini|maxi|min\.?|max\.?)(?: :)?(?= )) ?(.+)"
)
_COMPARED_AFTER = regex(
    r"(.+?),? \(?(minimum|maximum|mini|maxi|min\.?|max\.?|au (?:minimum|maximum|moins|plus)"
    r"|(?:ou|et) (?:plus|moins))\)?"
)

_FOOTNOTES = regex(r"(?:(?<=[^\W_])|(?<=[%‰€)*.]))(?: ?\*+| ?[†‡]+| ?\((?:\d|[a-e])\)| ?\[\d\])+$")
_SUPERSCRIPTS = regex(r"(?<=[^m\s]) ?[¹²³⁰⁴-⁹]+$")
_NOTE = r"(?:mesure au (?:1er|premier|2nd|2e|2ème|second) semestre|résultat (?:au [\d/]{10}|\d{4}))"
_NOTES = regex(rf"(?: ?(?:{_NOTE}|\({_NOTE}\)))+$")
_HEADING = regex(
    r"(?:valeur )?(?:cible|objectif)(?: \d{4})? ?: ?"
    r"|(?:taux|délai|part|nombre|montant|note|score|coût)(?:(?!baisse|hausse|duction|mentation"
    r"|minution|gression|[\d:]).)* ?: ?"
    r"|(?:taux|délai|part|note|score)(?: moyen(?:ne)?)? (?:de |d'|: ?)?"
    r"(?=[\d<>≤≥=]|au |inf|sup|moins |plus )"
    r"|(?:en )?moyenne (?:de )?|environ(?=$)"
)

_YEAR = r"(?:19|20)\d\d"
#: What an earlier year is called.
REFERENCE: Final = (
    rf"(?:(?:l')?année (?:n ?- ?1|précédente)|n ?- ?1|exercice précédent"
    rf"|(?:(?:le |au |du )?(?:résultat|réalisé|réel|niveau|taux|valeur|réalisation)s?"
    rf"(?: atteint)?(?: de(?: l'année)?| en)? (?:n ?- ?1|{_YEAR}))"
    rf"|niveau actuel|(?:l'année )?{_YEAR})"
)
_BASE = regex(
    rf"(.+?) ?\(?(?:par rapport (?:à|a|au) ?|/ ?|vs\.? |versus |comparé à |depuis |base )"
    rf"(?P<base>{REFERENCE})\)?"
)
_YEARLY = regex(r"(.+?) ?(?P<base>/ ?an|par an|chaque année|l'an|annuelle?s?|en moyenne annuelle)")
_PERIOD = regex(
    rf"(.+?) (?P<base>(?:sur|pendant) (?:la (?:période|durée)|toute la période)"
    rf"(?: de la (?:cog|convention))?|entre {_YEAR} et {_YEAR}|sur {_YEAR} ?- ?{_YEAR}"
    rf"|de {_YEAR} à {_YEAR})"
)
#: What runs over every year of an agreement at once: « sur la période », « en cinq ans ».
_WHOLE_PERIOD = regex(
    rf".*\d.* (?:(?:sur|pendant|durant|au cours de|tout au long de) (?:toute )?"
    rf"(?:la (?:période|durée|cog|convention)|l'ensemble (?:de|du)\b.*)"
    rf"|(?:sur|pendant|en) (?:les )?(?:\d+|deux|trois|quatre|cinq|six) (?:ans|années|exercices)"
    rf"|(?:sur|pendant|entre|de|période) {_YEAR} ?(?:-|–|à|et|/) ?{_YEAR})"
    rf"(?: (?:de la |du |d')(?:cog|convention|cpg|plan|période))?"
)
_WHEN = regex(
    rf"(.+?),? \(?(?P<when>(?:(?:d'ici(?: à| la)?(?: fin)?|dès|à partir de|à compter de|à fin|fin"
    rf"|en|à l'horizon|pour|courant|au terme de|à l'échéance(?: de)?|à échéance) "
    rf"(?:{_YEAR}|fin {_YEAR}|(?:de )?la (?:cog|convention|période)|fin de (?:la )?"
    rf"(?:cog|convention|période)|cog))|(?:à|en) terme|en fin de (?:cog|période)"
    rf"|au \d\d?/\d\d?/{_YEAR})\)?"
)
_MEAN = regex(r"(.+?),? \(?(?P<scope>en moyenne(?! annuelle)|moyenne|moyen|délai moyen)\)?")


class Stripped(Struct, frozen=True):
    """A printed value without what stands around it.

    Attributes:
        core: What is left.
        base: The year that it is measured from, or « par an »; ``""`` where none is named.
        scope: The other words taken off.
    """

    core: str
    base: str = ""
    scope: str = ""


def without_notes(plain: str) -> str:
    """Drop the remarks that the annexes print after a value, from a closed list.

    Args:
        plain: A lower-case text.

    Returns:
        The text without them.
    """
    return _NOTES.sub("", plain)


def without_marks(plain: str) -> str:
    """Drop footnote marks: « 85 %* », « 90 % (1) », « 90 %¹ ».

    Args:
        plain: A lower-case text.

    Returns:
        The text without them.
    """
    return _SUPERSCRIPTS.sub("", _FOOTNOTES.sub("", plain)) if len(plain) > 1 else plain


def without_heading(plain: str) -> str:
    """Drop the heading that stands before a value: « cible : 80 % ».

    Args:
        plain: A lower-case text.

    Returns:
        The text without it.
    """
    found = _HEADING.match(plain)
    return plain[found.end() :].strip() if found else plain


def stripped(plain: str) -> Stripped:
    """Take off the year that a value is measured from, and when it is due.

    Args:
        plain: A lower-case text.

    Returns:
        What is left, and what was taken off.
    """
    core, base, scope = plain, "", ""
    for _ in range(4):
        if match := _WHEN.fullmatch(core):
            core, scope = match[1], f"{match['when']} {scope}".strip()
        elif match := _MEAN.fullmatch(core):
            core, scope = match[1], f"{match['scope']} {scope}".strip()
        elif not base and (
            match := _BASE.fullmatch(core) or _YEARLY.fullmatch(core) or _PERIOD.fullmatch(core)
        ):
            core, base = match[1], match["base"].strip()
        else:
            break
    return Stripped(core.rstrip(" ,;"), base, scope)


def runs_over_period(plain: str) -> bool:
    """Tell whether a value is what all the years of an agreement must add up to.

    Args:
        plain: A lower-case text: « 200 000 contrôles sur la période ».

    Returns:
        Whether the text says so. One year's result is no answer to such a target.
    """
    return _WHOLE_PERIOD.fullmatch(plain) is not None


def compared(plain: str) -> tuple[str | None, str]:
    """Split a printed comparator, before or after, from the value that it stands beside.

    Args:
        plain: A lower-case text.

    Returns:
        ``">="``, ``"<="``, ``"<"``, ``">"``, ``"="`` or ``None``, and the value.
    """
    if match := _COMPARED.fullmatch(plain):
        return _comparator(match[1]), match[2]
    match = _COMPARED_AFTER.fullmatch(plain)
    # « 3 min » is three minutes, « 90 % min » at least 90 %.
    if match and not (match[2].rstrip(".") == "min" and match[1][-1:].isdecimal()):
        return _AFTER[match[2].rstrip(".")], match[1]
    return None, plain


def _comparator(printed: str) -> str:
    folded = fold(printed)
    for word, strict in (("inf", "<"), ("sup", ">")):
        if folded.startswith(word):
            return f"{strict}=" if " ou egal" in folded else strict
    folded = re.sub(r" egale? a$", "", folded).rstrip(" :.")
    sign = printed.removesuffix(" à")
    return _BEFORE[sign] if sign in _BEFORE else _BEFORE[folded]
