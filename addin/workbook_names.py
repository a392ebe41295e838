"""What a file says of its name COG_CONVENTION, in the form in which the add-in sends it."""

from __future__ import annotations

from typing import Any, Final

from pycog import doctor
from pycog.errors import CellError, InvalidInput
from pycog.xlsx.convention_name import constant, place_of
from pycog.xlsx.package import Package
from pycog.xlsx.structure import DefinedName, WorkbookInfo

_NAME: Final = "cog_convention"


def convention_sent(package: Package, info: WorkbookInfo) -> dict[str, Any] | None:
    """Return the names of a workbook that say which convention it follows, ``None`` without one.

    Args:
        package: The workbook.
        info: Its structure.
    """
    names = [one for one in info.names if one.name.lower() == _NAME]
    if not names:
        return None
    return {"names": [_sent(package, one) for one in names]}


def _sent(package: Package, name: DefinedName) -> dict[str, Any]:
    formula = f"={name.formula.removeprefix('=')}"
    sent: dict[str, Any] = {"formula": formula, "sheet": name.scope}
    if constant(formula) is not None:
        return sent
    try:
        place = place_of(formula)
    except InvalidInput:
        # Neither a text nor a cell: whoever asks for the convention is told so.
        return sent
    sheet = next((one for one in doctor.read(package).sheets if one.name == place.sheet), None)
    cell = sheet.cells.get((place.row, place.column)) if sheet else None
    value = cell.value if cell else None
    if isinstance(value, CellError):
        value = value.kind
    shown = "" if value is None else value
    written = f"={cell.formula}" if cell and cell.formula else shown
    return {**sent, "values": [[shown]], "formulas": [[written]]}
