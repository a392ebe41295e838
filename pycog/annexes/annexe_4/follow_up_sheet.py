"""The sheet of the follow-up indicators that the objective sheets announce without a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pycog.annexes.annexe_4.indicator_table import FIRST, HEADER, IndicatorTable
from pycog.annexes.kit.page import Book, Page
from pycog.annexes.kit.styles import COUNT
from pycog.conventions.facts.schema import DATES, NUMBER, YES_OR_NO

if TYPE_CHECKING:
    from pycog.conventions.facts.follow_up import FollowUp

FOLLOWED: Final = "Indicateurs de suivi"
YES, NO = "Oui", "Non"
#: Number of the sheet, label, what is to be typed.
_WIDTHS: Final = (9, 44, 30)
_YEAR_WIDTH: Final = 12
_COMMENT_WIDTH: Final = 34
_SOURCE_WIDTH: Final = 24
#: Nature → what is to be typed; a number is followed by its unit.
_EXPECTED: Final = {
    DATES: "Oui si les échéances de l'année sont tenues, Non sinon",
    YES_OR_NO: "Oui ou Non",
    NUMBER: "Nombre",
}


class FollowUpTable:
    """Where the follow-up indicators stand on their sheet."""

    def __init__(self, table: IndicatorTable) -> None:
        self.items = table.convention.follow_ups
        self.years = table.years

    def row(self, rank: int) -> int:
        """Row of a follow-up indicator, by its place in the list."""
        return FIRST + rank

    def value_column(self, year: int) -> int:
        """Column where the value of a year is typed."""
        return len(_WIDTHS) + self.years.index(year)

    def comment_column(self, year: int) -> int:
        """Column where the value of a year is explained."""
        return self.value_column(year) + len(self.years)

    @property
    def source_column(self) -> int:
        """Column of the citation."""
        return len(_WIDTHS) + 2 * len(self.years)


def write_follow_ups(book: Book, table: IndicatorTable, title: str, source: str) -> None:
    """Add the sheet, where the convention has such indicators."""
    followed = FollowUpTable(table)
    if not followed.items:
        return
    page, years = book.page(FOLLOWED), table.years
    page.columns(
        (
            *_WIDTHS,
            *(_YEAR_WIDTH for _ in years),
            *(_COMMENT_WIDTH for _ in years),
            _SOURCE_WIDTH,
        )
    )
    page.title(
        f"{title} – indicateurs de suivi",
        "Les indicateurs que les fiches annoncent sans numéro. Le bilan annuel"
        f"{table.convention.cited('bilan')} les réunit tous : saisir chaque "
        "année dans les cellules jaunes.",
        legend=("input", "printed"),
    )
    page.headers(
        HEADER,
        (
            "Fiche objectif",
            "Indicateur de suivi",
            "Saisie attendue",
            *(f"Suivi {year}" for year in years),
            *(f"Observations {year}" for year in years),
            "Source",
        ),
    )
    for rank, item in enumerate(followed.items):
        _line(page, followed, followed.row(rank), item)
    last = followed.row(len(followed.items) - 1)
    page.quiet((FIRST, 0), (last, followed.source_column))
    page.sheet.freeze_panes(FIRST, 2)
    page.printing(
        heading=f"{title} – indicateurs de suivi",
        source=source,
        repeat=(HEADER, HEADER),
        area=(last, followed.source_column),
        labels=2,
    )


def _line(page: Page, followed: FollowUpTable, row: int, item: FollowUp) -> None:
    expected = _EXPECTED[item.nature] + (f" ({item.unit})" if item.unit else "")
    page.value(row, 0, item.sheet, "printed", COUNT, align="center")
    page.value(row, 1, item.label, "printed", text_wrap=True)
    page.value(row, 2, expected, "printed", text_wrap=True)
    for year in followed.years:
        page.value(row, followed.value_column(year), None, "input", align="center")
        # As text, so that a note that begins with "-" or "=" stays a note.
        page.value(
            row,
            followed.comment_column(year),
            None,
            "input",
            "@",
            align="left",
            text_wrap=True,
            font_size=9,
        )
    page.value(row, followed.source_column, item.citation, "printed", font_size=9, text_wrap=True)
    if item.nature != NUMBER:
        first, last = followed.years[0], followed.years[-1]
        page.sheet.data_validation(
            row,
            followed.value_column(first),
            row,
            followed.value_column(last),
            {
                "validate": "list",
                "source": [YES, NO],
                "error_title": "Oui ou Non",
                "error_message": "Choisissez Oui ou Non, ou laissez la cellule vide.",
            },
        )
    page.height(row, ((_WIDTHS[1], item.label), (_WIDTHS[2], expected)), least=30)
