"""Words that describe where a chosen fact stands: its fund, its nature, its annex, its sheet.

They are said of that fact and choose no other one: a reading that has it uses them. A word that
negates, compares or computes is none of them, nor is a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from pycog.conventions import BudgetLine, Convention
from pycog.conventions.facts.numbering import find_number
from pycog.dialogue.families import family_data, place_data, restricting, says, widened
from pycog.dialogue.intents import AND, Intent
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import SlotValue
from pycog.dialogue.vocabulary import Vocabulary, indicator_words, label_words
from pycog.lazy_patterns import regex

#: Words that make another figure than the one chosen, wherever they stand.
MADE: Final = frozenset(
    map(
        stem,
        words(
            "somme cumul addition moyenne moyen ecart difference evolution variation part"
            " proportion pourcentage ratio reste disponible maximum minimum double moitie tiers"
            " quart si rang classement mensuel trimestriel"
        ),
    )
)
#: Asks for what is to be reached.
AIM: Final = regex(
    r"\b(?:objectifs?|cibles?|obj|vis\w+|attend\w*|doit|doivent|devait|devaient|devra|atteindre"
    r"|atteigne\w*|arriver|prevu\w*|faut|fixe\w*|etre|promis\w*|engage\w*|horizon"
    r"|(?:veut|voulait) on)\b"
)
#: Where the documents print indicators and amounts.
_OF_INDICATOR: Final = "fiche annexe tableau objectif indicateur attendu attendue viser"
_OF_LINE: Final = "annexe tableau budget credit montant prevu inscrit enveloppe euro"
#: What is printed of the year before the first one.
_OF_BASE: Final = "execute realise constate reel depense previsionnel reference base depart"
#: A target that adds to the last value is a change.
_OF_CHANGE: Final = "progression hausse augmentation gain evolution croissance amelioration point"
_OF_ROW: Final = "campagne bareme grille part locale nationale interessement indicateur critere"
_OF_DATE: Final = "date limite butoir echeance delai fixe"
_DATED: Final = regex(r"\d\d/\d\d/\d{4}")
#: What is asked of an indicator beside its values, by its field.
_ASKED: Final = frozenset({"source", "sens", "unité", "section", "numéro de fiche"})
_CHANGES: Final = frozenset({"shift", "trend", "change"})


def agree(
    left: list[Entity], intent: Intent, slots: Mapping[str, SlotValue], known: Vocabulary
) -> bool:
    """Tell whether what a reading does not use only describes the fact that it chose.

    Args:
        left: What is left over.
        intent: How the question is read.
        slots: What the reading works with.
        known: The vocabulary.
    """
    place = _place(slots, known)
    if not place:
        return False
    free = widened(map(stem, intent.covers))
    return all(_describes(one, place | free, known) for one in left)


def _describes(entity: Entity, place: frozenset[str], known: Vocabulary) -> bool:
    said = [one for one in words(entity.text) if stem(one) not in known.filler]
    if not said:
        # The name of the agreement beside a figure of another document.
        return False
    if entity.kind == "field" and entity.value in _ASKED:
        # « La cible et l'outil » asks for both.
        return False
    if entity.kind not in {"word", "op", "field", "measure", "number", "report", "form", "every"}:
        return False
    # The words of the label were used before: one that computes or restricts is none of them.
    strict = known.qualifying | MADE | restricting()
    return all(
        stem(one) in place
        if one[0].isdigit()
        else stem(one) not in strict and says(stem(one), place)
        for one in said
    )


def _place(slots: Mapping[str, SlotValue], known: Vocabulary) -> frozenset[str]:
    found: list[str] = []
    convention = known.convention
    number = find_number(str(slots.get("indicator", "")), convention.indicators)
    if number is not None:
        found += (one for one in _of_indicator(convention, number, slots) if one.isalpha())
    if "line" in slots:
        found += _of_lines(convention, slots)
    if "row" in slots:
        found += _of_row(str(slots["row"]), slots, known)
    return widened(map(stem, found))


def words_of_indicator(convention: Convention, number: str) -> Iterator[str]:
    """Yield the plain words of the place of an indicator: label, theme, sheet, what measures it.

    Args:
        convention: The agreement.
        number: Its number.
    """
    item = convention.indicators[number]
    sheet = convention.sheets.get(item.sheet or 0)
    yield from indicator_words(convention, number)
    yield from _OF_INDICATOR.split()
    if sheet is not None:
        for text in (sheet.context, *sheet.actions, sheet.criteria, sheet.tools):
            yield from label_words(text)
    yield from label_words(item.source_tool)
    for table in ("indicators", "names"):
        yield from label_words(place_data(convention.id, table).get(number, ""))


def _of_indicator(
    convention: Convention, number: str, slots: Mapping[str, SlotValue]
) -> Iterator[str]:
    yield from words_of_indicator(convention, number)
    item = convention.indicators[number]
    year = slots.get("year")
    printed = item.targets.get(int(year)) if isinstance(year, int) else None
    targets = [printed] if printed is not None else list(item.targets.values())
    if targets and all(one.target.kind in _CHANGES for one in targets):
        yield from _OF_CHANGE.split()


def _of_lines(convention: Convention, slots: Mapping[str, SlotValue]) -> Iterator[str]:
    labels = str(slots["line"]).split(AND)
    funds = str(slots.get("fund", "")).split(AND) if "fund" in slots else list(convention.funds)
    chosen = [
        line
        for fund in convention.funds.values()
        if fund.id in funds
        for line in fund.lines
        if line.label in labels
    ]
    bags = [frozenset(_of_line(line)) for line in chosen]
    # Of several lines, only what is said of each of them.
    yield from frozenset.intersection(*bags) if bags else ()
    if set(str(slots.get("year", "")).split(AND)) <= set(map(str, convention.baseline_years)):
        yield from _OF_BASE.split()


@lru_cache(maxsize=256)
def _own_words(kind: str, key: str) -> tuple[str, ...]:
    return tuple(words(normalise(str(family_data()[kind].get(key, "")))))


def _of_line(line: BudgetLine) -> Iterator[str]:
    yield from label_words(line.label)
    yield from _OF_LINE.split()
    yield from label_words(line.group or "")
    yield from _own_words("nature", line.nature)
    yield from _own_words("role", line.role)
    yield from _own_words("fund", line.fund)
    yield from words(normalise(line.citation))


def _of_row(name: str, slots: Mapping[str, SlotValue], known: Vocabulary) -> Iterator[str]:
    """Yield the words of a row of a scorecard: its theme too, and what a dated target is called."""
    yield from known.card_rows.label_words(name)
    yield from _OF_ROW.split()
    rows = known.card_rows.of(name)
    for one in rows:
        if slots.get("category") in (None, one.category):
            yield from label_words(one.theme)
    labels = {one.whole or one.label for one in rows}
    aims = [row.target for card in known.cards for row in card.rows if row.label in labels]
    if any(map(_DATED.search, aims)):
        yield from _OF_DATE.split()
