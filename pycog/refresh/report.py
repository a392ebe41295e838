"""What a refresh found and did, as plain data for the command, the add-in and tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pycog.errors import PycogError
from pycog.values import Scalar
from pycog.xlsx.atomic import Stamp

if TYPE_CHECKING:
    from pycog.refresh.writing.proof import Proof


class CellChange(Struct, frozen=True):
    """A cell whose stored value was not the calculated one."""

    sheet: str
    cell: str
    before: Scalar
    after: Scalar


class ErrorCell(Struct, frozen=True):
    """A formula cell whose value is an error, with the French reason."""

    sheet: str
    cell: str
    formula: str
    kind: str
    reason: str


class FrozenCell(Struct, frozen=True):
    """A formula cell left at its stored value.

    ``function`` is the function that the engine does not know, or the reference into
    another workbook whose values this one does not hold. ``outdated`` tells that a cell
    it reads changed, so that only Excel can bring the value up to date. ``why`` gives the
    reason where it is another.
    """

    sheet: str
    cell: str
    function: str
    outdated: bool = False
    why: str = ""

    @property
    def reason(self) -> str:
        """Why the value was kept, in French."""
        if self.why:
            return self.why
        if "(" in self.function and "[" not in self.function:
            return "pycog ne sait pas lire cette formule"
        if "!" in self.function:
            return f"lit un autre classeur ({self.function}) dont les valeurs ne sont pas ici"
        if "[" in self.function:
            return f"pycog ne trouve pas {self.function} dans le classeur"
        return f"la fonction {self.function} n'est calculée que par Excel"


class Disagreement(Struct, frozen=True):
    """A native formula left at Excel's value although the engine finds another one.

    Nothing that the formula reads changed, so that one of the two calculators errs, or
    the file was changed by a program that does not calculate.
    """

    sheet: str
    cell: str
    stored: Scalar
    calculated: Scalar
    formula: str = ""


class ToRecalculate(Struct, frozen=True):
    """A formula left at its stored value because only Excel can be trusted with it.

    What it reads changed, or may have changed, so that Excel should calculate it anew.
    """

    sheet: str
    cell: str
    stored: Scalar
    reason: str


class FileReport(Struct, dict=True):
    """The result of refreshing one workbook.

    Attributes:
        path: The workbook.
        output: Where the result went; the workbook itself unless told otherwise.
        formulas: Number of formula cells.
        cog_formulas: How many of them call a COG_ function.
        changed: Number of cells whose value changed.
        errors: Formula cells whose value is an error.
        frozen: Formula cells left at their stored value.
        disagreements: Native formulas left at Excel's value, which the engine does not find.
        to_recalculate: Formulas left at their stored value, to be recalculated in Excel.
        doubt: Why native results were calculated anew rather than trusted, in French;
            empty when Excel's stood.
        convention: The convention of formulas that name none, with what chose it, in French;
            empty where none asked for it, or where it is merely the one that comes with pycog.
        proof: What differs between the file before and after, when asked for.
        program: What officers open the file with.
        written: Whether a file was written.
        stamp: What tells the written file from any later one, ``None`` if none was written.
        unrecorded: Why the record of the refresh is not complete, in French; empty when it is,
            or when none is kept.
        refused: Why the file was left as it was, ``None`` when all went well.
    """

    path: Path
    output: Path
    formulas: int = 0
    cog_formulas: int = 0
    changed: int = 0
    errors: list[ErrorCell] = field(default_factory=list)
    frozen: list[FrozenCell] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    to_recalculate: list[ToRecalculate] = field(default_factory=list)
    doubt: str = ""
    convention: str = ""
    proof: Proof | None = None
    program: str = "Excel"
    written: bool = False
    stamp: Stamp | None = None
    unrecorded: str = ""
    refused: PycogError | None = None
    _changes: Callable[[], list[CellChange]] = list

    @cached_property
    def changes(self) -> list[CellChange]:
        """Every changed cell, decoded on first use: there may be very many."""
        return self._changes()
