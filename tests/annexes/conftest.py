"""The built workbooks, made once, and helpers to look into them and fill them in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog.annexes import build
from pycog.refresh import refresh_file
from udfs.hosts.engine import EngineHost

BUDGET = "camieg-2012-2015/annexe-1-budget.xlsx"
ANNEX_2 = "camieg-2012-2015/annexe-2-fnga.xlsx"
ANNEX_3 = "camieg-2012-2015/annexe-3-fngr.xlsx"
ANNEX_4 = "camieg-2012-2015/annexe-4-indicateurs.xlsx"
MILESTONES = "camieg-2012-2015/suivi-echeances.xlsx"
RECETTE = "recette.xlsx"

Fill = Callable[[str, Mapping[str, Mapping[str, Any]]], Any]
Parts = Callable[[str, str], str]


@pytest.fixture(scope="session")
def host() -> EngineHost:
    return EngineHost()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, host: EngineHost) -> dict[str, Path]:
    """The workbooks by their name."""
    folder = tmp_path_factory.mktemp("built")
    return {path.relative_to(folder).as_posix(): path for path in build(folder, host)}


@pytest.fixture(scope="session")
def parts(built: dict[str, Path]) -> Callable[[str, str], str]:
    """Read a part of a built workbook as text."""

    def read(name: str, part: str) -> str:
        with zipfile.ZipFile(built[name]) as package:
            return package.read(part).decode("utf-8")

    return read


@pytest.fixture
def filled(built: dict[str, Path], tmp_path: Path, host: EngineHost) -> Fill:
    """Type values into a built workbook, refresh it and read its values."""

    def fill(name: str, typed: Mapping[str, Mapping[str, Any]]) -> Any:
        book = load_workbook(built[name])
        for sheet, cells in typed.items():
            for cell, value in cells.items():
                book[sheet][cell] = value
        path = tmp_path / Path(name).name
        book.save(path)
        report = refresh_file(path, host)
        assert report.refused is None
        return load_workbook(path, data_only=True)

    return fill
