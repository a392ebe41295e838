"""A table of an open workbook as a grid: lines, what is measured of them, and periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, normalise_long, words
from pycog.dialogue.table_query.initials import WORD
from pycog.dialogue.table_query.plain_tables import CODE, FIGURE, TEXT, PlainColumn, PlainTable
from pycog.dialogue.table_query.table_periods import Period, period_of, periods_in
from pycog.dialogue.workbook.open_cells import Cell
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

LINE, PART, WHOLE = "ligne", "sous-total", "total"
#: Words of headings and labels that tell nothing by themselves.
SMALL: Final = frozenset(
    map(
        stem,
        [
            "de",
            "du",
            "des",
            "le",
            "la",
            "les",
            "l",
            "d",
            "en",
            "et",
            "au",
            "aux",
            "a",
            "un",
            "une",
            "par",
            "pour",
            "sur",
            "dans",
            "s",
            "k",
        ],
    )
)
TOTAL_WORDS: Final = frozenset(
    map(
        stem,
        [
            "total",
            "totaux",
            "tot",
            "ensemble",
            "general",
            "generale",
            "generaux",
            "cumul",
            "s",
            "sous",
            "annuel",
            "annee",
            "an",
            "somme",
            "gal",
            "tout",
        ],
    )
)
_SUMS: Final = regex(r"(?:total|cumul|annee|ensemble|total annuel|cumul annuel|annuel)\b")
_MEANS: Final = regex(r"(?:moyenne|moy)\b")
#: What is counted at a time, or set against something: its months are not added up.
_LEVEL: Final = regex(
    r"\b(?:etp\w*|equivalents? temps|effectifs?|taux|tx|prix|delais?|stocks?|moyen\w*|duree|age"
    r"|%|encours|cout unitaire|plafonds?)(?:\b|(?<=%))"
)
_OF_TIME: Final = frozenset(map(stem, ("exercice", "annee", "mois")))
_YEARS: Final = range(1990, 2101)


def stems_of(text: str) -> tuple[str, ...]:
    """Return the words of a heading or a label that tell something, in their order."""
    found = map(stem, WORD.findall(normalise_long(text)))
    return tuple(one for one in found if one not in SMALL)


@dataclass(frozen=True, slots=True)
class Measure:
    """What columns hold, whatever their period.

    Attributes:
        key: Its heading without a period, normalised; ``""`` where that is all of it.
        title: Its heading.
        stems: The words of its heading.
    """

    key: str
    title: str
    stems: frozenset[str]


@dataclass(slots=True, eq=False)
class Entity:
    """A line of the grid, or one that adds up others.

    Attributes:
        name: What it is called.
        role: :data:`LINE`, :data:`PART` or :data:`WHOLE`.
        stems: The words of its name.
        rows: The rows of the sheet that are its own, one for each period where these are rows.
        lines: The lines that it adds up.
        section: The words of the heading above them.
        column: The column that is its own, where periods are rows.
    """

    name: str
    role: str
    stems: frozenset[str]
    rows: tuple[OpenRow, ...] = ()
    lines: tuple[Entity, ...] = ()
    section: frozenset[str] = frozenset()
    column: PlainColumn | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One cell with what it is of."""

    entity: Entity
    measure: str
    period: Period | None
    cell: Cell


