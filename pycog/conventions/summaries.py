"""What the workbooks of conventions are called, kept by the digest of their bytes.

To know the id of a workbook it has to be read whole, which takes a few tenths of a
second. The summary is therefore kept in the user's cache folder, one JSON file per
digest. A file that is damaged, of another version, or that cannot be written only
costs the time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from msgspec.structs import asdict

from pycog import __version__, configuration
from pycog.conventions.facts.models import Summary
from pycog.conventions.form.layout import MARK
from pycog.errors import PycogError, system_reason
from pycog.lazy_patterns import regex
from pycog.values import fold

#: Beyond this many files the oldest go.
_MOST: Final = 500
_SHEET: Final = regex(r'<(?:\w+:)?sheet [^>]*?name="([^"]*)"')
#: Packages of :mod:`pycog.conventions` whose code reads a form.
_READING: Final = ("facts", "form", "loading")
_WORKBOOK: Final = "xl/workbook.xml"


def looks_like_form(path: Path) -> bool:
    """Tell whether a workbook says that it holds a convention, or cannot be opened at all."""
    state = path.stat()
    return _looks_like_form(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1024)
def _looks_like_form(path: Path, _time: int, _size: int) -> bool:
    try:
        with zipfile.ZipFile(path) as package, package.open(_WORKBOOK) as part:
            text = part.read(1 << 20).decode("utf-8", "replace")
    except Exception:  # each way to pack a part fails in its own way
        return True  # listed as broken: it may be the one that is looked for
    return MARK in text or "convention" in map(fold, _SHEET.findall(text))


def workbook_summary(path: Path) -> Summary:
    """Return what a workbook is, or its problem; read only when its bytes are new."""
    try:
        state = path.stat()
    except OSError as error:
        return _broken(
            path, f"{path.name} : le classeur ne peut pas être lu ({system_reason(error)})."
        )
    return _summary(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1024)
def _summary(path: Path, _time: int, _size: int) -> Summary:
    try:
        data = path.read_bytes()
    except OSError as error:
        return _broken(
            path, f"{path.name} : le classeur ne peut pas être lu ({system_reason(error)})."
        )
    digest = hashlib.sha256(data).hexdigest()
    kept = _kept(digest, path)
    if kept is None:
        kept = _read(path, data)
        _keep(digest, kept)
    return kept


def _broken(path: Path, problem: str) -> Summary:
    return Summary(path.stem, "", "", "", "", (), path, problem)


def _read(path: Path, data: bytes) -> Summary:
    from pycog.conventions.form.form_source import described

    try:
        return described(path, data)
    except PycogError as error:
        return _broken(path, error.message)


def _file(digest: str) -> Path:
    folder = configuration.cache_folder()
    if folder is None:
        raise FileNotFoundError("the system names no folder for a cache")
    return folder / "conventions" / f"{digest}.json"


@lru_cache(maxsize=1)
def _reader() -> str:
    """Return what changes with the code that reads a form: the version, and its files."""
    root = Path(__file__).parents[1]
    files = [root / "milestones.py"]
    for folder in ("targets", "values", *(f"conventions/{one}" for one in _READING)):
        files += sorted((root / folder).glob("*.py"))
    marks = []
    for file in files:
        with contextlib.suppress(OSError):  # a package without its sources
            state = file.stat()
            marks.append((file.name, state.st_mtime_ns, state.st_size))
    return f"{__version__} {hashlib.sha256(repr(marks).encode()).hexdigest()[:16]}"


def _kept(digest: str, path: Path) -> Summary | None:
    try:
        found: Any = json.loads(_file(digest).read_bytes())
        if found["reader"] != _reader():
            return None
        said = found["summary"]
        texts = [said[name] for name in _TEXTS]
        years, tables = tuple(said["years"]), tuple(said["tables"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not all(isinstance(text, str) for text in (*texts, *tables)):
        return None
    if not all(type(year) is int for year in years) or not said["id"]:
        return None
    named = dict(zip(_TEXTS, texts, strict=True))
    # A problem names the file, which may have another name here.
    problem = named["problem"].replace(str(said.get("file")), path.name)
    identity = path.stem if not named["title"] and problem else named["id"]
    return Summary(
        identity,
        named["title"],
        named["short_title"],
        named["version"],
        named["status"],
        years,
        path,
        problem,
        tables,
    )


_TEXTS: Final = ("id", "title", "short_title", "version", "status", "problem")


def _keep(digest: str, summary: Summary) -> None:
    said = {**asdict(summary), "file": summary.folder.name}
    del said["folder"]
    text = json.dumps({"reader": _reader(), "summary": said}, ensure_ascii=False)
    with contextlib.suppress(OSError):
        file = _file(digest)
        temporary = file.with_suffix(f".{os.getpid()}.tmp")
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(file)
        _forget_old(file.parent)


def _forget_old(folder: Path) -> None:
    files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    for file in files[:-_MOST]:
        file.unlink()
