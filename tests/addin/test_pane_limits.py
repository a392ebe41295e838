"""What the pane asks for has its time and its size, and ends when nobody waits for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import HTTPException

from addin import pane_work, report_folders
from pycog.cli.main import main
from tests.addin import asking
from tests.addin.server import Server, serving
from tests.addin.test_reports import ANNEX_4, FICTITIOUS, MILESTONES, sent
from tests.waiting import until

WIDE: dict[str, Any] = {
    "sheet": "Grande", "row": 0, "column": 0, "conditions": [],
    "values": [[1.5] * 200] * 1000, "formulas": [[1.5] * 200] * 1000,
    "formats": [["General"] * 200] * 1000,
}  # fmt: skip
CHANGE = {"cell": "Indicateurs!K13", "value": "80 %"}
LONG_FORMULA = "=" + "+".join(f"COG_RATE(A{n},B{n})" for n in range(1, 400))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the servers of this file put their temporary files."""
    return tmp_path_factory.mktemp("temporaire")


@pytest.fixture(scope="module")
def hurried() -> Iterator[Server]:
    """A server whose requests may take next to no time."""
    with serving("--delai", "0.002") as running:
        yield running


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/cog/controler", WIDE),
        (
            "/cog/expliquer",
            {"sheet": "F", "cell": "C1", "formula": LONG_FORMULA, "value": 1, "ranges": []},
        ),
    ],
    ids=["controler", "expliquer"],
)
def test_every_short_request_has_a_time_limit(
    hurried: Server, path: str, body: dict[str, Any]
) -> None:
    answer = asking.post(f"{hurried.url}{path}", json=body)
    assert answer.status_code == 400, answer.text
    assert "a dépassé la limite de 0,002 s et a été arrêtée" in answer.json()["detail"]
    assert asking.get(f"{hurried.url}/sante").status_code == 200


@pytest.mark.parametrize("path", ["/cog/verifier", "/cog/sceller", "/cog/scenarios"])
def test_every_request_on_a_whole_workbook_has_a_time_limit(
    hurried: Server, tmp_path: Path, path: str
) -> None:
    annexe = FICTITIOUS / ANNEX_4
    if path == "/cog/verifier":
        # A workbook without a seal is told so at once.
        annexe = tmp_path / "annexe.xlsx"
        assert main(["seal", str(FICTITIOUS / ANNEX_4), "--output", str(annexe)]) == 0
    (annex,) = sent(annexe)
    asked = {"author": "", "scenarios": [{"name": "a", "changes": [CHANGE]}]}
    answer = asking.post(f"{hurried.url}{path}", json={**annex, **asked})
    assert answer.status_code == 400, answer.text
    assert "n'est pas fini" in answer.json()["detail"] and "0,008 s" in answer.json()["detail"]
    assert asking.get(f"{hurried.url}/sante").status_code == 200


@pytest.mark.parametrize("path", ["/cog/verifier", "/cog/sceller", "/cog/scenarios"])
def test_nothing_of_a_workbook_is_left_behind(folder: Path, path: str) -> None:
    (annex,) = sent(FICTITIOUS / ANNEX_4)
    asked = {"author": "", "scenarios": [{"name": "a", "changes": [CHANGE]}]}
    with serving(env={"TMPDIR": str(folder)}) as server:
        answer = asking.post(f"{server.url}{path}", json={**annex, **asked})
        assert answer.status_code == 200, answer.text
        assert not list(folder.iterdir())


def test_the_list_of_annexes_has_one_too(hurried: Server) -> None:
    answer = asking.get(
        f"{hurried.url}/cog/annexes/feuilles?annexe=camieg-2012-2015/annexe-4-indicateurs.xlsx"
    )
    assert answer.status_code == 400
    assert "pycog " not in answer.text


def test_findings_beyond_the_limit_are_counted(server_url: str) -> None:
    # Each an unknown formula of its own.
    rows = [[f"=COG_INCONNUE({number})" if number % 2 else "libellé"] for number in range(4200)]
    body = {**WIDE, "values": rows, "formulas": rows, "formats": [["General"]] * 4200}
    answer = asking.post(f"{server_url}/cog/controler", json=body).json()
    assert answer["total"] == 2100
    assert len(answer["findings"]) == 2000


