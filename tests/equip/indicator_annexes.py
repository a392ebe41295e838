"""Annexes of indicators of many kinds, with maps by hand."""

from __future__ import annotations

from openpyxl import Workbook

from tests.equip.annex_kit import Annex, Expected, fill, rate


def one_year(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs 2013")
    fill(sheet, "A1", [["Suivi des indicateurs - exercice 2013"]])
    fill(
        sheet,
        "A3",
        [
            ["N°", "Indicateur", "Objectif", "Réalisé", "Écart", "Commentaires"],
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", rate(0.98),
             rate(0.97), rate(-0.01), None],
            [2, "Taux d'appels décrochés", rate(0.9), rate(0.91), rate(0.01), None],
            [6, "Taux de couverture territoriale des points d'accueil", rate(0.9), rate(0.9), 0,
             None],
            [16, "Taux de saisies invalidées", "<5%", rate(0.04), None, "Stable"],
            [40, "Nombre de PML mis en place par an", 2, 3, 1, None],
        ],
    )  # fmt: skip
    fill(sheet, "A10", [["Source : direction comptable, arrêté au 31/01/2014"]])


def merged_years(book: Workbook) -> None:
    sheet = book.create_sheet("COG")
    fill(sheet, "A1", [["COG 2012-2015"]])
    fill(
        sheet,
        "A3",
        [
            ["Réf.", "Libellé", "2012", None, None, "2013", None, None],
            [None, None, "Cible", "Réalisé", "Atteint ?", "Cible", "Réalisé", "Atteint ?"],
            [None, None, "en %", "en %", None, "en %", "en %", None],
            ["Ind. 10", "Taux de conformité des courriers sortants (fond)", 70, 68, "non", 73, 74,
             "oui"],
            ["Ind. 12", "Taux de conformité des réponses", 70, 71, "oui", 75, 72, "non"],
            ["Ind. 13", "Taux de bénéficiaires rattachés à la Camieg dans le RNIAM", 96, 96.5,
             "oui", 96.5, 97, "oui"],
            ["Ind. 28", "Taux d'adhérents au compte assurés Ameli", 44, 40, "non", 45, 45.5,
             "oui"],
        ],
    )  # fmt: skip
    for area in ("A3:A5", "B3:B5", "C3:E3", "F3:H3"):
        sheet.merge_cells(area)


def columns_to_fill(book: Workbook) -> None:
    sheet = book.create_sheet("Saisie")
    fill(
        sheet,
        "A1",
        [
            ["Indicateur n°", "Libellé", "Obj. 2014", "Réal. 2014", "Obj. 2015", "Réal. 2015"],
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", "98%", None,
             "98%"],
            [6, "Taux de couverture territoriale des points d'accueil", "95%", None, "100%"],
            [7, "Taux de satisfaction", "78%", None, "80%"],
        ],
    )  # fmt: skip


def label_with_number(book: Workbook) -> None:
    sheet = book.create_sheet("Suivi")
    fill(
        sheet,
        "A1",
        [
            ["Indicateur", "Objectif 2012", "Réalisé 2012"],
            ["Améliorer la relation écrite"],
            ["10 - Taux de conformité des courriers sortants (fond)", rate(0.7), rate(0.69)],
            ["12 - Taux de conformité des réponses", rate(0.7), rate(0.72)],
            ["Améliorer le traitement des dossiers et réduire les réclamations"],
            ["15 - Taux de factures télétransmises par les professionnels de santé", rate(0.92),
             rate(0.93)],
        ],
    )  # fmt: skip


def same_label_twice(book: Workbook) -> None:
    sheet = book.create_sheet("Sans numéro")
    fill(
        sheet,
        "A1",
        [
            ["Indicateur", "Cible 2012", "Réalisé 2012"],
            ["Taux d'appels correctement tracés", "95%", "96%"],
            ["Fiabilité des réponses téléphoniques", "87%", "88%"],
            ["Taux de couverture territoriale des points d'accueil", "88%", "88%"],
            ["Mesurer le taux de satisfaction des assurés", "78%", "79%"],
            ["Fiabilité des réponses téléphoniques", "87%", "85%"],
            ["Développement des flux externes", "92%", "93%"],
        ],
    )


