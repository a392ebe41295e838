"""The sheet « Correspondances »: what each table, column and row was taken for, and the doubts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from pycog.equip.model import (
    DOUBTS,
    Column,
    Correspondence,
    Doubt,
    Row,
    Subject,
    Table,
    TotalColumn,
)
from pycog.equip.writing.controls import Control
from pycog.equip.writing.planned import INPUT, PLAIN, TITLE, WRAPPED, Cell, PlannedSheet
from pycog.values import fold
from pycog.xlsx.cells import address, place_of

#: Name of the sheet, where it is free.
MAP: Final = "Correspondances"
HEADINGS: Final = (
    "Élément", "Feuille", "Cellule", "N°", "Intitulé", "Compris comme", "État", "Doute",
    "Réponses possibles", "Votre réponse", "Remplacer", "Ancien contenu",
)  # fmt: skip
#: Row of the headings, counted from 1.
HEADER: Final = 4
ANSWER, REPLACE = HEADINGS.index("Votre réponse"), HEADINGS.index("Remplacer")
TABLE, COLUMN, ROW, DOUBT, CONTROL = "Tableau", "Colonne", "Ligne", "Doute", "Contrôle"
#: Doubts about a figure that is not the agreement's: which of the two is compared.
UNLIKE: Final = ("cible-differente", "montant-different")
AGREED, TYPED = "accord", "saisi"
YES, NO = "oui", "non"
_WIDTHS: Final = (10, 19, 8, 7, 40, 36, 12, 42, 36, 22, 11, 18)
_NOTE: Final = (
    "Répondez dans les cellules jaunes : « oui », « non », le numéro d'une réponse possible ou la "
    "réponse elle-même ; « x » sous « Remplacer » pour qu'une formule prenne la place de ce qui "
    "est saisi."
)
_THEN: Final = "Enregistrez, puis relancez pycog equip : seul ce qui a changé est récrit."
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


class Line(NamedTuple):
    """One line of the map; see :data:`HEADINGS`."""

    element: str
    sheet: str
    cell: str
    number: str
    title: str
    meaning: str
    state: str
    doubt: str
    choices: str
    answer: str = ""
    replace: str = ""
    former: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What the line is known by in another year's file: element, number, title."""
        own = self.doubt.partition(" :")[0] if self.element == DOUBT else ""
        return self.element + own, fold(self.number), fold(_YEAR.sub("#", self.title))


def lines_of(
    found: Correspondence,
    controls: Sequence[Control] = (),
    answered: Callable[[Line], Line | None] | None = None,
    former: Mapping[tuple[str, str], str] | None = None,
) -> list[Line]:
    """Return the lines of the map of a workbook.

    Args:
        found: The map.
        controls: What was typed and is recomputed, which may be replaced.
        answered: Returns the line of an earlier map that answers a line.
        former: Sheet and address → what stood in a cell that was replaced.
    """
    kept = former or {}
    lines = []
    for line in (*_lines(found), *map(_control, controls)):
        own = answered(line) if answered else None
        if own is not None:
            line = line._replace(answer=own.answer, replace=own.replace)
        lines.append(line._replace(former=kept.get((line.sheet, line.cell), "")))
    return lines


def plan_map(lines: Sequence[Line], title: str, name: str = MAP) -> PlannedSheet:
    """Return the sheet of correspondences.

    Args:
        lines: From :func:`lines_of`.
        title: Short title of the agreement.
        name: Name of the sheet.
    """
    sheet = PlannedSheet(name, _WIDTHS, frozen=HEADER, titles=(1, HEADER))
    sheet.add((Cell(f"Correspondances – {title}", TITLE),))
    sheet.add((Cell(_NOTE),))
    sheet.add((Cell(_THEN),))
    sheet.heading(HEADINGS)
    for line in lines:
        row = sheet.row
        sheet.add(Cell(text, PLAIN if rank < 4 else WRAPPED) for rank, text in enumerate(line))
        sheet.cells[row, ANSWER + 1] = Cell(line.answer, INPUT)
        if line.element == CONTROL:
            sheet.cells[row, REPLACE + 1] = Cell(line.replace, INPUT)
    return sheet


