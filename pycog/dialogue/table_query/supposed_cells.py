"""« Si on décroche 85 % au téléphone ? »: what a table would show with another typed value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.best_readings import Tables, requests_for
from pycog.dialogue.table_query.plain_tables import FIGURE, NOTE, PlainColumn, PlainTable
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import Lexis, headed, plain
from pycog.dialogue.table_query.table_periods import Period, periods_in
from pycog.dialogue.workbook.cell_answers import enumerated, said_only
from pycog.dialogue.workbook.open_cells import Cell, shown_as
from pycog.errors import PycogError
from pycog.lazy_patterns import regex
from pycog.values import format_number

if TYPE_CHECKING:
    from pycog.audit.grid import Grid
    from pycog.dialogue.turn import Context
    from pycog.equip.open_parts import OpenRow

#: Opens what is supposed; it ends where a question begins.
_IF: Final = regex(
    r"\b(?:et |mais |alors )*(?:si|suppos\w+ que|imagin\w+ que|admett\w+ que|en supposant que)\b"
)
_MAIN: Final = regex(
    r"\b(?:a combien|combien|quel(?:le)?s?\b|le total|les points|on (?:est|serait|aurait|arrive\w*)"
    r"|ca (?:fait|ferait|donne\w*|change\w*|passe\w*)|qu est ce|que (?:devient|deviendrait)"
    r"|alors|quid)\b"
)
_NUMBER: Final = regex(
    r"(?<![\w,])(?P<n>\d[\d ]*(?:,\d+)?) ?"
    r"(?P<unit>%|k€|m€|€|euros?|jours?|j|etp|points?|pts)?(?!\w)"
)
#: What is supposed to change by so much is another question.
_CHANGES_BY: Final = regex(
    r"\b(?:de plus|de moins|supplementaires?|en plus|en moins|augment\w*|baiss\w*|gagn\w*|perd\w*"
    r"|double\w*|triple\w*|reduis\w*|diminu\w*)\b|[+-] ?\d"
)
#: Verbs by which a figure is another one, and words beside them.
_MOVES: Final = regex(
    r"\b(?:(?:on|nous|je|il|elle|ils|elles|c|ce|ca|y)|(?:re)?mont\w+|pass\w+|attei\w+|fai\w+|fera\w*"
    r"|f(?:erions|erait)|a|ai|avai\w+|avons|aura\w*|obt\w+|tomb\w+|descend\w*|arriv\w+|est|etai\w+"
    r"|serait|val\w+|vau\w+|eu|fait|resultat|realise|jusqu|seulement|plutot|finalement|bien|pile)\b"
)
#: A turn after what was supposed that still supposes it.
_STILL: Final = regex(
    r"\b(?:total|alors|du coup|dans ce cas|ferait|serait|deviendrait|deviendraient|passe\w*"
    r"|monte\w*|aurait|toucherait)\b"
)
_TOTAL: Final = regex(r"\b(?:total|en tout|au total|ensemble)\b")
#: Stands before what was supposed in what is remembered of a conversation.
SUPPOSED: Final = "~"
_RATIO: Final = 1.5
_MOST: Final = 6


@runtime_checkable
class SupposingReader(Protocol):
    """A reader that can calculate its workbook with another value in one cell."""

    def supposed(self, sheet: str, row: int, column: int, value: str) -> Sequence[Grid] | None:
        """Return the sheets as they would be, ``None`` where that cannot be calculated.

        Args:
            sheet: The sheet.
            row: Zero-based row.
            column: Zero-based column.
            value: As typed.
        """
        ...


@dataclass(frozen=True)
class _Change:
    """A cell that would hold something else."""

    lexis: Lexis
    row: OpenRow
    column: PlainColumn
    value: str
    shown: str

    @property
    def cell(self) -> Cell:
        return self.lexis.table.cell(self.row, self.column)


def supposed_answer(
    text: str, last: tuple[PlainTable, OpenRow, Period | None] | None, before: str,
    tables: Tables, context: Context,
) -> tuple[Answer, str, str] | None:  # fmt: skip
    """Answer what the workbook would show with another value; ``None`` for any other question.

    Args:
        text: The question, as :func:`.table_lexis.plain` gives it.
        last: The row that was told last, with its period.
        before: What was supposed before, ``""`` for nothing.
        tables: The tables of the workbook.
        context: The formulas and the workbook.

    Returns:
        The answer, what is supposed, and of which row.
    """
    reader: object = context.sheet
    if not isinstance(reader, SupposingReader):
        return None
    supposed, main = _parted(text)
    if not supposed:
        if not before or not _STILL.search(text):
            return None
        supposed, main = before, text
    change = _change(supposed, last, tables)
    if change is None:
        return None
    wanted = _wanted(main, change, tables)
    if not wanted:
        return None
    try:
        grids = reader.supposed(
            change.lexis.table.open.sheet, change.row.index, change.column.index, change.value
        )
    except PycogError:
        return None
    if grids is None:
        return None
    told = _told(change, wanted, {one.name: one for one in grids})
    if told is None:
        return None
    year = change.column.period.year if change.column.period else None
    place = f"{change.lexis.table.open.sheet}!{change.row.index}{f';{year}' if year else ''}"
    return told, supposed, place


def supposes(text: str) -> bool:
    """Tell whether a question says what is supposed to be otherwise.

    Args:
        text: The question, as :func:`of_question` gives it.
    """
    return bool(_parted(text)[0])


def _parted(text: str) -> tuple[str, str]:
    """Return what is supposed and what is asked, ``""`` where nothing is supposed."""
    match = _IF.search(text)
    if match is None:
        return "", text
    behind = text[match.end() :]
    number = _NUMBER.search(behind)
    if number is None:
        return "", text
    main = _MAIN.search(behind, number.end())
    asked = text[: match.start()].strip()
    if main is not None:
        return behind[: main.start()].strip(), f"{asked} {behind[main.start() :]}".strip()
    return behind.strip(), asked


def _change(
    supposed: str, last: tuple[PlainTable, OpenRow, Period | None] | None, tables: Tables
) -> _Change | None:
    """Return the one typed cell that is supposed to hold something else."""
    if _CHANGES_BY.search(supposed):
        return None
    periods = periods_in(supposed)
    bare = supposed
    for one in periods:
        bare = bare[: one.start] + " " * (one.end - one.start) + bare[one.end :]
    numbers = list(_NUMBER.finditer(bare))
    if not numbers or len(periods) > 1:
        return None
    number = numbers[-1]
    words = f"{bare[: number.start()]} {bare[number.end() :]}"
    words = " ".join(_MOVES.sub(" ", words).split())
    period = periods[0].period if periods else None
    found: list[_Change] = []
    for lexis in tables.lexes:
        row = _row(words, lexis, tables, last)
        if row is None:
            continue
        when = period or (last[2] if last is not None and last[0] is lexis.table else None)
        column = _typed(lexis.table, row, when)
        if column is None:
            continue
        value = _value(number, lexis.table, row, column)
        if value is not None:
            found.append(_Change(lexis, row, column, *value))
    return found[0] if len(found) == 1 else None


def _row(
    words: str, lexis: Lexis, tables: Tables,
    last: tuple[PlainTable, OpenRow, Period | None] | None,
) -> OpenRow | None:  # fmt: skip
    """Return the row that is named, else the one that was told last."""
    asking = TableAsking(words, lexis, tables.elsewhere(lexis))
    rows: list[set[int]] = []
    for choice in asking.choices():
        request = asking.request(choice)
        if request is not None and request.named:
            rows.append({one.index for one in request.rows})
            if len(request.rows) == 1:
                return request.rows[0]
        elif request is not None and not choice.columns and not rows:
            told = last is not None and last[0] is lexis.table
            return last[1] if told and last is not None else None
    return None


def _typed(table: PlainTable, row: OpenRow, period: Period | None) -> PlainColumn | None:
    """Return the column of the results that are typed, of a period where one is said."""
    done = [
        one
        for one in headed(table, "fait")
        if one.kind != NOTE and not table.open.is_formula(row, one.column)
    ]
    if period is not None:
        done = [one for one in done if one.period is None or period.holds(one.period)]
    return done[0] if len(done) == 1 else None


def _value(
    number: re.Match[str], table: PlainTable, row: OpenRow, column: PlainColumn
) -> tuple[str, str] | None:
    """Return a value as it would be typed and as it is shown, ``None`` in another unit."""
    amount = float(number["n"].replace(" ", "").replace(",", "."))
    unit = number["unit"] or ""
    beside = [
        cell.number
        for one in table.of(FIGURE)
        if one is not column and (cell := table.cell(row, one)).number is not None
    ]
    cell = table.cell(row, column)
    units = [table.cell(row, one).shown for one in table.columns if "unite" in one.own]
    rated = cell.kind == "rate" or "%" in map(normalise, units)
    if unit == "%":
        if not rated and cell.kind != "%":
            return None
        targets = [
            value
            for one in headed(table, "objectif")
            if (value := table.cell(row, one).number) is not None
        ]
        as_points = any(abs(one) > _RATIO for one in [*targets, cell.number or 0.0])
        shown = f"{format_number(amount, 2)} %"
        return (number["n"].replace(" ", "") if as_points else shown), shown
    if rated or not (beside or cell.number is not None):
        return None
    money = {"€", "euro", "euros", "k€", "m€"}
    own = cell.column.unit or next(iter(units), "")
    scale = {"k€": 1_000, "m€": 1_000_000}
    if unit in money:
        if own.lower() not in {"€", "k€", "m€"}:
            return None
        amount = amount * scale.get(unit, 1) / scale.get(own.lower(), 1)
    elif unit.startswith("j") and "jour" not in normalise(f"{own} {row.label} {column.own}"):
        return None
    shown = format_number(amount, 4)
    return shown.replace("\u202f", "").replace("\xa0", ""), f"{shown} {own}".strip()


def _wanted(main: str, change: _Change, tables: Tables) -> list[Cell]:
    """Return the calculated cells that are asked for: those of the row, where none is named."""
    table = change.lexis.table
    main = " ".join(_STILL_SAID.sub(" ", _MAIN_SAID.sub(" ", main)).split())
    own = [one for one in table.of(FIGURE) if table.open.is_formula(change.row, one.column)]
    if not main:
        total = [table.cell(table.total, one) for one in own] if table.total is not None else []
        return [*(table.cell(change.row, one) for one in own), *total][:_MOST]
    if _TOTAL.search(main) and table.total is not None:
        columns = own
        asked = TableAsking(_TOTAL.sub(" ", main), change.lexis, frozenset())
        for choice in asked.choices():
            request = asked.request(choice)
            if request is not None and (request.named or request.condition):
                return _of_requests(main, tables, change)
            named = [] if request is None else [one for one in request.flat if one in own]
            columns = named or columns
        if len(columns) == 1:
            return [table.cell(table.total, one) for one in columns]
        return _of_requests(main, tables, change)
    asked = TableAsking(main, change.lexis, frozenset())
    for choice in asked.choices():
        request = asked.request(choice)
        if request is not None and not request.named:
            columns = [one for one in request.flat if one in own]
            if columns:
                return [table.cell(change.row, one) for one in columns]
    return _of_requests(main, tables, change)


def _of_requests(main: str, tables: Tables, change: _Change) -> list[Cell]:
    """Return the calculated cells that the question may name: those that move are meant."""
    found: list[Cell] = []
    for request in requests_for(main, tables):
        if len(request.rows) != 1 or request.op not in {"lire", "somme"}:
            continue
        table, (row,) = request.table, request.rows
        columns = request.flat or [
            one for one in table.of(FIGURE) if table.open.is_formula(row, one.column)
        ]
        same = [one for one in columns if one.index == change.column.index]
        if table is change.lexis.table and same and not request.flat:
            # « Et le total limitatif ? », of the same column.
            columns = same
        if len(columns) == 1 and table.open.is_formula(row, columns[0].column):
            cell = table.cell(row, columns[0])
            found += [] if cell in found else [cell]
    return found[:_MOST]


#: Words of the question itself, which name no cell.
_MAIN_SAID: Final = regex(
    r"\b(?:a combien|combien|(?:re)?mont\w+|pass\w+|ca|cela|fai[ts]?|ferait|donne\w*|on|serait"
    r"|aurait|est|arrive\w*|que|devien\w*|qu|ce|quel(?:le)?s?|quid|change\w*|de)\b"
)
_STILL_SAID: Final = regex(r"\b(?:alors|du coup|dans ce cas|et|donc|le|la|les|l|des)\b")


def _told(change: _Change, wanted: Sequence[Cell], grids: dict[str, Grid]) -> Answer | None:
    moved = []
    for cell in wanted:
        grid = grids.get(cell.table.sheet)
        if grid is None:
            continue
        then = Cell(replace(cell.table, grid=grid), cell.row, cell.column)
        name = cell.row.label or cell.row.number or _first_text(cell)
        now, after = (_EMPTY if one.stored is None else one.shown for one in (cell, then))
        if cell.number is not None and then.number is not None and cell.kind != then.kind:
            # A ratio that passes a limit is still shown as it was.
            after = shown_as(then.number, cell.kind)
        if now != after:
            moved.append((name, cell.heading, now, after, cell.place))
    table = change.lexis.table
    if not moved:
        return None
    lines = [f"« {n} » – {h} : {now} → {then} ({p})" for n, h, now, then, p in moved]
    text = (
        f"Si « {change.row.label or change.row.number} » – {change.column.column.title} passait de "
        f"{change.cell.shown} à {change.shown} ({change.cell.place}) : {enumerated(lines)}. "
        "Le classeur n'est pas modifié."
    )
    rows = tuple((f"{n} – {h}", now, then, p) for n, h, now, then, p in moved)
    return said_only(text, table.open, Table(("Quoi", "Actuel", "Alors", "Où"), rows))


def _first_text(cell: Cell) -> str:
    """Return what stands first in a row that nothing names."""
    held = sorted(
        (at, stored.text)
        for (row, at), stored in cell.table.grid.cells.items()
        if row == cell.row.index and stored.text
    )
    return held[0][1] if held else ""


#: How a calculated cell is shown that has no value.
_EMPTY: Final = "vide"


def of_question(question: str) -> str:
    """Return a question as this room reads it, commas as pauses."""
    return plain(re.sub(r",(?!\d)", " ", question))
