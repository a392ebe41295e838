"""Builds the workbook of an activity report from the declaration of its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycog.annexes.activity.activity_changes import CHANGES, ChangeTable, write_changes
from pycog.annexes.activity.activity_charts import CHARTS, write_charts
from pycog.annexes.activity.activity_figures import FIGURES, FigureTable, write_figures
from pycog.annexes.activity.activity_links import FINDINGS, LINKS, write_findings, write_links
from pycog.annexes.activity.activity_ratios import RATIOS, write_ratios
from pycog.annexes.activity.activity_shares import SHARES, write_shares
from pycog.annexes.kit.page import Book
from pycog.annexes.kit.readme import Readme, write_readme

if TYPE_CHECKING:
    from pycog.annexes.activity.activity_content import Report
    from pycog.annexes.kit.page import Values


def build_report(report: Report, values: Values) -> bytes:
    """Return the workbook of an activity report.

    Sheets without content are left out, except the figures and the findings.

    Args:
        report: What the workbook holds.
        values: Results of the formulas, where an earlier pass knows them.
    """
    source = report.convention.document
    book = Book(report.title, "Chiffres clés recalculés", values)
    figures = FigureTable(report)
    changes = ChangeTable(figures)
    write_readme(book, _readme(report))
    write_figures(book, figures, source)
    if report.changes:
        write_changes(book, changes, source)
    if report.shares:
        write_shares(book, figures, source)
    if report.ratios:
        write_ratios(book, figures, source)
    if report.links:
        write_links(book, figures, source)
    write_findings(book, report, source)
    if report.charts:
        write_charts(book, figures, changes, source)
    return book.content()


def _readme(report: Report) -> Readme:
    sheets = [
        (FIGURES, "Tous les chiffres imprimés, avec l'endroit où ils le sont et leur clé."),
        (CHANGES, "Chaque chiffre face à la période précédente ; les évolutions imprimées."),
        (SHARES, "Les parts de chaque total, et le total imprimé face à la somme."),
        (RATIOS, "Taux, moyennes, moyennes par jour ouvré, densités pour 100 000 habitants."),
        (LINKS, "Les résultats face aux cibles d'autres documents, avec les deux sources."),
        (FINDINGS, "Ce qui ne se retrouve pas dans le rapport, et la lecture retenue."),
        (CHARTS, "Les graphiques et leurs valeurs."),
    ]
    present = {
        CHANGES: report.changes,
        SHARES: report.shares,
        RATIOS: report.ratios,
        LINKS: report.links,
        CHARTS: report.charts,
    }
    steps = [
        "Rien n'est à saisir pour lire les chiffres : toutes les feuilles suivent « "
        f"{FIGURES} », où chaque valeur vient des données de référence.",
        "Pour un chiffre d'un autre classeur : "
        f'=COG_KEY_FIGURE("clé";{report.year};"{report.id}"), avec la clé de la dernière colonne.',
    ]
    if report.densities:
        steps.append(
            f"Densités : saisir « {report.population} » en haut de la feuille « {RATIOS} ». Ce "
            "chiffre n'est pas dans le texte du rapport ; les densités restent vides sans lui."
        )
    return Readme(
        title=report.title,
        purpose=report.purpose,
        steps=steps,
        sheets=[(name, text) for name, text in sheets if present.get(name, True)],
        source=report.convention.document,
    )
