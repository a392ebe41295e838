"""Annexes of forms that officers keep: several funds side by side, one subject a sheet, years down.

Their maps were written by hand before they were read.
"""

from __future__ import annotations

from openpyxl import Workbook

from tests.equip.annex_kit import Annex, Expected, fill, indicators, rate

PICKED, TRACED = "Taux d'appels décrochés", "Taux d'appels correctement tracés"


def funds_in_headings(book: Workbook) -> None:
    fill(
        book.create_sheet("Budgets"),
        "A1",
        [
            ["Exécution 2013 des deux fonds (en euros)"],
            [],
            ["Ligne", "FNGA voté", "FNGA exécuté", "FNGR voté", "FNGR exécuté"],
            ["Total des dépenses brutes", 25_055_000, 24_800_000, 507_000, 480_000],
            ["Dotation FNGT", 19_055_000, 19_055_000, 507_000, 507_000],
            ["Personnel", 14_052_000, 13_900_000, None, None],
            ["Fonctionnement", 5_104_000, 5_050_000, None, None],
            ["Communication", None, None, 100_000, 90_000],
            ["Etudes", None, None, 22_000, 20_000],
        ],
    )


def funds_merged(book: Workbook) -> None:
    sheet = book.create_sheet("Exécution")
    fill(
        sheet,
        "A1",
        [
            ["Exécution budgétaire – montants en K€"],
            [],
            ["Nature de dépenses", "FNGA", None, None, "FNGR", None, None, "Total"],
            [None, "BP 2013", "Réel 2013", "% exéc.", "BP 2013", "Réel 2013", "% exéc.", "Réel"],
            ["Personnel", 14_052, 13_900, rate(0.99), None, None, None, 13_900],
            ["Fonctionnement", 5_104, 4_990, rate(0.98), None, None, None, 4_990],
            ["Communication", None, None, None, 100, 90, rate(0.9), 90],
            ["Campagnes nationales", None, None, None, 0, 0, None, 0],
            ["Total des dépenses brutes", 25_055, 24_800, rate(0.99), 507, 470, rate(0.93), 25_270],
        ],
    )  # fmt: skip
    for area in ("B3:D3", "E3:G3", "A3:A4"):
        sheet.merge_cells(area)


def one_fund_in_headings(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi"),
        "A1",
        [
            ["Poste", "Voté FNGR 2014 (€)", "Exécuté FNGR 2014 (€)"],
            ["Communication", 100_000, 98_000],
            ["Etudes", 22_000, 15_000],
            ["Total des dépenses nationales", 132_000, 113_000],
        ],
    )


def indicator_in_the_title(book: Workbook) -> None:
    fill(
        book.create_sheet("Ind 2"),
        "A1",
        [
            [f"Indicateur 2 : {PICKED}"],
            [],
            ["Année", "Objectif", "Réalisé", "Observations"],
            [2012, 0.9, 0.86],
            [2013, 0.9, 0.89, "Nouvelle plate-forme"],
            [2014, 0.9, None],
        ],
    )


def label_in_the_title(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi"),
        "B2",
        [
            [TRACED],
            ["Exercice", "Cible", "Résultat"],
            [2012, "95 %", "93 %"],
            [2013, "95 %", "96 %"],
        ],
    )


def part_of_an_indicator_in_the_title(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi"),
        "A1",
        [
            [f"Indicateur 2 : {PICKED} – Lyon"],
            ["Année", "Objectif", "Réalisé"],
            [2012, 0.9, 0.86],
            [2013, 0.9, 0.89],
        ],
    )


def sites_of_an_indicator(book: Workbook) -> None:
    fill(
        book.create_sheet("Sites"),
        "A1",
        [
            [f"Indicateur 2 : {PICKED}"],
            ["Année", "Site", "Objectif", "Réalisé"],
            [2012, "Lyon", 0.9, 0.86],
            [2013, "Lyon", 0.9, 0.89],
        ],
    )
    fill(
        book.create_sheet("Deux par an"),
        "A1",
        [
            [f"Indicateur 2 : {PICKED}"],
            ["Année", "Objectif", "Réalisé"],
            [2012, 0.9, 0.86],
            [2012, 0.9, 0.91],
            [2013, 0.9, 0.89],
        ],
    )


