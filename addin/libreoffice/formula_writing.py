"""Writes a formula of the assistant into the chosen cell, and takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from com.sun.star.lang import Locale

from addin.libreoffice.menu import place_of
from pycog.errors import InvalidInput
from udfs.hosts.calc_formulas import renamed

#: com.sun.star.sheet.AddressConvention: as programs write a cell of Calc, and as files of Excel.
_CALC, _EXCEL = 0, 3
#: How a value is shown in French → the number format that shows it so.
_LOOKS: Final = (
    (re.compile(r"\d{2}/\d{2}/\d{4}"), "DD/MM/YYYY"),
    (re.compile(r"-?[\d\s]+(?:,(\d+))?\s?%"), "0{}%"),
    (re.compile(r"-?[\d\s]+(?:,(\d+))?\s?€"), '#,##0{} "€"'),
)
_ENGLISH: Final = Locale("en", "US", "")


@dataclass(frozen=True, slots=True)
class Inserted:
    """A formula that was written.

    Attributes:
        cell: Where.
        before: What the cell held.
        look: Its number format of before.
        formula: What it holds since.
    """

    cell: Any
    before: str
    look: int
    formula: str

    @property
    def place(self) -> str:
        """``Feuille!D12``."""
        return place_of(self.cell)

    @property
    def is_untouched(self) -> bool:
        """Whether the cell still holds the formula, put right or not."""
        return str(self.cell.Formula) == self.formula


def in_cell(document: Any, cell: Any, formula: str, spellings: Mapping[str, str]) -> str:
    """Return a formula of a file of Excel as a program writes it into a cell of Calc.

    Args:
        document: A document of Calc.
        cell: Where it goes.
        formula: English names, arguments between commas, with its equals sign.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
    """
    parser = document.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish = True
    parser.FormulaConvention = _EXCEL
    place = cell.CellAddress
    pieces = parser.parseFormula(renamed(formula, spellings).removeprefix("="), place)
    parser.FormulaConvention = _CALC
    return f"={parser.printFormula(pieces, place)}"


def insert(
    document: Any, cell: Any, formula: str, shown: str, spellings: Mapping[str, str]
) -> Inserted:
    """Write a formula into a cell, as one step to undo.

    Args:
        document: A document of Calc.
        cell: Where it goes; what it holds is replaced.
        formula: In the syntax of files of Excel.
        shown: Its value as the assistant shows it, for the number format.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.

    Raises:
        InvalidInput: ``cellule-protegee``.
    """
    if cell.Spreadsheet.isProtected() and cell.CellProtection.IsLocked:
        # Calc itself would leave it as it is and say nothing.
        raise InvalidInput(
            "cellule-protegee",
            f"{place_of(cell)} est protégée : rien n'y est écrit. Choisissez une autre cellule, ou "
            "ôtez la protection de la feuille (Outils > Protéger la feuille).",
        )
    before, look = str(cell.Formula), cell.NumberFormat
    with one_step(document, "COG : insérer la formule"):
        cell.setFormula(in_cell(document, cell, formula, spellings))
        code = _look(shown)
        if code:
            cell.NumberFormat = number_format(document, code)
    return Inserted(cell, before, look, str(cell.Formula))


def take_back(document: Any, inserted: Inserted) -> None:
    """Put back what a cell held before, as one step to undo."""
    with one_step(document, "COG : annuler l'insertion"):
        inserted.cell.setFormula(inserted.before)
        inserted.cell.NumberFormat = inserted.look


def number_format(document: Any, code: str) -> int:
    """Return Calc's number of a format.

    Args:
        document: A document of Calc.
        code: The format as files of Excel write it.
    """
    formats = document.NumberFormats
    known = formats.queryKey(code, _ENGLISH, False)
    return int(known if known != -1 else formats.addNew(code, _ENGLISH))


@contextmanager
def one_step(document: Any, title: str) -> Iterator[None]:
    """Make what is done in the block one step to undo."""
    undo = document.UndoManager
    undo.enterUndoContext(title)
    try:
        yield
    finally:
        undo.leaveUndoContext()


def _look(shown: str) -> str:
    for form, code in _LOOKS:
        found = form.fullmatch(shown.strip())
        if found:
            decimals = found[1] if form.groups else None
            return code.format(f".{'0' * len(decimals)}" if decimals else "")
    return ""
