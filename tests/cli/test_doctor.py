"""``pycog doctor``: what an officer reads, what a program reads, what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from pycog.cli.main import main


@pytest.fixture
def sick(tmp_path: Path) -> Path:
    """A workbook with a call that Excel will not bind again, and one that does not exist."""
    path = tmp_path / "annexe.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Suivi")
    sheet.write_formula("A1", "=COG_RATE(1,4)", None, 0.25)
    sheet.write_dynamic_array_formula("A2", "=_xldudf_COG_RAT(1,4)", None, 0.25)
    book.close()
    return path


@pytest.fixture
def healthy(tmp_path: Path) -> Path:
    """A workbook without a fault."""
    path = tmp_path / "saine.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Suivi").write_number("A1", 1)
    book.close()
    return path


def test_a_healthy_workbook(healthy, capsys):
    assert main(["doctor", str(healthy)]) == 0
    assert capsys.readouterr().out == f"{healthy} : 0 constat.\n"


def test_findings_with_place_meaning_and_remedy(sick, capsys):
    before = sick.read_bytes()
    assert main(["doctor", str(sick)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{sick}, Suivi!A1 : =COG_RATE(1,4)",
        "  COG_RATE est enregistrée sans la marque du complément : Excel affiche #NOM? tant que la "
        "formule n'est pas retapée. Réparez le classeur avec pycog doctor --repair.",
        f"{sick}, Suivi!A2 : =_xldudf_COG_RAT(1,4)",
        "  La fonction COG_RAT n'existe pas : la cellule affiche #NOM?. Vouliez-vous COG_RATE ?",
        f"{sick} : 2 constats, dont 1 réparable avec --repair.",
    ]
    assert sick.read_bytes() == before


def test_a_repair_writes_a_copy_and_says_every_change(sick, capsys):
    before = sick.read_bytes()
    assert main(["doctor", str(sick), "--repair"]) == 1
    copy = sick.with_name("annexe-repare.xlsx")
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"{copy}, Suivi!A1 : =COG_RATE(1,4) → =_xldudf_COG_RATE(1,4)",
        f"{copy} : 1 cellule réparée. L'original est intact ; recalculez la copie avec refresh.",
    ]
    assert sick.read_bytes() == before
    assert main(["doctor", str(copy)]) == 1
    assert "appel" not in capsys.readouterr().out
    assert main(["refresh", str(copy), "--check"]) == 0


def test_nothing_to_repair_writes_nothing(healthy, capsys):
    assert main(["doctor", str(healthy), "--repair"]) == 0
    assert "rien à réparer, aucune copie écrite" in capsys.readouterr().out
    assert sorted(entry.name for entry in healthy.parent.iterdir()) == ["saine.xlsx"]


def test_json(sick, tmp_path, capsys):
    copy = tmp_path / "ailleurs" / "saine.xlsx"
    assert main(["doctor", str(sick), "--json", "--repair", "--output", str(copy)]) == 1
    record = json.loads(capsys.readouterr().out)
    assert record["file"] == str(sick) and record["repaired"] == str(copy)
    assert [(one["code"], one["cell"], one["repairable"]) for one in record["findings"]] == [
        ("appel-non-rattache", "A1", True),
        ("fonction-inconnue", "A2", False),
    ]
    assert record["changes"] == [
        {
            "sheet": "Suivi",
            "cell": "A1",
            "before": "=COG_RATE(1,4)",
            "after": "=_xldudf_COG_RATE(1,4)",
        },
    ]
    assert copy.exists()


def test_the_original_is_never_the_copy(sick, healthy, capsys):
    before = sick.read_bytes()
    assert main(["doctor", str(sick), "--repair", "--output", str(sick)]) == 2
    assert "est déjà pris" in capsys.readouterr().err
    both = [str(sick), str(healthy), "--repair", "--output", str(sick.with_name("x.xlsx"))]
    assert main(["doctor", *both]) == 2
    assert "donnez un dossier" in capsys.readouterr().err
    assert main(["doctor", str(sick), "--output", str(sick.with_name("x.xlsx"))]) == 2
    assert "ajoutez --repair" in capsys.readouterr().err
    assert sick.read_bytes() == before


def test_a_folder_goes_on_after_a_refusal(sick, tmp_path, capsys):
    (tmp_path / "vide.xlsx").write_bytes(b"")
    assert main(["doctor", str(tmp_path)]) == 2
    shown = capsys.readouterr()
    assert "est vide (0 octet)" in shown.err and "2 constats" in shown.out
