"""Finds what a question does with figures: sums, means, gaps, shares, extremes, changes, units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pycog.dialogue.spans import Entity, claim
from pycog.lazy_patterns import regex

SUM, MEAN, GAP, SHARE, LARGEST, SMALLEST = "somme", "moyenne", "écart", "part", "maximum", "minimum"

#: What the target of the indicators of a list may be asked to be.
DEFERRED, KEPT, WITHOUT, WITH = "renvoyé", "non renvoyé", "sans cible", "avec cible"
BASED, ONLY, ALL = "avec réalisé", "cette seule année", "tous"

#: A target, and what is said of every one of them.
_TARGET: Final = (
    r"(?:(?:valeurs? )?(?:objectifs?|cibles?)"
    r"(?: (?:chiffre|a atteindre|imprime|renseigne|fixe|defini)\w*)?)"
)
#: A target that is set by another agreement is none of their own.
_PUT_OFF: Final = r"(?!(?: (?:en |pour |de )?20\d\d)?,? (?:est |etant |qui est )?(?:renvoy|defer))"
_CONDITIONS: Final = (
    (KEPT, regex(r"\b(?:pas|non) (?:renvoy|defer)\w+")),
    (DEFERRED, regex(r"\b(?:renvoy|defer)(?:e|es|ee|ees)\b")),
    (
        WITHOUT,
        regex(
            rf"\b(?:pas|sans|aucune?|jamais|zero)"
            rf"(?: (?:d|de|aucune?|l[ae]|leur|encore|moindre|fixee?|prevue?))* {_TARGET}\b"
            r"|\b(?:objectifs?|cibles?) (?:(?:est|sont|reste|restent|etait|etaient) )?"
            r"(?:vides?|absente?s?|non (?:renseigne|fixe|imprime|defini)\w*)"
        ),
    ),
    (
        ONLY,
        regex(
            rf"\b(?:n|ne) (?:ont|a) (?:une?|de|d) {_TARGET} qu(?= en\b)"
            rf"|(?<= ){_TARGET} (?:seulement|uniquement|exclusivement)(?= (?:en|pour)\b)"
        ),
    ),
    (WITH, regex(rf"\b(?:ont|ayant|avec) (?:une?|des|leur) {_TARGET}\b{_PUT_OFF}")),
    (BASED, regex(r"\b(?:ont|ayant) (?:un|des|leur) realises?\b")),
    (ALL, regex(r"\bcombien (?:y a t il )?d indicateurs\b(?! ?\d)")),
)
#: « N'est que de » restricts what is said.
_ONLY: Final = regex(r"\b(?:n|ne) (?:\w+ ){1,4}?qu(?:e)? (?=en\b|de\b|d\b|pour\b|\d)")

_OPERATORS: Final = (
    (MEAN, regex(r"\b(?:en moyenne|moyennes?|moyen)\b")),
    (
        GAP,
        regex(r"\b(?:ecarts?|differences?|compar\w+|de (?:plus|moins)(?: que?)?)\b"),
    ),
    (
        SHARE,
        regex(
            r"\b(?:quelle parts?|parts?|proportion|pourcentage|(?:que )?represente\w*|poids"
            r"|(?:que )?pes(?:e|ent)(?=.* (?:dans|sur) ))\b"
        ),
    ),
    (
        LARGEST,
        regex(
            r"\b(?:(?:le|la|les) )?plus (?:gros\w*|grand\w*|elev\w*|importante?s?|fort\w*|haut\w*"
            r"|chere?s?)\b|\bmaxim\w+"
        ),
    ),
    (
        SMALLEST,
        regex(
            r"\b(?:(?:le|la|les) )?(?:plus (?:petit\w*|faible\w*|bas\w*|modeste\w*)"
            r"|moins (?:elev\w*|importante?s?|gros\w*|fort\w*))\b|\bminim\w+"
        ),
    ),
    (
        SUM,
        regex(
            r"\b(?:sommes?|cumul\w*|addition\w*|ajout\w+|total(?:es?)?|totaux|ensemble)\b"
            r"|(?<=[a-z]) ?\+ ?(?!ou\b)(?=[a-z])|\bplus l(?:e|a|es)?\b"
        ),
    ),
)
#: Unit that an amount may be wanted in → how many euros it is.
DIVISORS: Final = {"k€": 1_000, "M€": 1_000_000}
_UNITS: Final = (
    ("k€", regex(r"\ben (?:k ?€|k ?euros?\b|ke\b|milliers?(?: d ?euros?)?\b)")),
    ("M€", regex(r"\ben (?:m ?€|m ?euros?\b|millions?(?: d ?euros?)?\b)")),
    ("€", regex(r"\ben (?:€|euros?\b)")),
    ("%", regex(r"\ben (?:%|pourcentages?\b|pour ?cents?\b)")),
)
_LESS: Final = (
    r"moins|-|(?:reduit|baiss|minor|diminu|ampute?|rabot|rogn|grignot|comprim|resserr|allege"
    r"|ecrete)\w* de|(?:en )?baisse de"
)
_MORE: Final = (
    r"plus|\+|r?ajout\w*|(?:augment|major|relev|rehauss|gonfl|revaloris)\w* de|(?:en )?hausse de"
)
_CHANGE: Final = regex(
    rf"(?:\b|(?<= ))(?:(?P<less>{_LESS})|(?P<more>{_MORE})) ?(?P<n>\d+(?:[.,]\d+)?)"
    r" ?(?:%|pour ?cents?\b)"
)


#: « Par an » asks for every year.
_EVERY: Final = regex(
    r"\b(?:an par an|annee par annee|par an(?:nee)?|chaque an(?:nee)?|toutes les annees"
    r"|tous les ans|annuel(?:le)?s?|par exercice|d annee en annee)\b"
)
#: Stands before what is left out.
_WITHOUT: Final = regex(
    r"\b(?:hors|sauf|sans|moins|excepte|hormis|a l exception(?: de)?|ni|mais pas)"
    r"(?: (?:l|la|le|les|d|du|de|des))*$"
)


def find_conditions(text: str) -> Iterator[Entity]:
    """Yield the conditions on the indicators of a list, and restrictions of any kind."""
    found: list[Entity] = []
    for name, pattern in _CONDITIONS:
        candidates = (
            Entity("condition", name, one[0], *one.span()) for one in pattern.finditer(text)
        )
        claim(found, candidates)
    restricted = (Entity("only", "seulement", one[0], *one.span()) for one in _ONLY.finditer(text))
    claim(found, restricted)
    yield from found


#: Divides a figure by what is counted.
_PER: Final = regex(
    r"\bpar (?:agent|etp|salarie|assure|beneficiaire|mois|trimestre|semestre|jour|semaine|personne"
    r"|habitant|poste|tete)s?\b"
)
#: « Reporter les 8 000 € » is what is to be moved, not what was spent.
_MOVED: Final = regex(
    r"\breport\w* (?:(?:de|les|des|mes|nos|ces|la somme de) )*(?=\d)(?!(?:19|20)\d\d\b)"
)


def find_divisors(text: str) -> Iterator[Entity]:
    """Yield what a figure is wanted for one of, and amounts that are to be carried over."""
    for match in _PER.finditer(text):
        yield Entity("per", match[0], match[0], *match.span())
    for match in _MOVED.finditer(text):
        yield Entity("moved", match[0], match[0], *match.span())


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
