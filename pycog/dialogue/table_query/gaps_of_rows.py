"""Turns that set the figures of told rows against one another: « de combien ? », « en tout ? »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from pycog.arithmetic import compare
from pycog.dialogue.answers import Answer, compute
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.table_query.plain_tables import FIGURE, PlainColumn, figures_of
from pycog.dialogue.table_query.row_anchors import OF_ROW
from pycog.dialogue.table_query.rows_listed import Listed, written
from pycog.dialogue.table_query.table_asking import TableAsking
from pycog.dialogue.table_query.table_lexis import headed
from pycog.dialogue.table_query.table_reply import TableReply
from pycog.dialogue.table_query.table_request import SUM, Request
from pycog.dialogue.table_query.turn_slots import is_alike
from pycog.dialogue.workbook.cell_answers import said_only, with_formula
from pycog.dialogue.workbook.open_cells import Cell, parts_of, shown_as
from pycog.lazy_patterns import regex
from pycog.values import counted

if TYPE_CHECKING:
    from pycog.dialogue.table_query.best_readings import Tables
    from pycog.dialogue.turn import Context
    from pycog.equip.open_parts import OpenRow

#: An answer, and what was asked by it where that is something else than before.
Found = tuple[Answer, str]
#: Lines of a list that a text names.
MOST_TOLD: Final = 12
MOST_CHOICES: Final = 4
#: That the rows are meant together.
WHOLE: Final = regex(
    r"\b(?:en tout|au total|totaux|total|(?:a|en) eux (?:tous|deux|trois)|tous ensemble"
    r"|tout(?:es)? (?:compris\w*|confondu\w*)|cumul\w*|additionn\w+|ensemble|a elles (?:toutes|deux"
    r"|trois))\b"
)
_GAP: Final = regex(
    r"(?:(?:il|elle|ils|elles|on|ca|leur|lui|nous|l|c est|a|ont|est|sont|y|etait|fait|soit"
    r"|un|une|quel|quelle|le|la|les|c etait) )*"
    r"(?:(?:(?:rate|loupe|manque|depasse|excede)\w*|l ecart|ecarts?|depassements?|difference)"
    r"(?: (?:etait|est|c est|fait|ete|a ete))? (?:de )?combien(?: de points?| d euros)?"
    r"|(?<=quel )(?:ecart|depassement)|(?<=quelle )difference|ecarts?|depassements?"
    r"|de combien(?: de points?)?"
    r"(?: (?:est ce|l a t on|ont ils|ont elles|on l a|il l a|elle l a|on a|c est))?"
    r"(?: (?:rate|loupe|manque|depasse)\w*)?"
    r"|combien (?:de|en) (?:plus|moins)|combien (?:d ecart|de depassement))"
)
_THAN: Final = regex(
    r"(?:(?:c|ca|il|elle|on|ce)(?: (?:est|etait|fait|a|ete))* )?"
    r"(?P<way>plus|moins|au dessus|en dessous|superieure?|inferieure?)(?: \w+)??"
    r" (?:que|qu|du|de la|de l|de|a la|a l|au|a)(?: (?:le|la|l|ce qui etait))? (?P<what>.+)"
)
_MORE: Final = frozenset({"plus", "au dessus", "superieur", "superieure"})


def gaps(text: str, held: Sequence[Listed], context: Context) -> Found | None:
    """« De combien ? », between what was done and what was aimed at, row by row.

    Args:
        text: The turn.
        held: The rows that were told.
        context: The formulas.
    """
    whole = WHOLE.search(text) is not None
    if not _GAP.fullmatch(" ".join(WHOLE.sub(" ", text).split())):
        return None
    told = []
    for one, row in rows_of(held):
        pair = _pair(one, row)
        if pair is None:
            return None
        told.append((one, row, *pair))
    if len(told) == 1:
        one, row, done, aim = told[0]
        node = Operation(done.ref(), "-", aim.ref())
        said = f"Écart, {one.lexis.table.name(row)} : {{value}} ({place(done)} ; {place(aim)})."
        reply = TableReply(Request(one.lexis.table, [row]), context)
        answer = reply._node(node, said, done.kind)
        return None if answer is None else (answer, "")
    parts = []
    for one, row, done, aim in told[:MOST_TOLD]:
        gap = compute(Operation(done.ref(), "-", aim.ref()), context.host).value
        if not isinstance(gap, int | float):
            return None
        points = f"{shown_as(gap * 100, 'number')} points" if done.kind == "rate" else ""
        shown = points or shown_as(gap, done.kind)
        parts.append(f"{one.lexis.table.name(row)} : {shown} ({place(done)} ; {place(aim)})")
    if whole:
        return _gaps_in_all(told, parts, context)
    said = f"Écarts : {' | '.join(parts)}."
    return said_only(said, held[0].lexis.table.open), ""


def _gaps_in_all(
    told: Sequence[tuple[Listed, OpenRow, Cell, Cell]], parts: Sequence[str], context: Context
) -> Found | None:
    """Add up the gaps of several rows."""
    kinds = {done.kind for _, _, done, _ in told}
    if kinds & {"rate", "%"} or len(kinds) > 1:
        return None
    done, aims = [one[2] for one in told], [one[3] for one in told]
    node = Operation(call("SUM", *parts_of(done)), "-", call("SUM", *parts_of(aims)))
    said = f"Écart des {counted(len(told), 'ligne')} : {{value}}, en tout ({' | '.join(parts)})."
    kind = kinds.pop()
    answer = with_formula(
        node, context, said, told[0][0].lexis.table.open, kind="" if kind == "number" else kind
    )
    return answer, ""


def _pair(held: Listed, row: OpenRow) -> tuple[Cell, Cell] | None:
    """Return what was done and what was aimed at in a row, of the period that was told."""
    table = held.lexis.table
    if (two := _two_told(held, row)) is not None:
        return two
    periods = {one.period for one in figures_of(held.columns) if one.period}

    def of(*concepts: str) -> list[PlainColumn]:
        found = figures_of([one for name in concepts for one in headed(table, name)])
        found = list(dict.fromkeys(found))
        if periods:
            found = [one for one in found if one.period in periods]
        named = [one for one in found if one in held.columns]
        return named if len(named) == 1 else found

    done = of("fait")
    aims = [one for one in of("prévu", "objectif") if one not in done]
    if len(done) != 1 or len(aims) != 1:
        return None
    one, other = table.cell(row, done[0]), table.cell(row, aims[0])
    if one.number is None or other.number is None or one.kind != other.kind:
        return None
    return one, other


def _two_told(held: Listed, row: OpenRow) -> tuple[Cell, Cell] | None:
    """Return the two figures of a row that were told and set against one another."""
    table = held.lexis.table
    told = figures_of(held.columns)
    if len(told) != 2:
        return None
    first, last = told
    planned = [*headed(table, "prévu"), *headed(table, "objectif")]
    if all(one.period for one in told) and is_alike(first, last):
        first, last = sorted(told, key=lambda one: one.period.start if one.period else (0, 0))
        first, last = last, first
    elif (first in planned) == (last in planned):
        return None
    elif first in planned:
        first, last = last, first
    one, other = table.cell(row, first), table.cell(row, last)
    if one.number is None or other.number is None or one.kind != other.kind:
        return None
    return one, other


def compared(text: str, held: Sequence[Listed], tables: Tables, context: Context) -> Found | None:
    """« C'est plus que le voté ? », of the one figure that was told.

    Args:
        text: The turn.
        held: The rows that were told.
        tables: The tables of the workbook.
        context: The formulas.
    """
    match = _THAN.fullmatch(text)
    if match is None or len(rows_of(held)) != 1:
        return None
    ((one, row),) = rows_of(held)
    told = figures_of(one.columns)
    named = columns_named(match["what"], one, tables) or []
    table = one.lexis.table
    if len(told) != 1:
        return None
    named = [column for column in named if column.period in (told[0].period, None)]
    if len(named) != 1 or named == told:
        return None
    first, last = table.cell(row, told[0]), table.cell(row, named[0])
    if first.number is None or last.number is None or first.kind != last.kind:
        return None
    more = compare(first.number, last.number)
    so = more > 0 if match["way"] in _MORE else more < 0
    node = Operation(first.ref(), "-", last.ref())
    said = (
        f"{'Oui' if so else 'Non'} : {table.name(row)} – {place(first)} ; {place(last)} ; "
        "écart : {value}."
    )
    answer = TableReply(Request(table, [row]), context)._node(node, said, first.kind)
    asked = OF_ROW + written(table.open.sheet, [row], [told[0], named[0]])
    return None if answer is None else (answer, asked)


def place(cell: Cell) -> str:
    """Return a cell as it is told.

    Args:
        cell: The cell.
    """
    return f"{cell.heading} : {cell.shown} ({cell.place})"


def rows_of(held: Sequence[Listed]) -> list[tuple[Listed, OpenRow]]:
    """Return the rows that were told, each with its table.

    Args:
        held: The rows, table by table.
    """
    return [(one, row) for one in held for row in one.rows]


def columns_named(left: str, held: Listed, tables: Tables) -> list[PlainColumn] | None:
    """Return the columns of figures that a turn names, ``None`` where it says more.

    Args:
        left: What is left of the turn.
        held: The rows that were told.
        tables: The tables of the workbook.
    """
    table = held.lexis.table
    if not left:
        told = [one for one in figures_of(held.columns) if _adds_up(held, one)]
        money = [one for one in table.of(FIGURE) if one.column.unit and _adds_up(held, one)]
        only = [one for one in table.of(FIGURE) if _adds_up(held, one)]
        amounts = [one for one in only if re.search(r"\b(?:montant|somme|cout)\b", one.own)]
        return told or money or amounts or (only if len(only) == 1 else None)
    asking = TableAsking(left, held.lexis, tables.elsewhere(held.lexis))
    asking.codes = list(held.rows)
    for choice in islice(asking.choices(), MOST_CHOICES):
        if choice.rows or choice.titles or set(choice.operators) - {SUM}:
            continue
        request = asking.request(choice)
        if request is None or request.condition or request.rows != list(held.rows):
            continue
        columns = figures_of(request.flat)
        if columns and len(columns) == len(request.flat):
            return columns
    return None


def _adds_up(held: Listed, column: PlainColumn) -> bool:
    """Tell whether the figures of a column are amounts."""
    if TableReply._is_level(column):
        return False
    kinds = {
        cell.kind
        for row in held.rows
        if (cell := held.lexis.table.cell(row, column)).number is not None
    }
    return bool(kinds) and not kinds & {"rate", "%"}
