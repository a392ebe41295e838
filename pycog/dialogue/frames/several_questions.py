"""Two things asked in one sentence: « le réalisé 2011 puis l'objectif », « combien et quand ? »."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.normalise import LONGEST, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

#: Where a sentence may be parted, the surest places first.
_ASKING: Final = (
    r"(?!de combien)(?:(?:pour|d|de|a|en|sur|par|dans|parmi eux|parmi elles|parmi ceux ci) )?"
    r"(?:quel(?:le)?s?\b|combien|qui\b(?! (?:ont|ne?|doivent)\b| sont (?!les?\b))|quand|ou\b"
    r"|comment"
    r"|pourquoi|l[ea]squel\w*|lequel|laquelle|est (?:ce|il|elle)|y a\b|cel(?:ui|le|les)\b|ceux\b)"
)
#: Where two questions stand in one sentence, and nothing is made of both.
_SURE: Final[tuple[re.Pattern[str], ...]] = (
    regex(r"(?<=\D)[?!.;] +(?:et |puis |ensuite )?(?=\w)"),
    regex(rf",? +(?:et|mais) +(?={_ASKING})"),
    regex(r", +(?:et )?(?=dont (?!\d)\w)| +(?:et )?(?=dont combien\b)"),
)
_ASKS: Final = regex(rf"\b{_ASKING}")
#: Says that one thing is asked after the other.
_NEXT: Final = regex(
    r",? +(?:puis|ensuite|et aussi|ainsi que|de meme que|et egalement) +(?!de combien)"
)
#: Where a sentence may be parted besides.
_LIKELY: Final = (
    regex(r", +et +"),
    regex(r" +et +"),
)
#: Words of what is made of both sides together: they are asked as one.
_TOGETHER: Final = regex(
    r"\b(?:ecarts?|differences?|somme|total\w*|cumul\w*|moyen\w*|entre|compar\w+|evolution"
    r"|hausse|baisse|plus|moins|(?:quelle|la|sa) part d|rapport (?:a|entre)|ratio|ensemble|deux"
    r"|virement\w*|transf\w+|quels|quelles|lesquel\w+|pourcentage)\b|[-+*/=]"
)
#: « Entre le personnel de 2012 » asks for a second end, which stands behind its « et ».
_OPEN_PAIR: Final = regex(r"\bentre\b(?!.* et )")
#: « L'âge médian des assurés et l'âge médian des Français »: one thing said of two.
_TWICE: Final = regex(r"\b(?!annees?\b|total\b|entre\b|pour\b)([a-z]{3,})\b.* et .*\b\1\b")
#: Names what a sentence is about before it asks: « PFS MDA : appels reçus et appels traités ».
_TOPIC: Final = regex(
    r"^(?:(?:bonjour|bonsoir|bjr|salut|slt|hello|coucou)\b[ ,!.]*)?"
    rf"(?P<topic>(?!.*\b(?:{_ASKING})[^:]*:)[^:;?!.,]{{3,40}}) ?: +"
)
_SHORTEST: Final = 2
#: Letters of a word that tells what is asked for.
_TELLING: Final = 4
_LONGEST: Final = 40
#: Answers that speak of nothing that was asked.
_NOTHING: Final = {"", "aide", "politesse", "refus", "insertion", "annulation", "pourquoi"}


def parted(typed: str, *, sure: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the two halves of a question that may ask two things, the surest first.

    Args:
        typed: As typed.
        sure: Only where two questions plainly stand in one sentence.
    """
    if len(typed) > LONGEST:
        return
    typed = " ".join(typed.split())
    text = _alike(typed)
    if len(words(text)) > _LONGEST:
        return
    places = _SURE
    if not _TOGETHER.search(text):
        twice = _LIKELY[1:2] if _TWICE.search(text) else ()
        places = (*_SURE, *twice, _NEXT) if sure else (*_SURE, _NEXT, *_LIKELY)
    topic = _TOPIC.match(text)
    for pattern in places:
        for match in pattern.finditer(text):
            # As typed: a name keeps its capital.
            first, last = typed[: match.start()].strip(" ?.!,;:"), typed[match.end() :].strip()
            if len(words(text[: match.start()])) < _SHORTEST or not last:
                continue
            if pattern is _SURE[0] and not _opens(typed, text, match):
                continue
            if _OPEN_PAIR.search(text[: match.start()]) and " et " in match[0]:
                continue
            if topic is not None and topic.end() < match.start() and ":" not in last:
                # What stands before a colon is what both are about.
                last = f"{typed[topic.start('topic') : topic.end('topic')].strip()} : {last}"
            yield first, last


