"""How the budget as a whole moved, where no line of it is named: « évolution du budget en 2014 ».

The budget of an agreement is the total of each of its funds: the question is asked of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.taken_trends import STEPS
from pycog.dialogue.entities import Question
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

Ask = Callable[[str], Answer]

_MOVES: Final = regex(
    r"\b(?:evolu\w*|redui\w*|vari(?:ation|er?|ent)s?|hausses?|baiss\w*|augment\w*|progress\w*"
    r"|diminu\w*)\b"
)
_PART: Final = r"(?:budgets?|depenses|credits|enveloppes?|total\w*|global\w*|annuel\w*|brut\w*)"
_ALL: Final = regex(
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
            " pourcentage euros total annee periode dans y s se qu que quoi c bien",
        ),
    )
)
_WHETHER: Final = regex(
    r"^(?!.*\b(?:quel\w*|combien|comment)\b).*\b(?:a|ont|est|sont)(?: t)? (?:il|elle)s?\b"
)
#: Sets the whole against another year or an amount.
_COMPARES: Final = regex(
    r"\b(?:depass\w*|exced\w*|superieur\w*|inferieur\w*"
    r"|plus (?:eleve|haut|grand|gros|bas|faible)\w*"
    r"|(?:au|en) dessous|au dessus|moins (?:eleve|haut)\w*)\b"
)
_CELUI: Final = regex(r"\b(?:a|que|qu|de|d)? ?celui\b")
#: The budget as a whole is said by its name; « le total » alone is that of what was told.
_NAMED: Final = regex(r"\b(?:budgets?|depenses|credits|enveloppe)\b")


def whole_budget(question: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Answer how the budget moved, fund by fund, ``None`` where a part of it is asked about.

    Args:
        question: As read.
        known: The vocabulary.
        ask: Answers a question given as text.
    """
    text = question.text
    if question.has("line") and _MOVES.search(text) and _since(question, known) != text:
        told = ask(_since(question, known))
        return told if told.kind == ANSWERED and told.intent == "evolution" else None
    if not _MOVES.search(text) or question.of("line", "indicator", "figure", "row", "document"):
        return None
    funds = {str(one.value) for one in question.of("fund")}
    found = _ALL.search(text)
    if found is None and len(funds) == 1 and _since(question, known) != text:
        return _evolution(_since(question, known), question, known, ask)
    text = _since(question, known)
    found = _ALL.search(text)
    if found is None or len(funds) > 1 or not (funds or _NAMED.search(found["all"])):
        return None
    if not (question.of("year", "period") or STEPS.search(text)) or not _is_all(
        question, found, known
    ):
        return None
    if funds:
        plain = _ALL.sub(" ", text, count=1)
        trend = _WHETHER.search(text) is not None
        if not (trend or "total" in found["all"]):
            return None
        moved = ask(plain)
        return moved if moved.kind == ANSWERED else None
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


def _since(question: Question, known: Vocabulary) -> str:
    """Return a question in which « depuis 2011 » has both of its ends."""
    return _SINCE.sub(rf"entre \1 et {known.convention.years[-1]}", question.text)


def _evolution(text: str, question: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Answer how a fund moved since a year, where nothing else is asked of it."""
    fund = question.of("fund")[0].text
    left = [one for one in words(_MOVES.sub(" ", text)) if not one.isdigit()]
    if any(one not in words(fund) and stem(one) not in _AROUND for one in left):
        return None
    told = ask(text)
    return told if told.kind == ANSWERED and "volution" in told.intent else None


_SINCE: Final = regex(r"\bdepuis (?:l annee |l exercice )?(20\d\d)\b")


def budget_compared(question: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Answer whether the budget of a year is above or below another one, or an amount.

    Args:
        question: As read.
        known: The vocabulary.
        ask: Answers a question given as text.
    """
    text = question.text
    if not _COMPARES.search(text) or question.of("line", "indicator", "figure", "row", "document"):
        return None
    funds = question.of("fund")
    found = _ALL.search(text)
    years = question.of("year")
    if not years or len(funds) > 1 or _NAMED_THING.search(text):
        return None
    if not funds and (found is None or not _NAMED.search(found["all"])):
        return None
    fund = str(funds[0].value) if funds else next(iter(known.convention.funds), "")
    total = ask(f"budget du {fund} {years[0].value}") if fund else None
    label = None if total is None else _LABEL.search(total.text)
    if total is None or total.kind != ANSWERED or label is None:
        return None
    spans = [found.span()] if found is not None else []
    spans += [(one.start, one.end) for one in funds]
    start, end = min(one[0] for one in spans), max(one[1] for one in spans)
    before = re.sub(r"\b(?:le|la|les|l|du|des|de)? ?$", "", text[:start])
    told = ask(f"{before} le {normalise(label[1])} du {fund} {text[end:]}")
    return told if told.kind == ANSWERED and told.text.startswith(("Oui", "Non")) else None


_LABEL: Final = regex(r"« (.+?) »")
#: Asks for lines or years, which the whole is none of.
_NAMED_THING: Final = regex(
    r"\b(?:quel(?:le)?s?|lignes?|postes?|combien|qui|annees?|indicateurs?|si)\b"
)


def _is_all(question: Question, found: re.Match[str], known: Vocabulary) -> bool:
    """Tell whether nothing else of a question says which part of the budget is meant."""
    text = STEPS.sub(" ", f"{question.text[: found.start()]} {question.text[found.end() :]}")
    for one in question.of("year", "period", "fund"):
        text = text.replace(one.text, " ")
    title = normalise(f"{known.convention.title} {known.convention.short_title}")
    own = set(words(title)) | {"cog", "convention", "caisse"}
    left = [
        one for one in words(_MOVES.sub(" ", text)) if one not in own and stem(one) not in _AROUND
    ]
    return not left
