"""Tells the totals that are not what their lines give: typed, forgotten lines, texts in a sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import Final

from pycog.audit.grid import shown
from pycog.audit.words import is_plain_total
from pycog.equip.model import Column, Doubt, Row, Table
from pycog.equip.recognition.cell_readings import shown_value
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.total_rows import added_by
from pycog.values import excerpt, format_number

_SUMMED: Final = frozenset({"base", "voté", "exécuté", "poids", "points"})
#: Rows that a plain total adds up; those of « dont » stand within another.
_LINES: Final = frozenset({"ligne", "sous-total"})
_MOST_NAMED: Final = 4


def total_questions(
    view: View, table: Table, parts: Mapping[int, Sequence[int]], known: frozenset[str]
) -> Iterator[Doubt]:
    """Yield the totals that are not what their lines give.

    Args:
        view: The sheet.
        table: The table.
        parts: Row of a total → rows that the agreement adds up in it.
        known: Cells that a question on their formula already names.
    """
    for row in table.rows:
        for column in table.columns:
            if column.role not in _SUMMED or not view.is_filled(row.index, column.index):
                continue
            at = (row.index, column.index)
            if shown(at) in known:
                continue
            if cells := added_by(view.grid, at):
                texts = [place[0] for place in cells if is_text_number(view, place)]
                if texts:
                    yield _of_texts(view, table, row, column, texts)
                elif row.index not in parts and is_plain_total(row.label):
                    covered = {place[0] for place in cells if place[1] == column.index}
                    yield from _forgotten(view, row, column, covered, _runs(table, row, parts)[0])
            elif row.index in parts:
                yield from _other(view, row, column, [list(parts[row.index])])
            elif is_plain_total(row.label) and not view.is_formula(*at):
                yield from _other(view, row, column, _runs(table, row, parts))


def number_at(view: View, row: int, column: int) -> float | None:
    """Return the number in a cell, ``None`` where it holds none.

    Args:
        view: The sheet.
        row: Zero-based row.
        column: Zero-based column.
    """
    stored = view.row(row).get(column)
    return None if stored is None else stored.number


def is_text_number(view: View, place: tuple[int, int]) -> bool:
    """Tell whether a number is stored as text, which no sum counts.

    Args:
        view: The sheet.
        place: Zero-based row and column.
    """
    stored = view.row(place[0]).get(place[1])
    return stored is not None and isinstance(stored.value, str) and stored.number is not None


def _runs(table: Table, row: Row, parts: Mapping[int, Sequence[int]]) -> list[list[int]]:
    """Return the lines that a plain total may add up: since the last heading, or all above."""
    above = [one for one in table.rows if one.index < row.index]
    every = [one.index for one in above if one.role in _LINES and not one.parts]
    since: list[int] = []
    for one in reversed(above):
        if one.role not in _LINES | {"dont"} or one.parts:
            break
        if one.role in _LINES:
            since.append(one.index)
    held = {part for one in every for part in parts.get(one, ())}
    return [[one for one in run if one not in held] for run in (since, every)]


def _other(view: View, row: Row, column: Column, runs: Sequence[Sequence[int]]) -> Iterator[Doubt]:
    """Yield a typed total that no run of lines gives."""
    total = number_at(view, row.index, column.index)
    sums = []
    for run in runs:
        numbers = [number_at(view, one, column.index) for one in run]
        given = [number for number in numbers if number is not None]
        if total is None or len(given) < 2 or (len(given) < len(run) and len(run) < 3):
            return
        sums.append((fsum(given), given))
    if total is None or not sums:
        return
    if any(abs(total - found) <= slack(column.unit, [total, *given]) for found, given in sums):
        return
    found = sums[0][0]
    yield Doubt(
        "total-different",
        view.grid.name,
        shown((row.index, column.index)),
        f"« {excerpt(row.label)} », {column.heading} : {format_number(total)}, mais ses lignes "
        f"donnent {format_number(found)}.",
        (format_number(total), format_number(found)),
        blocking=False,
    )


def slack(unit: str, numbers: Sequence[float]) -> float:
    """Return how far rounded amounts may go from their rounded total.

    Args:
        unit: Unit of the amounts, ``""`` where nothing tells it.
        numbers: The total and what it adds up.
    """
    decimals = max(len(f"{number:.4f}".rstrip("0").partition(".")[2]) for number in numbers)
    if unit in {"k€", "M€"}:
        return 0.5 * 10.0**-decimals * (len(numbers) + 1)
    return 0.5 * 10.0**-decimals


def _forgotten(
    view: View, row: Row, column: Column, covered: set[int], lines: Sequence[int]
) -> Iterator[Doubt]:
    """Yield the lines right above a plain total that its sum does not cover."""
    missing = [
        one
        for one in sorted(lines)
        if one not in covered and number_at(view, one, column.index) is not None
    ]
    if missing and len(covered & set(lines)) >= len(missing):
        named = ", ".join(str(one + 1) for one in missing[:_MOST_NAMED])
        rows = f"la ligne {named}" if len(missing) == 1 else f"les lignes {named}"
        yield Doubt(
            "somme-incomplete",
            view.grid.name,
            shown((row.index, column.index)),
            f"La somme de « {excerpt(row.label)} » ({column.heading}) ne compte pas {rows} de "
            "la feuille.",
            tuple(shown_value(view.row(one).get(column.index)) for one in missing),
            blocking=False,
        )


def _of_texts(view: View, table: Table, row: Row, column: Column, texts: Sequence[int]) -> Doubt:
    labels = {one.index: one.label for one in table.rows}
    names = ", ".join(f"« {excerpt(labels.get(one, ''))} »" for one in texts[:_MOST_NAMED])
    return Doubt(
        "somme-incomplete",
        view.grid.name,
        shown((row.index, column.index)),
        f"La somme de « {excerpt(row.label)} » ({column.heading}) ne compte pas {names} : ces "
        "nombres sont saisis comme texte.",
        tuple(shown_value(view.row(one).get(column.index)) for one in texts[:_MOST_NAMED]),
        blocking=False,
    )
