"""Turns that go on with the last typed query, whatever the other rooms of a workbook know."""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from tests.dialogue.hosts import shared_host
from tests.dialogue.typed_books import Row, plain, written

_ORDERS: Final[list[Row]] = [
    ("Commandes 2024",),
    (),
    ("N° cde", "Objet", "Fournisseur", "Type", "Passée le", "Budget (€)", "Dépensé (€)", "Avis",
     "Observations"),
    ("C-01", "Fauteuils", "Bois & Co", "Mobilier", dt.date(2024, 1, 15), 12000.0, 9000.0, "Fondé",
     None),
    ("C-02", "Bureaux", "Bois & Co", "Mobilier", dt.date(2024, 3, 4), 30000.0, 27500.0,
     "Non fondé", "hausse du bois"),
    ("C-03", "Serveurs", "Datatec", "Informatique", dt.date(2024, 2, 12), 48000.0, 50400.0,
     "Fondé", "carte mère ajoutée"),
    ("C-04", "Écrans", "Datatec", "Informatique", dt.date(2024, 6, 3), 16000.0, 12000.0,
     "Non fondé", None),
    ("C-05", "Imprimantes", "Papyrus", "Informatique", dt.date(2024, 9, 23), 8000.0, 2000.0,
     "Fondé", None),
    ("Total", None, None, None, None, 114000.0, 100900.0, None, None),
]  # fmt: skip
_SITES: Final[list[Row]] = [
    ("Indicateurs 2024 par site",),
    (),
    ("Indicateur", "Sens", "Rouen", None, "Dieppe", None, "Le Havre", None),
    (None, None, "Cible", "Résultat", "Cible", "Résultat", "Cible", "Résultat"),
    ("Appels aboutis", "+", 90.0, 88.0, 85.0, 91.0, 88.0, 84.0),
    ("Délai moyen de réponse", "-", 20.0, 24.0, 22.0, 19.0, 21.0, 25.0),
]
_MONTHS: Final[list[Row]] = [
    ("Encaissements 2024",),
    (),
    ("Mois", "Agence", "Encaissé (€)"),
    ("Janvier", "Rouen", 1000.0),
    ("Janvier", "Dieppe", 400.0),
    ("Février", "Rouen", 1600.0),
    ("Février", "Dieppe", 500.0),
    ("Mars", "Rouen", 1900.0),
    ("Mars", "Dieppe", 900.0),
]
_ENERGY: Final[list[Row]] = [
    ("Énergie par bâtiment",),
    (),
    ("Bâtiment", "Dépense 2022 (€)", "Dépense 2023 (€)"),
    ("Atrium", 4000.0, 5000.0),
    ("Belvédère", 6000.0, 6600.0),
    ("Total", 10000.0, 11600.0),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    """Return the workbook that is asked."""
    sheets = {
        "Commandes": _ORDERS, "Sites": _SITES, "Encaissements": _MONTHS, "Énergie": _ENERGY,
    }  # fmt: skip
    return written(tmp_path_factory.mktemp("turns"), sheets)


def talk(book: WorkbookReader, *turns: str) -> Answer:
    """Return the answer to the last turn; the state goes through JSON as a pane sends it."""
    context = Context(shared_host(), book, dt.date(2026, 11, 30), cells=True)
    state = State()
    for turn in turns:
        answer = reply(turn, state, context)
        state = State.from_json(json.loads(json.dumps(answer.to_json()["state"])))
    return answer


_OF_BOIS: Final = "quelles sont les commandes de Bois & Co ?"
_BOTH: Final = ("combien a-t-on dépensé pour les serveurs ?", "et pour les écrans ?")


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # 9 000 + 27 500, then half of it: the rows that were told, and not all of them.
        ((_OF_BOIS, "dépensé total dessus ?"), "36 500"),
        ((_OF_BOIS, "dépensé total dessus ?", "et en moyenne ?"), "18 250"),
        # 36 500 / 42 000
        ((_OF_BOIS, "budget total ?", "quel % est déjà dépensé ?"), "86,9 %"),
        ((_OF_BOIS, "ça fait quel budget ?", "ça fait combien au total ?"), "42 000"),
        ((_OF_BOIS, "et le plus récent des deux ?"), "C-02"),
        ((*_BOTH, "lequel des deux a le plus gros budget ?"), "C-03"),
        ((*_BOTH, "lequel est le plus cher ?"), "50 400"),
        ((*_BOTH, "les deux réunis ?"), "62 400"),
        # 100 900 − 50 400
        (("total dépensé ?", "et sans la cde C-03 ?"), "50 500"),
        (("combien de commandes avec un avis fondé ?", "et non fondé ?"), "2 lignes"),
        (("commandes de type Informatique", "et parmi elles celles de Datatec ?"), "2 lignes"),
        # 8 000, 16 000, 48 000
        (("commandes de type Informatique", "trie par budget croissant"), "C-05"),
        (("quelle commande a dépassé son budget ?", "de combien ?"), "2 400"),
        (("budget des serveurs ?", "et le dépensé ?", "il manque combien ?"), "2 400"),
        # Of one site, and of no other.
        (("appels aboutis à Dieppe ?", "la cible est atteinte ?"), "Oui"),
        (("appels aboutis au Havre ?", "sa cible est atteinte ?"), "Non"),
        (("appels aboutis à Rouen ?", "et à Dieppe ?", "la cible était de combien ?"), "85"),
        # (1 000 + 1 600 + 1 900) / 3 ; (400 + 500 + 900) / 3
        (("encaissé de Rouen mois par mois", "et en moyenne par mois ?"), "1 500"),
        (("encaissé de Rouen mois par mois", "et en moyenne par mois ?", "idem pour Dieppe ?"),
         "600"),
        # 5 000 / 4 000 − 1
        (("dépense de l'Atrium en 2022 ?", "et en 2023 ?", "en % ?"), "25 %"),
        # 30 000 / 114 000 ; the second is C-01 behind C-02 for this supplier.
        (("quelle commande de Bois & Co a le plus gros budget ?", "et la deuxième ?"), "C-01"),
    ],
)  # fmt: skip
def test_a_turn_goes_on_with_the_query_before_it(
    book: WorkbookReader, turns: tuple[str, ...], expected: str
) -> None:
    answer = talk(book, *turns)
    assert answer.kind == ANSWERED, answer.text
    rows = [] if answer.table is None else [" ; ".join(row) for row in answer.table.rows]
    text = " ".join((plain(answer), *rows)).replace("\u202f", " ").replace("\xa0", " ")
    assert expected in text


