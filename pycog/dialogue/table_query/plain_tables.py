"""The tables of an open workbook by the shape of their cells alone, of whatever kind they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, normalise_long, words
from pycog.dialogue.sheet import SheetReader
from pycog.dialogue.table_query.table_periods import Period, is_bare, period_of
from pycog.dialogue.table_query.table_texts import UNIT, is_prose, unit_of
from pycog.dialogue.workbook.open_cells import NAMES, Cell, grids_of
from pycog.equip.open_parts import OpenColumn, OpenRow, OpenTable, day_of

if TYPE_CHECKING:
    from pycog.audit.grid import Grid, Stored

FIGURE, DAY, TEXT, CODE, NOTE = "figure", "jour", "texte", "code", "note"
_NOTED: Final = re.compile(r"(?:remarques?|observations?|commentaires?|notes?|precisions?|obs)\b.*")
_CODED: Final = re.compile(
    r"n ?°.*|(?:no|num(?:ero)?|ref(?:erence)?|id|codes?|identifiant|rang)\b.*"
)
_CODES: Final = re.compile(r"[a-z]{0,4}[ .-]?\d{1,6}(?:\.\d+)?", re.I)
_TOTAL: Final = re.compile(r"(?:sous |s/)?tota(?:l|ux)\b.*|ensemble\b.*|cumul\b.*|moyenne\b.*")
_ACTIONS: Final = frozenset(map(stem, ("mesures", "actions", "jalons", "projets")))
_TRANSFERS: Final = frozenset(map(stem, ("virements", "transferts")))
_GAP: Final = re.compile(r"(?:ecarts?|soldes?|differences?)\b")
_PART: Final = re.compile(r"(?:sous |s/)total\b.*")
_RATED: Final = re.compile(r"(?:taux|tx|part|pourcentage|%|proportion)(?:\b|(?<=%))")
_YEARS: Final = range(1990, 2101)
_LEGEND: Final = re.compile(r"legende\b")
_NAMED: Final = re.compile(
    r"(?:libelles?|intitules?|indicateurs?|mesures?|actions?|designations?|objets?|postes?|lignes?"
    r"|noms?)\b"
)
_NO_NAME: Final = re.compile(
    r"(?:sources?|unites?|statuts?|etats?|verdicts?|methodes?|controles?)\b"
)
_LONGEST: Final = 90
_DEEPEST: Final = 2_000
_FEW: Final = 2


@dataclass(frozen=True)
class PlainColumn:
    """One column with what it holds.

    Attributes:
        column: Its place and its title.
        own: Its own heading, normalised, without that of its group.
        group: The heading above it, normalised.
        kind: What it holds.
        period: The period that its heading names.
    """

    column: OpenColumn
    own: str
    group: str
    kind: str
    period: Period | None

    @property
    def index(self) -> int:
        """Zero-based column of the sheet."""
        return self.column.index

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its heading and of that of its group."""
        return frozenset(map(stem, words(f"{self.group} {self.own}")))


@dataclass(frozen=True, eq=False)
class PlainTable:
    """One table.

    Attributes:
        open: Its sheet, rows, columns and cells.
        columns: Its columns, those of names and numbers too.
        label: Index of the column that names its rows, ``None`` where none does.
        code: Index of the column that numbers them, ``None`` where none does.
        notes: What is noted below or above it.
        file_name: The name of the workbook, ``""`` where it is not told.
    """

    open: OpenTable
    columns: tuple[PlainColumn, ...]
    label: int | None
    code: int | None
    notes: tuple[str, ...]
    file_name: str = ""

    @property
    def rows(self) -> tuple[OpenRow, ...]:
        """Its rows, totals too."""
        return self.open.rows

    @cached_property
    def entries(self) -> tuple[OpenRow, ...]:
        """Its rows without totals."""
        return tuple(one for one in self.rows if one.role == "ligne")

    def of(self, *kinds: str) -> list[PlainColumn]:
        """Return the columns of some kinds."""
        return [one for one in self.columns if one.kind in kinds]

    @cached_property
    def total(self) -> OpenRow | None:
        """Its total, ``None`` where it has none or several."""
        totals = [one for one in self.rows if one.role == "total"]
        return totals[0] if len(totals) == 1 else None

    @cached_property
    def naming(self) -> tuple[PlainColumn, ...]:
        """The columns that name and number its rows."""
        return tuple(one for one in self.columns if one.index in {self.label, self.code})

    @cached_property
    def entities(self) -> frozenset[str]:
        """What its rows are: the stems of the headings of their names."""
        stems = frozenset().union(*(one.stems for one in self.naming))
        heads = " ".join(f"{one.group} {one.own}" for one in self.columns)
        if "origine" in heads and "destination" in heads:
            stems |= _TRANSFERS
        return stems | _ACTIONS if stems & _ACTIONS else stems

    def is_calculated(self, column: PlainColumn) -> bool:
        """Tell whether a column is calculated in every row, and for nobody to fill in."""
        return all(self.open.is_formula(row, column.column) for row in self.entries)

    def cell(self, row: OpenRow, column: PlainColumn) -> Cell:
        """Return a cell."""
        return Cell(self.open, row, column.column)

    def name(self, row: OpenRow) -> str:
        """Return what a row is called."""
        if row.number and row.label:
            return f"{row.number} « {row.label} »"
        if row.number or row.label:
            return row.number or f"« {row.label} »"
        shown = [
            one.shown
            for column in self.of(DAY, TEXT)
            if not (one := self.cell(row, column)).is_missing
        ]
        return ", ".join(shown[:4])

    @cached_property
    def title_stems(self) -> frozenset[str]:
        """The stems of the name of its sheet and of the titles above it."""
        return frozenset(map(stem, words(normalise_long(f"{self.open.sheet} {self.open.title}"))))

    @cached_property
    def file_stems(self) -> frozenset[str]:
        """The stems of the name of the workbook."""
        return frozenset(map(stem, words(normalise_long(self.file_name))))

    @cached_property
    def year(self) -> int | None:
        """The one year that its title or its sheet names."""
        for text in (self.open.sheet, self.open.title):
            found = set(re.findall(r"(?<![\d/])(?:19|20)\d\d(?!\d)", normalise_long(text)))
            if len(found) == 1:
                return int(found.pop())
        return None


