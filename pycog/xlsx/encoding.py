"""XML parts in any encoding, worked on as UTF-8 and written back as they were."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from pycog.lazy_patterns import regex

_DECLARED = regex(rb"""^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))


class UnreadableText(Exception):
    """The bytes of a part are not text in the encoding that it declares."""


class Decoded(NamedTuple):
    """A part as UTF-8: its text, and how it was written."""

    body: bytes
    mark: bytes
    codec: str


def decoded(part: bytes) -> Decoded:
    """Return a part as UTF-8 without its byte-order mark.

    Raises:
        UnreadableText: Unknown encoding, or bytes that do not belong to it.
    """
    mark, codec = b"", ""
    for candidate, name in _MARKS:
        if part.startswith(candidate):
            mark, codec = candidate, name
    if not codec:
        codec = next((name for start, name in _UNMARKED if part.startswith(start)), "")
    raw = part[len(mark) :]
    if not codec:
        declared = _DECLARED.match(raw[:256])
        codec = declared[1].decode().lower() if declared else "utf-8"
    if codec in ("utf-8", "utf8", "us-ascii", "ascii"):
        return Decoded(raw, mark, "utf-8")
    try:
        text = raw.decode(codec)
        result = Decoded(text.encode("utf-8"), mark, codec)
    except (UnicodeError, LookupError) as error:
        raise UnreadableText(codec) from error
    if encoded(result.body, result) != part:
        raise UnreadableText(codec)  # a codec with state or several spellings
    return result


def encoded(body: bytes, like: Decoded) -> bytes:
    """Return UTF-8 bytes in the encoding of the part they come from.

    A character that the encoding lacks becomes a numeric reference.
    """
    if like.codec == "utf-8":
        return like.mark + body
    return like.mark + body.decode("utf-8").encode(like.codec, "xmlcharrefreplace")
