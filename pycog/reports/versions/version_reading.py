"""Reads one version of an annex: its sheets, and what its cells are called."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from pycog.audit.grid import Place
from pycog.audit.stored_grids import read_grids
from pycog.equip.model import Correspondence, Row, Table
from pycog.equip.recognition.recognise import recognise
from pycog.equip.survey import base_of
from pycog.reports.versions.version_sheets import VersionSheet, labelled

if TYPE_CHECKING:
    from pycog.conventions import Convention
    from pycog.xlsx.package import Package


def read_version(
    package: Package,
    convention: Convention,
    *,
    whole: bool = False,
    names: Set[str] = frozenset(),
) -> Mapping[str, VersionSheet]:
    """Return the sheets of a version by name, in order.

    Args:
        package: The workbook.
        convention: The agreement that may name its cells.
        whole: Whether to read what was written into it when it was equipped, too.
        names: Names of sheets of the version that it is compared with, which name no row either.

    Raises:
        RefusedFile: It cannot be read.
    """
    grids = read_grids(base_of(package))
    shown = read_grids(package) if whole else grids
    all_names = names | {grid.name for grid in shown}
    sheets = {grid.name: labelled(grid, all_names) for grid in shown}
    found: Correspondence = recognise(grids, convention)
    for table in found.tables:
        sheets[table.sheet].called |= dict(_called(table))
    return sheets


def _called(table: Table) -> list[tuple[Place, str]]:
    """Return the names of the cells of a table whose row and column are certain."""
    found = []
    for row, subject in table.accepted():
        title = _subject(row, subject.kind, subject.label)
        for column in table.columns:
            if column.accepted and column.role != "autre":
                year = "" if column.year is None else f" {column.year}"
                found.append(((row.index, column.index), f"{title}, {column.role}{year}"))
    return found


def _subject(row: Row, kind: str, label: str) -> str:
    if kind == "indicateur" and row.number:
        return f"indicateur {row.number}"
    return f"« {label or row.label} »"
