"""Lays out the evaluation of the last year: every indicator over all years, gaps and causes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.attainment import MET, MISSED, NEUTRALISED
from pycog.reports.bilan.bilan_model import Bilan, IndicatorReport, YearResult
from pycog.reports.bilan.parts import (
    counts_picture,
    counts_table,
    explanation,
    follow_up_table,
    follow_up_troubles,
    plural,
    shown_counts,
)
from pycog.reports.bilan.sections import assemble, budget_section, data_sections, milestone_section
from pycog.reports.documents.document import Block, Cell, Document, Paragraph, Section, Table

#: Explains the mark of :func:`_year_cell`.
_MARK: Final = (
    " Un astérisque marque un objectif modifié par avenant ou une année neutralisée : voir "
    "« Avenants et années neutralisées »."
)
_PARTIES: Final = ("Position de l'organisme", "Position de l'État")
#: What an evaluation judges, and what follows from it.
_SUBJECTS: Final = (
    "Réalisation des objectifs et résultats obtenus",
    "Écarts et causes",
    "Suites à donner",
)


def evaluation_document(bilan: Bilan) -> Document:
    """Lay out the evaluation of the last year: every indicator over all years.

    The degree of achievement is the attainment of the last year measured; the cause is what
    the officer wrote for a year that missed its target.
    """
    first, last = bilan.years[0], bilan.years[-1]
    years = str(first) if first == last else f"{first}-{last}"
    title = f"Évaluation de la convention {years}"
    measured = (_degrees, _by_objective, _causes) if bilan.indicators else ()
    sections = [
        *(section(bilan) for section in measured),
        *_follow_ups(bilan),
        *([_positions(bilan)] if bilan.indicators else []),
        budget_section(bilan),
        milestone_section(bilan),
        *data_sections(bilan),
    ]
    return assemble(
        title, f"Évaluation contradictoire{bilan.about.cited('evaluation')}", bilan, sections
    )


def _degrees(bilan: Bilan) -> Section:
    reports = bilan.indicators
    names = shown_counts(bilan.summary)
    if NEUTRALISED not in names and any(
        year.status.value == NEUTRALISED for one in reports for year in one.years
    ):
        names = (*names, NEUTRALISED)
    rows = []
    for year in bilan.years:
        found = [str(one.of(year).status.value) for one in reports]
        rows.append((str(year), *(str(found.count(name)) for name in names)))
    table = Table(
        "Indicateurs par statut et par année",
        ("Année", *names),
        tuple(rows),
        (1.2, *(1.4 for _ in names)),
    )
    met = sum(_degree(one) == MET for one in reports)
    judged = sum(_degree(one) in {MET, *MISSED} for one in reports)
    last = Paragraph(
        f"À la dernière mesure de chaque indicateur, {met} objectifs sur {judged} mesurés sont "
        f"atteints ; {plural(len(reports) - judged, 'indicateur', 'indicateurs')} sans mesure ou "
        "sans objectif chiffré."
    )
    return Section(
        "Degré de réalisation",
        "realisation",
        (last, table, counts_table(bilan), counts_picture(bilan)),
    )


def _degree(report: IndicatorReport) -> str:
    """Return the status of the last year that was judged, else that of the last year."""
    for one in reversed(report.years):
        if one.attainment.value is not None or one.status.value in {MET, *MISSED}:
            return str(one.status.value)
    return str(report.years[-1].status.value)


def _by_objective(bilan: Bilan) -> Section:
    parts = []
    for theme in dict.fromkeys(one.theme for one in bilan.indicators):
        reports = [one for one in bilan.indicators if one.theme == theme]
        parts.append((theme, reports))
    tables: list[Block] = [_rows(theme, reports, bilan) for theme, reports in parts]
    lead = Paragraph(
        "Pour chaque année : réalisé, puis objectif entre parenthèses. L'écart et le taux "
        "d'atteinte sont ceux de la dernière année mesurée."
        + _MARK
        * any(year.remark for one in bilan.indicators for year in one.years)
    )
    return Section("Indicateurs, année par année", "indicateurs", (lead, *tables), new_page=True)


def _rows(theme: str, reports: Sequence[IndicatorReport], bilan: Bilan) -> Table:
    rows: list[tuple[Cell, ...]] = []
    based = bilan.baseline_year is not None
    for one in reports:
        last = next(
            (year for year in reversed(one.years) if year.attainment.value is not None),
            one.years[-1],
        )
        years = tuple(_year_cell(year) for year in one.years)
        rows.append(
            (
                one.number,
                one.label,
                *((one.baseline,) if based else ()),
                *years,
                last.gap,
                last.attainment,
                _degree(one),
            )
        )
    return Table(
        theme,
        (
            "N°",
            "Indicateur",
            *((f"Départ {bilan.baseline_year}",) if based else ()),
            *map(str, bilan.years),
            "Écart",
            "Taux d'atteinte",
            "Degré de réalisation",
        ),
        tuple(rows),
        (0.6, 3.0, *((1.0,) if based else ()), *(1.6 for _ in bilan.years), 1.2, 1.1, 1.4),
        header_column=1,
    )


def _year_cell(year: YearResult) -> str:
    """Return achieved value and target of a year; an amended or neutralised one is marked."""
    text = f"{year.actual.shown} ({year.target})" if year.target else year.actual.shown
    return f"{text} *" if year.remark else text


def _causes(bilan: Bilan) -> Section:
    rows = [
        (
            one.number,
            one.label,
            str(year.year),
            year.target,
            year.actual,
            year.gap,
            explanation(year),
        )
        for one in bilan.indicators
        for year in one.years
        if year.trouble or year.status.value in MISSED
    ]
    title, anchor = "Écarts et causes", "causes"
    if not rows:
        return Section(title, anchor, (Paragraph("Aucun objectif mesuré n'a été manqué."),))
    table = Table(
        "Objectifs manqués et cause donnée",
        ("N°", "Indicateur", "Année", "Objectif", "Réalisé", "Écart", "Cause donnée"),
        tuple(rows),
        (0.6, 2.4, 0.8, 1.3, 1.0, 1.2, 4.2),
        header_column=1,
    )
    missing = sum(row[-1] == "À expliquer" for row in rows)
    lead = Paragraph(
        f"{plural(len(rows), 'objectif manqué', 'objectifs manqués')} sur la période, dont "
        f"{missing} à expliquer."
    )
    return Section(title, anchor, (lead, table), new_page=True)


def _follow_ups(bilan: Bilan) -> list[Section]:
    """Return the follow-up indicators over all years, where the convention has some."""
    if not bilan.follow_ups:
        return []
    table = follow_up_table(
        "Indicateurs de suivi, sans numéro", bilan.follow_ups, bilan, with_sheet=True
    )
    troubles = follow_up_troubles(bilan.follow_ups, bilan)
    return [Section("Indicateurs de suivi", "suivi", (table, *troubles), new_page=True)]


def _positions(bilan: Bilan) -> Section:
    """Return the columns where each party says how it judges the results.

    The agreement has both carry the evaluation out, and prints no form for it.
    """
    lead = Paragraph(
        "L'évaluation est menée par l'État et l'organisme"
        f"{bilan.about.cited('evaluation')}, sans forme imposée. "
        "« Position de l'organisme » reprend la cause donnée pour un objectif manqué ; les autres "
        "cases, et la colonne « Position de l'État », sont à remplir par chacune des parties."
    )
    tables: list[Block] = []
    for theme in dict.fromkeys(one.theme for one in bilan.indicators):
        reports = [one for one in bilan.indicators if one.theme == theme]
        tables.append(
            Table(
                f"Positions des parties : {theme}",
                ("N°", "Indicateur", "Degré de réalisation", *_PARTIES),
                tuple((one.number, one.label, _degree(one), _said(one), "") for one in reports),
                (0.6, 3.2, 1.4, 3.6, 3.6),
                header_column=1,
            )
        )
    whole = Table(
        "Positions d'ensemble",
        ("Sujet", *_PARTIES),
        tuple((subject, "", "") for subject in _SUBJECTS),
        (2.6, 4.9, 4.9),
    )
    return Section(
        "Évaluation contradictoire", "contradictoire", (lead, whole, *tables), new_page=True
    )


def _said(report: IndicatorReport) -> str:
    """Return the cause that the officer gave for the last year judged, where it was missed."""
    for one in reversed(report.years):
        if one.status.value in {MET, *MISSED}:
            return one.comment if one.status.value in MISSED else ""
    return ""
