"""A register of the open workbook: the rows of one table, or of several that are headed alike."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.dialogue.kept_registers.column_parts import (
    ASKED_ON,
    DAYS,
    DECIDED_ON,
    DESTINATION,
    DONE_ON,
    DUE,
    ORIGIN,
    PEOPLE,
    PROGRESS,
    START,
    STATE,
    YEAR,
    role_of,
)
from pycog.dialogue.kept_registers.state_words import (
    DONE,
    DONE_WORD,
    ONGOING,
    TO_START,
    UNDONE,
    state_of,
)
from pycog.dialogue.normalise import normalise
from pycog.dialogue.read_once import read_once
from pycog.dialogue.table_query.best_readings import Tables
from pycog.dialogue.table_query.plain_tables import DAY, FIGURE, PlainColumn, PlainTable
from pycog.dialogue.workbook.open_cells import Cell
from pycog.dialogue.workbook.plan_day import as_of
from pycog.equip.open_parts import day_of
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.table_query.table_lexis import Lexis
    from pycog.equip.open_parts import OpenRow

#: « Pourvu le » is of a verb, « Date de fin » is not.
_ON_DAY: Final = regex(r"(?:le|au|en|depuis)\b")
_PARTICIPLE: Final = regex(r"[a-z]{3,}(?:e|ee|es|ees|i|ie|is|ies|u|ue|us|ues|t|te|ts|tes)")
_PARTICIPLE_END: Final = regex(r"(?:e|ee|es|ees|i|ie|is|ies|u|ue|us|ues|t|te|ts|tes)$")
_BARE_DAY: Final = regex(r"[a-z]{3,}(?:e|ee|i|ie|u|ue) le")
_FEWEST: Final = 2
_ALL_DONE: Final = (1.0, 100.0)


@dataclass(frozen=True)
class Item:
    """One row of a register.

    Attributes:
        lexis: The words of its table.
        row: The row.
    """

    lexis: Lexis
    row: OpenRow

    @property
    def table(self) -> PlainTable:
        """Its table."""
        return self.lexis.table

    @property
    def key(self) -> tuple[str, int]:
        """Its place: the sheet and the row."""
        return self.table.open.sheet, self.row.index

    def cell(self, column: PlainColumn) -> Cell:
        """Return one of its cells."""
        return self.table.cell(self.row, column)

    def day(self, column: PlainColumn | None) -> dt.date | None:
        """Return the day in one of its cells, ``None`` where there is none."""
        return None if column is None else day_of(self.cell(column).stored)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.table.name(self.row)


@dataclass(eq=False)
class Register:
    """Rows with their columns.

    Attributes:
        lexes: Its tables, all headed alike.
        roles: Role → the columns that have it.
    """

    lexes: tuple[Lexis, ...]
    roles: dict[str, list[PlainColumn]] = field(default_factory=dict)

    @property
    def table(self) -> PlainTable:
        """Its first table."""
        return self.lexes[0].table

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Its rows, totals left out."""
        return tuple(Item(lexis, row) for lexis in self.lexes for row in lexis.table.entries if row)

    def role(self, column: PlainColumn) -> str:
        """Return the role of a column, ``""`` where it has none."""
        return next((role for role, held in self.roles.items() if column in held), "")

    def column(self, *roles: str) -> PlainColumn | None:
        """Return the first column of the first role that the register has."""
        return next((self.roles[one][0] for one in roles if self.roles.get(one)), None)

    @cached_property
    def as_of(self) -> dt.date | None:
        """The day that it says it shows."""
        return next((day for one in self.lexes if (day := as_of(one.table.open))), None)

    @cached_property
    def is_plan(self) -> bool:
        """Whether its rows have an end that is due."""
        return DUE in self.roles

    @cached_property
    def moves(self) -> bool:
        """Whether its rows take from one line and give to another."""
        return ORIGIN in self.roles

    @cached_property
    def is_of_figures(self) -> bool:
        """Whether it lists figures, beside which the people in charge stand."""
        columns = self.table.columns
        periods = [one for one in columns if one.period is not None and one.kind == FIGURE]
        dated = any(one.kind == DAY for one in columns) or STATE in self.roles
        return len(periods) >= _FEWEST or not dated

    def says(self, root: str) -> bool:
        """Tell whether a cell of states begins so."""
        column = self.column(STATE)
        cells = [] if column is None else [one.cell(column).shown for one in self.items]
        return any(normalise(one).startswith(root) for one in cells)

    @cached_property
    def done_root(self) -> str:
        """The root of the verb that heads when rows are done: « pourv » of « Pourvu le »."""
        column = self.column(DONE_ON)
        word, _, after = ("" if column is None else column.own).partition(" ")
        if not _ON_DAY.match(after) or not _PARTICIPLE.fullmatch(word) or DONE_WORD.fullmatch(word):
            return ""
        return _PARTICIPLE_END.sub("", word)

    def state(self, item: Item) -> str:
        """Return the state of a row by its cell of states, its days and its progress."""
        column, done = self.column(STATE), self.column(DONE_ON)
        shown = "" if column is None else item.cell(column).shown
        told = state_of(shown)
        if not told and self.done_root and normalise(shown).startswith(self.done_root):
            return DONE
        if told and told != UNDONE:
            return told
        if done is not None and item.day(done) is not None:
            return DONE
        progress = self.column(PROGRESS)
        number = None if progress is None else item.cell(progress).number
        if number is not None:
            full = number >= (1.0 if self._in_ratios(progress) else 100.0)
            return DONE if full else TO_START if number == 0 else ONGOING
        return told

    def _in_ratios(self, progress: PlainColumn | None) -> bool:
        assert progress is not None
        numbers = [one.cell(progress).number for one in self.items]
        return all(one is None or one <= _ALL_DONE[0] for one in numbers)

    def year_of(self, item: Item) -> int | None:
        """Return the year that a row is of: its own cell, that of its sheet, or of its day."""
        column = self.column(YEAR)
        if column is not None and (number := item.cell(column).number) is not None:
            return int(number)
        if len(self.lexes) > 1 and item.table.year is not None:
            return item.table.year
        day = item.day(self.column(ASKED_ON, DECIDED_ON, START, DUE, DONE_ON))
        return None if day is None else day.year


