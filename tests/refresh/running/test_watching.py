"""What a watch takes for saved and free, look by look."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pycog.errors import RefusedFile
from pycog.refresh.report import FileReport
from pycog.refresh.running.watching import FolderWatch
from pycog.xlsx import atomic


def saved(path: Path, content: bytes, at: float) -> Path:
    """Write a file as a program does that saves at a moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at, at))
    return path


def ready(watch: FolderWatch) -> list[str]:
    return [path.name for path in watch.look().ready]


def done(watch: FolderWatch, path: Path, *, wrote: bytes | None = None) -> bool:
    """Let a refresh end that wrote something, or left the file as it was."""
    mark = (path.stat().st_size, path.stat().st_mtime_ns)
    report = FileReport(path, path)
    if wrote is not None:
        path.write_bytes(wrote)
        report.written, report.stamp = True, atomic.Stamp.of(path)
    return watch.is_news(path, mark, report)


def test_a_file_is_ready_once_nobody_writes_it_any_more(tmp_path: Path) -> None:
    watch = FolderWatch([tmp_path])
    path = saved(tmp_path / "annexe.xlsx", b"a", 1000)
    first = watch.look()
    assert (first.ready, first.waiting) == ({}, True)
    saved(path, b"ab", 1001)  # still growing
    assert ready(watch) == []
    assert ready(watch) == ["annexe.xlsx"]
    assert ready(watch) == ["annexe.xlsx"]  # until it is done


def test_its_own_writing_is_no_news(tmp_path: Path) -> None:
    watch = FolderWatch([tmp_path])
    path = saved(tmp_path / "annexe.xlsx", b"a", 1000)
    watch.look()
    assert ready(watch) == ["annexe.xlsx"]
    done(watch, path, wrote=b"calculated")
    assert [ready(watch) for _ in range(3)] == [[], [], []]
    # A server that sets the date later says nothing new either; what is typed does.
    os.utime(path, (2000, 2000))
    assert [ready(watch) for _ in range(3)] == [[], [], []]
    saved(path, b"typed", 3000)
    assert [ready(watch) for _ in range(2)] == [[], ["annexe.xlsx"]]


def test_a_save_during_the_refresh_is_seen(tmp_path: Path) -> None:
    watch = FolderWatch([tmp_path])
    path = saved(tmp_path / "annexe.xlsx", b"a", 1000)
    watch.look()
    watch.look()
    mark = (1, 1000 * 10**9)
    report = FileReport(path, path, written=True)
    path.write_bytes(b"calculated")
    report.stamp = atomic.Stamp.of(path)
    saved(path, b"typed at once", 1001)
    watch.is_news(path, mark, report)
    assert [ready(watch) for _ in range(2)] == [[], ["annexe.xlsx"]]


@pytest.mark.parametrize(
    ("lock", "program"), [("~$annexe.xlsx", "Excel"), (".~lock.annexe.xlsx#", "LibreOffice")]
)
def test_an_open_file_waits_and_is_told_once(tmp_path: Path, lock: str, program: str) -> None:
    watch = FolderWatch([tmp_path])
    path = saved(tmp_path / "annexe.xlsx", b"a", 1000)
    (tmp_path / lock).touch()
    watch.look()
    found = watch.look()
    assert (found.ready, found.held) == ({}, {path: program})
    assert watch.look().held == {}
    (tmp_path / lock).unlink()
    assert ready(watch) == ["annexe.xlsx"]


@pytest.mark.parametrize(
    ("code", "again"), [("fichier-retenu", True), ("journal-occupe", True), ("format-xls", False)]
)
def test_what_passes_is_tried_again_and_what_does_not_is_left(
    tmp_path: Path, code: str, again: bool
) -> None:
    watch = FolderWatch([tmp_path])
    path = saved(tmp_path / "annexe.xlsx", b"a", 1000)
    watch.look()
    ((_, mark),) = watch.look().ready.items()
    report = FileReport(path, path, refused=RefusedFile(code, "non"))
    assert watch.is_news(path, mark, report)
    assert ready(watch) == (["annexe.xlsx"] if again else [])
    assert watch.is_news(path, mark, report) is not again  # the same is not said twice
    saved(path, b"b", 1001)
    assert [ready(watch) for _ in range(2)] == [[], ["annexe.xlsx"]]


def test_what_is_no_workbook_and_the_copies_are_left_alone(tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    for name in ("notes.txt", ".caché.xlsx", "~$annexe.xlsx", "copies/annexe.xlsx", "s/b.ods"):
        saved(tmp_path / name, b"a", 1000)
    watch = FolderWatch([tmp_path], copies)
    watch.look()
    assert ready(watch) == ["b.ods"]


def test_a_file_that_goes_and_comes_back_the_same_is_not_done_again(tmp_path: Path) -> None:
    watch = FolderWatch([tmp_path])
    path = saved(tmp_path / "annexe.xlsx", b"a", 1000)
    watch.look()
    watch.look()
    done(watch, path)
    path.rename(tmp_path / "annexe.bak")
    assert ready(watch) == []
    (tmp_path / "annexe.bak").rename(path)
    assert [ready(watch) for _ in range(2)] == [[], []]


def test_a_folder_that_does_not_answer_is_an_error_and_not_an_empty_one(tmp_path: Path) -> None:
    watch = FolderWatch([tmp_path / "parti"])
    with pytest.raises(OSError):
        watch.look()
