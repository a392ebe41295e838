"""Ways to run the command: as a process, as a user does, or inside the test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pycog.cli.main import main
from tests.paths import ROOT
from tests.waiting import PATIENCE


class Outcome(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture
def process() -> Callable[..., Outcome]:
    """Run ``python -m pycog`` with arguments, standard input and extra environment."""

    def run(*args: object, stdin: bytes = b"", env: dict[str, str] | None = None) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "pycog", *map(str, args)],
            input=stdin,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            timeout=PATIENCE,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run the command in this process."""

    def run(*args: Any) -> Outcome:
        code = main([str(arg) for arg in args])
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def annexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the workbooks that the command builds."""
    folder = tmp_path_factory.mktemp("annexes")
    assert main(["build", str(folder)]) == 0
    return folder
