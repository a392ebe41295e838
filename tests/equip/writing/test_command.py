"""``pycog equip`` as officers type it."""

from __future__ import annotations

import json
import shutil

import pytest

from pycog.cli.main import main


@pytest.fixture(name="pycog")
def _pycog(capsys, monkeypatch, tmp_path):
    """Run a command in the folder of the annex; return its code, output and problems."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = main(["equip", *map(str, words)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


def test_a_dry_run_tells_and_writes_nothing(annex, pycog):
    before = annex.read_bytes()
    _, out, _ = pycog(annex.name)
    assert "Indicateurs 2013!A3:F10 : indicateurs" in out and "budget FNGA" in out
    assert "C objectif 2013" in out and "D réalisé 2013" in out
    assert "rien n'est écrit" in out
    assert annex.read_bytes() == before
    assert [path.name for path in annex.parent.iterdir()] == [annex.name]


def test_a_copy_leaves_the_original(annex, pycog):
    before = annex.read_bytes()
    pycog(annex.name, "--output", "copie.xlsx")
    assert annex.read_bytes() == before
    assert (annex.parent / "copie.xlsx").stat().st_size > len(before)


def test_in_place_keeps_the_old_one_and_takes_it_back(annex, pycog):
    before = annex.read_bytes()
    _, out, _ = pycog(annex.name, "--en-place")
    kept = annex.with_name("suivi.avant.xlsx")
    assert kept.read_bytes() == before and "suivi.avant.xlsx" in out
    equipped = annex.read_bytes()
    _, out, _ = pycog(annex.name, "--en-place")
    assert "déjà équipé, rien à changer" in out and annex.read_bytes() == equipped
    code, out, _ = pycog(annex.name, "--retirer", "--en-place")
    assert code == 0 and "à l'octet près" in out
    assert annex.read_bytes() == before


def test_json_has_one_object_a_file(annex, pycog):
    _, out, _ = pycog(annex.name, "--json")
    found = json.loads(out)
    assert [table["kind"] for table in found["tables"]] == ["indicateurs", "budget"]
    rows = {row["number"]: row for row in found["tables"][0]["rows"]}
    assert (rows["16"]["subject"], rows["16"]["state"]) == ("indicateur 16", "sûre")
    assert found["written"] is False and found["refused"] is None


def test_the_map_is_exported_to_be_completed(annex, pycog):
    pycog(annex.name, "--exporter", "table.csv")
    text = (annex.parent / "table.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("Élément;Feuille;Cellule;N°;Intitulé;")
    assert "indicateur 16" in text
    code, _, err = pycog(annex.name, "--correspondances", "table.csv")
    assert code in (0, 1) and not err


def test_a_folder_is_done_file_by_file_in_several_processes(annex, pycog, tmp_path):
    folder = tmp_path / "annexes"
    (folder / "2013").mkdir(parents=True)
    for name in ("a.xlsx", "2013/b.xlsx"):
        shutil.copy(annex, folder / name)
    (folder / "c.xlsx").write_bytes(b"PK\x03\x04")
    code, out, err = pycog("annexes", "--output", "equipees", "--workers", "2", "--json")
    assert code == 2 and "c.xlsx" in err
    found = [json.loads(line) for line in out.splitlines()]
    assert sorted(one["written"] for one in found) == [False, True, True]
    written = sorted(
        path.relative_to(tmp_path).as_posix() for path in (tmp_path / "equipees").rglob("*.xlsx")
    )
    assert written == ["equipees/2013/b.xlsx", "equipees/a.xlsx"]
    assert (tmp_path / written[0]).read_bytes() == (tmp_path / written[1]).read_bytes()
    assert (folder / "a.xlsx").read_bytes() == annex.read_bytes()


def test_a_folder_without_its_kept_copies(annex, pycog, tmp_path):
    pycog(annex.name, "--en-place")
    _, out, _ = pycog(".", "--json")
    assert [json.loads(line)["file"] for line in out.splitlines()] == ["suivi.xlsx"]


def test_the_help_is_french(capsys):
    assert main(["equip", "--help"]) == 0
    text = capsys.readouterr().out
    assert "--en-place" in text and "Correspondances" in text


def test_taking_back_tells_of_a_seal_that_stays(annex, pycog):
    assert pycog(annex.name, "--output", "equipe.xlsx")[0] in (0, 1)
    assert main(["seal", "equipe.xlsx"]) == 0
    _, _, err = pycog("equipe.xlsx", "--retirer", "--output", "retire.xlsx")
    assert "le bordereau de calcul y reste" in err
    assert main(["verify", "retire.xlsx"]) == 1


@pytest.mark.parametrize("name", ["copie.txt", "copie.csv", "copie.xlsm"])
def test_a_copy_has_the_format_of_its_workbook(name, annex, pycog):
    code, _, err = pycog(annex.name, "--output", name)
    assert code == 2 and "classeur .xlsx" in err and "copie.xlsx" in err
    assert [path.name for path in annex.parent.iterdir()] == [annex.name]


def test_a_copy_takes_the_place_of_another_file_only_when_asked(annex, pycog):
    other = annex.with_name("copie.xlsx")
    other.write_bytes(b"typed by somebody")
    code, _, err = pycog(annex.name, "--output", other.name)
    assert code == 2 and "existe déjà" in err and "--remplacer" in err
    assert other.read_bytes() == b"typed by somebody"
    pycog(annex.name, "--output", other.name, "--remplacer")
    copy = other.read_bytes()
    assert copy.startswith(b"PK")
    # The same copy once more is no loss.
    code, out, err = pycog(annex.name, "--output", other.name)
    assert code in (0, 1) and not err and "rien à changer" in out
    assert other.read_bytes() == copy


def test_taking_back_keeps_another_file_too(annex, pycog):
    pycog(annex.name, "--output", "equipe.xlsx")
    other = annex.with_name("rendu.xlsx")
    other.write_bytes(b"typed by somebody")
    code, _, err = pycog("equipe.xlsx", "--retirer", "--output", other.name)
    assert code == 2 and "existe déjà" in err
    assert other.read_bytes() == b"typed by somebody"


@pytest.mark.parametrize("paths", [("annexes",), ("suivi.xlsx", "annexes/b.xlsx")])
def test_no_folder_is_made_with_the_name_of_a_workbook(paths, annex, pycog):
    folder = annex.with_name("annexes")
    folder.mkdir()
    shutil.copy(annex, folder / "b.xlsx")
    before = sorted(path.name for path in annex.parent.rglob("*"))
    code, _, err = pycog(*paths, "--output", "sorties.xlsx")
    assert code == 2 and "dossier" in err and "sorties.xlsx" in err
    assert sorted(path.name for path in annex.parent.rglob("*")) == before
