"""The refusal of a file, in the one form officers see everywhere."""

from __future__ import annotations

from pathlib import Path

from pycog.errors import RefusedFile


def refused(path: Path, code: str, reason: str) -> RefusedFile:
    """Return the refusal of a file that stays as it was."""
    return RefusedFile(
        code, f"{path} : le fichier {reason}. Il n'a pas été modifié.", path=str(path)
    )
