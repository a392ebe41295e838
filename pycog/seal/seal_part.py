"""The custom XML part that carries a seal where programs keep such parts."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from html import unescape
from typing import Final

from pycog.seal.seal_sheet import Carried
from pycog.seal.sealed_content import Content, Damaged, unpacked
from pycog.xlsx.custom_parts import custom_part
from pycog.xlsx.markup import quoted
from pycog.xlsx.package import Package
from pycog.xlsx.structure import WorkbookInfo

#: Namespace of the part.
NAMESPACE: Final = "urn:pycog:bordereau-de-calcul:1"
_CONTENT: Final = re.compile(rb"<contenu>([A-Za-z0-9+/=\s]*)</contenu>")
_SIGNATURE: Final = re.compile(rb"<signature>([A-Za-z0-9+/=\s]*)</signature>")


def part_text(content: Content, signature: bytes) -> str:
    """Return the part of a seal."""
    facts = " ".join(f"{name}={quoted(value)}" for name, value in _facts(content))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<bordereau xmlns={quoted(NAMESPACE)} {facts}>"
        f"<contenu>{_text(content.packed)}</contenu>"
        f"<signature>{_text(signature)}</signature></bordereau>"
    )


def read_part(
    package: Package, info: WorkbookInfo, unpack: Callable[[bytes], Content] = unpacked
) -> Carried | None:
    """Return what the part of a workbook carries, ``None`` without such a part.

    Args:
        package: The workbook.
        info: Its structure.
        unpack: Unpacks the content.

    Raises:
        Damaged: It is cut short or was changed.
        RefusedFile: The package is damaged.
    """
    part = custom_part(package, info, NAMESPACE)
    if part is None:
        return None
    body = package.text(part).body
    content, signature = _CONTENT.search(body), _SIGNATURE.search(body)
    if content is None or signature is None:
        raise Damaged("sa partie XML n'a plus la forme que pycog lui a donnée")
    try:
        carried = Carried(unpack(base64.b64decode(content[1])), base64.b64decode(signature[1]))
    except binascii.Error as error:
        raise Damaged("sa partie XML est coupée ou retouchée") from error
    if any(_said(body, name) not in (None, value) for name, value in _facts(carried.content)):
        raise Damaged("sa date, sa version ou son empreinte y est retouchée")
    return carried


def _facts(content: Content) -> tuple[tuple[str, str], ...]:
    """Return the attributes by which the part says in the clear what is sealed."""
    return (
        ("pycog", content.pycog),
        ("scelle-le", content.when),
        ("empreinte", content.digest),
    )


def _said(body: bytes, name: str) -> str | None:
    """Return the value of an attribute, ``None`` where a program left it out."""
    found = re.search(rf"""\s{name}\s*=\s*(["'])(.*?)\1""".encode(), body)
    return None if found is None else unescape(found[2].decode("utf-8", "replace"))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
