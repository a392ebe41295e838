"""``pycog convention new``, ``check``, ``import`` and ``export``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conventions.forms import content, filled, put
from tests.paths import ROOT

Command = Callable[..., Any]
CAMIEG = ROOT / "pycog" / "conventions" / "data" / "camieg-2012-2015"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form that can be loaded."""
    path = tmp_path / "convention.xlsx"
    path.write_bytes(content(filled()))
    return path


def test_a_new_form_is_written_and_never_over_another(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    words = ("convention", "new", "essai-2024", "--annees", "2024-2026", "--output", str(path))
    code, out, err = command(*words, "--fonds", "FA", "FB")
    assert (code, err) == (0, "")
    assert out.startswith(f"{path} : formulaire de essai-2024.")
    titles = openpyxl.load_workbook(path).sheetnames
    assert titles[:5] == ["Lisez-moi", "Convention", "Indicateurs", "Budget FA", "Budget FB"]
    code, _, err = command(*words)
    assert code == 2 and "existe déjà" in err


def test_a_new_form_holds_no_word_of_an_agreement(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    command("convention", "new", "essai-2024", "--annees", "2024", "--output", str(path))
    words = [
        str(cell.value).casefold()
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows() for cell in row if cell.value
    ]  # fmt: skip
    assert not [w for w in words if "camieg" in w or "fnga" in w or "cnamts" in w or "2012" in w]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Ma Caisse", "--annees", "2024-2026"), "mal formé"),
        (("essai", "--annees", "2026-2024"), "2024-2027"),
        (("essai", "--annees", "cinq"), "n'est pas une année"),
        (("essai", "--annees", "2024-2026", "--reference", "2025"), "doit précéder"),
    ],
)
def test_a_form_that_cannot_be_is_refused(
    command: Command, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    code, out, err = command("convention", "new", *words, "--output", str(tmp_path / "c.xlsx"))
    assert (code, out) == (2, "")
    assert said in err
    assert not list(tmp_path.iterdir())


def test_a_form_without_fault_is_said_to_be_so(command: Command, form: Path) -> None:
    assert command("convention", "check", str(form)) == (
        0,
        f"{form} : essai-2024, 3 indicateurs, 1 fonds, 1 échéance, 0 barème, 0 chiffre clé. "
        "Aucune anomalie.\n",
        "",
    )


def test_all_faults_are_told_with_their_cells(command: Command, form: Path) -> None:
    book = filled()
    put(book["Indicateurs"], 1, "Cible 2024", "au mieux")
    put(book["Budget FA"], 1, "2024", "environ mille")
    form.write_bytes(content(book))
    code, out, err = command("convention", "check", str(form))
    assert (code, err) == (1, "")
    first, second, last = out.splitlines()
    assert first.startswith("convention.xlsx, feuille « Indicateurs », cellule H5 : ")
    assert "On peut écrire 98 %" in first
    assert second.startswith("convention.xlsx, feuille « Budget FA », cellule F5 : ")
    assert last == f"{form} : 2 anomalies."
    code, out, _ = command("convention", "check", str(form), "--json")
    (record,) = map(json.loads, out.splitlines())
    assert code == 1
    assert [(fault["sheet"], fault["cell"]) for fault in record["faults"]] == [
        ("Indicateurs", "H5"), ("Budget FA", "F5"),
    ]  # fmt: skip


def test_a_folder_of_conventions_is_checked_whole(command: Command, form: Path) -> None:
    (form.parent / "double.xlsx").write_bytes(form.read_bytes())
    code, out, err = command("convention", "check", str(form.parent))
    assert (code, err) == (1, "")
    assert "l'identifiant « essai-2024 » est déjà celui de" in out


def test_tables_are_checked_too(command: Command) -> None:
    code, out, err = command("convention", "check", str(CAMIEG))
    assert (code, err) == (0, "")
    assert ": camieg-2012-2015, 55 indicateurs, 2 fonds" in out


@pytest.mark.parametrize("name", ["absent.xlsx", "vide"])
def test_nothing_to_check_is_refused(command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "vide").mkdir()
    code, _, err = command("convention", "check", str(tmp_path / name))
    assert code == 2
    assert name in err


def test_what_is_no_workbook_is_refused(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    path.write_text("bonjour")
    code, out, err = command("convention", "check", str(path))
    assert (code, out) == (2, "")
    assert "c.xlsx" in err


def test_a_folder_becomes_a_workbook_and_a_folder_again(command: Command, tmp_path: Path) -> None:
    form, folder = tmp_path / "camieg.xlsx", tmp_path / "tables"
    assert command("convention", "import", str(CAMIEG), "--output", str(form)).code == 0
    code, out, _ = command("convention", "export", str(form), "--output", str(folder))
    assert code == 0
    assert out == f"{folder / CAMIEG.name} : 12 fichiers.\n"
    assert {path.name for path in (folder / CAMIEG.name).iterdir()} == {
        path.name for path in CAMIEG.iterdir()
    }
    code, _, err = command("convention", "import", str(form), "--output", str(folder))
    assert code == 2 and "n'est pas vide" in err
    other = tmp_path / "autre" / CAMIEG.name
    code, out, _ = command("convention", "import", str(form), "--output", str(other))
    assert code == 0 and (other / "convention.toml").is_file()


def test_a_form_is_listed_and_used(command: Command, form: Path) -> None:
    code, out, err = command("conventions", "--conventions", str(form))
    assert (code, err) == (0, "")
    assert "essai-2024 : Convention d'essai 2024-2026\n7 conventions.\n" in out
    call = '=COG_TARGET(1,2025,"essai-2024")'
    code, out, err = command("eval", call, "--conventions", str(form))
    assert (code, err) == (0, "")
    assert "85" in out


def test_a_broken_form_is_listed_as_broken(command: Command, form: Path) -> None:
    book = filled()
    put(book["Indicateurs"], 1, "Cible 2024", "au mieux")
    form.write_bytes(content(book))
    code, out, err = command("conventions", "--conventions", str(form))
    assert code == 1
    assert "essai-2024 : Convention d'essai 2024-2026 [illisible]\n" in out
    assert "cellule H5" in err
