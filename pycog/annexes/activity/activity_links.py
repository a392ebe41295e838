"""Two sheets: results of the report against targets of other documents, and the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pycog.annexes.activity.activity_content import CardTarget, CogTarget, Link, OwnTarget
from pycog.annexes.activity.activity_figures import NINE, number_format
from pycog.annexes.kit.page import Book, Page, cell, quoted
from pycog.annexes.kit.styles import NUMBER, RATE
from pycog.conventions import DEFAULT, load
from pycog.conventions.checks import full_audit
from pycog.conventions.facts.numbering import in_formula
from pycog.conventions.scorecard_lookup import find_scorecard
from pycog.targets import RATIO_KINDS, parse_target

if TYPE_CHECKING:
    from pycog.annexes.activity.activity_content import Report
    from pycog.annexes.activity.activity_figures import FigureTable
    from pycog.conventions.facts.models import Scorecard, ScorecardRow

LINKS: Final = "Liens"
FINDINGS: Final = "Constats"
_HEADER: Final = 4
(
    _LABEL,
    _VALUE,
    _FROM,
    _REFERENCE,
    _TARGET,
    _FLOOR,
    _TO,
    _ATTAINED,
    _STATUS,
    _WORTH,
) = range(10)
_WIDTHS: Final = (28, 12, 30, 36, 12, 12, 30, 13, 19, 50)
_TEXT: Final[dict[str, Any]] = {"text_wrap": True, "font_size": 9, "indent": 1}
_FINDING_WIDTHS: Final = (44, 30, 46, 18, 58, 12)


def write_links(book: Book, table: FigureTable, source: str) -> None:
    """Add the sheet of the links: targets attained, then parts of national targets."""
    page = book.page(LINKS)
    report = table.report
    page.columns(_WIDTHS)
    page.title(
        f"{report.title} – liens avec les autres documents",
        "Un résultat du rapport face à la cible d'un autre document, avec les deux sources. La "
        "dernière colonne dit ce que vaut la comparaison.",
        legend=("computed", "printed"),
    )
    row = _write_block(page, table, _HEADER, report.links, contributes=False)
    if report.contributions:
        row = _write_block(page, table, row + 2, report.contributions, contributes=True)
    page.quiet((_HEADER + 1, _LABEL), (row, _WORTH))
    page.sheet.freeze_panes(_HEADER, 1)
    page.printing(heading=f"{report.title} – liens", source=source, repeat=None, area=(row, _WORTH))


def _write_block(
    page: Page, table: FigureTable, header: int, links: tuple[Link, ...], *, contributes: bool
) -> int:
    last = ("Part de la cible nationale", "") if contributes else ("Taux d'atteinte", "Statut")
    page.headers(
        header,
        (
            "Résultat du rapport",
            "Valeur",
            "Où",
            "Référence",
            "Cible",
            "Seuil",
            "Où",
            *last,
            "Ce que vaut la comparaison",
        ),
    )
    row = header
    for row, link in enumerate(links, start=header + 1):
        texts = _write_link(page, table, link, row)
        value, target, floor = (cell(row, column) for column in (_VALUE, _TARGET, _FLOOR))
        if contributes:
            page.formula(
                row, _ATTAINED, f"COG_SHARE({value},{target})", "computed", "0.000%", bold=True
            )
            page.value(row, _STATUS, None, "printed")
        else:
            bounds = f"{value},{target}" + (f",{floor}" if _floor(link) else "")
            if isinstance(link.target, CogTarget):
                # A number of COG_TARGET, which has no floor, does not say which way it is meant.
                bounds += f",,{quoted(_way(link.target))}"
            page.formula(row, _ATTAINED, f"COG_ATTAINMENT({bounds})", "computed", RATE, bold=True)
            page.formula(
                row, _STATUS, f"COG_STATUS({bounds})", "computed", align="center", text_wrap=True
            )
        page.value(row, _WORTH, link.worth, "printed", **_TEXT)
        page.height(row, (((_WIDTHS[_WORTH] - 2) * NINE, link.worth), *texts))
    return row


def _way(target: CogTarget) -> str:
    """Return which way a printed target is meant, as COG_STATUS takes it."""
    printed = load(target.convention).indicators[target.indicator].targets[target.year].target
    down = printed is not None and (printed.comparator or "").startswith("<")
    return "baisse" if down else "hausse"


def _write_link(page: Page, table: FigureTable, link: Link, row: int) -> list[tuple[float, str]]:
    """Write both sides; return the texts that may wrap."""
    figure = table.report.figure(link.key)
    where = figure.citation.removeprefix(f"{table.short_title}, ")
    page.value(row, _LABEL, figure.label, "printed", text_wrap=True)
    page.formula(row, _VALUE, table.ref(link.key), "computed", number_format(figure))
    page.value(row, _FROM, where, "printed", **_TEXT)
    reference, cited = _write_target(page, table, link, row)
    page.value(row, _REFERENCE, reference, "printed", text_wrap=True, indent=1)
    pairs = ((_LABEL, figure.label), (_FROM, where), (_REFERENCE, reference), (_TO, cited))
    return [(_WIDTHS[column] - 2, text) for column, text in pairs]


def _write_target(page: Page, table: FigureTable, link: Link, row: int) -> tuple[str, str]:
    """Write target, floor and source; return the label and the source of the reference."""
    target = link.target
    page.value(row, _FLOOR, None, "printed")
    if isinstance(target, CogTarget):
        indicator = load(target.convention).indicators[target.indicator]
        number = in_formula(target.indicator)
        name = quoted(target.convention)
        found = f"COG_TARGET({number},{target.year},{name})"
        page.formula(row, _TARGET, found, "computed", RATE)
        page.formula(row, _TO, f"COG_SOURCE({number},{name})", "computed", **_TEXT)
        return f"{indicator.label}, {target.year}", indicator.citation
    if isinstance(target, OwnTarget):
        figure = table.report.figure(target.key)
        page.formula(row, _TARGET, table.ref(target.key), "computed", number_format(figure))
        page.value(row, _TO, figure.citation, "printed", **_TEXT)
        return figure.label, figure.citation
    entry = _card_row(target)
    page.value(row, _TARGET, *_printed(entry.target))
    if entry.floor:
        page.value(row, _FLOOR, *_printed(entry.floor))
    part = _card(target).title
    cited = f"{entry.citation}, campagne {target.campaign}"
    page.value(row, _TO, cited, "printed", **_TEXT)
    return f"{entry.label} ({part})", cited


def _card(target: CardTarget) -> Scorecard:
    return find_scorecard(target.category, target.campaign, DEFAULT)


def _card_row(target: CardTarget) -> ScorecardRow:
    return next(entry for entry in _card(target).rows if entry.key == target.key)


def _printed(text: str) -> tuple[float | None, str, str]:
    """Return value, kind of cell and number format of a printed target or floor."""
    target = parse_target(text)
    if target.kind in RATIO_KINDS:
        return target.value, "printed", RATE
    return target.value, "printed", "#,##0" if (target.value or 0) >= 1000 else NUMBER


def _floor(link: Link) -> bool:
    return isinstance(link.target, CardTarget) and bool(_card_row(link.target).floor)


def write_findings(book: Book, report: Report, source: str) -> None:
    """Add the sheet of the findings of the audit."""
    page = book.page(FINDINGS)
    page.columns(_FINDING_WIDTHS)
    page.title(
        f"{report.title} – constats",
        "Ce qui ne se retrouve pas dans le rapport, avec la lecture retenue. Liste de "
        f"« pycog audit {report.id} » à la fabrication du classeur.",
        legend=("printed",),
    )
    page.headers(
        _HEADER,
        ("Où", "Imprimé", "Recalculé ou contraire", "Gravité", "Lecture retenue", "Trouvé par"),
    )
    row = _HEADER
    for row, finding in enumerate(full_audit(report.convention), start=_HEADER + 1):
        texts = (
            finding.place,
            finding.printed,
            finding.recomputed,
            finding.severity,
            finding.reading,
            "Calcul" if finding.derived else "Lecture",
        )
        for column, text in enumerate(texts):
            page.value(row, column, text, "printed", **_TEXT)
        page.height(
            row,
            [
                ((width - 2) * NINE, text)
                for width, text in zip(_FINDING_WIDTHS, texts, strict=True)
            ],
        )
    page.quiet((_HEADER + 1, 0), (row, len(_FINDING_WIDTHS) - 1))
    page.sheet.freeze_panes(_HEADER + 1, 1)
    page.printing(
        heading=f"{report.title} – constats",
        source=source,
        repeat=(_HEADER, _HEADER),
        area=(row, len(_FINDING_WIDTHS) - 1),
    )
