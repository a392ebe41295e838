"""Workbooks that are written for typed queries, and what is answered from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answers import Answer
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.typed_query.asked_typed import ask_typed
from tests.dialogue.hosts import shared_host

#: One row of a sheet.
Row = Sequence[str | float | dt.date | None]


def written(folder: Path, sheets: Mapping[str, Sequence[Row]], rates: str = "") -> WorkbookReader:
    """Write a workbook and open it.

    Args:
        folder: Where it is written.
        sheets: The rows of each sheet.
        rates: Cells of rates, ``"Sheet!C4 Sheet!C5"``.
    """
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for place in rates.split():
        name, _, address = place.partition("!")
        book[name][address].number_format = "0.0%"
    path = folder / "classeur.xlsx"
    book.save(path)
    return WorkbookReader.open(path, None, shared_host())


def told(reader: WorkbookReader, question: str) -> Answer | None:
    """Return what a typed query answers, asked on 30 November 2026."""
    context = Context(shared_host(), reader, dt.date(2026, 11, 30), cells=True)
    return ask_typed(question, State(), context)


def talked(reader: WorkbookReader, *turns: str) -> Answer | None:
    """Return what a typed query answers to the last of several turns."""
    context = Context(shared_host(), reader, dt.date(2026, 11, 30), cells=True)
    answer, state = None, State()
    for one in turns:
        answer = ask_typed(one, state, context)
        state = State() if answer is None else answer.state
    return answer


def plain(answer: Answer | None) -> str:
    """Return a text with plain spaces, ``""`` for no answer."""
    return "" if answer is None else answer.text.replace("\u202f", " ").replace("\xa0", " ")
