"""Finds the totals of a table, what their formulas add up, and what they forget or count twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pycog.audit.counted_twice import counted_twice
from pycog.audit.formula_shapes import added_places
from pycog.audit.formula_values import Unknown
from pycog.audit.grid import Grid, Place, normal, shown
from pycog.audit.words import role_of
from pycog.equip.model import FIGURES, Column, Doubt, Row
from pycog.equip.recognition.sheet_view import View

_PARTIAL: Final = ("sous-total", "sous total", "s/total", "total personnel", "total partiel")
#: Roles told by a label → role of the row.
_ROLES: Final = {"total": "total", "total possible": "total", "dont": "dont", "ecart": "solde"}


def role_by_label(label: str) -> str:
    """Return the role that a label gives to a row."""
    plain = normal(label)
    if plain.startswith(_PARTIAL):
        return "sous-total"
    if plain.startswith("moyenne"):
        return "sous-total"
    if plain.startswith("solde") or role_of(label) == "solde de totaux":
        return "solde"
    role = role_of(label)
    return _ROLES.get(role, "ligne") if role in {"total", "dont"} else "ligne"


def is_total(label: str) -> bool:
    """Tell whether a label names a total, a subtotal or a balance."""
    return role_by_label(label) in {"total", "sous-total", "solde"}


def added_by(grid: Grid, place: Place) -> dict[Place, int]:
    """Return the cells that the formula of a cell adds up; nothing for any other formula."""
    written = grid.written.get(place)
    text = written.at(place) if written is not None else None
    if text is None:
        return {}
    try:
        return added_places(text, grid.name)
    except Unknown:
        return {}


def summed_rows(view: View, row: int, columns: Sequence[Column]) -> tuple[int, ...]:
    """Return the rows that the formulas of a row add up, in its columns of figures."""
    found: set[int] = set()
    for column in columns:
        if column.role in FIGURES:
            cells = added_by(view.grid, (row, column.index))
            inside = {place[0] for place in cells if place[1] == column.index}
            if len(inside) > 1:
                found |= inside
    return tuple(sorted(found - {row}))


def sum_questions(
    view: View, rows: Sequence[Row], columns: Sequence[Column], parts: Mapping[int, Sequence[int]]
) -> Iterator[Doubt]:
    """Yield the sums that do not cover their lines, or count a subtotal twice.

    Args:
        view: The sheet.
        rows: The rows of the table.
        columns: Its columns.
        parts: Row of a total → rows that the agreement adds up in it.
    """
    by_row = {row.index: row for row in rows}
    for row in rows:
        for column in columns:
            if column.role not in FIGURES:
                continue
            cells = added_by(view.grid, (row.index, column.index))
            own = {place[0] for place in cells if place[1] == column.index} & by_row.keys()
            if len(own) < 2:
                continue
            twice = {place[0] for place in counted_twice(view.grid, cells)}
            twice |= _typed_twice(own, parts)
            missing = _missing(row.index, own, parts)
            if twice:
                names = _names(sorted(twice), by_row)
                what = f"compte deux fois {names} : une fois à part, une fois dans un sous-total"
                yield _doubt(view, row, column, "sous-total-compte-deux-fois", what)
            elif missing:
                what = f"ne compte pas {_names(missing, by_row)}"
                yield _doubt(view, row, column, "somme-incomplete", what)


def _typed_twice(own: set[int], parts: Mapping[int, Sequence[int]]) -> set[int]:
    """Return the lines that a sum counts beside a typed subtotal that holds them."""
    return {part for row in own for part in parts.get(row, ()) if part in own}


def _missing(row: int, own: set[int], parts: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the lines of a total that its sum does not cover, by themselves or by their lines."""
    wanted = list(parts.get(row, ()))
    return [
        part
        for part in wanted
        if part not in own and not (parts.get(part) and set(parts[part]) <= own)
    ]


def _doubt(view: View, row: Row, column: Column, code: str, what: str) -> Doubt:
    at = (row.index, column.index)
    text = f"La somme de « {row.label} » ({column.heading}) {what}."
    return Doubt(code, view.grid.name, shown(at), text, formula_at(view, at), blocking=False)


def _names(lines: Sequence[int], by_row: Mapping[int, Row]) -> str:
    return ", ".join(f"« {by_row[one].label} »" for one in lines[:4] if one in by_row)


def formula_at(view: View, at: Place) -> tuple[str, ...]:
    """Return the formula of a cell as a sample of a doubt, nothing where none is known.

    Args:
        view: The sheet.
        at: Zero-based row and column.
    """
    written = view.grid.written.get(at)
    text = written.at(at) if written is not None else None
    return (f"={text}",) if text else ()
