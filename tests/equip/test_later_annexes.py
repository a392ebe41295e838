"""Annexes of other kinds are read as their maps say, and nothing is taken for what it is not."""

from __future__ import annotations

from functools import cache

import pytest

from pycog import conventions
from pycog.audit.grid import Grid, Stored
from pycog.equip.model import FIGURES, Correspondence
from pycog.equip.recognition.recognise import recognise
from pycog.xlsx.cells import column_letters
from tests.equip.annex_kit import Annex
from tests.equip.fresh_annexes import FRESH
from tests.equip.harder_annexes import HARDER
from tests.equip.later_annexes import LATER
from tests.equip.regime_agreement import write_regime
from tests.equip.reworded_annexes import REWORDED
from tests.equip.role_annexes import ROLES
from tests.equip.summed_annexes import SUMMED
from tests.equip.test_recognition import subject, told
from tests.equip.trap_annexes import TRAPS
from tests.equip.unseen_annexes import UNSEEN
from tests.equip.unseen_budgets import UNSEEN_BUDGETS

ANNEXES = (*LATER, *HARDER, *REWORDED, *ROLES, *FRESH, *UNSEEN, *UNSEEN_BUDGETS, *SUMMED, *TRAPS)
NAMES = [annex.name for annex in ANNEXES]
#: Roles of the figures that reports compare.
COMPARED = FIGURES - {"poids", "points"}


@pytest.fixture(scope="module", autouse=True)
def _regime(tmp_path_factory: pytest.TempPathFactory) -> None:
    conventions.add_folder(write_regime(tmp_path_factory.mktemp("conventions")))


@cache
def recognised(name: str) -> Correspondence:
    return next(one for one in ANNEXES if one.name == name).recognised()


@pytest.mark.parametrize("annex", ANNEXES, ids=NAMES)
def test_tables_and_rows_are_found(annex: Annex) -> None:
    found = recognised(annex.name)
    assert [(one.sheet, one.kind, one.frame) for one in found.tables] == [
        (one.sheet, one.kind, one.frame) for one in annex.tables
    ]
    assert [one.sheet for one in found.ignored] == list(annex.ignored)
    for table, expected in zip(found.tables, annex.tables, strict=True):
        rows = {row.index + 1: subject(row, table) for row in table.rows if row.subject}
        accepted = {row.index + 1 for row in table.rows if row.accepted and row.subject}
        assert accepted == set(expected.rows)
        assert {number: rows[number] for number in accepted} == dict(expected.rows)
        for number, meant in expected.asked.items():
            assert rows[number] in meant


@pytest.mark.parametrize("annex", ANNEXES, ids=NAMES)
def test_columns_are_what_they_are_and_no_other_is_compared(annex: Annex) -> None:
    for table, expected in zip(recognised(annex.name).tables, annex.tables, strict=True):
        found = {letter: told(table, letter, text) for letter, text in expected.columns.items()}
        assert found == dict(expected.columns)
        for column in table.columns:
            letter = column_letters(column.index + 1)
            if letter in expected.columns:
                assert column.sure
            else:
                assert not (column.role in COMPARED and column.accepted), letter


ADDING = [annex for annex in ANNEXES if annex.totals or annex in SUMMED]


@pytest.mark.parametrize("annex", ADDING, ids=[annex.name for annex in ADDING])
def test_columns_that_add_up_others_are_found(annex: Annex) -> None:
    found = {
        column_letters(one.index + 1): " ".join(
            (
                one.over,
                *(column_letters(part + 1) for part in one.parts),
                *([] if one.accepted else ["?"]),
            )
        )
        for one in recognised(annex.name).totals
    }
    assert found == dict(annex.totals)


@pytest.mark.parametrize(
    ("name", "cell", "choice"),
    [
        ("a result at mid-year and a projection", "D1", "Oui, le résultat de 2014"),
        ("three quarters and their total", "F2", "Oui, le résultat de 2013"),
        ("counts by site and their total", "E1", "Oui, le résultat de 2013"),
    ],
)
def test_what_may_not_be_the_result_of_the_year_is_asked(name: str, cell: str, choice: str) -> None:
    (doubt,) = recognised(name).open_doubts()
    assert (doubt.code, doubt.cell) == ("colonne-inconnue", cell)
    assert doubt.choices[0].label == choice


def test_numbers_in_english_are_told_and_not_read() -> None:
    doubts = [one for one in recognised("English numbers as text").doubts if one.cell == "B4"]
    (doubt,) = doubts
    assert doubt.code == "valeur-illisible" and "écrit à l'anglaise" in doubt.message


def test_a_table_that_is_left_aside_beside_another_is_told() -> None:
    heads = ("Indicateur", "Cible", "Réalisé")
    rows = (
        ("Tableau de bord 2013, accueil",),
        heads,
        ("Taux d'appels décrochés", "90 %", "91 %"),
        ("Taux d'appels traités en niveau 1", "90 %", "91 %"),
        ("Taux d'appels correctement tracés", "95 %", "96 %"),
        (),
        ("Prestations",),
        heads,
        ("Taux de saisies invalidées", "<5 %", "4 %"),
        ("Taux de factures télétransmises par les professionnels de santé", "93 %", "94 %"),
    )
    grid = Grid("TBG", formulas=frozenset())
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            grid.cells[row, column] = Stored(value)
    found = recognise([grid], conventions.load("camieg-2012-2015"))
    assert [table.first for table in found.tables] == [2]
    (told_of,) = found.ignored
    assert told_of.sheet == "TBG" and "celui qui commence en A8" in told_of.reason


def test_a_sheet_of_few_measures_is_told_with_what_reads_it() -> None:
    """Two measures cut short without their dates, among others: nothing is certain enough."""
    rows = (
        ("Étape", "Échéance", "État"),
        ("Phase test visioconférence", "T1 2019", "Fait"),
        ("Intranet, mise en service", "T2 2019", "Fait"),
        ("Recrutement d'un chef de projet", "T2 2019", ""),
    )
    grid = Grid("Jalons", formulas=frozenset())
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            grid.cells[row, column] = Stored(value)
    (told_of,) = recognise([grid], conventions.load("camieg-2012-2015")).ignored
    assert "échéancier, à partir de A2" in told_of.reason
    assert "pycog ask --classeur" in told_of.reason


def test_a_numbered_title_below_a_table_asks_nothing() -> None:
    found = recognised("a numbered title, and a sheet of dates")
    assert [one.code for one in found.doubts if one.sheet == "Synthèse"] == []
    assert [table.last for table in found.tables if table.sheet == "Synthèse"] == [3]


def test_a_mean_of_months_waits_for_an_answer() -> None:
    (doubt,) = recognised("months and their mean").open_doubts()
    assert (doubt.code, doubt.cell) == ("colonne-inconnue", "P1")


def test_a_card_whose_number_and_label_differ_is_not_read() -> None:
    found = recognised("cards, one with the label of another indicator")
    assert not any(row.accepted for table in found.tables[:2] for row in table.rows)
