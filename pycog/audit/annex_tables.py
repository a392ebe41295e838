"""Recognises the tables of the annexes by their labels and knows what adds up to what."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from pycog.audit.addition import same
from pycog.audit.grid import normal
from pycog.audit.sums import Difference, check_columns, difference
from pycog.audit.year_tables import Row, Table
from pycog.conventions import BudgetLine, Convention, Fund

#: Words of a column that tells what was spent and received, not what was voted.
_EXECUTED = re.compile(r"\b(execut|realis|constat|mandat|consomm|comptes?\b)")
#: Share of the lines of a fund that a table must have to be taken for it.
_ENOUGH = 0.6


@dataclass(frozen=True)
class KnownTable:
    """A table recognised as the budget of a fund.

    Attributes:
        table: The table.
        fund: The fund.
        rows: Line key → line of the table.
    """

    table: Table
    fund: Fund
    rows: dict[str, Row]


def recognise(table: Table, convention: Convention) -> KnownTable | None:
    """Return the fund whose lines a table has, ``None`` if it is another table."""
    best: KnownTable | None = None
    for fund in convention.funds.values():
        rows = _matches(table, fund)
        lines = sum(line.role != "titre" for line in fund.lines)
        if len(rows) >= _ENOUGH * lines and (best is None or len(rows) > len(best.rows)):
            best = KnownTable(table, fund, rows)
    return best


def _matches(table: Table, fund: Fund) -> dict[str, Row]:
    by_label: dict[str, Row] = {}
    for row in table.rows:
        if row.role != "titre":
            by_label.setdefault(row.key, row)
    return {
        line.key: by_label[normal(line.label)]
        for line in fund.lines
        if line.role != "titre" and normal(line.label) in by_label
    }


def check_known(known: KnownTable) -> list[Difference]:
    """Check totals, sub-totals and balance of a recognised budget, column by column."""
    found: list[Difference] = []
    recognised = {row.row for row in known.rows.values()}
    unknown = [row for row in known.table.rows if row.row not in recognised]
    others = [row for row in unknown if row.role == "total"]
    for line in known.fund.lines:
        if line.parts and line.key in known.rows:
            found += _check_line(known, line, unknown)
    return found + check_columns(known.table, others) + _balance(known)


def _check_line(known: KnownTable, line: BudgetLine, unknown: list[Row]) -> list[Difference]:
    total = known.rows[line.key]
    parts = [known.rows[key] for key in line.parts if key in known.rows]
    by_place = check_columns(known.table, [total])
    if len(parts) < len(line.parts):
        # A line is missing or renamed: only the place of the lines can tell.
        return by_place
    added = any(row.role == "ligne" for row in unknown)
    unexplained = {diff.at for diff in by_place}
    found = []
    for column in total.figures:
        recomputed = math.fsum(row.figures.get(column, 0.0) for row in parts)
        if same(total.figures[column], recomputed) or any(
            column in row.unknown for row in (total, *parts)
        ):
            continue
        # The organisation may have added a line of its own, counted in the total.
        if added and line.role != "ligne" and (total.row, column) not in unexplained:
            continue
        found.append(difference(known.table, total, parts, column))
    return found


def _balance(known: KnownTable) -> list[Difference]:
    """Check that revenue covers the expenditure it has to."""
    found = []
    covered = {line.balances for line in known.fund.lines if line.balances}
    for key in sorted(covered):
        revenue = [line.key for line in known.fund.lines if line.balances == key]
        if key not in known.rows or any(one not in known.rows for one in revenue):
            continue
        total, rows = known.rows[key], [known.rows[one] for one in revenue]
        executed = {
            heading.column for heading in known.table.amounts if _is_executed(heading.prefix)
        }
        for column, printed in total.figures.items():
            # What was executed may well leave a balance; a budget may not.
            unknown = any(column in row.unknown for row in (total, *rows))
            if unknown or column in executed or not any(column in row.figures for row in rows):
                continue
            received = math.fsum(row.figures.get(column, 0.0) for row in rows)
            if not same(printed, received):
                labels = " et ".join(f"« {row.label} »" for row in rows)
                found.append(
                    Difference(
                        "equilibre",
                        (total.row, column),
                        printed,
                        received,
                        tuple((row.row, column) for row in rows),
                        f"« {total.label} », {known.table.column_name(column)} : les recettes "
                        f"({labels}) doivent couvrir ce total.",
                    )
                )
    return found


def _is_executed(prefix: str) -> bool:
    return bool(_EXECUTED.search(prefix)) and "previsionnel" not in prefix
