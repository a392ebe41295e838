"""Finds where the tables of a sheet stand: their heading rows, their columns, their extent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pycog.audit.grid import normal
from pycog.equip.model import FIGURES
from pycog.equip.recognition.heading_words import (
    LONGEST,
    Terms,
    Words,
    is_part_of_year,
    is_total_heading,
    is_whole_year,
)
from pycog.equip.recognition.sheet_view import View, is_figure, shown_text

_DEEPEST: Final = 4
#: Rows above a table whose texts are its title.
_ABOVE: Final = 5
_LONGEST_TITLE: Final = 300
#: No word that divides a heading is longer.
_SHORT: Final = 30
#: Roles that a table of its own does not begin with.
_FOLLOWING: Final = FIGURES | {"taux", "écart", "évolution", "cumul", "statut", "commentaire"}
#: A word for the day of a sheet, and the day.
_STAMP: Final = (
    re.compile(
        r"(?:situation|etat|arret\w*|position|date|mise? a jour|maj|edit\w+|imprim\w+|extrait\w*"
        r"|version|donnees|point)\b.{0,30}"
    ),
    re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d(?: 00:00:00)?"),
)
#: Roles of columns that name the rows of a table beside their labels.
_NAMING: Final = frozenset({"numéro", "thème", "fonds", "groupe"})
_LABELLED: Final = frozenset({"libellé", "numéro"})
_UNITS_ROW: Final = re.compile(
    r"(?:\(?[a-z]\)?|\(?\d{1,2}\)?|\(?[a-z]\d?(?: ?[/+\-=x*()] ?[a-z\d]{1,3})+\)?|%|[km]?€"
    r"|\(?(?:en )?(?:[km]?€|%|euros?|nombre|points?|jours?)\)?)"
)


@dataclass(frozen=True, slots=True)
class Headed:
    """One column of a region with its heading.

    Attributes:
        index: Zero-based column.
        heading: Its texts from top to bottom.
        words: What they say.
    """

    index: int
    heading: str
    words: Words


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table stands.

    Attributes:
        view: Its sheet.
        header: Its heading rows.
        columns: Its columns.
        body: The rows below that hold something in its columns, notes included.
        title: Texts above it.
        named: Row → the row above that names its subject too, for rows that name none.
        fund: Id of the fund that heads its columns, ``""`` where none does.
    """

    view: View
    header: tuple[int, ...]
    columns: tuple[Headed, ...]
    body: tuple[int, ...]
    title: str
    named: Mapping[int, int] = field(default_factory=dict)
    fund: str = ""

    @property
    def naming(self) -> tuple[int, ...]:
        """The rows that name the subjects of its rows, each once."""
        return tuple(dict.fromkeys(self.named.get(row, row) for row in self.body))


def find_regions(view: View, terms: Terms) -> list[Region]:
    """Return where the tables of a sheet stand, from top to bottom, then from left to right.

    Args:
        view: The sheet.
        terms: What headings are read with.

    Returns:
        The regions under headings; what has no heading is no table.
    """
    found: list[Region] = []
    for band in _bands(view, terms):
        headers = list(_headers(view, band, terms))
        for position, header in enumerate(headers):
            end = headers[position + 1][0] if position + 1 < len(headers) else None
            above = headers[position - 1][-1] if position else -1
            found += _regions(view, band, header, (above, end), terms)
    return sorted(found, key=lambda region: (region.header[0], region.columns[0].index))


def _bands(view: View, terms: Terms) -> list[list[int]]:
    """Cut a sheet at its blank columns, where a table of its own begins on their right."""
    filled = sorted(
        {column for row in view.rows() for column in view.row(row) if view.is_filled(row, column)}
    )
    bands: list[list[int]] = []
    for column in filled:
        if bands and column == bands[-1][-1] + 1:
            bands[-1].append(column)
        else:
            bands.append([column])
    joined: list[list[int]] = []
    for band in bands:
        if joined and (
            not _stands_alone(view, band, terms) or _numbers(view, joined[-1], band, terms)
        ):
            joined[-1] += band
        else:
            joined.append(band)
    return joined


