"""The assistant gives, to every question of the examples, the answer that is written there."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import Answer
from pycog.dialogue.intents import load_intents
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State
from pycog.errors import CellError
from pycog.refresh import Evaluator
from pycog.xlsx.french import from_french
from tests.dialogue.examples import (
    Example,
    Turn,
    differences,
    is_refusal,
    load_examples,
    value_differences,
)
from tests.dialogue.hosts import context, shared_host

EXAMPLES = load_examples()
TURNS = [turn for example in EXAMPLES for turn in example.turns]

#: What the conversation must be able to do, one intent at least for each.
FAMILIES = {
    "objectif", "atteinte", "ecart", "statut", "atteinte-fiche", "indicateurs-fiche", "retards",
    "budget", "evolution", "virement", "report", "approbation-report", "execution",
    "disponible", "nature", "groupe", "approbation", "echeances", "taux-requis",
    "resultat-requis", "points", "valeur-point", "mtid", "declenchement", "bareme",
    "taille-utile", "part", "explication", "source", "controle", "aide", "chiffre", "reference",
    "fiche-indicateur", "pourquoi", "insertion", "annulation", "politesse",
    "refus", "inconnu", "seuil",
}  # fmt: skip


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return Evaluator(shared_host())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example(example: Example, evaluator: Evaluator) -> None:
    wrong = []
    state = State()
    for turn in example.turns:
        answer = reply(turn["question"], state, context(turn.get("feuille")))
        record = as_json(answer)
        found = [*differences(turn, record), *not_the_formula(record, evaluator)]
        wrong += [f"« {turn['question']} » : {difference}" for difference in found]
        state = State.from_json(record["state"])
    assert not wrong, "\n".join(wrong)


def as_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as whoever reads its JSON sees it."""
    read = json.loads(json.dumps(answer.to_json(), ensure_ascii=False, allow_nan=False))
    assert isinstance(read, dict)
    return read


def not_the_formula(answer: Mapping[str, Any], evaluator: Evaluator) -> list[str]:
    """Return how the value of an answer differs, by a bit, from its formula's."""
    if not answer["formula"] or answer["intent"] in {"insertion", "pourquoi"}:
        return []
    computed = evaluator.evaluate(answer["formula"]).value
    if _bits(computed) == _bits(answer["value"]):
        return []
    return [f"{answer['formula']} donne {computed!r}, la réponse dit {answer['value']!r}"]


def _bits(value: Any) -> Any:
    if isinstance(value, list):
        return [_bits(cell) for cell in value]
    # An empty cell and an error have no value to show: their reason is in the text.
    if value is None or value == "" or isinstance(value, CellError):
        return None
    if isinstance(value, bool | str):
        return value
    return struct.pack("<d", value)


def test_the_formulas_give_what_was_computed_by_hand(evaluator: Evaluator) -> None:
    written = [turn for turn in TURNS if "formule" in turn and "attendu" in turn]
    assert len(written) >= 200
    for turn in written:
        computed = evaluator.evaluate(from_french(turn["formule"])).value
        assert not value_differences(turn, computed), turn["question"]


def test_there_are_enough_examples() -> None:
    subjects = {example.subject for example in EXAMPLES}
    assert {"budget", "objectifs", "rapports", "refus", "suites"} <= subjects
    assert len(TURNS) >= 300
    assert sum(map(is_refusal, TURNS)) >= 60
    assert sum(len(example.turns) > 1 for example in EXAMPLES) >= 12


def test_every_family_has_examples() -> None:
    assert {turn["intention"] for turn in TURNS} - {"*"} >= FAMILIES


def test_no_question_is_asked_twice() -> None:
    alone = [example.turns[0]["question"] for example in EXAMPLES if len(example.turns) == 1]
    assert len(set(alone)) == len(alone)


#: Questions that the assistant was asked for from the start: they stand on both sides.
SPECIFIED = {
    "indicateur 7, réalisé 74 %, en 2012, est-ce atteint ?",
    "taux d'atteinte de tous les indicateurs de la fiche 16",
    "quels indicateurs sont en retard ?",
    "budget de personnel 2014",
    "évolution du fonctionnement entre 2011 et 2015",
    "puis-je virer 50 000 € du personnel vers l'investissement ?",
    "combien puis-je reporter si j'ai exécuté 13,9 M€ ?",
    "quand l'approbation est-elle acquise si le conseil a voté le 5 novembre 2012 ?",
    "quelles échéances avant fin 2013 ?",
    "quel résultat faut-il pour dépasser 50 % ?",
    "combien vaut un point ?",
    "quelle est la taille utile ?",
    "explique cette cellule",
    "d'où vient ce chiffre ?",
    "contrôle cette feuille",
    "que sais-tu faire ?",
    "pourquoi ?",
    "insère la formule",
    "annule",
}


def test_the_examples_are_not_those_of_the_intents() -> None:
    taught = {
        normalise(sentence) for intent in load_intents().values() for sentence in intent.examples
    }
    asked = {normalise(turn["question"]) for turn in TURNS}
    assert asked & taught <= set(map(normalise, SPECIFIED))


_ANSWER: dict[str, Any] = {
    "intent": "objectif",
    "slots": {"indicator": 7, "year": 2013},
    "value": 0.765,
    "formula": "=COG_TARGET(7,2013)",
    "formula_fr": "=COG_TARGET(7;2013)",
    "text": "76,5 %",
    "choices": [],
    "kind": "answered",
    "needs": "",
    "state": {},
}
_TURN: Turn = {
    "question": "objectif de l'indicateur 7 en 2013",
    "intention": "objectif",
    "valeurs": {"indicator": 7, "year": 2013},
    "attendu": "765/1000",
    "formule": "=COG_TARGET(7;2013)",
}


@pytest.mark.parametrize(
    "change",
    [
        {"intent": "ecart"},
        {"slots": {"indicator": 8, "year": 2013}},
        {"value": 0.7651},
        {"value": None},
        {"value": "76,5 %"},
        {"formula_fr": "=COG_TARGET(7;2014)"},
        {"kind": "asked"},
    ],
    ids=str,
)
def test_a_wrong_answer_would_be_seen(change: dict[str, Any]) -> None:
    assert not differences(_TURN, _ANSWER)
    assert len(differences(_TURN, _ANSWER | change)) == 1


def test_a_guess_would_be_seen() -> None:
    asked = {"question": "objectif 2013", "intention": "objectif", "demande": "indicator"}
    assert differences(asked, _ANSWER)
    assert differences({"question": "?", "intention": "inconnu", "refus": "any"}, _ANSWER)
    assert differences({"question": "?", "intention": "objectif", "sans_valeur": True}, _ANSWER)


def test_a_value_that_is_not_its_formula_would_be_seen(evaluator: Evaluator) -> None:
    assert not not_the_formula(_ANSWER, evaluator)
    assert not_the_formula(_ANSWER | {"value": 0.7650000000000001}, evaluator)
