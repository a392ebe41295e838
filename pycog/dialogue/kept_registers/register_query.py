"""What is asked of which rows of a register."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pycog.dialogue.kept_registers.asked_cues import EVERY, LATENESS, OLDEST, OpSaid
from pycog.dialogue.kept_registers.filled_cells import Filled
from pycog.dialogue.kept_registers.kept_register import Item, Register
from pycog.dialogue.kept_registers.question_words import Words
from pycog.dialogue.kept_registers.row_states import LATE, LATE_EVER, Standing
from pycog.dialogue.kept_registers.state_cues import StateSaid
from pycog.dialogue.kept_registers.state_words import OF_CELLS
from pycog.dialogue.table_query.plain_tables import PlainColumn
from pycog.lazy_patterns import regex

CODE, DAY, NAME, CELL, BOUND, PICKED = "code", "jour", "nom", "cellule", "borne", "choisi"
_ANSWERED_BY_YES: Final = regex(
    r"^(?:est ce|y a t il|a t on|avons nous)|\b(?:est|sont|a|ont) (?:t )?(?:il|elle|ils|elles)\b"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What chooses rows.

    Attributes:
        kind: What it is about: one of this module's names.
        fits: Tells whether a row is chosen, as things stand on a day.
        said: How it is told.
        place: The column that it is of, ``None`` where it is of several.
    """

    kind: str
    fits: Callable[[Item, Standing], bool]
    said: str
    place: int | None = None


@dataclass(eq=False)
class Query:
    """What is asked of which rows.

    Attributes:
        register: The register.
        said: The question with its words.
        standing: Its rows on the day that is meant.
        conditions: What chooses rows.
        states: The states that choose rows.
        ops: The operations that are asked for.
        people: The roles of the people who are asked for.
        items: The rows that are meant.
        among: The rows before the states chose among them.
        unsure: Rows of which nothing tells whether they are meant.
        wanted: The statuses that were asked for; one of them holds.
    """

    register: Register
    said: Words
    standing: Standing
    conditions: list[Condition] = field(default_factory=list)
    states: list[StateSaid] = field(default_factory=list)
    filled: list[Filled] = field(default_factory=list)
    ops: dict[str, OpSaid] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    when: str = ""
    asks_when: bool = False
    #: The only columns in which names choose rows, none for all.
    only: frozenset[int] = frozenset()
    #: Whether each row is asked whether it is so: « en retard ou pas ? ».
    either: bool = False
    why: bool = False
    stage: bool = False
    how_much: bool = False
    money: str = ""
    columns: list[PlainColumn] = field(default_factory=list)
    by: PlainColumn | None = None
    span: tuple[PlainColumn, PlainColumn] | None = None
    day_said: bool = False
    today_said: bool = False
    score: float = 0.0
    own: int = 0
    loose: list[tuple[str, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    among: list[Item] = field(default_factory=list)
    unsure: list[Item] = field(default_factory=list)
    wanted: tuple[str, ...] = ()
    groups: int = 0
    chosen: list[str] = field(default_factory=list)
    #: The rows that an answer told, where it told fewer than are meant.
    focus: list[Item] = field(default_factory=list)
    #: The registers of the workbook, and the words that head columns of others of them.
    registers: Sequence[Register] = ()
    #: The one of several amounts that is meant, and those that were told before.
    amount: PlainColumn | None = None
    amounts: list[PlainColumn] = field(default_factory=list)
    #: Whether a total is to be compared with what stands in the sheet.
    checks: bool = False
    beside: list[str] = field(default_factory=list)
    #: What was asked before the reason of it was.
    before: Query | None = None

    def has(self, *ops: str) -> bool:
        """Tell whether one of some operations is asked for."""
        return any(one in self.ops for one in ops)

    @property
    def narrowed(self) -> bool:
        """Whether words or days choose among the rows."""
        without = any(one.without for one in self.states)
        return without or any(one.kind != CODE for one in self.conditions)

    @property
    def coded(self) -> bool:
        """Whether rows are named by their codes."""
        return any(one.kind == CODE for one in self.conditions)

    @property
    def stands_alone(self) -> bool:
        """Whether the question says by itself which rows it is about."""
        return bool(self.conditions) or self.own > 0

    @property
    def asks_something(self) -> bool:
        """Whether cells, people, days or an amount are asked for."""
        told = self.people or self.asks_when or self.why or self.stage or self.how_much
        return bool(told or self.columns or self.by or set(self.ops) - {"exists", EVERY})

    def settle(self) -> None:
        """Choose the rows."""
        standing = self.standing
        items = list(self.register.items)
        self.chosen = [one.said for one in self.conditions if one.said]
        for one in self.conditions:
            items = [item for item in items if one.fits(item, standing)]
        self.among = list(items)
        if EVERY not in self.ops or self.states:
            for cell in self.filled:
                items = [item for item in items if cell.fits(item)]
                self.chosen.append(cell.said)
        groups = self._groups()
        wanted = tuple(s for group in groups for s in group)
        without = tuple(s for one in self.states if one.without for s in one.statuses)
        for status in without:
            items = [item for item in items if standing.holds(status, item) is False]
            self.chosen.append(f"sauf {status}")
        self.among = list(items)
        if not wanted and standing.knows(LATE):
            wanted = (LATE_EVER,) if LATENESS in self.ops else (LATE,) if self._oldest() else ()
            groups = [wanted] if wanted else []
        self.wanted, self.groups = tuple(dict.fromkeys(wanted)), len(groups)
        self.items, self.unsure = items, []
        if groups:
            held = [(item, [_any(group, item, standing) for group in groups]) for item in items]
            self.items = [item for item, told in held if all(told)]
            self.unsure = [item for item, told in held if False not in told and None in told]

    def _groups(self) -> list[tuple[str, ...]]:
        """Return the statuses that are asked for: of each group, one must hold.

        « Refusés ou annulés » is one group, as two states are of no row together;
        « pas finies alors que l'échéance est passée » is two.
        """
        said = [one for one in self.states if not one.without]
        groups: list[tuple[str, ...]] = []
        for at, one in enumerate(said):
            between = self.said.text[said[at - 1].end : one.start] if at else ""
            either = re.search(r"\bou\b", between) is not None
            if groups and (either or set(one.statuses + groups[-1]) <= OF_CELLS):
                groups[-1] = (*groups[-1], *one.statuses)
            else:
                groups.append(one.statuses)
        return groups

    def _oldest(self) -> bool:
        """Tell whether the oldest is that which is late for the longest time."""
        if OLDEST not in self.ops:
            return False
        return "retard" in self.said.text or (
            self.register.is_plan and not re.search(r"\b(?:demande|echeance)", self.said.text)
        )


def _any(statuses: tuple[str, ...], item: Item, standing: Standing) -> bool | None:
    """Tell whether a row has one of some statuses, ``None`` where a day is missing to tell."""
    told = [standing.holds(one, item) for one in statuses]
    return True if True in told else None if None in told else False
