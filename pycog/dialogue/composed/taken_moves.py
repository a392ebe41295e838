"""A change that a question states of something printed: « le personnel a-t-il augmenté de 2 % ? ».

It is no change to make: the value of the two years is looked up, what it moved by is worked out,
and « Oui » or « Non » begins the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pycog.arithmetic import convert_amount
from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.composed.taken_trends import STEPS, series_of
from pycog.dialogue.composed.taken_values import NO, YES
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.numbers import find_numbers
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import SlotValue
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex
from pycog.values import AMOUNT_UNITS, display, format_number

Ask = Callable[[str], Answer]

_UP: Final = r"augment|progress|grimp|mont|hauss|relev"
_DOWN: Final = r"baiss|diminu|recul|chut|regress|redui[st]|abaiss|rogn"
_WAY: Final = rf"(?P<up>{_UP}|cru\b)|(?P<down>{_DOWN})"
_HE: Final = r"(?: t)?(?: (?:il|elle|on)s?)"
_SURE: Final = r"(?: (?:bien|vraiment|reellement|effectivement|deja|en fait))?"
#: What stands between the verb and the number.
_BY: Final = (
    r" (?:de |d )?(?:(?P<least>au moins)|(?P<most>au plus)|(?P<more>plus (?:de|d))"
    r"|(?P<less>moins (?:de|d))"
    r"|(?P<about>environ|pres de|a peu pres|quelque|autour de))? ?(?=\d)"
)
_NOUN: Final = r"(?P<up>hausse|augmentation|progression)|(?P<down>baisse|diminution|recul)"
#: « A-t-il augmenté de 2 % », « ont diminué de 2 % ».
_PERFECT: Final = regex(
    rf"\b(?:a|ont|avait|avaient|aurait|auraient|(?:s )?est|se sont|sont)(?:{_HE})?{_SURE}"
    rf"(?: ete)?{_SURE} (?:{_WAY})(?:e|es|ent)?s?"
    rf"{_SURE}{_BY}"
)
#: « A-t-il gagné 300 000 € », « a perdu 2 points ».
_GAINED: Final = regex(
    rf"\b(?:a|ont|avait)(?:{_HE})?{_SURE} (?:(?P<up>gagne|pris)|(?P<down>perdu|lache))e?s?{_SURE}"
    rf"{_BY}"
)
#: « Augmente-t-il de 2 % ».
_TURNED: Final = regex(rf"\b(?:{_WAY})(?:e|ent|ait|aient|era|eront){_HE}{_SURE}{_BY}")
#: « Est-il en hausse de 2 % », « est en baisse de 2 % ».
_NOUNED: Final = regex(rf"\b(?:est|sont|etait|etaient)(?:{_HE})?{_SURE} en (?:{_NOUN}){_BY}")
#: « La hausse du personnel est-elle de 2 % ».
_OF: Final = regex(
    rf"\b(?:la |l )?(?:{_NOUN}) (?:de la|de l|des|du|de|d) (?P<what>.+?)"
    rf" (?:est|etait|atteint|represente)(?:{_HE})?{_SURE}{_BY}"
)
#: The present states a change only where it is plainly put to be confirmed.
_PRESENT: Final = regex(rf"\b(?:{_WAY})(?:e|ent){_SURE}{_BY}")
_CONFIRM: Final = regex(
    r"^est ce (?:que|qu)\b|\b(?:c est (?:bien )?(?:ca|exact|juste|vrai|correct)|n est ce pas"
    r"|pas vrai|hein|exact|correct|vrai ou faux|confirm\w+|d accord)\b|\b(?:non|vrai|oui) ?\?$"
)
_MADE_SO: Final = regex(r"(?:s )?(?:est|sont)\b(?! (?:t )?(?:il|elle))")
#: Whoever asks how much, for a list or for what would be states nothing.
_OPEN: Final = regex(
    r"\b(?:quel(?:le)?s?|combien|comment|qui|quoi|lesquel(?:le)?s|laquelle|lequel|pourquoi|si"
    r"|calcul\w*|donne\w*|dont|quand|suppos\w+|imagin\w+|apres|avant|pas|jamais|fait|font|obtien\w*"
    r"|(?:se|ca|cela|on) (?:serai|fera|donne|aurai)\w*)\b"
)
#: What is said around the claim, and is none of its subject.
_AROUND: Final = regex(
    r"^(?:et |alors |donc )?(?:est ce (?:que|qu)\b|(?:il )?(?:me semble|parait)(?: (?:il|que?))*"
    r"|on (?:m a|nous a|me) dit(?: que?)?|je (?:crois|pense)(?: que?)?|c est (?:bien )?vrai que?)"
    r"|\b(?:c est (?:bien )?(?:ca|exact|juste|vrai|correct)|n est ce pas|pas vrai|hein|exact"
    r"|correct|vrai ou faux|(?:tu |vous )?confirm\w+(?: que?)?|d accord)\b|\b(?:non|vrai|oui) ?\?$"
)
_HEADS: Final = regex(r"^(?:la |l |le |les )?(?:valeur|montant)s? (?:de la|de l|des|du|de|d) ")
#: Kinds of what has a printed value of several years.
_PRINTED: Final = ("line", "fund", "indicator", "figure", "row")
_UNITS: Final = frozenset({"percent", "amount", "points", "number"})
_PLACES: Final = 2
_NOISE: Final = 1e-9
#: A rate that is written with fewer digits is the same one only where little is lost.
_LOST: Final = 0.05
_UNTOLD: Final = (
    "Je ne peux pas vérifier cette évolution : je ne trouve pas, imprimées, les deux valeurs"
    " qu'elle compare. Nommez une ligne ou un indicateur, et les deux années."
)
_WHICH_YEARS: Final = "Je ne peux pas vérifier cette évolution : de quelle année à quelle année ?"


@dataclass(frozen=True, slots=True)
class _Claim:
    """What is said to have moved, which way and by how much."""

    what: str
    number: Entity
    up: bool
    bound: str


def claimed_move(
    question: Question, known: Vocabulary, ask: Ask, before: Mapping[str, SlotValue]
) -> Answer | None:
    """Say whether something printed moved as a question states, with both of its values.

    Args:
        question: As read.
        known: The vocabulary.
        ask: Answers a question given as text.
        before: What the question before was about: « a-t-il baissé de 2 % en 2013 ? ».

    Returns:
        ``None`` where the question states no change of something that is printed.
    """
    claim = _claim(question.text)
    if claim is None:
        return None
    said = read_question(claim.what, known)
    if not any(map(said.has, _PRINTED)) and (subject := _subject(before)):
        said = read_question(f"{subject} {claim.what}", known)
    if len(said.of("line")) > 1 or STEPS.search(said.text):
        return None
    plain = _plain(_cut(said, "year", "period"))
    if _BUDGET.fullmatch(plain):
        plain = f"budget du {next(iter(known.convention.funds), '')}"
        named = bool(known.convention.funds)
    else:
        named = any(map(said.has, _PRINTED))
    if not named:
        return None
    end = before.get("year")
    last = known.convention.years[-1] if _FROM_ON.search(said.text) else end
    years = _years(said, last if isinstance(last, int) else None)
    if years is None:
        return _of_figure(claim, plain, ask) or unknown(_WHICH_YEARS)
    told = _of_years(claim, plain, years, ask)
    if told is None and said.of("line", "fund", "indicator"):
        return unknown(_UNTOLD)
    return told or _of_figure(claim, f"{plain} {years[1]}", ask) or unknown(_UNTOLD)


_BUDGET: Final = regex(r"(?:le |les |du )?(?:budgets?|depenses|credits)(?: (?:total|global)\w*)?")


def _subject(before: Mapping[str, SlotValue]) -> str:
    """Return what the question before was about, in words."""
    if "line" in before:
        of = f" du {before['fund']}" if "fund" in before else ""
        return f"{before['line']}{of}"
    if "fund" in before:
        return f"budget du {before['fund']}"
    return f"objectif de l'indicateur {before['indicator']}" if "indicator" in before else ""


def _claim(text: str) -> _Claim | None:
    """Return the change that a question states, ``None`` where it states none."""
    patterns = [_OF, _PERFECT, _GAINED, _NOUNED, _TURNED]
    if _CONFIRM.search(text):
        patterns.append(_PRESENT)
    for pattern in patterns:
        match = pattern.search(text)
        if match is None:
            continue
        if _MADE_SO.match(match[0]) and not (text.endswith("?") or _CONFIRM.search(text)):
            # « Le budget est réduit de 3 % » supposes as well as it states.
            continue
        number = next((one for one in find_numbers(text) if one.start == match.end()), None)
        if number is None or number.kind not in _UNITS:
            continue
        inner = match["what"] if pattern is _OF else ""
        what = f"{text[: match.start()]} {inner} {text[number.end :]}"
        if _OPEN.search(what):
            return None
        what = _HEADS.sub("", _plain(_AROUND.sub(" ", what)))
        bound = next((one for one in (*_HOLDS, "about") if match[one]), "")
        return _Claim(what, number, match["up"] is not None, bound)
    return None


#: Stands before a year from which on something is compared.
_SINCE: Final = regex(
    r"\b(?:par rapport a|rapport a|depuis|compar\w+ a|contre|vs) (?:l annee )?(?=20)"
)


#: « Depuis 2011 » goes to the last year of the agreement, which the answer names.
_FROM_ON: Final = regex(r"\bdepuis (?:l annee )?20\d\d\b")


def _years(said: Question, end: int | None) -> tuple[int, int] | None:
    """Return the two years that are compared: a year alone is compared with the one before."""
    periods, years = said.of("period"), sorted({int(str(one.value)) for one in said.of("year")})
    if len(years) == 1 and _SINCE.search(said.text):
        # The year that it is held against: the other one may be that of the question before.
        return (years[0], end) if end is not None and end > years[0] else None
    if len(periods) == 1 and isinstance(ends := periods[0].value, tuple):
        return int(ends[0]), int(ends[1])
    if len(years) == 1:
        return years[0] - 1, years[0]
    return (years[0], years[1]) if len(years) == _PAIR else None


_PAIR: Final = 2


def _of_years(claim: _Claim, plain: str, years: tuple[int, int], ask: Ask) -> Answer | None:
    """Answer from the values of two years."""
    held = series_of(plain, ask)
    if held is None or not all(year in held[1] for year in years):
        return None
    (before, first), (after, last) = (held[1][year] for year in years)
    if any(shown[:1] in "+-" for shown in (first, last)):
        return None
    rated = "%" in first
    gap = 100 * (after - before) if rated else after - before
    rate = 100 * (after - before) / before if before else None
    verdict = _verdict(claim, gap, rate, first)
    if verdict is None:
        return None
    told = ask(f"evolution {plain} entre {years[0]} et {years[1]}")
    if told.kind == ANSWERED and all(one in told.text for one in (first, last)):
        return replace(told, text=f"{verdict} : {told.text}")
    moved = f"{format_number(abs(gap), _PLACES)} point{'s' if abs(gap) >= _PAIR else ''}"
    if not rated:
        unit = first.rpartition(" ")[2] if "€" in first else ""
        moved = f"{format_number(abs(gap), _PLACES)} {unit}".strip()
    way = "hausse" if gap > 0 else "baisse"
    by = "" if rate is None else f", soit {display(rate / 100, 'evolution')}"
    said = f"{way} de {moved}{by}" if gap else "aucun changement"
    text = f"{verdict} : {said} ({first} en {years[0]}, {last} en {years[1]})."
    return replace(held[0], text=text)


def _of_figure(claim: _Claim, plain: str, ask: Ask) -> Answer | None:
    """Answer from an evolution that is printed or worked out by itself."""
    told = ask(f"evolution {plain}")
    value = told.value
    figure = re.match(r"=COG_(?:KEY_EVOLUTION|KEY_FIGURE|EVOLUTION)\(", told.formula)
    if told.kind != ANSWERED or isinstance(value, bool) or not isinstance(value, float | int):
        return None
    if figure is None or "volution" not in told.text + told.formula or "%" not in told.display:
        return None
    verdict = _verdict(claim, None, 100 * float(value), "")
    return None if verdict is None else replace(told, text=f"{verdict} : {told.text}")


def _verdict(claim: _Claim, gap: float | None, rate: float | None, shown: str) -> str | None:
    """Return whether a value moved so, ``None`` where that is nothing to compare with."""
    moved = _comparable(claim.number, gap, rate, shown)
    if moved is None:
        return None
    sign = 1 if claim.up else -1
    moved *= sign
    stated = float(claim.number.value) * (100 if claim.number.kind == "percent" else 1)  # type: ignore[arg-type]
    noise = _NOISE * max(1.0, abs(stated))
    if claim.bound in _HOLDS:
        return YES if moved > 0 and _HOLDS[claim.bound](moved - stated, noise) else NO
    if abs(moved - stated) <= noise:
        return YES
    step = _step(claim.number)
    if moved > 0 and abs(moved - stated) <= step:
        if claim.bound == "about" or abs(moved - stated) <= _LOST * moved:
            return f"{YES}, à l'arrondi"
        return f"{NO}, pas exactement"
    return NO


#: Bound → whether a value is so far from it on its right side.
_HOLDS: Final[dict[str, Callable[[float, float], bool]]] = {
    "least": lambda over, noise: over >= -noise,
    "more": lambda over, noise: over > noise,
    "most": lambda over, noise: over <= noise,
    "less": lambda over, noise: over < -noise,
}


def _comparable(number: Entity, gap: float | None, rate: float | None, shown: str) -> float | None:
    """Return what a value moved by, in the unit of the stated number."""
    if number.kind == "percent":
        return rate
    if number.kind == "points":
        return gap if "%" in shown or not shown else None
    if gap is None or "%" in shown:
        return None
    unit = shown.rpartition(" ")[2]
    if number.kind == "amount" and unit in AMOUNT_UNITS:
        return convert_amount(gap, unit, "€")
    return gap


def _step(number: Entity) -> float:
    """Return half of the last digit that a number is written with."""
    written = re.search(r"\d[\d ]*(?:[.,](\d+))?", number.text)
    digits = len(written[1] or "") if written is not None else 0
    power = 0
    if number.kind == "amount":
        scaled = re.search(r"\d ?(m|k)", number.text)
        power = 0 if scaled is None else 6 if scaled[1] == "m" else 3
    return 0.5 * 10.0 ** (power - digits)


#: What stands before a year, and goes with it.
_LEADS_TO: Final = regex(
    r"\b(?:en|pour|de|sur|depuis|l annee|annee|par rapport a|rapport a|compar\w+ a|contre|vs) ?$"
)


def _cut(said: Question, *kinds: str) -> str:
    text = said.text
    for one in sorted(said.of(*kinds), key=lambda one: -one.start):
        before = _LEADS_TO.sub("", text[: one.start])
        text = f"{before} {text[one.end :]}"
    return text


def _plain(text: str) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"[?.!;:,]", " ", text)).strip()
    return re.sub(r"(?: (?:en|de|a|au|d|du|des|entre|et))+$", "", text)
