"""What the documents say in words: found by the words of a question, never by a part of them."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib import resources
from typing import Any

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.passages.passage_data import indexed, passages
from pycog.dialogue.passages.passage_search import told_passage
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import vocabulary
from pycog.errors import InvalidConvention
from tests.dialogue.hosts import shared_host

#: Ways of asking that find their own passage, at least: some say too little, or two passages say
#: the same.
_LEAST = 0.6


def ask(question: str, state: State | None = None) -> Answer:
    today = dt.date(2026, 11, 30)
    return reply(question, state or State(), Context(shared_host(), None, today))


@pytest.mark.parametrize(
    ("question", "told", "place"),
    [
        (
            "Date limite pour remonter le bilan des actions de mutualisation de 2007 ?",
            "janvier 2008",
            "",
        ),
        ("Qui a signé la COG en tant que directeur de la Camieg ?", "Bruno Negroni", "signature"),
        ("à qui le recouvrement des cotisations doit-il être délégué ?", "ACOSS", "3.6"),
        ("Les autres dépenses de fonctionnement sont-elles actualisées ?", "Non. Ni", "annexe 1"),
        ("comment est calculé l'indicateur 42 des actions antifraude ?", "déployées", "annexe 4"),
    ],
)
def test_what_a_document_says_is_told_with_its_place(question: str, told: str, place: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert told in answer.text
    assert place in answer.source
    assert not answer.formula


@pytest.mark.parametrize(
    "question",
    [
        "Qui a signé la COG en tant que directeur de la CPAM du Rhône ?",
        "Quel est le salaire annuel du directeur de la Camieg ?",
        "rédige un poème sur la prévention",
        "la cible",
        "quel est l'écart ?",
        "La cible de l'intéressement 2023 pour les téléservices ?",
        "combien d'appels téléphoniques la CPAM de l'Isère a-t-elle reçus en 2015 ?",
    ],
)
def test_another_body_another_year_or_too_few_words_find_nothing(question: str) -> None:
    read = read_question(question, vocabulary())
    assert told_passage(read, State(), vocabulary()) is None


def test_a_piece_of_a_sentence_goes_on_with_what_was_said() -> None:
    """« Sans baisse » says nothing by itself, whatever document has these words."""
    before = ask("personnel FNGA 2013").state
    read = read_question("et les feuillets A4 consommés en moyenne ?", vocabulary())
    assert told_passage(read, before, vocabulary()) is None


def test_most_ways_of_asking_find_their_own_passage() -> None:
    """A passage that its own words do not find would never be told."""
    known, found, asked = vocabulary(), 0, 0
    for entry in _entries():
        read = read_question(entry["asked"][0], known)
        if len(read.words) < 4:
            continue
        answer = told_passage(read, State(), known)
        asked += 1
        found += answer is not None and entry["text"] in answer.text
    assert asked > 150
    assert found / asked > _LEAST


def _entries() -> list[dict[str, Any]]:
    """Every fourth passage: all of them would take long."""
    entries: list[dict[str, Any]] = []
    for path in sorted(
        (resources.files("pycog.dialogue") / "data" / "passages").iterdir(), key=str
    ):
        entries += tomllib.loads(path.read_text("utf-8"))["passage"]
    return entries[::2]


def test_an_entry_without_words_is_refused() -> None:
    wrong = {"un-document": {"title": "Un document", "passage": [{"place": "1", "text": "x"}]}}
    with pytest.raises(InvalidConvention) as raised:
        indexed(wrong, ())
    assert raised.value.code == "passage-invalide"


def test_every_passage_has_a_place_and_is_short() -> None:
    for one in passages().every:
        assert one.source
        assert len(one.text) < 600
