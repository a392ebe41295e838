"""Budgets and scorecards of many kinds, with maps by hand."""

from __future__ import annotations

import datetime as dt

from openpyxl import Workbook

from tests.equip.annex_kit import CAMPAIGN, EUROS, Annex, Expected, Shown, fill, rate


def dates_as_years(book: Workbook) -> None:
    sheet = book.create_sheet("FNGA")
    fill(sheet, "A1", [["FNGA - dépenses exécutées (en k€)"]])
    years = [Shown(dt.date(year, 12, 31), "yyyy") for year in (2012, 2013)]
    fill(
        sheet,
        "B3",
        [
            ["Nature", *years],
            ["Personnel", 14011.6, 13237],
            ["Fonctionnement", 4884.3, 5058.1],
            ["Total personnel et fonctionnement", "=SUM(C4:C5)", "=SUM(D4:D5)"],
            ["Investissement", 952.3, 399.2],
        ],
    )


def two_on_a_sheet(book: Workbook) -> None:
    sheet = book.create_sheet("Budgets 2014")
    fill(
        sheet,
        "A1",
        [
            ["FNGA CAMIEG"],
            ["Ligne", "Base COG 2014", "Exécuté 2014"],
            ["Personnel", 14359000, 14229800],
            ["Fonctionnement", 5093000, 4451300],
            ["Investissement", 180000, 174200],
            [],
            ["FNGR CAMIEG"],
            ["Ligne", "Base COG 2014", "Exécuté 2014"],
            ["Communication", 100000, 99000],
            ["Etudes", 22000, 20000],
            ["Evaluation", 10000, 9000],
        ],
    )


def side_by_side(book: Workbook) -> None:
    sheet = book.create_sheet("Synthèse")
    fill(
        sheet,
        "A2",
        [
            ["N°", "Indicateur", "Cible 2013", "Résultat 2013"],
            [2, "Taux d'appels décrochés", "90%", "88 %"],
            [3, "Taux d'appels traités en niveau 1", "90%", "91 %"],
            [4, "Taux d'appels correctement tracés", "95%", "94 %"],
            [8, "Taux de traçabilité des contacts", "92%", "n.d."],
        ],
    )
    fill(
        sheet,
        "F2",
        [
            ["Poste", "BP 2013", "Exécution 2013", "Taux d'exécution"],
            ["Personnel", 14052, 13237, rate(0.942)],
            ["Fonctionnement", 5104, 5058.1, rate(0.991)],
            ["Charges exceptionnelles", 17, 16.7, rate(0.982)],
        ],
    )
    fill(sheet, "F8", [["Montants en k€ - FNGA"]])


def budget_sums(book: Workbook) -> None:
    sheet = book.create_sheet("Annexe 2")
    fill(sheet, "A1", [["Fonds national de gestion administrative (FNGA) - en euros"]])
    fill(
        sheet,
        "A3",
        [
            ["Nature de dépenses", "Base COG 2013", "Exécuté 2013", "% exécution"],
            ["Dépenses à caractère limitatif"],
            ["Personnel", 14052000, 13237000, rate(0.942)],
            ["Fonctionnement", 5104000, 5058100, rate(0.95)],
            ["Total personnel et fonctionnement", "=B5+B6", "=C5+C6", None],
            ["Investissement", 417000, 399200, rate(0.957)],
            ["dont immobilisations incorporelles", 148000, 145800, None],
            ["dont immobilisation corporelles", 269000, 253400, None],
            ["Total des dépenses à caractère limitatif", "=B7+B8", "=SUM(C5:C8)", None],
        ],
    )


def unknown_unit(book: Workbook) -> None:
    sheet = book.create_sheet("Exécution")
    fill(sheet, "A1", [["FNGA"]])
    fill(
        sheet,
        "A2",
        [
            ["Ligne", "Exécuté 2014", "Exécuté 2015"],
            ["Personnel", 14229.8, 12819],
            ["Fonctionnement", 4451.3, 4875.8],
            ["Investissement", 174.2, 139.1],
        ],
    )


