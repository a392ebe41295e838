"""Fifteen harder annexes: sites, provisional figures, dates, sums as texts, exchanged codes."""

from __future__ import annotations

import datetime as dt

from openpyxl import Workbook

from tests.equip.annex_kit import Annex, Expected, fill, indicators, rate
from tests.equip.regime_agreement import REGIME


def sites(book: Workbook) -> None:
    fill(
        book.create_sheet("Par site 2013"),
        "A1",
        [
            [
                "N°",
                "Indicateur",
                "Objectif 2013",
                "Réalisé 2013 Lyon",
                "Réalisé 2013 Paris",
                "Réalisé 2013 national",
            ],
            [2, "Taux d'appels décrochés", "90%", "88%", "93%", "91%"],
            [3, "Taux d'appels traités en niveau 1", "90%", "91%", "93%", "92%"],
            [4, "Taux d'appels correctement tracés", "95%", "95%", "96%", "95%"],
        ],
    )


def prov(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi"),
        "A1",
        [
            [
                "N°",
                "Indicateur",
                "Cible 2013",
                "Réalisé 2013 (provisoire)",
                "Réalisé 2013 (définitif)",
            ],
            [2, "Taux d'appels décrochés", "90%", "88%", "91%"],
            [3, "Taux d'appels traités en niveau 1", "90%", "91%", "92%"],
            [4, "Taux d'appels correctement tracés", "95%", "95%", "94%"],
        ],
    )


def dates(book: Workbook) -> None:
    fill(
        book.create_sheet("Indicateurs"),
        "B3",
        [
            [
                "N°",
                "Libellé indicateur",
                "Objectif",
                dt.date(2012, 12, 31),
                "Objectif",
                dt.date(2013, 12, 31),
            ],
            [
                1,
                "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00",
                rate(0.98),
                rate(0.97),
                rate(0.98),
                rate(0.98),
            ],
            [
                6,
                "Taux de couverture territoriale des points d'accueil",
                rate(0.88),
                rate(0.9),
                rate(0.9),
                rate(0.91),
            ],
            [
                10,
                "Taux de conformité des courriers sortants (fond)",
                rate(0.7),
                rate(0.69),
                rate(0.73),
                rate(0.74),
            ],
        ],
    )


def text_amounts(book: Workbook) -> None:
    fill(
        book.create_sheet("FNGA"),
        "A1",
        [
            ["Ligne", "Base 2013", "Exécuté 2013", "Observations"],
            ["Personnel", "14 052 000 €", "13 921 450 €", None],
            ["Fonctionnement", "5 104 000 €", "5 170 300 €", "dépassement"],
            ["Investissement", "417 000 €", "256 000 €", None],
            ["Charges exceptionnelles", "17 000 €", "- ", None],
        ],
    )


def two_funds(book: Workbook) -> None:
    fill(
        book.create_sheet("Budgets 2013 en euros"),
        "A1",
        [
            ["FNGA"],
            ["Ligne", "Base", "Exécuté"],
            ["Personnel", 14_052_000, 13_900_000],
            ["Fonctionnement", 5_104_000, 5_000_000],
            ["Investissement", 417_000, 256_000],
            [],
            ["FNGR"],
            ["Ligne", "Base", "Exécuté"],
            ["Communication", None, 120_000],
            ["Campagnes nationales", None, 80_000],
            ["Etudes", None, 40_000],
        ],
    )


def other_targets(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi 2024"),
        "A1",
        [
            ["Tableau de bord du service de recouvrement 2024"],
            ["N°", "Indicateur", "Cible", "Réalisé"],
            ["A1", "Taux de satisfaction des employeurs", "70 %", "72 %"],
            ["A2", "Part des courriels traités", "95 %", "96 %"],
            ["A3", "Délai moyen de paiement", "20 j", "18 j"],
        ],
    )


def swapped(book: Workbook) -> None:
    fill(
        book.create_sheet("2024"),
        "A1",
        [
            ["Code", "Indicateur", "Cible 2024", "Réalisé 2024"],
            ["A1", "Part des appels aboutis", "87 %", "88 %"],
            ["A2", "Taux de satisfaction des allocataires", "82 %", "80 %"],
            ["A4", "Taux de télédéclaration", "72 %", "74 %"],
            ["B3", "Taux de recouvrement des indus", "89 %", "88 %"],
        ],
    )


