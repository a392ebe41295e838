"""A report written by hand, with every kind of part and the longest words of the annexes."""

from __future__ import annotations

import datetime as dt

from pycog.conventions import load
from pycog.reports.documents.document import (
    Document,
    Items,
    Paragraph,
    Picture,
    Section,
    Series,
    Sparkline,
    Table,
    Terms,
    Tiles,
)
from pycog.reports.documents.figure import Figure
from pycog.values import display

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
WARNING = "Données fictives"
FOOTER = "COG CAMIEG 2012-2015 – pycog 0.2.0, données 2012-07"
#: What an officer may type: none of it may become markup, a formula or a break of the file.
HOSTILE = '=CMD("x") #pagebreak() <b>gras</b> *étoile* $x$ & {{ nom }} \\u{0} @ref'
YEARS = (2012, 2013, 2014, 2015)


def figure(value: float | str | None, kind: str = "number", formula: str = "") -> Figure:
    """Return a figure of a report, shown as reports show it."""
    return Figure(value, display(value, kind) or "—", kind, formula)


def series(name: str, values: tuple[float | None, ...], kind: str) -> Series:
    """Return a series with its values in French."""
    return Series(name, values, tuple(display(value, kind) for value in values))


NOTHING = figure(None)


def trajectory() -> Picture:
    """Indicator 1, with a year that is missing and a target in words."""
    targets = series("Objectif", (None, 0.85, 0.88, 0.9, 0.9), "rate")
    texts = (*targets.texts[:3], "90 % en 21 jours calendaires", targets.texts[4])
    return Picture(
        "trajectoire",
        "Indicateur 1 : trajectoire",
        ("2011", *map(str, YEARS)),
        (
            series("Réalisé", (0.83, 0.985, 0.979, None, 0.9), "rate"),
            Series(targets.name, targets.values, texts),
        ),
        "taux",
        "Trajectoire de l'indicateur 1 : 83 % en 2011, 98,5 % en 2012, 97,9 % en 2013, non mesuré "
        "en 2014, 90 % en 2015.",
    )


def statuses() -> Picture:
    """The indicators by status, one bar per objective."""
    counts = {
        "Atteint": 5,
        "Partiellement atteint": 2,
        "Non atteint": 3,
        "Non renseigné": 1,
        "Sans objectif": 1,
        "Objectif renvoyé": 1,
    }
    return Picture(
        "statuts",
        "Indicateurs par statut",
        ("Améliorer la qualité de service et l'accès aux droits des assurés", "Ensemble"),
        tuple(series(name, (count, count + 2), "number") for name, count in counts.items()),
        "nombre",
        "Barres par objectif et par statut.",
    )


def budget() -> Picture:
    """Three groups, one of them without an executed amount."""
    return Picture(
        "budget",
        "Exécution du FNGA par groupe",
        ("Personnel", "Fonctionnement", "Investissement"),
        (
            series("Exécuté", (13_984_000, 5_125_000, None), "amount"),
            series("Autorisé", (13_900_000, 5_900_000, 929_000), "amount"),
        ),
        "montant",
        "Personnel : 13 984 000 € sur 13 900 000 €.",
    )


def line() -> Sparkline:
    """A line the size of a word."""
    return Sparkline(YEARS, (0.9, 0.95, None, 0.97), (0.85, 0.9, 0.95, None), "2012 : 90 %")


def all_indicators() -> Table:
    """Every indicator of the default convention, with its printed targets."""
    return Table(
        "Tous les indicateurs",
        (
            "N°",
            "Libellé",
            "Objectif 2013",
            "Réalisé 2013",
            "Taux d'atteinte",
            "Statut",
            "Trajectoire",
        ),
        tuple(
            (
                str(number),
                indicator.label,
                indicator.targets[2013].text or "—",
                figure(0.9 + number / 1000, "rate", f"0.9+{number}/1000"),
                figure(1.0, "rate", "COG_ATTAINMENT(1,1)"),
                figure("Partiellement atteint", "text", "COG_STATUS(0.8,0.9,0.7)"),
                line(),
            )
            for number, indicator in enumerate(load().indicators.values(), start=1)
        ),
        (0.6, 5, 1.6, 1.2, 1.2, 1.6, 1.6),
        header_column=1,
    )


def budget_table() -> Table:
    """Wide, with amounts that must not be cut."""
    amounts = (figure(13_984_000.0, "amount", "13984000"),) * 6
    rate = figure(13_984_000 / 13_900_000, "rate", "COG_EXECUTION(13984000,13900000)")
    labels = (("Charges de personnel", ""), ("dont intéressement", "dont"), ("Total", "total"))
    return Table(
        "Exécution du FNGA",
        (
            "Ligne",
            "Base",
            "Report",
            "Virements",
            "Autorisé",
            "Exécuté",
            "Disponible",
            "Taux",
            "Constat",
        ),
        (
            ("Crédits limitatifs", *("",) * 8),
            *((label, *amounts, rate, "Dépassement de 84 000 €") for label, _ in labels),
        ),
        (3, 1, 1, 1, 1, 1, 1, 1, 2),
        ("titre", *(look for _, look in labels)),
    )


def wide_table(columns: int = 14) -> Table:
    """Wider than an upright page."""
    return Table(
        "Tableau large",
        ("Indicateur", *(f"Montant {rank}" for rank in range(columns))),
        (("Personnel", *(display(113_984_000, "amount"),) * columns),),
        (1.0,) * (columns + 1),
    )


def document(*, one_page: bool = False) -> Document:
    """A report with every kind of part."""
    counts = {
        "atteints": 12,
        "partiellement atteints": 3,
        "non atteints": 7,
        "non renseignés": 30,
        "objectifs renvoyés": 3,
    }
    tiles = Tiles(
        tuple((label, figure(float(n), "number", f"{n - 1}+1")) for label, n in counts.items())
    )
    sections = (
        Section("Synthèse", "synthese", (tiles, statuses(), Paragraph("Une phrase.\nUne autre."))),
        Section("Tous les indicateurs", "indicateurs", (all_indicators(),), new_page=True),
        Section(
            "Fiches", "fiches", (),
            (Section("Fiche 1", "fiche-1", (
                Terms((("Suivi", "indicateur"), ("Source", "annexe 4"))), trajectory(),
                Paragraph(HOSTILE, "commentaire"), Paragraph("À expliquer.", "alerte"),
                Paragraph("Source : annexe 4.", "note"), Items(("Un point.", HOSTILE)),
            )),),
        ),
        Section("Budget", "budget", (budget(), budget_table())),
        Section("Sources", "sources", (
            Table("Classeurs lus", ("Rôle", "Fichier", "Empreinte SHA-256"),
                  (("annexe 4", "annexe-4-indicateurs.xlsx", DIGEST),), (1, 2, 4)),
        )),
    )  # fmt: skip
    return Document(
        "Bilan annuel 2013",
        "Convention d'objectifs et de gestion 2012-2015",
        "CAMIEG",
        dt.date(2014, 4, 15),
        Terms((("Exercice", "2013"), ("Situation au", "15/04/2014"), ("Convention", "COG CAMIEG"))),
        WARNING,
        FOOTER,
        sections,
        one_page=one_page,
        summary=not one_page,
    )
