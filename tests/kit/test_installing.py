"""The kit installs, upgrades and takes itself away on a machine without network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def _cut_off() -> tuple[str, ...]:
    """Return what runs a command without any network, where this machine lets us."""
    cut = ("unshare", "--net", "--map-root-user")
    if shutil.which("unshare") is None:
        return ()
    done = subprocess.run([*cut, "true"], capture_output=True, check=False)
    return cut if done.returncode == 0 else ()


CUT_OFF = _cut_off()


def install(kit: Path, home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the installer of a kit as a user whose home is ``home``."""
    return subprocess.run(
        [*CUT_OFF, "sh", str(kit / "installer.sh"), *options],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def ask(home: Path, question: str) -> str:
    """Return what the installed command answers, without network."""
    done = subprocess.run(
        [*CUT_OFF, str(home / ".local" / "bin" / "pycog"), "ask", question],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


def environments(home: Path) -> list[str]:
    """Return the names of the environments that are installed."""
    return sorted(one.name for one in (home / ".local" / "share" / "pycog").glob("env-*"))


@pytest.fixture(scope="module")
def home(kit, tmp_path_factory) -> Path:
    """Return a home in which the kit is installed."""
    folder = tmp_path_factory.mktemp("home")
    done = install(kit, folder)
    assert done.returncode == 0, done.stderr
    assert "est installé. Commande :" in done.stdout
    return folder


@pytest.fixture
def damaged(kit, tmp_path) -> Path:
    """Return a copy of the kit that may be spoiled."""
    folder = tmp_path / "abîmé"
    shutil.copytree(kit, folder, copy_function=os.link)
    return folder


def replaced(path: Path, content: bytes) -> None:
    """Write a file anew, for its content is shared with the kit."""
    path.unlink()
    path.write_bytes(content)


def test_the_installed_command_answers(home):
    # COG CAMIEG 2012-2015, annex 2.
    assert "14 359 000 €" in ask(home, "budget de personnel 2014").replace("\u202f", " ")


def test_a_damaged_kit_changes_nothing(home, damaged):
    wheel = next((damaged / "paquets").glob("openpyxl-*.whl"))
    replaced(wheel, wheel.read_bytes()[:-1])
    before = environments(home)
    done = install(damaged, home)
    assert done.returncode == 1
    assert wheel.name in done.stderr
    assert environments(home) == before
    assert ask(home, "budget de personnel 2014")


def test_a_failing_upgrade_leaves_what_worked(home, damaged):
    replaced(damaged / "exigences.txt", b"inconnu-de-tous==1 --hash=sha256:" + b"0" * 64)
    sums = (damaged / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    kept = [line for line in sums if not line.endswith("  exigences.txt")]
    replaced(damaged / "SHA256SUMS", "\n".join(kept).encode())
    before = environments(home)
    done = install(damaged, home)
    assert done.returncode == 1
    assert "inconnu-de-tous" in done.stderr
    assert environments(home) == before
    assert ask(home, "budget de personnel 2014")


def test_an_upgrade_takes_the_place_of_the_old_one_and_all_can_go(kit, home):
    before = environments(home)
    assert install(kit, home).returncode == 0
    after = environments(home)
    assert len(after) == 1
    assert after != before
    settings = home / ".config" / "pycog" / "config.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("# à l’agent\n", encoding="utf-8")
    done = install(kit, home, "--desinstaller")
    assert done.returncode == 0
    assert not (home / ".local" / "share" / "pycog").exists()
    assert not (home / ".local" / "bin" / "pycog").is_symlink()
    assert settings.is_file()
    assert "rien à retirer" in install(kit, home, "--desinstaller").stdout


def test_what_is_not_ours_is_left(kit, tmp_path):
    own = tmp_path / "mes documents"
    own.mkdir()
    (own / "budget.xlsx").write_bytes(b"x")
    for options in ((), ("--desinstaller",)):
        done = install(kit, tmp_path, "--dossier", str(own), *options)
        assert done.returncode == 1
        assert "contient autre chose que pycog" in done.stderr
    assert [one.name for one in own.iterdir()] == ["budget.xlsx"]


def test_a_python_that_the_kit_does_not_serve_is_refused(damaged, tmp_path):
    replaced(damaged / "pythons.txt", b"3.99\n")
    done = install(damaged, tmp_path)
    assert done.returncode == 1
    assert "il faut Python 3.99" in done.stderr
