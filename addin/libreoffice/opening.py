"""Opens what was made: workbooks in Calc, other files in the program that they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import uno

from addin.libreoffice.document_copy import named_value

_OWN: Final = {".xlsx", ".ods", ".odt"}


def open_document(context: Any, path: Path, *, untitled: bool, hidden: bool = False) -> Any:
    """Open a file in LibreOffice and return its document, ``None`` where nothing opens it.

    Args:
        context: LibreOffice's.
        path: The file.
        untitled: Whether it opens as a new document, which is saved under a name of its own.
        hidden: Whether it opens without a window.
    """
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )
    given = (named_value("AsTemplate", untitled), named_value("Hidden", hidden))
    return desktop.loadComponentFromURL(uno.systemPathToFileUrl(str(path)), "_blank", 0, given)


def open_file(context: Any, path: Path) -> None:
    """Open a file in the program that the system has for it."""
    if path.suffix.lower() in _OWN:
        open_document(context, path, untitled=False)
        return
    shell = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.system.SystemShellExecute", context
    )
    shell.execute(uno.systemPathToFileUrl(str(path)), "", 0)