def figures_of(columns: Iterable[PlainColumn]) -> list[PlainColumn]:
    """Return those of some columns that hold figures."""
    return [one for one in columns if one.kind == FIGURE]


def plain_tables(reader: SheetReader) -> Sequence[PlainTable]:
    """Return the tables of an open workbook.

    Args:
        reader: Gives the sheets.

    Raises:
        RefusedFile: The workbook cannot be read.
        InvalidInput: A sheet that was sent cannot be read.
    """
    package = getattr(reader, "package", None)
    file_name = "" if package is None else re.sub(r"[_\W]+", " ", package.path.stem)
    return tuple(
        table
        for grid in grids_of(reader)
        if not grid.concealed
        for table in _Sheet(grid, file_name).tables()
    )


class _Sheet:
    """One sheet, cut into its tables."""

    def __init__(self, grid: Grid, file_name: str = "") -> None:
        self.grid, self.file_name = grid, file_name
        self.lines: dict[int, dict[int, Stored]] = {}
        for row in grid.rows()[:_DEEPEST]:
            line = {at: one for at, one in grid.row(row).items() if one.value != ""}
            if line:
                self.lines[row] = line

    def tables(self) -> Iterator[PlainTable]:
        rows = list(self.lines)
        at, above = 0, list[str]()
        while at < len(rows):
            heads = self._heads(rows, at)
            if heads:
                body, notes, end = self._body(rows, at + len(heads), heads)
                if body:
                    yield from self._made(heads, body, [*above, *notes], above)
                    at, above = end, []
                    continue
            facts = self._facts(rows, at)
            if facts:
                yield from self._pairs(facts, above)
                at += len(facts)
                continue
            above += [one.text for one in self.lines[rows[at]].values() if one.text]
            at += 1

    def _shown(self, row: int, column: int) -> str:
        one = self.lines.get(row, {}).get(column)
        if one is None:
            return ""
        day = day_of(one)
        if day is not None:
            return f"{day:%d/%m/%Y}"
        if isinstance(one.value, float) and one.value == int(one.value):
            return str(int(one.value))
        return one.shown or str(one.value).strip()

    def _is_head(self, row: int) -> bool:
        """Tell whether a row may head columns: texts, years or days, no figure."""
        line = self.lines[row]
        for one in line.values():
            if one.error or isinstance(one.value, bool):
                return False
            if isinstance(one.value, str):
                if len(one.value) > _LONGEST:
                    return False
            elif one.value not in _YEARS:
                return False
        return True

    def _heads(self, rows: Sequence[int], at: int) -> list[int]:
        """Return the rows of headings that begin here, the group above them included."""
        row = rows[at]
        if not self._is_head(row) or at + 1 >= len(rows) or rows[at + 1] != row + 1:
            return []
        if _LEGEND.match(normalise(self._shown(row, min(self.lines[row])))):
            return []
        after = rows[at + 1]
        first, below = min(self.lines[row]), min(self.lines[after])
        if first > below and self._is_head(after) and len(self.lines[after]) > len(self.lines[row]):
            more = self._heads(rows, at + 1)
            return [row, *more] if more else []
        if len(self.lines[row]) < _FEW or all(day_of(one) for one in self.lines[row].values()):
            return []
        texts = [self._shown(row, one) for one in self.lines[row]]
        if below > first and self._is_head(after) and len(self.lines[after]) >= _FEW:
            return [row, after]
        return [row] if len(set(texts)) > 1 else []

    def _body(
        self, rows: Sequence[int], at: int, heads: Sequence[int]
    ) -> tuple[list[int], list[str], int]:
        """Return the rows below headings, what is noted below them, and where they end."""
        columns = set().union(*(self.lines[one] for one in heads))
        body: list[int] = []
        notes: list[str] = []
        before, noted = heads[-1], False
        while at < len(rows):
            row = rows[at]
            line = self.lines[row]
            # What stands below a title of its own is no row of the table above it.
            gap = row > before + 1 or noted
            noted = False
            alone = len(line) == 1 and next(iter(line.values())).text
            if gap and (body or alone):
                if self._heads(rows, at) or (not alone and self._facts(rows, at)):
                    break
                if alone or not body:
                    notes.append(alone or "")
                    at, before, noted = at + 1, row, bool(alone)
                    continue
            if not columns & set(line) and not self._is_section(rows, at, columns):
                break
            if notes and gap and len(line) < _FEW:
                break
            body.append(row)
            at, before = at + 1, row
        return body, [one for one in notes if one], at

    def _is_section(self, rows: Sequence[int], at: int, columns: set[int]) -> bool:
        """Tell whether a row only names those below it, in a column that has no heading."""
        line = self.lines[rows[at]]
        if len(line) != 1 or at + 1 >= len(rows) or rows[at + 1] != rows[at] + 1:
            return False
        (place,) = line
        below = self.lines[rows[at + 1]]
        return place < min(columns) and place in below and bool(columns & set(below))

    def _facts(self, rows: Sequence[int], at: int) -> list[int]:
        """Return the rows of one name and one value each that begin here."""
        found: list[int] = []
        for row in rows[at:]:
            line = self.lines[row]
            if len(line) != _FEW or (found and row > found[-1] + 1):
                break
            (_, name), (_, value) = sorted(line.items())
            held = isinstance(value.value, int | float) or day_of(value) is not None
            if not name.text or not held or day_of(name):
                break
            found.append(row)
        return found

    def _pairs(self, rows: Sequence[int], above: Sequence[str]) -> Iterator[PlainTable]:
        label = min(self.lines[rows[0]])
        value = max(self.lines[rows[0]])
        same = [one for one in rows if set(self.lines[one]) == {label, value}]
        if is_prose(self._shown(one, label) for one in same):
            return
        dated = all(day_of(self.lines[one][value]) for one in same)
        column = OpenColumn(value, "Valeur")
        entries = tuple(OpenRow(one, "", self._shown(one, label)) for one in same)
        table = OpenTable(self.grid.name, " – ".join(above), same[0], (column,), entries, self.grid)
        names = PlainColumn(OpenColumn(label, ""), "", "", TEXT, None)
        held = PlainColumn(column, "valeur", "", DAY if dated else FIGURE, None)
        yield PlainTable(table, (names, held), label, None, (), self.file_name)

    def _made(
        self,
        heads: Sequence[int],
        body: Sequence[int],
        notes: Sequence[str],
        above: Sequence[str],
    ) -> Iterator[PlainTable]:
        title = " – ".join(above)[:300]
        unit = unit_of(title)
        main = self._titles(heads)
        for at in {one for row in body for one in self.lines[row] if one < min(main)}:
            main[at] = ("", "")
        columns = []
        for at, (own, group) in sorted(main.items()):
            cells = [self.lines[row][at] for row in body if at in self.lines[row]]
            columns.append(self._column(at, own, group, cells, unit))
        label, code = self._naming(columns, body)
        rows = tuple(self._rows(columns, body, label, code))
        if not rows or is_prose(row.label for row in rows):
            return
        opened = OpenTable(
            self.grid.name,
            title,
            heads[-1],
            tuple(one.column for one in columns),
            rows,
            self.grid,
        )
        yield PlainTable(opened, tuple(columns), label, code, tuple(notes), self.file_name)

    def _titles(self, heads: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Return column → its own heading and that of its group."""
        titles: dict[int, tuple[str, str]] = {}
        last = heads[-1]
        columns = set().union(*(self.lines[one] for one in heads))
        for at in columns:
            own = self._shown(last, at)
            up = self._shown(heads[-2], at) if len(heads) > 1 else ""
            titles[at] = (own, "") if own else (up, "")
        if len(heads) < _FEW:
            return titles
        owns = [one for one, _ in titles.values()]
        group, starts = "", -1
        for at in sorted(titles):
            own = self._shown(last, at)
            up = self._shown(heads[-2], at)
            if up:
                group, starts = up, at
            covered = any(
                top <= heads[-2] <= bottom and left <= starts and at <= right
                for top, left, bottom, right in self.grid.merged
            )
            repeats = owns.count(own) > 1 or is_bare(normalise(own))
            if own and group and (up or covered or repeats):
                titles[at] = (own, group)
            elif not up:
                group = ""
        return titles

    def _column(
        self, at: int, own: str, group: str, cells: Sequence[Stored], unit: str
    ) -> PlainColumn:
        plain, over = normalise(own), normalise(group)
        numbers = [one for one in cells if isinstance(one.value, int | float) and not one.error]
        days = [one for one in cells if day_of(one)]
        if _NOTED.match(plain):
            kind = NOTE
        elif days and len(days) * 2 >= len(cells):
            kind = DAY
        elif _CODED.fullmatch(plain):
            kind = CODE
        elif (numbers and len(numbers) * 2 >= len(cells)) or (
            not cells and (UNIT.search(plain) or is_bare(plain))
        ):
            kind = FIGURE
        else:
            kind = TEXT
        if kind == FIGURE and NAMES.fullmatch(plain) and not unit and period_of(plain) is None:
            kind = CODE
        if kind == FIGURE and all(n.value in _YEARS for n in numbers) and not unit:
            kind = CODE
        said = unit_of(own) or (unit if kind == FIGURE and "etp" not in plain.split() else "")
        role = "taux" if _RATED.match(plain) else "montant" if said else ""
        period = period_of(plain) or period_of(f"{over} {plain}")
        title = f"{own} {group}".strip() if is_bare(plain) and over else own
        if over and not is_bare(plain):
            title = f"{group} – {own}"
        column = OpenColumn(at, title.strip(), role, None, said)
        return PlainColumn(column, plain, over, kind, period)

    def _naming(
        self, columns: Sequence[PlainColumn], body: Sequence[int]
    ) -> tuple[int | None, int | None]:
        """Return the column that names the rows, and the one that numbers them."""
        held = {one.index for one in columns}
        lines = [
            row
            for row in body
            if not self._total_said(row) and len(held & set(self.lines[row])) >= _FEW
        ]
        code = next((one.index for one in columns if one.kind == CODE), None)
        for one in sorted(columns, key=lambda one: bool(_NO_NAME.match(one.own))):
            told = [self._shown(row, one.index) for row in lines]
            filled = [text for text in told if text]
            named = one.kind in {TEXT, CODE}
            if named and code is None and filled and all(map(_CODES.fullmatch, filled)):
                code = one.index
                continue
            apart = len(set(filled)) == len(filled) and len(filled) * 10 >= len(lines) * 8
            if one.kind == TEXT and apart and filled:
                return one.index, code
            mostly = len(set(filled)) * 10 >= len(lines) * 8
            if one.kind == TEXT and code is not None and mostly and _NAMED.match(one.own):
                # Of rows that are numbered, two may be called the same.
                return one.index, code
        if code is None:
            return None, None
        return None, code

    def _total_said(self, row: int) -> str:
        texts = [one.text for _, one in sorted(self.lines[row].items()) if one.text]
        # A total may stand beside its amount alone.
        few = texts if len(self.lines[row]) <= _FEW else texts[:1]
        return next((one for one in few if _TOTAL.match(normalise(one))), "")

    def _rows(
        self,
        columns: Sequence[PlainColumn],
        body: Sequence[int],
        label: int | None,
        code: int | None,
    ) -> Iterator[OpenRow]:
        held = {one.index for one in columns}
        section, summed = "", False
        for row in body:
            line = {at: one for at, one in self.lines[row].items() if at in held}
            texts = [self._shown(row, at) for at in sorted(line)]
            if not line:
                continue
            if total := self._total_said(row):
                summed = True
                role = "sous-total" if _PART.match(normalise(total)) else "total"
                yield OpenRow(row, "", total, role, section)
                continue
            if part := next((t for t in texts if re.match(r"dont\b", normalise(t))), ""):
                yield OpenRow(row, "", part, "dont", section)
                continue
            formulas = self.grid.formulas or ()
            calculated = any((row, at) in formulas for at in held)
            if len(line) == 1 and next(iter(line.values())).text and not calculated:
                section = texts[0]
                continue
            number = "" if code is None else self._shown(row, code)
            name = "" if label is None else self._shown(row, label)
            if summed and _GAP.match(normalise(texts[0])):
                yield OpenRow(row, "", texts[0], "écart", section)
                continue
            yield OpenRow(row, number, name, "ligne", section)
