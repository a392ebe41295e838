"""Lays the reports out: the yearly bilan, one thematic sheet, the evaluation, the dashboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pycog.attainment import DEFERRED, MET, NEUTRALISED, NO_TARGET, NOT_FILLED, NOT_MET, PARTLY_MET
from pycog.conventions.facts.numbering import anchor_of
from pycog.reports.bilan.bilan_model import Bilan, Change, IndicatorReport, SheetReport
from pycog.reports.bilan.drawing import find_sheet
from pycog.reports.bilan.parts import (
    counts_picture,
    counts_table,
    explanation,
    follow_up_table,
    follow_up_troubles,
    identity,
    plural,
    present,
    shown_counts,
    trajectory,
    words_on,
    year_table,
)
from pycog.reports.bilan.sections import (
    assemble,
    budget_section,
    data_sections,
    milestone_section,
    milestone_table,
)
from pycog.reports.documents.document import (
    Block,
    Document,
    Items,
    Paragraph,
    Section,
    Table,
    Terms,
    Tiles,
)
from pycog.reports.documents.figure import NOTHING

_MOVEMENTS: Final = {
    "progresse": "Progresse",
    "recule": "Recule",
    "stable": "Stable",
    "change": "Change",
}


def bilan_document(bilan: Bilan) -> Document:
    """Lay out the yearly report of section 4.3."""
    measured = (_summary, _changes, _to_explain) if bilan.indicators else ()
    sections = [
        *(section(bilan) for section in measured),
        *([_sheets(bilan)] if bilan.indicators or bilan.sheets else []),
        budget_section(bilan),
        milestone_section(bilan),
        *data_sections(bilan),
    ]
    return assemble(
        f"Bilan annuel {bilan.year}", f"Bilan annuel{bilan.about.cited('bilan')}", bilan, sections
    )


def sheet_document(bilan: Bilan, number: int) -> Document:
    """Lay out one thematic sheet.

    Raises:
        NotAvailable: ``fiche-inconnue``.
    """
    sheet = find_sheet(bilan, number)
    parts = _sheet(sheet, bilan, alone=True)
    title = f"Fiche objectif {number}, bilan {bilan.year}"
    return assemble(title, sheet.title, bilan, [parts, data_sections(bilan)[-1]], summary=False)


def _summary(bilan: Bilan) -> Section:
    counts, total = bilan.summary, bilan.summary.total
    met, missed = counts.of(MET), counts.of(NOT_MET)
    silent = counts.of(NOT_FILLED)
    lead = (
        f"Sur {total.shown} indicateurs, {met.shown} sont atteints en {bilan.year}, "
        f"{counts.of(PARTLY_MET).shown} le sont en partie, {missed.shown} ne le sont "
        f"pas, {silent.shown} ne sont pas mesurés, {counts.of(DEFERRED).shown} ont un "
        f"objectif renvoyé à un autre texte et {counts.of(NO_TARGET).shown} n'ont pas "
        "d'objectif cette année-là."
    )
    apart = dict(counts.counts).get(NEUTRALISED)
    if apart is not None and apart.value:
        lead += (
            f" Hors du taux moyen, {apart.shown} {'est neutralisé' * (apart.value == 1)}"
            f"{'sont neutralisés' * (apart.value != 1)} : voir « Avenants et années neutralisées »."
        )
    measured = [one for one in bilan.indicators if one.of(bilan.year).actual.value is not None]
    blocks: list[Block] = [
        Tiles(
            (
                *((name, counts.of(name)) for name in shown_counts(counts)),
                ("Taux d'atteinte moyen", counts.mean),
            )
        ),
        Paragraph(lead),
    ]
    if not measured:
        blocks.append(
            Paragraph(
                f"Aucun réalisé n'est saisi pour {bilan.year} : ce bilan ne mesure rien. "
                f"Remplissez {bilan.about.the('indicateurs')} et tirez-le de nouveau.",
                "alerte",
            )
        )
    if made := [one for one in bilan.indicators if one.composition]:
        told = " ; ".join(
            f"indicateur {one.number}, {one.composition[0].lower()}{one.composition[1:]}"
            for one in made
        )
        blocks.append(Paragraph(f"Composition : {told}."))
    if bilan.follow_ups:
        filled = sum(one.of(bilan.year).value.value is not None for one in bilan.follow_ups)
        blocks.append(
            Paragraph(
                f"Indicateurs de suivi sans numéro : {filled} sur {len(bilan.follow_ups)} "
                f"{'renseigné' if filled < 2 else 'renseignés'} en {bilan.year}, dans leurs fiches."
            )
        )
    blocks += [counts_table(bilan), counts_picture(bilan)]
    return Section("Synthèse en chiffres", "synthese", tuple(blocks))


def _changes(bilan: Bilan) -> Section:
    before = bilan.year - 1
    if bilan.year == bilan.years[0]:
        if bilan.baseline_year is None:
            none = "La convention n'a pas d'année de référence : rien ne précède sa première année."
            return Section("Ce qui a bougé", "evolutions", (Paragraph(none),), new_page=True)
        before = bilan.baseline_year
    title, anchor = f"Ce qui a bougé depuis {before}", "evolutions"
    if not bilan.changes:
        none = f"Aucun indicateur n'est mesuré à la fois en {before} et en {bilan.year}."
        return Section(title, anchor, (Paragraph(none),), new_page=True)
    moved = {name: [one for one in bilan.changes if one.movement == name] for name in _MOVEMENTS}
    moves = ", ".join(
        f"{len(found)} {words}"
        for found, words in (
            (moved["progresse"], "progressent"),
            (moved["recule"], "reculent"),
            (moved["stable"], "sont stables"),
            (moved["change"], "changent sans sens déclaré"),
        )
        if found
    )
    crossed = tuple(
        f"Indicateur {one.indicator.number}, {one.indicator.label} : {one.status_before} → "
        f"{one.status_after}"
        for one in bilan.changes
        if one.status_before and one.status_before != one.status_after
    )
    blocks: list[Block] = [
        Paragraph(
            f"{plural(len(bilan.changes), 'indicateur mesuré', 'indicateurs mesurés')} les deux "
            f"années : {moves}."
        )
    ]
    if crossed:
        blocks += [Paragraph("Changements de statut :"), Items(crossed)]
    blocks.append(_change_table(bilan, before))
    return Section(title, anchor, tuple(blocks), new_page=True)


def _change_table(bilan: Bilan, before: int) -> Table:
    def row(one: Change) -> tuple[object, ...]:
        return (
            one.indicator.number,
            one.indicator.label,
            one.before,
            one.after,
            one.move,
            _MOVEMENTS[one.movement],
            one.status_after,
        )

    return Table(
        f"Réalisés {before} et {bilan.year}",
        (
            "N°",
            "Indicateur",
            f"Réalisé {before}",
            f"Réalisé {bilan.year}",
            "Variation",
            "Mouvement",
            f"Statut {bilan.year}",
        ),
        tuple(map(row, bilan.changes)),  # type: ignore[arg-type]
        (0.6, 4.2, 1.2, 1.2, 1.3, 1.3, 1.5),
        header_column=1,
    )


def _to_explain(bilan: Bilan) -> Section:
    title, anchor = "Écarts à expliquer", "a-expliquer"
    wrong = [one for one in bilan.indicators if one.of(bilan.year).trouble]
    blocks: list[Block] = []
    if bilan.to_explain:
        blocks += [
            Paragraph(
                f"Objectif manqué sans observation dans {bilan.about.the('indicateurs')}. "
                "Écrivez la cause dans la "
                f"colonne « Observations {bilan.year} », puis tirez de nouveau le bilan."
            ),
            _gap_table(bilan, bilan.to_explain),
        ]
    else:
        blocks.append(Paragraph("Aucun objectif manqué n'est sans observation."))
    if wrong:
        texts = tuple(
            f"Indicateur {one.number}, {explanation(one.of(bilan.year))}" for one in wrong
        )
        blocks += [Paragraph("Saisies à corriger, comptées à part :", "alerte"), Items(texts)]
    return Section(title, anchor, tuple(blocks))


def _gap_table(bilan: Bilan, reports: Iterable[IndicatorReport]) -> Table:
    found = [(one, one.of(bilan.year)) for one in reports]
    return Table(
        f"Écarts {bilan.year} à expliquer",
        ("N°", "Indicateur", "Fiche", "Objectif", "Réalisé", "Écart", "Taux d'atteinte"),
        tuple(
            (
                one.number,
                one.label,
                str(one.sheet or NOTHING),
                year.target,
                year.actual,
                year.gap,
                year.attainment,
            )
            for one, year in found
        ),
        (0.6, 4.2, 0.7, 1.7, 1.2, 1.3, 1.2),
        header_column=1,
    )


def _sheets(bilan: Bilan) -> Section:
    if not bilan.sheets:
        blocks = [block for one in bilan.indicators for block in _indicator_blocks(one, bilan)]
        lead = Paragraph("Trajectoire, source de la mesure et observations de chaque indicateur.")
        return Section("Indicateur par indicateur", "fiches", (lead, *blocks), new_page=True)
    parts = [_sheet(sheet, bilan) for sheet in bilan.sheets]
    if bilan.unfiled:
        parts.append(
            Section(
                "Indicateurs sans fiche",
                "sans-fiche",
                tuple(block for one in bilan.unfiled for block in _indicator_blocks(one, bilan)),
            )
        )
    lead = Paragraph(
        "Une fiche par objectif : indicateurs, trajectoire, source de la mesure, échéances et "
        "observations."
    )
    return Section("Fiches thématiques", "fiches", (lead,), tuple(parts), new_page=True)


def _sheet(sheet: SheetReport, bilan: Bilan, *, alone: bool = False) -> Section:
    follow = "suivi par des indicateurs" if sheet.indicators else "suivi par un échéancier"
    pairs = [
        ("Suivi", follow),
        ("Chapitre", sheet.section),
        ("Contexte et objectif", sheet.context or "non précisés"),
        ("Actions annoncées", " ; ".join(sheet.actions) or "non précisées"),
        ("Critères d'atteinte", sheet.criteria or "non précisés"),
        ("Outils de mesure", sheet.tools or "non précisés"),
        ("Imprimé", sheet.citation),
    ]
    if sheet.note:
        pairs.append(("Remarque", sheet.note))
    blocks: list[Block] = [Terms(tuple(pairs))]
    if not sheet.indicators:
        blocks.append(Paragraph("Cette fiche n'a pas d'indicateur numéroté."))
    if sheet.follow_ups:
        caption = f"Indicateurs de suivi de la fiche {sheet.number}, sans numéro"
        blocks.append(follow_up_table(caption, sheet.follow_ups, bilan))
        blocks += follow_up_troubles(sheet.follow_ups, bilan)
    parts = tuple(
        Section(
            f"Indicateur {one.number} : {one.label}",
            f"indicateur-{anchor_of(one.number)}",
            _indicator_blocks(one, bilan),
        )
        for one in sheet.indicators
    )
    dated = _sheet_milestones(sheet)
    title = f"Fiche {sheet.number} : {sheet.title}{_told_apart(sheet, bilan)}"
    if alone:
        title = "Identité de la fiche"
    anchor = f"fiche-{sheet.number}"
    last = Section("Échéances", f"echeances-{sheet.number}", dated)
    return Section(title, anchor, tuple(blocks), (*parts, last))


def _told_apart(sheet: SheetReport, bilan: Bilan) -> str:
    """Return what tells a sheet from those of the same title, "" where there are none."""
    if sum(one.title == sheet.title for one in bilan.sheets) < 2:
        return ""
    numbers = [str(one.number) for one in sheet.indicators]
    if len(numbers) > 1:
        return f" (indicateurs {', '.join(numbers[:-1])} et {numbers[-1]})"
    return f" (indicateur {numbers[0]})" if numbers else " (échéances)"


def _sheet_milestones(sheet: SheetReport) -> tuple[Block, ...]:
    if not sheet.milestones:
        return (Paragraph("Aucune échéance datée ne se rattache à cette fiche."),)
    return (milestone_table(f"Échéances de la fiche {sheet.number}", sheet.milestones),)


def _indicator_blocks(report: IndicatorReport, bilan: Bilan) -> tuple[Block, ...]:
    words = [text for one in report.years if one.year <= bilan.year for text in words_on(one)]
    return present([identity(report), year_table(report, bilan), trajectory(report, bilan), *words])
