"""Reads the files of a convention folder against the closed schema.

All faults of a folder are collected before anything is raised, so that an officer
corrects the tables once and not fault by fault.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pycog.conventions.facts.figures import read_period
from pycog.conventions.facts.numbering import identity, read_number
from pycog.conventions.facts.schema import TABLES, Column, Table
from pycog.errors import InvalidConvention, InvalidInput
from pycog.values import fold

_INTEGER = re.compile(r"\d{1,6}")
_YEARS = re.compile(r"(\d{4})(?: ?- ?(\d{4}))?")
_KEY = re.compile(r"[a-z0-9_]+")
_IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: Beyond this many, a list of faults helps nobody: the first ones explain the rest.
_SHOWN_FAULTS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: where it stands and its cells, by column name."""

    line: int
    cells: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a convention folder: file, line if it has one, French sentence."""

    file: str
    line: int | None
    text: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, ligne {self.line}"
        return f"{where} : {self.text}"


class Faults:
    """Collects the faults of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[Fault] = []

    def add(self, file: str, line: int | None, text: str) -> None:
        """Remember one fault of ``file``, whose name is relative to the folder."""
        self.found.append(Fault(f"{self.folder.name}/{file}", line, text))

    def add_error(self, file: str, line: int | None, error: InvalidInput, more: str = "") -> None:
        """Remember a value that could not be read, in the words of its own message."""
        self.add(file, line, f"{error.message[:1].lower()}{error.message[1:]} {more}".rstrip())

    def error(self) -> InvalidConvention:
        """Return the error ``convention-invalide`` that tells every fault found.

        Its ``fields`` give the folder, the faults, and the file and line of the first.
        """
        lines = [str(fault) for fault in self.found[:_SHOWN_FAULTS]]
        if len(self.found) > _SHOWN_FAULTS:
            lines.append(f"… et {len(self.found) - _SHOWN_FAULTS} autres anomalies.")
        return InvalidConvention(
            "convention-invalide",
            "\n".join(lines),
            folder=self.folder,
            faults=tuple(self.found),
            file=self.found[0].file,
            line=self.found[0].line,
        )


def read_text(folder: Path, file: str, faults: Faults) -> str | None:
    """Return the text of a file, ``None`` when it is missing or unreadable."""
    path = folder / file
    if not path.is_file():
        return None
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.add(
            file,
            None,
            "le fichier n'est pas en UTF-8. Dans Excel, enregistrez-le au format "
            "« CSV UTF-8 (délimité par des virgules) ».",
        )
    except OSError as error:
        faults.add(file, None, f"le fichier ne peut pas être lu ({error.strerror}).")
    return None


def check_files(folder: Path, faults: Faults) -> None:
    """Refuse a table whose name is not in the schema: it would be silently left out."""
    known = {table.file for table in TABLES}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known:
            faults.add(
                path.name,
                None,
                f"cette table n'existe pas. Tables admises : {', '.join(known_files())}.",
            )


def known_files() -> tuple[str, ...]:
    """Names of the tables, in the order of the schema."""
    return tuple(table.file for table in TABLES)


def read_table(folder: Path, table: Table, faults: Faults) -> list[Row]:
    """Return the rows of a table that obey the schema; the others become faults.

    Columns that the file leaves out are filled with the empty value of their kind.
    """
    text = read_text(folder, table.file, faults)
    if text is None:
        return []
    head, _, _ = text.partition("\n")
    delimiter = ";" if ";" in head else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    empty = {column.name: _empty(column) for column in table.columns}
    columns: list[Column] | None = None
    try:
        for cells in reader:
            if columns is None:
                columns = _header(table, cells, faults)
                if columns is None:
                    return []
            elif "".join(cells).strip():
                row = _read_row(table, columns, empty, cells, reader.line_num, faults)
                if row is not None:
                    rows.append(row)
    except csv.Error:
        faults.add(
            table.file,
            reader.line_num,
            "des guillemets ne sont pas fermés ou sont mal placés. "
            "Une cellule qui contient un guillemet s'écrit entre guillemets, le guillemet doublé.",
        )
    if columns is None:
        faults.add(table.file, None, f"le fichier est vide. {_allowed(table)}")
    _refuse_duplicates(table, rows, faults)
    return rows


def _allowed(table: Table) -> str:
    return f"Colonnes admises : {', '.join(column.name for column in table.columns)}."


def _header(table: Table, cells: list[str], faults: Faults) -> list[Column] | None:
    """Return the schema's column for each header, ``None`` when the header is wrong."""
    by_name = {fold(column.name): column for column in table.columns}
    found: list[Column] = []
    before = len(faults.found)
    for cell in cells:
        column = by_name.get(fold(cell))
        if column is None:
            faults.add(
                table.file, 1, f"la colonne « {cell.strip()} » n'existe pas. {_allowed(table)}"
            )
        elif column in found:
            faults.add(table.file, 1, f"la colonne « {column.name} » figure deux fois.")
        else:
            found.append(column)
    for column in table.columns:
        if column.needed and column not in found:
            faults.add(table.file, 1, f"la colonne « {column.name} » manque. {_allowed(table)}")
    return found if len(faults.found) == before else None


