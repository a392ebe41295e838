"""What the label of a line or the heading of a column says of its figures."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pycog.audit.grid import normal

_LONGEST: Final = 120
_SIGNS: Final = r"^[-–•*>= (]*"
_TOTAL_START: Final = re.compile(
    _SIGNS + r"((sous[ -]?|s/)?(total|totaux)\b|s[/.]t\b|ensemble$|somme$|somme des\b)"
)
_TOTAL_IN: Final = re.compile(r"\b(total|totaux|totale|totales|ensemble)\b")
#: A balance of numbered totals ("Total I - II") is no sum.
_BALANCE: Final = re.compile(r"\b([ivx]+|[a-d]|\d) ?[-–] ?\(?(total )?([ivx]+|[a-d]|\d)\b")
#: Nature of the figures, by the words that tell it; the first that matches counts.
_NATURES: Final = tuple(
    (nature, re.compile(words))
    for nature, words in (
        (
            "identifiant",
            r"^(code|numero|n°|no|rang|siret|siren|id|cle|telephone|ref|reference)\b|^#|"
            r"^(annee|exercice|date|mois|compte|chapitre|article|ordre|version|priorite|ligne)s?$",
        ),
        ("imprime", r"\bimprimee?s?\b"),
        ("cumul", r"\bcumul"),
        ("moyenne", r"\b(moyen|moyenne|moyens|moyennes|median|mediane|mini|maxi|min|max)\b"),
        ("evolution", r"\b(evol\w*|variation|var|progression|croissance|hausse|baisse)\b"),
        ("ecart", r"\b(ecart|ecarts|solde|soldes|difference|reste|disponible|marge|delta)\b"),
        ("poids", r"\b(ponderation|coefficient|coef|bareme)\b|\bpoids\b(?! (en|du|dans|%))"),
        ("part", r"\b(part|parts|poids|repartition|structure|quote-part|proportion)\b|%"),
        (
            "taux",
            r"\b(taux|tx|ratio|pourcentage|indice|rendement|densite|prix|tarif|cout unitaire|"
            r"valeur unitaire|delai|delais|age|duree|note|score|frequence|seuil)\b|"
            r"\bpour (1 ?000|mille|10 ?000|100 ?000)\b|"
            r"\bpar (etp\w*|agents?|dossiers?|beneficiaires?|habitants?|assures?|lits?)$",
        ),
        ("controle", r"^(controle|verification|statut|resultat|norme)$"),
    )
)
_ASIDE: Final = re.compile(_SIGNS + r"(dont|soit|y compris|pour memoire|p\.? ?m|rappel|hors)\b")
_PERIOD: Final = re.compile(r"(annee|exercice|mois)s?$")
#: What there is room for.
_LIMIT: Final = re.compile(
    r"\b(capacites?|capacitaire|places?|installee?s?|autorisee?s?|plafonds?|maximum|potentiel\w*|"
    r"surface|superficie|population)\b"
)
_PLAIN_TOTAL: Final = re.compile(r"(sous[ -]?)?(total|totaux|ensemble|somme)( general| generaux)?$")
#: Figures told in a rounded unit, which need not add up to the last digit.
_SCALED: Final = re.compile(
    r"\b(milliers?|millions?|milliards?|arrondi\w*)\b|\b(k|m|md|mds)\b ?(€|eur|euros?)|[km]d?s?€"
)


# The same labels are asked about for each figure beside them.
@lru_cache(maxsize=4096)
def role_of(label: str) -> str:
    """Tell what a line or column does in its table.

    Args:
        label: The label as printed.

    Returns:
        ``"total"``, ``"total possible"`` (the word stands further on), ``"dont"``,
        ``"solde de totaux"``, ``"ligne"``, or a nature of figures that are not amounts.
    """
    text = normal(label)[:_LONGEST]
    if _TOTAL_START.match(text) and "%" not in text:
        return "solde de totaux" if _BALANCE.search(text) else "total"
    if _ASIDE.match(text):
        return "dont"
    nature = next((name for name, words in _NATURES if words.search(text)), "ligne")
    if nature == "ligne" and _TOTAL_IN.search(text):
        return "total possible"
    return nature


def is_period(label: str) -> bool:
    """Tell whether a label says « année », « exercice » or « mois » and nothing else."""
    return bool(_PERIOD.match(normal(label)))


def is_limit(label: str) -> bool:
    """Tell whether a label names what there is room for, which its neighbours need not fill."""
    return bool(_LIMIT.search(normal(label)))


def is_plain_total(label: str) -> bool:
    """Tell whether a label says « total » and nothing of what is counted."""
    return bool(_PLAIN_TOTAL.match(normal(label)))


def is_scaled(text: str) -> bool:
    """Tell whether a text announces thousands, millions or rounded figures."""
    return bool(_SCALED.search(normal(text)))
