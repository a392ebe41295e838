"""``pycog consolidate``: what it writes, says and ends with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.reports.network import network_folder as made

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def annex() -> bytes:
    return made.blank_annex()


@pytest.fixture
def folder(tmp_path: Path, annex: bytes) -> Path:
    """Two bodies, not recalculated."""
    for body, value in (("cpam-a", 0.95), ("cpam-b", 0.8)):
        path = tmp_path / "annexes" / body / made.NAME
        path.parent.mkdir(parents=True)
        path.write_bytes(made.fill(annex, {(2, 2013): value, (3, 2014): 0.5}))
    return tmp_path / "annexes"


def test_the_command_as_a_process(process: Command, folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "sortie" / "reseau.xlsx"
    code, out, err = process(
        "consolidate", folder, "--output", output, "--year", 2013, "--workers", 2
    )
    assert code == 1
    first, second = out.splitlines()
    assert first.startswith(f"{output} : 2 organismes, année 2013, 2 réalisés, ")
    assert first.endswith("2 fichiers de forme différente, 2 organismes à appeler.")
    csv, parquet = output.with_suffix(".csv"), output.with_suffix(".parquet")
    assert second == f"À côté, toutes les années : {csv}, {parquet}."
    assert err.count("lancez « pycog refresh »") == 2
    assert csv.read_bytes().startswith(b"\xef\xbb\xbfconvention,year,")
    assert parquet.read_bytes()[:4] == b"PAR1"
    assert "Graphiques" in load_workbook(output).sheetnames


def test_all_well_ends_with_zero(command: Command, tmp_path: Path, annex: bytes) -> None:
    targets = {
        int(number): one.targets[2013].target for number, one in made.load().indicators.items()
    }
    values = {
        (number, 2013): 0.0 if target.direction == "baisse" else 1.0
        for number, target in targets.items()
        if target.value is not None
    }
    for body, other in (("A", 0.5), ("B", 0.6)):
        path = tmp_path / "annexes" / f"annexe-4_{body}.xlsx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made.fill(annex, {**values, (31, 2013): other}))
        made.refreshed(path)
    code, out, err = command(
        "consolidate", tmp_path / "annexes", "--output", tmp_path / "reseau.xlsx"
    )
    assert (code, err) == (0, "")
    assert "0 retour manquant, 0 fichier de forme différente, 0 organisme à appeler." in out


def test_other_places_and_json(command: Command, folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "organismes.csv"
    listed.write_bytes("CPAM A;34\nCPAM B;38\nIsère;38\n".encode("cp1252"))
    # Inside the folder: what an earlier run wrote is no annex.
    for _ in range(2):
        code, out, _ = command(
            "consolidate", folder, "--output", folder / "reseau.xlsx", "--csv", tmp_path / "a.csv",
            "--parquet", tmp_path / "a.parquet", "--expected", listed, "--json", "--year", 2013,
        )  # fmt: skip
    found = json.loads(out)
    assert code == 1
    assert (found["year"], found["years"], found["files"]) == (2013, [2013, 2014], 2)
    assert [body["body"] for body in found["bodies"]] == ["CPAM A", "CPAM B", "Isère"]
    assert found["bodies"][2]["calls"] == ["n'a rien envoyé"]
    assert {one["code"] for one in found["differences"]} == {
        "valeurs-non-recalculees",
        "organisme-absent",
    }
    assert (tmp_path / "a.csv").exists() and (tmp_path / "a.parquet").exists()
    assert not (folder / "reseau.csv").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--output", "reseau.odt"), "nommez reseau.odt en .xlsx, .html ou .pdf."),
        (("--output", "vide.xlsx", "--csv", "l.csv", "--expected", "l.csv"), "noms différents"),
        (("--output", "dossier.xlsx"), "le nom n'est pas celui d'un dossier"),
        (("--output", "vide.txt/a.xlsx"), "vérifiez que le dossier"),
        (("--output", "a.xlsx", "--csv", "a.xlsx"), "doivent porter des noms différents"),
        (("--output", "a.xlsx", "--expected", "rien.txt"), "rien.txt ne peut pas être lu"),
        (("--output", "a.xlsx", "--expected", "vide.txt"), "ne nomme aucun organisme"),
        (("--output", "a.xlsx", "--year", "2031"), "2031"),
    ],
)
def test_refusals(
    command: Command,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vide.txt").write_text("\n \n")
    (tmp_path / "dossier.xlsx").mkdir()
    code, out, err = command("consolidate", folder, *options)
    assert (code, out) == (2, "")
    assert words in err
    assert not (tmp_path / "a.xlsx").exists()


def test_a_folder_that_is_not_there(command: Command, tmp_path: Path) -> None:
    code, _, err = command("consolidate", tmp_path / "rien", "--output", tmp_path / "a.xlsx")
    assert code == 2
    assert "ce dossier n'existe pas" in err


def test_an_annex_is_never_taken_for_the_output(command: Command, folder: Path) -> None:
    annex = folder / "cpam-a" / made.NAME
    before = annex.read_bytes()
    (folder / "liste.csv").write_text("CPAM A")
    for options in (("--output", annex), ("--output", folder / "liste.xlsx")):
        code, _, err = command("consolidate", folder, *options)
        assert code == 2
        assert "n'est pas une vue du réseau : il n'est pas remplacé." in err
    assert annex.read_bytes() == before
    assert (folder / "liste.csv").read_text() == "CPAM A"


@pytest.mark.parametrize(("name", "start"), [("r.html", b"<!DOCTYPE html>"), ("r.pdf", b"%PDF")])
def test_a_page_and_a_document(command: Command, folder: Path, name: str, start: bytes) -> None:
    for _ in range(2):  # the second time it replaces its own files inside the folder
        code, out, _ = command("consolidate", folder, "--output", folder / name, "--year", 2013)
        assert code == 1
    assert (folder / name).read_bytes().startswith(start)
    assert "2 organismes, année 2013, 2 réalisés" in out
    assert str(folder / "r.csv") in out


def test_an_interruption_leaves_nothing(
    command: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    output = tmp_path / "sortie" / "reseau.xlsx"
    output.parent.mkdir()
    output.write_bytes(b"ancien")
    monkeypatch.setattr(Path, "replace", stop)
    code, _, err = command("consolidate", folder, "--output", output)
    assert (code, err) == (130, "Interrompu.\n")
    assert [path.name for path in output.parent.iterdir()] == ["reseau.xlsx"]
    assert output.read_bytes() == b"ancien"
