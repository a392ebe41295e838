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
LANDING_MARGIN: Final = "Encore engageable"
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
            *_landing(bilan),
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


def _landing(bilan: Bilan) -> tuple[Section, ...]:
    """Return the section of the landing; none where nothing is typed to date."""
    funds = [fund for fund in bilan.funds if fund.landing is not None]
    if not funds:
        return ()
    blocks: list[Block] = [Paragraph(exceeding(bilan), "alerte")] if exceeding(bilan) else []
    for fund in funds:
        blocks += _landed(fund)
    return (Section("Atterrissage", "atterrissage", tuple(blocks)),)


def exceeding(bilan: Bilan) -> str:
    """Return a sentence on the groups that will exceed what is authorised, ``""`` for none."""
    found = [
        f"{group_label(row)} ({fund.id}, {landing.margin.shown})"
        for fund in bilan.funds
        for row, landing in fund.landed
        if landing.exceeded
    ]
    return f"Dépasseront l'autorisé : {', '.join(found)}." if found else ""


def _landed(fund: FundReport) -> list[Block]:
    assert fund.landing is not None
    blocks: list[Block] = []
    if fund.landed:
        table = Table(
            f"{fund.id} {fund.year}, mois atteint : {fund.landing.reached or 'non dit'}",
            ("Groupe", "Autorisé", "Exécuté à date", "Atterrissage", LANDING_MARGIN, "Verdict"),
            tuple(
                (
                    group_label(row),
                    landing.authorised,
                    landing.to_date,
                    landing.landing,
                    landing.margin,
                    landing.verdict,
                )
                for row, landing in fund.landed
            ),
            (3.0, 1.5, 1.5, 1.5, 1.5, 2.6),
            tuple("total" if row.role == "total" else "" for row, _ in fund.landed),
        )
        blocks.append(table)
    note = f"Méthode « {fund.landing.method} » là où la ligne n'en nomme pas d'autre. "
    missing = any(one.landing.value is None for one in fund.landing.rows)
    if missing:
        note += "Un groupe sans montant à date complet n'a pas d'atterrissage. "
    blocks.append(Paragraph(f"{note}{' '.join(fund.landing.problems)}".strip(), "note"))
    return blocks


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
