"""When a measure is due that words name."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.conventions import Convention
from pycog.dialogue.answers import Answer
from pycog.dialogue.composed.scan import Reading, Scan, stems_of
from pycog.dialogue.composed.search import Search, named, said_words
from pycog.dialogue.intents import AND
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

_DUE: Final = regex(
    r"\b(?:pour |a |de |d |en |la |le |l |depuis )*(?:quand|quelles? (?:dates?|annees?"
    r"|echeances?|exercices?)|echeances?"
    r"|dates?(?: limite| butoir| prevue| cible)?|deadline|annees?(?: prevue)?|calendrier"
    r"|terme)(?: d[eu]s?| d)?\b"
)
#: The yearly report is asked for by its year.
_BILAN: Final = regex(r"\bbilans?\b(?!.*(?:accueil|antenne))")
_DOING: Final = regex(
    r"\b(?:doi(?:t|vent)|devai(?:t|ent)|(?:etre|est|sont|sera|seront"
    r"|etait) )*(?:mise? en (?:service|place|oeuvre)|mises?|mis"
    r"|achev\w+|termin\w+|realis\w+|fini\w*|livr\w+|pret\w*|attendu\w*|prevu\w*|programm\w+"
    r"|en place|operationnel\w*|oper\w+"
    r"|lanc\w+|demarr\w+|deploy\w+|fait\w*|bouclee?s?)\b"
)


def _sheet_words(convention: Convention, number: int | None) -> str:
    sheet = convention.sheets.get(number or 0)
    return "" if sheet is None else " ".join((sheet.title, sheet.context, *sheet.actions))


@lru_cache(maxsize=8)
def _milestones(about: str, _state: Hashable) -> Search[str]:
    convention = conventions.load(about)
    return Search(
        named(
            one.key, one.what, f"{one.key.replace('_', ' ')} {_sheet_words(convention, one.sheet)}"
        )
        for one in convention.milestones
    )


def facts_ready() -> None:
    """Make the table of the words of the dated measures."""
    _milestones(conventions.load().id, conventions.state())


#: Words that a dated measure need not have: that something begins or changes.
_NEW: Final = stems_of(
    "changement remplacement renouvellement acquisition achat installation nouveau nouvelle"
    " creation mise "
    "lancement debut demarrage ouverture adoption disponibilite livraison publication"
    " instauration projet action mesure "
    "logiciel outil faire etape prevision applicatif applicative informatique"
)


def one_due_date(scan: Scan, turn: Turn) -> Reading | None:
    """Answer when the one measure is due that words name whole."""
    found = due_date(scan, turn)
    return (
        found if isinstance(found, Reading) and AND not in str(found.slots["milestone"]) else None
    )


def due_date(scan: Scan, turn: Turn) -> Answer | Reading | None:
    """Answer when a measure is due that words name."""
    if any(scan.question.has(kind) for kind in ("fund", "document", "category", "percent")):
        return None
    if not turn.convention.milestones:
        return None
    asked = scan.take(_DUE) is not None
    scan.take(_DOING)
    words = said_words(scan)
    stems = [one.stem for one in words]
    if not asked or not stems or scan.has(_BILAN):
        return None
    search = _milestones(turn.convention.id, conventions.state())
    found = search.find(stems, lambda _: _NEW)
    if not found or len(found) > 6:
        return None
    scan.claim(words)
    if scan.left():
        return None
    return Reading("echeance-mesure", {"milestone": AND.join(found)})
