"""Which files go on with each other: last month's annex and this month's."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from pycog.journal.known_files import FileEntry, all_files
from pycog.values import fold

#: Months as they are written in names of files, in full and cut short.
_MONTHS: Final = (
    ("janvier", "janv", "jan"),
    ("fevrier", "fevr", "fev"),
    ("mars",),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("aout",),
    ("septembre", "sept", "sep"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
)
_MONTH_OF: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAME: Final = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_YEAR: Final = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_Y, _M, _D = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
_SEP: Final = r"[-_. /]"
#: The years that an agreement covers, which are no date: they stay as they are.
_SPAN: Final = re.compile(rf"{_YEAR}\s?[-_a]\s?{_YEAR}")
_DATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_Y}{_SEP}?{_M}{_SEP}?{_D}(?!\d)",
        rf"(?<!\d){_D}{_SEP}{_M}{_SEP}{_Y}(?!\d)",
        rf"(?<!\d){_Y}{_SEP}?{_M}(?!\d)",
        rf"(?<!\d){_M}{_SEP}{_Y}(?!\d)",
        rf"(?<![a-z])(?P<name>{_NAME})(?![a-z])",
        r"(?<![a-z0-9])t(?P<quarter>[1-4])(?![a-z0-9])",
        rf"(?<!\d){_Y}(?!\d)",
    )
)
_MARK: Final = "#"


class Dated(NamedTuple):
    """A path without its dates, and what they say.

    Attributes:
        path: The path, each date made one sign.
        period: Year, month and day, 0 for what is not said; ``None`` without a date.
    """

    path: str
    period: tuple[int, int, int] | None


def dated(path: str) -> Dated:
    """Take the dates out of a path.

    Args:
        path: With slashes.

    Returns:
        The rest, and the date; the agreement's years (``2012-2015``) are part of the rest.
    """
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"<{chr(0xE000 + len(kept) - 1)}>"

    rest = _SPAN.sub(keep, fold(path))
    found: dict[str, int] = {}
    for pattern in _DATES:
        rest = pattern.sub(_taken(found), rest)
    for number, text in enumerate(kept):
        rest = rest.replace(f"<{chr(0xE000 + number)}>", text)
    rest = re.sub(rf"{_MARK}(?:{_SEP}*{_MARK})+", _MARK, rest)
    period = (found.get("y", 0), found.get("m", 0), found.get("d", 0)) if found else None
    return Dated(rest, period)


def _taken(found: dict[str, int]) -> Callable[[re.Match[str]], str]:
    def take(match: re.Match[str]) -> str:
        groups = {key: value for key, value in match.groupdict().items() if value}
        if "name" in groups:
            found["m"] = _MONTH_OF[groups["name"]]
        elif "quarter" in groups:
            found["m"] = 3 * int(groups["quarter"])
        else:
            found.update({key: int(value) for key, value in groups.items()})
        return _MARK

    return take


def series_of(journal: sqlite3.Connection, asked: FileEntry) -> list[FileEntry]:
    """Return the files that a file belongs with, itself included, the earliest first.

    Args:
        journal: The open journal.
        asked: The file.
    """
    known = all_files(journal)
    names = {one.id: dated(one.path) for one in known}
    found, waiting = {asked.id}, [asked]
    while waiting:
        one = waiting.pop()
        for other in known:
            if other.id not in found and _belong(one, other, names):
                found.add(other.id)
                waiting.append(other)
    return _in_order([one for one in known if one.id in found], names)


def _belong(one: FileEntry, other: FileEntry, names: dict[int, Dated]) -> bool:
    if one.follows == other.id or other.follows == one.id:
        return True
    first, second = names.get(one.id), names.get(other.id)
    if first is None or second is None or first.period is None or second.period is None:
        return False
    return first.path == second.path


def _in_order(files: Sequence[FileEntry], names: dict[int, Dated]) -> list[FileEntry]:
    """Put files in order: by their dates where all have one, else as they came."""
    if all(names[one.id].period is not None for one in files):
        return sorted(files, key=lambda one: (names[one.id].period or (0, 0, 0), one.id))
    return sorted(files, key=lambda one: one.id)
