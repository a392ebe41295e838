"""Starts a real ``pycog serve`` for tests, on a port that the system chooses."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from tests.paths import ROOT
from tests.waiting import PATIENCE, until


@dataclass
class Server:
    """A server process under test.

    Attributes:
        url: Its address, without a slash at the end.
        process: The process; with several workers their supervisor.
        log: The file that its log goes to.
    """

    url: str
    process: subprocess.Popen[str]
    log: Path

    def logged(self) -> str:
        """Return what it has logged so far."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def serving(
    *options: str, env: Mapping[str, str] | None = None, http: bool = True
) -> Iterator[Server]:
    """Run a server while the block runs; it must then end by itself when told to."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "journal.txt"
        with log.open("w", encoding="utf-8") as stream:
            process = start(*options, env=env, errors=stream, http=http)
            try:
                server = Server(_address(process, log), process, log)
                wait_until_healthy(server)
                yield server
            finally:
                process.terminate()
                try:
                    process.wait(PATIENCE)
                finally:
                    process.kill()
                    if process.stdout:
                        process.stdout.close()


def start(
    *options: str,
    env: Mapping[str, str] | None = None,
    errors: IO[str] | int = subprocess.PIPE,
    http: bool = True,
) -> subprocess.Popen[str]:
    """Start ``pycog serve`` on a free port, plain HTTP unless told, and a licence for tests."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XLWINGS_", "PYCOG_"))
    }
    paths = [str(ROOT), *(env or {}).get("PYTHONPATH", "").split(os.pathsep)]
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "pycog",
            "serve",
            *(["--http"] if http else []),
            "--port",
            "0",
            *options,
        ],
        env={
            **inherited,
            "XLWINGS_LICENSE_KEY": "noncommercial",
            **(env or {}),
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        },
        stdout=subprocess.PIPE,
        stderr=errors,
        encoding="utf-8",
    )


def wait_until_healthy(server: Server) -> None:
    """Wait for the first answer of a server."""

    def answers() -> bool:
        assert server.process.poll() is None, f"the server has ended:\n{server.logged()}"
        with contextlib.suppress(httpx.TransportError):
            answer = httpx.get(f"{server.url}/sante", timeout=PATIENCE, verify=False)
            return answer.status_code == 200
        return False

    until(answers, "an answer of the server")


def _address(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"https?://\S+", line):
            return found[0]
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
