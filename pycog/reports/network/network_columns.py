"""Finds the columns of annex 4 by their headings, and tells what moved, lacks or was renamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pycog.audit.grid import Grid, Stored, normal
from pycog.errors import CellError
from pycog.reports.network.network_model import BLOCKING, NOTE, TO_CHECK
from pycog.values import Scalar, excerpt, is_blank
from pycog.xlsx.cells import address, column_letters

_OF_YEAR: Final = re.compile(r"(realise|objectif)\b(?P<rest>\D*)((?:19|20)\d{2})\b(?P<more>.*)")
_YEAR: Final = re.compile(r"(?:19|20)\d{2}")
#: Comments of the officers: newer annexes have them, older ones do not, and neither differs.
_COMMENTS: Final = re.compile(r"observations?\b.*")
#: What a heading stands for: ("objectif", 2013), or ("libelle indicateur", None).
Role = tuple[str, int | None]
NUMBER: Final[Role] = ("numero indicateur", None)
LABEL: Final[Role] = ("libelle indicateur", None)
#: Code, place, message, weight: a difference before its file is known.
Remark = tuple[str, str, str, str]


@dataclass
class Columns:
    """The columns of a table as found.

    Attributes:
        header: Row of the headings, zero-based.
        places: What a heading stands for → its column, zero-based.
        renamed: Headings that say more than expected, by their role.
        doubled: Roles that several columns claim; none of them is read.
        unknown: Column → heading that the form does not have.
    """

    header: int
    places: dict[Role, int] = field(default_factory=dict)
    renamed: dict[Role, str] = field(default_factory=dict)
    doubled: set[Role] = field(default_factory=set)
    unknown: dict[int, str] = field(default_factory=dict)

    def years(self, what: str) -> set[int]:
        """Return the years that have a column of a kind."""
        found = {*self.places, *self.doubled}
        return {year for name, year in found if name == what and year is not None}


def expected_roles(years: Iterable[int], bases: Iterable[int]) -> dict[Role, str]:
    """Return the headings of the form in their order, as they are written there."""
    return {
        NUMBER: "Numéro indicateur",
        ("fiche objectif", None): "Fiche objectif",
        ("source", None): "Source",
        LABEL: "Libellé indicateur",
        **{("realise", year): f"Réalisé {year}" for year in bases},
        **{("objectif", year): f"Objectif {year}" for year in years},
        **{("realise", year): f"Réalisé {year}" for year in years},
    }


def find_columns(grid: Grid, roles: Mapping[Role, str]) -> Columns | None:
    """Return the columns of the first table of indicators on a sheet, ``None`` without one."""
    for row in grid.rows():
        heads = {column: stored.text for column, stored in grid.row(row).items() if stored.text}
        if sum(_of_year(text) is not None for text in heads.values()) >= 2:
            return _read(row, heads, roles)
    return None


def _of_year(text: str) -> re.Match[str] | None:
    # Most texts hold no year, and need not be simplified to tell so.
    return _OF_YEAR.match(normal(text)) if _YEAR.search(text) else None


def _read(row: int, heads: Mapping[int, str], roles: Mapping[Role, str]) -> Columns:
    found = Columns(row)
    plain = {name: (name, year) for name, year in roles if year is None}
    for column, text in heads.items():
        if _COMMENTS.fullmatch(normal(text)):
            continue
        match = _of_year(text)
        role: Role | None = (match[1], int(match[3])) if match else plain.get(normal(text))
        if role is None:
            found.unknown[column] = text
            continue
        if role in found.places:
            found.doubled.add(role)
        found.places.setdefault(role, column)
        if match and (match["rest"].strip() or match["more"].strip()):
            found.renamed[role] = text
    for role in found.doubled:
        del found.places[role]
    _guess_renamed(found, roles)
    return found


def _guess_renamed(found: Columns, roles: Mapping[Role, str]) -> None:
    """Take an unknown heading for the one that lacks where the form has it, but for years.

    A column of years is never guessed: its values would be those of another year.
    """
    order = list(roles)
    for place, role in enumerate(order):
        if role in found.places or role in found.doubled or role[1] is not None:
            continue
        near = {
            column - order.index(other)
            for other, column in found.places.items()
            if other in roles and abs(order.index(other) - place) == 1
        }
        for offset in near:
            if (column := place + offset) in found.unknown:
                found.places[role] = column
                found.renamed[role] = found.unknown.pop(column)
                break


def column_remarks(
    grid: Grid, found: Columns, roles: Mapping[Role, str], header: int
) -> Iterator[Remark]:
    """Yield what differs in the columns from those of the form.

    Args:
        grid: The sheet.
        found: Its columns.
        roles: The headings of the form.
        header: Row where the form has them, zero-based.
    """
    sheet = grid.name
    if found.header != header:
        yield (
            "tableau-deplace",
            f"{sheet}, ligne {found.header + 1}",
            f"les en-têtes du tableau sont à la ligne {found.header + 1} au lieu de la ligne "
            f"{header + 1}. Les valeurs sont lues à leur nouvelle place.",
            NOTE,
        )
    yield from _missing(sheet, found, roles)
    moved = [
        f"« {roles[role]} » en {_letter(column)} au lieu de {_letter(place)}"
        for place, role in enumerate(roles)
        if (column := found.places.get(role, place)) != place
    ]
    if moved:
        yield (
            "colonne-deplacee",
            sheet,
            f"colonnes déplacées : {', '.join(moved)}. Les valeurs sont lues à leur nouvelle "
            "place.",
            NOTE,
        )
    for role, text in found.renamed.items():
        if role not in roles:
            continue
        yield (
            "colonne-renommee",
            f"{sheet}!{address(found.header + 1, found.places.get(role, 0) + 1)}",
            f"l'en-tête « {excerpt(text)} » remplace « {roles[role]} ». La colonne est lue comme "
            "telle : vérifiez qu'elle a gardé son sens.",
            TO_CHECK,
        )
    for column, text in found.unknown.items():
        yield (
            "colonne-ajoutee",
            f"{sheet}!{address(found.header + 1, column + 1)}",
            f"la colonne « {excerpt(text)} » n'est pas dans l'annexe. Elle n'est pas lue.",
            NOTE,
        )


def _missing(sheet: str, found: Columns, roles: Mapping[Role, str]) -> Iterator[Remark]:
    for role, name in roles.items():
        if role in found.doubled:
            yield (
                "colonne-en-double",
                sheet,
                f"plusieurs colonnes portent l'en-tête « {name} ». Aucune n'est lue : gardez-en "
                "une seule.",
                BLOCKING,
            )
        elif role not in found.places:
            weight = BLOCKING if role == NUMBER or role[0] == "realise" else TO_CHECK
            yield (
                "colonne-absente",
                sheet,
                f"la colonne « {name} » manque. Ses valeurs ne sont pas lues : rétablissez "
                "l'en-tête de l'annexe.",
                weight,
            )


def _letter(column: int) -> str:
    return column_letters(column + 1)


def value_of(stored: Stored | None) -> Scalar:
    """Return what a cell holds, ``None`` where it is blank."""
    if stored is None or (isinstance(stored.value, str) and is_blank(stored.value)):
        return None
    return CellError(str(stored.value)) if stored.error else stored.value
