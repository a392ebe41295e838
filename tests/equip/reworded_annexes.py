"""Annexes whose labels are cut short or reworded, and whose subjects stand across or on cards."""

from __future__ import annotations

from openpyxl import Workbook

from tests.equip.annex_kit import Annex, Expected, fill, indicators, rate


def cards_of_fields(book: Workbook) -> None:
    fill(
        book.create_sheet("Fiches"),
        "A1",
        [
            ["Indicateur n°", 2],
            ["Libellé", "Taux d'appels décrochés"],
            ["Objectif 2013", "90 %"],
            ["Réalisé 2013", "91 %"],
            [],
            ["Indicateur n°", 3],
            ["Libellé", "Taux d'appels traités en niveau 1"],
            ["Objectif 2013", "90 %"],
            ["Réalisé 2013", "92 %"],
        ],
    )


def cards_with_another_label(book: Workbook) -> None:
    """The first card has the number of one indicator and the label of another."""
    fill(
        book.create_sheet("Fiches 2014"),
        "B2",
        [
            ["N° indicateur", None, 28],
            ["Intitulé", None, "Taux d'appels décrochés"],
            ["Cible 2014", None, 0.46],
            ["Résultat 2014", None, 0.47],
            [],
            ["N° indicateur", None, "n° 37"],
            ["Intitulé", None, "Particip. dépistage colorectal"],
            ["Cible 2013", None, rate(0.498)],
            ["Résultat 2013", None, "48,2 %"],
            ["Résultat T1 2014", None, "47 %"],
            ["Pilote", None, "DRC"],
        ],
    )


def codes_and_short_words(book: Workbook) -> None:
    """Codes of one letter, words cut short, a note in the column of the codes."""
    fill(
        book.create_sheet("CODIR"),
        "A1",
        [
            ["Suivi des engagements – exercice 2012"],
            [],
            ["K.", "Indicateur", "Cible", "Atteint"],
            ["K6", "Couv. territ. pts d'accueil", "88 %", 0.87],
            ["K10", "Conf. courr. sortants", "70 %", 0.71],
            ["K14", "Délai trt dossiers", "75 %", "76,1 %"],
            ["K15", "Factures télétransmises (PS)", "92 %", "91 %"],
            ["K28", "Adhérents ameli", "44 %", "45 %"],
            ["K29", "Effectif moyen", "55 %", "54 %"],
            [],
            ["Les K sont ceux de la COG"],
        ],
    )


def other_words(book: Workbook) -> None:
    """No number and no printed label: the words, two years of targets and the order tell."""
    fill(
        book.create_sheet("Séminaire"),
        "A1",
        [
            [None, 2012, None, 2013],
            ["Engagement", "prévu", "atteint", "prévu", "atteint"],
            ["Taux d'ouverture du plateau de 8h30 à 17h00", "98 %", "97 %", "98 %", "99 %"],
            ["Appels tracés correctement par les agents", "95 %", "94 %", "95 %", "96 %"],
            ["Points d'accueil : couverture territoriale", "88 %", "86 %", "90 %", "91 %"],
            ["Courriers sortants conformes", "70 %", "71 %", "73 %", "72 %"],
            ["Bénéficiaires rattachés au RNIAM", "96 %", "95 %", "96,5 %", "97 %"],
            ["Factures télétransmises", "92 %", "93 %", "93 %", "94 %"],
            ["Fiabilité téléphonique des réponses", "87 %", "88 %", "90 %", "91 %"],
            ["Appels décrochés Lyon", "90 %", "91 %", "90 %", "92 %"],
            ["Taux d'absentéisme", "5 %", "5 %", "5 %", "5 %"],
        ],
    )


def fund_in_other_words(book: Workbook) -> None:
    """Lines in the words of a service, totals by what they add up."""
    fill(
        book.create_sheet("FNGA"),
        "A1",
        [
            ["Exécution 2014 du FNGA (k€)"],
            ["Rubrique", "Bugdet", "Consomé"],
            ["Dépenses de personnel", 14359, 14102],
            ["Frais de fonctionnement", 5093, 5120],
            ["Ensemble", "=SUM(B3:B4)", "=SUM(C3:C4)"],
            ["Immo. incorp.", 86, 80],
            ["Immo. corp.", 94, 97],
            ["Total invest.", "=B6+B7", "=C6+C7"],
            ["Total limitatif", "=B5+B8", "=C5+C8"],
            ["Dot. amort. et prov.", 485, 480],
            ["Frais de mission", 94, 12],
        ],
    )


