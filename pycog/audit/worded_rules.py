"""Checks what a table says in words: a status, a maximum, a numbering, a date kept or not.

No sum tells these. Each is reported only where the other lines of the same table follow the
rule that its headings name, so that the one that breaks it stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pycog.audit.blocks import Block, Line
from pycog.audit.doubts import Doubt, day_of, day_shown, told
from pycog.audit.grid import Grid, Stored, is_year, normal
from pycog.audit.words import role_of
from pycog.conventions import Finding
from pycog.conventions.facts.schema import CHANGES_A_RESULT, TO_BE_SETTLED
from pycog.values import display, format_number

_NUMBER: Final = re.compile(r"(n°|no|numero)( (de l'|d'|de )?indicateurs?)?$")
_INDICATOR: Final = re.compile(r"\bindicateurs?\b")
_DOTTED: Final = re.compile(r"(?:(.*\D)??)(\d+)$")
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_TARGET: Final = re.compile(r"(cible|objectif)\b")
_ACTUAL: Final = re.compile(r"(resultat|realise|atteint a|valeur constatee)\b")
_STATUS: Final = re.compile(r"(statut|etat|verdict|atteinte|cible atteinte|objectif atteint)\b")
_REACHED: Final = re.compile(r"(cible |objectif )?atteinte?s?$")
_MISSED: Final = re.compile(r"(cible |objectif )?(non|pas) atteinte?s?$")
_MOST: Final = re.compile(r"points? (max\w*|possibles?|prevus?)$|bareme$|maximum( de points)?$")
_OBTAINED: Final = re.compile(r"points?( (obtenus?|attribues?|acquis|retenus?))?$")
_DUE: Final = re.compile(r"(echeance|date (prevue|limite|d'echeance)|prevue? le)\b")
_DONE: Final = re.compile(r"(date (de |d')?(realisation|reelle|effective)|realisee? le)\b")
_IN_TIME: Final = re.compile(r"\bdans les delais\b|\ba temps\b|\ba l'heure\b|\bdelai respecte\b")
_LATE: Final = re.compile(r"\b(en|avec|hors) (retard|delais?)\b")
#: Words of what is to be lowered.
_FALLING: Final = re.compile(
    r"absen|erreur|rejet|reclam|abandon|attente|indu|fraud|anomal|retard|delai|cout|vacan|non[ -]|"
    r"echec|refus|incident|turn|rotation|perte|litige|contentieu|decroch(?!e)|impay|rappel|reiter"
)
#: Other lines that must bear a rule out, headings that a row of them has at least, and how
#: many rows of a table are read.
_BORNE_OUT, _HEADINGS, _LONGEST = 2, 3, 400
#: Fewest years in a row of headings, of which two may have been exchanged.
_YEARS: Final = 4
#: Figures further apart than this are not of one unit.
_APART: Final = 20.0


@dataclass(frozen=True)
class _Rows:
    """A row of headings and the rows below it: headings as compared, by column."""

    grid: Grid
    heads: Mapping[int, str]
    rows: Sequence[int]

    def columns(self, pattern: re.Pattern[str]) -> list[int]:
        return [column for column, text in self.heads.items() if pattern.match(text)]

    def one(self, pattern: re.Pattern[str]) -> int | None:
        """Return the only column that a pattern names, ``None`` where it names several."""
        found = self.columns(pattern)
        return found[0] if len(found) == 1 else None

    def number(self, row: int, column: int) -> float | None:
        stored = self.grid.row(row).get(column)
        return None if stored is None else stored.number

    def text(self, row: int, column: int) -> str:
        stored = self.grid.row(row).get(column)
        return "" if stored is None else stored.text


def check_words(document: str, grid: Grid, blocks: Sequence[Block]) -> Iterator[Finding]:
    """Report what the words of a sheet contradict.

    Args:
        document: Name of the workbook, for the findings.
        grid: The filled cells of the sheet.
        blocks: Its tables, seen by their rows.

    Yields:
        One finding per cell: a number given twice, a status that the figures deny, more points
        than the maximum, a date told as kept or not, two years exchanged, a « dont » above
        what it is part of.
    """
    for rows in _tables(grid):
        for check in (_numbers, _statuses, _maxima, _dates):
            for one in check(rows):
                yield told(document, grid, one)
    for one in _exchanged_years(grid):
        yield told(document, grid, one)
    for block in blocks:
        for one in _parts_above(block):
            yield told(document, grid, one)


def _tables(grid: Grid) -> Iterator[_Rows]:
    """Yield each row of headings that names one of the rules, with the rows below it."""
    rows = grid.rows()
    for place, row in enumerate(rows):
        heads = {
            column: text
            for column, stored in grid.row(row).items()
            if (text := normal(stored.text))
        }
        known = (_NUMBER, _STATUS, _MOST, _DUE)
        if len(heads) < _HEADINGS or not any(p.match(t) for p in known for t in heads.values()):
            continue
        below: list[int] = []
        for before, after in pairwise(rows[place : place + _LONGEST]):
            if after != before + 1 or len(grid.row(after)) < 2:
                break
            below.append(after)
        if below:
            yield _Rows(grid, heads, below)


def _numbers(rows: _Rows) -> Iterator[Doubt]:
    """Report a number given to two indicators, where the one that it stands for is missing.

    The same number on two lines of one indicator (its numerator, its denominator) leaves no
    hole in the numbering.
    """
    column = rows.one(_NUMBER)
    if column is None or not any(map(_INDICATOR.search, rows.heads.values())):
        return
    told = [(row, _printed(rows.grid.row(row).get(column))) for row in rows.rows]
    told = [(row, text) for row, text in told if text]
    texts = [text for _, text in told]
    twice = {text for text in texts if texts.count(text) > 1}
    if len(twice) != 1 or len(told) < _HEADINGS + 1 or texts.count(min(twice)) != 2:
        return
    (number,) = twice
    first, second = (place for place, text in enumerate(texts) if text == number)
    after = _before(texts[second + 1]) if second + 1 < len(texts) else None
    if second != first + 1 or after is None or after in texts:
        return
    names = [" ".join(stored.text for stored in rows.grid.row(told[at][0]).values() if stored.text)
             for at in (first, second)]  # fmt: skip
    if names[0].replace(number, "") == names[1].replace(number, ""):
        return
    yield Doubt(
        "numero-en-double",
        (told[second][0], column),
        number,
        after,
        f"Le numéro {number} figure déjà à la ligne {told[first][0] + 1}, et {after} manque : une "
        "formule qui cherche ce numéro ne trouve que le premier des deux.",
        TO_BE_SETTLED,
    )


def _printed(stored: Stored | None) -> str:
    if stored is None:
        return ""
    number = stored.number
    return stored.text or ("" if number is None else f"{number:g}")


def _before(text: str) -> str | None:
    """Return the number before a number: ``"2.1"`` for ``"2.2"``, ``None`` for a first one."""
    match = _DOTTED.fullmatch(text)
    if match is None or int(match[2]) < 2:
        return None
    return f"{match[1] or ''}{int(match[2]) - 1}"


def _statuses(rows: _Rows) -> Iterator[Doubt]:
    """Report « Atteint » and « Non atteint » that the target and the result deny.

    Whether more is better is told by the targets themselves, as they rise or fall from year to
    year; the statuses of the other lines must bear that out.
    """
    for status in rows.columns(_STATUS):
        pair = _pair(rows, status)
        if pair is None:
            continue
        wrong: list[tuple[int, float, float, bool, bool]] = []
        right = 0
        for row in rows.rows:
            said = _said(rows.text(row, status))
            goal, actual = rows.number(row, pair[0]), rows.number(row, pair[1])
            if said is None or goal is None or actual is None or not _one_unit(rows, row, pair):
                continue
            rising = _rises(rows, row)
            known = rising is not None
            if rising is None:
                # Only rates to be raised, as far as their words tell, are judged without more.
                if _FALLING.search(normal(_label(rows, row))) or not _is_rate(rows, row, pair[0]):
                    continue
                rising = True
            reached = actual >= goal if rising else actual <= goal
            if reached == said:
                right += 1
            else:
                wrong.append((row, goal, actual, reached, known))
        if len(wrong) == 1 and right >= _BORNE_OUT:
            row, goal, actual, reached, known = wrong[0]
            yield Doubt(
                "statut",
                (row, status),
                rows.text(row, status),
                "cible atteinte" if reached else "cible manquée",
                f"Résultat {_figure(rows, row, pair[1], actual)} pour une cible de "
                f"{_figure(rows, row, pair[0], goal)}{'' if known else ', à la hausse'}.",
                CHANGES_A_RESULT if known else TO_BE_SETTLED,
            )


def _is_rate(rows: _Rows, row: int, column: int) -> bool:
    return rows.grid.row(row)[column].percent and normal(_label(rows, row)).startswith("taux")


def _said(text: str) -> bool | None:
    plain = normal(text)
    if _MISSED.match(plain):
        return False
    return True if _REACHED.match(plain) else None


def _pair(rows: _Rows, status: int) -> tuple[int, int] | None:
    """Return the columns of the target and of the result that a status is about."""
    year = _YEAR.search(rows.heads[status])
    pair: list[int] = []
    for pattern in (_TARGET, _ACTUAL):
        found = [
            column
            for column in rows.columns(pattern)
            if column != status and (year is None or year[1] in rows.heads[column])
        ]
        if len(found) != 1:
            return None
        pair += found
    return pair[0], pair[1]


def _rises(rows: _Rows, row: int) -> bool | None:
    """Tell whether the targets of a line rise with the years, from an earlier result if need be."""
    goals, actuals = (
        {
            int(year[1]): number
            for column in rows.columns(pattern)
            if (year := _YEAR.search(rows.heads[column]))
            and (number := rows.number(row, column)) is not None
        }
        for pattern in (_TARGET, _ACTUAL)
    )
    if not goals:
        return None
    first = min(goals)
    earlier = [actuals[year] for year in sorted(actuals) if year < first]
    values = [*earlier[-1:], *(goals[year] for year in sorted(goals))]
    steps = [after - before for before, after in pairwise(values) if after != before]
    if steps and all(step > 0 for step in steps):
        return True
    return False if steps and all(step < 0 for step in steps) else None


def _one_unit(rows: _Rows, row: int, pair: tuple[int, int]) -> bool:
    """Tell whether a target and a result are plain figures told in one unit."""
    cells = [rows.grid.row(row)[column] for column in pair]
    if any(cell.text for cell in cells) or cells[0].percent != cells[1].percent:
        return False
    low, high = sorted(abs(cell.number or 0.0) for cell in cells)
    return low > 0 and high <= _APART * low


def _figure(rows: _Rows, row: int, column: int, value: float) -> str:
    percent = rows.grid.row(row)[column].percent
    return display(value, "percent") if percent else format_number(value, 4)


def _maxima(rows: _Rows) -> Iterator[Doubt]:
    """Report points above the maximum of their line, where the other lines stay below."""
    most, got = rows.one(_MOST), rows.one(_OBTAINED)
    if most is None or got is None:
        return
    pairs = [(row, rows.number(row, most), rows.number(row, got)) for row in rows.rows]
    told = [
        (row, bound, points)
        for row, bound, points in pairs
        if bound and points is not None and role_of(_label(rows, row)) != "total"
    ]
    above = [one for one in told if one[2] > one[1] + 1e-9]
    if len(above) == 1 and len(told) > _BORNE_OUT:
        ((row, bound, points),) = above
        yield Doubt(
            "maximum",
            (row, got),
            format_number(points, 4),
            f"{format_number(bound, 4)} au plus",
            f"« {_label(rows, row)} » a plus de points que son maximum.",
        )


def _label(rows: _Rows, row: int) -> str:
    return next((one.text for one in rows.grid.row(row).values() if one.text), "Cette ligne")


def _dates(rows: _Rows) -> Iterator[Doubt]:
    """Report what is told in time and was done after its date, or told late and was not."""
    due, done, status = rows.one(_DUE), rows.one(_DONE), rows.one(_STATUS)
    if due is None or done is None or status is None:
        return
    for row in rows.rows:
        said = normal(rows.text(row, status))
        until, on = day_of(rows.text(row, due)), day_of(rows.text(row, done))
        if until is None or on is None:
            continue
        in_time, late = _IN_TIME.search(said), _LATE.search(said)
        if (in_time and not late and on > until) or (late and not in_time and on <= until):
            yield Doubt(
                "echeance",
                (row, status),
                rows.text(row, status),
                "en retard" if on > until else "dans les délais",
                f"« {_label(rows, row)} » : réalisé le {day_shown(on)}, échéance le "
                f"{day_shown(until)}.",
            )


def _exchanged_years(grid: Grid) -> Iterator[Doubt]:
    """Report two years exchanged in a row of headings that follow one another otherwise."""
    for row in grid.rows():
        cells = grid.row(row)
        years = [(column, year) for column in sorted(cells) if (year := _plain_year(cells[column]))]
        if len(years) < _YEARS or years[-1][0] - years[0][0] != len(years) - 1:
            continue
        listed = [year for _, year in years]
        if not any(one.text for one in map(grid.row(row + 1).get, (c for c, _ in years)) if one):
            yield from _year_given_twice(row, years)
        for order in (sorted(listed), sorted(listed, reverse=True)):
            moved = [place for place, year in enumerate(listed) if year != order[place]]
            whole = max(listed) - min(listed) == len(set(listed)) - 1 == len(listed) - 1
            if whole and len(moved) == 2 and moved[1] == moved[0] + 1:
                yield Doubt(
                    "annees-echangees",
                    (row, years[moved[0]][0]),
                    ", ".join(map(str, (listed[moved[0]], listed[moved[1]]))),
                    ", ".join(map(str, (order[moved[0]], order[moved[1]]))),
                    "Ces deux années sont dans l'ordre contraire des autres : l'intitulé de deux "
                    "colonnes a pu être échangé.",
                    TO_BE_SETTLED,
                )


def _year_given_twice(row: int, years: Sequence[tuple[int, int]]) -> Iterator[Doubt]:
    """Report a year that stands in the place of the one missing from an unbroken row of them."""
    found = [
        [(at, year, first + step * at) for at, (_, year) in enumerate(years)]
        for step in (1, -1)
        for first in (years[0][1], years[1][1] - step)
    ]
    odd = [[one for one in told if one[1] != one[2]] for told in found]
    lone = next((one for one in odd if len(one) == 1), None)
    if lone is None or not all(odd):
        return
    ((at, year, wanted),) = lone
    if sum(other == year for _, other in years) == 2:
        yield Doubt(
            "annee-en-double",
            (row, years[at][0]),
            str(year),
            str(wanted),
            "Cette année est donnée deux fois, et l'autre manque.",
            TO_BE_SETTLED,
            "attendu",
        )


def _plain_year(stored: Stored) -> int:
    number = stored.number
    return int(number) if number is not None and not stored.percent and is_year(number) else 0


def _parts_above(block: Block) -> Iterator[Doubt]:
    """Report a « dont » above the line that it is part of, in one column of several."""
    parent: Line | None = None
    for line in block.lines:
        if line.role != "dont":
            parent = line if line.role in {"ligne", "total"} else None
        elif parent is not None:
            yield from _above(block, line, parent)


def _above(block: Block, part: Line, whole: Line) -> Iterator[Doubt]:
    pairs = [
        (column, one, other)
        for column in block.across
        if column.role in {"ligne", "total"}
        and not block.is_percent(part, column)
        and (one := block.figure(part, column)) is not None
        and (other := block.figure(whole, column)) is not None
    ]
    above = [pair for pair in pairs if pair[1] > pair[2] > 0]
    below = [pair for pair in pairs if 0 < pair[1] <= pair[2]]
    if len(above) == 1 and below and len(above) + len(below) == len(pairs):
        ((column, one, other),) = above
        yield Doubt(
            "dont",
            block.at(part, column),
            format_number(one, 2),
            f"{format_number(other, 2)} au plus",
            f"{block.name(part, column)} : plus que « {whole.label} », dont c'est une partie.",
        )
