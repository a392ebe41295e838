"""One figure that breaks what few other cells bear out: they are enough where words say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.written import Book, found, typed

MONTHS = ("Janvier", "Février", "Mars", "Avril", "Mai", "Juin")
SUMMARIES: Book = {
    "F": [
        ["Mois", "Appels"],
        *[[month, days] for month, days in zip(MONTHS, (12, 14, 11, 9, 10, 16), strict=True)],
        ["Moyenne", 12],
        ["Médiane", 11.5],
        ["Minimum", 9],
        ["Maximum", 16],
    ]
}
TRANSFERS: Book = {
    "F": [
        ["Poste", "Budget initial", "Virements", "Crédits ouverts"],
        ["Personnel", 620000, -12300, 607700],
        ["Fonctionnement", 180000, 17500, 197500],
        ["Informatique", 95000, -5200, 89800],
        ["Total", 895000, 0, 895000],
    ]
}
ACCOUNT: Book = {
    "F": [
        ["Libellé", "2023", "2024"],
        ["Cotisations", 820, 845],
        ["Dotations", 310, 305],
        ["Total des produits", 1130, 1150],
        ["Prestations", 905, 930],
        ["Gestion", 201, 205],
        ["Total des charges", 1106, 1135],
        ["Résultat", 24, 15],
    ]
}
WEIGHTS: Book = {
    "F": [
        ["Indicateur", "Points (sur 1 000)", "Points obtenus"],
        ["Taux de décroché", 300, 300],
        ["Délai moyen", 280, 140],
        ["Coût de gestion", 420, 400],
        ["Total", 1000, 840],
    ]
}
SHARES: Book = {
    "F": [
        ["Indicateur", "Poids", "Note"],
        ["A", (0.3, "0%"), 9],
        ["B", (0.25, "0%"), 8],
        ["C", (0.25, "0%"), 10],
        ["D", (0.2, "0%"), 5],
        ["Total", (1, "0%"), ""],
    ]
}
AMENDED: Book = {
    "F": [
        ["Poste", "BI 2024", "DM n° 1", "BR 2024", "Réalisé 2024", "Taux de consommation"],
        ["Personnel", 900, -15, 885, 878.2, ("=E2/D2", "%")],
        ["Fonctionnement", 310, 20, 330, 301.5, ("=E3/D3", "%")],
        ["Investissement", 140, -5, 135, 119, ("=E4/D4", "%")],
        ["Total", 1350, 0, 1350, 1298.7, ("=E5/D5", "%")],
    ]
}
RATIOS: Book = {
    "F": [
        ["Agence", "Dossiers", "ETP", "Dossiers par ETP"],
        ["Agence 1", 12000, 8, 1500],
        ["Agence 2", 18500, 10, 1850],
        ["Agence 3", 9600, 6.4, 1500],
        ["Ensemble", 40100, 24.4, 1643.44],
    ]
}
CLEAN = {
    "synthèse": SUMMARIES,
    "virements": TRANSFERS,
    "compte": ACCOUNT,
    "pondérations": WEIGHTS,
    "poids": SHARES,
    "budget rectificatif": AMENDED,
    "ratios": RATIOS,
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_right_sheet_is_left_alone(tmp_path: Path, name: str) -> None:
    assert not found(tmp_path, CLEAN[name])


@pytest.mark.parametrize(
    ("book", "cells", "place", "printed", "recomputed"),
    [
        (SUMMARIES, {"F_B8": 12.6}, "F!B8", "12,6", "12"),
        (SUMMARIES, {"F_B11": 14}, "F!B11", "14", "16"),
        (TRANSFERS, {"F_C3": 18500, "F_D3": 198500}, "F!D5", "895 000", "896 000"),
        (ACCOUNT, {"F_C8": 51}, "F!C8", "51", "15"),
        (WEIGHTS, {"F_B3": 270, "F_C3": 135}, "F!B5", "1 000", "990"),
        (SHARES, {"F_B3": (0.2, "0%")}, "F!B6", "100 %", "95 %"),
        (AMENDED, {"F_F3": (301.5 / 310, "%")}, "F!F3", "97,26 %", "91,36 %"),
        # A ratio is told as it is printed, and no total of ratios is asked for.
        (RATIOS, {"F_D3": 1580}, "F!D3", "1 580", "1 850"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_cell_that_the_others_deny(
    tmp_path: Path, book: Book, cells: dict[str, object], place: str, printed: str, recomputed: str
) -> None:
    told = [one[1:] for one in found(tmp_path, typed(book, **cells))]
    assert (place, printed, recomputed) in told


def test_a_second_rule_of_two_lines_is_a_rule(tmp_path: Path) -> None:
    """Two lines that are divided by the first budget are meant to be."""
    lines = [
        ["Autres", 200, 10, 210, 150, (150 / 210, "%")],
        ["Divers", 100, 5, 105, 90, (90 / 100, "%")],
        ["Travaux", 60, 12, 72, 36, (36 / 60, "%")],
    ]
    book: Book = {"F": [*AMENDED["F"][:4], *lines]}
    assert not [one for one in found(tmp_path, book) if one[0] == "taux"]


def test_a_mean_of_delays_may_weigh_them(tmp_path: Path) -> None:
    delays = typed(SUMMARIES, F_B1="Délai (j)", F_B8=12.6)
    assert not found(tmp_path, delays)
    assert found(tmp_path, typed(delays, F_B8=12, F_B11=14))


def test_a_median_rounded_to_the_unit_is_right(tmp_path: Path) -> None:
    assert not found(tmp_path, typed(SUMMARIES, F_B9=12))
