"""No command writes over a workbook that it reads, whatever the option and the spelling."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from pycog.cli.output import write_file
from pycog.errors import RefusedFile
from tests.paths import ROOT

ANNEX = ROOT / "workbooks/exemple-fictif/annexe-3-fngr.xlsx"


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    for name in ("a.xlsx", "b.xlsx"):
        shutil.copyfile(ANNEX, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("diff", "{0}/a.xlsx", "{0}/b.xlsx", "--output", "{0}/a.xlsx"),
        ("diff", "{0}/a.xlsx", "{0}/b.xlsx", "--output", "{0}/../{1}/b.xlsx"),
        ("audit", "{0}/a.xlsx", "--output", "{0}/./a.xlsx"),
        ("audit", "{0}", "--output", "{0}/b.xlsx"),
        ("report", "bilan", "{0}", "--year", "2013", "--output", "{0}/a.xlsx"),
        ("equip", "{0}/a.xlsx", "--exporter", "{0}/a.xlsx"),
        ("equip", "{0}/a.xlsx", "--exporter", "{0}/b.xlsx"),
        ("scenario", "{0}/a.xlsx", "--set", "FNGR!C9=1", "--output", "{0}/a.xlsx"),
        ("seal", "{0}/a.xlsx", "--output", "{0}/copie.txt"),
        ("seal", "{0}/a.xlsx", "{0}/b.xlsx", "--output", "{0}/c.xlsx"),
    ],
    ids=" ".join,
)
def test_what_is_read_stays(command, folder, words) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = command(*(word.format(folder, folder.name) for word in words))
    assert done.code == 2
    assert "un autre" in done.err or "est attendu" in done.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_result_may_be_written_again(command, folder) -> None:
    words = ("diff", folder / "a.xlsx", folder / "b.xlsx", "--output", folder / "ecarts.html")
    assert command(*words).code == command(*words).code == 0


@pytest.mark.parametrize("words", [("diff", "{0}", "{0}/a.xlsx"), ("explain", "{0}!FNGR!C9")])
def test_a_folder_is_told_from_a_file_that_is_missing(command, folder, words) -> None:
    done = command(*(word.format(folder) for word in words))
    assert done.code == 2
    assert "c'est un dossier, un classeur est attendu" in done.err


def test_what_the_system_refuses_is_told_in_french(tmp_path, monkeypatch) -> None:
    def refuse(*_args) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(RefusedFile, match="ne peut pas être écrit : accès refusé"):
        write_file(tmp_path / "a.csv", b"x")
