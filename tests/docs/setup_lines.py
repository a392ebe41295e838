"""Checks the set-up lines of the documents, which are too slow or too far-reaching to run."""

from __future__ import annotations

import re
import tomllib
from typing import Final

from tests.docs.markdown import ROOT

_MAKE: Final = re.compile(r"make ([a-z]+)")
_PIP: Final = re.compile(r"(?:py|python3?) -m pip install (?P<rest>.+)")
_FILE: Final = re.compile(r"(?:-r|--requirement) (\S+)")
_PACKAGE: Final = re.compile(r"(?:-e|--editable) \.(?:\[([a-z,]+)\])?")
_FREE: Final = (
    r"git clone \S+ pycog",
    r"cd pycog",
    r"(?:py|python3) -m venv \.venv",
    r"(?:py|python3) --version",
    r"source \.venv/bin/activate",
    r"\.venv\\Scripts\\activate",
    r"py -m pytest",
    r"sudo apt install [a-z0-9 .-]+",
    r"XLWINGS_LICENSE_KEY=noncommercial pycog serve",
    r"xcode-select --install",
    r"installer\.cmd",
    r"sh installer\.sh",
    r"(?:pipx|uv tool) install pycog",
)


def fault(line: str) -> str | None:
    """Return what is wrong with a set-up line, ``None`` if nothing is."""
    if match := _MAKE.fullmatch(line):
        known = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
        return None if match[1] in known else f"no target {match[1]} in the Makefile"
    if match := _PIP.fullmatch(line):
        return _pip_fault(match["rest"])
    if any(re.fullmatch(pattern, line) for pattern in _FREE):
        return None
    return "not a known set-up line"


def _pip_fault(arguments: str) -> str | None:
    for file in _FILE.findall(arguments):
        if not (ROOT / file).is_file():
            return f"{file} does not exist"
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extras in _PACKAGE.findall(arguments):
        for extra in filter(None, extras.split(",")):
            if extra not in known["optional-dependencies"]:
                return f"no extra {extra} in pyproject.toml"
    return None
