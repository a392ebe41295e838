"""Settings and fixtures shared by all tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from pycog import conventions
from tests import machine

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples in every run of CI; elsewhere new ones, kept when they fail.
# A busy machine makes examples slowly: that says nothing of the code.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

#: What a test needs of the machine, by the fixture that gives it: no test finds a program itself.
_GIVEN_BY = {
    "browser": ("chromium", "libatomic", "fonts"),
    "soffice": ("libreoffice",),
    "calc": ("libreoffice", "libreoffice-python"),
    "swriter": ("libreoffice-writer", "fonts"),
    "pdftoppm": ("pdftoppm",),
    "manifest_parser": ("manifest-parser",),
}
_NOTHING_LEFT_OUT = "PYCOG_LEAVE_NOTHING_OUT"


def pytest_configure(config: pytest.Config) -> None:
    """Stop at once where tests would be left out and must not be."""
    # The convention that whoever runs the tests chose for their own work is not to be meant here.
    os.environ.pop("PYCOG_CONVENTION", None)
    nobodys = tempfile.mkdtemp(prefix="pycog-settings-")
    config.add_cleanup(lambda: shutil.rmtree(nobodys, ignore_errors=True))
    for name in ("APPDATA", "XDG_CONFIG_HOME"):
        os.environ[name] = nobodys
    for name in ("LOCALAPPDATA", "XDG_CACHE_HOME"):
        os.environ[name] = os.path.join(nobodys, "cache")
    if os.environ.get(_NOTHING_LEFT_OUT) and (lacking := machine.missing()):
        labels = ", ".join(f"no {need.label}" for need in lacking.values())
        raise pytest.UsageError(
            f"{_NOTHING_LEFT_OUT} is set, but this machine has {labels}: "
            f"{machine.remedy(lacking.values())}"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out a test that needs what this machine lacks, before any of its fixtures."""
    for fixture in getattr(item, "fixturenames", ()):
        for name in _GIVEN_BY.get(fixture, ()):
            if need := machine.missing().get(name):
                pytest.skip(f"no {need.label} ({machine.remedy([need])})")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was left out, a line for each reason: silence would look like success."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        tests = "1 test" if count == 1 else f"{count} tests"
        terminalreporter.write_line(f"{tests} left out: {reason}", yellow=True)
    if reasons and (lacking := machine.missing()):
        terminalreporter.write_line(f"To leave none out: {machine.remedy(lacking.values())}")
    if reasons and os.environ.get(_NOTHING_LEFT_OUT):
        terminalreporter.write_line(f"{_NOTHING_LEFT_OUT} makes that an error", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that left something out, for whatever reason, and must not."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get(_NOTHING_LEFT_OUT) and reporter and reporter.stats.get("skipped"):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _no_convention_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the folders of conventions that a test adds."""
    monkeypatch.setattr(conventions, "_added", list(conventions._added))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; two of them in one process would share an event loop."""
    from tests.addin.browser import browsing

    with browsing() as running:
        yield running


@pytest.fixture(scope="session")
def soffice() -> str:
    """The command of LibreOffice with Calc; ``PYCOG_SOFFICE`` names another than the system's."""
    path = machine.soffice()
    assert path is not None
    return path


@pytest.fixture(scope="session")
def calc(soffice: str) -> str:
    """The command of LibreOffice with Calc, whose own Python runs extensions."""
    return soffice


@pytest.fixture(scope="session")
def swriter(soffice: str) -> str:
    """The command of LibreOffice with Writer."""
    return soffice


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    """The command that draws the pages of PDF files."""
    return _command("pdftoppm")


def _command(name: str) -> str:
    path = shutil.which(name)
    assert path is not None, name
    return path
