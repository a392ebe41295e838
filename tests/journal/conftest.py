"""Ways to run the command on annexes with a journal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pycog.cli.main import main


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """The folder of a journal that nobody has begun."""
    return tmp_path / "journal"


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command in this process; give its code and what it wrote."""

    def run(*args: Any) -> tuple[int, str, str]:
        code = main([str(arg) for arg in args])
        return (code, *capsys.readouterr())

    return run


@pytest.fixture
def refresh(command: Callable[..., tuple[int, str, str]], journal: Path) -> Callable[..., None]:
    """Refresh a workbook with the journal, which must succeed."""

    def run(path: Path, *options: object) -> None:
        code, _, err = command("refresh", path, "--journal", journal, *options)
        assert (code, err) == (0, "")

    return run


@pytest.fixture
def life(
    command: Callable[..., tuple[int, str, str]], journal: Path
) -> Callable[[object], list[dict[str, Any]]]:
    """Return the events of a figure as data."""

    def run(place: object) -> list[dict[str, Any]]:
        code, out, err = command("history", place, "--journal", journal, "--json")
        assert (code, err) == (0, "")
        return [json.loads(line) for line in out.splitlines()]

    return run
