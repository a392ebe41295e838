"""What the assistant may see of an open workbook, through whoever has it open.

The server keeps nothing: when a question needs the workbook and nothing was sent, the
answer names what is needed and the pane asks again with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from pycog.dialogue.normalise import normalise
from pycog.errors import CellError
from pycog.values import Scalar
from pycog.xlsx import formulas

if TYPE_CHECKING:
    from pycog.audit.grid import Grid
    from pycog.equip.model import Correspondence


@dataclass(frozen=True, slots=True)
class Selection:
    """The active cell.

    Attributes:
        place: ``Feuille!C7``.
        shown: Its value as shown, ``""`` when it is blank.
        formula: Its formula in French syntax, ``""`` for a typed value.
        lines: Its explanation, line by line, in French.
    """

    place: str
    shown: str
    formula: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetValues:
    """The values of one sheet from A1 on, row by row; ``None`` where a cell is blank."""

    name: str
    rows: tuple[tuple[Scalar, ...], ...]


@runtime_checkable
class GridReader(Protocol):
    """A reader that also knows the number formats and the formulas of the cells."""

    def grids(self) -> Sequence[Grid]:
        """Return the sheets that may be read, the active one first."""
        ...


@runtime_checkable
class MapReader(Protocol):
    """A reader that may know the map of an equipped workbook."""

    def correspondence(self) -> Correspondence | None:
        """Return the map with the officer's answers, ``None`` where there is none."""
        ...


@runtime_checkable
class MappedReader(Protocol):
    """A reader that knows the results of an equipped workbook as the agreement measures them."""

    def mapped_results(self) -> Mapping[int, Sequence[Achieved]] | None:
        """Return year → achieved values of an equipped workbook, ``None`` for any other."""
        ...


class SheetReader(Protocol):
    """Gives what a question needs of the open workbook, and only when it is asked."""

    def selection(self) -> Selection | None:
        """Return the active cell with its explanation, ``None`` when there is none."""
        ...

    def sheets(self) -> Sequence[SheetValues]:
        """Return the sheets that may be read, the active one first."""
        ...

    def check(self) -> Sequence[str]:
        """Recompute the active sheet and return what differs, one French sentence each."""
        ...


@dataclass(frozen=True, slots=True)
class Achieved:
    """One achieved value of annex 4 as it stands in a sheet.

    Attributes:
        indicator: Number of the indicator.
        value: What was typed.
        address: ``Indicateurs!J13``.
        as_typed: Whether the cell holds that very value, so that a formula may read it: in a
            column of points, 0.86 stands for a cell with 86.
    """

    indicator: str
    value: float | str
    address: str
    as_typed: bool = True


def quoted(name: str) -> str:
    """Return the name of a sheet as an address has it."""
    return name if name.isidentifier() else formulas.quoted(name)


def typed_results(reader: SheetReader) -> tuple[float | str | None, ...]:
    """Return the results of a scorecard workbook, in the order of COG_SCORECARD.

    They stand in the sheet « Leviers », which gathers them line by line.
    """
    for sheet in reader.sheets():
        for at, line in enumerate(sheet.rows):
            titles = [normalise(cell) if isinstance(cell, str) else "" for cell in line[:2]]
            if titles == ["ligne du bareme", "resultat"]:
                return tuple(_results(sheet, at + 1))
    return ()


def _results(sheet: SheetValues, first: int) -> Iterator[float | str | None]:
    for line in sheet.rows[first:]:
        if not line or line[0] in (None, ""):
            return
        value = line[1] if len(line) > 1 else None
        if isinstance(value, str) or value is None:
            yield value or None
        else:
            yield None if isinstance(value, bool | CellError) else float(value)
