"""What whoever asks why takes for granted: a rise, a fall, a move from one value to another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.taken_trends import series_of, trend
from pycog.dialogue.composed.taken_values import NO, YES, equal, stated_in
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.spans import Entity
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

Ask = Callable[[str], Answer]

#: Asks for a cause, before what it is the cause of.
_LEAD: Final = regex(
    r"^(?:(?:mais|et|alors|bonjour|au fait)\b[ ,]*)*"
    r"(?:pourquoi(?: donc)?(?: est ce qu\w*)?|pour quelles? (?:raisons?|causes?|motifs?)"
    r"|comment (?:expliqu\w+|s explique\w*|justifi\w+|se fait il qu\w*)(?: vous| t on)?"
    r"|qu est ce qui (?:explique|justifie|motive|cause)|a quoi (?:est due?|tient|attribuer?)"
    r"|d ou vien(?:t|nent)|quelles? (?:est|sont) (?:la|les) (?:causes?|raisons?)"
    r"|a cause de quoi)\b"
)
_UP: Final = r"hausse|augmentation|progression|croissance|accroissement|montee|bond"
_DOWN: Final = r"baisse|diminution|recul|reduction|chute|repli"
#: « La hausse de la dotation en 2015 ».
_MOVE_NAMED: Final = regex(
    r"(?:^| )(?:(?:l|la|le|les|cette|ce|une?|de|d|y a t il|y a|a t on|constate\w*|observe\w*|forte?"
    rf"|nette?|legere?) )*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))"
    r" (?:de la|de l|de|du|des|d) (?P<what>[a-z].+)"
)
#: « A-t-elle reçu moins de saisines », « y a-t-il plus d'appels »: what is counted moves.
_COUNTED: Final = regex(
    r"(?: (?:a|ont|avait|avaient|y a|compte\w*|recoi\w+)(?: t)?(?: (?:il|elle|on)s?)?"
    r"(?: (?:eu|recu|traite|compte|enregistre|connu|verse|embauche)e?s?)?)"
    r" (?P<way>plus|moins) (?:de|d) (?=[a-z])"
)
_THAN: Final = regex(r"\b(?:qu|que|ou|si)\b")
_FROM: Final = regex(
    r"\b(?:(?:a|ont|est|sont)(?: t)?(?: (?:il|elle)s?)? )?"
    r"(?:pass|mont|grimp|descend|tomb|chut|baiss|augment|progress|recul|diminu)\w*"
    r"(?: t)?(?: (?:il|elle|on)s?)? de $"
)
_TO: Final = regex(r" ?a ")
#: « N'a-t-il pas de cible ».
_HAS_NO: Final = regex(
    r"\bn (?:a|ont|avait|avaient|y a)(?: t)?(?: (?:il|elle|on)s?)? (?:pas|aucune?|plus)(?: de| d)?"
    r" (?P<what>cible|objectif|realise|resultat|seuil)s?\b"
)
_PRINTED: Final = regex(r"=COG_(?:TARGET|BASELINE)")
_TWO: Final = 2
#: The budget as a whole, and what names a part of it.
_BUDGET: Final = regex(r"\b(?:le |du |de )?budget(?: (?:total|global|annuel|general))?\b")
_NAMED: Final = ("fund", "line", "indicator", "document", "category", "figure")


def taken_cause(question: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Say whether what a cause is asked of is so, and what the values are.

    Args:
        question: As read.
        known: The vocabulary.
        ask: Answers a question given as text.
    """
    lead = _LEAD.match(question.text)
    if lead is None:
        return None
    text = re.sub(r"[?!.]", " ", question.text[lead.end() :]).rstrip()
    if (moved := _from_to(read_question(text, known), ask)) is not None:
        return moved
    if (denied := _missing(text, ask)) is not None:
        return denied
    for stated in filter(None, (_named(text), _counted(text), text.strip())):
        said = read_question(stated, known)
        found = _of_each_fund(said, known, ask) or trend(said, known.convention.years, ask)
        if found is not None and found.text.startswith((YES, NO)):
            return found
    return None


