"""The network view as an Excel workbook: what to do first, then the figures behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog import __version__
from pycog.annexes.kit.page import Book, Page
from pycog.annexes.kit.styles import COUNT
from pycog.attainment import NEUTRALISED, counted_statuses
from pycog.reports.network.calls import LEAST_BEHIND, SHARE_BEHIND
from pycog.reports.network.network_measures import UNREADABLE
from pycog.reports.network.network_model import BLOCKING, WEIGHTS, Measure, Network
from pycog.reports.network.network_tables import (
    BUDGETS,
    DETAIL,
    EXECUTION,
    INDICATORS,
    NETWORK,
    Tables,
)
from pycog.reports.network.plots import MARKS, PLOTS, write_plots
from pycog.values import Scalar, format_number

SUMMARY, CALLS, BODIES, FORMS = "Synthèse", "À appeler", "Organismes", "Formes"
_TEXT: Final = 108


def workbook(network: Network) -> bytes:
    """Return the network view as an Excel workbook."""
    known: dict[tuple[str, str], Scalar] = {}
    title = f"Vue du réseau {network.year}"
    book = Book(title, f"{network.convention} : indicateurs et budgets par organisme", known)
    tables = Tables(book, known, network)
    shown = [one for one in network.measures.values() if (one.key, network.year) in network.spreads]
    indicators = [one for one in shown if not one.is_budget]
    budgets = [one for one in shown if one.is_budget]
    _summary(book.page(SUMMARY), network, title, budgets)
    _calls(book.page(CALLS), network, title)
    for name, values, measures in (
        (INDICATORS, NETWORK, indicators),
        (BUDGETS, EXECUTION, budgets),
    ):
        if measures:
            tables.spreads(name, values, measures)
            tables.values(values, measures)
    _bodies(book.page(BODIES), network, title)
    _forms(book.page(FORMS), network, title)
    tables.details(shown)
    write_plots(tables, shown)
    return book.content()


def _summary(page: Page, network: Network, title: str, budgets: Sequence[Measure]) -> None:
    page.columns((34, _TEXT))
    page.value(0, 0, title, "title")
    page.sheet.set_row(0, 24)
    page.value(1, 0, f"{network.convention}. Fait par pycog {__version__}.", "note")
    spreads = [one for key, one in network.spreads.items() if key[1] == network.year]
    counts = {
        status: sum(body.statuses.get(status, 0) for body in network.bodies)
        for status in _statuses(network)
    }
    weights = {w: sum(one.weight == w for one in network.differences) for w in WEIGHTS}
    figures: list[tuple[str, Scalar]] = [
        ("Année", network.year),
        ("Classeurs lus", network.files),
        ("Organismes", len(network.bodies)),
        ("Réalisés rendus", sum(one.returned for one in spreads)),
        ("Retours manquants", network.missing),
        ("Organismes à appeler", len(network.calls)),
        *((f"Indicateurs : {status.lower()}", count) for status, count in counts.items()),
        *((f"Différences de forme : {w}", count) for w, count in weights.items()),
        *((f"Bordereaux : {kind}", count) for kind, count in sorted(network.seals.items())),
    ]
    page.headers(3, ("Ensemble du réseau", "Nombre"), height=20)
    row = 3
    for row, (label, value) in enumerate(figures, start=4):
        page.value(row, 0, label, "printed")
        page.value(row, 1, value, "printed", COUNT, align="left")
    row = _texts(page, row + 2, "Définitions", _definitions())
    row = _texts(page, row + 1, "Feuilles", _sheets(with_budgets=bool(budgets)))
    page.printing(heading=title, source=network.convention, repeat=None, area=(row, 1))


def _statuses(network: Network) -> tuple[str, ...]:
    """Return the statuses to count; that of years not judged only where there are some."""
    neutralised = any(body.statuses.get(NEUTRALISED) for body in network.bodies)
    return (*counted_statuses(neutralised=neutralised), UNREADABLE)


def _texts(page: Page, row: int, heading: str, lines: Sequence[tuple[str, str]]) -> int:
    page.headers(row, (heading, ""), height=20)
    for below, (name, text) in enumerate(lines, start=1):
        page.value(row + below, 0, name, "printed", valign="top")
        page.value(row + below, 1, text, "printed", text_wrap=True)
        page.height(row + below, ((_TEXT, text),))
    return row + len(lines) + 1


def _definitions() -> list[tuple[str, str]]:
    share = format_number(SHARE_BEHIND * 100)
    return [
        (
            "Quartile",
            "QUARTILE.INCLURE d'Excel : sur n valeurs rangées, le quartile de part p est "
            "au rang 1 + (n − 1) × p ; entre deux rangs, en ligne droite. Les organismes sans "
            "valeur ne comptent pas : une cellule vide n'est pas un zéro.",
        ),
        (
            "Rang",
            "1 pour le meilleur selon le sens de l'indicateur ; les ex æquo partagent le "
            "meilleur rang et le suivant saute. Pour un budget, 1 est le taux d'exécution le plus "
            "haut, sans jugement.",
        ),
        (
            "Quart",
            "Premier quart : le meilleur. Une valeur égale à un quartile est dans le "
            "meilleur des deux quarts. Sans sens connu, il n'y a pas de quart.",
        ),
        (
            "Écart",
            "Réalisé moins objectif de la convention ; en points pour un taux, en jours "
            "pour un délai. Un objectif modifié dans une annexe ne compte pas ; il est signalé.",
        ),
        ("Retour manquant", "Un objectif est fixé pour l'année et rien n'est saisi."),
        (
            "À appeler",
            "Annexe absente, bloquée ou copiée ; retours manquants ou illisibles ; ou "
            f"au moins {LEAST_BEHIND} indicateurs non atteints et dans le dernier quart, s'ils "
            f"font {share} % des indicateurs rendus.",
        ),
    ]


def _sheets(*, with_budgets: bool) -> list[tuple[str, str]]:
    budgets = [
        (BUDGETS, "Dispersion des taux d'exécution, ligne par ligne."),
        (EXECUTION, "Taux d'exécution : un organisme par ligne."),
    ]
    return [
        (CALLS, "Les organismes à appeler, et pourquoi."),
        (INDICATORS, "Quartiles et nombre d'organismes de chaque indicateur."),
        (NETWORK, "Réalisés : un organisme par ligne, un indicateur par colonne."),
        *(budgets if with_budgets else ()),
        (BODIES, "Ce que chaque organisme a rendu."),
        (FORMS, "Ce qui diffère dans les fichiers de la forme de l'annexe."),
        (DETAIL, "Chaque réalisé avec son écart, son rang et sa cellule d'origine."),
        (PLOTS, "Un nuage de points par indicateur."),
        (MARKS, "Les lignes de ces graphiques."),
    ]


def _calls(page: Page, network: Network, title: str) -> None:
    page.columns((34, 12, _TEXT))
    page.value(0, 0, f"{title} – organismes à appeler", "title")
    page.headers(2, ("Organisme", "Retours manquants", "Pourquoi"))
    row = 2
    for body in network.calls:
        for place, reason in enumerate(body.calls):
            row += 1
            page.value(row, 0, body.name, "printed", bold=not place)
            page.value(row, 1, None if place else body.missing, "printed", COUNT, align="center")
            page.value(row, 2, _sentence(reason), "printed", text_wrap=True)
            page.height(row, ((_TEXT, reason),))
    if row == 2:
        row = 3
        page.value(row, 0, "Aucun organisme à appeler.", "text")
    page.sheet.freeze_panes(3, 1)
    page.printing(heading=title, source=network.convention, repeat=(2, 2), area=(row, 2))


def _sentence(text: str) -> str:
    # A reason that opens with a file name keeps its letters.
    end = "" if text.endswith(".") else "."
    return f"{text if '/' in text or '.xls' in text else text[0].upper() + text[1:]}{end}"


def _bodies(page: Page, network: Network, title: str) -> None:
    statuses = _statuses(network)
    page.columns((34, 10, 12, *(13 for _ in statuses), 20, 60))
    page.value(0, 0, f"{title} – organismes", "title")
    headings = (
        "Organisme",
        "Rendus",
        "Retours manquants",
        *statuses,
        "Dernier quart, non atteints",
        "Fichiers",
    )
    page.headers(2, headings)
    row = 2
    for row, body in enumerate(network.bodies, start=3):
        page.value(row, 0, body.name, "printed", bold=bool(body.calls))
        page.value(row, 1, body.returned, "printed", COUNT)
        page.value(row, 2, body.missing, "printed", COUNT, bold=bool(body.missing))
        for column, status in enumerate(statuses, start=3):
            page.value(row, column, body.statuses.get(status, 0), "printed", COUNT)
        behind, files = ", ".join(body.behind), ", ".join(body.files)
        page.value(row, 3 + len(statuses), behind or None, "printed", text_wrap=True)
        page.value(row, 4 + len(statuses), files or None, "printed", text_wrap=True)
        page.height(row, ((20, behind), (60, files)))
    page.sheet.autofilter(2, 0, row, len(headings) - 1)
    page.sheet.freeze_panes(3, 1)
    page.printing(
        heading=title, source=network.convention, repeat=(2, 2), area=(row, len(headings) - 1)
    )


def _forms(page: Page, network: Network, title: str) -> None:
    page.columns((40, 26, 14, 24, 26, 90))
    page.value(0, 0, f"{title} – ce qui diffère de la forme de l'annexe", "title")
    headings = ("Fichier", "Organisme", "Gravité", "Différence", "Endroit", "Ce qui est constaté")
    page.headers(2, headings, height=20)
    row = 2
    for row, one in enumerate(network.differences, start=3):
        texts = (one.path or None, one.body, one.weight, one.code, one.place or None)
        for column, text in enumerate(texts):
            page.value(row, column, text, "printed", bold=one.weight == BLOCKING and column == 2)
        page.value(row, 5, one.message, "printed", text_wrap=True)
        page.height(row, ((90, one.message),))
    if row == 2:
        row = 3
        page.value(row, 0, "Tous les fichiers ont la forme de leur annexe.", "text")
    page.sheet.autofilter(2, 0, row, len(headings) - 1)
    page.sheet.freeze_panes(3, 1)
    page.printing(heading=title, source=network.convention, repeat=(2, 2), area=(row, 5))