def announced_unit_wrong(book: Workbook) -> None:
    sheet = book.create_sheet("FNGA")
    fill(
        sheet,
        "A1",
        [
            ["Exécution en k€"],
            ["Ligne", "Base COG 2013", "Exécuté 2013"],
            ["Personnel", 14052000, 13237000],
            ["Fonctionnement", 5104000, 5058100],
            ["Investissement", 417000, 399200],
        ],
    )


def fund_column(book: Workbook) -> None:
    sheet = book.create_sheet("Tous fonds")
    fill(
        sheet,
        "A1",
        [
            ["Fonds", "Ligne budgétaire", "Budget voté 2015", "Réalisé 2015"],
            ["FNGA", "Personnel", Shown(14667000, EUROS), Shown(12819000, EUROS)],
            ["FNGA", "Fonctionnement", Shown(5037000, EUROS), Shown(4875800, EUROS)],
            ["FNGA", "Dotation FNGT", Shown(19426000, EUROS), Shown(18804400, EUROS)],
            ["FNGR", "Communication", Shown(100000, EUROS), Shown(98000, EUROS)],
            ["FNGR", "Etudes", Shown(22000, EUROS), Shown(21000, EUROS)],
            ["FNGR", "Dotation FNGT", Shown(507000, EUROS), Shown(480000, EUROS)],
        ],
    )


def two_funds_fit(book: Workbook) -> None:
    sheet = book.create_sheet("Recettes")
    fill(
        sheet,
        "A1",
        [
            ["Poste", "Exécuté 2014 (€)"],
            ["Total des dépenses brutes", 1000],
            ["Dotation FNGT", 900],
        ],
    )


def scorecard(book: Workbook) -> None:
    sheet = book.create_sheet("CPAM")
    fill(sheet, "A1", [["Intéressement 2021 - Part locale CPAM"]])
    fill(
        sheet,
        "A3",
        [
            ["Indicateurs", "Socle", "Cible", "Points max", "Résultat", "Points obtenus"],
            ["Qualité de service"],
            ["Délai d'instruction des demandes C2S (9ème décile)", "45j", "31j", 100, "30 j",
             100],
            ["Gestion du risque"],
            ["Nombre d'assistants médicaux", 1518, 2500, 50, 2000, 24.5],
            ["Montant de préjudice subi", 69875000, 139750000, 75, None, None],
            ["Performance économique et sociale"],
            ["Validation des comptes", rate(0), rate(1), 100, rate(1), 100],
            ["Index égalité professionnelle", None, "75/100", 100, "80/100", 100],
            ["Total", None, None, "=SUM(D5:D11)", None, "=SUM(F5:F11)"],
        ],
    )  # fmt: skip


def pivot_and_lists(book: Workbook) -> None:
    fill(
        book.create_sheet("TCD"),
        "A1",
        [
            ["Pilote", "Nb indicateurs", "Somme de Réalisé"],
            ["DFC", 3, 1.2],
            ["DRC", 7, 4.1],
            ["Total général", 10, 5.3],
        ],
    )
    fill(book.create_sheet("Listes"), "A1", [["Atteint"], ["Partiel"], ["Non atteint"]])
    fill(
        book.create_sheet("Risques"),
        "A1",
        [
            ["N°", "Risque", "Objectif 2013", "Réalisé 2013"],
            [1, "Panne du système d'information", "0", "1"],
            [2, "Départ de personnes clés", "3", "2"],
            [3, "Inondation du site", "0", "0"],
        ],
    )


