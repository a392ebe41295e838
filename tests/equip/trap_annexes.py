"""Annexes with something that looks like what it is not."""

from __future__ import annotations

from tests.equip.annex_kit import Annex, Expected, indicators, rate, sheets

# fmt: off
TRAPS = (
    Annex(
        "counts by site and their total",
        sheets(
            ("2013", "A1", "", [
                ["Indicateur", "Objectif 2013", "Siège", "Antennes", "Total 2013"],
                ["Nombre de PML mis en place par an", 2, 1, 2, "=C2+D2"],
                ["Nombre de travailleurs handicapés embauchés", 2, 1, 1, "=C3+D3"],
                ["Nombre moyen de contrats d'apprentissage", 2, 2, 1, "=C4+D4"],
            ]),
        ),
        [
            indicators("2013", {"A": "libellé", "B": "objectif 2013"},
                {2: "40", 3: "49", 4: "50"}),
        ],
        tidy=False,
    ),
    Annex(
        "a page a year",
        sheets(
            ("Suivi", "A1", "", [
                ["Exercice 2012"],
                ["N°", "Indicateur", "Cible", "Résultat"],
                [6, "Taux de couverture territoriale des points d'accueil", "88%", "87%"],
                [7, "Taux de satisfaction", "75%", "76%"],
                [],
                ["Exercice 2013"],
                ["N°", "Indicateur", "Cible", "Résultat"],
                [6, "Taux de couverture territoriale des points d'accueil", "90%", "91%"],
                [7, "Taux de satisfaction", "76,50%", "77%"],
            ]),
        ),
        [
            indicators("Suivi", {"A": "numéro", "B": "libellé", "C": "objectif 2012",
             "D": "réalisé 2012"},
                {3: "6", 4: "7"}),
            indicators("Suivi", {"A": "numéro", "B": "libellé", "C": "objectif 2013",
             "D": "réalisé 2013"},
                {8: "6", 9: "7"}),
        ],
        tidy=False,
    ),
    Annex(
        "labels over two rows",
        sheets(
            ("Suivi 2013", "A1", "", [
                ["N°", "Libellé", "Objectif 2013", "Réalisé 2013"],
                [1, "Taux d'ouverture effective dans la plage", "98%", "98%"],
                [None, "horaire 8h30 à 17h00"],
                [6, "Taux de couverture territoriale des", "90%", "91%"],
                [None, "points d'accueil"],
                [8, "Taux de traçabilité des contacts", "92%", "93%"],
            ]),
        ),
        [
            indicators("Suivi 2013", {"A": "numéro", "B": "libellé", "C": "objectif 2013",
             "D": "réalisé 2013"},
                {2: "1", 4: "6", 6: "8"}),
        ],
        tidy=False,
    ),
    Annex(
        "a result at mid-year and a projection",
        sheets(
            ("Point d'étape", "A1", "", [
                ["N°", "Indicateur", "Cible 2014", "Réalisé au 30/06/2014", "Projection fin 2014"],
                [6, "Taux de couverture territoriale des points d'accueil", "95%", "90%", "95%"],
                [8, "Taux de traçabilité des contacts", "94%", "93%", "94%"],
                [28, "Taux d'adhérents au compte assurés Ameli", "46%", "45%", "46%"],
            ]),
        ),
        [
            indicators("Point d'étape", {"A": "numéro", "B": "libellé", "C": "objectif 2014"},
                {2: "6", 3: "8", 4: "28"}),
        ],
        tidy=False,
    ),
    Annex(
        "two units in one table",
        sheets(
            ("FNGA 2013", "A1", "", [
                ["Ligne", "Base 2013 (€)", "Exécuté 2013 (k€)", "Écart (k€)"],
                ["Personnel", 14_052_000, 13_990, 62],
                ["Fonctionnement", 5_104_000, 5050, 54],
                ["Investissement", 417_000, 400, 17],
            ]),
        ),
        [
            Expected("FNGA 2013", "budget", "FNGA", {"A": "libellé", "B": "base 2013 €",
             "C": "exécuté 2013 k€", "D": "écart 2013"},
                {2: "personnel", 3: "fonctionnement", 4: "investissement"}),
        ],
        tidy=False,
    ),
    Annex(
        "numbers one too low",
        sheets(
            ("Suivi", "A1", "", [
                ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
                [1, "Taux d'appels décrochés", "90%", "91%"],
                [5, "Taux de couverture territoriale des points d'accueil", "90%", "90%"],
                [6, "Taux de satisfaction", "76,50%", "77%"],
                [7, "Taux de traçabilité des contacts", "92%", "93%"],
            ]),
        ),
        [
            indicators("Suivi", {"A": "numéro", "B": "libellé", "C": "objectif 2013",
             "D": "réalisé 2013"},
                {},
                {2: ("2", "1"), 3: ("6", "5"), 4: ("7", "6"), 5: ("8", "7")}),
        ],
        tidy=False,
    ),
    Annex(
        "a reminder of the year before",
        sheets(
            ("2013", "A1", "", [
                ["Réf.", "Indicateur", "Rappel 2012", "Objectif 2013", "Résultat 2013",
                 "Évolution"],
                [6, "Taux de couverture territoriale des points d'accueil", "87%", "90%", "91%",
                 "+4 pts"],
                [7, "Taux de satisfaction", "76%", "76,50%", "77%", "+1 pt"],
                [8, "Taux de traçabilité des contacts", "90%", "92%", "93%", "+3 pts"],
            ]),
        ),
        [
            indicators("2013", {"A": "numéro", "B": "libellé", "D": "objectif 2013",
             "E": "réalisé 2013"},
                {2: "6", 3: "7", 4: "8"}),
        ],
        tidy=False,
    ),
    Annex(
        "commitments beside payments",
        sheets(
            ("FNGA", "A1", "", [
                ["FNGA 2014 en €"],
                ["Nature", "Budget", "Engagé", "Mandaté", "Disponible", "% consommé"],
                ["Personnel", 14_359_000, 14_300_000, 14_200_000, 159_000, rate(0.989)],
                ["Fonctionnement", 5_093_000, 5_090_000, 5_000_000, 93_000, rate(0.982)],
                ["Investissement", 180_000, 175_000, 170_000, 10_000, rate(0.944)],
            ]),
        ),
        [
            Expected("FNGA", "budget", "FNGA", {"A": "libellé", "B": "voté 2014 €",
             "D": "exécuté 2014 €", "E": "écart 2014", "F": "taux 2014"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"}),
        ],
        tidy=False,
    ),
    Annex(
        "targets told in a sentence",
        sheets(
            ("Fiches", "A1", "", [
                ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
                [2, "Taux d'appels décrochés", "90 % (contre 88 % en 2012)", "91 % (+ 3 pts)"],
                [6, "Taux de couverture territoriale des points d'accueil", "au moins 90 %",
                 "90 % environ"],
                [8, "Taux de traçabilité des contacts", "Cible : 92 %", "93,0 %"],
            ]),
        ),
        [
            indicators("Fiches", {"A": "numéro", "B": "libellé", "C": "objectif 2013",
             "D": "réalisé 2013"},
                {2: "2", 3: "6", 4: "8"}),
        ],
        tidy=False,
    ),
    Annex(
        "sites in rows under each indicator",
        sheets(
            ("2013", "A1", "A2:A4 A5:A7", [
                ["Indicateur", "Site", "Objectif 2013", "Réalisé 2013"],
                ["Taux de couverture territoriale des points d'accueil", "Lyon", "90%", "85%"],
                [None, "Paris", "90%", "95%"],
                [None, "National", "90%", "90%"],
                ["Taux de traçabilité des contacts", "Lyon", "92%", "91%"],
                [None, "Paris", "92%", "93%"],
                [None, "National", "92%", "92%"],
            ]),
        ),
        [
            indicators("2013", {"A": "libellé", "C": "objectif 2013", "D": "réalisé 2013"},
                {},
                {2: ("6",), 3: ("6",), 4: ("6",), 5: ("8",), 6: ("8",), 7: ("8",)}),
        ],
        tidy=False,
    ),
    Annex(
        "a budget over two sheets of pages",
        sheets(
            ("FNGA p1", "A1", "", [
                ["FNGA 2013 (€)"],
                ["Ligne", "Base", "Exécuté"],
                ["Personnel", 14_052_000, 13_990_000],
                ["Fonctionnement", 5_104_000, 5_050_000],
                ["À reporter", 19_156_000, 19_040_000],
            ]),
            ("FNGA p2", "A1", "", [
                ["FNGA 2013 (€), suite"],
                ["Ligne", "Base", "Exécuté"],
                ["Report", 19_156_000, 19_040_000],
                ["Investissement", 417_000, 400_000],
                ["Charges exceptionnelles", 17_000, 12_000],
            ]),
        ),
        [
            Expected("FNGA p1", "budget", "FNGA", {"A": "libellé", "B": "base 2013 €",
             "C": "exécuté 2013 €"},
                {3: "personnel", 4: "fonctionnement"}),
            Expected("FNGA p2", "budget", "FNGA", {"A": "libellé", "B": "base 2013 €",
             "C": "exécuté 2013 €"},
                {4: "investissement", 5: "charges_exceptionnelles"}),
        ],
        tidy=False,
    ),
    Annex(
        "last year's title kept",
        sheets(
            ("Suivi 2014", "A1", "", [
                ["Suivi des indicateurs 2013"],
                ["N°", "Indicateur", "Objectif", "Réalisé"],
                [6, "Taux de couverture territoriale des points d'accueil", "95%", "95%"],
                [7, "Taux de satisfaction", "78%", "79%"],
                [8, "Taux de traçabilité des contacts", "94%", "94%"],
            ]),
        ),
        [
            indicators("Suivi 2014", {"A": "numéro", "B": "libellé"},
                {3: "6", 4: "7", 5: "8"}),
        ],
        tidy=False,
    ),
    Annex(
        "three quarters and their total",
        sheets(
            ("FNGA", "A1", "", [
                ["FNGA 2013 (k€)"],
                ["Ligne", "Base 2013", "T1", "T2", "T3", "Total exécuté"],
                ["Personnel", 14_052, 3_400, 3_450, 3_480, 10_330],
                ["Fonctionnement", 5_104, 1_200, 1_250, 1_270, 3_720],
                ["Investissement", 417, 50, 90, 120, 260],
            ]),
        ),
        [
            Expected("FNGA", "budget", "FNGA", {"A": "libellé", "B": "base 2013 k€"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"}),
        ],
        tidy=False,
        totals={"F": "périodes C D E"},
    ),
    Annex(
        "three months and their total, told by the title",
        sheets(
            ("FNGA", "A1", "", [
                ["Consommation FNGA 2013 (k€)"],
                ["Ligne", "Janv.", "Févr.", "Mars", "Total"],
                ["Personnel", 1_165, 1_150, 1_160, 3_475],
                ["Fonctionnement", 420, 410, 430, 1_260],
                ["Investissement", 30, 20, 10, 60],
            ]),
        ),
        [
            Expected("FNGA", "budget", "FNGA", {"A": "libellé", "E": "cumul"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"}),
        ],
        tidy=False,
        totals={"E": "périodes B C D"},
    ),
    Annex(
        "rates of execution under the names of the funds",
        sheets(
            ("Suivi", "A1", "", [
                ["Taux d'exécution 2013 par fonds"],
                ["Ligne", "FNGA", "FNGR", "Total"],
                ["Personnel", rate(0.98), None, rate(0.98)],
                ["Communication", None, rate(0.9), rate(0.9)],
                ["Total des dépenses brutes", rate(0.97), rate(0.95), rate(0.97)],
                ["Dotation FNGT", rate(0.99), "95 %", rate(0.99)],
            ]),
        ),
        [
            Expected("Suivi", "budget", "FNGA", {"A": "libellé", "B": "taux 2013"},
                {3: "personnel", 5: "total_brut", 6: "dotation_fngt"}),
            Expected("Suivi", "budget", "FNGR", {"A": "libellé", "C": "taux 2013"},
                {4: "communication", 5: "total_brut", 6: "dotation_fngt"}),
        ],
        tidy=False,
    ),
    Annex(
        "rates under « Exécuté »",
        sheets(
            ("FNGA", "A1", "", [
                ["FNGA 2013 (k€)"],
                ["Ligne", "Base 2013", "Exécuté 2013"],
                ["Personnel", 14_052, rate(0.98)],
                ["Fonctionnement", 5_104, "97 %"],
                ["Investissement", 417, rate(0.95)],
            ]),
        ),
        [
            Expected("FNGA", "budget", "FNGA",
                {"A": "libellé", "B": "base 2013 k€", "C": "taux 2013"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"}),
        ],
        tidy=False,
    ),
)
# fmt: on