def _alike(lexis: Lexis) -> tuple[object, ...]:
    """Return what tables of one register have in common: where each column is, and its heading."""
    return tuple((one.index, one.group, one.own) for one in lexis.table.columns)


def _made(lexes: Sequence[Lexis]) -> Register | None:
    """Return a register, ``None`` for tables of figures alone."""
    roles: dict[str, list[PlainColumn]] = defaultdict(list)
    for column in lexes[0].table.columns:
        # A column that is blank in one sheet may tell what it holds in another.
        own = [
            next(one for one in lexis.table.columns if one.index == column.index) for lexis in lexes
        ]
        told = [role_of(one, lexis.table) for one, lexis in zip(own, lexes, strict=True)]
        kinds = [one for one, role in zip(own, told, strict=True) if role]
        role = next(filter(None, told), "")
        if role:
            roles[role].append(kinds[0])
    if len(roles.get(DONE_ON, ())) == 0 and len(roles.get(DUE, ())) > 1:
        # « Échéance » and « Fin »: the second one is when it was done.
        last = roles[DUE][-1]
        if last.own.startswith(("fin", "date de fin")):
            roles[DUE].remove(last)
            roles[DONE_ON].append(last)
    asked = roles.get(ASKED_ON, [])
    if DUE in roles and DONE_ON not in roles and asked and _BARE_DAY.fullmatch(asked[-1].own):
        # « Ouvert le », « Prévu pour », « Pourvu le »: the last one is when it was done.
        roles[DONE_ON].append(asked.pop())
        if not asked:
            del roles[ASKED_ON]
    if DESTINATION not in roles:
        # A source alone is where something was read.
        roles.pop(ORIGIN, None)
    if len(roles.get(STATE, ())) > 1:
        # One state a year is a table of results.
        del roles[STATE]
    register = Register(tuple(lexes), dict(roles))
    if len(register.items) < _FEWEST or not _is_kept(register):
        return None
    return register


def _is_kept(register: Register) -> bool:
    """Tell whether a table lists things with days, states or people, and not results by year."""
    columns = register.table.columns
    periods = [one for one in columns if one.period is not None and one.kind == FIGURE]
    if len(columns) < _FEWEST:
        return False
    named = {column.index for one in PEOPLE for column in register.roles.get(one, ())}
    if named - {register.table.label}:
        return True
    dated = any(one.kind == DAY for one in columns) or STATE in register.roles
    return dated and len(periods) < _FEWEST


@read_once
def registers_of(tables: Tables) -> tuple[Register, ...]:
    """Return the registers of a workbook, read once.

    Args:
        tables: Its tables.
    """
    return tuple(_registers(tables))


def _registers(tables: Tables) -> Iterator[Register]:
    groups: dict[tuple[object, ...], list[Lexis]] = defaultdict(list)
    for lexis in tables.lexes:
        if len(lexis.table.columns) >= _FEWEST and any(one.own for one in lexis.table.columns):
            groups[_alike(lexis)].append(lexis)
    for lexes in groups.values():
        register = _made(lexes)
        if register is not None:
            yield register


def day_roles(register: Register) -> dict[str, PlainColumn]:
    """Return role → its first column of days."""
    return {one: register.roles[one][0] for one in DAYS if register.roles.get(one)}


def headed_by(register: Register) -> dict[str, PlainColumn]:
    """Return word → the column that it heads, for what rows are told apart by.

    Args:
        register: The register.
    """
    found: dict[str, PlainColumn] = {}
    for column in register.table.columns:
        years = column in register.roles.get(YEAR, ())
        if not years and (column.kind != "texte" or column.index == register.table.label):
            continue
        for one in column.own.split():
            if len(one) > 3:
                found.setdefault(one.rstrip("s"), column)
    for role, said in _ROLE_WORDS:
        held = register.column(role)
        for one in said.split():
            if held is not None:
                found.setdefault(one, held)
    return found


_ROLE_WORDS: Final = (
    ("pilote", "pilote porteur responsable referent agent personne"),
    ("décideur", "decideur signataire autorite"),
    ("service", "service direction equipe"),
    ("état", "etat statut situation"),
)
