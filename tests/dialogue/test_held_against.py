"""A result that a question brings along: « Oui » or « Non », and never one of its own numbers."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from tests.dialogue.hosts import context


def ask(question: str) -> Answer:
    return reply(question, State(), context())


#: Question, how its answer begins, the value of the rest of it.
CONFIRMED = [
    ("300 sur 400, je trouve 70 %, c'est juste ?", "Non, 75 % au lieu de 70 %.", 0.75),
    ("je trouve 75 % avec 300 dossiers sur 400, exact ?", "Oui, 75 %.", 0.75),
    ("total de 10 000 + 2 500 = 13 500, vous confirmez ?", "Non, 12 500 au lieu de 13 500.", 12500),
    ("évolution de 200 à 190 = -5 %, correct ?", "Oui, -5 %.", -0.05),
    ("j'obtiens 5 % de baisse de 200 à 190, correct ?", "Oui, 5 %.", -0.05),
    ("j'obtiens 5 % de hausse de 200 à 190, correct ?", "Non, -5 % au lieu de 5 %.", -0.05),
    ("le personnel FNGA 2013 + le fonctionnement FNGA 2013 font bien 19 156 000 ?",
     "Oui, 19 156 000 €.", 19_156_000),
    ("avec PINI 400, TRN 80 %, PILI 200 et TRL 50 %, je tombe sur 420. D'accord ?",
     "Non, 320 € au lieu de 420 €.", 320),
]  # fmt: skip


@pytest.mark.parametrize(("question", "begins", "value"), CONFIRMED)
def test_what_somebody_found_is_confirmed_or_not(question: str, begins: str, value: float) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.text.replace("\u202f", " ").replace("\xa0", " ").startswith(begins)
    assert answer.value == pytest.approx(value)


#: 380 of 400 are 95 %; the bar itself is at least, and not more than, itself.
BARS = [
    ("380 appels décrochés sur 400 : quel taux ? et au moins 95 % ou pas ?", "Oui, au moins 95 %."),
    ("380 appels décrochés sur 400 : quel taux ? plus de 95 % ?", "Non, pas plus de 95 %."),
    ("380 appels décrochés sur 400, est-ce qu'on dépasse 94,9 % ?", "Oui, plus de 94,9 %."),
    ("20 rejets sur 400, on est sous les 5 % ?", "Non, pas moins de 5 %."),
    ("moyenne de 10, 14 et 12 jours, moins de 13 jours ?", "Oui, moins de 13 j."),
    ("exécuté 4,8 M€ sur 5 M€ : plus de 95 % d'exécution ?", "Oui, plus de 95 %."),
    ("PINI 400 TRN 80 % PILI 200 TRL 60 % : plus de 450 € par ETP ?", "Non, pas plus de 450 €."),
]


@pytest.mark.parametrize(("question", "begins"), BARS)
def test_a_bar_beside_a_calculation_is_answered_first(question: str, begins: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.text.replace("\u202f", " ").replace("\xa0", " ").startswith(begins)


@pytest.mark.parametrize(
    "question",
    [
        # What was found is the rise, and not what it leads to.
        "3 % de hausse sur 10 000 €, j'obtiens 300 € de plus, correct ?",
        # Each « = » names its number.
        "budget = 1 000 €, exécuté = 900 €, reçu = 50 €, correct ?",
        # An amount is no rate.
        "300 sur 400, je trouve 70 €, c'est juste ?",
    ],
)
def test_no_verdict_on_a_number_of_another_kind(question: str) -> None:
    assert not ask(question).text.startswith(("Oui,", "Non,"))


def test_a_claimed_total_is_no_term() -> None:
    answer = ask("somme de 100 000 + 20 000 + 3 000 = 124 000 ?")
    assert answer.value == pytest.approx(123_000)
    assert answer.text.startswith("Non, ")
