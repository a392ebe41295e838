"""The annexes of the made-up example and blank ones, built once, and ways to fill them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pycog.annexes import example
from pycog.annexes.builder import computed, writers
from pycog.refresh import refresh_file
from udfs.hosts.engine import EngineHost

#: Types values into a copy of the blank annexes: file → sheet → cell → value.
Fill = Callable[[Mapping[str, Mapping[str, Mapping[str, Any]]]], Path]


@pytest.fixture(scope="session")
def host() -> EngineHost:
    return EngineHost()


def _folder(name: str, into: Path, host: EngineHost) -> Path:
    for path, writer in writers().items():
        if path.startswith(f"{name}/"):
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(computed(target.name, writer, host))
    return into / name


@pytest.fixture(scope="session")
def exemple(tmp_path_factory: pytest.TempPathFactory, host: EngineHost) -> Path:
    """The folder of the annexes filled with made-up data; not to be written to."""
    return _folder(example.FOLDER, tmp_path_factory.mktemp("exemple"), host)


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory, host: EngineHost) -> Path:
    """The folder of the annexes as officers get them; not to be written to."""
    return _folder("camieg-2012-2015", tmp_path_factory.mktemp("vierge"), host)


@pytest.fixture
def fill(blank: Path, tmp_path: Path, host: EngineHost) -> Fill:
    """Copy the blank annexes, type values into them and refresh them."""

    def run(typed: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Path:
        folder = tmp_path / "annexes"
        shutil.copytree(blank, folder)
        for name, sheets in typed.items():
            book = load_workbook(folder / name)
            for sheet, cells in sheets.items():
                for place, value in cells.items():
                    book[sheet][place] = value
            book.save(folder / name)
            assert refresh_file(folder / name, host).refused is None
        return folder

    return run
