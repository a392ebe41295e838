"""Turns that stay with what was told: its document, its values, the numbers that were typed."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED
from tests.dialogue.hosts import with_plain_spaces
from tests.dialogue.test_carried_turns import last

#: Worked by hand from the reports of 2020, 2021 and 2007, the annexes and the typed numbers.
_WORKED = [
    # 1 278 + 1 451 of 11 416
    (("médecins omnipraticiens Hérault 2021", "et les spécialistes ?", "le total des deux",
      "ça représente quelle part des professionnels de santé ?"), 2_729 / 11_416),
    # 630 of 1 012
    (("télétravailleurs de l'Hérault 2021", "quelle part des collaborateurs ?"), 630 / 1_012),
    # 4 808 211 € for 2 296
    (("indus DIPA Hérault : montant", "combien de professionnels concernés ?",
      "ça fait combien par professionnel ?"), 4_808_211 / 2_296),
    # 432 400 € for 69
    (("projets financés Hérault 2021", "pour quel montant ?", "soit combien par projet ?"),
     432_400 / 69),
    # 486 + 739 + 140, of a text that prints no total
    (("rendez-vous « parcours de vie » maternité en Isère en 2020 ?",
      "et le total avec l'ALD et l'invalidité"), 1_365),
    # 5 104 000 + 14 052 000 + 417 000
    (("budget fonctionnement FNGA 2013", "et le total avec le personnel et l'investissement ?"),
     19_573_000),
    # 912 600 × 1,08
    (("dépenses 2022 : 845 000 €, 2023 : 912 600 €, évolution ?",
      "et si on garde ce rythme en 2024 ?"), 985_608),
    # 641,60 - 360
    (("PINI 480, PILI 320, TRN 75 %, TRL 88 % : MTID ?", "et si le TRL tombe à 49 % ?",
      "perte par agent du coup ?"), 281.6),
    # 500 of 1 000 is not above one half
    (("on a 540 points sur 1000 au local, taux ?", "avec une PILI de 420 € combien de part locale",
      "et si on avait eu 40 points de moins ?"), 0),
    # 5 and 16
    (("agences ouvertes 5 jours sur 5 en Isère en 2020", "et en 2019 ?", "combien ont fermé ?"),
     -11),
    # 435 / 1,0584
    (("saisines de la médiation en Isère 2020", "en hausse de combien ?",
      "donc en 2019 il y en avait combien ?"), 435 / 1.0584),
    # 87 % and 95 %
    (("objectif 2012 de l'indicateur 4 ?", "et le 5 ?", "lequel est le plus élevé ?",
      "de combien de points ?"), -0.08),
    (("prévu 320 000 €, réalisé 287 500 € : taux de réalisation ?", "écart en euros ?"), 32_500),
    # 630 of 118
    (("nombre de télétravailleurs Hérault 2021", "en 2020 ?", "et en 2019 ?",
      "hausse depuis 2019 ?"), 630 / 118 - 1),
    # 550 × (78 % - 73 %), in euros
    (("PINI 550 € et TRN 78 % : part nationale ?", "et avec 5 points de moins ?", "l'écart ?"),
     -27.5),
    (("projets qui mobilisent tous les organismes d'une région mutualisation 2007",
      "et ceux de toutes les Cpam ?"), 36),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "value"), _WORKED, ids=[" > ".join(one[0]) for one in _WORKED])
def test_a_turn_computes_with_what_was_told(turns: tuple[str, ...], value: float) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED, answer.text
    assert isinstance(answer.value, float)
    assert answer.value == pytest.approx(value, abs=1e-6)


_CREDITS = "budget 1 250 000 €, exécuté 1 137 500 €, il reste combien ?"
_BONUS = "PINI 600, PILI 400, TRN 80 %, TRL 70 % : montant ?"
#: One of the typed numbers moves by so much.
_MOVED = [
    ((_CREDITS, "et si on dépense 50 000 € de plus ?"), 62_500),
    ((_CREDITS, "et avec un budget de 100 000 € de moins ?"), 12_500),
    ((_BONUS, "et avec un TRL 10 points plus bas ?"), 720),
    ((_BONUS, "et avec 20 € de PILI en plus ?"), 774),
    ((_BONUS, "et si le TRN perd 4 points ?"), 736),
    (("1 250 dossiers dont 1 100 traités, quel taux ?", "et si on en traite 75 de plus ?"), 0.94),
    (("36 757 appels décrochés sur 41 300 : taux ?", "et avec 500 appels de plus ?"),
     37_257 / 41_300),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "value"), _MOVED, ids=[" > ".join(one[0]) for one in _MOVED])
def test_a_typed_number_moves_by_so_much(turns: tuple[str, ...], value: float) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED, answer.text
    assert isinstance(answer.value, float)
    assert answer.value == pytest.approx(value, abs=1e-6)


def test_which_number_moves_is_not_guessed() -> None:
    answer = last(_CREDITS, "et avec 50 000 € de plus ?")
    assert answer.kind != ANSWERED
    assert "lequel de vos nombres" in answer.text


_TOLD = [
    (("objectif 2012 de l'indicateur 7 ?", "on a mesuré 77 % en 2014, c'est bon ?"), "Non. ",
     "78%"),
    (("crédits reportés dans le même groupe de dépenses : accord de l'État acquis d'office ?",
      "et si je les mets dans un autre groupe ?"), "20 jours", "relevé de décision"),
    (("crédits reportés dans le même groupe de dépenses : accord de l'État acquis d'office ?",
      "et si je les mets dans un autre groupe ?", "ce délai court à partir de quoi"),
     "20 jours", "réception du relevé de décision"),
    (("les crédits non consommés du FNGR sont-ils reportables ?", "et ceux du FNGA ?"),
     "limitatifs", "évaluatifs ne le peuvent pas"),
    (("fonctionnement voté 2 050 000, réalisé 1 998 300 : reliquat ?",
      "reportable selon la COG camieg ?"), "Oui.", "limitatives"),
    (("fonctionnement voté 2 050 000, réalisé 1 998 300 : reliquat ?",
      "en fait on a dépensé 2 130 000, combien je reporte ?"), "rien à reporter", "80 000 €"),
    (("projets métier mutualisation 2007", "et support ?",
      "l'écart entre les deux, et le total svp"), "39", "189"),
    (("taille minimale en bénéficiaires d'un rapprochement d'organismes", "et de salariés ?"),
     "1 000 salariés", "million"),
    (("immobilisations corporelles FNGA 2012", "incorporelles ?", "total ?",
      "c'est bien le montant de l'investissement 2012 ?"), "Oui.", "979 000 €"),
    (("personnel FNGA 2012", "fonctionnement ?", "total ?",
      "on retrouve bien le total limitatif 2012 ?"), "Non, pas 19 410 000 €.", "20 389 000 €"),
    (("qui décide d'un virement à l'intérieur du personnel ?",
      "faut-il informer le contrôleur général ?"), "Non.", "directeur seul"),
    (("taux de décroché PFS Hérault 2021", "et l'objectif ?", "il est atteint ?"), "Oui",
     "objectif de 85 %"),
    # 400 of 850 is below one half, 612 is above.
    (("taux de réussite local : 400 points sur 850", "on est au-dessus du seuil ?"), "Non.",
     "50 %"),
    (("taux de réussite local : 400 points sur 850", "on est en dessous du seuil ?"), "Oui.",
     "50 %"),
    (("TRL 47 %, PILI 300 : part locale ?", "on est au-dessus du seuil ?"), "Non.", "47 %"),
    (("taux de réussite local : 612 points sur 850", "on serait encore au-dessus du seuil ?"),
     "Oui.", "72 %"),
    (("PINI 550 € et TRN 78 % : part nationale ?", "et avec 5 points de moins ?", "l'écart ?"),
     "-27,5 €", "429 €"),
    (("mails traités par les conseillers de l'Hérault en 2021 ?",
      "ça représente quelle proportion des mails reçus ?"), "53,22 %", "132 277"),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "first", "second"), _TOLD,
                         ids=[" > ".join(one[0]) for one in _TOLD])  # fmt: skip
def test_a_turn_is_told_of_what_was_told(turns: tuple[str, ...], first: str, second: str) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED, answer.text
    text = with_plain_spaces(answer.text)
    assert first in text
    assert second in text


#: What the document of the last figure does not say is told of no other one.
_REFUSED = [
    ("effectif de la caisse de l'Hérault", "dont CDD ?", "et leur salaire moyen ?"),
    ("projets de mutualisation sur les rentes AT", "et sur l'invalidité ?",
     "le budget de ces projets ?"),
    ("télétravailleurs Hérault 2021", "et leur âge moyen ?"),
    ("effectif de la caisse de l'Hérault", "dont CDD ?", "et leur ancienneté ?"),
    ("prestations maternité Hérault 2021", "et accident du travail ?", "l'écart ?",
     "et en 2020 ?"),
    ("appels au 36 08 Hérault 2021", "l'écart ?"),
    ("appels au 36 08 Hérault 2021", "le coût de ces appels ?"),
    ("travailleurs handicapés Hérault 2021", "et en 2020 ?", "hausse en % ?",
     "ça représente quel pourcentage de l'effectif ?"),
    ("budget investissement FNGA 2013", "on est au-dessus du seuil ?"),
    ("dépenses 2022 : 845 000 €, 2023 : 912 600 €, évolution ?",
     "et si on garde ce rythme en 2026 ?"),
]  # fmt: skip


@pytest.mark.parametrize("turns", _REFUSED, ids=[" > ".join(one) for one in _REFUSED])
def test_what_was_not_told_of_it_is_refused(turns: tuple[str, ...]) -> None:
    assert last(*turns).kind != ANSWERED, last(*turns).text
