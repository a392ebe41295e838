"""Settings and fixtures shared by all tests."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import settings

# The same examples in every run of CI; elsewhere new ones, kept when they fail.
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

_SOFFICE = shutil.which("soffice")


def pytest_configure(config: pytest.Config) -> None:
    """Stop at once where LibreOffice is required and missing."""
    if os.environ.get("PYCOG_REQUIRE_LIBREOFFICE") and _SOFFICE is None:
        raise pytest.UsageError(
            "PYCOG_REQUIRE_LIBREOFFICE is set, but the soffice command was not found"
        )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that need LibreOffice where it is missing."""
    if _SOFFICE is not None:
        return
    left_out = [item for item in items if item.get_closest_marker("libreoffice")]
    items[:] = [item for item in items if not item.get_closest_marker("libreoffice")]
    config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that tests were left out: silence would look like success."""
    if _SOFFICE is None:
        terminalreporter.write_line(
            "soffice was not found: the tests marked libreoffice were left out", yellow=True
        )
