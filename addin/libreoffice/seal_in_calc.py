"""*Vérifier*: whether the file of a document is as it was sealed, Calc being the calculator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from addin.libreoffice import second_calculator
from addin.libreoffice.annex_documents import Settle
from addin.libreoffice.document_copy import path_of
from addin.libreoffice.opening import open_document
from addin.libreoffice.sheet_values import values_of
from addin.pane_words import for_pane
from pycog.errors import InvalidInput, NotAvailable, RefusedFile
from pycog.seal.sealing import VERIFYING, open_to_seal
from pycog.seal.verification import Verification, verify_package
from pycog.values import capital, counted
from udfs.hosts.engine import EngineHost
from udfs.rule_versions import rule_version

#: Differences that are told one by one.
_MOST: Final = 20
_CANNOT_SIGN: Final = "signature-non-installee"


def verify_file(context: Any, document: Any, settle: Settle) -> list[str]:
    """Return, line by line, whether the file of a document is as it was sealed.

    Args:
        context: LibreOffice's.
        document: A document of Calc; what was changed in it and not saved is not looked at.
        settle: Calculates a document.

    Raises:
        InvalidInput: ``classeur-non-enregistre``, ``signature-non-verifiable``.
        RefusedFile: The file cannot be read, or is of a form that holds no seal.
    """
    path = path_of(document)
    if path is None:
        raise InvalidInput(
            "classeur-non-enregistre",
            "Ce classeur n'a pas encore de fichier sur ce poste ou un partage : c'est un fichier "
            "qui se vérifie. Ouvrez celui que l'on vous a remis.",
        )
    found = _verified(path)
    lines = list(_told(found))
    if found.content is not None:
        lines += _calculated(context, path, settle)
    if document.isModified():
        lines += ["", "Ce que vous avez changé sans l'enregistrer n'est pas vérifié."]
    return lines


def _verified(path: Path) -> Verification:
    package = open_to_seal(path, options=VERIFYING)
    try:
        # Calc is the calculator here: the engine of pycog is not in the extension.
        return verify_package(package, EngineHost(), rule_version, calculates=False)
    except NotAvailable as error:
        if error.code != _CANNOT_SIGN:
            raise
        raise InvalidInput(
            "signature-non-verifiable",
            f"{path.name} porte un bordereau signé : vérifier une signature demande un paquet "
            "compilé, qui n'est pas dans l'extension. Lancez « pycog verify » sur ce fichier.",
        ) from error


def _told(found: Verification) -> Iterator[str]:
    yield _sentence(found.headline)
    if found.content is None and not found.seal_faults:
        yield "Ce classeur ne porte pas de bordereau de calcul."
    yield from (f"• Bordereau : {one}." for one in found.seal_faults)
    yield from _shortened([f"• {one}" for one in found.differences])
    yield from (f"Depuis : {one}." for one in found.since)
    yield from (for_pane(_sentence(one)) for one in found.notes)


def _calculated(context: Any, path: Path, settle: Settle) -> Iterator[str]:
    """Let Calc calculate the file anew and say what it finds otherwise."""
    copy = open_document(context, path, untitled=True, hidden=True)
    try:
        copy.calculateAll()
        settle(copy)
        found = second_calculator.compared(path, values_of(copy))
    finally:
        copy.close(True)
    if isinstance(found, RefusedFile):
        raise found
    yield ""
    if not found.differences:
        yield f"Recalculé par Calc : {counted(found.compared, 'formule')}, mêmes valeurs."
        return
    number = counted(len(found.differences), "valeur diffère", "valeurs diffèrent")
    yield f"Recalculé par Calc : {number}."
    yield from _shortened([f"• {one}" for one in found.differences])


def _shortened(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"… et {counted(len(lines) - _MOST, 'autre', 'autres')}."


def _sentence(text: str) -> str:
    return f"{capital(text)}."
