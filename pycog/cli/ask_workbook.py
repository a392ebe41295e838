"""The workbook that ``pycog ask --classeur`` lets the assistant read; it is never changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.default_convention import Default
from pycog.dialogue.sheet import Selection
from pycog.dialogue.workbook.stored_workbook import StoredWorkbook
from pycog.errors import InvalidInput, NotAvailable
from pycog.refresh.host import FunctionHost

if TYPE_CHECKING:
    import datetime as dt

    from pycog.audit.grid import Grid
    from pycog.reports.scenarios.scenario_outcome import Outcome
    from pycog.xlsx.package import Package

_CELL: Final = re.compile(
    r"(?:(?P<sheet>.+)!)?\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9]\d{0,6})"
)


class WorkbookReader(StoredWorkbook):
    """A workbook file, and the cell of it that the command names.

    Attributes:
        names: Its sheets, in order.
        cell: The active cell, ``""`` when none was named.
        calculated: How many formulas had no stored value and were calculated in memory.
    """

    calculated = 0

    def __init__(
        self,
        package: Package,
        host: FunctionHost,
        names: Sequence[str],
        cell: str,
        convention: Default | InvalidInput | None = None,
        clock: dt.datetime | None = None,
    ) -> None:
        self.names = tuple(names)
        self._host, self._clock = host, clock
        sheet, self.cell = self._place(cell, package.path)
        super().__init__(package, sheet, convention)

    @classmethod
    def open(
        cls, path: Path, cell: str | None, host: FunctionHost, clock: dt.datetime | None = None
    ) -> WorkbookReader:
        """Open a workbook.

        Args:
            path: The file.
            cell: The active cell, ``None`` for none.
            host: The functions to offer.
            clock: What TODAY() and NOW() give; the present time when ``None``.

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
        return cls(package, host, names, cell or "", named(package, info), clock)

    def completed(self, grids: Sequence[Grid]) -> Sequence[Grid]:
        """Calculate in memory the formulas of which no value is stored; the file stays as it is.

        A workbook written by a program has formulas without values: Excel would calculate them
        when it opens it. What is stored stays, and so does a formula that cannot be calculated.
        """
        from pycog.cli.calculated_grids import lacking_values, with_values

        if not lacking_values(grids):
            return grids
        found, self.calculated = with_values(self.package, grids, self._host, self._clock)
        return found

    def selection(self) -> Selection | None:
        """Explain the active cell."""
        from pycog.refresh import explain_cell

        if not self.cell:
            return None
        explained = explain_cell(self.package.path, self.sheet, self.cell, self._host)
        lines = tuple(str(explained).splitlines())
        return Selection(explained.place, explained.shown, explained.formula, lines)

    def tried(self, indicator: str, year: int, value: str) -> Outcome | None:
        """Calculate the workbook with another result of one indicator; it stays as it is.

        Raises:
            RefusedFile: It cannot be calculated.
        """
        from pycog.audit.stored_grids import READING
        from pycog.conventions import load
        from pycog.ods import open_package
        from pycog.reports.scenarios.scenario_subjects import try_achieved

        package, asked = open_package(self.package.path, READING), (indicator, year, value)
        return try_achieved(package, load(), lambda: self._host, asked)

    def supposed(self, sheet: str, row: int, column: int, value: str) -> Sequence[Grid] | None:
        """Calculate the workbook with another value in one typed cell; it stays as it is.

        Raises:
            PycogError: The cell cannot be changed, or the workbook not calculated.
        """
        from pycog.audit.stored_grids import READING
        from pycog.ods import open_package
        from pycog.reports.scenarios.scenario_grids import grids_with
        from pycog.reports.scenarios.scenario_words import Assignment

        change = Assignment(sheet, row + 1, column + 1, value)
        package = open_package(self.package.path, READING)
        return grids_with(package, change, lambda: self._host, self._clock)

    def check(self) -> Sequence[str]:
        """Audit the active sheet; the whole workbook when no cell was named."""
        from pycog.annexes import audit_workbook

        found = audit_workbook(self.package.path)
        inside = f"{self.sheet}!"
        return [one.text for one in found if not self.cell or one.place.startswith(inside)]

    def _place(self, cell: str, path: Path) -> tuple[str, str]:
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
                f"La feuille « {sheet} » n'est pas dans {path.name}. Feuilles : "
                f"{', '.join(self.names)}.",
                sheet=sheet,
            )
        return found, f"{match['column'].upper()}{match['row']}"
