"""Reads the map back: from the sheet « Correspondances », from a workbook of its own, from CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pycog.equip.writing.map_sheet import HEADINGS, MAP, Line
from pycog.errors import RefusedFile
from pycog.ods import open_package
from pycog.values import fold
from pycog.xlsx.cells import address, place_of
from pycog.xlsx.package import Package
from pycog.xlsx.saved_text import read_text
from pycog.xlsx.sheet_contents import contents
from pycog.xlsx.structure import SheetPart, WorkbookInfo, read_workbook

#: So many rows above the headings are looked at.
_HEAD_ROWS: Final = 20
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


def read_map(path: Path) -> list[Line]:
    """Read a map: a workbook with the sheet « Correspondances », or a CSV file.

    Raises:
        RefusedFile: It cannot be read, or holds no map.
    """
    if path.suffix.lower() == ".csv":
        return _from_rows(path, _csv_rows(path))
    package = open_package(path)
    info = read_workbook(package)
    sheet = map_sheet(info) or (info.sheets[0] if len(info.sheets) == 1 else None)
    if sheet is None:
        raise _no_map(path)
    return read_map_sheet(package, info, sheet)


def map_sheet(info: WorkbookInfo) -> SheetPart | None:
    """Return the sheet of correspondences of a workbook, ``None`` where it has none."""
    return next((one for one in info.sheets if one.name.startswith(MAP)), None)


def read_map_sheet(package: Package, info: WorkbookInfo, sheet: SheetPart) -> list[Line]:
    """Read the lines of a sheet of correspondences.

    Raises:
        RefusedFile: It holds no map.
    """
    return _from_rows(package.path, _sheet_rows(contents(package, info, sheet)))


def _sheet_rows(texts: Mapping[str, str]) -> Iterator[Sequence[str]]:
    places = [place for place in map(place_of, texts) if place is not None]
    for row in range(1, max((row for row, _ in places), default=0) + 1):
        yield [_plain(texts.get(address(row, column + 1), "")) for column in range(len(HEADINGS))]


def _plain(text: str) -> str:
    """Return a number without the decimals that a sheet stores, any other text as it is."""
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def _csv_rows(path: Path) -> list[list[str]]:
    text = read_text(path)
    first = text.partition("\n")[0]
    return list(csv.reader(text.splitlines(), delimiter=";" if ";" in first else ","))


def _from_rows(path: Path, rows: Iterable[Sequence[str]]) -> list[Line]:
    found = list(rows)
    wanted = [fold(heading) for heading in HEADINGS]
    for number, row in enumerate(found[:_HEAD_ROWS]):
        names = [fold(text) for text in row]
        if {"element", "intitule", "votre reponse"} <= set(names):
            ranks = [names.index(name) if name in names else -1 for name in wanted]
            return [
                Line(*(_at(line, rank) for rank in ranks))
                for line in found[number + 1 :]
                if any(line)
            ]
    raise _no_map(path)


def _at(line: Sequence[str], rank: int) -> str:
    return line[rank].strip() if 0 <= rank < len(line) else ""


def _no_map(path: Path) -> RefusedFile:
    return RefusedFile(
        "correspondances-absentes",
        f"{path} : aucune table de correspondances. Il faut une feuille « {MAP} » ou un fichier "
        "CSV dont les en-têtes sont " + ", ".join(HEADINGS) + ".",
        path=str(path),
    )


class Answers:
    """What was answered, by the line that it was answered on.

    Where several maps answer the same line, the first of them counts.

    Attributes:
        unused: Lines with an answer that nothing in the workbook called for, by now.
    """

    def __init__(self, *maps: Iterable[Line]) -> None:
        self._maps = [_Map(list(lines)) for lines in maps]
        self.unused = {id(line): line for one in self._maps for line in one.given}

    def __bool__(self) -> bool:
        return any(one.given for one in self._maps)

    def of(self, line: Line) -> Line | None:
        """Return the line of a map that answers a line of the workbook."""
        found = [own for one in self._maps if (own := one.of(line)) is not None]
        for own in found:
            self.unused.pop(id(own), None)
        return found[0] if found else None

    def is_of(self, lines: Iterable[Line]) -> bool:
        """Tell whether the maps and a workbook have any column or row in common."""
        known = {line.key for one in self._maps for line in one.lines}
        return not known or any(line.key in known for line in lines)


class _Map:
    """One map. The line itself speaks first, answered or not; then those that are like it.

    Two columns, two years or two totals may be known by the same words: the answer to one is
    no answer to the other where both have a line of their own.
    """

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.given = [line for line in lines if line.answer or line.replace]
        self._at = _grouped(lines, lambda line: (*_titled(line), line.cell))
        self._titled = _grouped(lines, _titled)
        self._by_sheet = _grouped(self.given, lambda line: (_sheet(line.sheet), *line.key))
        self._by_key = _grouped(self.given, lambda line: line.key)

    def of(self, line: Line) -> Line | None:
        at = self._at.get((*_titled(line), line.cell))
        if at:
            return next((one for one in at if one.answer or one.replace), None)
        titled = self._titled.get(_titled(line))
        if titled:
            return _agreed(titled)
        # Years apart, the sheet of that name; then all others must agree.
        same = self._by_sheet.get((_sheet(line.sheet), *line.key))
        return _agreed(same or self._by_key.get(line.key, []))


def _grouped(
    lines: Iterable[Line], key: Callable[[Line], tuple[str, ...]]
) -> dict[tuple[str, ...], list[Line]]:
    found: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return found


def _agreed(lines: Sequence[Line]) -> Line | None:
    """Return the first of some lines that all say the same, ``None`` where they say nothing."""
    if len({(fold(one.answer), fold(one.replace)) for one in lines}) != 1:
        return None
    return lines[0] if lines[0].answer or lines[0].replace else None


def _titled(line: Line) -> tuple[str, ...]:
    """Return what a line is known by, years and sheet included."""
    return fold(line.sheet), *line.key, fold(line.title)


def _sheet(name: str) -> str:
    return fold(_YEAR.sub("#", name))