def _numbers(view: View, left: Sequence[int], band: Sequence[int], terms: Terms) -> bool:
    """Tell whether a lone column numbers the rows of the table on its right."""
    if len(left) > 1:
        return False
    first = next(_headers(view, band, terms), ())
    return any(terms.read(view.text(row, left[0])).role in _NAMING for row in first)


def _stands_alone(view: View, band: Sequence[int], terms: Terms) -> bool:
    """Tell whether the first headings of a band begin a table: a label, and figures beside it."""
    for header in _headers(view, band, terms):
        texts = [(column, _head(view, header, column, band)) for column in band]
        first = next((terms.read(text) for _, text in texts if text), Words())
        return first.role not in _FOLLOWING and not (not first.role and first.years)
    return False


def _headers(view: View, band: Sequence[int], terms: Terms) -> Iterator[tuple[int, ...]]:
    """Yield the heading rows of each table of a band."""
    columns = frozenset(band)
    taken = -1
    for row in view.rows():
        if row <= taken or not _is_heading(view, row, columns, terms):
            continue
        rows = [row]
        while len(rows) < _DEEPEST and _goes_on(view, rows[-1] + 1, columns, terms):
            rows.append(rows[-1] + 1)
        while len(rows) < _DEEPEST and rows[0] - 1 > taken:
            if not _groups(view, rows[0] - 1, columns, terms):
                break
            rows.insert(0, rows[0] - 1)
        taken = rows[-1]
        yield tuple(rows)


def _texts(view: View, row: int, columns: frozenset[int]) -> dict[int, str]:
    return {
        column: text
        for column, stored in view.row(row).items()
        if column in columns and (text := shown_text(stored))
    }


def _has_figures(view: View, row: int, columns: frozenset[int]) -> bool:
    return any(
        is_figure(stored)
        for column, stored in view.row(row).items()
        if column in columns and not (stored is not None and stored.shown)
    )


def _is_heading(view: View, row: int, columns: frozenset[int], terms: Terms) -> bool:
    """Tell whether a row heads columns: at least two headings of different kinds, no figure."""
    cells = view.row(row)
    if len(cells) < 2:
        return False
    told = set()
    for column, stored in cells.items():
        text = shown_text(stored) if column in columns else ""
        if text and len(text) <= LONGEST:
            words = terms.read(text)
            if words.tells or words.bare:
                told.add((words.role, words.years, words.relative))
    if not told or _is_stamp(view, row, columns):
        return False
    if {role for role, _, _ in told} & _LABELLED and _divided(view, row, columns, terms):
        return True
    if len(told) < 2 or not any(
        role in _FOLLOWING or span or relative is not None or not role
        for role, span, relative in told
    ):
        return False
    return not _has_figures(view, row, columns)


def _is_stamp(view: View, row: int, columns: frozenset[int]) -> bool:
    """Tell whether a row only dates the sheet: « Situation au | 31/03/2014 »."""
    texts = [text for _, text in sorted(_texts(view, row, columns).items())]
    return len(texts) == len(_STAMP) and all(
        one.fullmatch(normal(text)) for one, text in zip(_STAMP, texts, strict=True)
    )


def _divided(view: View, row: int, columns: frozenset[int], terms: Terms) -> bool:
    """Tell whether a row names funds, or parts of a year, beside the heading of its labels."""
    texts = _texts(view, row, columns).values()
    named = [text for text in texts if terms.read(text).role not in _LABELLED]
    return (terms.name_funds(named) or _are_parts_of_year(named)) and not _has_figures(
        view, row, columns
    )