def ambiguous_label(book: Workbook) -> None:
    sheet = book.create_sheet("Extrait")
    fill(
        sheet,
        "A1",
        [
            ["Indicateur", "Cible 2013", "Réalisé 2013"],
            ["Fiabilité des réponses téléphoniques", "90%", "91%"],
            ["Taux de contrôle de la population cible", "25%", "26%"],
            ["Taux de signalement", "55%", "57%"],
        ],
    )


def number_against_label(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
            [2, "Taux d'appels traités en niveau 1", "90%", "91%"],
            [4, "Taux d'appels correctement tracés", "95%", "94%"],
            [10, "Taux de conformité des courriers sortants (fond)", "73%", "74%"],
            [43, "Absentéisme de courte durée", "25%", "12%"],
        ],
    )


def similar_labels(book: Workbook) -> None:
    sheet = book.create_sheet("Tableau de bord")
    fill(
        sheet,
        "A1",
        [
            ["Indicateur", "Réalisé 2013"],
            ["Satisfaction des assurés", 0.8],
            ["Recouvrement spontané", 0.9],
            ["Taux d'appels décrochés", 0.91],
            ["Taux d'appels traités en niveau 1", 0.88],
            ["Taux de traçabilité des contacts", 0.93],
        ],
    )


def duplicates(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
            [2, "Taux d'appels décrochés", "90%", "91%"],
            [3, "Taux d'appels traités en niveau 1", "90%", "88%"],
            [2, "Taux d'appels décrochés", "90%", "89%"],
            [4, "Taux d'appels correctement tracés", "95%", "94%"],
        ],
    )


def own_numbering(book: Workbook) -> None:
    sheet = book.create_sheet("Sélection")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
            [1, "Taux de conformité des courriers sortants (fond)", "73%", "74%"],
            [2, "Taux de conformité des réponses", "75%", "76%"],
            [3, "Taux d'adhérents au compte assurés Ameli", "45%", "44%"],
            [4, "Taux de contrôle de la population cible", "25%", "25%"],
        ],
    )


def mixed_rates(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", "98%", "97,5 %"],
            [2, "Taux d'appels décrochés", "90%", 0.91],
            [3, "Taux d'appels traités en niveau 1", "90%", 88],
            [4, "Taux d'appels correctement tracés", "95%", "94 % (1)"],
            [9, "Nombre de visites par demi journée d'accueil", None, "18"],
            [20, "Délai de traitement des réclamations", "90% en 21 jours calendaires", "12 j"],
            [49, "Nombre de travailleurs handicapés embauchés", "2", "s.o."],
        ],
    )


def target_changed(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"],
            [7, "Taux de satisfaction", "76,50%", "77%"],
            [8, "Taux de traçabilité des contacts", "93%", "92%"],
            [10, "Taux de conformité des courriers sortants (fond)", "73%", "74%"],
        ],
    )


def relative_years(book: Workbook) -> None:
    sheet = book.create_sheet("Bilan 2013")
    fill(
        sheet,
        "A1",
        [
            ["N°", "Indicateur", "Réalisé N-1", "Objectif N", "Réalisé N"],
            [1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", rate(0.98),
             rate(0.98), rate(0.97)],
            [2, "Taux d'appels décrochés", rate(0.88), rate(0.9), rate(0.91)],
            [3, "Taux d'appels traités en niveau 1", rate(0.9), rate(0.9), rate(0.89)],
        ],
    )  # fmt: skip


def spaced_columns(book: Workbook) -> None:
    sheet = book.create_sheet("Indicateurs")
    fill(
        sheet,
        "B2",
        [
            ["N°", "Indicateur", None, "Cible 2012", "Réalisé 2012", None, "Cible 2013",
             "Réalisé 2013", None, "Observations"],
            [41, "Taux des processus concernés évalués dans les 6 mois", None, 2, 2, None, 2, 1,
             None, "Retard"],
            [43, "Taux de contrôle de la population cible", None, rate(0.25), rate(0.25), None,
             rate(0.25), rate(0.26)],
            [44, "Taux de signalement", None, rate(0.25), rate(0.2), None, rate(0.55),
             rate(0.57)],
        ],
    )  # fmt: skip


