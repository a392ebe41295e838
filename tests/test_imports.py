"""Imports go one way: from the command down to the errors, never back up."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.paths import ROOT

HOUSES = ("pycog", "udfs", "addin")

#: Floors from the ground up. A room may use the rooms of the floors below its own.
FLOORS = (
    ("pycog",),
    ("pycog.errors", "pycog.office_addin"),
    ("pycog.values",),
    ("pycog.vector", "pycog.assumptions", "pycog.arithmetic"),
    ("pycog.targets", "pycog.registers", "pycog.plausibility"),
    ("pycog.measures", "pycog.rules", "pycog.budget.approval"),
    ("pycog.scales",),
    ("pycog.attainment",),
    (
        "pycog.indicators",
        "pycog.budget.amounts",
        "pycog.milestones",
        "pycog.network",
        "pycog.mergers",
    ),
    ("pycog.interessement.steps",),
    ("pycog.interessement.earning",),
    ("pycog.interessement.points",),
    ("pycog.interessement.scorecards", "pycog.interessement.branches"),
    ("pycog.interessement.levers",),
    ("pycog.conventions",),
    ("pycog.budget.credits",),
    ("pycog.budget.transfers", "pycog.budget.carryover", "pycog.budget.conformity"),
    ("pycog.budget.entries", "pycog.budget.lines"),
    ("pycog.budget.report",),
    ("pycog.refresh", "udfs"),
    ("pycog.doctor",),
    ("pycog.annexes",),
    ("pycog.reports", "pycog.dialogue"),
    ("addin",),
    ("pycog.cli",),
    ("pycog.__main__",),
)
#: Rooms open to these visitors only: services get the functions through a protocol.
GUARDED = {"udfs": {"pycog.cli", "addin"}}

#: What a room may use besides the standard library.
LIBRARIES = {
    "pycog.budget.approval": {"holidays"},
    "pycog.refresh": {"formualizer", "msoffcrypto", "openpyxl", "xlsxwriter"},
    "pycog.refresh.running.cluster": {"distributed"},
    "pycog.annexes": {"formualizer", "openpyxl", "xlsxwriter"},
    "pycog.reports": {"xlsxwriter"},
    "pycog.dialogue": {"rapidfuzz"},
    "pycog.cli": {"tqdm"},
    "udfs.hosts.xlwings_server": {"xlwings"},
    # The others are Excel's own automation on Windows.
    "udfs.hosts.xlwings_desktop": {"xlwings", "pythoncom", "win32com"},
    "addin": {"openpyxl", "xlsxwriter", "xlwings"},
    # Loaded by the server, or to make a page or a manifest; nothing else may know FastAPI.
    "addin.routes": {"fastapi", "xlwings_server"},
    "addin.routers.custom": {"fastapi"},
    "addin.pane_routes": {"fastapi", "xlwings_server"},
    "addin.server": {"fastapi", "starlette", "xlwings_server"},
    "addin.security": {"starlette"},
    "addin.batch": {"xlwings", "xlwings_server"},
    "addin.serving": {"uvicorn", "xlwings"},
    "addin.manifest": {"jinja2", "xlwings_server"},
    "addin.help_pages": {"jinja2"},
    "addin.certificates": {"cryptography"},
}
#: Allowed everywhere, but inside functions only.
DEFERRED = {"numpy", "pandas"}
#: Slow to load: inside functions only, wherever they are allowed.
SLOW = {*DEFERRED, "holidays", "rapidfuzz"}


class Import(NamedTuple):
    """One imported module, and whether it is loaded with the importing module."""

    target: str
    line: int
    deferred: bool


def imports_of(source: str, module: str, modules: set[str], is_package: bool) -> Iterator[Import]:
    """Yield what the source of ``module`` imports."""
    yield from _visit(ast.parse(source), module, modules, is_package, deferred=False)


def _visit(
    node: ast.AST, module: str, modules: set[str], is_package: bool, deferred: bool
) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(alias.name, node.lineno, deferred)
    elif isinstance(node, ast.ImportFrom):
        base = _base(node, module, is_package)
        for alias in node.names:
            name = f"{base}.{alias.name}"
            yield Import(name if name in modules else base, node.lineno, deferred)
    inside = deferred or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        inside = True
    for child in ast.iter_child_nodes(node):
        yield from _visit(child, module, modules, is_package, inside)


def _base(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    parents = parts[: len(parts) - node.level + is_package]
    return ".".join([*parents, *([node.module] if node.module else [])])


def room(module: str) -> str | None:
    """Return the room that a module belongs to, ``None`` for one that has no floor."""
    known = {name for floor in FLOORS for name in floor}
    parts = module.split(".")
    if parts[0] == "pycog":
        name = ".".join(parts[:2])
        return name if name in known else None
    return parts[0] if parts[0] in known else None


def faults(module: str, imports: Iterable[Import]) -> list[str]:
    """Describe every import of ``module`` that the house rules forbid."""
    own = room(module)
    if own is None:
        return [f"{module}: give it a floor in FLOORS"]
    return [
        f"{module}, line {found.line}: {fault}"
        for found in imports
        if (fault := _fault(module, own, found))
    ]


def _fault(module: str, own: str, found: Import) -> str | None:
    top = found.target.split(".")[0]
    if top in HOUSES:
        return _arrow(own, found.target)
    if top in sys.stdlib_module_names:
        return None
    if top not in DEFERRED | LIBRARIES.get(module, LIBRARIES.get(own, set())):
        return f"{top} is not allowed here"
    if top in SLOW and not found.deferred:
        return f"{top} is slow to load: import it in the function"
    return None


def _arrow(own: str, target: str) -> str | None:
    other = room(target)
    if other is None:
        return f"{target} has no floor in FLOORS"
    if other == own:
        return None
    if other in GUARDED and own not in GUARDED[other]:
        return f"{other} may only be imported by {', '.join(sorted(GUARDED[other]))}"
    return None if _floor(other) < _floor(own) else f"{own} must not know {other}"


def _floor(name: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if name in floor)


def sources(root: Path) -> dict[str, Path]:
    """Return the Python files of the houses that exist, by module name."""
    found = {}
    for house in HOUSES:
        for path in sorted((root / house).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def walk(root: Path) -> tuple[list[str], int]:
    """Return the faults of all modules and the number of imports seen."""
    modules = sources(root)
    found_faults, count = [], 0
    for module, path in modules.items():
        is_package = path.name == "__init__.py"
        text = path.read_text(encoding="utf-8")
        imports = list(imports_of(text, module, set(modules), is_package))
        count += sum(found.target.split(".")[0] in HOUSES for found in imports)
        found_faults += faults(module, imports)
    return found_faults, count


def test_imports_go_down_only() -> None:
    found, count = walk(ROOT)
    assert count, "no import between our own modules was seen: the walk is broken"
    assert not found, "\n".join(found)


def test_every_room_of_the_floors_below_the_command_exists() -> None:
    rooms = {room(module) for module in sources(ROOT)}
    planned = {name for floor in FLOORS for name in floor}
    assert rooms == planned


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("pycog.targets", "from pycog.indicators import attainment", "must not know"),
        ("pycog.errors", "import pycog.values", "must not know"),
        ("pycog.vector", "from pycog.assumptions import Assumption", "must not know"),
        (
            "pycog.conventions.loading.loader",
            "from pycog.refresh.host import FunctionHost",
            "must not",
        ),
        ("pycog.conventions.loading.loader", "from pycog import cli", "must not know"),
        ("pycog.conventions.loading.loader", "from ..refresh import batch", "must not know"),
        ("pycog.budget.amounts", "def f():\n    from pycog.cli import main", "must not know"),
        ("pycog.refresh.one_file", "from udfs.hosts.engine import EngineHost", "only be imported"),
        ("udfs.declarations.budget", "from pycog.refresh import evaluate", "must not know"),
        ("pycog.budget.amounts", "import numpy as np", "slow to load"),
        ("pycog.budget.approval", "import holidays", "slow to load"),
        ("pycog.budget.credits", "def f():\n    import holidays", "not allowed"),
        ("pycog.conventions.loading.loader", "from pycog import credits", "must not know"),
        ("pycog.budget.amounts", "import openpyxl", "not allowed"),
        ("addin.scripts", "from pycog.cli import streams", "must not know"),
        ("pycog.reports.budget.budget_outcome", "from addin import settings", "must not know"),
        ("addin.checking", "import fastapi", "not allowed"),
        ("addin.serving", "import fastapi", "not allowed"),
        ("pycog.cli.main", "import xlwings", "not allowed"),
        ("udfs.hosts.engine", "import formualizer", "not allowed"),
        ("pycog.annexes.builder", "from lxml import etree", "not allowed"),
        ("pycog.surprise", "import os", "give it a floor"),
    ],
)
def test_a_forbidden_import_is_found(module: str, source: str, fault: str) -> None:
    modules = set(sources(ROOT))
    found = faults(module, imports_of(source, module, modules, is_package=False))
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("pycog.budget.amounts", "def f():\n    import numpy as np"),
        ("pycog.budget.amounts", "if TYPE_CHECKING:\n    import pandas as pd"),
        ("pycog.budget.approval", "def f():\n    from holidays import country_holidays"),
        ("pycog.cli.main", "from udfs.catalogue import catalogue"),
        ("pycog.conventions.loading.loader", "from . import models"),
        ("udfs.hosts.xlwings_server", "import xlwings"),
        ("pycog.cli.serve", "from addin.serving import serve"),
        ("addin.security", "from starlette.datastructures import Headers"),
        ("pycog.annexes.builder", "import xlsxwriter, pycog.refresh, json"),
    ],
)
def test_an_allowed_import_passes(module: str, source: str) -> None:
    modules = set(sources(ROOT))
    assert not faults(module, imports_of(source, module, modules, is_package=False))


def test_an_empty_walk_counts_no_import(tmp_path: Path) -> None:
    assert walk(tmp_path) == ([], 0)
