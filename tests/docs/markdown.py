"""Reads what the documents hold that can be run or followed: blocks, links, headings.

A comment above a block says how the tests treat it; readers never see it::

    <!-- test: setup -->                  not run: each line must be a known set-up line
    <!-- test: exit 1 -->                 each command of the block ends with this code
    <!-- test: windows -->                a command of the Windows prompt, run with /
    <!-- test: type FILE SHEET C8=0.93 -->  values typed into a workbook beforehand
    <!-- test: table FILE "A;B" "C;1" -->  a workbook of one sheet, written there
    <!-- test: folder GUIDE FOLDER -->    the example files of a guide, written there
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.paths import ROOT

_FENCE: Final = re.compile(r"^(?P<mark>```+)(?P<language>[\w-]*)[^\n]*$")
_DIRECTIVE: Final = re.compile(r"^<!-- test: (?P<words>.+) -->$")
_FILE: Final = re.compile(r"^`(?P<path>[\w./-]+)`$")
_LINK: Final = re.compile(r"!?\[(?:[^\]]|\](?!\())*\]\((?P<target>[^)\s]+)\)")
_TAG: Final = re.compile(r"<(?:img|a)\s[^>]*?(?:src|href)=\"(?P<target>[^\"]+)\"")
_NAMED: Final = re.compile(r"<a id=\"(?P<name>[^\"]+)\"></a>")
_HEADING: Final = re.compile(r"^#{1,6} (?P<text>.+)$", re.M)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block.

    Attributes:
        document: Where it stands.
        line: Line of its first fence, from 1.
        language: What is written after the fence.
        text: What stands between the fences.
        directives: Words of the comments above it.
        file: Path announced on the line above, ``""`` if none.
    """

    document: Path
    line: int
    language: str
    text: str
    directives: tuple[tuple[str, ...], ...]
    file: str

    @property
    def place(self) -> str:
        """Document and line, for a message."""
        return f"{self.document.relative_to(ROOT)}:{self.line}"

    def directive(self, name: str) -> tuple[str, ...] | None:
        """Return the arguments of a directive, ``None`` when it is absent."""
        return next((words[1:] for words in self.directives if words[0] == name), None)


def blocks(document: Path) -> list[Block]:
    """Return the fenced blocks of a document, in order.

    Raises:
        ValueError: A fence is not closed, or a directive has no block.
    """
    return list(_blocks(document, document.read_text(encoding="utf-8").splitlines()))


def _blocks(document: Path, lines: list[str]) -> Iterator[Block]:
    pending: list[tuple[str, ...]] = []
    file, number = "", 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if match := _DIRECTIVE.match(line):
            pending.append(tuple(shlex.split(match["words"])))
        elif match := _FENCE.match(line):
            end = _closing(document, lines, number, match["mark"])
            text = "".join(f"{inside}\n" for inside in lines[number:end])
            yield Block(document, number, match["language"], text, tuple(pending), file)
            pending, file, number = [], "", end + 1
        elif line.strip():
            if pending:
                raise ValueError(f"{document}:{number}: a directive without a block")
            match = _FILE.match(line)
            file = match["path"] if match else ""


def _closing(document: Path, lines: list[str], start: int, mark: str) -> int:
    for number in range(start, len(lines)):
        if lines[number] == mark:
            return number
    raise ValueError(f"{document}:{start}: this block is not closed")


def links(text: str) -> list[str]:
    """Return the targets of the links and pictures of a document, code left out."""
    plain = re.sub(r"^(```+).*?^\1$", "", text, flags=re.M | re.S)
    plain = re.sub(r"`[^`\n]*`", "code", plain)
    return [match["target"] for found in (_LINK, _TAG) for match in found.finditer(plain)]


def anchors(text: str) -> set[str]:
    """Return what a link can point to in a document, as the usual viewers name it."""
    plain = re.sub(r"^(```+).*?^\1$", "", text, flags=re.M | re.S)
    named = {match["name"] for match in _NAMED.finditer(plain)}
    return named | {_slug(match["text"]) for match in _HEADING.finditer(plain)}


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
