"""Builds the workbook of validation: every case with its live formula and its verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from pycog.annexes.kit.page import Book, Page, Values, cell, quoted, span
from pycog.annexes.kit.readme import Readme, write_readme
from pycog.annexes.kit.styles import AMOUNT, COUNT, DATE, DAYS, GREEN, NUMBER, RATE, RED
from pycog.annexes.recette.recette_cases import Case, Expected, load_cases

__all__ = ["build_recette", "load_cases"]

_TITLE: Final = "Recette des formules COG_"
_SOURCE: Final = "Cas de validation de pycog"
_SUMMARY, _SINGLE, _BLOCKS = "Bilan", "Recette", "Tableaux"
_GOOD, _BAD = "Conforme", "À revoir"
_HEADER: Final = 5
_FIRST: Final = _HEADER + 1
_ID, _CATEGORY, _SENTENCE, _ARITHMETIC, _FORMULA, _RESULT, _EXPECTED, _VERDICT, _FROM = range(9)
_HEADINGS: Final = (
    "Identifiant",
    "Catégorie",
    "Cas",
    "Calcul à la main",
    "Formule",
    "Résultat",
    "Attendu",
    "Verdict",
    "Source",
)
_WIDTHS: Final = (27, 20, 46, 30, 46, 22, 22, 11, 34)
#: On the sheet of blocks, the verdict and the source come before the two blocks.
_BLOCK_HEADINGS: Final = (*_HEADINGS[:_RESULT], "Verdict", "Source")
_BLOCK_VERDICT: Final = _RESULT
_BLOCK_START: Final = _RESULT + 2
_BLOCK_WIDTHS: Final = (20, 18, 36, 25, 38, 11, 25)
_CELL_WIDTH: Final = 14.0
#: What ERROR.TYPE gives for each error.
_ERROR_TYPES: Final = {
    "#NULL!": 1,
    "#DIV/0!": 2,
    "#VALUE!": 3,
    "#REF!": 4,
    "#NAME?": 5,
    "#NUM!": 6,
    "#N/A": 7,
}
_WRAP: Final[dict[str, Any]] = {"text_wrap": True}


def build_recette(cases: Sequence[Case], values: Values) -> bytes:
    """Return the workbook of validation."""
    single = [case for case in cases if case.size == (1, 1)]
    blocks = [case for case in cases if case.size != (1, 1)]
    book = Book(_TITLE, "Cas de validation avec formule vivante et verdict", values)
    write_readme(book, _readme(len(single), len(blocks)))
    summary = book.page(_SUMMARY)
    areas = []
    if single:
        areas.append(_area(_SINGLE, _write_single(book.page(_SINGLE), single), _VERDICT))
    if blocks:
        areas.append(_area(_BLOCKS, _write_blocks(book.page(_BLOCKS), blocks), _BLOCK_VERDICT))
    _write_summary(summary, list(dict.fromkeys(case.category for case in cases)), areas)
    summary.sheet.activate()
    return book.content()


def _area(sheet: str, last: int, verdict: int) -> tuple[str, str]:
    """Return the ranges of the categories and of the verdicts of a sheet."""
    categories = span((_FIRST, _CATEGORY), (last, _CATEGORY), fixed=True)
    verdicts = span((_FIRST, verdict), (last, verdict), fixed=True)
    return f"{sheet}!{categories}", f"{sheet}!{verdicts}"


def _describe(page: Page, row: int, case: Case) -> None:
    for column, text in (
        (_ID, case.id),
        (_CATEGORY, case.category),
        (_SENTENCE, case.sentence),
        (_ARITHMETIC, case.arithmetic or None),
        (_FORMULA, case.formula),
    ):
        page.value(row, column, text, "printed", **_WRAP)


def _write_single(page: Page, cases: Sequence[Case]) -> int:
    """Write the cases with one result; return the last row."""
    page.columns(_WIDTHS)
    page.title(
        f"{_TITLE} – un résultat par cas",
        "La colonne « Résultat » porte la formule vivante ; le verdict la compare à la valeur "
        "attendue, calculée à la main ou lue dans le document source.",
        legend=("computed", "printed"),
    )
    page.headers(_HEADER, _HEADINGS)
    row = _HEADER
    for row, case in enumerate(cases, start=_FIRST):
        expected, number = case.rows[0][0], _number_format(case)
        _describe(page, row, case)
        page.formula(row, _RESULT, case.formula[1:], "computed", number, align="right", **_WRAP)
        _write_expected(page, (row, _EXPECTED), expected, number)
        verdict = _same(cell(row, _RESULT), cell(row, _EXPECTED), expected, case.tolerance)
        page.formula(row, _VERDICT, _verdict([verdict]), "computed", align="center")
        page.value(row, _FROM, case.source, "printed", **_WRAP)
        texts = [(_WIDTHS[column], text) for column, text in _texts(case)]
        if isinstance(expected.value, str):
            texts += [(_WIDTHS[_EXPECTED], str(_shown(expected)))]
        page.height(row, texts)
    _finish(page, row, _FROM, _VERDICT)
    return row


def _texts(case: Case) -> list[tuple[int, str]]:
    return [
        (_ID, case.id),
        (_CATEGORY, case.category),
        (_SENTENCE, case.sentence),
        (_ARITHMETIC, case.arithmetic),
        (_FORMULA, case.formula),
        (_FROM, case.source),
    ]


def _write_blocks(page: Page, cases: Sequence[Case]) -> int:
    """Write the cases that fill several cells, with room for each; return the last row."""
    width = max(case.size[1] for case in cases)
    second = _BLOCK_START + width + 1
    cells = (_CELL_WIDTH,) * width
    page.columns((*_BLOCK_WIDTHS, *cells, 2, *cells))
    page.title(
        f"{_TITLE} – tableaux",
        "Une formule qui donne plusieurs valeurs se déverse à droite et vers le bas ; les valeurs "
        "attendues sont à côté.",
        legend=("computed", "printed"),
    )
    page.headers(_HEADER, _BLOCK_HEADINGS)
    for start, label in ((_BLOCK_START, "Résultat"), (second, "Attendu")):
        for place in range(width):
            text = label if place == 0 else None
            page.value(_HEADER, start + place, text, "header", align="center_across")
    row = _FIRST
    for case in cases:
        _describe(page, row, case)
        verdicts = _write_block(page, row, case, second)
        page.formula(row, _BLOCK_VERDICT, _verdict(verdicts), "computed", align="center")
        page.value(row, _BLOCK_VERDICT + 1, case.source, "printed", **_WRAP)
        texts = [(_BLOCK_WIDTHS[column], text) for column, text in _texts(case)[:-1]]
        texts.append((_BLOCK_WIDTHS[-1], case.source))
        for down, line in enumerate(case.rows):
            cells_of_line = [(_CELL_WIDTH, str(_shown(expected))) for expected in line]
            page.height(row + down, [*cells_of_line, *([] if down else texts)])
        # A blank row below, so that a result of another size is seen and not blocked.
        row += case.size[0] + 1
    last = row - 2
    _finish(page, last, second + width - 1, _BLOCK_VERDICT)
    return last


def _write_block(page: Page, row: int, case: Case, second: int) -> list[str]:
    """Write the result and the expected block of a case; return the comparisons."""
    number = _number_format(case)
    page.formula(
        row,
        _BLOCK_START,
        case.formula[1:],
        "computed",
        number,
        size=case.size,
        align="right",
        **_WRAP,
    )
    comparisons = []
    for down, line in enumerate(case.rows):
        for right, expected in enumerate(line):
            place = (row + down, second + right)
            _write_expected(page, place, expected, number, code=False)
            result = cell(row + down, _BLOCK_START + right)
            comparisons.append(_same(result, cell(*place), expected, case.tolerance))
    return comparisons


def _write_expected(
    page: Page, place: tuple[int, int], expected: Expected, number: str, *, code: bool = True
) -> None:
    """Write an expected value; a fraction stays one, so that no digit is lost."""
    if expected.fraction:
        page.formula(*place, expected.fraction, "printed", number, align="right")
        return
    shown = _shown(expected) if code else expected.value
    page.value(*place, shown, "printed", number, align="right", **_WRAP)


def _shown(expected: Expected) -> float | str | bool:
    """Return what the column of expected values shows: an error as text, with its code."""
    return f"{expected.value} ({expected.code})" if expected.code else expected.value


def _number_format(case: Case) -> str:
    """Return the format that shows numbers as the case says they are read."""
    shown = case.shown.strip()
    if shown.endswith("%"):
        return RATE if shown.count(",") == 0 or len(shown.split(",")[1]) <= 3 else "0.00%"
    if re.fullmatch(r"\d\d/\d\d/\d{4}", shown):
        return DATE
    if shown.endswith("€"):
        return AMOUNT
    return DAYS if re.fullmatch(r"[\d ,]+ j", shown) else NUMBER


def _same(result: str, wanted: str, expected: Expected, tolerance: float) -> str:
    """Return a comparison that is TRUE or FALSE, never an error."""
    if expected.error:
        return f"IFERROR(ERROR.TYPE({result}),0)={_ERROR_TYPES[str(expected.value)]}"
    if isinstance(expected.value, bool):
        return f"IF(ISLOGICAL({result}),{result}={wanted},FALSE)"
    if isinstance(expected.value, str):
        # A blank result is an empty text, never a zero.
        other = quoted("") if expected.value == "" else wanted
        return f"IF(ISTEXT({result}),EXACT({result},{other}),FALSE)"
    difference = f"ABS({result}-{wanted})<={tolerance!r}"
    return f"IF(ISNUMBER({result}),{difference},FALSE)".replace("e-", "E-")


def _verdict(comparisons: list[str]) -> str:
    both = comparisons[0] if len(comparisons) == 1 else f"AND({','.join(comparisons)})"
    return f'IF({both},"{_GOOD}","{_BAD}")'


def _finish(page: Page, last: int, right: int, verdict: int) -> None:
    page.quiet((_FIRST, 0), (last, right))
    page.sheet.autofilter(_HEADER, 0, last, _FROM if verdict == _VERDICT else verdict + 1)
    colour_verdicts(page, (_FIRST, verdict), (last, verdict))
    page.sheet.freeze_panes(_FIRST, 1)
    page.printing(
        heading=f"{_TITLE} – {page.name}",
        source=_SOURCE,
        repeat=(_HEADER, _HEADER),
        area=(last, right),
    )


def colour_verdicts(page: Page, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Colour the verdicts of an area; the bad ones are bold too, for grey prints."""
    book = page.book.workbook
    for verdict, look in ((_GOOD, {"bg_color": GREEN}), (_BAD, {"bg_color": RED, "bold": True})):
        page.sheet.conditional_format(
            *first,
            *last,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{verdict}"',
                "format": book.add_format(look),
            },
        )


