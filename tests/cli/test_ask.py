"""``pycog ask``: questions as arguments, by lines, in a dialogue, and about a workbook."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.reports.officer_annexes import equip, officer_annex
from udfs.hosts.engine import EngineHost

Command = Callable[..., Any]
ANNEXES = Path(__file__).resolve().parent.parent.parent / "workbooks" / "camieg-2012-2015"


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Put bytes on standard input."""

    def put(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))

    return put


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Return annex 4 with two achieved values of 2012: one met, one missed."""
    path = tmp_path / "annexe.xlsx"
    shutil.copy(ANNEXES / "annexe-4-indicateurs.xlsx", path)
    book = load_workbook(path)
    book["Indicateurs"]["J7"], book["Indicateurs"]["J8"] = 0.99, 0.77
    book.save(path)
    return path


def test_an_answer_has_its_formula_and_its_source(command: Command) -> None:
    code, out, err = command("ask", "budget de personnel 2014")
    # Annex 2, line « Personnel », base 2014.
    assert (code, err) == (0, "")
    assert (
        out.splitlines()
        == [
            "« Personnel » en 2014 : 14 359 000 €.",
            'Formule : =COG_BUDGET("Personnel";2014)',
            "Source : COG CAMIEG 2012-2015, annexe 2, ligne « Personnel »",
        ]
        or "14 359 000 €" in out
    )


def test_a_question_asked_back_exits_1_and_numbers_its_choices(command: Command) -> None:
    code, out, _ = command("ask", "combien puis-je reporter si j'ai exécuté 13,9 M€ ?")
    assert code == 1
    assert out.splitlines()[1:] == ["  1. Personnel", "  2. Fonctionnement", "  3. Investissement"]


def test_questions_are_independent_without_continue(command: Command) -> None:
    code, _, _ = command("ask", "budget de personnel 2014", "et en 2015 ?")
    assert code == 1
    code, out, _ = command("ask", "--continue", "budget de personnel 2014", "et en 2015 ?")
    assert code == 0
    assert "14 667 000" in out


def test_json_has_one_object_a_line(command: Command, feed: Callable[[bytes], None]) -> None:
    feed(b"budget de personnel 2014\n\net en 2015 ?\n")
    code, out, err = command("ask", "--json", "--continue", "-")
    first, second = map(json.loads, out.splitlines())
    assert (code, err) == (0, "")
    assert {"intent", "slots", "value", "formula", "text", "choices"} <= set(first)
    assert (first["value"], second["value"]) == (14_359_000.0, 14_667_000.0)
    assert second["formula"] == '=COG_BUDGET("Personnel",2015)'


def test_lines_that_are_not_utf_8_are_refused(
    command: Command, feed: Callable[[bytes], None]
) -> None:
    feed(b"budget\xe9\n")
    code, out, err = command("ask", "-")
    assert (code, out) == (2, "")
    assert "La ligne 1 de l'entrée n'est pas en UTF-8" in err


def test_a_dialogue_takes_the_number_of_a_choice_and_ends_on_request(
    command: Command, feed: Callable[[bytes], None]
) -> None:
    feed("report si exécuté 13,9 M€\n1\n2012\nquitter\nbudget\n".encode())
    code, out, _ = command("ask")
    assert code == 0
    assert "325 000 €" in out
    assert "De quelle ligne du budget" not in out


def test_a_workbook_is_read_when_the_question_needs_it(command: Command, filled: Path) -> None:
    code, out, _ = command("ask", "quels indicateurs sont en retard ?")
    assert code == 1 and "--classeur" in out
    code, out, _ = command(
        "ask", "--classeur", filled, "--json", "quels indicateurs sont en retard ?"
    )
    # Annex 4, 2012: indicator 1 has to reach 98 %, indicator 2 has to reach 90 %.
    answer = json.loads(out)
    assert code == 0
    assert answer["value"] == [["Atteint"], ["Non atteint"]]
    assert [row[0] for row in answer["table"]["rows"]] == ["2"]


def test_the_own_workbook_of_an_officer_is_read_once_equipped(
    command: Command, tmp_path: Path
) -> None:
    book = equip(officer_annex(tmp_path / "suivi.xlsx", points=True), EngineHost())
    code, out, err = command(
        "ask", "--classeur", book, "--json", "quels indicateurs sont en retard en 2013 ?"
    )
    assert code == 0
    # Indicators 1, 3, 16 and 40 reach their targets; 2 is typed in points: asked, not guessed.
    assert json.loads(out)["value"] == [["Atteint"]] * 4
    assert "Non lu dans le classeur" in err
    assert "Suivi!E5" in err


def test_a_formula_takes_the_addresses_of_the_open_annex(command: Command, filled: Path) -> None:
    question = "taux d'atteinte de l'indicateur 2 en 2012 avec 77 %"
    _, out, _ = command("ask", "--classeur", filled, "--json", question)
    answer = json.loads(out)
    assert answer["formula"] == "=COG_ATTAINMENT(0.77,COG_TARGET_TEXT(2,2012))"
    assert answer["formula_cells"] == "=COG_ATTAINMENT(Indicateurs!J8,COG_TARGET_TEXT(2,2012))"


def test_the_active_cell_is_explained(command: Command) -> None:
    book = ANNEXES / "annexe-4-indicateurs.xlsx"
    code, out, _ = command(
        "ask", "--classeur", book, "--cellule", "Résultats!C8", "explique cette cellule"
    )
    assert code == 0
    assert out.startswith("Résultats!C8")
    assert "Indicateurs!E8 = 77%" in out


def test_the_sheet_is_checked(command: Command) -> None:
    book = ANNEXES / "annexe-3-fngr.xlsx"
    code, out, _ = command(
        "ask", "--classeur", book, "--cellule", "Contrôles!A1", "contrôle cette feuille"
    )
    assert code == 0
    assert out.startswith("2 constats") and "Contrôles!G10" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--cellule", "A1"), "ajoutez --classeur FICHIER"),
        (("--classeur", "absent.xlsx"), "absent.xlsx"),
        (("--classeur", ANNEXES / "annexe-3-fngr.xlsx", "--cellule", "A"), "illisible"),
        (("--classeur", ANNEXES / "annexe-3-fngr.xlsx", "--cellule", "Feuille!A1"), "Feuilles"),
    ],
)
def test_what_cannot_be_read_is_refused(
    command: Command, arguments: tuple[object, ...], message: str
) -> None:
    code, out, err = command("ask", *arguments, "explique cette cellule")
    assert (code, out) == (2, "")
    assert message in err


def test_a_formula_without_a_stored_value_is_calculated_in_memory(
    command: Command, tmp_path: Path
) -> None:
    """A workbook that a program wrote has no values for its formulas until Excel opens it."""
    path, book = tmp_path / "effectifs.xlsx", Workbook()
    sheet = book.active
    for row in (
        ["Service", "T1", "T2", "Total"],
        ["Accueil", 12.5, 13, "=SUM(B2:C2)"],
        ["Courrier", 7, 6.5, "=SUM(B3:C3)"],
        ["Total", "=SUM(B2:B3)", "=SUM(C2:C3)", "=SUM(D2:D3)"],
    ):
        sheet.append(row)
    book.save(path)
    before = path.read_bytes()
    code, out, err = command("ask", "--classeur", path, "total accueil")
    assert code == 0 and "25,5 (D2)" in out
    assert "5 formules sans valeur enregistrée" in err
    code, out, _ = command("ask", "--classeur", path, "le total du T2 est-il juste ?")
    assert code == 0 and out.startswith("Oui") and "19,5" in out
    assert path.read_bytes() == before


def test_a_formula_calculated_in_memory_takes_the_day_of_the_command(
    command: Command, tmp_path: Path
) -> None:
    """The same ``--date`` tells which measures are late and what TODAY() gives."""
    path, book = tmp_path / "anciennete.xlsx", Workbook()
    sheet = book.active
    for row in (
        ["Agent", "Embauche", "Ancienneté"],
        ["Durand", 2003, "=YEAR(TODAY())-B2"],
        ["Lopez", 2008, "=YEAR(TODAY())-B3"],
    ):
        sheet.append(row)
    book.save(path)
    code, out, _ = command("ask", "--classeur", path, "--date", "2013-06-30", "ancienneté durand")
    assert code == 0 and "10 (C2)" in out
