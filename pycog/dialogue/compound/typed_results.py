"""A typed result against the printed target that its words name: what lacks, how much of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pycog.attainment import MET, MISSED
from pycog.dialogue.calculations.typed_quantities import COUNTS, NUMBER, PERCENT, Quantity
from pycog.dialogue.compound.compound_words import compound_words
from pycog.dialogue.compound.labelled_numbers import PAIR, Labelled
from pycog.dialogue.compound.named_operands import RATE, of_number
from pycog.dialogue.compound.operation_words import asks
from pycog.dialogue.compound.readings import POINTS, UNSIGNED, UP, Extra, Made
from pycog.dialogue.compound.results_said import Aim, aim_of
from pycog.dialogue.compound.sentence import BODY, FUND, Sentence
from pycog.dialogue.expressions import Computed, Node, Operation, call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.lazy_patterns import regex
from pycog.values import display

#: A rate typed without its sign is below so many per cent.
_FULL: Final = 100.0
_TARGET: Final = (
    r"(?:l |la |le |leur |notre |sa |son |une? )?(?:objectifs?|obj|cibles?|attendus?|but)\b"
)
_MISSING: Final = regex(
    r"\bmanqu\w*|\bcombien (?:\w+ )?(?:encore|de plus|en plus)\b|\bencore combien\b"
    r"|\bcombien de points? (?:d ecart|de retard|separ\w*|en dessous|au dessous|au dessus)\b"
    r"|\becart?s?\b|\breste(?: t il)? a\b|\bpoints? (?:d ecart|de retard)\b"
    r"|\bdistance\b|\bs ecarte\w*|\bloin\b|\bcombien de (?:points?|pts?)\b|\bsepare\w*"
    rf"|\b{_TARGET} (?:20\d\d |de l indicateur \w+ |fixee? |vise\w* )*moins\b|\bdifference\b"
    rf"|\bdelta\b"
)
_SHARE: Final = regex(
    rf"\brapporte\w* a {_TARGET}|\b(?:realise\w*|resultat) ?(?:/|sur|vs) ?{_TARGET}"
    rf"|(?:%|\bpour ?cents?|\bpourcentage|\bpart|\bproportion|\bfraction) (?:de |d |du ){_TARGET}"
    rf"|\ba combien de {_TARGET}|\btaux d atteinte\b|\btaux de realisation\b"
    rf"|\batteinte de {_TARGET}|\bquel(?:le)? (?:%|pourcentage|part|fraction|proportion)\b"
)
#: Asks for a rate too, beside a target.
_RATE_TOO: Final = regex(
    rf"\b(?:a )?quel taux\b|\ben ?% (?:de |d )?{_TARGET}|\ba quelle hauteur\b"
    rf"|\bcombien de {_TARGET}"
    r"|\b(?:aussi|et|donne\w*) (?:le |son |quel )?taux\b|\btaux (?:de )?reussite\b"
    r"|\btaux d ?at+eint\w*"
)
_VERDICT: Final = regex(
    r"\batteint\w*|\b(?:on est|est on|c est|est ce|sommes nous|nous sommes) (?:bons?|ok"
    r"|dans les clous"
    r"|dedans|conformes?|au niveau|a niveau)\b|\b(?:bons?|ok) ou (?:pas|non)\b|\btenu\w*\b"
    r"|\brespecte\w*\b|\bdans (?:la cible|l objectif|les clous)\b|\bc est suffisant\b|\bsuffi\w+\b"
    r"|\bca passe\b|\bpasse t (?:on|il|elle)\b|\bsatisfai\w*\b|\bc bon\b"
    r"|\b(?:la |l )?(?:cible|objectif) ?\?$|\bon (?:y )?est ?\?|\bbon ?\?|\bverdict\b"
)
_NEEDED: Final = regex(
    r"\b(?:faut|faudra\w*|doi\w+|devr\w+|minimum|mini|au moins|viser|falloir)\b"
    r"|\bcombien (?:en |d en |y en )?[a-z]{3,}(?:er|ir|re)\b"
)
_REACH: Final = regex(
    rf"\bminimum\b|\bmini\b|\bau moins\b|\bdoi\w+\b|\bdevr\w+\b|\bpour (?:etre|tenir|atteindre"
    rf"|respecter|remplir)\b|\b{_TARGET}|\bclous\b|\bfaut\b"
)
_AIMED: Final = regex(rf"\b{_TARGET}|\bvise\w*|\bclous\b|\bbons?\b|\bok\b|\bdedans\b")
#: Asks for something else of the same numbers.
_OTHER: Final = regex(
    r"\bseuils?\b|\bplanchers?\b|\bsocles?\b|\bpoids\b|\bpondera\w*"
    r"|\bcombien (?:de points? )?(?:ca |cela )?"
    r"(?:vaut|rapporte|gagne)\w*|\bpourquoi\b|\bcomment\b|\bmoyenne?\b|\bprime\b|\beuros?\b|€"
    r"|\btrn\b|\btrl\b|\bpini\b|\bpili\b|\bmtid\b|\bsi (?:on|la|le) (?:hausse|baisse|passe)\b"
    r"|\bpoints?\b(?= (?:on|je|nous|ca|cela) (?:gagn|obt|rapport|marqu))"
)
_NEGATES: Final = regex(r"\b(?:pas|sans|hors|sauf|ni|non|aucune?|jamais)\b")
_OR_NOT: Final = regex(r"\bou (?:pas|non)\b|\bn est ce pas\b|\bpas vrai\b")
#: Says that one number is a part of the other.
_OF: Final = regex(r"\b(?:sur|parmi|dont|pour|contre|et|mais|seulement)\b|[,/:;.]")


def against_printed(sentence: Sentence) -> Made | None:
    """Read a typed result against the target of an indicator or of a row of a scorecard.

    Args:
        sentence: The question.

    Returns:
        ``None`` where no one target is named, or a word may change what is compared.
    """
    held, text = Labelled(sentence), sentence.text
    named = [one for one in held.numbers if one.unit in _OF_LABELS]
    if named and len(held.numbers) > len(named):
        # « Traités en 48 h » is a part of a label: the target must have it.
        held.numbers = [one for one in held.numbers if one not in named]
    numbers = held.numbers
    if not held.is_one or len(numbers) > PAIR or _OTHER.search(text):
        return None
    if _NEGATES.search(_OR_NOT.sub(" ", text)) or not _asks(text, numbers):
        return None
    if sentence.question.has("per") or sentence.lines:
        return None
    if any(one.kind in {BODY, FUND} for one in sentence.tokens):
        return None
    nouns = frozenset(
        stem(word) for one in numbers if one.unit in _HEADS for word in _HEADS[one.unit]
    )
    aim = aim_of(sentence, nouns | _asking(text))
    if aim is None or not all(f"{one.value:g}" in aim.named for one in named):
        return None
    if {stem(word) for word in words(text)} & _FOREIGN - {
        stem(word) for word in words(normalise(aim.named))
    }:
        return None
    return next(_readings(held, aim), None)


def _asking(text: str) -> frozenset[str]:
    """Return the stems of the words that ask for a comparison, and name nothing."""
    patterns = [
        asks(one)
        for one in ("attainment", "verdict", "difference", "points", "measured", "carriers")
    ]
    said = " ".join(match[0] for one in patterns for match in one.finditer(text))
    return frozenset(map(stem, words(said)))


#: Names of others, whose results are not judged here.
_FOREIGN: Final = compound_words("foreign")
#: Units of numbers that stand in labels.
_OF_LABELS: Final = frozenset({"days", "duration"})
#: What a unit of heads is called, which any number of persons may have.
_HEADS: Final = {
    "staff": ("agent", "agents", "salaries", "etp", "personnes"),
    "beneficiaries": ("beneficiaires", "assures"),
    "points": ("points", "point"),
}


def _asks(text: str, numbers: list[Quantity]) -> bool:
    if _SHARE.search(text) or _VERDICT.search(text):
        return True
    if len(numbers) == 1 and _AIMED.search(text) and _RATE_TOO.search(text):
        return True
    if _MISSING.search(text):
        return _AIMED.search(text) is not None or len(numbers) == 1
    return len(numbers) == 1 and bool(_NEEDED.search(text) and _REACH.search(text))


def _readings(held: Labelled, aim: Aim) -> Iterator[Made]:
    text, numbers = held.text, held.numbers
    parts = tuple(map(of_number, numbers))
    result = _result(held, aim)
    # « 3 800 sur 4 000, quel taux » is the rate of the part.
    too = len(numbers) == 1 and _AIMED.search(text) and _RATE_TOO.search(text)
    asks_rate = _SHARE.search(text) or too
    asks_part = _MISSING.search(text) or asks_rate or _VERDICT.search(text)
    if result is None or (len(numbers) == 1 and not asks_part):
        if len(numbers) == 1 and aim.is_rate and aim.is_plain:
            yield from _needed(held, aim)
        return
    value, told = result
    title = f"{told}{aim.named}"
    share: Computed = call("COG_ATTAINMENT", value, aim.text)
    lacking = _lacking(held, aim, value)
    met = _met(held, aim, value) if _WHETHER.search(_RATE_CALLED.sub(" ", text)) else ""
    if _MISSING.search(text):
        if lacking is None:
            return
        extras = (Extra("taux d'atteinte : {value}", share, RATE),) if asks_rate else ()
        node, unit = lacking
        lacks = held.sentence.turn.compute(node).value
        if isinstance(lacks, float) and lacks <= 0:
            yield Made(
                node, unit, f"{title}, écart", parts, 1.5, extras=extras, source=aim.source,
                verdict="L'objectif est atteint, rien ne manque",
            )  # fmt: skip
            return
        yield Made(
            node, unit, f"{title}, il manque", parts, 1.5, extras=extras, source=aim.source,
            verdict=met, rounded="" if unit else UP,
        )  # fmt: skip
    elif asks_rate:
        yield Made(
            share, RATE, f"{title}, taux d'atteinte", parts, 1.5, source=aim.source, verdict=met
        )
    else:
        yield from _verdict(held, aim, value, title)


#: « Taux d'atteinte » asks for no verdict.
_RATE_CALLED: Final = regex(r"\btaux d ?at+eint\w*|\batteinte? de\b")
_WHETHER: Final = regex(
    r"\batteint\w*|\btenue?s?\b|\brempli\w*|\brespect\w*|\bsuffi\w*|\bclous\b|\bverdict\b|\bbons?\b|\bok\b"
)


def _met(held: Labelled, aim: Aim, value: Node) -> str:
    """Return whether a target is met, as it is told before the value that is asked for."""
    found = held.sentence.turn.compute(call("COG_STATUS", value, aim.text)).value
    if found not in {MET, *MISSED}:
        return ""
    return "Oui, objectif atteint" if found == MET else "Non, objectif non atteint"


def _verdict(held: Labelled, aim: Aim, value: Node, title: str) -> Iterator[Made]:
    status = call("COG_STATUS", value, aim.text)
    found = held.sentence.turn.compute(status).value
    if found not in {MET, *MISSED}:
        return
    extras: tuple[Extra, ...] = ()
    if aim.is_plain:
        gap: Computed = Operation(value, "-", aim.number)
        extras = (
            Extra("écart {value}", gap, POINTS if aim.is_rate else ""),
            Extra("taux d'atteinte {value}", call("COG_ATTAINMENT", value, aim.text), UNSIGNED),
        )
    yield Made(
        status, "", title, tuple(map(of_number, held.numbers)), 1.5, signed=True, extras=extras,
        source=aim.source, verdict="Oui" if found == MET else "Non",
    )  # fmt: skip


def _result(held: Labelled, aim: Aim) -> tuple[Node, str] | None:
    """Return the typed result in the unit of the target, and how it is told."""
    numbers = held.numbers
    if len(numbers) == 1:
        one = numbers[0]
        if one.unit == PERCENT:
            return (one.value, f"{one.shown}, ") if aim.is_rate else None
        if aim.is_rate:
            return _as_rate(one)
        return (one.value, f"{held.told(one)}, ") if one.unit in COUNTS else None
    if not aim.is_rate or {one.unit for one in numbers} - COUNTS - {"points"}:
        return None
    part, whole = sorted(numbers, key=lambda one: one.value)
    first, last = numbers
    if part.value < 0 or part.value == whole.value:
        return None
    if not _OF.search(held.text[first.end : last.start]):
        return None
    shown = display(part.value / whole.value, "evolution")
    told = f"{held.told(part)} sur {held.told(whole)}, soit {shown}, "
    return call("COG_RATE", part.value, whole.value), told


def _as_rate(one: Quantity) -> tuple[Node, str] | None:
    """Read « 0,912 » and « 91,2 » as rates; whether 74 is 74 % is asked for."""
    if one.unit != NUMBER or one.noun or one.value % 1 == 0 or not 0 < one.value < _FULL:
        return None
    value = one.value if one.value <= 1 else float(f"{one.value!r}e-2")
    return value, f"{display(value, 'evolution')}, "


def _lacking(held: Labelled, aim: Aim, value: Node) -> tuple[Computed, str] | None:
    """Return the formula of what lacks to a target, and its unit."""
    if not aim.is_plain:
        return None
    if len(held.numbers) == PAIR:
        part, whole = sorted(one.value for one in held.numbers)
        return Operation(Operation(whole, "*", aim.number), "-", part), ""
    return Operation(aim.number, "-", value), POINTS if aim.is_rate else ""


def _needed(held: Labelled, aim: Aim) -> Iterator[Made]:
    """Read how many of a typed whole a target asks for."""
    whole = held.numbers[0]
    if whole.unit not in COUNTS or whole.value <= 1 or not _NEEDED.search(held.text):
        return
    node: Computed = Operation(whole.value, "*", aim.number)
    title = f"{aim.printed} de {held.told(whole)} ({aim.named.rpartition(' : ')[0]})"
    yield Made(node, "", title, (of_number(whole),), 1.5, source=aim.source, rounded=UP)
