"""How an answer on a board of targets says its indicators, years and figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.target_query.board_columns import RESULT, TARGET
from pycog.dialogue.target_query.board_query import BoardQuery
from pycog.dialogue.target_query.boards import Board, Item, Mark
from pycog.dialogue.workbook.cell_answers import enumerated, said_only, with_formula
from pycog.dialogue.workbook.stated_directions import UNKNOWN_WAY

if TYPE_CHECKING:
    from pycog.dialogue.expressions import Computed
    from pycog.dialogue.turn import Context
    from pycog.dialogue.workbook.open_cells import Cell

_WAYS: Final = {"hausse": "à la hausse", "baisse": "à la baisse"}


class BoardTelling:
    """One question on its way to an answer.

    Args:
        query: The question.
        context: The formulas.
    """

    def __init__(self, query: BoardQuery, context: Context) -> None:
        self.query, self.context = query, context
        self.board: Board = query.board
        self.guessed: list[Item] = []

    # -- years

    def years(self, *, judged: bool = False) -> list[int | None]:
        """Return the years that are meant, all of them where none is said."""
        query, known = self.query, self.board.judged_years if judged else self.board.years
        if not self.board.years:
            return [None] if not query.years else []
        if query.since and query.years:
            return [one for one in known if one >= query.years[0]]
        if len(query.years) > 1 and query.every == "entre":
            return [one for one in known if query.years[0] <= one <= query.years[-1]]
        if query.years:
            return list(query.years)
        return list(known)

    @property
    def year(self) -> int | None:
        """The one year that is meant, else the last that has results."""
        if self.query.years:
            return self.query.years[-1]
        if self.board.judged_years:
            return self.board.judged_years[-1]
        return self.board.years[-1] if self.board.years else None

    @staticmethod
    def of(year: int | None) -> str:
        """Return a year as it follows a noun."""
        return "" if year is None else f" {year}"

    # -- cells

    def mark(self, item: Item, year: int | None) -> Mark | None:
        """Return the cells of an indicator in a year."""
        return item.marks.get(year)

    def place(self, cell: Cell) -> str:
        """Return the address of a cell, with its sheet where the board has several."""
        sheets = {one.open.sheet for one in self.board.tables}
        return cell.address if len(sheets) > 1 else cell.place

    def shown(self, item: Item, year: int | None, role: str) -> str:
        """Write what stands in a cell of an indicator, with its unit and its place."""
        mark = item.marks.get(year)
        cell = None if mark is None else mark.cells.get(role)
        if mark is None or cell is None:
            return "sans colonne"
        if cell.is_missing:
            return f"non renseigné ({self.place(cell)})"
        number = mark.number(role)
        if number is None or isinstance(cell.value, str):
            return f"{cell.shown} ({self.place(cell)})"
        if role in {RESULT, TARGET, "plancher"}:
            return f"{item.shown(number)} ({self.place(cell)})"
        return f"{cell.shown} ({self.place(cell)})"

    def pair(self, item: Item, year: int | None) -> str:
        """Write a result with its target."""
        result = item.marks[year].number(RESULT)
        target = item.marks[year].number(TARGET)
        assert result is not None and target is not None
        cell = item.marks[year].cells[TARGET]
        told = cell.shown if isinstance(cell.value, str) else item.shown(target)
        return f"{item.shown(result)} pour {told}"

    # -- answers

    def said(self, text: str, table: Table | None = None) -> Answer:
        """Return an answer without a formula, with what is assumed."""
        return said_only(text + self.assumed(), self.board.tables[0].open, table)

    def computed(
        self, node: Computed, text: str, kind: str = "number", table: Table | None = None
    ) -> Answer:
        """Return an answer with a formula on the cells."""
        return with_formula(
            node, self.context, text + self.assumed(), self.board.tables[0].open, table, kind=kind
        )

    def assumed(self) -> str:
        """Say of which indicators nothing but their name says which way is good."""
        way = {one.key: one for one in self.guessed if one.guessed and one.way == "baisse"}
        if not way:
            return ""
        names = enumerated([one.name for one in way.values()])
        return f" Le classeur ne dit pas le sens : jugé à la baisse, {names}."

    def aside(self, items: Sequence[Item], year: int | None) -> str:
        """Name the indicators that are not judged in a year, and why."""
        blank, aimless, unsure = [], [], []
        for one in items:
            mark = one.marks.get(year)
            if mark is None or one.verdict(year) is not None:
                continue
            if mark.number(TARGET) is None:
                aimless.append(one)
            elif mark.number(RESULT) is None:
                blank.append(one)
            elif one.way == UNKNOWN_WAY:
                unsure.append(one)
        told = ""
        for names, why in (
            (blank, "Résultat non connu"),
            (aimless, "Sans cible"),
            (unsure, "Non jugé, le sens (hausse ou baisse) n'est pas dit"),
        ):
            if names:
                told += f" {why} : {enumerated([one.name for one in names])}."
        return told

    def way_told(self, way: str) -> str:
        """Return a way in French."""
        return _WAYS.get(way, "sans sens indiqué")

    @property
    def of_what(self) -> str:
        """Say what the indicators were chosen by."""
        parts = [] if not self.query.chosen or self.query.named else [f"« {self.query.chosen} »"]
        if self.query.way:
            parts.append(self.way_told(self.query.way))
        return f" ({', '.join(parts)})" if parts else ""
