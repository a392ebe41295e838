"""Reads a table whose indicators head its columns, with a row for each year and each role.

Each indicator becomes a table of its own, of one row a year: what such a table is worth, reports
and the officer's answers know already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.audit.grid import shown
from pycog.equip.model import Choice, Column, Doubt, Row, Table
from pycog.equip.recognition.cell_readings import read_cells
from pycog.equip.recognition.column_roles import role_told
from pycog.equip.recognition.column_units import rate_units
from pycog.equip.recognition.heading_words import is_part_of_year, read_words
from pycog.equip.recognition.headings_across import Heading, headings_of
from pycog.equip.recognition.printed_values import same_target
from pycog.equip.recognition.questions import points_question
from pycog.equip.recognition.regions import Headed, Region
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.subject_frames import Candidate, Frame
from pycog.equip.recognition.table_building import of_levels
from pycog.equip.recognition.table_frames import Knowledge
from pycog.equip.recognition.table_questions import figure_questions
from pycog.values import excerpt

#: Rows in which labels of the agreement may head columns.
HEAD: Final = 30
_FEWEST: Final = 2
#: Role of a heading → role of the figures of an indicator.
ROLES: Final = {"objectif": "objectif", "réalisé": "réalisé", "exécuté": "réalisé"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a year.

    Attributes:
        row: Zero-based row.
        year: Its year.
        role: Role of its figures, ``""`` where nothing tells it.
    """

    row: int
    year: int
    role: str


def tables_across(view: View, knowledge: Knowledge) -> Iterator[tuple[Table, list[Doubt]]]:
    """Yield a table for each indicator that heads a column, and each role of its rows.

    Args:
        view: The sheet.
        knowledge: What is known of the agreement.
    """
    frame = knowledge.indicators
    if frame is None:
        return
    for row in view.rows()[:HEAD]:
        headings = _distinct(headings_of(view, row, frame))
        if len(headings) < _FEWEST or _labelled_below(view, row, headings, frame):
            continue
        title = texts_above(view, row)
        lines = list(lines_of(view, (row, headings[0].column), title, knowledge.years, ROLES))
        for heading in headings:
            yield from tables_of(view, (row, title), heading, lines)
        return


def _labelled_below(view: View, row: int, headings: Sequence[Heading], frame: Frame) -> bool:
    """Tell whether numbers alone head columns whose labels stand in the row below."""
    if any(one.label for one in headings):
        return False
    return sum(bool(one.label) for one in headings_of(view, row + 1, frame)) >= _FEWEST


def _distinct(headings: Iterable[Heading]) -> list[Heading]:
    """Return the headings of subjects that no other column claims."""
    found = list(headings)
    claims = Counter(one.candidate.subject.identity for one in found)
    return [one for one in found if claims[one.candidate.subject.identity] == 1]


def tables_of(
    view: View, place: tuple[int, str], heading: Heading, lines: Sequence[Line]
) -> Iterator[tuple[Table, list[Doubt]]]:
    """Yield the tables of an indicator, one for each role of its rows.

    Args:
        view: The sheet.
        place: Row of the heading, and the texts above it.
        heading: The indicator and the column of its values.
        lines: Its rows.
    """
    for role in dict.fromkeys(line.role for line in lines):
        yield _table(view, place, heading, [one for one in lines if one.role == role], lines)


def texts_above(view: View, row: int) -> str:
    """Return the name of the sheet and the texts above a row, which say what a table is of."""
    above = [one for one in view.rows() if one < row]
    texts = [view.text(one, column) for one in above for column in view.row(one)]
    return " ".join([view.grid.name, *filter(None, texts)])


def lines_of(
    view: View,
    start: tuple[int, int],
    title: str,
    years: Collection[int],
    roles: Mapping[str, str],
) -> Iterator[Line]:
    """Yield the rows whose first cells tell a year of the agreement, and no part of one.

    Args:
        view: The sheet.
        start: The row of the headings, and the first column that a subject heads.
        title: The texts above, which tell the role where no row does.
        years: The years of the agreement.
        roles: Role of a heading → role of the figures.
    """
    (header, first), known, year = start, frozenset(years), None
    for row in (one for one in view.rows() if one > header):
        texts = [view.text(row, column) for column in sorted(view.row(row)) if column < first]
        if not any(texts):
            # A merged year stands in the first of its rows only.
            texts = [view.text(row, column) for column in range(first)]
        told = " ".join(filter(None, texts))
        words = read_words(told, known)
        year = words.years[0] if len(words.years) == 1 else (year if not words.years else None)
        role = roles.get(words.role, "")
        if not told or year not in known or is_part_of_year(told) or words.partial:
            continue
        if not role and (words.role or not words.bare):
            continue  # gaps are no figures of their own; « 2013 Lyon » is not the year
        yield Line(row, year, role or role_told(title))


def _table(
    view: View,
    place: tuple[int, str],
    heading: Heading,
    own: Sequence[Line],
    lines: Sequence[Line],
) -> tuple[Table, list[Doubt]]:
    header, title = place
    candidate, role = heading.candidate, own[0].role
    certain = _is_certain(view, heading, lines)
    rows = rows_across(heading, own, certain=certain)
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
        sure=certain or heading.contrary,
    )
    doubts = [] if role else [_role_question(view, header, column)]
    doubts += [
        points_question(view, column, header, in_points)
        for _, in_points in rates.in_points
        if certain and column.role == "réalisé"
    ]
    doubts += figure_questions(region, table, {line.row: candidate for line in own}, "")
    if not table.sure and own[0] == lines[0]:
        # Asked once, for all the roles of its rows.
        doubts.append(_subject_question(view, header, heading))
    return table, doubts


def _subject_question(view: View, header: int, heading: Heading) -> Doubt:
    subject = heading.candidate.subject
    told = (
        f"Seul le numéro « {heading.number} » désigne"
        if not heading.label
        else f"Le libellé « {excerpt(heading.label)} » désigne"
    )
    return Doubt(
        "libelle-seul" if heading.label else "numero-seul",
        view.grid.name,
        shown((header, heading.column)),
        f"{told} l'indicateur {subject.key}, « {excerpt(subject.label)} » : rien d'autre ne le "
        "confirme, ni ses cibles. Est-ce lui ?",
        (),
        (
            Choice(f"Oui, l'indicateur {subject.key}", "oui"),
            Choice("Non : laisser cette colonne de côté", "non"),
        ),
    )


def rows_across(heading: Heading, lines: Sequence[Line], *, certain: bool) -> tuple[Row, ...]:
    """Return the rows of a subject that heads a column, one a year.

    Args:
        heading: The subject.
        lines: Where its rows stand.
        certain: Whether several signals agree on it.
    """
    one = heading.candidate
    return tuple(
        Row(
            line.row,
            heading.number,
            heading.label,
            one.role,
            one.subject,
            certain,
            certain,
            signals=heading.signals,
            year=line.year,
        )
        for line in lines
    )


def _is_certain(view: View, heading: Heading, lines: Sequence[Line]) -> bool:
    """Tell whether a second signal agrees with the label: its number, or printed targets.

    A label cut short needs the targets of two years, none of them another.
    """
    if heading.number and heading.label:
        return heading.numbered
    printed = heading.candidate.printed
    said = [
        same_target(stored, target)
        for line in lines
        if line.role == "objectif"
        and (stored := view.row(line.row).get(heading.column)) is not None
        and isinstance(target := printed.get(("objectif", line.year)), str)
    ]
    if heading.exact:
        return any(said)
    return said.count(True) >= _FEWEST and False not in said


def _targets(
    candidate: Candidate, lines: Sequence[Line], role: str
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
