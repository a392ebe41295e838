"""Turns that go on with what was built up before: carried credits, results given, shares, picks.

Nothing that was said before, or in the turn, is dropped: each figure here is worked by hand from
the annexes of the sources.
"""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED
from tests.dialogue.test_carried_turns import last

_UNSPENT = "reliquat de 120 000 en fonctionnement fin 2012, on peut le reporter ?"
_COVERED = "avec 100 départements et 87 couverts on est à quel taux d'atteinte"
_SPENT = ("crédits de fonctionnement 2014", "on en a dépensé 4 900 000")
_TRACED = ("appels tracés : le réalisé 2011 et la cible", "et ceux traités en niveau 1 ?")
_CANCERS = ("dépistage cancer du sein obj 2013 annexe 4", "et le colorectal", "la grippe ?")
_HAPPY = ("satisfaction des employeurs, cible nationale 2022", "et les PS ?")
_MAILS = ("mails traités par les conseillers hérault 2021 ?", "en % des mails reçus")
_LETTERS = ("essentiels envoyés en isère en 2020", "et en 2019 ?")
_POPULATION = ("objectif indicateur 43 en 2013", "population cible de 3 200 dossiers, combien ?")


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        # 120 000 left of 5 185 000; 5 104 000 in 2013; investment 417 000.
        ((_UNSPENT,), 120_000),
        ((_UNSPENT, "ça donne combien de crédits fonct en 2013 ?"), 5_224_000),
        ((_UNSPENT, "et si je le mets en invest à la place ?"), 537_000),
        (("fonctionnement 2012 ?", "s'il m'en reste 200 000 à la clôture je reporte combien ?"),
         200_000),
        # 5 093 000 − 4 900 000, added to 5 037 000.
        ((*_SPENT, "je peux garder le solde ?"), 193_000),
        ((*_SPENT, "combien on aura en 2015 du coup"), 5_230_000),
        # 95 − 81 against 90 − 88, in points of per cent.
        ((*_TRACED, "lequel est le plus loin de sa cible ?"), 0.14),
        ((*_TRACED, "lequel est le plus proche de son objectif ?"), 0.02),
        # 50.5, 49.8, 64.3 and M'T dents 36.2 in 2013.
        ((*_CANCERS, "lequel des quatre dépistages a la cible la plus basse"), 0.362),
        ((*_CANCERS, "laquelle a la cible la plus haute ?"), 0.643),
        # Floors 82.5 and 77, targets 89.5 and 88, insured persons 93; 30 points each.
        ((*_HAPPY, "lequel a la marge la plus large ?"), 0.11),
        ((*_HAPPY, "lequel a le seuil le plus bas ?"), 0.77),
        ((*_HAPPY, "lequel des 3 publics a la cible la plus haute ?"), 0.93),
        ((*_HAPPY, "poids cumulé des trois satisfactions"), 90),
        # 132 277 of 248 557.
        (_MAILS, 132_277 / 248_557),
        ((*_MAILS, "il y en a eu combien de non traités par eux ?"), 116_280),
        ((*_MAILS, "à 521 par jour ça fait combien de jours ouvrés ?"), 132_277 / 521),
        # 5 000 000 of 5 446 000, and 20 000 000 of 22 003 000 in four years.
        (("total des dépenses évaluatives en 2012", "part des remises cpam + vitale là dedans"),
         5_000 / 5_446),
        (("total des dépenses évaluatives en 2012", "part des remises cpam + vitale là dedans",
          "et sur les 4 ans ?"), 20_000 / 22_003),
        (("personnel 2013", "quelle part du total des dépenses limitatives ?",
          "et le fonctionnement ?"), 5_104 / 19_573),
        (("charges exceptionnelles 2012", "et les amortissements ?", "les deux cumulés ?",
          "par rapport au total évaluatif ça pèse combien"), 446 / 5_446),
        # 95 and 78 letters.
        ((*_LETTERS, "moyenne mensuelle en 2020 ?"), 95 / 12),
        ((*_LETTERS, "si même hausse en nombre en 2021, combien ?"), 112),
        ((*_LETTERS, "multiplié par combien ?"), 95 / 78),
        # 25 % of 3 200 a year, three years.
        (_POPULATION, 800),
        ((*_POPULATION, "fin 2014 on devrait en être à cb cumulé"), 2_400),
        (("indicateur 49 objectif 2013", "et sur toute la cog"), 8),
        (("objectif indicateur 42 en 2014", "il en faudra combien sur 40 ?"), 26),
        # A list of delays.
        (("délais : 2, 4, 4, 5, 6, 7, 9, 10, 12, 15 — neuvième décile ?", "et la médiane"), 6.5),
        (("délais : 2, 4, 4, 5, 6, 7, 9, 10, 12, 15 — neuvième décile ?", "le plus long ?"), 15),
        (("de 450k à 472,5k ça évolue de combien", "et dans l'autre sens ?"), -22.5 / 472.5),
        (("de 450k à 472,5k ça évolue de combien", "l'écart en k€ ?"), 22.5),
        (("total des dépenses brutes FNGA 2012 ?", "et 2013", "la différence en €"), -780_000),
        # 820 × 72 % + 640 × 51 %; 500 × 71.5 %; 540 of 900.
        (("calculez mon intéressement : PINI 820 €, PILI 640 €", "TRN 72 %, TRL 58 %",
          "et si le TRL tombe à 50 % ?", "et à 51 % ?"), 916.8),
        (("TRN avec 80, 90, 40", "la part théorique est de 500 €, on verse combien ?"), 357.5),
        (("TRN avec 75, 80, 60", "et la PINI à 880 €, ça donne ?",
          "et si la gestion du risque tombait à 50 ?"), 880 * 0.6175),
        (("le TRL se calcule comment ?", "j'ai 540 sur 900"), 0.6),
        # 979 000 to 149 000.
        (("investissement 2012", "2015 ?", "de combien ça chute"), -830 / 979),
        (("personnel 2015", "fonctionnement ?", "ça fait combien au total"), 19_704_000),
        (("investissement en 2014", "et l'an d'après ?", "ça tombe de combien ?", "en valeur ?"),
         -31_000),
        # 14 052 000 against 14 225 000, and no year that nobody named.
        (("personnel 2013", "elle baisse par rapport à 2012 ?"), -173 / 14_225),
        (("personnel 2012 FNGA", "pas 2012, 2015"), 14_667_000),
        (("personnel : total COG", "et le fonctionnement", "lequel pèse le plus ?"), 57_303_000),
        # Themes of a scorecard; rows of one label.
        (("CPAM : poids de la gestion du risque 2022", "et qualité de service"), 375),
        (("points de la grille nationale 2022 pour la satisfaction des employeurs",
          "et des assurés", "et des PS", "la somme"), 90),
        # A bare number is read by its scale: a rate, points.
        (("j'ai une PILI de 600 et un TRL de 48 %", "et à 52 ?"), 312),
        (("taux local : 620 points sur 1000", "la PILI vaut 410", "et avec 480 points ?",
          "et avec 520 ?"), 410 * 0.52),
        (("indicateur 3 cible 2013", "on a décroché 27 100 appels sur 30 000",
          "il en aurait fallu combien ?"), 27_000),
    ],
)  # fmt: skip
def test_what_was_built_up_is_calculated_with(turns: tuple[str, ...], value: float) -> None:
    """The figure is made of what was said before and what the turn says."""
    answer = last(*turns)
    assert answer.kind == ANSWERED, answer.text
    assert answer.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (("indicateur 15, objectif 2012 ?", "réal 89,7"), ("Non atteint", "97,5")),
        (("indicateur 15, objectif 2012 ?", "réal 89,7", "et face à 2013 ?"), ("2013", "96,5")),
        (("indicateur 15, objectif 2012 ?", "réal 89,7", "et face à 2013 ?",
          "il manque combien de points ?"), ("3,3 points",)),
        (("indicateur 15, objectif 2012 ?", "réal 89,7", "d'où vient la mesure ?"), ("ERASME",)),
        (("couverture territoriale 2013 ?", _COVERED), ("87 sur 100", "96,7")),
        (("couverture territoriale 2013 ?", _COVERED, "il en manque combien pour 2015 ?"),
         ("13 points", "13 de plus")),
        # A ceiling that is exceeded lacks nothing.
        (("indicateur 16, cible 2013", "réalisé 6 %", "il manque combien ?"), ("au-delà",)),
        # Annex 4 has < 5 %, sheet 11 no more than 5 %; 50.5 % against 52 %.
        (("indicateur 16 cible 2012", "strictement inférieur ou inférieur ou égal ?"),
         ("diffèrent", "inférieur ou égal")),
        (("dépistage cancer du sein obj 2013 annexe 4", "la fiche 16 dit pareil ?"),
         ("Non", "50,50%", "52%")),
        (("dépistage cancer du sein obj 2013 annexe 4", "la fiche 16 dit pareil ?",
          "et le colorectal"), ("49,80%", "52%")),
        ((_UNSPENT, "et si je le mets en invest à la place ?", "l'accord de l'Etat ?"),
         ("implicite", "20 jours")),
        ((_UNSPENT, "pour une dépense récurrente c'est ok ?"), ("Non", "non pérennes")),
        ((_UNSPENT, "et un reliquat sur les charges exceptionnelles"), ("Non", "évaluatif")),
        (("on peut reporter les crédits d'invest non consommés ?", "et l'évaluatif ?"),
         ("Non", "évaluatifs")),
        (("on peut reporter les crédits d'invest non consommés ?", "et le personnel ?"), ("Oui",)),
        (("TRN avec 80, 90, 40", "le seuil de déclenchement est franchi ?"), ("Oui", "71,5")),
        (("combien d'agents à la cpam hérault ?", "298 embauches CDD en 2021 c'est ça ?"),
         ("Non", "297", "298")),
        (("taux d'absentéisme maladie global hérault", "et en 2020 ?", "ça baisse de combien ?"),
         ("1,3 point",)),
        (("réalisé 2011 de l'indicateur 55", "2014 ?"), ("Aucun objectif",)),
        (("réalisé 2011 de l'indicateur 55", "alors 2013"), ("93",)),
        (("carsat, rdv du service social sous 15 jours, cible 2022", "la cible 2021 ?",
          "et le seuil des deux ?", "pareil pour les CGSS ?"), ("cgss, 2022", "cgss, 2021")),
        (("conseil vote le budget le 3 novembre 2012, approbation quand ?", "et si c'est le 12 ?"),
         ("03/12/2012",)),
        (("qui vote le budget ?", "et qui l'approuve ?"), ("L'État",)),
        (("crédit limitatif c koi", "les amortissements c'est lequel des deux ?"), ("évaluatif",)),
        (("échéances fiche 22", "celle d'avant, c'est quoi son objectif ?"), ("indicateur 43",)),
    ],
)  # fmt: skip
def test_what_was_built_up_is_told(turns: tuple[str, ...], words: tuple[str, ...]) -> None:
    """The answer says what the turn asks of what was said before."""
    answer = last(*turns)
    assert answer.kind == ANSWERED, answer.text
    shown = " ".join((answer.text, answer.display, answer.source))
    assert all(one in shown for one in words), shown


