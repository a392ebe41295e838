"""Small edits of short XML parts that leave every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def elements(text: str, name: str) -> Iterator[str]:
    """Yield every element of a local name, whole, whatever its prefix; none may nest."""
    tag = rf"(?:[\w.-]+:)?{name}"
    pattern = rf"<({tag})(?=[\s/>])(?:[^>]*?/>|[^>]*>.*?</\1\s*>)"
    for match in re.finditer(pattern, text, re.DOTALL):
        yield match[0]


def attributes(element: str) -> dict[str, str]:
    """Return the attributes of the start tag, under the names as written."""
    start = element[: element.index(">")]
    return {
        match[1]: unescape(match[2] if match[2] is not None else match[3])
        for match in _ATTRIBUTE.finditer(start)
    }


def contents(element: str) -> str:
    """Return the text of an element that holds only text."""
    return unescape(element[element.index(">") + 1 : element.rindex("</")])


def insert_last(text: str, parent: str, child: str) -> str | None:
    """Put a child at the end of its parent; ``None`` if the parent has no end tag.

    Args:
        text: The part.
        parent: Local name of the parent element.
        child: The element; ``{0}`` stands for the prefix of the parent, colon included.
    """
    ends = list(re.finditer(rf"</((?:[\w.-]+:)?){parent}\s*>", text))
    if not ends:
        return None
    end = ends[-1]
    return text[: end.start()] + child.replace("{0}", end[1]) + text[end.start() :]


def quoted(value: str) -> str:
    """Return a value as an attribute in double quotes."""
    plain = escape(value, quote=False).replace('"', "&quot;")
    # White space other than blanks would be read as blanks.
    return '"' + re.sub(r"[\t\n\r]", lambda match: f"&#{ord(match[0])};", plain) + '"'
