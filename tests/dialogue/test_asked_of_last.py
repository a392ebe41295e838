"""Turns that ask one thing of the last subject in words of their own."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED, UNKNOWN
from tests.dialogue.hosts import with_plain_spaces
from tests.dialogue.test_carried_turns import last

_CEIR = "Quels sont les indicateurs de la part locale CEIR et leur pondération ?"
_LOCAL = "Calcule le taux de réussite locale avec 465 points acquis sur 900 points théoriques"
_NATIONAL = (
    "Calcule le taux de réussite national avec 75 % en qualité de service, 80 % en gestion du "
    "risque et 60 % en performance économique et sociale"
)
_MTID = "Calcule le MTID avec PINI 850 €, PILI 650 €, TRN 76 % et TRL 58 %"
_MAYOTTE = "cible du délai de règlement 1ère IJ TS non subrogée dans la part locale Mayotte"
_WITHOUT = "Quels indicateurs de la COG CAMIEG n'ont aucun objectif chiffré de 2012 à 2015 ?"
_SHEET = (
    "Quels sont les indicateurs de la fiche Stabiliser l'accueil téléphonique et leurs objectifs "
    "2013 ?"
)

#: Worked by hand from the annexes, the scorecards and the typed numbers.
_WORKED = [
    # Annex 2: personnel 2012–2015, dotation FNGT 19 134 000 and 507 000 in 2014.
    (("personnel FNGA 2014", "fais la moyenne des quatre années"), 14_325_750),
    (("personnel FNGA 2012", "croissance moyenne par an jusqu'en 2015 ?"),
     (14_667_000 / 14_225_000) ** (1 / 3) - 1),
    (("dotation FNGT du FNGA 2014", "en cumulant avec le fngr ça fait combien"), 19_641_000),
    (("investissement FNGA 2012", "solde si l'exécuté s'élève à 850 000 euros ?"), 129_000),
    (("fonctionnement FNGA 2013", "en n-1 c'était combien"), 5_185_000),
    # 85 % of 1 200 answers.
    (("objectif 2014 de l'indicateur 12", "pour 1 200 courriels il m'en faut combien de bons"),
     1_020),
    # (465 ± 35) / 900
    ((_LOCAL, "et avec 35 points de plus ?"), 500 / 900),
    ((_LOCAL, "et avec 35 points de moins ?"), 430 / 900),
    (("Combien font 12 % de 350 000 € ?", "par an si j'étale sur 4 ans"), 10_500),
    (("Combien font 12 % de 350 000 € ?", "lissé sur quatre exercices, quelle annuité ?"), 10_500),
    # 417 000 authorised, 390 000 spent.
    (("Les crédits d'investissement non consommés du FNGA peuvent-ils être reportés ?",
      "par exemple avec 417 000 € autorisés et 390 000 € exécutés ?"), 27_000),
    # 72,25 % with 60 % in the third part, which weighs 30 %: 60 + 2,75 / 0,3.
    ((_NATIONAL, "si je vise 75 % au total, combien faut-il en PES"), 0.691667),
    # The second part weighs 35 %: 80 + 2,75 / 0,35.
    ((_NATIONAL, "combien faut-il en gestion du risque pour 75 % au total ?"), 0.878571),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "value"), _WORKED, ids=[" > ".join(one[0]) for one in _WORKED])
def test_a_turn_is_worked_on_the_last_subject(turns: tuple[str, ...], value: float) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED, answer.text
    assert isinstance(answer.value, float)
    assert answer.value == pytest.approx(value, abs=1e-6)


_TOLD = [
    (("objectif 2014 de l'indicateur 6", "sur quelles pièces s'appuie-t-on pour le calculer ?"),
     "Conventions de mises à disposition de locaux signées"),
    (("objectif 2013 de l'indicateur 28", "il relève de quelle fiche ?"), "SERVICES EN LIGNE"),
    (("objectif 2012 de l'indicateur 13", "la trajectoire complète svp"), "96,50% en 2013"),
    (("objectif 2015 de l'indicateur 4", "lesquels ont aussi 95 % ?"), "traçabilité des contacts"),
    (("objectif 2013 de l'indicateur 14", "83 % ça passe ?"), "Oui. L'indicateur 14"),
    (("objectif 2013 de l'indicateur 14", "78 % ça passe ?"), "Non. L'indicateur 14"),
    ((_WITHOUT, "l'indicateur qui figure en fin de cette liste ?"), "indicateur 54"),
    ((_SHEET, "ceux strictement supérieurs à 90 ?"), "2 indicateurs"),
    (("immobilisations incorporelles FNGA 2013", "c'est plus ou moins que les corporelles ?"),
     "corporelles » (FNGA) (2013) : 269 000"),
    (("personnel FNGA 2013", "report possible sur n+1 ?"), "limitati"),
    (("Les crédits limitatifs non consommés du FNGA peuvent-ils être reportés ?",
      "le fngr aussi ?"), "Tous les crédits non consommés du FNGR"),
    (("Communication FNGR 2012", "les crédits non consommés sont reportables ?"),
     "Tous les crédits non consommés du FNGR"),
    (("objectif 2013 de l'indicateur 10", "et les autres indicateurs de la fiche ?"), "Fiche 5"),
    ((_MTID, "là-dedans, combien vient du local ?"), "part locale : 377"),
    ((_MAYOTTE, "et la ligne suivante ?"), "FSP LAD"),
    (("Combien de masseurs-kinésithérapeutes dans l'Hérault en 2021 ?",
      "leur rang parmi les professions ?"),
     "2. Masseurs-kinésithérapeutes"),
    # What was asked back is chosen or put right.
    (("objectif 2016 de l'indicateur 2", "oups erreur de frappe c'est 2015"), "indicateur 2 "),
    (("dotation FNGT 2012", "les deux"), "(FNGR) en 2012"),
    (("total des dépenses brutes 2013", "je parlais du fonds national de gestion administrative"),
     "25 055 000"),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "said"), _TOLD, ids=[" > ".join(one[0]) for one in _TOLD])
def test_a_turn_is_told_of_the_last_subject(turns: tuple[str, ...], said: str) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED, answer.text
    assert with_plain_spaces(said) in with_plain_spaces(answer.text)


_REFUSED = [
    # One word or number more is another question.
    ("dotation FNGT du FNGA 2014", "la moyenne des quatre années hors 2012"),
    (_CEIR, "classe-les du plus faible au plus fort"),
    (_MAYOTTE, "et la ligne précédente ?"),
    ("Combien font 12 % de 350 000 € ?", "par an pendant 4 ans, ça fait combien ?"),
    ("objectif 2013 de l'indicateur 10", "et sur quelles pièces s'appuie l'indicateur 12 ?"),
    (_LOCAL, "et avec 35 points de plus au total théorique ?"),
    (_LOCAL, "35 points de moins sur le total"),
    ("objectif 2013 de l'indicateur 10", "combien de conformes sur 500 non conformes ?"),
    ("points du respect des engagements sur le courrier, part locale CEIR",
     "et en part du total ceir ?"),
]  # fmt: skip


@pytest.mark.parametrize("turns", _REFUSED, ids=[" > ".join(one) for one in _REFUSED])
def test_no_other_question_is_answered_for_a_turn(turns: tuple[str, ...]) -> None:
    assert last(*turns).kind == UNKNOWN


def test_what_a_part_of_the_rate_must_be_is_no_rate_with_it() -> None:
    """(75 % − TRN with nothing for the third part) by the weight of that part."""
    answer = last(
        "Quel taux de réussite en performance économique et sociale faut-il pour un taux de "
        "réussite national de 75 %, avec 75 % en qualité de service et 80 % en gestion du risque ?"
    )
    assert answer.value == pytest.approx(0.691667, abs=1e-6)
