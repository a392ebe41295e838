"""The parts of a twin: the least that makes a workbook in Excel's form.

Written here and not by a library, for every value must come back to the last bit and with its
type, errors and truth values of array formulas included.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from pycog.values import Scalar
from pycog.xlsx.cells import address, typed
from pycog.xlsx.markup import quoted

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: Cell styles of the types of value that others recognise by their number format.
_STYLES: Final = {"percentage": 1, "date": 2, "time": 3, "currency": 4}
_FORMATS: Final = ("0.0%", "dd/mm/yyyy", "hh:mm:ss", '#,##0 "€"')
_HIDDEN: Final = ' state="hidden"'
#: The marks of a program whose results stand unless what they read changes.
_VERSION: Final = '<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="1"/>'
_CALCULATION: Final = '<calcPr calcId="191029"/>'
_TYPES: Final = {
    "xl/workbook.xml": "spreadsheetml.sheet.main",
    "xl/styles.xml": "spreadsheetml.styles",
    "docProps/app.xml": "extended-properties",
}


class TwinCell(NamedTuple):
    """A cell: its value, the type that OpenDocument gives it, its formula and its array."""

    value: Scalar
    kind: str
    formula: str | None
    area: str


@dataclass(slots=True)
class TwinSheet:
    """A sheet."""

    name: str
    hidden: bool
    cells: dict[tuple[int, int], TwinCell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[str] = field(default_factory=list)

    def part(self) -> bytes:
        """Return the part of the sheet."""
        pieces = [f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode()]
        places = sorted(self.cells.keys() | {(row, 0) for row in self.hidden_rows})
        for row, columns in groupby(places, key=lambda place: place[0]):
            hidden = ' hidden="1"' if row in self.hidden_rows else ""
            pieces.append(f'<row r="{row}"{hidden}>'.encode())
            pieces += [_cell(place, self.cells[place]) for place in columns if place[1]]
            pieces.append(b"</row>")
        pieces.append(b"</sheetData>")
        if self.merges:
            areas = "".join(f'<mergeCell ref="{area}"/>' for area in self.merges)
            pieces.append(f"<mergeCells>{areas}</mergeCells>".encode())
        pieces.append(b"</worksheet>")
        return b"".join(pieces)


def _cell(place: tuple[int, int], cell: TwinCell) -> bytes:
    kind, text = typed(cell.value)
    head = f'<c r="{address(*place)}"'.encode()
    if style := _STYLES.get(cell.kind):
        head += f' s="{style}"'.encode()
    if cell.formula is None:
        if text is None:
            return head + b"/>"
        return head + b' t="' + kind + b'"><v>' + text + b"</v></c>"
    array = f' t="array" ref="{cell.area}"' if cell.area else ""
    formula = f"<f{array}>{escape(cell.formula, quote=False)}</f>".encode()
    value = b"" if text is None else b"<v>" + text + b"</v>"
    return head + b' t="' + kind + b'">' + formula + value + b"</c>"


@dataclass
class TwinBook:
    """A workbook.

    Attributes:
        since_1904: Whether its days are counted from 1904.
        calculated: Whether it carries the marks of a program that calculates.
        sheets: Its sheets in order.
        names: Its names: name, meaning, number of its sheet or ``None``.
    """

    since_1904: bool
    calculated: bool = False
    sheets: list[TwinSheet] = field(default_factory=list)
    names: list[tuple[str, str, int | None]] = field(default_factory=list)

    def data(self) -> bytes:
        """Return the package."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
            for name, body in self._parts().items():
                package.writestr(zipfile.ZipInfo(name), body)
        return out.getvalue()

    def _parts(self) -> Mapping[str, bytes | str]:
        numbers = range(1, len(self.sheets) + 1)
        types = {f"/{name}": kind for name, kind in _TYPES.items()}
        types |= {f"/xl/worksheets/sheet{n}.xml": "spreadsheetml.worksheet" for n in numbers}
        overrides = "".join(
            f'<Override PartName="{name}" '
            f'ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
            for name, kind in types.items()
        )
        links = [(f"worksheets/sheet{n}.xml", "worksheet") for n in numbers]
        return {
            "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{overrides}</Types>",
            "_rels/.rels": _relations(
                [("xl/workbook.xml", "officeDocument"), ("docProps/app.xml", "extended-properties")]
            ),
            "docProps/app.xml": f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/'
            'officeDocument/2006/extended-properties"><Application>'
            f"{'Microsoft Excel' if self.calculated else 'pycog'}</Application></Properties>",
            "xl/workbook.xml": self._workbook(),
            "xl/_rels/workbook.xml.rels": _relations([*links, ("styles.xml", "styles")]),
            "xl/styles.xml": _styles(),
            **{
                f"xl/worksheets/sheet{n}.xml": sheet.part()
                for n, sheet in zip(numbers, self.sheets, strict=True)
            },
        }

    def _workbook(self) -> str:
        sheets = "".join(
            f'<sheet name={quoted(sheet.name)} sheetId="{n}" r:id="rId{n}"'
            f"{_HIDDEN if sheet.hidden else ''}/>"
            for n, sheet in enumerate(self.sheets, 1)
        )
        names = "".join(self._name(*one) for one in self.names)
        pieces = [
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">',
            _VERSION if self.calculated else "",
            '<workbookPr date1904="1"/>' if self.since_1904 else "",
            f"<sheets>{sheets}</sheets>",
            f"<definedNames>{names}</definedNames>" if names else "",
            _CALCULATION if self.calculated else "",
            "</workbook>",
        ]
        return "".join(pieces)

    def _name(self, name: str, meaning: str, sheet: int | None) -> str:
        scope = "" if sheet is None else f' localSheetId="{sheet}"'
        return (
            f"<definedName name={quoted(name)}{scope}>{escape(meaning, quote=False)}</definedName>"
        )


def _relations(targets: list[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _styles() -> str:
    formats = "".join(_format(n, code) for n, code in enumerate(_FORMATS, 1))
    looks = "".join(
        f'<xf numFmtId="{163 + n if n else 0}" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        for n in range(len(_FORMATS) + 1)
    )
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_FORMATS)}">{formats}</numFmts>'
        '<fonts count="1"><font><sz val="10"/><name val="Arial"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(_FORMATS) + 1}">{looks}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


def _format(number: int, code: str) -> str:
    return f'<numFmt numFmtId="{163 + number}" formatCode={quoted(code)}/>'
