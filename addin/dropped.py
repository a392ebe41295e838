"""A workbook dropped on the page: what Office.js would say of it, were it open in Excel.

The page has the code of the pane, which asks for sheets, cells and names; here they are read in
the file. Nothing is kept: the page sends the file along each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from addin import requests
from addin.workbook_names import convention_sent
from pycog import doctor
from pycog.audit.grid import NO_NUMBER, is_number
from pycog.conventions.form import layout
from pycog.errors import CellError, InvalidInput, NotAvailable, RefusedFile
from pycog.values import Scalar, format_number
from pycog.xlsx import formulas
from pycog.xlsx.cells import address
from pycog.xlsx.opening import Opening
from pycog.xlsx.package import Package
from pycog.xlsx.stored import stored_sheets
from pycog.xlsx.structure import WorkbookInfo, hidden_sheets, read_workbook

#: Cells of a sheet, from its first to its last: more is no annex, and too much for a page.
MOST_CELLS: Final = 400_000
#: How the file marks a function of an add-in that Excel has found, and functions newer than it.
_MARKS: Final = ("_xldudf_", "_xlfn._xlws.", "_xlfn.", "_xlws.")
_SUFFIXES: Final = (".xlsx", ".xlsm", ".xltx", ".xltm")
_GENERAL: Final = "General"
#: Letters of the name of a sheet, beyond what any program gives one.
_LONGEST: Final = 255
_DAYS_FROM_1900_TO_1904: Final = 1462


def opened(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a dropped workbook is made of.

    Args:
        data: ``name`` and ``content`` (base 64).

    Returns:
        ``sheets``, each with its ``name`` and whether it is ``hidden``; ``marked``, whether it is
        a convention form; ``workbook_convention``, as the pane sends it.

    Raises:
        InvalidInput: ``demande-illisible``, ``extension-non-geree``.
        RefusedFile: It is no workbook that can be read.
    """
    package = package_of(data)
    info = read_workbook(package)
    if not info.sheets:
        raise RefusedFile(
            "classeur-illisible",
            f"{package.path} : ce classeur n'a que des graphiques, aucune feuille de cellules. "
            "Déposez celui qui contient l'annexe.",
            path=str(package.path),
        )
    hidden = hidden_sheets(package)
    return {
        "sheets": [{"name": one.name, "hidden": one.name in hidden} for one in info.sheets],
        "marked": any(name.name == layout.MARK for name in info.names),
        "workbook_convention": convention_sent(package, info),
    }