def _of_each_fund(said: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Deny what is said of « le budget » where it is so of no fund."""
    match = _BUDGET.search(said.text)
    if match is None or any(map(said.has, _NAMED)):
        return None
    found: list[Answer] = []
    for fund in known.convention.funds:
        text = f"{said.text[: match.start()]} budget {fund} {said.text[match.end() :]}"
        told = trend(read_question(text, known), known.convention.years, ask)
        if told is None or not told.text.startswith(NO):
            return None
        found.append(told)
    if not found:
        return None
    told_of = " ".join(one.text.removeprefix(f"{NO} : ") for one in found)
    return replace(found[0], text=f"{NO} : {told_of}")


def _named(text: str) -> str:
    """Return « la hausse de X » as a statement on X, ``""`` where it is none."""
    match = _MOVE_NAMED.match(text)
    if match is None:
        return ""
    return f"{match['what'].strip()} {'augmente' if match['up'] else 'baisse'}"


def _counted(text: str) -> str:
    """Return « moins de X » as a statement on X, ``""`` where it is none."""
    match = _COUNTED.search(text)
    if match is None or _THAN.search(text, match.end()):
        return ""
    counted = f"{text[match.end() :].strip()} {text[: match.start()].strip()}"
    return f"{counted} {'augmente' if match['way'] == 'plus' else 'baisse'}"


def _missing(text: str, ask: Ask) -> Answer | None:
    """Deny that a target, a result or a floor is missing that is printed."""
    match = _HAS_NO.search(text)
    if match is None:
        return None
    rest = f"{match['what']} {text[: match.start()]} {text[match.end() :]}"
    answer = ask(re.sub(r"\s+", " ", rest).strip())
    there = answer.kind == ANSWERED and _PRINTED.match(answer.formula) is not None
    if not there or not re.search(r"\d", answer.printed or answer.display):
        return None
    return replace(answer, text=f"{NO} : {answer.text}")


def _from_to(said: Question, ask: Ask) -> Answer | None:
    """Compare the two values of « passe de 90 à 95 % en 2014 » with those of the two years."""
    stated = stated_in(said.entities)
    years = _ends(said)
    if len(stated) != _TWO or years is None:
        return None
    first, last = stated
    lead = _FROM.search(said.text[: first.start])
    if lead is None or not _TO.fullmatch(said.text[first.end : last.start]):
        return None
    spans = [(lead.start(), last.end)]
    spans += [(one.start, one.end) for one in said.of("year", "period")]
    rest = said.text
    for start, end in sorted(spans, reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    held = series_of(re.sub(r"\s+", " ", re.sub(r"\ben *$", "", rest.rstrip())).strip(), ask)
    if held is None:
        return None
    answer, series = held
    if not all(year in series for year in years):
        return None
    verdicts = [
        _same(one, *series[year])
        for one, year in zip((_like(first, last), last), years, strict=True)
    ]
    if None in verdicts:
        return None
    told = ", ".join(f"{series[year][1]} en {year}" for year in years)
    label = answer.table.rows[0][0] if answer.table and answer.intent == "budget" else ""
    what = label or answer.text.partition(" : ")[0]
    return replace(answer, text=f"{YES if all(verdicts) else NO} : {what} : {told}.")


def _ends(said: Question) -> tuple[int, int] | None:
    """Return the two years between which a value is said to move."""
    years, periods = said.of("year"), said.of("period")
    if len(periods) == 1 and not years and isinstance(ends := periods[0].value, tuple):
        return int(ends[0]), int(ends[1])
    if len(years) == 1 and not periods:
        year = int(str(years[0].value))
        return year - 1, year
    return None


def _like(first: Entity, last: Entity) -> Entity:
    """Return a bare number in the unit of the one behind it: « de 90 à 95 % »."""
    if first.kind != "number" or last.kind == "number":
        return first
    scale = 100 if last.kind == "percent" else 1
    return replace(first, kind=last.kind, value=float(str(first.value)) / scale)


def _same(stated: Entity, held: float, printed: str) -> bool | None:
    return equal(stated, held, "%" if "%" in printed else "€" if "€" in printed else "")
