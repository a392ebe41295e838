"""Which convention a workbook says that it follows, by its defined name ``COG_CONVENTION``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Final, NamedTuple

from pycog.default_convention import NAME, WORKBOOK, Default
from pycog.errors import CellError, InvalidInput, RefusedFile
from pycog.lazy_patterns import regex
from pycog.values import Scalar, display, excerpt
from pycog.xlsx import cells
from pycog.xlsx.package import Package
from pycog.xlsx.sheet_reading import read_sheet, shared_strings
from pycog.xlsx.sheet_scan import SheetScan, array_range, find_cells
from pycog.xlsx.structure import WorkbookInfo, read_workbook

#: A text, its quotes doubled; one cell of a sheet, with its signs ``$``.
_TEXT: Final = regex(r'"((?:[^"]|"")*)"')
_CELL: Final = regex(
    r"(?:'((?:[^'\[\]]|'')+)'|([^'!\[\]:]+))!(\$[A-Za-z]{1,3}\$\d{1,7})(?::(\$[A-Za-z]{1,3}\$\d{1,7}))?"
)
_INLINE: Final = regex(rb"<t(?:\s[^>]*)?>([^<]*)</t>")
_SOUND: Final = regex(rb"<rPh[\s>].*?</rPh>", re.S)


class Place(NamedTuple):
    """The one cell that the name refers to."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        """Return it as ``Feuille!D12``."""
        return f"{self.sheet}!{cells.address(self.row, self.column)}"


class Content(NamedTuple):
    """What that cell holds: its value, and whether a formula gives it."""

    value: Scalar
    is_formula: bool


def convention_of(package: Package) -> Default | InvalidInput | None:
    """Return the convention that a workbook names, or why it cannot be told.

    Returns:
        ``None`` where the workbook has no such name.

    Raises:
        RefusedFile: The workbook cannot be read.
    """
    return named(package, read_workbook(package))


def named(
    package: Package, info: WorkbookInfo, scans: Mapping[str, SheetScan] | None = None
) -> Default | InvalidInput | None:
    """Return the convention that a workbook names; see :func:`convention_of`.

    Args:
        package: The workbook.
        info: Its structure.
        scans: Its sheets, where they were read already.
    """
    found = [one for one in info.names if one.name.upper() == NAME]
    if not found:
        return None
    try:
        ids = {one.scope: _id(package, info, scans, one.formula) for one in found}
        return Default(only_one(ids), WORKBOOK)
    except InvalidInput as error:
        return error


def convention_of_files(packages: Iterable[Package]) -> Default | None:
    """Return the one convention that the workbooks of one piece of work name.

    Args:
        packages: The workbooks; those that name none go with the others.

    Returns:
        The convention, its origin naming the file; ``None`` where no workbook names one.

    Raises:
        RefusedFile: ``convention-du-classeur``: a name says nothing that can be read;
            ``conventions-melees``: two workbooks follow two conventions; or a file that cannot
            be read.
    """
    found: Default | None = None
    for package in packages:
        one = convention_of(package)
        if isinstance(one, InvalidInput):
            raise RefusedFile(one.code, f"{package.path} : {one.message}", path=str(package.path))
        if one is None:
            continue
        if found is not None and found.id != one.id:
            raise RefusedFile(
                "conventions-melees",
                f"{package.path} suit la convention « {one.id} » par son nom {NAME}, et non "
                f"« {found.id} » ({found.origin}). Traitez les classeurs de chaque convention à "
                "part.",
                path=str(package.path),
            )
        found = found or Default(one.id, f"nom {NAME} de {package.path.name}")
    return found


def only_one(ids: Mapping[str | None, str]) -> str:
    """Return the one id that the names of a workbook give.

    Args:
        ids: What each name gives, by the sheet that it is limited to; ``None`` for the one of
            the whole workbook.

    Raises:
        InvalidInput: ``convention-du-classeur``: there is none of the whole workbook, or they
            give several.
    """
    if None not in ids:
        raise fault(
            f"ne vaut que pour la feuille « {next(iter(ids))} »",
            "Définissez-le pour le classeur entier",
        )
    if len(set(ids.values())) > 1:
        listed = ", ".join(f"« {excerpt(one)} »" for one in dict.fromkeys(ids.values()))
        raise fault(
            f"donne plusieurs conventions, selon la feuille ({listed})", "N'en gardez qu'un"
        )
    return ids[None]


def constant(formula: str) -> str | None:
    """Return the text of a definition such as ``="cnaf-2023-2027"``; ``None`` for another one.

    Raises:
        InvalidInput: ``convention-du-classeur``: the text is empty.
    """
    match = _TEXT.fullmatch(formula.strip().removeprefix("=").strip())
    return None if match is None else _filled(match[1].replace('""', '"'), "est un texte vide")


def place_of(formula: str) -> Place:
    """Return the one cell of a definition such as ``=Feuil1!$B$2``.

    Raises:
        InvalidInput: ``convention-du-classeur``: it is anything else.
    """
    plain = formula.strip().removeprefix("=").strip()
    if "#REF!" in plain.upper():
        raise fault("ne désigne plus rien (#REF!)")
    match = _CELL.fullmatch(plain)
    if match is None:
        raise fault(f"est défini par « {excerpt(plain)} », qui n'est ni un texte ni une cellule")
    if match[4] and match[4].upper() != match[3].upper():
        raise fault(f"désigne plusieurs cellules ({excerpt(plain)})")
    found = cells.place_of(match[3])
    if found is None:
        raise fault(f"désigne « {excerpt(plain)} », qui n'est pas une cellule")
    return Place((match[1] or match[2]).replace("''", "'"), *found)


def text_in(place: Place, content: Content) -> str:
    """Return the id that a cell holds.

    Raises:
        InvalidInput: ``convention-du-classeur``: it is blank, a formula or no text.
    """
    value = content.value
    if content.is_formula:
        raise fault(f"désigne la cellule {place}, qui contient une formule")
    if isinstance(value, CellError) or (value is not None and not isinstance(value, str)):
        raise fault(
            f"désigne la cellule {place}, qui contient « {display(value)} » au lieu d'un texte"
        )
    return _filled(value or "", f"désigne la cellule {place}, qui est vide")


def fault(what: str, remedy: str = "") -> InvalidInput:
    """Return the error of a name that says nothing that can be read.

    Args:
        what: What is wrong with it, as the end of a sentence.
        remedy: What to do first, without a full stop.
    """
    first = f"{remedy}, ou donnez" if remedy else "Donnez"
    return InvalidInput(
        "convention-du-classeur",
        f"Le nom {NAME} du classeur {what}. {first}-lui dans le gestionnaire de noms un texte "
        'comme ="cnaf-2023-2027" ou une cellule qui contient ce texte, ou supprimez-le.',
    )


def _filled(text: str, what: str) -> str:
    if not text.strip():
        raise fault(what)
    return text.strip()


def _id(
    package: Package, info: WorkbookInfo, scans: Mapping[str, SheetScan] | None, formula: str
) -> str:
    text = constant(formula)
    if text is not None:
        return text
    place = place_of(formula)
    part = next((one for one in info.sheets if one.name.lower() == place.sheet.lower()), None)
    if part is None:
        raise fault(f"désigne la feuille « {place.sheet} », qui n'est pas dans ce classeur")
    scanned = read_sheet(package, info, part) if scans is None else scans[part.name]
    return text_in(place, _content(package, info, scanned, place))


def _content(package: Package, info: WorkbookInfo, scanned: SheetScan, place: Place) -> Content:
    at = (place.row, place.column)
    if next(scanned.cells_at({at}), None) is not None or _is_filled_by_array(scanned, at):
        return Content(None, is_formula=True)
    cell = find_cells(scanned.part, {at}).get(at)
    if cell is None:
        return Content(None, is_formula=False)
    kind = cells.TYPE.search(cell.attributes)
    if kind is not None and kind[1] == b"inlineStr":
        plain = b"".join(_INLINE.findall(_SOUND.sub(b"", cell.tail)))
        return Content(unescape(plain.decode("utf-8")), is_formula=False)
    value = cells.stored_value(cell.attributes, cell.value)
    if kind is not None and kind[1] == b"s":
        texts = shared_strings(package, info)
        number = int(value) if isinstance(value, str) and value.isdecimal() else len(texts)
        return Content(texts[number] if number < len(texts) else None, is_formula=False)
    return Content(value, is_formula=False)


def _is_filled_by_array(scanned: SheetScan, at: tuple[int, int]) -> bool:
    arrays = {shape for shape in scanned.shapes if b"array" in shape}
    for cell in scanned.cells(arrays) if arrays else ():
        area = array_range(cell.formula)
        if area and area[0] <= at[0] <= area[2] and area[1] <= at[1] <= area[3]:
            return True
    return False
