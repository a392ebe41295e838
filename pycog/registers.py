"""Reads the tables that officers keep: one entry a row, with or without a heading row.

Columns are recognised by their French heading, accents and capitals free, or taken in
order where the first row is no heading. A faulty row is reported and hides no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from pycog.arithmetic import convert_amount
from pycog.errors import InvalidInput, PycogError
from pycog.lazy_patterns import regex
from pycog.values import (
    Block,
    Scalar,
    capital,
    display,
    excerpt,
    fold,
    format_number,
    is_blank,
    parse_number,
    to_number,
)
from pycog.vector import flatten, like, shape

#: What follows the name in a heading: an amount's unit, a year, a remark in brackets.
_SUFFIX = regex(r"\(.*?\)|€|\b(?:20|19)\d\d\b|\ben\s*$|[.:*]")
_YES = frozenset({"o", "oui", "vrai", "1", "conforme"})
_NO = frozenset({"n", "non", "faux", "0", "non conforme"})


class Column(Struct, frozen=True):
    """One column of a register.

    Attributes:
        name: French name, as messages say it.
        headings: Other headings that name it.
        needed: Whether a register with a heading row must have it.
    """

    name: str
    headings: tuple[str, ...] = ()
    needed: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Every heading that names it, without accents or capitals."""
        return frozenset(map(fold, (self.name, *self.headings)))


class Row(Struct, frozen=True):
    """One row of a register.

    Attributes:
        number: Its rank in the range, the heading row being the first.
        cells: Column name → cell; columns that the register lacks are absent.
        blank: Whether nothing at all stands in it.
    """

    number: int
    cells: Mapping[str, Scalar]
    blank: bool

    def get(self, column: str) -> Scalar:
        """Return a cell, ``None`` where it or the whole column is missing."""
        return self.cells.get(column)


class Register(Struct, frozen=True):
    """A table as read.

    Attributes:
        heading: Whether its first row is a heading.
        rows: Every other row in order, empty ones included.
    """

    heading: bool
    rows: tuple[Row, ...]


class Problem(Struct, frozen=True):
    """What is wrong in one row.

    Attributes:
        row: Rank of the row in the range, ``None`` for the table as a whole.
        code: Stable code, as of a :class:`~pycog.errors.PycogError`.
        message: French sentences without the row.
    """

    row: int | None
    code: str
    message: str

    @classmethod
    def of(cls, row: int | None, error: PycogError) -> Problem:
        """Return the problem that an error makes of a row."""
        return cls(row, error.code, error.message)

    @property
    def text(self) -> str:
        """The French sentence with the row that it is about."""
        return self.message if self.row is None else in_row(self.row, self.message)


def in_row(row: int, message: str) -> str:
    """Return a message with the row that it is about, by its rank in the range given.

    Args:
        row: Rank in the range, the heading row being the first.
        message: A French sentence.

    Returns:
        The sentence, opened by the row.
    """
    return f"Ligne {row} de la plage : {message[:1].lower()}{message[1:]}"


def read_register(table: Any, columns: tuple[Column, ...], what: str) -> Register:
    """Read a table.

    Args:
        table: A block of cells, a list of rows, a 2-D array, or a pandas DataFrame, whose
            column names are then the heading row.
        columns: The columns in the order understood where there is no heading row.
        what: How to name the table in error messages (``"le registre des virements"``).

    Returns:
        Its rows, cells under the names of the columns.

    Raises:
        InvalidInput: ``colonne-absente``, ``colonne-en-double``, ``colonnes-en-trop``,
            ``plage-irreguliere``.
    """
    rows = _rows(table)
    places = _heading(rows[0], columns, what) if rows else None
    heading = places is not None
    if places is None:
        _refuse_extra(rows, columns, what)
        places = {column.name: position for position, column in enumerate(columns)}
    return Register(
        heading,
        tuple(
            Row(
                number,
                {name: row[at] for name, at in places.items() if at < len(row)},
                all(map(is_blank, row)),
            )
            for number, row in enumerate(rows[heading:], start=1 + heading)
        ),
    )


def _rows(table: Any) -> Block:
    names = [list(table.columns)] if hasattr(table, "columns") else []
    rows = like(table, flatten(table))
    if rows and len(shape(table)) < 2:
        rows = [rows]
    return [*names, *rows]


