"""The workbook that ``pycog ask --classeur`` lets the assistant read; it is never changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pycog.default_convention import Default
from pycog.dialogue.sheet import Achieved, Selection, SheetValues, quoted
from pycog.errors import InvalidInput, NotAvailable
from pycog.refresh.host import FunctionHost
from pycog.values import Scalar

if TYPE_CHECKING:
    from pycog.audit.grid import Grid
    from pycog.equip.model import Correspondence
    from pycog.reports.scenarios.scenario_outcome import Outcome

_CELL: Final = re.compile(
    r"(?:(?P<sheet>.+)!)?\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9]\d{0,6})"
)


class WorkbookReader:
    """A workbook file as the open workbook of a conversation.

    Attributes:
        path: The file.
        names: Its sheets, in order.
        convention: The convention that it names, or why that cannot be told; ``None`` where it
            names none.
        sheet: The active one.
        cell: The active cell, ``""`` when none was named.
    """

    def __init__(
        self,
        path: Path,
        host: FunctionHost,
        names: Sequence[str],
        cell: str,
        convention: Default | InvalidInput | None = None,
    ) -> None:
        self.path = path
        self.convention = convention
        self.names = tuple(names)
        self._host = host
        self.sheet, self.cell = self._place(cell)
        self._sheets: tuple[SheetValues, ...] | None = None
        self._grids: tuple[Grid, ...] | None = None
        #: What is not read of an equipped workbook, and why; known once it was read.
        self.aside: tuple[str, ...] = ()
        self._mapped = False
        self._achieved: Mapping[int, Sequence[Achieved]] | None = None

    @classmethod
    def open(cls, path: Path, cell: str | None, host: FunctionHost) -> WorkbookReader:
        """Open a workbook.

        Raises:
            RefusedFile: It cannot be read.
            InvalidInput: ``adresse-illisible``.
            NotAvailable: ``feuille-inconnue``.
        """
        from pycog.ods import open_package
        from pycog.xlsx.convention_name import named
        from pycog.xlsx.structure import read_workbook

        package = open_package(path)
        info = read_workbook(package)
        names = [sheet.name for sheet in info.sheets]
        return cls(path, host, names, cell or "", named(package, info))

    def selection(self) -> Selection | None:
        """Explain the active cell."""
        from pycog.refresh import explain_cell

        if not self.cell:
            return None
        explained = explain_cell(self.path, self.sheet, self.cell, self._host)
        lines = tuple(str(explained).splitlines())
        return Selection(explained.place, explained.shown, explained.formula, lines)

    def sheets(self) -> Sequence[SheetValues]:
        """Read the stored values, once."""
        if self._sheets is None:
            self._sheets = tuple(self._read())
        return self._sheets

    def grids(self) -> Sequence[Grid]:
        """Read the officer's sheets with their formats and formulas, once; the active one first.

        Raises:
            RefusedFile: One of them cannot be read.
        """
        if self._grids is None:
            from pycog.equip.survey import own_grids
            from pycog.xlsx.package import Package

            found = own_grids(Package.open(self.path))
            self._grids = tuple(sorted(found, key=lambda one: one.name != self.sheet))
        return self._grids

    def correspondence(self) -> Correspondence | None:
        """Return the map of an equipped workbook with the officer's answers.

        Raises:
            RefusedFile: Its map cannot be read.
        """
        from pycog.conventions import load
        from pycog.equip.survey import survey
        from pycog.xlsx.package import Package

        if self.mapped_results() is None or not isinstance(self.convention, Default):
            return None
        package = Package.open(self.path)
        return survey(package, load(self.convention.id), grids=self.grids()).found

    def mapped_results(self) -> Mapping[int, Sequence[Achieved]] | None:
        """Read the results of an equipped workbook through its map, once.

        Raises:
            RefusedFile: Its map cannot be read.
        """
        if not self._mapped:
            self._mapped = True
            self._achieved = self._read_mapped()
        return self._achieved

    def _read_mapped(self) -> Mapping[int, Sequence[Achieved]] | None:
        from pycog.conventions import load
        from pycog.equip.holdings import is_equipped, read_holdings
        from pycog.ods import open_package

        package = open_package(self.path)
        if not isinstance(self.convention, Default) or not is_equipped(package):
            return None
        held = read_holdings(package, load(self.convention.id))
        self.aside = tuple(f"{one.place} : {one.text}" for one in held.aside) if held else ()
        found: dict[int, list[Achieved]] = {}
        for one in held.values.values() if held is not None else ():
            value = one.value
            if one.role != "réalisé" or isinstance(value, bool) or value == "":
                continue
            if isinstance(value, str | int | float):
                sheet, _, cell = one.place.rpartition("!")
                read = value if isinstance(value, str) else float(value)
                address = f"{quoted(sheet)}!{cell}"
                found.setdefault(one.year, []).append(
                    Achieved(one.subject.key, read, address, one.as_typed)
                )
        return found

    def tried(self, indicator: str, year: int, value: str) -> Outcome | None:
        """Calculate the workbook with another result of one indicator; it stays as it is.

        Raises:
            RefusedFile: It cannot be calculated.
        """
        from pycog.audit.stored_grids import READING
        from pycog.conventions import load
        from pycog.ods import open_package
        from pycog.reports.scenarios.scenario_subjects import try_achieved

        package, asked = open_package(self.path, READING), (indicator, year, value)
        return try_achieved(package, load(), lambda: self._host, asked)

    def check(self) -> Sequence[str]:
        """Audit the active sheet; the whole workbook when no cell was named."""
        from pycog.annexes import audit_workbook

        found = audit_workbook(self.path)
        inside = f"{self.sheet}!"
        return [one.text for one in found if not self.cell or one.place.startswith(inside)]

    def _place(self, cell: str) -> tuple[str, str]:
        if not cell:
            return self.names[0], ""
        match = _CELL.fullmatch(cell.strip())
        if match is None:
            raise InvalidInput(
                "adresse-illisible",
                f"L'adresse « {cell} » est illisible. Écrivez feuille et cellule séparées par un "
                "point d'exclamation, par exemple Indicateurs!J13.",
                place=cell,
            )
        sheet = (match["sheet"] or self.names[0]).strip("'").replace("''", "'")
        found = next((name for name in self.names if name.lower() == sheet.lower()), None)
        if found is None:
            raise NotAvailable(
                "feuille-inconnue",
                f"La feuille « {sheet} » n'est pas dans {self.path.name}. Feuilles : "
                f"{', '.join(self.names)}.",
                sheet=sheet,
            )
        return found, f"{match['column'].upper()}{match['row']}"

    def _read(self) -> list[SheetValues]:
        from pycog.ods import open_package
        from pycog.xlsx.stored import stored_sheets

        found = []
        with stored_sheets(open_package(self.path)) as sheets:
            for sheet in sheets:
                rows = tuple(tuple(map(_plain, line)) for line in sheet.iter_rows(values_only=True))
                found.append(SheetValues(sheet.title, rows))
        return sorted(found, key=lambda one: one.name != self.sheet)


def _plain(value: Any) -> Scalar:
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%d/%m/%Y")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)
