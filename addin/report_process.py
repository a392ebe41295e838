"""The process that draws one report for the server, which goes on answering meanwhile.

A report takes seconds of computing and a few hundred megabytes, and its workbooks come from
anywhere: a process of its own can be stopped, and takes no other request along when it falls.

Run as ``python -m addin.report_process`` by :mod:`addin.reporting` only.
"""

from __future__ import annotations

import os
import pickle
import shutil
import threading
import time
from pathlib import Path
from typing import Final

from addin.equip_wishes import Equipping
from addin.incidents import incident_of
from addin.report_jobs import Answer, EquippedCopy, Job, Recalculated, Stale
from pycog import conventions
from pycog.default_convention import default_id, using
from pycog.errors import PycogError, RefusedFile
from pycog.refresh import refresh_file
from pycog.refresh.running.worker import limit_memory, take_streams
from pycog.reports.making import convention_followed, make, out_of_date
from pycog.xlsx.package import Package

#: Bytes that the process may allocate.
MEMORY: Final = 2 << 30
_PAUSE: Final = 0.5
_ORPHAN: Final = 3


def main() -> None:
    """Read a job, draw its report, write the answer."""
    source, sink = take_streams()
    job: Job = pickle.load(source)
    limit_memory(MEMORY)
    threading.Thread(target=_end_with, args=(job,), daemon=True).start()
    pickle.dump(answer(job), sink, pickle.HIGHEST_PROTOCOL)
    sink.flush()


def _end_with(job: Job) -> None:
    """End, and take the workbooks along, as soon as the server is no more."""
    # Windows goes on telling the number of a process that has ended.
    while os.getppid() == job.owner:
        time.sleep(_PAUSE)
    shutil.rmtree(job.folder, ignore_errors=True)
    os._exit(_ORPHAN)


def answer(job: Job) -> Answer:
    """Draw a report, or recalculate; whatever goes wrong is an answer too."""
    from udfs.hosts.engine import EngineHost

    # Messages then name the workbooks as the officer knows them.
    os.chdir(job.folder)
    try:
        for folder in job.conventions:
            conventions.add_folder(folder)
        workbooks = [Path(name) for name in job.names]
        if job.order is None:
            return _recalculated(workbooks[0])
        if isinstance(job.order, Equipping):
            return _equipped(workbooks[0], job.order)
        convention_followed(workbooks, job.order.convention)
        meant = None if job.order.convention == default_id() else job.order.convention
        with using(meant, "rapport demandé"):
            stale = out_of_date(workbooks, EngineHost(), refresh=job.refresh)
            if stale and not job.refresh:
                return Stale(tuple((path.name, number) for path, number in stale))
            return make(job.order, workbooks)
    except PycogError as error:
        return error
    except Exception as error:
        return incident_of(error)


def _recalculated(path: Path) -> Answer:
    from udfs.hosts.engine import EngineHost

    report = refresh_file(path, EngineHost())
    if report.refused is not None:
        return report.refused
    errors = tuple(f"{one.sheet}!{one.cell}" for one in report.errors)
    left = tuple(f"{one.sheet}!{one.cell}" for one in report.to_recalculate)
    return Recalculated(path.read_bytes(), report.cog_formulas, report.changed, errors, left)


def _equipped(path: Path, wanted: Equipping) -> EquippedCopy:
    """Equip a workbook as the command does.

    Raises:
        PycogError: It must not be written to, or its answers are not understood.
    """
    from addin import equipping
    from pycog.equip.survey import equip_package
    from pycog.equip.writing.equipping import calculator
    from udfs.hosts.engine import EngineHost

    try:
        package = Package.open(path)
        with equipping.following(wanted):
            seen, convention = equipping.surveyed(package, wanted)
            calculate = calculator(path, EngineHost())
            done = equip_package(seen, convention, calculate, columns=wanted.columns)
    except RefusedFile as error:
        raise equipping.in_excel(error, path) from error
    waiting = len(seen.found.open_doubts())
    return EquippedCopy(
        done.data, done.changed, done.sheets, done.formulas, tuple(done.notes), waiting
    )


if __name__ == "__main__":
    main()
