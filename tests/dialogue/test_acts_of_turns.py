"""Turns that do something with the last answer of whatever kind, in words of any order."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED, ASKED, UNKNOWN
from tests.dialogue.hosts import last_sent, with_plain_spaces

_SHARED_OUT = "répartition des prestations versées Hérault 2021"
_CPAM = "indicateurs de la part locale CPAM 2022"
_CEIR = "quels sont les indicateurs de la part locale CEIR et leur pondération ?"


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        # Annex 2: staff 14 052 000 in 2013, 14 667 000 of 25 426 000 in 2015.
        (("budget de personnel du FNGA en 2013", "je préfère en millions"), 14.052),
        (("budget de personnel du FNGA en 2013", "en mio d'euros ?"), 14.052),
        (
            (
                "prestations maternité Hérault 2021",
                "Pour ma diapositive je présente tout en M€ : pourriez-vous convertir ce montant ?",
            ),
            136.72715841,
        ),
        (("charges de personnel FNGA 2015", "quel poids dans l'ensemble ?"), 14_667 / 25_426),
        (
            (
                "prestations accident du travail Hérault 2021",
                "dans l'optique d'un graphique, pouvez-vous m'en donner le pourcentage par rapport"
                " au total des charges ?",
            ),
            131_711_757.70 / 4_012_303_093.75,
        ),
        # Scorecard of the CPAM in 2022: 70 of 1 000 points.
        (
            (
                "combien de points vaut en 2022 le montant de préjudice subi pour une CPAM ?",
                "soit quel % du total ?",
            ),
            0.07,
        ),
        # Annex 2: amortisation 485 000 in 2014, 256 000 in 2015.
        (
            (
                "dotation aux amortissements FNGA 2014",
                "chiffre-moi la baisse de 2015 par rapport à 2014 : combien d'euros, combien de %",
            ),
            -229 / 485,
        ),
        # Annex 3: studies, 96 000 in four years.
        (("ligne Etudes du FNGR en 2013", "fais le cumul des quatre années"), 96_000),
        (("ligne Etudes du FNGR en 2013", "ça fait combien du début à la fin de la COG"), 96_000),
        # Annex 2, 2015: 19 853 000 of limited credits.
        (
            (
                "total des dépenses brutes du FNGA en 2015",
                "combien reste-t-il une fois l'évaluatif déduit ?",
            ),
            19_853_000,
        ),
        (
            ("total des dépenses brutes du FNGA en 2015", "et net des dépenses évaluatives ?"),
            19_853_000,
        ),
        # 25 134 000 - 14 359 000.
        (
            (
                "total des dépenses brutes FNGA 2014",
                "combien reste-t-il une fois le personnel retiré ?",
            ),
            10_775_000,
        ),
        ((_SHARED_OUT, "quelle prestation pèse le plus ?"), 3_551_768_297.78),
        ((_SHARED_OUT, "qui ferme la marche ?"), 1_589_551.01),
        (("lignes du budget FNGR 2013", "quelle ligne domine ?"), 375_000),
        # Rates and gaps of the figures before: 14 667 000 in 2015 and 14 052 000 in 2013.
        (
            (
                "sur 2012-2015, quelle est l'année la plus chère en personnel ?",
                "et la moins chère",
                "écart entre les deux ?",
                "en % de la plus petite",
            ),
            615 / 14_052,
        ),
        (("passer de 258 000 à 375 000 c'est + combien", "en euros ?"), 117_000),
        (("investissement FNGA 2014", "en % du total des dépenses de fonctionnement"), 180 / 5_093),
        # 25 134 000 - 14 359 000 - 180 000.
        (
            ("total des dépenses brutes FNGA 2014", "sans le personnel et l'investissement"),
            10_595_000,
        ),
        # The entry that was picked is the subject of the next turn; 1 589 551.01 and 20 of 1 000.
        ((_SHARED_OUT, "et la plus faible ?", "traduis ça en millions"), 1.58955101),
        (
            ("indicateurs CTI 2022", "le troisième, combien de points ?", "soit quel % du total ?"),
            0.02,
        ),
        # Lines of which another is a part are added up once: the total that annex 2 prints.
        (("lignes du budget FNGA 2014", "total ?"), 25_134_000),
        # Another year, line, fund or number, in a long turn or a correction.
        (("immobilisations incorporelles du FNGA en 2012", "nn 2013 pas 2012"), 148_000),
        (
            (
                "immobilisations incorporelles du FNGA en 2012",
                "au temps pour moi, c'était 2013",
            ),
            148_000,
        ),
        (("personnel du FNGA en 2014", "oups investissement pas personnel"), 180_000),
        (("total des dépenses brutes FNGA 2013", "et au titre de l'annexe 3 ?"), 507_000),
        (
            ("total des dépenses brutes FNGA 2013", "et sur le FNRG (pardon, FNGR) c'est combien"),
            507_000,
        ),
        (("objectif 2013 de l'indicateur 15", "je me suis trompée de numéro, c'est le 12"), 0.75),
        (
            (
                "objectif 2012 de l'indicateur 8",
                "quelle valeur faut-il viser deux exercices après, en 2014 ?",
            ),
            0.94,
        ),
    ],
)
def test_value_of_an_act(turns: tuple[str, ...], value: float) -> None:
    answer = last_sent(*turns)
    assert answer.kind == ANSWERED
    assert isinstance(answer.value, float)
    assert answer.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        ((_CEIR, "que les qualité de service stp"), ("270", "380")),
        ((_CEIR, "seulement la qualité de service 2022"), ("2 indicateurs",)),
        ((_CEIR, "garde juste le pôle QS", "il y en a combien ?"), ("2 indicateurs (2021)",)),
        ((_CEIR, "enlève tout sauf la qualité de service"), ("270", "380")),
        ((_CEIR, "le total sans la QS"), ("350 (2021)", "350 (2022)")),
        ((_CEIR, "le plus gros et le plus petit"), ("380", "100")),
        ((_SHARED_OUT, "combien dépassent 100 millions ?"), ("4 chiffres",)),
        ((_SHARED_OUT, "convertis en M€"), ("Maternité : 136,72715841 M€",)),
        (
            ("prestations maternité Hérault 2021", "en M€ et en % du total"),
            ("136,72715841 M€", "3,4 %"),
        ),
        ((_CPAM, "pôle GDR uniquement"), ("Montant de préjudice subi",)),
        ((_CPAM, "tout sauf la QS"), ("Montant de préjudice subi", "Validation des comptes")),
        ((_CPAM, "combien d'indicateurs au total ?"), ("15 indicateurs",)),
        (("indicateurs CTI 2022", "le n° 3 vaut combien ?"), ("validation des comptes", "20")),
        (("indicateurs CTI 2022", "le mieux doté ?"), ("870",)),
        (
            (
                "quels sont, dans l'ordre de la grille, les trois indicateurs du pôle performance"
                " économique et sociale de la part locale CPAM 2022 ?",
                "celui du milieu, combien de points ?",
            ),
            ("Socle commun RH", "100"),
        ),
        (
            (
                "quelles sont les dates cibles 2022 des trois dispositifs d'offres coordonnées"
                " CNAM-CNAF (grande précarité, parcours 1000 premiers jours, familles"
                " monoparentales) dans la part locale CNAM ?",
                "indique celui qui ferme la marche",
            ),
            ("familles monoparentales", "31/10/2022"),
        ),
        (
            (
                "nombre de professionnels de santé de l'Hérault par catégorie en 2021",
                "la + nombreuse stp",
            ),
            ("Infirmiers", "2 607"),
        ),
        (
            (
                "calcule le MTID avec PINI 1 000 €, PILI 600 €, TRN 70 % et TRL 55 %",
                "décomposition entre part nationale et part locale",
            ),
            ("700 €", "330 €", "1 030 €"),
        ),
        (
            ("évolution du personnel entre 2012 et 2015", "tu peux justifier ce chiffre ?"),
            ("14 667 000", "14 225 000"),
        ),
        (
            (
                "les crédits évaluatifs non consommés peuvent-ils être reportés ?",
                "numéro du point des règles budgétaires ?",
            ),
            ("1.2.3.1",),
        ),
        (("nombre d'infirmiers Hérault 2021", "dans quelle partie du rapport ?"), ("partie 2",)),
    ],
)
def test_words_of_an_act(turns: tuple[str, ...], told: tuple[str, ...]) -> None:
    answer = last_sent(*turns)
    assert answer.kind == ANSWERED
    for one in told:
        assert one in with_plain_spaces(answer.text)


@pytest.mark.parametrize(
    "turns",
    [
        ("budget de personnel du FNGA en 2014", "en livres sterling"),
        ("budget de personnel du FNGA en 2014", "en % du total du FNGR"),
        ("budget de personnel du FNGA en 2014", "part du total des quatre années"),
        ("budget de personnel du FNGA en 2014", "écart avec 2010 en € et %"),
        ("budget de personnel du FNGA en 2014", "écart avec 2013 du FNGR"),
        ("budget de personnel du FNGA en 2014", "hors investissement"),
        ("budget de personnel du FNGA en 2014", "en M€ par agent"),
        ("budget de personnel du FNGA en 2014", "pour ma note, l'équivalent à la CNAM"),
        ("budget de personnel du FNGA en 2014", "au titre de l'annexe 7"),
        ("taux national avec qualité 60 %, risque 55 %, perf 70 %", "convertis en M€"),
        ("budget de personnel du FNGA en 2014", "en % du total des dépenses de fonctionnement"),
        ("total des dépenses brutes FNGA 2014", "sans l'évaluatif du FNGR"),
        ("objectif 2013 de l'indicateur 15", "et l'annexe 3 ?"),
        ("échéances de la fiche 17", "la plus chère ?"),
        (_CEIR, "qui est responsable du deuxième ?"),
        (_CEIR, "le sixième"),
        (_CEIR, "le deuxième de la grille CPAM"),
        (_CEIR, "que la gestion des ressources"),
        (_CEIR, "lequel arrive en dernier en termes de date ?"),
        (_SHARED_OUT, "la plus forte hausse ?"),
        (_SHARED_OUT, "la plus élevée hors maladie ?"),
        ("prestations maternité Hérault 2021", "évolution depuis 2020"),
    ],
)
def test_one_more_word_is_another_act(turns: tuple[str, ...]) -> None:
    answer = last_sent(*turns)
    assert answer.kind in {UNKNOWN, ASKED}


def test_a_list_that_was_narrowed_is_gone_on_with() -> None:
    first = last_sent(_CPAM, "que la gestion du risque")
    assert first.table is not None
    assert {row[1] for row in first.table.rows} == {"Gestion du risque"}
    most = last_sent(_CPAM, "que la gestion du risque", "lequel pèse le plus ?")
    # Annex 2022, CPAM: of the five rows of that theme the heaviest has 100 points.
    assert most.kind == ANSWERED
    assert most.display == "100"


def test_the_number_of_a_turn_is_held_against_the_list() -> None:
    wrong = last_sent(
        "quels sont les quatre indicateurs du pôle performance économique et sociale de la part"
        " locale CPAM 2022 ?"
    )
    assert wrong.kind == UNKNOWN