@pytest.mark.parametrize(
    "turns",
    [
        # What was spent in 2012 is not spent in 2013.
        ("fonctionnement 2012, exécuté 5 000 000, taux d'exécution", "et en 2013 ?"),
        # Only two were told, and no four have their words.
        ("personnel 2013", "fonctionnement ?", "lequel des quatre a la cible la plus basse ?"),
        # An amount to be moved was never said.
        ("quelle fiche pour l'indicateur 11", "et si je le mets en invest ?"),
        # « En nombre » and « en % » give two figures.
        (*_LETTERS, "si même hausse en 2021, combien ?"),
        (*_LETTERS, "si même hausse en nombre en 2025, combien ?"),
        # Targets of which nothing says that they add up.
        ("indicateur 2 objectif 2013", "en cumul fin 2014 ?"),
        ("objectif indicateur 44 en 2012", "en cumul fin 2014 ?"),
        # Two amounts that are no shares of each other.
        ("mails traités par les conseillers hérault 2021 ?", "en % du budget de personnel"),
        # Another part of the document; another fund; nothing of the year.
        ("combien de CDD hérault", "les femmes ?"),
        ("total des dépenses évaluatives en 2012", "part des remises cpam du FNGR là dedans"),
        (_UNSPENT, "moins 3 %, ça donne combien de crédits en 2013 ?"),
        (_UNSPENT, "et si je le mets en invest pour les femmes ?"),
        # No text of another document says which of two is meant.
        (*_TRACED, "lequel n'est pas le plus loin de sa cible ?"),
        # No result of that indicator was given.
        ("indicateur 15, objectif 2012 ?", "il manque combien de points ?"),
    ],
)
def test_what_was_not_said_is_not_made_up(turns: tuple[str, ...]) -> None:
    """No figure answers a turn that leans on something which was not said."""
    answer = last(*turns)
    assert answer.kind != ANSWERED or not answer.formula, answer.text
