"""The report file of ``pycog refresh``, from which an interrupted run goes on.

One JSON object a line, written as each workbook ends, so that whatever stops the run loses
nothing of what was done: a last line cut short is left out when reading.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from pycog import __version__
from pycog.cli import streams
from pycog.errors import InvalidInput, system_reason

if TYPE_CHECKING:
    from pycog.refresh import FileReport, Options
    from pycog.refresh.running.jobs import Job

_HEADER = {"report": "pycog refresh", "version": __version__}


class Journal:
    """Keeps what was done with each workbook, in a file if there is one.

    Attributes:
        failed: Whether the file could not be written to the end.
    """

    def __init__(
        self, report: Path | None, resume: Path | None, options: Options, record: Any
    ) -> None:
        """Open the files.

        Args:
            report: Where to write, ``None`` for nowhere, or for ``resume`` if given.
            resume: The report of the run to go on with.
            options: What was chosen: a run with other choices is not the same work.
            record: Turns a report into JSON data.

        Raises:
            InvalidInput: A file is there that is no such report.
        """
        self.failed = False
        self._record, self._settings = record, _settings(options)
        self._done = {} if resume is None else _read(resume)
        self._path = report or resume
        self._stream = None if self._path is None else self._open(self._path, resume)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *stopped_by: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def pending(self, jobs: Sequence[Job]) -> list[Job]:
        """Return the jobs that are not done, or whose files changed since."""
        return [job for job in jobs if not self._is_done(job)]

    def add(self, job: Job, report: FileReport) -> None:
        """Note what was done; a report that cannot be written stops nothing."""
        if self._stream is None:
            return
        states = (
            {} if report.refused else {"source": _state(job.path), "target": _state(job.target)}
        )
        line = {"path": _key(job), "settings": self._settings, **states, **self._record(report)}
        try:
            self._put(self._stream, line)
        except OSError as error:
            self.failed = True
            streams.warn(
                f"{self._path} : le rapport n'est plus écrit ({system_reason(error)}). Le recalcul "
                "continue."
            )
            with contextlib.suppress(OSError):
                self._stream.close()
            self._stream = None

    def _open(self, path: Path, resume: Path | None) -> TextIO:
        if path.exists():
            _read(path)  # only a report is written over
        again = resume is not None and path.exists() and path.samefile(resume)
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("a" if again else "w", encoding="utf-8")
        if again:
            stream.write("\n")  # after a line cut short
        else:
            self._put(stream, _HEADER)
        return stream

    @staticmethod
    def _put(stream: TextIO, line: Mapping[str, object]) -> None:
        import json  # slow to load, and most refreshes keep no report

        stream.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
        stream.flush()

    def _is_done(self, job: Job) -> bool:
        line = self._done.get(_key(job))
        if line is None or line.get("refused") or line.get("settings") != self._settings:
            return False
        if job.options.check and line.get("changed"):
            return False  # to be told again
        return _same(job.path, line.get("source")) and _same(job.target, line.get("target"))


def _key(job: Job) -> str:
    return f"{job.path.resolve()}|{job.target.resolve()}"


def _settings(options: Options) -> dict[str, object]:
    """What makes two runs the same work; a password is none of a report's business."""
    clock = options.clock
    return {
        "version": __version__,
        "check": options.check,
        "only_cog": options.only_cog,
        "accept_native": options.accept_native,
        "prove": options.prove,
        "clock": clock and clock.isoformat(),
        "convention": options.convention and options.convention.id,
    }


def _state(path: Path) -> dict[str, object] | None:
    try:
        found = path.stat()
        return {"size": found.st_size, "modified": found.st_mtime_ns, "sha256": _digest(path)}
    except OSError:
        return None


def _same(path: Path, state: Any) -> bool:
    """Tell whether a file is as noted: size and date, or at least the content."""
    if not isinstance(state, dict):
        return False
    try:
        found = os.stat(path)
        if found.st_size != state.get("size"):
            return False
        return found.st_mtime_ns == state.get("modified") or _digest(path) == state.get("sha256")
    except OSError:
        return False


def _digest(path: Path) -> str:
    import hashlib

    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """Return the last line about each workbook."""
    import json

    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    found: dict[str, dict[str, Any]] = {}
    known = not lines
    for text in lines:
        with contextlib.suppress(ValueError):
            line = json.loads(text)
            if isinstance(line, dict):
                known = known or line.get("report") == _HEADER["report"]
                if isinstance(line.get("path"), str):
                    found[line["path"]] = line
    if not known:
        raise InvalidInput(
            "rapport-inconnu",
            f"{path} : ce fichier n'est pas un rapport de pycog refresh ; il n'a pas été modifié. "
            "Donnez un autre nom à --report ou à --resume.",
            path=str(path),
        )
    return found
