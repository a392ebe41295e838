"""Finds what a question names: numbers, dates, indicators, budget lines, bodies, cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.card_rows import SIGNALS
from pycog.dialogue.dates import find_dates
from pycog.dialogue.labels import LabelIndex
from pycog.dialogue.lexicon import MOST_WORDS
from pycog.dialogue.normalise import LONGEST, normalise
from pycog.dialogue.numbered_things import find_cells, find_numbered
from pycog.dialogue.numbers import find_numbers
from pycog.dialogue.operators import (
    find_changes,
    find_conditions,
    find_divisors,
    find_every,
    find_operators,
    find_units,
    left_out,
)
from pycog.dialogue.plain_turns import said_plainly
from pycog.dialogue.said_around import signed
from pycog.dialogue.spans import Entity, claim
from pycog.dialogue.spoken import digits
from pycog.dialogue.vocabulary import _JOINING, Vocabulary, levels
from pycog.lazy_patterns import regex

#: Polite words are left out where anything else is said.
_POLITE: Final = regex(
    r"\b(?:(?:merci|remerci\w+)(?: beaucoup| bien)?(?: (?:d|par|de) avance)?|s il (?:te|vous) plait"
    r"|svp|stp|bonjour|bonsoir|bjr|slt|salut|coucou|hello|bonne (?:journee|soiree)|cordialement"
    r"|cdt|(?:(?:vous|te) )?(?:serait|est) il possible (?:de |d )?(?:bien vouloir )?"
    r"(?:me |m |nous )(?:dire|indiquer|donner|communiquer|transmettre|preciser|rappeler|confirmer)"
    r")\b[ ,.!;:]*"
)
_TYPED: Final = regex(r"[^\W\d_]+")
_TOKEN: Final = regex(r"[a-z]+")
_DIGITS: Final = regex(r"\d+")
#: A theme names an indicator only where it has every word that was said.
_WHOLE: Final = 0.95
#: Asked for a date, most of the meaning is enough: the coverage gate sees to the rest.
_NAMED_ENOUGH: Final = 0.6
#: Field of COG_INDICATOR → words that ask for it.
_FIELDS: Final = (
    ("composition", regex(r"\b(?:compos\w+|sous indicateurs?|se decompose)\b")),
    ("unité", regex(r"\bunites?\b")),
    ("libellé", regex(r"\b(?:libelle|intitule|nom|(?<!avec )quoi|qu est ce)\b")),
    (
        "source",
        regex(
            r"\b(?:outils?|d ou (?:viennent|vient|proviennent|provient)|mesure comment"
            r"|comment (?:est|on) mesur\w+|avec quoi(?: (?:est|sont|on|l on|est ce qu on))?"
            r"(?: (?:mesur|evalu|suivi|calcul)\w*)?|(?:mesur|evalu|suivi)\w* avec quoi)\b"
        ),
    ),
    (
        "sens",
        regex(r"\bsens\b|\b(?:a la |en )?(?:hausse|baisse) ou (?:a la |en )?(?:hausse|baisse)\b"),
    ),
    ("numéro de fiche", regex(r"\bquelle fiche\b")),
    ("section", regex(r"\b(?:section|chapitre|paragraphe)\b")),
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question: its recognised stem and where it stands."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood before its intent is known.

    Attributes:
        text: Normalised.
        words: Its words, in order.
        entities: What it names, in the order of the text.
        stray: Stems that mean nothing to the assistant.
        stems: The stems of its words, and its numbers.
        typed: As it was typed.
    """

    text: str
    words: tuple[Word, ...]
    entities: tuple[Entity, ...]
    stray: tuple[str, ...]
    stems: frozenset[str]
    typed: str = ""

    def as_typed(self, start: int, end: int) -> str:
        """Return a piece of the question with the accents and capitals of who typed it."""
        whole = {normalise(word): word for word in _TYPED.findall(self.typed)}
        piece = self.text[start:end]
        return _TYPED.sub(lambda match: whole.get(match[0], match[0]), piece)

    def of(self, *kinds: str) -> list[Entity]:
        """Return the entities of some kinds, in the order of the kinds, then of the text."""
        return [one for kind in kinds for one in self.entities if one.kind == kind]

    def has(self, kind: str) -> bool:
        """Tell whether it names something of that kind."""
        return any(one.kind == kind for one in self.entities)


#: « En fin de COG » is its last year, where no other is said.
_EDGE: Final = regex(
    r"\b(?:(?:a|en|pour|d ici) )?(?:la |le )?(?P<edge>fin|terme|debut) (?:de |du )?(?:la |l )?"
    r"(?:cog|convention|contrat|accord)\b(?! \w+ \d)"
)
#: « Évaluation de fin de convention » is the name of a report.
_REPORT_AT: Final = regex(r"\b(?:evaluation|bilan|rapport)\w* (?:de |en |a )?(?:la )?fin\b")
_YEAR_SAID: Final = regex(r"\b(?:19|20)\d\d\b")


