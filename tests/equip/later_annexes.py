"""Twenty annexes of other kinds: another body, quarters, two languages, wide and mixed budgets.

Their maps were written before any of them was shown to pycog.
"""

from __future__ import annotations

from openpyxl import Workbook

from tests.equip.annex_kit import Annex, Expected, fill, indicators, rate
from tests.equip.regime_agreement import REGIME


def regime_tidy(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "A1",
        [
            ["COG Régime 2023-2027 - suivi des indicateurs"],
            [],
            ["N°", "Indicateur", "2023", None, "2024", None, "2025", None],
            [None, None, "Cible", "Résultat", "Cible", "Résultat", "Cible", "Résultat"],
            ["A1", "Taux de satisfaction des allocataires", rate(0.8), rate(0.81), rate(0.82),
             rate(0.8), rate(0.84), None],
            ["A2", "Part des appels aboutis", rate(0.85), rate(0.86), rate(0.87), rate(0.88),
             rate(0.9), None],
            ["A3", "Délai moyen de traitement des prestations légales", "12 j", "11,5 j", "11 j",
             "11 j", "10 j", None],
            ["B1", "Indicateur de risque résiduel", "< 1,5 %", rate(0.014), "< 1,4 %",
             rate(0.016), "< 1,3 %", None],
            ["C1", "Places de crèche créées (cumul)", 2000, 1850, 6000, 5900, 12000, None],
            ["D2", "Effectif moyen annuel", 31000, 30950, 30900, 30870, 30800, None],
        ],
    )  # fmt: skip
    for area in ("C3:D3", "E3:F3", "G3:H3", "A3:A4", "B3:B4"):
        sheet.merge_cells(area)


def regime_points(book: Workbook) -> None:
    sheet = book.create_sheet("Suivi 2024")
    fill(
        sheet,
        "B2",
        [
            ["Indicateur", "Unité", "Cible 2024", "Réalisé 2024", "Observations"],
            ["A1 - Taux de satisfaction des allocataires", "%", 82, 80.5, None],
            ["A2 - Part des appels aboutis", "%", 87, 88, "Nouvel outil"],
            ["A4 - Taux de télédéclaration", "%", 72, 74, None],
            ["B3 - Taux de recouvrement des indus", "%", 89, 88.2, None],
            ["D1 - Taux d'absentéisme de courte durée", "%", 2.9, 3.1, None],
        ],
    )


def regime_short_labels(book: Workbook) -> None:
    fill(
        book.create_sheet("TdB"),
        "A1",
        [
            ["Tableau de bord - exercice 2024"],
            ["Indicateur", "Objectif", "Réalisé"],
            ["Tx de satisfaction allocataires", "82 %", "80 %"],
            ["Appels aboutis (part)", "87 %", "88 %"],
            ["Taux de télédéclaration", "72 %", "74 %"],
            ["Risque résiduel", "< 1,4 %", "1,6 %"],
            ["Recouvrement des indus", "89 %", "88,2 %"],
        ],
    )


def regime_thousands(book: Workbook) -> None:
    fill(
        book.create_sheet("FGA"),
        "A1",
        [
            ["Exécution du budget de gestion administrative 2024"],
            [],
            ["Ligne", "Base COG 2024 (k€)", "Exécuté 2024 (k€)", "Taux d'exécution"],
            ["Dépenses de personnel", 1_520_500, 1_515_000, rate(0.9964)],
            ["Fonctionnement courant", 405_000, 399_800, rate(0.9872)],
            ["Dépenses informatiques", 190_000, 192_400, rate(1.0126)],
            ["Investissements immobiliers", 62_000, 48_700, rate(0.7855)],
            ["Total des dépenses de gestion", 2_177_500, 2_155_900, rate(0.9901)],
        ],
    )  # fmt: skip


def regime_euros_note(book: Workbook) -> None:
    fill(
        book.create_sheet("Budget"),
        "A1",
        [
            ["Budget FGA (montants en euros)"],
            ["Dépense", "2024", None, "2025", None],
            [None, "Base", "Exécuté", "Base", "Exécuté"],
            ["Dépenses de personnel", 1_520_500_000, 1_515_000_000, 1_531_000_000, None],
            ["Fonctionnement courant", 405_000_000, 399_800_000, 407_500_000, None],
            ["Dépenses informatiques", 190_000_000, 192_400_000, 185_000_000, None],
            ["Fonds d'action sociale", 1_005_000_000, 998_000_000, 1_030_000_000, None],
            ["Total général des dépenses", 3_182_500_000, 3_153_900_000, 3_217_500_000, None],
        ],
    )  # fmt: skip


