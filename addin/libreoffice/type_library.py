"""The type library of the extension: the methods that Calc may call, in UNO's binary format.

LibreOffice compiles such a file from IDL text with a tool of its SDK. The format is public and
the extension needs one interface only, so it is written here and no SDK is asked for.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_MAGIC: Final = b"UNOIDL\xff\x00"
_MODULE: Final = 0
_INTERFACE: Final = 5
_IN: Final = 0
_BASE: Final = "com.sun.star.uno.XInterface"


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the interface.

    Attributes:
        name: As UNO calls it.
        result: Its UNO type, such as ``any``.
        parameters: Name and UNO type of each, all of them handed in.
    """

    name: str
    result: str
    parameters: tuple[tuple[str, str], ...]


def type_library(interface: str, methods: Sequence[Method]) -> bytes:
    """Return the bytes of a type library that holds one interface.

    Args:
        interface: Its full name, modules included: ``fr.pycog.calc.XCog``.
        methods: What it offers, in any order.

    Source:
        LibreOffice, ``unoidl/README.md``: « Specification of the new UNOIDL types.rdb format ».
    """
    *modules, name = interface.split(".")
    writer = _Writer()
    payload = writer.put(_interface(methods))
    for module in reversed(modules):
        entries = writer.entries({name: payload})
        payload = writer.put(bytes([_MODULE]) + _number(1) + entries)
        name = module
    root = writer.put(writer.entries({name: payload}))
    return writer.finish(root, 1)


class _Writer:
    """The body of the file; every offset counts from the start of the file."""

    def __init__(self) -> None:
        self._start = len(_MAGIC) + 8
        self._body = bytearray()

    def put(self, content: bytes) -> int:
        """Append something and return where it stands."""
        place = self._start + len(self._body)
        self._body += content
        return place

    def entries(self, payloads: Mapping[str, int]) -> bytes:
        """Return the entries of a map, which readers search by halves."""
        return b"".join(
            _number(self.put(name.encode("ascii") + b"\0")) + _number(payloads[name])
            for name in sorted(payloads)
        )

    def finish(self, root: int, count: int) -> bytes:
        """Return the whole file."""
        return _MAGIC + _number(root) + _number(count) + bytes(self._body)


def _interface(methods: Sequence[Method]) -> bytes:
    nothing = _number(0)
    return b"".join(
        (
            bytes([_INTERFACE]),
            _number(1) + _text(_BASE),
            nothing,  # optional bases
            nothing,  # attributes
            _number(len(methods)),
            *map(_method, methods),
        )
    )


def _method(method: Method) -> bytes:
    parameters = (bytes([_IN]) + _text(name) + _text(kind) for name, kind in method.parameters)
    return b"".join(
        (
            _text(method.name),
            _text(method.result),
            _number(len(method.parameters)),
            *parameters,
            _number(0),  # exceptions
        )
    )


def _text(text: str) -> bytes:
    # The top bit of the length would say that the text stands elsewhere.
    return _number(len(text)) + text.encode("ascii")


def _number(value: int) -> bytes:
    return struct.pack("<I", value)
