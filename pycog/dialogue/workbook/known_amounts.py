"""What the handlers of single questions take of an open workbook: results and credits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pycog import conventions
from pycog.conventions.facts.numbering import find_number
from pycog.dialogue.normalise import normalise
from pycog.dialogue.sheet import Achieved, MappedReader, SheetReader
from pycog.dialogue.workbook.open_cells import Cell, open_book

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow


@dataclass(frozen=True, slots=True)
class Spent:
    """One line of one year.

    Attributes:
        label: As it stands in the workbook.
        year: The exercise.
        authorised: What was authorised.
        executed: What was executed.
        authorised_at: Address of the first, ``Budget!D3``.
        executed_at: Address of the second.
    """

    label: str
    year: int
    authorised: float
    executed: float
    authorised_at: str
    executed_at: str


def achieved_values(reader: SheetReader, numbers: Collection[str]) -> dict[int, list[Achieved]]:
    """Return year → achieved values of the indicators of an open workbook.

    An equipped workbook is read through its map.

    Args:
        reader: Gives the sheets.
        numbers: Numbers of the indicators; other rows are left out.

    Raises:
        InvalidInput: ``numero-ambigu``: 1.1 typed as a number where there is a 1.10.
    """
    mapped = reader.mapped_results() if isinstance(reader, MappedReader) else None
    if mapped is not None:
        return {
            year: [one for one in values if one.indicator in numbers]
            for year, values in mapped.items()
        }
    found: dict[int, list[Achieved]] = {}
    sheet = ""
    for cell in open_book(reader, conventions.load()).cells("réalisé"):
        number = _indicator(cell.row, numbers)
        if number is None or cell.year is None or sheet not in ("", cell.table.sheet):
            continue
        sheet = cell.table.sheet
        values = found.setdefault(cell.year, [])
        value = cell.value
        if isinstance(value, float | int | str) and not isinstance(value, bool):
            read = value if isinstance(value, str) else float(value)
            values.append(Achieved(number, read, cell.address))
    return found


def _indicator(row: OpenRow, numbers: Collection[str]) -> str | None:
    """Return the indicator of a row: the one it was recognised as, else that of its number."""
    if row.subject is not None and row.subject.kind == "indicateur":
        return row.subject.key if row.subject.key in numbers else None
    return None if row.label else find_number(row.typed, numbers)


def spent_amounts(reader: SheetReader) -> list[Spent]:
    """Return the authorised and executed amounts of an open workbook, line by line.

    Args:
        reader: Gives the sheets.
    """
    found = []
    for authorised, executed in credit_pairs(list(open_book(reader, conventions.load()).cells())):
        first, second = authorised.number, executed.number
        if first is not None and second is not None and executed.year is not None:
            found.append(
                Spent(
                    executed.row.label, executed.year, first, second,
                    authorised.address, executed.address,
                )
            )  # fmt: skip
    return found


def credit_pairs(cells: list[Cell]) -> list[tuple[Cell, Cell]]:
    """Return the cells of authorised and of executed amounts that belong together.

    Voted credits come before those of the agreement where a table has both.

    Args:
        cells: Cells of tables.
    """
    pairs = []
    authorised: dict[tuple[str, str, int, int | None], Cell] = {}

    def key_of(cell: Cell) -> tuple[str, str, int, int | None]:
        # The tables of several funds stand side by side, on the same rows.
        return cell.table.sheet, cell.table.frame, cell.row.index, cell.year

    for role in ("base", "voté"):
        for cell in cells:
            if cell.column.role == role:
                authorised[key_of(cell)] = cell
    for cell in cells:
        if cell.column.role == "exécuté" and key_of(cell) in authorised:
            pairs.append((authorised[key_of(cell)], cell))
    return pairs


def of_line(amounts: list[Spent], label: str, year: int) -> Spent | None:
    """Return the one row of a line and a year; ``None`` where there is none, or several."""
    wanted = normalise(label)
    found = [one for one in amounts if one.year == year and normalise(one.label) == wanted]
    return found[0] if len(found) == 1 else None
