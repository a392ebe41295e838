"""Tables that have several rows a subject: one for each role, or for each year.

« Objectif » and « Réalisé » then stand in a column of their own, and number and label in the first
row of each subject only. Such a table is read as one table for each role.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from pycog.audit.grid import is_year, normal
from pycog.equip.recognition.heading_words import read_words
from pycog.equip.recognition.regions import Headed, Region
from pycog.equip.recognition.sheet_view import is_figure

#: Words that a row may have for what its figures are.
_ROLES: Final = {
    "objectif": "Objectif",
    "réalisé": "Réalisé",
    "exécuté": "Exécuté",
    "base": "Base",
    "voté": "Voté",
    "seuil": "Seuil",
}
#: Fewest roles, and share of the rows that must tell one or what is computed from them: a row
#: without would be left out unseen.
_FEWEST, _NEARLY_ALL = 2, 0.9
_COMPUTED: Final = frozenset({"écart", "taux", "évolution", "statut", "commentaire", "poids"})
#: Headings of a column of values that say nothing of its role.
_PLAIN: Final = frozenset({"valeur", "valeurs", "montant", "montants", "donnee", "chiffre", ""})
#: Columns that name the subject of a row.
_NAMING: Final = frozenset({"numéro", "libellé", "thème", "fonds", "groupe"})


def parts_of(region: Region, years: Collection[int]) -> list[Region]:
    """Return the tables of a region: itself, or one for each role that its rows have.

    Args:
        region: Where a table stands.
        years: Years of the agreement.
    """
    role_column = _role_column(region, frozenset(years))
    if role_column is None:
        named = _named(region, None)
        return [replace(region, named=named) if named and _has_years(region) else region]
    named = _named(region, role_column)
    found = []
    for role, rows in _by_role(region, role_column).items():
        columns = tuple(
            _headed(one, role, frozenset(years))
            for one in region.columns
            if one.index != role_column
        )
        own = {row: named[row] for row in rows if row in named}
        found.append(replace(region, columns=columns, body=tuple(rows), named=own))
    return found


def _role_of(text: str) -> str:
    words = read_words(text)
    known = words.role in _ROLES or words.role in _COMPUTED
    return words.role if known and not words.partial and not words.years else ""


def _role_column(region: Region, years: frozenset[int]) -> int | None:
    """Return the column that says what the figures of each row are."""
    if not any(_is_plain(one, years) for one in region.columns):
        return None
    for column in region.columns[1:]:
        if column.words.role not in {"", "autre", "libellé"}:
            continue
        rows = [row for row in region.body if _has_figures(region, row)]
        told = [_role_of(region.view.text(row, column.index)) for row in rows]
        roles = [role for role in told if role in _ROLES]
        repeated = len(set(roles)) >= _FEWEST and len(roles) > len(set(roles))
        if repeated and sum(map(bool, told)) >= _NEARLY_ALL * len(rows):
            return column.index
    return None


def _is_plain(column: Headed, years: frozenset[int]) -> bool:
    """Tell whether a heading tells a year, or nothing: its rows say the role."""
    words = column.words
    if words.role:
        return False
    told = bool(words.years) and set(words.years) <= years and words.bare
    return told or normal(column.heading) in _PLAIN - {""} or words.relative is not None


def _headed(column: Headed, role: str, years: frozenset[int]) -> Headed:
    if not _is_plain(column, years):
        return column
    words = column.heading if column.words.years or column.words.relative is not None else ""
    heading = f"{_ROLES[role]} {words}".strip()
    return Headed(column.index, heading, read_words(heading, years))


def _by_role(region: Region, column: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in region.body:
        role = _role_of(region.view.text(row, column))
        if role in _ROLES:
            found.setdefault(role, []).append(row)
    return found


def _named(region: Region, role_column: int | None) -> dict[int, int]:
    """Return row → the row above it that names its subject, for rows that name none."""
    naming = [
        one.index
        for one in region.columns
        if one.words.role in _NAMING and one.index != role_column
    ]
    found: dict[int, int] = {}
    last: int | None = None
    for row in region.body:
        if any(region.view.is_filled(row, column) for column in naming):
            last = row
        elif last is not None and _has_figures(region, row):
            found[row] = last
    return found


def _has_figures(region: Region, row: int) -> bool:
    return any(is_figure(stored) for stored in region.view.row(row).values() if stored)


def _has_years(region: Region) -> bool:
    """Tell whether a column tells the year of each row."""
    return any(_tells_years(region, column) for column in region.columns)


def _tells_years(region: Region, column: Headed) -> bool:
    values = list(_numbers(region, column.index))
    years = [value for value in values if is_year(value)]
    return len(set(years)) > 1 and len(years) == len(values)


def _numbers(region: Region, column: int) -> Iterator[float]:
    for row in region.body:
        stored = region.view.row(row).get(column)
        if stored is not None and stored.number is not None:
            yield stored.number
