"""Changes from one column to the next, results of accounts, means of rates, forgotten lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.audit.written import Book, found, typed

#: 2018 to 2022; the total changes by 10 %, −5 %, 12,5 % and 4 %.
TRAJECTORY: Book = {
    "F": [
        ["Trajectoire", 2018, 2019, 2020, 2021, 2022],
        ["Soins", 700, 780, 730, 821.25, 850],
        ["Gestion", 300, 320, 315, 354.375, 372.65],
        ["Total des dépenses", 1000, 1100, 1045, 1175.625, 1222.65],
        ["Évolution annuelle", None, (0.1, "%"), (-0.05, "%"), (0.125, "%"), (0.04, "%")],
    ]
}
MONTHS: Book = {
    "F": [
        ["Mois", "Volume", "Écart", "Évolution / mois précédent"],
        ["janvier", 500],
        ["février", 600, 100, (0.2, "%")],
        ["mars", 450, -150, (-0.25, "%")],
        ["avril", 540, 90, (0.2, "%")],
        ["mai", 810, 270, (0.5, "%")],
        ["juin", 729, -81, (-0.1, "%")],
    ]
}
#: In thousands: the rates were computed before the amounts were rounded.
ROUNDED: Book = {
    "F": [
        ["Charges (en milliers d'euros)", 2019, 2020, 2021, 2022],
        ["Total charges", 1234, 941, 1017, 1338],
        ["Évolution des charges", None, (-0.238, "%"), (0.0805, "%"), (0.316, "%")],
    ]
}
ACCOUNT: Book = {
    "F": [
        ["Dépenses", 2020, 2021, 2022],
        ["Achats", 310, 420, 330],
        ["Personnel", 840, 850, 860],
        ["Total dépenses", 1150, 1270, 1190],
        [],
        ["Recettes", 2020, 2021, 2022],
        ["Dotation", 1000, 1010, 1020],
        ["Remises", 200, 210, 205],
        ["Total recettes", 1200, 1220, 1225],
        [],
        ["Résultat", 50, -50, 35],
    ]
}
#: The balance of each year takes up that of the year before: no plain difference.
CARRIED: Book = {
    "F": [
        ["Fonds", 2019, 2020, 2021, 2022, 2023],
        ["Report à nouveau", 500, 700, 450, 520, 610],
        ["Total recettes", 1200, 1000, 1110, 1250, 990],
        ["Total dépenses", 1000, 1250, 1040, 1160, 1100],
        ["Solde cumulé", 700, 450, 520, 610, 500],
    ]
}
QUARTERS: list[tuple[float, ...]] = [
    (0.8, 0.84, 0.88, 0.92),
    (0.9, 0.91, 0.92, 0.95),
    (0.71, 0.75, 0.73, 0.77),
    (0.6, 0.66, 0.72, 0.7),
    (0.95, 0.97, 0.93, 0.99),
    (0.5, 0.58, 0.62, 0.7),
]
#: The year weighs its quarters, the mean does not; the gap is that of the year, in points.
YEARS = (0.85, 0.917, 0.735, 0.68, 0.955, 0.615)
RATES: Book = {
    "F": [
        ["Indicateur", "T1", "T2", "T3", "T4", "Année", "Moyenne des trimestres", "Objectif",
         "Écart (points)"],
        *[
            [f"Taux n° {n}", *[(one, "%") for one in (*four, year, round(sum(four) / 4, 4), 0.9)],
             round(100 * (year - 0.9), 1)]
            for n, (four, year) in enumerate(zip(QUARTERS, YEARS, strict=True), 1)
        ],
    ]
}  # fmt: skip
#: Gaps of rates that lie near to one another.
GAPS: Book = {
    "F": [
        ["Indicateur", "Cible", "T1", "T2", "T3", "T4", "Moyenne", "Écart à la cible"],
        *[
            [f"Taux n° {n}", *[(one, "%") for one in (0.8, *four, mean, round(mean - 0.8, 4))]]
            for n, four in enumerate(QUARTERS, 1)
            if (mean := round(sum(four) / 4, 4))
        ],
    ]
}
TOTALS: Book = {
    "F": [
        ["Ligne", "Prévu", "Réalisé", "Écart"],
        ["Action 1", 100, 90, "=C2-B2"],
        ["Action 2", 250, 270, "=C3-B3"],
        ["Action 3", 75, 70, "=C4-B4"],
        ["Total", "=SUM(B2:B4)", "=SUM(C2:C4)", "=C5-B5"],
    ]
}
ACTIVITY: Book = {
    "F": [
        ["Service", "T1", "T2", "Année"],
        ["Accueil", 310, 420, 730],
        ["Téléphone", 1200, 1340, 2540],
        ["Courriels", 95, 130, 225],
        ["Ensemble", 1605, 1890, 3495],
    ]
}

#: 1 029 for 1 810 is 56,85, printed 56,9.
INDEX: Book = {
    "F": [
        ["Série", 2019, 2020, 2021, 2022, 2023],
        ["Volume de dossiers", 1810, 1516, 1692, 957, 1029],
        ["Indice base 100 en 2019", 100, 83.8, 93.5, 52.9, 56.9],
        ["Variation depuis 2019", None, (-0.162, "%"), (-0.065, "%"), (-0.471, "%"), (-0.431, "%")],
    ]
}
PER_THOUSAND: Book = {
    "F": [
        ["Caisse", "Bénéficiaires", "Réclamations", "Réclamations pour 1 000 bénéficiaires"],
        ["Aude", 200000, 500, 2.5],
        ["Gard", 400000, 1800, 4.5],
        ["Lozère", 80000, 100, 1.25],
        ["Tarn", 250000, 900, 3.6],
        ["Région", 930000, 3300, 3.55],
    ]
}
MONTHLY: Book = {
    "F": [
        ["", "janv", "févr", "mars", "avr", "Total"],
        ["Courriels reçus", 510, 640, 702, 588, "=SUM(B2:E2)"],
        ["Courriels traités", 498, 610, 655, 571, "=SUM(B3:E3)"],
    ]
}

#: Nothing is left at the end of March: April opens with nothing.
STOCK: Book = {
    "F": [
        ["Mois", "Stock initial", "Entrées", "Sorties", "Stock final"],
        ["Janvier", 120, 40, 60, 100],
        ["Février", 100, 50, 70, 80],
        ["Mars", 80, 20, 100, 0],
        ["Avril", 0, 90, 30, 60],
        ["Mai", 60, 30, 45, 45],
        ["Juin", 45, 70, 50, 65],
    ]
}

CLEAN = {
    "a stock that was used up": STOCK,
    "an index and changes since a first year": INDEX,
    "rates for a thousand": PER_THOUSAND,
    "months of two lines": MONTHLY,
    "a trajectory": TRAJECTORY,
    "months": MONTHS,
    "rates of rounded amounts": ROUNDED,
    "an account": ACCOUNT,
    "a balance that is carried on": CARRIED,
    "a year that weighs its quarters": RATES,
    "gaps of rates": GAPS,
    "sums": TOTALS,
    "a year that adds up its quarters": ACTIVITY,
}


@pytest.mark.parametrize("name", CLEAN)
def test_no_false_alarm(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, CLEAN[name]) == []


@pytest.mark.parametrize(
    ("book", "cells", "kind", "place"),
    [
        (TRAJECTORY, {"F_D5": (0.05, "%")}, "progression", "F!D5"),
        (TRAJECTORY, {"F_F5": (0.083, "%")}, "progression", "F!F5"),
        (MONTHS, {"F_C5": 190}, "progression", "F!C5"),
        (MONTHS, {"F_D6": (0.56, "%")}, "progression", "F!D6"),
        (ROUNDED, {"F_E3": (0.416, "%")}, "progression", "F!E3"),
        (ACCOUNT, {"F_C11": 50 + 90}, "resultat", "F!C11"),
        (ACCOUNT, {"F_D11": -55}, "resultat", "F!D11"),
        (CARRIED, {"F_F5": 590}, "calcul", "F!F5"),
        (RATES, {"F_G4": (0.79, "%")}, "moyenne", "F!G4"),
        (RATES, {"F_I5": -27}, "ecart", "F!I5"),
        (GAPS, {"F_H5": (-0.11, "%")}, "ecart", "F!H5"),
        (TOTALS, {"F_B5": "=SUM(B3:B4)"}, "formule", "F!B5"),
        (INDEX, {"F_D3": 100.7}, "progression", "F!D3"),
        (INDEX, {"F_E4": (-0.421, "%")}, "progression", "F!E4"),
        (PER_THOUSAND, {"F_D4": 2.25}, "taux", "F!D4"),
        (MONTHLY, {"F_F3": "=SUM(C3:E3)"}, "formule", "F!F3"),
        (ACTIVITY, {"F_D3": 2450}, "calcul", "F!D3"),
    ],
)
def test_what_is_found(
    tmp_path: Path, book: Book, cells: dict[str, Any], kind: str, place: str
) -> None:
    assert [one[:2] for one in found(tmp_path, typed(book, **cells))] == [(kind, place)]


def test_a_wrong_total_is_told_once_and_not_again_by_its_result(tmp_path: Path) -> None:
    told = found(tmp_path, typed(ACCOUNT, F_C9=1320))
    assert tuple(place for _, place, *_ in told) == ("F!C9",)


def test_a_rate_with_a_floor_is_computed_by_its_own_formula(tmp_path: Path) -> None:
    lines: list[list[Any]] = [["Indicateur", "Valeur", "Cible", "Seuil", "Taux d'atteinte"]]
    for row, (value, target, floor) in enumerate(
        [(0.8, 0.9, None), (0.7, 0.8, None), (0.72, 0.9, None), (0.85, 0.9, 0.6), (0.9, 0.8, 0.7)],
        2,
    ):
        rate = f"=_xldudf_COG_ATTAINMENT(B{row},C{row},D{row})"
        shown = [None if one is None else (one, "%") for one in (value, target, floor)]
        lines.append([f"Taux n° {row}", *shown, (rate, "%")])
    assert found(tmp_path, {"F": lines}) == []
