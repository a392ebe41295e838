"""Which agreement a question is about: the one that it names, else the default one."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.conventions import Convention
from pycog.dialogue.expressions import Call, Computed, Node, Operation
from pycog.dialogue.normalise import normalise, words
from pycog.errors import InvalidConvention

#: Words of titles that many agreements share: they name none.
_SHARED: Final = frozenset(
    {"cog", "cpg", "cpom", "convention", "contrat", "accord", "plan", "protocole", "objectifs",
     "gestion", "pluriannuel", "rapport", "activite", "bilan", "annee", "annees", "le", "la",
     "les", "l", "de", "du", "des", "d", "et", "caisse", "caisses", "branche", "nationale",
     "national", "interessement", "baremes", "bareme", "entre", "etat", "pour", "periode"}
)  # fmt: skip
#: Tables that make an agreement one to ask about; the others are documents with figures.
_ASKED: Final = frozenset({"indicators.csv", "budget_lines.csv"})
#: Tables that make one an agreement rather than a report.
_AGREEMENT: Final = _ASKED | {"scorecards.csv"}
#: Place of the argument that names the agreement, by formula.
CONVENTION_AT: Final = {
    "COG_APPROVAL_DATE": 4, "COG_ARS_BONUS": 3, "COG_BASELINE": 1, "COG_BREACH": 3, "COG_BUDGET": 3,
    "COG_CARRYOVER": 4, "COG_CARRYOVER_APPROVAL": 2, "COG_GROUP": 2, "COG_INDICATOR": 2,
    "COG_KEY_FIGURE": 2, "COG_LEVERS": 6, "COG_MILESTONES": 2, "COG_MTID": 4, "COG_NATURE": 2,
    "COG_REQUIRED_RATE": 4, "COG_SCORECARD": 3, "COG_SOURCE": 1, "COG_TARGET": 2,
    "COG_TARGET_TEXT": 2, "COG_TRANSFER_AUTHORITY": 3, "COG_TRIGGER": 2, "COG_TRN": 4,
}  # fmt: skip


def named(question: str, default: str) -> list[str]:
    """Return the agreements that a question names, ``[]`` where it names none.

    Args:
        question: As typed.
        default: Id of the one that is meant where none is named.
    """
    said = set(words(normalise(question)))
    found = [
        (len(name), about)
        for about, name in _names(conventions.state())
        if name and name <= said and about
    ]
    longest = max((size for size, _ in found), default=0)
    best = [about for size, about in found if size == longest]
    return [default] if default in best else list(dict.fromkeys(best))


def others(default: str) -> list[str]:
    """Return the agreements besides the default one."""
    return list(dict.fromkeys(one for one, _ in _names(conventions.state()) if one != default))


def with_figures(about: Convention) -> Iterator[Convention]:
    """Yield the documents whose key figures may be told: reports, and the agreement's own.

    Those of another agreement are no answer to a question that does not name it.
    """
    own = {about.id, *about.scored_in}
    for summary in conventions.available():
        if summary.id in own or not _AGREEMENT & set(summary.tables):
            try:
                yield conventions.load(summary.id)
            except InvalidConvention:
                # The commands that read this folder say what is wrong with it.
                continue


def telling_words(title: str) -> set[str]:
    """Return the words of a title or an id that other agreements do not share."""
    told = words(normalise(title))
    return {word for word in told if word not in _SHARED and re.search("[a-z]", word)}


@lru_cache(maxsize=4)
def _names(_state: Hashable) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the agreements with the words that name each."""
    found = []
    for summary in conventions.available():
        if not summary.problem and _ASKED & set(summary.tables):
            for told in (summary.short_title, summary.id.replace("-", " ")):
                found.append((summary.id, frozenset(telling_words(told))))
    return tuple(found)


def addressed(node: Computed, about: str) -> Computed:
    """Return a formula whose calls name the agreement that they are about."""
    if isinstance(node, Operation):
        return Operation(_addressed(node.left, about), node.sign, _addressed(node.right, about))
    args = [_addressed(arg, about) for arg in node.args]
    at = CONVENTION_AT.get(node.name)
    if at is not None and (len(args) <= at or args[at] is None):
        args += [None] * (at + 1 - len(args))
        args[at] = about
    return Call(node.name, tuple(args))


def _addressed(node: Node, about: str) -> Node:
    return addressed(node, about) if isinstance(node, Call | Operation) else node
