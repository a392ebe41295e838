"""Printed rates worked out from what they follow from, and figures of a year not printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pycog import conventions
from pycog.dialogue.composed.fact_table import FIGURE as FACT
from pycog.dialogue.composed.fact_table import Fact, facts
from pycog.dialogue.composed.figure_words import covers, grouped, grouped_bag, same_words
from pycog.dialogue.compound.figure_finding import Found, entry_of, figures_named
from pycog.dialogue.compound.named_operands import RATE, Operand, of_figure
from pycog.dialogue.compound.readings import NEAREST, Made, cues
from pycog.dialogue.compound.sentence import BODY, NUMBER, WORD, YEAR, Sentence
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.lazy_patterns import regex

_ANEW: Final = regex(
    r"\b(?:refai\w*|recalcul\w*|recompt\w*|calcul\w* (?:exact\w*|precis\w*)|reprend\w*)\b"
    r"(?: (?:moi|le|la|les|nous))*|\b(?:a|avec) (?:\d|une?|deux|trois) (?:decimales?|chiffres?"
    r" apres la virgule)\b|\bexact\w*\b|\bau plus juste\b"
)
#: Natures of relations that give their result back, with the formula of each.
_GIVES: Final = {"part": "COG_SHARE", "évolution": "COG_EVOLUTION"}
_PAIR: Final = 2


def recomputed(sentence: Sentence) -> Iterator[Made]:
    """Read a printed rate that is to be worked out: « recalcule le taux de décroché »."""
    used = cues(sentence, _ANEW)
    if not used or len(sentence.years) > 1:
        return
    tokens = sentence.within(0, len(sentence.text), used)
    if any(one.kind not in {WORD, YEAR, BODY} for one in tokens):
        return
    said = [one.forms for one in tokens if one.kind == WORD]
    year = sentence.years[0] if sentence.years else None
    for one in figures_named(said, sentence.bodies, year, moved=True):
        made = from_relation(one.fact.body, one.fact.subject, one.fact.period)
        if made is not None and one.fact.unit == RATE:
            yield made


def from_relation(document: str, subject: str, period: str) -> Made | None:
    """Return the reading that works out a printed rate from the figures that it follows from.

    Args:
        document: Id of the document.
        subject: Key of the rate.
        period: As printed.
    """
    convention = conventions.load(document)
    for relation in convention.relations:
        result = relation.result
        if relation.kind not in _GIVES or (result.key, str(result.period)) != (subject, period):
            continue
        figures = [one.figure for one in relation.operands]
        fact = _fact(document, subject, period)
        if fact is None or len(figures) != _PAIR:
            continue
        first, last = (_operand(document, one.key, str(one.period)) for one in figures)
        if first is None or last is None:
            continue
        printed = f"« {fact.label} » {fact.period}, imprimé « {fact.printed} »"
        title = f"{printed} : {first.told} et {last.told}"
        node = call(_GIVES[relation.kind], first.node, last.node)
        return Made(node, RATE, title, (first, last), 1.5, signed=relation.kind == "évolution")
    return None


def _fact(document: str, subject: str, period: str) -> Fact | None:
    entry = entry_of(document, subject)
    if entry is None:
        return None
    return next((one for one in entry.facts if one.period == period), None)


def _operand(document: str, subject: str, period: str) -> Operand | None:
    fact = _fact(document, subject, period)
    return None if fact is None or fact.value is None else of_figure(Found(fact, 1, 1.0, True))


_FROM: Final = regex(
    r"\b(?:d apres|selon|vu(?: que)?|sachant(?: que)?|compte tenu de|avec|au vu de)\b"
    r"(?: (?:la|le|l|les|son|sa))*"
)
_MOVED: Final = regex(
    r"\b(?:progression|evolution|hausse|baisse|augmentation|variation|taux d evolution)\b"
    r"(?: (?:publiee?|annoncee?|imprimee?|affichee?|donnee?|indiquee?|du rapport))*"
)
_AROUND: Final = regex(
    r"\b(?:combien|y avait il|il y en avait|y en avait il|avait|etaient?|nombre|chiffre|valeur"
    r"|retrouv\w*|dedui\w*|calcul\w*|en|que?|a|soit)\b|[=+]"
)


def of_year_before(sentence: Sentence) -> Iterator[Made]:
    """Read a figure in a year that is not printed, from the next one and how it moved.

    « Saisines en 2019 d'après la progression publiée », « en 2019, vu que 2020 = +5,84 % ».
    """
    text = sentence.text
    numbers = sentence.of(NUMBER)
    if not sentence.years or len(sentence.years) > 2 or len(numbers) > 1:
        return
    if not (_FROM.search(text) and (numbers or _MOVED.search(text))):
        return
    if numbers and numbers[0].quantity.unit != "percent":
        return
    year = min(sentence.years)
    if set(sentence.years) - {year, year + 1}:
        return
    used = [*cues(sentence, _FROM), *cues(sentence, _MOVED), *cues(sentence, _AROUND)]
    tokens = sentence.within(0, len(text), used)
    if any(one.kind not in {WORD, YEAR, BODY, NUMBER} for one in tokens):
        return
    said = [one.forms for one in tokens if one.kind == WORD]
    for one in figures_named(said, sentence.bodies, year + 1):
        fact = one.fact
        entry = entry_of(fact.body, fact.subject)
        if entry is None or fact.unit == RATE or any(covers(f.period, year) for f in entry.facts):
            continue
        after = of_figure(one)
        if numbers:
            change, told = numbers[0].quantity.value, numbers[0].quantity.shown
            node = call("COG_BASE", after.node, change)
            parts: tuple[Operand, ...] = (after,)
        else:
            moved = _operand(fact.body, f"{fact.subject}-evolution", str(year + 1))
            if moved is None or moved.unit != RATE:
                continue
            node, told = call("COG_BASE", after.node, moved.node), moved.told
            parts = (after, moved)
        title = f"{after.told} après {told}, valeur de {year}"
        yield Made(node, fact.unit, title, parts, 1 + one.said, rounded=NEAREST)


_NOT_DONE: Final = regex(
    r"\b(?:combien (?:d |de )?)?(?:n ont pas|n a pas|ne sont pas"
    r"|n etaient pas)(?: ete)? (?P<done>[a-z]+)"
    r"|\b(?:combien )?(?:restent|reste|sont restes?) (?:sans|non) (?P<left>[a-z]+)"
    r"|\bnon (?P<bare>[a-z]+)\b"
)
_BESIDE: Final = regex(r"\b(?:sur|parmi|combien|des?|les?)\b")
#: Words for what came of a case, of one meaning where a whole has one part alone.
_DONE: Final = frozenset(
    map(
        stem,
        [
            "pris",
            "decroches",
            "decroche",
            "traites",
            "traite",
            "aboutis",
            "repondus",
            "honores",
            "servis",
            "regles",
        ],
    )
)


def not_done(sentence: Sentence) -> Iterator[Made]:
    """Read what a printed part leaves of its whole: « sur les appels reçus, combien non pris »."""
    text = sentence.text
    match = _NOT_DONE.search(text)
    if match is None or "combien" not in text or sentence.of(NUMBER) or len(sentence.years) > 1:
        return
    if re.search(r"\b(?:par|chez|pour)\b", text[match.end() :]):
        # « … par l'Hérault » keeps some of them.
        return
    done = stem(match["done"] or match["left"] or match["bare"])
    used = [match.span(), *cues(sentence, _BESIDE)]
    tokens = sentence.within(0, len(text), used)
    if any(one.kind not in {WORD, YEAR, BODY} for one in tokens):
        return
    said = [one.forms for one in tokens if one.kind == WORD]
    year = sentence.years[0] if sentence.years else None
    for one in figures_named(said, sentence.bodies, year):
        whole = of_figure(one)
        parts = list(_parts_done(one.fact, done))
        if len(parts) == 1 and parts[0].value < whole.value and whole.unit != RATE:
            node = Operation(whole.node, "-", parts[0].node)
            title = f"{whole.told} moins {parts[0].told}"
            yield Made(node, whole.unit, title, (whole, parts[0]), one.said + 0.5)


def _parts_done(whole: Fact, done: str) -> Iterator[Operand]:
    """Yield the figures that count what of a whole came to something."""
    same = same_words()[0]
    for one in facts(FACT):
        if one.body != whole.body or one.period != whole.period or one.unit != whole.unit:
            continue
        if not one.subject.startswith(f"{whole.subject}-") or one.value is None:
            continue
        own = grouped_bag(one.label)
        said = kin_of(grouped(same, [done])[0], own)
        if said or (done in _DONE and not own.isdisjoint(grouped(same, _DONE))):
            yield of_figure(Found(one, 1, 1.0, True))
