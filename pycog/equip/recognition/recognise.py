"""Recognises the tables of a workbook: the way in to this room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from pycog.audit.grid import Grid, shown
from pycog.conventions import Convention
from pycog.equip.model import Correspondence, Doubt, Ignored, Table, TotalColumn
from pycog.equip.recognition.budgets_across import budgets_across
from pycog.equip.recognition.cards_of_years import Card, find_cards, tables_of_card
from pycog.equip.recognition.fund_columns import funds_apart
from pycog.equip.recognition.indicator_cards import cards
from pycog.equip.recognition.labels_alike import number_before, same_words
from pycog.equip.recognition.milestone_sheets import milestones_at
from pycog.equip.recognition.milestone_tables import milestone_table
from pycog.equip.recognition.regions import Region, find_regions
from pycog.equip.recognition.repeated_tables import ask_repeated
from pycog.equip.recognition.role_rows import parts_of
from pycog.equip.recognition.sheet_view import MOST_COLUMNS, MOST_ROWS, View
from pycog.equip.recognition.subject_frames import frames_of
from pycog.equip.recognition.table_building import build_table
from pycog.equip.recognition.table_frames import Knowledge, choose_frames
from pycog.equip.recognition.tables_across import HEAD, tables_across
from pycog.equip.recognition.titled_tables import titled_table
from pycog.equip.recognition.total_column_checks import total_column_questions
from pycog.equip.recognition.total_columns import total_columns

#: A workbook of more tables than these is no annex; the rest is told as left out.
_MOST_REGIONS: Final = 400
_ACROSS: Final = (
    "les indicateurs ou les lignes de l'accord y sont en colonnes : cette disposition n'est pas "
    "reconnue, il faut une ligne par indicateur. Copiez ce tableau, puis Collage spécial, "
    "Transposer, sur une autre feuille"
)
_LOOKED_FOR: Final = (
    "aucun tableau de l'accord : il faut une ligne d'en-têtes (« Objectif », « Réalisé », "
    "« Base », « Exécuté », une année…) et au moins deux lignes dont le "
    "numéro, le libellé ou les montants sont ceux de l'accord"
)

_DATED: Final = (
    "un échéancier, à partir de {} : seuls les indicateurs, les lignes de budget et les critères "
    "d'un barème sont reliés. « pycog ask --classeur » le lit, et le classeur des échéances que "
    "« pycog build » fabrique suit celles de l'accord"
)
_TOO_LITTLE: Final = (
    "à côté de ses autres tableaux, celui qui commence en {} nomme des sujets de l'accord, mais ni "
    "numéros, ni cibles, ni année ne le confirment : il est laissé de côté"
)


def recognise(grids: Sequence[Grid], convention: Convention) -> Correspondence:
    """Recognise the tables of a workbook against an agreement.

    Nothing is opened, written or calculated here.

    Args:
        grids: The sheets, as :func:`pycog.audit.stored_grids.read_grids` gives them; no more
            than :data:`MOST_ROWS` rows of each are looked at.
        convention: The agreement.

    Returns:
        The tables with their rows and columns, and what only the officer can tell.
    """
    knowledge = Knowledge.of(convention, frames_of(convention))
    tables: list[Table] = []
    doubts: list[Doubt] = []
    ignored: list[Ignored] = []
    truncated: list[str] = []
    totals: list[TotalColumn] = []
    regions = 0
    for grid in grids:
        view = View(grid)
        if view.truncated:
            truncated.append(
                f"{grid.name} : seules les {MOST_ROWS} premières lignes et les {MOST_COLUMNS} "
                "premières colonnes ont été lues"
            )
        found, left = False, list[Region]()
        if regions < _MOST_REGIONS:
            own = find_cards(view, knowledge)
            for card in own:
                for table, questions in tables_of_card(view, card):
                    tables.append(table)
                    doubts += questions
                    found = True
            for region in _regions(view, knowledge, own):
                regions += 1
                read = _Read()
                for part in _parts_of(region, knowledge):
                    read.add(part, knowledge)
                tables += read.tables
                doubts += read.doubts
                left += read.left
                found = found or bool(read.tables)
                added = total_columns(region, read.tables, knowledge)
                totals += added
                here = Correspondence(convention.id, tuple(read.tables), totals=tuple(added))
                doubts += total_column_questions(view, here)
        for table, questions in () if found else _other_forms(view, knowledge):
            tables.append(table)
            doubts += questions
            found = True
        taken = {
            row
            for table in tables
            if table.sheet == grid.name
            for row in range(min(table.header, default=table.first), table.last + 1)
        }
        measures = milestone_table(view, convention, taken)
        if measures is not None:
            tables.append(measures[0])
            doubts += measures[1]
            found = True
        dated = "" if left or measures else milestones_at(view, convention, taken)
        if dated:
            ignored.append(Ignored(grid.name, _DATED.format(dated)))
        elif not found:
            reason = _ACROSS if _labels_across(view, knowledge) else _LOOKED_FOR
            ignored.append(Ignored(grid.name, reason))
        elif left:
            places = ", ".join(shown((one.header[0], one.columns[0].index)) for one in left)
            ignored.append(Ignored(grid.name, _TOO_LITTLE.format(places)))
    concealed = {grid.name for grid in grids if grid.concealed}
    tables, repeated = ask_repeated(tables, concealed)
    doubts += repeated
    return Correspondence(
        convention.id,
        tuple(tables),
        tuple(doubts),
        tuple(ignored),
        tuple(truncated),
        tuple(totals),
    )


def _regions(view: View, knowledge: Knowledge, own: Sequence[Card]) -> Iterator[Region]:
    """Yield where tables stand outside of cards."""
    for region in find_regions(view, knowledge.terms):
        if not any(one.top <= region.header[0] <= one.last for one in own):
            yield region


def _parts_of(region: Region, knowledge: Knowledge) -> Iterator[Region]:
    """Yield the tables of a region: one of several funds or roles as one for each."""
    for apart in funds_apart(region, knowledge):
        yield from parts_of(apart, knowledge.years)


@dataclass(slots=True)
class _Read:
    """What was made of one region.

    Attributes:
        tables: Its tables.
        doubts: Their questions.
        left: Its parts that name subjects, too little of which is certain.
    """

    tables: list[Table] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    left: list[Region] = field(default_factory=list)

    def add(self, region: Region, knowledge: Knowledge) -> None:
        """Read one part of the region."""
        choosing = choose_frames(region, knowledge)
        if choosing is None:
            built = titled_table(region, knowledge)
        else:
            built = build_table(region, choosing, knowledge)
        if built is not None:
            self.tables.append(built[0])
            self.doubts += built[1]
        elif choosing is not None:
            self.left.append(region)


def _other_forms(view: View, knowledge: Knowledge) -> Iterator[tuple[Table, list[Doubt]]]:
    """Yield the tables of a sheet that has none of one row a subject."""
    for form in (tables_across, budgets_across, cards):
        found = list(form(view, knowledge))
        if found:
            yield from found
            return


def _labels_across(view: View, knowledge: Knowledge) -> bool:
    """Tell whether subjects of the agreement head columns, side by side in one row."""
    return any(
        len(
            {_label(text) for column in view.row(row) if (text := view.text(row, column))}
            & knowledge.labels
        )
        > 1
        for row in view.rows()[:HEAD]
    )


def _label(text: str) -> str:
    """Return the words of a label, without the number that may stand before it."""
    numbered = number_before(text)
    return same_words(numbered[1] if numbered else text)
