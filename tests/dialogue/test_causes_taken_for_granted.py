"""Whoever asks why of what is not so is told « Non » with the values, and never a cause."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED
from tests.dialogue.test_coverage import ask

#: Question → what the answer tells. Annexes 2 to 4 of the agreement, the two activity reports.
NOT_SO = [
    ("Pourquoi le budget a-t-il baissé en 2014 ?", ["25 055 000 €", "25 134 000 €", "507 000 €"]),
    ("Pourquoi l'indicateur 13 baisse-t-il entre 2013 et 2015 ?", ["96,50%", "98%"]),
    ("Pour quelle raison l'objectif de l'indicateur 6 recule-t-il entre 2012 et 2015 ?",
     ["88%", "100%"]),
    ("Pourquoi la cible de l'indicateur 2 passe-t-elle de 90 % à 95 % en 2014 ?",
     ["90% en 2013", "90% en 2014"]),
    ("Pourquoi le FNGR passe-t-il de 507 000 à 528 000 € en 2014 ?", ["507 000 € en 2014"]),
    ("Comment expliquer la hausse de la dotation aux amortissements du FNGA en 2015 ?",
     ["485 000 € en 2014", "256 000 € en 2015"]),
    ("Pourquoi la médiation de l'Isère a-t-elle reçu moins de saisines en 2020 ?", ["5,84 %"]),
    ("Pourquoi les mails reçus ont-ils augmenté de 15 % dans l'Hérault ?", ["-15 %"]),
    ("Pourquoi les appels ont-ils baissé de 35 % en 2021 dans l'Hérault ?", ["hausse", "35 %"]),
    ("Pourquoi cette baisse des travailleurs handicapés à l'Hérault en 2021 ?", ["89", "73"]),
    ("Pourquoi l'indicateur 20 n'a-t-il pas de cible 2012 ?", ["90 %"]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "told"), NOT_SO)
def test_what_is_not_so_is_denied_with_its_values(question: str, told: list[str]) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED
    assert answer.text.startswith("Non : ")
    assert all(one in answer.text for one in told)


@pytest.mark.parametrize(
    "question",
    [
        "Pourquoi le personnel passe de 14 052 000 à 14 359 000 en 2014 ?",
        "Qu'est-ce qui explique la baisse du fonctionnement en 2014 ?",
        "Pourquoi la part des femmes est-elle de 66 % dans l'Hérault ?",
        "Pourquoi l'investissement du FNGA double-t-il en 2013 ?",
    ],
)
def test_what_is_so_or_not_known_has_no_cause(question: str) -> None:
    answer = ask(question)
    assert answer.kind != ANSWERED
    assert answer.text.startswith("Je ne sais pas pourquoi : ")
