"""The register of pooled projects, and the lists that its columns choose from."""

from __future__ import annotations

from typing import Any, Final

from pycog.annexes.kit.page import Book, Look, Page, cell, span
from pycog.annexes.kit.styles import GREEN, ORANGE
from pycog.annexes.observatory.observatory_layout import (
    AXIS,
    BUSINESS,
    CHECK,
    COMPLETE,
    ENTRIES,
    FIRST,
    HEADER,
    HEADINGS,
    LIST_AXIS,
    LIST_FIRST,
    LIST_PERIMETER,
    LIST_PROCESS,
    LIST_REGION,
    LIST_STAKE,
    LIST_STATUS,
    LISTS,
    PERIMETER,
    PROCESS,
    REGION,
    REGISTER,
    ROWS,
    STAKE,
    STATUS,
    SUPPORT,
    TABLE,
    list_range,
    list_rows,
)

_LAST: Final = FIRST + ROWS - 1
_WRAP: Final[dict[str, Any]] = {"text_wrap": True, "indent": 1}
_SMALL: Final[dict[str, Any]] = {"text_wrap": True, "font_size": 9, "indent": 1}
_WIDTHS: Final = (31, 25, 16, 22, 23, 14, 23, 14, 25, 13, 22)
_TAB: Final = "#F2C744"
#: Column of the register → list that it chooses from.
_CHOICES: Final = {
    REGION: LIST_REGION,
    PERIMETER: LIST_PERIMETER,
    PROCESS: LIST_PROCESS,
    STATUS: LIST_STATUS,
    STAKE: LIST_STAKE,
}
_LIST_WIDTHS: Final = (38, 40, 20, 2, 24, 2, 20, 2, 30)
_LIST_HEADINGS: Final = {
    LIST_PERIMETER: "Périmètres",
    LIST_PROCESS: "Processus",
    LIST_AXIS: "Axe",
    LIST_STATUS: "Statuts",
    LIST_STAKE: "Enjeux",
    LIST_REGION: "Régions",
}


def write_register(book: Book, title: str, source: str) -> None:
    """Add the register."""
    page = book.page(REGISTER)
    page.sheet.set_tab_color(_TAB)
    page.columns(_WIDTHS)
    page.title(
        f"{title} – registre",
        "Une opération par ligne. Région, périmètre, processus, statut et enjeu se choisissent "
        "dans les listes de la feuille « Listes ».",
        legend=("input", "computed"),
    )
    entry = Look("input", extra=_WRAP)
    computed = Look("computed", extra=_SMALL)
    page.table(HEADER, TABLE, HEADINGS, ROWS, [entry] * AXIS + [computed] * 2)
    page.sheet.set_row(HEADER, 26)
    for row in range(FIRST, _LAST + 1):
        page.formula(row, AXIS, _axis(row), "computed", **_SMALL)
        page.formula(row, CHECK, _check(row), "computed", **_SMALL)
        # Room for two lines: the height does not follow what is typed.
        page.sheet.set_row(row, 28)
    for column, choices in _CHOICES.items():
        _offer(page, column, choices)
    _mark(page)
    page.quiet((FIRST, 0), (_LAST, CHECK))
    page.sheet.freeze_panes(FIRST, 1)
    page.printing(
        heading=f"{title} – registre", source=source, repeat=(HEADER, HEADER), area=(_LAST, CHECK)
    )


def _axis(row: int) -> str:
    process = cell(row, PROCESS)
    found = f"INDEX({list_range(LIST_AXIS)},MATCH({process},{list_range(LIST_PROCESS)},0))"
    return f'IF({process}="","",IFERROR({found},"Hors liste"))'


def _check(row: int) -> str:
    """Say what keeps a row from being counted, the first thing first."""
    entries = span((row, 0), (row, AXIS - 1))
    formula = f'"{COMPLETE}"'
    for column, choices in reversed(_CHOICES.items()):
        heading, here = HEADINGS[column].lower(), cell(row, column)
        unknown = f'IF(COUNTIF({list_range(choices)},{here})=0,"Hors liste : {heading}",{formula})'
        empty = formula if column == STAKE else f'"À compléter : {heading}"'
        formula = f'IF({here}="",{empty},{unknown})'
    named = f'IF({cell(row, 0)}="","À compléter : opération",{formula})'
    return f'IF(COUNTA({entries})=0,"",{named})'


def _offer(page: Page, column: int, choices: int) -> None:
    page.sheet.data_validation(
        FIRST,
        column,
        _LAST,
        column,
        {
            "validate": "list",
            "source": f"={list_range(choices)}",
            "error_type": "warning",
            "error_title": HEADINGS[column],
            "error_message": "Choisissez dans la liste, ou ajoutez l'entrée à la feuille "
            "« Listes » : ce qui n'y est pas n'est pas compté.",
        },
    )


def _mark(page: Page) -> None:
    book = page.book.workbook
    for criteria, value, color in (
        ("begins with", COMPLETE, GREEN),
        ("begins with", "À compléter", ORANGE),
        ("begins with", "Hors liste", ORANGE),
    ):
        page.sheet.conditional_format(
            FIRST,
            AXIS,
            _LAST,
            CHECK,
            {
                "type": "text",
                "criteria": criteria,
                "value": value,
                "format": book.add_format({"bg_color": color}),
            },
        )


def write_lists(book: Book, title: str, source: str) -> None:
    """Add the lists; all but the perimeters may be changed."""
    page = book.page(LISTS)
    page.columns(_LIST_WIDTHS)
    page.title(
        f"{title} – listes",
        "Les périmètres sont ceux de la note. Les autres listes se changent et se complètent ici ; "
        "un processus a son axe à côté.",
        legend=("input", "printed"),
    )
    for column, entries in ENTRIES.items():
        page.value(LIST_FIRST - 1, column, _LIST_HEADINGS[column], "header")
        kind = "printed" if column == LIST_PERIMETER else "input"
        for place in range(list_rows(column)):
            value = entries[place] if place < len(entries) else None
            page.value(LIST_FIRST + place, column, value, kind, indent=1)
    last = LIST_FIRST + max(map(list_rows, ENTRIES)) - 1
    page.sheet.data_validation(
        LIST_FIRST,
        LIST_AXIS,
        LIST_FIRST + list_rows(LIST_AXIS) - 1,
        LIST_AXIS,
        {
            "validate": "list",
            "source": [BUSINESS, SUPPORT],
            "error_title": "Axe",
            "error_message": f"Choisissez {BUSINESS} ou {SUPPORT}.",
        },
    )
    page.sheet.freeze_panes(LIST_FIRST, 0)
    page.printing(
        heading=f"{title} – listes",
        source=source,
        repeat=None,
        area=(last, LIST_REGION),
        one_page=True,
    )
