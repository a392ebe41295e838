"""More annexes with maps by hand: layouts that go astray, and tables that are not ours."""

from __future__ import annotations

from openpyxl import Workbook

from tests.equip.annex_kit import CAMPAIGN, Annex, Expected, fill, rate


def one_row_a_year(book: Workbook) -> None:
    sheet = book.create_sheet("Base")
    rows = [
        [number, label, year, target, result]
        for year, result in ((2012, 0.9), (2013, 0.91))
        for number, label, target in (
            (2, "Taux d'appels décrochés", rate(0.9)),
            (3, "Taux d'appels traités en niveau 1", rate(0.9)),
            (4, "Taux d'appels correctement tracés", rate(0.95)),
        )
    ]
    fill(sheet, "A1", [["Code", "Libellé", "Exercice", "Cible", "Réalisé"], *rows])


def printed_pages(book: Workbook) -> None:
    sheet = book.create_sheet("Annexe 4")
    heading = ["N°", "Libellé", "Objectif 2014", "Réalisé 2014"]
    fill(
        sheet,
        "A1",
        [
            heading,
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", "98%", "97%"],
            [2, "Taux d'appels décrochés", "90%", "91%"],
            [],
            ["suite page 2"],
            heading,
            [3, "Taux d'appels traités en niveau 1", "90%", "88%"],
            [41, "Taux des processus concernés évalués dans les 6 mois", 2, 3],
        ],
    )


def other_agreement(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "A1",
        [
            ["COG branche vieillesse 2014-2017"],
            ["N°", "Libellé", "Objectif 2014", "Réalisé 2014"],
            [1, "Taux d'attributions dans les délais", "98%", "97%"],
            [2, "Taux d'appels décrochés", "90%", "91%"],
            [7, "Taux de satisfaction", "78%", "79%"],
            [10, "Taux de conformité des courriers sortants (fond)", "76%", "75%"],
        ],
    )


def other_body(book: Workbook) -> None:
    sheet = book.create_sheet("CSE")
    fill(
        sheet,
        "A1",
        [
            ["Comité social - budget 2013 (euros)"],
            ["Poste", "Budget voté 2013", "Exécuté 2013"],
            ["Personnel", 42000, 39000],
            ["Fonctionnement", 18000, 17000],
            ["Investissement", 3500, 3200],
            ["Charges exceptionnelles", 400, 300],
        ],
    )


def hidden_copy(book: Workbook) -> None:
    rows = [
        ["N°", "Indicateur", "Cible 2012", "Résultat 2012"],
        [2, "Taux d'appels décrochés", "90%", "91%"],
        [3, "Taux d'appels traités en niveau 1", "90%", "88%"],
    ]
    fill(book.create_sheet("2012"), "A1", rows)
    copy = book.create_sheet("2012 (2)")
    fill(copy, "A1", rows)
    copy.sheet_state = "veryHidden"


def two_budgets(book: Workbook) -> None:
    sheet = book.create_sheet("FNGA 2013")
    fill(
        sheet,
        "A1",
        [
            ["Rubrique (€)", "BP 2013", "BR n°1 2013", "Exéc. 2013"],
            ["Personnel", 14052000, 14192520, 13868800],
            ["Fonctionnement", 5104000, 5155040, 4887300],
            ["Investissement", 417000, 421170, 381200],
        ],
    )


def by_site(book: Workbook) -> None:
    sheet = book.create_sheet("Sites")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Libellé", "2013", None, None],
            [None, None, "Objectif", "Réalisé", None],
            [None, None, None, "Siège", "Antennes"],
            [2, "Taux d'appels décrochés", rate(0.9), rate(0.91), rate(0.87)],
            [3, "Taux d'appels traités en niveau 1", rate(0.9), rate(0.89), rate(0.92)],
            [4, "Taux d'appels correctement tracés", rate(0.95), rate(0.94), rate(0.96)],
        ],
    )
    for area in ("A1:A3", "B1:B3", "C1:E1", "C2:C3", "D2:E2"):
        sheet.merge_cells(area)


