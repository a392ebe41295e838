"""What the sheets of the simulation share: their title, their number formats, their rows."""

from __future__ import annotations

from typing import Final

from pycog.annexes.kit.page import Page
from pycog.values import Scalar

TITLE: Final = "Simulation du MTID"
FICTION: Final = "Exemple fictif : remplacer les chiffres ronds des cellules jaunes."
INVENTED: Final = "montants et effectifs fictifs"
EUROS: Final = '#,##0.00\\ "€"'
FTE: Final = "#,##0.0"


def entry(page: Page, row: int, label: str, value: Scalar, number: str) -> None:
    """Write one figure of the example, to be replaced."""
    page.value(row, 0, label, "printed", indent=1)
    page.value(row, 1, value, "input", number, align="right")


def heading(page: Page, row: int, text: str, columns: int) -> None:
    """Write a heading across some columns."""
    for column in range(columns):
        page.value(row, column, None if column else text, "heading")
