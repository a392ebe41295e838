"""The words that the assistant knows: those of the conventions, of the intents, of French."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Container, Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from pycog import conventions
from pycog.conventions import Convention, Scorecard
from pycog.conventions.scorecard_lookup import known_cards
from pycog.dialogue.bonus_terms import Themes, fitting, themes_of
from pycog.dialogue.card_rows import CardRows, whole_words
from pycog.dialogue.families import family_data
from pycog.dialogue.intents import Decline, Intent, load_declines, load_intents
from pycog.dialogue.labels import LabelIndex
from pycog.dialogue.lexicon import Lexicon, stem
from pycog.dialogue.loaded_agreements import telling_words, with_figures
from pycog.dialogue.neutral import common_words, neutral_always, neutral_words
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.other_words.thesaurus import spelled_words
from pycog.dialogue.spans import Entity
from pycog.lazy_patterns import regex
from pycog.reports.kinds import KINDS
from pycog.values import epoch

_WORDS: Final = Path(__file__).parent / "data" / "words.toml"
#: Tables of words that name a thing by its key.
_NAMED: Final = ("conventions", "categories", "reports", "forms")
#: What bodies are: « de la caisse Alizé » says no more than the name, if the title says so.
_BODIES: Final = frozenset({"caisse", "caisses", "branche", "regime", "organisme"})
_JOINING: Final = frozenset(
    {"le", "la", "les", "l", "de", "du", "des", "d", "et", "a", "au", "aux", "en", "dont", "un",
     "une", "par", "sur", "dans", "qui"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure of a document: what COG_KEY_FIGURE needs to find it."""

    convention: str
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class _Department:
    """A document of a body that is named by its department, and the patterns of that.

    Attributes:
        document: Its id.
        named: The number behind a word that a department or the body has.
        behind: The number behind « du » or « dans le ».
        alone: The number wherever no unit follows.
    """

    document: str
    named: re.Pattern[str]
    behind: re.Pattern[str]
    alone: re.Pattern[str]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Everything that questions are compared with; one is the same as itself alone.

    Attributes:
        convention: The convention that questions are about.
        intents: By id, in the order of the data.
        declines: What is declined, and how.
        lexicon: All known words.
        ignored: Stems that name nothing.
        filler: Stems that mean nothing at all: a reading need not use them.
        own_name: Those of the name of the agreement: every answer is about it.
        qualifying: Stems that negate or compare what another word says.
        triggers: Stems that name an intent.
        indicators: Indicators by the words of their labels.
        themes: The same by the words of their themes and sheets too.
        natures: (« l'évaluatif » without accents, the total of the credits of that nature).
        numbers: Finds the numbers that are more than digits (``1.1``, ``R12``), where there are.
        whole: Finds what means the whole period of the agreement.
        lines: (stems in order, printed label), the longest first.
        credit_groups: The same of the groups of credits that no line is called by.
        figures: Key figures of the other documents, by ``convention/key``.
        named_figures: Convention → its figures by the words of their labels.
        every_figure: The figures of all documents by the words of their labels.
        milestones: The milestones of the convention by the words of what is to be done.
        documents: (stems in order, id of the convention).
        cards: The scorecards of its agreement.
        weighted: Its three weighted themes, none where it does not weight three.
        card_rows: Their rows, by the words of their labels.
        categories: (stems in order, category of body).
        reports: (stems in order, report that can be drawn).
        forms: (stems in order, extension of a file).
    """

    convention: Convention
    intents: dict[str, Intent]
    declines: tuple[Decline, ...]
    lexicon: Lexicon
    ignored: frozenset[str]
    filler: frozenset[str]
    own_name: frozenset[str]
    qualifying: frozenset[str]
    triggers: frozenset[str]
    indicators: LabelIndex
    themes: LabelIndex
    natures: tuple[tuple[str, str], ...]
    numbers: re.Pattern[str] | None
    whole: re.Pattern[str]
    lines: tuple[tuple[tuple[str, ...], str], ...]
    credit_groups: tuple[tuple[tuple[str, ...], str], ...]
    figures: dict[str, Figure]
    named_figures: dict[str, LabelIndex]
    every_figure: LabelIndex
    milestones: LabelIndex
    documents: tuple[tuple[tuple[str, ...], str], ...]
    cards: tuple[Scorecard, ...]
    weighted: Themes
    card_rows: CardRows
    categories: tuple[tuple[tuple[str, ...], str], ...]
    reports: tuple[tuple[tuple[str, ...], str], ...]
    forms: tuple[tuple[tuple[str, ...], str], ...]

    @cached_property
    def weak(self) -> frozenset[str]:
        """Stems that name no label by themselves: fillers, and what asks for an intent."""
        return frozenset(self.ignored | self.triggers)

    @cached_property
    def plain_filler(self) -> frozenset[str]:
        """Fillers that do not qualify what they stand beside either."""
        return self.filler - self.qualifying

    def speaks_of(self, agreement: str) -> bool:
        """Tell whether what belongs to an agreement may be told: it is this one, or its cards'.

        Args:
            agreement: Its id, or what the ids of its campaigns begin with; ``""`` for what
                every agreement shares.
        """
        return not agreement or agreement in self._own_ids

    @cached_property
    def _own_ids(self) -> frozenset[str]:
        """Ids of its agreement and of those whose cards are its own, and what they begin with."""
        ids = (self.convention.id, *(card.terms.convention for card in self.cards))
        return frozenset(
            "-".join(parts[: at + 1])
            for parts in (one.split("-") for one in ids)
            for at in range(len(parts))
        )

    def find_funds(self, text: str) -> Iterator[Entity]:
        """Yield the funds of the agreement that a normalised text names, or whose budget it is."""
        for fund in self.convention.funds:
            for match in re.finditer(rf"\b{re.escape(normalise(fund))}\b", text):
                yield Entity("fund", fund, match[0], *match.span())
            for purpose in family_data()["purpose"].get(fund, ()):
                for match in re.finditer(rf"\b{purpose}\b", text):
                    yield Entity("fund", fund, match[0], *match.span())

    def find_departments(self, text: str) -> Iterator[Entity]:
        """Yield the documents of bodies that a text names by their department: « dans le 34 »."""
        numbered = _NUMBERED.search(text) is not None
        for one in self._departments:
            for pattern in (one.named,) if numbered else (one.named, one.behind):
                for match in pattern.finditer(text):
                    yield Entity("document", one.document, match[0], *match.span())

    def departments_said(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield the documents of bodies whose department a text has alone: « médiation 38 ».

        Such a number may mean something else: the rest of the text has to be of that document.
        """
        for one in self._departments:
            for match in one.alone.finditer(text):
                yield one.document, match

    def without_departments(self, text: str) -> str:
        """Return a text without the departments that it has alone."""
        for one in self._departments:
            text = one.alone.sub(" ", text)
        return text

    @cached_property
    def _departments(self) -> tuple[_Department, ...]:
        """The documents that are named by the number of a department, with what says it."""
        found = []
        for phrase, document in self.documents:
            number = next((one for one in phrase if one.isdigit()), "")
            if number and len(phrase) > 1:
                names = "|".join(one for one in phrase if not one.isdigit())
                said = (
                    _DEPARTMENT.format(names, number),
                    _OF_DEPARTMENT.format(number),
                    _NUMBER_ALONE.format(number),
                )
                found.append(_Department(document, *map(regex, said)))
        return tuple(found)


#: Things that a bare number behind « du » may be one of as well.
_NUMBERED: Final = regex(r"\b(?:indic\w*|ind|objectifs?|cibles?|fiches?|obj|seuils?)\b")
_OF_DEPARTMENT: Final = r"\b(?:du|dans le|ds le) {}\b(?![\d.,]*\d| ?(?:%|€|k€|m€|[a-z]+ \d))"
#: The number of a department alone, which no unit follows.
_NUMBER_ALONE: Final = (
    r"(?<![\d.,%€] )(?<![\d.,])\b(?:(?:du|le|au|en|pour|chez|par|d)(?: le)? )?{}"
    r"(?! ?(?:\d|%|€|[.,]\d|points?|jours?|j\b|ans|euros?|indicateur|fiche|km))\b"
)
#: A department said by its number, which no unit follows.
_DEPARTMENT: Final = (
    r"\b(?:dans|ds|sur|departement|dept|dpt|dep|caisse|{})(?: (?:le|du|de la|de l|dep\w*))* ?"
    r"\(?{}\)?(?![\d.,]*\d| ?(?:%|€|points?|jours?|j\b|indicateurs?|fiches?))"
)


def vocabulary() -> Vocabulary:
    """Return the vocabulary, made at the first question and kept."""
    return _vocabulary(conventions.load().id, conventions.state(), epoch())


@lru_cache(maxsize=8)
def _vocabulary(about: str, _state: Hashable, _epoch: dt.date) -> Vocabulary:
    with _WORDS.open("rb") as file:
        known = tomllib.load(file)
    known["reports"] = {kind.id: kind.phrases for kind in KINDS.values()}
    convention = conventions.load(about)
    cards = known_cards(convention.id)
    card_rows = CardRows(cards)
    known["categories"] = _categories(cards, known["categories"])
    weighted = themes_of(cards)
    intents = fitting(load_intents(), weighted, cards)
    declines = load_declines()
    figures = _figures(convention)
    filler, qualifying, roles = (
        words(normalise_list(known[name])) for name in ("filler", "qualifying", "roles")
    )
    ignored = [*filler, *qualifying, *roles]
    labels = {number: indicator_words(convention, number) for number in convention.indicators}
    # The key of a figure is made of the words that tell it from its neighbours.
    figure_words = {
        key: [*label_words(figure.label), *words(figure.key.replace("-", " "))]
        for key, figure in figures.items()
    }
    dated = {one.key: label_words(one.what) for one in convention.milestones}
    bodies = [word for word in words(normalise(convention.title)) if word in _BODIES]
    own = [*label_words(convention.short_title), *telling_words(convention.id.replace("-", " "))]
    lines = _lines(convention, known["lines"])
    triggers = [word for intent in intents.values() for word in intent.words()]
    everything = [
        *ignored,
        *triggers,
        *(
            word
            for intent in intents.values()
            for phrase in intent.rejects
            for word in words(phrase)
        ),
        *(word for decline in declines for phrase in decline.phrases for word in words(phrase)),
        *(word for found in labels.values() for word in found),
        *card_rows.spelled,
        *(word for found in dated.values() for word in found),
        *(word for found in figure_words.values() for word in found),
        *(word for phrase, _ in lines for word in phrase),
        *(
            word
            for table in _NAMED
            for names in known[table].values()
            for name in names
            for word in words(name)
        ),
        *known["abbreviations"].values(),
    ]
    labelled = (labels, dated, figure_words)
    content = {stem(word) for table in labelled for found in table.values() for word in found}
    content |= {stem(word) for phrase, _ in lines for word in phrase}
    content |= set(map(stem, card_rows.spelled))
    # « Quid » is a tool, that measures four indicators.
    tools = (one.source_tool for one in convention.indicators.values())
    content |= {stem(word) for tool in tools for word in words(normalise(tool))}
    neutral = frozenset(map(stem, neutral_words())) - content
    # A common word is none where it means anything to an intent, a name or a rule.
    meant = content.union(map(stem, everything)) - frozenset(map(stem, known["filler"].split()))
    neutral |= frozenset(map(stem, common_words())) - meant
    neutral |= frozenset(map(stem, neutral_always()))
    # « Entre » is a form of « entrer », and compares.
    neutral -= frozenset(map(stem, qualifying))
    return Vocabulary(
        convention,
        intents,
        declines,
        Lexicon(everything, known["abbreviations"], neutral, spelled_words),
        # A word of a label names it, though it means nothing elsewhere.
        frozenset(map(stem, ignored)) | (neutral - frozenset(map(stem, triggers))),
        frozenset(map(stem, [*filler, *own, *bodies])) | neutral,
        frozenset(map(stem, own)),
        frozenset(map(stem, qualifying)),
        frozenset(map(stem, triggers)),
        LabelIndex(
            {
                number: list(map(stem, label_words(item.label)))
                for number, item in convention.indicators.items()
            }
        ),
        LabelIndex({number: list(map(stem, found)) for number, found in labels.items()}),
        _natures(convention),
        _numbers(convention),
        _whole(len(convention.years)),
        tuple((tuple(map(stem, phrase)), label) for phrase, label in lines),
        tuple(
            (tuple(map(stem, phrase)), group)
            for phrase, group in _credit_groups(convention, {phrase for phrase, _ in lines})
        ),
        figures,
        {document: _index(document, figures, figure_words) for document in known["conventions"]},
        _index("", figures, figure_words),
        LabelIndex({key: list(map(stem, found)) for key, found in dated.items()}),
        _phrases(known["conventions"]),
        cards,
        weighted,
        card_rows,
        _phrases(known["categories"]),
        _phrases(known["reports"]),
        _phrases(known["forms"]),
    )


def _credit_groups(
    convention: Convention, lines: Container[tuple[str, ...]]
) -> list[tuple[tuple[str, ...], str]]:
    """Return the groups of credits by their words, without those that are lines by name."""
    found: dict[tuple[str, ...], str] = {}
    for fund in convention.funds.values():
        for line in fund.lines:
            phrase = tuple(label_words(line.group))
            if phrase and phrase not in lines:
                found.setdefault(phrase, line.group)
    return sorted(found.items(), key=lambda item: -len(item[0]))


def _categories(
    cards: tuple[Scorecard, ...], aliases: dict[str, list[str]]
) -> dict[str, list[str]]:
    """Return what names each category: its key, and the other words that are known for it."""
    keys = dict.fromkeys(card.category for card in cards)
    return {key: [key, *(one for one in aliases.get(key, ()) if one != key)] for key in keys}


def normalise_list(text: str) -> str:
    """Return a list of words in their plain form, which may be longer than a question."""
    return " ".join(normalise(word) for word in text.split())


def label_words(label: str) -> list[str]:
    """Return the words of a label that tell it from others."""
    return [
        word for word in words(levels(normalise(label))) if word not in _JOINING and len(word) > 1
    ]


def indicator_words(convention: Convention, number: str) -> list[str]:
    """Return the words that name an indicator: its label, its theme and its sheet."""
    item = convention.indicators[number]
    sheet = convention.sheets.get(item.sheet or 0)
    return label_words(" ".join([item.label, item.theme, sheet.title if sheet else ""]))


def levels(text: str) -> str:
    """Make one word of « niveau 1 » and « niveau 2 », which differ by a digit only."""
    text = re.sub(r"\bniveau 1\b", "niveauun", text)
    return whole_words(re.sub(r"\bniveau 2\b", "niveaudeux", text))


def _natures(convention: Convention) -> tuple[tuple[str, str], ...]:
    """Return the totals of each nature of credits, where one fund alone has such a total."""
    found: dict[str, list[str]] = {}
    for fund in convention.funds.values():
        for line in fund.lines:
            if line.role == "total" and line.nature:
                found.setdefault(normalise(line.nature), []).append(line.label)
    return tuple((nature, labels[0]) for nature, labels in found.items() if len(labels) == 1)


def _whole(years: int) -> re.Pattern[str]:
    """Return the pattern of what means all years together."""
    span = r"(?:duree|periode|cog|convention|contrat|accord)"
    spelled = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six"}.get(years, str(years))
    return regex(
        rf"\b(?:au total|total cog|(?:total )?sur (?:toute )?la {span}(?: entiere)?|toute la {span}"
        rf"|(?:sur |des |pour |pendant )?(?:les )?(?:{years}|{spelled}) (?:ans|annees"
        rf"|exercices)(?: de la {span})?)\b"
    )


def _numbers(convention: Convention) -> re.Pattern[str] | None:
    """Return the pattern of the numbers that digits alone do not write, the longest first."""
    own = [number for number in convention.indicators if not number.isdigit()]
    written = sorted(map(normalise, own), key=len, reverse=True)
    return regex("|".join(map(_spelled, written))) if written else None


def _spelled(number: str) -> str:
    """Return the pattern of one number: « 1,1 » for 1.1, « r 12 » for r12."""
    spaced = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", number)
    return re.escape(spaced).replace(r"\.", "[.,]").replace(r"\ ", " ?")


def _lines(
    convention: Convention, aliases: dict[str, list[str]]
) -> list[tuple[tuple[str, ...], str]]:
    found: dict[tuple[str, ...], str] = {}
    for fund in convention.funds.values():
        for line in fund.lines:
            if line.role != "titre":
                for name in (line.label, *aliases.get(line.label, ())):
                    found.setdefault(tuple(label_words(name)), line.label)
    return sorted(found.items(), key=lambda item: -len(item[0]))


def _figures(about: Convention) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for convention in with_figures(about):
        for key, figures in convention.figures.items():
            found[f"{convention.id}/{key}"] = Figure(convention.id, key, figures[0].label)
    return found


def _index(document: str, figures: dict[str, Figure], labels: dict[str, list[str]]) -> LabelIndex:
    own = {key: one for key, one in figures.items() if document in {"", one.convention}}
    names = {
        key: [
            list(map(stem, label_words(figure.label))),
            list(map(stem, words(figure.key.replace("-", " ")))),
        ]
        for key, figure in own.items()
    }
    return LabelIndex({key: list(map(stem, labels[key])) for key in own}, names)


def _phrases(known: dict[str, Any]) -> tuple[tuple[tuple[str, ...], str], ...]:
    found = [
        (tuple(stem(word) for word in words(name) if word not in _JOINING), key)
        for key, names in known.items()
        for name in names
    ]
    return tuple(sorted(found, key=lambda item: -len(item[0])))