def months(book: Workbook) -> None:
    sheet = book.create_sheet("Mensuel")
    fill(
        sheet,
        "A1",
        [
            ["Code", "Indicateur", "Cible 2013", "janv", "févr", "mars", "Cumul 2013"],
            ["I02", "Taux d'appels décrochés", rate(0.9), 0.88, 0.9, 0.92, rate(0.9)],
            ["I03", "Taux d'appels traités en niveau 1", rate(0.9), 0.8, 0.9, 0.85, rate(0.85)],
            ["I04", "Taux d'appels correctement tracés", rate(0.95), 0.9, 0.9, 0.96, rate(0.92)],
            [None, "Moyenne", None, 0.86, 0.9, 0.91, rate(0.89)],
        ],
    )


def abbreviated_lines(book: Workbook) -> None:
    sheet = book.create_sheet("FNGA 2013")
    fill(
        sheet,
        "A1",
        [
            ["Poste", "Base 2013", "Réalisé 2013", "Taux de réalisation"],
            ["Dépenses de personnel", 14052, 13630, rate(0.97)],
            ["Dépenses de fonctionnement", 5104, 4951, rate(0.97)],
            ["Total personnel et fonctionnement", 19156, 18553, None],
            ["Investissement", 417, 404, rate(0.969)],
            ["Charges except.", 17, 16, "0,941"],
            ["Total", 19590, "=SUM(C4:C5)", None],
            [],
            ["Montants exprimés en milliers d’euros."],
        ],
    )


def near_criteria(book: Workbook) -> None:
    sheet = book.create_sheet("Part locale CPAM")
    fill(
        sheet,
        "A1",
        [
            ["Objectifs CPAM", "Plancher", "Valeur cible", "Pond.", "Résultat", "Pts"],
            ["Délai d'instruction C2S (9ème décile)", "45j", "31j", 100, "30 j", 100],
            ["Assistants médicaux (nombre)", 1518, 2500, 50, 2000, 24.5],
            ["Validation des comptes", "0%", "100%", 100, "100%", 100],
            ["Contrôles des établissements", 20, 40, 50, 33, 40],
            ["Montant de préjudice subi", "69 875 000", "139 750 000", 75, None, None],
        ],
    )


def texts_in_a_sum(book: Workbook) -> None:
    sheet = book.create_sheet("FNGR 2013")
    fill(
        sheet,
        "A1",
        [
            ["Ligne", "Exécuté 2013 (€)"],
            ["Communication", 94600],
            ["Campagnes nationales", 0],
            ["Etudes", "20 500"],
            ["Evaluation", 9000],
            ["Total des dépenses nationales", "=SUM(B2:B5)"],
        ],
    )


def amounts_that_say_nothing(book: Workbook) -> None:
    sheet = book.create_sheet("FNGA")
    fill(
        sheet,
        "A1",
        [
            ["Budget exécuté du FNGA - exercice 2013 (€)"],
            ["Ligne", "Montant", "Engagements 2013"],
            ["Personnel", 13237000, 13500000],
            ["Fonctionnement", 5058100, 5100000],
            ["Investissement", 399200, 410000],
        ],
    )


def title_against_sheet(book: Workbook) -> None:
    sheet = book.create_sheet("2014")
    fill(
        sheet,
        "A1",
        [
            ["Suivi des indicateurs 2013"],
            ["N°", "Indicateur", "Réalisé"],
            [2, "Taux d'appels décrochés", rate(0.91)],
            [3, "Taux d'appels traités en niveau 1", rate(0.89)],
            [4, "Taux d'appels correctement tracés", rate(0.94)],
        ],
    )


