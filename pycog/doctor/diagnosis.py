"""What the rules of the doctor look at and what they find: plain data, no file.

The rules work on cells wherever these come from: a package on disk, or a task pane
that reads them from Excel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pycog.values import Scalar

#: Fewest and most arguments of each function, by Excel name.
Signatures: TypeAlias = Mapping[str, tuple[int, int]]
#: Row and column, from 1.
Place: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty.

    Attributes:
        value: The value shown or stored.
        formula: The formula with commas and a decimal point, without its equals sign.
        shared: The formula is one that another cell holds for it.
    """

    value: Scalar = None
    formula: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A formula that stands outside the cells.

    Attributes:
        kind: ``"format"``, ``"validation"`` or ``"nom"``.
        sheet: The sheet, empty for a name of the whole workbook.
        place: The range it applies to, or the name.
        formula: Without an equals sign.
    """

    kind: str
    sheet: str
    place: str
    formula: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet.

    Attributes:
        name: As shown on its tab.
        cells: Its cells by row and column.
        editable: Its part is written in the usual way, so that a repair may edit it.
    """

    name: str
    cells: Mapping[Place, Cell]
    editable: bool = True


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as the rules see it.

    Attributes:
        sheets: The worksheets.
        rules: Formulas outside the cells.
        stored: Formulas are spelled as files store them; otherwise as Excel shows them,
            where a call of ours has no prefix.
        lacking: Why the convention that the workbook names cannot be had, in French; empty when
            it can, or when the workbook names none.
    """

    sheets: tuple[Sheet, ...]
    rules: tuple[Rule, ...] = ()
    stored: bool = True
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at one place.

    Attributes:
        code: Stable identifier in French.
        sheet: The sheet, empty for a name of the whole workbook.
        cell: Its address, or the range or name of a rule.
        found: What stands there: a formula, a text, an error.
        meaning: What it does to the officer's work, one French sentence.
        remedy: What to do, one French sentence.
        repairable: Whether :func:`pycog.doctor.repair` mends it.
    """

    code: str
    sheet: str
    cell: str
    found: str
    meaning: str
    remedy: str
    repairable: bool = field(default=False)

    @property
    def place(self) -> str:
        """``Feuille!D12``."""
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell

    @property
    def text(self) -> str:
        """The finding as French sentences, what stands there included."""
        return f"{self.meaning} {self.remedy}"
