"""Reads the dated measures of a convention folder."""

from __future__ import annotations

from pycog.conventions.facts import schema
from pycog.conventions.facts.models import Milestone
from pycog.conventions.loading.description import Described
from pycog.conventions.loading.tables import Faults, Row
from pycog.errors import InvalidInput
from pycog.milestones import Due, read_due


def read_milestones(
    about: Described, tables: dict[str, list[Row]], faults: Faults
) -> tuple[Milestone, ...]:
    """Return the milestones in the order of the table; what cannot be read is a fault."""
    sheets = {row["numéro"] for row in tables[schema.SHEETS.file]}
    found: list[Milestone] = []
    for row in tables[schema.MILESTONES.file]:
        due = _due(row, faults)
        if row["fiche"] is not None and row["fiche"] not in sheets:
            faults.add(
                schema.MILESTONES.file,
                row.line,
                f"la fiche {row['fiche']} n'est pas dans "
                f"{schema.SHEETS.file}. Ajoutez-la, ou laissez la cellule vide.",
            )
        elif due is not None:
            found.append(_milestone(about, row, due))
    return tuple(found)


def _due(row: Row, faults: Faults) -> Due | None:
    try:
        return read_due(row["lecture"] or row["échéance"])
    except InvalidInput as error:
        faults.add_error(
            schema.MILESTONES.file,
            row.line,
            error,
            "Si l'échéance n'est pas imprimée sous cette "
            "forme, écrivez dans la colonne « lecture » celle à lire.",
        )
        return None


def _milestone(about: Described, row: Row, due: Due) -> Milestone:
    return Milestone(
        key=row["clé"],
        what=row["mesure"],
        printed=row["échéance"],
        reading=row["lecture"],
        due=due,
        doubt=row["doute"],
        sheet=row["fiche"],
        section=row["section"],
        citation=f"{about.short_title}, {row['source']}",
        note=row["note"],
    )
