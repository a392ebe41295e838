"""Workbooks in processes of their own: one that hangs or falls takes no other along."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlsxwriter

from pycog.errors import NotAvailable
from pycog.refresh import Options
from pycog.refresh.report import FileReport
from pycog.refresh.running.jobs import Answer, Inline, Job, find_jobs, sweep_folders
from pycog.refresh.running.worker import Setup
from pycog.refresh.running.workers import (
    LEAST_MEMORY,
    Pool,
    Worker,
    usable_cores,
    worker_environment,
)
from pycog.xlsx import atomic
from tests.refresh.running.misbehaving import MISCHIEF, HeavyHost, MisbehavingHost
from tests.waiting import PATIENCE, until

SETUP = Setup(MisbehavingHost, timeout=600, memory=4 << 30)


def workbook(path: Path, mischief: str | None = None) -> Path:
    """Write a stale workbook, or one that does mischief when calculated."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    # Else two of them differ by the second in which they were made.
    book.set_properties({"created": dt.datetime(2026, 1, 1)})
    sheet = book.add_worksheet("Taux")
    number = 0 if mischief is None else list(MISCHIEF).index(mischief)
    sheet.write_row(0, 0, [1, 4] if mischief is None else [666, number])
    sheet.write_dynamic_array_formula("C1", "=_xldudf_COG_RATE(A1,B1)", None, 9)
    book.close()
    return path


def run(jobs: list[Job], setup: Setup = SETUP, workers: int = 2) -> list[FileReport]:
    """Do the jobs and return their reports in order."""
    with Pool(jobs, setup, workers) as pool:
        found = dict(pool.results())
    assert sorted(found) == list(range(len(jobs)))
    return [found[number] for number in range(len(jobs))]


def test_reports_are_those_of_a_refresh_here(tmp_path):
    here = [Job(workbook(tmp_path / "ici" / f"{n}.xlsx"), changes=None) for n in range(5)]
    there = [Job(workbook(tmp_path / "la" / f"{n}.xlsx"), changes=None) for n in range(5)]
    with Inline(here, MisbehavingHost) as inline:
        expected = [report for _, report in inline.results()]
    for left, right in zip(expected, run(there), strict=True):
        assert right.refused is None and right.written
        assert (left.formulas, left.cog_formulas) == (right.formulas, right.cog_formulas)
        assert [change.after for change in right.changes] == [0.25]
        assert left.changes == right.changes
    for job, other in zip(here, there, strict=True):
        assert job.path.read_bytes() == other.path.read_bytes()


def test_a_report_brings_no_more_changes_than_asked(tmp_path):
    path = tmp_path / "long.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    for row in range(30):
        sheet.write_formula(row, 0, "=1+1", None, 0)
    book.close()
    options = Options(check=True)
    jobs = [Job(path, None, options, most) for most in (0, 7, None)]
    assert [len(report.changes) for report in run(jobs)] == [0, 7, 30]
    assert [report.changed for report in run(jobs)] == [30, 30, 30]


@pytest.mark.parametrize(
    ("mischief", "seconds", "code", "reason"),
    [
        (
            "plante",
            600,
            "processus-interrompu",
            "a fait tomber son calcul (erreur de segmentation)",
        ),
        ("tue", 600, "processus-interrompu", "(arrêté par le système, souvent faute de mémoire)"),
        ("sort", 600, "processus-interrompu", "(code de sortie 7)"),
        # The four others take a fraction of a second, and much more on a busy machine.
        ("attend", 20, "delai-depasse", "n'est pas recalculé au bout de 20 secondes"),
        ("tourne", 20, "delai-depasse", "son calcul a été arrêté"),
        ("memoire", 600, "memoire-insuffisante", "demande plus de mémoire"),
    ],
)
def test_a_workbook_that_falls_is_the_only_one_to_fall(tmp_path, mischief, seconds, code, reason):
    paths = [workbook(tmp_path / f"{n}.xlsx", mischief if n == 1 else None) for n in range(5)]
    before = paths[1].read_bytes()
    setup = Setup(MisbehavingHost, timeout=seconds, memory=LEAST_MEMORY)
    reports = run([Job(path) for path in paths], setup)
    refused = reports[1].refused
    assert refused is not None and refused.code == code
    assert refused.message.startswith(f"{paths[1]} : le fichier ")
    assert reason in refused.message and refused.message.endswith("Il n'a pas été modifié.")
    assert paths[1].read_bytes() == before
    assert [report.refused for number, report in enumerate(reports) if number != 1] == [None] * 4
    assert all(reports[number].written for number in (0, 2, 3, 4))
    assert list(tmp_path.glob(".pycog-*")) == []


def test_a_worker_serves_again_after_a_faulty_file(tmp_path):
    faulty = tmp_path / "faux.xlsx"
    faulty.write_bytes(b"pas un classeur")
    worker = Worker(SETUP)
    try:
        first = worker.run(Job(faulty))
        second = worker.run(Job(workbook(tmp_path / "bon.xlsx")))
        assert (first.refused is not None, second.refused) == (True, None)
        assert not worker.ended
    finally:
        worker.kill()


def test_a_stop_ends_every_process_and_leaves_whole_files(tmp_path):
    slow = [workbook(tmp_path / f"a{n}.xlsx", "attend") for n in range(2)]
    before = [path.read_bytes() for path in slow]
    quick = workbook(tmp_path / "0.xlsx")
    pool = Pool([Job(quick), *map(Job, slow)], SETUP, 2)
    with pool:
        number, report = next(pool.results())
        until(lambda: len(pool._live) == 2, "two workers")
        workers = [worker.process.pid for worker in pool._live]
        assert (number, report.written) == (0, True)
    assert [path.read_bytes() for path in slow] == before
    assert (pool.finished(), pool.unreported()) == ([], [])
    for process in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert list(tmp_path.glob(".pycog-*")) == []


