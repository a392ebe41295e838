"""What a table of a convention folder is made of: files, columns, and what a cell may hold."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Column(Struct, frozen=True):
    """One column of a table.

    Attributes:
        name: Header, in French; accents and capitals are free in the file.
        kind: ``"texte"``, ``"libellé"`` (a text with a word in it), ``"entier"``,
            ``"numéro"`` (of an indicator), ``"numéros"`` (separated by spaces),
            ``"années"`` (2012 or 2012-2015), ``"clé"``, ``"clés"``, ``"identifiant"``
            (a key with hyphens) or ``"période"``.
        filled: Whether its cells may not be left empty.
        needed: Whether the column itself may not be left out.
        choices: The closed list of accepted texts.
        hint: What to write, in French; ends a message about a bad cell.
    """

    name: str
    kind: str = "texte"
    filled: bool = False
    needed: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""


class Table(Struct, frozen=True):
    """One file of a convention folder.

    Attributes:
        file: File name.
        columns: Every column that it may have, in the usual order.
        key: The columns that together may not occur twice.
    """

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


def must(name: str, hint: str, kind: str = "texte", choices: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, filled=True, needed=True, choices=choices, hint=hint)


NOTE: Final = Column("note")
SOURCE: Final = must(
    "source", "Indiquez où le fait est imprimé, par exemple « annexe 2, indicateur 1 »."
)
