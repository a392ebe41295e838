"""Budgets, a scorecard and measures whose maps were written before pycog saw them."""

from __future__ import annotations

from tests.equip.annex_kit import Annex, Expected, day, rate, sheets
from tests.equip.regime_agreement import REGIME

# fmt: off
UNSEEN_BUDGETS = (
    Annex(
        "years from the last to the first",
        sheets(
            ("FNGA k€", "A1", "F3:G3 B3:C3 D3:E3", [
                ["FNGA – exécution budgétaire (en k€)"],
                [],
                ["Postes", 2014, None, 2013, None, 2012],
                [None, "Base COG", "Exécuté", "Base COG", "Exécuté", "Base COG", "Exécuté"],
                ["Personnel", 14_359, 14_200, 14_052, 13_990, 14_225, 14_100],
                ["Fonctionnement", 5093, 5000, 5104, 5050, 5185, 5190],
                ["Total personnel et fonctionnement", "=B5+B6", "=C5+C6", "=D5+D6", "=E5+E6",
                 "=F5+F6", "=G5+G6"],
                ["Investissement", 180, 170, 417, 400, 979, 900],
            ]),
        ),
        [
            Expected("FNGA k€", "budget", "FNGA", {"A": "libellé", "B": "base 2014 k€",
             "C": "exécuté 2014 k€", "D": "base 2013 k€", "E": "exécuté 2013 k€",
             "F": "base 2012 k€", "G": "exécuté 2012 k€"},
                {5: "personnel", 6: "fonctionnement", 7: "total_personnel_fonctionnement",
                 8: "investissement"}),
        ],
    ),
    Annex(
        "numbers stored as text",
        sheets(
            ("Feuil1", "A1", "", [
                ["BUDGET FNGA 2013 EN EUROS"],
                ["LIGNE", "BUDGET BASE", "EXECUTE", "ECART"],
                ["Personnel", "14 052 000", "13 990 000"],
                ["Fonctionnement", "5 104 000", "5 050 000"],
                ["Investissement", "417 000", "400 000"],
                ["Dotation aux amortissements et provisions", "465 000", "460 000"],
            ]),
        ),
        [
            Expected("Feuil1", "budget", "FNGA", {"A": "libellé", "B": "base 2013 €",
             "C": "exécuté 2013 €", "D": "écart 2013"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement", 6: "amortissements"}),
        ],
        tidy=False,
    ),
    Annex(
        "English numbers as text",
        sheets(
            ("Budget 2013", "A1", "", [
                ["FNGA – Budget 2013 (€)"],
                [],
                ["Ligne", "Base 2013", "Exécuté 2013"],
                ["Personnel", "14,052,000.00", "13,990,250.50"],
                ["Fonctionnement", "5,104,000.00", "5,050,000.00"],
                ["Investissement", "417,000.00", "400,000.00"],
                ["Charges exceptionnelles", "17,000.00", "12,000.00"],
            ]),
        ),
        [
            Expected("Budget 2013", "budget", "FNGA", {"A": "libellé", "B": "base 2013 €",
             "C": "exécuté 2013 €"},
                {4: "personnel", 5: "fonctionnement", 6: "investissement",
                 7: "charges_exceptionnelles"}),
        ],
        tidy=False,
    ),
    Annex(
        "a budget by chapter and nature",
        sheets(
            ("FNGA 2014", "A1", "", [
                ["Budget FNGA par nature et chapitre – 2014, en €"],
                [],
                ["Chapitre", "Nature de crédit", "Ligne budgétaire", "Budget voté", "Réalisé",
                 "Taux d'exécution"],
                ["64", "Limitatif", "Personnel", 14_359_000, 14_200_000, rate(0.9889)],
                ["60-62", "Limitatif", "Fonctionnement", 5_093_000, 5_000_000, rate(0.9817)],
                ["20", "Limitatif", "dont immobilisations incorporelles", 86_000, 80_000,
                 rate(0.9302)],
                ["68", "Evaluatif", "Dotation aux amortissements et provisions", 485_000, 480_000,
                 rate(0.9897)],
                ["67", "Evaluatif", "Charges exceptionnelles", 17_000, 12_000, rate(0.7059)],
            ]),
        ),
        [
            Expected("FNGA 2014", "budget", "FNGA", {"C": "libellé", "D": "voté 2014 €",
             "E": "exécuté 2014 €", "F": "taux 2014"},
                {4: "personnel", 5: "fonctionnement", 6: "immobilisations_incorporelles",
                 7: "amortissements", 8: "charges_exceptionnelles"}),
        ],
        tidy=False,
    ),
    Annex(
        "a sheet a fund",
        sheets(
            ("FNGA", "A1", "", [
                ["FNGA – exercice 2013"],
                [],
                ["Poste", "Base (€)", "Exécuté (€)", "Taux d'exécution"],
                ["Personnel", 14_052_000, 13_990_000, "=C4/B4"],
                ["Fonctionnement", 5_104_000, 5_050_000, "=C5/B5"],
                ["Investissement", 417_000, 400_000, "=C6/B6"],
            ]),
            ("FNGR", "A1", "", [
                ["FNGR – exercice 2013"],
                [],
                ["Poste", "Base (€)", "Exécuté (€)", "Taux d'exécution"],
                ["Communication", 100_000, 98_000, "=C4/B4"],
                ["Etudes", 22_000, 21_000, "=C5/B5"],
                ["Total des dépenses régionales", 375_000, 350_000, "=C6/B6"],
            ]),
        ),
        [
            Expected("FNGA", "budget", "FNGA", {"A": "libellé", "B": "base 2013 €",
             "C": "exécuté 2013 €", "D": "taux 2013"},
                {4: "personnel", 5: "fonctionnement", 6: "investissement"}),
            Expected("FNGR", "budget", "FNGR", {"A": "libellé", "B": "base 2013 €",
             "C": "exécuté 2013 €", "D": "taux 2013"},
                {4: "communication", 5: "etudes", 6: "total_regional"}),
        ],
    ),
    Annex(
        "millions told by a note",
        sheets(
            ("FNGA", "A1", "", [
                ["Poste de dépense", "Prévu COG 2013", "Exécution 2013", "Solde"],
                ["Personnel", 14.052, 13.99, 0.062],
                ["Fonctionnement", 5.104, 5.05, 0.054],
                ["Investissement", 0.417, 0.5, "(0,083)"],
                ["Dotation aux amortissements et provisions", 0.465, 0.46, 0.005],
                [],
                ["Montants en millions d'euros"],
            ]),
        ),
        [
            Expected("FNGA", "budget", "FNGA", {"A": "libellé", "B": "base 2013 M€",
             "C": "exécuté 2013 M€", "D": "écart 2013"},
                {2: "personnel", 3: "fonctionnement", 4: "investissement", 5: "amortissements"}),
        ],
        tidy=False,
    ),
    Annex(
        "a scorecard of 2022",
        sheets(
            ("CPAM 2022", "A1", "", [
                ["Intéressement 2022 – Part locale CPAM"],
                [],
                ["Indicateur", "Socle", "Cible", "Points possibles", "Résultat", "Points obtenus"],
                ["Nombre d'assistants médicaux", None, 3200, 50, 3100, 40],
                ["Taux de dossiers implicites ou hors délai ATMP", "< 1%", "< 0.1%", 75, "0,5%",
                 40],
                ["Plan d'action régional GDR : conformité à la lettre réseau", "50%", "100%", 100,
                 "90%", 80],
                ["Validation des comptes", "0%", "100%", 100, "100%", 100],
                ["Index égalité professionnelle", None, "80%", 70, "88%", 70],
            ]),
        ),
        [
            Expected("CPAM 2022", "barème", "2022/cpam", {"A": "libellé", "B": "seuil 2022",
             "C": "objectif 2022", "D": "poids 2022", "E": "réalisé 2022", "F": "points 2022"},
                {4: "assistants_medicaux", 5: "atmp_hors_delai", 6: "plan_gdr", 7: "comptes",
                 8: "index_egalite"}),
        ],
        convention="interessement-maladie-2022",
    ),
    Annex(
        "dated measures",
        sheets(
            ("Jalons", "A1", "", [
                ["Suivi des actions de la COG"],
                [],
                ["Action", "Échéance prévue", "Réalisée le", "Pilote", "État"],
                ["Analyse des motifs d'appels", day(2012, 12, 31), day(2012, 11, 5), "DRC", "Fait"],
                ["Orientation des appelants vers le site internet", day(2012, 12, 31), None,
                 "DRC", "En cours"],
                ["Points d'accueil en Corse et dans les DOM", day(2012, 12, 31), day(2013, 2, 1),
                 "Réseau", "Fait"],
                ["Outil de gestion des courriels entrants", day(2012, 12, 31), day(2012, 9, 30),
                 "DSI", "Fait"],
            ]),
        ),
        [
            Expected("Jalons", "échéances", "", {"A": "libellé", "B": "échéance", "C": "fait le"},
                {4: "motifs_appels", 5: "orientation_site", 6: "accueil_outre_mer",
                 7: "outil_courriels"}),
        ],
        tidy=False,
    ),
    Annex(
        "a budget in millions as text",
        sheets(
            ("FGA", "A1", "", [
                ["Fonds de gestion administrative – en millions d'euros"],
                [],
                ["", "2023", "", "2024", ""],
                ["", "Prévision COG", "Réalisation", "Prévision COG", "Réalisation"],
                ["Dépenses de personnel", "1 512,0", "1 509,4", "1 520,5", "1 518,2"],
                ["Fonctionnement courant", "402,0", "400,1", "405,0", "403,3"],
                ["Dépenses informatiques", "188,0", "190,2", "190,0", "187,0"],
                ["Total des dépenses de gestion", "2 162,0", "2 155,0", "2 177,5", "2 166,0"],
            ]),
        ),
        [
            Expected("FGA", "budget", "FGA", {"A": "libellé", "B": "base 2023 M€",
             "C": "exécuté 2023 M€", "D": "base 2024 M€", "E": "exécuté 2024 M€"},
                {5: "personnel", 6: "courant", 7: "informatique", 8: "total_gestion"}),
        ],
        tidy=False,
        convention=REGIME,
    ),
    Annex(
        "funds alone in the headings, told by the title",
        sheets(
            ("Suivi", "A1", "", [
                ["Exécuté 2013 par fonds"],
                [],
                ["Ligne", "FNGA (k€)", "FNGR (k€)", "Total (k€)"],
                ["Personnel", 13_990, None, 13_990],
                ["Fonctionnement", 5_050, None, 5_050],
                ["Communication", None, 98, 98],
                ["Total des dépenses brutes", 24_500, 480, 24_980],
                ["Dotation FNGT", 18_900, 480, 19_380],
            ]),
        ),
        [
            Expected("Suivi", "budget", "FNGA", {"A": "libellé", "B": "exécuté 2013 k€"},
                {4: "personnel", 5: "fonctionnement", 7: "total_brut", 8: "dotation_fngt"}),
            Expected("Suivi", "budget", "FNGR", {"A": "libellé", "C": "exécuté 2013 k€"},
                {6: "communication", 7: "total_brut", 8: "dotation_fngt"}),
        ],
        tidy=False,
        totals={"D": "fonds B C"},
    ),
    Annex(
        "quarters and the year, told by the title",
        sheets(
            ("FNGA", "A1", "", [
                ["FNGA 2013 – exécution (k€)"],
                ["Ligne", "T1", "T2", "T3", "T4", "Année"],
                ["Personnel", 3_400, 3_450, 3_480, 3_500, 13_830],
                ["Fonctionnement", 1_200, 1_250, 1_270, 1_290, 5_010],
                ["Investissement", 50, 90, 120, 140, 400],
            ]),
        ),
        [
            Expected("FNGA", "budget", "FNGA", {"A": "libellé", "F": "exécuté 2013 k€"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"}),
        ],
        tidy=False,
        totals={"F": "périodes B C D E"},
    ),
)
# fmt: on
