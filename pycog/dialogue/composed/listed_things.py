"""The things that a key figure counts, where the document names them all."""

from __future__ import annotations

import re
from typing import Final

from pycog.conventions import load
from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.lexicon import stem
from pycog.dialogue.spoken import NUMERALS
from pycog.lazy_patterns import regex

#: Asks for things by their names: « cite les structures », « les 3 types d'accueil ».
_LEAD: Final = regex(
    r"^(?:et |alors )?(?:(?:peux tu|pouvez vous|tu peux|merci de) )?(?:me |m |nous )?"
    r"(?P<verb>(?:donne|list|cit|enumer|nomm|detaill|rappel)(?:e[rsz]?|es)?(?: moi| nous)?"
    r"|quel(?:le)?s (?:sont|etaient))?(?: ?: ?)? ?(?:tous |toutes )?(?:les|la liste des) ?"
    rf"(?P<n>\d\d?|{'|'.join(NUMERALS[2:])})?(?= )"
    r"(?: (?:noms?|communes|villes|lieux)(?= (?:de|des|du|d)\b))?"
)
_BETWEEN: Final = regex(r", | ; | et ")
#: Two things at least make a list.
_LEAST: Final = 2


def listing_asked(scan: Scan) -> bool:
    """Claim what asks for things by their names, and tell whether it is there."""
    found = _LEAD.match(scan.text)
    if found is None or not (found["verb"] or found["n"]) or re.search(r"\bcombien\b", scan.text):
        return False
    scan.claim_span(*found.span())
    return True


def things_of(fact: Fact) -> tuple[str, ...]:
    """Return the things that a figure counts, as the document names them, none if it does not.

    Args:
        fact: The figure.
    """
    for entry in load(fact.body).figures[fact.subject]:
        for text in (entry.printed, entry.note):
            things = tuple(filter(None, map(str.strip, _BETWEEN.split(text.rstrip(". ")))))
            named = all(re.search(r"[^\W\d]{2}|\d/\d", one) for one in things)
            if len(things) >= _LEAST and len(things) == fact.value and named:
                return things
    return ()


def told_things(fact: Fact) -> Answer | None:
    """Answer with the things that a figure counts, ``None`` where they are not named."""
    things = things_of(fact)
    if not things:
        return None
    said = f"{fact.label} ({fact.period}), {len(things)} : {' ; '.join(things)}."
    rows = tuple((one,) for one in things)
    return Answer("", ANSWERED, said, table=Table((fact.label,), rows), source=fact.source)


#: Asks for several things and what each of them is: « quels dons, et pour quels montants ».
_EACH_ASKED: Final = regex(
    r"^(?:et |alors )?(?:quel(?:le)?s|les(?: differente?s)?|liste\w*(?: (?:les|des))?)"
    r" (?P<what>[a-z]{3,})"
    r"(?=.*\b(?:montants?|combien|chacun|chacune|chaque|detail\w*"
    r"|quel(?:le)?s (?:sommes|valeurs))\b)"
)
_FIGURE: Final = regex(r'=COG_KEY_FIGURE\("([^"]+)",[^,]*,"([^"]+)"\)')


def told_each(formula: str, text: str) -> Answer | None:
    """Answer with every figure of the kind that is asked for in the plural, each with its value.

    Args:
        formula: That of the one figure which was found.
        text: The question, normalised.
    """
    asked, found = _EACH_ASKED.match(text), _FIGURE.fullmatch(formula)
    if asked is None or found is None:
        return None
    kind = found[1].partition("-")[0]
    if stem(asked["what"]) != stem(kind):
        return None
    own = [one for one in facts(FIGURE) if one.body == found[2]]
    first = next(one for one in own if one.subject == found[1])
    alike = [
        one
        for one in own
        if one.subject.startswith(f"{kind}-")
        and (one.unit, one.period) == (first.unit, first.period)
    ]
    if len(alike) < _LEAST:
        return None
    sign = f" {first.unit}" if first.unit in {"€", "%"} else ""
    rows = tuple(
        (one.label, one.period, f"{one.printed.removesuffix(sign)}{sign}") for one in alike
    )
    said = " ; ".join(f"{label} : {value}" for label, _, value in rows)
    table = Table(("Chiffre", "Période", "Imprimé"), rows)
    return Answer("", ANSWERED, f"{said} ({first.period}).", table=table, source=first.source)
