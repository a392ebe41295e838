"""Gathers the rows of every table while the sheets are read, and where each stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pycog.conventions.facts.schema import Column, Table
from pycog.conventions.form import layout
from pycog.conventions.form.blocks_of_cells import Block, BlockRow, find_block
from pycog.conventions.form.form_cells import FormSheet
from pycog.conventions.form.form_faults import FormFaults, RowPlace
from pycog.conventions.loading.tables import TextRow

_LABELS: Final = ("libellé", "mesure", "titre")
_NOT_A_KEY: Final = re.compile(r"[^a-z0-9]+")
#: Longest key made of a label.
_KEY_SIZE: Final = 40


@dataclass(slots=True)
class FormRows:
    """The rows of the tables, as text.

    Attributes:
        faults: Where to tell what is wrong, and which keeps where rows stand.
        tables: Table → rows, column → text.
    """

    faults: FormFaults
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def add(self, table: Table, cells: Mapping[str, str], place: RowPlace) -> None:
        """Keep a row; its line is its rank in the table."""
        rows = self.tables.setdefault(table.file, [])
        rows.append({name: text for name, text in cells.items() if text})
        self.faults.places[table.file, len(rows)] = place

    def of(self, table: Table) -> tuple[list[Column], list[TextRow]] | None:
        """Return the columns and the rows of a table, ``None`` when it has none."""
        rows = self.tables.get(table.file)
        if not rows:
            return None
        columns = list(table.columns)
        return columns, [
            (line, [row.get(column.name, "") for column in columns])
            for line, row in enumerate(rows, start=1)
        ]

    def report_faults(self, block: Block, row: BlockRow, keys: Mapping[str, str]) -> bool:
        """Tell the cells of a row that cannot be read; return whether there is one.

        Args:
            block: The table.
            row: Its row.
            keys: Columns to look at → the key of the sheet.
        """
        bad = [key for key in keys.values() if key in row.cells and row.cells[key].fault]
        for key in bad:
            self.faults.in_cell(block.sheet.title, block.cell(row, key), row.cells[key].fault)
        return bool(bad)


def read_plain(sheet: FormSheet, table: Table, rows: FormRows) -> bool:
    """Read a sheet that holds a table row by row; return whether its headings were found."""
    derived = key_column(table)
    needed = [c.name for c in table.columns if c.needed and c is not derived]
    block = find_block(
        sheet,
        lambda heading: layout.column_of(heading, table.columns),
        rows.faults,
        expected=[layout.heading_of(column) for column in table.columns],
        needed=needed,
    )
    if block is None:
        return False
    if any(name not in block.columns for name in needed):
        rows.faults.unread.add(table.file)
        return True  # told once, rather than row by row
    names = {column.name: column.name for column in table.columns}
    taken: set[str] = {row.text(derived.name) for row in block.rows} if derived else set()
    for row in block.rows:
        cells = {name: row.text(name) for name in names}
        if rows.report_faults(block, row, names):
            rows.faults.dropped.update(filter(None, (cells[name] for name in table.key)))
            continue
        if derived is not None and not cells[derived.name]:
            cells[derived.name] = new_key(label_text(cells), derived, taken)
        main = next((name for name in names if name in row.cells), names[table.columns[0].name])
        rows.add(table, cells, block.place_of(row, main, names, {}))
    return True


def key_column(table: Table) -> Column | None:
    """Return the column of keys that a form may leave empty, to be made of the label."""
    names = {column.name for column in table.columns}
    for column in table.columns:
        if column.name == "clé" and column.kind in ("clé", "identifiant") and names & {*_LABELS}:
            return column
    return None


def label_text(cells: Mapping[str, str]) -> str:
    """Return the text that a key is made of."""
    return next((cells[name] for name in _LABELS if cells.get(name)), "")


def new_key(label: str, column: Column, taken: set[str]) -> str:
    """Return a key made of a label, unlike those that are taken; ``""`` without a label."""
    joint = "_" if column.kind == "clé" else "-"
    plain = unicodedata.normalize("NFKD", label.casefold().replace("œ", "oe"))
    ascii_text = "".join(char for char in plain if not unicodedata.combining(char))
    made = _NOT_A_KEY.sub(joint, ascii_text).strip(joint)[:_KEY_SIZE].strip(joint)
    if not made:
        return ""
    key, number = made, 1
    while key in taken:
        number += 1
        key = f"{made}{joint}{number}"
    taken.add(key)
    return key
