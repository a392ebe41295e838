"""Tables kept by officers: headings, order of columns, faulty rows."""

from __future__ import annotations

import pandas as pd
import pytest

from pycog.errors import CellError, InvalidInput
from pycog.registers import (
    Column,
    Problem,
    amount_in,
    in_row,
    is_given,
    is_yes,
    moved_amount,
    read_register,
)

COLUMNS = (
    Column("date", needed=True),
    Column("origine", ("de", "depuis"), needed=True),
    Column("exécuté", ("réalisé",)),
)


def test_columns_are_recognised_by_their_headings() -> None:
    table = [["Remarque", "RÉALISÉ (€)", "Depuis", "Date :"], ["x", 3.0, "a", "d"]]
    register = read_register(table, COLUMNS, "la table")
    assert register.heading
    assert [dict(row.cells) for row in register.rows] == [
        {"exécuté": 3.0, "origine": "a", "date": "d"}
    ]
    assert register.rows[0].number == 2


@pytest.mark.parametrize("heading", ["Exécuté 2013", "execute", "Exécuté (en €)", " Exécuté * "])
def test_a_heading_may_carry_a_year_a_unit_or_a_remark(heading: str) -> None:
    register = read_register([["Date", "De", heading], [1.0, "a", 5.0]], COLUMNS, "la table")
    assert register.rows[0].get("exécuté") == 5.0


def test_without_headings_columns_are_taken_in_order() -> None:
    register = read_register([[1.0, "a"], [None, " "]], COLUMNS, "la table")
    assert not register.heading
    assert [row.blank for row in register.rows] == [False, True]
    assert register.rows[0].get("origine") == "a"
    assert register.rows[0].get("exécuté") is None
    assert [row.number for row in register.rows] == [1, 2]


def test_a_row_with_a_number_is_no_heading() -> None:
    assert not read_register([["date", 5.0, "de"]], COLUMNS, "la table").heading


def test_a_data_frame_brings_its_own_headings() -> None:
    frame = pd.DataFrame({"Date": ["d"], "De": ["a"], "Exécuté": [float("nan")]})
    register = read_register(frame, COLUMNS, "la table")
    assert register.heading
    assert dict(register.rows[0].cells) == {"date": "d", "origine": "a", "exécuté": None}


def test_an_empty_table_has_no_row() -> None:
    assert read_register([], COLUMNS, "la table").rows == ()


@pytest.mark.parametrize(
    ("table", "code", "message"),
    [
        ([["Date", "Exécuté"]], "colonne-absente",
         "La table n'a pas de colonne « origine ». Ajoutez-la : la première ligne de la plage "
         "porte les titres des colonnes."),
        ([["Date", "De", "Depuis"]], "colonne-en-double",
         "La table a deux colonnes « origine ». Gardez-en une."),
        ([[1.0, "a", 2.0, 3.0]], "colonnes-en-trop",
         "La table a 4 colonnes sans ligne de titres. Mettez les titres dans la première ligne, "
         "ou donnez dans l'ordre « date », « origine », « exécuté »."),
        ([[1.0], [1.0, 2.0]], "plage-irreguliere",
         "Les lignes de la plage n'ont pas toutes la même longueur."),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_is_refused(table: list, code: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_register(table, COLUMNS, "la table")
    assert (caught.value.code, caught.value.message) == (code, message)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "montant-absent"), (0.0, "montant-nul"), (-5.0, "montant-negatif"),
        ("beaucoup", "nombre-illisible"), (True, "nombre-attendu"),
    ],
)  # fmt: skip
def test_an_amount_that_moves_is_above_zero(cell: object, code: str) -> None:
    row = read_register([["d", "a", cell]], COLUMNS, "la table").rows[0]
    with pytest.raises(InvalidInput) as caught:
        moved_amount(row, "exécuté")
    assert caught.value.code == code


def test_an_amount_may_be_typed_in_french() -> None:
    row = read_register([["d", "a", "12 000,50 €"]], COLUMNS, "la table").rows[0]
    assert moved_amount(row, "exécuté") == 12_000.5
    assert amount_in(row, "exécuté", "le montant") == 12_000.5


def test_yes_and_no() -> None:
    assert all(is_yes(value, "la conformité") for value in ("Oui", "o", True, 1.0, "Conforme"))
    assert not any(is_yes(value, "x") for value in ("Non", "N", False, 0.0, "Non conforme"))
    with pytest.raises(InvalidInput) as caught:
        is_yes("peut-être", "la conformité")
    assert caught.value.message == (
        "La conformité « peut-être » ne répond pas par oui ou par non. Saisissez Oui ou Non."
    )
    with pytest.raises(InvalidInput):
        is_yes(CellError("#N/A"), "x")


def test_a_mention_is_given_unless_it_says_no() -> None:
    assert all(is_given(value) for value in ("CG du 12/03", True, 41_000.0, "oui"))
    assert not any(is_given(value) for value in (None, "", " ", "non", "N", False, 0.0, "–"))


def test_a_message_names_the_row() -> None:
    assert in_row(3, "Le montant manque.") == "Ligne 3 de la plage : le montant manque."
    assert Problem(None, "c", "Le total diffère.").text == "Le total diffère."
    error = InvalidInput("c", "Le montant manque.")
    assert Problem.of(2, error).text == "Ligne 2 de la plage : le montant manque."
