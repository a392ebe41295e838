"""Words that name a fund by what it is for, and a total by the nature of its credits."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache

from pycog import conventions
from pycog.dialogue.compound.sentence import WORD, Sentence, Token
from pycog.dialogue.families import family_data
from pycog.dialogue.kinship import akin
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.vocabulary import label_words


def fund_for(sentence: Sentence, token: Token) -> set[str]:
    """Return the one fund that a word says the purpose of: « la prévention ».

    Args:
        sentence: The question.
        token: A piece of it.
    """
    if token.kind != WORD:
        return set()
    named = _purposes(sentence.turn.convention.id, conventions.state())
    said = frozenset().union(*(named.get(form, frozenset()) for form in token.forms))
    return set(said) if len(said) == 1 else set()


@lru_cache(maxsize=8)
def _purposes(about: str, _state: Hashable) -> dict[str, frozenset[str]]:
    """Return the funds that each stem says the purpose of; « fonctionnement » is a line as well."""
    funds = conventions.load(about).funds
    of_lines = {
        form
        for fund in funds.values()
        for line in fund.lines
        for form in map(stem, label_words(line.label))
    }
    found: dict[str, frozenset[str]] = {}
    for fund, purpose in family_data()["fund"].items():
        for form in {*map(stem, purpose.split())} - of_lines if fund in funds else ():
            found[form] = found.get(form, frozenset()) | {fund}
    return found


def nature_total(sentence: Sentence, own: Sequence[Token], funds: set[str]) -> str:
    """Return the total of the credits of one nature where that alone is said: « le limitatif ».

    Args:
        sentence: The question.
        own: The words that name something.
        funds: Ids of the funds that are named.
    """
    if len(own) != 1:
        return ""
    found = [
        line.label
        for fund in sentence.turn.convention.funds.values()
        if not funds or fund.id in funds
        for line in fund.lines
        if line.role == "total"
        and line.nature
        and any(akin(form, stem(normalise(line.nature))) for form in own[0].forms)
    ]
    return found[0] if len(set(found)) == 1 else ""
