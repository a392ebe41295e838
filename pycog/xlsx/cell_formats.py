"""What the cell formats of a workbook make of a number: a day, a duration, bold or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree

from pycog.xlsx.package import Package
from pycog.xlsx.structure import WorkbookInfo, relations, xml_of

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TRUE: Final = ("1", "true")
#: Number formats that every workbook has, the rare ones left out.
_USUAL_FORMATS: Final = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "m/d/yy h:mm",
}
_DATE_LETTER: Final = re.compile(r"[dmhys]", re.I)


#: Formats of dates that Excel offers and programs write, in lower case.
USUAL_DATES: Final = frozenset(
    {
        "dd/mm/yyyy", "d/m/yyyy", "dd/mm/yy", "d/m/yy", "mm-dd-yy", "mm/dd/yyyy", "m/d/yyyy",
        "yyyy-mm-dd", "dd-mm-yyyy", "dd-mm-yy", "d-mmm-yy", "d-mmm", "mmm-yy", "mm/yyyy",
        "mmmm yyyy", "d mmmm yyyy", "dd mmmm yyyy", "dd.mm.yyyy", "dd/mm", "yyyy", "mmm yyyy",
        "dd/mm/yyyy hh:mm", "dd/mm/yyyy h:mm", "m/d/yy h:mm", "yyyy-mm-dd h:mm:ss",
        "yyyy-mm-dd hh:mm:ss", "dd/mm/yyyy hh:mm:ss", "dd/mm/yyyy;@", "[$-40c]d-mmm-yy;@",
        "[$-40c]d mmmm yyyy;@", "[$-40c]dd/mm/yyyy", "[$-40c]mmmm yyyy", "[$-40c]mmm-yy;@",
        "[$-f800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellFormat:
    """What a cell format makes of a number.

    Attributes:
        code: Its number format.
        date: Whether that shows a day or a time.
        duration: Whether it shows a duration.
        bold: Whether the cell is in bold.
    """

    code: str = ""
    date: bool = False
    duration: bool = False
    bold: bool = False


def cell_formats(package: Package, info: WorkbookInfo) -> tuple[CellFormat, ...]:
    """Return the cell formats of a workbook by their rank.

    Args:
        package: The workbook.
        info: Its structure.

    Raises:
        RefusedFile: ``compression-suspecte``, ``xml-interdit``.
    """
    kinds = {kind: part for kind, part in relations(package, info.part).values()}
    part = kinds.get("styles", "")
    return _formats(xml_of(package, part)) if part in package else ()


@lru_cache(maxsize=8)
def _formats(styles: bytes) -> tuple[CellFormat, ...]:
    """Return each cell format; annexes of one form share their styles."""
    root = ElementTree.fromstring(styles)
    formats = root.find(f"{_MAIN}numFmts")
    custom = {
        int(one.get("numFmtId", "0")): one.get("formatCode", "")
        for one in (() if formats is None else formats)
    }
    bold = [_is_bold(font) for font in root.iterfind(f"{_MAIN}fonts/{_MAIN}font")]
    found = []
    for one in root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
        number = int(one.get("numFmtId", "0"))
        code = custom.get(number) or _built_in(number)
        font = int(one.get("fontId", "0"))
        found.append(CellFormat(code, *_shows_time(code), font < len(bold) and bold[font]))
    return tuple(found)


def _built_in(number: int) -> str:
    """Return the code of a format that every workbook has."""
    if number in _USUAL_FORMATS:
        return _USUAL_FORMATS[number]
    from openpyxl.styles.numbers import builtin_format_code

    return builtin_format_code(number) or ""


def _shows_time(code: str) -> tuple[bool, bool]:
    """Tell whether a format shows a date, and whether it shows a duration.

    openpyxl knows, and takes longer to load than an annex to read: it is not asked about a
    format without a letter of a date, nor about the usual dates.
    """
    if not _DATE_LETTER.search(code):
        return False, False
    if code.lower() in USUAL_DATES:
        return True, False
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    return is_date_format(code), is_timedelta_format(code)


def _is_bold(font: ElementTree.Element) -> bool:
    mark = font.find(f"{_MAIN}b")
    return mark is not None and mark.get("val", "1") in _TRUE
