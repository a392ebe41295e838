"""What differs between two states of a workbook, its rows and columns followed by their labels."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from pycog.audit.grid import Place, Stored, shown
from pycog.journal.snapshots import SheetState, State
from pycog.reports.versions.alignment import Aligned, align
from pycog.reports.versions.version_sheets import VersionSheet, is_same, shown_value
from pycog.values import fold

#: What a change is.
TYPED: Final = "saisie"
CALCULATED: Final = "calcul"
FORMULA: Final = "formule"
GONE: Final = "retrait"
#: Lines of a long sheet that are told apart by their labels; the work grows with the repeats.
_MOST_PAIRS: Final = 2_000_000
#: From which share of equal letters two labels are one that was corrected.
_ALIKE: Final = 0.8

#: Number and label of a row or a column.
_Line: TypeAlias = tuple[int, str]


class Span(NamedTuple):
    """Rows or columns that moved together.

    Attributes:
        first: The first of them now, zero-based.
        number: How many.
        before: Where the first one was; ``None`` for those that are new.
    """

    first: int
    number: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Moves:
    """Where the rows and columns of a sheet were in the state before.

    Attributes:
        rows: Rows that moved or are new, in order; the others are where they were.
        columns: The same for columns.
        is_new: Whether the sheet was not there.
    """

    rows: tuple[Span, ...] = ()
    columns: tuple[Span, ...] = ()
    is_new: bool = False

    def before(self, at: Place) -> Place | None:
        """Return where a cell was, ``None`` for one that is new."""
        if self.is_new:
            return None
        row, column = _before(self.rows, at[0]), _before(self.columns, at[1])
        return None if row is None or column is None else (row, column)

    def after(self, at: Place) -> Place | None:
        """Return where a cell is now, ``None`` for one that is gone."""
        row, column = _after(self.rows, at[0]), _after(self.columns, at[1])
        return None if self.is_new or row is None or column is None else (row, column)


def _before(spans: Sequence[Span], index: int) -> int | None:
    at = bisect_right(spans, index, key=lambda span: span.first) - 1
    if at < 0 or index >= spans[at].first + spans[at].number:
        return index
    span = spans[at]
    return None if span.before is None else span.before + index - span.first


def _after(spans: Sequence[Span], index: int) -> int | None:
    for span in spans:
        if span.before is not None and span.before <= index < span.before + span.number:
            return span.first + index - span.before
    taken = any(span.first <= index < span.first + span.number for span in spans)
    return None if taken else index


@dataclass(frozen=True, slots=True)
class StateChange:
    """A cell that differs.

    Attributes:
        sheet: Its sheet.
        at: Where it stands now; where it stood, for one that is gone.
        kind: :data:`TYPED`, :data:`CALCULATED`, :data:`FORMULA` or :data:`GONE`.
        name: What it is called, by its row and its column.
        before: What it held, ``None`` for nothing.
        after: What it holds.
    """

    sheet: str
    at: Place
    kind: str
    name: str
    before: Stored | None
    after: Stored | None

    @property
    def texts(self) -> tuple[str, str]:
        """What it held and holds, as shown."""
        return shown_value(self.before), shown_value(self.after)

    @property
    def cell(self) -> str:
        """Its address, without its sheet."""
        return shown(self.at)


@dataclass
class Compared:
    """Two states compared.

    Attributes:
        changes: The cells that differ, by sheet, in order.
        moves: Sheets of which rows or columns moved, or that are new.
    """

    changes: list[StateChange] = field(default_factory=list)
    moves: dict[str, Moves] = field(default_factory=dict)

    def before(self, sheet: str, at: Place) -> Place | None:
        """Return where a cell of the later state stood in the earlier one."""
        return self.moves[sheet].before(at) if sheet in self.moves else at


def compare_states(old: State, new: State, *, in_place: bool = False) -> Compared:
    """Compare two states of a workbook, or of one and its successor.

    Args:
        old: The earlier one.
        new: The later one.
        in_place: Whether nothing can have moved: one file before and after its refresh, whose
            labels may be results themselves.
    """
    found = Compared()
    for name, sheet in new.items():
        if name not in old:
            found.moves[name] = Moves(is_new=True)
            found.changes += (_change(None, None, sheet, at) for at in sorted(sheet.grid.cells))
            continue
        moves, gone = Moves(), (set[int](), set[int]())
        if not in_place:
            moves, gone = moves_between(old[name].named, sheet.named)
        if moves.rows or moves.columns:
            found.moves[name] = moves
        found.changes += _in_sheet(old[name], sheet, moves, gone)
    for name, sheet in old.items():
        if name not in new:
            found.changes += (_gone(sheet, at) for at in sorted(sheet.grid.cells))
    return found


def moves_between(old: VersionSheet, new: VersionSheet) -> tuple[Moves, tuple[set[int], set[int]]]:
    """Return where rows and columns were, and those that are gone.

    Args:
        old: The earlier state of a sheet.
        new: The later one.
    """
    rows = _aligned(old.keys(), new.keys())
    columns = _aligned(_columns(old), _columns(new))
    moves = Moves(_spans(rows), _spans(columns))
    return moves, (set(rows.gone), set(columns.gone))


def _columns(sheet: VersionSheet) -> list[tuple[int, str]]:
    filled = sorted({column for _, column in sheet.grid.cells})
    return [(column, fold(sheet.headings.get(column, ""))) for column in filled]


def _aligned(old: list[_Line], new: list[_Line]) -> Aligned:
    """Align by labels; a line without one stays where it was under the one above that has."""
    if old == new:
        return Aligned([(index, index) for index, _ in old], [], [])
    known = ([one for one in old if one[1]], [one for one in new if one[1]])
    if _pairs(*known) > _MOST_PAIRS:
        return Aligned([], [], [])  # every line is taken to be where it was
    first = align(*known, alike=_ALIKE)
    pairs = dict(first.pairs)
    pairs |= _carried(dict(known[0]), dict(known[1]), first)
    taken = set(pairs.values())
    shifts = sorted(pairs.items())
    for index, _ in old:
        # A label that was written anew, or none at all: the place decides.
        now = index + _shift(shifts, index)
        if index not in pairs and now not in taken:
            pairs[index] = now
            taken.add(now)
    gone = [index for index, _ in old if index not in pairs]
    used, places = set(pairs), {now: was for was, now in pairs.items()}
    backwards = sorted(places.items())
    for index, name in new:
        was = index + _shift(backwards, index)
        if index not in places and not name and was not in used:
            pairs[was] = index
            used.add(was)
    now_known = set(pairs.values())
    return Aligned(list(pairs.items()), gone, [one for one, _ in new if one not in now_known])


def _carried(old: dict[int, str], new: dict[int, str], found: Aligned) -> dict[int, int]:
    """Return the lines that were moved past others: the same label, once on each side."""
    gone = Counter(old[index] for index in found.gone)
    added = Counter(new[index] for index in found.added)
    at = {new[index]: index for index in found.added}
    return {
        index: at[old[index]] for index in found.gone if gone[old[index]] == 1 == added[old[index]]
    }


def _pairs(old: Sequence[_Line], new: Sequence[_Line]) -> int:
    counts: dict[str, int] = {}
    for _, name in old:
        counts[name] = counts.get(name, 0) + 1
    return sum(counts.get(name, 0) for _, name in new)


def _shift(pairs: Sequence[tuple[int, int]], index: int) -> int:
    """Return how far the line above a line moved."""
    at = bisect_right(pairs, index, key=lambda pair: pair[0]) - 1
    return pairs[at][1] - pairs[at][0] if at >= 0 else 0


def _spans(found: Aligned) -> tuple[Span, ...]:
    """Return what moved or is new, what moved together as one."""
    spans: list[Span] = []
    places = [(now, was) for was, now in found.pairs if was != now]
    for now, was in sorted([*places, *((now, None) for now in found.added)], key=lambda p: p[0]):
        last = spans[-1] if spans else None
        if last is not None and _goes_on(last, now, was):
            spans[-1] = last._replace(number=last.number + 1)
        else:
            spans.append(Span(now, 1, was))
    return tuple(spans)


def _goes_on(last: Span, now: int, was: int | None) -> bool:
    if now != last.first + last.number:
        return False
    if last.before is None or was is None:
        return last.before is was
    return was == last.before + last.number


def _in_sheet(
    old: SheetState, new: SheetState, moves: Moves, gone: tuple[set[int], set[int]]
) -> Iterator[StateChange]:
    seen: set[Place] = set()
    for at in sorted({*new.grid.cells, *new.grid.written}):
        was = moves.before(at)
        if was is not None:
            seen.add(was)
        if was is None or _differs(old, was, new, at):
            change = _change(old, was, new, at)
            if change.before is not None or change.after is not None:
                yield change
    for was in sorted(old.grid.cells.keys() - seen):
        now = None if was[0] in gone[0] or was[1] in gone[1] else moves.after(was)
        if now is None:
            yield _gone(old, was)
        elif old.grid.cells[was].value != "":
            yield _change(old, was, new, now)


def _differs(old: SheetState, was: Place, new: SheetState, at: Place) -> bool:
    if not is_same(old.grid.cells.get(was), new.grid.cells.get(at)):
        return True
    return not _same_form(old, was, new, at)


def _same_form(old: SheetState, was: Place, new: SheetState, at: Place) -> bool:
    """Tell whether two formulas read the same as seen from their own places."""
    if was == at and old.grid.written.get(was) == new.grid.written.get(at):
        return True  # as a rule; the rest takes much longer
    return old.form(was) == new.form(at)


def _change(old: SheetState | None, was: Place | None, new: SheetState, at: Place) -> StateChange:
    before = None if old is None or was is None else old.grid.cells.get(was)
    kind = CALCULATED
    if new.anchor(at) is None:
        # A cell that an array filled and no longer fills was not typed.
        shrunk = old is not None and was in old.filled and at not in new.grid.cells
        kind = CALCULATED if shrunk else TYPED
    elif old is not None and was is not None and not _same_form(old, was, new, at):
        kind = FORMULA
    return StateChange(new.grid.name, at, kind, new.named.name(at), before, new.grid.cells.get(at))


def _gone(sheet: SheetState, at: Place) -> StateChange:
    name = sheet.named.name(at)
    return StateChange(sheet.grid.name, at, GONE, name, sheet.grid.cells[at], None)