def _write_summary(page: Page, categories: list[str], areas: list[tuple[str, str]]) -> None:
    page.columns((58, 14, 14, 14))
    page.title(
        f"{_TITLE} – bilan",
        "Un cas est conforme quand la formule vivante donne la valeur attendue.",
        legend=("computed", "total"),
    )
    page.headers(_HEADER, ("Catégorie", "Cas", "Conformes", "À revoir"), height=20)
    for row, category in enumerate(categories, start=_FIRST):
        page.value(row, 0, category, "printed", indent=1)
        for column, verdict in ((2, _GOOD), (3, _BAD)):
            counts = "+".join(
                f'COUNTIFS({kinds},$A{row + 1},{verdicts},"{verdict}")' for kinds, verdicts in areas
            )
            page.formula(row, column, counts, "computed", COUNT)
        page.formula(row, 1, f"{cell(row, 2)}+{cell(row, 3)}", "computed", COUNT)
    last = _FIRST + len(categories)
    page.value(last, 0, "Total", "total")
    for column in (1, 2, 3):
        cells = span((_FIRST, column), (last - 1, column))
        page.formula(last, column, f"SUM({cells})", "total", COUNT)
    page.value(last + 2, 0, "Verdict d'ensemble", "text", bold=True, align="right")
    page.formula(last + 2, 1, f'IF({cell(last, 3)}=0,"{_GOOD}","{_BAD}")', "total", align="center")
    colour_verdicts(page, (last + 2, 1), (last + 2, 1))
    page.quiet((_FIRST, 0), (last, 3))
    page.sheet.freeze_panes(_FIRST, 1)
    page.printing(
        heading=f"{_TITLE} – bilan", source=_SOURCE, repeat=None, area=(last + 2, 3), one_page=True
    )


def _readme(single: int, blocks: int) -> Readme:
    sheets = [(_SUMMARY, "Nombre de cas conformes et à revoir, par catégorie.")]
    if single:
        sheets.append((_SINGLE, f"Les {single} cas dont la formule donne une valeur."))
    if blocks:
        sheets.append((_BLOCKS, f"Les {blocks} cas dont la formule donne un tableau de valeurs."))
    return Readme(
        title=_TITLE,
        purpose=(
            f"Les {single + blocks} cas de validation des formules COG_, avec la phrase qui les "
            "explique, le calcul fait à la main, la formule vivante, la valeur attendue et le "
            "verdict.",
            "Les valeurs attendues viennent des documents sources ou d'un calcul à la main, jamais "
            "du programme lui-même.",
        ),
        steps=(
            "Recalculer le classeur (complément pycog dans Excel, ou commande « pycog refresh »).",
            f"Lire la feuille « {_SUMMARY} » : tous les cas doivent être conformes.",
            "En cas de verdict « À revoir », comparer les colonnes « Résultat » et « Attendu » de "
            "la ligne et signaler l'identifiant du cas.",
        ),
        sheets=sheets,
        source=_SOURCE,
    )
