"""Turns on an open workbook that stand for a whole question: « et l'exécuté ? », « le premier »."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.state import State

_POLITE: Final = regex(r"(?: (?:svp|stp|merci))?[ ?.!]*$")
_YEAR: Final = regex(r"\b20\d\d\b")
_EXECUTED: Final = regex(
    r"(?:et |alors )?(?:(?:l|le|du|cote|pour|au|en) ?)*(?:execute|realise|consomme|reel)"
    r"(?: (?P<year>20\d\d))?(?:,? (?:de )?(?:la )?meme annee)?"
    r"|(?:et )?(?:quel montant|combien) (?:a|a t on) (?:finalement |vraiment |reellement )?"
    r"(?:ete )?(?:paye|depense|execute|consomme)"
)
_DEPUTY: Final = regex(
    r"(?:et )?(?:qui (?:la|le|l|les) ?(?:remplace|supplee)"
    r"|(?:le )?nom d[ue] (?:la |son )?suppleant\w*"
    r"|(?:le |la |c est qui (?:le |la )?|qui est (?:le |la )?)?suppleant\w*(?: c est qui)?)"
)
_BY_WHOM: Final = regex(r"\b(?:decid|valid|sign|approuv)\w*")
_WHO: Final = regex(r"\b(?:qui|ki)\b")
_WHEN: Final = regex(r"\b(?:quand|dates?)\b")
_MOST_WORDS: Final = 11
_NAMED: Final = regex(r"\b(indicateur|virement|mesure|action) (?:n ?°? ?)?([a-z]?\d{1,3})\b")
_ORDINALS: Final = {"premier": 0, "premiere": 0, "deuxieme": 1, "second": 1, "seconde": 1}
_ORDINAL: Final = regex(
    rf"(?:(?:pour )?(?:revenir|revenons|retour|reviens|je reviens)(?: donc)? (?:au|a la|sur le) "
    rf"(?P<back>{'|'.join(_ORDINALS)})|(?:pour |de |du )?(?:le |la )?"
    rf"(?P<cited>{'|'.join(_ORDINALS)}) (?:cite|nomme|indicateur))e?\b[ ,:]*"
)
_SAME_YEAR: Final = regex(r"\b(?:de |pour |en )?(?:la )?meme annee\b")
_SHIFT: Final = regex(
    r"(?:et )?(?P<n>un|une|deux|trois|quatre|\d) (?:ans?|annees?) "
    r"(?P<way>plus tot|avant|auparavant|plus tard|apres)"
    r"(?:[ ,]+(?:c etait|ca faisait|c est|combien|ca donnait|on etait a))*"
)
_NUMBERS: Final = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4}
_QUARTER: Final = regex(
    r"\b(?:pour |sur |dans )?les (?:trois|3) (?P<end>premiers|derniers) mois(?: de l annee)?\b"
)


def in_full(question: str, before: State) -> str:
    """Return the question that a turn stands for, ``""`` for any other turn.

    Args:
        question: As typed.
        before: What was said before it.
    """
    text = _POLITE.sub("", " ".join(normalise(question).split()))
    last = normalise(before.text)
    if not (last or before.asked or before.slots):
        return ""
    for reading in (_of_line, _of_person, _of_year, _of_quarter):
        if found := reading(text, last, before):
            return found
    return ""


def of_one_named(question: str, before: State) -> str:
    """Return a question about one of several that were named last, ``""`` for any other.

    « Le premier cité » is no smallest one, whatever else the words may mean.

    Args:
        question: As typed.
        before: What was said before it.
    """
    text = _POLITE.sub("", " ".join(normalise(question).split()))
    return _of_ordinal(text, normalise(before.text), before)


def _of_line(text: str, last: str, before: State) -> str:
    """« Et l'exécuté ? », of the line of the budget that was told."""
    match = _EXECUTED.fullmatch(text)
    line = str(before.slots.get("line", ""))
    if match is None or not line or "|" in line:
        return ""
    year = match["year"] or str(before.slots.get("year", ""))
    return f"exécuté {year} de « {line} »" if _YEAR.fullmatch(year) else ""


def _of_person(text: str, last: str, before: State) -> str:
    if _DEPUTY.fullmatch(text):
        return "et qui est son suppléant ?"
    decided = _BY_WHOM.search(text) and _WHO.search(text) and _WHEN.search(text)
    short = len(text.split()) <= _MOST_WORDS and not re.search(r"\d", text)
    return "Qui l'a décidé et à quelle date ?" if decided and short and before.focus else ""


def _of_ordinal(text: str, last: str, before: State) -> str:
    """« Pour le premier cité », of those that the last question named by their numbers."""
    match = _ORDINAL.search(text)
    # Two things asked in one sentence are kept one behind the other.
    first = normalise(before.previous.text) if before.previous is not None else ""
    named = list(dict.fromkeys(_NAMED.findall(f"{first} {last}")))
    if match is None or len(named) < 2:
        return ""
    what, number = named[_ORDINALS[match["back"] or match["cited"]]]
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    rest = re.sub(rf"\b(?:l )?{what} {number}\b[ ,]*", " ", rest)
    years = set(_YEAR.findall(f"{first} {last}"))
    if _SAME_YEAR.search(rest):
        if len(years) != 1:
            return ""
        rest = _SAME_YEAR.sub(f" {years.pop()} ", rest)
    rest = re.sub(r"\b(?:son|sa)\b", "l", rest)
    return " ".join(f"{rest} de l {what} {number}".split())


def _of_year(text: str, last: str, before: State) -> str:
    match = _SHIFT.fullmatch(text)
    years = set(_YEAR.findall(last))
    if match is None or len(years) != 1:
        return ""
    count = _NUMBERS.get(match["n"]) or int(match["n"])
    later = match["way"] in {"plus tard", "apres"}
    return f"et en {int(years.pop()) + (count if later else -count)} ?"


def _of_quarter(text: str, last: str, before: State) -> str:
    match = _QUARTER.search(text)
    if match is None or not re.fullmatch(r"(?:et |alors )?", text[: match.start()]):
        return ""
    years = set(_YEAR.findall(text[match.end() :]) or _YEAR.findall(last))
    if len(years) != 1 or text[match.end() :].strip() not in {"", *years}:
        return ""
    which = "premier" if match["end"] == "premiers" else "quatrième"
    return f"Et au {which} trimestre {years.pop()} ?"
