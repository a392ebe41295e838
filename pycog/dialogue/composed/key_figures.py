"""Key figures of the documents: found by their words and unit, compared, added, as a share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from pycog import conventions
from pycog.conventions import load
from pycog.dialogue.answers import ASKED, Answer, Table, answered
from pycog.dialogue.composed.asked_figure import (
    CHANGES,
    asks_no_number,
    outside_fits,
    part_fits,
    spent_fits,
    unchanged,
)
from pycog.dialogue.composed.conditions import COUNT, LIST, MAX, taken_extreme
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.composed.figure_words import (
    STAFF,
    claim_bodies,
    covers,
    document_meant,
    figure_search,
    grouped,
    names_figure,
    names_wanted,
    numbered_documents,
    of_another,
    said_enough,
    same_words,
    shown_figure,
    unit_class,
    words_around,
)
from pycog.dialogue.composed.scan import Scan, stems_of
from pycog.dialogue.composed.search import bag, parts, said_words
from pycog.dialogue.entities import Word
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex
from pycog.values import display

_EVOLUTION: Final = regex(
    r"\b(?:(?:quelle est |quelle |l |une? |de |en )?(?:evolution|hausse|augmentation|baisse"
    r"|variation|progression|croissance"
    r"|diminution)|(?:comment |de combien )?(?:ont|a|est|sont)?(?: t (?:il|elle|on))? ?(?:evolue"
    r"|augmente|baisse|progresse|diminue"
    r"|varie|recule|bondi)(?:es?|s|nt)?)\b"
)
_GAP: Final = regex(r"\b(?:ecart|difference|(?:de|en) (?:plus|moins)|compar\w+)\b")
_SHARE: Final = regex(
    r"\b(?:quelle (?:est la )?part|part|proportion|pourcentage|represent\w+|poids)\b"
)
_SUM: Final = regex(
    r"\b(?:somme|cumul\w*|addition\w*|ajout\w*|au total|en tout|total|ensemble|reunis)\b"
)
#: Sets a figure against another one, of which only one would be told.
_AGAINST: Final = regex(r"\bpar rapport (?:a|au|aux) (?!l an\b|(?:l annee )?20\d\d)")
_SHARE_WORDS: Final = regex(r"\b(?:revien\w+|dans|parmi|sur|total\w*|consacre\w*)\b")
_AND: Final = regex(r"\b(?:et|plus|avec|puis|ou)\b|,|\+")
#: Figures offered at once: more are a sign that the words name none.
_MOST_OFFERED: Final = 8


def key_figure_question(scan: Scan, turn: Turn) -> Answer | None:
    """Answer about the key figures that a question names."""
    documents = [str(one.value) for one in scan.entities("document")] + numbered_documents(scan)
    if not documents and any(word.stem in scan.known.own_name for word in scan.question.words):
        documents = [turn.convention.id]
    documents += document_meant(scan, documents)
    if len(set(documents)) > 1 or of_another(scan, documents, turn.convention.id):
        return None
    if any(
        scan.question.has(kind)
        for kind in ("fund", "sheet", "milestone", "change", "amount", "percent", "per")
    ):
        return None
    if not documents and scan.has(
        regex(r"\b(?:indicateurs?|budget|cibles?|objectifs?|points?|bareme|seuils?)\b")
    ):
        return None
    if scan.has(_AGAINST) or names_wanted(scan) or asks_no_number(scan.text):
        return None
    claim_bodies(scan, documents)
    periods = _periods(scan)
    if periods is None:
        return None
    evolution = scan.take(_EVOLUTION) is not None
    # « Écart » is a word of some labels: it is an operator between two years or two figures.
    gap = scan.has(_GAP)
    if gap and len(periods) == 2:
        scan.take(_GAP)
    counting = scan.has(COUNT)
    extreme = taken_extreme(scan)
    total = scan.has(_SUM)
    share = scan.has(_SHARE)
    scan.take(LIST)
    bodies = tuple(phrase[0] for phrase, _ in scan.known.categories if len(phrase) == 1)
    scan.words(words_around(tuple(documents), bodies, conventions.state()))
    reading = _Reading(scan, turn, documents, periods, counting)
    if extreme is not None:
        return reading.extreme(extreme == MAX)
    if share:
        printed = reading.one(evolution, gap)
        return printed if printed is not None and not reading.misses_share else reading.share()
    if total and len(reading.groups()) > 1:
        if len(periods) > 1:
            return None
        scan.take(_SUM)
        return reading.sum()
    groups = reading.groups()
    if len(groups) > 1 and gap and len(periods) < 2:
        scan.take(_GAP)
        return reading.gap()
    return reading.one(evolution, gap)


def _stems(scan: Scan) -> set[str]:
    """Return the stems of all words of a question, those claimed before included."""
    return {stem(word) for word in words(scan.text)}


def told_figure(
    fact: Fact, period: int | str | None, turn: Turn, assumptions: tuple[str, ...] = ()
) -> Answer | None:
    """Answer with a printed figure, ``None`` where its formula has no value.

    Args:
        fact: The figure.
        period: What the formula asks for, ``None`` for the only one or the last one.
        turn: The turn.
        assumptions: What is said besides.
    """
    result = turn.compute(call("COG_KEY_FIGURE", fact.subject, period, fact.body))
    if result.error:
        return None
    figures = load(fact.body).figures[fact.subject]
    printed = next(one.printed for one in figures if one.period == fact.period)
    shown = shown_figure(result.display, printed, fact.unit)
    said = f"{fact.label} ({fact.period}) : {shown}."
    return answered(result, said, printed=printed, source=fact.source, assumptions=assumptions)


def which_figure(offered: Iterable[Fact]) -> Answer:
    """Ask which of the figures that the words of a question fit is meant."""
    choices = tuple(f"{one.label}, {one.theme} ({load(one.body).short_title})" for one in offered)
    text = "Ces mots désignent plusieurs chiffres. Lequel ?"
    if len(choices) == 1:
        text = "Je ne connais pas ce chiffre, mais un chiffre voisin. Est-ce lui ?"
    return Answer("", ASKED, text, choices=choices)


def _asked_units(said: Collection[str], counting: bool) -> Collection[str]:
    """Return the units that the words ask for: a share is a rate, a cost an amount."""
    if "part" in said:
        return {"rate"}
    if "cout" in said or "euro" in said:
        return {"money"}
    return {"counted", "money"} if counting else {"counted", "money", "rate"}


def _periods(scan: Scan) -> list[int] | None:
    found: list[int] = []
    for one in scan.entities("year", "period", "due"):
        if one.kind == "due":
            return None
        found += (
            [int(year) for year in one.value] if isinstance(one.value, tuple) else [int(one.value)]
        )
    return list(dict.fromkeys(found)) if len(set(found)) <= 2 else None


class _Reading:
    """One question about figures, its words not yet claimed."""

    def __init__(
        self, scan: Scan, turn: Turn, bodies: list[str], periods: list[int], counting: bool
    ) -> None:
        self.scan, self.turn, self.bodies = scan, turn, bodies
        self.pool = [one for one in facts(FIGURE) if not bodies or one.body in bodies]
        self.periods, self.counting, self.sure = sorted(periods), counting, bool(bodies)
        self._found: Fact | None = None

    def groups(self) -> list[list[Word]]:
        """Return the telling words in groups, parted where the question lists."""
        return parts(self.scan, _AND)

    def find(self, group: list[Word]) -> list[Fact]:
        """Return the figures that all words of a group fit."""
        said = self._said(group)
        found = figure_search(conventions.state()).find(
            said, self._loose, lambda one: self._fits(one, _asked_units(said, self.counting))
        )
        if not self.sure:
            found = [one for one in found if self._telling(said, one)]
        return found

    def _fits(self, fact: Fact, units: Collection[str]) -> bool:
        known = not self.bodies or fact.body in self.bodies
        moved = fact.subject.endswith(CHANGES) and not self.scan.has(_EVOLUTION)
        if not outside_fits(fact, self.scan.text) or not unchanged(fact, self.scan.text):
            return False
        if not part_fits(fact.label, self.scan.text) or not spent_fits(fact, self.scan.text):
            return False
        return known and not moved and unit_class(fact) in units and self._of_period(fact)

    def _loose(self, fact: Fact) -> frozenset[str]:
        loose = same_words()[1][unit_class(fact)] | stems_of(fact.body.replace("-", " "))
        # « Infirmiers salariés » are no infirmiers: staff is counted, and « effectif » counts.
        if stem(fact.unit) in STAFF or "effectif" in self.scan.text:
            return loose
        return loose - set(grouped(same_words()[0], STAFF))

    def _said(self, group: list[Word]) -> list[str]:
        same = same_words()[0]
        typed = [(stem(self.scan.text[word.start : word.end]), word.stem) for word in group]
        return grouped(same, (raw if raw in same else read for raw, read in typed))

    def _stems(self, group: list[Word]) -> set[str]:
        typed = (stem(self.scan.text[word.start : word.end]) for word in group)
        return {*typed, *(word.stem for word in group)}

    def _telling(self, said: list[str], fact: Fact) -> bool:
        """Where no document is named, the words must be those of the label, and two at least.

        One word is enough for how many there are of what has no other name.
        """
        label = grouped(same_words()[0], bag(fact.label))
        own = sum(bool(kin_of(one, label)) for one in said)
        return own >= 2 or (self.counting and own == len(said) == len(set(label)) == 1)

    def _of_period(self, fact: Fact) -> bool:
        if not self.periods:
            return True
        return any(covers(fact.period, year) for year in self.periods)

    def _claim(self, group: list[Word]) -> None:
        self.scan.claim(group)

    def one(self, evolution: bool, gap: bool) -> Answer | None:
        """Answer with one figure, its evolution, or its values of two years."""
        group = said_words(self.scan)
        if not group:
            return None
        found = self.find(group)
        if not found:
            return None
        keys = list(dict.fromkeys((one.body, one.subject) for one in found))
        if len(keys) > 1:
            # « CDD » is all that tells « Collaborateurs en CDD »: its unit is what is counted.
            whole = [one for one in found if names_figure(one, self._stems(group), whole=True)]
            if len({(one.body, one.subject) for one in whole}) == 1:
                found, keys = whole, [(whole[0].body, whole[0].subject)]
        self._claim(group)
        self.scan.take(COUNT)
        if self.scan.left() or len(keys) > _MOST_OFFERED:
            return None
        if len(keys) != 1:
            typed = {stem(self.scan.text[word.start : word.end]) for word in group}
            literal = any(kin_of(one, bag(fact.label)) for fact in found for one in typed)
            return self._which(found) if self.sure and literal else None
        body, key = keys[0]
        if not said_enough({*self._said(group), *_stems(self.scan)}, found[0]):
            return self._which(found[:1])
        if evolution:
            return self._moved(body, key)
        every = [one for one in self.pool if one.body == body and one.subject == key]
        if len(self.periods) == 2:
            own = [one for one in every if self._of_period(one)]
            return self._between(own) if gap else self._several(own)
        year = self.periods[0] if self.periods else None
        own = [one for one in every if self._of_period(one)]
        return self._figure(own[0], year)

    @property
    def misses_share(self) -> bool:
        """Tell whether the figure found last is no share though one was asked for."""
        return self._found is not None and self._found.unit != "%"

    def _which(self, found: list[Fact]) -> Answer:
        """Offer the figures that the words fit as well."""
        offered = {(one.body, one.subject): one for one in reversed(found)}
        return which_figure(offered.values())

    def _figure(self, fact: Fact, year: int | None) -> Answer | None:
        self._found = fact
        # A year within a span is asked for by the span: « 2012/2015 ».
        given = fact.period if year is not None and not fact.period.startswith(str(year)) else year
        return told_figure(fact, given, self.turn)

    def _moved(self, body: str, key: str) -> Answer | None:
        year = self.periods[-1] if self.periods else None
        result = self.turn.compute(call("COG_KEY_EVOLUTION", key, year, body))
        if result.error:
            return None
        values = [one for one in self.pool if one.body == body and one.subject == key]
        if len(self.periods) == 2 and not any(
            one.period.startswith(str(self.periods[0])) for one in values
        ):
            return None
        label = values[0].label
        told = ", ".join(f"{one.period} : {one.printed}" for one in values)
        return answered(
            result, f"{label}, évolution : {result.display} ({told}).", source=values[0].source
        )

    def _between(self, own: list[Fact]) -> Answer | None:
        """Answer with the later value less the earlier one."""
        ends = []
        for year in self.periods:
            of_year = [one for one in own if one.period.startswith(str(year))]
            if len(of_year) != 1:
                return None
            ends.append(of_year[0])
        before, after = ends
        result = self.turn.compute(Operation(after.formula, "-", before.formula))
        if result.error:
            return None
        shown = self._shown(result.value, after)
        said = f"{after.label}, {after.printed} ({after.period}) moins {before.printed}"
        said = f"{said} ({before.period}) : {shown}."
        return answered(result, said, display=shown, source=after.source)

    def _several(self, own: list[Fact]) -> Answer | None:
        held = {year for year in self.periods for one in own if one.period.startswith(str(year))}
        if len({one.period for one in own}) < 2 or held != set(self.periods):
            return None
        told = ", ".join(f"{one.printed} ({one.period})" for one in own)
        result = self.turn.compute(own[0].formula)
        rows = tuple((one.period, one.printed) for one in own)
        return answered(
            result,
            f"{own[0].label} : {told}.",
            table=Table(("Période", "Imprimé"), rows),
            source=own[0].source,
        )

    def _pair(self) -> list[Fact] | None:
        found: list[Fact] = []
        groups = self.groups()
        for group in groups:
            # « Embauches CDI et CDD »: what comes first is said once for both.
            entries = self.find([*groups[0][:-1], *group]) if group is not groups[0] else []
            entries = entries if len({one.subject for one in entries}) == 1 else self.find(group)
            if len({(one.body, one.subject) for one in entries}) != 1:
                return None
            found.append(entries[0])
        if (
            len(found) < 2
            or len({one.unit for one in found}) != 1
            or len({one.subject for one in found}) != len(found)
        ):
            return None
        for group in self.groups():
            self._claim(group)
        self.scan.take(regex(r"\b(?:plus|et|avec|entre)\b|\+"))
        return None if self.scan.left() else found

    def sum(self) -> Answer | None:
        """Answer with the sum of several figures."""
        found = self._pair()
        if found is None:
            return None
        node = call("SUM", *(one.formula for one in found))
        result = self.turn.compute(node)
        told = " + ".join(f"{one.label} {one.printed}" for one in found)
        return answered(
            result,
            f"Somme : {self._shown(result.value, found[0])} ({told}).",
            source=found[0].source,
        )

    def gap(self) -> Answer | None:
        """Answer with the difference of two figures."""
        found = self._pair()
        if found is None or len(found) != 2:
            return None
        node: Computed = Operation(found[0].formula, "-", found[1].formula)
        result = self.turn.compute(node)
        told = " moins ".join(f"{one.label} ({one.printed})" for one in found)
        return answered(
            result, f"{told} : {self._shown(result.value, found[0])}.", source=found[0].source
        )

    def share(self) -> Answer | None:
        """Answer with the share of a figure in the total of its theme, where none is printed."""
        if len(self.periods) > 1:
            return None
        self.scan.take(_SHARE)
        self.scan.take(_SHARE_WORDS)
        group = [word for one in self.groups() for word in one]
        found = [one for one in self.find(group) if one.unit != "%"] if group else []
        if len({one.subject for one in found}) != 1:
            return None
        part = found[0]
        wholes = [
            one
            for one in self.pool
            if one.theme == part.theme
            and one.unit == part.unit
            and one.period == part.period
            and ("total" in normalise(one.label) or normalise(one.label) == normalise(one.theme))
            and one.subject != part.subject
        ]
        self._claim(group)
        if len({one.subject for one in wholes}) != 1 or self.scan.left():
            return None
        result = self.turn.compute(call("COG_SHARE", part.formula, wholes[0].formula))
        told = f"{part.label} ({part.printed}) sur {wholes[0].label} ({wholes[0].printed})"
        return answered(result, f"{told} : {result.display}.", source=part.source)

    def _shown(self, value: object, fact: Fact) -> str:
        kind = "amount" if fact.unit == "€" else "percent" if fact.unit == "%" else "number"
        return display(value if isinstance(value, float) else None, kind)

    def extreme(self, largest: bool) -> Answer | None:
        """Answer which figure of a theme is the largest or the smallest."""
        group = [word for one in self.groups() for word in one]
        if not group or not self.sure or len(self.periods) > 1:
            return None
        said, same = set(self._said(group)), same_words()[0]
        themes = {
            one.theme
            for one in self.pool
            if (own := grouped(same, bag(one.theme)))
            and any(kin_of(word, own) for word in said)
            and all(kin_of(word, own) or word in same_words()[1][unit_class(one)] for word in said)
        }
        if len(themes) != 1:
            return None
        theme = next(iter(themes))
        pool = [
            one
            for one in self.pool
            if one.theme == theme and one.value is not None and self._of_period(one)
        ]
        units = [one.unit for one in pool]
        unit = max(set(units), key=units.count) if units else ""
        heads = {
            word
            for fact in pool
            for word in ("total", "montant", "ensemble")
            if word in normalise(fact.label)
        }
        alike = [
            one
            for one in pool
            if one.unit == unit
            and not any(word in normalise(one.label) for word in heads)
            and normalise(one.label) != normalise(theme)
        ]
        self._claim(group)
        if len(alike) < 3 or self.scan.left():
            return None
        node = call("MAX" if largest else "MIN", *(one.formula for one in alike))
        result = self.turn.compute(node)
        holders = [one for one in alike if one.value == result.value]
        told = " ; ".join(one.label for one in holders)
        rows = tuple(
            (one.label, one.printed) for one in sorted(alike, key=lambda one: -(one.value or 0))
        )
        return answered(
            result,
            f"{theme}, le plus {'élevé' if largest else 'faible'} : {told}, {holders[0].printed}.",
            table=Table(("Chiffre", "Imprimé"), rows),
            source=holders[0].source,
        )
