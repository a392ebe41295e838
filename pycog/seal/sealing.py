"""Writes a seal into a workbook, in the place of an earlier one; every other byte stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.equip.writing.permission import check_permission
from pycog.equip.writing.planned import PlannedSheet
from pycog.equip.writing.row_heights import with_heights
from pycog.errors import RefusedFile
from pycog.refresh.host import FunctionHost
from pycog.seal.seal_gathering import Rules, gather
from pycog.seal.seal_part import NAMESPACE, part_text
from pycog.seal.seal_reading import Reading, may_be_sealed, read_seal
from pycog.seal.seal_sheet import (
    add_pieces,
    plan_seal,
    texts_digest,
    texts_of,
)
from pycog.seal.sealed_content import Content
from pycog.xlsx.added_sheets import (
    NewSheet,
    add_name,
    add_sheet,
    drop_sheets,
    free_name,
    sheet_names,
)
from pycog.xlsx.added_styles import add_looks
from pycog.xlsx.collector import collector_paused
from pycog.xlsx.custom_parts import add_custom_part, custom_part, drop_custom_part
from pycog.xlsx.opening import Opening
from pycog.xlsx.package import Package, refused
from pycog.xlsx.part_edits import PartEdits
from pycog.xlsx.seal_names import SEAL_SHEET
from pycog.xlsx.structure import WorkbookInfo, read_workbook

if TYPE_CHECKING:
    from pycog.seal.signing_certificate import Signer

#: What pycog seals; other formats have another way to hold what a seal holds.
SEALED_SUFFIXES: Final = (".xlsx", ".xlsm", ".xltx", ".xltm")
#: Signs of the name of whoever seals: names and functions of people are shorter.
LONGEST_AUTHOR: Final = 120
#: Reading breaks no digital signature of Office, which may well follow the seal.
VERIFYING: Final = Opening(drop_signature=True)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A workbook with its seal.

    Attributes:
        data: Its bytes.
        content: What is sealed.
        sheet: Name of the sheet that shows it.
        replaced: Whether it takes the place of an earlier seal.
        signed: Whether it is signed.
        former: What the earlier seal held, ``None`` where none can be read.
    """

    data: bytes
    content: Content
    sheet: str
    replaced: bool
    signed: bool
    former: Content | None = None


def open_to_seal(
    path: Path, data: bytes | None = None, *, options: Opening | None = None
) -> Package:
    """Open a workbook that is to be sealed or verified.

    Args:
        path: Its place, or its name where its bytes are given.
        data: Its bytes; ``None`` reads them at its place.
        options: How; :data:`VERIFYING` where it is only read.

    Raises:
        RefusedFile: ``format-non-scelle`` for other formats; signed or encrypted workbooks, and
            what :class:`~pycog.xlsx.package.Package` refuses.
    """
    if path.suffix.lower() not in SEALED_SUFFIXES and path.suffix:
        raise RefusedFile(
            "format-non-scelle",
            f"{path} : un bordereau de calcul ne se pose et ne se vérifie que dans un classeur "
            "Excel (.xlsx ou .xlsm). Enregistrez le fichier au format « Classeur Excel (*.xlsx) » "
            "et recommencez.",
            path=str(path),
        )
    try:
        return Package.open(path, options) if data is None else Package(path, data, options)
    except RefusedFile as error:
        if error.code != "fichier-signe":
            raise
        raise refused(
            path,
            "fichier-signe",
            "porte une signature numérique d'Office, que l'ajout d'un bordereau invaliderait. "
            "Scellez le classeur avant de le signer, ou scellez une copie non signée",
        ) from error


@collector_paused()
def seal_package(
    package: Package,
    host: FunctionHost,
    rules: Rules,
    *,
    when: dt.datetime,
    author: str = "",
    signer: Signer | None = None,
) -> Sealed:
    """Return a workbook with its seal.

    Args:
        package: The workbook.
        host: Offers the functions.
        rules: Gives their versions.
        when: The moment, with its time zone.
        author: Who seals; ``""`` to leave that out.
        signer: Who signs, ``None`` for a seal without a signature.

    Raises:
        RefusedFile: It must not be written to, has nothing to seal or values that are not up
            to date, or cannot be calculated faithfully.
    """
    former = read_workbook(package)
    reading = read_seal(package, former) if may_be_sealed(package, former) else None
    base = package if reading is None else without_seal(package, reading)
    info = read_workbook(base)
    check_permission(base, info)
    content = gather(base, host, rules, when, author)
    if signer is not None:
        from pycog.seal.signing import shown_name

        content = replace(content, signer=shown_name(signer.certificate))
    name = free_name(info, SEAL_SHEET, sheet_names(PartEdits(base), info))
    sheet = plan_seal(content, name)
    content = replace(content, sheet=texts_digest(texts_of(sheet)))
    signature = b""
    if signer is not None:
        from pycog.seal.signing import sign

        signature = sign(signer, content.data)
    data = package.protected(_written(base, info, content, signature, sheet))
    was = None if reading is None else reading.content
    return Sealed(data, content, name, base is not package, bool(signature), was)


def _written(
    base: Package, info: WorkbookInfo, content: Content, signature: bytes, sheet: PlannedSheet
) -> bytes:
    printed = sheet.print_names()
    add_pieces(sheet, content, signature)
    edits = PartEdits(base)
    styles = add_looks(edits, info, sheet.looks)
    views = "workbookView " in edits.text(info.part)
    body = sheet.xml(styles, views=views)
    part = add_sheet(edits, info, NewSheet(sheet.name, body))
    edits.texts[part] = with_heights(edits.texts[part].encode(), sheet).decode()
    for key, formula in printed.items():
        add_name(edits, info, key, formula, sheet.name)
    add_custom_part(edits, info, part_text(content, signature))
    return edits.data()


def without_seal(package: Package, reading: Reading) -> Package:
    """Return a workbook without its seal; itself where it has none.

    Args:
        package: The workbook.
        reading: What was read of its seal.

    Raises:
        RefusedFile: It cannot be read with certainty.
    """
    info = reading.info
    part = custom_part(package, info, NAMESPACE)
    if part is None and not reading.sheets:
        return package
    edits = PartEdits(package)
    if reading.sheets:
        drop_sheets(edits, info, set(reading.sheets))
    if part is not None:
        drop_custom_part(edits, info, part)
    return package.reopen(edits.data())
