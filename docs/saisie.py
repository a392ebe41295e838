"""Types values into the input cells of a workbook, as an officer does in Excel.

The pictures of the documentation and the tests of its commands need annexes that are
filled in. Saving them with a spreadsheet library would lose parts of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook


def type_into(path: Path, sheet: str, entries: Mapping[str, float | str]) -> None:
    """Write numbers or texts into input cells; everything else stays as it is.

    Args:
        path: The workbook, changed in place.
        sheet: Name of the sheet.
        entries: Value by address.

    Raises:
        ValueError: No such sheet, or a cell that is missing, or holds a formula or a text.
    """
    package = Package.open(path)
    parts = {found.name: found.part for found in read_workbook(package).sheets}
    if sheet not in parts:
        raise ValueError(f"{path}: no sheet {sheet!r}, only {', '.join(parts)}")
    text = package.read(parts[sheet]).decode("utf-8")
    for address, value in entries.items():
        text = _type(text, address, value)
    path.write_bytes(package.rewrite({parts[sheet]: text.encode("utf-8")}))


def _type(text: str, address: str, value: float | str) -> str:
    found = re.search(rf'(<c r="{address}"[^>/]*)(?:/>|><v>[^<]*</v></c>)', text)
    if found is None or ' t="' in found[1]:
        raise ValueError(f"{address} is neither empty nor a typed number")
    start, end, opening = found.start(), found.end(), found[1]
    if isinstance(value, str):
        cell = f'{opening} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    else:
        cell = f"{opening}><v>{value!r}</v></c>"
    return text[:start] + cell + text[end:]
