"""LibreOffice as a second calculator: what a workbook holds against what Calc finds in it."""

from __future__ import annotations

import io
import json
import math
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from addin.libreoffice.extension import extension
from addin.libreoffice.sheet_values import REQUEST
from pycog.arithmetic import is_stored_form
from pycog.errors import CellError, InvalidInput, RefusedFile
from pycog.ods import open_package
from pycog.values import Scalar, display
from pycog.xlsx.cells import address, place_of, stored_value
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_reading import shared_strings
from pycog.xlsx.structure import SheetPart, WorkbookInfo, parse, read_workbook
from udfs.hosts.calc_names import DOCUMENTS

#: Environment variable that holds the path of LibreOffice, where it is not in the PATH.
PROGRAM: Final = "PYCOG_SOFFICE"
#: Sums and means of Calc and of Excel differ in the last digits of a double.
_NATIVE: Final = 1e-12
_LONGEST: Final = 600.0

#: Sheet → row and column, from 0 → what Calc found.
Found = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A formula cell that holds something else than Calc finds.

    Attributes:
        sheet: Name of its sheet.
        cell: Its address.
        stored: What the workbook holds.
        calculated: What Calc finds.
    """

    sheet: str
    cell: str
    stored: Scalar
    calculated: Scalar

    def __str__(self) -> str:
        """Return it as one line."""
        stored, calculated = _shown(self.stored), _shown(self.calculated)
        return f"{self.sheet}!{self.cell} : {stored} dans le classeur, {calculated} dans Calc"


@dataclass(frozen=True, slots=True)
class Verification:
    """What the comparison of one workbook gave.

    Attributes:
        compared: How many formula cells were compared.
        differences: Those that differ.
    """

    compared: int
    differences: tuple[Difference, ...]


def verify(paths: Sequence[Path]) -> dict[Path, Verification | RefusedFile]:
    """Calculate workbooks in LibreOffice and compare each formula cell with what it holds.

    Cells with a COG_ formula must be equal to the last bit, others to twelve digits; a number that
    Calc or Excel has stored with fifteen digits, to these.

    Args:
        paths: The workbooks, of Excel or of OpenDocument; they are only read.

    Raises:
        InvalidInput: ``libreoffice-absent``, ``libreoffice-muet``.
    """
    program = _program()
    with tempfile.TemporaryDirectory(prefix="pycog-calc-") as folder:
        copies = {path: _copied(path, Path(folder), number) for number, path in enumerate(paths)}
        found = _calculated(program, list(copies.values()), Path(folder))
        return {path: compared(path, found.get(copy.as_uri())) for path, copy in copies.items()}


def _program() -> str:
    program = os.environ.get(PROGRAM) or shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise InvalidInput(
            "libreoffice-absent",
            "LibreOffice n'est pas installé, ou son programme soffice n'est pas trouvé. "
            f"Installez-le, ou donnez son chemin dans la variable {PROGRAM}.",
        )
    return program


def _copied(path: Path, folder: Path, number: int) -> Path:
    """Copy a workbook where LibreOffice puts no lock beside the original."""
    place = folder / str(number)
    place.mkdir()
    return Path(shutil.copyfile(path, place / path.name))


def _calculated(program: str, copies: Sequence[Path], folder: Path) -> Mapping[str, Found]:
    """Let a LibreOffice with its own profile open and calculate workbooks."""
    bundled = folder / "extensions" / "cog.oxt"
    with zipfile.ZipFile(io.BytesIO(extension())) as archive:
        archive.extractall(bundled)
    request, answer = folder / "demande.json", folder / "reponse.json"
    asked = {"files": [copy.as_uri() for copy in copies], "answer": str(answer)}
    request.write_text(json.dumps(asked), "utf-8")
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profil').as_uri()}",
        f"-env:BUNDLED_EXTENSIONS={bundled.parent.as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        f"service:{DOCUMENTS}?values",
    ]
    environment = {**os.environ, REQUEST: str(request)}
    environment.pop("PYTHONPATH", None)  # meant for this Python, not for LibreOffice's
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=_LONGEST)
        said = done.stderr.decode("utf-8", "replace").strip()
    except subprocess.TimeoutExpired:
        said = f"rien après {_LONGEST:.0f} secondes"
    if not answer.exists():
        raise InvalidInput(
            "libreoffice-muet",
            "LibreOffice n'a pas recalculé les classeurs. Son module Python (python3-uno sous "
            f"Debian) est-il installé ? Il a dit : {said[-400:] or 'rien'}.",
        )
    found: Mapping[str, Found] = json.loads(answer.read_text("utf-8"))
    return found


def compared(path: Path, found: Found | None) -> Verification | RefusedFile:
    """Return what a workbook holds against what Calc found in it.

    Args:
        path: The workbook.
        found: What Calc found, ``None`` where it could not open it.
    """
    if found is None:
        return RefusedFile(
            "illisible-par-libreoffice", f"{path} : LibreOffice ne sait pas ouvrir ce classeur."
        )
    try:
        package = open_package(path)
        info = read_workbook(package)
    except RefusedFile as refused:
        return refused
    count, differences = 0, []
    for sheet in info.sheets:
        stored = dict(_stored(package, info, sheet))
        for place, cell in found.get(sheet.name, {}).items():
            row, column = map(int, place.split(","))
            held = stored.get((row + 1, column + 1))
            calculated = _scalar(cell)
            count += 1
            if not _equal(held, calculated, exact=cell["cog"]):
                where = address(row + 1, column + 1)
                differences.append(Difference(sheet.name, where, held, calculated))
    return Verification(count, tuple(differences))


def _stored(
    package: Package, info: WorkbookInfo, sheet: SheetPart
) -> Iterator[tuple[tuple[int, int], Scalar]]:
    strings = shared_strings(package, info)
    for cell in parse(package, sheet.part).iterfind("{*}sheetData/{*}row/{*}c"):
        place = place_of(cell.get("r", ""))
        text = cell.findtext("{*}v")
        if place is None or text is None:
            continue
        kind = cell.get("t", "n")
        if kind == "s":
            yield place, strings[int(text)]
        else:
            yield place, stored_value(f' t="{kind}"'.encode(), text.encode())


def _scalar(cell: Mapping[str, Any]) -> Scalar:
    if "number" in cell:
        return float.fromhex(cell["number"])
    return CellError(cell["error"]) if "error" in cell else str(cell["text"])


def _equal(stored: Scalar, calculated: Scalar, *, exact: bool) -> bool:
    if isinstance(stored, CellError) or isinstance(calculated, CellError):
        return str(stored) == str(calculated)
    if isinstance(calculated, float) and isinstance(stored, bool | int | float):
        # Calc has no truth values: they are 1 and 0.
        close = 0.0 if exact else _NATIVE
        held = float(stored)
        return _is_rounded(held, calculated) or math.isclose(
            held, calculated, rel_tol=close, abs_tol=close
        )
    return (stored or "") == calculated


def _is_rounded(stored: float, calculated: float) -> bool:
    """Tell whether a number is what a program stores of another, fifteen digits of it."""
    return float(f"{stored:.15g}") == stored and is_stored_form(stored, calculated)


def _shown(value: Scalar) -> str:
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    return display(value) or "vide"
