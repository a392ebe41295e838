"""Opens a workbook to read what its cells hold, without calculating or changing anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from pycog.errors import CellError, PycogError, RefusedFile
from pycog.values import Scalar, serial_of
from pycog.xlsx.package import Package


def open_stored(package: Package, *, data_only: bool = True, read_only: bool = True) -> Any:
    """Open a workbook with openpyxl.

    Args:
        package: Its file, opened first: a package tells in French what is wrong with one.
        data_only: Whether its formulas are read as their stored values.
        read_only: Whether its sheets are read as a stream, without their tables.

    Raises:
        RefusedFile: ``classeur-illisible``, or a part that expands to more than it declares.
    """
    from openpyxl import load_workbook

    for name in package.names:
        package.check(name)  # openpyxl would expand a part without looking
    try:
        return load_workbook(BytesIO(package.data), read_only=read_only, data_only=data_only)
    except Exception as error:
        raise _unreadable(package, error) from error


@contextmanager
def stored_sheets(package: Package, *, data_only: bool = True) -> Iterator[Iterator[Any]]:
    """Open the sheets of cells of a workbook, read as a stream within the block.

    Raises:
        RefusedFile: As :func:`open_stored`; a damaged sheet shows only when it is read.
    """
    book = open_stored(package, data_only=data_only)
    try:
        yield map(_whole, book.worksheets)
    except PycogError:
        raise
    except Exception as error:
        raise _unreadable(package, error) from error
    finally:
        book.close()


def _whole(sheet: Any) -> Any:
    # Some writers store a wrong size, which would hide cells.
    sheet.reset_dimensions()
    return sheet


def _unreadable(package: Package, error: Exception) -> RefusedFile:
    """Return the refusal for whatever a damaged part makes openpyxl raise."""
    return RefusedFile(
        "classeur-illisible",
        f"{package.path} : ce classeur ne peut pas être lu ({type(error).__name__}). Ouvrez-le "
        "dans Excel, enregistrez-le au format .xlsx et recommencez.",
        path=str(package.path),
    )


def stored_value(entry: Any) -> Scalar:
    """Return what a cell of openpyxl holds; dates as the serial of their day."""
    value = entry.value
    if entry.data_type == "e":
        return CellError(str(value))
    if isinstance(value, dt.datetime):
        return serial_of(value.date())
    if isinstance(value, dt.date):
        return serial_of(value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)
