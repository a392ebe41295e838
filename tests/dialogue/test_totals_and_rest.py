"""Turns about a total, what is left of it, a yearly mean, and a figure that was said."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED, UNKNOWN
from tests.dialogue.test_carried_turns import last

#: Worked by hand from annexes 2 and 3 of the agreement and the Hérault report.
_WORKED = [
    (("dotation FNGT 2012 du fnga", "et celle du FNGR", "total"), 19_835_000 + 507_000),
    (("total des dépenses limitatives 2012-2015", "et l'évaluatif ?", "total des deux"),
     79_447_000 + 22_003_000),
    (("total des dépenses limitatives 2012-2015", "et l'évaluatif ?", "total des deux",
      "moyenne par an"), 101_450_000 / 4),
    (("personnel 2013", "et 2014", "et 2015", "total", "moyenne par an"),
     (14_052_000 + 14_359_000 + 14_667_000) / 3),
    (("investissement 2012", "dont incorporelles ?", "le reste c'est quoi et combien ?"), 277_000),
    (("total brut fnga 2014", "dont limitatif", "le reste"), 5_502_000),
    (("total des points de la grille CPAM 2022", "dont qualité de service", "le reste"),
     1_000 - 375),
    (("classe les années 2012-2015 par investissement", "laquelle est en deuxième ?"), 417_000),
    (("personnel 2015", "moins 2 %", "en k€",
      "reviens au montant d'origine et donne l'écart avec 2014"), 14_667_000 - 14_359_000),
    (("index égalité cpam 2021", "et 2022 ?", "compare les deux poids"), 70 - 100),
    (("le budget fonctionnement 2014 c'est 5 200 000 non ?", "écart avec ce que j'ai dit"),
     -107_000),
    (("prestations versées Hérault 2021, total", "et la part de la maternité ?",
      "quel est le plus gros poste ?", "et le plus petit ?"), 1_589_551.01),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "value"), _WORKED, ids=[one[0][-1] for one in _WORKED])
def test_the_last_figures_make_a_whole(turns: tuple[str, ...], value: float) -> None:
    """What is asked of a whole is worked from the figures before."""
    answer = last(*turns)
    assert answer.kind == ANSWERED
    assert isinstance(answer.value, float)
    assert answer.value == pytest.approx(value)


@pytest.mark.parametrize(
    "turns",
    [
        ("personnel 2014", "et fonctionnement", "le reste"),
        ("fonctionnement 2012", "dont incorporelles ?", "le reste"),
        ("total limitatif 2014", "dont personnel", "total"),
        ("personnel 2014", "et fonctionnement", "total", "moyenne par an"),
        ("personnel 2014", "quelle part de l'incorporel ?"),
        ("fonctionnement 2014", "le plus gros ?"),
        ("seuil assistants médicaux cpam 2021", "et la cible", "total"),
        ("objectif 2012 de l'indicateur 7", "et l'indicateur 8 ?", "son réalisé 2011 ?"),
    ],
    ids=lambda one: one[-1],
)
def test_what_makes_no_whole_is_refused(turns: tuple[str, ...]) -> None:
    """No figure is made of what is no part, counts twice or is not printed."""
    answer = last(*turns)
    assert answer.kind == UNKNOWN
    assert not answer.formula


def test_the_rest_names_its_lines() -> None:
    """The lines that are left are those that the agreement prints under the whole."""
    answer = last("investissement 2012", "dont incorporelles ?", "le reste")
    assert "immobilisation corporelles" in answer.text


def test_the_last_date_is_of_every_measure_told() -> None:
    """A measure that was told with another beside it counts too."""
    answer = last("échéance du SIRH", "et l'intranet ?", "lequel vient en dernier ?")
    assert answer.display == "31/12/2013"


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (("combien d'indicateurs sont renvoyés à la CNAMTS en 2014 ?", "lesquels ?"), "36, 37, 38"),
        (("c'est quoi les dépenses limitatives ?", "et les évaluatives ?"), "amortissements"),
        (("fiche 20", "objectif 2013"), "30 %"),
        (("combien de points la grille CEIR au total", "et rien que la qualité de service ?"),
         "650 points"),
    ],
    ids=lambda one: one[-1] if isinstance(one, tuple) else "",
)  # fmt: skip
def test_a_turn_stays_with_what_was_told(turns: tuple[str, ...], said: str) -> None:
    """A list is told again, a term has its opposite, a list of one is its entry."""
    answer = last(*turns)
    assert answer.kind == ANSWERED
    assert said in answer.text
