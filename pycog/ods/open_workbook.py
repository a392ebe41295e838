"""Opens workbooks of Excel and of OpenDocument; what reads the latter is loaded when one comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from pycog.xlsx.opening import Opening
from pycog.xlsx.package import Package
from pycog.xlsx.refusal import refused
from pycog.xlsx.structure import read_workbook

SUFFIXES: Final = (".ods", ".fods")


def is_open_document(path: Path) -> bool:
    """Tell whether a file is an OpenDocument workbook, by its name."""
    return path.suffix.lower() in SUFFIXES


def equip_option(paths: Iterable[Path]) -> str:
    """Return with which option ``pycog equip`` writes: it never does into an OpenDocument file."""
    return "--convertir" if any(map(is_open_document, paths)) else "--en-place"


def open_package(path: Path, options: Opening | None = None) -> Package:
    """Open a workbook of Excel or of OpenDocument, by its name.

    Raises:
        RefusedFile: The file cannot be read or is not one that pycog handles.
    """
    if not is_open_document(path):
        return Package.open(path, options)
    from pycog.ods.ods_package import OdsPackage

    return OdsPackage.open(path, options)


def as_excel(path: Path, mark: str, notes: Sequence[str]) -> bytes:
    """Return an OpenDocument workbook in Excel's form, formulas included.

    Args:
        path: The workbook.
        mark: Name of a further sheet.
        notes: Its lines.

    Raises:
        RefusedFile: It cannot be read, or Excel does not allow the name of a sheet.
    """
    from pycog.ods.ods_package import OdsPackage
    from pycog.ods.twin import FORBIDDEN, LONGEST_NAME

    package = OdsPackage(path, path.read_bytes())
    names = [sheet.name for sheet in read_workbook(package).sheets]
    bad = next((one for one in names if len(one) > LONGEST_NAME or FORBIDDEN.search(one)), None)
    if bad is not None:
        raise refused(
            path,
            "nom-de-feuille",
            f"a une feuille « {bad} », nom qu'Excel n'accepte pas ({LONGEST_NAME} signes, sans "
            "[ ] : * ? / \\). Renommez-la dans LibreOffice",
        )
    return package.with_notes(mark, notes)
