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
    ("lesquels des indicateurs de la fiche « Elargir l'offre de prévention » ont un réalisé 2011 et"
     " une cible 2015 ?", ["29", "31", "32", "33", "34"]),
    ("combien d'indicateurs ont à la fois un réalisé 2011 et un objectif 2013 ?",
     ["1", "2", "3", "4", "6", "10", "13", "15", "16", "28", "29", "55"]),
    ("quels indicateurs ont une cible 2013 mais aucune cible 2012 ?", ["42"]),
    ("quels indicateurs ont une cible inférieure à 50 % en 2012 et un réalisé 2011 ?",
     ["16", "28"]),
    ("combien d'indicateurs ont une cible supérieure à 80 % en 2015 et pas de réalisé 2011 ?",
     ["8", "12", "14", "21", "30", "35", "42", "44", "52"]),
    ("quels indicateurs ont un réalisé 2011 supérieur à 80 % et une cible en 2015 ?",
     ["1", "3", "4", "6", "13", "15"]),
    ("quels indicateurs ont un réalisé 2011 supérieur à 80 % mais pas de cible en 2015 ?", ["55"]),
    ("quels indicateurs voient leur cible augmenter entre 2012 et 2013 mais pas entre 2014 et"
     " 2015 ?", ["15", "44"]),
    ("combien d'indicateurs voient leur objectif progresser en 2014 mais pas en 2015 ?", ["44"]),
    ("combien d'indicateurs n'ont ni cible 2012, ni cible 2013 mais une cible 2015 ?",
     ["31", "32", "33", "34", "35", "45", "52"]),
    ("quels indicateurs mesurés par enquête de satisfaction ont une cible 2015 ?", ["7"]),
    ("y a-t-il un indicateur de l'accueil physique à plus de 95 % en 2015 ?", ["6"]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "numbers"), LISTED)
def test_indicators_that_fit(question: str, numbers: list[str]) -> None:
    answer = reply(question, State(), context())
    assert answer.kind == ANSWERED
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == numbers


#: Annexes 2 and 3 of the same agreement.
LINES = [
    ("quelles lignes de dépenses évaluatives du FNGA sont constantes de 2012 à 2015 ?",
     ["Charges exceptionnelles", "Remise de gestion CPAM et carte Vitale"]),
    ("quelles lignes du FNGA baissent en 2013 mais pas en 2014 ?", ["Personnel"]),
    ("combien de lignes du FNGA sont en baisse en 2013 et en 2014 ?",
     ["Fonctionnement", "Investissement", "dont immobilisations incorporelles",
      "dont immobilisation corporelles"]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "labels"), LINES)
def test_lines_that_fit(question: str, labels: list[str]) -> None:
    answer = reply(question, State(), context())
    assert answer.kind == ANSWERED
    assert answer.table is not None
    assert [next(one for one in row if one in labels) for row in answer.table.rows] == labels


@pytest.mark.parametrize(
    "question",
    [
        "quelles lignes du FNGA augmentent entre 2012 et 2015 mais baissent en 2013 ?",
        "quels indicateurs du barème CPAM 2021 pèsent plus de 100 points ou n'ont pas de seuil ?",
    ],
)
def test_a_condition_that_is_not_read_is_never_left_out(question: str) -> None:
    assert reply(question, State(), context()).kind != ANSWERED


def test_what_cannot_be_told_of_a_deferred_target_is_said() -> None:
    question = "quels indicateurs voient leur cible augmenter en 2013 mais pas en 2014 ?"
    answer = reply(question, State(), context())
    assert answer.text.startswith("1 indicateur dont l'objectif est en hausse de 2012 à 2013")
    assert "Je ne peux pas le dire de 5, 11, 22, 24, 25, 27, 55 :" in answer.text


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


#: Annex 2: 2011 to 2015, 13 813, 14 225, 14 052, 14 359 and 14 667 thousand euros of staff.
@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("quelle année le personnel FNGA a-t-il baissé ?", ["en 2013"], ["en 2012", "en 2014"]),
        ("en quelles années le personnel FNGA augmente-t-il ?",
         ["en 2012", "en 2014", "en 2015"], ["en 2013"]),
        ("en quelle année la cible de l'indicateur 6 augmente-t-elle ?",
         ["en 2013, de 88% à 90%", "en 2014", "en 2015"], ["en 2011"]),
    ],
)  # fmt: skip
def test_years_in_which_a_value_moves(question: str, told: list[str], untold: list[str]) -> None:
    text = reply(question, State(), context()).text
    assert all(one in text for one in told)
    assert not any(one in text for one in untold)


def test_points_are_what_a_rate_moves_by() -> None:
    """Annex 4, 2012 and 2015: 6 (88 and 100), 10 (70, 80), 12 (70, 90), 14 (75, 90), 44."""
    answer = reply("quels indicateurs progressent d'au moins 10 points entre 2012 et 2015 ?",
                   State(), context())  # fmt: skip
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["6", "10", "12", "14", "44"]
