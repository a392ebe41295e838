"""Which convention the open workbook follows, from what Office.js says of its name COG_CONVENTION.

The add-in sends it with every batch and every question of the pane, under :data:`FIELD`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from addin.checking import ERROR_VALUES
from addin.requests import json_of, unreadable
from pycog.default_convention import WORKBOOK, Default, using
from pycog.errors import CellError, InvalidInput
from pycog.xlsx.convention_name import Content, constant, fault, only_one, place_of, text_in

#: Key of the requests of the add-in.
FIELD: Final = "workbook_convention"
#: Characters of a definition: a longer one is no text and no cell.
_LONGEST: Final = 8192
_MOST_NAMES: Final = 1000


@contextmanager
def followed(data: Mapping[str, Any]) -> Iterator[None]:
    """Let the convention of the open workbook be the one that is meant while the block runs.

    Raises:
        InvalidInput: ``demande-illisible``. A name that says nothing that can be read is an
            error of what needs the convention, not of the request.
    """
    with using(named(data.get(FIELD))):
        yield


def sent_as(text: str) -> dict[str, object]:
    """Return what :func:`followed` takes, for what stands in an address or a script as JSON.

    Raises:
        InvalidInput: ``demande-illisible``.
    """
    return {FIELD: json_of(text)}


def named(sent: object) -> Default | InvalidInput | None:
    """Return the convention that the workbook names, or why it cannot be told.

    Args:
        sent: ``None`` where the workbook has no such name; ``{"unreadable": true}`` where Excel
            did not say; else ``{"names": […]}``, each with its ``formula``, the ``sheet`` that
            it is limited to (or ``None``), and ``values`` and ``formulas`` where it refers to
            cells.

    Raises:
        InvalidInput: ``demande-illisible``.
    """
    if sent is None:
        return None
    if not isinstance(sent, dict):
        raise unreadable()
    if sent.get("unreadable") is True:
        return fault("n'a pas pu être lu dans Excel", "Cliquez sur « Recalculer »")
    names = sent.get("names")
    if not isinstance(names, list) or len(names) > _MOST_NAMES:
        raise unreadable()
    try:
        ids = {_scope(one): _id(one) for one in names}
        return Default(only_one(ids), WORKBOOK) if ids else None
    except InvalidInput as error:
        if error.code == unreadable().code:
            raise
        return error


def _scope(name: object) -> str | None:
    if not isinstance(name, dict):
        raise unreadable()
    sheet = name.get("sheet")
    if not isinstance(sheet, str | None):
        raise unreadable()
    return sheet


def _id(name: Mapping[str, Any]) -> str:
    formula = name.get("formula")
    if not isinstance(formula, str) or len(formula) > _LONGEST:
        raise unreadable()
    text = constant(formula)
    if text is not None:
        return text
    return text_in(place_of(formula), _content(name))


def _content(name: Mapping[str, Any]) -> Content:
    """Return what the one cell holds that the name refers to."""
    try:
        ((value,),) = name["values"]
        ((written,),) = name["formulas"]
    except (KeyError, TypeError, ValueError):
        raise unreadable() from None
    is_formula = isinstance(written, str) and written.startswith("=")
    if isinstance(value, str) and value in ERROR_VALUES:
        return Content(CellError(value), is_formula)
    if not isinstance(value, str | int | float | bool | None):
        raise unreadable()
    return Content(value, is_formula)
