"""Answers a question from the tables of an open workbook, of whatever kind they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.read_once import read_once
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.table_query.cut_tables import plain_tables
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import Lexis, plain
from pycog.dialogue.table_query.table_reply import TableReply
from pycog.dialogue.table_query.table_request import Request
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import INTENT
from pycog.lazy_patterns import regex

#: Readings whose scores are no further apart are as good as one another.
_NEAR = 0.75
#: The best of several is further apart from the next.
_APART = 0.2
_MOST_TRIED = 12
#: What may be done, and what an agreement prints, stand in no table of the workbook.
OF_RULES = regex(
    r"\b(?:peut on|peut il|peut elle|pouvons nous|puis je|pourra\w*|a t on le droit|avait le droit"
    r"|droit de|doit on|faut il|fallait il|permis|autorise a|interdit|regulier\w*|irregulier\w*"
    r"|conforme\w*|selon la cog|(?:de|a|par|dans) la (?:cog|convention)|annexe \d|reglementaire)\b"
    r"|\b(?:expliqu\w+|control\w+|verifi\w+|inser\w+|analys\w+)(?: moi)?"
    r" (?:cette|la|ce|le|mon|ma|ces|les|tout|toute)(?: la| le)?"
    r" (?:cellule|feuille|formule|classeur|fichier|tableau|onglet|annexe|valeur|selection)s?\b"
    r"|(?:^|\bet )(?:si|avec)\b|\bsi (?:elle|il|on|l|le|la|je|nous|jamais)\b.*\b(?:avait"
    r"|etait|avais|etais|passait|passe|gagn\w+"
    r"|obten\w+|rapport\w+|faisait|augment\w+|baiss\w+)"
)


#: A year that only the calendar tells.
_RELATIVE: Final = regex(
    r"\b(?:an|annee) (?:derniere?|passee?|prochaine?)\b|\b(?:derniere|prochaine) annee$"
)


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a workbook with their words."""

    lexes: tuple[Lexis, ...]

    @cached_property
    def file_stems(self) -> frozenset[str]:
        """The stems of the name of the workbook."""
        return self.lexes[0].table.file_stems if self.lexes else frozenset()

    def elsewhere(self, lexis: Lexis) -> frozenset[str]:
        """Return the stems that other tables know."""
        return frozenset().union(*(one.all_stems for one in self.lexes if one is not lexis))


@read_once
def tables_of(reader: SheetReader) -> Tables:
    """Return the tables of a workbook with their words, read once."""
    found = Tables(tuple(map(Lexis, plain_tables(reader))))
    for one in found.lexes:
        others = (other.table for other in found.lexes if other is not one)
        one.foreign = frozenset().union(*(each.title_stems | each.entities for each in others))
    return found


def requests_for(question: str, tables: Tables) -> list[Request]:
    """Return the readings of a question on every table, the best first."""
    text = plain(question)
    if OF_RULES.search(text) or _RELATIVE.search(text):
        return []
    found: list[Request] = []
    for lenient in (False, True):
        found = [
            request
            for lexis in tables.lexes
            for request in TableAsking(
                text, lexis, tables.elsewhere(lexis), lenient=lenient
            ).requests()
            if (request.words or request.condition) and (request.rows or not lenient)
        ]
        if found or not tables.file_stems & set(map(stem, words(text))):
            break
    return sorted(found, key=lambda one: -one.score)


def best_of(requests: Sequence[Request], context: Context) -> tuple[Answer, Request] | None:
    """Return the answer of the best reading, ``None`` where two as good differ."""
    told: list[tuple[Answer, Request]] = []
    for request in requests[:_MOST_TRIED]:
        least = next((one.score for _, one in told if one.rows), None)
        if least is not None and request.score < least - _NEAR:
            break
        answer = TableReply(request, context).answer()
        if answer is not None:
            told.append((replace(answer, intent=INTENT), request))
    if not told:
        return None
    answered = [one for one in told if one[0].kind == ANSWERED] or told
    # A reading that finds no row gives way to one that does.
    answered = [one for one in answered if one[1].rows] or answered
    texts = {one.text for one, _ in answered}
    if len(texts) == 1:
        return answered[0]
    best, second = answered[:2]
    if best[1].score > second[1].score + _APART or _say_the_same(answered):
        return best
    return None


def _say_the_same(told: Sequence[tuple[Answer, Request]]) -> bool:
    """Tell whether readings on tables of one sheet give one and the same figure."""
    shown = {one.display for one, _ in told}
    sheets = {one.table.open.sheet for _, one in told}
    return len(shown) == 1 and "" not in shown and len(sheets) == 1
