"""Finds a table on a sheet by its headings, and tells what stands around it.

Columns may be moved, titles and notes may stand above, under and beside. What looks like
an entry and would be left out in silence is a fault: a misspelt heading, a column that
lost its heading, merged cells, a row without its number.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final

from pycog.conventions.form.cell_text import CellText
from pycog.conventions.form.form_cells import FormSheet, place, range_of
from pycog.conventions.form.form_faults import FormFaults, RowPlace
from pycog.conventions.form.layout import plain
from pycog.values import excerpt

#: Headings stand within so many filled rows from the top.
_LOOKED_AT: Final = 40
#: Columns that a merged cell is followed over, when a whole row is merged.
_WIDEST_MERGE: Final = 500
#: How alike a heading has to be to one that is missing to pass for a slip of the pen.
_ALIKE: Final = 0.75
#: Openings of headings that hold values by year.
_VALUES: Final = ("cible", "objectif", "realise", "lecture", "resultat")
#: Columns that hold the numbers of indicators.
_NUMBERS: Final = {"numéro", "parent", "indicateur", "indicateurs", "numéro imprimé"}
_NOTE_MARKS: Final = ("*", "(", "note", "nb", "n.b", "source", "lecture :", "remarque")


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One row of a table.

    Attributes:
        number: Row of the sheet.
        cells: Key of the column → its cell, filled ones only.
    """

    number: int
    cells: dict[str, CellText]

    def text(self, key: str) -> str:
        """Return the text of a column, ``""`` where there is none."""
        cell = self.cells.get(key)
        return cell.text if cell else ""


@dataclass(frozen=True, slots=True)
class Block:
    """A table on a sheet.

    Attributes:
        sheet: The sheet.
        header: Row of the headings.
        columns: Key → column of the sheet.
        headings: Key → its heading, as it stands.
        rows: The filled rows under the headings.
    """

    sheet: FormSheet
    header: int
    columns: dict[str, int]
    headings: dict[str, str]
    rows: list[BlockRow]

    def has_bad_headings(self, faults: FormFaults) -> bool:
        """Tell whether a heading was said to be wrong: what is missing may be behind it."""
        row = str(self.header)
        return any(
            fault.sheet == self.sheet.title and fault.cell.strip(ascii_uppercase) == row
            for fault in faults.found
        )

    def cell(self, row: BlockRow, key: str) -> str:
        """Return the address of a cell of a row, of its first cell for an unknown column."""
        column = self.columns.get(key)
        return place(row.number, min(self.columns.values()) if column is None else column)

    def place_of(
        self, row: BlockRow, main: str, names: dict[str, str], headings: dict[str, str]
    ) -> RowPlace:
        """Return where a row stands.

        Args:
            row: The row.
            main: Key of the column that stands for it.
            names: Column of the table → key of the column of the sheet.
            headings: Column of the table → heading to name instead.
        """
        cells = {name: self.cell(row, key) for name, key in names.items() if key in self.columns}
        texts = {self.cell(row, key): row.text(key) for key in names.values() if key in row.cells}
        return RowPlace(self.sheet.title, self.cell(row, main), cells, texts, headings)


Match = Callable[[str], str | None]


def header_row(sheet: FormSheet, match: Match, least: int = 2) -> int | None:
    """Return the row with the most headings that are known, ``None`` below ``least``."""
    best, most = None, least - 1
    rows = sheet.rows
    for number in list(rows)[:_LOOKED_AT]:
        known = {key for text in _heading_texts(sheet, number).values() if (key := match(text))}
        if len(known) > most:
            best, most = number, len(known)
    return best


def _heading_texts(sheet: FormSheet, row: int) -> dict[int, str]:
    """Return column → heading; one merged with the rows above counts for this one."""
    texts = {column: cell.text for column, cell in sheet.row(row).items()}
    for top, left, bottom, right in sheet.merged:
        if top < row <= bottom and left == right:
            texts[left] = sheet.text(top, left)
    return texts