def revised(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi"),
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013 initial", "Objectif 2013 révisé", "Réalisé 2013"],
            [2, "Taux d'appels décrochés", "90%", "88%", "91%"],
            [6, "Taux de couverture territoriale des points d'accueil", "90%", "85%", "92%"],
            [10, "Taux de conformité des courriers sortants (fond)", "73%", "70%", "74%"],
        ],
    )


def estimate(book: Workbook) -> None:
    fill(
        book.create_sheet("Budget FNGA"),
        "A1",
        [
            ["en k€"],
            ["Ligne", "Exécuté 2012", "Base 2013", "Estimé 2013", "Exécuté 2013", "Base 2014"],
            ["Personnel", 13_900, 14_052, 14_000, 13_921, 14_359],
            ["Fonctionnement", 5_000, 5_104, 5_100, 5_170, 5_093],
            ["Investissement", 800, 417, 300, 256, 180],
        ],
    )


def in_millions(book: Workbook) -> None:
    fill(
        book.create_sheet("FGA M€"),
        "A1",
        [
            ["Poste", "Prévu COG 2023", "Réalisé 2023", "Prévu COG 2024", "Réalisé 2024"],
            ["Dépenses de personnel", 1512.0, 1508.3, 1520.5, 1515.0],
            ["Fonctionnement courant", 402.0, 399.1, 405.0, 399.8],
            ["Dépenses informatiques", 188.0, 190.2, 190.0, 192.4],
            ["Investissements immobiliers", 60.0, 44.0, 62.0, 48.7],
        ],
    )


def semesters(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi"),
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé S1 2013", "Réalisé S2 2013"],
            [2, "Taux d'appels décrochés", "90%", "88%", "91%"],
            [3, "Taux d'appels traités en niveau 1", "90%", "91%", "92%"],
            [4, "Taux d'appels correctement tracés", "95%", "95%", "94%"],
        ],
    )


def ytd(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi"),
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé au 30/06/2013", "Réalisé au 31/12/2013"],
            [2, "Taux d'appels décrochés", "90%", "88%", "91%"],
            [3, "Taux d'appels traités en niveau 1", "90%", "91%", "92%"],
            [4, "Taux d'appels correctement tracés", "95%", "95%", "94%"],
        ],
    )


def num_den(book: Workbook) -> None:
    fill(
        book.create_sheet("Calculs 2013"),
        "A1",
        [
            ["N°", "Indicateur", "Numérateur", "Dénominateur", "Résultat", "Objectif"],
            [2, "Taux d'appels décrochés", 91_000, 100_000, rate(0.91), rate(0.9)],
            [4, "Taux d'appels correctement tracés", 47_000, 50_000, rate(0.94), rate(0.95)],
            [
                10,
                "Taux de conformité des courriers sortants (fond)",
                740,
                1000,
                rate(0.74),
                rate(0.73),
            ],
        ],
    )


def english_card(book: Workbook) -> None:
    fill(
        book.create_sheet("2024 KPIs"),
        "A1",
        [
            ["Ref", "Indicator", "Unit", "Target", "Actual", "RAG"],
            ["A1", "Taux de satisfaction des allocataires", "%", rate(0.82), rate(0.80), "amber"],
            ["A2", "Part des appels aboutis", "%", rate(0.87), rate(0.88), "green"],
            ["C1", "Places de crèche créées (cumul)", "places", 6000, 5900, "amber"],
        ],
    )


def upper(book: Workbook) -> None:
    fill(
        book.create_sheet("SUIVI"),
        "A1",
        [
            ["INDICATEURS COG", "", "OBJ.\n2013", "REAL.\n2013", "ECART\n(pts)"],
            ["N°", "LIBELLE"],
            ["2", "TAUX D'APPELS DECROCHES", "90,0", "91,2", "1,2"],
            ["3", "TAUX D'APPELS TRAITES EN NIVEAU 1", "90,0", "88,0", "-2,0"],
            ["10", "TAUX DE CONFORMITE DES COURRIERS SORTANTS (FOND)", "73,0", "74,0", "1,0"],
        ],
    )


