"""Sends the jobs of a refresh to a Dask cluster, whose machines see the same files.

A job that its machine loses is done again by another one: doing it twice does no harm.
On each machine it runs in a process of its own with the limits of the command, so that a
workbook that hangs or falls takes no Dask worker along.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from pycog.errors import InvalidInput, PycogError, RefusedFile
from pycog.refresh.report import FileReport
from pycog.refresh.running.jobs import Job
from pycog.refresh.running.worker import Setup
from pycog.refresh.running.workers import Worker

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT_TIMEOUT = 20
#: How many lost Dask workers a job survives: the fault is then likely its own.
_RETRIES = 3


class Cluster:
    """Does jobs on the machines behind a Dask scheduler."""

    def __init__(self, jobs: Sequence[Job], setup: Setup, address: str) -> None:
        """Prepare the jobs.

        Raises:
            InvalidInput: The password of the workbooks would travel in clear.
        """
        self._jobs, self._setup, self._address = jobs, setup, address
        self._client: Client | None = None
        self._numbers: dict[Future, int] = {}
        if any(job.options.password for job in jobs) and not address.startswith("tls://"):
            raise InvalidInput(
                "mot-de-passe-en-clair",
                f"Le mot de passe des classeurs passerait en clair vers {address}. Utilisez une "
                "adresse tls://, ou recalculez ces classeurs sans --scheduler.",
            )

    def __enter__(self) -> Self:
        self._client = _connect(self._address)
        return self

    def __exit__(self, *stopped_by: object) -> None:
        self.stop()

    def results(self) -> Iterator[tuple[int, FileReport]]:
        """Yield the number of each job with its report, as they finish.

        Raises:
            InvalidInput: The scheduler is gone.
        """
        from distributed import as_completed

        client = self._client
        assert client is not None
        for number, job in enumerate(self._jobs):
            future = client.submit(_do, _absolute(job), self._setup, pure=False, retries=_RETRIES)
            self._numbers[future] = number
        for future in as_completed(list(self._numbers), loop=client.loop):
            number = self._numbers.pop(future)
            yield number, self._report(self._jobs[number], future)

    def stop(self) -> None:
        """Take back the jobs that have not begun; those under way end where they are."""
        client, self._client = self._client, None
        if client is None:
            return
        with contextlib.suppress(OSError, TimeoutError):
            if self._numbers:
                client.cancel(list(self._numbers))
        client.close()

    def finished(self) -> list[tuple[int, FileReport]]:
        """Return nothing: what the scheduler has not told is not known."""
        return []

    def unreported(self) -> list[Path]:
        """Return the workbooks under way: they will be refreshed, or stay as they are."""
        return []

    def _report(self, job: Job, future: Future) -> FileReport:
        try:
            # A machine that dies takes its results along: they are computed again meanwhile.
            report: FileReport = future.result()
        except (asyncio.CancelledError, concurrent.futures.CancelledError):
            raise InvalidInput(
                "planificateur-injoignable",
                f"{self._address} : le planificateur Dask ne répond plus. Les classeurs déjà "
                "annoncés sont recalculés ; relancez la commande pour les autres.",
            ) from None
        except Exception as error:
            report = FileReport(job.path, job.target)
            report.refused = error if isinstance(error, PycogError) else _failed(job, error)
            return report
        report.path, report.output = job.path, job.target
        return report


def _failed(job: Job, error: Exception) -> RefusedFile:
    return RefusedFile(
        "grappe-en-echec",
        f"{job.path} : le fichier n'a pas pu être calculé par la grappe Dask "
        f"({type(error).__name__} : {error}). Il est resté entier ; vérifiez que ses machines ont "
        "la même version de pycog et voient le même dossier, puis recommencez.",
        path=str(job.path),
    )


def _connect(address: str) -> Client:
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise InvalidInput(
            "grappe-non-installee",
            "L'option --scheduler demande le paquet distributed. Installez pycog[cluster].",
        ) from error
    try:
        return Client(address, timeout=_CONNECT_TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise InvalidInput(
            "planificateur-injoignable",
            f"{address} : aucun planificateur Dask ne répond à cette adresse. Écrivez-la sous la "
            "forme tcp://serveur:8786 et vérifiez qu'il est démarré.",
        ) from error


def _absolute(job: Job) -> Job:
    """The machines of the cluster work in other folders."""
    output = None if job.output is None else job.output.absolute()
    return replace(job, path=job.path.absolute(), output=output)


# What follows runs in the Dask workers.

_idle: list[tuple[Setup, Worker]] = []
_lock = threading.Lock()


def _do(job: Job, setup: Setup) -> FileReport:
    """Do a job in a warm process, which waits for the next job afterwards."""
    worker = _borrow(setup)
    try:
        report = worker.run(job)
    except BaseException:
        worker.kill()
        raise
    if worker.ended:
        worker.kill()
    else:
        with _lock:
            _idle.append((setup, worker))
    return report


def _borrow(setup: Setup) -> Worker:
    while True:
        with _lock:
            if not _idle:
                break
            known, worker = _idle.pop()
        if known == setup and not worker.ended:
            return worker
        worker.kill()
    return Worker(setup)
