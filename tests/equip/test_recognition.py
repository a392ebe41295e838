"""Annexes of many kinds are recognised as a reader does, and what a reader would ask is asked."""

from __future__ import annotations

from functools import cache

import pytest

from pycog.equip.model import Correspondence, Row, Table
from pycog.xlsx.cells import column_letters
from tests.equip.annex_kit import Annex, Expected
from tests.equip.budget_annexes import BUDGETS
from tests.equip.indicator_annexes import INDICATORS
from tests.equip.odd_annexes import MORE

ANNEXES = (*INDICATORS, *BUDGETS, *MORE)
NAMES = [annex.name for annex in ANNEXES]


@cache
def recognised(name: str) -> Correspondence:
    return next(one for one in ANNEXES if one.name == name).recognised()


def subject(row: Row, table: Table) -> str:
    """Return the subject of a row as the maps write it: with its fund where the table has many."""
    if row.subject is None:
        return ""
    own = table.kind == "budget" and not table.frame
    return f"{row.subject.frame}/{row.subject.key}" if own else row.subject.key


def told(table: Table, letter: str, expected: str) -> str:
    """Return role, year and unit of a column, as much of them as the map tells."""
    column = next(one for one in table.columns if column_letters(one.index + 1) == letter)
    parts = [column.role, str(column.year or ""), column.unit]
    return " ".join(part for part in parts[: len(expected.split())] if part)


@pytest.mark.parametrize("annex", ANNEXES, ids=NAMES)
def test_tables_are_found(annex: Annex) -> None:
    found = recognised(annex.name)
    assert [(one.sheet, one.kind, one.frame) for one in found.tables] == [
        (one.sheet, one.kind, one.frame) for one in annex.tables
    ]
    assert [one.sheet for one in found.ignored] == list(annex.ignored)
    for table, expected in zip(found.tables, annex.tables, strict=True):
        if expected.first:
            assert table.header[0] + 1 == expected.first


@pytest.mark.parametrize("annex", ANNEXES, ids=NAMES)
def test_rows_are_what_they_are(annex: Annex) -> None:
    for table, expected in zip(recognised(annex.name).tables, annex.tables, strict=True):
        accepted = {
            row.index + 1: subject(row, table)
            for row in table.rows
            if row.accepted and row.subject is not None
        }
        assert accepted == dict(expected.rows)
        for number, meant in expected.asked.items():
            row = next(one for one in table.rows if one.index + 1 == number)
            assert not row.accepted
            assert subject(row, table) in meant


@pytest.mark.parametrize("annex", ANNEXES, ids=NAMES)
def test_columns_are_what_they_are(annex: Annex) -> None:
    for table, expected in zip(recognised(annex.name).tables, annex.tables, strict=True):
        found = {letter: told(table, letter, text) for letter, text in expected.columns.items()}
        assert found == dict(expected.columns)
        unsure = [column_letters(one.index + 1) for one in table.columns if not one.sure]
        assert unsure == list(expected.unsure)


@pytest.mark.parametrize("annex", ANNEXES, ids=NAMES)
def test_what_a_reader_would_ask_is_asked(annex: Annex) -> None:
    found = {(doubt.code, doubt.cell) for doubt in recognised(annex.name).doubts}
    rows = {number for table in annex.tables for number in table.asked}
    extra = {
        (code, cell)
        for code, cell in found - annex.doubts
        if int("".join(sign for sign in cell if sign.isdigit())) not in rows
    }
    assert annex.doubts <= found
    assert extra == set()


def rate(tidy: bool) -> float:
    """Return the share of rows and columns that needed no question."""
    right = total = 0
    for annex in ANNEXES:
        if annex.tidy != tidy:
            continue
        for table, expected in zip(recognised(annex.name).tables, annex.tables, strict=True):
            total += len(expected.rows) + len(expected.columns)
            right += count(table, expected)
    return right / total


def count(table: Table, expected: Expected) -> int:
    rows = {row.index + 1: subject(row, table) for row in table.rows if row.accepted}
    columns = sum(told(table, letter, text) == text for letter, text in expected.columns.items())
    return columns + sum(rows.get(number) == key for number, key in expected.rows.items())


def test_most_needs_no_question() -> None:
    assert rate(tidy=True) >= 0.95
    assert rate(tidy=False) >= 0.85