def lines_across(book: Workbook) -> None:
    fill(
        book.create_sheet("FNGA en colonnes"),
        "A1",
        [
            ["FNGA, montants en k€"],
            [],
            [None, "Pers.", "Fonct.", "Invest.", "Total limitatif", "Divers"],
            ["Base 2013", 14052, 5104, 417, 19573, 4],
            ["Exécuté 2013", 13890.4, 5011.7, 388.2, 19290.3, 3],
            ["Exécuté T1 2014", 3000, 1200, 40, 4240, 1],
            ["% exécution 2013", 0.99, 0.98, 0.93, 0.99, 1],
        ],
    )


def numbers_across(book: Workbook) -> None:
    """Numbers above labels cut short; a column without a number has targets of one year only."""
    fill(
        book.create_sheet("Tableau"),
        "A1",
        [
            [None, "Ind. 2", "Ind. 6", "Ind. 10", None],
            [None, "Tx appels décrochés", "Couv. pts accueil", "Conf. courriers", "Appels tracés"],
            ["Objectif 2013", "90 %", "90 %", "73 %", "95 %"],
            ["Réalisé 2013", "91 %", "89 %", "74 %", "94 %"],
        ],
    )


def _across(
    sheet: str, kind: str, frame: str, cells: dict[str, str], rows: dict[int, str]
) -> list[Expected]:
    """Return the tables of subjects across: one for each column and role."""
    return [
        Expected(sheet, kind, frame, {letter: role}, {row: key})
        for letter, key in cells.items()
        for row, role in rows.items()
    ]


_FIGURES = {"B": "objectif 2012", "C": "réalisé 2012", "D": "objectif 2013", "E": "réalisé 2013"}
REWORDED = (
    Annex("a card for each indicator", cards_of_fields, [
        indicators("Fiches", {"B": role}, {row: key})
        for key, role, row in (
            ("2", "objectif", 3), ("2", "réalisé", 4), ("3", "objectif", 8), ("3", "réalisé", 9),
        )
    ], tidy=False),
    Annex("cards, one with the label of another indicator", cards_with_another_label, [
        Expected("Fiches 2014", "indicateurs", "", {"D": "objectif"}, {}, {4: ("2",)}),
        Expected("Fiches 2014", "indicateurs", "", {"D": "réalisé"}, {}, {5: ("2",)}),
        indicators("Fiches 2014", {"D": "objectif"}, {9: "37"}),
        indicators("Fiches 2014", {"D": "réalisé"}, {10: "37"}),
    ], tidy=False),
    Annex("codes and words cut short", codes_and_short_words, [indicators(
        "CODIR",
        {"A": "numéro", "B": "libellé", "C": "objectif 2012", "D": "réalisé 2012"},
        {4: "6", 5: "10", 6: "14", 7: "15", 8: "28"},
        asked={9: ("29",)},
    )], tidy=False),
    Annex("other words, two years of targets", other_words, [indicators(
        "Séminaire", {"A": "libellé", **_FIGURES},
        {3: "1", 4: "4", 5: "6", 6: "10", 7: "13", 8: "15"},
        asked={9: ("5", "24"), 10: ("2",)},
    )], tidy=False),
    Annex("a fund in other words", fund_in_other_words, [Expected(
        "FNGA", "budget", "FNGA",
        {"A": "libellé", "B": "voté 2014 k€", "C": "exécuté 2014 k€"},
        {3: "personnel", 4: "fonctionnement", 5: "total_personnel_fonctionnement",
         6: "immobilisations_incorporelles", 7: "immobilisations_corporelles",
         8: "investissement", 9: "total_limitatif", 10: "amortissements"},
    )], tidy=False),
    Annex("lines of a fund across", lines_across, _across(
        "FNGA en colonnes", "budget", "FNGA",
        {"B": "personnel", "C": "fonctionnement", "D": "investissement", "E": "total_limitatif"},
        {4: "base", 5: "exécuté"},
    ), tidy=False),
    Annex("numbers above labels across", numbers_across, [
        *_across("Tableau", "indicateurs", "", {"B": "2", "C": "6", "D": "10"},
                 {3: "objectif", 4: "réalisé"}),
        Expected("Tableau", "indicateurs", "", {"E": "objectif"}, {}, {3: ("4",)}),
        Expected("Tableau", "indicateurs", "", {"E": "réalisé"}, {}, {4: ("4",)}),
    ], tidy=False),
)  # fmt: skip
