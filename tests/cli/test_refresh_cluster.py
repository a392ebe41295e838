"""``pycog refresh --scheduler``: a real Dask scheduler and real workers, one of them killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.paths import ROOT
from tests.waiting import PATIENCE, until

Command = Callable[..., Any]
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "DASK_DISTRIBUTED__DASHBOARD__ENABLED": "False",
}
FILES = 80


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Many copies of one stale workbook."""
    first = tmp_path / "annexes" / "00.xlsx"
    first.parent.mkdir()
    book = xlsxwriter.Workbook(first)
    sheet = book.add_worksheet("Taux")
    sheet.write_row(0, 0, [1, 4])
    for row in range(150):
        sheet.write_formula(row, 2, "=COG_RATE($A$1,$B$1)", None, 9)
    book.close()
    for number in range(1, FILES):
        shutil.copy(first, first.with_name(f"{number:02}.xlsx"))
    return first.parent


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """Start a Dask process."""
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler with two workers, and the workers."""
    place = tmp_path / "grappe.json"
    scheduler = start(
        "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(place),
    )  # fmt: skip
    workers: list[subprocess.Popen[bytes]] = []
    try:

        def started() -> bool:
            assert scheduler.poll() is None
            return place.exists() and place.stat().st_size > 0

        until(started, "the scheduler")
        address = json.loads(place.read_text())["address"]
        for number in range(2):
            folder = tmp_path / f"ouvrier-{number}"
            workers.append(
                start(
                    "worker",
                    address,
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--local-directory",
                    str(folder),
                )
            )
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def test_no_file_is_lost_when_a_worker_is_killed(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], folder: Path, command: Command
) -> None:
    address, workers = cluster
    running = subprocess.Popen(
        [sys.executable, "-m", "pycog", "refresh", str(folder), "--json", "--scheduler", address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # else lines that were read ahead would be lost to ``communicate``
        env=ENVIRONMENT,
    )
    assert running.stdout is not None
    told = [running.stdout.readline() for _ in range(5)]
    workers[0].send_signal(signal.SIGKILL)
    out, err = running.communicate(timeout=2 * PATIENCE)
    assert running.returncode == 0, err.decode()
    found = [json.loads(line) for line in (*told, *out.splitlines())]
    assert [record["file"] for record in found] == [
        str(folder / f"{number:02}.xlsx") for number in range(FILES)
    ]
    assert {record["refused"] for record in found} == {None}
    assert workers[1].poll() is None
    code, shown, err_after = command("refresh", "--check", folder)
    assert (code, err_after) == (0, ""), shown
    assert list(folder.glob(".pycog-*")) == []


def test_nobody_at_the_address(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pycog.refresh.running import cluster

    monkeypatch.setattr(cluster, "_CONNECT_TIMEOUT", 1)
    for address in ("tcp://127.0.0.1:1", "n'importe quoi"):
        code, out, err = command("refresh", folder, "--scheduler", address)
        assert (code, out) == (2, "")
        assert err.startswith(f"{address} : aucun planificateur Dask ne répond")


def test_a_password_does_not_travel_in_clear(command: Command, folder: Path) -> None:
    address = "tcp://127.0.0.1:1"
    code, _, err = command("refresh", folder, "--scheduler", address, "--mot-de-passe", "Secret")
    assert code == 2
    assert "passerait en clair" in err and "Secret" not in err


def test_without_the_extra_the_remedy_is_told(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, _, err = command("refresh", folder, "--scheduler", "tcp://127.0.0.1:1")
    assert code == 2
    assert err == (
        "L'option --scheduler demande le paquet distributed. Installez pycog[cluster].\n"
    )
