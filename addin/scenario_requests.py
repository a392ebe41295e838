"""*Scénarios*: the open workbook recalculated with other inputs, as ``pycog scenario`` does.

The workbook is read from the bytes that the pane sends and nothing of it is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

from addin import requests
from addin.copied_files import copy_name, file_sent
from addin.dropped import package_of
from addin.pane_words import for_pane
from pycog import __version__
from pycog.conventions import load
from pycog.default_convention import using
from pycog.errors import InvalidInput
from pycog.reports.scenarios.scenario_document import comparison_workbook, record, summary
from pycog.reports.scenarios.scenario_outcome import Outcome
from pycog.reports.scenarios.scenario_refusals import unreadable_cell
from pycog.reports.scenarios.scenario_run import run_scenarios
from pycog.reports.scenarios.scenario_sheet import scenarios_of
from pycog.reports.scenarios.scenario_words import SHEET, Assignment, Scenario, place_in
from pycog.values import capital, format_number
from pycog.xlsx.convention_name import convention_of_files
from pycog.xlsx.package import Package
from udfs.hosts.engine import EngineHost

#: Scenarios of one request, each a calculation of the whole workbook.
MOST_SCENARIOS: Final = 8
#: Cells that the scenarios of one request change, all together.
MOST_CHANGES: Final = 100
#: Letters of a name and of a value: Excel takes no longer text than the second in a formula bar.
_LONGEST_NAME: Final = 60
_LONGEST_VALUE: Final = 500
#: Results that are sent; the file has them all.
_MOST_RESULTS: Final = 300
_MARK: Final = "-scenarios"


def compare_sent(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what scenarios would give, side by side.

    Args:
        data: ``name`` and ``content`` (base 64) of the workbook; ``scenarios``, each with its
            ``name`` and its ``changes``: ``cell`` (``Feuille!D12``) and ``value``, as typed. None
            at all: those of the sheet « Scénarios » of the workbook.

    Returns:
        ``title``; ``scenarios``, ``statuses``, ``results`` and ``cautions`` as ``pycog scenario
        --json`` gives them; ``total``, the number of results; ``file``, the comparison as a
        workbook.

    Raises:
        InvalidInput: ``demande-illisible``, ``cellule-illisible``, ``aucun-scenario``,
            ``scenarios-trop-nombreux``, or a cell that a scenario cannot change.
        RefusedFile: The workbook cannot be read or calculated.
    """
    scenarios = _scenarios(data.get("scenarios"))
    package = package_of(data)
    with using(convention_of_files([package])):
        outcome = run_scenarios(package, scenarios or _written(package), EngineHost, load())
    told: dict[str, Any] = record(outcome)
    return {
        **told,
        "title": capital(for_pane(summary(outcome))),
        "names": list(outcome.names),
        "results": told["results"][:_MOST_RESULTS],
        "total": len(outcome.results),
        "cautions": [for_pane(one) for one in outcome.cautions],
        "file": _file(package, outcome),
    }


def _scenarios(sent: object) -> list[Scenario]:
    """Return the scenarios that were sent, none where there are none."""
    if not isinstance(sent, list):
        raise requests.unreadable()
    if len(sent) > MOST_SCENARIOS:
        raise InvalidInput(
            "scenarios-trop-nombreux",
            f"{format_number(len(sent))} scénarios sont demandés ; la limite est de "
            f"{MOST_SCENARIOS}. Comparez-les en plusieurs fois.",
        )
    found = [_scenario(one) for one in sent]
    changes = sum(len(one.assignments) for one in found)
    if changes > MOST_CHANGES:
        raise InvalidInput(
            "scenarios-trop-nombreux",
            f"{format_number(changes)} cellules changent ; la limite est de {MOST_CHANGES}. "
            "Comparez les scénarios en plusieurs fois.",
        )
    return found


def _scenario(sent: object) -> Scenario:
    if not isinstance(sent, dict):
        raise requests.unreadable()
    name, changes = " ".join(requests.text_of(sent, "name").split()), sent.get("changes")
    if not isinstance(changes, list) or not changes or not 0 < len(name) <= _LONGEST_NAME:
        raise requests.unreadable()
    return Scenario(name, tuple(map(_assignment, changes)))


def _assignment(sent: object) -> Assignment:
    if not isinstance(sent, dict):
        raise requests.unreadable()
    cell, value = (requests.text_of(sent, key) for key in ("cell", "value"))
    place = place_in(cell)
    if place is None:
        raise unreadable_cell(cell)
    if len(value) > _LONGEST_VALUE:
        raise requests.unreadable()
    return Assignment(*place, value.strip())


def _written(package: Package) -> Sequence[Scenario]:
    """Return the scenarios of the workbook itself.

    Raises:
        InvalidInput: ``aucun-scenario``, ``scenarios-illisibles``, ``scenarios-trop-nombreux``.
    """
    try:
        found = scenarios_of(package)
    except InvalidInput as error:
        if error.code != "aucun-scenario":
            raise
        raise InvalidInput(
            error.code,
            f"{package.path} n'a pas de feuille « {SHEET} » où des scénarios seraient écrits. "
            "Donnez une cellule et la valeur à y essayer.",
        ) from error
    if len(found) > MOST_SCENARIOS:
        raise InvalidInput(
            "scenarios-trop-nombreux",
            f"La feuille « {SHEET} » a {len(found)} scénarios ; la limite est de "
            f"{MOST_SCENARIOS}. Gardez-y ceux à comparer.",
        )
    return found


def _file(package: Package, outcome: Outcome) -> dict[str, Any]:
    name = package.path.name
    drawn = comparison_workbook(name, outcome, dt.date.today(), f"pycog {__version__}")
    copy = PurePath(copy_name(name, _MARK, (_MARK,))).with_suffix(".xlsx")
    return file_sent(copy.name, drawn)
