"""Text files (CSV) as Excel saves them: UTF-8, or what a French Excel means by plain « CSV »."""

from __future__ import annotations

from pathlib import Path

from pycog.errors import RefusedFile, system_reason


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8 with or without its mark, else Windows' western letters."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        RefusedFile: ``lecture-impossible``.
    """
    return decoded(read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        RefusedFile: ``lecture-impossible``.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise RefusedFile(
            "lecture-impossible",
            f"{path} : ne peut pas être lu ({system_reason(error)}).",
            path=str(path),
        ) from error
