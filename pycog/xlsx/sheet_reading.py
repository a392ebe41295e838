"""Reads the sheets of a workbook: quickly where that is safe, exactly where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from xml.etree import ElementTree

from pycog.errors import RefusedFile
from pycog.xlsx.package import Package, refused
from pycog.xlsx.sheet_scan import SheetScan, UnreadableSheet, scan
from pycog.xlsx.structure import SheetPart, WorkbookInfo, parse, relations


def read_sheets(package: Package, info: WorkbookInfo) -> dict[str, SheetScan]:
    """Find the formula cells of every sheet, by sheet name.

    Raises:
        RefusedFile: ``feuille-inhabituelle`` or ``xml-interdit``: no reader can be sure.
    """

    @lru_cache(maxsize=1)
    def strings() -> Sequence[str]:
        return shared_strings(package, info)

    return {sheet.name: _read_sheet(package, info, sheet, strings) for sheet in info.sheets}


def read_sheet(package: Package, info: WorkbookInfo, sheet: SheetPart) -> SheetScan:
    """Find the formula cells of one sheet; see :func:`read_sheets`."""
    return _read_sheet(package, info, sheet, lambda: shared_strings(package, info))


def _read_sheet(
    package: Package, info: WorkbookInfo, sheet: SheetPart, strings: Callable[[], Sequence[str]]
) -> SheetScan:
    part = package.read(sheet.part)
    try:
        return scan(part)
    except UnreadableSheet:
        return _read_with_care(package, info, sheet, strings, part)


def _read_with_care(
    package: Package,
    info: WorkbookInfo,
    sheet: SheetPart,
    strings: Callable[[], Sequence[str]],
    part: bytes,
) -> SheetScan:
    """Read what the quick reader cannot be sure of; the exact one has the last word."""
    from pycog.xlsx import plain_sheets  # few sheets need them
    from pycog.xlsx.exact_cells import ForbiddenMarkup, InexactSheet, read_exact

    mending = plain_sheets.mended(part)
    if mending is not None:
        with suppress(UnreadableSheet):
            scanned = scan(mending.usual)
            # What is to be written must come back to its own form.
            if not scanned.count or (plain_sheets.in_order(mending.usual) and mending.returns):
                scanned.mending, scanned.is_restated = mending, True
                scanned.reread = lambda: read_exact(
                    part, date_system=info.date_system, strings=strings
                )
                return scanned
    try:
        exact = read_exact(part, date_system=info.date_system, strings=strings)
        scanned = scan(exact.usual)
    except ForbiddenMarkup as error:
        raise refused(
            package.path,
            "xml-interdit",
            f"contient une déclaration XML interdite dans « {sheet.part} »",
        ) from error
    except (InexactSheet, UnreadableSheet) as error:
        raise unusual(package, sheet.name, error) from error
    scanned.exact, scanned.is_restated = exact, True
    return scanned


def unusual(package: Package, sheet: str, error: Exception) -> RefusedFile:
    """Return the refusal of a sheet that says two things, or nothing readable."""
    return refused(
        package.path,
        "feuille-inhabituelle",
        f"a une feuille « {sheet} » que pycog ne peut pas lire avec certitude ({error}). "
        "Ouvrez-le dans Excel et enregistrez-le, puis recommencez",
    )


def shared_strings(package: Package, info: WorkbookInfo) -> list[str]:
    """Return the plain text of every shared string; how it is pronounced is left out."""
    for kind, target in relations(package, info.part).values():
        if kind == "sharedStrings" and target in package:
            items = parse(package, target).findall("{*}si")
            return ["".join(text.text or "" for text in _texts(item)) for item in items]
    return []


def _texts(item: ElementTree.Element) -> list[ElementTree.Element]:
    return item.findall("{*}t") + item.findall("{*}r/{*}t")
