"""How officers ask for the rows of a state: late, in time, done, to come, refused, waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pycog.dialogue.kept_registers.column_parts import DONE_ON, STATE
from pycog.dialogue.kept_registers.kept_register import Register
from pycog.dialogue.kept_registers.question_words import Words
from pycog.dialogue.kept_registers.row_states import (
    BEGUN,
    DONE_EARLY,
    DONE_LATE,
    EXPIRED,
    IN_FORCE,
    IN_TIME,
    LATE,
    OPEN,
    STALLED,
    TO_COME,
)
from pycog.dialogue.kept_registers.state_words import (
    APPROVED,
    APPROVED_SAID,
    BEGUN_SAID,
    CANCELLED,
    DONE,
    DONE_SAID,
    DROPPED,
    ONGOING,
    REFUSED,
    SUSPENDED,
    TO_START,
    WAITING,
)
from pycog.lazy_patterns import regex

_D: Final = DONE_SAID
#: What may stand between a negation or an auxiliary and its participle.
_ADV: Final = (
    r"(?: (?:deja|bien|toutes?|tous|ete|etre|encore|completement|totalement|vraiment|du tout"
    r"|finalement|t|ont|sont|est|a|les|l))*"
)
_NOT: Final = (
    r"(?:(?:ne |n )?(?:(?:ont|sont|est|a|etaient|etait|sera|seront)(?: (?:elle|il|on)s?)? )?"
    r"(?:pas|toujours pas|jamais|aucunement)|non)"
)
_THEIR: Final = r"(?:l |la |le |les |leurs? |son |sa |ses |a )?"
_DATES: Final = (
    r"(?:echeances?|dates?(?: (?:limites?|prevues?|butoirs?))?|delais?"
    r"|termes?)(?: prevus?)?"
)
_IN_TIME: Final = (
    r"(?:a temps|dans (?:les|le|leurs?) (?:temps|delais?)(?: impartis?| prevus?| fixes?)?"
    r"|a l heure|en temps (?:voulu|utile|et en heure)|a bonne date|dans le delai"
    rf"|avant {_THEIR}(?:echeances?|date (?:limite|prevue|butoir)|terme)|a la date prevue"
    r"|sans (?:aucun )?retard)"
)
_OF_BEGUN: Final = r"(?:commenc|demarr|lanc|debut|entam|engag|attaqu)\w*"
_LATE: Final = (
    r"(?:(?:encore|toujours|deja) )?en retard\b|(?:a|de|du|des|les|le|en) la (?:traine|bourre)"
    rf"|(?:ont |a |ayant |est |sont )?(?:deja )?(?:depass|pass|loup|rat|manqu)(?:e|ent|es|ee|ees"
    rf"|er) "
    rf"(?:l |la |le |les |leurs? |son |sa ){_DATES}"
    rf"|{_DATES} (?:(?:est|sont|etait|etaient) )?(?:deja |bien )?(?:depasse|passe|echu|expire"
    rf"|rate)e?s?"
    r"|hors (?:des )?delais?|en souffrance|(?:qui )?(?:train(?:e|ent|ait)|tard(?:e|ent))"
    r"|retardataires?"
    r"|(?:prennent|a pris|ont pris|accus\w*|cumul\w*) du retard"
)
#: What is said of rows → their statuses, one of which holds; the first that fits is used.
_SAID: Final = (
    ((DONE_EARLY,), rf"(?:{_D} )?(?:en avance|avec (?:de l |une |un peu d )?avance"
                    rf"|plus tot que prevu|avant l heure)"),
    ((DONE_LATE, LATE), rf"{_NOT}{_ADV} (?:{_D} )?{_IN_TIME}"
                        rf"|{_NOT}{_ADV} (?:tenu|respecte)\w* {_THEIR}{_DATES}"),
    ((IN_TIME,), rf"{_D}{_ADV} {_IN_TIME}|(?:(?:ont|a|ayant|sont|est) )?(?:bien )?"
                 rf"(?:tenu|respecte|tenues|respectees)\w* {_THEIR}{_DATES}"
                 rf"|{_DATES} (?:(?:est|sont|a ete|ont ete) )?(?:bien )?(?:tenu|respecte)e?s?"
                 rf"|{_D} (?:avant|dans) {_THEIR}{_DATES}"),
    ((DONE_LATE,), rf"{_D}{_ADV} (?:(?:mais )?(?:en|avec(?: du)?) retard|hors (?:des )?delais?"
                   rf"|trop tard|tardivement|apres {_THEIR}{_DATES}"
                   rf"|(?:au dela|en dehors) d(?:u|es|e l) ?{_DATES})"),
    ((IN_TIME, TO_COME, DONE_LATE, DONE), r"(?:n (?:est|sont|etai\w+) )?(?:pas|ni|jamais"
                                          r"|aucunement|non) (?:encore )?en retard"),
    ((IN_TIME, TO_COME), _IN_TIME),
    ((LATE,), rf"(?:aurai\w+|devai\w+|auraient) (?:deja )?(?:du )?(?:etre|avoir ete) {_D}"
              rf"(?: (?:et|mais|or))?(?: (?:qui|elles?|ils?|ne|l|le|la|les|sont|est|n"
              rf"|ont))*(?: {_NOT}{_ADV}(?: {_D})?)?"
              rf"|(?:{_LATE})(?: (?:et|mais)(?: (?:qui|toujours|encore|sont|ne"
              rf"|n))* {_NOT}{_ADV} {_D}| sans (?:etre|avoir ete){_ADV} {_D})?"),
    ((STALLED,), rf"(?:aurai\w+|devai\w+)(?: du)? {_OF_BEGUN}(?: (?:et|mais)"
                 rf"(?: (?:qui|elles?|ils?|ne|l|n))* (?:ont |sont )?(?:pas|non)"
                 rf"(?: (?:encore|fait|{_OF_BEGUN}))*)?"),
    ((TO_START,), rf"{_NOT}{_ADV} {_OF_BEGUN}|a (?:lancer|demarrer|commencer|debuter)"
                  r"|pas meme commence\w*|au point mort"),
    ((EXPIRED,), r"(?:deja )?(?:echue?s?|expiree?s?|perimee?s?|arrivee?s? a (?:echeance|terme"
                 r"|expiration)"
                 r"|plus (?:valables?|en vigueur|valides?))"),
    ((IN_FORCE,), r"(?:encore |toujours )?(?:en vigueur|en cours de validite|valables?|valides)"),
    ((OPEN,), rf"{_NOT}{_ADV} {_D}|a (?:faire|traiter|finir|terminer|rendre|livrer|boucler"
              rf"|solder|clore)|doi(?:t|vent)(?: encore)? (?:faire|rendre|livrer|finir"
              rf"|terminer|boucler)"
              r"|(?:a|ont)(?: encore)? a (?:faire|rendre|livrer|finir|terminer|boucler)"
              r"|sans (?:etre|avoir ete){_ADV} {_D}"
              rf"|(?:il )?reste\w*(?: (?:t )?il)?(?: encore)? a (?:faire|finir|terminer|clore"
              rf"|cloturer|rendre|achever|lever"
              r"|livrer|realiser|boucler|traiter|solder)|ouverte?s?|(?:encore"
              r"|toujours) (?:a (?:faire|finir"
              r"|terminer)|ouvertes?|en chantier|sur le feu)|inachevee?s?"),
    ((SUSPENDED,), r"suspendue?s?|gelee?s?|en pause|en stand ?by|en sommeil"),
    ((WAITING,), r"(?:encore |toujours )?en (?:attente|instance|instruction|suspens"
                 r"|cours d (?:instruction|examen))"
                 r"(?: (?:de|d) (?:decision|reponse|validation|accord|agrement|signature"
                 r"|traitement))?"
                 rf"|{_NOT}{_ADV} (?:tranche\w*|{APPROVED_SAID}|decid(?:e|ee|es|ees)|statue\w*)"
                 r"|attend\w*(?: (?:encore|toujours))?(?: (?:une|la|leur|d|de)? ?(?:decision"
                 r"|reponse|validation|etre tranch\w+|accord))?"
                 r"|pas encore de (?:decision|reponse)|a l etude"),
    ((CANCELLED,), r"annulee?s?|annulations?"),
    ((REFUSED,), r"(?:a |ont )?dit non(?: a)?|defavorables?|avis negatifs?|refusee?s?|rejetee?s?"
                 r"|retoquee?s?|recalee?s?"
                 r"|deboutee?s?|refus|rejets?"
                 r"|non accordee?s?"),
    ((DROPPED,), r"retiree?s?|retraits?|abandonnee?s?|abandons?|laissee?s? tomber"
                 r"|classee?s? sans suite|sans suite"
                 r"|mise?s? de cote|supprimee?s?|auxquelles on a renonce|arretee?s? en (?:route"
                 r"|chemin)"),
    ((TO_COME,), r"(?:encore )?a venir|pas encore (?:echu\w*|arriv\w+ a echeance|a terme)"
                 r"|non echu\w*"
                 rf"|dont {_THEIR}{_DATES} n (?:est|a) pas (?:encore )?(?:passe|atteinte?"
                 rf"|depasse)\w*"),
    ((ONGOING,), r"(?:encore |toujours )?en cours(?: (?:de|d) (?:realisation|route|execution"
                 r"|traitement))?"),
    ((BEGUN,), rf"(?:deja )?{BEGUN_SAID}"),
    ((DONE,), rf"(?:deja )?{_D}"),
    ((APPROVED,), rf"(?:deja )?(?:{APPROVED_SAID})|(?:a |ont )?dit oui(?: a)?"),
    ((LATE,), r"(?:(?:de|du|des|les|le) )?retards?(?: en cours)?"),
)  # fmt: skip
_CUES: Final = tuple((statuses, regex(rf"\b(?:{said})\b")) for statuses, said in _SAID)
#: What stands before what is left out.
EXCLUDED: Final = regex(
    r"\b(?:hors|sauf|sans (?:compter|prendre en compte|tenir compte (?:de|du|des))|sans|excepte\w*"
    r"|hormis|a part|mise?s? a part|a l exception (?:de|d|du|des)|en dehors (?:de|d|du|des)"
    r"|en (?:excluant|enlevant|retirant|otant|laissant de cote)|excluant|exclus)"
    r"(?: (?:de|du|des|d|les|le|la|l|celles?|ceux|qui|sont|est|ont|ete|a|deja|[a-z]+s(?= |$)"
    r"|action|mesure|virement|mouvement|demande|dossier|projet|jalon))*$"
)
_DENIED: Final = regex(
    r"\b(?:(?:ni|non|pas|jamais|aucune?)(?: (?:ete|encore|ete encore|de|d|des|les))*)$"
)
#: Participles of days and of people: « quand a-t-elle été livrée ? », « validé par qui ? ».
MAY_TELL: Final = frozenset({DONE, BEGUN, APPROVED, DROPPED, CANCELLED, REFUSED})


@dataclass(frozen=True, slots=True)
class StateSaid:
    """A state that a question names.

    Attributes:
        start: Where it stands.
        end: Where it ends.
        statuses: The statuses of which one holds.
        without: Whether the rows that have it are left out.
        said: How it is said.
    """

    start: int
    end: int
    statuses: tuple[str, ...]
    without: bool
    said: str


def states_said(said: Words, register: Register) -> list[StateSaid]:
    """Return the states that a question names, in order, and use their words.

    Args:
        said: The question.
        register: Tells which states its rows may have.
    """
    found = sorted(_found(said, register), key=lambda one: one.start)
    if any(set(one.statuses) & {LATE, STALLED} for one in found):
        said.take_all(_STILL_NOT)
    for at in range(1, len(found)):
        between = said.text[found[at - 1].end : found[at].start]
        if found[at - 1].without and _GOES_ON.fullmatch(between):
            # « Hors annulés et en attente » leaves both out.
            found[at] = replace(found[at], without=True)
    return found


#: « … et ne le sont pas » says of what is late once more that it is not done.
_STILL_NOT: Final = regex(
    r"\b(?:et |mais |or )?(?:qui )?(?:ne |n )?(?:le |l )?(?:sont|est|ont ete|a ete|ont"
    r"|a) (?:toujours )?pas(?: ete)?"
    r"(?: fait\w*)?(?: encore)?(?= |$)|\b(?:et|mais) (?:pas|non)$"
)
_GOES_ON: Final = regex(r"(?: (?:et|ou|ni|les|la|l|le|des|d|de|celles?|ceux))* ")


def _found(said: Words, register: Register) -> Iterator[StateSaid]:
    for statuses, pattern in _CUES:
        for match in list(said.find(pattern)):
            if "ouvert" in match[0] and not register.says("ouvert"):
                continue
            meant = _of_register(statuses, register)
            before = said.before(match.start())
            start, without = match.start(), False
            for denies in (EXCLUDED, _DENIED):
                cut = denies.search(before)
                if cut is not None and said.is_free(*cut.span()):
                    start, without = cut.start(), True
                    break
            said.use(start, match.end())
            yield StateSaid(match.start(), match.end(), meant, without, match[0])


def _of_register(statuses: tuple[str, ...], register: Register) -> tuple[str, ...]:
    """Return the states as a register calls them: « abandonné » may stand there as « annulé »."""
    held = {register.state(one) for one in register.items}
    for one, other in ((DROPPED, CANCELLED), (CANCELLED, DROPPED)):
        if statuses == (one,) and one not in held and other in held:
            return (other,)
    if statuses == (EXPIRED,) and (STATE in register.roles or DONE_ON in register.roles):
        return (LATE,)
    if statuses == (OPEN,) and register.moves:
        return (WAITING,)
    return statuses
