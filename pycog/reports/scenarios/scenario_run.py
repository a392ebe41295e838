"""Recalculates a workbook in memory for each scenario; the file stays byte for byte."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pycog.audit.grid import Place
from pycog.errors import PycogError
from pycog.refresh.calculation.reasons import REPEATED, error_cells
from pycog.refresh.calculation.recalculation import recalculate
from pycog.refresh.calculation.state import Recalculation
from pycog.refresh.options import Options
from pycog.refresh.report import FrozenCell
from pycog.reports.scenarios.scenario_cautions import error_cautions, listed
from pycog.reports.scenarios.scenario_inputs import changed_copy
from pycog.reports.scenarios.scenario_outcome import Outcome, compare, count_statuses
from pycog.reports.scenarios.scenario_words import Scenario, require_names
from pycog.reports.versions.version_reading import read_version
from pycog.values import date_system
from pycog.xlsx import formulas
from pycog.xlsx.cells import address
from pycog.xlsx.package import Package

if TYPE_CHECKING:
    from pycog.conventions import Convention
    from pycog.refresh.host import FunctionHost


def run_scenarios(
    package: Package,
    scenarios: Sequence[Scenario],
    hosts: Callable[[], FunctionHost],
    convention: Convention,
    clock: dt.datetime | None = None,
) -> Outcome:
    """Calculate a workbook as it is and as each scenario would have it.

    Args:
        package: The workbook; it is not modified.
        scenarios: At least one, each with its own name.
        hosts: Makes the functions to offer, anew for each calculation.
        convention: The agreement that may name the cells.
        clock: What TODAY() gives.

    Raises:
        InvalidInput: A cell cannot be changed (see :func:`.scenario_inputs.changed_copy`), or two
            scenarios share a name.
        NotAvailable: ``feuille-inconnue``.
        RefusedFile: The workbook cannot be calculated.
    """
    require_names(scenarios)
    checked = _calculated(package, hosts(), Options(drop_signature=True, clock=clock))
    # In a copy whose inputs changed without Excel, its stored results prove nothing.
    free = Options(drop_signature=True, accept_native=True, clock=clock)
    base = _calculated(package, hosts(), free) if checked.natives.pinned else checked
    functions = _functions(base)
    now = read_version(base.copy, convention, whole=True)
    cautions = dict.fromkeys(_disagreements(checked))
    wrong = {(one.sheet, one.cell): one.kind for one in error_cells(base)}
    sheets = []
    for one in scenarios:
        with date_system(base.info.date_system):
            copy = changed_copy(base, one)
        then = _calculated(copy, hosts(), free)
        cautions |= dict.fromkeys((*_errors(one, wrong, then), *_held(then)))
        sheets.append(read_version(then.copy, convention, whole=True))
    inputs, results = compare(now, list(zip(scenarios, sheets, strict=True)), functions)
    statuses = count_statuses([now, *sheets], functions)
    return Outcome(tuple(one.name for one in scenarios), inputs, statuses, results, tuple(cautions))


def _calculated(package: Package, host: FunctionHost, options: Options) -> Recalculation:
    result = recalculate(package, host, options)
    if result.lacking is not None:
        raise result.lacking
    if isinstance(result.meant, PycogError) and result.used:
        raise result.meant
    return result


def _functions(result: Recalculation) -> dict[str, dict[Place, str]]:
    """Return the calculated cells of each sheet with the formula of ours that gives them."""
    found: dict[str, dict[Place, str]] = {}
    for name, scanned in result.scans.items():
        places = found.setdefault(name, {})
        for cell in scanned.cells():
            places[cell.row - 1, cell.column - 1] = _ours(result, (name, cell.row, cell.column))
        for row, column in result.children.get(name, {}):
            anchor = result.anchor((name, row, column))
            places[row - 1, column - 1] = _ours(result, anchor) if anchor else ""
    return found


def _ours(result: Recalculation, cell: tuple[str, int, int]) -> str:
    formula = result.engine.formula(*cell) if result.engine is not None else None
    if not formula or "COG_" not in formula.upper():
        return ""
    try:
        names = map(formulas.our_name, formulas.functions_in(formula.removeprefix("=")))
        return next((name for name in names if name), "")
    except formulas.Unsupported:
        return ""


def _disagreements(result: Recalculation) -> Iterator[str]:
    cells = [f"{one.sheet}!{one.cell}" for one in result.natives.disagreements]
    if cells:
        yield (
            f"pycog ne retrouve pas le résultat d'Excel de {listed(cells)} : ce qui en dépend est "
            "à vérifier dans Excel."
        )


def _errors(
    scenario: Scenario, before: Mapping[tuple[str, str], str], then: Recalculation
) -> Iterator[str]:
    """Tell which results a scenario turns into errors, and why."""
    found = [one for one in error_cells(then) if before.get((one.sheet, one.cell)) != one.kind]
    # What reads an error of ours is an error too, and its reason says no more.
    ours = [
        one
        for one in found
        if "COG_" in one.formula.upper() and not one.reason.startswith(REPEATED)
    ]
    told = ((one.kind, one.reason, f"{one.sheet}!{one.cell}") for one in ours or found)
    return error_cautions(scenario.name, told)


def _held(result: Recalculation) -> Iterator[str]:
    """Tell what keeps its stored value and so cannot follow a change."""
    by_reason: dict[str, list[str]] = {}
    for (sheet, row, column), frozen in result.frozen.items():
        why = FrozenCell(sheet, "", frozen.function, why=frozen.why).reason
        by_reason.setdefault(why, []).append(f"{sheet}!{address(row, column)}")
    for (sheet, row, column), why in sorted(result.natives.kept.items()):
        by_reason.setdefault(why, []).append(f"{sheet}!{address(row, column)}")
    for why, cells in by_reason.items():
        yield (f"Sans suivre le scénario, la valeur enregistrée reste en {listed(cells)} ({why}).")
