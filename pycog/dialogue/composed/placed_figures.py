"""The key figures that all words of a question are said of: of their label, or of their place.

Asked where no other reader understood: half of the label must be said, every other word must belong
to the place of that figure, and no word may be left over.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from pycog import conventions
from pycog.dialogue.answers import Answer, Table, answered
from pycog.dialogue.composed.asked_figure import (
    CHANGES,
    asks_no_number,
    kind_fits,
    outside_fits,
    part_fits,
    part_said,
    per_fits,
    period_covers,
    unit_fits,
    wants_one,
)
from pycog.dialogue.composed.conditions import COUNT
from pycog.dialogue.composed.fact_table import Fact
from pycog.dialogue.composed.figure_words import (
    claim_bodies,
    document_meant,
    names_figure,
    numbered_documents,
    of_another,
    unit_class,
    words_around,
)
from pycog.dialogue.composed.key_figures import told_figure, which_figure
from pycog.dialogue.composed.listed_things import listing_asked, told_things
from pycog.dialogue.composed.place_index import (
    Placed,
    PlaceIndex,
    ideas_said,
    in_label,
    is_name,
    of_label,
    place_index,
    wide,
)
from pycog.dialogue.composed.scan import Scan, stems_of
from pycog.dialogue.composed.search import light_words, said_words
from pycog.dialogue.entities import Word
from pycog.dialogue.expressions import call
from pycog.dialogue.families import changing, place_data, restricting
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex

#: What another figure is made with, or what says that no key figure is meant.
_OTHER: Final = (
    "fund", "sheet", "milestone", "change", "without", "cell",
)  # fmt: skip
#: Words that make another figure than the printed one: only those of its own label are said of it.
_MADE: Final = stems_of(
    "somme cumul addition total totaux moyenne moyen ecart difference evolution hausse baisse"
    " augmentation diminution progression croissance variation part proportion pourcentage ratio"
    " reste disponible maximum minimum plus moins double moitie poids objectif cible seuil"
    " indicateur fiche budget credit si rang classement premier dernier"
)
#: Words that say no more than the unit of a figure, or the kind of its value.
_BY_UNIT: Final = {
    "rate": stems_of("part taux pourcentage proportion combien pour cent"),
    "money": stems_of("montant somme euro combien argent cout"),
    "counted": stems_of("nombre combien volume"),
}
#: What the source of a figure says of where it is printed.
_PRINTED_IN: Final = stems_of("fiche annexe chapitre partie preambule rapport note")
#: A total is said of what its label calls so, or an amount.
_TOTAL: Final = stems_of("total montant ensemble")
_MEAN: Final = stems_of("moyen moyenne")
#: Words of every figure of a unit, which name none of them.
_GENERIC: Final = frozenset().union(_TOTAL, _MEAN, *_BY_UNIT.values())
_LASTS: Final = regex(r"^(?:j|jours?|minutes?|min|heures?|h|secondes?|s)\b")
#: Labels that say what kind of value it is.
_KIND_SAID: Final = regex(r"\b(?:median|maxim|minim|decile|moyen)")
#: Asks for what is printed, and names nothing.
_ASKS: Final = regex(
    r"\b(?:(?:le |un )?(?:chiffre|montant|nombre|taux) (?:exact|precis|imprime|officiel)"
    r"|reference de depart|point de depart|reference|exactement"
    r"|avant (?:l objectif|la cible|la baisse|la reduction)(?: de (?:baisse|reduction))?"
    r"|pes(?:e|ent|ait|aient)(?= combien)|parmi(?= (?:les|ces|nos|l) ?[a-z]))\b"
)
#: Asks for things and for no number of them.
_LISTED: Final = regex(
    r"\b(?:(?:quels|quelles|lesquels|lesquelles) (?:sont|etaient|ont)|list\w+|cite[rsz]?"
    r"|enumer\w+)\b"
)
#: Sets one figure against another, of which only one would be told.
_COMPARED: Final = regex(
    r"\b(?:par rapport(?! a (?:l annee )?(?:19|20)\d\d)|face a|compare\w*|vs(?! 20)|versus"
    r"|contre(?! (?:la |le |les )?(?:maladie|grippe|cancer|fraude|covid|virus|tiers)\b| 20))\b"
)
_FROM_YEAR: Final = regex(
    r"\b(?:par rapport a|depuis|contre|vs) (?:l annee )?(?P<year>(?:19|20)\d\d)\b"
)
#: « Parmi les 189 projets », « sur les 12 antennes »: of how many, which the document prints too.
_AMONG: Final = regex(r"\b(?:parmi|sur|des|dont|de ces|les|nos) (?:les |ces |nos )?$")
#: « Le taux et son objectif »: two figures, the second of which has the words of both.
_AND_ALSO: Final = regex(r"\bet\b|\+|\bainsi que\b")
_DETAIL: Final = regex(r"\b(?:avec |et )?(?:le |leur |son )?detail\b|\bdont\b")
_OF_HOW_MANY: Final = regex(r"\b(?:parmi|au sein de|sur)\b(?= (?:les |ces |nos )?\d)")
_SINCE: Final = regex(r"\bdepuis (?=l |la |le |les )")
#: Figures offered at once.
_MOST_OFFERED: Final = 4
#: Without a document, so many words of the label must be said.
_LEAST_SAID: Final = 2
_PLAIN_KEYS: Final = frozenset({"part", "taux", "nombre"})
_NOT_PRINTED: Final = "« moyen » n'est pas imprimé : le document donne ce délai sans le dire."


@dataclass(frozen=True, slots=True)
class _Said:
    """One word of a question: its forms and how it was typed."""

    forms: frozenset[str]
    typed: str
    start: int


def placed_figure(scan: Scan, turn: Turn) -> Answer | None:
    """Answer with the key figures that every word of a question is said of."""
    units = {one.value for one in scan.entities("unit")}
    if any(map(scan.question.has, _OTHER)) or not units <= {"%"} or scan.has(_COMPARED):
        return None
    listing = listing_asked(scan)
    if not listing and (scan.has(_LISTED) or asks_no_number(scan.text)):
        return None
    documents = [str(one.value) for one in scan.entities("document")] + numbered_documents(scan)
    if not documents and any(word.stem in scan.known.own_name for word in scan.question.words):
        documents = [turn.convention.id]
    documents += document_meant(scan, documents)
    # « Par rapport à 2020 » is said of the change in 2021.
    from_year = scan.take(_FROM_YEAR)
    since = int(from_year["year"]) if from_year else 0
    when = _period(scan)
    if len(set(documents)) > 1 or when is None or of_another(scan, documents, turn.convention.id):
        return None
    claim_bodies(scan, documents)
    scan.take(COUNT)
    scan.take(_ASKS)
    scan.take(_OF_HOW_MANY)
    scan.take(_DETAIL)
    bodies = tuple(phrase[0] for phrase, _ in scan.known.categories if len(phrase) == 1)
    scan.words(words_around(tuple(documents), bodies, conventions.state()))
    if _SINCE.search(scan.text):
        scan.take(_SINCE)
    words = said_words(scan)
    if not words:
        return None
    light = light_words(scan, words)
    scan.claim(words)
    if scan.left():
        return None
    reading = _Figures(scan, documents, when, [_said(word, scan) for word in light], since)
    said = [_said(word, scan) for word in words]
    joined = not listing and scan.has(_AND_ALSO)
    if joined and (both := _several(reading, said, when, turn)):
        return both
    found = reading.alone(said) or reading.fitting(said)
    if len(found) > 1 and not listing:
        few = documents and len(found) <= _MOST_OFFERED
        return which_figure(placed.facts[0] for placed in found) if few else None
    if found and not reading.values(found[0]):
        # What is meant is printed for another year: no neighbour is taken for it.
        return None
    if listing:
        told = filter(None, (told_things(one.facts[0]) for one in found))
        return next(told, None)
    if found and not wants_one(scan.text, found[0].facts[0]):
        return None
    if found:
        return _told(found[0], reading.values(found[0])[0], when, turn, said)
    return None if joined else _several(reading, said, when, turn)


def _period(scan: Scan) -> str | None:
    """Return the one year or month that is asked for, ``""`` for none; ``None`` for several."""
    found = {str(one.value) for one in scan.entities("year", "due", "period", "date")}
    if len(found) > 1 or any("(" in one for one in found):
        return None
    return found.pop() if found else ""


def _said(word: Word, scan: Scan) -> _Said:
    typed = scan.text[word.start : word.end]
    return _Said(frozenset({stem(typed), word.stem}), typed, word.start)


class _Figures:
    """The figures of one document, or of all, for one period."""

    def __init__(
        self,
        scan: Scan,
        documents: Collection[str],
        when: str,
        light: Collection[_Said] = (),
        since: int = 0,
    ) -> None:
        self.scan, self.documents, self.when, self.since = scan, documents, when, since
        # Light words mean nothing by themselves, and tell one figure from another.
        self.light = light
        self.index: PlaceIndex = place_index(conventions.state())
        #: Words that are said of a figure only where its own label has them.
        self.strict = _MADE | restricting() | scan.known.qualifying

    def fitting(
        self, said: list[_Said], near: Placed | None = None, text: str = ""
    ) -> list[Placed]:
        """Return the figures that all words fit and of whose label they say most.

        Args:
            said: The words.
            near: One that they must stand beside.
            text: The piece of the question that says the unit; all of it for ``""``.
        """
        text = text or self.scan.text
        common: set[int] | None = None
        for word in said:
            if self._loose(word):
                continue
            here = self.index.having(word.forms)
            common = set(here) if common is None else common & here
        ranked = [
            (weight, placed)
            for placed in (self.index.every[at] for at in common or ())
            if (near is None or _beside(near, placed))
            and (weight := self._weight(said, placed, text))
        ]
        best = max((weight for weight, _ in ranked), default=0.0)
        found = [placed for weight, placed in ranked if weight == best]
        # « Collaborateurs » is a whole label, and a part of « Collaborateurs en CDI ».
        whole = [one for one in found if _named(one.facts[0], said, whole=True)]
        return whole if len(whole) == 1 else self._nearest(found, said)

    @staticmethod
    def _nearest(found: list[Placed], said: list[_Said]) -> list[Placed]:
        """Return the figure of whose label most is said, if it is one."""
        counted = [one for one in found if unit_class(one.facts[0]) != "rate"]
        if counted and not any(word.forms & _BY_UNIT["rate"] for word in said):
            # A number and its share have the same words: the number is meant.
            found = counted
        ranks = [part_said(one, _heard(said)) for one in found]
        best = max(ranks, default=0.0)
        return [found[ranks.index(best)]] if ranks.count(best) == 1 else found

    def values(self, placed: Placed) -> list[Fact]:
        """Return the values of the period that is asked for, all where none is."""
        return [one for one in placed.facts if period_covers(one.period, self.when)]

    def _loose(self, word: _Said) -> bool:
        by_unit = any(word.forms & allowed for allowed in _BY_UNIT.values())
        return by_unit or bool(word.forms & (_MEAN | _TOTAL | _PRINTED_IN)) or self._among(word)

    def _among(self, word: _Said) -> bool:
        """Tell whether a number says of how many, and some figure is of that number."""
        if not word.typed[0].isdigit() or not _AMONG.search(self.scan.text[: word.start]):
            return False
        return any(
            re.sub(r"\D", "", one.printed) == word.typed
            for placed in self.index.every
            if not self.documents or placed.facts[0].body in self.documents
            for one in placed.facts
        )

    def alone(self, said: list[_Said]) -> list[Placed]:
        """Return the figure that is meant where nothing is said but the name of a family."""
        if len(set(self.documents)) != 1:
            return []
        document = next(iter(self.documents))
        for key, text in place_data(document, "alone").items():
            names = stems_of(text)
            if all(word.forms & names for word in said):
                # A rate of it, or an amount, is another figure.
                return [
                    one
                    for one in self.index.of(document)
                    if one.facts[0].subject == key and self._is_asked(one.facts[0], self.scan.text)
                ]
        return []

    def neighbour(
        self, said: list[_Said], near: Placed, topic: list[_Said], text: str
    ) -> Placed | None:
        """Return the figure beside one that all words fit and that the topic names best."""
        beside = [
            placed
            for at, placed in enumerate(self.index.every)
            if _beside(near, placed)
            and self._is_asked(placed.facts[0], text)
            and all(
                in_label(word.forms, placed)
                or (
                    (self._loose(word) or at in self.index.having(word.forms))
                    and self._says(word, placed)
                )
                for word in said
            )
        ]
        ranks = [sum(in_label(word.forms, one) for word in (*said, *topic)) for one in beside]
        best = max(ranks, default=0)
        return beside[ranks.index(best)] if best and ranks.count(best) == 1 else None

    def _is_asked(self, fact: Fact, text: str) -> bool:
        """Tell whether a figure is of the unit, the kind and the years that are asked for."""
        if self.since and not (
            fact.subject.endswith(CHANGES) and fact.period.startswith(str(self.since + 1))
        ):
            return False
        whole = self.scan.text
        return (
            unit_fits(fact, text)
            and kind_fits(fact, text)
            and part_fits(fact.label, whole)
            and outside_fits(fact, whole)
            and per_fits(fact, text)
        )

    def _weight(self, said: list[_Said], placed: Placed, text: str) -> float:
        """Return how well a figure is named, 0 where some word is not said of it."""
        fact = placed.facts[0]
        if self.documents and fact.body not in self.documents:
            return 0.0
        if not self._is_asked(fact, text):
            return 0.0
        own = [word for word in said if in_label(word.forms, placed)]
        for word in said:
            if word not in own and not self._says(word, placed):
                return 0.0
        light = [word for word in self.light if word.forms & placed.typed]
        if any(word.forms & changing() for word in self.light if word not in light):
            return 0.0
        named = [*own, *light]
        if not named or (not self.documents and len(named) < _LEAST_SAID):
            return 0.0
        # Two of the words that it is called by name it without its label.
        telling = [word for word in named if not word.forms & _GENERIC]
        called = any(is_name(word.forms, placed) for word in telling) and (
            len(telling) >= _LEAST_SAID or self._alone(telling[0], fact.body)
        )
        # Without a document, a word of the label must be there: a nickname is of no one alone.
        called = called and (
            bool(self.documents) or any(of_label(word.forms, placed) for word in telling)
        )
        totals = (word for word in said if word.forms & _TOTAL)
        if not called and not (own and _named(fact, [*own, *totals])):
            return 0.0
        if not self._tells_part(placed, named):
            return 0.0
        return sum(self.index.weight(word.forms) for word in named)

    def _alone(self, word: _Said, document: str) -> bool:
        """Tell whether one word of a named document is said of one figure alone."""
        if not self.documents:
            return False
        return sum(in_label(word.forms, one) for one in self.index.of(document)) == 1

    def _tells_part(self, placed: Placed, named: Collection[_Said]) -> bool:
        """Tell whether a part is told from the whole that has the beginning of its key."""
        fact = placed.facts[0]
        whole = self.index.whole_of(placed)
        if whole is None:
            return True
        if part_said(placed, _heard(named)) == 1.0:
            return True
        own = placed.typed - whole.typed
        ideas = wide(own) - (whole.label | whole.said)
        told = any(not ideas_said(one).isdisjoint(ideas) for word in named for one in word.forms)
        return told or unit_class(fact) == "rate" != unit_class(whole.facts[0])

    def _says(self, word: _Said, placed: Placed) -> bool:
        """Tell whether a word that is not of the label of a figure may be said of it."""
        fact = placed.facts[0]
        unit = unit_class(fact)
        if word.forms & _BY_UNIT[unit]:
            return True
        if word.forms & _TOTAL:
            return unit == "money" and in_label(frozenset({"montant"}), placed)
        if word.forms & _MEAN:
            said = _KIND_SAID.search(normalise(fact.label))
            return _LASTS.match(fact.unit) is not None and said is None
        if word.forms & _PRINTED_IN:
            return any(one in normalise(fact.source) for one in word.forms)
        if word.typed[0].isdigit():
            return self._among(word)
        return not word.forms & self.strict


def _heard(said: Collection[_Said]) -> list[frozenset[str]]:
    return [word.forms for word in said]


def _named(fact: Fact, said: Collection[_Said], *, whole: bool = False) -> bool:
    """Tell whether words name a figure: its key whole, or half of the words of its label."""
    stems = {one for word in said for one in word.forms}
    return names_figure(fact, stems | ({"montant"} if stems & _TOTAL else set()), whole=whole)


def _beside(one: Placed, other: Placed) -> bool:
    first, second = one.facts[0], other.facts[0]
    return one is not other and first.body == second.body and _subject(first) == _subject(second)


def _subject(fact: Fact) -> str:
    """Return the first word of a key that says something: « dipa » of « dipa-ps »."""
    return next((one for one in fact.subject.split("-") if one not in _PLAIN_KEYS), "")


def _told(
    placed: Placed, fact: Fact, when: str, turn: Turn, said: Collection[_Said]
) -> Answer | None:
    given: int | str | None = None
    if when:
        given = int(when) if when.isdigit() and fact.period.startswith(when) else fact.period
    added = any(word.forms & _MEAN and not in_label(word.forms, placed) for word in said)
    return told_figure(fact, given, turn, (_NOT_PRINTED,) if added else ())


def _several(reading: _Figures, said: list[_Said], when: str, turn: Turn) -> Answer | None:
    """Answer with two or three figures of one theme that a question lists."""
    parts = _parts(said, reading.scan.text)
    if not 1 < len(parts) <= _MOST_OFFERED:
        return None
    found: list[tuple[Placed, Fact]] = []
    topic: list[_Said] = []
    if len(parts) > 2 and len(reading.fitting(parts[0])) != 1:
        topic, parts = parts[0], parts[1:]
    end = topic[-1].start if topic else 0
    last = parts[0]
    for part in parts:
        # What comes first is said once for all: « DIPA : combien de PS, et quel montant ».
        tries = [[*topic, *part]]
        tries += [[word, *part] for word in parts[0]] if found else []
        near = found[0][0] if found else None
        # Each part says a unit of its own: « le rang et le taux ».
        text = reading.scan.text[end : part[-1].start + len(part[-1].typed)]
        end = part[-1].start
        fits = (reading.fitting(each, near, text) for each in tries)
        here = next((one for one in fits if one), [])
        generic = all(word.forms & _GENERIC for word in part)
        if near is not None and (generic or len(here) != 1):
            # « … et avec quel taux »: the rate that stands beside, of the same words.
            other = reading.neighbour(part, near, last, text)
            here = here if other is None else [other]
        last = part
        values = reading.values(here[0]) if len(here) == 1 else []
        if not values:
            return None
        found.append((here[0], values[0]))
    told = [_told(one, value, when, turn, ()) for one, value in found]
    answers = [one for one in told if one is not None]
    if len(answers) != len(found) or len({id(one) for one, _ in found}) != len(found):
        return None
    rows = tuple(
        (one.facts[0].label, value.period, answer.printed)
        for (one, value), answer in zip(found, answers, strict=True)
    )
    first = found[0][0].facts[0]
    result = turn.compute(call("COG_KEY_FIGURE", first.subject, None, first.body))
    return answered(
        result,
        " ".join(one.text for one in answers),
        display=" ; ".join(one.display for one in answers),
        table=Table(("Chiffre", "Période", "Imprimé"), rows),
        source=first.source,
    )


def _parts(said: list[_Said], text: str) -> list[list[_Said]]:
    """Return the words in groups, parted by commas and « et »."""
    found: list[list[_Said]] = [[]]
    end = 0
    for word in said:
        if found[-1] and re.search(
            r",|:|/|\bet\b|\bainsi que\b|\bpuis\b|\+", text[end : word.start]
        ):
            found.append([])
        found[-1].append(word)
        end = word.start + len(word.typed)
    return found
