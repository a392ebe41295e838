"""Every step of a write fails in turn: the target stays the old file or becomes the new one."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pycog.refresh import refresh_file
from pycog.refresh.report import FileReport
from pycog.xlsx import atomic
from tests.paths import ROOT
from tests.waiting import PATIENCE, until

#: What a system may answer at any step.
FAULTS = {
    "disque plein": OSError(errno.ENOSPC, "No space left on device"),
    "erreur d'entrée-sortie": OSError(errno.EIO, "Input/output error"),
    "disque en lecture seule": OSError(errno.EROFS, "Read-only file system"),
    "accès refusé": PermissionError(errno.EACCES, "Permission denied"),
    "quota": OSError(errno.EDQUOT, "Disk quota exceeded"),
}
#: Functions of ``os`` that ask the system for something.
CALLS = {
    "chmod", "chown", "close", "fsync", "getxattr", "listxattr", "lseek", "makedirs", "open",
    "read", "replace", "setxattr", "stat", "unlink", "write",
}  # fmt: skip


class FaultyOs:
    """The ``os`` module with one call, counted from the first, that does something else.

    A large write is cut in two, as a nearly full disk does.
    """

    def __init__(self, fails: int = -1, act: Callable[[str], None] = lambda name: None) -> None:
        self.made: list[str] = []
        self._fails, self._act = fails, act

    def __getattr__(self, name: str) -> Any:
        found = getattr(os, name)
        if name not in CALLS:
            return found

        def call(*args: Any, **options: Any) -> Any:
            self.made.append(name)
            if len(self.made) - 1 == self._fails:
                self._act(name)
            if name == "write":
                args = (args[0], args[1][: max(1, len(args[1]) // 2)])
            return found(*args, **options)

        return call


@pytest.fixture
def stale(make) -> Path:
    """A workbook with one stale value, with rights of its own."""

    def fill(book, sheet):
        sheet.write_formula("A1", "=COG_RATE(1,4)", None, 9)

    path = make(fill)
    path.chmod(0o640)
    return path


@pytest.fixture
def fresh(stale, host, tmp_path) -> bytes:
    """The bytes of that workbook once refreshed."""
    copy = tmp_path / "ailleurs" / stale.name
    report = refresh_file(stale, host, output=copy)
    assert report.written
    data = copy.read_bytes()
    shutil.rmtree(copy.parent)
    return data


@pytest.fixture
def impatient(monkeypatch) -> list[float]:
    """Do not wait for locks; the waits asked for are noted."""
    waits: list[float] = []
    monkeypatch.setattr(atomic, "time", SimpleNamespace(sleep=waits.append))
    return waits


def steps(path: Path, host, monkeypatch) -> list[str]:
    """Refresh a copy and return the calls that its write makes, in order."""
    copy = path.with_name("etapes.xlsx")
    shutil.copy2(path, copy)
    counting = FaultyOs()
    with monkeypatch.context() as patch:
        patch.setattr(atomic, "os", counting)
        assert refresh_file(copy, host).written
    copy.unlink()
    return counting.made


def left_over(folder: Path) -> list[str]:
    """Return the temporary files of a folder."""
    return [entry.name for entry in folder.iterdir() if entry.name.startswith(".pycog-")]


def test_the_write_takes_the_steps_it_should(stale, host, monkeypatch):
    made = steps(stale, host, monkeypatch)
    assert {"open", "write", "fsync", "read", "close", "chmod", "replace", "unlink"} <= set(made)
    assert made.count("write") > 2
    assert made.index("fsync") < made.index("read") < made.index("replace")


@pytest.mark.parametrize("fault", FAULTS)
def test_any_call_may_fail(stale, fresh, host, monkeypatch, impatient, fault):
    old, mode = stale.read_bytes(), stale.stat().st_mode
    made = steps(stale, host, monkeypatch)
    refusals = 0
    for number, name in enumerate(made):

        def fail(_: str) -> None:
            raise FAULTS[fault]

        with monkeypatch.context() as patch:
            patch.setattr(atomic, "os", FaultyOs(number, fail))
            report = refresh_file(stale, host)
        where = f"{fault}, {number} ({name})"
        if report.refused is None:
            assert stale.read_bytes() == fresh, where
            stale.write_bytes(old)
        else:
            refusals += 1
            assert stale.read_bytes() == old, where
            assert report.refused.code != "erreur-interne", (where, report.refused.message)
            assert "Il n'a pas été modifié." in report.refused.message
            assert FAULTS[fault].strerror not in report.refused.message, "not in French"
        assert stale.stat().st_mode == mode, where
        # Only a fault of the tidying itself may leave something, for the next run to sweep.
        if name != "unlink":
            assert left_over(stale.parent) == [], where
        for leftover in left_over(stale.parent):
            (stale.parent / leftover).unlink()
    assert refusals >= 8


@pytest.mark.parametrize("fault", FAULTS)
def test_a_new_file_appears_whole_or_not_at_all(stale, host, monkeypatch, impatient, fault):
    old, goal = stale.read_bytes(), stale.parent / "copies" / stale.name
    counting = FaultyOs()
    with monkeypatch.context() as patch:
        patch.setattr(atomic, "os", counting)
        refresh_file(stale, host, output=goal)
    new = goal.read_bytes()
    for number, name in enumerate(counting.made):
        goal.unlink(missing_ok=True)

        def fail(_: str) -> None:
            raise FAULTS[fault]

        with monkeypatch.context() as patch:
            patch.setattr(atomic, "os", FaultyOs(number, fail))
            report = refresh_file(stale, host, output=goal)
        assert stale.read_bytes() == old
        assert goal.exists() == (report.refused is None), (number, name)
        assert not goal.exists() or goal.read_bytes() == new


def test_a_lock_that_is_let_go_is_waited_for(stale, fresh, host, monkeypatch, impatient):
    held = iter([True, True, True])

    def replace(source: object, target: object) -> None:
        if next(held, False):
            raise PermissionError(errno.EACCES, "sharing violation")
        os.replace(source, target)

    faulty = FaultyOs()
    faulty.replace = replace
    monkeypatch.setattr(atomic, "os", faulty)
    assert refresh_file(stale, host).refused is None
    assert stale.read_bytes() == fresh
    assert impatient == list(atomic.PATIENCE[:3])


def test_a_lock_that_stays_is_refused_after_a_short_while(stale, host, monkeypatch, impatient):
    def replace(source: object, target: object) -> None:
        raise PermissionError(errno.EACCES, "sharing violation")

    old, faulty = stale.read_bytes(), FaultyOs()
    faulty.replace = replace
    monkeypatch.setattr(atomic, "os", faulty)
    error = refusal(refresh_file(stale, host))
    assert error.code == "fichier-retenu"
    assert "depuis 3 secondes" in error.message
    assert sum(impatient) == pytest.approx(3.05)
    assert (stale.read_bytes(), left_over(stale.parent)) == (old, [])


def refusal(report: FileReport) -> Any:
    """Return why a file was refused."""
    assert report.refused is not None and not report.written
    return report.refused


def test_what_an_officer_saves_meanwhile_is_kept(stale, host, monkeypatch):
    typed = b"ce que l'agent vient d'enregistrer"

    def save(name: str) -> None:
        stale.write_bytes(typed)

    monkeypatch.setattr(atomic, "os", FaultyOs(5, save))
    assert refusal(refresh_file(stale, host)).code == "modifie-entre-temps"
    assert stale.read_bytes() == typed


def test_a_disk_that_gives_other_bytes_back_is_not_trusted(stale, host, monkeypatch):
    old, faulty = stale.read_bytes(), FaultyOs()
    faulty.read = lambda descriptor, count: os.read(descriptor, count)[:-1]
    monkeypatch.setattr(atomic, "os", faulty)
    assert refusal(refresh_file(stale, host)).code == "relecture-differente"
    assert stale.read_bytes() == old


def test_an_owner_that_cannot_be_kept_refuses_the_file(stale, host, monkeypatch):
    old, faulty = stale.read_bytes(), FaultyOs()
    own = os.stat

    def stat(path: Path) -> Any:
        found = own(path)
        other = path.name == stale.name and found.st_uid + 1
        return SimpleNamespace(
            st_uid=other or found.st_uid,
            st_gid=found.st_gid,
            st_mode=found.st_mode,
            st_size=found.st_size,
            st_mtime_ns=found.st_mtime_ns,
            st_ino=found.st_ino,
        )

    def chown(*args: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    faulty.stat, faulty.chown = stat, chown
    monkeypatch.setattr(atomic, "os", faulty)
    error = refusal(refresh_file(stale, host))
    assert error.code == "droits-non-conserves"
    assert "son propriétaire ou ses droits d'accès auraient changé" in error.message
    assert (stale.read_bytes(), left_over(stale.parent)) == (old, [])


def test_rights_attributes_and_links_are_kept(stale, host):
    link = stale.with_name("raccourci.xlsx")
    link.symlink_to(stale.name)
    if hasattr(os, "setxattr"):
        os.setxattr(stale, "user.service", b"budget")
    before = stale.stat()
    assert refresh_file(link, host).written
    after = stale.stat()
    assert link.is_symlink() and os.readlink(link) == stale.name
    kept = ("st_mode", "st_uid", "st_gid")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.st_mtime_ns > before.st_mtime_ns
    if hasattr(os, "getxattr"):
        assert os.getxattr(stale, "user.service") == b"budget"


def test_a_file_without_change_keeps_its_date(stale, host):
    refresh_file(stale, host)
    os.utime(stale, (1_000_000_000, 1_000_000_000))
    assert not refresh_file(stale, host).written
    assert stale.stat().st_mtime == 1_000_000_000


KILLED = """\
import os, signal, sys
from pathlib import Path
from pycog.refresh import refresh_file\nfrom pycog.xlsx import atomic
from tests.xlsx.test_faults import FaultyOs
from udfs.hosts.engine import EngineHost

