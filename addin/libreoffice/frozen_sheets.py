"""*Figer*: a copy of the sheet beside itself, with its values and formats and no formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from addin.insertion import LONGEST_NAME, free_name
from addin.libreoffice.formula_writing import one_step
from pycog.errors import InvalidInput
from udfs.hosts.calc import ERROR_KINDS

_FORMULAS: Final = 16  # com.sun.star.sheet.CellFlags.FORMULA


def freeze(document: Any, day: dt.date) -> str:
    """Copy the active sheet of a document right after itself, with values only, and show it.

    Args:
        document: A document of Calc.
        day: The day that the name of the copy tells.

    Returns:
        The name of the copy.

    Raises:
        InvalidInput: ``classeur-protege``, ``feuille-protegee``.
    """
    if document.isProtected():
        raise InvalidInput(
            "classeur-protege",
            "La structure du classeur est protégée : aucune feuille ne peut y être ajoutée. Ôtez "
            "la protection (Outils > Protéger la structure du classeur), puis recommencez.",
        )
    source = document.CurrentController.ActiveSheet
    mark = f" figée {day:%d-%m-%Y}"
    taken = {one.lower() for one in document.Sheets.ElementNames}
    name = free_name(source.Name[: LONGEST_NAME - len(mark)] + mark, taken)
    with one_step(document, "COG : figer"):
        sheets = document.Sheets
        sheets.copyByName(source.Name, name, source.RangeAddress.Sheet + 1)
        copy = sheets.getByName(name)
        if copy.isProtected() and not _unprotected(copy):
            sheets.removeByName(name)
            raise InvalidInput(
                "feuille-protegee",
                f"La feuille « {source.Name} » est protégée par un mot de passe : sa copie ne peut "
                "pas recevoir les valeurs. Ôtez la protection (Outils > Protéger la feuille), "
                "puis recommencez.",
            )
        _values_only(source, copy)
        if source.isProtected():
            copy.protect("")
    document.CurrentController.setActiveSheet(copy)
    return name


def _unprotected(sheet: Any) -> bool:
    """Take the protection of a sheet away where it has no password."""
    # Caught here: an error of LibreOffice cannot leave the block of a step to undo.
    with suppress(Exception):
        sheet.unprotect("")
    return not sheet.isProtected()


def _values_only(source: Any, copy: Any) -> None:
    """Put the values of the formulas of a sheet into its copy, in the place of the formulas."""
    areas = source.queryContentCells(_FORMULAS).RangeAddresses
    # All at once: part of an array formula cannot be taken away.
    copy.clearContents(_FORMULAS)
    for area in areas:
        place = (area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        before, after = (one.getCellRangeByPosition(*place) for one in (source, copy))
        values = before.getDataArray()
        after.setDataArray(
            tuple(tuple("" if one is None else one for one in row) for row in values)
        )
        for was, now in _pairs(before, after):
            if was.getError():
                _keep_error(was, now)
            elif now.NumberFormat != was.NumberFormat:
                # A formula without a format shows a day, a rate or VRAI by what it gives.
                now.NumberFormat = was.NumberFormat


def _pairs(before: Any, after: Any) -> Iterator[tuple[Any, Any]]:
    area = before.RangeAddress
    for row in range(area.EndRow - area.StartRow + 1):
        for column in range(area.EndColumn - area.StartColumn + 1):
            yield before.getCellByPosition(column, row), after.getCellByPosition(column, row)


def _keep_error(was: Any, now: Any) -> None:
    """Keep an error as the constant that Calc has for it, or as the text that it shows."""
    kind = ERROR_KINDS.get(was.getError())
    if kind is None:
        now.setString(was.String)
    else:
        now.setFormula(f"={kind}")
