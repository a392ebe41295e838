"""Wholes with their parts, and values by period: each number of a question has its role."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from tests.dialogue.hosts import context


def ask(question: str) -> Answer:
    return reply(question, State(), context())


CALCULATED = [
    # Means by period, the thing counted behind the last number or the first.
    ("moyenne mensuelle de 1 200, 1 500 et 900 dossiers", 1200),
    ("1 200 appels en avril, 1 500 en mai et 900 en juin : moyenne par mois ?", 1200),
    ("4 000 courriers au T1, 5 000 au T2, 6 000 au T3 et 5 000 au T4, moyenne trimestrielle", 5000),
    # Yearly growth, by years or by how many there are: 1,1 three times is 1,331.
    ("dépenses 100 000 € en 2019 et 133 100 € en 2022, rythme annuel moyen ?", 0.1),
    ("on passe de 100 000 € à 133 100 € en trois ans, hausse moyenne par an ?", 0.1),
    ("effectif passé de 400 à 361 en 2 ans, évolution annuelle moyenne", -0.05),
    # What several amounts leave of a whole.
    ("enveloppe de 100 000 €, engagé 45 000 €, commandes 15 000 €, il reste combien ?", 40_000),
    ("reste sur un budget de 90 000 € après deux factures de 20 000 et 12 500 €", 57_500),
    # The whole of a part, and what was there before a change told twice.
    ("si 20 % = 5 000 €, 100 % c'est combien ?", 25_000),
    ("30 % de l'enveloppe = 6 000 €. Enveloppe complète ?", 20_000),
    ("les charges baissent de 10 000 € soit 4 %, c'était combien avant ?", 250_000),
    ("les charges augmentent de 4 % soit 10 000 €, combien maintenant ?", 260_000),
    # So many things at so much each.
    ("2 agents à 1 200 € et 3 agents à 1 500 €, total ?", 6900),
    ("12 ordinateurs à 850 €, ça fait combien ?", 10_200),
    ("3 projets à 100 €, 200 € et 400 €, total ?", 700),
    # How many are meant is none of the numbers.
    ("3 lignes : 100 €, 200 € et 400 €, total ?", 700),
    ("2 agences : 100 et 300 visites, total et moyenne", 400),
    # Shares of one whole, means of pairs, half a post.
    ("répartir 1 000 € en 60/40", 600),
    ("délai moyen : 10 j pour 30 dossiers et 20 j pour 10 dossiers", 12.5),
    ("note moyenne : 8 pour 30 réponses et 6 pour 10 réponses", 7.5),
    ("agent à 60 %, MTID 1 000 €, il touche combien ?", 600),
    ("agent à mi-temps, MTID 1 000 €, il touche combien ?", 500),
    # So much a period for so long, and how many are enough.
    ("loyer de 1 000 € par mois, combien sur 2 ans ?", 24_000),
    ("sur 5 000 appels entrants il faut en décrocher combien au minimum pour être à 90 % ?", 4500),
    ("part locale par agent à temps plein, PILI 500 €, 600 points sur 1000 ?", 300),
    ("masse nationale d'intéressement 30 M€ pour 60 000 ETP, la part indiv vaut ?", 500),
]


@pytest.mark.parametrize(("question", "value"), CALCULATED)
def test_each_number_has_its_role(question: str, value: float) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED, answer.text
    assert answer.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        # Three numbers are no twelve months.
        ("moyenne mensuelle de 1 200, 1 500 et 900 dossiers sur l'année", 1200),
        # One post costs that: four of them are not shared out.
        ("un ETP coûte 50 000 €, on en supprime 4, économie ?", 12_500),
        # What comes in is not taken off.
        ("enveloppe de 100 000 €, dépensé 40 000 €, recettes 5 000 €, reste ?", 55_000),
        # What was paid had been engaged.
        ("enveloppe 500 000 €, engagé 200 000 €, mandaté 150 000 €, reste à engager ?", 150_000),
        # A total cost is no cost of each: both readings have their mean.
        ("coût moyen : 1 000 € pour 10 dossiers et 3 000 € pour 10 dossiers", 2000),
    ],
)
def test_another_question_gets_no_such_value(question: str, wrong: float) -> None:
    value = ask(question).value
    assert not isinstance(value, float) or value != pytest.approx(wrong)
