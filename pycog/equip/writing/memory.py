"""What the equipped workbook remembers of itself: what was written, what stood there before.

It is kept in a custom XML part, which Excel carries from one version of a file to the next.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pycog.errors import RefusedFile
from pycog.xlsx.custom_parts import add_custom_part, custom_part, drop_custom_part
from pycog.xlsx.earlier_bytes import given_back
from pycog.xlsx.package import Package
from pycog.xlsx.part_edits import TYPES, PartEdits
from pycog.xlsx.structure import WorkbookInfo

_SPACE: Final = "urn:pycog:annexe-equipee:1"
_CONTENT: Final = re.compile(rb">([A-Za-z0-9+/=\s]*)</")
#: What it may weigh once unpacked.
_MOST_BYTES: Final = 512 << 20


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the officer that was written to, with consent or because it was empty.

    Attributes:
        sheet: Its sheet.
        place: Its address.
        before: What stood there: ``""``, a formula with its equals sign, or a value.
        kind: Type of the value (``n``, ``str``, ``b``, ``e``); ``""`` for nothing.
        after: The formula written, with its equals sign.
    """

    sheet: str
    place: str
    before: str
    kind: str
    after: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What was done to a workbook.

    Attributes:
        convention: Id of the agreement.
        earlier: What gives the earlier bytes back, see :mod:`pycog.xlsx.earlier_bytes`.
        sheets: Name of each sheet added → address → content as written.
        name: Formula of the name ``COG_CONVENTION`` where it was added, else ``""``.
        cells: Cells of the officer that were written to.
        columns: Whether the results were asked for beside the tables.
        parts: Name of each other part that was changed or added → digest as written.
        made_out: Whether the note itself was lost, and made out again from the sheets.
    """

    convention: str
    earlier: Mapping[str, Any]
    sheets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    name: str = ""
    cells: tuple[CellChange, ...] = ()
    columns: bool = False
    parts: Mapping[str, str] = field(default_factory=dict)
    made_out: bool = False

    def xml(self) -> str:
        """Return the part that holds it."""
        facts = {
            "version": 1,
            "convention": self.convention,
            "earlier": self.earlier,
            "sheets": self.sheets,
            "name": self.name,
            "cells": [[getattr(one, key) for key in CellChange.__slots__] for one in self.cells],
            "columns": self.columns,
            "parts": self.parts,
        }
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<annexe-equipee xmlns="{_SPACE}">{packed}</annexe-equipee>'
        )

    def original(self, package: Package) -> bytes | None:
        """Return the workbook as it was, ``None`` where a part written has changed since.

        The sheets added are not looked at here: their values may have been calculated anew.
        """
        for name, digest in self.parts.items():
            if name not in package or _digest(package.read(name)) != digest:
                return None
        return given_back(package.data, self.earlier)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def memory_part(package: Package, info: WorkbookInfo) -> str | None:
    """Return the name of the part that holds the memory of a workbook, ``None`` without one."""
    return custom_part(package, info, _SPACE)


def memory_of(package: Package, info: WorkbookInfo) -> Memory | None:
    """Return what a workbook remembers, ``None`` where it remembers nothing.

    Raises:
        RefusedFile: ``memoire-illisible``: the part was changed by another program.
    """
    part = memory_part(package, info)
    if part is None:
        return None
    try:
        found = _CONTENT.search(package.text(part).body)
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(base64.b64decode(found[1] if found else b""), _MOST_BYTES)
        facts = json.loads(text)
        return Memory(
            facts["convention"],
            facts["earlier"],
            facts["sheets"],
            facts["name"],
            tuple(CellChange(*one) for one in facts["cells"]),
            facts["columns"],
            facts["parts"],
        )
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise RefusedFile(
            "memoire-illisible",
            f"{package.path} : ce que pycog y a noté en l'équipant n'est plus lisible ({part}). "
            "Repartez de la copie gardée avant de l'équiper.",
            path=str(package.path),
        ) from error


def keep_memory(
    edits: PartEdits, info: WorkbookInfo, memory: Memory, sheets: Collection[str]
) -> None:
    """Add the part to a workbook, after all other edits.

    Args:
        edits: The edits.
        info: The workbook.
        memory: What it remembers, but for the parts written.
        sheets: Parts of the sheets added.
    """
    part = add_custom_part(edits, info)
    written = {
        name: _digest(edits.body(name))
        for name in (*edits.texts, *edits.bodies)
        if name != part and name not in sheets
    }
    edits.texts[part] = replace(memory, parts=written).xml()


def drop_memory(edits: PartEdits, info: WorkbookInfo) -> None:
    """Take the part out of a workbook."""
    part = memory_part(edits.package, info)
    if part is not None:
        drop_custom_part(edits, info, part)


def parts_to_remember(edits: PartEdits) -> set[str]:
    """Return the parts of the earlier package that the edits change or take out."""
    package = edits.package
    changed = {package.name_of(name) for name in (*edits.texts, *edits.bodies) if name in package}
    return changed | edits.removed | {package.name_of(TYPES)}
