"""Builds the follow-up workbook: the dated measures, what was done, where each stands."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pycog.annexes.kit.page import Book, Page, cell
from pycog.annexes.kit.readme import Readme, write_readme
from pycog.annexes.kit.styles import DATE
from pycog.annexes.milestones.milestone_summary import write_summary
from pycog.annexes.milestones.milestone_table import (
    COMMENT,
    DAY_COLUMN,
    DAY_ROW,
    DUE,
    ENTRY,
    FINISHED,
    FIRST,
    HEADER,
    LOOKS,
    OWN_ROWS,
    PRINTED,
    READ,
    REMARK,
    SHEET,
    SOURCE,
    STATUS,
    SUMMARY,
    TIMELINE,
    WHAT,
    MilestoneTable,
)
from pycog.annexes.milestones.milestone_timeline import write_timeline

if TYPE_CHECKING:
    from pycog.annexes.kit.filling import Filling
    from pycog.annexes.kit.page import Values
    from pycog.conventions import Convention, Milestone

_WIDTHS = (9, 54, 24, 15, 12, 13, 24, 38, 30, 38)
_HEADINGS = (
    "Fiche objectif",
    "Mesure",
    "Échéance imprimée",
    "Lue comme",
    "Date limite",
    "Réalisée le",
    "Situation",
    "Remarque",
    "Source",
    "Observations",
)
#: A due text goes back no further than the founding of the first conventions.
_EARLIEST = dt.date(1996, 1, 1)


def build_milestones(
    convention: Convention, values: Values, filling: Filling | None = None
) -> bytes:
    """Return the follow-up workbook of the dated measures."""
    table = MilestoneTable(convention)
    title = f"Suivi des échéances {convention.of}"
    source = convention.cite(convention.name_of("echeances"))
    book = Book(title, "Mesures datées, réalisations, situation et frise", values, filling)
    write_readme(book, _readme(table, title, source))
    page = book.page(ENTRY)
    _write_entry(page, table, title, source)
    page.sheet.activate()
    write_summary(book, table, title, source)
    write_timeline(book, table, title, source)
    return book.content()


def _write_entry(page: Page, table: MilestoneTable, title: str, source: str) -> None:
    page.columns(_WIDTHS)
    page.title(
        title,
        "Saisir la date de réalisation des mesures dans les cellules jaunes. La situation est lue "
        "à la date ci-dessous : une date, ou =AUJOURDHUI().",
        legend=("input", "computed", "printed"),
    )
    page.value(DAY_ROW, DAY_COLUMN - 1, "Situation au :", "text", align="right", bold=True)
    page.value(DAY_ROW, DAY_COLUMN, table.start_serial, "input", DATE, align="center", bold=True)
    page.headers(HEADER, _HEADINGS)
    for row, item in enumerate(table.items, start=FIRST):
        _line(page, row, item)
    _own_lines(page, table)
    _validate(page, table)
    _colour(page, table)
    page.quiet((FIRST, SHEET), (table.last_row, COMMENT))
    page.sheet.autofilter(HEADER, SHEET, table.last_row, COMMENT)
    page.sheet.freeze_panes(FIRST, WHAT + 1)
    page.printing(
        heading=title, source=source, repeat=(HEADER, HEADER), area=(table.last_row, COMMENT)
    )


def _line(page: Page, row: int, item: Milestone) -> None:
    remark = " ".join(filter(None, (item.doubt, item.note)))
    place = item.citation.partition(", ")[2]
    page.value(row, SHEET, item.sheet, "printed", align="center")
    page.value(row, WHAT, item.what, "printed", text_wrap=True)
    page.value(row, PRINTED, item.printed, "printed", text_wrap=True)
    page.value(row, READ, item.reading or None, "printed", align="center")
    read = cell(row, READ if item.reading else PRINTED)
    _live(page, row, read)
    page.value(row, REMARK, remark or None, "printed", text_wrap=True, font_size=9)
    page.value(row, SOURCE, place, "printed", text_wrap=True, font_size=9)
    _comment(page, row)
    texts = ((WHAT, item.what), (PRINTED, item.printed), (REMARK, remark), (SOURCE, place))
    page.height(row, [(_WIDTHS[column], text) for column, text in texts])


def _comment(page: Page, row: int) -> None:
    """Write the cell of what an officer has to say, as text."""
    page.value(row, COMMENT, None, "input", "@", align="left", text_wrap=True, font_size=9)


def _live(page: Page, row: int, read: str) -> None:
    """Write what a due text gives, and the cell of the day it was done."""
    page.formula(row, DUE, f"COG_DUE({read})", "computed", DATE, align="center")
    page.value(row, FINISHED, None, "input", DATE, align="center")
    day = cell(DAY_ROW, DAY_COLUMN, fixed=True)
    formula = f"COG_MILESTONE_STATUS({read},{cell(row, FINISHED)},{day})"
    page.formula(row, STATUS, formula, "computed", align="center")


def _own_lines(page: Page, table: MilestoneTable) -> None:
    """Leave room for measures that the convention does not print."""
    page.value(table.own_row, SHEET, None, "heading")
    page.value(table.own_row, WHAT, "Autres échéances, à saisir", "heading")
    for column in range(PRINTED, COMMENT + 1):
        page.value(table.own_row, column, None, "heading")
    for row in range(table.own_row + 1, table.own_row + 1 + OWN_ROWS):
        for column in (SHEET, WHAT, PRINTED, REMARK, SOURCE):
            page.value(row, column, None, "input", align="left")
        page.value(row, READ, None, "printed")
        _live(page, row, cell(row, PRINTED))
        _comment(page, row)


def _validate(page: Page, table: MilestoneTable) -> None:
    """Warn, without blocking, when what is typed is not a day."""
    for first, last, blank in (
        ((DAY_ROW, DAY_COLUMN), (DAY_ROW, DAY_COLUMN), False),
        ((FIRST, FINISHED), (table.last_row, FINISHED), True),
    ):
        page.sheet.data_validation(
            *first,
            *last,
            {
                "validate": "date",
                "criteria": ">=",
                "value": _EARLIEST,
                "ignore_blank": blank,
                "error_type": "warning",
                "error_title": "Date attendue",
                "error_message": "Saisissez une date complète, par exemple 15/11/2012. Laissez la "
                "cellule vide tant que la mesure n'est pas réalisée.",
            },
        )


def _colour(page: Page, table: MilestoneTable) -> None:
    for criteria, value, look in LOOKS:
        page.sheet.conditional_format(
            FIRST,
            STATUS,
            table.last_row,
            STATUS,
            {
                "type": "text",
                "criteria": criteria,
                "value": value,
                "format": page.book.workbook.add_format(look),
                "stop_if_true": True,
            },
        )


def _readme(table: MilestoneTable, title: str, source: str) -> Readme:
    return Readme(
        title=title,
        purpose=(
            f"Les {len(table.items)} mesures datées {table.convention.of} qui sont une étape et "
            f"non la valeur d'un indicateur ({table.convention.name_of('echeances')}).",
            "La date limite et la situation de chaque mesure sont des formules vivantes.",
        ),
        steps=(
            f"Feuille « {ENTRY} » : saisir en haut la date de situation, ou =AUJOURDHUI() pour "
            "suivre le calendrier.",
            "Saisir la date de réalisation des mesures faites. Laisser vide ce qui ne l'est pas ; "
            "les « Observations » sont reprises par « pycog report bilan ».",
            "Ajouter ses propres échéances dans les lignes jaunes du bas : « fin 2013 », « 1er "
            "semestre 2013 », « juin 2013 », une année ou une date.",
            f"Lire la feuille « {SUMMARY} » et la feuille « {TIMELINE} ».",
        ),
        sheets=(
            (ENTRY, "Les mesures par date limite, la date de réalisation à saisir, la situation."),
            (
                SUMMARY,
                "Nombre de mesures par situation et par année d'échéance ; courbe des "
                "mesures échues et réalisées.",
            ),
            (
                TIMELINE,
                "Frise des mesures, de l'année où elles commencent à leur date limite, "
                "colorées selon leur situation.",
            ),
        ),
        source=source,
    )
