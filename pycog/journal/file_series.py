"""Which files go on with each other: last month's annex and this month's."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
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


@lru_cache(maxsize=1 << 12)
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


class Link(NamedTuple):
    """A file of a series.

    Attributes:
        entry: The file.
        until: The record that the next file was copied after; ``None`` where all belong.
    """

    entry: FileEntry
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The files whose records tell one life.

    Attributes:
        links: The files, the earliest first.
        copies: Copies of the file that was asked for which have a life of their own.
    """

    links: list[Link]
    copies: list[FileEntry]


def series_of(journal: sqlite3.Connection, asked: FileEntry) -> Series:
    """Return the files that a file belongs with, itself included.

    Those before it are last month's file, or the one that it was copied from, up to the moment of
    the copy. Those after it are next month's, or the one copy of a file that did not go on.

    Args:
        journal: The open journal.
        asked: The file.
    """
    known = {one.id: one for one in all_files(journal)}
    found = [Link(known.get(asked.id, asked))]
    seen = {asked.id}
    while (before := _before(journal, found[0].entry, known)) and before.entry.id not in seen:
        seen.add(before.entry.id)
        found.insert(0, before)
    copies = _copies(asked, known)
    while after := _after(journal, found[-1].entry, known):
        if after.id in seen:
            break
        seen.add(after.id)
        found.append(Link(after))
    return Series(found, [one for one in copies if one.id not in seen])


def _before(
    journal: sqlite3.Connection, one: FileEntry, known: Mapping[int, FileEntry]
) -> Link | None:
    dates = _dates_beside(one, known)
    earlier = [entry for when, entry in dates.items() if when < _when(one)]
    if earlier:
        return Link(earlier[-1])
    origin = known.get(one.follows or 0)
    # Where its first records are gone, nothing tells what it went on with.
    return (
        None
        if origin is None or not _is_whole(journal, one)
        else Link(origin, _copied_after(journal, origin, one))
    )


def _after(
    journal: sqlite3.Connection, one: FileEntry, known: Mapping[int, FileEntry]
) -> FileEntry | None:
    dates = _dates_beside(one, known)
    later = [entry for when, entry in dates.items() if when > _when(one)]
    if later:
        return later[0]
    copies = _copies(one, known)
    if len(copies) != 1:
        return None
    until = _copied_after(journal, one, copies[0])
    return copies[0] if until in (None, _last(journal, one)) else None


def _copies(one: FileEntry, known: Mapping[int, FileEntry]) -> list[FileEntry]:
    """Return what was copied from a file and is not last month's or next month's."""
    beside = {entry.id for entry in _dates_beside(one, known).values()}
    return [other for other in known.values() if other.follows == one.id and other.id not in beside]


#: Year, month, day, and the number of the file, which parts two of one date.
_When = tuple[tuple[int, int, int], int]


def _when(one: FileEntry) -> _When:
    return dated(one.path).period or (0, 0, 0), one.id


def _dates_beside(one: FileEntry, known: Mapping[int, FileEntry]) -> dict[_When, FileEntry]:
    """Return the files whose paths differ in their dates only, by date; none for an undated one."""
    own = dated(one.path)
    if own.period is None:
        return {}
    same = (other for other in known.values() if dated(other.path).path == own.path)
    return {_when(other): other for other in sorted(same, key=_when) if dated(other.path).period}


def _copied_after(journal: sqlite3.Connection, origin: FileEntry, copy: FileEntry) -> int | None:
    """Return the last record of a file before it was copied; ``None`` where that is not known."""
    row = journal.execute(
        "SELECT coalesce(max(CASE WHEN one.ecrit = first.lu THEN one.id END), max(one.id)) "
        "FROM passage AS one JOIN (SELECT id, lu FROM passage WHERE fichier = ?2 AND "
        "etat = 'fait' ORDER BY id LIMIT 1) AS first "
        "WHERE one.fichier = ?1 AND one.etat = 'fait' AND one.id < first.id",
        (origin.id, copy.id),
    ).fetchone()
    number: int | None = row[0]
    return number


def _is_whole(journal: sqlite3.Connection, one: FileEntry) -> bool:
    row = journal.execute(
        "SELECT base FROM passage WHERE fichier = ? AND etat = 'fait' ORDER BY id LIMIT 1",
        (one.id,),
    ).fetchone()
    return row is not None and row[0] is None


def _last(journal: sqlite3.Connection, one: FileEntry) -> int | None:
    number: int | None = journal.execute(
        "SELECT max(id) FROM passage WHERE fichier = ? AND etat = 'fait'", (one.id,)
    ).fetchone()[0]
    return number
