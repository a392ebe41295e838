"""What a question takes for granted of the agreement: its years, the lines that a fund has."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.taken_values import NO, OF_THRESHOLD, YES, compared
from pycog.dialogue.entities import Question
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

Ask = Callable[[str], Answer]

_COVERS: Final = regex(
    r"\b(?:cog|convention)\b.{0,20}\b(?:couvre|va|porte|court|dure|s etend|concerne|est)\b"
)
_PAYS: Final = regex(
    r"\b(?:financ\w+|paie\w*|paye\w*|supporte\w*|prend en charge|porte\w*|comporte\w*"
    r"|contien\w+|compren\w+|inclut|dans le|sur le)\b"
)
_ALL_HAVE: Final = regex(
    r"^(?:tous )?(?:les )?(?P<count>\d+ )?indicateurs (?:ont|avaient|auront) (?:tous )?"
    r"(?:une? |des )?(?:cibles?|objectifs?) (?:en|pour|fixee?s? en) (?P<year>20\d\d)$"
)
_LISTS: Final = frozenset({"liste-indicateurs", "composee-requete"})
#: « Le FNGR n'a pas d'investissement »: nothing else is denied.
_HAS_NONE: Final = regex(
    r"^(?:(?!\b(?:sans|jamais|ni|plus|hors|sauf)\b).)*"
    r"\bn (?:a|ont|avait|comporte|contient|finance) "
    r"(?:pas|aucune?)(?: (?:de|d|ligne))*\b(?!.*\b(?:pas|sans|jamais|ni|plus|hors|sauf)\b)"
)
_DENIED: Final = regex(r"\b(?:pas|sans|jamais|aucun\w*|ni|plus|hors|sauf)\b")


def scope(said: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Say whether the agreement covers some years, or whether a fund has a line.

    Args:
        said: The question without what asks for a confirmation.
        known: The vocabulary.
        ask: Answers a question given as text.
    """
    if _DENIED.search(said.text):
        return _line_of(said, known, denied=True) if _HAS_NONE.search(said.text) else None
    return _years(said, known) or _line_of(said, known) or _all_have(said, known, ask)


