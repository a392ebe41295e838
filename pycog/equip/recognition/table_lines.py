"""Reads the rows of a region: number, label, theme, fund, and whether it only heads a part."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.audit.grid import is_year, normal
from pycog.conventions.facts.numbering import find_number
from pycog.equip.model import FIGURES
from pycog.equip.recognition.labels_alike import number_before, same_words
from pycog.equip.recognition.regions import Region
from pycog.equip.recognition.sheet_view import View, is_figure, shown_text
from pycog.equip.recognition.total_rows import is_total
from pycog.errors import InvalidInput
from pycog.values import Scalar

#: Roles of a column that may hold the labels, the likeliest first.
_LABELS: Final = ("libellé", "", "thème", "groupe", "autre", "objectif", "numéro")
#: Where something goes to is not what the row is about.
_GOES_TO: Final = re.compile(r"\b(?:destination|arrivee|beneficiaire|vers|affect\w+)\b")
_LONGEST_LABEL: Final = 400
_YEAR_HEADING: Final = re.compile(r"annees?|exercices?|an|campagnes?")
#: A code that stands for a number: « I01 », « A-2 ».
_CODE: Final = re.compile(r"[A-Za-z]{0,4}[-. ]?\d{1,4}[A-Za-z]?")
_LETTERED: Final = re.compile(r"([A-Za-z]{1,4})[-. ]?(\d{1,4}[A-Za-z]?)")
#: So many codes of one form are no chance.
_FEWEST_CODES: Final = 2
#: Share of the filled cells of a column that a use of it must fit.
_MOST: Final = 0.5
#: Roles of the columns that hold figures, kept or recomputed by the officer.
_NUMERIC: Final = FIGURES | {"taux", "écart", "évolution", "cumul"}


@dataclass(frozen=True, slots=True)
class Places:
    """The columns of a region that say what its rows are, ``None`` for those it lacks.

    Attributes:
        number: Printed numbers.
        label: Labels.
        theme: Themes.
        fund: Funds.
        unit: Units.
        figures: Columns of figures, those with a year or a measured role.
        year: Years, where each row is of one year.
    """

    number: int | None
    label: int | None
    theme: int | None
    fund: int | None
    unit: int | None
    figures: tuple[int, ...]
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a region.

    Attributes:
        row: Zero-based row.
        value: What its number cell holds.
        number: The same as shown.
        label: Its label.
        theme: Its theme, or the heading above it.
        fund: What its fund column, or the last heading that names one, says.
        unit: What its unit column says.
        is_heading: Whether it only heads the rows below.
        has_figures: Whether a figure or formula stands in it.
        gap: Whether a blank row stands above it.
        year: Its year, where a column tells it.
    """

    row: int
    value: Scalar
    number: str
    label: str
    theme: str
    fund: str
    unit: str
    is_heading: bool
    has_figures: bool
    gap: bool
    year: int | None = None


def find_places(region: Region, known: Collection[str], numbers: Collection[str]) -> Places:
    """Return the columns that say what the rows of a region are.

    Args:
        region: The region.
        known: The labels of the agreement, as :func:`same_words` gives them.
        numbers: The numbers of its indicators.

    Returns:
        The columns, found by what they hold first and by their headings second.
    """
    by_role: dict[str, list[int]] = {}
    for column in region.columns:
        by_role.setdefault(column.words.role, []).append(column.index)
    label = _label_column(region, known)
    number = next((one for one in by_role.get("numéro", []) if one != label), None)
    if number is None:
        number = _number_column(region, label, numbers)
    figures = tuple(
        column.index
        for column in region.columns
        if column.index not in (label, number)
        and (column.words.role in _NUMERIC or (not column.words.role and column.words.years))
    )
    themes = [one for one in (*by_role.get("thème", []), *by_role.get("groupe", []))]
    return Places(
        number,
        label,
        next((one for one in themes if one not in (label, number)), None),
        next((one for one in by_role.get("fonds", []) if one != label), None),
        next((one for one in by_role.get("unité", []) if one != label), None),
        figures,
        _year_column(region),
    )


def _year_column(region: Region) -> int | None:
    """Return the column that tells the year of each row, in a table of one row a year."""
    for column in region.columns:
        if not _YEAR_HEADING.fullmatch(normal(column.heading)):
            continue
        values = [
            stored.number
            for row in region.body
            if (stored := region.view.row(row).get(column.index)) is not None
        ]
        years = [value for value in values if value is not None and is_year(value)]
        if len(years) > _MOST * len(values) and len(set(years)) > 1:
            return column.index
    return None


def _texts(region: Region, column: int) -> list[str]:
    view = region.view
    return [
        text
        for row in region.naming
        if not is_figure(stored := view.row(row).get(column)) and (text := shown_text(stored))
    ]


def _label_column(region: Region, known: Collection[str]) -> int | None:
    """Return the column whose texts are labels of the agreement, else the one headed so."""
    known = frozenset(known)
    best: tuple[float, int] | None = None
    for position, column in enumerate(region.columns):
        role = column.words.role
        if role not in _LABELS or column.words.years:
            continue
        texts = _texts(region, column.index)
        if not texts:
            continue
        parts = [number_before(text) for text in texts]
        plain = {
            same_words(part[1] if part else text) for part, text in zip(parts, texts, strict=True)
        }
        hits = 0 if _GOES_TO.search(normal(column.heading)) else len(plain & known)
        rank = _LABELS.index(role) if hits else _preference(role)
        score = hits * 1000.0 - rank * 10 - position / 100 + min(len(plain), 500) / 1000
        if best is None or score > best[0]:
            best = (score, column.index)
    return None if best is None else best[1]


