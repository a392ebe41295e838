"""One workbook to refresh as plain data, and the list of them that a command makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Protocol, Self, TypeAlias

from msgspec import Struct

from pycog.errors import InvalidInput, PycogError
from pycog.refresh.host import FunctionHost
from pycog.refresh.one_file import DEFAULT_OPTIONS, refresh_file
from pycog.refresh.options import Options
from pycog.refresh.recording import Recorder
from pycog.refresh.report import FileReport
from pycog.xlsx import atomic
from pycog.xlsx.placing import find_workbooks

#: Makes the functions in whichever process needs them; it travels there by pickle.
HostFactory: TypeAlias = Callable[[], FunctionHost]


class Job(Struct, frozen=True):
    """One workbook to refresh. Doing it twice does no harm.

    Attributes:
        path: The workbook.
        output: Where to write; the workbook itself is replaced when ``None``.
        options: What the officer chose.
        changes: How many changed cells the report must list, all when ``None``.
        recorder: Keeps a record of the refresh, if one is kept.
    """

    path: Path
    output: Path | None = None
    options: Options = DEFAULT_OPTIONS
    changes: int | None = 0
    recorder: Recorder | None = None

    @property
    def target(self) -> Path:
        """The file that this job writes."""
        return self.output or self.path


class Runner(AbstractContextManager["Runner"], Protocol):
    """Does jobs somewhere; leaving its context stops whatever still runs."""

    def results(self) -> Iterator[tuple[int, FileReport]]:
        """Yield the number of each job with its report, as they finish."""
        ...

    def stop(self) -> None:
        """End all work at once; every file is then whole, old or new."""
        ...

    def finished(self) -> list[tuple[int, FileReport]]:
        """Return the reports that :meth:`results` has not yielded, after a stop."""
        ...

    def unreported(self) -> list[Path]:
        """Return the files that were replaced without a report, after a stop."""
        ...


class Inline:
    """Does the jobs one after the other in this process, without limits."""

    def __init__(self, jobs: Sequence[Job], factory: HostFactory) -> None:
        self._jobs, self._factory = jobs, factory

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *stopped_by: object) -> None:
        self.stop()

    def results(self) -> Iterator[tuple[int, FileReport]]:
        """Yield the report of each job in turn."""
        host = self._factory()
        for number, job in enumerate(self._jobs):
            yield number, run_job(job, host)

    def stop(self) -> None:
        """Do nothing: an interruption has ended the one job that ran."""

    def finished(self) -> list[tuple[int, FileReport]]:
        """Return nothing: every report was yielded."""
        return []

    def unreported(self) -> list[Path]:
        """Return nothing: a file is reported as soon as it is replaced."""
        return []


class Answer(Struct, frozen=True):
    """What a worker says of a job.

    Attributes:
        report: What the refresh found and did.
        last: Whether the worker ends now: a next job would be lost with it.
    """

    report: FileReport
    last: bool


def run_job(job: Job, host: FunctionHost) -> FileReport:
    """Refresh a workbook; the report holds no more than its job asks for and can travel."""
    report = refresh_file(
        job.path, host, output=job.output, options=job.options, recorder=job.recorder
    )
    kept = [] if job.changes == 0 else report.changes[: job.changes]
    report.__dict__.pop("changes", None)
    # The workbook itself, which a report can otherwise still look at, is let go.
    report._changes = partial(list, kept)
    return report


def find_jobs(
    paths: Iterable[Path], output: Path | None, options: Options, changes: int | None
) -> tuple[list[Job], list[PycogError]]:
    """Find the workbooks and where each goes; faults are collected, not raised.

    There are no jobs where two would write to one place or over an input.
    """
    jobs: dict[Path, Job] = {}
    faults: list[PycogError] = []
    for path in paths:
        try:
            found = find_workbooks([path])
        except PycogError as error:
            faults.append(error)
            continue
        for workbook in found:
            inside = workbook.relative_to(path) if path.is_dir() else Path(workbook.name)
            goal = None if output is None else output / inside
            jobs.setdefault(workbook.resolve(), Job(workbook, goal, options, changes))
    clashes = _clashes(list(jobs.values()))
    return ([], faults + clashes) if clashes else (list(jobs.values()), faults)


def sweep_folders(jobs: Iterable[Job]) -> None:
    """Remove what dead runs left where these jobs write."""
    for folder in {job.target.resolve().parent for job in jobs}:
        atomic.sweep(folder)


def _clashes(jobs: list[Job]) -> list[PycogError]:
    inputs = {job.path.resolve() for job in jobs}
    taken: dict[Path, Path] = {}
    clashes: list[PycogError] = []
    for job in jobs:
        if job.output is None:
            continue
        goal = job.output.resolve()
        if goal in inputs:
            reason = f"{job.output} est lui-même un des classeurs à recalculer"
        elif goal in taken:
            reason = f"{taken[goal]} et {job.path} iraient tous deux dans {job.output}"
        else:
            taken[goal] = job.path
            continue
        clashes.append(
            InvalidInput(
                "sortie-en-conflit",
                f"Rien n'a été écrit : {reason}. Choisissez un autre dossier avec --output.",
                output=str(job.output),
            )
        )
    return clashes
