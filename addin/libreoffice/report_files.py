"""Draws a report from the open documents and writes it beside them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uno

from addin.libreoffice.annex_documents import Settle
from addin.libreoffice.document_copy import named_value, path_of, saved_copy
from addin.libreoffice.opening import open_document
from pycog.conventions import default_id
from pycog.default_convention import using
from pycog.errors import InvalidInput, system_reason
from pycog.reports.kinds import FORMS
from pycog.reports.making import ReportFile, convention_followed, make, order

#: What is offered → the form that pycog draws for it: what needs a package with compiled parts is
#: made of the document of Writer.
_ODT: Final = "odt"
DRAWN_AS: Final = {"xlsx": "xlsx", "pdf": _ODT, "docx": _ODT, _ODT: _ODT, "html": "html"}
#: What Writer makes of it → the filter that writes it.
_WRITTEN_BY: Final = {
    "pdf": "writer_pdf_Export",
    "docx": "MS Word 2007 XML",
    _ODT: "writer8",
}
#: Reports print the digest of each file that they read: this one is not the officer's own.
_COPY: Final = " (copie de Calc)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report as it is asked for in the window.

    Attributes:
        kind: A key of :data:`pycog.reports.kinds.KINDS`.
        form: A key of :data:`DRAWN_AS`.
        year: Its year, ``None`` where it has none.
        sheet: Number of the objective sheet, ``None`` where it has none.
    """

    kind: str
    form: str
    year: int | None
    sheet: int | None


def write_report(
    context: Any,
    wanted: Wanted,
    documents: Sequence[Any],
    spellings: Mapping[str, str],
    settle: Settle,
) -> tuple[Path, ReportFile]:
    """Draw a report from documents as they are now, and write it.

    Args:
        context: LibreOffice's.
        wanted: Which report.
        documents: Documents of Calc, the one that is worked in first: the file goes into its
            folder, or into a new temporary one where it was never saved.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.
        settle: Calculates a document.

    Returns:
        The file, under a name that was free, and what the report says of itself.

    Raises:
        InvalidInput: ``ecriture-impossible``, or what the report gives rise to.
        PycogError: What the documents give rise to.
    """
    form = DRAWN_AS[wanted.form]
    asked = order(wanted.kind, form, wanted.year, wanted.sheet)
    with tempfile.TemporaryDirectory(prefix="pycog-") as name:
        copies = []
        for number, document in enumerate(documents):
            settle(document)
            folder = Path(name) / str(number)
            folder.mkdir()
            copies.append(saved_copy(document, folder, spellings, _COPY))
        convention_followed(copies, asked.convention)
        other = asked.convention != default_id()
        with using(asked.convention, "rapport demandé") if other else nullcontext():
            report = make(asked, copies)
        content = report.content
        if wanted.form in _WRITTEN_BY:
            content = _by_writer(context, content, wanted.form, Path(name))
    name = f"{Path(asked.file_name).stem}.{wanted.form}"
    return write_beside(documents[0], name, content), report


def write_beside(document: Any, name: str, content: bytes) -> Path:
    """Write a file beside a document and return its path.

    Args:
        document: The document; one that was never saved has its files in a new temporary folder.
        name: Name of the file; it gets a number where another one has it.
        content: What it holds.

    Raises:
        InvalidInput: ``ecriture-impossible``.
    """
    target = _free(_folder_of(document), name)
    try:
        target.write_bytes(content)
    except OSError as error:
        raise InvalidInput(
            "ecriture-impossible",
            f"{target} ne peut pas être écrit ({system_reason(error)}). Enregistrez le classeur "
            "dans un dossier où vous pouvez écrire, puis recommencez.",
        ) from error
    return target


def _by_writer(context: Any, drawn: bytes, form: str, folder: Path) -> bytes:
    """Let Writer number the pages of a report and write it in another form.

    Raises:
        InvalidInput: ``writer-absent``.
    """
    source, target = folder / f"dessin.{_ODT}", folder / f"rapport.{form}"
    source.write_bytes(drawn)
    document = open_document(context, source, untitled=True, hidden=True)
    if document is None:
        raise InvalidInput(
            "writer-absent",
            "LibreOffice Writer n'est pas installé : il écrit les rapports en PDF, en Word et en "
            ".odt. Installez-le, ou choisissez « Excel » ou « Page web ».",
        )
    try:
        for index in document.DocumentIndexes:
            index.update()
        given = [named_value("FilterName", _WRITTEN_BY[form])]
        if form == "pdf":
            options = (named_value("UseTaggedPDF", True), named_value("ExportBookmarks", True))
            given.append(
                named_value("FilterData", uno.Any("[]com.sun.star.beans.PropertyValue", options))
            )
        document.storeToURL(uno.systemPathToFileUrl(str(target)), tuple(given))
    finally:
        document.close(True)
    return target.read_bytes()


def _folder_of(document: Any) -> Path:
    path = path_of(document)
    if path is not None:
        return path.parent
    return Path(tempfile.mkdtemp(prefix="pycog-"))


def _free(folder: Path, name: str) -> Path:
    """Return a path that no file has: a report never replaces another one."""
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return path


def form_titles() -> dict[str, str]:
    """Return the forms that are offered, each as the window calls it."""
    return {form: FORMS[form].label for form in DRAWN_AS}
