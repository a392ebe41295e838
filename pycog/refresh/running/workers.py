"""Refreshes workbooks in processes of their own: one that hangs or falls takes no other along.

The processes are kept warm, their functions loaded once. One that ends for whatever reason
is replaced, and only the workbook it had is reported as failed.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Self, cast

from pycog.errors import InvalidInput, RefusedFile
from pycog.refresh.report import FileReport
from pycog.refresh.running.jobs import Answer, Job
from pycog.refresh.running.worker import READY, Setup
from pycog.values import format_number
from pycog.xlsx import atomic

#: Limits of one workbook unless told otherwise: seconds, and bytes.
TIMEOUT = 600.0
MEMORY = 4 << 30
#: Less would not even hold the functions and the engine.
LEAST_MEMORY = 256 << 20
_START_TIMEOUT = 120.0
_LOST = (EOFError, OSError, pickle.UnpicklingError)


def usable_cores() -> int:
    """Return how many processes this machine can run at a time for us."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class Worker:
    """A process that refreshes workbooks one at a time."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._ready = False
        self._late = False
        self._leaving = False
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pycog.refresh.running.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("PYCOG_DEBUG") else subprocess.DEVNULL,
            env=worker_environment(),
            # Out of the reach of Ctrl-C, which the parent answers for all.
            start_new_session=True,
        )

    @property
    def ended(self) -> bool:
        """Whether the process is gone, or takes no further job."""
        return self._leaving or self.process.poll() is not None

    def run(self, job: Job) -> FileReport:
        """Do a job; if it ends the process, the report says how.

        Raises:
            InvalidInput: The process could not be started.
        """
        self._start()
        seen = _stamp(job.target)
        try:
            self._put(job)
            answer = cast(Answer, self._get(self._setup.timeout))
        except _LOST:
            self.kill()
            atomic.sweep(job.target.resolve().parent, process=self.process.pid)
            return self._lost(job, swapped=_stamp(job.target) != seen)
        self._leaving = answer.last
        return answer.report

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                cast(BinaryIO, stream).close()

    def _start(self) -> None:
        if self._ready:
            return
        try:
            self._put(self._setup)
            self._ready = self._get(_START_TIMEOUT) == READY
        except _LOST as error:
            self.kill()
            raise InvalidInput(
                "processus-impossible",
                "Le processus de calcul n'a pas pu démarrer. Fermez d'autres programmes, ou "
                "recommencez avec PYCOG_DEBUG=1 pour en voir la raison.",
            ) from error

    def _put(self, message: object) -> None:
        pipe = cast(BinaryIO, self.process.stdin)
        pickle.dump(message, pipe, pickle.HIGHEST_PROTOCOL)
        pipe.flush()

    def _get(self, seconds: float) -> object:
        timer = threading.Timer(seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            return pickle.load(cast(BinaryIO, self.process.stdout))
        finally:
            timer.cancel()

    def _end_late(self) -> None:
        self._late = True
        self.process.kill()

    def _lost(self, job: Job, *, swapped: bool) -> FileReport:
        end = (
            "Il a pourtant été remplacé, en entier, par sa version recalculée."
            if swapped
            else "Il n'a pas été modifié."
        )
        report = FileReport(job.path, job.target, written=swapped)
        if self._late:
            seconds = format_number(round(self._setup.timeout, 1))
            report.refused = RefusedFile(
                "delai-depasse",
                f"{job.path} : le fichier n'est pas recalculé au bout de {seconds} secondes ; son "
                f"calcul a été arrêté. Simplifiez-le, ou relevez la limite avec --timeout. {end}",
                path=str(job.path),
            )
        else:
            cause = _cause(self.process.returncode)
            report.refused = RefusedFile(
                "processus-interrompu",
                f"{job.path} : le fichier a fait tomber son calcul ({cause}). Recommencez-le "
                f"seul ; si cela se répète, signalez-le. {end}",
                path=str(job.path),
            )
        return report


class Pool:
    """Does jobs in several worker processes of this machine.

    While it is open, Ctrl-C comes up in :meth:`results` only, between two reports: anywhere
    else it could lose a report on its way from a process to whoever tells it. After the last
    report there is nothing to break off any more: :attr:`interrupted` tells.

    Attributes:
        interrupted: Whether Ctrl-C was pressed while it was open.
    """

    def __init__(self, jobs: Sequence[Job], setup: Setup, workers: int) -> None:
        self._setup, self._count = setup, len(jobs)
        self._tasks = iter(list(enumerate(jobs)))
        self._done: queue.SimpleQueue[tuple[int, FileReport] | BaseException] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._live: set[Worker] = set()
        self._current: dict[int, tuple[Job, atomic.Stamp | None]] = {}
        self._stopping = False
        self._hearing = False
        self.interrupted = False
        self._threads = [
            threading.Thread(target=self._serve, daemon=True)
            for _ in range(min(workers, len(jobs)))
        ]

    def __enter__(self) -> Self:
        own = threading.current_thread() is threading.main_thread()
        if own and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._interrupt)
            self._hearing = True
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *stopped_by: object) -> None:
        self._hear_no_more()
        self.stop()

    def _interrupt(self, *_: object) -> None:
        """Have the next wait for a report end; a second Ctrl-C ends everything at once."""
        self._hear_no_more()
        self.interrupted = True
        self._done.put(KeyboardInterrupt())

    def _hear_no_more(self) -> None:
        if self._hearing:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._hearing = False

    def results(self) -> Iterator[tuple[int, FileReport]]:
        """Yield the number of each job with its report, as they finish.

        Raises:
            InvalidInput: No process could be started.
            KeyboardInterrupt: Ctrl-C was pressed.
        """
        for _ in range(self._count):
            yield self._wait()

    def stop(self) -> None:
        """End every process at once and remove what they were writing."""
        with self._lock:
            self._stopping = True
            live = list(self._live)
        for worker in live:
            worker.process.kill()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def finished(self) -> list[tuple[int, FileReport]]:
        """Return the reports not yielded yet, after a stop."""
        found = []
        while not self._done.empty():
            one = self._done.get()
            if isinstance(one, tuple):
                found.append(one)
        return found

    def unreported(self) -> list[Path]:
        """Return the files that were replaced just before the stop, without a report."""
        return [job.path for job, seen in self._current.values() if _stamp(job.target) != seen]

    def _wait(self) -> tuple[int, FileReport]:
        while True:
            try:
                # On Windows only a wait that ends lets Ctrl-C through.
                one = self._done.get(timeout=0.5)
            except queue.Empty:
                continue
            if isinstance(one, BaseException):
                raise one
            return one

    def _serve(self) -> None:
        worker: Worker | None = None
        try:
            while (task := self._next()) is not None:
                number, job = task
                worker = worker if worker and not worker.ended else self._hire(worker)
                if worker is None:
                    return
                report = worker.run(job)
                with self._lock:
                    if self._stopping and worker.ended and report.refused is not None:
                        return
                    del self._current[number]
                self._done.put((number, report))
        except BaseException as error:
            self._done.put(error)
        finally:
            self._dismiss(worker)

    def _next(self) -> tuple[int, Job] | None:
        with self._lock:
            task = None if self._stopping else next(self._tasks, None)
            if task is not None:
                self._current[task[0]] = (task[1], _stamp(task[1].target))
            return task

    def _hire(self, predecessor: Worker | None) -> Worker | None:
        self._dismiss(predecessor)
        with self._lock:
            if self._stopping:
                return None
            worker = Worker(self._setup)
            self._live.add(worker)
            return worker

    def _dismiss(self, worker: Worker | None) -> None:
        if worker is not None:
            worker.kill()
            with self._lock:
                self._live.discard(worker)


def _stamp(path: Path) -> atomic.Stamp | None:
    try:
        return atomic.Stamp.of(path)
    except OSError:
        return None


def worker_environment() -> dict[str, str]:
    """Let the worker find the modules where this process found them."""
    places = [place or os.getcwd() for place in sys.path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places), "PYTHONSAFEPATH": "1"}


def _cause(code: int) -> str:
    if code >= 0:
        return f"code de sortie {code}"
    if -code == signal.SIGSEGV:
        return "erreur de segmentation"
    if -code == signal.SIGABRT:
        return "abandon, souvent faute de mémoire"
    if os.name == "posix" and -code == signal.SIGKILL:
        return "arrêté par le système, souvent faute de mémoire"
    return f"signal {-code}"
