"""What a sheet says in words and its own figures deny, and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.written import Book, found, typed

FOLLOW_UP: Book = {
    "F": [
        ["N°", "Indicateur", "Résultat 2022", "Cible 2023", "Résultat 2023", "Statut 2023"],
        ["1.1", "Décroché", (0.842, "%"), (0.85, "%"), (0.861, "%"), "Atteint"],
        ["1.2", "Délai moyen", 14, 12, 11, "Atteint"],
        ["2.1", "Satisfaction", (0.905, "%"), (0.91, "%"), (0.908, "%"), "Non atteint"],
        ["2.2", "Réclamations", (0.021, "%"), (0.02, "%"), (0.019, "%"), "Atteint"],
    ]
}
POINTS: Book = {
    "F": [
        ["Indicateur", "Cible", "Résultat", "Taux d'atteinte", "Points max", "Points"],
        ["Décroché", (0.85, "%"), (0.867, "%"), (1.02, "%"), 100, 100],
        ["Courriels", (0.9, "%"), (0.81, "%"), (0.9, "%"), 80, 72],
        ["Accueil", (0.95, "%"), (0.95, "%"), (1, "%"), 120, 120],
        ["Total", "", "", "", 300, 292],
    ]
}
DATES: Book = {
    "F": [
        ["N°", "Action", "Échéance", "Date de réalisation", "Statut"],
        [1, "Schéma directeur", "31/12/2023", "15/12/2023", "Réalisé dans les délais"],
        [2, "Migration", "30/06/2024", "10/09/2024", "Réalisé en retard"],
        [3, "Enquête", "30/09/2024", "", "En cours"],
    ]
}
YEARS: Book = {
    "F": [
        ["Budget (en €)", 2023, 2024, 2025, 2026, "Total COG"],
        ["Personnel", 610, 615, 620, 618, 2463],
        ["Fonctionnement", 240, 236, 231, 228, 935],
        ["Total", 850, 851, 851, 846, 3398],
    ]
}
PARTS: Book = {
    "F": [
        ["Poste", "2023", "2024"],
        ["Personnel", 520, 531],
        ["Charges externes", 130, 127],
        ["dont loyers", 70, 71],
        ["Total", 650, 658],
    ]
}
CLEAN = {"suivi": FOLLOW_UP, "points": POINTS, "dates": DATES, "années": YEARS, "dont": PARTS}


@pytest.mark.parametrize("name", CLEAN)
def test_a_right_sheet_is_left_alone(tmp_path: Path, name: str) -> None:
    assert not found(tmp_path, CLEAN[name])


@pytest.mark.parametrize(
    ("book", "cells", "kind", "place", "recomputed"),
    [
        (FOLLOW_UP, {"F_F2": "Non atteint"}, "statut", "F!F2", "cible atteinte"),
        (FOLLOW_UP, {"F_F3": "Non atteint"}, "statut", "F!F3", "cible atteinte"),
        (FOLLOW_UP, {"F_F4": "Cible atteinte"}, "statut", "F!F4", "cible manquée"),
        (FOLLOW_UP, {"F_A4": "1.2"}, "numero-en-double", "F!A4", "2.1"),
        (POINTS, {"F_F3": 102, "F_F5": 322}, "maximum", "F!F3", "80 au plus"),
        (POINTS, {"F_D3": (0.81, "%")}, "taux", "F!D3", "90 %"),
        (DATES, {"F_E3": "Réalisé dans les délais"}, "echeance", "F!E3", "en retard"),
        (DATES, {"F_E2": "Réalisé avec retard"}, "echeance", "F!E2", "dans les délais"),
        (YEARS, {"F_C1": 2025, "F_D1": 2024}, "annees-echangees", "F!C1", "2024, 2025"),
        (PARTS, {"F_C4": 171}, "dont", "F!C4", "127 au plus"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_cell_that_the_others_deny(
    tmp_path: Path, book: Book, cells: dict[str, object], kind: str, place: str, recomputed: str
) -> None:
    told = [(one[0], one[1], one[3]) for one in found(tmp_path, typed(book, **cells))]
    assert told == [(kind, place, recomputed)]


@pytest.mark.parametrize(
    "book",
    [
        # A numerator and a denominator share their number: the numbering has no hole.
        typed(FOLLOW_UP, F_A3="1.1", F_A4="1.2", F_A5="1.3"),
        # Nothing but one other line tells which way is better.
        {"F": [*FOLLOW_UP["F"][:2], [*FOLLOW_UP["F"][2][:5], "Non atteint"]]},
        # A target kept from year to year does not say which way is better.
        typed(FOLLOW_UP, F_C2=(0.85, "%"), F_F2="Non atteint"),
        # « En cours » is no verdict.
        typed(FOLLOW_UP, F_F2="En cours"),
        # Extra points are given to several lines: there is no maximum.
        typed(POINTS, F_F2=110, F_F3=102, F_F5=332),
        # Done after the date, which the status owns.
        typed(DATES, F_E2="Réalisé", F_E3="Réalisé hors délai"),
        # Years told from the last to the first, and a year left out.
        typed(YEARS, F_B1=2026, F_C1=2025, F_D1=2024, F_E1=2023),
        typed(YEARS, F_E1=2028),
        # A « dont » of another unit is above its line in every column.
        typed(PARTS, F_B4=1700, F_C4=1710),
    ],
)
def test_what_only_looks_like_it(tmp_path: Path, book: Book) -> None:
    assert not found(tmp_path, book)
