"""Reads the tables of a convention against the closed schema, wherever they stand.

The tables are the canonical form of a convention. A *source* gives them as text: a
folder of CSV files (:class:`FolderSource`), or a workbook
(:mod:`pycog.conventions.form`). All faults of a source are collected before anything
is raised, so that an officer corrects the tables once and not fault by fault.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from pycog.conventions.facts.numbering import identity
from pycog.conventions.facts.schema import DESCRIPTION, TABLES, Column, Table
from pycog.conventions.loading.table_cells import empty_value, read_cell
from pycog.errors import InvalidConvention, InvalidInput, system_reason
from pycog.targets import EXAMPLES
from pycog.values import fold

#: Beyond this many, a list of faults helps nobody: the first ones explain the rest.
_SHOWN_FAULTS = 12
_FORMS = f" On peut écrire {EXAMPLES}."
_FORMS_BELOW = " Ce qui peut s'écrire est dit avec la dernière valeur illisible."


class Row(Struct, frozen=True):
    """One line of a table: where it stands and its cells, by column name."""

    line: int
    cells: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]


class Fault(Struct, frozen=True):
    """One fault of a convention.

    Attributes:
        file: The file that it is in.
        line: Its line, ``None`` where it has none, as in a workbook.
        text: What is wrong and what to do, in French.
        sheet: Sheet of a workbook, ``""`` elsewhere.
        cell: Cell or range of that sheet, ``""`` where the sheet as a whole is at fault.
    """

    file: str
    line: int | None
    text: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, ligne {self.line}"
        if self.sheet:
            where += f", feuille « {self.sheet} »"
        if self.cell:
            where += f", {'plage' if ':' in self.cell else 'cellule'} {self.cell}"
        return f"{where} : {self.text}"


class Faults:
    """Collects the faults of one source; those of a workbook say sheet and cell."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[Fault] = []
        #: Keys of the rows, and names of the tables, that could not be read.
        self.dropped: set[str] = set()
        self.unread: set[str] = set()
        #: Whether what refers to them is passed over: it is no fault of its own.
        self.passes_echoes = False

    def add(self, file: str, line: int | None, text: str, column: str = "") -> None:
        """Remember one fault.

        Args:
            file: Name of the table, or of the description.
            line: Line of the table, as :class:`Row` has it.
            text: What is wrong and what to do.
            column: The column at fault, where one is.
        """
        if not self.is_echo(text):
            self.found.append(Fault(f"{self.folder.name}/{file}", line, text))

    def is_echo(self, text: str) -> bool:
        """Tell whether a sentence only names what could not be read, as told before."""
        if not self.passes_echoes:
            return False
        if any(file in text for file in self.unread):
            return True
        keys = "|".join(map(re.escape, sorted(self.dropped)))
        return bool(keys and re.search(rf"(?:indicateur|fiche|«) (?:{keys})(?![\w.])", text))

    def at(self, file: str, line: int) -> str:
        """Return where a row stands, after « figure déjà »."""
        return f"à la ligne {line}"

    def add_error(self, file: str, line: int | None, error: InvalidInput, more: str = "") -> None:
        """Remember a value that could not be read, in the words of its own message."""
        self.add(file, line, f"{error.message[:1].lower()}{error.message[1:]} {more}".rstrip())

    def error(self) -> InvalidConvention:
        """Return the error ``convention-invalide`` that tells every fault found.

        Its ``fields`` give the folder, the faults, and the file and line of the first.
        """
        # A row that holds for several campaigns is at fault once.
        self.found = _forms_told_once(list(dict.fromkeys(self.found)))
        lines = [str(fault) for fault in self.found[:_SHOWN_FAULTS]]
        if len(self.found) > _SHOWN_FAULTS:
            lines.append(f"… et {len(self.found) - _SHOWN_FAULTS} autres anomalies.")
            if any(_FORMS in fault.text for fault in self.found[_SHOWN_FAULTS:]):
                lines.append(_FORMS.strip())
        return InvalidConvention(
            "convention-invalide",
            "\n".join(lines),
            folder=self.folder,
            faults=tuple(self.found),
            file=self.found[0].file,
            line=self.found[0].line,
        )


def _forms_told_once(found: list[Fault]) -> list[Fault]:
    """Keep the long list of what a target may be in the last fault that has it."""
    telling = [place for place, fault in enumerate(found) if _FORMS in fault.text]
    for place in telling[:-1]:
        text = found[place].text.replace(_FORMS, _FORMS_BELOW)
        found[place] = replace(found[place], text=text)
    return found


#: A row of text as a source gives it: its line, and its cells in the order of the columns.
TextRow = tuple[int, list[str]]


