"""The sheets beside a scorecard: its summary, its levers, and how it was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pycog.annexes.interessement.points_chart import PointsChart, insert_points
from pycog.annexes.interessement.scorecard_table import (
    CARD,
    EARNED,
    LEVERS,
    OPEN,
    OWN_FLOOR,
    OWN_TARGET,
    POSSIBLE,
    READINGS,
    RESULT,
    SUMMARY,
    ScorecardTable,
    facts,
    result_format,
)
from pycog.annexes.kit.page import Book, Page, cell, quoted, span
from pycog.annexes.kit.styles import AMOUNT, COUNT, EVOLUTION, NUMBER, ORANGE, SERIES
from pycog.conventions import load
from pycog.conventions.facts.models import points_of
from pycog.conventions.facts.terms import shares_text
from pycog.conventions.scorecard_lookup import french_list, named_where_needed
from pycog.interessement.levers import headings
from pycog.interessement.score_blocks import NO_TRIGGER, verdicts
from pycog.values import capital

if TYPE_CHECKING:
    from pycog.conventions.facts.models import ScorecardRow
    from pycog.conventions.facts.terms import Trigger

POINTS: Final = "#,##0.00"
_HEADER: Final = 4
#: Heading of the ranking → number format of its column.
_NUMBERS: Final = {
    "Rang": COUNT,
    "Points à gagner": POINTS,
    "Dont points ouverts": POINTS,
    "Gain de taux": EVOLUTION,
    "Euros par ETP": AMOUNT,
}


def write_summary(book: Book, table: ScorecardTable, title: str, source: str) -> None:
    """Add the sheet of the themes, the rate and the trigger."""
    page = book.page(SUMMARY)
    page.columns((46, *(15 for _ in range(7))))
    page.title(
        f"{title} – synthèse",
        "Au minimum, rien de ce qui est ouvert n'est gagné ; au maximum, tout l'est. Tant que des "
        "résultats manquent, le taux est entre les deux.",
        legend=("computed", "total"),
    )
    page.headers(
        _HEADER,
        (
            "Thème",
            "Points acquis",
            "Points ouverts",
            "Points au maximum",
            "Points perdus",
            "Points possibles",
            "Taux au minimum",
            "Taux au maximum",
        ),
    )
    row = _HEADER
    for row, theme in enumerate(table.totals, start=_HEADER + 1):
        page.value(row, 0, table.themes[theme], "printed", indent=1)
        _sums(page, row, table.totals[theme], "computed")
    total = row + 1
    page.value(total, 0, "Total", "total")
    _sums(page, total, table.total, "total")
    last = _rates(page, table, total)
    _chart(page, table, last + 2)
    page.quiet((_HEADER + 1, 0), (last, 7))
    page.sheet.freeze_panes(_HEADER + 1, 1)
    page.printing(
        heading=f"{title} – synthèse",
        source=source,
        repeat=None,
        area=(last + 20, 7),
        one_page=True,
    )


def _sums(page: Page, row: int, place: int, kind: str) -> None:
    """Write points and rates of a theme or of the whole scorecard."""
    earned, opened, most, possible = (cell(row, column) for column in (1, 2, 3, 5))
    page.formula(row, 1, f"{CARD}!{cell(place, EARNED)}", kind, POINTS)
    page.formula(row, 2, f"{CARD}!{cell(place, OPEN)}", kind, POINTS)
    page.formula(row, 3, f"ROUND({earned}+{opened},9)", kind, POINTS)
    page.formula(row, 4, f"ROUND({possible}-{most},9)", kind, POINTS)
    page.formula(row, 5, f"{CARD}!{cell(place, POSSIBLE)}", kind, POINTS)
    for column, points in ((6, earned), (7, most)):
        rate = f'IF({possible}=0,"",COG_TRL({points},{possible}))'
        page.formula(row, column, rate, kind, EVOLUTION)


def _rates(page: Page, table: ScorecardTable, total: int) -> int:
    """Write the success rate and the trigger; return the last row."""
    header = total + 2
    page.headers(
        header,
        (
            "Taux de réussite",
            "Au minimum",
            "Au maximum",
            "Taux appliqué au minimum",
            "Taux appliqué au maximum",
            "Déclenchement",
        ),
    )
    row = header
    for row, (label, low, high) in enumerate(_rate_rows(table, total), start=header + 1):
        page.value(row, 0, label, "printed", indent=1, text_wrap=True)
        page.height(row, ((46, label),), least=32)
        page.formula(row, 1, low, "total", EVOLUTION)
        page.formula(row, 2, high, "total", EVOLUTION)
        _trigger(page, table, row)
    return row


def _trigger(page: Page, table: ScorecardTable, row: int) -> None:
    """Write the rates that count, and whether the trigger is passed."""
    trigger = table.terms.trigger
    if trigger is None:
        for column in (3, 4):
            page.value(row, column, None, "computed")
        page.value(row, 5, NO_TRIGGER, "computed", text_wrap=True, align="center")
        return
    given = f",{quoted(str(trigger))}" if named_where_needed(table.card) else ""
    for column, rate in ((3, cell(row, 1)), (4, cell(row, 2))):
        page.formula(row, column, f"COG_TRIGGER({rate}{given})", "computed", EVOLUTION)
    said = _verdict(cell(row, 1), cell(row, 2), trigger)
    page.formula(row, 5, said, "computed", text_wrap=True, align="center")


def _rate_rows(table: ScorecardTable, total: int) -> list[tuple[str, str, str]]:
    terms = table.terms
    title = f"Taux de réussite {'national' if terms.national else 'local'}"
    title = f"{title} ({terms.rate})" if terms.rate else title
    if not terms.weightings:
        return [(title, cell(total, 6), cell(total, 7))]
    rows = []
    for name, shares in terms.weightings.items():
        low, high = (_weighted(table, name, total, column) for column in (6, 7))
        named = f"« {name} » " if name else ""
        rows.append((f"{title}, {named}{shares_text(shares)}", low, high))
    return rows


def _weighted(table: ScorecardTable, name: str, total: int, column: int) -> str:
    """Return the formula of a rate whose themes are weighted."""
    agreement = named_where_needed(table.card)
    if not agreement:
        themes = ",".join(cell(row, column) for row in range(_HEADER + 1, total))
        return f"COG_TRN({themes},{quoted(name)})"
    arguments = (
        span((_HEADER + 1, column), (total - 1, column)),
        quoted(table.card.category),
        str(table.card.campaign),
        quoted(name),
        quoted(agreement),
    )
    return f"COG_THEME_RATE({','.join(arguments)})"


def _verdict(low: str, high: str, trigger: Trigger) -> str:
    over, under, between = map(quoted, verdicts(trigger))
    passes, fails = (">=", "<") if trigger.reached else (">", "<=")
    rate = repr(trigger.rate)
    return (
        f'IF({low}="","",IF({low}{passes}{rate},{over},IF({high}{fails}{rate},{under},{between})))'
    )


def _chart(page: Page, table: ScorecardTable, row: int) -> None:
    points = PointsChart(
        title="Points par thème : acquis, ouverts, perdus",
        description="Barres horizontales empilées : points acquis, ouverts et perdus de chaque "
        "thème. Les mêmes valeurs sont dans le tableau au-dessus.",
        header=_HEADER,
        themes=len(table.totals),
        colors={1: SERIES[0], 2: SERIES[3], 4: SERIES[4]},
        size=(980, 300),
    )
    insert_points(page, row, points)


def write_levers(book: Book, table: ScorecardTable, title: str, source: str) -> None:
    """Add the sheet that ranks the indicators by what they can still earn."""
    page = book.page(LEVERS)
    # What is typed, line by line, then an empty column, then the ranking.
    typed = (RESULT, OWN_TARGET, OWN_FLOOR) if table.national else (RESULT,)
    start = len(typed) + 2
    page.columns((44, *(13 for _ in typed), 3, 7, 24, 50, 12, 12, 12, 12, 18))
    page.title(
        f"{title} – leviers",
        "Les indicateurs classés par ce qu'ils peuvent encore rapporter. La part individuelle "
        "(euros par ETP), facultative, donne les montants.",
        legend=("input",),
    )
    name = table.terms.amount or "Part individuelle"
    page.value(3, 0, f"{name}, en euros par ETP :", "text", align="right", bold=True)
    page.value(3, 1, None, "input", AMOUNT)
    asked = ("Ligne du barème", "Résultat", "Cible propre", "Seuil propre")
    page.headers(_HEADER, asked[: len(typed) + 1])
    first = _HEADER + 1
    row = first
    for row, (line, place) in enumerate(table.results, start=first):
        page.value(
            row,
            0,
            f"{line.row.label}{' – ' * bool(line.component)}{line.component}",
            "printed",
            text_wrap=True,
            font_size=9,
        )
        for column, kept in enumerate(typed, start=1):
            found = f"{CARD}!{cell(place, kept)}"
            page.formula(
                row,
                column,
                f'IF({found}="","",{found})',
                "computed",
                result_format(line),
                align="center",
            )
        page.height(row, ((44, line.row.label + line.component),), least=30)
    size = len(table.card.rows)
    arguments = [
        span((first, 1), (row, 1)), quoted(table.card.category), str(table.card.campaign),
        cell(3, 1),
    ]  # fmt: skip
    agreement = named_where_needed(table.card)
    if table.national or agreement:
        arguments += ['""', span((first, 2), (row, 3)) if table.national else '""']
    if agreement:
        arguments.append(quoted(agreement))
    ranked = headings(table.terms.trigger)
    _ranking(page, f"COG_LEVERS({','.join(arguments)})", (start, size), ranked)
    last = max(row, first + size - 1)
    end = start + len(ranked) - 1
    page.quiet((first, 0), (last, end))
    page.sheet.freeze_panes(first, 0)
    page.printing(
        heading=f"{title} – leviers", source=source, repeat=(_HEADER, _HEADER), area=(last, end)
    )


def _ranking(page: Page, formula: str, place: tuple[int, int], ranked: Sequence[str]) -> None:
    """Write the ranking at a column, of so many rows; its first row is that of the headings."""
    start, size = place
    page.formula(_HEADER, start, formula, "header", size=(size + 1, len(ranked)))
    for column in range(start + 1, start + len(ranked)):
        page.value(_HEADER, column, 0, "header")
    for spilled in range(_HEADER + 1, _HEADER + 1 + size):
        for column, heading in enumerate(ranked, start=start):
            number = _NUMBERS.get(heading, "")
            page.value(spilled, column, 0, "computed", number, text_wrap=True)


def write_readings(book: Book, table: ScorecardTable, title: str, source: str) -> None:
    """Add the sheet of the doubts: rows inferred or ambiguous, other readings, rows left out."""
    page = book.page(READINGS)
    widths = (44, 44, 16, 16, 12, 13, 60)
    page.columns(widths)
    together = load(table.terms.convention).printed_together
    flattened = (
        f"Le document a été aplati : les valeurs de {french_list(together, 'de ')} s'y suivent "
        "dans la même cellule. "
        if together
        else ""
    )
    page.title(
        f"{title} – lectures",
        f"{flattened}Voici ce qui a été lu, et ce qui pourrait se lire autrement.",
        legend=("printed",),
    )
    columns = (
        "Indicateur",
        "Imprimé (les deux campagnes ensemble)" if together else "Imprimé",
        "Cible lue",
        "Seuil lu",
        "Points",
        "Confiance",
        "Pourquoi",
    )
    page.headers(_HEADER, columns)
    doubts = [row for row in table.card.rows if row.confidence not in {"", "certaine"}]
    at = _section(page, _HEADER + 1, "Lignes lues avec un doute", doubts, widths)
    for name, rows in table.card.readings.items():
        known = {row.key: facts(row) for row in table.card.rows}
        changed = [row for row in rows if known.get(row.key) != facts(row)]
        kept = {row.key for row in rows}
        left = [row.label for row in table.card.rows if row.key not in kept]
        text = f"Autre lecture « {name} » : total {points_of(rows):g} points"
        text += f" ; sans : {' ; '.join(left)}" if left else ""
        at = _section(page, at, text, changed, widths)
    if table.card.excluded:
        where = "attribuées à l'autre campagne" if together else "écartées"
        text = f"Lignes du même tableau {where} (non comptées)"
        at = _section(page, at, text, table.card.excluded, widths)
    page.quiet((_HEADER + 1, 0), (at, 6))
    page.sheet.freeze_panes(_HEADER + 1, 1)
    page.printing(
        heading=f"{title} – lectures", source=source, repeat=(_HEADER, _HEADER), area=(at, 6)
    )


def _section(
    page: Page, row: int, text: str, rows: Sequence[ScorecardRow], widths: Sequence[float]
) -> int:
    for column in range(len(widths)):
        page.value(row, column, text if not column else None, "heading")
    row += 1
    if not rows:
        page.value(row, 0, "Aucune", "note")
        row += 1
    for entry in rows:
        parts = " ; ".join(f"{part.label} : {part.target}" for part in entry.components)
        floors = " ; ".join(part.floor for part in entry.components if part.floor)
        shade = {"bg_color": ORANGE} if entry.confidence == "ambiguë" else {}
        texts = (entry.label, entry.printed, entry.target or parts, entry.floor or floors)
        for column, value in enumerate(texts):
            page.value(row, column, value or None, "printed", text_wrap=True, font_size=9)
        page.value(row, 4, entry.weight, "printed", NUMBER)
        page.value(row, 5, capital(entry.confidence), "printed", align="center", **shade)
        page.value(row, 6, entry.reason or None, "printed", text_wrap=True, font_size=9)
        wrapped = [(widths[column], value) for column, value in enumerate(texts)]
        page.height(row, [*wrapped, (widths[6], entry.reason)])
        row += 1
    return row + 1
