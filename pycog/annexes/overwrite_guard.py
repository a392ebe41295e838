"""Keeps a build from replacing a workbook that somebody has filled in."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from pycog.annexes.kit.styles import STYLES
from pycog.errors import RefusedFile

_INPUT = STYLES["input"].name
_SHOWN = 3


def refuse_loss(path: Path, content: bytes) -> None:
    """Refuse to replace a file by a new build when that would lose somebody's work.

    Args:
        path: The file to replace; it may not exist yet.
        content: The new workbook.

    Raises:
        RefusedFile: ``classeur-rempli``: input cells are filled or sheets were added;
            ``classeur-inconnu``: the file cannot be read, so it is not one of ours.
    """
    if not path.exists() or path.read_bytes() == content:
        return
    from openpyxl import load_workbook

    try:
        old = load_workbook(path)
    except Exception as error:
        raise RefusedFile(
            "classeur-inconnu",
            f"{path} existe et ne peut pas être lu comme un classeur ({type(error).__name__}) : il "
            "n'est pas remplacé. Déplacez-le ou choisissez un autre dossier.",
            path=str(path),
        ) from error
    new = load_workbook(BytesIO(content))
    lost = list(_lost(old, new))
    if lost:
        shown = ", ".join(lost[:_SHOWN]) + (f" et {len(lost) - _SHOWN} autres" * (len(lost) > 3))
        raise RefusedFile(
            "classeur-rempli",
            f"{path} porte des saisies ou des feuilles ajoutées, que la construction effacerait : "
            f"{shown}. Déplacez ce fichier ou choisissez un autre dossier.",
            path=str(path),
            lost=lost,
        )


def _lost(old: Any, new: Any) -> Iterator[str]:
    """Yield the places of the old workbook whose content the new one does not have."""
    for sheet in old.worksheets:
        if sheet.title not in new.sheetnames:
            yield f"feuille « {sheet.title} »"
            continue
        fresh = new[sheet.title]
        for line in sheet.iter_rows():
            for entry in line:
                typed = entry.value is not None and entry.style == _INPUT
                if typed and fresh[entry.coordinate].value != entry.value:
                    yield f"{sheet.title}!{entry.coordinate}"
