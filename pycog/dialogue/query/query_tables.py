"""Which table a question is about: the words for its things, and what only it has."""

from __future__ import annotations

from typing import Final

from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.typed_tables import CARDS, DATES, FIGURES, INDICATORS, LINES
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

#: With a sheet, asks for what is to be done.
_TO_DO: Final = regex(
    r"\b(?:prevoi\w*|prevu\w*|doi\w+|faire|se passe\w*|fait on|a faire|programm\w+|planifi\w+"
    r"|annee)\b"
)
#: The things of a table, and what is said of them alone.
NOUNS: Final = {
    INDICATORS: regex(
        r"\b(?:(?:les?|la|l|des|du|d|de|un|une|ces?|cet) )?(?:indicateurs?|indics?|ind|indicat)\b"
        r"|\b(?:(?:de |dans |sous )?(?:la |l |les )?)(?:fiches?(?: objectifs?)?|orientations?|axes?"
        r"|themes?|objectif(?= \"))\b"
        r"|\bn ?°|\bnumeros?\b"
    ),
    LINES: regex(
        r"\b(?:lignes?|postes?|rubriques?|depenses?|credits?|budgets?|budgetaires?|budgete\w*"
        r"|enveloppes?|fonds|inscri\w+|vote\w*|autorise\w*|annexes?|montants?|euros?|argent"
        r")\b"
    ),
    CARDS: regex(
        r"\b(?:criteres?|lignes?|indicateurs?|indics?|items?|tableaux?|baremes?|grilles?"
        r"|interessement|part (?:locale|nationale)|relev\w+|figur\w+|themes?|axes?|volets?"
        r"|campagnes?|scorecard|categorie\w*|organismes?)\b"
    ),
    FIGURES: regex(
        r"\b(?:chiffres?|rapports?(?: d)?(?: activite)?|departement|caisses?|postes?"
        r"|categories?"
        r"|types?|familles?)\b"
    ),
    DATES: regex(
        r"\b(?:(?:d |l |les |des |une? |la )?(?:echeances?|mesures?(?: datees?)?|jalons?"
        r"|actions?(?: datees?)?|dates?(?: limites?)?|etapes?|calendriers?|planning|travaux"
        r"|chantiers?|livrables?|projets?|deadlines?|butoirs?|delais?)"
        r"|(?:etre |a )?(?:achev\w+|termin\w+|realis\w+|fini\w*|mises? en (?:oeuvre|place|service)"
        r"|boucl\w+|livr\w+|tombe\w*|arriv\w+|expir\w+|echoi\w+|demarr\w+|lanc\w+|faire|fait\w*"
        r"|prevu\w*|prevoi\w*|passe\w*|programm\w+|planifi\w+|debut\w*|commenc\w+|intervien\w+"
        r"|quand)|pour quand|en (?:service|place|vigueur|ligne))\b"
    ),
}  # fmt: skip
#: What says that a table is meant, the surest first.
CUES: Final = {
    DATES: regex(
        r"\b(?:que |qu |ce qui |qui )(?:est |etait |il |etre )*(?:prevu|prevoit|programme"
        r"|planifie)\w*\b"
        r"|\bvien\w+ en (?:premier|dernier)\b|\bd abord\b"
        r"|\b(?:echeances?|jalons?|quel mois|quand|pour quand|calendrier|planning|dates?"
        r"|deadlines?|etapes?"
        r"|mesures? datees?)\b"
    ),
    CARDS: regex(
        r"\b(?:interessement|baremes?|part (?:locale|nationale)|points?|poids|ponder\w+|seuils?"
        r"|pes\w+|planchers?|criteres?|campagnes?)\b"
    ),
    INDICATORS: regex(r"\b(?:indicateurs?|indics?|ind|cibles?|objectifs?|realises?)\b"),
    LINES: regex(
        r"\b(?:budgets?|budgetaires?|credits?|depenses?|recettes?|fonds|enveloppes?|lignes?"
        r"|dotations?|montants?|limitati\w+|evaluati\w+)\b|€"
    ),
}  # fmt: skip


def tables_meant(scan: Scan, turn: Turn) -> list[str]:
    """Return the tables that a question may be about, the likeliest first.

    Args:
        scan: The question.
        turn: Where it is asked.
    """
    question = scan.question
    if question.has("document"):
        return [FIGURES]
    every = [INDICATORS, LINES, DATES, FIGURES]
    if turn.known.cards:
        every.insert(2, CARDS)
    if question.has("fund"):
        return [LINES]
    if question.has("category"):
        return (
            [CARDS, LINES, FIGURES, INDICATORS]
            if question.has("line")
            else [CARDS, FIGURES, INDICATORS]
        )
    cued = [table for table in CUES if table in every and is_cued(scan, table)]
    if not question.has("year") and not question.has("period") and FIGURES not in cued:
        # A piece of a question names no figure of another document by chance.
        every.remove(FIGURES)
        every.append(FIGURES)
    return list(dict.fromkeys([*cued, *every]))


def is_cued(scan: Scan, table: str) -> bool:
    """Tell whether a question says a table by a word or by what only that table has."""
    cue = CUES.get(table)
    if cue is not None and scan.has(cue):
        return True
    sheet = scan.question.has("sheet") and scan.has(_TO_DO)
    return (table == LINES and scan.question.has("line")) or (table == DATES and sheet)
