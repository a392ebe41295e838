"""Orders and calls: figures beside states, days between two columns, months of years."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answers import ANSWERED
from tests.dialogue.typed_books import Row, plain, talked, told, written

_DAY: Final = dt.datetime

_ORDERS: Final[tuple[Row, ...]] = (
    ("Suivi des commandes 2026",),
    (),
    ("N° commande", "Objet", "Site", "Fournisseur", "Engagé", "Facturé", "Payé", "Date commande",
     "Date facture", "Date paiement", "Statut"),
    ("C-01", "Chaudière", "Siège", "Thermo", 10000, 10000, 10000, _DAY(2026, 1, 5),
     _DAY(2026, 3, 2), _DAY(2026, 3, 22), "Payé"),
    ("C-02", "Portes", "Vernon", "Bois Plus", 6000, 6500, 6500, _DAY(2026, 2, 3),
     _DAY(2026, 4, 1), _DAY(2026, 5, 21), "Payé"),
    ("C-03", "Éclairage", "Vernon", "Thermo", 4000, 4000, None, _DAY(2026, 5, 12),
     _DAY(2026, 6, 30), None, "Facturé"),
    ("C-04", "Façade", "Bernay", None, 20000, None, None, _DAY(2026, 6, 8), None, None, "Engagé"),
    ("C-05", "Toiture", "Bernay", "Couvreurs", 15000, 15000, 15000, _DAY(2026, 6, 15),
     _DAY(2026, 7, 1), _DAY(2026, 7, 11), "Payé"),
)  # fmt: skip
_CALLS: Final[tuple[Row, ...]] = (
    ("Appels de la plateforme, 2025 et 2026",),
    (),
    ("Mois", "Appels reçus 2025", "Appels reçus 2026"),
    ("Janvier", 100, 130), ("Février", 110, 120), ("Mars", 90, 150), ("Avril", 80, 100),
    ("Mai", 70, 60), ("Juin", 60, None),
    ("Total", 510, 560),
)  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    """Return the workbook of these tests."""
    return written(tmp_path_factory.mktemp("orders"), {"Commandes": _ORDERS, "Appels": _CALLS})


@pytest.mark.parametrize(
    ("question", "part"),
    [
        # The column, and not the rows of that state: 10 + 6 + 4 + 20 + 15 thousand.
        ("combien a-t-on engagé au total ?", "55 000"),
        ("par site, combien a-t-on engagé ?", "Bernay : 35 000"),
        # 10 000 of Thermo is paid, « % » is none of it.
        ("total déjà payé à Thermo ?", "10 000"),
        # The state, and not the column.
        ("quelles commandes en sont encore au stade engagé ?", "C-04"),
        # « Mai » is a month and no « mais »: C-03, C-04, C-05.
        ("montant engagé des commandes passées à partir de mai ?", "39 000"),
        # Paid in July, not ordered in July.
        ("combien a-t-on payé en juillet 2026 ?", "15 000"),
        ("hors Bernay, à combien se montent nos engagements ?", "20 000"),
        # 35 500 invoiced less 31 500 paid
        ("reste à payer sur l'ensemble des factures ?", "4 000"),
        # 20, 50 and 10 days: 80 / 3
        ("délai moyen facture -> paiement, en jours", "26,67"),
        ("combien de jours entre la facture et le paiement des portes ?", "50 jours"),
        ("quelles commandes ont été payées plus de 30 jours après la facture ?", "C-02"),
        # Thermo 14 000, Bois Plus 6 000, Couvreurs 15 000; of rows, C-05 is the second.
        ("le deuxième fournisseur par montant engagé ?", "Thermo (14 000"),
        ("top 2 des commandes par montant engagé", "C-05"),
        ("quelle commande n'a aucun fournisseur de renseigné ?", "C-04"),
        # 55 000 − 20 000 + 26 000
        ("si la façade coûtait finalement 26 000 €, quel serait le total engagé ?", "61 000"),
    ],
)
def test_orders_are_reckoned(book: WorkbookReader, question: str, part: str) -> None:
    answer = told(book, question)
    assert answer is not None and answer.kind == ANSWERED
    assert part in plain(answer)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        # 130 + 120 + 150, of one year
        ("total des appels reçus au 1er trimestre 2026", "400"),
        ("appels reçus en mars 2025", "90"),
        # 560 − (100 + 110 + 90 + 80 + 70): the total of the sheet has June too.
        ("de janvier à mai, de combien les appels reçus 2026 dépassent ceux de 2025 ?", "+110"),
        # No year is said: each of both.
        ("total des appels reçus", "510"),
    ],
)
def test_months_are_of_the_year_that_is_said(
    book: WorkbookReader, question: str, part: str
) -> None:
    answer = told(book, question)
    assert answer is not None and answer.kind == ANSWERED
    assert part in plain(answer)


def test_two_years_are_not_added_up_unasked(book: WorkbookReader) -> None:
    # 510 + 560
    assert "1 070" not in plain(told(book, "total des appels reçus"))


@pytest.mark.parametrize(
    ("turns", "part"),
    [
        (("total des appels reçus au 1er trimestre 2026", "et l'année d'avant ?"), "300"),
        (("appels reçus en mars 2026", "et le mois suivant ?"), "100"),
        (("appels reçus en mars 2026", "et l'année d'avant ?", "soit une hausse de combien en % ?"),
         "66,67 %"),
        # C-04 and C-05, then C-05 alone.
        (("top 2 des commandes par montant engagé", "leur total ?", "et sans la première ?"),
         "15 000"),
    ],
)  # fmt: skip
def test_turns_go_a_step_back(book: WorkbookReader, turns: tuple[str, ...], part: str) -> None:
    answer = talked(book, *turns)
    assert answer is not None and answer.kind == ANSWERED
    assert part in plain(answer)


@pytest.mark.parametrize(
    "question",
    [
        # No column of 2024; « après » of nothing; nothing here is a rate of presence.
        "appels reçus en mars 2024",
        "montant engagé après la réception",
        "taux de présence des fournisseurs",
    ],
)
def test_what_is_not_there_is_refused(book: WorkbookReader, question: str) -> None:
    answer = told(book, question)
    assert answer is None or answer.kind != ANSWERED
