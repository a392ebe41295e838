"""Copies of workbooks on their way back to whoever sent one: their names, their bytes."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from addin.reporting import WORKBOOK_TYPE


def copy_name(name: str, mark: str, earlier: Sequence[str]) -> str:
    """Return the name of a copy.

    Args:
        name: Of the workbook.
        mark: What stands between its name and its ending in the name of the copy.
        earlier: Marks of earlier copies, whose place it takes.

    >>> copy_name("suivi-equipe.xlsx", "-rendu", ("-equipe",))
    'suivi-rendu.xlsx'
    """
    path = PurePath(name)
    stem = path.stem
    for one in earlier:
        stem = stem.removesuffix(one)
    return f"{stem or 'classeur'}{mark}{path.suffix}"


def file_sent(name: str, content: bytes, kind: str = WORKBOOK_TYPE) -> dict[str, Any]:
    """Return a file as the pane receives one: ``name``, ``type``, ``content`` in base 64."""
    return {"name": name, "type": kind, "content": base64.b64encode(content).decode("ascii")}
