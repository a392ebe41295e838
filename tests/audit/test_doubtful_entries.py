"""Slips that no sum shows, in tables that are otherwise right, and what only looks like one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pycog.annexes import audit_workbook
from tests.audit.written import Book, book_of, found, typed

DAY = "dd/mm/yyyy"
REGISTER: Book = {
    "F": [
        ["Date", "Objet", "Montant", "Cumul"],
        *(
            [(dt.date(2023, 1 + month, 10), DAY), f"Marché {100 + month}", 100 + 7 * month, cumul]
            for month, cumul in enumerate([100, 207, 321, 442, 570, 705, 847, 996, 1152])
        ),
        ["", "Total", 1152, ""],
    ]
}
RATES: Book = {
    "F": [
        ["N°", "Indicateur", "Cible 2023", "Résultat 2023", "Statut"],
        [1, "Taux de satisfaction", (0.85, "%"), (0.88, "%"), "Atteint"],
        [2, "Taux de dématérialisation", (0.7, "%"), (0.75, "%"), "Atteint"],
        [3, "Taux de contact", (0.6, "%"), (0.5, "%"), "Non atteint"],
        [4, "Taux de réclamations", (0.05, "%"), (0.03, "%"), "Atteint"],
        [5, "Délai moyen", 12, 14, "Non atteint"],
    ]
}
YEARS: Book = {
    "F": [
        ["Nature (en €)", 2022, 2023, 2024, 2025],
        ["Personnel", 610, 615, 620, 618],
        ["Fonctionnement", 240, 236, 231, 228],
        ["Total", 850, 851, 851, 846],
    ]
}
MARKETS: Book = {
    "F": [
        ["Marché", "Début", "Fin", "Montant"],
        ["Nettoyage", (dt.date(2023, 1, 1), DAY), (dt.date(2023, 12, 31), DAY), 1000],
        ["Courrier", (dt.date(2023, 3, 1), DAY), (dt.date(2024, 2, 28), DAY), 2000],
        ["Gardiennage", (dt.date(2023, 5, 1), DAY), (dt.date(2024, 4, 30), DAY), 3000],
    ]
}
BRANCHES: Book = {
    "F": [
        ["Caisse", "Branche", "Montant"],
        *([f"Caisse {n}", "Maladie" if n % 2 else "Famille", 10 * n] for n in range(2, 10)),
        ["", "", ""],
        ["Total Maladie", "", '=SUMIF(B2:B9,"Maladie",C2:C9)'],
    ]
}
IN_TIME: Book = {
    "F": [
        ["N°", "Action", "Échéance", "Date de réalisation", "Statut"],
        [
            1,
            "Schéma",
            (dt.date(2023, 12, 31), DAY),
            (dt.date(2023, 12, 15), DAY),
            "Dans les délais",
        ],
        [2, "Migration", (dt.date(2024, 6, 30), DAY), (dt.date(2024, 9, 10), DAY), "En retard"],
        [3, "Enquête", (dt.date(2024, 9, 30), DAY), (dt.date(2024, 9, 1), DAY), "Dans les délais"],
    ]
}
FORECAST: Book = {
    "F": [
        ["Année", 2020, 2021, 2022, 2022],
        ["Version", "définitif", "définitif", "prévision", "définitif"],
        ["Charges", 10, 11, 12, 12.5],
        ["Produits", 9, 12, 12, 12],
    ]
}
DUE: Book = {
    "F": [
        ["Action", "Échéance"],
        *(
            [f"Action {month}", (dt.date(2032 if month == 2 else 2023, month, 28), DAY)]
            for month in range(1, 11)
        ),
    ]
}
CHANGES: Book = {
    "F": [
        ["Poste", 2021, 2022, "Évolution"],
        ["Personnel", 1000, 1020, (0.02, "%")],
        ["Intérim", 5, 62, (11.4, "%")],
        ["Loyers", 300, 310, (0.0333, "%")],
        ["Divers", 40, 38, (-0.05, "%")],
    ]
}
RENTS: Book = {
    "F": [
        ["Mois", "Objet", "Montant"],
        *([month, "Loyer", 850] for month in ("Janvier", "Janvier", "Février", "Février")),
        ["Total", "", 3400],
    ]
}
CLEAN = {
    "prévision et définitif": FORECAST,
    "échéances": DUE,
    "évolutions": CHANGES,
    "loyers": RENTS,
    "registre": REGISTER,
    "taux": RATES,
    "années": YEARS,
    "marchés": MARKETS,
    "branches": BRANCHES,
    "délais": IN_TIME,
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_right_sheet_is_left_alone(tmp_path: Path, name: str) -> None:
    assert not found(tmp_path, CLEAN[name])


def _kinds(tmp_path: Path, book: Book) -> list[tuple[str, ...]]:
    return [(one[0], one[1].partition("!")[2], *one[2:]) for one in found(tmp_path, book)]


def test_an_entry_booked_twice(tmp_path: Path) -> None:
    lines = [list(line) for line in REGISTER["F"]]
    lines[5][:3] = lines[4][:3]
    amounts = [line[2] for line in lines[1:-1]]
    for place, line in enumerate(lines[1:-1], 1):
        line[3] = sum(amounts[:place])
    lines[-1][2] = sum(amounts)
    assert _kinds(tmp_path, {"F": lines}) == [
        ("ligne-en-double", "A6", "Marché 103", "une seule fois")
    ]


def test_a_total_that_is_twice_its_lines(tmp_path: Path) -> None:
    found_here = _kinds(tmp_path, typed(REGISTER, F_C11=2304))
    assert found_here == [("total-parties", "C11", "2 304", "1 152")]


def test_a_day_in_another_year(tmp_path: Path) -> None:
    book = typed(REGISTER, F_A6=(dt.date(2032, 5, 10), DAY))
    assert _kinds(tmp_path, book) == [("date-hors-ordre", "A6", "10/05/2032", "")]


def test_a_rate_in_points(tmp_path: Path) -> None:
    kinds = _kinds(tmp_path, typed(RATES, F_D3=(75.0, "%"), F_E3=""))
    assert kinds == [("taux-demesure", "D3", "7 500 %", "")]


def test_a_status_against_a_target_of_one_year(tmp_path: Path) -> None:
    kinds = _kinds(tmp_path, typed(RATES, F_E2="Non atteint"))
    assert kinds == [("statut", "E2", "Non atteint", "cible atteinte")]


def test_a_status_that_the_words_leave_open(tmp_path: Path) -> None:
    assert not found(tmp_path, typed(RATES, F_E5="Non atteint"))


def test_a_year_given_twice(tmp_path: Path) -> None:
    assert _kinds(tmp_path, typed(YEARS, F_C1=2022)) == [("annee-en-double", "C1", "2022", "2023")]


def test_a_total_left_blank(tmp_path: Path) -> None:
    assert _kinds(tmp_path, typed(YEARS, F_D4="")) == [("total-vide", "D4", "", "")]


def test_an_end_before_its_start(tmp_path: Path) -> None:
    book = typed(MARKETS, F_C3=(dt.date(2022, 2, 28), DAY))
    assert _kinds(tmp_path, book) == [
        ("fin-avant-debut", "C3", "28/02/2022", "le 01/03/2023 au plus tôt")
    ]


def test_a_conditional_sum_one_row_below(tmp_path: Path) -> None:
    book = typed(BRANCHES, F_C11='=SUMIF(B2:B9,"Maladie",C3:C10)')
    assert _kinds(tmp_path, book) == [("plages-decalees", "C11", "180", "")]


def test_real_dates_are_held_against_the_status(tmp_path: Path) -> None:
    path = book_of(tmp_path / "classeur.xlsx", typed(IN_TIME, F_E3="Dans les délais"))
    (one,) = audit_workbook(path)
    assert (one.check, one.printed, one.recomputed) == ("echeance", "Dans les délais", "en retard")
    assert "réalisé le 10/09/2024, échéance le 30/06/2024" in one.reading


def test_a_change_of_one_of_several_columns_of_a_year(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        [
            "Nature",
            "Budget 2022",
            "Réalisé 2022",
            "Budget 2023",
            "Réalisé 2023",
            "Évolution du réalisé",
        ]
    ]
    for label, *amounts in (
        ("Personnel", 1000, 980, 1010, 1005),
        ("Achats", 300, 290, 310, 270),
        ("Loyers", 200, 200, 205, 204),
        ("Total", 1500, 1470, 1525, 1479),
    ):
        lines.append([label, *amounts, (round(amounts[3] / amounts[1] - 1, 4), "%")])
    assert not found(tmp_path, {"F": lines})
    assert found(tmp_path, typed({"F": lines}, F_F3=(0.069, "%"))) == [
        ("evolution", "F!F3", "6,9 %", "-6,9 %")
    ]
