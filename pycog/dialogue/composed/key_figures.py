"""Key figures of the documents: found by their words and unit, compared, added, as a share."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from pycog.conventions import load
from pycog.dialogue.answers import ANSWERED, Answer, Table, answered
from pycog.dialogue.composed.conditions import COUNT, LARGEST, LIST, SMALLEST
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.composed.scan import Scan, stems_of
from pycog.dialogue.entities import Word
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.turn import Turn
from pycog.dialogue.vocabulary import levels
from pycog.values import display

_FILE: Final = Path(__file__).parent.parent / "data" / "synonyms.toml"
_EVOLUTION: Final = re.compile(
    r"\b(?:(?:quelle est |quelle |l |une? |de |en )?(?:evolution|hausse|augmentation|baisse|variation|progression|croissance"
    r"|diminution)|(?:comment |de combien )?(?:ont|a|est|sont)?(?: t (?:il|elle|on))? ?(?:evolue|augmente|baisse|progresse|diminue"
    r"|varie|recule|bondi)(?:es?|s|nt)?)\b"
)
_GAP: Final = re.compile(r"\b(?:ecart|difference|de (?:plus|moins)|compar\w+)\b")
_SHARE: Final = re.compile(
    r"\b(?:quelle (?:est la )?part|part|proportion|pourcentage|represent\w+|poids)\b"
)
_SUM: Final = re.compile(r"\b(?:somme|cumul\w*|addition\w*|ajout\w*|au total|en tout|total|ensemble|reunis)\b")
_AND: Final = re.compile(r"\b(?:et|plus|avec|puis|ou)\b|,|\+")
#: Words around a figure that its label need not have.
_AROUND: Final = (
    "chiffre chiffres cle cles nombre rapport activite annuel imprime annonce dispose "
    "departement caisse organisme cpam primaire assurance maladie"
)
#: Part of the meaning of a label that another label must lack to be the clear answer.
_CLEAR: Final = 0.12


@dataclass(frozen=True, slots=True)
class _Entry:
    """A figure with the words that name it."""

    fact: Fact
    label: frozenset[str]
    every: frozenset[str]


@lru_cache(maxsize=1)
def _data() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Return stem → first stem of its group, and unit → words that it allows."""
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    same = {}
    for group in data["groups"]:
        stems = [stem(word) for word in words(normalise(group))]
        for one in stems:
            same.setdefault(one, stems[0])
    allowed = {name: frozenset(_same(same, stems_of(data[name]))) for name in ("counted", "money", "rate")}
    return same, allowed


def _same(same: dict[str, str], stems: Iterable[str]) -> list[str]:
    return [same.get(one, one) for one in stems]


def _bag(text: str) -> frozenset[str]:
    found = words(levels(normalise(text)))
    return frozenset(
        _same(_data()[0], (stem(word) for word in found if (len(word) > 1 or word.isdigit())))
    )


@lru_cache(maxsize=4)
def _entries(table: tuple[Fact, ...]) -> tuple[_Entry, ...]:
    return tuple(
        _Entry(
            one,
            _bag(one.label),
            _bag(f"{one.label} {one.subject.replace('-', ' ')} {one.theme} {one.unit}"),
        )
        for one in table
    )


def key_figure_question(scan: Scan, turn: Turn) -> Answer | None:
    """Answer about the key figures that a question names."""
    documents = [str(one.value) for one in scan.entities("document")]
    if len(set(documents)) > 1:
        return None
    if any(scan.question.has(kind) for kind in ("line", "fund", "sheet", "milestone", "change", "amount", "percent")):
        return None
    if not documents and scan.has(re.compile(r"\b(?:indicateurs?|budget|cibles?|objectifs?|points?|bareme|seuils?)\b")):
        return None
    if documents:
        scan.entities("category")
    periods = _periods(scan)
    if periods is None:
        return None
    evolution = scan.take(_EVOLUTION) is not None
    gap = scan.take(_GAP) is not None
    counting = scan.has(COUNT)
    extreme = LARGEST if scan.has(LARGEST) else SMALLEST if scan.has(SMALLEST) else None
    if extreme is not None:
        scan.take(extreme)
    total = scan.has(_SUM)
    share = scan.has(_SHARE)
    scan.take(LIST)
    scan.words(stems_of(_AROUND) - _named_words())
    pool = [one for one in _entries(facts(FIGURE)) if not documents or one.fact.body in documents]
    reading = _Reading(scan, turn, pool, periods, counting, bool(documents))
    if extreme is not None:
        return reading.extreme(extreme is LARGEST)
    if share and (answer := reading.share()):
        return answer
    groups = reading.groups()
    if total and len(groups) > 1:
        scan.take(_SUM)
        return reading.sum()
    if len(groups) > 1 and gap:
        return reading.gap()
    return reading.one(evolution, gap)