@dataclass(eq=False)
class Grid:
    """One table.

    Attributes:
        table: The table.
        lines: Its lines.
        parts: What adds up some of them: sub-totals, and headings without one.
        whole: Its total, ``None`` where it has none.
        measures: What is measured, by key.
        places: Its cells.
    """

    table: PlainTable
    lines: list[Entity] = field(default_factory=list)
    parts: list[Entity] = field(default_factory=list)
    whole: Entity | None = None
    measures: dict[str, Measure] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    #: Whether periods are rows, and lines are columns.
    turned: bool = False

    @property
    def entities(self) -> Iterator[Entity]:
        """Every line and every sum of lines."""
        yield from self.lines
        yield from self.parts
        if self.whole is not None:
            yield self.whole

    @property
    def sum_key(self) -> str:
        """What the column is called that adds up the periods, ``""`` for none."""
        return next((one for one in self.measures if one and _SUMS.match(one)), "")

    @property
    def mean_key(self) -> str:
        """What the column is called that averages the periods, ``""`` for none."""
        return next((one for one in self.measures if one and _MEANS.match(one)), "")

    @cached_property
    def plain_measures(self) -> list[str]:
        """What is measured, sums and means of periods left out."""
        left = {self.sum_key, self.mean_key} - {""}
        return [one for one in self.measures if one not in left]

    @cached_property
    def title(self) -> str:
        """The name of its sheet and its title, normalised."""
        return normalise_long(f"{self.table.open.sheet} {self.table.open.title}")

    def is_level(self, measure: str) -> bool:
        """Tell whether figures of several periods are averaged and not added up."""
        return _LEVEL.search(measure or self.title) is not None

    def periods(self, measure: str) -> list[Period]:
        """Return the periods of a measure, in their order."""
        found = {one.period for one in self.places if one.measure == measure and one.period}
        return sorted(found, key=lambda one: (one.start, one.last, one.day))

    def dated(self, period: Period) -> Period:
        """Return a period with the year of the table where it names none."""
        year = self.table.year
        return replace(period, year=year) if period.year is None and year else period

    def at(self, entity: Entity, measure: str, period: Period | None) -> list[Place]:
        """Return the cells of a line in a period: its own one, else those of its parts."""
        of = self._of(entity, measure)
        if period is None:
            return of
        same = [one for one in of if one.period and self.dated(one.period).is_same(period)]
        if same:
            return same[:1] if len({one.cell.address for one in same}) == 1 else same
        return [one for one in of if one.period and period.holds(self.dated(one.period))]

    @cached_property
    def _index(self) -> dict[tuple[int, str], list[Place]]:
        found: dict[tuple[int, str], list[Place]] = {}
        for one in self.places:
            found.setdefault((id(one.entity), one.measure), []).append(one)
        return found

    def _of(self, entity: Entity, measure: str) -> list[Place]:
        return self._index.get((id(entity), measure), [])


def grid_of_table(table: PlainTable) -> Grid | None:
    """Return a table as a grid, ``None`` where it is none.

    Args:
        table: The table.
    """
    figures = table.of(FIGURE)
    if not figures or not table.rows:
        return None
    grid = Grid(table)
    if _rows_are_periods(table):
        _turned(grid, figures)
    else:
        _straight(grid, figures)
    return grid if grid.lines and grid.places else None


def _rows_are_periods(table: PlainTable) -> bool:
    entries = table.entries
    found = [period_of(normalise(_named(one))) for one in entries]
    # Years that come back are those of lines, each with its own row a year.
    return len(entries) > 1 and all(found) and len(set(found)) == len(found)


def _named(row: OpenRow) -> str:
    return row.label or row.number


def _turned(grid: Grid, figures: Iterable[PlainColumn]) -> None:
    """Read a table whose rows are periods: its columns are the lines."""
    grid.turned = True
    table = grid.table
    grid.measures[""] = Measure("", "", frozenset())
    columns = list(figures)
    for column in columns:
        text = f"{column.group} {column.own}".strip()
        whole = len(columns) > 2 and _SUMS.match(column.own) and not column.group
        entity = Entity(
            column.column.title, WHOLE if whole else LINE, frozenset(stems_of(text)), column=column
        )
        if whole:
            grid.whole = entity
        else:
            grid.lines.append(entity)
        for row in table.rows:
            period = period_of(normalise(_named(row))) if row.role == "ligne" else None
            measure = ""
            if period is None:
                measure = "moyenne" if _MEANS.match(normalise(row.label)) else "total"
                grid.measures.setdefault(measure, Measure(measure, row.label, frozenset()))
            cell = table.cell(row, column)
            grid.places.append(Place(entity, measure, period and grid.dated(period), cell))
    if grid.whole is not None:
        grid.whole.lines = tuple(grid.lines)


def _straight(grid: Grid, figures: Iterable[PlainColumn]) -> None:
    """Read a table whose rows are lines, or lines by year."""
    table = grid.table
    years = _year_column(table)
    columns = []
    for column in figures:
        key, title = _measure_of(column)
        grid.measures.setdefault(key, Measure(key, title, frozenset(stems_of(key))))
        columns.append((column, key))
    _entities(grid, years)
    for entity in grid.entities:
        for row in entity.rows:
            year = _year_in(table, row, years)
            for column, key in columns:
                period = column.period or year
                period = grid.dated(period) if period else None
                grid.places.append(Place(entity, key, period, table.cell(row, column)))


