"""Computes one call of a formula for xlwings Server: limits, time, the log, what failed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from addin.calculation import Calculators
from addin.incidents import internal_error
from addin.journal import note
from addin.settings import MOST_CELLS, MOST_RESULTS, settings
from pycog.errors import CellError
from pycog.values import CellValue, format_number
from udfs.catalogue import Formula
from udfs.hosts.xlwings_server import server_functions

_calculators: Calculators | None = None
#: The pane's own: a sheet that takes long to check must hold up no formula.
_pane_calculators: Calculators | None = None


def custom_functions() -> dict[str, Callable[..., Any]]:
    """Return the custom functions that Excel is offered, by name."""
    _without_pyodide()
    address = settings().url
    return server_functions(calculate, help_url=f"{address}/aide" if address else "")


def _without_pyodide() -> None:
    """Make a failing import fail at once.

    xlwings looks for Pyodide's null at every argument of every call; outside a browser the
    search through the path fails each time and took two thirds of the time of a call
    (measured with xlwings 0.37.8).
    """
    for name in ("pyodide", "pyodide.ffi"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]


def calculators() -> Calculators:
    """Return the threads that compute, started when first asked for in the event loop."""
    global _calculators
    if _calculators is None:
        _calculators = Calculators()
    return _calculators


def pane_calculators() -> Calculators:
    """Return the threads that work for the pane, started when first asked for."""
    global _pane_calculators
    if _pane_calculators is None:
        _pane_calculators = Calculators()
    return _pane_calculators


def close_calculators() -> None:
    """End the threads that compute."""
    global _calculators, _pane_calculators
    for pool in (_calculators, _pane_calculators):
        if pool is not None:
            pool.close()
    _calculators = _pane_calculators = None


async def calculate(formula: Formula, values: tuple[CellValue, ...]) -> CellValue:
    """Compute a formula; whatever goes wrong comes back as an error value with its reason.

    The routes of the add-in call xlwings in a thread that computes, so this one may take its
    time.
    """
    started = time.perf_counter()
    result = _too_large(values) or _evaluate(formula, values)
    note(formula.name, time.perf_counter() - started, result)
    return result


def too_long(limit: float) -> CellError:
    """Return the error of a calculation that passed its time limit."""
    return CellError(
        "#VALUE!",
        f"Le calcul a dépassé la limite de {format_number(limit)} s et a été arrêté. Donnez des "
        "plages plus petites.",
        "calcul-trop-long",
    )


def _evaluate(formula: Formula, values: tuple[CellValue, ...]) -> CellValue:
    try:
        return formula.evaluate(*values)
    except Exception as error:
        return internal_error(formula.name, error)


def _too_large(values: tuple[CellValue, ...]) -> CellError | None:
    """Refuse what would take too much: cells of one argument, cells of the result."""
    height = width = 1
    for value in values:
        if isinstance(value, list):
            columns = max(map(len, value), default=0)
            if len(value) * columns > MOST_CELLS:
                return _refused("Un argument", len(value) * columns, MOST_CELLS)
            height, width = max(height, len(value)), max(width, columns)
    if height * width > MOST_RESULTS:
        return _refused("Le résultat", height * width, MOST_RESULTS)
    return None


def _refused(what: str, cells: int, most: int) -> CellError:
    return CellError(
        "#VALUE!",
        f"{what} compte {format_number(cells)} cellules ; la limite est de {format_number(most)}. "
        "Donnez une plage bornée, par exemple A1:A5000, plutôt qu'une colonne entière.",
        "plage-trop-grande",
    )
