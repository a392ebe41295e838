"""The open document as the workbook that the rest of pycog reads."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import uno
from com.sun.star.beans import PropertyValue

from addin.libreoffice.saved_files import give_to_excel
from pycog.errors import InvalidInput
from pycog.xlsx.package import Package

_EXCEL: Final = "Calc MS Excel 2007 XML"


def named_value(name: str, value: Any) -> Any:
    """Return a property as UNO takes it."""
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def file_name_of(document: Any) -> str:
    """Return what a copy of a document is called: its title, as an .xlsx workbook."""
    title = str(document.Title).replace("/", "-").replace("\\", "-").strip(" .") or "classeur"
    return str(Path(title).with_suffix("") if "." in title else title) + ".xlsx"


def path_of(document: Any) -> Path | None:
    """Return the file of a document, ``None`` where it has none on this machine or a share."""
    url = str(document.URL)
    return Path(uno.fileUrlToSystemPath(url)) if url.startswith("file:") else None


def saved_copy(document: Any, folder: Path, spellings: Mapping[str, str], mark: str = "") -> Path:
    """Write a copy of a document as an .xlsx workbook; the document itself stays as it is.

    Args:
        document: A document of Calc.
        folder: Where to.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
        mark: What the name of the copy ends with.

    Raises:
        InvalidInput: ``copie-impossible``.
    """
    path = folder / file_name_of(document)
    path = path.with_stem(f"{path.stem}{mark}")
    stored(document, path, _EXCEL)
    give_to_excel(path, spellings)
    return path


def stored(document: Any, path: Path, form: str) -> None:
    """Write a copy of a document; the document itself stays as it is.

    Args:
        document: A document of LibreOffice.
        path: Where to.
        form: Name of the filter that writes it.

    Raises:
        InvalidInput: ``copie-impossible``.
    """
    try:
        document.storeToURL(uno.systemPathToFileUrl(str(path)), (named_value("FilterName", form),))
    except uno.getClass("com.sun.star.io.IOException") as error:
        raise InvalidInput(
            "copie-impossible",
            "Calc ne peut pas copier ce document dans le dossier temporaire. Vérifiez que le "
            "disque n'est pas plein et que le document n'est pas protégé par un mot de passe.",
        ) from error


def as_sent(package: Package) -> dict[str, str]:
    """Return a workbook as the pane of Excel sends one."""
    content = base64.b64encode(package.data).decode("ascii")
    return {"name": package.path.name, "content": content}


def package_of(document: Any, spellings: Mapping[str, str]) -> Package:
    """Return a document as a workbook in memory; see :func:`saved_copy`."""
    with tempfile.TemporaryDirectory(prefix="pycog-") as folder:
        path = saved_copy(document, Path(folder), spellings)
        return Package(Path(path.name), path.read_bytes())
