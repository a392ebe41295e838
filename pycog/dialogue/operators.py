"""Finds what a question does with figures: sums, means, gaps, shares, extremes, changes, units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pycog.dialogue.spans import Entity

SUM, MEAN, GAP, SHARE, LARGEST, SMALLEST = "somme", "moyenne", "écart", "part", "maximum", "minimum"

_OPERATORS: Final = (
    (MEAN, re.compile(r"\b(?:en moyenne|moyennes?|moyen)\b")),
    (
        GAP,
        re.compile(r"\b(?:ecarts?|differences?|compar\w+|de (?:plus|moins)(?: que?)?)\b"),
    ),
    (
        SHARE,
        re.compile(
            r"\b(?:quelle parts?|parts?|proportion|pourcentage|(?:que )?represente\w*|poids)\b"
        ),
    ),
    (
        LARGEST,
        re.compile(
            r"\b(?:(?:le|la|les) )?plus (?:gros\w*|grand\w*|elev\w*|importante?s?|fort\w*|haut\w*"
            r"|chere?s?)\b|\bmaxim\w+"
        ),
    ),
    (
        SMALLEST,
        re.compile(
            r"\b(?:(?:le|la|les) )?(?:plus (?:petit\w*|faible\w*|bas\w*|modeste\w*)"
            r"|moins (?:elev\w*|importante?s?|gros\w*|fort\w*))\b|\bminim\w+"
        ),
    ),
    (
        SUM,
        re.compile(
            r"\b(?:sommes?|cumul\w*|addition\w*|ajout\w+|total|totaux|ensemble)\b"
            r"|(?<=[a-z]) ?\+ ?(?=[a-z])|\bplus l(?:e|a|es)?\b"
        ),
    ),
)
_UNITS: Final = (
    ("k€", re.compile(r"\ben (?:k ?€|k ?euros?\b|ke\b|milliers?(?: d ?euros?)?\b)")),
    ("M€", re.compile(r"\ben (?:m ?€|m ?euros?\b|millions?(?: d ?euros?)?\b)")),
    ("€", re.compile(r"\ben (?:€|euros?\b)")),
    ("%", re.compile(r"\ben (?:%|pourcentages?\b|pour ?cents?\b)")),
)
_LESS: Final = r"moins|-|(?:reduit|baiss|minor|diminu|ampute?|rabot)\w* de|(?:en )?baisse de"
_MORE: Final = r"plus|\+|(?:augment|major|relev|rehauss)\w* de|(?:en )?hausse de"
_CHANGE: Final = re.compile(
    rf"(?:\b|(?<= ))(?:(?P<less>{_LESS})|(?P<more>{_MORE})) ?(?P<n>\d+(?:[.,]\d+)?)"
    r" ?(?:%|pour ?cents?\b)"
)


#: « Par an » asks for every year.
_EVERY: Final = re.compile(
    r"\b(?:an par an|annee par annee|par an(?:nee)?|chaque an(?:nee)?|toutes les annees"
    r"|tous les ans|annuel(?:le)?s?|par exercice|d annee en annee)\b"
)
#: Stands before what is left out.
_WITHOUT: Final = re.compile(
    r"\b(?:hors|sauf|sans|moins|excepte|hormis|a l exception(?: de)?|ni|mais pas)"
    r"(?: (?:l|la|le|les|d|du|de|des))*$"
)


def find_every(text: str) -> Iterator[Entity]:
    """Yield what asks for every year."""
    for match in _EVERY.finditer(text):
        yield Entity("every", "années", match[0], *match.span())


def left_out(text: str, lines: list[Entity]) -> list[Entity]:
    """Return the lines of a question, those after « hors » or « sans » as what is left out."""
    found = []
    for one in lines:
        before = _WITHOUT.search(text[: one.start].rstrip())
        if before is None:
            found.append(one)
        else:
            start = before.start()
            found.append(Entity("without", one.value, text[start : one.end], start, one.end))
    return found


def find_operators(text: str) -> Iterator[Entity]:
    """Yield the operators of a normalised question."""
    for name, pattern in _OPERATORS:
        for match in pattern.finditer(text):
            yield Entity("op", name, match[0], *match.span())


def find_units(text: str) -> Iterator[Entity]:
    """Yield the unit in which the answer is wanted."""
    for unit, pattern in _UNITS:
        for match in pattern.finditer(text):
            yield Entity("unit", unit, match[0], *match.span())


def find_changes(text: str) -> Iterator[Entity]:
    """Yield the one what-if of a question: « moins 3 % » is -0.03; two are none."""
    found = list(_CHANGE.finditer(text))
    for match in found if len(found) == 1 else ():
        sign = "-" if match["less"] else ""
        value = float(f"{sign}{match['n'].replace(',', '.')}e-2")
        yield Entity("change", value, match[0], *match.span())
