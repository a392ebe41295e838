"""The annexes of a convention as new documents, calculated by Calc."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from addin import annexes
from addin.libreoffice.opening import open_document
from pycog.default_convention import using
from pycog.values import Scalar
from pycog.xlsx.cells import address

#: Calculates a document and puts its formulas right.
Settle = Callable[[Any], None]


def open_annex(context: Any, annex: str, settle: Settle) -> Any:
    """Make an annex of the convention that is meant and open it as a new document.

    As ``pycog build`` does, it is written twice: heights of rows and charts then fit what the
    cells show. The values between are Calc's.

    Args:
        context: LibreOffice's.
        annex: Its id, of :func:`addin.annexes.available`.
        settle: Calculates a document.

    Raises:
        NotAvailable: ``annexe-inconnue``, ``convention-inconnue``.
    """
    writer, meant = annexes.writer_of(annex), annexes.meant_by(annex)
    with tempfile.TemporaryDirectory(prefix="pycog-") as folder, using(meant):
        path = Path(folder) / PurePosixPath(annex).name
        path.write_bytes(writer({}))
        draft = open_document(context, path, untitled=True, hidden=True)
        try:
            settle(draft)
            values = dict(_values(draft))
        finally:
            draft.close(True)
        path.write_bytes(writer(values))
        document = open_document(context, path, untitled=True)
    settle(document)
    document.setTitle(path.stem)
    document.setModified(False)
    return document


def _values(document: Any) -> Iterator[tuple[tuple[str, str], Scalar]]:
    """Return the values of all filled cells of a document, by sheet and address."""
    for sheet in document.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(True)
        cursor.gotoStartOfUsedArea(True)
        area = cursor.RangeAddress
        for row, line in enumerate(cursor.getDataArray(), area.StartRow + 1):
            for column, value in enumerate(line, area.StartColumn + 1):
                if value != "":
                    yield (sheet.Name, address(row, column)), value
