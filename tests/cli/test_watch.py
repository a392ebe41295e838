"""``pycog watch`` on real folders: what is saved is recalculated, once, and told on one line."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from pycog.xlsx.package import Package
from tests.paths import ROOT
from tests.waiting import PATIENCE


def annex(path: Path, value: int, formula: str = "=COG_RATE(A1,200)") -> Path:
    """Save a small annex, as a program does that replaces the file."""
    made = path.with_name("enregistrement.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet("Taux")
    page.write(0, 0, value)
    page.write_formula(0, 1, formula, None, 9)
    book.close()
    os.replace(made, path)
    return path


def rate(path: Path) -> float:
    """Return the stored value of the formula."""
    part = Package.open(path).read("xl/worksheets/sheet1.xml")
    found = re.search(rb'<c r="B1"[^>]*><f>[^<]*</f><v>([^<]*)</v>', part)
    assert found is not None
    return float(found[1])


class Watching:
    """The command at work, with its lines as they come."""

    def __init__(self, *args: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pycog", "watch", *map(str, args)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line.rstrip("\n"))

    def close(self) -> None:
        """End it, whatever it does, and read what is left."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)

    def line(self, about: str = "") -> str:
        """Wait for the next line, which must be about something."""
        line = self._lines.get(timeout=PATIENCE)
        assert about in line, line
        return line

    def silent(self, seconds: float) -> bool:
        """Tell whether nothing is said for a while."""
        try:
            self._lines.get(timeout=seconds)
        except queue.Empty:
            return True
        return False

    def end(self, how: signal.Signals) -> int:
        """Ask it to end; return its code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@pytest.fixture
def watching() -> Iterator[Callable[..., Watching]]:
    """Start the command; whatever still runs is ended."""
    started: list[Watching] = []

    def start(*args: object) -> Watching:
        started.append(Watching(*args))
        return started[-1]

    yield start
    for one in started:
        one.close()


def test_an_annex_is_recalculated_each_time_it_is_saved(tmp_path: Path, watching) -> None:
    folder = tmp_path / "annexes"
    path = annex(folder / "annexe.xlsx", 100)
    watch = watching(folder, "--intervalle", "0,2", "--journal", tmp_path / "journal")
    assert watch.line().endswith("surveillé toutes les 0,2 seconde, Ctrl-C pour arrêter.")
    line = watch.line(str(path))
    assert re.match(r"\d\d:\d\d:\d\d ", line) and "1 valeur changée" in line
    assert rate(path) == 0.5
    assert watch.silent(2)  # its own writing starts nothing
    annex(path, 150)
    assert "1 valeur changée" in watch.line(str(path))
    assert rate(path) == 0.75
    other = annex(folder / "sous-dossier" / "nouvelle.xlsx", 20)
    assert "1 valeur changée" in watch.line(str(other))
    assert watch.end(signal.SIGTERM) == 0
    assert watch.line() == "Surveillance arrêtée, 3 classeurs recalculés."
    history = subprocess.run(
        [sys.executable, "-m", "pycog", "history", f"{path}!Taux!B1", "--journal",
         str(tmp_path / "journal")],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True,
    ).stdout.decode("utf-8")  # fmt: skip
    assert "0,5 → 0,75" in history


def test_an_open_annex_waits_until_it_is_closed(tmp_path: Path, watching) -> None:
    path = annex(tmp_path / "annexe.xlsx", 100)
    lock = path.with_name(f".~lock.{path.name}#")
    lock.touch()
    watch = watching(tmp_path, "--intervalle", "0,2")
    watch.line("surveillé")
    assert watch.line(str(path)).endswith("ouvert dans LibreOffice, recalculé une fois fermé.")
    assert watch.silent(1)
    assert rate(path) == 9
    lock.unlink()
    assert "1 valeur changée" in watch.line(str(path))
    assert rate(path) == 0.5
    assert watch.end(signal.SIGINT) == 0
    assert watch.line() == "Surveillance arrêtée, 1 classeur recalculé."


def test_what_changes_with_each_calculation_does_not_loop(tmp_path: Path, watching) -> None:
    path = annex(tmp_path / "hasard.xlsx", 1, "=RAND()")
    watch = watching(tmp_path, "--intervalle", "0,2")
    watch.line("surveillé")
    assert "1 valeur changée" in watch.line(str(path))
    assert watch.silent(3)
    assert watch.end(signal.SIGTERM) == 0


def test_a_faulty_annex_is_told_once_and_the_others_go_on(tmp_path: Path, watching) -> None:
    bad = tmp_path / "a-abimee.xlsx"
    bad.write_bytes(b"PK\x03\x04 rien de bon")
    watch = watching(tmp_path, "--intervalle", "0,2")
    watch.line("surveillé")
    assert "endommagé" in watch.line(str(bad))
    path = annex(tmp_path / "bonne.xlsx", 100)
    assert "1 valeur changée" in watch.line(str(path))
    assert watch.silent(1)


def test_a_folder_that_goes_away_and_comes_back(tmp_path: Path, watching) -> None:
    folder = tmp_path / "reseau"
    folder.mkdir()
    watch = watching(folder, "--intervalle", "0,2")
    watch.line("surveillé")
    folder.rename(tmp_path / "absent")
    assert watch.line(str(folder)).endswith("La surveillance continue.")
    assert watch.silent(1)  # said once
    (tmp_path / "absent").rename(folder)
    assert watch.line() == "Le dossier répond de nouveau."
    path = annex(folder / "annexe.xlsx", 100)
    assert "1 valeur changée" in watch.line(str(path))


@pytest.fixture
def once(command: Callable[..., tuple[int, str, str]]) -> Callable[..., tuple[int, str, str]]:
    """Run the command once over a folder."""

    def run(*args: object) -> tuple[int, str, str]:
        return command("watch", *args, "--une-fois", "--intervalle", "0,1")

    return run


def test_an_empty_folder_is_told(tmp_path: Path, once) -> None:
    code, out, err = once(tmp_path)
    assert (code, err) == (0, "")
    assert out == "Aucun classeur à recalculer : le dossier n'en contient pas.\n"


def test_once_recalculates_what_is_free(tmp_path: Path, once) -> None:
    path, opened = annex(tmp_path / "a.xlsx", 100), annex(tmp_path / "b.xlsx", 100)
    lock = opened.with_name(f"~${opened.name}")
    lock.touch()
    code, out, err = once(tmp_path)
    assert code == 1
    assert [line.split(" ", 1)[1].split(" : ")[0] for line in out.splitlines()] == [str(path)]
    assert err.strip().endswith("b.xlsx : ouvert dans Excel, recalculé une fois fermé.")
    assert (rate(path), rate(opened)) == (0.5, 9)
    lock.unlink()
    code, out, err = once(tmp_path)
    assert (code, err) == (0, "")
    assert (rate(path), rate(opened)) == (0.5, 0.5)


def test_once_writes_copies_beside(tmp_path: Path, once) -> None:
    path = annex(tmp_path / "annexes" / "a.xlsx", 100)
    copies = tmp_path / "annexes" / "copies"
    for _ in range(2):  # copies inside the folder are not taken for annexes
        assert once(path.parent, "--output", copies)[0] == 0
        assert [one.name for one in copies.iterdir()] == ["a.xlsx"]
    assert (rate(path), rate(copies / "a.xlsx")) == (9, 0.5)


def test_what_cannot_be_watched_is_refused(tmp_path: Path, once) -> None:
    path = annex(tmp_path / "a.xlsx", 100)
    code, _, err = once(path)
    assert code == 2 and "un dossier d'annexes est attendu" in err
    code, _, err = once(tmp_path, "--output", tmp_path)
    assert code == 2 and "les copies iraient sur les originaux" in err
    code, _, err = once(tmp_path, "--journal", path)
    assert code == 2 and "est un fichier : --journal attend le dossier du journal." in err
    assert rate(path) == 9
    code, _, err = once(tmp_path, "--intervalle", "0")
    assert code == 2 and "de 0,1 à 3600 secondes" in err
