"""Where workbooks are found and how a new version takes the place of the old one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from pycog.errors import NotAvailable, RefusedFile, system_reason
from pycog.values import format_number
from pycog.xlsx import atomic
from pycog.xlsx.package import refused

#: What Excel and LibreOffice open; those that pycog cannot refresh are refused by name.
_SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".fods"}


def find_workbooks(paths: Iterable[Path]) -> list[Path]:
    """Return the workbooks at the given places, folders searched with their sub-folders.

    Excel's lock files (``~$…``) and hidden files are left out. A workbook named twice
    comes once.

    Raises:
        RefusedFile: A path does not exist, or a folder holds no workbook.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(entry for entry in path.rglob("*") if is_workbook(entry))
            if not inside:
                raise RefusedFile(
                    "dossier-sans-classeur",
                    f"{path} : ce dossier ne contient aucun classeur (.xlsx, .xlsm, .ods). "
                    "Vérifiez le chemin.",
                    path=str(path),
                )
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise RefusedFile(
                "chemin-absent",
                f"{path} : ce fichier ou dossier n'existe pas. Vérifiez le chemin, entre "
                "guillemets s'il contient des espaces.",
                path=str(path),
            )
    return list(found)


def require_file(path: Path) -> None:
    """Refuse a path that leads to no file.

    Args:
        path: The one workbook that a command reads.

    Raises:
        NotAvailable: ``chemin-absent``.
    """
    if path.is_dir():
        raise NotAvailable(
            "chemin-absent",
            f"{path} : c'est un dossier, un classeur est attendu. Nommez l'un de ses classeurs.",
            path=str(path),
        )
    if not path.is_file():
        raise NotAvailable(
            "chemin-absent",
            f"{path} : ce fichier n'existe pas. Vérifiez le chemin.",
            path=str(path),
        )


def check_place(path: Path, output: Path) -> None:
    """Refuse a workbook that is open elsewhere, or a place that may not be written.

    Args:
        path: The workbook.
        output: Where its new version is to go; the workbook itself as a rule.

    Raises:
        RefusedFile: With the reason in French; nothing was touched.
    """
    if path.is_dir() or not path.exists():
        find_workbooks([path])
    if (lock := lock_of(path)) is not None:
        program, name = lock
        raise refused(
            path,
            "fichier-ouvert",
            f"est ouvert dans {program} (verrou {name}). Fermez-le et recommencez ; si "
            f"{program} est fermé, supprimez ce verrou",
        )
    folder = next(parent for parent in output.absolute().parents if parent.exists())
    for place in (output, folder) if output.exists() else (folder,):
        # The superuser may write anywhere; a file marked read-only is so on purpose.
        marked = not place.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        if marked or not os.access(place, os.W_OK):
            kind = "dossier" if place.is_dir() else "fichier"
            raise refused(
                path,
                "lecture-seule",
                f"ne peut pas être écrit : {kind} {place} en lecture seule. Retirez la protection "
                "ou choisissez un autre dossier avec --output",
            )


def lock_of(path: Path) -> tuple[str, str] | None:
    """Return the program that has a workbook open, and the name of its lock file.

    Args:
        path: The workbook.

    Returns:
        ``None`` where no such file stands beside it.
    """
    for program, name in (("Excel", f"~${path.name}"), ("LibreOffice", f".~lock.{path.name}#")):
        if path.with_name(name).exists():
            return program, name
    return None


def is_workbook(path: Path) -> bool:
    """Tell whether a file has the name of a workbook, and not of a lock or a hidden file."""
    hidden = path.name.startswith((".", "~$"))
    return path.suffix.lower() in _SUFFIXES and not hidden and path.is_file()


def put_in_place(path: Path, output: Path, data: bytes, seen: atomic.Stamp | None) -> atomic.Stamp:
    """Write a new version of a workbook in one step.

    Args:
        path: The workbook that was read.
        output: Where the new version goes; the workbook itself as a rule.
        data: The new version, already checked.
        seen: What stood at ``output`` when the workbook was read, ``None`` for nothing.

    Returns:
        The stamp of the new version.

    Raises:
        RefusedFile: The target could not be replaced and is as it was.
    """
    try:
        model = output if seen is not None else path
        return atomic.replace_file(output, data, model=model, seen=seen)
    except atomic.Misread as error:
        raise refused(
            path, "relecture-differente", "relu après écriture n'est pas celui qui a été écrit"
        ) from error
    except atomic.Altered as error:
        raise refused(
            path,
            "modifie-entre-temps",
            f"ne peut pas être remplacé : {output} a été modifié pendant le calcul. Recommencez",
        ) from error
    except atomic.Locked as error:
        wait = format_number(round(sum(atomic.PATIENCE)))
        raise refused(
            path,
            "fichier-retenu",
            f"n'a pas pu être remplacé : un autre programme (antivirus, sauvegarde, Excel) retient "
            f"{output} depuis {wait} secondes. Recommencez quand il l'aura rendu",
        ) from error
    except atomic.RightsLost as error:
        raise refused(
            path,
            "droits-non-conserves",
            "n'a pas été remplacé : son propriétaire ou ses droits d'accès auraient changé "
            f"({system_reason(error)}). Demandez à son propriétaire de le recalculer, ou utilisez "
            "--output",
        ) from error
    except OSError as error:
        raise refused(
            path, "ecriture-impossible", f"n'a pas pu être écrit ({system_reason(error)})"
        ) from error