#: The second of two questions on one thing: « …, et il date de quand ? ».
_OF_IT: Final = regex(
    rf",? +(?:et|puis|,) +(?=(?:{_ASKING}|(?:ca|cela|il|elle|ils|elles|c est)\b.*\b(?:quand|combien"
    r"|quel\w*|qui|quoi|ou)\b|(?:son|sa|ses|leur|leurs) [a-z]+$))"
)


def asked_twice(typed: str) -> Iterator[tuple[str, str]]:
    """Yield the two halves of a question whose second plainly asks something more.

    Args:
        typed: As typed.
    """
    typed = " ".join(typed.split())
    text = _alike(typed)
    if len(typed) > LONGEST or len(words(text)) > _LONGEST:
        return
    for match in _OF_IT.finditer(text):
        first, last = typed[: match.start()].strip(" ?.!,;:"), typed[match.end() :].strip()
        if len(words(text[: match.start()])) >= _SHORTEST and last:
            yield first, last


#: Opens what is said behind what is asked: « … par la PFS en 2021 ».
_BEHIND: Final = regex(r" (?=(?:par|pour|dans|en|a|au|aux|chez|sur|selon|de la|du|des|de l) )")


def shared_ends(first: str, last: str) -> Iterator[str]:
    """Yield the first of two questions with what the second says behind, the longest first.

    « Combien d'appels reçus et combien d'appels traités par la PFS en 2021 »: both are of 2021.

    Args:
        first: The first question.
        last: The second one.
    """
    text, before = _alike(last), _alike(first)
    if not _ASKS.match(text) or not _ASKS.match(before):
        return
    asked = {one for one in words(text)[1:4] if len(one) >= _TELLING}
    alike = words(text)[0] == words(before)[0] == "combien"
    if not alike and not asked & set(words(before)):
        # Only where the same thing is asked of each.
        return
    for match in _BEHIND.finditer(text):
        if len(words(text[: match.start()])) > _SHORTEST:
            yield f"{first}{last[match.start() :]}"


def _opens(typed: str, text: str, match: re.Match[str]) -> bool:
    """Tell whether another question opens behind a sign: « fonct. 2013 » is one piece."""
    if match[0][0] == "." and not typed[match.end() :][:1].isupper():
        return False
    return _ASKS.search(text[match.end() :]) is not None


def _alike(typed: str) -> str:
    """Return a text in plain letters, each where it was typed."""
    plain = (unicodedata.normalize("NFD", sign)[:1].lower() or " " for sign in typed)
    return "".join(" " if sign in "'’" else sign for sign in plain)


def told_together(first: Answer, last: Answer, before: State) -> Answer | None:
    """Return the answers to both halves as one, ``None`` where either says nothing new.

    Args:
        first: To the first half.
        last: To the second half, which may go on with the first.
        before: What was said before.
    """
    both = (first, last)
    if any(one.kind != ANSWERED or one.intent in _NOTHING for one in both):
        return None
    if first.text == last.text or (first.formula and first.formula == last.formula):
        return None
    sources = " ; ".join(dict.fromkeys(one.source for one in both if one.source))
    formulas = " ; ".join(one.formula_fr for one in both if one.formula_fr)
    told = [f"Formules : {formulas}"] if formulas else []
    details = tuple(dict.fromkeys([*told, *first.details, *last.details]))
    assumptions = tuple(dict.fromkeys([*first.assumptions, *last.assumptions]))
    arithmetic = (*first.arithmetic, *last.arithmetic)
    state = replace(last.state, previous=last.state.previous or before.previous)
    return Answer(
        last.intent,
        ANSWERED,
        f"{first.text} {last.text}",
        slots=last.slots,
        source=sources,
        details=details,
        assumptions=assumptions,
        arithmetic=arithmetic,
        table=last.table or first.table,
        state=state,
    )