def _measure_of(column: PlainColumn) -> tuple[str, str]:
    """Return the heading of a column without its period, normalised and as it stands."""
    told = []
    for text in (column.group, column.own):
        for one in reversed(periods_in(text)):
            text = text[: one.start] + " " + text[one.end :]
        told += [one for one in WORD.findall(text) if stem(one) not in _OF_TIME]
    key = " ".join(told)
    if set(map(stem, told)) <= SMALL:
        return "", ""
    parts = [one for one in column.column.title.split() if set(words(normalise(one))) & set(told)]
    return key, " ".join(parts) or key


def _year_column(table: PlainTable) -> PlainColumn | None:
    """Return the column that gives the year of each row, where lines come back year by year."""
    for column in table.of(CODE):
        numbers = [
            stored.value
            for row in table.entries
            if (stored := table.cell(row, column).stored) is not None
        ]
        years = [one for one in numbers if isinstance(one, float | int) and one in _YEARS]
        if years and len(years) == len(numbers) and len(set(years)) < len(years):
            return column
    return None


def _year_in(table: PlainTable, row: OpenRow, column: PlainColumn | None) -> Period | None:
    if column is None:
        return None
    value = table.cell(row, column).number
    return Period(int(value)) if value is not None and value in _YEARS else None


def _entities(grid: Grid, years: PlainColumn | None) -> None:
    """Read the lines of a table and what adds them up."""
    table, since = grid.table, list[Entity]()
    by_name: dict[str, Entity] = {}
    for row in table.rows:
        name = _name_of(table, row, years)
        if row.role == "ligne":
            entity = by_name.get(name) if years else None
            if entity is None:
                entity = Entity(name, LINE, frozenset(stems_of(name)), (row,))
                entity.section = frozenset(stems_of(row.heading))
                grid.lines.append(entity)
                since.append(entity)
                by_name[name] = entity
            else:
                entity.rows = (*entity.rows, row)
        elif row.role in {"total", "sous-total"}:
            stems = frozenset(stems_of(row.label))
            whole = row.role == "total" and not (stems - TOTAL_WORDS)
            entity = Entity(row.label, WHOLE if whole else PART, stems, (row,))
            if whole:
                entity.lines = tuple(grid.lines)
                grid.whole = entity
            else:
                entity.lines = tuple(since)
                entity.section = since[-1].section if since else frozenset()
                grid.parts.append(entity)
            since = []
    _headings(grid)


def _headings(grid: Grid) -> None:
    """Take the headings that no sub-total follows for what adds up the lines below them."""
    summed = {id(line) for part in grid.parts for line in part.lines}
    sections: dict[str, list[Entity]] = {}
    by_row = {id(line): line.rows[0].heading for line in grid.lines if line.rows}
    for line in grid.lines:
        heading = by_row.get(id(line), "")
        if heading and id(line) not in summed:
            sections.setdefault(heading, []).append(line)
    for heading, lines in sections.items():
        stems = frozenset(stems_of(heading))
        grid.parts.append(Entity(heading, PART, stems, (), tuple(lines), stems))
    if len(grid.parts) == 1 and grid.whole is None and not sections:
        # A total of its own name, of all lines: « Total CPAM ».
        part = grid.parts[0]
        if len(part.lines) == len(grid.lines):
            grid.whole, grid.parts = replace(part, role=WHOLE), []


def _name_of(table: PlainTable, row: OpenRow, years: PlainColumn | None) -> str:
    if row.label and years is None:
        return row.label
    texts = [
        cell.shown
        for column in table.of(TEXT)
        if not (cell := table.cell(row, column)).is_missing
        and (years is None or _repeats(table, column))
    ]
    return " ".join(texts[:2]) or row.label or row.number


def _repeats(table: PlainTable, column: PlainColumn) -> bool:
    """Tell whether a column names lines that come back: no remark of one row alone."""
    shown = [
        cell.shown for row in table.entries if not (cell := table.cell(row, column)).is_missing
    ]
    return len(set(shown)) * 2 <= len(shown)
