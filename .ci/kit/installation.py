"""Installs pycog from this folder: no network, no administrator rights, its own environment.

Copied into the kit and run there by ``installer.sh`` and ``installer.cmd``, with any
Python that pycog accepts; uses the standard library only. An upgrade is complete beside the
old environment before it takes its place, so that a failure leaves what worked.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

KIT = Path(__file__).resolve().parent
WHEELS = KIT / "paquets"
DIGESTS = KIT / "SHA256SUMS"
REQUIREMENTS = KIT / "exigences.txt"
WINDOWS = os.name == "nt"
#: Names the folders that this installer made, and so may take away.
MARK = "installe-par-pycog.txt"


class Refusal(Exception):
    """What keeps the kit from being installed, in French."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Install, upgrade or take away; return the exit code."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        sys.stderr.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(
        prog="installer", description="Installe pycog sans réseau ni droits d’administrateur."
    )
    parser.add_argument(
        "--dossier", type=Path, help="où installer (défaut : le dossier des applications)"
    )
    parser.add_argument(
        "--commandes", type=Path, help="où mettre la commande pycog (défaut : selon le système)"
    )
    parser.add_argument("--desinstaller", action="store_true", help="retire pycog")
    args = parser.parse_args(arguments)
    home = (args.dossier or _applications(os.environ)).expanduser().absolute()
    commands = (args.commandes or _commands(os.environ)).expanduser().absolute()
    try:
        if args.desinstaller:
            uninstall(home, commands)
        else:
            install(home, commands)
    except Refusal as refusal:
        print(f"pycog n’est pas installé : {refusal}", file=sys.stderr)
        return 1
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(
            f"pycog n’est pas installé : le système refuse un fichier{where} : {error.strerror}. "
            "Choisissez un autre dossier avec --dossier.",
            file=sys.stderr,
        )
        return 1
    return 0


def _applications(environment: Mapping[str, str]) -> Path:
    """Return the folder of the user's own applications, with that of pycog in it."""
    if WINDOWS:
        return Path(environment["LOCALAPPDATA"]) / "pycog"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "pycog"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "pycog"


def _commands(environment: Mapping[str, str]) -> Path:
    """Return the folder in which the user's shell looks for commands."""
    if WINDOWS:
        # Windows 10 and 11 look there for each user without any setting.
        return Path(environment["LOCALAPPDATA"]) / "Microsoft" / "WindowsApps"
    return Path.home() / ".local" / "bin"


def install(home: Path, commands: Path) -> None:
    """Check the kit, make the environment, and put the command in its place.

    Args:
        home: Folder of the environments; made if it is not there.
        commands: Folder of the command ``pycog``.

    Raises:
        Refusal: The Python is not one of the kit's, a file of the kit is damaged, or the
            packages cannot be installed.
    """
    _check_python()
    check_digests(KIT)
    _check_own(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).write_text("Dossier fait par l’installateur de pycog.\n", encoding="utf-8")
    old = sorted(one for one in home.glob("env-*") if one.is_dir())
    new = home / _free_name(home)
    print(f"Installation dans {new}…")
    try:
        _make_environment(new)
        version = _run([_program(new), "--version"], "la commande pycog ne répond pas").strip()
        _put_command(new, home, commands)
    except BaseException:
        shutil.rmtree(new if old else home, ignore_errors=True)
        raise
    for one in old:
        shutil.rmtree(one, ignore_errors=True)
    print(f"{version} est installé. Commande : {_command(commands)}")
    if not _on_path(commands):
        print(
            f"Le dossier {commands} n’est pas dans PATH : ajoutez-le, ou appelez la commande "
            "par son chemin."
        )


def uninstall(home: Path, commands: Path) -> None:
    """Take away what :func:`install` made; the user's settings and workbooks stay.

    Raises:
        Refusal: The folder was not made by this installer.
    """
    _check_own(home)
    if not home.exists():
        print(f"pycog n’est pas installé dans {home} : rien à retirer.")
        return
    command = _command(commands)
    if _is_ours(command, home):
        command.unlink()
    shutil.rmtree(home)
    print(f"pycog est retiré de {home}. Vos classeurs et vos réglages sont gardés.")


