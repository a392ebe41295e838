"""Removes a digital signature from a package: its parts, relations and content types.

The signature of a VBA project is another thing: it signs the macros, which a refresh
leaves as they are, so it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pycog.lazy_patterns import regex

_FOLDER = "_xmlsignatures/"
_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_ELEMENT = r"<(?:[\w.-]+:)?{}\b[^>]*?(?:/>|>\s*</(?:[\w.-]+:)?{}\s*>)"
_OVERRIDE = regex(_ELEMENT.format("(?:Override|Default)", "(?:Override|Default)"))
_RELATION = regex(_ELEMENT.format("Relationship", "Relationship"))


def signature_parts(names: Iterable[str]) -> frozenset[str]:
    """Return the parts of a package that hold its digital signature."""
    return frozenset(name for name in names if name.lower().startswith(_FOLDER))


def without_signature(types: str, relations: str) -> dict[str, str]:
    """Return the content types and package relations with the signature taken out.

    Args:
        types: Text of ``[Content_Types].xml``.
        relations: Text of ``_rels/.rels``.
    """

    def unless_signature(match: re.Match[str]) -> str:
        lowered = match[0].lower()
        return "" if "digital-signature" in lowered else match[0]

    return {
        _TYPES: _OVERRIDE.sub(unless_signature, types),
        _RELATIONS: _RELATION.sub(unless_signature, relations),
    }
