"""``pycog report`` bilan, fiche, evaluation, tableau-de-bord: what is said and refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

Command = Callable[..., Any]
ANNEX_4 = "annexe-4-indicateurs.xlsx"


@pytest.fixture
def stale(annexes: Path, tmp_path: Path) -> Path:
    """A folder with an annex 4 in which something was typed and nothing recalculated."""
    folder = tmp_path / "annexes"
    folder.mkdir()
    shutil.copy(annexes / "camieg-2012-2015" / ANNEX_4, folder)
    book = load_workbook(folder / ANNEX_4)
    book["Indicateurs"]["K8"] = 0.855
    book.save(folder / ANNEX_4)
    return folder


def test_a_stale_workbook_is_refused_and_a_refresh_offered(
    command: Command, stale: Path, tmp_path: Path
) -> None:
    output = tmp_path / "bilan.html"
    code, out, err = command("report", "bilan", "--year", 2013, stale, "--output", output)
    assert (code, out) == (2, "")
    assert "ne sont pas à jour" in err
    assert "« pycog refresh »" in err
    assert "--refresh" in err
    assert not output.exists()
    code, out, _ = command(
        "report", "bilan", "--year", 2013, stale, "--output", output, "--refresh"
    )
    assert code == 1
    assert "Bilan annuel 2013, 1 indicateur mesuré sur 55 en 2013, 1 écart à expliquer." in out
    assert "Taux d'appels décrochés" in output.read_text("utf-8").replace("&#x27;", "'")


def test_a_sheet_counts_its_own_indicators(command: Command, annexes: Path, tmp_path: Path) -> None:
    folder = annexes / "exemple-fictif"
    code, out, _ = command(
        "report", "fiche", 1, "--year", 2015, folder, "--output", tmp_path / "f.html"
    )
    # Sheet 1 has indicators 1 and 2.
    assert code in {0, 1}
    assert "Fiche objectif 1, bilan 2015" in out
    assert "sur 2 en 2015" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bilan", "--year", "2019", "FOLDER", "--output", "b.html"), "L'année 2019 est hors de"),
        (("bilan", "FOLDER", "--output", "b.html"), "Précisez l'exercice du rapport"),
        (("bilan", "--year", "2013", "FOLDER"), "ajoutez par exemple --output bilan-2013.pdf"),
        (("bilan", "--year", "2013", "FOLDER", "--output", "b.txt"), "ne dit pas le format"),
        (("bilan", "--year", "2013", "absent", "--output", "b.html"), "n'existe pas"),
        (("fiche", "--year", "2013", "FOLDER", "--output", "b.html"), "numéro de la fiche"),
        (("fiche", "99", "--year", "2013", "FOLDER", "--output", "b.html"), "de 1 à 36"),
        (("budget", "a.xlsx", "b.xlsx"), "lit un seul classeur"),
        (
            ("tableau-de-bord", "--year", "2013", "FOLDER", "--output", "b.html",
             "--interessement", "r.csv"),
            "la catégorie et la campagne",
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_told(
    command: Command,
    annexes: Path,
    arguments: tuple[str, ...],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = str(annexes / "camieg-2012-2015")
    given = [folder if one == "FOLDER" else one for one in arguments]
    code, out, err = command("report", *given)
    assert (code, out) == (2, "")
    assert told in err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_refused(command: Command, tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    code, _, err = command(
        "report", "bilan", "--year", 2013, tmp_path / "vide", "--output", tmp_path / "b.html"
    )
    assert code == 2
    assert err


def test_entries_to_correct_are_told_and_not_measured(
    command: Command, annexes: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "annexes"
    folder.mkdir()
    for name, cells in (
        # Indicators 2 and 4: 77 typed for 77 %, and a good rate.
        (ANNEX_4, {("Indicateurs", "K8"): 77, ("Indicateurs", "K10"): 0.95}),
        ("suivi-echeances.xlsx", {}),
    ):
        shutil.copy(annexes / "camieg-2012-2015" / name, folder)
        book = load_workbook(folder / name)
        for (sheet, cell), value in cells.items():
            book[sheet][cell] = value
        if not cells:
            page, place = done_column(book)
            page[place] = "hier matin"
        book.save(folder / name)
    code, out, err = command(
        "report", "bilan", "--year", 2013, folder, "--output", tmp_path / "b.html", "--refresh"
    )
    assert code == 1
    assert "1 indicateur mesuré sur 55 en 2013" in out
    assert "Indicateurs!K8 (indicateur 2)" in err
    assert "Suivi des échéances, « " in err
    assert "hier matin" in err


def done_column(book: Any) -> tuple[Any, str]:
    """Return the sheet of the milestones and its first cell for a day of completion."""
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.value == "Réalisée le":
                    return page, page.cell(cell.row + 1, cell.column).coordinate
    raise AssertionError("no column « Réalisée le »")