def _heading(first: list[Scalar], columns: tuple[Column, ...], what: str) -> dict[str, int] | None:
    """Return column → position when the first row is a heading, else ``None``."""
    if not all(isinstance(cell, str) or cell is None for cell in first):
        return None
    found: dict[str, int] = {}
    for position, cell in enumerate(first):
        name = _plain_heading(cell)
        for column in columns:
            if name not in column.names:
                continue
            if column.name in found:
                raise InvalidInput(
                    "colonne-en-double",
                    f"{capital(what)} a deux colonnes « {column.name} ». Gardez-en une.",
                )
            found[column.name] = position
    if not found:
        return None
    for column in columns:
        if column.needed and column.name not in found:
            raise InvalidInput(
                "colonne-absente",
                f"{capital(what)} n'a pas de colonne « {column.name} ». Ajoutez-la : la première "
                "ligne de la plage porte les titres des colonnes.",
            )
    return found


def _plain_heading(cell: Scalar) -> str:
    return fold(_SUFFIX.sub(" ", cell)) if isinstance(cell, str) else ""


def _refuse_extra(rows: Block, columns: tuple[Column, ...], what: str) -> None:
    width = max((len(row) for row in rows), default=0)
    if width > len(columns):
        names = ", ".join(f"« {column.name} »" for column in columns)
        raise InvalidInput(
            "colonnes-en-trop",
            f"{capital(what)} a {width} colonnes sans ligne de titres. Mettez les titres dans la "
            f"première ligne, ou donnez dans l'ordre {names}.",
        )


def signed_amount(value: Scalar, what: str, unit: str = "€") -> float | None:
    """Return an amount of money of either sign; see :func:`amount_of_cell`.

    Raises:
        InvalidInput: An unreadable number.
    """
    amount = to_number(value, what)
    if amount is not None and isinstance(value, str) and parse_number(value, what).unit == "€":
        return convert_amount(amount, "€", unit)
    return amount


def amount_of_cell(value: Scalar, what: str, unit: str = "€") -> float | None:
    """Return an amount of money, not negative; ``None`` when the cell is blank.

    Args:
        value: A number in ``unit``, or a text; one that states its unit (« 1,2 M€ ») is
            converted exactly.
        what: How to name the amount in the error message.
        unit: One of :data:`pycog.values.AMOUNT_UNITS`.

    Returns:
        The amount in ``unit``.

    Raises:
        InvalidInput: ``montant-negatif``, or an unreadable number.
    """
    amount = signed_amount(value, what, unit)
    if amount is not None and amount < 0:
        raise InvalidInput(
            "montant-negatif",
            f"{capital(what)} est négatif ({format_number(amount)} {unit}). Saisissez un montant "
            "positif.",
            value=amount,
        )
    return amount


def amount_in(row: Row, column: str, what: str, unit: str = "€") -> float | None:
    """Return an amount of a row, see :func:`amount_of_cell`.

    Args:
        row: A row of a register.
        column: Name of the column.
        what: As there.
        unit: As there.

    Returns:
        The amount in ``unit``, ``None`` when it is blank.

    Raises:
        InvalidInput: ``montant-negatif``, or an unreadable number.
    """
    return amount_of_cell(row.get(column), what, unit)


def moved_amount(row: Row, column: str, unit: str = "€") -> float:
    """Return the amount that a row moves, above zero.

    Args:
        row: A row of a register.
        column: Name of the column.
        unit: Unit of the amount, as in :func:`amount_of_cell`.

    Returns:
        The amount in ``unit``.

    Raises:
        InvalidInput: ``montant-absent``, ``montant-nul``, ``montant-negatif``, or an
            unreadable number.
    """
    amount = amount_in(row, column, f"le {column}", unit)
    if amount is None:
        raise InvalidInput("montant-absent", f"Le {column} manque.")
    if amount == 0:
        raise InvalidInput("montant-nul", f"Le {column} est nul : il n'y a rien à inscrire.")
    return amount


def is_yes(value: Scalar, what: str) -> bool:
    """Read yes or no: O, N, Oui, Non, VRAI, FAUX, 1, 0, Conforme, Non conforme.

    Args:
        value: A cell value, not blank.
        what: How to name it in the error message.

    Returns:
        Whether it says yes.

    Raises:
        InvalidInput: ``oui-non-attendu``.
    """
    text = "vrai" if value is True else "faux" if value is False else fold(display(value))
    if text not in _YES | _NO:
        raise InvalidInput(
            "oui-non-attendu",
            f"{capital(what)} « {excerpt(display(value))} » ne répond pas par oui ou par non. "
            "Saisissez Oui ou Non.",
            value=value,
        )
    return text in _YES


def is_given(value: Scalar) -> bool:
    """Tell whether a mention is there: something other than nothing, "non" or a dash.

    Args:
        value: A cell value.

    Returns:
        Whether something was written there to be read.
    """
    text = fold(display(value))
    return bool(text) and text not in _NO | {"-", "–", "—"}
