"""What an officer checks in his own table: totals, sums, doubles, blank cells, overruns."""

from __future__ import annotations

from typing import Final

import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answers import ANSWERED
from tests.dialogue.typed_books import Row, plain, told, written

_BUDGET: Final[tuple[Row, ...]] = (
    ("Budget par compte (€)",),
    (),
    ("Compte", "Libellé", "Budget", "Engagé", "Solde", "T1", "T2", "Cumul"),
    ("6061", "Énergie", 1200, 980, 220, 480, 500, 980),
    ("6063", "Fournitures", 400, 415, -15, 215, 200, 415),
    ("6152", "Entretien", 650, 502, 158, 302, 200, 512),
    ("Total", None, 2250, 1900, 363, 997, 900, 1907),
)
_ORDERS: Final[tuple[Row, ...]] = (
    ("Mandats",),
    (),
    ("N° mandat", "Fournisseur", "Facture", "Montant (€)", "Service"),
    ("M-1", "Elis", "F22", 1250, "Hôtellerie"),
    ("M-2", "Sodexo", "F88", 8420, "Restauration"),
    ("M-3", "Elis", "F22", 1250, "Hôtellerie"),
    ("M-2", "Orange", "O33", None, "Direction"),
)
_AGENCIES: Final[tuple[Row, ...]] = (
    ("Dépenses par agence",),
    (),
    ("Agence", "Crédits alloués", "Dépenses à fin mai"),
    ("Nord", 100, 104),
    ("Sud", 80, 60),
    ("Sous-total métropole", 180, 164),
    ("Cayenne", 50, 45),
    ("Sous-total outre-mer", 50, 44),
    ("Total général", 230, 209),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    """Return the workbook of these tests."""
    sheets = {"Comptes": _BUDGET, "Mandats": _ORDERS, "Agences": _AGENCIES}
    return written(tmp_path_factory.mktemp("checks"), sheets)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        # 980 + 415 + 502 = 1 897
        ("le total des engagés est-il juste ?", ["Non", "1 900", "1 897", "écart 3"]),
        # 1 200 + 400 + 650
        ("le total du budget par compte est-il juste ?", ["Oui", "2 250"]),
        # 302 + 200 = 502, and in the line of the total 997 + 900 = 1 897
        ("le cumul correspond-il à T1+T2 ?", ["Non", "6152", "512", "502", "2 lignes de 4"]),
        # 650 − 502 = 148, and 2 250 − 1 900 = 350
        ("le solde est-il bien budget − engagé ?", ["Non", "158", "148", "2 lignes de 4"]),
        ("le solde de l'énergie est-il correct ?", ["Oui"]),
        ("y a-t-il des doublons dans les n° de mandat ?", ["M-2", "2 fois", "A5", "A7"]),
        ("des factures en double ?", ["F22", "2 fois"]),
        ("reste-t-il des cases vides dans les mandats, lesquelles ?", ["1 case vide", "D7"]),
        # 100 + 80, 50: the subtotals are of the lines behind the one before.
        ("les sous-totaux des dépenses sont-ils justes ?",
         ["Non", "Sous-total outre-mer", "44", "45"]),
        ("quels comptes ont dépassé leur budget ?", ["1 ligne", "6063", "+15"]),
        ("de combien l'agence Nord dépasse-t-elle ses crédits ?", ["+4"]),
        ("l'énergie dépasse-t-elle son budget ?", ["aucune ligne", "980", "1 200"]),
    ],
)  # fmt: skip
def test_a_table_is_checked(book: WorkbookReader, question: str, parts: list[str]) -> None:
    """What does not add up is told with its cells; what does is said to."""
    answer = told(book, question)
    assert answer is not None
    assert answer.kind == ANSWERED
    assert [one for one in parts if one not in plain(answer)] == []


def test_a_check_that_names_no_table_is_of_all(book: WorkbookReader) -> None:
    """« Y a-t-il des doublons ? » is asked of every table."""
    text = plain(told(book, "y a-t-il des doublons ?"))
    assert "« Mandats »" in text
    assert "« Agences »" in text
    # The rows of one invoice that was entered twice.
    assert "ligne 4 et ligne 6" in text
