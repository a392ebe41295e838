"""Points of a scorecard, recomputed from the officer's own cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.equip.model import Correspondence, Row, Subject, Table
from pycog.equip.writing import cell_formulas as figures
from pycog.equip.writing.planned import NUMBER, WRAPPED, Cell, Live, PlannedSheet
from pycog.errors import PycogError
from pycog.targets import parse_target

if TYPE_CHECKING:
    from pycog.conventions import Convention
    from pycog.interessement.card_lines import Line

_HEADINGS: Final = (
    "Feuille", "Campagne", "Critère", "Seuil", "Cible", "Réalisé", "Pondération",
    "Points recalculés", "Points saisis", "Écart", "Source", "Remarque",
)  # fmt: skip

_APART: Final = "Résultat et cible ne se comparent pas"


def write_scorecards(sheet: PlannedSheet, found: Correspondence, convention: Convention) -> None:
    """Write every accepted row of the scorecards of a workbook."""
    found_lines = [
        (table, row, subject, one)
        for table in found.of_kind("barème")
        for row, subject in table.accepted()
        if (one := criterion_of(convention, subject)) is not None
    ]
    if not found_lines:
        return
    sheet.row += 1
    sheet.heading(_HEADINGS)
    for table, row, subject, (line, citation) in found_lines:
        _write(sheet, (table, row, subject), line, citation)


def criterion_of(convention: Convention, subject: Subject) -> tuple[Line, str] | None:
    """Return the line of a scorecard that a row is about, and where it is printed."""
    from pycog.conventions.scorecard_lookup import known_cards
    from pycog.interessement.card_lines import lines_of

    campaign, _, category = subject.frame.partition("/")
    key, _, part = subject.key.partition("/")
    for card in known_cards(convention.id):
        if (str(card.campaign), card.category) != (campaign, category):
            continue
        for row in card.rows:
            if row.key == key:
                lines = lines_of([row])
                rank = int(part) - 1 if part.isdecimal() else 0
                alone = bool(part) or len(lines) == 1
                return (lines[rank], row.citation) if alone and 0 <= rank < len(lines) else None
    return None


def _write(
    sheet: PlannedSheet, found: tuple[Table, Row, Subject], line: Line, citation: str
) -> None:
    table, row, subject = found
    rated = is_rate_line(line)
    d, e, f, g = (f"{letter}{sheet.row}" for letter in "DEFG")
    rule = "" if line.row.rule in {"lineaire", "intervalle"} else line.row.rule
    points = f"COG_POINTS({f},{e},{d},{g}" + (f",{figures.quoted(rule)})" if rule else ")")
    result = table.column("réalisé")
    waits = line.national or line.direct
    remark: Live | str = (
        "Cible et seuil propres à l'organisme : à calculer avec le barème de pycog"
        if waits
        else Live(f'IF(ISERROR({points}),{figures.failed(points, _APART)},"")')
    )
    actual: Live | str = ""
    if result is not None:
        reference = figures.place(table.sheet, row.index, result.index)
        reading = figures.reading_at(table, row.index, result.index)
        actual = figures.actual(reference, result, reading, is_rate=rated)
        if isinstance(remark, Live):
            remark = _unless_neutralised(reference, remark)
    typed = table.column("points")
    own = figures.place(table.sheet, row.index, typed.index) if typed else ""
    h, i = f"H{sheet.row}", f"I{sheet.row}"
    sheet.add(
        (
            Cell(table.sheet, WRAPPED),
            Cell(subject.frame.partition("/")[0]),
            Cell(row.label or subject.label, WRAPPED),
            Cell(_bound(table, row, "seuil", line.floor, rated=rated)),
            Cell(_bound(table, row, "objectif", line.target, rated=rated)),
            Cell(actual),
            Cell(_weight(table, row, line)),
            None if waits else Cell(figures.guarded(points), NUMBER),
            Cell(Live(figures.kept_blank(own)), NUMBER) if own else None,
            Cell(figures.difference(i, h), NUMBER) if own and not waits else None,
            Cell(citation, WRAPPED),
            Cell(remark, WRAPPED),
        )
    )


def _unless_neutralised(reference: str, remark: Live) -> Live:
    """Return a remark, which says instead that a line leaves both sums where it does."""
    said = f'IF(ISTEXT({reference}),LEFT(TRIM({reference}),9)="neutralis",FALSE)'
    return Live(f'IF({said},"Neutralisé : hors des points possibles",{remark})')


def is_rate_line(line: Line) -> bool:
    """Tell whether the target of a line of a scorecard is a rate."""
    try:
        return parse_target(line.target).is_ratio
    except PycogError:
        return False


def _bound(table: Table, row: Row, role: str, printed: str, *, rated: bool) -> Live | str:
    """Return the formula of a target or floor; the printed one where the table has none."""
    column = table.column(role)
    if column is None:
        return printed
    reference = figures.place(table.sheet, row.index, column.index)
    reading = figures.reading_at(table, row.index, column.index)
    if figures.is_replaced(reading):
        return printed
    return figures.target(reference, column, reading, is_rate=rated)


def _weight(table: Table, row: Row, line: Line) -> Live | float:
    column = table.column("poids")
    if column is None:
        return float(line.weight)
    return Live(figures.kept_blank(figures.place(table.sheet, row.index, column.index)))
