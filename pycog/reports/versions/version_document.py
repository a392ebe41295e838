"""The differences of two versions as a document: a table a sheet of what differs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Final

from pycog.reports.documents.document import Document, Paragraph, Section, Table, Terms
from pycog.reports.versions.version_comparing import KINDS, Difference, place_of

_HEADINGS: Final = ("Quoi", "Avant", "Après", "Nature", "Où")
_WIDTHS: Final = (6, 3, 3, 2, 3)


def summary(found: Sequence[Difference]) -> str:
    """Return how many differences of which kind there are, in French."""
    if not found:
        return "aucune différence"
    counts = Counter(one.kind for one in found)
    kinds = [f"{counts[kind]} « {kind} »" for kind in KINDS if counts[kind]]
    number = len(found)
    return f"{number} différence{'s' if number > 1 else ''}, dont {', '.join(kinds)}"


def version_document(
    old: str, new: str, found: Sequence[Difference], day: dt.date, version: str
) -> Document:
    """Return the document of a comparison.

    Args:
        old: Name of the earlier file.
        new: Name of the later one.
        found: What differs.
        day: The day of the comparison.
        version: The program, named at the foot.
    """
    by_sheet: dict[str, list[Difference]] = {}
    for one in found:
        sheet = (one.new_place or one.old_place).split("!")[0]
        by_sheet.setdefault(sheet, []).append(one)
    sections = [
        Section(name, f"feuille-{number}", (_table(name, rows),))
        for number, (name, rows) in enumerate(by_sheet.items(), 1)
    ]
    if not sections:
        sections = [Section("Résultat", "resultat", (Paragraph("Aucune différence."),))]
    return Document(
        title="Ce qui a changé",
        subtitle=f"De « {old} » à « {new} »",
        body="",
        date=day,
        cover=Terms(
            (("Ancienne version", old), ("Nouvelle version", new), ("Bilan", summary(found)))
        ),
        warning="",
        footer=f"{version}. Comparaison par le sens : lignes et colonnes suivies par leur libellé.",
        sections=tuple(sections),
        summary=len(sections) > 3,
    )


def _table(name: str, rows: Sequence[Difference]) -> Table:
    return Table(
        f"Différences de la feuille « {name} »",
        _HEADINGS,
        tuple((one.subject, one.before, one.after, one.kind, place_of(one)) for one in rows),
        widths=_WIDTHS,
    )
