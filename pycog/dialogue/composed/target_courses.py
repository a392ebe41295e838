"""Courses of targets: which indicators rise or fall between two years, and then no longer do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pycog.conventions import Indicator
from pycog.dialogue.answers import Answer
from pycog.dialogue.composed.conditions import LIST, not_then
from pycog.dialogue.composed.indicator_sets import ASKS, INDICATORS, PLACE, TARGETS, listed
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

_UP: Final = (
    r"(?:augment\w+|progress\w+|mont(?:e|ent|er)|(?:en |a la )?hausse|croi\w+|grimp\w+|relev\w+)"
)
_DOWN: Final = r"(?:baiss\w+|diminu\w+|recul\w+|redui\w+|decroi\w+|(?:en |a la )?baisse)"
_BIG, _SMALL = r"(?:haut\w*|elev\w+|fort\w*|grand\w*)", r"(?:bas\w*|faible\w*|petit\w*)"
_YEAR: Final = r"(?P<{}>20\d\d)"
_OF: Final = r"(?:(?:de|en|pour) )?"
#: « Objectif 2015 plus bas que leur objectif 2012 », « moins haute en 2015 qu'en 2012 ».
_THAN: Final = regex(
    rf"(?:{_OF}{_YEAR.format('a')} )?(?:(?:est|soit|etant|sont|qui|strictement) )*"
    rf"(?:(?P<up>plus {_BIG}|superieur\w*|moins {_SMALL})"
    rf"|(?P<down>plus {_SMALL}|inferieur\w*|moins {_BIG}))"
    rf"(?: {_OF}{_YEAR.format('c')})? (?:que|qu|a|au)"
    r"(?: (?:celle|celui|ceux|leurs?|l|la|le|cette?))*"
    rf"(?: (?:objectifs?|cibles?))? {_OF}{_YEAR.format('b')}\b"
)
_GOES: Final = regex(
    rf"\b(?:(?:est|sont|va|vont|qui|voient) )*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b"
)
_EACH_YEAR: Final = regex(
    r"\b(?:d annee en annee|chaque annee|tous les ans|toutes les annees"
    r"|d une annee (?:a|sur) l autre"
    r"|(?:de facon |de maniere )?(?:continue?s?|continuellement|ininterrompue?s?|reguliere?s?)"
    r"|sans (?:palier|interruption|pause|plateau|stagn\w+)s?|a chaque (?:fois|exercice)"
    r"|strictement)\b"
)
#: « 4 objectifs renseignés », « chiffré chacune des quatre années »: a course of each year has it.
_ALL_THERE: Final = regex(
    r"\b(?:avec |ayant |et )*(?:les )?(?:4|quatre) (?:objectifs|cibles)"
    r" (?:renseigne|chiffre|imprime|donne|fixe)e?s\b"
    r"|\b(?:chiffree?s? )?(?:chacune des|sur les|toutes les|les) (?:4|quatre) (?:annees|ans)\b"
)
_ARROW: Final = regex(r"[-=]*>")
_MANY: Final = regex(r"\b(?:indicateurs|indics|cibles|objectifs)\b|\bun indicateur\b")
#: Kinds of target that compare with one another of their kind.
_COMPARED: Final = {"rate", "count", "decile_delay", "share_within_delay", "change"}


def target_courses(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which indicators have a target that rises or falls between two years, or each year.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    if turn.context.sheet is not None or (not scan.has(TARGETS) and not scan.has(INDICATORS)):
        return None
    if scan.question.has("indicator"):
        return None
    years = [str(year) for year in turn.convention.years]
    scan.take(PLACE)
    each = bool(scan.entities("every")) | (scan.take(_EACH_YEAR) is not None)
    if each:
        scan.take(_ALL_THERE)
    than = _THAN.search(scan.text)
    then_not: list[str] = []
    if than is not None:
        scan.claim_span(*than.span())
        ends = [than["b"], than["a"] or than["c"] or ""]
        rises = bool(than["up"])
        scan.entities("year", "op")
    else:
        dated = scan.question.has("year") or scan.question.has("period")
        then_not = not_then(scan, years)
        ends = _ends(scan) if dated else [years[0], years[-1]]
        if then_not and len(ends) == 1 and ends[0] in years[1:]:
            # « En 2013 mais pas en 2014 » is said of the course from the year before.
            ends = [years[years.index(ends[0]) - 1], ends[0]]
        goes = scan.take(_GOES)
        if goes is None or not (dated or each):
            return None
        rises = bool(goes["up"])
    if len(ends) != 2 or ends[0] == ends[1] or not set(ends) <= set(years):
        return None
    lists = scan.take(LIST) is not None
    scan.take(TARGETS), scan.take(ASKS), scan.words(scan.known.own_name)
    scan.take(INDICATORS), scan.entities("measure"), scan.take(_ARROW)
    many = scan.has(_MANY)
    if not (lists or many or than) or scan.left():
        return None
    first, last = sorted(map(years.index, ends))
    span = years[first : last + 1] if each else ends
    sign = 1 if rises else -1
    found = [one for one in turn.convention.indicators.values() if _moves(one, span, sign)]
    way = f"dont l'objectif est en {'hausse' if rises else 'baisse'} de {ends[0]} à {ends[1]}"
    way += ", chaque année" if each else ""
    if not then_not:
        return listed(turn, found, way, ends)
    open_ones = [one.number for one in found if not _compared(one, then_not)]
    stopped = [
        one for one in found if one.number not in open_ones and not _moves(one, then_not, sign)
    ]
    way += f" mais pas de {then_not[0]} à {then_not[1]}"
    answer = listed(turn, stopped, way, sorted({*ends, *then_not}))
    if not open_ones:
        return answer
    untold = (
        f" Je ne peux pas le dire de {', '.join(open_ones)} : leur cible de {then_not[0]} ou de"
        f" {then_not[1]} est absente ou renvoyée à une autre convention."
    )
    return replace(answer, text=answer.text + untold)


def _ends(scan: Scan) -> list[str]:
    """Return the years that are said, the first and the last ones of periods."""
    said: list[str] = []
    for one in scan.entities("year", "period"):
        said += [str(year) for year in (one.value if isinstance(one.value, tuple) else [one.value])]
    return sorted(said)


def _moves(indicator: Indicator, years: Sequence[str], sign: int) -> bool:
    values = _compared(indicator, years)
    return bool(values) and all(sign * (other - one) > 0 for one, other in pairwise(values))


def _compared(indicator: Indicator, years: Sequence[str]) -> list[float]:
    """Return the targets of some years that may be set side by side, none where they may not."""
    targets = [indicator.targets[int(year)].target for year in years]
    kinds = {one.kind for one in targets}
    values = [one.value for one in targets if one.value is not None]
    return values if kinds <= _COMPARED and len(kinds) == 1 and len(values) == len(years) else []
