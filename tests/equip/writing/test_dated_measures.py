"""A table of dated measures has its live situation, from the officer's own dates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from pycog.equip.writing.stripping import strip
from pycog.values import format_number
from pycog.xlsx.package import Package
from tests.equip.annex_kit import fill
from tests.equip.writing.reading import MAP, rows


def annex_of(tmp_path: Path, lines: list[list[object]], heads: tuple[str, ...]) -> Path:
    book = Workbook()
    book.remove(book.active)
    fill(book.create_sheet("Échéancier"), "A1", [["Suivi des échéances"], [], heads, *lines])
    path = tmp_path / "echeances.xlsx"
    book.save(path)
    return path


@pytest.fixture(name="annex")
def _annex(tmp_path: Path) -> Path:
    return annex_of(
        tmp_path,
        [
            ["Mise en service de l'intranet", "30/06/2012", dt.date(2012, 6, 20), "DOSI"],
            ["Lettre d'information électronique aux employeurs", "fin 2012", None, "DRC"],
            ["Fichier CNIEG : outil de vidage", dt.date(2012, 9, 30), "Fait", None],
            ["Jeunes seniors : expérimentation", 2013, "15/02/2014", None],
            ["Réunion du personnel", "2013", None, None],
        ],
        ("Mesure", "Échéance", "Date de réalisation", "Pilote"),
    )


def situations(data: bytes) -> dict[object, list[object]]:
    """Return measure → its row of results."""
    found = [row for row in rows(data) if row[0] == "Échéancier" and isinstance(row[3], int)]
    return {row[2]: row for row in found}


def test_each_measure_stands_where_its_dates_put_it(annex, run):
    found = situations(run(annex)[1].data)
    assert len(found) == 4
    intranet = found["Mise en service de l'intranet"]
    assert intranet[3] == 2012 and intranet[5] == dt.datetime(2012, 6, 30)
    assert intranet[8] == "Réalisée"
    # Due on 31 December 2012, not done on the day that the row is looked at.
    late = found["Lettre d'information électronique aux employeurs"]
    days = format_number((late[7] - dt.datetime(2012, 12, 31)).days)
    assert late[8] == f"En retard de {days} jours"
    # Due in 2013, done on 15 February 2014: 46 days after 31 December.
    assert found["Jeunes seniors : expérimentation"][8] == "Réalisée en retard de 46 jours"
    assert found["Jeunes seniors : expérimentation"][9] == "2013"


def test_a_word_for_a_date_is_told_and_gives_no_situation(annex, run):
    row = situations(run(annex)[1].data)["Fichier CNIEG : outil de vidage"]
    assert row[8] == "Non renseigné"
    assert row[11].startswith("La date de réalisation ne se lit pas")


def test_a_due_date_unlike_the_agreement_s_is_told(annex, run):
    """The agreement prints « Juin 2012 », the annex September: June is followed."""
    seen, done = run(annex)
    told = [one for one in seen.found.doubts if one.code == "echeance-differente"]
    assert [(one.cell, one.blocking) for one in told] == [("B6", False)]
    row = situations(done.data)["Fichier CNIEG : outil de vidage"]
    assert row[5] == dt.datetime(2012, 6, 30) and row[9] == dt.datetime(2012, 9, 30)


def test_without_a_column_of_realisation_nothing_is_late(tmp_path, run):
    annex = annex_of(
        tmp_path,
        [
            ["Mise en service de l'intranet", "juin 2012"],
            ["Lettre d'information électronique aux employeurs", "fin 2012"],
        ],
        ("Mesure", "Échéance"),
    )
    found = situations(run(annex)[1].data)
    assert [row[8] for row in found.values()] == [None, None]
    assert all(row[11].startswith("Aucune colonne") for row in found.values())


def test_two_rows_for_one_measure_wait_for_an_answer(tmp_path, run):
    annex = annex_of(
        tmp_path,
        [
            ["Mise en service de l'intranet", "juin 2012", None],
            ["Mise en service de l'intranet", "juin 2012", "20/06/2012"],
            ["Lettre d'information électronique aux employeurs", "fin 2012", None],
            ["Jeunes seniors : expérimentation", "2013", None],
        ],
        ("Mesure", "Échéance", "Fait le"),
    )
    seen, done = run(annex)
    assert [one.code for one in seen.found.open_doubts()] == ["doublon", "doublon"]
    assert "Mise en service de l'intranet" not in situations(done.data)


def test_a_second_run_changes_nothing_and_all_is_given_back(annex, run):
    before = annex.read_bytes()
    done = run(annex)[1]
    assert not run(annex, done.data)[1].changed
    stripped = strip(Package(annex, done.data))
    assert stripped.exact and stripped.data == before


def test_the_map_names_a_measure_in_words_that_answer(annex, run):
    found = {row[5] for row in rows(run(annex)[1].data, MAP)}
    assert "échéance intranet – Mise en service de l'intranet" in found
