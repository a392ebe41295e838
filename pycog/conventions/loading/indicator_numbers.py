"""Settles how the tables of a folder name its indicators, and which is a part of which."""

from __future__ import annotations

from pycog.conventions.facts import schema
from pycog.conventions.facts.numbering import identity, parent_of
from pycog.conventions.loading.tables import Faults, Row

_REFERENCES = (
    (schema.STATEMENTS.file, "indicateur"),
    (schema.RATIOS.file, "indicateur"),
    (schema.INDICATORS.file, "parent"),
    (schema.AMENDMENTS.file, "indicateur"),
    (schema.NEUTRALISATIONS.file, "indicateur"),
)


def settle_numbers(tables: dict[str, list[Row]], faults: Faults) -> None:
    """Write every number as indicators.csv does (``2a`` for ``2A``), and fill the parents.

    Numbers that no indicator has are left as they are: the readers of the tables say so.
    """
    rows = tables[schema.INDICATORS.file]
    known = {identity(row["numéro"]): row["numéro"] for row in rows}

    def settled(number: str) -> str:
        return known.get(identity(number), number) if number else ""

    for file, column in _REFERENCES:
        for row in tables[file]:
            row.cells[column] = settled(row[column])
    for row in tables[schema.SHEETS.file]:
        row.cells["indicateurs"] = tuple(map(settled, row["indicateurs"]))
    _fill_parents(rows, faults)


def _fill_parents(rows: list[Row], faults: Faults) -> None:
    """Take the printed parent of ``1.1`` where none is declared; refuse an impossible one."""
    numbers = tuple(row["numéro"] for row in rows)
    file = schema.INDICATORS.file
    for row in rows:
        declared = row["parent"]
        if declared and declared not in numbers:
            faults.add(
                file,
                row.line,
                f"l'indicateur parent {declared} n'est pas dans {file}. Ajoutez-le, corrigez son "
                "numéro, ou laissez la cellule vide.",
            )
        row.cells["parent"] = declared or parent_of(row["numéro"], numbers)
    above = {row["numéro"]: row["parent"] for row in rows}
    for row in rows:
        if circle := _circle(row["numéro"], above):
            faults.add(
                file,
                row.line,
                f"l'indicateur {row['numéro']} est une partie de lui-même ({' dans '.join(circle)})"
                ". Corrigez la colonne « parent ».",
            )


def _circle(start: str, above: dict[str, str]) -> list[str]:
    """Return the way from a number back to itself, nothing where there is none."""
    way = [start]
    while (number := above.get(way[-1], "")) and number not in way:
        way.append(number)
    return [*way, start] if number == start else []
