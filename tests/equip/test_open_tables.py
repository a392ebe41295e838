"""The tables of an open workbook as anybody may ask about them."""

from __future__ import annotations

import datetime as dt

import pytest

from pycog.conventions import load
from pycog.equip.open_parts import OpenTable, day_of
from pycog.equip.open_tables import grid_of, read_open_tables
from pycog.values import Scalar


def tables(*rows: tuple[Scalar, ...]) -> list[OpenTable]:
    return read_open_tables([grid_of("Feuille", rows)], load())


def test_a_register_is_read_by_its_headings_and_dates() -> None:
    (table,) = tables(
        ("Situation au", "31/03/2013"),
        ("N°", "Mesure", "Pilote", "Date limite", "Réalisée le"),
        (1.0, "Charte", "RH", "31/12/2012", "10/01/2013"),
        (2.0, "Registre", "DSI", "30/06/2013", None),
    )
    assert [(one.title, one.role) for one in table.columns] == [
        ("Pilote", ""), ("Date limite", "échéance"), ("Réalisée le", "fait le"),
    ]  # fmt: skip
    assert [(one.number, one.label) for one in table.rows] == [("1", "Charte"), ("2", "Registre")]


def test_a_register_of_transfers_knows_both_ways() -> None:
    (table,) = tables(
        ("Date", "De", "Vers", "Montant"),
        ("15/03/2013", "Personnel", "Investissement", 50.0),
        ("01/06/2013", "Investissement", "Personnel", 10.0),
    )
    roles = [one.role for one in table.columns]
    assert roles == ["date", "origine", "destination", "montant"]


def test_the_year_of_a_sheet_is_that_of_its_columns() -> None:
    (table,) = tables(
        ("Budget FNGA – exercice 2012 (en k€)",),
        ("Poste", "Crédits ouverts", "Mandaté"),
        ("Personnel", 14_225.0, 13_980.0),
        ("Fonctionnement", 5_185.0, 5_210.0),
    )
    assert [(one.role, one.year, one.unit) for one in table.columns] == [
        ("voté", 2012, "k€"), ("exécuté", 2012, "k€"),
    ]  # fmt: skip


def test_a_numbered_row_is_an_indicator_only_where_its_label_is_not_another_one() -> None:
    (table,) = tables(
        ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013"),
        (2.0, "Taux d'appels décrochés", 0.9, 0.8),
        (12.0, "Délai de traitement des courriers", 20.0, 18.0),
        (16.0, "Taux de saisies invalidées", "< 5 %", 0.04),
    )
    # Annex 4 calls 12 the rate of conformity of the answers.
    assert [one.subject.key if one.subject else None for one in table.rows] == ["2", None, "16"]
    assert [one.is_rate for one in table.rows] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2012", dt.date(2012, 12, 31)),
        ("2012-12-31 00:00:00", dt.date(2012, 12, 31)),
        ("31/02/2012", None),
        ("fin 2012", None),
        ("13.5.2013", dt.date(2013, 5, 13)),
    ],
)
def test_a_day_is_read_as_it_is_written(text: str, day: dt.date | None) -> None:
    assert day_of(text) == day
