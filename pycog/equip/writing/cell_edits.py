"""Writes single cells of an officer's sheet; every other byte of the sheet stays as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pycog.errors import RefusedFile
from pycog.xlsx.cells import address, column_number, place_of, text_bytes
from pycog.xlsx.package import Package, refused
from pycog.xlsx.sheet_scan import ANY_CELL
from pycog.xlsx.structure import SheetPart

_STYLE: Final = re.compile(rb"""\ss=["'](\d+)["']""")
_PLACE: Final = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d+)["']""")
_ROW: Final = re.compile(rb"""<row(?=[\s>/])[^>]*?\sr=["'](\d+)["'][^>]*>""")

#: Comments, sections of raw text, cells whose place only their order tells.
_UNUSUAL: Final = re.compile(rb"<!--|<!\[CDATA\[|<c(?=[\s/>])(?![^>]*\sr=)")
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]*\sencoding=["'](?!utf-8["'])""", re.I)

#: What a cell is to hold, and the type of its value: ``n``, ``str``, ``b``, ``e``, ``""``.
Content = tuple[str, str]


def with_cells(
    package: Package,
    sheet: SheetPart,
    wanted: Mapping[str, Content],
    styles: Mapping[str, int] | None = None,
) -> bytes:
    """Return a sheet part with some cells holding something else, their formats kept.

    Args:
        package: The workbook.
        sheet: The sheet.
        wanted: Address → a formula with its equals sign and ``""``, or a value and its type;
            ``("", "")`` empties the cell.
        styles: Address → rank of the format of a cell that has none yet.

    Raises:
        RefusedFile: ``feuille-inhabituelle``: the part has a form that is not sure to edit.
    """
    part = package.read(sheet.part)
    if not is_editable(part):
        raise unusual(package, sheet)
    places = {}
    for name, content in wanted.items():
        place = place_of(name)
        assert place is not None
        places[place] = content
    ranks = {place_of(name): rank for name, rank in (styles or {}).items()}
    return _edited(part, places, {key: rank for key, rank in ranks.items() if key is not None})


def ranks_beside(part: bytes) -> dict[int, int]:
    """Return row → rank of the format of its last cell, so that a new one looks like it."""
    found = {}
    for match in ANY_CELL.finditer(part):
        place, style = _PLACE.search(match[1]), _STYLE.search(match[1])
        if place:
            found[int(place[2])] = int(style[1]) if style else 0
    return found


def is_editable(part: bytes) -> bool:
    """Tell whether a part is written in the usual form, rows and cells in order."""
    usual = b"<worksheet" in part[:2048] and b"<sheetData>" in part and _is_utf8(part)
    if not usual or _UNUSUAL.search(part):
        return False
    start, end = part.find(b"<sheetData>"), part.find(b"</sheetData>")
    rows = [int(match[1]) for match in _ROW.finditer(part, start, end)]
    if len(rows) != len(re.findall(rb"<row[\s>/]", part[start:end])):
        return False
    return all(map(int.__lt__, rows, rows[1:]))


def unusual(package: Package, sheet: SheetPart) -> RefusedFile:
    """Return the refusal of a sheet whose cells cannot be written one by one."""
    return refused(
        package.path,
        "feuille-inhabituelle",
        f"a une feuille « {sheet.name} » dont pycog ne sait pas écrire les cellules une à une. "
        "Ouvrez-le dans Excel, enregistrez-le et recommencez",
    )


def _is_utf8(part: bytes) -> bool:
    try:
        part.decode()
    except UnicodeDecodeError:
        return False
    return not part.startswith(b"\xef\xbb\xbf") and not _ENCODING.search(part)


def _edited(
    part: bytes, wanted: Mapping[tuple[int, int], Content], ranks: Mapping[tuple[int, int], int]
) -> bytes:
    by_row: dict[int, dict[int, Content]] = {}
    for (row, column), content in wanted.items():
        by_row.setdefault(row, {})[column] = content
    start, end = part.find(b"<sheetData>") + len(b"<sheetData>"), part.find(b"</sheetData>")
    out, position = [part[:start]], start
    missing = sorted(by_row)
    for match in _ROW.finditer(part, start, end):
        number = int(match[1])
        while missing and missing[0] < number:
            row = missing.pop(0)
            out += [part[position : match.start()], _new_row(row, by_row[row], ranks)]
            position = match.start()
        if missing and missing[0] == number:
            row = missing.pop(0)
            closed = match[0].endswith(b"/>")
            stop = match.end() if closed else part.find(b"</row>", match.end(), end)
            opening = match[0][:-2].rstrip() + b">" if closed else match[0]
            cells = _cells(b"" if closed else part[match.end() : stop], row, by_row[row], ranks)
            out += [part[position : match.start()], opening, cells]
            out += [b"</row>"] if closed else []
            position = stop
    for row in missing:
        out += [part[position:end], _new_row(row, by_row[row], ranks)]
        position = end
    out.append(part[position:])
    return b"".join(out)


def _new_row(row: int, cells: Mapping[int, Content], ranks: Mapping[tuple[int, int], int]) -> bytes:
    return b'<row r="%d">' % row + _cells(b"", row, cells, ranks) + b"</row>"


def _cells(
    inner: bytes, row: int, wanted: Mapping[int, Content], ranks: Mapping[tuple[int, int], int]
) -> bytes:
    out, position, missing = [], 0, sorted(wanted)
    for match in ANY_CELL.finditer(inner):
        place = _PLACE.search(match[1])
        column = column_number(place[1]) if place else 0
        while missing and missing[0] < column:
            own = missing.pop(0)
            out += [inner[position : match.start()], _cell(row, own, wanted[own], ranks, b"")]
            position = match.start()
        if missing and missing[0] == column:
            own = missing.pop(0)
            style = _STYLE.search(match[1])
            out += [inner[position : match.start()]]
            out += [_cell(row, own, wanted[own], ranks, style[1] if style else b"")]
            position = match.end()
    out.append(inner[position:])
    out += [_cell(row, own, wanted[own], ranks, b"") for own in missing]
    return b"".join(out)


def _cell(
    row: int,
    column: int,
    content: Content,
    ranks: Mapping[tuple[int, int], int],
    style: bytes,
) -> bytes:
    text, kind = content
    rank = style or (b"%d" % ranks[row, column] if (row, column) in ranks else b"")
    opening = f'<c r="{address(row, column)}"'.encode() + (b' s="%b"' % rank if rank else b"")
    if not text:
        return opening + b"/>" if rank else b""
    if text.startswith("=") and not kind:
        return opening + b"><f>" + text_bytes(text[1:]) + b"</f></c>"
    if kind == "str":
        return (
            opening
            + b' t="inlineStr"><is><t xml:space="preserve">'
            + text_bytes(text)
            + b"</t></is></c>"
        )
    attribute = b"" if kind == "n" else f' t="{kind}"'.encode()
    return opening + attribute + b"><v>" + text_bytes(text) + b"</v></c>"
