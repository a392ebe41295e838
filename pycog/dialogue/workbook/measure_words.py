"""How officers ask about the measures of a plan, and what each situation is called."""

from __future__ import annotations

from typing import Final

from pycog.lazy_patterns import regex

LATE, LATE_DONE, IN_TIME, DUE_LATER = (
    "en retard",
    "faite en retard",
    "faite à temps",
    "non échue",
)
UNDATED: Final = "faite, sans date"
UNREAD: Final = "illisible"
DROPPED: Final = "abandonnée"
GIVEN_UP: Final = regex(r"(?:abandon|annul|supprim|sans suite|retire)")
EVERY: Final = (LATE, DUE_LATER, LATE_DONE, IN_TIME, UNDATED, DROPPED)
#: What a column of states says of a measure that is done.
STATED: Final = regex(
    r"(?:faite?s?|realisee?s?|terminee?s?|livree?s?|achevee?s?|soldee?s?|cloturee?s?|oui|ok|o"
    r"|100 ?%"
    r"|fini\w*)"
)
DONE: Final = (
    r"(?:(?:faite?s?|finie?s?|realisee?s?|terminee?s?|livree?s?|achevee?s?|soldee?s?|bouclee?s?"
    r"|cloturee?s?|closes?|traitee?s?|resolue?s?|reglee?s?)\b)"
)
IS_DONE: Final = regex(rf"\b{DONE}\b")
_DUE: Final = r"(?:echeances?|dates?(?: limites?)?|delais?)\b"
_NOT_DONE: Final = (
    rf"(?:,? (?:sans|(?:et|mais) (?:pas|non))(?: (?:etre|avoir ete|encore))* {DONE})?"
)
#: What is asked of the measures: the situations, and how it is said; the first that fits counts.
ASKED: Final = (
    ((DUE_LATER,), regex(
        rf"\b(?:pas|ni)(?: encore)? en retard(?:,? (?:et|ni|mais)(?: non| pas"
        rf"| ni)*(?: encore)? {DONE})"
        r"|\bprochaine?s?\b|\bnon echue?s?|pas encore echue?s?|a venir|a echoir")),
    ((IN_TIME, DUE_LATER, LATE_DONE, UNDATED), regex(
        r"\b(?:pas|non|aucune?|jamais)(?: encore)? en retard")),
    ((LATE,), regex(
        rf"\b(?:(?:ont |a |ayant )?(?:depasse|passe)\w*(?: (?:leurs?|l|son|la|les|une))? {_DUE}"
        rf"|{_DUE}(?: (?:est|sont))? (?:deja )?(?:depasse|passe|echu|expire)e?s?\b){_NOT_DONE}")),
    ((LATE_DONE,), regex(
        rf"\b{DONE} (?:en retard|hors delais?|trop tard)|\b{DONE}? ?apres (?:l |leur |la |son )?"
        rf"(?:echeances?|dates?(?: limite)?|delais?)")),
    ((IN_TIME,), regex(
        rf"\b(?:{DONE} )?(?:a temps|dans les (?:temps|delais)|a l heure"
        r"|avant (?:l |leur )?echeances?)")),
    ((LATE, DUE_LATER), regex(
        rf"\b(?:pas|non|jamais)(?: encore)?(?: ete)? {DONE}"
        rf"|\breste\w*(?: t il)?(?: encore)? a (?:faire"
        rf"|livrer"
        rf"|realiser|rendre|terminer)|\b(?:doit|doivent) encore (?:faire|livrer|rendre|realiser)"
        r"|\bencore a (?:faire|livrer|realiser)|\bsans date")),
    ((LATE,), regex(r"\b(?:(?:encore )?en |de |du |des |les )?retards?(?: en cours)?\b"
                          r"|\bdepassee?s?\b")),
    ((IN_TIME, LATE_DONE, UNDATED), regex(rf"\b{DONE}(?! le\b)")),
)  # fmt: skip