def check_digests(kit: Path) -> None:
    """Hold every file of the kit against its digest.

    Raises:
        Refusal: A file is missing or is not the one that was packed.
    """
    wrong = []
    for line in (kit / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        path = kit / name
        if not path.is_file() or _digest(path) != digest:
            wrong.append(name)
    if wrong:
        raise Refusal(
            f"{len(wrong)} fichier(s) du kit manquent ou sont abîmés : {', '.join(wrong[:5])}. "
            "Copiez le kit de nouveau, en entier."
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_python() -> None:
    """Refuse a Python for which the kit has no packages."""
    known = (KIT / "pythons.txt").read_text(encoding="utf-8").split()
    mine = f"{sys.version_info.major}.{sys.version_info.minor}"
    if mine not in known:
        raise Refusal(
            f"ce Python est en version {mine} ; ce kit convient à Python {', '.join(known)}."
        )


def _check_own(home: Path) -> None:
    """Refuse a folder that holds something else."""
    if home.exists() and not (home / MARK).is_file() and any(home.iterdir()):
        raise Refusal(
            f"le dossier {home} contient autre chose que pycog. Choisissez-en un autre avec "
            "--dossier."
        )


def _free_name(home: Path) -> str:
    number = 1
    while (home / f"env-{number}").exists():
        number += 1
    return f"env-{number}"


def _make_environment(new: Path) -> None:
    """Make an environment and install the packages of the kit into it.

    ``pip`` comes from the kit: the Python of a Linux distribution often has none.
    """
    _run(
        [sys.executable, "-m", "venv", "--without-pip", str(new)],
        "l’environnement Python ne se crée pas",
    )
    pip = next(WHEELS.glob("pip-*.whl"))
    _run(
        [
            str(_python(new)),
            str(pip / "pip"),
            "install",
            "--quiet",
            "--no-index",
            "--disable-pip-version-check",
            "--no-warn-script-location",
            "--find-links",
            str(WHEELS),
            "--require-hashes",
            "--requirement",
            str(REQUIREMENTS),
        ],
        "les paquets du kit ne s’installent pas",
    )


def _run(command: Sequence[str], trouble: str) -> str:
    """Run a command, away from what the user's own settings would add; return its output."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        command,
        env={**kept, "PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Refusal(f"{trouble}. Dernier message : {said[-1] if said else 'aucun'}")
    return done.stdout


def _python(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if WINDOWS else "bin/python")


def _program(environment: Path) -> str:
    return str(environment / ("Scripts/pycog.exe" if WINDOWS else "bin/pycog"))


def _command(commands: Path) -> Path:
    return commands / ("pycog.cmd" if WINDOWS else "pycog")


def _put_command(new: Path, home: Path, commands: Path) -> None:
    """Let the command lead to the new environment, whole or not at all."""
    command = _command(commands)
    if (command.exists() or command.is_symlink()) and not _is_ours(command, home):
        raise Refusal(
            f"{command} existe déjà et n’est pas de cet installateur. Retirez ce fichier ou "
            "choisissez un autre dossier avec --commandes."
        )
    commands.mkdir(parents=True, exist_ok=True)
    beside = command.with_name(f"{command.name}.nouveau")
    beside.unlink(missing_ok=True)
    if WINDOWS:
        # The shell of Windows reads a script in the old code page of the console.
        beside.write_text(f'@"{_program(new)}" %*\r\n', encoding="oem", newline="")
    else:
        beside.symlink_to(_program(new))
    os.replace(beside, command)


def _is_ours(command: Path, home: Path) -> bool:
    """Tell whether a command leads into the folder of this installer."""
    if command.is_symlink():
        return Path(os.readlink(command)).is_relative_to(home)
    if WINDOWS and command.is_file():
        return str(home) in command.read_text(encoding="oem", errors="replace")
    return False


def _on_path(folder: Path) -> bool:
    return str(folder) in os.environ.get("PATH", "").split(os.pathsep)


if __name__ == "__main__":
    sys.exit(main())
