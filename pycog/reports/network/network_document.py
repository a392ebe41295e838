"""The network view as a document: the bodies to call, then a dot plot and a table per measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from pycog import __version__
from pycog.reports.documents import dots
from pycog.reports.documents.document import (
    Block,
    Document,
    Paragraph,
    Picture,
    Section,
    Series,
    Table,
    Terms,
    Tiles,
)
from pycog.reports.documents.figure import Figure
from pycog.reports.network.network_model import NOTE, Measure, Network, Return, Spread
from pycog.reports.network.network_tables import compared
from pycog.targets import parse_target
from pycog.values import capital, display, format_number

#: Of more bodies than a picture names, so many of each end are in the table.
_ENDS: Final = 10
_NOTHING: Final = "—"


def document(network: Network, date: dt.date) -> Document:
    """Return the network view of its year, ready to be rendered.

    Args:
        network: The network view.
        date: Day it is drawn.
    """
    sections = [_summary(network), _calls(network), _forms(network)]
    shown = [one for one in network.measures.values() if _ranked(network, one)]
    for title, anchor, budget in (
        ("Indicateur par indicateur", "indicateurs", False),
        ("Ligne budgétaire par ligne budgétaire", "budgets", True),
    ):
        parts = tuple(_part(network, one) for one in shown if one.is_budget == budget)
        if parts:
            sections.append(Section(title, anchor, (), parts, new_page=True))
    fictitious = any(one.code == "donnees-fictives" for one in network.differences)
    return Document(
        title=f"Vue du réseau {network.year}",
        subtitle=network.convention,
        body=_count(len(network.bodies), "organisme"),
        date=date,
        cover=Terms(
            (
                ("Organismes", format_number(len(network.bodies))),
                ("Fichiers lus", format_number(network.files)),
                *((("Bordereaux de calcul", network.sealed),) if network.sealed else ()),
                ("Date", f"{date:%d/%m/%Y}"),
            )
        ),
        warning="Données fictives : au moins une annexe porte des données fictives."
        if fictitious
        else "",
        footer=f"Source : {network.convention}, annexes rendues par les organismes. "
        f"pycog {__version__}.",
        sections=tuple(sections),
    )


def _summary(network: Network) -> Section:
    spreads = [one for key, one in network.spreads.items() if key[1] == network.year]
    figures = (
        ("réalisés rendus", sum(one.returned for one in spreads)),
        ("retours manquants", network.missing),
        ("organismes à appeler", len(network.calls)),
        ("fichiers de forme différente", network.deviating),
    )
    tiles = tuple((label, Figure(None, format_number(value), "", "")) for label, value in figures)
    words = (
        "Une cellule vide n'est pas un zéro : un organisme sans valeur ne compte ni dans les "
        "quartiles ni dans les rangs. Les quartiles sont ceux de QUARTILE.INCLURE d'Excel. Le rang "
        "1 est le meilleur selon le sens de l'indicateur ; pour un budget, c'est le taux "
        "d'exécution le plus haut, sans jugement. L'écart est réalisé moins objectif de la "
        "convention."
    )
    return Section("Synthèse", "synthese", (Tiles(tiles), Paragraph(words, "note")))


def _calls(network: Network) -> Section:
    rows = tuple(
        (body.name, format_number(body.missing), "\n".join(f"{one}." for one in body.calls))
        for body in network.calls
    )
    block: Block = Table(
        "Qui appeler, et pourquoi",
        ("Organisme", "Retours manquants", "Pourquoi"),
        rows,
        (24, 12, 64),
    )
    nobody = Paragraph("Aucun organisme à appeler.")
    return Section("Organismes à appeler", "appels", (block if rows else nobody,))


def _forms(network: Network) -> Section:
    heavy = [one for one in network.differences if one.weight != NOTE]
    rows = tuple(
        (one.path or one.body, one.weight, " : ".join(filter(None, (one.place, one.message))))
        for one in heavy
    )
    block: Block = Table(
        "Différences de forme bloquantes ou à vérifier",
        ("Fichier", "Gravité", "Ce qui est constaté"),
        rows,
        (30, 12, 58),
    )
    same = Paragraph("Tous les fichiers ont la forme de leur annexe.")
    return Section("Ce qui diffère de la forme des annexes", "formes", (block if rows else same,))


def _ranked(network: Network, measure: Measure) -> list[Return]:
    """Return what bodies are ranked by, best first."""
    return [one for one in network.of_year(measure.key) if one.rank is not None]


def _part(network: Network, measure: Measure) -> Section:
    spread = network.spreads[measure.key, network.year]
    ranked = _ranked(network, measure)
    title = measure.title if measure.is_budget else f"N° {measure.name} – {measure.title}"
    anchor = "mesure-" + measure.key.replace("/", "-")
    blocks: tuple[Block, ...] = (
        _picture(measure, spread, ranked),
        _figures(measure, spread),
        *_bodies(measure, spread, ranked),
    )
    return Section(title, anchor, blocks)


def _name(measure: Measure) -> str:
    """Return a name that is short and tells the tables of a page apart."""
    return measure.title if measure.is_budget else f"N° {measure.name}"


def _shown(measure: Measure, value: float | None) -> str:
    kind = "rate" if measure.is_budget else measure.unit
    return _NOTHING if value is None else display(value, kind)


def _target(measure: Measure, year: int) -> float | None:
    if measure.is_budget:
        return 1.0
    return parse_target(measure.targets.get(year, "")).value


def _marks(measure: Measure, spread: Spread) -> Iterator[tuple[str, float]]:
    found = spread.quartiles
    figures = (found.first, found.median, found.third) if found else (None, None, None)
    names = (dots.FIRST, dots.MEDIAN, dots.THIRD, dots.TARGET)
    for name, value in zip(names, (*figures, _target(measure, spread.year)), strict=True):
        if value is not None:
            yield name, value


def _picture(measure: Measure, spread: Spread, ranked: Sequence[Return]) -> Picture:
    values = [compared(measure, one) for one in ranked]
    marks = list(_marks(measure, spread))
    first = Series("Organismes", tuple(values), tuple(_shown(measure, value) for value in values))
    others = (Series(name, (value,), (_shown(measure, value),)) for name, value in marks)
    described = ", ".join(f"{name.lower()} {_shown(measure, value)}" for name, value in marks)
    what = "taux d'exécution" if measure.is_budget else "réalisés"
    return Picture(
        kind="points",
        title=f"Un point par organisme, {what} {spread.year}",
        categories=tuple(one.body for one in ranked),
        series=(first, *others),
        unit="nombre",
        alt=f"Nuage de points, {measure.title} : {_count(len(ranked), 'organisme')}, du premier "
        f"rang, {first.texts[0]}, au dernier, {first.texts[-1]}. {capital(described)}. "
        "Les tableaux qui suivent donnent les valeurs.",
    )


def _figures(measure: Measure, spread: Spread) -> Table:
    found = spread.quartiles
    figures = found.all if found else (None,) * 5
    return Table(
        f"{_name(measure)} : dispersion, {spread.returned} valeurs pour "
        f"{_count(spread.bodies, 'organisme')}",
        ("Année", "Minimum", dots.FIRST, dots.MEDIAN, dots.THIRD, "Maximum", dots.TARGET),
        (
            (
                f"{spread.year}",
                *(_shown(measure, value) for value in figures),
                "100 %" if measure.is_budget else measure.targets.get(spread.year, "") or _NOTHING,
            ),
        ),
        (10, 15, 15, 15, 15, 15, 15),
    )


def _bodies(measure: Measure, spread: Spread, ranked: Sequence[Return]) -> Iterator[Block]:
    whole = len(ranked) <= dots.NAMED
    listed = ranked if whole else [*ranked[:_ENDS], *ranked[-_ENDS:]]
    caption = f"{_name(measure)} : organismes par rang"
    if not whole:
        caption = (
            f"{_name(measure)} : les {_ENDS} premiers et les {_ENDS} derniers organismes, par rang"
        )
    rows = tuple(
        (
            str(one.rank),
            one.body,
            _shown(measure, compared(measure, one)),
            _NOTHING if one.gap is None else display(one.gap, _gap_kind(measure)),
            one.status,
        )
        for one in listed
    )
    value = "Taux d'exécution" if measure.is_budget else "Réalisé"
    headings = ("Rang", "Organisme", value, "Écart", "Statut")
    yield Table(caption, headings, rows, (8, 42, 16, 16, 18), header_column=1)
    if not whole:
        yield Paragraph(
            f"Les {len(ranked)} organismes sont dans le classeur et dans le fichier CSV.", "note"
        )
    if absent := spread.bodies - len(ranked):
        yield Paragraph(f"Sans valeur comparée : {_count(absent, 'organisme')}.", "note")


def _gap_kind(measure: Measure) -> str:
    return {"rate": "points", "evolution": "points", "date": "days"}.get(measure.unit, measure.unit)


def _count(number: int, what: str) -> str:
    return f"{format_number(number)} {what}{'s' if number > 1 else ''}"