def find_block(
    sheet: FormSheet,
    match: Match,
    faults: FormFaults,
    *,
    expected: Sequence[str],
    needed: Collection[str],
    last: int | None = None,
) -> Block | None:
    """Return the table of a sheet.

    Args:
        sheet: The sheet.
        match: Gives the key of a heading, ``None`` for one that is not of the table.
        faults: Where to tell what is wrong with the headings and around the rows.
        expected: Headings to name in messages.
        needed: Keys of the columns that may not be missing.
        last: Last row to look at.

    Returns:
        The table; ``None`` where its headings are not found.
    """
    header = header_row(sheet, match)
    if header is None:
        return None
    columns: dict[str, int] = {}
    headings: dict[str, str] = {}
    unknown: dict[int, str] = {}
    twice: set[int] = set()
    for column, text in sorted(_heading_texts(sheet, header).items()):
        key = match(text)
        if key is None:
            unknown[column] = text
        elif key in columns:
            twice.add(column)
            faults.in_cell(
                sheet.title,
                place(header, column),
                f"la colonne « {excerpt(text)} » figure déjà en {place(header, columns[key])}. "
                "Supprimez l'une des deux, ou corrigez son intitulé.",
            )
        else:
            columns[key], headings[key] = column, text
    block = Block(sheet, header, columns, headings, [])
    block.rows.extend(_rows(block, last, faults))
    _tell_missing(block, needed, expected, unknown, faults)
    _tell_unknown(block, unknown, twice, expected, faults)
    _tell_merged(block, faults)
    return block


def _rows(block: Block, last: int | None, faults: FormFaults) -> Iterator[BlockRow]:
    keys = {column: key for key, column in block.columns.items()}
    before = block.header
    merged = _merged(block)
    for number, line in block.sheet.rows.items():
        if number <= block.header or (last is not None and number > last):
            continue
        cells = {keys[column]: cell for column, cell in line.items() if column in keys}
        for column, cell in merged.get(number, {}).items():
            cells.setdefault(keys[column], cell)
        for key in _NUMBERS & cells.keys():
            if cells[key].bare is not None:  # 1.1 typed as a number, which Excel shows as 1,1
                cells[key] = CellText(cells[key].text.replace(",", "."))
        if not cells or all(
            plain(cell.text) == plain(block.headings[key]) for key, cell in cells.items()
        ):
            continue  # nothing, or the headings repeated for the next page
        gap = number > before + 1
        if len(cells) == 1 and len(block.columns) > 2 and _is_note(cells, gap):
            (key,) = cells
            faults.remark(
                block.sheet.title,
                place(number, block.columns[key]),
                "cette ligne n'a qu'une cellule remplie, sous le tableau : elle est prise pour une "
                "remarque et n'est pas lue.",
            )
            continue
        before = number
        yield BlockRow(number, cells)


def _merged(block: Block) -> dict[int, dict[int, CellText]]:
    """Return row → column → what a merged range shows there: told, and read to tell the rest."""
    found: dict[int, dict[int, CellText]] = {}
    rows, used = set(block.sheet.rows), set(block.columns.values())
    for top, left, bottom, right in block.sheet.merged:
        cell = block.sheet.cells.get((top, left))
        if cell is not None and top > block.header:
            for row in rows & set(range(top, min(bottom, top + 2000) + 1)):
                for column in used & set(range(left, min(right, left + 500) + 1)):
                    found.setdefault(row, {})[column] = cell
    return found


def _is_note(cells: dict[str, CellText], gap: bool) -> bool:
    (cell,) = cells.values()
    text = plain(cell.text)
    return bool(text) and (gap or text.startswith(_NOTE_MARKS)) and not text.isdigit()


