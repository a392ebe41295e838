"""Figures of typed queries: cells added up, averaged, divided, each with its formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.expressions import Call, Node, Operation, call
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.dialogue.workbook.open_cells import Cell, parts_of, shown_as
from pycog.values import format_number

_MOST_TOLD: Final = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what gives it.

    Attributes:
        value: It.
        node: Its formula.
        kind: How it is shown.
        unit: A unit that is written behind it.
        told: What it is made of.
        missing: Cells without a value that are left out.
        many: How many cells it is made of.
    """

    value: float
    node: Node
    kind: str = "number"
    unit: str = ""
    told: str = ""
    missing: tuple[Cell, ...] = ()
    many: int = 1

    @property
    def shown(self) -> str:
        """It in French."""
        return shown(self.value, self.kind, self.unit)

    @property
    def computed(self) -> Call | Operation:
        """Its formula as one that is computed."""
        return self.node if isinstance(self.node, Call | Operation) else call("SUM", self.node)

    @property
    def note(self) -> str:
        """What is left out of it, as a sentence; ``""`` for nothing."""
        if not self.missing:
            return ""
        told = [
            f"{one.row.number or one.row.label or one.place} ({one.shown})" for one in self.missing
        ]
        places = list(dict.fromkeys(told))
        return f" Sans valeur, laissé de côté : {enumerated(places[:8])}."


def shown(number: float, kind: str, unit: str = "") -> str:
    """Write a number of a kind, with its unit."""
    if kind == "rate":
        return f"{format_number(number * 100, 2)} %"
    text = shown_as(number, kind) if kind != "number" else format_number(number, 4)
    return f"{text} {unit}" if unit and kind == "number" else text


class Unreadable(Exception):
    """A cell that a figure needs holds an error or a number kept as text."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        super().__init__()
        self.cells = tuple(cells)


def cells_of(records: Sequence[Record], fields: Sequence[Field]) -> tuple[list[Cell], list[Cell]]:
    """Return the cells with a number, and those without a value.

    Raises:
        Unreadable: A cell holds an error or a number kept as text.
    """
    held, missing, broken = [], [], []
    for record in records:
        for field in fields:
            cell = record.cell(field)
            if cell.number is not None:
                held.append(cell)
            elif cell.stored is not None and (cell.stored.error or cell.stored.number is not None):
                broken.append(cell)
            elif cell.stored is not None and str(cell.stored.value).strip() not in {"-", "–", "—"}:
                missing.append(cell)
    if broken:
        raise Unreadable(broken)
    return held, missing


def added(
    records: Sequence[Record], fields: Sequence[Field], *, mean: bool = False
) -> Figure | None:
    """Return cells added up or averaged, ``None`` where none has a number.

    Raises:
        Unreadable: A cell holds an error or a number kept as text.
    """
    held, missing = cells_of(records, fields)
    if not held:
        return None
    kind, unit = held[0].kind, fields[0].unit
    if any(one.kind != kind for one in held):
        kinds = {one.kind for one in held}
        if not kinds <= {"rate", "number"} or any(_is_percent(one) for one in held):
            return None
        kind = "number" if "number" in kinds else kind
    numbers = [one.number or 0.0 for one in held]
    value = _exact_sum(numbers)
    node: Node
    if mean and len(held) > 1:
        value /= len(held)
        node = call("AVERAGE", *parts_of(held))
    else:
        node = call("SUM", *parts_of(held)) if len(held) > 1 else held[0].ref()
    told = made_of(held)
    return Figure(value, node, kind, unit, told, tuple(missing), len(held))


def middle(records: Sequence[Record], fields: Sequence[Field]) -> Figure | None:
    """Return the median of cells, ``None`` where none has a number or they are of two kinds.

    Raises:
        Unreadable: A cell holds an error or a number kept as text.
    """
    from statistics import median

    held, missing = cells_of(records, fields)
    if not held or len({one.kind for one in held}) > 1:
        return None
    value = float(median(one.number or 0.0 for one in held))
    node = call("MEDIAN", *parts_of(held)) if len(held) > 1 else held[0].ref()
    return Figure(
        value, node, held[0].kind, fields[0].unit, made_of(held), tuple(missing), len(held)
    )


def _is_percent(cell: Cell) -> bool:
    return cell.stored is not None and cell.stored.percent


def _exact_sum(numbers: Sequence[float]) -> float:
    from fractions import Fraction

    return float(sum(map(lambda one: Fraction(repr(one)), numbers), Fraction(0)))


def made_of(cells: Sequence[Cell]) -> str:
    """Say which cells a figure is made of: the cell, or how many, with the first ones."""
    if len(cells) == 1:
        return cells[0].place
    if len(cells) > _MOST_TOLD:
        return f"{len(cells)} cellules"
    return " + ".join(f"{one.shown} ({one.place})" for one in cells)


def divided(first: Figure, second: Figure, kind: str = "rate", unit: str = "") -> Figure | None:
    """Return one figure divided by another, ``None`` where the other is zero."""
    if not second.value:
        return None
    node = Operation(first.node, "/", second.node)
    told = f"{first.shown} / {second.shown}"
    return Figure(
        first.value / second.value, node, kind, unit, told, (*first.missing, *second.missing)
    )


def less(first: Figure, second: Figure) -> Figure:
    """Return one figure less another."""
    from fractions import Fraction

    value = float(Fraction(repr(first.value)) - Fraction(repr(second.value)))
    node = Operation(first.node, "-", second.node)
    kind = "points" if first.kind in {"rate", "%"} else first.kind
    told = f"{first.shown} − {second.shown}"
    if kind == "points":
        scale = 100 if first.kind == "rate" else 1
        return Figure(
            round(value * scale, 10), node, "number", "points", told,
            (*first.missing, *second.missing),
        )  # fmt: skip
    return Figure(value, node, kind, first.unit, told, (*first.missing, *second.missing))
