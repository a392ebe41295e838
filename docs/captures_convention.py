"""Draws the pictures of the guide to a convention of one's own again.

    PYTHONPATH=. python docs/captures_convention.py

They show what the guide itself types: its comments « test: type » are read and typed into
the form that ``pycog convention new`` writes, then into the annexes that ``pycog build``
makes of it. Needs soffice, pdftoppm and pdftotext (poppler).
"""

from __future__ import annotations

import re
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from docs import captures
from docs.saisie import type_into
from pycog import conventions
from pycog.annexes import build
from pycog.conventions.form.exchange import new_form
from pycog.refresh import refresh_file
from udfs.hosts.engine import EngineHost

GUIDE: Final = Path(__file__).with_name("convention.md")
_TYPED: Final = re.compile(r"^<!-- test: type (.+) -->$", re.M)
_ID: Final = "ma-caisse-2024"
#: Name of the picture → workbook, text of its page, pixels an inch, and left, top, width and
#: height in points.
PICTURES: Final[dict[str, tuple[str, str, int, tuple[int, int, int, int]]]] = {
    "convention-presentation": (
        "convention.xlsx", "Ce que la convention est", 95, (24, 38, 790, 292),
    ),
    "convention-indicateurs": (
        "convention.xlsx", "Une ligne par indicateur", 190, (24, 33, 440, 72),
    ),
    "convention-budget": ("convention.xlsx", "Budget FA", 170, (24, 33, 560, 92)),
    "convention-annexe": (
        "mes-annexes/annexe-1-indicateurs.xlsx", "Saisir les réalisés", 110, (24, 36, 790, 80),
    ),
    "convention-resultats": (
        "mes-annexes/annexe-1-indicateurs.xlsx", "Tout est calculé", 110, (24, 36, 790, 130),
    ),
}  # fmt: skip


def typed(folder: Path) -> None:
    """Type into the workbooks of a folder what the guide types into those that are there."""
    for words in _TYPED.findall(GUIDE.read_text(encoding="utf-8")):
        name, sheet, *entries = shlex.split(words)
        path = folder / name
        if not path.exists() or (name, sheet, *entries) in _DONE:
            continue
        _DONE.add((name, sheet, *entries))
        cells: dict[str, float | str] = {}
        for entry in entries:
            address, _, value = entry.partition("=")
            cells[address] = _value(value)
        type_into(path, sheet, cells)


_DONE: set[tuple[str, ...]] = set()


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def main() -> None:
    """Draw every picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        form = folder / "convention.xlsx"
        form.write_bytes(new_form(_ID, [2024, 2025], 2023, ["FA"]))
        typed(folder)
        conventions.add_folder(form)
        annexes = build(folder / "mes-annexes", EngineHost(), agreement=_ID)
        typed(folder)
        for path in annexes:
            refresh_file(path, EngineHost())
        for picture, (workbook, page, dpi, frame) in PICTURES.items():
            place = folder / picture
            place.mkdir()
            printed = captures.printed(captures.with_values_only(folder / workbook, place), place)
            number = captures.page_with(printed, page)
            _cut(printed, number, dpi, frame, captures.IMAGES / picture)


def _cut(
    printed: Path, page: int, dpi: int, frame: tuple[int, int, int, int], target: Path
) -> None:
    left, top, width, height = (str(round(edge * dpi / 72)) for edge in frame)
    number = str(page)
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", str(dpi), "-f", number, "-l", number,
         "-x", left, "-y", top, "-W", width, "-H", height, str(printed), str(target)],
        check=True,
    )  # fmt: skip
    print(target.with_suffix(".png"))


if __name__ == "__main__":
    main()
