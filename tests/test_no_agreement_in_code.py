"""No agreement and no body is named in code: what is one's own stands in its data.

Docstrings may name them, as sources and examples for developers. What an officer can read is
a string of the code, a page of the add-in or a table of words; where one of these names an
agreement it is declared here, with the reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.paths import ROOT

#: Agreements, their funds, and bodies.
NAMES: Final = re.compile(
    r"camieg|fnga\b|fngr\b|cnamts|industries électriques|mayotte|loz[eè]re|h[eé]rault|is[eè]re\b"
    r"|cpam\b|carsat\b|cramif|cgss\b|ugecam|cnaf\b|cnav\b|urssaf\b|acoss\b|ccmsa|cnmss|\benim\b",
    re.IGNORECASE,
)
DATA: Final = ("pycog/conventions/data/", "pycog/annexes/recette/data/")
#: File or folder → why it may name one.
DECLARED: Final = {}
PAGES: Final = (".js", ".html", ".toml", ".xml", ".css")


def files() -> Iterator[Path]:
    """Yield the files of code, and the texts that come with them."""
    for house in ("pycog", "udfs", "addin"):
        for path in sorted((ROOT / house).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in {".py", *PAGES} and not name.startswith(DATA):
                yield path


def said(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of what a file can show: strings that are no docstring."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(text.splitlines(), start=1)
        return
    tree = ast.parse(text)
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def named() -> dict[str, list[str]]:
    """Return what each file names."""
    found: dict[str, list[str]] = {}
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        for line, text in said(path):
            if hit := NAMES.search(text):
                found.setdefault(name, []).append(f"{name}:{line}: {hit[0]} in {text[:80]!r}")
    return found
