"""What a question takes for granted of several values: that they rise, fall, stay, are the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.taken_values import (
    NO,
    YES,
    above,
    by_year,
    compared,
    equal,
    rounds_to,
    stated_in,
)
from pycog.dialogue.entities import Question
from pycog.lazy_patterns import regex

Ask = Callable[[str], Answer]

_UP: Final = (
    r"augment(?:e|ent|ait|era|er)|(?:en|est en) hausse|progress(?:e|ent|er)|grimp(?:e|ent|er)"
    r"|monte(?:nt)?|croissent|hausse"
)
_DOWN: Final = (
    r"baiss(?:e|ent|ait|era|er)|(?:en|est en) baisse|redui(?:t|ts|te|tes|sent)"
    r"|diminu(?:e|ent|ait|er)|chut(?:e|ent|er)|recul(?:e|ent|er)|decroi(?:t|ssent)"
)
_FLAT: Final = (
    r"(?:reste(?:nt)? |est |sont )?(?:stables?|constante?s?|inchangee?s?)|ne boug(?:e|ent) pas"
)
_TREND: Final = regex(
    r"\b(?:(?:a|ont|avait|s est|se sont)(?: t)? (?:(?:il|elle|on)s? )?(?:ete )?)?(?:bien )?"
    rf"(?:(?P<flat>{_FLAT})|(?P<up>{_UP})|(?P<down>{_DOWN}))"
    r"(?: t)?(?: (?:il|elle|ils|elles))?\b(?: bien\b)?(?P<never> (?:jamais|pas)\b)?(?: de(?= ?\d))?"
)
#: « Ne baisse jamais » is denied by one fall, « ne baisse pas » by a whole that falls.
_NE: Final = regex(r"\bne? $")
_NOUN: Final = regex(
    r" ?(?:(?:de|d|du|des)(?: (?!19|20|\d|une? (?:annee|exercice|an) )|$)|(?:19|20)\d\d(?! ?[a%€]))"
)
#: Says that each year is meant.
STEPS: Final = regex(
    r"\b(?:chaque annee|tous les ans|toutes les annees|d annee en annee|annee apres annee"
    r"|chaque exercice|a chaque fois|d une annee (?:sur|a) l autre"
    r"|d un exercice (?:sur|a) l autre)\b(?: de la (?:cog|convention|periode))?"
)
#: Whoever asks how much, or for a list, takes nothing for granted.
OPEN: Final = regex(
    r"\b(?:quel(?:le)?s?|combien|comment|qui|lesquel(?:le)?s|evolution|calcul\w*|dont|liste|si"
    r"|moins|plus|jusqu\w*)\b"
)
_SAME: Final = regex(
    r"\b(?:ont|a|as|est|sont|partagent)? ?(?:toutes? |tous )?(?:le |la |les )?"
    r"(?:memes?(?! temps)|identiques?|pareil(?:le)?s?)\b"
)
_PAIRED: Final = ("category", "fund", "indicator", "line", "document", "year")
_AND: Final = regex(r"\b(?:et|ou|que|donc|alors|les|des|aux)\b")


def trend(said: Question, years: Iterable[int], ask: Ask) -> Answer | None:
    """Say whether values rise, fall or stay, and what they are.

    Args:
        said: The question without what asks for a confirmation.
        years: The years of the agreement.
        ask: Answers a question given as text.
    """
    match = _TREND.search(said.text)
    if match is None or OPEN.search(said.text):
        return None
    if match.start() == 0 or _NOUN.match(said.text, match.end()):
        # « Baisse de … » is a thing or an order, not a statement.
        return None
    way = "flat" if match["flat"] else "up" if match["up"] else "down"
    stated = stated_in(said.entities)
    rest = STEPS.sub(" ", _without(said.text, [match.span()]))
    never = match["never"] is not None and way != "flat"
    if never and (stated or not _NE.search(said.text[: match.start()])):
        return None
    if stated:
        if not re.match(r"(?:a|ont|avait)\b", match[0]) or said.has("change"):
            # « Augmente de 2 % » is to be computed; « a augmenté de 2 % » is said to be so.
            return None
        spans = [match.span(), *((one.start, one.end) for one in stated)]
        rest = STEPS.sub(" ", _without(said.text, spans))
        return _moved(said, way, _plain(rest), ask) if len(stated) == 1 else None
    periods = said.of("period")
    if len(periods) + bool(said.of("year")) > 1 or len(said.of("year")) > 1:
        return None
    named = [int(str(one.value)) for one in said.of("year")]
    held = series_of(_plain(_no_years(said, match.span())), ask)
    if held is None:
        return None if never else _moved(said, way, _plain(rest), ask)
    answer, series = held
    meant = [named[0] - 1, named[0]] if named else list(years)
    if periods and isinstance(ends := periods[0].value, tuple):
        meant = list(range(int(ends[0]), int(ends[1]) + 1))
    if len(meant) < 2 or not all(year in series for year in meant):
        return None
    if any(series[year][1].startswith(("+", "-")) for year in meant):
        # What is printed is itself a rise or a fall.
        return None
    values = [series[year][0] for year in meant]
    steps = STEPS.search(said.text) is not None or (never and "jamais" in match[0])
    verdict = _never(way, values, steps=steps) if never else _way(way, values, steps=steps)
    told = ", ".join(f"{series[year][1]} en {year}" for year in meant)
    label = answer.table.rows[0][0] if answer.table and answer.intent == "budget" else ""
    # The values told are those of the years that are meant.
    what = label or answer.text.rstrip(".").rpartition(" : ")[0] or answer.text.rstrip(".")
    text = f"{verdict} : {what} : {told}." if verdict else f"{what} : {told}."
    return replace(answer, text=text)


def series_of(rest: str, ask: Ask) -> tuple[Answer, dict[int, tuple[float, str]]] | None:
    """Return the answer that has a value of each year for something, with those values.

    Args:
        rest: What the values are of.
        ask: Answers a question given as text.
    """
    for text in (f"{rest} par an", rest, f"objectif {rest}"):
        answer = ask(text)
        series = by_year(answer) if answer.kind == ANSWERED else {}
        if len(series) > 1:
            return answer, series
    return None


def _way(way: str, values: list[float], *, steps: bool) -> str | None:
    """Return whether values go a way; ``None`` where they go both ways and end so."""
    moves = [after - before for before, after in pairwise(values)]
    if way == "flat":
        return NO if any(moves) else YES
    sign = 1 if way == "up" else -1
    moves = [sign * one for one in moves]
    if all(one > 0 for one in moves):
        return YES
    if steps or sum(moves) <= 0:
        return NO
    return YES if all(one >= 0 for one in moves) else None


def _never(way: str, values: list[float], *, steps: bool) -> str:
    """Return whether values never go a way, or in the whole do not."""
    moves = [after - before for before, after in pairwise(values)]
    sign = 1 if way == "up" else -1
    return NO if any(sign * one > 0 for one in (moves if steps else [sum(moves)])) else YES


#: A change that is worked out, or printed as one.
_CHANGE_TOLD: Final = regex(r'=COG_KEY_EVOLUTION|=COG_KEY_FIGURE\("[^"]*-evolution"')


def _moved(said: Question, way: str, rest: str, ask: Ask) -> Answer | None:
    """Say whether a key figure moved so, by as much as the question states."""
    years = [str(one.value)[-4:] for one in said.of("year", "due")]
    for one in said.of("year", "due"):
        rest = rest.replace(one.text, " ")
    answer = ask(f"evolution {_plain(rest)}")
    moved = answer.value
    if answer.kind != ANSWERED or "volution" not in answer.text or isinstance(moved, bool):
        return None
    if not isinstance(moved, float | int) or not _CHANGE_TOLD.match(answer.formula):
        return None
    # The figure of a year is printed before those that it is compared with.
    latest = re.search(r"\(((?:19|20)\d\d)", answer.text)
    if years and (latest is None or set(years) != {latest[1]}):
        return None
    up = moved > 0
    right = moved == 0 if way == "flat" else (up if way == "up" else moved < 0)
    if right and (stated := stated_in(said.entities)):
        unit = "%" if "%" in answer.display else ""
        same = equal(stated[0], abs(float(moved)), unit)
        if same is None:
            return None
        right = same or rounds_to(stated[0], abs(float(moved)), unit)
    said_so = "" if right else "baisse : " if moved < 0 else "hausse : " if up else "stable : "
    return replace(answer, text=f"{YES if right else NO} : {said_so}{answer.text}")


def same(said: Question, ask: Ask) -> Answer | None:
    """Say whether two things have the same value, and what each has."""
    match = _SAME.search(said.text)
    if match is None or OPEN.search(said.text):
        return None
    stated = stated_in(said.entities)
    for kind in _PAIRED:
        pair = said.of(kind)
        if len(pair) != 2 or pair[0].value == pair[1].value:
            continue
        answers = []
        for own, other in (pair, pair[::-1]):
            # « 7 et 8 » without the 7 is no indicator: each is named in full.
            away = [own, other] if kind == "indicator" else [other]
            spans = [match.span(), *((one.start, one.end) for one in away)]
            spans += [(one.start, one.end) for one in stated if one not in pair]
            rest = _plain(_AND.sub(" ", _without(said.text, spans)))
            answer = ask(f"{rest} indicateur {own.value}" if kind == "indicator" else rest)
            held = {str(value) for value in answer.slots.values()}
            if str(own.value) not in held:
                return None
            answers.append(answer)
        one, two = answers
        if one.kind != ANSWERED or two.kind != ANSWERED or one.intent != two.intent:
            return None
        if not isinstance(one.value, float | int) or not isinstance(two.value, float | int):
            return None
        alike = one.value == two.value
        if alike and stated and one.value not in {item.value for item in stated}:
            alike = False
        return replace(one, text=f"{YES if alike else NO} : {one.text} {two.text}")
    return None


def _no_years(said: Question, span: tuple[int, int]) -> str:
    spans = [span, *((one.start, one.end) for one in said.of("year", "period"))]
    return STEPS.sub(" ", _without(said.text, spans))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _plain(text: str) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"[?.!,;:]", " ", text)).strip()
    return re.sub(r"(?: (?:en|de|a|au|d|du|des))+$", "", text)


#: Sets a bound right before a number.
_BOUND: Final = regex(
    r"(?:\b(?P<up>plus (?:de|d)|(?:au|par)[ -]?dessus d(?:e|es|u)?|superieur\w* (?:a|aux?)"
    r"|(?:depass|exced|franchi)\w*(?: (?:t )?(?:il|elle)s?)?|au dela d(?:e|es)?)"
    r"|\b(?P<down>moins (?:de|d)|(?:en|au)[ -]?dessous d(?:e|es|u)?|inferieur\w* (?:a|aux?)"
    r"|(?:(?:descen|tomb|pass)\w*(?: (?:t )?(?:il|elle)s?)? )?sous))"
    r"(?: (?:les?|la|barre|seuil|cap|des?|du))* ?$"
)
_HOLDS: Final = regex(
    r"\b(?:est ce qu[e]?|(?:(?:a|ai|ont|avait|est|sont|y a|il y a)"
    r"|(?:compt|emploi|recoi|traite|represente|fai|vau)\w*)"
    r"(?: t)?(?: (?:il|elle|on)s?)?)(?= |$)"
)
_NO_BOUND: Final = regex(
    r"\b(?:si|pas|non|ne|n|jamais|tous|toutes|chaque|aucun\w*|sauf|hors|sans|combien|quel\w*|qui"
    r"|lesquel\w*|indicateurs|lignes|fiches|ou|et)\b"
)


def bounded(question: Question, ask: Ask) -> Answer | None:
    """Say whether a value is above or below a number: « le personnel 2014 dépasse 14 M€ ? ».

    Args:
        question: As read.
        ask: Answers a question given as text.
    """
    text, stated = question.text, stated_in(question.entities)
    if len(stated) != 1 or not text.endswith("?") or _NO_BOUND.search(text):
        return None
    number = stated[0]
    bound = _BOUND.search(text[: number.start])
    if bound is None:
        return None
    before, behind = text[: bound.start()], text[number.end :].rstrip(" ?")
    kept = _plain(_HOLDS.sub(" ", f"{before} {behind}"))
    unit = re.sub(r"^[\d ,.]+", "", number.text) if number.kind not in _UNITS else ""
    tries = [kept]
    if number.kind not in _UNITS:
        counted = _plain(re.sub(r"^ ?(?:de |d |des )", " ", f"{unit} {behind}"))
        tries = [f"combien de {counted} {_plain(_HOLDS.sub(' ', before))}", kept]
    if question.has("line"):
        tries.append(f"montant {kept}")
    for one in tries:
        answer = ask(one)
        if answer.kind != ANSWERED or "COG_" not in answer.formula:
            continue
        more = above(number, answer)
        if more is None:
            return None
        held = more if bound["up"] else not more and compared(number, answer) != YES
        return replace(answer, text=f"{YES if held else NO} : {answer.text}")
    return None


#: Kinds whose text is the value alone, and no thing that is counted.
_UNITS: Final = frozenset({"percent", "amount", "points", "days", "duration"})
