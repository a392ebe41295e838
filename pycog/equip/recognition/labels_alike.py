"""How alike two labels are: the same words, or words to be confirmed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pycog.audit.grid import normal

#: Abbreviations that officers type for whole words; each has one meaning in these annexes.
ABBREVIATIONS: Final = {
    "tx": "taux",
    "nb": "nombre",
    "nbre": "nombre",
    "nbr": "nombre",
    "qte": "quantite",
    "tel": "telephonique",
    "pers": "personnel",
    "fonct": "fonctionnement",
    "fct": "fonctionnement",
    "invest": "investissement",
    "immo": "immobilisations",
    "immos": "immobilisations",
    "immob": "immobilisations",
    "dot": "dotation",
    "dep": "depenses",
    "dpt": "departements",
    "dpts": "departements",
    "amort": "amortissements",
    "prov": "provisions",
    "chges": "charges",
    "except": "exceptionnelles",
    "s/total": "sous-total",
    "st": "sous-total",
    "trt": "traitement",
    "niv": "niveau",
    "rdv": "rendez vous",
    "moy": "moyen",
}
#: Words that carry no meaning of their own.
EMPTY: Final = frozenset(
    word
    for words in (
        "le la les l un une des de du d a au aux en et ou sur dans par pour avec",
        "ce ces cet cette son sa ses leur leurs que qui qu",
    )
    for word in words.split()
)
_MARK: Final = re.compile(r"\s*(?:\((?:\d{1,2}|[a-z]|\*+)\)|\*+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)\s*$")
_WORD: Final = re.compile(r"[a-z0-9]+(?:[.,]\d+)*")
#: A number that stands before a label in the same cell: « 7 - Taux… », « Ind. 7 : Taux… ».
_LEADING: Final = re.compile(
    r"^\s*(?P<number>(?:(?:indicateur|indic|ind)\b\.?\s*(?:n\s?[°º]\.?\s*)?|n\s?[°º]\.?\s*)?"
    r"[A-Za-z]{0,3}\d{1,3}(?:[.,]\d{1,3}){0,2}[a-z]?)"
    r"\s*(?:[-–—:)/.]|\.\s)\s*(?P<label>[^\W\d].{2,})$",
    re.IGNORECASE | re.DOTALL,
)


def without_footnote(text: str) -> str:
    """Return a label without the marks of its footnotes: « Personnel (1) », « Études * »."""
    return _MARK.sub("", text.strip())


def number_before(text: str) -> tuple[str, str] | None:
    """Return number and label of a cell that holds both, ``None`` where it holds a label only."""
    found = _LEADING.match(text)
    return (found["number"], found["label"].strip()) if found else None


@lru_cache(maxsize=1 << 14)
def same_words(label: str) -> str:
    """Return what two labels of the same words share: no case, article, plural or bullet.

    Args:
        label: A label as printed or as typed.

    Returns:
        Its words in order, abbreviations written out.
    """
    words = []
    for word in _WORD.findall(normal(without_footnote(label))):
        whole = ABBREVIATIONS.get(word, word)
        if whole in EMPTY:
            continue
        words.append(whole[:-1] if len(whole) > 3 and whole[-1] in "sx" else whole)
    return " ".join(words)


@lru_cache(maxsize=1 << 16)
def likeness(label: str, other: str) -> float:
    """Return how alike two labels are.

    Args:
        label: A label.
        other: Another.

    Returns:
        100 for the same words in the same order, less for any other pair, 0 where one is blank.
    """
    from rapidfuzz import fuzz

    first, second = same_words(label), same_words(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 100.0
    score = max(
        fuzz.ratio(first, second),
        0.95 * fuzz.token_sort_ratio(first, second),
        0.85 * fuzz.token_set_ratio(first, second),
    )
    return min(score, 99.0)


@lru_cache(maxsize=1 << 10)
def respelt(word: str, known: tuple[str, ...]) -> str:
    """Return the known word that a misspelt one is but for one letter, else the word itself.

    Args:
        word: A word, maybe with a letter too many, too few, wrong or out of place.
        known: Words that are meant often.
    """
    from rapidfuzz.distance import OSA

    near = (one for one in known if OSA.distance(word, one, score_cutoff=1) <= 1)
    return word if word in known else next(near, word)


#: Words that head many labels and tell none from another.
GENERIC: Final = frozenset(
    {"taux", "nombre", "delai", "part", "pourcentage", "montant", "total", "depense", "moyen"}
)
#: Letters by which an abbreviated word is known.
_STEM: Final = 4


@lru_cache(maxsize=1 << 14)
def shared_words(label: str, other: str) -> float:
    """Return the share of the telling words of a label that another has too.

    Args:
        label: A label as typed, its words maybe abbreviated (« satisf. »).
        other: The printed label.

    Returns:
        From 0 to 1; 0 where the label has no word of its own.
    """
    own = [word for word in same_words(label).split() if word not in GENERIC]
    printed = same_words(other).split()
    if not own:
        return 0.0
    return sum(any(_same_stem(word, one) for one in printed) for word in own) / len(own)


def _same_stem(word: str, other: str) -> bool:
    size = min(len(word), len(other))
    if word == other:
        return True
    # « satisf » is « satisfaction »; « action » is not « activité ».
    return size >= _STEM and (word.startswith(other) or other.startswith(word))
