"""Reads the follow-up indicators and the ratios of a convention folder."""

from __future__ import annotations

from pycog.conventions.facts import schema
from pycog.conventions.facts.follow_up import FollowUp, Ratio
from pycog.conventions.loading.description import Described
from pycog.conventions.loading.tables import Faults, Row


def read_follow_ups(
    about: Described, tables: dict[str, list[Row]], faults: Faults
) -> tuple[FollowUp, ...]:
    """Return the follow-up indicators in the order of the table."""
    sheets = {row["numéro"] for row in tables[schema.SHEETS.file]}
    file = schema.FOLLOW_UPS.file
    found: list[FollowUp] = []
    for row in tables[file]:
        if row["fiche"] not in sheets:
            faults.add(
                file,
                row.line,
                f"la fiche {row['fiche']} n'est pas dans {schema.SHEETS.file}. Ajoutez-la, ou "
                "corrigez son numéro.",
            )
        elif row["nature"] == schema.NUMBER and not row["unité"]:
            faults.add(file, row.line, "un nombre a une unité. Écrivez-la, par exemple sites.")
        else:
            found.append(
                FollowUp(
                    key=row["clé"],
                    sheet=row["fiche"],
                    label=row["libellé"],
                    nature=row["nature"],
                    unit=row["unité"],
                    citation=f"{about.short_title}, {row['source']}",
                    note=row["note"],
                )
            )
    return tuple(found)


def read_ratios(about: Described, tables: dict[str, list[Row]], faults: Faults) -> dict[str, Ratio]:
    """Return indicator → what it divides by what."""
    indicators = {row["numéro"] for row in tables[schema.INDICATORS.file]}
    found: dict[str, Ratio] = {}
    for row in tables[schema.RATIOS.file]:
        number = row["indicateur"]
        if number not in indicators:
            faults.add(
                schema.RATIOS.file,
                row.line,
                f"l'indicateur {number} n'est pas dans {schema.INDICATORS.file}. Ajoutez-le, ou "
                "corrigez son numéro.",
            )
            continue
        found[number] = Ratio(
            indicator=number,
            numerator=row["numérateur"],
            denominator=row["dénominateur"],
            printed=row["fondement"] == schema.PRINTED,
            citation=f"{about.short_title}, {row['source']}",
            note=row["note"],
        )
    return found
