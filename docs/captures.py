"""Draws the pictures of the documentation again.

    PYTHONPATH=. python docs/captures.py

The annexes are built, filled with values made up for the picture, refreshed as
``pycog refresh`` does, and printed by LibreOffice. LibreOffice does not know the COG_
functions and would show ``#NAME?``: it gets a copy in which each formula has been
replaced by the value that the refresh stored. Needs soffice and pdftoppm (poppler).
Look at the pictures afterwards: the frames below are measured on the printed page.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from docs.saisie import type_into
from pycog.annexes import build
from pycog.refresh import refresh_file
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook
from udfs.hosts.engine import EngineHost

IMAGES: Final = Path(__file__).with_name("images")
_DPI: Final = 180
_POINTS_PER_INCH: Final = 72

#: First row of the indicators; the values below go down from there.
_FIRST_ROW: Final = 7
#: Made up: achieved values of 2012 and 2013, in the order of the indicators.
_ACHIEVED: Final = {
    "J": (
        0.985,
        0.86,
        0.91,
        0.95,
        0.84,
        0.88,
        0.75,
        0.87,
        None,
        0.70,
        0.88,
        0.72,
        0.963,
        0.71,
        0.925,
        0.05,
        0.032,
        7,
        0.004,
        0.92,
    ),
    "K": (
        0.979,
        0.93,
        0.92,
        0.962,
        0.90,
        0.91,
        0.78,
        0.93,
        None,
        0.745,
        0.81,
        0.77,
        0.966,
        0.82,
        0.934,
        0.041,
        0.028,
        8,
        None,
        0.88,
    ),
}

#: The year of the budget guide: two transfers, then the executed amounts of 2012.
_BUDGET: Final[Mapping[str, Mapping[str, float | str]]] = {
    "Virements": {
        "A7": 40983,
        "B7": "Personnel",
        "C7": "Fonctionnement",
        "D7": 100_000,
        "E7": "Formation",
        "G7": "20/03/2012",
        "A8": 41061,
        "B8": "Fonctionnement",
        "C8": "Investissement",
        "D8": 60_000,
        "E8": "Serveurs",
        "G8": "05/06/2012",
    },
    "Exécution": {
        "C7": 13_984_000,
        "C8": 5_125_000,
        "C9": 929_000,
        "C12": 440_000,
        "C13": 12_000,
        "C14": 4_950_000,
        "C16": 6_000_000,
        "C17": 19_440_000,
        "C18": 78_000,
        "C19": 12_000,
        "C20": 30_000,
        "C21": 9_000,
        "C22": 370_000,
        "C23": 499_000,
    },
}

_FORMULA: Final = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)")
_FRENCH: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop>
</item></oor:items>
"""


@dataclass(frozen=True)
class Picture:
    """A part of a printed page.

    Attributes:
        name: File name of the picture.
        workbook: Where it comes from, in the folder of the annexes.
        page: Text that the printed page holds and the pages before it do not.
        frame: Left, top, width and height on the page, in points.
        typed: Values typed beforehand, by sheet and address.
    """

    name: str
    workbook: str
    page: str
    frame: tuple[int, int, int, int]
    typed: Mapping[str, Mapping[str, float | str]]


def _achieved() -> dict[str, float | str]:
    return {
        f"{column}{row}": value
        for column, values in _ACHIEVED.items()
        for row, value in enumerate(values, start=_FIRST_ROW)
        if value is not None
    }


_CAMIEG: Final = "camieg-2012-2015"
_NOTE: Final = "mutualisation-2007/observatoire.xlsx"
_HERAULT: Final = "herault-2021/rapport-activite.xlsx"

PICTURES: Final = (
    Picture(
        "annexe-4.png", f"{_CAMIEG}/annexe-4-indicateurs.xlsx", "Statut de départ",
        (30, 36, 473, 397), {"Indicateurs": _achieved()},
    ),
    Picture("annexe-2.png", f"{_CAMIEG}/annexe-2-fnga.xlsx", "Équilibre", (106, 36, 632, 512), {}),
    Picture(
        "annexe-1.png", f"{_CAMIEG}/annexe-1-budget.xlsx", "Virements à revoir",
        (100, 36, 650, 514), _BUDGET,
    ),
    Picture("rapport-herault.png", _HERAULT, "Appels et mails : reçus", (122, 36, 604, 516), {}),
    Picture("rapport-herault-liens.png", _HERAULT, "Taux d'atteinte", (28, 36, 786, 292), {}),
    Picture("observatoire-2007.png", _NOTE, "Part recalculée", (26, 44, 790, 408), {}),
)  # fmt: skip


def draw(picture: Picture, annexes: Path) -> Path:
    """Draw one picture from freshly built annexes."""
    workbook = annexes / picture.workbook
    for sheet, entries in picture.typed.items():
        type_into(workbook, sheet, entries)
    report = refresh_file(workbook, EngineHost())
    if report.refused is not None:
        raise report.refused
    return photograph(workbook, picture.page, picture.frame, IMAGES / picture.name)


def photograph(
    workbook: Path, page: str, frame: tuple[int, int, int, int], target: Path, dpi: int = _DPI
) -> Path:
    """Print a workbook and keep a part of one page.

    Args:
        workbook: The workbook, values up to date.
        page: Text that the page holds and the pages before it do not.
        frame: Left, top, width and height on the page, in points.
        target: Where the picture goes.
        dpi: Dots per inch.
    """
    left, top, width, height = (round(edge * dpi / _POINTS_PER_INCH) for edge in frame)
    with tempfile.TemporaryDirectory() as name:
        paper = printed(with_values_only(workbook, Path(name)), Path(name))
        number = str(page_with(paper, page))
        area = ["-x", left, "-y", top, "-W", width, "-H", height]
        pages = ["-r", dpi, "-f", number, "-l", number]
        command = ["pdftoppm", "-png", "-singlefile", *pages, *area, paper]
        subprocess.run([*map(str, command), str(target.with_suffix(""))], check=True)
    return target


def with_values_only(workbook: Path, folder: Path) -> Path:
    """Return a copy with stored values in the place of formulas."""
    package = Package.open(workbook)
    parts = {
        sheet.part: _FORMULA.sub(b"", package.read(sheet.part)).replace(b' cm="1"', b"")
        for sheet in read_workbook(package).sheets
    }
    copy = folder / workbook.name
    copy.write_bytes(package.rewrite(parts))
    return copy


def printed(workbook: Path, folder: Path) -> Path:
    """Print a workbook as a PDF into a folder, in French."""
    profile = folder / "profil"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_FRENCH, encoding="utf-8")
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(workbook),
        ],
        check=True,
        capture_output=True,
    )
    return workbook.with_suffix(".pdf")


def page_with(paper: Path, text: str) -> int:
    """Return the number of the first page of a PDF that holds a text."""
    command = ["pdftotext", "-layout", str(paper), "-"]
    whole = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")
    for number, page in enumerate(whole.split("\f"), start=1):
        if text in page:
            return number
    raise ValueError(f"{paper}: no page holds {text!r}")


def main() -> None:
    """Draw every picture."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder / "classeurs", EngineHost())
        for picture in PICTURES:
            print(draw(picture, folder / "classeurs"))


if __name__ == "__main__":
    main()
