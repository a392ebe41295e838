"""How the answer to a typed query is told: its rows, its cells, its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import Answer, Table, unknown
from pycog.dialogue.table_query.plain_tables import CODE, FIGURE, NOTE, PlainTable
from pycog.dialogue.table_query.table_periods import said_of
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure
from pycog.dialogue.typed_query.typed_model import Condition, Query
from pycog.dialogue.workbook.cell_answers import (
    WORTH,
    enumerated,
    one_cell,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.open_cells import shown_as
from pycog.lazy_patterns import regex
from pycog.values import counted

_MOST_ROWS: Final = 8
_ASKED_UNIT: Final = regex(r"\ben (k ?€|keuros|milliers d euros|m ?€|millions d euros|euros|€)")
#: First letter of a unit as it is typed → the unit.
_UNITS: Final = {"k": "k€", "m": "M€", "e": "€", "€": "€"}
_MOST_NAMED: Final = 40


class Telling:
    """One typed query with what its answer is made of.

    Args:
        query: It, settled.
        context: Computes formulas.
    """

    def __init__(self, query: Query, context: Context) -> None:
        self.query, self.context = query, context
        self.data = query.data
        self.sheet = query.data.table.open
        #: What turns may speak of.
        self.noted = query.noted

    # ------------------------------------------------------------------ words
    def head(self, conditions: Sequence[Condition] | None = None) -> str:
        """Return the sheet and what chooses the rows."""
        held = self.query.conditions if conditions is None else conditions
        parts = [f"{'hors ' if one.denied and not one.state else ''}{one.told}" for one in held]
        periods = [said_of(one) for one in self.query.periods]
        told = " ; ".join(filter(None, (*parts, *periods)))
        return f"« {self.sheets()} »{f' ({told})' if told else ''}"

    def sheets(self) -> str:
        """Return the name of the sheet; of several of one form, those of the rows."""
        if not self.data.is_several:
            return self.data.sheet
        held = dict.fromkeys(_sheet_of(one, self.data.tables) for one in self.query.rows())
        return ", ".join(held) or self.data.sheet

    def name(self, record: Record) -> str:
        """Return what a record is called: its code with its name."""
        table = self.data.table
        if record.row.label or record.row.number:
            label, number = record.row.label, record.row.number
            beside = self._beside(record)
            if number and label:
                return f"{number} {label}"
            return f"{number or label}{beside}"
        return table.name(record.row)

    def _beside(self, record: Record) -> str:
        """Return the first text beside a code that is alone: « S05 (Agence, Annonay) »."""
        if record.row.label:
            return ""
        table = self.data.table
        shown = [
            cell.shown
            for field in self.data.fields[:4]
            if field.kind == "texte"
            and field.index != table.code
            and not (cell := record.cell(field)).is_missing
        ]
        return f" ({', '.join(shown[:2])})" if shown else ""

    def titled(self, field: Field) -> str:
        """Return the heading of a column within a sentence."""
        return f"« {field.title} »"

    # ------------------------------------------------------------------ answers
    def figure(
        self, figure: Figure, what: str, more: str = "", rows: Table | None = None
    ) -> Answer:
        """Tell a figure with its formula."""
        self.noted.figures.append(figure)
        told = f" ({figure.told})" if figure.told else ""
        other = self._in_unit(figure)
        text = f"{self.head()} – {what} : {figure.shown}{other}{told}.{figure.note}{more}"
        kind = figure.kind if figure.kind != "number" else ""
        answer = with_formula(figure.computed, self.context, text, self.sheet, rows, kind=kind)
        return replace(answer, display=figure.shown) if answer.display else answer

    def _in_unit(self, figure: Figure) -> str:
        """Return an amount in the unit that the question asks for, where it is another one."""
        match = _ASKED_UNIT.search(self.query.text)
        if match is None or figure.kind not in WORTH:
            return ""
        unit = "k€" if match[1].startswith("milliers") else _UNITS[match[1][0]]
        if unit == figure.kind:
            return ""
        return f", soit {shown_as(figure.value * WORTH[figure.kind] / WORTH[unit], unit)}"

    def said(self, text: str, rows: Table | None = None) -> Answer:
        """Tell a text behind what chooses the rows."""
        return said_only(f"{self.head()} – {text}", self.sheet, rows)

    def rows(self, records: Sequence[Record], fields: Sequence[Field], lead: str = "") -> Answer:
        """Tell rows with some of their cells."""
        self.noted.keep(records, fields)
        if len(records) == 1 and len(fields) == 1:
            cell = records[0].cell(fields[0])
            name = f"{lead}{self.name(records[0])}"
            text = f"{self.head()} – {name}, {fields[0].title} : {cell.shown} ({cell.place})."
            if cell.is_missing and fields[0].kind == FIGURE:
                return self._not_there(records[0], fields[0], text)
            return one_cell(cell, text)
        told = [self._row(one, fields) for one in records]
        many = f"{counted(len(records), 'ligne')} : " if len(records) > 1 else ""
        joined = " | ".join(told) if fields else enumerated(told[:_MOST_NAMED])
        if len(records) > _MOST_ROWS and fields:
            joined = enumerated([self.name(one) for one in records][:_MOST_NAMED])
        table = None
        if len(records) > 1:
            headings = ("Ligne", *(one.title for one in fields))
            lines = tuple(
                (self.name(one), *(one.cell(field).shown for field in fields)) for one in records
            )
            table = Table(headings, lines)
        return said_only(f"{self.head()} – {lead}{many}{joined}.", self.sheet, table)

    def _not_there(self, record: Record, field: Field, text: str) -> Answer:
        """Say that a cell holds no figure, with what the row notes of it."""
        notes = [
            f"{one.title} : {cell.shown}"
            for one in self.data.fields
            if one.kind == NOTE and not (cell := record.cell(one)).is_missing
        ]
        why = f" {' ; '.join(notes)}." if notes else ""
        return unknown(f"Je ne donne pas de valeur, il n'y en a pas dans la cellule. {text}{why}")

    def _row(self, record: Record, fields: Sequence[Field]) -> str:
        cells = [record.cell(one) for one in fields]
        parts = [f"{one.column.title} : {one.shown} ({one.place})" for one in cells]
        return f"{self.name(record)} – {' ; '.join(parts)}" if parts else self.name(record)

    def none_found(self) -> Answer | None:
        """Say that no row meets all conditions, and what there is without one of them."""
        query = self.query
        if not query.conditions:
            return None
        text = "aucune ligne ne réunit ces conditions."
        # The row is named and what is said of it is not so: its name is left out last.
        for one in sorted(reversed(query.conditions), key=lambda one: one.names):
            rows = query.rows(but=one)
            if len(query.conditions) > 1 and 0 < len(rows) <= _MOST_ROWS:
                names = [self._instead(row, one) for row in rows]
                if query.has("whether") and not query.has("why", "when", "where"):
                    text = f"non, {text}"
                text += f" Sans « {one.told} » : {' | '.join(names)}."
                break
        return self.said(text)

    def _instead(self, record: Record, condition: Condition) -> str:
        if condition.field is None:
            return self.name(record)
        return self._row(record, (condition.field,))

    def name_fields(self) -> list[Field]:
        """Return the columns that name the rows."""
        table = self.data.table
        return [one for one in self.data.fields if one.index in {table.label, table.code}]

    def telling_fields(self) -> list[Field]:
        """Return every column but those that name the rows."""
        naming = self.name_fields()
        return [one for one in self.data.fields if one not in naming]


def _sheet_of(record: Record, tables: Sequence[PlainTable]) -> str:
    """Return the sheet of a record, with its year where the sheet has several of one form."""
    sheet = record.index[0]
    several = sum(one.open.sheet == sheet for one in tables) > 1
    return f"{sheet}, {record.table.year}" if several and record.table.year else sheet


def is_name(field: Field) -> bool:
    """Tell whether a column holds names or codes."""
    return field.kind not in {FIGURE, NOTE, "jour"} or field.kind == CODE