def _with_edges(text: str, known: Vocabulary) -> str:
    """Return a text in which the first or last year of the agreement is said by its number."""
    years = known.convention.years
    if not years or _YEAR_SAID.search(text) or _REPORT_AT.search(text):
        return text
    return _EDGE.sub(lambda one: f"en {years[0 if one['edge'] == 'debut' else -1]}", text)


@lru_cache(maxsize=1024)
def read_question(typed: str, known: Vocabulary) -> Question:
    """Read a question of any length and in any script.

    A turn reads the same text many times: as a question of its own, as a piece of the one
    before, and by each reader.
    """
    text = levels(digits(said_plainly(signed(normalise(typed)))))
    text = _POLITE.sub("", text).strip(" ,;:") or text
    text = _with_edges(text, known)
    found: list[Entity] = []
    words = _words(text, known)
    changes = find_changes(text) if any(_phrases(words, known.lines, "line")) else ()
    for group in (
        known.find_departments(text),
        find_numbered(text, known),
        find_cells(text),
        changes,
        find_units(text),
        (_plain("total", match) for match in known.whole.finditer(text)),
        find_every(text),
        known.find_funds(text),
        find_dates(text),
        find_numbers(text),
    ):
        claim(found, group)
    free = [word for word in words if not _inside(word, found)]
    named: list[Entity] = [
        *left_out(text, [*_phrases(free, known.lines, "line"), *_natures(text, known)]),
        *_groups_moved(text, free, known),
        *_phrases(free, known.categories, "category"),
        *_phrases(free, known.documents, "document"),
        *_phrases(free, known.forms, "form"),
        *_phrases(words, known.reports, "report"),
        *(_plain(kind, match) for kind, match in _fields(text)),
    ]
    weighed = any(one.kind == "category" for one in named)
    named += [*_measures(text, weighed=weighed), *find_conditions(text), *find_divisors(text)]
    named += [
        one
        for one in find_operators(text)
        if not any(one.overlaps(held) for held in (*found, *named))
    ]
    telling = _telling(free, known)
    if not any(one.kind == "indicator" for one in found):
        indicators = _indicators(telling, known)
        rows = _card_rows(text, free, found, named, bool(indicators), known)
        if rows and any(one.kind == "category" for one in named):
            # « Évaluation des programmes » of a scorecard is no line of the budget.
            named = [one for one in named if one.kind != "line"]
        named += rows or indicators
        found = _without_label_numbers(found, rows, known)
    if any(one.kind == "document" for one in named):
        # The words that name the document name no figure of it.
        documents = _of(named, "document")
        left = [word for word in telling if not _inside(word, documents + _of(named, "category"))]
        index = known.named_figures[str(documents[0].value)]
        left += [
            Word(one.text, one.start, one.end)
            for one in found
            if one.kind == "number" and index.knows(one.text)
        ]
        named += _labelled(left, index, known, "figure")
    if not any(one.kind in _SUBJECTS for one in (*found, *named)) or _WHEN.search(text):
        named += _dated(text, telling, found, known)
    if not any(one.kind in {*_SUBJECTS, "milestone"} for one in (*found, *named)):
        named += [
            one for one in _labelled(telling, known.every_figure, known, "figure") if _sure(one)
        ]
    every = sorted([*found, *named], key=lambda one: one.start)
    understood = [one for one in every if one.kind != "number"]
    stray = tuple(
        word.stem
        for word in free
        if word.stem not in known.lexicon.stems and not _inside(word, understood)
    )
    # « Augmenté de 3 % » asks for no evolution.
    changed = [one for one in found if one.kind == "change"]
    saying = (word.stem for word in words if not _inside(word, changed))
    stems = frozenset((*saying, *_DIGITS.findall(text)))
    return Question(text, tuple(words), tuple(every), stray, stems, typed[:LONGEST])


def _plain(kind: str, match: re.Match[str]) -> Entity:
    name, _, value = kind.partition(":")
    return Entity(name, value or name, match[0], *match.span())


