"""What pycog and its tests need of the machine beside Python's packages: one list of it.

``make`` runs this file before there is an environment, so it imports the standard library only::

    python3 tests/machine.py run    # what `make install` needs: an error where it is missing
    python3 tests/machine.py test   # what the tests need: those that lack it are left out

Where apt-get may be used (as root, or with a sudo that asks for no password) it installs what is
missing. Elsewhere it says so, with the one command that brings it. ``PYCOG_INSTALL=no`` leaves the
machine as it is; ``PYCOG_LEAVE_NOTHING_OUT=1`` makes anything that is missing an error.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: Microsoft's parser of manifests, which npm brings; its lock file says which one.
PARSER: Final = Path(__file__).resolve().parent / "addin" / "manifest"
_APT: Final = ("apt-get", "install", "--no-install-recommends")


@dataclass(frozen=True)
class Need:
    """A program that a machine may lack.

    Attributes:
        label: What a sentence calls it.
        packages: The Debian packages that bring it.
        present: Tells whether the machine has it.
    """

    label: str
    packages: tuple[str, ...]
    present: Callable[[], bool]


def chromium() -> str | None:
    """Return the path of the browser, the one named in ``PYCOG_CHROMIUM`` first."""
    named = os.environ.get("PYCOG_CHROMIUM")
    names = (named, "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def soffice() -> str | None:
    """Return the path of LibreOffice, the one named in ``PYCOG_SOFFICE`` first.

    So one machine runs the tests with several of them, the system's and a newer one.
    """
    names = (os.environ.get("PYCOG_SOFFICE"), "soffice")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def _has_libatomic() -> bool:
    """Tell whether the driver of the browser, which Python's package brings, finds its library."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def _has_venv() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def _has_writer() -> bool:
    """Tell whether LibreOffice opens Word files: Debian packages Writer apart from Calc."""
    found = soffice()
    if found is None:
        return False
    program = Path(found).resolve().parent
    # Elsewhere than in Debian's folder of programs it comes in one piece.
    return not (program / "libsclo.so").exists() or (program / "libswlo.so").exists()


def _has_calc_python() -> bool:
    """Tell whether LibreOffice runs Python: Debian packages that apart, too."""
    found = soffice()
    return found is not None and (
        (Path(found).resolve().parent / "pythonloader.py").exists()
        or not (Path(found).resolve().parent / "libsclo.so").exists()
    )


def _has_french_font() -> bool:
    if sys.platform != "linux":
        return True
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    return bool(subprocess.run([lister, ":lang=fr"], capture_output=True, check=False).stdout)


def _has_parser() -> bool:
    return shutil.which("node") is not None and _locked("package-lock.json") == _locked(
        "node_modules/.package-lock.json"
    )


def _locked(name: str) -> dict[str, str] | None:
    """Return the hashes of the packages that a lock file of npm names."""
    try:
        packages = json.loads((PARSER / name).read_text(encoding="utf-8"))["packages"]
    except OSError:
        return None
    return {place: entry["integrity"] for place, entry in packages.items() if place}


#: What `make install` needs. Debian's Python has it in a package of its own version.
RUN: Final = {
    "venv": Need(
        "venv module of Python",
        (f"python{sys.version_info.major}.{sys.version_info.minor}-venv",),
        _has_venv,
    )
}
#: What tests need, by the names that tests/conftest.py gives to fixtures.
TEST: Final = {
    "chromium": Need("Chromium", ("chromium",), lambda: chromium() is not None),
    "libatomic": Need("libatomic", ("libatomic1",), _has_libatomic),
    "libreoffice": Need(
        "LibreOffice Calc", ("libreoffice-calc",), lambda: soffice() is not None
    ),
    "libreoffice-python": Need("LibreOffice's Python", ("python3-uno",), _has_calc_python),
    "libreoffice-writer": Need("LibreOffice Writer", ("libreoffice-writer",), _has_writer),
    "pdftoppm": Need(
        "pdftoppm", ("poppler-utils",), lambda: shutil.which("pdftoppm") is not None
    ),
    "fonts": Need("font for French", ("fontconfig", "fonts-dejavu-core"), _has_french_font),
    "manifest-parser": Need("parser of manifests", ("npm",), _has_parser),
}  # fmt: skip


@functools.cache
def missing() -> Mapping[str, Need]:
    """Return what tests need and this machine lacks, by name; found out once."""
    return _lacking(TEST)


def _lacking(needs: Mapping[str, Need]) -> dict[str, Need]:
    return {name: need for name, need in needs.items() if not need.present()}


def remedy(needs: Iterable[Need]) -> str:
    """Return the command that brings what is missing."""
    needs, commands = list(needs), []
    if packages := _packages(needs):
        command = " ".join((*_APT, *packages))
        commands.append(command if _is_root() else f"sudo {command}")
    if any(need.present is _has_parser for need in needs) and "npm" not in packages:
        commands.append(f"npm ci --prefix {PARSER.relative_to(PARSER.parents[2])}")
    return " && ".join(commands)


def _packages(needs: Iterable[Need]) -> list[str]:
    """Return the Debian packages to install; an npm from elsewhere is as good as Debian's."""
    found = [package for need in needs for package in need.packages]
    return [package for package in found if package != "npm" or shutil.which("npm") is None]


def _is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def main(group: str) -> int:
    """Bring what is missing of a group of needs, or say what and how."""
    needs = {"run": RUN, "test": TEST}[group]
    lacking = _lacking(needs)
    if lacking and os.environ.get("PYCOG_INSTALL") != "no":
        _install(lacking.values())
        lacking = _lacking(needs)
        if "manifest-parser" in lacking:
            _bring_parser()
            lacking = _lacking(needs)
    if not lacking:
        return 0
    labels = ", ".join(f"no {need.label}" for need in lacking.values())
    print(f"This machine has {labels}. Debian's command for it:\n    {remedy(lacking.values())}")
    if group == "run" or os.environ.get("PYCOG_LEAVE_NOTHING_OUT"):
        return 1
    print("The tests that need it are left out, and counted at the end.")
    return 0


def _install(needs: Iterable[Need]) -> None:
    """Install packages where this user may; what cannot be had stays missing."""
    packages, rights = _packages(needs), _rights()
    if rights is None or not packages:
        return
    print(f"Installing {' '.join(packages)} (PYCOG_INSTALL=no leaves the machine as it is)")
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive"]
    _quietly([*apt, "apt-get", "update", "--quiet"])
    command = [*apt, *_APT, "--yes", "--quiet", "-o", "DPkg::Lock::Timeout=600"]
    if not _quietly([*command, *packages]):
        # One package that this system does not know must not keep the others away.
        for package in packages:
            _quietly([*command, package])


def _rights() -> list[str] | None:
    """Return what goes before apt-get to be allowed to install, ``None`` if nothing does."""
    if shutil.which("apt-get") is None:
        return None
    if _is_root():
        return []
    sudo = shutil.which("sudo")
    may = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if may and may.returncode == 0 else None


def _bring_parser() -> None:
    npm = shutil.which("npm")
    if npm is not None:
        options = ["--ignore-scripts", "--no-audit", "--no-fund"]
        _quietly([npm, "ci", "--prefix", str(PARSER), *options])


def _quietly(command: list[str]) -> bool:
    """Run a command; only where it fails is shown what it said last."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        print(f"{' '.join(command)} failed:", *done.stdout.splitlines()[-5:], sep="\n    ")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
