"""Typed numbers in pairs, in series, and against the one printed line that a question names."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from tests.dialogue.hosts import context


def ask(question: str) -> Answer:
    return reply(question, State(), context())


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        # (4 410 000 / 4 000 000) ^ (1 / 2) - 1 = 5 %
        ("croissance annuelle moyenne : 4 000 000 en 2020, 4 410 000 en 2022", 0.05, "+5 %"),
        ("Évolution annuelle moyenne de 2020 à 2022, de 4 M€ à 4,41 M€, en euros", 205_000, "€"),
        # 200 000 × 30 / 100, then 70 / 100
        ("partage 200 000 € entre deux sites au prorata de 30 et 70 ETP", 60_000, "140 000 €"),
        # (900 000 - 600 000) / 3
        ("budget 900 000, dépensé 600 000 fin septembre : reste combien par mois ?", 100_000, "3"),
        ("reste 5 mois et 600 000 de conso sur 900 000, combien par mois ?", 60_000, "300 000 €"),
        # (0,9 + 0,8) / 2
        ("moyenne des taux d'atteinte : 45 pour 50 et 72 pour 90", 0.85, "80 %"),
        ("QS 300/400, GDR 180/200 : total des points et TRL ?", 0.8, "480 points"),
        # 70 % then 75 %
        ("part du personnel : 70 k€ sur 100 k€, puis 90 k€ sur 120 k€, points", 0.05, "70 %"),
        # 10 % over 4 %
        ("dépense de 100 000 à 110 000 € et dossiers de 5 000 à 5 200 : évolutions et ratio", 2.5,
         "4 %"),
        # 50 000 then 51 000 each
        ("coût par ETP : 5 M€ pour 100 ETP en 2020, 5,1 M€ pour 100 ETP en 2021, évolution en %",
         1_000, "2 %"),
        ("4 agents à temps plein, 5 à 80 % et 2 à mi-temps : combien d'ETP ?", 9, "ETP"),
        ("base 100 en 2020 : 500 000 € en 2020, 520 000 € en 2021, 545 000 € en 2022, indices",
         104, "109"),
        ("le total passe de 10 M€ à 10,4 M€, le personnel y contribue pour 250 k€ : points ?",
         0.025, "2,5 points"),
        ("2 000 courriers reçus, 100 hors champ, 1 805 dans les délais : taux ?", 0.95, "1 900"),
        ("délai 26 j, seuil 30 j, cible 20 j : combien entre seuil et cible ?", 0.4, "40 %"),
        ("pili 800 €, un indicateur de 50 points raté sur 1000 : coût par ETP ?", 40, "40"),
        ("grille de 100, 60 et 40 points en tout ou rien, le 2e est raté : points et taux ?", 140,
         "70 %"),
        ("87,5 % chez nous contre 85 % en moyenne nationale : quel écart ?", 0.025, "au-dessus"),
        ("taux d'absentéisme : 450 jours d'absence, 30 agents, 200 jours chacun", 0.075, "7,5 %"),
        # 16 + 12 against 27,2
        ("15 600 € et 11 600 € : somme des montants arrondis en k€, arrondi du total et écart", 28,
         "27"),
        ("moyenne et médiane de 10, 20, 60, et leur écart", 30, "10"),
        ("24 000 € pour 1 200 appels : combien coûte un appel ?", 20, "20"),
        ("budget 500 000, dépense 515 000, tolérance de 2 % : ça passe ?", 0.03, "Non"),
        ("budget 500 000, dépense 505 000, tolérance de 2 % : ça passe ?", 0.01, "Oui"),
        ("taux d'atteinte : réalisé 72 %, cible 80 %, cible 90 %", 0.9, "80 %"),
    ],
)  # fmt: skip
def test_typed_numbers(question: str, value: float, said: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED, answer.text
    assert answer.value == pytest.approx(value), answer.text
    assert said in answer.text


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        # The printed base of 2013: 5 104 000 €, of 2014: 5 093 000 €; investment 2013: 417 000 €.
        ("fonctionnement 2013 exécuté 5 004 000, on reporte 50 % du non consommé : combien, et "
         "l'autorisation 2014 ?", 50_000, "5 143 000"),
        ("investissement 2013 : 300 000 exécutés, combien encore pour atteindre 90 % ?", 75_300,
         "71,94 %"),
        ("fin juin 2013, 200 000 dépensés en investissement : en avance sur le linéaire ?",
         -8_500, "En retard"),
        ("fin juin 2013, 300 000 dépensés en investissement : en avance sur le linéaire ?",
         91_500, "En avance"),
        ("on prévoit 5 200 000 en fonctionnement 2013, combien couper pour rentrer ?", 96_000,
         "1,85 %"),
        ("le conseil a voté 5 000 000 € en fonctionnement 2013, quel écart avec la COG ?",
         -104_000, "Dans la base"),
    ],
)  # fmt: skip
def test_against_the_printed_line(question: str, value: float, said: str) -> None:
    answer = ask(question)
    assert answer.kind == ANSWERED, answer.text
    assert answer.value == pytest.approx(value), answer.text
    assert said in answer.text


@pytest.mark.parametrize(
    "question",
    [
        # As many as are said, and no more.
        "Répartir 360 000 € entre quatre services au prorata de 24, 36 et 60 ETP.",
        "Répartir 360 000 € au prorata de 24, 36 et 60 ETP, sans le deuxième service.",
        "Notre caisse est à 87,3 %, la moyenne à 84,9 %",
        "TCAM entre 4,2 M€ en 2018 et 4,87 M€ en 2022 hors inflation",
        "budget 1 860 000, dépensé 1 284 000 fin septembre et 100 000 engagés : combien par mois ?",
        "moyenne des taux d'atteinte sauf le premier : 72/80, 85,5/90, 97/97",
        "QS 310/400, GDR 150/250, PES 180/200 : total des points sans la GDR ?",
        "indicateur à 75 points raté à moitié sur 1000, pili 650 €, ça coûte combien par ETP ?",
        "base 100 en 2020 : 3,2 M€ en 2019, 3,296 M€ en 2020 et 3,4 M€ en 2021, indices ?",
        "grille de 100, 75 et 50 points en tout ou rien, seul le deuxième est atteint : points ?",
        "1 305 000 € de plateforme pour 290 775 appels reçus : combien coûte un courrier ?",
        # Another body, another year, a word that supposes something else.
        "6 885 000 € exécutés en personnel à fin juin 2013, retard sur la CPAM du Rhône ?",
        "6 885 000 € exécutés en personnel à fin juin 2019, avance ou retard sur le linéaire ?",
        "investissement 2012 : 798 000 exécutés dont 50 000 à annuler, combien encore pour 95 % ?",
        "Fonctionnement 2013 exécuté 4 954 000, on ne reporte pas 40 % du non consommé : combien ?",
        "Fonctionnement 2013 voté 5 150 000 €, écart avec la base 2014 de la CAMIEG ?",
    ],
)
def test_what_changes_the_calculation_gives_no_value(question: str) -> None:
    assert ask(question).value is None
