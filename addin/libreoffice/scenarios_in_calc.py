"""What-if, calculated by Calc itself: hidden copies of the document with other inputs."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from addin.libreoffice.annex_documents import Settle
from addin.libreoffice.document_copy import file_name_of, saved_copy, stored
from addin.libreoffice.formula_writing import number_format
from addin.libreoffice.live_errors import cells_in_error, error_of, reason_of
from addin.libreoffice.open_documents import formula_texts, is_formula
from addin.libreoffice.opening import open_document
from pycog.conventions import Convention
from pycog.errors import InvalidInput, native_reason
from pycog.reports.scenarios.scenario_cautions import error_cautions, listed
from pycog.reports.scenarios.scenario_outcome import (
    Functions,
    Outcome,
    Sheets,
    compare,
    count_statuses,
)
from pycog.reports.scenarios.scenario_refusals import (
    calculated_cell,
    covered_cell,
    in_a_seal,
    shortened,
    unknown_sheet,
)
from pycog.reports.scenarios.scenario_words import (
    Assignment,
    Scenario,
    content_of,
    require_names,
)
from pycog.reports.versions.version_reading import read_version
from pycog.reports.versions.version_sheets import is_same
from pycog.values import date_system
from pycog.xlsx.cells import address
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook
from udfs.hosts.calc import CalcHost
from udfs.hosts.calc_names import CALLS, formula_named

_OWN: Final = "calc8"
#: Contents of a cell, its looks apart: com.sun.star.sheet.CellFlags.
_CONTENT: Final = 1 | 2 | 4 | 16
_LOGICAL: Final = "BOOLEAN"
#: Functions of Calc whose value is another one at each calculation.
_MOVING: Final = re.compile(r"\b(?:NOW|RAND|RANDBETWEEN|RANDARRAY)(?:\.NV)?\(")
_WORD: Final = re.compile(r"[\w.]+(?=\s*\()")


@dataclass(frozen=True, slots=True)
class Calculated:
    """A copy of the document, calculated.

    Attributes:
        package: What it holds, as a workbook.
        sheets: Its sheets.
        errors: Its cells in error by place, each with the error and, where a formula of ours
            gives it, the reason.
    """

    package: Package
    sheets: Sheets
    errors: Mapping[str, tuple[str, str]]


class Calculator:
    """Calculates copies of one document.

    Attributes:
        functions: The calculated cells of the document.
    """

    def __init__(
        self,
        context: Any,
        document: Any,
        host: CalcHost,
        spellings: Mapping[str, str],
        settle: Settle,
    ) -> None:
        self._context, self._host = context, host
        self._spellings, self._settle = spellings, settle
        self._name = Path(file_name_of(document))
        self._document = document
        self.functions: dict[str, dict[tuple[int, int], str]] = {}
        self._moves = False

    def run(self, scenarios: Sequence[Scenario], convention: Convention) -> Outcome:
        """Calculate the document as it is and as each scenario would have it.

        Args:
            scenarios: At least one, each with its own name.
            convention: The agreement that may name the cells.

        Raises:
            InvalidInput: A cell cannot be changed, or two scenarios share a name.
            NotAvailable: ``feuille-inconnue``.
        """
        require_names(scenarios)
        with tempfile.TemporaryDirectory(prefix="pycog-") as name:
            folder = Path(name)
            origin = folder / "copie.ods"
            stored(self._document, origin, _OWN)
            base = self._calculated(origin, folder, None, convention)
            with date_system(read_workbook(base.package).date_system):
                found = [
                    self._calculated(origin, folder, one, convention, base) for one in scenarios
                ]
            moving = self._moving(origin, folder, base, convention) if self._moves else []
        return self._outcome(scenarios, base, found, moving)

    def _outcome(
        self,
        scenarios: Sequence[Scenario],
        base: Calculated,
        found: Sequence[Calculated],
        moving: Sequence[tuple[str, tuple[int, int]]],
    ) -> Outcome:
        for sheet, at in moving:
            del self.functions[sheet][at]
        sheets = [one.sheets for one in found]
        functions: Functions = self.functions
        inputs, results = compare(base.sheets, list(zip(scenarios, sheets, strict=True)), functions)
        statuses = count_statuses([base.sheets, *sheets], functions)
        cautions: list[str] = []
        for one, then in zip(scenarios, found, strict=True):
            cautions += error_cautions(one.name, _new_errors(base, then))
        if moving:
            places = [base.sheets[sheet].grid.place(at) for sheet, at in moving]
            cautions.append(
                "Sans rapport avec les scénarios, la valeur change à chaque calcul (MAINTENANT, "
                f"ALEA) en {listed(places)} : ces cellules ne sont pas comparées."
            )
        return Outcome(
            tuple(one.name for one in scenarios),
            inputs,
            statuses,
            results,
            tuple(dict.fromkeys(cautions)),
        )

    def _calculated(
        self,
        origin: Path,
        folder: Path,
        scenario: Scenario | None,
        convention: Convention,
        base: Calculated | None = None,
    ) -> Calculated:
        copy = open_document(self._context, origin, untitled=True, hidden=True)
        try:
            self._settle(copy)
            if scenario is not None and base is not None:
                for one in scenario.assignments:
                    _write(copy, self._cell(copy, one, base), content_of(one.value))
                self._settle(copy)
            saved = saved_copy(copy, folder, self._spellings)
            package = Package(self._name, saved.read_bytes())
            sheets = read_version(package, convention, whole=True)
            if base is None:
                self._learn(copy, sheets)
            return Calculated(package, sheets, self._errors(copy, sheets))
        finally:
            copy.close(True)

    def _learn(self, copy: Any, sheets: Sheets) -> None:
        """Learn which cells are calculated, and by which formula of ours."""
        for name in sheets:
            sheet = copy.Sheets.getByName(name)
            places = self.functions.setdefault(name, {})
            for row, column, text in formula_texts(sheet):
                if is_formula(sheet.getCellByPosition(column, row)):
                    places[row, column] = self._ours(text)
                    self._moves = self._moves or bool(_MOVING.search(text))

    def _ours(self, formula: str) -> str:
        if not CALLS.search(formula):
            return ""
        words = (formula_named(word, self._spellings) for word in _WORD.findall(formula))
        return next((name for name in words if name), "")

    def _moving(
        self, origin: Path, folder: Path, base: Calculated, convention: Convention
    ) -> list[tuple[str, tuple[int, int]]]:
        """Return the cells that another calculation of the same document gives otherwise."""
        again = self._calculated(origin, folder, None, convention, base)
        return [
            (name, at)
            for name, places in self.functions.items()
            for at in places
            if not is_same(
                base.sheets[name].grid.cells.get(at), again.sheets[name].grid.cells.get(at)
            )
        ]

    def _errors(self, copy: Any, sheets: Sheets) -> dict[str, tuple[str, str]]:
        found = {}
        for cell in cells_in_error(copy):
            name, place = str(cell.Spreadsheet.Name), cell.CellAddress
            if name in sheets:
                at = sheets[name].grid.place((place.Row, place.Column))
                found[at] = error_of(cell), reason_of(copy, cell, self._host)
        return found

    def _cell(self, copy: Any, one: Assignment, base: Calculated) -> Any:
        """Return a cell that a scenario may change.

        Raises:
            InvalidInput: ``cellule-calculee``, ``cellule-fusionnee``, ``cellule-protegee``,
                ``cellule-du-bordereau``.
            NotAvailable: ``feuille-inconnue``.
        """
        names = {name.casefold(): name for name in copy.Sheets.ElementNames}
        name = names.get(one.sheet.casefold())
        if name is None:
            raise unknown_sheet(self._name, one, names.values())
        if name not in base.sheets:
            raise in_a_seal(self._name, one)
        sheet = copy.Sheets.getByName(name)
        cell = sheet.getCellByPosition(one.column - 1, one.row - 1)
        if is_formula(cell):
            raise calculated_cell(self._name, one, shortened(str(cell.FormulaLocal)))
        cursor = sheet.createCursorByRange(cell)
        cursor.collapseToMergedArea()
        area = cursor.RangeAddress
        if (area.StartRow, area.StartColumn) != (one.row - 1, one.column - 1):
            raise covered_cell(one, f"{name}!{address(area.StartRow + 1, area.StartColumn + 1)}")
        if sheet.isProtected():
            sheet.unprotect("")  # only in the copy
            if sheet.isProtected() and cell.CellProtection.IsLocked:
                raise InvalidInput(
                    "cellule-protegee",
                    f"{one.place} est verrouillée par un mot de passe : Calc n'y écrit rien, même "
                    "dans une copie. Ôtez la protection de la feuille, ou lancez « pycog "
                    "scenario » sur le fichier.",
                )
        return cell


def _write(copy: Any, cell: Any, value: float | str | bool) -> None:
    if value == "":
        cell.clearContents(_CONTENT)
    elif isinstance(value, str):
        cell.setString(value)
    else:
        cell.setValue(float(value))
    if isinstance(value, bool):
        cell.NumberFormat = number_format(copy, _LOGICAL)


def _new_errors(base: Calculated, then: Calculated) -> list[tuple[str, str, str]]:
    """Return error, reason and place of what is in error since; ours alone where there are any."""
    new = [
        (kind, reason, at)
        for at, (kind, reason) in then.errors.items()
        if base.errors.get(at, ("", ""))[0] != kind
    ]
    told = [one for one in new if one[1]]
    return told or [(kind, native_reason(kind), at) for kind, _, at in new]
