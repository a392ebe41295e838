"""Formulas that read the officer's own cells: blanks stay blank, rates carry their unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pycog.equip.model import CellReading, Column, Table
from pycog.equip.writing.planned import Live
from pycog.xlsx import formulas
from pycog.xlsx.cells import address

#: Unit of a column of amounts → how many euros it stands for.
EUROS: Final[Mapping[str, int]] = {"€": 1, "k€": 1_000, "M€": 1_000_000}
#: Unit of a column of rates about which the officer has not answered yet.
OPEN_POINTS: Final = "points ?"
#: Reading of a figure that is not the agreement's, which is then what is compared.
PRINTED_INSTEAD: Final = "accord"
_ASKED: Final = '"points ou ratio ?"'
#: Excel calls a function with no more arguments than that.
_MOST_CELLS: Final = 200
#: A formula has at most 8,192 letters, and the cells stand in it four times.
_MOST_LETTERS: Final = 1_800


def quoted(text: str) -> str:
    """Return a text as a constant of a formula."""
    return '"' + text.replace('"', '""') + '"'


def place(sheet: str, row: int, column: int) -> str:
    """Return the reference to a cell of the officer, by its zero-based row and column."""
    return f"{formulas.quoted(sheet)}!{address(row + 1, column + 1)}"


def reading_at(table: Table, row: int, column: int) -> CellReading | None:
    """Return how a figure of a table reads, ``None`` for a blank."""
    return next((one for one in table.readings if (one.row, one.column) == (row, column)), None)


def is_replaced(reading: CellReading | None) -> bool:
    """Tell whether the figure of the agreement counts instead of the one that was typed."""
    return reading is not None and reading.reading == PRINTED_INSTEAD


def replaced_told(reference: str, remark: str) -> Live:
    """Return a remark after the words that the agreement's figure is the one compared."""
    said = f'"Saisi ("&{reference}&") autre que dans l\'accord, qui est comparé"'
    return Live(f'{said}&IF(({remark})="","",". "&({remark}))')


def guarded(call: str, otherwise: str = '""') -> Live:
    """Return a call that gives something else where its arguments do not fit.

    A function that Excel does not know, because the add-in is not there, stays ``#NAME?``: it
    must not look like a value that is missing.
    """
    return Live(f"IFERROR({call},IF(ERROR.TYPE({call})=5,{call},{otherwise}))")


def kept_blank(reference: str, then: str | None = None) -> str:
    """Return what reads a cell, nothing where it is blank: ``=C13`` alone would give 0."""
    return f'IF(ISBLANK({reference}),"",{then or reference})'


def rate(reference: str, column: Column, reading: CellReading | None, *, is_rate: bool) -> str:
    """Return what reads a rate in the unit of the agreement.

    In a column that the officer typed in points, 87 is 0,87. A number that may be either is not
    guessed at: the formula then gives a question instead of a rate.

    Args:
        reference: The cell.
        column: Its column, whose unit was told.
        reading: How the cell reads today, ``None`` for a blank.
        is_rate: Whether its row is a rate at all.
    """
    kind = reading.reading if reading is not None else ""
    if is_rate and column.unit == "points" and _may_be_either(reading):
        return f"IF(AND(ISNUMBER({reference}),{reference}<>0),{_ASKED},{reference})"
    if not is_rate or kind not in ("", "points"):
        return reference
    number = {
        "points": f"{reference}/100",
        "mixte": f"IF(ABS({reference})>1.5,{reference}/100,{_ASKED})"
        if kind
        else f"IF(ABS({reference})>1.5,{_ASKED},{reference})",
        OPEN_POINTS: _ASKED,
    }.get(column.unit)
    return f"IF(ISNUMBER({reference}),{number},{reference})" if number else reference


def _may_be_either(reading: CellReading | None) -> bool:
    """Tell whether a bare 0,9 stands among points: 90 % or 0,9 %? Shown as 90 % it is plain."""
    return reading is not None and reading.reading == "ratio" and not reading.percent


