"""The list of the cases: what a workbook shows, how it is made, what a refresh must give."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pycog.refresh.options import Options

FOLDER = Path(__file__).parent / "classeurs"
#: A date inside every package, so that the same script gives the same bytes.
MOMENT = (2020, 1, 1, 0, 0, 0)

Value = float | str | bool | None
#: Expected values by ``Sheet!A1``; the sheet ``Feuil1`` may be left out.
Expected = Mapping[str, Value]


@dataclass(frozen=True)
class Case:
    """One workbook of the set.

    Attributes:
        name: File name.
        shows: What it holds that a refresh must respect.
        make: Gives its bytes.
        expected: Values after the refresh, worked out by hand.
        options: The choices of the refresh.
    """

    name: str
    shows: str
    make: Callable[[], bytes]
    expected: dict[tuple[str, str], Value]
    options: Options = field(default_factory=Options)


CASES: dict[str, Case] = {}


def case(
    name: str, expected: Expected, **options: object
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a maker of workbook bytes; its docstring says what the workbook shows."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        assert name not in CASES and make.__doc__
        CASES[name] = Case(
            name,
            " ".join(make.__doc__.split()),
            make,
            {_place(where): value for where, value in expected.items()},
            Options(**options),
        )
        return make

    return register


def _place(where: str) -> tuple[str, str]:
    sheet, _, cell = where.rpartition("!")
    return sheet or "Feuil1", cell


def zipped(parts: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a package with fixed dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in parts:
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = method
            info.external_attr = 0o600 << 16
            archive.writestr(info, body)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: _expanded(data, info) for info in archive.infolist()}


def _expanded(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """Return a part as the directory describes it; the library insists on equal headers."""
    name, extra = struct.unpack_from("<2H", data, info.header_offset + 26)
    start = info.header_offset + 30 + name + extra
    packed = data[start : start + info.compress_size]
    stored = info.compress_type == zipfile.ZIP_STORED
    body = packed if stored else zlib.decompress(packed, -15)
    assert zlib.crc32(body) == info.CRC
    return body
