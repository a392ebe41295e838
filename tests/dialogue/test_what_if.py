"""« Et si l'indicateur 7 atteint 80 % ? » beside an open workbook, which stays as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlsxwriter

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answering import Context, State, reply
from pycog.dialogue.answers import ANSWERED, ASKED, Answer
from tests.paths import ROOT
from udfs.hosts.engine import EngineHost

BUILT = ROOT / "workbooks" / "exemple-fictif" / "annexe-4-indicateurs.xlsx"
UNMODIFIED = "Le classeur n'est pas modifié."


def asked(path: Path, question: str) -> Answer:
    host = EngineHost()
    reader = WorkbookReader.open(path, "", host)
    return reply(question, State(), Context(host, reader, cells=True))


@pytest.mark.parametrize(
    "question",
    [
        "et si l'indicateur 7 atteint 80 % en 2013 ?",
        "que se passe-t-il si l'indicateur 7 passe à 80 % en 2013 ?",
        "Supposons que l'indicateur 7 monte à 0,8 en 2013",
    ],
)
def test_the_status_moves_and_the_file_stays(tmp_path: Path, question: str) -> None:
    path = tmp_path / "annexe.xlsx"
    shutil.copy(BUILT, path)
    answer = asked(path, question)
    assert answer.kind == ANSWERED
    assert answer.text == (
        "Si l'indicateur 7 « Taux de satisfaction » (2013, Indicateurs!K13) passait de 73 % à 80 % "
        ": indicateur 7, statut 2013, Non atteint → Atteint. 7 résultats changeraient en tout."
    )
    assert answer.details == (UNMODIFIED,)
    assert answer.table is not None
    # 80 ÷ 76,5 = 104,58 %.
    assert ("indicateur 7, taux 2013", "95,42 %", "104,58 %", "Résultats!H13") in answer.table.rows
    assert path.read_bytes() == BUILT.read_bytes()


def test_without_a_year_the_year_is_asked_for() -> None:
    answer = asked(BUILT, "et si l'indicateur 7 atteint 80 % ?")
    assert answer.kind == ASKED
    assert "et si l'indicateur 7 atteint 80 % en 2013 ?" in answer.choices
    assert asked(BUILT, answer.choices[1]).kind == ANSWERED


@pytest.mark.parametrize("value", ["6 jours", "6"])
def test_a_delay_in_days(value: str) -> None:
    answer = asked(BUILT, f"et si l'indicateur 18 passe à {value} en 2013 ?")
    assert "passait de 9 à 6 : indicateur 18, statut 2013, Non atteint → Atteint" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "et si l'indicateur 31 est à 12 jours en 2014 ?",
        "et si l'indicateur 9 est à 80 % en 2015 ?",
        # Nothing in the workbook reads it: it has no target.
        "et si l'indicateur 9 monte à 18 en 2015 ?",
        "et si l'indicateur 7 gagne 2 points en 2013 ?",
        "et si l'indicateur 7 était à 80 en 2013 ?",
        "quels indicateurs sont en retard en 2013 ?",
    ],
)
def test_what_is_no_such_question_is_left_to_the_others(question: str) -> None:
    assert UNMODIFIED not in asked(BUILT, question).details


def officer(path: Path, heading: str, values: tuple[object, object, object]) -> Path:
    """Write an officer's own table of results, calculated by its own formulas."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Suivi 2013")
    page.write_row(0, 0, ("N°", "Indicateur", "Objectif 2013", heading, "Écart"))
    labels = (
        (2, "Taux d'appels décrochés", "90%"),
        (3, "Taux d'appels traités en niveau 1", "90%"),
        (7, "Taux de satisfaction", "76,50%"),
    )
    for at, (number, label, target) in enumerate(labels, 1):
        page.write_row(at, 0, (number, label, target, values[at - 1]))
        page.write_formula(at, 4, f"=D{at + 1}*2", None, float(values[at - 1]) * 2)
    book.close()
    return path


def test_a_column_in_points_gets_points(tmp_path: Path) -> None:
    path = officer(tmp_path / "suivi.xlsx", "Réalisé 2013 (en points)", (88.5, 91.2, 73.0))
    answer = asked(path, "et si l'indicateur 7 atteint 80 % en 2013 ?")
    assert "Suivi 2013!D4" in answer.text
    assert "passait de 73 à 80" in answer.text
    assert answer.table is not None
    assert [row[1:3] for row in answer.table.rows] == [("146", "160")]


def test_a_column_of_ratios_gets_a_ratio(tmp_path: Path) -> None:
    path = officer(tmp_path / "suivi.xlsx", "Réalisé 2013", (0.885, 0.912, 0.73))
    answer = asked(path, "et si l'indicateur 7 atteint 80 % en 2013 ?")
    assert answer.table is not None
    assert [row[1:3] for row in answer.table.rows] == [("1,46", "1,6")]