def target(reference: str, column: Column, reading: CellReading | None, *, is_rate: bool) -> Live:
    """Return the formula of a target: a number, or the words in which it is printed."""
    return Live(kept_blank(reference, rate(reference, column, reading, is_rate=is_rate)))


def actual(reference: str, column: Column, reading: CellReading | None, *, is_rate: bool) -> Live:
    """Return the formula of a result; a text that holds no value (« n.d. ») stays blank."""
    value = rate(reference, column, reading, is_rate=is_rate)
    empty = f'IFERROR(COG_PARSE({reference}),"")=""'
    return Live(
        kept_blank(reference, f'IF(ISTEXT({reference}),IF({empty},"",{reference}),{value})')
    )


def failed(call: str, why: str) -> str:
    """Return what says why a call gives an error: the add-in is not there, or another reason.

    Args:
        call: The call, which gives an error.
        why: The other reason, in French.
    """
    absent = quoted("Complément COG absent : formules non calculées")
    return f"IF(ERROR.TYPE({call})=5,{absent},{quoted(why)})"


def unread(reference: str, shown: str, compared: str) -> Live:
    """Return the formula that says why a result is not compared, nothing where it is.

    Args:
        reference: The officer's cell.
        shown: The cell of the companion that reads it.
        compared: The comparison that may fail.
    """
    without = f'AND(NOT(ISBLANK({reference})),{shown}="")'
    text = f'"Réalisé sans valeur chiffrée : « "&{reference}&" »"'
    why = failed(compared, "Réalisé et objectif ne se comparent pas : vérifier leurs unités")
    open_one = quoted("Points ou ratio ? Répondre dans « Correspondances »")
    said = f'IF({shown}={_ASKED},{open_one},IF(ISERROR({compared}),{why},""))'
    said = f"IF({without},{text},{said})"
    return Live(f'IFERROR({said},"Réalisé illisible ou en erreur")')


def amount(reference: str, factor: float = 1) -> Live:
    """Return the formula of an amount, in the unit of another column where they differ.

    Args:
        reference: The officer's cell.
        factor: What its numbers are multiplied by.
    """
    if factor == 1:
        return Live(kept_blank(reference))
    scaled = _scaled(reference, factor)
    return Live(kept_blank(reference, f"IF(ISNUMBER({reference}),{scaled},{reference})"))


def _scaled(amount: str, factor: float) -> str:
    if factor == 1:
        return amount
    return f"{amount}*{factor:.0f}" if factor > 1 else f"{amount}/{1 / factor:.0f}"


def total(references: Iterable[str], factor: float = 1) -> Live | None:
    """Return the sum of some cells; nothing while one of them is text or all are blank.

    Args:
        references: The cells.
        factor: What their sum is multiplied by, where the total is in another unit.

    Returns:
        ``None`` where they are none, or more than a formula can name.
    """
    cells = list(references)
    listed = ",".join(cells)
    if not cells or len(cells) > _MOST_CELLS or len(listed) > _MOST_LETTERS:
        return None
    added = _scaled(f"SUM({listed})", factor)
    return Live(f'IF(OR(COUNT({listed})=0,COUNTA({listed})<>COUNT({listed})),"",{added})')


def difference(typed: str, recomputed: str) -> Live:
    """Return the gap between what was typed and what is recomputed."""
    return Live(f'IF(OR({typed}="",{recomputed}=""),"",IFERROR({typed}-{recomputed},""))')


def verdict(typed: str, recomputed: str, tolerance: str) -> Live:
    """Return « Conforme » or « Écart », nothing while either is missing."""
    said = f'IF(ABS({typed}-{recomputed})<={tolerance},"Conforme","Écart")'
    return Live(f'IF(OR({typed}="",{recomputed}=""),"",IFERROR({said},"À vérifier"))')
