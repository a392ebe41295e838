"""What is known of a workbook while it is calculated, shared by the steps that decide on it."""

from __future__ import annotations

from msgspec import Struct, field

from pycog.default_convention import Default
from pycog.errors import PycogError, RefusedFile
from pycog.refresh.calculation import spills
from pycog.refresh.calculation.copied import Frozen
from pycog.refresh.calculation.engine import Engine
from pycog.refresh.report import Disagreement
from pycog.refresh.writing.sheet_update import Update
from pycog.values import Scalar
from pycog.xlsx.dependencies import Cell
from pycog.xlsx.opening import Opening
from pycog.xlsx.package import Package, refused
from pycog.xlsx.sheet_scan import FormulaCell, SheetScan
from pycog.xlsx.structure import WorkbookInfo


class Natives(Struct):
    """What was decided about the native formulas of a workbook.

    Attributes:
        pinned: Formula cells left at Excel's value.
        disagreements: Those among them for which the engine finds another value.
        kept: Formula cells left at their stored value because the engine is not trusted with
            them, and why, in French.
        changed: Cells that changed without Excel, as a sum of theirs shows.
        stored: Stored values of the cells that were pinned.
        texts: Those of them that are texts, with the calculated values.
        noise: Pinned cells whose calculated value differs by no more than rounding.
        doubt: Why the stored native results were not held for Excel's, in French;
            empty when they were.
    """

    pinned: set[Cell] = field(default_factory=set)
    disagreements: list[Disagreement] = field(default_factory=list)
    kept: dict[Cell, str] = field(default_factory=dict)
    changed: set[Cell] = field(default_factory=set)
    stored: dict[Cell, Scalar] = field(default_factory=dict)
    texts: list[tuple[Scalar, Scalar]] = field(default_factory=list)
    noise: set[Cell] = field(default_factory=set)
    doubt: str = ""


class Opened(Struct, frozen=True):
    """A formula of a circle that does not read itself, at its value in one engine.

    Attributes:
        engine: The engine.
        formula: Without its equals sign.
        value: What it gives; ``None`` where it reads itself after all.
    """

    engine: Engine
    formula: str
    value: Scalar


class Recalculation(Struct):
    """A calculated workbook and what has to change in its package.

    ``circles`` are the cells that depend on themselves, as far as the engine can tell, and
    ``opened`` those that do not after all.
    ``meant`` is the convention of formulas that name none, or why it cannot be told; ``used``
    tells whether one of them asked for it, and ``lacking`` why it did not get it.
    """

    package: Package
    info: WorkbookInfo
    engine: Engine | None
    scans: dict[str, SheetScan]
    updates: dict[str, Update] = field(default_factory=dict)
    frozen: dict[tuple[str, int, int], Frozen] = field(default_factory=dict)
    natives: Natives = field(default_factory=Natives)
    children: dict[str, dict[tuple[int, int], FormulaCell]] = field(default_factory=dict)
    arrays: dict[str, spills.Arrays] = field(default_factory=dict)
    circles: set[Cell] = field(default_factory=set)
    opened: dict[Cell, Opened] = field(default_factory=dict)
    meant: Default | PycogError | None = None
    used: bool = False
    lacking: PycogError | None = None

    def anchor(self, cell: Cell) -> Cell | None:
        """Return the cell whose formula gives a cell its value, ``None`` if none does."""
        sheet, row, column = cell
        if self.engine is not None and self.engine.formula(*cell) is not None:
            return cell
        child = self.children.get(sheet, {}).get((row, column))
        if child is not None:
            return sheet, child.row, child.column
        arrays = self.arrays.get(sheet, spills.Arrays({}, {}))  # none without formulas
        for first, (_, (top, left, bottom, right)) in arrays.resized.items():
            if top <= row <= bottom and left <= column <= right:
                return sheet, *first
        return None

    def fills(self, *, stored: bool = False) -> dict[Cell, list[Cell]]:
        """Return the cells that array formulas fill beside their own.

        Args:
            stored: Only those that the file says; otherwise also those they now fill.
        """
        found: dict[Cell, list[Cell]] = {}
        for sheet, children in self.children.items():
            for place, anchor in children.items():
                found.setdefault((sheet, anchor.row, anchor.column), []).append((sheet, *place))
        for sheet, arrays in {} if stored else self.arrays.items():
            for first, (_, now) in arrays.resized.items():
                places = [(sheet, *place) for place in spills.places(now) if place != first]
                found.setdefault((sheet, *first), []).extend(places)
        return found

    @property
    def formulas(self) -> int:
        """Number of formula cells."""
        return sum(scanned.count for scanned in self.scans.values())

    @property
    def changed_parts(self) -> dict[str, bytes]:
        """New bytes of the parts that hold a changed value."""
        return {
            sheet.part: self.updates[sheet.name].written
            for sheet in self.info.sheets
            if sheet.name in self.updates and len(self.updates[sheet.name])
        }

    @property
    def copy(self) -> Package:
        """The workbook with its calculated values, in memory."""
        data = self.package.plain(self.changed_parts)
        return Package(self.package.path, data, Opening(drop_signature=True))

    def check_values(self) -> None:
        """Read every formula value in the new parts and compare it with the calculated one.

        Raises:
            RefusedFile: A value is not where it should be.
        """
        for name, update in self.updates.items():
            if not len(update):
                continue
            if not update.reads_back():
                raise self._not_as_written(name)

    def check_written(self, data: bytes) -> None:
        """Compare the changed parts of a written package with what was to be written.

        Raises:
            RefusedFile: A part differs.
        """
        written = self.package.reread(data)
        for part, body in self.changed_parts.items():
            if not written.holds(part, body):
                raise self._not_as_written(part)

    def _not_as_written(self, place: str) -> RefusedFile:
        return refused(
            self.package.path,
            "relecture-differente",
            f"relu après écriture ne porte pas les valeurs calculées ({place})",
        )
