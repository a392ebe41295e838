"""The process that refreshes workbooks for another one, a job at a time.

It reads pickled jobs from its standard input and writes pickled reports to its standard
output, until the input ends: then whoever sent the jobs is gone, and it ends at once,
in the middle of a workbook if need be (no file is ever half written).

Run as ``python -m pycog.refresh.running.worker`` by :mod:`pycog.refresh.running.workers` only.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import sys
import threading
from dataclasses import dataclass
from typing import BinaryIO

from pycog.refresh.running.jobs import Answer, HostFactory, Job, run_job
from pycog.xlsx.collector import spare_collector

#: What a worker answers once it has its functions.
READY = "ready"
_ORPHAN = 3


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker needs before its first job.

    Attributes:
        factory: Makes the functions.
        timeout: Seconds that a workbook may take.
        memory: Bytes that the process may allocate.
    """

    factory: HostFactory
    timeout: float
    memory: int


def main() -> None:
    """Serve jobs until the input ends."""
    spare_collector()
    source, sink = take_streams()
    setup: Setup = pickle.load(source)
    host = setup.factory()
    limit_memory(setup.memory)
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(source, jobs), daemon=True).start()
    _send(sink, READY)
    while True:
        job = jobs.get()
        _limit_time(setup.timeout)
        report = run_job(job, host)
        exhausted = report.refused is not None and report.refused.code == "memoire-insuffisante"
        last = exhausted or _has_grown(setup.memory)
        _send(sink, Answer(report, last))
        if last:
            return  # a fresh process takes over


def take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep standard output for the reports; whatever else is printed goes nowhere."""
    sink = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return sys.stdin.buffer, sink


def _listen(source: BinaryIO, jobs: queue.SimpleQueue[Job]) -> None:
    while True:
        try:
            jobs.put(pickle.load(source))
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(_ORPHAN)


def _send(sink: BinaryIO, answer: object) -> None:
    pickle.dump(answer, sink, pickle.HIGHEST_PROTOCOL)
    sink.flush()


def limit_memory(most: int) -> None:
    """Refuse allocations beyond ``most`` bytes, where the system can do that."""
    if sys.platform == "win32":
        return
    import resource

    # On Linux this counts what the process may write to, not the files that it maps.
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float) -> None:
    """End a workbook that outlives its parent, which would else have ended it in time."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    # Two threads work at times, hence twice the time.
    most = int(used.ru_utime + used.ru_stime + 2 * seconds) + 10
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _has_grown(most: int) -> bool:
    """Tell whether a large workbook left a process that a next one could bring to its limit."""
    if sys.platform == "win32":
        return False
    return _peak() > most // 2


def _peak() -> int:
    """Return the most memory that this process ever held, in bytes."""
    import resource

    # Linux hands the peak of the parent down to getrusage; this line is the process's own.
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
