"""Imports follow the plan of the house: every arrow is allowed and needed, none closes a circle."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house import ARROWS, GROUND
from tests.house_walk import (
    Import,
    circles,
    floors,
    graph,
    imports_of,
    is_ours,
    room,
    sources,
    used_arrows,
)
from tests.paths import ROOT

#: What a room or a module may use besides the standard library.
LIBRARIES = {
    "pycog.budget.approval": {"holidays"},
    "pycog.xlsx": {"msoffcrypto", "openpyxl"},
    # The engine's tokenizer only, so that what is rewritten is what the engine will parse.
    "pycog.xlsx.formulas": {"formualizer"},
    "pycog.refresh": {"formualizer"},
    "pycog.refresh.calculation": {"formualizer"},
    "pycog.refresh.running.cluster": {"distributed"},
    "pycog.audit": {"openpyxl"},
    "pycog.conventions.form": {"openpyxl"},
    "pycog.equip.converting": {"xlsxwriter"},
    "pycog.annexes.kit": {"xlsxwriter"},
    "pycog.annexes": {"openpyxl", "xlsxwriter"},
    "pycog.reports.documents": {"xlsxwriter"},
    "pycog.reports.bilan.dashboard_xlsx": {"xlsxwriter"},
    "pycog.reports.network": {"xlsxwriter"},
    "pycog.seal.cms_message": {"cryptography"},
    "pycog.seal.signing": {"cryptography"},
    "pycog.seal.signing_certificate": {"cryptography"},
    "pycog.seal.verification": {"cryptography"},
    "pycog.dialogue": {"rapidfuzz"},
    "pycog.equip.recognition.labels_alike": {"rapidfuzz"},
    "pycog.cli": {"tqdm"},
    "udfs.hosts.xlwings_server": {"xlwings"},
    "udfs.hosts.desktop_convention": {"xlwings"},
    # The others are Excel's own automation on Windows.
    "udfs.hosts.xlwings_desktop": {"xlwings", "pythoncom", "win32com"},
    "addin": {"openpyxl", "xlsxwriter", "xlwings"},
    # LibreOffice's own Python has them: these modules run inside Calc only.
    "addin.libreoffice.block_results": {"com", "uno", "unohelper"},
    "addin.libreoffice.cog_component": {"com", "fr", "unohelper"},
    "addin.libreoffice.assistant_window": {"com"},
    "addin.libreoffice.companion_sheets": {"com"},
    "addin.libreoffice.document_copy": {"com", "uno"},
    "addin.libreoffice.formula_writing": {"com"},
    "addin.libreoffice.inside": {"com", "unohelper"},
    "addin.libreoffice.opening": {"uno"},
    "addin.libreoffice.report_files": {"uno"},
    "addin.libreoffice.talks": {"com", "unohelper"},
    "addin.libreoffice.windows": {"com", "unohelper"},
    # Under the name of the engine, whose tokens it gives where the engine is absent.
    "addin.libreoffice.formula_pieces": {"openpyxl"},
    # Loaded by the server, or to make a page or a manifest; nothing else may know FastAPI.
    "addin.routes": {"fastapi", "xlwings_server"},
    "addin.routers.custom": {"fastapi"},
    "addin.pane_routes": {"fastapi", "xlwings_server"},
    "addin.pane_work": {"fastapi"},
    "addin.page_routes": {"fastapi", "xlwings_server"},
    "addin.script_requests": {"fastapi", "xlwings"},
    "addin.server": {"fastapi", "starlette", "xlwings_server"},
    "addin.security": {"starlette"},
    "addin.batch": {"xlwings", "xlwings_server"},
    "addin.serving": {"uvicorn", "xlwings"},
    "addin.entra": {"fastapi", "joserfc", "xlwings_server"},
    "addin.identity": {"fastapi", "starlette", "xlwings_server"},
    "addin.patience": {"uvicorn"},
    "addin.manifest": {"jinja2", "xlwings_server"},
    "addin.help_pages": {"jinja2"},
    "addin.certificates": {"cryptography"},
}
#: Allowed everywhere: records are made of it.
RECORDS = {"msgspec"}
#: Allowed everywhere, but inside functions only.
DEFERRED = {"numpy", "pandas"}
#: Slow to load: inside functions only, wherever they are allowed.
SLOW = {*DEFERRED, "holidays", "rapidfuzz"}


def faults(module: str, imports: Iterable[Import]) -> list[str]:
    """Describe every import of ``module`` that the house rules forbid."""
    own = room(module)
    if own is None:
        return [f"{module}: give it a room in tests/house.py"]
    return [
        f"{module}, line {found.line}: {fault}"
        for found in imports
        if (fault := _fault(module, own, found))
    ]


def _fault(module: str, own: str, found: Import) -> str | None:
    top = found.target.split(".")[0]
    if is_ours(found.target):
        return _arrow(own, found.target)
    if top in sys.stdlib_module_names:
        return None
    if top not in RECORDS | DEFERRED | LIBRARIES.get(module, LIBRARIES.get(own, set())):
        return f"{top} is not allowed here"
    if top in SLOW and not found.deferred:
        return f"{top} is slow to load: import it in the function"
    return None


def _arrow(own: str, target: str) -> str | None:
    other = room(target)
    if other is None:
        return f"{target} has no room in tests/house.py"
    ground = GROUND[: GROUND.index(own)] if own in GROUND else GROUND
    if other == own or other in ground or other in ARROWS.get(own, ()):
        return None
    return f"{own} must not know {other}"


def test_every_import_has_its_arrow() -> None:
    found = graph(ROOT)
    ours = sum(is_ours(one.target) for imports in found.values() for one in imports)
    assert ours, "no import between our own modules was seen: the walk is broken"
    wrong = [fault for module, imports in found.items() for fault in faults(module, imports)]
    assert not wrong, "\n".join(wrong)


def test_every_arrow_is_needed() -> None:
    used = used_arrows(graph(ROOT))
    idle = [
        f"{name} needs no {other}"
        for name, allowed in ARROWS.items()
        for other in sorted({*allowed} - used[name])
    ]
    assert not idle, "\n".join(idle)


def test_every_room_exists() -> None:
    assert {room(module) for module in sources(ROOT)} == {"pycog", *ARROWS}


def test_no_room_reaches_itself() -> None:
    assert circles({name: set(allowed) for name, allowed in ARROWS.items()}) == []


def test_no_module_reaches_itself() -> None:
    arrows = {
        module: {one.target for one in imports if is_ours(one.target)}
        for module, imports in graph(ROOT).items()
    }
    assert circles(arrows) == []


#: Names that stand in several rooms on purpose: declarations mirror the rules that they declare,
#: and a command, like the file of a host, is named for what it runs.
MIRRORED = ("udfs.declarations", "udfs.hosts", "pycog.cli", "addin")


def test_a_module_is_found_by_its_name() -> None:
    places: dict[str, list[str]] = {}
    for module, path in sources(ROOT).items():
        if path.name != "__init__.py" and not module.startswith(MIRRORED):
            places.setdefault(module.rpartition(".")[2], []).append(module)
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert twice == {
        # Of the budget, as a rule; and of what a refresh did to a file.
        "report": ["pycog.budget.report", "pycog.refresh.report"],
        # Of a conversation, and of a calculation.
        "state": ["pycog.dialogue.state", "pycog.refresh.calculation.state"],
    }


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("pycog.targets", "from pycog.indicators import attainment", "must not know"),
        ("pycog.errors", "import pycog.values", "must not know"),
        ("pycog.vector", "from pycog.assumptions import Assumption", "must not know"),
        ("pycog.conventions.loading.loader", "from pycog.refresh import FunctionHost", "must not"),
        ("pycog.conventions.loading.loader", "from pycog import cli", "must not know"),
        ("pycog.conventions.loading.loader", "from ...refresh import one_file", "must not know"),
        ("pycog.budget.amounts", "def f():\n    from pycog.cli import main", "must not know"),
        ("pycog.refresh.one_file", "from udfs.hosts.engine import EngineHost", "must not know"),
        ("pycog.refresh.writing.proof", "from pycog.refresh.calculation import engine", "must not"),
        ("pycog.xlsx.package", "from pycog.refresh import Options", "must not know"),
        ("udfs.declarations.budget", "from pycog.refresh import evaluate", "must not know"),
        ("pycog.budget.amounts", "import numpy as np", "slow to load"),
        ("pycog.budget.approval", "import holidays", "slow to load"),
        ("pycog.budget.credits", "def f():\n    import holidays", "not allowed"),
        ("pycog.budget.amounts", "import openpyxl", "not allowed"),
        ("addin.scripts", "from pycog.cli import streams", "must not know"),
        ("pycog.reports.making", "from addin import settings", "must not know"),
        ("addin.checking", "import fastapi", "not allowed"),
        ("addin.serving", "import fastapi", "not allowed"),
        ("pycog.cli.main", "import xlwings", "not allowed"),
        ("udfs.hosts.engine", "import formualizer", "not allowed"),
        ("pycog.annexes.builder", "from lxml import etree", "not allowed"),
        ("pycog.surprise", "import os", "give it a room"),
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
        ("pycog.conventions.loading.loader", "from . import tables"),
        ("udfs.hosts.xlwings_server", "import xlwings"),
        ("pycog.cli.serve", "from addin.serving import serve"),
        ("addin.security", "from starlette.datastructures import Headers"),
        ("pycog.annexes.builder", "import xlsxwriter, pycog.refresh, json"),
    ],
)
def test_an_allowed_import_passes(module: str, source: str) -> None:
    modules = set(sources(ROOT))
    assert not faults(module, imports_of(source, module, modules, is_package=False))


def test_an_empty_walk_sees_nothing(tmp_path: Path) -> None:
    assert graph(tmp_path) == {}


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]
    assert circles({"a": {"a"}}) == [["a"]]
    assert circles({"a": {"b"}, "b": set()}) == []


def test_a_room_stands_above_all_that_it_uses() -> None:
    plan = floors({"a": {"b", "c"}, "b": {"c"}, "c": set(), "d": set()})
    assert plan == [["c", "d"], ["b"], ["a"]]
