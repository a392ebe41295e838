"""How the status of an indicator looks in every report: a sign before it, and a colour behind it.

Neither stands alone: a grey print and a colour-blind reader have the sign and the word.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from pycog.annexes.kit.page import Page
from pycog.annexes.kit.styles import LOOKS_WITH_NEUTRALISED
from pycog.attainment import (
    DEFERRED,
    MET,
    NEUTRALISED,
    NO_TARGET,
    NOT_FILLED,
    NOT_MET,
    PARTLY_MET,
)
from pycog.reports.documents.document import Cell
from pycog.reports.documents.figure import Figure

SIGNS: Final = {
    MET: "✔",
    PARTLY_MET: "◐",
    NOT_MET: "✘",
    NOT_FILLED: "?",
    NO_TARGET: "–",
    DEFERRED: "→",
    NEUTRALISED: "–",
}


def status_of(value: object) -> str:
    """Return the status that a cell shows, ``""`` where it shows something else."""
    held = value.value if isinstance(value, Figure) else value
    return held if isinstance(held, str) and held in SIGNS else ""


def fill_of(status: str) -> str:
    """Return the colour behind a status as six hexadecimal digits, ``""`` for none."""
    return str(LOOKS_WITH_NEUTRALISED.get(status, {}).get("bg_color", "")).removeprefix("#")


def is_bold(status: str) -> bool:
    """Tell whether a status stands out by its letters too."""
    return bool(LOOKS_WITH_NEUTRALISED.get(status, {}).get("bold"))


def shown(cell: Cell) -> str:
    """Return the text of a cell, with the sign of a status before it."""
    text = cell if isinstance(cell, str) else cell.shown
    status = status_of(cell)
    return f"{SIGNS[status]}\u00a0{text}" if status else text


def colour_statuses(page: Page, area: tuple[int, int, int, int], names: Collection[str]) -> None:
    """Give the cells of a sheet the look of the status that their formula gives.

    Args:
        page: The sheet.
        area: First row, first column, last row and last column, counted from 0.
        names: The statuses that may stand there.
    """
    for status, look in LOOKS_WITH_NEUTRALISED.items():
        if status in names:
            form = page.book.workbook.add_format({**look, "num_format": f'"{SIGNS[status]} "@'})
            wanted = {"type": "cell", "criteria": "==", "value": f'"{status}"', "format": form}
            page.sheet.conditional_format(*area, wanted)
