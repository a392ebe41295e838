"""The rows of the scorecards, found by their words, by body and by campaign."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from pycog.conventions import Scorecard
from pycog.dialogue.intents import AND
from pycog.dialogue.labels import LabelIndex
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words

#: Labels that words may name at once: they are then given as a table.
MOST_ROWS: Final = 8
#: Words that speak of a scorecard.
SIGNALS: Final = frozenset(
    map(
        stem,
        (
            "interessement",
            "points",
            "ponderation",
            "poids",
            "bareme",
            "grille",
            "campagne",
            "seuil",
        ),
    )
)
#: Labels that a word may stand in that names one of them by itself.
_FEW: Final = 2
#: Verbs of paying, which are said of every amount.
_PAID: Final = frozenset(
    map(stem, ("verse", "versee", "paye", "payee", "touche", "percu", "percue"))
)
_JOINING: Final = frozenset(
    {"le", "la", "les", "l", "de", "du", "des", "d", "et", "a", "au", "aux", "en", "dont", "un",
     "une", "par", "sur", "dans", "qui", "ou", "pour", "avec"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CardRow:
    """One line of COG_SCORECARD.

    Attributes:
        category: Key of the body's category.
        campaign: Year.
        place: Its line in the block of COG_SCORECARD, the heading being the first.
        label: As printed; that of the component where it is one.
        whole: Label of the composite that it is a part of, ``""`` if none.
        name: Id of its label, the same in every category and campaign.
        theme: Printed name of its theme.
        citation: Where it is printed.
        key: Key of its row, of the whole one for a component.
        document: Id of the agreement that prints it.
    """

    category: str
    campaign: int
    place: int
    label: str
    whole: str
    name: str
    theme: str
    citation: str
    key: str = ""
    document: str = ""


class CardRows:
    """The rows of all scorecards.

    Args:
        cards: The scorecards of an agreement.
    """

    def __init__(self, cards: Iterable[Scorecard]) -> None:
        names: dict[tuple[str, str], str] = {}
        keys: dict[str, set[str]] = {}
        self.rows: list[CardRow] = []
        for card in cards:
            place = 1
            for row in card.rows:
                parts = [one.label for one in row.components] or [""]
                theme = card.terms.themes.get(row.theme, "")
                for part in parts:
                    place += 1
                    label, whole = (part, row.label) if part else (row.label, "")
                    name = names.setdefault((label, whole), f"r{len(names)}")
                    keys.setdefault(name, set()).add(re.sub(r"[-_]|(?<=[a-z])(?=\d)", " ", row.key))
                    self.rows.append(
                        CardRow(
                            card.category,
                            card.campaign,
                            place,
                            label,
                            whole,
                            name,
                            theme,
                            row.citation,
                            row.key,
                            card.terms.convention,
                        )
                    )
        # The key of a row is what officers call it: « MisAS », « RDV 15 jours ».
        self._keys = keys
        labels = {
            name: row_words(f"{label} {whole} {' '.join(sorted(keys[name]))}")
            for (label, whole), name in names.items()
        }
        self._everything = LabelIndex(labels)
        self._by_category = {
            category: LabelIndex(
                {row.name: labels[row.name] for row in self.rows if row.category == category}
            )
            for category in {row.category for row in self.rows}
        }
        self.words = frozenset(word for found in labels.values() for word in found)
        self.spelled = frozenset(
            word
            for label, whole in names
            for word in words(whole_words(normalise(label + " " + whole)))
        ) | {word for found in keys.values() for key in found for word in key.split()}

    def find(
        self, stems: list[str], category: str | None, weak: Collection[str]
    ) -> tuple[str, float, frozenset[str]]:
        """Return the ids of the labels that words name, joined, with their score and words."""
        index = self._everything if category is None else self._by_category.get(category)
        if index is None:
            return "", 0.0, frozenset()
        found = index.find(stems, weak)
        if not found.keys or len(found.keys) > MOST_ROWS:
            return "", 0.0, frozenset()
        # A label said from end to end is meant, where others only share its words.
        keys = index.whole(found.keys, stems) or list(found.keys)
        return AND.join(keys), found.score, found.matched

    def names_alone(self, word: str) -> bool:
        """Tell whether one word names a row: it stands in few of their labels."""
        return word not in _PAID and self._everything.count(word) <= _FEW

    def of(
        self, names: str, category: str | None = None, campaign: int | None = None
    ) -> list[CardRow]:
        """Return the rows of some labels, of one category and campaign where they are given."""
        wanted = names.split(AND)
        return [
            row
            for row in self.rows
            if row.name in wanted
            and category in (None, row.category)
            and campaign in (None, row.campaign)
        ]

    def label_words(self, names: str) -> set[str]:
        """Return the stems and numbers of labels."""
        found: set[str] = set()
        for row in self.of(names):
            text = " ".join([row.label, row.whole, *sorted(self._keys[row.name])])
            found.update(row_words(text), re.findall(r"\d+", text))
        return found


def row_words(label: str) -> list[str]:
    """Return the stems of a label of a row."""
    return [
        stem(word)
        for word in words(whole_words(normalise(label)))
        if word not in _JOINING and len(word) > 1
    ]


def whole_words(text: str) -> str:
    """Make one word of « C2S », « e-DAT », « 1ère » and « 9ème décile », which would be cut."""
    text = re.sub(r"\bc2s\b", "cdeuxs", text)
    text = re.sub(r"\bbio similaires?\b", "biosimilaire", text)
    # « e-DAT », « e-prescription »: the letter alone would be lost.
    text = re.sub(r"\be[- ](?=dat\b|prescription)", "e", text)
    text = re.sub(r"\b1 ?(?:ere|re)\b", "premiere", text)
    return re.sub(r"\b9 ?e(?:me)? decile\b", "neuviemedecile", text)
