"""Useful size of bodies, and a plan of merger against the conditions of the note."""

from __future__ import annotations

from typing import Any, Final

from pycog.annexes.activity.activity_figures import figure_formula
from pycog.annexes.kit.page import Book, Look, Page, cell, span
from pycog.annexes.kit.styles import GREEN, GREY, NUMBER, ORANGE, RED
from pycog.annexes.observatory.observatory_layout import ID, MERGER, SIZE
from pycog.conventions import load
from pycog.mergers import ALL_MET, CRITERIA, MET, NOT_GIVEN, NOT_MET, OUTSIDE_PRIORITY, TOLERANCE
from pycog.mergers import HEADINGS as RESULTS
from pycog.network import NOT_REACHED, REACHED

_TAB: Final = "#F2C744"
_THOUSANDS: Final = "#,##0"
_WRAP: Final[dict[str, Any]] = {"text_wrap": True, "indent": 1}
_SMALL: Final[dict[str, Any]] = {"text_wrap": True, "font_size": 9, "indent": 1}

# Useful size
_BODIES: Final = 40
_THRESHOLDS: Final = 3
_SIZE_HEADER: Final = 5
_BODY, _COVERED, _STAFF, _VERDICT, _MISSING, _MISSING_STAFF = range(6)

# Merger
_TOLERANCE_ROW: Final = 3
_HEADER: Final = 5
_FIRST: Final = _HEADER + 1
_RESULT: Final = 3


def write_size(book: Book, title: str, source: str) -> None:
    """Add the test of useful size, body by body and all together."""
    page = book.page(SIZE)
    page.sheet.set_tab_color(_TAB)
    page.columns((38, 16, 13, 62, 16, 13))
    page.title(
        f"{title} – taille utile",
        "Un organisme par ligne. Les deux seuils de la note doivent être atteints ; la ligne du "
        "bas fait le test pour tous les organismes saisis, regroupés.",
        legend=("input", "computed", "total"),
    )
    page.value(_THRESHOLDS, _BODY, "Seuils de la note :", "text", align="right")
    for column, key in ((_COVERED, "taille-utile-beneficiaires"), (_STAFF, "taille-utile-agents")):
        figure = load(ID).figures[key][0]
        page.formula(_THRESHOLDS, column, figure_formula(figure, ID), "computed", _THOUSANDS)
    page.headers(
        _SIZE_HEADER,
        (
            "Organisme",
            "Bénéficiaires",
            "Effectif",
            "Verdict",
            "Bénéficiaires manquants",
            "Agents manquants",
        ),
    )
    first, last = _SIZE_HEADER + 1, _SIZE_HEADER + _BODIES
    for row in range(first, last + 1):
        page.value(row, _BODY, None, "input", **_WRAP)
        for column in (_COVERED, _STAFF):
            page.value(row, column, None, "input", _THOUSANDS)
        _write_test(page, row, "computed")
    total = last + 1
    page.value(total, _BODY, "Organismes regroupés", "total")
    for column in (_COVERED, _STAFF):
        cells = span((first, column), (last, column))
        page.formula(total, column, f'IF(COUNT({cells})=0,"",SUM({cells}))', "total", _THOUSANDS)
    _write_test(page, total, "total")
    page.sheet.data_validation(first, _COVERED, last, _STAFF, _count("Nombre attendu"))
    _mark(page, (first, _VERDICT, total, _VERDICT), ((REACHED, GREEN), (NOT_REACHED, ORANGE)))
    page.quiet((first, 0), (total, _MISSING_STAFF))
    page.sheet.freeze_panes(first, 1)
    page.printing(
        heading=f"{title} – taille utile",
        source=source,
        repeat=(_SIZE_HEADER, _SIZE_HEADER),
        area=(total, _MISSING_STAFF),
    )


def _write_test(page: Page, row: int, kind: str) -> None:
    given = f"{cell(row, _COVERED)},{cell(row, _STAFF)}"
    page.formula(row, _VERDICT, f"COG_USEFUL_SIZE({given})", kind, **_SMALL)
    for column, of in ((_MISSING, _COVERED), (_MISSING_STAFF, _STAFF)):
        threshold, here = cell(_THRESHOLDS, of, fixed=True), cell(row, of)
        missing = f'IF({here}="","",MAX(0,{threshold}-{here}))'
        page.formula(row, column, missing, kind, _THOUSANDS)