def _goes_on(view: View, row: int, columns: frozenset[int], terms: Terms) -> bool:
    """Tell whether the row below a heading belongs to it: headings, units, or column letters."""
    texts = _texts(view, row, columns)
    if len(texts) == 1:
        return _is_of_all(view, row, texts, columns, terms)
    if len(texts) < 2:
        return False
    if _is_heading(view, row, columns, terms):
        return True
    if _divides(view, row, texts, columns) or terms.name_funds(texts.values()):
        return True
    if _are_parts_of_year(texts.values()):
        return True
    plain = [normal(text) for text in texts.values()]
    if all(_UNITS_ROW.fullmatch(text) for text in plain):
        return not _counts_up(view, row, columns) or len(texts) > 2
    told = sum(terms.read(text).tells for text in texts.values())
    return not _has_figures(view, row, columns) and told >= 2 and 2 * told >= len(texts)


def _is_of_all(
    view: View, row: int, texts: Mapping[int, str], columns: frozenset[int], terms: Terms
) -> bool:
    """Tell whether a lone text is the year or the role of several columns, divided further below.

    Without more headings below, it may be the title of the rows that follow.
    """
    ((column, text),) = texts.items()
    below = _texts(view, row + 1, columns)
    return (
        column > min(columns)
        and len(below) > 1
        and terms.read(text).tells
        and not _has_figures(view, row, columns)
        and min(below) >= column
        and _goes_on(view, row + 1, columns, terms)
    )


def _are_parts_of_year(texts: Collection[str]) -> bool:
    """Tell whether texts are months or quarters and their totals, and nothing else."""
    parts = [is_part_of_year(text) for text in texts]
    return sum(parts) > 2 and all(
        part or is_total_heading(text) or is_whole_year(text)
        for part, text in zip(parts, texts, strict=True)
    )


def _divides(view: View, row: int, texts: dict[int, str], columns: frozenset[int]) -> bool:
    """Tell whether a row of words only divides the headings above it: « Siège », « Antennes »."""
    above = _texts(view, row - 1, columns)
    return (
        min(texts) > min(columns) + 1
        and max(map(len, texts.values())) <= _SHORT
        and not _has_figures(view, row, columns)
        and bool(above)
        and min(texts) > min(columns)
        and not any(view.text(row, column) and column in texts for column in sorted(columns)[:2])
    )


def _counts_up(view: View, row: int, columns: frozenset[int]) -> bool:
    return _has_figures(view, row, columns)


def _groups(view: View, row: int, columns: frozenset[int], terms: Terms) -> bool:
    """Tell whether the row above a heading groups its columns: years, or words beyond the first."""
    texts = _texts(view, row, columns)
    if not texts or _has_figures(view, row, columns) or max(map(len, texts.values())) > LONGEST:
        return False
    first = min(columns)
    beyond = {column: text for column, text in texts.items() if column > first}
    if not beyond:
        return False
    if len(texts) == 1 and view.anchor(row, next(iter(texts))) is None:
        # A lone word is a group only where it says what a heading says.
        return terms.read(next(iter(texts.values()))).tells
    return any(terms.read(text).tells for text in beyond.values()) or len(beyond) > 1


def _head(view: View, header: Sequence[int], column: int, band: Sequence[int]) -> str:
    """Join the texts above a column."""
    return " ".join(_levels(view, header, column, band))


def _levels(view: View, header: Sequence[int], column: int, band: Sequence[int]) -> list[str]:
    """Return the texts above a column; a heading of several columns holds for each of them."""
    texts: list[str] = []
    for row in header:
        text = view.text(row, column)
        if not text and row != header[-1]:
            text = _group_text(view, header, row, column, band)
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    return texts


def _read(levels: Mapping[int, Sequence[str]], terms: Terms) -> dict[int, Words]:
    """Return what the headings say; one above all the others names the table, not its columns.

    « Suivi des résultats » above « Cible » and « Réalisé » makes no results of the targets.
    """
    found = {column: terms.read(" ".join(texts)) for column, texts in levels.items()}
    deep = {column: texts for column, texts in levels.items() if len(texts) > 1}
    if len(deep) < 2 or len({texts[0] for texts in deep.values()}) > 1:
        return found
    for column, texts in deep.items():
        whole, below = found[column], terms.read(" ".join(texts[1:]))
        if below.role == "cumul":
            continue  # « Exécution » above quarters and « Total » does tell what these are
        if (whole.partial or not whole.role) and below.role and not below.partial:
            relative = whole.relative if below.relative is None else below.relative
            found[column] = replace(
                below,
                years=below.years or whole.years,
                relative=relative,
                unit=below.unit or whole.unit,
            )
    return found


