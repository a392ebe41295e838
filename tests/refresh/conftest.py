"""Workbooks made on the spot for the refresh tests."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from pycog.refresh import FileReport, refresh_file
from udfs.hosts.engine import EngineHost

Fill = Callable[[xlsxwriter.Workbook, "xlsxwriter.worksheet.Worksheet"], None]


@pytest.fixture(scope="session")
def host() -> EngineHost:
    """The real functions, as the command offers them."""
    return EngineHost()


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of workbooks with one sheet, ``Données``."""

    def build(fill: Fill, name: str = "classeur.xlsx", **options: object) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(path, options)
        fill(book, book.add_worksheet("Données"))
        book.close()
        return path

    return build


@pytest.fixture
def refresh(host: EngineHost) -> Callable[..., FileReport]:
    """Return a refresh that must not be refused."""

    def run(path: Path, **options: object) -> FileReport:
        report = refresh_file(path, host, **options)
        assert report.refused is None, report.refused
        return report

    return run


@pytest.fixture
def listening() -> Iterator[None]:
    """Have Ctrl-C heard: tests started as a background job have it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    assert signal.signal(signal.SIGINT, before) is signal.default_int_handler
