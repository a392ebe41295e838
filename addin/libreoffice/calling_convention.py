"""Which convention the workbook that calls a formula follows, asked of Calc."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

from pycog.default_convention import NAME, WORKBOOK, Default
from pycog.errors import InvalidInput
from pycog.values import Scalar
from pycog.xlsx.convention_name import Content, Place, constant, fault, only_one, text_in

#: Seconds for which the names of a workbook are kept: Calc tells nobody when one changes.
_KEPT: Final = 1.0
_UNREADABLE: Final = "n'a pas pu être lu dans Calc", "Recalculez le classeur (Ctrl+Maj+F9)"
_known: dict[str, tuple[float, Default | InvalidInput | None]] = {}


def convention_named_by(document: Any) -> Default | InvalidInput | None:
    """Return the convention that a workbook names, or why it cannot be told.

    Args:
        document: The calling document, as Calc hands it over.

    Returns:
        ``None`` where the workbook has no such name.
    """
    try:
        key = str(document.RuntimeUID)
        kept = _known.get(key)
        if kept is None or time.monotonic() - kept[0] > _KEPT:
            _known[key] = kept = (time.monotonic(), _read(document))
        return kept[1]
    except Exception:  # the document is closing: better an error than a guess
        return fault(*_UNREADABLE)


def _read(document: Any) -> Default | InvalidInput | None:
    try:
        ids = {sheet: _id(document, name) for sheet, name in _names(document)}
        return Default(only_one(ids), WORKBOOK) if ids else None
    except InvalidInput as error:
        return error


def _names(document: Any) -> Iterator[tuple[str | None, Any]]:
    holders = [(None, document.NamedRanges)]
    holders += [(sheet.Name, sheet.NamedRanges) for sheet in document.Sheets]
    for sheet, names in holders:
        for name in names.ElementNames:
            if name.upper() == NAME:
                yield sheet, names.getByName(name)


def _id(document: Any, name: Any) -> str:
    definition = str(name.Content)
    text = constant(definition)
    if text is not None:
        return text
    cells = name.ReferredCells
    area = None if cells is None else cells.RangeAddress
    if area is None or "#REF!" in definition:
        raise fault("ne désigne plus rien, ou n'est ni un texte ni une cellule")
    if (area.StartRow, area.StartColumn) != (area.EndRow, area.EndColumn):
        raise fault(f"désigne plusieurs cellules ({definition})")
    place = Place(cells.Spreadsheet.Name, area.StartRow + 1, area.StartColumn + 1)
    return text_in(place, _content(cells.getCellByPosition(0, 0)))


def _content(cell: Any) -> Content:
    kind = cell.Type.value
    value: Scalar = None
    if kind == "VALUE":
        value = cell.Value
    elif kind != "EMPTY":
        value = cell.String
    return Content(value, kind == "FORMULA")
