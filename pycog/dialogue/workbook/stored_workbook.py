"""A workbook file as the open workbook of a conversation; it is never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pycog.default_convention import Default
from pycog.dialogue.sheet import Achieved, SheetValues, quoted
from pycog.errors import InvalidInput
from pycog.values import Scalar

if TYPE_CHECKING:
    from pycog.audit.grid import Grid
    from pycog.equip.model import Correspondence
    from pycog.xlsx.package import Package


class StoredWorkbook:
    """The values of a workbook file; what explains and checks its cells is added by its host.

    Attributes:
        package: The file, as it was read.
        sheet: The active one.
        convention: The convention that it names, or why that cannot be told; ``None`` where it
            names none.
    """

    def __init__(
        self, package: Package, sheet: str, convention: Default | InvalidInput | None = None
    ) -> None:
        self.package = package
        self.sheet = sheet
        self.convention = convention
        self._sheets: tuple[SheetValues, ...] | None = None
        self._grids: tuple[Grid, ...] | None = None
        #: What is not read of an equipped workbook, and why; known once it was read.
        self.aside: tuple[str, ...] = ()
        self._mapped = False
        self._achieved: Mapping[int, Sequence[Achieved]] | None = None

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

            found = self.completed(own_grids(self.package))
            self._grids = tuple(sorted(found, key=lambda one: one.name != self.sheet))
        return self._grids

    def completed(self, grids: Sequence[Grid]) -> Sequence[Grid]:
        """Return the sheets with what their formulas give where no value is stored.

        Whoever has the functions at hand may calculate them; here they stay without one.
        """
        return grids

    def correspondence(self) -> Correspondence | None:
        """Return the map of an equipped workbook with the officer's answers.

        Raises:
            RefusedFile: Its map cannot be read.
        """
        from pycog.conventions import load
        from pycog.equip.survey import survey

        if self.mapped_results() is None or not isinstance(self.convention, Default):
            return None
        return survey(self.package, load(self.convention.id), grids=self.grids()).found

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

        if not isinstance(self.convention, Default) or not is_equipped(self.package):
            return None
        held = read_holdings(self.package, load(self.convention.id))
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

    def _read(self) -> list[SheetValues]:
        from pycog.xlsx.stored import stored_sheets

        found = []
        with stored_sheets(self.package) as sheets:
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
