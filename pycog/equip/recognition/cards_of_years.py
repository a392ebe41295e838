"""Reads the cards of indicators that have a column for each year and a row for each role.

The indicator stands above, with its number: « Indicateur n° 10 – Taux de… ». Each row that tells a
role becomes a table of one row, whose columns are the years.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pycog.equip.model import Column, Doubt, Row, Table
from pycog.equip.recognition.cell_readings import read_cells
from pycog.equip.recognition.column_units import rate_units
from pycog.equip.recognition.heading_words import is_part_of_year, read_words
from pycog.equip.recognition.headings_across import Heading, heading_of, numbered
from pycog.equip.recognition.labels_alike import number_before
from pycog.equip.recognition.questions import points_question
from pycog.equip.recognition.regions import Headed, Region
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.subject_frames import Frame
from pycog.equip.recognition.table_building import of_levels
from pycog.equip.recognition.table_frames import Knowledge
from pycog.equip.recognition.table_questions import figure_questions
from pycog.equip.recognition.tables_across import ROLES

#: The years stand no farther below the name of the indicator, nor the last role below them.
_NEAR, _TALLEST = 4, 12


@dataclass(frozen=True, slots=True)
class Card:
    """Where a card stands.

    Attributes:
        heading: Its indicator, with the column of its name.
        top: Row of that name.
        years: Column → year.
        header: Row of the years.
        roles: Row → role.
    """

    heading: Heading
    top: int
    years: dict[int, int]
    header: int
    roles: dict[int, str]

    @property
    def last(self) -> int:
        """Its last row."""
        return max(self.roles)


def find_cards(view: View, knowledge: Knowledge) -> list[Card]:
    """Return the cards of a sheet, from top to bottom.

    Args:
        view: The sheet.
        knowledge: What is known of the agreement.
    """
    frame = knowledge.indicators
    if frame is None:
        return []
    names = [
        (row, heading) for row in view.rows() if (heading := _name(view, row, frame)) is not None
    ]
    found = []
    for place, (row, heading) in enumerate(names):
        end = names[place + 1][0] if place + 1 < len(names) else row + _NEAR + _TALLEST
        card = _card(view, (row, end), heading, frozenset(knowledge.years))
        if card is not None:
            found.append(card)
    return found


def _name(view: View, row: int, frame: Frame) -> Heading | None:
    """Return the indicator that a row names with its number, nothing else standing in it."""
    filled = [column for column in sorted(view.row(row)) if view.is_filled(row, column)]
    if not filled or len(filled) > 2:
        return None
    parts = number_before(view.text(row, filled[0]))
    if len(filled) == 2:
        parts = (view.text(row, filled[0]), view.text(row, filled[1]))
    numbers = {one.subject.key: one for one in frame.candidates}
    candidate = numbered(parts[0], numbers) if parts else None
    if parts is None or candidate is None or not parts[1]:
        return None
    heading = heading_of(filled[0], parts[0], parts[1], candidate, frame)
    return heading if heading is not None and heading.numbered else None


def _card(
    view: View, span: tuple[int, int], heading: Heading, known: Collection[int]
) -> Card | None:
    top, end = span
    rows = [row for row in view.rows() if top < row < end]
    header = next((row for row in rows[:_NEAR] if _years(view, row, known)), None)
    if header is None or header > top + _NEAR:
        return None
    years = _years(view, header, known)
    roles: dict[int, str] = {}
    before = header
    for row in (one for one in rows if header < one <= header + _TALLEST):
        if roles and row > before + 1:
            break  # a blank row ends the card
        before = row
        text = view.text(row, min(view.row(row), default=0))
        words = read_words(text)
        role = ROLES.get(words.role, "")
        if role and not words.years and not words.partial and not is_part_of_year(text):
            if role in roles.values():
                return None  # two rows of one role: which is meant is not told
            roles[row] = role
    return Card(heading, top, years, header, roles) if roles else None


def _years(view: View, row: int, known: Collection[int]) -> dict[int, int]:
    """Return the years that head columns of a row; nothing where one heads two."""
    found = {}
    for column in view.row(row):
        text = view.text(row, column)
        words = read_words(text, frozenset(known))
        of_year = words.bare and len(words.years) == 1 and not is_part_of_year(text)
        if of_year and words.years[0] in known:
            found[column] = words.years[0]
    return found if len(set(found.values())) == len(found) else {}


def tables_of_card(view: View, card: Card) -> Iterator[tuple[Table, list[Doubt]]]:
    """Yield the tables of a card, one for each role.

    Args:
        view: The sheet.
        card: Where it stands.
    """
    candidate = card.heading.candidate
    printed = {key[1]: text for key, text in candidate.printed.items() if key[0] == "objectif"}
    texts = [text for text in printed.values() if isinstance(text, str)]
    for row, role in card.roles.items():
        columns = tuple(
            Column(column, view.text(card.header, column), role, year)
            for column, year in card.years.items()
        )
        headed = tuple(Headed(one.index, one.heading, read_words(one.heading)) for one in columns)
        targets: dict[tuple[int, str, int | None], str] = {}
        for year in card.years.values():
            text = printed.get(year)
            if target := text if isinstance(text, str) else of_levels(texts):
                targets[row, role, year] = target
        region = Region(view, (card.top, card.header), headed, (row,), card.heading.label)
        rates = rate_units(region, columns, targets, frozenset({role}))
        known = Row(
            row,
            card.heading.number,
            card.heading.label,
            "ligne",
            candidate.subject,
            True,
            True,
            signals=card.heading.signals,
        )
        table = Table(
            view.grid.name,
            "indicateurs",
            region.header,
            row,
            row,
            rates.columns,
            (known,),
            title=card.heading.label,
            readings=tuple(read_cells(region, rates.columns, (known,), targets, 0)),
        )
        yield table, _questions(region, table, rates.in_points, card, row)


def _questions(
    region: Region,
    table: Table,
    in_points: Sequence[tuple[int, Sequence[int]]],
    card: Card,
    row: int,
) -> list[Doubt]:
    columns = {column.index: column for column in table.columns if column.role == "réalisé"}
    found = [
        points_question(region.view, columns[index], card.header, rows)
        for index, rows in in_points
        if index in columns
    ]
    return [*found, *figure_questions(region, table, {row: card.heading.candidate}, "")]
