"""Where a command writes a document: in which format, and into which file."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from pycog.errors import InvalidInput, RefusedFile, system_reason
from pycog.xlsx.atomic import temporary_name
from pycog.xlsx.placing import is_workbook


def chosen_format(given: str | None, output: Path | None, formats: Sequence[str]) -> str:
    """Return the format that is asked for, or that the name of the output tells.

    Args:
        given: Value of ``--format``.
        output: Value of ``--output``; without it the document is shown.
        formats: What the command writes; the first is shown by default, and a format
            that names no file extension can only be shown.

    Raises:
        InvalidInput: ``extension-inconnue``, ``sortie-a-preciser``.
    """
    files = [form for form in formats if form != "table"]
    suffix = "" if output is None else output.suffix.lower().removeprefix(".")
    chosen = given or (suffix if output is not None else formats[0])
    if chosen not in (formats if output is None else files):
        raise InvalidInput(
            "extension-inconnue",
            f"L'extension de {output} ne dit pas le format. Ajoutez --format {', '.join(files)} "
            f"ou nommez le fichier en {', '.join(f'.{form}' for form in files[:-1])} ou "
            f".{files[-1]}.",
        )
    if chosen == "xlsx" and output is None:
        raise InvalidInput(
            "sortie-a-preciser",
            "Un classeur ne s'affiche pas : ajoutez --output FICHIER.xlsx.",
        )
    return chosen


def same_file(one: Path, other: Path) -> bool:
    """Return whether two paths, spelled alike or not, lead to one existing file."""
    return one.exists() and other.exists() and one.samefile(other)


def keep_inputs(output: Path | None, read: Iterable[Path], option: str = "--output") -> None:
    """Refuse to write over a file that the command reads.

    Args:
        output: Where it is to write, ``None`` for nowhere.
        read: The files that it reads.
        option: The option that names the output.

    Raises:
        InvalidInput: ``sortie-identique``.
    """
    if output is not None and any(_reads(one, output) for one in read):
        raise InvalidInput(
            "sortie-identique",
            f"{output} est un des classeurs lus : indiquez un autre fichier à {option}.",
        )


def _reads(read: Path, output: Path) -> bool:
    """Return whether reading a file, or the workbooks of a folder, reads another file."""
    if not read.is_dir():
        return same_file(read, output)
    return is_workbook(output) and output.resolve().is_relative_to(read.resolve())


def write_file(output: Path, content: bytes) -> None:
    """Write a document, with the folders that lead to it, whole or not at all.

    Raises:
        RefusedFile: ``ecriture-impossible``.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(output, content)
    except OSError as error:
        raise RefusedFile(
            "ecriture-impossible",
            f"Le fichier {output} ne peut pas être écrit : {system_reason(error)}. Vérifiez que le "
            "dossier accepte l'écriture et que le fichier n'est pas ouvert dans Excel.",
            path=str(output),
        ) from error


def _write_whole(output: Path, content: bytes) -> None:
    """Write beside the old file, then swap: an interruption leaves no half of a document."""
    target = Path(os.path.realpath(output))
    if target.exists() and (not target.is_file() or not os.access(target.parent, os.W_OK)):
        target.write_bytes(content)  # a device, or a folder that lets no file be added
        return
    temporary = target.with_name(temporary_name(os.getpid()))
    try:
        temporary.write_bytes(content)
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
