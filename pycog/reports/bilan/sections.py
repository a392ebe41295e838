"""Whole sections that several reports share, and the frame that every report stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from pycog.reports.bilan.bilan_indicators import TO_CORRECT
from pycog.reports.bilan.bilan_model import Bilan, MilestoneReport
from pycog.reports.bilan.fund_model import BudgetRow, FundReport
from pycog.reports.bilan.parts import cover, footer, plural, warning
from pycog.reports.documents.document import (
    Block,
    Cell,
    Document,
    Paragraph,
    Picture,
    Section,
    Series,
    Table,
    Terms,
)
from pycog.reports.documents.figure import NOTHING

#: Signs of a digest that stay together.
_GROUP: Final = 16
_LOOKS: Final = {"titre": "titre", "total": "total", "sous-total": "total", "dont": "dont"}


def assemble(
    title: str,
    subject: str,
    bilan: Bilan,
    sections: Sequence[Section],
    *,
    summary: bool = True,
) -> Document:
    """Return a document with the cover and the foot of every report."""
    return Document(
        title,
        f"{bilan.convention} – {subject}",
        bilan.body,
        bilan.drawn,
        cover(bilan, subject),
        warning(bilan),
        footer(bilan),
        tuple(sections),
        summary=summary,
    )


def budget_section(bilan: Bilan) -> Section:
    """Return the budget execution of every fund."""
    parts = tuple(
        Section(fund.title, f"budget-{fund.id.lower()}", tuple(fund_blocks(fund)))
        for fund in bilan.funds
    )
    updated = any(fund.has_updating for fund in bilan.funds)
    more = ", plus actualisations" if updated else ""
    lead = Paragraph(
        f"Dans la forme {_forms(bilan.funds)}, dépenses évaluatives et recettes comprises"
        f"{_place(bilan.funds)}. Autorisé : base, plus reports, plus ou moins virements{more}."
    )
    properties = Section(
        "Opérations immobilières", "operations-immobilieres", tuple(_operations(bilan))
    )
    every = (*parts, properties) if bilan.operations or bilan.properties_place else parts
    return Section("Exécution budgétaire", "budget", (lead,), every, new_page=True)


def _operations(bilan: Bilan) -> Iterator[Block]:
    """Yield what is told beside the budget about the property operations of the year."""
    if not bilan.operations:
        yield Paragraph(
            f"Aucune opération immobilière n'est saisie pour {bilan.year}{bilan.properties_place}."
        )
        return
    yield Table(
        f"Opérations immobilières {bilan.year}{bilan.properties_place}",
        ("Opération", "Autorisé", "Exécuté", "Disponible", "Taux d'exécution", "Observations"),
        tuple(
            (one.label, one.authorised, one.executed, one.available, one.rate, one.remark)
            for one in bilan.operations
        ),
        (4.2, 1.5, 1.5, 1.4, 1.1, 3.0),
    )


def _forms(funds: Sequence[FundReport]) -> str:
    """Return the annexes whose form is followed: « des annexes 2 et 3 »."""
    named = list(dict.fromkeys(fund.form for fund in funds if fund.form))
    numbers = [name.removeprefix("annexe ") for name in named]
    if len(named) > 1 and all(name.startswith("annexe ") for name in named):
        return f"des annexes {', '.join(numbers[:-1])} et {numbers[-1]}"
    if len(named) == 1 and named[0].startswith("annexe "):
        return f"de l'{named[0]}"
    return "de la convention"


def _place(funds: Sequence[FundReport]) -> str:
    place = next((fund.place for fund in funds if fund.place), "")
    return f" ({place})" if place else ""


#: Unit → how a heading says it.
_MONEY: Final = {"€": "euros", "k€": "milliers d'euros", "M€": "millions d'euros"}


def fund_blocks(fund: FundReport) -> list[Block]:
    """Return the execution of a fund: table, picture, what is wrong in the registers."""
    blocks: list[Block] = []
    if not fund.source:
        blocks.append(
            Paragraph(
                f"Aucun montant exécuté n'est saisi pour {fund.year} : seules les bases de la "
                "convention figurent ci-dessous.",
                "alerte",
            )
        )
    blocks.append(_execution(fund))
    origin = f"Exécuté lu dans l'{fund.source}. " if fund.source else ""
    if fund.updatings:
        blocks.append(Paragraph(f"Actualisations : {' ; '.join(fund.updatings)}.", "note"))
    blocks.append(Paragraph(f"{origin}Bases : {fund.citation}.", "note"))
    if picture := fund_picture(fund):
        blocks.append(picture)
    blocks += [Paragraph(problem, "alerte") for problem in fund.problems]
    return blocks


def _execution(fund: FundReport) -> Table:
    """Return the lines of a fund; with the updating of credits where there was one."""
    columns: list[tuple[str, float, Callable[[BudgetRow], Cell]]] = [
        ("Ligne", 4.2, lambda row: row.label),
        (f"Base COG {fund.year}", 1.5, lambda row: row.base),
        ("Report", 1.2, lambda row: row.carryover),
        ("Virements", 1.2, lambda row: row.transfers),
        ("Actualisation", 1.2, lambda row: row.updated),
        ("Autorisé", 1.5, lambda row: row.authorised),
        ("Exécuté", 1.5, lambda row: row.executed),
        ("Disponible", 1.4, lambda row: row.available),
        ("Taux d'exécution", 1.1, lambda row: row.rate),
        ("Constat", 1.8, lambda row: row.verdict or NOTHING),
    ]
    if not fund.has_updating:
        columns = [one for one in columns if one[0] != "Actualisation"]
    return Table(
        f"{fund.id}, exécution {fund.year} (montants en {_MONEY[fund.unit]})",
        tuple(heading for heading, _, _ in columns),
        tuple(
            tuple(cell(row) for _, _, cell in columns)
            if row.role != "titre"
            else (row.label, *("",) * (len(columns) - 1))
            for row in fund.rows
        ),
        tuple(width for _, width, _ in columns),
        tuple(_LOOKS.get(row.role, "") for row in fund.rows),
    )


def fund_picture(fund: FundReport) -> Picture | None:
    """Return the executed amounts against the authorised ones, by line."""
    rows = [row for row in fund.lines if row.executed.number is not None and row.authorised.number]
    if not rows:
        return None
    words = " ; ".join(
        f"{row.label} : exécuté {row.executed.shown} sur {row.authorised.shown}" for row in rows
    )
    return Picture(
        "budget",
        f"{fund.id} : exécuté et autorisé, {fund.year}",
        tuple(row.label for row in rows),
        (
            Series(
                "Exécuté",
                tuple(row.executed.number for row in rows),
                tuple(row.executed.shown for row in rows),
            ),
            Series(
                "Autorisé",
                tuple(row.authorised.number for row in rows),
                tuple(row.authorised.shown for row in rows),
            ),
        ),
        "montant",
        f"{words}.",
    )


def milestone_section(bilan: Bilan) -> Section:
    """Return the measures due in the year and those late."""
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
            f"{plural(len(late), 'mesure en retard', 'mesures en retard')}, toutes années "
            "confondues."
        )
    )
    if due:
        blocks.append(milestone_table(f"Mesures à échéance en {bilan.year}", due))
    if late:
        blocks.append(milestone_table("Mesures en retard", late))
    wrong = [one for one in bilan.milestones if one.status.value == TO_CORRECT]
    if wrong:
        blocks += [
            Paragraph("Dates à corriger, comptées à part :", "alerte"),
            milestone_table("Mesures dont la date n'est pas lisible", wrong),
        ]
    return Section("Échéances", "echeances", tuple(blocks), new_page=True)


def milestone_table(caption: str, milestones: Iterable[MilestoneReport]) -> Table:
    """Return dated measures."""
    return Table(
        caption,
        (
            "Mesure",
            "Fiche",
            "Échéance imprimée",
            "Date limite",
            "Réalisée le",
            "Situation",
            "Observations",
        ),
        tuple(
            (
                one.what,
                str(one.sheet or NOTHING),
                one.printed,
                one.due,
                one.done,
                one.status,
                one.comment or NOTHING,
            )
            for one in milestones
        ),
        (3.6, 0.7, 1.5, 1.3, 1.3, 1.7, 2.4),
    )


def data_sections(bilan: Bilan) -> list[Section]:
    """Return what a report rests on: findings, assumptions, workbooks."""
    return [*_amended(bilan), _findings(bilan), _assumptions(bilan), _sources(bilan)]


def _amended(bilan: Bilan) -> list[Section]:
    """Return what changed since the signature, where something did."""
    if not bilan.amended:
        return []
    table = Table(
        "Ce qui a changé depuis la signature",
        ("Avenant ou motif", "Objet", "En vigueur", "À la signature", "Source"),
        tuple(
            (one.by, one.what, one.value, one.original or NOTHING, one.citation)
            for one in bilan.amended
        ),
        (2.0, 2.8, 1.6, 1.6, 2.8),
    )
    return [Section("Avenants et années neutralisées", "avenants", (table,))]


def _findings(bilan: Bilan) -> Section:
    if not bilan.findings:
        return Section("Constats du contrôle", "constats", (Paragraph("Aucun constat."),))
    table = Table(
        f"Constats de l'audit qui touchent {bilan.year}",
        ("Endroit", "Constat", "Gravité", "Lecture retenue"),
        tuple((one.place, one.text, one.severity, one.reading) for one in bilan.findings),
        (2.6, 2.8, 1.2, 3.2),
    )
    lead = Paragraph(
        f"{len(bilan.findings)} constats : contradictions de la convention qui concernent "
        f"{bilan.year} ou toutes les années, et écarts de calcul trouvés dans les classeurs."
    )
    return Section("Constats du contrôle", "constats", (lead, table))


def _assumptions(bilan: Bilan) -> Section:
    if not bilan.assumptions:
        return Section(
            "Hypothèses de calcul",
            "hypotheses",
            (Paragraph("Aucun calcul ne repose sur une hypothèse."),),
        )
    table = Table(
        "Hypothèses sur lesquelles reposent les calculs",
        ("Hypothèse", "Ce que fait le calcul", "Autre lecture possible"),
        tuple((one.title, one.text, one.other) for one in bilan.assumptions),
        (1.6, 3.6, 3.0),
    )
    return Section("Hypothèses de calcul", "hypotheses", (table,))


def _grouped(digest: str) -> str:
    """Return a digest in groups, between which a line may end."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def _sources(bilan: Bilan) -> Section:
    blocks: list[Block] = []
    if bilan.missing:
        blocks.append(
            Paragraph(
                f"Classeurs absents : {', '.join(bilan.missing)}. Les parties qui en dépendent "
                "sont vides.",
                "alerte",
            )
        )
    blocks.append(
        Table(
            "Classeurs utilisés, leur empreinte et leur bordereau de calcul",
            ("Document", "Fichier", "Empreinte SHA-256", "Bordereau"),
            tuple(
                (one.role.capitalize(), one.name, _grouped(one.sha256), one.seal)
                for one in bilan.sources
            ),
            (1.4, 2.6, 3.6, 2.0),
        )
    )
    blocks.append(
        Terms(
            (
                ("Version de pycog", bilan.code_version),
                ("Données de référence", bilan.data_version),
                ("Date du rapport", f"{bilan.drawn:%d/%m/%Y}"),
            )
        )
    )
    return Section("Données et versions", "donnees", tuple(blocks))
