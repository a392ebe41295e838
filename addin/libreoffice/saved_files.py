"""The .xlsx files that Calc has just saved, with the COG_ formulas as Excel knows them."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, unescape

from udfs.hosts.calc_formulas import for_excel
from udfs.hosts.calc_names import CALLS

#: Parts of a workbook that hold formulas, and the elements that do.
_PARTS: Final = re.compile(r"xl/(?:worksheets/[^/]+|workbook)\.xml")
_FORMULA: Final = re.compile(
    r"(<(?P<name>f|formula|formula1|formula2|definedName)(?:\s[^>]*)?>)([^<]*)(</(?P=name)>)"
)
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}


def give_to_excel(path: Path, spellings: Mapping[str, str]) -> bool:
    """Put the COG_ formulas of a saved workbook into the form that Excel stores.

    Args:
        path: An .xlsx file that LibreOffice wrote.
        spellings: See :func:`~udfs.hosts.calc_names.known_spellings`.

    Returns:
        Whether the file was written anew; one without COG_ formulas stays as it is.
    """
    with zipfile.ZipFile(path) as archive:
        changed = {
            record.filename: new
            for record in archive.infolist()
            if _PARTS.fullmatch(record.filename)
            and (new := _changed(archive.read(record), spellings)) is not None
        }
        if not changed:
            return False
        handle, name = tempfile.mkstemp(prefix=".~pycog", suffix=".xlsx", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as target, zipfile.ZipFile(target, "w") as copy:
                for record in archive.infolist():
                    content = changed.get(record.filename) or archive.read(record)
                    copy.writestr(record, content, record.compress_type)
            _take_place(Path(name), path)
        finally:
            Path(name).unlink(missing_ok=True)
    return True


def _changed(part: bytes, spellings: Mapping[str, str]) -> bytes | None:
    text = part.decode("utf-8")
    if not CALLS.search(text):
        return None

    def anew(found: re.Match[str]) -> str:
        formula = unescape(found[3], _QUOTES)
        new = for_excel(formula, spellings)
        return found[0] if new == formula else f"{found[1]}{escape(new)}{found[4]}"

    new = _FORMULA.sub(anew, text)
    return None if new == text else new.encode("utf-8")


def _take_place(new: Path, old: Path) -> None:
    """Replace a file with a new one that looks as old to LibreOffice, which has just written it."""
    times = old.stat()
    shutil.copymode(old, new)
    os.utime(new, ns=(times.st_atime_ns, times.st_mtime_ns))
    new.replace(old)