INDICATORS = (
    Annex(
        "one year told by the title",
        one_year,
        [
            Expected(
                "Indicateurs 2013",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013 ratio",
                 "E": "écart", "F": "commentaire"},
                {4: "1", 5: "2", 6: "6", 7: "16", 8: "40"},
            )
        ],
    ),
    Annex(
        "three rows of merged headings, rates in points as announced",
        merged_years,
        [
            Expected(
                "COG",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2012 points",
                 "D": "réalisé 2012 points", "E": "statut", "F": "objectif 2013 points",
                 "G": "réalisé 2013 points"},
                {6: "10", 7: "12", 8: "13", 9: "28"},
                first=3,
            )
        ],
    ),
    Annex(
        "headed columns still to be filled",
        columns_to_fill,
        [
            Expected(
                "Saisie",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2014", "D": "réalisé 2014",
                 "E": "objectif 2015", "F": "réalisé 2015"},
                {2: "1", 3: "6", 4: "7"},
            )
        ],
    ),
    Annex(
        "number and label in one cell, headings of parts",
        label_with_number,
        [
            Expected(
                "Suivi",
                "indicateurs",
                "",
                {"A": "libellé", "B": "objectif 2012", "C": "réalisé 2012"},
                {3: "10", 4: "12", 6: "15"},
            )
        ],
    ),
    Annex(
        "one label for two indicators, told by the order",
        same_label_twice,
        [
            Expected(
                "Sans numéro",
                "indicateurs",
                "",
                {"A": "libellé", "B": "objectif 2012", "C": "réalisé 2012"},
                {2: "4", 3: "5", 4: "6", 5: "22", 6: "24", 7: "27"},
            )
        ],
        tidy=False,
    ),
    Annex(
        "one label for two indicators, told by nothing",
        ambiguous_label,
        [
            Expected(
                "Extrait",
                "indicateurs",
                "",
                {"A": "libellé", "B": "objectif 2013", "C": "réalisé 2013"},
                {3: "43", 4: "44"},
                {2: ("5", "24")},
            )
        ],
        frozenset({("libelle-ambigu", "A2")}),
        tidy=False,
    ),
    Annex(
        "numbers that are not those of the labels",
        number_against_label,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013"},
                {3: "4", 4: "10"},
                {2: ("2", "3"), 5: ("43",)},
            )
        ],
        frozenset({("numero-et-libelle", "A2"), ("numero-et-libelle", "A5")}),
        tidy=False,
    ),
    Annex(
        "labels that resemble",
        similar_labels,
        [
            Expected(
                "Tableau de bord",
                "indicateurs",
                "",
                {"A": "libellé", "B": "réalisé 2013 ratio"},
                {4: "2", 5: "3", 6: "8"},
                {2: ("7", "22"), 3: ("55", "")},
            )
        ],
        tidy=False,
    ),
    Annex(
        "an indicator that stands twice",
        duplicates,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013"},
                {3: "3", 5: "4"},
                {2: ("2",), 4: ("2",)},
            )
        ],
        frozenset({("doublon", "B2"), ("doublon", "B4")}),
        tidy=False,
    ),
    Annex(
        "a numbering of its own",
        own_numbering,
        [
            Expected(
                "Sélection",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013"},
                {},
                {2: ("10",), 3: ("12",), 4: ("28",), 5: ("43",)},
            )
        ],
        tidy=False,
    ),
    Annex(
        "rates as texts, ratios and points in one column",
        mixed_rates,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013 mixte"},
                {2: "1", 3: "2", 4: "3", 5: "4", 6: "9", 7: "20", 8: "49"},
            )
        ],
        frozenset({("points-ou-ratio", "D4"), ("valeur-illisible", "D7")}),
        tidy=False,
    ),
    Annex(
        "a target that is not that of the agreement",
        target_changed,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "objectif 2013", "D": "réalisé 2013"},
                {2: "7", 3: "8", 4: "10"},
            )
        ],
        frozenset({("cible-differente", "C3")}),
    ),
    Annex(
        "years told as N and N-1",
        relative_years,
        [
            Expected(
                "Bilan 2013",
                "indicateurs",
                "",
                {"A": "numéro", "B": "libellé", "C": "réalisé 2012", "D": "objectif 2013",
                 "E": "réalisé 2013"},
                {2: "1", 3: "2", 4: "3"},
            )
        ],
    ),
    Annex(
        "blank columns between the years",
        spaced_columns,
        [
            Expected(
                "Indicateurs",
                "indicateurs",
                "",
                {"B": "numéro", "C": "libellé", "E": "objectif 2012", "F": "réalisé 2012",
                 "H": "objectif 2013", "I": "réalisé 2013", "K": "commentaire"},
                {3: "41", 4: "43", 5: "44"},
            )
        ],
    ),
)  # fmt: skip
