"""What can be loaded from a form and yet is probably a slip: told beside the faults, by cell.

A printed agreement may well contradict itself, so none of this stops it from being used: the
officer looks at the print and corrects the cell, or leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from statistics import median
from typing import Final

from pycog.conventions.checks import budget_checks
from pycog.conventions.facts import schema
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import BudgetLine, Finding, Fund
from pycog.conventions.form import layout
from pycog.conventions.form.form_source import FormSource
from pycog.milestones import read_due
from pycog.values import counted, excerpt, parse_date

#: So many times its neighbours, an amount is in another unit: thousands beside millions.
_OTHER_UNIT: Final = 250.0
#: Amounts of a line that its scale is told by.
_NEIGHBOURS: Final = 2
_SUMS: Final = (budget_checks.row_totals, budget_checks.part_totals, budget_checks.balances)


def tell_doubts(convention: Convention, source: FormSource) -> None:
    """Add to the remarks of a form what is probably a slip.

    Args:
        convention: The agreement as loaded: it has no fault.
        source: The form that it was read from.
    """
    _tell_due_dates(convention, source)
    _tell_amendments(convention, source)
    amounts = {
        (row.get("fonds", ""), row.get("ligne", ""), row.get("colonne", "")): place
        for row, place in source.places(schema.BUDGET_AMOUNTS)
    }
    for fund in convention.funds.values():
        for line in fund.lines:
            for column in _of_another_scale(line):
                place = amounts.get((fund.id, line.key, column))
                if place is not None and not line.amended.get(column):
                    source.remark(place.sheet, place.main, _scale(fund, line, column))
    for finding in chain.from_iterable(check(convention) for check in _SUMS):
        place = amounts.get(_column_of(finding))
        if place is not None:
            source.remark(place.sheet, place.main, _sum(finding))
    _tell_lines(convention, source)


def _tell_due_dates(convention: Convention, source: FormSource) -> None:
    first, last = _span(convention)
    for row, place in source.places(schema.MILESTONES):
        printed = row.get("échéance", "")
        due = read_due(row.get("lecture") or printed)
        if not first <= due.last.year <= last + 1 and not first <= due.first.year <= last + 1:
            source.remark(
                place.sheet,
                place.cells.get("échéance", place.main),
                f"l'échéance « {excerpt(printed)} » tombe hors des années de la convention "
                f"({_years(convention)}). Vérifiez l'année.",
            )


def _tell_amendments(convention: Convention, source: FormSource) -> None:
    first, last = _span(convention)
    for row, place in source.places(schema.AMENDMENTS):
        day = parse_date(row.get("date", ""))
        if not first <= day.year <= last + 1:
            source.remark(
                place.sheet,
                place.cells.get("date", place.main),
                f"l'avenant est daté du {day:%d/%m/%Y}, hors des années de la convention "
                f"({_years(convention)}). Vérifiez l'année.",
            )


def _span(convention: Convention) -> tuple[int, int]:
    """Return the first and the last year that a fact may be of, base years among them."""
    years = [*convention.years, *convention.baseline_years]
    return min(years), max(years)


def _years(convention: Convention) -> str:
    return f"{convention.years[0]}-{convention.years[-1]}"


def _of_another_scale(line: BudgetLine) -> Iterable[str]:
    """Yield the columns of a line whose amount is thousands of times the others, or so small."""
    amounts = {
        column: abs(amount)
        for column, amount in line.amounts.items()
        if amount and column != schema.TOTAL
    }
    for column, amount in amounts.items():
        others = [other for one, other in amounts.items() if one != column]
        if len(others) < _NEIGHBOURS:
            return
        usual = median(others)
        if amount > usual * _OTHER_UNIT or amount * _OTHER_UNIT < usual:
            yield column


def _scale(fund: Fund, line: BudgetLine, column: str) -> str:
    printed = line.printed.get(column, "")
    return (
        f"« {excerpt(printed)} » n'a pas l'échelle des autres années de la ligne. Les montants de "
        f"ce fonds sont en {fund.unit} : vérifiez l'unité."
    )


def _column_of(finding: Finding) -> tuple[str, str, str]:
    """Return the fund, the line and the column that a finding about a sum is of."""
    _, fund, line, *column = finding.id.split("/")
    return fund, line, column[0] if column else schema.TOTAL


def _sum(finding: Finding) -> str:
    return (
        f"« {excerpt(finding.printed)} » est imprimé ; {finding.verb} {finding.recomputed}. "
        "Vérifiez la saisie ; si c'est bien imprimé ainsi, laissez-le : « pycog audit » le citera."
    )


def _tell_lines(convention: Convention, source: FormSource) -> None:
    first: dict[tuple[str, str], str] = {}
    alone: dict[str, list[str]] = {}
    sheets: dict[str, str] = {}
    for row, place in source.places(schema.BUDGET_LINES):
        fund, label, role = (row.get(name, "") for name in ("fonds", "libellé", "rôle"))
        sheets[fund] = place.sheet
        if role == "titre":
            continue
        at = place.cells.get("libellé", place.main)
        earlier = first.setdefault((fund, layout.plain(label)), at)
        if earlier != at:
            source.remark(
                place.sheet,
                at,
                f"« {excerpt(label)} » est déjà le libellé de {earlier}. Vérifiez-le : dans une "
                "annexe qui n'a que les libellés, rien ne dirait laquelle des deux lignes c'est.",
            )
        if role in ("total", "sous-total") and not row.get("parties"):
            alone.setdefault(fund, []).append(at)
    for fund, cells in alone.items():
        totals = counted(len(cells), "total", "totaux")
        source.remark(
            sheets[fund],
            cells[0],
            f"{totals} sans « Parties » ({', '.join(cells)}) : rien ne dit ce qu'on y additionne, "
            "et sa somme n'est pas contrôlée. Écrivez-y les libellés des lignes, séparés par un "
            "point-virgule.",
        )
