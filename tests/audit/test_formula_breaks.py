"""Formulas that break those of their neighbours, and tables where they rightly differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pycog.annexes import audit_workbook
from pycog.audit.formula_shapes import shape
from pycog.xlsx.relative_forms import Written
from tests.audit.written import Book, book_of, found, typed

BUDGET: Book = {
    "F": [
        ["Poste", "Budget", "DM", "Total budget", "Exécuté", "Disponible", "Taux d'exécution"],
        ["Salaires", 657000, -8000, "=B2+C2", 570326, "=D2-E2", ("=E2/D2", "%")],
        ["Charges sociales", 49000, 12000, "=B3+C3", 39669, "=D3-E3", ("=E3/D3", "%")],
        ["Intérim", 135000, -4000, "=B4+C4", 121146, "=D4-E4", ("=E4/D4", "%")],
        ["Formation", 57600, 3000, "=B5+C5", 31982, "=D5-E5", ("=E5/D5", "%")],
        ["Total", "=SUM(B2:B5)", "=SUM(C2:C5)", "=SUM(D2:D5)", "=SUM(E2:E5)", "=D6-E6",
         ("=E6/D6", "%")],
    ]
}  # fmt: skip
TWO_YEARS: Book = {
    "F": [
        ["Poste", "Réalisé 2022", "Réalisé 2021"],
        ["Produits"],
        ["Cotisations", 18420300, 17950120],
        ["Subventions", 2100000, 2050000],
        ["Total des produits", "=SUM(B3:B4)", "=SUM(C3:C4)"],
        ["Charges"],
        ["Achats", 4230110, 4105980],
        ["Personnel", 13905420, 13640250],
        ["Dotations", 702300, 688140],
        ["Total des charges", "=SUM(B7:B9)", "=SUM(C7:C9)"],
        ["Résultat", "=B5-B10", "=C5-C10"],
    ]
}
CONSOLIDATED: Book = {
    "Nord": [["Poste", "Budget", "Exécuté"], ["Personnel", 22100, 22000], ["Loyers", 22500, 22800],
             ["Fluides", 21700, 21300], ["Divers", 43500, 43300]],
    "Sud": [["Poste", "Budget", "Exécuté"], ["Personnel", 31400, 31300], ["Loyers", 48000, 47400],
            ["Fluides", 44900, 44800], ["Divers", 12700, 13000]],
    "Ensemble": [["Poste", "Budget", "Exécuté"],
                 ["Personnel", "=Nord!B2+Sud!B2", "=Nord!C2+Sud!C2"],
                 ["Loyers", "=Nord!B3+Sud!B3", "=Nord!C3+Sud!C3"],
                 ["Fluides", "=Nord!B4+Sud!B4", "=Nord!C4+Sud!C4"],
                 ["Divers", "=Nord!B5+Sud!B5", "=Nord!C5+Sud!C5"]],
}  # fmt: skip


def sheet(*lines: list[Any]) -> Book:
    return {"F": [list(line) for line in lines]}


CLEAN: dict[str, Book] = {
    "a budget": BUDGET,
    "two years": TWO_YEARS,
    "a sum of sheets": CONSOLIDATED,
    # A year takes the first opening and the last closing of its quarters.
    "stocks and flows": sheet(
        ["Trésorerie", "T1", "T2", "T3", "T4", "Année"],
        ["Solde à l'ouverture", 845200, "=B5", "=C5", "=D5", "=B2"],
        ["Encaissements", 410000, 380000, 395000, 402000, "=SUM(B3:E3)"],
        ["Décaissements", 390000, 401000, 377000, 415000, "=SUM(B4:E4)"],
        ["Solde à la clôture", "=B2+B3-B4", "=C2+C3-C4", "=D2+D3-D4", "=E2+E3-E4", "=E5"],
    ),
    "staff at the end of a year": sheet(
        ["Mouvements", "T1", "T2", "T3", "T4", "Année"],
        ["Recrutements", 12, 8, 9, 4, "=SUM(B2:E2)"],
        ["Départs", 7, 9, 3, 6, "=SUM(B3:E3)"],
        ["Promotions", 2, 5, 4, 1, "=SUM(B4:E4)"],
        ["Effectif", 205, 204, 210, 208, "=E5"],
    ),
    # Receipts are compared the other way round.
    "differences seen as good or bad": sheet(
        ["Poste", "Prévu", "Réalisé", "Écart favorable"],
        ["Personnel", 1200, 1140, "=B2-C2"],
        ["Loyers", 300, 310, "=B3-C3"],
        ["Fluides", 180, 207, "=B4-C4"],
        ["Produits de gestion", 90, 84, "=C5-B5"],
    ),
    # Each line has its own assumption.
    "forecasts by line": sheet(
        ["Poste", "2022", "2023 prévu"],
        ["Personnel", 1200000, "=B2*1.02"],
        ["Loyers", 300000, "=B3*1.02"],
        ["Fluides", 180000, "=B4*1.15"],
        ["Divers", 90000, "=B5*1.02"],
    ),
    "a forecast typed by hand": sheet(
        ["Poste", "Réalisé à fin juin", "Reste à réaliser", "Atterrissage"],
        ["Personnel", 600000, 610000, "=B2+C2"],
        ["Loyers", 150000, 150000, "=B3+C3"],
        ["Fluides", 80000, None, 171000],
        ["Divers", 40000, 50000, "=B5+C5"],
    ),
    # Two groups, each with a whole of its own.
    "shares of two wholes": sheet(
        ["Poste", "Montant", "Part"],
        ["Dépenses", 1000, ("=B2/B$2", "%")],
        ["Personnel", 600, ("=B3/B$2", "%")],
        ["Loyers", 300, ("=B4/B$2", "%")],
        ["Divers", 100, ("=B5/B$2", "%")],
        ["Recettes", 900, ("=B6/B$6", "%")],
        ["Dotation", 850, ("=B7/B$6", "%")],
    ),
    # The line of a report only stands in one year, and only that year adds it up.
    "a line of one year": sheet(
        ["Poste", "2021", "2022", "2023"],
        ["Personnel", 1200, 1210, 1230],
        ["Loyers", 300, 310, 320],
        ["Report 2020", 50],
        ["Total", "=SUM(B2:B4)", "=SUM(C2:C3)", "=SUM(D2:D3)"],
    ),
    "sums written in two ways": sheet(
        ["Poste", "2021", "2022", "2023"],
        ["Personnel", 1200, 1210, 1230],
        ["Loyers", 300, 310, 320],
        ["Fluides", 90, 95, 97],
        ["Total", "=SUM(B2:B4)", "=C2+C3+C4", "=D2+D3+D4"],
    ),
    "means of rates that say so": sheet(
        ["Site", "Reçus", "Décrochés", "Taux de décroché", "Durée", "Durée par appel"],
        ["Nord", 1000, 900, ("=C2/B2", "%"), 3000, "=E2/C2"],
        ["Est", 2000, 1500, ("=C3/B3", "%"), 5200, "=E3/C3"],
        ["Sud", 500, 480, ("=C4/B4", "%"), 1600, "=E4/C4"],
        ["Moyenne des sites", "=AVERAGE(B2:B4)", "=AVERAGE(C2:C4)", ("=AVERAGE(D2:D4)", "%"),
         "=AVERAGE(E2:E4)", "=AVERAGE(F2:F4)"],
    ),
    "prices that are not added up": sheet(
        ["Article", "Quantité", "Stock", "Réserve", "Prix"],
        ["Papier", 20, 4, 1, 7.5],
        ["Toner", 3, 1, 1, 69.5],
        ["Stylos", 100, 30, 10, 0.8],
        ["Total", "=SUM(B2:B4)", "=SUM(C2:C4)", "=SUM(D2:D4)", "=SUMPRODUCT(B2:B4,E2:E4)/B5"],
    ),
    # A rent of two months among products of quantity and price.
    "a line with a number of its own": sheet(
        ["Poste", "Quantité", "Prix", "Montant"],
        ["Papier", 20, 7.5, "=B2*C2"],
        ["Toner", 3, 69.5, "=B3*C3"],
        ["Loyer mensuel", 2, 850, "=B4*C4*12"],
        ["Stylos", 100, 0.8, "=B5*C5"],
    ),
    "chapters above their lines": sheet(
        ["Enveloppe", "Limitatif", "Évaluatif", "Ensemble"],
        ["Fonctionnement", "=SUM(B3:B4)", "=SUM(C3:C4)", "=B2+C2"],
        ["Fluides", 199000, 14000, "=B3+C3"],
        ["Loyers", 209000, 6000, "=B4+C4"],
        ["Moyens humains", "=SUM(B6:B7)", "=SUM(C6:C7)", "=B5+C5"],
        ["Rémunérations", 224000, 26000, "=B6+C6"],
        ["Charges", 131000, 9000, "=B7+C7"],
        ["Budget", "=B2+B5", "=C2+C5", "=D2+D5"],
    ),
    # Half of what counts everything twice is an old way to add up sub-totals.
    "half of a sum with its sub-totals": sheet(
        ["Poste", "2021", "2022"],
        ["Salaires", 100, 110],
        ["Charges", 40, 44],
        ["Sous-total personnel", "=SUM(B2:B3)", "=SUM(C2:C3)"],
        ["Loyers", 30, 31],
        ["Fluides", 12, 13],
        ["Sous-total fonctionnement", "=SUM(B5:B6)", "=SUM(C5:C6)"],
        ["Total", "=SUM(B2:B7)/2", "=SUM(C2:C7)/2"],
    ),
    "sub-totals that pass over one another": sheet(
        ["Poste", "2021", "2022"],
        ["Salaires", 100, 110],
        ["Charges", 40, 44],
        ["Sous-total personnel", "=SUBTOTAL(9,B2:B3)", "=SUBTOTAL(9,C2:C3)"],
        ["Loyers", 30, 31],
        ["Fluides", 12, 13],
        ["Sous-total fonctionnement", "=SUBTOTAL(9,B5:B6)", "=SUBTOTAL(9,C5:C6)"],
        ["Total", "=SUBTOTAL(9,B2:B7)", "=SUBTOTAL(9,C2:C7)"],
    ),
    "actual months and forecast months": sheet(
        ["Poste", "T1 réel", "T2 réel", "T3 prévu", "T4 prévu", "Année"],
        ["Personnel", 310, 305, "=AVERAGE(B2:C2)", "=AVERAGE(B2:C2)", "=SUM(B2:E2)"],
        ["Loyers", 75, 75, "=AVERAGE(B3:C3)", "=AVERAGE(B3:C3)", "=SUM(B3:E3)"],
        ["Fluides", 48, 31, 25, 44, "=SUM(B4:E4)"],
        ["Total", "=SUM(B2:B4)", "=SUM(C2:C4)", "=SUM(D2:D4)", "=SUM(E2:E4)", "=SUM(B5:E5)"],
    ),
    "transfers taken off one line": sheet(
        ["Poste", "Siège", "Antennes", "Ensemble"],
        ["Personnel", 310, 305, "=B2+C2"],
        ["Loyers", 75, 75, "=B3+C3"],
        ["À déduire : refacturations", 48, 31, "=B4-C4"],
        ["Fluides", 20, 12, "=B5+C5"],
    ),
    "a prior year typed as published": sheet(
        ["Poste (k€)", "Exercice", "Exercice précédent"],
        ["Achats", 4230, 4106],
        ["Personnel", 13905, 13640],
        ["Total", "=SUM(B2:B3)", 17747],
        ["Autres charges", 702, 688],
        ["Total général", "=B4+B5", 18435],
    ),
    "an overview with links in another order": {
        "Détail": [["Poste", "Montant"], ["Personnel", 1200], ["Loyers", 300], ["Fluides", 180]],
        "Vue": [["Poste", "Montant"], ["Loyers", "=Détail!B3"], ["Personnel", "=Détail!B2"],
                ["Fluides", "=Détail!B4"], ["Divers", 55]],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", CLEAN)
def test_formulas_that_rightly_differ(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, CLEAN[name]) == []


@pytest.mark.parametrize(
    ("book", "changes", "expected"),
    [
        # 49 000 + 12 000 has been executed for 39 669: 21 331 are left, not 9 331.
        pytest.param(BUDGET, {"F_F3": "=B3-E3"}, ("formule", "F!F3", "9 331", "21 331"),
                     id="the budget before its amendment"),
        # 657 000 + 49 000 + 135 000 + 57 600 = 898 600.
        pytest.param(BUDGET, {"F_B6": "=SUM(B3:B5)"}, ("formule", "F!B6", "241 600", "898 600"),
                     id="a line left out"),
        pytest.param(BUDGET, {"F_D4": "=B4-C4"}, ("formule", "F!D4", "139 000", "131 000"),
                     id="an amendment taken off"),
        # 31 982 / (57 600 + 3 000) = 52,78 %.
        pytest.param(BUDGET, {"F_G5": ("=E5/B5", "%")}, ("taux", "F!G5", "55,52 %", "52,78 %"),
                     id="a rate of the budget before its amendment"),
        # 702 300 is left out of 4 230 110 + 13 905 420 + 702 300 = 18 837 830.
        pytest.param(TWO_YEARS, {"F_B10": "=SUM(B7:B8)"},
                     ("formule", "F!B10", "18 135 530", "18 837 830"), id="one of two columns"),
        pytest.param(TWO_YEARS, {"F_C10": 18_443_370},
                     ("formule", "F!C10", "18 443 370", "18 434 370"), id="a total typed over"),
        # 21 700 + 44 900 = 66 600.
        pytest.param(CONSOLIDATED, {"Ensemble_B4": 69600},
                     ("formule", "Ensemble!B4", "69 600", "66 600"), id="a copy typed over"),
        # 199 000 + 209 000 + 224 000 + 131 000 = 763 000, without the chapters once more.
        pytest.param(CLEAN["chapters above their lines"], {"F_B8": "=SUM(B2:B7)"},
                     ("formule", "F!B8", "1 526 000", "763 000"), id="chapters counted twice"),
        # 4 180 calls for 3 500: the rate of all, (900 + 1 500 + 480) / 3 500, is 82,29 %.
        pytest.param(
            {"F": [*CLEAN["means of rates that say so"]["F"][:4],
                   ["Total", "=SUM(B2:B4)", "=SUM(C2:C4)", ("=AVERAGE(D2:D4)", "%"),
                    "=SUM(E2:E4)", "=E5/C5"]]},
            {}, ("taux", "F!D5", "87 %", "82,29 %"), id="a mean of rates"),
    ],
)  # fmt: skip
def test_a_formula_that_breaks_its_neighbours(
    tmp_path: Path, book: Book, changes: dict[str, Any], expected: tuple[str, ...]
) -> None:
    told = [
        (kind, at, one, other) for kind, at, one, other in found(tmp_path, typed(book, **changes))
    ]
    assert told[0][1:] == expected[1:]
    assert {at for _, at, _, _ in told} == {expected[1]}


def test_the_finding_tells_both_formulas(tmp_path: Path) -> None:
    path = book_of(tmp_path / "a.xlsx", typed(BUDGET, F_B6="=SUM(B3:B5)"))
    (one,) = audit_workbook(path)
    assert "« =SOMME(B3:B5) »" in one.reading and "« =SOMME(B2:B5) »" in one.reading
    assert "C6" in one.reading


def test_a_sum_that_takes_its_heading_for_an_amount(tmp_path: Path) -> None:
    book = sheet(
        ["Prestation", 2019, 2020, 2021],
        ["Aides", 2012, 1952, 2015],
        ["Allocations", 730, 770, 776],
        ["Ensemble des prestations", "=SUM(B1:B3)", "=SUM(C2:C3)", "=SUM(D2:D3)"],
    )
    # 2 012 + 730 = 2 742, and 2 019 more with the year above.
    assert [one[1:] for one in found(tmp_path, book)] == [("F!B4", "4 761", "2 742")]


def test_a_formula_that_was_not_calculated_again_is_no_break(tmp_path: Path) -> None:
    """What is stored is not what the formula gives: nothing can be told of it."""
    from openpyxl import load_workbook

    path = book_of(tmp_path / "a.xlsx", BUDGET)
    book = load_workbook(path)
    book["F"]["F3"] = "=B3-E3"
    book.save(path)  # openpyxl stores no values at all
    assert [one for one in audit_workbook(path) if one.check == "formule"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUM(B2:B9)", "somme"), ("B2+B3-B4", "somme"), ("SUBTOTAL(9,B2:B9)", "somme"),
        ("'Antenne Nord'!B2+Sud!B2", "lien"), ("B2/C2", "quotient"), ("(C2-B2)/B2", "quotient"),
        ("C2/B2-1", "quotient"), ("IFERROR(C2/B2,0)", "quotient"), ("(F4/B4)^(1/2)-1", "quotient"),
        ("AVERAGE(B2:B9)", "moyenne"), ("SUMPRODUCT(B2:B9,C2:C9)/B10", "moyenne"),
        ("B2*C2", "produit"), ("B2*1.02", ""), ("IF(B2>0,1,0)", ""), ("SUM(B2:B9", ""),
    ],
)  # fmt: skip
def test_shapes(text: str, expected: str) -> None:
    assert shape(text) == expected


def test_relative_forms() -> None:
    one, other = Written("SUM(B2:B$9)/$C$1", (9, 1)), Written("SUM(C2:C$9)/$C$1", (9, 2))
    assert one.form == other.form
    assert one.at((9, 2)) == other.text
    assert Written("A1+1", (0, 1)).at((0, 0)) is None
    assert Written('"A1"&LOG10(B2)', (1, 2)).form == '"A1"&LOG10(R[0]C[-1])'
