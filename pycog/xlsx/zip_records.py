"""A zip archive as records of bytes: read with suspicion, rewritten record by record.

A rewrite copies every record that does not change as it stands (header, extra fields,
compressed data, descriptor). Only the records of changed parts are made anew, and the
directory entries that point at moved records get their new offset, in the form (32 or
64 bits, relative to prepended bytes or not) in which they were written.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_FULL = 0xFFFFFFFF
_HAS_DESCRIPTOR = 0x08
_ZIP64_EXTRA = 1
_UTF8_NAME = 0x800
#: The version that a reader needs for 64-bit records, and for ordinary ones.
_WIDE_VERSION, _PLAIN_VERSION = 45, 20
_USUAL_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: 1 January 1980, the first day that a zip can hold.
_FIRST_DAY = 0x21
_HEAD_BYTES = 2048
#: Compressed bytes expanded at a time, so that a large part is not held twice.
_PACKED_BYTES = 1 << 16
#: Fields of a directory entry that may be 64 bits: unpacked size, packed size, offset.
_WIDE = (9, 8, 16)

#: zlib cannot expand a byte to more than this; smaller records need no look inside.
LARGEST_RATIO = 1032


class Damaged(Exception):
    """The archive, or one record, is not what its headers say."""


class _Sizes(NamedTuple):
    crc: int
    packed: int
    unpacked: int


class Archive:
    """The records of a zip archive held in memory.

    Attributes:
        data: The bytes, never modified.
        entries: What the directory says of each part, in its order.
    """

    def __init__(self, data: bytes) -> None:
        """Read the directory.

        Raises:
            Damaged: No readable directory, or records that overlap.
        """
        self.data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (
            zipfile.BadZipFile,
            NotImplementedError,  # a version of the format that is still to come
            ValueError,
            struct.error,
            EOFError,
            OSError,
        ) as error:
            raise Damaged(str(error)) from error
        self.entries = self._zip.infolist()
        self._start = self._zip.start_dir
        self._physical = sorted(self.entries, key=lambda info: info.header_offset)
        if not 0 <= self._start <= len(data):
            raise Damaged("répertoire hors du fichier")
        self._check_order()
        self._check_directory()

    @cached_property
    def is_plain(self) -> bool:
        """Whether every reader finds the records: no bytes in front, no 64-bit field, one truth.

        The directory has the last word; some readers refuse a record whose own header says
        something else, and some know neither 64-bit records nor unusual methods.
        """
        if self._physical and self._physical[0].header_offset > 0:
            return False
        return all(self._is_plain_record(info) for info in self.entries)

    def _is_plain_record(self, info: zipfile.ZipInfo) -> bool:
        fields = _LOCAL.unpack_from(self.data, info.header_offset)
        version, flags, method, time, date, crc, packed, unpacked, name, extra = fields[1:]
        names = info.header_offset + _LOCAL.size
        raw = self.data[names : names + name]
        told = (version, flags, method, time, date) == (
            info.extract_version,
            info.flag_bits,
            info.compress_type,
            *_dos_moment(info),
        )
        sizes = info.flag_bits & _HAS_DESCRIPTOR or (crc, packed, unpacked) == (
            info.CRC,
            info.compress_size,
            info.file_size,
        )
        return bool(
            told
            and sizes
            and version < _WIDE_VERSION
            and method in _USUAL_METHODS
            and _zip64_place(self.data[names + name : names + name + extra]) is None
            and raw == _raw_name(info)
        )

    def plain(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the same parts as a zip in its simplest form, for readers that know no other.

        Args:
            changed: New expanded bytes by name, which are stored.

        Raises:
            Damaged: A record with an unusual method cannot be expanded.
        """
        out, central = io.BytesIO(), []
        for info in self.entries:
            raw, flags = _raw_name(info), info.flag_bits & _UTF8_NAME
            body = changed.get(info.filename)
            if body is None and info.compress_type not in _USUAL_METHODS:
                body = self.inflate(info)
            if body is None:
                start = self._data_start(info)
                method, packed = info.compress_type, self.data[start : start + info.compress_size]
                facts = (info.CRC, info.compress_size, info.file_size)
            else:
                method, packed = zipfile.ZIP_STORED, body
                facts = (zlib.crc32(body), len(body), len(body))
            common = (_PLAIN_VERSION, flags, method, 0, _FIRST_DAY, *facts, len(raw), 0)
            offset = out.tell()
            out.write(_LOCAL.pack(b"PK\x03\x04", *common) + raw)
            out.write(packed)
            entry = _CENTRAL.pack(b"PK\x01\x02", _PLAIN_VERSION, *common, 0, 0, 0, 0, offset)
            central.append(entry + raw)
        start, count = out.tell(), len(central)
        out.write(b"".join(central))
        size = out.tell() - start
        out.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, 0))
        return out.getvalue()

    def _check_order(self) -> None:
        """Refuse records that share bytes: a change to one would change the other."""
        self._ends: dict[int, int] = {}
        position = 0
        limits = [info.header_offset for info in self._physical[1:]] + [self._start]
        for info, end in zip(self._physical, limits, strict=True):
            start = info.header_offset
            if start < position or start + _LOCAL.size > end:
                raise Damaged(info.filename)
            if self._data_start(info) + info.compress_size > end or not self._is_named(info):
                raise Damaged(info.filename)
            self._ends[start] = position = end

    def _check_directory(self) -> None:
        """Make sure that the directory ends before the record that ends the archive."""
        position = self._start
        try:
            for _ in self.entries:
                fields = _CENTRAL.unpack_from(self.data, position)
                position += _CENTRAL.size + sum(fields[10:13])
        except struct.error as error:
            raise Damaged("répertoire") from error
        if self.data.find(b"PK\x05\x06", position) < 0:
            raise Damaged("fin du répertoire")

    def _is_named(self, info: zipfile.ZipInfo) -> bool:
        """Tell whether a record has its name of the directory, but for case and slashes."""
        fields = _LOCAL.unpack_from(self.data, info.header_offset)
        start = info.header_offset + _LOCAL.size
        own, named = self.data[start : start + fields[9]], _raw_name(info)
        if not (own.isascii() and named.isascii()):
            return True  # each may be in an encoding of its own
        return own.replace(b"\\", b"/").lower() == named.replace(b"\\", b"/").lower()

    def _data_start(self, info: zipfile.ZipInfo) -> int:
        fields = _LOCAL.unpack_from(self.data, info.header_offset)
        if fields[0] != b"PK\x03\x04":
            raise Damaged(info.filename)
        return info.header_offset + _LOCAL.size + int(fields[9]) + int(fields[10])

    def inflate(self, info: zipfile.ZipInfo) -> bytes:
        """Return the expanded bytes of a record; never more than its header declares.

        Raises:
            Damaged: Size, checksum or stream are not what the header says.
        """
        out = io.BytesIO()  # it gives its bytes without a copy
        for piece in self._pieces(info):
            out.write(piece)
        return out.getvalue()

    def check(self, info: zipfile.ZipInfo) -> None:
        """Make sure that a record expands to what its header declares, keeping nothing.

        Raises:
            Damaged: As :meth:`inflate`.
        """
        for _ in self._pieces(info):
            pass

    def holds(self, info: zipfile.ZipInfo, body: bytes) -> bool:
        """Tell whether a record expands to the given bytes, without a second copy of them.

        Raises:
            Damaged: As :meth:`inflate`.
        """
        position, same = 0, info.file_size == len(body)
        for piece in self._pieces(info):
            same = same and body.startswith(piece, position)
            position += len(piece)
        return same

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """Give the expanded bytes of a record piece by piece; it is sound once all are given."""
        total = checksum = 0
        for piece in self._expanded(info):
            total += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if total > info.file_size:
                raise Damaged(info.filename)
            yield piece
        if total != info.file_size or checksum != info.CRC:
            raise Damaged(info.filename)

    def _expanded(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        start = self._data_start(info)
        packed = memoryview(self.data)[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            yield bytes(packed)
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            stream, left = zlib.decompressobj(-15), info.file_size + 1
            for place in range(0, len(packed), _PACKED_BYTES):
                try:
                    piece = stream.decompress(packed[place : place + _PACKED_BYTES], left)
                except zlib.error as error:
                    raise Damaged(info.filename) from error
                left -= len(piece)
                yield piece
                if left <= 0 or stream.eof:
                    break
            if not stream.eof:
                raise Damaged(info.filename)
        else:
            yield self._unusual_method(info)

    def head(self, info: zipfile.ZipInfo) -> bytes:
        """Return the first bytes of a record.

        Raises:
            Damaged: They cannot be read.
        """
        start = self._data_start(info)
        packed = self.data[start : start + min(info.compress_size, _HEAD_BYTES)]
        if info.compress_type == zipfile.ZIP_STORED:
            return packed
        try:
            return zlib.decompressobj(-15).decompress(packed, _HEAD_BYTES)
        except zlib.error as error:
            raise Damaged(info.filename) from error

    def _unusual_method(self, info: zipfile.ZipInfo) -> bytes:
        try:
            with self._zip.open(info) as stream:
                return stream.read(info.file_size + 1)
        except Exception as error:  # each decompressor has its own, some are not built in
            raise Damaged(info.filename) from error

    def records(self) -> dict[str, bytes]:
        """Return each part as it stands in the file, its header included, in that order."""
        return {
            info.filename: self.data[info.header_offset : self._ends[info.header_offset]]
            for info in self._physical
        }

    def rewrite(
        self,
        changed: Mapping[str, bytes],
        *,
        dropped: Collection[str] = (),
    ) -> bytes:
        """Return the archive with some parts replaced or dropped, the rest as it was.

        Args:
            changed: New expanded bytes by name.
            dropped: Names of the parts to leave out.
        """
        out, offsets = io.BytesIO(), {}
        sizes: dict[str, _Sizes] = {}
        out.write(self.data[: self._physical[0].header_offset if self._physical else self._start])
        for info in self._physical:
            name, start = info.filename, info.header_offset
            if name in dropped:
                continue
            offsets[name] = out.tell()
            if name in changed:
                record, sizes[name] = self._new_record(info, changed[name])
                out.write(record)
            else:
                out.write(self.data[start : self._ends[start]])
        self._write_directory(out, offsets, sizes, dropped)
        return out.getvalue()

    def _new_record(self, info: zipfile.ZipInfo, body: bytes) -> tuple[bytes, _Sizes]:
        start = info.header_offset
        fields = list(_LOCAL.unpack_from(self.data, start))
        names = start + _LOCAL.size
        name = self.data[names : names + fields[9]]
        extra = self.data[names + fields[9] : names + fields[9] + fields[10]]
        packed = body if info.compress_type == zipfile.ZIP_STORED else _deflate(body)
        new = _Sizes(zlib.crc32(body), len(packed), len(body))
        # Sizes are known, so no descriptor has to follow the data.
        fields[2] &= ~_HAS_DESCRIPTOR
        fields[3] = _method(fields[3])
        fields[6] = new.crc
        place = _zip64_place(extra)
        if place is not None and place[1] >= 16:
            fields[7:9] = [_FULL, _FULL]
            extra = _patched(extra, place[0], new.unpacked, new.packed)
        else:
            fields[7:9] = [new.packed, new.unpacked]
        return _LOCAL.pack(*fields) + name + extra + packed, new

    def _write_directory(
        self,
        out: io.BytesIO,
        offsets: Mapping[str, int],
        sizes: Mapping[str, _Sizes],
        dropped: Collection[str],
    ) -> None:
        start, position = out.tell(), self._start
        for info in self.entries:
            record = _CENTRAL.unpack_from(self.data, position)
            end = position + _CENTRAL.size + record[10] + record[11] + record[12]
            if info.filename not in dropped:
                moved = offsets[info.filename] - info.header_offset
                raw = self.data[position:end]
                out.write(_directory_entry(raw, moved, sizes.get(info.filename)))
            position = end
        kept = sum(info.filename not in dropped for info in self.entries)
        out.write(self._ending(position, start - self._start, out.tell() - start, kept))

    def _ending(self, position: int, moved: int, size: int, count: int) -> bytes:
        """Return what follows the directory: zip64 records, the end record, the comment."""
        tail = bytearray(self.data[position:])
        grown = size - (position - self._start)
        end = tail.rindex(b"PK\x05\x06")
        fields = list(_END.unpack_from(tail, end))
        gone = len(self.entries) - count
        for index in (3, 4):
            fields[index] -= gone if fields[index] != 0xFFFF else 0
        fields[5] = size if fields[5] != _FULL else _FULL
        fields[6] += moved if fields[6] != _FULL else 0
        _END.pack_into(tail, end, *fields)
        at = end - _LOCATOR.size
        if at >= 0 and tail[at : at + 4] == b"PK\x06\x07":
            locator = list(_LOCATOR.unpack_from(tail, at))
            locator[2] += moved + grown
            _LOCATOR.pack_into(tail, at, *locator)
            record = tail.rindex(b"PK\x06\x06", 0, at)
            end64 = list(_END64.unpack_from(tail, record))
            end64[6] -= gone
            end64[7] -= gone
            end64[8] = size
            end64[9] += moved
            _END64.pack_into(tail, record, *end64)
        return bytes(tail)


def _directory_entry(raw: bytes, moved: int, sizes: _Sizes | None) -> bytes:
    fields = list(_CENTRAL.unpack_from(raw))
    names, extras = _CENTRAL.size + fields[10], _CENTRAL.size + fields[10] + fields[11]
    name, extra, comment = raw[_CENTRAL.size : names], raw[names:extras], raw[extras:]
    wide = [fields[9] == _FULL, fields[8] == _FULL, fields[16] == _FULL]
    place = _zip64_place(extra)
    if place is None or place[1] < 8 * sum(wide):
        wide = [False, False, False]
    start = place[0] if place else 0
    numbers = list(struct.unpack_from(f"<{sum(wide)}Q", extra, start)) if place else []
    values = [
        numbers.pop(0) if is_wide else fields[at] for is_wide, at in zip(wide, _WIDE, strict=True)
    ]
    values[2] += moved
    if sizes is not None:
        fields[3] &= ~_HAS_DESCRIPTOR
        fields[4] = _method(fields[4])
        fields[7] = sizes.crc
        values[:2] = [sizes.unpacked, sizes.packed]
    for is_wide, at, value in zip(wide, _WIDE, values, strict=True):
        fields[at] = _FULL if is_wide else value
    extra = _patched(extra, start, *(v for is_wide, v in zip(wide, values, strict=True) if is_wide))
    return _CENTRAL.pack(*fields) + name + extra + comment


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """Return a name as the directory writes it."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")


def _dos_moment(info: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the time and date of a record as a zip writes them."""
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _method(method: int) -> int:
    """Return the method of a new record: stored stays stored, all else is deflated."""
    return method if method == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED


def _zip64_place(extra: bytes) -> tuple[int, int] | None:
    """Return where the data of the zip64 field starts, and its length."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        if kind == _ZIP64_EXTRA:
            return position + 4, min(length, len(extra) - position - 4)
        position += 4 + length
    return None


def _patched(extra: bytes, start: int, *numbers: int) -> bytes:
    if not numbers:
        return extra
    packed = struct.pack(f"<{len(numbers)}Q", *numbers)
    return extra[:start] + packed + extra[start + len(packed) :]


def _deflate(body: bytes) -> bytes:
    # Level 6 costs 60 ms a megabyte of formulas, level 2 half of it for 15 % more bytes.
    effort = 6 if len(body) < 4_000_000 else 2
    packer = zlib.compressobj(effort, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()
