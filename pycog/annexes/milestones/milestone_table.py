"""Where the dated measures stand on the sheets of the follow-up workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.annexes.kit.page import cell, span
from pycog.annexes.kit.styles import GREEN, GREY, ORANGE, RED
from pycog.conventions.schedule import milestones_of
from pycog.milestones import DONE, DONE_LATE, LATE, NOT_DUE, UNDER_WAY
from pycog.values import epoch, serial_of

if TYPE_CHECKING:
    import datetime as dt

    from pycog.conventions import Convention, Milestone

ENTRY: Final = "Échéances"
SUMMARY: Final = "Synthèse"
TIMELINE: Final = "Frise"
#: The day that every situation is read at.
DAY_ROW, DAY_COLUMN = 3, 3
HEADER: Final = 5
FIRST: Final = HEADER + 1
#: Columns of the entry sheet.
SHEET, WHAT, PRINTED, READ, DUE, FINISHED, STATUS, REMARK, SOURCE, COMMENT = range(10)
#: Rows left for measures that an officer adds.
OWN_ROWS: Final = 15

#: Situation as the summary counts it → (text to count, colour of its cells and bars).
SITUATIONS: Final[dict[str, tuple[str, str]]] = {
    DONE: (DONE, "#5B9A4B"),
    "Réalisée en retard": (f"{DONE_LATE}*", "#D9954A"),
    UNDER_WAY: (UNDER_WAY, "#4F74B3"),
    "En retard": (f"{LATE}*", "#B5382E"),
    NOT_DUE: (NOT_DUE, "#B8BEC9"),
}
#: Situation → look of its cell; "begins with" tells late ones apart from the others.
LOOKS: Final = (
    ("begins with", DONE_LATE, {"bg_color": ORANGE}),
    ("begins with", DONE, {"bg_color": GREEN}),
    ("begins with", LATE, {"bg_color": RED, "bold": True}),
    ("begins with", NOT_DUE, {"font_color": GREY, "italic": True}),
)


@dataclass(frozen=True)
class MilestoneTable:
    """The dated measures of a convention, laid out by due date.

    Attributes:
        convention: The agreement.
    """

    convention: Convention

    @cached_property
    def items(self) -> tuple[Milestone, ...]:
        """The measures by due date, then in the order of the document."""
        return tuple(milestones_of(self.convention))

    @property
    def own_row(self) -> int:
        """Row of the heading above the measures that an officer adds."""
        return FIRST + len(self.items)

    @property
    def last_row(self) -> int:
        """Last row of the entry sheet."""
        return self.own_row + OWN_ROWS

    @property
    def start(self) -> dt.date:
        """Day before the convention: the situation of a workbook that nobody filled in."""
        return epoch().replace(year=self.convention.years[0] - 1, month=12, day=31)

    @property
    def start_serial(self) -> float:
        """Serial of :attr:`start`."""
        return serial_of(self.start)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years in which something is due."""
        dues = [item.due.last.year for item in self.items]
        return tuple(range(min(dues), max(dues) + 1))

    @property
    def day(self) -> str:
        """Address of the day of the situation, from another sheet."""
        return f"{ENTRY}!{cell(DAY_ROW, DAY_COLUMN, fixed=True)}"

    def column(self, column: int) -> str:
        """Return the cells of a column of the entry sheet, those to add included."""
        cells = span((FIRST, column), (self.last_row, column), fixed=True)
        return f"{ENTRY}!{cells}"
