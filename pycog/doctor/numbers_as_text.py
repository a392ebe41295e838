"""Finds numbers that a workbook holds as text, where a number is meant and nowhere else.

A code, a telephone number or a year in a heading is text and stays text. A text is
held for a number only if it is written like one and stands among numbers, or a formula
adds it up. Our own functions read numbers written in French, and printed targets are
text on purpose: a text given to one of them is a fault only beside true numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from pycog.doctor import formula_calls
from pycog.doctor.diagnosis import Place, Sheet, Workbook
from pycog.errors import InvalidInput
from pycog.values import parse_number
from pycog.xlsx import formulas
from pycog.xlsx.dependencies import Area, area, written_areas

#: Thousands apart, a decimal comma: nobody writes a code like that.
_WRITTEN = re.compile(
    r"[-+\u2212]?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+,\d+)(?:[ \u00a0\u202f]?€)?"
)
_SPACES = " \u00a0\u202f"
#: Digits alone may be a code: only the company they keep tells.
_DIGITS = re.compile(r"[-+\u2212]?(?:0|[1-9]\d{0,8})")
#: Numbers that must stand in the same column before digits alone are held for one.
_COMPANY = 3
#: Functions that add up, and leave text out without a word.
_ADDING = {"SUM", "AVERAGE", "SUMPRODUCT", "MIN", "MAX", "SUBTOTAL"}
#: A range that is larger says nothing of its cells.
_LARGEST_AREA = 100_000


def texts_that_are_numbers(workbook: Workbook) -> Iterator[tuple[int, Place, str]]:
    """Give (number of the sheet, place, text) of every number held as text."""
    added, given = _areas(workbook, _added), _areas(workbook, _given)
    for number, sheet in enumerate(workbook.sheets):
        candidates = {
            place: cell.value
            for place, cell in sheet.cells.items()
            if not cell.formula
            and isinstance(cell.value, str)
            and number_in(cell.value) is not None
        }
        if candidates:
            yield from (
                (number, place, text)
                for place, text in candidates.items()
                if _is_meant(sheet, place, text, candidates, added[sheet.name], given[sheet.name])
            )


def number_in(text: str) -> float | None:
    """Return the number that a text holds, ``None`` if it is not written as one."""
    plain = text.strip(_SPACES)
    if not (_WRITTEN.fullmatch(plain) or _DIGITS.fullmatch(plain)):
        return None
    try:
        return parse_number(plain.replace("\u2212", "-")).value
    except InvalidInput:
        return None


def _is_meant(
    sheet: Sheet,
    place: Place,
    text: str,
    candidates: dict[Place, str],
    added: list[Area],
    given: list[Area],
) -> bool:
    here = (sheet.name, *place)
    written = _WRITTEN.fullmatch(text.strip(_SPACES)) is not None
    if written and any(one.holds(here) for one in added):
        return True
    above, numbers, texts = _company(sheet, place, candidates)
    if written and any(one.holds(here) for one in given):
        return numbers >= texts
    return numbers >= _COMPANY and numbers >= texts and (written or above)


def _company(sheet: Sheet, place: Place, candidates: dict[Place, str]) -> tuple[bool, int, int]:
    """Look up and down the column until an empty cell.

    Returns:
        Whether a number stands above, the numbers, and the texts like this one.
    """
    row, column = place
    above, numbers, texts = False, 0, 1
    for step in (-1, 1):
        near = row + step
        while (near, column) in sheet.cells and abs(near - row) < 1000:
            value = sheet.cells[near, column].value
            if isinstance(value, float | int) and not isinstance(value, bool):
                numbers += 1
                above = above or step < 0
            elif (near, column) in candidates:
                texts += 1
            near += step
    return above, numbers, texts


def _areas(
    workbook: Workbook, of_formula: Callable[[str, str], list[Area]]
) -> dict[str, list[Area]]:
    """Return what formulas read in one way, by sheet."""
    found: dict[str, set[Area]] = defaultdict(set)
    for sheet in workbook.sheets:
        for cell in sheet.cells.values():
            for one in of_formula(cell.formula, sheet.name) if cell.formula else ():
                top, left, bottom, right = one.range
                if (bottom - top + 1) * (right - left + 1) <= _LARGEST_AREA:
                    found[one.sheet].add(one)
    return defaultdict(list, {name: list(areas) for name, areas in found.items()})


def _given(formula: str, sheet: str) -> list[Area]:
    """Return what a formula may give to one of ours."""
    return written_areas(formula, sheet) if formula_calls.calls_in(formula) else []


def _added(formula: str, sheet: str) -> list[Area]:
    """Return what a formula adds up itself, not what it looks up to do so."""
    upper = formula.upper()
    if not any(f"{name}(" in upper for name in _ADDING):
        return []
    try:
        tokens = formulas.tokens(formula)
    except formulas.Unsupported:
        return []
    found: list[Area] = []
    inside: list[bool] = []
    for token in tokens:
        if token.subkind == "open":
            adds = token.kind == "func" and token.text.rstrip()[:-1].upper() in _ADDING
            inside.append(adds or (token.kind != "func" and bool(inside) and inside[-1]))
        elif token.subkind == "close" and inside:
            inside.pop()
        elif token.subkind == "range" and inside and inside[-1]:
            one = area(token.text, sheet)
            found += [one] if one is not None else []
    return found
