"""Reads a table whose indicators head its columns, with a row for each year and each role.

Each indicator becomes a table of its own, of one row a year: what such a table is worth, reports
and the officer's answers know already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.audit.grid import shown
from pycog.equip.model import Choice, Column, Doubt, Row, Table
from pycog.equip.recognition.cell_readings import read_cells
from pycog.equip.recognition.column_roles import role_told
from pycog.equip.recognition.column_units import rate_units
from pycog.equip.recognition.heading_words import is_part_of_year, read_words
from pycog.equip.recognition.labels_alike import number_before, same_words
from pycog.equip.recognition.printed_values import same_target
from pycog.equip.recognition.questions import points_question
from pycog.equip.recognition.regions import Headed, Region
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.subject_frames import Candidate, Frame
from pycog.equip.recognition.table_building import of_levels
from pycog.equip.recognition.table_frames import Knowledge
from pycog.equip.recognition.table_questions import figure_questions

#: Rows in which labels of the agreement may head columns.
HEAD: Final = 30
_FEWEST: Final = 2
_ROLES: Final = {"objectif": "objectif", "réalisé": "réalisé", "exécuté": "réalisé"}


@dataclass(frozen=True, slots=True)
class _Heading:
    """A column that an indicator heads."""

    column: int
    number: str
    label: str
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a year; its role is ``""`` where nothing tells it."""

    row: int
    year: int
    role: str


def tables_across(view: View, knowledge: Knowledge) -> Iterator[tuple[Table, list[Doubt]]]:
    """Yield a table for each indicator that heads a column, and each role of its rows.

    Args:
        view: The sheet.
        knowledge: What is known of the agreement.
    """
    frame = next((one for one in knowledge.frames if one.kind == "indicateurs"), None)
    if frame is None:
        return
    for row in view.rows()[:HEAD]:
        headings = list(_headings(view, row, frame))
        if len(headings) < _FEWEST:
            continue
        title = _texts(view, row, upwards=True)
        lines = list(_lines(view, row, headings[0].column, title, knowledge))
        for heading in headings:
            for role in dict.fromkeys(line.role for line in lines):
                own = [line for line in lines if line.role == role]
                yield _table(view, (row, title), heading, own, lines)
        return


def _headings(view: View, row: int, frame: Frame) -> Iterator[_Heading]:
    """Yield the columns headed by the label of one indicator, and of one only."""
    by_label: dict[str, list[Candidate]] = {}
    for one in frame.candidates:
        for label in (one.label, *one.aliases):
            by_label.setdefault(same_words(label), []).append(one)
    for column in view.row(row):
        text = view.text(row, column)
        number, label = number_before(text) or ("", text)
        found = by_label.get(same_words(label), []) if label else []
        if len(found) == 1:
            yield _Heading(column, number, label, found[0])


def _texts(view: View, row: int, *, upwards: bool) -> str:
    """Return the name of the sheet and the texts above a row."""
    above = [one for one in view.rows() if one < row] if upwards else []
    texts = [view.text(one, column) for one in above for column in view.row(one)]
    return " ".join([view.grid.name, *filter(None, texts)])


def _lines(
    view: View, header: int, first: int, title: str, knowledge: Knowledge
) -> Iterator[_Line]:
    """Yield the rows whose first cells tell a year of the agreement, and no part of one."""
    known, year = frozenset(knowledge.years), None
    for row in (one for one in view.rows() if one > header):
        texts = [view.text(row, column) for column in sorted(view.row(row)) if column < first]
        if not any(texts):
            # A merged year stands in the first of its rows only.
            texts = [view.text(row, column) for column in range(first)]
        told = " ".join(filter(None, texts))
        words = read_words(told, known)
        year = words.years[0] if len(words.years) == 1 else (year if not words.years else None)
        role = _ROLES.get(words.role, "")
        if not told or year not in known or is_part_of_year(told) or words.partial:
            continue
        if not role and (words.role or not words.bare):
            continue  # gaps are no figures of their own; « 2013 Lyon » is not the year
        yield _Line(row, year, role or role_told(title))


def _table(
    view: View,
    place: tuple[int, str],
    heading: _Heading,
    own: Sequence[_Line],
    lines: Sequence[_Line],
) -> tuple[Table, list[Doubt]]:
    header, title = place
    candidate, role = heading.candidate, own[0].role
    certain = _is_certain(view, heading, lines)
    signals = ("libellé exact", *(("numéro",) if heading.number else ()))
    rows = tuple(
        Row(
            line.row,
            heading.number,
            heading.label,
            "ligne",
            candidate.subject,
            certain,
            certain,
            signals=signals,
            year=line.year,
        )
        for line in own
    )
    known = Column(heading.column, view.text(header, heading.column), role or "réalisé")
    column = replace(known, sure=bool(role), accepted=bool(role))
    headed = Headed(column.index, column.heading, read_words(column.heading))
    region = Region(view, (header,), (headed,), tuple(line.row for line in own), title)
    targets = _targets(candidate, own, column.role)
    rates = rate_units(region, (column,), targets, frozenset({column.role}))
    table = Table(
        view.grid.name,
        "indicateurs",
        (header,),
        own[0].row,
        own[-1].row,
        rates.columns,
        rows,
        title=title,
        readings=tuple(read_cells(region, rates.columns, rows, targets, 0)),
    )
    doubts = [] if role else [_role_question(view, header, column)]
    doubts += [
        points_question(view, column, header, in_points)
        for _, in_points in rates.in_points
        if certain and column.role == "réalisé"
    ]
    doubts += figure_questions(region, table, {line.row: candidate for line in own}, "")
    return table, doubts


def _is_certain(view: View, heading: _Heading, lines: Sequence[_Line]) -> bool:
    """Tell whether a second signal agrees with the label: its number, or a printed target."""
    printed = heading.candidate.printed
    if heading.number:
        return heading.number.casefold().lstrip("0") == heading.candidate.subject.key.casefold()
    for line in lines:
        stored = view.row(line.row).get(heading.column)
        target = printed.get(("objectif", line.year))
        if stored is None or line.role != "objectif" or not isinstance(target, str):
            continue
        if same_target(stored, target):
            return True
    return False


def _targets(
    candidate: Candidate, lines: Sequence[_Line], role: str
) -> dict[tuple[int, str, int | None], str]:
    """Return the printed target that each cell is read with."""
    texts = [one for key, one in candidate.printed.items() if key[0] == "objectif"]
    levels = of_levels([one for one in texts if isinstance(one, str)])
    found: dict[tuple[int, str, int | None], str] = {}
    for line in lines:
        printed = candidate.printed.get(("objectif", line.year))
        target = printed if isinstance(printed, str) else levels
        if target:
            found[line.row, role, None] = target
    return found


def _role_question(view: View, header: int, column: Column) -> Doubt:
    return Doubt(
        "colonne-inconnue",
        view.grid.name,
        shown((header, column.index)),
        f"Rien ne dit ce que sont les valeurs de la colonne « {column.heading} ». Choisissez.",
        (),
        (
            Choice("Réalisé", "réalisé"),
            Choice("Objectif", "objectif"),
            Choice("Laisser cette colonne de côté", "non"),
        ),
    )
