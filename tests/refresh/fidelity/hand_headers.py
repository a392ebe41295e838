"""Records whose own header says something else than the directory, which has the last word."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.refresh.fidelity.case import case, zipped
from tests.refresh.fidelity.hand import RATE, parts

_FULL = 0xFFFFFFFF
_NOON = (0x6000, 0x5021)


@dataclass(frozen=True)
class Form:
    """How records are written; what is left out is as usual.

    Attributes:
        only: The part concerned, every part where empty.
        version: What a reader must know, in both places.
        flags: Of the record and of the directory.
        moments: Time and date of the record and of the directory.
        silent: Whether the record has no sizes and no checksum.
        extra: Extra field of the record, from both sizes.
        after: What follows the data, from checksum and both sizes.
        name: Spelling of the record.
    """

    only: str = ""
    version: int = 20
    flags: tuple[int, int] = (0, 0)
    moments: tuple[tuple[int, int], tuple[int, int]] = (_NOON, _NOON)
    silent: bool = False
    extra: Callable[[int, int], bytes] = lambda unpacked, packed: b""
    after: Callable[[int, int, int], bytes] = lambda crc, packed, unpacked: b""
    name: Callable[[bytes], bytes] = lambda name: name


def written(form: Form, found: dict[str, bytes] | None = None) -> bytes:
    """Return a package in a given form."""
    out, directory, usual = bytearray(), bytearray(), Form()
    found = found or parts()
    for name, body in found.items():
        one = form if form.only in ("", name) else usual
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(body) + packer.flush()
        raw, start, crc = name.encode(), len(out), zlib.crc32(body)
        extra, own = one.extra(len(body), len(packed)), one.name(raw)
        sizes = (crc, len(packed), len(body))
        told = (0, 0, 0) if one.silent else (crc, _FULL, _FULL) if extra else sizes
        out += struct.pack(
            "<4s5H3L2H", b"PK\3\4", one.version, one.flags[0], 8, *one.moments[0], *told,
            len(own), len(extra),
        )  # fmt: skip
        out += own + extra + packed + one.after(*sizes)
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", one.version, one.version, one.flags[1], 8, *one.moments[1],
            *sizes, len(raw), 0, 0, 0, 0, 0, start,
        ) + raw  # fmt: skip
    place, count = len(out), len(found)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), place, 0)
    return bytes(out + directory + end)


def _wide(unpacked: int, packed: int) -> bytes:
    return struct.pack("<2H2Q", 1, 16, unpacked, packed)


def _descriptor(crc: int, packed: int, unpacked: int) -> bytes:
    return struct.pack("<4s3L", b"PK\7\x08", crc, packed, unpacked)


def _wide_descriptor(crc: int, packed: int, unpacked: int) -> bytes:
    return struct.pack("<4sL2Q", b"PK\7\x08", crc, packed, unpacked)


@case("zip64-petite-partie.xlsx", RATE)
def one_wide_record() -> bytes:
    """64-bit sizes in the smallest part alone, as a Java streaming writer leaves them."""
    return written(Form(only="_rels/.rels", version=45, extra=_wide))


@case("zip64-en-tetes.xlsx", RATE)
def wide_headers() -> bytes:
    """64-bit sizes in every record and none in the directory, as spreadsheets of Apple's have."""
    return written(Form(version=45, extra=_wide))


@case("zip64-flux.xlsx", RATE)
def wide_stream() -> bytes:
    """A stream whose sizes follow the data in 64 bits, no extra field telling so."""
    form = Form(version=45, flags=(0x808, 0x808), silent=True, after=_wide_descriptor)
    return written(form)


@case("zip-dates-differentes.xlsx", RATE)
def other_dates() -> bytes:
    """A date in the directory, none in the records."""
    return written(Form(moments=((0, 0), _NOON)))


@case("zip-drapeaux-differents.xlsx", RATE)
def other_flags() -> bytes:
    """Names in UTF-8 by the directory, a level of compression by the records."""
    return written(Form(flags=(0x02, 0x800)))


@case("zip-tailles-tues.xlsx", RATE)
def silent_records() -> bytes:
    """Records without sizes or checksum, and nothing that follows the data."""
    return written(Form(silent=True))


@case("zip-descripteurs-tus.xlsx", RATE)
def silent_directory() -> bytes:
    """Sizes follow the data by the records, not by the directory."""
    return written(Form(flags=(0x08, 0), silent=True, after=_descriptor))


@case("zip-noms-differents.xlsx", RATE)
def other_names() -> bytes:
    """Records named in capitals, with backslashes."""
    return written(Form(name=lambda name: name.upper().replace(b"/", b"\\")))


@case("relation-sans-textes.xlsx", RATE)
def absent_strings() -> bytes:
    """Relations to shared strings and styles that the package does not have."""
    found = parts(strings=["<t>absent</t>"])
    del found["xl/sharedStrings.xml"], found["xl/styles.xml"]
    return zipped(found.items())
