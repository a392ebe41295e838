"""Builds the workbook of one scorecard: printed rows, results to type, live points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pycog.annexes.interessement.scorecard_sheets import (
    POINTS,
    write_levers,
    write_readings,
    write_summary,
)
from pycog.annexes.interessement.scorecard_table import (
    CARD,
    CONFIDENCE,
    EARNED,
    FIRST,
    FLOOR,
    HEADER,
    LABEL,
    LEVERS,
    OPEN,
    OWN_FLOOR,
    OWN_TARGET,
    POSSIBLE,
    READINGS,
    REASON,
    REPORT,
    RESULT,
    RULE,
    SHARE,
    SUMMARY,
    TARGET,
    WEIGHT,
    Placed,
    ScorecardTable,
    differing,
    points_formula,
    result_format,
)
from pycog.annexes.kit.page import Book, Page, cell, span
from pycog.annexes.kit.readme import Readme, write_readme
from pycog.annexes.kit.styles import NUMBER, ORANGE, RATE
from pycog.interessement.card_lines import Line
from pycog.values import Scalar, capital, display

if TYPE_CHECKING:
    from pycog.annexes.kit.page import Values
    from pycog.conventions.facts.models import Scorecard

_WIDTHS: Final = (50, 8, 19, 19, 12, 13, 14, 14, 14, 10, 10, 10, 13, 62)
_RULES: Final = {
    "lineaire": "Linéaire",
    "tout_ou_rien": "Tout ou rien",
    "paliers": "Paliers",
    "intervalle": "Intervalle",
}
_DIRECT: Final = "Cible ou seuil non chiffré : saisir le taux d'atteinte, de 0 % à 100 %."
_NATIONAL: Final = (
    "Objectif national : saisir la cible et le seuil propres de l'organisme ; sans eux, les points "
    "restent ouverts."
)


class Published(NamedTuple):
    """A figure that a body published, and whether it is a result of the scorecard.

    Attributes:
        figure: As published.
        place: Where, in the report.
        indicator: The indicator it is or resembles.
        verdict: ``"Retenu"`` or ``"Non retenu"``.
        reason: Why.
    """

    figure: str
    place: str
    indicator: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class Case:
    """The published results of a real body.

    Attributes:
        name: The body, for the title.
        document: The report.
        results: Key of an indicator → its result.
        figures: What was looked at in the report.
    """

    name: str
    document: str
    results: Mapping[str, Scalar] = field(default_factory=dict)
    figures: Sequence[Published] = ()


#: The health insurance fund of Hérault in its activity report of 2021.
HERAULT: Final = Case(
    "CPAM de l'Hérault",
    "Assurance Maladie de l'Hérault, rapport d'activité 2021",
    {"comptes": 0.897},
    (
        Published(
            "89,7 %",
            "« Un score de 89,7 % sur la validation des comptes »",
            "Validation des comptes",
            "Retenu",
            "Même mesure (score de validation des comptes de l'exercice 2021) et même unité "
            "(taux).",
        ),
        Published(
            "3 979",
            "Chiffres clés, accès aux droits",
            "Nombre d'accompagnements dans le cadre des saisines de la Mission accompagnement "
            "santé",
            "Non retenu",
            "La cible de 80 000 est nationale : le chiffre d'une seule caisse ne s'y mesure pas.",
        ),
        Published(
            "60",
            "Chiffres clés, amélioration du système de soins",
            "Nombre d'assistants médicaux",
            "Non retenu",
            "La cible de 2 500 est nationale, et le rapport compte des contrats signés.",
        ),
        Published(
            "4,9 millions d'euros",
            "Chiffres clés, fraudes",
            "Montant de préjudice subi",
            "Non retenu",
            "Le rapport additionne préjudices évités et subis ; seul le subi compte ici.",
        ),
        Published(
            "81,5 %",
            "Courriels des assurés, réponses dans les 48 heures",
            "Aucun indicateur de la part locale CPAM 2021",
            "Non retenu",
            "Le barème CPAM 2021 n'a pas d'indicateur sur les courriels.",
        ),
        Published(
            "85 %",
            "Plateforme des professionnels de santé, taux de décroché",
            "Aucun indicateur de la part locale CPAM 2021",
            "Non retenu",
            "Le taux de décrochés est un indicateur national et porte sur les assurés.",
        ),
    ),
)


def build_scorecard(card: Scorecard, case: Case | None, values: Values) -> bytes:
    """Return the workbook of a scorecard, filled with the results of a case if one is given."""
    table = ScorecardTable(card)
    title = f"Intéressement {card.campaign} – {_part(card.title)}"
    if case is not None:
        title = f"{title} – {case.name}"
    source = card.terms.source or card.rows[0].citation
    if case is not None:
        source = f"{source} ; {case.document}"
    book = Book(title, "Barème, résultats, points et taux de réussite", values)
    write_readme(book, _readme(table, case, title, source))
    page = book.page(CARD)
    _write_card(page, table, title, source, {} if case is None else case.results)
    page.sheet.activate()
    write_summary(book, table, title, source)
    write_levers(book, table, title, source)
    if card.evidence:
        write_readings(book, table, title, source)
    if case is not None:
        _write_report(book, case, title)
    return book.content()


def _part(title: str) -> str:
    return title[:1].lower() + title[1:].replace("MAYOTTE", "Mayotte")


def _write_card(
    page: Page, table: ScorecardTable, title: str, source: str, filled: Mapping[str, Scalar]
) -> None:
    page.columns(_WIDTHS)
    page.title(
        title,
        "Saisir les résultats dans les cellules jaunes, dans l'unité de la cible. Vide : les "
        "points restent ouverts. « neutralisé » : l'indicateur sort des deux sommes.",
        legend=("input", "computed", "printed", "total"),
    )
    page.headers(
        HEADER,
        (
            "Indicateur",
            "Part",
            "Cible",
            "Seuil",
            "Pondération",
            "Règle",
            "Résultat",
            "Cible propre",
            "Seuil propre",
            "Points acquis",
            "Points ouverts",
            "Points possibles",
            "Confiance",
            "Pourquoi cette lecture",
        ),
    )
    if not table.national:
        # Every target is the body's: the two columns of its own are not needed.
        page.sheet.set_column(OWN_TARGET, OWN_FLOOR, None, None, {"hidden": True})
    if not table.card.evidence:
        page.sheet.set_column(CONFIDENCE, CONFIDENCE, None, None, {"hidden": True})
    others = differing(table.card)
    for theme, entries in table.placed.items():
        for column in range(len(_WIDTHS)):
            text = table.themes[theme] if column == LABEL else None
            page.value(table.headings[theme], column, text, "heading")
        for placed in entries:
            _write_entry(page, placed, others.get(placed.row.key, []), filled)
        _write_total(page, table, theme)
    _write_total(page, table, None)
    page.quiet((FIRST, LABEL), (table.total, REASON))
    page.sheet.freeze_panes(FIRST, 1)
    page.printing(heading=title, source=source, repeat=(HEADER, HEADER), area=(table.total, REASON))


def _write_entry(
    page: Page, placed: Placed, others: Sequence[str], filled: Mapping[str, Scalar]
) -> None:
    """Write an indicator, and its components below it."""
    row, place = placed.row, placed.place
    page.value(place, LABEL, row.label, "printed", text_wrap=True)
    page.value(place, WEIGHT, row.weight, "printed", NUMBER)
    rule = _RULES.get(row.rule, row.rule)
    page.value(
        place,
        RULE,
        f"{rule}, composite" if row.components else rule,
        "printed",
        font_size=9,
        text_wrap=True,
        align="center",
    )
    _write_doubt(page, placed, others)
    if not row.components:
        page.value(place, SHARE, None, "printed")
        _write_line(page, placed.lines[0], place, filled.get(row.key))
        return
    for column in (SHARE, TARGET, FLOOR, RESULT, OWN_TARGET, OWN_FLOOR):
        page.value(place, column, None, "printed")
    below = {
        column: span((placed.places[0], column), (placed.places[-1], column))
        for column in (SHARE, EARNED, OPEN, POSSIBLE)
    }
    points = f'IF(COUNT({below[EARNED]})=0,"",ROUND(SUM({below[EARNED]}),9))'
    page.formula(place, EARNED, points, "computed", POINTS, bold=True)
    for column in (OPEN, POSSIBLE):
        page.formula(place, column, f"ROUND(SUM({below[column]}),9)", "computed", POINTS)
    shares = span((placed.places[0], SHARE), (placed.places[-1], SHARE), fixed=True)
    pairs = zip(placed.lines, row.components, placed.places, strict=True)
    for line, part, at in pairs:
        page.value(at, LABEL, part.label, "printed", indent=2, text_wrap=True, font_size=9)
        page.value(at, SHARE, part.share, "printed", RATE)
        weight = f"{cell(place, WEIGHT)}*{cell(at, SHARE)}/SUM({shares})"
        page.formula(at, WEIGHT, weight, "computed", POINTS)
        for column in (RULE, CONFIDENCE):
            page.value(at, column, None, "printed")
        note = _DIRECT if line.direct else None
        page.value(at, REASON, note, "printed", font_size=9, text_wrap=True)
        _write_line(page, line, at, None)
        page.height(at, _wrapping(line, part.label))


def _write_line(page: Page, line: Line, place: int, result: Scalar) -> None:
    """Write target, floor, result and points of what one result is asked for."""
    page.value(place, TARGET, line.target or None, "printed", align="center", text_wrap=True)
    page.value(place, FLOOR, line.floor or None, "printed", align="center", text_wrap=True)
    page.value(place, RESULT, result, "input", result_format(line), align="center")
    for column in (OWN_TARGET, OWN_FLOOR):
        kind = "input" if line.national else "printed"
        page.value(place, column, None, kind, result_format(line), align="center")
    page.formula(place, EARNED, points_formula(line, place), "computed", POINTS, bold=True)
    earned, weight = cell(place, EARNED), cell(place, WEIGHT)
    page.formula(
        place, OPEN, f'IF(ISNUMBER({earned}),0,IF({earned}="",{weight},0))', "computed", POINTS
    )
    page.formula(
        place,
        POSSIBLE,
        f'IF(ISNUMBER({earned}),{weight},IF({earned}="",{weight},0))',
        "computed",
        POINTS,
    )


def _write_doubt(page: Page, placed: Placed, others: Sequence[str]) -> None:
    """Mark the confidence of a row and why it is read so."""
    row = placed.row
    ambiguous = row.confidence == "ambiguë" or bool(others)
    shade: dict[str, Any] = {"bg_color": ORANGE, "bold": True} if ambiguous else {}
    page.value(
        placed.place, CONFIDENCE, capital(row.confidence), "printed", align="center", **shade
    )
    names = ", ".join(f"« {name} »" for name in others)
    direct = len(placed.lines) == 1 and placed.lines[0].direct
    parts = (
        row.reason,
        f"Autre lecture possible : {names}." if others else "",
        _DIRECT if direct else "",
        _NATIONAL if row.scope else "",
    )
    text = " ".join(filter(None, parts))
    page.value(placed.place, REASON, text or None, "printed", font_size=9, text_wrap=True)
    texts: list[tuple[float, str]] = [(_WIDTHS[LABEL], row.label), (_WIDTHS[REASON], text)]
    if not row.components:
        texts += _wrapping(placed.lines[0], row.label)
    page.height(placed.place, texts, least=30 if row.components else 18)


def _wrapping(line: Line, label: str) -> list[tuple[float, str]]:
    return [(_WIDTHS[LABEL], label), (_WIDTHS[TARGET], line.target), (_WIDTHS[FLOOR], line.floor)]


def _write_total(page: Page, table: ScorecardTable, theme: str | None) -> None:
    """Write the subtotal of a theme, or the total."""
    place = table.total if theme is None else table.totals[theme]
    label = "Total" if theme is None else f"Total {table.themes[theme]}"
    for column in range(len(_WIDTHS)):
        page.value(place, column, label if column == LABEL else None, "total")
    if theme is None:
        weights = "+".join(cell(row, WEIGHT) for row in table.totals.values())
    else:
        weights = "+".join(cell(entry.place, WEIGHT) for entry in table.placed[theme])
    page.formula(place, WEIGHT, weights, "total", NUMBER)
    for column in (EARNED, OPEN, POSSIBLE):
        formula = table.card_sum(column) if theme is None else table.theme_sum(theme, column)
        page.formula(place, column, formula, "total", POINTS)


def _write_report(book: Book, case: Case, title: str) -> None:
    """Add the sheet of the published figures, kept or not."""
    page = book.page(REPORT)
    widths = (20, 44, 48, 14, 70)
    page.columns(widths)
    page.title(
        f"{title} – chiffres publiés",
        "Un chiffre n'est repris que s'il est la même mesure, dans la même unité, que l'indicateur "
        "du barème. Les autres indicateurs restent ouverts.",
        legend=("printed",),
    )
    page.headers(HEADER, ("Chiffre publié", "Où", "Indicateur", "Décision", "Pourquoi"))
    row = HEADER
    for row, figure in enumerate(case.figures, start=FIRST):
        for column, text in enumerate(figure):
            page.value(row, column, text, "printed", text_wrap=True)
        page.height(row, list(zip(widths, figure, strict=True)))
    page.sheet.freeze_panes(FIRST, 1)
    page.printing(
        heading=title,
        source=case.document,
        repeat=None,
        area=(row, len(widths) - 1),
        one_page=True,
    )


def _total(card: Scorecard) -> str:
    written = f"{card.total:g}".replace(".", ",")
    return f"{written} points" if card.terms.in_points else f"{written} %"


def _trigger(card: Scorecard) -> str:
    trigger = card.terms.trigger
    return f"seuil de {trigger.percent}, " if trigger else ""


def _readme(table: ScorecardTable, case: Case | None, title: str, source: str) -> Readme:
    card = table.card
    doubts = sum(row.confidence == "ambiguë" for row in card.rows)
    purpose = [
        f"Le barème de la campagne {card.campaign} : {len(card.rows)} indicateurs, "
        f"{_total(card)}, avec les cibles, seuils et pondérations de cette campagne.",
        "Points, taux de réussite et déclenchement sont des formules vivantes, recalculées et "
        "vérifiées.",
    ]
    if card.evidence:
        purpose.append(
            f"Lignes ambiguës : {doubts} ; autres lectures possibles : {len(card.readings)}. "
            f"Elles sont marquées en orange et détaillées dans la feuille « {READINGS} »."
        )
    if card.terms.share is not None:
        share = display(card.terms.share, "percent")
        purpose.append(f"Part de la masse d'intéressement : {share}.")
    if case is not None:
        purpose.append(f"Résultats repris de : {case.document}. Le reste est laissé ouvert.")
    sheets = [
        (CARD, "Le barème, les résultats à saisir, les points acquis, ouverts et possibles."),
        (SUMMARY, f"Points par thème, taux au minimum et au maximum, {_trigger(card)}graphique."),
        (LEVERS, "Les indicateurs classés par ce qu'ils peuvent encore rapporter."),
    ]
    if card.evidence:
        sheets.append(
            (READINGS, "Ce qui a été lu avec un doute, les autres lectures, les lignes écartées.")
        )
    if case is not None:
        sheets.append((REPORT, "Les chiffres publiés, repris ou non, et pourquoi."))
    return Readme(
        title=title,
        purpose=purpose,
        steps=(
            f"Ouvrir la feuille « {CARD} » et saisir les résultats dans les cellules jaunes : "
            "81,5 % pour un taux, 25 pour un délai de 25 jours, une date, O ou N.",
            "Indicateur composite : saisir le résultat de chaque composante.",
            *(
                (
                    "Objectif national : saisir aussi la cible et le seuil propres de l'organisme, "
                    "à droite du résultat ; sans eux, les points restent ouverts.",
                )
                if table.national
                else ()
            ),
            "Laisser vide ce qui n'est pas encore connu : les points restent ouverts et le taux "
            "est donné au minimum et au maximum.",
            "Écrire « neutralisé : motif » pour un indicateur neutralisé : il sort des points "
            "acquis et des points possibles.",
        ),
        sheets=sheets,
        source=source,
    )
