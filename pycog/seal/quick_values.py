"""Values of cells as a seal keeps them, read at once from sheets that are written as usual."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from html import unescape
from typing import Final

#: Address, kind, text and number of the cell format of a cell that a file stores.
StoredCell = tuple[str, str, str, str]

#: Stands for the cell format of a cell that spells its day out.
DAY: Final = "jour"
_CELL: Final = re.compile(
    r'<c r="([A-Z]{1,3}+[1-9][0-9]*+)"(?: s="([0-9]++)"|)(?: t="(\w++)"|)'
    r'(?: [cv]m="[0-9]++"(?: [cv]m="[0-9]++")*|)(?:/>|>(?:<f[^>]*+>(?:[^<]*+</f>|)|)'
    r'(?:<v(?: xml:space="preserve"|)>([^<]*+)</v>|<v/>'
    r'|<is><t(?: xml:space="preserve"|)>([^<]*+)</t></is>|)</c>)'
)
#: Kinds whose value is read with more care where it is spelled out, or where there is none.
_SPELLED, _NEVER_EMPTY = "d", ("s", "b")
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_BREAK: Final = re.compile("\r\n?")


def quick_values(part: bytes, strings: Sequence[str]) -> list[StoredCell] | None:
    """Read the cells of a sheet; ``None`` where one of them is written in another way.

    Args:
        part: The sheet, where nothing in it is unusual
            (:class:`~pycog.xlsx.sheet_scan.SheetScan`).
        strings: The shared texts in their plain form.
    """
    start, end = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    if start < 0 or end < 0:
        return None
    data = part[start:end].decode("utf-8")
    found: list[StoredCell] = []
    for at, style, kind, value, inline in _CELL.findall(data):
        text = inline if kind == "inlineStr" else value
        if kind == _SPELLED or (not text and kind in _NEVER_EMPTY):
            return None
        if "&" in text:
            if "&#" in text:
                return None
            text = unescape(text)
        found.append((at, *plain_value(kind or "n", text, strings), style or "0"))
    return found if len(found) == data.count("<c") else None


def plain_value(kind: str, value: str | None, strings: Sequence[str]) -> tuple[str, str]:
    """Return kind and text of a value, the text empty for a blank one.

    Args:
        kind: As the file says it, ``n`` where it says none.
        value: Its text in the file, ``None`` without one.
        strings: The shared texts in their plain form.
    """
    if value is None:
        return "s" if kind == "str" else "", ""
    if kind == "n":
        return _number(value)
    if kind == "s":
        number = int(value) if value.strip().isdecimal() else len(strings)
        return "s", strings[number] if number < len(strings) else ""
    if kind == "b":
        return "b", "1" if value.strip() == "1" else "0"
    return ("e", value.strip()) if kind == "e" else ("s", plain_text(value))


def _number(text: str) -> tuple[str, str]:
    try:
        number = float(text)
    except ValueError:
        return ("n", text) if text.strip() else ("", "")
    return "n", digits_of(number) if math.isfinite(number) else text


def digits_of(number: float) -> str:
    """Return the shortest digits that give a number back."""
    return repr(float(number)).removesuffix(".0")


def plain_text(text: str) -> str:
    """Return a text without the ways in which programs write its signs."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return _BREAK.sub("\n", text) if "\r" in text else text