BUDGETS = (
    Annex(
        "headings that are dates shown as years",
        dates_as_years,
        [
            Expected(
                "FNGA",
                "budget",
                "FNGA",
                {"B": "libellé", "C": "exécuté 2012 k€", "D": "exécuté 2013 k€"},
                {4: "personnel", 5: "fonctionnement", 6: "total_personnel_fonctionnement",
                 7: "investissement"},
            )
        ],
    ),
    Annex(
        "two tables one under the other",
        two_on_a_sheet,
        [
            Expected(
                "Budgets 2014",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "base 2014 €", "C": "exécuté 2014 €"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"},
                first=2,
            ),
            Expected(
                "Budgets 2014",
                "budget",
                "FNGR",
                {"A": "libellé", "B": "base 2014 €", "C": "exécuté 2014 €"},
                {9: "communication", 10: "etudes", 11: "evaluation"},
                first=8,
            ),
        ],
    ),
    Annex(
        "two tables side by side, unit in a note",
        side_by_side,
        [
            Expected(
                "Synthèse",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013 ratio"},
                {3: "2", 4: "3", 5: "4", 6: "8"},
            ),
            Expected(
                "Synthèse",
                "budget",
                "FNGA",
                {"F": "libellé", "G": "voté 2013 k€", "H": "exécuté 2013 k€", "I": "taux 2013"},
                {3: "personnel", 4: "fonctionnement", 5: "charges_exceptionnelles"},
            ),
        ],
    ),
    Annex(
        "sums that count twice, a typed rate that is wrong",
        budget_sums,
        [
            Expected(
                "Annexe 2",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "base 2013 €", "C": "exécuté 2013 €", "D": "taux 2013"},
                {5: "personnel", 6: "fonctionnement", 7: "total_personnel_fonctionnement",
                 8: "investissement", 9: "immobilisations_incorporelles",
                 10: "immobilisations_corporelles", 11: "total_limitatif"},
            )
        ],
        frozenset({("sous-total-compte-deux-fois", "C11"), ("taux-different", "D6")}),
        tidy=False,
    ),
    Annex(
        "amounts without a unit",
        unknown_unit,
        [
            Expected(
                "Exécution",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "exécuté 2014", "C": "exécuté 2015"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"},
                unsure="BC",
            )
        ],
        frozenset({("unite-inconnue", "B2"), ("unite-inconnue", "C2")}),
        tidy=False,
    ),
    Annex(
        "a unit announced and not kept",
        announced_unit_wrong,
        [
            Expected(
                "FNGA",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "base 2013", "C": "exécuté 2013"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"},
                first=2,
                unsure="BC",
            )
        ],
        frozenset({("unite-douteuse", "B2"), ("unite-douteuse", "C2")}),
        tidy=False,
    ),
    Annex(
        "all funds in one table",
        fund_column,
        [
            Expected(
                "Tous fonds",
                "budget",
                "",
                {"A": "fonds", "B": "libellé", "C": "voté 2015 €", "D": "exécuté 2015 €"},
                {2: "FNGA/personnel", 3: "FNGA/fonctionnement", 4: "FNGA/dotation_fngt",
                 5: "FNGR/communication", 6: "FNGR/etudes", 7: "FNGR/dotation_fngt"},
            )
        ],
    ),
    Annex(
        "lines that two funds have",
        two_funds_fit,
        [
            Expected(
                "Recettes",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "exécuté 2014 €"},
                {},
                {2: ("total_brut",), 3: ("dotation_fngt",)},
            )
        ],
        frozenset({("fonds-incertain", "A1")}),
        tidy=False,
    ),
    Annex(
        "a scorecard",
        scorecard,
        [
            Expected(
                "CPAM",
                "barème",
                "2021/cpam",
                {"A": "libellé", "B": "seuil 2021", "C": "objectif 2021", "D": "poids 2021",
                 "E": "réalisé 2021", "F": "points 2021"},
                {5: "delai_c2s", 7: "assistants_medicaux", 8: "prejudice", 10: "comptes",
                 11: "index_egalite"},
            )
        ],
        convention=CAMPAIGN,
    ),
    Annex(
        "a pivot table, a list, and a table of other things",
        pivot_and_lists,
        [],
        ignored=("TCD", "Listes", "Risques"),
    ),
)  # fmt: skip
