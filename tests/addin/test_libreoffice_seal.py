"""*Vérifier* in a live Calc: the file as it was sealed, what changed, and what Calc finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.addin.live_calc import type_in
from tests.seal.annex import annex, seal, typed, verify

NEW = "private:factory/scalc"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calc-seal")


def test_a_sealed_file_is_intact_until_it_is_changed(
    calc: str, folder: Path, tmp_path: Path
) -> None:
    intact, changed = annex(tmp_path / "annexe.xlsx"), annex(tmp_path / "changee.xlsx")
    unsealed = annex(tmp_path / "libre.xlsx")
    for path in (intact, changed):
        seal(path)
    typed(changed, "Saisie", {"B4": ("13001", "n")})
    before = intact.read_bytes()
    other = tmp_path / "suivi.ods"
    steps: list[list[Any]] = [
        ["open", intact.as_uri()],
        ["menu", "verify"],
        ["keys", "Saisie!B4", "1"],
        ["menu", "verify"],
        ["open", changed.as_uri()],
        ["menu", "verify"],
        ["open", unsealed.as_uri()],
        ["menu", "verify"],
        ["open", NEW],
        ["menu", "verify"],
        ["save", other.as_uri(), "calc8"],
        ["menu", "verify"],
    ]
    sound, edited, altered, free, new, ods = type_in(calc, folder, steps)
    first, *_, last = sound.splitlines()
    assert first == "Scellé le 31/03/2014 à 17 h 05 par jd ; intact."
    assert last.startswith("Recalculé par Calc : ")
    assert last.endswith(" formules, mêmes valeurs.")
    assert edited.splitlines()[0] == first
    assert edited.endswith("Ce que vous avez changé sans l’enregistrer n’est pas vérifié.")
    lines = altered.splitlines()
    assert "modifié depuis" in lines[0]
    assert lines[1].startswith("• saisie Saisie!B4 : 13 000 → 13 001")
    # The values that the file holds no longer follow from what is typed there.
    assert any("valeurs diffèrent" in line for line in lines)
    assert free.splitlines()[1] == "Ce classeur ne porte pas de bordereau de calcul."
    assert "c’est un fichier qui se vérifie" in new
    assert "ne se vérifie que dans un classeur Excel" in ods
    assert intact.read_bytes() == before


def test_a_seal_outlives_saving_in_calc(calc: str, folder: Path, tmp_path: Path) -> None:
    """Its sheet says all that is sealed; what is changed and saved is told as for any program."""
    path, saved = annex(tmp_path / "annexe.xlsx"), tmp_path / "enregistree.xlsx"
    seal(path)
    steps: list[list[Any]] = [
        ["open", path.as_uri()],
        ["save", saved.as_uri(), "Calc MS Excel 2007 XML"],
        ["menu", "verify"],
        ["keys", "Saisie!B4", "13001"],
        ["save", saved.as_uri(), "Calc MS Excel 2007 XML"],
        ["menu", "verify"],
    ]
    kept, changed = type_in(calc, folder, steps)
    assert kept.splitlines()[0] == "Scellé le 31/03/2014 à 17 h 05 par jd ; intact."
    assert "modifié depuis" in changed.splitlines()[0]
    assert not verify(saved).is_intact
    assert any(
        line.startswith("• saisie Saisie!B4 : 13 000 → 13 001") for line in changed.splitlines()
    )


def test_a_damaged_file_is_told_without_a_trace(calc: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "autre.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Feuille").write("A1", 1)
    steps: list[list[Any]] = [["open", path.as_uri()], ["menu", "verify"]]
    (said,) = type_in(calc, folder, steps)
    assert said.splitlines()[0] == "Non scellé."
