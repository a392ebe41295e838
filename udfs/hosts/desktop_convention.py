"""Which convention the workbook that calls a formula follows, asked of Excel for Windows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

from pycog.default_convention import NAME, WORKBOOK, Default
from pycog.errors import InvalidInput
from pycog.values import CellValue, is_blank
from pycog.xlsx.convention_name import Content, constant, fault, only_one, place_of, text_in
from udfs.arguments import CONVENTION
from udfs.catalogue import Formula

#: Seconds for which the names of a workbook are kept: they cost more to read than a formula to
#: calculate, and Excel tells nobody when one changes.
_KEPT: Final = 1.0
_UNREADABLE: Final = "n'a pas pu être lu dans Excel", "Recalculez le classeur (Ctrl+Alt+F9)"
_known: dict[str, tuple[float, Default | InvalidInput | None]] = {}


def convention_for(formula: Formula, values: Sequence[CellValue]) -> Default | InvalidInput | None:
    """Return the convention that a call means, or why it cannot be told.

    Returns:
        ``None`` where the call names one or needs none, or the workbook has no such name.
    """
    if CONVENTION not in formula.arguments:
        return None
    place = formula.arguments.index(CONVENTION)
    given: Any = values[place] if place < len(values) else None
    if isinstance(given, list) or not is_blank(given):
        return None
    book = _calling_book()
    return None if book is None else _named(book)


def _calling_book() -> Any:
    """Return the COM workbook that calls, ``None`` outside Excel."""
    import xlwings as xw

    try:
        return xw.Book.caller().api
    except Exception:  # what xlwings raises where nobody calls
        return None


def _named(book: Any) -> Default | InvalidInput | None:
    try:
        key = str(book.FullName)
        kept = _known.get(key)
        if kept is None or time.monotonic() - kept[0] > _KEPT:
            _known[key] = kept = (time.monotonic(), _read(book))
        return kept[1]
    except Exception:  # Excel is busy, or a dialogue is open: better an error than a guess
        return fault(*_UNREADABLE)


def _read(book: Any) -> Default | InvalidInput | None:
    try:
        ids: dict[str | None, str] = {}
        for name in book.Names:
            sheet, _, plain = str(name.Name).rpartition("!")
            if plain.upper() == NAME:
                ids[sheet.strip("'").replace("''", "'") or None] = _id(name)
        return Default(only_one(ids), WORKBOOK) if ids else None
    except InvalidInput as error:
        return error


def _id(name: Any) -> str:
    definition = str(name.RefersTo)
    text = constant(definition)
    if text is not None:
        return text
    place = place_of(definition)
    cell = name.RefersToRange
    value = cell.Value2
    # A whole number is the code of an error; neither is a text.
    content = value if value is None or isinstance(value, str | bool) else float(value)
    return text_in(place, Content(content, bool(cell.HasFormula)))
