"""Evaluates a workbook, or single formulas, with the formualizer engine.

Single-threaded: our functions are Python, and the engine is several times faster
when it calls them from one thread. The engine never sees a file that will be
saved; it only gives values.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import formualizer as fz

from pycog.errors import ENGINE_ERRORS, CellError, InvalidInput
from pycog.refresh.calculation import functions
from pycog.refresh.calculation.areas import Grid
from pycog.refresh.calculation.patterns import pattern_of
from pycog.refresh.calculation.translation import Beyond, Translator, restored
from pycog.refresh.host import FunctionHost
from pycog.values import CellValue, Scalar
from pycog.xlsx import formulas
from pycog.xlsx.cells import address
from pycog.xlsx.dependencies import Area, area

if TYPE_CHECKING:
    from pycog.refresh.calculation.column_plan import Filled

#: Code of the error of a formula that is not calculated at all.
UNSURE = "non-calcule"
_ERRORS = {kind: CellError(shown) for kind, shown in ENGINE_ERRORS.items()} | {
    "NImpl": CellError(
        "#VALUE!",
        "cette écriture n'est pas calculée par pycog ; s'il s'agit d'une virgule décimale, écrivez "
        "un point, ou ajoutez --fr",
        "non-calcule",
    )
}

_KINDS = {error.kind: kind for kind, error in _ERRORS.items() if kind != "NImpl"}
#: What the engine gives to formulas that may read themselves.
CIRCLE = CellError("#CIRC!")
#: What the engine would refuse of a large sheet; what is too much has been refused before.
_LIMITS = dict.fromkeys(("max_input_bytes", "max_expanded_bytes", "max_part_bytes"), 1 << 33)
#: Enough for any formula: its length is limited to 8 192 characters.
_MOST_READ = 10_000
#: Rows so many times as far apart as they are many are read one by one.
_SPREAD = 20

#: Where single formulas are calculated; no workbook can have a sheet of this length.
SCRATCH = "pycog : calcul hors des feuilles du classeur"
#: Far from the cells that somebody may name in a formula without a workbook.
_ROW, _COLUMN = 9001, 703


class Engine:
    """A loaded workbook with our functions registered.

    Attributes:
        host: Who brings our functions.
    """

    def __init__(
        self,
        host: FunctionHost,
        *,
        data: bytes | Callable[[], bytes] | None = None,
        spellings: Iterable[str] = (),
        date_system: str = "1900",
        iterative: bool = False,
        clock: dt.datetime | None = None,
        names: Collection[str] | None = None,
    ) -> None:
        """Load a workbook, or start an empty one when ``data`` is ``None``.

        Args:
            host: Who brings our functions.
            data: The workbook, or what makes it.
            spellings: How its formulas write our functions.
            date_system: ``"1900"`` or ``"1904"``.
            iterative: Whether circles are calculated.
            clock: What clock formulas give.
            names: Those of its sheets, where it is to be loaded only once it is needed.

        Raises:
            ValueError, OSError: The engine cannot read the workbook.
        """
        self.host = host
        self._callables = host.callables()
        self._registered: set[str] = set()
        #: Formulas that have a value in their place.
        self._given: dict[tuple[str, int, int], str] = {}
        self._data, self._spellings, self._clock = data, spellings, clock
        self._date_system, self._iterative = date_system, iterative
        self._sheets = set(self._book.sheet_names if names is None else names)

    @cached_property
    def _book(self) -> fz.Workbook:
        """The engine's own workbook."""
        config = fz.EvaluationConfig()
        config.enable_parallel = False
        config.date_system = self._date_system
        if self._iterative:
            config.cycle_policy = "iterate"
        settings = fz.WorkbookConfig(eval_config=config)
        data, self._data = self._data, None  # its memory is the engine's
        if callable(data):
            data = data()
        if data is None:
            book = fz.Workbook(config=settings)
        else:
            book = fz.Workbook.from_bytes(data, config=settings, load_limits=_LIMITS)
        book.set_temporal_egress("serial")
        book.set_changelog_enabled(False)  # nothing is ever undone
        if self._clock is not None:
            book.set_deterministic_clock(self._clock)
        for name, function in functions.callables().items():
            book.register_function(name, function)
        self._register(book, self._spellings)
        return book

    @property
    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Our functions by Excel name."""
        return self._callables

    def register(self, spellings: Iterable[str]) -> None:
        """Register our functions under the spellings that formulas use."""
        self._register(self._book, spellings)

    def _register(self, book: fz.Workbook, spellings: Iterable[str]) -> None:
        for spelling in spellings:
            name = formulas.our_name(spelling)
            if (
                name is not None
                and name in self._callables
                and spelling.upper() not in self._registered
            ):
                book.register_function(spelling, self._callables[name])
                self._registered.add(spelling.upper())

    def evaluate_all(self) -> None:
        """Calculate the whole workbook."""
        self.host.forget()
        self._book.evaluate_all()
        self._raise_interruption()

    def pin(
        self, sheet: str, row: int, column: int, value: Scalar, *, formula: str | None = None
    ) -> None:
        """Put a value in the place of a formula; :meth:`evaluate_again` lets it spread.

        Args:
            sheet: Name of the sheet.
            row: Row, from 1.
            column: Column, from 1.
            value: The value.
            formula: What gives it, where :meth:`formula` is still to tell; no equals sign.
        """
        self._given.pop((sheet, row, column), None)
        if formula is not None:
            self._given[sheet, row, column] = formula
        literal: Any = value
        if isinstance(value, CellError):
            literal = fz.LiteralValue.error(_KINDS.get(value.kind, "Value"), "")
        self._book.set_value(sheet, row, column, literal)

    def evaluate_again(self) -> None:
        """Calculate what depends on pinned cells."""
        self._book.evaluate_all()
        self._raise_interruption()

    def column_at(self, sheet: str, row: int, column: int) -> Filled | None:
        """Return the column filled down that a formula belongs to, where it is known as one."""
        return None

    def first_areas(self, column: Filled) -> list[Area] | None:
        """Return what the first formula of a column filled down reads.

        Those of its other formulas differ in their rows only. ``None`` where that is not certain.
        """
        return None

    def reads(
        self, sheet: str, row: int, column: int, formula: str | None = None
    ) -> list[Area] | None:
        """Return what the formula of a cell reads, ``None`` if not known beforehand.

        The formula may be given where it is known (see :meth:`formula`).
        """
        text = (formula or self.formula(sheet, row, column) or "").removeprefix("=")
        known, written = self._written(text, sheet)
        if known:
            return written
        where = f"{formulas.quoted(sheet)}!{address(row, column)}"
        report = self._book.precedents(where, max_links=_MOST_READ).to_dict()
        if report["truncation"]["incomplete"]:
            return None
        found: list[Area] = []
        for precedent in report["precedents"]:
            reference = precedent["reference"]
            resolved = reference["resolution"] or reference
            place = resolved["address"] or resolved["resolved"] or resolved["declared"]
            if resolved["kind"] in ("Value", "Unresolved"):
                continue
            one = area(place, sheet) if place else None
            if one is None:
                return None
            found.append(one)
        return found

    def _written(self, formula: str, sheet: str) -> tuple[bool, list[Area] | None]:
        """Return whether a formula alone tells what it reads, and that as :meth:`reads` does."""
        pattern = pattern_of(formula)
        if pattern.anywhere:
            return True, None
        written = pattern.areas(formula, sheet)
        return written is not None and all(one.sheet in self._sheets for one in written), written

    def _raise_interruption(self) -> None:
        if self.host.interruption is not None:
            raise self.host.interruption

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        """Return the calculated value of one cell."""
        return scalar(self._book.get_value(sheet, row, column))

    def raw(self, sheet: str, row: int, column: int) -> Any:
        """Return the calculated value of one cell as the engine gives it."""
        return self._book.get_value(sheet, row, column)

    def raw_block(
        self, sheet: str, top: int, left: int, bottom: int, right: int
    ) -> list[list[Any]]:
        """Return the calculated values of a range as the engine gives them."""
        return self._book.sheet(sheet).get_values(fz.RangeAddress(sheet, top, left, bottom, right))

    def raw_column(self, sheet: str, column: int, rows: Sequence[int]) -> list[Any]:
        """Return the calculated values of some rows of a column, in their order."""
        top, bottom = min(rows), max(rows)
        if bottom - top >= _SPREAD * len(rows):
            return [self.raw(sheet, row, column) for row in rows]
        lines = self.raw_block(sheet, top, column, bottom, column)
        return [lines[row - top][0] for row in rows]

    def spill(self, sheet: str, row: int, column: int) -> tuple[int, int, int, int] | None:
        """Return the range that an array formula fills, ``None`` when it fills one cell."""
        where = f"{formulas.quoted(sheet)}!{address(row, column)}"
        role = self._book.inspect_cell(where, include_values=False).cell.spill
        return _extent(role.extent) if role is not None and role.extent else None

    def block(self, sheet: str, top: int, left: int, bottom: int, right: int) -> list[list[Scalar]]:
        """Return the calculated values of a range."""
        raw = self.raw_block(sheet, top, left, bottom, right)
        return [[scalar(value) for value in line] for line in raw]

    def formula(self, sheet: str, row: int, column: int) -> str | None:
        """Return the formula of a cell as the engine writes it (reformatted)."""
        if (sheet, row, column) in self._given:
            return "=" + self._given[sheet, row, column]
        text = self._book.get_formula(sheet, row, column)
        return text and "=" + restored(text.removeprefix("="))

    def evaluate(self, formula: str) -> CellValue:
        """Calculate a formula (no equals sign) on a sheet of its own.

        Raises:
            InvalidInput: ``formule-illisible``.
        """
        self.register(_calls(formula))
        self.host.forget()
        book = self._book
        book.add_sheet(SCRATCH)
        try:
            text = formulas.fill_omitted(formula)
            grid = Grid(list(self._sheets), texts=True)
            template = Translator(SCRATCH, grid, {}).template(text, array=True)
            text = template.apply(text, _ROW, _COLUMN) if template else text
            book.set_formula(SCRATCH, _ROW, _COLUMN, "=" + text)
            anchor = scalar(book.evaluate_cell(SCRATCH, _ROW, _COLUMN))
            spilled = self.spill(SCRATCH, _ROW, _COLUMN)
            return self.block(SCRATCH, *spilled) if spilled else anchor
        except RuntimeError:
            return CellError("#CIRC!")
        except Beyond as beyond:
            hint = " ; s'il s'agit d'une virgule décimale, ajoutez --fr" if "," in formula else ""
            return CellError("#VALUE!", f"pycog ne calcule pas {beyond}{hint}.", "non-calcule")
        except (fz.ParserError, fz.TokenizerError, formulas.Unsupported, ValueError) as error:
            raise unreadable(formula) from error
        finally:
            book.set_value(SCRATCH, _ROW, _COLUMN, None)

    def evaluate_elsewhere(self, formula: str, sheet: str) -> CellValue:
        """Calculate a formula as if it stood on ``sheet``, without touching that sheet.

        Raises:
            InvalidInput: ``formule-illisible``.
        """

        def qualify(text: str) -> str | None:
            alone = "!" not in text and formulas.is_range(text)
            return f"{formulas.quoted(sheet)}!{text}" if alone else None

        return self.evaluate(formulas.substitute(formula, qualify))


def scalar(value: Any) -> Scalar:
    """Return an engine value as a cell value; not-a-number becomes ``#NUM!``."""
    if type(value) is float:
        return value if math.isfinite(value) else CellError("#NUM!")
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, dict):
        return _ERRORS.get(value.get("kind", ""), CellError("#VALUE!"))
    if isinstance(value, list):
        return scalar(value[0][0]) if value and value[0] else None
    return str(value)


def plain(value: Any) -> CellValue:
    """Return an engine argument as a cell value, ranges as blocks."""
    if isinstance(value, list):
        return [[scalar(cell) for cell in line] for line in value]
    return scalar(value)


def unreadable(formula: str) -> InvalidInput:
    """Return the error for a formula that does not parse."""
    return InvalidInput(
        "formule-illisible",
        f"Formule illisible : « ={formula} ». Vérifiez les parenthèses, les guillemets et les "
        "séparateurs (virgules et point décimal ; avec --fr, points-virgules et virgule décimale).",
        formula=formula,
    )


def _calls(formula: str) -> list[str]:
    try:
        # The engine itself turns a formula it cannot parse into an error value.
        fz.parse("=" + formula)
        return formulas.functions_in(formula)
    except (fz.ParserError, formulas.Unsupported) as error:
        raise unreadable(formula) from error


def _extent(text: str) -> tuple[int, int, int, int]:
    place = text.rpartition("!")[2]
    first, _, last = place.partition(":")
    start, end = formulas.cell_reference(first), formulas.cell_reference(last or first)
    if start is None or end is None:
        raise ValueError(text)
    return start[1], start[2], end[1], end[2]