def relative_years(book: Workbook) -> None:
    fill(
        book.create_sheet("Fiche annuelle"),
        "A1",
        [
            ["Exercice N = 2024"],
            [],
            ["Réf.", "Libellé", "Résultat N-1", "Cible N", "Résultat N"],
            ["A1", "Taux de satisfaction des allocataires", "81 %", "82 %", "80 %"],
            ["A2", "Part des appels aboutis", "86 %", "87 %", "88 %"],
            ["A4", "Taux de télédéclaration", "71 %", "72 %", "74 %"],
        ],
    )


def quarters_of_rates(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi trimestriel 2013"),
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "T1 2013", "T2 2013", "T3 2013", "T4 2013",
             "Réalisé 2013"],
            [2, "Taux d'appels décrochés", "90 %", "88 %", "89 %", "91 %", "92 %", "90 %"],
            [3, "Taux d'appels traités en niveau 1", "90 %", "85 %", "88 %", "90 %", "91 %",
             "88,5 %"],
            [4, "Taux d'appels correctement tracés", "95 %", "95 %", "96 %", "94 %", "95 %",
             "95 %"],
            [8, "Taux de traçabilité des contacts", "92 %", "91 %", "91 %", "92 %", "93 %",
             "92 %"],
        ],
    )  # fmt: skip


def quarters_of_amounts(book: Workbook) -> None:
    sheet = book.create_sheet("FNGA par trimestre")
    fill(
        sheet,
        "A1",
        [
            ["FNGA 2013, en euros"],
            ["Ligne", "Base 2013", "Exécution 2013", None, None, None, None],
            [None, None, "1er trim.", "2e trim.", "3e trim.", "4e trim.", "Total"],
            ["Personnel", 14_052_000, 3_400_000, 3_450_000, 3_480_000, 3_500_000, 13_830_000],
            ["Fonctionnement", 5_104_000, 1_200_000, 1_250_000, 1_270_000, 1_290_000, 5_010_000],
            ["Investissement", 417_000, 50_000, 90_000, 120_000, 140_000, 400_000],
        ],
    )
    for area in ("C2:G2", "A2:A3", "B2:B3"):
        sheet.merge_cells(area)


def mixed_languages(book: Workbook) -> None:
    fill(
        book.create_sheet("KPI 2013"),
        "A1",
        [
            ["No.", "KPI / Indicateur", "Target 2013", "Actual 2013", "Gap", "Status", "Comments"],
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", "98%", "97%",
             "-1 pt", "Not met", None],
            [2, "Taux d'appels décrochés", "90%", "91%", "+1 pt", "Met", None],
            [6, "Taux de couverture territoriale des points d'accueil", "90%", "90%", "0", "Met",
             None],
            [10, "Taux de conformité des courriers sortants (fond)", "73%", "74%", "+1 pt", "Met",
             "stable"],
        ],
    )  # fmt: skip


def two_languages(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi bilingue"),
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2014", "Réalisé 2014"],
            ["No.", "Indicator", "Target 2014", "Actual 2014"],
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", "98%", "98%"],
            [2, "Taux d'appels décrochés", "90%", "92%"],
            [6, "Taux de couverture territoriale des points d'accueil", "95%", "93%"],
        ],
    )


def english_budget(book: Workbook) -> None:
    fill(
        book.create_sheet("FNGA budget"),
        "A1",
        [
            ["Line item", "Budget 2013 (€)", "Actual 2013 (€)", "Variance"],
            ["Personnel", 14_052_000, 13_921_450, -130_550],
            ["Fonctionnement", 5_104_000, 5_170_300, 66_300],
            ["Investissement", 417_000, 256_000, -161_000],
            ["Charges exceptionnelles", 17_000, 0, -17_000],
        ],
    )


def two_units(book: Workbook) -> None:
    fill(
        book.create_sheet("FNGA"),
        "A1",
        [
            ["Ligne", "Budget voté 2013 (k€)", "Exécuté 2013 (€)", "Base COG 2013 (k€)"],
            ["Personnel", 14_000, 13_921_450, 14_052],
            ["Fonctionnement", 5_100, 5_170_300, 5_104],
            ["Investissement", 400, 256_000, 417],
            ["Dotation aux amortissements et provisions", 465, 402_100, 465],
        ],
    )