def told_of_scope(said: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Answer what is asked of the threshold of the intéressement or of the fund of a line.

    Args:
        said: The question.
        known: The vocabulary.
        ask: Answers a question given as text.
    """
    return of_threshold(said, ask) or fund_of_line(said, known)


def of_threshold(said: Question, ask: Ask) -> Answer | None:
    """Compare a rate that is stated of the threshold of the intéressement with the one there is.

    Args:
        said: The question.
        ask: Answers a question given as text.
    """
    match = OF_THRESHOLD.search(said.text)
    rates = said.of("percent")
    if match is None or len(rates) != 1 or _DENIED.search(said.text):
        return None
    answer = ask(f"quel est le {_TO_CONFIRM.sub(' ', said.text[: rates[0].start])}".rstrip(" ,:"))
    behind = ask(f"seuil de declenchement {_TO_CONFIRM.sub(' ', said.text[rates[0].end :])}")
    if not all(one.kind == ANSWERED and one.intent == "definition" for one in (answer, behind)):
        return None
    verdict = compared(rates[0], answer)
    return None if verdict is None else replace(answer, text=f"{verdict} : {answer.text}")


#: What is said around the threshold and its rate.
_TO_CONFIRM: Final = regex(
    r"\b(?:je (?:crois|pense) qu?e?|il me semble qu?e?|est ce qu?e?|c est(?: bien)? (?:ca|exact"
    r"|juste|vrai)"
    r"|(?:vous |tu )?confirmez?(?: qu?e?)?|n est ce pas|non|oui|hein|exact|correct|vrai|est"
    r"|etait|bien"
    r"|(?:on|il) (?:est |m |nous |me )?(?:a )?(?:dit|parait) qu?e?|le|a|de|fixee?|il|t)(?= |$)"
    r"|[?,:]"
)


def _all_have(said: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Say whether all indicators have a target in a year, and which have none."""
    match = _ALL_HAVE.search(said.text)
    if match is None or int(match["year"]) not in known.convention.years:
        return None
    answer = ask(f"indicateurs sans objectif en {match['year']}")
    if answer.kind != ANSWERED or answer.intent not in _LISTS or answer.table is None:
        return None
    stated = int(match["count"] or len(known.convention.indicators))
    right = stated == len(known.convention.indicators) and not answer.table.rows
    return replace(answer, text=f"{YES if right else NO} : {answer.text}")


def _years(said: Question, known: Vocabulary) -> Answer | None:
    periods = said.of("period")
    kinds = {one.kind for one in said.entities}
    if len(periods) != 1 or kinds != {"period"} or not _COVERS.search(said.text):
        return None
    years = sorted(known.convention.years)
    value = periods[0].value
    assert isinstance(value, tuple)
    right = (int(value[0]), int(value[1])) == (years[0], years[-1])
    text = f"{YES if right else NO} : la convention couvre les années {years[0]}-{years[-1]}."
    return Answer("definition", ANSWERED, text, source=known.convention.title)


def _line_of(said: Question, known: Vocabulary, *, denied: bool = False) -> Answer | None:
    lines, funds = said.of("line"), said.of("fund")
    kinds = {one.kind for one in said.entities}
    if len(lines) != 1 or len(funds) != 1 or kinds != {"line", "fund"}:
        return None
    if not (denied or _PAYS.search(said.text)):
        return None
    if denied and re.search(r"[a-z]", said.text[max(lines[0].end, funds[0].end) :]):
        # What is said behind them restricts what is denied.
        return None
    label, fund = str(lines[0].value), str(funds[0].value)
    having = [
        key
        for key, one in known.convention.funds.items()
        if any(line.label == label for line in one.lines)
    ]
    if not having:
        return None
    verdict = YES if (fund in having) is not denied else NO
    text = f"{verdict} : « {label} » est une ligne du {' et du '.join(having)}."
    source = known.convention.cited("budget")
    return Answer("budget", ANSWERED, text, source=source)


_FUND_ASKED: Final = regex(r"\b(?:de |dans |sur |par )?quel fonds\b")
_PAYS_FOR: Final = regex(
    r"\b(?:pai\w+|paye\w*|financ\w+|port\w+|support\w+|prend en charge|relev\w+|depend\w*|trouve\w*"
    r"|figur\w+|est|sont|c|inscri\w+|imput\w+|rattach\w+|lignes?|depenses?|credits?|les?|la|l"
    r"|des?|du"
    r"|d|au|en|a|dans|sur|se|t|ils?|elles?|ce|que|qu|pour)\b|[?.,!]"
)


def fund_of_line(said: Question, known: Vocabulary) -> Answer | None:
    """Say which fund has a line of the budget, to whoever asks « quel fonds … ? ».

    Args:
        said: The question.
        known: The vocabulary.
    """
    lines = [one for one in said.of("line") if not _PAYS_FOR.fullmatch(one.text)]
    if not _FUND_ASKED.search(said.text) or len({one.value for one in lines}) != 1:
        return None
    rest = said.text
    for one in sorted(lines, key=lambda each: -each.start):
        rest = f"{rest[: one.start]} {rest[one.end :]}"
    if _PAYS_FOR.sub(" ", _FUND_ASKED.sub(" ", rest)).strip():
        return None
    label = str(lines[0].value)
    funds = known.convention.funds.items()
    having = [key for key, one in funds if any(line.label == label for line in one.lines)]
    if not having:
        return None
    text = f"« {label} » est une ligne du {' et du '.join(having)}."
    return Answer("budget", ANSWERED, text, source=known.convention.cited("budget"))


#: Who decides, and how it is said.
AUTHORITY: Final = regex(
    r"\b(?:tout seule?|seule?|(?:doit|doivent|peut|peuvent) (?:passer|etre|aller)?|pass(?:er|e|ent)"
    r"|(?:au|le|du|par le|un|a) vote|vote|(?:du |le |au |par le )?conseil(?: d administration)?"
    r"|(?:le |par le |du )?directeur|(?:l |de l |a l )?(?:etat|tutelle)|(?:le |la )?ministre"
    r"|devant|decider?|signer?)\b"
)


def decides(text: str, held: str) -> str | None:
    """Compare the one authority that a question names with the one that decides."""
    council = re.search(r"\b(?:vote|conseil)\b", text) is not None
    state = re.search(r"\b(?:etat|tutelle|ministre)\b", text) is not None
    director = re.search(r"\bdirecteur\b", text) is not None
    if council + state + director != 1 or re.search(r"\b(?:pas|sans|jamais|aucun)\b", text):
        return None
    alone = held.startswith("Directeur")
    if director:
        # Whom he informs is not said by who decides alone.
        return NO if not alone else YES if not re.search(r"\bseul", text) else None
    return NO if alone else YES