@pytest.mark.parametrize(
    "turns",
    [
        # No bound is left out, and nothing is told of other rows than those before.
        (_OF_BOIS, "lesquels ont rapporté plus de 20 000 € ?"),
        (_OF_BOIS, "et le plus récent des trois ?"),
        ("total pour eux ?",),
        ("combien de zorglubs a-t-on livrés ?", "et le plus récent ?"),
    ],
)
def test_a_turn_that_cannot_go_on_is_refused(book: WorkbookReader, turns: tuple[str, ...]) -> None:
    assert talk(book, *turns).kind != ANSWERED


def test_told_rows_are_put_in_order(book: WorkbookReader) -> None:
    text = plain(talk(book, "commandes de type Informatique", "trie par budget décroissant"))
    places = [text.index(code) for code in ("C-03", "C-04", "C-05")]
    assert places == sorted(places)


def test_a_share_names_the_row_that_a_ranking_told(book: WorkbookReader) -> None:
    turns = ("quel bâtiment a la plus grosse dépense 2023 ?", "ça fait quelle part du total ?")
    # 6 600 / 11 600, then 5 000 / 11 600
    assert "56,9 %" in plain(talk(book, *turns))
    again = plain(talk(book, *turns, "et la plus petite ?"))
    assert "Atrium" in again
    assert "43,1 %" in again
