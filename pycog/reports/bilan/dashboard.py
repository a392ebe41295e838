"""Lays out the dashboard of objective sheet 26: every steering indicator on one page."""

from __future__ import annotations

from typing import Final

from pycog.reports.bilan.bilan_model import Bilan
from pycog.reports.bilan.fund_model import BudgetRow, FundReport
from pycog.reports.bilan.parts import (
    cover,
    footer,
    plural,
    seals_told,
    shown_counts,
    sparkline,
    warning,
)
from pycog.reports.documents.document import (
    Block,
    Document,
    Items,
    Paragraph,
    Section,
    Table,
    Tiles,
)
from pycog.reports.documents.figure import NOTHING

#: Late measures that are named; the others are counted.
_NAMED = 6
_KEY: Final = Paragraph(
    "Tendance : trait plein, réalisé de chaque année ; tirets, objectif de chaque année.", "note"
)


def dashboard_document(bilan: Bilan) -> Document:
    """Lay out the dashboard."""
    counts = bilan.summary
    tiles = [(name, counts.of(name)) for name in shown_counts(counts)]
    tiles.append(("Taux d'atteinte moyen", counts.mean))
    return Document(
        f"Tableau de bord {bilan.year}",
        f"{bilan.convention} – indicateurs de pilotage",
        bilan.body,
        bilan.drawn,
        cover(bilan, f"Tableau de bord unique{bilan.about.cited('tableau_de_bord')}"),
        warning(bilan),
        _footer(bilan),
        (
            Section("Statut des indicateurs", "statuts", (Tiles(tuple(tiles)),)),
            Section("Indicateurs de pilotage", "indicateurs", (_indicators(bilan), _KEY)),
            Section("Budget par groupe", "budget", tuple(map(_groups, bilan.funds))),
            Section("Échéances en retard", "echeances", _late(bilan)),
            Section("Intéressement", "interessement", _interessement(bilan)),
        ),
        one_page=True,
        summary=False,
    )


def _footer(bilan: Bilan) -> str:
    """Return the foot of the page; it has no cover to cite the seals."""
    told = seals_told(bilan)
    return f"{footer(bilan)} ; bordereaux de calcul : {told}" if told else footer(bilan)


def _indicators(bilan: Bilan) -> Table:
    found = [(one, one.of(bilan.year)) for one in bilan.indicators]
    return Table(
        f"Indicateurs en {bilan.year}",
        ("N°", "Indicateur", "Objectif", "Réalisé", "Atteinte", "Tendance", "Statut"),
        tuple(
            (
                one.number,
                one.label,
                year.target or NOTHING,
                year.actual,
                year.attainment,
                sparkline(one, bilan.year),
                year.status,
            )
            for one, year in found
        ),
        (0.5, 4.4, 1.9, 1.1, 1.0, 1.2, 1.5),
        header_column=1,
    )


def _groups(fund: FundReport) -> Table:
    rows = fund.groups
    return Table(
        f"{fund.id} {fund.year}",
        ("Groupe", "Autorisé", "Exécuté", "Disponible", "Taux"),
        tuple(
            (group_label(row), row.authorised, row.executed, row.available, row.rate)
            for row in rows
        ),
        (3.2, 1.6, 1.6, 1.5, 1.0),
        tuple("total" if row.role == "total" else "" for row in rows),
    )


def group_label(row: BudgetRow) -> str:
    """Return the name of a row where no heading says that it is a revenue."""
    return f"Recette : {row.label}" if row.role == "recette" else row.label


def _late(bilan: Bilan) -> tuple[Block, ...]:
    late = [one for one in bilan.milestones if one.late]
    if not late:
        return (Paragraph(f"Aucune au {bilan.situation:%d/%m/%Y}."),)
    texts = [f"{one.what} ({one.printed}) : {one.status.shown.lower()}" for one in late[:_NAMED]]
    if len(late) > _NAMED:
        texts.append(f"et {plural(len(late) - _NAMED, 'autre mesure', 'autres mesures')}.")
    head = Paragraph(f"{plural(len(late), 'mesure')} au {bilan.situation:%d/%m/%Y}.")
    return (head, Items(tuple(texts)))


def _interessement(bilan: Bilan) -> tuple[Block, ...]:
    if bilan.interessement is None:
        return (Paragraph("Aucun dossier d'intéressement n'a été donné."),)
    low, high = bilan.interessement
    return (Tiles((("Taux de réussite minimum", low), ("Taux de réussite maximum", high))),)