def test_a_worker_ends_with_whoever_sent_its_jobs(tmp_path):
    worker = Worker(SETUP)
    worker.run(Job(workbook(tmp_path / "a.xlsx")))
    worker._put(Job(workbook(tmp_path / "b.xlsx", "attend")))
    worker.process.stdin.close()
    assert worker.process.wait(PATIENCE) == 3
    worker.kill()


def test_a_kill_after_the_swap_is_told_as_it_is(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx")
    worker = Worker(SETUP)
    wait = worker._get

    def killed_before_its_report(seconds: float) -> object:
        answer = wait(seconds)
        if isinstance(answer, Answer):
            os.kill(worker.process.pid, signal.SIGKILL)
            raise EOFError
        return answer

    monkeypatch.setattr(worker, "_get", killed_before_its_report)
    report = worker.run(Job(path))
    assert report.written and report.refused is not None
    assert report.refused.message.endswith(
        "Il a pourtant été remplacé, en entier, par sa version recalculée."
    )


def test_the_folders_of_a_run_are_swept_first(tmp_path):
    path = workbook(tmp_path / "a.xlsx")
    leftover = tmp_path / ".pycog-00000000-1-abc.tmp"
    leftover.write_bytes(b"x")
    long_ago = time.time() - 2 * atomic.ABANDONED
    os.utime(leftover, (long_ago, long_ago))
    sweep_folders([Job(path)])
    assert not leftover.exists() and path.exists()


def test_jobs_are_found_with_their_places_and_clashes(tmp_path):
    first, second = workbook(tmp_path / "1" / "a.xlsx"), workbook(tmp_path / "2" / "a.xlsx")
    jobs, faults = find_jobs([tmp_path], tmp_path / "sortie", Options(), 0)
    assert [job.output for job in jobs] == [
        tmp_path / "sortie" / "1" / "a.xlsx",
        tmp_path / "sortie" / "2" / "a.xlsx",
    ]
    assert faults == []
    jobs, faults = find_jobs([first, second], tmp_path / "sortie", Options(), 0)
    assert (jobs, [fault.code for fault in faults]) == ([], ["sortie-en-conflit"])


def test_errors_travel_with_all_they_say():
    error = NotAvailable("indicateur-inconnu", "L'indicateur 99 n'existe pas.", number=99)
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is NotAvailable
    assert (back.code, back.message, back.fields) == (error.code, error.message, error.fields)


@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="the system tells a process nothing of its cores"
)
def test_cores_that_this_process_may_not_use_are_not_counted():
    """As under ``taskset`` or in a container that is given some of the machine's cores."""
    one = {min(os.sched_getaffinity(0))}
    code = "from pycog.refresh.running.workers import usable_cores; print(usable_cores())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        preexec_fn=lambda: os.sched_setaffinity(0, one),
        env=worker_environment(),
        capture_output=True,
        check=True,
    )
    assert int(done.stdout) == 1


def test_all_cores_count_where_the_system_tells_nothing_else(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 12)
    assert usable_cores() == 12
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert usable_cores() == 1


def test_a_worker_that_leaves_says_so_and_loses_no_next_job(tmp_path):
    """Each holds more than half of what it may from the start, so each workbook is its last."""
    paths = [workbook(tmp_path / f"{n}.xlsx") for n in range(6)]
    setup = Setup(HeavyHost, timeout=600, memory=LEAST_MEMORY + (256 << 20))
    worker = Worker(setup)
    try:
        report = worker.run(Job(paths[0]))
        assert (report.refused, report.written, worker.ended) == (None, True, True)
    finally:
        worker.kill()
    reports = run([Job(path) for path in paths[1:]], setup)
    assert [report.refused for report in reports] == [None] * 5
    assert all(report.written for report in reports)


@pytest.mark.usefixtures("listening")
def test_ctrl_c_comes_up_between_two_reports_and_loses_none(tmp_path):
    # The second one never ends: the others cannot all be done before Ctrl-C is heard.
    jobs = [
        Job(workbook(tmp_path / f"{number}.xlsx", "attend" if number == 1 else None), changes=0)
        for number in range(20)
    ]
    stale = {job.path: job.path.read_bytes() for job in jobs}
    told = set()
    with Pool(jobs, SETUP, 2) as pool:
        with pytest.raises(KeyboardInterrupt):
            for number, _ in pool.results():
                if not told:
                    signal.raise_signal(signal.SIGINT)  # not heard before the next wait
                told.add(number)
        pool.stop()
        told |= {number for number, _ in pool.finished()}
        under_way = set(pool.unreported())
    done = {path for path, before in stale.items() if path.read_bytes() != before}
    assert 0 < len(told) < 20
    assert done == {jobs[number].path for number in told} | under_way


@pytest.mark.usefixtures("listening")
def test_a_second_ctrl_c_ends_at_once(tmp_path):
    jobs = [Job(workbook(tmp_path / f"{number}.xlsx"), changes=0) for number in range(4)]
    with pytest.raises(KeyboardInterrupt), Pool(jobs, SETUP, 2) as pool:
        for _ in pool.results():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            raise AssertionError("the second one was not heard")