def write_merger(book: Book, title: str, source: str) -> None:
    """Add the conditions of a merger, with the verdict on each beside them."""
    page = book.page(MERGER)
    page.sheet.set_tab_color(_TAB)
    page.columns((62, 16, 2, 62, 16, 52))
    page.title(
        f"{title} – rapprochement d'organismes",
        "Répondre par Oui ou Non, et donner les nombres de l'organisme rapproché. À droite, le "
        "verdict critère par critère.",
        legend=("input",),
    )
    page.value(
        _TOLERANCE_ROW,
        0,
        "« Environ » et « autour de » admettent, de part et d'autre :",
        "text",
        align="right",
    )
    page.value(_TOLERANCE_ROW, 1, TOLERANCE, "input", "0%", align="center")
    last = _HEADER + len(CRITERIA)
    page.headers(_HEADER, ("Critère", "Valeur"), height=20)
    for row, criterion in enumerate(CRITERIA, start=_FIRST):
        # Room for two lines: the height does not follow what a recalculation writes.
        page.sheet.set_row(row, 26)
        page.value(row, 0, criterion.label, "printed", **_WRAP)
        number = NUMBER if criterion.around is None else _THOUSANDS
        page.value(row, 1, None, "input", number, align="center")
        rule = _YES_NO if criterion.around is None else _count(criterion.label)
        page.sheet.data_validation(row, 1, row, 1, rule)
    page.sheet.set_row(last + 1, 34)
    table = span((_HEADER, 0), (last, 1))
    tolerance = cell(_TOLERANCE_ROW, 1, fixed=True)
    page.block(_HEADER, _RESULT, f"COG_MERGER_CHECK({table},{tolerance})", _looks())
    area = (_FIRST, _RESULT + 2, last + 1, _RESULT + 2)
    _mark(
        page,
        area,
        ((MET, GREEN), (ALL_MET, GREEN), (NOT_MET, RED), (OUTSIDE_PRIORITY, ORANGE)),
        ((NOT_GIVEN, GREY),),
    )
    page.quiet((_FIRST, 0), (last + 1, _RESULT + 2))
    page.sheet.freeze_panes(_FIRST, 0)
    page.printing(
        heading=f"{title} – rapprochement d'organismes",
        source=source,
        repeat=None,
        area=(last + 1, _RESULT + 2),
        one_page=True,
    )


def _looks() -> list[list[Look]]:
    line = [
        Look("computed", extra=_SMALL),
        Look("computed", _THOUSANDS, {"align": "center"}),
        Look("computed", extra=_SMALL),
    ]
    overall = [Look("total"), Look("total"), Look("total", extra={"text_wrap": True})]
    return [[Look("header")] * len(RESULTS), *([line] * len(CRITERIA)), overall]


_YES_NO: Final[dict[str, Any]] = {
    "validate": "list",
    "source": ["Oui", "Non"],
    "error_type": "warning",
    "error_title": "Réponse attendue",
    "error_message": "Répondez par Oui ou par Non.",
}


def _count(title: str) -> dict[str, Any]:
    return {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_type": "warning",
        "error_title": title[:32],
        "error_message": "Saisissez un nombre positif ou nul.",
    }


def _mark(
    page: Page,
    area: tuple[int, int, int, int],
    grounds: tuple[tuple[str, str], ...],
    inks: tuple[tuple[str, str], ...] = (),
) -> None:
    """Colour verdicts by the words that they begin with."""
    looks: list[tuple[str, dict[str, Any]]] = [
        (words, {"bg_color": color}) for words, color in grounds
    ]
    looks += [(words, {"font_color": color, "italic": True}) for words, color in inks]
    for words, look in looks:
        page.sheet.conditional_format(
            *area,
            {
                "type": "text",
                "criteria": "begins with",
                "value": words,
                "format": page.book.workbook.add_format(look),
            },
        )
