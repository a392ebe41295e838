"""A small annex to seal, and ways in which officers and programs change it afterwards."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import xlsxwriter

from pycog.equip.writing.cell_edits import with_cells
from pycog.refresh import refresh_file
from pycog.seal.sealing import Sealed, seal_package
from pycog.seal.verification import Verification, verify_package
from pycog.xlsx.custom_calls import stored_formula
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook
from udfs.hosts.engine import EngineHost
from udfs.rule_versions import rule_version

WHEN = dt.datetime(2014, 3, 31, 17, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))
SHEET = "COG - bordereau"
#: Formulas by cell of the sheet « Calcul ».
FORMULAS = {
    "A1": "=COG_ATTAINMENT(Saisie!B2,Saisie!C2)",
    "A2": "=COG_STATUS(Saisie!B2,Saisie!C2)",
    "A3": "=COG_EVOLUTION(Saisie!B3,Total)",
    "A4": '=IFERROR(COG_TARGET(Saisie!A2,2013),"sans cible")',
    "A5": "=SUM(Saisie!B3:B9)*1.50",
    "A6": "=A5/2",
}


def annex(path: Path, more: dict[str, object] | None = None) -> Path:
    """Write an annex with entries, formulas of ours and Excel's own, and calculate it.

    Args:
        path: Where to.
        more: Other entries, by cell of the sheet « Saisie ».
    """
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Saisie")
    day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for row, line in enumerate(
        (
            ("N°", "Réalisé", "Cible"),
            (2, 0.77, "90%"),
            ("Dépenses", 12000.5, "été : « 5 € »"),
            ("Recettes", 13000, "=SOMME() n'est qu'un texte"),
        )
    ):
        sheet.write_row(row, 0, [one for one in line if not str(one).startswith("=")])
    sheet.write_string("C4", "=SOMME() n'est qu'un texte")
    for place, value in (more or {}).items():
        if isinstance(value, dt.datetime):
            sheet.write_datetime(place, value, day)
        elif isinstance(value, str):
            sheet.write_string(place, value)
        else:
            sheet.write(place, value)
    results = book.add_worksheet("Calcul")
    for place, formula in FORMULAS.items():
        results.write_formula(place, stored_formula(formula))
    book.define_name("Total", "=Saisie!$B$4")
    book.close()
    report = refresh_file(path, EngineHost())
    assert report.refused is None
    return path


def seal(path: Path, **wishes) -> Sealed:
    """Seal a workbook in place."""
    sealed = seal_package(
        Package.open(path), EngineHost(), rule_version, **{"when": WHEN, "author": "jd"} | wishes
    )
    path.write_bytes(sealed.data)
    return sealed


def verify(path: Path, authorities=(), rules=rule_version) -> Verification:
    """Verify a workbook."""
    return verify_package(Package.open(path), EngineHost(), rules, authorities)


def typed(path: Path, sheet: str, cells: dict[str, tuple[str, str]]) -> None:
    """Write cells as Excel would, every other byte as it was."""
    package = Package.open(path)
    part = next(one for one in read_workbook(package).sheets if one.name == sheet)
    path.write_bytes(package.rewrite({part.part: with_cells(package, part, cells)}))


def saved_by_openpyxl(path: Path, cells: dict[str, dict[str, object]] | None = None) -> None:
    """Open and save a workbook, some cells changed."""
    book = openpyxl.load_workbook(path)
    for sheet, entries in (cells or {}).items():
        for place, value in entries.items():
            book[sheet][place] = value
    book.save(path)


def parts(data: bytes) -> dict[str, bytes]:
    """Return every part of a package, expanded."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, part: str, body: bytes) -> None:
    """Put other bytes in the place of a part."""
    path.write_bytes(Package.open(path).rewrite({part: body}))


def told(found: Verification) -> list[str]:
    """Return the differences as they are shown."""
    return [str(one) for one in found.differences]