def _read_row(
    table: Table,
    columns: list[Column],
    empty: dict[str, Any],
    cells: list[str],
    line: int,
    faults: Faults,
) -> Row | None:
    if len(cells) != len(columns):
        faults.add(
            table.file,
            line,
            f"la ligne compte {len(cells)} cellules au lieu de {len(columns)}. "
            "Une cellule qui contient le séparateur s'écrit entre guillemets.",
        )
        return None
    before = len(faults.found)
    values = empty.copy()
    for column, cell in zip(columns, cells, strict=True):
        if not cell and not column.filled:
            continue
        try:
            values[column.name] = _read_cell(column, cell.strip())
        except ValueError as error:
            faults.add(table.file, line, str(error))
    return Row(line, values) if len(faults.found) == before else None


def _empty(column: Column) -> Any:
    if column.kind == "entier":
        return None
    if column.kind == "années":
        return (None,)
    return () if column.kind in {"numéros", "clés"} else ""


def _read_cell(column: Column, cell: str) -> Any:
    """Return the value of a cell; a ``ValueError`` carries the French sentence."""
    if not cell:
        if column.filled:
            raise ValueError(
                f"la colonne « {column.name} » est vide. {column.hint or _choices(column)}"
            )
        return _empty(column)
    if column.choices:
        if cell in column.choices:
            return cell
        for choice in column.choices:
            if fold(cell) == fold(choice):
                return choice
        raise _bad_cell(column, cell, _choices(column))
    return _BY_KIND[column.kind](column, cell)


def _choices(column: Column) -> str:
    return f"Valeurs admises : {', '.join(column.choices)}."


def _bad_cell(column: Column, cell: str, allowed: str) -> ValueError:
    return ValueError(
        f"la colonne « {column.name} » contient « {cell} ». {allowed} {column.hint}".rstrip()
    )


def _text(column: Column, cell: str) -> str:
    return cell


def _integer(column: Column, cell: str) -> int:
    if not _INTEGER.fullmatch(cell):
        raise _bad_cell(column, cell, "Ce n'est pas un nombre entier.")
    return int(cell)


def _number(column: Column, cell: str) -> str:
    try:
        return read_number(cell)
    except InvalidInput:
        raise _bad_cell(column, cell, "Ce n'est pas un numéro d'indicateur.") from None


def _numbers(column: Column, cell: str) -> tuple[str, ...]:
    # "31,32" would be one number, 31.32, where two are meant.
    if "," in cell:
        raise _bad_cell(column, cell, "Un numéro ne s'y écrit pas avec une virgule.")
    return tuple(_number(column, part) for part in cell.split())


def _years(column: Column, cell: str) -> tuple[int | None, ...]:
    match = _YEARS.fullmatch(cell)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if first > last:
        raise _bad_cell(column, cell, "Ce n'est pas une année.")
    return tuple(range(first, last + 1))


def _key(column: Column, cell: str) -> str:
    if not _KEY.fullmatch(cell):
        raise _bad_cell(
            column, cell, "Une clé s'écrit en minuscules sans accent, chiffres et « _ » compris."
        )
    return cell


def _identifier(column: Column, cell: str) -> str:
    if not _IDENTIFIER.fullmatch(cell):
        raise _bad_cell(
            column, cell, "Une clé s'écrit en minuscules sans accent, chiffres et tirets compris."
        )
    return cell


def _period(column: Column, cell: str) -> str:
    try:
        read_period(cell)
    except ValueError:
        raise _bad_cell(column, cell, "Ce n'est pas une période.") from None
    return cell


def _keys(column: Column, cell: str) -> tuple[str, ...]:
    return tuple(_key(column, part) for part in cell.split())


_BY_KIND = {
    "texte": _text,
    "entier": _integer,
    "numéro": _number,
    "numéros": _numbers,
    "années": _years,
    "clé": _key,
    "clés": _keys,
    "identifiant": _identifier,
    "période": _period,
}


def _spread(values: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield one key for each of the years that a row covers."""
    return itertools.product(*[value if isinstance(value, tuple) else (value,) for value in values])


def _refuse_duplicates(table: Table, rows: list[Row], faults: Faults) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    numbered = {column.name for column in table.columns if column.kind == "numéro"}
    for row in rows:
        for key in _spread([row[name] for name in table.key]):
            # "2a" and "2A" are one number.
            same = tuple(
                identity(part) if part and name in numbered else part
                for name, part in zip(table.key, key, strict=True)
            )
            if same not in seen:
                seen[same] = row.line
                continue
            named = ", ".join(
                f"{name} « {part} »"
                for name, part in zip(table.key, key, strict=True)
                if part is not None
            )
            faults.add(table.file, row.line, f"{named} figure déjà à la ligne {seen[same]}.")
            break
