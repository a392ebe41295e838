"""What a machine lacks is installed where that is allowed, else said, counted and left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import machine

ROOT = Path(__file__).resolve().parent.parent
#: An apt-get that notes what it is asked for, and gives commands for the packages that it knows.
APT = """#!/bin/sh
echo "$*" >> "$NOTED"
[ "$1" = install ] || exit 0
for word in "$@"; do [ "$word" = chromium ] && { echo "no package chromium"; exit 100; }; done
for word in "$@"; do
    case "$word" in
        libreoffice-calc) command=soffice ;;
        poppler-utils) command=pdftoppm ;;
        fontconfig) command=fc-list ;;
        *) continue ;;
    esac
    printf '#!/bin/sh\\necho DejaVu\\n' > "$PATH/$command"
    "$CHMOD" +x "$PATH/$command"
done
"""
SUDO = '#!/bin/sh\n[ "$1" = -n ] && shift\n[ "$1" = true ] || exec "$@"\n'


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of commands of a machine that has none of the programs."""
    commands = tmp_path / "commandes"
    commands.mkdir()
    monkeypatch.setenv("PATH", str(commands))
    for name in (
        "PYCOG_CHROMIUM",
        "PYCOG_INSTALL",
        "PYCOG_LEAVE_NOTHING_OUT",
        "PYCOG_SOFFICE",
    ):
        monkeypatch.delenv(name, raising=False)
    return commands


def test_another_libreoffice_than_the_systems_may_be_named(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.soffice() is None
    newer, own = bare.parent / "soffice-25", bare / "soffice"
    for path in (newer, own):
        path.write_text("#!/bin/sh\n", encoding="utf-8")
        path.chmod(0o755)
    assert machine.soffice() == str(own)
    monkeypatch.setenv("PYCOG_SOFFICE", str(newer))
    assert machine.soffice() == str(newer)


@pytest.fixture
def noted(bare: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What apt-get was asked for, on a machine where it may be used."""
    notes = bare.parent / "demandes.txt"
    monkeypatch.setenv("NOTED", str(notes))
    monkeypatch.setenv("CHMOD", "/bin/chmod")
    (bare / "env").symlink_to("/usr/bin/env")
    for name, script in (("apt-get", APT), ("sudo", SUDO)):
        (bare / name).write_text(script, encoding="utf-8")
        (bare / name).chmod(0o755)
    return notes


def test_what_is_missing_is_installed_in_one_go(
    noted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYCOG_CHROMIUM", sys.executable)  # any program will do
    assert machine.main("test") == 0
    update, install = noted.read_text(encoding="utf-8").splitlines()
    assert update.startswith("update")
    assert "--no-install-recommends" in install
    assert {"libreoffice-calc", "poppler-utils", "fontconfig", "npm"} <= set(install.split())
    assert "chromium" not in install
    said = capsys.readouterr().out
    # This apt-get gave neither Writer nor npm.
    assert "no LibreOffice Calc" not in said
    assert "no parser of manifests" in said
    noted.unlink()
    monkeypatch.setattr(machine, "TEST", {"pdftoppm": machine.TEST["pdftoppm"]})
    assert machine.main("test") == 0
    assert (noted.exists(), capsys.readouterr().out) == (False, "")


def test_a_package_that_the_system_does_not_know_keeps_no_other_away(
    noted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.main("test") == 0
    said = capsys.readouterr().out
    assert "no package chromium" in said
    assert "This machine has no Chromium" in said
    assert "no pdftoppm" not in said
    assert sum("poppler-utils" in line for line in noted.read_text().splitlines()) == 2


def test_a_machine_may_be_left_as_it_is(
    noted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYCOG_INSTALL", "no")
    assert machine.main("test") == 0
    assert not noted.exists()
    assert "no Chromium" in capsys.readouterr().out


@pytest.mark.usefixtures("bare")
def test_where_nothing_may_be_installed_one_command_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.main("test") == 0
    said = capsys.readouterr().out
    (command,) = (line.strip() for line in said.splitlines() if "apt-get install" in line)
    # A library is found wherever the path of commands leads.
    programs = [need for name, need in machine.TEST.items() if name != "libatomic"]
    assert {name for need in programs for name in need.packages} <= set(command.split())
    assert command.startswith("apt-get" if os.geteuid() == 0 else "sudo apt-get")
    monkeypatch.setenv("PYCOG_LEAVE_NOTHING_OUT", "1")
    assert machine.main("test") == 1


@pytest.mark.usefixtures("bare")
def test_an_environment_cannot_do_without_venv(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.main("run") == 0
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert machine.main("run") == 1
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"install --no-install-recommends python{version}-venv" in capsys.readouterr().out


TESTS = """
import pytest

@pytest.fixture
def picture(pdftoppm):
    return pdftoppm

def test_asks_for_one(pdftoppm): ...
def test_asks_for_it_by_another_fixture(picture): ...
def test_asks_for_two(browser, pdftoppm): ...
def test_asks_for_nothing(): ...
"""


def run_tests(folder: Path, **environment: str) -> tuple[int, list[str]]:
    """Run tests that need programs, and one that needs none, under the rules of all tests."""
    path = folder / "test_essai.py"
    path.write_text(TESTS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-n", "2", str(path)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.mark.usefixtures("bare")
def test_tests_without_their_program_are_counted_once_and_left_out(tmp_path: Path) -> None:
    code, lines = run_tests(tmp_path)
    assert code == 0
    found = [line.partition(" (")[0] for line in lines if " left out: " in line]
    assert sorted(found) == ["1 test left out: no Chromium", "2 tests left out: no pdftoppm"]
    assert "1 passed, 3 skipped in" in lines[-1]
    assert any(line.startswith("To leave none out: ") and "chromium" in line for line in lines)


@pytest.mark.usefixtures("bare")
def test_nothing_is_left_out_where_that_is_an_error(tmp_path: Path) -> None:
    code, lines = run_tests(tmp_path, PYCOG_LEAVE_NOTHING_OUT="1")
    assert code == pytest.ExitCode.USAGE_ERROR
    (said,) = (line for line in lines if "PYCOG_LEAVE_NOTHING_OUT is set, but" in line)
    assert all(f"no {machine.TEST[name].label}" in said for name in ("chromium", "libreoffice"))