def _tell_missing(
    block: Block,
    needed: Collection[str],
    expected: Sequence[str],
    unknown: dict[int, str],
    faults: FormFaults,
) -> None:
    missing = [key for key in needed if key not in block.columns]
    if not block.rows:
        return
    for key in missing:
        unread = ", ".join(f"« {excerpt(text)} »" for text in unknown.values() if text)
        more = f" Intitulés non reconnus : {unread}." if unread else ""
        faults.in_cell(
            block.sheet.title,
            f"{block.header}:{block.header}",
            f"la colonne « {_shown(key)} » manque.{more} Colonnes attendues : "
            f"{', '.join(expected)}.",
        )


def _shown(key: str) -> str:
    return {"numéro": "N°"}.get(key, key[:1].upper() + key[1:])


def _tell_unknown(
    block: Block,
    unknown: dict[int, str],
    told: set[int],
    expected: Sequence[str],
    faults: FormFaults,
) -> None:
    """Tell the columns that are not read: as a slip where they seem to be one."""
    title, header = block.sheet.title, block.header
    present = {plain(text) for text in block.headings.values()}
    missing = [plain(text) for text in expected if plain(text) not in present]
    filled = {
        column
        for number, line in block.sheet.rows.items()
        if number > header
        for column in line
        if number <= (block.rows[-1].number if block.rows else header)
    }
    first, last = min(block.columns.values()), max(block.columns.values())
    known = told | set(block.columns.values())
    for column in sorted(filled - known):
        text = unknown.get(column, "")
        said = plain(text)
        alike = difflib.get_close_matches(said, missing, 1, _ALIKE) if said else []
        if alike or said.startswith(_VALUES):
            meant = next((name for name in expected if alike and plain(name) == alike[0]), "")
            faults.in_cell(
                title,
                place(header, column),
                f"l'intitulé « {excerpt(text)} » n'est pas reconnu. "
                + (f"Vouliez-vous écrire « {meant} » ? " if meant else "")
                + f"Colonnes attendues : {', '.join(expected)}.",
            )
        elif not said and first < column < last and not _is_under_merged(block, column):
            faults.in_cell(
                title,
                place(header, column),
                "cette colonne a des valeurs et pas d'intitulé. Écrivez-le, ou videz la colonne. "
                f"Colonnes attendues : {', '.join(expected)}.",
            )
        else:
            if not said and _is_under_merged(block, column):
                continue
            named = f"« {excerpt(text)} »" if text else place(header, column)
            faults.remark(
                title, place(header, column), f"la colonne {named} n'est pas lue : remarque."
            )


def _tell_merged(block: Block, faults: FormFaults) -> None:
    used = set(block.columns.values())
    last = block.rows[-1].number if block.rows else block.header
    for area in block.sheet.merged:
        top, left, bottom, right = area
        inside = max(top, block.header + 1) <= min(bottom, last)
        if (
            inside
            and bottom > block.header
            and used & set(range(left, min(right, _WIDEST_MERGE) + 1))
        ):
            faults.in_cell(
                block.sheet.title,
                range_of(area),
                "ces cellules sont fusionnées : seule la première aurait une valeur. Annulez la "
                "fusion (Accueil, Fusionner et centrer) et répétez la valeur dans chaque cellule.",
            )
        elif top <= block.header <= bottom and _covers_values(block, left, right):
            faults.in_cell(
                block.sheet.title,
                range_of(area),
                "ces intitulés sont fusionnés : les colonnes couvertes n'en ont plus. Annulez la "
                "fusion (Accueil, Fusionner et centrer) et écrivez un intitulé par colonne.",
            )


def _is_under_merged(block: Block, column: int) -> bool:
    """Tell whether the heading of a column was merged into one on its left, which is told."""
    return any(
        top <= block.header <= bottom and left < column <= right
        for top, left, bottom, right in block.sheet.merged
    )


def _covers_values(block: Block, left: int, right: int) -> bool:
    """Tell whether a merged heading covers columns on its right that hold something."""
    covered = range(left + 1, min(right, _WIDEST_MERGE) + 1)
    lines = [block.sheet.rows.get(row.number, {}) for row in block.rows]
    return any(column in line for line in lines for column in covered)
