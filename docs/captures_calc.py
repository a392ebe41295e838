"""Draws the pictures of the windows of LibreOffice Calc again.

    PYTHONPATH=. python docs/captures_calc.py

A real Calc, in French, in a throw-away profile and on a screen of its own. Needs soffice with its
French texts, Xvfb and ImageMagick. Look at the pictures afterwards.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from docs.captures import IMAGES
from tests.addin.live_calc import type_in

_SCREEN: Final = ":97"
_SOCKET: Final = Path(f"/tmp/.X11-unix/X{_SCREEN[1:]}")
_SIZE: Final = (1280, 800)
#: Left, top, width and height of the window of Calc, then of the one beside the sheet.
_CALC: Final = (0, 0, *_SIZE)
_BESIDE: Final = (600, 140)
_FRENCH: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooLocale" oor:op="fuse">
<value>fr</value></prop><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value>
</prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="UILocale"
oor:op="fuse"><value>fr</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay"
oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse">
<value>99.9</value></prop></item>
</oor:items>
"""


def made_up(path: Path) -> None:
    """Write a workbook with faults, its data made up."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Dépenses 2013")
        bold, euros = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        text = book.add_format({"num_format": "@", "align": "right"})
        sheet.set_column("A:A", 34)
        sheet.set_column("B:E", 13)
        sheet.write("A1", "Dépenses de gestion (données fictives)", bold)
        sheet.write_row("A3", ("Poste", "Budget 2012", "Exécution 2012", "Budget 2013"), bold)
        rows = (
            ("Personnel", 14_225_000, 14_068_100, 14_310_000),
            ("Fonctionnement", 5_185_000, 5_224_700, None),
            ("Investissement", 979_000, 935_600, 990_000),
            ("Total des dépenses", 20_389_000, 20_228_500, 20_540_000),
        )
        for number, (label, *amounts) in enumerate(rows, start=3):
            sheet.write(number, 0, label, bold if label.startswith("Total") else None)
            sheet.write_row(number, 1, amounts, euros)
        sheet.write_string("D5", "5 240 000", text)
        sheet.write_row("A10", ("Indicateur", "Objectif", "Réalisé", "Statut"), bold)
        sheet.write("A11", "Taux d'appels décrochés")
        sheet.write_row("B11", (0.9, 86), book.add_format({"num_format": "0.##"}))
        sheet.write_formula("D11", "_xldudf_COG_STATUS(C11,B11)")


def draw(steps: list[list[Any]], folder: Path) -> None:
    """Do some steps on a screen of its own."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_FRENCH, "utf-8")
    screen = f"{_SIZE[0]}x{_SIZE[1]}x24"
    server = subprocess.Popen(["Xvfb", _SCREEN, "-screen", "0", screen])
    try:
        while not _SOCKET.exists():
            time.sleep(0.2)
        type_in("soffice", folder, steps, display=_SCREEN)
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Draw the picture of *Contrôler*."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook, picture = folder / "depenses-2013.xlsx", folder / "calc-controler.png"
        made_up(workbook)
        steps = [
            ["show", workbook.as_uri()],
            ["size", *_CALC],
            ["command", "check"],
            ["place", "check", *_BESIDE],
            ["window", "check", ["lots", 1], ["?", "lots"]],
            ["picture", str(picture)],
        ]
        draw(steps, folder)
        shutil.copyfile(picture, IMAGES / picture.name)
        print(IMAGES / picture.name)


if __name__ == "__main__":
    main()
