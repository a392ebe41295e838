"""Draws the pictures of the guide to a network again.

    PYTHONPATH=. python docs/captures_reseau.py

The bodies and their values are made up. The plots are those of the workbook as LibreOffice
prints it, and of the page. Needs soffice, pdftoppm (poppler), Pillow and the extra
``reports``.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

from PIL import Image

from pycog.reports.documents.pdf import render_pdf
from pycog.reports.network import consolidate
from pycog.reports.network.network_document import document
from pycog.reports.network.network_workbook import workbook
from tests.reports.network import network_folder as made

IMAGES: Final = Path(__file__).with_name("images")
_BODIES: Final = 40
_WARNING: Final = "Données fictives : organismes et valeurs sont inventés."
_MEASURE: Final = "mesure-4-2"


def main() -> None:
    """Draw both pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "annexes")
        network = consolidate(folder / "annexes", year=2013)
        book = folder / "reseau.xlsx"
        book.write_bytes(workbook(network))
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(book)],
            check=True,
            capture_output=True,
            env={**os.environ, "LC_ALL": "fr_FR.UTF-8"},
        )
        _draw(folder / "reseau.pdf", "N° 8 –", IMAGES / "reseau-graphiques", 110)
        _cut(IMAGES / "reseau-graphiques.png", 0.68)
        whole = replace(document(network, dt.date(2014, 4, 15)), warning=_WARNING)
        parts = tuple(
            replace(one, parts=tuple(part for part in one.parts if part.anchor == _MEASURE))
            for one in whole.sections
            if one.parts
        )
        page = folder / "page.pdf"
        page.write_bytes(render_pdf(replace(whole, sections=parts, summary=False)))
        _draw(page, "N° 2 –", IMAGES / "reseau-page", 80)
        _cut(IMAGES / "reseau-page.png", 1)


def _write(folder: Path) -> None:
    annex, random = made.blank_annex(), Random(7)
    for number in range(1, _BODIES + 1):
        path = folder / f"Organisme fictif {number:02}" / made.NAME
        path.parent.mkdir(parents=True)
        path.write_bytes(made.fill(annex, made.random_actuals(random, (2012, 2013))))


def _draw(report: Path, words: str, picture: Path, dpi: int) -> None:
    """Draw the last page that holds some words."""
    told = subprocess.run(
        ["pdftotext", str(report), "-"], check=True, capture_output=True, text=True
    ).stdout
    page = max(number for number, text in enumerate(told.split("\f"), 1) if words in text)
    subprocess.run(
        [
            "pdftoppm",
            "-png",
            "-singlefile",
            "-r",
            str(dpi),
            "-f",
            str(page),
            "-l",
            str(page),
            str(report),
            str(picture),
        ],
        check=True,
    )
    print(f"{picture}.png")


def _cut(picture: Path, share: float) -> None:
    """Keep the upper share of a picture: the rest of its page is blank."""
    with Image.open(picture) as whole:
        upper = whole.crop((0, 0, whole.width, round(whole.height * share)))
    upper.quantize(64).save(picture, optimize=True)


if __name__ == "__main__":
    main()
