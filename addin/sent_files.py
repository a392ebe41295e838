"""The workbooks that the pane sends: as files, or sheet by sheet where Excel gives no file.

Excel refuses the file of a workbook whose label forbids it, that was just renamed, or that another
program holds. Its sheets can still be read: the values that Excel shows are then written into a
workbook of ours. A value there is the one that Excel calculated; formulas do not come along.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from addin import requests
from addin.checking import ERROR_VALUES, Sheet, read_sheet

#: Key of the sheets, in the place of the content of the file.
SHEETS: Final = "sheets"
_MOST_SHEETS: Final = 255
_MOST_NAMES: Final = 1_000
_GENERAL: Final = "General"


def workbook_bytes(data: Mapping[str, Any]) -> bytes:
    """Return the bytes of a workbook that was sent.

    Args:
        data: ``content`` (base 64); or ``sheets`` as *Contrôler* sends one, and ``names``, each
            with its ``name`` and ``formula``.

    Raises:
        InvalidInput: ``demande-illisible``, ``feuille-illisible``.
    """
    if SHEETS not in data:
        return requests.bytes_of(requests.text_of(data, "content"))
    sent, names = data[SHEETS], data.get("names", [])
    if not isinstance(sent, list) or not isinstance(names, list):
        raise requests.unreadable()
    if not 0 < len(sent) <= _MOST_SHEETS or len(names) > _MOST_NAMES:
        raise requests.unreadable()
    if not all(isinstance(one, dict) for one in [*sent, *names]):
        raise requests.unreadable()
    return _written([read_sheet({"conditions": [], **one}) for one in sent], names)


def _written(sheets: list[Sheet], names: list[dict[str, Any]]) -> bytes:
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    output = BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    looks: dict[str, Any] = {}
    try:
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for i, line in enumerate(sheet.values):
                for j, value in enumerate(line):
                    code = str(sheet.formats[i][j])
                    if code != _GENERAL and code not in looks:
                        looks[code] = book.add_format({"num_format": code})
                    _write(page, sheet.row + i, sheet.column + j, value, looks.get(code))
        for one in names:
            name, formula = (requests.text_of(one, key) for key in ("name", "formula"))
            book.define_name(name, formula)
        book.close()
    except (XlsxWriterException, TypeError, ValueError) as error:
        raise requests.unreadable() from error
    return output.getvalue()


def _write(page: Any, row: int, column: int, value: Any, look: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value, look)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, look)
    elif value in ERROR_VALUES:
        page.write_formula(row, column, f"={value}", look, value)
    else:
        page.write_string(row, column, str(value), look)