HARDER = (
    Annex(
        "results by site and the national one",
        sites,
        [
            indicators(
                "Par site 2013",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013"},
                {2: "2", 3: "3", 4: "4"},
            )
        ],
        tidy=False,
    ),
    Annex(
        "provisional figures beside the final ones",
        prov,
        [
            indicators(
                "Suivi", {"C": "objectif 2013", "E": "réalisé 2013"}, {2: "2", 3: "3", 4: "4"}
            )
        ],
        tidy=False,
    ),
    Annex(
        "the year as a date, the target without one",
        dates,
        [indicators("Indicateurs", {"B": "numéro", "C": "libellé"}, {4: "1", 5: "6", 6: "10"})],
        tidy=False,
    ),
    Annex(
        "amounts as texts with their sign",
        text_amounts,
        [
            Expected(
                "FNGA",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "base 2013 €", "C": "exécuté 2013 €", "D": "commentaire"},
                {
                    2: "personnel",
                    3: "fonctionnement",
                    4: "investissement",
                    5: "charges_exceptionnelles",
                },
            )
        ],
    ),
    Annex(
        "two funds on one sheet",
        two_funds,
        [
            Expected(
                "Budgets 2013 en euros",
                "budget",
                "FNGA",
                {"B": "base 2013 €", "C": "exécuté 2013 €"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"},
            ),
            Expected(
                "Budgets 2013 en euros",
                "budget",
                "FNGR",
                {"B": "base 2013 €", "C": "exécuté 2013 €"},
                {9: "communication", 10: "campagnes_nationales", 11: "etudes"},
            ),
        ],
    ),
    Annex(
        "like labels of another service",
        other_targets,
        [],
        tidy=False,
        convention=REGIME,
        ignored=["Suivi 2024"],
    ),
    Annex(
        "codes exchanged between two labels",
        swapped,
        [
            indicators(
                "2024",
                {"C": "objectif 2024", "D": "réalisé 2024"},
                {4: "A4", 5: "B3"},
                {2: ("A1", "A2"), 3: ("A1", "A2")},
            )
        ],
        tidy=False,
        convention=REGIME,
    ),
    Annex(
        "a target and its revision",
        revised,
        [indicators("Suivi", {"A": "numéro", "E": "réalisé 2013"}, {2: "2", 3: "6", 4: "10"})],
        tidy=False,
    ),
    Annex(
        "an estimate beside the accounts",
        estimate,
        [
            Expected(
                "Budget FNGA",
                "budget",
                "FNGA",
                {
                    "B": "exécuté 2012 k€",
                    "C": "base 2013 k€",
                    "E": "exécuté 2013 k€",
                    "F": "base 2014 k€",
                },
                {3: "personnel", 4: "fonctionnement", 5: "investissement"},
            )
        ],
    ),
    Annex(
        "what the agreement foresees, in millions",
        in_millions,
        [
            Expected(
                "FGA M€",
                "budget",
                "FGA",
                {
                    "B": "base 2023 M€",
                    "C": "exécuté 2023 M€",
                    "D": "base 2024 M€",
                    "E": "exécuté 2024 M€",
                },
                {2: "personnel", 3: "courant", 4: "informatique", 5: "immobilier"},
            )
        ],
        convention=REGIME,
    ),
    Annex(
        "halves of a year without the year",
        semesters,
        [indicators("Suivi", {"C": "objectif 2013"}, {2: "2", 3: "3", 4: "4"})],
        tidy=False,
    ),
    Annex(
        "half a year beside the year",
        ytd,
        [
            indicators(
                "Suivi", {"C": "objectif 2013", "E": "réalisé 2013"}, {2: "2", 3: "3", 4: "4"}
            )
        ],
        tidy=False,
    ),
    Annex(
        "numerators beside rates",
        num_den,
        [
            indicators(
                "Calculs 2013",
                {
                    "C": "numérateur 2013",
                    "D": "dénominateur 2013",
                    "E": "réalisé 2013",
                    "F": "objectif 2013",
                },
                {2: "2", 3: "4", 4: "10"},
            )
        ],
    ),
    Annex(
        "English headings of another body",
        english_card,
        [
            indicators(
                "2024 KPIs",
                {
                    "A": "numéro",
                    "B": "libellé",
                    "C": "unité",
                    "D": "objectif 2024",
                    "E": "réalisé 2024",
                    "F": "statut",
                },
                {2: "A1", 3: "A2", 4: "C1"},
            )
        ],
        convention=REGIME,
    ),
    Annex(
        "capitals and a heading over two cells",
        upper,
        [
            indicators(
                "SUIVI",
                {"C": "objectif 2013", "D": "réalisé 2013", "E": "écart"},
                {3: "2", 4: "3", 5: "10"},
            )
        ],
    ),
)
