"""Tells the columns that are not the sum of the columns which they add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum
from typing import Final, NamedTuple

from pycog.audit.grid import shown
from pycog.equip.model import Choice, Correspondence, Doubt, TotalColumn
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.total_checks import is_text_number, number_at, slack
from pycog.equip.recognition.total_rows import added_by, formula_at
from pycog.values import excerpt, format_number

_MOST_NAMED: Final = 6


def total_column_questions(view: View, found: Correspondence) -> Iterator[Doubt]:
    """Yield what is to be asked or told of the columns that add up others.

    What adds up columns that are themselves asked about waits for these answers.

    Args:
        view: Their sheet.
        found: The tables of one place of the sheet, and the columns that add up theirs.
    """
    known = {one.index: one for one in found.totals if one.accepted}
    if all(table.sure for table in found.tables):
        yield from (_question(view, one) for one in found.totals if not one.accepted)
    for one in found.added_up():
        for row, label in one.rows:
            doubt = _of_formula(view, one, row, label, known) or _of_amount(view, one, row, label)
            if doubt is not None:
                yield doubt


class Sums(NamedTuple):
    """A total, the sum of the columns that it adds up, and whether they are the same."""

    total: float
    found: float
    same: bool


def sums_at(view: View, one: TotalColumn, row: int) -> Sums | None:
    """Return a total and what it adds up in one row, ``None`` where either holds no amount.

    Args:
        view: The sheet.
        one: The column that adds up others.
        row: Zero-based row.
    """
    total = number_at(view, row, one.index)
    given = [n for part in one.parts if (n := number_at(view, row, part)) is not None]
    if total is None or not given:
        return None
    found = fsum(given) * one.scale
    # One amount alone is not rounded again.
    allowed = slack(one.unit if len(given) > 1 else "", [total, *given])
    return Sums(total, found, abs(total - found) <= allowed)


def _question(view: View, one: TotalColumn) -> Doubt:
    samples = [number_at(view, row, one.index) for row, _ in one.rows]
    named = one.named
    return Doubt(
        "colonne-inconnue",
        one.sheet,
        shown((one.header, one.index)),
        f"La colonne « {excerpt(one.heading)} » paraît être le total des colonnes {named}, mais "
        "ses montants n'en sont pas la somme. L'est-elle ?",
        tuple(format_number(number) for number in samples if number is not None)[:3],
        (
            Choice(f"Oui, le total des colonnes {named}", "oui"),
            Choice("Non : laisser cette colonne de côté", "non"),
        ),
    )


def _of_formula(
    view: View, one: TotalColumn, row: int, label: str, known: dict[int, TotalColumn]
) -> Doubt | None:
    """Return what a formula forgets or counts twice, ``None`` where it does neither."""
    cells = added_by(view.grid, (row, one.index))
    inside = [place[1] for place, sign in cells.items() if place[0] == row and sign > 0]
    if not inside or len(inside) < len(cells):
        return None
    counted: list[int] = []
    for column in inside:
        counted += known[column].parts if column in known else (column,)
    twice = sorted({part for part in counted if counted.count(part) > 1})
    if twice:
        what = f"compte deux fois {_cells(row, twice)}"
        return _doubt(one, row, label, "sous-total-compte-deux-fois", what, view)
    missing = [
        part for part in one.parts if part not in counted and number_at(view, row, part) is not None
    ]
    if missing:
        what = f"ne compte pas {_cells(row, missing)}"
        return _doubt(one, row, label, "somme-incomplete", what, view)
    texts = [part for part in counted if is_text_number(view, (row, part))]
    if texts:
        what = f"ne compte pas {_cells(row, texts)} : saisi comme texte"
        return _doubt(one, row, label, "somme-incomplete", what, view)
    return None


def _of_amount(view: View, one: TotalColumn, row: int, label: str) -> Doubt | None:
    """Return what tells that an amount is not the sum of the columns of its row."""
    sums = sums_at(view, one, row)
    if sums is None or sums.same:
        return None
    total, found = format_number(sums.total), format_number(sums.found)
    return Doubt(
        "total-different",
        one.sheet,
        shown((row, one.index)),
        f"« {excerpt(label)} », {one.heading} : {total}, mais les colonnes {one.named} "
        f"donnent {found}.",
        (total, found),
        blocking=False,
    )


def _cells(row: int, columns: Sequence[int]) -> str:
    return ", ".join(shown((row, column)) for column in columns[:_MOST_NAMED])


def _doubt(one: TotalColumn, row: int, label: str, code: str, what: str, view: View) -> Doubt:
    at = (row, one.index)
    text = f"La somme de « {excerpt(label)} » ({one.heading}) {what}."
    return Doubt(code, one.sheet, shown(at), text, formula_at(view, at), blocking=False)
