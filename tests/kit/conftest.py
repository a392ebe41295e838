"""A kit packed for this machine, once for all tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

PACKER = ROOT / ".ci" / "kit" / "make_kit.py"


@pytest.fixture(scope="session")
def kit(tmp_path_factory) -> Path:
    """Return a kit for Linux and the Python of the tests."""
    folder = tmp_path_factory.mktemp("kit") / "kit"
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    subprocess.run(
        [sys.executable, str(PACKER), str(folder), "--systems", "linux", "--pythons", python],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return folder
