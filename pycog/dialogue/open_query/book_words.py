"""Words of a question that only say that the open workbook is meant, or on what it rests."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

_THE: Final = r"(?:(?:le|la|les|l|ce|cette|notre|mon|ma|nos|votre) )?"
#: « d'après le tableau », « dans la grille », « saisi à la main ».
BOOK: Final = regex(
    rf"\b(?:(?:d apres|dans|de|du|sur|au|selon|a partir (?:de|du)) )?{_THE}(?:tableaux?|classeur"
    r"|fichier|registre|grille|feuille|onglet|tableur)\b"
    rf"|\b(?:d apres|selon) {_THE}\w+ (?:saisi|note|inscrit|tape)\w*"
    r"|\b(?:saisi|inscrit|renseigne|tape|enregistre)e?s?(?: (?:a la main|au clavier))?\b"
)
#: Whose figures are meant: those of whoever has the workbook open.
OURS: Final = regex(
    r"\b(?:nos|notre|avons nous|nous avons|a t on|on a|on est|j ai|mon|mes|chez nous)\b"
)
#: A remark in brackets that holds no number.
_ASIDE: Final = regex(r" ?\([^()\d%€]*\)")
#: On what an answer rests: the rules that are applied anyway, the day of the plan.
_RESTS: Final = regex(
    r"\b(?:au regard|au sens|au titre|en vertu|compte tenu|selon les regles) (?:de |du |des )"
    rf"{_THE}"
    r"(?:annexe(?: \d)?|regles?(?: budgetaires?)?|cog|convention)\b"
    rf"|\b(?:a la|au jour de la|a|en) date de {_THE}situation\b|\ba ce jour\b|\baujourd hui\b"
)
_CHECKS: Final = regex(
    r"\b(?:pouvez vous|peux tu|pourriez vous|merci de|il faut|je veux|je voudrais|tu peux)"
    r"(?: me)? (?:verifier|dire|controler|regarder|voir|confirmer) (?:si|que) "
)
_SPACES: Final = regex(r"\s{2,}")


def means_workbook(typed: str) -> bool:
    """Tell whether a question says that the open workbook is meant."""
    text = normalise(typed)
    return BOOK.search(text) is not None or OURS.search(text) is not None


def without_book(text: str) -> str:
    """Return a normalised question without the words that only say that the workbook is meant."""
    for pattern in (_ASIDE, _RESTS, _CHECKS, BOOK):
        text = pattern.sub(" ", text)
    return _SPACES.sub(" ", text).strip(" ,;:")
