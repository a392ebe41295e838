"""Lays the reports out: the yearly bilan, one thematic sheet, the evaluation, the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from pycog.reports.bilan.drawing import find_sheet
from pycog.reports.bilan.formulas import NOTHING
from pycog.reports.bilan.model import Bilan, Change, IndicatorReport, SheetReport
from pycog.reports.bilan.parts import (
    counts_picture,
    counts_table,
    cover,
    data_sections,
    explanation,
    footer,
    fund_blocks,
    identity,
    milestone_table,
    plural,
    present,
    shown_counts,
    trajectory,
    warning,
    words_on,
    year_table,
)
from pycog.reports.document import Block, Document, Items, Paragraph, Section, Table, Terms, Tiles

_MOVEMENTS: Final = {"progresse": "Progresse", "recule": "Recule", "stable": "Stable",
                     "change": "Change"}  # fmt: skip


def bilan_document(bilan: Bilan) -> Document:
    """Lay out the yearly report of section 4.3."""
    sections = [
        _summary(bilan),
        _changes(bilan),
        _to_explain(bilan),
        _sheets(bilan),
        _budget(bilan),
        _milestones(bilan),
        *data_sections(bilan),
    ]
    return _document(
        "bilan", f"Bilan annuel {bilan.year}", "Bilan annuel (COG, 4.3.1)", bilan, sections
    )


def sheet_document(bilan: Bilan, number: int) -> Document:
    """Lay out one thematic sheet.

    Raises:
        NotAvailable: ``fiche-inconnue``.
    """
    sheet = find_sheet(bilan, number)
    parts = _sheet(sheet, bilan, alone=True)
    title = f"Fiche objectif {number}, bilan {bilan.year}"
    return _document("fiche", title, sheet.title, bilan, [parts, data_sections(bilan)[-1]])


def evaluation_document(bilan: Bilan) -> Document:
    """Lay out the evaluation of the last year: every indicator over all years.

    The degree of achievement is the attainment of the last year measured; the cause is what
    the officer wrote for a year that missed its target.
    """
    first, last = bilan.years[0], bilan.years[-1]
    title = f"Évaluation de la convention {first}-{last}"
    sections = [
        _evaluation_summary(bilan),
        _evaluation_table(bilan),
        _causes(bilan),
        _budget(bilan),
        _milestones(bilan),
        *data_sections(bilan),
    ]
    return _document("evaluation", title, "Évaluation contradictoire (COG, 4.3.1)", bilan, sections)


def _document(
    kind: str, title: str, subject: str, bilan: Bilan, sections: Sequence[Section]
) -> Document:
    return Document(
        kind,
        title,
        f"{bilan.convention} – {subject}",
        bilan.body,
        bilan.drawn,
        cover(bilan, subject),
        warning(bilan),
        footer(bilan),
        tuple(sections),
        summary=kind != "fiche",
    )


def _summary(bilan: Bilan) -> Section:
    counts, total = bilan.summary, bilan.summary.total
    met, missed = counts.of("Atteint"), counts.of("Non atteint")
    silent = counts.of("Non renseigné")
    lead = (
        f"Sur {total.shown} indicateurs, {met.shown} sont atteints en {bilan.year}, "
        f"{counts.of('Partiellement atteint').shown} le sont en partie, {missed.shown} ne le sont "
        f"pas, {silent.shown} ne sont pas mesurés, {counts.of('Objectif renvoyé').shown} ont un "
        f"objectif renvoyé à un autre texte et {counts.of('Sans objectif').shown} n'ont pas "
        "d'objectif cette année-là."
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
                "Remplissez l'annexe 4 et tirez-le de nouveau.",
                "alerte",
            )
        )
    blocks += [counts_table(bilan), counts_picture(bilan)]
    return Section("Synthèse en chiffres", "synthese", tuple(blocks))


def _changes(bilan: Bilan) -> Section:
    before = bilan.year - 1
    title, anchor = f"Ce qui a bougé depuis {before}", "evolutions"
    if not bilan.changes:
        none = f"Aucun indicateur n'est mesuré à la fois en {before} et en {bilan.year}."
        return Section(title, anchor, (Paragraph(none),), new_page=True)
    moved = {name: [one for one in bilan.changes if one.movement == name] for name in _MOVEMENTS}
    told = ", ".join(
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
            f"années : {told}."
        )
    ]
    if crossed:
        blocks += [Paragraph("Changements de statut :"), Items(crossed)]
    blocks.append(_change_table(bilan, before))
    return Section(title, anchor, tuple(blocks), new_page=True)


def _change_table(bilan: Bilan, before: int) -> Table:
    def row(one: Change) -> tuple[object, ...]:
        return (
            str(one.indicator.number), one.indicator.label, one.before, one.after, one.move,
            _MOVEMENTS[one.movement], one.status_after,
        )  # fmt: skip

    return Table(
        f"Réalisés {before} et {bilan.year}",
        ("N°", "Indicateur", f"Réalisé {before}", f"Réalisé {bilan.year}", "Variation",
         "Mouvement", f"Statut {bilan.year}"),
        tuple(map(row, bilan.changes)),  # type: ignore[arg-type]
        (0.6, 4.2, 1.2, 1.2, 1.3, 1.3, 1.5),
        header_column=1,
    )  # fmt: skip


def _to_explain(bilan: Bilan) -> Section:
    title, anchor = "Écarts à expliquer", "a-expliquer"
    wrong = [one for one in bilan.indicators if one.of(bilan.year).trouble]
    blocks: list[Block] = []
    if bilan.to_explain:
        blocks += [
            Paragraph(
                "Objectif manqué sans observation dans l'annexe 4. Écrivez la cause dans la "
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
                str(one.number), one.label, str(one.sheet or NOTHING), year.target, year.actual,
                year.gap, year.attainment,
            )
            for one, year in found
        ),
        (0.6, 4.2, 0.7, 1.7, 1.2, 1.3, 1.2),
        header_column=1,
    )  # fmt: skip


def _sheets(bilan: Bilan) -> Section:
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
        ("Outils de mesure", sheet.tools or "non précisés"),
        ("Imprimé", sheet.citation),
    ]
    if sheet.note:
        pairs.append(("Remarque", sheet.note))
    blocks: list[Block] = [Terms(tuple(pairs))]
    if not sheet.indicators:
        blocks.append(Paragraph("Cette fiche n'a pas d'indicateur."))
    parts = tuple(
        Section(
            f"Indicateur {one.number} : {one.label}",
            f"indicateur-{one.number}",
            _indicator_blocks(one, bilan),
        )
        for one in sheet.indicators
    )
    dated = _sheet_milestones(sheet)
    title = f"Fiche {sheet.number} : {sheet.title.capitalize()}"
    if alone:
        title = "Identité de la fiche"
    anchor = f"fiche-{sheet.number}"
    last = Section("Échéances", f"echeances-{sheet.number}", dated)
    return Section(title, anchor, tuple(blocks), (*parts, last))


def _sheet_milestones(sheet: SheetReport) -> tuple[Block, ...]:
    if not sheet.milestones:
        return (Paragraph("Aucune échéance datée ne se rattache à cette fiche."),)
    return (milestone_table(f"Échéances de la fiche {sheet.number}", sheet.milestones),)


def _indicator_blocks(report: IndicatorReport, bilan: Bilan) -> tuple[Block, ...]:
    words = [words_on(one) for one in report.years if one.year <= bilan.year]
    return present([identity(report), year_table(report, bilan), trajectory(report, bilan), *words])


def _budget(bilan: Bilan) -> Section:
    parts = tuple(
        Section(f"{fund.id} : {fund.title}", f"budget-{fund.id.lower()}", tuple(fund_blocks(fund)))
        for fund in bilan.funds
    )
    lead = Paragraph(
        "Dans la forme des annexes 2 et 3, dépenses évaluatives et recettes comprises (annexe 1, "
        "1.2.5). Autorisé : base, plus reports, plus ou moins virements."
    )
    return Section("Exécution budgétaire", "budget", (lead,), parts, new_page=True)


def _milestones(bilan: Bilan) -> Section:
    due = [one for one in bilan.milestones if one.due_year == bilan.year]
    late = [one for one in bilan.milestones if one.late]
    blocks: list[Block] = []
    if not bilan.milestones:
        blocks.append(Paragraph("Le classeur de suivi des échéances n'a pas été donné.", "alerte"))
    elif not any(one.done.value is not None for one in bilan.milestones):
        blocks.append(
            Paragraph(
                "Aucune date de réalisation n'est saisie : toute mesure échue est comptée en "
                "retard.",
                "alerte",
            )
        )
    blocks.append(
        Paragraph(
            f"Au {bilan.situation:%d/%m/%Y} : "
            f"{plural(len(due), 'mesure échue', 'mesures échues')} dans l'année, "
            f"{plural(len(late), 'mesure en retard', 'mesures en retard')} toutes années confondues."
        )
    )
    if due:
        blocks.append(milestone_table(f"Mesures à échéance en {bilan.year}", due))
    if late:
        blocks.append(milestone_table("Mesures en retard", late))
    return Section("Échéances", "echeances", tuple(blocks), new_page=True)


def _evaluation_summary(bilan: Bilan) -> Section:
    reports = bilan.indicators
    names = shown_counts(bilan.summary)
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
    met = sum(_degree(one) == "Atteint" for one in reports)
    judged = sum(
        _degree(one) in {"Atteint", "Non atteint", "Partiellement atteint"} for one in reports
    )
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
        if one.attainment.value is not None or one.status.value in {"Atteint", "Non atteint"}:
            return str(one.status.value)
    return str(report.years[-1].status.value)


def _evaluation_table(bilan: Bilan) -> Section:
    parts = []
    for theme in dict.fromkeys(one.theme for one in bilan.indicators):
        reports = [one for one in bilan.indicators if one.theme == theme]
        parts.append((theme, reports))
    tables: list[Block] = [_evaluation_rows(theme, reports, bilan) for theme, reports in parts]
    lead = Paragraph(
        "Pour chaque année : réalisé, puis objectif entre parenthèses. L'écart et le taux "
        "d'atteinte sont ceux de la dernière année mesurée."
    )
    return Section("Indicateurs, année par année", "indicateurs", (lead, *tables), new_page=True)


def _evaluation_rows(theme: str, reports: Sequence[IndicatorReport], bilan: Bilan) -> Table:
    rows = []
    for one in reports:
        last = next((year for year in reversed(one.years) if year.attainment.value is not None),
                    one.years[-1])  # fmt: skip
        years = tuple(
            f"{year.actual.shown} ({year.target})" if year.target else year.actual.shown
            for year in one.years
        )
        rows.append(
            (str(one.number), one.label, one.baseline, *years, last.gap, last.attainment,
             _degree(one))
        )  # fmt: skip
    return Table(
        theme,
        ("N°", "Indicateur", f"Départ {bilan.baseline_year}", *map(str, bilan.years), "Écart",
         "Taux d'atteinte", "Degré de réalisation"),
        tuple(rows),
        (0.6, 3.0, 1.0, *(1.6 for _ in bilan.years), 1.2, 1.1, 1.4),
        header_column=1,
    )  # fmt: skip


def _causes(bilan: Bilan) -> Section:
    rows = [
        (str(one.number), one.label, str(year.year), year.target, year.actual, year.gap,
         explanation(year))
        for one in bilan.indicators
        for year in one.years
        if year.trouble or str(year.status.value) in {"Non atteint", "Partiellement atteint"}
    ]  # fmt: skip
    title, anchor = "Écarts et causes", "causes"
    if not rows:
        return Section(title, anchor, (Paragraph("Aucun objectif mesuré n'a été manqué."),))
    table = Table(
        "Objectifs manqués et cause donnée",
        ("N°", "Indicateur", "Année", "Objectif", "Réalisé", "Écart", "Cause donnée"),
        tuple(rows),
        (0.6, 2.8, 0.8, 1.5, 1.1, 1.2, 3.0),
        header_column=1,
    )
    missing = sum(row[-1] == "À expliquer" for row in rows)
    lead = Paragraph(
        f"{plural(len(rows), 'objectif manqué', 'objectifs manqués')} sur la période, dont "
        f"{missing} à expliquer."
    )
    return Section(title, anchor, (lead, table), new_page=True)


def document_of(kind: str, bilan: Bilan, sheet: int | None = None) -> Document:
    """Return a report by the name that the command gives it.

    Raises:
        KeyError: There is no such report.
        NotAvailable: ``fiche-inconnue``.
    """
    from pycog.reports.bilan.dashboard import dashboard_document

    if kind == "fiche":
        return sheet_document(bilan, sheet or 0)
    layouts: Mapping[str, Callable[[Bilan], Document]] = {
        "bilan": bilan_document,
        "evaluation": evaluation_document,
        "tableau-de-bord": dashboard_document,
    }
    return layouts[kind](bilan)