host, old = EngineHost(), Path(sys.argv[1]).read_bytes()
for number in range(int(sys.argv[2])):
    path = Path(sys.argv[1]).parent / str(number) / "annexe.xlsx"
    path.parent.mkdir()
    path.write_bytes(old)
    child = os.fork()
    if child == 0:
        die = lambda name: os.kill(os.getpid(), signal.SIGKILL)
        atomic.os = FaultyOs(number, die)
        refresh_file(path, host)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, number
"""


def test_kill_at_every_step(stale, fresh, host, monkeypatch, tmp_path):
    """A real process is killed (-9) before each call of the write, the last one included."""
    old, made = stale.read_bytes(), steps(stale, host, monkeypatch)
    arena = tmp_path / "arene"
    arena.mkdir()
    shutil.copy2(stale, arena / "annexe.xlsx")
    subprocess.run(
        [sys.executable, "-c", KILLED, str(arena / "annexe.xlsx"), str(len(made))],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=PATIENCE,
    )
    swapped, dirty = made.index("replace") + 1, 0
    for number, name in enumerate(made):
        folder = arena / str(number)
        expected = old if number < swapped else fresh
        assert (folder / "annexe.xlsx").read_bytes() == expected, (number, name)
        dirty += len(left_over(folder))
        atomic.sweep(folder)
        assert left_over(folder) == [], (number, name)
    assert dirty >= 5, "a kill between the first write and the swap leaves a file"


def test_a_sweep_removes_only_what_dead_runs_of_ours_left(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    dead = atomic.temporary_name(int(ended.stdout))
    alive = atomic.temporary_name(os.getpid())
    elsewhere = f".pycog-00000000-{int(ended.stdout)}-abcdef.tmp"
    foreign = [".pycog-notes.txt", "annexe.xlsx", "~$annexe.xlsx", ".pycog-.tmp", "x.pycog-1.tmp"]
    for name in (dead, alive, elsewhere, *foreign):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / ".pycog-dossier.tmp").mkdir()
    assert atomic.sweep(tmp_path) == 1
    assert not (tmp_path / dead).exists()
    long_ago = atomic.time.time() - atomic.ABANDONED - 60
    for name in (alive, elsewhere, *foreign):
        os.utime(tmp_path / name, (long_ago, long_ago))
    assert atomic.sweep(tmp_path) == 2
    kept = {entry.name for entry in tmp_path.iterdir()}
    assert kept == {*foreign, ".pycog-dossier.tmp"}


def test_the_files_of_one_ended_process_are_swept_alone(tmp_path):
    mine, other = atomic.temporary_name(os.getpid()), atomic.temporary_name(os.getppid())
    for name in (mine, other):
        (tmp_path / name).write_bytes(b"x")
    assert atomic.sweep(tmp_path, process=os.getppid()) == 1
    assert left_over(tmp_path) == [mine]


@pytest.mark.skipif(sys.platform != "linux", reason="the state of a process is read in /proc")
def test_the_files_of_a_process_that_nobody_buried_are_swept(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    stat = Path(f"/proc/{ended.pid}/stat")
    until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "Z", "the end of a process")
    (tmp_path / atomic.temporary_name(ended.pid)).write_bytes(b"x")
    assert atomic.sweep(tmp_path) == 1
    assert ended.wait() == 0


@pytest.mark.usefixtures("listening")
def test_a_signal_in_the_middle_leaves_nothing(stale, host, monkeypatch):
    old = stale.read_bytes()

    def interrupt(name: str) -> None:
        signal.raise_signal(signal.SIGINT)

    made = steps(stale, host, monkeypatch)
    for number in range(made.index("write"), made.index("replace") + 1):
        with monkeypatch.context() as patch:
            patch.setattr(atomic, "os", FaultyOs(number, interrupt))
            with pytest.raises(KeyboardInterrupt):
                refresh_file(stale, host)
        assert (stale.read_bytes(), left_over(stale.parent)) == (old, []), (number, made[number])
