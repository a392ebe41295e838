"""Turns that change one thing of the last calculation, or go on with the last rule."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED, UNKNOWN
from tests.dialogue.hosts import last_sent, with_plain_spaces

_GAP = ("personnel 2012 dans le fnga", "et 2015 ?", "l'écart en euros")
_GROWTH = (*_GAP, "en % ça donne ?")
_LESS = ("personnel 2013", "moins 3 %")
_SHARE = ("personnel 2013 fnga", "le total brut du fnga cette année-là", "quelle part ?")
_EVOLVED = "évolution du personnel de 2012 à 2014"
_DAYS = "délai entre le 12/03/2013 et le 02/04/2013"


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        # Annex 2, in thousands: operating costs 5 299, 5 185, 5 104, 5 093, 5 037 (2011 to 2015),
        # staff 13 813, 14 225, 14 052, 14 359, 14 667, investment 292, 979, 417, 180, 149.
        ((*_GAP, "pareil pour le fonctionnement"), 5_037_000 - 5_185_000),
        ((*_GROWTH, "même calcul sur le fonctionnement"), 5_037 / 5_185 - 1),
        ((*_GROWTH, "pareil pour le fonctionnement", "et si je pars de 2011 ?"), 5_037 / 5_299 - 1),
        ((*_GAP, "et les amortissements ?"), 256_000 - 429_000),
        ((_EVOLVED, "et jusqu'en 2015 ?"), 14_667 / 14_225 - 1),
        ((_EVOLVED, "et entre 2013 et 2015 ?"), 14_667 / 14_052 - 1),
        ((_EVOLVED, "en euros plutôt"), 134_000),
        ((*_LESS, "idem sur le fonctionnement"), 5_104_000 * 0.97),
        ((*_LESS, "et avec 2 % de moins seulement ?"), 14_052_000 * 0.98),
        ((*_SHARE, "idem pour l'investissement"), 417 / 25_055),
        ((*_SHARE, "idem pour l'investissement", "et en 2015 ?"), 149 / 25_426),
        (("moyenne du personnel sur 2012-2015", "et si on exclut 2013 ?"), 43_251_000 / 3),
        (("évolution de 5 299 000 à 5 037 000", "et si on part de 5 185 000 ?"), -148 / 5_185),
        # Hérault 2021: 630 then 399 teleworkers, 89 then 73 disabled workers.
        (
            (
                "Hérault 2021 : télétravailleurs", "en 2020 ?", "progression ?",
                "idem pour les travailleurs handicapés",
            ),
            89 / 73 - 1,
        ),
        (
            (
                "Hérault 2021 : combien de médecins omnipraticiens", "et de spécialistes",
                "les deux ensemble", "ça fait quelle part des professionnels de santé",
            ),
            (1_278 + 1_451) / 11_416,
        ),
        ((_DAYS, "et si la réponse part le 29 mars"), 17),
        ((_DAYS, "avec une réception le 10 mars plutôt"), 23),
        (("écart entre le personnel de 2012 et celui de 2014",), 134_000),
        (("fonctionnement 2013 moins 2 %", "et moins 4 % ?"), 5_104_000 * 0.96),
        (
            ("investissement 2013", "et 2014 ?", "évolution en % ?", "avec 2012 au lieu de 2013"),
            180 / 979 - 1,
        ),
        # The total of the open-ended expenses of 2014 is 5 502, of which 5 000 for the CPAM.
        (
            (
                "part des amortissements dans les dépenses évaluatives 2014",
                "et la part des remises de gestion CPAM",
            ),
            5_000 / 5_502,
        ),
        (("72 faits, 75 demandés, taux d'atteinte", "et 78 ?"), 78 / 75),
        (("masse nationale 48,6 M€, 67 500 ETP, la PINI ?", "la locale fait 29,7 M€"), 440),
        (("rendez-vous maternité Isère 2020", "et ald", "lequel est le plus élevé ?",
          "de combien ?"), 739 - 486),
        # 44 of 189 projects, printed as 23 %.
        (("projets de mutualisation 2007 : combien embarquent tous les organismes d'une région",
          "en % ?"), 0.23),
    ],
)  # fmt: skip
def test_one_thing_changes(turns: tuple[str, ...], value: float) -> None:
    answer = last_sent(*turns)
    assert answer.kind == ANSWERED, answer.text
    assert answer.value == pytest.approx(value)


@pytest.mark.parametrize(
    "turns",
    [
        (*_GAP, "pareil pour le fonctionnement sauf en 2013"),
        (*_GAP, "pareil pour le fonctionnement de la CPAM du Rhône"),
        (*_LESS, "idem sur le fonctionnement en dollars"),
        (_EVOLVED, "et si je pars de 2015 ?"),
        ("fonctionnement 2013 moins 2 %", "et moins 4 % hors CDD"),
        ("72 faits, 75 demandés, taux d'atteinte", "et 78 dollars ?"),
    ],
)
def test_nothing_is_dropped(turns: tuple[str, ...]) -> None:
    assert last_sent(*turns).kind == UNKNOWN


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        # Annex 1, 1.2.2: from staff, and from operating costs to investment, the director decides
        # and informs the controller; within a group he decides; else the board and the State.
        (("virement du personnel vers l'investissement : qui décide ?", "l'Etat doit approuver ?"),
         ("Non : ", "Directeur")),
        (("virement de l'investissement vers le fonctionnement : qui autorise ?",
          "et à l'intérieur du personnel"), ("directeur seul",)),
        (("l'Etat doit-il approuver un virement de l'investissement vers le personnel ?",),
         ("Oui : ", "approbation de l'État")),
        # Annex 1, 1.2.3.
        (("peut-on reporter les crédits de personnel non consommés ?", "qui décide ?"),
         ("conseil",)),
        (("si je reporte des crédits d'investissement en fonctionnement, il faut l'accord de"
          " l'État ?", "quel document fournir ?"), ("état détaillé",)),
        (("un crédit limitatif c'est quoi ?", "on peut les reporter ?"), ("Oui.",)),
        (("invest : 417 000 autorisés, 352 300 dépensés, il reste ?", "c reportable ?",
          "si je le mets en fonctionnement, l'État a combien de temps pour réagir"),
         ("20 jours",)),
        (("invest : 417 000 autorisés, 352 300 dépensés, il reste ?", "c reportable ?",
          "et si c'était un reliquat sur les amortissements ?"), ("Non.",)),
        (("fonctionnement autorisé 5 185 000, exécuté 4 890 000 : taux d'exécution ?",
          "il reste combien", "reportable ?"), ("Oui.",)),
        (("report de 50 000 € d'investissement vers le fonctionnement, l'état doit approuver ?",
          "et si ça reste en investissement ?"), ("réputée acquise",)),
        (("part des amortissements dans les dépenses évaluatives 2014", "où c'est imprimé ?"),
         ("annexe 2",)),
        # Scheme of profit sharing, section 3.
        (("pini 820 pili 540, national 88 %, local 71 %, combien par etp ?",
          "quelle règle fait perdre la part locale ?"), ("50 %", "nulle")),
        # Hérault 2021: 131 711 757,70 − 125 843 259,25.
        (("Hérault 2021 : montant versé en accident du travail", "et l'invalidité ?",
          "laquelle des deux est au dessus, et de combien"),
         ("Accident du travail", "5 868 498,45")),
        ((_DAYS, "en semaines ça fait ?"), ("21 j, soit 3 semaines",)),
        # Annex 4, indicator 36: « cf. COG CNAMTS » in 2014; it is named by a refused question.
        (("combien de femmes ont réellement participé au dépistage du cancer du sein en 2014 ?",
          "bon, l'objectif de cette année-là alors"), ("indicateur 36", "COG CNAMTS")),
    ],
)  # fmt: skip
def test_goes_on(turns: tuple[str, ...], told: tuple[str, ...]) -> None:
    answer = last_sent(*turns)
    assert answer.kind == ANSWERED, answer.text
    for one in told:
        assert one in with_plain_spaces(answer.text)


def test_years_left_out_are_said() -> None:
    answer = last_sent("moyenne du personnel sur 2012-2015", "et si on exclut 2013 ?")
    assert "2012, 2014 et 2015" in with_plain_spaces(answer.text)
