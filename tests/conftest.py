"""Settings and fixtures shared by all tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples in every run of CI; elsewhere new ones, kept when they fail.
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

_SOFFICE = shutil.which("soffice")
#: Debian packages Writer apart; where Calc stands alone, Word files cannot be opened.
_PROGRAM = Path(_SOFFICE or "").resolve().parent
_WRITER = _SOFFICE is not None and (
    not (_PROGRAM / "libsclo.so").exists() or (_PROGRAM / "libswlo.so").exists()
)


def pytest_configure(config: pytest.Config) -> None:
    """Stop at once where LibreOffice is required and missing."""
    if os.environ.get("PYCOG_REQUIRE_LIBREOFFICE") and _SOFFICE is None:
        raise pytest.UsageError(
            "PYCOG_REQUIRE_LIBREOFFICE is set, but the soffice command was not found"
        )
    if os.environ.get("PYCOG_REQUIRE_LIBREOFFICE") and not _WRITER:
        raise pytest.UsageError(
            "PYCOG_REQUIRE_LIBREOFFICE is set, but LibreOffice Writer was not found"
        )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that need LibreOffice, or its Writer, where it is missing."""
    left_out = [item for item in items if _lacks(item.get_closest_marker("libreoffice"))]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _lacks(needed: pytest.Mark | None) -> bool:
    if needed is None:
        return False
    return _SOFFICE is None or ("writer" in needed.args and not _WRITER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that tests were left out: silence would look like success."""
    if _SOFFICE is None:
        terminalreporter.write_line(
            "soffice was not found: the tests marked libreoffice were left out", yellow=True
        )
    elif not _WRITER:
        terminalreporter.write_line(
            "LibreOffice Writer was not found: the tests that open Word files were left out",
            yellow=True,
        )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; two of them in one process would share an event loop."""
    from tests.addin.browser import browsing

    with browsing() as running:
        yield running