def _group_text(
    view: View, header: Sequence[int], row: int, column: int, band: Sequence[int]
) -> str:
    """Return the heading on the left that holds for a column too, where cells are not merged."""
    if view.anchor(row, column) is not None or not view.text(header[-1], column):
        return ""
    for left in reversed([place for place in band if place < column]):
        text = view.text(row, left)
        if text:
            grouped = view.anchor(row, left) is None and bool(view.text(header[-1], left))
            below = view.anchor(header[-1], left)
            return text if grouped and (below is None or below[0] == header[-1]) else ""
        if not view.text(header[-1], left):
            return ""
    return ""


def _regions(
    view: View,
    band: Sequence[int],
    header: tuple[int, ...],
    limits: tuple[int, int | None],
    terms: Terms,
) -> Iterator[Region]:
    above, end = limits
    rows = [row for row in view.rows() if row > header[-1] and (end is None or row < end)]
    levels = {column: _levels(view, header, column, band) for column in band}
    headed, words = {one: " ".join(texts) for one, texts in levels.items()}, _read(levels, terms)
    used = [
        column
        for column in band
        if headed[column] or any(view.is_filled(row, column) for row in rows)
    ]
    for columns in _split(view, used, headed, rows, words):
        body = tuple(row for row in rows if any(view.is_filled(row, one) for one in columns))
        if not body:
            continue
        yield Region(
            view,
            header,
            tuple(Headed(one, headed[one], words[one]) for one in columns),
            body,
            _title(view, header, above, columns),
        )


def _split(
    view: View,
    used: Sequence[int],
    headed: dict[int, str],
    rows: Sequence[int],
    words_of: Mapping[int, Words],
) -> list[list[int]]:
    """Cut the columns under one heading row where a second table begins."""
    parts: list[list[int]] = []
    measured = False
    for column in used:
        words = words_of[column]
        gap = bool(parts) and column > parts[-1][-1] + 1
        begins = bool(headed[column]) and words.role in {"numéro", "libellé"} and measured
        if begins and not gap:
            first = next((words_of[one].role for one in parts[-1] if headed[one]), "")
            begins = _labels(view, column, rows) and words.role == first
        apart = gap and words.role not in _FOLLOWING and not words.years
        if apart and parts and all(words_of[one].role in _NAMING for one in parts[-1]):
            apart = False
        if not parts or begins or apart:
            parts.append([column])
            measured = False
        else:
            parts[-1].append(column)
        measured = measured or words.role in FIGURES or bool(words.years)
    return parts


def _labels(view: View, column: int, rows: Sequence[int]) -> bool:
    filled = [view.stored(row, column) for row in rows if view.is_filled(row, column)]
    return bool(filled) and sum(not is_figure(one) for one in filled) * 2 > len(filled)


def _title(view: View, header: Sequence[int], above: int, columns: Sequence[int]) -> str:
    """Join the texts above a table, those of the rows close to it and the first of the sheet."""
    close = [row for row in range(header[0] - _ABOVE, header[0]) if row > above]
    if above >= 0:
        figures = [row for row in close if _has_figures(view, row, frozenset(columns))]
        close = [row for row in close if row > max(figures, default=above)]
    else:
        close = [row for row in view.rows() if row < min(2, header[0]) and row not in close] + close
    texts = [
        text
        for row in close
        for column, stored in view.row(row).items()
        if columns[0] - 1 <= column <= columns[-1]
        and (text := shown_text(stored))
        and len(text) <= _LONGEST_TITLE
        and not is_figure(stored)
    ]
    return " – ".join(dict.fromkeys(texts))
