"""Remembers what a package was before some of its parts changed, to give it back to the byte.

A part that was packed anew by another program cannot be unpacked and packed again into the
same bytes. So the records that change are kept as they stand, with the directory; all others
are taken from the later package, where they stand unchanged.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
import zlib
from collections.abc import Collection, Mapping
from typing import Any, Final

_NAME, _BYTES = "n", "b"
#: A directory with 64-bit fields, whose places only a program that knows them can move.
_WIDE: Final = (b"PK\x06\x06", b"PK\x06\x07")


def has_wide_records(data: bytes) -> bool:
    """Tell whether a package has 64-bit records, to which no part can be added here."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        tail = data[archive.start_dir :]
        entries = archive.infolist()
    if any(mark in tail for mark in _WIDE):
        return True
    return any(
        entry.extra[at : at + 2] == b"\x01\x00" for entry in entries for at in _fields(entry)
    )


def _fields(entry: zipfile.ZipInfo) -> list[int]:
    """Return where the extra fields of a directory entry start."""
    places, at = [], 0
    while at + 4 <= len(entry.extra):
        places.append(at)
        at += 4 + int.from_bytes(entry.extra[at + 2 : at + 4], "little")
    return places


def remembered(data: bytes, changing: Collection[str]) -> dict[str, Any]:
    """Return what gives a package back once some of its parts have changed.

    Args:
        data: The package as it is.
        changing: Names of the parts that will change, as the package spells them.

    Returns:
        Plain data for JSON, to be given to :func:`given_back` with the later package.
    """
    records, tail = _records(data)
    first = min((start for start, _ in records.values()), default=len(data) - len(tail))
    pieces: list[list[str]] = [[_BYTES, _packed(data[:first])]] if first else []
    for name, (start, end) in sorted(records.items(), key=lambda one: one[1]):
        raw = name in changing
        pieces.append([_BYTES, _packed(data[start:end])] if raw else [_NAME, name])
    pieces.append([_BYTES, _packed(tail)])
    return {"sha256": hashlib.sha256(data).hexdigest(), "pieces": pieces}


def given_back(data: bytes, memory: Mapping[str, Any]) -> bytes | None:
    """Return the package that was remembered; ``None`` where anything else has changed since."""
    records, _ = _records(data)
    out = []
    try:
        for kind, text in memory["pieces"]:
            if kind == _NAME:
                start, end = records[text]
                out.append(data[start:end])
            else:
                out.append(zlib.decompress(base64.b64decode(text, validate=True)))
    except (KeyError, ValueError, zlib.error):
        return None
    whole = b"".join(out)
    return whole if hashlib.sha256(whole).hexdigest() == memory.get("sha256") else None


def _packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 9)).decode("ascii")


def _records(data: bytes) -> tuple[dict[str, tuple[int, int]], bytes]:
    """Return where each record starts and ends, and what follows the records."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos, directory = archive.infolist(), archive.start_dir
    infos.sort(key=lambda info: info.header_offset)
    bounds = [info.header_offset for info in infos] + [directory]
    spans = {
        info.filename: (start, end)
        for info, start, end in zip(infos, bounds[:-1], bounds[1:], strict=True)
    }
    return spans, data[directory:]
