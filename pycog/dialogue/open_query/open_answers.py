"""Answers a query on a table of an open workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog import conventions
from pycog.arithmetic import same
from pycog.dialogue.answers import Answer, Table, compute, unknown
from pycog.dialogue.entities import Question
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.open_query.open_checks import (
    PRINTED,
    all_agree,
    printed_for,
    set_against,
    told_beyond,
    told_minus,
    told_years,
)
from pycog.dialogue.open_query.open_domain import FIGURE, NOTE, Domain
from pycog.dialogue.open_query.open_model import OpenQuery
from pycog.dialogue.open_query.open_reading import read_tables
from pycog.dialogue.query.query_words import COUNT, GAP, LARGEST, MEAN, SHARE, SUM
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import Vocabulary
from pycog.dialogue.workbook.cell_answers import (
    edge_of,
    enumerated,
    listed,
    not_computed,
    said_only,
    with_formula,
)
from pycog.dialogue.workbook.open_cells import Book, Cell, parts_of, shown_as
from pycog.values import counted, display

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenColumn, OpenRow

_MOST_ROWS: Final = 12
#: Roles of columns whose lines add up.
_ADDED: Final = frozenset({"montant", "points", "poids", "exécuté", "voté", "base"})
#: Columns that a question about a table without a named one is about, the first that there is.
_USUAL: Final = ("montant", "points", "réalisé", "exécuté")


def open_query(
    question: Question, book: Book, context: Context, known: Vocabulary, *, cued: bool
) -> Answer | None:
    """Answer a question from a table of the open workbook, ``None`` where it reads none.

    Args:
        question: The question.
        book: The workbook.
        context: The formulas.
        known: The vocabulary.
        cued: Whether the question must say that the workbook is meant, by a word, a code or a row.
    """
    queries = [one for one in read_tables(question, book, known) if one.is_of_workbook or not cued]
    answers = [(query, _Answering(query, context).answer()) for query in queries]
    found = [
        (query, one)
        for query, one in answers
        if one is not None and (one.kind != "answered" or query.unit in one.text)
    ]
    if not found:
        return None
    texts = {one.text for _, one in found}
    told = [pair for pair in found if pair[1].kind == "answered"] or found
    if len(told) == 1 or len(texts) == 1:
        return told[0][1]
    return _of_each_fund(told)


def _of_each_fund(told: Sequence[tuple[OpenQuery, Answer]]) -> Answer | None:
    """Return the answers of the funds of one table, side by side; ``None`` for other tables."""
    tables = [query.domain.table for query, _ in told]
    funds = {table.frame for table in tables}
    places = {(table.sheet, table.header) for table in tables}
    answered = all(one.kind == "answered" for _, one in told)
    if len(places) > 1 or "" in funds or len(funds) < len(tables) or not answered:
        return None
    text = " ".join(
        f"{table.frame} : {one.text}" for table, (_, one) in zip(tables, told, strict=True)
    )
    return said_only(text, tables[0])


class _Answering:
    """One query on its way to an answer."""

    def __init__(self, query: OpenQuery, context: Context) -> None:
        self.query, self.context = query, context
        self.domain: Domain = query.domain
        self.table = query.domain.table

    def answer(self) -> Answer | None:
        query = self.query
        if query.refused:
            if not (query.named or query.cued or query.columns or query.counts):
                return None
            return unknown(f"Je ne sais pas : « {self.table.sheet} » n'a {query.refused}.")
        if not query.rows:
            if not query.filtered:
                return None
            if query.beyond is not None:
                return told_beyond(query, query.beyond, self.context, self._by())
            return said_only(f"« {self.table.sheet} »{self._by()} : aucune ligne.", self.table)
        if query.adds:
            return self._added()
        if query.agrees:
            return self._agreement() if len(query.rows) == 1 else all_agree(query, self.context)
        if query.beyond is not None:
            return told_beyond(query, query.beyond, self.context, self._by())
        if query.limit is not None:
            return told_years(query, query.limit)
        if query.minus is not None:
            return told_minus(query, query.minus, self.context)
        single = query.named and not query.filtered and len(query.rows) == 1
        if (query.counts or query.said.has(COUNT)) and not single:
            return self._counted()
        if query.said.has(SHARE) and (query.filtered or query.named):
            # Of one row named, its figure has a share, not the row.
            return None if single else self._share()
        if query.said.extreme:
            return self._extreme()
        if query.said.has(SUM, MEAN):
            return self._summed()
        if query.said.has(GAP):
            return self._gap()
        if query.said.operators or query.said.moves or query.said.which_year:
            return None
        return self._listed()

    def _by(self) -> str:
        return f" ({', '.join(self.query.chosen)})" if self.query.chosen else ""

    # -- columns

    def _figure(self) -> OpenColumn | None:
        """Return the one column of figures that is meant."""
        figures = self.domain.columns(FIGURE)
        named = [one for one in self.query.columns if one in figures]
        if named:
            return named[0] if len(named) == 1 else None
        usual = [
            one
            for role in _USUAL
            for one in figures
            if one.role == role and (not self.query.years or one.year in self.query.years)
        ]
        first = [one for one in usual if one.role == usual[0].role]
        if len(first) == 1:
            return first[0]
        return figures[0] if len(figures) == 1 else None

    def _cells(self, column: OpenColumn) -> list[Cell]:
        rows = self.query.rows
        lines = [row for row in rows if not self.domain.is_total(row) and row.role != "dont"]
        return [self.domain.cell(row, column) for row in (lines or rows)]

    # -- answers

    def _counted(self) -> Answer | None:
        query = self.query
        if not (query.filtered or query.named):
            return None
        rows = [row for row in query.rows if not self.domain.is_total(row)]
        names = enumerated([self.domain.name(row) for row in rows])
        shown = f" : {names}" if 0 < len(rows) <= _MOST_ROWS else ""
        text = f"« {self.table.sheet} »{self._by()} : {counted(len(rows), 'ligne')}{shown}."
        lines = tuple((self.domain.name(row),) for row in rows)
        return said_only(text, self.table, Table(("Ligne",), lines) if lines else None)

    def _share(self) -> Answer | None:
        every = [row for row in self.domain.rows if not self.domain.is_total(row)]
        rows = [row for row in self.query.rows if not self.domain.is_total(row)]
        if not every or (self.query.coded and len(rows) == 1 and self.table.of("montant")):
            # One entry that is named has a share of the amounts.
            return None
        node = Operation(len(rows), "/", len(every))
        share = display(len(rows) / len(every), "evolution")
        text = (
            f"{share} : {len(rows)} lignes sur {len(every)} de « {self.table.sheet} »{self._by()}."
        )
        return with_formula(node, self.context, text, self.table)

    def _summed(self) -> Answer | None:
        query = self.query
        means = query.said.has(MEAN)
        figures = [one for one in query.columns if one in self.domain.columns(FIGURE)]
        totals = [row for row in query.rows if self.domain.is_total(row)]
        if totals == query.rows and len(totals) == 1 and figures and not query.years:
            return self._listed()
        if not (means or query.named or query.filtered) and (total := self._grand_total()):
            return total
        cells = self._cells_summed()
        held = [one for one in cells if not one.is_missing]
        kinds = {one.kind for one in held}
        if not held or any(one.number is None for one in held):
            return not_computed(cells) if held else None
        roles = {one.column.role for one in held}
        if len(kinds) > 1 or (not means and (kinds & {"rate", "%"} or roles & {"taux"})):
            return None
        if len(held) == 1 and not means:
            return self._listed()
        name, said = ("AVERAGE", "Moyenne") if means else ("SUM", "Total")
        titles = " ; ".join(f"« {one} »" for one in dict.fromkeys(c.heading for c in held))
        rows = tuple((self.domain.name(c.row), c.heading, c.shown) for c in held)
        text = f"{said} de {titles}{self._by()} : {{value}}, sur {counted(len(held), 'cellule')}."
        table = Table(("Ligne", "Colonne", "Valeur"), rows)
        node = call(name, *parts_of(held))
        return with_formula(node, self.context, text, self.table, table, kind=kinds.pop())

    def _cells_summed(self) -> list[Cell]:
        """Return the cells to add up: one column of the rows, or the years of one row."""
        query = self.query
        figures = self.domain.columns(FIGURE)
        years = [
            one
            for one in (query.columns or figures)
            if one in figures and one.year and (query.every or one.year in query.years)
        ]
        roles = {one.role for one in years}
        if len(query.rows) == 1 and len(years) > 1:
            if len(roles) > 1:
                first = next((one for one in _USUAL if one in roles), "")
                years = [one for one in years if one.role == first]
            return [self.domain.cell(query.rows[0], one) for one in years]
        column = self._figure()
        return [] if column is None else self._cells(column)

    def _grand_total(self) -> Answer | None:
        """Say what the total of the table holds, where it has one alone."""
        totals = [row for row in self.domain.rows if row.role == "total"]
        column = self._figure()
        if len(totals) != 1 or column is None:
            return None
        return listed(self.table, totals, [column], self.domain.name, "")

    def _added(self) -> Answer | None:
        """Set a total against the lines above it that it should add up."""
        query = self.query
        totals = [row for row in query.rows if self.domain.is_total(row)]
        exact = [row for row in totals if row.role == "total"]
        totals = exact if len(exact) == 1 else totals
        figures = self.domain.columns(FIGURE)
        columns = [one for one in query.columns if one in figures]
        if not columns and (only := self._figure()) is not None:
            columns = [only]
        if len(totals) != 1 or len(columns) != 1:
            return None
        (total,), (column,) = totals, columns
        lines = self._lines_above(total)
        cells = [self.domain.cell(row, column) for row in lines]
        held = [one for one in cells if not one.is_missing]
        cell = self.domain.cell(total, column)
        if cell.number is None or any(one.number is None for one in held):
            return not_computed([cell, *cells])
        if not held:
            return None
        node = call("SUM", *parts_of(held))
        result = compute(node, self.context.host)
        if not isinstance(result.value, float):
            return None
        agrees = same(result.value, cell.number)
        names = enumerated([f"{self.domain.name(one.row)} {one.shown}" for one in held])
        text = (
            f"{'Oui' if agrees else 'Non'} : {self.domain.name(total)}, {cell.heading} : "
            f"{cell.shown} ({cell.place}) ; somme des lignes : {{value}} ({names})."
        )
        return with_formula(node, self.context, text, self.table, kind=cell.kind)

    def _lines_above(self, total: OpenRow) -> list[OpenRow]:
        """Return the lines that a total adds up: what its formula says, else those above it."""
        rows = list(self.table.rows)
        if total.parts:
            return [row for row in rows if row.index in total.parts]
        found: list[OpenRow] = []
        for row in reversed(rows[: rows.index(total)]):
            if row.role == "total":
                break
            if row.role == "ligne":
                found.insert(0, row)
            elif row.role == "sous-total" and total.role == "sous-total":
                break
        return found

    def _remark(self, row: OpenRow) -> str:
        """Quote what the workbook notes of a row, where it is asked why."""
        notes = [one for one in self.query.columns if one in self.domain.columns(NOTE)]
        cells = [one for note in notes if not (one := self.domain.cell(row, note)).is_missing]
        if not notes:
            return ""
        told = enumerated([f"« {one.shown} » ({one.place})" for one in cells])
        return f" Le classeur porte : {told}." if told else " La raison n'est pas indiquée."

    def _extreme(self) -> Answer | None:
        if len(self.query.rows) == 1 and (cells := self._over_years()):
            return self._extreme_year(cells)
        column = self._figure()
        if column is None:
            return None
        cells = [one for one in self._cells(column) if one.number is not None]
        if not cells or len({one.kind for one in cells}) > 1:
            return None
        best, word, node = edge_of(cells, largest=self.query.said.extreme == LARGEST)
        names = enumerated([self.domain.name(one.row) for one in best])
        text = f"« {column.title} » le plus {word}{self._by()} : {names}, {{value}}."
        return with_formula(node, self.context, text, self.table, kind=cells[0].kind)

    def _over_years(self) -> list[Cell]:
        """Return what one row reached in several years; nothing where one year is named."""
        query = self.query
        columns = [one for one in (query.columns or self.table.columns) if one.year]
        if len(query.years) == 1:
            return []
        for role in _USUAL:
            cells = [
                self.domain.cell(query.rows[0], one)
                for one in columns
                if one.role == role and (not query.years or one.year in query.years)
            ]
            if len(cells) > 1:
                return cells
        return []

    def _extreme_year(self, cells: Sequence[Cell]) -> Answer | None:
        held = [one for one in cells if one.number is not None]
        kinds = {one.kind for one in held}
        if not held or len(kinds) > 1:
            return not_computed(cells)
        best, word, node = edge_of(held, largest=self.query.said.extreme == LARGEST)
        years = enumerated([str(one.year) for one in best])
        told = " ; ".join(f"{one.year} : {one.shown} ({one.place})" for one in held)
        name = self.domain.name(self.query.rows[0])
        text = f"{name}, le plus {word} : {years}, {{value}}. {told}."
        return with_formula(node, self.context, text, self.table, kind=kinds.pop())

    def _gap(self) -> Answer | None:
        """Say how far two cells are from one another: two columns of a row, or two rows."""
        columns = [one for one in self.query.columns if one in self.domain.columns(FIGURE)]
        rows = self.query.rows
        if len(rows) == 1 and len(columns) == 2:
            cells = [self.domain.cell(rows[0], one) for one in columns]
        elif len(rows) == 2 and len(columns) == 1:
            cells = [self.domain.cell(row, columns[0]) for row in rows]
        else:
            return None
        if any(one.number is None for one in cells):
            return not_computed(cells)
        if len({one.kind for one in cells}) > 1:
            return None
        first, last = cells
        node = Operation(last.ref(), "-", first.ref())
        told = " ; ".join(
            f"{self.domain.name(one.row)}, {one.heading} : {one.shown} ({one.place})"
            for one in cells
        )
        kind = first.kind
        if kind == "rate":
            node = Operation(node, "*", 100)
            text = f"Écart : {{value}} points. {told}."
            return with_formula(node, self.context, text, self.table)
        return with_formula(
            node, self.context, f"Écart : {{value}}. {told}.", self.table, kind=kind
        )

    def _listed(self) -> Answer | None:
        """Say what stands in the columns that are named, else in the whole row."""
        query = self.query
        if len(query.rows) > _MOST_ROWS and not (query.filtered or query.columns):
            return None
        columns = list(query.columns)
        if query.whole or not columns:
            if not (query.named or query.filtered):
                return None
            columns = [
                one
                for one in self.table.columns
                if query.whole or not query.years or one.year in (None, *query.years)
            ]
        if query.years:
            columns = [one for one in columns if one.year in (None, *query.years)]
        if not columns:
            return None
        if len(query.rows) > 1 and not query.columns and not query.whole:
            names = enumerated([self.domain.name(row) for row in query.rows])
            many = counted(len(query.rows), "ligne")
            text = f"« {self.table.sheet} »{self._by()} : {many}, {names}."
            return said_only(text, self.table, self._as_table(query.rows, columns))
        shown = [
            one
            for one in columns
            if one in query.columns
            or any(not self.domain.cell(row, one).is_missing for row in query.rows)
        ]
        told = listed(self.table, query.rows, shown, self.domain.name, self._by())
        together = self._together(shown)
        return replace(told, text=f"{told.text}{together}") if together else told

    def _together(self, shown: Sequence[OpenColumn]) -> str:
        """Say what several lines make together, in the one column of amounts or points shown."""
        added = [one for one in shown if one.role in _ADDED]
        rows = [row for row in self.query.rows if row.role == "ligne"]
        if len(added) != 1 or len(rows) < 2 or len(rows) < len(self.query.rows):
            return ""
        cells = [self.domain.cell(row, added[0]) for row in rows]
        kinds = {one.kind for one in cells}
        if any(one.number is None for one in cells) or len(kinds) > 1 or kinds & {"rate", "%"}:
            return ""
        result = compute(call("SUM", *parts_of(cells)), self.context.host)
        if not isinstance(result.value, float):
            return ""
        return f" Ensemble : {shown_as(result.value, kinds.pop())}."

    def _as_table(self, rows: Sequence[OpenRow], columns: Sequence[OpenColumn]) -> Table:
        headings = ("Ligne", *(one.title for one in columns))
        return Table(
            headings,
            tuple(
                (self.domain.name(row), *(self.domain.cell(row, one).shown for one in columns))
                for row in rows
            ),
        )

    # -- beside the agreement

    def _agreement(self) -> Answer | None:
        """Set the figure of a row against what the agreement prints."""
        query = self.query
        (row,) = query.rows
        wanted = "objectif" if row.subject and row.subject.kind == "indicateur" else ""
        roles = (wanted,) if wanted else (*PRINTED, "échéance", "seuil", "poids")
        named = [one for one in query.columns if one.role in roles]
        columns = named or [
            one
            for one in self.table.columns
            if one.role in roles and (not query.years or one.year in query.years)
        ]
        if len(columns) != 1:
            return None
        cell = self.domain.cell(row, columns[0])
        node = printed_for(cell)
        if node is None:
            held = f"« {row.label} », {cell.heading} : {cell.shown} ({cell.place})"
            return unknown(
                f"Je ne compare pas : le classeur porte {held}, et je ne retrouve pas cette ligne "
                "dans la convention sous ce nom."
            )
        result = compute(node, self.context.host)
        compared = None if result.error else set_against(cell, result.value)
        if compared is None:
            return None
        agrees, printed = compared
        kind = "rate" if cell.kind == "%" else cell.kind
        title = conventions.load().short_title
        told = f"« {row.label} », {cell.heading} : {cell.shown} ({cell.place})"
        text = f"{'Oui' if agrees else 'Non'} : {told} ; {title} : {printed}.{self._remark(row)}"
        return with_formula(node, self.context, text, self.table, kind=kind)
