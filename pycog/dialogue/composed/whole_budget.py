"""How the budget as a whole moved, where no line of it is named: « évolution du budget en 2014 ».

The budget of an agreement is the total of each of its funds: the question is asked of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import Question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.vocabulary import Vocabulary

Ask = Callable[[str], Answer]

_MOVES: Final = re.compile(
    r"\b(?:evolu\w*|vari(?:ation|er?|ent)s?|hausses?|baiss\w*|augment\w*|progress\w*|diminu\w*)\b"
)
_PART: Final = r"(?:budgets?|depenses|credits|enveloppes?|total\w*|global\w*|annuel\w*|brut\w*)"
_ALL: Final = re.compile(
    rf"\b(?:(?P<of>du|des|de l|de la|de|d)|le|les|l|la|notre|nos)?"
    rf" ?(?P<all>{_PART}(?:(?: (?:des|du|de|d))? {_PART})*)\b(?! (?:de |d )?(?:un|une|chaque)\b)"
)
#: Says nothing of which part of the budget is meant.
_AROUND: Final = frozenset(
    map(
        stem,
        re.findall(
            "[a-z]+",
            "quel quelle est a ont etait ete l la le les du des de d en entre et par rapport sur"
            " depuis comment combien il elle ils elles t donne moi peux tu vous me dire pour cent"
            " pourcentage euros total annee periode dans y qu que quoi c bien",
        ),
    )
)
_WHETHER: Final = re.compile(
    r"^(?!.*\b(?:quel\w*|combien|comment)\b).*\b(?:a|ont|est|sont)(?: t)? (?:il|elle)s?\b"
)
#: The budget as a whole is said by its name; « le total » alone is that of what was told.
_NAMED: Final = re.compile(r"\b(?:budgets?|depenses|credits|enveloppe)\b")


def whole_budget(question: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Answer how the budget moved, fund by fund, ``None`` where a part of it is asked about.

    Args:
        question: As read.
        known: The vocabulary.
        ask: Answers a question given as text.
    """
    text = question.text
    if not _MOVES.search(text) or question.of("line", "indicator", "figure", "row", "document"):
        return None
    funds = {str(one.value) for one in question.of("fund")}
    found = _ALL.search(text)
    if found is None or len(funds) > 1 or not (funds or _NAMED.search(found["all"])):
        return None
    if not question.of("year", "period") or not _is_all(question, found, known):
        return None
    if funds:
        plain = _ALL.sub(" ", text, count=1)
        told = ask(plain) if "total" in found["all"] else None
        return told if told is not None and told.kind == ANSWERED else None
    said = []
    for fund in known.convention.funds:
        named = f"{'du' if found['of'] else 'le'} {fund}"
        told = ask(f"{text[: found.start()]} {named} {text[found.end() :]}")
        if told.kind != ANSWERED:
            return None
        said.append(told if fund in told.text else replace(told, text=f"{fund} : {told.text}"))
        if _WHETHER.search(text):
            # One « Oui » or « Non » answers: that of the first fund, which is named.
            break
    if not said:
        return None
    source = " ; ".join(dict.fromkeys(one.source for one in said if one.source))
    return replace(said[0], text=" ".join(one.text for one in said), source=source)


def _is_all(question: Question, found: re.Match[str], known: Vocabulary) -> bool:
    """Tell whether nothing else of a question says which part of the budget is meant."""
    text = f"{question.text[: found.start()]} {question.text[found.end() :]}"
    for one in question.of("year", "period", "fund"):
        text = text.replace(one.text, " ")
    title = normalise(f"{known.convention.title} {known.convention.short_title}")
    own = set(words(title)) | {"cog", "convention", "caisse"}
    left = [
        one for one in words(_MOVES.sub(" ", text)) if one not in own and stem(one) not in _AROUND
    ]
    return not left
