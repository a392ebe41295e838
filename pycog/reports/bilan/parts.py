"""Pieces that several reports share: tables of indicators, pictures, budgets, milestones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pycog.annexes.kit.filling import FICTITIOUS
from pycog.attainment import NEUTRALISED
from pycog.reports.bilan.bilan_indicators import TO_CORRECT
from pycog.reports.bilan.bilan_model import (
    Bilan,
    FollowUpReport,
    IndicatorReport,
    StatusCounts,
    YearResult,
)
from pycog.reports.documents.document import (
    Block,
    Cell,
    Paragraph,
    Picture,
    Series,
    Sparkline,
    Table,
    Terms,
)
from pycog.reports.documents.figure import EMPTY, NOTHING, Figure

#: Statuses that are shown only where an indicator has them.
_IF_FOUND: Final = (NEUTRALISED, TO_CORRECT)
_UNITS: Final = {"rate": "taux", "evolution": "taux", "amount": "montant", "days": "jours"}


def warning(bilan: Bilan) -> str:
    """Return what every page has to say."""
    if not bilan.fictitious:
        return ""
    return (
        f"{FICTITIOUS} : exemple de démonstration, sans rapport avec les résultats d'un organisme"
    )


def footer(bilan: Bilan) -> str:
    """Return sources and versions, for the foot of every page."""
    return (
        f"{bilan.convention} ; pycog {bilan.code_version} ; données {bilan.data_version} ; "
        f"établi le {bilan.drawn:%d/%m/%Y}"
    )


def cover(bilan: Bilan, subject: str) -> Terms:
    """Return the names and values of the cover."""
    return Terms(
        (
            ("Organisme", bilan.body),
            ("Convention", bilan.convention),
            ("Document", subject),
            ("Exercice", str(bilan.year)),
            ("Situation des échéances au", f"{bilan.situation:%d/%m/%Y}"),
            ("Établi le", f"{bilan.drawn:%d/%m/%Y}"),
            *_seals(bilan),
            (
                "Statut",
                "Projet soumis à l'État et au conseil d'administration"
                + bilan.about.cited("bilan"),
            ),
        )
    )


def _seals(bilan: Bilan) -> tuple[tuple[str, str], ...]:
    told = seals_told(bilan)
    return (("Bordereaux de calcul", told),) if told else ()


def seals_told(bilan: Bilan) -> str:
    """Return the state of the seals of the workbooks, ``""`` where none has one."""
    if not any(one.is_sealed for one in bilan.sources):
        return ""
    told = (f"{one.role} : {one.seal[:1].lower()}{one.seal[1:]}" for one in bilan.sources)
    return " ; ".join(told)


def shown_counts(counts: StatusCounts) -> tuple[str, ...]:
    """Return the statuses to show: all, the last two only where there are some."""
    return tuple(name for name, found in counts.counts if name not in _IF_FOUND or found.value)


def counts_table(bilan: Bilan) -> Table:
    """Return how many indicators have which status, by objective."""
    names = shown_counts(bilan.summary)
    rows = [*bilan.by_theme, bilan.summary]
    left_out = " (la moyenne ne compte pas les indicateurs neutralisés)"
    return Table(
        f"Indicateurs par objectif et par statut, {bilan.year}"
        f"{left_out if NEUTRALISED in names else ''}",
        ("Objectif", *names, "Indicateurs", "Taux d'atteinte moyen"),
        tuple((one.label, *map(one.of, names), one.total, one.mean) for one in rows),
        (4.2, *(1.35 for _ in names), 1.25, 1.25),
        (*("" for _ in bilan.by_theme), "total"),
    )


def counts_picture(bilan: Bilan) -> Picture:
    """Return the statuses of each objective as stacked bars."""
    names = [name for name in shown_counts(bilan.summary) if bilan.summary.of(name).value]
    described = " ; ".join(
        f"{one.label} : "
        + ", ".join(f"{name.lower()} {one.of(name).shown}" for name in names if one.of(name).value)
        for one in bilan.by_theme
    )
    return Picture(
        "statuts",
        f"Statut des indicateurs par objectif, {bilan.year}",
        tuple(one.label for one in bilan.by_theme),
        tuple(
            Series(
                name,
                tuple(one.of(name).number for one in bilan.by_theme),
                tuple(one.of(name).shown for one in bilan.by_theme),
            )
            for name in names
        ),
        "nombre",
        f"Nombre d'indicateurs par statut. {described}.",
    )


def year_table(report: IndicatorReport, bilan: Bilan) -> Table:
    """Return one indicator over the years."""
    rows: list[tuple[Cell, ...]] = [
        (str(one.year), one.target or NOTHING, one.actual, one.attainment, one.gap, one.status)
        if one.year <= bilan.year
        else (str(one.year), one.target or NOTHING, *((NOTHING,) * 3), "À venir")
        for one in report.years
    ]
    starts = [
        (f"{year} (départ)", NOTHING, achieved, *((NOTHING,) * 3))
        for year, achieved in _starts(report, bilan)
    ]
    return Table(
        f"Indicateur {report.number} : objectif, réalisé et atteinte par année",
        ("Année", "Objectif", "Réalisé", "Taux d'atteinte", "Écart", "Statut"),
        (*starts, *rows),
        (1.3, 2.2, 1.2, 1.2, 1.3, 1.8),
    )


def _starts(report: IndicatorReport, bilan: Bilan) -> list[tuple[int, Figure]]:
    """Return the base years with the values achieved in them, oldest first."""
    if bilan.baseline_year is None:
        return []
    return [*report.earlier, (bilan.baseline_year, report.baseline)]


def identity(report: IndicatorReport) -> Terms:
    """Return what an indicator is and where it is measured."""
    pairs = [
        ("Objectif", report.theme),
        ("Source de la mesure", report.tool or "non précisée"),
        ("Sens", report.direction or "non précisé"),
        ("Imprimé", report.citation),
    ]
    if report.composition:
        pairs.append(("Composition", report.composition))
    if report.note:
        pairs.append(("Remarque", report.note))
    return Terms(tuple(pairs))


def trajectory(report: IndicatorReport, bilan: Bilan) -> Picture | None:
    """Return the achieved values and targets over the years; nothing to see gives nothing."""
    past = [one for one in report.years if one.year <= bilan.year]
    measured = [one for one in past if one.actual.number is not None]
    if not measured:
        return None
    kind = measured[0].actual.kind
    starts = _starts(report, bilan)
    categories = (*(year for year, _ in starts), *(one.year for one in report.years))
    later = [EMPTY] * (len(report.years) - len(past))
    actuals = [*(value for _, value in starts), *(one.actual for one in past), *later]
    targets = [*(None for _ in starts), *(one.target_level for one in report.years)]
    values = [one.number if one.kind == kind else None for one in actuals]
    levels = [one.number if one is not None and one.kind == kind else None for one in targets]
    if sum(value is not None for value in (*values, *levels)) < 2:
        return None
    words = [
        f"{year} : réalisé {one.shown}"
        + (f", objectif {level.shown}" if level is not None and level.number is not None else "")
        for year, one, level in zip(categories, actuals, targets, strict=True)
    ]
    return Picture(
        "trajectoire",
        f"Indicateur {report.number}, trajectoire",
        tuple(map(str, categories)),
        (
            Series("Réalisé", tuple(values), tuple(one.shown for one in actuals)),
            Series(
                "Objectif",
                tuple(levels),
                tuple(NOTHING if one is None else one.shown for one in targets),
            ),
        ),
        _UNITS.get(kind, "nombre"),
        f"{report.label}. {' ; '.join(words)}.",
    )


def sparkline(report: IndicatorReport, last: int) -> Sparkline:
    """Return the achieved values up to a year, small, beside the targets of all years."""
    past = [one for one in report.years if one.year <= last]
    kind = next((one.actual.kind for one in past if one.actual.number is not None), "")
    words = ", ".join(f"{one.year} : {one.actual.shown}" for one in past)
    return Sparkline(
        tuple(one.year for one in report.years),
        tuple(
            one.actual.number if one in past and one.actual.kind == kind else None
            for one in report.years
        ),
        tuple(
            one.target_level.number if one.target_level.kind == kind else None
            for one in report.years
        ),
        f"Réalisé de l'indicateur {report.number}, {words}",
    )


def follow_up_table(
    caption: str, reports: Iterable[FollowUpReport], bilan: Bilan, *, with_sheet: bool = False
) -> Table:
    """Return follow-up indicators over the years, with what the officer says of the last one."""
    years = [year for year in bilan.years if year <= bilan.year]

    def row(report: FollowUpReport) -> tuple[Cell, ...]:
        named = f"{report.label} ({report.unit})" if report.unit else report.label
        sheet = (str(report.sheet),) if with_sheet else ()
        comment = report.of(bilan.year).comment or NOTHING
        return (*sheet, named, *(report.of(year).value for year in years), comment)

    return Table(
        caption,
        (
            *(("Fiche",) if with_sheet else ()),
            "Indicateur de suivi",
            *map(str, years),
            f"Observations {bilan.year}",
        ),
        tuple(map(row, reports)),
        (*((0.7,) if with_sheet else ()), 4.0, *(1.0 for _ in years), 3.4),
        header_column=1 if with_sheet else 0,
    )


def follow_up_troubles(reports: Iterable[FollowUpReport], bilan: Bilan) -> list[Block]:
    """Return what is wrong with follow-up indicators in the years that the report tells."""
    return [
        Paragraph(f"{one.year}, {one.trouble}", "alerte")
        for report in reports
        for one in report.years
        if one.trouble and one.year <= bilan.year
    ]


def explanation(result: YearResult) -> str:
    """Return what stands in a column of causes: the comment, or that one is missing."""
    if result.trouble:
        return "\n".join(filter(None, (_to_correct(result), result.comment)))
    if result.comment:
        return result.comment
    return "À expliquer" if result.to_explain else NOTHING


def _to_correct(result: YearResult) -> str:
    return f"Saisie à corriger ({result.place}) : {result.trouble}"


def words_on(result: YearResult) -> tuple[Paragraph, ...]:
    """Return what is wrong with a year and the officer's words on it, or that they are missing."""
    found = []
    if result.remark:
        found.append(Paragraph(f"{result.year} : {result.remark}.", "note"))
    if result.trouble:
        found.append(Paragraph(f"{result.year} : {_to_correct(result)}", "alerte"))
    if result.ratio is not None:
        if result.ratio.words:
            found.append(Paragraph(f"Calcul {result.year} : {result.ratio.words}.", "note"))
        if result.ratio.trouble:
            found.append(Paragraph(f"{result.year}, {result.ratio.trouble}", "alerte"))
    if result.comment:
        found.append(Paragraph(f"Commentaire {result.year} : {result.comment}", "commentaire"))
    elif result.to_explain:
        found.append(Paragraph(f"{result.year} : écart à expliquer.", "alerte"))
    return tuple(found)


def plural(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``"1 indicateur"``, ``"3 indicateurs"``."""
    return f"{number} {one if number < 2 else many or f'{one}s'}"


def present(blocks: Sequence[Block | None]) -> tuple[Block, ...]:
    """Return the blocks that there are."""
    return tuple(block for block in blocks if block is not None)