def sheet(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet of a dropped workbook, as the pane reads one in Excel.

    A formula that no program has calculated has the value ``None``, which Excel never gives.

    Args:
        data: ``name``, ``content`` and ``sheet``.

    Raises:
        InvalidInput: ``demande-illisible``, ``extension-non-geree``, ``feuille-trop-grande``.
        NotAvailable: ``feuille-inconnue``.
        RefusedFile: It is no workbook that can be read.
    """
    package = package_of(data)
    name = requests.text_of(data, "sheet")
    if len(name) > _LONGEST:
        raise requests.unreadable()
    info = read_workbook(package)
    if name not in {one.name for one in info.sheets}:
        raise NotAvailable("feuille-inconnue", f"Le classeur n'a pas de feuille « {name} ».")
    read = doctor.read(package)
    page = next(one for one in read.sheets if one.name == name)
    conditions = [
        {"range": rule.place, "formula": f"={rule.formula}"}
        for rule in read.rules
        if rule.kind == "format" and rule.sheet == name
    ]
    found = _cells(name, page, _formats(package, name), _shift(info))
    return {**found, "conditions": conditions}


def is_date_format(code: str) -> bool:
    """Tell whether a number format shows a date."""
    from openpyxl.styles.numbers import is_date_format as shows_date

    return bool(shows_date(code))


def package_of(data: Mapping[str, Any]) -> Package:
    """Open the workbook that was sent, a signature aside: nothing is written into it.

    Raises:
        InvalidInput: ``demande-illisible``, ``extension-non-geree``.
        RefusedFile: It is no workbook.
    """
    name, content = (requests.text_of(data, key) for key in ("name", "content"))
    path = Path(name.replace("\\", "/")).name or "classeur.xlsx"
    if not path.lower().endswith(_SUFFIXES):
        raise InvalidInput(
            "extension-non-geree",
            f"« {path} » n'est pas un classeur .xlsx ou .xlsm. Ouvrez-le dans votre tableur, "
            "enregistrez-le sous ce format et déposez-le à nouveau.",
        )
    return Package(Path(path), requests.bytes_of(content), Opening(drop_signature=True))


def _shift(info: WorkbookInfo) -> int:
    """Return what turns a date of the workbook into one that is counted from 1900."""
    return _DAYS_FROM_1900_TO_1904 if info.date_system == "1904" else 0


def _cells(
    name: str, page: doctor.Sheet, formats: Mapping[tuple[int, int], str], shift: int
) -> dict[str, Any]:
    if not page.cells:
        return {"sheet": name, "row": 0, "column": 0, "values": [], "formulas": [], "formats": []}
    top, left = (min(place[axis] for place in page.cells) for axis in (0, 1))
    bottom, right = (max(place[axis] for place in page.cells) for axis in (0, 1))
    height, width = bottom - top + 1, right - left + 1
    if height * width > MOST_CELLS:
        raise InvalidInput(
            "feuille-trop-grande",
            f"La feuille « {name} » va de {address(top, left)} à {address(bottom, right)}, soit "
            f"{format_number(height * width)} cellules ; la limite est de "
            f"{format_number(MOST_CELLS)}. Effacez ce qui se trouve loin du tableau.",
        )
    values: list[list[Any]] = [[""] * width for _ in range(height)]
    written: list[list[Any]] = [[""] * width for _ in range(height)]
    looks = [[_GENERAL] * width for _ in range(height)]
    for (row, column), cell in page.cells.items():
        i, j = row - top, column - left
        looks[i][j] = formats.get((row, column), _GENERAL)
        values[i][j] = _value(cell.value, looks[i][j], shift)
        written[i][j] = f"={_as_shown(cell.formula)}" if cell.formula else values[i][j]
        if cell.formula and cell.value is None:
            # Never calculated: neither blank nor zero.
            values[i][j] = None
    return {
        "sheet": name,
        "row": top - 1,
        "column": left - 1,
        "values": values,
        "formulas": written,
        "formats": looks,
    }


def _value(value: Scalar, look: str, shift: int) -> Any:
    if isinstance(value, CellError):
        return value.kind
    if isinstance(value, int | float) and not is_number(value):
        return NO_NUMBER
    if shift and isinstance(value, int | float) and is_date_format(look):
        return value + shift
    return "" if value is None else value


def _as_shown(formula: str) -> str:
    """Return a formula of a file as Excel shows it to whoever has the add-in."""
    try:
        tokens = list(formulas.tokens(formula))
    except formulas.Unsupported:
        return formula
    return "".join(_unmarked(token) for token in tokens)


def _unmarked(token: formulas.Token) -> str:
    if (token.kind, token.subkind) != ("func", "open"):
        return token.text
    for mark in _MARKS:
        if token.text.startswith(mark):
            return token.text[len(mark) :]
    return token.text


def _formats(package: Package, name: str) -> dict[tuple[int, int], str]:
    with stored_sheets(package) as sheets:
        return dict(_formats_of(next(one for one in sheets if one.title == name)))


def _formats_of(page: Any) -> Iterator[tuple[tuple[int, int], str]]:
    for row in page.iter_rows():
        for cell in row:
            if cell.value is not None and cell.number_format != _GENERAL:
                yield (cell.row, cell.column), str(cell.number_format)
