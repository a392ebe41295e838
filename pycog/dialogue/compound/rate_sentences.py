"""Counts of a part and its whole against the target of the indicator that their words name."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.attainment import MET
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.calculations.typed_quantities import COUNTS, PERCENT, Quantity, nouns_end
from pycog.dialogue.compound.compound_words import compound_words
from pycog.dialogue.compound.named_operands import RATE, of_number
from pycog.dialogue.compound.readings import POINTS, UP, Extra, Made
from pycog.dialogue.compound.sentence import FOREIGN, INDICATOR, NUMBER, WORD, Sentence, Token
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.vocabulary import label_words
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

_VERDICT: Final = regex(
    r"\battein\w*|\bobjectifs?\b|\bcibles?\b|\bconform\w*|\bdans les clous\b|\bbons?\b|\btien\w*\b"
    r"|\btenu\w*|\brespect\w*|\bsuffi\w*|\bc est ok\b|\bvalide\b|\bdans la cible\b|\bau dessus\b"
    r"|\ben dessous\b"
)
_REACHED: Final = regex(
    r"\battein(?:t|ts|dre|drait)\b|\bconform\w*|\bdans les clous\b|\bbon\b|\bten(?:u|us|ir)\b"
    r"|\btient\b|\brespect\w*|\bsuffi\w*|\bc est ok\b|\ben dessous\b|\bau dessus\b"
)
#: Asks for how well a target is met, in per cent of it.
_RATE_OF: Final = regex(r"\btaux d atteinte\b|\batteinte (?:de|du|d|pour|ind\w*)\b|\bd atteinte\b")
#: Says that one number is a part of the other.
_OF: Final = regex(r"\b(?:sur|parmi|dont|pour|contre|et)\b|,|/|:")
_OF_WHAT: Final = regex(r" (?:d|de) [a-z]{3,}")
_NEEDED: Final = regex(
    r"\bcombien\b.*\b(?:doi\w+|faut|faudra\w*|devr\w+|minimum|au moins)\b"
    r"|\b(?:doi\w+|faut|faudra\w*)\b"
)
_TO_REACH: Final = regex(r"\b(?:pour|afin d\w*|tenir|atteindre|respecter|objectif|cible)\b")
#: Words of such questions besides those of the counts and of the indicator.
_ASKING: Final = compound_words("counting")
_NOT_SO: Final = regex(r"\b(?:pas|sans|hors|sauf|ni|non|aucune?|jamais)\b")
_OR_NOT: Final = regex(r"\bou (?:pas|non)\b")
#: How much more a word of the label counts than one of the sheet of an indicator.
_OF_LABEL: Final = 2
_LEAST: Final = 2
_PAIR: Final = 2


def against_target(sentence: Sentence) -> Iterator[Made]:
    """Read a part out of a whole, or a rate, set against a target: rate, verdict, gap."""
    text = sentence.text
    numbers = sentence.of(NUMBER)
    if not _VERDICT.search(text) or len(numbers) not in {1, 2} or _other(sentence):
        return
    held = [one.quantity for one in numbers]
    rate = _rate_of(held)
    # « L'objectif est bien 92 % » tells a target, and no result.
    if rate is None or (len(held) == 1 and not _REACHED.search(text)) or _RATE_OF.search(text):
        return
    if _NEEDED.search(text) or (len(held) == _PAIR and "manqu" in text):
        # What lacks is no verdict.
        return
    indicator = _indicator(sentence, numbers)
    year = _year(sentence, indicator)
    if not indicator or year is None:
        return
    if any(one.unit == "points" and not _OF_WHAT.match(text, one.end) for one in held):
        # « 15 points d'accueil » are counted, « 15 points » are earned.
        return
    if len(held) == 2 and not _OF.search(text[held[0].end : held[1].start]):
        return
    node, told = rate
    item = sentence.turn.convention.indicators[indicator]
    if item.unit != RATE:
        return
    number = cell_value(indicator)
    aim = sentence.turn.compute(call("COG_TARGET", number, year))
    status = call("COG_STATUS", node, call("COG_TARGET_TEXT", number, year))
    verdict = sentence.turn.compute(status)
    if aim.error or verdict.error or not isinstance(aim.value, float):
        return
    printed = item.targets[year]
    gap: Computed = Operation(node, "-", call("COG_TARGET", number, year))
    title = f"{told}objectif {year} de l'indicateur {indicator} « {item.label} » : {printed.text}"
    yield Made(
        status, "", title, tuple(map(of_number, held)), 1.5, signed=True,
        extras=(Extra("écart {value}", gap, POINTS), *_rate_too(node, number, year, text)),
        source=printed.citation,
        verdict="Oui" if verdict.value == MET else "Non",
    )  # fmt: skip


def _rate_too(node: Computed | float, number: int | str, year: int, text: str) -> tuple[Extra, ...]:
    """Return how far a target is met, where « à combien » is asked beside the verdict."""
    if not _HOW_FAR.search(text):
        return ()
    share = call("COG_ATTAINMENT", node, call("COG_TARGET_TEXT", number, year))
    return (Extra("taux d'atteinte {value}", share, RATE),)


_HOW_FAR: Final = regex(r"\ba combien\b|\ba quelle hauteur\b|\ba quel (?:taux|niveau|%)|% d at")


def _rate_of(held: Sequence[Quantity]) -> tuple[Computed | float, str] | None:
    """Return the rate of one number in per cent, or of a part and its whole, and how it is told."""
    if len(held) == 1 and held[0].unit == PERCENT:
        return held[0].value, f"{held[0].shown}, "
    if len(held) != 2 or {one.unit for one in held} - COUNTS - {"points"}:
        return None
    part, whole = sorted(one.value for one in held)
    if part < 0 or not whole or part == whole:
        return None
    shown = display(part / whole, "evolution")
    told = f"{format_number(part, 2)} sur {format_number(whole, 2)}, soit {shown}, "
    return call("COG_RATE", part, whole), told


def needed(sentence: Sentence) -> Iterator[Made]:
    """Read how many of a typed whole the target of an indicator asks for."""
    numbers = sentence.of(NUMBER)
    text = sentence.text
    if len(numbers) != 1 or not (_NEEDED.search(text) and _TO_REACH.search(text)):
        return
    whole = numbers[0].quantity
    if whole.unit not in COUNTS or _other(sentence):
        return
    indicator = _indicator(sentence, numbers)
    year = _year(sentence, indicator)
    if not indicator or year is None:
        return
    item = sentence.turn.convention.indicators[indicator]
    target = item.targets.get(year)
    if item.unit != RATE or target is None or target.target.kind != "rate":
        return
    if any(sign in target.text for sign in "<≤+-"):
        return
    aim = call("COG_TARGET", cell_value(indicator), year)
    node: Computed = Operation(whole.value, "*", aim)
    told = f"{target.text} de {whole.shown} {whole.noun}".strip()
    yield Made(
        node, "", f"{told} (objectif {year} de l'indicateur {indicator})",
        (of_number(whole),), 1.5, source=target.citation, rounded=UP,
    )  # fmt: skip


#: Sets a result against the one of the year before the agreement, and what names that year.
_AGAINST: Final = regex(
    r"\b(?:de (?:mieux|plus|moins)|(?:progress|evolu|gagn|augment|baiss|recul|amelior)\w*|perdu"
    r"|depuis|ecart"
    r"|difference|compare\w*|par rapport|hausse|mieux)\b"
)
_OF_BASELINE: Final = regex(
    r"\b(?:(?:point|valeur|situation|niveau) de depart|(?:realise|resultat|valeur"
    r"|annee) (?:de )?reference"
    r"|(?:le )?(?:realise|resultat)(?: de)?(?= 20\d\d))\b"
)
_BASELINE_WORDS: Final = regex(
    rf"{_AGAINST.pattern}|{_OF_BASELINE.pattern}|\b(?:combien|points?|qu|si|ressort|sort|a t on"
    rf"|on (?:a|est)|nous (?:avons|sommes)"
    r"|notre|nos|fait|obtenu|resultat|realise|entre|et)\b"
)


def from_baseline(sentence: Sentence) -> Iterator[Made]:
    """Read how far a typed result is from the printed one of the year before the agreement."""
    numbers, text = sentence.of(NUMBER), sentence.text
    if len(numbers) != 1 or numbers[0].quantity.unit != PERCENT or not _AGAINST.search(text):
        return
    convention = sentence.turn.convention
    others = [year for year in sentence.years if year != convention.baseline_year]
    named = len(others) < len(sentence.years) or _OF_BASELINE.search(text)
    if not named or len(others) > 1 or _other(sentence) or not set(others) <= set(convention.years):
        return
    indicator = _indicator(sentence, numbers, _BASELINE_WORDS)
    if not indicator or convention.indicators[indicator].unit != RATE:
        return
    base = call("COG_BASELINE", cell_value(indicator))
    printed = sentence.turn.compute(base)
    if printed.error or not isinstance(printed.value, float):
        return
    held = numbers[0].quantity
    when = f" en {others[0]}" if others else ""
    yield Made(
        Operation(held.value, "-", base), POINTS,
        f"{held.shown}{when}, réalisé {convention.baseline_year} de l'indicateur {indicator} "
        f"« {convention.indicators[indicator].label} » : {printed.display}, écart",
        (of_number(held),), 1.5, signed=True,
    )  # fmt: skip


def _other(sentence: Sentence) -> bool:
    """Tell whether a question names a fund, a document, a line, or denies."""
    plain = _OR_NOT.sub(" ", sentence.text)
    return bool(sentence.funds or sentence.bodies or _NOT_SO.search(plain))


def _year(sentence: Sentence, indicator: str) -> int | None:
    """Return the year of the target; where none is said, any if they are all the same."""
    years = sentence.turn.convention.years
    if len(sentence.years) == 1:
        return sentence.years[0] if sentence.years[0] in years else None
    if sentence.years or not indicator:
        return None
    printed = sentence.turn.convention.indicators[indicator].targets
    texts = {printed[year].text for year in years if year in printed}
    return years[-1] if len(texts) == 1 and texts != {""} else None


def _indicator(
    sentence: Sentence, numbers: Sequence[Token], beside: re.Pattern[str] | None = None
) -> str:
    """Return the one indicator that the words of a question name, ``""`` where none or several."""
    said = [one for one in sentence.tokens if one.kind == WORD and not sentence.is_idle(one)]
    named = {str(one.value) for one in sentence.of(INDICATOR)}
    idle = [*sentence.idle, *(one.span() for one in _BESIDE.finditer(sentence.text))]
    idle += [] if beside is None else [one.span() for one in beside.finditer(sentence.text)]
    words = [
        one
        for one in said
        if one.forms[0].isalpha()
        and not any(form in _ASKING or form in sentence.known.own_name for form in one.forms)
        and not one.inside(idle)
    ]
    # What a number counts may have other words than the indicator has: « 47 déviants détectés ».
    nouns = [(one.end, nouns_end(sentence.text, one.end, _NOUNS, _LEADING)) for one in numbers]
    words = [one for one in words if not one.inside(nouns)]
    foreign = [
        one for one in sentence.of(FOREIGN) if not _SENT_TO.search(sentence.text[: one.start])
    ]
    table, every = _words_of(sentence.turn.convention.id, conventions.state())
    if any(one not in table for one in named) or len(named) > 1:
        return ""
    meant = [one.kin(every) for one in words]
    # What was counted is said in the words of the indicator too: « appels décrochés ».
    counted = [one.kin(every) for one in said if one not in words]
    nouns_said = any(one & label for one in counted for label, _ in table.values())
    if not meant and not nouns_said and not named:
        return ""
    found: list[tuple[int, str]] = []
    for number, (label, around) in table.items():
        if (named and number not in named) or not all(one & around for one in meant):
            continue
        score = sum(_OF_LABEL if one & label else 1 for one in meant)
        score += sum(_OF_LABEL for one in counted if one & label)
        place = sentence.text
        if all(place[one.start : one.end] in around for one in foreign):
            found.append((score, number))
    if named:
        return found[0][1] if len(found) == 1 else ""
    ranked = sorted(found, reverse=True)
    if not ranked or ranked[0][0] < _LEAST:
        return ""
    return "" if len(ranked) > 1 and ranked[1][0] == ranked[0][0] else ranked[0][1]


#: Stands before whom something is sent to, which is not whose it is.
_SENT_TO: Final = regex(
    r"\b(?:transmi|adress|envoy|remont|communiqu)\w+ (?:a|aux?|vers) (?:la |les |l )?$"
)
_BESIDE: Final = regex(r"\bou (?:pas|non)\b|\b(?:doi\w+|faut|faudra\w*|devr\w+) \w+(?:er|ir|re)\b")
#: Words behind a number that say what it counts, at most.
_NOUNS: Final = 4
#: Lead on from what is counted to something else.
_LEADING: Final = compound_words("leading") | {
    "a",
    "au",
    "aux",
    "en",
    "par",
    "c",
    "est",
    "on",
    "et",
}


@lru_cache(maxsize=8)
def _words_of(
    about: str, _state: Hashable
) -> tuple[dict[str, tuple[frozenset[str], frozenset[str]]], frozenset[str]]:
    """Return the stems of each indicator, of its label and of all that its sheet says; all."""
    convention = conventions.load(about)
    found = {}
    for number, item in convention.indicators.items():
        label = _stems(item.label) - (_ASKING - _OWN)
        sheet = convention.sheets.get(item.sheet or 0)
        told = "" if sheet is None else " ".join((sheet.title, sheet.context, *sheet.actions))
        found[number] = label, _stems(f"{item.label} {item.theme} {told}")
    return found, frozenset().union(*(around for _, around in found.values()))


#: Words of what was counted that name indicators too.
_OWN: Final = compound_words("counted")


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, label_words(text)))
