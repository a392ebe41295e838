"""Figures of one table divided by those of another: days of absence per member of staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.expressions import Operation
from pycog.dialogue.figure_grid.grid_figures import Fault, Figure, Figures, Form, Lines, shorter
from pycog.dialogue.figure_grid.grid_model import Entity, Grid
from pycog.dialogue.figure_grid.grid_operators import LARGEST, MEAN, PLAIN, RANK, SMALLEST, SUM
from pycog.dialogue.figure_grid.grid_reading import Asked, read_question
from pycog.dialogue.figure_grid.grid_words import GridWords
from pycog.dialogue.table_query.table_periods import Period, said_of
from pycog.dialogue.turn import Context
from pycog.dialogue.workbook.cell_answers import enumerated, said_only, with_formula
from pycog.dialogue.workbook.open_cells import MONEY
from pycog.lazy_patterns import regex
from pycog.values import format_number

_PER: Final = regex(
    r"(?:\b(?:par|rapporte\w* (?:a|au|aux)(?: l| nombre d)?|ramene\w* (?:a|au|aux)(?: l)?"
    r"|divise\w* par(?: les?)?)|/)"
    r" ?(?P<head>etp|agents?|tetes?|effectifs?)(?: (?:moyens?|payes?|presents?))?\b"
)
_HEADS: Final = regex(r"\b(?:etp|effectifs?|agents?|equivalents? temps)\b")
_ADDED: Final = frozenset({RANK, LARGEST, SMALLEST, SUM, MEAN})


@dataclass(frozen=True, slots=True)
class _Base:
    """The figures that are divided by."""

    figures: Figures
    measure: str
    period: Period | None


def ratio_of(
    text: str, words: Sequence[GridWords], context: Context
) -> tuple[Asked, Answer] | None:
    """Answer a figure per member of staff; ``None`` where it is not clear of which tables.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        words: The grids of the workbook with their words.
        context: The formulas.
    """
    match = _PER.search(text)
    if match is None:
        return None
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    read = [one for held in words if (one := read_question(rest, held)) is not None]
    read = [one for one in read if not _HEADS.search(one.grid.title)]
    read = [one for one in read if one.form.kind == PLAIN and set(one.read.ops) <= _ADDED]
    if not read:
        return None
    best = max(one.score for one in read)
    read = [one for one in read if one.score == best]
    bases = [held.grid for held in words if _HEADS.search(held.grid.title)]
    found = [
        (asked, answer)
        for asked in read
        for base in bases
        if (answer := _divided(asked, base, match["head"], context)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _divided(asked: Asked, base: Grid, head: str, context: Context) -> Answer | None:
    period = _period_of(asked)
    measure = _measure_of(base)
    if measure is None or len(asked.periods) > 1 or asked.read.limits or asked.without:
        return None
    year = period.year if period else None
    of_base = base.table.year or next(
        (one.year for one in base.periods(measure) if one.year == year), None
    )
    if year is None or of_base != year:
        return None
    divisor = _Base(Figures(base, context), measure, period)
    if asked.read.has(RANK, LARGEST, SMALLEST):
        return _ranked(asked, divisor, head, context)
    lines = asked.summed()
    found = _one(asked, lines, divisor, context)
    if found is None:
        return None
    name = "effectif" if head.startswith("effectif") else head.upper() if head == "etp" else head
    assert isinstance(found.node, Operation)
    text = (
        f"« {asked.grid.table.open.sheet} » – {lines.name}, {said_of(period) if period else ''}, "
        f"par {name} : {_shown(found)} ({shorter(found.told)}). {' '.join(found.notes)}"
    )
    return with_formula(found.node, context, text.strip(), asked.grid.table.open)


def _period_of(asked: Asked) -> Period | None:
    if asked.periods:
        return asked.grid.dated(asked.periods[0])
    return Period(asked.grid.table.year) if asked.grid.table.year else None


def _measure_of(grid: Grid) -> str | None:
    """Return what the staff is counted in, ``None`` where that is not clear."""
    keys = grid.plain_measures
    if "" in keys:
        return ""
    return keys[0] if len(keys) == 1 else None


def _one(asked: Asked, lines: Lines, divisor: _Base, context: Context) -> Figure | None:
    """Return the figure of some lines divided by that of the lines of the same names."""
    grid = divisor.figures.grid
    same = [_same(one, asked.grid, grid) for one in lines.entities]
    if not same or any(one is None for one in same):
        return None
    figures = Figures(asked.grid, context)
    first = figures.of(lines, asked.form, asked.periods[0] if asked.periods else None)
    last = divisor.figures.of(
        Lines(tuple(one for one in same if one)), Form(PLAIN, divisor.measure), divisor.period
    )
    if isinstance(first, Fault) or isinstance(last, Fault) or not last.number:
        return None
    notes = tuple(dict.fromkeys([*first.notes, *last.notes]))
    kind = first.kind if first.kind in MONEY else "number"
    node = Operation(first.node, "/", last.node)
    return Figure(node, first.number / last.number, kind, f"{first.told} / {last.told}", notes)


def _same(entity: Entity, grid: Grid, other: Grid) -> Entity | None:
    """Return the line of another table that is called the same; its total for the total."""
    if entity is grid.whole:
        return other.whole
    found = [one for one in other.lines if one.stems == entity.stems]
    return found[0] if len(found) == 1 else None


def _ranked(asked: Asked, divisor: _Base, head: str, context: Context) -> Answer | None:
    read = asked.read
    found, left = [], []
    for one in asked.all_lines:
        figure = _one(asked, Lines((one,)), divisor, context)
        if figure is None:
            left.append(one.name)
        else:
            found.append((one.name, figure))
    if len(found) < 2:
        return None
    least = read.has(SMALLEST) or read.least
    found.sort(key=lambda one: one[1].number, reverse=not least)
    many = read.most or (len(found) if read.has(RANK) else 1)
    told = enumerated(
        [f"{name} ({_shown(one)} : {shorter(one.told)})" for name, one in found[:many]]
    )
    tail = (
        f" Sans valeur dans l'une des tables, laissé de côté : {enumerated(left)}." if left else ""
    )
    notes = " ".join(dict.fromkeys(note for _, one in found[:many] for note in one.notes))
    edge = "le plus faible" if least else "le plus élevé"
    name = "ETP" if head == "etp" else head
    text = f"« {asked.grid.table.open.sheet} » – par {name}, {edge} : {told}.{tail} {notes}"
    rows = tuple((name, _shown(one)) for name, one in found)
    return said_only(text.strip(), asked.grid.table.open, Table(("Ligne", "Valeur"), rows))


def _shown(figure: Figure) -> str:
    number = format_number(round(figure.number, 2), 2)
    return f"{number} {figure.kind}" if figure.kind != "number" else number