def line_in_the_title(book: Workbook) -> None:
    fill(
        book.create_sheet("Personnel"),
        "A1",
        [
            ["FNGA – Dépenses de personnel (en €)"],
            [],
            ["Exercice", "Budget voté", "Exécuté", "Solde"],
            [2012, 14_225_000, 14_068_100, "=B4-C4"],
            [2013, 14_052_000, 13_737_800, "=B5-C5"],
            ["Total", "=SUM(B4:B5)", "=SUM(C4:C5)", "=B6-C6"],
        ],
    )


def part_of_a_line_in_the_title(book: Workbook) -> None:
    fill(
        book.create_sheet("Suivi"),
        "A1",
        [
            ["FNGA – Personnel – siège (k€)"],
            ["Année", "Voté", "Exécuté"],
            [2012, 14_225, 14_068],
            [2013, 14_052, 13_737],
        ],
    )


def end_of_december(book: Workbook) -> None:
    fill(
        book.create_sheet("TdB"),
        "A1",
        [
            ["Réf.", "Indicateur", "Cible COG 2013", "Résultat à fin décembre 2013"],
            [2, PICKED, "90 %", "89 %"],
            [4, TRACED, "95 %", "96 %"],
        ],
    )


FRESH = (
    Annex(
        "two funds in the headings",
        funds_in_headings,
        [
            Expected(
                "Budgets", "budget", "FNGA",
                {"B": "voté 2013 €", "C": "exécuté 2013 €"},
                {4: "total_brut", 5: "dotation_fngt",
                 6: "personnel", 7: "fonctionnement"},
            ),
            Expected(
                "Budgets", "budget", "FNGR",
                {"D": "voté 2013 €", "E": "exécuté 2013 €"},
                {4: "total_brut", 5: "dotation_fngt",
                 8: "communication", 9: "etudes"},
            ),
        ],
    ),
    Annex(
        "two funds merged above",
        funds_merged,
        [
            Expected(
                "Exécution", "budget", "FNGA",
                {"B": "voté 2013 k€", "C": "exécuté 2013 k€"},
                {5: "personnel", 6: "fonctionnement",
                 9: "total_brut"},
            ),
            Expected(
                "Exécution", "budget", "FNGR",
                {"E": "voté 2013 k€", "F": "exécuté 2013 k€"},
                {7: "communication", 8: "campagnes_nationales",
                 9: "total_brut"},
            ),
        ],
    ),
    Annex(
        "one fund in the headings",
        one_fund_in_headings,
        [
            Expected(
                "Suivi", "budget", "FNGR",
                {"B": "voté 2014 €", "C": "exécuté 2014 €"},
                {2: "communication", 3: "etudes",
                 4: "total_national"},
            )
        ],
    ),
    Annex(
        "an indicator in the title, years down",
        indicator_in_the_title,
        [indicators("Ind 2", {"B": "objectif", "C": "réalisé"},
                    {4: "2", 5: "2", 6: "2"})],
    ),
    Annex(
        "a label in the title, proven by its targets",
        label_in_the_title,
        [indicators("Suivi", {"C": "objectif", "D": "réalisé"},
                    {4: "4", 5: "4"})],
    ),
    Annex("a part of an indicator in the title", part_of_an_indicator_in_the_title, [],
          ignored=["Suivi"]),
    Annex("sites of an indicator, years down", sites_of_an_indicator, [],
          ignored=["Sites", "Deux par an"]),
    Annex(
        "a budget line in the title, years down",
        line_in_the_title,
        [Expected("Personnel", "budget", "FNGA", {"B": "voté", "C": "exécuté"},
                  {4: "personnel", 5: "personnel"})],
    ),
    Annex("a part of a budget line in the title", part_of_a_line_in_the_title, [],
          ignored=["Suivi"]),
    Annex(
        "results at the end of December",
        end_of_december,
        [indicators("TdB", {"C": "objectif 2013 ratio", "D": "réalisé 2013 ratio"},
                    {2: "2", 3: "4"})],
    ),
)  # fmt: skip
