"""Draws the pictures of the guide to an officer's own annexes again.

    PYTHONPATH=.:docs python docs/captures_equiper.py

The annex is made up. It is printed before and after it is equipped, by LibreOffice, with the
values that ``pycog equip`` stored. Needs soffice and pdftoppm (poppler).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import xlsxwriter
from captures import IMAGES, photograph

from pycog.equip.files import EquipOptions, equip_file
from udfs.hosts.engine import EngineHost

_DPI: Final = 110
_HEADS: Final = ("N°", "Indicateur", "Objectif 2013", "Réalisé 2013", "Statut", "Commentaire")
#: Made up, as an officer types: rates as text, as ratio and in points, a mark of no value.
_ROWS: Final = (
    (1, "Taux d'ouverture effective dans la plage horaire 8h30 à 17h00", "98 %", "98,2 %",
     "Atteint", ""),
    (2, "Taux d'appels décrochés", "90 %", 86, "Atteint", "Pic d'appels en septembre"),
    (3, "Taux d'appels traités en niveau 1", "90 %", 91, "Atteint", ""),
    (7, "Taux de satisfaction", "76,5 %", "n.d.", "", "Enquête reportée"),
    (16, "Taux de saisies invalidées", "< 5 %", "4,2 %", "Atteint", ""),
    (40, "Nombre de PML mis en place par an", 2, 3, "Atteint", ""),
)  # fmt: skip
#: Name, text of its page, frame on the page in points.
_PICTURES: Final = (
    ("annexe-avant", "Suivi des indicateurs", (30, 30, 785, 130)),
    ("equiper-resultats", "Résultats –", (25, 34, 790, 120)),
    ("equiper-correspondances", "Correspondances –", (25, 34, 790, 220)),
)


def main() -> None:
    """Draw every picture."""
    with tempfile.TemporaryDirectory() as name:
        annex, equipped = Path(name, "suivi.xlsx"), Path(name, "suivi-equipe.xlsx")
        _write(annex)
        report = equip_file(annex, equipped, EngineHost(), EquipOptions(write=True))
        if report.refused is not None:
            raise report.refused
        for picture, page, frame in _PICTURES:
            print(photograph(equipped, page, frame, IMAGES / f"{picture}.png", _DPI))


def _write(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Suivi 2013")
        sheet.write(0, 0, "Suivi des indicateurs de la COG (données fictives)",
                    book.add_format({"bold": True, "font_size": 14}))  # fmt: skip
        sheet.write_row(2, 0, _HEADS, book.add_format({"bold": True, "bg_color": "#DDDDDD"}))
        for row, cells in enumerate(_ROWS, 3):
            sheet.write_row(row, 0, cells)
        sheet.set_column(1, 1, 55)
        sheet.set_column(2, 4, 14)
        sheet.set_column(5, 5, 26)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 1)


if __name__ == "__main__":
    main()
