"""Which indicators two absences, a course or a value hold for, whatever else the question names."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED
from pycog.dialogue.state import State
from tests.dialogue.hosts import context

#: Annex 4 of the COG CAMIEG 2012-2015.
LISTED = [
    ("quels indicateurs n'ont ni réalisé 2011 ni cible 2012 ?",
     ["9", "35", "42", "45", "46", "47", "48", "52", "53", "54"]),
    ("quels indicateurs n'ont aucun chiffre, ni réalisé ni objectif ?",
     ["9", "46", "47", "48", "53", "54"]),
    ("quels indicateurs atteignent 100 % en 2015 ?", ["6", "42", "44", "52"]),
    ("quels indicateurs passent à 100 % en 2014 ?", ["44"]),
    ("y a-t-il un indicateur de l'accueil physique à plus de 95 % en 2015 ?", ["6"]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "numbers"), LISTED)
def test_indicators_that_fit(question: str, numbers: list[str]) -> None:
    answer = reply(question, State(), context())
    assert answer.kind == ANSWERED
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == numbers


def test_many_indicators_are_no_result_of_one() -> None:
    """« Quels indicateurs sont à 90 % » states no result of the one whose label is nearest."""
    answer = reply("dans l'accueil téléphonique, quels indicateurs sont à 90 % dès 2012 ?",
                   State(), context())  # fmt: skip
    assert answer.table is not None
    assert {"2", "3"} <= {row[0] for row in answer.table.rows}
    assert not {"1", "4"} & {row[0] for row in answer.table.rows}


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("le budget d'investissement 2015 est-il inférieur à celui de 2014 (FNGA) ?", "Oui"),
        ("le budget de personnel 2013 du FNGA est-il supérieur à celui de 2012 ?", "Non"),
        ("4 % de saisies invalidées en 2013, on est dans les clous ?", "Oui"),
        ("91 % de couverture territoriale en 2014, c'est bon ou pas ?", "Non"),
    ],
)
def test_a_yes_or_no_comes_first(question: str, begins: str) -> None:
    assert reply(question, State(), context()).text.startswith(begins)


def test_the_same_line_of_another_year_is_taken_off() -> None:
    answer = reply("investissement FNGA 2013 moins celui de 2014", State(), context())
    assert answer.value == pytest.approx(237_000)
