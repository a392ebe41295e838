"""Adds parts to a package and takes parts out, every other record as it stands."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DEFLATE, _LEVEL = 8, 6
_VERSION = 20
#: 1 January 1980, the first day a zip can hold and the one Excel writes: the same parts
#: give the same bytes.
_NO_TIME, _FIRST_DAY = 0, 0x21


def with_records(data: bytes, added: Mapping[str, bytes], removed: Collection[str]) -> bytes:
    """Return a package with some parts added and some taken out.

    Args:
        data: A package that :class:`~pycog.xlsx.package.Package` accepts.
        added: Expanded bytes by name, for names that ``data`` does not have.
        removed: Names to leave out.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries, start_central = archive.infolist(), archive.start_dir
    out, offsets = io.BytesIO(), {}
    in_place = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset for entry in in_place[1:]] + [start_central]
    out.write(data[: in_place[0].header_offset])
    for entry, end in zip(in_place, ends, strict=True):
        if entry.filename not in removed:
            offsets[entry.filename] = out.tell()
            out.write(data[entry.header_offset : end])
    central = list(_kept(data, entries, start_central, offsets))
    for name, body in added.items():
        central.append(_append(out, name, body))
    start = out.tell()
    out.write(b"".join(central))
    _finish(out, data, start, len(central))
    return out.getvalue()


def _kept(
    data: bytes, entries: list[zipfile.ZipInfo], position: int, offsets: Mapping[str, int]
) -> list[bytes]:
    """Return the directory entries of the kept records, with their new places."""
    kept = []
    for entry in entries:
        fields = list(_CENTRAL.unpack_from(data, position))
        head = position + _CENTRAL.size
        position = head + sum(fields[10:13])
        if entry.filename in offsets:
            fields[16] = offsets[entry.filename]
            kept.append(_CENTRAL.pack(*fields) + data[head:position])
    return kept


def _append(out: io.BytesIO, name: str, body: bytes) -> bytes:
    """Write one record and return its directory entry."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    packed = packer.compress(body) + packer.flush()
    label = name.encode("ascii")
    offset = out.tell()
    common = (_VERSION, 0, _DEFLATE, _NO_TIME, _FIRST_DAY, zlib.crc32(body), len(packed), len(body))
    out.write(_LOCAL.pack(b"PK\x03\x04", *common, len(label), 0) + label + packed)
    return (
        _CENTRAL.pack(b"PK\x01\x02", _VERSION, *common, len(label), 0, 0, 0, 0, 0, offset) + label
    )


def _finish(out: io.BytesIO, data: bytes, start: int, count: int) -> None:
    size = out.tell() - start
    end = data.rindex(b"PK\x05\x06")
    fields = list(_END.unpack_from(data, end))
    fields[3:7] = [count, count, size, start]
    out.write(_END.pack(*fields) + data[end + _END.size :])
