"""Workbooks saved by LibreOffice: functions in lower case, a type on every cell, its own styles.

LibreOffice writes another file with each of its versions, so these are kept as they were
saved; where one is missing, ``python -m tests.refresh.fidelity`` has LibreOffice save it.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.refresh.fidelity import with_xlsxwriter
from tests.refresh.fidelity.case import CASES, FOLDER, case, unzipped, zipped

assert with_xlsxwriter  # its cases are saved anew here


def _saved(name: str, source: str) -> bytes:
    kept = FOLDER / name
    if kept.exists():
        return kept.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        first, target = Path(folder) / name, Path(folder) / "lo"
        first.write_bytes(CASES[source].make())
        profile = (Path(folder) / "profil").as_uri()
        command = ["soffice", f"-env:UserInstallation={profile}", "--headless"]
        command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target)]
        subprocess.run([*command, str(first)], check=True, capture_output=True, timeout=300)
        return zipped(unzipped((target / name).read_bytes()).items())


@case("lo-formats.xlsx", {"C1": 0.25, "C2": 0.75})
def formats() -> bytes:
    """Conditional formats and validations as LibreOffice keeps them."""
    return _saved("lo-formats.xlsx", "xw-formats-conditionnels.xlsx")


@case("lo-tableau.xlsx", {"C1": 0.25, "D4": 0.25, "D5": 0.5, "D6": 0.75, "F4": 0.75})
def table() -> bytes:
    """A table and structured references written by LibreOffice."""
    return _saved("lo-tableau.xlsx", "xw-tableau.xlsx")


@case("lo-matricielles.xlsx", {"C1": 0.25, "D1": 2, "D2": 4, "D3": "#N/A", "E1": 5})
def arrays() -> bytes:
    """Array formulas written by LibreOffice, one of them with the range E1:E1."""
    return _saved("lo-matricielles.xlsx", "xw-matricielles.xlsx")


@case("lo-textes-riches.xlsx", {"C1": 0.25, "A3": "texte riche", "B3": "texte riche !"})
def rich() -> bytes:
    """Rich text written by LibreOffice, and a formula that reads it."""
    return _saved("lo-textes-riches.xlsx", "xw-textes-riches.xlsx")