def _fields(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for field, pattern in _FIELDS:
        match = pattern.search(text)
        if match:
            yield f"field:{field}", match
            return


def _words(text: str, known: Vocabulary) -> list[Word]:
    matches = list(_TOKEN.finditer(text))[:MOST_WORDS]
    return [Word(known.lexicon.recognise(match[0]), *match.span()) for match in matches]


def _inside(word: Word, entities: Iterable[Entity]) -> bool:
    return any(word.start < one.end and one.start < word.end for one in entities)


def _of(entities: Iterable[Entity], kind: str) -> list[Entity]:
    return [one for one in entities if one.kind == kind]


def _telling(free: list[Word], known: Vocabulary) -> list[Word]:
    """Words that may belong to a label: those that mean nothing else."""
    return [
        word
        for word in free
        if word.end - word.start > 1
        and word.stem not in known.own_name
        and (
            known.indicators.knows(word.stem)
            or any(index.knows(word.stem) for index in known.named_figures.values())
            or (word.stem not in known.ignored and word.stem not in known.triggers)
        )
    ]


@lru_cache(maxsize=8)
def _weak_of_rows(known: Vocabulary) -> frozenset[str]:
    return known.weak - {"delai", "nombr"}


def _card_rows(
    text: str,
    free: list[Word],
    found: list[Entity],
    named: list[Entity],
    has_indicator: bool,
    known: Vocabulary,
) -> list[Entity]:
    """Find rows of the scorecards: where a scorecard is spoken of, or nothing else is named."""
    years = {one.value for one in found if one.kind == "year"}
    campaigns = {card.campaign for card in known.cards} - set(known.convention.years)
    lines = _of(named, "line")
    categories = [
        str(one.value)
        for one in _of(named, "category")
        if not any(one.overlaps(line) for line in lines)
    ]
    spoken = any(word.stem in SIGNALS for word in free) or bool(years & campaigns) or categories
    if any(one.kind in {"document", "sheet"} for one in named):
        return []
    if any(one.kind == "line" for one in named) and not categories:
        return []
    if (has_indicator and not spoken) or (years and not years & campaigns):
        return []
    outside = [one for one in named if one.kind == "category"]
    own = [word for word in free if not _inside(word, outside) and word.end - word.start > 1]
    weak = _weak_of_rows(known)
    stems = [
        word.stem for word in own if word.stem in known.card_rows.words or word.stem not in weak
    ]
    category = categories[0] if len(set(categories)) == 1 else None
    names, score, matched = known.card_rows.find(stems, category, weak)
    if not names:
        return []
    # Without a body, one word names a row only where few rows have it and it is no verb of paying.
    telling = matched - weak - {"delai", "nombr"}
    if category is None and len(telling) == 1 and not known.card_rows.names_alone(*telling):
        return []
    inside = [word for word in own if word.stem in matched]
    if not spoken and (score < _WHOLE or len(matched) < 2):
        return []
    return [Entity("row", names, " ".join(sorted(matched)), inside[0].start, inside[-1].end, score)]


def _without_label_numbers(
    found: list[Entity], rows: list[Entity], known: Vocabulary
) -> list[Entity]:
    """Leave out the first number that is a part of the label of a row: « RDV 15 jours »."""
    digits = {
        one for row in rows for one in known.card_rows.label_words(str(row.value)) if one.isdigit()
    }
    for at, one in enumerate(found):
        said = _DIGITS.findall(one.text)
        if one.kind in {"days", "number"} and len(said) == 1 and said[0] in digits:
            return [*found[:at], *found[at + 1 :]]
    return found


_MEASURES: Final = (
    ("cible", regex(r"\b(?:cibles?|objectifs?)\b")),
    ("seuil", regex(r"\b(?:seuils?|socles?|planchers?)\b")),
    ("poids", regex(r"\b(?:poids|points?|pts|ponderations?)\b")),
)


_WEIGHED: Final = ("poids", regex(r"\bpes(?:e|ent|ait)\b"))


def _measures(text: str, *, weighed: bool) -> Iterator[Entity]:
    """Find what is asked of a row; « pèse » is its weight where a body is named."""
    for name, pattern in (*_MEASURES, *([_WEIGHED] if weighed else [])):
        for match in pattern.finditer(text):
            yield Entity("measure", name, match[0], *match.span())


#: Kinds of entity that are the subject of a question.
_SUBJECTS: Final = frozenset(
    {"indicator", "line", "row", "figure", "sheet", "document", "report", "cell", "category"}
)
#: Moves credits from one place to another.
_MOVES: Final = regex(r"\b(?:vir[ea]|virement|transf[eè]r|bascul|deplac|fongib|faire passer)")
#: Asks for a date.
_WHEN: Final = regex(r"\b(?:quand|date|echeances?|calendrier)\b")
#: Milestones that are listed at once.
_MOST_DATED: Final = 6


def _sure(entity: Entity) -> bool:
    """Tell whether what is found among everything that is printed is named well enough."""
    return entity.score > _WHOLE and len(entity.text.split()) > 1


def _dated(
    text: str, telling: list[Word], found: list[Entity], known: Vocabulary
) -> Iterator[Entity]:
    """Find the milestones that words name."""
    if any(
        one.kind in {"indicator", "row", "document", "cell"} and one.score == 1.0 for one in found
    ):
        return
    own = [word for word in telling if word.stem not in known.triggers]
    index = known.milestones
    result = index.find([word.stem for word in own], known.ignored)
    when = _WHEN.search(text) is not None
    enough = result.score > (_NAMED_ENOUGH if when else _WHOLE) and (
        when or len(result.matched) > 1
    )
    if not result.keys or len(result.keys) > _MOST_DATED or not enough:
        return
    inside = [word for word in own if word.stem in result.matched]
    keys = index.whole(result.keys, [word.stem for word in own]) or list(result.keys)
    yield Entity(
        "milestone",
        "|".join(keys),
        " ".join(sorted(result.matched)),
        inside[0].start,
        inside[-1].end,
        result.score,
    )


def _groups_moved(text: str, free: list[Word], known: Vocabulary) -> Iterator[Entity]:
    """Find the groups of credits of a transfer or a carry-over, which rules are given for."""
    if _MOVES.search(text):
        lines = list(_phrases(free, known.lines, "line"))
        for one in _phrases(free, known.credit_groups, "group"):
            if not any(one.overlaps(line) for line in lines):
                yield one


def _natures(text: str, known: Vocabulary) -> Iterator[Entity]:
    """Find « l'évaluatif », which is the total of the credits of that nature."""
    for nature, label in known.natures:
        for match in re.finditer(rf"\b(?:l|d) {nature}\b|\b{nature} total\b", text):
            yield Entity("line", label, match[0], *match.span())


def _indicators(telling: list[Word], known: Vocabulary) -> list[Entity]:
    """Find indicators by their labels; their themes tell those apart that are as close."""
    found = list(_labelled(telling, known.indicators, known, "indicator"))
    wider = list(_labelled(telling, known.themes, known, "indicator"))
    if found and not isinstance(found[0].value, tuple):
        # « Satisfaction, accueil physique »: what has every word, its theme's included, is meant.
        surer = wider and not isinstance(wider[0].value, tuple) and wider[0].score > _WHOLE
        return wider if surer and found[0].score < _WHOLE else found
    if not found:
        return [one for one in wider if one.score > _WHOLE and not isinstance(one.value, tuple)]
    if wider and not isinstance(wider[0].value, tuple) and wider[0].value in found[0].value:  # type: ignore[operator]
        return wider
    return found


def _phrases(
    free: list[Word], phrases: tuple[tuple[tuple[str, ...], str], ...], kind: str
) -> Iterator[Entity]:
    """Find phrases word for word, joining words aside; the longest come first."""
    content = [word for word in free if word.stem not in _JOINING]
    present = {word.stem for word in content}
    taken: set[int] = set()
    for phrase, value in phrases:
        if not present.issuperset(phrase):
            continue
        for at in range(len(content) - len(phrase) + 1):
            span = range(at, at + len(phrase))
            if taken.isdisjoint(span) and all(
                content[here].stem == wanted for here, wanted in zip(span, phrase, strict=True)
            ):
                taken.update(span)
                first, last = content[at], content[at + len(phrase) - 1]
                yield Entity(kind, value, " ".join(phrase), first.start, last.end)


def _labelled(
    telling: list[Word], index: LabelIndex, known: Vocabulary, kind: str
) -> Iterator[Entity]:
    """Find the label, or the several labels, that the words of the question name."""
    own = [
        word
        for word in telling
        if index.knows(word.stem)
        or (word.stem not in known.ignored and word.stem not in known.triggers)
    ]
    found = index.find([word.stem for word in own], known.weak)
    if found.keys:
        inside = [word for word in own if word.stem in found.matched]
        first, last = inside[0], inside[-1]
        named = _one(found.keys, index, [word.stem for word in own], kind)
        value = _as_cells(named) if kind == "indicator" else named
        text = " ".join(word.stem for word in inside)
        yield Entity(kind, value, text, first.start, last.end, found.score)


def _as_cells(numbers: str | tuple[str, ...]) -> int | str | tuple[int | str, ...]:
    """Return numbers of indicators as cells and formulas have them: 7, "1.1"."""
    if isinstance(numbers, str):
        return cell_value(numbers)
    return tuple(map(cell_value, numbers))


def _one(
    keys: tuple[str, ...], index: LabelIndex, stems: list[str], kind: str
) -> str | tuple[str, ...]:
    """Return the one thing that is meant, or all that may be.

    Reports print a figure, its part and its evolution under labels that begin alike: the
    one whose label is said from end to end is meant. Indicators have no such families:
    « taux de satisfaction » is the whole label of one and a part of others, so that the
    officer chooses.
    """
    whole = index.whole(keys, stems) if kind == "figure" else []
    if len(keys) == 1 or len(whole) == 1:
        return whole[0] if whole else keys[0]
    return keys