def _named_words() -> frozenset[str]:
    return frozenset({"maladi"})


def _periods(scan: Scan) -> list[int] | None:
    found: list[int] = []
    for one in scan.entities("year", "period", "due"):
        if one.kind == "due":
            return None
        found += [int(year) for year in one.value] if isinstance(one.value, tuple) else [int(one.value)]
    return list(dict.fromkeys(found)) if len(set(found)) <= 2 else None


class _Reading:
    """One question about figures, its words not yet claimed."""

    def __init__(
        self, scan: Scan, turn: Turn, pool: list[_Entry], periods: list[int], counting: bool, sure: bool
    ) -> None:
        self.scan, self.turn, self.pool = scan, turn, pool
        self.periods, self.counting, self.sure = sorted(periods), counting, sure

    def groups(self) -> list[list[Word]]:
        """Return the telling words in groups, parted where the question lists."""
        found: list[list[Word]] = [[]]
        end = 0
        for word in self.scan.telling():
            if found[-1] and _AND.search(self.scan.text[end : word.start]):
                found.append([])
            found[-1].append(word)
            end = word.end
        return [one for one in found if one]

    def find(self, group: list[Word]) -> list[_Entry]:
        """Return the figures that all words of a group fit, the best alone where it is clear."""
        said = _same(_data()[0], (self._stem(word) for word in group))
        best: list[tuple[float, _Entry]] = []
        for entry in self.pool:
            loose = self._allowed(entry.fact)
            if not all(one in entry.every or one in loose for one in said):
                continue
            core = [one for one in said if one in entry.every]
            if not core or not self._of_period(entry.fact) or not self._fits_unit(entry.fact, said):
                continue
            if not self.sure and not self._telling(core, entry):
                continue
            spread = len(set(core) & entry.label) / max(len(entry.label), 1)
            best.append((len(set(core)) * 0.2 + spread, entry))
        if not best:
            return []
        best.sort(key=lambda one: -one[0])
        top = best[0][0]
        near = [entry for score, entry in best if score > top - _CLEAR]
        keys = {(one.fact.body, one.fact.subject) for one in near}
        return near if len(keys) > 1 else near[:1]

    def _stem(self, word: Word) -> str:
        typed = stem(self.scan.text[word.start : word.end])
        same = _data()[0]
        return typed if typed in same else word.stem

    def _allowed(self, fact: Fact) -> frozenset[str]:
        names = _data()[1]
        if fact.unit == "€":
            return names["money"]
        return names["rate"] if fact.unit == "%" else names["counted"]

    def _fits_unit(self, fact: Fact, said: list[str]) -> bool:
        """Tell whether a rate is asked for where the figure is one, and else not."""
        rate = "part" in said
        if rate:
            return fact.unit == "%"
        return not (self.counting and fact.unit == "%")

    def _telling(self, core: list[str], entry: _Entry) -> bool:
        """Where no document is named, the words must be those of the label, and two at least."""
        return len(set(core) & entry.label) >= 2 and set(core) <= entry.every

    def _of_period(self, fact: Fact) -> bool:
        if not self.periods:
            return True
        return any(fact.period.startswith(str(year)) for year in self.periods)

    def _claim(self, group: list[Word]) -> None:
        for word in group:
            self.scan.take(re.compile(rf"(?<![a-z]){re.escape(self.scan.text[word.start : word.end])}(?![a-z])"))

    def one(self, evolution: bool, gap: bool) -> Answer | None:
        """Answer with one figure, its evolution, or its values of two years."""
        group = [word for one in self.groups() for word in one]
        if not group:
            return None
        found = self.find(group)
        if not found:
            return None
        keys = list(dict.fromkeys((one.fact.body, one.fact.subject) for one in found))
        if len(keys) != 1:
            return None
        self._claim(group)
        self.scan.take(COUNT)
        if self.scan.left():
            return None
        body, key = keys[0]
        if evolution or (gap and len(self.periods) == 2):
            return self._moved(body, key)
        every = [one.fact for one in self.pool if one.fact.body == body and one.fact.subject == key]
        if len(self.periods) == 2:
            return self._several([one for one in every if self._of_period(one)])
        year = self.periods[0] if self.periods else None
        own = [one for one in every if self._of_period(one)]
        return self._figure(own[0], year)

    def _figure(self, fact: Fact, year: int | None) -> Answer | None:
        result = self.turn.compute(call("COG_KEY_FIGURE", fact.subject, year, fact.body))
        if result.error:
            return None
        printed = [one for one in load(fact.body).figures[fact.subject] if one.period == fact.period]
        said = f"{fact.label} ({fact.period}) : {result.display}."
        return answered(result, said, printed=printed[0].printed, source=fact.source)

    def _moved(self, body: str, key: str) -> Answer | None:
        year = self.periods[-1] if self.periods else None
        result = self.turn.compute(call("COG_KEY_EVOLUTION", key, year, body))
        if result.error:
            return None
        values = [one for one in self.pool if one.fact.body == body and one.fact.subject == key]
        if len(self.periods) == 2 and not any(one.fact.period.startswith(str(self.periods[0])) for one in values):
            return None
        label = values[0].fact.label
        told = ", ".join(f"{one.fact.period} : {one.fact.printed}" for one in values)
        return answered(result, f"{label}, évolution : {result.display} ({told}).", source=values[0].fact.source)

    def _several(self, own: list[Fact]) -> Answer | None:
        if len({one.period for one in own}) < 2:
            return None
        told = ", ".join(f"{one.printed} ({one.period})" for one in own)
        result = self.turn.compute(own[0].formula)
        rows = tuple((one.period, one.printed) for one in own)
        return answered(result, f"{own[0].label} : {told}.", table=Table(("Période", "Imprimé"), rows), source=own[0].source)

    def _pair(self) -> list[Fact] | None:
        found = []
        for group in self.groups():
            entries = self.find(group)
            if len({(one.fact.body, one.fact.subject) for one in entries}) != 1:
                return None
            found.append(entries[0].fact)
        if len(found) < 2 or len({one.unit for one in found}) != 1 or len({one.subject for one in found}) != len(found):
            return None
        for group in self.groups():
            self._claim(group)
        self.scan.take(re.compile(r"\b(?:plus|et|avec|entre)\b|\+"))
        return None if self.scan.left() else found

    def sum(self) -> Answer | None:
        """Answer with the sum of several figures."""
        found = self._pair()
        if found is None:
            return None
        node = call("SUM", *(one.formula for one in found))
        result = self.turn.compute(node)
        told = " + ".join(f"{one.label} {one.printed}" for one in found)
        return answered(result, f"Somme : {self._shown(result.value, found[0])} ({told}).", source=found[0].source)

    def gap(self) -> Answer | None:
        """Answer with the difference of two figures."""
        found = self._pair()
        if found is None or len(found) != 2:
            return None
        node: Computed = Operation(found[0].formula, "-", found[1].formula)
        result = self.turn.compute(node)
        told = " moins ".join(f"{one.label} ({one.printed})" for one in found)
        return answered(result, f"{told} : {self._shown(result.value, found[0])}.", source=found[0].source)

    def share(self) -> Answer | None:
        """Answer with the share of one figure in another of the same unit."""
        return None

    def _shown(self, value: object, fact: Fact) -> str:
        kind = "amount" if fact.unit == "€" else "percent" if fact.unit == "%" else "number"
        return display(value if isinstance(value, float) else None, kind)

    def extreme(self, largest: bool) -> Answer | None:
        """Answer which figure of a theme is the largest or the smallest."""
        group = [word for one in self.groups() for word in one]
        if not group or not self.sure:
            return None
        said = set(_same(_data()[0], (self._stem(word) for word in group)))
        themes = {
            entry.fact.theme for entry in self.pool
            if said <= _bag(entry.fact.theme) | self._allowed(entry.fact) and said & _bag(entry.fact.theme)
        }
        if len(themes) != 1:
            return None
        theme = next(iter(themes))
        pool = [one.fact for one in self.pool if one.fact.theme == theme and one.fact.value is not None and self._of_period(one.fact)]
        units = [one.unit for one in pool]
        unit = max(set(units), key=units.count) if units else ""
        heads = {word for fact in pool for word in ("total", "montant", "ensemble") if word in normalise(fact.label)}
        same = [one for one in pool if one.unit == unit and not any(word in normalise(one.label) for word in heads) and normalise(one.label) != normalise(theme)]
        self._claim(group)
        if len(same) < 3 or self.scan.left():
            return None
        node = call("MAX" if largest else "MIN", *(one.formula for one in same))
        result = self.turn.compute(node)
        holders = [one for one in same if one.value == result.value]
        told = " ; ".join(one.label for one in holders)
        rows = tuple((one.label, one.printed) for one in sorted(same, key=lambda one: -(one.value or 0)))
        return answered(result, f"{theme}, le plus {'élevé' if largest else 'faible'} : {told}, {holders[0].printed}.", table=Table(("Chiffre", "Imprimé"), rows), source=holders[0].source)


__all__ = ["ANSWERED", "key_figure_question"]
