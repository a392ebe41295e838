"""What is known of the engine's copy of a workbook: what it holds, and how it was made."""

from __future__ import annotations

from msgspec import Struct, field

from pycog.xlsx.sheet_scan import FormulaCell


class Frozen(Struct):
    """A formula cell that keeps its stored value, and what is why.

    ``function`` is a function or a reference that the engine does not know; ``why`` tells
    it in French where it is something else.
    """

    sheet: str
    cell: FormulaCell
    function: str
    why: str = ""


class EngineCopy(Struct):
    """What the engine will load.

    Attributes:
        data: The bytes of the copy (the workbook itself where nothing had to change).
        spellings: Every spelling of our functions that the formulas use.
        frozen: Formula cells left at their stored value, by sheet name and address.
        children: Cells filled by a multi-cell array formula: anchor by child, per sheet.
        sums: Whether formulas add up cells by criteria, which must know of errors.
        texts: Whether cells are read as texts that may be French numbers.
    """

    data: bytes
    spellings: set[str] = field(default_factory=set)
    frozen: dict[tuple[str, int, int], Frozen] = field(default_factory=dict)
    children: dict[str, dict[tuple[int, int], FormulaCell]] = field(default_factory=dict)
    sums: bool = False
    texts: bool = False


class Care(Struct, frozen=True):
    """How carefully a copy is made; each is only worth its time once it proved necessary.

    Attributes:
        errors: Cells hold errors, which the engine leaves out of sums by criteria.
        ranges: How often the engine failed: once, and every range is put in order; twice,
            and formulas that find out by themselves what they read are kept.
        texts: Formulas make texts that are numbers, which the engine reads its own way.
    """

    errors: bool = False
    ranges: int = 0
    texts: bool = False