def wide_budget(book: Workbook) -> None:
    sheet = book.create_sheet("FNGA 2012-2015")
    head: list[object] = ["Poste"]
    below: list[object] = [None]
    for year in range(2012, 2016):
        head += [str(year), None, None, None]
        below += ["Base", "BR", "Exécuté", "Tx exéc."]
    lines = (
        ("Personnel", 14_225_000, 14_052_000, 14_359_000, 14_667_000),
        ("Fonctionnement", 5_185_000, 5_104_000, 5_093_000, 5_037_000),
        ("Investissement", 979_000, 417_000, 180_000, 149_000),
        ("Charges exceptionnelles", 17_000, 17_000, 17_000, 17_000),
    )
    rows: list[list[object]] = []
    for label, *bases in lines:
        row: list[object] = [label]
        for year, base in zip(range(2012, 2016), bases, strict=True):
            spent = base * 97 // 100 if year < 2014 else None
            row += [base, base - 1_000, spent, rate(0.97) if spent else None]
        rows.append(row)
    fill(sheet, "A1", [["FNGA - budget et exécution (en €)"], [], head, below, *rows])
    for area in ("B3:E3", "F3:I3", "J3:M3", "N3:Q3"):
        sheet.merge_cells(area)


def months_and_total(book: Workbook) -> None:
    months = [f"{name} 2013" for name in ("janv.", "févr.", "mars", "avril", "mai", "juin")]
    fill(
        book.create_sheet("Exécution FNGA"),
        "A1",
        [
            ["Exécution mensuelle FNGA (€)"],
            ["Ligne", "Base 2013", *months, "Exécuté 2013", "Reste à dépenser"],
            ["Personnel", 14_052_000, *[1_150_000] * 6, 6_900_000, 7_152_000],
            ["Fonctionnement", 5_104_000, *[420_000] * 6, 2_520_000, 2_584_000],
            ["Investissement", 417_000, *[20_000] * 6, 120_000, 297_000],
        ],
    )


def blocks_by_theme(book: Workbook) -> None:
    head = ["N°", "Indicateur", "Obj. 2013", "Réal. 2013"]
    fill(
        book.create_sheet("Par axe"),
        "A1",
        [
            ["Axe 1 - Accueil téléphonique"],
            head,
            [2, "Taux d'appels décrochés", "90%", "91%"],
            [3, "Taux d'appels traités en niveau 1", "90%", "92%"],
            [],
            ["Axe 2 - Accueil physique"],
            head,
            [6, "Taux de couverture territoriale des points d'accueil", "90%", "90%"],
            [7, "Taux de satisfaction", "76,5%", "75%"],
            [],
            ["Axe 3 - Courrier"],
            head,
            [10, "Taux de conformité des courriers sortants (fond)", "73%", "74%"],
            [12, "Taux de conformité des réponses", "75%", "74%"],
        ],
    )


def side_by_side(book: Workbook) -> None:
    sheet = book.create_sheet("Deux volets")
    head = ["N°", "Indicateur", "Cible 2013", "Réalisé 2013"]
    fill(
        sheet,
        "A2",
        [
            head,
            [2, "Taux d'appels décrochés", "90%", "91%"],
            [3, "Taux d'appels traités en niveau 1", "90%", "92%"],
            [4, "Taux d'appels correctement tracés", "95%", "95%"],
        ],
    )
    fill(
        sheet,
        "G2",
        [
            head,
            [28, "Taux d'adhérents au compte assurés Ameli", "45%", "44%"],
            [29, "Taux d'actions menées en partenariat", "55%", "60%"],
            [30, "Taux de satisfaction des bénéficiaires participant aux actions", "82%", "85%"],
        ],
    )


def coded_numbers(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi 2014"),
        "A1",
        [
            ["Code", "Intitulé", "Cible", "Réel"],
            ["IND-02", "Taux d'appels décrochés", "90%", "92%"],
            ["IND-03", "Taux d'appels traités en niveau 1", "90%", "91%"],
            ["IND-06", "Taux de couverture territoriale des points d'accueil", "95%", "94%"],
            ["IND-28", "Taux d'adhérents au compte assurés Ameli", "46%", "47%"],
        ],
    )