class Source(Protocol):
    """Where the tables of a convention come from."""

    @property
    def path(self) -> Path:
        """The folder or the file."""

    @property
    def id(self) -> str:
        """The id that the description has to give, ``""`` where any will do."""

    def faults(self) -> Faults:
        """Return an empty collection of faults that knows where rows stand."""

    def check(self, faults: Faults) -> None:
        """Tell what stands in the source and would be left out in silence."""

    def description(self, faults: Faults) -> dict[str, Any] | None:
        """Return the keys of the description, ``None`` when there is no reading it."""

    def table(self, table: Table, faults: Faults) -> tuple[list[Column], list[TextRow]] | None:
        """Return the columns and the rows of a table, ``None`` when it is absent."""


class FolderSource:
    """A folder of CSV files and its description.

    Attributes:
        path: The folder.
        id: Its name, which is the id of the convention.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self.id = folder.name

    def faults(self) -> Faults:
        """Return an empty collection of faults, told by file and line."""
        return Faults(self.path)

    def check(self, faults: Faults) -> None:
        """Refuse a table whose name is not in the schema: it would be silently left out."""
        for path in sorted(self.path.glob("*.csv")):
            if path.name not in known_files():
                faults.add(
                    path.name,
                    None,
                    f"cette table n'existe pas. Tables admises : {', '.join(known_files())}.",
                )

    def description(self, faults: Faults) -> dict[str, Any] | None:
        """Read ``convention.toml``."""
        text = read_text(self.path, DESCRIPTION, faults)
        if text is None:
            if not faults.found:
                faults.add(DESCRIPTION, None, "le fichier manque. Il décrit la convention.")
            return None
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            # Python says the line only inside its English sentence.
            place = re.search(r"line (\d+)", str(error))
            faults.add(
                DESCRIPTION,
                int(place[1]) if place else None,
                'la syntaxe est incorrecte. Chaque ligne s\'écrit clé = "texte", clé = 2012 ou '
                "clé = [2012, 2013].",
            )
            return None

    def table(self, table: Table, faults: Faults) -> tuple[list[Column], list[TextRow]] | None:
        """Read one CSV file."""
        text = read_text(self.path, table.file, faults)
        if text is None:
            return None
        head, _, _ = text.partition("\n")
        delimiter = ";" if ";" in head else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows: list[TextRow] = []
        columns: list[Column] | None = None
        try:
            for cells in reader:
                if columns is None:
                    columns = _header(table, cells, faults)
                    if columns is None:
                        return None
                elif "".join(cells).strip():
                    rows.append((reader.line_num, [cell.strip() for cell in cells]))
        except csv.Error:
            faults.add(
                table.file,
                reader.line_num,
                "des guillemets ne sont pas fermés ou sont mal placés. Une cellule qui contient "
                "un guillemet s'écrit entre guillemets, le guillemet doublé.",
            )
        if columns is None:
            faults.add(table.file, None, f"le fichier est vide. {_allowed(table)}")
            return None
        return columns, rows


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
        faults.add(file, None, f"le fichier ne peut pas être lu ({system_reason(error)}).")
    return None


def known_files() -> tuple[str, ...]:
    """Names of the tables, in the order of the schema."""
    return tuple(table.file for table in TABLES)


def read_table(source: Source, table: Table, faults: Faults) -> list[Row]:
    """Return the rows of a table that obey the schema; the others become faults.

    Columns that the source leaves out are filled with the empty value of their kind.
    """
    before = len(faults.found)
    found = source.table(table, faults)
    if len(faults.found) > before:
        faults.unread.add(table.file)
    return [] if found is None else read_rows(table, *found, faults)


def read_rows(
    table: Table, columns: Sequence[Column], lines: Iterable[TextRow], faults: Faults
) -> list[Row]:
    """Return the rows that obey the schema; the others become faults.

    Args:
        table: What the rows are.
        columns: The columns that the source has, in its order.
        lines: Its rows, as text.
        faults: Where to tell what is wrong.
    """
    empty = {column.name: empty_value(column) for column in table.columns}
    rows: list[Row] = []
    for line, cells in lines:
        row = _read_row(table, columns, empty, cells, line, faults)
        if row is not None:
            rows.append(row)
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
    columns: Sequence[Column],
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
        faults.unread.add(table.file)  # nothing says which row it was
        return None
    values, whole = empty.copy(), True
    for column, cell in zip(columns, cells, strict=True):
        if not cell and not column.filled:
            continue
        try:
            values[column.name] = read_cell(column, cell)
        except ValueError as error:
            faults.add(table.file, line, str(error), column.name)
            whole = False
    if whole:
        return Row(line, values)
    named = dict(zip((column.name for column in columns), cells, strict=True))
    faults.dropped.update(filter(None, (named.get(name) for name in table.key)))
    return None


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
            first = faults.at(table.file, seen[same])
            faults.add(table.file, row.line, f"{named} figure déjà {first}.")
            break