def test_an_answer_beyond_the_limit_is_refused() -> None:
    assert pane_work.PaneAnswer({"a": 1}).body == b'{"a":1}'
    with pytest.raises(HTTPException) as refused:
        pane_work.PaneAnswer({"content": "x" * (21 * 1024 * 1024)})
    assert refused.value.status_code == 400
    assert "La réponse compte 21 Mo ; la limite est de 20 Mo." in refused.value.detail


def drawers(server: Server) -> list[int]:
    """Return the processes that draw a report for a server."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return [
        int(pid)
        for pid, parent, command in rows
        if int(parent) == server.process.pid and "addin.report_process" in command
    ]


def begun(server: Server, seconds: float) -> None:
    """Ask for a long report and go away."""
    body = {
        "report": "bilan", "format": "pdf", "year": 2013, "refresh": True,
        "workbooks": sent(FICTITIOUS / ANNEX_4, FICTITIOUS / MILESTONES),
    }  # fmt: skip
    with pytest.raises(httpx.TimeoutException):
        httpx.post(f"{server.url}/cog/rapports", json=body, timeout=seconds)


@pytest.mark.skipif(os.name == "nt", reason="ps")
def test_a_report_ends_when_its_client_leaves(folder: Path) -> None:
    with serving(env={"TMPDIR": str(folder)}) as server:
        begun(server, 0.6)
        left = time.monotonic()
        until(lambda: not drawers(server) and not list(folder.iterdir()), "an end of the report")
        # A report of two annexes takes seconds: it was not waited for.
        assert time.monotonic() - left < 2
        # The next one has its turn.
        body = {"report": "bilan", "format": "html", "year": 2013, "workbooks": []}
        refused = asking.post(f"{server.url}/cog/rapports", json=body)
        assert "annexes remplies" in refused.json()["detail"]


@pytest.mark.skipif(os.name == "nt", reason="ps and SIGKILL")
def test_a_killed_server_leaves_no_report(folder: Path) -> None:
    with serving(env={"TMPDIR": str(folder)}) as server:
        asked = threading.Thread(target=_ask_and_fail, args=(server,))
        asked.start()
        until(lambda: bool(drawers(server)), "a report")
        (drawing,) = drawers(server)
        os.kill(server.process.pid, signal.SIGKILL)
        asked.join()
        until(lambda: not _runs(drawing) and not list(folder.iterdir()), "an end of the report")


def _ask_and_fail(server: Server) -> None:
    body = {
        "report": "bilan", "format": "pdf", "year": 2013, "refresh": True,
        "workbooks": sent(FICTITIOUS / ANNEX_4, FICTITIOUS / MILESTONES),
    }  # fmt: skip
    with pytest.raises(httpx.TransportError):
        httpx.post(f"{server.url}/cog/rapports", json=body, timeout=60)


def _runs(number: int) -> bool:
    stat = Path(f"/proc/{number}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def _gone() -> int:
    """Return the number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.mark.parametrize(
    ("owner", "swept"),
    [
        pytest.param(_gone, True, id="ended"),
        # In a container the server has the same number at each start.
        pytest.param(os.getpid, True, id="own"),
        pytest.param(os.getppid, False, id="running"),
    ],
)
def test_a_start_sweeps_what_killed_servers_left(
    owner: Callable[[], int], swept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"cog-rapport-{owner()}-abc123"
    left.mkdir()
    (left / "annexe.xlsx").write_bytes(b"x")
    foreign = tmp_path / "cog-rapport-notes"
    foreign.mkdir()
    assert report_folders.sweep() == ([left] if swept else [])
    assert left.exists() is not swept and foreign.exists()


def test_a_number_that_another_program_has_taken_over_does_not_keep_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"cog-rapport-{os.getppid()}-abc123"
    left.mkdir()
    yesterday = time.time() - 24 * 3600
    os.utime(left, (yesterday, yesterday))
    assert report_folders.sweep() == [left]
