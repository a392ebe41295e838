"""Because of which entry a figure changed: the changed cells that its formula goes back to.

A formula changed because something that it reads changed, so that only changed cells need to be
followed: backwards, until a typed cell, or a formula that was rewritten.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pycog.audit.grid import Place
from pycog.journal.snapshots import State
from pycog.journal.state_changes import FORMULA, GONE, TYPED, StateChange
from pycog.refresh.calculation.patterns import pattern_of
from pycog.xlsx.dependencies import Area, written_areas

#: Causes kept of one change; a total of thousands of entries names the first of them.
MOST_CAUSES: Final = 20

#: What a cause is.
ENTRY: Final = "saisie"
REWRITTEN: Final = "formule"
AGREEMENT: Final = "convention"
VERSION: Final = "version"
DAY: Final = "date"
FIRST: Final = "premier passage"
UNKNOWN: Final = "indéterminée"

_Key = tuple[str, Place]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a figure changed.

    Attributes:
        kind: One of the constants of this module.
        place: The cell, ``Feuille!D12``, where there is one.
        name: What it is called, or what changed, in French.
        before: What it held, as shown.
        after: What it holds, as shown.
    """

    kind: str
    place: str = ""
    name: str = ""
    before: str = ""
    after: str = ""

    def data(self) -> dict[str, Any]:
        """Return the cause as JSON data, in French words."""
        names = ("nature", "cellule", "nom", "avant", "apres")
        values = (self.kind, self.place, self.name, self.before, self.after)
        return {name: value for name, value in zip(names, values, strict=True) if value}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Cause:
        """Return the cause that :meth:`data` made into data."""
        texts = [str(data.get(name, "")) for name in ("cellule", "nom", "avant", "apres")]
        return cls(str(data["nature"]), *texts)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else changed since the state before, that formulas depend on.

    Attributes:
        agreements: Agreements that are no longer the same, in French.
        version: The two versions of pycog, ``""`` where they are the same.
        day: The two days that TODAY() gave, ``""`` where they are the same.
        is_first: Whether nothing was recorded before.
    """

    agreements: tuple[str, ...] = ()
    version: str = ""
    day: str = ""
    is_first: bool = False


@dataclass
class Reasons:
    """Why one cell changed.

    Attributes:
        causes: The first of them.
        more: Whether there are or may be others: too many, or a formula on the way finds out
            by itself what it reads.
    """

    causes: dict[Cause, None] = field(default_factory=dict)
    more: bool = False

    def add(self, causes: Iterable[Cause]) -> None:
        """Take causes in, as many as are kept."""
        for one in causes:
            if len(self.causes) >= MOST_CAUSES and one not in self.causes:
                self.more = True
                return
            self.causes[one] = None

    def join(self, other: Reasons) -> None:
        """Take in the reasons of a cell that is read."""
        self.add(other.causes)
        self.more |= other.more


class Tracer:
    """Follows the changes of one comparison back to what was typed."""

    def __init__(self, state: State, changes: Sequence[StateChange], around: Surroundings) -> None:
        """Prepare to follow.

        Args:
            state: The later state.
            changes: What differs from the earlier one.
            around: What else changed.
        """
        self._state, self._around = state, around
        self._sheets = {name.lower(): name for name in state}
        self._changed = {(one.sheet, one.at): one for one in changes if one.kind != GONE}
        self._columns: dict[tuple[str, int], list[int]] = defaultdict(list)
        for sheet, (row, column) in sorted(self._changed):
            self._columns[sheet, column].append(row)
        self._known: dict[_Key, Reasons] = {}

    def reasons(self, change: StateChange) -> Reasons:
        """Return why a cell changed; a typed cell has no cause but itself.

        Args:
            change: One of the changes.
        """
        if change.kind in (TYPED, GONE):
            return Reasons()
        if self._around.is_first:  # nothing was typed between the file as read and as written
            return Reasons({Cause(FIRST): None})
        return self._follow((change.sheet, change.at))

    def _follow(self, start: _Key) -> Reasons:
        """Work out a cell after those that it reads; long chains need no deep calls."""
        waiting: list[tuple[_Key, list[_Key] | None]] = [(start, None)]
        under_way: set[_Key] = set()
        while waiting:
            key, read = waiting.pop()
            if key in self._known:
                continue
            if read is None:
                if key in under_way:
                    continue  # a circle, which iterative calculation allows
                under_way.add(key)
                read = self._read(key)
                waiting.append((key, read))
                waiting += [(one, None) for one in read if self._is_open(one)]
            else:
                self._known[key] = self._joined(key, read)
        return self._known[start]

    def _is_open(self, key: _Key) -> bool:
        return self._changed[key].kind != TYPED and key not in self._known

    def _joined(self, key: _Key, read: Sequence[_Key]) -> Reasons:
        found = Reasons()
        found.add(self._own(key))
        entries = [self._changed[one] for one in read if self._changed[one].kind == TYPED]
        found.add(_entry(one, ENTRY) for one in entries)
        for one in read:
            if one in self._known:
                found.join(self._known[one])
        found.more |= self._areas(key) is None
        if not found.causes:
            found.add(self._last_resort(key))
        return found

    def _own(self, key: _Key) -> Iterator[Cause]:
        """Give what of its own formula makes a cell change."""
        change = self._changed[key]
        text = self._text(key)
        if change.kind == FORMULA:
            yield Cause(REWRITTEN, f"{change.sheet}!{change.cell}", change.name)
        if pattern_of(text).ours:
            for one in self._around.agreements:
                yield Cause(AGREEMENT, name=one)
        if pattern_of(text).clock:
            yield Cause(DAY, name=self._around.day or "la formule change à chaque calcul")

    def _last_resort(self, key: _Key) -> Iterator[Cause]:
        if self._around.version and pattern_of(self._text(key)).ours:
            yield Cause(VERSION, name=self._around.version)
        else:
            # The trail ends here, which may be far from the figure that is asked for.
            change = self._changed[key]
            hidden = self._areas(key) is None
            name = "la formule ne dit pas elle-même quelles cellules elle lit" if hidden else ""
            yield Cause(UNKNOWN, f"{change.sheet}!{change.cell}", name)

    def _text(self, key: _Key) -> str:
        sheet = self._state[key[0]]
        anchor = sheet.anchor(key[1])
        return "" if anchor is None else sheet.text(anchor)

    def _areas(self, key: _Key) -> list[Area] | None:
        sheet = self._state[key[0]]
        anchor = sheet.anchor(key[1])
        return None if anchor is None else sheet.areas(anchor)

    def _read(self, key: _Key) -> list[_Key]:
        """Return the changed cells that the formula of a cell reads, each once, in order."""
        areas = self._areas(key)
        if areas is None:  # what it does spell out is followed all the same
            areas = written_areas(self._text(key), key[0])
        found = (one for area in areas for one in self._within(area))
        return [one for one in dict.fromkeys(found) if one != key]

    def _within(self, area: Area) -> Iterator[_Key]:
        sheet = self._sheets.get(area.sheet.lower())
        if sheet is None:
            return
        top, left, bottom, right = area.range
        for column in range(left - 1, right):
            rows = self._columns.get((sheet, column), ())
            for at in range(bisect_left(rows, top - 1), len(rows)):
                if rows[at] >= bottom:
                    break
                yield sheet, (rows[at], column)


def _entry(change: StateChange, kind: str) -> Cause:
    return Cause(kind, f"{change.sheet}!{change.cell}", change.name, *change.texts)