def as_csv(lines: Sequence[Line]) -> str:
    """Return the map as a text with one line for each element, cells apart by semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(lines)
    return "\ufeff" + out.getvalue()


def _lines(found: Correspondence) -> Iterator[Line]:
    totals = {one.place: one for one in found.totals}
    told: set[tuple[str, int, int]] = set()
    for table in found.tables:
        yield _table(table)
        for column in table.columns:
            place = (table.sheet, table.heading_row, column.index)
            told.add(place)
            if _shown(column):
                yield _column(table, column, totals.get(place))
        yield from (_row(table, row) for row in table.rows if row.role != "titre")
    yield from (_total(one) for place, one in totals.items() if place not in told)
    for doubt in found.doubts:
        yield _doubt(found, doubt)


def _shown(column: Column) -> bool:
    return bool(column.heading) or column.role != "autre"


def _table(table: Table) -> Line:
    top = table.header[0] if table.header else table.first
    left = table.columns[0].index if table.columns else 0
    meaning = " ".join(part for part in (table.kind, table.frame) if part)
    state = "sûr" if table.sure else "à confirmer"
    place = address(top + 1, left + 1)
    return Line(TABLE, table.sheet, place, "", table.title, meaning, state, "", "oui ; non")


def _column(table: Table, column: Column, total: TotalColumn | None) -> Line:
    state = "sûr" if column.sure else "confirmé" if column.accepted else "à confirmer"
    place = address(table.heading_row + 1, column.index + 1)
    choices = "" if column.sure else "oui ; non ; rôle, année, unité"
    meaning = meaning_of(column)
    if total is not None:
        meaning = total_meaning(total, column)
        state = state if total.accepted else "à confirmer"
    return Line(COLUMN, table.sheet, place, "", column.heading, meaning, state, "", choices)


def _total(total: TotalColumn) -> Line:
    place = address(total.header + 1, total.index + 1)
    state = "sûr" if total.accepted else "à confirmer"
    meaning = total_meaning(total)
    return Line(COLUMN, total.sheet, place, "", total.heading, meaning, state, "", "oui ; non")


def total_meaning(total: TotalColumn, column: Column | None = None) -> str:
    """Return what a column of totals adds up: ``"total des fonds (B et D), exécuté 2013 (k€)"``.

    Args:
        total: The column of totals.
        column: What it is in its table, where it is the amount of a year there.
    """
    if column is not None and column.role == total.role:
        return f"{meaning_of(column)}, total des {total.over} ({total.named})"
    year = f" {total.year}" if total.year is not None else ""
    unit = f" ({total.unit})" if total.unit else ""
    what = f", {total.role}{year}{unit}" if total.role else ""
    return f"total des {total.over} ({total.named}){what}"


def meaning_of(column: Column) -> str:
    """Return what a column holds in words: ``"réalisé 2013 (points)"``."""
    year = f" {column.year}" if column.year is not None else ""
    return f"{column.role}{year}" + (f" ({column.unit})" if column.unit else "")


def named(subject: Subject) -> str:
    """Return a subject in words that an answer may use again."""
    if subject.kind == "indicateur":
        return f"indicateur {subject.key}"
    place = "/".join(part for part in (subject.frame, subject.key) if part)
    return f"{subject.kind} {place}"


def _row(table: Table, row: Row) -> Line:
    meaning, state = "", "sans correspondance"
    if row.subject is not None:
        label = f" – {row.subject.label}" if row.subject.label else ""
        meaning = named(row.subject) + label
        state = "sûr" if row.sure else "confirmé" if row.accepted else "à confirmer"
    choices = ""
    if not row.sure:
        subjects = [one.subject for one in row.proposals]
        choices = " ; ".join(["oui", "non", *map(named, subjects)] if row.subject else ["non"])
    left = table.columns[0].index if table.columns else 0
    place = address(row.index + 1, left + 1)
    return Line(ROW, table.sheet, place, row.number, row.label, meaning, state, "", choices)


def _doubt(found: Correspondence, doubt: Doubt) -> Line:
    number, title = "", doubt.cell
    place = place_of(doubt.cell)
    if place is not None:
        # How rates are typed is a matter of their column, whichever row shows it first.
        row = -1 if doubt.code == "points-ou-ratio" else place[0] - 1
        number, title = _about(found, doubt.sheet, row, place[1] - 1) or ("", title)
    samples = f" ({' ; '.join(doubt.samples)})" if doubt.samples else ""
    said = f"{DOUBTS.get(doubt.code, doubt.code)} : {doubt.message}{samples}"
    choices = " ; ".join(f"{rank} = {one.label}" for rank, one in enumerate(doubt.choices, 1))
    if doubt.code in UNLIKE:
        choices = f"{AGREED} ; {TYPED}"
    state = "répondu" if doubt.chosen else "à confirmer" if doubt.blocking else "à lire"
    return Line(DOUBT, doubt.sheet, doubt.cell, number, title, "", state, said, choices)


def _about(found: Correspondence, sheet: str, row: int, column: int) -> tuple[str, str] | None:
    """Return number and title of the row or column that a cell belongs to."""
    for table in found.tables:
        if table.sheet != sheet:
            continue
        for one in table.rows:
            if one.index == row:
                return one.number, one.label
        for head in table.columns:
            if head.index == column and (row in table.header or row < table.first):
                return "", head.heading
    return None


def _control(control: Control) -> Line:
    place = address(control.row + 1, control.column + 1)
    year = f" {control.year}" if control.year is not None else ""
    kind = f"{control.kind} {control.role}".strip()
    title = f"{control.label}, {kind}{year}"
    meaning = f"{control.kind} recalculé dans la feuille des résultats"
    return Line(CONTROL, control.sheet, place, "", title, meaning, "saisi", "", "")
