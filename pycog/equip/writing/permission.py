"""Workbooks that must not be written to: protected, shared, closed to changes."""

from __future__ import annotations

from pycog.xlsx.earlier_bytes import has_wide_records
from pycog.xlsx.markup import attributes, elements
from pycog.xlsx.package import Package, refused
from pycog.xlsx.structure import SheetPart, WorkbookInfo, relations

_ON = {"1", "true"}


def check_permission(package: Package, info: WorkbookInfo) -> None:
    """Refuse a workbook to which no sheet may be added.

    Raises:
        RefusedFile: ``classeur-protege``, ``classeur-reserve``, ``classeur-partage`` or
            ``archive-64-bits``.
    """
    text = package.text(info.part).body.decode("utf-8")
    for element in elements(text, "workbookProtection"):
        if attributes(element).get("lockStructure") in _ON:
            raise refused(
                package.path,
                "classeur-protege",
                "est protégé : sa structure est verrouillée. Dans Excel : Révision, Protéger le "
                "classeur, ôtez la protection, enregistrez et recommencez",
            )
    for element in elements(text, "fileSharing"):
        if {"reservationPassword", "hashValue"} & set(attributes(element)):
            raise refused(
                package.path,
                "classeur-reserve",
                "est réservé en écriture par un mot de passe. Enregistrez-le dans Excel sans mot "
                "de passe de modification et recommencez",
            )
    if any(kind == "revisionHeaders" for kind, _ in relations(package, info.part).values()):
        raise refused(
            package.path,
            "classeur-partage",
            "est un classeur partagé avec suivi des modifications. Cessez le partage dans Excel, "
            "enregistrez et recommencez",
        )
    if has_wide_records(package.data):
        raise refused(
            package.path,
            "archive-64-bits",
            "est une archive à enregistrements de 64 bits, à laquelle pycog ne sait pas ajouter de "
            "feuille. Ouvrez-le dans Excel, enregistrez-le de nouveau et recommencez",
        )


def is_sheet_protected(package: Package, sheet: SheetPart) -> bool:
    """Tell whether the cells of a sheet are locked."""
    body = package.text(sheet.part).body
    start = body.rfind(b"</sheetData>")
    tail = body[start if start >= 0 else 0 :].decode("utf-8")
    return any(attributes(one).get("sheet") in _ON for one in elements(tail, "sheetProtection"))
