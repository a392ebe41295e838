"""Draws the pictures of the guide to yearly reports again.

    PYTHONPATH=. python docs/captures_bilan.py

The reports are drawn from the made-up example that ``pycog build`` writes; their pages are
those of the PDF files. Needs pdftoppm (poppler) and the extra ``reports``.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Final

from pycog.annexes import build
from pycog.reports.bilan.drawing import draw
from pycog.reports.documents.pdf import render_pdf
from pycog.reports.making import document_of
from udfs.hosts.engine import EngineHost

IMAGES: Final = Path(__file__).with_name("images")
_YEAR: Final = 2013
_EXAMPLE: Final = "exemple-fictif"
#: Name of the picture → kind of report, thematic sheet, page, pixels an inch.
PICTURES: Final[dict[str, tuple[str, int | None, int, int]]] = {
    "bilan-couverture": ("bilan", None, 1, 70),
    "bilan-synthese": ("bilan", None, 3, 90),
    "bilan-fiche": ("fiche", 1, 2, 90),
    "bilan-evaluation": ("evaluation", None, 5, 90),
    "bilan-tableau-de-bord": ("tableau-de-bord", None, 1, 130),
}


def main() -> None:
    """Draw every picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder, EngineHost())
        bilan = draw([folder / _EXAMPLE], _YEAR)
        for picture, (kind, sheet, page, dpi) in PICTURES.items():
            report = folder / f"{picture}.pdf"
            report.write_bytes(render_pdf(document_of(kind, bilan, sheet)))
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
                    str(IMAGES / picture),
                ],
                check=True,
            )
            print(IMAGES / f"{picture}.png")


if __name__ == "__main__":
    main()