MORE = (
    Annex(
        "amounts whose heading says nothing",
        amounts_that_say_nothing,
        [
            Expected(
                "FNGA",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "exécuté 2013 €", "C": "autre"},
                {3: "personnel", 4: "fonctionnement", 5: "investissement"},
            )
        ],
        tidy=False,
    ),
    Annex(
        "a title and a sheet that tell two years",
        title_against_sheet,
        [
            Expected(
                "2014",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé"},
                {3: "2", 4: "3", 5: "4"},
                unsure="C",
            )
        ],
        frozenset({("annee-inconnue", "C2")}),
        tidy=False,
    ),
    Annex(
        "one row a year",
        one_row_a_year,
        [
            Expected(
                "Base",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "D": "objectif", "E": "réalisé"},
                {2: "2", 3: "3", 4: "4", 5: "2", 6: "3", 7: "4"},
            )
        ],
        tidy=False,
    ),
    Annex(
        "headings that come again with each printed page",
        printed_pages,
        [
            Expected(
                "Annexe 4",
                "indicateurs",
                "",
                {"A": "numéro", "C": "objectif 2014", "D": "réalisé 2014"},
                {2: "1", 3: "2"},
                first=1,
            ),
            Expected(
                "Annexe 4",
                "indicateurs",
                "",
                {"A": "numéro", "C": "objectif 2014", "D": "réalisé 2014"},
                {7: "3", 8: "41"},
                first=6,
            ),
        ],
        tidy=False,
    ),
    Annex(
        "an annex of another agreement",
        other_agreement,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé"},
                {},
                {4: ("2",), 5: ("7",), 6: ("10",)},
            )
        ],
        frozenset({("accord-incertain", "A2")}),
        tidy=False,
    ),
    Annex(
        "the budget of another body",
        other_body,
        [
            Expected(
                "CSE",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "voté 2013 €", "C": "exécuté 2013 €"},
                {},
                {3: ("personnel",), 4: ("fonctionnement",), 5: ("investissement",)},
            )
        ],
        frozenset({("accord-incertain", "A2")}),
        tidy=False,
    ),
    Annex(
        "a hidden copy of a sheet",
        hidden_copy,
        [
            Expected(
                "2012",
                "indicateurs",
                "",
                {"C": "objectif 2012", "D": "réalisé 2012"},
                {2: "2", 3: "3"},
            ),
            Expected(
                "2012 (2)",
                "indicateurs",
                "",
                {"A": "numéro"},
                {},
                {2: ("2",), 3: ("3",)},
                unsure="CD",
            ),
        ],
        frozenset({("doublon", "D1")}),
        tidy=False,
    ),
    Annex(
        "a first budget and the one that changes it",
        two_budgets,
        [
            Expected(
                "FNGA 2013",
                "budget",
                "FNGA",
                {"A": "libellé", "B": "voté 2013", "C": "voté 2013", "D": "exécuté 2013 €"},
                {2: "personnel", 3: "fonctionnement", 4: "investissement"},
                unsure="BC",
            )
        ],
        frozenset({("colonne-en-double", "B1"), ("colonne-en-double", "C1")}),
        tidy=False,
    ),
    Annex(
        "results by site",
        by_site,
        [
            Expected(
                "Sites",
                "indicateurs",
                "",
                {"C": "objectif 2013", "D": "réalisé 2013", "E": "réalisé 2013"},
                {4: "2", 5: "3", 6: "4"},
                first=1,
                unsure="DE",
            )
        ],
        frozenset({("colonne-en-double", "D3"), ("colonne-en-double", "E3")}),
        tidy=False,
    ),
    Annex(
        "months and what they give",
        months,
        [
            Expected(
                "Mensuel",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "G": "réalisé 2013 ratio"},
                {2: "2", 3: "3", 4: "4"},
            )
        ],
        tidy=False,
    ),
    Annex(
        "abbreviated lines, a typed total, a sum that forgets",
        abbreviated_lines,
        [
            Expected(
                "FNGA 2013",
                "budget",
                "FNGA",
                {"B": "base 2013 k€", "C": "exécuté 2013 k€", "D": "taux 2013"},
                {2: "personnel", 3: "fonctionnement", 4: "total_personnel_fonctionnement",
                 5: "investissement", 6: "charges_exceptionnelles"},
            )
        ],
        frozenset({("total-different", "C4"), ("somme-incomplete", "C7")}),
        tidy=False,
    ),
    Annex(
        "criteria in other words, whose figures are the printed ones",
        near_criteria,
        [
            Expected(
                "Part locale CPAM",
                "barème",
                "2021/cpam",
                {"A": "libellé", "B": "seuil 2021", "C": "objectif 2021", "D": "poids 2021",
                 "E": "réalisé 2021", "F": "points 2021"},
                {2: "delai_c2s", 3: "assistants_medicaux", 4: "comptes", 6: "prejudice"},
            )
        ],
        frozenset({("ligne-inconnue", "A5")}),
        tidy=False,
        convention=CAMPAIGN,
    ),
    Annex(
        "numbers typed as texts in a sum",
        texts_in_a_sum,
        [
            Expected(
                "FNGR 2013",
                "budget",
                "FNGR",
                {"A": "libellé", "B": "exécuté 2013 €"},
                {2: "communication", 3: "campagnes_nationales", 4: "etudes", 5: "evaluation",
                 6: "total_national"},
            )
        ],
        frozenset({("somme-incomplete", "B6")}),
        tidy=False,
    ),
)  # fmt: skip
