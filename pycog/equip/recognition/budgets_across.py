"""Reads a table whose columns are the lines of a fund, with a row for each year and each role.

Each line becomes a table of one row a year, as an indicator does that heads a column. Amounts
without a unit, or of a fund that nothing names, are left to the officer: the table is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pycog.equip.model import Column, Doubt, Table
from pycog.equip.recognition.cell_readings import read_cells
from pycog.equip.recognition.heading_words import read_words, unit_in
from pycog.equip.recognition.headings_across import Heading, headings_of
from pycog.equip.recognition.printed_values import same_amount
from pycog.equip.recognition.regions import Headed, Region
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.subject_frames import Frame
from pycog.equip.recognition.table_frames import Knowledge, named_in
from pycog.equip.recognition.table_questions import figure_questions
from pycog.equip.recognition.tables_across import HEAD, Line, lines_of, rows_across, texts_above
from pycog.values import AMOUNT_UNITS

_FEWEST: Final = 2
_ROLES: Final = {"base": "base", "voté": "voté", "exécuté": "exécuté", "réalisé": "exécuté"}
_PLANNED: Final = frozenset({"base", "voté"})


def budgets_across(view: View, knowledge: Knowledge) -> Iterator[tuple[Table, list[Doubt]]]:
    """Yield a table for each line of a fund that heads a column, and each role of its rows.

    Args:
        view: The sheet.
        knowledge: What is known of the agreement.
    """
    for row in view.rows()[:HEAD]:
        title = texts_above(view, row)
        named = [frame for frame in knowledge.frames if frame.kind == "budget"]
        named = [frame for frame in named if named_in(title, frame)] if len(named) > 1 else named
        if len(named) != 1:
            continue
        (frame,) = named
        headings = list(headings_of(view, row, frame))
        if len(headings) < _FEWEST:
            continue
        lines = list(lines_of(view, (row, headings[0].column), title, knowledge.years, _ROLES))
        lines = [line for line in lines if line.role in _ROLES.values()]
        unit = _unit(view, frame, headings, lines, title)
        if not lines or not unit:
            return
        for heading in headings:
            for role in dict.fromkeys(line.role for line in lines):
                own = [line for line in lines if line.role == role]
                certain = heading.exact or _printed(view, frame, heading, lines, unit)
                yield _table(view, (row, title), frame, heading, own, unit, certain=certain)
        return


def _unit(
    view: View, frame: Frame, headings: Sequence[Heading], lines: Sequence[Line], title: str
) -> str:
    """Return the unit of the amounts: that of the title, or the one that printed amounts prove."""
    said = unit_in(title)
    proven = [
        unit
        for unit in AMOUNT_UNITS
        if sum(_printed(view, frame, one, lines, unit) for one in headings) >= _FEWEST
    ]
    if said:
        return said if not proven or said in proven else ""
    return proven[0] if len(proven) == 1 else ""


def _printed(view: View, frame: Frame, heading: Heading, lines: Sequence[Line], unit: str) -> bool:
    """Tell whether the planned amounts of a column are those that the agreement prints."""
    said = []
    for line in lines:
        stored = view.row(line.row).get(heading.column)
        printed = heading.candidate.printed.get(("base", line.year))
        if line.role not in _PLANNED or stored is None or isinstance(printed, str):
            continue
        if printed and stored.number is not None:
            said.append(same_amount(stored.number, printed, unit, frame.unit))
    return any(said) and (all(said) or any(line.role == "voté" for line in lines))


def _table(
    view: View,
    place: tuple[int, str],
    frame: Frame,
    heading: Heading,
    own: Sequence[Line],
    unit: str,
    *,
    certain: bool,
) -> tuple[Table, list[Doubt]]:
    header, title = place
    text = view.text(header, heading.column)
    column = Column(heading.column, text, own[0].role, None, unit)
    rows = rows_across(heading, own, certain=certain)
    headed = Headed(column.index, text, read_words(text))
    region = Region(view, (header,), (headed,), tuple(line.row for line in own), title)
    table = Table(
        view.grid.name,
        "budget",
        (header,),
        own[0].row,
        own[-1].row,
        (column,),
        rows,
        frame.id,
        title,
        tuple(read_cells(region, (column,), rows, {}, AMOUNT_UNITS[frame.unit])),
    )
    candidates = {line.row: heading.candidate for line in own}
    return table, list(figure_questions(region, table, candidates, frame.unit))