def footnotes(book: Workbook) -> None:
    fill(
        book.create_sheet("Annexe 4"),
        "A1",
        [
            ["N°", "Indicateur", "Prévu 2013", "Constaté 2013"],
            [2, "Taux d'appels décrochés (1)", "90 %", "91 % (2)"],
            [7, "Taux de satisfaction*", "76,5 %", "75 %*"],
            [10, "Taux de conformité des courriers sortants (fond)", "73 %", "n.c."],
            [40, "Nombre de PML mis en place par an", "2", "3"],
            [],
            ["(1) hors numéro vert ; (2) provisoire"],
            ["* enquête de novembre"],
        ],
    )


def ceir_card(book: Workbook) -> None:
    fill(
        book.create_sheet("CEIR"),
        "A1",
        [
            ["Intéressement - campagne 2022 - part locale CEIR"],
            ["Engagement", "Poids", "Seuil mini", "Cible", "Atteint", "Note obtenue"],
            ["Respect des engagements sur le courrier, la gestion des stocks et la maintenance "
             "du matériel", 270, "90%", "100%", "100%", 270],
            ["Respect des engagements dans les domaines continuité, support, projet et "
             "transformation", 380, "90%", "100%", "95%", 190],
            ["Respect de la qualité d'impression et de la mise sous plis", 100, "90%", "100%",
             "97%", 70],
            ["Engagements de production journalière", 150, "90%", "100%", None, None],
            ["Suivi des consommations budgétaires", 100, "95%", "100%", "98%", 60],
        ],
    )  # fmt: skip


def years_down(book: Workbook) -> None:
    fill(
        book.create_sheet("Historique"),
        "A1",
        [
            ["Année", "1 - Taux d'ouverture effective dans la plage horaire 8h30 à 17h00",
             "2 - Taux d'appels décrochés", "7 - Taux de satisfaction"],
            [2012, "97%", "88%", "74%"],
            [2013, "98%", "91%", "75%"],
            [2014, "98%", "92%", "77%"],
        ],
    )  # fmt: skip


