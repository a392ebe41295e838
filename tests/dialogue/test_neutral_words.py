"""A word that means nothing changes no answer; one that negates or restricts always does."""

from __future__ import annotations

from typing import Final

import pytest

from pycog.dialogue.answers import ANSWERED
from pycog.dialogue.lexicon import stem
from pycog.dialogue.neutral import common_words, inflected
from pycog.dialogue.normalise import normalise
from pycog.dialogue.operators import find_changes, find_conditions, find_operators
from pycog.dialogue.vocabulary import vocabulary
from tests.dialogue.test_coverage import ask, same

#: Of every room: an indicator, a budget, a date, a card, a key figure, a rule, a list.
ASKED: Final = (
    "budget de personnel 2014",
    "objectif de l'indicateur 2 en 2013",
    "échéance du SIRH",
    "total brut du FNGA en 2013",
    "réalisé 2011 de l'indicateur 2",
    "nombre d'appels 3646 Hérault 2021",
    "liste des indicateurs de la fiche 2",
    "poids de l'index égalité professionnelle CPAM 2022",
    "combien de jours pour l'approbation tacite du budget",
    "indicateurs sans objectif en 2014",
    "évolution du personnel de 2012 à 2015",
)
#: What negates, compares, restricts or computes.
OPERATORS: Final = [
    "pas",
    "sans",
    "sauf",
    "hors",
    "ni",
    "aucun",
    "jamais",
    "excepté",
    "hormis",
    "seulement",
    "uniquement",
    "moins",
    "plus",
    "entre",
    "avant",
    "après",
    "depuis",
    "environ",
    "sinon",
    "autre",
    "supérieur",
    "inférieur",
    "mieux",
    "pire",
]


def _neutral() -> list[str]:
    return [word for word in common_words() if stem(word) in vocabulary().filler]


def test_there_are_hundreds_of_neutral_words() -> None:
    assert len({stem(word) for word in _neutral()}) > 1_000


def test_a_neutral_word_changes_no_answer() -> None:
    differs = []
    for place, word in enumerate(_neutral()):
        asked = ASKED[place % len(ASKED)]
        assert ask(asked).kind == ANSWERED, asked
        text = f"{word} {asked}" if place % 2 else f"{asked} {word}"
        if not same(ask(asked), ask(text)):
            differs.append(text)
    assert not differs


@pytest.mark.parametrize("word", OPERATORS)
def test_an_operator_is_never_neutral(word: str) -> None:
    assert stem(normalise(word)) not in vocabulary().filler
    dropped = [
        asked
        for asked in ASKED
        if (changed := ask(f"{asked} {word} le fonctionnement")).kind == ANSWERED
        and same(ask(asked), changed)
    ]
    assert not dropped


def test_no_common_word_is_an_operation() -> None:
    found = [
        word
        for word in common_words()
        if [*find_operators(word), *find_changes(f"{word} 3 %"), *find_conditions(word)]
    ]
    assert not found


def test_verbs_have_their_forms() -> None:
    assert {"tombe", "tombent", "tombaient", "tombera", "tombes"} <= set(inflected("tomber"))
    assert {"songea", "songeait", "songent"} <= set(inflected("songer"))
