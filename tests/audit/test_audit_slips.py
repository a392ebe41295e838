"""Units, copies, balance sheets, rates: slips that figures betray, and tables that look alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pycog.audit.sheet_copies import is_slip
from tests.audit.written import Book, found, typed


def sheet(*lines: list[Any]) -> Book:
    return {"F": [list(line) for line in lines]}


EXECUTION: Book = sheet(
    ["Poste", "Budget 2013", "Exécution 2013"],
    ["Personnel", 14052000, 13956700],
    ["Fonctionnement", 5104000, 4736800],
    ["Amortissements", 465000, 419900],
    ["Charges exceptionnelles", 17000, 16100],
    ["Remises", 5000000, 4501200],
)
MARKETS: Book = sheet(
    ["Marché", "Montant (€)", "Montant (k€)"],
    ["Papier", 161325.1, 161.3],
    ["Enveloppes", 213837.4, 213.8],
    ["Toners", 138146.12, 138.1],
    ["Postes", 19657.22, 19.7],
    ["Total", 532965.84, 533.0],
)
BALANCE: Book = sheet(
    ["ACTIF", "31/12/2021", "31/12/2020", None, "PASSIF", "31/12/2021", "31/12/2020"],
    ["Immobilisations", 3547950, 3713320, None, "Réserves", 2500000, 2500000],
    ["Créances", 2049540, 2003310, None, "Résultat de l'exercice", 476400, 430500],
    ["Disponibilités", 336380, 311005, None, "Dettes", 2957470, 3097135],
    ["TOTAL ACTIF", 5933870, 6027635, None, "TOTAL PASSIF", 5933870, 6027635],
)
ACCOUNT: Book = sheet(
    ["CHARGES", "Réel", "Prévu", None, "PRODUITS", "Réel", "Prévu"],
    ["Exploitation", 410200, 430000, None, "Tarification", 3120450, 3300000],
    ["Personnel", 2907450, 3025000, None, "Autres produits", 245520, 210000],
    ["Excédent de l'exercice", 48320, 55000, None, "Déficit de l'exercice", 0, 0],
    ["TOTAL GÉNÉRAL", 3365970, 3510000, None, "TOTAL GÉNÉRAL", 3365970, 3510000],
)
AGES: list[list[Any]] = [
    ["Tranche", "Hommes", "Femmes"],
    *[[f"de {20 + 5 * n} à {24 + 5 * n} ans", 20 + n, 41 + 2 * n] for n in range(8)],
]
CHANGES: Book = sheet(
    ["Prestation", "2020", "2021", "Var. 21/20"],
    *[[name, start, end, ((end - start) / start, "%")] for name, start, end in (
        ("Familiales", 174033662, 185358652), ("Logement", 20121256, 19525282),
        ("Activité", 120169475, 119534258), ("RSA", 73178920, 76997065),
        ("AAH", 45289360, 44248514))],
)  # fmt: skip


def two(first: list[list[Any]], second: list[list[Any]]) -> Book:
    return {"Détail": [list(line) for line in first], "Copie": [list(line) for line in second]}


def put(lines: list[list[Any]], row: int, column: int, value: Any) -> list[list[Any]]:
    copy = [list(line) for line in lines]
    copy[row][column] = value
    return copy


BIG: list[list[Any]] = [
    ["Poste", "2012", "2013", "2014"],
    *[[f"Poste {name}", 1000 * n + 217, 1100 * n + 331, 1200 * n + 443]
      for n, name in enumerate("ABCDEF", 3)],
]  # fmt: skip

CLEAN: dict[str, Book] = {
    "an execution": EXECUTION,
    "euros beside thousands": MARKETS,
    "a balance sheet": BALANCE,
    "an account": ACCOUNT,
    "changes kept as computed": CHANGES,
    "a copy": two(AGES, AGES),
    # Little was spent of a large budget: the amount is as round as the others.
    "little spent": typed(EXECUTION, F_C4=500),
    "little spent, to the euro": typed(EXECUTION, F_C2=13956712, F_C3=4736851, F_C4=441),
    "a line kept open with one euro": typed(EXECUTION, F_C4=1),
    "numbers beside amounts": sheet(
        ["Action", "Montant", "Bénéficiaires"],
        ["Ateliers", 12000, 12], ["Visites", 45000, 46], ["Courriers", 30000, 31],
        ["Appels", 8000, 8], ["Envois", 21000, 21],
    ),
    "a new programme among steady ones": sheet(
        ["Poste", "2012", "2013"],
        ["Personnel", 14052000, 13956700], ["Loyers", 510400, 473600],
        ["Fluides", 46500, 41900], ["Numérique", 400, 398000], ["Divers", 17000, 16100],
    ),
    "thousands in one column and a lone euro amount": typed(MARKETS, F_C3=213.8, F_B3=213837.4),
    # Sides that are not those of one balance.
    "a balance sheet before its result": typed(
        {"F": [["Bilan provisoire au 30/06"], *BALANCE["F"]]}, F_F5=2481070, F_F6=5457470
    ),
    "an account without a balancing line": sheet(
        ["CHARGES", "Réel", "Prévu", None, "PRODUITS", "Réel", "Prévu"],
        ["Exploitation", 410200, 430000, None, "Tarification", 3120450, 3300000],
        ["Personnel", 2907450, 3025000, None, "Autres produits", 245520, 210000],
        ["TOTAL GÉNÉRAL", 3317650, 3455000, None, "TOTAL GÉNÉRAL", 3365970, 3510000],
    ),
    "a balance sheet rounded to thousands": sheet(
        ["ACTIF (k€)", "2021", "2020", None, "PASSIF (k€)", "2021", "2020"],
        ["Immobilisations", 3548, 3713, None, "Réserves", 2500, 2500],
        ["Créances", 2050, 2003, None, "Résultat", 476, 431],
        ["Disponibilités", 336, 311, None, "Dettes", 2957, 3097],
        ["TOTAL ACTIF", 5934, 6027, None, "TOTAL PASSIF", 5933, 6028],
    ),
    "gross, depreciation and net beside liabilities": sheet(
        ["ACTIF", "Brut", "Amortissements", "Net", None, "PASSIF", "Montant"],
        ["Immobilisations", 5000, 1400, 3600, None, "Réserves", 2500],
        ["Créances", 2100, 50, 2050, None, "Résultat", 480],
        ["Disponibilités", 330, 0, 330, None, "Dettes", 3000],
        ["TOTAL ACTIF", 7430, 1450, 5980, None, "TOTAL PASSIF", 5980],
    ),
    "what is owned and owed in parts": sheet(
        ["Poste", "2021", "2020"],
        ["Stocks", 120, 130], ["Créances", 900, 880], ["Total actif circulant", 1020, 1010],
        ["Fournisseurs", 400, 410], ["Total passif circulant", 400, 410],
    ),
    # The same labels, other figures.
    "planned and done": two(BIG, [BIG[0], *[[line[0], *(value - 31 * at for at, value in
                            enumerate(line[1:], 1))] for line in BIG[1:]]]),
    "a budget and its amendment": two(BIG, put(put(BIG, 2, 2, 5031), 4, 3, 9043)),
    "an amendment of one line": two(BIG, put(BIG, 3, 2, 5900)),
    "a year restated": two(BIG, put(BIG, 2, 1, 4300)),
    "a part of another sheet": two(BIG, BIG[:4]),
    "a copy in thousands, rounded": two(
        BIG,
        [BIG[0], *[[line[0], *(round(value / 1000) for value in line[1:])] for line in BIG[1:]]],
    ),
    "sheets of two months": two(AGES, [AGES[0], *[[a, b + 1, c + 2] for a, b, c in AGES[1:]]]),
    "a consolidation that leaves out what is paid within": {
        "Nord": BIG, "Sud": BIG,
        "Ensemble": [BIG[0], *[[line[0], *(2 * value for value in line[1:])] for line in BIG[1:6]],
                     [BIG[6][0], 9000, 9600, 10100]],
    },
    # A rate typed with one decimal, among rates that are computed.
    "a rate typed among computed ones": typed(CHANGES, F_D4=(-0.005, "%")),
    "rates of figures that are rounded themselves": sheet(
        ["Poste (k€)", "2020", "2021", "Var. 21/20"],
        ["A", 104, 113, (0.0868131868131868, "%")], ["B", 203, 214, (0.0541871921182266, "%")],
        ["C", 59, 61, (0.0338983050847457, "%")], ["D", 300, 301, (0.0033333333333333, "%")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CLEAN)
def test_tables_that_only_look_wrong(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, CLEAN[name]) == []


@pytest.mark.parametrize(
    ("book", "changes", "expected"),
    [
        # 419 900 € typed as 419,9 among amounts that are all round to the hundred.
        pytest.param(EXECUTION, {"F_C4": 419.9}, ("unite", "F!C4", "419,9", "419 900"),
                     id="thousands among euros"),
        pytest.param(EXECUTION, {"F_B5": 17}, ("unite", "F!B5", "17", "17 000"),
                     id="a budget in thousands"),
        pytest.param(MARKETS, {"F_C3": 213837.4}, ("unite", "F!C3", "213 837,4", "213,84"),
                     id="euros among thousands"),
        pytest.param(BALANCE, {"F_F4": 2957740, "F_F5": 5934140},
                     ("equilibre", "F!F5", "5 934 140", "5 933 870"), id="two digits exchanged"),
        pytest.param(ACCOUNT, {"F_B4": 43820, "F_B5": 3361470},
                     ("equilibre", "F!F5", "3 365 970", "3 361 470"), id="a wrong surplus"),
        pytest.param(two(AGES, put(AGES, 4, 2, 74)), {}, ("recopie", "Copie!C5", "74", "47"),
                     id="a copy with two digits exchanged"),
        pytest.param(two(BIG, put(BIG, 3, 2, -5831)), {},
                     ("recopie", "Copie!C4", "-5 831", "5 831"), id="a copy without its sign"),
        # 119 534 258 / 120 169 475 - 1 = -0,5286 %, divided by the end it is -0,5314 %.
        pytest.param(CHANGES, {"F_D4": ((119534258 - 120169475) / 119534258, "%")},
                     ("evolution", "F!D4", "-0,5314 %", "-0,5286 %"), id="divided by the end"),
        pytest.param(
            sheet(["Compte", "Appels", "Visites", "Courriers", "Envois"],
                  ["Classe 4", 410, 230, 99, 120], ["Classe 5", 215, 413, 48, 77],
                  ["Classe 6", 120, 310, 52, 61], ["Total", 745, 953, 147, 258]),
            {}, ("total-parties", "F!D5", "147", "199"), id="the last line left out of one total"),
        pytest.param(
            sheet(["Poste", "Exécuté", "Engagé", "Payé"],
                  ["Salaires", 570326, 560000, 550000], ["Charges", 39669, 39000, 38000],
                  ["S/T Personnel", 609995, 599000, 580000]),
            {}, ("total-parties", "F!D4", "580 000", "588 000"), id="S/T is a sub-total"),
        pytest.param(
            sheet(["Année", "Personnel", "Fonctionnement", "Total"],
                  [2019, 9337, 2928, 12265], [2020, 10300, 2788, 15108], [2021, 10727, 2721, 13448],
                  [2022, 10654, 3486, 14140]),
            {}, ("total-ligne", "F!D3", "15 108", "13 088"), id="a year added to its figures"),
    ],
)  # fmt: skip
def test_a_slip(
    tmp_path: Path, book: Book, changes: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert found(tmp_path, typed(book, **changes)) == [expected]


def test_a_sum_of_sheets_with_one_slip(tmp_path: Path) -> None:
    both = [BIG[0], *[[line[0], *(2 * value for value in line[1:])] for line in BIG[1:]]]
    # Twice 5 831 is 11 662.
    book = {"Nord": BIG, "Sud": BIG, "Ensemble": put(both, 3, 2, 16162)}
    assert found(tmp_path, book) == [("recopie", "Ensemble!C4", "16 162", "11 662")]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        (5039, 5093, True), (75, 57, True), (-12, 12, True), (120, 12, True), (0.419, 419, True),
        (5039, 5038, False), (5039, 9035, False), (0, 12, False), (512, 5120, True),
        (11662, 11662, False), (-75, 57, False),
    ],
)  # fmt: skip
def test_slips(one: float, other: float, slip: bool) -> None:
    assert is_slip(one, other) is slip
