"""The key figures of one theme in order: the largest expenses, the professions by number."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from pycog import conventions
from pycog.conventions import load
from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.composed.asked_figure import CHANGES
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.composed.figure_words import (
    claim_bodies,
    covers,
    grouped,
    numbered_documents,
    same_words,
    words_around,
)
from pycog.dialogue.composed.scan import Scan, stems_of
from pycog.dialogue.composed.search import bag, said_words
from pycog.dialogue.families import place_data, restricting, says, widened
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

_MANY: Final = (
    r"(?:gros\w*|grand\w*|eleve\w*|important\w*|fort\w*|haut\w*|nombreu\w+|lourd\w*|cher\w*"
    r"|depensier\w*|couteu\w+|frequent\w*|represente\w*|present\w*)"
)
_FEW: Final = r"(?:petit\w*|faible\w*|bas\w*|leger\w*|rare\w*|modeste\w*)"
_NUMERALS: Final = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10,
}  # fmt: skip
_N: Final = rf"(?:\d\d?|{'|'.join(_NUMERALS)})"
_TO: Final = rf"(?:au|a la|aux) (?:plus|moins) (?:{_MANY}|{_FEW})"
#: From the smallest to the largest.
_RISING: Final = regex(
    rf"\b(?:du|de la|des) (?:plus {_FEW}|moins {_MANY}) {_TO}"
    r"|\b(?:par |dans l )?(?:ordre )?croissant\b"
)
_FALLING: Final = regex(
    rf"\b(?:du|de la|des) (?:plus {_MANY}|moins {_FEW}) {_TO}"
    r"|\b(?:par |dans l )?(?:ordre )?decroissante?\b|\bpalmares\b"
)
_ORDERS: Final = regex(r"\b(?:class\w+|hierarchis\w+|ordonn\w+|trie[rsz]?|range[rsz]?)(?: moi)?\b")
_TOP: Final = regex(rf"\b(?:le |mon |un )?top ?(?P<n>{_N})\b")
_FIRST: Final = regex(
    rf"\b(?:les |des )?(?P<n>{_N}) (?P<way>(?:plus|moins) (?:{_MANY}|{_FEW})|premiere?s?"
    r"|principa\w+)\b"
)
_SOME: Final = regex(rf"\bles (?P<n>{_N})(?= [a-z])")
_MOST: Final = regex(rf"\b(?:les |le |la )?(?:plus|moins) (?:{_MANY}|{_FEW})\b")
#: Words around a ranking, which name no theme.
_AROUND: Final = stems_of(
    "donne donner liste cite par type types ordre selon nombre montant volume effectif chaque"
    " rapport"
)
#: Ends of the keys of figures that are a change or an aim of another.
_OF_ANOTHER: Final = (*CHANGES, "-objectif", "-min", "-max")
_TOTALS: Final = ("total", "montant", "ensemble")
_LEAST: Final = 3


def ranked_figures(scan: Scan, turn: Turn) -> Answer | None:
    """Answer with the figures of a theme in order, all of them or the first ones."""
    if any(map(scan.question.has, ("fund", "sheet", "change", "without", "per", "indicator"))):
        return None
    rising = scan.take(_RISING) is not None
    ordered = any([rising, scan.take(_FALLING), scan.take(_ORDERS)])
    first = scan.take(_FIRST)
    top = scan.take(_TOP) or first
    most = scan.take(_MOST)
    if top is None and most is not None:
        # « Les quatre motifs les plus fréquents ».
        top = scan.take(_SOME)
        few = re.search(_FEW, most[0]) is not None
        rising = rising or (top is not None and few != ("moins" in most[0]))
    if not ordered and top is None:
        return None
    if first is not None:
        rising = rising or re.search(_FEW, first["way"]) is not None
        rising = rising != first["way"].startswith("moins")
    documents = {str(one.value) for one in scan.entities("document")} | {*numbered_documents(scan)}
    years = {one.value for one in scan.entities("year")}
    if len(documents) > 1 or len(years) > 1:
        return None
    claim_bodies(scan, list(documents))
    scan.words(_AROUND)
    bodies = tuple(phrase[0] for phrase, _ in scan.known.categories if len(phrase) == 1)
    scan.words(words_around(tuple(documents), bodies, conventions.state()))
    words = said_words(scan)
    scan.claim(words)
    if not words or scan.left():
        return None
    said = [{stem(scan.text[one.start : one.end]), one.stem} for one in words]
    pools = [
        pool
        for pool in _pools(documents, next(iter(years), None))
        if _fits(said, pool[0], scan.known.qualifying)
    ]
    pool = _meant(pools, said)
    if pool is None:
        return None
    number = 0 if top is None else _NUMERALS.get(top["n"]) or int(top["n"])
    return _told(pool, rising=rising, number=number)


def _pools(documents: Collection[str], year: object) -> list[list[Fact]]:
    """Return the figures that may be ranked together: of one theme, period and unit."""
    groups: dict[tuple[str, str, str, str], list[Fact]] = {}
    for one in facts(FIGURE):
        if documents and one.body not in documents:
            continue
        if one.value is None or (isinstance(year, int) and not covers(one.period, year)):
            continue
        if one.subject.endswith(_OF_ANOTHER) or any(w in normalise(one.label) for w in _TOTALS):
            continue
        groups.setdefault((one.body, one.theme, one.period, one.unit), []).append(one)
    pools = [_parts(group) for group in groups.values()]
    return [pool for pool in pools if len(pool) >= _LEAST]


def _meant(pools: list[list[Fact]], said: list[set[str]]) -> list[Fact] | None:
    """Return the figures of the theme whose name is said most, of the last period."""

    def part(pool: list[Fact]) -> float:
        name = bag(pool[0].theme)
        return sum(any(says(one, {word}) for forms in said for one in forms) for word in name) / (
            len(name) or 1
        )

    best = max(map(part, pools), default=0.0)
    nearest = [pool for pool in pools if part(pool) == best]
    if len({(pool[0].body, pool[0].theme) for pool in nearest}) != 1:
        return None
    last = max(pool[0].period for pool in nearest)
    alike = [pool for pool in nearest if pool[0].period == last]
    sizes = [len(pool) for pool in alike]
    return alike[sizes.index(max(sizes))] if sizes.count(max(sizes)) == 1 else None


def _parts(group: list[Fact]) -> list[Fact]:
    """Return the figures that stand beside each other: no whole of several, no part of one."""
    keys = {one.subject for one in group}
    under = {key: [one for one in keys if one.startswith(f"{key}-")] for key in keys}
    wholes = {key for key, parts in under.items() if len(parts) > 1}
    inner = {parts[0] for parts in under.values() if len(parts) == 1}
    return [
        one
        for one in group
        if one.subject not in wholes | inner and normalise(one.label) != normalise(one.theme)
    ]


def _fits(said: list[set[str]], fact: Fact, qualifying: Collection[str]) -> bool:
    """Tell whether every word of a question is said of a whole theme, and one is of its name."""
    name = bag(fact.theme)
    wide = widened({*name, *bag(place_data(fact.body, "themes").get(fact.theme, ""))})
    same = same_words()[0]
    groups = {same[one] for one in wide if one in same}
    strict = restricting() | frozenset(qualifying)

    def is_said(forms: set[str]) -> bool:
        if forms & strict and not forms & name:
            return False
        return any(says(one, wide) for one in forms) or not groups.isdisjoint(grouped(same, forms))

    return all(map(is_said, said))


def _told(pool: list[Fact], *, rising: bool, number: int) -> Answer:
    ranked = sorted(pool, key=lambda one: one.value or 0.0, reverse=not rising)
    shown = ranked[:number] if number else ranked
    way = "du plus faible au plus élevé" if rising else "du plus élevé au plus faible"
    names = " ; ".join(f"{at}. {one.label} ({_printed(one)})" for at, one in enumerate(shown, 1))
    title = load(ranked[0].body).short_title
    rows = tuple((one.label, one.period, _printed(one)) for one in shown)
    said = f"{ranked[0].theme} ({title}, {ranked[0].period}), {way} : {names}."
    return Answer(
        "",
        ANSWERED,
        said,
        table=Table(("Chiffre", "Période", "Imprimé"), rows),
        source=ranked[0].source,
    )


def _printed(fact: Fact) -> str:
    """Return a figure as printed, with its unit where it is a sign."""
    bare = fact.unit in {"€", "%"} and fact.unit not in fact.printed
    return f"{fact.printed} {fact.unit}" if bare else fact.printed
