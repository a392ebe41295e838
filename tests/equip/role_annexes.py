"""Annexes with a row for each role or year of a subject, cards of years, letters and months."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from openpyxl import Workbook

from tests.equip.annex_kit import Annex, Expected, fill, indicators

OPENED = "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00"
PICKED = "Taux d'appels décrochés"
COVERED = "Taux de couverture territoriale des points d'accueil"
#: Number, label, printed targets of 2012 and 2013.
_KNOWN = ((1, OPENED, "98 %", "98 %"), (2, PICKED, "90 %", "90 %"), (6, COVERED, "88 %", "90 %"))


def rows_of_roles(book: Workbook) -> None:
    """« Objectif », « Réalisé », « Écart » down, years across; number and label once, merged."""
    sheet = book.create_sheet("Tableau de bord")
    rows: list[list[Any]] = [["N°", "Indicateur", None, 2012, 2013]]
    for number, label, first, second in _KNOWN:
        rows += [
            [number, label, "Objectif", first, second],
            [None, None, "Réalisé", "89 %", 0.91],
            [None, None, "Écart", "-1 pt", "1 pt"],
        ]
    fill(sheet, "A1", rows)
    for top in (2, 5, 8):
        sheet.merge_cells(f"A{top}:A{top + 2}")
        sheet.merge_cells(f"B{top}:B{top + 2}")


def role_in_a_column(book: Workbook) -> None:
    """An extraction: one row an indicator, a year and a role."""
    rows: list[list[Any]] = [["Code", "Libellé", "Exercice", "Type", "Valeur"]]
    for number, label, *targets in _KNOWN:
        for year, target in zip((2012, 2013), targets, strict=True):
            rows += [[number, label, year, "Cible", target], [number, label, year, "Réel", 0.9]]
    fill(book.create_sheet("Extraction"), "A1", rows)


def rows_without_a_role(book: Workbook) -> None:
    """Half of the rows have no role: which figures they hold is not told, none is read as one."""
    rows: list[list[Any]] = [["N°", "Indicateur", "Nature", 2013]]
    for number, label, _, target in _KNOWN:
        rows += [[number, label, "Objectif", target], [None, None, "Réalisé", 0.91]]
        rows += [[None, None, None, 0.5], [None, None, "Siège", 0.6]]
    fill(book.create_sheet("Mélange"), "A1", rows)


def years_down(book: Workbook) -> None:
    """One row a year; number and label stand in the first of them only."""
    rows: list[list[Any]] = [["N°", "Indicateur", "Année", "Objectif", "Réalisé"]]
    for number, label, first, second in _KNOWN:
        rows += [[number, label, 2012, first, 0.88], [None, None, 2013, second, 0.9]]
    fill(book.create_sheet("Suivi"), "A1", rows)


def fund_typed_once(book: Workbook) -> None:
    fill(
        book.create_sheet("Budgets 2013"),
        "A1",
        [
            ["Exécution 2013, en euros"],
            ["Fonds", "Ligne", "Voté", "Exécuté", "% BR"],
            ["FNGA", "Personnel", 14052000, 13900000, 0.989],
            [None, "Fonctionnement", 5104000, 5000000, 0.98],
            ["FNGR", "Communication", 100000, 94000, 0.94],
            [None, "Etudes", 22000, 21000, 0.955],
            [None, "Total des dépenses brutes", 19256000, 19015000, 0.987],
        ],
    )


def cards_of_years(book: Workbook) -> None:
    fill(
        book.create_sheet("Fiches"),
        "A1",
        [
            [f"Indicateur n° 2 – {PICKED}"],
            ["Année", 2012, 2013],
            ["Objectif", "90 %", "90 %"],
            ["Réalisé", "89 %", 91],
            [],
            ["Ind. 6", COVERED],
            [],
            [None, "2012", "2013"],
            ["Cible", "88 %", "90 %"],
            ["Résultat", "n.d.", "91 %"],
            ["Analyse", "Ouverture de Nantes", None],
            [],
            [f"Indicateur n° 3 – {PICKED}"],
            ["Année", 2012, 2013],
            ["Objectif", "90 %", "90 %"],
            ["Réalisé", "80 %", "81 %"],
        ],
    )


def letters(book: Workbook) -> None:
    rows: list[list[Any]] = [["Commentaire", "R 2013", "O 2013", "Indicateur", "Ind."]]
    rows += [["x", 0.91, target, label, number] for number, label, _, target in _KNOWN]
    fill(book.create_sheet("Revue"), "A1", rows)


def months(book: Workbook) -> None:
    names = [
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ]
    rows: list[list[Any]] = [["N°", "Indicateur", "Objectif", *names, "Année"]]
    rows += [[number, label, target, *([0.9] * 12), 0.91] for number, label, _, target in _KNOWN]
    fill(book.create_sheet("Mensuel 2013"), "A1", rows)


def months_and_mean(book: Workbook) -> None:
    """The mean of twelve rates is not the rate of the year: asked."""
    names = [datetime(2013, month, 1) for month in range(1, 13)]
    rows: list[list[Any]] = [["N°", "Indicateur", "Objectif", *names, "Moyenne 2013"]]
    rows += [[number, label, target, *([0.9] * 12), 0.91] for number, label, _, target in _KNOWN]
    fill(book.create_sheet("Mensuel 2013"), "A1", rows)


def same_figure_everywhere(book: Workbook) -> None:
    """90 % is the target of many: a column of 90 % is no column of targets by that."""
    rows: list[list[Any]] = [["N°", "Indicateur", "N-1", "Objectif N", "Réalisé N"]]
    rows += [[number, label, 0.9, target, 0.91] for number, label, _, target in _KNOWN]
    fill(book.create_sheet("Bilan 2013"), "A1", rows)


def titles_and_dates(book: Workbook) -> None:
    """A numbered title between two tables, and the dated measures of the agreement."""
    rows: list[list[Any]] = [["N°", "Indicateur", "Objectif 2013", "Réalisé 2013"]]
    rows += [[number, label, target, "91 %"] for number, label, _, target in _KNOWN]
    rows += [[], [2, "Budget et moyens"], [], ["Poste", "Montant"], ["Postes vacants", 3]]
    fill(book.create_sheet("Synthèse"), "A1", rows)
    fill(
        book.create_sheet("Jalons"),
        "A1",
        [
            ["Étape", "Échéance", "Fait le"],
            ["Phase test de la visioconférence", "31/12/2012", "20/11/2012"],
            ["Mise en service de l'intranet", "30/06/2012", None],
            ["Recrutement d'un chef de projet", "31/12/2012", None],
        ],
    )


_NUMBERS = ("1", "2", "6")
_DATED = {"A": "numéro", "B": "libellé"}


def _each(first: int, step: int) -> dict[int, str]:
    """Return row → number for one row of each indicator."""
    return {first + step * place: number for place, number in enumerate(_NUMBERS)}


ROLES = (
    Annex("a row for each role", rows_of_roles, [
        indicators("Tableau de bord", {**_DATED, "D": f"{role} 2012", "E": f"{role} 2013"},
                   _each(first, 3))
        for role, first in (("objectif", 2), ("réalisé", 3))
    ], tidy=False),
    Annex("a column of roles and one of values", role_in_a_column, [
        indicators("Extraction", {**_DATED, "E": role}, {
            first + 4 * place + 2 * year: number
            for place, number in enumerate(_NUMBERS) for year in (0, 1)
        })
        for role, first in (("objectif", 2), ("réalisé", 3))
    ], tidy=False),
    Annex("rows without a role", rows_without_a_role, [
        indicators("Mélange", _DATED, _each(2, 4)),
    ], tidy=False),
    Annex("a row for each year, named once", years_down, [
        indicators("Suivi", {**_DATED, "D": "objectif", "E": "réalisé"}, {
            2 + 2 * place + year: number
            for place, number in enumerate(_NUMBERS) for year in (0, 1)
        }),
    ], tidy=False),
    Annex("a fund typed once for its lines", fund_typed_once, [Expected(
        "Budgets 2013", "budget", "",
        {"A": "fonds", "B": "libellé", "C": "voté 2013 €", "D": "exécuté 2013 €", "E": "taux"},
        {3: "FNGA/personnel", 4: "FNGA/fonctionnement", 5: "FNGR/communication",
         6: "FNGR/etudes"},
    )], tidy=False),
    Annex("cards with a column for each year", cards_of_years, [
        indicators("Fiches", {"B": f"{role} 2012", "C": f"{role} 2013"}, {row: number})
        for number, role, row in (
            ("2", "objectif", 3), ("2", "réalisé", 4), ("6", "objectif", 9), ("6", "réalisé", 10),
        )
    ], tidy=False),
    Annex("letters for roles", letters, [indicators(
        "Revue",
        {"A": "commentaire", "B": "réalisé 2013", "C": "objectif 2013", "D": "libellé",
         "E": "numéro"},
        _each(2, 1),
    )], tidy=False),
    Annex("months and the year", months, [indicators(
        "Mensuel 2013", {**_DATED, "C": "objectif 2013", "P": "réalisé 2013"}, _each(2, 1),
    )], tidy=False),
    Annex("months and their mean", months_and_mean, [indicators(
        "Mensuel 2013", {**_DATED, "C": "objectif 2013"}, _each(2, 1),
    )], tidy=False),
    Annex("a numbered title, and a sheet of dates", titles_and_dates, [indicators(
        "Synthèse", {**_DATED, "C": "objectif 2013", "D": "réalisé 2013"}, _each(2, 1),
    ), Expected(
        "Jalons", "échéances", "", {"A": "libellé", "B": "échéance", "C": "fait le"},
        {2: "visio_test", 3: "intranet"},
    )], tidy=False),
    Annex("the same figure in every row", same_figure_everywhere, [indicators(
        "Bilan 2013", {**_DATED, "D": "objectif 2013", "E": "réalisé 2013"}, _each(2, 1),
    )], tidy=False),
)  # fmt: skip
