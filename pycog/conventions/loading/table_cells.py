"""Reads one cell of a table of a convention by the kind of its column."""

from __future__ import annotations

from typing import Any

from pycog.conventions.facts.figures import read_period
from pycog.conventions.facts.numbering import read_number
from pycog.conventions.facts.schema import Column
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.values import fold

_INTEGER = regex(r"\d{1,6}")
_YEARS = regex(r"(\d{4})(?: ?- ?(\d{4}))?")
_KEY = regex(r"[a-z0-9_]+")
_IDENTIFIER = regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def empty_value(column: Column) -> Any:
    """Return what a cell left empty holds: ``None``, no year, no number or no text."""
    if column.kind == "entier":
        return None
    if column.kind == "années":
        return (None,)
    return () if column.kind in {"numéros", "clés"} else ""


def read_cell(column: Column, cell: str) -> Any:
    """Return the value of a cell.

    Args:
        column: What stands in its column.
        cell: Its text.

    Raises:
        ValueError: The cell breaks the schema; the error carries the French sentence.
    """
    if not cell:
        if column.filled:
            raise ValueError(
                f"la colonne « {column.name} » est vide. {column.hint or _choices(column)}"
            )
        return empty_value(column)
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


def _label(column: Column, cell: str) -> str:
    # A number alone is a cell typed one column too far: no workbook could be matched with it.
    if not any(letter.isalpha() for letter in cell):
        raise _bad_cell(column, cell, "Il y manque des mots : un nombre seul ne nomme rien.")
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
    "libellé": _label,
    "entier": _integer,
    "numéro": _number,
    "numéros": _numbers,
    "années": _years,
    "clé": _key,
    "clés": _keys,
    "identifiant": _identifier,
    "période": _period,
}