LATER = (
    Annex("another body, tidy", regime_tidy, [indicators(
        "Indicateurs",
        {"A": "numéro", "B": "libellé", "C": "objectif 2023", "D": "réalisé 2023",
         "E": "objectif 2024", "F": "réalisé 2024", "G": "objectif 2025", "H": "réalisé 2025"},
        {5: "A1", 6: "A2", 7: "A3", 8: "B1", 9: "C1", 10: "D2"},
    )], convention=REGIME),
    Annex("another body, points with a unit column", regime_points, [indicators(
        "Suivi 2024",
        {"B": "libellé", "C": "unité", "D": "objectif 2024 points", "E": "réalisé 2024 points",
         "F": "commentaire"},
        {3: "A1", 4: "A2", 5: "A4", 6: "B3", 7: "D1"},
    )], convention=REGIME),
    Annex("another body, shortened labels", regime_short_labels, [indicators(
        "TdB",
        {"A": "libellé", "B": "objectif 2024", "C": "réalisé 2024"},
        {3: "A1", 4: "A2", 5: "A4", 6: "B1", 7: "B3"},
    )], tidy=False, convention=REGIME),
    Annex("another body, thousands for millions", regime_thousands, [Expected(
        "FGA", "budget", "FGA",
        {"A": "libellé", "B": "base 2024 k€", "C": "exécuté 2024 k€", "D": "taux"},
        {4: "personnel", 5: "courant", 6: "informatique", 7: "immobilier", 8: "total_gestion"},
    )], convention=REGIME),
    Annex("another body, euros by a note", regime_euros_note, [Expected(
        "Budget", "budget", "FGA",
        {"A": "libellé", "B": "base 2024 €", "C": "exécuté 2024 €", "D": "base 2025 €",
         "E": "exécuté 2025 €"},
        {4: "personnel", 5: "courant", 6: "informatique", 7: "action_sociale",
         8: "total_depenses"},
    )], convention=REGIME),
    Annex("years as N and N-1", relative_years, [indicators(
        "Fiche annuelle",
        {"A": "numéro", "B": "libellé", "C": "réalisé 2023", "D": "objectif 2024",
         "E": "réalisé 2024"},
        {4: "A1", 5: "A2", 6: "A4"},
    )], tidy=False, convention=REGIME),
    Annex("rates by quarter", quarters_of_rates, [indicators(
        "Suivi trimestriel 2013",
        {"A": "numéro", "B": "libellé", "C": "objectif 2013", "H": "réalisé 2013"},
        {2: "2", 3: "3", 4: "4", 5: "8"},
    )]),
    Annex("amounts by quarter", quarters_of_amounts, [Expected(
        "FNGA par trimestre", "budget", "FNGA",
        {"A": "libellé", "B": "base 2013 €", "G": "exécuté 2013 €"},
        {4: "personnel", 5: "fonctionnement", 6: "investissement"},
    )]),
    Annex("headings in two languages", mixed_languages, [indicators(
        "KPI 2013",
        {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013", "E": "écart",
         "F": "statut", "G": "commentaire"},
        {2: "1", 3: "2", 4: "6", 5: "10"},
    )]),
    Annex("a row of headings for each language", two_languages, [indicators(
        "Suivi bilingue",
        {"A": "numéro", "B": "libellé", "C": "objectif 2014", "D": "réalisé 2014"},
        {3: "1", 4: "2", 5: "6"},
    )]),
    Annex("a budget with English headings", english_budget, [Expected(
        "FNGA budget", "budget", "FNGA",
        {"A": "libellé", "B": "voté 2013 €", "C": "exécuté 2013 €", "D": "écart"},
        {2: "personnel", 3: "fonctionnement", 4: "investissement", 5: "charges_exceptionnelles"},
    )]),
    Annex("thousands beside euros", two_units, [Expected(
        "FNGA", "budget", "FNGA",
        {"A": "libellé", "B": "voté 2013 k€", "C": "exécuté 2013 €", "D": "base 2013 k€"},
        {2: "personnel", 3: "fonctionnement", 4: "investissement", 5: "amortissements"},
    )]),
    Annex("a wide budget of four years", wide_budget, [Expected(
        "FNGA 2012-2015", "budget", "FNGA",
        {"A": "libellé"} | {
            letter: f"{role} {year} €"
            for year, letters in zip(range(2012, 2016), ("BCD", "FGH", "JKL", "NOP"), strict=True)
            for letter, role in zip(letters, ("base", "voté", "exécuté"), strict=True)
        },
        {5: "personnel", 6: "fonctionnement", 7: "investissement", 8: "charges_exceptionnelles"},
    )]),
    Annex("months beside their sum", months_and_total, [Expected(
        "Exécution FNGA", "budget", "FNGA",
        {"A": "libellé", "B": "base 2013 €", "I": "exécuté 2013 €"},
        {3: "personnel", 4: "fonctionnement", 5: "investissement"},
    )], tidy=False),
    Annex("one block for each theme", blocks_by_theme, [
        indicators("Par axe", {"C": "objectif 2013", "D": "réalisé 2013"}, rows)
        for rows in ({3: "2", 4: "3"}, {8: "6", 9: "7"}, {13: "10", 14: "12"})
    ]),
    Annex("two tables side by side", side_by_side, [
        indicators("Deux volets", {"C": "objectif 2013", "D": "réalisé 2013"},
                {3: "2", 4: "3", 5: "4"}),
        indicators("Deux volets", {"I": "objectif 2013", "J": "réalisé 2013"},
                {3: "28", 4: "29", 5: "30"}),
    ]),
    Annex("coded numbers and the year of the sheet", coded_numbers, [indicators(
        "Suivi 2014",
        {"A": "numéro", "B": "libellé", "C": "objectif 2014", "D": "réalisé 2014"},
        {2: "2", 3: "3", 4: "6", 5: "28"},
    )]),
    Annex("footnotes and other words", footnotes, [indicators(
        "Annexe 4",
        {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013"},
        {2: "2", 3: "7", 4: "10", 5: "40"},
    )]),
    Annex("a scorecard of marks", ceir_card, [Expected(
        "CEIR", "barème", "2022/ceir",
        {"A": "libellé", "B": "poids", "C": "seuil", "D": "objectif", "E": "réalisé",
         "F": "points"},
        {3: "stocks", 4: "continuite", 5: "impression", 6: "production", 7: "budget"},
    )], convention="interessement-maladie-2022"),
    Annex("years down, indicators across", years_down, [
        indicators("Historique", {}, dict.fromkeys((2, 3, 4), key)) for key in "127"
    ], tidy=False),
)  # fmt: skip
