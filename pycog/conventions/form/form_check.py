"""The check of a convention: every fault at once, and what was left unread on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pycog.conventions.facts.convention import Convention
from pycog.conventions.form.form_doubts import tell_doubts
from pycog.conventions.form.form_source import open_source
from pycog.conventions.loading.loader import load_source
from pycog.conventions.loading.tables import Fault, FolderSource, Source
from pycog.errors import InvalidConvention


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of one convention found.

    Attributes:
        path: The workbook or the folder.
        faults: What stops it from being loaded; the order is that of the reading.
        remarks: What was passed over, and what can be loaded and yet is probably a slip.
        convention: The convention, ``None`` where it has faults.
    """

    path: Path
    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...]
    convention: Convention | None


def check(path: Path, data: bytes | None = None) -> Checked:
    """Check a workbook or a folder of tables.

    Args:
        path: Where it stands.
        data: The bytes of the workbook, where they are known already.

    Raises:
        InvalidConvention: ``convention-illisible``: the file is no workbook.
    """
    if data is None and path.is_dir():
        return _checked(FolderSource(path), ())
    source = open_source(path, data)
    found = _checked(source, source.remarks)
    if found.convention is not None:
        tell_doubts(found.convention, source)
    return Checked(path, found.faults, tuple(source.remarks), found.convention)


def _checked(source: Source, remarks: tuple[Fault, ...] | list[Fault]) -> Checked:
    try:
        convention = load_source(source)
    except InvalidConvention as error:
        return Checked(source.path, error.fields["faults"], tuple(remarks), None)
    return Checked(source.path, (), tuple(remarks), convention)
