"""Writes single cells of a sheet part with another value."""

from __future__ import annotations

import re

from pycog.arithmetic import is_stored_form
from pycog.errors import CellError
from pycog.lazy_patterns import regex
from pycog.values import Scalar
from pycog.xlsx.cells import TYPE, stored_value

_FORMULA = regex(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)")
_VALUE = regex(rb"<v(?:\s[^>]*)?(?:/>|>[^<]*</v>)")
_INLINE = regex(rb"<is>.*?</is>", re.S)
_VALUE_META = regex(rb"""\svm=["']\d+["']""")


def differs(attributes: bytes, text: bytes | None, value: Scalar) -> bool:
    """Tell whether a stored value is not the given one, or not of its type.

    Numbers that show the same 15 digits are one: other programs store no more.
    """
    if b't="s"' in attributes or b"inlineStr" in attributes:
        return True  # Not a type that Excel gives a formula: written anew.
    stored = stored_value(attributes, text)
    if isinstance(stored, CellError) and isinstance(value, CellError):
        return stored.kind != value.kind
    if type(stored) is float and type(value) is float and is_stored_form(stored, value):
        return False
    return stored != value or type(stored) is not type(value)


def cell_with(cell: bytes, kind: bytes, text: bytes | None) -> bytes:
    """Return a cell with another value and type; every other byte in it stays.

    Args:
        cell: The whole element.
        kind: Its new type.
        text: The new text of ``<v>``, ``None`` for a cell without a value.
    """
    tag, inner, closing = _taken_apart(cell)
    formula = _FORMULA.search(inner)
    at = formula.end() if formula else 0
    value = _VALUE.search(inner, at)
    before, after = (
        (inner[: value.start()], inner[value.end() :]) if value else (inner[:at], inner[at:])
    )
    content = _INLINE.sub(b"", before) + _value_xml(kind, text) + _INLINE.sub(b"", after)
    return _tag_with(tag, kind) + b">" + content + closing


def _taken_apart(cell: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the start tag of a cell without its bracket, what is in it, and its end tag."""
    end = cell.index(b">")
    if cell[end - 1 : end] == b"/":
        return cell[: end - 1], b"", b"</c>"
    return cell[:end], cell[end + 1 : -4], cell[-4:]


def cell_xml(opening: bytes, formula: bytes, kind: bytes, text: bytes | None, tail: bytes) -> bytes:
    """Write a cell: its start tag without the closing bracket, formula, type, value, rest."""
    content = _value_xml(kind, text)
    return _tag_with(opening, kind) + b">" + formula + content + _INLINE.sub(b"", tail) + b"</c>"


def _tag_with(opening: bytes, kind: bytes) -> bytes:
    """Return the start tag of a cell, without its bracket, with another type."""
    attributes = _VALUE_META.sub(b"", opening)
    old = TYPE.search(attributes)
    new = b' t="' + kind + b'"' if kind != b"n" else b""
    if old:
        return attributes[: old.start()] + new + attributes[old.end() :]
    return attributes + new


def _value_xml(kind: bytes, text: bytes | None) -> bytes:
    if text is None:
        return b""
    edges = text[:1].isspace() or text[-1:].isspace() or b"\n" in text
    space = b' xml:space="preserve"' if kind == b"str" and edges else b""
    return b"<v" + space + b">" + text + b"</v>"