def _preference(role: str) -> int:
    return {"libellé": 0, "": 1, "groupe": 2, "thème": 3, "autre": 5, "objectif": 6}.get(role, 4)


def _number_column(region: Region, label: int | None, numbers: Collection[str]) -> int | None:
    """Return a column without a telling heading that holds numbers of the agreement."""
    if not numbers or label is None:
        return None
    for column in region.columns:
        if column.index >= label or column.words.years:
            continue
        if column.words.role not in {"", "libellé"}:
            continue
        values = [
            stored.value
            for row in region.naming
            if (stored := region.view.row(row).get(column.index)) and stored.value != ""
        ]
        found = sum(_is_number(value, numbers) for value in without_letters(values, numbers))
        codes = sum(bool(_CODE.fullmatch(str(value).strip())) for value in values)
        named = normal(column.heading).startswith(("ind", "ref", "code"))
        coded = column.words.role == "libellé" and named and codes > _MOST * len(values)
        if (found > 1 and found >= _MOST * len(values)) or coded:
            return column.index
    return None


def without_letters(values: Sequence[Scalar], numbers: Collection[str]) -> Sequence[Scalar]:
    """Return the numbers of a column without the letters that all of them begin with.

    « I1 », « I2 » are 1 and 2 in a table of officers who write so, where the agreement has
    numbers without letters only.

    Args:
        values: What the cells of the column hold.
        numbers: The numbers of the agreement.
    """
    if not all(number[:1].isdigit() for number in numbers):
        return values
    parts = [
        _LETTERED.fullmatch(value.strip()) if isinstance(value, str) else None for value in values
    ]
    letters = {found[1].casefold() for found in parts if found}
    texts = sum(isinstance(value, str) and bool(value.strip()) for value in values)
    coded = sum(map(bool, parts))  # a note under the table may stand in the same column
    if len(letters) != 1 or coded < _FEWEST_CODES or coded < _MOST * texts:
        return values
    return [found[2] if found else value for found, value in zip(parts, values, strict=True)]


def _is_number(value: Scalar, numbers: Collection[str]) -> bool:
    try:
        return find_number(value, numbers) is not None
    except InvalidInput:
        return True  # one of several


def read_lines(
    region: Region,
    places: Places,
    funds: Sequence[tuple[str, str]],
    known: Collection[str] = frozenset(),
) -> list[Line]:
    """Read the rows of a region.

    Args:
        region: The region.
        places: Its columns.
        funds: Words that name a fund, folded, and its id.
        known: The labels of the agreement, as :func:`same_words` gives them; a number that
            stands before one of them is a part of it.

    Returns:
        Its rows, notes below it included.
    """
    lines: list[Line] = []
    theme = fund = heading = column_fund = ""
    before = region.header[-1]
    for row in region.body:
        line = _line(region, places, row, before)
        if not line.number and same_words(line.label) not in known:
            line = _parted(line)
        before = row
        if line.is_heading:
            heading = line.label
            named = {id_ for words, id_ in funds if words and words in line.label.casefold()}
            fund = named.pop() if len(named) == 1 else fund
            theme = ""
        elif places.theme is not None:
            theme = line.theme or theme
        if places.fund is not None and not line.is_heading:
            # Typed once for its lines; a total may be that of all funds.
            column_fund = line.fund or ("" if is_total(line.label) else column_fund)
            line = replace(line, fund=column_fund)
        lines.append(replace(line, theme=theme or heading, fund=line.fund or fund))
    return lines


def _parted(line: Line) -> Line:
    """Part a number from the label that it stands before."""
    parts = number_before(line.label)
    if parts is None:
        return line
    return replace(line, value=parts[0], number=parts[0], label=parts[1], is_heading=False)


def _line(region: Region, places: Places, row: int, before: int) -> Line:
    view = region.view
    columns = [column.index for column in region.columns]
    filled = [column for column in columns if view.is_filled(row, column)]
    at = region.named.get(row, row)
    label = _text(view, at, places.label)
    stored = view.row(at).get(places.number) if places.number is not None else None
    value = None if stored is None or stored.error else stored.value
    number = shown_text(stored)
    has_figures = any(
        column in filled and is_figure(view.row(row).get(column)) for column in places.figures
    )
    if number and label in ("", number) and not is_figure(stored) and not has_figures:
        # A heading of a part, in the first column or merged over several.
        label, value, number = number, None, ""
    if not label and filled and not number:
        left = [one for one in filled if not has_figures or one < (places.label or 0)]
        label = next((text for one in left if (text := _text(view, row, one))), "")
    others = [one for one in filled if one not in (places.label, places.number, places.theme)]
    return Line(
        row,
        value,
        number,
        label[:_LONGEST_LABEL],
        _text(view, at, places.theme),
        _text(view, at, places.fund),
        _text(view, row, places.unit),
        is_heading=bool(label) and not number and not has_figures and not others,
        has_figures=has_figures,
        gap=row > before + 1,
        year=_year(view, row, places.year),
    )


def _year(view: View, row: int, column: int | None) -> int | None:
    stored = None if column is None else view.stored(row, column)
    number = None if stored is None else stored.number
    return int(number) if number is not None and is_year(number) else None


def _text(view: View, row: int, column: int | None) -> str:
    return "" if column is None else view.text(row, column)
